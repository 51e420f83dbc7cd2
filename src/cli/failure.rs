//! Failures: what, why, what now, and the exit code.

use super::terminal::Terminal;
use crate::channel::Unreachable;
use crate::diagnostic::{Findings, Level, Sources};
use crate::{compose, ledger, plan, scan};
use std::path::Path;
use std::process::ExitCode;

/// What to do about a ledger that was put back from a copy.
const BEHIND: &str = "put the newer ledger back; or see with `forewarn status PLAN` what this one knows and with `forewarn send PLAN --dry-run --really` what would leave by it, and go on from it with `--really`, once";

/// Why a command could not do what it was asked.
#[derive(Debug)]
pub enum Failure {
    /// The author's files are wrong; the findings say where.
    Findings(Box<(Findings, Sources)>),
    /// The command was asked for something that cannot be.
    Usage {
        /// What is wrong.
        what: String,
        /// What to do.
        hint: String,
    },
    /// The world failed.
    World {
        /// What is wrong, with its causes.
        what: String,
        /// What to do; may be empty.
        hint: String,
    },
}

impl Failure {
    /// A wrong use of a command.
    pub fn usage(what: impl Into<String>, hint: impl Into<String>) -> Self {
        Self::Usage {
            what: what.into(),
            hint: hint.into(),
        }
    }

    /// A failure of the world with its causes, and what to do.
    pub fn world(error: &dyn std::error::Error, hint: impl Into<String>) -> Self {
        let mut what = error.to_string();
        let mut cause = error.source();
        while let Some(inner) = cause {
            // Some errors quote their cause already.
            let words = inner.to_string();
            if !what.contains(&words) {
                what.push_str(&format!(": {words}"));
            }
            cause = inner.source();
        }
        Self::World {
            what,
            hint: hint.into(),
        }
    }

    /// The same with more to do.
    #[must_use]
    pub fn advise(mut self, advice: &str) -> Self {
        if let Self::Usage { hint, .. } | Self::World { hint, .. } = &mut self {
            hint.push_str(&format!("; {advice}"));
        }
        self
    }

    /// The code the process ends with.
    pub fn exit_code(&self) -> ExitCode {
        ExitCode::from(match self {
            Self::Findings(_) => 1,
            Self::Usage { .. } => 2,
            Self::World { .. } => 3,
        })
    }

    /// What a command did not do because the author's files are wrong; nothing for those that change
    /// nothing anyway.
    pub fn undone(&self, command: &str, plan: &Path) -> Option<String> {
        let Self::Findings(found) = self else {
            return None;
        };
        let undone = match command {
            "send" => "Nothing was sent; what people were told stays as it is.",
            "diff" => "Nothing was compared; what people were told stays as it is.",
            "record" => "Nothing was recorded; what people were told stays as it is.",
            "scan" => "Nothing was scanned; what is on record stays as it is.",
            "approve" => "Nothing was approved; what was approved before stays as it is.",
            "feed" => "No calendar was written; those that are there stay as they are.",
            _ => return None,
        };
        let errors = match found.0.count(Level::Error) {
            1 => "1 error".to_owned(),
            number => format!("{number} errors"),
        };
        Some(format!("{}: {errors}. {undone}\n", plan.display()))
    }

    /// What is shown.
    pub fn render(&self, terminal: &Terminal) -> String {
        match self {
            Self::Findings(found) => {
                let (findings, sources) = &**found;
                terminal.draw(findings, sources)
            }
            Self::Usage { what, hint } | Self::World { what, hint } => {
                let advice = if hint.is_empty() {
                    String::new()
                } else {
                    format!("help: {hint}\n")
                };
                terminal.fold(&format!("error: {what}\n{advice}"))
            }
        }
    }
}

impl From<plan::load::Unreadable> for Failure {
    fn from(error: plan::load::Unreadable) -> Self {
        let hint = "check the path; `forewarn init` writes a plan to start from";
        Self::world(&error, hint)
    }
}

impl From<scan::walk::Unreadable> for Failure {
    fn from(error: scan::walk::Unreadable) -> Self {
        let hint = "check the path; folders under `scan` in a plan are relative to the plan";
        Self::world(&error, hint)
    }
}

impl From<compose::load::Error> for Failure {
    fn from(error: compose::load::Error) -> Self {
        Self::world(&error, "check `templates` in the settings")
    }
}

impl From<ledger::Error> for Failure {
    fn from(error: ledger::Error) -> Self {
        let hint = match &error {
            ledger::Error::Behind { .. } => {
                return Self::usage(error.to_string(), BEHIND);
            }
            ledger::Error::Gone { path, .. } => {
                let hint = format!(
                    "put the ledger back; to start afresh, say so once with `forewarn send PLAN --really`, or delete {}.lock, too",
                    path.display()
                );
                return Self::usage(error.to_string(), hint);
            }
            ledger::Error::Shut { path } => return Self::world(&error, changing_hands(path)),
            ledger::Error::ReadOnly { path, barred, .. } => {
                return Self::world(&error, barred_by(path, barred));
            }
            ledger::Error::Corrupt { .. } => {
                "keep this file and do not delete it, or everybody would be told again; put back its latest copy from a backup, see with `forewarn status` what that knows and with `forewarn send --dry-run --really` what would leave by it, and go on from it with `forewarn send --really`, once: what left since the copy was made is told again"
            }
            ledger::Error::Database { .. } => {
                "look whether its disk is full, mounted and sound, then run again; if that does not help, put the ledger back from a backup"
            }
            ledger::Error::NoFolder { .. } => "make the folder, or check the path",
            _ => "",
        };
        Self::world(&error, hint)
    }
}

/// What to do about a ledger or its lock that another user made.
fn changing_hands(ledger: &Path) -> String {
    let ledger = ledger.display();
    format!(
        "run it as the user whose the ledger is, such as by `sudo -u USER forewarn …`; if somebody else made it than the user who sends, give it to that one, once: `sudo chown USER {ledger}*`, with the files beside it"
    )
}

/// What to do about what keeps somebody from writing to a ledger.
fn barred_by(ledger: &Path, barred: &Path) -> String {
    let look = "`status` and `diff` only look, and so do `send` and `approve` with `--dry-run`";
    let out = match barred.is_dir() {
        true => format!(
            "run it as the user who sends, such as by `sudo -u USER forewarn …`, and let that one make files in the folder: `sudo chown USER {}`",
            barred.display()
        ),
        false => changing_hands(ledger),
    };
    format!("{out}; {look}")
}

impl From<Unreachable> for Failure {
    fn from(error: Unreachable) -> Self {
        Self::world(&error, error.hint.clone())
    }
}
