//! Whoever answers for a plan hears once of each thing that waits for a person's word, and nobody
//! else does.

use crate::harness::peer::{Act, Peer, Script, Stage, Taken};
use crate::harness::world::World;
use crate::night::{HEAD, Night, last_mail};
use crate::sending::{DETAILS, PLAN, header, hospital, people, send};
use mail_parser::MessageParser;

const TEAM: &str = "change@stbrannock.example";

fn ward(peer: &Peer, rule: &str) -> World {
    let port = peer.port();
    let smtp = format!("smtp: {{host: 127.0.0.1, port: {port}, security: plain}}\n{rule}");
    hospital(2, DETAILS).file("forewarn.yaml", smtp)
}

/// The mails to one address.
fn to(peer: &Peer, address: &str) -> Vec<Taken> {
    let mut taken = peer.taken();
    taken.retain(|taken| taken.recipients == [address]);
    taken
}

/// The text part and the page of a mail.
fn parts(taken: &Taken) -> (String, String) {
    let mail = MessageParser::default().parse(&taken.bytes).unwrap();
    let text = mail.body_text(0).unwrap().into_owned();
    (text, mail.body_html(0).unwrap().into_owned())
}

fn approve(world: &World) {
    world
        .run(&["approve", "plan.yaml", "--by", "Maria Osei"])
        .ended(0);
}

#[test]
fn what_begins_to_wait_is_told_to_the_owner_once() {
    let peer = Peer::start(Script::default());
    let mut world = ward(&peer, "");
    for now in [DETAILS, "2027-02-11T09:10", "2027-02-11T09:15"] {
        world.turn(now);
        send(&world).ended(4);
    }
    let told = to(&peer, TEAM);
    assert_eq!((told.len(), peer.taken().len()), (1, 1));
    let subject = header(&told[0], "Subject");
    assert_eq!(subject, "To approve: 2 messages wait, Patient records move");
    let (text, page) = parts(&told[0]);
    for words in [
        "Planned: Patient records off Sat 13 Mar, 10pm",
        "2 people",
        "Never approved.",
        "forewarn diff plan.yaml",
        "forewarn approve plan.yaml --by",
    ] {
        assert!(text.contains(words), "{words}: {text}");
        assert!(page.contains(words), "{words}: {page}");
    }
    assert!(!text.contains("{{") && !text.contains("QFW"), "{text}");
    let status = world.run(&["status", "plan.yaml"]).ended(0).out;
    assert!(
        status.contains("accepted  To approve: 2 messages"),
        "{status}"
    );
    // It told nobody anything of the plan.
    world.run(&["diff", "plan.yaml"]).ended(0);
    approve(&world);
    send(&world).ended(0);
    assert_eq!(to(&peer, TEAM).len(), 1);
    assert_eq!(peer.taken().len(), 4);
}

#[test]
fn each_new_thing_that_waits_is_told_and_nothing_twice() {
    let peer = Peer::start(Script::default());
    let mut world = ward(&peer, "");
    approve(&world);
    send(&world).ended(0);
    assert_eq!(to(&peer, TEAM).len(), 0);
    world.write("people.csv", people(3));
    world.turn("2027-02-12T09:05");
    send(&world).ended(4);
    send(&world).ended(4);
    let told = to(&peer, TEAM);
    assert_eq!(told.len(), 1);
    assert!(parts(&told[0]).0.contains("not for these people"));
    let moved = PLAN.replace("2027-03-13 22:00", "2027-03-20 22:00");
    world.write("plan.yaml", moved);
    for now in ["2027-02-15T09:05", "2027-02-15T09:10"] {
        world.turn(now);
        send(&world).ended(4);
    }
    assert_eq!(to(&peer, TEAM).len(), 2);
    // An edit that is taken back waits no more, and made again it is no news.
    world.write("plan.yaml", PLAN);
    send(&world).ended(4);
    assert_eq!(to(&peer, TEAM).len(), 2);
}

