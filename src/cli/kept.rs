//! Kept: where a run finds the ledger of a plan, and who was told of what by it. It only reads.

use super::failure::Failure;
use super::settings::Settings;
use super::workspace::Workspace;
use crate::diagnostic::{Code, Diagnostic, Findings};
use crate::ledger::{self, Book, SqliteBook};
use crate::plan::readiness::Test;
use crate::plan::{Id, Plan};
use crate::round::{Gate, told};
use crate::rules::Case;
use crate::rules::told::Told;
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

/// Where the ledger lies, if not in its usual place.
#[derive(Debug, Clone, Copy, Default)]
pub struct Kept<'a> {
    /// The file that was asked for.
    pub ledger: Option<&'a Path>,
    /// The outbox that was asked for, which keeps a ledger of its own.
    pub outbox: Option<&'a Path>,
    /// Whether the plan can be looked at without the ledger, by somebody who may not read it.
    pub is_spared: bool,
    /// Whether a ledger that was asked for may be begun. Where it may not, it has to be there: an empty
    /// one in its place would say that nobody was told.
    pub may_begin: bool,
}

impl<'a> Kept<'a> {
    /// The ledger at a path, or in its usual place, which has to be read.
    pub fn at(ledger: Option<&'a Path>) -> Self {
        Self {
            ledger,
            ..Self::default()
        }
    }

    /// The same for a command that looks at the plan, also where nobody may read the usual ledger.
    pub fn if_readable(ledger: Option<&'a Path>) -> Self {
        Self {
            ledger,
            is_spared: ledger.is_none(),
            ..Self::default()
        }
    }

    /// The ledger at a path, or in its usual place, for a command that makes it where none lies.
    pub fn or_begun(ledger: Option<&'a Path>) -> Self {
        Self {
            ledger,
            may_begin: true,
            ..Self::default()
        }
    }
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

    /// Refuses to go on without a ledger that was asked for and has to be there.
    fn insist(&self) -> Result<(), Failure> {
        let asked = self.ledger.filter(|_| !self.may_begin);
        let Some(path) = asked.filter(|path| !SqliteBook::is_there(path)) else {
            return Ok(());
        };
        Err(Failure::usage(
            format!("there is no ledger {}", path.display()),
            "check the path after `--ledger`; the first `forewarn send` of a plan makes its ledger",
        ))
    }

    /// What is known of who was told of what.
    pub fn records(&self, settings: &Settings, plan: &Path, id: &Id) -> Result<Records, Failure> {
        self.insist()?;
        let path = self.path(settings, plan, id);
        let unread = match self.is_spared {
            true => SqliteBook::shut(&path, id.as_str()),
            false => None,
        };
        Ok(Records { path, unread })
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
            outbox: folder,
            ..Kept::default()
        };
        let is_own = self.ledger.is_some_and(|ledger| {
            ledger == own.path(settings, path, id) && ledger != settings.ledger(path)
        });
        self.outbox = self.outbox.or(folder.filter(|_| is_own));
        self
    }
}

/// What a command knows of who was told of what, before it reads more.
pub struct Records {
    /// Where the ledger lies, or would.
    pub path: PathBuf,
    unread: Option<ledger::Error>,
}

impl Records {
    /// Whether all is looked at as if nobody had been told.
    pub fn are_unread(&self) -> bool {
        self.unread.is_some()
    }

    /// Says that all is looked at as if nobody had been told, if it is. Who hears late cannot be known
    /// then.
    pub fn warn(&self, findings: &mut Findings) {
        let message = "all is shown as if nobody had been told: the ledger may not be read by you";
        if let Some(error) = &self.unread {
            let finding = Diagnostic::new(Code::UNREAD_LEDGER, message);
            findings.retain(|found| !matches!(found.code, Code::OVERDUE | Code::LATE_START));
            findings.push(finding.help(error.to_string()));
        }
    }

    /// Lets a plan know what only the ledger knows of it: what things were called first, and what scans
    /// have found.
    pub fn settle(&self, plan: &mut Plan) -> Result<(), Failure> {
        self.settle_names(plan)?;
        self.settle_scans(plan)
    }

    /// Lets a plan call things first what people were first told of.
    fn settle_names(&self, plan: &mut Plan) -> Result<(), Failure> {
        if plan.former_ids.is_empty() {
            return Ok(());
        }
        if let Some(book) = self.open(&plan.id)? {
            plan.former_ids.settle(&book.names()?);
        }
        Ok(())
    }

    /// Lets a plan know of the scans on record, when something in it waits for them.
    fn settle_scans(&self, plan: &mut Plan) -> Result<(), Failure> {
        let mut items = plan.case.readiness.iter();
        if !items.any(|item| item.test == Some(Test::Scan)) {
            return Ok(());
        }
        if let Some(book) = self.open(&plan.id)? {
            plan.scan.recorded = book.scans()?;
        }
        Ok(())
    }

    /// Who was told of the windows that would be overdue had nobody been told, when windows that have no
    /// date any more were to start, and which audiences are kept back whatever the plan says.
    pub fn told(&self, case: Case, kept_back: BTreeSet<Id>) -> Result<Told, Failure> {
        // No ledger is opened when nobody asks.
        let book = match told::is_asked(case) {
            true => self.open(&case.plan.id)?,
            false => None,
        };
        let told = book.map(|book| told::told(case, &book)).transpose()?;
        let mut told = told.unwrap_or_default();
        told.kept_back = kept_back;
        Ok(told)
    }

    /// The ledger, unless there is none yet, which says that nobody was told.
    fn open(&self, plan: &Id) -> Result<Option<SqliteBook>, ledger::Error> {
        if self.are_unread() {
            return Ok(None);
        }
        match SqliteBook::open_read_only(&self.path, plan.as_str()) {
            Err(ledger::Error::Missing { .. }) => Ok(None),
            opened => opened.map(Some),
        }
    }
}
