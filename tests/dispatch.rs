//! What a run does with doubt, refusal, delay, silence, defects and an operator who wants it to end.

use crate::harness::peer::{Act, Peer, Script, Stage};
use crate::ledger::{nine, planned};
use crate::recorder::{Handle, Recorder, Run, order, orders};
use chrono::TimeDelta;
use forewarn::channel::smtp::{Deadlines, Relay, Security, Smtp};
use forewarn::dispatch::{
    Circumstances, Dispatch, Doubt, Kind, Order, Outgoing, Stop, Tally, Verdict, foresee,
};
use forewarn::ledger::{Book as _, Ledger, MemoryLedger, Standing, Wanted};
use forewarn::notice::{Against, Receipt};
use std::num::NonZeroU32;
use std::sync::atomic::{AtomicBool, AtomicI64, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

fn standing(ledger: &dyn Ledger, number: usize) -> Option<Standing> {
    let state = ledger.book().state(&planned("first", number).id).unwrap();
    state.map(|state| state.standing)
}

#[test]
fn a_message_whose_answer_was_lost_is_in_doubt_and_sent_again_under_the_same_name() {
    let channel = Arc::new(Recorder {
        at_dot: |number, _| {
            let answer = "the connection ended after the last line".to_owned();
            (number == 0).then_some(Receipt::InDoubt { answer })
        },
        ..Recorder::willing(1)
    });
    let mut ledger = MemoryLedger::new();
    let tally = Run::at(0).of(orders(3), &mut ledger, &channel);
    assert_eq!(
        (tally.number(Kind::InDoubt), tally.number(Kind::Accepted)),
        (1, 2)
    );
    assert!(tally.samples()[0].answer.contains("the connection ended"));
    let tally = Run::at(0).of(orders(3), &mut ledger, &channel);
    assert_eq!(tally.number(Kind::Waiting), 1);
    let tally = Run::at(7).of(orders(3), &mut ledger, &channel);
    assert_eq!(
        (tally.number(Kind::Accepted), tally.number(Kind::Already)),
        (1, 2)
    );
    let state = ledger.state(&planned("first", 0).id).unwrap().unwrap();
    assert_eq!((state.standing, state.tries), (Standing::Accepted, 2));
}

#[test]
fn a_server_that_takes_messages_and_never_answers_gets_three_copies_and_no_more() {
    let channel = Arc::new(Recorder {
        at_dot: |_, _| {
            let answer = "the connection ended after the last line".to_owned();
            Some(Receipt::InDoubt { answer })
        },
        ..Recorder::willing(1)
    });
    let mut ledger = MemoryLedger::new();
    let mut held = 0;
    for minute in 0..60 {
        let tally = Run::at(minute).of(orders(7), &mut ledger, &channel);
        if minute == 0 {
            assert!(matches!(tally.stopped, Some(Stop::Breaking { .. })));
            assert!(tally.number(Kind::InDoubt) < 7);
        }
        held += tally.number(Kind::Held);
    }
    assert_eq!(held, 7, "said once of each");
    let copies = channel.copies();
    assert_eq!(copies.len(), 7);
    assert!(copies.values().all(|copies| *copies == 3), "{copies:?}");
}

#[test]
fn a_relay_that_refuses_a_handful_of_messages_loses_none_of_them() {
    let channel = Arc::new(Recorder {
        at_offer: |_, _| {
            let answer = "550 5.7.1 relaying denied".to_owned();
            let against = Against::Address;
            Some(Receipt::Refused { answer, against })
        },
        ..Recorder::willing(1)
    });
    let mut ledger = MemoryLedger::new();
    let tally = Run::at(0).of(orders(3), &mut ledger, &channel);
    assert_eq!(tally.number(Kind::Deferred), 3);
    let tally = Run::at(7).of(orders(3), &mut ledger, &Recorder::new(1));
    assert_eq!(tally.number(Kind::Accepted), 3);
}

#[test]
fn what_is_in_doubt_can_be_held_and_is_reported_once() {
    let channel = Arc::new(Recorder {
        at_dot: |_, _| {
            let answer = "no answer".to_owned();
            Some(Receipt::InDoubt { answer })
        },
        ..Recorder::willing(1)
    });
    let mut ledger = MemoryLedger::new();
    Run::at(0).of(orders(2), &mut ledger, &channel);
    for minute in 1..4 {
        let hold = Run {
            doubt: Doubt::Hold,
            ..Run::at(minute)
        };
        let tally = hold.of(orders(2), &mut ledger, &channel);
        let held = if minute == 1 { 2 } else { 0 };
        assert_eq!(tally.number(Kind::Held), held);
        assert_eq!(tally.is_clean(), held == 0);
    }
    let mut log = 0;
    ledger.log(None, &mut |_| log += 1).unwrap();
    assert_eq!(log, 6, "begun, in doubt, held; recorded once");
    assert_eq!(channel.offers(), 2);
}

#[test]
fn a_channel_that_can_look_back_is_asked_before_anything_is_sent_again() {
    let channel = Arc::new(Recorder {
        find: true,
        at_dot: |_, _| {
            let answer = "no answer".to_owned();
            Some(Receipt::InDoubt { answer })
        },
        ..Recorder::willing(1)
    });
    let mut ledger = MemoryLedger::new();
    Run::at(0).of(orders(2), &mut ledger, &channel);
    let tally = Run::at(1).of(orders(2), &mut ledger, &channel);
    assert_eq!(tally.number(Kind::Accepted), 2);
    assert_eq!(channel.offers(), 2);
    assert_eq!(channel.connects.load(Ordering::SeqCst), 1);
}

#[test]
fn a_deferred_message_waits_is_tried_again_and_expires_in_the_end() {
    let channel = Arc::new(Recorder {
        at_offer: |_, _| {
            let answer = "451 4.3.0 try later".to_owned();
            Some(Receipt::Deferred { answer })
        },
        ..Recorder::willing(1)
    });
    let mut ledger = MemoryLedger::new();
    let mut run = |minute| Run::at(minute).of(orders(1), &mut ledger, &channel);
    assert_eq!(run(0).number(Kind::Deferred), 1);
    assert_eq!(run(0).number(Kind::Waiting), 1);
    assert_eq!(run(7).number(Kind::Deferred), 1);
    let late = run(3 * 24 * 60 + 1);
    assert_eq!(late.number(Kind::Expired), 1);
    assert!(late.samples()[0].answer.contains("451 4.3.0 try later"));
    assert_eq!(run(3 * 24 * 60 + 2).number(Kind::Already), 1);
    assert_eq!(channel.offers(), 2);
}

#[test]
fn one_who_is_refused_does_not_stop_the_others() {
    let channel = Arc::new(Recorder {
        at_offer: |_, recipient| {
            let answer = "550 5.1.1 no such mailbox".to_owned();
            let against = Against::Address;
            let unknown = recipient.starts_with("reader-1");
            unknown.then_some(Receipt::Refused { answer, against })
        },
        ..Recorder::willing(4)
    });
    let mut ledger = MemoryLedger::new();
    let tally = Run::at(0).of(orders(20), &mut ledger, &channel);
    assert!(tally.stopped.is_none());
    assert_eq!(tally.number(Kind::Refused), 11);
    assert_eq!(tally.number(Kind::Accepted), 9);
    assert_eq!(tally.samples().len(), 5);
}

#[test]
fn a_server_that_refuses_everything_does_not_burn_the_list() {
    let channel = Arc::new(Recorder {
        at_dot: |_, _| {
            let answer = "554 5.7.1 content refused".to_owned();
            let against = Against::Message;
            Some(Receipt::Refused { answer, against })
        },
        ..Recorder::willing(4)
    });
    let mut ledger = MemoryLedger::new();
    let tally = Run::at(0).of(orders(10_000), &mut ledger, &channel);
    assert!(matches!(tally.stopped, Some(Stop::Refusing { .. })));
    assert!(channel.offers() < 30, "{} tried", channel.offers());
    assert_eq!(tally.number(Kind::Refused), 0, "{tally:?}");
    let mended = Recorder::new(4);
    let tally = Run::at(200).of(orders(10_000), &mut ledger, &mended);
    assert_eq!(tally.number(Kind::Accepted), 10_000);
}

#[test]
fn a_server_that_goes_away_in_the_middle_ends_the_run_and_not_the_list() {
    let channel = Arc::new(Recorder {
        at_offer: |number, _| {
            let answer = "no connection to mail.example.org".to_owned();
            (number >= 50).then_some(Receipt::Deferred { answer })
        },
        ..Recorder::willing(4)
    });
    let mut ledger = MemoryLedger::new();
    let tally = Run::at(0).of(orders(1000), &mut ledger, &channel);
    assert!(matches!(tally.stopped, Some(Stop::Breaking { .. })));
    assert_eq!(tally.number(Kind::Accepted), 50);
    assert!(channel.offers() < 70);
    let tally = Run::at(10).of(orders(1000), &mut ledger, &Recorder::new(4));
    assert_eq!(tally.number(Kind::Accepted), 950);
}

#[test]
fn an_unreachable_server_is_tried_once_and_nothing_is_begun() {
    let channel = Arc::new(Recorder {
        connect: |_| false,
        ..Recorder::willing(4)
    });
    let mut ledger = MemoryLedger::new();
    let tally = Run::at(0).of(orders(100), &mut ledger, &channel);
    let Some(stop @ Stop::Unreachable(_)) = &tally.stopped else {
        panic!("{tally:?}");
    };
    assert!(
        stop.to_string()
            .contains("mail.example.org does not answer")
    );
    assert_eq!(channel.connects.load(Ordering::SeqCst), 1);
    let mut known = 0;
    ledger.records(&Wanted::All, &mut |_| known += 1).unwrap();
    assert_eq!(known, 0);
}

#[test]
fn a_server_that_wants_fewer_lines_gets_fewer() {
    let channel = Arc::new(Recorder {
        connect: |number| number == 0,
        ..Recorder::willing(4)
    });
    let tally = Run::at(0).of(orders(200), &mut MemoryLedger::new(), &channel);
    assert_eq!(tally.number(Kind::Accepted), 200);
}

#[test]
fn a_server_that_takes_one_connection_and_no_other_ends_the_run_with_its_reason() {
    for width in [1, 3] {
        let channel = Arc::new(Recorder {
            connect: |number| number == 0,
            ..Recorder::willing(width)
        });
        let late = nine() + TimeDelta::days(30);
        let (offered, now) = (Arc::clone(&channel), nine());
        let dispatch = Dispatch {
            run: "a-run",
            doubt: Doubt::Resend,
            per_minute: None,
            limit: None,
            // The line is given up with the fifth message, whose moment passes on it.
            now: &|| if offered.offers() == 5 { late } else { now },
            sleep: &|_| {},
            stop: &AtomicBool::new(false),
            progress: &|_| {},
        };
        let mut ledger = MemoryLedger::new();
        let handle = Handle(Arc::clone(&channel));
        let tally = dispatch.carry_out(orders(200), &mut ledger, &handle);
        let Some(stop @ Stop::Cut(_)) = &tally.stopped else {
            panic!("{tally:?}");
        };
        let said = stop.to_string();
        assert!(said.contains("mail.example.org does not answer"), "{said}");
        assert!(tally.total() < 200, "{tally:?}");
        assert!(!tally.is_clean());
    }
}

#[test]
fn nothing_due_opens_no_line() {
    let channel = Recorder::new(4);
    let mut ledger = MemoryLedger::new();
    Run::at(0).of(orders(300), &mut ledger, &channel);
    let before = channel.connects.load(Ordering::SeqCst);
    let tally = Run::at(1).of(orders(300), &mut ledger, &channel);
    assert_eq!(tally.number(Kind::Already), 300);
    assert_eq!(channel.connects.load(Ordering::SeqCst), before);
}

#[test]
fn a_notice_whose_moment_has_passed_is_never_sent() {
    let channel = Recorder::new(2);
    let mut ledger = MemoryLedger::new();
    let tally = Run::at(3 * 24 * 60 + 1).of(orders(5), &mut ledger, &channel);
    assert_eq!(tally.number(Kind::Expired), 5);
    assert_eq!(channel.offers(), 0);
    assert_eq!(standing(&ledger, 0), Some(Standing::Expired));
}

#[test]
fn what_is_skipped_is_written_down_with_its_reason() {
    let channel = Recorder::new(2);
    let mut ledger = MemoryLedger::new();
    let skip = || {
        std::iter::once(Order::Skip {
            planned: Arc::new(planned("first", 0)),
            because: "overtaken by the reminder".into(),
        })
    };
    let tally = Run::at(0).of(skip(), &mut ledger, &channel);
    assert_eq!(tally.number(Kind::Skipped), 1);
    assert!(tally.is_clean());
    let tally = Run::at(1).of(skip(), &mut ledger, &channel);
    assert_eq!(tally.number(Kind::Already), 1);
    assert_eq!(standing(&ledger, 0), Some(Standing::Skipped));
}

#[test]
fn an_order_given_twice_is_carried_out_once() {
    let channel = Recorder::new(4);
    let twice = orders(100).chain(orders(100));
    let tally = Run::at(0).of(twice, &mut MemoryLedger::new(), &channel);
    assert_eq!(tally.number(Kind::Accepted), 100);
    assert_eq!(tally.number(Kind::Already), 100);
    assert!(channel.copies().values().all(|copies| *copies == 1));
}

/// To whom a server took mails, in order, and which notice each was.
fn taken(peer: &Peer) -> Vec<(String, String)> {
    let taken = peer.taken().into_iter();
    let told = taken.map(|taken| {
        let text = String::from_utf8_lossy(&taken.bytes).into_owned();
        let notice = text.lines().last().unwrap_or_default().to_owned();
        (taken.recipients[0].clone(), notice)
    });
    told.collect()
}

/// What a mailbox is told in one run, one after the other.
const IN_ORDER: [&str; 4] = ["rescheduled", "started", "extended", "completed"];

/// Orders that tell so many readers all of it, so that each notice goes to all before the next.
fn told_in_order(readers: usize) -> impl Iterator<Item = Order<'static>> {
    let told = IN_ORDER
        .iter()
        .flat_map(move |notice| (0..readers).map(move |number| (notice, number)));
    told.map(move |(notice, number)| {
        let Order::Deliver(outgoing) = order(planned(notice, number)) else {
            unreachable!("it is to be delivered")
        };
        Order::Deliver(Outgoing {
            message: Box::new(move |_| {
                let id = format!("<{notice}-{number}@example.org>");
                Ok(format!("Message-ID: {id}\r\n\r\n{notice}\r\n").into_bytes())
            }),
            ..outgoing
        })
    })
}

