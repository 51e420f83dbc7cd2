//! `simulate` against its honest peer: what it shows is what `send` delivers at the same moments,
//! with a ledger on disk, a plan file that is really edited and a night that is really recorded.

use crate::harness::peer::{Act, Peer, Script, Stage};
use crate::harness::world::World;
use crate::sending::{DETAILS, PLAN, hospital, known, with_server};
use forewarn::ledger::Standing;
use mail_parser::MessageParser;
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};

/// The Message-IDs that leave at each moment.
type Post = BTreeMap<String, BTreeSet<String>>;

fn simulate(world: &World, further: &[&str]) -> Value {
    let arguments = [&["simulate", "plan.yaml", "--format", "json"], further].concat();
    world.run(&arguments).ended(0).json()
}

fn played(story: &Value) -> Post {
    let mut post = Post::new();
    let scenes = story["happens"].as_array().unwrap().iter();
    for mail in scenes.filter(|scene| scene["what"] == "mail") {
        let at = mail["at"].as_str().unwrap().to_owned();
        let people = mail["people"].as_array().unwrap().iter();
        let ids = people.map(|reader| reader["message-id"].as_str().unwrap().to_owned());
        post.entry(at).or_default().extend(ids);
    }
    post
}

/// Every mail in the outbox.
fn outbox(world: &World) -> BTreeSet<String> {
    let mut ids = BTreeSet::new();
    for entry in std::fs::read_dir(world.path("outbox")).unwrap() {
        let path = entry.unwrap().path();
        if path.extension().is_some_and(|ending| ending == "eml") {
            let bytes = std::fs::read(&path).unwrap();
            let mail = MessageParser::default().parse(&bytes).unwrap();
            ids.insert(format!("<{}>", mail.message_id().unwrap()));
        }
    }
    ids
}

/// What `send` really delivers at these moments; `before` each, somebody may do something.
fn sent(
    world: &mut World,
    moments: impl Iterator<Item = String>,
    before: &mut dyn FnMut(&World, &str),
) -> Post {
    let (mut post, mut known) = (Post::new(), BTreeSet::new());
    for at in moments {
        world.turn(&at);
        before(world, &at);
        let ran = world.run(&["send", "plan.yaml", "--outbox", "outbox", "--large"]);
        assert!(matches!(ran.code, Some(0 | 4)), "{at}: {}", ran.said());
        let all = outbox(world);
        let new: BTreeSet<String> = all.difference(&known).cloned().collect();
        if !new.is_empty() {
            post.insert(at, new);
        }
        known = all;
    }
    post
}

#[test]
fn what_is_played_is_what_send_delivers_on_a_shipped_plan() {
    let mut world = World::with_shipped("university");
    std::fs::rename(world.path("university.yaml"), world.path("plan.yaml")).unwrap();
    let further = ["--from", "2026-11-01", "--to", "2027-05-17"];
    let played = played(&simulate(&world, &further));
    assert!(played.len() > 10, "{}", played.len());
    assert!(!world.path("plan.ledger").exists(), "nothing is kept");
    let moments: Vec<String> = played.keys().cloned().collect();
    let sent = sent(&mut world, moments.into_iter(), &mut |_, _| {});
    assert_eq!(sent, played);
}

