//! Nights as they are lived: what happened is recorded, and people hear of it, in order and once.

use crate::harness::peer::{Act, Peer, Script, Stage};
use crate::harness::world::World;
use crate::missed::{mails, undated};
use crate::sending::{DETAILS, hospital, send, with_server};
use mail_parser::MessageParser;

/// The subjects that came in since `from`, by mailbox, and how many came in all.
fn subjects(peer: &Peer, from: usize) -> Vec<(String, String)> {
    let taken = peer.taken();
    let told = taken[from..].iter().map(|taken| {
        let mail = MessageParser::default().parse(&taken.bytes).unwrap();
        let subject = mail.subject().unwrap().to_owned();
        (taken.recipients[0].clone(), subject)
    });
    let mut told: Vec<_> = told.collect();
    told.sort();
    told
}

pub struct Night {
    pub peer: Peer,
    pub world: World,
    pub seen: usize,
}

const OWNER: &str = "change@stbrannock.example";
pub const HEAD: &str = "a.khan@stbrannock.example";
pub const USER: &str = "reader-0@stbrannock.example";

impl Night {
    /// A head and a user know of the night of 13 March, 22:00 to 02:00.
    pub fn new() -> Self {
        Self::with(Script::default())
    }

    /// The same with a server that does as a script says.
    pub fn with(script: Script) -> Self {
        let peer = Peer::start(script);
        let world = with_server(hospital(1, DETAILS), &peer, "");
        let mut night = Self {
            peer,
            world,
            seen: 0,
        };
        for now in [DETAILS, "2027-03-12T09:05", "2027-03-13T21:35"] {
            night.world.turn(now);
            night.told(0);
        }
        night
    }

    /// What people hear by the next `send`, which ends with `code`.
    pub fn told(&mut self, code: i32) -> Vec<(String, String)> {
        send(&self.world).ended(code);
        let mut told = subjects(&self.peer, self.seen);
        self.seen += told.len();
        send(&self.world).ended(code);
        assert_eq!(self.peer.taken().len(), self.seen, "twice");
        // What its owner is told of a night is no notice.
        told.retain(|(reader, _)| reader != OWNER);
        told
    }

    pub fn record(&mut self, now: &str, what: &[&str], code: i32) -> String {
        self.world.turn(now);
        let arguments = [&["record", "plan.yaml", "cutover"], what].concat();
        self.world.run(&arguments).ended(code).said()
    }
}

pub fn of(told: &[(String, String)], mailbox: &str) -> Vec<String> {
    let told = told.iter().filter(|(reader, _)| reader == mailbox);
    told.map(|(_, subject)| subject.clone()).collect()
}

#[test]
fn a_night_that_takes_longer_and_is_closed_again_is_told_in_order_and_once() {
    let mut night = Night::new();
    let said = night.record("2027-03-13T22:02", &["started"], 0);
    assert!(said.contains("In progress: Patient records"), "{said}");
    let told = night.told(0);
    assert_eq!(
        of(&told, HEAD),
        ["In progress: Patient records, on time for 2am"]
    );
    assert_eq!(of(&told, USER), [""; 0]);

    let said = night.record(
        "2027-03-14T01:20",
        &[
            "extended",
            "--until",
            "03:30",
            "--reason",
            "The last copy takes longer",
        ],
        0,
    );
    assert!(said.contains("Delayed: Patient records"), "{said}");
    let told = night.told(0);
    let delayed = "Delayed: Patient records now back by 3:30am, Sun 14 Mar";
    assert_eq!(of(&told, HEAD), [delayed]);
    assert_eq!(of(&told, USER), [delayed]);
    let mail = night.peer.taken().pop().unwrap().bytes;
    let mail = String::from_utf8_lossy(&mail).into_owned();
    assert!(mail.contains("Importance: high"), "{mail}");

    // Nobody is corrected about what the night itself told them.
    night.world.run(&["diff", "plan.yaml"]).ended(0);

    night.record("2027-03-14T03:10", &["completed"], 0);
    let told = night.told(0);
    assert_eq!(
        of(&told, USER),
        ["Finished: Patient records open again since 3:10am"]
    );
    assert_eq!(told.len(), 2);

    let why = ["reopened", "--reason", "Some results are missing"];
    night.record("2027-03-14T03:40", &why, 0);
    let told = night.told(0);
    let again = "Update: Patient records off again, more at 4:40am";
    assert_eq!(of(&told, USER), [again]);
    assert_eq!(told.len(), 2);

    night.record("2027-03-14T04:20", &["completed"], 0);
    let told = night.told(0);
    assert_eq!(
        of(&told, USER),
        ["Finished: Patient records open again since 4:20am"]
    );
    assert_eq!(told.len(), 2);
    for now in [
        "2027-03-14T05:00",
        "2027-03-14T12:00",
        "2027-03-15T09:00",
        "2027-03-20T09:00",
    ] {
        night.world.turn(now);
        assert_eq!(night.told(0), []);
    }
}

#[test]
fn what_cannot_have_happened_is_refused_and_leaves_no_trace() {
    let mut night = Night::new();
    for (now, what, words) in [
        (
            "2027-03-01T10:00",
            &["started"][..],
            "nothing can have happened yet",
        ),
        ("2027-03-13T21:40", &["completed"], "has not started"),
        (
            "2027-03-13T22:40",
            &["extended", "--until", "01:00", "--reason", "x"],
            "name another end",
        ),
        (
            "2027-03-13T22:40",
            &["extended", "--until", "03:00"],
            "--reason",
        ),
        (
            "2027-03-13T22:40",
            &["extended", "--reason", "x"],
            "--until",
        ),
        (
            "2027-03-13T22:40",
            &["rolled-back", "--reason", "x"],
            "--data-kept",
        ),
        (
            "2027-03-13T22:40",
            &["reopened", "--reason", "x"],
            "not open again",
        ),
        ("2027-03-14T02:30", &["go"], "is no question any more"),
        (
            "2027-03-13T22:40",
            &["completed", "--until", "03:00"],
            "says nothing about",
        ),
        (
            "2027-03-13T22:40",
            &["extended", "--until", "25:00", "--reason", "x"],
            "no moment",
        ),
    ] {
        let said = night.record(now, what, 2);
        assert!(said.contains(words), "{what:?}: {said}");
        assert!(said.contains("Nothing was recorded"), "{said}");
    }
    night.world.turn("2027-03-13T22:40");
    let slip = ["record", "plan.yaml", "cutovr", "started"];
    let said = night.world.run(&slip).ended(2).said();
    assert!(said.contains("did you mean `cutover`"), "{said}");
    assert_eq!(night.told(0), []);
}

