//! A server that refuses: some for good, everybody for now, and how the two are told apart.

use crate::harness::peer::{Act, Peer, Script, Stage};
use crate::harness::world::World;
use crate::ledger::{nine, planned};
use crate::recorder::orders;
use crate::sending::{DETAILS, hospital, readers, send, with_server};
use chrono::TimeDelta;
use forewarn::channel::smtp::{Deadlines, Relay, Security, Smtp};
use forewarn::dispatch::{Dispatch, Doubt, Kind, Stop, Tally};
use forewarn::ledger::{Book as _, MemoryLedger, Standing};
use proptest::prelude::*;
use std::collections::BTreeSet;
use std::num::NonZeroUsize;
use std::sync::atomic::AtomicBool;
use std::time::Duration;

/// What servers say to an address they do not take.
const WORDS: [&str; 9] = [
    "550 5.4.1 Recipient address rejected: Access denied. AS(201806281)",
    "550 5.7.1 Rejected by policy",
    "500 5.3.0 no",
    "554 no",
    "554 5.7.1 <WHO>: Relay access denied",
    "550 5.7.1 Client host blocked, see our blocklist",
    "550 5.1.1 <WHO>: User unknown",
    "550 5.1.0 Sender rejected for this recipient",
    "550 Requested action not taken",
];

/// What providers say to a sender whose day is full; the codes are those of a mailbox.
const FULL_DAY: [&str; 4] = [
    "550 5.4.5 Daily user sending limit exceeded.",
    "550 5.1.90 You've reached your daily limit for message recipients",
    "554 5.2.2 mailbox full; STOREDRV.Submission; Submission quota exceeded",
    "550 5.2.252 SendAsDenied; not allowed to send as this user",
];

/// A run against a server, with the clock held.
fn run(peer: &Peer, width: usize, minute: i64, number: usize, ledger: &mut MemoryLedger) -> Tally {
    let mut relay = Relay::new("127.0.0.1", peer.port());
    relay.security = Security::Plain;
    relay.deadlines = Deadlines::all(Duration::from_secs(20));
    relay.connections = NonZeroUsize::new(width).unwrap();
    let mut channel = Smtp::new(relay).unwrap();
    if let Some(told) = ledger.last_told().unwrap() {
        channel = channel.knowing(&told);
    }
    let now = nine() + TimeDelta::minutes(minute);
    let dispatch = Dispatch {
        run: "a-run",
        doubt: Doubt::Resend,
        per_minute: None,
        limit: None,
        now: &|| now,
        sleep: &|_| {},
        stop: &AtomicBool::new(false),
        progress: &|_| {},
    };
    dispatch.carry_out(orders(number), ledger, &channel)
}

