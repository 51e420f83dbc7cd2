//! The guide, executed: every console block of every chapter runs, in a folder that holds what the
//! chapter shows. `TRYCMD=overwrite cargo test` accepts what the program says now.
//!
//! A fence that names a file, such as `yaml forewarn.yaml`, is that file. A fence such as
//! `diff slip.yaml` is a copy of the first plan with some of its lines changed.

use crate::harness::world::{PROGRAM, World, here};
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

fn changed(plan: &str, difference: &str) -> String {
    let lines = |mark: char| {
        let lines = difference
            .lines()
            .filter_map(move |line| line.strip_prefix(mark));
        lines.map(|line| format!("{line}\n")).collect::<String>()
    };
    let (old, new) = (lines('-'), lines('+'));
    assert!(plan.contains(&old), "the first plan has no\n{old}");
    plan.replace(&old, &new)
}

/// Lays out what a chapter works on.
fn lay_out(chapter: &str, folder: &Path) {
    let first = World::new().at(TODAY);
    first.run(&["init"]).ended(0);
    let first = first.read("plan.yaml");
    std::fs::create_dir(folder).unwrap();
    for entry in std::fs::read_dir(here("plans")).unwrap() {
        let path = entry.unwrap().path();
        std::fs::copy(&path, folder.join(path.file_name().unwrap())).unwrap();
    }
    for fence in files(chapter) {
        let text = match fence.kind {
            "diff" => changed(&first, fence.text),
            _ => format!("{}\n", fence.text),
        };
        std::fs::write(folder.join(fence.file), text).unwrap();
    }
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
    let page = here("tests/book").join(chapter);
    let text = std::fs::read_to_string(&page).unwrap();
    assert!(text.starts_with("# "), "{chapter} has no title");
    assert!(
        text.contains("```console\n$ forewarn "),
        "{chapter} shows nothing"
    );
    let folder = tempfile::tempdir().unwrap();
    let copy = folder.path().join(chapter);
    std::fs::write(&copy, ended(&text, true)).unwrap();
    lay_out(&text, &copy.with_extension("in"));
    trycmd::TestCases::new()
        .register_bin("forewarn", Path::new(PROGRAM))
        .env("COLUMNS", "80")
        .env("NO_COLOR", "1")
        .env("TZ", "Pacific/Apia")
        .env("HOME", folder.path().to_string_lossy())
        .case(&copy)
        .run();
    let told = ended(&std::fs::read_to_string(&copy).unwrap(), false);
    if told != text {
        std::fs::write(&page, told).unwrap();
    }
}

#[test]
fn the_first_plan() {
    run("01-first-plan.md");
}

#[test]
fn who_is_told_when() {
    run("02-who-is-told-when.md");
}

#[test]
fn every_mail_before_it_is_sent() {
    run("03-every-mail-before-it-is-sent.md");
}

#[test]
fn sending() {
    run("04-sending.md");
}

#[test]
fn findings() {
    run("05-findings.md");
}

#[test]
fn settings() {
    run("06-settings.md");
}

#[test]
fn calendars() {
    run("07-calendars.md");
}

#[test]
fn who_hears_in_time() {
    run("08-who-hears-in-time.md");
}

#[test]
fn the_night() {
    run("09-the-night.md");
}

#[test]
fn what_if() {
    run("10-what-if.md");
}

#[test]
fn no_chapter_is_left_unread() {
    let chapters = std::fs::read_dir(here("tests/book")).unwrap();
    let own = std::fs::read_to_string(here("tests/book.rs")).unwrap();
    for chapter in chapters {
        let name = chapter.unwrap().file_name().into_string().unwrap();
        assert!(
            own.contains(&format!("run(\"{name}\")")),
            "{name} is never run"
        );
    }
}