/// A run at a minute over several lines to a server.
fn run_over_lines(
    (peer, minute): (&Peer, i64),
    orders: impl Iterator<Item = Order<'static>>,
    ledger: &mut MemoryLedger,
) -> Tally {
    let mut relay = Relay::new("127.0.0.1", peer.port());
    relay.security = Security::Plain;
    relay.deadlines = Deadlines::all(Duration::from_secs(20));
    let dispatch = Dispatch {
        run: "a-run",
        doubt: Doubt::Resend,
        per_minute: None,
        limit: None,
        now: &|| nine() + TimeDelta::minutes(minute),
        sleep: &|_| {},
        stop: &AtomicBool::new(false),
        progress: &|_| {},
    };
    dispatch.carry_out(orders, ledger, &Smtp::new(relay).unwrap())
}

#[test]
fn one_mailbox_hears_in_order_what_happened_however_many_lines_there_are() {
    let late = || Act::Slow(Duration::from_millis(250));
    let mut script = Script::default().at(Stage::Dot, 2, late());
    script.readers = vec![
        ("reader-0@wards.example.org", 1, late()),
        ("reader-1@wards.example.org", 2, late()),
        ("reader-2@wards.example.org", 3, late()),
    ];
    let peer = Peer::start(script);
    let tally = run_over_lines((&peer, 0), told_in_order(3), &mut MemoryLedger::new());
    assert_eq!(tally.number(Kind::Accepted), 12);
    let taken = taken(&peer);
    for number in 0..3 {
        let reader = planned("first", number).recipient;
        let hers = taken.iter().filter(|(recipient, _)| *recipient == reader);
        let hers: Vec<&str> = hers.map(|(_, notice)| notice.as_str()).collect();
        assert_eq!(hers, IN_ORDER, "{reader}: {taken:?}");
    }
    assert!(peer.connections() > 1, "several lines stay open");
}

