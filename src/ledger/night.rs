//! Events: what happened on the night of a window, as somebody recorded it. Facts, not mails.

use crate::calendar::zone::Instant;
use serde::{Deserialize, Serialize};

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
