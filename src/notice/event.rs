//! What a notice states of events: what happened on the night, and how the plan moved.

use crate::calendar::zone::{Instant, Zone};
use crate::notice::money::HourlyCost;
use crate::plan::impact::Impact;
use serde::{Deserialize, Serialize};

/// What happened on the night, or how the plan moved; only some notices have it.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct EventFacts {
    /// How it stands.
    pub state: Option<EventState>,
    /// Who decided.
    pub decided_by: Option<String>,
    /// One line.
    pub reason: Option<String>,
    /// What was not ready when it was decided.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub unready: Vec<String>,
    /// The start that was told before.
    pub old_start: Option<Instant>,
    /// The end that was told before.
    pub old_end: Option<Instant>,
    /// The start and end that were named last, when these readers know that it is on no date.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub last: Option<(Instant, Instant)>,
    /// Other ends that some of these readers may have been told, when nobody can say.
    pub doubtful_ends: Vec<Instant>,
    /// Whether the new end comes before the one that was told.
    pub is_sooner: bool,
    /// Whether the end that was told lies ahead, of one that may not hold.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub end_is_ahead: bool,
    /// When the next word comes.
    pub next_update: Option<Instant>,
    /// Open again since; or begun since, of a start that was.
    pub since: Option<Instant>,
    /// Whether it tells that the work began before its time.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub is_early: bool,
    /// Whether these readers counted with another start than the one that was, or with none.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub is_unexpected: bool,
    /// Whether these readers were told that the work was finished, of work that came to nothing.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub takes_back: bool,
    /// What was kept and what has to be entered again.
    pub data_kept: Option<String>,
    /// By when a new date will be named, when there is none.
    pub new_date_by: Option<Instant>,
    /// Whether `window` holds a new date.
    pub has_new_date: bool,
    /// What an hour more costs.
    pub cost_per_hour: Option<HourlyCost>,
    /// Actions that are no longer needed, or that still stand.
    pub actions: Vec<String>,
    /// What else these readers may have been told and is not so, when nobody can say.
    pub hearsay: Vec<Hearsay>,
    /// Whether these readers surely knew it to be called off.
    pub was_cancelled: bool,
    /// Whether these readers surely knew it to have no date.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub was_undecided: bool,
    /// Whether it takes place on the very date that had been called off, or all is as these readers
    /// were surely told.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub is_as_before: bool,
    /// When the work was begun on the date that was told, if the old system came back.
    pub went_back: Option<Instant>,
    /// What is no longer as it was told, most important first.
    pub changes: Vec<Change>,
    /// The zone by whose clock these readers were told before, when they are told by that of another now.
    #[serde(skip)]
    pub told_in: Option<Zone>,
    /// Who leads now what these readers led when they were told.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub successors: Vec<Successor>,
}

/// Who leads a department now.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Successor {
    /// The department's name.
    pub department: String,
    /// Her name.
    pub name: String,
}

/// How it stands, by what was said on the night.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum EventState {
    /// It is to start.
    Go,
    /// It is not to start.
    NoGo,
    /// It goes as planned.
    OnTime,
    /// It takes longer than planned.
    Late,
    /// A later end is certain.
    Certain,
    /// A later end may not hold.
    Uncertain,
    /// Nobody said whether it started or is done.
    Unknown,
}

impl EventState {
    /// All of them.
    pub const ALL: [Self; 7] = [
        Self::Go,
        Self::NoGo,
        Self::OnTime,
        Self::Late,
        Self::Certain,
        Self::Uncertain,
        Self::Unknown,
    ];

    /// Its word, in templates, in the ledger and in the names of approvals.
    pub fn slug(self) -> &'static str {
        match self {
            Self::Go => "go",
            Self::NoGo => "no-go",
            Self::OnTime => "on-time",
            Self::Late => "late",
            Self::Certain => "certain",
            Self::Uncertain => "uncertain",
            Self::Unknown => "unknown",
        }
    }
}

impl EventFacts {
    /// Whether it was decided on the night that it does not start.
    pub fn is_no_go(&self) -> bool {
        self.state == Some(EventState::NoGo)
    }