#[test]
fn what_may_happen_is_what_an_edit_and_a_record_bring() {
    let mut world = hospital(3, "2026-11-01T09:00");
    let events = [
        "--event",
        "2027-02-22 move cutover +14d because the vendor is late",
        "--event",
        "2027-03-28 complete cutover",
        "--event",
        "2027-03-28 extend cutover +90m because a disk is slow",
        "--event",
        "2027-03-27 start cutover",
    ];
    let story = simulate(&world, &[&["--from", "2026-11-01"], &events[..]].concat());
    let scenes = story["happens"].as_array().unwrap();
    let turned = scenes.iter().filter(|scene| scene["what"] == "event");
    let turned: Vec<(&str, &str)> = turned
        .map(|scene| {
            (
                scene["event"].as_str().unwrap().split(' ').next().unwrap(),
                scene["at"].as_str().unwrap(),
            )
        })
        .collect();
    let expected = [
        ("move", "2027-02-22T09:00:00Z"),
        ("start", "2027-03-27T22:00:00Z"),
        ("extend", "2027-03-28T01:30:00Z"),
        ("complete", "2027-03-28T03:30:00Z"),
    ];
    assert_eq!(turned, expected);
    let played = played(&story);
    let moments: BTreeSet<String> = played
        .keys()
        .cloned()
        .chain(turned.iter().map(|(_, at)| (*at).to_owned()))
        .collect();
    let sent = sent(&mut world, moments.into_iter(), &mut |world, at| {
        let record = |further: &[&str]| {
            let front = ["record", "plan.yaml", "cutover"];
            let ledger = ["--ledger", "outbox/records-move.ledger"];
            world.run(&[&front, further, &ledger].concat()).ended(0);
        };
        match at {
            "2027-02-22T09:00:00Z" => {
                let plan = world.read("plan.yaml");
                let plan = plan.replace("Sat 2027-03-13 22:00", "Sat 2027-03-27 22:00");
                let because =
                    "changes: [{window: cutover, on: 2027-02-22, because: the vendor is late}]";
                world.write("plan.yaml", format!("{plan}{because}\n"));
            }
            "2027-03-27T22:00:00Z" => record(&["started"]),
            "2027-03-28T01:30:00Z" => {
                record(&["extended", "--until", "04:30", "--reason", "a disk is slow"]);
            }
            "2027-03-28T03:30:00Z" => record(&["completed"]),
            _ => {}
        }
    });
    assert_eq!(sent, played);
    let mistaken = &story["summary"]["mistaken"];
    assert_eq!(mistaken.as_array().unwrap().len(), 0, "{mistaken}");
}

#[test]
fn it_begins_with_what_the_ledger_knows() {
    let world = hospital(2, DETAILS);
    let story = simulate(&world, &["--to", "2027-02-12"]);
    assert_eq!(story["told-before"], "as-planned");
    let told = [
        "send",
        "plan.yaml",
        "--outbox",
        "out",
        "--ledger",
        "plan.ledger",
    ];
    world.run(&told).ended(0);
    let before = world.read_bytes("plan.ledger");
    let plan = world.read("plan.yaml");
    world.write(
        "plan.yaml",
        plan.replace("Sat 2027-03-13", "Sat 2027-03-20"),
    );
    let story = simulate(
        &world,
        &["--from", "2027-02-12T09:00", "--to", "2027-02-12"],
    );
    assert_eq!(story["told-before"], "ledger");
    let first = &story["happens"][0];
    assert_eq!(first["milestone"], "rescheduled", "{first}");
    assert_eq!(first["cause"]["kind"], "difference");
    assert_eq!(world.read_bytes("plan.ledger"), before, "it is only read");
    let early = ["simulate", "plan.yaml", "--from", "2027-02-01"];
    let refused = world.run(&early).ended(2);
    assert!(refused.err.contains("--fresh"), "{}", refused.err);
    world.run(&[&early[..], &["--fresh"]].concat()).ended(0);
}

#[test]
fn the_window_in_the_example_of_the_help_can_move_on_the_hospital_plan() {
    let world = World::with_shipped("hospital").at("2027-03-01T08:00");
    let arguments = [
        "simulate",
        "hospital.yaml",
        "--to",
        "2027-04-11",
        "--out",
        "shown",
    ];
    let move_it = ["--event", "2027-03-12 move cutover +14d"];
    let ran = world.run(&[&arguments[..], &move_it].concat()).ended(0);
    for words in [
        "> move cutover +14d",
        "cutover: Sat 10 Apr 2027, 22:00 to Sun 11 Apr 2027, 02:30",
        "because of: move cutover +14d",
        "At the end nobody believes anything that is not so.",
    ] {
        assert!(ran.out.contains(words), "{words}\n{}", ran.out);
    }
    assert!(ran.out.lines().all(|line| line.chars().count() <= 80));
    let page = world.read("shown/index.html");
    assert!(page.contains("cutover-rescheduled"));
    let hers = ["--for", "a.khan@stbrannock.example", "--format", "json"];
    let story = world
        .run(&[&arguments[..4], &move_it, &hers].concat())
        .ended(0)
        .json();
    let scenes = story["happens"].as_array().unwrap().iter();
    let mails = scenes.filter(|scene| scene["what"] == "mail");
    assert!(mails.clone().count() > 3);
    for mail in mails {
        let people = mail["people"].as_array().unwrap();
        assert_eq!(people.len(), 1);
        assert_eq!(people[0]["address"], "a.khan@stbrannock.example");
    }
}

