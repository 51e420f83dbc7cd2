//! A mail to the owner when something begins to wait for a person's word: once for each thing that
//! waits, written down before it leaves, and never in the way of other mails.

use super::super::asked::nags;
use super::super::evidence::moment;
use super::super::failure::Failure;
use super::super::making::fault;
use super::super::workspace::Workspace;
use super::{Send, login};
use crate::belief::Beliefs;
use crate::channel::mime::{Mail, Mailbox, MimeError, Personal, Stencil};
use crate::channel::{Channel, Envelope};
use crate::compose::message::Message;
use crate::compose::nudge::Waiting;
use crate::dispatch::Doubt;
use crate::ledger::nudge::unheard;
use crate::ledger::{Awaited, Book, Ledger as _, Nudge, SqliteLedger, Standing, Wait};
use crate::mailing::Fault;
use crate::night::Nag;
use crate::plan::Id;
use crate::plan::address::Address;
use crate::plan::former::Named;
use crate::round::{Because, Held};
use serde_json::{Value, json};
use std::collections::{BTreeMap, BTreeSet};

/// Whom to tell.
pub(super) struct Owner {
    /// By what name.
    pub(super) name: String,
    /// At which address.
    pub(super) address: Address,
}

impl Send {
    /// Tells the owner of what is new among all that waits; gives what somebody should know of it.
    pub(super) fn nudge(
        &self,
        workspace: &Workspace,
        waits: Vec<Wait>,
        ledger: &mut SqliteLedger,
    ) -> Result<Option<String>, Failure> {
        let known = ledger.book().nudges()?;
        let holds = workspace.settings.doubt() == Doubt::Hold;
        let hers = known.iter().filter(|nudge| !nudge.is_of_items());
        let again = hers.filter(|nudge| nudge.is_open(holds));
        // What was not taken in time, and waits no more, is nothing to tell.
        let again = again.filter(|nudge| still_waits(nudge, &waits)).cloned();
        let mut nudges: Vec<Nudge> = again.collect();
        let fresh = unheard(waits, &known);
        let Some(owner) = owner(workspace).filter(|_| !fresh.is_empty() || !nudges.is_empty())
        else {
            return Ok(None);
        };
        if !fresh.is_empty() {
            let address = owner.address.to_string();
            nudges.push(Nudge::next(&known, address, (fresh, workspace.now)));
        }
        for nudge in &mut nudges {
            readdress(nudge, &owner);
        }
        let channel = self.channel(workspace, Some((&*ledger, None)))?;
        let mut trouble = None;
        for nudge in nudges {
            let told = offer(workspace, &*channel, &owner, (nudge, ledger))?;
            trouble = trouble.or(told);
        }
        login::remember(workspace, &*channel, ledger)?;
        Ok(trouble.map(|answer| {
            format!(
                "the owner, {}, could not be told that something waits: {answer}\n",
                owner.address
            )
        }))
    }
}

/// Whether anything of what a nudge says waits now.
pub(super) fn still_waits(nudge: &Nudge, waits: &[Wait]) -> bool {
    let now: BTreeSet<&String> = waits.iter().flat_map(|wait| &wait.keys).collect();
    let mut said = nudge.waits.iter().flat_map(|wait| &wait.keys);
    said.any(|key| now.contains(key))
}

/// Turns to whoever owns the plan by now. What may have reached somebody else has not reached her.
fn readdress(nudge: &mut Nudge, owner: &Owner) {
    let is_hers = |told: Address| told.mailbox() == owner.address.mailbox();
    if !nudge.recipient.parse().is_ok_and(is_hers) {
        nudge.recipient = owner.address.to_string();
        nudge.standing = Standing::Deferred;
        nudge.tries = 0;
    }
}

/// Who answers for the plan: its owner, or the team that answers questions. Nobody when the settings
/// allow to write to neither.
fn owner(workspace: &Workspace) -> Option<Owner> {
    let plan = &workspace.plan;
    let named = plan.owner.as_ref().and_then(|owner| {
        Some(Owner {
            name: owner.name.clone(),
            address: owner.email.clone()?,
        })
    });
    let team = Owner {
        name: plan.contact.team.clone(),
        address: plan.contact.email.clone(),
    };
    let all = [named, Some(team)].into_iter().flatten();
    all.into_iter()
        .find(|owner| workspace.settings.allows(&owner.address))
}

