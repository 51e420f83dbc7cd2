//! The rows of a ledger file: entries and states in and out. Knows SQL, opens nothing.

use crate::calendar::zone::Instant;
use crate::ledger::digest::Stated;
use crate::ledger::entry::{Entry, Step};
use crate::ledger::planned::{Planned, names as names_of};
use crate::ledger::state::{Standing, State};
use crate::ledger::{Judged, Logged, Mark, Record, Wanted};
use crate::notice::DeliveryId;
use crate::plan::former::Named;
use chrono::DateTime;
use rusqlite::types::Type;
use rusqlite::{Connection, OptionalExtension as _, Row, params};
use std::collections::{HashMap, HashSet, hash_map};
use std::sync::Arc;

/// A delivery's row number and state.
pub(super) fn find(
    connection: &Connection,
    id: &DeliveryId,
) -> rusqlite::Result<Option<(i64, State)>> {
    let sql = "SELECT standing, tries, at, next_try, answer, latest_useful, number \
               FROM delivery WHERE id = ?1";
    let mut query = connection.prepare_cached(sql)?;
    query
        .query_row([id.as_str()], |row| Ok((row.get(6)?, state(row)?)))
        .optional()
}

/// Writes one entry and the state it leads to.
pub(super) fn put(
    connection: &Connection,
    facts: &mut HashMap<String, i64>,
    number: Option<i64>,
    (entry, state): (&Entry, &State),
) -> rusqlite::Result<()> {
    let number = match (number, entry.step.planned()) {
        (Some(number), None) => move_on(connection, number, state)?,
        (number, Some(planned)) => {
            let facts = facts_number(connection, facts, &planned.facts)?;
            let body_digest = match &entry.step {
                Step::Begun { body_digest, .. } => Some(body_digest.as_str()),
                _ => None,
            };
            let rows = Rows {
                delivery: number,
                facts,
            };
            put_planned(connection, rows, (planned, body_digest), state)?
        }
        (None, None) => unreachable!("the law of states lets only a step with its plan come first"),
    };
    let sql = "INSERT INTO entry (delivery, at, run, standing, answer) VALUES (?1, ?2, ?3, ?4, ?5)";
    connection.prepare_cached(sql)?.execute(params![
        number,
        stamp(entry.at),
        &*entry.run,
        state.standing.slug(),
        state.answer,
    ])?;
    Ok(())
}

/// Writes where a known delivery stands now.
fn move_on(connection: &Connection, number: i64, state: &State) -> rusqlite::Result<i64> {
    let sql = "UPDATE delivery SET standing = ?2, tries = ?3, at = ?4, next_try = ?5, answer = ?6 \
               WHERE number = ?1";
    connection.prepare_cached(sql)?.execute(params![
        number,
        state.standing.slug(),
        state.tries,
        stamp(state.at),
        state.next_try.map(stamp),
        state.answer,
    ])?;
    Ok(number)
}

fn facts_number(
    connection: &Connection,
    known: &mut HashMap<String, i64>,
    facts: &Stated,
) -> rusqlite::Result<i64> {
    let entry = match known.entry(facts.digest().to_owned()) {
        hash_map::Entry::Occupied(number) => return Ok(*number.get()),
        hash_map::Entry::Vacant(entry) => entry,
    };
    connection
        .prepare_cached("INSERT OR IGNORE INTO facts (digest, json) VALUES (?1, ?2)")?
        .execute([facts.digest(), facts.json()])?;
    let number = connection
        .prepare_cached("SELECT number FROM facts WHERE digest = ?1")?
        .query_row([facts.digest()], |row| row.get(0))?;
    Ok(*entry.insert(number))
}

/// The numbers of rows in two tables: that of a delivery, if it has one, and that of its facts.
struct Rows {
    delivery: Option<i64>,
    facts: i64,
}

/// Writes what a delivery is and where it stands, and gives its row number.
///
/// The digest of a message that was begun before outlives a step that begins none.
fn put_planned(
    connection: &Connection,
    rows: Rows,
    (planned, body_digest): (&Planned, Option<&str>),
    state: &State,
) -> rusqlite::Result<i64> {
    let sql = "INSERT INTO delivery (number, id, standing, tries, at, next_try, answer, notice, \
               window, milestone, audience, recipient, name, revision, message_id, subject, \
               moment, latest_useful, facts, body_digest) \
               VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, \
               ?17, ?18, ?19, coalesce(?20, '')) \
               ON CONFLICT (number) DO UPDATE SET standing = ?3, tries = ?4, at = ?5, \
               next_try = ?6, answer = ?7, notice = ?8, window = ?9, milestone = ?10, \
               audience = ?11, recipient = ?12, name = ?13, revision = ?14, message_id = ?15, \
               subject = ?16, moment = ?17, latest_useful = ?18, facts = ?19, \
               body_digest = coalesce(?20, body_digest)";
    connection.prepare_cached(sql)?.execute(params![
        rows.delivery,
        planned.id.as_str(),
        state.standing.slug(),
        state.tries,
        stamp(state.at),
        state.next_try.map(stamp),
        state.answer,
        planned.notice,
        planned.window,
        planned.milestone,
        planned.audience,
        planned.recipient,
        planned.name,
        planned.revision,
        planned.message_id,
        planned.subject,
        stamp(planned.moment),
        stamp(planned.latest_useful),
        rows.facts,
        body_digest,
    ])?;
    Ok(rows
        .delivery
        .unwrap_or_else(|| connection.last_insert_rowid()))
}

