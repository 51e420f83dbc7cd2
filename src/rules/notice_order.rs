//! `notice-order`: what is told before a window comes in its turn, and before the start.

use super::Case;
use crate::calendar::zone::Civil;
use crate::diagnostic::{Code, Diagnostic, Findings, Span};
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

/// The dates of rules that have a finding here already: where they are written.
#[derive(Debug, Default)]
pub struct Refused(Vec<Span>);

impl Refused {
    /// Whether the date that a rule gives is one of them.
    pub fn has(&self, rule: &NoticeRule) -> bool {
        self.0.contains(&rule.change_span)
    }
}

/// Reports rules that put a notice before one that it follows, behind one that it leads up to, or
/// behind the start. Without a rule every notice comes in its turn.
pub fn check(case: Case, findings: &mut Findings) -> Refused {
    let mut refused = Refused::default();
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
        for (rule, told) in here.begun() {
            refused.0.push(rule.change_span);
            findings.push(here.too_late(rule, told));
        }
        let mut turned: Vec<Turned> = Vec::new();
        for audience in &case.plan.audiences {
            here.turn(audience, &mut turned);
        }
        for found in turned {
            refused.0.push(found.rule.change_span);
            findings.push(here.finding(&found));
        }
    }
    refused
}

#[derive(Clone, Copy)]
struct Here<'a> {
    case: Case<'a>,
    phase: &'a Phase,
    window: &'a Window,
}

/// Notices that some audiences get the wrong way round, because of a rule.
struct Turned<'a> {
    rule: &'a NoticeRule,
    /// Whether the rule tells its notice too early, rather than too late.
    is_early: bool,
    /// For each audience, the two that bound the rule most narrowly.
    pairs: Vec<Pair<'a>>,
    /// Which different notices are told after one that should follow them.
    overtaken: Vec<Milestone>,
}

/// Two notices that an audience gets the wrong way round.
#[derive(Clone, Copy)]
struct Pair<'a> {
    audience: &'a Audience,
    /// The one that is told first and should follow.
    sooner: &'a Occurrence,
    /// The one that should lead up to it.
    later: &'a Occurrence,
}

impl<'a> Turned<'a> {
    fn note(&mut self, pair: Pair<'a>) {
        if !self.overtaken.contains(&pair.later.milestone) {
            self.overtaken.push(pair.later.milestone);
        }
        let mut known = self.pairs.iter();
        let place = known.position(|known| known.audience.id == pair.audience.id);
        match place {
            None => self.pairs.push(pair),
            Some(place) if self.is_narrower(&pair, &self.pairs[place]) => self.pairs[place] = pair,
            Some(_) => {}
        }
    }

    fn is_narrower(&self, one: &Pair, other: &Pair) -> bool {
        let order = |told: &Occurrence| (told.moment, told.milestone);
        match self.is_early {
            true => order(one.later) > order(other.later),
            false => order(one.sooner) < order(other.sooner),
        }
    }

