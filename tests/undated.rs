//! Windows without a date: no mail names a day that nobody ever heard of.

use crate::harness::world::World;
use crate::sending::{DETAILS, PLAN, people};
use mail_parser::{MessageParser, MimeHeaders as _};

const HEAD: &str = "a.khan@stbrannock.example";
const READER: &str = "reader-0@stbrannock.example";
const CHIEF: &str = "d.wolf@stbrannock.example";

/// What the plan says of its window, or somebody records of it.
#[derive(Debug, Clone, Copy, PartialEq)]
enum State {
    Dated,
    Moved,
    Undecided,
    Promised,
    Cancelled,
    NeverDated,
    NoGo,
    Removed,
}

use State::{Cancelled, Dated, Moved, NeverDated, NoGo, Promised, Removed, Undecided};

/// A mail as its reader sees it: to whom, its subject, its text in one line and all its parts.
#[derive(Debug)]
struct Read {
    to: String,
    subject: String,
    text: String,
    files: String,
}

struct Story {
    world: World,
    runs: u32,
    is_off: bool,
    /// The department that uses what the window is about.
    users: &'static str,
}

impl Story {
    /// Everybody was told of Saturday 13 March.
    fn new() -> Self {
        let world = World::new()
            .file("plan.yaml", plan(Dated, "wards"))
            .file("people.csv", people(2))
            .file("forewarn.yaml", "approval: none\n")
            .at(DETAILS);
        let mut story = Self {
            world,
            runs: 0,
            is_off: false,
            users: "wards",
        };
        assert!(!story.send(Dated).is_empty());
        story.world.turn("2027-03-11T10:00");
        story.send(Dated);
        story
    }

    /// What people read who are told that it is so.
    fn tell(&mut self, state: State) -> Vec<Read> {
        let (hour, minute) = (10 + self.runs / 60, self.runs % 60);
        self.world.turn(&format!("2027-03-12T{hour}:{minute:02}"));
        // Never a plan that was sent before.
        let why = format!("why: The old servers are {} years old.\n", self.runs);
        self.world
            .write("plan.yaml", plan(state, self.users) + &why);
        if state == NoGo && !self.is_off {
            self.is_off = true;
            let no_go = [
                "record",
                "plan.yaml",
                "cutover",
                "no-go",
                "--reason",
                "Disk broke",
            ];
            let known = ["--ledger", "plan.ledger"];
            self.world.run(&[&no_go[..], &known].concat()).ended(0);
        }
        self.send(state)
    }

    fn send(&mut self, state: State) -> Vec<Read> {
        self.send_saying(state, 0).0
    }

    /// What a run tells that ends with `code`, and what it says itself.
    fn send_saying(&mut self, state: State, code: i32) -> (Vec<Read>, String) {
        self.runs += 1;
        let folder = format!("out-{}", self.runs);
        let mut arguments = vec!["send", "plan.yaml", "--outbox", &folder];
        arguments.extend(["--ledger", "plan.ledger", "--large"]);
        if state == Removed {
            arguments.push("--assume-cancelled");
        }
        let said = self.world.run(&arguments).ended(code).said();
        let Ok(files) = std::fs::read_dir(self.world.path(&folder)) else {
            return (Vec::new(), said);
        };
        let paths = files.map(|file| file.unwrap().path());
        let mails = paths.filter(|path| path.extension().is_some_and(|ending| ending == "eml"));
        let read = mails.map(|path| read(&std::fs::read(path).unwrap()));
        (read.collect(), said)
    }
}

fn read(bytes: &[u8]) -> Read {
    let mail = MessageParser::default().parse(bytes).unwrap();
    let to = mail.to().unwrap().first().unwrap().address().unwrap();
    let text = mail.body_text(0).unwrap();
    let parts = mail.parts.iter().map(|part| {
        let name = part.attachment_name().unwrap_or_default();
        format!("{name} {}\n", String::from_utf8_lossy(part.contents()))
    });
    Read {
        to: to.to_owned(),
        subject: mail.subject().unwrap().to_owned(),
        text: text.split_whitespace().collect::<Vec<_>>().join(" "),
        files: parts.collect(),
    }
}

