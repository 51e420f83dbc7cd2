//! Addresses that will change, found in files: which, whose, what was not read, and what waits for it.

use crate::checked::check;
use crate::harness::world::{Ran, World, here};
use crate::night::{HEAD, Night, last_mail, of};
use chrono::{TimeZone, Utc};
use forewarn::diagnostic::Code;
use serde_json::Value;

/// The plan that findings are explained with, whose records move, with more of it.
fn plan(addresses: &str, more: &str) -> String {
    let sound = std::fs::read_to_string(here("tests/rules/base.yaml")).unwrap();
    let that = "workaround: Use the paper forms.}";
    assert_eq!(sound.matches(that).count(), 1);
    let this = format!("workaround: Use the paper forms., addresses: {addresses}}}");
    sound.replace(that, &this) + more
}

fn world(addresses: &str, more: &str) -> World {
    World::new().file("plan.yaml", plan(addresses, more))
}

/// A file with the folders above it.
fn lay(world: &World, name: &str, text: impl AsRef<[u8]>) {
    std::fs::create_dir_all(world.path(name).parent().unwrap()).unwrap();
    world.write(name, text);
}

fn scan(world: &World, more: &[&str]) -> Ran {
    world.run(&[&["scan", "--plan", "plan.yaml"], more].concat())
}

/// Where something was found: file, line, column and what stands there.
fn places(found: &Value) -> Vec<String> {
    let text = |place: &Value, field: &str| place[field].as_str().unwrap_or_default().to_owned();
    let found = found["found"].as_array().unwrap().iter();
    let found = found.map(|place| {
        let (line, column) = (&place["line"], &place["column"]);
        format!(
            "{}:{line}:{column} {}",
            text(place, "file"),
            text(place, "found")
        )
    });
    found.collect()
}

/// What was not read, with its kind.
fn unread(found: &Value) -> Vec<String> {
    let unread = found["not-read"].as_array().unwrap().iter();
    let text = |each: &Value, field: &str| each[field].as_str().unwrap().to_owned();
    unread
        .map(|each| format!("{} {}", text(each, "path"), text(each, "kind")))
        .collect()
}

#[test]
fn the_hospital_finds_what_its_files_name_by_owner() {
    let world = World::with_shipped("hospital");
    let tree = here("tests/scan/hospital");
    let folder = tree.to_str().unwrap();
    let ran = world
        .run(&["scan", folder, "--plan", "hospital.yaml"])
        .ended(1);
    let page = ran.out.replace(&format!("{folder}/"), "");
    for part in [
        "Laboratory: Wei Zhang <w.zhang@stbrannock.example>: 1 place in 1 file\n  laboratory/results.hl7.conf:2:16: 10.20.6.0/25, Test results\n    send-to      = 10.20.6.12:2575\n",
        "Grace Adeyemi <g.adeyemi@stbrannock.example>: 1 place in 1 file\n  letters/merge.ini:2:25: records.stbrannock.example, Patient records\n",
        "Wards: Aisha Khan <a.khan@stbrannock.example>: 2 places in 1 file\n  wards/label-printers.csv:2:18: 10.20.4.0/24, Patient records\n    Ward 4;labels-04;10.20.4.40\n",
        "  .env:1:14: 10.20.4.0/24, Patient records\n    RECORDS_HOST=::ffff:10.20.4.17\n",
        "5 places found in 4 files; 5 files read.\n",
    ] {
        assert!(page.contains(part), "{part}\n{page}");
    }
    assert!(page.contains("\nFiles of nobody"), "{page}");
    assert!(!page.contains("old/results"), "{page}");
    let all = world
        .run(&["scan", folder, "--plan", "hospital.yaml", "--no-ignore"])
        .ended(1);
    assert!(all.out.contains("old/results.conf:2:18"), "{}", all.out);
    let again = world.run(&["scan", folder, "--plan", "hospital.yaml"]);
    assert_eq!(again.out, ran.out, "whoever walks first");
}

