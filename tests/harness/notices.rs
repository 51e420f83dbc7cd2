//! Notices of a believable hospital: one with every fact there can be, one with only what must be.

use chrono::{NaiveDateTime, TimeDelta};
use forewarn::calendar::zone::{Instant, Zone, Zones};
use forewarn::notice::facts::{
    Action, Actions, Alternative, BriefingFacts, CaseStudy, Checkpoint, ContactFacts, DateFact,
    DecisionFacts, DepartmentFacts, EventFacts, Facts, HyperCareFacts, Impact, MoneyFacts, Notice,
    PersonContact, Question, RiskFacts, Role, ServiceFacts, SupportChannel, Waiver, WayBack,
    WindowFacts,
};
use forewarn::plan::milestone::Milestone;

/// Every role with the milestones that are worded for it.
pub fn told() -> Vec<(Role, Milestone)> {
    use Milestone::{
        Briefing, Bulletin, Cancelled, Completed, Detail, Extended, First, GoNoGo, HyperCareClose,
        HyperCareDaily, HyperCareOpen, HyperCareWeekly, Progress, Reminder1, Reminder3, Reminder7,
        Reminder14, Rescheduled, RolledBack, Start,
    };
    let executives = vec![
        First,
        Detail,
        Briefing,
        Reminder7,
        GoNoGo,
        Progress,
        Extended,
        RolledBack,
        Completed,
        HyperCareDaily,
        HyperCareWeekly,
        HyperCareClose,
        Rescheduled,
        Cancelled,
    ];
    let heads = vec![
        First,
        Detail,
        Briefing,
        Reminder14,
        Reminder7,
        Reminder3,
        Reminder1,
        GoNoGo,
        Start,
        Progress,
        Extended,
        RolledBack,
        Completed,
        HyperCareOpen,
        HyperCareDaily,
        HyperCareWeekly,
        HyperCareClose,
        Rescheduled,
        Cancelled,
    ];
    let users = vec![
        First,
        Detail,
        Bulletin,
        Reminder14,
        Reminder7,
        Reminder3,
        Reminder1,
        Start,
        Extended,
        RolledBack,
        Completed,
        HyperCareOpen,
        HyperCareClose,
        Rescheduled,
        Cancelled,
    ];
    let all = [
        (Role::Executives, executives),
        (Role::DepartmentHeads, heads),
        (Role::EndUsers, users),
    ];
    all.into_iter()
        .flat_map(|(role, list)| list.into_iter().map(move |milestone| (role, milestone)))
        .collect()
}

/// A notice with every fact.
pub fn full(role: Role, milestone: Milestone) -> Notice {
    let mut facts = bare(role, milestone);
    facts.ordinal = 2;
    facts.of = 5;
    facts.window.provisional = milestone == Milestone::First;
    facts.window.services = services();
    facts.window.unaffected = words(&["Telephones", "E-mail", "The pharmacy robot"]);
    facts.window.way_back = Some(WayBack {
        point_of_no_return: Some(at("2027-03-28T00:25")),
        minutes: Some(75),
    });
    facts.window.alternatives = vec![Alternative {
        start: at("2027-04-10T22:00"),
        end: at("2027-04-11T01:30"),
        because: Some("Outside the Easter weekend".to_owned()),
    }];
    facts.why = Some(
        "The servers that hold patient records lose their maker's support in June 2027.".to_owned(),
    );
    facts.reassurance = words(&["Rehearsed twice, in full, on copies of the real data."]);
    facts.actions = actions();
    facts.contact = contact(role);
    facts.next = Some(facts.moment + TimeDelta::days(14));
    facts.link = Some("https://intranet.stbrannock.example/downtime/records".to_owned());
    facts.hyper_care = Some(hyper_care());
    facts.briefing = Some(briefing());
    facts.questions = vec![Question {
        question: "Can we print wristbands that night?".to_owned(),
        answer: "Yes. The printers on the wards work without patient records".to_owned(),
    }];
    facts.benefit = Some(
        match role {
            Role::Executives => {
                "Support and security cover to 2033, and 246,500 GBP a year less in unplanned outages."
            }
            Role::DepartmentHeads => {
                "Records open in **two seconds** instead of nine at shift handover."
            }
            Role::EndUsers => "Records open faster at the bedside.",
        }
        .to_owned(),
    );
    if role != Role::EndUsers {
        facts.checkpoints = vec![Checkpoint {
            at: at("2027-03-26T15:00"),
            owner: Some("Maria Osei".to_owned()),
            criteria: words(&["Backup restored", "Rehearsal under 3 hours"]),
        }];
        facts.dates = dates();
    }
    if role == Role::Executives {
        for_executives(&mut facts);
    } else {
        facts.department = Some(DepartmentFacts {
            id: "wards".to_owned(),
            name: "Wards".to_owned(),
            people: Some(120),
            concerns: words(&["Handover at 9:30pm falls into the last hour before the start"]),
        });
    }
    if role == Role::DepartmentHeads {
        facts.object_by = Some(at("2027-01-22T16:00"));
    }
    facts.event = event(milestone);
    notice(facts)
}

