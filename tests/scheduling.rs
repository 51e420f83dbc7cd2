//! The laws of dates, tried on plans made up at random.
//!
//! What is closed, who is concerned and what a lead means is reckoned here once more, from the
//! made-up plan itself, so that the program is not asked about its own opinion.

use crate::checked::{Checked, check};
use crate::ledger::mailbox;
use chrono::{DateTime, Datelike, Days, NaiveDate, NaiveTime, TimeZone, Utc};
use forewarn::calendar::midnight::said;
use forewarn::diagnostic::Code;
use forewarn::directory::Directory;
use forewarn::mailing::docket::readers;
use forewarn::notice::state::FIRST_REVISION;
use forewarn::notice::{DeliveryId, Telling, state};
use forewarn::plan::Plan;
use forewarn::plan::milestone::Milestone;
use forewarn::rules::Case;
use forewarn::rules::told::Told;
use forewarn::timeline::{Occurrence, Timeline};
use proptest::prelude::*;
use proptest::test_runner::FileFailurePersistence;
use serde_json::{Map, Value, json};
use std::collections::{BTreeMap, BTreeSet};

const ZONES: [&str; 4] = [
    "Europe/London",
    "America/New_York",
    "Asia/Singapore",
    "Australia/Lord_Howe",
];
const DEPARTMENTS: [&str; 3] = ["wards", "finance", "stores"];
const HOURS: [(&str, &str, &str, u8); 3] = [
    ("08:00-16:30 mon-fri", "08:00", "16:30", 5),
    ("10:00-12:00 mon-thu", "10:00", "12:00", 4),
    ("07:00-20:00 mon-sun", "07:00", "20:00", 7),
];

#[derive(Debug, Clone)]
struct Freeze {
    from: NaiveDate,
    to: NaiveDate,
    binds: Option<&'static str>,
}

#[derive(Debug, Clone)]
struct Reader {
    /// A row of the list for each.
    departments: Vec<usize>,
    zone: Option<usize>,
    away: bool,
}

#[derive(Debug, Clone)]
struct Downtime {
    start: NaiveDate,
    hour: u32,
    hours: u32,
    services: Vec<usize>,
}