fn standing(ledger: &MemoryLedger, number: usize) -> Option<Standing> {
    let state = ledger.state(&planned("first", number).id).unwrap();
    state.map(|state| state.standing)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 48, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn whoever_is_refused_is_refused_alone_and_everybody_else_is_told_once(
        welcome in prop::collection::vec(prop::bool::weighted(0.4), 4..60),
        more in 0..4_usize,
        words in 0..WORDS.len(),
        width in 1..4_usize,
        pipelining in any::<bool>(),
    ) {
        // At least a few are taken, wherever they stand.
        let mut welcome = welcome;
        for at in 0..3 {
            let place = (at * 7 + more * 5) % welcome.len();
            welcome[place] = true;
        }
        let number = welcome.len();
        let unwanted: BTreeSet<String> = (0..number)
            .filter(|at| !welcome[*at])
            .map(|at| planned("first", at).recipient)
            .collect();
        let listed = unwanted.clone();
        let script = Script { pipelining, ..Script::default() };
        let peer = Peer::start(script.refusing(move |who| {
            listed.contains(who).then(|| WORDS[words].replace("WHO", who))
        }));
        let mut ledger = MemoryLedger::new();
        let is_settled = |ledger: &MemoryLedger| (0..number).all(|at| {
            standing(ledger, at).is_some_and(|standing| !standing.is_open())
        });
        let mut runs = 0;
        while runs < 20 && !is_settled(&ledger) {
            run(&peer, width, 130 * runs, number, &mut ledger);
            runs += 1;
        }
        for (at, welcome) in welcome.iter().enumerate() {
            let wanted = if *welcome { Standing::Accepted } else { Standing::Refused };
            prop_assert_eq!(standing(&ledger, at), Some(wanted), "{} after {} runs", at, runs);
        }
        let told = readers(&peer);
        prop_assert_eq!(told.len(), number - unwanted.len());
        prop_assert!(told.values().all(|copies| *copies == 1), "{:?}", told);
    }

    #[test]
    fn a_server_that_refuses_everybody_costs_nobody_anything_but_time(
        words in prop::sample::select([WORDS.as_slice(), FULL_DAY.as_slice()].concat()),
        width in 1..4_usize,
        number in 1..80_usize,
        taken in 0..9_usize,
        stage in prop::sample::select(vec![Stage::Mail, Stage::Rcpt, Stage::Data, Stage::Dot]),
    ) {
        // What names the reader's mailbox is believed at once.
        prop_assume!(!words.contains("User unknown"));
        let mut script = Script::default();
        // It changes its mind after the first few, as one does whose daily number is used up.
        script.rules.push((stage, taken + 1, usize::MAX, Act::Say(words)));
        let peer = Peer::start(script);
        let mut ledger = MemoryLedger::new();
        let tally = run(&peer, width, 0, number, &mut ledger);
        prop_assert_eq!(tally.number(Kind::Refused), 0, "{:?}", tally);
        let first = readers(&peer).len();
        prop_assert!(first <= taken);
        if number > taken + 5 {
            prop_assert!(matches!(tally.stopped, Some(Stop::Refusing { .. })), "{:?}", tally);
            let heard = peer.heard("MAIL");
            prop_assert!(heard <= taken + 2 * (5 + 4 + 5 * width), "{} tried", heard);
        }
        drop(peer);
        let mended = Peer::start(Script::default());
        run(&mended, width, 130, number, &mut ledger);
        prop_assert!((0..number).all(|at| standing(&ledger, at) == Some(Standing::Accepted)));
        prop_assert_eq!(first + readers(&mended).len(), number);
    }
}

#[test]
fn ten_unknown_people_at_the_head_of_a_plan_keep_nobody_else_waiting() {
    for words in WORDS {
        let due = World::with_shipped("hospital").at("2027-01-05T09:05");
        let list = due
            .run(&["send", "hospital.yaml", "--outbox", "out"])
            .ended(0);
        assert!(list.out.contains("161  written"), "{}", list.out);
        let peer = Peer::start(Script::default().refusing(move |who| {
            let unknown = who.as_bytes()[0] == b'a' || who.as_bytes()[0] == b'b';
            unknown.then(|| words.replace("WHO", who))
        }));
        let world = with_server(
            World::with_shipped("hospital").at("2027-01-05T09:05"),
            &peer,
            "",
        );
        let ran = world.run(&["send", "hospital.yaml"]).ended(3);
        let refused = ran
            .out
            .lines()
            .find(|line| line.contains("refused by the server"));
        let refused: usize = refused
            .unwrap()
            .split_whitespace()
            .next()
            .unwrap()
            .parse()
            .unwrap();
        let told = readers(&peer);
        assert!(refused > 5, "{}", ran.out);
        assert!(
            ran.out.contains(&format!("{:>6}  sent", 161 - refused)),
            "{}",
            ran.out
        );
        assert!(!ran.out.contains("put off"), "{}", ran.out);
        assert_eq!(told.values().sum::<usize>(), 161 - refused);
        let again = world.run(&["send", "hospital.yaml"]).ended(0);
        assert_eq!(again.said(), "");
    }
}

