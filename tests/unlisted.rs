//! Who was told and is in no list of people any more: she is told so, and nothing else; whoever plans reads
//! it; and many at once are no accident that mails follow.

use crate::corrected::{self, HEAD, Read};
use crate::harness::peer::{Peer, Script};
use crate::harness::world::{PROGRAM, Ran, World, ran};
use crate::sending::{DETAILS, PLAN, hospital, people, with_server};
use chrono::{Days, Utc};
use mail_parser::MessageParser;
use std::process::Command;

/// The day after.
const NEXT: &str = "2027-02-12T09:30";

/// So many are a lot, and so many are left of them.
const MANY: usize = 30;
const LEFT: usize = 12;

/// Nobody waits for an approval, and mails are written into a folder.
fn write_mails(world: &World) {
    let more = ["--outbox", "mails", "--ledger", "plan.ledger"];
    let send = [&["send", "plan.yaml"][..], &more].concat();
    world.run(&send).ended(0);
}

/// The text of the only mail of a kind in the folder, in one line, and its files.
fn mail(world: &World, notice: &str) -> (String, String) {
    let folder = std::fs::read_dir(world.path("mails")).unwrap();
    let names = folder.map(|file| file.unwrap().file_name().into_string().unwrap());
    let names: Vec<String> = names.filter(|name| name.contains(notice)).collect();
    assert_eq!(names.len(), 1, "{names:?}");
    let bytes = world.read_bytes(&format!("mails/{}", names[0]));
    let mail = MessageParser::default().parse(&bytes).unwrap();
    let text = format!("{} {}", mail.subject().unwrap(), mail.body_text(0).unwrap());
    let files = mail.attachments().filter_map(|file| file.text_contents());
    let files: String = files.collect();
    (in_one_line(&text), files.replace("\r\n ", ""))
}

fn in_one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

fn said(ran: &Ran) -> String {
    in_one_line(&format!("{} {}", ran.out, ran.err))
}

/// Three readers were told, and the third is gone from the file the day after.
fn one_gone() -> World {
    let mut world = hospital(3, DETAILS);
    write_mails(&world);
    world.write("people.csv", people(2));
    world.turn(NEXT);
    world
}

#[test]
fn whoever_left_the_list_reads_that_it_may_hold_and_not_that_she_works_as_usual() {
    let world = one_gone();
    write_mails(&world);
    let (text, files) = mail(&world, "unlisted");
    for words in [
        "No longer on our list: Patient records, Sat 13 Mar",
        "We told you about a downtime on Saturday 13 March 2027.",
        "You are no longer among those we write to about it",
        "What we told you may still hold, if you work with Patient records.",
        "Where to get help",
        "change@stbrannock.example",
    ] {
        assert!(text.contains(words), "{words}: {text}");
    }
    for wrong in [
        "as usual",
        "as normal",
        "concerns you",
        "does not take place",
    ] {
        assert!(!text.contains(wrong), "{wrong}: {text}");
        assert!(!files.contains(wrong), "{wrong}: {files}");
    }
    assert!(files.contains("It may still take place."), "{files}");
    write_mails(&world);
    world.run(&["diff", "plan.yaml"]).ended(0);
}

#[test]
fn what_has_changed_since_is_not_said_to_hold_for_whoever_left_the_list() {
    for moved in ["start: Sat 2027-04-10 22:00", "start: undecided"] {
        let world = one_gone();
        let plan = PLAN.replace("start: Sat 2027-03-13 22:00", moved);
        let plan = match moved.ends_with("undecided") {
            true => plan.replace("length: 4h, ", "new-date-by: 2027-04-20, "),
            false => plan,
        };
        world.write("plan.yaml", plan.split("policy:").next().unwrap());
        write_mails(&world);
        let (text, _) = mail(&world, "unlisted");
        let words = "What we told you has changed since. If you work with Patient records, do not count on it";
        assert!(text.contains(words), "{text}");
        assert!(!text.contains("may still hold"), "{text}");
    }
}

