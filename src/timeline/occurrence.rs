//! A milestone dated for one audience at one place.

use crate::calendar::Closed;
use crate::calendar::useful;
use crate::calendar::zone::{Civil, Instant};
use crate::directory::Group;
use crate::plan::Id;
use crate::plan::former::FirstNames;
use crate::plan::milestone::Milestone;
use chrono::NaiveDate;

/// A milestone dated for one audience at one place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Occurrence {
    /// The window it is about.
    pub window: Id,
    /// Which notice.
    pub milestone: Milestone,
    /// First, second … of its kind, from 1.
    pub ordinal: u32,
    /// How many of its kind there are, or days or weeks of extra help.
    pub of: u32,
    /// The briefing it invites to.
    pub briefing: Option<Id>,
    /// Who is told.
    pub audience: Id,
    /// What all these were called first.
    pub first: FirstNames,
    /// Where they are, among the directory's places: one, or several whose calendars agree on
    /// every date of this window.
    pub places: Vec<usize>,
    /// How the date came about: `90 days before start`.
    pub rule: String,
    /// Where the rule alone would have put it, on the readers' clocks.
    pub nominal: Civil,
    /// When it is told.
    pub moment: Instant,
    /// From when on telling it would be useless or wrong.
    pub latest_useful: Instant,
    /// Why it moved; empty when it did not.
    pub moved: Vec<(NaiveDate, Closed)>,
    /// Notices that fell on the same day and are told by this one.
    pub merged: Vec<Milestone>,
    /// In whose words it is told: its own, or those of the details, where it says what they would have
    /// said.
    pub words: Milestone,
    /// Whether it says what the first notice says as well, because its readers hear nothing before it.
    pub opens: bool,
}

impl Occurrence {
    /// Its stable name: window, milestone and number, `cutover-hyper-care-daily-2`. An invitation is
    /// named after its briefing alone, `briefing-wards`: about which of its windows a reader hears of
    /// it can change after it was sent. It is made of first names: another id in the plan makes no
    /// other notice.
    pub fn notice_id(&self) -> String {
        let stem = match &self.first.briefing {
            Some(briefing) => format!("{}-{briefing}", self.milestone.slug()),
            None => format!("{}-{}", self.first.window, self.milestone.slug()),
        };
        if self.repeats() {
            format!("{stem}-{}", self.ordinal)
        } else {
            stem
        }
    }

    /// Whether at `now` telling it is useless or wrong.
    pub fn is_over(&self, now: Instant) -> bool {
        useful::is_over(self.latest_useful, now)
    }

    /// Whether it is about the same window for the same readers.
    pub fn shares_readers(&self, other: &Self) -> bool {
        self.window == other.window
            && self.audience == other.audience
            && self.places == other.places
    }

    /// Whether it is for these readers of its window's notices.
    pub fn is_for(&self, group: &Group) -> bool {
        group.hears(&self.window, self.milestone, self.briefing.as_ref())
    }

    /// What occurrences are sorted by: the moment first, then the notice, then the readers. No two of a
    /// timeline are equal in it.
    pub(super) fn order(&self) -> impl Ord + '_ {
        let notice = (self.moment, self.milestone, self.ordinal);
        let about = (&self.window, &self.briefing);
        (notice, about, &self.audience, &self.places)
    }

    /// The place whose clocks it goes by.
    pub fn place(&self) -> usize {
        self.places[0]
    }

    /// Whether notices of its kind come more than once.
    fn repeats(&self) -> bool {
        use Milestone::{Bulletin, HyperCareDaily, HyperCareWeekly};
        matches!(self.milestone, Bulletin | HyperCareDaily | HyperCareWeekly)
            || self.milestone.is_of_the_night()
    }
}
