//! Slips of planners: what `check` says to write instead is what helps, and one slip is one finding.

use crate::harness::world::{World, here};
use serde_json::Value;

/// The findings of a plan: code, and the advice in one line.
fn found(plan: &str) -> Vec<(String, String)> {
    let world = World::new().file("plan.yaml", plan);
    let found = world.run(&["check", "plan.yaml", "--format", "json"]);
    let found = found.json();
    let advice = |finding: &Value| {
        let lines = finding["help"].as_array().unwrap().iter();
        let lines: Vec<&str> = lines.map(|line| line.as_str().unwrap()).collect();
        let code = finding["code"].as_str().unwrap();
        (code.to_owned(), lines.join(" | "))
    };
    found.as_array().unwrap().iter().map(advice).collect()
}

fn base() -> String {
    std::fs::read_to_string(here("tests/rules/base.yaml")).unwrap()
}

/// The sound plan with one text replaced.
fn with(written: &str, instead: &str) -> String {
    let base = base();
    assert!(base.contains(written), "{written}");
    base.replacen(written, instead, 1)
}

#[track_caller]
fn one_finding(plan: &str, code: &str, advice: &str) {
    let found = found(plan);
    let all = format!("{found:#?}");
    let [(said, help)] = found.as_slice() else {
        panic!("{all}")
    };
    assert_eq!(said, code, "{all}");
    assert!(help.contains(advice), "{all}");
}

#[test]
fn a_name_where_an_id_belongs_is_led_to_where_its_part_of_the_plan_has_names() {
    let briefing = "briefings:\n  - {id: heads, for: department-heads, start: 2027-02-16 10:30}\n";
    let window = with("id: cutover", "id: Cutover Night");
    one_finding(
        &format!("{window}{briefing}"),
        "wrong-value",
        "write `cutover-night`; the name that people read is the `name` of its phase",
    );
    one_finding(
        &with("plan: records-move", "plan: Records Move 2027"),
        "wrong-value",
        "write `records-move-2027`; the name that people read goes under `title`",
    );
    one_finding(
        &with("- id: main", "- id: Main Phase"),
        "wrong-value",
        "write `main-phase`; the name that people read goes under `name`",
    );
    one_finding(
        &format!("{}{briefing}", base().replacen("id: cutover, ", "", 1)),
        "missing-field",
        "id: …",
    );
}

#[test]
fn a_person_who_is_only_named_is_shown_as_a_block() {
    let head = "{name: Aisha Khan, email: a.khan@stbrannock.example}";
    for (written, advice) in [
        ("Aisha Khan", "write `{name: Aisha Khan, email: …}`"),
        (
            "Aisha Khan <a@b.example>",
            "write `{name: Aisha Khan, email: a@b.example}`",
        ),
    ] {
        let plan = with(&format!("head: {head}"), &format!("head: {written}"));
        one_finding(&plan, "wrong-type", advice);
    }
    let owner = format!("{}owner: Jo Field\n", base());
    one_finding(&owner, "wrong-type", "write `{name: Jo Field, email: …}`");
}

#[test]
fn a_decision_and_the_point_of_no_return_are_moments_too() {
    let window = |at: &str, point: &str| {
        let fields = format!(
            "length: 4h, point-of-no-return: {point}, way-back: {{takes: 30m}}, decisions: [{{at: {at}, known-by: Fri 2027-03-12 12:00, owner: Jo Field, criteria: [Restored]}}]"
        );
        with("length: 4h", &fields)
    };
    let (at, point) = ("Fri 2027-03-12 15:00", "Sun 2027-03-14 00:30");
    assert_eq!(found(&window(at, point)), []);
    // They mean the same as leads that are counted.
    let said = |plan: String| {
        let world = World::new().file("plan.yaml", plan);
        world.run(&["preview", "plan.yaml"]).ended(0);
        let mut mails: Vec<_> = std::fs::read_dir(world.path("preview/mails"))
            .unwrap()
            .map(|entry| std::fs::read_to_string(entry.unwrap().path()).unwrap())
            .collect();
        mails.sort();
        mails
    };
    let counted = window("1 day before start at 15:00", "2h 30m after start");
    assert!(said(window(at, point)) == said(counted));
    let codes =
        |plan: &str| -> Vec<String> { found(plan).into_iter().map(|(code, _)| code).collect() };
    assert_eq!(codes(&window(at, "2027-03-14 03:00")), ["late-return"]);
    assert_eq!(
        codes(&window("Sat 2027-03-12 15:00", point)),
        ["wrong-weekday"]
    );
    one_finding(
        &window("soon", point),
        "wrong-value",
        "or a date and time, such as",
    );
    one_finding(&window("2h", point), "wrong-value", "before start");
}

