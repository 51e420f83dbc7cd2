//! Outcome: what a run of `send` did, in words.

use super::waiting::waiting;
use super::workspace::Workspace;
use crate::belief::Beliefs;
use crate::calendar::zone::Instant;
use crate::dispatch::{Kind, Stop, Tally};
use crate::mailing::{Mailing, Withheld};
use crate::round::{Because, Held};
use crate::timeline::Occurrence;
use std::collections::BTreeSet;
use std::path::Path;

/// What is said after a run.
pub struct Report {
    /// The words.
    pub answer: String,
    /// Whether somebody should look.
    pub trouble: bool,
}

/// What is due and does not leave because of how an earlier try ended.
pub(super) fn resting(number: usize) -> String {
    match number {
        0 => String::new(),
        _ => format!("{number:>6}  waiting for their next try, or held: see `forewarn status`\n"),
    }
}

/// What is told together, and what waits to be.
pub(super) fn folded((shared, riding): (u64, usize)) -> String {
    let mut text = match shared {
        0 => String::new(),
        1 => "     1  of them tells one person several things at once\n".to_owned(),
        _ => format!("{shared:>6}  of them tell one person several things at once\n"),
    };
    text.push_str(&match riding {
        0 => String::new(),
        1 => "     1  notice waits to be told in one mail with a later one\n".to_owned(),
        _ => format!("{riding:>6}  notices wait to be told in one mail with a later one\n"),
    });
    text
}

/// What is kept back from whoever may not be written to.
pub fn forbidden(number: u64) -> String {
    match number {
        0 => String::new(),
        _ => format!("{number:>6}  kept back: their addresses lie outside `allowed-domains`\n"),
    }
}

fn begun(number: usize) -> String {
    match number {
        0 => String::new(),
        _ => format!(
            "{number:>6}  in doubt: an earlier run ended in the middle of them; a later run sends them again\n"
        ),
    }
}

/// How many people wait.
pub(super) fn people<'h>(held: impl Iterator<Item = &'h Held>) -> usize {
    let readers = held.flat_map(|held| &held.sheet.readers);
    readers.collect::<BTreeSet<_>>().len()
}

/// How many people wait for somebody's word, and whose reason that is.
pub(super) fn held(held: &[Held]) -> String {
    if held.is_empty() {
        return String::new();
    }
    let mut text = String::new();
    for (because, words) in [
        (Because::New, "was never approved"),
        (
            Because::Changed,
            "says something else than what was approved",
        ),
        (Because::Readers, "was approved, but not for these people"),
    ] {
        let alike = held.iter().filter(|held| held.because == because);
        text.push_str(&match people(alike) {
            0 => String::new(),
            1 => format!("     1  person waits: what she is to be told {words}\n"),
            people => format!("{people:>6}  people wait: what they are to be told {words}\n"),
        });
    }
    text.push_str("help: look with `forewarn diff` and `forewarn preview`, then `forewarn approve PLAN --by NAME`\n");
    text
}

/// What has to be put right and waits for its readers' sending hours.
pub(super) fn corrections(workspace: &Workspace, waiting: &[(Mailing, Instant)]) -> String {
    let people: usize = waiting
        .iter()
        .map(|(mailing, _)| mailing.readers().count())
        .sum();
    let Some(opens) = waiting.iter().map(|(_, opens)| *opens).min() else {
        return String::new();
    };
    let wait = match people {
        1 => "correction waits for its reader's",
        _ => "corrections wait for their readers'",
    };
    format!(
        "{people:>6}  {wait} sending hours: {}\n",
        moment(workspace, opens)
    )
}

/// When the next notice is due that will leave as things stand: by its date, or because a night goes on
/// of which nothing is recorded.
pub(super) fn next(workspace: &Workspace, beliefs: &Beliefs) -> String {
    let history = &beliefs.history;
    let ahead = workspace.timeline.occurrences.iter();
    let ahead = ahead.filter(|notice| notice.moment > workspace.now);
    let ahead = ahead.filter(|notice| !history.nights.is_moot(notice));
    let next = ahead.map(|notice| notice.moment).min();
    let is_known = |window: &str| history.is_known(window);
    let holding = history.nights.next_holding(workspace.now, is_known);
    let holding = holding.filter(|holding| next.is_none_or(|next| *holding < next));
    match (holding, next) {
        (Some(holding), _) => format!(
            "The next notice is due on {}, unless something is recorded before.\n",
            moment(workspace, holding)
        ),
        (None, Some(next)) => format!("The next notice is due on {}.\n", moment(workspace, next)),
        (None, None) => "No further notice is planned.\n".to_owned(),
    }
}

/// A moment, on the clocks of the plan.
pub fn moment(workspace: &Workspace, instant: Instant) -> String {
    let zone = &workspace.plan.zone;
    format!(
        "{} ({})",
        zone.civil(instant).format("%A %-d %B %Y at %H:%M"),
        zone.abbreviation(instant)
    )
}

