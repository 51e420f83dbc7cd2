//! What a scan has found, by owner, and what it has not read: for a terminal, programs and spreadsheets.

use super::sheet::harmless;
use super::table::{counted, fold};
use crate::assessment::readiness::address;
use crate::diagnostic::hidden::is_hidden;
use crate::directory::Directory;
use crate::plan::Plan;
use crate::plan::person::Person;
use crate::plan::scan::Whose;
use crate::scan::harvest::{Harvest, Hit, KEPT, Place, Unread, Why};
use crate::scan::sought::Sought;
use serde_json::{Value, json};

/// So much of what was not read is named by itself, in a terminal.
const NAMED: usize = 20;

/// What was found, and with what it is shown.
#[derive(Clone, Copy)]
pub struct Yield<'a> {
    /// The plan, which says whose files are whose.
    pub plan: &'a Plan,
    /// Its people.
    pub directory: &'a Directory,
    /// What was looked for.
    pub sought: &'a Sought,
    /// What was found.
    pub harvest: &'a Harvest,
}

/// Who sees to a file.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
struct Owner {
    name: Option<String>,
    department: Option<String>,
    email: Option<String>,
}

impl Owner {
    fn of_head(head: &Person, department: &str) -> Self {
        Self {
            name: Some(head.name.clone()),
            department: Some(department.to_owned()),
            email: head.email.as_ref().map(|email| email.as_str().to_owned()),
        }
    }

    fn words(&self) -> String {
        let Some(name) = &self.name else {
            return "Files of nobody: no path under `scan`, `owners` fits".to_owned();
        };
        let department = self.department.as_ref();
        let department = department.map_or_else(String::new, |name| format!("{name}: "));
        match &self.email {
            Some(email) => format!("{department}{name} <{email}>"),
            None => format!("{department}{name}, of whom no address is known"),
        }
    }
}

