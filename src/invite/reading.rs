//! Reading back what was written: a calendar object as text, taken apart.
//!
//! Stricter than calendars are with each other: a file that needs a forgiving reader does not leave
//! us. Whether what it says makes sense is the [`examination`](crate::invite::examination)'s.

use crate::calendar::content_line::{Line, unfold};
use crate::invite::line::LONGEST;

/// What is wrong with a calendar object, and where.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("line {line} of the calendar entry: {what}")]
pub struct Flaw {
    /// The line, from 1.
    pub line: usize,
    /// What is wrong there.
    pub what: String,
}

impl Flaw {
    pub(super) fn new(line: usize, what: impl Into<String>) -> Self {
        Self {
            line,
            what: what.into(),
        }
    }
}

/// A property: `NAME;KEY=WORD:VALUE`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Property {
    /// The line it begins in.
    pub line: usize,
    /// Its name, in capitals.
    pub name: String,
    /// Its parameters: the name in capitals, the value without quotes and carets.
    pub parameters: Vec<(String, String)>,
    /// Its value, as written.
    pub value: String,
}

impl Property {
    /// A parameter's value.
    pub fn parameter(&self, name: &str) -> Option<&str> {
        let mut found = self.parameters.iter().filter(|(key, _)| key == name);
        found.next().map(|(_, value)| value.as_str())
    }

    /// The value as the text it stands for.
    pub fn text(&self) -> Result<String, Flaw> {
        let flaw = |what: &str| Flaw::new(self.line, format!("{}: {what}", self.name));
        let mut plain = String::with_capacity(self.value.len());
        let mut marks = self.value.chars();
        while let Some(mark) = marks.next() {
            match mark {
                '\\' => match marks.next() {
                    Some('n' | 'N') => plain.push('\n'),
                    Some(mark @ ('\\' | ';' | ',')) => plain.push(mark),
                    _ => return Err(flaw("a backslash before a letter that needs none")),
                },
                ';' | ',' => return Err(flaw("a comma or semicolon without a backslash")),
                mark => plain.push(mark),
            }
        }
        Ok(plain)
    }
}

/// A component: the calendar itself, an event, an alarm.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Component {
    /// The line it begins in.
    pub line: usize,
    /// Its name: `VEVENT`.
    pub name: String,
    /// Its properties, in order.
    pub properties: Vec<Property>,
    /// What it holds.
    pub inner: Vec<Component>,
}

impl Component {
    /// Every property of a name.
    pub fn all<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a Property> {
        self.properties
            .iter()
            .filter(move |property| property.name == name)
    }

    /// The first property of a name.
    pub fn first(&self, name: &str) -> Option<&Property> {
        self.properties
            .iter()
            .find(|property| property.name == name)
    }
}

/// Takes a calendar object apart.
pub fn read(text: &str) -> Result<Component, Flaw> {
    physical(text)?;
    let mut open: Vec<Component> = Vec::new();
    let mut whole = None;
    for line in unfold(text) {
        let number = line.number;
        if whole.is_some() {
            return Err(Flaw::new(number, "something follows the calendar"));
        }
        let property = property(line)?;
        match (property.name.as_str(), open.last_mut()) {
            ("BEGIN", _) => open.push(Component {
                line: number,
                name: property.value,
                properties: Vec::new(),
                inner: Vec::new(),
            }),
            ("END", Some(last)) if last.name == property.value => {
                let ended = open.pop().expect("there is a last one");
                match open.last_mut() {
                    Some(outer) => outer.inner.push(ended),
                    None => whole = Some(ended),
                }
            }
            ("END", _) => return Err(Flaw::new(number, "an END without its BEGIN")),
            (_, Some(last)) => last.properties.push(property),
            (_, None) => return Err(Flaw::new(number, "a property outside the calendar")),
        }
    }
    whole.ok_or_else(|| Flaw::new(text.lines().count().max(1), "the calendar does not end"))
}

/// The lines as they stand: their ends, their length, their letters.
fn physical(text: &str) -> Result<(), Flaw> {
    let Some(lines) = text.strip_suffix("\r\n") else {
        let last = text.lines().count().max(1);
        return Err(Flaw::new(last, "the last line has no end"));
    };
    for (index, line) in lines.split("\r\n").enumerate() {
        let flaw = |what: String| Err(Flaw::new(index + 1, what));
        if line.trim().is_empty() {
            return flaw("an empty line".to_owned());
        }
        if line.len() > LONGEST {
            return flaw(format!("{} octets, and {LONGEST} are allowed", line.len()));
        }
        if let Some(mark) = line.chars().find(|mark| mark.is_control()) {
            let code = u32::from(mark);
            return flaw(format!("the control character U+{code:04X}"));
        }
    }
    Ok(())
}

