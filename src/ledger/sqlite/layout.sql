-- The layout of a ledger file. `delivery` says where each delivery stands; `entry` is the book
-- itself and only ever grows. Instants are microseconds since 1970 in UTC.

CREATE TABLE meta (
    key   TEXT PRIMARY KEY,
    value TEXT NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE facts (
    number INTEGER PRIMARY KEY,
    digest TEXT NOT NULL UNIQUE,
    json   TEXT NOT NULL
) STRICT;

CREATE TABLE delivery (
    number        INTEGER PRIMARY KEY,
    id            TEXT NOT NULL UNIQUE,
    standing      TEXT NOT NULL,
    tries         INTEGER NOT NULL,
    at            INTEGER NOT NULL,
    next_try      INTEGER,
    answer        TEXT NOT NULL,
    notice        TEXT NOT NULL,
    window        TEXT NOT NULL,
    milestone     TEXT NOT NULL,
    audience      TEXT NOT NULL,
    recipient     TEXT NOT NULL,
    name          TEXT NOT NULL,
    revision      INTEGER NOT NULL,
    message_id    TEXT NOT NULL,
    subject       TEXT NOT NULL,
    moment        INTEGER NOT NULL,
    latest_useful INTEGER NOT NULL,
    facts         INTEGER NOT NULL REFERENCES facts (number),
    body_digest   TEXT NOT NULL
) STRICT;

CREATE INDEX delivery_mailbox ON delivery (recipient COLLATE NOCASE);
CREATE INDEX delivery_notice ON delivery (notice);
CREATE INDEX delivery_open ON delivery (number)
    WHERE standing IN ('begun', 'deferred', 'in-doubt', 'held');

CREATE TABLE entry (
    seq      INTEGER PRIMARY KEY,
    delivery INTEGER NOT NULL REFERENCES delivery (number),
    at       INTEGER NOT NULL,
    run      TEXT NOT NULL,
    standing TEXT NOT NULL,
    answer   TEXT NOT NULL
) STRICT;

CREATE INDEX entry_delivery ON entry (delivery);

-- Who let which notices leave: the words by their fingerprint, and the people.
CREATE TABLE approval (
    seq   INTEGER PRIMARY KEY,
    by    TEXT NOT NULL,
    at    INTEGER NOT NULL,
    until INTEGER
) STRICT;

CREATE TABLE approved_content (
    notice   TEXT NOT NULL,
    audience TEXT NOT NULL,
    approval INTEGER NOT NULL REFERENCES approval (seq),
    content  TEXT NOT NULL,
    subject  TEXT NOT NULL,
    PRIMARY KEY (notice, audience, approval, content)
) STRICT, WITHOUT ROWID;

CREATE TABLE approved_reader (
    window   TEXT NOT NULL,
    audience TEXT NOT NULL,
    mailbox  TEXT NOT NULL,
    approval INTEGER NOT NULL REFERENCES approval (seq),
    PRIMARY KEY (window, audience, mailbox)
) STRICT, WITHOUT ROWID;

CREATE TRIGGER approval_is_never_changed BEFORE UPDATE ON approval
BEGIN SELECT RAISE(ABORT, 'approvals are never changed'); END;

CREATE TRIGGER approval_is_never_removed BEFORE DELETE ON approval
BEGIN SELECT RAISE(ABORT, 'approvals are never removed'); END;

-- What calendars were told of each event: the number that must grow, and who was called.
CREATE TABLE calendar (
    uid      TEXT PRIMARY KEY,
    kind     TEXT NOT NULL,
    key      TEXT NOT NULL,
    sequence INTEGER NOT NULL,
    highest  INTEGER NOT NULL,
    starts   INTEGER NOT NULL,
    ends     INTEGER NOT NULL,
    stage    TEXT NOT NULL,
    digest   TEXT NOT NULL,
    wording  TEXT NOT NULL,
    created  INTEGER NOT NULL,
    modified INTEGER NOT NULL,
    people   TEXT NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TRIGGER calendar_never_goes_back BEFORE UPDATE ON calendar
WHEN new.sequence < old.sequence OR new.highest < old.highest
BEGIN SELECT RAISE(ABORT, 'numbers of calendar events never fall'); END;

CREATE TRIGGER calendar_is_never_removed BEFORE DELETE ON calendar
BEGIN SELECT RAISE(ABORT, 'calendar events are never removed'); END;

CREATE TRIGGER entry_is_never_changed BEFORE UPDATE ON entry
BEGIN SELECT RAISE(ABORT, 'entries are never changed'); END;

CREATE TRIGGER entry_is_never_removed BEFORE DELETE ON entry
BEGIN SELECT RAISE(ABORT, 'entries are never removed'); END;

CREATE TRIGGER delivery_is_never_removed BEFORE DELETE ON delivery
BEGIN SELECT RAISE(ABORT, 'deliveries are never removed'); END;

CREATE TABLE event (
    seq           INTEGER PRIMARY KEY,
    at            INTEGER NOT NULL,
    window        TEXT NOT NULL,
    planned_start INTEGER NOT NULL,
    planned_end   INTEGER NOT NULL,
    kind          TEXT NOT NULL,
    said          TEXT NOT NULL
) STRICT;

CREATE TRIGGER event_is_never_changed BEFORE UPDATE ON event
BEGIN SELECT RAISE(ABORT, 'events are never changed'); END;

CREATE TRIGGER event_is_never_removed BEFORE DELETE ON event
BEGIN SELECT RAISE(ABORT, 'events are never removed'); END;
