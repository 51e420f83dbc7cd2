//! Row: one entry of a file of people, with its places.

use crate::diagnostic::Span;
use crate::plan::address::Address;
use std::collections::BTreeMap;

/// One row, as the file has it, with its place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Row {
    /// Values by our column names; columns that are empty are absent.
    pub values: BTreeMap<&'static str, String>,
    /// The checked address.
    pub address: Address,
    /// Where the row stands.
    pub span: Span,
    pub(super) places: BTreeMap<&'static str, Span>,
}

impl Row {
    /// Where the value of a column stands; the whole row when it has none.
    pub fn place(&self, column: &str) -> Span {
        self.places.get(column).copied().unwrap_or(self.span)
    }
}
