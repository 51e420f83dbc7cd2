//! The manuscript: a plan as written with all it names, which turns change, and what it means.

use super::story::Meeting;
use super::{Invalid, Stop, Turn};
use crate::calendar::zone::{Instant, Zones};
use crate::diagnostic::{Code, Diagnostic, Findings, Level, Sources};
use crate::directory::{self, Directory};
use crate::ledger::Book;
use crate::plan::briefing::Briefing;
use crate::plan::file::Written;
use crate::plan::reading::Attachments;
use crate::plan::{Id, Plan};
use crate::round::told::told;
use crate::rules::told::Told;
use crate::rules::{self, Case};
use crate::timeline::{Timeline, schedule};

/// A plan as written, with all it names.
pub struct Manuscript<'a> {
    /// What was written.
    pub written: Written,
    /// Every zone there is.
    pub zones: &'a Zones,
    /// The holiday files it names.
    pub holidays: Attachments,
    /// The files of people it names.
    pub people: directory::Files,
    /// The texts of all of these.
    pub sources: Sources,
}

/// What a manuscript means between two turns.
pub(super) struct Version {
    pub plan: Plan,
    pub directory: Directory,
    pub timeline: Timeline,
    /// What is not quite right about it, and lets it be played.
    pub findings: Findings,
}

impl Version {
    /// The briefings with these ids.
    pub fn meetings(&self, ids: &[Id]) -> impl Iterator<Item = Meeting> {
        let meeting = |briefing: &Briefing, dates| Meeting {
            id: briefing.id.clone(),
            dates,
            windows: briefing.windows.clone(),
        };
        let held = self.plan.briefings.iter();
        let held = held.map(move |held| meeting(held, Some((held.start, held.end))));
        let off = self.plan.cancelled_briefings.iter();
        let off = off.map(move |off| meeting(off, None));
        held.chain(off).filter(|meeting| ids.contains(&meeting.id))
    }

    /// What was not found in the version before this one, by its findings, in words. A finding that only tells of
    /// another date is the same.
    pub fn warnings_since(&self, before: &Findings) -> Vec<String> {
        let place = |finding: &Diagnostic| finding.labels.first().map(|label| label.span);
        let is_known = |finding: &Diagnostic| {
            before.iter().any(|known| {
                known.code == finding.code
                    && (known.message == finding.message || place(known) == place(finding))
            })
        };
        let counts = |finding: &&Diagnostic| finding.level > Level::Note && !is_known(finding);
        let found = self.findings.iter().filter(counts);
        found.map(|finding| finding.message.clone()).collect()
    }
}

impl Manuscript<'_> {
    /// What it means now; a plan that is overdue can be played all the same.
    pub(super) fn version(
        &self,
        turn: Option<&Turn>,
        (book, now): (&dyn Book, Instant),
    ) -> Result<Version, Stop> {
        let mut found = Findings::default();
        let plan = self.written.mean(self.zones, &self.holidays, &mut found);
        let Some(mut plan) = plan else {
            return Err(self.invalid(turn, &found));
        };
        if !plan.former_ids.is_empty() {
            plan.former_ids.settle(&book.names()?);
        }
        let directory =
            directory::gather(&plan, self.zones, &self.people, &self.sources, &mut found);
        let timeline = schedule(&plan, &directory, &mut found);
        let untold = Case {
            plan: &plan,
            directory: &directory,
            timeline: &timeline,
            told: &Told::default(),
            now,
        };
        let told = told(untold, book)?;
        let case = Case {
            told: &told,
            ..untold
        };
        rules::check(case, &mut found);
        if found.iter().any(is_error) {
            return Err(self.invalid(turn, &found));
        }
        found.sort();
        Ok(Version {
            plan,
            directory,
            timeline,
            findings: found,
        })
    }

    fn invalid(&self, turn: Option<&Turn>, found: &Findings) -> Stop {
        let mut findings = Findings::default();
        for error in found.iter().filter(|finding| is_error(finding)) {
            findings.push(error.clone());
        }
        findings.sort();
        Stop::Invalid(Box::new(Invalid {
            turn: turn.map(|turn| turn.text.clone()).unwrap_or_default(),
            findings,
            sources: self.sources.clone(),
        }))
    }
}

fn is_error(finding: &Diagnostic) -> bool {
    finding.level == Level::Error && finding.code != Code::OVERDUE
}