#[test]
fn text_is_read_however_it_was_saved() {
    let world = world("[10.20.4.0/24, größe.example]", "");
    let wide = |text: &str, bytes: fn(u16) -> [u8; 2], mark: [u8; 2]| {
        let units = text.encode_utf16().flat_map(bytes);
        mark.into_iter().chain(units).collect::<Vec<u8>>()
    };
    lay(&world, "in/a.txt", "x\r\nhost 10.20.4.7\r\n");
    lay(
        &world,
        "in/b.txt",
        wide("x\nü 10.20.4.7\n", u16::to_le_bytes, [0xFF, 0xFE]),
    );
    lay(
        &world,
        "in/c.txt",
        wide("10.20.4.7", u16::to_be_bytes, [0xFE, 0xFF]),
    );
    lay(&world, "in/d.txt", b"Gr\xF6\xDFe: 10.20.4.7\n");
    lay(&world, "in/e.txt", "\u{feff}10.20.4.7 an größe.example");
    lay(&world, "in/f.txt", "");
    let found = scan(&world, &["in", "--format", "json"]).ended(1).json();
    assert_eq!(
        places(&found),
        [
            "in/a.txt:2:6 10.20.4.7",
            "in/b.txt:2:3 10.20.4.7",
            "in/c.txt:1:1 10.20.4.7",
            "in/d.txt:1:8 10.20.4.7",
            "in/e.txt:1:1 10.20.4.7",
            "in/e.txt:1:14 größe.example",
        ]
    );
    assert_eq!(found["found"][3]["text"], "Größe: 10.20.4.7");
    assert_eq!(
        (&found["files-read"], &found["places"]),
        (&6.into(), &6.into())
    );
    assert_eq!(unread(&found), [] as [&str; 0]);
}

#[test]
fn what_cannot_be_read_is_named_with_its_reason_and_stops_nothing() {
    let world = world("[10.20.4.0/24]", "");
    lay(&world, "in/a.txt", "10.20.4.7\n");
    lay(&world, "in/b.bin", b"\x7fELF\0\0\x0010.20.4.7\n");
    lay(&world, "in/c.txt", "x".repeat(5 << 20) + " 10.20.4.7\n");
    let large = std::fs::File::create(world.path("in/d.log")).unwrap();
    large.set_len(3 << 30).unwrap();
    #[cfg(unix)]
    {
        std::os::unix::fs::symlink("..", world.path("in/e")).unwrap();
        std::os::unix::fs::symlink("nowhere", world.path("in/f")).unwrap();
        std::os::unix::fs::symlink("g", world.path("in/g")).unwrap();
        let _socket = std::os::unix::net::UnixListener::bind(world.path("in/h")).unwrap();
    }
    let ran = scan(&world, &["in"]).ended(1);
    let words = ran.out.split_whitespace().collect::<Vec<_>>().join(" ");
    let sum = "1 place found in 1 file; 1 file read. Not read: 1 binary file, ";
    assert!(words.contains(sum), "{words}");
    let large = "1 file with too long a line, 1 pipe or device, 1 file that is too large.";
    assert!(!cfg!(unix) || words.contains(large), "{words}");
    for part in [
        "  in/c.txt: a line of it is longer than is held in memory\n",
        "  in/d.log: it has 3072 MB; `--max-size` says how many are read\n",
    ] {
        assert!(ran.out.contains(part), "{part}\n{}", ran.out);
    }
    let found = scan(&world, &["in", "--format", "json"]).ended(1).json();
    assert_eq!(places(&found), ["in/a.txt:1:1 10.20.4.7"]);
    let expected = [
        "in/b.bin binary",
        "in/c.txt long-line",
        "in/d.log too-large",
        #[cfg(unix)]
        "in/e link",
        #[cfg(unix)]
        "in/f link",
        #[cfg(unix)]
        "in/g link",
        #[cfg(unix)]
        "in/h not-a-file",
    ];
    assert_eq!(unread(&found), expected);
    std::fs::remove_file(world.path("in/a.txt")).unwrap();
    scan(&world, &["in"]).ended(3);
    std::fs::remove_file(world.path("in/c.txt")).unwrap();
    std::fs::remove_file(world.path("in/d.log")).unwrap();
    scan(&world, &["in"]).ended(0);
}

