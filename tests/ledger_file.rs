//! What a ledger file must refuse, and what it must not lose.

use crate::harness::world::World;
use crate::ledger::{accepted, assert_whole, begun, holder, open, planned};
use forewarn::ledger::{
    Book as _, Error, Ledger as _, Lock, Mark, Planned, SqliteBook, SqliteLedger, Standing,
};
use std::path::{Path, PathBuf};

struct Place {
    _folder: tempfile::TempDir,
    path: PathBuf,
}

fn place() -> Place {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("plan.ledger");
    Place {
        _folder: folder,
        path,
    }
}

fn refusal(path: &Path) -> Error {
    let error = SqliteLedger::open(Lock::take(path, &holder()).unwrap(), "ehr-2027").unwrap_err();
    let message = error.to_string();
    assert!(message.contains(&*path.to_string_lossy()), "{message}");
    error
}

fn filled(path: &Path, readers: usize) {
    let mut ledger = open(path).unwrap();
    for number in 0..readers {
        let reader = planned("first", number);
        ledger
            .write(&[begun(&reader, 0), accepted(&reader, 1)])
            .unwrap();
    }
}

#[test]
fn what_was_written_is_there_after_reopening() {
    let place = place();
    filled(&place.path, 3);
    let ledger = open(&place.path).unwrap();
    let state = ledger
        .book()
        .state(&planned("first", 2).id)
        .unwrap()
        .unwrap();
    assert_eq!(state.standing, Standing::Accepted);
}

#[test]
fn a_missing_ledger_is_never_made_by_opening() {
    let place = place();
    assert!(matches!(refusal(&place.path), Error::Missing { .. }));
    assert!(!place.path.exists());
}

#[test]
fn an_existing_ledger_is_never_replaced() {
    let place = place();
    filled(&place.path, 1);
    let before = std::fs::read(&place.path).unwrap();
    let lock = Lock::take(&place.path, &holder()).unwrap();
    let error = SqliteLedger::open_or_create(lock, "erp");
    assert!(matches!(error, Err(Error::OtherPlan { .. })));
    assert_eq!(std::fs::read(&place.path).unwrap(), before);
}

#[test]
fn a_draft_left_by_a_run_that_died_is_no_obstacle() {
    let place = place();
    std::fs::write(place.path.with_extension("ledger.new"), "half").unwrap();
    filled(&place.path, 1);
    assert!(!place.path.with_extension("ledger.new").exists());
}

#[test]
fn a_log_without_its_ledger_is_not_started_over() {
    let place = place();
    std::fs::write(place.path.with_extension("ledger-wal"), "entries").unwrap();
    let error =
        SqliteLedger::open_or_create(Lock::take(&place.path, &holder()).unwrap(), "ehr-2027");
    assert!(matches!(error, Err(Error::Leftover { .. })));
}

#[test]
fn a_second_writer_is_told_who_writes() {
    let place = place();
    let _first = open(&place.path).unwrap();
    let second = open(&place.path).unwrap_err().to_string();
    assert!(second.contains("process 4711"), "{second}");
}

#[test]
fn a_reader_sees_what_was_committed_while_a_writer_writes() {
    let place = place();
    let mut writer = open(&place.path).unwrap();
    writer.write(&[begun(&planned("first", 1), 0)]).unwrap();
    let reader = SqliteBook::open_read_only(&place.path, "ehr-2027").unwrap();
    assert!(reader.state(&planned("first", 1).id).unwrap().is_some());
    writer.write(&[begun(&planned("first", 2), 0)]).unwrap();
    assert!(reader.state(&planned("first", 2).id).unwrap().is_some());
}

#[test]
fn a_ledger_can_be_read_when_nobody_writes() {
    let place = place();
    filled(&place.path, 1);
    let reader = SqliteBook::open_read_only(&place.path, "ehr-2027").unwrap();
    assert_eq!(reader.standings("first").unwrap().len(), 1);
}

#[test]
fn the_ledger_of_another_plan_is_refused() {
    let place = place();
    drop(SqliteLedger::open_or_create(Lock::take(&place.path, &holder()).unwrap(), "erp").unwrap());
    let message = refusal(&place.path).to_string();
    assert!(message.contains("`erp`, not to `ehr-2027`"), "{message}");
}

#[test]
fn an_entry_of_another_plan_is_refused() {
    let place = place();
    let mut ledger = open(&place.path).unwrap();
    let stray = Planned {
        plan: "erp".into(),
        ..planned("first", 1)
    };
    let written = ledger.write(&[begun(&stray, 0)]);
    assert!(matches!(written, Err(Error::OtherPlan { .. })));
}

#[test]
fn an_empty_file_is_no_ledger() {
    let place = place();
    std::fs::write(&place.path, "").unwrap();
    owner_only(&place.path);
    assert!(matches!(refusal(&place.path), Error::Foreign { .. }));
}

