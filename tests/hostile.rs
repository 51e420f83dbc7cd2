//! Plans no planner would write: each ends with a finding and exit code 1, in little memory, and
//! never in a panic or a value that silently became another.

use crate::harness::world::{PROGRAM, Ran, World, here, ran};
use forewarn::calendar::zone::Zones;
use forewarn::diagnostic::{Findings, Level, Sources};
use forewarn::plan::file;
use std::process::Command;
use std::time::{Duration, Instant};

/// Far more than any of these takes; a plan that explodes takes for ever.
const PATIENCE: Duration = Duration::from_secs(10);

/// A hundred and ninety mebibytes of address space, in kibibytes.
const ROOM: &str = "194560";

fn plan(change: impl Fn(&str) -> String) -> String {
    let sound = std::fs::read_to_string(here("tests/rules/base.yaml")).unwrap();
    change(&sound)
}

/// Checks the plan of this world in a process that may not grow.
fn check(world: &World) -> Ran {
    let mut command = if cfg!(target_os = "linux") {
        let mut shell = Command::new("/bin/sh");
        shell.args([
            "-c",
            "ulimit -v \"$1\" && shift && exec \"$@\"",
            "sh",
            ROOM,
            PROGRAM,
        ]);
        shell
    } else {
        Command::new(PROGRAM)
    };
    command.args(["check", "plan.yaml", "--now", "2026-11-23T09:00"]);
    world.settle(&mut command);
    let began = Instant::now();
    let ran = ran(command.spawn().expect("the shell starts"));
    assert!(began.elapsed() < PATIENCE, "{:?}", began.elapsed());
    ran
}

#[track_caller]
fn found(text: impl AsRef<[u8]>, code: &str) -> Ran {
    let ran = check(&World::new().file("plan.yaml", text));
    let said = ran.said();
    assert!(!said.contains("panicked"), "{said}");
    let ran = ran.ended(1);
    assert!(
        ran.out.contains(&format!("[{code}]")),
        "no {code} in:\n{}",
        ran.out
    );
    ran
}

#[test]
fn the_plan_these_cases_spoil_is_sound() {
    let world = World::new().file("plan.yaml", plan(str::to_owned));
    let ran = check(&world).ended(0);
    assert!(ran.out.contains("plan.yaml: sound."), "{}", ran.out);
}

#[test]
fn aliases_that_explode_are_refused() {
    let mut bomb = "a0: &a0 [x, x, x, x, x, x, x, x, x]\n".to_owned();
    for level in 1..12 {
        let before = format!("*a{}", level - 1);
        let nine = [before.as_str(); 9].join(", ");
        bomb.push_str(&format!("a{level}: &a{level} [{nine}]\n"));
    }
    found(plan(|sound| format!("{bomb}{sound}")), "syntax");
}

#[test]
fn a_plan_ten_thousand_levels_deep_is_refused() {
    let flow = format!("why: {}{}\n", "[".repeat(10_000), "]".repeat(10_000));
    found(plan(|sound| format!("{sound}\n{flow}")), "syntax");
    let flow = format!("why: {}x{}\n", "{a: ".repeat(10_000), "}".repeat(10_000));
    found(plan(|sound| format!("{sound}\n{flow}")), "syntax");
    let block: String = (0..10_000)
        .map(|depth| format!("{}a:\n", " ".repeat(depth)))
        .collect();
    found(block, "file-too-large");
    let list = format!("why:\n  {}x\n", "- ".repeat(10_000));
    found(plan(|sound| format!("{sound}\n{list}")), "syntax");
    let open = format!("why: {}", "[".repeat(10_000));
    found(plan(|sound| format!("{sound}\n{open}")), "syntax");
}

#[test]
fn a_field_that_stands_twice_is_pointed_out() {
    found(
        plan(|sound| format!("{sound}\nplan: another\n")),
        "duplicate-field",
    );
    let twice = plan(|sound| sound.replace("finance: {name: Finance", "wards: {name: Finance"));
    found(twice, "duplicate-field");
}

#[test]
fn tabs_are_pointed_out() {
    found(plan(|sound| sound.replace("  wards:", "\twards:")), "tab");
    for blank in ["", "\n", "  \n\n"] {
        for first in ["forewarn:", "plan:"] {
            let spoilt = plan(|sound| sound.replacen(first, &format!("{blank}\t{first}"), 1));
            found(spoilt, "tab");
        }
    }
}

#[test]
fn a_byte_order_mark_and_windows_line_ends_change_nothing() {
    let dressed = plan(|sound| format!("\u{feff}{}", sound.replace('\n', "\r\n")));
    let ran = check(&World::new().file("plan.yaml", dressed)).ended(0);
    assert!(ran.out.contains("sound."), "{}", ran.out);
}