#[test]
fn a_night_has_the_dates_of_the_clocks_where_the_work_is_done() {
    let world = World::with_shipped("bank").at("2027-06-04T08:00");
    let events = [
        "--event",
        "2027-06-05 start singapore",
        "--event",
        "2027-06-05 extend singapore +2h",
    ];
    let span = [
        "simulate",
        "bank.yaml",
        "--to",
        "2027-06-05",
        "--format",
        "json",
    ];
    let story = world.run(&[&span[..], &events].concat()).ended(0).json();
    let scenes = story["happens"].as_array().unwrap().iter();
    let turned = scenes.filter(|scene| scene["what"] == "event");
    let turned: Vec<&str> = turned.map(|scene| scene["at"].as_str().unwrap()).collect();
    // In Singapore 2am and half past eight.
    assert_eq!(turned, ["2027-06-04T18:00:00Z", "2027-06-05T00:30:00Z"]);
}

#[test]
fn a_date_that_is_taken_back_waits_for_a_new_one() {
    let world = hospital(2, "2026-11-01T09:00");
    let story = simulate(
        &world,
        &[
            "--event",
            "2027-02-22 postpone cutover by 2027-03-10",
            "--event",
            "2027-03-08 move cutover to 2027-04-10 22:00",
            "--event",
            "2027-03-09 cancel cutover",
        ],
    );
    let scenes = story["happens"].as_array().unwrap().iter();
    let corrections = scenes.filter(|scene| scene["cause"]["kind"] == "event");
    let told: Vec<&str> = corrections
        .map(|scene| scene["milestone"].as_str().unwrap())
        .collect();
    let expected = ["rescheduled", "rescheduled", "rescheduled", "rescheduled"];
    assert_eq!(told[..4], expected);
    assert!(
        told[4..].iter().all(|kind| *kind == "cancelled"),
        "{told:?}"
    );
    assert_eq!(story["summary"]["mistaken"].as_array().unwrap().len(), 0);
}

/// What becomes of each briefing of the shipped plan after events: whether it is called off, or its new
/// start.
fn briefings(events: &[&str]) -> Vec<String> {
    let world = World::with_shipped("hospital").at("2027-02-20T08:00");
    let span = [
        "simulate",
        "hospital.yaml",
        "--to",
        "2027-03-13",
        "--format",
        "json",
    ];
    let events = events.iter().flat_map(|event| ["--event", event]);
    let arguments: Vec<&str> = span.into_iter().chain(events).collect();
    let story = world.run(&arguments).ended(0).json();
    assert_eq!(story["summary"]["mistaken"].as_array().unwrap().len(), 0);
    let scenes = story["happens"].as_array().unwrap().iter();
    let changed = scenes.flat_map(|scene| scene["briefings"].as_array().into_iter().flatten());
    let changed = changed.map(|briefing| {
        let id = briefing["briefing"].as_str().unwrap();
        match briefing["cancelled"].as_bool().unwrap() {
            true => format!("{id} off"),
            false => format!("{id} {}", briefing["start"].as_str().unwrap()),
        }
    });
    changed.collect()
}

#[test]
fn the_briefings_of_a_window_go_with_it() {
    let off = ["executives-1 off", "heads-1 off"];
    for event in ["2027-02-20 cancel cutover", "2027-02-20 postpone cutover"] {
        assert_eq!(briefings(&[event]), off, "{event}");
    }
    assert_eq!(
        briefings(&["2027-02-20 move cutover +7d"]),
        [
            "executives-1 2027-03-15T09:00:00Z",
            "heads-1 2027-03-16T10:30:00Z"
        ]
    );
    // An hour later is no reason to meet elsewhen, and what is over stays as it was.
    for event in ["2027-02-20 move cutover +1h", "2027-03-12 cancel cutover"] {
        assert_eq!(briefings(&[event]), [""; 0], "{event}");
    }
}

#[test]
fn a_briefing_is_moved_or_called_off_by_itself() {
    let changed = briefings(&[
        "2027-02-20 cancel briefing executives-1 because all is said",
        "2027-02-20 move briefing heads-1 +1d",
        "2027-02-22 move briefing executives-1 to 2027-03-10 14:00",
    ]);
    let told = [
        "executives-1 off",
        "heads-1 2027-03-10T10:30:00Z",
        "executives-1 2027-03-10T14:00:00Z",
    ];
    assert_eq!(changed, told);
}

