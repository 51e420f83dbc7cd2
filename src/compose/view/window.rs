//! The services of a window in words.

use super::lines;
use crate::compose::locale::Locale;
use crate::compose::words::Words;
use crate::notice::facts::{Impact, ServiceFacts};
use schemars::JsonSchema;
use serde::Serialize;

const HEADLINE: usize = 50;
const LABEL: usize = 30;
const LABEL_OF_SEVERAL: usize = 24;

/// The services of a window taken together.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct What {
    /// For subjects: `Patient records`, `Patient records + 2 more`.
    pub label: Words,
    /// Every name: `Patient records, Orders and Labels`.
    pub names: Words,
    /// For headlines: every name while they fit, else as in subjects.
    pub headline: Words,
    /// The worst that happens, in a word: `off`.
    pub state: Words,
    /// The worst that happens: `off`, `read-only`, `slower`.
    pub impact: Impact,
    /// Whether there is more than one service.
    pub several: bool,
    /// Whether any of them has a workaround or a contingency.
    pub prepared: bool,
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
    /// What to do without it.
    pub workaround: Option<Words>,
    /// What to do when it takes longer.
    pub contingency: Option<Words>,
    /// What still works.
    pub still_works: Vec<Words>,
}

impl What {
    pub(super) fn of(services: &[ServiceFacts], locale: &Locale) -> Self {
        let names: Vec<String> = services
            .iter()
            .map(|service| service.name.clone())
            .collect();
        let first = services.first().map_or("", |service| service.name.as_str());
        let label = match services.len() {
            0 | 1 => shorten(first, LABEL),
            count => locale.more(&shorten(first, LABEL_OF_SEVERAL), count - 1),
        };
        let impact = services
            .first()
            .map_or(Impact::Off, |service| service.impact);
        let names = locale.list(&names);
        let headline = if names.chars().count() <= HEADLINE {
            &names
        } else {
            &label
        };
        Self {
            headline: Words::plain(headline),
            label: Words::plain(&label),
            names: Words::plain(&names),
            state: state(impact, locale),
            impact,
            several: services.len() > 1,
            prepared: services
                .iter()
                .any(|service| service.workaround.is_some() || service.contingency.is_some()),
        }
    }
}

impl ServiceView {
    pub(super) fn of(service: &ServiceFacts, locale: &Locale) -> Self {
        Self {
            name: Words::plain(&service.name),
            impact: service.impact,
            state: state(service.impact, locale),
            high_severity: service.high_severity,
            workaround: service.workaround.as_deref().map(Words::sentence),
            contingency: service.contingency.as_deref().map(Words::sentence),
            still_works: lines(&service.still_works),
        }
    }
}

pub(super) fn still_works(services: &[ServiceFacts]) -> Vec<Words> {
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

fn state(impact: Impact, locale: &Locale) -> Words {
    let slug = match impact {
        Impact::Off => "off",
        Impact::ReadOnly => "read-only",
        Impact::Slower => "slower",
    };
    Words::plain(locale.states.get(slug).map_or(slug, String::as_str))
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
        if length(&kept) + length(word) + 1 > limit {
            break;
        }
        if !kept.is_empty() {
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