/// How many entries, approvals and events of a night were ever written.
pub(super) fn entries(connection: &Connection) -> rusqlite::Result<i64> {
    let sql = "SELECT (SELECT coalesce(max(seq), 0) FROM entry) \
               + (SELECT coalesce(max(seq), 0) FROM approval) \
               + (SELECT coalesce(max(seq), 0) FROM event)";
    let mut query = connection.prepare_cached(sql)?;
    query.query_row([], |row| row.get(0))
}

/// The deliveries of a notice and where they stand.
pub(super) fn standings(
    connection: &Connection,
    notice: &str,
) -> rusqlite::Result<HashMap<DeliveryId, Judged>> {
    let sql = "SELECT standing, id, latest_useful, at FROM delivery WHERE notice = ?1";
    let mut query = connection.prepare_cached(sql)?;
    let rows = query.query_map([notice], |row| {
        let id = DeliveryId::from_stored(row.get::<_, String>(1)?);
        let judged = Judged {
            standing: standing(row, 0)?,
            at: instant(row, 3)?,
            latest_useful: instant(row, 2)?,
        };
        Ok((id, judged))
    })?;
    rows.collect()
}

/// When a delivery of a notice to an audience was first taken over.
pub(super) fn told(
    connection: &Connection,
    notice: &str,
    audience: &str,
) -> rusqlite::Result<Option<Instant>> {
    let sql = "SELECT at FROM delivery WHERE notice = ?1 AND audience = ?2 \
               AND standing = 'accepted' ORDER BY at LIMIT 1";
    let mut query = connection.prepare_cached(sql)?;
    let found = query.query_row([notice, audience], |row| instant(row, 0));
    found.optional()
}

/// Shows the wanted deliveries in the order in which they were first recorded.
pub(super) fn records(
    connection: &Connection,
    plan: &str,
    wanted: &Wanted,
    see: &mut dyn FnMut(Record),
) -> rusqlite::Result<()> {
    let (filter, value) = match wanted {
        Wanted::All => ("?1 IS NULL", None),
        Wanted::Notice(notice) => ("notice = ?1", Some(notice.as_str())),
        Wanted::Recipient(mailbox) => ("recipient = ?1 COLLATE NOCASE", Some(mailbox.as_str())),
        Wanted::Open => (
            "?1 IS NULL AND standing IN ('begun', 'deferred', 'in-doubt', 'held')",
            None,
        ),
    };
    let sql = format!(
        "SELECT standing, tries, at, next_try, answer, latest_useful, id, notice, window, \
         milestone, audience, recipient, name, revision, message_id, subject, moment, facts, \
         body_digest FROM delivery WHERE {filter} ORDER BY number"
    );
    let mut facts = HashMap::new();
    let mut query = connection.prepare_cached(&sql)?;
    let mut rows = query.query([value])?;
    while let Some(row) = rows.next()? {
        let stated = stated(connection, &mut facts, row.get(17)?)?;
        see(Record {
            state: state(row)?,
            planned: planned(row, plan, stated)?,
            body_digest: row.get(18)?,
        });
    }
    Ok(())
}

/// The marks that hold; a ledger that was never written to by this release has no place for any.
pub(super) fn marks(connection: &Connection) -> rusqlite::Result<HashSet<Mark>> {
    if !super::owner::has(connection, "settled")? {
        return Ok(HashSet::new());
    }
    let mut query = connection.prepare("SELECT notice, audience, roll FROM settled")?;
    let rows = query.query_map([], |row| {
        Ok(Mark {
            notice: row.get(0)?,
            audience: row.get(1)?,
            roll: row.get(2)?,
        })
    })?;
    rows.collect()
}

/// Sets a mark.
pub(super) fn mark(connection: &Connection, mark: &Mark) -> rusqlite::Result<()> {
    let sql = "INSERT OR IGNORE INTO settled (notice, audience, roll) VALUES (?1, ?2, ?3)";
    let mut insert = connection.prepare_cached(sql)?;
    insert.execute([&mark.notice, &mark.audience, &mark.roll])?;
    Ok(())
}

/// Takes the marks of a notice back.
pub(super) fn unmark(connection: &Connection, notice: &str) -> rusqlite::Result<()> {
    let mut delete = connection.prepare_cached("DELETE FROM settled WHERE notice = ?1")?;
    delete.execute([notice])?;
    Ok(())
}

