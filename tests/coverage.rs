//! Whether everybody hears in time: the matrix agrees with the timeline, with `check` and with the
//! mails, and a plan that begins late begins only when somebody has allowed it.

use crate::checked::{Checked, check};
use crate::harness::world::World;
use crate::sending::hospital;
use chrono::{DateTime, Days, TimeZone as _, Utc};
use forewarn::directory::groups;
use forewarn::mailing::docket::readers;
use forewarn::plan::Id;
use forewarn::rules::Case;
use forewarn::rules::coverage::{Cell, Coverage, Verdict};
use forewarn::rules::hearing::Timing;
use forewarn::rules::told::Told;
use proptest::prelude::*;
use std::collections::BTreeMap;

/// What a random plan is made of.
#[derive(Debug, Clone)]
struct Sketch {
    /// Which departments use each of two services.
    used_by: [u8; 2],
    /// Department and site of each end user; the last number of each stands for none.
    people: Vec<(usize, usize)>,
    /// Day and hour of each window, and which services it takes away.
    windows: Vec<(i64, i64, u8)>,
    lead_days: u32,
    skips_first: bool,
    waived: bool,
    everything: bool,
}

fn sketches() -> impl Strategy<Value = Sketch> {
    let people = prop::collection::vec((0..4_usize, 0..3_usize), 1..9);
    let windows = prop::collection::vec((-5..140_i64, 3..24_i64, 1..4_u8), 1..4);
    let flags = (any::<bool>(), any::<bool>(), any::<bool>());
    let used_by = [0..9_u8, 0..9_u8];
    (used_by, people, windows, 5..80_u32, flags).prop_map(
        |(used_by, people, windows, lead_days, (skips_first, waived, everything))| Sketch {
            used_by,
            people,
            windows,
            lead_days,
            skips_first,
            waived,
            everything,
        },
    )
}

fn today() -> DateTime<Utc> {
    Utc.with_ymd_and_hms(2027, 1, 4, 9, 0, 0).unwrap()
}

const DEPARTMENTS: [&str; 3] = ["wards", "labs", "kitchen"];

impl Sketch {
    fn text(&self) -> String {
        let mut text = "plan: random\ntitle: Random\norganisation: Org\ntimezone: Europe/London\n\
            status: confirmed\ncontact: {team: Team, email: team@a.example}\n\
            sites: {north: {name: North}, east: {name: East, timezone: Asia/Singapore}}\n\
            departments:\n"
            .to_owned();
        for id in DEPARTMENTS {
            text +=
                &format!("  {id}: {{name: {id}, head: {{name: Head, email: {id}@a.example}}}}\n");
        }
        text += "services:\n";
        for (id, used_by) in ["mail", "files"].iter().zip(self.used_by) {
            let users = DEPARTMENTS.iter().enumerate();
            let users = users.filter(|(bit, _)| used_by & (1 << bit) != 0);
            let users: Vec<&str> = users.map(|(_, id)| *id).collect();
            let users = if used_by == 8 {
                "everyone".to_owned()
            } else {
                users.join(", ")
            };
            text += &format!("  {id}: {{name: {id}, workaround: Paper., used-by: [{users}]}}\n");
        }
        text += "people:\n";
        for (number, (department, site)) in self.people.iter().enumerate() {
            let department = DEPARTMENTS.get(*department);
            let department = department.map_or(String::new(), |id| format!(", department: {id}"));
            let site = ["north", "east"].get(*site);
            let site = site.map_or(String::new(), |id| format!(", site: {id}"));
            text += &format!("  - {{name: P, email: p{number}@a.example{department}{site}}}\n");
        }
        text += &format!(
            "audiences:\n  executives: {{people: [{{name: E, email: e@a.example}}]}}\n  \
             department-heads: {{people: departments}}\n  \
             end-users: {{people: plan, everything: {}}}\n",
            if self.everything { "yes" } else { "no" }
        );
        text += "phases:\n  - id: main\n    name: Main\n    windows:\n";
        for (number, (day, hour, services)) in self.windows.iter().enumerate() {
            let start = today().date_naive() + chrono::TimeDelta::days(*day);
            let taken = ["mail: off", "files: slower"].iter().enumerate();
            let taken = taken.filter(|(bit, _)| services & (1 << bit) != 0);
            let taken: Vec<&str> = taken.map(|(_, words)| *words).collect();
            text += &format!(
                "      - {{id: w{number}, start: {start} {hour:02}:10, length: 30m, together-because: They are one., services: {{{}}}}}\n",
                taken.join(", ")
            );
        }
        if self.skips_first {
            text += "notices: [{notice: first, skip: yes}]\n";
        }
        let days = self.lead_days;
        text += &format!(
            "policy:\n  lead-time: {{major: {days} days, significant: {days} days, minor: {days} days}}\n"
        );
        if self.waived {
            text += "  waivers: [{window: w0, rule: lead-time, by: Eva, because: So it is.}]\n";
        }
        text
    }
}

