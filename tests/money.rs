//! What a plan says of money: figures that cannot be meant are found, and nothing is made up.

use crate::harness::world::World;
use forewarn::assessment::ThreePoint;
use forewarn::assessment::cost::{self, Cost};
use forewarn::assessment::line::Kind;
use forewarn::calendar::zone::Zones;
use forewarn::diagnostic::{Findings, Sources};
use forewarn::plan::{Plan, file};
use mail_parser::MessageParser;
use proptest::prelude::*;
use rust_decimal::Decimal;

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

/// What cannot be meant: what is written otherwise, how, and the finding.
const SLIPS: [[&str; 3]; 27] = [
    ["people: 120", "people: -3", "wrong-value"],
    [
        "people: 120",
        "people: 99999999999999999999999999999",
        "wrong-value",
    ],
    [
        "people: 120",
        "people: {low: 130, likely: 120, high: 140}",
        "wrong-value",
    ],
    ["people: 120", "people: many", "wrong-value"],
    ["stops: 60%", "stops: 160%", "wrong-value"],
    [
        "cost-per-hour: 39.30",
        "cost-per-hour: -39.30",
        "wrong-value",
    ],
    [
        "cost-per-hour: 39.30",
        "cost-per-hour: 1000001",
        "wrong-value",
    ],
    [
        "cost-per-hour: 39.30",
        "cost-per-hour: 39.30 EUR",
        "mixed-currencies",
    ],
    [
        "cost-per-hour: 39.30",
        "cost-per-hour: 39.30\n    salary: {per-year: 52000, on-cost: 30%, hours: 1720}",
        "wrong-value",
    ],
    [
        "cost-per-hour: 39.30",
        "salary: {per-year: 52000, on-cost: 30%, hours: 0}",
        "wrong-value",
    ],
    [
        "working-hours: 08:00-18:00",
        "working-hours: 18:00-08:00",
        "wrong-value",
    ],
    [
        "stops: 60%",
        "stops: 60%\n    demand: [1, 2, 3]",
        "wrong-value",
    ],
    ["1, 1, 1]", "1, 1, 1, 1]", "wrong-value"],
    ["hours-per-year: 8760", "hours-per-year: 0", "wrong-value"],
    ["cost: 7500", "cost: 7500 USD", "mixed-currencies"],
    ["cost: 7500", "cost: 75000000000000", "wrong-value"],
    ["hours: 12", "hours: 9000", "wrong-value"],
    ["length: 2h}", "length: 2 working days}", "wrong-value"],
    ["overtime: 1.5", "overtime: 15", "wrong-value"],
    ["  years:", "  benefit-per-year: 3\n  years:", "wrong-value"],
    ["  years:", "  horizon-years: 4\n  years:", "wrong-value"],
    [
        "{savings: 52000,",
        "{avoided-outage: 3, outage-per-hour: 4, savings: 52000,",
        "wrong-value",
    ],
    [
        "overrun: {chance",
        "intangibles: [{what: Trust, score: 6}]\n        overrun: {chance",
        "wrong-value",
    ],
    [
        "overrun: {chance",
        "intangibles: [{what: Trust, score: 5, cost: 4}]\n        overrun: {chance",
        "wrong-value",
    ],
    [
        "overrun: {chance",
        "intangibles: [{what: Trust}]\n        overrun: {chance",
        "missing-field",
    ],
    [
        "{below: 99.9%, credit: 10%}",
        "{below: 99.9%}",
        "missing-field",
    ],
    ["fee: 42000, ", "", "missing-field"],
];

#[test]
fn a_figure_that_cannot_be_meant_is_found() {
    for [old, new, code] in SLIPS {
        assert_eq!(found(old, new), [code], "{new}");
    }
}