#[test]
fn a_no_go_takes_the_date_back_from_everybody_and_stops_what_was_to_come() {
    let mut night = Night::new();
    let no_go = [
        "no-go",
        "--by",
        "Maria Osei",
        "--reason",
        "The rehearsal took too long",
    ];
    night.record("2027-03-13T21:45", &no_go, 0);
    let told = night.told(0);
    assert_eq!(
        of(&told, HEAD),
        ["No-go: Patient records not on Sat 13 Mar"]
    );
    assert_eq!(
        of(&told, USER),
        ["New date to come: Patient records, not Sat 13 Mar"]
    );
    night.world.turn("2027-03-13T22:10");
    assert_eq!(night.told(0), []);
    // A new date is another night.
    let plan = night
        .world
        .read("plan.yaml")
        .replace("Sat 2027-03-13", "Sat 2027-03-27");
    night.world.write("plan.yaml", plan);
    night.world.turn("2027-03-15T09:10");
    let told = night.told(0);
    assert_eq!(
        of(&told, HEAD),
        ["New date: Patient records off Sat 27 Mar, 10pm"]
    );
    assert_eq!(told.len(), 2);
}

#[test]
fn after_a_no_go_nobody_waits_for_a_notice_of_the_night_that_is_off() {
    let mut world = hospital(1, DETAILS);
    let send = |world: &World| {
        let to = ["--outbox", "out", "--ledger", "plan.ledger"];
        let ran = world.run(&[&["send", "plan.yaml"][..], &to].concat());
        ran.ended(0).out
    };
    send(&world);
    world.turn("2027-03-13T09:05");
    let said = send(&world);
    assert!(
        said.contains("due on Saturday 13 March 2027 at 21:30"),
        "{said}"
    );
    let no_go = [
        "record",
        "plan.yaml",
        "cutover",
        "no-go",
        "--reason",
        "The key was missing",
    ];
    world
        .run(&[&no_go[..], &["--ledger", "plan.ledger"]].concat())
        .ended(0);
    for _ in 0..2 {
        let said = send(&world);
        assert!(said.contains("No further notice is planned."), "{said}");
    }
}

#[test]
fn a_no_go_that_is_recorded_the_morning_after_is_told_all_the_same() {
    let no_go = ["no-go", "--reason", "The key was missing"];
    let decided = [&no_go[..], &["--at", "21:45"]].concat();
    let just_before = ("2027-03-14T01:59", &no_go[..], "2027-03-14T02:04");
    let afterwards = ("2027-03-14T08:00", &no_go[..], "2027-03-14T08:05");
    let dated = ("2027-03-14T08:00", &decided[..], "2027-03-14T08:05");
    for (now, what, next_run) in [just_before, afterwards, dated] {
        let mut night = Night::new();
        let said = night.record(now, what, 0);
        assert!(said.contains("     1  Department heads: No-go"), "{said}");
        night.world.turn(next_run);
        let told = night.told(0);
        assert_eq!(
            of(&told, HEAD),
            ["No-go: Patient records not on Sat 13 Mar"]
        );
        // Nobody is woken by what was not: it is Sunday. On Monday a new date is promised, too.
        night.world.turn("2027-03-15T09:05");
        assert_eq!(
            of(&night.told(4), USER),
            ["New date to come: Patient records, not Sat 13 Mar"]
        );
    }
}

/// A night that was moved, called off and takes place after all, which is on record and was not told.
fn revived() -> Night {
    let mut night = Night::new();
    let plan = night.world.read("plan.yaml");
    let moved = plan.replace("Sat 2027-03-13 22:00", "Sat 2027-03-20 22:00");
    night.world.write("plan.yaml", moved);
    night.world.turn("2027-03-13T21:40");
    night.told(0);
    for now in ["2027-03-15T09:05", "2027-03-19T09:05"] {
        night.world.turn(now);
        night.told(0);
    }
    let no_go = ["no-go", "--reason", "The key is missing"];
    night.record("2027-03-20T21:20", &no_go, 0);
    assert_eq!(night.told(0).len(), 2);
    night.record("2027-03-20T21:40", &["go"], 0);
    night
}

#[test]
fn what_waited_for_word_that_it_starts_after_all_leaves_in_the_same_run() {
    let mut night = revived();
    let ahead = night.world.run(&["send", "plan.yaml", "--dry-run"]);
    let ahead = ahead.ended(0).said();
    night.world.run(&["preview", "plan.yaml", "--all"]).ended(0);
    let shown = mails(night.world.path("preview"));
    let before = night.peer.taken().len();
    let told = night.told(0);
    for taken in night.peer.taken().iter().skip(before) {
        let mail = undated(std::str::from_utf8(&taken.bytes).unwrap());
        assert!(shown.values().any(|shown| *shown == mail), "{mail}");
    }
    let expected = [
        "New date: Patient records off Sat 20 Mar, 10pm",
        "Starts 10pm: Patient records off, Sat 20 Mar",
    ];
    assert_eq!(of(&told, USER), expected, "{ahead}");
    let follows = "1 mail would follow to whoever was put right by these:\n     1  Starts 10pm";
    assert!(ahead.contains(follows), "{ahead}");
}

#[test]
fn what_follows_in_a_run_counts_towards_its_largest_batch() {
    let night = revived();
    let settings = night.world.read("forewarn.yaml") + "largest-batch: 3\n";
    night.world.write("forewarn.yaml", settings);
    let ahead = night.world.run(&["send", "plan.yaml", "--dry-run"]);
    let ahead = ahead.ended(0).out;
    assert!(ahead.contains("3 mails would be sent now"), "{ahead}");
    assert!(!ahead.contains("would follow"), "{ahead}");
    for seen in [3, 4, 4] {
        send(&night.world).ended(0);
        let taken = night.peer.taken().len() - night.seen;
        assert_eq!(taken, seen, "{:?}", subjects(&night.peer, night.seen));
    }
}