#[test]
fn fifty_megabytes_are_not_read() {
    let long = plan(|sound| format!("{sound}{}", "# more\n".repeat(7_500_000)));
    assert!(long.len() > 50_000_000);
    found(long, "file-too-large");
}

#[test]
fn other_encodings_are_named() {
    let utf16 = |text: &str| -> Vec<u8> {
        let units = std::iter::once(0xfeff).chain(text.encode_utf16());
        units.flat_map(u16::to_le_bytes).collect()
    };
    found(utf16(&plan(str::to_owned)), "encoding");
    let mut latin = plan(|sound| sound.replace("Aisha", "Zo~")).into_bytes();
    for byte in &mut latin {
        if *byte == b'~' {
            *byte = 0xeb;
        }
    }
    found(latin, "encoding");
    found(b"\xff\xfe\x00\xd8", "encoding");
}

#[test]
fn characters_nobody_can_see_are_pointed_out() {
    for hidden in [
        '\u{202e}', '\u{2066}', '\u{200f}', '\u{7}', '\u{0}', '\u{1b}',
    ] {
        let plain = plan(|sound| sound.replace("Aisha", &format!("Ai{hidden}sha")));
        let ran = found(plain, "hidden-character");
        assert!(!ran.out.contains(hidden), "{hidden:?} reaches the terminal");
        let escape = format!("\"Ai\\u{:04x}sha Khan\"", u32::from(hidden));
        let escaped = plan(|sound| sound.replace("Aisha Khan", &escape));
        let ran = found(escaped, "hidden-character");
        assert!(!ran.out.contains(hidden), "{hidden:?} reaches the terminal");
    }
}

#[test]
fn words_that_other_programs_take_for_values_stay_what_was_written() {
    for word in ["no", "on", "12:30", "0123", "1e3"] {
        let text =
            plan(|sound| sound.replace("title: Patient records move", &format!("title: {word}")));
        let world = World::new().file("plan.yaml", text).at("2027-03-13T00:00");
        let ran = world.run(&["check", "plan.yaml"]);
        let said = ran.said();
        assert!(!said.contains("panicked"), "{said}");
        let kept =
            ran.code == Some(0) || said.contains("[quote-this]") || said.contains("[wrong-type]");
        assert!(kept, "{word}: {said}");
        assert!(
            !said.contains("1000") && !said.contains("false"),
            "{word}: {said}"
        );
    }
}

#[test]
fn a_service_called_no_keeps_its_name() {
    for word in ["no", "on", "0123", "1e3"] {
        let text = plan(|sound| {
            let sound = sound.replace("\n  records: {name", &format!("\n  {word}: {{name"));
            sound.replace(
                "services: {records: off}",
                &format!("services: {{{word}: off}}"),
            )
        });
        let ran = check(&World::new().file("plan.yaml", text));
        let said = ran.said();
        let named = said.contains("[quote-this]")
            || said.contains("[wrong-value]")
            || said.contains("[wrong-type]");
        assert!(ran.code == Some(0) || named, "{word}: {said}");
        assert!(
            !said.contains("panicked") && !said.contains("`false`"),
            "{word}: {said}"
        );
    }
}

#[test]
fn a_column_by_the_name_that_a_spreadsheet_gives_it_is_asked_about() {
    for (written, meant) in [
        ("zone: Zone", "did you mean `timezone`?"),
        ("E-Mail: Adresse", "did you mean `email`?"),
        ("departement: Abteilung", "did you mean `department`?"),
        ("qqq: Q", "the columns are: name, email, department"),
    ] {
        let people = format!("end-users: {{people: {{file: p.csv, columns: {{{written}}}}}}}");
        let heads = "  department-heads: {people: departments}";
        let text = plan(|sound| sound.replace(heads, &format!("{heads}\n  {people}")));
        let ran = found(text, "unknown-field");
        assert!(ran.out.contains(meant), "{written}: {}", ran.out);
    }
}

#[test]
fn what_is_no_block_where_one_belongs_is_shown_as_one() {
    for (written, help) in [
        ("[records]", "write it in braces: {records: …}"),
        ("[records: off]", "write it in braces: {records: off}"),
        (
            "\"records: off   # or slower\"",
            "write it in braces and without quotes: {records: off}",
        ),
    ] {
        let text = plan(|sound| sound.replace("{records: off}", written));
        let ran = found(text, "wrong-type");
        assert!(ran.out.contains(help), "{written}: {}", ran.out);
    }
}

