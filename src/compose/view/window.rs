//! A window and its services in words.

use super::lines;
use super::weighty::says_too;
use crate::compose::locale::Locale;
use crate::compose::moment::{Clock, Moment, Stretch};
use crate::compose::words::{Words, spoken};
use crate::diagnostic::hidden::LEFT_TO_RIGHT;
use crate::notice::facts::{Facts, Impact, ServiceFacts};
use crate::plan::isolate::isolated;
use chrono::TimeDelta;
use schemars::JsonSchema;
use serde::Serialize;

const HEADLINE: usize = 50;
const LABEL: usize = 30;
const LABEL_OF_SEVERAL: usize = 24;

/// A window.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct WindowView {
    /// Its times.
    pub when: Stretch,
    /// Whether the times may still move.
    pub provisional: bool,
    /// The name of the phase.
    pub phase: Words,
    /// The services taken together.
    pub what: What,
    /// The services that concern the reader, worst first.
    pub services: Vec<ServiceView>,
    /// What still works, over all of them.
    pub still_works: Vec<Words>,
    /// Services this window leaves alone, as one list in words.
    pub unaffected: Option<Words>,
    /// The last moment at which going back is possible, while it lies ahead.
    pub point_of_no_return: Option<Moment>,
    /// How long going back takes.
    pub way_back: Option<Words>,
    /// The last moment at which it can be decided to go back, to be back by the end and before the
    /// point of no return, while it lies ahead.
    pub last_chance: Option<Moment>,
    /// Other dates that were weighed.
    pub alternatives: Vec<AlternativeView>,
}

/// Another date that was weighed.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct AlternativeView {
    /// When.
    pub when: Stretch,
    /// What speaks for it.
    pub because: Option<Words>,
}

/// The services of a window taken together.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct What {
    /// The name of the first service as the plan has it.
    #[serde(skip)]
    first: String,
    /// For subjects: `Patient records`, `Patient records + 2 more`.
    pub label: Words,
    /// Every name: `Patient records, Orders and Labels`.
    pub names: Words,
    /// For headlines: the names of the worst hit while they fit, else as in subjects.
    pub headline: Words,
    /// The sites whose people alone are affected, for readers who may be elsewhere.
    pub sites: Option<Words>,
    /// The worst that happens, in a word: `off`.
    pub state: Words,
    /// For subjects, beside the label: the state when all services share it, else `affected`.
    pub label_state: Words,
    /// Whether the headline names not even the first in full.
    pub cut: bool,
    /// Services the headline does not name in full, with what happens to them.
    pub others: Option<Words>,
    /// The same without what happens to them.
    pub other_names: Option<Words>,
    /// The worst that happens: `off`, `read-only`, `slower`.
    pub impact: Impact,
    /// Whether there is more than one service.
    pub several: bool,
    /// Whether any of them has a workaround or a contingency.
    pub prepared: bool,
    /// Whether any of them has a workaround.
    pub instead: bool,
    /// Whether any of them has a workaround that the steps for the time it lasts do not say.
    pub unsaid: bool,
}

/// One service.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct ServiceView {
    /// Its name.
    pub name: Words,
    /// `off`, `read-only` or `slower`.
    pub impact: Impact,
    /// The same as a word of the language.
    pub state: Words,
    /// Whether it is of high severity.
    pub high_severity: bool,
    /// What to do without it; its paragraphs and items stay on lines of their own.
    pub workaround: Option<Words>,
    /// Whether the steps for the time it lasts say the same as the workaround.
    pub said: bool,
    /// What to do when it takes longer, likewise.
    pub contingency: Option<Words>,
    /// What still works.
    pub still_works: Vec<Words>,
}

