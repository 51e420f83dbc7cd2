//! What leaves for calendars: the samples word for word, and the laws over any text.

use crate::checked::check;
use crate::harness::notices::full;
use crate::harness::world::here;
use crate::ledger::{holder, open};
use chrono::{DateTime, TimeDelta, Utc};
use forewarn::calendar::zone::Instant;
use forewarn::invite::amendment::{self, Called};
use forewarn::invite::briefing::{self, Errand};
use forewarn::invite::downtime::{Downtime, Effect};
use forewarn::invite::event::{Alarm, Busy, Event, Extra, Method, Organizer, Party, Status};
use forewarn::invite::invitation::{self, Words};
use forewarn::invite::maintnote::{Course, Note, Work};
use forewarn::invite::{Feed, Kind, Present, Stage, Track, Tracks, Uid, examine};
use forewarn::ledger::{Book as _, Ledger as _, Lock, MemoryLedger, SqliteBook, SqliteLedger};
use forewarn::notice::Role;
use forewarn::plan::impact::Impact;
use forewarn::plan::milestone::Milestone;
use proptest::prelude::*;

/// The namespace of the samples; ours is another.
const NAMESPACE: [u8; 16] = [
    0xe0, 0xb2, 0x95, 0x1b, 0xd4, 0xb5, 0x5c, 0x34, 0x93, 0xad, 0x5b, 0x9b, 0x8a, 0x56, 0x62, 0x14,
];

fn sample(name: &str) -> String {
    std::fs::read_to_string(here("tests/calendars").join(name)).unwrap()
}

fn at(text: &str) -> Instant {
    let read = DateTime::parse_from_rfc3339(text).unwrap();
    read.with_timezone(&Utc)
}

fn cutover() -> Uid {
    Uid::within(NAMESPACE, "ehr-2026", Kind::Window, "cutover")
}

fn party(name: &str, address: &str) -> Party {
    Party {
        name: name.to_owned(),
        address: address.to_owned(),
    }
}

pub fn organizer() -> Organizer {
    Organizer {
        party: party("IT Change Team", "change@example.org"),
        sent_by: None,
    }
}

fn some(text: &str) -> Option<String> {
    Some(text.to_owned())
}

/// The lines of an object, unfolded, in no order.
fn lines(text: &str) -> Vec<String> {
    let whole = text.replace("\r\n ", "");
    let mut lines: Vec<String> = whole.lines().map(str::to_owned).collect();
    lines.sort_unstable();
    lines
}

#[test]
fn every_sample_passes_the_examination() {
    let mut count = 0;
    for entry in std::fs::read_dir(here("tests/calendars")).unwrap() {
        let name = entry.unwrap().file_name().into_string().unwrap();
        if let Err(flaw) = examine(&sample(&name)) {
            panic!("{name}: {flaw}");
        }
        count += 1;
    }
    assert_eq!(count, 6);
}

#[test]
fn a_feed_is_written_as_in_the_sample() {
    let event = Event {
        uid: cutover(),
        stamp: at("2027-01-12T09:00:00Z"),
        created: Some(at("2026-12-21T09:00:00Z")),
        sequence: 2,
        start: at("2027-03-27T22:00:00Z"),
        end: at("2027-03-28T01:30:00Z"),
        summary: "Patient records off (planned)".to_owned(),
        location: None,
        description: some(
            "You cannot open or change patient records.\nUse the paper forms while records are off.\nHelp: 020 7946 0000, day or night.",
        ),
        status: Some(Status::Confirmed),
        busy: Some(Busy::Free),
        category: Some("Planned downtime"),
        link: some("https://intranet.example.org/downtime/ehr"),
        organizer: organizer(),
        attendee: None,
        extras: Vec::<Extra>::new(),
        alarm: Some(Alarm {
            before: "PT2H",
            text: "Patient records go off at 10pm".to_owned(),
        }),
    };
    let feed = Feed {
        name: "Planned downtime - Example Hospital".to_owned(),
        description: "Dates when IT services will be off".to_owned(),
        link: None,
        events: vec![event],
    };
    assert_eq!(feed.write(), sample("downtime-feed.ics"));
}

fn session(start: &str, stage: Stage) -> Present {
    let start = at(start);
    Present {
        uid: Uid::within(NAMESPACE, "ehr-2026", Kind::Briefing, "dept-heads-1"),
        kind: Kind::Briefing,
        key: "dept-heads-1".to_owned(),
        start,
        end: start + TimeDelta::minutes(30),
        stage,
        place: "Teams meeting".to_owned(),
        words: String::new(),
    }
}

