//! Subjects of every length of a service's name: what kind of news it is always stands in front, and
//! no list of mails cuts it.

use crate::harness::notices::{built_in, full, told};
use crate::harness::world::World;
use forewarn::compose::subjects::Subjects;
use forewarn::compose::templates::Templates;
use forewarn::compose::{compose, compose_together};
use forewarn::notice::facts::{Impact, ServiceFacts};
use forewarn::notice::{Notice, Role};
use forewarn::plan::milestone::Milestone;
use proptest::prelude::*;
use std::sync::LazyLock;

static BUILT_IN: LazyLock<Templates> = LazyLock::new(built_in);

const MOST: usize = 60;

/// A name of so many letters, in words of six or as one.
fn name(letters: usize, words: bool) -> String {
    let letter = |at: usize| match at {
        0 => 'Q',
        at if words && at % 7 == 6 && at + 1 < letters => ' ',
        _ => 'w',
    };
    (0..letters).map(letter).collect()
}

/// A notice of some services, the first of which has this name.
fn of(role: Role, milestone: Milestone, (first, count): (&str, usize)) -> Notice {
    let mut notice = full(role, milestone);
    let services = &mut notice.facts.window.services;
    let pattern = services[0].clone();
    services.clear();
    for place in 0..count {
        services.push(ServiceFacts {
            id: format!("service-{place}"),
            name: if place == 0 {
                first.to_owned()
            } else {
                format!("Other {place}")
            },
            impact: if place == 0 {
                Impact::ReadOnly
            } else {
                Impact::Slower
            },
            ..pattern.clone()
        });
    }
    notice
}

/// What stands in front of the service: `Decision by Fri 22 Jan`, or the first word of it.
fn status(subject: &str) -> &str {
    let front = subject.split('Q').next().unwrap_or_default();
    front.split([':', ',']).next().unwrap_or_default()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]

    #[test]
    fn a_longer_name_takes_no_status_out_of_a_subject_and_no_subject_is_cut(
        told in proptest::sample::select(told()),
        letters in 2..=60_usize,
        words in any::<bool>(),
        count in 1..=13_usize,
    ) {
        let (role, milestone) = told;
        let subject = |name: &str| BUILT_IN.subject(&of(role, milestone, (name, count))).unwrap();
        let short = subject("Qw");
        let long = subject(&name(letters, words));
        prop_assert!(long.chars().count() <= MOST, "{} {}", letters, long);
        prop_assert_eq!(status(&long), status(&short), "{}", long);
        prop_assert!(long.contains("Qw"), "{}", long);
    }
}

#[test]
fn the_mail_that_asks_for_a_decision_says_so_whatever_the_service_is_called() {
    for first in ["Patient administration", "Booking system \"Tärnan\""] {
        let notice = of(Role::Executives, Milestone::First, (first, 2));
        let subject = compose(&notice, &BUILT_IN).unwrap().subject;
        assert!(subject.starts_with("Decision by Fri 22 Jan: "), "{subject}");
        assert!(subject.ends_with(&format!("{first} + 1 more")), "{subject}");
        let mut other = notice.clone();
        other.facts.window.id = "other".to_owned();
        let both = compose_together(&[&notice, &other], &BUILT_IN).unwrap();
        let subject = both.subject;
        assert!(subject.starts_with("Decision by Fri 22 Jan: "), "{subject}");
        assert!(subject.chars().count() <= MOST, "{subject}");
    }
}

#[test]
fn every_way_to_a_subject_leads_to_the_same_one() {
    let subjects = Subjects::of(&BUILT_IN);
    for (role, milestone) in told() {
        let notice = of(
            role,
            milestone,
            ("Patient administration and every letter", 3),
        );
        let whole = compose(&notice, &BUILT_IN).unwrap().subject;
        let alone = subjects.alone(&notice, || notice.clone()).unwrap();
        assert_eq!(alone, whole);
        assert_eq!(BUILT_IN.subject(&notice).unwrap(), whole);
    }
}

#[test]
fn what_a_subject_counts_stands_behind_a_name_that_is_read_from_right_to_left() {
    let booking = "מערכת הזמנות";
    let notice = of(Role::EndUsers, Milestone::Detail, (booking, 2));
    let message = compose(&notice, &BUILT_IN).unwrap();
    let counted = format!("{booking}\u{200e} + 1 more");
    assert!(message.subject.contains(&counted), "{}", message.subject);
    let named = format!("\u{2067}{booking}\u{2069}: You can look things up");
    let words: Vec<&str> = message.text.split_whitespace().collect();
    let words = words.join(" ");
    assert!(words.contains(&named), "{words}");
    let named = format!("<span dir=\"rtl\">{booking}</span>");
    assert!(message.html.contains(&named), "{}", message.html);
}

#[test]
fn a_paragraph_that_is_read_from_right_to_left_begins_on_the_right_in_both_parts() {
    let mut notice = of(Role::EndUsers, Milestone::First, ("Booking", 1));
    let why = "אנחנו עוברים למערכת SAP 7 ביום שבת";
    notice.facts.why = Some(why.to_owned());
    let message = compose(&notice, &BUILT_IN).unwrap();
    let drawn = format!("text-align:right;\"><span dir=\"rtl\">{why}.</span></p>");
    assert!(message.html.contains(&drawn), "{}", message.html);
    assert_eq!(message.html.matches("dir=\"rtl\"").count(), 2);
    let said = format!("\n\u{2067}{why}.\u{2069}\n");
    assert!(message.text.contains(&said), "{}", message.text);
}

#[test]
fn a_mail_about_a_service_with_such_a_name_is_written() {
    let world = World::with_shipped("university").at("2026-11-23T09:00");
    let text = world.read("university.yaml");
    let name = text
        .lines()
        .find_map(|line| line.trim().strip_prefix("title: "))
        .unwrap();
    world.write("university.yaml", text.replace(name, "מערכת הזמנות 2"));
    world.run(&["preview", "university.yaml"]).ended(0);
}