#[test]
fn a_reader_who_is_refused_beside_somebody_who_was_taken_before_is_not_written_off() {
    let mut script = Script::default();
    let unknown = Act::Say("550 5.1.1 User unknown");
    script.rules.push((Stage::Rcpt, 4, usize::MAX, unknown));
    let peer = Peer::start(script);
    let mut ledger = MemoryLedger::new();
    let tally = run(&peer, 1, 0, 40, &mut ledger);
    assert!(
        matches!(tally.stopped, Some(Stop::Refusing { .. })),
        "{tally:?}"
    );
    assert_eq!(tally.number(Kind::Refused), 0, "{tally:?}");
    drop(peer);
    let mended = Peer::start(Script::default());
    run(&mended, 1, 130, 40, &mut ledger);
    assert!((0..40).all(|at| standing(&ledger, at) == Some(Standing::Accepted)));
}

#[test]
fn one_notice_that_is_refused_for_its_content_does_not_hold_the_others_up() {
    let mut refused = Script::default();
    refused.rules.push((
        Stage::Dot,
        1,
        5,
        Act::Say("554 5.7.1 message refused as spam"),
    ));
    let peer = Peer::start(refused);
    let mut ledger = MemoryLedger::new();
    let tally = run(&peer, 1, 0, 40, &mut ledger);
    assert!(tally.stopped.is_none(), "{tally:?}");
    assert_eq!(
        (tally.number(Kind::Deferred), tally.number(Kind::Accepted)),
        (5, 35)
    );
}

#[test]
fn what_was_put_off_is_tried_after_what_was_never_tried_and_not_five_minutes_later() {
    for words in ["451 4.3.0 later", "550 5.7.1 Access denied"] {
        let mut script = Script::default();
        script.rules.push((Stage::Mail, 1, 9, Act::Say(words)));
        let peer = Peer::start(script);
        let mut ledger = MemoryLedger::new();
        run(&peer, 1, 0, 3, &mut ledger);
        let before = peer.heard("MAIL");
        let tally = run(&peer, 1, 5, 3, &mut ledger);
        assert_eq!(
            (tally.number(Kind::Waiting), peer.heard("MAIL")),
            (3, before),
            "{words}"
        );
        drop(peer);
        let peer = Peer::start(Script::default());
        run(&peer, 1, 15, 9, &mut ledger);
        let order: Vec<String> = peer
            .taken()
            .into_iter()
            .map(|taken| taken.recipients[0].clone())
            .collect();
        let wanted: Vec<String> = [3, 4, 5, 6, 7, 8, 0, 1, 2]
            .map(|at| planned("first", at).recipient)
            .into();
        assert_eq!(order, wanted, "{words}");
    }
}

#[test]
fn whoever_was_put_off_is_listed_where_the_report_points() {
    let peer = Peer::start(Script::default().always(Stage::Rcpt, Act::Say("450 4.2.0 try later")));
    let world = with_server(hospital(9, DETAILS), &peer, "");
    let ran = send(&world).ended(3);
    let more = "… and 5 more: `forewarn status plan.yaml --refused`";
    assert!(ran.out.contains(more), "{}", ran.out);
    let listed = world.run(&["status", "plan.yaml", "--refused"]).ended(0);
    assert_eq!(
        listed
            .out
            .matches("put off: tried again by a run after Thu 11 Feb 2027 09:")
            .count(),
        10,
        "{}",
        listed.out
    );
    assert!(
        listed.out.contains("reader-8@stbrannock.example"),
        "{}",
        listed.out
    );
    let json = world
        .run(&["status", "plan.yaml", "--refused", "--format", "json"])
        .ended(0)
        .json();
    let put_off = json.as_array().unwrap().iter();
    let put_off =
        put_off.filter(|line| line["standing"] == "deferred" && line["next-try"].is_string());
    assert_eq!(put_off.count(), 10);
}

