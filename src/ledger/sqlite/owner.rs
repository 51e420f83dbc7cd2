//! The rows of what concerns the owner: editions of the plan, nudges, and a refused login. Knows SQL, opens nothing.

use super::rows::{instant, odd, stamp};
use crate::calendar::zone::Instant;
use crate::ledger::edition::{Edition, Occasion, current};
use crate::ledger::nudge::Nudge;
use crate::ledger::state::Standing;
use crate::ledger::turned_away::TurnedAway;
use rusqlite::types::Type;
use rusqlite::{Connection, OptionalExtension as _, Row, params};
use serde::de::DeserializeOwned;

/// Whether a ledger has a table; one that was never written to by this release may not.
pub(super) fn has(connection: &Connection, table: &str) -> rusqlite::Result<bool> {
    let sql = "SELECT 1 FROM sqlite_schema WHERE type = 'table' AND name = ?1";
    let found = connection.query_row(sql, [table], |_| Ok(()));
    Ok(found.optional()?.is_some())
}

/// The editions that count, in order.
pub(super) fn editions(connection: &Connection) -> rusqlite::Result<Vec<Edition>> {
    if !has(connection, "edition")? {
        return Ok(Vec::new());
    }
    let sql = "SELECT at, because, content, EXISTS (SELECT 1 FROM entry \
               WHERE entry.seq > edition.after AND entry.seq <= coalesce((SELECT min(later.after) \
               FROM edition AS later WHERE later.seq > edition.seq), entry.seq) \
               AND entry.standing = 'begun') FROM edition ORDER BY seq";
    let mut query = connection.prepare_cached(sql)?;
    let rows = query.query_map([], |row| {
        let because: String = row.get(1)?;
        let edition = Edition {
            at: instant(row, 0)?,
            because: Occasion::from_slug(&because).ok_or_else(|| odd(1, &because))?,
            content: json(row, 2)?,
        };
        Ok((edition, row.get(3)?))
    })?;
    Ok(current(rows.collect::<rusqlite::Result<_>>()?))
}

/// Writes an edition; of one by which something leaves only what the last one does not say. An approval
/// counts anew: it is about more than the plan's file.
pub(super) fn put_edition(connection: &Connection, edition: &Edition) -> rusqlite::Result<()> {
    let content = serde_json::to_string(&edition.content).expect("a content is plain text");
    let sql = "INSERT INTO edition (at, because, after, content) \
               SELECT ?1, ?2, (SELECT coalesce(max(seq), 0) FROM entry), ?3 \
               WHERE ?2 <> 'sending' OR NOT EXISTS (SELECT 1 FROM edition \
               WHERE seq = (SELECT max(seq) FROM edition) AND content = ?3)";
    let mut insert = connection.prepare_cached(sql)?;
    insert.execute(params![stamp(edition.at), edition.because.slug(), content])?;
    Ok(())
}

/// When a run first had something to send and everything that was to allow it; ledgers of earlier
/// releases know only when the first delivery was begun.
pub(super) fn beginning(connection: &Connection) -> rusqlite::Result<Option<Instant>> {
    let sql = "SELECT CAST(value AS INTEGER) FROM meta WHERE key = 'begun' UNION ALL \
               SELECT at FROM (SELECT at FROM entry ORDER BY seq LIMIT 1) LIMIT 1";
    let mut query = connection.prepare(sql)?;
    query.query_row([], |row| instant(row, 0)).optional()
}

/// Writes that down, once.
pub(super) fn begin(connection: &Connection, at: Instant) -> rusqlite::Result<()> {
    let sql = "INSERT OR IGNORE INTO meta (key, value) VALUES ('begun', CAST(?1 AS TEXT))";
    connection.prepare_cached(sql)?.execute([stamp(at)])?;
    Ok(())
}

/// The login that was refused last.
pub(super) fn turned_away(connection: &Connection) -> rusqlite::Result<Option<TurnedAway>> {
    let sql = "SELECT value FROM meta WHERE key = 'turned-away'";
    let mut query = connection.prepare(sql)?;
    query.query_row([], |row| json(row, 0)).optional()
}

/// Writes that down, in the place of an earlier one.
pub(super) fn put_turned_away(
    connection: &Connection,
    refused: &TurnedAway,
) -> rusqlite::Result<()> {
    let refused = serde_json::to_string(refused).expect("a refusal is plain text");
    let sql = "INSERT OR REPLACE INTO meta (key, value) VALUES ('turned-away', ?1)";
    connection.prepare_cached(sql)?.execute([refused])?;
    Ok(())
}

/// When the last entry was written, or somebody said after it that an earlier moment is meant.
pub(super) fn last_moment(connection: &Connection) -> rusqlite::Result<Option<Instant>> {
    let entry = super::rows::last_entry(connection)?;
    if !has(connection, "edition")? {
        return Ok(entry);
    }
    let sql = "SELECT at FROM edition WHERE because = 'really' \
               AND after >= (SELECT coalesce(max(seq), 0) FROM entry) ORDER BY seq DESC LIMIT 1";
    let mut query = connection.prepare_cached(sql)?;
    let meant = query.query_row([], |row| instant(row, 0)).optional()?;
    Ok(meant.or(entry))
}

/// Every nudge, in the order in which they were begun.
pub(super) fn nudges(connection: &Connection) -> rusqlite::Result<Vec<Nudge>> {
    if !has(connection, "nudge")? {
        return Ok(Vec::new());
    }
    let sql = "SELECT number, at, recipient, subject, waits, standing, tries, answer \
               FROM nudge ORDER BY number";
    let mut query = connection.prepare_cached(sql)?;
    let rows = query.query_map([], |row| {
        let standing: String = row.get(5)?;
        Ok(Nudge {
            number: row.get(0)?,
            at: instant(row, 1)?,
            recipient: row.get(2)?,
            subject: row.get(3)?,
            waits: json(row, 4)?,
            standing: Standing::from_slug(&standing).ok_or_else(|| odd(5, &standing))?,
            tries: row.get(6)?,
            answer: row.get(7)?,
        })
    })?;
    rows.collect()
}

/// Writes a nudge, or where it stands now.
pub(super) fn put_nudge(connection: &Connection, nudge: &Nudge) -> rusqlite::Result<()> {
    let waits = serde_json::to_string(&nudge.waits).expect("what waits is plain text");
    let sql = "INSERT INTO nudge (number, at, recipient, subject, waits, standing, tries, answer) \
               VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8) ON CONFLICT (number) DO UPDATE SET \
               recipient = ?3, subject = ?4, standing = ?6, tries = ?7, answer = ?8";
    connection.prepare_cached(sql)?.execute(params![
        nudge.number,
        stamp(nudge.at),
        nudge.recipient,
        nudge.subject,
        waits,
        nudge.standing.slug(),
        nudge.tries,
        nudge.answer,
    ])?;
    Ok(())
}

fn json<T: DeserializeOwned>(row: &Row<'_>, column: usize) -> rusqlite::Result<T> {
    let text = row.get_ref(column)?.as_str()?;
    serde_json::from_str(text).map_err(|error| {
        rusqlite::Error::FromSqlConversionFailure(column, Type::Text, Box::new(error))
    })
}
