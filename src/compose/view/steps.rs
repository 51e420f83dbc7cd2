//! What is to be done and decided when, in words.

use super::event::told_in;
use super::weighty::says_too;
use super::{BriefingView, HyperCareView};
use crate::calendar::zone::Instant;
use crate::compose::locale::Locale;
use crate::compose::moment::{Clock, Moment};
use crate::compose::words::Words;
use crate::notice::facts::{Action, DateFact, Impact, Role, Waiver};
use crate::notice::{EventFacts, Facts};
use crate::plan::milestone::Milestone;
use chrono::TimeDelta;
use schemars::JsonSchema;
use serde::Serialize;

const SAVING_TAKES: TimeDelta = TimeDelta::minutes(15);

/// The steps ahead of the reader; what lies behind her is left out.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct StepsView {
    /// Go/no-go decisions.
    pub checkpoints: Vec<CheckpointView>,
    /// The next of them, while it lies ahead and there is still something to decide.
    pub go_no_go: Option<CheckpointView>,
    /// The sessions that the readers are invited to before that decision: `Mon 8 Mar, 9am`.
    pub join_first: Option<Words>,
    /// What to do.
    pub actions: ActionsView,
    /// By when the last of what is to be done before the start must be done, while it lies ahead.
    pub ready_by: Option<Moment>,
    /// Until when another date can be asked for.
    pub object_by: Option<Moment>,
    /// Dates ahead.
    pub dates: Vec<DateView>,
    /// When the reader hears next.
    pub next: Option<Moment>,
    /// What the reader hears then: `detail`, `briefing`, `reminder-7` …
    pub next_is: Option<&'static str>,
    /// The briefing.
    pub briefing: Option<BriefingView>,
    /// Extra help.
    pub hyper_care: Option<HyperCareView>,
    /// Why this comes on short notice.
    pub short_notice: Option<WaiverView>,
}

/// What to do.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct ActionsView {
    /// Before the window: what the plan asks for and, where nothing can be entered meanwhile, to
    /// save one's work. Every notice says the same, because every notice takes it from here.
    pub before: Vec<ActionView>,
    /// While it lasts.
    pub during: Vec<ActionView>,
    /// After it.
    pub after: Vec<ActionView>,
    /// Of those before the window, what these readers do not know already in these words and by this
    /// time: all of them, but below a new date.
    pub news: Vec<ActionView>,
    /// Whether there is anything to do at all.
    pub any: bool,
}

/// One thing to do.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct ActionView {
    /// What.
    pub text: Words,
    /// By when, unless its own words say so.
    pub by: Option<Moment>,
    /// By when these readers were told to do it, where a new date comes with another time for it.
    pub told: Option<Moment>,
    /// Whether that was meanwhile, so that it has to be done at once.
    pub at_once: bool,
    /// Who sees to it.
    pub owner: Option<Words>,
    /// Whether the way of working without a service says the same.
    pub said: bool,
}

/// A date ahead.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct DateView {
    /// The day, and the time where it matters.
    pub at: Words,
    /// What happens.
    pub what: Words,
    /// The same as a fixed name: `start`, `go-no-go` …
    pub kind: &'static str,
}

/// A go/no-go decision.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct CheckpointView {
    /// When.
    pub at: Moment,
    /// Who decides.
    pub owner: Option<Words>,
    /// What must hold.
    pub criteria: Vec<Words>,
    /// Whether it is still to come when the notice is told.
    pub ahead: bool,
    /// Whether it is taken before the work starts, or while it lasts.
    pub before_start: bool,
    /// Whether it is the last one before the work starts.
    pub last_before_start: bool,
}

/// Who allowed short notice, and why.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct WaiverView {
    /// Who.
    pub by: Words,
    /// Why.
    pub because: Words,
}

impl StepsView {
    pub(super) fn of(facts: &Facts, clock: Clock<'_>) -> Self {
        let ahead = |at: &Instant| *at >= facts.moment;
        let checkpoints = CheckpointView::all(facts, clock);
        let dates = facts.dates.iter().filter(|date| date.at > facts.moment);
        let briefing = facts.briefing.as_ref();
        let go_no_go = checkpoints.iter().find(|next| next.ahead).cloned();
        Self {
            join_first: join_first(facts, clock).filter(|_| go_no_go.is_some()),
            go_no_go,
            checkpoints,
            actions: ActionsView::of(facts, clock),
            ready_by: before(facts, clock.locale)
                .iter()
                .filter_map(|action| action.by.filter(|by| ahead(by)))
                .max()
                .map(|by| clock.moment(by)),
            object_by: facts.object_by.filter(ahead).map(|at| clock.moment(at)),
            dates: dates.map(|date| DateView::of(date, clock)).collect(),
            next: facts.next.filter(ahead).map(|at| clock.moment(at)),
            next_is: facts.next_milestone.map(Milestone::slug),
            briefing: briefing
                .filter(|briefing| ahead(&briefing.start))
                .map(|briefing| BriefingView::of(briefing, clock)),
            hyper_care: facts
                .hyper_care
                .as_ref()
                .map(|care| HyperCareView::of(care, clock)),
            short_notice: facts.short_notice.as_ref().map(WaiverView::of),
        }
    }
}

