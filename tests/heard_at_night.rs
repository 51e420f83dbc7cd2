//! What people read on a night, beside what they were told before: no end, no start and no promise
//! that is not theirs.

use crate::harness::peer::{Act, Peer, Script, Stage};
use crate::night::{HEAD, Night, USER, last_mail, longer, of};
use crate::sending::{DETAILS, header, hospital, known, people, send, with_server};
use forewarn::ledger::Standing;
use std::collections::BTreeSet;

const WHY: [&str; 3] = ["reopened", "--reason", "Some results are missing"];

/// The night of 13 March, 22:00 to 02:00, begun as planned.
fn begun() -> Night {
    let mut night = Night::new();
    night.record("2027-03-13T22:02", &["started"], 0);
    night.told(0);
    night
}

#[test]
fn whoever_never_heard_the_all_clear_is_told_the_new_end_beside_hers() {
    let mut night = begun();
    night.record("2027-03-14T01:30", &["completed"], 0);
    let until = [&WHY[..], &["--until", "03:30"]].concat();
    night.record("2027-03-14T01:40", &until, 0);
    let told = night.told(0);
    let delayed = "Delayed: Patient records now back by 3:30am, Sun 14 Mar";
    for reader in [USER, HEAD] {
        assert_eq!(of(&told, reader), [delayed]);
        let mail = last_mail(&night, reader);
        assert!(mail.contains("instead of 2:00am."), "{mail}");
        assert!(!mail.contains("take that back"), "{mail}");
        assert!(mail.contains("Because: Some results are missing"), "{mail}");
    }
    night.world.run(&["diff", "plan.yaml"]).ended(0);
    night.record("2027-03-14T03:10", &["completed"], 0);
    assert_eq!(night.told(0).len(), 2);
    // Who heard it reads that it is taken back, and until when.
    let until = [&WHY[..], &["--until", "04:30"]].concat();
    night.record("2027-03-14T03:20", &until, 0);
    let told = night.told(0);
    let again = "Update: Patient records off again, back by 4:30am";
    assert_eq!(of(&told, USER), [again]);
    let mail = last_mail(&night, USER);
    assert!(mail.contains("take that back"), "{mail}");
}

#[test]
fn whoever_never_heard_the_all_clear_hears_only_that_nobody_knows_the_end_any_more() {
    let mut night = begun();
    night.record("2027-03-14T01:30", &["completed"], 0);
    night.record("2027-03-14T01:40", &WHY, 0);
    let told = night.told(0);
    let longer = "Delayed: Patient records may take longer, more at 2:40am";
    assert_eq!(of(&told, USER), [longer]);
    for reader in [USER, HEAD] {
        let mail = last_mail(&night, reader);
        let ahead = "It may take longer than Sunday 14 March 2027, 2:00am";
        assert!(mail.contains(ahead), "{mail}");
        assert!(mail.contains("Because: Some results are missing"), "{mail}");
        for stale in ["take that back", "planned to finish"] {
            assert!(!mail.contains(stale), "{mail}");
        }
    }
}

#[test]
fn an_end_that_passed_before_anybody_heard_that_nobody_knows_it_is_told_once() {
    let mut night = begun();
    night.record("2027-03-14T01:30", &["completed"], 0);
    night.record("2027-03-14T01:40", &WHY, 0);
    night.world.turn("2027-03-14T02:45");
    let told = night.told(4);
    let holding = "Delayed: Patient records not finished, more at 3:40am";
    assert_eq!(of(&told, USER), [holding]);
    assert_eq!(of(&told, HEAD).len(), 1);
    let mail = last_mail(&night, USER);
    let planned = "We planned to finish by Sunday 14 March 2027, 2:00am";
    assert!(mail.contains(planned), "{mail}");
}

/// Somebody uses what is off, hears that all is open, and leads the department from then on.
#[test]
fn whoever_never_heard_the_second_all_clear_need_not_have_it_taken_back() {
    let mut night = begun();
    night.record("2027-03-14T01:30", &["completed"], 0);
    night.told(0);
    let plan = night.world.read("plan.yaml").replace(HEAD, USER);
    night.world.write("plan.yaml", plan);
    night.world.write(
        "people.csv",
        "name,email,department\nReader 1,reader-1@stbrannock.example,wards\n",
    );
    night.record("2027-03-14T01:40", &WHY, 0);
    send(&night.world);
    let mail = last_mail(&night, USER);
    assert!(mail.contains("take that back"), "{mail}");
    night.record("2027-03-14T02:10", &["completed"], 0);
    night.record("2027-03-14T02:15", &WHY, 0);
    send(&night.world);
    let mail = last_mail(&night, USER);
    assert!(
        mail.contains("2:15am") || mail.contains("We planned"),
        "{mail}"
    );
    assert!(!mail.contains("take that back"), "{mail}");
}

#[test]
fn an_end_that_holds_already_is_no_news_to_whoever_never_heard_another() {
    let mut night = begun();
    night.record("2027-03-14T01:30", &["completed"], 0);
    let until = [&WHY[..], &["--until", "02:00"]].concat();
    night.record("2027-03-14T01:40", &until, 0);
    assert_eq!(night.told(0), []);
}

#[test]
fn of_an_end_that_came_too_late_to_be_told_nobody_reads_that_it_was_planned() {
    let mut night = begun();
    night.record("2027-03-14T01:50", &longer("03:00", &[]), 0);
    night.world.turn("2027-03-14T03:01");
    let told = night.told(4);
    let holding = "Delayed: Patient records not finished, more at 4am";
    assert_eq!(of(&told, USER), [holding]);
    for reader in [USER, HEAD] {
        let mail = last_mail(&night, reader);
        let planned = "We planned to finish by Sunday 14 March 2027, 2:00am";
        assert!(mail.contains(planned), "{mail}");
        assert!(!mail.contains("3:00am"), "{mail}");
    }
}