#[test]
fn a_text_file_is_no_ledger() {
    let place = place();
    std::fs::write(&place.path, "who,what\n".repeat(50)).unwrap();
    owner_only(&place.path);
    assert!(matches!(refusal(&place.path), Error::Foreign { .. }));
}

#[test]
fn the_database_of_another_program_is_no_ledger() {
    let place = place();
    let other = rusqlite::Connection::open(&place.path).unwrap();
    other.execute_batch("CREATE TABLE songs (name)").unwrap();
    drop(other);
    owner_only(&place.path);
    assert!(matches!(refusal(&place.path), Error::Foreign { .. }));
}

#[test]
fn the_ledger_of_a_newer_release_is_refused() {
    let place = place();
    filled(&place.path, 1);
    let future = rusqlite::Connection::open(&place.path).unwrap();
    future.execute_batch("PRAGMA user_version = 999").unwrap();
    drop(future);
    assert!(matches!(
        refusal(&place.path),
        Error::Newer { found: 999, .. }
    ));
}

#[test]
fn the_ledger_of_an_older_layout_is_refused_and_left_as_it_is() {
    let place = place();
    filled(&place.path, 1);
    let past = rusqlite::Connection::open(&place.path).unwrap();
    past.execute_batch("PRAGMA user_version = 1").unwrap();
    drop(past);
    assert!(matches!(
        refusal(&place.path),
        Error::Older { found: 1, .. }
    ));
}

#[test]
fn a_cut_off_ledger_is_refused() {
    let place = place();
    filled(&place.path, 40);
    let bytes = std::fs::read(&place.path).unwrap();
    std::fs::write(&place.path, &bytes[..bytes.len() / 2]).unwrap();
    assert!(matches!(refusal(&place.path), Error::Corrupt { .. }));
}

#[test]
fn whoever_has_a_damaged_ledger_reads_what_to_do() {
    let mut world = World::new();
    world.run(&["init"]).ended(0);
    world.turn("2027-01-05T09:05");
    let send = [
        "send",
        "plan.yaml",
        "--outbox",
        "out",
        "--ledger",
        "plan.ledger",
    ];
    world.run(&send).ended(0);
    let path = world.path("plan.ledger");
    let ledger = rusqlite::Connection::open(&path).unwrap();
    let damage = "UPDATE delivery SET standing = 'nowhere'";
    ledger.execute_batch(damage).unwrap();
    drop(ledger);
    let unread = world.run(&["status", "plan.yaml"]).ended(3).err;
    let bytes = std::fs::read(&path).unwrap();
    std::fs::write(&path, &bytes[..bytes.len() / 2]).unwrap();
    let cut = world.run(&["status", "plan.yaml"]).ended(3).err;
    for said in [unread, cut] {
        let said = said.split_whitespace().collect::<Vec<_>>().join(" ");
        for words in [
            "plan.ledger is damaged (",
            "do not delete it",
            "from a backup",
        ] {
            assert!(said.contains(words), "{words}: {said}");
        }
        assert!(!said.contains("index"), "{said}");
    }
}

#[test]
fn a_page_of_rubbish_is_found() {
    let place = place();
    filled(&place.path, 40);
    let bytes = std::fs::read(&place.path).unwrap();
    for page in 0..bytes.len() / 4096 {
        let mut bytes = bytes.clone();
        bytes[page * 4096..page * 4096 + 200].fill(0xa5);
        std::fs::write(&place.path, &bytes).unwrap();
        let lock = Lock::take(&place.path, &holder()).unwrap();
        let opened = SqliteLedger::open(lock, "ehr-2027");
        assert!(opened.is_err(), "page {page}");
    }
}

/// What a run that died at this moment would leave behind, its log cut after `kept` bytes.
fn wreck(path: &Path, kept: Option<usize>) -> Place {
    let wreck = place();
    std::fs::copy(path, &wreck.path).unwrap();
    let log = std::fs::read(path.with_extension("ledger-wal")).unwrap();
    let kept = kept.unwrap_or(log.len()).min(log.len());
    std::fs::write(wreck.path.with_extension("ledger-wal"), &log[..kept]).unwrap();
    wreck
}

fn steps(ledger: &SqliteLedger) -> Vec<(i64, Standing)> {
    let mut steps = Vec::new();
    ledger
        .book()
        .log(None, &mut |logged| {
            steps.push((logged.seq, logged.standing))
        })
        .unwrap();
    steps
}

#[test]
fn a_run_that_dies_after_any_write_leaves_everything_written() {
    let place = place();
    let mut ledger = open(&place.path).unwrap();
    for number in 0..12 {
        let reader = planned("first", number);
        for entry in [begun(&reader, 0), accepted(&reader, 1)] {
            ledger.write(&[entry]).unwrap();
            let wreck = wreck(&place.path, None);
            let lock = |ledger: &Path| ledger.with_extension("ledger.lock");
            std::fs::copy(lock(&place.path), lock(&wreck.path)).unwrap();
            let found = open(&wreck.path).unwrap();
            assert_eq!(steps(&found), steps(&ledger));
            assert_whole(&wreck.path);
        }
    }
}

