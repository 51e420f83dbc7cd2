//! What executives of the shipped plans read in every mail, however much stands in it: the hours
//! where the work is done, and who answers for a risk.

use crate::harness::world::World;
use mail_parser::MessageParser;
use std::path::Path;

/// A mail to an executive: the notices it tells, and its text in one line.
struct Mail {
    notices: Vec<String>,
    said: String,
}

/// Every distinct mail that executives of a shipped plan get.
fn mails(plan: &str) -> Vec<Mail> {
    let world = World::with_shipped(plan).at("2026-11-23T09:00");
    world.run(&["preview", &format!("{plan}.yaml")]).ended(0);
    let mut found = Vec::new();
    gather(&world.path("preview"), &mut found);
    assert!(!found.is_empty(), "{plan}");
    found
}

fn gather(folder: &Path, found: &mut Vec<Mail>) {
    for entry in std::fs::read_dir(folder).unwrap().flatten() {
        let path = entry.path();
        if path.is_dir() {
            gather(&path, found);
        } else if path.extension().is_some_and(|ending| ending == "eml") {
            let bytes = std::fs::read(&path).unwrap();
            let mail = MessageParser::default().parse(&bytes).unwrap();
            let header = |name| mail.header(name).and_then(|value| value.as_text());
            if header("X-Forewarn-Audience") != Some("executives") {
                continue;
            }
            let told = ["X-Forewarn-Notice", "X-Forewarn-With"].map(header);
            let told = told.into_iter().flatten();
            let text = mail.body_text(0).unwrap();
            found.push(Mail {
                notices: told.flat_map(split).collect(),
                said: text.split_whitespace().collect::<Vec<_>>().join(" "),
            });
        }
    }
}

fn split(ids: &str) -> Vec<String> {
    let ids = ids.split([',', ' ']).filter(|id| !id.is_empty());
    ids.map(str::to_owned).collect()
}

/// Each wave of the bank by the clock of its city, as short as it is said.
const WAVES: [(&str, [&str; 2]); 3] = [
    ("singapore", ["2am to 9am", "(Singapore time"]),
    ("frankfurt", ["6pm to Sun 6 Jun, 4am", "(German time"]),
    ("new-york", ["2am to 10am", "(Eastern Time"]),
];

/// A text with its hours and days as short as they can be said.
fn shortened(said: &str) -> String {
    let said = said.replace(":00am", "am").replace(":00pm", "pm");
    said.replace("Sunday 6 June 2027", "Sun 6 Jun")
}

#[test]
fn every_mail_with_the_hours_of_a_window_names_them_by_its_own_clock_too() {
    let (mut shared, mut alone) = (0, 0);
    for mail in mails("bank") {
        let words = mail.said.split_whitespace().count();
        assert!(words < 200, "{words} words\n{}", mail.said);
        let said = shortened(&mail.said);
        for notice in &mail.notices {
            let ends = ["-first", "-detail", "-reminder-7"];
            if !ends.iter().any(|end| notice.ends_with(end)) {
                continue;
            }
            let mut waves = WAVES.iter();
            let wave = waves.find(|(city, _)| notice.starts_with(city));
            let (_, [hours, zone]) = wave.unwrap();
            assert!(
                said.contains(&format!("{hours} {zone}")),
                "{notice}\n{said}"
            );
            match mail.notices.len() {
                1 => alone += 1,
                _ => shared += 1,
            }
        }
    }
    assert!(shared > 10 && alone > 5, "{shared} {alone}");
}

#[test]
fn every_risk_that_is_named_is_named_with_who_answers_for_it() {
    for plan in ["hospital", "bank", "university"] {
        let mut firsts = 0;
        for mail in mails(plan) {
            let Some((_, risks)) = mail.said.split_once("Main risks ") else {
                continue;
            };
            let risks = risks.split("Contact:").next().unwrap();
            // The line under the heading is a sign of its own.
            let risks: Vec<&str> = risks.split(" - ").skip(1).collect();
            assert!(!risks.is_empty(), "{}", mail.said);
            for risk in &risks {
                assert!(risk.contains("; owner: "), "{risk}\n{}", mail.said);
            }
            if mail.notices.len() == 1 && mail.notices[0].ends_with("-first") {
                firsts += 1;
                assert!(risks.len() > 1, "{}", mail.said);
            }
        }
        assert!(firsts > 0, "{plan}");
    }
}

/// Windows of two sites on one day, at the same hours.
const TWO_SITES: &str = r#"forewarn: 1
plan: two-sites
title: Orders move
organisation: Northern Group
timezone: Europe/London
status: confirmed
contact: {team: Move Team, email: move@example.org}
sites:
  leeds: {name: Leeds}
  perth: {name: Perth, timezone: Australia/Perth}
departments:
  orders: {name: Orders, head: {name: Hedda Holm, email: h.holm@example.org}}
services:
  intake: {name: Order intake, severity: high, used-by: [orders], workaround: Paper.}
audiences:
  executives: {people: [{name: Eva East, email: e.east@example.org}]}
  department-heads: {people: departments}
phases:
  - id: main
    name: Move
    windows:
      - {id: at-leeds, start: 2027-06-05 14:00, length: 6h, sites: [leeds], services: {intake: off}}
      - {id: at-perth, start: 2027-06-05 14:00, length: 6h, sites: [perth], services: {intake: off}}
"#;

#[test]
fn a_window_at_the_same_hours_as_another_is_told_with_its_hours_and_those_of_its_site() {
    let world = World::new()
        .file("plan.yaml", TWO_SITES)
        .at("2026-11-23T09:00");
    world.run(&["preview", "plan.yaml"]).ended(0);
    let mut found = Vec::new();
    gather(&world.path("preview"), &mut found);
    let mut of_both = found
        .iter()
        .filter(|mail| mail.notices.iter().any(|id| id == "at-perth-first"));
    let said = &of_both.next().expect("both are told in one mail").said;
    let (_, section) = said
        .rsplit_once("(Perth) off: ")
        .expect("Perth has a section");
    for hours in [
        "2:00pm to 8:00pm (UK time",
        "9:00pm to Sunday 6 June 2027, 3:00am (Perth time",
    ] {
        assert!(section.contains(hours), "{hours}: {said}");
    }
}
