//! History: what everybody was told, read back from the ledger.

use super::arrival::Arrival;
use super::aside;
use super::claim::{Claim, When};
use super::heard::Heard;
use super::invited::Invited;
use super::reason::Reasoned;
use super::tried::Tried;
use crate::calendar::zone::Instant;
use crate::directory::Directory;
use crate::ledger::{Book, Error, Record, Standing, Stated, Wanted};
use crate::night::Nights;
use crate::plan::Plan;
use crate::plan::address::Mailbox;
use crate::plan::former::Named;
use crate::plan::milestone::Milestone;
use crate::timeline::Occurrence;
use std::collections::{BTreeMap, HashMap, HashSet};
use std::sync::Arc;

/// What everybody was told, by window, audience and mailbox.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct History {
    /// What happened on the nights.
    pub nights: Nights,
    /// What was begun and is not settled.
    pub tried: Tried,
    windows: BTreeMap<String, BTreeMap<String, HashMap<Mailbox, Heard>>>,
    /// Who was invited to which briefing.
    pub(super) invited: Invited,
    /// The reasons that somebody was surely told for changes of a window, by window.
    reasons: BTreeMap<String, Vec<Reasoned>>,
}

/// What was claimed, by its digest; nothing for what cannot be read.
type Claims = HashMap<Arc<str>, Option<Arc<Claimed>>>;

/// What a notice claimed of its window and for what reason, and of others that it named.
struct Claimed {
    own: Arc<Claim>,
    reason: Option<Arc<str>>,
    asides: Vec<(String, Arc<Claim>)>,
}

impl Claimed {
    fn read(stated: &Stated, plan: &Plan) -> Option<Self> {
        let (own, reason) = Claim::read(stated)?;
        let asides = aside::named(stated).into_iter();
        let asides = asides.map(|(window, claim)| {
            let window = now_called(plan, Named::Window, &window);
            (window, Arc::new(claim.renamed(plan)))
        });
        Some(Self {
            own: Arc::new(own.renamed(plan)),
            reason: reason.map(Arc::from),
            asides: asides.collect(),
        })
    }
}

impl History {
    /// Reads it from a ledger. Former ids of windows and audiences are read as what they are
    /// called now.
    pub fn read(book: &dyn Book, plan: &Plan) -> Result<Self, Error> {
        let mut history = Self {
            nights: Nights::read(book.events()?, plan),
            tried: Tried::read(book)?,
            ..Self::default()
        };
        let mut trouble = Ok(());
        let mut claims = Claims::new();
        // In the order of the ledger, not of the clock, which may have been wrong meanwhile.
        book.records(&Wanted::All, &mut |record| {
            if let Err(error) = history.take((book, plan), &record, &mut claims) {
                trouble = Err(error);
            }
        })?;
        trouble?;
        Ok(history)
    }

    /// Takes in what a ledger has at its end since this was read from it, none of it open. What was
    /// in it before must be as it was, and so must the ids of the plan.
    pub fn grow(&mut self, book: &dyn Book, plan: &Plan, since: &[Record]) -> Result<(), Error> {
        let mut claims = Claims::new();
        for record in since {
            self.take((book, plan), record, &mut claims)?;
        }
        Ok(())
    }

    /// Takes in one delivery.
    fn take(
        &mut self,
        (book, plan): (&dyn Book, &Plan),
        record: &Record,
        claims: &mut Claims,
    ) -> Result<(), Error> {
        self.miss(plan, record);
        let Some(arrival) = Arrival::of(book, record)? else {
            return Ok(());
        };
        let stated = &record.planned.facts;
        let claimed = claims.entry(stated.digest().into());
        let claimed = claimed.or_insert_with(|| Claimed::read(stated, plan).map(Arc::new));
        let milestone = Milestone::from_slug(&record.planned.milestone);
        if let Some((claimed, milestone)) = claimed.clone().zip(milestone) {
            let own = Arc::clone(&claimed.own);
            let mailbox = record.planned.mailbox();
            self.invited.hear(&mailbox, (arrival, milestone), &own);
            self.hear(plan, (record, arrival), (own, milestone));
            self.read_asides(plan, (record, arrival), &claimed.asides);
            if milestone.corrects() && arrival == Arrival::Sure {
                self.reason(plan, record, &claimed);
            }
        }
        Ok(())
    }

