//! What is stated of the dates ahead.

use super::Telling;
use crate::calendar::zone::Instant;
use crate::notice::facts::{DateFact, DateKind};
use crate::plan::milestone::Milestone;
use crate::plan::role::Role;
use crate::timeline::Occurrence;

impl Telling<'_> {
    /// Until when another date can be asked for.
    pub(super) fn object_by(&self) -> Option<Instant> {
        let by = self.case.plan.object_by(self.window)?;
        Some(by).filter(|by| self.ahead(*by))
    }

    /// The dates ahead, in order; the reader's next reminders among them.
    pub(super) fn dates(&self) -> Vec<DateFact> {
        let heads = self.audience.role == Role::DepartmentHeads;
        let plan_day = |at| self.day(self.case.plan.zone.civil(at).date());
        let object_by = self.object_by().filter(|_| heads).map(plan_day);
        let reminder = self.later().find(|other| other.milestone.informs());
        let reminder = reminder.filter(|_| heads);
        let confirms = reminder.is_some_and(|next| next.words == Milestone::Detail);
        let reminding = if confirms {
            DateKind::Detail
        } else {
            DateKind::Reminder
        };
        let reminder = reminder.map(|next| next.moment);
        let invitation = |other: &&Occurrence| other.milestone == Milestone::Briefing;
        let invitation = self.later().find(invitation).map(|next| next.moment);
        let executives = self.audience.role == Role::Executives;
        let decision = self.decision().filter(|_| executives);
        let decision = decision.and_then(|decision| decision.by);
        let briefing = self.briefing().map(|briefing| briefing.start);
        let checkpoints = self.checkpoints().into_iter();
        let help = self.hyper_care().map(|help| help.until);
        let before = [
            (object_by, true, DateKind::ObjectBy),
            (invitation, true, DateKind::Invitation),
            (reminder, true, reminding),
            (decision, true, DateKind::Decision),
            (briefing, false, DateKind::Briefing),
        ];
        let checkpoints = checkpoints.map(|go| {
            let decides = match go.at < self.window.start {
                true => DateKind::GoNoGo,
                false => DateKind::GoOn,
            };
            (Some(go.at), false, decides)
        });
        let window = [
            (Some(self.window.start), false, DateKind::Start),
            (Some(self.window.end), false, DateKind::End),
            (help, true, DateKind::ExtraHelpEnds),
        ];
        let all = before.into_iter().chain(checkpoints).chain(window);
        let ahead = all.filter_map(|(at, day_only, what)| {
            Some(DateFact {
                at: at.filter(|at| self.ahead(*at))?,
                day_only,
                what,
            })
        });
        let mut dates: Vec<_> = ahead.collect();
        dates.sort_by_key(|date| date.at);
        dates
    }

    /// What the same readers hear next of this window by its dates, whatever happens on the night; of
    /// every window that the decision covers when it is asked here.
    pub(super) fn next(&self, asks: bool) -> Option<&Occurrence> {
        let elsewhere = if asks { self.elsewhere() } else { Vec::new() };
        let ahead = self.later().chain(elsewhere);
        let by_date = ahead.filter(|other| !other.milestone.is_of_the_night());
        by_date.min_by_key(|other| other.moment)
    }

    /// What the same readers hear after this notice of the other windows that the decision covers.
    fn elsewhere(&self) -> Vec<&Occurrence> {
        let others = self.decided().into_iter();
        let others = others.filter(|(_, window)| window.id != self.window.id);
        let told = others.flat_map(|(_, window)| self.reached(window));
        told.filter(|other| self.ahead(other.moment)).collect()
    }

    /// What the same readers hear of this window after this notice, in order.
    fn later(&self) -> impl Iterator<Item = &Occurrence> {
        let window = self.case.timeline.about(&self.window.id);
        let same = window
            .filter(|other| other.shares_readers(self.occurrence) && other.is_for(self.group));
        let mut later: Vec<_> = same.filter(|other| self.ahead(other.moment)).collect();
        later.sort_by_key(|other| other.moment);
        later.into_iter()
    }
}
