//! What the hospital of the notices has: services, people, dates, money, and what happened.

use super::notices::at;
use forewarn::notice::event::Change;
use forewarn::notice::facts::{
    Action, Actions, BriefingFacts, CaseStudy, ContactFacts, Covered, DateFact, DateKind,
    DecisionFacts, DepartmentFacts, Facts, HyperCareFacts, Impact, PersonContact, RiskFacts, Role,
    SecondDate, ServiceFacts, SupportChannel,
};
use forewarn::notice::money::{Amounts, HourlyCost, MoneyFacts};
use forewarn::notice::{EventFacts, EventState};
use forewarn::plan::milestone::Milestone;
use forewarn::plan::risk::Grade;

pub(super) fn services() -> Vec<ServiceFacts> {
    vec![
        ServiceFacts {
            id: "records".to_owned(),
            name: "Patient records".to_owned(),
            impact: Impact::Off,
            high_severity: true,
            workaround: Some("Paper forms and the read-only copy on the ward PC".to_owned()),
            contingency: Some(
                "Keep to paper until 6:00am; the duty manager has a second box of forms".to_owned(),
            ),
            still_works: words(&["Printing of wristbands"]),
        },
        ServiceFacts {
            id: "labels".to_owned(),
            name: "Specimen labels".to_owned(),
            impact: Impact::Slower,
            high_severity: false,
            workaround: None,
            contingency: None,
            still_works: Vec::new(),
        },
    ]
}

pub(super) fn actions(role: Role) -> Actions {
    let action = |text: &str, by: Option<&str>, owner: Option<&str>| Action {
        text: text.to_owned(),
        by: by.map(at),
        owner: owner.map(str::to_owned),
    };
    if role == Role::EndUsers {
        return Actions {
            before: vec![action(
                "Finish and save your notes",
                Some("2027-03-27T21:45"),
                None,
            )],
            during: vec![action("Use the paper forms", None, None)],
            after: vec![action(
                "Enter what you wrote on paper",
                Some("2027-03-28T12:00"),
                None,
            )],
        };
    }
    Actions {
        before: vec![
            action(
                "Check that every ward has a box of paper forms",
                Some("2027-03-24T16:00"),
                Some("Ward managers"),
            ),
            action(
                "Print the ward list",
                Some("2027-03-27T21:45"),
                Some("Night sisters"),
            ),
        ],
        during: vec![action("Use the paper forms", None, None)],
        after: vec![action(
            "Enter what was written on paper",
            Some("2027-03-28T12:00"),
            Some("Ward clerks"),
        )],
    }
}

pub(super) fn contact(role: Role) -> ContactFacts {
    let person = |name: &str, email: &str, phone: &str| PersonContact {
        name: name.to_owned(),
        email: Some(email.to_owned()),
        phone: Some(phone.to_owned()),
    };
    let named = role != Role::EndUsers;
    ContactFacts {
        team: if named {
            "IT Change Team"
        } else {
            "Service desk"
        }
        .to_owned(),
        email: Some("change@stbrannock.example".to_owned()),
        phone: Some("020 7946 0000".to_owned()),
        hours: Some("day and night".to_owned()),
        zone: None,
        person: named.then(|| person("Maria Osei", "m.osei@stbrannock.example", "020 7946 0011")),
        deputy: named.then(|| person("Tom Reyes", "t.reyes@stbrannock.example", "020 7946 0012")),
    }
}

pub(super) fn dates() -> Vec<DateFact> {
    let date = |when: &str, day_only, what| DateFact {
        at: at(when),
        day_only,
        what,
    };
    vec![
        date("2027-02-25T09:00", true, DateKind::Reminder),
        date("2027-03-09T10:30", false, DateKind::Briefing),
        date("2027-03-26T15:00", false, DateKind::GoNoGo),
        date("2027-03-27T22:00", false, DateKind::Start),
        date("2027-03-28T02:30", false, DateKind::End),
    ]
}

