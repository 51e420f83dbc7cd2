//! Laws over every notice of the shipped plans: how long it is, and what executives are told of the
//! decision that is asked of them.

use crate::checked::check;
use crate::harness::notices::{full, sparse};
use chrono::{DateTime, Days, NaiveDate, TimeDelta, TimeZone, Utc};
use forewarn::compose::compose;
use forewarn::compose::message::{Message, NAME_SLOT};
use forewarn::compose::templates::Templates;
use forewarn::diagnostic::Sources;
use forewarn::diagnostic::render::{Style, render};
use forewarn::directory::Directory;
use forewarn::mailing::docket::readers;
use forewarn::notice::state::FIRST_REVISION;
use forewarn::notice::{Notice, Role, state};
use forewarn::plan::Plan;
use forewarn::plan::milestone::Milestone as M;
use forewarn::rules::Case;
use forewarn::rules::told::Told;
use forewarn::timeline::Timeline;
use proptest::prelude::*;
use std::path::Path;

const PLANS: [&str; 3] = ["hospital", "bank", "university"];

/// What a further window of an invitation takes: its date, where or what it is.
const A_FURTHER_WINDOW: usize = 10;

/// What a further service takes in the details: what it does, and how to work without it.
const A_FURTHER_SERVICE: usize = 10;

/// How many words executives, department heads and end users read of each kind of notice.
const LIMITS: [(M, [usize; 3]); 22] = [
    (M::First, [150, 250, 120]),
    (M::Detail, [150, 350, 180]),
    (M::Briefing, [80, 120, 120]),
    (M::Bulletin, [120, 120, 120]),
    (M::Reminder14, [150, 200, 100]),
    (M::Reminder7, [80, 180, 100]),
    (M::Reminder3, [80, 120, 80]),
    (M::Reminder1, [80, 100, 70]),
    (M::GoNoGo, [60, 60, 60]),
    (M::Start, [50, 50, 50]),
    (M::Progress, [50, 60, 60]),
    (M::Extended, [80, 90, 70]),
    (M::Holding, [80, 90, 70]),
    (M::Reopened, [80, 90, 70]),
    (M::RolledBack, [120, 140, 90]),
    (M::Completed, [80, 150, 90]),
    (M::HyperCareOpen, [80, 120, 80]),
    (M::HyperCareDaily, [60, 150, 80]),
    (M::HyperCareWeekly, [120, 180, 80]),
    (M::HyperCareClose, [120, 150, 80]),
    (M::Rescheduled, [100, 180, 100]),
    (M::Cancelled, [80, 120, 60]),
];

fn now() -> DateTime<Utc> {
    Utc.with_ymd_and_hms(2026, 11, 21, 9, 0, 0).unwrap()
}

/// A shipped plan, dated, as seen at a moment, with the words for it.
struct Migration {
    plan: Plan,
    directory: Directory,
    timeline: Timeline,
    now: DateTime<Utc>,
}

impl Migration {
    fn shipped(name: &str) -> Self {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("plans");
        Self::at(&folder.join(format!("{name}.yaml")))
    }

    /// A shipped plan in which this stands instead of that.
    fn edited(name: &str, that: &str, this: &str) -> Self {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("plans");
        let copy = tempfile::tempdir().unwrap();
        for end in ["yaml", "people.csv"] {
            let text = std::fs::read_to_string(folder.join(format!("{name}.{end}"))).unwrap();
            assert!(end != "yaml" || text.contains(that), "{that}");
            let text = text.replacen(that, this, 1);
            std::fs::write(copy.path().join(format!("{name}.{end}")), text).unwrap();
        }
        Self::at(&copy.path().join(format!("{name}.yaml")))
    }

    fn at(path: &Path) -> Self {
        let checked = check(path, now());
        let (plan, directory, timeline) = checked.dated.unwrap();
        Self {
            plan,
            directory,
            timeline,
            now: now(),
        }
    }

