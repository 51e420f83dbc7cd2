//! A window in people's calendars: it is seen, reminds once, and never fills a diary.

use crate::calendar::zone::Instant;
use crate::invite::event::{Alarm, Busy, Event, Organizer};
use crate::invite::track::{Present, Stage, Track};
use crate::invite::tracks::Tracks;
use crate::invite::uid::Kind;
use crate::notice::event::EventFacts;
use crate::notice::facts::Facts;
use crate::plan::impact::Impact;
use crate::plan::isolate::isolated;
use crate::plan::milestone::Milestone;
use crate::plan::service::Users;
use crate::plan::window::{Status, Window};
use crate::plan::{Id, Plan};

/// What the window does to one service, as its users are told.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Effect {
    /// The service's name.
    pub service: String,
    /// What happens to it.
    pub impact: Impact,
    /// What to do meanwhile, in the planner's words.
    pub meanwhile: Option<String>,
}

/// A window as one audience has it in its calendars.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Downtime {
    /// The window as it is.
    pub present: Present,
    /// Whether it is off on its date, and another is to come.
    pub awaits_date: bool,
    /// Whether it is as it was, and only these people hear no more of it.
    pub is_unlisted: bool,
    /// What it does to the services of these people, worst first.
    pub effects: Vec<Effect>,
    /// Where help is, in one line.
    pub help: Option<String>,
    /// Where everything can be read.
    pub link: Option<String>,
}

impl Downtime {
    /// The window as a notice states it; nothing when it takes back what stands in no calendar.
    pub fn of(facts: &Facts, (plan, tracks): (&Plan, &Tracks)) -> Option<Self> {
        let window = &facts.window;
        let is_off = is_off(facts);
        let mut present = Present {
            uid: tracks.name(plan, Kind::Window, &window.id),
            kind: Kind::Window,
            key: window.id.clone(),
            start: window.start,
            end: window.end,
            stage: match window.provisional {
                _ if is_off => Stage::Cancelled,
                true => Stage::Tentative,
                false => Stage::Confirmed,
            },
            place: String::new(),
            words: String::new(),
        };
        let is_decided = facts.milestone == Milestone::GoNoGo;
        if let Some(event) = facts.event.as_ref().filter(|_| is_off && !is_decided) {
            // The dates are those that stand in calendars, whatever the plan says now.
            (present.start, present.end) = event.old_start.zip(event.old_end)?;
        }
        let services = window.services.iter();
        let effects = services.map(|service| Effect {
            service: service.name.clone(),
            impact: service.impact,
            meanwhile: service.workaround.clone(),
        });
        let contact = &facts.contact;
        Some(Self {
            present,
            awaits_date: is_off && (is_decided || facts.milestone == Milestone::Rescheduled),
            is_unlisted: facts.milestone == Milestone::Unlisted,
            effects: effects.collect(),
            help: help(&contact.phone, &contact.hours, contact.email.as_deref()),
            link: facts.link.clone(),
        })
    }

    /// The event, stated at `stamp` under a number of its track.
    pub fn event(&self, organizer: &Organizer, sequence: u32, stamp: Instant) -> Event {
        let stage = self.present.stage;
        let services = self.effects.iter();
        let services: Vec<_> = services
            .map(|effect| (effect.service.as_str(), effect.impact))
            .collect();
        let words = summary(&services);
        let worst = services.first().map_or(words.clone(), |(name, impact)| {
            format!("{} {} in 2 hours", isolated(name), word(*impact))
        });
        Event {
            uid: self.present.uid.clone(),
            stamp,
            created: None,
            sequence,
            start: self.present.start,
            end: self.present.end,
            summary: match stage {
                Stage::Tentative => format!("Provisional: {words}"),
                Stage::Cancelled if self.is_unlisted => {
                    format!("Not kept up to date any more: {words}")
                }
                Stage::Cancelled => format!("Cancelled: {words}"),
                Stage::Confirmed | Stage::InProcess | Stage::Completed => words,
            },
            location: None,
            description: Some(self.description()),
            status: Some(stage.status()),
            busy: Some(Busy::Free),
            category: Some("Planned downtime"),
            link: self.link.clone(),
            organizer: organizer.clone(),
            attendee: None,
            extras: Vec::new(),
            alarm: (stage != Stage::Cancelled).then_some(Alarm {
                before: "PT2H",
                text: worst,
            }),
        }
    }

    fn description(&self) -> String {
        let mut lines = Vec::new();
        match self.present.stage {
            Stage::Cancelled if self.awaits_date => {
                let words =
                    "It is not on this date. There is no new date yet: you can work as usual.";
                lines.push(words.to_owned());
            }
            Stage::Cancelled if self.is_unlisted => {
                let words = "You get no further messages about this, so this entry is not kept up to date any more. It may still take place.";
                lines.push(words.to_owned());
            }
            Stage::Cancelled => {
                lines.push("This does not take place: you can work as usual.".to_owned());
            }
            stage => {
                if stage == Stage::Tentative {
                    lines.push("The date may still move.".to_owned());
                }
                for effect in &self.effects {
                    lines.push(effect.sentence());
                    let meanwhile = effect.meanwhile.as_deref().map(plain);
                    lines.extend(meanwhile.map(|words| format!("Meanwhile: {}", isolated(&words))));
                }
            }
        }
        lines.extend(
            self.help
                .as_ref()
                .map(|help| format!("Help: {}", isolated(help))),
        );
        let link = self.link.as_ref();
        lines.extend(link.map(|link| format!("Everything about it: {link}")));
        lines.join("\n")
    }
}

