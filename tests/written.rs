//! Fields as they are written: what has no value, and what nobody knows, is found where it stands.

use crate::checked::check;
use crate::harness::world::{World, here};
use chrono::{TimeZone, Utc};
use forewarn::diagnostic::Code;

/// The plan that findings are explained with, with one piece of it written otherwise.
fn plan(that: &str, this: &str) -> String {
    let sound = std::fs::read_to_string(here("tests/rules/base.yaml")).unwrap();
    assert_eq!(sound.matches(that).count(), 1, "{that}");
    sound.replace(that, this)
}

/// Code, message and first place of every finding in a plan; the place as its line from there on.
fn found(text: &str) -> Vec<(Code, String, String)> {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("plan.yaml");
    std::fs::write(&path, text).unwrap();
    let now = Utc.with_ymd_and_hms(2026, 11, 2, 9, 0, 0).unwrap();
    let checked = check(&path, now);
    let findings = checked.findings.iter();
    let said = findings.map(|finding| {
        let start = finding.labels[0].span.start as usize;
        let line = text[start..].lines().next().unwrap_or_default();
        (finding.code, finding.message.clone(), line.to_owned())
    });
    said.collect()
}

#[test]
fn a_required_field_without_a_value_is_found_where_it_stands() {
    for (field, that, of) in [
        ("organisation", "organisation: St Brannock Hospitals", ""),
        ("timezone", "timezone: Europe/London", ""),
        ("email", "email: change@stbrannock.example", "}"),
        (
            "team",
            "team: IT Change Team",
            ", email: change@stbrannock.example}",
        ),
        ("id", "id: main", ""),
        (
            "start",
            "start: 2027-03-13 22:00",
            ", length: 4h, services: {records: off}}",
        ),
        ("length", "length: 4h", ", services: {records: off}}"),
    ] {
        for nothing in ["null", "~", ""] {
            let written = format!("{field}: {nothing}");
            let message = format!("the field `{field}` has no value");
            let place = format!("{written}{of}");
            assert_eq!(
                found(&plan(that, &written)),
                [(Code::EMPTY_FIELD, message, place)],
                "{written}"
            );
        }
    }
}

#[test]
fn a_block_or_a_list_without_a_value_is_found_where_it_stands() {
    let sound = std::fs::read_to_string(here("tests/rules/base.yaml")).unwrap();
    let emptied = |name: &str, nothing: &str| {
        let start = sound.find(&format!("\n{name}:")).unwrap() + 1;
        let next = sound[start..].match_indices('\n');
        let next = next.map(|(at, _)| start + at + 1);
        let end = next
            .clone()
            .find(|&at| !sound[at..].starts_with([' ', '\n']));
        let end = end.unwrap_or(sound.len());
        format!("{}{name}: {nothing}\n{}", &sound[..start], &sound[end..])
    };
    for name in ["contact", "services", "departments", "audiences", "phases"] {
        for nothing in ["null", "~", ""] {
            let place = format!("{name}: {nothing}");
            let message = format!("the field `{name}` has no value");
            let found = found(&emptied(name, nothing));
            let here = found.iter().filter(|(_, said, _)| said.contains(name));
            let here: Vec<_> = here.cloned().collect();
            assert_eq!(here, [(Code::EMPTY_FIELD, message, place)], "{found:?}");
        }
    }
    let window = "services: {records: off}}";
    for (this, field, place) in [
        ("services: }", "services", "services: }"),
        ("services: {records: }}", "records", "records: }}"),
    ] {
        let message = format!("the field `{field}` has no value");
        let expected = [(Code::EMPTY_FIELD, message, place.to_owned())];
        assert_eq!(found(&plan(window, this)), expected);
    }
}

#[test]
fn a_field_that_may_be_left_out_may_stand_without_a_value() {
    assert_eq!(found(&plan("currency: GBP", "currency: ")), []);
}

