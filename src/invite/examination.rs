//! The examination of a calendar object before it leaves: read back, and held against the rules of
//! RFC 5545, RFC 5546 and the maintenance note.
//!
//! A flaw here is one of ours or of a text of the plan; a client that met it would drop the whole
//! file, or show a wrong hour.

use crate::invite::maintnote::{IMPACTS, STATUSES};
use crate::invite::reading::{Component, Flaw, Property, read};
use chrono::NaiveDateTime;

/// Properties whose values are texts.
const TEXTS: [&str; 10] = [
    "SUMMARY",
    "DESCRIPTION",
    "LOCATION",
    "NAME",
    "X-WR-CALNAME",
    "X-WR-CALDESC",
    "X-MAINTNOTE-PROVIDER",
    "X-MAINTNOTE-ACCOUNT",
    "X-MAINTNOTE-MAINTENANCE-ID",
    "X-MAINTNOTE-OBJECT-ID",
];

/// Times.
const TIMES: [&str; 5] = ["DTSTAMP", "CREATED", "LAST-MODIFIED", "DTSTART", "DTEND"];

/// Properties that an event has once.
const ONCE: [&str; 7] = [
    "UID",
    "DTSTAMP",
    "DTSTART",
    "DTEND",
    "SEQUENCE",
    "SUMMARY",
    "ORGANIZER",
];

/// Reads a calendar object back and says the first thing that is wrong with it.
pub fn examine(text: &str) -> Result<Component, Flaw> {
    let calendar = read(text)?;
    if calendar.name != "VCALENDAR" {
        return Err(Flaw::new(1, "this is not a calendar"));
    }
    if once(&calendar, "VERSION")?.value != "2.0" {
        return Err(Flaw::new(1, "VERSION is not 2.0"));
    }
    once(&calendar, "PRODID")?;
    let method = match calendar.first("METHOD") {
        Some(_) => Some(once(&calendar, "METHOD")?.value.as_str()),
        None => None,
    };
    texts(&calendar)?;
    let mut names = Vec::new();
    for event in &calendar.inner {
        if event.name != "VEVENT" {
            return Err(Flaw::new(event.line, "something that is not an event"));
        }
        self::event(event)?;
        scheduling(event, method)?;
        if event.first("X-MAINTNOTE-MAINTENANCE-ID").is_some() {
            maintenance(event)?;
        }
        names.push(&once(event, "UID")?.value);
    }
    names.sort_unstable();
    let several = names.windows(2).any(|pair| pair[0] == pair[1]);
    match several || (method != Some("PUBLISH") && names.len() != 1) {
        true => Err(Flaw::new(1, "not one event of each name")),
        false => Ok(calendar),
    }
}

fn once<'a>(component: &'a Component, name: &'a str) -> Result<&'a Property, Flaw> {
    let mut found = component.all(name);
    match (found.next(), found.next()) {
        (Some(one), None) => Ok(one),
        (None, _) => Err(Flaw::new(component.line, format!("no {name}"))),
        (_, Some(second)) => Err(Flaw::new(second.line, format!("a second {name}"))),
    }
}

fn refuse(component: &Component, name: &str, why: &str) -> Result<(), Flaw> {
    match component.first(name) {
        Some(found) => Err(Flaw::new(found.line, format!("{name} {why}"))),
        None => Ok(()),
    }
}

fn texts(component: &Component) -> Result<(), Flaw> {
    for property in &component.properties {
        if TEXTS.contains(&property.name.as_str()) {
            property.text()?;
        }
        if property.parameter("TZID").is_some() {
            return Err(Flaw::new(property.line, "a zone no client may know"));
        }
    }
    component.inner.iter().try_for_each(texts)
}

/// What every event has.
fn event(event: &Component) -> Result<(), Flaw> {
    for name in ONCE {
        once(event, name)?;
    }
    for property in &event.properties {
        if TIMES.contains(&property.name.as_str()) {
            instant(property)?;
        }
    }
    let [start, end] = ["DTSTART", "DTEND"].map(|name| once(event, name).and_then(instant));
    if end? <= start? {
        return Err(Flaw::new(event.line, "the event ends before it begins"));
    }
    let sequence = once(event, "SEQUENCE")?;
    if sequence.value.parse::<u32>().is_err() {
        return Err(Flaw::new(sequence.line, "SEQUENCE is no number"));
    }
    for person in event.all("ATTENDEE").chain(event.all("ORGANIZER")) {
        let address = person.value.strip_prefix("mailto:");
        if !address.is_some_and(|address| address.contains('@')) {
            return Err(Flaw::new(person.line, "no mail address"));
        }
    }
    if event.inner.len() > 1 {
        return Err(Flaw::new(event.line, "more than one alarm"));
    }
    for alarm in &event.inner {
        for name in ["ACTION", "DESCRIPTION", "TRIGGER"] {
            once(alarm, name)?;
        }
    }
    Ok(())
}

