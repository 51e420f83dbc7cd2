//! The plan as its author writes it: every field optional, every value with its place.
//!
//! These types are also the source of the JSON Schema. What the fields mean together is decided
//! in the files beside this folder.

mod action;
mod case;
mod change;
mod continuity;
mod entries;
mod money;
mod people;
mod readiness;
mod risk;
mod scan;
mod start;
mod window;
mod yes_no;

pub use action::{ActionFile, Deadline};
pub use case::{CaseStudyFile, DecisionAskFile, HistoryFile, PastWindowFile, QuestionFile};
pub use change::ChangeFile;
pub use continuity::{
    BackupFile, DurationFile, FixForwardFile, RehearsalFile, StepFile, VerifiedFile,
};
pub use entries::Entries;
pub use money::{
    ContractFile, CreditFile, CrewFile, IntangibleFile, MoneyFile, OutagesFile, OverrunFile,
    PurchaseFile, RevenueFile, SalaryFile, YearFile,
};
pub use people::{
    AudienceFile, ContactFile, DepartmentFile, MachineFile, PeopleFile, PeopleSource, PersonFile,
};
pub use readiness::{ItemStateFile, OwnerFile, ProofFile, ReadinessFile, SeenFile, TestFile};
pub use risk::{AnchorsFile, GradeFile, LikelihoodFile, MatrixFile, RiskFile, RiskScaleFile};
pub use scan::{FileOwnerFile, ScanFile};
pub use start::StartFile;
pub use window::{
    AlternativeFile, BriefingFile, BriefingStatusFile, CheckpointFile, ExitWhenFile, HyperCareFile,
    Ids, PhaseFile, SupportFile, WayBackFile, WindowFile,
};

pub use yes_no::YesNo;

use super::endpoint::Endpoint;
use super::id::Id;
use super::length::{Lead, Length};
use super::milestone::Milestone;
use super::moment::WrittenDate;
use super::money::Currency;
use super::text::{Language, Link, Name, Text};
use crate::diagnostic::Spanned;
use schemars::JsonSchema;
use serde::Deserialize;

/// A planned-downtime communication plan.
#[derive(Debug, Clone, Default, Deserialize, JsonSchema)]
#[serde(default, rename_all = "kebab-case")]
#[schemars(deny_unknown_fields)]
pub struct PlanFile {
    /// The version of the plan language; `1`.
    pub forewarn: Option<Spanned<u32>>,
    /// The plan's id. Never change it once notices have gone out.
    #[schemars(required)]
    pub plan: Option<Spanned<Id>>,
    /// What happens, in one line.
    #[schemars(required)]
    pub title: Option<Spanned<Text>>,
    /// Who sends the notices.
    #[schemars(required)]
    pub organisation: Option<Spanned<Text>>,
    /// The IANA zone of every time in the plan without an offset, such as `Europe/London`.
    #[schemars(required)]
    pub timezone: Option<Spanned<Name>>,
    /// Language of people without one of their own; default `en`.
    pub language: Option<Spanned<Language>>,
    /// Currency of amounts without one, such as `GBP`.
    pub currency: Option<Spanned<Currency>>,
    /// Whether the dates may still move; windows may say otherwise.
    pub status: Option<Spanned<StatusFile>>,
    /// The page where everything can be read.
    pub link: Option<Spanned<Link>>,
    /// The team that answers questions.
    #[schemars(required)]
    pub contact: Option<Spanned<ContactFile>>,
    /// The named person behind the plan.
    pub owner: Option<Spanned<PersonFile>>,
    /// Who stands in for the owner.
    pub deputy: Option<Spanned<PersonFile>>,
    /// Why this is done, for everybody.
    pub why: Option<Spanned<Text>>,
    /// What it brings, per audience.
    pub benefits: Entries<Text>,
    /// What reassures.
    pub reassurance: Vec<Spanned<Text>>,
    /// Who has done it before.
    pub case_studies: Vec<Spanned<CaseStudyFile>>,
    /// Questions people ask, with answers.
    pub questions: Vec<Spanned<QuestionFile>>,
    /// What executives are asked to decide.
    pub decision: Option<Spanned<DecisionAskFile>>,
    /// When people work and may be written to.
    pub calendar: Option<Spanned<CalendarFile>>,
    /// Places with a zone or calendar of their own.
    pub sites: Entries<SiteFile>,
    /// Departments, each with a named head.
    pub departments: Entries<DepartmentFile>,
    /// Services that windows touch.
    #[schemars(required)]
    pub services: Entries<ServiceFile>,
    /// Who is told, and where their names come from.
    pub audiences: Entries<AudienceFile>,
    /// People written here instead of in a CSV file.
    pub people: Vec<Spanned<PersonFile>>,
    /// Phases with their windows.
    #[schemars(required)]
    pub phases: Vec<Spanned<PhaseFile>>,
    /// Why dates and other facts are no longer what people were told.
    pub changes: Vec<Spanned<ChangeFile>>,
    /// Extra help for all phases without their own: for each reader, after the last window that
    /// concerns them.
    pub hyper_care: Option<Spanned<HyperCareFile>>,
    /// Meetings in which people are told in person.
    pub briefings: Vec<Spanned<BriefingFile>>,
    /// What differs from the default ladder of notices.
    pub notices: Vec<Spanned<NoticeRuleFile>>,
    /// How early people must hear, and who allowed exceptions.
    pub policy: Option<Spanned<PolicyFile>>,
    /// What downtime costs and the change brings.
    pub money: Option<Spanned<MoneyFile>>,
    /// What may go wrong.
    pub risks: Vec<Spanned<RiskFile>>,
    /// How risks are judged.
    pub risk_scale: Option<Spanned<RiskScaleFile>>,
    /// What must be ready before the start.
    pub readiness: Vec<Spanned<ReadinessFile>>,
    /// Where hard-coded addresses are looked for, and whose files they stand in.
    pub scan: Option<Spanned<ScanFile>>,
    /// Earlier windows, planned and actual.
    pub history: Option<Spanned<HistoryFile>>,
}