/// The plan, with a service that this department uses.
fn plan(state: State, users: &str) -> String {
    let date = match state {
        Dated | NoGo => "start: Sat 2027-03-13 22:00, length: 4h",
        Moved => "start: Sat 2027-05-08 22:00, length: 4h",
        Undecided => "start: undecided",
        Promised => "start: undecided, new-date-by: 2027-04-20",
        Cancelled => "start: Sat 2027-03-13 22:00, length: 4h, status: cancelled",
        NeverDated => "start: undecided, status: cancelled",
        Removed => "",
    };
    let was = "start: Sat 2027-03-13 22:00, length: 4h";
    let chief = format!("  executives: {{people: [{{name: Dana Wolf, email: {CHIEF}}}]}}\n");
    let plan = PLAN
        .replace(was, date)
        .replace("audiences:\n", &format!("audiences:\n{chief}"))
        .replace("used-by: [wards]", &format!("used-by: [{users}]"))
        .replace(
            "services:\n",
            "  stores: {name: Stores, people: 1, head: {name: Tom Reed, email: t.reed@stbrannock.example}}\nservices:\n  labels: {name: Labels, severity: low, used-by: [stores]}\n",
        );
    let later =
        "      - {id: later, start: Sat 2027-10-16 22:00, length: 1h, services: {labels: off}}\n";
    let plan = plan.replace("policy:\n", &format!("{later}policy:\n"));
    if state != Removed {
        return plan;
    }
    let lines = plan.lines().filter(|line| !line.contains("cutover"));
    let plan = lines.collect::<Vec<_>>().join("\n");
    plan.replace("policy:\n  waivers:", "")
}

/// What a reader is told of the window.
fn to<'m>(mails: &'m [Read], mailbox: &str) -> &'m Read {
    let mut ours = mails.iter().filter(|mail| mail.to == mailbox);
    let mail = ours.next();
    mail.unwrap_or_else(|| panic!("{mailbox}: {mails:?}"))
}

#[test]
fn whatever_becomes_of_a_window_no_mail_names_a_day_that_nobody_planned() {
    let mut story = Story::new();
    let others = [Dated, Undecided, Promised, Cancelled, NeverDated, Removed];
    let mut path: Vec<State> = Vec::new();
    for (at, one) in others.iter().enumerate() {
        let later = others[at + 1..].iter();
        path.extend(later.flat_map(|other| [*one, *other]));
        path.push(*one);
    }
    path.extend(others.iter().flat_map(|other| [NoGo, *other]));
    path.extend([NoGo, Promised, Cancelled, Undecided, Moved]);
    path.dedup();
    let mut told = 0;
    for (at, state) in path.iter().enumerate() {
        for mail in story.tell(*state) {
            told += 1;
            let said = format!("{} {} {}", mail.subject, mail.text, mail.files);
            for day in ["1970", "1 Jan", "12 March", "12 Mar"] {
                let way = &path[..=at];
                assert!(
                    !said.contains(day),
                    "{way:?}: {day}: {} {}",
                    mail.subject,
                    mail.text
                );
            }
        }
    }
    assert!(told > 100, "{told}");
}

#[test]
fn a_new_promise_says_that_there_is_still_no_date() {
    for state in [Undecided, NoGo] {
        let mut story = Story::new();
        story.tell(state);
        let mails = story.tell(Promised);
        for mailbox in [HEAD, READER, CHIEF] {
            let mail = to(&mails, mailbox);
            assert_eq!(mail.subject, "Still no date: Patient records");
            let promise = "There is still no date. We name a new date by Tuesday 20 April 2027.";
            assert!(mail.text.contains(promise), "{mail:?}");
        }
    }
}

