//! What is ready, by a given instant: red, amber or green, and whom to ask.

use super::folder::{self, Folder, folders};
use crate::calendar::zone::Instant;
use crate::directory::Directory;
use crate::plan::Plan;
use crate::plan::address::Address;
use crate::plan::id::Id;
use crate::plan::length::{Lead, Length};
use crate::plan::person::Person;
use crate::plan::readiness::{Owner, Readiness, State, Test};
use crate::plan::window::{Status, Window};
use chrono::{NaiveDate, TimeDelta};
use serde::Serialize;

/// Working days before its deadline from which something open is watched.
const SOON: u32 = 5;

/// How something stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Light {
    /// It holds up the start.
    Red,
    /// It needs watching.
    Amber,
    /// It is done, or there is time.
    Green,
}

/// Why it stands so.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Because {
    /// It was tried and did not work.
    Failed,
    /// A scan has found what must be gone by then.
    Found,
    /// It was due, and is not done.
    Overdue,
    /// It is due within a few working days.
    DueSoon,
    /// It is done, and the proof of a test has no date, no place or no measured time, or a scan could
    /// not read every file.
    Unproven,
    /// It is done.
    Done,
    /// It is open, and there is time.
    InTime,
}

/// An item before one window, by a given instant.
#[derive(Debug, Clone)]
pub struct Item<'a> {
    /// The item.
    pub readiness: &'a Readiness,
    /// The window before whose start it is due.
    pub window: &'a Window,
    /// The first instant at which it is overdue.
    pub due: Instant,
    /// Why it stands as it does.
    pub because: Because,
    /// Where its owner is asked.
    pub address: Option<Address>,
    /// When it is a scan: its folders, and what was found there last.
    pub folders: Vec<Folder<'a>>,
}

impl Because {
    /// How something that stands so is shown.
    pub fn light(self) -> Light {
        match self {
            Self::Failed | Self::Found | Self::Overdue => Light::Red,
            Self::DueSoon | Self::Unproven => Light::Amber,
            Self::Done | Self::InTime => Light::Green,
        }
    }
}

impl Item<'_> {
    /// How it stands.
    pub fn light(&self) -> Light {
        self.because.light()
    }

    /// The last day on which it is not overdue, where the work is done.
    pub fn day(&self) -> NaiveDate {
        let last = self.due - TimeDelta::seconds(1);
        self.window.zone.civil(last).date()
    }
}

/// Every item before the next window that it concerns, worst first, then the one due first.
pub fn items<'a>(plan: &'a Plan, directory: &Directory, now: Instant) -> Vec<Item<'a>> {
    let next = |readiness: &Readiness| {
        let mut ahead: Vec<&Window> = live(plan, readiness).collect();
        ahead.sort_by_key(|window| (window.end <= now, window.start));
        ahead.first().copied()
    };
    let all = plan.case.readiness.iter();
    let items = all.filter_map(|readiness| {
        let window = next(readiness)?;
        Some(item(plan, directory, (readiness, window), now))
    });
    sorted(items.collect())
}

/// The items that are due before one window.
pub fn before<'a>(
    plan: &'a Plan,
    directory: &Directory,
    window: &'a Window,
    now: Instant,
) -> Vec<Item<'a>> {
    let concerns = |readiness: &&Readiness| {
        let named = readiness.window.as_ref();
        named.is_none_or(|id| *id == window.id)
    };
    let ours = plan.case.readiness.iter().filter(concerns);
    let items = ours.map(|readiness| item(plan, directory, (readiness, window), now));
    sorted(items.collect())
}

fn sorted(mut items: Vec<Item>) -> Vec<Item> {
    items.sort_by_key(|item| (item.light(), item.due));
    items
}

/// The windows that an item may be due before.
fn live<'a>(plan: &'a Plan, readiness: &Readiness) -> impl Iterator<Item = &'a Window> {
    let windows = plan.windows().into_iter().map(|(_, window)| window);
    let named = readiness.window.clone();
    windows
        .filter(|window| window.status != Status::Cancelled)
        .filter(move |window| named.as_ref().is_none_or(|id| *id == window.id))
}

fn item<'a>(
    plan: &'a Plan,
    directory: &Directory,
    (readiness, window): (&'a Readiness, &'a Window),
    now: Instant,
) -> Item<'a> {
    let due = deadline(plan, readiness.due.as_ref(), window);
    let is_scan = readiness.test == Some(Test::Scan);
    let mut item = Item {
        readiness,
        window,
        due,
        because: Because::Done,
        address: address(plan, directory, &readiness.owner),
        folders: if is_scan { folders(plan) } else { Vec::new() },
    };
    let soon = || {
        let from = plan.calendar.business_days_before(item.day(), SOON);
        window.zone.civil(now).date() >= from
    };
    if let Some(because) = folder::because(&item.folders) {
        item.because = because;
        return item;
    }
    item.because = match readiness.state {
        State::Failed => Because::Failed,
        State::Done if is_unproven(readiness) => Because::Unproven,
        State::Done => Because::Done,
        State::Open if now >= due => Because::Overdue,
        State::Open if soon() => Because::DueSoon,
        State::Open => Because::InTime,
    };
    item
}

/// The first instant at which something is overdue. A deadline in days lasts until that day is over.
pub fn deadline(plan: &Plan, due: Option<&Lead>, window: &Window) -> Instant {
    let Some(lead) = due else {
        return window.start;
    };
    let mut calendar = plan.calendar.clone();
    calendar.zone = window.zone.clone();
    let moment = window.moment(lead, &calendar);
    if lead.time.is_some() || matches!(lead.length, Length::Minutes(_)) {
        return moment;
    }
    let day = window.zone.civil(moment).date();
    let next = day.succ_opt().unwrap_or(day);
    let midnight = next.and_time(chrono::NaiveTime::MIN);
    let over = window.zone.instant(midnight);
    // What is due on the day of the start is due by the start.
    if moment <= window.start {
        return over.min(window.start);
    }
    over
}

/// Whether a test that is done has a proof without what makes it one.
fn is_unproven(readiness: &Readiness) -> bool {
    let Some(test) = readiness.test else {
        return false;
    };
    let Some(proof) = &readiness.proof else {
        return true;
    };
    let is_measured = test != Test::Rehearsal || proof.took.is_some();
    proof.date.is_none() || proof.place.is_none() || !is_measured
}

/// Where an owner is asked: as written, or by the name that the plan or its people have.
pub fn address(plan: &Plan, directory: &Directory, owner: &Owner) -> Option<Address> {
    if let Some(email) = &owner.email {
        return Some(email.clone());
    }
    let departments = plan.departments.iter();
    let heads = departments.flat_map(|part| [Some(&part.head), part.deputy.as_ref()]);
    let hosts = plan.briefings.iter().map(|briefing| briefing.host.as_ref());
    let named = [plan.owner.as_ref(), plan.deputy.as_ref()].into_iter();
    let mut persons = named.chain(heads).chain(hosts).flatten();
    let is_them = |name: &str| name.trim().to_lowercase() == owner.name.trim().to_lowercase();
    let known = |person: &Person| {
        let email = person.email.clone();
        email.filter(|_| is_them(&person.name))
    };
    if let Some(email) = persons.find_map(known) {
        return Some(email);
    }
    if is_them(&plan.contact.team) {
        return Some(plan.contact.email.clone());
    }
    let ids = plan.audiences.iter().map(|audience| &audience.id);
    let mut told = ids.flat_map(|id: &Id| directory.recipients(id));
    let reader = told.find(|reader| is_them(&reader.name))?;
    Some(reader.address.clone())
}