/// A plan as it is made up, before anything is written.
#[derive(Debug, Clone)]
struct Sketch {
    zone: usize,
    hours: usize,
    windows: Vec<Downtime>,
    users: [Vec<usize>; 2],
    severities: [&'static str; 2],
    days_off: BTreeSet<NaiveDate>,
    freezes: Vec<Freeze>,
    readers: Vec<Reader>,
    help: u32,
    shared: bool,
    closed_away: BTreeSet<NaiveDate>,
    bulletin: bool,
}

fn day(offset: u64) -> NaiveDate {
    NaiveDate::from_ymd_opt(2027, 1, 10).unwrap() + Days::new(offset)
}

fn downtime() -> impl Strategy<Value = Downtime> {
    let services = prop::sample::subsequence(vec![0, 1], 1..=2);
    (
        0_u64..420,
        prop::sample::select(vec![5, 18, 22]),
        1_u32..60,
        services,
    )
        .prop_map(|(offset, hour, hours, services)| Downtime {
            start: day(offset + 100),
            hour,
            hours,
            services,
        })
}

fn freeze() -> impl Strategy<Value = Freeze> {
    let binds = prop::sample::select(vec![
        None,
        Some("wards"),
        Some("finance"),
        Some("executives"),
        Some("end-users"),
    ]);
    (0_u64..520, 0_u64..12, binds).prop_map(|(from, length, binds)| Freeze {
        from: day(from),
        to: day(from + length),
        binds,
    })
}

fn sketches() -> impl Strategy<Value = Sketch> {
    let users = || prop::sample::subsequence(vec![0, 1, 2], 1..=3);
    let severity = || prop::sample::select(vec!["low", "medium", "high"]);
    let departments = prop::sample::subsequence(vec![0, 1, 2], 1..=2).prop_shuffle();
    let reader = (departments, prop::option::of(0..ZONES.len()), any::<bool>());
    let reader = reader.prop_map(|(departments, zone, away)| Reader {
        departments,
        zone,
        away,
    });
    let closed_away = prop::collection::btree_set((0_u64..520).prop_map(day), 0..200);
    (
        (0..ZONES.len(), 0..HOURS.len()),
        prop::collection::vec(downtime(), 1..=2),
        (users(), users()),
        (severity(), severity()),
        prop::collection::btree_set((0_u64..520).prop_map(day), 0..20),
        prop::collection::vec(freeze(), 0..4),
        prop::collection::vec(reader, 1..8),
        (
            prop::sample::select(vec![0, 3, 10]),
            any::<bool>(),
            any::<bool>(),
            closed_away,
        ),
    )
        .prop_map(|parts| {
            let ((zone, hours), mut windows, users, severities, days_off, freezes, readers, rest) =
                parts;
            windows.sort_by_key(|window| window.start);
            // Two windows that overlap on a service are a finding, not a plan.
            if let [first, second] = windows.as_mut_slice() {
                second.start = second.start.max(first.start + Days::new(4));
            }
            Sketch {
                zone,
                hours,
                windows,
                users: [users.0, users.1],
                severities: [severities.0, severities.1],
                days_off,
                freezes,
                readers,
                help: rest.0,
                bulletin: rest.1,
                shared: rest.2,
                closed_away: rest.3,
            }
        })
}

impl Sketch {
    /// The plan: JSON, which is YAML too.
    fn plan(&self) -> Value {
        let zone = ZONES[self.zone];
        let departments: Map<String, Value> = DEPARTMENTS
            .iter()
            .map(|id| {
                let head =
                    json!({"name": format!("Head of {id}"), "email": format!("head@{id}.example")});
                ((*id).to_owned(), json!({"name": id, "head": head}))
            })
            .collect();
        let service = |at: usize| {
            let used: Vec<&str> = self.users[at].iter().map(|id| DEPARTMENTS[*id]).collect();
            json!({"name": format!("Service {at}"), "severity": self.severities[at], "used-by": used})
        };
        let mut plan = json!({
            "forewarn": 1, "plan": "sketch", "title": "A sketch", "organisation": "Example",
            "timezone": zone, "status": "confirmed",
            "contact": {"team": "Change team", "email": "change@desk.example"},
            "calendar": {
                "sending-hours": HOURS[self.hours].0,
                "days-off": self.days_off.iter().map(ToString::to_string).collect::<Vec<_>>(),
                "freezes": self.freezes.iter().enumerate().map(frozen).collect::<Vec<_>>(),
            },
            "sites": {"away": {"name": "Away", "calendar": {
                "days-off": self.closed_away.iter().map(ToString::to_string).collect::<Vec<_>>(),
            }}},
            "departments": departments,
            "services": {"one": service(0), "two": service(1)},
            "audiences": {
                "executives": {"people": [{"name": "Dana Wolf", "email": "dana@board.example"}]},
                "department-heads": {"people": "departments"},
                "end-users": {"people": self.readers.iter().enumerate().flat_map(rows).collect::<Vec<_>>()},
            },
            "phases": self.windows.iter().enumerate().map(|(at, window)| self.phase(at, window)).collect::<Vec<_>>(),
        });
        if self.help > 0 && self.shared {
            plan["hyper-care"] = self.care();
        }
        if self.bulletin {
            plan["notices"] = json!([{"notice": "bulletin", "every": "week", "from": "21 days before start", "audiences": ["end-users"]}]);
        }
        plan
    }

    fn phase(&self, at: usize, window: &Downtime) -> Value {
        let services: Map<String, Value> = window
            .services
            .iter()
            .map(|service| (["one", "two"][*service].to_owned(), json!("off")))
            .collect();
        let start = format!("{} {:02}:00", window.start, window.hour);
        let mut phase = json!({
            "id": format!("phase-{at}"), "name": format!("Phase {at}"),
            "windows": [{
                "id": format!("window-{at}"), "start": start,
                "length": format!("{}h", window.hours), "services": services,
                "together-because": "They share a disk.",
            }],
        });
        if self.help > 0 && !self.shared {
            phase["hyper-care"] = self.care();
        }
        phase
    }

    fn care(&self) -> Value {
        let support = json!([{"channel": "Desk", "hours": "09:00-17:00"}]);
        json!({"length": format!("{} working days", self.help), "support": support})
    }

    fn closed(&self, date: NaiveDate, departments: &[&str], audience: &str) -> bool {
        let worked = u32::from(HOURS[self.hours].3);
        let frozen = |freeze: &Freeze| {
            let binds = freeze
                .binds
                .is_none_or(|id| departments.contains(&id) || id == audience);
            binds && (freeze.from..=freeze.to).contains(&date)
        };
        self.off(date, worked) || self.freezes.iter().any(frozen)
    }

