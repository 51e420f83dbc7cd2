//! A briefing that takes longer or is elsewhere: everybody who was invited reads so, in words that say
//! what is new, and has it in her calendar under a higher number. Another agenda is no news.

use crate::called_off::{send, told, told_world};
use crate::feeds::{PLAN, change, said};
use crate::harness::world::World;
use mail_parser::MessageParser;

const HEAD: &str = "a.khan@hospital.example";

/// Subject and text of the mail to one head in a folder, in one line each; nothing when she got none.
fn mail(world: &World, folder: &str) -> Option<(String, String)> {
    let entries = std::fs::read_dir(world.path(folder)).unwrap();
    let mut mails = entries.filter_map(|entry| {
        let bytes = std::fs::read(entry.unwrap().path()).ok()?;
        let mail = MessageParser::default().parse(&bytes)?;
        let to = mail.to()?.first()?.address()?.to_owned();
        let text = mail.body_text(0)?;
        let text = text.split_whitespace().collect::<Vec<_>>();
        let subject = mail.subject()?.to_owned();
        (to == HEAD).then(|| (subject, text.join(" ")))
    });
    mails.next()
}

/// What an edit tells her, on which day of February, and what her calendar hears.
fn corrected(world: &mut World, day: u32, (from, to): (&str, &str)) -> (String, String, String) {
    change(world, from, to);
    world.turn(&format!("2027-02-{day:02}T10:00"));
    let diff = ["diff", PLAN, "--ledger", "plan.ledger"];
    let diff = world.run(&diff).ended(4).said();
    let folder = format!("mails-{day}");
    let mails = send(world, &folder);
    let calls = told(&mails, "move-night-changed");
    let call = calls.into_iter().find(|call| call.starts_with("calendar"));
    assert_eq!(send(world, "again").len(), 0);
    let (subject, text) = mail(world, &folder).unwrap();
    assert!(diff.contains(&subject), "{diff}");
    (subject, text, call.unwrap())
}

const JOIN: &str = r#"join: "https://meet.hospital.example/mail""#;

#[test]
fn whoever_was_invited_hears_what_is_new_of_a_briefing_and_of_nothing_else() {
    let (mut world, _) = told_world();
    for (day, edit, subject, words, number) in [
        (
            5,
            (JOIN, &*format!("length: 45m, {JOIN}")),
            "Update: briefing on Tue 16 Feb now ends at 11:15am",
            "Briefing: Tue 16 Feb, 10:30am, now 45 minutes, not 30 minutes.",
            1,
        ),
        (
            8,
            (JOIN, &format!("place: Room 4, {JOIN}")),
            "Update: briefing on Tue 16 Feb now in Room 4",
            "Briefing: Tue 16 Feb, 10:30am, now in Room 4.",
            2,
        ),
        (
            9,
            ("hospital.example/mail", "hospital.example/other"),
            "Update: briefing on Tue 16 Feb has a new link",
            "Briefing: Tue 16 Feb, 10:30am, new link: join the briefing",
            3,
        ),
        (
            10,
            ("place: Room 4, ", ""),
            "Update: briefing on Tue 16 Feb no longer in Room 4",
            "Briefing: Tue 16 Feb, 10:30am, no longer in Room 4.",
            4,
        ),
        (
            11,
            (
                "-02-16 10:30\", length: 45m",
                "-02-17 10:30\", place: Hall 2, length: 45m",
            ),
            "Update: briefing now Wed 17 Feb, 10:30am",
            "Briefing: now Wed 17 Feb, 10:30am, not Tue 16 Feb, 10:30am, now in Hall 2.",
            5,
        ),
    ] {
        let (told, text, call) = corrected(&mut world, day, edit);
        assert_eq!(told, subject);
        assert!(text.contains(words), "{text}");
        let day = if number == 5 { "0217" } else { "0216" };
        assert_eq!(call, format!("calendar REQUEST CONFIRMED {number} {day}"));
    }
    change(&world, "agenda: [What stops", "agenda: [What stops first");
    change(&world, "place: Hall 2", "place: Hall 3");
    change(&world, "place: Hall 3", "place: Hall 2");
    world.turn("2027-02-12T10:00");
    assert_eq!(send(&world, "agenda").len(), 0);
}

#[test]
fn the_new_link_of_a_briefing_stands_in_its_mail_and_in_the_calendar_that_comes_with_it() {
    let (mut world, _) = told_world();
    change(&world, "hospital.example/mail", "hospital.example/other");
    world.turn("2027-02-05T10:00");
    let mails = send(&world, "mails");
    let link = "https://meet.hospital.example/other";
    let (_, text) = mail(&world, "mails").unwrap();
    assert!(text.contains(link), "{text}");
    let calls = mails.values().flatten().map(|(_, calendar)| calendar);
    let calls: Vec<_> = calls
        .filter(|call| call.inner[0].first("ATTENDEE").is_some())
        .collect();
    assert!(!calls.is_empty());
    for call in calls {
        assert_eq!(said(&call.inner[0], "LOCATION"), link);
    }
}
