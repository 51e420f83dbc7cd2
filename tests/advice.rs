//! Where a window costs least: the figure of each start is what `cost` says of that date, what forbids
//! a start is what `check` forbids, and nothing is made up.

use crate::harness::world::World;
use crate::money::{WORKED, with};
use chrono::{NaiveDate, TimeDelta};
use forewarn::assessment::advice::tariff::{Measure, Tariff};
use forewarn::assessment::advice::{Advice, Question};
use forewarn::assessment::cost::Cost;
use forewarn::calendar::zone::{Civil, Zones};
use forewarn::diagnostic::{Findings, Sources};
use forewarn::plan::interval::Interval;
use forewarn::plan::{Plan, file};
use proptest::prelude::*;
use serde_json::Value;

/// A plan with all that a figure may rest on: three zones, curves of a day and of a week, hours that
/// begin at odd minutes, holidays, a contract, an earlier window of the month, a crew.
fn everything() -> String {
    let week: Vec<String> = (0..168)
        .map(|hour| format!("0.{:03}", hour * 7 % 1000))
        .collect();
    let departments = format!(
        "  lagos: {{name: Lagos, head: {{name: Ada Obi, email: a.obi@stbrannock.example}}, site: lagos, \
         people: {{low: 7, likely: 9, high: 13}}, stops: {{low: 30%, likely: 70%, high: 90%}}, cost-per-hour: 33.33, \
         working-hours: 07:25-15:35 sun-thu}}\n\
         \x20 adelaide: {{name: Adelaide, head: {{name: Jo Wu, email: j.wu@stbrannock.example}}, site: adelaide, \
         people: 3.5, stops: 45%, salary: {{per-year: 52000, on-cost: 30%, hours: 1720}}, demand: [{}]}}\n\
         \x20 desk: {{name: Desk, head: {{name: Al Fry, email: a.fry@stbrannock.example}}, people: 4, stops: 10%}}\n",
        week.join(", ")
    );
    let sites = "sites:\n  \
        lagos: {name: Lagos, timezone: Africa/Lagos}\n  \
        adelaide: {name: Adelaide, timezone: Australia/Adelaide, calendar: {days-off: [2027-03-30, 2027-04-26]}}\n";
    let plan = WORKED
        .replace("departments:\n", &format!("calendar: {{holidays: {{country: GB, region: ENG}}}}\n{sites}departments:\n{departments}"))
        .replace(
            "    windows:\n",
            "    windows:\n      - {id: earlier, start: 2027-04-02 20:00, length: 3h, services: {records: off}}\n",
        );
    assert_ne!(plan, WORKED);
    plan
}

/// The morning on which advice is asked.
const TODAY: &str = "2026-11-23T09:00";

fn read(text: &str) -> Plan {
    let (mut sources, mut findings) = (Sources::default(), Findings::default());
    let id = file::text("plan.yaml", text.as_bytes(), &mut sources, &mut findings);
    let written = file::read(id, &sources, &mut findings).unwrap();
    let plan = written.mean(&Zones::bundled(), &Default::default(), &mut findings);
    plan.unwrap_or_else(|| panic!("{:?}", findings.iter().collect::<Vec<_>>()))
}