#[test]
fn a_briefing_is_called_moved_and_called_off_as_in_the_samples() {
    let khan = party("Khan, Aisha", "a.khan@wards.example.org");
    let words = Words {
        summary: "Briefing: patient records downtime".to_owned(),
        location: some("Teams meeting"),
        description: some(
            "30 minutes. Bring your ward contingency sheet.\nAgenda: https://intranet.example.org/downtime/ehr/briefing",
        ),
    };
    let mut track = None;
    for (file, start, stage, stamp) in [
        (
            "invite-request-seq0",
            "2027-03-09T10:30:00Z",
            Stage::Confirmed,
            "2027-02-26T09:00:00Z",
        ),
        (
            "invite-request-seq1-rescheduled",
            "2027-03-11T10:30:00Z",
            Stage::Confirmed,
            "2027-03-03T14:00:00Z",
        ),
        (
            "invite-cancel-seq2",
            "2027-03-11T10:30:00Z",
            Stage::Cancelled,
            "2027-03-10T08:00:00Z",
        ),
    ] {
        let present = session(start, stage);
        let called = [khan.address.to_lowercase()];
        let (errand, told) = match track.take() {
            None => {
                let errand = Errand {
                    address: khan.address.clone(),
                    method: Method::Request,
                    sequence: 0,
                    for_all: false,
                };
                let told = briefing::called(None, &present, &called, at(stamp));
                (errand, told)
            }
            Some(before) => {
                let again = Called::of(&before, &present, called.clone());
                let errand = again.again(&called[0], true).unwrap();
                let heard_of = std::slice::from_ref(&errand);
                let told = amendment::heard(before, &present, heard_of, at(stamp));
                (errand, told)
            }
        };
        let people = (&organizer(), &khan);
        let event = invitation::event((&present, &words), &errand, people, (at(stamp), 1));
        let written = event.alone(Some(errand.method));
        assert_eq!(
            lines(&written),
            lines(&sample(&format!("{file}.ics"))),
            "{file}"
        );
        track = Some(told);
    }
}

fn note(stage: Stage, sequence: u32, stamp: &str) -> Note {
    Note {
        present: Present {
            uid: cutover(),
            kind: Kind::Window,
            key: "cutover".to_owned(),
            start: at("2027-03-27T22:00:00Z"),
            end: at("2027-03-28T01:30:00Z"),
            stage,
            place: String::new(),
            words: String::new(),
        },
        sequence,
        stamp: at(stamp),
        plan: "ehr-2026".to_owned(),
        maintenance: "cutover".to_owned(),
        provider: "example.org".to_owned(),
        account: "clinical-division".to_owned(),
        objects: vec![
            (
                "patient-records".to_owned(),
                "Patient records".to_owned(),
                Impact::Off,
            ),
            (
                "lab-results".to_owned(),
                "Lab results".to_owned(),
                Impact::ReadOnly,
            ),
        ],
        rolled_back: false,
    }
}

#[test]
fn a_maintenance_note_is_written_as_in_the_samples() {
    for (file, stage, sequence, stamp) in [
        (
            "maintnote-tentative",
            Stage::Tentative,
            0,
            "2026-12-21T09:00:00Z",
        ),
        (
            "maintnote-inprocess",
            Stage::InProcess,
            3,
            "2027-03-27T22:00:00Z",
        ),
    ] {
        let written = note(stage, sequence, stamp).write(&organizer(), None);
        // The sample names the first service only.
        let written = written.replace("off + 1 more affected (planned)", "off (planned)");
        assert_eq!(written, sample(&format!("{file}.ics")), "{file}");
    }
}

#[test]
fn a_maintenance_goes_through_its_stages_and_every_stage_has_a_higher_number() {
    use Milestone::{Completed, Detail, Extended, First, Progress, RolledBack, Start};
    let hospital = here("plans/hospital.yaml");
    let checked = check(&hospital, at("2026-12-24T09:00:00Z"));
    let (plan, ..) = checked.dated.unwrap();
    let mut tracks = Tracks::default();
    let mut numbers = Vec::new();
    for milestone in [
        First, Detail, Start, Progress, Extended, Completed, RolledBack,
    ] {
        let mut facts = full(Role::DepartmentHeads, milestone).facts;
        if milestone == Extended {
            facts.window.end += TimeDelta::hours(1);
        }
        let course = Course {
            work: Work::Rests,
            reopened: 0,
        };
        let note = Note::of(&facts, course, (&plan, &tracks), facts.moment);
        let read = examine(&note.write(&organizer(), None)).unwrap();
        let status = read.inner[0].first("X-MAINTNOTE-STATUS").unwrap();
        numbers.push(format!("{} {}", status.value, note.sequence));
        tracks.follow(&[note.present], facts.moment);
    }
    let wanted = [
        "TENTATIVE 0",
        "CONFIRMED 1",
        "IN-PROCESS 2",
        "IN-PROCESS 2",
        "IN-PROCESS 3",
        "COMPLETED 4",
        "COMPLETED 5",
    ];
    assert_eq!(numbers, wanted);
}