/// Whether dates may still move.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum StatusFile {
    /// They may.
    Provisional,
    /// They stand.
    Confirmed,
    /// It will not happen.
    Cancelled,
}

/// When people work and may be written to.
#[derive(Debug, Clone, Default, Deserialize, JsonSchema)]
#[serde(default, rename_all = "kebab-case")]
#[schemars(deny_unknown_fields)]
pub struct CalendarFile {
    /// Public holidays.
    pub holidays: Option<Spanned<HolidaysFile>>,
    /// Further days on which nobody works.
    pub days_off: Vec<Spanned<WrittenDate>>,
    /// Hours and days for notices, such as `08:00-16:30 mon-fri`.
    pub sending_hours: Option<Spanned<Name>>,
    /// Times in which nothing may change and nobody should be disturbed.
    pub freezes: Vec<Spanned<FreezeFile>>,
}

/// Public holidays of a country and region, and from an iCalendar file.
#[derive(Debug, Clone, Default, Deserialize, JsonSchema)]
#[serde(default, rename_all = "kebab-case")]
#[schemars(deny_unknown_fields)]
pub struct HolidaysFile {
    /// ISO 3166 country code, such as `GB`.
    pub country: Option<Spanned<Name>>,
    /// Region inside it, such as `ENG`.
    pub region: Option<Spanned<Name>>,
    /// An iCalendar file with further holidays, beside the plan.
    pub file: Option<Spanned<Name>>,
}

/// A time in which nothing may change.
#[derive(Debug, Clone, Default, Deserialize, JsonSchema)]
#[serde(default, rename_all = "kebab-case")]
#[schemars(deny_unknown_fields)]
pub struct FreezeFile {
    /// What it is.
    #[schemars(required)]
    pub name: Option<Spanned<Text>>,
    /// First day.
    #[schemars(required)]
    pub from: Option<Spanned<WrittenDate>>,
    /// Last day.
    #[schemars(required)]
    pub to: Option<Spanned<WrittenDate>>,
    /// Departments or audiences it binds; `everyone` for all, as when left out.
    pub applies_to: Vec<Spanned<Id>>,
    /// `hard`: no window may touch it. `soft`: better not.
    pub hardness: Option<Spanned<HardnessFile>>,
}

/// How binding a freeze is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum HardnessFile {
    /// No window may touch it.
    Hard,
    /// A window had better not touch it.
    Soft,
}

/// A place with a zone or calendar of its own.
#[derive(Debug, Clone, Default, Deserialize, JsonSchema)]
#[serde(default, rename_all = "kebab-case")]
#[schemars(deny_unknown_fields)]
pub struct SiteFile {
    /// Its name.
    #[schemars(required)]
    pub name: Option<Spanned<Text>>,
    /// Its zone, when it is not the plan's.
    pub timezone: Option<Spanned<Name>>,
    /// Its calendar; what is left out is taken from the plan's.
    pub calendar: Option<Spanned<CalendarFile>>,
}

