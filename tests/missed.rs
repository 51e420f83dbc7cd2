//! After runs that did not take place, too, the preview of a moment shows the mails that a run at that
//! moment sends: what is late and what is due to one person go in one mail in both.

use crate::harness::world::{World, here};
use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;

/// The mails below a folder by the names of their files, without their `Date`.
pub fn mails(folder: PathBuf) -> BTreeMap<String, String> {
    let mut found = BTreeMap::new();
    let mut folders = vec![folder];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).into_iter().flatten().flatten() {
            let path = entry.path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|ending| ending == "eml") {
                let name = path.file_name().unwrap().to_string_lossy().into_owned();
                let mail = std::fs::read_to_string(&path).unwrap();
                found.insert(name, undated(&mail));
            }
        }
    }
    found
}

/// A mail without its `Date`.
pub fn undated(mail: &str) -> String {
    let lines = mail.split_inclusive("\r\n");
    lines.filter(|line| !line.starts_with("Date: ")).collect()
}

/// A shipped plan that is sent into a folder, on some days.
struct Walk {
    world: World,
    plan: String,
    /// The first moment of each day on which something is to be told.
    moments: BTreeSet<String>,
}

impl Walk {
    fn of(plan: &str) -> Self {
        let world = World::with_shipped(plan).at("2026-11-23T09:00");
        let plan = format!("{plan}.yaml");
        let rows = world.run(&["timeline", &plan, "--format", "json"]).json();
        let mut days: BTreeMap<String, String> = BTreeMap::new();
        for row in rows.as_array().unwrap() {
            let local = row["local"].as_str().unwrap().to_owned();
            days.entry(local[..10].to_owned()).or_insert(local);
        }
        let moments = days.into_values().collect();
        Self {
            world,
            plan,
            moments,
        }
    }

    /// What the preview of this moment shows.
    fn shown(&self) -> BTreeMap<String, String> {
        let mut show = vec!["preview", &self.plan, "--all"];
        if self.world.path("out/ledger").exists() {
            show.extend(["--ledger", "out/ledger"]);
        }
        self.world.run(&show).ended(0);
        mails(self.world.path("preview"))
    }

    /// What a run at this moment sends.
    fn sent(&self) -> BTreeMap<String, String> {
        let before = mails(self.world.path("out"));
        let out = ["--outbox", "out", "--ledger", "out/ledger", "--large"];
        let ran = self.world.run(&[&["send", &self.plan][..], &out].concat());
        // Where nobody has said what became of a night, that is asked for, and is no failure.
        assert!(matches!(ran.code, Some(0 | 4)), "{}", ran.said());
        let mut now = mails(self.world.path("out"));
        now.retain(|name, _| !before.contains_key(name));
        now
    }
}

#[test]
fn when_every_second_run_was_missed_the_preview_shows_what_is_sent() {
    let few = [
        ("bank", "2027-03-05", 3),
        ("university", "2027-03-19", 2),
        ("hospital", "2027-01-11", 2),
    ];
    for (plan, from, runs) in few {
        let mut walk = Walk::of(plan);
        let moments: Vec<String> = walk.moments.range(from.to_owned()..).cloned().collect();
        let mut late = 0;
        for moment in moments.iter().step_by(2).take(runs) {
            walk.world.turn(moment);
            let shown = walk.shown();
            for (name, mail) in walk.sent() {
                let shown = shown.get(&name);
                let shown = shown.unwrap_or_else(|| panic!("{plan}, {moment}: {name}"));
                assert_eq!(&mail, shown, "{plan}, {moment}: {name}");
                late += usize::from(mail.contains("X-Forewarn-With: "));
            }
        }
        assert!(late > 0, "nothing late was told with what was due: {plan}");
    }
}

#[test]
fn what_waits_for_the_morning_is_shown_as_it_leaves_then() {
    let mut walk = Walk::of("hospital");
    // What was due on several days is late, and it is evening.
    walk.world.turn("2027-01-26T20:00");
    let shown = walk.shown();
    assert_eq!(walk.sent(), BTreeMap::new());
    walk.world.turn("2027-01-27T08:00");
    let sent = walk.sent();
    let together = |mail: &String| mail.contains("X-Forewarn-With: ");
    assert!(sent.values().any(together), "{sent:?}");
    for (name, mail) in &sent {
        assert_eq!(Some(mail), shown.get(name), "{name}");
    }
}