#[test]
fn nothing_that_a_file_holds_gets_into_a_terminal_or_a_formula() {
    let world = world("[10.20.4.0/24]", "");
    lay(
        &world,
        "in/=cmd.txt",
        "=HYPERLINK(\"http://10.20.4.7\")\n\u{1b}[31m\t\u{202e}10.20.4.8\r\rx\n",
    );
    let page = scan(&world, &["in"]).ended(1).out;
    assert!(
        page.contains(r"\u{1b}[31m \u{202e}10.20.4.8\u{d}\u{d}x"),
        "{page}"
    );
    let csv = scan(&world, &["in", "--format", "csv"]).ended(1).out;
    assert!(csv.starts_with("owner,department,email,file,line,column,found,of,service,text\n"));
    assert!(
        csv.contains(r#""'=HYPERLINK(""http://10.20.4.7"")""#),
        "{csv}"
    );
    assert!(!page.contains('\u{1b}') && !csv.contains('\u{1b}'));
    let long = format!("{} 10.20.4.9 {}", "a".repeat(3000), "b".repeat(3000));
    lay(&world, "in/long.txt", long);
    let page = scan(&world, &["in"]).ended(1).out;
    let shown = page
        .lines()
        .find(|line| line.contains(" 10.20.4.9 b"))
        .unwrap();
    assert!(shown.chars().count() <= 80, "{shown}");
    assert!(
        shown.trim().starts_with('…') && shown.ends_with('…'),
        "{shown}"
    );
    let many = "10.20.4.7\n".repeat(1500);
    lay(&world, "in/long.txt", many);
    let page = scan(&world, &["in"]).ended(1).out;
    assert!(page.contains("  and 500 more places\n"), "{}", page.len());
    assert!(page.contains("1502 places found in 2 files"));
}

#[test]
fn a_scan_that_makes_no_sense_says_what_to_do() {
    let world = world("[10.20.4.0/24]", "scan: {folders: [in, out]}\n");
    lay(&world, "in/sub/a.txt", "nothing\n");
    lay(&world, "other/a.txt", "nothing\n");
    for (arguments, code, words) in [
        (&["nowhere"][..], 3, "nowhere cannot be read"),
        (&[], 3, "out cannot be read"),
        (&["in", "in/sub"], 2, "in/sub lies within in"),
        (&["in", "./in"], 2, "lies within"),
        (&["other", "--record"], 2, "it names: in, out"),
        (&["in", "--really"], 2, "--record"),
    ] {
        let said = scan(&world, arguments).ended(code).said();
        assert!(said.contains(words), "{arguments:?}: {said}");
    }
    scan(&world, &["in", "other"]).ended(0);
    scan(&world, &["in/sub/a.txt"]).ended(0);
    let bare = World::new().file(
        "plan.yaml",
        std::fs::read(here("tests/rules/base.yaml")).unwrap(),
    );
    let said = scan(&bare, &["."]).ended(2).said();
    assert!(
        said.contains("no service of the plan has `addresses`"),
        "{said}"
    );
    let folderless = self::world("[10.20.4.0/24]", "");
    let said = scan(&folderless, &[]).ended(2).said();
    assert!(
        said.contains("nothing says which folders are to be scanned"),
        "{said}"
    );
}

/// Code and message of every finding in a plan.
fn findings(addresses: &str, more: &str) -> Vec<(Code, String)> {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("plan.yaml");
    std::fs::write(&path, plan(addresses, more)).unwrap();
    let now = Utc.with_ymd_and_hms(2026, 11, 2, 9, 0, 0).unwrap();
    let found = check(&path, now).findings;
    let found = found.iter();
    found
        .map(|found| (found.code, found.message.clone()))
        .collect()
}

/// Asks for one finding, of a code and with some words.
fn wrong((addresses, more): (&str, &str), code: Code, words: &str) {
    let found = findings(addresses, more);
    assert_eq!(found.len(), 1, "{addresses} {more} {found:?}");
    assert!(
        found[0].0 == code && found[0].1.contains(words),
        "{found:?}"
    );
}

#[test]
fn addresses_that_will_change_are_checked_when_they_are_read() {
    let fine = "[10.20.4.0/24, fd12::/32, .old.example, \"::2\", SRV-7]";
    assert_eq!(findings(fine, ""), []);
    for (addresses, words) in [
        ("10.20.4.7/24", "names a range and an address inside it"),
        ("0.0.0.0/0", "so wide"),
        ("10.20", "`10.20`"),
        ("https://records.example", "is no host name"),
    ] {
        let addresses = format!("[{addresses}]");
        wrong((&addresses, ""), Code::WRONG_VALUE, words);
    }
    for (addresses, words) in [
        ("[10.20.4.0/24, 10.20.4.128/25]", "lies within"),
        ("[a.b.example, .b.example]", "lies within"),
        ("[10.20.4.7, 10.20.4.7]", "is named twice"),
    ] {
        wrong((addresses, ""), Code::OVERLAPPING_ADDRESSES, words);
    }
}

#[test]
fn owners_of_files_are_checked_when_they_are_read() {
    for (owner, code, words) in [
        ("owner: A", Code::MISSING_FIELD, "`paths`"),
        ("paths: [a]", Code::MISSING_FIELD, "whose files these are"),
        ("paths: [a], department: ward", Code::UNKNOWN_ID, "`ward`"),
        (
            "paths: [a], department: wards, owner: A",
            Code::WRONG_VALUE,
            "not both",
        ),
        (
            "paths: [\"[a\"], department: wards",
            Code::WRONG_VALUE,
            "is no pattern",
        ),
        (
            "paths: [a], who: A, department: wards",
            Code::UNKNOWN_FIELD,
            "`who`",
        ),
    ] {
        let owners = format!("scan: {{owners: [{{{owner}}}]}}\n");
        wrong(("[10.20.4.7]", &owners), code, words);
    }
    let twice = "scan: {folders: [in, in]}\n";
    wrong(("[10.20.4.7]", twice), Code::WRONG_VALUE, "named twice");
}

#[test]
fn an_item_that_waits_for_scans_has_folders_and_no_word_of_its_own() {
    let item = |more: &str| {
        format!("readiness: [{{item: Clean., owner: Aisha Khan, test: scan{more}}}]\n")
    };
    let folders = |more: &str| format!("scan: {{folders: [in]}}\n{}", item(more));
    assert_eq!(findings("[10.20.4.7]", &folders("")), []);
    let (missing, wrong_value) = (Code::MISSING_FIELD, Code::WRONG_VALUE);
    wrong(("[10.20.4.7]", &item("")), missing, "which folders");
    wrong(("[]", &folders("")), missing, "which addresses will change");
    for word in [", done: yes", ", proof: Seen.", ", state: failed"] {
        wrong(("[10.20.4.7]", &folders(word)), wrong_value, "is on record");
    }
}

const ITEM: &str = "scan: {folders: [in]}
readiness:
  - {item: No file names an old address., owner: {name: Rhys Bevan, email: r.bevan@stbrannock.example}, due: 5 working days before start, test: scan}
";

#[test]
fn an_item_stands_as_the_last_scan_of_each_folder_says() {
    let mut world = world("[10.20.4.0/24]", ITEM).at("2027-02-01T09:00");
    let stands = |world: &World, code: i32| {
        let ran = world.run(&["readiness", "plan.yaml"]).ended(code);
        let lines = ran.out.lines().skip(1).take_while(|line| !line.is_empty());
        lines.map(str::trim).collect::<Vec<_>>().join(" ")
    };
    let said = stands(&world, 0);
    assert!(
        said.contains("green") && said.contains("in: not scanned yet"),
        "{said}"
    );
    lay(&world, "in/a.txt", "10.20.4.7\n");
    scan(&world, &["in"]).ended(1);
    assert!(
        stands(&world, 0).contains("not scanned yet"),
        "nobody asked for a record"
    );
    let recorded = scan(&world, &["--record"]).ended(1);
    assert!(recorded.err.contains("recorded: in\n"), "{}", recorded.err);
    let said = stands(&world, 1);
    assert!(
        said.starts_with("red") && said.contains("1 place found;"),
        "{said}"
    );
    assert!(
        said.contains("in: 1 place in 1 file, scanned 1 February 2027"),
        "{said}"
    );
    world.turn("2027-02-02T09:00");
    lay(&world, "in/a.txt", "records.example\n");
    scan(&world, &["in", "--record"]).ended(0);
    let said = stands(&world, 0);
    assert!(
        said.starts_with("green") && said.contains("done;"),
        "{said}"
    );
    assert!(
        said.contains("in: nothing in 1 file, scanned 2 February 2027"),
        "{said}"
    );
    // Another address is another question.
    let wider = plan("[10.20.4.0/24, records.example]", ITEM);
    world.write("plan.yaml", wider);
    let said = stands(&world, 0);
    assert!(
        said.contains("before records.example was in the plan"),
        "{said}"
    );
    world.turn("2027-03-09T00:00");
    assert!(stands(&world, 1).starts_with("red    No file names an old address. overdue"));
    lay(&world, "in/a.txt", "x".repeat(5 << 20));
    scan(&world, &["--record"]).ended(3);
    let said = stands(&world, 0);
    assert!(
        said.starts_with("amber") && said.contains("not every file could be read"),
        "{said}"
    );
}

#[test]
fn an_old_address_stops_the_start_until_it_is_gone_or_taken_on_by_name() {
    let mut night = Night::new();
    let plan = night.world.read("plan.yaml");
    let moves = plan.replacen("used-by:", "addresses: [10.20.4.0/24], used-by:", 1);
    assert_ne!(moves, plan);
    night.world.write("plan.yaml", moves + ITEM);
    lay(&night.world, "in/a.txt", "10.20.4.7\n");
    scan(&night.world, &["--record"]).ended(1);
    let told = of(&night.told(0), "r.bevan@stbrannock.example");
    assert_eq!(told.len(), 1, "whoever sees to it: {told:?}");
    assert!(told[0].starts_with("Overdue: 1 thing"), "{told:?}");
    let refused = night.record("2027-03-13T21:40", &["go", "--by", "Maria Osei"], 2);
    for words in [
        "1 thing that must be ready before `cutover` is not. Nothing was recorded",
        "1 place found; Rhys Bevan <r.bevan@stbrannock.example>; in: 1 place in 1 file",
        "run `forewarn scan --plan PLAN --record` when nothing is left",
    ] {
        assert!(refused.contains(words), "{refused}");
    }
    let despite = ["go", "--by", "Maria Osei", "--despite", "old address"];
    night.record("2027-03-13T21:41", &despite, 0);
    night.told(0);
    let mail = last_mail(&night, HEAD);
    let words = "Not ready, and taken on by Maria Osei: - No file names an old address.";
    assert!(mail.contains(words), "{mail}");
    lay(&night.world, "in/a.txt", "gone\n");
    scan(&night.world, &["--record"]).ended(0);
    let ran = night.world.run(&["readiness", "plan.yaml"]).ended(0);
    assert!(
        ran.out.contains("1 item: 0 red, 0 amber, 1 green"),
        "{}",
        ran.out
    );
}
