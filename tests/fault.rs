//! Dying before and after every write of the ledger: nothing is lost, nothing is told off the
//! record, and nothing is told twice that was not in doubt.

use crate::ledger::open;
use crate::recorder::{Recorder, Run, orders};
use forewarn::dispatch::Kind;
use forewarn::invite::{Track, Tracks};
use forewarn::ledger::{
    Approval, Approvals, Book, Entry, Error, Event, Ledger, Logged, MemoryLedger, Record, Standing,
    State, Wanted,
};
use forewarn::notice::DeliveryId;
use std::path::Path;

/// A ledger whose process dies at the nth write, before or after it reaches the disk.
struct Dying<'a> {
    ledger: &'a mut dyn Ledger,
    left: usize,
    after: bool,
    dead: bool,
}

impl Ledger for Dying<'_> {
    fn write(&mut self, batch: &[Entry]) -> Result<(), Error> {
        let full = || Error::Full {
            path: "plan.ledger".into(),
        };
        if self.dead {
            return Err(full());
        }
        if self.left == 0 {
            self.dead = true;
            if self.after {
                self.ledger.write(batch)?;
            }
            return Err(full());
        }
        self.left -= 1;
        self.ledger.write(batch)
    }

    fn note(&mut self, event: &Event) -> Result<(), Error> {
        self.ledger.note(event)
    }

    fn approve(&mut self, approval: &Approval) -> Result<(), Error> {
        self.ledger.approve(approval)
    }

    fn keep(&mut self, tracks: &[Track]) -> Result<(), Error> {
        self.ledger.keep(tracks)
    }
}

impl Book for Dying<'_> {
    fn state(&self, id: &DeliveryId) -> Result<Option<State>, Error> {
        self.ledger.state(id)
    }
    fn records(&self, wanted: &Wanted, see: &mut dyn FnMut(Record)) -> Result<(), Error> {
        self.ledger.records(wanted, see)
    }
    fn approvals(&self) -> Result<Approvals, Error> {
        self.ledger.approvals()
    }

    fn tracks(&self) -> Result<Tracks, Error> {
        self.ledger.tracks()
    }
    fn log(&self, of: Option<&DeliveryId>, see: &mut dyn FnMut(Logged)) -> Result<(), Error> {
        self.ledger.log(of, see)
    }
    fn events(&self) -> Result<Vec<Event>, Error> {
        self.ledger.events()
    }
}

/// What happens while the ledger is open.
type Scene<'a> = &'a mut dyn FnMut(&mut dyn Ledger);

/// Dies at write `n`, runs again, and says whether the first run was already over by then.
fn dies_and_runs_again(
    readers: usize,
    (n, after): (usize, bool),
    reopen: &mut dyn FnMut(Scene<'_>),
) -> bool {
    let channel = Recorder::new(3);
    let mut over = false;
    let mut doubtful = Vec::new();
    reopen(&mut |ledger| {
        let mut dying = Dying {
            ledger,
            left: n,
            after,
            dead: false,
        };
        let tally = Run::at(0).of(orders(readers), &mut dying, &channel);
        over = !dying.dead;
        assert_eq!(over, tally.stopped.is_none());
    });
    reopen(&mut |ledger| {
        ledger
            .records(&Wanted::Open, &mut |record| {
                assert_eq!(record.state.standing, Standing::Begun);
                doubtful.push(record.planned.recipient);
            })
            .unwrap();
        // Nothing arrived whose intent was not durable.
        for recipient in channel.copies().keys() {
            let mut known = 0;
            let wanted = Wanted::Recipient(recipient.clone());
            ledger.records(&wanted, &mut |_| known += 1).unwrap();
            assert_eq!(known, 1, "{recipient} was told off the record");
        }
        let tally = Run::at(2).of(orders(readers), ledger, &channel);
        assert!(tally.is_clean(), "{tally:?}");
        assert_eq!(tally.total(), readers as u64);
    });
    assert!(doubtful.len() <= 3, "one per line: {doubtful:?}");
    let copies = channel.copies();
    assert_eq!(copies.len(), readers, "nobody is forgotten");
    for (recipient, copies) in copies {
        let allowed = if doubtful.contains(&recipient) { 2 } else { 1 };
        assert!(copies <= allowed, "{recipient} was told {copies} times");
    }
    reopen(&mut |ledger| {
        let tally = Run::at(4).of(orders(readers), ledger, &channel);
        assert_eq!(tally.number(Kind::Already), readers as u64);
    });
    over
}

fn sweep(readers: usize, mut run: impl FnMut(usize, bool) -> bool) {
    for after in [false, true] {
        let mut n = 0;
        while !run(n, after) {
            n += 1;
        }
        assert!(n >= readers / 3, "the sweep met only {n} writes");
    }
}

#[test]
fn dying_at_any_write_loses_nothing_and_repeats_only_what_was_in_doubt() {
    sweep(24, |n, after| {
        let mut ledger = MemoryLedger::new();
        dies_and_runs_again(24, (n, after), &mut |with| with(&mut ledger))
    });
}

#[test]
fn dying_at_any_write_of_a_real_file_loses_nothing_either() {
    sweep(9, |n, after| {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("plan.ledger");
        dies_and_runs_again(9, (n, after), &mut |with| with(&mut open(&path).unwrap()))
    });
}

#[test]
fn two_dispatchers_on_one_ledger_send_nothing_twice() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("plan.ledger");
    let channel = Recorder::new(2);
    let run = |path: &Path| match open(path) {
        Ok(mut ledger) => Some(Run::at(0).of(orders(40), &mut ledger, &channel)),
        Err(Error::Held { .. }) => None,
        Err(other) => panic!("{other}"),
    };
    std::thread::scope(|scope| {
        for _ in 0..4 {
            scope.spawn(|| run(&path));
        }
    });
    assert_eq!(channel.copies().len(), 40);
    assert!(channel.copies().values().all(|copies| *copies == 1));
}