#[test]
fn a_reader_who_is_put_off_on_the_night_raises_no_alarm_with_the_owner() {
    let mut night = Night::new();
    let later = Act::Say("451 4.7.1 come back later");
    let peer = Peer::start(Script::default().at_reader(USER, 1, later));
    let port = peer.port();
    let smtp = format!("smtp: {{host: 127.0.0.1, port: {port}, security: plain}}\n");
    night.world.write("forewarn.yaml", smtp);
    let approve = ["approve", "plan.yaml", "--by", "Maria Osei"];
    night.world.run(&approve).ended(0);
    let longer = ["extended", "--until", "03:30", "--reason", "One more copy"];
    night.record("2027-03-14T01:20", &longer, 0);
    let ran = send(&night.world).ended(3);
    assert!(!ran.out.contains("waits"), "{}", ran.out);
    let delayed = "Delayed: Patient records now back by 3:30am, Sun 14 Mar";
    let told = |reader: &str| (reader.to_owned(), delayed.to_owned());
    assert_eq!(subjects(&peer, 0), [told(HEAD)]);
    night.world.turn("2027-03-14T01:30");
    send(&night.world).ended(0);
    assert_eq!(subjects(&peer, 0), [told(HEAD), told(USER)]);
}

#[test]
fn who_hears_nothing_of_what_is_recorded_is_said_with_the_reason() {
    let mut night = Night::new();
    night.record("2027-03-13T22:02", &["started"], 0);
    night.record("2027-03-14T01:50", &["completed"], 0);
    night.told(0);
    let long_ago = ["reopened", "--reason", "x", "--at", "2027-03-14T02:00"];
    let said = night.record("2027-03-20T09:00", &long_ago, 0);
    assert!(
        said.contains("it happened too long ago to be news"),
        "{said}"
    );
    let peer = Peer::start(Script::default());
    let mut unheard = Night {
        world: with_server(hospital(1, "2027-03-13T22:02"), &peer, ""),
        peer,
        seen: 0,
    };
    let said = unheard.record("2027-03-13T22:02", &["started"], 0);
    assert!(
        said.contains("nobody was told of this window before"),
        "{said}"
    );
}

#[test]
fn a_go_after_a_no_go_is_the_only_word_to_whoever_reads_it() {
    let mut night = Night::new();
    night.record(
        "2027-03-13T20:00",
        &["no-go", "--reason", "The key is missing"],
        0,
    );
    assert_eq!(night.told(0).len(), 2);
    night.record("2027-03-13T20:30", &["go"], 0);
    let told = night.told(0);
    assert_eq!(
        of(&told, HEAD),
        ["Go: Patient records off from Sat 13 Mar, 10pm"]
    );
    assert_eq!(
        of(&told, USER),
        ["New date: Patient records off Sat 13 Mar, 10pm"]
    );
    night.world.turn("2027-03-13T20:40");
    assert_eq!(night.told(0), []);
}

#[test]
fn no_clock_gives_the_all_clear() {
    let mut night = Night::new();
    night.record("2027-03-13T22:02", &["started"], 0);
    assert_eq!(night.told(0).len(), 1);
    // The hour has passed for which word was promised.
    night.world.turn("2027-03-13T23:10");
    assert_eq!(night.told(4), []);
    night.record("2027-03-13T23:12", &["progress", "--late"], 0);
    assert_eq!(of(&night.told(0), HEAD).len(), 1);
    night.world.turn("2027-03-14T02:01");
    let told = night.told(4);
    assert_eq!(
        of(&told, HEAD),
        ["Delayed: Patient records not finished, more at 2:30am"]
    );
    assert_eq!(
        of(&told, USER),
        ["Delayed: Patient records not finished, more at 3am"]
    );
    let said = send(&night.world).ended(4).said();
    assert!(said.contains("nobody has said what became of it"), "{said}");
    assert!(
        said.contains("forewarn record plan.yaml cutover completed"),
        "{said}"
    );
    night.world.run(&["status", "plan.yaml"]).ended(4);
    night.world.turn("2027-03-14T02:31");
    let told = night.told(4);
    assert_eq!((of(&told, HEAD).len(), told.len()), (1, 1));
    night.record("2027-03-14T02:40", &["completed"], 0);
    assert_eq!(night.told(0).len(), 2);
    night.world.turn("2027-03-14T06:00");
    assert_eq!(night.told(0), []);
    let status = night
        .world
        .run(&["status", "plan.yaml", "--format", "json"]);
    let status = status.ended(0).json();
    let last = status["nights"].as_array().unwrap().last().unwrap();
    assert_eq!(last["overrun-minutes"], 40);
    assert_eq!(last["extended-minutes"], 0);
    assert_eq!(last["stage"], "completed");
    let recorded = last["recorded"].as_array().unwrap();
    assert_eq!(recorded.last().unwrap()["what"], "completed");
}

#[test]
fn who_never_records_anything_is_reminded_and_everybody_else_is_written_to_once() {
    let mut night = Night::new();
    night.world.turn("2027-03-14T02:10");
    let told = night.told(4);
    assert_eq!(of(&told, HEAD), ["No word yet: Patient records"]);
    assert_eq!(of(&told, USER), ["No word yet: Patient records"]);
    let taken = night.peer.taken();
    let mail = taken.iter().find(|taken| {
        let mail = String::from_utf8_lossy(&taken.bytes);
        taken.recipients[0] == USER && mail.contains("No word yet")
    });
    let mail = MessageParser::default().parse(&mail.unwrap().bytes);
    let mail = mail.unwrap().body_text(0).unwrap().into_owned();
    let mail = mail.split_whitespace().collect::<Vec<_>>().join(" ");
    assert!(
        mail.contains("We have no word yet whether the work is finished."),
        "{mail}"
    );
    assert!(!mail.contains("we are not done"), "{mail}");
    for now in ["2027-03-14T06:00", "2027-03-15T09:00"] {
        night.world.turn(now);
        assert_eq!(night.told(4), []);
    }
    night.world.turn("2027-04-20T09:00");
    assert_eq!(night.told(0), []);
}

