//! Laws over every mail of the shipped plans: what the subject only counts the text names, nothing
//! stands that may still move, and nobody is told of nothing to do who is invited.

use crate::checked::check;
use chrono::{DateTime, TimeZone, Utc};
use forewarn::compose::compose;
use forewarn::compose::message::{Message, NAME_SLOT};
use forewarn::compose::templates::Templates;
use forewarn::diagnostic::Sources;
use forewarn::mailing::docket::readers;
use forewarn::notice::state::FIRST_REVISION;
use forewarn::notice::{Notice, Role, state};
use forewarn::plan::milestone::Milestone as M;
use forewarn::rules::Case;
use forewarn::rules::told::Told;
use std::path::Path;
use std::sync::LazyLock;

/// Every notice of the shipped plans, worded once.
static MAILS: LazyLock<Vec<Mail>> = LazyLock::new(|| {
    let plans = ["hospital", "bank", "university"];
    plans.into_iter().flat_map(mails).collect()
});

/// A notice in words, and its text part on one line.
type Mail = (Notice, Message, String);

fn now() -> DateTime<Utc> {
    Utc.with_ymd_and_hms(2026, 11, 21, 9, 0, 0).unwrap()
}

/// Every notice of a shipped plan in words.
fn mails(name: &str) -> Vec<Mail> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("plans");
    let path = folder.join(format!("{name}.yaml"));
    let (plan, directory, timeline) = check(&path, now()).dated.unwrap();
    let case = Case {
        plan: &plan,
        directory: &directory,
        timeline: &timeline,
        told: &Told::default(),
        now: now(),
    };
    let (templates, _) = Templates::new("".as_ref(), &[], &mut Sources::default());
    let mut mails = Vec::new();
    for occurrence in &timeline.occurrences {
        for group in readers(case, occurrence) {
            let notice = state(case, occurrence, &group, FIRST_REVISION);
            let message = compose(&notice, &templates).unwrap();
            let said = message.text.split_whitespace().collect::<Vec<_>>();
            let said = said.join(" ");
            mails.push((notice, message, said));
        }
    }
    mails
}

#[test]
fn every_service_that_the_subject_counts_is_named_in_the_text() {
    let mut counted = 0;
    for (notice, message, said) in MAILS.iter() {
        let services = notice.facts.services();
        let more = format!("+ {} more", services.len() - 1);
        if message.subject.contains(" more") {
            counted += 1;
            assert!(message.subject.contains(&more), "{}", message.subject);
            for service in services.iter() {
                let named = said.contains(&service.name);
                assert!(named, "{}: {}\n{said}", notice.id, service.name);
            }
        }
    }
    assert!(counted > 100, "{counted}");
}

#[test]
fn no_mail_says_that_a_date_stands_which_may_still_move() {
    let mut provisional = 0;
    for (notice, _, said) in MAILS.iter() {
        let moves = ["provisional", "may still move"];
        let moves = moves.iter().any(|words| said.contains(words));
        assert!(!(moves && said.contains("The date stands")), "{said}");
        if notice.facts.milestone == M::Reminder14 {
            assert_eq!(moves, notice.facts.window.provisional, "{said}");
            provisional += usize::from(moves);
        }
    }
    assert!(provisional > 0);
}

#[test]
fn an_executive_reads_fewer_than_two_hundred_words_whoever_counts_them() {
    for (notice, message, _) in MAILS.iter() {
        if notice.facts.role == Role::Executives {
            let text = message.text.replace(NAME_SLOT, "Dr. Angelika Maria Thoma");
            let words = text.split_whitespace().count();
            assert!(words <= 197, "{}: {words} words\n{text}", notice.id);
        }
    }
}

#[test]
fn a_promise_of_nothing_to_do_names_the_briefing_before_the_next_decision() {
    let mut invited = 0;
    for (notice, _, said) in MAILS.iter() {
        let facts = &notice.facts;
        let next = facts.checkpoints.iter().map(|decision| decision.at);
        let next = next.filter(|at| *at > facts.moment).min();
        let first = facts.sessions.first();
        let before = first.zip(next).is_some_and(|(first, next)| *first < next);
        if before && facts.role == Role::Executives {
            assert!(!said.contains("Nothing is needed from you"), "{said}");
            invited += usize::from(said.contains("Please join the briefing on Mon 8 Mar, 9am;"));
        }
    }
    assert!(invited > 0);
}

#[test]
fn how_to_work_without_a_service_of_high_severity_stays_in_every_reminder_to_heads() {
    for (notice, _, said) in MAILS.iter() {
        let facts = &notice.facts;
        let reminder = matches!(
            facts.milestone,
            M::Reminder14 | M::Reminder7 | M::Reminder3 | M::Reminder1
        );
        if !reminder || facts.role != Role::DepartmentHeads {
            continue;
        }
        let services = facts.window.services.iter();
        for service in services.filter(|service| service.high_severity) {
            if let Some(workaround) = &service.workaround {
                let workaround = workaround.split_whitespace().collect::<Vec<_>>();
                assert!(
                    said.contains(&workaround.join(" ")),
                    "{}\n{said}",
                    notice.id
                );
            }
        }
    }
}

