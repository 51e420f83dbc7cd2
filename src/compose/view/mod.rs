//! What a template may say: a notice's facts with every date, time and length already in the
//! reader's words. Values only, no markup decisions; an absent fact is absent here too, and what
//! lies behind the reader (a deadline, a date, a briefing that is over) is left out.

mod case;
mod event;
mod help;
mod people;
mod room;
mod steps;
mod together;
mod weighty;
mod window;

pub use case::{
    CaseStudyView, CaseView, CoveredView, DecisionView, MoneyView, QuestionView, RiskView,
    SecondDateView,
};
pub use event::{ChangeView, EventView};
pub use help::{BriefedView, BriefingView, HyperCareView, SupportView};
pub use people::{ContactView, PersonView};
use room::room;
pub use room::{LAST_STEP, steps_together};
pub use steps::{ActionView, ActionsView, CheckpointView, DateView, StepsView, WaiverView};
pub use together::{TogetherView, says_same};
pub use window::{AlternativeView, ServiceView, What, WindowView};

use crate::calendar::zone::Instant;
use crate::compose::locale::Locale;
use crate::compose::moment::{Clock, Moment};
use crate::compose::words::Words;
use crate::notice::Notice;
use schemars::JsonSchema;
use serde::Serialize;
use window::all_isolated;

/// Everything a template may name; the parts of the view are named without their part.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct View {
    /// The plan's title.
    pub title: Words,
    /// The plan's id.
    pub plan: Words,
    /// Who sends this.
    pub organisation: Words,
    /// `executives`, `department-heads` or `end-users`.
    pub role: &'static str,
    /// What is told: `first`, `reminder-7`, `released` and so on.
    pub milestone: &'static str,
    /// Whether it says what the first notice says as well: no notice of the plan comes before it.
    pub opens: bool,
    /// Whether the readers hear of the window for the first time by a notice that is not the first.
    pub first_word: bool,
    /// Whether it is the first that the readers hear since they were told that the window does not
    /// concern them.
    pub again: bool,
    /// Whether what they were told then was that they are no longer on the list.
    pub relisted: bool,
    /// Whether the readers hear of every window, whatever they use.
    pub everything: bool,
    /// First, second … of its kind.
    pub ordinal: u32,
    /// How many of its kind there will be, or days or weeks of extra help.
    pub of: u32,
    /// What there is still room for at the length its readers read, the least important first:
    /// `third-risk`, `way-back`, `questions-for-heads` and so on, each named for what it lets in. What is
    /// affected never goes, nor the hours where the work is done, nor the owner of a risk that is named.
    #[schemars(schema_with = "room::schema")]
    pub room: Vec<&'static str>,
    /// What the clock is called by which the times of the mail are given, with its offset where readers
    /// and work are in different zones: that of all windows the mail tells of.
    pub zone: Words,
    /// When this is told.
    pub today: Moment,
    /// `Today`, `Tomorrow`, `In 7 days`: how far the start is away in the reader's days.
    pub countdown: Option<Words>,
    /// How many of the reader's days the start is away.
    pub days_left: i64,
    /// The window.
    #[serde(flatten)]
    pub window: WindowView,
    /// The case for it.
    #[serde(flatten)]
    pub case: CaseView,
    /// The steps ahead.
    #[serde(flatten)]
    pub steps: StepsView,
    /// The reader's department.
    pub department: Option<DepartmentView>,
    /// Whom to ask.
    pub contact: ContactView,
    /// What happened.
    pub event: EventView,
    /// Where everything can be read.
    pub link: Option<Words>,
    /// Whether other notices stand in the same mail.
    pub shared: bool,
    /// Whether it stands below another notice in the same mail.
    pub further: bool,
    /// Whether executives read of several windows in the same mail, so that what holds for all of them
    /// is said once.
    pub several_windows: bool,
    /// Whether the same happens to the same services in each of these windows; the first says it.
    pub alike: bool,
    /// Whether all of them may still move; the first says it.
    pub all_provisional: bool,
    /// The other notices in the same mail; only where their names stand.
    pub together: Option<TogetherView>,
}

/// The reader's department.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct DepartmentView {
    /// Its name.
    pub name: Words,
    /// Whether the reader is spoken to as a head and somebody else leads it.
    pub led_by_another: bool,
    /// How many people it has, when known: `1,650`.
    pub people: Option<Words>,
    /// What worries it.
    pub concerns: Vec<Words>,
    /// What it loses while the window lasts, when that is known.
    pub lost: Option<LostView>,
}

/// Work that the reader's own department loses.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct LostView {
    /// Hours, of all its people together.
    pub hours: Words,
    /// What they cost.
    pub cost: Words,
}

impl View {
    /// A notice in the words of its readers.
    pub fn of(notice: &Notice, locale: &Locale) -> Self {
        let clock = Clock {
            locale,
            zone: &notice.zone,
            event_zone: &notice.event_zone,
        };
        let facts = &notice.facts;
        let days_left = clock.days_between(facts.moment, facts.window.start);
        Self {
            title: Words::plain(&facts.title),
            plan: Words::plain(&facts.plan),
            organisation: Words::plain(&facts.organisation),
            role: facts.role.slug(),
            milestone: facts.milestone.slug(),
            opens: facts.opens,
            first_word: facts.first_word,
            again: facts.again,
            relisted: facts.relisted,
            everything: facts.everything,
            ordinal: facts.ordinal,
            of: facts.of,
            zone: Self::zone_of(notice, (facts.window.start, facts.window.end), locale),
            today: clock.moment(facts.moment),
            room: room(0),
            countdown: locale.countdown(days_left).as_deref().map(Words::plain),
            days_left,
            window: WindowView::of(facts, clock),
            case: CaseView::of(facts, clock),
            steps: StepsView::of(facts, clock),
            department: facts.department.as_ref().map(|department| DepartmentView {
                name: Words::plain(&locale.list(&all_isolated(&department.names))),
                led_by_another: department.led_by_another,
                people: department
                    .people
                    .map(|people| Words::plain(&locale.money.count(people))),
                concerns: sentences(&department.concerns),
                lost: department.lost.as_ref().map(|lost| LostView {
                    hours: Words::plain(&locale.money.amount(lost.hours, "")),
                    cost: Words::plain(&locale.money.amount(lost.cost, &lost.currency)),
                }),
            }),
            contact: ContactView::of(&facts.contact, (clock, &[facts.moment, facts.window.end])),
            event: EventView::of(facts, clock),
            link: facts.link.as_deref().and_then(Words::address),
            shared: false,
            further: false,
            several_windows: false,
            alike: false,
            all_provisional: false,
            together: None,
        }
    }

    /// What the clock of a notice's readers is called from one instant to another.
    pub fn zone_of(notice: &Notice, (start, end): (Instant, Instant), locale: &Locale) -> Words {
        let clock = Clock {
            locale,
            zone: &notice.zone,
            event_zone: &notice.event_zone,
        };
        clock.stretch(start, end).zone
    }

    /// Leaves out what goes at a step.
    pub fn leave_out(&mut self, step: u8) {
        self.room = room(step);
    }
}

fn lines(texts: &[String]) -> Vec<Words> {
    said(texts, Words::typed)
}

fn sentences(texts: &[String]) -> Vec<Words> {
    said(texts, Words::text)
}

fn said(texts: &[String], how: fn(&str) -> Words) -> Vec<Words> {
    let words = texts.iter().map(|text| how(text));
    words.filter(|words| !words.is_empty()).collect()
}
