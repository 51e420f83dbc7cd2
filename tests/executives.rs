//! What executives of the shipped plans read in every mail, however much stands in it: the hours
//! where the work is done, and who answers for a risk.

use crate::harness::notices::{at, built_in, full};
use crate::harness::world::World;
use chrono::TimeDelta;
use forewarn::calendar::zone::Zones;
use forewarn::compose::compose_together;
use forewarn::compose::locale::Locale;
use forewarn::compose::moment::Clock;
use forewarn::compose::words::Words;
use forewarn::notice::Notice;
use forewarn::notice::facts::{ContactFacts, RiskFacts, Role};
use forewarn::plan::milestone::Milestone;
use forewarn::plan::risk::Grade;
use mail_parser::MessageParser;
use proptest::prelude::*;
use std::path::Path;

/// What the foot of a mail begins with.
const FOOT: &str = "You receive this as an executive of";

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
            let risks = risks.split(FOOT).next().unwrap();
            // The line under the heading is a sign of its own.
            let risks: Vec<&str> = risks.split(" - ").skip(1).collect();
            assert!(!risks.is_empty(), "{}", mail.said);
            for risk in &risks {
                assert!(risk.contains("; owner: "), "{risk}\n{}", mail.said);
            }
            if mail.notices.len() == 1 && mail.notices[0].ends_with("-first") {
                firsts += 1;
                // Beside what is to be decided the gravest has room.
                let asks = mail.said.contains("please decide");
                assert!(asks || risks.len() > 1, "{}", mail.said);
            }
        }
        assert!(firsts > 0, "{plan}");
    }
}

/// The text of the mails of a plan that ask for the decision.
fn asking(plan: &str) -> Vec<String> {
    let asks = |mail: &Mail| mail.said.contains("please decide by");
    let asking = mails(plan).into_iter().filter(asks);
    let asking: Vec<String> = asking.map(|mail| mail.said).collect();
    assert!(!asking.is_empty(), "{plan}");
    asking
}

#[test]
fn a_mail_that_asks_for_the_decision_tells_the_money_the_reason_and_every_date_to_choose_from() {
    let hospital = ["Second date: Sat 17 Apr", "What it brings: "].as_slice();
    let bank = [
        "Decision covers: All dates in this mail Sun 6 Jun (New York)",
        "Second date: Sun 13 Jun, instead of Sun 6 Jun",
        "What it brings: ",
    ];
    let university = [
        "Four systems that do not talk to each other",
        "Decision also covers: Fri 4 Jun to Sun 6 Jun (Personnel and payroll)",
        "Second dates: Sat 29 May",
        "Fri 9 Jul to Sun 11 Jul, instead of Fri 4 Jun",
        "Return: 350,000 to 600,000 CAD a year",
    ];
    for (plan, rows) in [
        ("hospital", hospital),
        ("bank", bank.as_slice()),
        ("university", university.as_slice()),
    ] {
        for said in asking(plan) {
            for row in rows.iter().chain(&["Cost in all: ", "Main risks"]) {
                assert!(said.contains(row), "{row}\n{said}");
            }
        }
    }
}

#[test]
fn a_mail_that_asks_for_the_decision_says_who_decides_and_how_to_answer() {
    for (plan, who, answer) in [
        (
            "hospital",
            "Executive board: please decide by Friday 22 January 2027.",
            "Reply to this mail or call Maria Osei, +44 20 7946 0111.",
        ),
        (
            "bank",
            "Management board: please decide by Thursday 18 March 2027.",
            "Reply to this mail or call Jörg Wendland, +49 30 23125 111.",
        ),
        (
            "university",
            "Executive committee: please decide by Friday 26 February 2027.",
            "Reply to this mail or call Margaret Chen, +1 416 555 0111.",
        ),
    ] {
        for said in asking(plan) {
            assert!(said.contains(who) && said.contains(answer), "{said}");
            // Whom to call is said once.
            assert!(!said.contains("Contact:"), "{said}");
        }
    }
}

