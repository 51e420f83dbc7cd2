//! Fields as they are written: what has no value, and what nobody knows, is found where it stands.

use crate::checked::check;
use crate::harness::world::here;
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
