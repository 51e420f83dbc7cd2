//! A believable gallery for tests: a hospital moves its patient records over Easter.
//!
//! Gives [`hospital`], the same on every call. Never shipped.

use super::{FindingView, Gallery, MessageView, NoticeView, PersonView, WindowView};
use chrono::{Datelike as _, Days, NaiveDate, Weekday};

const TEXT: &str = include_str!("fixture.txt");
const HEADERS: &str = "\
From: Northfield Digital Services <changes@northfield.example.org>
To: Anna Khan <anna.0@northfield.example.org>
Subject: [subject]
Date: Thu, 24 Dec 2026 09:00:00 +0000
Message-ID: <records-2027.main-first.r1.e3c0b9df3a1d38b2f8b8@northfield.example.org>
Auto-Submitted: auto-generated
List-Id: Planned downtime <downtime.northfield.example.org>
Content-Type: multipart/alternative; boundary=\"fw-1\"
";
const MAIL: &str = include_str!("fixture.html");
const ORGANISATION: &str = "Northfield University Hospital";
const DEPARTMENTS: [&str; 6] = [
    "Wards",
    "Radiology",
    "Pharmacy",
    "Outpatients",
    "Pathology",
    "Executive office",
];

struct Story {
    window: &'static str,
    title: &'static str,
    service: &'static str,
    day: NaiveDate,
    start: &'static str,
    end: &'static str,
    status: &'static str,
}

/// One line of the ladder.
struct Step {
    offset: i64,
    time: &'static str,
    audience: usize,
    milestone: &'static str,
    name: &'static str,
    subject: &'static str,
}

fn ladder() -> Vec<Step> {
    let step = |line: &'static str| -> Option<Step> {
        let mut cells = line.split(" | ");
        Some(Step {
            offset: cells.next()?.parse().ok()?,
            time: cells.next()?,
            audience: cells.next()?.parse().ok()?,
            milestone: cells.next()?,
            name: cells.next()?,
            subject: cells.next()?,
        })
    };
    LADDER.lines().filter_map(step).collect()
}

const AUDIENCES: [(&str, &str); 3] = [
    ("executives", "Executives"),
    ("department-heads", "Department heads"),
    ("end-users", "End users"),
];

/// Days from the window | time | audience | milestone | its name | subject.
const LADDER: &str = "\
-90 | 09:00 | 0 | first | First announcement | Decision by 22 Jan: {service} move, {day}
-75 | 09:00 | 1 | first | First announcement | Planned: {service} off {day}
-60 | 09:00 | 2 | first | First announcement | Planned: {service} off {day}
-30 | 09:00 | 0 | detail | Confirmed times | Confirmed: {service} off {day}
-30 | 09:00 | 1 | detail | Confirmed times | Confirmed: {service} off {day}
-30 | 10:30 | 2 | detail | Confirmed times | Confirmed: {service} off {day}
-28 | 09:00 | 1 | briefing | Briefing invitation | Briefing: {service} downtime, Tue 9 Mar 10:30am
-14 | 09:00 | 1 | reminder-14 | Reminder, 14 days | Reminder: {service} off {day}
-14 | 09:00 | 2 | reminder-14 | Reminder, 14 days | Reminder: {service} off {day}
-7 | 09:00 | 0 | reminder-7 | Reminder, 7 days | In 7 days: {service} off {day}
-7 | 09:00 | 1 | reminder-7 | Reminder, 7 days | In 7 days: {service} off {day}
-7 | 09:00 | 2 | reminder-7 | Reminder, 7 days | In 7 days: {service} off {day}
-3 | 09:00 | 2 | reminder-3 | Reminder, 3 days | {day}: {service} off - print your lists
-1 | 09:00 | 1 | reminder-1 | Day before | {day}: {service} off tonight
-1 | 09:00 | 2 | reminder-1 | Day before | {day}: {service} off tonight
0 | 21:30 | 2 | start | Start | Starts 10pm: save your work in {service}
2 | 08:00 | 1 | hyper-care-open | Extra help begins | Extra help for {service} begins
2 | 08:00 | 2 | hyper-care-open | Extra help begins | Extra help for {service} begins
13 | 16:00 | 0 | hyper-care-close | Extra help ends | Extra help ends: {service}
";

fn day(year: i32, month: u32, day: u32) -> NaiveDate {
    NaiveDate::from_ymd_opt(year, month, day).expect("a date of the story")
}