#[test]
fn a_plan_with_nothing_in_it_says_what_is_missing() {
    for nothing in ["", "# nothing yet\n\n# nor here\n", "---\n", "\n\n  \n"] {
        let ran = found(nothing, "syntax");
        assert!(ran.out.contains("forewarn init"), "{}", ran.out);
    }
}

#[test]
fn a_plan_that_is_something_else_is_refused() {
    found("- plan\n- of\n- lists\n", "wrong-type");
    found("just words\n", "wrong-type");
    found(plan(|sound| format!("{sound}\n---\n{sound}")), "syntax");
    found("\u{0}\u{0}\u{0}", "hidden-character");
    found("{{{{{", "syntax");
    found("plan: [unclosed\n", "syntax");
    found("plan: *nobody\n", "syntax");
    found("plan: !!binary aGVsbG8=\n", "missing-field");
}

#[test]
fn a_plan_that_is_a_list_has_that_one_finding() {
    for text in ["- plan\n- of\n- lists\n", "just words\n"] {
        let ran = found(text, "wrong-type");
        assert!(ran.out.contains("plan.yaml: 1 error."), "{}", ran.out);
    }
}

#[test]
fn deep_nesting_is_said_in_words_of_a_planner() {
    let flow = format!("why: {}{}\n", "[".repeat(100), "]".repeat(100));
    let ran = found(plan(|sound| format!("{sound}\n{flow}")), "syntax");
    assert!(ran.out.contains("nested too deeply"), "{}", ran.out);
}

#[test]
fn a_name_on_two_lines_is_pointed_at() {
    for field in [
        "title: Patient records move",
        "name: Aisha Khan",
        "team: IT Change Team",
    ] {
        let (name, _) = field.split_once(": ").unwrap();
        let broken = plan(|sound| sound.replace(field, &format!("{name}: \"two\\nlines\"")));
        let ran = found(broken, "wrong-value");
        assert!(ran.out.contains("a line break"), "{}", ran.out);
    }
}

#[test]
fn lengths_without_end_are_refused() {
    for length in ["400000 weeks", "100 weeks", "61 working days", "91 days"] {
        let help = format!("hyper-care: {{length: {length}, support: []}}");
        found(plan(|sound| format!("{sound}\n{help}\n")), "wrong-value");
    }
    for from in ["100000 days", "401 days", "300 working days"] {
        let bulletins =
            format!("notices: [{{notice: bulletin, every: week, from: {from} before start}}]");
        found(
            plan(|sound| format!("{sound}\n{bulletins}\n")),
            "wrong-value",
        );
    }
}

#[test]
fn a_briefing_about_a_cancelled_window_is_refused_or_finds_the_next_one() {
    let with = |window: &str| {
        plan(|sound| {
            let early = "      - {id: early, start: 2027-03-06 22:00, length: 1h, services: {records: off}, status: cancelled}\n";
            let briefing =
                "briefings:\n  - {id: heads-1, for: department-heads, start: 2027-02-23 10:30";
            format!("{}\n{early}{briefing}{window}}}\n", sound.trim_end())
        })
    };
    let ran = found(with(", window: early"), "stranded-briefing");
    assert!(ran.out.contains("`early` is cancelled"), "{}", ran.out);
    let world = World::new()
        .file("plan.yaml", with(""))
        .at("2026-11-23T09:00");
    let ran = world
        .run(&["timeline", "plan.yaml", "--format", "json"])
        .ended(0);
    assert!(ran.out.contains("briefing-heads-1"), "{}", ran.out);
}

#[test]
fn a_phase_that_waits_for_itself_is_told_so() {
    let own = plan(|sound| sound.replace("    windows:", "    after: main\n    windows:"));
    let ran = found(own, "circular");
    assert!(ran.out.contains("`main` comes after itself"), "{}", ran.out);
}

#[cfg(unix)]
#[test]
fn a_file_that_leads_out_of_the_plans_folder_is_not_read() {
    let secret = World::new().file("secret.csv", "name,email\nEve,eve@outside.example\n");
    let text = plan(|sound| {
        let people = "{people: {file: people.csv}}";
        format!(
            "{}\n",
            sound.replace(
                "department-heads: {people: departments}",
                &format!("end-users: {people}")
            )
        )
    });
    let world = World::new().file("plan.yaml", &text);
    std::os::unix::fs::symlink(secret.path("secret.csv"), world.path("people.csv")).unwrap();
    let ran = check(&world).ended(1);
    assert!(ran.out.contains("[outside-folder]"), "{}", ran.out);
    assert!(!ran.out.contains("eve@"), "{}", ran.out);
    for name in ["../secret.csv", "/etc/passwd", "/dev/zero", "."] {
        let text = text.replace("people.csv", name);
        let ran = check(&World::new().file("plan.yaml", text)).ended(1);
        assert!(!ran.said().contains("root:"), "{}", ran.out);
    }
}