#[test]
fn an_old_system_that_is_back_is_said_in_the_summary_of_a_completed_note() {
    let mut note = note(Stage::Completed, 4, "2027-03-28T02:00:00Z");
    note.rolled_back = true;
    let written = note.write(&organizer(), None);
    assert!(written.contains("SUMMARY:Rolled back: Patient records"));
    assert!(written.contains("X-MAINTNOTE-STATUS:COMPLETED"));
    examine(&written).unwrap();
}

const CALL: &str = "invite-request-seq0.ics";
const OFF: &str = "invite-cancel-seq2.ics";
const FEED: &str = "downtime-feed.ics";
const MACHINE: &str = "maintnote-inprocess.ics";

/// A sample, a change to it, and what is said of that.
const SPOILT: [(&str, &str, &str, &str); 20] = [
    (CALL, "ATTENDEE;", "VISITOR;", "no ATTENDEE"),
    (CALL, "ORGANIZER;", "ORGAN;", "no ORGANIZER"),
    (
        CALL,
        "DTSTART:20270309T103000Z",
        "DTSTART:20270309T103000",
        "no time in UTC",
    ),
    (CALL, "DTSTART:", "DTSTART;TZID=Europe/London:", "a zone"),
    (CALL, "SEQUENCE:0", "SEQUENCE:none", "no number"),
    (
        CALL,
        "STATUS:CONFIRMED",
        "STATUS:CANCELLED",
        "without a STATUS",
    ),
    (CALL, "METHOD:REQUEST", "METHOD:ADD", "not ours"),
    (
        CALL,
        "DTEND:20270309T110000Z",
        "DTEND:20270309T103000Z",
        "before it begins",
    ),
    (OFF, "STATUS:CANCELLED", "STATUS:CONFIRMED", "not CANCELLED"),
    (OFF, "SEQUENCE:2\r\n", "", "no SEQUENCE"),
    (
        FEED,
        "TRANSP:TRANSPARENT",
        "TRANSP:OPAQUE",
        "not TRANSPARENT",
    ),
    (FEED, "BUSYSTATUS:FREE", "BUSYSTATUS:BUSY", "not FREE"),
    (
        FEED,
        "CLASS:PUBLIC",
        "ATTENDEE:mailto:a@b.example",
        "no place",
    ),
    (FEED, "(planned)", "(planned), again", "without a backslash"),
    (FEED, "CN=\"IT", "CN=\"\"IT", "quotation"),
    (FEED, "UID:6", "X-UID:6", "no UID"),
    (MACHINE, "PROVIDER:example.org", "PROVIDER:", "empty"),
    (
        MACHINE,
        "STATUS:IN-PROCESS",
        "STATUS:RESCHEDULED",
        "no status",
    ),
    (
        MACHINE,
        "X-MAINTNOTE-IMPACT:OUTAGE",
        "X-MAINTNOTE-IMPACT:DEGRADED",
        "worse",
    ),
    (
        MACHINE,
        "X-MAINTNOTE-IMPACT:OUTAGE",
        "X-MAINTNOTE-IMPACT:BROKEN",
        "no impact",
    ),
];

#[test]
fn the_examination_sees_what_a_client_would_stumble_over() {
    for (file, from, to, said) in SPOILT {
        let text = sample(file);
        assert!(text.contains(from), "{from}");
        let flaw = examine(&text.replacen(from, to, 1)).unwrap_err();
        assert!(flaw.what.contains(said), "{from} as {to}: {flaw}");
        assert!(flaw.line > 0);
    }
    let [off, feed, machine] = [OFF, FEED, MACHINE].map(sample);
    let twice = machine.replace(
        "X-MAINTNOTE-IMPACT:",
        "X-MAINTNOTE-MAINTENANCE-ID:another\r\nX-MAINTNOTE-IMPACT:",
    );
    assert!(examine(&twice).unwrap_err().what.contains("a second"));
    let alarm =
        "BEGIN:VALARM\r\nACTION:DISPLAY\r\nDESCRIPTION:x\r\nTRIGGER:-PT1H\r\nEND:VALARM\r\n";
    let woken = off.replace("END:VEVENT", &format!("{alarm}END:VEVENT"));
    assert!(examine(&woken).unwrap_err().what.contains("an alarm"));
    let woken = feed.replace("END:VEVENT", &format!("{alarm}END:VEVENT"));
    assert!(examine(&woken).unwrap_err().what.contains("more than one"));
}