/// Something people lose or keep.
#[derive(Debug, Clone, Default, Deserialize, JsonSchema)]
#[serde(default, rename_all = "kebab-case")]
#[schemars(deny_unknown_fields)]
pub struct ServiceFile {
    /// Its name, as its users say it.
    #[schemars(required)]
    pub name: Option<Spanned<Text>>,
    /// The ids it had before: one, or a list, the first one first.
    pub renamed_from: Option<Spanned<Ids>>,
    /// How much depends on it; default `medium`.
    pub severity: Option<Spanned<SeverityFile>>,
    /// Who answers for it.
    pub owner: Option<Spanned<Text>>,
    /// Departments whose people use it; `everyone` for all.
    pub used_by: Vec<Spanned<Id>>,
    /// Services it cannot do without.
    pub depends_on: Vec<Spanned<Id>>,
    /// Agreed limits.
    pub objectives: Option<Spanned<ObjectivesFile>>,
    /// What to do without it.
    pub workaround: Option<Spanned<Text>>,
    /// What to do when it stays away longer than planned.
    pub contingency: Option<Spanned<Text>>,
    /// What still works while it is off.
    pub still_works: Vec<Spanned<Text>>,
    /// What is earned through it.
    pub revenue: Option<Spanned<RevenueFile>>,
    /// What is given back when it was away too long.
    pub contract: Option<Spanned<ContractFile>>,
    /// Network addresses and host names that will change; `scan` looks for them in files.
    pub addresses: Vec<Spanned<Endpoint>>,
}

/// How much depends on a service.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum SeverityFile {
    /// Little.
    Low,
    /// Something.
    Medium,
    /// Safety, law or the day's business.
    High,
}

/// Agreed limits of a service (ISO 22301).
#[derive(Debug, Clone, Default, Deserialize, JsonSchema)]
#[serde(default, rename_all = "kebab-case")]
#[schemars(deny_unknown_fields)]
pub struct ObjectivesFile {
    /// Longest acceptable time to restore it.
    pub rto: Option<Spanned<Length>>,
    /// Largest acceptable loss of data, as time.
    pub rpo: Option<Spanned<Length>>,
    /// Longest time the work that needs it may be disrupted.
    pub mtd: Option<Spanned<Length>>,
    /// Time to check data and clear the backlog once it is back.
    pub wrt: Option<Spanned<Length>>,
}

/// One difference from the default ladder of notices.
#[derive(Debug, Clone, Default, Deserialize, JsonSchema)]
#[serde(default, rename_all = "kebab-case")]
#[schemars(deny_unknown_fields)]
pub struct NoticeRuleFile {
    /// Which notice.
    #[schemars(required)]
    pub notice: Option<Spanned<Milestone>>,
    /// For whom; all who get it when left out.
    pub audiences: Vec<Spanned<Id>>,
    /// In which phases; all when left out.
    pub phases: Vec<Spanned<Id>>,
    /// For which windows; all when left out.
    pub windows: Vec<Spanned<Id>>,
    /// Leave it out.
    #[schemars(with = "Option<YesNo>")]
    pub skip: Option<Spanned<bool>>,
    /// When it is told instead.
    pub at: Option<Spanned<Lead>>,
    /// For bulletins: how often; only `week`.
    pub every: Option<Spanned<RhythmFile>>,
    /// For bulletins: from when.
    pub from: Option<Spanned<Lead>>,
}

/// How often a bulletin comes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum RhythmFile {
    /// Once a week.
    Week,
}

/// How early people must hear.
#[derive(Debug, Clone, Default, Deserialize, JsonSchema)]
#[serde(default, rename_all = "kebab-case")]
#[schemars(deny_unknown_fields)]
pub struct PolicyFile {
    /// Least lead time by size of the change.
    pub lead_time: Option<Spanned<LeadTimeFile>>,
    /// Exceptions a named person allowed.
    pub waivers: Vec<Spanned<WaiverFile>>,
    /// How long before the start department heads may ask for another date.
    pub object_until: Option<Spanned<Lead>>,
    /// How many mails a person gets in a week before reminders and bulletins ride with the next one;
    /// default 3. Notices of the night and corrections do not count.
    pub mails_per_week: Option<Spanned<u32>>,
}

/// Least lead time by size of the change.
#[derive(Debug, Clone, Default, Deserialize, JsonSchema)]
#[serde(default, rename_all = "kebab-case")]
#[schemars(deny_unknown_fields)]
pub struct LeadTimeFile {
    /// A high-severity service off, more than four hours, or a quarter of the staff; default 60 days.
    pub major: Option<Spanned<Length>>,
    /// Any other service off; default 30 days.
    pub significant: Option<Spanned<Length>>,
    /// All else; default 10 working days.
    pub minor: Option<Spanned<Length>>,
}

/// An exception a named person allowed.
#[derive(Debug, Clone, Default, Deserialize, JsonSchema)]
#[serde(default, rename_all = "kebab-case")]
#[schemars(deny_unknown_fields)]
pub struct WaiverFile {
    /// For which window.
    #[schemars(required)]
    pub window: Option<Spanned<Id>>,
    /// From which rule, by its code: `lead-time` or `nobody-to-tell`.
    #[schemars(required)]
    pub rule: Option<Spanned<Id>>,
    /// With `nobody-to-tell`: for which departments; all when left out.
    pub departments: Vec<Spanned<Id>>,
    /// Who allowed it.
    #[schemars(required)]
    pub by: Option<Spanned<Text>>,
    /// Why.
    #[schemars(required)]
    pub because: Option<Spanned<Text>>,
}
