//! A happening: a turn of the night as the event that would be recorded, and its usual moment.

use super::manuscript::Version;
use super::turn::{self, Until};
use super::{Refused, Turn};
use crate::calendar::zone::{Instant, Zone};
use crate::ledger::{Event, Happened};
use crate::night::branch::{DATA, REASON};
use crate::night::{Night, Nights, usual};
use crate::plan::window::Window;
use chrono::{Days, TimeDelta};

/// When something usually happens on a night as it stands.
pub(super) fn usual_moment(what: &turn::Night, window: &Window, night: &Night) -> Instant {
    let (start, end) = (window.start, night.end());
    let last = night.events().last().map(|known| known.event.at);
    let at = match what {
        turn::Night::Go | turn::Night::NoGo => usual::decided(window),
        turn::Night::Started => start,
        turn::Night::Progress(_) => start + (end - start) / 2,
        turn::Night::Extended(_) => usual::noticed(window, end),
        turn::Night::Completed => end,
        turn::Night::RolledBack => usual::rolled_back(window, end),
        turn::Night::Reopened(_) => last.unwrap_or(end) + TimeDelta::hours(1),
    };
    last.map_or(at, |last| at.max(last))
}

/// What would have been recorded by now of nights that went by plan.
pub(super) fn by_plan(version: &Version, nights: &Nights, now: Instant) -> Vec<Event> {
    let windows = version.plan.windows().into_iter();
    let silent = windows.filter(|(_, window)| {
        let night = nights.of(window.id.as_str());
        window.end <= now && night.is_some_and(|night| night.events().is_empty())
    });
    let completed = silent.map(|(_, window)| Event {
        window: window.id.to_string(),
        at: window.end,
        planned: (window.start, window.end),
        what: Happened::Completed { data_kept: None },
    });
    completed.collect()
}

/// What would be recorded at a moment.
pub(super) fn event(
    turn: &Turn,
    what: &turn::Night,
    (night, zone, at): (&Night, &Zone, Instant),
) -> Result<Happened, Refused> {
    let reason = || turn.because.clone().unwrap_or_else(|| REASON.to_owned());
    let end = |until: &Until, before: Instant| match until {
        Until::Longer(minutes) => Ok(before + TimeDelta::minutes(*minutes)),
        Until::Clock(time) => {
            let today = zone.civil(at).date();
            let days = (0..2).map(|days| zone.instant((today + Days::new(days)).and_time(*time)));
            let mut ahead = days.filter(|end| *end > at);
            Ok(ahead.next().unwrap_or(at))
        }
        Until::At(moment) => moment.instant(zone).map_err(|fault| {
            let words = crate::plan::reading::in_words(&fault, zone.name());
            Refused::new(format!("`{}`: {words}", turn.text), "mend the new end")
        }),
    };
    Ok(match what {
        turn::Night::Go => Happened::Go {
            by: None,
            despite: Vec::new(),
        },
        turn::Night::NoGo => Happened::NoGo {
            by: None,
            reason: reason(),
            unready: Vec::new(),
        },
        turn::Night::Started => Happened::Started,
        turn::Night::Progress(is_late) => Happened::Progress {
            is_late: *is_late,
            note: turn.because.clone(),
        },
        turn::Night::Extended(until) => Happened::Extended {
            // An end is later than the one that was told, whatever the clock says.
            until: end(until, night.end())?,
            is_certain: true,
            reason: reason(),
        },
        turn::Night::Completed => Happened::Completed { data_kept: None },
        turn::Night::RolledBack => Happened::RolledBack {
            by: None,
            reason: reason(),
            data_kept: DATA.to_owned(),
        },
        turn::Night::Reopened(until) => Happened::Reopened {
            reason: reason(),
            until: match until {
                Some(until) => Some(end(until, night.end().max(at))?),
                None => None,
            },
        },
    })
}
