//! Worked examples, reckoned apart from this program: names of messages, clock changes, working
//! days, contrasts.

use crate::harness::world::{World, here};
use crate::ledger::mailbox;
use chrono::NaiveDateTime;
use forewarn::calendar::zone::{Resolved, Zone, Zones};
use forewarn::compose::theme::contrast;
use forewarn::invite::{Kind, Uid};
use forewarn::notice::delivery::{DeliveryId, Telling, message_id, thread_root};
use serde_json::Value;

fn vectors(name: &str) -> Value {
    let text = std::fs::read_to_string(here("tests/vectors.json")).unwrap();
    let all: Value = serde_json::from_str(&text).unwrap();
    all[name].clone()
}

fn text<'a>(vector: &'a Value, field: &str) -> &'a str {
    vector[field]
        .as_str()
        .unwrap_or_else(|| panic!("{field} in {vector}"))
}

fn zone(vector: &Value) -> Zone {
    Zones::bundled().get(text(vector, "zone")).unwrap()
}

fn civil(text: &str) -> NaiveDateTime {
    NaiveDateTime::parse_from_str(text, "%Y-%m-%dT%H:%M").unwrap()
}

#[test]
fn a_message_is_named_after_what_it_tells_whom() {
    let vectors = vectors("message_id");
    for vector in vectors.as_array().unwrap() {
        let [plan, notice, audience, recipient, domain] =
            ["plan", "notice", "audience", "recipient", "domain"].map(|field| text(vector, field));
        let revision = u32::try_from(vector["revision"].as_u64().unwrap()).unwrap();
        let told = Telling {
            notice,
            audience,
            revision,
        };
        let id = DeliveryId::of(plan, told, &mailbox(recipient));
        let made = message_id(plan, notice, revision, &id, domain);
        assert_eq!(made, text(vector, "expect"));
    }
}

#[test]
fn a_thread_is_named_after_its_reader() {
    let vector = vectors("thread_root");
    let [plan, audience, recipient, domain] =
        ["plan", "audience", "recipient", "domain"].map(|field| text(&vector, field));
    let made = thread_root(plan, audience, &mailbox(recipient), domain);
    assert_eq!(made, text(&vector, "expect"));
}

#[test]
fn nights_on_which_clocks_change_have_their_true_length() {
    let vectors = vectors("dst");
    let nights = vectors.as_array().unwrap().iter();
    for night in nights.filter(|vector| vector.get("start").is_some()) {
        let zone = zone(night);
        let [start, end] = ["start", "end"].map(|field| {
            let Resolved::Once(instant) = zone.resolve(civil(text(night, field))) else {
                panic!("{night}");
            };
            let utc = text(night, &format!("{field}_utc"));
            assert_eq!(instant.format("%Y-%m-%dT%H:%M:%SZ").to_string(), utc);
            instant
        });
        let elapsed = (end - start).num_minutes();
        assert_eq!(elapsed, night["elapsed_min"].as_i64().unwrap());
    }
}

#[test]
fn readings_no_clock_shows_or_shows_twice_are_known() {
    let vectors = vectors("dst");
    let readings = vectors.as_array().unwrap().iter();
    for reading in readings.filter(|vector| vector.get("local").is_some()) {
        let resolved = zone(reading).resolve(civil(text(reading, "local")));
        match text(reading, "expect") {
            "error:nonexistent" => assert!(matches!(resolved, Resolved::Never { .. })),
            "error:ambiguous" => {
                let Resolved::Twice { first, second } = resolved else {
                    panic!("{reading}");
                };
                let shown = [first, second]
                    .map(|(instant, _)| instant.format("%Y-%m-%dT%H:%M:%SZ").to_string());
                assert_eq!(Value::from(shown.to_vec()), reading["candidates"]);
            }
            other => panic!("{other}"),
        }
    }
}

#[test]
fn notices_of_the_easter_night_fall_on_the_days_reckoned_by_hand() {
    let world = World::with_shipped("hospital");
    let ran = world
        .run(&["timeline", "hospital.yaml", "--format", "json"])
        .ended(0);
    let rows = ran.json();
    let rows = rows.as_array().unwrap();
    let vector = vectors("working_days");
    for (days, date) in vector["offsets"].as_object().unwrap() {
        let unit = if days == "1" { "day" } else { "days" };
        let rule = format!("{days} {unit} before start");
        let told: Vec<&str> = rows
            .iter()
            .filter(|row| row["window"] == "cutover" && row["rule"] == rule.as_str())
            .filter(|row| row["milestone"] != "briefing")
            .map(|row| &text(row, "local")[..10])
            .collect();
        assert!(!told.is_empty(), "{rule}");
        assert!(
            told.iter().all(|day| *day == date.as_str().unwrap()),
            "{rule}: {told:?}"
        );
    }
}

#[test]
fn contrasts_are_as_others_measure_them() {
    let vectors = vectors("contrast");
    for vector in vectors.as_array().unwrap() {
        let [one, other, ratio] = [0, 1, 2].map(|at| vector[at].as_str().unwrap());
        let ratio: f64 = ratio.parse().unwrap();
        let measured = contrast(one, other);
        assert!(
            (measured - ratio).abs() < 0.006,
            "{one} on {other}: {measured}"
        );
    }
}

#[test]
fn an_event_is_named_after_its_plan_and_key() {
    let vectors = vectors("uid");
    let namespace = text(&vectors, "namespace").replace('-', "");
    let mut bytes = [0; 16];
    for (at, byte) in bytes.iter_mut().enumerate() {
        *byte = u8::from_str_radix(&namespace[2 * at..2 * at + 2], 16).unwrap();
    }
    for vector in vectors["items"].as_array().unwrap() {
        let [plan, kind, key] = ["plan", "kind", "key"].map(|field| text(vector, field));
        let kind = Kind::from_slug(kind).unwrap();
        let uid = Uid::within(bytes, plan, kind, key);
        assert_eq!(uid.as_str(), text(vector, "expect"));
    }
}
