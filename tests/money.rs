//! What a plan says of money: figures that cannot be meant are found, and nothing is made up.

use crate::harness::world::World;

/// A move of patient records with every figure that its costs rest on.
pub const WORKED: &str = "\
plan: records-move
title: Patient records move
organisation: St Brannock Hospitals
timezone: Europe/London
currency: GBP
status: confirmed
contact: {team: IT Change Team, email: change@stbrannock.example}
departments:
  wards:
    name: Wards
    head: {name: Aisha Khan, email: a.khan@stbrannock.example}
    people: 120
    cost-per-hour: 39.30
    stops: 60%
  clinics:
    name: Clinics
    head: {name: Peter Lam, email: p.lam@stbrannock.example}
    people: 45
    cost-per-hour: 46
    stops: 35%
  finance:
    name: Finance
    head: {name: Eleanor Price, email: e.price@stbrannock.example}
    people: 20
    cost-per-hour: 41.50
    stops: 100%
    working-hours: 08:00-18:00 mon-fri
services:
  records:
    name: Patient records
    used-by: [everyone]
    revenue: {per-year: 18250000, hours-per-year: 8760, depends: 45%, recovered: 70%, margin: 40%,
      demand: [1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1.6, 1.6, 1.6, 1.6, 1, 1, 1]}
    contract: {fee: 42000, counts-planned: yes, credits: [{below: 99.9%, credit: 10%},
      {below: 99%, credit: 25%}, {below: 95%, credit: 100%}]}
audiences:
  department-heads: {people: departments}
phases:
  - id: main
    name: Patient records
    windows:
      - id: cutover
        start: 2027-04-09 17:00
        length: 4h
        services: {records: off}
        crew:
          - {who: Migration crew, people: 6, hours: 12, cost-per-hour: 68}
          - {who: Database specialists, people: 2, hours: 12, cost-per-hour: 95}
        purchases: [{what: Paper back-entry, cost: 7500}]
        overrun: {chance: 15%, length: 2h}
        alternatives:
          - {start: 2027-04-11 02:00, length: 4h, because: Nobody in Finance works}
money:
  catches-up: 80%
  overtime: 1.5
  overrun-per-hour: 12000
  investment: 139339.04
  discount-rate: 8%
  years:
    - {savings: 52000, run-cost: 12000}
    - {savings: 72000}
    - {savings: 72000}
    - {savings: 72000}
    - {savings: 72000}
";

/// The worked plan with one of its lines or fields written otherwise.
pub fn with(old: &str, new: &str) -> String {
    assert!(WORKED.contains(old), "{old}");
    WORKED.replacen(old, new, 1)
}

/// The first finding's code of the worked plan written otherwise.
fn found(old: &str, new: &str) -> Vec<String> {
    let world = World::new().file("plan.yaml", with(old, new));
    let ran = world.run(&["check", "plan.yaml", "--format", "json"]);
    assert!(!ran.said().contains("panicked"), "{}", ran.said());
    let found = ran.json();
    let found = found.as_array().unwrap().iter();
    found
        .map(|finding| finding["code"].as_str().unwrap().to_owned())
        .collect()
}

#[test]
fn a_plan_may_state_every_figure_of_the_model() {
    let none: [String; 0] = [];
    assert_eq!(found("people: 120", "people: 120"), none);
    for (old, new) in [
        ("people: 120", "people: {low: 100, likely: 120, high: 130}"),
        ("stops: 60%", "stops: {low: 40%, likely: 60%, high: 80%}"),
        (
            "cost-per-hour: 39.30",
            "salary: {per-year: 52000, on-cost: 30%, hours: 1720}",
        ),
        (
            "stops: 35%",
            "stops: 35%\n    catches-up: 50%\n    overtime: 0",
        ),
        (
            "{savings: 52000, run-cost: 12000}",
            "{outages-before: {per-year: 3, hours: 6}, outages-after: {per-year: 0.5, hours: 2}, outage-per-hour: 14500}",
        ),
        (
            "overrun: {chance",
            "intangibles: [{what: Trust, score: 4}, {what: Press, cost: 900}]\n        overrun: {chance",
        ),
    ] {
        assert_eq!(found(old, new), none, "{new}");
    }
}

#[test]
fn a_figure_that_cannot_be_meant_is_found() {
    for (old, new, code) in [
        ("people: 120", "people: -3", "wrong-value"),
        (
            "people: 120",
            "people: 99999999999999999999999999999",
            "wrong-value",
        ),
        (
            "people: 120",
            "people: {low: 130, likely: 120, high: 140}",
            "wrong-value",
        ),
        ("people: 120", "people: many", "wrong-value"),
        ("stops: 60%", "stops: 160%", "wrong-value"),
        (
            "cost-per-hour: 39.30",
            "cost-per-hour: -39.30",
            "wrong-value",
        ),
        (
            "cost-per-hour: 39.30",
            "cost-per-hour: 1000001",
            "wrong-value",
        ),
        (
            "cost-per-hour: 39.30",
            "cost-per-hour: 39.30 EUR",
            "mixed-currencies",
        ),
        (
            "cost-per-hour: 39.30",
            "cost-per-hour: 39.30\n    salary: {per-year: 52000, on-cost: 30%, hours: 1720}",
            "wrong-value",
        ),
        (
            "cost-per-hour: 39.30",
            "salary: {per-year: 52000, on-cost: 30%, hours: 0}",
            "wrong-value",
        ),
        (
            "working-hours: 08:00-18:00",
            "working-hours: 18:00-08:00",
            "wrong-value",
        ),
        (
            "stops: 60%",
            "stops: 60%\n    demand: [1, 2, 3]",
            "wrong-value",
        ),
        ("1, 1, 1]", "1, 1, 1, 1]", "wrong-value"),
        ("hours-per-year: 8760", "hours-per-year: 0", "wrong-value"),
        ("cost: 7500", "cost: 7500 USD", "mixed-currencies"),
        ("cost: 7500", "cost: 75000000000000", "wrong-value"),
        ("hours: 12", "hours: 9000", "wrong-value"),
        ("length: 2h}", "length: 2 working days}", "wrong-value"),
        ("overtime: 1.5", "overtime: 15", "wrong-value"),
        ("  years:", "  benefit-per-year: 3\n  years:", "wrong-value"),
        ("  years:", "  horizon-years: 4\n  years:", "wrong-value"),
        (
            "{savings: 52000,",
            "{avoided-outage: 3, outage-per-hour: 4, savings: 52000,",
            "wrong-value",
        ),
        (
            "overrun: {chance",
            "intangibles: [{what: Trust, score: 6}]\n        overrun: {chance",
            "wrong-value",
        ),
        (
            "overrun: {chance",
            "intangibles: [{what: Trust, score: 5, cost: 4}]\n        overrun: {chance",
            "wrong-value",
        ),
        (
            "overrun: {chance",
            "intangibles: [{what: Trust}]\n        overrun: {chance",
            "missing-field",
        ),
        (
            "{below: 99.9%, credit: 10%}",
            "{below: 99.9%}",
            "missing-field",
        ),
        ("fee: 42000, ", "", "missing-field"),
    ] {
        assert_eq!(found(old, new), [code], "{new}");
    }
}
