//! Unlisted: what commands say when people who were told are in no list of the plan any more.

use super::failure::Failure;
use super::obstacle::unmade;
use super::workspace::Workspace;
use crate::belief::unlisted::are_many;
use crate::belief::{Beliefs, Kind, Unlisted};
use crate::diagnostic::{Code, Diagnostic};
use crate::ledger::{Approval, Approvals, Book, Ledger as _, Sheet, SqliteLedger};
use crate::round::{Gate, Rule, Trouble};
use std::collections::BTreeSet;

/// By whom it is meant that people are gone where nobody approves anything.
const MEANT: &str = "`send --really`";

/// Finds people who were told and are in no list any more. Of somebody who may only have another
/// address there is a finding of its own.
pub fn find_unlisted(workspace: &mut Workspace, beliefs: &Beliefs, book: &dyn Book) {
    let readdressed = beliefs.readdressed.iter();
    let readdressed: BTreeSet<&String> = readdressed.map(|person| &person.old).collect();
    let rule = workspace.settings.approval();
    let is_refused = refuse_unlisted((workspace, beliefs), (rule, book), "").is_err();
    for gone in &beliefs.unlisted {
        let mut people = gone.people.values();
        if people.all(|(_, address)| readdressed.contains(address)) {
            continue;
        }
        let mut finding = Diagnostic::new(Code::LEFT_THE_LIST, gone.sentence());
        if let Some(place) = gone.place {
            finding = finding.at(place, gone.names());
        }
        finding = finding.help(
            "each of them hears that she gets no further messages; if the list lost them by mistake, perhaps by a filter in the spreadsheet, put them back before anything is sent",
        );
        if is_refused {
            finding = finding.help("so many at once are too many: `send` refuses until somebody has said that it is meant");
        }
        workspace.findings.push(finding);
    }
    workspace.findings.sort();
}

/// Refuses to write to anybody while so many people are gone from the lists at once that somebody has
/// to look first; says in the words of the command what was left undone.
pub fn refuse_unlisted(
    (workspace, beliefs): (&Workspace, &Beliefs),
    (rule, book): (Rule, &dyn Book),
    undone: &str,
) -> Result<(), Failure> {
    if !are_gone(beliefs, all(beliefs)) {
        return Ok(());
    }
    let waiting = unapproved(workspace, beliefs, book.approvals()?)?;
    let waiting = waiting.iter().flat_map(|sheet| &sheet.readers);
    if !are_gone(beliefs, waiting.collect::<BTreeSet<_>>().len()) {
        return Ok(());
    }
    let gone = beliefs.unlisted.iter().map(Unlisted::sentence);
    let gone = gone.collect::<Vec<_>>().join("; ");
    let way_out = match rule {
        Rule::None => "say so once with `forewarn send PLAN --really`".to_owned(),
        Rule::Corrections | Rule::Required => {
            "approve it with `forewarn approve PLAN --by NAME`; `send --really` goes on without them".to_owned()
        }
    };
    Err(Failure::usage(
        format!("{gone}. {undone}"),
        format!(
            "if the list lost them by mistake, perhaps by a filter in the spreadsheet, put them back; if it is meant, {way_out}. `forewarn diff PLAN` shows what they would be told"
        ),
    ))
}

/// Writes down that somebody means it, where nobody approves anything, so that later runs go on.
pub fn mean_it(
    (workspace, beliefs): (&Workspace, &Beliefs),
    rule: Rule,
    ledger: &mut SqliteLedger,
) -> Result<(), Failure> {
    if rule != Rule::None || !are_gone(beliefs, all(beliefs)) {
        return Ok(());
    }
    let sheets = unapproved(workspace, beliefs, ledger.book().approvals()?)?;
    if sheets.is_empty() {
        return Ok(());
    }
    let approval = Approval {
        by: MEANT.to_owned(),
        at: workspace.now,
        until: None,
        sheets,
    };
    Ok(ledger.approve(&approval)?)
}

/// Whether so many of the people who were told are too many to be gone at once.
fn are_gone(beliefs: &Beliefs, people: usize) -> bool {
    let now = beliefs.now();
    now.is_some_and(|now| are_many(people, &beliefs.history, now))
}

fn all(beliefs: &Beliefs) -> usize {
    let gone = beliefs.unlisted.iter();
    gone.map(|gone| gone.people.len()).sum()
}

/// What people who are gone would be told and nobody has approved.
fn unapproved(
    workspace: &Workspace,
    beliefs: &Beliefs,
    approvals: Approvals,
) -> Result<Vec<Sheet>, Failure> {
    let gate = Gate {
        rule: Rule::Required,
        approvals,
    };
    let office = workspace.office(beliefs);
    let mut sheets = Vec::new();
    let corrections = beliefs.corrections.iter();
    for correction in corrections.filter(|correction| correction.kind == Kind::Unlisted) {
        let notice = correction.occurrence.notice_id();
        let made = office.correction(correction);
        let held = made.and_then(|mut mailing| gate.pass(office, &mut mailing));
        let held = held.map_err(|fault| unmade(workspace, Trouble::Unmade(notice, fault)))?;
        sheets.extend(held.map(|held| held.sheet));
    }
    Ok(sheets)
}
