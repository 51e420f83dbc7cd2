//! The dates ahead that a notice states: when, and which kind of date; never its words.

use crate::calendar::zone::Instant;
use serde::Serialize;

/// A date in the timeline a department head sees.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct DateFact {
    /// When.
    pub at: Instant,
    /// Whether only the day matters.
    pub day_only: bool,
    /// What happens.
    pub what: DateKind,
}

/// What happens at a date ahead.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum DateKind {
    /// The last day to ask for another date.
    ObjectBy,
    /// The invitation to the briefing.
    Invitation,
    /// The notice with times and steps.
    Detail,
    /// The next reminder.
    Reminder,
    /// The decision asked of the reader.
    Decision,
    /// A briefing.
    Briefing,
    /// The decision whether it starts.
    GoNoGo,
    /// The decision, while it lasts, whether it goes on.
    GoOn,
    /// The work starts.
    Start,
    /// The work ends.
    End,
    /// The last day of extra help.
    ExtraHelpEnds,
}

impl DateKind {
    /// Every kind.
    pub const ALL: [Self; 11] = [
        Self::ObjectBy,
        Self::Invitation,
        Self::Detail,
        Self::Reminder,
        Self::Decision,
        Self::Briefing,
        Self::GoNoGo,
        Self::GoOn,
        Self::Start,
        Self::End,
        Self::ExtraHelpEnds,
    ];

    /// Its name in locales.
    pub fn slug(self) -> &'static str {
        match self {
            Self::ObjectBy => "object-by",
            Self::Invitation => "invitation",
            Self::Detail => "detail",
            Self::Reminder => "reminder",
            Self::Decision => "decision",
            Self::Briefing => "briefing",
            Self::GoNoGo => "go-no-go",
            Self::GoOn => "go-on",
            Self::Start => "start",
            Self::End => "end",
            Self::ExtraHelpEnds => "extra-help-ends",
        }
    }
}