    /// Every notice to readers of a role, or to all, with its message.
    fn told(&self, role: Option<Role>) -> Vec<(Notice, Message)> {
        let case = Case {
            plan: &self.plan,
            directory: &self.directory,
            timeline: &self.timeline,
            told: &Told::default(),
            now: self.now,
        };
        let templates = templates();
        let mut all = Vec::new();
        for occurrence in &self.timeline.occurrences {
            for group in readers(case, occurrence) {
                let notice = state(case, occurrence, &group, FIRST_REVISION);
                if role.is_none_or(|role| role == notice.facts.role) {
                    let message = compose(&notice, &templates).unwrap();
                    all.push((notice, message));
                }
            }
        }
        all
    }
}

fn templates() -> Templates {
    Templates::new("".as_ref(), &[], &mut Sources::default()).0
}

#[test]
fn no_notice_is_much_longer_than_its_readers_read() {
    for name in PLANS {
        let migration = Migration::shipped(name);
        for (notice, message) in migration.told(None) {
            let facts = &notice.facts;
            let text = message.text.replace(NAME_SLOT, "Angelika Thoma");
            let body = text.split("You receive this ").next().unwrap();
            let spoken = |word: &&str| word.chars().any(char::is_alphanumeric);
            let words = body.split_whitespace().filter(spoken).count();
            let limits = LIMITS.iter().find(|(of, _)| *of == facts.milestone);
            let role = match facts.role {
                Role::Executives => 0,
                Role::DepartmentHeads => 1,
                Role::EndUsers => 2,
                Role::Machine => unreachable!("no shipped plan tells machines"),
            };
            let limit = limits.unwrap().1[role];
            // An invitation to hear of several windows names each with its date.
            let briefed = facts
                .briefing
                .as_ref()
                .map_or(0, |about| about.windows.len());
            let limit = limit + A_FURTHER_WINDOW * briefed.saturating_sub(1);
            // Every service has its row there, for whoever uses it.
            let rows = match (facts.milestone, facts.role) {
                (M::Detail, Role::EndUsers) => facts.window.services.len(),
                _ => 0,
            };
            let limit = limit + A_FURTHER_SERVICE * rows.saturating_sub(1);
            assert!(
                words * 4 <= limit * 5,
                "{name} {}: {words} words instead of {limit}\n{body}",
                notice.id
            );
        }
    }
}

/// What is wrong in what an executive is told of the decision asked by the end of `by`.
fn untrue(notice: &Notice, message: &Message, by: Option<NaiveDate>) -> Option<String> {
    let evening = by.and_then(|by| by.and_hms_opt(23, 0, 0));
    let open = evening.is_some_and(|by| notice.zone.instant(by) > notice.facts.moment);
    let said = format!("{}\n{}", message.preheader, message.text);
    let said = said.split_whitespace().collect::<Vec<_>>().join(" ");
    let none = said.contains("No decision is needed");
    let ahead = notice.facts.checkpoints.iter();
    let ahead = ahead.filter(|go| go.at > notice.facts.moment).count() > 0;
    let before = ["Nothing is needed from you", "nothing else is needed"];
    let before = before
        .iter()
        .any(|none| said.contains(&format!("{none} before the go or no-go on")));
    let day = by.map(|by| by.format("%A %-d %B %Y").to_string());
    let asked = day.is_some_and(|day| said.contains(&format!("by {day}")));
    let worded = notice.facts.milestone != M::Briefing;
    let calm = if ahead { before } else { none };
    let wrong = ((open || ahead) && none)
        || (worded && open && (!asked || before))
        || (worded && !open && !calm);
    wrong.then(|| format!("{}: {open} {ahead}\n{said}", notice.id))
}

#[test]
fn executives_are_never_told_of_no_decision_while_one_is_open() {
    for name in PLANS {
        let migration = Migration::shipped(name);
        let by = migration
            .plan
            .case
            .decision
            .as_ref()
            .map(|decision| decision.by);
        for (notice, message) in migration.told(Some(Role::Executives)) {
            assert_eq!(untrue(&notice, &message, by), None, "{name}");
        }
    }
}

/// The finance weekend as short as the payroll weekend is long: another window weighs most, and its
/// first notice leaves after the day of the decision.
fn one_system_with_a_short_finance_weekend() -> Migration {
    Migration::edited("university", "end: Sun 2027-05-16 08:00", "length: 4h")
}

