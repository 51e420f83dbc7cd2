//! Notices of a believable hospital: one with every fact there can be, one with only what must be.

use super::hospital::{
    actions, briefing, contact, dates, department, event, for_executives, hyper_care, services,
    words,
};
use chrono::{NaiveDateTime, TimeDelta};
use forewarn::calendar::zone::{Instant, Zone, Zones};
use forewarn::compose::templates::Templates;
use forewarn::diagnostic::Sources;
use forewarn::notice::EventState;
use forewarn::notice::facts::{
    Actions, Alternative, Checkpoint, ContactFacts, Facts, Notice, Question, Role, ServiceFacts,
    Waiver, WayBack, WindowFacts,
};
use forewarn::plan::former::FirstNames;
use forewarn::plan::milestone::Milestone;

/// Every role with the milestones that are worded for it.
pub fn told() -> Vec<(Role, Milestone)> {
    use Milestone as M;
    let not_for = |role: Role| -> &[Milestone] {
        match role {
            Role::Executives => &[
                M::Bulletin,
                M::Reminder14,
                M::Reminder3,
                M::Reminder1,
                M::Start,
                M::HyperCareOpen,
            ],
            Role::DepartmentHeads => &[M::Bulletin],
            Role::EndUsers => &[
                M::Briefing,
                M::GoNoGo,
                M::Progress,
                M::HyperCareDaily,
                M::HyperCareWeekly,
            ],
            Role::Machine => &Milestone::ALL,
        }
    };
    let roles = [Role::Executives, Role::DepartmentHeads, Role::EndUsers];
    let all = roles.into_iter().flat_map(|role| {
        Milestone::ALL
            .into_iter()
            .filter(move |milestone| !not_for(role).contains(milestone))
            .map(move |milestone| (role, milestone))
    });
    all.collect()
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
        last_chance: Some(at("2027-03-28T00:15")),
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
    facts.actions = actions(role);
    facts.contact = contact(role);
    facts.next = Some(match milestone {
        Milestone::Start => at("2027-03-28T02:30"),
        _ => facts.moment + TimeDelta::days(14),
    });
    facts.link = Some("https://intranet.stbrannock.example/downtime/records".to_owned());
    facts.hyper_care = Some(hyper_care());
    facts.briefing = Some(briefing());
    facts.sessions = vec![briefing().start];
    facts.sessions.retain(|start| *start > facts.moment);
    facts.questions = vec![Question {
        question: "Can we print wristbands that night?".to_owned(),
        answer: "Yes. The printers on the wards work without patient records".to_owned(),
    }];
    facts.benefit = Some(benefit(role).to_owned());
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
        facts.department = Some(department());
    }
    if role == Role::DepartmentHeads {
        facts.object_by = Some(at("2027-01-22T16:00"));
    }
    facts.event = event(milestone);
    notice(facts)
}

fn benefit(role: Role) -> &'static str {
    match role {
        Role::Executives => {
            "Support and security cover to 2033, and 246,500 GBP a year less in unplanned outages."
        }
        Role::DepartmentHeads => {
            "Records open in **two seconds** instead of nine at shift handover."
        }
        Role::EndUsers | Role::Machine => "Records open faster at the bedside.",
    }
}

/// A notice with nothing but what every plan has.
pub fn sparse(role: Role, milestone: Milestone) -> Notice {
    notice(bare(role, milestone))
}

/// The templates as they are shipped.
pub fn built_in() -> Templates {
    let (templates, findings) = Templates::new("".as_ref(), &[], &mut Sources::default());
    assert!(findings.is_empty());
    templates
}

/// The instant of a civil time in London.
pub fn at(text: &str) -> Instant {
    london().instant(NaiveDateTime::parse_from_str(text, "%Y-%m-%dT%H:%M").expect("a civil time"))
}

/// Where the hospital is.
pub fn london() -> Zone {
    Zones::bundled().get("Europe/London").expect("a known zone")
}

