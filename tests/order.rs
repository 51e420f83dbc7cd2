//! Whatever rules a plan makes up about its notices: when `check` has no word against them, everybody
//! reads the steps towards a window in their order and before it, and whoever does what `check` advises
//! about a step that nobody reads of in time has a plan against which it has no word.

use crate::checked::{Checked, check};
use crate::harness::world::here;
use chrono::{DateTime, TimeZone, Utc};
use forewarn::diagnostic::{Code, Level};
use forewarn::plan::milestone::Milestone;
use forewarn::timeline::Timeline;
use proptest::prelude::*;
use std::collections::BTreeMap;

const STEPS: [&str; 7] = [
    "first",
    "detail",
    "reminder-14",
    "reminder-7",
    "reminder-3",
    "reminder-1",
    "start",
];

fn now() -> DateTime<Utc> {
    Utc.with_ymd_and_hms(2026, 11, 2, 9, 0, 0).unwrap()
}

/// The base plan for heads and end users, with further blocks.
fn plan(further: &str) -> String {
    let base = std::fs::read_to_string(here("tests/rules/base.yaml")).unwrap();
    let people = "audiences:\n  executives: {people: [{name: Dana Wolf, email: d@x.example}]}\n  end-users: {people: [{name: Sam Orr, email: s@x.example, department: wards}, {name: Tom Ray, email: t@x.example, department: wards, timezone: Asia/Singapore}]}\n";
    format!("{}{further}", base.replace("audiences:\n", people))
}

fn checked(plan: &str) -> Checked {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("plan.yaml");
    std::fs::write(&path, plan).unwrap();
    check(&path, now())
}

fn found(checked: &Checked, code: Code) -> Vec<String> {
    let findings = checked.findings.iter().filter(|found| found.code == code);
    findings
        .map(|found| format!("{} / {}", found.message, found.help.join(" ")))
        .collect()
}

/// What somebody reads out of its turn, or when it is over.
fn out_of_turn(timeline: &Timeline) -> Vec<String> {
    let mut read: BTreeMap<(&str, usize), Vec<Milestone>> = BTreeMap::new();
    let mut wrong = Vec::new();
    for told in &timeline.occurrences {
        if !STEPS.contains(&told.milestone.slug()) {
            continue;
        }
        for place in &told.places {
            let before = read.entry((told.audience.as_str(), *place)).or_default();
            if before.iter().any(|one| *one > told.milestone) {
                wrong.push(format!(
                    "{}: {:?} after {before:?}",
                    told.audience, told.milestone
                ));
            }
            before.push(told.milestone);
        }
        let start = Utc.with_ymd_and_hms(2027, 3, 13, 22, 0, 0).unwrap();
        if told.moment >= start {
            wrong.push(format!(
                "{}: {:?} after the start",
                told.audience, told.milestone
            ));
        }
    }
    wrong
}

#[test]
fn details_before_the_first_notice_are_pointed_at_with_both_dates_and_what_to_write() {
    let rule = "{notice: detail, windows: [cutover], audiences: [department-heads], at: 94 days before start}";
    let told = found(
        &checked(&plan(&format!("notices: [{rule}]\n"))),
        Code::NOTICE_ORDER,
    );
    let [told] = told.as_slice() else {
        panic!("{told:#?}");
    };
    for part in [
        "Wed 9 Dec 2026, 9:00",
        "before `first` on Mon 28 Dec 2026, 9:00",
        "skip: yes",
    ] {
        assert!(told.contains(part), "{part}: {told}");
    }
    let skip = told
        .split('`')
        .find(|part| part.starts_with("notices: [{notice: first"))
        .unwrap();
    let both = skip.replace("notices: [", &format!("notices: [{rule}, "));
    let mended = checked(&plan(&format!("{both}\n")));
    assert_eq!(
        mended.findings.count(Level::Error),
        0,
        "{:#?}",
        mended.findings
    );
}

#[test]
fn each_audience_that_a_rule_puts_out_of_turn_is_named_with_its_own_dates() {
    let rule = |days: u32| {
        format!(
            "notices: [{{notice: first, audiences: [end-users], at: 70 days before start}}, {{notice: detail, windows: [cutover], audiences: [department-heads, end-users], at: {days} days before start}}]\n"
        )
    };
    let told = found(&checked(&plan(&rule(94))), Code::NOTICE_ORDER);
    let [told] = told.as_slice() else {
        panic!("{told:#?}");
    };
    for part in [
        "; `detail` would be told to Department heads on Wed 9 Dec 2026, 9:00, before `first` on Mon 28 Dec 2026, 9:00",
        "`detail` would be told to End users on Wed 9 Dec 2026, 9:00, before `first` on Fri 1 Jan 2027, 9:00",
        "name a moment after Fri 1 Jan 2027, 9:00",
    ] {
        assert!(told.contains(part), "{part}: {told}");
    }
    // Between the two bounds only one of them is told out of turn.
    let told = found(&checked(&plan(&rule(73))), Code::NOTICE_ORDER);
    assert!(!told[0].contains("Department heads"), "{told:#?}");
    assert!(told[0].contains("End users"), "{told:#?}");
}