/// A night of which nobody knows whether its people heard that it takes until 3.
fn delayed_in_doubt() -> Night {
    let first = Night::new().seen + 1;
    let mut script = Script::default();
    for nth in [1, 2] {
        script = script.at(Stage::Dot, first + nth, Act::TakeAndDrop);
    }
    let mut night = Night::with(script);
    night.record("2027-03-13T22:02", &["started"], 0);
    night.told(0);
    night.record("2027-03-14T01:05", &longer("03:00", &[]), 0);
    send(&night.world).ended(3);
    night
}

#[test]
fn ends_that_may_have_been_told_are_both_named() {
    let mut night = delayed_in_doubt();
    night.record("2027-03-14T01:30", &longer("04:00", &[]), 0);
    send(&night.world).ended(3);
    for reader in [USER, HEAD] {
        let mail = last_mail(&night, reader);
        let both = "instead of 2:00am (or 3:00am, if you heard that).";
        assert!(mail.contains(both), "{mail}");
    }
}

#[test]
fn ends_that_may_have_been_told_are_both_named_when_they_have_passed() {
    let mut night = delayed_in_doubt();
    night.world.turn("2027-03-14T03:05");
    night.world.run(&["send", "plan.yaml"]);
    for reader in [USER, HEAD] {
        let mail = last_mail(&night, reader);
        let both = "2:00am (UK time), or by 3:00am if you heard that, and we are not done.";
        assert!(mail.contains(both), "{mail}");
    }
}

/// A night whose people have read no last call yet.
fn ahead() -> Night {
    let peer = Peer::start(Script::default());
    let world = with_server(hospital(1, DETAILS), &peer, "");
    let mut night = Night {
        peer,
        world,
        seen: 0,
    };
    for now in [DETAILS, "2027-03-12T09:05"] {
        night.world.turn(now);
        night.told(0);
    }
    night
}

#[test]
fn work_that_begins_early_is_told_at_once_to_whoever_uses_what_is_off() {
    let mut night = ahead();
    let begun = "In progress: Patient records off since 9:15pm, Sat 13 Mar";
    let said = night.record("2027-03-13T21:15", &["started"], 0);
    let diff = night.world.run(&["diff", "plan.yaml"]).ended(4).said();
    assert!(said.contains(&format!("1  End users: {begun}")), "{said}");
    assert!(diff.contains("End users"), "{diff}");
    assert_eq!(diff.matches("news of the night").count(), 1, "{diff}");
    let told = night.told(0);
    assert_eq!(of(&told, HEAD), [begun]);
    assert_eq!(of(&told, USER), [begun]);
    let mail = last_mail(&night, HEAD);
    let early = "Begun Sat 13 Mar, 9:15pm, earlier than planned";
    assert!(mail.contains(early), "{mail}");
    let taken = night.peer.taken();
    let mails = taken.iter().rev().take(2);
    assert!(
        mails
            .map(|mail| header(mail, "Importance"))
            .all(|word| word == "high")
    );
    let mail = last_mail(&night, USER);
    assert!(mail.contains("Saturday 13 March 2027, 9:15pm"), "{mail}");
    for stale in ["10pm", "10:00pm", "before it starts", "Before it starts"] {
        assert!(!mail.contains(stale), "{stale}: {mail}");
    }
    for now in ["2027-03-13T21:35", "2027-03-13T22:05"] {
        night.world.turn(now);
        assert_eq!(night.told(0), []);
    }
    night.world.run(&["diff", "plan.yaml"]).ended(0);
}

#[test]
fn a_change_to_what_began_early_says_since_when_it_goes_on_and_not_when_it_was_to_start() {
    let mut night = ahead();
    night.record("2027-03-13T21:15", &["started"], 0);
    assert_eq!(night.told(0).len(), 2);
    let plan = night.world.read("plan.yaml");
    let longer = plan.replacen("length: 4h", "length: 5h", 1);
    assert_ne!(plan, longer);
    night.world.write("plan.yaml", longer);
    night.world.turn("2027-03-13T21:25");
    let told = night.told(0);
    for reader in [HEAD, USER] {
        let subjects = of(&told, reader);
        let longer = "Update: Patient records off Sat 13 Mar, later end";
        assert_eq!(subjects, [longer]);
        let mail = last_mail(&night, reader);
        for words in [
            "Patient records off since Sat 13 Mar, 9:15pm",
            "The work has begun, earlier than planned.",
            "End: now Sun 14 Mar, 3am, not Sun 14 Mar, 2am.",
            "Off since: Saturday 13 March 2027, 9:15pm (UK time)",
        ] {
            assert!(mail.contains(words), "{words}: {mail}");
        }
        for stale in ["10pm", "10:00pm"] {
            assert!(!mail.contains(stale), "{stale}: {mail}");
        }
    }
}

#[test]
fn whoever_read_when_it_starts_hears_that_it_began_before_unless_it_is_a_matter_of_minutes() {
    let begun = "In progress: Patient records off since 9:45pm, Sat 13 Mar";
    for (at, words) in [
        ("2027-03-13T21:45", &[begun][..]),
        ("2027-03-13T21:57", &[]),
    ] {
        let mut night = Night::new();
        night.record(at, &["started"], 0);
        let told = night.told(0);
        assert_eq!(of(&told, HEAD).len(), 1, "{at}");
        assert_eq!(of(&told, USER), words, "{at}");
    }
}

#[test]
fn a_start_before_its_time_needs_no_second_word() {
    let mut night = ahead();
    let settings = night.world.read("forewarn.yaml");
    let settings = settings.replace("approval: none", "approval: corrections");
    night.world.write("forewarn.yaml", settings);
    let approve = ["approve", "plan.yaml", "--by", "Maria Osei"];
    night.world.run(&approve).ended(0);
    night.record("2027-03-13T21:15", &["started"], 0);
    assert_eq!(of(&night.told(0), USER).len(), 1);
}