#[test]
fn whoever_left_the_list_of_a_window_that_is_called_off_hears_that_it_is() {
    let world = one_gone();
    let cancelled = "length: 4h, status: cancelled,";
    world.write("plan.yaml", PLAN.replace("length: 4h,", cancelled));
    write_mails(&world);
    let folder = std::fs::read_dir(world.path("mails")).unwrap();
    let names = folder.map(|file| file.unwrap().file_name().into_string().unwrap());
    let names: Vec<String> = names.collect();
    let of = |kind: &str| names.iter().filter(|name| name.contains(kind)).count();
    assert_eq!((of("cancelled"), of("unlisted")), (4, 0), "{names:?}");
}

#[test]
fn whoever_plans_reads_in_which_list_people_are_missing() {
    let world = one_gone();
    let sentence = "1 who was told is no longer in people.csv";
    let compared = world.run(&["diff", "plan.yaml"]).ended(4);
    for words in [
        &*format!("{sentence}: Reader 2."),
        "cutover: told, and no longer in the list",
        "is as told, and they are in no list",
        "1 End users No longer on our list: Patient records, Sat 13 Mar",
    ] {
        assert!(said(&compared).contains(words), "{words}: {}", compared.out);
    }
    let compared = world.run(&["diff", "plan.yaml", "--format", "json"]);
    let compared = compared.ended(4).json();
    let lost = &compared["unlisted"][0];
    assert_eq!(lost["list"], "people.csv");
    let address = "reader-2@stbrannock.example";
    assert_eq!(lost["people"][0]["address"], address);
    assert_eq!(compared["pending"][0]["kind"], "unlisted");
    assert_eq!(compared["pending"][0]["is"]["state"], "unlisted");
    let checked = said(&world.run(&["check", "plan.yaml"]).ended(0));
    let finding = format!("warning[left-the-list]: {sentence}");
    assert!(checked.contains(&finding), "{checked}");
    assert!(!checked.contains("`send` refuses"), "{checked}");
    let approve = ["approve", "plan.yaml", "--by", "Maria Osei", "--dry-run"];
    let approved = said(&world.run(&approve).ended(0));
    let line = "1 who was told is no longer in people.csv: Reader 2";
    assert!(approved.contains(line), "{approved}");
    write_mails(&world);
    let checked = said(&world.run(&["check", "plan.yaml"]).ended(0));
    assert!(!checked.contains("left-the-list"), "{checked}");
}

/// The program as cron runs it: nobody is there to say that something is meant.
fn cron(world: &World, arguments: &[&str], now: &str) -> Ran {
    let mut command = Command::new(PROGRAM);
    command.args(arguments).args(["--now", now]);
    world.settle(&mut command);
    ran(command.spawn().unwrap())
}

const INTO_FOLDER: [&str; 6] = [
    "send",
    "plan.yaml",
    "--outbox",
    "mails",
    "--ledger",
    "plan.ledger",
];

/// How many mails of a kind lie in the folder.
fn mails(world: &World, kind: &str) -> usize {
    let Ok(folder) = std::fs::read_dir(world.path("mails")) else {
        return 0;
    };
    let names = folder.map(|file| file.unwrap().file_name().into_string().unwrap());
    let ours = names.filter(|name| name.ends_with(".eml") && name.contains(kind));
    ours.count()
}

/// Everybody was told, and most are gone from the file.
fn many_gone() -> World {
    let world = hospital(MANY, DETAILS);
    cron(&world, &INTO_FOLDER, DETAILS).ended(0);
    world.write("people.csv", people(LEFT));
    world
}

const GONE: &str = "18 who were told are no longer in people.csv";