fn stage() -> impl Strategy<Value = Stage> {
    prop::sample::select(Stage::ALL.to_vec())
}

fn impact() -> impl Strategy<Value = Impact> {
    prop::sample::select(vec![Impact::Off, Impact::ReadOnly, Impact::Slower])
}

fn words() -> impl Strategy<Value = String> {
    prop_oneof![
        any::<String>(),
        "[ -~]{0,90}",
        "(?s)[a-zäöü,;:\\\\\"\\n\\r^]{0,120}"
    ]
}

fn effects() -> impl Strategy<Value = Vec<Effect>> {
    let effect = (words(), impact(), proptest::option::of(words()));
    let effect = effect.prop_map(|(service, impact, meanwhile)| Effect {
        service,
        impact,
        meanwhile,
    });
    proptest::collection::vec(effect, 0..5)
}

/// A text as a calendar can hold it.
fn held(text: &str) -> String {
    let breaks = text.trim().replace("\r\n", "\n").replace('\t', " ");
    let breaks = breaks.replace(['\r', '\u{85}', '\u{2028}', '\u{2029}'], "\n");
    let harmful = |mark: char| {
        mark.is_control() && mark != '\n'
            || ('\u{202a}'..='\u{202e}').contains(&mark)
            || mark == '\u{2068}'
    };
    breaks.chars().filter(|mark| !harmful(*mark)).collect()
}

#[test]
fn what_stands_behind_a_name_from_right_to_left_stays_behind_it_in_calendars() {
    let effect = Effect {
        service: "מערכת 7".to_owned(),
        impact: Impact::Off,
        meanwhile: Some("טופס 12".to_owned()),
    };
    let downtime = Downtime {
        present: session("2027-03-27T22:00:00Z", Stage::Confirmed),
        awaits_date: false,
        is_unlisted: false,
        effects: vec![effect],
        help: None,
        link: None,
    };
    let event = downtime.event(&organizer(), 0, at("2027-03-01T09:00:00Z"));
    let file = event.alone(Some(Method::Publish)).replace("\r\n ", "");
    for line in [
        "SUMMARY:\u{2067}מערכת 7\u{2069} off (planned)",
        "DESCRIPTION:\u{2067}מערכת 7\u{2069}: off\\, you cannot use it.\\nMeanwhile: \u{2067}טופס 12\u{2069}",
        "DESCRIPTION:\u{2067}מערכת 7\u{2069} off in 2 hours",
    ] {
        assert!(file.contains(line), "{file}");
    }
    assert!(examine(&event.alone(Some(Method::Publish))).is_ok());
}

