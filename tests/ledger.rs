//! What every ledger must do, asked of each of them.

use chrono::{DateTime, TimeDelta, Utc};
use forewarn::ledger::{
    Attempt, Entry, Error, HeldBy, Ledger, Lock, Mark, MemoryLedger, Planned, Record, SqliteLedger,
    Standing, Stated, Step, Wanted,
};
use forewarn::notice::{DeliveryId, Telling};
use forewarn::plan::address::{Address, Mailbox};
use std::path::Path;
use std::sync::Arc;

/// The first instant of every story here: 1 March 2027, 09:00 UTC.
pub fn nine() -> DateTime<Utc> {
    DateTime::from_timestamp(1_803_891_600, 0).unwrap()
}

pub fn mailbox(address: &str) -> Mailbox {
    address.parse::<Address>().unwrap().mailbox()
}

/// A notice to the `number`th reader.
pub fn planned(notice: &str, number: usize) -> Planned {
    let recipient = format!("reader-{number}@wards.example.org");
    let told = Telling {
        notice,
        audience: "end-users",
        revision: 1,
    };
    let id = DeliveryId::of("ehr-2027", told, &mailbox(&recipient));
    Planned {
        message_id: format!("<ehr-2027.{notice}.r1.{id}@notices.example.org>"),
        id,
        plan: "ehr-2027".into(),
        notice: notice.into(),
        window: "cutover".into(),
        milestone: "reminder-7".into(),
        audience: "end-users".into(),
        recipient,
        name: format!("Reader {number}"),
        revision: 1,
        subject: "Patient records are off on Saturday night".into(),
        moment: nine(),
        latest_useful: nine() + TimeDelta::days(3),
        facts: Stated::of(&serde_json::json!({ "notice": notice, "start": "22:00" })),
    }
}

pub fn holder() -> HeldBy {
    HeldBy {
        pid: 4711,
        since: Some(nine()),
    }
}

/// Opens the ledger of the story, or makes it.
pub fn open(path: &Path) -> Result<SqliteLedger, Error> {
    SqliteLedger::open_or_create(Lock::take(path, &holder())?, "ehr-2027")
}

fn begin(planned: &Planned, minute: i64) -> (Entry, Attempt) {
    let at = nine() + TimeDelta::minutes(minute);
    let run = Arc::from("run-1");
    Attempt::begin(Arc::new(planned.clone()), "b0d1".into(), at, &run)
}

pub fn begun(planned: &Planned, minute: i64) -> Entry {
    let (entry, attempt) = begin(planned, minute);
    attempt.abandon();
    entry
}

fn settled(planned: &Planned, minute: i64, step: Step) -> Entry {
    let (_, attempt) = begin(planned, minute);
    attempt.settle(step, nine() + TimeDelta::minutes(minute))
}

pub fn accepted(planned: &Planned, minute: i64) -> Entry {
    let answer = "250 2.0.0 queued as 4F1".into();
    settled(planned, minute, Step::Accepted { answer })
}

pub fn expired(planned: &Planned, minute: i64) -> Entry {
    let step = Step::Expired {
        planned: Arc::new(planned.clone()),
        because: "its moment had passed".into(),
    };
    settled(planned, minute, step)
}

fn all(ledger: &dyn Ledger, wanted: &Wanted) -> Vec<Record> {
    let mut records = Vec::new();
    ledger
        .book()
        .records(wanted, &mut |record| records.push(record))
        .unwrap();
    records
}

/// Reads the whole file and compares it with itself: pages, order, indexes, references.
pub fn assert_whole(path: &std::path::Path) {
    let flags = rusqlite::OpenFlags::SQLITE_OPEN_READ_ONLY;
    let file = rusqlite::Connection::open_with_flags(path, flags).unwrap();
    let found: String = file
        .query_row("PRAGMA integrity_check(1)", [], |row| row.get(0))
        .unwrap();
    assert_eq!(found, "ok");
}

macro_rules! conformance {
    ($($name:ident),* $(,)?) => {
        mod in_memory {
            $(#[test] fn $name() { super::$name(&mut super::MemoryLedger::new()); })*
        }
        mod in_sqlite {
            $(#[test] fn $name() {
                let folder = tempfile::tempdir().unwrap();
                let path = folder.path().join("plan.ledger");
                super::$name(&mut super::open(&path).unwrap());
                super::assert_whole(&path);
            })*
        }
    };
}

