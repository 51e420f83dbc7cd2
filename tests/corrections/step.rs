//! What happens in a history: edits, new names, nights, runs and how the post fares with them.

use super::post::Luck;
use super::sketch::{Edit, edit};
use chrono::{DateTime, TimeDelta, Utc};
use forewarn::ledger::Happened;
use proptest::prelude::*;

/// What somebody records on a night.
#[derive(Debug, Clone)]
pub enum Happening {
    Go,
    NoGo,
    Started,
    Progress(bool),
    Extended(i64),
    Completed,
    RolledBack,
    Reopened(Option<i64>),
}

impl Happening {
    /// The event, when the window was to end at `end`.
    pub fn happened(&self, end: DateTime<Utc>) -> Happened {
        let reason = || "Copying takes longer".to_owned();
        match self {
            Self::Go => Happened::Go {
                by: None,
                despite: Vec::new(),
            },
            Self::NoGo => Happened::NoGo {
                by: None,
                reason: reason(),
                unready: Vec::new(),
            },
            Self::Started => Happened::Started,
            Self::Progress(is_late) => Happened::Progress {
                is_late: *is_late,
                note: None,
            },
            Self::Extended(hours) => Happened::Extended {
                until: end + TimeDelta::hours(*hours),
                is_certain: true,
                reason: reason(),
            },
            Self::Completed => Happened::Completed { data_kept: None },
            Self::RolledBack => Happened::RolledBack {
                by: None,
                reason: reason(),
                data_kept: "All of it".to_owned(),
            },
            Self::Reopened(hours) => Happened::Reopened {
                reason: reason(),
                until: hours.map(|hours| end + TimeDelta::hours(hours)),
            },
        }
    }
}

/// One thing said on a night, some minutes after the last, and how the post fares with it; nothing
/// when no run comes before the next.
pub type Hour = (i64, Happening, Option<Vec<Luck>>);

#[derive(Debug, Clone)]
pub enum Step {
    Edit(Edit),
    Rename(usize),
    Wait(i64),
    Night(usize, Vec<Hour>),
    Send(Vec<Luck>),
    /// A run that dies after it has written so many groups.
    Die(u32),
}

fn lucks() -> impl Strategy<Value = Vec<Luck>> {
    let luck = prop_oneof![
        5 => Just(Luck::Taken),
        2 => Just(Luck::PutOff),
        1 => Just(Luck::ArrivesUnseen),
        1 => Just(Luck::Lost),
    ];
    prop::collection::vec(luck, 0..8)
}

fn hour() -> impl Strategy<Value = Hour> {
    let happening = prop_oneof![
        1 => Just(Happening::Go),
        1 => Just(Happening::NoGo),
        3 => Just(Happening::Started),
        2 => any::<bool>().prop_map(Happening::Progress),
        3 => (1..6_i64).prop_map(Happening::Extended),
        2 => Just(Happening::Completed),
        1 => Just(Happening::RolledBack),
        2 => prop::option::of(1..6_i64).prop_map(Happening::Reopened),
    ];
    (0..200_i64, happening, prop::option::of(lucks()))
}

pub fn step() -> impl Strategy<Value = Step> {
    prop_oneof![
        10 => edit().prop_map(Step::Edit),
        1 => (0..4_usize).prop_map(Step::Rename),
        2 => (0..2_usize, prop::collection::vec(hour(), 1..6)).prop_map(|(at, hours)| Step::Night(at, hours)),
        6 => (1..700_i64).prop_map(Step::Wait),
        4 => lucks().prop_map(Step::Send),
        4 => Just(Step::Send(Vec::new())),
        1 => (0..5_u32).prop_map(Step::Die),
    ]
}
