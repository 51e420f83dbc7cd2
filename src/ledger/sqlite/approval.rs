//! The rows of approvals, in and out. Knows SQL, opens nothing.

use crate::ledger::approval::{Approval, Approvals};
use chrono::DateTime;
use rusqlite::{Connection, OptionalExtension as _, params};

/// Everything that was approved so far.
pub(super) fn approvals(connection: &Connection) -> rusqlite::Result<Approvals> {
    let mut approvals = Approvals::default();
    let sql = "SELECT by, at FROM approval ORDER BY seq DESC LIMIT 1";
    let last = connection.query_row(sql, [], |row| Ok((row.get(0)?, row.get(1)?)));
    approvals.last = last
        .optional()?
        .and_then(|(by, at): (String, i64)| Some((by, DateTime::from_timestamp_micros(at)?)));
    let sql = "SELECT notice, audience, content FROM approved_content AS one \
               WHERE approval = (SELECT max(approval) FROM approved_content \
               WHERE notice = one.notice AND audience = one.audience)";
    let mut query = connection.prepare_cached(sql)?;
    let mut rows = query.query([])?;
    while let Some(row) = rows.next()? {
        let content: String = row.get(2)?;
        approvals.content((row.get(0)?, row.get(1)?), &content);
    }
    let sql = "SELECT window, audience, mailbox FROM approved_reader";
    let mut query = connection.prepare_cached(sql)?;
    let mut rows = query.query([])?;
    while let Some(row) = rows.next()? {
        let (window, audience, mailbox): (String, String, String) =
            (row.get(0)?, row.get(1)?, row.get(2)?);
        approvals.reader(&window, &audience, &mailbox);
    }
    Ok(approvals)
}

/// The words of a content that was approved.
pub(super) fn words(connection: &Connection, content: &str) -> rusqlite::Result<Option<String>> {
    if !super::owner::has(connection, "approved_words")? {
        return Ok(None);
    }
    let sql = "SELECT words FROM approved_words WHERE content = ?1";
    let mut query = connection.prepare_cached(sql)?;
    query.query_row([content], |row| row.get(0)).optional()
}

/// Writes an approval.
pub(super) fn put(connection: &Connection, approval: &Approval) -> rusqlite::Result<()> {
    let sql = "INSERT INTO approval (by, at, until) VALUES (?1, ?2, ?3)";
    connection.prepare_cached(sql)?.execute(params![
        approval.by,
        approval.at.timestamp_micros(),
        approval.until.map(|until| until.timestamp_micros()),
    ])?;
    let number = connection.last_insert_rowid();
    let sql = "INSERT OR IGNORE INTO approved_content (notice, audience, approval, content, subject) \
               VALUES (?1, ?2, ?3, ?4, ?5)";
    let mut content = connection.prepare_cached(sql)?;
    let sql = "INSERT OR IGNORE INTO approved_reader (window, audience, mailbox, approval) \
               VALUES (?1, ?2, ?3, ?4)";
    let mut reader = connection.prepare_cached(sql)?;
    let sql = "INSERT OR IGNORE INTO approved_words (content, words) VALUES (?1, ?2)";
    let mut words = connection.prepare_cached(sql)?;
    for sheet in &approval.sheets {
        words.execute([&sheet.content, &sheet.words])?;
        content.execute(params![
            sheet.notice,
            sheet.audience,
            number,
            sheet.content,
            sheet.subject
        ])?;
        for mailbox in &sheet.readers {
            reader.execute(params![sheet.window, sheet.audience, mailbox, number])?;
        }
    }
    Ok(())
}
