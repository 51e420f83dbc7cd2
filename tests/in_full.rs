//! What there is to know of a window is in some mail to everybody it concerns, whatever the ladder of its
//! notices is: how to work without, what to do before, during and after, what still works, and to heads
//! what to do when it takes longer and until when to ask for another date. By the words of the mails.

use crate::checked::check;
use crate::harness::notices::built_in;
use crate::harness::world::World;
use chrono::{DateTime, Utc};
use forewarn::compose::compose;
use forewarn::mailing::docket::readers;
use forewarn::notice::state;
use forewarn::notice::state::FIRST_REVISION;
use forewarn::plan::milestone::Milestone;
use forewarn::rules::Case;
use forewarn::rules::told::Told;
use proptest::prelude::*;
use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::path::Path;

/// A service, and what happens to it.
#[derive(Debug, Clone)]
struct Service {
    severity: &'static str,
    impact: &'static str,
    everyone: bool,
    workaround: bool,
    contingency: bool,
    still_works: bool,
}

/// What a plan says of one notice instead of the usual.
#[derive(Debug, Clone)]
enum Rule {
    Skip,
    At(u32),
}

#[derive(Debug, Clone)]
struct Sketch {
    hours: u32,
    services: Vec<Service>,
    steps: [bool; 3],
    objection: Option<u32>,
    rules: Vec<(&'static str, &'static str, Rule)>,
    freeze: Option<u32>,
}

const AUDIENCES: [&str; 3] = ["department-heads", "end-users", "desk"];
const NOTICES: [&str; 7] = [
    "first",
    "detail",
    "reminder-14",
    "reminder-7",
    "reminder-3",
    "reminder-1",
    "start",
];
const STEPS: [&str; 3] = [
    "Take the list along.",
    "Ring the front hall.",
    "Copy the slips back.",
];

fn sketch() -> impl Strategy<Value = Sketch> {
    let service = (
        prop::sample::select(vec!["low", "medium", "high"]),
        prop::sample::select(vec!["off", "read-only", "slower"]),
        any::<[bool; 4]>(),
    );
    let service = service.prop_map(|(severity, impact, [everyone, a, b, c])| Service {
        severity,
        impact,
        everyone,
        workaround: a,
        contingency: b,
        still_works: c,
    });
    let rule = prop_oneof![3 => Just(Rule::Skip), 2 => (1..90_u32).prop_map(Rule::At)];
    let rule = (
        prop::sample::select(AUDIENCES.to_vec()),
        prop::sample::select(NOTICES.to_vec()),
        rule,
    );
    (
        1..9_u32,
        prop::collection::vec(service, 1..4),
        any::<[bool; 3]>(),
        prop::option::of(1..80_u32),
        prop::collection::vec(rule, 0..9),
        prop::option::of(1..40_u32),
    )
        .prop_map(
            |(hours, services, steps, objection, rules, freeze)| Sketch {
                hours,
                services,
                steps,
                objection,
                rules,
                freeze,
            },
        )
}

impl Sketch {
    fn plan(&self) -> String {
        let mut plan = String::from(
            "plan: move\ntitle: The move\norganisation: Example\ntimezone: Europe/London\n\
             status: confirmed\ncontact: {team: Desk, email: desk@h.example, phone: \"020 1234\"}\n\
             departments:\n  wards: {name: Wards, head: {name: Aisha Khan, email: head@h.example}}\n\
             audiences:\n  department-heads: {people: departments}\n  \
             end-users: {people: [{name: Sam, email: sam@h.example, department: wards}]}\n  \
             desk: {like: end-users, everything: yes, people: [{name: Kim, email: kim@h.example}]}\n",
        );
        if let Some(days) = self.freeze {
            let from = start() - chrono::TimeDelta::days(days.into());
            let to = from + chrono::TimeDelta::days(9);
            let (from, to) = (from.format("%F"), to.min(start()).format("%F"));
            writeln!(
                plan,
                "calendar: {{freezes: [{{name: Stock, from: {from}, to: {to}}}]}}"
            )
            .unwrap();
        }
        if let Some(days) = self.objection {
            writeln!(plan, "policy: {{object-until: {days} days before start}}").unwrap();
        }
        self.write_services(&mut plan);
        self.write_window(&mut plan);
        plan.push_str("}]}]\nnotices:\n  - {notice: bulletin, skip: yes}\n");
        for (audience, notice, rule) in &self.rules {
            let what = match rule {
                Rule::Skip => "skip: yes".to_owned(),
                Rule::At(days) => format!("at: {days} days before start"),
            };
            writeln!(
                plan,
                "  - {{notice: {notice}, audiences: [{audience}], {what}}}"
            )
            .unwrap();
        }
        plan
    }