#[test]
fn what_is_tried_again_goes_before_what_its_reader_hears_of_later_things() {
    let later = Act::Say("451 4.3.2 later");
    let peer = Peer::start(Script::default().at(Stage::Dot, 1, later));
    let mut ledger = MemoryLedger::new();
    run_over_lines((&peer, 0), told_in_order(1).take(1), &mut ledger);
    let tally = run_over_lines((&peer, 30), told_in_order(1), &mut ledger);
    assert_eq!(tally.number(Kind::Accepted), 4);
    let taken = taken(&peer).into_iter();
    assert_eq!(
        taken.map(|(_, notice)| notice).collect::<Vec<_>>(),
        IN_ORDER
    );
}

#[test]
fn a_message_that_cannot_be_made_leaves_the_others_alone() {
    let channel = Recorder::new(2);
    let mut ledger = MemoryLedger::new();
    let broken = (0..3).map(|number| {
        let Order::Deliver(outgoing) = order(planned("first", number)) else {
            unreachable!()
        };
        Order::Deliver(match number {
            0 => Outgoing {
                message: Box::new(|_| Err("the name holds a line break".into())),
                ..outgoing
            },
            1 => Outgoing {
                message: Box::new(|_| panic!("a defect")),
                ..outgoing
            },
            _ => outgoing,
        })
    });
    let tally = Run::at(0).of(broken, &mut ledger, &channel);
    assert_eq!(
        (tally.number(Kind::Unmade), tally.number(Kind::Accepted)),
        (2, 1)
    );
    assert_eq!(standing(&ledger, 0), None);
}