#[test]
fn each_answer_of_the_server_stands_below_what_became_of_its_reader() {
    let later = "450 4.2.0 try later";
    let never = "550 5.1.1 no such user";
    let script = Script::default().always(Stage::Rcpt, Act::Say(later));
    let nobody = "reader-3@stbrannock.example";
    let peer = Peer::start(script.at_reader(nobody, 1, Act::Say(never)));
    let world = with_server(hospital(9, DETAILS), &peer, "");
    world.write("other.yaml", world.read("forewarn.yaml"));
    let further = ["--settings", "other.yaml", "--ledger", "other.ledger"];
    let ran = world.run(&[&["send", "plan.yaml"], further.as_slice()].concat());
    let ran = ran.ended(3);
    let lines: Vec<&str> = ran.out.lines().collect();
    let heading = |at: usize| {
        let mut above = lines[..at].iter().rev();
        *above.find(|line| !line.starts_with("        ")).unwrap()
    };
    for (at, line) in lines.iter().enumerate() {
        if line.ends_with(later) {
            assert!(heading(at).contains("put off"), "{lines:#?}");
        }
        if line.ends_with(never) {
            assert!(
                heading(at).contains("will not be tried again"),
                "{lines:#?}"
            );
        }
    }
    assert!(lines.iter().any(|line| line.ends_with(never)), "{lines:#?}");
    let others =
        "`forewarn status plan.yaml --settings other.yaml --refused --ledger other.ledger`";
    assert!(
        lines.iter().any(|line| line.ends_with(others)),
        "{lines:#?}"
    );
}

#[test]
fn a_server_that_wants_a_login_or_encryption_refuses_nobody_and_says_which_setting() {
    for (words, setting) in [
        ("530 5.7.0 Authentication required", "`user`"),
        ("530 5.7.0 Must issue a STARTTLS command first", "`security"),
        ("534 5.7.9 Authentication mechanism is too weak", "`user`"),
        ("535 5.7.8 Authentication credentials invalid", "`user`"),
        (
            "538 5.7.11 Encryption required for requested authentication mechanism",
            "`security",
        ),
    ] {
        for stage in [Stage::Mail, Stage::Data, Stage::Dot] {
            for pipelining in [false, true] {
                let script = Script {
                    pipelining,
                    ..Script::default()
                };
                let peer = Peer::start(script.always(stage, Act::Say(words)));
                let mut ledger = MemoryLedger::new();
                let tally = run(&peer, 3, 0, 40, &mut ledger);
                let Some(Stop::Shut(why)) = &tally.stopped else {
                    panic!("{words} at {stage:?}: {tally:?}");
                };
                assert!(why.what.contains(words), "{}", why.what);
                assert!(why.hint.contains(setting), "{words}: {}", why.hint);
                // Each of three lines may begin one more before it hears of it.
                assert!(peer.heard("MAIL") <= 6, "{words} at {stage:?}");
                assert_eq!(tally.number(Kind::Refused), 0, "{tally:?}");
                for at in 0..40 {
                    let standing = standing(&ledger, at);
                    let waits = matches!(standing, None | Some(Standing::Deferred));
                    assert!(waits, "{words} at {stage:?}: {standing:?}");
                }
                drop(peer);
                // Once it is mended nobody has to wait.
                let mended = Peer::start(Script::default());
                run(&mended, 3, 0, 40, &mut ledger);
                assert_eq!(readers(&mended).len(), 40, "{words} at {stage:?}");
            }
        }
    }
}

#[test]
fn whoever_runs_it_reads_which_setting_is_wrong_and_that_nobody_is_given_up() {
    let words = "530 5.7.0 Authentication required";
    let peer = Peer::start(Script::default().always(Stage::Mail, Act::Say(words)));
    let world = with_server(hospital(9, DETAILS), &peer, "");
    let ran = send(&world).ended(3).out;
    for said in [
        words,
        "Nobody is given up for it",
        "help: set `user` and `password`",
    ] {
        assert!(ran.contains(said), "{ran}");
    }
    assert!(!ran.contains("refused by the server"), "{ran}");
    let sample = [
        "send",
        "plan.yaml",
        "--test-to",
        "m.osei@stbrannock.example",
    ];
    let sample = world.run(&sample).ended(3).err;
    assert!(sample.contains("help: set `user`"), "{sample}");
}
