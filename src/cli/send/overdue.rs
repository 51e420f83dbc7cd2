//! A mail to whoever sees to something that had to be ready by now: once a day for each thing, written
//! down before it leaves.

use super::super::failure::Failure;
use super::super::workspace::Workspace;
use super::nudge::{Owner, offer, still_waits};
use super::{Send, login};
use crate::assessment::readiness::{Because, Item, items};
use crate::dispatch::Doubt;
use crate::ledger::nudge::unheard;
use crate::ledger::{Awaited, Ledger as _, Nudge, SqliteLedger, Wait};
use crate::plan::address::Mailbox;
use crate::plan::former::Named;
use chrono::TimeDelta;
use std::collections::BTreeMap;

impl Send {
    /// Tells the owners of what is overdue; gives what somebody should know of it.
    pub(super) fn warn_of_overdue(
        &self,
        workspace: &Workspace,
        ledger: &mut SqliteLedger,
    ) -> Result<Option<String>, Failure> {
        let mut owners: BTreeMap<Mailbox, (Owner, Vec<Wait>)> = BTreeMap::new();
        for item in overdue(workspace) {
            let Some(address) = item.address.clone() else {
                continue;
            };
            if !workspace.settings.allows(&address) {
                continue;
            }
            let name = item.readiness.owner.name.clone();
            let wait = wait(workspace, &item);
            let entry = owners.entry(address.mailbox());
            let (_, waits) = entry.or_insert_with(|| (Owner { name, address }, Vec::new()));
            waits.push(wait);
        }
        if owners.is_empty() {
            return Ok(None);
        }
        let channel = self.channel(workspace, Some((&*ledger, None)))?;
        let mut trouble = None;
        for (owner, waits) in owners.into_values() {
            for nudge in due(workspace, &owner, waits, &ledger.book().nudges()?) {
                let told = offer(workspace, &*channel, &owner, (nudge, ledger))?;
                trouble = trouble.or(told.map(|answer| (owner.address.to_string(), answer)));
            }
        }
        login::remember(workspace, &*channel, ledger)?;
        Ok(trouble.map(|(address, answer)| {
            format!("{address} could not be told that something is overdue: {answer}\n")
        }))
    }
}

/// What is overdue before a window that has not started.
fn overdue(workspace: &Workspace) -> impl Iterator<Item = Item<'_>> {
    let now = workspace.now;
    let all = items(&workspace.plan, &workspace.directory, now);
    let is_due = move |item: &Item| match item.because {
        Because::Overdue => true,
        Because::Found => item.due <= now,
        _ => false,
    };
    all.into_iter()
        .filter(move |item| is_due(item) && item.window.start > now)
}

/// The mails that an owner is due today: what was not taken before, and what she has not heard of.
fn due(workspace: &Workspace, owner: &Owner, waits: Vec<Wait>, known: &[Nudge]) -> Vec<Nudge> {
    let holds = workspace.settings.doubt() == Doubt::Hold;
    let hers = |nudge: &&Nudge| {
        let address = owner.address.to_string();
        nudge.is_of_items() && nudge.recipient == address && still_waits(nudge, &waits)
    };
    let again = known
        .iter()
        .filter(hers)
        .filter(|nudge| nudge.is_open(holds));
    let mut nudges: Vec<Nudge> = again.cloned().collect();
    let fresh = unheard(waits, known);
    if !fresh.is_empty() {
        let address = owner.address.to_string();
        nudges.push(Nudge::next(known, address, (fresh, workspace.now)));
    }
    nudges
}

/// An item that is overdue on this day.
fn wait(workspace: &Workspace, item: &Item) -> Wait {
    let plan = &workspace.plan;
    let window = &item.window.id;
    let first = plan.first_called(Named::Window, window);
    let (day, what) = (plan.zone.civil(workspace.now).date(), &item.readiness.item);
    Wait {
        keys: vec![format!("item {first} {day} {what}")],
        kind: Awaited::Item,
        subject: what.clone(),
        of: window.to_string(),
        people: 0,
        // The last moment of the day by which it was due, not the first of the next.
        since: Some(item.due - TimeDelta::seconds(1)),
    }
}