/// A notice with nothing but what every plan has.
pub fn sparse(role: Role, milestone: Milestone) -> Notice {
    notice(bare(role, milestone))
}

/// The instant of a civil time in London.
pub fn at(text: &str) -> Instant {
    london().instant(NaiveDateTime::parse_from_str(text, "%Y-%m-%dT%H:%M").unwrap())
}

/// Where the hospital is.
pub fn london() -> Zone {
    Zones::bundled().get("Europe/London").unwrap()
}

fn notice(facts: Facts) -> Notice {
    Notice {
        id: format!("cutover-{}", facts.milestone.slug()),
        revision: 1,
        locale: "en-GB".to_owned(),
        zone: london(),
        event_zone: london(),
        facts,
    }
}

fn bare(role: Role, milestone: Milestone) -> Facts {
    Facts {
        plan: "ehr-2027".to_owned(),
        title: "Patient records move to the new data centre".to_owned(),
        organisation: "St Brannock Hospitals".to_owned(),
        audience: role.slug().to_owned(),
        role,
        milestone,
        ordinal: 1,
        of: 1,
        moment: moment(role, milestone),
        window: WindowFacts {
            id: "cutover".to_owned(),
            phase: "Patient records".to_owned(),
            start: at("2027-03-27T22:00"),
            end: at("2027-03-28T02:30"),
            zone: "Europe/London".to_owned(),
            provisional: false,
            services: services()
                .into_iter()
                .take(1)
                .map(|service| ServiceFacts {
                    workaround: None,
                    contingency: None,
                    still_works: Vec::new(),
                    ..service
                })
                .collect(),
            unaffected: Vec::new(),
            way_back: None,
            alternatives: Vec::new(),
        },
        department: None,
        why: None,
        benefit: None,
        reassurance: Vec::new(),
        case_studies: Vec::new(),
        questions: Vec::new(),
        money: None,
        risks: Vec::new(),
        decision: None,
        checkpoints: Vec::new(),
        actions: Actions::default(),
        contact: ContactFacts {
            team: "IT Change Team".to_owned(),
            email: None,
            phone: None,
            hours: None,
            person: None,
            deputy: None,
        },
        object_by: None,
        dates: Vec::new(),
        next: None,
        briefing: None,
        hyper_care: None,
        short_notice: None,
        event: None,
        link: None,
    }
}

fn moment(role: Role, milestone: Milestone) -> Instant {
    use Milestone as M;
    at(match (milestone, role) {
        (M::First, Role::Executives) => "2026-12-24T09:00",
        (M::First, Role::DepartmentHeads) => "2027-01-11T09:00",
        (M::First, Role::EndUsers) => "2027-01-26T09:00",
        (M::Detail, _) => "2027-02-25T09:00",
        (M::Briefing, _) => "2027-02-26T09:00",
        (M::Bulletin, _) => "2027-03-08T09:00",
        (M::Reminder14, _) => "2027-03-12T09:00",
        (M::Reminder7, _) => "2027-03-19T09:00",
        (M::Reminder3, _) => "2027-03-24T09:00",
        (M::Reminder1, _) => "2027-03-26T09:00",
        (M::GoNoGo, _) => "2027-03-26T15:30",
        (M::Start, _) => "2027-03-27T21:30",
        (M::Progress, _) => "2027-03-27T23:00",
        (M::Extended, _) => "2027-03-28T02:05",
        (M::RolledBack | M::Completed, _) => "2027-03-28T02:20",
        (M::HyperCareOpen, _) => "2027-03-28T08:00",
        (M::HyperCareDaily, _) => "2027-03-30T16:00",
        (M::HyperCareWeekly, _) => "2027-04-01T16:00",
        (M::HyperCareClose, _) => "2027-04-09T16:00",
        (M::Rescheduled | M::Cancelled, _) => "2027-03-17T11:00",
    })
}