fn stories() -> [Story; 3] {
    [
        Story {
            window: "pilot",
            title: "Pilot: outpatient records",
            service: "outpatient records",
            day: day(2027, 2, 27),
            start: "20:00",
            end: "23:00",
            status: "confirmed",
        },
        Story {
            window: "main",
            title: "Main move: patient records",
            service: "patient records",
            day: day(2027, 3, 27),
            start: "22:00",
            end: "02:30",
            status: "confirmed",
        },
        Story {
            window: "imaging",
            title: "Imaging archive",
            service: "imaging archive",
            day: day(2027, 4, 17),
            start: "21:00",
            end: "01:00",
            status: "provisional",
        },
    ]
}

fn words(date: NaiveDate) -> String {
    date.format("%a %-d %B %Y").to_string()
}

fn people(count: usize) -> Vec<PersonView> {
    const FIRST: [&str; 12] = [
        "Anna", "Ben", "Chidi", "Dilys", "Erik", "Fatima", "Grace", "Hana", "Imran", "Joan",
        "Kofi", "Léa",
    ];
    const LAST: [&str; 11] = [
        "Khan",
        "Okafor",
        "Pritchard",
        "Lindqvist",
        "Rossi",
        "Adeyemi",
        "Novak",
        "O’Brien",
        "Tanaka",
        "Walsh",
        "Mbeki",
    ];
    (0..count)
        .map(|index| {
            let (first, last) = (FIRST[index % 12], LAST[(index * 7 + index / 12) % 11]);
            let department = match index {
                0..5 => DEPARTMENTS[5],
                _ => DEPARTMENTS[index % 5],
            };
            PersonView {
                name: format!("{first} {last}"),
                address: format!(
                    "{}.{index}@northfield.example.org",
                    first.to_lowercase().replace('é', "e")
                ),
                department: department.into(),
            }
        })
        .collect()
}

fn groups(audience: usize, people: &[PersonView]) -> Vec<(String, Vec<usize>)> {
    let members = match audience {
        0 => 0..5,
        1 => 5..15,
        _ => 15..people.len(),
    };
    let of = |wanted: &str| -> Vec<usize> {
        let there = |person: &PersonView| wanted.is_empty() || person.department == wanted;
        let here = members.clone().filter(|&index| there(&people[index]));
        here.collect()
    };
    if audience == 0 {
        return vec![("Everyone in Europe/London".into(), of(""))];
    }
    DEPARTMENTS[..5]
        .iter()
        .map(|&name| (name.to_owned(), of(name)))
        .collect()
}

fn message(
    story: &Story,
    subject: &str,
    (scope, recipients): (String, Vec<usize>),
    file: String,
) -> MessageView {
    let start = format!("{}, {}", words(story.day), story.start);
    let end = format!("{}, {}", words(story.day + Days::new(1)), story.end);
    let effect = format!(
        "You cannot open or change {} while we move them to new servers.",
        story.service
    );
    let html = MAIL
        .replace("[subject]", subject)
        .replace("[effect]", &effect)
        .replace("[organisation]", ORGANISATION)
        .replace("[scope]", &scope)
        .replace(
            "[headline]",
            &format!("{} will be off on {}", story.title, words(story.day)),
        )
        .replace("[start]", &start)
        .replace("[end]", &end)
        .replace(
            "[action]",
            &format!(
                "Finish and save your work by 15 minutes before {}.",
                story.start
            ),
        );
    let text = TEXT
        .replace("[subject]", subject)
        .replace("[effect]", &effect)
        .replace("[start]", &start)
        .replace("[end]", &end);
    let headers = HEADERS
        .lines()
        .filter_map(|line| line.split_once(": "))
        .map(|(name, value)| (name.to_owned(), value.replace("[subject]", subject)));
    MessageView {
        mail: 0,
        bytes: html.len() + text.len() + 900,
        headers: headers.collect(),
        scope,
        file: Some(file),
        sender: "Northfield Digital Services".to_owned(),
        subject: subject.to_owned(),
        html,
        text,
        recipients,
    }
}

/// The day a step falls on, and why.
fn told(story: &Story, step: &Step) -> (NaiveDate, Option<String>, String) {
    let wanted = story.day + chrono::TimeDelta::days(step.offset);
    let closed = |date: NaiveDate| {
        let holiday = date.month() == 12 && date.day() > 24;
        holiday || matches!(date.weekday(), Weekday::Sat | Weekday::Sun)
    };
    let mut date = wanted;
    while step.offset < 0 && closed(date) {
        date = date - Days::new(1);
    }
    let side = if step.offset < 0 { "before" } else { "after" };
    let count = format!("{} days {side} {}", step.offset.abs(), words(story.day));
    let why = match wanted.month() {
        12 => "Sunday, and the bank holidays before it",
        _ => "the weekend",
    };
    let moved = (date != wanted).then(|| format!("moved earlier: {why}"));
    let because = match (step.offset, &moved) {
        (0, _) => "Half an hour before the start".to_owned(),
        (_, None) => count,
        (_, Some(moved)) => format!("{count} = {}; {moved}", words(wanted)),
    };
    (date, moved, because)
}

