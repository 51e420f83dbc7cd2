//! What a template may say: a notice's facts with every date, time and length already in the
//! reader's words. Values only, no markup decisions; an absent fact is absent here too.

mod event;
mod help;
mod people;
mod steps;
mod window;

pub use event::EventView;
pub use help::{BriefingView, HyperCareView};
pub use people::ContactView;
pub use steps::{
    ActionsView, CaseStudyView, CheckpointView, DateView, DecisionView, MoneyView, QuestionView,
    RiskView, WaiverView,
};
pub use window::{ServiceView, What};

use crate::compose::locale::Locale;
use crate::compose::moment::{Clock, Moment, Stretch};
use crate::compose::words::Words;
use crate::notice::Notice;
use schemars::JsonSchema;
use serde::Serialize;

/// Everything a template may name.
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
    /// First, second … of its kind.
    pub ordinal: u32,
    /// How many of its kind there will be.
    pub of: u32,
    /// When this is told.
    pub today: Moment,
    /// `Today`, `Tomorrow`, `In 7 days`: how far the start is away in the reader's days.
    pub countdown: Option<Words>,
    /// How many of the reader's days the start is away.
    pub days_left: i64,
    /// The window's times.
    pub when: Stretch,
    /// Whether the times may still move.
    pub provisional: bool,
    /// The latest moment to save work.
    pub save_by: Moment,
    /// The services taken together.
    pub what: What,
    /// The services that concern the reader, worst first.
    pub services: Vec<ServiceView>,
    /// What still works, over all of them.
    pub still_works: Vec<Words>,
    /// Services this window leaves alone, as one list in words.
    pub unaffected: Option<Words>,
    /// The name of the phase.
    pub phase: Words,
    /// The last moment at which going back is possible.
    pub point_of_no_return: Option<Moment>,
    /// How long going back takes.
    pub way_back: Option<Words>,
    /// Other dates that were weighed.
    pub alternatives: Vec<AlternativeView>,
    /// The reader's department.
    pub department: Option<DepartmentView>,
    /// The planner's reason.
    pub why: Option<Words>,
    /// The benefit.
    pub benefit: Option<Words>,
    /// What reassures.
    pub reassurance: Vec<Words>,
    /// Who has done it before.
    pub case_studies: Vec<CaseStudyView>,
    /// Questions and answers.
    pub questions: Vec<QuestionView>,
    /// Money.
    pub money: Option<MoneyView>,
    /// Risks, worst first.
    pub risks: Vec<RiskView>,
    /// The decision asked.
    pub decision: Option<DecisionView>,
    /// Go/no-go decisions.
    pub checkpoints: Vec<CheckpointView>,
    /// What to do.
    pub actions: ActionsView,
    /// Whom to ask.
    pub contact: ContactView,
    /// Until when another date can be asked for.
    pub object_by: Option<Moment>,
    /// Dates ahead.
    pub dates: Vec<DateView>,
    /// When the reader hears next.
    pub next: Option<Moment>,
    /// The briefing.
    pub briefing: Option<BriefingView>,
    /// Extra help.
    pub hyper_care: Option<HyperCareView>,
    /// Why this comes on short notice.
    pub short_notice: Option<WaiverView>,
    /// What happened.
    pub event: EventView,
    /// Where everything can be read.
    pub link: Option<Words>,
}

/// The reader's department.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct DepartmentView {
    /// Its name.
    pub name: Words,
    /// Its people, when known.
    pub people: Option<u32>,
    /// What worries it.
    pub concerns: Vec<Words>,
}

/// Another date that was weighed.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct AlternativeView {
    /// When.
    pub when: Stretch,
    /// What speaks for it.
    pub because: Option<Words>,
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
        let window = &facts.window;
        let days_left = clock.days_between(facts.moment, window.start);
        let services: Vec<ServiceView> = window
            .services
            .iter()
            .map(|service| ServiceView::of(service, locale))
            .collect();
        let optional = |text: &Option<String>| text.as_deref().map(Words::sentence);
        Self {
            title: Words::plain(&facts.title),
            plan: Words::plain(&facts.plan),
            organisation: Words::plain(&facts.organisation),
            role: facts.role.slug(),
            ordinal: facts.ordinal,
            of: facts.of,
            today: clock.moment(facts.moment),
            countdown: locale.countdown(days_left).as_deref().map(Words::plain),
            days_left,
            when: clock.stretch(window.start, window.end),
            provisional: window.provisional,
            save_by: clock.moment(steps::save_by(facts)),
            what: What::of(&window.services, locale),
            still_works: window::still_works(&window.services),
            services,
            unaffected: (!window.unaffected.is_empty())
                .then(|| Words::plain(&locale.list(&window.unaffected))),
            phase: Words::plain(&window.phase),
            point_of_no_return: window
                .way_back
                .as_ref()
                .and_then(|back| back.point_of_no_return)
                .map(|at| clock.moment(at)),
            way_back: window
                .way_back
                .as_ref()
                .and_then(|back| back.minutes)
                .map(|minutes| Words::plain(&locale.length(chrono::TimeDelta::minutes(minutes)))),
            alternatives: alternatives(notice, clock),
            department: facts.department.as_ref().map(|department| DepartmentView {
                name: Words::plain(&department.name),
                people: department.people,
                concerns: sentences(&department.concerns),
            }),
            why: optional(&facts.why),
            benefit: optional(&facts.benefit),
            reassurance: sentences(&facts.reassurance),
            case_studies: facts.case_studies.iter().map(CaseStudyView::of).collect(),
            questions: facts.questions.iter().map(QuestionView::of).collect(),
            money: facts.money.as_ref().and_then(MoneyView::of),
            risks: facts.risks.iter().map(RiskView::of).collect(),
            decision: facts
                .decision
                .as_ref()
                .map(|decision| DecisionView::of(decision, clock)),
            checkpoints: facts
                .checkpoints
                .iter()
                .map(|checkpoint| CheckpointView::of(checkpoint, clock, facts.moment))
                .collect(),
            actions: ActionsView::of(&facts.actions, clock),
            contact: ContactView::of(&facts.contact),
            object_by: facts.object_by.map(|at| clock.moment(at)),
            dates: facts
                .dates
                .iter()
                .map(|date| DateView::of(date, clock))
                .collect(),
            next: facts.next.map(|at| clock.moment(at)),
            briefing: facts
                .briefing
                .as_ref()
                .map(|briefing| BriefingView::of(briefing, clock)),
            hyper_care: facts
                .hyper_care
                .as_ref()
                .map(|care| HyperCareView::of(care, clock)),
            short_notice: facts.short_notice.as_ref().map(WaiverView::of),
            event: EventView::of(facts.event.as_ref(), clock),
            link: facts.link.as_deref().and_then(Words::address),
        }
    }
}

fn alternatives(notice: &Notice, clock: Clock<'_>) -> Vec<AlternativeView> {
    notice
        .facts
        .window
        .alternatives
        .iter()
        .map(|other| AlternativeView {
            when: clock.stretch(other.start, other.end),
            because: other.because.as_deref().map(Words::sentence),
        })
        .collect()
}

fn lines(texts: &[String]) -> Vec<Words> {
    texts
        .iter()
        .map(|text| Words::line(text))
        .filter(|words| !words.is_empty())
        .collect()
}

fn sentences(texts: &[String]) -> Vec<Words> {
    texts
        .iter()
        .map(|text| Words::sentence(text))
        .filter(|words| !words.is_empty())
        .collect()
}