#[test]
fn an_end_that_passes_after_a_decision_to_go_is_not_taken_for_one_that_was_kept() {
    let mut night = Night::new();
    night.record("2027-03-13T20:00", &["go"], 0);
    night.told(0);
    night.world.turn("2027-03-14T02:01");
    let told = night.told(4);
    assert_eq!(of(&told, HEAD), ["No word yet: Patient records"]);
    night.world.turn("2027-03-14T02:31");
    assert_eq!(of(&night.told(4), HEAD), ["No word yet: Patient records"]);
    night.record("2027-03-14T02:40", &["completed"], 0);
    assert_eq!(of(&night.told(0), HEAD).len(), 1);
}

#[test]
fn help_with_the_new_system_waits_until_it_is_there() {
    let help = "    hyper-care: {length: 10 working days, support: [{channel: Desk}]}\n";
    let with_help = |night: &Night| {
        let plan = night.world.read("plan.yaml");
        let plan = plan.replace("    windows:\n", &format!("{help}    windows:\n"));
        night.world.write("plan.yaml", plan);
    };
    let mut night = Night::new();
    with_help(&night);
    night.record("2027-03-13T22:02", &["started"], 0);
    night.world.turn("2027-03-14T08:05");
    let early = of(&night.told(4), USER);
    assert!(
        !early
            .iter()
            .any(|subject| subject.starts_with("Extra help")),
        "{early:?}"
    );
    night.record("2027-03-14T09:00", &["completed"], 0);
    let subjects = of(&night.told(0), USER);
    assert!(
        subjects
            .iter()
            .any(|subject| subject.starts_with("Extra help")),
        "{subjects:?}"
    );
    assert!(
        subjects
            .iter()
            .any(|subject| subject.starts_with("Finished")),
        "{subjects:?}"
    );

    let mut night = Night::new();
    with_help(&night);
    let back = [
        "rolled-back",
        "--reason",
        "The copy was not complete",
        "--data-kept",
        "All of it",
    ];
    night.record("2027-03-14T01:00", &back, 0);
    let told = night.told(0);
    assert_eq!(
        of(&told, USER),
        ["Went back: Patient records open, old system"]
    );
    // What is still to come will not: nobody reads that it is planned.
    let shown = night.world.run(&["status", "plan.yaml"]).said();
    let help = shown.lines().filter(|line| line.contains("Extra help"));
    let help: Vec<&str> = help.collect();
    assert!(help.len() > 2, "{shown}");
    for line in help {
        assert!(line.ends_with("not told: it came to nothing"), "{line}");
    }
    night.world.turn("2027-03-14T08:05");
    assert_eq!(night.told(0), []);
    night.world.turn("2027-03-15T16:05");
    assert_eq!(night.told(4), []);
}

#[test]
fn every_branch_of_a_night_can_be_read_before_it_comes() {
    let world = hospital(2, "2027-02-11T09:05");
    for (branch, page, subjects) in [
        (
            "overrun:90m",
            "if-overrun.html",
            &[
                "In progress: ",
                "Delayed: Patient records now back by 3:30am",
                "Finished: ",
                "In progress: Patient records, later than 2am",
                "Delayed: Patient records not finished",
            ][..],
        ),
        (
            "rollback",
            "if-rollback.html",
            &["Went back: Patient records open, old system"],
        ),
        ("no-go", "if-no-go.html", &["No-go: ", "New date to come: "]),
        ("cancelled", "if-cancelled.html", &["Cancelled: "]),
        ("early", "if-early.html", &["Finished: "]),
    ] {
        world
            .run(&["preview", "plan.yaml", "--branch", branch])
            .ended(0);
        let page = world.read(&format!("preview/{page}"));
        assert!(page.contains("if "), "{branch}");
        for subject in subjects {
            assert!(page.contains(subject), "{branch}: {subject}");
        }
        let mails = branch.split(':').next().unwrap();
        let mails = std::fs::read_dir(world.path(&format!("preview/if-{mails}"))).unwrap();
        assert!(mails.count() > 0, "{branch}");
    }
    // Where there is no other preview, its page leads to these.
    let index = world.read("preview/index.html");
    assert_eq!(index.matches("<a href=\"if-").count(), 5, "{index}");
    world.run(&["preview", "plan.yaml"]).ended(0);
    world
        .run(&["preview", "plan.yaml", "--branch", "early"])
        .ended(0);
    assert!(!world.path("plan.ledger").exists());
    let said = world
        .run(&["preview", "plan.yaml", "--branch", "overrun"])
        .ended(2)
        .said();
    assert!(said.contains("overrun:90m"), "{said}");
}

/// Subject, text and page of a mail.
fn words(bytes: &[u8]) -> [String; 3] {
    let mail = MessageParser::default().parse(bytes).unwrap();
    let text = mail.body_text(0).unwrap().into_owned();
    let page = mail.body_html(0).unwrap().into_owned();
    [mail.subject().unwrap().to_owned(), text, page]
}

#[test]
fn what_leaves_on_the_night_says_what_its_branch_said_before() {
    let mut night = Night::new();
    let branch = ["preview", "plan.yaml", "--branch", "overrun:90m"];
    night.world.run(&branch).ended(0);
    let mails = std::fs::read_dir(night.world.path("preview/if-overrun")).unwrap();
    let mails = mails.map(|mail| std::fs::read(mail.unwrap().path()).unwrap());
    let foreseen: Vec<_> = mails.map(|bytes| words(&bytes)).collect();
    let reason = "(here stands the reason you give on the night)";
    night.record("2027-03-13T22:00", &["started"], 0);
    night.told(0);
    let until = ["extended", "--until", "03:30", "--reason", reason];
    night.record("2027-03-14T01:20", &until, 0);
    assert_eq!(night.told(0).len(), 2);
    night.record("2027-03-14T03:30", &["completed"], 0);
    assert_eq!(night.told(0).len(), 2);
    let taken = night.peer.taken();
    for mail in &taken[taken.len() - 4..] {
        let told = words(&mail.bytes);
        assert!(foreseen.contains(&told), "{told:?}");
    }
}

