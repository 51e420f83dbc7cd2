//! A rendered draft: its head of `Subject:`, `Preheader:`, `Label:` and `Tone:` lines, a blank
//! line, and the body in light Markdown.

use crate::compose::block::Block;
use crate::compose::markdown;
use crate::compose::words::spoken;
use crate::diagnostic::hidden::LEFT_TO_RIGHT;
use crate::plan::isolate::Direction;

/// The longest subject that is never cut short on a desktop.
pub const SUBJECT: usize = 60;

/// A draft, read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Draft {
    /// The first subject that fits, else the shortest.
    pub subject: String,
    /// What a mail list shows beside it.
    pub preheader: String,
    /// One or two words above the headline.
    pub label: String,
    /// How the news sounds.
    pub tone: Tone,
    /// The rest.
    pub body: Vec<Block>,
}

/// How the news sounds; chooses a colour, never the only sign of anything.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Tone {
    /// Planned and on its way.
    Calm,
    /// Later than told, or gone back.
    Late,
    /// Done.
    Done,
    /// Another date, or none.
    Changed,
}

impl Draft {
    /// Reads a rendered draft; the message of a failure says what is missing.
    pub fn read(text: &str) -> Result<Self, String> {
        let text = text.trim_start_matches(['\u{feff}', '\n', '\r', ' ']);
        let (mut subjects, mut preheader, mut label) = (Vec::new(), String::new(), String::new());
        let mut tone = Tone::Calm;
        let mut offset = 0;
        for line in text.split_inclusive('\n') {
            if line.trim().is_empty() {
                break;
            }
            let (key, value) = line
                .split_once(':')
                .ok_or_else(|| format!("`{}` is no `Subject:` line", line.trim()))?;
            let value = begun(spoken(value.trim()));
            match key.trim() {
                "Subject" => subjects.push(value),
                "Preheader" => preheader = value,
                "Label" => label = value,
                "Tone" => tone = Tone::of(&value)?,
                other => return Err(format!("`{other}:` is not known in the head of a draft")),
            }
            offset += line.len();
        }
        let subject = best(subjects).ok_or("the draft has no `Subject:` line")?;
        Ok(Self {
            subject,
            preheader,
            label,
            tone,
            body: markdown::parse(&text[offset..]),
        })
    }
}

/// A line that is read from left to right, whatever name it begins with.
fn begun(line: String) -> String {
    match Direction::of_paragraph(&line) {
        Direction::RightToLeft => format!("{LEFT_TO_RIGHT}{line}"),
        Direction::LeftToRight => line,
    }
}

impl Tone {
    fn of(name: &str) -> Result<Self, String> {
        match name {
            "calm" => Ok(Self::Calm),
            "late" => Ok(Self::Late),
            "done" => Ok(Self::Done),
            "changed" => Ok(Self::Changed),
            other => Err(format!(
                "`{other}` is no tone; write calm, late, done or changed"
            )),
        }
    }
}

fn best(subjects: Vec<String>) -> Option<String> {
    let length = |subject: &String| subject.chars().count();
    let subjects: Vec<String> = subjects
        .into_iter()
        .filter(|subject| !subject.is_empty())
        .collect();
    subjects
        .iter()
        .find(|subject| length(subject) <= SUBJECT)
        .or_else(|| subjects.iter().min_by_key(|subject| length(subject)))
        .cloned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_subject_that_fits_wins() {
        let long = "x".repeat(70);
        let draft = Draft::read(&format!(
            "Subject: {long}\nSubject: short\nSubject: s\n\nBody"
        ))
        .unwrap();
        assert_eq!(draft.subject, "short");
    }

    #[test]
    fn an_escaped_value_reads_as_it_was_typed() {
        let draft = Draft::read("Subject: Orders \\& Labels \\_x\\_\n\n.").unwrap();
        assert_eq!(draft.subject, "Orders & Labels _x_");
    }

    #[test]
    fn a_draft_without_a_subject_says_so() {
        assert!(Draft::read("Hello\n").unwrap_err().contains("Subject"));
        assert!(Draft::read("\n").unwrap_err().contains("Subject"));
    }
}