    /// Takes in the dates of other windows that a delivery named.
    fn read_asides(
        &mut self,
        plan: &Plan,
        (record, arrival): (&Record, Arrival),
        asides: &[(String, Arc<Claim>)],
    ) {
        let own = now_called(plan, Named::Window, &record.planned.window);
        for (window, claim) in asides.iter().filter(|(window, _)| *window != own) {
            let heard = self.reader(plan, record, window.clone());
            heard.read_aside((record, arrival), claim);
        }
    }

    /// Notes the reason that a correction gave.
    fn reason(&mut self, plan: &Plan, record: &Record, claimed: &Claimed) {
        let Some(because) = claimed.reason.clone() else {
            return;
        };
        let (when, at) = (claimed.own.when, record.state.at);
        let reason = Reasoned { because, when, at };
        let window = now_called(plan, Named::Window, &record.planned.window);
        let reader = self.reader(plan, record, window.clone());
        reason.clone().note(&mut reader.reasons);
        // Whoever is let go hears of no date.
        if when != When::Elsewhere {
            reason.note(self.reasons.entry(window).or_default());
        }
    }

    /// The reasons that somebody was surely told for changes of a window.
    pub(super) fn reasons(&self, window: &str) -> &[Reasoned] {
        self.reasons.get(window).map_or(&[], Vec::as_slice)
    }

    /// Notes a notice of the night that did not surely arrive and is not offered again.
    fn miss(&mut self, plan: &Plan, record: &Record) {
        use Standing::{Expired, Held, Refused, Skipped};
        let milestone = Milestone::from_slug(&record.planned.milestone);
        let is_lost = matches!(record.state.standing, Refused | Expired | Skipped | Held);
        if is_lost && milestone.is_some_and(Milestone::is_of_the_night) {
            let window = now_called(plan, Named::Window, &record.planned.window);
            let reader = self.reader(plan, record, window);
            reader.miss(&record.planned.notice);
        }
    }

    fn hear(
        &mut self,
        plan: &Plan,
        (record, arrival): (&Record, Arrival),
        (claim, milestone): (Arc<Claim>, Milestone),
    ) {
        let window = now_called(plan, Named::Window, &record.planned.window);
        let heard = self.reader(plan, record, window.clone());
        heard.hear((record, arrival), milestone, &claim);
        let mut lost: Vec<String> = heard.called_off.keys().cloned().collect();
        let dates = milestone.corrects() || milestone.informs();
        if dates || matches!(milestone, Milestone::Extended | Milestone::GoNoGo) {
            lost.extend(self.overhear(plan, (record, arrival), (milestone, &claim)));
        }
        self.invited.lose(lost, &window);
    }

    /// Takes in what somebody was told for whatever else she was told of the window as; gives the
    /// briefings that she was ever told not to take place for her.
    fn overhear(
        &mut self,
        plan: &Plan,
        (record, arrival): (&Record, Arrival),
        (milestone, claim): (Milestone, &Arc<Claim>),
    ) -> Vec<String> {
        let planned = &record.planned;
        let window = now_called(plan, Named::Window, &planned.window);
        let audience = now_called(plan, Named::Audience, &planned.audience);
        let mailbox = planned.mailbox();
        let audiences = self.windows.entry(window).or_default().iter_mut();
        let others = audiences.filter(|(other, _)| **other != audience);
        let others = others.filter_map(|(_, people)| people.get_mut(&mailbox));
        let lost = others.flat_map(|heard| {
            heard.overhear((record, arrival), (milestone, claim));
            heard.called_off.keys().cloned()
        });
        lost.collect()
    }