#[test]
fn what_happened_earlier_is_recorded_with_its_time_and_nothing_that_is_still_to_come() {
    let mut night = Night::new();
    let said = night.record("2027-03-13T22:10", &["started", "--at", "22:02"], 0);
    assert!(said.contains("13 March 2027, 22:02"), "{said}");
    assert_eq!(of(&night.told(0), HEAD).len(), 1);
    for (at, words) in [
        ("22:30", "has not come yet"),
        ("2027-03-14T01:00", "has not come yet"),
        ("22:01", "something later is on record"),
        ("soon", "is no moment"),
    ] {
        let said = night.record("2027-03-13T22:20", &["progress", "--at", at], 2);
        assert!(said.contains(words), "{at}: {said}");
        assert!(said.contains("Nothing was recorded"), "{said}");
    }
    // What was told meanwhile because nobody said anything is not told again, and nothing is lost.
    night.world.turn("2027-03-14T02:01");
    assert_eq!(night.told(4).len(), 2);
    let longer = [
        "extended",
        "--at",
        "01:55",
        "--until",
        "04:00",
        "--reason",
        "The last copy takes longer",
    ];
    night.record("2027-03-14T02:10", &longer, 0);
    assert_eq!(night.told(0).len(), 2);
    night.world.turn("2027-03-14T04:01");
    let told = night.told(4);
    let unfinished = "Delayed: Patient records not finished, more at 5am";
    assert_eq!(of(&told, USER), [unfinished]);
    assert_eq!(told.len(), 2);
}

#[test]
fn whoever_could_not_be_told_that_it_takes_longer_is_corrected() {
    // Before the night six messages left; then one that says that it goes on, and one that is refused.
    let told = Night::new().seen;
    let refused = Act::Say("550 5.1.1 nobody of that name");
    let mut night = Night::with(Script::default().at(Stage::Rcpt, told + 2, refused));
    night.record("2027-03-13T22:02", &["started"], 0);
    night.told(0);
    let longer = [
        "extended",
        "--until",
        "04:00",
        "--reason",
        "The last copy takes longer",
    ];
    night.record("2027-03-14T01:20", &longer, 0);
    send(&night.world).ended(3);
    let diff = night.world.run(&["diff", "plan.yaml"]).ended(4).said();
    assert!(diff.contains("cutover: changed"), "{diff}");
    send(&night.world).ended(0);
    let told = subjects(&night.peer, night.seen);
    assert_eq!(told.len(), 2, "{told:?}");
    assert!(
        told.iter()
            .any(|(_, subject)| !subject.starts_with("Delayed")),
        "{told:?}"
    );
    night.seen += 2;
    assert_eq!(night.told(0), []);
}

#[test]
fn a_night_goes_on_under_another_name() {
    let mut night = Night::new();
    night.record("2027-03-13T22:02", &["started"], 0);
    assert_eq!(night.told(0).len(), 1);
    let plan = night.world.read("plan.yaml");
    let plan = plan.replace("{id: cutover,", "{id: big-night, renamed-from: cutover,");
    let plan = plan.replace("window: cutover", "window: big-night");
    night.world.write("plan.yaml", plan);
    assert_eq!(night.told(0), []);
    night.world.run(&["diff", "plan.yaml"]).ended(0);
    night.world.turn("2027-03-14T01:30");
    let completed = ["record", "plan.yaml", "big-night", "completed"];
    let said = night.world.run(&completed).ended(0).said();
    assert!(said.contains("recorded: big-night completed"), "{said}");
    let diff = night.world.run(&["diff", "plan.yaml"]).ended(4).said();
    assert!(
        diff.contains("big-night: news of the night, not told yet"),
        "{diff}"
    );
    assert_eq!(night.told(0).len(), 2);
    night.world.run(&["diff", "plan.yaml"]).ended(0);
}

#[test]
fn executives_read_what_an_hour_more_costs_when_the_plan_says_it() {
    let mut world = World::with_shipped("hospital");
    world.turn("2027-03-20T09:00");
    for (plan, is_said) in [
        (world.read("hospital.yaml"), true),
        (
            world
                .read("hospital.yaml")
                .replace("  overrun-per-hour:", "  # overrun-per-hour:"),
            false,
        ),
    ] {
        world.write("hospital.yaml", plan);
        let branch = ["preview", "hospital.yaml", "--branch", "overrun:90m"];
        world.run(&branch).ended(0);
        let page = world.read("preview/if-overrun.html");
        assert_eq!(page.contains("8,000 to 16,000 GBP"), is_said);
        assert_eq!(page.contains("Cost of each hour more"), is_said);
    }
}

#[test]
fn a_correction_that_was_put_off_and_overtaken_comes_again_when_it_is_needed_again() {
    let told = subjects(&Night::new().peer, 0);
    let nth = of(&told, USER).len() + 1;
    let later = Act::Say("451 4.7.1 come back later");
    let mut night = Night::with(Script::default().at_reader(USER, nth, later));
    let no_go = ["no-go", "--reason", "The rehearsal took too long"];
    night.record("2027-03-13T21:40", &no_go, 0);
    send(&night.world).ended(3);
    night.record("2027-03-13T21:45", &["go"], 0);
    night.world.run(&["send", "plan.yaml"]);
    night.record("2027-03-13T21:50", &no_go, 0);
    night.world.run(&["send", "plan.yaml"]);
    let told = subjects(&night.peer, night.seen);
    let taken_back = "New date to come: Patient records, not Sat 13 Mar";
    assert_eq!(of(&told, USER), [taken_back], "{told:?}");
}

