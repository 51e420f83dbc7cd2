//! Phases, windows, hyper-care and briefings as written.

use super::{
    ActionFile, BackupFile, CrewFile, Deadline, Entries, FixForwardFile, IntangibleFile,
    OverrunFile, PersonFile, PurchaseFile, RehearsalFile, StartFile, StatusFile, StepFile,
};
use crate::diagnostic::Spanned;
use crate::plan::id::Id;
use crate::plan::impact::Impact;
use crate::plan::length::Length;
use crate::plan::moment::{WrittenDate, WrittenMoment};
use crate::plan::money::Share;
use crate::plan::text::{Link, Name, Text};
use crate::plan::ticket_limit::TicketLimit;
use schemars::JsonSchema;
use serde::Deserialize;
use serde::de::value::SeqAccessDeserializer;
use std::fmt;

/// A part of the change, with one window or several.
#[derive(Debug, Clone, Default, Deserialize, JsonSchema)]
#[serde(default, rename_all = "kebab-case")]
#[schemars(deny_unknown_fields)]
pub struct PhaseFile {
    /// Its id.
    #[schemars(required)]
    pub id: Option<Spanned<Id>>,
    /// Its name.
    #[schemars(required)]
    pub name: Option<Spanned<Text>>,
    /// Phases that must be over before, by id: one, or a list.
    pub after: Option<Spanned<Ids>>,
    /// Its windows.
    #[schemars(required)]
    pub windows: Vec<Spanned<WindowFile>>,
    /// Extra help after its windows: for each reader, after the last one that concerns them.
    pub hyper_care: Option<Spanned<HyperCareFile>>,
}

/// One id or a list of ids.
#[derive(Debug, Clone)]
pub struct Ids(pub Vec<Id>);

/// An agreed interval in which the change is carried out.
#[derive(Debug, Clone, Default, Deserialize, JsonSchema)]
#[serde(default, rename_all = "kebab-case")]
#[schemars(deny_unknown_fields)]
pub struct WindowFile {
    /// Its id. Once notices have gone out, change it only with `renamed-from`.
    #[schemars(required)]
    pub id: Option<Spanned<Id>>,
    /// The ids it had before: one, or a list, the first one first.
    pub renamed_from: Option<Spanned<Ids>>,
    /// When it begins; `undecided` when the date was taken back and no new one is known.
    #[schemars(required)]
    pub start: Option<Spanned<StartFile>>,
    /// While the start is undecided: by when people hear of a new date.
    pub new_date_by: Option<Spanned<WrittenDate>>,
    /// When it ends; or give `length`.
    pub end: Option<Spanned<WrittenMoment>>,
    /// How long it lasts; or give `end`. `4h` is four hours by the clock, `2 days` ends at the same time
    /// of day two days later, also when the clocks change in between.
    pub length: Option<Spanned<Length>>,
    /// Whether its dates may still move; the plan's `status` when left out.
    pub status: Option<Spanned<StatusFile>>,
    /// What it does to which service: `{records: off, wristbands: slower}`.
    #[schemars(required)]
    pub services: Entries<Impact>,
    /// The zone where it happens, when it is not the plan's.
    pub timezone: Option<Spanned<Name>>,
    /// Only people of these sites are affected; all when left out.
    pub sites: Vec<Spanned<Id>>,
    /// Last instant at which going back is possible: `2027-03-28 01:00` or `2h after start`.
    pub point_of_no_return: Option<Spanned<Deadline>>,
    /// What going back takes.
    pub way_back: Option<Spanned<WayBackFile>>,
    /// The steps of the work, one after the other: `[{do: Copy the records, lasts: 45m}]`.
    pub steps: Vec<Spanned<StepFile>>,
    /// What is done when something fails after the point of no return.
    pub fix_forward: Option<Spanned<FixForwardFile>>,
    /// The rehearsal, with what was measured.
    pub rehearsal: Option<Spanned<RehearsalFile>>,
    /// The backup it relies on.
    pub backup: Option<Spanned<BackupFile>>,
    /// The longest outage that was agreed in writing, such as `8h`.
    pub agreed: Option<Spanned<Length>>,
    /// Go/no-go decisions.
    pub decisions: Vec<Spanned<CheckpointFile>>,
    /// To do before.
    pub before: Vec<Spanned<ActionFile>>,
    /// To do while it lasts.
    pub during: Vec<Spanned<ActionFile>>,
    /// To do afterwards.
    pub after: Vec<Spanned<ActionFile>>,
    /// Other dates that were weighed.
    pub alternatives: Vec<Spanned<AlternativeFile>>,
    /// Who carries it out, or works because of it.
    pub crew: Vec<Spanned<CrewFile>>,
    /// What is bought for it.
    pub purchases: Vec<Spanned<PurchaseFile>>,
    /// How likely it lasts longer.
    pub overrun: Option<Spanned<OverrunFile>>,
    /// What is lost and not for sale.
    pub intangibles: Vec<Spanned<IntangibleFile>>,
    /// Why high-severity services share this window with others.
    pub together_because: Option<Spanned<Text>>,
}

