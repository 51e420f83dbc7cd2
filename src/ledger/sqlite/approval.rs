//! The rows of approvals, in and out. Knows SQL, opens nothing.

use super::rows::{instant, stamp};
use crate::ledger::approval::{Approval, Approvals, Sheet, Worded};
use crate::plan::address::Mailbox;
use rusqlite::{Connection, OptionalExtension as _, params};

/// Everything that was approved so far.
pub(super) fn approvals(connection: &Connection) -> rusqlite::Result<Approvals> {
    let mut approvals = Approvals::default();
    let sql = "SELECT by, at FROM approval ORDER BY seq DESC LIMIT 1";
    let last = connection.query_row(sql, [], |row| Ok((row.get(0)?, instant(row, 1)?)));
    approvals.last = last.optional()?;
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
        approvals.reader(&window, &audience, &Mailbox::of(&mailbox));
    }
    Ok(approvals)
}

/// The words in which a notice to an audience was approved, and for whom, the latest first.
pub(super) fn words(
    connection: &Connection,
    (notice, audience): (&str, &str),
) -> rusqlite::Result<Vec<Worded>> {
    if !super::owner::has(connection, "approved_for")? {
        return Ok(Vec::new());
    }
    let sql = "SELECT words, mailboxes FROM approved_for \
               JOIN approved_words USING (content) \
               JOIN readership ON readership.number = readership \
               WHERE notice = ?1 AND audience = ?2 ORDER BY approval DESC, content";
    let mut query = connection.prepare_cached(sql)?;
    let rows = query.query_map([notice, audience], |row| {
        let mailboxes: String = row.get(1)?;
        let readers = mailboxes.lines().map(Mailbox::of);
        Ok(Worded {
            words: row.get(0)?,
            readers: readers.collect(),
        })
    })?;
    rows.collect()
}

/// Writes an approval.
pub(super) fn put(connection: &Connection, approval: &Approval) -> rusqlite::Result<()> {
    let sql = "INSERT INTO approval (by, at, until) VALUES (?1, ?2, ?3)";
    connection.prepare_cached(sql)?.execute(params![
        approval.by,
        stamp(approval.at),
        approval.until.map(stamp),
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
        address(connection, number, sheet)?;
        content.execute(params![
            sheet.notice,
            sheet.audience,
            number,
            sheet.content,
            sheet.subject
        ])?;
        for mailbox in &sheet.readers {
            reader.execute(params![
                sheet.window,
                sheet.audience,
                mailbox.as_str(),
                number
            ])?;
        }
    }
    Ok(())
}

/// Writes for whom a message was approved.
fn address(connection: &Connection, approval: i64, sheet: &Sheet) -> rusqlite::Result<()> {
    let mut mailboxes: Vec<&str> = sheet.readers.iter().map(Mailbox::as_str).collect();
    mailboxes.sort_unstable();
    let mailboxes = mailboxes.join("\n");
    let sql = "INSERT OR IGNORE INTO readership (mailboxes) VALUES (?1)";
    connection.prepare_cached(sql)?.execute([&mailboxes])?;
    let sql = "INSERT OR IGNORE INTO approved_for (notice, audience, approval, content, readership) \
               SELECT ?1, ?2, ?3, ?4, number FROM readership WHERE mailboxes = ?5";
    connection.prepare_cached(sql)?.execute(params![
        sheet.notice,
        sheet.audience,
        approval,
        sheet.content,
        mailboxes
    ])?;
    Ok(())
}
