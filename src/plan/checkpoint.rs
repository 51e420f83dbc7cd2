//! Checkpoints: the go/no-go decisions of a window.

use super::interval::Interval;
use super::length::{Lead, Length};
use super::reading::{Reading, texts};
use super::written::CheckpointFile;
use crate::calendar::zone::Instant;
use crate::calendar::{Calendar, hours};
use crate::diagnostic::{Span, Spanned};

/// A go/no-go decision.
#[derive(Debug, Clone)]
pub struct Checkpoint {
    /// When.
    pub at: Instant,
    /// Who decides.
    pub owner: Option<String>,
    /// What must hold.
    pub criteria: Vec<String>,
    /// When all that it is decided by is known.
    pub known_by: Option<Instant>,
    /// Where it is written.
    pub span: Span,
}

/// Reads the checkpoints of a window, in the order of their instants.
pub fn read(
    reading: &mut Reading,
    files: &[Spanned<CheckpointFile>],
    window: Interval,
    calendar: &Calendar,
) -> Vec<Checkpoint> {
    let mut checkpoints = Vec::new();
    for file in files {
        let written = [
            reading.required(&file.value.at, "at", file.span),
            file.value.known_by.as_ref(),
        ];
        let [at, known_by] = written.map(|written| {
            written.and_then(|by| window.deadline(reading, by, calendar, in_office_hours))
        });
        let Some(at) = at else { continue };
        checkpoints.push(Checkpoint {
            at,
            owner: reading.optional_line(&file.value.owner),
            criteria: texts(&file.value.criteria),
            known_by,
            span: file.span,
        });
    }
    checkpoints.sort_by_key(|checkpoint| checkpoint.at);
    checkpoints
}

/// People decide by day: a lead in days without a time of day means nine in the morning.
fn in_office_hours(lead: Lead, _: &Calendar) -> Lead {
    let days = !matches!(lead.length, Length::Minutes(_));
    let morning = days.then(hours::morning);
    Lead {
        time: lead.time.or(morning),
        ..lead
    }
}
