//! When everybody is told: every notice of a plan, dated.
//!
//! What comes in: a plan and its directory. What goes out: the occurrences in order, and findings
//! about dates that no calendar allows. It never asks what time it is: the past is dated as well.

pub mod agenda;
pub mod ladder;
pub mod occurrence;
mod draft;

pub use agenda::{Agenda, agenda};
pub use occurrence::Occurrence;

use crate::calendar::zone::{Instant, Zone};
use crate::diagnostic::{Code, Diagnostic, Findings};
use crate::directory::{self, Directory, Place};
use crate::plan::audience::Audience;
use crate::plan::length::Lead;
use crate::plan::milestone::Milestone;
use crate::plan::phase::Phase;
use crate::plan::policy::RuleChange;
use crate::plan::window::{Status, Window};
use crate::plan::{Id, Plan};
use chrono::{Days, NaiveTime, TimeDelta};
use draft::Draft;
use ladder::Change;
use std::collections::BTreeSet;

/// Every occurrence of a plan, in order of their moments.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Timeline {
    /// The occurrences.
    pub occurrences: Vec<Occurrence>,
}

/// Dates every notice of a plan.
pub fn schedule(plan: &Plan, directory: &Directory, findings: &mut Findings) -> Timeline {
    let mut occurrences = Vec::new();
    for (phase, window) in plan.windows() {
        if window.status == Status::Cancelled {
            continue;
        }
        for audience in &plan.audiences {
            for (drafts, places) in dated(plan, directory, (phase, window), audience, findings) {
                let drafts = drafts.into_iter();
                occurrences.extend(
                    drafts.map(|draft| draft.occurrence(&window.id, &audience.id, &places)),
                );
            }
        }
    }
    occurrences.sort_by(|one, other| {
        let key =
            |occurrence: &Occurrence| (occurrence.moment, occurrence.milestone, occurrence.ordinal);
        key(one).cmp(&key(other)).then_with(|| {
            (&one.window, &one.audience, &one.places).cmp(&(
                &other.window,
                &other.audience,
                &other.places,
            ))
        })
    });
    Timeline { occurrences }
}

/// The dates of a window for an audience, with the places they hold for. Places in one zone whose
/// calendars agree on every date share them.
fn dated(
    plan: &Plan,
    directory: &Directory,
    (phase, window): (&Phase, &Window),
    audience: &Audience,
    findings: &mut Findings,
) -> Vec<(Vec<Draft>, Vec<usize>)> {
    let groups = directory::groups(plan, directory, audience, window);
    let places: BTreeSet<usize> = groups.iter().map(|group| group.place).collect();
    let mut dated: Vec<(Vec<Draft>, Vec<usize>)> = Vec::new();
    for place in places {
        let here = &directory.places[place];
        let ladder = Ladder {
            plan,
            phase,
            window,
            audience,
            place: here,
        };
        let drafts = ladder.dated(findings);
        let same = |(known, places): &&mut (Vec<Draft>, Vec<usize>)| {
            *known == drafts && directory.places[places[0]].calendar.zone == here.calendar.zone
        };
        match dated.iter_mut().find(same) {
            Some((_, places)) => places.push(place),
            None => dated.push((drafts, vec![place])),
        }
    }
    dated
}

/// The ladder of one window for one audience at one place.
struct Ladder<'a> {
    plan: &'a Plan,
    phase: &'a Phase,
    window: &'a Window,
    audience: &'a Audience,
    place: &'a Place,
}