#[test]
fn words_behind_a_sign_that_begins_a_comment_are_pointed_at() {
    let room = "workaround: Write to room #12 on the ground floor. It is open all night.";
    for (written, instead) in [
        (
            "organisation: St Brannock Hospitals",
            "organisation: Example #1 Hospital",
        ),
        (
            "letters: {name: Clinic letters, used-by: [finance]}",
            &format!("letters:\n    name: Clinic letters\n    used-by: [finance]\n    {room}"),
        ),
        (
            "services: {records: off}}",
            "services: {records: off}, before: [\n          Go to room #12\n        ]}",
        ),
        (
            "services: {records: off}}",
            "services: {records: off}, before: [\n          raum #12\n        ]}",
        ),
        (
            "services: {records: off}}",
            "services: {records: off}, before: [{do: in #7\n        }]}",
        ),
        (
            "name: Clinic letters",
            "workaround: in #7\n    , name: Clinic letters",
        ),
    ] {
        one_finding(
            &with(written, instead),
            "lost-text",
            "if it belongs to the text, put the whole text in quotes",
        );
    }
}

#[test]
fn remarks_and_quoted_signs_are_left_alone() {
    for (written, instead) in [
        (
            "organisation: St Brannock Hospitals",
            "organisation: St Brannock Hospitals # for now",
        ),
        (
            "organisation: St Brannock Hospitals",
            "organisation: St Brannock Hospitals #",
        ),
        (
            "organisation: St Brannock Hospitals",
            "organisation: St Brannock Hospitals   #---- who",
        ),
        (
            "organisation: St Brannock Hospitals",
            "organisation: \"Example #1 Hospital\"",
        ),
        (
            "organisation: St Brannock Hospitals",
            "organisation: \"Example\" #first",
        ),
        (
            "organisation: St Brannock Hospitals",
            "organisation: C#Sharp",
        ),
        ("timezone: Europe/London", "timezone: Europe/London #ours"),
        ("plan: records-move", "plan: records-move #42"),
        ("used-by: [finance]", "used-by: [finance #office\n    ]"),
        (
            "- {id: cutover, start: 2027-03-13 22:00, length: 4h, services: {records: off}}",
            "- id: cutover #main\n        start: 2027-03-13 22:00 #a Saturday\n        length: 4h #at most\n        services: {records: off} #all",
        ),
    ] {
        assert_eq!(found(&with(written, instead)), [], "{instead}");
    }
}

#[test]
fn a_sentence_that_a_list_tears_apart_is_shown_whole() {
    let during = |list: &str| {
        with(
            "services: {records: off}",
            &format!("services: {{records: off}}, during: {list}"),
        )
    };
    one_finding(
        &during("[Use the telephone, not your own mobile, for patient data.]"),
        "torn-sentence",
        "put it in quotes: \"Use the telephone, not your own mobile, for patient data.\"",
    );
    one_finding(
        &during("[Call the desk., Write it on paper, then enter it]"),
        "torn-sentence",
        "put it in quotes: \"Write it on paper, then enter it\"",
    );
    for list in [
        "[Save your work, log off]",
        "[save your work, log off]",
        "[Telephone, chat, e-mail]",
        "[Use the telephone., not your own]",
        "[\"Use the telephone, not your own mobile.\"]",
        "[Use the telephone, Not your own mobile.]",
    ] {
        assert_eq!(found(&during(list)), [], "{list}");
    }
    let block = with(
        "- {id: cutover, start: 2027-03-13 22:00, length: 4h, services: {records: off}}",
        "- id: cutover\n        start: 2027-03-13 22:00\n        length: 4h\n        services: {records: off}\n        during:\n          - Use the telephone, not your own mobile.",
    );
    assert_eq!(found(&block), []);
}

