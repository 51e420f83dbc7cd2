//! Known: what somebody was told of a window, with what the notices of its night have told her since,
//! or tell her now, so that nothing of it has to be put right.

use super::begun;
use super::claim::{Claim, When};
use super::desk::Desk;
use super::heard::Heard;
use super::reader::Reader;
use crate::calendar::zone::Instant;
use crate::night::Nights;
use crate::plan::milestone::Milestone;
use crate::plan::role::Role;

impl Desk<'_> {
    /// What somebody was told, with what the night's own notices have told her since: its end, that
    /// it starts after all, or that it has begun.
    pub(super) fn as_known(&self, told: &Claim, reader: &Reader, heard: &Heard) -> Claim {
        if told.when != When::Elsewhere && self.is_told_begun(reader, heard) {
            return Claim::clone(&reader.claim);
        }
        let mut known = told.clone();
        let truth = reader.claim.when;
        let zone = &self.case.directory.places[reader.group.place].calendar.zone;
        let dates = told.when.span().zip(truth.span());
        if let Some((aside, (told, holds))) = told.aside.zip(dates)
            && aside.holds(told, holds, zone)
        {
            known.when = truth;
        }
        match (&mut known.when, truth) {
            (When::Dated { start, end, .. }, When::Dated { end: now_until, .. })
                if self.is_told((*start, *end), reader, heard)
                    || self.is_told_closed(*start, reader, heard) =>
            {
                *end = now_until;
            }
            (unstarted @ When::Undecided { promised: None }, When::Dated { .. })
                if self.is_told_start(reader, heard) =>
            {
                *unstarted = truth;
            }
            _ => {}
        }
        known
    }

    /// Whether the decision not to start is told to her by its own notice.
    pub(super) fn is_told_otherwise(&self, reader: &Reader, heard: &Heard) -> bool {
        let is_off = self.history.nights.is_off(self.truth.id.as_str());
        let waits = is_off && matches!(reader.claim.when, When::Undecided { .. });
        let spans = heard.beliefs().map(|told| told.when.span());
        let mut spans = spans.map(|span| span.is_none_or(|span| self.is_told(span, reader, heard)));
        waits && spans.all(|is_told| is_told)
    }

    /// Whether a notice of the night tells her what is true now, or still can.
    fn is_told(&self, span: (Instant, Instant), reader: &Reader, heard: &Heard) -> bool {
        let tells = |nights: &Nights, id: &str, role| nights.told_by(id, span, role);
        self.is_told_by(tells, reader, heard)
    }

    /// Whether the notice that it is closed again is still to tell her, with the end that holds,
    /// whatever end was told or planned before.
    fn is_told_closed(&self, start: Instant, reader: &Reader, heard: &Heard) -> bool {
        let (nights, now) = (&self.history.nights, self.case.now);
        let mut told = self.case.timeline.about(&self.truth.id);
        let told = told.find(|told| {
            told.milestone == Milestone::Reopened
                && told.audience == reader.audience
                && !told.is_over(now)
                && nights.replaces_end(told).is_some()
        });
        let night = nights.of(self.truth.id.as_str());
        let night = night.filter(|night| night.planned().0 == start);
        let Some((told, _)) = told.zip(night) else {
            return false;
        };
        let notice = told.notice_id();
        let was_told = heard.closed.is_some_and(|at| at >= told.moment)
            || heard.told.iter().any(|known| *known.notice == *notice);
        !was_told
            && !heard.was_missed(&notice)
            && (heard.is_open() || !nights.is_overtaken(told, now))
    }

    /// Whether the decision to start after all is told to her by its own notice.
    fn is_told_start(&self, reader: &Reader, heard: &Heard) -> bool {
        self.is_told_by(Nights::revived_by, reader, heard)
    }

    /// Whether she is told that the work has begun, which takes the place of whatever was to be put
    /// right before.
    fn is_told_begun(&self, reader: &Reader, heard: &Heard) -> bool {
        let nights = &self.history.nights;
        let role = nights.role(reader.audience.as_str());
        let night = nights.of(self.truth.id.as_str());
        let night = night.filter(|night| night.goes_on(self.case.now));
        role.is_some_and(|role| role != Role::Machine)
            && night.is_some_and(|night| begun::is_news(night, heard))
    }

    fn is_told_by(
        &self,
        tells: impl Fn(&Nights, &str, Role) -> Option<String>,
        reader: &Reader,
        heard: &Heard,
    ) -> bool {
        let audience = self.case.plan.audience(&reader.audience);
        let (nights, id) = (&self.history.nights, self.truth.id.as_str());
        let notice = audience.and_then(|audience| tells(nights, id, audience.role));
        notice.is_some_and(|notice| !heard.was_missed(&notice) && self.is_in_time(&notice))
    }

    /// Whether a notice of the night is still worth telling.
    fn is_in_time(&self, notice: &str) -> bool {
        let mut told = self.case.timeline.about(&self.truth.id);
        told.any(|told| !told.is_over(self.case.now) && told.notice_id() == notice)
    }
}