fn checked(text: &str) -> Checked {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("plan.yaml");
    std::fs::write(&path, text).unwrap();
    check(&path, today())
}

/// What a reader of a cell hears, found the long way.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Found {
    InTime,
    Late,
    Nothing,
}

type Key = (Id, Id, Option<Id>, Id);

/// Every reader of every window, looked up one by one.
fn found(case: Case, lead_days: u32) -> BTreeMap<Key, Vec<Found>> {
    let mut found: BTreeMap<Key, Vec<Found>> = BTreeMap::new();
    for (_, window) in case.plan.windows() {
        for audience in &case.plan.audiences {
            let recipients = case.directory.recipients(&audience.id);
            for group in groups(case.plan, case.directory, audience, window) {
                for (member, service) in (group.members.iter())
                    .flat_map(|member| group.services.iter().map(move |id| (*member, id)))
                {
                    let hears = case.timeline.occurrences.iter().filter(|notice| {
                        let mut groups = readers(case, notice).into_iter();
                        notice.window == window.id
                            && notice.audience == audience.id
                            && notice.milestone.informs()
                            && groups.any(|group| group.members.contains(&member))
                    });
                    let first = hears.map(|notice| notice.moment).min();
                    let zone = &case.directory.places[group.place].calendar.zone;
                    let start = zone.civil(window.start).date();
                    let latest = start.checked_sub_days(Days::new(lead_days.into())).unwrap();
                    let outcome = first.map_or(Found::Nothing, |first| {
                        let open = window.start > case.now;
                        let first = if open { first.max(case.now) } else { first };
                        match zone.civil(first).date() <= latest {
                            true => Found::InTime,
                            false => Found::Late,
                        }
                    });
                    let apart = audience.id.as_str() == "executives";
                    let departments = recipients[member]
                        .departments
                        .iter()
                        .filter(|id| !apart && case.plan.service(service).used_by(id));
                    let mut departments: Vec<_> = departments.cloned().map(Some).collect();
                    if departments.is_empty() {
                        departments.push(None);
                    }
                    for department in departments {
                        let key = (
                            window.id.clone(),
                            service.clone(),
                            department,
                            audience.id.clone(),
                        );
                        found.entry(key).or_default().push(outcome);
                    }
                }
            }
        }
    }
    found
}

fn key(cell: &Cell) -> Key {
    let department = cell.department.map(|department| department.id.clone());
    let (window, service) = (cell.window.id.clone(), cell.service.id.clone());
    (window, service, department, cell.audience.id.clone())
}

