//! A plan that is older than what was sent, a clock that is behind, a ledger of another plan, an edit
//! that breaks the plan: nothing leaves, nothing is written, and somebody is told why.

use crate::harness::peer::{Act, Peer, Script, Stage};
use crate::harness::world::{PROGRAM, Ran, World, ran};
use crate::sending::{DETAILS, PLAN, hospital, people, readers, send, with_server};
use chrono::{DateTime, Datelike as _, Days, TimeDelta, Utc};
use std::process::Command;

/// A plan whose window starts so many days from today.
fn plan(days: u64) -> String {
    let start = Utc::now().date_naive() + Days::new(days);
    PLAN.replace("Sat 2027-03-13 22:00", &format!("{start} 22:00"))
}

/// A world with a server, and the plan as it is first.
fn ward(peer: &Peer, rule: &str) -> World {
    let port = peer.port();
    let smtp = format!("smtp: {{host: 127.0.0.1, port: {port}, security: plain}}\n{rule}");
    World::new()
        .file("plan.yaml", plan(200))
        .file("people.csv", people(1))
        .file("forewarn.yaml", smtp)
}

/// The program as cron runs it: by the clock, and with nothing more than is said.
fn cron(world: &World, arguments: &[&str]) -> Ran {
    let mut command = Command::new(PROGRAM);
    command.args(arguments);
    world.settle(&mut command);
    ran(command.spawn().unwrap())
}

fn now_is(moment: DateTime<Utc>) -> String {
    moment.format("%Y-%m-%dT%H:%M+00:00").to_string()
}

/// A Wednesday morning at least so many days from today.
fn wednesday(days: i64) -> DateTime<Utc> {
    let first = Utc::now().date_naive() + TimeDelta::days(days);
    let late = (2 - i64::from(first.weekday().num_days_from_monday())).rem_euclid(7);
    let day = first + TimeDelta::days(late);
    day.and_hms_opt(10, 0, 0).unwrap().and_utc()
}

const APPROVE: [&str; 4] = ["approve", "plan.yaml", "--by", "Maria Osei"];

#[test]
fn a_plan_from_a_backup_is_refused_until_somebody_means_it() {
    let peer = Peer::start(Script::default());
    let world = ward(&peer, "");
    cron(&world, &APPROVE).ended(0);
    world.write("plan.yaml", plan(207));
    cron(&world, &APPROVE).ended(0);
    world.write("plan.yaml", format!("# Restored.\n{}", plan(200)));
    let outbox = ["send", "plan.yaml", "--outbox", "mails"];
    for arguments in [&["send", "plan.yaml"][..], &outbox, &APPROVE] {
        let refused = cron(&world, arguments).ended(2).err;
        assert!(
            refused.contains("older than what was sent or approved last"),
            "{refused}"
        );
        assert!(
            refused.contains("phases.main.windows.cutover.start"),
            "{refused}"
        );
        assert!(refused.contains("--really"), "{refused}");
    }
    let looked = cron(&world, &["send", "plan.yaml", "--dry-run"]).ended(2);
    let refused = "`send` refuses this plan: it is older than what was sent or approved last.";
    assert!(looked.out.starts_with(refused), "{}", looked.out);
    assert!(looked.err.contains("older than"), "{}", looked.err);
    assert!(looked.err.contains("--really"), "{}", looked.err);
    let checked = cron(&world, &["check", "plan.yaml"]).err;
    assert!(checked.contains("older than"), "{checked}");
    let compared = cron(&world, &["diff", "plan.yaml"]).err;
    assert!(compared.contains("put the newer file back"), "{compared}");
    assert!(
        compared.starts_with("warning: plan.yaml is older than what was sent or approved last"),
        "{compared}"
    );
    assert!(
        compared.contains("phases.main.windows.cutover.start"),
        "{compared}"
    );
    // Approved anew, it needs no flag any more.
    cron(&world, &[&APPROVE[..], &["--really"]].concat()).ended(0);
    cron(&world, &["send", "plan.yaml"]).ended(0);
    world.write("plan.yaml", plan(207));
    cron(&world, &["send", "plan.yaml"]).ended(2);
}

