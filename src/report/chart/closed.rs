//! What is closed in the days of a picture: freezes and days off, of the plan and of its sites, each
//! once.

use super::{Chart, Stretch};
use crate::calendar::{Calendar, Freeze, Hardness};
use crate::plan::id::Id;
use chrono::NaiveDate;
use std::collections::{BTreeMap, BTreeSet};

/// A freeze, and whom it binds in words; nothing when it binds everybody.
pub(super) struct Frozen<'a> {
    pub freeze: &'a Freeze,
    pub whom: Option<String>,
}

impl Frozen<'_> {
    pub(super) fn stretch(&self) -> Stretch {
        Stretch {
            first: self.freeze.from,
            last: self.freeze.to,
        }
    }

    /// `29 Mar to 7 Apr, soft, for Finance`.
    pub(super) fn words(&self) -> String {
        let [from, to] = [self.freeze.from, self.freeze.to].map(|day| day.format("%-d %b"));
        let weight = match self.freeze.hardness {
            Hardness::Hard => "",
            Hardness::Soft => ", soft",
        };
        let whom = self.whom.as_ref();
        let whom = whom.map_or(String::new(), |whom| format!(", for {whom}"));
        format!("{from} to {to}{weight}{whom}")
    }
}

/// Days off: what they are called and who keeps them.
pub(super) type DaysOff = BTreeMap<NaiveDate, BTreeMap<String, Kept>>;

/// Who keeps a day off.
#[derive(Default)]
pub(super) struct Kept {
    /// Calendars, by their number.
    calendars: BTreeSet<usize>,
    /// What they are called: the country, or the site.
    names: BTreeSet<String>,
}

impl<'a> Chart<'a> {
    /// The freezes that touch some days, in order.
    pub(super) fn freezes(&self, days: Stretch) -> Vec<Frozen<'a>> {
        let plan = self.case.plan;
        let own = plan.freezes.iter().map(|bound| (bound, None));
        let theirs = plan.sites.iter().flat_map(|site| {
            let freezes = site.freezes.iter();
            freezes.map(move |bound| (bound, Some(site.name.as_str())))
        });
        let mut found: Vec<Frozen> = Vec::new();
        for (bound, site) in own.chain(theirs) {
            let freeze = &bound.freeze;
            let is_known = found.iter().any(|known| known.freeze == freeze);
            let stretch = Stretch {
                first: freeze.from,
                last: freeze.to,
            };
            if is_known || !stretch.touches(days) {
                continue;
            }
            let names = bound.applies_to.iter().map(|id| self.named(id));
            let whom: Vec<String> = site.map(str::to_owned).into_iter().chain(names).collect();
            found.push(Frozen {
                freeze,
                whom: (!whom.is_empty()).then(|| whom.join(", ")),
            });
        }
        found.sort_by_key(|frozen| (frozen.freeze.from, frozen.freeze.to));
        found
    }

    /// The days off, of everybody who is told anything, and of the plan.
    pub(super) fn days_off(&self, days: Stretch) -> DaysOff {
        let plan = self.case.plan;
        let own = (plan.organisation.as_str(), &plan.calendar);
        let sites = plan.sites.iter();
        let sites = sites.map(|site| (site.name.as_str(), &site.calendar));
        let mut found = DaysOff::new();
        for (number, (place, calendar)) in std::iter::once(own).chain(sites).enumerate() {
            for (day, name, country) in off(calendar) {
                if days.holds(day) {
                    let kept = found.entry(day).or_default().entry(name).or_default();
                    kept.calendars.insert(number);
                    kept.names.insert(country.unwrap_or(place).to_owned());
                }
            }
        }
        found
    }

    /// What a day off is called, with who keeps it when not everybody does.
    pub(super) fn called(&self, names: &BTreeMap<String, Kept>) -> String {
        let calendars = 1 + self.case.plan.sites.len();
        let words = names.iter().map(|(name, kept)| {
            let names: Vec<&str> = kept.names.iter().map(String::as_str).collect();
            match kept.calendars.len() == calendars {
                true => name.clone(),
                false => format!("{name} ({})", names.join(", ")),
            }
        });
        words.collect::<Vec<_>>().join("; ")
    }

    /// The name of a department or an audience.
    fn named(&self, id: &Id) -> String {
        let plan = self.case.plan;
        let department = plan.department(id).map(|department| &department.name);
        let name = department.or_else(|| plan.audience(id).map(|audience| &audience.name));
        name.map_or_else(|| id.to_string(), String::clone)
    }
}

/// The days off of a calendar with their names, and the country that keeps them; weekends are none.
fn off(calendar: &Calendar) -> impl Iterator<Item = (NaiveDate, String, Option<&str>)> {
    let holidays = calendar.holidays.iter().flat_map(|holidays| {
        let days = holidays.days();
        days.map(|(day, name)| (day, name.to_owned(), Some(holidays.place())))
    });
    let own = calendar.days_off.iter().map(|(day, name)| {
        let name = if name.is_empty() { "day off" } else { name };
        (*day, name.to_owned(), None)
    });
    holidays.chain(own)
}