/// When the entry that was written last was.
pub(super) fn last_entry(connection: &Connection) -> rusqlite::Result<Option<Instant>> {
    let mut query = connection.prepare("SELECT at FROM entry ORDER BY seq DESC LIMIT 1")?;
    query.query_row([], |row| instant(row, 0)).optional()
}

/// What windows, audiences and briefings were called first, oldest first.
pub(super) fn names(connection: &Connection) -> rusqlite::Result<Vec<(Named, String)>> {
    let sql = "SELECT window, audience, notice FROM delivery \
               GROUP BY window, audience, notice ORDER BY MIN(number)";
    let mut query = connection.prepare(sql)?;
    let mut rows = query.query([])?;
    let mut known = Vec::new();
    while let Some(row) = rows.next()? {
        let [window, audience, notice]: [String; 3] = [row.get(0)?, row.get(1)?, row.get(2)?];
        for name in names_of(&window, &audience, &notice) {
            if !known.contains(&name) {
                known.push(name);
            }
        }
    }
    Ok(known)
}

/// Whoever was told something last.
pub(super) fn last_told(connection: &Connection) -> rusqlite::Result<Option<String>> {
    let sql = "SELECT recipient FROM entry JOIN delivery ON delivery.number = entry.delivery \
               WHERE entry.standing = 'accepted' ORDER BY seq DESC LIMIT 1";
    let mut query = connection.prepare(sql)?;
    query.query_row([], |row| row.get(0)).optional()
}

/// Shows the entries in the order in which they were written.
pub(super) fn log(
    connection: &Connection,
    of: Option<&DeliveryId>,
    see: &mut dyn FnMut(Logged),
) -> rusqlite::Result<()> {
    let filter = match of {
        Some(_) => "delivery.id = ?1",
        None => "?1 IS NULL",
    };
    let sql = format!(
        "SELECT entry.standing, seq, id, entry.at, run, entry.answer \
         FROM entry JOIN delivery ON delivery.number = entry.delivery \
         WHERE {filter} ORDER BY seq"
    );
    let mut query = connection.prepare_cached(&sql)?;
    let mut rows = query.query([of.map(DeliveryId::as_str)])?;
    while let Some(row) = rows.next()? {
        see(Logged {
            standing: standing(row, 0)?,
            seq: row.get(1)?,
            id: DeliveryId::from_stored(row.get::<_, String>(2)?),
            at: instant(row, 3)?,
            run: row.get(4)?,
            answer: row.get(5)?,
        });
    }
    Ok(())
}

fn stated(
    connection: &Connection,
    known: &mut HashMap<i64, Stated>,
    number: i64,
) -> rusqlite::Result<Stated> {
    if let Some(stated) = known.get(&number) {
        return Ok(stated.clone());
    }
    let stated = connection
        .prepare_cached("SELECT json, digest FROM facts WHERE number = ?1")?
        .query_row([number], |row| {
            let (json, digest): (Arc<str>, Arc<str>) = (row.get(0)?, row.get(1)?);
            Ok(Stated::from_stored(json, digest))
        })?;
    known.insert(number, stated.clone());
    Ok(stated)
}

fn planned(row: &Row<'_>, plan: &str, facts: Stated) -> rusqlite::Result<Planned> {
    Ok(Planned {
        id: DeliveryId::from_stored(row.get::<_, String>(6)?),
        plan: plan.to_owned(),
        notice: row.get(7)?,
        window: row.get(8)?,
        milestone: row.get(9)?,
        audience: row.get(10)?,
        recipient: row.get(11)?,
        name: row.get(12)?,
        revision: row.get(13)?,
        message_id: row.get(14)?,
        subject: row.get(15)?,
        moment: instant(row, 16)?,
        latest_useful: instant(row, 5)?,
        facts,
    })
}

/// A state from the first six columns.
fn state(row: &Row<'_>) -> rusqlite::Result<State> {
    Ok(State {
        standing: standing(row, 0)?,
        tries: row.get(1)?,
        at: instant(row, 2)?,
        next_try: match row.get::<_, Option<i64>>(3)? {
            Some(_) => Some(instant(row, 3)?),
            None => None,
        },
        answer: row.get(4)?,
        latest_useful: instant(row, 5)?,
    })
}

fn standing(row: &Row<'_>, column: usize) -> rusqlite::Result<Standing> {
    let slug = row.get_ref(column)?.as_str()?;
    Standing::from_slug(slug).ok_or_else(|| odd(column, slug))
}

pub(super) fn instant(row: &Row<'_>, column: usize) -> rusqlite::Result<Instant> {
    let micros = row.get(column)?;
    DateTime::from_timestamp_micros(micros).ok_or_else(|| odd(column, &micros.to_string()))
}

pub(super) fn stamp(instant: Instant) -> i64 {
    instant.timestamp_micros()
}

/// The error of a column in which something else was found than a ledger holds.
pub(super) fn odd(column: usize, found: &str) -> rusqlite::Error {
    let why = format!("`{found}` is nothing a ledger holds here").into();
    rusqlite::Error::FromSqlConversionFailure(column, Type::Text, why)
}
