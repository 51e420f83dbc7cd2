//! Outcome: what a run of `send` did or would do, in words.

use super::workspace::Workspace;
use crate::calendar::zone::Instant;
use crate::dispatch::{Kind, Tally};
use crate::mailing::docket::Item;
use crate::timeline::Agenda;

/// What a dry run found: subject, notice and number of readers of every message.
pub struct Prospect {
    /// The messages.
    pub lines: Vec<(String, String, usize)>,
    /// Deliveries that would be written off as missed.
    pub missed: u64,
    /// Mails in all.
    pub size: u64,
}

/// What is said after a run.
pub struct Report {
    /// The words; empty when there was nothing to do.
    pub answer: String,
    /// Whether somebody should look.
    pub trouble: bool,
}

/// How many mails the items make.
pub fn count(items: &[Item]) -> u64 {
    let members: usize = items.iter().map(|item| item.group.members.len()).sum();
    u64::try_from(members).unwrap_or(u64::MAX)
}

/// What would be sent.
pub fn prospect(workspace: &Workspace, agenda: &Agenda, prospect: &Prospect) -> String {
    let mut text = match prospect.size {
        0 => "Nothing would be sent now.\n".to_owned(),
        1 => "1 mail would be sent now:\n".to_owned(),
        size => format!("{size} mails would be sent now:\n"),
    };
    for (subject, notice, readers) in &prospect.lines {
        text.push_str(&format!("{readers:>6}  {subject}\n        {notice}\n"));
    }
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
    text.push_str(&waiting(workspace, agenda));
    text.push_str(&next(workspace, agenda.next));
    text
}

fn waiting(workspace: &Workspace, agenda: &Agenda) -> String {
    let words = |(occurrence, opens): &(&crate::timeline::Occurrence, Instant)| {
        format!(
            "{} waits for its readers' sending hours: {}\n",
            occurrence.notice_id(),
            moment(workspace, *opens)
        )
    };
    agenda.waiting.iter().map(words).collect()
}

fn next(workspace: &Workspace, next: Option<Instant>) -> String {
    match next {
        Some(next) => format!("The next notice is due on {}.\n", moment(workspace, next)),
        None => "No further notice is planned.\n".to_owned(),
    }
}

fn moment(workspace: &Workspace, instant: Instant) -> String {
    let zone = &workspace.plan.zone;
    format!(
        "{} ({})",
        zone.civil(instant).format("%A %-d %B %Y at %H:%M"),
        zone.abbreviation(instant)
    )
}

/// What a run did.
pub fn report(tally: &Tally, forbidden: u64, workspace: &Workspace, agenda: &Agenda) -> Report {
    let mut answer = String::new();
    for kind in Kind::ALL {
        let number = tally.number(kind);
        if number > 0 && kind != Kind::Already {
            answer.push_str(&format!("{number:>6}  {}\n", words(kind)));
        }
    }
    if forbidden > 0 {
        answer.push_str(&format!(
            "{forbidden:>6}  kept back: their addresses lie outside `allowed-domains`\n"
        ));
    }
    for sample in tally.samples() {
        answer.push_str(&format!(
            "        {}, {}: {}\n",
            sample.recipient, sample.notice, sample.answer
        ));
    }
    if let Some(stop) = &tally.stopped {
        answer.push_str(&format!("{stop}\n"));
        if let crate::dispatch::Stop::Unreachable(unreachable) = stop {
            answer.push_str(&format!("help: {}\n", unreachable.hint));
        }
    }
    let trouble = tally.stopped.is_some()
        || forbidden > 0
        || Kind::ALL
            .into_iter()
            .any(|kind| kind.is_trouble() && tally.number(kind) > 0);
    if answer.is_empty() {
        answer.push_str("Nothing to send.\n");
    }
    answer.push_str(&waiting(workspace, agenda));
    if !trouble {
        answer.push_str(&next(workspace, agenda.next));
    }
    Report { answer, trouble }
}

fn words(kind: Kind) -> &'static str {
    match kind {
        Kind::Accepted => "sent",
        Kind::Deferred => "put off: not taken this time; a later run tries again",
        Kind::Waiting => "waiting for their next try",
        Kind::Refused => "refused by the server; they will not be tried again",
        Kind::InDoubt => "in doubt: the server's answer was not seen, they may have arrived",
        Kind::Held => "held: they may have arrived, and are not sent again",
        Kind::Expired => "expired: not taken before their moment had passed",
        Kind::Skipped => "skipped: their moment had passed before they could be told",
        Kind::Already => "told already",
        Kind::Unmade => "could not be made into mails",
    }
}