/// What going back takes.
#[derive(Debug, Clone, Default, Deserialize, JsonSchema)]
#[serde(default, rename_all = "kebab-case")]
#[schemars(deny_unknown_fields)]
pub struct WayBackFile {
    /// The way itself.
    #[schemars(required)]
    pub takes: Option<Spanned<Length>>,
    /// Checking afterwards.
    pub check: Option<Spanned<Length>>,
    /// What is lost when it is taken after people have worked on the new system.
    pub loses: Option<Spanned<Text>>,
}

/// A go/no-go decision.
#[derive(Debug, Clone, Default, Deserialize, JsonSchema)]
#[serde(default, rename_all = "kebab-case")]
#[schemars(deny_unknown_fields)]
pub struct CheckpointFile {
    /// When: `2027-03-26 15:00` or `1 working day before start at 15:00`.
    #[schemars(required)]
    pub at: Option<Spanned<Deadline>>,
    /// Who decides.
    pub owner: Option<Spanned<Text>>,
    /// What must hold.
    pub criteria: Vec<Spanned<Text>>,
    /// When all that it is decided by is known.
    pub known_by: Option<Spanned<Deadline>>,
}

/// Another date that was weighed.
#[derive(Debug, Clone, Default, Deserialize, JsonSchema)]
#[serde(default, rename_all = "kebab-case")]
#[schemars(deny_unknown_fields)]
pub struct AlternativeFile {
    /// When it would begin.
    #[schemars(required)]
    pub start: Option<Spanned<WrittenMoment>>,
    /// When it would end; or give `length`.
    pub end: Option<Spanned<WrittenMoment>>,
    /// How long it would last, counted as a window's `length` is.
    pub length: Option<Spanned<Length>>,
    /// What speaks for it.
    pub because: Option<Spanned<Text>>,
}

/// Extra help after a window.
#[derive(Debug, Clone, Default, Deserialize, JsonSchema)]
#[serde(default, rename_all = "kebab-case")]
#[schemars(deny_unknown_fields)]
pub struct HyperCareFile {
    /// How long; one to two weeks is usual.
    #[schemars(required)]
    pub length: Option<Spanned<Length>>,
    /// Ways to get help.
    pub support: Vec<Spanned<SupportFile>>,
    /// What must hold before it ends: `{severity-1-open: 0, tickets-per-day: 125% of 8}`.
    pub exit_when: Option<Spanned<ExitWhenFile>>,
    /// Where help is afterwards.
    pub afterwards: Option<Spanned<Text>>,
}

/// What must hold before the extra help ends.
#[derive(Debug, Clone, Default, Deserialize, JsonSchema)]
#[serde(default, rename_all = "kebab-case")]
#[schemars(deny_unknown_fields)]
pub struct ExitWhenFile {
    /// Most problems of severity 1 open.
    #[serde(rename = "severity-1-open")]
    pub severity_1_open: Option<Spanned<u32>>,
    /// Most problems of severity 2 open.
    #[serde(rename = "severity-2-open")]
    pub severity_2_open: Option<Spanned<u32>>,
    /// Most tickets a day: `10`, or `125% of 8` where 8 is usual.
    pub tickets_per_day: Option<Spanned<TicketLimit>>,
    /// Least share solved at the first call.
    pub first_line_solved: Option<Spanned<Share>>,
    /// Anything else, in words.
    pub also: Vec<Spanned<Text>>,
}

