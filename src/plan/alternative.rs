//! Alternatives: other dates that were weighed for a window.

use super::interval::{self, WrittenInterval};
use super::reading::{Reading, optional};
use super::written::AlternativeFile;
use crate::calendar::zone::{Instant, Zone};
use crate::diagnostic::{Span, Spanned};

/// Another date that was weighed.
#[derive(Debug, Clone)]
pub struct Alternative {
    /// First instant.
    pub start: Instant,
    /// First instant after.
    pub end: Instant,
    /// What speaks for it.
    pub because: Option<String>,
    /// Where it is written.
    pub span: Span,
}

/// Reads an alternative.
pub fn read(
    reading: &mut Reading,
    file: &Spanned<AlternativeFile>,
    zone: &Zone,
) -> Option<Alternative> {
    let written = &file.value;
    let interval = WrittenInterval {
        start: &written.start,
        end: &written.end,
        length: &written.length,
        block: file.span,
    };
    let interval = interval::read(reading, &interval, zone)?;
    Some(Alternative {
        start: interval.start,
        end: interval.end,
        because: optional(&written.because),
        span: file.span,
    })
}