#[test]
fn mails_in_a_folder_go_back_to_an_older_plan_only_when_somebody_means_it() {
    let world = World::new()
        .file("plan.yaml", plan(200))
        .file("people.csv", people(1));
    let later = now_is(wednesday(171));
    let written = |further: &[&str]| {
        let arguments = ["send", "plan.yaml", "--outbox", "mails", "--now", &later];
        cron(&world, &[&arguments[..], further].concat())
    };
    written(&[]).ended(0);
    world.write("plan.yaml", plan(207));
    written(&[]).ended(0);
    world.write("plan.yaml", plan(200));
    let refused = written(&[]).ended(2).err;
    assert!(refused.contains("older than"), "{refused}");
    let ledger = "mails/records-move.ledger";
    let compared = ["diff", "plan.yaml", "--ledger", ledger, "--now", &later];
    let compared = cron(&world, &compared);
    let leaves = "leaves    once somebody means the older plan: `send --really`";
    assert!(compared.out.contains(leaves), "{}", compared.out);
    assert!(!compared.out.contains("next `send`"), "{}", compared.out);
    assert!(
        compared.err.starts_with("warning: plan.yaml is older than"),
        "{}",
        compared.err
    );
    written(&["--really"]).ended(0);
    written(&[]).ended(0);
}

#[test]
fn a_night_is_not_recorded_by_a_plan_from_a_backup_unless_somebody_means_it() {
    let peer = Peer::start(Script::default());
    let world = ward(&peer, "");
    cron(&world, &APPROVE).ended(0);
    world.write("plan.yaml", plan(207));
    cron(&world, &APPROVE).ended(0);
    world.write("plan.yaml", plan(200));
    let night = Utc::now() + TimeDelta::days(199);
    let night = now_is(night);
    let no_go = ["record", "plan.yaml", "cutover", "no-go"];
    let no_go = [&no_go[..], &["--reason", "A storm", "--now", &night]].concat();
    let refused = cron(&world, &no_go).ended(2).err;
    assert!(refused.contains("older than what was sent"), "{refused}");
    assert!(
        refused.contains("in an emergency record it with"),
        "{refused}"
    );
    cron(&world, &[&no_go[..], &["--really"]].concat()).ended(0);
    // `send` goes on with the plan that was meant.
    let sent = cron(&world, &["send", "plan.yaml", "--now", &night, "--dry-run"]);
    assert!(!sent.err.contains("older than"), "{}", sent.err);
}

#[test]
fn a_ledger_that_is_not_there_takes_no_record() {
    let peer = Peer::start(Script::default());
    let world = ward(&peer, "approval: none\n");
    let told = now_is(wednesday(171));
    cron(&world, &["send", "plan.yaml", "--now", &told, "--really"]).ended(0);
    let night = now_is(Utc::now() + TimeDelta::days(199));
    let go = |plan| ["record", plan, "cutover", "go", "--now", &night];
    let misspelt = [&go("plan.yaml")[..], &["--ledger", "plan.leger"]].concat();
    let refused = cron(&world, &misspelt).ended(2).err;
    assert!(refused.contains("no ledger plan.leger"), "{refused}");
    assert!(!world.path("plan.leger").exists());
    world.write("renamed.yaml", world.read("plan.yaml"));
    let refused = cron(&world, &go("renamed.yaml")).ended(2).err;
    assert!(refused.contains("is a ledger of this plan"), "{refused}");
    assert!(refused.contains("Nothing was recorded"), "{refused}");
    assert!(!world.path("renamed.ledger").exists());
    cron(&world, &go("plan.yaml")).ended(0);
}

#[test]
fn an_edit_undone_before_anybody_was_told_is_no_older_plan() {
    let peer = Peer::start(Script::default());
    let world = ward(&peer, "");
    cron(&world, &APPROVE).ended(0);
    cron(&world, &["send", "plan.yaml"]).ended(0);
    world.write("plan.yaml", plan(207));
    let code = cron(&world, &["send", "plan.yaml"]).code;
    assert!(matches!(code, Some(0 | 4)), "{code:?}");
    world.write("plan.yaml", plan(200));
    cron(&world, &["send", "plan.yaml"]).ended(0);
}