/// Offers a nudge to the server; gives what went wrong. Its intent is durable before it may arrive.
pub(super) fn offer(
    workspace: &Workspace,
    channel: &dyn Channel,
    owner: &Owner,
    (mut nudge, ledger): (Nudge, &mut SqliteLedger),
) -> Result<Option<String>, Failure> {
    let (subject, mail) = mail(workspace, owner, &nudge)?;
    nudge.subject = subject;
    let mut line = match channel.connect() {
        Ok(line) => line,
        Err(unreachable) => return Ok(Some(unreachable.to_string())),
    };
    let envelope = Envelope {
        sender: workspace.letterhead.sender.clone(),
        recipient: nudge.recipient.clone(),
        key: format!("waiting-{}", nudge.number),
    };
    let receipt = match line.offer(&envelope, mail.len()) {
        Ok(()) => {
            nudge.standing = Standing::Begun;
            nudge.tries += 1;
            ledger.nudge(&nudge)?;
            line.deliver(&mail)
        }
        Err(receipt) => receipt,
    };
    line.close();
    let standing = Standing::of(&receipt);
    (nudge.standing, nudge.answer) = (standing, receipt.into_answer());
    ledger.nudge(&nudge)?;
    Ok((standing != Standing::Accepted).then_some(nudge.answer))
}

/// The subject and the bytes of a nudge.
fn mail(workspace: &Workspace, owner: &Owner, nudge: &Nudge) -> Result<(String, Vec<u8>), Failure> {
    let file = workspace.path.display().to_string();
    let plan = &workspace.plan;
    let waiting = Waiting {
        organisation: &plan.organisation,
        title: &plan.title,
        file: &file,
        language: &plan.language,
        zone: &plan.zone,
        waits: &nudge.waits,
    };
    let unmade = |made: Fault| fault(workspace, "the mail to the owner", made);
    let message = match nudge.is_of_items() {
        true => workspace.templates.overdue(&waiting),
        false => workspace.templates.nudge(&waiting),
    };
    let message = message.map_err(|found| unmade(Fault::Words(found)))?;
    let bytes = bytes(workspace, owner, (nudge, &message));
    let bytes = bytes.map_err(|error| unmade(Fault::Mime(error)))?;
    Ok((message.subject, bytes))
}

fn bytes(
    workspace: &Workspace,
    owner: &Owner,
    (nudge, message): (&Nudge, &Message),
) -> Result<Vec<u8>, MimeError> {
    let (plan, letterhead) = (&workspace.plan, &workspace.letterhead);
    let seed = format!("waiting.{}.{}", nudge.number, nudge.at.timestamp_micros());
    let header = |name: &str, value: &str| (name.to_owned(), value.to_owned());
    let headers = [
        header("Thread-Topic", &plan.title),
        header("X-Forewarn-Plan", plan.id.as_str()),
        header("Importance", "high"),
    ];
    let stencil = Stencil::cut(&Mail {
        from: &letterhead.from,
        reply_to: Some(&letterhead.reply_to),
        subject: &letterhead.subject(&message.subject),
        text: &message.text,
        html: &message.html,
        headers: &headers,
        boundary_seed: &seed,
        enclosure: None,
    })?;
    let to = Mailbox {
        name: Some(owner.name.clone()).filter(|name| !name.is_empty()),
        address: nudge.recipient.clone(),
    };
    stencil.fill(&Personal {
        to: &to,
        message_id: &format!("<{}.{seed}@{}>", plan.id, letterhead.domain),
        in_reply_to: None,
        references: &[],
        date: letterhead.date(workspace.now),
        name: match owner.name.as_str() {
            "" => &letterhead.nameless,
            name => name,
        },
        calls: &[],
    })
}

