//! The rows of what calendars were told: tracks in and out. Knows SQL, opens nothing.

use super::rows::{instant, odd, stamp};
use crate::invite::track::Invitee;
use crate::invite::{Kind, Stage, Track, Tracks, Uid};
use rusqlite::{Connection, Row, params};
use serde::{Deserialize, Serialize};
use std::borrow::Cow;

/// Somebody who was called, as she is kept.
#[derive(Serialize, Deserialize)]
struct Person<'a> {
    address: Cow<'a, str>,
    #[serde(flatten)]
    invitee: Invitee,
}

/// Every track.
pub(super) fn tracks(connection: &Connection) -> rusqlite::Result<Tracks> {
    let sql = "SELECT uid, kind, key, sequence, highest, starts, ends, stage, digest, wording, \
               created, modified, people FROM calendar";
    let mut query = connection.prepare_cached(sql)?;
    let tracks = query.query_map([], track)?;
    Ok(Tracks::new(tracks.collect::<rusqlite::Result<_>>()?))
}

/// Writes one track in the place of the one before.
pub(super) fn put(connection: &Connection, track: &Track) -> rusqlite::Result<()> {
    let sql = "INSERT INTO calendar (uid, kind, key, sequence, highest, starts, ends, stage, digest, \
               wording, created, modified, people) \
               VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13) \
               ON CONFLICT (uid) DO UPDATE SET key = ?3, sequence = ?4, highest = ?5, starts = ?6, ends = ?7, \
               stage = ?8, digest = ?9, wording = ?10, modified = ?12, people = ?13";
    let people = track.people.iter().map(|(address, invitee)| Person {
        address: address.into(),
        invitee: *invitee,
    });
    let people: Vec<Person> = people.collect();
    let people = serde_json::to_string(&people).expect("names and numbers are always JSON");
    connection.prepare_cached(sql)?.execute(params![
        track.uid.as_str(),
        track.kind.slug(),
        track.key,
        track.sequence,
        track.highest,
        stamp(track.start),
        stamp(track.end),
        track.stage.slug(),
        track.digest,
        track.wording,
        stamp(track.created),
        stamp(track.modified),
        people,
    ])?;
    Ok(())
}

fn track(row: &Row) -> rusqlite::Result<Track> {
    let kind: String = row.get(1)?;
    let stage: String = row.get(7)?;
    let people: String = row.get(12)?;
    let called: Vec<Person> = serde_json::from_str(&people).map_err(|_| odd(12, &people))?;
    let called = called.into_iter();
    Ok(Track {
        uid: Uid::from_stored(row.get::<_, String>(0)?),
        kind: Kind::from_slug(&kind).ok_or_else(|| odd(1, &kind))?,
        key: row.get(2)?,
        sequence: row.get(3)?,
        highest: row.get(4)?,
        start: instant(row, 5)?,
        end: instant(row, 6)?,
        stage: Stage::from_slug(&stage).ok_or_else(|| odd(7, &stage))?,
        digest: row.get(8)?,
        wording: row.get(9)?,
        created: instant(row, 10)?,
        modified: instant(row, 11)?,
        people: called
            .map(|person| (person.address.into_owned(), person.invitee))
            .collect(),
    })
}
