//! Begun: to whom it is news that the work of a window goes on, because she counts with another start or
//! with none, or because it began before its time. She hears just that, whatever else the plan says
//! of the window by now: it says from when to when, and a start that was is not put right by one that
//! was planned.

use super::beliefs::Beliefs;
use super::claim::When;
use super::heard::Heard;
use crate::calendar::zone::Instant;
use crate::night::Night;
use crate::plan::address::Mailbox;
use crate::plan::milestone::Milestone;
use crate::plan::role::Role;
use crate::timeline::Occurrence;

/// Whether work that goes on began when somebody did not expect it: at another start than one she may
/// have been told, or after she was told of none.
pub(super) fn is_unexpected(night: &Night, heard: &Heard) -> bool {
    let planned = night.planned().0;
    let is_other = |when: When| {
        when != When::Elsewhere && when.span().is_none_or(|(start, _)| start != planned)
    };
    night.has_begun() && heard.beliefs().any(|told| is_other(told.when))
}

/// Whether somebody surely heard nothing since work began well before its time, which goes on.
pub(super) fn is_unheard(night: &Night, heard: &Heard) -> bool {
    let begun = night.began_well_before();
    begun.is_some_and(|begun| heard.otherwise.is_none_or(|at| at < begun))
}

/// Whether it is news to somebody that work has begun.
pub(super) fn is_news(night: &Night, heard: &Heard) -> bool {
    is_unexpected(night, heard) || is_unheard(night, heard)
}

/// How the start of a night stands to somebody whom a notice of it is for; nothing of any other notice.
pub(super) struct Beginning<'b> {
    night: Option<&'b Night>,
    /// Whether the night goes on and begins to concern her.
    pub joins: bool,
    /// What she was told, when it is news to her that the work has begun.
    news: Option<&'b Heard>,
}

impl Beginning<'_> {
    /// How often whoever read when it starts has to hear that it began well before.
    pub fn retold(&self) -> u32 {
        self.night.map_or(0, Night::start_retellings)
    }

    /// Whether she counted with another start, or with none.
    pub fn is_unexpected(&self) -> bool {
        let news = self.night.zip(self.news);
        news.is_some_and(|(night, told)| is_unexpected(night, told))
    }

    /// Since when the work goes on, when its start is told as one that was.
    pub fn begun(&self) -> Option<Instant> {
        let night = self.night?;
        let is_told = self.joins || self.is_unexpected();
        let early = night.began_early().filter(|_| !self.joins);
        early.or_else(|| is_told.then(|| night.since()))
    }
}

impl Beliefs {
    /// How the start of a night stands to a mailbox that was told something of its window, or nothing.
    pub(super) fn beginning<'b>(
        &'b self,
        occurrence: &Occurrence,
        mailbox: &Mailbox,
        told: Option<&'b Heard>,
    ) -> Beginning<'b> {
        let (window, history) = (occurrence.window.as_str(), &self.history);
        let night = history.nights.of(window);
        let night = night.filter(|_| occurrence.milestone == Milestone::Start);
        let goes_on = night
            .zip(self.now())
            .filter(|(night, now)| night.goes_on(*now));
        let goes_on = goes_on.map(|(night, _)| night);
        // Its start was never told to her, or she was let go since.
        let joins = goes_on.is_some() && !history.surely_concerns(window, mailbox);
        let news = goes_on.filter(|_| !joins).zip(told);
        let news = news.filter(|(night, told)| is_news(night, told));
        Beginning {
            night,
            joins,
            news: news.map(|(_, told)| told),
        }
    }

    /// Whether a start is no news to somebody: its time has come, and what goes on is told otherwise,
    /// or that it began before is; or she heard by an earlier telling of the notice, or may have, that
    /// it began before, and what has changed since is told by a correction, which says so too.
    pub(super) fn knows_start(
        &self,
        Beginning { night, joins, news }: &Beginning,
        heard: Option<&Heard>,
        telling: (&str, u32),
    ) -> bool {
        let is_old = |night: &Night| self.has_passed(night) || has_heard(night, heard, telling);
        !joins && news.is_none() && night.is_some_and(is_old)
    }

    fn has_passed(&self, night: &Night) -> bool {
        self.now().is_some_and(|now| {
            let is_told = night.goes_on(now) || night.start_retellings() > 0;
            is_told && now >= night.planned().0
        })
    }

    /// Whether a notice must not leave by what happened on its night, or did not. A start that is news
    /// is told to those who hear how it goes, too, when no word of that can reach them any more. Once it
    /// has passed, a new end that is to be told says enough.
    pub(super) fn keeps_back(
        &self,
        Beginning { joins, news, .. }: &Beginning,
        occurrence: &Occurrence,
    ) -> bool {
        let (window, nights) = (occurrence.window.as_str(), &self.history.nights);
        let role = nights.role(occurrence.audience.as_str());
        let notice = self.now().zip(role);
        let notice = || notice.and_then(|(now, role)| nights.goes_on_by(window, role, now));
        let is_told = |told: &&Heard| notice().is_some_and(|notice| !told.was_missed(&notice));
        let is_said = || {
            news.is_some_and(|told| self.is_said_with_end(occurrence.window.as_str(), role, told))
        };
        !joins && (is_said() || (news.as_ref().is_none_or(is_told) && nights.withholds(occurrence)))
    }

    /// Whether somebody is told a new end of a window whose start, on which she counted, has passed.
    fn is_said_with_end(&self, window: &str, role: Option<Role>, told: &Heard) -> bool {
        let nights = &self.history.nights;
        let (Some(night), Some(role), Some(now)) = (nights.of(window), role, self.now()) else {
            return false;
        };
        if is_unexpected(night, told) || now < night.planned().0 {
            return false;
        }
        let spans = told.beliefs().filter_map(|claim| claim.when.span());
        let mut notices = spans.filter_map(|span| nights.told_by(window, span, role));
        notices.any(|notice| !told.was_missed(&notice))
    }
}

fn has_heard(night: &Night, heard: Option<&Heard>, (notice, revision): (&str, u32)) -> bool {
    let begun = night.began_early();
    let mut told = heard.into_iter().flat_map(|heard| &heard.told);
    begun.is_some_and(|begun| {
        told.any(|told| *told.notice == *notice && told.revision < revision && told.at >= begun)
    })
}