    fn off(&self, date: NaiveDate, worked: u32) -> bool {
        date.weekday().num_days_from_monday() >= worked || self.days_off.contains(&date)
    }

    /// The addresses of an audience that a window concerns.
    fn concerned(&self, audience: &str, window: &Downtime) -> BTreeSet<String> {
        let uses = |department: usize| {
            let mut services = window.services.iter();
            services.any(|service| self.users[*service].contains(&department))
        };
        match audience {
            "executives" => BTreeSet::from(["dana@board.example".to_owned()]),
            "department-heads" => (0..3)
                .filter(|department| uses(*department))
                .map(|department| format!("head@{}.example", DEPARTMENTS[department]))
                .collect(),
            _ => {
                let readers = self.readers.iter().enumerate();
                let works = |department: &usize| uses(*department);
                let touched = readers.filter(|(_, reader)| reader.departments.iter().any(works));
                touched
                    .map(|(at, _)| format!("reader-{at}@users.example"))
                    .collect()
            }
        }
    }

    fn departments(&self, address: &str) -> Vec<&'static str> {
        if let Some(rest) = address.strip_prefix("reader-") {
            let at: usize = rest.split('@').next().unwrap().parse().unwrap();
            let departments = self.readers[at].departments.iter();
            return departments.map(|at| DEPARTMENTS[*at]).collect();
        }
        let domain = address.split('@').nth(1).unwrap_or_default();
        let known = DEPARTMENTS.into_iter();
        known
            .filter(|id| domain == format!("{id}.example"))
            .collect()
    }
}

fn frozen((at, freeze): (usize, &Freeze)) -> Value {
    let mut value = json!({
        "name": format!("Freeze {at}"), "from": freeze.from.to_string(),
        "to": freeze.to.to_string(), "hardness": "soft",
    });
    if let Some(binds) = freeze.binds {
        value["applies-to"] = json!([binds]);
    }
    value
}

/// The rows of a reader: one for each department.
fn rows((at, reader): (usize, &Reader)) -> Vec<Value> {
    let row = |department: &usize| {
        let mut value = json!({
            "name": format!("Reader {at}"), "email": format!("reader-{at}@users.example"),
            "department": DEPARTMENTS[*department],
        });
        if reader.away {
            value["site"] = json!("away");
        }
        if let Some(zone) = reader.zone {
            value["timezone"] = json!(ZONES[zone]);
        }
        value
    };
    reader.departments.iter().map(row).collect()
}

/// The same value with the entries of every object the other way round.
fn turned(value: &Value) -> Value {
    match value {
        Value::Object(entries) => {
            let entries = entries.iter().rev();
            Value::Object(
                entries
                    .map(|(key, value)| (key.clone(), turned(value)))
                    .collect(),
            )
        }
        Value::Array(values) => values.iter().map(turned).collect(),
        other => other.clone(),
    }
}

struct Dated {
    plan: Plan,
    directory: Directory,
    timeline: Timeline,
}

impl Dated {
    /// A plan as it is judged on the first of June 2026, long before anybody is to hear.
    fn found(plan: &Value) -> Checked {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("plan.yaml");
        std::fs::write(&path, plan.to_string()).unwrap();
        let now: DateTime<Utc> = Utc.with_ymd_and_hms(2026, 6, 1, 9, 0, 0).unwrap();
        check(&path, now)
    }

    fn of(plan: &Value) -> Self {
        let Checked {
            findings, dated, ..
        } = Self::found(plan);
        let (plan, directory, timeline) = dated.unwrap_or_else(|| panic!("{findings:#?}"));
        Self {
            plan,
            directory,
            timeline,
        }
    }

    fn readers(&self, occurrence: &Occurrence) -> Vec<String> {
        let Self {
            plan,
            directory,
            timeline,
        } = self;
        let groups = readers(
            Case {
                plan,
                directory,
                timeline,
                told: &Told::default(),
                now: occurrence.moment,
            },
            occurrence,
        );
        let recipients = directory.recipients(&occurrence.audience);
        let members = groups.into_iter().flat_map(|group| group.members);
        members
            .map(|index| recipients[index].address.to_string())
            .collect()
    }

    fn civil(&self, occurrence: &Occurrence) -> chrono::NaiveDateTime {
        let place = &self.directory.places[occurrence.place()];
        place.calendar.zone.civil(occurrence.moment)
    }

