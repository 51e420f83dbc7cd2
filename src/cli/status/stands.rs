//! Stands: what the ledger says of the deliveries of a notice to an audience, those of a date that
//! its window has no more apart.

use super::super::evidence;
use super::super::workspace::Workspace;
use super::gone::Gone;
use super::outlook::Tried;
use super::untold::Notice;
use crate::calendar::zone::{Instant, Zone};
use crate::ledger::{Book, Error, Planned, Record, Standing, Wanted};
use crate::plan::address::{Address, Mailbox};
use crate::plan::former::Named;
use crate::plan::milestone::Milestone;
use crate::plan::{Id, Plan};
use serde::Deserialize;
use serde_json::{Value, json};
use std::collections::{BTreeMap, HashMap, HashSet};
use std::hash::{DefaultHasher, Hash as _, Hasher as _};

/// How many deliveries stand where.
pub(super) type Standings = BTreeMap<Standing, u64>;

/// What the ledger says of a notice for one audience.
#[derive(Clone, Default)]
pub(super) struct Stands {
    pub(super) standings: Standings,
    /// Who was to be told and was not, or nobody knows.
    pub(super) not_reached: Vec<Record>,
    /// How many of all these lie outside the allowed domains.
    pub(super) outside: usize,
    /// How many of all these went to somebody who had got one of them before.
    pub(super) again: u64,
    /// How many of all these are for somebody who stands here before.
    repeated: u64,
    /// When the first and the last of them left, of those that were accepted.
    sent: Option<(Instant, Instant)>,
    /// The fingerprints of the mailboxes: of a large plan the mailboxes themselves are many.
    seen: HashSet<u64>,
    /// Likewise of those who have got one.
    reached: HashSet<u64>,
}

impl Stands {
    fn take(&mut self, record: Record, is_outside: bool) {
        let (standing, at) = (record.state.standing, record.state.at);
        *self.standings.entry(standing).or_default() += 1;
        let mut fingerprint = DefaultHasher::new();
        record.planned.mailbox().hash(&mut fingerprint);
        let fingerprint = fingerprint.finish();
        self.repeated += u64::from(!self.seen.insert(fingerprint));
        self.outside += usize::from(is_outside);
        if standing == Standing::Accepted {
            let (first, last) = self.sent.unwrap_or((at, at));
            self.sent = Some((first.min(at), last.max(at)));
            self.again += u64::from(!self.reached.insert(fingerprint));
        }
        if evidence::is_not_reached(&record) {
            self.not_reached.push(record);
        }
    }

    /// How many people these are.
    pub(super) fn people(&self) -> u64 {
        let all: u64 = self.standings.values().sum();
        all.saturating_sub(self.repeated)
    }

    /// The same without so many that were skipped, as far as words are made of it.
    pub(super) fn less_skipped(&self, number: u64) -> Self {
        let mut standings = self.standings.clone();
        if let Some(skipped) = standings.get_mut(&Standing::Skipped) {
            *skipped = skipped.saturating_sub(number);
        }
        Self {
            standings,
            again: self.again,
            sent: self.sent,
            ..Self::default()
        }
    }

    /// When the first of them left.
    pub(super) fn since(&self) -> Option<Instant> {
        self.sent.map(|(first, _)| first)
    }

    /// `148 sent`, `2 refused`; with the days on which they left where that is not the day of `moment`.
    pub(super) fn words(&self, zone: &Zone, moment: Instant) -> Vec<String> {
        let day = |at: Instant| zone.civil(at).format("%a %-d %b").to_string();
        let on = match self.sent.map(|(first, last)| (day(first), day(last))) {
            Some((first, last)) if first != last => format!(" ({first} to {last})"),
            Some((only, _)) if only != day(moment) => format!(" ({only})"),
            _ => String::new(),
        };
        let words = |(standing, number): (&Standing, &u64)| match standing {
            Standing::Accepted => format!("{number} sent{on}"),
            Standing::Begun => format!("{number} begun, in doubt"),
            other => format!("{number} {}", other.slug()),
        };
        let some = self.standings.iter().filter(|(_, number)| **number > 0);
        some.map(words).collect()
    }