conformance!(
    what_was_never_written_is_unknown,
    a_delivery_lives_from_intent_to_acceptance,
    a_deferred_delivery_counts_its_tries,
    what_was_accepted_cannot_be_begun_again,
    a_bad_entry_spoils_its_whole_batch,
    a_batch_is_lawful_in_its_own_order,
    records_come_back_as_they_were_planned,
    records_can_be_asked_for_by_notice_person_and_openness,
    what_is_skipped_or_expired_is_remembered_without_ever_being_begun,
    the_log_keeps_every_step_in_order,
    a_second_try_may_be_planned_anew,
    an_audience_was_told_when_the_first_of_it_was,
    a_try_without_an_answer_is_a_doubt_for_good_however_it_was_written_down,
    a_mark_holds_until_a_settled_delivery_of_its_notice_is_begun_again,
    the_last_entry_is_the_one_written_last_even_if_a_clock_was_set_back,
);

fn what_was_never_written_is_unknown(ledger: &mut dyn Ledger) {
    assert_eq!(ledger.book().state(&planned("first", 1).id).unwrap(), None);
    assert!(all(ledger, &Wanted::All).is_empty());
    ledger.write(&[]).unwrap();
}

fn a_delivery_lives_from_intent_to_acceptance(ledger: &mut dyn Ledger) {
    let reader = planned("first", 1);
    ledger.write(&[begun(&reader, 0)]).unwrap();
    let state = ledger.book().state(&reader.id).unwrap().unwrap();
    assert_eq!((state.standing, state.tries), (Standing::Begun, 1));
    ledger.write(&[accepted(&reader, 1)]).unwrap();
    let state = ledger.book().state(&reader.id).unwrap().unwrap();
    assert_eq!((state.standing, state.tries), (Standing::Accepted, 1));
    assert_eq!(state.at, nine() + TimeDelta::minutes(1));
    assert_eq!(state.answer, "250 2.0.0 queued as 4F1");
}

fn a_deferred_delivery_counts_its_tries(ledger: &mut dyn Ledger) {
    let reader = planned("first", 1);
    let next_try = nine() + TimeDelta::minutes(5);
    let later = |minute| {
        let answer = "451 4.3.0 try later".into();
        settled(&reader, minute, Step::Deferred { answer, next_try })
    };
    ledger.write(&[begun(&reader, 0), later(1)]).unwrap();
    ledger.write(&[begun(&reader, 5), later(6)]).unwrap();
    let state = ledger.book().state(&reader.id).unwrap().unwrap();
    assert_eq!((state.standing, state.tries), (Standing::Deferred, 2));
    assert_eq!(state.next_try, Some(next_try));
    ledger.write(&[begun(&reader, 9)]).unwrap();
    let state = ledger.book().state(&reader.id).unwrap().unwrap();
    assert_eq!(state.next_try, None);
}

fn what_was_accepted_cannot_be_begun_again(ledger: &mut dyn Ledger) {
    let reader = planned("first", 1);
    ledger
        .write(&[begun(&reader, 0), accepted(&reader, 1)])
        .unwrap();
    let again = ledger.write(&[begun(&reader, 2)]);
    assert!(matches!(again, Err(Error::Unlawful { .. })), "{again:?}");
    let twice = ledger.write(&[accepted(&reader, 2)]);
    assert!(matches!(twice, Err(Error::Unlawful { .. })), "{twice:?}");
}

fn a_bad_entry_spoils_its_whole_batch(ledger: &mut dyn Ledger) {
    let (good, bad) = (planned("first", 1), planned("first", 2));
    let batch = [begun(&good, 0), accepted(&bad, 0)];
    assert!(ledger.write(&batch).is_err());
    assert_eq!(ledger.book().state(&good.id).unwrap(), None);
    ledger.write(&[begun(&good, 1)]).unwrap();
    assert_eq!(all(ledger, &Wanted::All)[0].planned, good);
}

fn a_batch_is_lawful_in_its_own_order(ledger: &mut dyn Ledger) {
    let reader = planned("first", 1);
    let backwards = [accepted(&reader, 0), begun(&reader, 0)];
    assert!(ledger.write(&backwards).is_err());
    let twice = [
        begun(&reader, 0),
        accepted(&reader, 0),
        accepted(&reader, 0),
    ];
    assert!(ledger.write(&twice).is_err());
    assert_eq!(ledger.book().state(&reader.id).unwrap(), None);
}