    fn deliveries(&self) -> Vec<(String, DateTime<Utc>)> {
        let mut deliveries = Vec::new();
        for occurrence in &self.timeline.occurrences {
            for reader in self.readers(occurrence) {
                let told = Telling {
                    notice: &occurrence.notice_id(),
                    audience: occurrence.audience.as_str(),
                    revision: 1,
                };
                let id = DeliveryId::of("sketch", told, &mailbox(&reader));
                deliveries.push((id.to_string(), occurrence.moment));
            }
        }
        deliveries.sort();
        deliveries
    }
}

fn at_any_hour(milestone: Milestone) -> bool {
    matches!(milestone, Milestone::Start | Milestone::HyperCareOpen)
}

fn before_window(milestone: Milestone) -> bool {
    milestone <= Milestone::Start
}

fn informs(milestone: Milestone) -> bool {
    use Milestone::{Detail, First, Reminder1, Reminder3, Reminder7, Reminder14};
    matches!(
        milestone,
        First | Detail | Reminder14 | Reminder7 | Reminder3 | Reminder1
    )
}

fn laws() -> ProptestConfig {
    ProptestConfig {
        cases: 96,
        failure_persistence: Some(Box::new(FileFailurePersistence::Off)),
        ..ProptestConfig::default()
    }
}

/// The usual first notice of a minor change, with a public holiday in the fortnight before it.
#[test]
fn a_first_notice_that_a_holiday_would_make_late_leaves_earlier_and_says_why() {
    let first = |policy: Value, window: &str, notices: Value| {
        let plan = json!({
            "forewarn": 1, "plan": "minor", "title": "Minor", "organisation": "Example",
            "timezone": "Europe/London", "status": "confirmed",
            "contact": {"team": "Change team", "email": "change@desk.example"},
            "calendar": {"holidays": {"country": "GB", "region": "ENG"}},
            "services": {"one": {"name": "One", "severity": "low", "used-by": ["wards"]}},
            "departments": {"wards": {"name": "Wards", "head": {"name": "Bo", "email": "b@desk.example"}}},
            "audiences": {"end-users": {"people": [{"name": "Ann", "email": "a@desk.example", "department": "wards"}]}},
            "phases": [{"id": "main", "name": "Main", "windows": [
                {"id": "night", "start": window, "length": "1h", "services": {"one": "slower"}},
            ]}],
            "policy": policy, "notices": notices,
        });
        let checked = Dated::found(&plan);
        let late = checked
            .findings
            .iter()
            .any(|finding| finding.code == Code::LEAD_TIME);
        let dated = checked
            .dated
            .unwrap_or_else(|| panic!("{:#?}", checked.findings));
        let first = dated.2.occurrences[0].clone();
        assert_eq!(first.milestone, Milestone::First);
        let day = dated
            .0
            .zone
            .civil(first.moment)
            .format("%a %F %H:%M")
            .to_string();
        (day, first.rule, late)
    };
    let said = |day: &str, rule: &str, late: bool| (day.to_owned(), rule.to_owned(), late);
    // Three public holidays lie in the fortnight before 5 January: the working days end sooner.
    let (plain, usual) = (json!({}), json!([]));
    assert_eq!(
        first(plain.clone(), "2027-01-05 20:00", usual.clone()),
        said(
            "Thu 2026-12-17 09:00",
            "10 working days before start (the policy's lead, sooner than 14 days before start)",
            false
        )
    );
    assert_eq!(
        first(plain.clone(), "2027-02-16 20:00", usual.clone()),
        said("Tue 2027-02-02 09:00", "14 days before start", false)
    );
    let long = json!({"lead-time": {"minor": "30 days"}});
    assert_eq!(
        first(long, "2027-02-16 20:00", usual),
        said(
            "Fri 2027-01-15 09:00",
            "30 days before start (the policy's lead, sooner than 14 days before start)",
            false
        )
    );
    let asked = json!([{"notice": "first", "at": "14 days before start"}]);
    assert_eq!(
        first(plain, "2027-01-05 20:00", asked),
        said("Tue 2026-12-22 09:00", "14 days before start", true)
    );
}

