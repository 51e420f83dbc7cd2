//! Readers elsewhere: what happens on a night is told by their own clock, and every moment by the
//! clock where the work is done as well.

use crate::harness::world::World;
use mail_parser::MessageParser;

/// Where people of the bank are and a window is done, and what the time is called there.
const PLACES: [(&str, &str, &str); 3] = [
    ("Frankfurt", "frankfurt-", "German time"),
    ("New York", "new-york-", "Eastern Time"),
    ("Singapore", "singapore-", "Singapore time"),
];

/// What is told of a night.
const OF_THE_NIGHT: [&str; 6] = [
    "extended-",
    "holding-",
    "progress-",
    "go-no-go-",
    "completed-",
    "rolled-back-",
];

/// The mails of a branch: their names, where their readers are, their texts.
fn mails(world: &World, (branch, name): (&str, &str)) -> Vec<(String, String, String)> {
    let ran = world.run(&["preview", "bank.yaml", "--branch", branch]);
    assert!(ran.out.contains("mails"), "{}", ran.said());
    mails_in(world, &format!("preview/if-{name}"))
}

/// The mails in a folder of a preview.
fn mails_in(world: &World, folder: &str) -> Vec<(String, String, String)> {
    let people = world.read("bank.people.csv");
    let place = |mailbox: &str| {
        let row = people.lines().find(|row| row.contains(mailbox))?;
        row.split(';').nth(5).map(str::to_owned)
    };
    let folder = std::fs::read_dir(world.path(folder)).unwrap();
    let mails = folder.filter_map(|entry| {
        let path = entry.unwrap().path();
        let bytes = std::fs::read(&path).unwrap();
        let mail = MessageParser::default().parse(&bytes).unwrap();
        let mailbox = mail.to()?.first()?.address()?.to_owned();
        let text = mail.body_text(0).unwrap().replace('\r', "");
        let file = path.file_name().unwrap().to_string_lossy().into_owned();
        Some((file, place(&mailbox)?, text))
    });
    mails.collect()
}

/// Whether a word of a text is an hour: `10pm`, `9:30am`, `midday`.
fn is_hour(word: &str) -> bool {
    let word = word.trim_matches(|sign: char| !sign.is_alphanumeric());
    let digits = word.strip_suffix("am").or(word.strip_suffix("pm"));
    let digits = digits.map(|digits| digits.replace(':', ""));
    let is_number = |digits: &String| digits.chars().all(|sign| sign.is_ascii_digit());
    word == "midday" || digits.is_some_and(|digits| !digits.is_empty() && is_number(&digits))
}

fn hours(text: &str) -> usize {
    text.split_whitespace().filter(|word| is_hour(word)).count()
}

/// How many hours a text names by the clock there.
fn hours_there(text: &str, zone: &str) -> usize {
    let places = text
        .match_indices("there ")
        .chain(text.match_indices("There: "));
    let places = places.filter_map(|(place, _)| text[place..].split_once(&format!("({zone})")));
    places.map(|(said, _)| hours(said)).sum()
}

#[test]
fn whoever_is_elsewhere_reads_every_moment_of_a_night_by_both_clocks() {
    let world = World::with_shipped("bank").at("2027-05-20T09:00");
    let mut kinds = std::collections::BTreeSet::new();
    for (branch, name) in [
        ("overrun:90m", "overrun"),
        ("rollback", "rollback"),
        ("no-go", "no-go"),
        ("early", "early"),
    ] {
        for (file, place, text) in mails(&world, (branch, name)) {
            let mut places = PLACES.iter();
            let Some((_, own, here)) = places.find(|(known, ..)| *known == place) else {
                continue;
            };
            let mut places = PLACES.iter();
            let there = places.find(|(_, window, _)| file.starts_with(window));
            let (_, window, there) = there.unwrap();
            let kind = file
                .trim_start_matches(window)
                .split(['.', '1', '2'])
                .next();
            let kind = kind.unwrap_or_default();
            if !OF_THE_NIGHT.contains(&kind) {
                continue;
            }
            let (_, body) = text.split_once("\n\n").unwrap();
            // A help desk has hours of its own.
            let lines = body.lines().filter(|line| !line.starts_with("Help desk"));
            let body = lines.collect::<Vec<_>>().join("\n");
            let body = body.split_whitespace().collect::<Vec<_>>().join(" ");
            let beside = hours_there(&body, there);
            if own == window {
                assert_eq!(beside, 0, "{file}\n{text}");
                continue;
            }
            assert_eq!(hours(&body), 2 * beside, "{file}\n{text}");
            assert!(beside == 0 || body.contains(&format!("({here}")), "{text}");
            kinds.insert((kind.to_owned(), beside > 0));
        }
    }
    for kind in [
        "extended-",
        "holding-",
        "progress-",
        "go-no-go-",
        "completed-",
    ] {
        assert!(
            kinds.contains(&(kind.to_owned(), true)),
            "{kind}: {kinds:?}"
        );
    }
}