fn records_come_back_as_they_were_planned(ledger: &mut dyn Ledger) {
    let readers: Vec<_> = (0..5).map(|number| planned("first", number)).collect();
    let batch: Vec<_> = readers.iter().map(|reader| begun(reader, 0)).collect();
    ledger.write(&batch).unwrap();
    let records = all(ledger, &Wanted::All);
    let read: Vec<_> = records
        .iter()
        .map(|record| record.planned.clone())
        .collect();
    assert_eq!(read, readers);
    assert_eq!(records[0].body_digest, "b0d1");
}

fn records_can_be_asked_for_by_notice_person_and_openness(ledger: &mut dyn Ledger) {
    for notice in ["first", "detail"] {
        for number in 0..3 {
            ledger.write(&[begun(&planned(notice, number), 0)]).unwrap();
        }
    }
    ledger.write(&[accepted(&planned("first", 1), 1)]).unwrap();
    let detail = Wanted::Notice("detail".into());
    assert_eq!(all(ledger, &detail).len(), 3);
    let person = Wanted::Recipient(mailbox("Reader-1@wards.example.org"));
    let told: Vec<_> = all(ledger, &person)
        .into_iter()
        .map(|record| (record.planned.notice, record.state.standing))
        .collect();
    assert_eq!(
        told,
        [
            ("first".to_owned(), Standing::Accepted),
            ("detail".to_owned(), Standing::Begun)
        ]
    );
    assert_eq!(all(ledger, &Wanted::Open).len(), 5);
}

fn what_is_skipped_or_expired_is_remembered_without_ever_being_begun(ledger: &mut dyn Ledger) {
    let because = || "superseded by a later notice".to_owned();
    let (skipped, expired) = (planned("first", 1), planned("first", 2));
    let skip = Step::Skipped {
        planned: Arc::new(skipped.clone()),
        because: because(),
    };
    let expire = Step::Expired {
        planned: Arc::new(expired.clone()),
        because: because(),
    };
    let batch = [settled(&skipped, 0, skip), settled(&expired, 0, expire)];
    ledger.write(&batch).unwrap();
    let records = all(ledger, &Wanted::All);
    assert_eq!(records[0].planned, skipped);
    assert_eq!(records[0].state.standing, Standing::Skipped);
    assert_eq!(records[0].state.tries, 0);
    assert_eq!(records[1].state.standing, Standing::Expired);
    assert_eq!(records[1].body_digest, "");
    assert!(all(ledger, &Wanted::Open).is_empty());
}

fn the_log_keeps_every_step_in_order(ledger: &mut dyn Ledger) {
    let (one, two) = (planned("first", 1), planned("first", 2));
    ledger.write(&[begun(&one, 0), begun(&two, 0)]).unwrap();
    let broken = Step::InDoubt {
        answer: "the line broke".into(),
    };
    ledger
        .write(&[accepted(&two, 1), settled(&one, 1, broken)])
        .unwrap();
    let held = Step::Held {
        because: "policy".into(),
    };
    ledger.write(&[settled(&one, 9, held)]).unwrap();
    let mut log = Vec::new();
    ledger
        .book()
        .log(None, &mut |logged| log.push(logged))
        .unwrap();
    assert_eq!(
        log.iter().map(|l| l.seq).collect::<Vec<_>>(),
        [1, 2, 3, 4, 5]
    );
    let mut mine = Vec::new();
    ledger
        .book()
        .log(Some(&one.id), &mut |logged| {
            mine.push((logged.standing, logged.answer))
        })
        .unwrap();
    assert_eq!(
        mine,
        [
            (Standing::Begun, String::new()),
            (Standing::InDoubt, "the line broke".to_owned()),
            (Standing::Held, "policy".to_owned())
        ]
    );
    assert_eq!(log[4].run, "run-1");
    assert_eq!(log[4].at, nine() + TimeDelta::minutes(9));
}

fn a_second_try_may_be_planned_anew(ledger: &mut dyn Ledger) {
    let reader = planned("first", 1);
    ledger.write(&[begun(&reader, 0)]).unwrap();
    let renamed = Planned {
        subject: "Patient records are off this Saturday night".into(),
        facts: Stated::of(&serde_json::json!({ "start": "23:00" })),
        ..reader.clone()
    };
    ledger.write(&[begun(&renamed, 1)]).unwrap();
    let records = all(ledger, &Wanted::All);
    assert_eq!(records.len(), 1);
    assert_eq!(records[0].planned, renamed);
    assert_eq!(records[0].state.tries, 2);
}

