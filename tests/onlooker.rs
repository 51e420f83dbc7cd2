//! Somebody who may not write where the sender works, and perhaps not read the ledger either: what can
//! be looked at all the same, and what is said where it cannot.
#![cfg(unix)]

use crate::harness::world::{PROGRAM, Ran, World, ran};
use std::os::unix::fs::{MetadataExt as _, PermissionsExt};
use std::os::unix::process::CommandExt as _;
use std::path::PathBuf;
use std::process::Command;

/// Nobody's number on every system with such a user.
const NOBODY: u32 = 65534;

/// The ledger of the plan that `init` writes.
const LEDGER: &str = "plan.ledger";

/// A folder in which first notices have been sent, and which its onlooker may only read.
struct Office {
    world: World,
    program: PathBuf,
}

fn office() -> Office {
    let mut world = World::new().file("forewarn.yaml", "approval: none\n");
    world.turn("2026-11-23T09:00");
    world.run(&["init"]).ended(0);
    world.turn("2027-01-05T09:00");
    world
        .run(&["send", "plan.yaml", "--outbox", "out"])
        .ended(0);
    std::fs::copy(world.path("out/mail-move-2027.ledger"), world.path(LEDGER)).unwrap();
    // Whoever is nobody cannot reach into the folders of whoever builds.
    let program = world.path("program");
    // By another process: a program that this one had open for writing is busy for as long as any child
    // that was begun meanwhile has not let go of it.
    let copied = Command::new("cp").arg(PROGRAM).arg(&program).status();
    assert!(copied.unwrap().success());
    Office { world, program }
}

impl Office {
    /// What the onlooker is answered, when the ledger has these permissions.
    fn look(&self, mode: u32, arguments: &[&str]) -> Ran {
        self.look_on("2027-01-05T09:30", mode, arguments)
    }

    /// The same at some moment.
    fn look_on(&self, now: &str, mode: u32, arguments: &[&str]) -> Ran {
        let is_root = std::fs::metadata(self.world.path("")).unwrap().uid() == 0;
        // The owner of a file is asked for her own permissions, a stranger for those of others.
        let shown = if is_root { mode } else { mode << 6 };
        self.run_on(now, shown, arguments)
    }

    /// What the owner of the ledger is answered who may make no file beside it.
    fn look_as(&self, mode: u32, arguments: &[&str]) -> Ran {
        self.run_on("2027-01-05T09:30", mode, arguments)
    }

    fn run_on(&self, now: &str, shown: u32, arguments: &[&str]) -> Ran {
        let allow = |path: PathBuf, mode| {
            std::fs::set_permissions(path, PermissionsExt::from_mode(mode)).unwrap();
        };
        let is_root = std::fs::metadata(self.world.path("")).unwrap().uid() == 0;
        let mut command = Command::new(&self.program);
        self.world.settle(&mut command);
        command.args(arguments).args(["--now", now]);
        if is_root {
            command.uid(NOBODY).gid(NOBODY);
        }
        allow(self.world.path(LEDGER), shown);
        allow(self.world.path(""), 0o555);
        let ran = ran(command.spawn().unwrap());
        allow(self.world.path(""), 0o755);
        allow(self.world.path(LEDGER), 0o600);
        ran
    }
}

const ALL_SHOWN: &str = "all is shown as if nobody had been told";

#[test]
fn a_plan_is_checked_and_dated_by_whoever_may_not_read_its_ledger() {
    let office = office();
    let checked = office.look(0o600, &["check", "plan.yaml"]).ended(0);
    assert!(
        checked.out.contains("warning[unread-ledger]"),
        "{}",
        checked.out
    );
    assert!(checked.out.contains("`chmod 640` on it"), "{}", checked.out);
    // Who hears late cannot be known without it.
    let late = office.look_on("2027-03-01T09:30", 0o600, &["check", "plan.yaml"]);
    assert!(!late.ended(0).out.contains("overdue"));
    let dated = office.look(0o600, &["timeline", "plan.yaml"]).ended(0);
    assert!(dated.err.contains(ALL_SHOWN), "{}", dated.err);
    // A folder in which nobody may write holds no preview.
    let out = tempfile::tempdir().unwrap();
    std::fs::set_permissions(out.path(), PermissionsExt::from_mode(0o777)).unwrap();
    let preview = out.path().join("preview");
    let shown = ["preview", "plan.yaml", "--out", preview.to_str().unwrap()];
    let shown = office.look(0o600, &shown).ended(0);
    assert!(shown.err.contains(ALL_SHOWN), "{}", shown.err);
}