#[test]
fn whoever_is_elsewhere_reads_by_whose_clock_help_is_there() {
    let world = World::with_shipped("bank").at("2026-11-23T09:00");
    let plan = world.read("bank.yaml");
    let (always, by_day) = ("  hours: day and night", "  hours: \"07:00-20:00\"");
    assert_eq!(plan.matches(always).count(), 1);
    // A desk says where it is, or by which clock it goes.
    assert!(plan.contains("site: singapore}") && plan.contains("timezone: America/New_York}"));
    world.write("bank.yaml", plan.replace(always, by_day));
    world.run(&["preview", "bank.yaml"]).ended(0);
    let mut kinds = std::collections::BTreeSet::new();
    for (file, reader, text) in mails_in(&world, "preview/mails") {
        let body = text.split_whitespace().collect::<Vec<_>>().join(" ");
        for (at, said) in body.match_indices("7am to 8pm") {
            let desks = body[..at]
                .rsplit_once("Help desk ")
                .filter(|(_, rest)| rest.len() < 40);
            let desk = desks.map_or("Frankfurt", |(_, rest)| rest.split(':').next().unwrap());
            let (_, _, clock) = PLACES.iter().find(|(known, ..)| *known == desk).unwrap();
            let is_named = body[at + said.len()..].starts_with(&format!(" ({clock})"));
            let is_anyone = !PLACES.iter().any(|(known, ..)| *known == reader);
            assert!(
                is_anyone || is_named == (reader != desk),
                "{file} {reader}\n{text}"
            );
            kinds.insert((desk.to_owned(), desks.is_some(), is_named));
        }
    }
    for (desk, is_extra) in [
        ("Frankfurt", false),
        ("Frankfurt", true),
        ("New York", true),
        ("Singapore", true),
    ] {
        for is_named in [false, true] {
            let kind = (desk.to_owned(), is_extra, is_named);
            assert!(kinds.contains(&kind), "{kind:?}: {kinds:?}");
        }
    }
}

/// `init`'s plan with two sites, one of which the window is about: Sam works there, Lin is bound to none.
fn of_one_site(further: &[(&str, &str)]) -> World {
    let world = World::new();
    world.run(&["init", "plan.yaml"]).ended(0);
    let mut plan = world.read("plan.yaml");
    let sites =
        "sites: {north: {name: North hospital}, south: {name: South hospital}}\n\nservices:\n";
    let edits = [
        ("services:\n", sites),
        ("length: 4h\n", "length: 4h\n        sites: [north]\n"),
        (
            "s.okoro@hospital.example, department: wards}",
            "s.okoro@hospital.example, department: wards, site: north}",
        ),
    ];
    for (that, this) in edits.iter().chain(further) {
        assert!(plan.contains(that), "{that}");
        plan = plan.replacen(that, this, 1);
    }
    world.write("plan.yaml", plan);
    world
}