/// What a run is seen against.
pub struct Outlook<'w> {
    /// The plan.
    pub workspace: &'w Workspace,
    /// What everybody was told.
    pub beliefs: &'w Beliefs,
    /// Corrections that wait, and until when.
    pub corrections: &'w [(Mailing<'w>, Instant)],
    /// Late notices that wait for sending hours.
    pub after_hours: &'w [(&'w Occurrence, Instant, usize)],
    /// What waits for an approval.
    pub held: &'w [Held],
    /// Deliveries that a run left in the middle, and that are not tried again yet.
    pub begun: usize,
    /// Mails kept back because their domain is not allowed.
    pub withheld: &'w Withheld,
    /// Whether somebody watches, who wants to know of them every time.
    pub watched: bool,
    /// Deliveries left open by earlier runs that the plan knows nothing of any more.
    pub strays: u64,
    /// Due deliveries that are not settled.
    pub open: usize,
    /// How many orders the run had, to deliver and to write off.
    pub orders: usize,
    /// How many mails may leave, where that was limited.
    pub limit: Option<usize>,
    /// Deliveries that wait for the mail of a later notice.
    pub riding: usize,
    /// The folder into which the mails go, when they go nowhere else.
    pub outbox: Option<&'w Path>,
}

impl Outlook<'_> {
    /// What a run did.
    pub fn report(&self, tally: &Tally) -> Report {
        let mut answer = String::new();
        let (left_open, beyond) = self.left(tally);
        let begun_before = u64::try_from(self.begun).unwrap_or(u64::MAX);
        for kind in Kind::ALL {
            let number = match kind {
                Kind::Beyond => tally.number(kind) + beyond,
                // What a run left in the middle has a line of its own.
                Kind::Waiting => tally.number(kind).saturating_sub(begun_before),
                _ => tally.number(kind),
            };
            if number > 0 && kind != Kind::Already {
                let what = match self.outbox {
                    Some(folder) if kind == Kind::Accepted => {
                        format!("written to {}, not sent", folder.display())
                    }
                    _ => words(kind).to_owned(),
                };
                answer.push_str(&format!("{number:>6}  {what}\n"));
                answer.push_str(&self.samples(tally, kind));
            }
        }
        let news = !self.withheld.news.is_empty();
        if news || self.watched {
            answer.push_str(&forbidden(self.withheld.number));
        }
        if let Some(stop) = &tally.stopped {
            answer.push_str(&left(left_open));
            answer.push_str(&format!("{stop}\n"));
            if let Stop::Unreachable(why) | Stop::Cut(why) | Stop::Shut(why) = stop {
                answer.push_str(&format!("help: {}\n", why.hint));
            }
        }
        if answer.is_empty() && self.held.is_empty() {
            answer.push_str("Nothing to send.\n");
            answer.push_str(&resting(self.open.saturating_sub(self.begun)));
        }
        answer.push_str(&folded((tally.shared, self.riding)));
        answer.push_str(&strays(self.strays));
        answer.push_str(&begun(self.begun));
        answer.push_str(&held(self.held));
        answer.push_str(&corrections(self.workspace, self.corrections));
        answer.push_str(&waiting(self.workspace, self.after_hours));
        let trouble = news || self.begun > 0 || !tally.is_clean();
        if !trouble {
            answer.push_str(&next(self.workspace, self.beliefs));
        }
        Report { answer, trouble }
    }

    /// Who was not told and why: the first few of a kind, and where the others are named.
    fn samples(&self, tally: &Tally, kind: Kind) -> String {
        let samples = tally.samples().iter().filter(|sample| sample.kind == kind);
        let lines = samples.map(|sample| {
            let (to, notice, answer) = (&sample.recipient, &sample.notice, &sample.answer);
            format!("        {to}, {notice}: {answer}\n")
        });
        let lines: Vec<String> = lines.collect();
        let shown = u64::try_from(lines.len()).unwrap_or(u64::MAX);
        let more = tally.number(kind).saturating_sub(shown);
        let others = match (shown, more) {
            (0, _) | (_, 0) => String::new(),
            _ if kind == Kind::Unmade => format!("        … and {more} more\n"),
            _ => format!("        … and {more} more: `{}`\n", self.status()),
        };
        lines.concat() + &others
    }

    /// The command that names everybody who was not reached.
    fn status(&self) -> String {
        let status = self.workspace.command("status");
        let Workspace {
            settings,
            path,
            ledger,
            ..
        } = self.workspace;
        match *ledger == settings.ledger(path) {
            true => format!("{status} --refused"),
            false => format!("{status} --refused --ledger {}", ledger.display()),
        }
    }

    /// How many deliveries a run that was cut short never came to, and how many of those its limit
    /// would have kept back.
    fn left(&self, tally: &Tally) -> (u64, u64) {
        let number = |size: usize| u64::try_from(size).unwrap_or(u64::MAX);
        tally.unseen(number(self.orders), self.limit.map(number))
    }
}

fn left(number: u64) -> String {
    match number {
        0 => String::new(),
        _ => format!("{number:>6}  left to the next run\n"),
    }
}

pub(super) fn strays(number: u64) -> String {
    match number {
        0 => String::new(),
        _ => format!(
            "{number:>6}  begun or put off earlier and no longer in the plan, so not tried again: see `forewarn status`\n"
        ),
    }
}

pub(super) fn words(kind: Kind) -> &'static str {
    match kind {
        Kind::Accepted => "sent",
        Kind::Deferred => "put off: not taken this time; a later run tries again",
        Kind::Waiting => "waiting for their next try",
        Kind::Refused => "refused by the server; they will not be tried again",
        Kind::InDoubt => "in doubt: the server's answer was not seen, they may have arrived",
        Kind::Held => "held: they may have arrived, and are not sent again",
        Kind::Expired => "expired: not taken before their moment had passed",
        Kind::Skipped => "skipped: a later notice took their place, or their moment had passed",
        Kind::Already => "told already",
        Kind::Unmade => "could not be made into mails",
        Kind::Beyond => "more are due now (held back by `--limit` or `largest-batch`)",
    }
}