/// The plan of a text that has nothing wrong with it.
fn read(text: &str) -> Plan {
    let (mut sources, mut findings) = (Sources::default(), Findings::default());
    let id = file::text("plan.yaml", text.as_bytes(), &mut sources, &mut findings);
    let written = file::read(id, &sources, &mut findings).unwrap();
    let plan = written.mean(&Zones::bundled(), &Default::default(), &mut findings);
    let found: Vec<_> = findings.iter().map(|found| &found.message).collect();
    assert!(found.is_empty(), "{found:?}");
    plan.unwrap()
}

fn decimal(text: &str) -> Decimal {
    text.parse().unwrap()
}

#[test]
fn the_worked_window_costs_what_the_formulas_say() {
    let plan = read(WORKED);
    let (_, window) = plan.windows()[0];
    let cost = Cost::of(&plan, window);
    assert_eq!(cost.missing, []);
    let sums = Kind::ALL.map(|kind| cost.sum(kind).likely().round_dp(2));
    let expected = ["3009.28", "18055.68", "720", "14676", "4200", "0"].map(decimal);
    assert_eq!(sums, expected);
    let total = cost.total().unwrap();
    assert_eq!(total.likely().round_dp(2), decimal("40660.96"));
    assert!(total.is_exact());
    let hour = cost.per_hour().unwrap().likely().round_dp(2);
    assert_eq!(hour, decimal("10165.24"));
    let expected = cost.overrun.expected().unwrap().likely();
    assert_eq!(expected, decimal("3600"));
    let lost: ThreePoint = cost.lost.iter().map(|(_, lost)| *lost).sum();
    assert_eq!(lost.likely(), decimal("371"));
    let spread = cost.spread().unwrap();
    assert_eq!(spread.p10.round_dp(2), decimal("40660.96"));
    // On Sunday nobody in Finance works, and few people order anything.
    let sunday = &Cost::alternatives(&plan, window)[0];
    let finance = sunday.lost.iter().find(|(who, _)| who.name == "Finance");
    assert_eq!(finance.unwrap().1, ThreePoint::default());
    assert_eq!(
        sunday.sum(Kind::LostMargin).likely().round_dp(2),
        decimal("450")
    );
}

#[test]
fn an_hour_more_costs_what_goes_on_by_the_hour() {
    let plan = read(&with("  overrun-per-hour: 12000\n", ""));
    let (_, window) = plan.windows()[0];
    let cost = Cost::of(&plan, window);
    // From 21:00 on: wards and clinics, who catch up dearly; the shop at average demand; the crew.
    let gross = decimal("120") * decimal("0.6") * decimal("39.30")
        + decimal("45") * decimal("0.35") * decimal("46");
    let labour = gross * decimal("1.4");
    let margin =
        decimal("18250000") / decimal("8760") * decimal("0.45") * decimal("0.3") * decimal("0.4");
    let crew = decimal("6") * decimal("68") + decimal("2") * decimal("95");
    let hour = cost.overrun.per_hour.unwrap().likely();
    assert_eq!(hour.round_dp(6), (labour + margin + crew).round_dp(6));
    assert_eq!(cost.overrun.stated, None);
}

#[test]
fn what_is_not_written_is_missing_by_name_and_never_made_up() {
    for (gone, missing) in [
        ("    people: 120\n", "people of Wards"),
        ("    cost-per-hour: 46\n", "cost-per-hour of Clinics"),
        ("    stops: 100%\n", "stops of Finance"),
    ] {
        let plan = read(&with(gone, ""));
        let (_, window) = plan.windows()[0];
        let cost = Cost::of(&plan, window);
        let found: Vec<_> = cost.missing.iter().map(|one| one.what.as_str()).collect();
        assert_eq!(found, [missing]);
        let of_it = missing.rsplit_once(' ').unwrap().1;
        assert!(cost.lines.iter().all(|line| line.subject.name() != of_it));
    }
    let plan = read(&with("  overtime: 1.5\n", ""));
    let (_, window) = plan.windows()[0];
    let cost = Cost::of(&plan, window);
    assert_eq!(cost.missing.len(), 3);
    assert_eq!(
        (cost.sum(Kind::Idle), cost.lost.len()),
        (ThreePoint::default(), 3)
    );
    // Where nothing is caught up, nobody has to say what that would cost.
    let plan = with("  overtime: 1.5\n", "").replace("catches-up: 80%", "catches-up: 0%");
    let plan = read(&plan);
    let (_, window) = plan.windows()[0];
    let cost = Cost::of(&plan, window);
    assert_eq!(cost.missing, []);
    assert_eq!(cost.sum(Kind::Idle).likely(), decimal("15046.40"));
}