fn notice(facts: Facts) -> Notice {
    Notice {
        id: format!("cutover-{}", facts.milestone.slug()),
        first: FirstNames {
            window: facts.window.id.clone(),
            briefing: None,
            audience: facts.audience.clone(),
        },
        revision: 1,
        locale: "en-GB".to_owned(),
        zone: london(),
        event_zone: london(),
        facts,
    }
}

fn bare_service() -> ServiceFacts {
    ServiceFacts {
        workaround: None,
        contingency: None,
        still_works: Vec::new(),
        ..services().remove(0)
    }
}

fn bare_window() -> WindowFacts {
    WindowFacts {
        id: "cutover".to_owned(),
        phase: "Patient records".to_owned(),
        start: at("2027-03-27T22:00"),
        end: at("2027-03-28T02:30"),
        zone: "Europe/London".to_owned(),
        provisional: false,
        services: vec![bare_service()],
        sites: Vec::new(),
        unaffected: Vec::new(),
        way_back: None,
        alternatives: Vec::new(),
    }
}

fn bare(role: Role, milestone: Milestone) -> Facts {
    Facts {
        plan: "ehr-2027".to_owned(),
        title: "Patient records move to the new data centre".to_owned(),
        organisation: "St Brannock Hospitals".to_owned(),
        audience: role.slug().to_owned(),
        role,
        everything: role == Role::Executives,
        milestone,
        opens: false,
        first_word: false,
        again: false,
        relisted: false,
        zone: "Europe/London".to_owned(),
        ordinal: 1,
        of: 1,
        moment: moment(role, milestone),
        window: bare_window(),
        department: None,
        why: None,
        benefit: None,
        reassurance: Vec::new(),
        case_studies: Vec::new(),
        questions: Vec::new(),
        money: None,
        risks: Vec::new(),
        decision: None,
        covered: Vec::new(),
        second_dates: Vec::new(),
        decides_all: true,
        decision_elsewhere: None,
        decision_comes: None,
        checkpoints: Vec::new(),
        actions: Actions::default(),
        contact: ContactFacts {
            team: "IT Change Team".to_owned(),
            email: None,
            phone: None,
            hours: None,
            zone: None,
            person: None,
            deputy: None,
        },
        object_by: None,
        dates: Vec::new(),
        next: None,
        next_milestone: None,
        briefing: None,
        sessions: Vec::new(),
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
        (M::First, Role::EndUsers | Role::Machine) => "2027-01-26T09:00",
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
        (M::Holding, _) => "2027-03-28T02:30",
        (M::RolledBack | M::Completed, _) => "2027-03-28T02:20",
        (M::Reopened, _) => "2027-03-28T02:40",
        (M::HyperCareOpen, _) => "2027-03-28T08:00",
        (M::HyperCareDaily, _) => "2027-03-30T16:00",
        (M::HyperCareWeekly, _) => "2027-04-01T16:00",
        (M::HyperCareClose, _) => "2027-04-09T16:00",
        (M::Rescheduled | M::Cancelled | M::Changed | M::Released | M::Unlisted, _) => {
            "2027-03-17T11:00"
        }
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

/// The same notice for a reader whose clocks differ from the hospital's.
pub fn abroad(mut notice: Notice) -> Notice {
    notice.zone = Zones::bundled()
        .get("America/New_York")
        .expect("a known zone");
    notice
}

/// The same notice when things turn out otherwise: no-go, late, no new date yet.
pub fn turned(mut notice: Notice) -> Notice {
    notice.facts.window.provisional = true;
    if let Some(event) = &mut notice.facts.event {
        event.has_new_date = false;
        event.state = Some(match notice.facts.milestone {
            Milestone::GoNoGo => EventState::NoGo,
            _ => EventState::Late,
        });
    }
    notice
}

/// The same notice about five services with long names.
pub fn crowded(mut notice: Notice) -> Notice {
    let services = &mut notice.facts.window.services;
    let first = services[0].clone();
    services.clear();
    for name in [
        "Laboratory order entry and results viewer (Viewpoint 7.2)",
        "Theatre management and operating list",
        "Outpatient appointments and letters",
        "Payroll",
        "E-mail archive",
    ] {
        services.push(ServiceFacts {
            name: name.to_owned(),
            ..first.clone()
        });
    }
    notice
}
