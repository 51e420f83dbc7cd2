//! Several notices in one mail, as the lines that name them say it.

use super::What;
use crate::compose::locale::Locale;
use crate::compose::moment::{Clock, Moment};
use crate::compose::words::{Words, spoken};
use crate::notice::briefing::merged;
use crate::notice::facts::ServiceFacts;
use crate::notice::{EventFacts, Notice};
use crate::plan::milestone::Milestone;
use schemars::JsonSchema;
use serde::Serialize;
use std::cmp::Reverse;
use std::collections::BTreeSet;

/// Several notices in one mail.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct TogetherView {
    /// The subject of the first of them, which leads.
    pub subject: Words,
    /// What stands above the others.
    pub others: Vec<Words>,
    /// How many of the others say something else than one before them, and not the same in another
    /// role.
    pub more: usize,
    /// Whether the subject of the first of them counts its services already: `Accounts + 2 more`.
    pub counts: bool,
    /// Each window with its news, the gravest first.
    pub news: Vec<NewsView>,
    /// Whether they take back what was told.
    pub corrects: bool,
    /// The kind of their news, when all are of one: `cancelled`, `rescheduled` to a new date each …
    pub all: Option<&'static str>,
    /// The services of all of them, worst first, for subjects: `Patient records + 2 more`.
    pub label: Words,
    /// How many windows they are about.
    pub windows: usize,
    /// When the first of these starts.
    pub start: Moment,
}

/// The news of one window, for subjects.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct NewsView {
    /// `cancelled`, `rescheduled` to a new date, `postponed` without one, `again` for whoever was let
    /// go, `changed`, or another milestone.
    pub kind: &'static str,
    /// The services of the window.
    pub label: Words,
    /// When it starts, of a new date.
    pub start: Option<Moment>,
}

impl NewsView {
    fn of(notice: &Notice, locale: &Locale) -> Self {
        let facts = &notice.facts;
        let is_dated = |event: &EventFacts| event.has_new_date;
        let is_dated = facts.event.as_ref().is_some_and(is_dated);
        let kind = match facts.milestone {
            Milestone::Rescheduled if facts.again => "again",
            Milestone::Rescheduled if !is_dated => "postponed",
            milestone => milestone.slug(),
        };
        let has_start = facts.milestone == Milestone::Rescheduled && is_dated;
        Self {
            kind,
            label: What::label_of(&facts.services(), locale),
            start: has_start.then(|| start(notice, locale)),
        }
    }
}

/// When the window of a notice starts.
fn start(notice: &Notice, locale: &Locale) -> Moment {
    let clock = Clock {
        locale,
        zone: &notice.zone,
        event_zone: &notice.event_zone,
    };
    clock.moment(notice.facts.window.start)
}

/// Whether two notices tell the same news of the same window, to another role.
pub fn says_same(one: &Notice, other: &Notice) -> bool {
    let (one, other) = (&one.facts, &other.facts);
    one.window.id == other.window.id && one.milestone == other.milestone
}

impl TogetherView {
    /// What several notices are, the first of which leads.
    pub fn of(notices: &[&Notice], (subject, others): (&str, &[String]), locale: &Locale) -> Self {
        let facts = || notices.iter().map(|notice| &notice.facts);
        let windows: BTreeSet<&str> = facts().map(|facts| facts.window.id.as_str()).collect();
        let mut told: Vec<&&Notice> = Vec::new();
        for notice in notices {
            if !told.iter().any(|told| says_same(told, notice)) {
                told.push(notice);
            }
        }
        let news = told.iter().map(|notice| NewsView::of(notice, locale));
        let news: Vec<NewsView> = news.collect();
        let earliest = notices
            .iter()
            .min_by_key(|notice| notice.facts.window.start);
        let services_of_first = notices[0].facts.services();
        let label_of_first = What::label_of(&services_of_first, locale);
        Self {
            counts: services_of_first.len() > 1
                && subject.contains(&spoken(label_of_first.as_str())),
            more: told.len() - 1,
            all: news[1..]
                .iter()
                .all(|other| other.kind == news[0].kind)
                .then(|| news[0].kind),
            news,
            subject: Words::plain(subject),
            others: others.iter().map(|other| Words::plain(other)).collect(),
            corrects: facts().all(|facts| facts.milestone.corrects()),
            label: What::label_of(&services(notices), locale),
            windows: windows.len(),
            start: start(earliest.unwrap_or(&notices[0]), locale),
        }
    }
}

/// The services of several notices, each once as it is hit worst; the worst first.
fn services(notices: &[&Notice]) -> Vec<ServiceFacts> {
    let spoken = notices.iter().map(|notice| notice.facts.services());
    let spoken: Vec<_> = spoken.collect();
    let mut services = merged(spoken.iter().flat_map(|services| services.iter()));
    services.sort_by_key(|service| Reverse((service.high_severity, service.impact)));
    services
}