    fn write_services(&self, plan: &mut String) {
        plan.push_str("services:\n");
        for (place, service) in self.services.iter().enumerate() {
            let users = if service.everyone {
                "everyone"
            } else {
                "wards"
            };
            let severity = service.severity;
            write!(
                plan,
                "  s{place}: {{name: Tool {place}, severity: {severity}, used-by: [{users}]"
            )
            .unwrap();
            let [workaround, contingency, still_works] = said_of(place);
            if service.workaround {
                write!(plan, ", workaround: {workaround}").unwrap();
            }
            if service.contingency {
                write!(plan, ", contingency: {contingency}").unwrap();
            }
            if service.still_works {
                write!(plan, ", still-works: [{still_works}]").unwrap();
            }
            plan.push_str("}\n");
        }
    }

    fn write_window(&self, plan: &mut String) {
        let hit = self.services.iter().enumerate();
        let hit = hit.map(|(place, service)| format!("s{place}: {}", service.impact));
        let hit: Vec<String> = hit.collect();
        write!(
            plan,
            "phases: [{{id: main, name: Main, windows: [{{id: night, start: {}, length: {}h, services: {{{}}}",
            start().format("%F %R"),
            self.hours,
            hit.join(", ")
        )
        .unwrap();
        for ((part, said), step) in ["before", "during", "after"]
            .iter()
            .zip(self.steps)
            .zip(STEPS)
        {
            if said {
                write!(plan, ", {part}: [{step}]").unwrap();
            }
        }
    }
}

fn said_of(place: usize) -> [String; 3] {
    [
        format!("Take a blue form {place}."),
        format!("Send a runner {place}."),
        format!("The wall clock {place}"),
    ]
}

/// Saturday 27 February 2027, 22:00 in London.
fn start() -> DateTime<Utc> {
    "2027-02-27T22:00:00Z".parse().unwrap()
}