fn agrees(cell: &Cell, found: &[Found], waived: bool) -> bool {
    let any = |what| found.contains(&what);
    let executives = cell.audience.id.as_str() == "executives";
    match cell.verdict {
        Verdict::Hears(hearing) if any(Found::Late) => match hearing.timing {
            Timing::ShortNotice(_) => waived,
            Timing::TooLate | Timing::Overdue => !waived,
            Timing::InTime | Timing::ToldLate => false,
        },
        Verdict::Hears(hearing) => hearing.timing == Timing::InTime && any(Found::InTime),
        Verdict::Untold => any(Found::Nothing) && !executives,
        Verdict::NotForThem => found.is_empty() || (executives && any(Found::Nothing)),
        Verdict::Nobody | Verdict::Excused(_) | Verdict::NoAddress { .. } => found.is_empty(),
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(96))]

    #[test]
    fn every_cell_agrees_with_a_look_at_every_reader(sketch in sketches()) {
        let checked = checked(&sketch.text());
        let Some((plan, directory, timeline)) = &checked.dated else {
            panic!("{:#?}\n{}", checked.findings, sketch.text());
        };
        let told = Told::default();
        let case = Case { plan, directory, timeline, told: &told, now: today() };
        let coverage = Coverage::of(case);
        let mut found = found(case, sketch.lead_days);
        found.retain(|(window, ..), _| plan.window(window).unwrap().1.end > today());
        for cell in &coverage.cells {
            let here = found.remove(&key(cell)).unwrap_or_default();
            prop_assert_eq!(cell.people, here.len(), "{:?}", key(cell));
            let waived = sketch.waived && cell.window.id.as_str() == "w0";
            prop_assert!(agrees(cell, &here, waived), "{:?} {:?} {:?}", key(cell), cell.verdict, here);
        }
        prop_assert!(found.is_empty(), "not in the matrix: {:?}", found.keys());
        let codes = ["lead-time", "overdue", "nobody-to-tell", "no-address"];
        let mut errors = checked.findings.iter().map(|finding| finding.code.slug());
        prop_assert_eq!(errors.any(|code| codes.contains(&code)), coverage.sum().gaps > 0);
    }
}

#[test]
fn a_shipped_plan_has_no_gap() {
    for name in ["hospital", "bank", "university"] {
        let world = World::with_shipped(name);
        let plan = format!("{name}.yaml");
        for format in ["table", "csv", "markdown", "json"] {
            let ran = world.run(&["coverage", &plan, "--format", format]).ended(0);
            assert!(!ran.out.is_empty() && ran.err.is_empty(), "{}", ran.err);
            if format == "json" {
                assert_eq!(ran.json()["gaps"], 0);
            }
            if format == "table" {
                let widest = ran.out.lines().map(|line| line.chars().count()).max();
                assert!(widest <= Some(80), "{}", ran.out);
            }
        }
    }
}

/// The hospital's plan, whose waiver is taken away.
fn strict(now: &str) -> World {
    let world = hospital(2, now);
    let plan = world.read("plan.yaml");
    let (before, _) = plan.split_once("policy:").unwrap();
    world.write("plan.yaml", before);
    world
}