#[test]
fn a_hostile_list_of_people_is_a_finding_too() {
    let text = plan(|sound| {
        sound.replace(
            "department-heads: {people: departments}",
            "end-users: {people: {file: people.csv}}",
        )
    });
    let long = format!("name,email,department\n\"{}", "x".repeat(2_000_000));
    for people in [
        "",
        "name,email\n\"open",
        "\u{0}\u{1}\u{2}",
        "name;email;department\n\u{202e}Eve;eve@x.example;wards\n",
        "name,email,department\nEve,\"eve@x.example\r\nBcc: all@x.example\",wards\n",
        long.as_str(),
    ] {
        let world = World::new()
            .file("plan.yaml", &text)
            .file("people.csv", people);
        let ran = check(&world);
        let said = ran.said();
        assert!(!said.contains("panicked"), "{said}");
        assert_eq!(ran.code, Some(1), "{:.40}: {said}", people);
    }
}

#[test]
fn an_empty_list_an_unknown_service_and_a_missing_folder_are_named_as_what_they_are() {
    let text = plan(|sound| {
        sound.replace(
            "department-heads: {people: departments}",
            "end-users: {people: {file: people.csv}}",
        )
    });
    let listed = "name,email,department,services\nEve,eve@x.example,wards,nosuch\n";
    for (people, settings, said) in [
        ("", "{}", "the file people.csv is empty"),
        ("\n \n", "{}", "the file people.csv is empty"),
        (listed, "{}", "there is no service `nosuch` in the plan"),
        (listed, "templates: nope", "forewarn.yaml:1:12"),
        (listed, "templates: nope", "there is no folder `nope`"),
    ] {
        let world = World::new()
            .file("plan.yaml", &text)
            .file("forewarn.yaml", settings)
            .file("people.csv", people);
        let ran = check(&world);
        assert!(ran.said().contains(said), "{said}: {}", ran.said());
        assert!(
            !ran.said().contains("its columns are: \n"),
            "{}",
            ran.said()
        );
        let warned = settings == "{}" && people == listed;
        assert!(warned || ran.code == Some(1), "{:?}", ran.code);
    }
}

#[test]
fn what_is_wrong_with_settings_or_templates_hides_nothing_of_the_plan() {
    let late = plan(|sound| sound.replace("2027-03-13 22:00", "2026-12-05 22:00"));
    for (settings, broken) in [
        ("templates: words", "[template-syntax]"),
        ("smtp: {host: mail.example.org, port: many}", "[wrong-type]"),
    ] {
        let world = World::new()
            .file("plan.yaml", &late)
            .file("forewarn.yaml", settings);
        std::fs::create_dir_all(world.path("words/en/end-users")).unwrap();
        world.write("words/en/end-users/first.txt", "Subject: {{ what.label\n");
        let found = check(&world).ended(1).out;
        for code in [broken, "[overdue]"] {
            assert!(found.contains(code), "{code} is not in {found}");
        }
    }
}

/// A line without its value, and with values that are amiss almost everywhere.
fn spoilt(line: &str) -> Vec<String> {
    let (field, _) = line.split_once(": ").unwrap_or((line, ""));
    let values = ["[a]", "\"\"", "{a: b}", "x", "2027-01-01", "-5"];
    values.map(|value| format!("{field}: {value}")).into()
}

#[test]
fn no_line_that_is_missing_or_amiss_is_too_much_for_the_reader_of_a_plan() {
    let whole = std::fs::read_to_string(here("plans/university.yaml")).unwrap();
    let lines: Vec<&str> = whole.lines().collect();
    let zones = Zones::bundled();
    let mut refused = 0;
    for at in 0..lines.len() {
        let instead = std::iter::once(None).chain(spoilt(lines[at]).into_iter().map(Some));
        for instead in instead {
            let mut text: Vec<&str> = lines.clone();
            match &instead {
                Some(line) => text[at] = line,
                None => _ = text.remove(at),
            }
            let (mut sources, mut findings) = (Sources::default(), Findings::default());
            let text = text.join("\n");
            let id = file::text("plan.yaml", text.as_bytes(), &mut sources, &mut findings);
            let plan = file::read(id, &sources, &mut findings)
                .and_then(|written| written.mean(&zones, &Default::default(), &mut findings));
            let errors = findings.count(Level::Error);
            assert!(plan.is_some() || errors > 0, "{at}: {instead:?}");
            refused += usize::from(errors > 0);
        }
    }
    assert!(refused > lines.len(), "{refused} of {}", lines.len());
}
