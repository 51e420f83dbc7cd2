//! Places in a plan as people find them: `plan.yaml:48`.

use crate::diagnostic::{Sources, Span};

/// A place as `plan.yaml:48`.
pub fn place(sources: &Sources, span: Span) -> String {
    let (line, _) = sources.position(span);
    format!("{}:{line}", sources.get(span.file).name)
}

/// The same behind something that is said, in brackets; nothing where there is no place.
pub fn behind(sources: &Sources, span: Option<Span>) -> String {
    let place = span.map(|span| place(sources, span));
    place.map_or(String::new(), |place| format!(" ({place})"))
}
