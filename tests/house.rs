//! The laws of the house: which room may use which, who may touch the world, how files are named
//! and how long they are, and that nothing is forgotten.

use crate::harness::world::here;
use forewarn::diagnostic::{Code, Sources};
use forewarn::plan::milestone::Milestone;
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

/// Every file that may touch the world, and what it touches.
const DOORS: [&str; 18] = [
    "calendar/load.rs",
    "channel/outbox.rs",
    "channel/smtp/wire.rs",
    "channel/whole_file.rs",
    "cli/feed.rs",
    "cli/folder.rs",
    "cli/init.rs",
    "cli/mod.rs",
    "cli/secret.rs",
    "cli/settings.rs",
    "cli/templates.rs",
    "cli/terminal.rs",
    "clock.rs",
    "compose/load.rs",
    "ledger/lock.rs",
    "ledger/sqlite/file.rs",
    "plan/load.rs",
    "scan/walk.rs",
];

const LONGEST: usize = 400;

const DRAWERS: [&str; 8] = [
    "util", "utils", "common", "helper", "helpers", "manager", "types", "misc",
];

const UNFINISHED: [&str; 6] = [
    concat!(".unw", "rap()"),
    concat!("todo", "!("),
    concat!("unimple", "mented!("),
    concat!("TO", "DO"),
    concat!("FIX", "ME"),
    concat!("#[ign", "ore"),
];

/// Every Rust file below a folder: its path from there, and its text.
fn files(folder: &str) -> BTreeMap<String, String> {
    fn walk(root: &Path, at: &Path, found: &mut BTreeMap<String, String>) {
        for entry in std::fs::read_dir(at).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                walk(root, &path, found);
            } else if path.extension().is_some_and(|ending| ending == "rs") {
                let name = path.strip_prefix(root).unwrap().to_string_lossy();
                let text = std::fs::read_to_string(&path).unwrap();
                found.insert(name.replace('\\', "/"), text);
            }
        }
    }
    let root = here(folder);
    let mut found = BTreeMap::new();
    walk(&root, &root, &mut found);
    assert!(!found.is_empty(), "{folder} has no files");
    found
}

/// A text without the lines that are comments.
fn code(text: &str) -> String {
    let kept = text.lines().map(|line| {
        let line = line.trim_start();
        if line.starts_with("//") { "" } else { line }
    });
    kept.collect::<Vec<_>>().join("\n")
}

/// The part of a file that is not its tests.
fn product(text: &str) -> &str {
    let signs = text.match_indices("\n#[cfg(test)]\n");
    let mut inline = signs.map(|(at, sign)| (at, &text[at + sign.len()..]));
    let item = |rest: &str| rest.lines().next().is_some_and(|line| line.ends_with('{'));
    let tests = inline.find(|(_, rest)| item(rest));
    tests.map_or(text, |(at, _)| &text[..at])
}

/// Whether a file exists for tests only.
fn is_test(file: &str, files: &BTreeMap<String, String>) -> bool {
    let Some((folder, name)) = file.rsplit_once('/') else {
        return false;
    };
    let sign = format!("#[cfg(test)]\nmod {};", name.trim_end_matches(".rs"));
    let index = files.get(&format!("{folder}/mod.rs"));
    index.is_some_and(|index| index.contains(&sign))
}

fn rooms(floor_plan: &str) -> Vec<&str> {
    let lines = floor_plan.lines();
    lines
        .filter_map(|line| line.strip_prefix("pub mod ")?.strip_suffix(';'))
        .collect()
}

/// The rooms a file names, through single and grouped imports and in the midst of its code.
fn named<'a>(text: &str, rooms: &[&'a str]) -> BTreeSet<&'a str> {
    let code = code(text);
    let mut names = BTreeSet::new();
    for (at, _) in code.match_indices("crate::") {
        let before = code[..at].chars().next_back();
        if before.is_some_and(|letter| letter.is_alphanumeric() || letter == '_') {
            continue;
        }
        let rest = &code[at + "crate::".len()..];
        for path in heads(rest) {
            names.extend(rooms.iter().copied().filter(|room| *room == path));
        }
    }
    names
}

