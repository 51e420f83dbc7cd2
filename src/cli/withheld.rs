//! What is due and kept back, because its readers lie outside `allowed-domains`.

use super::failure::Failure;
use super::settings::Settings;
use super::workspace::Workspace;
use crate::diagnostic::{Code, Diagnostic, Findings};
use crate::directory::{Directory, Recipient};
use crate::ledger::{Book, Mark, Roll};
use crate::mailing::docket::{Asked, Docket, Item};
use crate::notice::state::FIRST_REVISION;
use crate::plan::Plan;
use crate::timeline::Agenda;
use std::collections::BTreeSet;

/// Due deliveries that are kept back.
#[derive(Debug, Default)]
pub struct Withheld {
    /// How many.
    pub number: u64,
    /// Which notices, and for whom, were never said to be kept back before. Marked in the ledger,
    /// they are said once and not at every run.
    pub news: Vec<Mark>,
}

/// So many of those who are kept back are named.
const NAMED: usize = 3;

/// Warns of people who may not be written to.
pub fn warn(settings: &Settings, (plan, directory): (&Plan, &Directory), found: &mut Findings) {
    let Some(place) = settings.allowed_domains() else {
        return;
    };
    let audiences = plan.audiences.iter();
    let readers = audiences.flat_map(|audience| directory.recipients(&audience.id));
    let outside = readers.filter(|reader| !settings.allows(&reader.address));
    let outside: BTreeSet<String> = outside.map(|reader| reader.address.identity()).collect();
    if outside.is_empty() {
        return;
    }
    let who = match outside.len() {
        1 => "1 person of the plan lies".to_owned(),
        number => format!("{number} people of the plan lie"),
    };
    let message = format!("{who} outside `allowed-domains`, and nothing is sent there");
    let finding = Diagnostic::new(Code::OUTSIDE_DOMAINS, message).at(place, "");
    let named: Vec<&str> = outside.iter().take(NAMED).map(String::as_str).collect();
    let more = if outside.len() > NAMED { " …" } else { "" };
    let finding = finding.help(format!("among them: {}{more}", named.join(", ")));
    found.push(finding.help("add their domains, or take the line out when the plan is in earnest"));
}

/// What is kept back of what is due, and what was begun earlier and can only be written off now.
pub fn find<'w>(
    workspace: &'w Workspace,
    agenda: &Agenda<'w>,
    book: &dyn Book,
) -> Result<(Withheld, Vec<Item<'w>>), Failure> {
    let settings = &workspace.settings;
    if settings.allowed_domains().is_none() {
        return Ok((Withheld::default(), Vec::new()));
    }
    let outside = |reader: &Recipient| !settings.allows(&reader.address);
    let mut docket = Docket::open(workspace.case(), book, &outside)?;
    let asked = [Asked::Untried, Asked::Unfinished];
    let [untried, begun] = docket.items(&agenda.due, asked)?;
    let [late] = docket.items(&agenda.missed, [Asked::Unfinished])?;
    let said = book.marks()?;
    let items = untried.iter().chain(&begun);
    let news = items.clone().map(|item| mark(workspace, item));
    let news = news.filter(|mark| !said.contains(mark)).collect();
    let number = items.map(|item| item.group.members.len()).sum::<usize>();
    let number = u64::try_from(number).unwrap_or(u64::MAX);
    Ok((Withheld { number, news }, late))
}

/// Says that it was said; a roll that is only kept back is never taken for one that is settled.
fn mark(workspace: &Workspace, item: &Item) -> Mark {
    let occurrence = item.occurrence;
    let recipients = workspace.directory.recipients(&occurrence.audience);
    let mut roll = Roll::of(FIRST_REVISION);
    for index in &item.group.members {
        roll.add(&recipients[*index].address.identity());
    }
    Mark {
        notice: occurrence.notice_id(),
        audience: occurrence.audience.to_string(),
        roll: format!("withheld-{}", roll.fingerprint()),
    }
}