#[test]
fn a_plan_that_begins_late_is_refused_until_somebody_allows_it_and_then_says_so() {
    let world = strict("2027-03-03T09:00");
    let ran = world.run(&["check", "plan.yaml"]).ended(1);
    assert!(
        ran.out.contains("error[overdue]") && ran.out.contains("waivers"),
        "{}",
        ran.out
    );
    world.run(&["coverage", "plan.yaml"]).ended(1);
    let ran = world.run(&["send", "plan.yaml"]).ended(1);
    assert!(ran.err.contains("overdue"), "{}", ran.err);
    let dry = world.run(&["send", "plan.yaml", "--dry-run"]).ended(1);
    for said in [&ran.err, &dry.out] {
        assert!(said.contains("does not begin this plan"), "{said}");
    }
    assert!(dry.err.contains("waivers"), "{}", dry.err);
    assert!(dry.out.contains("would be sent"), "{}", dry.out);
    // Whoever only looks may look.
    let looks = ["send", "plan.yaml", "--outbox", "out"];
    let look = world.run(&looks).ended(0);
    assert!(look.err.contains("only to look at"), "{}", look.err);
    let ran = world.run(&["timeline", "plan.yaml"]).ended(0);
    assert!(
        ran.err.contains("later than the policy asks"),
        "{}",
        ran.err
    );

    let allowed = hospital(2, "2027-03-03T09:00");
    allowed.run(&["check", "plan.yaml"]).ended(0);
    let ran = allowed.run(&["coverage", "plan.yaml"]).ended(0);
    assert!(
        ran.out.contains("short, 3 Mar") && ran.out.contains("allowed by"),
        "{}",
        ran.out
    );
    allowed
        .run(&["send", "plan.yaml", "--outbox", "out"])
        .ended(0);
    let mails = std::fs::read_dir(allowed.path("out")).unwrap();
    let mails = mails.map(|entry| entry.unwrap().path());
    let mails: Vec<_> = mails
        .filter(|path| path.extension().is_some_and(|ending| ending == "eml"))
        .collect();
    assert_eq!(mails.len(), 3);
    for mail in mails {
        let text = std::fs::read_to_string(mail).unwrap();
        assert!(text.contains("later than usual"), "{text}");
    }
}

#[test]
fn a_plan_in_the_middle_of_its_run_stays_clean() {
    let mut world = strict("2027-01-12T09:05");
    world
        .run(&["send", "plan.yaml", "--outbox", "out"])
        .ended(0);
    world.turn("2027-03-03T09:00");
    let ledger = ["--ledger", "out/records-move.ledger"];
    let check = [&["check", "plan.yaml"][..], &ledger].concat();
    let ran = world.run(&check).ended(0);
    assert!(!ran.out.contains("late-start"), "{}", ran.out);
    let coverage = [&["coverage", "plan.yaml"][..], &ledger].concat();
    let ran = world.run(&coverage).ended(0);
    assert!(ran.out.contains("12 Jan"), "{}", ran.out);
    world
        .run(&["send", "plan.yaml", "--outbox", "out"])
        .ended(0);
    world.run(&["check", "plan.yaml"]).ended(1);
}

#[test]
fn a_department_without_end_users_is_a_gap_until_somebody_says_that_it_is_right() {
    let with = |kitchen: &str, waiver: &str| {
        let world = hospital(2, "2026-11-23T09:00");
        let plan = world.read("plan.yaml");
        let plan = plan
            .replace("services:\n", &format!("  kitchen: {{name: Kitchen, {kitchen}head: {{name: Sam Okoro, email: s.okoro@stbrannock.example}}}}\nservices:\n"))
            .replace("used-by: [wards]", "used-by: [wards, kitchen]");
        world.write("plan.yaml", format!("{plan}{waiver}"));
        world.run(&["coverage", "plan.yaml"])
    };
    let ran = with("", "").ended(1);
    assert!(
        ran.out.contains("nobody is known; it concerns Kitchen"),
        "{}",
        ran.out
    );
    with("people: 1, ", "").ended(0);
    let ran = with("", "    - {window: cutover, rule: nobody-to-tell, departments: [kitchen], by: Maria Osei, because: It has no computers.}\n").ended(0);
    assert!(ran.out.contains("It has no computers."), "{}", ran.out);
    with("", "    - {window: cutover, rule: nobody-to-tell, departments: [wards], by: Maria Osei, because: It has no computers.}\n").ended(1);
}

#[test]
fn a_list_whose_departments_are_not_recognised_is_no_sound_list() {
    let world = hospital(3, "2026-11-23T09:00");
    world.run(&["check", "plan.yaml"]).ended(0);
    let people = world.read("people.csv");
    world.write("people.csv", people.replacen("department", "ward", 1));
    let ran = world.run(&["check", "plan.yaml"]).ended(1);
    assert!(ran.out.contains("error[nobody-to-tell]"), "{}", ran.out);
    assert!(
        ran.out.contains("3 of 3 people in `end-users`"),
        "{}",
        ran.out
    );
}