/// The words of a mail on one line.
fn flat(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// The words of all mails before the start, by reader, with the moment of the one that has to say it all.
type Mails = BTreeMap<String, (Vec<String>, DateTime<Utc>)>;

fn mails(path: &Path) -> Mails {
    let now = "2026-11-02T09:00:00Z".parse().unwrap();
    let checked = check(path, now);
    let findings = checked.findings;
    let Some((plan, directory, timeline)) = checked.dated else {
        panic!("{findings:#?}");
    };
    let case = Case {
        plan: &plan,
        directory: &directory,
        timeline: &timeline,
        told: &Told::default(),
        now,
    };
    let templates = built_in();
    let mut mails = Mails::new();
    for occurrence in &timeline.occurrences {
        if !occurrence.milestone.leads_to_start() {
            continue;
        }
        for group in readers(case, occurrence) {
            let notice = state(case, occurrence, &group, FIRST_REVISION);
            let message = compose(&notice, &templates).unwrap();
            for member in &group.members {
                let reader = &directory.recipients(&occurrence.audience)[*member];
                let mail = mails.entry(reader.address.to_string());
                let (texts, at) = mail.or_insert((Vec::new(), occurrence.moment));
                texts.push(flat(&message.text));
                if occurrence.words == Milestone::Detail || occurrence.opens {
                    *at = occurrence.moment;
                }
            }
        }
    }
    let objection = plan.object_by(plan.windows()[0].1);
    for (texts, at) in mails.values_mut() {
        // Whoever reads it after that reads nothing of it.
        if objection.is_some_and(|by| by <= *at) {
            texts.push("tell us by".to_owned());
        }
    }
    mails
}

/// What is in none of these mails.
fn unsaid(sketch: &Sketch, reader: &str, texts: &[String]) -> Vec<String> {
    let leads = reader == "head@h.example";
    let mut wanted: Vec<String> = Vec::new();
    for (place, service) in sketch.services.iter().enumerate() {
        let [workaround, contingency, still_works] = said_of(place);
        wanted.extend(service.workaround.then_some(workaround));
        wanted.extend((service.contingency && leads).then_some(contingency));
        wanted.extend(service.still_works.then_some(still_works));
    }
    let steps = sketch.steps.iter().zip(STEPS);
    wanted.extend(
        steps
            .filter(|(said, _)| **said)
            .map(|(_, step)| step.to_owned()),
    );
    if leads && sketch.objection.is_some() {
        wanted.push("ell us by".to_owned());
    }
    wanted.retain(|fact| !texts.iter().any(|text| text.contains(fact)));
    wanted
}

fn read(sketch: &Sketch) {
    read_plan(sketch, &sketch.plan());
}

/// Reads the mails of a plan that says no less than a sketch.
fn read_plan(sketch: &Sketch, plan: &str) {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("plan.yaml");
    std::fs::write(&path, plan).unwrap();
    let mails = mails(&path);
    for (reader, (texts, _)) in &mails {
        let unsaid = unsaid(sketch, reader, texts);
        assert!(
            unsaid.is_empty(),
            "{reader} reads nowhere: {unsaid:?}\n{plan}\n{texts:#?}"
        );
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 96, ..ProptestConfig::default() })]

    #[test]
    fn whatever_the_ladder_some_mail_before_the_start_says_each_thing_there_is_to_know(sketch in sketch()) {
        read(&sketch);
    }
}

/// Something slower, of which all is said that can be said, with the usual notices.
fn slower() -> Sketch {
    Sketch {
        hours: 2,
        services: vec![Service {
            severity: "low",
            impact: "slower",
            everyone: true,
            workaround: true,
            contingency: true,
            still_works: true,
        }],
        steps: [true; 3],
        objection: Some(8),
        rules: Vec::new(),
        freeze: None,
    }
}

#[test]
fn a_small_window_tells_all_of_it_in_its_first_notice() {
    read(&slower());
}

#[test]
fn what_is_to_be_done_stays_however_long_the_mail_is() {
    let sketch = Sketch {
        services: vec![slower().services[0].clone(); 3],
        ..slower()
    };
    // Each thing that still works takes more words than a mail has room for.
    let clock = |place: usize| format!("The wall clock {place}");
    let much = " and what hangs beside it in the hall where the visitors wait".repeat(8);
    let plan = (0..3).fold(sketch.plan(), |plan, place| {
        plan.replace(&clock(place), &format!("{}{much}", clock(place)))
    });
    let benefit = "benefits: {end-users: More room for everybody on the wards., department-heads: More beds.}\n";
    read_plan(&sketch, &format!("{plan}{benefit}"));
}

