//! `notice-order`: what is told before a window comes in its turn, and before the start.

use super::Case;
use crate::calendar::zone::{Civil, Instant};
use crate::diagnostic::{Code, Diagnostic, Findings};
use crate::directory::groups;
use crate::plan::audience::Audience;
use crate::plan::length::Lead;
use crate::plan::milestone::Milestone;
use crate::plan::phase::Phase;
use crate::plan::policy::NoticeRule;
use crate::plan::window::{Status, Window};
use crate::timeline::Occurrence;
use crate::timeline::nominal::nominal;
use chrono::TimeDelta;
use std::collections::BTreeMap;

/// Reports rules that put a notice before one that it follows, behind one that it leads up to, or
/// behind the start. Without a rule every notice comes in its turn.
pub fn check(case: Case, findings: &mut Findings) {
    for (phase, window) in case.plan.windows() {
        let here = Here {
            case,
            phase,
            window,
        };
        let is_open = window.status != Status::Cancelled && window.start > case.now;
        if !is_open || !case.plan.audiences.iter().any(|one| here.is_ruled(one)) {
            continue;
        }
        findings.extend(here.begun());
        let mut turned: Vec<Turned> = Vec::new();
        for audience in &case.plan.audiences {
            here.turn(audience, &mut turned);
        }
        for found in turned {
            findings.push(here.finding(&found));
        }
    }
}

#[derive(Clone, Copy)]
struct Here<'a> {
    case: Case<'a>,
    phase: &'a Phase,
    window: &'a Window,
}

/// Two notices that some audiences get the wrong way round, because of a rule.
struct Turned<'a> {
    rule: &'a NoticeRule,
    /// The one that is told first and should follow.
    sooner: &'a Occurrence,
    /// The one that should lead up to it; of several the last.
    later: &'a Occurrence,
    /// How many different ones there are.
    overtaken: Vec<Milestone>,
    audiences: Vec<&'a Audience>,
}

