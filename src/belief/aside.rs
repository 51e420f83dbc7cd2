//! Aside: a window that a notice about another one names, with its date. Whoever reads it there counts
//! with that date before any notice of the window itself reaches her.

use super::arrival::Arrival;
use super::claim::{Claim, When};
use super::heard::Heard;
use super::told::Told;
use crate::calendar::zone::{Instant, Zone};
use crate::ledger::{Record, Stated};
use crate::plan::impact::Impact;
use crate::plan::milestone::Milestone;
use crate::plan::role::Role;
use serde::Deserialize;
use std::sync::Arc;

/// How exactly the date of a window is named in words about another one. They do not say whether it may
/// still move, nor what is to be done.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Aside {
    /// With its hours.
    Hours,
    /// By its days.
    Days,
}

impl Aside {
    /// How an invitation to a briefing names each of several windows.
    fn invited(milestone: Milestone, role: Role) -> Option<Self> {
        match role {
            _ if milestone != Milestone::Briefing => None,
            Role::DepartmentHeads => Some(Self::Hours),
            Role::Executives => Some(Self::Days),
            Role::EndUsers | Role::Machine => None,
        }
    }

    /// How a notice that asks for a decision names the other windows that it covers.
    fn covered(milestone: Milestone, role: Role) -> Option<Self> {
        use Milestone::{Detail, First, Reminder7};
        let asks = matches!(milestone, First | Detail | Reminder7);
        (asks && role == Role::Executives).then_some(Self::Days)
    }

    /// Whether a date that was named so is still the same on the reader's clock.
    pub(super) fn holds(
        self,
        told: (Instant, Instant),
        holds: (Instant, Instant),
        zone: &Zone,
    ) -> bool {
        let day = |at| zone.civil(at).date();
        match self {
            Self::Hours => told == holds,
            Self::Days => [(told.0, holds.0), (told.1, holds.1)]
                .into_iter()
                .all(|(one, other)| day(one) == day(other)),
        }
    }
}

/// The part of a notice's facts that names other windows, as the ledger keeps it.
#[derive(Deserialize)]
struct Naming {
    milestone: Milestone,
    role: Role,
    zone: Option<String>,
    briefing: Option<Invitation>,
    #[serde(default)]
    covered: Vec<Named>,
}

#[derive(Deserialize)]
struct Invitation {
    #[serde(default)]
    windows: Vec<Named>,
}

#[derive(Deserialize)]
struct Named {
    id: String,
    start: Instant,
    end: Instant,
    #[serde(default)]
    services: Vec<Service>,
}

#[derive(Deserialize)]
struct Service {
    id: String,
    name: String,
    impact: Impact,
}

impl Named {
    fn claim(self, aside: Aside, zone: Option<String>) -> (String, Claim) {
        let when = When::Dated {
            start: self.start,
            end: self.end,
            provisional: false,
        };
        let services = self.services.into_iter();
        let services = services.map(|service| (service.id, (service.name, service.impact)));
        let claim = Claim {
            services: services.collect(),
            aside: Some(aside),
            zone,
            ..Claim::undated(when)
        };
        (self.id, claim)
    }
}

/// The windows that the words of a notice name with their dates, by their ids as they were told; its
/// own may be among them.
pub(super) fn named(stated: &Stated) -> Vec<(String, Claim)> {
    let Ok(naming) = serde_json::from_str::<Naming>(stated.json()) else {
        return Vec::new();
    };
    let (milestone, role) = (naming.milestone, naming.role);
    let invited = naming.briefing.into_iter().flat_map(|call| call.windows);
    let invited = Aside::invited(milestone, role).map(|aside| (aside, invited.collect()));
    let covered = Aside::covered(milestone, role).map(|aside| (aside, naming.covered));
    let named = invited.into_iter().chain(covered);
    let named = named.flat_map(|(aside, windows): (Aside, Vec<Named>)| {
        windows.into_iter().map(move |window| (aside, window))
    });
    let named = named.map(|(aside, window)| window.claim(aside, naming.zone.clone()));
    named.collect()
}

impl Heard {
    /// Takes in the date of this window that a notice of another one named. It speaks for itself where
    /// nothing else does; beside what she surely heard it is what she may believe, and corrects nothing.
    pub(super) fn read_aside(&mut self, (record, arrival): (&Record, Arrival), claim: &Arc<Claim>) {
        let arrived = arrival == Arrival::Sure;
        if arrival == Arrival::None {
            return;
        }
        if arrived && self.certain.is_none() {
            self.certain = Some(Arc::clone(claim));
            self.dated = Some(Arc::clone(claim));
        } else if !self
            .beliefs()
            .any(|told| told.when.span() == claim.when.span())
        {
            self.possible.push(Arc::clone(claim));
        }
        if self.told.is_empty() {
            self.first = self.first.or(Some(record.state.at));
            self.named.get_or_insert_with(|| Told::of(record));
        }
    }

    /// Whether anything that names the window reached her or may have.
    pub(super) fn was_told(&self) -> bool {
        !self.told.is_empty() || self.named.is_some()
    }
}
