//! Prospect: what a run of `send` would do, in words.

use super::outcome::{corrections, folded, forbidden, held, next, people, resting, strays, words};
use super::waiting::waiting;
use super::workspace::Workspace;
use crate::belief::Beliefs;
use crate::calendar::zone::Instant;
use crate::dispatch::Kind;
use crate::mailing::{Fault, Mailing};
use crate::round::Held;
use crate::timeline::Occurrence;

/// Messages by subject and notices, each with its number of readers.
pub type Lines = Vec<(String, String, usize)>;

/// What a dry run found.
pub struct Prospect<'w> {
    /// Subject, notice and number of readers of every message of which something would leave within
    /// the limit.
    pub lines: Lines,
    /// The same of what waits until some of these have arrived, and would follow in the same run.
    pub following: Lines,
    /// Mails that would leave, were there no limit.
    pub going: usize,
    /// The same, and those that wait or are held.
    pub open: usize,
    /// Of those that would leave, how many tell several notices.
    pub shared: u64,
    /// Deliveries that wait for the mail of a later notice.
    pub riding: usize,
    /// Deliveries that would be written off as missed.
    pub missed: usize,
    /// Mails kept back because their domain is not allowed.
    pub forbidden: u64,
    /// Deliveries left open by earlier runs that the plan knows nothing of any more.
    pub strays: u64,
    /// Corrections that wait, and until when.
    pub corrections: Vec<(Mailing<'w>, Instant)>,
    /// Late notices that wait for sending hours.
    pub after_hours: Vec<(&'w Occurrence, Instant, usize)>,
    /// What waits for an approval.
    pub held: Vec<Held>,
    /// What was missed and would stay so, because no words can be made of it, and why.
    pub unworded: Vec<(String, Fault)>,
}

/// What would be sent.
pub fn told((workspace, beliefs): (&Workspace, &Beliefs), prospect: &Prospect) -> String {
    let size: usize = prospect.lines.iter().map(|(_, _, going)| going).sum();
    let mut text = match size {
        0 => "Nothing would be sent now.\n".to_owned(),
        1 => "1 mail would be sent now:\n".to_owned(),
        size => format!("{size} mails would be sent now:\n"),
    };
    text.push_str(&listed(&prospect.lines));
    text.push_str(&following(&prospect.following));
    let beyond = prospect.going - size;
    if beyond > 0 {
        text.push_str(&format!("{beyond:>6}  {}\n", words(Kind::Beyond)));
    }
    text.push_str(&folded((prospect.shared, prospect.riding)));
    text.push_str(&resting(prospect.open - prospect.going));
    text.push_str(&forbidden(prospect.forbidden));
    if prospect.missed > 0 {
        let deliveries = if prospect.missed == 1 {
            "delivery"
        } else {
            "deliveries"
        };
        text.push_str(&format!(
            "{} {deliveries} of notices whose moment has passed would be recorded as skipped.\n",
            prospect.missed
        ));
    }
    text.push_str(&strays(prospect.strays));
    text.push_str(&unapproved(&prospect.held));
    text.push_str(&held(&prospect.held));
    text.push_str(&corrections(workspace, &prospect.corrections));
    text.push_str(&waiting(workspace, &prospect.after_hours));
    text.push_str(&next(workspace, beliefs));
    text
}

/// Adds a message to a list; wordings of one notice under one subject make one line.
pub fn add(lines: &mut Lines, (subject, notice, readers): (&str, String, usize)) {
    let alike = |line: &&mut (String, String, usize)| line.0 == subject && line.1 == notice;
    match lines.iter_mut().find(alike) {
        Some(line) => line.2 += readers,
        None => lines.push((subject.to_owned(), notice, readers)),
    }
}

fn listed(lines: &Lines) -> String {
    let line = |(subject, notice, readers): &(String, String, usize)| {
        format!("{readers:>6}  {subject}\n        {notice}\n")
    };
    lines.iter().map(line).collect()
}

/// What follows in the same run.
fn following(lines: &Lines) -> String {
    let size: usize = lines.iter().map(|(_, _, readers)| readers).sum();
    let heading = match size {
        0 => return String::new(),
        1 => "1 mail would follow to whoever was put right by these:\n".to_owned(),
        size => format!("{size} mails would follow to those who were put right by these:\n"),
    };
    heading + &listed(lines)
}

/// What would go had somebody approved it.
fn unapproved(held: &[Held]) -> String {
    if held.is_empty() {
        return String::new();
    }
    // Several notices may leave in one mail, so these are not counted.
    let text = match people(held.iter()) {
        1 => "1 person waits for what nobody has approved:\n".to_owned(),
        people => format!("{people} people wait for what nobody has approved:\n"),
    };
    let mut lines = Vec::new();
    for Held { sheet, .. } in held {
        let notice = format!("{} for {}", sheet.notice, sheet.audience);
        add(&mut lines, (&sheet.subject, notice, sheet.readers.len()));
    }
    text + &listed(&lines)
}