    /// What the reader of a delivery heard of a window.
    fn reader(&mut self, plan: &Plan, record: &Record, window: String) -> &mut Heard {
        let planned = &record.planned;
        let audience = now_called(plan, Named::Audience, &planned.audience);
        let audiences = self.windows.entry(window).or_default();
        let people = audiences.entry(audience).or_default();
        let mailbox = planned.mailbox();
        let heard = people.entry(mailbox);
        heard.or_insert_with(|| Heard::nothing(record))
    }

    /// Every window of which somebody was told something.
    pub fn windows(&self) -> impl Iterator<Item = &str> {
        self.windows.keys().map(String::as_str)
    }

    /// The mailboxes of the audiences that were told of a window, with what they heard.
    pub fn about(&self, window: &str) -> impl Iterator<Item = (&str, &Mailbox, &Heard)> {
        let audiences = self.windows.get(window).into_iter().flatten();
        audiences.flat_map(|(audience, people)| {
            let people = people.iter();
            people.map(move |(mailbox, heard)| (audience.as_str(), mailbox, heard))
        })
    }

    /// Takes everybody into the directory who was told of something and is in no audience of the
    /// plan any more.
    pub fn admit_former(&self, plan: &Plan, directory: &mut Directory) {
        let audiences = plan.audiences.iter();
        let known = audiences.flat_map(|audience| directory.recipients(&audience.id));
        let mut known: HashSet<Mailbox> = known.map(|reader| reader.address.mailbox()).collect();
        for window in self.windows() {
            let mut former: Vec<_> = self.about(window).collect();
            former.retain(|(_, mailbox, heard)| heard.is_concerned() && !known.contains(*mailbox));
            former.sort_by_key(|(audience, mailbox, _)| (*mailbox, *audience));
            for (audience, mailbox, heard) in former {
                let told_as = plan
                    .audiences
                    .iter()
                    .find(|other| other.id.as_str() == audience);
                let audience = told_as.or(plan.audiences.last());
                let (Some(audience), Ok(address)) = (audience, heard.address.parse()) else {
                    continue;
                };
                if known.insert(mailbox.clone()) {
                    directory.admit(plan, &audience.id, (&heard.name, address));
                }
            }
        }
    }

    /// Whether a notice of the night is for a mailbox: it tells on what she was told before it
    /// happened. Whoever heard of the window only since was told how things stand.
    pub fn concerns(&self, occurrence: &Occurrence, mailbox: &Mailbox) -> bool {
        let window = occurrence.window.as_str();
        self.knew((window, mailbox), occurrence.moment)
            && self.everything(window, mailbox).any(Heard::is_concerned)
    }

    /// Whether a mailbox was told of a window before a moment.
    pub fn knew(&self, (window, mailbox): (&str, &Mailbox), moment: Instant) -> bool {
        let heard = self.everything(window, mailbox);
        let first = heard.filter_map(|heard| heard.first).min();
        first.is_some_and(|first| first < moment)
    }

    /// Whether a mailbox surely heard that a window concerns it by its own notices, and nothing else since.
    pub fn surely_concerns(&self, window: &str, mailbox: &Mailbox) -> bool {
        let heard = self.everything(window, mailbox);
        let mut certain = heard.filter_map(|heard| heard.certain.as_ref());
        certain.any(|claim| claim.when != When::Elsewhere && claim.aside.is_none())
    }

    /// When a mailbox heard that all is open, or may have, if it surely heard nothing of a window since; in
    /// whatever audience.
    pub fn opened(&self, window: &str, mailbox: &Mailbox) -> Option<Instant> {
        let last = |what: fn(&Heard) -> Option<Instant>| self.last_heard((window, mailbox), what);
        last(|heard| heard.opened).filter(|at| Some(*at) > last(|heard| heard.otherwise))
    }

