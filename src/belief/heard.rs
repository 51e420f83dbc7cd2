//! Heard: what one person was told of one window as a member of one audience.

use super::arrival::Arrival;
use super::claim::{Claim, When};
use super::pending::Pending;
use super::reason::Reasoned;
use super::told::Told;
use crate::calendar::zone::Instant;
use crate::ledger::{Planned, Record, Standing};
use crate::plan::milestone::Milestone;
use std::collections::BTreeMap;
use std::sync::Arc;

/// What one person was told of one window as a member of one audience.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Heard {
    /// Her address as it was written to.
    pub address: String,
    /// Her name.
    pub name: String,
    /// What she believes by what surely reached her.
    pub certain: Option<Arc<Claim>>,
    /// What she may believe by what may have reached her since.
    pub possible: Vec<Arc<Claim>>,
    /// What she believed last by what surely reached her and gave a date.
    pub dated: Option<Arc<Claim>>,
    /// The latest notices that reached her or may have, oldest first.
    pub told: Vec<Told>,
    /// The notice of another window that named this one to her first, as long as she heard of it by no
    /// notice of its own but corrections of that.
    pub named: Option<Told>,
    /// The latest moment of what she was told before these.
    pub forgotten: Option<Instant>,
    /// When she first heard of it.
    pub first: Option<Instant>,
    /// When she was last told all the facts, since it last concerned her.
    pub informed: Option<Instant>,
    /// When she was last told what to do about it, since it last concerned her.
    pub detailed: Option<Instant>,
    /// How many corrections reached her or may have.
    pub corrected: u32,
    /// Her latest correction that did not surely reach her.
    pub pending: Option<Pending>,
    /// How many corrections were ever planned for her.
    pub corrections: u32,
    /// How often she was told that a briefing does not take place, by its id.
    pub called_off: BTreeMap<String, u32>,
    /// When she last heard, or may have, that all is open again.
    pub opened: Option<Instant>,
    /// When she last surely heard that it is closed again.
    pub closed: Option<Instant>,
    /// When she last surely heard until when it takes, by a correction or a notice of its night.
    pub renewed: Option<Instant>,
    /// When she last surely heard of the window otherwise than that all is open.
    pub otherwise: Option<Instant>,
    /// When she last surely heard how its night goes.
    pub noted: Option<Instant>,
    /// The reasons that she was surely told by corrections.
    pub reasons: Vec<Reasoned>,
    /// The notices of the night that did not reach her and are not offered again.
    pub missed: Vec<Arc<str>>,
    /// What she heard last as one of another audience of when it is: to be told so here as well is
    /// not another correction.
    pub(super) beside: Option<When>,
}

/// To the mails of how many earlier notices a mail refers, its thread's root apart.
pub const REMEMBERED: usize = 3;

impl Heard {
    pub(super) fn nothing(record: &Record) -> Self {
        Self {
            address: record.planned.recipient.clone(),
            name: record.planned.name.clone(),
            ..Self::default()
        }
    }

    /// Adds a delivery; they come in the order in which they were planned.
    pub(super) fn hear(
        &mut self,
        (record, arrival): (&Record, Arrival),
        milestone: Milestone,
        claim: &Arc<Claim>,
    ) {
        let planned = &record.planned;
        let arrived = arrival == Arrival::Sure;
        if milestone.corrects() {
            // A number is never used twice, whatever audience the first was told as.
            self.corrections = (self.corrections + 1).max(planned.revision);
            // What was written off is planned anew when it is needed again.
            let standing = record.state.standing;
            let is_over = matches!(standing, Standing::Expired | Standing::Skipped);
            self.pending = (!arrived && !is_over).then(|| Pending {
                notice: planned.notice.clone(),
                revision: planned.revision,
                claim: self.believed(claim, true),
                is_refused: standing == Standing::Refused,
            });
        } else if arrived {
            // A correction that was planned before this has to come after it, as another one.
            self.pending = None;
        }
        if arrival == Arrival::None {
            return;
        }
        let corrects = milestone.corrects();
        let puts_right = arrived && self.is_put_right(milestone, planned);
        let believed = self.believed(claim, corrects);
        self.count_called_off(&believed);
        // What may have arrived says nothing of what was to be told after it, whenever it was given up.
        let at = match arrived {
            true => record.state.at,
            false => planned.moment.min(record.state.at),
        };
        let beside = self.beside.take();
        if puts_right || (corrects && beside != Some(believed.when)) {
            self.corrected += 1;
        }
        self.believe((believed, arrived), milestone, at);
        self.first = self.first.or(Some(at));
        if arrived && (corrects || milestone.says_how_long()) {
            self.renewed = Some(at);
        }
        if arrived && milestone.carries_notes() {
            self.noted = Some(at);
        }
        if self.told.len() == REMEMBERED {
            let oldest = self.told.remove(0);
            self.forgotten = self.forgotten.max(Some(oldest.moment));
        }
        match milestone {
            Milestone::Completed | Milestone::RolledBack => self.opened = Some(at),
            _ if !arrived || milestone.tells_of_help() => {}
            Milestone::Reopened => (self.otherwise, self.closed) = (Some(at), Some(at)),
            _ => self.otherwise = Some(at),
        }
        if arrived && !corrects {
            self.named = None;
        }
        self.told.push(Told::of(record));
    }

