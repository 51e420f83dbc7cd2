//! Why a day or an hour is closed to notices, in a planner's words.

use crate::calendar::hours::SendingHours;
use chrono::Weekday;
use serde::{Serialize, Serializer};

/// Why no notice leaves then.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize)]
#[serde(tag = "why", content = "name", rename_all = "kebab-case")]
pub enum Closed {
    /// Nobody works on this day of the week.
    Weekend(#[serde(serialize_with = "in_words")] Weekday),
    /// A public holiday, by name.
    Holiday(String),
    /// A day off of the organisation, by name; the name may be empty.
    DayOff(String),
    /// A freeze, by name.
    Freeze(String),
    /// A working day, but before or after these hours.
    QuietHours(#[serde(serialize_with = "in_words")] SendingHours),
}

impl std::fmt::Display for Closed {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Weekend(day) => formatter.write_str(day_name(*day)),
            Self::Holiday(name) => formatter.write_str(name),
            Self::DayOff(name) if name.is_empty() => formatter.write_str("day off"),
            Self::DayOff(name) => formatter.write_str(name),
            Self::Freeze(name) => write!(formatter, "freeze: {name}"),
            Self::QuietHours(hours) => write!(formatter, "outside sending hours {hours}"),
        }
    }
}

/// Values of [`Closed`] that are serialised as people read them.
trait Words {
    fn words(&self) -> String;
}

impl Words for Weekday {
    fn words(&self) -> String {
        day_name(*self).to_owned()
    }
}

impl Words for SendingHours {
    fn words(&self) -> String {
        self.to_string()
    }
}

fn in_words<S: Serializer>(value: &impl Words, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_str(&value.words())
}

fn day_name(day: Weekday) -> &'static str {
    match day {
        Weekday::Mon => "Monday",
        Weekday::Tue => "Tuesday",
        Weekday::Wed => "Wednesday",
        Weekday::Thu => "Thursday",
        Weekday::Fri => "Friday",
        Weekday::Sat => "Saturday",
        Weekday::Sun => "Sunday",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reasons_are_said_in_a_planners_words() {
        let reasons = [
            Closed::Weekend(Weekday::Sat),
            Closed::Holiday("Good Friday".into()),
            Closed::DayOff("Founder's day".into()),
            Closed::DayOff(String::new()),
            Closed::Freeze("Exams".into()),
            Closed::QuietHours(SendingHours::default()),
        ];
        assert_eq!(
            reasons.map(|reason| reason.to_string()),
            [
                "Saturday",
                "Good Friday",
                "Founder's day",
                "day off",
                "freeze: Exams",
                "outside sending hours 08:00-16:30"
            ]
        );
    }

    #[test]
    fn reasons_are_serialised_with_their_kind_and_name() {
        let json = |reason: Closed| serde_json::to_string(&reason).unwrap();
        assert_eq!(
            json(Closed::Weekend(Weekday::Sat)),
            r#"{"why":"weekend","name":"Saturday"}"#
        );
        assert_eq!(
            json(Closed::QuietHours(SendingHours::default())),
            r#"{"why":"quiet-hours","name":"08:00-16:30"}"#
        );
    }
}
