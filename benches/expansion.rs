//! How long it takes to date every notice of a very large plan: 1,000 windows, three audiences and
//! twelve milestones; and what reading and judging such a plan costs beside it.
//!
//! `cargo bench --bench expansion -- [windows]`
#![allow(
    clippy::disallowed_methods,
    clippy::disallowed_macros,
    reason = "a measurement reads the clock and says what it saw"
)]

use chrono::{NaiveDate, TimeDelta};
use forewarn::calendar::zone::Zones;
use forewarn::diagnostic::{Findings, Sources};
use forewarn::directory::{self, Directory};
use forewarn::plan::{Plan, file};
use forewarn::rules;
use forewarn::rules::told::Told;
use forewarn::timeline;
use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::time::{Duration, Instant};

const HEAD: &str = r#"
plan: large
title: Everything moves
organisation: Northgate
timezone: Europe/London
contact: {team: Change team, email: change@northgate.example}
why: To see how long it takes.
calendar: {holidays: {country: GB, region: ENG}, sending-hours: 08:00-18:00 mon-fri}
departments:
  wards: {name: Wards, head: {name: Ana Lee, email: a.lee@northgate.example}}
audiences:
  executives: {people: [{name: Eva Roe, email: e.roe@northgate.example}]}
  department-heads: {people: departments}
  end-users: {people: [{name: Uma Poe, email: u.poe@northgate.example, department: wards}]}
hyper-care: {length: 2 weeks, support: [{channel: Phone, number: "+44 20 7946 0100"}]}
notices:
  - {notice: bulletin, every: week, from: 42 days before start}
"#;

fn plan_text(windows: usize) -> String {
    let mut text = HEAD.to_owned();
    let first = NaiveDate::from_ymd_opt(2027, 1, 2).expect("a date");
    text.push_str("services:\n");
    for number in 0..windows {
        writeln!(
            text,
            "  s{number}: {{name: Service {number}, used-by: [wards], workaround: Paper.}}"
        )
        .expect("a string takes all");
    }
    text.push_str("phases:\n  - id: main\n    name: Main\n    windows:\n");
    for number in 0..windows {
        let day = first + TimeDelta::days(i64::try_from(number).expect("few") % 700);
        writeln!(
            text,
            "      - {{id: w{number}, start: {day} 22:00, length: 4h, services: {{s{number}: off}}}}"
        )
        .expect("a string takes all");
    }
    text
}

fn timed<T>(what: &str, times: usize, mut act: impl FnMut() -> T) -> T {
    let mut fastest = Duration::MAX;
    let mut last = None;
    for _ in 0..times {
        let start = Instant::now();
        last = Some(act());
        fastest = fastest.min(start.elapsed());
    }
    println!("{what:<44} {fastest:>10.2?}");
    last.expect("it was done at least once")
}

fn read(text: &str, zones: &Zones) -> (Plan, Directory) {
    let (mut sources, mut findings) = (Sources::default(), Findings::default());
    let id = file::text("large.yaml", text.as_bytes(), &mut sources, &mut findings);
    let written = file::read(id, &sources, &mut findings).expect("the plan is YAML");
    let plan = written.mean(zones, &BTreeMap::new(), &mut findings);
    for finding in findings.iter().take(3) {
        println!("{}: {}", finding.code.slug(), finding.message);
    }
    let plan = plan.expect("the plan is sound");
    let people = directory::Files::new();
    let directory = directory::gather(&plan, zones, &people, &sources, &mut findings);
    (plan, directory)
}

fn main() {
    let given = std::env::args().skip(1).find(|arg| arg != "--bench");
    let windows = given.map_or(1_000, |text| text.parse().expect("a number"));
    let zones = Zones::bundled();
    let text = plan_text(windows);
    let (plan, directory) = timed("reading the plan", 3, || read(&text, &zones));
    let timeline = timed("dating every notice", 10, || {
        timeline::schedule(&plan, &directory, &mut Findings::default())
    });
    let now = plan.windows()[0].1.start;
    println!("{:<44} {:>10}", "notices", timeline.occurrences.len());
    timed("judging it", 3, || {
        let mut findings = Findings::default();
        let case = rules::Case {
            plan: &plan,
            directory: &directory,
            timeline: &timeline,
            told: &Told::default(),
            now,
        };
        rules::check(case, &mut findings);
        findings
    });
}