#[test]
fn whoever_waits_for_another_day_after_a_rollback_hears_that_it_is_called_off() {
    let back = ["rolled-back", "--reason", "x", "--data-kept", "All of it"];
    let date = "start: Sat 2027-03-13 22:00";
    let mut night = Night::new();
    night.record("2027-03-13T22:02", &["started"], 0);
    night.told(0);
    night.record("2027-03-13T23:35", &back, 0);
    night.told(0);
    let plan = night.world.read("plan.yaml");
    let cancelled = plan.replace(date, &format!("{date}, status: cancelled"));
    night.world.write("plan.yaml", cancelled);
    night.world.turn("2027-03-15T09:10");
    let told = night.told(0);
    assert_eq!((of(&told, HEAD).len(), of(&told, USER).len()), (1, 1));
    assert!(told[0].1.starts_with("Cancelled: "), "{told:?}");
    let mail = last_mail(&night, USER);
    assert!(
        mail.contains("and it stays: the change does not come"),
        "{mail}"
    );
    assert!(!mail.contains("work as normal"), "{mail}");
    assert_eq!(night.told(0), []);
}

#[test]
fn nobody_hears_of_extra_help_before_somebody_says_that_all_is_open() {
    let help = "    hyper-care: {length: 10 working days, support: [{channel: Desk}]}\n";
    let mut night = Night::new();
    let plan = night.world.read("plan.yaml");
    let plan = plan.replace("    windows:\n", &format!("{help}    windows:\n"));
    night.world.write("plan.yaml", plan);
    night.world.turn("2027-03-14T02:10");
    night.told(4);
    let command = "forewarn record plan.yaml cutover completed";
    for now in ["2027-03-14T08:05", "2027-03-16T16:05", "2027-03-26T16:05"] {
        night.world.turn(now);
        let sent = send(&night.world).ended(4);
        assert!(sent.err.contains("extra help is there"), "{}", sent.err);
        assert!(sent.err.contains(command), "{}", sent.err);
        let dry = night
            .world
            .run(&["send", "plan.yaml", "--dry-run"])
            .ended(4);
        assert!(dry.err.contains(command), "{}", dry.err);
        assert!(!dry.out.contains("hyper-care"), "{}", dry.out);
        assert_eq!(night.told(4), []);
        let status = night.world.run(&["status", "plan.yaml"]).ended(4);
        assert!(status.err.contains(command), "{}", status.err);
        let waits = "wait for `record … completed`";
        assert!(status.out.contains(waits), "{}", status.out);
    }
    let taken = night.peer.taken();
    let mut nudges = taken.iter().filter(|taken| taken.recipients[0] == OWNER);
    let nudge = nudges.next_back().unwrap();
    let nudge = String::from_utf8_lossy(&nudge.bytes).into_owned();
    assert!(nudge.contains("extra help has begun"), "{nudge}");

    let said = ["completed", "--at", "2027-03-14T01:50"];
    night.record("2027-03-26T16:10", &said, 0);
    let told = night.told(0);
    assert!(
        of(&told, USER)[0].starts_with("Extra help ends"),
        "{told:?}"
    );
}

#[test]
fn extra_help_begins_when_the_night_ends_and_lasts_as_long_as_planned() {
    let help = "    hyper-care: {length: 8 days, support: [{channel: Desk}]}\n";
    for (end, until) in [
        (None, "Friday 19 March 2027"),
        (Some("09:30"), "Monday 22 March 2027"),
    ] {
        let mut night = Night::new();
        let plan = night.world.read("plan.yaml");
        let plan = plan.replace("    windows:\n", &format!("{help}    windows:\n"));
        night.world.write("plan.yaml", plan);
        night.record("2027-03-13T22:02", &["started"], 0);
        if let Some(end) = end {
            let more = [
                "extended",
                "--until",
                end,
                "--reason",
                "The copy takes longer",
            ];
            night.record("2027-03-14T01:20", &more, 0);
        }
        night.told(0);
        let now = end.map_or("2027-03-14T01:50", |_| "2027-03-14T09:20");
        night.record(now, &["completed"], 0);
        night.told(0);
        let taken = night.peer.taken();
        let finished = taken.iter().filter(|mail| {
            let text = String::from_utf8_lossy(&mail.bytes);
            mail.recipients[0] == HEAD && text.contains("-completed-1")
        });
        let texts = finished.map(|mail| {
            let mail = MessageParser::default().parse(&mail.bytes).unwrap();
            mail.body_text(0).unwrap().replace('\n', " ")
        });
        let texts: Vec<String> = texts.collect();
        assert!(!texts.is_empty());
        let said = format!("until {until}");
        assert!(
            texts
                .iter()
                .all(|text| text.to_lowercase().contains(&said.to_lowercase())),
            "{texts:?}"
        );
    }
}

#[test]
fn help_that_waits_is_asked_for_also_when_nobody_was_told_of_the_window() {
    let help = "    hyper-care: {length: 10 working days, support: [{channel: Desk}]}\n";
    let mut world = hospital(1, DETAILS);
    let plan = world.read("plan.yaml");
    let plan = plan.replace("    windows:\n", &format!("{help}    windows:\n"));
    world.write("plan.yaml", plan);
    world.turn("2027-03-15T16:05");
    let dry = world.run(&["send", "plan.yaml", "--dry-run"]).ended(4);
    let command = "forewarn record plan.yaml cutover completed";
    assert!(dry.err.contains(command), "{}", dry.err);
}

#[test]
fn a_night_that_came_to_nothing_is_still_shown_when_its_window_has_another_date() {
    let mut night = Night::new();
    night.record("2027-03-13T22:05", &["started"], 0);
    let back = [
        "rolled-back",
        "--reason",
        "The copy was not complete",
        "--data-kept",
        "All of it",
    ];
    night.record("2027-03-14T02:40", &back, 0);
    night.told(0);
    let text = night.world.read("plan.yaml");
    let start = "2027-03-13 22:00";
    assert!(text.contains(start), "{text}");
    night
        .world
        .write("plan.yaml", text.replace(start, "2027-04-10 22:00"));
    night.world.turn("2027-03-15T09:05");
    let nights = |night: &Night| {
        let json = ["status", "plan.yaml", "--format", "json"];
        night.world.run(&json).ended(0).json()["nights"].clone()
    };
    let known = nights(&night);
    assert_eq!(known.as_array().unwrap().len(), 1, "{known}");
    assert_eq!(known[0]["window"], "cutover");
    assert_eq!(known[0]["is-current"], false);
    assert_eq!(known[0]["stage"], "rolled-back");
    assert_eq!(known[0]["overrun-minutes"], 40);
    assert_eq!(known[0]["recorded"][1]["data-kept"], "All of it");
    let status = night.world.run(&["status", "plan.yaml"]).ended(0);
    let heading = "The night of cutover, on a date it has no more: rolled-back";
    for line in [
        heading,
        "Sat 13 Mar 2027 22:05  started",
        "overrun   40 minutes",
    ] {
        assert!(status.out.contains(line), "{}", status.out);
    }
    // The next night is another one, and both stay.
    night.record("2027-04-11T01:30", &["completed"], 0);
    let known = nights(&night);
    let stages = known.as_array().unwrap().iter();
    let stages: Vec<_> = stages
        .map(|night| night["stage"].as_str().unwrap())
        .collect();
    assert_eq!(stages, ["rolled-back", "completed"]);
}

