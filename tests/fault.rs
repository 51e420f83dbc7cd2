//! Dying before and after every write of the ledger: nothing is lost, nothing is told off the
//! record, and nothing is told twice that was not in doubt.

use crate::ledger::{mailbox, open, planned};
use crate::recorder::{Recorder, Run, order, orders};
use forewarn::dispatch::{Kind, Order, Outgoing};
use forewarn::invite::Track;
use forewarn::ledger::{
    Approval, Book, Entry, Error, Event, Ledger, Mark, MemoryLedger, Planned, Standing, Wanted,
};
use forewarn::notice::Receipt;
use std::collections::HashMap;
use std::path::Path;
use std::sync::Arc;

/// A ledger whose process dies at the nth write, before or after it reaches the disk.
struct Dying<'a> {
    ledger: &'a mut dyn Ledger,
    left: usize,
    after: bool,
    dead: bool,
}

impl Ledger for Dying<'_> {
    fn book(&self) -> &dyn Book {
        self.ledger.book()
    }

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

    fn mark(&mut self, marks: &[Mark]) -> Result<(), Error> {
        self.ledger.mark(marks)
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
            .book()
            .records(&Wanted::Open, &mut |record| {
                assert_eq!(record.state.standing, Standing::Begun);
                doubtful.push(record.planned.recipient);
            })
            .unwrap();
        // Nothing arrived whose intent was not durable.
        for recipient in channel.copies().keys() {
            let mut known = 0;
            let wanted = Wanted::Recipient(mailbox(recipient));
            ledger.book().records(&wanted, &mut |_| known += 1).unwrap();
            assert_eq!(known, 1, "{recipient} was told off the record");
        }
        let tally = Run::at(7).of(orders(readers), ledger, &channel);
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
        let tally = Run::at(8).of(orders(readers), ledger, &channel);
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

/// Mails that tell two notices each.
fn pairs(readers: usize) -> impl Iterator<Item = Order<'static>> {
    (0..readers).map(|number| {
        let Order::Deliver(outgoing) = order(planned("first", number)) else {
            unreachable!()
        };
        let rider = Planned {
            message_id: outgoing.planned.message_id.clone(),
            ..planned("second", number)
        };
        Order::Deliver(Outgoing {
            riders: vec![Arc::new(rider)],
            ..outgoing
        })
    })
}

/// Where the deliveries of each mail stand, by the mail.
fn standings(ledger: &MemoryLedger) -> HashMap<String, Vec<(Standing, u32)>> {
    let mut mails: HashMap<String, Vec<(Standing, u32)>> = HashMap::new();
    ledger
        .records(&Wanted::All, &mut |record| {
            let state = (record.state.standing, record.state.tries);
            mails
                .entry(record.planned.message_id)
                .or_default()
                .push(state);
        })
        .unwrap();
    mails
}

#[test]
fn dying_at_any_write_leaves_all_that_one_mail_tells_alike() {
    let whole = |ledger: &MemoryLedger| {
        for (mail, states) in standings(ledger) {
            assert_eq!(states.len(), 2, "{mail}: {states:?}");
            assert_eq!(states[0], states[1], "{mail}");
        }
    };
    sweep(12, |n, after| {
        let mut ledger = MemoryLedger::new();
        let channel = Recorder::new(3);
        let mut dying = Dying {
            ledger: &mut ledger,
            left: n,
            after,
            dead: false,
        };
        Run::at(0).of(pairs(12), &mut dying, &channel);
        let over = !dying.dead;
        whole(&ledger);
        let tally = Run::at(7).of(pairs(12), &mut ledger, &channel);
        assert!(tally.is_clean(), "{tally:?}");
        assert_eq!(tally.total(), 12, "mails are counted");
        whole(&ledger);
        let told = standings(&ledger);
        let accepted = |(standing, _): &(Standing, u32)| *standing == Standing::Accepted;
        assert!(told.len() == 12 && told.values().flatten().all(accepted));
        over
    });
}

#[test]
fn what_one_mail_tells_is_put_off_together_and_leaves_under_the_same_name() {
    let mut channel = Recorder::willing(1);
    channel.at_offer = |number, _| {
        (number < 4).then(|| Receipt::Deferred {
            answer: "451 later".into(),
        })
    };
    let channel = Arc::new(channel);
    let mut ledger = MemoryLedger::new();
    let tally = Run::at(0).of(pairs(4), &mut ledger, &channel);
    assert_eq!(tally.number(Kind::Deferred), 4);
    let tally = Run::at(7).of(pairs(4), &mut ledger, &channel);
    assert_eq!(tally.number(Kind::Accepted), 4);
    assert!(channel.copies().values().all(|copies| *copies == 1));
    for states in standings(&ledger).values() {
        assert_eq!(*states, [(Standing::Accepted, 2); 2]);
    }
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