#[test]
fn a_decision_is_asked_in_a_notice_that_leaves_before_it_is_due() {
    let migration = one_system_with_a_short_finance_weekend();
    let told = migration.told(Some(Role::Executives));
    let asks = |message: &Message| message.text.contains("please decide by");
    let asked = told.iter().find(|(_, message)| asks(message));
    let (notice, message) = asked.expect("the executives are asked");
    assert_eq!(notice.id.as_str(), "finance-weekend-first");
    assert!(
        message.subject.starts_with("Decision by Fri 26 Feb"),
        "{}",
        message.subject
    );
    let by = migration
        .plan
        .case
        .decision
        .as_ref()
        .map(|decision| decision.by);
    for (notice, message) in &told {
        assert_eq!(untrue(notice, message, by), None);
    }
}

#[test]
fn a_notice_that_leaves_before_the_question_names_the_day_on_which_it_comes() {
    let (that, this) = (
        "by: Fri 2027-02-26",
        "by: Fri 2027-03-26, window: payroll-weekend",
    );
    let later = Migration::edited("university", that, this);
    let told = later.told(Some(Role::Executives));
    let first = |id: &str| {
        let one = told.iter().find(|(notice, _)| notice.id.as_str() == id);
        let said = one.unwrap().1.text.split_whitespace();
        said.collect::<Vec<_>>().join(" ")
    };
    let foretold = first("finance-weekend-first");
    assert!(foretold.contains("On Friday 5 March 2027 we ask for a decision by Friday 26 March 2027 about another part of the change."), "{foretold}");
    assert!(
        first("payroll-weekend-first")
            .contains("Executive committee: please decide by Friday 26 March 2027.")
    );
}

#[test]
fn executives_hear_in_the_detail_who_decides_when_on_the_start() {
    for name in PLANS {
        let migration = Migration::shipped(name);
        for (notice, message) in migration.told(Some(Role::Executives)) {
            let facts = &notice.facts;
            if facts.milestone != M::Detail {
                continue;
            }
            let said = message.text.split_whitespace().collect::<Vec<_>>();
            let said = said.join(" ");
            let ahead = facts.checkpoints.iter();
            let ahead = ahead.filter(|go| go.at <= facts.window.start);
            for (index, go) in ahead.clone().enumerate() {
                let owner = go.owner.as_deref().unwrap();
                // Midnight is told as the last minute of the day before.
                let at = notice.zone.civil(go.at - TimeDelta::minutes(1));
                let day = at.format("%a %-d %b, ");
                let row = format!("no-go: {day}");
                let mut rows = said.split(&row).skip(1);
                let names = |row: &str| {
                    let who = row.split("decided by ").nth(1);
                    who.is_some_and(|who| who.starts_with(owner))
                };
                let due = index == 0 || index + 1 == ahead.clone().count();
                assert!(!due || rows.any(names), "{name} {day}{owner}\n{said}");
            }
        }
    }
}

#[test]
fn whoever_is_told_a_length_is_told_that_the_clocks_change() {
    let mut of_the_night = 0;
    for name in PLANS {
        let migration = Migration::shipped(name);
        for (notice, message) in migration.told(None) {
            let (zone, window) = (&notice.zone, &notice.facts.window);
            let length = (window.end - window.start).num_minutes();
            let length = format!("{} hours {} minutes", length / 60, length % 60);
            let said = message.text.split_whitespace().collect::<Vec<_>>();
            let said = said.join(" ");
            let changes = zone.clock_change(window.start, window.end).is_some();
            if changes && said.contains(&length) {
                of_the_night += 1;
                assert!(said.contains("locks go forward"), "{}\n{said}", notice.id);
            }
            let must = notice.facts.milestone <= M::Reminder1
                && notice.facts.milestone != M::Briefing
                && notice.facts.milestone != M::Bulletin;
            assert!(
                !changes || !must || said.contains(&length),
                "{}\n{said}",
                notice.id
            );
        }
    }
    assert!(of_the_night > 10, "{of_the_night}");
}