/// `20270327T220000Z`: in UTC, never floating.
fn instant(property: &Property) -> Result<NaiveDateTime, Flaw> {
    let read = NaiveDateTime::parse_from_str(&property.value, "%Y%m%dT%H%M%SZ");
    let sound = read.ok().filter(|_| property.value.len() == 16);
    sound.ok_or_else(|| {
        let what = format!("{} is no time in UTC", property.name);
        Flaw::new(property.line, what)
    })
}

/// What a method demands and forbids (RFC 5546 section 3.2).
fn scheduling(event: &Component, method: Option<&str>) -> Result<(), Flaw> {
    let status = event.first("STATUS").map(|status| status.value.as_str());
    let says = |name: &str, value: &str| match event.first(name) {
        Some(property) if property.value == value => Ok(()),
        Some(property) => Err(Flaw::new(property.line, format!("{name} is not {value}"))),
        None => Err(Flaw::new(event.line, format!("no {name}"))),
    };
    match method {
        None => Ok(()),
        Some("PUBLISH") => {
            refuse(event, "ATTENDEE", "has no place in what is published")?;
            says("TRANSP", "TRANSPARENT")?;
            says("X-MICROSOFT-CDO-BUSYSTATUS", "FREE")?;
            let known = ["TENTATIVE", "CONFIRMED", "CANCELLED"];
            match status.is_some_and(|status| known.contains(&status)) {
                true => Ok(()),
                false => Err(Flaw::new(event.line, "no STATUS that can be published")),
            }
        }
        Some("REQUEST") => {
            once(event, "ATTENDEE")?;
            match status {
                Some("TENTATIVE" | "CONFIRMED") => Ok(()),
                _ => Err(Flaw::new(event.line, "a call without a STATUS of one")),
            }
        }
        Some("CANCEL") => {
            once(event, "ATTENDEE")?;
            if let Some(alarm) = event.inner.first() {
                return Err(Flaw::new(alarm.line, "an alarm for what is called off"));
            }
            match status {
                None | Some("CANCELLED") => Ok(()),
                Some(_) => Err(Flaw::new(event.line, "called off, and not CANCELLED")),
            }
        }
        Some(other) => Err(Flaw::new(1, format!("the METHOD {other} is not ours"))),
    }
}

/// What machines demand of a maintenance note.
fn maintenance(event: &Component) -> Result<(), Flaw> {
    for name in [
        "X-MAINTNOTE-PROVIDER",
        "X-MAINTNOTE-ACCOUNT",
        "X-MAINTNOTE-MAINTENANCE-ID",
        "X-MAINTNOTE-IMPACT",
        "X-MAINTNOTE-STATUS",
    ] {
        if once(event, name)?.value.trim().is_empty() {
            return Err(Flaw::new(event.line, format!("{name} is empty")));
        }
    }
    let weight = |property: &Property, value: &str| {
        let place = IMPACTS.iter().position(|known| *known == value);
        place.ok_or_else(|| Flaw::new(property.line, format!("{value} is no impact")))
    };
    let status = once(event, "X-MAINTNOTE-STATUS")?;
    if !STATUSES.contains(&status.value.as_str()) {
        return Err(Flaw::new(status.line, "no status machines know"));
    }
    let impact = once(event, "X-MAINTNOTE-IMPACT")?;
    let impact = weight(impact, &impact.value)?;
    let mut objects = event.all("X-MAINTNOTE-OBJECT-ID").peekable();
    if objects.peek().is_none() {
        return Err(Flaw::new(event.line, "no object of the maintenance"));
    }
    for object in objects {
        let own = object.parameter("X-MAINTNOTE-OBJECT-IMPACT");
        if own.map_or(Ok(0), |own| weight(object, own))? > impact {
            return Err(Flaw::new(object.line, "worse than the whole"));
        }
    }
    Ok(())
}