#[test]
fn the_last_word_that_it_is_not_finished_is_not_lost_while_nothing_runs() {
    let mut night = begun();
    night.world.turn("2027-03-14T02:01");
    assert_eq!(night.told(4).len(), 2);
    // Nothing sends anything for hours; the last of the hourly ones was due at five.
    night.world.turn("2027-03-14T06:50");
    let told = night.told(4);
    let last = "Delayed: Patient records not finished yet";
    assert_eq!(of(&told, USER), [last]);
    assert_eq!(of(&told, HEAD).len(), 1);
    night.world.turn("2027-03-14T10:00");
    let told = night.told(4);
    assert_eq!(of(&told, HEAD), [last]);
    assert_eq!(of(&told, USER), [""; 0]);
}

#[test]
fn nobody_is_promised_a_message_that_nothing_sends() {
    let mut night = begun();
    let mail = last_mail(&night, HEAD);
    assert!(!mail.contains("11:02pm"), "{mail}");
    assert!(mail.contains("Next message: Sun 14 Mar, 2am"), "{mail}");
    night.record("2027-03-14T01:12", &["progress", "--late"], 0);
    night.told(0);
    let mail = last_mail(&night, HEAD);
    assert!(!mail.contains("1:42am"), "{mail}");
    assert!(mail.contains("Next message: Sun 14 Mar, 2am"), "{mail}");
    // Who promised to say how it goes is asked all the same.
    night.world.turn("2027-03-14T01:43");
    assert_eq!(night.told(4), []);
    night.world.turn("2027-03-14T02:00");
    assert_eq!(of(&night.told(4), HEAD).len(), 1);
    night.record("2027-03-14T02:10", &longer("04:00", &[]), 0);
    night.told(0);
    let mail = last_mail(&night, HEAD);
    assert!(!mail.contains("2:40am"), "{mail}");
}

#[test]
fn a_window_that_leaves_the_plan_after_its_rollback_is_asked_about() {
    let mut night = begun();
    let back = ["rolled-back", "--reason", "x", "--data-kept", "All of it"];
    night.record("2027-03-13T23:35", &back, 0);
    night.told(0);
    let plan = night.world.read("plan.yaml");
    let other = plan.replace("cutover", "archive");
    let other = other.replace("Sat 2027-03-13 22:00", "Sat 2027-09-11 22:00");
    night.world.write("plan.yaml", other);
    night.world.turn("2027-03-15T09:10");
    for command in [&["send", "plan.yaml"][..], &["diff", "plan.yaml"]] {
        let said = night.world.run(command).said();
        assert!(
            said.contains("cutover") && said.contains("status: cancelled"),
            "{command:?}: {said}"
        );
    }
    assert_eq!(night.peer.taken().len(), night.seen);
    let sure = ["send", "plan.yaml", "--assume-cancelled"];
    night.world.run(&sure);
    let mail = last_mail(&night, USER);
    let stays = "and it stays: the change does not come";
    assert!(mail.contains(stays), "{mail}");
}

#[test]
fn work_that_is_said_to_have_begun_long_before_its_time_is_asked_about() {
    let mut night = ahead();
    let said = night.record("2027-03-13T10:00", &["started"], 2);
    assert!(
        said.contains("Nothing was recorded") && said.contains("--really"),
        "{said}"
    );
    assert!(said.contains("Saturday 13 March 2027, 22:00"), "{said}");
    night.record("2027-03-13T10:00", &["started", "--really"], 0);
    assert_eq!(night.told(0).len(), 2);
}

#[test]
fn whoever_hears_how_early_work_goes_answers_to_mails_that_left() {
    let mut night = ahead();
    night.record("2027-03-13T21:15", &["started"], 0);
    night.told(0);
    night.record("2027-03-13T21:40", &["progress"], 0);
    night.told(0);
    let taken = night.peer.taken();
    let ours = taken.iter().filter(|mail| mail.recipients == [HEAD]);
    let ours: Vec<_> = ours.collect();
    let left: BTreeSet<String> = ours.iter().map(|mail| header(mail, "Message-ID")).collect();
    let answered = header(ours.last().unwrap(), "In-Reply-To");
    assert!(left.contains(&answered), "{answered}: {left:?}");
}

#[test]
fn what_was_begun_early_and_closed_again_does_not_begin_anew() {
    let mut night = ahead();
    night.record("2027-03-13T20:00", &["started"], 0);
    night.record("2027-03-13T20:20", &["completed"], 0);
    night.record("2027-03-13T20:25", &WHY, 0);
    let longer = "Delayed: Patient records may take longer, more at 9:25pm";
    assert_eq!(of(&night.told(0), USER), [longer]);
    night.record("2027-03-13T20:40", &["completed"], 0);
    assert_eq!(night.told(0).len(), 2);
    night.record("2027-03-13T20:50", &WHY, 0);
    assert_eq!(night.told(0).len(), 2);
    night.world.turn("2027-03-13T21:35");
    assert!(
        of(&night.told(4), USER)
            .iter()
            .all(|words| !words.contains("Starts"))
    );
}

#[test]
fn nobody_approves_that_it_begins_early_once_that_was_told() {
    let mut night = ahead();
    let approve = |night: &Night, what: &[&str]| {
        let arguments = [&["approve", "plan.yaml"], what].concat();
        night.world.run(&arguments).ended(0).out
    };
    approve(&night, &["--by", "Maria Osei"]);
    night.record("2027-03-13T20:00", &["started"], 0);
    night.told(0);
    night.world.turn("2027-03-13T20:10");
    let answer = approve(&night, &["--dry-run"]);
    assert!(!answer.contains("-start-early"), "{answer}");
}

