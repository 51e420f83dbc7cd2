//! When whoever reads that it starts hears next: the next mail to this reader about any window, or that
//! none comes but those of the night.

use crate::harness::world::World;
use chrono::{DateTime, FixedOffset, Timelike};
use mail_parser::MessageParser;

/// A mail to one person.
struct Mail {
    to: String,
    at: DateTime<FixedOffset>,
    audience: String,
    notice: String,
    said: String,
}

/// Every mail of a shipped plan.
fn mails(plan: &str) -> Vec<Mail> {
    let world = World::with_shipped(plan).at("2026-11-23T09:00");
    let ran = world.run(&["preview", &format!("{plan}.yaml"), "--all"]);
    ran.ended(0);
    let folder = world.path("preview").join("mails");
    let paths = std::fs::read_dir(folder).unwrap().flatten();
    let read = |path: std::path::PathBuf| {
        let bytes = std::fs::read(path).unwrap();
        let mail = MessageParser::default().parse(&bytes).unwrap();
        let header = |name: &str| {
            let value = mail.header(name).and_then(|value| value.as_text());
            value.unwrap_or_default().to_owned()
        };
        let text = mail.body_text(0).unwrap();
        let to = mail.to().and_then(|to| to.first()).unwrap();
        Mail {
            to: to.address().unwrap().to_owned(),
            at: DateTime::parse_from_rfc3339(&mail.date().unwrap().to_rfc3339()).unwrap(),
            audience: header("X-Forewarn-Audience"),
            notice: header("X-Forewarn-Notice"),
            said: text.split_whitespace().collect::<Vec<_>>().join(" "),
        }
    };
    paths.map(|file| read(file.path())).collect()
}

/// A moment as a mail says it in a row.
fn spoken(at: DateTime<FixedOffset>) -> String {
    let time = match at.minute() {
        0 => at.format("%-I%P"),
        _ => at.format("%-I:%M%P"),
    };
    format!("{}, {time}", at.format("%a %-d %b"))
}

#[test]
fn whoever_reads_that_it_starts_reads_when_the_next_message_comes() {
    for plan in ["hospital", "university"] {
        let mails = mails(plan);
        let (mut dated, mut open) = (0, 0);
        for start in mails.iter().filter(|mail| mail.notice.ends_with("-start")) {
            let (_, next) = start.said.split_once("Next message: ").unwrap_or_else(|| {
                panic!("{}: {}", start.to, start.said);
            });
            let window = start.notice.trim_end_matches("start");
            let later = mails.iter().filter(|mail| {
                mail.to == start.to && mail.audience == start.audience && mail.at > start.at
            });
            let first = later.clone().min_by_key(|mail| mail.at);
            if next.starts_with("When it is over, or earlier if the end changes") {
                open += 1;
                let mut later = later.filter(|mail| mail.notice.starts_with(window));
                assert!(later.next().is_none(), "{}", start.said);
            } else {
                dated += 1;
                let first = first.unwrap_or_else(|| panic!("{}: {}", start.to, start.said));
                let when = spoken(first.at);
                assert!(next.starts_with(&when), "{when}: {}", start.said);
            }
        }
        assert!(dated > 20 && open > 3, "{plan}: {dated} {open}");
    }
}
