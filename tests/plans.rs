//! The shipped plans: nothing is found in them, and the awkward one comes out as it must.

use crate::checked::{Checked, check};
use chrono::{DateTime, TimeZone, Utc};
use forewarn::compose::message::NAME_SLOT;
use forewarn::compose::subjects::Subjects;
use forewarn::compose::templates::Templates;
use forewarn::compose::{compose, compose_together};
use forewarn::diagnostic::render::{Style, render};
use forewarn::diagnostic::{Code, Sources};
use forewarn::mailing::docket::readers;
use forewarn::notice::state::FIRST_REVISION;
use forewarn::notice::{Facts, Notice, Role, state};
use forewarn::plan::milestone::Milestone;
use forewarn::rules::Case;
use forewarn::rules::told::Told;
use std::collections::BTreeSet;
use std::path::Path;

const PLANS: [&str; 3] = ["hospital", "bank", "university"];

fn now() -> DateTime<Utc> {
    Utc.with_ymd_and_hms(2026, 11, 21, 9, 0, 0).unwrap()
}

fn shipped(name: &str) -> Checked {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("plans");
    check(&folder.join(format!("{name}.yaml")), now())
}

#[test]
fn nothing_is_found_in_a_shipped_plan() {
    let style = Style {
        colour: false,
        width: 100,
        folds: false,
    };
    for name in PLANS {
        let checked = shipped(name);
        let drawn = checked
            .findings
            .iter()
            .map(|finding| render(finding, &checked.sources, style));
        assert!(checked.findings.is_empty(), "{}", drawn.collect::<String>());
        let (_, directory, _) = checked.dated.unwrap();
        assert!(
            (30..=300).contains(&directory.people()),
            "{name}: {}",
            directory.people()
        );
    }
}

#[test]
fn notices_of_the_easter_night_fall_on_working_days() {
    let (plan, _, timeline) = shipped("hospital").dated.unwrap();
    let of_the_night = timeline
        .occurrences
        .iter()
        .filter(|occurrence| occurrence.window.as_str() == "cutover");
    let dates: BTreeSet<(String, String)> = of_the_night
        .filter(|occurrence| {
            occurrence.rule.ends_with("days before start")
                || occurrence.rule.ends_with("day before start")
        })
        .filter(|occurrence| occurrence.milestone != Milestone::Briefing)
        .map(|occurrence| {
            let day = plan.zone.civil(occurrence.moment).format("%a %Y-%m-%d");
            (occurrence.rule.clone(), day.to_string())
        })
        .collect();
    for (rule, day) in [
        ("90 days before start", "Thu 2026-12-24"),
        ("60 days before start", "Tue 2027-01-26"),
        ("30 days before start", "Thu 2027-02-25"),
        ("14 days before start", "Fri 2027-03-12"),
        ("7 days before start", "Fri 2027-03-19"),
        ("3 days before start", "Wed 2027-03-24"),
        ("1 day before start", "Thu 2027-03-25"),
    ] {
        let told: Vec<&str> = dates
            .iter()
            .filter(|(of, _)| of == rule)
            .map(|(_, day)| day.as_str())
            .collect();
        assert_eq!(told, [day], "{rule}: {dates:?}");
    }
}

#[test]
fn the_easter_night_is_an_hour_shorter_than_its_clocks_say() {
    let (plan, _, _) = shipped("hospital").dated.unwrap();
    let windows = plan.windows();
    let (_, night) = windows
        .iter()
        .find(|(_, window)| window.id.as_str() == "cutover")
        .unwrap();
    assert_eq!(night.length().num_minutes(), 210);
}

#[test]
fn every_user_of_the_bank_hears_of_extra_help_once() {
    let (plan, directory, timeline) = shipped("bank").dated.unwrap();
    let case = Case {
        plan: &plan,
        directory: &directory,
        timeline: &timeline,
        now: now(),
        told: &forewarn::rules::told::Told::default(),
    };
    for audience in ["department-heads", "end-users"] {
        let opening = timeline.occurrences.iter().filter(|told| {
            told.milestone == Milestone::HyperCareOpen && told.audience.as_str() == audience
        });
        let told: usize = opening
            .flat_map(|told| readers(case, told))
            .map(|group| group.members.len())
            .sum();
        let all = directory.recipients(&audience.parse().unwrap()).len();
        assert_eq!(told, all, "{audience}");
    }
}

#[test]
fn help_waits_only_for_whom_a_window_without_a_date_will_concern() {
    let waves = include_str!("timeline/waves/plan.yaml");
    let text = waves.replace("start: Sun 2027-06-06 08:00", "start: undecided");
    let text = text.replace("{id: heads,", "{id: heads, window: east,");
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("plan.yaml");
    std::fs::write(&path, text).unwrap();
    let (plan, directory, timeline) = check(&path, now()).dated.unwrap();
    let case = Case {
        plan: &plan,
        directory: &directory,
        timeline: &timeline,
        now: now(),
        told: &forewarn::rules::told::Told::default(),
    };
    let opening = timeline.occurrences.iter();
    let opening = opening.filter(|told| told.milestone == Milestone::HyperCareOpen);
    let told: Vec<&str> = opening
        .flat_map(|told| {
            let recipients = directory.recipients(&told.audience);
            let members = readers(case, told)
                .into_iter()
                .flat_map(|group| group.members);
            members.map(|index| recipients[index].name.as_str())
        })
        .collect();
    // The head of the treasury, who is at no site, will hear of the other wave as well.
    assert_eq!(told, ["Katrin Böhm", "Karl Weiss"]);
}