fn at(text: &str) -> Civil {
    Civil::parse_from_str(text, "%Y-%m-%d %H:%M").unwrap()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(60))]

    #[test]
    fn the_figure_of_a_start_is_the_total_of_its_cost_to_the_last_digit(
        day in 0_i64..120, days in 3_u64..40, length in 5_i64..2_000, dates in proptest::collection::vec(0_i64..50_000, 8)
    ) {
        let plan = read(&everything());
        let (_, window) = plan.window(&"cutover".parse().unwrap()).unwrap();
        let start = window.zone.instant(at("2027-02-20 00:00")) + TimeDelta::days(day);
        let weeks = Interval { start, end: start + TimeDelta::days(days as i64) };
        let mut tariff = Tariff::of(&plan, window, weeks);
        prop_assert_eq!(tariff.measure, Measure::Money);
        let room = (weeks.end - weeks.start).num_minutes() - length;
        for minutes in dates {
            let start = weeks.start + TimeDelta::minutes(minutes % room.max(1));
            let date = Interval { start, end: start + TimeDelta::minutes(length) };
            if date.end > weeks.end {
                continue;
            }
            let whole = Cost::at(&plan, window, date);
            prop_assert_eq!(Some(tariff.figure(date)), whole.total());
        }
    }

    #[test]
    fn person_hours_are_those_that_a_cost_names(minutes in 0_i64..40_000, length in 5_i64..1_000) {
        let plan = everything()
            .replace("money:\n  catches-up: 80%\n", "money:\n")
            .replace("    revenue:", "    addresses: []\n    x-revenue:");
        let cut = |text: String| -> String {
            // Nothing is earned and nothing is promised: only hours are left.
            let (front, rest) = text.split_once("    addresses: []\n").unwrap();
            let (_, back) = rest.split_once("audiences:\n").unwrap();
            format!("{front}audiences:\n{back}")
        };
        let plan = read(&cut(plan));
        let (_, window) = plan.window(&"cutover".parse().unwrap()).unwrap();
        let start = window.zone.instant(at("2027-03-15 00:00"));
        let weeks = Interval { start, end: start + TimeDelta::days(40) };
        let mut tariff = Tariff::of(&plan, window, weeks);
        prop_assert_eq!(tariff.measure, Measure::PersonHours);
        let start = start + TimeDelta::minutes(minutes);
        let date = Interval { start, end: start + TimeDelta::minutes(length) };
        let lost = Cost::at(&plan, window, date).lost.iter().map(|(_, lost)| *lost).sum();
        prop_assert_eq!(tariff.figure(date), lost);
    }
}

#[test]
fn every_start_is_compared_by_its_own_cost_and_the_best_is_none_dearer_than_another() {
    let plan = read(&everything());
    let (_, window) = plan.window(&"cutover".parse().unwrap()).unwrap();
    let day = |text: &str| text.parse::<NaiveDate>().unwrap();
    let advice = Advice::of(Question {
        plan: &plan,
        window,
        // Over the night in which clocks change, and Easter.
        days: [day("2027-03-20"), day("2027-04-10")],
        length: TimeDelta::hours(6),
        step: TimeDelta::minutes(60),
        now: window.zone.instant(at("2026-12-01 09:00")),
    });
    // The hour that does not exist has no start, and 5 starts would end too late.
    assert_eq!(advice.starts.len(), 22 * 24 - 1 - 5);
    for start in &advice.starts {
        let cost = Cost::at(&plan, window, start.stretch);
        assert_eq!(Some(start.figure), cost.total(), "{}", start.stretch.start);
    }
    let best = advice.best(3);
    let allowed = advice
        .starts
        .iter()
        .filter(|start| start.forbidden.is_empty());
    let least = allowed.map(|start| start.figure.likely()).min().unwrap();
    assert_eq!(best[0].start.figure.likely(), least);
    let nights: Vec<_> = best.iter().map(|best| best.start.stretch.start).collect();
    for (place, one) in nights.iter().enumerate() {
        for other in &nights[place + 1..] {
            assert!((*one - *other).abs() >= TimeDelta::hours(12));
        }
    }
}

/// Advice on the worked plan written otherwise, and what was said.
fn advised(plan: &str, given: &[&str]) -> Value {
    let world = World::new().at(TODAY).file("plan.yaml", plan);
    let mut arguments = vec!["advise", "plan.yaml", "cutover", "--format", "json"];
    arguments.extend(given);
    world.run(&arguments).ended(0).json()
}

const APRIL: [&str; 4] = ["--from", "2027-04-05", "--to", "2027-04-25"];

fn left_out(advice: &Value) -> Vec<(String, u64)> {
    let left_out = advice["left-out"].as_array().unwrap().iter();
    left_out
        .map(|one| {
            (
                one["kind"].as_str().unwrap().to_owned(),
                one["starts"].as_u64().unwrap(),
            )
        })
        .collect()
}

