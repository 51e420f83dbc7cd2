//! How long it takes to find the cheapest starts of a window: 90 days, a start every 15 minutes, 50
//! departments in four zones, each with a demand curve of its own, and three services that earn.
//!
//! `cargo bench --bench advice -- [departments]`
#![allow(
    clippy::disallowed_methods,
    clippy::disallowed_macros,
    reason = "a measurement reads the clock and says what it saw"
)]

use chrono::{Days, NaiveDate, TimeDelta};
use forewarn::assessment::advice::{Advice, Question};
use forewarn::assessment::cost::Cost;
use forewarn::calendar::zone::Zones;
use forewarn::diagnostic::{Findings, Sources};
use forewarn::plan::{Plan, file};
use std::fmt::Write as _;
use std::time::{Duration, Instant};

const HEAD: &str = "
plan: large
title: Everything moves
organisation: Northgate
timezone: Europe/London
currency: GBP
contact: {team: Change team, email: change@northgate.example}
calendar: {holidays: {country: GB, region: ENG}}
sites:
  s0: {name: London}
  s1: {name: New York, timezone: America/New_York, calendar: {holidays: {country: US, region: NY}}}
  s2: {name: Adelaide, timezone: Australia/Adelaide}
  s3: {name: Singapore, timezone: Asia/Singapore, calendar: {holidays: {country: SG}}}
audiences: {department-heads: {people: departments}}
money: {catches-up: {low: 60%, likely: 80%, high: 90%}, overtime: 1.5}
";

const WINDOWS: &str = "phases:
  - id: main
    name: Main
    windows:
      - {id: night, start: 2027-04-10 22:00, length: 7h, services: {mail: off, files: off, shop: off}}
";

fn plan_text(departments: usize) -> String {
    let mut text = format!("{HEAD}departments:\n");
    for number in 0..departments {
        let curve = (0..168).map(|hour| format!("0.{:03}", (hour * 37 + number * 101) % 1000));
        let curve: Vec<String> = curve.collect();
        writeln!(
            text,
            "  d{number}: {{name: Department {number}, head: {{name: Ana Lee, email: d{number}@northgate.example}}, site: s{}, \
             people: {{low: 20, likely: 33, high: 41}}, cost-per-hour: 41.17, stops: 60%, \
             working-hours: 06:10-22:40 mon-sun, demand: [{}]}}",
            number % 4,
            curve.join(", ")
        )
        .expect("a string takes all");
    }
    text.push_str("services:\n");
    for service in ["mail", "files", "shop"] {
        writeln!(
            text,
            "  {service}: {{name: Service {service}, used-by: [everyone], \
             revenue: {{per-year: 18250000, hours-per-year: 8760, depends: 45%, margin: 40%}}, \
             contract: {{fee: 42000, counts-planned: yes, credits: [{{below: 99.9%, credit: 10%}}]}}}}"
        )
        .expect("a string takes all");
    }
    text + WINDOWS
}

fn read(text: &str) -> Plan {
    let (mut sources, mut findings) = (Sources::default(), Findings::default());
    let id = file::text("large.yaml", text.as_bytes(), &mut sources, &mut findings);
    let written = file::read(id, &sources, &mut findings).expect("the plan is YAML");
    let plan = written.mean(&Zones::bundled(), &Default::default(), &mut findings);
    for finding in findings.iter().take(3) {
        println!("{}: {}", finding.code.slug(), finding.message);
    }
    plan.expect("the plan is sound")
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

fn main() {
    let given = std::env::args().skip(1).find(|arg| arg != "--bench");
    let departments = given.map_or(50, |text| text.parse().expect("a number"));
    let plan = read(&plan_text(departments));
    let (_, window) = plan.windows()[0];
    let first = NaiveDate::from_ymd_opt(2027, 3, 1).expect("a date");
    let question = Question {
        plan: &plan,
        window,
        days: [first, first + Days::new(89)],
        length: window.length(),
        step: TimeDelta::minutes(15),
        now: window.start - TimeDelta::days(200),
    };
    let advice = timed("advice on 90 days", 5, || Advice::of(question));
    println!("{:<44} {:>10}", "starts", advice.starts.len());
    timed("the best five", 5, || advice.best(5).len());
    // What it would take to ask for each start by itself.
    timed("one whole cost", 20, || Cost::of(&plan, window).lines.len());
}
