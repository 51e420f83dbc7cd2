//! Kept: where a run finds the ledger of a plan, and who was told of what by it. It only reads.

use super::failure::Failure;
use super::settings::Settings;
use crate::ledger::{self, Book, SqliteBook};
use crate::plan::Id;
use crate::plan::former::Named;
use crate::rules::Case;
use crate::rules::hearing::{Timing, hearings};
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
}

/// Who was told of the windows that would be overdue had nobody been told. A ledger that is not
/// there says that nobody was.
pub fn told(case: Case, path: &Path) -> Result<Told, Failure> {
    let mut told = Told::default();
    let asked = in_question(case);
    if asked.is_empty() {
        return Ok(told);
    }
    let book = match SqliteBook::open_read_only(path, case.plan.id.as_str()) {
        Err(ledger::Error::Missing { .. }) => return Ok(told),
        opened => opened?,
    };
    for (window, audience) in asked {
        let about = case.timeline.about(window);
        let informing = about.filter(|notice| {
            notice.audience == *audience && notice.milestone.informs() && notice.moment <= case.now
        });
        let mut asked: Vec<String> = informing.map(|notice| notice.notice_id()).collect();
        asked.dedup();
        for notice in asked {
            if let Some(at) =
                book.told(&notice, case.plan.first_called(Named::Audience, audience))?
            {
                told.note(window, audience, at);
                break;
            }
        }
    }
    Ok(told)
}

fn in_question(case: Case<'_>) -> Vec<(&Id, &Id)> {
    let mut asked = Vec::new();
    for (_, window) in case.plan.windows() {
        if window.start <= case.now {
            continue;
        }
        for audience in &case.plan.audiences {
            let hearings = hearings(case, window, &audience.id);
            let late = |timing| matches!(timing, Timing::Overdue | Timing::ShortNotice(_));
            if hearings.values().any(|hearing| late(hearing.timing)) {
                asked.push((&window.id, &audience.id));
            }
        }
    }
    asked
}
