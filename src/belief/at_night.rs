//! At night: how the notices of a night are told to one person and whom they concern.

use super::begun;
use super::beliefs::{Beliefs, Manner};
use super::heard::Heard;
use crate::calendar::zone::Instant;
use crate::ledger::Happened;
use crate::night::{Night, Note};
use crate::plan::address::Mailbox;
use crate::plan::milestone::Milestone;
use crate::plan::role::Role;
use crate::timeline::Occurrence;

impl Beliefs {
    /// How a notice of the night is told to a mailbox. One of a new end speaks of the end she was
    /// told, which need not be the one recorded last; whoever knows the new one is not told again.
    /// Whoever never heard that all is open hears of no all-clear that is taken back, but of its end
    /// as of any other.
    pub(super) fn at_night(&self, occurrence: &Occurrence, mailbox: &Mailbox) -> Manner {
        let mut manner = Manner::first(occurrence);
        let (window, nights) = (occurrence.window.as_str(), &self.history.nights);
        manner.notes = self.notes(occurrence, mailbox);
        if self.joins_late(occurrence, mailbox) {
            let last = self.history.heard_last(window, mailbox);
            manner.is_again = last.is_some_and(Heard::was_let_go);
            manner.is_relisted = last.is_some_and(Heard::was_unlisted);
            manner.is_first_word = last.is_none();
            manner.begun = nights.of(window).map(Night::since);
        }
        let told = self
            .history
            .heard(window, occurrence.audience.as_str(), mailbox);
        manner.takes_back = self.takes_back(occurrence, mailbox);
        let news = nights.of(window).zip(told);
        let news = news.filter(|_| occurrence.milestone == Milestone::Progress);
        if let Some((night, _)) = news.filter(|(night, told)| begun::is_unexpected(night, told)) {
            manner.is_unexpected = true;
            manner.begun = Some(night.since());
        }
        [manner.is_covered, manner.is_withheld] = self.is_said_with_reopening(occurrence, mailbox);
        if occurrence.milestone == Milestone::Progress && !manner.is_unexpected {
            let [is_said, waits] = self.is_said_with_more(occurrence, mailbox);
            manner.is_covered |= is_said;
            manner.is_withheld |= waits;
        }
        manner.is_covered |= nights.is_replaced(occurrence);
        manner.is_withheld |= self.is_said_with_start(occurrence, mailbox);
        let until = nights.replaces_end(occurrence);
        if occurrence.milestone == Milestone::Reopened {
            if self.history.opened(window, mailbox).is_some() {
                return manner;
            }
            let now = self.now().unwrap_or(occurrence.moment);
            manner.is_covered |= nights.is_overtaken(occurrence, now);
            manner.words = match until {
                Some(_) => Milestone::Extended,
                None => Milestone::Holding,
            };
        }
        let night = nights.of(window);
        let until = match manner.words {
            Milestone::Extended => until,
            Milestone::Holding => night.map(Night::end),
            _ => None,
        };
        let Some((night, until)) = night.zip(until) else {
            return manner;
        };
        let start = night.planned().0;
        let ends = self.ends((window, occurrence.audience.as_str(), start), mailbox);
        if manner.words == Milestone::Extended {
            manner.is_covered |= ends == [until];
            manner.ends = ends;
            manner.ends.retain(|end| *end != until);
        } else if ends != [until] {
            manner.ends = ends;
        }
        manner
    }

    /// Whether a notice tells that the old system is back to a mailbox that heard before that all was finished.
    fn takes_back(&self, occurrence: &Occurrence, mailbox: &Mailbox) -> bool {
        let opened = self.history.opened(occurrence.window.as_str(), mailbox);
        let is_over = opened.is_some_and(|at| at < occurrence.moment);
        is_over && occurrence.milestone == Milestone::RolledBack
    }

    /// What a notice of the night says for others that did not reach a mailbox.
    fn notes(&self, occurrence: &Occurrence, mailbox: &Mailbox) -> [Vec<String>; 2] {
        let notes = self.history.nights.notes(occurrence);
        let mut unheard: [Vec<String>; 2] = Default::default();
        if notes.is_empty() {
            return unheard;
        }
        let noted = self.history.noted(occurrence.window.as_str(), mailbox);
        for note in notes
            .into_iter()
            .filter(|note| noted.is_none_or(|at| at < note.at))
        {
            unheard[usize::from(note.is_later)].push(note.words.to_owned());
        }
        unheard
    }

    /// What was said of how a night went before its last event, and did not reach everybody who was to
    /// hear it.
    pub fn unsaid(&self, window: &str) -> Vec<String> {
        let history = &self.history;
        let Some(night) = history.nights.of(window) else {
            return Vec::new();
        };
        let mut unsaid: Vec<(Instant, &str)> = Vec::new();
        for (audience, mailbox, heard) in history.about(window) {
            let Some(role) = history.nights.role(audience) else {
                continue;
            };
            let noted = history.noted(window, mailbox);
            let place = night.events().len().saturating_sub(1);
            let notes = night.notes_before(place, role).into_iter();
            let lacks = |note: &Note| {
                heard.is_concerned()
                    && noted.is_none_or(|at| at < note.at)
                    && history.knew((window, mailbox), note.at)
            };
            let lacking = notes.filter(lacks).map(|note| (note.at, note.words));
            unsaid.extend(lacking);
        }
        unsaid.sort_unstable();
        unsaid.dedup();
        unsaid
            .into_iter()
            .map(|(_, words)| words.to_owned())
            .collect()
    }