/// What was written is found once, and what the advice writes instead is found sound.
#[track_caller]
fn led_out(around: (&str, &str), written: &str, instead: &str) {
    let (before, replaced) = around;
    let plan = |value: &str| with(replaced, &format!("{before}{value}"));
    let found_now = found(&plan(written));
    assert_eq!(found_now.len(), 1, "{written}: {found_now:#?}");
    let advice = &found_now[0].1;
    assert!(advice.contains(instead), "{written}: {advice}");
    assert_eq!(found(&plan(instead)), [], "{instead}");
}

#[test]
fn one_round_of_advice_leads_out_where_departments_are_meant() {
    let used_by = ("used-by: ", "used-by: [finance]");
    for (written, instead) in [
        ("all", "[everyone]"),
        ("All staff", "[everyone]"),
        ("everyone", "[everyone]"),
        ("ward", "[wards]"),
        ("Finance", "[finance]"),
        ("\"wards, Finance\"", "[wards, finance]"),
        ("Wards and finance", "[wards, finance]"),
    ] {
        led_out(used_by, written, instead);
    }
    // In the brackets of a list it is the word alone.
    let listed = ("used-by: [finance, ", "used-by: [finance");
    led_out(listed, "Ward", "wards");
    // Left out, it means none.
    let depends = ("used-by: [finance], depends-on: ", "used-by: [finance]");
    let found_now = found(&with(depends.1, &format!("{}all", depends.0)));
    assert!(
        found_now[0].1.contains("list: [letters, records]"),
        "{found_now:#?}"
    );
    let nowhere = found(&with("used-by: [finance]", "used-by: Payroll office"));
    assert_eq!(nowhere.len(), 1, "{nowhere:#?}");
    let known = "the plan knows: everyone, finance, wards";
    assert!(nowhere[0].1.starts_with(known), "{nowhere:#?}");
}

#[test]
fn one_round_of_advice_leads_out_where_other_parts_of_a_plan_are_meant() {
    let last = "services: {records: off}}";
    let window = |field: &str| with(last, &format!("services: {{records: off}}, {field}}}"));
    let rule = |field: &str| {
        format!(
            "{}notices:\n  - {{notice: reminder-7, {field}, skip: yes}}\n",
            base()
        )
    };
    for (plan, advice) in [
        (
            window("before: [{do: Log off., for: Patient records}]"),
            "list of one: [records]",
        ),
        (
            window("before: [{do: Log off., for: [Patient records]}]"),
            "write `records`",
        ),
        (
            window("before: [{do: Log off., for: all}]"),
            "leave `for` out",
        ),
        (
            rule("audiences: Department heads"),
            "list of one: [department-heads]",
        ),
        (rule("audiences: all"), "leave `audiences` out"),
        (rule("windows: cut-over"), "list of one: [cutover]"),
        (rule("phases: [Main]"), "write `main`"),
    ] {
        let found = found(&plan);
        assert_eq!(found.len(), 1, "{found:#?}");
        assert!(found[0].1.contains(advice), "{found:#?}");
    }
}

