//! An event: its properties in one fixed order, every time in UTC, so that no client guesses a zone.

use crate::calendar::zone::Instant;
use crate::invite::line::{mailto, push, text, utc};
use crate::invite::uid::Uid;

/// Who made the file, for those who look for the maker of a fault.
pub const PRODUCER: &str = concat!(
    "-//forewarn//forewarn ",
    env!("CARGO_PKG_VERSION_MAJOR"),
    ".",
    env!("CARGO_PKG_VERSION_MINOR"),
    "//EN"
);

/// What a calendar object asks of its reader (RFC 5546).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Method {
    /// To take note.
    Publish,
    /// To come.
    Request,
    /// Not to come.
    Cancel,
}

impl Method {
    /// As files and mails write it.
    pub fn name(self) -> &'static str {
        match self {
            Self::Publish => "PUBLISH",
            Self::Request => "REQUEST",
            Self::Cancel => "CANCEL",
        }
    }
}

/// How certain an event is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Status {
    /// Its time may still move.
    Tentative,
    /// It takes place.
    Confirmed,
    /// It does not take place.
    Cancelled,
}

impl Status {
    fn name(self) -> &'static str {
        match self {
            Self::Tentative => "TENTATIVE",
            Self::Confirmed => "CONFIRMED",
            Self::Cancelled => "CANCELLED",
        }
    }
}

/// A name with an address.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Party {
    /// As people read it; may be empty.
    pub name: String,
    /// The address.
    pub address: String,
}

/// Who calls people together, and takes their answers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Organizer {
    /// The mailbox that takes answers.
    pub party: Party,
    /// The mailbox the mail is from, when that is another.
    pub sent_by: Option<String>,
}

/// Who is called.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Attendee {
    /// The one person.
    pub party: Party,
    /// Whether an answer is asked for.
    pub answers: bool,
}

/// A reminder of a calendar's own.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Alarm {
    /// How long before: `PT2H`.
    pub before: &'static str,
    /// What it says.
    pub text: String,
}

/// Whether an event fills a diary.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Busy {
    /// The time stays free.
    Free,
    /// The time is taken.
    Taken,
    /// The time was to be taken and is free again.
    Released,
}

/// A property that only one kind of event has.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Extra {
    /// Its name.
    pub name: &'static str,
    /// Its parameters.
    pub parameters: Vec<(&'static str, String)>,
    /// Its value, a text.
    pub value: String,
}

/// An event.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Event {
    /// Its name for life.
    pub uid: Uid,
    /// The instant from which this statement is.
    pub stamp: Instant,
    /// When it was first stated; with it goes the instant of its last change.
    pub created: Option<Instant>,
    /// How often it has changed so much that earlier statements are void.
    pub sequence: u32,
    /// First instant.
    pub start: Instant,
    /// First instant after.
    pub end: Instant,
    /// One line.
    pub summary: String,
    /// Where.
    pub location: Option<String>,
    /// Several lines.
    pub description: Option<String>,
    /// How certain it is; nothing when only one person is called off.
    pub status: Option<Status>,
    /// Whether it fills a diary; nothing for machines.
    pub busy: Option<Busy>,
    /// What kind of event people see.
    pub category: Option<&'static str>,
    /// Where more can be read.
    pub link: Option<String>,
    /// Who answers for it.
    pub organizer: Organizer,
    /// Who is called.
    pub attendee: Option<Attendee>,
    /// What only its kind has.
    pub extras: Vec<Extra>,
    /// Its reminder.
    pub alarm: Option<Alarm>,
}

impl Event {
    /// A calendar object that holds this event alone.
    pub fn alone(&self, method: Option<Method>) -> String {
        let mut out = opened(method);
        self.write(&mut out);
        push(&mut out, "END", &[], "VCALENDAR");
        out
    }

