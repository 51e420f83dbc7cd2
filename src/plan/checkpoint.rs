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
        let Some(lead) = reading.required(&file.value.at, "at", file.span) else {
            continue;
        };
        let known_by = file.value.known_by.as_ref();
        checkpoints.push(Checkpoint {
            at: window.moment(&in_office_hours(lead.value), calendar),
            owner: reading.optional_line(&file.value.owner),
            criteria: texts(&file.value.criteria),
            known_by: known_by.map(|lead| window.moment(&in_office_hours(lead.value), calendar)),
            span: file.span,
        });
    }
    checkpoints.sort_by_key(|checkpoint| checkpoint.at);
    checkpoints
}

/// People decide by day: a lead in days without a time of day means nine in the morning.
fn in_office_hours(lead: Lead) -> Lead {
    let days = !matches!(lead.length, Length::Minutes(_));
    let morning = days.then(hours::morning);
    Lead {
        time: lead.time.or(morning),
        ..lead
    }
}