#[test]
fn an_operator_who_asks_gets_an_end_without_doubts() {
    let channel = Recorder::new(4);
    let mut ledger = MemoryLedger::new();
    let run = Run::at(0);
    let asked = orders(1000).inspect(|order| {
        if let Order::Deliver(outgoing) = order
            && outgoing.planned.name == "Reader 500"
        {
            run.stop.store(true, Ordering::Relaxed);
        }
    });
    let tally = run.of(asked, &mut ledger, &channel);
    assert!(matches!(tally.stopped, Some(Stop::Asked)));
    let mut open = 0;
    ledger.records(&Wanted::Open, &mut |_| open += 1).unwrap();
    assert_eq!(open, 0);
    let tally = Run::at(1).of(orders(1000), &mut ledger, &channel);
    assert!(tally.is_clean());
    assert!(channel.copies().values().all(|copies| *copies == 1));
    assert_eq!(channel.copies().len(), 1000);
}

#[test]
fn a_line_that_breaks_down_ends_the_run_with_one_doubt() {
    let channel = Arc::new(Recorder {
        at_dot: |number, _| {
            assert_ne!(number, 10, "a defect");
            None
        },
        ..Recorder::willing(2)
    });
    let mut ledger = MemoryLedger::new();
    let tally = Run::at(0).of(orders(50), &mut ledger, &channel);
    assert!(matches!(tally.stopped, Some(Stop::Defect)));
    let mut open = 0;
    ledger.records(&Wanted::Open, &mut |_| open += 1).unwrap();
    assert_eq!(open, 1);
}