/// The sessions before the next decision, as one list.
fn join_first(facts: &Facts, clock: Clock<'_>) -> Option<Words> {
    let ahead = |at: &Instant| *at > facts.moment;
    let decisions = facts.checkpoints.iter().map(|decision| decision.at);
    let next = decisions.filter(ahead).min()?;
    let sessions = facts.sessions.iter().filter(|at| ahead(at) && **at < next);
    let sessions: Vec<String> = sessions.map(|at| clock.short(*at)).collect();
    (!sessions.is_empty()).then(|| Words::plain(&clock.locale.list(&sessions)))
}

/// What is to be done before the start: the plan's steps that still lie ahead and, where a service
/// stops or takes nothing in and the plan asks for no last step itself, to save one's work.
fn before(facts: &Facts, locale: &Locale) -> Vec<Action> {
    let (now, start) = (facts.moment, facts.window.start);
    let asked = &facts.actions.before;
    let mut steps = open(asked, now);
    let services = &facts.window.services;
    let stops = services
        .iter()
        .any(|service| service.impact != Impact::Slower);
    let last = |action: &Action| {
        let by = action.by.filter(|by| *by <= start);
        by.is_some_and(|by| by >= start - SAVING_TAKES)
    };
    if stops && now < start && facts.role != Role::Executives && !asked.iter().any(last) {
        let by = start - SAVING_TAKES;
        steps.push(Action {
            text: locale.save_your_work.clone(),
            by: (by > now).then_some(by),
            owner: None,
        });
    }
    steps.extend(facts.overdue());
    by_deadline(&mut steps);
    steps
}

/// What does not lie behind the reader, by its deadline; what has none comes last.
fn open(actions: &[Action], now: Instant) -> Vec<Action> {
    let open = actions.iter().filter(|action| {
        action.by.is_none_or(|by| by >= now) && !Words::line(&action.text).is_empty()
    });
    let mut open: Vec<Action> = open.cloned().collect();
    by_deadline(&mut open);
    open
}

fn by_deadline(actions: &mut [Action]) {
    actions.sort_by_key(|action| (action.by.is_none(), action.by));
}

impl ActionsView {
    fn of(facts: &Facts, clock: Clock<'_>) -> Self {
        let view = |actions: Vec<Action>| -> Vec<ActionView> {
            let words = actions
                .iter()
                .map(|action| ActionView::of(action, facts, clock));
            words.collect()
        };
        let mut news = before(facts, clock.locale);
        let before = view(news.clone());
        if facts.lists_steps_anew() {
            let kept = facts.event.iter().flat_map(|event| &event.actions);
            let kept: Vec<&String> = kept.collect();
            news.retain(|step| !kept.contains(&&step.text));
        }
        let news = view(news);
        let during = view(open(&facts.actions.during, facts.moment));
        let after = view(open(&facts.actions.after, facts.moment));
        Self {
            any: !(before.is_empty() && during.is_empty() && after.is_empty()),
            before,
            during,
            after,
            news,
        }
    }
}

impl ActionView {
    fn of(action: &Action, facts: &Facts, clock: Clock<'_>) -> Self {
        let services = facts.window.services.iter();
        let mut instead = services.filter_map(|service| service.workaround.as_deref());
        let by = action.by.map(|by| clock.moment(by));
        let told = facts.told_otherwise(action);
        let starts = clock.moment(facts.window.start).day;
        Self {
            text: Words::typed(&action.text),
            by: by.filter(|by| told.is_some() || !names_deadline(&action.text, by, &starts)),
            told: told.map(|by| clock.as_told(told_in(facts), by)),
            at_once: told.is_some() && action.by.is_some_and(|by| by <= facts.moment),
            owner: action.owner.as_deref().map(Words::plain),
            said: instead.any(|instead| says_too(instead, &action.text)),
        }
    }
}

/// Whether a text for people names the deadline itself, hour and day, as in `Print it by Sat 9:45pm.`; the
/// day may go unsaid where it is the one on which the window `starts` by the same clock.
fn names_deadline(text: &str, by: &Moment, starts: &Words) -> bool {
    ends_with_hour(text, by) && (by.day == *starts || names_day(text, by))
}