/// The first segments of what follows `crate::`: one, or those of a group.
fn heads(rest: &str) -> Vec<&str> {
    let word = |text: &'_ str| {
        text.find(|letter: char| !letter.is_alphanumeric() && letter != '_')
            .unwrap_or(text.len())
    };
    let Some(group) = rest.strip_prefix('{') else {
        return vec![&rest[..word(rest)]];
    };
    let (mut depth, mut found, mut fresh) = (0, Vec::new(), true);
    for (at, letter) in group.char_indices() {
        match letter {
            '{' => depth += 1,
            '}' if depth == 0 => break,
            '}' => depth -= 1,
            ',' if depth == 0 => fresh = true,
            _ if fresh && depth == 0 && letter.is_alphabetic() => {
                found.push(&group[at..at + word(&group[at..])]);
                fresh = false;
            }
            _ => {}
        }
    }
    found
}

/// Uses of rooms that are not above the user's own.
fn trespasses(floor_plan: &str, files: &BTreeMap<String, String>) -> Vec<String> {
    let rooms = rooms(floor_plan);
    let place = |room: &str| rooms.iter().position(|known| *known == room);
    let mut found = Vec::new();
    for (file, text) in files {
        let room = file.split(['/', '.']).next().unwrap_or_default();
        let Some(own) = place(room) else { continue };
        for used in named(text, &rooms) {
            if place(used).is_some_and(|used| used > own) {
                found.push(format!("{file} uses {used}"));
            }
        }
    }
    found
}

fn is_door(text: &str) -> bool {
    let mut code = code(text).replace('\n', "");
    code.retain(|letter| letter != ' ');
    code.contains("#![expect(clippy::disallowed_methods") && code.contains("reason=\"door:")
}

fn one(name: &str, text: &str) -> BTreeMap<String, String> {
    BTreeMap::from([(name.to_owned(), text.to_owned())])
}

#[test]
fn a_room_uses_only_rooms_above_it() {
    let floor_plan = std::fs::read_to_string(here("src/lib.rs")).unwrap();
    assert!(rooms(&floor_plan).len() > 10);
    assert_eq!(trespasses(&floor_plan, &files("src")), Vec::<String>::new());
}

#[test]
fn a_use_of_a_room_below_is_seen_however_it_is_written() {
    let plan = "pub mod plan;\npub mod notice;\npub mod cli;\n";
    for text in [
        "use crate::notice::Facts;",
        "use crate::{plan::Plan, notice::{Facts, Role}};",
        "use crate::{\n    plan::{self, Plan},\n    notice,\n};",
        "fn a() { crate::notice::state() }",
        "pub(in crate::notice) fn a() {}",
    ] {
        let found = trespasses(plan, &one("plan/mod.rs", text));
        assert_eq!(found, ["plan/mod.rs uses notice"], "{text}");
    }
    let lawful = [
        ("notice/mod.rs", "use crate::plan::Plan;"),
        (
            "plan/mod.rs",
            "/// See [`crate::notice`].\nuse crate::plan::Id;",
        ),
        ("main.rs", "use crate::cli;"),
    ];
    for (file, text) in lawful {
        assert!(trespasses(plan, &one(file, text)).is_empty(), "{text}");
    }
}

#[test]
fn the_doors_are_these_and_no_others() {
    let files = files("src");
    let doors = files.iter().filter(|(_, text)| is_door(text));
    let doors: Vec<&str> = doors.map(|(file, _)| file.as_str()).collect();
    assert_eq!(doors, DOORS);
}

#[test]
fn a_door_is_known_by_its_sign_and_no_lint_is_lifted_without_one() {
    assert!(is_door(
        "//! A\n#![expect(\n    clippy::disallowed_methods,\n    reason = \"door: files\"\n)]"
    ));
    assert!(!is_door(
        "//! #![expect(clippy::disallowed_methods, reason = \"door: files\")]"
    ));
    for (file, text) in files("src") {
        let lifted = code(product(&text))
            .lines()
            .filter(|line| line.contains("disallowed_"))
            .count();
        let allowed = usize::from(is_door(&text));
        assert!(
            lifted <= allowed,
            "{file} lifts the ban without being a door"
        );
    }
}