fn an_audience_was_told_when_the_first_of_it_was(ledger: &mut dyn Ledger) {
    let (one, two) = (planned("first", 1), planned("first", 2));
    let busy = Step::Deferred {
        answer: "451 4.3.0 try later".into(),
        next_try: nine() + TimeDelta::days(1),
    };
    let first_day = [begun(&one, 0), begun(&two, 0), settled(&one, 1, busy)];
    ledger.write(&first_day).unwrap();
    assert_eq!(ledger.book().told("first", "end-users").unwrap(), None);
    ledger.write(&[accepted(&two, 2)]).unwrap();
    let next_day = [begun(&one, 1440), accepted(&one, 1441)];
    ledger.write(&next_day).unwrap();
    let told = ledger.book().told("first", "end-users").unwrap();
    assert_eq!(told, Some(nine() + TimeDelta::minutes(2)));
    assert_eq!(ledger.book().told("first", "executives").unwrap(), None);
}

fn a_try_without_an_answer_is_a_doubt_for_good_however_it_was_written_down(
    ledger: &mut dyn Ledger,
) {
    let broken = |planned: &Planned, minute| {
        let answer = "the line broke".into();
        settled(planned, minute, Step::InDoubt { answer })
    };
    let held = |planned: &Planned, minute| {
        let because = "policy".into();
        settled(planned, minute, Step::Held { because })
    };
    let put_off = |planned: &Planned, minute| {
        let step = Step::Deferred {
            answer: "451 4.3.0 try later".into(),
            next_try: nine(),
        };
        settled(planned, minute, step)
    };
    let readers: Vec<Planned> = (0..6).map(|number| planned("first", number)).collect();
    let [never, off, begun_twice, seen, dead, all] = readers.as_slice() else {
        panic!("six readers");
    };
    ledger.write(&[begun(off, 0), put_off(off, 1)]).unwrap();
    // One run died, and so did the next.
    let twice = [begun(begun_twice, 0), begun(begun_twice, 9)];
    ledger.write(&twice).unwrap();
    // The run saw the line break, and it was held for that.
    let saw = [begun(seen, 0), broken(seen, 1), held(seen, 2)];
    ledger.write(&saw).unwrap();
    // A run died, it was held for that, and the next try was put off.
    let died = [begun(dead, 0), held(dead, 9), begun(dead, 19)];
    ledger.write(&died).unwrap();
    ledger.write(&[put_off(dead, 20)]).unwrap();
    let each = [begun(all, 0), begun(all, 9), broken(all, 10)];
    ledger.write(&each).unwrap();
    let arrived = [begun(all, 20), accepted(all, 21)];
    ledger.write(&arrived).unwrap();
    let doubts = [
        (never, 0),
        (off, 0),
        (begun_twice, 2),
        (seen, 1),
        (dead, 1),
        (all, 2),
    ];
    for (planned, doubts) in doubts {
        assert_eq!(ledger.book().doubtful_tries(&planned.id).unwrap(), doubts);
    }
}

fn a_mark_holds_until_a_settled_delivery_of_its_notice_is_begun_again(ledger: &mut dyn Ledger) {
    let reader = planned("first", 1);
    ledger.write(&[expired(&reader, 0)]).unwrap();
    let mark = |notice: &str| Mark {
        notice: notice.to_owned(),
        audience: "end-users".to_owned(),
        roll: "b0d1".to_owned(),
    };
    ledger.mark(&[mark("first"), mark("detail")]).unwrap();
    ledger.write(&[begun(&planned("first", 2), 1)]).unwrap();
    assert_eq!(ledger.book().marks().unwrap().len(), 2);
    ledger.write(&[begun(&reader, 2)]).unwrap();
    assert_eq!(ledger.book().marks().unwrap(), [mark("detail")].into());
}

fn the_last_entry_is_the_one_written_last_even_if_a_clock_was_set_back(ledger: &mut dyn Ledger) {
    assert_eq!(ledger.book().last_entry().unwrap(), None);
    ledger.write(&[begun(&planned("first", 1), 60)]).unwrap();
    ledger.write(&[begun(&planned("first", 2), 5)]).unwrap();
    let minute = |minute| Some(nine() + TimeDelta::minutes(minute));
    assert_eq!(ledger.book().last_entry().unwrap(), minute(5));
    assert_eq!(ledger.book().beginning().unwrap(), minute(60));
}