#[test]
fn what_check_forbids_is_left_out_and_counted() {
    let none: [(String, u64); 0] = [];
    assert_eq!(left_out(&advised(WORKED, &APRIL)), none);
    let frozen = with(
        "departments:\n",
        "calendar: {freezes: [{name: Year end, from: 2027-04-05, to: 2027-04-06}]}\ndepartments:\n",
    );
    // Two days of starts; no window of the days before reaches into them.
    assert_eq!(
        left_out(&advised(&frozen, &APRIL)),
        [("freeze".to_owned(), 2 * 96)]
    );
    let soft = frozen.replace("2027-04-06}", "2027-04-06, hardness: soft}");
    let soft = advised(&soft, &["--from", "2027-04-05", "--to", "2027-04-06"]);
    assert_eq!(left_out(&soft), none);
    assert_eq!(soft["best"][0]["mind"][0]["kind"], "freeze");
    let shared = with(
        "      - id: cutover",
        "      - {id: other, start: 2027-04-08 20:00, length: 2h, services: {records: off}}\n      - id: cutover",
    );
    // From a start that ends a quarter of an hour into it to the last one within it.
    assert_eq!(
        left_out(&advised(&shared, &APRIL)),
        [("overlap".to_owned(), 23)]
    );
}

#[test]
fn a_day_off_where_the_work_is_done_is_told_and_comes_after_other_nights() {
    let closed = with(
        "departments:\n",
        "calendar: {days-off: [2027-04-07]}\ndepartments:\n",
    );
    let advice = advised(&closed, &["--from", "2027-04-07", "--to", "2027-04-07"]);
    let minded = &advice["best"][0]["mind"];
    assert_eq!(minded[0]["kind"], "day-off");
    assert_eq!(advice["allowed"], advice["starts"]);
}

#[test]
fn nobody_is_to_hear_too_late_of_an_advised_start() {
    let late = |now: &str| {
        let world = World::new().at(now).file("plan.yaml", WORKED);
        let mut arguments = vec!["advise", "plan.yaml", "cutover", "--format", "json"];
        arguments.extend(APRIL);
        left_out(&world.run(&arguments).ended(0).json())
    };
    let none: [(String, u64); 0] = [];
    // Records off for everybody is a major change: 60 days.
    assert_eq!(late("2027-02-04T09:00"), none);
    assert_eq!(late("2027-02-05T09:00"), [("lead-time".to_owned(), 96)]);
}

#[test]
fn without_money_hours_are_compared_and_without_people_shares_of_a_week() {
    let advice = advised(WORKED, &APRIL);
    assert_eq!(advice["compared-by"], "cost");
    assert_eq!(advice["all-the-same"], false);
    let bare = WORKED.lines().filter(|line| {
        let line = line.trim_start();
        let gone = [
            "catches-up",
            "overtime",
            "revenue",
            "demand",
            "contract",
            "{below",
        ];
        !gone.iter().any(|gone| line.starts_with(gone))
    });
    let bare = bare.collect::<Vec<_>>().join("\n") + "\n";
    let advice = advised(&bare, &APRIL);
    assert_eq!(advice["compared-by"], "person-hours");
    assert!(!advice["missing"].as_array().unwrap().is_empty());
    let shares = bare
        .lines()
        .filter(|line| !line.trim_start().starts_with("stops"));
    let shares = shares.collect::<Vec<_>>().join("\n") + "\n";
    let advice = advised(&shares, &APRIL);
    assert_eq!(advice["compared-by"], "share-of-a-week");
    // Only Finance says when it works; four of the 168 hours of the others are never escaped.
    assert_eq!(advice["every-hour-alike"].as_array().unwrap().len(), 2);
    let world = World::new().at(TODAY).file(
        "plan.yaml",
        shares.replace("    working-hours: 08:00-18:00 mon-fri\n", ""),
    );
    let ran = world.run(&[
        "advise",
        "plan.yaml",
        "cutover",
        "--from",
        "2027-04-05",
        "--to",
        "2027-04-25",
    ]);
    let said = ran.said();
    let said = said.split_whitespace().collect::<Vec<_>>().join(" ");
    assert!(
        said.contains("Nothing that the plan says makes one start dearer"),
        "{said}"
    );
}

