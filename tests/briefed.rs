//! What an invitation to a briefing says of the windows it is about, and as whom its readers read.

use crate::harness::world::World;
use mail_parser::MessageParser;

/// A mail: its subject, its text line by line, and the same in one line.
struct Mail {
    subject: String,
    text: String,
    said: String,
}

/// The mails of a preview that begin with a name and are for an address.
fn mails(world: &World, begin: &str, address: &str) -> Vec<Mail> {
    let files = std::fs::read_dir(world.path("preview/mails")).unwrap();
    let files = files.map(|file| file.unwrap());
    let ours = files.filter(|file| file.file_name().to_string_lossy().starts_with(begin));
    let read = ours.map(|file| std::fs::read(file.path()).unwrap());
    let mut found = Vec::new();
    for bytes in read {
        let mail = MessageParser::default().parse(&bytes).unwrap();
        let to = mail.to().and_then(|to| to.first()).unwrap();
        if to.address() == Some(address) {
            let text = mail.body_text(0).unwrap().replace('\r', "");
            found.push(Mail {
                subject: mail.subject().unwrap().to_owned(),
                said: text.split_whitespace().collect::<Vec<_>>().join(" "),
                text,
            });
        }
    }
    found
}

fn previewed(plan: &str, address: &str) -> World {
    let world = World::with_shipped(plan).at("2026-11-23T09:00");
    let plan = format!("{plan}.yaml");
    world.run(&["preview", &plan, "--for", address]).ended(0);
    world
}

#[test]
fn a_head_is_invited_to_hear_of_all_her_windows_each_with_its_date_and_services() {
    let address = "r.delgado@elmswick.example";
    let world = previewed("university", address);
    let [mail] = mails(&world, "briefing-heads", address)
        .try_into()
        .ok()
        .unwrap();
    assert_eq!(
        mail.subject,
        "Briefing: Payroll + 2 more downtime, Tue 27 Apr, 10am"
    );
    for said in [
        "Briefing on Payroll, Ordering and Staff self-service, off on 2 dates from Fri 14 May",
        "Fri 14 May, 6pm to Sun 16 May, 8am: Ordering off",
        "Fri 4 Jun, 6pm to Sun 6 Jun, 8am: Payroll and Staff self-service off",
    ] {
        assert!(mail.said.contains(said), "{said}\n{}", mail.text);
    }
    assert!(!mail.said.contains("The change itself"), "{}", mail.text);
}

#[test]
fn executives_are_invited_with_every_date_and_what_else_is_affected() {
    let address = "angelika.thoma@rheinbrueck.example";
    let world = previewed("bank", address);
    let [mail] = mails(&world, "briefing-board", address)
        .try_into()
        .ok()
        .unwrap();
    for said in [
        "off on 3 dates from Fri 4 Jun",
        "Singapore: Fri 4 Jun to Sat 5 Jun Frankfurt: Sat 5 Jun to Sun 6 Jun",
        "New York: Sun 6 Jun",
        "Also affected: Online banking (read-only)",
    ] {
        assert!(mail.said.contains(said), "{said}\n{}", mail.text);
    }
    let words = mail.said.split(' ').count();
    assert!(words < 200, "{words} words\n{}", mail.text);
}

/// The first notices to two people who are spoken to like heads of departments and lead none: one
/// is listed with the department of another, one with none.
fn stand_ins() -> World {
    let world = World::new().at("2026-11-23T09:00");
    world.run(&["init", "plan.yaml"]).ended(0);
    let plan = world.read("plan.yaml").replace(
        "  end-users:  ",
        "  stand-ins:\n    name: Stand-ins\n    like: department-heads\n    people:\n      \
         - {name: Eve Shift, email: e.shift@hospital.example, department: wards}\n      \
         - {name: Max Free, email: m.free@hospital.example}\n  end-users:  ",
    );
    let plan = plan.replace("name: Wards, ", "name: Wards, people: 1650, ");
    world.write("plan.yaml", plan);
    world.run(&["preview", "plan.yaml"]).ended(0);
    world
}

#[test]
fn only_who_leads_a_department_is_told_that_she_does_and_how_many_people_it_has() {
    let world = stand_ins();
    let first = |address: &str| {
        let found = mails(&world, "move-night-first", address);
        let [mail] = found.try_into().ok().unwrap();
        mail
    };
    let head = first("a.khan@hospital.example");
    for said in [
        "This concerns your team in Wards, 1,650 people.",
        "You receive this because you lead Wards.",
    ] {
        assert!(head.said.contains(said), "{said}\n{}", head.text);
    }
    let listed = first("e.shift@hospital.example");
    for said in [
        "This concerns Wards.",
        "You receive this because this concerns Wards.",
    ] {
        assert!(listed.said.contains(said), "{said}\n{}", listed.text);
    }
    let free = first("m.free@hospital.example");
    let said = "You receive this because this concerns services that you use.";
    assert!(free.said.contains(said), "{}", free.text);
    for mail in [listed, free] {
        for said in ["1,650", "you lead", "your team in"] {
            assert!(!mail.said.contains(said), "{said}\n{}", mail.text);
        }
    }
}