    /// Whether this tells her of a start that was and on which she did not count: as much as a correction.
    fn is_put_right(&self, milestone: Milestone, planned: &Planned) -> bool {
        let is_start = milestone == Milestone::Start && self.certain.is_some();
        is_start && Claim::tells_unexpected(&planned.facts)
    }

    fn believe(
        &mut self,
        (believed, arrived): (Arc<Claim>, bool),
        milestone: Milestone,
        at: Instant,
    ) {
        if arrived {
            if believed.when.span().is_some() {
                self.dated = Some(Arc::clone(&believed));
            }
            self.certain = Some(believed);
            self.possible.clear();
        } else if !self.possible.contains(&believed) {
            self.possible.push(believed);
        }
        if milestone.lets_go() {
            (self.informed, self.detailed) = (None, None);
        } else if milestone.corrects() || milestone.informs() {
            // What may have arrived late makes nobody know less than before.
            self.informed = self.informed.max(Some(at));
        }
        if milestone == Milestone::Detail {
            self.detailed = self.detailed.max(Some(at));
        }
    }

    /// Takes in what she was told as a member of another audience: that it does not concern her is so
    /// for everything she is, and so are its date and the briefings that are off.
    pub(super) fn overhear(
        &mut self,
        (record, arrival): (&Record, Arrival),
        (milestone, claim): (Milestone, &Arc<Claim>),
    ) {
        if self.told.is_empty() || arrival == Arrival::None {
            return;
        }
        let before = self.beliefs().next().cloned();
        let believed = match before.filter(|_| !milestone.lets_go()) {
            None => {
                self.corrected += 1;
                self.believed(claim, true)
            }
            // Whoever was let go here hears here that it concerns her again.
            Some(before) if before.when == When::Elsewhere => return,
            Some(before) => {
                let believed = before.beside(claim);
                let known = |possible: &Arc<Claim>| **possible == believed;
                let is_sure = arrival == Arrival::Sure;
                if believed == *before || (!is_sure && self.possible.iter().any(known)) {
                    return;
                }
                if believed.when != before.when {
                    self.beside = Some(believed.when);
                    self.corrected += 1;
                }
                Arc::new(believed)
            }
        };
        self.count_called_off(&believed);
        let arrived = arrival == Arrival::Sure;
        if arrived && milestone.lets_go() {
            // What was to put something right before this is no longer on its way.
            self.pending = None;
        }
        let (informed, detailed) = (self.informed, self.detailed);
        self.believe((believed, arrived), milestone, record.state.at);
        if !milestone.corrects() {
            // She knows no more by it than the date.
            (self.informed, self.detailed) = (informed, detailed);
        }
    }

    /// Counts the briefings that she believed in and does not any more, or not with this window, and
    /// those to which she was invited with another and is not any more.
    fn count_called_off(&mut self, believed: &Claim) {
        let Some(before) = &self.certain else {
            return;
        };
        let off = believed.briefings.iter();
        let off = off.filter(|(id, new)| new.is_none() && !before.briefings.contains_key(*id));
        for (id, _) in off {
            *self.called_off.entry(id.clone()).or_default() += 1;
        }
        let dated = |claim: &Claim| claim.when.span().is_some();
        for (id, session) in &before.briefings {
            let stands = matches!(believed.briefings.get(id), Some(Some(_))) && dated(believed);
            if session.is_some() && dated(before) && !stands {
                *self.called_off.entry(id.clone()).or_default() += 1;
            }
        }
    }

    fn believed(&self, claim: &Arc<Claim>, corrects: bool) -> Arc<Claim> {
        let Some(before) = &self.certain else {
            return Arc::clone(claim);
        };
        let believed = before.then(claim, corrects);
        // Most notices say again what is believed already: then everybody shares one claim.
        if believed == **claim {
            Arc::clone(claim)
        } else if believed == **before {
            Arc::clone(before)
        } else {
            Arc::new(believed)
        }
    }

    /// Notes that a notice of the night did not surely reach her and is not offered again.
    pub(super) fn miss(&mut self, notice: &str) {
        self.missed.push(notice.into());
    }