#[test]
fn whoever_has_no_telephone_is_written_to_and_a_team_is_called() {
    let said = |change: fn(&mut ContactFacts)| {
        let mut notice = full(Role::Executives, Milestone::First);
        change(&mut notice.facts.contact);
        compose_together(&[&notice], &built_in()).unwrap().text
    };
    for (change, answer) in [
        (
            (|contact| contact.person.as_mut().unwrap().phone = None) as fn(&mut ContactFacts),
            "Reply to this mail or write to ",
        ),
        (
            |contact| contact.person = None,
            "Reply to this mail or call ",
        ),
        (
            |contact| (contact.person, contact.phone) = (None, None),
            "Reply to this mail.",
        ),
    ] {
        let said = said(change);
        assert!(said.contains(answer), "{answer}\n{said}");
    }
}

#[test]
fn a_mail_that_asks_for_a_decision_on_several_windows_names_the_next_notice_about_any_of_them() {
    for said in asking("bank") {
        let (_, foot) = said.split_once(FOOT).unwrap();
        // The first notice about New York.
        assert!(foot.contains(" Next notice: Mon 8 Mar. "), "{said}");
    }
    for said in asking("hospital") {
        // The decision is about one window: of others they hear before.
        let (_, foot) = said.split_once(FOOT).unwrap();
        let about_this = " Next notice about this: Mon 22 Feb. ";
        assert!(foot.contains(about_this), "{said}");
    }
}

#[test]
fn a_decision_covers_the_window_it_names_or_those_whose_first_notice_its_readers_get() {
    // The plan says that it is about one night.
    assert!(
        asking("hospital")
            .iter()
            .all(|said| !said.contains("also covers"))
    );
    let edited = |plan: &str, changes: &[(&str, &str)]| {
        let world = World::with_shipped(plan).at("2026-11-23T09:00");
        let file = format!("{plan}.yaml");
        let mut text = world.read(&file);
        for (from, to) in changes {
            assert!(text.contains(from), "{from}");
            text = text.replace(from, to);
        }
        world.write(&file, &text);
        world.run(&["preview", &file]).ended(0);
        let mut found = Vec::new();
        gather(&world.path("preview"), &mut found);
        found
    };
    let asks = |mail: &&Mail| mail.said.contains("please decide by");
    // Of two other nights these readers read nothing at first.
    let all = edited("hospital", &[("\n  window: cutover\n", "\n")]);
    let all: Vec<&Mail> = all.iter().filter(asks).collect();
    assert!(all.iter().all(|mail| !mail.said.contains("also covers")));
    assert!(!all.is_empty());
    let named = [(
        "who: Executive committee}",
        "who: Executive committee, window: finance-weekend}",
    )];
    let named = edited("university", &named);
    let asked = named.iter().find(asks).unwrap();
    assert!(!asked.said.contains("also covers"), "{}", asked.said);
    assert!(
        asked.said.contains("Second date: Sat 29 May"),
        "{}",
        asked.said
    );
    let named: Vec<&Mail> = named
        .iter()
        .filter(|mail| mail.said.contains("covers this date"))
        .collect();
    assert!(named.is_empty());
}