#[test]
fn without_approvals_what_was_sent_last_counts_and_really_is_said_once() {
    let peer = Peer::start(Script::default());
    let world = ward(&peer, "approval: none\n");
    // As the first notices leave, the content by which they left is written down.
    let later = now_is(wednesday(171));
    let sent = |further: &[&str]| {
        let arguments = [&["send", "plan.yaml", "--now", &later], further].concat();
        cron(&world, &arguments).ended(0);
        peer.taken().len()
    };
    let first = sent(&["--really"]);
    world.write("plan.yaml", plan(207));
    assert!(sent(&["--really"]) > first, "a correction");
    world.write("plan.yaml", plan(200));
    let looked = cron(&world, &["send", "plan.yaml", "--now", &later, "--dry-run"]);
    assert!(looked.err.contains("older than"), "{}", looked.err);
}

#[test]
fn a_clock_behind_the_ledger_is_refused_with_both_times() {
    let peer = Peer::start(Script::default());
    let world = ward(&peer, "approval: none\n");
    let ahead = wednesday(171);
    let ahead_text = now_is(ahead);
    cron(
        &world,
        &["send", "plan.yaml", "--now", &ahead_text, "--really"],
    )
    .ended(0);
    let told = peer.taken().len();
    assert!(told > 0);
    let refused = cron(&world, &["send", "plan.yaml"]).ended(3).err;
    let year = |moment: DateTime<Utc>| moment.format("%B %Y").to_string();
    assert!(refused.contains("the clock shows"), "{refused}");
    assert!(refused.contains(&year(Utc::now())), "{refused}");
    assert!(refused.contains(&year(ahead)), "{refused}");
    cron(&world, &APPROVE).ended(3);
    for look in [
        &["send", "plan.yaml", "--dry-run"][..],
        &["diff", "plan.yaml"],
    ] {
        let refused = cron(&world, look).ended(3).err;
        assert!(refused.contains("the clock shows"), "{refused}");
        assert!(refused.contains(&year(ahead)), "{refused}");
    }
    let folder = ["send", "plan.yaml", "--outbox", "out"];
    cron(&world, &[&folder[..], &["--now", &ahead_text]].concat()).ended(0);
    let refused = cron(&world, &folder).ended(3).err;
    assert!(refused.contains("the clock shows"), "{refused}");
    let near = now_is(Utc::now() - TimeDelta::hours(1));
    let refused = cron(&world, &["send", "plan.yaml", "--now", &near])
        .ended(2)
        .err;
    assert!(refused.contains(&year(ahead)), "{refused}");
    // Said once, cron goes on from here.
    cron(&world, &["send", "plan.yaml", "--really"]).ended(0);
    cron(&world, &["send", "plan.yaml"]).ended(0);
    assert_eq!(peer.taken().len(), told);
}

#[test]
fn what_a_clock_that_ran_ahead_wrote_off_is_told_when_it_is_right_again() {
    for was_tried in [false, true] {
        let later = Act::Say("451 4.3.2 try later");
        let busy = Peer::start(Script::default().always(Stage::Rcpt, later));
        let mut world = with_server(hospital(3, DETAILS), &busy, "");
        if was_tried {
            send(&world);
        }
        // The second run finds everybody settled, and marks the notices.
        for ahead in ["2027-05-20T09:05", "2027-05-20T09:10"] {
            world.turn(ahead);
            send(&world);
        }
        assert_eq!(readers(&busy).len(), 0);
        world.turn("2027-02-11T09:20");
        let peer = Peer::start(Script::default());
        let world = with_server(world, &peer, "");
        for _ in 0..2 {
            send(&world).ended(0);
            let told = readers(&peer);
            assert_eq!(told.len(), 4, "tried: {was_tried}, {told:?}");
            assert!(told.values().all(|copies| *copies == 1), "{told:?}");
        }
    }
}