    /// Writes the event.
    pub fn write(&self, out: &mut String) {
        push(out, "BEGIN", &[], "VEVENT");
        self.times(out);
        self.words(out);
        self.people(out);
        for extra in &self.extras {
            let parameters = extra.parameters.iter();
            let parameters: Vec<_> = parameters
                .map(|(name, value)| (*name, value.as_str()))
                .collect();
            push(out, extra.name, &parameters, &text(&extra.value));
        }
        if let Some(alarm) = &self.alarm {
            push(out, "BEGIN", &[], "VALARM");
            push(out, "ACTION", &[], "DISPLAY");
            push(out, "DESCRIPTION", &[], &text(&alarm.text));
            push(out, "TRIGGER", &[], &format!("-{}", alarm.before));
            push(out, "END", &[], "VALARM");
        }
        push(out, "END", &[], "VEVENT");
    }

    fn times(&self, out: &mut String) {
        push(out, "UID", &[], self.uid.as_str());
        push(out, "DTSTAMP", &[], &utc(self.stamp));
        if let Some(created) = self.created {
            push(out, "CREATED", &[], &utc(created));
            push(out, "LAST-MODIFIED", &[], &utc(self.stamp));
        }
        push(out, "SEQUENCE", &[], &self.sequence.to_string());
        push(out, "DTSTART", &[], &utc(self.start));
        push(out, "DTEND", &[], &utc(self.end));
    }

    fn words(&self, out: &mut String) {
        push(out, "SUMMARY", &[], &text(&self.summary));
        if let Some(location) = &self.location {
            push(out, "LOCATION", &[], &text(location));
        }
        if let Some(description) = &self.description {
            push(out, "DESCRIPTION", &[], &text(description));
        }
        if let Some(status) = self.status {
            push(out, "STATUS", &[], status.name());
        }
        if let Some(busy) = self.busy {
            let (transparency, word) = match busy {
                Busy::Free => ("TRANSPARENT", "FREE"),
                Busy::Taken => ("OPAQUE", "BUSY"),
                Busy::Released => ("OPAQUE", "FREE"),
            };
            push(out, "TRANSP", &[], transparency);
            push(out, "X-MICROSOFT-CDO-BUSYSTATUS", &[], word);
            push(out, "CLASS", &[], "PUBLIC");
        }
        if let Some(category) = self.category {
            push(out, "CATEGORIES", &[], &text(category));
        }
        if let Some(link) = &self.link {
            push(out, "URL", &[], link);
        }
    }

    fn people(&self, out: &mut String) {
        let Organizer { party, sent_by } = &self.organizer;
        let sent_by = sent_by.as_deref().map(mailto);
        let mut parameters = Vec::new();
        if !party.name.is_empty() {
            parameters.push(("CN", party.name.as_str()));
        }
        parameters.extend(sent_by.as_deref().map(|address| ("SENT-BY", address)));
        push(out, "ORGANIZER", &parameters, &mailto(&party.address));
        let Some(Attendee { party, answers }) = &self.attendee else {
            return;
        };
        let mut parameters = vec![
            ("CUTYPE", "INDIVIDUAL"),
            ("ROLE", "REQ-PARTICIPANT"),
            ("PARTSTAT", "NEEDS-ACTION"),
            ("RSVP", if *answers { "TRUE" } else { "FALSE" }),
        ];
        if !party.name.is_empty() {
            parameters.push(("CN", &party.name));
        }
        push(out, "ATTENDEE", &parameters, &mailto(&party.address));
        push(out, "X-MICROSOFT-DISALLOW-COUNTER", &[], "TRUE");
    }
}

/// The beginning of a calendar object.
pub fn opened(method: Option<Method>) -> String {
    let mut out = String::with_capacity(1_024);
    push(&mut out, "BEGIN", &[], "VCALENDAR");
    push(&mut out, "VERSION", &[], "2.0");
    push(&mut out, "PRODID", &[], PRODUCER);
    push(&mut out, "CALSCALE", &[], "GREGORIAN");
    if let Some(method) = method {
        push(&mut out, "METHOD", &[], method.name());
    }
    out
}