#[test]
fn who_hears_of_every_window_is_not_taken_for_a_user() {
    let (mut told, mut used) = (0, 0);
    for (notice, _, said) in MAILS.iter() {
        let facts = &notice.facts;
        if facts.plan != "patient-records-2027" {
            continue;
        }
        if facts.everything && facts.role == Role::EndUsers {
            told += 1;
            assert!(!said.contains("services that you use"), "{said}");
            assert!(!said.contains("You cannot use"), "{said}");
        } else if facts.role == Role::EndUsers {
            used += usize::from(said.contains("services that you use"));
        }
    }
    assert!(told > 0 && used > 0, "{told} {used}");
}

#[test]
fn a_window_without_weight_carries_neither_the_plans_money_nor_the_risks_of_another() {
    let mut pilot = 0;
    for (notice, _, said) in MAILS.iter() {
        let facts = &notice.facts;
        if facts.plan != "patient-records-2027" {
            continue;
        }
        if facts.role == Role::Executives && facts.window.id == "pilot-night" {
            pilot += 1;
            assert!(!said.contains("Cost in all"), "{said}");
            assert!(facts.risks.len() <= 1, "{said}");
        }
    }
    assert!(pilot > 0);
}

#[test]
fn whoever_is_bound_to_no_site_reads_whose_people_alone_a_window_affects() {
    let mut named = 0;
    for (notice, _, said) in MAILS.iter() {
        let sites = &notice.facts.window.sites;
        let users = notice.facts.role == Role::EndUsers && !notice.facts.everything;
        assert!(sites.is_empty() || !users, "{}", notice.id);
        for site in sites {
            assert!(said.contains(site), "{}: {site}\n{said}", notice.id);
            named += 1;
        }
    }
    assert!(named > 20, "{named}");
}

#[test]
fn a_subject_names_the_site_where_it_fits_and_leaves_nothing_but_the_hour_out_for_it() {
    let (templates, _) = Templates::new("".as_ref(), &[], &mut Sources::default());
    let (mut named, mut left_out) = (0, 0);
    for (notice, message, _) in MAILS.iter() {
        let sites = notice.facts.window.sites.join(" and ");
        if sites.is_empty() {
            continue;
        }
        let mut anywhere = notice.clone();
        anywhere.facts.window.sites.clear();
        let plain = templates.subject(&anywhere).unwrap();
        let aside = format!(" ({sites})");
        if message.subject.contains(&aside) {
            named += 1;
            let rest = message.subject.replace(&aside, "");
            let left_out = plain.strip_prefix(&rest);
            let hour = left_out.and_then(|left_out| left_out.strip_prefix(", "));
            let is_hour = |hour: &str| hour.ends_with('m') && !hour.contains(' ');
            assert!(
                plain == rest || hour.is_some_and(is_hour),
                "{plain}: {rest}"
            );
            assert!(message.subject.chars().count() <= 60);
        } else {
            left_out += 1;
            assert_eq!(message.subject, plain);
            let length = plain.chars().count() + aside.chars().count();
            assert!(length > 60, "{plain}{aside}");
        }
        assert_eq!(templates.subject(notice).unwrap(), message.subject);
    }
    assert!(named > 20 && left_out > 0, "{named} {left_out}");
}

#[test]
fn what_is_for_several_windows_names_no_site_of_one_of_them() {
    let mut shared = 0;
    for (notice, message, _) in MAILS.iter() {
        let facts = &notice.facts;
        let is_shared = facts.milestone == M::Briefing || facts.milestone.tells_of_help();
        if facts.plan != "core-banking-2027" || !is_shared {
            continue;
        }
        shared += 1;
        let cities = ["Singapore", "Frankfurt", "New York"];
        // An invitation that lists windows by their cities lists several.
        let lists = facts.briefing.as_ref();
        let lists = lists.is_some_and(|about| !about.windows.is_empty());
        let sign = if lists { [")", ":"].as_slice() } else { &[")"] };
        let named = |text: &str| {
            let is_named = |city: &str| {
                sign.iter()
                    .any(|sign| text.contains(&format!("{city}{sign}")))
            };
            cities.iter().filter(|city| is_named(city)).count()
        };
        assert_eq!(named(&message.subject), 0, "{}", message.subject);
        let is_fair = match named(&message.text) {
            0 => true,
            1 => false,
            _ => lists,
        };
        assert!(is_fair, "{}", message.text);
    }
    assert!(shared > 10, "{shared}");
}