#[test]
fn the_dates_of_the_plan_stand_beside_the_starts() {
    let advice = advised(WORKED, &["--from", "2027-05-03", "--to", "2027-05-09"]);
    let dates = advice["dates-of-the-plan"].as_array().unwrap();
    assert_eq!(dates.len(), 2);
    // What `cost` says of the two dates.
    assert_eq!(dates[0]["local-start"], "2027-04-09T17:00");
    let world = World::new().at(TODAY).file("plan.yaml", WORKED);
    let cost = world
        .run(&["cost", "plan.yaml", "--format", "json"])
        .ended(0)
        .json();
    for (date, cost) in dates
        .iter()
        .zip(cost["windows"][0]["dates"].as_array().unwrap())
    {
        assert_eq!(date["figure"], cost["total"]);
        assert_eq!(date["start"], cost["start"]);
    }
    assert_eq!(dates[1]["because"], "Nobody in Finance works");
}

#[test]
fn a_question_that_cannot_be_is_refused_with_what_to_write() {
    let world = World::new().at(TODAY).file("plan.yaml", WORKED);
    let refused = |window: &str, given: &[&str]| {
        let mut arguments = vec!["advise", "plan.yaml", window];
        arguments.extend(given);
        let ran = world.run(&arguments).ended(2);
        ran.said()
    };
    let april = APRIL;
    let and = |more: &[&'static str]| -> Vec<&'static str> {
        april.iter().chain(more).copied().collect()
    };
    for (window, given, said) in [
        (
            "cutover",
            vec!["--from", "2027-04-25", "--to", "2027-04-05"],
            "write them the other way round",
        ),
        (
            "cutover",
            vec!["--from", "2027-04-05", "--to", "2028-04-06"],
            "at most a year is searched",
        ),
        (
            "cutover",
            vec!["--from", "2027-02-30", "--to", "2028-04-06"],
            "2027-02-30",
        ),
        ("cutover", and(&["--step", "7m"]), "does not divide a day"),
        ("cutover", and(&["--step", "4m"]), "too fine"),
        (
            "cutover",
            and(&["--step", "soon"]),
            "is not a length of time",
        ),
        (
            "cutover",
            and(&["--length", "30 days"]),
            "do not fit between",
        ),
        (
            "cutover",
            and(&["--length", "2 working days"]),
            "counted in working days",
        ),
        ("cutover", and(&["--length", "0m"]), "without a length"),
        ("cutovre", and(&[]), "did you mean `cutover`?"),
    ] {
        let answer = refused(window, &given);
        assert!(answer.contains(said), "{window} {given:?}: {answer}");
    }
}

#[test]
fn the_picture_says_in_words_and_figures_what_its_colours_show() {
    let world = World::new().at(TODAY).file("plan.yaml", WORKED);
    let mut arguments = vec!["advise", "plan.yaml", "cutover", "--heat-map", "heat.svg"];
    arguments.extend(APRIL);
    world.run(&arguments).ended(0);
    let picture = world.read("heat.svg");
    assert_eq!(picture.matches("<rect class=\"cell ").count(), 7 * 24);
    for part in [
        "<title id=\"heat-title\">",
        "<desc id=\"heat-words\">",
        "prefers-color-scheme: dark",
        "currentColor",
        "@media print",
        ">Sun<",
        ">23<",
        ">nothing<",
        "GBP",
    ] {
        assert!(picture.contains(part), "{part}");
    }
    assert!(!picture.contains("NaN"));
    let gone = world.run(&[
        "advise",
        "plan.yaml",
        "cutover",
        "--from",
        "2027-04-05",
        "--to",
        "2027-04-09",
        "--heat-map",
        "no/folder/heat.svg",
    ]);
    gone.ended(3);
}