#[test]
fn the_next_notice_of_a_night_is_the_one_that_comes_when_nothing_is_recorded() {
    let mut night = begun();
    night.world.turn("2027-03-13T22:30");
    let ran = night
        .world
        .run(&["send", "plan.yaml", "--dry-run"])
        .ended(0);
    let next = "The next notice is due on Sunday 14 March 2027 at 02:00 (GMT), unless something is recorded before.";
    assert!(ran.out.contains(next), "{}", ran.out);
    night.record("2027-03-14T01:50", &["completed"], 0);
    night.told(0);
    let ran = night
        .world
        .run(&["send", "plan.yaml", "--dry-run"])
        .ended(0);
    assert!(!ran.out.contains("unless something"), "{}", ran.out);
}

#[test]
fn whoever_records_a_start_that_is_no_news_any_more_is_told_what_helps() {
    let mut night = Night::new();
    let said = night.record(
        "2027-03-14T00:30",
        &["started", "--at", "2027-03-13T22:02"],
        0,
    );
    let helps = "too long ago to be news; `forewarn record plan.yaml cutover progress` tells";
    assert!(said.contains(helps), "{said}");
}

#[test]
fn nobody_misses_a_start_that_was_recorded_when_its_time_had_passed() {
    let mut night = Night::new();
    night.record("2027-03-13T22:10", &["started", "--at", "21:20"], 0);
    assert_eq!(of(&night.told(0), USER), [""; 0]);
    let mut skipped = known(&night.world, &[Standing::Skipped]);
    skipped.retain(|mail| mail.contains("cutover-start"));
    assert!(skipped.is_empty(), "{skipped:?}");
}

#[test]
fn whomever_a_night_begins_to_concern_while_it_goes_on_hears_since_when_and_until_when() {
    let mut night = begun();
    let row = |at: usize| format!("Reader {at},reader-{at}@stbrannock.example,wards\n");
    let list = |rows: String| format!("name,email,department\n{rows}");
    night.world.write("people.csv", list(row(1)));
    night.world.turn("2027-03-13T22:10");
    let told = night.told(0);
    let new = "reader-1@stbrannock.example";
    let goes_on = "In progress: Patient records off since 10:02pm, Sat 13 Mar";
    assert_eq!(of(&told, new), [goes_on]);
    assert_eq!(of(&told, HEAD), [""; 0]);
    let mail = last_mail(&night, new);
    for words in ["our first message to you", "Sun 14 Mar, 2am"] {
        assert!(mail.contains(words), "{words}: {mail}");
    }
    assert!(!mail.contains("earlier than planned"), "{mail}");
    let gone = "No longer on our list: ";
    assert!(of(&told, USER)[0].starts_with(gone), "{told:?}");
    night.world.write("people.csv", list(row(0) + &row(1)));
    night.world.turn("2027-03-13T22:20");
    let diff = night.world.run(&["diff", "plan.yaml"]).ended(4).said();
    assert!(diff.contains("concerns them again"), "{diff}");
    let told = night.told(0);
    assert_eq!(of(&told, USER), [goes_on]);
    assert_eq!(told.len(), 1);
    let mail = last_mail(&night, USER);
    assert!(mail.contains("You are on it again"), "{mail}");
    night.world.turn("2027-03-14T02:01");
    assert_eq!(night.told(4).len(), 3);
}

/// The night of 13 March, begun as planned, of which an executive was told, too.
fn begun_before_the_board() -> Night {
    let peer = Peer::start(Script::default());
    let world = with_server(hospital(1, DETAILS), &peer, "");
    let plan = world.read("plan.yaml");
    let board = "audiences:\n  executives: {people: {file: board.csv}}\n";
    world.write("plan.yaml", plan.replacen("audiences:\n", board, 1));
    world.write("board.csv", board_of(1));
    let mut night = Night {
        peer,
        world,
        seen: 0,
    };
    for now in [
        DETAILS,
        "2027-02-14T09:05",
        "2027-03-12T09:05",
        "2027-03-13T21:35",
    ] {
        night.world.turn(now);
        night.told(0);
    }
    night.record("2027-03-13T22:02", &["started"], 0);
    assert_eq!(of(&night.told(0), &member(0)).len(), 1);
    night
}

fn member(at: usize) -> String {
    format!("member-{at}@stbrannock.example")
}

/// So many members of the board.
fn board_of(members: usize) -> String {
    let rows = (0..members).map(|at| format!("Member {at},{}\n", member(at)));
    format!("name,email\n{}", rows.collect::<String>())
}

#[test]
fn an_executive_whom_a_night_begins_to_concern_hears_since_when_and_until_when() {
    let mut night = begun_before_the_board();
    night.world.write("board.csv", board_of(2));
    night.world.turn("2027-03-13T22:10");
    let told = night.told(0);
    let goes_on = "In progress: Patient records off since 10:02pm, Sat 13 Mar";
    assert_eq!(told, [(member(1), goes_on.to_owned())]);
    let mail = last_mail(&night, &member(1));
    for words in [
        "our first message to you",
        "The work has begun.",
        "Sat 13 Mar, 10:02pm",
        "Sun 14 Mar, 2am",
    ] {
        assert!(mail.contains(words), "{words}: {mail}");
    }
    night.record("2027-03-14T01:10", &longer("03:00", &[]), 0);
    night.world.write("board.csv", board_of(3));
    let told = night.told(0);
    assert_eq!(of(&told, &member(1)).len(), 1);
    assert_eq!(of(&told, &member(2)), [goes_on]);
    assert!(last_mail(&night, &member(2)).contains("Sun 14 Mar, 3am"));
    night.record("2027-03-14T02:40", &["completed"], 0);
    let told = night.told(0);
    for at in 0..3 {
        assert_eq!(of(&told, &member(at)).len(), 1, "{told:?}");
    }
    night.world.write("board.csv", board_of(4));
    assert_eq!(of(&night.told(0), &member(3)), [""; 0]);
    let skipped = known(&night.world, &[Standing::Skipped]);
    let of_the_start = skipped.iter().filter(|mail| mail.contains("cutover-start"));
    assert_eq!(of_the_start.count(), 0, "{skipped:?}");
}