#[test]
fn what_people_were_told_is_never_guessed() {
    let office = office();
    let named = ["check", "plan.yaml", "--ledger", LEDGER];
    let dry = ["send", "plan.yaml", "--dry-run"];
    for arguments in [
        &["status", "plan.yaml"][..],
        &["diff", "plan.yaml"],
        &dry,
        &named,
    ] {
        let refused = office.look(0o600, arguments).ended(3);
        assert!(
            refused.err.contains("may not be read by you"),
            "{}",
            refused.err
        );
        let mended = "`sudo chown USER plan.ledger*`";
        assert!(refused.err.contains(mended), "{}", refused.err);
    }
}

#[test]
fn a_folder_in_which_the_sender_may_make_no_file_is_said_and_not_taken_for_a_broken_ledger() {
    let office = office();
    let lock = office.world.path("plan.ledger.lock");
    std::fs::write(&lock, "").unwrap();
    if std::fs::metadata(office.world.path("")).unwrap().uid() == 0 {
        for file in [office.world.path(LEDGER), lock] {
            std::os::unix::fs::chown(file, Some(NOBODY), None).unwrap();
        }
    }
    let approve = ["approve", "plan.yaml", "--by", "Maria Osei"];
    let folder = office.world.path("").canonicalize().unwrap();
    let refused = office.look_as(0o600, &approve).ended(3).err;
    let folder = folder.display();
    for words in [
        format!("cannot be written: {folder} may not be changed by you"),
        format!("`sudo chown USER {folder}`"),
    ] {
        assert!(refused.contains(&words), "{refused}");
    }
    assert!(!refused.contains("backup"), "{refused}");
}

#[test]
fn whoever_may_not_write_is_told_whose_the_ledger_is_and_how_to_look() {
    let office = office();
    let owner = std::fs::metadata(office.world.path("")).unwrap().uid();
    let approve = ["approve", "plan.yaml", "--by", "Maria Osei"];
    for lock in [false, true] {
        let beside = office.world.path("plan.ledger.lock");
        if lock {
            std::fs::write(&beside, "").unwrap();
            std::fs::set_permissions(&beside, PermissionsExt::from_mode(0o444)).unwrap();
        }
        let refused = office.look(0o644, &approve).ended(3).err;
        let words: Vec<&str> = refused.split_whitespace().collect();
        let words = words.join(" ");
        let folder = office.world.path("");
        let folder = folder.canonicalize().unwrap().display().to_string();
        let barred = if lock { "plan.ledger.lock" } else { &folder };
        let said = format!(
            "the ledger plan.ledger cannot be written: {barred} may not be changed by you, and belongs \
             to the user with the number {owner}"
        );
        assert!(words.contains(&said), "{words}");
        assert!(words.contains("with `--dry-run`"), "{words}");
        let mended = match lock {
            true => "`sudo chown USER plan.ledger*`".to_owned(),
            false => format!("`sudo chown USER {folder}`"),
        };
        assert!(words.contains(&mended), "{words}");
    }
    let dry = [&approve[..], &["--dry-run"]].concat();
    office.look(0o644, &dry).ended(0);
}

#[test]
fn a_ledger_is_read_where_nothing_can_be_written_beside_it() {
    let office = office();
    for arguments in [
        ["status", "plan.yaml"],
        ["diff", "plan.yaml"],
        ["check", "plan.yaml"],
    ] {
        let looked = office.look(0o644, &arguments).ended(0);
        assert_eq!(looked.err, "");
    }
    let told = office.look(0o644, &["status", "plan.yaml"]).out;
    assert_eq!(told.matches(" sent").count(), 3, "{told}");
}

#[test]
fn entries_that_stand_only_in_the_log_are_not_passed_over() {
    let office = office();
    office.world.write("plan.ledger-wal", "not taken in");
    let refused = office.look(0o644, &["status", "plan.yaml"]).ended(3).err;
    assert!(refused.contains("run `forewarn send`"), "{refused}");
    let checked = office.look(0o644, &["check", "plan.yaml"]).ended(0).out;
    assert!(checked.contains("warning[unread-ledger]"), "{checked}");
}
