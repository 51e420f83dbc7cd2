//! The communication matrix: what is said to whom when, by which way, on whose behalf, for a wiki.

use super::markdown::escaped;
use super::row::{Row, moved, name};
use super::table::counted;
use crate::plan::Plan;
use crate::plan::role::Role;
use crate::rules::Case;

const HEADING: [&str; 7] = [
    "Message",
    "Trigger",
    "Date",
    "Recipients",
    "Channel",
    "Owner",
    "Content",
];

/// A Markdown page with a table: a row for each notice.
pub fn markdown(case: Case, rows: &[Row]) -> String {
    let plan = case.plan;
    let today = plan.zone.civil(case.now).format("%a %-d %b %Y");
    let mut text = format!(
        "# {}: communication matrix\n\n{}, as of {today}. Dates and times are those of the recipients.\n\n",
        escaped(&plan.title),
        counted(rows.len(), "message")
    );
    text.push_str(&format!("| {} |\n", HEADING.join(" | ")));
    text.push_str(&format!("|{}\n", " --- |".repeat(HEADING.len())));
    let owner = owner(plan);
    for row in rows {
        let cells = [
            row.occurrence.notice_id(),
            trigger(row),
            row.civil.format("%a %-d %b %Y, %H:%M").to_string(),
            recipients(row),
            channel(plan, row).to_owned(),
            owner.clone(),
            content(row),
        ];
        let cells = cells.map(|cell| escaped(&cell));
        text.push_str(&format!("| {} |\n", cells.join(" | ")));
    }
    text
}

/// The rule, why it was moved from there, and in whose mails it is told.
fn trigger(row: &Row) -> String {
    let moved = moved(row.occurrence, row.leaving.own);
    let words = std::iter::once(row.occurrence.rule.clone());
    let words = words.chain(moved).chain(row.told_with.iter().cloned());
    words.collect::<Vec<_>>().join("; ")
}

/// `Executives in Singapore: 3 people`.
fn recipients(row: &Row) -> String {
    let people = match row.recipients() {
        1 => "1 person".to_owned(),
        people => format!("{people} people"),
    };
    format!("{} in {}: {people}", row.audience, row.place)
}

fn channel(plan: &Plan, row: &Row) -> &'static str {
    let audience = plan.audience(&row.occurrence.audience);
    match audience.map(|audience| audience.role) {
        Some(Role::Machine) => "E-mail to a machine",
        _ => "E-mail",
    }
}

/// Whoever is behind the plan, or else the team that answers.
fn owner(plan: &Plan) -> String {
    let owner = plan.owner.as_ref().map(|owner| &owner.name);
    owner.unwrap_or(&plan.contact.team).clone()
}

/// What it is and the subjects under which it is read, each with how many read it when they differ.
fn content(row: &Row) -> String {
    let kind = name(row.occurrence.milestone);
    let subjects: Vec<String> = match row.subjects.as_slice() {
        [] => return kind.to_owned(),
        [(subject, _)] => vec![subject.clone()],
        several => {
            let several = several.iter();
            let several = several.map(|(subject, people)| format!("{subject} ({people})"));
            several.collect()
        }
    };
    format!("{kind}: {}", subjects.join("; "))
}