#[test]
fn whomever_a_night_begins_to_concern_past_its_end_hears_that_it_is_not_finished_and_since_when() {
    let mut night = begun_before_the_board();
    night.world.turn("2027-03-14T02:01");
    assert_eq!(night.told(4).len(), 3);
    night.world.write("board.csv", board_of(2));
    night.world.write("people.csv", people(2));
    night.world.turn("2027-03-14T02:10");
    let told = night.told(4);
    let new = "reader-1@stbrannock.example";
    assert_eq!(told.len(), 2, "{told:?}");
    for reader in [new, &member(1)] {
        let words = &of(&told, reader)[0];
        assert!(
            words.starts_with("Delayed: Patient records not finished"),
            "{words}"
        );
        let mail = last_mail(&night, reader);
        for words in [
            "our first message to you",
            "Off since: Saturday 13 March 2027, 10:02pm",
            "We planned to finish by Sunday 14 March 2027, 2:00am",
        ] {
            assert!(mail.contains(words), "{words}: {mail}");
        }
    }
    let old = last_mail(&night, USER);
    assert!(!old.contains("first message"), "{old}");
    // From then on they hear what everybody hears.
    night.record("2027-03-14T02:20", &["completed"], 0);
    assert_eq!(night.told(0).len(), 5);
    // Closed again, with no end: whoever joins now hears that, and no all-clear that is taken back.
    night.record("2027-03-14T03:00", &WHY, 0);
    night.told(0);
    night.world.write("people.csv", people(3));
    night.world.turn("2027-03-14T03:05");
    let told = night.told(0);
    let third = "reader-2@stbrannock.example";
    assert_eq!(told.len(), 1, "{told:?}");
    let mail = last_mail(&night, third);
    for words in [
        "our first message to you",
        "Off since: Sunday 14 March 2027, 3:00am",
    ] {
        assert!(mail.contains(words), "{words}: {mail}");
    }
    assert!(!mail.contains("take that back"), "{mail}");
}

#[test]
fn whoever_joins_a_night_of_which_nobody_recorded_anything_hears_that_there_is_no_word() {
    let mut night = Night::new();
    night.world.turn("2027-03-14T02:01");
    assert_eq!(night.told(4).len(), 2);
    night.world.write("people.csv", people(2));
    night.world.turn("2027-03-14T03:10");
    let told = night.told(4);
    let new = "reader-1@stbrannock.example";
    assert_eq!(told.len(), 1, "{told:?}");
    let mail = last_mail(&night, new);
    assert!(
        mail.contains("Planned start: Saturday 13 March 2027, 10:00pm"),
        "{mail}"
    );
    // A week later nobody is told of a night that somebody forgot.
    night.world.write("people.csv", people(3));
    night.world.turn("2027-03-21T10:00");
    assert_eq!(of(&night.told(4), "reader-2@stbrannock.example"), [""; 0]);
}

/// The window of 13 March with another start.
fn planned_anew(night: &Night, (was, is): (&str, &str)) {
    let plan = night.world.read("plan.yaml");
    assert!(plan.contains(was), "{plan}");
    night.world.write("plan.yaml", plan.replacen(was, is, 1));
}

const TEN: &str = "Sat 2027-03-13 22:00";

#[test]
fn a_start_that_was_takes_the_place_of_one_that_was_planned_and_never_told() {
    for (planned, at, until) in [
        ("Sat 2027-03-13 23:00", "22:00", "Sun 14 Mar, 3am"),
        ("Sat 2027-03-13 21:00", "21:02", "Sun 14 Mar, 1am"),
        ("Sat 2027-03-13 23:00", "23:01", "Sun 14 Mar, 3am"),
    ] {
        let mut night = ahead();
        planned_anew(&night, (TEN, planned));
        let said = night.record(&format!("2027-03-13T{at}"), &["started"], 0);
        let (hour, minutes) = at.split_once(':').unwrap();
        let hour: u32 = hour.parse::<u32>().unwrap() - 12;
        let time = match minutes {
            "00" => format!("{hour}pm"),
            _ => format!("{hour}:{minutes}pm"),
        };
        let begun = format!("In progress: Patient records off since {time}, Sat 13 Mar");
        for audience in ["Department heads", "End users"] {
            assert!(said.contains(&format!("1  {audience}: {begun}")), "{said}");
        }
        let told = night.told(0);
        for reader in [HEAD, USER] {
            assert_eq!(of(&told, reader), [begun.as_str()], "{planned}");
            let mail = last_mail(&night, reader);
            assert!(mail.contains(until), "{until}: {mail}");
            assert!(!mail.contains("earlier than planned"), "{mail}");
        }
        night.world.run(&["diff", "plan.yaml"]).ended(0);
        night.record("2027-03-14T00:50", &longer("03:30", &[]), 0);
        assert_eq!(night.told(0).len(), 2);
        night.record("2027-03-14T02:40", &["completed"], 0);
        assert_eq!(night.told(0).len(), 2);
    }
}

#[test]
fn whoever_waited_for_a_date_hears_that_it_has_begun_and_of_no_date_before() {
    let mut night = ahead();
    let undecided = "undecided, new-date-by: 2027-03-25";
    planned_anew(&night, (TEN, undecided));
    night.world.turn("2027-03-12T10:00");
    assert_eq!(night.told(0).len(), 2);
    planned_anew(&night, (undecided, "Sat 2027-03-13 22:30"));
    night.record("2027-03-13T22:34", &["started"], 0);
    let told = night.told(0);
    let begun = "In progress: Patient records off since 10:34pm, Sat 13 Mar";
    for reader in [HEAD, USER] {
        assert_eq!(of(&told, reader), [begun]);
    }
    night.world.run(&["diff", "plan.yaml"]).ended(0);
}