#[test]
fn every_mail_has_a_foot_and_those_ahead_say_when_the_next_one_comes() {
    for (plan, title, link) in [
        (
            "hospital",
            "Patient records move to the new data centre",
            "https://intranet.stbrannock.example/records-move",
        ),
        (
            "bank",
            "Core banking moves to the new system",
            "https://intranet.rheinbrueck.example/core-banking",
        ),
        (
            "university",
            "Finance, personnel and payroll move to one system",
            "https://www.elmswick.example/one-system",
        ),
    ] {
        let mut ahead = 0;
        for mail in mails(plan) {
            let said = &mail.said;
            let (_, foot) = said.split_once(FOOT).unwrap();
            assert!(foot.contains(title) && said.contains(link), "{said}");
            assert!(said.split_whitespace().count() < 200, "{said}");
            let is_ahead = ["-first", "-detail", "-reminder-7"];
            if is_ahead.iter().any(|kind| mail.notices[0].ends_with(kind)) {
                ahead += 1;
                assert!(foot.contains(" Next notice"), "{said}");
            }
            if mail.notices[0].ends_with("-first") {
                assert!(!foot.contains("when it is over"), "{said}");
            }
        }
        assert!(ahead > 2, "{plan}");
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

/// Where a window is, how many quarters of an hour into the day it starts, how many it lasts, and
/// whether it hits one service only.
type Drawn = (usize, i64, i64, bool);

/// One of several windows that executives hear of in one mail.
fn one_of_several(number: usize, milestone: Milestone, drawn: Drawn) -> Notice {
    let cities = [
        ("Perth", "Australia/Perth"),
        ("Tokyo", "Asia/Tokyo"),
        ("Denver", "America/Denver"),
        ("Leeds", "Europe/London"),
        ("Lima", "America/Lima"),
    ];
    let (place, start, length, is_alone) = drawn;
    let (site, zone) = cities[place % cities.len()];
    let mut notice = full(Role::Executives, milestone);
    notice.event_zone = Zones::bundled().get(zone).unwrap();
    let facts = &mut notice.facts;
    facts.window.id = format!("night-{number}");
    facts.window.sites = vec![site.to_owned()];
    facts.window.start = at("2027-03-20T00:00") + TimeDelta::minutes(15 * start);
    facts.window.end = facts.window.start + TimeDelta::minutes(15 * length);
    if is_alone {
        facts.window.services.truncate(1);
    }
    facts.risks.push(RiskFacts {
        text: format!("The carrier to {site} is late"),
        level: Grade::High,
        owner: Some("Zed Zulu".to_owned()),
        response: None,
    });
    facts.risks.rotate_right(1);
    for second in &mut facts.second_dates {
        second.instead_of = facts.window.start;
    }
    if number > 0 {
        let asked = facts.decision.take();
        facts.decision_elsewhere = asked.and_then(|asked| asked.by);
    }
    notice
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 10, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn several_windows_in_one_mail_are_fewer_than_two_hundred_words_with_the_hours_of_each(
        drawn in prop::collection::vec((0..5usize, 0..96i64, 4..=24i64, any::<bool>()), 2..=5),
        milestone in prop::sample::select(vec![
            Milestone::First,
            Milestone::Detail,
            Milestone::Reminder7,
        ]),
    ) {
        let notices: Vec<Notice> = drawn
            .iter()
            .enumerate()
            .map(|(number, drawn)| one_of_several(number, milestone, *drawn))
            .collect();
        let message = compose_together(&notices.iter().collect::<Vec<_>>(), &built_in()).unwrap();
        let words: Vec<&str> = message.text.split_whitespace().collect();
        prop_assert!(words.len() < 197, "{} words\n{}", words.len(), message.text);
        let (_, foot) = message.text.split_once(FOOT).unwrap();
        prop_assert!(foot.contains("Next notice"), "{foot}");
        prop_assert!(message.text.contains("https://intranet"), "{}", message.text);
        let said = words.join(" ");
        let asks = said.contains("please decide");
        for row in ["Cost in all: ", "Decision covers: All dates", "Second date: "] {
            prop_assert!(!asks || said.contains(row), "{row}\n{}", message.text);
        }
        let locale = Locale::read(include_str!("../templates/en/locale.yaml")).unwrap();
        for notice in &notices {
            let clock = Clock {
                locale: &locale,
                zone: &notice.zone,
                event_zone: &notice.event_zone,
            };
            let when = clock.stretch(notice.facts.window.start, notice.facts.window.end);
            let is_said = |words: &Words| said.contains(words.as_str());
            let hours = [&when.whole, &when.long, &when.short];
            prop_assert!(hours.into_iter().any(is_said), "{}", message.text);

            let there = [&when.site_short, &when.site].map(Option::as_ref);
            prop_assert!(
                when.site.is_none() || there.into_iter().flatten().any(is_said),
                "{}",
                message.text
            );
        }
        for once in ["Main risks", "What it brings", "Cost in all", "Contact:", "please decide"] {
            prop_assert!(said.matches(once).count() < 2, "{once}\n{}", message.text);
        }
        prop_assert!(said.matches("; owner: ").count() <= 3, "{}", message.text);
    }
}

#[test]
fn the_gravest_risk_of_all_windows_in_a_mail_is_told_whichever_window_it_is_of() {
    let mut notices = [0, 1].map(|place| {
        let first = Milestone::First;
        one_of_several(place, first, (place, 40, 8, true))
    });
    notices[0].facts.risks.remove(0);
    let message = compose_together(&notices.each_ref(), &built_in()).unwrap();
    let (_, risks) = message.text.split_once("Main risks, all dates").unwrap();
    let first = risks.split("- ").nth(1).unwrap_or_default();
    assert!(risks.contains("The carrier to Tokyo is late"), "{first}");
    assert!(!risks.contains("The link between the sites"), "{risks}");
}