#[test]
fn a_list_that_lost_many_at_once_is_refused_and_nothing_leaves() {
    let peer = Peer::start(Script::default());
    let world = with_server(World::new(), &peer, "");
    let start = Utc::now().date_naive() + Days::new(25);
    let plan = PLAN.replace("Sat 2027-03-13 22:00", &format!("{start} 22:00"));
    let hours = "calendar: {sending-hours: \"00:00-23:59 mon-sun\"}\ndepartments:";
    world.write("plan.yaml", plan.replace("departments:", hours));
    world.write("people.csv", people(MANY));
    let send = |further: &[&str]| {
        let mut command = Command::new(PROGRAM);
        command.args(["send", "plan.yaml"]).args(further);
        world.settle(&mut command);
        ran(command.spawn().unwrap())
    };
    send(&[]).ended(0);
    let told = peer.taken().len();
    assert_eq!(told, MANY + 1);
    // Somebody else is to be told, and waits as well.
    let new = "New,new@stbrannock.example,wards\n";
    world.write("people.csv", people(LEFT) + new);
    for further in [&[][..], &["--dry-run"]] {
        let refused = said(&send(further).ended(2));
        for words in [GONE, "perhaps by a filter in the spreadsheet", "--really"] {
            assert!(refused.contains(words), "{words}: {refused}");
        }
    }
    assert_eq!(peer.taken().len(), told);
    // The file is put back.
    world.write("people.csv", people(MANY));
    send(&[]).ended(0);
    assert_eq!(peer.taken().len(), told);
    world.write("people.csv", people(LEFT));
    send(&["--really"]).ended(0);
    assert_eq!(peer.taken().len(), told + MANY - LEFT);
    send(&[]).ended(0);
    assert_eq!(peer.taken().len(), told + MANY - LEFT);
}

#[test]
fn whoever_plans_reads_that_nothing_leaves_while_many_are_gone() {
    let world = many_gone();
    let compared = said(&cron(&world, &["diff", "plan.yaml"], NEXT).ended(4));
    assert!(compared.contains(GONE), "{compared}");
    let leaves = "leaves once somebody means that so many are gone: `send --really`";
    assert!(compared.contains(leaves), "{compared}");
    assert!(!compared.contains("with the next `send`"), "{compared}");
    let checked = said(&cron(&world, &["check", "plan.yaml"], NEXT).ended(0));
    assert!(checked.contains("`send` refuses until"), "{checked}");
}

#[test]
fn that_many_are_gone_is_meant_once_and_they_hear_in_their_morning() {
    let world = many_gone();
    let night = "2027-02-11T22:30";
    cron(&world, &INTO_FOLDER, night).ended(2);
    let meant = [&INTO_FOLDER[..], &["--really"]].concat();
    cron(&world, &meant, night).ended(0);
    assert_eq!(mails(&world, "unlisted"), 0, "it is night");
    cron(&world, &INTO_FOLDER, NEXT).ended(0);
    assert_eq!(mails(&world, "unlisted"), MANY - LEFT);
    let checked = said(&cron(&world, &["check", "plan.yaml"], NEXT).ended(0));
    assert!(!checked.contains("left-the-list"), "{checked}");
}

#[test]
fn an_approval_of_what_they_are_told_needs_no_flag() {
    let world = many_gone();
    world.write(
        "forewarn.yaml",
        "approval: corrections\nsmtp: {host: mail.stbrannock.example}\n",
    );
    let look = ["send", "plan.yaml", "--dry-run"];
    let refused = said(&cron(&world, &look, NEXT).ended(2));
    assert!(
        refused.contains("forewarn approve PLAN --by NAME"),
        "{refused}"
    );
    let approve = ["approve", "plan.yaml", "--by", "Maria Osei"];
    let approved = said(&cron(&world, &approve, NEXT).ended(0));
    let sentence = format!("{GONE}: Reader 12, Reader 13,");
    assert!(approved.contains(&sentence), "{approved}");
    let looked = cron(&world, &look, NEXT).ended(0);
    assert!(
        looked.out.starts_with("18 mails would be sent"),
        "{}",
        looked.out
    );
    let checked = said(&cron(&world, &["check", "plan.yaml"], NEXT).ended(0));
    assert!(!checked.contains("`send` refuses until"), "{checked}");
}