fn property(line: Line) -> Result<Property, Flaw> {
    let is_name = |name: &str| {
        !name.is_empty()
            && name
                .bytes()
                .all(|byte| byte.is_ascii_alphanumeric() || byte == b'-')
    };
    if !is_name(&line.name) {
        return Err(Flaw::new(line.number, "no name of a property"));
    }
    Ok(Property {
        parameters: parameters(line.number, &line.parameters)?,
        line: line.number,
        name: line.name,
        value: line.value,
    })
}

/// `KEY=word;KEY="words, with a comma"`.
fn parameters(number: usize, text: &str) -> Result<Vec<(String, String)>, Flaw> {
    let mut parameters = Vec::new();
    let mut rest = text;
    while !rest.is_empty() {
        let (key, after) = rest
            .split_once('=')
            .ok_or_else(|| Flaw::new(number, "a parameter without a value"))?;
        let (value, tail) = match after.strip_prefix('"') {
            Some(quoted) => quoted
                .split_once('"')
                .ok_or_else(|| Flaw::new(number, "a quotation that does not end"))?,
            None => after.split_at(after.find(';').unwrap_or(after.len())),
        };
        if value.contains('"') {
            return Err(Flaw::new(number, "a quotation mark inside a parameter"));
        }
        parameters.push((key.to_ascii_uppercase(), uncareted(value)));
        rest = match (tail.strip_prefix(';'), tail) {
            (Some(rest), _) => rest,
            (None, "") => "",
            (None, _) => return Err(Flaw::new(number, "letters after a quotation")),
        };
    }
    Ok(parameters)
}

fn uncareted(value: &str) -> String {
    let mut plain = String::with_capacity(value.len());
    let mut marks = value.chars().peekable();
    while let Some(mark) = marks.next() {
        let meant = match (mark, marks.peek()) {
            ('^', Some('n')) => '\n',
            ('^', Some('^')) => '^',
            ('^', Some('\'')) => '"',
            (mark, _) => {
                plain.push(mark);
                continue;
            }
        };
        marks.next();
        plain.push(meant);
    }
    plain
}

#[cfg(test)]
mod tests {
    use super::*;

    fn flaw(text: &str) -> (usize, String) {
        let flaw = read(text).unwrap_err();
        (flaw.line, flaw.what)
    }

    fn around(line: &str) -> String {
        format!("BEGIN:VCALENDAR\r\n{line}\r\nEND:VCALENDAR\r\n")
    }

    #[test]
    fn a_fault_is_named_with_its_line() {
        assert_eq!(flaw("BEGIN:VCALENDAR\nEND:VCALENDAR\n").0, 2);
        assert!(flaw(&around(&"X".repeat(76))).1.contains("76 octets"));
        assert_eq!(flaw(&around("X:a\nb")).0, 2);
        assert!(flaw(&around("")).1.contains("empty"));
        assert!(flaw(&around("no colon here")).1.contains("no name"));
        assert!(flaw(&around("X;CN=\"a\"b\":c")).1.contains("quotation"));
        assert!(flaw(&around("END:VEVENT")).1.contains("without its BEGIN"));
        assert!(flaw("BEGIN:VCALENDAR\r\n").1.contains("does not end"));
        assert!(flaw(&(around("X:1") + "Y:2\r\n")).1.contains("follows"));
    }

    #[test]
    fn parameters_and_text_are_read_as_they_were_meant() {
        let read = read(&around(
            "X-A;CN=\"Khan, ^'A^' ^^^n2\";B=c:one\\, two\\n\\\\;",
        ))
        .unwrap();
        let property = read.first("X-A").unwrap();
        assert_eq!(property.parameter("CN"), Some("Khan, \"A\" ^\n2"));
        assert_eq!(property.parameter("B"), Some("c"));
        assert!(property.text().unwrap_err().what.contains("semicolon"));
        let sound = Property {
            value: "one\\, two\\n\\\\".to_owned(),
            ..property.clone()
        };
        assert_eq!(sound.text().unwrap(), "one, two\n\\");
    }
}