#[test]
fn the_ledger_of_another_plan_is_refused_and_left_as_it_is() {
    let peer = Peer::start(Script::default());
    let world = ward(&peer, "");
    cron(&world, &APPROVE).ended(0);
    let ledger = std::fs::read(world.path("plan.ledger")).unwrap();
    let other = plan(200).replace("plan: records-move", "plan: another-move");
    world.write("plan.yaml", other);
    for arguments in [
        &["send", "plan.yaml"][..],
        &APPROVE,
        &["record", "plan.yaml", "cutover", "started"],
        &["status", "plan.yaml"],
    ] {
        let refused = cron(&world, arguments).ended(3).err;
        assert!(
            refused.contains("belongs to the plan `records-move`, not to `another-move`"),
            "{refused}"
        );
    }
    assert_eq!(std::fs::read(world.path("plan.ledger")).unwrap(), ledger);
    assert_eq!(peer.taken().len(), 0);
}

#[test]
fn an_edit_that_breaks_the_plan_stops_everything_and_forgets_nothing() {
    let peer = Peer::start(Script::default());
    let mut world = ward(&peer, "approval: none\n").at("2027-02-11T09:05");
    world.write("plan.yaml", PLAN);
    world.run(&["send", "plan.yaml"]).ended(0);
    let told = peer.taken().len();
    let before = world.run(&["status", "plan.yaml"]).ended(0).out;
    world.write("plan.yaml", PLAN.replace("length: 4h", "length: -4h"));
    world.turn("2027-02-26T09:05");
    for arguments in [
        &["send", "plan.yaml"][..],
        &APPROVE,
        &["record", "plan.yaml", "cutover", "started"],
    ] {
        let refused = world.run(arguments).ended(1).err;
        assert!(refused.contains("length"), "{refused}");
    }
    assert_eq!(peer.taken().len(), told);
    world.write("plan.yaml", PLAN);
    world.turn("2027-02-11T09:05");
    assert_eq!(world.run(&["status", "plan.yaml"]).ended(0).out, before);
    world.turn("2027-02-26T09:05");
    world.run(&["send", "plan.yaml"]).ended(0);
    assert!(peer.taken().len() > told);
}

#[test]
fn an_end_of_an_approval_in_the_past_is_refused() {
    let peer = Peer::start(Script::default());
    let world = ward(&peer, "");
    let refused = cron(&world, &[&APPROVE[..], &["--until", "2020-02-20"]].concat());
    assert!(
        refused.err.contains("a day that is over"),
        "{}",
        refused.err
    );
    refused.ended(2);
    assert!(!world.path("plan.ledger").exists());
}

#[test]
fn of_two_approvals_at_once_both_hold() {
    let peer = Peer::start(Script::default());
    let world = ward(&peer, "");
    let start = |by: &str| {
        let mut command = Command::new(PROGRAM);
        command.args(["approve", "plan.yaml", "--by", by]);
        world.settle(&mut command);
        command.spawn().unwrap()
    };
    let both = [start("Maria Osei"), start("Li Chen")];
    for each in both {
        ran(each).ended(0);
    }
    cron(&world, &["send", "plan.yaml"]).ended(0);
}

#[test]
fn a_folder_that_has_seen_a_later_day_takes_no_mails_of_an_earlier_one() {
    let world = World::with_shipped("university");
    let sent = |folder: &str, now: &str| {
        let mut command = Command::new(PROGRAM);
        let send = ["send", "university.yaml", "--outbox", folder, "--now", now];
        world.settle(command.args(send));
        ran(command.spawn().unwrap())
    };
    let mails = || crate::missed::mails(world.path("out")).len();
    assert_ne!(sent("out", "2027-05-14T19:30-04:00").code, Some(2));
    let before = mails();
    let refused = sent("out", "2027-02-26T09:00").ended(2);
    let words: Vec<&str> = refused.err.split_whitespace().collect();
    let words = words.join(" ");
    assert!(
        words.contains("this folder has already seen 14 May 2027, 19:30."),
        "{words}"
    );
    assert!(
        words.contains("take a new one to see an earlier day"),
        "{words}"
    );
    assert_eq!(mails(), before);
    assert_ne!(sent("new", "2027-02-26T09:00").code, Some(2));
    assert_ne!(sent("out", "2027-05-14T19:35-04:00").code, Some(2));
}