#[test]
fn a_window_cancelled_while_it_has_no_date_is_called_by_the_last_one() {
    for (state, then) in [
        (Undecided, NeverDated),
        (Promised, Cancelled),
        (NoGo, Cancelled),
        (Promised, Removed),
    ] {
        let mut story = Story::new();
        story.tell(state);
        let mails = story.tell(then);
        for mailbox in [HEAD, READER, CHIEF] {
            let mail = to(&mails, mailbox);
            let subject = "Cancelled: Patient records downtime, was Sat 13 Mar";
            assert_eq!(mail.subject, subject, "{state:?}, {then:?}");
            let words =
                "The change that was planned for Saturday 13 March 2027 does not take place.";
            assert!(mail.text.contains(words), "{mail:?}");
        }
        // Nobody has it in a calendar any more.
        assert!(
            mails
                .iter()
                .all(|mail| !mail.files.contains("BEGIN:VCALENDAR"))
        );
    }
}

#[test]
fn whoever_drops_out_while_a_window_has_no_date_is_released_from_it_and_hears_no_other() {
    for state in [Undecided, Promised, NoGo] {
        for is_told_before in [true, false] {
            let mut story = Story::new();
            if is_told_before {
                story.tell(state);
            }
            story.users = "stores";
            let mails = story.tell(state);
            for mailbox in [HEAD, READER] {
                let mail = to(&mails, mailbox);
                assert!(mail.text.contains("no longer concerns you"), "{mail:?}");
                assert!(!mail.text.contains("Disk broke"), "{mail:?}");
            }
            let chief = mails.iter().find(|mail| mail.to == CHIEF);
            let is_released = chief.map(|mail| mail.subject.ends_with("as usual for you"));
            assert_ne!(is_released, Some(true), "{chief:?}");
            let mails = story.tell(Moved);
            let ours = mails
                .iter()
                .filter(|mail| [HEAD, READER].contains(&&*mail.to));
            assert_eq!(ours.count(), 0, "{state:?}: {mails:?}");
            to(&mails, CHIEF);
        }
    }
}

#[test]
fn a_promise_that_is_over_before_anybody_heard_of_it_is_an_error_and_no_mail_makes_it() {
    let mut story = Story::new();
    let made = "new-date-by: 2027-03-05";
    let plan = plan(Promised, "wards").replace("new-date-by: 2027-04-20", made);
    story.world.turn("2027-03-12T10:00");
    story.world.write("plan.yaml", plan);
    let check = ["check", "plan.yaml", "--ledger", "plan.ledger"];
    let checked = story.world.run(&check).ended(1).said();
    assert!(checked.contains("error[new-date-by]"), "{checked}");
    let diff = ["diff", "plan.yaml", "--ledger", "plan.ledger"];
    let compared = story.world.run(&diff).ended(4).said();
    let asked = "cutover was to have a new date by Fri 5 Mar 2027, and the plan has none";
    assert!(compared.contains(asked), "{compared}");
    let (mails, said) = story.send_saying(Promised, 4);
    assert!(said.contains(asked), "{said}");
    for mailbox in [HEAD, READER, CHIEF] {
        let mail = to(&mails, mailbox);
        assert!(!mail.text.contains("5 March"), "{mail:?}");
    }
    let (mails, said) = story.send_saying(Promised, 4);
    assert!(mails.is_empty() && said.contains(asked), "{said}");
    story.world.run(&diff).ended(4);
    // What people surely heard in time is no error once its day is over.
    let mails = story.tell(Promised);
    assert!(to(&mails, HEAD).text.contains("20 April 2027"), "{mails:?}");
    story.world.turn("2027-04-22T10:00");
    let checked = story.world.run(&check).ended(0).said();
    assert!(checked.contains("warning[new-date-by]"), "{checked}");
}