fn services() -> Vec<ServiceFacts> {
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

fn actions() -> Actions {
    let action = |text: &str, by: Option<&str>, owner: Option<&str>| Action {
        text: text.to_owned(),
        by: by.map(at),
        owner: owner.map(str::to_owned),
    };
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

fn contact(role: Role) -> ContactFacts {
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
        person: named.then(|| person("Maria Osei", "m.osei@stbrannock.example", "020 7946 0011")),
        deputy: named.then(|| person("Tom Reyes", "t.reyes@stbrannock.example", "020 7946 0012")),
    }
}

fn dates() -> Vec<DateFact> {
    let date = |when: &str, day_only, what: &str| DateFact {
        at: at(when),
        day_only,
        what: what.to_owned(),
    };
    vec![
        date(
            "2027-02-25T09:00",
            true,
            "Confirmed times and steps for your team",
        ),
        date("2027-03-09T10:30", false, "Briefing for department heads"),
        date(
            "2027-03-24T16:00",
            false,
            "Paper forms checked on every ward",
        ),
        date(
            "2027-03-26T15:00",
            false,
            "Go or no-go, decided by Maria Osei",
        ),
        date("2027-03-27T22:00", false, "Patient records go off"),
    ]
}

fn for_executives(facts: &mut Facts) {
    facts.money = Some(MoneyFacts {
        cost_of_window: Some("12,000 to 16,000 GBP".to_owned()),
        cost_of_waiting: Some("21,000 GBP for every month".to_owned()),
        benefit: Some("Pays back in 14 months".to_owned()),
    });
    let risk = |text: &str, level: &str, owner: &str| RiskFacts {
        text: text.to_owned(),
        level: level.to_owned(),
        owner: Some(owner.to_owned()),
        response: Some("Rehearsed twice".to_owned()),
    };
    facts.risks = vec![
        risk(
            "The copy takes longer than the night",
            "managed, watch",
            "Maria Osei",
        ),
        risk("A ward runs out of paper forms", "routine", "Aisha Khan"),
        risk("The link between the sites is slow", "routine", "Tom Reyes"),
    ];
    facts.decision = Some(DecisionFacts {
        ask: "Approve Saturday 27 March 2027 for the move".to_owned(),
        by: Some(at("2027-01-22T17:00")),
        who: Some("Executive board".to_owned()),
    });
    facts.case_studies = vec![CaseStudy {
        who: "Two neighbouring trusts".to_owned(),
        what: "moved the same system in 2025".to_owned(),
        result: "back 40 minutes early".to_owned(),
        source: Some("https://trusts.example/records".to_owned()),
    }];
}

fn hyper_care() -> HyperCareFacts {
    let way = |channel: &str, number: Option<&str>, hours: &str| SupportChannel {
        channel: channel.to_owned(),
        number: number.map(str::to_owned),
        hours: Some(hours.to_owned()),
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

fn briefing() -> BriefingFacts {
    BriefingFacts {
        id: "heads-1".to_owned(),
        start: at("2027-03-09T10:30"),
        end: at("2027-03-09T11:00"),
        join: Some("https://meet.stbrannock.example/records".to_owned()),
        place: Some("Board room, level 4".to_owned()),
        agenda: words(&["What stops", "Paper forms", "Your questions"]),
        bring: words(&["Your night roster"]),
        otherwise: Some("A second session is on Thursday 11 March at 2:00pm".to_owned()),
    }
}

fn event(milestone: Milestone) -> Option<EventFacts> {
    use Milestone as M;
    let some = |text: &str| Some(text.to_owned());
    let nothing = EventFacts::default();
    Some(match milestone {
        M::GoNoGo => EventFacts {
            state: some("go"),
            decided_by: some("Maria Osei"),
            reason: some("The backup was restored and the rehearsal took 2 hours 40 minutes"),
            ..nothing
        },
        M::Reminder7 => EventFacts {
            state: some("on-time"),
            ..nothing
        },
        M::Progress => EventFacts {
            state: some("on-time"),
            next_update: Some(at("2027-03-28T00:30")),
            ..nothing
        },
        M::Extended => EventFacts {
            state: some("late"),
            old_end: Some(at("2027-03-28T02:00")),
            reason: some("The last check of the copy needs another half hour"),
            next_update: Some(at("2027-03-28T02:25")),
            cost_per_hour: some("3,100 GBP"),
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
        M::Rescheduled => EventFacts {
            old_start: Some(at("2027-03-20T22:00")),
            old_end: Some(at("2027-03-21T01:30")),
            reason: some("The rehearsal showed that the copy needs a longer night"),
            has_new_date: true,
            actions: words(&["The printed ward lists stay valid"]),
            ..nothing
        },
        M::Cancelled => EventFacts {
            old_start: Some(at("2027-03-27T22:00")),
            reason: some("The new data centre is not ready"),
            actions: words(&["Put the paper forms back into the store"]),
            new_date_by: Some(at("2027-04-30T16:00")),
            ..nothing
        },
        _ => return None,
    })
}

/// The same notice, told later than the policy asks.
pub fn late(mut notice: Notice) -> Notice {
    notice.facts.short_notice = Some(Waiver {
        by: "Maria Osei".to_owned(),
        because: "small clinic, agreed with its head on 3 January".to_owned(),
    });
    notice
}

fn words(texts: &[&str]) -> Vec<String> {
    texts.iter().map(|&text| text.to_owned()).collect()
}