#[test]
fn the_pace_is_kept_by_all_lines_together() {
    let channel = Recorder::new(3);
    let clock = Mutex::new(nine());
    let dispatch = Dispatch {
        run: "a-run",
        doubt: Doubt::Resend,
        per_minute: NonZeroU32::new(60),
        limit: None,
        now: &|| *clock.lock().unwrap(),
        sleep: &|nap| *clock.lock().unwrap() += nap,
        stop: &AtomicBool::new(false),
        progress: &|_| {},
    };
    let mut ledger = MemoryLedger::new();
    let tally = dispatch.carry_out(orders(10), &mut ledger, &Handle(channel));
    assert_eq!(tally.number(Kind::Accepted), 10);
    assert!(*clock.lock().unwrap() >= nine() + TimeDelta::seconds(9));
}

/// A clock that only goes on when somebody sleeps or a server is slow, in seconds.
static SLOW_CLOCK: AtomicI64 = AtomicI64::new(0);

#[test]
fn nothing_leaves_after_its_latest_useful_moment_however_slow_pace_and_server_are() {
    let now = || nine() + TimeDelta::milliseconds(SLOW_CLOCK.load(Ordering::SeqCst));
    let pass = |time: i64| SLOW_CLOCK.fetch_add(time, Ordering::SeqCst);
    let useful = nine() + TimeDelta::seconds(30);
    for per_minute in [None, NonZeroU32::new(20)] {
        SLOW_CLOCK.store(0, Ordering::SeqCst);
        let channel = Arc::new(Recorder {
            at_offer: |_, _| {
                SLOW_CLOCK.fetch_add(2_500, Ordering::SeqCst);
                None
            },
            at_dot: |_, _| {
                assert!(SLOW_CLOCK.load(Ordering::SeqCst) < 30_000, "sent too late");
                None
            },
            ..Recorder::willing(1)
        });
        let mut ledger = MemoryLedger::new();
        let stop = AtomicBool::new(false);
        let dispatch = Dispatch {
            run: "a-run",
            doubt: Doubt::Resend,
            per_minute,
            limit: None,
            now: &now,
            sleep: &|nap| {
                pass(i64::try_from(nap.as_millis()).unwrap());
            },
            stop: &stop,
            progress: &|_| {},
        };
        let orders = (0..40).map(|number| {
            order(forewarn::ledger::Planned {
                latest_useful: useful,
                ..planned("first", number)
            })
        });
        let tally = dispatch.carry_out(orders, &mut ledger, &Handle(Arc::clone(&channel)));
        assert!(tally.stopped.is_none(), "{tally:?}");
        let (sent, over) = (tally.number(Kind::Accepted), tally.number(Kind::Expired));
        assert!(sent >= 9 && over >= 20, "{tally:?}");
        assert_eq!(sent + over, 40);
        ledger
            .log(None, &mut |logged| {
                let leaves = matches!(logged.standing, Standing::Begun | Standing::Accepted);
                assert!(!leaves || logged.at < useful, "{logged:?}");
            })
            .unwrap();
    }
}