pub(super) fn for_executives(facts: &mut Facts) {
    let amounts = |low: u32, high: u32| Amounts {
        low: low.into(),
        high: high.into(),
    };
    facts.money = Some(MoneyFacts {
        currency: "GBP".to_owned(),
        cost_of_windows: Some(amounts(12_000, 16_000)),
        cost_of_waiting: Some(amounts(252_000, 252_000)),
        benefit: Some(amounts(180_000, 270_000)),
    });
    let risk = |text: &str, level, owner: &str| RiskFacts {
        text: text.to_owned(),
        level,
        owner: Some(owner.to_owned()),
        response: Some("Rehearsed twice".to_owned()),
    };
    facts.risks = vec![
        risk(
            "The copy takes longer than the night",
            Grade::Moderate,
            "Maria Osei",
        ),
        risk("A ward runs out of paper forms", Grade::Low, "Aisha Khan"),
        risk(
            "The link between the sites is slow",
            Grade::Low,
            "Tom Reyes",
        ),
    ];
    facts.decision = Some(DecisionFacts {
        ask: "Approve Saturday 27 March 2027 for the move".to_owned(),
        by: Some(at("2027-01-22T17:00")),
        who: Some("Executive board".to_owned()),
    });
    facts.covered = vec![Covered {
        id: "printing".to_owned(),
        phase: "Ward printing".to_owned(),
        start: at("2027-04-24T20:00"),
        end: at("2027-04-24T23:00"),
        services: Vec::new(),
    }];
    facts.second_dates = vec![SecondDate {
        instead_of: facts.window.start,
        start: at("2027-04-10T22:00"),
        end: at("2027-04-11T01:30"),
    }];
    facts.case_studies = vec![CaseStudy {
        who: "Two neighbouring trusts".to_owned(),
        what: "moved the same system in 2025".to_owned(),
        result: "back 40 minutes early".to_owned(),
        source: Some("https://trusts.example/records".to_owned()),
    }];
}

pub(super) fn hyper_care() -> HyperCareFacts {
    let way = |channel: &str, number: Option<&str>, hours: &str| SupportChannel {
        channel: channel.to_owned(),
        number: number.map(str::to_owned),
        hours: Some(hours.to_owned()),
        zone: None,
        site: None,
    };
    HyperCareFacts {
        start: at("2027-03-28T07:00"),
        until: at("2027-04-09T17:00"),
        support: vec![
            way("Extra desk on level 2", None, "7am to 9pm"),
            way("Phone", Some("020 7946 0100"), "day and night"),
        ],
        exit_when: words(&[
            "No open fault that stops work",
            "At most one open fault with a workaround",
        ]),
        afterwards: Some("The service desk, as always, on 020 7946 0000".to_owned()),
    }
}

pub(super) fn briefing() -> BriefingFacts {
    BriefingFacts {
        id: "heads-1".to_owned(),
        start: at("2027-03-09T10:30"),
        end: at("2027-03-09T11:00"),
        join: Some("https://meet.stbrannock.example/records".to_owned()),
        place: Some("Board room, level 4".to_owned()),
        agenda: words(&["What stops", "Paper forms", "Your questions"]),
        bring: words(&["Your night roster"]),
        otherwise: Some("A second session is on Thursday 11 March at 2:00pm".to_owned()),
        replaces: false,
        windows: Vec::new(),
    }
}

fn pounds(amount: u32) -> HourlyCost {
    let (low, high) = (amount.into(), amount.into());
    HourlyCost {
        currency: "GBP".to_owned(),
        amounts: Amounts { low, high },
    }
}