    /// Says around the reason, as sentences, what was said before and after it.
    pub fn say_with(&mut self, [before, after]: &[Vec<String>; 2]) {
        if before.is_empty() && after.is_empty() {
            return;
        }
        let all = before.iter().chain(&self.reason).chain(after);
        let mut words = String::new();
        for said in all {
            if !words.is_empty() {
                words.push_str(match words.ends_with(['.', '!', '?', ':', '…']) {
                    true => " ",
                    false => ". ",
                });
            }
            words.push_str(said);
        }
        self.reason = Some(words);
    }

    /// All that differs from what its readers were told or may have been told.
    pub fn differences(&self) -> impl Iterator<Item = &Change> {
        let hearsay = self.hearsay.iter().filter_map(Hearsay::detail);
        self.changes.iter().chain(hearsay)
    }
}

/// Something that readers may have been told, and that is not so.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(tag = "told", rename_all = "kebab-case")]
pub enum Hearsay {
    /// Another date.
    Date {
        /// Its start.
        start: Instant,
        /// Its end.
        end: Instant,
    },
    /// That there is no date.
    NoDate {
        /// By when one was promised, when that is what is not so.
        promised: Option<Instant>,
    },
    /// That it will not happen.
    Cancelled,
    /// That it does not concern them.
    Elsewhere,
    /// That they are no longer on the list.
    Unlisted,
    /// One thing about the date that holds.
    Detail {
        /// Old is what they may have been told.
        change: Change,
    },
}

impl Hearsay {
    /// What it says otherwise about the date that holds.
    pub fn detail(&self) -> Option<&Change> {
        match self {
            Self::Detail { change } => Some(change),
            _ => None,
        }
    }
}

/// One thing that is no longer as it was told.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(tag = "what", rename_all = "kebab-case")]
pub enum Change {
    /// The window starts at another time.
    Start {
        /// As told.
        old: Instant,
        /// As it is.
        new: Instant,
    },
    /// The window ends at another time.
    End {
        /// As told.
        old: Instant,
        /// As it is.
        new: Instant,
    },
    /// The dates are firm now, or may move again.
    Firmness {
        /// Whether they may still move.
        provisional: bool,
    },
    /// Something else happens to a service; absent means that nothing happens.
    Service {
        /// Its name, as people say it.
        name: String,
        /// As told.
        old: Option<Impact>,
        /// As it is.
        new: Option<Impact>,
    },
    /// A deadline moved, there is nothing to do any more, or there is something new to do.
    Deadline {
        /// What for.
        of: Deadline,
        /// As told; absent for what is new.
        old: Option<Instant>,
        /// As it is.
        new: Option<Instant>,
    },
    /// A briefing is at another time or elsewhere, or was called off.
    Briefing {
        /// Its id.
        id: String,
        /// As told.
        old: Meeting,
        /// As it is.
        new: Option<Meeting>,
    },
    /// A briefing takes place without these readers, who were called to it.
    Uninvited {
        /// Its id.
        id: String,
        /// Its start as told.
        old: Instant,
    },
}

impl Change {
    /// The briefing that it is about, by its id.
    pub fn briefing(&self) -> Option<&str> {
        match self {
            Self::Briefing { id, .. } | Self::Uninvited { id, .. } => Some(id),
            _ => None,
        }
    }
}

/// When and where a briefing is.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Meeting {
    /// First instant.
    pub start: Instant,
    /// First instant after.
    pub end: Instant,
    /// How to get there; nothing where that was not said.
    pub ways: Option<Ways>,
}

impl Meeting {
    /// Whether it is at another time or elsewhere than `told`, as far as that said so.
    pub fn differs(&self, told: &Self) -> bool {
        let is_elsewhere = told.ways.is_some() && told.ways != self.ways;
        (self.start, self.end) != (told.start, told.end) || is_elsewhere
    }
}

/// How to get to a briefing.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Ways {
    /// The room.
    pub place: Option<String>,
    /// Where to join, a web address.
    pub join: Option<String>,
}

/// What has to be done by some instant.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Deadline {
    /// One of the plan's actions, in its words.
    Action(String),
    /// Asking for another date.
    Objection,
    /// The decision asked of executives.
    Decision,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_ledger_has_the_words_that_templates_and_approvals_have() {
        for state in EventState::ALL {
            let stated = serde_json::to_value(state).unwrap();
            assert_eq!(stated, state.slug());
        }
        let words = EventState::ALL.map(EventState::slug).join(" ");
        let approved = "go no-go on-time late certain uncertain unknown";
        assert_eq!(
            words, approved,
            "approvals and ledgers that exist have these"
        );
    }
}
