//! Branches: how a night may turn out, as the events that would be recorded then.

use super::usual;
use crate::calendar::zone::Instant;
use crate::ledger::{Event, Happened};
use crate::plan::length::Length;
use crate::plan::window::Window;
use chrono::TimeDelta;

/// How a night may turn out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Branch {
    /// It takes so many minutes longer.
    Overrun(i64),
    /// The old system comes back.
    Rollback,
    /// It is decided not to start.
    NoGo,
    /// It is called off beforehand.
    Cancelled,
    /// It begins before its time, or is done before its end.
    Early,
}

/// Stands where a person gives the reason on the night.
pub const REASON: &str = "(here stands the reason you give on the night)";
/// Stands where a person says what was kept.
pub const DATA: &str = "(here stands what you say of the data on the night)";

/// One way in which a branch may go.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Course {
    /// What would be recorded.
    pub events: Vec<Event>,
    /// The moments at which people hear what no course before this one tells.
    pub moments: Vec<Instant>,
}

/// What is said, and when.
type Said = Vec<(Instant, Happened)>;

impl Branch {
    /// The ways in which it may go with a window from a moment on; none when its plan would be changed
    /// instead.
    pub fn courses(self, window: &Window, now: Instant) -> Vec<Course> {
        let (start, end) = (window.start, window.end);
        let started = (start, Happened::Started);
        let completed = |at| (at, Happened::Completed { data_kept: None });
        let course = |said| Course::of(window, said);
        match self {
            Self::Overrun(minutes) => {
                let until = end + TimeDelta::minutes(minutes);
                let noticed = usual::noticed(window, end);
                let extended = |is_certain| Happened::Extended {
                    until,
                    is_certain,
                    reason: REASON.to_owned(),
                };
                let then = |happened| vec![started.clone(), (noticed, happened)];
                let mut certain = then(extended(true));
                certain.push(completed(until));
                let late = Happened::Progress {
                    is_late: true,
                    note: Some(REASON.to_owned()),
                };
                vec![
                    course(certain),
                    course(then(extended(false))).only(noticed),
                    course(then(late)).only(noticed),
                    // Nobody says anything, and its end has come.
                    course(vec![started]).only(end),
                ]
            }
            Self::Rollback => {
                let back = Happened::RolledBack {
                    by: None,
                    reason: REASON.to_owned(),
                    data_kept: DATA.to_owned(),
                };
                let at = usual::rolled_back(window, end);
                vec![course(vec![started, (at, back)])]
            }
            Self::NoGo => {
                let no_go = Happened::NoGo {
                    by: None,
                    reason: REASON.to_owned(),
                    unready: Vec::new(),
                };
                // What was not decided in time can be decided all the same.
                vec![course(vec![(usual::decided(window).max(now), no_go)])]
            }
            Self::Early => {
                let early = completed(end - window.length() / 5);
                let begun = (usual::begun_early(window), Happened::Started);
                let before = begun.0;
                vec![
                    course(vec![started, early]),
                    course(vec![begun]).only(before),
                ]
            }
            Self::Cancelled => Vec::new(),
        }
    }

    /// Its name in the names of files.
    pub fn slug(self) -> &'static str {
        match self {
            Self::Overrun(_) => "overrun",
            Self::Rollback => "rollback",
            Self::NoGo => "no-go",
            Self::Cancelled => "cancelled",
            Self::Early => "early",
        }
    }

    /// The condition, in words: `if it takes 90 minutes longer`.
    pub fn condition(self) -> String {
        match self {
            Self::Overrun(minutes) => format!("if it takes {minutes} minutes longer"),
            Self::Rollback => "if you go back to the old system".to_owned(),
            Self::NoGo => "if it is decided not to start".to_owned(),
            Self::Cancelled => "if it is called off".to_owned(),
            Self::Early => "if it begins or is done early".to_owned(),
        }
    }
}

impl Course {
    /// People hear of each event.
    fn of(window: &Window, said: Said) -> Self {
        let moments = said.iter().map(|(at, _)| *at).collect();
        let event = |(at, what)| Event {
            window: window.id.to_string(),
            at,
            planned: (window.start, window.end),
            what,
        };
        Self {
            events: said.into_iter().map(event).collect(),
            moments,
        }
    }

    /// Only one moment is of interest.
    fn only(self, moment: Instant) -> Self {
        Self {
            moments: vec![moment],
            ..self
        }
    }
}

impl std::str::FromStr for Branch {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let known = "write `overrun:90m`, `rollback`, `no-go`, `cancelled` or `early`";
        match text {
            "rollback" => Ok(Self::Rollback),
            "no-go" => Ok(Self::NoGo),
            "cancelled" => Ok(Self::Cancelled),
            "early" => Ok(Self::Early),
            _ => {
                let length = text.strip_prefix("overrun:").ok_or(known)?;
                let length: Length = length.parse().map_err(|_| known)?;
                let minutes = length.minutes().filter(|minutes| *minutes > 0);
                Ok(Self::Overrun(minutes.ok_or(known)?))
            }
        }
    }
}