fn notice(story: &Story, step: &Step, people: &[PersonView]) -> NoticeView {
    let (date, moved, because) = told(story, step);
    let when = format!("{}, {}", story.day.format("%a %-d %b"), story.start);
    let subject = step
        .subject
        .replace("{service}", story.service)
        .replace("{day}", &when);
    let id = format!("{}-{}", story.window, step.milestone);
    let (audience, audience_name) = AUDIENCES[step.audience];
    let messages: Vec<MessageView> = groups(step.audience, people)
        .into_iter()
        .filter(|(_, recipients)| !recipients.is_empty())
        .enumerate()
        .map(|(number, group)| {
            message(
                story,
                &subject,
                group,
                format!("{id}-{audience}-{number}.eml"),
            )
        })
        .collect();
    NoticeView {
        date_iso: date.to_string(),
        weekday: date.format("%A").to_string(),
        date_words: words(date),
        time: step.time.into(),
        zone: "UK time".into(),
        audience: audience.into(),
        audience_name: audience_name.into(),
        milestone: step.milestone.into(),
        milestone_name: step.name.into(),
        window: story.window.into(),
        apart: String::new(),
        recipients: messages.iter().map(|each| each.recipients.len()).sum(),
        told_with: String::new(),
        due: story.window == "main" && step.offset == -90,
        id,
        subject,
        because,
        moved,
        messages,
    }
}

fn findings() -> Vec<FindingView> {
    let finding =
        |code: &str, level: &str, message: &str, place: Option<&str>, help: &[&str]| FindingView {
            code: code.into(),
            level: level.into(),
            message: message.into(),
            place: place.map(Into::into),
            help: help.iter().map(|&line| line.into()).collect(),
        };
    vec![
        finding(
            "clocks-change",
            "note",
            "Clocks go forward while patient records are off: the window lasts 3 hours 30 minutes, not 4 hours 30 minutes.",
            Some("hospital.yaml:41:12"),
            &[],
        ),
        finding(
            "short-notice",
            "warning",
            "End users hear of the pilot 58 days ahead; your policy asks for 60.",
            Some("hospital.yaml:27:5"),
            &[
                "Announce it two days earlier, or name who accepts the short notice under `waivers`.",
            ],
        ),
        finding(
            "no-deputy",
            "warning",
            "Pathology has a head but nobody who stands in.",
            Some("hospital.yaml:88:5"),
            &["Add `deputy:` to the department, so that a notice reaches someone during leave."],
        ),
    ]
}

/// The story as a planner would see it on Christmas Eve.
pub(crate) fn hospital() -> Gallery {
    let people = people(186);
    let steps = ladder();
    let mut notices = Vec::new();
    for story in &stories() {
        notices.extend(steps.iter().map(|step| notice(story, step, &people)));
    }
    notices.retain(|notice| notice.date_iso.as_str() >= "2026-12-01");
    let messages = notices.iter_mut().flat_map(|notice| &mut notice.messages);
    messages
        .zip(0..)
        .for_each(|(message, number)| message.mail = number);
    notices.sort_by(|a, b| (&a.date_iso, &a.time).cmp(&(&b.date_iso, &b.time)));
    let windows = stories()
        .iter()
        .map(|story| {
            let last = if story.end < story.start {
                story.day + Days::new(1)
            } else {
                story.day
            };
            WindowView {
                id: story.window.into(),
                title: story.title.into(),
                start: format!("{}, {}", words(story.day), story.start),
                end: format!("{}, {}", words(last), story.end),
                start_iso: format!("{}T{}", story.day, story.start),
                end_iso: format!("{last}T{}", story.end),
                status: story.status.into(),
            }
        })
        .collect();
    Gallery {
        title: "Patient records move to the new data centre".into(),
        organisation: ORGANISATION.into(),
        plan_id: "records-2027".into(),
        now: "Thu 24 December 2026, 09:00 UK time".into(),
        zone_release: "2026f".into(),
        holiday_release: "0.86".into(),
        version: "0.1.0".into(),
        findings: findings(),
        notices,
        windows,
        people,
        only_for: None,
    }
}