#[test]
fn a_promised_day_that_is_not_named_is_found_where_it_stands() {
    for nothing in ["null", "~", ""] {
        let window = format!("start: undecided, new-date-by: {nothing}");
        let found = found(&plan("start: 2027-03-13 22:00, length: 4h", &window));
        let message = "the field `new-date-by` has no value".to_owned();
        let place = format!("new-date-by: {nothing}, services: {{records: off}}}}");
        assert_eq!(found, [(Code::EMPTY_FIELD, message, place)], "{nothing}");
    }
}

/// Every kind of value that is a word, a sentence or a number, or else a block: with a field of the
/// block misspelt, what stands there, and what was meant.
const TEXT_OR_BLOCK: [(&str, &str, &str); 8] = [
    (
        "length: 4h, before: [{do: Print the list, onwer: Ward clerks}]",
        "onwer: Ward clerks}]",
        "owner",
    ),
    (
        "length: 4h, steps: [{do: Copy, lasts: {optimistic: 1h, likely: 1h, pessimistic: 2h, likley: 2h}}]",
        "likley: 2h}}]",
        "likely",
    ),
    (
        "{people: {file: people.csv, colums: {email: Mail}}}",
        "colums: {email: Mail}}}",
        "columns",
    ),
    (
        "{people: [{name: Max Roe, emial: m.roe@stbrannock.example}]}",
        "emial: m.roe@stbrannock.example}]}",
        "email",
    ),
    (
        "money: {cost-of-waiting: {low: 1000, likely: 2000, high: 3000, hihg: 4000}}",
        "hihg: 4000}}",
        "high",
    ),
    (
        "money: {catches-up: {low: 10%, likely: 20%, high: 30%, lowe: 5%}}",
        "lowe: 5%}}",
        "low",
    ),
    (
        "readiness: [{item: Keys, owner: {name: Ada Bell, email: a.bell@stbrannock.example, phnoe: 123}}]",
        "phnoe: 123}}]",
        "phone",
    ),
    (
        "readiness: [{item: Keys, owner: Aisha Khan, proof: {date: 2027-01-05, plcae: Vault}}]",
        "plcae: Vault}}]",
        "place",
    ),
];

#[test]
fn a_field_that_nobody_knows_is_found_in_what_may_be_a_text_or_a_block() {
    for (written, place, meant) in TEXT_OR_BLOCK {
        let text = match written {
            window if window.starts_with("length") => plan("length: 4h", window),
            people if people.starts_with('{') => {
                let heads = "department-heads: {people: departments}";
                plan(heads, &format!("{heads}\n  end-users: {people}"))
            }
            block => plan("currency: GBP", &format!("currency: GBP\n{block}")),
        };
        let unknown = found(&text).into_iter();
        let unknown = unknown.filter(|(code, ..)| *code == Code::UNKNOWN_FIELD);
        let unknown: Vec<_> = unknown.map(|(_, message, at)| (message, at)).collect();
        let name = place.split(':').next().unwrap();
        let message = format!("there is no field `{name}` here");
        let [(said, at)] = unknown.as_slice() else {
            panic!("{written}: {unknown:?}");
        };
        assert_eq!(*said, message, "{written}");
        assert!(at.starts_with(place), "{at}");
        let world = World::new().file("plan.yaml", text);
        let said = world.run(&["check", "plan.yaml"]).said();
        assert!(said.contains(&format!("did you mean `{meant}`?")), "{said}");
    }
}

#[test]
fn a_field_that_nobody_knows_is_found_where_a_secret_is_named() {
    let settings = "smtp: {host: mail.example.org, user: us, password: {env: SECRET, fille: x}}\n";
    let world = World::new()
        .file("plan.yaml", plan("currency: GBP", ""))
        .file("forewarn.yaml", settings);
    let said = world.run(&["check", "plan.yaml"]).said();
    assert!(said.contains("there is no field `fille` here"), "{said}");
    assert!(said.contains("did you mean `file`?"), "{said}");
}
