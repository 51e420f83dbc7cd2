//! Kept: where a run finds the ledger of a plan, and who was told of what by it. It only reads.

use super::failure::Failure;
use super::settings::Settings;
use super::workspace::Workspace;
use crate::ledger::{self, Book, SqliteBook};
use crate::plan::{Id, Plan};
use crate::round::{Gate, told};
use crate::rules::Case;
use crate::rules::told::Told;
use std::path::{Path, PathBuf};

/// Where the ledger lies, if not in its usual place.
#[derive(Debug, Clone, Copy, Default)]
pub struct Kept<'a> {
    /// The file that was asked for.
    pub ledger: Option<&'a Path>,
    /// The outbox that was asked for, which keeps a ledger of its own.
    pub outbox: Option<&'a Path>,
}

impl Kept<'_> {
    /// Where the ledger lies: an outbox keeps its own, so that trying out counts as nothing told.
    pub fn path(&self, settings: &Settings, plan: &Path, id: &Id) -> PathBuf {
        match (self.ledger, self.outbox) {
            (Some(path), _) => path.to_owned(),
            (None, Some(folder)) => folder.join(format!("{id}.ledger")),
            (None, None) => settings.ledger(plan),
        }
    }

    /// What may leave by a ledger. Whoever only looks at the mails in a folder needs nobody's word.
    pub fn gate(&self, workspace: &Workspace, book: &dyn Book) -> Result<Gate, ledger::Error> {
        if self.outbox.is_some() {
            return Ok(Gate::open());
        }
        workspace.gate(book)
    }

    /// The same with the folder that the ledger was made for, when it is one that an outbox keeps.
    #[must_use]
    pub fn of_outbox(mut self, workspace: &Workspace) -> Self {
        let Workspace { settings, path, .. } = workspace;
        let id = &workspace.plan.id;
        let folder = self.ledger.and_then(Path::parent);
        let own = Kept {
            ledger: None,
            outbox: folder,
        };
        let is_own = self.ledger.is_some_and(|ledger| {
            ledger == own.path(settings, path, id) && ledger != settings.ledger(path)
        });
        self.outbox = self.outbox.or(folder.filter(|_| is_own));
        self
    }
}

/// Lets a plan call things first what people were first told of by the ledger at `path`.
pub fn settle_names(plan: &mut Plan, path: &Path) -> Result<(), Failure> {
    if plan.former_ids.is_empty() {
        return Ok(());
    }
    match SqliteBook::open_read_only(path, plan.id.as_str()) {
        Err(ledger::Error::Missing { .. }) => {}
        opened => plan.former_ids.settle(&opened?.names()?),
    }
    Ok(())
}

/// Who was told of the windows that would be overdue had nobody been told. A ledger that is not
/// there says that nobody was.
pub fn told(case: Case, path: &Path) -> Result<Told, Failure> {
    // No ledger is opened when nobody asks.
    if told::in_question(case).is_empty() {
        return Ok(Told::default());
    }
    match SqliteBook::open_read_only(path, case.plan.id.as_str()) {
        Err(ledger::Error::Missing { .. }) => Ok(Told::default()),
        opened => Ok(told::told(case, &opened?)?),
    }
}