#[test]
fn the_named_owner_is_told_and_the_team_only_where_there_is_none() {
    let owner = "owner: {name: Maria Osei, email: m.osei@stbrannock.example}\n";
    let peer = Peer::start(Script::default());
    let world = ward(&peer, "");
    world.write("plan.yaml", format!("{PLAN}{owner}"));
    send(&world).ended(4);
    assert_eq!(to(&peer, "m.osei@stbrannock.example").len(), 1);
    assert_eq!(to(&peer, TEAM).len(), 0);
    let away = owner.replace("stbrannock", "elsewhere");
    let peer = Peer::start(Script::default());
    let world = ward(&peer, "allowed-domains: [stbrannock.example]\n");
    world.write("plan.yaml", format!("{PLAN}{away}"));
    send(&world).ended(4);
    assert_eq!(to(&peer, TEAM).len(), 1);
    assert_eq!(peer.taken().len(), 1);
}

#[test]
fn what_the_server_does_not_take_is_told_by_a_later_run() {
    for stage in [Stage::Rcpt, Stage::Dot] {
        let script = Script::default().at(stage, 1, Act::Say("451 4.3.0 later"));
        let peer = Peer::start(script);
        let mut world = ward(&peer, "");
        let ran = send(&world).ended(3);
        assert!(ran.err.contains("could not be told"), "{}", ran.err);
        for now in ["2027-02-11T09:10", "2027-02-11T09:15"] {
            world.turn(now);
            send(&world).ended(4);
        }
        assert_eq!(to(&peer, TEAM).len(), 1, "{stage:?}");
    }
}

#[test]
fn what_was_approved_before_the_owner_could_be_told_is_no_news() {
    let script = Script::default().at(Stage::Rcpt, 1, Act::Say("451 4.3.0 later"));
    let peer = Peer::start(script);
    let mut world = ward(&peer, "");
    send(&world).ended(3);
    approve(&world);
    world.turn("2027-02-11T09:10");
    send(&world).ended(0);
    assert_eq!((to(&peer, TEAM).len(), peer.taken().len()), (0, 3));
}

#[test]
fn what_may_have_arrived_is_sent_again_as_the_same_mail() {
    let script = Script::default().at(Stage::Dot, 1, Act::TakeAndDrop);
    let peer = Peer::start(script);
    let mut world = ward(&peer, "");
    send(&world).ended(3);
    world.turn("2027-02-11T09:10");
    send(&world).ended(4);
    send(&world).ended(4);
    let told = to(&peer, TEAM);
    let ids: Vec<String> = told.iter().map(|told| header(told, "Message-ID")).collect();
    assert!(ids.iter().all(|id| *id == ids[0]), "{ids:?}");
    assert!((1..=2).contains(&ids.len()), "{ids:?}");
}

#[test]
fn an_owner_who_is_refused_stands_in_nobodys_way() {
    let script = Script::default().at(Stage::Rcpt, 4, Act::Say("550 5.1.1 nobody of that name"));
    let peer = Peer::start(script);
    let mut world = ward(&peer, "");
    approve(&world);
    world.write("people.csv", people(3));
    send(&world).ended(3);
    assert_eq!(peer.taken().len(), 3, "what was approved left before");
    world.turn("2027-02-11T09:10");
    send(&world).ended(4);
    assert_eq!(to(&peer, TEAM).len(), 0);
}

#[test]
fn the_owner_is_not_asked_for_word_before_the_end_that_was_promised() {
    let peer = Peer::start(Script::default());
    let mut world = ward(&peer, "approval: none\n");
    for now in [DETAILS, "2027-03-12T09:05", "2027-03-13T21:35"] {
        world.turn(now);
        send(&world).ended(0);
    }
    let record = |world: &mut World, now: &str, what: &[&str]| {
        world.turn(now);
        let record = [&["record", "plan.yaml", "cutover"], what].concat();
        world.run(&record).ended(0);
        send(world).ended(0);
    };
    record(&mut world, "2027-03-13T22:01", &["started"]);
    let longer = [
        "extended",
        "--until",
        "04:50",
        "--reason",
        "The copy is slow.",
    ];
    record(&mut world, "2027-03-13T22:50", &longer);
    for (now, code) in [("2027-03-14T00:20", 0), ("2027-03-14T04:51", 4)] {
        world.turn(now);
        send(&world).ended(code);
        assert_eq!(to(&peer, TEAM).len(), usize::from(code == 4), "{now}");
    }
    let text = parts(&to(&peer, TEAM)[0]).0;
    assert!(text.contains("4:50am"), "{text}");
}