#[test]
fn a_start_is_told_as_long_as_the_work_goes_on_to_whoever_counts_with_another() {
    let mut night = ahead();
    planned_anew(&night, (TEN, "Sat 2027-03-13 21:00"));
    night.record("2027-03-13T21:00", &["started"], 0);
    // Nothing runs for hours.
    night.world.turn("2027-03-13T23:40");
    let told = night.told(4);
    let begun = "In progress: Patient records off since 9pm, Sat 13 Mar";
    for reader in [HEAD, USER] {
        assert_eq!(of(&told, reader), [begun]);
    }
}

#[test]
fn a_start_that_nobody_answered_for_is_offered_again_and_counts_as_one_word() {
    let first = Night::new().seen;
    let later = || Act::Say("451 4.3.2 try later");
    let script = Script::default().at(Stage::Dot, first + 1, later());
    let mut night = Night::with(script);
    planned_anew(&night, (TEN, "Sat 2027-03-13 23:00"));
    night.record("2027-03-13T22:00", &["started"], 0);
    night.world.run(&["send", "plan.yaml"]);
    night.world.turn("2027-03-13T22:20");
    night.world.run(&["send", "plan.yaml"]).ended(0);
    let taken = night.peer.taken();
    for reader in [HEAD, USER] {
        let hers = taken[first..]
            .iter()
            .filter(|mail| mail.recipients == [reader]);
        let subjects: Vec<String> = hers.map(|mail| header(mail, "Subject")).collect();
        assert_eq!(subjects.len(), 1, "{reader}: {subjects:?}");
        assert!(subjects[0].starts_with("In progress"), "{subjects:?}");
    }
    night.world.run(&["diff", "plan.yaml"]).ended(0);
}

/// The same night, of which everybody heard at 1am that all is open.
fn opened() -> Night {
    let mut night = begun();
    night.record("2027-03-14T01:00", &["completed"], 0);
    assert_eq!(night.told(0).len(), 2);
    night
}

#[test]
fn what_was_said_since_an_all_clear_was_taken_back_is_told_with_that_in_one_mail() {
    let again = "Update: Patient records off again, back by 4:50am";
    let until = [&WHY[..], &["--until", "04:50"]].concat();
    for (closed, then) in [
        (&WHY[..], &longer("04:50", &[])[..]),
        (&WHY[..], &longer("04:50", &["--uncertain"])),
        (&until, &["progress"]),
        (&until, &["progress", "--late"]),
    ] {
        let mut night = opened();
        night.record("2027-03-14T01:43", closed, 0);
        let said = night.record("2027-03-14T01:50", then, 0);
        let diff = night.world.run(&["diff", "plan.yaml"]).ended(4).said();
        for audience in ["Department heads", "End users"] {
            let line = format!("1  {audience}: {again}");
            assert!(said.contains(&line), "{line}: {said}");
            assert_eq!(diff.matches(audience).count(), 1, "{diff}");
        }
        assert_eq!(diff.matches(again).count(), 2, "{diff}");
        assert!(!diff.contains("Delayed"), "{diff}");
        let ahead = night.world.run(&["send", "plan.yaml", "--dry-run"]);
        let ahead = ahead.ended(0).said();
        assert!(!ahead.contains("would follow"), "{ahead}");
        let told = night.told(0);
        for reader in [HEAD, USER] {
            assert_eq!(of(&told, reader), [again]);
            let mail = last_mail(&night, reader);
            for words in ["take that back", "We need until"] {
                assert!(mail.contains(words), "{words}: {mail}");
            }
            assert!(
                !mail.contains("2:13am") && !mail.contains("2:43am"),
                "{mail}"
            );
            // Whoever runs late on an end is not certain of it any more.
            let is_uncertain = ["--uncertain", "--late"]
                .iter()
                .any(|word| then.contains(word));
            assert_eq!(mail.contains("not certain yet"), is_uncertain, "{mail}");
        }
        night.world.run(&["diff", "plan.yaml"]).ended(0);
        // What is said from then on is told by itself.
        night.record("2027-03-14T04:20", &longer("05:30", &[]), 0);
        assert_eq!(night.told(0).len(), 2);
    }
}

#[test]
fn an_open_end_and_how_it_goes_are_one_mail_with_a_promise_that_is_kept() {
    let mut night = opened();
    night.record("2027-03-14T01:43", &WHY, 0);
    night.record("2027-03-14T02:05", &["progress"], 0);
    let told = night.told(0);
    let user = "Update: Patient records off again, more at 2:43am";
    assert_eq!(of(&told, USER), [user]);
    // Whoever hears how it goes hears next after that.
    let head = of(&told, HEAD);
    let front = "Update: Patient records off again, more at ";
    let promised = head[0].strip_prefix(front).expect("a promise");
    assert_eq!(head.len(), 1, "{told:?}");
    for (at, reader, code) in [("2:43am", USER, 0), (promised, HEAD, 4)] {
        let at = at.trim_end_matches("am");
        night.world.turn(&format!("2027-03-14T0{at}"));
        assert_eq!(of(&night.told(code), reader).len(), 1, "promised for {at}");
    }
}

#[test]
fn whoever_refused_to_hear_that_it_is_closed_again_hears_the_new_end() {
    let first = Night::new().seen;
    let refused = Act::Say("550 5.1.1 nobody of that name");
    let mut night = Night::with(Script::default().at(Stage::Rcpt, first + 4, refused));
    night.record("2027-03-13T22:02", &["started"], 0);
    night.told(0);
    night.record("2027-03-14T01:00", &["completed"], 0);
    night.told(0);
    night.record("2027-03-14T01:43", &WHY, 0);
    night.record("2027-03-14T01:50", &longer("04:50", &[]), 0);
    send(&night.world).ended(3);
    send(&night.world).ended(0);
    let taken = night.peer.taken();
    let told = taken[first + 3..].iter();
    let told = told.map(|mail| (header(mail, "Subject"), mail.recipients[0].clone()));
    let told: Vec<(String, String)> = told.collect();
    let delayed = "Delayed: Patient records now back by 4:50am, Sun 14 Mar";
    let again = "Update: Patient records off again, back by 4:50am";
    let [one, other] = told.as_slice() else {
        panic!("{told:?}");
    };
    assert_eq!([one.0.as_str(), other.0.as_str()], [again, delayed]);
    assert_ne!(one.1, other.1);
}

