//! Ladder: the notices of one window for one audience at one place, each with its date.

mod usual;

use super::draft::{Draft, merge, tell_steps};
use super::nominal::nominal;
use crate::calendar::freeze::way_out;
use crate::calendar::hours;
use crate::calendar::midnight::said;
use crate::calendar::zone::{Civil, Instant, Zone};
use crate::diagnostic::{Code, Diagnostic, Findings};
use crate::directory::{Group, Place};
use crate::plan::audience::Audience;
use crate::plan::briefing::Briefing;
use crate::plan::hyper_care::HyperCare;
use crate::plan::length::Lead;
use crate::plan::milestone::Milestone;
use crate::plan::phase::Phase;
use crate::plan::policy::{NoticeRule, RuleChange, hear_by};
use crate::plan::role::Role;
use crate::plan::service::Severity;
use crate::plan::window::Window;
use crate::plan::{Id, Plan};
use chrono::{Days, NaiveTime, TimeDelta};
use usual::{Change, Rung};

/// The ladder of one window for one audience at one place.
pub(super) struct Ladder<'a> {
    pub(super) plan: &'a Plan,
    pub(super) phase: &'a Phase,
    pub(super) window: &'a Window,
    pub(super) audience: &'a Audience,
    pub(super) place: &'a Place,
    /// The audience's readers there whom the window concerns.
    pub(super) groups: Vec<&'a Group>,
}

/// A notice for which no day is left, and when it was to leave.
type Lost = (Milestone, Civil);