impl Effect {
    fn sentence(&self) -> String {
        let name = isolated(&self.service);
        match self.impact {
            Impact::Off => format!("{name}: off, you cannot use it."),
            Impact::ReadOnly => format!("{name}: you can look things up, but not change them."),
            Impact::Slower => format!("{name}: works, but slower."),
        }
    }
}

/// Whether a notice takes the window out of its readers' calendars: it is off, be it by decision on the
/// night, it does not concern them, they hear no more of it, or it has no date any more, and then the old one must not stay in
/// diaries.
pub fn is_off(facts: &Facts) -> bool {
    use Milestone::{Cancelled, GoNoGo, Rescheduled};
    let event = facts.event.as_ref();
    match facts.milestone {
        Cancelled => true,
        milestone if milestone.lets_go() => true,
        Rescheduled => event.is_some_and(|event| !event.has_new_date),
        GoNoGo => event.is_some_and(EventFacts::is_no_go),
        _ => false,
    }
}

/// A window of a plan as calendars know it.
pub fn present(plan: &Plan, window: &Window, tracks: &Tracks) -> Present {
    let services = window.services.iter().map(|(id, impact)| {
        let service = plan.service(id);
        let meanwhile = service.workaround.as_deref().unwrap_or_default();
        let users = match &service.used_by {
            Users::Everyone => String::new(),
            Users::Departments(users) => users.iter().map(|id| format!("\u{1f}{id}")).collect(),
        };
        let (name, impact) = (&service.name, impact.slug());
        format!("{name}\u{1f}{impact}\u{1f}{meanwhile}{users}")
    });
    let help = plan_help(plan).unwrap_or_default();
    let link = plan.link.clone().unwrap_or_default();
    let words: Vec<String> = services.chain([help, link]).collect();
    Present {
        uid: tracks.name(plan, Kind::Window, window.id.as_str()),
        kind: Kind::Window,
        key: window.id.to_string(),
        start: window.start,
        end: window.end,
        stage: match window.status {
            Status::Provisional => Stage::Tentative,
            Status::Confirmed => Stage::Confirmed,
            Status::Cancelled => Stage::Cancelled,
        },
        place: String::new(),
        words: words.join("\u{1e}"),
    }
}

/// Every window of a plan as calendars know it; those without a date as taken back. With
/// `gone_is_off` so are those that are gone from the plan.
pub fn windows(plan: &Plan, tracks: &Tracks, gone_is_off: bool) -> Vec<Present> {
    let windows = plan.windows().into_iter();
    let dated = windows.map(|(_, window)| present(plan, window, tracks));
    let is_dateless = |track: &&Track| {
        let is_it = |id: &Id| id.as_str() == track.key;
        let dated = plan.windows().iter().any(|(_, window)| is_it(&window.id));
        let undecided = plan.undecided.iter().any(|window| is_it(&window.id));
        track.kind == Kind::Window && !dated && (undecided || gone_is_off)
    };
    let dateless = tracks.iter().filter(is_dateless);
    dated.chain(dateless.map(Track::called_off)).collect()
}

/// Where help is, in one line.
pub fn plan_help(plan: &Plan) -> Option<String> {
    let contact = &plan.contact;
    help(&contact.phone, &contact.hours, Some(contact.email.as_str()))
}

fn help(phone: &Option<String>, hours: &Option<String>, email: Option<&str>) -> Option<String> {
    let way = phone.as_deref().or(email)?;
    let hours = hours.as_deref().filter(|_| phone.is_some());
    Some(hours.map_or_else(|| way.to_owned(), |hours| format!("{way}, {hours}")))
}

/// `Patient records off (planned)`; of several services, the worst hit first.
pub fn summary(services: &[(&str, Impact)]) -> String {
    let Some(((name, worst), rest)) = services.split_first() else {
        return "Planned work".to_owned();
    };
    let (name, word) = (isolated(name), word(*worst));
    let alike = rest.iter().all(|(_, impact)| impact == worst);
    match (rest.len(), alike) {
        (0, _) => format!("{name} {word} (planned)"),
        (more, true) => format!("{name} + {more} more {word} (planned)"),
        (more, false) => format!("{name} {word} + {more} more affected (planned)"),
    }
}

fn word(impact: Impact) -> &'static str {
    match impact {
        Impact::Off => "off",
        Impact::ReadOnly => "read-only",
        Impact::Slower => "slower",
    }
}

/// The planner's light Markdown without its marks.
fn plain(text: &str) -> String {
    let bare = text.replace("**", "").replace('`', "");
    bare.split_whitespace().collect::<Vec<_>>().join(" ")
}