impl WindowView {
    pub(super) fn of(facts: &Facts, clock: Clock<'_>) -> Self {
        let (window, now) = (&facts.window, facts.moment);
        let during: Vec<&str> = facts
            .actions
            .during
            .iter()
            .map(|action| action.text.as_str())
            .collect();
        let during = during.join(" ");
        let locale = clock.locale;
        let services = window.services.iter();
        let way_back = window.way_back.as_ref();
        let alternatives = window.alternatives.iter();
        Self {
            when: clock.stretch(window.start, window.end),
            provisional: window.provisional && window.start > now,
            phase: Words::plain(&window.phase),
            what: What::of(&facts.services(), &during, locale).at(&window.sites, locale),
            services: services
                .map(|service| ServiceView::of(service, &during, locale))
                .collect(),
            still_works: still_works(&window.services),
            unaffected: (!window.unaffected.is_empty())
                .then(|| Words::plain(&locale.list(&all_isolated(&window.unaffected)))),
            point_of_no_return: way_back
                .and_then(|back| back.point_of_no_return)
                .filter(|at| *at >= now)
                .map(|at| clock.moment(at)),
            last_chance: way_back
                .and_then(|back| back.last_chance)
                .filter(|at| *at >= now)
                .map(|at| clock.moment(at)),
            way_back: way_back
                .and_then(|back| back.minutes)
                .map(|minutes| Words::plain(&locale.length(TimeDelta::minutes(minutes)))),
            alternatives: alternatives
                .map(|other| AlternativeView {
                    when: clock.stretch(other.start, other.end),
                    because: other.because.as_deref().map(Words::text),
                })
                .collect(),
        }
    }
}

impl What {
    /// Services as subjects name them.
    pub(super) fn label_of(services: &[ServiceFacts], locale: &Locale) -> Words {
        Words::plain(&label(services, locale))
    }

    /// The first service alone in so many characters, with a sign that something is gone.
    pub(in crate::compose) fn shortened(&self, room: usize) -> String {
        let name = spoken(Words::plain(&self.first).as_str());
        let name = shorten(name.trim_end_matches(LEFT_TO_RIGHT), room - 2);
        let name = format!("{}…", name.trim_end_matches(['…', LEFT_TO_RIGHT]));
        spoken(Words::plain(&name).as_str())
    }

    /// The same where only people of some sites are affected: the headline says so.
    pub(super) fn at(self, sites: &[String], locale: &Locale) -> Self {
        if sites.is_empty() {
            return self;
        }
        let sites = Words::plain(&locale.list(&all_isolated(sites)));
        Self {
            headline: self.headline.with_aside(&sites),
            sites: Some(sites),
            ..self
        }
    }

    pub(super) fn of(services: &[ServiceFacts], during: &str, locale: &Locale) -> Self {
        let names: Vec<String> = services
            .iter()
            .map(|service| isolated(&service.name))
            .collect();
        let first = services.first().map_or("", |service| service.name.as_str());
        let label = label(services, locale);
        let impact = services
            .first()
            .map_or(Impact::Off, |service| service.impact);
        let names = locale.list(&names);
        let worst: Vec<String> = services
            .iter()
            .filter(|service| service.impact == impact)
            .map(|service| isolated(&service.name))
            .collect();
        let named = worst.len();
        let worst = locale.list(&worst);
        let fits = worst.chars().count() <= HEADLINE;
        let cut = !fits && !label.starts_with(first);
        let (headline, named) = match (fits, cut) {
            (true, _) => (&worst, named),
            (false, true) => (&label, 0),
            (false, false) => (&label, 1),
        };
        let others = services.iter().skip(named);
        let other_names: Vec<String> = others.clone().map(|other| isolated(&other.name)).collect();
        let others: Vec<String> = others
            .map(|other| {
                format!(
                    "{} ({})",
                    isolated(&other.name),
                    word(other.impact.slug(), locale)
                )
            })
            .collect();
        let mixed = services.iter().any(|service| service.impact != impact);
        let label_state = if mixed { "affected" } else { impact.slug() };
        Self {
            first: first.to_owned(),
            headline: Words::plain(headline),
            cut,
            label: Words::plain(&label),
            names: Words::plain(&names),
            sites: None,
            state: state(impact, locale),
            label_state: Words::plain(word(label_state, locale)),
            other_names: (!others.is_empty()).then(|| Words::plain(&locale.list(&other_names))),
            others: (!others.is_empty()).then(|| Words::plain(&locale.list(&others))),
            impact,
            several: services.len() > 1,
            instead: services.iter().any(|service| service.workaround.is_some()),
            unsaid: services
                .iter()
                .filter_map(|service| service.workaround.as_deref())
                .any(|instead| !says_too(during, instead)),
            prepared: services
                .iter()
                .any(|service| service.workaround.is_some() || service.contingency.is_some()),
        }
    }
}