#[test]
fn two_windows_of_one_month_share_one_credit() {
    let second = "      - {id: again, start: 2027-04-16 17:00, length: 4h, services: {records: off}}\nmoney:";
    let plan = read(&with("money:", second));
    let credits = cost::windows(&plan)
        .iter()
        .map(|cost| cost.sum(Kind::Credits).likely())
        .collect::<Vec<_>>();
    // 240 minutes: below 99.9 %; 480 minutes: below 99 %.
    assert_eq!(credits, [decimal("4200"), decimal("6300")]);
    let planned = "counts-planned: no";
    let plan = read(&with("counts-planned: yes", planned));
    assert_eq!(
        cost::windows(&plan)[0].sum(Kind::Credits).likely(),
        Decimal::ZERO
    );
}

#[test]
fn departments_at_other_sites_and_with_slower_services_are_not_counted() {
    let slower = read(&with(
        "services: {records: off}",
        "services: {records: slower}",
    ));
    let (_, window) = slower.windows()[0];
    let cost = Cost::of(&slower, window);
    assert!(cost.lost.is_empty());
    assert_eq!(cost.sum(Kind::LostMargin), ThreePoint::default());
    assert_eq!(cost.missing.len(), 4);
    let sites = "sites: {north: {name: North}, south: {name: South}}\nservices:\n  records:";
    let elsewhere = with("services:\n  records:", sites)
        .replace("    people: 120\n", "    people: 120\n    site: south\n")
        .replace(
            "services: {records: off}",
            "services: {records: off}\n        sites: [north]",
        );
    let plan = read(&elsewhere);
    let (_, window) = plan.windows()[0];
    let cost = Cost::of(&plan, window);
    let lost: Vec<_> = cost.lost.iter().map(|(who, _)| who.name.as_str()).collect();
    assert_eq!(lost, ["Clinics", "Finance"]);
}