#[test]
fn a_log_cut_anywhere_leaves_whole_groups_from_the_beginning() {
    let place = place();
    let mut ledger = open(&place.path).unwrap();
    for number in 0..6 {
        let (one, two) = (planned("first", number), planned("detail", number));
        let group = [begun(&one, 0), begun(&two, 0), accepted(&one, 1)];
        ledger.write(&group).unwrap();
    }
    let all = steps(&ledger);
    let mut seen = Vec::new();
    for kept in (0..).step_by(997).take_while(|kept| *kept < 400_000) {
        let wreck = wreck(&place.path, Some(kept));
        let found = open(&wreck.path).unwrap();
        let steps = steps(&found);
        assert!(all.starts_with(&steps), "cut at {kept}");
        assert_eq!(steps.len() % 3, 0, "half a group at {kept}");
        assert_whole(&wreck.path);
        seen.push(steps.len());
    }
    seen.dedup();
    assert_eq!(seen, [0, 3, 6, 9, 12, 15, 18]);
}

#[test]
fn a_copy_from_before_any_write_is_refused_and_one_from_after_the_last_is_not() {
    let place = place();
    let copy = place.path.with_extension("copy");
    filled(&place.path, 1);
    for number in 1..4 {
        std::fs::copy(&place.path, &copy).unwrap();
        let mut ledger = open(&place.path).unwrap();
        ledger
            .write(&[begun(&planned("first", number), 0)])
            .unwrap();
        drop(ledger);
        let newest = std::fs::read(&place.path).unwrap();
        std::fs::copy(&copy, &place.path).unwrap();
        let behind = refusal(&place.path);
        assert!(matches!(behind, Error::Behind { known, written, .. } if known + 1 == written));
        std::fs::write(&place.path, newest).unwrap();
        drop(open(&place.path).unwrap());
    }
    std::fs::remove_file(&place.path).unwrap();
    let gone = open(&place.path);
    assert!(
        matches!(gone, Err(Error::Gone { written: 5, .. })),
        "{gone:?}"
    );
    let meant = Lock::take(&place.path, &holder()).unwrap().meaning_it();
    drop(SqliteLedger::open_or_create(meant, "ehr-2027").unwrap());
    drop(open(&place.path).unwrap());
}

#[test]
fn entries_can_be_neither_changed_nor_removed() {
    let place = place();
    filled(&place.path, 1);
    let vandal = rusqlite::Connection::open(&place.path).unwrap();
    assert!(vandal.execute("DELETE FROM entry", []).is_err());
    assert!(vandal.execute("UPDATE entry SET answer = ''", []).is_err());
    assert!(vandal.execute("DELETE FROM delivery", []).is_err());
}

#[cfg(unix)]
fn mode(path: &Path) -> u32 {
    use std::os::unix::fs::PermissionsExt as _;
    path.metadata().unwrap().permissions().mode() & 0o777
}

fn owner_only(path: &Path) {
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt as _;
        std::fs::set_permissions(path, std::fs::Permissions::from_mode(0o600)).unwrap();
    }
}

#[cfg(unix)]
#[test]
fn a_new_ledger_is_its_owners_alone() {
    let place = place();
    let mut ledger = open(&place.path).unwrap();
    ledger.write(&[begun(&planned("first", 1), 0)]).unwrap();
    assert_eq!(mode(&place.path), 0o600);
    assert_eq!(mode(&place.path.with_extension("ledger.lock")), 0o600);
    assert_eq!(mode(&place.path.with_extension("ledger-wal")), 0o600);
}

#[cfg(unix)]
#[test]
fn a_ledger_that_others_may_change_is_refused() {
    use std::os::unix::fs::PermissionsExt as _;
    let place = place();
    filled(&place.path, 1);
    std::fs::set_permissions(&place.path, std::fs::Permissions::from_mode(0o666)).unwrap();
    assert!(matches!(refusal(&place.path), Error::Exposed { .. }));
}

#[cfg(unix)]
#[test]
fn a_ledger_behind_a_link_is_refused() {
    let place = place();
    let real = place.path.with_extension("real");
    filled(&real, 1);
    std::os::unix::fs::symlink(&real, &place.path).unwrap();
    assert!(matches!(refusal(&place.path), Error::Symlink { .. }));
}

#[test]
fn a_mark_is_read_back_from_the_file() {
    let place = place();
    let mark = Mark {
        notice: "first".to_owned(),
        audience: "end-users".to_owned(),
        roll: "b0d1".to_owned(),
    };
    let mut ledger = open(&place.path).unwrap();
    ledger.mark(std::slice::from_ref(&mark)).unwrap();
    ledger.mark(std::slice::from_ref(&mark)).unwrap();
    drop(ledger);
    let reader = SqliteBook::open_read_only(&place.path, "ehr-2027").unwrap();
    assert_eq!(reader.marks().unwrap(), [mark].into());
}