#[test]
fn how_it_goes_is_said_with_the_new_end_that_nobody_heard_yet() {
    let delayed = "Delayed: Patient records now back by 4:50am, Sun 14 Mar";
    for (then, is_certain) in [(&["progress"][..], true), (&["progress", "--late"], false)] {
        let mut night = begun();
        night.record("2027-03-14T00:30", &longer("04:50", &[]), 0);
        night.record("2027-03-14T00:40", then, 0);
        let diff = night.world.run(&["diff", "plan.yaml"]).ended(4).said();
        assert!(!diff.contains("In progress"), "{diff}");
        let told = night.told(0);
        for reader in [HEAD, USER] {
            assert_eq!(of(&told, reader), [delayed]);
            let mail = last_mail(&night, reader);
            assert_eq!(!mail.contains("not certain yet"), is_certain, "{mail}");
        }
        night.world.run(&["diff", "plan.yaml"]).ended(0);
        assert!(night.told(0).is_empty());
        // What is said from then on is told by itself.
        night.record("2027-03-14T00:50", &["progress"], 0);
        let told = night.told(0);
        let subjects = of(&told, HEAD);
        assert!(subjects[0].starts_with("In progress"), "{subjects:?}");
        assert_eq!(told.len(), 1, "{told:?}");
    }
}

#[test]
fn whoever_never_heard_the_all_clear_reads_of_no_end_that_is_kept_beside_that_nobody_knows_it() {
    let mut night = begun();
    night.record("2027-03-14T00:30", &["completed"], 0);
    night.record("2027-03-14T00:40", &WHY, 0);
    night.record("2027-03-14T00:50", &["progress"], 0);
    let told = night.told(0);
    for reader in [HEAD, USER] {
        let subjects = of(&told, reader);
        assert_eq!(subjects.len(), 1, "{subjects:?}");
        let longer = "Delayed: Patient records may take longer";
        assert!(subjects[0].starts_with(longer), "{subjects:?}");
    }
    night.world.run(&["diff", "plan.yaml"]).ended(0);
    assert!(night.told(0).is_empty());
}

#[test]
fn an_end_that_was_recorded_and_then_planned_anew_is_told_once() {
    let mut night = begun();
    night.record("2027-03-14T00:30", &longer("04:00", &[]), 0);
    night.record("2027-03-14T00:35", &["progress"], 0);
    planned_anew(&night, ("length: 4h", "length: 7h"));
    let told = night.told(0);
    for reader in [HEAD, USER] {
        let subjects = of(&told, reader);
        assert_eq!(subjects.len(), 1, "{told:?}");
        assert!(last_mail(&night, reader).contains("5:00am"), "{subjects:?}");
    }
    night.world.run(&["diff", "plan.yaml"]).ended(0);
    assert!(night.told(0).is_empty());
}

#[test]
fn what_is_closed_again_and_then_planned_anew_is_told_with_that_end_and_once() {
    let until = [&WHY[..], &["--until", "04:50"]].concat();
    let longer = longer("04:30", &[]);
    for (closed, then) in [
        (&until[..], &[][..]),
        (&until, &["progress"]),
        (&until, &longer),
        (&WHY, &[]),
    ] {
        for is_open in [true, false] {
            let mut night = if is_open { opened() } else { begun() };
            if !is_open {
                night.record("2027-03-14T01:00", &["completed"], 0);
            }
            night.record("2027-03-14T01:43", closed, 0);
            if !then.is_empty() {
                night.record("2027-03-14T01:45", then, 0);
            }
            planned_anew(&night, ("length: 4h", "length: 7h"));
            let told = night.told(0);
            for reader in [HEAD, USER] {
                let subjects = of(&told, reader);
                assert_eq!(subjects.len(), 1, "{is_open} {then:?} {subjects:?}");
                let mail = last_mail(&night, reader);
                assert!(mail.contains("5:00am"), "{mail}");
                assert_eq!(mail.contains("take that back"), is_open, "{mail}");
            }
            night.world.run(&["diff", "plan.yaml"]).ended(0);
            // What was told with that end is corrected when the plan is changed again.
            planned_anew(&night, ("length: 7h", "length: 8h"));
            assert_eq!(night.told(0).len(), 2);
            assert!(last_mail(&night, USER).contains("6:00am"));
        }
    }
}

#[test]
fn work_that_began_early_and_takes_longer_is_one_mail_to_whoever_hears_both_at_once() {
    let mut night = Night::new();
    night.record("2027-03-13T21:50", &["started"], 0);
    night.record("2027-03-13T22:10", &longer("02:30", &[]), 0);
    let told = night.told(0);
    let delayed = "Delayed: Patient records now back by 2:30am, Sun 14 Mar";
    assert_eq!(of(&told, USER), [delayed]);
    assert_eq!(of(&told, HEAD), [delayed]);
    night.world.run(&["diff", "plan.yaml"]).ended(0);
    night.world.turn("2027-03-13T22:30");
    assert_eq!(night.told(0), []);
    // Before its time that it has begun is the news, and it says until when.
    let mut night = Night::new();
    night.record("2027-03-13T21:45", &["started"], 0);
    night.record("2027-03-13T21:50", &longer("02:30", &[]), 0);
    let told = night.told(0);
    let begun = "In progress: Patient records off since 9:45pm, Sat 13 Mar";
    assert_eq!(of(&told, USER), [begun]);
    assert_eq!(of(&told, HEAD), [delayed]);
    let mail = last_mail(&night, USER);
    assert!(mail.contains("2:30am"), "{mail}");
    night.world.run(&["diff", "plan.yaml"]).ended(0);
    night.world.turn("2027-03-13T22:30");
    assert_eq!(night.told(0), []);
}