fn three(most: u64) -> impl Strategy<Value = [u64; 3]> {
    [0..=most, 0..=most, 0..=most].prop_map(|mut three| {
        three.sort_unstable();
        three
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]
    #[test]
    fn a_total_is_the_sum_of_its_lines_and_in_order(
        people in three(10_000_000_000), stops in three(100), rate in three(1_000_000),
        done in three(100), times in three(10), fee in three(1_000_000_000_000),
    ) {
        let written = |[low, likely, high]: [u64; 3], unit: &str| {
            format!("{{low: {low}{unit}, likely: {likely}{unit}, high: {high}{unit}}}")
        };
        let plan = with("people: 120", &format!("people: {}", written(people, "")))
            .replace("stops: 60%", &format!("stops: {}", written(stops, "%")))
            .replace("per-hour: 39.30", &format!("per-hour: {}", written(rate, "")))
            .replace("catches-up: 80%", &format!("catches-up: {}", written(done, "%")))
            .replace("overtime: 1.5", &format!("overtime: {}", written(times, "")))
            .replace("fee: 42000", &format!("fee: {}", written(fee, "")))
            .replace("per-year: 18250000", &format!("per-year: {}", written(fee, "")))
            .replace("  overrun-per-hour: 12000\n", "");
        let plan = read(&plan);
        let (_, window) = plan.windows()[0];
        for cost in Cost::alternatives(&plan, window).into_iter().chain([Cost::of(&plan, window)]) {
            let total = cost.total().unwrap();
            let sum: ThreePoint = cost.lines.iter().map(|line| line.amount).sum();
            prop_assert_eq!(total, sum);
            let kinds: ThreePoint = Kind::ALL.map(|kind| cost.sum(kind)).into_iter().sum();
            prop_assert_eq!(total.map(|figure| figure.round_dp(6)), kinds.map(|figure| figure.round_dp(6)));
            let overrun = cost.overrun.per_hour.unwrap();
            let amounts = cost.lines.iter().map(|line| line.amount);
            for [low, likely, high] in amounts.chain([total, overrun]).map(ThreePoint::figures) {
                prop_assert!(low <= likely && likely <= high);
            }
            let spread = cost.spread().unwrap();
            let slack = Decimal::new(1, 2) + total.high() / Decimal::from(100_000_000);
            let [least, most] = [total.low() - slack, total.high() + slack];
            let spread = [least, spread.p10, spread.p50, spread.p90, most];
            prop_assert!(spread.is_sorted(), "{:?}", spread);
        }
    }
}

/// What the command gives for a plan, as JSON.
fn shown(plan: &str) -> serde_json::Value {
    let world = World::new().file("plan.yaml", plan);
    let ran = world.run(&["cost", "plan.yaml", "--format", "json"]);
    ran.ended(0).json()
}

#[test]
fn programs_get_every_figure_unrounded_and_where_it_is_written() {
    let shown = shown(WORKED);
    let dates = &shown["windows"][0]["dates"];
    assert_eq!(dates[0]["total"]["likely"], "40660.96");
    assert_eq!(dates[0]["alternative"], serde_json::Value::Null);
    assert_eq!(dates[1]["because"], "Nobody in Finance works");
    let wards = &dates[0]["rests-on"][0];
    assert_eq!(wards["of"]["id"], "wards");
    assert_eq!(wards["rests-on"][1]["at"], "plan.yaml:12");
    let likely = &shown["benefit"]["returns"]["likely"];
    let figure = |name: &str| decimal(likely[name].as_str().unwrap());
    assert_eq!(figure("npv").round_dp(2), decimal("77845.49"));
    assert_eq!(
        (figure("irr") * decimal("100")).round_dp(4),
        decimal("21.9887")
    );
    assert_eq!(figure("bcr").round_dp(4), decimal("1.4325"));
    assert_eq!(figure("payback-years").round_dp(4), decimal("2.9444"));
    assert_eq!(
        figure("discounted-payback-years").round_dp(4),
        decimal("3.4550")
    );
    assert_eq!(
        (figure("roi-per-year") * decimal("100")).round_dp(2),
        decimal("12.75")
    );
    assert_eq!(shown["benefit"]["investment"]["likely"], "180000");
}

#[test]
fn fewer_outages_are_worth_their_hours() {
    let outages = "{outages-before: {per-year: 3, hours: 6}, outages-after: {per-year: 0.5, hours: 2}, outage-per-hour: {low: 10000, likely: 14500, high: 20000}}";
    let shown = shown(&with("{savings: 52000, run-cost: 12000}", outages));
    let year = &shown["benefit"]["years"][0];
    assert_eq!(
        (&year["low"], &year["likely"]),
        (&"170000".into(), &"246500".into())
    );
    // At worst, less comes back than most likely.
    let returns = &shown["benefit"]["returns"];
    let roi = |case: &str| decimal(returns[case]["roi"].as_str().unwrap());
    assert!(roi("at-worst") < roi("likely") && roi("likely") < roi("at-best"));
}

#[test]
fn what_the_plan_states_itself_comes_first() {
    let stated = with("  investment:", "  cost-of-windows: 50000\n  investment:");
    let shown = shown(&stated);
    assert_eq!(shown["all-windows"]["worked-out"]["likely"], "40660.96");
    assert_eq!(shown["all-windows"]["as-stated"]["likely"], "50000");
    assert_eq!(shown["benefit"]["investment"]["likely"], "189339.04");
    let nothing = World::new().file("plan.yaml", WORKED.split("money:").next().unwrap());
    let said = nothing.run(&["cost", "plan.yaml"]).ended(0).out;
    for missing in [
        "catches-up of Wards",
        "investment of the change",
        "discount-rate of the change",
    ] {
        assert!(said.contains(missing), "{said}");
    }
    assert!(
        said.lines().all(|line| line.chars().count() <= 80),
        "{said}"
    );
}

/// The mails of the worked plan, each with its reader and text.
fn mails(plan: &str) -> Vec<(String, String)> {
    let world = World::new().file("plan.yaml", plan);
    world
        .run(&["preview", "plan.yaml", "--out", "out"])
        .ended(0);
    let mut found = Vec::new();
    let mut folders = vec![world.path("out")];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|ending| ending == "eml") {
                let bytes = std::fs::read(&path).unwrap();
                let mail = MessageParser::new().parse(&bytes).unwrap();
                let reader = mail.to().unwrap().first().unwrap().address().unwrap();
                let text = mail.body_text(0).unwrap().to_string();
                let html = mail.body_html(0).unwrap().to_string();
                found.push((reader.to_owned(), text + &html));
            }
        }
    }
    found
}