#[test]
fn the_owner_is_asked_once_what_became_of_a_night() {
    let peer = Peer::start(Script::default());
    let mut world = ward(&peer, "approval: none\n");
    for now in [DETAILS, "2027-03-12T09:05", "2027-03-13T21:35"] {
        world.turn(now);
        send(&world).ended(0);
    }
    for now in ["2027-03-14T02:10", "2027-03-14T02:15", "2027-03-14T06:00"] {
        world.turn(now);
        send(&world).ended(4);
    }
    let told = to(&peer, TEAM);
    assert_eq!(told.len(), 1);
    let text = parts(&told[0]).0;
    let text: Vec<&str> = text.split_whitespace().collect();
    let text = text.join(" ");
    for words in [
        "should have ended on Sunday 14 March 2027, 2:00am",
        "forewarn record plan.yaml cutover completed",
        "forewarn record plan.yaml cutover extended --until TIME --reason TEXT",
    ] {
        assert!(text.contains(words), "{words}: {text}");
    }
}

#[test]
fn a_folder_shows_what_readers_get_and_asks_nobody() {
    let peer = Peer::start(Script::default());
    let world = ward(&peer, "");
    world
        .run(&["send", "plan.yaml", "--outbox", "out"])
        .ended(0);
    let files = std::fs::read_dir(world.path("out")).unwrap();
    let names = files.map(|file| file.unwrap().file_name().into_string().unwrap());
    let mails: Vec<String> = names.filter(|name| name.ends_with(".eml")).collect();
    assert_eq!(mails.len(), 3, "{mails:?}");
    assert!(mails.iter().all(|name| !name.starts_with("waiting")));
}

#[test]
fn a_new_owner_is_told_what_her_predecessor_was_not() {
    let owner = |name: &str, mailbox: &str| {
        format!("{PLAN}owner: {{name: {name}, email: {mailbox}@stbrannock.example}}\n")
    };
    for (stage, act) in [
        (Stage::Rcpt, Act::Say("451 4.3.0 later")),
        (Stage::Dot, Act::Drop),
    ] {
        let peer = Peer::start(Script::default().at(stage, 1, act));
        let mut world = ward(&peer, "");
        world.write("plan.yaml", owner("Maria Osei", "m.osei"));
        send(&world).ended(3);
        world.write("plan.yaml", owner("Tom Reed", "t.reed"));
        world.turn("2027-02-11T09:10");
        send(&world).ended(4);
        assert_eq!(to(&peer, "m.osei@stbrannock.example").len(), 0);
        let told = to(&peer, "t.reed@stbrannock.example");
        assert!(!told.is_empty(), "{stage:?}");
        for told in &told {
            assert!(header(told, "To").contains("Tom Reed"));
            assert!(parts(told).0.contains("Tom Reed"));
        }
    }
}

#[test]
fn a_night_with_another_name_is_not_asked_about_again() {
    let peer = Peer::start(Script::default());
    let mut world = ward(&peer, "approval: none\n");
    for now in [DETAILS, "2027-03-12T09:05", "2027-03-13T21:35"] {
        world.turn(now);
        send(&world).ended(0);
    }
    world.turn("2027-03-14T02:10");
    send(&world).ended(4);
    assert_eq!(to(&peer, TEAM).len(), 1);
    let plan = PLAN.replace("{id: cutover,", "{id: big-night, renamed-from: cutover,");
    world.write(
        "plan.yaml",
        plan.replace("window: cutover", "window: big-night"),
    );
    world.turn("2027-03-14T02:15");
    send(&world).ended(4);
    assert_eq!(to(&peer, TEAM).len(), 1);
}