proptest! {
    #[test]
    fn any_downtime_is_an_event_every_client_can_read(
        effects in effects(),
        stage in stage(),
        (help, link) in (proptest::option::of(words()), proptest::option::of("https://[a-z]{1,90}\\.example/[a-z]{0,80}")),
        (name, minutes, sequence) in (words(), 1_i64..5_000, any::<u32>()),
    ) {
        let start = at("2027-03-27T22:00:00Z");
        let mut present = session("2027-03-27T22:00:00Z", stage);
        present.end = start + TimeDelta::minutes(minutes);
        let downtime = Downtime { present, awaits_date: false, is_unlisted: false, effects, help, link };
        let mut organizer = organizer();
        organizer.party.name = name.clone();
        let event = downtime.event(&organizer, sequence, start);
        let read = examine(&event.alone(Some(Method::Publish)));
        let read = read.map_err(|flaw| TestCaseError::fail(flaw.to_string()))?;
        let inner = &read.inner[0];
        let said = inner.first("SUMMARY").unwrap().text().unwrap();
        prop_assert_eq!(said, held(&event.summary));
        let said = inner.first("DESCRIPTION").unwrap().text().unwrap();
        prop_assert_eq!(said, held(&event.description.unwrap()));
        let prefix = inner.first("SUMMARY").unwrap().value.clone();
        prop_assert_eq!(prefix.starts_with("Cancelled: "), stage == Stage::Cancelled);
        prop_assert_eq!(prefix.starts_with("Provisional: "), stage == Stage::Tentative);
        prop_assert_eq!(inner.inner.is_empty(), stage == Stage::Cancelled);
    }

    #[test]
    fn any_invitation_calls_the_one_person_it_is_for(
        (name, summary, place, description) in (words(), words(), words(), words()),
        off in any::<bool>(),
        for_all in any::<bool>(),
        local in "[a-z0-9.!#$%&'*+/=?^_`{|}~-]{1,20}",
    ) {
        let reader = party(&name, &format!("{local}@wards.example.org"));
        let words = Words { summary, location: Some(place), description: Some(description) };
        let errand = Errand {
            address: reader.address.clone(),
            method: if off { Method::Cancel } else { Method::Request },
            sequence: 3,
            for_all,
        };
        let present = session("2027-03-09T10:30:00Z", Stage::Confirmed);
        let event = invitation::event((&present, &words), &errand, (&organizer(), &reader), (present.start, 2));
        let read = examine(&event.alone(Some(errand.method)));
        let read = read.map_err(|flaw| TestCaseError::fail(flaw.to_string()))?;
        let attendee = read.inner[0].first("ATTENDEE").unwrap();
        let known = attendee.parameter("CN").unwrap_or_default();
        let isolate = |mark: char| ('\u{2066}'..='\u{2069}').contains(&mark);
        let name = held(&name).replace(isolate, "");
        prop_assert_eq!(known.trim(), name.trim());
        prop_assert_eq!(read.inner[0].first("STATUS").is_none(), off && !for_all);
    }

    #[test]
    fn any_maintenance_note_is_one_that_machines_understand(
        objects in proptest::collection::vec(("[a-z][a-z0-9-]{0,20}", words(), impact()), 1..6),
        stage in stage(),
        rolled_back in any::<bool>(),
    ) {
        let note = Note { objects, rolled_back, ..note(stage, 1, "2026-12-21T09:00:00Z") };
        let read = examine(&note.write(&organizer(), None));
        let read = read.map_err(|flaw| TestCaseError::fail(flaw.to_string()))?;
        prop_assert!(read.first("METHOD").is_none());
        let ids = read.inner[0].all("X-MAINTNOTE-OBJECT-ID").count();
        prop_assert_eq!(ids, note.objects.len());
    }

    #[test]
    fn no_text_makes_the_examination_panic(text in "((BEGIN|END|UID|DTSTART|X)(;[A-Z]=\"?\\PC{0,4})?:(VCALENDAR|VEVENT|\\PC{0,9})\r?\n){0,12}") {
        let _ = examine(&text);
    }
}

fn tracks() -> Vec<Track> {
    let window = session("2027-03-27T22:00:00Z", Stage::Tentative);
    let people = ["b@b.example", "a@b.example"].map(str::to_owned);
    let one = briefing::called(None, &window, &people, window.start);
    let other = Present {
        uid: cutover(),
        kind: Kind::Window,
        ..window
    };
    vec![one, Track::begun(&other, other.start)]
}

#[test]
fn tracks_are_kept_on_disk_as_in_memory() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("plan.ledger");
    let mut memory = MemoryLedger::new();
    assert_eq!(memory.tracks().unwrap(), Tracks::default());
    memory.keep(&tracks()).unwrap();
    let mut ledger = open(&path).unwrap();
    ledger.keep(&tracks()).unwrap();
    ledger.keep(&[]).unwrap();
    drop(ledger);
    let book = SqliteBook::open_read_only(&path, "ehr-2027").unwrap();
    assert_eq!(book.tracks().unwrap(), memory.tracks().unwrap());
    assert_eq!(book.tracks().unwrap(), Tracks::new(tracks()));
}

#[test]
fn a_number_in_the_ledger_never_falls() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("plan.ledger");
    drop(open(&path).unwrap());
    let lock = Lock::take(&path, &holder()).unwrap();
    let mut ledger = SqliteLedger::open(lock, "ehr-2027").unwrap();
    let [mut high, other] = <[Track; 2]>::try_from(tracks()).unwrap();
    let low = high.clone();
    (high.sequence, high.highest) = (4, 5);
    ledger.keep(&[high.clone(), other.clone()]).unwrap();
    let mut newer = other.clone();
    newer.sequence = 1;
    newer.highest = 1;
    assert!(ledger.keep(&[newer, low]).is_err());
    let kept = ledger.book().tracks().unwrap();
    assert_eq!(kept.get(&high.uid), Some(&high));
    assert_eq!(kept.get(&other.uid), Some(&other));
}
