//! The rows of what happened on the nights: events in and out. Knows SQL, opens nothing.

use super::rows::{instant, stamp};
use crate::ledger::{Event, Happened};
use rusqlite::types::Type;
use rusqlite::{Connection, Row, params};

/// Writes an event.
pub(super) fn put(connection: &Connection, event: &Event) -> rusqlite::Result<()> {
    let said = serde_json::to_string(&event.what).expect("an event is plain text and times");
    let sql = "INSERT INTO event (at, window, planned_start, planned_end, kind, said) \
               VALUES (?1, ?2, ?3, ?4, ?5, ?6)";
    let (start, end) = event.planned;
    connection.prepare_cached(sql)?.execute(params![
        stamp(event.at),
        event.window,
        stamp(start),
        stamp(end),
        event.what.slug(),
        said,
    ])?;
    Ok(())
}

/// Every event, in the order in which they were recorded.
pub(super) fn all(connection: &Connection) -> rusqlite::Result<Vec<Event>> {
    let sql = "SELECT at, window, planned_start, planned_end, said FROM event ORDER BY seq";
    let mut query = connection.prepare_cached(sql)?;
    let rows = query.query_map([], |row| {
        Ok(Event {
            at: instant(row, 0)?,
            window: row.get(1)?,
            planned: (instant(row, 2)?, instant(row, 3)?),
            what: happened(row, 4)?,
        })
    })?;
    rows.collect()
}

fn happened(row: &Row<'_>, column: usize) -> rusqlite::Result<Happened> {
    let said = row.get_ref(column)?.as_str()?;
    serde_json::from_str(said).map_err(|error| {
        rusqlite::Error::FromSqlConversionFailure(column, Type::Text, Box::new(error))
    })
}
