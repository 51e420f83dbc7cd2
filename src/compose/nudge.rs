//! Nudge: what waits for the owner's word, as the templates take it.

use crate::calendar::zone::Zone;
use crate::compose::context::context;
use crate::compose::locale::Locale;
use crate::compose::lookup::LAST_LANGUAGE;
use crate::compose::message::Message;
use crate::compose::moment::{Clock, Moment};
use crate::compose::templates::Templates;
use crate::compose::text;
use crate::compose::words::Words;
use crate::diagnostic::Findings;
use crate::ledger::{Awaited, Wait};
use schemars::JsonSchema;
use serde::Serialize;

/// Where its templates lie below their language.
pub(super) const OWNER: &str = "_owner";

/// What lies there: the words and the foot of the mail that something waits, and of the mail that
/// something had to be ready.
const WAITING: [&str; 2] = ["waiting", "footer"];
const OVERDUE: [&str; 2] = ["overdue", "overdue-footer"];

/// Whether a template of such a mail has this name.
pub(super) fn is_part(name: &str) -> bool {
    WAITING.contains(&name) || OVERDUE.contains(&name)
}

/// How many messages are named; the command names all.
const NAMED: usize = 12;

/// What a nudge is about.
#[derive(Debug, Clone, Copy)]
pub struct Waiting<'a> {
    /// Who sends it.
    pub organisation: &'a str,
    /// The plan's title.
    pub title: &'a str,
    /// The plan's file, as commands name it.
    pub file: &'a str,
    /// The plan's language.
    pub language: &'a str,
    /// The plan's zone.
    pub zone: &'a Zone,
    /// What waits.
    pub waits: &'a [Wait],
}

/// Everything that the templates of a nudge may name.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct NudgeView {
    /// Who sends it.
    pub organisation: Words,
    /// The plan's title.
    pub title: Words,
    /// The plan's file, as commands name it.
    pub file: Words,
    /// How many messages wait for an approval, each told to an audience.
    pub messages: usize,
    /// What waits for an approval.
    pub approvals: Vec<ApprovalView>,
    /// How many messages more than those.
    pub more: Option<usize>,
    /// Windows of which a word is wanted.
    pub nights: Vec<NightView>,
    /// What had to be ready by now.
    pub items: Vec<ItemView>,
}

/// Something that had to be ready by now.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct ItemView {
    /// What, in the words of the plan.
    pub item: Words,
    /// The window that waits for it, by its id.
    pub window: Words,
    /// By when it was due.
    pub due: Option<Moment>,
}

/// A message that waits for an approval.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct ApprovalView {
    /// Its subject.
    pub subject: Words,
    /// For whom.
    pub audience: Words,
    /// How many people.
    pub people: usize,
    /// `new`, `changed`, or `readers` who were not concerned when it was approved.
    pub because: &'static str,
}

/// A window of which a word is wanted.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct NightView {
    /// Its name.
    pub name: Words,
    /// Its id, as commands name it.
    pub id: Words,
    /// `outcome`, `progress`, a new `date`, or one that was to be there by now: `promise`.
    pub asks: &'static str,
    /// Since when.
    pub since: Option<Moment>,
}

impl NudgeView {
    fn of(waiting: &Waiting, locale: &Locale) -> Self {
        let clock = Clock {
            locale,
            zone: waiting.zone,
            event_zone: waiting.zone,
        };
        let (items, others): (Vec<&Wait>, Vec<&Wait>) = waiting
            .waits
            .iter()
            .partition(|wait| wait.kind == Awaited::Item);
        let (approvals, nights): (Vec<&Wait>, Vec<&Wait>) =
            others.into_iter().partition(|wait| wait.kind.is_approval());
        let items = items.iter().map(|wait| ItemView {
            item: Words::line(&wait.subject),
            window: Words::plain(&wait.of),
            due: wait.since.map(|due| clock.moment(due)),
        });
        let named = approvals.iter().take(NAMED).map(|wait| ApprovalView {
            subject: Words::plain(&wait.subject),
            audience: Words::plain(&wait.of),
            people: wait.people,
            because: slug(wait.kind),
        });
        let nights = nights.iter().map(|wait| NightView {
            name: Words::plain(&wait.subject),
            id: Words::plain(&wait.of),
            asks: slug(wait.kind),
            since: wait.since.map(|since| clock.moment(since)),
        });
        let more = approvals.len().saturating_sub(NAMED);
        Self {
            organisation: Words::plain(waiting.organisation),
            title: Words::plain(waiting.title),
            file: Words::plain(waiting.file),
            messages: approvals.len(),
            approvals: named.collect(),
            more: (more > 0).then_some(more),
            nights: nights.collect(),
            items: items.collect(),
        }
    }
}

impl Templates {
    /// Words the mail to the owner that something waits.
    pub fn nudge(&self, waiting: &Waiting) -> Result<Message, Findings> {
        self.letter(waiting, WAITING)
    }

    /// Words the mail to whoever sees to things that had to be ready by now.
    pub fn overdue(&self, waiting: &Waiting) -> Result<Message, Findings> {
        self.letter(waiting, OVERDUE)
    }

    fn letter(&self, waiting: &Waiting, [body, foot]: [&str; 2]) -> Result<Message, Findings> {
        let path = self.part_path((OWNER, body), waiting.language);
        let language = path.split('/').next().unwrap_or(LAST_LANGUAGE);
        let context = context(&NudgeView::of(waiting, self.locale(language)));
        let draft = self.draft(&path, &context)?;
        let footer = self.part((OWNER, foot), language, &context)?;
        let names = (waiting.organisation, waiting.title);
        let blocks = [draft.body.as_slice(), footer.as_slice()].concat();
        Ok(Message {
            html: self.frame((&draft, &footer), names, language)?,
            text: text::write(&blocks),
            subject: draft.subject,
            preheader: draft.preheader,
        })
    }
}

fn slug(kind: Awaited) -> &'static str {
    match kind {
        Awaited::New => "new",
        Awaited::Changed => "changed",
        Awaited::Readers => "readers",
        Awaited::Outcome => "outcome",
        Awaited::Progress => "progress",
        Awaited::Date => "date",
        Awaited::Promise => "promise",
        Awaited::Item => "item",
    }
}
