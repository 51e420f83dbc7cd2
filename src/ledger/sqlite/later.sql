-- What releases after the first layout keep; made at the next writing where it is missing.

CREATE TABLE IF NOT EXISTS settled (
    notice   TEXT NOT NULL,
    audience TEXT NOT NULL,
    roll     TEXT NOT NULL,
    PRIMARY KEY (notice, audience, roll)
) STRICT, WITHOUT ROWID;

-- What the plan's file said whenever something was sent or approved by it; `after` is the entry
-- that was the last one then.
CREATE TABLE IF NOT EXISTS edition (
    seq     INTEGER PRIMARY KEY,
    at      INTEGER NOT NULL,
    because TEXT NOT NULL,
    after   INTEGER NOT NULL,
    content TEXT NOT NULL
) STRICT;

CREATE TRIGGER IF NOT EXISTS edition_is_never_changed BEFORE UPDATE ON edition
BEGIN SELECT RAISE(ABORT, 'editions are never changed'); END;

CREATE TRIGGER IF NOT EXISTS edition_is_never_removed BEFORE DELETE ON edition
BEGIN SELECT RAISE(ABORT, 'editions are never removed'); END;

-- The text of what was approved, by its fingerprint, to be shown beside what it becomes.
CREATE TABLE IF NOT EXISTS approved_words (
    content TEXT PRIMARY KEY,
    words   TEXT NOT NULL
) STRICT, WITHOUT ROWID;

-- For whom each message was approved. Many messages are for the same people.
CREATE TABLE IF NOT EXISTS readership (
    number    INTEGER PRIMARY KEY,
    mailboxes TEXT NOT NULL UNIQUE
) STRICT;

CREATE TABLE IF NOT EXISTS approved_for (
    notice     TEXT NOT NULL,
    audience   TEXT NOT NULL,
    approval   INTEGER NOT NULL REFERENCES approval (seq),
    content    TEXT NOT NULL,
    readership INTEGER NOT NULL REFERENCES readership (number),
    PRIMARY KEY (notice, audience, approval, content, readership)
) STRICT, WITHOUT ROWID;

-- Mails to the owner that something waits for a person's word.
CREATE TABLE IF NOT EXISTS nudge (
    number    INTEGER PRIMARY KEY,
    at        INTEGER NOT NULL,
    recipient TEXT NOT NULL,
    subject   TEXT NOT NULL,
    waits     TEXT NOT NULL,
    standing  TEXT NOT NULL,
    tries     INTEGER NOT NULL,
    answer    TEXT NOT NULL
) STRICT;

CREATE TRIGGER IF NOT EXISTS nudge_is_never_removed BEFORE DELETE ON nudge
BEGIN SELECT RAISE(ABORT, 'what the owner was told is never removed'); END;

-- What was found in the folders that have to be free of addresses that will change.
CREATE TABLE IF NOT EXISTS scan (
    seq    INTEGER PRIMARY KEY,
    at     INTEGER NOT NULL,
    folder TEXT NOT NULL,
    said   TEXT NOT NULL
) STRICT;

CREATE TRIGGER IF NOT EXISTS scan_is_never_changed BEFORE UPDATE ON scan
BEGIN SELECT RAISE(ABORT, 'scans are never changed'); END;

CREATE TRIGGER IF NOT EXISTS scan_is_never_removed BEFORE DELETE ON scan
BEGIN SELECT RAISE(ABORT, 'scans are never removed'); END;

DROP INDEX IF EXISTS delivery_recipient;
CREATE INDEX IF NOT EXISTS delivery_mailbox ON delivery (recipient COLLATE NOCASE);