#[test]
fn the_page_says_of_what_is_late_that_it_goes_with_what_is_due() {
    let mut walk = Walk::of("bank");
    for moment in ["2027-03-05T09:00", "2027-03-19T09:00", "2027-03-23T09:00"] {
        walk.world.turn(moment);
        walk.shown();
        if moment < "2027-03-23" {
            walk.sent();
        }
    }
    let page = walk.world.read("preview/index.html");
    let (_, data) = page.split_once(r#"id="data">"#).unwrap();
    let page: serde_json::Value =
        serde_json::from_str(data.split("</script>").next().unwrap()).unwrap();
    let notices = page["notices"].as_array().unwrap();
    let with = |notice: &&serde_json::Value| {
        let with = notice["told_with"].as_str().unwrap();
        with.ends_with(": both are due")
    };
    let late: Vec<_> = notices.iter().filter(with).collect();
    assert!(late.iter().any(|notice| notice["due"] == true));
    let told = |notice: &&serde_json::Value| notice["date_iso"] == "2027-03-05";
    // What was told long since is due no more.
    let mut told = notices.iter().filter(told);
    assert!(told.all(|notice| notice["due"] == false));
}

#[test]
fn what_waits_for_the_morning_is_said_to_wait() {
    let world = World::with_shipped("hospital").at("2027-01-26T20:00");
    let said = world
        .run(&["send", "hospital.yaml", "--outbox", "out"])
        .said();
    let waits = |line: &str| {
        line.contains(" wait for their readers' sending hours: ")
            && line.contains(", Wednesday 27 January 2027 at 08:00 (GMT)")
    };
    let folded = said.replace("\n        ", " ");
    assert!(folded.lines().any(waits), "{said}");
}

#[test]
fn a_missed_notice_without_words_stays_as_it_is_and_the_rest_leaves() {
    let base = std::fs::read_to_string(here("tests/rules/base.yaml")).unwrap();
    let waiver = "policy: {waivers: [{window: cutover, rule: lead-time, by: Helen Marsh, because: The maker ends support.}]}\n";
    let world = World::new()
        .file("plan.yaml", format!("{base}{waiver}"))
        .file("forewarn.yaml", "templates: templates\n")
        .at("2027-02-11T10:00");
    let folder = "templates/en/department-heads";
    std::fs::create_dir_all(world.path(folder)).unwrap();
    let draft = "A first notice that has no subject.\n";
    world.write(&format!("{folder}/first.txt"), draft);
    let send = ["send", "plan.yaml", "--outbox", "out"];
    let looked = world.run(&[&send[..], &["--dry-run"]].concat());
    for ran in [looked, world.run(&send).ended(3)] {
        let words: Vec<&str> = ran.err.split_whitespace().collect();
        let words = words.join(" ");
        assert!(
            words.contains("`cutover-first` is over and cannot be written off"),
            "{words}"
        );
        assert!(words.contains("template-failed"), "{words}");
    }
    let mails = mails(world.path("out"));
    assert!(!mails.is_empty());
    assert!(
        mails.keys().all(|name| !name.contains("first")),
        "{:?}",
        mails.keys()
    );
}

/// The plan that `init` writes, with words of its own for what to do without the service.
fn written() -> World {
    let world = World::new();
    world.run(&["init", "plan.yaml"]).ended(0);
    let plan = world.read("plan.yaml");
    let instead = "workaround: Use the telephone.";
    assert!(plan.contains(instead));
    world.write(
        "plan.yaml",
        plan.replace(instead, "workaround: Take a blue form."),
    );
    world
}

/// Sends into a folder at a moment; gives what left by the names of files, each in words and with
/// whether a calendar goes with it.
fn leaves(world: &mut World, moment: &str) -> BTreeMap<String, (String, bool)> {
    let before = mails(world.path("out"));
    world.turn(moment);
    let send = ["send", "plan.yaml", "--outbox", "out"];
    let ran = world.run(&send);
    assert!(matches!(ran.code, Some(0 | 4)), "{}", ran.said());
    let mut left = BTreeMap::new();
    for (name, mail) in mails(world.path("out")) {
        if before.contains_key(&name) {
            continue;
        }
        let mail = mail_parser::MessageParser::default().parse(mail.as_bytes());
        let mail = mail.unwrap();
        let text = mail.body_text(0).unwrap();
        let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
        let mut parts = mail.attachments();
        let has_calendar = parts.any(|part| {
            let kind = mail_parser::MimeHeaders::content_type(part);
            kind.is_some_and(|kind| kind.subtype() == Some("ics"))
        });
        left.insert(name, (text, has_calendar));
    }
    left
}

#[test]
fn whoever_missed_the_details_reads_them_in_place_of_the_next_reminder() {
    let details = "2027-02-04T09:00";
    for is_missed in [true, false] {
        let mut world = written();
        for first in ["2026-12-04T09:00", "2026-12-21T09:00", "2027-01-05T09:00"] {
            leaves(&mut world, first);
        }
        if !is_missed {
            assert_eq!(leaves(&mut world, details).len(), 7);
        }
        world.turn("2027-02-19T09:00");
        let ledger = ["--ledger", "out/mail-move-2027.ledger"];
        let diff = world.run(&[&["diff", "plan.yaml"], &ledger[..]].concat());
        let catches_up = "what to do about it, which they missed";
        assert_eq!(
            diff.said().contains(catches_up),
            is_missed,
            "{}",
            diff.said()
        );
        assert!(
            !diff.said().contains("for the first time"),
            "{}",
            diff.said()
        );
        let next = leaves(&mut world, "2027-02-19T09:00");
        for audience in ["end-users", "department-heads"] {
            let theirs = format!("move-night-reminder-14.{audience}.");
            let theirs = next.iter().filter(|(name, _)| name.starts_with(&theirs));
            let theirs: Vec<_> = theirs.map(|(_, mail)| mail).collect();
            assert_eq!(theirs.len(), 2, "{next:#?}");
            for (text, has_calendar) in theirs {
                assert_eq!(*has_calendar, is_missed, "{text}");
                let steps = [
                    "Close and open your mail program once.",
                    "Use the telephone.",
                ];
                let told = steps.iter().all(|step| text.contains(step));
                assert_eq!(told, is_missed, "{text}");
                assert!(!is_missed || text.contains("Take a blue form."), "{text}");
                assert!(!text.contains("our first message"), "{text}");
            }
        }
        // Told once, they are not told again.
        let after = leaves(&mut world, "2027-02-26T09:00");
        let mut users = after.iter().filter(|(name, _)| name.contains("end-users"));
        assert!(users.all(|(_, (text, has_calendar))| {
            !has_calendar && !text.contains("Close and open your mail program once.")
        }));
    }
}

#[test]
fn the_last_call_says_it_all_to_whoever_missed_details_and_reminders() {
    let mut world = written();
    for first in ["2026-12-04T09:00", "2026-12-21T09:00", "2027-01-05T09:00"] {
        leaves(&mut world, first);
    }
    let last = leaves(&mut world, "2027-03-06T21:35");
    let users = last.iter().filter(|(name, _)| name.contains("end-users"));
    let users: Vec<_> = users.collect();
    assert_eq!(users.len(), 2, "{last:#?}");
    for (name, (text, _)) in users {
        assert!(name.starts_with("move-night-start."), "{name}");
        for told in [
            "Use the telephone.",
            "Close and open your mail program once.",
        ] {
            assert!(text.contains(told), "{text}");
        }
        assert!(!text.contains("our first message"), "{text}");
    }
}

#[test]
fn what_is_late_and_stops_no_mail_is_called_no_error_by_a_run() {
    let mut world = written();
    leaves(&mut world, "2026-12-04T09:00");
    world.turn("2027-02-19T09:00");
    // `check` says what is late, and that it is an error.
    let found = world.run(&[
        "check",
        "plan.yaml",
        "--ledger",
        "out/mail-move-2027.ledger",
    ]);
    assert!(found.ended(1).out.contains("error[overdue]"));
    let ran = world
        .run(&["send", "plan.yaml", "--outbox", "out"])
        .ended(0);
    assert!(ran.err.contains("people hear later than"), "{}", ran.said());
    assert!(!ran.said().contains("error"), "{}", ran.said());
}