/// The mails of a preview to somebody: subject and text on one line each.
fn mails_to(world: &World, mailbox: &str) -> Vec<(String, String)> {
    let to = ["preview", "plan.yaml", "--for", mailbox];
    world.run(&to).ended(0);
    let folder = std::fs::read_dir(world.path("preview/mails")).unwrap();
    let mails = folder.map(|entry| {
        let bytes = std::fs::read(entry.unwrap().path()).unwrap();
        let mail = MessageParser::default().parse(&bytes).unwrap();
        let text = mail.body_text(0).unwrap();
        let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
        (mail.subject().unwrap().to_owned(), text)
    });
    mails.collect()
}

#[test]
fn a_user_who_is_bound_to_no_site_reads_where_a_service_is_off() {
    let world = of_one_site(&[]);
    let before = |(subject, _): &&(String, String)| !subject.contains("xtra help");
    let lin = mails_to(&world, "l.chen@hospital.example");
    assert!(lin.iter().filter(before).count() > 3, "{lin:?}");
    for (subject, text) in lin.iter().filter(before) {
        assert!(text.contains("North hospital"), "{subject}: {text}");
    }
    let first = "Planned: Mail (North hospital) off Sat 6 Mar to Sun 7 Mar";
    assert!(lin.iter().any(|(subject, _)| subject == first), "{lin:?}");
    // Whoever works there, and nowhere else, knows.
    for (subject, text) in mails_to(&world, "s.okoro@hospital.example") {
        assert!(!text.contains("North hospital"), "{subject}: {text}");
    }
}

#[test]
fn help_at_a_site_says_where_it_is_to_whoever_works_elsewhere() {
    let desk = "support: [{channel: Desk in hall 3, hours: \"06:00-22:00\", site: north}, ";
    let everywhere = ("        sites: [north]\n", "");
    let lin = (
        "l.chen@hospital.example, department: finance}",
        "l.chen@hospital.example, department: finance, site: south}",
    );
    let world = of_one_site(&[everywhere, lin, ("support: [", desk)]);
    let help = |mailbox: &str| {
        let mails = mails_to(&world, mailbox).into_iter();
        let help = mails.filter(|(_, text)| text.contains("Desk in hall 3"));
        let help: Vec<String> = help.map(|(_, text)| text).collect();
        assert!(!help.is_empty(), "{mailbox}");
        help
    };
    for mailbox in ["l.chen@hospital.example", "t.reed@hospital.example"] {
        for text in help(mailbox) {
            assert!(text.contains("Desk in hall 3 (North hospital):"), "{text}");
        }
    }
    for text in help("s.okoro@hospital.example") {
        assert!(text.contains("Desk in hall 3:"), "{text}");
    }
    // A way that names the place says it once.
    let plan = world.read("plan.yaml");
    world.write("plan.yaml", plan.replace("in hall 3", "at North hospital"));
    for (_, text) in mails_to(&world, "l.chen@hospital.example") {
        assert!(!text.contains("Desk at North hospital ("), "{text}");
    }
}

#[test]
fn the_hour_gives_way_in_a_subject_that_says_where() {
    let long = ("    name: Mail\n", "    name: Order control\n");
    let world = of_one_site(&[long]);
    let subjects = mails_to(&world, "d.wolf@hospital.example");
    let wanted = "Provisional: Order control (North hospital) off Sat 6 Mar";
    assert!(
        subjects.iter().any(|(subject, _)| subject == wanted),
        "{subjects:?}"
    );
}

#[test]
fn the_last_call_names_an_address_where_the_team_has_no_telephone() {
    let phone = ", phone: \"+44 20 7946 0100\", hours: day and night}";
    let owner = ", phone: \"+44 20 7946 0101\"}";
    let world = of_one_site(&[(phone, "}"), (owner, "}")]);
    for mailbox in ["s.okoro@hospital.example", "a.khan@hospital.example"] {
        let mails = mails_to(&world, mailbox).into_iter();
        let calls: Vec<String> = mails
            .filter(|(subject, _)| subject.starts_with("Starts "))
            .map(|(_, text)| text)
            .collect();
        assert_eq!(calls.len(), 1, "{mailbox}");
        let help = "Help: IT Service Desk, servicedesk@hospital.example";
        assert!(calls[0].contains(help), "{}", calls[0]);
    }
}
