//! The pages that explain findings: each shows a plan that is wrong and one that is right, and
//! both are tried here.
//!
//! A snippet replaces the blocks of the same name in `rules/base.yaml`; further fences give the
//! files it names, or settings and templates instead of a plan. `<TAB>`, `<U+202E>` and `<byte EB>` stand for what a page cannot show.
#![expect(
    clippy::disallowed_methods,
    reason = "door: reads the pages and writes their snippets to a folder"
)]

use crate::checked::{Checked, check};
use chrono::{DateTime, TimeZone, Utc};
use forewarn::diagnostic::{Code, Diagnostic, Level};
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::process::Command;
use tempfile::TempDir;

/// Codes whose plans are too large for a page, or need a machine that differs from others, or people
/// who were told something.
const TRIED_ELSEWHERE: [Code; 11] = [
    Code::FILE_TOO_LARGE,
    Code::ZONE_DATA_DIFFERS,
    Code::UNREAD_LEDGER,
    Code::REMOVED_WINDOW,
    Code::REMOVED_BRIEFING,
    Code::OTHER_ID,
    Code::NEW_ADDRESS,
    Code::LEFT_THE_LIST,
    Code::MOVED_NIGHT,
    Code::OVERDUE_STEP,
    Code::NO_REASON,
];

fn now() -> DateTime<Utc> {
    Utc.with_ymd_and_hms(2026, 11, 2, 9, 0, 0).unwrap()
}

fn here(path: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(path)
}

fn page(code: Code) -> String {
    let path = here("src/diagnostic/pages").join(format!("{}.md", code.slug()));
    std::fs::read_to_string(path).unwrap_or_else(|_| panic!("{} has no page", code.slug()))
}

/// A fenced text: its kind, the file it is meant for, and what stands in it.
struct Fence<'a> {
    kind: &'a str,
    file: Option<&'a str>,
    text: &'a str,
}

fn fences<'a>(page: &'a str, heading: &str) -> Vec<Fence<'a>> {
    let section = page.split("\n## ").find(|part| part.starts_with(heading));
    let section = section.unwrap_or_else(|| panic!("no `## {heading}` in:\n{page}"));
    let parts: Vec<&str> = section.split("\n```").collect();
    let opened = parts.into_iter().skip(1).step_by(2);
    let read = |part: &'a str| {
        let (info, text) = part.split_once('\n').unwrap();
        let (kind, file) = info.split_once(' ').unwrap_or((info, ""));
        let file = (!file.is_empty()).then_some(file);
        Fence { kind, file, text }
    };
    opened.map(read).collect()
}

/// The top-level blocks of a plan, by name.
fn blocks(text: &str) -> Vec<(&str, String)> {
    let mut blocks: Vec<(&str, String)> = Vec::new();
    for line in text.lines() {
        let name = line.split(':').next().unwrap_or_default();
        let opens = !name.is_empty()
            && name
                .bytes()
                .all(|byte| byte.is_ascii_lowercase() || byte == b'-');
        if opens {
            blocks.push((name, String::new()));
        }
        if let Some((_, block)) = blocks.last_mut() {
            block.push_str(line);
            block.push('\n');
        }
    }
    blocks
}

fn patched(snippet: &str) -> Vec<u8> {
    let base = std::fs::read_to_string(here("tests/rules/base.yaml")).unwrap();
    let new = blocks(snippet);
    let replaced: BTreeSet<&str> = new.iter().map(|(name, _)| *name).collect();
    let kept = blocks(&base)
        .into_iter()
        .filter(|(name, _)| !replaced.contains(name));
    let kept: String = kept.map(|(_, block)| block).collect();
    let text = format!("{kept}{snippet}\n")
        .replace("<TAB>", "\t")
        .replace("<U+202E>", "\u{202E}");
    let (mark, mut bytes) = ("<byte EB>", Vec::new());
    for (index, part) in text.split(mark).enumerate() {
        bytes.extend((index > 0).then_some(0xEB));
        bytes.extend(part.bytes());
    }
    bytes
}

fn on_pages() -> impl Iterator<Item = Code> {
    let all = Code::ALL.iter().copied();
    all.filter(|code| !TRIED_ELSEWHERE.contains(code))
}

/// The page's plan in a folder of its own, with the files that go with it.
fn laid_out(page: &str, heading: &str) -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    let people = folder.path().join("people.csv");
    std::fs::copy(here("tests/rules/people.csv"), people).unwrap();
    let end_users = "audiences:\n  department-heads: {people: departments}\n  end-users: {people: {file: people.csv}}\n";
    std::fs::write(folder.path().join("plan.yaml"), patched(end_users)).unwrap();
    for fence in fences(page, heading) {
        let path = folder.path().join(fence.file.unwrap_or("plan.yaml"));
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        match fence.file {
            Some(_) => std::fs::write(path, fence.text).unwrap(),
            None => std::fs::write(path, patched(fence.text)).unwrap(),
        }
    }
    folder
}

