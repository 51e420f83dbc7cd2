//! What a newcomer starts from: the plan `init` writes, and the schema editors read.

use crate::harness::world::{World, here};
use chrono::{Days, NaiveDate};
use proptest::prelude::*;
use serde_json::Value;

fn sound_on(day: NaiveDate) {
    let world = World::new().at(&format!("{day}T09:00"));
    world.run(&["init"]).ended(0);
    let ran = world.run(&["check", "plan.yaml"]).ended(0);
    assert!(
        ran.out.contains("plan.yaml: sound."),
        "{day}:\n{}",
        ran.said()
    );
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 24, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn a_first_plan_is_sound_on_whatever_day_it_is_written(offset in 0_u64..2_200) {
        sound_on(NaiveDate::from_ymd_opt(2026, 1, 1).unwrap() + Days::new(offset));
    }
}

#[test]
fn a_first_plan_is_sound_on_the_days_that_are_unlike_others() {
    for (year, month, day) in [
        (2028, 2, 29),
        (2026, 12, 31),
        (2027, 1, 1),
        // A hundred days later, or on the day itself, clocks change.
        (2026, 12, 15),
        (2026, 12, 18),
        (2027, 3, 28),
        (2027, 7, 22),
        (2027, 10, 31),
        // The downtime or its morning after falls on Easter, or at the turn of the year.
        (2026, 12, 17),
        (2027, 9, 22),
        (2027, 9, 23),
        // The briefing would be on a holiday.
        (2027, 10, 1),
        (2028, 9, 29),
    ] {
        sound_on(NaiveDate::from_ymd_opt(year, month, day).unwrap());
    }
}

#[test]
fn a_first_plan_is_never_written_over_another() {
    let world = World::new().file("plan.yaml", "mine");
    let ran = world.run(&["init"]).ended(2);
    assert!(ran.err.contains("there already"), "{}", ran.err);
    assert_eq!(world.read("plan.yaml"), "mine");
}

#[test]
fn the_schema_knows_every_field_of_the_shipped_plans() {
    let schema = World::new().run(&["schema"]).ended(0).json();
    let first = World::new();
    first.run(&["init"]).ended(0);
    let shipped = ["hospital", "bank", "university"].map(|name| {
        let text = std::fs::read_to_string(here(&format!("plans/{name}.yaml"))).unwrap();
        (name, text)
    });
    for (name, text) in shipped
        .into_iter()
        .chain([("init", first.read("plan.yaml"))])
    {
        // Editors follow YAML 1.2, where `off` and `yes` are words.
        let words = serde_yaml::options! { strict_booleans: true };
        let plan: Value = serde_yaml::from_str_with_options(&text, words).unwrap();
        let mut faults = Vec::new();
        compare(&schema, &schema, &plan, name, &mut faults);
        assert!(faults.is_empty(), "{faults:#?}");
    }
}

#[test]
fn the_schema_refuses_a_field_that_is_none() {
    let schema = World::new().run(&["schema"]).ended(0).json();
    let plan = serde_json::json!({"plan": "x", "titel": "y", "phases": [{"id": 3}]});
    let mut faults = Vec::new();
    compare(&schema, &schema, &plan, "plan", &mut faults);
    assert!(
        faults.iter().any(|fault| fault.contains("titel")),
        "{faults:?}"
    );
}

/// Compares a value with the part of the schema that concerns it: types, fields, words.
fn compare(root: &Value, schema: &Value, value: &Value, at: &str, faults: &mut Vec<String>) {
    let schema = resolved(root, schema);
    if let Some(choices) = ["anyOf", "oneOf"]
        .iter()
        .find_map(|key| schema[*key].as_array())
    {
        let fits = |choice: &&Value| {
            let mut found = Vec::new();
            compare(root, choice, value, at, &mut found);
            found.is_empty()
        };
        if !choices.iter().any(|choice| fits(&choice)) {
            faults.push(format!("{at}: no choice fits {value}"));
        }
        return;
    }
    if !typed(&schema["type"], value) {
        faults.push(format!("{at}: {value} is no {}", schema["type"]));
        return;
    }
    if let Some(words) = schema["enum"].as_array()
        && !words.contains(value)
    {
        faults.push(format!("{at}: {value} is none of {words:?}"));
    }
    match value {
        Value::Object(entries) => {
            for (key, inner) in entries {
                let at = format!("{at}.{key}");
                match (
                    schema["properties"].get(key),
                    &schema["additionalProperties"],
                ) {
                    (Some(known), _) => compare(root, known, inner, &at, faults),
                    (None, Value::Bool(false)) => faults.push(format!("{at} is no field")),
                    (None, further @ Value::Object(_)) => {
                        compare(root, further, inner, &at, faults)
                    }
                    _ => {}
                }
            }
        }
        Value::Array(items) => {
            for (index, item) in items.iter().enumerate() {
                compare(
                    root,
                    &schema["items"],
                    item,
                    &format!("{at}[{index}]"),
                    faults,
                );
            }
        }
        _ => {}
    }
}

fn resolved<'a>(root: &'a Value, schema: &'a Value) -> &'a Value {
    let Some(name) = schema["$ref"].as_str() else {
        return schema;
    };
    let pointer = name.trim_start_matches('#');
    let target = root.pointer(pointer);
    resolved(
        root,
        target.unwrap_or_else(|| panic!("{name} leads nowhere")),
    )
}

fn typed(kinds: &Value, value: &Value) -> bool {
    let is = |kind: &str| match kind {
        "object" => value.is_object(),
        "array" => value.is_array(),
        "string" => value.is_string(),
        "integer" => value.is_i64() || value.is_u64(),
        "number" => value.is_number(),
        "boolean" => value.is_boolean(),
        _ => value.is_null(),
    };
    match kinds {
        Value::String(kind) => is(kind),
        Value::Array(kinds) => kinds
            .iter()
            .any(|kind| is(kind.as_str().unwrap_or_default())),
        _ => true,
    }
}