impl Ladder<'_> {
    /// Every notice, dated, and bounded by when it stops being worth telling.
    pub(super) fn dated(&self, findings: &mut Findings) -> Vec<Draft> {
        let mut before = self.before(findings);
        merge(&mut before);
        if self.audience.role.reads_steps() {
            tell_steps(&mut before);
        }
        let mut after = self.after();
        merge(&mut after);
        before.extend(after);
        self.bound(&mut before);
        before
    }

    fn zone(&self) -> &Zone {
        &self.place.calendar.zone
    }

    /// The usual notices before the window, and those that the plan's rules add for an audience.
    fn rungs(&self) -> Vec<Rung> {
        let touched = self.window.services.iter();
        let mut severities = touched.map(|(id, _)| self.plan.service(id).severity);
        let change = Change {
            size: self.plan.size(self.window),
            high_severity: severities.any(|severity| severity == Severity::High),
        };
        let mut rungs = usual::before(change, self.audience.role);
        let known: Vec<Milestone> = rungs.iter().map(|rung| rung.milestone).collect();
        for rule in &self.plan.rules {
            let milestone = rule.milestone;
            let further = milestone.leads_to_start() && !known.contains(&milestone);
            let named = !rule.audiences.is_empty() && self.covered(rule, milestone);
            if let RuleChange::At(lead) = rule.change
                && further
                && named
            {
                rungs.push(Rung { milestone, lead });
            }
        }
        rungs
    }

    /// The phase and the window it is for.
    fn here(&self) -> [&Id; 2] {
        [&self.phase.id, &self.window.id]
    }

    fn covered(&self, rule: &NoticeRule, milestone: Milestone) -> bool {
        rule.covers(milestone, &self.audience.id, self.here())
    }

    /// What the plan changes about a notice.
    fn rule(&self, milestone: Milestone) -> Option<RuleChange> {
        let rule = self.plan.rule(milestone, &self.audience.id, self.here())?;
        Some(rule.change)
    }

    fn before(&self, findings: &mut Findings) -> Vec<Draft> {
        let mut drafts = Vec::new();
        let mut lost = Vec::new();
        for rung in self.rungs() {
            let rule = self.rule(rung.milestone);
            let lead = match rule {
                Some(RuleChange::Skip) => continue,
                Some(RuleChange::At(lead)) => lead,
                _ => rung.lead,
            };
            let draft = self.draft(rung.milestone, &lead, &mut lost);
            // Whoever gives the notice a date of its own means that date.
            let usual =
                rung.milestone == Milestone::First && !matches!(rule, Some(RuleChange::At(_)));
            drafts.extend(draft.map(|draft| match usual {
                true => self.by_policy(draft),
                false => draft,
            }));
        }
        drafts.extend(self.briefings(&mut lost));
        drafts.extend(self.bulletins(&mut lost));
        let informed = drafts.iter().any(Draft::informs);
        self.no_moment((&lost, informed), findings);
        drafts.sort_by_key(|draft| draft.moment);
        drafts
    }

    /// Dates one notice before the window, moved to the previous working moment of its readers.
    fn draft(&self, milestone: Milestone, lead: &Lead, lost: &mut Vec<Lost>) -> Option<Draft> {
        let nominal = self.nominal(lead);
        let rule = lead.to_string();
        // What begins is not announced any more: a finding says who gave it that date.
        if self.zone().instant(nominal) >= self.window.start {
            return None;
        }
        if milestone == Milestone::Start {
            return Some(Draft::fixed(milestone, rule, nominal, self.zone()));
        }
        let draft = Draft::moved_back(milestone, rule, nominal, &self.place.calendar);
        let draft = draft.filter(|draft| draft.moment < self.window.start);
        if draft.is_none() {
            lost.push((milestone, nominal));
        }
        draft
    }

    /// A usual first notice, earlier where it would come later than the policy asks: public holidays
    /// can leave fewer working days in a fortnight than that.
    fn by_policy(&self, draft: Draft) -> Draft {
        let wanted = self.plan.policy.lead_time(self.plan.size(self.window));
        let calendar = &self.place.calendar;
        let by = hear_by(self.window.start, wanted, calendar);
        let Some(by) = by.filter(|by| *by < draft.civil.date()) else {
            return draft;
        };
        let rule = format!(
            "{wanted} before start (the policy's lead, sooner than {})",
            draft.rule
        );
        let nominal = by.and_time(hours::morning());
        let sooner = Draft::moved_back(draft.milestone, rule, nominal, calendar);
        sooner.unwrap_or(draft)
    }

    fn nominal(&self, lead: &Lead) -> Civil {
        nominal(lead, self.window, &self.place.calendar)
    }

    /// Reports notices that were `lost`, and whether others still inform the same readers.
    fn no_moment(&self, (lost, informed): (&[Lost], bool), findings: &mut Findings) {
        let mut names: Vec<&str> = lost.iter().map(|(told, _)| told.slug()).collect();
        names.dedup();
        let slugs: Vec<String> = names.iter().map(|name| format!("`{name}`")).collect();
        let notices = match slugs.as_slice() {
            [] => return,
            [one] => format!("the notice {one}"),
            several => format!("the notices {}", several.join(", ")),
        };
        let message = format!(
            "no working moment is left for {notices} to {} about `{}`",
            self.audience.name, self.window.id
        );
        let finding = Diagnostic::new(Code::NO_LEGAL_MOMENT, message)
            .at(self.window.start_span, "before this start");
        let wanted = lost.iter().map(|(_, nominal)| *nominal);
        let frozen = wanted.flat_map(|nominal| self.place.calendar.frozen_before(nominal));
        let finding = finding.help(way_out(frozen));
        // Whoever hears nothing else is not helped by hearing nothing at all.
        let skips = names.into_iter().filter(|_| informed);
        let skips = skips.map(|name| format!("{{notice: {name}, skip: yes}}"));
        let skips: Vec<String> = skips.collect();
        findings.push(match skips.is_empty() {
            true => finding,
            false => finding.help(format!(
                "or leave it out: `notices: [{}]`",
                skips.join(", ")
            )),
        });
    }

    fn briefings(&self, lost: &mut Vec<Lost>) -> Vec<Draft> {
        let ours = |briefing: &&Briefing| {
            briefing.audience == self.audience.id
                && self.anybody_hears(Milestone::Briefing, Some(&briefing.id))
        };
        let mut drafts = Vec::new();
        for briefing in self.plan.briefings.iter().filter(ours) {
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
                .and_time(hours::morning());
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
                None => lost.push((Milestone::Briefing, nominal)),
            }
        }
        drafts
    }

    fn bulletins(&self, lost: &mut Vec<Lost>) -> Vec<Draft> {
        let Some(RuleChange::Weekly(from)) = self.rule(Milestone::Bulletin) else {
            return Vec::new();
        };
        if self.audience.role == Role::Machine {
            return Vec::new();
        }
        let first = self.nominal(&from);
        let start = said(self.zone().civil(self.window.start)).date();
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
                None => lost.push((Milestone::Bulletin, nominal)),
            }
        }
        drafts
    }

    fn anybody_hears(&self, milestone: Milestone, briefing: Option<&Id>) -> bool {
        let mut groups = self.groups.iter();
        groups.any(|group| group.hears(&self.window.id, milestone, briefing))
    }

    /// The notices of the extra help, for readers whom no later window with the same help concerns.
    fn after(&self) -> Vec<Draft> {
        let Some(help) = self.help() else {
            return Vec::new();
        };
        let mut drafts: Vec<Draft> = self.opening(help).into_iter().collect();
        let end = self.zone().civil(self.window.end);
        let afternoon = NaiveTime::from_hms_opt(16, 0, 0).expect("four o'clock exists");
        for step in usual::during_help(self.audience.role, help.days.len()) {
            if self.skips(step.milestone) {
                continue;
            }
            let rule = format!("working day {} of the extra help", step.day);
            let nominal = help.days[step.day - 1].and_time(afternoon).max(end);
            let midnight = NaiveTime::from_hms_opt(23, 59, 59).expect("a day ends");
            let span = [end, help.until.and_time(midnight)];
            let draft = Draft::inside(step.milestone, rule, (nominal, span), &self.place.calendar);
            drafts.extend(draft.map(|draft| Draft {
                ordinal: step.ordinal,
                of: step.of,
                ..draft
            }));
        }
        drafts
    }

    /// The extra help that follows this window for somebody here.
    fn help(&self) -> Option<&HyperCare> {
        let help = self.window.hyper_care.as_ref();
        help.filter(|_| self.anybody_hears(Milestone::HyperCareOpen, None))
    }

    fn skips(&self, milestone: Milestone) -> bool {
        self.rule(milestone) == Some(RuleChange::Skip)
    }

    /// The notice that help is there, on the first morning after the window.
    fn opening(&self, help: &HyperCare) -> Option<Draft> {
        let milestone = Milestone::HyperCareOpen;
        let helped = !matches!(self.audience.role, Role::Executives | Role::Machine);
        if !helped || self.skips(milestone) {
            return None;
        }
        let end = self.zone().civil(self.window.end);
        let [same_day, next_day] =
            [end.date(), end.date() + Days::new(1)].map(|day| day.and_time(hours::opening()));
        let nominal = if end <= same_day { same_day } else { next_day };
        let rule = "the morning after the end".to_owned();
        let opening = Draft::fixed(milestone, rule, nominal, self.zone());
        Some(opening).filter(|_| nominal.date() <= help.until)
    }

    /// Says until when each notice is worth telling.
    fn bound(&self, drafts: &mut [Draft]) {
        let ladder: Vec<Instant> = drafts
            .iter()
            .filter(|draft| draft.informs())
            .map(|draft| draft.moment)
            .collect();
        let help = self.window.hyper_care.as_ref();
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
