//! While many who were told are gone from the lists, a run waits for somebody's word, but for the night.

use super::super::failure::Failure;
use super::super::unlisted;
use super::super::workspace::Workspace;
use super::Send;
use crate::belief::Beliefs;
use crate::ledger::{Book, Ledger as _, SqliteLedger};
use crate::timeline::agenda;

/// What is said of such a plan.
pub(super) const GONE: &str =
    "`send` refuses this plan: too many who were told are gone from its lists.\n";

impl Send {
    /// Refuses such a plan, unless somebody has said that it is meant.
    pub(super) fn refuse_unlisted(
        &self,
        (workspace, beliefs): (&Workspace, &Beliefs),
        book: &dyn Book,
    ) -> Result<(), Failure> {
        if self.really {
            return Ok(());
        }
        let rule = self.gate(workspace, book)?.rule;
        let undone = match tells_a_night(workspace, beliefs) {
            true => format!("{}, but what was recorded of a night", self.undone()),
            false => self.undone().to_owned(),
        };
        unlisted::refuse_unlisted((workspace, beliefs), (rule, book), &undone)
    }

    /// Writes down that it is meant.
    pub(super) fn mean_unlisted(
        &self,
        known: (&Workspace, &Beliefs),
        ledger: &mut SqliteLedger,
    ) -> Result<(), Failure> {
        let rule = self.gate(known.0, ledger.book())?.rule;
        unlisted::mean_it(known, rule, ledger)
    }
}

/// Whether something may be due that was recorded of a night.
pub(super) fn tells_a_night(workspace: &Workspace, beliefs: &Beliefs) -> bool {
    let agenda = agenda(&workspace.timeline, &workspace.directory, workspace.now);
    let mut due = agenda.due.iter();
    let mut corrections = beliefs.corrections.iter();
    due.any(|notice| notice.milestone.is_of_the_night())
        || corrections.any(|correction| correction.is_recorded)
}
