//! Samples: what comes next, sent to one address, marked as a test; no ledger is touched.

use super::failure::Failure;
use super::making::fault;
use super::workspace::Workspace;
use super::{Done, Surroundings, clock};
use crate::belief::Beliefs;
use crate::channel::Channel;
use crate::directory::Recipient;
use crate::mailing::docket::readers;
use crate::mailing::{Item, Letterhead, Mailing, Office};
use crate::notice::Receipt;
use crate::plan::address::Address;
use crate::timeline::{Occurrence, agenda};
use std::collections::BTreeSet;
use std::process::ExitCode;

/// What stands before the subject of a sample.
const MARK: &str = "[Test] ";

/// Sends one sample per audience: of what is due now, or else of what comes next.
pub fn send(
    workspace: &Workspace,
    around: &Surroundings,
    address: &str,
    channel: &dyn Channel,
) -> Done {
    let address: Address = address.parse().map_err(|refusal: String| {
        let (what, hint) = refusal.split_once('\n').unwrap_or((&refusal, ""));
        Failure::usage(what, hint)
    })?;
    if !workspace.settings.allows(&address) {
        let hint = "name an allowed address, or change `allowed-domains` in the settings";
        return Err(Failure::usage(
            format!("{address} lies outside the allowed domains"),
            hint,
        ));
    }
    let letterhead = Letterhead {
        mark: Some(MARK.to_owned()),
        ..workspace.letterhead.clone()
    };
    let mut line = channel.connect()?;
    let (mut text, mut failed) = (String::new(), false);
    let beliefs = Beliefs::default();
    let office = Office {
        letterhead: &letterhead,
        ..workspace.office(&beliefs)
    };
    for occurrence in coming(workspace) {
        let Some(group) = readers(office.case, occurrence).into_iter().next() else {
            continue;
        };
        let made = office.mailing(Item::first(occurrence, group));
        let mailing = made.map_err(|made| fault(workspace, &occurrence.notice_id(), made))?;
        let Some(first) = mailing.readers().next() else {
            continue;
        };
        let reader = Recipient {
            address: address.clone(),
            ..first.clone()
        };
        let stamp = clock().timestamp_micros();
        let message_id = format!("<test.{}.{stamp}@{}>", mailing.notice.id, letterhead.domain);
        let mail = mailing
            .mail_as(&message_id, &reader, clock())
            .map_err(|error| Failure::world(&error, ""))?;
        let mut envelope = mailing.envelope(&reader);
        envelope.key = format!("test-{}", envelope.key);
        let receipt = match line.offer(&envelope, mail.len()) {
            Ok(()) => line.deliver(&mail),
            Err(receipt) => receipt,
        };
        if let Some(shut) = line.shut() {
            return Err(shut.into());
        }
        let (word, answer) = verdict(receipt);
        failed |= word != "sent";
        text.push_str(&said(workspace, &mailing, (word, &answer)));
    }
    line.close();
    if text.is_empty() {
        text.push_str("nothing is due and nothing comes next, so there is no sample to send\n");
    }
    around.terminal.say(&text);
    Ok(ExitCode::from(if failed { 3 } else { 0 }))
}

/// What became of a sample, with the audience that it is for.
fn said(workspace: &Workspace, mailing: &Mailing, (word, answer): (&str, &str)) -> String {
    let id = &mailing.occurrence().audience;
    let audience = workspace.plan.audience(id);
    let whose = audience.map_or(id.as_str(), |audience| &audience.name);
    format!("{word} ({whose}): {}{answer}\n", mailing.message.subject)
}

fn verdict(receipt: Receipt) -> (&'static str, String) {
    match receipt {
        Receipt::Accepted { .. } => ("sent", String::new()),
        Receipt::Deferred { answer } => ("deferred", format!(" ({answer})")),
        Receipt::Refused { answer, .. } => ("refused", format!(" ({answer})")),
        Receipt::InDoubt { answer } => ("in doubt", format!(" ({answer})")),
    }
}

/// For every audience, what is due now, or else the next notice.
fn coming(workspace: &Workspace) -> Vec<&Occurrence> {
    let due = agenda(&workspace.timeline, &workspace.directory, workspace.now).due;
    let later = workspace
        .timeline
        .occurrences
        .iter()
        .filter(|occurrence| occurrence.moment > workspace.now);
    let mut seen = BTreeSet::new();
    due.into_iter()
        .chain(later)
        .filter(|occurrence| seen.insert(&occurrence.audience))
        .collect()
}