#[test]
fn a_briefing_that_names_no_window_goes_with_the_one_that_it_is_about() {
    let world = World::new().at("2026-11-23T09:00");
    world.run(&["init"]).ended(0);
    let play = |event: &str| {
        let arguments = [
            "simulate",
            "plan.yaml",
            "--to",
            "2027-03-20",
            "--event",
            event,
        ];
        world.run(&arguments).ended(0).out
    };
    let early = play("2027-01-08 move move-night -21d");
    assert!(
        early.contains("briefing heads: Tue 26 Jan 2027, 10:30"),
        "{early}"
    );
    let late = play("2027-02-02 move move-night -21d");
    assert!(late.contains("briefing heads is called off"), "{late}");
    let open = play("2027-02-02 postpone move-night by 2027-02-20");
    assert!(open.contains("briefing heads is called off"), "{open}");
}

#[test]
fn what_cannot_be_played_leaves_no_page_behind() {
    let world = World::with_shipped("hospital").at("2027-03-01T09:00");
    let play = |out: &str, event: &str| {
        let span = [
            "simulate",
            "hospital.yaml",
            "--to",
            "2027-04-20",
            "--out",
            out,
        ];
        world.run(&[&span[..], &["--event", event]].concat())
    };
    let event = "2027-03-12 move cutover to 2027-03-02 22:00";
    play("fresh", event).ended(1);
    assert!(!world.path("fresh").exists());
    std::fs::create_dir(world.path("empty")).unwrap();
    play("empty", event).ended(1);
    assert_eq!(std::fs::read_dir(world.path("empty")).unwrap().count(), 0);
    play("shown", "2027-03-12 move cutover +14d").ended(0);
    play("shown", event).ended(1);
    assert!(world.read("shown/index.html").contains("not finished"));
    play("shown", "2027-03-12 move cutover +14d").ended(0);
}

#[test]
fn advice_names_the_words_of_events() {
    let world = hospital(2, "2027-02-01T09:00");
    let words = ["play `extend` when it takes longer"];
    refused(&world, "2027-03-13 21:00 reopen cutover", 2, &words);
}

/// Plays one event, which has to be refused with these words.
#[track_caller]
fn refused(world: &World, event: &str, code: i32, words: &[&str]) {
    let span = ["simulate", "plan.yaml", "--to", "2027-04-30"];
    let ran = world.run(&[&span[..], &["--event", event]].concat());
    let ran = ran.ended(code);
    for word in words {
        assert!(ran.err.contains(word), "{event}: {word}\n{}", ran.err);
    }
}

#[test]
fn what_cannot_be_played_is_refused_in_words() {
    let world = hospital(2, "2027-02-01T09:00");
    let refused = |event: &str, words: &[&str]| refused(&world, event, 2, words);
    refused("2027-02-12 moove cutover +14d", &["did you mean `move`"]);
    refused("2027-02-12 move cutovre +14d", &["did you mean `cutover`"]);
    refused(
        "2027-02-12 cancel briefing talk",
        &["the plan has no briefings"],
    );
    refused("2027-01-12 cancel cutover", &["before the first moment"]);
    refused("2027-05-12 cancel cutover", &["after the last moment"]);
    refused(
        "2027-02-12 extend cutover +90m",
        &["2027-02-12 extend", "2027-03-13 22:00"],
    );
    refused("2027-03-13 21:00 extend cutover +90m", &["has not started"]);
    let past = "2027-03-14 03:00 extend cutover until 2027-03-14 02:30";
    refused(past, &["that end has passed already"]);
    refused("2027-03-01 move cutover +4000d", &["+4000d"]);
    let span = ["--from", "2027-03-01", "--to", "2027-02-01"];
    let ran = world.run(&[&["simulate", "plan.yaml"], &span[..]].concat());
    let complaint = ran.ended(2).err;
    assert!(
        complaint.contains("`--to` lies before `--from`"),
        "{complaint}"
    );
}

#[test]
fn a_move_that_makes_the_plan_invalid_shows_what_is_wrong_with_that_plan() {
    let world = hospital(2, "2027-02-01T09:00");
    let freeze = "{name: Year end, from: 2027-03-25, to: 2027-04-02, hardness: hard}";
    let plan = world.read("plan.yaml");
    world.write(
        "plan.yaml",
        format!("{plan}calendar: {{freezes: [{freeze}]}}\n"),
    );
    let event = "2027-02-12 move cutover +14d";
    let words = [
        "`2027-02-12 move cutover +14d` would make a plan with errors",
        "hard-freeze",
        "2027-03-27 22:00",
    ];
    refused(&world, event, 1, &words);
}