proptest! {
    #![proptest_config(laws())]

    #[test]
    fn dates_come_out_the_same_each_time_and_in_order(sketch in sketches()) {
        let plan = sketch.plan();
        let (once, again) = (Dated::of(&plan), Dated::of(&plan));
        prop_assert_eq!(&once.timeline, &again.timeline);
        prop_assert!(once.timeline.occurrences.is_sorted_by_key(|occurrence| occurrence.moment));
        prop_assert!(!once.timeline.occurrences.is_empty());
    }

    #[test]
    fn every_notice_has_a_place_of_its_own(sketch in sketches(), apart in 0_u64..2) {
        let mut plan = sketch.plan();
        let talks = [0, 1].map(|at| {
            let day = sketch.windows[0].start - Days::new(7 + at * apart);
            json!({"id": format!("talk-{at}"), "for": "department-heads", "start": format!("{day} {:02}:00", 10 + at)})
        });
        plan["briefings"] = json!(talks);
        let Some((_, _, timeline)) = Dated::found(&plan).dated else { return Ok(()) };
        let mut invitations = 0;
        for (at, occurrence) in timeline.occurrences.iter().enumerate() {
            prop_assert_eq!(timeline.place(occurrence), Some(at), "{}", occurrence.notice_id());
            invitations += usize::from(occurrence.briefing.is_some());
        }
        prop_assert!(invitations > 1);
    }

    #[test]
    fn nobody_is_told_on_a_closed_day_in_a_freeze_or_in_quiet_hours(sketch in sketches()) {
        let dated = Dated::of(&sketch.plan());
        let (_, from, to, worked) = HOURS[sketch.hours];
        let [from, to] = [from, to].map(|time| NaiveTime::parse_from_str(time, "%H:%M").unwrap());
        for occurrence in &dated.timeline.occurrences {
            if at_any_hour(occurrence.milestone) {
                continue;
            }
            let civil = dated.civil(occurrence);
            let what = format!("{} {} {civil}", occurrence.notice_id(), occurrence.audience);
            prop_assert!((from..=to).contains(&civil.time()), "quiet hours: {}", what);
            prop_assert!(!sketch.off(civil.date(), u32::from(worked)), "closed: {}", what);
            if !before_window(occurrence.milestone) {
                continue;
            }
            for reader in dated.readers(occurrence) {
                let departments = sketch.departments(&reader);
                let audience = occurrence.audience.as_str();
                prop_assert!(!sketch.closed(civil.date(), &departments, audience), "frozen: {}", what);
            }
        }
    }

    #[test]
    fn a_lead_keeps_its_time_of_day_over_a_change_of_clocks(sketch in sketches()) {
        let dated = Dated::of(&sketch.plan());
        for occurrence in &dated.timeline.occurrences {
            let Some(days) = occurrence.rule.strip_suffix(" before start") else { continue };
            let days = days.strip_suffix(" days").or(days.strip_suffix(" day"));
            let Some(Ok(days)) = days.map(str::parse::<u64>) else { continue };
            let windows = dated.plan.windows();
            let (_, window) = windows.iter().find(|(_, window)| window.id == occurrence.window).unwrap();
            let zone = &dated.directory.places[occurrence.place()].calendar.zone;
            let start = said(zone.civil(window.start)).date();
            let nine = NaiveTime::from_hms_opt(9, 0, 0).unwrap();
            prop_assert_eq!(occurrence.nominal, (start - Days::new(days)).and_time(nine));
            if occurrence.moved.is_empty() {
                prop_assert_eq!(dated.civil(occurrence), occurrence.nominal);
            } else {
                prop_assert!(dated.civil(occurrence) < occurrence.nominal);
            }
        }
    }

    #[test]
    fn what_is_told_before_a_window_is_told_before_it_starts(sketch in sketches()) {
        let dated = Dated::of(&sketch.plan());
        let windows = dated.plan.windows();
        for occurrence in &dated.timeline.occurrences {
            let (_, window) = windows.iter().find(|(_, window)| window.id == occurrence.window).unwrap();
            if before_window(occurrence.milestone) {
                prop_assert!(occurrence.moment < window.start, "{}", occurrence.notice_id());
                prop_assert!(occurrence.latest_useful <= window.start);
            } else {
                prop_assert!(occurrence.moment >= window.end, "{}", occurrence.notice_id());
            }
            prop_assert!(occurrence.latest_useful > occurrence.moment, "{}", occurrence.notice_id());
        }
    }

    #[test]
    fn nobody_gets_two_of_a_windows_notices_on_one_day(sketch in sketches()) {
        let dated = Dated::of(&sketch.plan());
        let mut told = BTreeSet::new();
        for occurrence in &dated.timeline.occurrences {
            if !informs(occurrence.milestone) {
                continue;
            }
            let day = dated.civil(occurrence).date();
            for reader in dated.readers(occurrence) {
                let key = (occurrence.window.clone(), occurrence.audience.clone(), reader, day);
                prop_assert!(told.insert(key.clone()), "{:?}", key);
            }
        }
    }

    #[test]
    fn everybody_a_window_concerns_is_told_and_nobody_twice(sketch in sketches()) {
        let dated = Dated::of(&sketch.plan());
        let mut told: BTreeMap<(String, String), BTreeSet<String>> = BTreeMap::new();
        let mut each = BTreeSet::new();
        for occurrence in &dated.timeline.occurrences {
            let audience = occurrence.audience.to_string();
            for reader in dated.readers(occurrence) {
                let key = (occurrence.notice_id(), audience.clone(), reader.clone());
                prop_assert!(each.insert(key), "{} twice to {}", occurrence.notice_id(), reader);
                told.entry((occurrence.window.to_string(), audience.clone())).or_default().insert(reader);
            }
        }
        for ((window, audience), readers) in told {
            let at: usize = window.trim_start_matches("window-").parse().unwrap();
            let concerned = sketch.concerned(&audience, &sketch.windows[at]);
            prop_assert_eq!(readers, concerned, "{} {}", window, audience);
        }
    }

    #[test]
    fn a_notice_never_leaves_after_a_date_it_carries(sketch in sketches()) {
        let dated = Dated::of(&sketch.plan());
        let Dated { plan, directory, timeline } = &dated;
        for occurrence in &timeline.occurrences {
            let case = Case { plan, directory, timeline, now: Utc.with_ymd_and_hms(2026, 6, 1, 9, 0, 0).unwrap(), told: &forewarn::rules::told::Told::default() };
            let what = occurrence.notice_id();
            for group in readers(case, occurrence) {
                let facts = state(case, occurrence, &group, FIRST_REVISION).facts;
                if let Some(help) = facts.hyper_care {
                    let zone = &directory.places[occurrence.place()].calendar.zone;
                    let last = zone.civil(help.until).date();
                    prop_assert!(dated.civil(occurrence).date() <= last, "{} leaves after {}", what, last);
                }
                for date in facts.dates {
                    prop_assert!(date.at > occurrence.moment, "{} after {}", what, date.at);
                }
            }
        }
    }

    #[test]
    fn help_that_windows_share_opens_once_for_everybody_any_of_them_concerns(sketch in sketches()) {
        prop_assume!(sketch.help > 0 && sketch.shared);
        let dated = Dated::of(&sketch.plan());
        let mut told: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
        for occurrence in &dated.timeline.occurrences {
            let opens = occurrence.milestone == Milestone::HyperCareOpen;
            for reader in opens.then(|| dated.readers(occurrence)).into_iter().flatten() {
                let audience = occurrence.audience.to_string();
                let first = told.entry(audience.clone()).or_default().insert(reader.clone());
                prop_assert!(first, "{} of {} twice", reader, audience);
            }
        }
        for audience in ["department-heads", "end-users"] {
            let concerned = sketch.windows.iter().map(|window| sketch.concerned(audience, window));
            let concerned: BTreeSet<String> = concerned.flatten().collect();
            prop_assert_eq!(told.remove(audience).unwrap_or_default(), concerned);
        }
    }

    #[test]
    fn no_two_deliveries_share_a_name(sketch in sketches()) {
        let deliveries = Dated::of(&sketch.plan()).deliveries();
        let names: BTreeSet<&String> = deliveries.iter().map(|(id, _)| id).collect();
        prop_assert_eq!(names.len(), deliveries.len());
    }

    #[test]
    fn the_order_in_which_a_plan_is_written_changes_no_delivery(sketch in sketches()) {
        let plan = sketch.plan();
        prop_assert_eq!(Dated::of(&plan).deliveries(), Dated::of(&turned(&plan)).deliveries());
    }

    #[test]
    fn whoever_leaves_notices_and_policy_as_they_are_is_never_late(sketch in sketches(), minor in any::<bool>()) {
        let mut plan = sketch.plan();
        if minor {
            for service in ["one", "two"] {
                plan["services"][service]["severity"] = json!("low");
            }
            for phase in plan["phases"].as_array_mut().unwrap() {
                let window = &mut phase["windows"][0];
                window["length"] = json!("1h");
                for (_, impact) in window["services"].as_object_mut().unwrap() {
                    *impact = json!("slower");
                }
            }
        }
        let findings = Dated::found(&plan).findings;
        let late = findings.iter().find(|finding| [Code::LEAD_TIME, Code::OVERDUE].contains(&finding.code));
        prop_assert_eq!(late, None);
    }
}
