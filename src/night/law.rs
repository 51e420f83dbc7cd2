//! The laws of a night, tried on whatever somebody may record in whatever order.

use super::course::*;
use crate::calendar::zone::Instant;
use crate::calendar::zone::Zones;
use crate::diagnostic::{FileId, Sources, Span};
use crate::ledger::{Event, Happened};
use crate::plan::role::Role;
use crate::plan::window::Window;
use chrono::TimeDelta;
use proptest::prelude::*;

fn at(minutes: i64) -> Instant {
    "2027-03-13T22:00:00Z".parse::<Instant>().unwrap() + TimeDelta::minutes(minutes)
}

fn window() -> Window {
    let file: FileId = Sources::default().add("plan.yaml", "");
    let zone = Zones::bundled().get("Europe/London").unwrap();
    let id = "cutover".parse().unwrap();
    Window::bare(id, (at(0), at(240)), zone, Span::new(file, 0, 0))
}

fn happened() -> impl Strategy<Value = Happened> {
    let reason = || "Copying takes longer".to_owned();
    prop_oneof![
        Just(Happened::Go {
            by: None,
            despite: Vec::new()
        }),
        Just(Happened::NoGo {
            by: None,
            reason: reason(),
            unready: Vec::new(),
        }),
        Just(Happened::Started),
        Just(Happened::Progress {
            is_late: true,
            note: None
        }),
        (-300..900_i64).prop_map(move |until| Happened::Extended {
            until: at(until),
            is_certain: true,
            reason: reason(),
        }),
        Just(Happened::Completed { data_kept: None }),
        Just(Happened::RolledBack {
            by: None,
            reason: reason(),
            data_kept: "All of it".to_owned(),
        }),
        Just(Happened::Reopened {
            reason: reason(),
            until: None
        }),
    ]
}

/// Records what may be recorded, at one moment after the other.
fn lived(steps: Vec<(i64, Happened)>) -> Vec<Event> {
    let (window, mut now, mut events) = (window(), at(-2_000), Vec::new());
    for (wait, what) in steps {
        now += TimeDelta::minutes(wait);
        let night = Night::of(&window, &events);
        if night.allows(&what, now).is_ok() {
            let planned = (window.start, window.end);
            let window = "cutover".to_owned();
            events.push(Event {
                window,
                at: now,
                planned,
                what,
            });
        }
    }
    events
}