#[test]
fn what_counts_as_told_is_not_called_late() {
    // So late that whoever was not told by now hears too late.
    let (plan, _) = PLAN.split_once("policy:").unwrap();
    let world = hospital(2, "2027-03-03T09:30");
    world.write("plan.yaml", plan);
    let errors = world.run(&["check", "plan.yaml"]).ended(1).out;
    assert!(errors.contains("error[overdue]"), "{errors}");
    let fresh = ["simulate", "plan.yaml", "--out", "shown"];
    let said = world.run(&fresh).ended(0).said();
    assert!(!said.contains("error"), "{said}");
    assert!(!world.read("shown/index.html").contains("overdue"));
    // A ledger that lies elsewhere knows who was told, too.
    let told = hospital(2, DETAILS);
    let elsewhere = ["--ledger", "elsewhere.ledger"];
    let send = ["send", "plan.yaml", "--outbox", "out"];
    told.run(&[&send[..], &elsewhere].concat()).ended(0);
    let told = told.at("2027-03-03T09:30");
    told.write("plan.yaml", plan);
    let play = ["simulate", "plan.yaml", "--out", "shown"];
    let said = told.run(&[&play[..], &elsewhere].concat()).ended(0).said();
    assert!(
        said.contains("People know what elsewhere.ledger says"),
        "{said}"
    );
    assert!(!said.contains("error"), "{said}");
    assert!(!told.read("shown/index.html").contains("overdue"));
}

#[test]
fn what_has_another_id_now_is_played_under_that_id() {
    let world = hospital(2, "2027-02-01T09:00");
    let plan = world.read("plan.yaml");
    let second =
        "      - {id: second, start: Sat 2027-05-15 22:00, length: 4h, services: {records: off}}";
    let plan = plan
        .replace("{id: cutover,", "{id: big-night, renamed-from: cutover,")
        .replace("window: cutover", "window: big-night")
        .replace(
            "  department-heads: {",
            "  chiefs: {like: department-heads, renamed-from: department-heads, ",
        )
        .replace(
            "a.khan@stbrannock.example}",
            "a.khan@stbrannock.example, timezone: America/New_York}",
        )
        .replace("policy:", &format!("{second}\npolicy:"));
    world.write("plan.yaml", plan);
    let story = simulate(
        &world,
        &[
            "--to",
            "2027-03-05",
            "--event",
            "2027-03-02 move big-night +7d",
            "--event",
            "2027-03-02 confirm second",
        ],
    );
    let scenes = story["happens"].as_array().unwrap().iter();
    let mails: Vec<&Value> = scenes.filter(|scene| scene["what"] == "mail").collect();
    for mail in &mails {
        let window = mail["window"].as_str().unwrap();
        assert!(["big-night", "second"].contains(&window), "{mail}");
        let zone = match mail["audience"].as_str().unwrap() {
            "chiefs" => "America/New_York",
            "end-users" => "Europe/London",
            other => panic!("{other}"),
        };
        assert_eq!(mail["timezone"], zone, "{mail}");
    }
    let moved = mails
        .iter()
        .filter(|mail| mail["milestone"] == "rescheduled");
    let causes: Vec<&Value> = moved.map(|mail| &mail["cause"]["event"]).collect();
    assert_eq!(causes, ["move big-night +7d"; 2]);
}

#[test]
fn what_is_in_doubt_is_played_as_the_settings_have_it() {
    for (policy, copies) in [("", 1), ("in-doubt: hold\n", 0)] {
        let peer = Peer::start(Script::default().at(Stage::Dot, 1, Act::TakeAndDrop));
        let mut world = with_server(hospital(1, DETAILS), &peer, policy);
        world.run(&["send", "plan.yaml"]).ended(3);
        let doubtful = known(&world, &[Standing::InDoubt]);
        assert_eq!(doubtful.len(), 1);
        world.turn("2027-02-11T09:30");
        let played = played(&simulate(&world, &["--to", "2027-02-12"]));
        let again = played
            .values()
            .flatten()
            .filter(|id| doubtful.contains(*id));
        assert_eq!(again.count(), copies, "{policy}");
    }
}