impl Ladder<'_> {
    fn dated(&self, findings: &mut Findings) -> Vec<Draft> {
        let mut before = self.before(findings);
        draft::merge(&mut before);
        let mut after = self.after();
        draft::merge(&mut after);
        before.extend(after);
        self.bound(&mut before);
        before
    }

    fn zone(&self) -> &Zone {
        &self.place.calendar.zone
    }

    fn rule(&self, milestone: Milestone) -> Option<RuleChange> {
        let here = [&self.phase.id, &self.window.id];
        let mut rules = self.plan.rules.iter().rev();
        rules
            .find(|rule| rule.covers(milestone, &self.audience.id, here))
            .map(|rule| rule.change)
    }

    fn before(&self, findings: &mut Findings) -> Vec<Draft> {
        let severities = self
            .window
            .services
            .iter()
            .map(|(id, _)| self.plan.service(id).severity);
        let high_severity = severities.max() == Some(crate::plan::service::Severity::High);
        let change = Change {
            size: self.plan.size(self.window),
            high_severity,
        };
        let mut rungs = ladder::before(change, self.audience.role);
        let known: Vec<Milestone> = rungs.iter().map(|rung| rung.milestone).collect();
        for rule in &self.plan.rules {
            let RuleChange::At(lead) = rule.change else {
                continue;
            };
            let here = [&self.phase.id, &self.window.id];
            let further = before_window(rule.milestone) && !known.contains(&rule.milestone);
            if further
                && rule.covers(rule.milestone, &self.audience.id, here)
                && !rule.audiences.is_empty()
            {
                rungs.push(ladder::Rung {
                    milestone: rule.milestone,
                    lead,
                });
            }
        }
        let mut drafts = Vec::new();
        for rung in rungs {
            let lead = match self.rule(rung.milestone) {
                Some(RuleChange::Skip) => continue,
                Some(RuleChange::At(lead)) => lead,
                _ => rung.lead,
            };
            drafts.extend(self.draft(rung.milestone, &lead, findings));
        }
        drafts.extend(self.briefings(findings));
        drafts.extend(self.bulletins(findings));
        drafts.sort_by_key(|draft| draft.moment);
        drafts
    }

    /// Dates one notice before the window, moved to the previous working moment of its readers.
    fn draft(&self, milestone: Milestone, lead: &Lead, findings: &mut Findings) -> Option<Draft> {
        let nominal = self.nominal(lead);
        let rule = lead.to_string();
        if milestone == Milestone::Start {
            return Some(Draft::fixed(milestone, rule, nominal, self.zone()));
        }
        let draft = Draft::moved_back(milestone, rule, nominal, &self.place.calendar);
        let draft = draft.filter(|draft| draft.moment < self.window.start);
        if draft.is_none() {
            self.no_moment(milestone, findings);
        }
        draft
    }

    /// Where a lead alone puts a notice on the readers' clocks; leads in days mean the morning.
    fn nominal(&self, lead: &Lead) -> crate::calendar::zone::Civil {
        let days = lead.length.minutes().is_none()
            || matches!(lead.length, crate::plan::length::Length::Days(_));
        let time = lead.time.or(days.then(ladder::morning));
        self.zone().civil(
            self.window
                .moment(&Lead { time, ..*lead }, &self.place.calendar),
        )
    }

    fn no_moment(&self, milestone: Milestone, findings: &mut Findings) {
        let message = format!(
            "no working moment is left for the notice `{}` to {} about `{}`",
            milestone.slug(),
            self.audience.name,
            self.window.id
        );
        let finding = Diagnostic::new(Code::NO_LEGAL_MOMENT, message)
            .at(self.window.start_span, "before this start");
        findings.push(finding.help("leave it out with `notices: [{notice: …, skip: yes}]`, or mend the calendar, its freezes or sending hours"));
    }

    fn briefings(&self, findings: &mut Findings) -> Vec<Draft> {
        let (window, audience) = (&self.window.id, &self.audience.id);
        let ours = self.plan.briefings.iter();
        let ours =
            ours.filter(|session| session.window == *window && session.audience == *audience);
        let mut drafts = Vec::new();
        for briefing in ours {
            let lead = match self.rule(Milestone::Briefing) {
                Some(RuleChange::Skip) => continue,
                Some(RuleChange::At(lead)) => lead,
                _ => "28 days before start"
                    .parse()
                    .expect("the usual lead of invitations is a lead"),
            };
            let calendar = &self.place.calendar;
            let session = self.zone().civil(briefing.start).date();
            let early = calendar
                .business_days_before(session, 10)
                .and_time(ladder::morning());
            let nominal = self.nominal(&lead);
            let (nominal, rule) = if early < nominal {
                (early, "10 working days before the briefing".to_owned())
            } else {
                (nominal, lead.to_string())
            };
            match Draft::moved_back(Milestone::Briefing, rule, nominal, calendar) {
                Some(mut draft) => {
                    draft.briefing = Some((briefing.id.clone(), briefing.start));
                    drafts.push(draft);
                }
                None => self.no_moment(Milestone::Briefing, findings),
            }
        }
        drafts
    }

    fn bulletins(&self, findings: &mut Findings) -> Vec<Draft> {
        let Some(RuleChange::Weekly(from)) = self.rule(Milestone::Bulletin) else {
            return Vec::new();
        };
        let first = self.nominal(&from);
        let start = self.zone().civil(self.window.start).date();
        let weeks = std::iter::successors(Some(first), |at| at.checked_add_days(Days::new(7)));
        let weeks: Vec<_> = weeks.take_while(|at| at.date() < start).collect();
        let of = u32::try_from(weeks.len()).unwrap_or(u32::MAX);
        let mut drafts = Vec::new();
        for (index, nominal) in weeks.into_iter().enumerate() {
            let rule = format!("every week from {from}");
            match Draft::moved_back(Milestone::Bulletin, rule, nominal, &self.place.calendar) {
                Some(draft) => {
                    let ordinal = u32::try_from(index).unwrap_or(u32::MAX).saturating_add(1);
                    drafts.push(Draft {
                        ordinal,
                        of,
                        ..draft
                    });
                }
                None => self.no_moment(Milestone::Bulletin, findings),
            }
        }
        drafts
    }

    /// The notices of the extra help after the phase's last window.
    fn after(&self) -> Vec<Draft> {
        let last = self.phase.windows.iter().max_by_key(|window| window.end);
        let Some(help) = self
            .phase
            .hyper_care
            .as_ref()
            .filter(|_| last.is_some_and(|last| last.id == self.window.id))
        else {
            return Vec::new();
        };
        let calendar = &self.place.calendar;
        let mut drafts = Vec::new();
        let end = self.zone().civil(self.window.end);
        let wanted = |milestone| self.rule(milestone) != Some(RuleChange::Skip);
        if self.audience.role != crate::plan::role::Role::Executives
            && wanted(Milestone::HyperCareOpen)
        {
            let eight = NaiveTime::from_hms_opt(8, 0, 0).expect("eight o'clock exists");
            let at = [end.date(), end.date() + Days::new(1)].map(|day| day.and_time(eight));
            let nominal = if end <= at[0] { at[0] } else { at[1] };
            let rule = "the morning after the end".to_owned();
            drafts.push(Draft::fixed(
                Milestone::HyperCareOpen,
                rule,
                nominal,
                self.zone(),
            ));
        }
        let afternoon = NaiveTime::from_hms_opt(16, 0, 0).expect("four o'clock exists");
        for step in ladder::during_help(self.audience.role, help.days.len()) {
            if !wanted(step.milestone) {
                continue;
            }
            let rule = format!("working day {} of the extra help", step.day);
            let nominal = help.days[step.day - 1].and_time(afternoon).max(end);
            if let Some(draft) = Draft::moved_on(step.milestone, rule, nominal, calendar) {
                drafts.push(Draft {
                    ordinal: step.ordinal,
                    of: step.of,
                    ..draft
                });
            }
        }
        drafts
    }

    /// Says until when each notice is worth telling.
    fn bound(&self, drafts: &mut [Draft]) {
        let ladder: Vec<Instant> = drafts
            .iter()
            .filter(|draft| draft.informs())
            .map(|draft| draft.moment)
            .collect();
        let help = self.phase.hyper_care.as_ref();
        let help_ends = help.and_then(|help| help.until.checked_add_days(Days::new(1)));
        let help_ends = help_ends.map(|day| self.zone().instant(day.and_time(NaiveTime::MIN)));
        for draft in drafts {
            let (moment, start) = (draft.moment, self.window.start);
            let next = ladder.iter().copied().filter(|later| *later > moment).min();
            draft.latest_useful = match draft.milestone {
                Milestone::Briefing => draft
                    .briefing
                    .as_ref()
                    .map_or(start, |(_, session)| *session),
                Milestone::Bulletin => start.min(moment + TimeDelta::days(5)),
                Milestone::HyperCareOpen => help_ends.unwrap_or(moment),
                Milestone::HyperCareDaily => moment + TimeDelta::hours(20),
                Milestone::HyperCareWeekly => moment + TimeDelta::days(3),
                Milestone::HyperCareClose => moment + TimeDelta::days(5),
                Milestone::Start => start,
                _ => next.unwrap_or(start).min(start),
            };
        }
    }
}