#[test]
fn what_is_closed_again_is_told_with_the_next_word_that_is_still_to_come() {
    for (now, head, user) in [
        ("2027-03-14T02:13", "2:43am", "2:43am"),
        ("2027-03-14T02:50", "3:13am", "3:43am"),
    ] {
        let mut night = opened();
        night.record("2027-03-14T01:43", &WHY, 0);
        night.world.turn(now);
        let told = night.told(4);
        let again = "Update: Patient records off again, more at ";
        assert_eq!(of(&told, HEAD), [format!("{again}{head}")], "{now}");
        assert_eq!(of(&told, USER), [format!("{again}{user}")], "{now}");
        let mail = last_mail(&night, HEAD);
        assert!(mail.contains("Some results are missing"), "{mail}");
        // The word that was promised comes.
        night
            .world
            .turn(&format!("2027-03-14T0{}", head.trim_end_matches("am")));
        let told = night.told(4);
        assert_eq!(of(&told, HEAD).len(), 1, "{told:?}");
    }
}

#[test]
fn what_is_on_time_is_not_said_after_its_end_and_users_hear_that_it_is_not_finished() {
    for is_begun_late in [false, true] {
        let mut night = Night::new();
        if !is_begun_late {
            night.record("2027-03-13T22:02", &["started"], 0);
            night.told(0);
        } else {
            night.record("2027-03-14T02:03", &["started"], 0);
        }
        let said = night.record("2027-03-14T02:04", &["progress"], 2);
        for words in [
            "`cutover` was to be over on Sunday 14 March 2027, 02:00",
            "Nothing was recorded",
            "progress --late",
        ] {
            assert!(said.contains(words), "{words}: {said}");
        }
        let said = night.record("2027-03-14T02:04", &["progress", "--late"], 0);
        assert!(!said.contains("on time"), "{said}");
        night.world.turn("2027-03-14T02:05");
        let told = night.told(0);
        assert_eq!(of(&told, HEAD).len(), 1, "{told:?}");
        assert!(!of(&told, HEAD)[0].contains("on time"), "{told:?}");
        let next = if is_begun_late { "3:03am" } else { "3am" };
        let holding = format!("Delayed: Patient records not finished, more at {next}");
        assert_eq!(of(&told, USER), [holding], "{is_begun_late}");
        night.world.turn("2027-03-14T03:03");
        assert_eq!(of(&night.told(4), USER).len(), 1);
    }
    // What was on time before its end can be said afterwards, and is no news then.
    let mut night = begun();
    let said = night.record("2027-03-14T02:04", &["progress", "--at", "01:50"], 0);
    assert!(!said.contains("on time"), "{said}");
    assert!(said.contains("Patient records not finished"), "{said}");
}

#[test]
fn whoever_heard_nothing_while_nothing_ran_hears_on_the_next_day_that_it_is_not_finished() {
    let mut night = begun();
    night.world.turn("2027-03-14T15:00");
    let told = night.told(4);
    let last = "Delayed: Patient records not finished yet";
    assert_eq!(of(&told, USER), [last]);
    assert_eq!(of(&told, HEAD), [last]);
    let ends = "Next message: When there is news; the hourly messages stop here";
    let mail = last_mail(&night, USER);
    assert!(mail.contains(ends), "{mail}");
    let shown = night.world.run(&["status", "plan.yaml", "--for", USER]);
    let reasons = why_delays_were_skipped(&shown.said());
    assert!(!reasons.is_empty());
    for reason in reasons {
        assert!(reason.contains("a later notice took its place"), "{reason}");
    }
    // Nobody hears it again, nor weeks later for the first time.
    night.world.turn("2027-03-15T15:00");
    assert_eq!(night.told(4), []);
    let mut night = begun();
    night.world.turn("2027-03-25T15:00");
    assert_eq!(night.told(4), []);
    let shown = night.world.run(&["status", "plan.yaml", "--for", USER]);
    let reasons = why_delays_were_skipped(&shown.said());
    assert!(!reasons.is_empty());
    for reason in reasons {
        assert!(reason.contains("its moment passed"), "{reason}");
    }
}

/// Why somebody was not told that a night is not finished, by what `status` shows of her.
fn why_delays_were_skipped(shown: &str) -> Vec<String> {
    let lines: Vec<&str> = shown.lines().collect();
    let pairs = lines.windows(2);
    let skipped = pairs.filter(|pair| pair[0].contains("skipped   Delayed"));
    skipped.map(|pair| pair[1].to_owned()).collect()
}

#[test]
fn whoever_heard_the_all_clear_reads_below_a_rollback_that_it_does_not_hold() {
    let back = [
        "rolled-back",
        "--reason",
        "Results are missing",
        "--data-kept",
        "Enter what came since 10pm again",
    ];
    let takes_back = "We wrote that the work was finished. That does not hold any more";
    let mut night = opened();
    night.record("2027-03-14T01:10", &WHY, 0);
    night.record("2027-03-14T01:12", &back, 0);
    let told = night.told(0);
    assert_eq!(told.len(), 2);
    for reader in [USER, HEAD] {
        let mail = last_mail(&night, reader);
        assert!(mail.contains(takes_back), "{mail}");
        assert!(mail.contains("Because: Results are missing"), "{mail}");
    }
    night.world.run(&["diff", "plan.yaml"]).ended(0);
    // Whoever never heard it, or heard that it was closed again, reads of none.
    for closed_first in [false, true] {
        let mut night = if closed_first { opened() } else { begun() };
        if closed_first {
            night.record("2027-03-14T01:10", &WHY, 0);
            assert_eq!(night.told(0).len(), 2);
        }
        night.record("2027-03-14T01:40", &back, 0);
        assert_eq!(night.told(0).len(), 2);
        let mail = last_mail(&night, USER);
        assert!(!mail.contains("We wrote"), "{mail}");
    }
}