impl Yield<'_> {
    /// Who it is that sees to a file.
    fn owner(&self, whose: Option<&Whose>) -> Owner {
        match whose {
            None => Owner::default(),
            Some(Whose::Person(owner)) => Owner {
                name: Some(owner.name.clone()),
                department: None,
                email: address(self.plan, self.directory, owner)
                    .map(|email| email.as_str().to_owned()),
            },
            Some(Whose::Department(id)) => {
                let department = self.plan.department(id);
                let owner = department.map(|one| Owner::of_head(&one.head, &one.name));
                owner.unwrap_or_default()
            }
        }
    }

    /// The files of each owner, in the order of paths; those of nobody last.
    fn by_owner(&self) -> Vec<(Owner, Vec<&Hit>)> {
        let mut rules: Vec<(Option<&Whose>, Vec<&Hit>)> = Vec::new();
        for hit in &self.harvest.hits {
            let whose = self.plan.scan.owner(&hit.path);
            let rule = |known: Option<&Whose>| known.map(std::ptr::from_ref);
            match rules.iter_mut().find(|known| rule(known.0) == rule(whose)) {
                Some((_, hits)) => hits.push(hit),
                None => rules.push((whose, vec![hit])),
            }
        }
        let mut owners: Vec<(Owner, Vec<&Hit>)> = Vec::new();
        for (whose, hits) in rules {
            let owner = self.owner(whose);
            match owners.iter_mut().find(|(known, _)| *known == owner) {
                Some((_, known)) => known.extend(hits),
                None => owners.push((owner, hits)),
            }
        }
        for (_, hits) in &mut owners {
            hits.sort_by(|one, other| one.path.cmp(&other.path));
        }
        owners.sort_by_key(|(owner, _)| owner.name.is_none());
        owners
    }

    /// For people: every place below its owner, and what was not read.
    pub fn page(&self, width: usize) -> String {
        let mut text = String::new();
        for (owner, hits) in self.by_owner() {
            let places = hits.iter().map(|hit| hit.count).sum();
            let (places, files) = (counted(places, "place"), counted(hits.len(), "file"));
            text.push_str(&fold(
                &format!("{}: {places} in {files}", owner.words()),
                0,
                width,
            ));
            for hit in hits {
                for place in &hit.places {
                    let (line, column) = (place.line, place.column);
                    let (endpoint, service) = &self.sought.targets[place.target];
                    let path = visible(&hit.path.to_string_lossy());
                    text.push_str(&format!(
                        "  {path}:{line}:{column}: {endpoint}, {service}\n"
                    ));
                    text.push_str(&format!("    {}\n", cut(place, width.saturating_sub(4))));
                }
                let more = hit.count - hit.places.len();
                if more > 0 {
                    text.push_str(&format!("  and {}\n", counted(more, "more place")));
                }
            }
            text.push('\n');
        }
        text + &self.sum(width)
    }

    /// How much was found and read, and what was not.
    fn sum(&self, width: usize) -> String {
        let harvest = self.harvest;
        let read = counted(harvest.read, "file");
        let found = match harvest.places() {
            0 => format!("Nothing found; {read} read."),
            places => format!(
                "{} found in {}; {read} read.",
                counted(places, "place"),
                counted(harvest.hits.len(), "file")
            ),
        };
        let mut kinds: Vec<(&Why, usize)> = Vec::new();
        for Unread { why, .. } in &harvest.unread {
            let alike = |(known, _): &&mut (&Why, usize)| kind(known) == kind(why);
            match kinds.iter_mut().find(alike) {
                Some((_, number)) => *number += 1,
                None => kinds.push((why, 1)),
            }
        }
        kinds.sort_unstable_by_key(|(why, _)| kind(why));
        let kinds = kinds.iter().map(|(why, number)| many(why, *number));
        let kinds = kinds.collect::<Vec<_>>().join(", ");
        let unread = match kinds.as_str() {
            "" => String::new(),
            kinds => format!(" Not read: {kinds}."),
        };
        let mut text = fold(&format!("{found}{unread}"), 0, width);
        let is_named = |why: &Why| why.is_gap() || matches!(why, Why::IgnoreFile(_));
        let named = harvest.unread.iter().filter(|unread| is_named(&unread.why));
        for unread in named.clone().take(NAMED) {
            let path = visible(&unread.path.to_string_lossy());
            text.push_str(&fold(&format!("{path}: {}", words(&unread.why)), 2, width));
        }
        let more = named.count().saturating_sub(NAMED);
        if more > 0 {
            text.push_str(&format!(
                "  and {more} more; `--format json` names them all\n"
            ));
        }
        text
    }

    /// For programs. Of a file the first thousand places are listed, and all are counted.
    pub fn json(&self) -> Value {
        let found = self.by_place().map(|(owner, hit, place)| {
            let (endpoint, service) = &self.sought.targets[place.target];
            json!({
                "file": hit.path.to_string_lossy(),
                "line": place.line,
                "column": place.column,
                "found": place.found,
                "of": endpoint.to_string(),
                "service": service,
                "owner": owner.name,
                "department": owner.department,
                "email": owner.email,
                "text": visible(&place.text),
            })
        });
        let unread = self.harvest.unread.iter().map(|unread| {
            json!({
                "path": unread.path.to_string_lossy(),
                "kind": kind(&unread.why),
                "why": words(&unread.why),
            })
        });
        json!({
            "found": found.collect::<Vec<Value>>(),
            "not-read": unread.collect::<Vec<Value>>(),
            "places": self.harvest.places(),
            "files": self.harvest.hits.len(),
            "files-read": self.harvest.read,
            "listed-per-file": KEPT,
        })
    }

    /// For spreadsheets: a line for each place.
    pub fn csv(&self) -> String {
        let mut writer = csv::Writer::from_writer(Vec::new());
        let heading = [
            "owner",
            "department",
            "email",
            "file",
            "line",
            "column",
            "found",
            "of",
            "service",
            "text",
        ];
        let written = writer.write_record(heading);
        written.expect("memory takes every row");
        for (owner, hit, place) in self.by_place() {
            let (endpoint, service) = &self.sought.targets[place.target];
            let cells = [
                owner.name.unwrap_or_default(),
                owner.department.unwrap_or_default(),
                owner.email.unwrap_or_default(),
                visible(&hit.path.to_string_lossy()),
                place.line.to_string(),
                place.column.to_string(),
                place.found.clone(),
                endpoint.to_string(),
                service.clone(),
                visible(&place.text).trim().to_owned(),
            ];
            let written = writer.write_record(cells.iter().map(|cell| harmless(cell)));
            written.expect("memory takes every row");
        }
        let bytes = writer.into_inner().expect("memory takes every row");
        String::from_utf8(bytes).expect("the cells are text")
    }

    /// Every place that is listed, owner by owner.
    fn by_place(&self) -> impl Iterator<Item = (Owner, &Hit, &Place)> {
        let owned = self.by_owner().into_iter().flat_map(|(owner, hits)| {
            let hits = hits.into_iter();
            hits.map(move |hit| (owner.clone(), hit))
        });
        owned.flat_map(|(owner, hit)| {
            let places = hit.places.iter();
            places.map(move |place| (owner.clone(), hit, place))
        })
    }
}