    /// When a mailbox last surely heard that a window which was open is closed again.
    pub fn closed(&self, window: &str, mailbox: &Mailbox) -> Option<Instant> {
        self.last_heard((window, mailbox), |heard| heard.closed)
    }

    /// When a mailbox last surely heard until when a window takes, by more than word of how it goes.
    pub fn renewed(&self, window: &str, mailbox: &Mailbox) -> Option<Instant> {
        self.last_heard((window, mailbox), |heard| heard.renewed)
    }

    /// When a mailbox last surely heard how the night of a window goes.
    pub fn noted(&self, window: &str, mailbox: &Mailbox) -> Option<Instant> {
        self.last_heard((window, mailbox), |heard| heard.noted)
    }

    fn last_heard(
        &self,
        (window, mailbox): (&str, &Mailbox),
        what: fn(&Heard) -> Option<Instant>,
    ) -> Option<Instant> {
        self.everything(window, mailbox).filter_map(what).max()
    }

    /// Whether a notice of the night did not reach a mailbox and is not offered again, in whatever
    /// audience.
    pub fn was_missed(&self, (window, mailbox): (&str, &Mailbox), notice: &str) -> bool {
        let mut heard = self.everything(window, mailbox);
        heard.any(|heard| heard.was_missed(notice))
    }

    /// What a mailbox was told of a window, in whatever audience.
    fn everything(&self, window: &str, mailbox: &Mailbox) -> impl Iterator<Item = &Heard> {
        let audiences = self.windows.get(window).into_iter().flatten();
        audiences.filter_map(move |(_, people)| people.get(mailbox))
    }

    /// Whether anybody was told of a window.
    pub fn is_known(&self, window: &str) -> bool {
        self.about(window).any(|(_, _, heard)| heard.is_concerned())
    }

    /// Whether anybody may have heard that a window gets a new date by some moment.
    pub fn was_promised(&self, window: &str, by: Instant) -> bool {
        let promised = When::Undecided { promised: Some(by) };
        let mut heard = self.about(window).flat_map(|(_, _, heard)| heard.beliefs());
        heard.any(|told| told.when == promised)
    }

    /// How many people were told of something that lies ahead of them.
    pub fn counting(&self, now: Instant) -> usize {
        let audiences = self.windows.values().flat_map(BTreeMap::values);
        let people = audiences.flatten().filter(|(_, heard)| {
            let mut beliefs = heard.beliefs();
            beliefs.any(|told| told.when.lies_ahead(now))
        });
        let people: HashSet<&Mailbox> = people.map(|(mailbox, _)| mailbox).collect();
        people.len()
    }

    /// Whether somebody counts with a window: on a date that lies ahead, or on another one, since the
    /// work was begun on hers and the old system came back.
    pub fn counts_with(&self, window: &str, heard: &Heard, now: Instant) -> bool {
        let went_back = |start| self.nights.went_back(window, start).is_some();
        heard.beliefs().any(|told| {
            let span = told.when.span();
            told.when.lies_ahead(now) || span.is_some_and(|(start, _)| went_back(start))
        })
    }

    /// What a mailbox was told of a window as a member of the audience in which it was told anything
    /// last; nothing when it was not.
    pub fn heard_last(&self, window: &str, mailbox: &Mailbox) -> Option<&Heard> {
        let heard = self.everything(window, mailbox);
        let heard = heard.filter(|heard| !heard.told.is_empty());
        heard.max_by_key(|heard| heard.told.last())
    }

    /// What a mailbox was told of a window as a member of an audience.
    pub fn heard(&self, window: &str, audience: &str, mailbox: &Mailbox) -> Option<&Heard> {
        self.windows.get(window)?.get(audience)?.get(mailbox)
    }
}

/// What something is called now; as it was called then, when the plan does not know it any more.
fn now_called(plan: &Plan, kind: Named, told: &str) -> String {
    match plan.now_called(kind, told) {
        Some(id) => id.to_string(),
        None => told.to_owned(),
    }
}