/// Whether a notice of this kind is dated before the window.
fn before_window(milestone: Milestone) -> bool {
    milestone <= Milestone::Start
        && !matches!(
            milestone,
            Milestone::Briefing | Milestone::Bulletin | Milestone::GoNoGo
        )
}

/// The next occurrence for the same readers after one, if there is one.
pub fn following<'a>(timeline: &'a Timeline, occurrence: &Occurrence) -> Option<&'a Occurrence> {
    let same =
        |other: &&Occurrence| other.shares_readers(occurrence) && other.moment > occurrence.moment;
    timeline.occurrences.iter().find(same)
}

/// Whether the plan's rules speak of notices that nobody gets.
pub fn unused_rules(plan: &Plan, timeline: &Timeline, findings: &mut Findings) {
    let phase_of = |id: &Id| {
        plan.windows()
            .into_iter()
            .find(|(_, window)| window.id == *id)
            .map(|(phase, _)| phase.id.clone())
    };
    for rule in plan
        .rules
        .iter()
        .filter(|rule| rule.change != RuleChange::Skip)
    {
        let used = timeline.occurrences.iter().any(|occurrence| {
            phase_of(&occurrence.window).is_some_and(|phase| {
                rule.covers(
                    occurrence.milestone,
                    &occurrence.audience,
                    [&phase, &occurrence.window],
                )
            })
        });
        if !used {
            let message = format!(
                "this rule changes nothing: nobody gets the notice `{}` there",
                rule.milestone.slug()
            );
            let finding = Diagnostic::new(Code::UNUSED_RULE, message).at(rule.span, "");
            findings.push(finding.help("check its audiences, phases and windows"));
        }
    }
}