#[test]
fn what_stands_without_the_brackets_of_its_list_is_shown_with_them() {
    let during = |value: &str| {
        with(
            "services: {records: off}}",
            &format!("services: {{records: off}}, during: {value}}}"),
        )
    };
    one_finding(
        &during("Take a form."),
        "wrong-type",
        "list of one: [Take a form.]",
    );
    // A comma would tear it apart.
    let block = with(
        "- {id: cutover, start: 2027-03-13 22:00, length: 4h, services: {records: off}}",
        "- id: cutover\n        start: 2027-03-13 22:00\n        length: 4h\n        services: {records: off}\n        during: Take a form, and a pen.",
    );
    one_finding(
        &block,
        "wrong-type",
        "list of one: [\"Take a form, and a pen.\"]",
    );
    one_finding(
        &during("{do: Take a form.}"),
        "wrong-type",
        "put it in square brackets",
    );
    let alone = with("services: {records: off}}", "services: records}");
    one_finding(&alone, "wrong-type", "write it in braces: {records: …}");
    let value = found(&with("used-by: [finance]", "used-by: [xq]"));
    assert_eq!(value[0].1, "the plan knows: everyone, finance, wards");
}

#[test]
fn a_value_of_another_shape_is_shown_in_the_right_one() {
    let contact = "{team: IT Change Team, email: change@stbrannock.example}";
    for (written, instead, advice) in [
        (
            format!("contact: {contact}"),
            "contact: change@stbrannock.example",
            "write `{team: …, email: change@stbrannock.example}`",
        ),
        (
            "severity: high".to_owned(),
            "severity: [high]",
            "write it without brackets: high",
        ),
        (
            "length: 4h".to_owned(),
            "length: 4h, crew: Jo Field",
            "list of one: [{…}] | the fields here are: ",
        ),
    ] {
        one_finding(&with(&written, instead), "wrong-type", advice);
    }
}

#[test]
fn a_field_under_a_name_that_is_only_near_is_not_missing_as_well() {
    for (written, instead, field) in [
        ("phases:", "phase:", "phases"),
        ("    windows:", "    window:", "windows"),
        (
            "services: {records: off}",
            "service: {records: off}",
            "services",
        ),
        ("title: Patient", "titel: Patient", "title"),
        ("start: 2027", "starts: 2027", "start"),
    ] {
        let advice = format!("did you mean `{field}`?");
        one_finding(&with(written, instead), "unknown-field", &advice);
    }
}

#[test]
fn words_of_other_plans_are_led_to_ours() {
    for (written, instead, ours) in [
        ("severity: high", "severity: critical", "high"),
        ("{records: off}", "{records: down}", "off"),
        ("{records: off}", "{records: degraded}", "slower"),
        ("{records: off}", "{records: outage}", "off"),
        ("status: confirmed", "status: final", "confirmed"),
        ("status: confirmed", "status: tentative", "provisional"),
    ] {
        one_finding(
            &with(written, instead),
            "unknown-word",
            &format!("did you mean `{ours}`?"),
        );
    }
}

#[test]
fn a_space_that_is_none_is_said_to_be_one() {
    let advice = "type an ordinary space instead";
    one_finding(
        &with("title: Patient", "title:\u{a0}Patient"),
        "hidden-character",
        advice,
    );
    let before = found(&with("organisation:", "\u{a0} organisation:"));
    let is_said = |(_, help): &(String, String)| {
        help.contains("stands before the name: type an ordinary space")
    };
    assert!(before.iter().any(is_said), "{before:#?}");
    let inside = found(&with("name: Clinic letters", "name:\u{a0}Clinic letters"));
    assert!(
        inside.iter().any(|(_, help)| help.contains(advice)),
        "{inside:#?}"
    );
}

#[test]
fn an_audience_that_nobody_knows_is_not_led_to_machines() {
    let rule = "notices:\n  - {notice: first, audiences: [xq], skip: yes}\n";
    one_finding(
        &format!("{}{rule}", base()),
        "unknown-id",
        "the plan knows: department-heads, end-users, executives",
    );
    let said = found(&format!("{}{rule}", base()));
    assert!(!said[0].1.contains("machine"), "{said:?}");
}