fn tried(page: &str, heading: &str) -> Checked {
    check(&laid_out(page, heading).path().join("plan.yaml"), now())
}

/// Code and message of everything found, as the library or, for settings and templates, the
/// program itself says them.
fn said(page: &str, heading: &str) -> Vec<(String, String)> {
    if is_of_plans(page) {
        let checked = tried(page, heading);
        let findings = checked.findings.iter();
        let said = |finding: &Diagnostic| (finding.code.slug().to_owned(), finding.message.clone());
        return findings.map(said).collect();
    }
    let folder = laid_out(page, heading);
    let settings = folder.path().join("forewarn.yaml");
    if !settings.exists() {
        std::fs::write(settings, "templates: templates\n").unwrap();
    }
    let program = Command::new(env!("CARGO_BIN_EXE_forewarn"))
        .args(["check", "--format", "json", "--now", "2026-11-02T09:00"])
        .arg(folder.path().join("plan.yaml"))
        .env_clear()
        .output()
        .unwrap();
    let found: Vec<serde_json::Value> = serde_json::from_slice(&program.stdout)
        .unwrap_or_else(|_| panic!("{}", String::from_utf8_lossy(&program.stderr)));
    let text = |found: &serde_json::Value, field: &str| found[field].as_str().unwrap().to_owned();
    let said = |found: &serde_json::Value| (text(found, "code"), text(found, "message"));
    found.iter().map(said).collect()
}

/// Whether a page's examples are plans, not settings or templates.
fn is_of_plans(page: &str) -> bool {
    fences(page, "Wrong")[0].file.is_none()
}

#[test]
fn every_code_has_a_page_under_its_own_name() {
    for code in Code::ALL {
        let page = page(*code);
        let title = page.lines().next().unwrap();
        let named = title.strip_prefix(&format!("# {}: ", code.slug()));
        assert!(named.is_some_and(|words| !words.is_empty()), "{title}");
        for heading in ["Wrong", "Right"] {
            let fences = fences(&page, heading);
            let kind = fences.first().map(|fence| fence.kind);
            let plain = TRIED_ELSEWHERE.contains(code) || kind != Some("text");
            assert!(plain && !fences.is_empty(), "{title}: {heading}");
        }
    }
}

#[test]
fn every_page_belongs_to_a_code() {
    let slugs: BTreeSet<&str> = Code::ALL.iter().map(|code| code.slug()).collect();
    for entry in std::fs::read_dir(here("src/diagnostic/pages")).unwrap() {
        let path = entry.unwrap().path();
        let slug = path.file_stem().unwrap().to_str().unwrap();
        assert!(
            slugs.contains(slug),
            "{slug} explains nothing that is ever found"
        );
    }
}

/// What is said of an example; one that lies beyond all holidays that are known lies far ahead, too.
fn said_of(code: Code, heading: &str) -> Vec<(String, String)> {
    let mut said = said(&page(code), heading);
    said.retain(|(found, _)| code != Code::CALENDAR_ENDS || found != Code::FAR_DATE.slug());
    said
}

#[test]
fn what_a_page_calls_wrong_has_that_finding_and_no_other() {
    for code in on_pages() {
        let said = said_of(code, "Wrong");
        let slug = code.slug();
        assert!(!said.is_empty(), "{slug}: nothing was found");
        assert!(
            said.iter().all(|(found, _)| found == slug),
            "{slug}: {said:#?}"
        );
    }
}

#[test]
fn what_a_page_calls_right_has_no_finding() {
    for code in on_pages() {
        let said = said_of(code, "Right");
        assert!(said.is_empty(), "{}: {said:#?}", code.slug());
    }
}

#[test]
fn every_finding_points_at_a_place_and_an_error_says_what_to_do() {
    for page in on_pages().map(page).filter(|page| is_of_plans(page)) {
        for finding in tried(&page, "Wrong").findings.iter() {
            assert!(!finding.labels.is_empty(), "{finding:#?}");
            let advised = finding.level != Level::Error || !finding.help.is_empty();
            let shown = finding.labels.iter().any(|label| !label.text.is_empty());
            assert!(advised || shown, "{finding:#?}");
        }
    }
}

#[test]
fn a_file_larger_than_any_plan_is_refused_whole() {
    let folder = tempfile::tempdir().unwrap();
    let plan = folder.path().join("plan.yaml");
    std::fs::write(&plan, "# a line of a plan far too long\n".repeat(600_000)).unwrap();
    let checked = check(&plan, now());
    let codes: Vec<Code> = checked
        .findings
        .iter()
        .map(|finding| finding.code)
        .collect();
    assert_eq!(codes, [Code::FILE_TOO_LARGE]);
    assert!(checked.dated.is_none());
}