#[test]
fn a_head_reads_what_her_own_department_loses_and_nobody_elses() {
    // Idle and catching up, for each head.
    let losses = [
        (
            "a.khan@stbrannock.example",
            "288 hours of work",
            "15,845.76 GBP",
        ),
        (
            "p.lam@stbrannock.example",
            "63 hours of work",
            "4,057.20 GBP",
        ),
        (
            "e.price@stbrannock.example",
            "20 hours of work",
            "1,162 GBP",
        ),
    ];
    let mails = mails(WORKED);
    for (reader, hours, cost) in losses {
        let hers: Vec<&String> = mails
            .iter()
            .filter(|(to, _)| to == reader)
            .map(|(_, text)| text)
            .collect();
        assert!(
            hers.iter()
                .any(|text| text.contains(hours) && text.contains(cost)),
            "{reader}: {hers:?}"
        );
        for (other, hours, cost) in losses.iter().filter(|(other, ..)| *other != reader) {
            let of_other = hers
                .iter()
                .any(|text| text.contains(hours) || text.contains(cost));
            assert!(!of_other, "{reader} reads what {other} loses");
        }
        // Nor what everything costs together, or what a colleague earns.
        for sum in ["40,660.96", "14,676", "39.30", "41.50", "180,000"] {
            assert!(
                hers.iter().all(|text| !text.contains(sum)),
                "{reader} reads {sum}"
            );
        }
    }
    let unknown = with("    cost-per-hour: 46\n", "");
    let of_clinics =
        |(to, text): &(String, String)| to.starts_with("p.lam") && text.contains("costs your team");
    assert!(!self::mails(&unknown).iter().any(of_clinics));
}

#[test]
fn executives_read_what_the_windows_cost_when_the_plan_only_says_what_that_rests_on() {
    let board =
        "audiences:\n  executives: {people: [{name: Ada Reed, email: ada@stbrannock.example}]}";
    let plan = with("audiences:", board);
    let reads = |plan: &str, sum: &str| {
        let mails = mails(plan);
        let hers = mails.iter().filter(|(to, _)| to.starts_with("ada"));
        hers.clone().count() > 0 && hers.clone().any(|(_, text)| text.contains(sum))
    };
    assert!(reads(&plan, "40,660.96 GBP"));
    assert!(reads(
        &plan.replace("  investment:", "  cost-of-windows: 50000\n  investment:"),
        "50,000 GBP"
    ));
    // A part of the cost is not the cost.
    assert!(!reads(
        &plan.replace("    people: 120\n", ""),
        "Cost in all"
    ));
}