#[test]
fn a_last_call_after_the_start_is_an_error_where_its_date_is_written() {
    let rules = "notices: [{notice: start, audiences: [end-users], at: 1h after start}]\n";
    let checked = checked(&plan(rules));
    let codes: Vec<&str> = checked
        .findings
        .iter()
        .map(|found| found.code.slug())
        .collect();
    assert_eq!(codes, ["notice-order"]);
    let finding = checked.findings.iter().next().unwrap();
    let source = checked.sources.get(finding.labels[0].span.file);
    let span = finding.labels[0].span;
    assert_eq!(
        &source.text[span.start as usize..span.end as usize],
        "1h after start"
    );
}

#[test]
fn a_rule_whose_notice_is_told_with_another_of_its_day_is_not_called_unused() {
    let rules =
        "notices: [{notice: detail, audiences: [department-heads], at: 1 day before start}]\n";
    let checked = checked(&plan(rules));
    assert_eq!(found(&checked, Code::UNUSED_RULE), [""; 0]);
    let rules =
        "notices: [{notice: detail, at: 14 days before start, audiences: [department-heads]}]\n";
    let checked = self::checked(&plan(rules));
    assert_eq!(found(&checked, Code::UNUSED_RULE), [""; 0]);
    let told = found(&checked, Code::TOLD_TOGETHER);
    assert_eq!(told.len(), 1, "{told:#?}");
    assert!(
        told[0].contains("falls on the day of `reminder-14`"),
        "{told:#?}"
    );
}

fn rule() -> impl Strategy<Value = String> {
    let who = prop::sample::select(vec![
        "",
        ", audiences: [executives]",
        ", audiences: [end-users]",
        ", audiences: [department-heads, end-users]",
    ]);
    let length = prop_oneof![
        (0_u32..100).prop_map(|days| format!("{days} days")),
        (1_u32..40).prop_map(|days| format!("{days} working days")),
        (1_u32..60).prop_map(|hours| format!("{hours}h")),
    ];
    let side = prop::sample::select(vec![
        "before start",
        "before start",
        "before start",
        "after start",
        "before end",
    ]);
    let change = prop_oneof![
        1 => Just("skip: yes".to_owned()),
        5 => (length, side).prop_map(|(length, side)| format!("at: {length} {side}")),
    ];
    (prop::sample::select(&STEPS[..]), who, change)
        .prop_map(|(notice, who, change)| format!("{{notice: {notice}{who}, {change}}}"))
}

fn calendar() -> impl Strategy<Value = String> {
    let hours = prop::sample::select(vec![
        "08:00-16:30 mon-fri",
        "10:00-12:00 mon-thu",
        "07:00-20:00 mon-sun",
    ]);
    let off = prop::collection::btree_set(0_i64..130, 0..25);
    (hours, off).prop_map(|(hours, off)| {
        let day = |day: &i64| (now().date_naive() + chrono::TimeDelta::days(*day)).to_string();
        let off: Vec<String> = off.iter().map(day).collect();
        format!(
            "calendar: {{sending-hours: \"{hours}\", days-off: [{}]}}\n",
            off.join(", ")
        )
    })
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 200, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn without_an_error_everybody_reads_the_steps_in_their_order_and_before_the_start(
        rules in prop::collection::vec(rule(), 0..4), calendar in calendar(),
    ) {
        let plan = plan(&format!("{calendar}notices: [{}]\n", rules.join(", ")));
        let checked = checked(&plan);
        let (_, _, timeline) = checked.dated.as_ref().expect("the plan can be read");
        let wrong = out_of_turn(timeline);
        let said = found(&checked, Code::NOTICE_ORDER);
        if rules.is_empty() {
            prop_assert!(said.is_empty() && wrong.is_empty(), "{:?} {:?}", said, wrong);
        }
        if checked.findings.count(Level::Error) == 0 || said.is_empty() {
            prop_assert!(wrong.is_empty(), "{wrong:#?}\n{plan}");
        }
    }

    #[test]
    fn whoever_follows_the_advice_about_a_step_has_a_plan_without_errors(
        days in 1_u32..125, hour in 8_u32..20, calendar in calendar(),
        severity in prop::sample::select(vec!["low", "medium", "high"]),
        meant in prop::sample::select(vec!["", ", for: [end-users]", ", for: [department-heads]"]),
        start in prop::sample::select(vec!["2027-03-13 22:00", "2027-03-14 00:00", "2027-03-16 05:00"]),
    ) {
        let step = format!("services: {{records: off}}, before: [{{do: Count the forms., by: {days} days before start at {hour}:00{meant}}}]}}");
        let plan = plan(&calendar)
            .replace("services: {records: off}}", &step)
            .replace("2027-03-13 22:00", start)
            .replace("severity: high", &format!("severity: {severity}"));
        let before = checked(&plan);
        prop_assert!(before.dated.is_some(), "{:#?}", before.findings);
        let untold = found(&before, Code::UNTOLD_STEP);
        let advice = untold.first().and_then(|said| said.split('`').find(|part| part.starts_with("notices: [")));
        if let Some(advice) = advice {
            let after = checked(&format!("{plan}{advice}\n"));
            let left: Vec<_> = after.findings.iter().filter(|found| found.level != Level::Note).collect();
            prop_assert!(left.is_empty(), "{left:#?}\n{plan}{advice}");
        }
    }
}
