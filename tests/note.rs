//! What somebody says of how a night goes reaches its readers, also when something else is recorded
//! before it leaves; or whoever records that reads that it does not.

use crate::night::{HEAD, Night, USER, last_mail, longer, of};

const FIRST: &str = "Two of three copies are done";
const SECOND: &str = "The third one runs";

/// The night of 13 March, 22:00 to 02:00, begun as planned.
fn begun() -> Night {
    let mut night = Night::new();
    night.record("2027-03-13T22:02", &["started"], 0);
    night.told(0);
    night
}

fn noted<'a>(note: &'a str, more: &[&'a str]) -> Vec<&'a str> {
    [&["progress", "--reason", note][..], more].concat()
}

#[test]
fn what_was_said_of_how_it_goes_leaves_with_the_next_word() {
    let mut night = begun();
    night.record("2027-03-13T23:01", &noted(FIRST, &[]), 0);
    let said = night.record("2027-03-13T23:03", &noted(SECOND, &[]), 0);
    assert!(!said.contains("not told"), "{said}");
    let told = night.told(0);
    assert_eq!(of(&told, HEAD).len(), 1, "{told:?}");
    assert_eq!(of(&told, USER), [""; 0]);
    let mail = last_mail(&night, HEAD);
    assert!(mail.contains(&format!("{FIRST}. {SECOND}.")), "{mail}");
    // What arrived is not said again.
    night.record("2027-03-13T23:30", &noted("All three are done!", &[]), 0);
    night.told(0);
    let mail = last_mail(&night, HEAD);
    assert!(mail.contains("All three are done!"), "{mail}");
    assert!(!mail.contains(SECOND), "{mail}");
    night.record("2027-03-13T23:40", &longer("04:00", &[]), 0);
    night.told(0);
    let mail = last_mail(&night, HEAD);
    assert!(!mail.contains("three"), "{mail}");
}

#[test]
fn what_was_said_of_how_it_goes_leaves_with_a_new_end_that_is_told_before() {
    let why = "The last copy takes longer";
    for is_first in [true, false] {
        let mut night = begun();
        let mut said = [noted(FIRST, &[]), longer("04:00", &[])];
        if !is_first {
            said.reverse();
        }
        night.record("2027-03-14T00:30", &said[0], 0);
        night.record("2027-03-14T00:33", &said[1], 0);
        let told = night.told(0);
        let delayed = "Delayed: Patient records now back by 4am, Sun 14 Mar";
        assert_eq!(of(&told, HEAD), [delayed], "{told:?}");
        let mail = last_mail(&night, HEAD);
        let both = match is_first {
            true => format!("{FIRST}. {why}."),
            false => format!("{why}. {FIRST}."),
        };
        assert!(mail.contains(&both), "{mail}");
        // Users do not hear how it goes, only until when and why.
        assert_eq!(of(&told, USER), [delayed]);
        let mail = last_mail(&night, USER);
        assert!(mail.contains(why) && !mail.contains(FIRST), "{mail}");
        night.world.run(&["diff", "plan.yaml"]).ended(0);
    }
}

#[test]
fn what_was_said_just_before_the_end_leaves_with_word_that_it_is_not_finished() {
    let mut night = begun();
    night.record("2027-03-14T01:58", &noted(FIRST, &["--late"]), 0);
    night.world.turn("2027-03-14T02:03");
    let told = night.told(4);
    assert_eq!(of(&told, HEAD).len(), 1, "{told:?}");
    assert!(last_mail(&night, HEAD).contains(FIRST));
}

#[test]
fn what_was_said_of_how_it_goes_follows_an_end_that_the_plan_puts_right() {
    let mut night = begun();
    night.record("2027-03-14T00:30", &noted(FIRST, &[]), 0);
    let plan = night.world.read("plan.yaml");
    let plan = plan.replacen("length: 4h", "length: 7h", 1);
    night.world.write("plan.yaml", plan);
    let told = night.told(0);
    assert_eq!(of(&told, USER).len(), 1, "{told:?}");
    assert_eq!(of(&told, HEAD).len(), 2, "{told:?}");
    assert!(last_mail(&night, HEAD).contains(FIRST));
}

#[test]
fn whoever_records_the_end_reads_what_is_not_told_any_more() {
    let mut night = begun();
    let lost = format!("Did not leave before this, and is not told any more: {FIRST}\n");
    night.record("2027-03-14T00:30", &noted(FIRST, &[]), 0);
    let said = night.record("2027-03-14T00:33", &["completed"], 0);
    assert!(said.ends_with(&lost), "{said}");
    let told = night.told(0);
    assert_eq!(of(&told, HEAD).len(), 1, "{told:?}");
    assert!(!last_mail(&night, HEAD).contains(FIRST));
    let why = ["reopened", "--reason", "Some results are missing"];
    night.record("2027-03-14T00:40", &why, 0);
    night.told(0);
    night.record("2027-03-14T00:50", &noted(SECOND, &[]), 0);
    night.told(0);
    let said = night.record("2027-03-14T01:00", &["completed"], 0);
    assert!(!said.contains("not told any more"), "{said}");
}

#[test]
fn nobody_missed_a_word_of_the_night_that_a_later_one_says() {
    let mut night = begun();
    night.record("2027-03-13T23:01", &noted(FIRST, &[]), 0);
    night.record("2027-03-13T23:03", &longer("04:00", &[]), 0);
    for _ in 0..2 {
        let status = night.world.run(&["status", "plan.yaml"]).said();
        assert!(!status.contains("missed"), "{status}");
        night.told(0);
    }
    night.record("2027-03-14T01:00", &["completed"], 0);
    let status = night.world.run(&["status", "plan.yaml"]).said();
    assert!(!status.contains("missed"), "{status}");
}