#[test]
fn a_few_who_left_the_list_stop_nothing() {
    let world = many_gone();
    world.write("people.csv", people(MANY - 10));
    cron(&world, &INTO_FOLDER, NEXT).ended(0);
    assert_eq!(mails(&world, "unlisted"), 10);
}

#[test]
fn what_was_recorded_of_a_night_leaves_while_a_list_has_lost_many() {
    let world = hospital(MANY, DETAILS);
    for now in [DETAILS, "2027-03-12T09:05", "2027-03-13T21:35"] {
        cron(&world, &INTO_FOLDER, now).ended(0);
    }
    let record = |now: &str, what: &str| {
        let arguments = [
            "record",
            "plan.yaml",
            "cutover",
            what,
            "--ledger",
            "plan.ledger",
        ];
        cron(&world, &arguments, now).ended(0);
    };
    record("2027-03-13T22:02", "started");
    cron(&world, &INTO_FOLDER, "2027-03-13T22:03").ended(0);
    world.write("people.csv", people(LEFT));
    record("2027-03-14T01:50", "completed");
    let refused = said(&cron(&world, &INTO_FOLDER, "2027-03-14T01:51").ended(2));
    assert!(refused.contains(GONE), "{refused}");
    assert_eq!(mails(&world, "completed"), LEFT + 1);
    assert_eq!(mails(&world, "unlisted"), 0);
}

/// What somebody is told.
fn hers<'m>(mails: &'m [Read], mailbox: &str) -> &'m Read {
    let hers = mails.iter().find(|mail| mail.to == mailbox);
    hers.unwrap_or_else(|| panic!("{mails:#?}"))
}

#[test]
fn whoever_is_on_the_list_again_reads_that_and_not_that_it_did_not_concern_her() {
    // While the details can still be told, and when only a correction can tell her.
    for back in ["2027-02-15T09:30", "2027-03-10T09:30"] {
        let mut world = one_gone();
        write_mails(&world);
        for now in ["2027-02-27T09:05", "2027-03-06T09:05"] {
            if now < back {
                world.turn(now);
                corrected::send(&world, now);
            }
        }
        world.write("people.csv", people(3));
        world.turn(back);
        let told = corrected::send(&world, "back");
        let told = hers(&told, "reader-2@stbrannock.example");
        let words = "We had written that you are no longer on our list. You are on it again";
        assert!(told.text.contains(words), "{told:#?}");
        assert!(!told.text.contains("no longer concerns"), "{told:#?}");
    }
}

#[test]
fn a_head_with_another_address_is_not_told_that_she_follows_herself() {
    let mut world = hospital(1, DETAILS);
    write_mails(&world);
    world.write("plan.yaml", PLAN.replace(HEAD, "khan.a@stbrannock.example"));
    world.turn(NEXT);
    let told = corrected::send(&world, "then");
    let told = hers(&told, HEAD);
    assert!(!told.text.contains("now leads"), "{told:#?}");
}

#[test]
fn a_head_who_is_replaced_reads_who_leads_her_department_now() {
    let aisha = format!("{{name: Aisha Khan, email: {HEAD}}}");
    let zoe = "{name: Zoe Marsh, email: z.marsh@stbrannock.example}";
    let replaced = PLAN.replace(&aisha, zoe);
    let stores = format!("  stores: {{name: Stores, head: {aisha}}}\nservices:");
    let elsewhere = replaced.replace("services:\n", &format!("{stores}\n"));
    for (plan, label) in [
        (replaced.clone(), "no longer on our list"),
        (elsewhere, "no longer concerns your team"),
    ] {
        let mut world = hospital(1, DETAILS);
        write_mails(&world);
        world.write("plan.yaml", plan);
        world.turn(NEXT);
        let told = corrected::send(&world, "then");
        let told = hers(&told, HEAD);
        for words in [
            label,
            "Zoe Marsh now leads Wards. Hand on what has been prepared.",
        ] {
            assert!(told.text.contains(words), "{words}: {told:#?}");
        }
    }
}