proptest! {
    #[test]
    fn nothing_ends_that_did_not_start_and_no_end_comes_before_the_planned_one(
        steps in prop::collection::vec((0..400_i64, happened()), 0..30)
    ) {
        let (window, events) = (window(), lived(steps));
        let (mut end, mut open) = (window.end, false);
        // Once all was open, the planned end promises nothing any more.
        let mut promised = window.end;
        for (index, event) in events.iter().enumerate() {
            let before = Night::of(&window, &events[..index]);
            let started = before.stage() == Stage::Running || event.at >= window.start;
            match &event.what {
                Happened::Completed { .. } | Happened::RolledBack { .. } => {
                    prop_assert!(started && !open);
                    open = true;
                }
                Happened::Reopened { .. } => {
                    prop_assert!(open);
                    open = false;
                    promised = event.at;
                }
                Happened::Extended { until, .. } => {
                    let is_new = *until != end || before.is_open_ended_at(index);
                    prop_assert!(is_new && *until >= promised && *until > event.at && started);
                    end = *until;
                }
                _ => prop_assert!(!open),
            }
        }
        let night = Night::of(&window, &events);
        prop_assert_eq!(night.end(), end);
        prop_assert_eq!(night.stage() == Stage::Completed || night.stage() == Stage::RolledBack, open);
        let names: std::collections::BTreeSet<_> = night
            .events()
            .iter()
            .map(|known| (milestone(&known.event.what), known.ordinal))
            .collect();
        prop_assert_eq!(names.len(), events.len(), "no two notices have one name");
    }

    #[test]
    fn whatever_may_be_recorded_is_worth_telling_once_it_is(
        steps in prop::collection::vec((0..400_i64, happened()), 0..30)
    ) {
        let (window, events) = (window(), lived(steps));
        for (index, event) in events.iter().enumerate() {
            let night = Night::of(&window, &events[..=index]);
            prop_assert!(night.useful(index) > event.at, "{event:?}");
        }
    }

    #[test]
    fn holding_notices_come_in_order_and_never_after_the_end(
        steps in prop::collection::vec((0..200_i64, happened()), 0..30),
        later in 0..2_000_i64,
    ) {
        let (window, events) = (window(), lived(steps));
        let night = Night::of(&window, &events);
        let now = events.last().map_or(at(0), |last| last.at) + TimeDelta::minutes(later);
        for role in [Role::DepartmentHeads, Role::EndUsers] {
            let told = night.holding(role, now);
            prop_assert!(told.iter().all(|told| told.at <= now && told.at < told.useful));
            prop_assert!(told.windows(2).all(|pair| pair[0].useful <= pair[1].at));
            let names: std::collections::BTreeSet<_> = told.iter().map(|told| told.ordinal).collect();
            prop_assert_eq!(names.len(), told.len(), "no two of them have one name");
            for told in &told {
                let known = events.iter().take_while(|event| event.at <= told.at).count();
                let stage = night.stage_at(known);
                prop_assert!(matches!(stage, Stage::Ahead | Stage::Go | Stage::Running));
                // Whoever does not hear how it goes hears so with this.
                let runs = stage == Stage::Running;
                prop_assert!(told.is_known_to_run || !runs);
                prop_assert!(told.is_known_to_run == runs || role == Role::EndUsers);
                prop_assert!(told.at >= night.end_at(known) || night.is_open_ended_at(known));
            }
        }
    }

    #[test]
    fn whatever_is_promised_comes_unless_something_is_recorded_before(
        steps in prop::collection::vec((0..200_i64, happened()), 0..30),
    ) {
        let (window, events) = (window(), lived(steps));
        for index in 0..events.len() {
            let night = Night::of(&window, &events[..=index]);
            let kind = milestone(&events[index].what);
            for role in [Role::Executives, Role::DepartmentHeads, Role::EndUsers] {
                let mut promised = night.promised(index, role).filter(|_| concerns(kind, role));
                while let Some(at) = promised {
                    let told = night.holding(role, at);
                    let last = told.last().filter(|last| last.at == at);
                    prop_assert!(last.is_some(), "{at}: {told:?}");
                    promised = last.and_then(|last| last.next);
                }
            }
        }
    }

    #[test]
    fn another_start_is_another_night_and_its_notices_have_other_names(
        steps in prop::collection::vec((0..400_i64, happened()), 0..30)
    ) {
        let (mut window, events) = (window(), lived(steps));
        window.start = at(10_000);
        let night = Night::of(&window, &events);
        prop_assert_eq!(night.stage(), Stage::Ahead);
        prop_assert_eq!(night.end(), window.end);
        prop_assert!(night.review().is_none());
    }
}

#[test]
fn a_night_that_did_not_take_place_can_be_called_off_the_morning_after_but_not_begun() {
    let night = Night::of(&window(), &[]);
    let no_go = Happened::NoGo {
        by: None,
        reason: "The key was missing".to_owned(),
        unready: Vec::new(),
    };
    assert_eq!(night.allows(&no_go, at(600)), Ok(()));
    let go = night.allows(
        &Happened::Go {
            by: None,
            despite: Vec::new(),
        },
        at(240),
    );
    assert_eq!(go, Err(Refusal::Passed(at(240))));
}

#[test]
fn the_plans_own_later_end_wins_over_an_extension() {
    let mut window = window();
    let steps = vec![
        (2_010, Happened::Started),
        (
            100,
            Happened::Extended {
                until: at(300),
                is_certain: true,
                reason: "Copying takes longer".to_owned(),
            },
        ),
    ];
    let events = lived(steps);
    assert_eq!(Night::of(&window, &events).end(), at(300));
    window.end = at(270);
    assert_eq!(Night::of(&window, &events).end(), at(270));
}
