//! The guide, executed: every console block of every chapter runs, in a folder that holds what the
//! chapter shows. `TRYCMD=overwrite cargo test` accepts what the program says now.
//!
//! A fence that names a file, such as `yaml forewarn.yaml`, is that file. A fence such as
//! `diff slip.yaml` is a copy of the first plan with some of its lines changed, and `diff
//! moved.yaml of hospital.yaml` one of another plan; lines with `@@` stand between its changes. A
//! fence such as `mail cutover-first to h.marsh@stbrannock.example` is a mail that the chapter has
//! put into the folder `out`.

use crate::harness::world::{PROGRAM, World, here};
use mail_parser::MessageParser;
use std::path::Path;

/// The morning on which the guide's plan was begun.
const TODAY: &str = "2026-11-23T09:00";

struct Fence<'a> {
    kind: &'a str,
    file: &'a str,
    text: &'a str,
}

/// The fences of a chapter that name a file.
fn files(chapter: &str) -> Vec<Fence<'_>> {
    let mut parts = chapter.split("\n```");
    parts.next();
    let opened = parts.step_by(2).filter_map(|part| {
        let (info, text) = part.split_once('\n')?;
        let (kind, file) = info.split_once(' ')?;
        Some(Fence { kind, file, text })
    });
    opened.collect()
}

/// A text with some of its lines changed. What a change takes away and what it keeps has to stand
/// in the text, once.
fn changed(text: &str, difference: &str) -> String {
    let lines: Vec<&str> = difference.lines().collect();
    let changes = lines.split(|line| line.starts_with("@@"));
    changes.fold(text.to_owned(), |text, change| {
        let side = |mark: char| {
            let kept = change.iter().filter_map(|line| {
                let kept = line.strip_prefix([mark, ' ']);
                kept.or_else(|| line.is_empty().then_some(""))
            });
            kept.map(|line| format!("{line}\n")).collect::<String>()
        };
        let (old, new) = (side('-'), side('+'));
        assert_eq!(
            text.matches(&old).count(),
            1,
            "not once in the plan:\n{old}"
        );
        text.replace(&old, &new)
    })
}

/// Lays out what a chapter works on.
fn lay_out(chapter: &str, folder: &Path) {
    let first = World::new().at(TODAY);
    first.run(&["init"]).ended(0);
    let first = first.read("plan.yaml");
    std::fs::create_dir(folder).unwrap();
    for entry in std::fs::read_dir(here("plans")).unwrap() {
        let path = entry.unwrap().path();
        if path.is_file() {
            std::fs::copy(&path, folder.join(path.file_name().unwrap())).unwrap();
        }
    }
    for fence in files(chapter) {
        let (file, of) = match fence.file.split_once(" of ") {
            Some((file, of)) => (file, std::fs::read_to_string(folder.join(of)).unwrap()),
            None => (fence.file, first.clone()),
        };
        let text = match fence.kind {
            "mail" => continue,
            "diff" => changed(&of, fence.text),
            _ => format!("{}\n", fence.text),
        };
        let path = folder.join(file);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, text).unwrap();
    }
}

/// Subject and text of the last mail about a notice that went to somebody.
fn mail(outbox: &Path, notice: &str, reader: &str) -> String {
    let start = format!("{notice}.");
    let mails = std::fs::read_dir(outbox).unwrap();
    let mails = mails.map(|entry| entry.unwrap().path());
    let of_notice = mails.filter(|path| {
        let name = path.file_name().unwrap().to_string_lossy();
        name.starts_with(&start) && name.ends_with(".eml")
    });
    let to_reader = of_notice.filter_map(|path| {
        let bytes = std::fs::read(path).unwrap();
        let mail = MessageParser::new().parse(&bytes).unwrap();
        let to = mail.to().unwrap().first().unwrap().address().unwrap();
        let text = mail.body_text(0).unwrap().replace('\r', "");
        let subject = mail.subject().unwrap();
        let shown = format!("Subject: {subject}\n\n{}", text.trim_end());
        (to == reader).then_some((mail.date().unwrap().to_timestamp(), shown))
    });
    let last = to_reader.max();
    let (_, shown) = last.unwrap_or_else(|| panic!("no mail {notice} to {reader}"));
    shown
}

/// A chapter that shows its mails as they were sent.
fn posted(chapter: &str, outbox: &Path) -> String {
    let mails = files(chapter);
    let mails = mails.iter().filter(|fence| fence.kind == "mail");
    mails.fold(chapter.to_owned(), |chapter, fence| {
        let (notice, reader) = fence.file.split_once(" to ").unwrap();
        let head = format!("```mail {}\n", fence.file);
        let (old, new) = (fence.text, mail(outbox, notice, reader));
        chapter.replace(&format!("{head}{old}"), &format!("{head}{new}"))
    })
}

/// A chapter whose console blocks end with an empty line, which is how the runner knows that an
/// answer ends with its line; or one without those lines, which is how people write.
fn ended(chapter: &str, with_line: bool) -> String {
    let mut lines: Vec<&str> = Vec::new();
    let mut fence = None;
    for line in chapter.lines() {
        match fence {
            None => {
                fence = line
                    .strip_suffix("console")
                    .filter(|mark| mark.starts_with("```"))
            }
            Some(open) if line == open => {
                while lines.last() == Some(&"") {
                    lines.pop();
                }
                lines.extend(with_line.then_some(""));
                fence = None;
            }
            Some(_) => {}
        }
        lines.push(line);
    }
    lines.join("\n") + "\n"
}