    /// The pair that bounds the rule for all of its audiences.
    fn narrowest(&self) -> &Pair<'a> {
        let narrower = |one, other| match self.is_narrower(other, one) {
            true => other,
            false => one,
        };
        let narrowest = self.pairs.iter().reduce(narrower);
        narrowest.expect("a rule is pointed at because of some audience")
    }

    /// The notice that stands against the rule.
    fn against(&self, pair: &Pair<'a>) -> &'a Occurrence {
        if self.is_early {
            pair.later
        } else {
            pair.sooner
        }
    }

    /// What is said of some pairs, each thing once, with the names of the audiences of which it is said.
    fn said<T: PartialEq>(&self, say: impl Fn(&Pair<'a>) -> T) -> Vec<(T, String)> {
        let mut said: Vec<(T, Vec<&str>)> = Vec::new();
        for pair in &self.pairs {
            let (words, name) = (say(pair), pair.audience.name.as_str());
            match said.iter_mut().find(|(known, _)| *known == words) {
                Some((_, names)) => names.push(name),
                None => said.push((words, vec![name])),
            }
        }
        let said = said.into_iter();
        said.map(|(words, names)| (words, names.join(" and ")))
            .collect()
    }
}

impl<'a> Here<'a> {
    /// The rule that dates a notice.
    fn rule(&self, milestone: Milestone, audience: &Audience) -> Option<&'a NoticeRule> {
        let here = [&self.phase.id, &self.window.id];
        let rule = self.case.plan.rule(milestone, &audience.id, here);
        rule.filter(|rule| rule.at().is_some())
    }

    fn is_ruled(&self, audience: &Audience) -> bool {
        let mut all = Milestone::ALL.into_iter();
        all.any(|one| one.leads_to_start() && self.rule(one, audience).is_some())
    }

    /// Rules that put a notice of what is to come behind the start, each once, and when it would be told.
    fn begun(&self) -> Vec<(&'a NoticeRule, Civil)> {
        let mut begun = Vec::new();
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
            begun.extend(told.map(|told| (rule, told)));
        }
        begun
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
                    self.note(
                        turned,
                        Pair {
                            audience,
                            sooner,
                            later,
                        },
                    );
                }
                before.push(later);
            }
        }
    }

    fn note(&self, turned: &mut Vec<Turned<'a>>, pair: Pair<'a>) {
        let rule = |told: &Occurrence| self.rule(told.milestone, pair.audience);
        let early = rule(pair.sooner);
        let Some(rule) = early.or_else(|| rule(pair.later)) else {
            return;
        };
        let is_early = early.is_some();
        let same = |found: &Turned| found.rule.span == rule.span && found.is_early == is_early;
        let place = turned.iter().position(same).unwrap_or_else(|| {
            turned.push(Turned {
                rule,
                is_early,
                pairs: Vec::new(),
                overtaken: Vec::new(),
            });
            turned.len() - 1
        });
        turned[place].note(pair);
    }

    fn finding(&self, found: &Turned<'a>) -> Diagnostic {
        let dates = found.said(|Pair { sooner, later, .. }| {
            let [first, then] = [sooner, later].map(|told| self.shown(told));
            let names = [sooner, later].map(|told| told.milestone.slug());
            (names, first, then)
        });
        let dates = dates.into_iter().map(|(said, names)| {
            let ([sooner, later], first, then) = said;
            format!("`{sooner}` would be told to {names} on {first}, before `{later}` on {then}")
        });
        let message = dates.collect::<Vec<String>>().join("; ");
        let [said, other] = match found.is_early {
            true => ["too soon", "only"],
            false => ["too late", "already"],
        };
        let against = found.said(|pair| {
            let told = found.against(pair);
            let rule = self.rule(told.milestone, pair.audience);
            let place = rule.map_or(self.window.start_span, |rule| rule.change_span);
            (place, told.milestone.slug(), told.rule.as_str())
        });
        let is_shared = against.len() == 1;
        let finding = Diagnostic::new(Code::NOTICE_ORDER, message).at(found.rule.change_span, said);
        let finding = against.into_iter().fold(finding, |finding, (said, names)| {
            let (place, notice, rule) = said;
            let whom = if is_shared {
                String::new()
            } else {
                format!(" to {names}")
            };
            finding.at(place, format!("`{notice}` is told{whom} {other} {rule}"))
        });
        finding.help(self.advice(found))
    }

    fn advice(&self, found: &Turned<'a>) -> String {
        let pairs = found.pairs.iter();
        let ids: Vec<&str> = pairs.map(|pair| pair.audience.id.as_str()).collect();
        let skip = |milestone: Milestone| {
            format!(
                "`notices: [{{notice: {}, windows: [{}], audiences: [{}], skip: yes}}]`",
                milestone.slug(),
                self.window.id,
                ids.join(", ")
            )
        };
        let day = self.shown(found.against(found.narrowest()));
        if !found.is_early {
            let left_out = skip(found.rule.milestone);
            return format!("name a moment before {day}, or leave it out: {left_out}");
        }
        match found.overtaken.as_slice() {
            [one] => format!(
                "name a moment after {day}, tell `{}` sooner, or leave that one out: {}",
                one.slug(),
                skip(*one)
            ),
            _ => format!("name a moment after {day}, or tell the others sooner"),
        }
    }

    fn shown(&self, told: &Occurrence) -> String {
        let zone = &self.case.directory.places[told.place()].calendar.zone;
        zone.civil(told.moment).format(SHOWN).to_string()
    }
}

const SHOWN: &str = "%a %-d %b %Y, %-H:%M";
