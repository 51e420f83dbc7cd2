//! The moment from which on a notice is useless: whoever looks at it takes it for the same.

use crate::checked::check;
use crate::harness::world::World;
use crate::recorder::{Recorder, Run};
use crate::sending::{PLAN, people};
use chrono::{DateTime, TimeDelta, Utc};
use forewarn::belief::{Beliefs, History};
use forewarn::compose::templates::Templates;
use forewarn::diagnostic::Sources;
use forewarn::dispatch::{Doubt, Kind, Tally};
use forewarn::ledger::{Ledger as _, MemoryLedger};
use forewarn::mailing::docket::{Asked, Docket};
use forewarn::mailing::{Letterhead, Office};
use forewarn::notice::Receipt;
use forewarn::round::{Gate, Round, members};
use forewarn::rules::Case;
use forewarn::rules::told::Told;
use forewarn::timeline::{Occurrence, agenda};
use std::sync::Arc;

/// What stands of a notice at a moment, and what a run makes of it.
#[derive(Debug)]
struct Seen {
    /// By the agenda.
    is_missed: bool,
    /// How many of its deliveries were begun and are not settled, by the docket.
    unfinished: usize,
    tally: Tally,
}

/// Runs at a moment, and looks at a notice before that.
fn run(
    world: &World,
    notice: &str,
    now: DateTime<Utc>,
    (ledger, channel): (&mut MemoryLedger, &Arc<Recorder>),
) -> Seen {
    let (plan, directory, timeline) = check(&world.path("plan.yaml"), now).dated.unwrap();
    let case = Case {
        plan: &plan,
        directory: &directory,
        timeline: &timeline,
        told: &Told::default(),
        now,
    };
    let beliefs = Beliefs::of(case, History::read(ledger, &plan).unwrap(), false);
    let (templates, _) = Templates::new("".as_ref(), &[], &mut Sources::default());
    let office = Office {
        case,
        beliefs: &beliefs,
        templates: &templates,
        letterhead: &Letterhead::of(&plan, now),
    };
    let agenda = agenda(&timeline, &directory, now);
    let is_it = |occurrence: &&Occurrence| occurrence.notice_id() == notice;
    let told: Vec<&Occurrence> = timeline.occurrences.iter().filter(is_it).collect();
    let mut docket = Docket::open((case, &beliefs), ledger, &|_| true).unwrap();
    let [unfinished] = docket.items(&told, [Asked::Unfinished]).unwrap();
    let round = Round::plan(office, &agenda, (&*ledger, &Gate::open()), &|_| true).unwrap();
    ledger.mark(&round.settled).unwrap();
    let run = Run {
        at: now,
        doubt: Doubt::Resend,
        stop: false.into(),
    };
    Seen {
        is_missed: agenda.missed.iter().any(is_it),
        unfinished: members(&unfinished),
        tally: run.of(round.orders(), ledger, channel),
    }
}

#[test]
fn at_the_very_moment_agenda_docket_and_judge_agree_that_it_is_too_late() {
    let world = World::new()
        .file("plan.yaml", PLAN)
        .file("people.csv", people(1));
    let now = "2027-02-11T09:05:00Z".parse().unwrap();
    let (_, _, timeline) = check(&world.path("plan.yaml"), now).dated.unwrap();
    let start = |occurrence: &&Occurrence| occurrence.notice_id() == "cutover-start";
    let start = timeline.occurrences.iter().find(start).unwrap();
    let (begins, until) = (start.moment, start.latest_useful);
    let moment = TimeDelta::microseconds(1);
    for (at, in_time) in [
        (until - moment, true),
        (until, false),
        (until + moment, false),
    ] {
        let later = |_, _: &str| {
            let answer = "451 4.3.2 try later".to_owned();
            Some(Receipt::Deferred { answer })
        };
        let busy = Arc::new(Recorder {
            at_offer: later,
            ..Recorder::willing(1)
        });
        let mut ledger = MemoryLedger::new();
        let first = run(&world, "cutover-start", begins, (&mut ledger, &busy));
        let put_off = first.tally.number(Kind::Deferred);
        assert!(put_off > 0, "{first:?}");
        let willing = Recorder::new(1);
        let seen = run(&world, "cutover-start", at, (&mut ledger, &willing));
        assert_eq!(seen.is_missed, !in_time, "{at}");
        assert_eq!(seen.tally.number(Kind::Unmade), 0, "{at}: {seen:?}");
        assert_eq!(seen.unfinished, 2, "{at}: {seen:?}");
        let told = [Kind::Accepted, Kind::Expired].map(|kind| seen.tally.number(kind));
        let all = if in_time { [put_off, 0] } else { [0, put_off] };
        assert_eq!(told, all, "{at}: {seen:?}");
    }
}