#[test]
fn end_users_are_told_why_before_what_they_gain() {
    for name in PLANS {
        let migration = Migration::shipped(name);
        let firsts = migration.told(Some(Role::EndUsers));
        let firsts = firsts
            .iter()
            .filter(|(notice, _)| notice.facts.milestone == M::First);
        for (notice, message) in firsts.clone() {
            let said = message.text.split_whitespace().collect::<Vec<_>>();
            let said = said.join(" ");
            let why = notice.facts.why.as_deref().unwrap();
            let why = why.trim().split_inclusive('.').next().unwrap();
            let why = said
                .find(why)
                .unwrap_or_else(|| panic!("{}\n{said}", notice.id));
            let gain = said.find("What you gain:").unwrap();
            assert!(why < gain, "{}\n{said}", notice.id);
        }
        assert!(firsts.count() > 0, "{name}");
    }
}

#[test]
fn the_next_notice_is_named_for_what_it_is() {
    let heads = Migration::shipped("hospital").told(Some(Role::DepartmentHeads));
    let firsts = heads
        .iter()
        .filter(|(notice, _)| notice.id == "cutover-first");
    for (_, message) in firsts.clone() {
        let said = message.text.split_whitespace().collect::<Vec<_>>();
        let said = said.join(" ");
        for words in [
            "The next notice comes on Tuesday 23 February 2027: your invitation to the briefing.",
            "Tue 23 Feb: Invitation to the briefing",
            "Thu 25 Feb: Our notice with times and steps",
        ] {
            assert!(said.contains(words), "{said}");
        }
    }
    assert!(firsts.count() > 0);
}

#[test]
fn a_day_of_extra_help_without_news_thanks_nobody_and_says_how_to_report() {
    let notice = sparse(Role::DepartmentHeads, M::HyperCareDaily);
    let message = compose(&notice, &templates()).unwrap();
    assert!(!message.text.contains("Thank you"), "{}", message.text);
    assert!(message.text.contains("Ask your team to report"));
}

#[test]
fn paragraphs_and_lists_of_a_plan_are_lists_and_paragraphs_in_both_parts() {
    let text = "Read [the page](https://a.example/y), then:\n\n- first thing\n- second\n\nAsk us";
    for (role, milestone) in [
        (Role::DepartmentHeads, M::First),
        (Role::DepartmentHeads, M::Detail),
        (Role::DepartmentHeads, M::Reminder14),
        (Role::EndUsers, M::Detail),
    ] {
        let mut notice = full(role, milestone);
        notice.facts.why = Some(text.to_owned());
        for service in &mut notice.facts.window.services {
            service.workaround = Some(text.to_owned());
            service.contingency = Some(text.to_owned());
            service.still_works = vec![text.to_owned()];
        }
        for action in &mut notice.facts.actions.before {
            action.text = text.to_owned();
        }
        let message = compose(&notice, &templates()).unwrap();
        let lines: Vec<_> = message.text.lines().map(str::trim).collect();
        for near in [
            ["", "- first thing", "- second"],
            ["- first thing", "- second", ""],
        ] {
            let stands = lines.windows(3).filter(|lines| *lines == near).count();
            let said = lines.iter().filter(|line| **line == near[1]).count();
            assert!(said > 0 && stands == said, "{}", message.text);
        }
        assert!(lines.contains(&"https://a.example/y"), "{}", message.text);
        let html = &message.html;
        assert!(html.contains(">second</li>"), "{html}");
        for joined in ["<br>- second", "first thing; second", "<br>Ask us"] {
            assert!(!html.contains(joined), "{html}");
        }
        assert!(html.contains("href=\"https://a.example/y\""));
    }
}

