//! The rows of what scans have found. Knows SQL, opens nothing.

use super::owner::has;
use super::rows::stamp;
use crate::plan::scan::Scanned;
use rusqlite::types::Type;
use rusqlite::{Connection, params};

/// Writes the scan of a folder.
pub(super) fn put(connection: &Connection, scanned: &Scanned) -> rusqlite::Result<()> {
    let said = serde_json::to_string(scanned).expect("a scan is plain text, numbers and a time");
    let sql = "INSERT INTO scan (at, folder, said) VALUES (?1, ?2, ?3)";
    let mut insert = connection.prepare_cached(sql)?;
    insert.execute(params![stamp(scanned.at), scanned.folder, said])?;
    Ok(())
}

/// Every scan, in the order in which they were recorded.
pub(super) fn all(connection: &Connection) -> rusqlite::Result<Vec<Scanned>> {
    if !has(connection, "scan")? {
        return Ok(Vec::new());
    }
    let mut query = connection.prepare_cached("SELECT said FROM scan ORDER BY seq")?;
    let rows = query.query_map([], |row| {
        let said = row.get_ref(0)?.as_str()?;
        serde_json::from_str(said).map_err(|error| {
            rusqlite::Error::FromSqlConversionFailure(0, Type::Text, Box::new(error))
        })
    })?;
    rows.collect()
}