#[test]
fn a_cancelled_plan_is_no_mistake_but_a_briefing_about_one_cancelled_window_is() {
    let found = |plan: &str| {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("plan.yaml");
        std::fs::write(&path, plan).unwrap();
        let findings = check(&path, now()).findings;
        let codes: Vec<Code> = findings.iter().map(|finding| finding.code).collect();
        codes
    };
    let waves = include_str!("timeline/waves/plan.yaml");
    let whole = waves.replace("status: confirmed", "status: cancelled");
    assert_eq!(found(&whole), [Code::CANCELLED_PLAN]);
    let named = whole.replace("{id: heads,", "{id: heads, window: east,");
    assert_eq!(found(&named), [Code::CANCELLED_PLAN]);
    let one = waves.replace("{id: east,", "{id: east, status: cancelled,");
    assert_eq!(found(&one), []);
    let named = one.replace("{id: heads,", "{id: heads, window: east,");
    assert_eq!(found(&named), [Code::STRANDED_BRIEFING]);
}

/// A text on one line, marks of emphasis dropped.
fn on_one_line(text: &str) -> String {
    let words: Vec<_> = text.split_whitespace().collect();
    words.join(" ").replace("**", "")
}

/// What of the case for the change is missing in the first notice to executives.
fn missing(facts: &Facts, text: &str) -> Vec<String> {
    let why = facts.why.as_deref().and_then(|why| why.lines().next());
    let by = facts.decision.iter().map(|_| "please decide by");
    let parts = (why.into_iter())
        .chain(facts.benefit.as_deref())
        .chain(facts.decision.iter().map(|decision| decision.ask.as_str()))
        .chain(by)
        .chain(facts.risks.iter().take(1).map(|risk| risk.text.as_str()))
        .chain(facts.money.iter().map(|_| "Cost in all:"));
    let parts = parts.map(on_one_line);
    parts.filter(|part| !text.contains(part)).collect()
}

#[test]
fn executives_read_the_whole_case_in_fewer_than_two_hundred_words() {
    let (templates, _) = Templates::new("".as_ref(), &[], &mut Sources::default());
    for name in PLANS {
        let (plan, directory, timeline) = shipped(name).dated.unwrap();
        let case = Case {
            plan: &plan,
            directory: &directory,
            timeline: &timeline,
            told: &Told::default(),
            now: now(),
        };
        let mut firsts = 0;
        for occurrence in &timeline.occurrences {
            for group in readers(case, occurrence) {
                let notice = state(case, occurrence, &group, FIRST_REVISION);
                if notice.facts.role != Role::Executives {
                    continue;
                }
                let message = compose(&notice, &templates).unwrap();
                let text = message.text.replace(NAME_SLOT, "Dr. Angelika Maria Thoma");
                let spoken = |word: &&str| word.chars().any(char::is_alphanumeric);
                let words = text.split_whitespace().filter(spoken).count();
                assert!(words < 200, "{name}: {words} words\n{text}");
                if notice.facts.milestone == Milestone::First {
                    firsts += 1;
                    let missing = missing(&notice.facts, &on_one_line(&text));
                    assert!(missing.is_empty(), "{name}: {missing:?}\n{text}");
                }
            }
        }
        assert!(firsts > 0, "{name}");
    }
}

#[test]
fn a_subject_by_its_gist_is_that_of_the_whole_message() {
    let (templates, _) = Templates::new("".as_ref(), &[], &mut Sources::default());
    let subjects = Subjects::of(&templates);
    let (mut alone, mut together, mut whole) = (0, 0, 0);
    for name in PLANS {
        let (plan, directory, timeline) = shipped(name).dated.unwrap();
        let case = Case {
            plan: &plan,
            directory: &directory,
            timeline: &timeline,
            told: &Told::default(),
            now: now(),
        };
        let mut before: Option<(Notice, Notice)> = None;
        for occurrence in &timeline.occurrences {
            let Some(group) = readers(case, occurrence).into_iter().next() else {
                continue;
            };
            let both = [state::gist, state::state]
                .map(|how| how(case, occurrence, &group, FIRST_REVISION));
            let [gist, full] = both;
            let subject = subjects.alone(&gist, || {
                whole += 1;
                full.clone()
            });
            assert_eq!(
                subject.unwrap(),
                compose(&full, &templates).unwrap().subject
            );
            alone += 1;
            if let Some((other_gist, other)) = before.replace((gist.clone(), full.clone()))
                && other.facts.audience == full.facts.audience
            {
                let subject = subjects.together(&[gist, other_gist], || {
                    whole += 1;
                    vec![full.clone(), other.clone()]
                });
                let said = compose_together(&[&full, &other], &templates).unwrap();
                assert_eq!(subject.unwrap(), said.subject);
                together += 1;
            }
        }
    }
    assert!(alone > 200 && together > 20, "{alone} {together}");
    assert_eq!(whole, 0);
}