    /// Whether a notice of the night did not reach her and is not offered again.
    pub fn was_missed(&self, notice: &str) -> bool {
        self.missed.iter().any(|known| **known == *notice)
    }

    /// Everything she may believe, the surest first.
    pub fn beliefs(&self) -> impl Iterator<Item = &Arc<Claim>> {
        self.certain.iter().chain(&self.possible)
    }

    /// Whether the last that she heard of it, or may have heard, is that all is open.
    pub(super) fn is_open(&self) -> bool {
        self.opened > self.otherwise
    }

    /// Whether she may have been told that it does not concern her.
    pub fn was_let_go(&self) -> bool {
        self.beliefs().any(|claim| claim.when == When::Elsewhere)
    }

    /// Whether she was let go because she was no longer on the list.
    pub(super) fn was_unlisted(&self) -> bool {
        let mut gone = self.beliefs().filter(|claim| claim.when == When::Elsewhere);
        self.was_let_go() && gone.all(|claim| claim.is_unlisted)
    }

    /// Whether by what she was told it concerns her.
    pub fn is_concerned(&self) -> bool {
        self.beliefs().any(|claim| claim.when != When::Elsewhere)
    }

    /// The number of the tellings of a notice that she gets now: one more with every correction.
    pub fn revision(&self) -> u32 {
        self.corrected + 1
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ledger::{State, Stated};
    use crate::notice::{DeliveryId, Telling};
    use crate::plan::address::Mailbox;
    use chrono::TimeDelta;

    fn at(hour: i64) -> Instant {
        "2027-03-01T00:00:00Z".parse::<Instant>().unwrap() + TimeDelta::hours(hour)
    }

    /// A delivery that was to be told at one hour and was settled at another.
    fn record(milestone: Milestone, standing: Standing, (moment, settled): (i64, i64)) -> Record {
        let notice = format!("cutover-{}", milestone.slug());
        let told = Telling {
            notice: &notice,
            audience: "heads",
            revision: 1,
        };
        Record {
            planned: Planned {
                id: DeliveryId::of("plan", told, &Mailbox::of("a.khan@h.example")),
                plan: "plan".to_owned(),
                notice,
                window: "cutover".to_owned(),
                milestone: milestone.slug().to_owned(),
                audience: "heads".to_owned(),
                recipient: "a.khan@h.example".to_owned(),
                name: String::new(),
                revision: 1,
                message_id: String::new(),
                subject: String::new(),
                moment: at(moment),
                latest_useful: at(500),
                facts: Stated::of(&()),
            },
            state: State {
                standing,
                tries: 1,
                at: at(settled),
                next_try: None,
                answer: String::new(),
                latest_useful: at(500),
            },
            body_digest: String::new(),
        }
    }

    fn dated(day: i64) -> Arc<Claim> {
        Arc::new(Claim {
            when: When::Dated {
                start: at(day * 24 + 22),
                end: at(day * 24 + 26),
                provisional: false,
            },
            ..Claim::undated(When::Elsewhere)
        })
    }

    #[test]
    fn what_may_have_arrived_makes_nobody_know_less_than_she_knew() {
        let surely = record(Milestone::Detail, Standing::Accepted, (9, 9));
        let mut heard = Heard::nothing(&surely);
        heard.hear((&surely, Arrival::Sure), Milestone::Detail, &dated(12));
        let perhaps = record(Milestone::Reminder7, Standing::InDoubt, (3, 10));
        heard.hear(
            (&perhaps, Arrival::Possible),
            Milestone::Reminder7,
            &dated(12),
        );
        assert_eq!(heard.informed, Some(at(9)));
    }

    #[test]
    fn whoever_is_surely_let_go_as_somebody_else_waits_for_no_correction() {
        let first = record(Milestone::Detail, Standing::Accepted, (9, 9));
        let mut heard = Heard::nothing(&first);
        heard.hear((&first, Arrival::Sure), Milestone::Detail, &dated(12));
        let moved = record(Milestone::Rescheduled, Standing::Deferred, (10, 10));
        heard.hear((&moved, Arrival::None), Milestone::Rescheduled, &dated(19));
        assert!(heard.pending.is_some());
        let gone = record(Milestone::Released, Standing::InDoubt, (11, 11));
        let nothing = Arc::new(Claim::undated(When::Elsewhere));
        heard.overhear((&gone, Arrival::Possible), (Milestone::Released, &nothing));
        assert!(heard.pending.is_some(), "nobody knows whether she was");
        heard.overhear((&gone, Arrival::Sure), (Milestone::Released, &nothing));
        assert_eq!(heard.pending, None);
    }
}