#[test]
fn what_status_gives_to_programs_is_three_lists_of_one_shape_each() {
    let mut night = Night::new();
    night.world.turn("2027-03-14T02:10");
    night.told(4);
    night.record("2027-03-14T02:40", &["completed"], 0);
    night.told(0);
    // What was told of a notice that is gone has the same shape as the rest.
    let plan = night.world.read("plan.yaml");
    night.world.write(
        "plan.yaml",
        plan.replace("status: confirmed", "status: cancelled"),
    );
    let json = ["status", "plan.yaml", "--format", "json"];
    let json = night.world.run(&json).ended(0).json();
    for (list, fields) in [
        (
            "notices",
            "after-hours at audience awaits-approval awaits-correction awaits-word cannot-leave corrects due gone missed not-reached not-told notice of-start planned standings told-again told-later window with-later withheld",
        ),
        (
            "nights",
            "actual-end actual-start extended-minutes is-current overrun-minutes planned-end planned-start recorded stage window",
        ),
        ("owner", "answer at recipient standing subject waiting"),
    ] {
        let each = json[list].as_array().unwrap();
        assert!(!each.is_empty(), "{list}");
        for each in each {
            let mut found: Vec<&String> = each.as_object().unwrap().keys().collect();
            found.sort();
            assert_eq!(found, fields.split(' ').collect::<Vec<_>>(), "{list}");
        }
    }
}

