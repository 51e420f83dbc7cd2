//! Events: what happened on the night of a window, as somebody recorded it. Facts, not mails.

use crate::calendar::zone::Instant;
use crate::invite::Tracks;
use crate::ledger::{
    Approvals, Book, Edition, Error, Judged, Logged, Mark, Nudge, Record, State, Wanted, Worded,
};
use crate::notice::DeliveryId;
use serde::{Deserialize, Serialize};
use std::collections::{HashMap, HashSet};

/// One thing that happened on the night of a window.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Event {
    /// The window.
    pub window: String,
    /// When it was recorded.
    pub at: Instant,
    /// Start and end of the window as the plan had them then, extensions apart.
    pub planned: (Instant, Instant),
    /// What happened.
    pub what: Happened,
}

/// What can happen on a night.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "what", rename_all = "kebab-case")]
pub enum Happened {
    /// It was decided that it starts.
    Go {
        /// Who decided.
        by: Option<String>,
        /// What was not ready, and was taken on by whoever decided.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        despite: Vec<String>,
    },
    /// It was decided that it does not start.
    NoGo {
        /// Who decided.
        by: Option<String>,
        /// Why, in one line.
        reason: String,
        /// What was not ready.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        unready: Vec<String>,
    },
    /// The work started.
    Started,
    /// The work goes on.
    Progress {
        /// Whether it is behind.
        is_late: bool,
        /// What goes on, in one line.
        note: Option<String>,
    },
    /// The end is later than was said.
    Extended {
        /// The new end.
        until: Instant,
        /// Whether that end is certain.
        is_certain: bool,
        /// Why, in one line.
        reason: String,
    },
    /// Everything is open again, on the new system.
    Completed {
        /// What was kept and what has to be entered again.
        data_kept: Option<String>,
    },
    /// Everything is open again, on the old system.
    RolledBack {
        /// Who decided.
        by: Option<String>,
        /// Why, in one line.
        reason: String,
        /// What was kept and what has to be entered again.
        data_kept: String,
    },
    /// It was open again, and is closed once more.
    Reopened {
        /// Why, in one line.
        reason: String,
        /// Until when, if that is known.
        until: Option<Instant>,
    },
}

impl Happened {
    /// The end it names.
    pub fn until(&self) -> Option<Instant> {
        match self {
            Self::Extended { until, .. } => Some(*until),
            Self::Reopened { until, .. } => *until,
            _ => None,
        }
    }

    /// Who decided it.
    pub fn decided_by(&self) -> Option<&str> {
        match self {
            Self::Go { by, .. } | Self::NoGo { by, .. } | Self::RolledBack { by, .. } => {
                by.as_deref()
            }
            _ => None,
        }
    }

    /// Its name on the command line and in the ledger.
    pub fn slug(&self) -> &'static str {
        match self {
            Self::Go { .. } => "go",
            Self::NoGo { .. } => "no-go",
            Self::Started => "started",
            Self::Progress { .. } => "progress",
            Self::Extended { .. } => "extended",
            Self::Completed { .. } => "completed",
            Self::RolledBack { .. } => "rolled-back",
            Self::Reopened { .. } => "reopened",
        }
    }
}

/// A book with events in it that nobody has recorded: for looking at what they would bring.
pub struct Imagined<'a> {
    /// The book.
    pub book: &'a dyn Book,
    /// The events, after all that the book has.
    pub events: &'a [Event],
}

impl Book for Imagined<'_> {
    fn state(&self, id: &DeliveryId) -> Result<Option<State>, Error> {
        self.book.state(id)
    }

    fn states(&self, ids: &[DeliveryId]) -> Result<Vec<Option<State>>, Error> {
        self.book.states(ids)
    }

    fn standings(&self, notice: &str) -> Result<HashMap<DeliveryId, Judged>, Error> {
        self.book.standings(notice)
    }

    fn told(&self, notice: &str, audience: &str) -> Result<Option<Instant>, Error> {
        self.book.told(notice, audience)
    }

    fn last_entry(&self) -> Result<Option<Instant>, Error> {
        self.book.last_entry()
    }

    fn records(&self, wanted: &Wanted, see: &mut dyn FnMut(Record)) -> Result<(), Error> {
        self.book.records(wanted, see)
    }

    fn marks(&self) -> Result<HashSet<Mark>, Error> {
        self.book.marks()
    }

    fn log(&self, of: Option<&DeliveryId>, see: &mut dyn FnMut(Logged)) -> Result<(), Error> {
        self.book.log(of, see)
    }

    fn approvals(&self) -> Result<Approvals, Error> {
        self.book.approvals()
    }

    fn approved_words(&self, notice: &str, audience: &str) -> Result<Vec<Worded>, Error> {
        self.book.approved_words(notice, audience)
    }

    fn last_moment(&self) -> Result<Option<Instant>, Error> {
        self.book.last_moment()
    }

    fn editions(&self) -> Result<Vec<Edition>, Error> {
        self.book.editions()
    }

    fn nudges(&self) -> Result<Vec<Nudge>, Error> {
        self.book.nudges()
    }

    fn tracks(&self) -> Result<Tracks, Error> {
        self.book.tracks()
    }

    fn events(&self) -> Result<Vec<Event>, Error> {
        let mut events = self.book.events()?;
        events.extend_from_slice(self.events);
        Ok(events)
    }
}