    /// Whether what was said since an all-clear was taken back was said to a mailbox with that; and
    /// whether it waits to be, since the all-clear is what it heard last.
    fn is_said_with_reopening(&self, occurrence: &Occurrence, mailbox: &Mailbox) -> [bool; 2] {
        let (window, history) = (occurrence.window.as_str(), &self.history);
        let is_later = matches!(
            occurrence.milestone,
            Milestone::Extended | Milestone::Progress | Milestone::Holding
        );
        let closed = history.closed(window, mailbox).filter(|_| is_later);
        let now = self.now().filter(|_| is_later);
        let notice = now.and_then(|now| history.nights.taken_back_by(window, now));
        let waits = notice.is_some_and(|notice| {
            history.opened(window, mailbox).is_some()
                && !history.was_missed((window, mailbox), &notice)
        });
        [
            closed.is_some_and(|closed| closed >= occurrence.moment),
            waits,
        ]
    }

    /// Whether how it goes was said to a mailbox with something that weighs more: that it takes longer, or
    /// again, or another end by the plan; and whether it waits to be.
    fn is_said_with_more(&self, occurrence: &Occurrence, mailbox: &Mailbox) -> [bool; 2] {
        let (window, history) = (occurrence.window.as_str(), &self.history);
        let (audience, about) = (occurrence.audience.as_str(), (window, mailbox));
        let (Some(night), Some(now)) = (history.nights.of(window), self.now()) else {
            return [false; 2];
        };
        let renewed = history.renewed(window, mailbox);
        // What puts an end right says nothing of how it goes.
        let noted = history.noted(window, mailbox);
        let is_told = |at: Option<Instant>| at.is_some_and(|at| at >= occurrence.moment);
        let has_note = history
            .nights
            .facts(occurrence)
            .is_some_and(|facts| facts.reason.is_some());
        let is_said = is_told(if has_note { noted } else { renewed });
        let start = night.planned().0;
        let ends = self.ends((window, audience, start), mailbox);
        if ends != [night.end()] && self.correction((window, audience), mailbox).is_some() {
            return [is_said, true];
        }
        let more = history.nights.said_with(occurrence);
        let more = more.filter(|(event, notice)| {
            history.knew(about, event.at) && !history.was_missed(about, notice)
        });
        let waits = more.is_some_and(|(event, _)| match event.what {
            Happened::Reopened { .. } => renewed.is_none_or(|at| at < event.at),
            // Whoever may have heard the end need not wait for it.
            _ => {
                let until = event.what.until().filter(|until| *until > now);
                until == Some(night.end()) && !ends.contains(&night.end())
            }
        });
        [is_said, waits]
    }

    /// Whether a new end waits for word that work began before its time, which says until when it takes.
    /// Once the planned start has passed, the new end says enough.
    fn is_said_with_start(&self, occurrence: &Occurrence, mailbox: &Mailbox) -> bool {
        let (window, nights) = (occurrence.window.as_str(), &self.history.nights);
        let audience = occurrence.audience.as_str();
        let night = nights.of(window).zip(self.now());
        let night = night.filter(|(night, now)| night.goes_on(*now) && *now < night.planned().0);
        let hears_start = nights.role(audience) == Some(Role::EndUsers);
        let told = self.history.heard(window, audience, mailbox);
        let told = told.filter(|_| hears_start && occurrence.milestone == Milestone::Extended);
        let mut both = night.into_iter().zip(told);
        both.any(|((night, _), told)| begun::is_unheard(night, told))
    }

    /// The ends of a window in which a mailbox may believe, the surest first. Of another start than
    /// its own they say nothing.
    fn ends(
        &self,
        (window, audience, start): (&str, &str, Instant),
        mailbox: &Mailbox,
    ) -> Vec<Instant> {
        let heard = self.history.heard(window, audience, mailbox).into_iter();
        let spans = heard.flat_map(Heard::beliefs);
        let mut ends = Vec::new();
        for (began, end) in spans.filter_map(|told| told.when.span()) {
            if began == start && !ends.contains(&end) {
                ends.push(end);
            }
        }
        ends
    }

    /// Whether a night that goes on past its end begins to concern a mailbox: the notice that says so
    /// is the first she hears of it.
    pub(super) fn joins_late(&self, occurrence: &Occurrence, mailbox: &Mailbox) -> bool {
        let window = occurrence.window.as_str();
        let says_so = matches!(
            occurrence.milestone,
            Milestone::Holding | Milestone::Reopened
        );
        let night = self
            .history
            .nights
            .of(window)
            .filter(|_| says_so)
            .zip(self.now());
        night.is_some_and(|(night, now)| {
            night.outlasts(now)
                && !occurrence.is_over(now)
                && self
                    .history
                    .nights
                    .tells_ahead(window, &occurrence.audience)
                && !self.history.surely_concerns(window, mailbox)
        })
    }
}
