//! What a notice states of a briefing: when and where, what is talked about, and the windows of which
//! its readers hear more there.

use super::facts::ServiceFacts;
use crate::calendar::zone::Instant;
use serde::Serialize;
use std::cmp::Reverse;

/// A briefing.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct BriefingFacts {
    /// Its id.
    pub id: String,
    /// First instant.
    pub start: Instant,
    /// First instant after.
    pub end: Instant,
    /// Where to join, an `https` address.
    pub join: Option<String>,
    /// The room.
    pub place: Option<String>,
    /// What is talked about.
    pub agenda: Vec<String>,
    /// What to bring.
    pub bring: Vec<String>,
    /// A second session or recording, in words.
    pub otherwise: Option<String>,
    /// Whether its mail takes an older entry of it out of the calendars of some of its readers.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub replaces: bool,
    /// The windows ahead that it invites to hear of, in order; none when that is one.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub windows: Vec<BriefedWindow>,
}

/// A window of which readers hear more in a briefing.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct BriefedWindow {
    /// Its id.
    pub id: String,
    /// First instant.
    pub start: Instant,
    /// First instant after.
    pub end: Instant,
    /// Services that concern these readers, worst first; never empty.
    pub services: Vec<ServiceFacts>,
    /// The sites whose people alone it affects, for readers who are not bound to one of them.
    pub sites: Vec<String>,
}

impl BriefingFacts {
    /// The services of all its windows, each once as it is hit worst; the worst first.
    pub fn services(&self) -> Vec<ServiceFacts> {
        let mut services = merged(self.windows.iter().flat_map(|window| &window.services));
        services.sort_by_key(|service| (Reverse(service.impact), !service.high_severity));
        services
    }
}

/// Services of several windows, each once as it is hit worst.
pub fn merged<'a>(all: impl Iterator<Item = &'a ServiceFacts>) -> Vec<ServiceFacts> {
    let mut services: Vec<ServiceFacts> = Vec::new();
    for service in all {
        match services.iter_mut().find(|known| known.id == service.id) {
            Some(known) => known.impact = known.impact.max(service.impact),
            None => services.push(service.clone()),
        }
    }
    services
}