pub(super) fn event(milestone: Milestone) -> Option<EventFacts> {
    use Milestone as M;
    let some = |text: &str| Some(text.to_owned());
    let nothing = EventFacts::default();
    Some(match milestone {
        M::GoNoGo => EventFacts {
            state: Some(EventState::Go),
            decided_by: some("Maria Osei"),
            reason: some("The backup was restored and the rehearsal took 2 hours 40 minutes"),
            ..nothing
        },
        M::Reminder7 => EventFacts {
            state: Some(EventState::OnTime),
            ..nothing
        },
        M::Progress => EventFacts {
            state: Some(EventState::OnTime),
            next_update: Some(at("2027-03-28T00:30")),
            ..nothing
        },
        M::Extended => EventFacts {
            state: Some(EventState::Late),
            old_end: Some(at("2027-03-28T02:00")),
            reason: some("The last check of the copy needs another half hour"),
            next_update: Some(at("2027-03-28T02:25")),
            cost_per_hour: Some(pounds(3_100)),
            actions: words(&["Keep using the paper forms"]),
            ..nothing
        },
        M::RolledBack => EventFacts {
            since: Some(at("2027-03-28T02:15")),
            decided_by: some("Maria Osei"),
            reason: some("The copy was not complete in time"),
            data_kept: some(
                "Everything entered before 10:00pm is there. Enter again what was written on paper",
            ),
            new_date_by: Some(at("2027-04-02T16:00")),
            next_update: Some(at("2027-03-28T09:00")),
            ..nothing
        },
        M::Completed => EventFacts {
            since: Some(at("2027-03-28T02:10")),
            data_kept: some(
                "Everything entered before 10:00pm is there. Enter what was written on paper by Sunday 28 March, 12:00 midday",
            ),
            ..nothing
        },
        M::HyperCareDaily | M::HyperCareWeekly | M::HyperCareClose => EventFacts {
            reason: some("14 reports so far, 12 solved; fewer each day"),
            actions: words(&[
                "Labels print twice on level 3: press cancel once, solved by Thursday 1 April",
            ]),
            next_update: Some(at("2027-03-31T16:00")),
            ..nothing
        },
        _ => return changed(milestone),
    })
}

fn changed(milestone: Milestone) -> Option<EventFacts> {
    use Milestone as M;
    let some = |text: &str| Some(text.to_owned());
    let nothing = EventFacts::default();
    Some(match milestone {
        M::Holding => EventFacts {
            next_update: Some(at("2027-03-28T03:00")),
            ..nothing
        },
        M::Reopened => EventFacts {
            since: Some(at("2027-03-28T02:40")),
            reason: some("Some results are missing from the new system"),
            next_update: Some(at("2027-03-28T03:10")),
            ..nothing
        },
        M::Rescheduled => EventFacts {
            old_start: Some(at("2027-03-20T22:00")),
            old_end: Some(at("2027-03-21T01:30")),
            reason: some("The rehearsal showed that the copy needs a longer night"),
            has_new_date: true,
            actions: words(&["The printed ward lists stay valid"]),
            ..nothing
        },
        M::Changed => EventFacts {
            changes: vec![Change::End {
                old: at("2027-03-28T01:30"),
                new: at("2027-03-28T02:30"),
            }],
            reason: some("The copy takes an hour longer than it did"),
            ..nothing
        },
        M::Cancelled => EventFacts {
            old_start: Some(at("2027-03-27T22:00")),
            old_end: Some(at("2027-03-28T01:30")),
            reason: some("The new data centre is not ready"),
            actions: words(&["Take the paper forms out of the store"]),
            new_date_by: Some(at("2027-04-30T16:00")),
            ..nothing
        },
        M::Released | M::Unlisted => EventFacts {
            old_start: Some(at("2027-03-27T22:00")),
            old_end: Some(at("2027-03-28T01:30")),
            ..nothing
        },
        _ => return None,
    })
}

pub(super) fn words(texts: &[&str]) -> Vec<String> {
    texts.iter().map(|&text| text.to_owned()).collect()
}

pub(super) fn department() -> DepartmentFacts {
    DepartmentFacts {
        id: "wards".to_owned(),
        names: words(&["Wards"]),
        led_by_another: false,
        people: Some(120),
        concerns: words(&["Handover at 9:30pm falls into the last hour before the start"]),
        lost: None,
    }
}