#[test]
fn people_who_are_kept_back_are_not_helped_by_a_waiver() {
    let advice = |settings: &str| {
        let world = World::new()
            .file("plan.yaml", base())
            .file("forewarn.yaml", settings)
            .at("2027-03-01T09:00");
        let found = world.run(&["check", "plan.yaml", "--format", "json"]);
        let found = found.json();
        let mut found = found.as_array().unwrap().iter();
        let overdue = found.find(|finding| finding["code"] == "overdue").unwrap();
        overdue["help"].to_string()
    };
    let usual = advice("approval: none\n");
    assert!(usual.contains("waivers") && !usual.contains("allowed-domains"));
    let kept_back = advice("allowed-domains: [elsewhere.example]\n");
    assert!(
        kept_back.contains("kept back by `allowed-domains`"),
        "{kept_back}"
    );
    assert!(!kept_back.contains("waivers"), "{kept_back}");
}

#[test]
fn an_audience_that_is_nearly_a_built_in_one_is_asked_how_it_is_spoken_to() {
    let heads = "  department-heads: {people: departments}";
    let named =
        |id: &str, more: &str| with(heads, &format!("  {id}: {{people: departments{more}}}"));
    for (id, meant) in [
        ("heads", "department-heads"),
        ("department-head", "department-heads"),
        ("exec", "executives"),
        ("executive", "executives"),
        ("end-user", "end-users"),
        ("endusers", "end-users"),
    ] {
        let near = found(&named(id, ""));
        let near: Vec<_> = near
            .iter()
            .filter(|(code, _)| code == "near-audience")
            .collect();
        assert_eq!(near.len(), 1, "{id}");
        let advice =
            format!("write `{meant}`, or say how these people are spoken to: `like: {meant}`");
        assert!(near[0].1.contains(&advice), "{id}: {near:?}");
        let said = found(&named(id, ", like: end-users"));
        assert!(
            said.iter().all(|(code, _)| code != "near-audience"),
            "{id}: {said:?}"
        );
    }
    for id in [
        "airlines",
        "service-desk",
        "engineers",
        "executive-assistants",
    ] {
        let said = found(&named(id, ""));
        assert!(
            said.iter().all(|(code, _)| code != "near-audience"),
            "{id}: {said:?}"
        );
    }
}

#[test]
fn a_step_that_has_a_length_is_led_to_how_long_it_lasts() {
    let steps = "length: 4h, steps: [{do: Copy the records, length: 40m}]";
    one_finding(
        &with("length: 4h", steps),
        "unknown-field",
        "did you mean `lasts`?",
    );
}

#[test]
fn a_time_that_is_nearly_one_is_written_out() {
    let start = "start: 2027-03-13 22:00";
    for (written, instead) in [
        ("start: 2027-03-13 10pm", "write `2027-03-13 22:00`"),
        ("start: 2027-03-13 24:00", "write `2027-03-14 00:00`"),
        (
            "start: 2027-03-13 22:00 CET",
            "write `2027-03-13 22:00` alone",
        ),
    ] {
        one_finding(&with(start, written), "wrong-value", instead);
    }
}

#[test]
fn whom_a_freeze_keeps_from_hearing_is_led_to_the_freeze_and_not_to_a_skip() {
    let freeze = "calendar:\n  freezes: [{name: Year end, from: 2026-09-01, to: 2027-03-12}]\n";
    let frozen = found(&format!("{}{freeze}", base()));
    let advice = |code: &str| {
        let found = frozen.iter().find(|(found, _)| found == code);
        found.unwrap_or_else(|| panic!("{frozen:#?}")).1.clone()
    };
    for code in ["no-legal-moment", "lead-time"] {
        let advice = advice(code);
        assert!(advice.contains("shorten “Year end”"), "{code}: {advice}");
        assert!(!advice.contains("skip"), "{code}: {advice}");
    }
}