#[test]
fn no_file_is_longer_than_one_sitting() {
    let files = files("src");
    let long = files
        .iter()
        .filter(|(_, text)| text.lines().count() > LONGEST);
    let long: Vec<&str> = long.map(|(file, _)| file.as_str()).collect();
    assert!(long.is_empty(), "{long:?}");
}

#[test]
fn every_file_is_named_after_a_noun() {
    for folder in ["src", "tests", "benches"] {
        for file in files(folder).keys() {
            let parts = file.trim_end_matches(".rs").split(['/', '_']);
            let drawer = parts.into_iter().find(|part| DRAWERS.contains(part));
            assert_eq!(drawer, None, "{folder}/{file} is a drawer");
        }
    }
}

#[test]
fn nothing_is_left_unfinished() {
    let sources = files("src");
    for (file, text) in &sources {
        let tested = is_test(file, &sources);
        for word in UNFINISHED {
            let part = match word.starts_with('.') {
                true if tested => "",
                true => product(text),
                false => text,
            };
            assert!(!part.contains(word), "{file} has {word}");
        }
    }
    for (file, text) in files("tests") {
        // Tests speak of unfinished words, this one too; they must not be unfinished themselves.
        for word in [UNFINISHED[1], UNFINISHED[2], UNFINISHED[5]] {
            assert!(!text.contains(word), "tests/{file} has {word}");
        }
    }
}

#[test]
fn every_file_opens_by_saying_what_it_is() {
    for folder in ["src", "tests"] {
        for (file, text) in files(folder) {
            assert!(text.starts_with("//! "), "{folder}/{file} has no header");
        }
    }
}

#[test]
fn every_code_has_a_page_and_every_page_a_code() {
    let pages = std::fs::read_dir(here("src/diagnostic/pages")).unwrap();
    let pages = pages.map(|entry| entry.unwrap().path());
    let pages: BTreeSet<String> = pages
        .map(|path| path.file_stem().unwrap().to_string_lossy().into_owned())
        .collect();
    let codes: BTreeSet<String> = Code::ALL
        .iter()
        .map(|code| code.slug().to_owned())
        .collect();
    let without: Vec<_> = codes.difference(&pages).collect();
    let orphans: Vec<_> = pages.difference(&codes).collect();
    assert!(without.is_empty(), "codes without a page: {without:?}");
    assert!(orphans.is_empty(), "pages without a code: {orphans:?}");
}

#[test]
fn every_milestone_is_worded_for_everybody() {
    use forewarn::compose::templates::Templates;
    let (_, findings) = Templates::new("".as_ref(), &[], &mut Sources::default());
    assert!(findings.is_empty());
    let any = here("templates/en/any");
    for milestone in Milestone::ALL {
        let slug = milestone.slug();
        for role in ["executives", "department-heads", "end-users"] {
            let own = here(&format!("templates/en/{role}/{slug}.txt"));
            let fallback = any.join(format!("{slug}.txt"));
            assert!(
                own.exists() || fallback.exists(),
                "{role} have no words for {slug}"
            );
        }
    }
}

#[test]
fn no_test_file_is_forgotten() {
    let files = files("tests");
    for file in files.keys() {
        let (folder, name) = file.rsplit_once('/').unwrap_or(("", file));
        if name == "main.rs" || name == "mod.rs" && folder.is_empty() {
            continue;
        }
        let module = match name {
            "mod.rs" => folder.rsplit('/').next().unwrap_or_default(),
            _ => name.trim_end_matches(".rs"),
        };
        let parent = match name {
            "mod.rs" => folder.rsplit_once('/').map_or("", |(outer, _)| outer),
            _ => folder,
        };
        let index = match parent {
            "" => "main.rs".to_owned(),
            _ => format!("{parent}/mod.rs"),
        };
        let index = files
            .get(&index)
            .unwrap_or_else(|| panic!("{file}: no {index}"));
        let named = index
            .lines()
            .any(|line| line.trim_start_matches("pub ") == format!("mod {module};"));
        assert!(named, "tests/{file} is not compiled");
    }
}
