//! The moments of a change at which an audience is told something.

/// What kind of notice this is; the order is the order in which a change lives through them.
///
/// When notices of one window collapse on one day, the later kind wins.
#[derive(
    Debug,
    Clone,
    Copy,
    PartialEq,
    Eq,
    Hash,
    PartialOrd,
    Ord,
    serde::Serialize,
    serde::Deserialize,
    schemars::JsonSchema,
)]
#[serde(rename_all = "kebab-case")]
pub enum Milestone {
    /// The first announcement, months ahead.
    First,
    /// The confirmed times and what to do.
    Detail,
    /// The invitation to a briefing.
    Briefing,
    /// An optional weekly bulletin.
    Bulletin,
    /// Fourteen days before.
    #[serde(rename = "reminder-14")]
    Reminder14,
    /// Seven days before.
    #[serde(rename = "reminder-7")]
    Reminder7,
    /// Three days before.
    #[serde(rename = "reminder-3")]
    Reminder3,
    /// The working day before.
    #[serde(rename = "reminder-1")]
    Reminder1,
    /// The result of the go/no-go decision.
    GoNoGo,
    /// Half an hour before the start.
    Start,
    /// A progress report inside the window.
    Progress,
    /// The end is later than published.
    Extended,
    /// The end has passed, and nobody has said what became of it.
    Holding,
    /// The old system is back.
    RolledBack,
    /// The new system is open.
    Completed,
    /// What was open again is closed once more.
    Reopened,
    /// Extra help begins.
    HyperCareOpen,
    /// A day of extra help.
    HyperCareDaily,
    /// A week of extra help.
    HyperCareWeekly,
    /// Extra help ends.
    HyperCareClose,
    /// The window has a new date.
    Rescheduled,
    /// The window will not happen.
    Cancelled,
    /// Something told of the window is no longer so; its date is.
    Changed,
    /// The window no longer concerns the reader.
    Released,
    /// The reader is in no list of people any more.
    Unlisted,
}

impl Milestone {
    /// Every kind.
    pub const ALL: [Milestone; 25] = [
        Self::First,
        Self::Detail,
        Self::Briefing,
        Self::Bulletin,
        Self::Reminder14,
        Self::Reminder7,
        Self::Reminder3,
        Self::Reminder1,
        Self::GoNoGo,
        Self::Start,
        Self::Progress,
        Self::Extended,
        Self::Holding,
        Self::RolledBack,
        Self::Completed,
        Self::Reopened,
        Self::HyperCareOpen,
        Self::HyperCareDaily,
        Self::HyperCareWeekly,
        Self::HyperCareClose,
        Self::Rescheduled,
        Self::Cancelled,
        Self::Changed,
        Self::Released,
        Self::Unlisted,
    ];

    /// Whether it carries all the facts of a window ahead, so that it may stand for earlier ones.
    pub fn informs(self) -> bool {
        use Milestone::{Detail, First, Reminder1, Reminder3, Reminder7, Reminder14};
        let all = [First, Detail, Reminder14, Reminder7, Reminder3, Reminder1];
        all.contains(&self)
    }

    /// Whether it reminds of a window of which all was told before.
    pub fn reminds(self) -> bool {
        use Milestone::{Reminder1, Reminder3, Reminder7, Reminder14};
        matches!(self, Reminder14 | Reminder7 | Reminder3 | Reminder1)
    }

    /// Whether it is a step of the ladder up to the start of a window, which is told from its first
    /// step to its last.
    pub fn leads_to_start(self) -> bool {
        self.informs() || self == Self::Start
    }

    /// Whether it speaks of a window as one that lies ahead.
    pub fn announces(self) -> bool {
        self.informs() || self == Self::Bulletin
    }

    /// Whether it takes back something that was told.
    pub fn corrects(self) -> bool {
        use Milestone::{Cancelled, Changed, Rescheduled};
        matches!(self, Rescheduled | Cancelled | Changed) || self.lets_go()
    }

    /// Whether it tells its readers that they hear no more of the window.
    pub fn lets_go(self) -> bool {
        matches!(self, Self::Released | Self::Unlisted)
    }

    /// Whether it tells what happened on the night; such notices come as often as there is news.
    pub fn is_of_the_night(self) -> bool {
        use Milestone::{Completed, Extended, GoNoGo, Holding, Progress, Reopened, RolledBack};
        let all = [
            GoNoGo, Progress, Extended, Holding, RolledBack, Completed, Reopened,
        ];
        all.contains(&self)
    }

    /// Whether it tells that a night takes longer than people knew, or goes on after all.
    pub fn says_how_long(self) -> bool {
        matches!(self, Self::Extended | Self::Reopened)
    }

    /// Whether it says how a night goes, and with that what was said of it before.
    pub fn carries_notes(self) -> bool {
        self.says_how_long() || matches!(self, Self::Progress | Self::Holding)
    }

    /// Whether it tells of the extra help after a window.
    pub fn tells_of_help(self) -> bool {
        use Milestone::{HyperCareClose, HyperCareDaily, HyperCareOpen, HyperCareWeekly};
        matches!(
            self,
            HyperCareOpen | HyperCareDaily | HyperCareWeekly | HyperCareClose
        )
    }

    /// The kind of that name.
    pub fn from_slug(slug: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|each| each.slug() == slug)
    }

    /// Its name in plans, template paths and notice ids.
    pub fn slug(self) -> &'static str {
        match self {
            Self::First => "first",
            Self::Detail => "detail",
            Self::Briefing => "briefing",
            Self::Bulletin => "bulletin",
            Self::Reminder14 => "reminder-14",
            Self::Reminder7 => "reminder-7",
            Self::Reminder3 => "reminder-3",
            Self::Reminder1 => "reminder-1",
            Self::GoNoGo => "go-no-go",
            Self::Start => "start",
            Self::Progress => "progress",
            Self::Extended => "extended",
            Self::Holding => "holding",
            Self::RolledBack => "rolled-back",
            Self::Completed => "completed",
            Self::Reopened => "reopened",
            Self::HyperCareOpen => "hyper-care-open",
            Self::HyperCareDaily => "hyper-care-daily",
            Self::HyperCareWeekly => "hyper-care-weekly",
            Self::HyperCareClose => "hyper-care-close",
            Self::Rescheduled => "rescheduled",
            Self::Cancelled => "cancelled",
            Self::Changed => "changed",
            Self::Released => "released",
            Self::Unlisted => "unlisted",
        }
    }
}