#[test]
fn the_owner_is_asked_for_the_date_that_was_promised() {
    let peer = Peer::start(Script::default());
    let mut world = ward(&peer, "approval: none\n");
    let plan = |date: &str| PLAN.replace("start: Sat 2027-03-13 22:00, length: 4h", date);
    let promised = |day: &str| plan(&format!("start: undecided, new-date-by: {day}"));
    let run = |world: &mut World, now: &str, code: i32| {
        world.turn(now);
        let ran = send(world).ended(code);
        world.run(&["status", "plan.yaml"]).ended(code);
        ran.out + &ran.err
    };
    // Nobody waits for a date who was never told of another.
    world.write("plan.yaml", promised("2027-02-08"));
    run(&mut world, "2027-02-09T09:05", 0);
    world.write("plan.yaml", PLAN);
    run(&mut world, DETAILS, 0);
    world.write("plan.yaml", promised("2027-02-16"));
    run(&mut world, "2027-02-11T09:10", 0);
    // All of the promised day is there to keep the promise.
    run(&mut world, "2027-02-15T16:05", 0);
    run(&mut world, "2027-02-16T06:55", 0);
    let asked = run(&mut world, "2027-02-16T09:05", 4);
    let words = "cutover was to have a new date by Tue 16 Feb 2027, and the plan has none";
    assert!(asked.contains(words), "{asked}");
    run(&mut world, "2027-03-20T09:05", 4);
    let told = to(&peer, TEAM);
    assert_eq!(told.len(), 1);
    let subject = header(&told[0], "Subject");
    assert_eq!(subject, "New date promised: Patient records");
    let (text, page) = parts(&told[0]);
    let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
    for words in [
        "by Tuesday 16 February 2027,",
        "new-date-by",
        "status: cancelled",
    ] {
        assert!(text.contains(words), "{words}: {text}");
        assert!(page.contains(words), "{words}: {page}");
    }
    assert!(!text.contains("came to nothing"), "{text}");
    // Another promise is another one to keep.
    world.write("plan.yaml", promised("2027-03-24"));
    run(&mut world, "2027-03-20T09:10", 0);
    run(&mut world, "2027-03-23T16:05", 0);
    run(&mut world, "2027-03-24T09:05", 4);
    assert_eq!(to(&peer, TEAM).len(), 2);
    // For a Sunday somebody is asked on Friday.
    world.write("plan.yaml", promised("2027-04-11"));
    run(&mut world, "2027-03-24T09:10", 0);
    run(&mut world, "2027-04-08T16:05", 0);
    run(&mut world, "2027-04-09T09:05", 4);
    assert_eq!(to(&peer, TEAM).len(), 3);
    world.write("plan.yaml", plan("start: undecided, status: cancelled"));
    run(&mut world, "2027-04-09T09:10", 0);
    assert_eq!(to(&peer, TEAM).len(), 3);
}

#[test]
fn whoever_promised_word_of_a_new_date_is_asked_before_it_is_due() {
    let mut night = Night::new();
    let no_go = [
        "no-go",
        "--by",
        "Maria Osei",
        "--reason",
        "The rehearsal took too long",
    ];
    night.record("2027-03-13T21:45", &no_go, 0);
    night.told(0);
    assert!(last_mail(&night, HEAD).contains("by Mon 15 Mar, midday"));
    night.world.turn("2027-03-15T06:55");
    night.told(0);
    // Hours are left to keep the promise.
    night.world.turn("2027-03-15T09:05");
    night.told(4);
    let asked = to(&night.peer, TEAM);
    let subject = header(asked.last().unwrap(), "Subject");
    assert_eq!(subject, "New date wanted: Patient records");
}