#[test]
fn a_link_that_no_mail_would_show_is_found_where_it_stands() {
    let plans = Path::new(env!("CARGO_MANIFEST_DIR")).join("plans");
    let folder = tempfile::tempdir().unwrap();
    let people = "hospital.people.csv";
    std::fs::copy(plans.join(people), folder.path().join(people)).unwrap();
    let plan = std::fs::read_to_string(plans.join("hospital.yaml")).unwrap();
    let linked = "contingency: \"Read [this](ftp://a.example/y).\"";
    let wrong = plan.replace(
        "contingency: Urgent letters are read out by telephone.",
        linked,
    );
    let path = folder.path().join("plan.yaml");
    std::fs::write(&path, &wrong).unwrap();
    let checked = check(&path, now());
    let findings: Vec<_> = checked.findings.iter().collect();
    let [finding] = findings.as_slice() else {
        panic!("{findings:?}");
    };
    let style = Style {
        colour: false,
        width: 100,
        folds: false,
    };
    let line = wrong
        .lines()
        .position(|line| line.contains(linked))
        .unwrap()
        + 1;
    let drawn = render(finding, &checked.sources, style);
    assert!(drawn.contains("`ftp://a.example/y` cannot be linked to"));
    assert!(drawn.contains(&format!("plan.yaml:{line}:")), "{drawn}");
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(8))]

    #[test]
    fn whatever_is_to_be_decided_by_whenever_executives_hear_one_truth_of_it(
        (name, days, about, later) in (0..3_usize, 0..300_u64, 0..4_usize, 0..200_i64),
    ) {
        let mut migration = Migration::shipped(PLANS[name]);
        let windows = migration.plan.windows();
        let windows: Vec<_> = windows.iter().map(|(_, window)| window.id.clone()).collect();
        let by = now().date_naive() + Days::new(days);
        let decision = migration.plan.case.decision.as_mut().unwrap();
        decision.by = by;
        decision.window = windows.get(about).cloned();
        migration.now = now() + TimeDelta::days(later);
        for (notice, message) in migration.told(Some(Role::Executives)) {
            prop_assert_eq!(untrue(&notice, &message, Some(by)), None);
        }
    }
}

#[test]
fn nobody_is_told_a_way_back_after_the_point_of_no_return_or_too_late_for_the_end() {
    let mut told_of = 0;
    for name in PLANS {
        let migration = Migration::shipped(name);
        for (notice, message) in migration.told(None) {
            let window = &notice.facts.window;
            let said = message.text.split_whitespace().collect::<Vec<_>>();
            let said = said.join(" ");
            assert!(!said.contains("safe to decide"), "{}\n{said}", notice.id);
            let Some(row) = said.split("Can be decided until ").nth(1) else {
                continue;
            };
            let back = window.way_back.as_ref().unwrap();
            let safe = back.minutes.map(|all| window.end - TimeDelta::minutes(all));
            let last = [back.point_of_no_return, safe].into_iter().flatten().min();
            // Midnight is told as the last minute of the day before.
            let civil = notice.zone.civil(last.unwrap());
            let shown = match civil.format("%H:%M").to_string().as_str() {
                "00:00" => civil - TimeDelta::minutes(1),
                _ => civil,
            };
            let day = shown.format("%a %-d %b, ").to_string();
            let minute = shown.format(":%M").to_string();
            let moment = row.split("; ").next().unwrap();
            assert!(row.starts_with(&day), "{} {day}\n{said}", notice.id);
            let whole = minute == ":00" || moment.contains(&minute);
            assert!(whole, "{} {minute}\n{said}", notice.id);
            told_of += 1;
        }
    }
    assert!(told_of > 10, "{told_of}");
}

#[test]
fn who_is_told_that_it_starts_reads_the_year_and_when_the_next_message_comes() {
    let mut next = 0;
    for name in PLANS {
        let migration = Migration::shipped(name);
        for (notice, message) in migration.told(None) {
            if notice.facts.milestone != M::Start {
                continue;
            }
            let year = notice.zone.civil(notice.facts.window.start);
            let year = year.format(" %Y").to_string();
            let body = message.text.split("You receive this ").next();
            let body = body.unwrap();
            assert!(body.contains(&year), "{name} {}\n{body}", notice.id);
            assert!(
                body.contains("Next message"),
                "{name} {}\n{body}",
                notice.id
            );
            next += 1;
        }
    }
    assert!(next > 10, "{next}");
}