/// Whether a text names the weekday or the date of a moment, in full or short: `Sat`, `27 March`, `Mar 27`.
fn names_day(text: &str, by: &Moment) -> bool {
    let [text, weekday, date] =
        [text, by.weekday.as_str(), by.date.as_str()].map(str::to_lowercase);
    let parts = |text: &str| -> Vec<String> {
        let parts = text.split(|sign: char| !sign.is_alphanumeric());
        let parts = parts.filter(|part| !part.is_empty());
        parts.map(str::to_owned).collect()
    };
    let said = parts(&text);
    let is_said = |part: &String| {
        let is_short =
            |word: &&String| word.chars().count() >= 3 && part.starts_with(word.as_str());
        said.contains(part) || said.iter().any(|word| is_short(&word))
    };
    is_said(&weekday) || parts(&date).iter().all(is_said)
}

/// Whether a text for people ends by naming the hour of a deadline.
fn ends_with_hour(text: &str, by: &Moment) -> bool {
    let text = text.to_lowercase();
    let Some((_, tail)) = text.rsplit_once(" by ") else {
        return false;
    };
    let clock = [&by.time, &by.time_short].map(|time| time.as_str().to_lowercase());
    let short = tail.split_whitespace().count() <= 6;
    let hour = by.hour.as_str();
    short && (clock.iter().any(|time| tail.contains(time.as_str())) || tail.contains(hour))
}

impl DateView {
    fn of(date: &DateFact, clock: Clock<'_>) -> Self {
        let at = clock.moment(date.at);
        Self {
            at: if date.day_only {
                at.day_short
            } else {
                at.short
            },
            what: Words::plain(clock.locale.date_kind(date.what)),
            kind: date.what.slug(),
        }
    }
}

impl CheckpointView {
    /// The decisions of a window, in order.
    fn all(facts: &Facts, clock: Clock<'_>) -> Vec<Self> {
        let start = facts.window.start;
        let before = facts.checkpoints.iter().map(|checkpoint| checkpoint.at);
        let last = before.filter(|at| *at <= start).max();
        let open = !settled(facts);
        let views = facts.checkpoints.iter().map(|checkpoint| Self {
            at: clock.moment(checkpoint.at),
            owner: checkpoint.owner.as_deref().map(Words::plain),
            criteria: super::lines(&checkpoint.criteria),
            ahead: open && checkpoint.at > facts.moment,
            before_start: checkpoint.at <= start,
            last_before_start: Some(checkpoint.at) == last,
        });
        views.collect()
    }
}

/// Whether nothing is left to decide of a window: it is over, called off or has no date.
fn settled(facts: &Facts) -> bool {
    use Milestone as M;
    let event = facts.event.as_ref();
    match facts.milestone {
        M::GoNoGo => event.is_some_and(EventFacts::is_no_go),
        M::Rescheduled => event.is_some_and(|event| !event.has_new_date),
        milestone => matches!(
            milestone,
            M::RolledBack
                | M::Completed
                | M::HyperCareOpen
                | M::HyperCareDaily
                | M::HyperCareWeekly
                | M::HyperCareClose
                | M::Cancelled
                | M::Released
                | M::Unlisted
        ),
    }
}

impl WaiverView {
    pub(super) fn of(waiver: &Waiver) -> Self {
        Self {
            by: Words::plain(&waiver.by),
            because: Words::text(&waiver.because),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::calendar::zone::Zones;

    #[test]
    fn a_deadline_that_a_step_names_itself_with_its_day_is_not_named_twice() {
        let zone = Zones::bundled().get("Europe/London").unwrap();
        let locale = Locale::read(include_str!("../../../templates/en/locale.yaml")).unwrap();
        let clock = Clock {
            locale: &locale,
            zone: &zone,
            event_zone: &zone,
        };
        let by = clock.moment("2027-03-27T21:45:00Z".parse().unwrap());
        let [same, next] = ["2027-03-27T22:00:00Z", "2027-03-28T00:30:00Z"]
            .map(|start| clock.moment(start.parse().unwrap()).day);
        for (text, on_the_day, before) in [
            ("Print the ward list by 21:45", true, false),
            ("Print the ward list by Saturday 9:45pm.", true, true),
            ("Print the ward list by Sat 21:45.", true, true),
            ("Print the ward list by 27 Mar, 21:45.", true, true),
            ("Print Sunday's ward list by 21:45.", true, false),
            ("Print the list of ward 27 by 21:45.", true, false),
            ("Print the ward list by hand.", false, false),
            ("Print the ward list", false, false),
            (
                "Be ready by 21:45, and after that wait until we call you all",
                false,
                false,
            ),
        ] {
            assert_eq!(names_deadline(text, &by, &same), on_the_day, "{text}");
            assert_eq!(names_deadline(text, &by, &next), before, "{text}");
        }
    }
}