impl<'a> Here<'a> {
    /// The rule that decides about a notice; of several the last one counts.
    fn rule(&self, milestone: Milestone, audience: &Audience) -> Option<&'a NoticeRule> {
        let here = [&self.phase.id, &self.window.id];
        let mut rules = self.case.plan.rules.iter().rev();
        rules
            .find(|rule| rule.covers(milestone, &audience.id, here))
            .filter(|rule| rule.at().is_some())
    }

    fn is_ruled(&self, audience: &Audience) -> bool {
        let mut all = Milestone::ALL.into_iter();
        all.any(|one| one.leads_to_start() && self.rule(one, audience).is_some())
    }

    /// Rules that put a notice of what is to come behind the start, each once.
    fn begun(&self) -> Findings {
        let mut findings = Findings::default();
        let audiences = &self.case.plan.audiences;
        for rule in &self.case.plan.rules {
            let decides = |audience: &&Audience| {
                let decisive = self.rule(rule.milestone, audience);
                decisive.is_some_and(|other| other.span == rule.span)
            };
            let lead = rule.at().filter(|_| rule.milestone.leads_to_start());
            let Some(lead) = lead.filter(|lead| self.is_near(lead)) else {
                continue;
            };
            let mut told = audiences.iter().filter(decides);
            let told = told.find_map(|audience| self.after_start(audience, &lead));
            if let Some(told) = told {
                findings.push(self.too_late(rule, told));
            }
        }
        findings
    }

    /// Whether somebody's clocks might put a notice behind the start; hers need not be asked if not.
    fn is_near(&self, lead: &Lead) -> bool {
        let calendar = &self.case.plan.calendar;
        let at = calendar.zone.instant(nominal(lead, self.window, calendar));
        at + TimeDelta::days(2) > self.window.start
    }

    /// Where a lead puts a notice to somebody behind the start, on her clocks.
    fn after_start(&self, audience: &Audience, lead: &Lead) -> Option<Civil> {
        let (case, window) = (self.case, self.window);
        let readers = groups(case.plan, case.directory, audience, window);
        let mut calendars = readers
            .iter()
            .map(|group| &case.directory.places[group.place].calendar);
        calendars.find_map(|calendar| {
            let told = nominal(lead, window, calendar);
            (calendar.zone.instant(told) >= window.start).then_some(told)
        })
    }

    fn too_late(&self, rule: &NoticeRule, told: Civil) -> Diagnostic {
        let message = format!(
            "`{}` would be told on {}, when `{}` has begun",
            rule.milestone.slug(),
            told.format(SHOWN),
            self.window.id
        );
        let usual = match rule.milestone {
            Milestone::Start => "30 minutes before start",
            _ => "3 days before start",
        };
        let finding = Diagnostic::new(Code::NOTICE_ORDER, message)
            .at(rule.change_span, "too late")
            .at(self.window.start_span, "the window starts here");
        finding.help(format!(
            "write a moment before the start, such as `at: {usual}`"
        ))
    }

    /// Adds what an audience gets the wrong way round.
    fn turn(&self, audience: &'a Audience, turned: &mut Vec<Turned<'a>>) {
        let mut told: BTreeMap<usize, Vec<&Occurrence>> = BTreeMap::new();
        let about = self.case.timeline.about(&self.window.id);
        let steps = about.filter(|told| told.milestone.leads_to_start());
        for later in steps.filter(|told| told.audience == audience.id) {
            for place in &later.places {
                let before = told.entry(*place).or_default();
                let mut overtaking = before.iter().filter(|one| one.milestone > later.milestone);
                if let Some(sooner) = overtaking.next()
                    && later.moment > self.case.now
                {
                    self.note(turned, audience, [sooner, later]);
                }
                before.push(later);
            }
        }
    }

    fn note(
        &self,
        turned: &mut Vec<Turned<'a>>,
        audience: &'a Audience,
        [sooner, later]: [&'a Occurrence; 2],
    ) {
        let rules = [sooner, later].map(|told| self.rule(told.milestone, audience));
        let Some(rule) = rules[0].or(rules[1]) else {
            return;
        };
        let same = |found: &&mut Turned| found.rule.span == rule.span;
        let Some(found) = turned.iter_mut().find(same) else {
            turned.push(Turned {
                rule,
                sooner,
                later,
                overtaken: vec![later.milestone],
                audiences: vec![audience],
            });
            return;
        };
        if (later.moment, later.milestone) > (found.later.moment, found.later.milestone) {
            (found.sooner, found.later) = (sooner, later);
        }
        if !found.overtaken.contains(&later.milestone) {
            found.overtaken.push(later.milestone);
        }
        if found.audiences.iter().all(|known| known.id != audience.id) {
            found.audiences.push(audience);
        }
    }

    fn finding(&self, found: &Turned) -> Diagnostic {
        let [sooner, later] = [found.sooner, found.later];
        let names: Vec<&str> = found
            .audiences
            .iter()
            .map(|one| one.name.as_str())
            .collect();
        let message = format!(
            "`{}` would be told to {} on {}, before `{}` on {}",
            sooner.milestone.slug(),
            names.join(" and "),
            self.shown(sooner.place(), sooner.moment),
            later.milestone.slug(),
            self.shown(later.place(), later.moment)
        );
        let is_early = found.rule.milestone == sooner.milestone;
        let [said, other] = match is_early {
            true => ["too soon", "is told only"],
            false => ["too late", "is told already"],
        };
        let against = if is_early { later } else { sooner };
        let others = found.audiences.iter();
        let mut others = others.filter_map(|one| self.rule(against.milestone, one));
        let place = others
            .next()
            .map_or(self.window.start_span, |rule| rule.change_span);
        let about = format!("`{}` {other} {}", against.milestone.slug(), against.rule);
        Diagnostic::new(Code::NOTICE_ORDER, message)
            .at(found.rule.change_span, said)
            .at(place, about)
            .help(self.advice(found, is_early))
    }

    fn advice(&self, found: &Turned, is_early: bool) -> String {
        let ids: Vec<&str> = found.audiences.iter().map(|one| one.id.as_str()).collect();
        let skip = |milestone: Milestone| {
            format!(
                "`notices: [{{notice: {}, windows: [{}], audiences: [{}], skip: yes}}]`",
                milestone.slug(),
                self.window.id,
                ids.join(", ")
            )
        };
        let [sooner, later] = [found.sooner, found.later];
        if !is_early {
            let day = self.shown(sooner.place(), sooner.moment);
            let left_out = skip(later.milestone);
            return format!("name a moment before {day}, or leave it out: {left_out}");
        }
        let day = self.shown(later.place(), later.moment);
        match found.overtaken.as_slice() {
            [one] => format!(
                "name a moment after {day}, tell `{}` sooner, or leave that one out: {}",
                one.slug(),
                skip(*one)
            ),
            _ => format!("name a moment after {day}, or tell the others sooner"),
        }
    }

    fn shown(&self, place: usize, at: Instant) -> String {
        let zone = &self.case.directory.places[place].calendar.zone;
        zone.civil(at).format(SHOWN).to_string()
    }
}

const SHOWN: &str = "%a %-d %b %Y, %-H:%M";