/// A text in which everything can be seen: control characters and what turns letters round by number.
fn visible(text: &str) -> String {
    let letters = text.chars().map(|letter| match letter {
        '\t' => " ".to_owned(),
        letter if is_hidden(letter) || letter == '\n' => letter.escape_unicode().to_string(),
        letter => letter.to_string(),
    });
    letters.collect()
}

/// The line around what was found, in so many columns.
fn cut(place: &Place, room: usize) -> String {
    let at = place.text.char_indices().nth(place.before);
    let (before, behind) = place
        .text
        .split_at(at.map_or(place.text.len(), |(at, _)| at));
    let (before, behind) = (visible(before), visible(behind));
    let (before, behind) = (before.trim_start(), behind.trim_end());
    let (ahead, rest) = (before.chars().count(), behind.chars().count());
    let starts = if ahead + rest <= room {
        ahead
    } else {
        ahead.min(room / 3)
    };
    let mut text: String = before.chars().skip(ahead - starts).collect();
    if starts < ahead {
        text = format!("…{}", text.chars().skip(1).collect::<String>());
    }
    let left = room.saturating_sub(starts);
    match rest <= left {
        true => text.push_str(behind),
        false => {
            text.extend(behind.chars().take(left.saturating_sub(1)));
            text.push('…');
        }
    }
    text
}

/// What was not read, by its kind.
fn kind(why: &Why) -> &'static str {
    match why {
        Why::Binary => "binary",
        Why::Link => "link",
        Why::NotAFile => "not-a-file",
        Why::TooLarge(_) => "too-large",
        Why::LongLine => "long-line",
        Why::Failed(_) => "failed",
        Why::IgnoreFile(_) => "ignore-file",
    }
}

/// So many of a kind.
fn many(why: &Why, number: usize) -> String {
    let (one, more) = match why {
        Why::Binary => ("binary file", "binary files"),
        Why::Link => ("link", "links"),
        Why::NotAFile => ("pipe or device", "pipes or devices"),
        Why::TooLarge(_) => ("file that is too large", "files that are too large"),
        Why::LongLine => ("file with too long a line", "files with too long a line"),
        Why::Failed(_) => ("file or folder that failed", "files or folders that failed"),
        Why::IgnoreFile(_) => ("line of an ignore file", "lines of ignore files"),
    };
    format!("{number} {}", if number == 1 { one } else { more })
}

/// Why something was not read.
fn words(why: &Why) -> String {
    match why {
        Why::Binary => "it is no text: a byte in it is nought".to_owned(),
        Why::Link => "links are not followed".to_owned(),
        Why::NotAFile => "it is no file, but a pipe, a socket or a device".to_owned(),
        Why::TooLarge(bytes) => format!(
            "it has {} MB; `--max-size` says how many are read",
            bytes.div_ceil(1 << 20)
        ),
        Why::LongLine => "a line of it is longer than is held in memory".to_owned(),
        Why::Failed(why) => visible(why),
        Why::IgnoreFile(why) => format!(
            "an ignore file in it is understood in part: {}",
            visible(why)
        ),
    }
}