/// The text of the last mail to a mailbox, its lines put together.
pub fn last_mail(night: &Night, mailbox: &str) -> String {
    let taken = night.peer.taken();
    let mut ours = taken.iter().filter(|taken| taken.recipients[0] == mailbox);
    let mail = ours.next_back().unwrap();
    let mail = MessageParser::default().parse(&mail.bytes).unwrap();
    let text = mail.body_text(0).unwrap();
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

pub fn longer<'a>(until: &'a str, more: &[&'a str]) -> Vec<&'a str> {
    let mut what = vec!["extended", "--until", until];
    what.extend(["--reason", "The last copy takes longer"]);
    what.extend(more);
    what
}

#[test]
fn a_window_is_not_moved_away_from_its_night() {
    let mut night = Night::new();
    night.record("2027-03-13T22:02", &["started"], 0);
    night.told(0);
    let plan = night.world.read("plan.yaml");
    let moved = plan.replace("Sat 2027-03-13", "Sat 2027-03-27");
    let off = "{id: cutover, status: cancelled,";
    let off = plan.replace("{id: cutover,", off);
    assert!(moved != plan && off != plan);
    night.world.turn("2027-03-13T22:30");
    for changed in [&moved, &off] {
        night.world.write("plan.yaml", changed.clone());
        for command in [
            &["send", "plan.yaml"][..],
            &["send", "plan.yaml", "--dry-run"],
            &["diff", "plan.yaml"],
            &["approve", "plan.yaml", "--by", "Maria Osei"],
        ] {
            let said = night.world.run(command).ended(2).said();
            let words = "`cutover` is running since Saturday 13 March 2027, 22:02";
            assert!(said.contains(words), "{command:?}: {said}");
        }
        let said = night.world.run(&["check", "plan.yaml"]).ended(1).said();
        assert!(said.contains("error[moved-night]"), "{said}");
    }
    assert_eq!(night.peer.taken().len(), night.seen);
    // What happens can be said all the same, and is told once the plan is right again.
    night.world.write("plan.yaml", moved.clone());
    let said = night.record("2027-03-14T01:30", &["completed"], 0);
    assert!(said.contains("Nobody is told while the plan"), "{said}");
    let said = night.world.run(&["send", "plan.yaml"]).ended(2).said();
    assert!(said.contains("`cutover` is over"), "{said}");
    night.world.write("plan.yaml", plan.clone());
    assert_eq!(night.told(0).len(), 2);

    let mut night = Night::new();
    night.record("2027-03-13T22:02", &["started"], 0);
    night.told(0);
    night.world.write("plan.yaml", moved);
    let back = [
        "rolled-back",
        "--reason",
        "The copy was not complete",
        "--data-kept",
        "All of it",
    ];
    night.record("2027-03-14T01:30", &back, 0);
    let told = night.told(0);
    let new_date = "New date: Patient records off Sat 27 Mar, 10pm";
    assert_eq!(of(&told, USER), [new_date]);
    let mail = last_mail(&night, USER);
    let went_back = "We began on Saturday 13 March 2027 and went back to the old system.";
    assert!(mail.replace("**", "").contains(went_back), "{mail}");
}

#[test]
fn whoever_hears_of_a_new_date_reads_on_which_day_the_work_really_began() {
    let mut night = Night::new();
    let plan = night.world.read("plan.yaml");
    night.record("2027-03-14T00:20", &["started"], 0);
    night.told(0);
    let moved = plan.replace("2027-03-13 22:00", "2027-03-27 22:00");
    night.world.write("plan.yaml", moved);
    let reason = ["--reason", "The copy was not complete"];
    let back = [&["rolled-back"], &reason[..], &["--data-kept", "All of it"]];
    night.record("2027-03-14T01:30", &back.concat(), 0);
    night.told(0);
    let mail = last_mail(&night, USER).replace("**", "");
    let began = "We began on Sunday 14 March 2027 and went back to the old system.";
    assert!(mail.contains(began), "{mail}");
}

#[test]
fn an_end_far_ahead_is_asked_about_and_a_wrong_one_can_be_taken_back() {
    let mut night = Night::new();
    night.record("2027-03-13T22:02", &["started"], 0);
    night.told(0);
    let far = "2027-06-14T04:00";
    let said = night.record("2027-03-13T23:00", &longer(far, &[]), 2);
    assert!(said.contains("--really"), "{said}");
    night.record("2027-03-13T23:00", &longer(far, &["--really"]), 0);
    night.record("2027-03-13T23:02", &longer("04:00", &[]), 0);
    let told = night.told(0);
    let delayed = "Delayed: Patient records now back by 4am, Sun 14 Mar";
    assert_eq!(of(&told, USER), [delayed]);
    assert_eq!(of(&told, HEAD), [delayed]);
    // The end that nobody was told is not the one that people hear of.
    for reader in [USER, HEAD] {
        let mail = last_mail(&night, reader);
        assert!(mail.contains("instead of 2:00am."), "{mail}");
    }
    // What was told is taken back.
    night.record("2027-03-13T23:30", &longer("03:00", &[]), 0);
    let told = night.told(0);
    let sooner = "Update: Patient records now back by 3am, Sun 14 Mar";
    assert_eq!(of(&told, USER), [sooner]);
    let mail = last_mail(&night, USER);
    assert!(mail.contains("only until"), "{mail}");
    assert!(mail.contains("instead of 4:00am."), "{mail}");
    // One that nobody heard of and that is taken back is no news.
    night.record("2027-03-13T23:40", &longer("05:00", &[]), 0);
    let said = night.record("2027-03-13T23:41", &longer("03:00", &[]), 0);
    assert!(said.contains("was told of that end already"), "{said}");
    assert_eq!(night.told(0), []);
    night.world.run(&["diff", "plan.yaml"]).ended(0);
}

#[test]
fn whoever_may_have_heard_of_another_end_is_told_of_both() {
    // The server takes the first word of the night for one reader and gives no answer.
    let told = subjects(&Night::new().peer, 0);
    let nth = of(&told, USER).len() + 1;
    let later = Act::Say("451 4.7.1 come back later");
    let mut night = Night::with(Script::default().at_reader(USER, nth, later));
    night.record("2027-03-13T22:02", &["started"], 0);
    night.told(0);
    night.record("2027-03-14T01:05", &longer("03:00", &[]), 0);
    send(&night.world).ended(3);
    night.record("2027-03-14T01:30", &longer("04:00", &[]), 0);
    night.world.run(&["send", "plan.yaml"]);
    let mail = last_mail(&night, USER);
    assert!(mail.contains("instead of 2:00am."), "{mail}");
    let mail = last_mail(&night, HEAD);
    assert!(mail.contains("instead of 3:00am."), "{mail}");
}

#[test]
fn what_is_closed_again_without_an_end_is_followed_by_the_word_that_was_promised() {
    let mut night = Night::new();
    night.record("2027-03-13T22:02", &["started"], 0);
    night.told(0);
    night.record("2027-03-14T00:10", &["completed"], 0);
    night.told(0);
    let why = ["reopened", "--reason", "Some results are missing"];
    night.record("2027-03-14T00:20", &why, 0);
    let again = "Update: Patient records off again, more at 1:20am";
    assert_eq!(of(&night.told(0), USER), [again]);
    night.world.turn("2027-03-14T01:21");
    let holding = "Delayed: Patient records may take longer, more at 2:20am";
    assert_eq!(of(&night.told(4), USER), [holding]);
    // An end that was known before is told as a new one.
    night.record("2027-03-14T01:30", &longer("02:00", &[]), 0);
    let delayed = "Delayed: Patient records now back by 2am, Sun 14 Mar";
    assert_eq!(of(&night.told(0), USER), [delayed]);
    night.record("2027-03-14T01:40", &["completed"], 0);
    night.told(0);
    // Any end that lies ahead is right for what was open.
    let early = [&why[..], &["--until", "01:55"]].concat();
    night.record("2027-03-14T01:45", &early, 0);
    assert_eq!(of(&night.told(0), USER).len(), 1);
    let mail = last_mail(&night, USER);
    assert!(mail.contains("1:55am"), "{mail}");
}

#[test]
fn a_decision_is_told_once_and_a_no_go_with_its_reason_and_a_promise_to_everybody() {
    let mut night = Night::new();
    let go = ["go", "--by", "Maria Osei"];
    night.record("2027-03-13T09:30", &go, 0);
    night.told(0);
    let said = night.record("2027-03-13T09:35", &go, 2);
    assert!(said.contains("2027, 09:30 by Maria Osei"), "{said}");
    let no_go = ["no-go", "--reason", "The rehearsal took too long"];
    night.record("2027-03-13T21:45", &no_go, 0);
    let told = night.told(0);
    assert_eq!(of(&told, USER).len(), 1);
    let [user, head] = [USER, HEAD].map(|reader| last_mail(&night, reader));
    for mail in [user, head] {
        assert!(mail.contains("The rehearsal took too long"), "{mail}");
        assert!(mail.contains("by Mon 15 Mar, midday"), "{mail}");
    }
    night.record("2027-03-13T21:50", &no_go, 2);
}

#[test]
fn a_correction_while_it_runs_is_important() {
    let mut night = Night::new();
    night.record("2027-03-13T22:02", &["started"], 0);
    night.told(0);
    let plan = night.world.read("plan.yaml");
    let (short, long) = ("length: 4h", "length: 5h");
    assert!(plan.contains(short), "{plan}");
    night
        .world
        .write("plan.yaml", plan.replacen(short, long, 1));
    night.world.turn("2027-03-13T22:30");
    let told = night.told(0);
    assert_eq!(of(&told, USER).len(), 1, "{told:?}");
    let mail = night.peer.taken().pop().unwrap().bytes;
    let mail = String::from_utf8_lossy(&mail).into_owned();
    assert!(mail.contains("Importance: high"), "{mail}");
}
