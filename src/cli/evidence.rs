//! One delivery of the ledger, in words and for programs.

use super::workspace::Workspace;
use crate::calendar::zone::Instant;
use crate::ledger::{Record, Standing};
use crate::report::table::fold;
use serde_json::{Value, json};

/// So many of those who were not reached are named without being asked for.
const NAMED: usize = 20;

/// Whether somebody was to be told and was not, or nobody knows. What was begun is told, or in doubt.
pub fn is_not_reached(record: &Record) -> bool {
    use Standing::{Begun, Expired, Held, InDoubt, Refused};
    matches!(
        record.state.standing,
        Refused | Expired | InDoubt | Held | Begun
    )
}

/// Whether somebody is to be told by a later run, after one was not taken.
pub fn is_put_off(record: &Record) -> bool {
    record.state.standing == Standing::Deferred
}

/// When a person was told, what, with what else in the same mail, and what the server said.
pub fn told((workspace, width): (&Workspace, usize), record: &Record, with: &[&str]) -> String {
    let at = moment(workspace, record.state.at);
    let Record { planned, state, .. } = record;
    let standing = state.standing.slug();
    let shared = match with {
        [] => String::new(),
        with => {
            let (notice, others) = (&planned.notice, with.join(", "));
            format!("{:19}{notice}, in one mail with {others}\n", "")
        }
    };
    format!(
        "{at}  {standing:<9} {}\n{shared}{}",
        planned.subject,
        answer(record, 19, width)
    )
}

/// Who was not reached, each with the notice and what the server said.
pub fn not_reached((workspace, width): (&Workspace, usize), records: &[&Record]) -> String {
    let line = |record: &&Record| {
        let at = moment(workspace, record.state.at);
        let Record { planned, state, .. } = record;
        let standing = state.standing.slug();
        format!(
            "  {at}  {standing:<9} {}, {}\n{}",
            planned.recipient,
            planned.notice,
            answer(record, 8, width) + &put_off(workspace, record)
        )
    };
    records.iter().map(line).collect()
}

/// The first of those who were not reached, and where the others are named.
pub fn first_not_reached((workspace, width): (&Workspace, usize), records: &[&Record]) -> String {
    if records.is_empty() {
        return String::new();
    }
    let (first, others) = records.split_at(records.len().min(NAMED));
    let mut text = format!("\nNot reached\n{}", not_reached((workspace, width), first));
    if !others.is_empty() {
        let (more, status) = (others.len(), workspace.command("status"));
        text.push_str(&format!("  … and {more} more: `{status} --refused`\n"));
    }
    text
}

/// When what was put off is tried again.
fn put_off(workspace: &Workspace, record: &Record) -> String {
    match record.state.next_try.filter(|_| is_put_off(record)) {
        Some(next_try) => {
            let next_try = moment(workspace, next_try);
            format!("{:8}put off: tried again by a run after {next_try}\n", "")
        }
        None => String::new(),
    }
}

/// What the server said, in lines of at most `width` columns.
fn answer(record: &Record, indent: usize, width: usize) -> String {
    match record.state.answer.as_str() {
        "" => String::new(),
        answer => fold(&format!("({answer})"), indent, width),
    }
}

/// An instant on the plan's clock.
pub fn moment(workspace: &Workspace, instant: Instant) -> String {
    let civil = workspace.plan.zone.civil(instant);
    civil.format("%a %-d %b %Y %H:%M").to_string()
}

/// A delivery for programs.
pub fn json(record: &Record) -> Value {
    let Record {
        planned,
        state,
        body_digest,
    } = record;
    json!({
        "delivery": planned.id.as_str(),
        "notice": planned.notice,
        "audience": planned.audience,
        "recipient": planned.recipient,
        "revision": planned.revision,
        "message-id": planned.message_id,
        "subject": planned.subject,
        "planned-for": planned.moment.to_rfc3339(),
        "standing": state.standing.slug(),
        "at": state.at.to_rfc3339(),
        "tries": state.tries,
        "next-try": state.next_try.map(|next| next.to_rfc3339()),
        "answer": state.answer,
        "body-digest": body_digest,
    })
}
