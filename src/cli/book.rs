//! The ledger of a plan for those who only look: one that was never sent has an empty one.

use crate::ledger::{Book, Error, MemoryLedger, SqliteBook};
use crate::plan::Id;
use std::path::Path;

/// Opens the ledger of a plan for reading; an empty one where none lies.
pub fn book(path: &Path, plan: &Id) -> Result<Box<dyn Book>, Error> {
    match SqliteBook::open_read_only(path, plan.as_str()) {
        Err(Error::Missing { .. }) => Ok(Box::new(MemoryLedger::new())),
        opened => Ok(Box::new(opened?)),
    }
}