    pub(super) fn json(&self) -> Vec<Value> {
        self.not_reached.iter().map(evidence::json).collect()
    }
}

pub(super) fn standings_json(standings: &Standings) -> Value {
    let standings = standings.iter();
    let fields = standings.map(|(standing, number)| (standing.slug().to_owned(), json!(number)));
    Value::Object(fields.collect())
}

/// What a ledger says of every notice for every audience, by their first names.
pub(super) struct Known {
    /// Of the date that its window has, if it has one.
    pub(super) current: BTreeMap<Notice, Gone>,
    /// Of starts that their windows have no more.
    pub(super) superseded: BTreeMap<(Notice, Instant), Gone>,
    /// Who was tried.
    pub(super) tried: Tried,
}

impl Known {
    /// Reads it.
    pub(super) fn read(workspace: &Workspace, book: &dyn Book) -> Result<Self, Error> {
        let settings = &workspace.settings;
        let restricted = settings.allowed_domains().is_some();
        let is_outside = |recipient: &str| {
            let address: Option<Address> = recipient.parse().ok().filter(|_| restricted);
            address.is_some_and(|address| !settings.allows(&address))
        };
        let mut starts = Starts::of(&workspace.plan);
        let mut known = Self {
            current: BTreeMap::new(),
            superseded: BTreeMap::new(),
            tried: Tried::new(),
        };
        book.records(&Wanted::All, &mut |record| {
            let Record { planned, state, .. } = &record;
            let key = (planned.notice.clone(), planned.audience.clone());
            let superseded = starts.superseded(planned);
            if superseded.is_none() && state.standing.is_open() {
                let tried = known.tried.entry(key.clone());
                let mailboxes: &mut HashSet<Mailbox> = tried.or_default();
                mailboxes.insert(planned.mailbox());
            }
            let fresh = || Gone {
                notice: planned.notice.clone(),
                audience: planned.audience.clone(),
                window: planned.window.clone(),
                moment: planned.moment,
                milestone: Milestone::from_slug(&planned.milestone),
                superseded,
                stands: Stands::default(),
            };
            let gone = match superseded {
                Some(start) => known.superseded.entry((key, start)).or_insert_with(fresh),
                None => known.current.entry(key).or_insert_with(fresh),
            };
            let is_outside = is_outside(&record.planned.recipient);
            gone.stands.take(record, is_outside);
        })?;
        Ok(known)
    }
}

/// The starts of windows as they are, and as notices stated them.
pub(super) struct Starts<'p> {
    plan: &'p Plan,
    /// By the digest of what was stated.
    stated: HashMap<String, Option<Instant>>,
}

/// As much of what a notice states.
#[derive(Deserialize)]
struct Said {
    window: SaidWindow,
}

#[derive(Deserialize)]
struct SaidWindow {
    start: Instant,
}

impl<'p> Starts<'p> {
    /// Those of a plan.
    pub(super) fn of(plan: &'p Plan) -> Self {
        Self {
            plan,
            stated: HashMap::new(),
        }
    }

    /// The start of which a delivery spoke, when its window has another one now. A correction is told
    /// once, an invitation is as good as its briefing, and a night has numbers of its own.
    pub(super) fn superseded(&mut self, planned: &Planned) -> Option<Instant> {
        let milestone = Milestone::from_slug(&planned.milestone)?;
        let is_dated = !milestone.corrects()
            && milestone != Milestone::Briefing
            && !milestone.is_of_the_night();
        let told = planned.window.as_str();
        let id = self.plan.now_called(Named::Window, told);
        let id = id.map_or(told, Id::as_str);
        let windows = self.plan.windows().into_iter().map(|(_, window)| window);
        let mut windows = windows.filter(|_| is_dated);
        let now = windows.find(|window| window.id.as_str() == id)?.start;
        let digest = planned.facts.digest().to_owned();
        let stated = self.stated.entry(digest).or_insert_with(|| {
            let said: Option<Said> = serde_json::from_str(planned.facts.json()).ok();
            said.map(|said| said.window.start)
        });
        stated.filter(|start| *start != now)
    }
}
