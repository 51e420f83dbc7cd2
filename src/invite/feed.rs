//! A feed: the windows that touch an audience, as one calendar to subscribe to.
//!
//! It is made of the plan, the people and the tracks; the same input is the same file. It is for
//! planning: clients look at it every few hours at best, so no change inside two days relies on it.

use crate::calendar::zone::Instant;
use crate::directory::groups;
use crate::invite::downtime::{Downtime, Effect, plan_help, present};
use crate::invite::event::{Event, Method, Organizer, opened};
use crate::invite::line::{push, text};
use crate::invite::track::{Present, Stage, Track};
use crate::invite::tracks::Tracks;
use crate::invite::uid::Kind;
use crate::plan::audience::Audience;
use crate::plan::service::Severity;
use crate::plan::undecided::Undecided;
use crate::plan::window::{Status, Window};
use crate::rules::Case;
use chrono::TimeDelta;
use std::borrow::Cow;
use std::cmp::Reverse;

/// How long after its end a cancelled window stays, so that nobody takes it for forgotten.
const CANCELLED_STAY: TimeDelta = TimeDelta::days(30);

/// How long after its end any other window stays.
const PAST_STAY: TimeDelta = TimeDelta::days(90);

/// The least time between two looks of a client.
const REFRESH: &str = "PT4H";

/// A calendar to subscribe to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Feed {
    /// Its name in the list of calendars.
    pub name: String,
    /// What it holds.
    pub description: String,
    /// Where everything can be read.
    pub link: Option<String>,
    /// Its events, in order; may be none.
    pub events: Vec<Event>,
}

impl Feed {
    /// The feed of an audience. A window that the tracks have not followed yet begins now.
    pub fn of(case: Case, audience: &Audience, tracks: &Tracks, organizer: &Organizer) -> Self {
        let plan = case.plan;
        let windows = plan.windows().into_iter();
        let dated = windows.filter_map(|(_, window)| {
            let present = present(plan, window, tracks);
            let track = tracks.of(&present, case.now);
            let present = as_stated(present, &track);
            let shown = stays(present.stage, present.end, case.now);
            let is_off = present.stage == Stage::Cancelled;
            let downtime = shown.then(|| downtime(case, audience, (window, present)))??;
            let downtime = Downtime {
                awaits_date: is_off && window.status != Status::Cancelled,
                ..downtime
            };
            Some((downtime, track))
        });
        let undated = plan.undecided.iter();
        let undated = undated.filter_map(|window| taken_back(case, (audience, tracks), window));
        let events = dated.chain(undated).map(|(downtime, track)| Event {
            created: Some(track.created),
            ..downtime.event(organizer, track.sequence, track.modified)
        });
        Self {
            name: format!("Planned downtime - {}", plan.organisation),
            description: format!("{}: when services are off or limited", plan.title),
            link: plan.link.clone(),
            events: events.collect(),
        }
    }

    /// The calendar object.
    pub fn write(&self) -> String {
        let mut out = opened(Some(Method::Publish));
        for name in ["NAME", "X-WR-CALNAME"] {
            push(&mut out, name, &[], &text(&self.name));
        }
        for name in ["DESCRIPTION", "X-WR-CALDESC"] {
            push(&mut out, name, &[], &text(&self.description));
        }
        let value = [("VALUE", "DURATION")];
        push(&mut out, "REFRESH-INTERVAL", &value, REFRESH);
        push(&mut out, "X-PUBLISHED-TTL", &[], REFRESH);
        push(&mut out, "COLOR", &[], "orange");
        if let Some(link) = &self.link {
            push(&mut out, "URL", &[], link);
        }
        self.events.iter().for_each(|event| event.write(&mut out));
        push(&mut out, "END", &[], "VCALENDAR");
        out
    }
}

/// A window with the dates and the stage that its track follows: they may be those of its night.
fn as_stated(present: Present, track: &Track) -> Present {
    Present {
        start: track.start,
        end: track.end,
        stage: track.stage,
        ..present
    }
}

/// Whether a window is still shown.
fn stays(stage: Stage, end: Instant, now: Instant) -> bool {
    let stay = match stage {
        Stage::Cancelled => CANCELLED_STAY,
        _ => PAST_STAY,
    };
    now < end + stay
}

/// A window whose date was taken back, as it stands in calendars: cancelled on that date until it has
/// another, so that nobody keeps the old one. Nothing when calendars never had it.
fn taken_back<'t>(
    case: Case,
    (audience, tracks): (&Audience, &'t Tracks),
    undecided: &Undecided,
) -> Option<(Downtime, Cow<'t, Track>)> {
    let track = tracks.about(Kind::Window, undecided.id.as_str())?;
    let present = track.called_off();
    if !undecided.waits() && !stays(present.stage, present.end, case.now) {
        return None;
    }
    let zone = undecided.zone.clone();
    let mut window = Window::bare(
        undecided.id.clone(),
        (present.start, present.end),
        zone,
        undecided.span,
    );
    window.services.clone_from(&undecided.services);
    window.sites.clone_from(&undecided.sites);
    let downtime = downtime(case, audience, (&window, present))?;
    let downtime = Downtime {
        awaits_date: undecided.waits(),
        ..downtime
    };
    Some((downtime, Cow::Borrowed(track)))
}

/// A window as an audience has it; nothing when it touches none of them.
fn downtime(
    case: Case,
    audience: &Audience,
    (window, present): (&Window, Present),
) -> Option<Downtime> {
    let plan = case.plan;
    let groups = groups(plan, case.directory, audience, window);
    let concerns = |id| groups.iter().any(|group| group.services.contains(id));
    let touched = window.services.iter().filter(|(id, _)| concerns(id));
    let mut touched: Vec<_> = touched.collect();
    touched.sort_by_key(|(id, impact)| {
        let high = plan.service(id).severity == Severity::High;
        (Reverse(*impact), !high)
    });
    let effects: Vec<Effect> = touched
        .into_iter()
        .map(|(id, impact)| {
            let service = plan.service(id);
            Effect {
                service: service.name.clone(),
                impact: *impact,
                meanwhile: service.workaround.clone(),
            }
        })
        .collect();
    (!effects.is_empty()).then(|| Downtime {
        present,
        awaits_date: false,
        is_unlisted: false,
        effects,
        help: plan_help(plan),
        link: plan.link.clone(),
    })
}
