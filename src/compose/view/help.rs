//! Briefings and extra help in words.

use super::{What, lines};
use crate::compose::hours::hours;
use crate::compose::moment::{Clock, Moment, Stretch};
use crate::compose::words::Words;
use crate::notice::facts::{BriefedWindow, BriefingFacts, HyperCareFacts, SupportChannel};
use schemars::JsonSchema;
use serde::Serialize;

/// A briefing.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct BriefingView {
    /// When.
    pub when: Stretch,
    /// Where to join.
    pub join: Option<Words>,
    /// The room.
    pub place: Option<Words>,
    /// What is talked about.
    pub agenda: Vec<Words>,
    /// What to bring.
    pub bring: Vec<Words>,
    /// A second session or recording.
    pub otherwise: Option<Words>,
    /// Whether an older entry of it may be in the reader's calendar, and does not hold.
    pub replaces: bool,
    /// The windows that it is about, in order; none when that is one.
    pub windows: Vec<BriefedView>,
    /// Whether the same happens to the same services in each of them.
    pub alike: bool,
}

/// A window that a briefing is about.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct BriefedView {
    /// Its times.
    pub when: Stretch,
    /// Its services that concern the reader, taken together.
    pub what: What,
}

/// Extra help.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct HyperCareView {
    /// Its first day.
    pub start: Moment,
    /// Its last day.
    pub until: Moment,
    /// Ways to get help.
    pub support: Vec<SupportView>,
    /// What must hold before it ends.
    pub exit_when: Vec<Words>,
    /// Where help is afterwards.
    pub afterwards: Option<Words>,
}

/// One way to get help.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct SupportView {
    /// What it is.
    pub channel: Words,
    /// Number or address, as a link.
    pub number: Option<Words>,
    /// When.
    pub hours: Option<Words>,
}

impl BriefingView {
    pub(super) fn of(briefing: &BriefingFacts, clock: Clock<'_>) -> Self {
        Self {
            when: clock.stretch(briefing.start, briefing.end),
            join: briefing.join.as_deref().and_then(Words::address),
            place: briefing.place.as_deref().map(Words::typed),
            agenda: lines(&briefing.agenda),
            bring: lines(&briefing.bring),
            otherwise: briefing.otherwise.as_deref().map(Words::text),
            replaces: briefing.replaces,
            windows: briefing
                .windows
                .iter()
                .map(|window| BriefedView::of(window, clock))
                .collect(),
            alike: briefing
                .windows
                .windows(2)
                .all(|pair| pair[0].services == pair[1].services),
        }
    }
}

impl BriefedView {
    fn of(window: &BriefedWindow, clock: Clock<'_>) -> Self {
        let what = What::of(&window.services, "", clock.locale);
        Self {
            when: clock.stretch(window.start, window.end),
            what: what.at(&window.sites, clock.locale),
        }
    }
}

/// What a way to get help is called, with where it is for whoever is elsewhere.
fn channel(way: &SupportChannel) -> Words {
    let channel = Words::line(&way.channel);
    match &way.site {
        Some(site) => channel.with_aside(&Words::plain(site)),
        None => channel,
    }
}

impl HyperCareView {
    pub(super) fn of(care: &HyperCareFacts, clock: Clock<'_>) -> Self {
        Self {
            start: clock.moment(care.start),
            until: clock.moment(care.until),
            support: care
                .support
                .iter()
                .map(|way| SupportView {
                    channel: channel(way),
                    number: way.number.as_deref().map(Words::reach),
                    hours: way.hours.as_deref().map(|text| {
                        let moments = [care.start, care.until];
                        hours(text, way.zone.as_ref(), (clock, &moments))
                    }),
                })
                .collect(),
            exit_when: lines(&care.exit_when),
            afterwards: care.afterwards.as_deref().map(Words::text),
        }
    }
}