#[test]
fn a_first_notice_that_tells_everything_brings_what_the_details_would_have_brought() {
    let sketch = slower();
    let other =
        "alternatives: [{start: 2027-03-06 22:00, length: 2h, because: The ward is emptier.}]";
    let plan = sketch.plan();
    let plan = plan.replacen("length: 2h", &format!("length: 2h, {other}"), 1);
    let world = World::new().file("plan.yaml", plan);
    world.run(&["preview", "plan.yaml"]).ended(0);
    let mut told = 0;
    for mail in std::fs::read_dir(world.path("preview/mails")).unwrap() {
        let mail = mail.unwrap();
        let name = mail.file_name().into_string().unwrap();
        if !name.contains("night-first") {
            continue;
        }
        told += 1;
        let bytes = std::fs::read(mail.path()).unwrap();
        let mail = mail_parser::MessageParser::default().parse(&bytes).unwrap();
        let text = flat(&mail.body_text(0).unwrap());
        let calendar = |part: &mail_parser::MessagePart| {
            let kind = mail_parser::MimeHeaders::content_type(part);
            kind.is_some_and(|kind| kind.subtype() == Some("ics"))
        };
        assert!(mail.attachments().any(calendar), "{name}: {text}");
        let heads = name.contains("department-heads");
        let weighed = "Another time we weighed: Sat 6 Mar";
        assert_eq!(text.contains(weighed), heads, "{name}: {text}");
    }
    assert_eq!(told, 3);
    // Whoever plays the months reads of the same notice by the same name.
    let said = world.run(&["simulate", "plan.yaml"]).ended(0).out;
    assert!(
        said.contains("First notice") && !said.contains("Details"),
        "{said}"
    );
}

#[test]
fn a_window_whose_details_are_left_out_or_fall_on_another_notice_tells_them_all_the_same() {
    let high = |rules: &[(&'static str, Rule)]| {
        let mut sketch = slower();
        sketch.services[0].severity = "high";
        sketch.services[0].impact = "off";
        for (notice, rule) in rules {
            for audience in AUDIENCES {
                sketch.rules.push((audience, notice, rule.clone()));
            }
        }
        read(&sketch);
    };
    high(&[]);
    high(&[("detail", Rule::Skip)]);
    high(&[("detail", Rule::At(7))]);
    high(&[("first", Rule::Skip), ("detail", Rule::Skip)]);
    let but_the_last_call = NOTICES[..6].iter().map(|notice| (*notice, Rule::Skip));
    high(&but_the_last_call.collect::<Vec<_>>());
}

#[test]
fn what_is_called_not_affected_is_used_by_the_reader_and_touched_by_no_window() {
    let world = World::new();
    world.run(&["init", "plan.yaml"]).ended(0);
    let plan = world.read("plan.yaml");
    let others = "services:\n  pay: {name: Pay slips, used-by: [finance]}\n  lifts: {name: Lifts, used-by: [everyone]}\n  \
                  beds: {name: Bed lists, used-by: [wards]}\n  doors: {name: Doors, used-by: [everyone]}\n";
    let plan = plan.replacen("services:\n", others, 1).replacen(
        "    windows:\n",
        "    windows:\n      - {id: door-night, start: Sat 2027-04-10 22:00, length: 2h, services: {doors: off}}\n",
        1,
    );
    world.write(
        "plan.yaml",
        plan.replace(
            "used-by: [everyone]             #",
            "used-by: [wards, finance] #",
        ),
    );
    for (mailbox, wanted) in [
        ("t.reed@hospital.example", "Pay slips and Lifts"),
        ("a.khan@hospital.example", "Lifts and Bed lists"),
        ("s.okoro@hospital.example", "Lifts"),
        ("l.chen@hospital.example", "Lifts"),
    ] {
        let preview = ["preview", "plan.yaml", "--for", mailbox];
        world.run(&preview).ended(0);
        let mails = std::fs::read_dir(world.path("preview/mails")).unwrap();
        let mut said = 0;
        for mail in mails {
            let bytes = std::fs::read(mail.unwrap().path()).unwrap();
            let mail = mail_parser::MessageParser::default().parse(&bytes).unwrap();
            let text = flat(&mail.body_text(0).unwrap());
            if let Some((_, rest)) = text.split_once("These are not affected: ") {
                assert!(rest.starts_with(&format!("{wanted}.")), "{mailbox}: {rest}");
                said += 1;
            }
        }
        assert!(said > 0, "{mailbox}");
    }
}