/// A clock that only goes on while a message is offered, in seconds.
static SLOW_OFFER: AtomicI64 = AtomicI64::new(0);

#[test]
fn whatever_was_overtaken_with_its_mail_is_counted_for_what_became_of_it() {
    for (lead_for, rider_for) in [(600, 30), (30, 600)] {
        SLOW_OFFER.store(0, Ordering::SeqCst);
        let now = || nine() + TimeDelta::seconds(SLOW_OFFER.load(Ordering::SeqCst));
        let channel = Arc::new(Recorder {
            at_offer: |_, _| {
                SLOW_OFFER.fetch_add(60, Ordering::SeqCst);
                None
            },
            ..Recorder::willing(1)
        });
        let useful = |notice: &str, seconds: i64| forewarn::ledger::Planned {
            latest_useful: nine() + TimeDelta::seconds(seconds),
            ..planned(notice, 0)
        };
        let Order::Deliver(lead) = order(useful("first", lead_for)) else {
            unreachable!()
        };
        let both = Order::Deliver(Outgoing {
            riders: vec![Arc::new(useful("second", rider_for))],
            ..lead
        });
        let mut ledger = MemoryLedger::new();
        let stop = AtomicBool::new(false);
        let dispatch = Dispatch {
            run: "a-run",
            doubt: Doubt::Resend,
            per_minute: None,
            limit: None,
            now: &now,
            sleep: &|_| {},
            stop: &stop,
            progress: &|_| {},
        };
        let both = std::iter::once(both);
        let tally = dispatch.carry_out(both, &mut ledger, &Handle(Arc::clone(&channel)));
        let counted = [Kind::Deferred, Kind::Expired].map(|kind| tally.number(kind));
        assert_eq!(counted, [1, 1], "{tally:?}");
    }
}

#[test]
fn of_a_mail_whose_rider_has_to_wait_the_same_is_foreseen_as_is_done() {
    let channel = Arc::new(Recorder {
        at_offer: |number, _| {
            let answer = "451 4.3.2 try later".to_owned();
            (number == 0).then_some(Receipt::Deferred { answer })
        },
        ..Recorder::willing(1)
    });
    let mut ledger = MemoryLedger::new();
    let (lead, rider) = (planned("first", 0), planned("second", 0));
    let alone = std::iter::once(order(rider.clone()));
    Run::at(0).of(alone, &mut ledger, &channel);
    let run = Run::at(1);
    let circumstances = Circumstances {
        now: run.at,
        doubt: run.doubt,
        doubts: 0,
        find: &|| None,
    };
    let deliveries = [Arc::new(lead.clone()), Arc::new(rider)];
    let ids = deliveries.each_ref().map(|planned| planned.id.clone());
    let states = ledger.states(&ids).unwrap();
    let told = (&deliveries[0], &deliveries[1..]);
    let foreseen = foresee(told, &states, &ledger, &circumstances).unwrap();
    let waits = |verdict: &Verdict| matches!(verdict, Verdict::Leave(Kind::Waiting, _));
    assert!(foreseen.iter().all(waits), "{foreseen:?}");
    let Order::Deliver(lead) = order(lead) else {
        unreachable!()
    };
    let both = Order::Deliver(Outgoing {
        riders: deliveries[1..].to_vec(),
        ..lead
    });
    let tally = run.of(std::iter::once(both), &mut ledger, &channel);
    assert_eq!(tally.number(Kind::Waiting), 1, "{tally:?}");
    assert_eq!(tally.number(Kind::Accepted), 0, "{tally:?}");
}