fn run(chapter: &str) {
    let page = here(chapter);
    let text = std::fs::read_to_string(&page).unwrap();
    assert!(text.starts_with("# "), "{chapter} has no title");
    assert!(
        text.contains("```console\n$ forewarn "),
        "{chapter} shows nothing"
    );
    let folder = tempfile::tempdir().unwrap();
    let copy = folder.path().join(page.file_name().unwrap());
    std::fs::write(&copy, ended(&text, true)).unwrap();
    let inside = copy.with_extension("in");
    lay_out(&text, &inside);
    trycmd::TestCases::new()
        .register_bin("forewarn", Path::new(PROGRAM))
        .env("COLUMNS", "80")
        .env("NO_COLOR", "1")
        .env("TZ", "Pacific/Apia")
        .env("HOME", folder.path().to_string_lossy())
        .case(&copy)
        .run();
    let told = ended(&std::fs::read_to_string(&copy).unwrap(), false);
    let posted = posted(&told, &inside.join("out"));
    if std::env::var_os("TRYCMD").is_none() {
        assert_eq!(posted, text, "{chapter} shows other mails than were sent");
    } else if posted != text {
        std::fs::write(&page, posted).unwrap();
    }
}

#[test]
fn the_first_plan() {
    run("tests/book/01-first-plan.md");
}

#[test]
fn who_is_told_when() {
    run("tests/book/02-who-is-told-when.md");
}

#[test]
fn every_mail_before_it_is_sent() {
    run("tests/book/03-every-mail-before-it-is-sent.md");
}

#[test]
fn sending() {
    run("tests/book/04-sending.md");
}

#[test]
fn findings() {
    run("tests/book/05-findings.md");
}

#[test]
fn settings() {
    run("tests/book/06-settings.md");
}

#[test]
fn calendars() {
    run("tests/book/07-calendars.md");
}

#[test]
fn who_hears_in_time() {
    run("tests/book/08-who-hears-in-time.md");
}

#[test]
fn the_night() {
    run("tests/book/09-the-night.md");
}

#[test]
fn what_if() {
    run("tests/book/10-what-if.md");
}

#[test]
fn is_it_ready() {
    run("tests/book/11-is-it-ready.md");
}

#[test]
fn what_it_costs() {
    run("tests/book/12-what-it-costs.md");
}

#[test]
fn the_chapter_on_when_it_costs_least_is_true() {
    run("tests/book/13-when-it-costs-least.md");
}

#[test]
fn the_chapter_for_those_who_decide_is_true() {
    run("tests/book/14-for-those-who-decide.md");
}

#[test]
fn the_chapter_on_your_own_words_is_true() {
    run("tests/book/15-your-own-words.md");
}

#[test]
fn a_hospital_that_moves() {
    run("plans/stories/hospital.md");
}

#[test]
fn a_bank_that_calls_a_wave_off() {
    run("plans/stories/bank.md");
}

#[test]
fn a_university_without_a_date() {
    run("plans/stories/university.md");
}

/// The settings that may stand in a block, as the program names them beside a field that it does not
/// know.
fn known(block: &str) -> Vec<String> {
    let unknown = match block {
        "" => "qqqq: 1\n".to_owned(),
        block => format!("{block}: {{qqqq: 1}}\n"),
    };
    let world = World::new().file("forewarn.yaml", unknown);
    world.run(&["init"]).ended(0);
    let found = world.run(&["check", "plan.yaml", "--format", "json"]);
    let found = found.json();
    let mut advice = found.as_array().unwrap().iter().flat_map(|finding| {
        let help = finding["help"].as_array().unwrap().iter();
        help.map(|line| line.as_str().unwrap().to_owned())
    });
    let fields =
        advice.find_map(|line| Some(line.strip_prefix("the fields here are: ")?.to_owned()));
    let path = |field: &str| match block {
        "" => field.to_owned(),
        block => format!("{block}.{field}"),
    };
    fields.unwrap().split(", ").map(path).collect()
}

#[test]
fn the_guide_has_a_row_for_every_setting_and_for_nothing_else() {
    let chapter = std::fs::read_to_string(here("tests/book/06-settings.md")).unwrap();
    let table = chapter.split("\n## All settings\n").nth(1).unwrap();
    let table = table.split("\n## ").next().unwrap();
    let rows = table.lines().filter_map(|line| line.strip_prefix("| `"));
    let mut rows: Vec<&str> = rows.map(|row| row.split('`').next().unwrap()).collect();
    let mut settings: Vec<String> = ["", "from", "smtp"].map(known).concat();
    rows.sort_unstable();
    settings.sort_unstable();
    assert_eq!(rows, settings);
}

#[test]
fn a_change_keeps_the_lines_around_it() {
    let plan = "a: 1\nb: 2\nc: 3\nb: 4\n";
    let edit = " a: 1\n-b: 2\n+b: 5\n@@\n+d: 6\n b: 4";
    assert_eq!(changed(plan, edit), "a: 1\nb: 5\nc: 3\nd: 6\nb: 4\n");
}

#[test]
fn no_chapter_is_left_unread() {
    let own = std::fs::read_to_string(here("tests/book.rs")).unwrap();
    for folder in ["tests/book", "plans/stories"] {
        for chapter in std::fs::read_dir(here(folder)).unwrap() {
            let name = chapter.unwrap().file_name().into_string().unwrap();
            assert!(
                own.contains(&format!("run(\"{folder}/{name}\")")),
                "{folder}/{name} is never run"
            );
        }
    }
}
