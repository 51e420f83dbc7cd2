//! When whoever reads that it starts hears next: when there is news, or when it is over.

use crate::harness::world::World;
use mail_parser::MessageParser;

/// A mail to one person.
struct Mail {
    to: String,
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
            notice: header("X-Forewarn-Notice"),
            said: text.split_whitespace().collect::<Vec<_>>().join(" "),
        }
    };
    paths.map(|file| read(file.path())).collect()
}

#[test]
fn whoever_reads_that_it_starts_reads_when_the_next_message_comes() {
    for plan in ["hospital", "bank", "university"] {
        let mails = mails(plan);
        let starts = mails.iter().filter(|mail| mail.notice.ends_with("-start"));
        let (mut told, mut whole) = (0, 0);
        for start in starts {
            // Whatever has a date waits for somebody's word on what became of the night.
            let next = "Next message: When there is news";
            assert!(start.said.contains(next), "{}: {}", start.to, start.said);
            told += 1;
            let next = format!("{next}, or when it is over ");
            whole += usize::from(start.said.contains(&next));
        }
        assert!(whole * 2 > told, "{plan}: {whole} of {told}");
        assert!(told > 20, "{plan}: {told}");
    }
}
