//! The README does what it says: its screens are real, its commands are understood, its settings
//! are accepted.

use std::fs;
use std::path::Path;
use std::process::{Command, Output};

const PROGRAM: &str = env!("CARGO_BIN_EXE_forewarn");
const TEXT: &str = include_str!("../README.md");

/// The fenced blocks of a kind, in order.
fn blocks(kind: &str) -> Vec<&'static str> {
    let mut blocks = Vec::new();
    let mut rest = TEXT;
    while let Some((_, after)) = rest.split_once("\n```") {
        let (head, body) = after
            .split_once('\n')
            .expect("a fence has a line of its own");
        let (block, left) = body.split_once("\n```").expect("a fence is closed");
        if head == kind {
            blocks.push(block);
        }
        rest = left;
    }
    assert!(!blocks.is_empty(), "the README has no block `{kind}`");
    blocks
}

/// Runs the program beside a copy of the shipped plans, with nothing inherited.
fn forewarn(line: &str, folder: &Path) -> Output {
    let mut command = Command::new(PROGRAM);
    command
        .args(line.split_whitespace())
        .current_dir(folder)
        .env_clear();
    command.output().unwrap()
}

fn shipped() -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    let plans = folder.path().join("plans");
    fs::create_dir(&plans).unwrap();
    for entry in fs::read_dir(Path::new(env!("CARGO_MANIFEST_DIR")).join("plans")).unwrap() {
        let from = entry.unwrap().path();
        if from.is_file() {
            fs::copy(&from, plans.join(from.file_name().unwrap())).unwrap();
        }
    }
    folder
}

/// Everything after each `forewarn` that is called in a text.
fn calls(text: &'static str) -> Vec<&'static str> {
    let lines = text.lines().flat_map(|line| line.split(" && "));
    let call = |line: &'static str| {
        let start = line.strip_prefix("cargo run --release -- ");
        start.or_else(|| line.split_once("forewarn ").map(|(_, call)| call))
    };
    lines.filter_map(call).collect()
}

#[test]
fn a_screen_of_the_readme_is_what_the_program_shows() {
    let folder = shipped();
    for block in blocks("console") {
        let (command, wanted) = block.split_once('\n').unwrap();
        let call = command.strip_prefix("$ forewarn ").unwrap();
        let ran = forewarn(call, folder.path());
        let shown = String::from_utf8(ran.stdout).unwrap();
        assert!(ran.status.success(), "{call}");
        match wanted.strip_suffix('…') {
            Some(start) => assert!(shown.starts_with(start), "{call}\n{shown}"),
            None => assert_eq!(shown.trim_end(), wanted, "{call}"),
        }
    }
}

#[test]
fn the_screen_of_a_moved_window_is_what_the_program_shows() {
    let folder = shipped();
    let ledger = "plans/hospital.ledger";
    for now in ["2026-12-24T09:00", "2027-01-05T09:00"] {
        let send =
            format!("send plans/hospital.yaml --now {now} --outbox outbox --ledger {ledger}");
        assert!(forewarn(&send, folder.path()).status.success());
    }
    let path = folder.path().join("plans/hospital.yaml");
    let plan = fs::read_to_string(&path).unwrap();
    let moved = plan.replace("start: Sat 2027-03-06 20:00", "start: Sat 2027-03-13 20:00");
    assert_ne!(plan, moved);
    fs::write(&path, moved).unwrap();
    let block = blocks("console after moving")[0];
    let (command, wanted) = block.split_once('\n').unwrap();
    let ran = forewarn(command.strip_prefix("$ forewarn ").unwrap(), folder.path());
    assert_eq!(ran.status.code(), Some(4));
    assert_eq!(String::from_utf8(ran.stdout).unwrap().trim_end(), wanted);
}

#[test]
fn the_main_command_previews_and_sends_and_sends_nothing_twice() {
    let folder = shipped();
    let main = blocks("sh")[0];
    let calls = calls(main);
    assert_eq!(calls.len(), 2, "{main}");
    let mut counted = Vec::new();
    for _ in 0..2 {
        for call in &calls {
            let ran = forewarn(call, folder.path());
            assert!(
                ran.status.success(),
                "{call}\n{}",
                String::from_utf8_lossy(&ran.stderr)
            );
        }
        assert!(folder.path().join("preview/index.html").is_file());
        let mails = fs::read_dir(folder.path().join("outbox")).unwrap();
        let mails = mails.filter(|entry| {
            let path = entry.as_ref().unwrap().path();
            path.extension().is_some_and(|ending| ending == "eml")
        });
        counted.push(mails.count());
    }
    assert!(counted[0] > 0 && counted[0] == counted[1], "{counted:?}");
}

#[test]
fn settings_of_the_readme_are_accepted() {
    for (number, block) in blocks("yaml settings").into_iter().enumerate() {
        let folder = shipped();
        // The people of the shipped plan have addresses of their own.
        let settings = block.replace("domains: [example.org]", "domains: [stbrannock.example]");
        fs::write(folder.path().join("plans/forewarn.yaml"), settings).unwrap();
        let ran = forewarn(
            "check plans/hospital.yaml --now 2026-11-21T09:00",
            folder.path(),
        );
        let said = [ran.stdout, ran.stderr].concat();
        let said = String::from_utf8(said).unwrap();
        assert!(ran.status.success(), "block {number}:\n{said}");
        assert!(!said.contains("forewarn.yaml"), "block {number}:\n{said}");
    }
}

#[test]
fn a_setting_that_does_not_exist_would_be_noticed() {
    let folder = shipped();
    let settings = folder.path().join("plans/forewarn.yaml");
    fs::write(settings, "smtp: {hots: mail.example.org}").unwrap();
    let ran = forewarn(
        "check plans/hospital.yaml --now 2026-11-21T09:00",
        folder.path(),
    );
    assert_eq!(ran.status.code(), Some(1));
}

#[test]
fn timed_commands_of_the_readme_are_understood() {
    let folder = shipped();
    for kind in ["crontab", "ini"] {
        for block in blocks(kind) {
            for call in calls(block) {
                let ran = forewarn(&format!("{call} --help"), folder.path());
                assert!(ran.status.success(), "{call}");
            }
        }
    }
}

#[test]
fn the_readme_is_short_and_shows_a_screen_early() {
    assert!(TEXT.lines().count() <= 150);
    let screen = TEXT.lines().position(|line| line == "```console");
    assert!(screen.is_some_and(|line| line < 20));
    assert_eq!(
        blocks("sh").len(),
        2,
        "exactly two commands on a fresh machine"
    );
}