/// One way to get help.
#[derive(Debug, Clone, Default, Deserialize, JsonSchema)]
#[serde(default, rename_all = "kebab-case")]
#[schemars(deny_unknown_fields)]
pub struct SupportFile {
    /// What it is.
    #[schemars(required)]
    pub channel: Option<Spanned<Text>>,
    /// Number or address.
    pub number: Option<Spanned<Text>>,
    /// When, in words: `07:00-21:00` or `day and night`.
    pub hours: Option<Spanned<Text>>,
    /// The site it is at, by id: its hours go by the clock there.
    pub site: Option<Spanned<Id>>,
    /// The IANA zone of its hours, when it is neither the site's nor the plan's.
    pub timezone: Option<Spanned<Name>>,
}

/// A meeting in which people are told in person.
#[derive(Debug, Clone, Default, Deserialize, JsonSchema)]
#[serde(default, rename_all = "kebab-case")]
#[schemars(deny_unknown_fields)]
pub struct BriefingFile {
    /// Its id.
    #[schemars(required)]
    pub id: Option<Spanned<Id>>,
    /// The ids it had before: one, or a list, the first one first.
    pub renamed_from: Option<Spanned<Ids>>,
    /// `cancelled` when it will not take place.
    pub status: Option<Spanned<BriefingStatusFile>>,
    /// For which audience.
    #[serde(rename = "for")]
    #[schemars(required)]
    pub audience: Option<Spanned<Id>>,
    /// For which window; for every one after it when left out.
    pub window: Option<Spanned<Id>>,
    /// For which windows, when it is for some of them.
    pub windows: Option<Spanned<Ids>>,
    /// When it begins.
    #[schemars(required)]
    pub start: Option<Spanned<WrittenMoment>>,
    /// How long it lasts; default 30 minutes.
    pub length: Option<Spanned<Length>>,
    /// Where to join.
    pub join: Option<Spanned<Link>>,
    /// The room.
    pub place: Option<Spanned<Text>>,
    /// Who leads it.
    pub host: Option<Spanned<PersonFile>>,
    /// What is talked about.
    pub agenda: Vec<Spanned<Text>>,
    /// What to bring.
    pub bring: Vec<Spanned<Text>>,
    /// A second session or a recording, for who cannot come.
    pub otherwise: Option<Spanned<Text>>,
}

/// What became of a briefing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum BriefingStatusFile {
    /// It will not take place.
    Cancelled,
}

impl<'de> Deserialize<'de> for Ids {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct OneOrMany;
        impl<'de> serde::de::Visitor<'de> for OneOrMany {
            type Value = Ids;

            fn expecting(&self, formatter: &mut fmt::Formatter) -> fmt::Result {
                formatter.write_str("an id or a list of ids")
            }

            fn visit_str<E: serde::de::Error>(self, text: &str) -> Result<Ids, E> {
                text.parse().map(|id| Ids(vec![id])).map_err(E::custom)
            }

            fn visit_seq<A: serde::de::SeqAccess<'de>>(self, list: A) -> Result<Ids, A::Error> {
                Vec::deserialize(SeqAccessDeserializer::new(list)).map(Ids)
            }
        }
        deserializer.deserialize_any(OneOrMany)
    }
}

impl JsonSchema for Ids {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        "Ids".into()
    }

    fn json_schema(generator: &mut schemars::SchemaGenerator) -> schemars::Schema {
        let (one, many) = (
            generator.subschema_for::<Id>(),
            generator.subschema_for::<Vec<Id>>(),
        );
        schemars::json_schema!({ "anyOf": [one, many] })
    }
}