/// All that waits for a person's word now, whether its owner has heard of it or not.
pub(super) fn waits(workspace: &Workspace, beliefs: &Beliefs, held: &[Held]) -> Vec<Wait> {
    let mut waits: BTreeMap<(Awaited, &str, &str), Wait> = BTreeMap::new();
    for Held { sheet, because, .. } in held {
        let kind = match because {
            Because::New => Awaited::New,
            Because::Changed => Awaited::Changed,
            Because::Readers => Awaited::Readers,
        };
        let (notice, audience) = (&sheet.notice, &sheet.audience);
        // Whoever joins is known by her window, whatever she is told of it; words by what they say.
        let keys: Vec<String> = match because {
            Because::Readers => {
                let window = &sheet.window;
                let key = |mailbox| format!("reader {window} {audience} {mailbox}");
                sheet.readers.iter().map(key).collect()
            }
            _ => vec![format!("words {notice} {audience} {}", sheet.content)],
        };
        let name = |audience: &crate::plan::audience::Audience| audience.name.clone();
        let all = workspace.plan.audiences.iter();
        let first = |id: &Id| workspace.plan.first_called(Named::Audience, id) == audience;
        let of = all.clone().find(|known| first(&known.id));
        let wait = waits
            .entry((kind, notice, audience))
            .or_insert_with(|| Wait {
                keys: Vec::new(),
                kind,
                subject: sheet.subject.clone(),
                of: of.map_or_else(|| audience.clone(), name),
                people: 0,
                since: None,
            });
        wait.keys.extend(keys);
        wait.people += sheet.readers.len();
    }
    let mut waits: Vec<Wait> = waits.into_values().collect();
    let nags = nags(workspace, beliefs);
    waits.extend(nags.iter().map(|nag| asked(workspace, nag)));
    waits
}

/// What somebody has to say of a window.
fn asked(workspace: &Workspace, nag: &Nag) -> Wait {
    let (kind, since) = match nag {
        Nag::Unsaid { end, .. } => (Awaited::Outcome, *end),
        Nag::Progress { by, .. } => (Awaited::Progress, *by),
        Nag::NoDate { by, .. } => (Awaited::Date, *by),
        Nag::Undated { by, .. } => (Awaited::Promise, *by),
    };
    let window = nag.window();
    let dated = workspace.plan.window(window);
    let dated = dated.map(|(phase, _)| &phase.name);
    let mut undecided = workspace.plan.undecided.iter();
    let undecided = undecided.find(|open| open.id == *window);
    let phase = dated.or(undecided.map(|open| &open.phase_name));
    // A night goes on under another name.
    let first = workspace.plan.first_called(Named::Window, window);
    Wait {
        keys: vec![format!("night {first} {kind:?} {}", since.timestamp())],
        kind,
        subject: phase.map_or_else(|| window.to_string(), String::clone),
        of: window.to_string(),
        people: 0,
        since: Some(since),
    }
}

/// What the owner was told, for `status`.
pub fn told(workspace: &Workspace, book: &dyn Book) -> Result<String, Failure> {
    let nudges = book.nudges()?;
    let (items, waits): (Vec<&Nudge>, Vec<&Nudge>) =
        nudges.iter().partition(|nudge| nudge.is_of_items());
    let told = |heading: &str, nudges: &[&Nudge]| match lines(workspace, nudges) {
        lines if lines.is_empty() => lines,
        lines => format!("\n{heading}\n{lines}"),
    };
    Ok(told("The owner was told that something waits", &waits)
        + &told("Who sees to it was told that it is overdue", &items))
}

fn lines(workspace: &Workspace, nudges: &[&Nudge]) -> String {
    let lines = nudges.iter().map(|nudge| {
        let Nudge {
            recipient, subject, ..
        } = nudge;
        let (at, standing) = (moment(workspace, nudge.at), nudge.standing.slug());
        format!("  {at}  {standing}  {subject}\n                   ({recipient})\n")
    });
    lines.collect()
}

/// The same for programs: one value for each mail.
pub fn told_json(book: &dyn Book) -> Result<Vec<Value>, Failure> {
    let nudges = book.nudges()?;
    let value = |nudge: &Nudge| {
        json!({
            "waiting": nudge.waits,
            "recipient": nudge.recipient,
            "subject": nudge.subject,
            "at": nudge.at.to_rfc3339(),
            "standing": nudge.standing.slug(),
            "answer": nudge.answer,
        })
    };
    Ok(nudges.iter().map(value).collect())
}