/// The first service by name, and how many more there are.
fn label(services: &[ServiceFacts], locale: &Locale) -> String {
    let first = services.first().map_or("", |service| service.name.as_str());
    match services.len() {
        0 | 1 => isolated(&shorten(first, LABEL)),
        count => locale.more(&isolated(&shorten(first, LABEL_OF_SEVERAL)), count - 1),
    }
}

impl ServiceView {
    fn of(service: &ServiceFacts, during: &str, locale: &Locale) -> Self {
        Self {
            name: Words::plain(&service.name),
            impact: service.impact,
            state: state(service.impact, locale),
            high_severity: service.high_severity,
            workaround: service.workaround.as_deref().map(Words::text),
            said: service
                .workaround
                .as_deref()
                .is_some_and(|instead| says_too(during, instead)),
            contingency: service.contingency.as_deref().map(Words::text),
            still_works: lines(&service.still_works),
        }
    }
}

fn still_works(services: &[ServiceFacts]) -> Vec<Words> {
    let mut all: Vec<Words> = Vec::new();
    for words in services
        .iter()
        .flat_map(|service| lines(&service.still_works))
    {
        if !all.contains(&words) {
            all.push(words);
        }
    }
    all
}

/// Names that a list can name one after the other, whichever way each is read.
pub(super) fn all_isolated(names: &[String]) -> Vec<String> {
    names.iter().map(|name| isolated(name)).collect()
}

fn state(impact: Impact, locale: &Locale) -> Words {
    Words::plain(word(impact.slug(), locale))
}

fn word<'a>(slug: &'a str, locale: &'a Locale) -> &'a str {
    locale.states.get(slug).map_or(slug, String::as_str)
}

/// A name that fits a subject: without its bracketed part, then cut after a whole word.
fn shorten(name: &str, limit: usize) -> String {
    let length = |text: &str| text.chars().count();
    if length(name) <= limit {
        return name.to_owned();
    }
    let plain = name.split(['(', '[']).next().unwrap_or(name).trim();
    if !plain.is_empty() && length(plain) <= limit {
        return plain.to_owned();
    }
    let mut kept = String::new();
    for word in plain.split_whitespace() {
        let space = usize::from(!kept.is_empty());
        if length(&kept) + space + length(word) > limit {
            break;
        }
        if space > 0 {
            kept.push(' ');
        }
        kept.push_str(word);
    }
    if kept.is_empty() {
        kept = plain.chars().take(limit - 1).collect();
    }
    kept.trim_end_matches([',', ';', ':', '-', '&'])
        .trim_end()
        .to_owned()
        + "…"
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_long_name_is_cut_after_a_word() {
        assert_eq!(shorten("Patient records", 24), "Patient records");
        assert_eq!(
            shorten("Laboratory orders (Viewpoint 7.2)", 24),
            "Laboratory orders"
        );
        assert_eq!(
            shorten("Enterprise resource planning and reporting", 30),
            "Enterprise resource planning…"
        );
        assert_eq!(shorten(&"x".repeat(40), 10), "xxxxxxxxx…");
    }
}
