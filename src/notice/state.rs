//! Occurrence → Notice: the facts that one group of readers is told at one moment.

use super::facts::{
    self, Action, Actions, BriefingFacts, CaseStudy, Checkpoint, ContactFacts, DateFact,
    DecisionFacts, DepartmentFacts, Facts, HyperCareFacts, MoneyFacts, Notice, PersonContact,
    Question, RiskFacts, ServiceFacts, SupportChannel, Waiver, WayBack, WindowFacts,
};
use crate::calendar::zone::Instant;
use crate::directory::Group;
use crate::plan::Id;
use crate::plan::audience::Audience;
use crate::plan::length::{Anchor, Lead, Length};
use crate::plan::milestone::Milestone;
use crate::plan::money::Estimate;
use crate::plan::person::Person;
use crate::plan::phase::Phase;
use crate::plan::policy::Size;
use crate::plan::role::Role;
use crate::plan::window::{Status, Window};
use crate::rules::{Case, lead_time};
use crate::timeline::{Occurrence, following};
use chrono::NaiveTime;

/// States what a group of readers is told at an occurrence.
pub fn state(case: Case, occurrence: &Occurrence, group: &Group) -> Notice {
    let plan = case.plan;
    let windows = plan.windows();
    let (phase, window) = windows
        .into_iter()
        .find(|(_, window)| window.id == occurrence.window)
        .expect("an occurrence is about a window of its plan");
    let audience = plan
        .audiences
        .iter()
        .find(|audience| audience.id == occurrence.audience);
    let audience = audience.expect("an occurrence is for an audience of its plan");
    let place = &case.directory.places[occurrence.place()];
    let telling = Telling {
        case,
        phase,
        window,
        audience,
        occurrence,
        group,
    };
    Notice {
        id: occurrence.notice_id(),
        revision: 1,
        locale: group.language.clone(),
        zone: place.calendar.zone.clone(),
        event_zone: window.zone.clone(),
        facts: telling.facts(),
    }
}

struct Telling<'a> {
    case: Case<'a>,
    phase: &'a Phase,
    window: &'a Window,
    audience: &'a Audience,
    occurrence: &'a Occurrence,
    group: &'a Group,
}

impl Telling<'_> {
    fn facts(&self) -> Facts {
        let plan = self.case.plan;
        let role = self.audience.role;
        let executives = role == Role::Executives;
        let story = &plan.case;
        Facts {
            plan: plan.id.to_string(),
            title: plan.title.clone(),
            organisation: plan.organisation.clone(),
            audience: self.audience.id.to_string(),
            role,
            milestone: self.occurrence.milestone,
            ordinal: self.occurrence.ordinal,
            of: self.occurrence.of,
            moment: self.occurrence.moment,
            window: self.window_facts(),
            department: self.department(),
            why: story.why.clone(),
            benefit: self.benefit(),
            reassurance: story.reassurance.clone(),
            case_studies: self.case_studies(),
            questions: self.questions(),
            money: self.money().filter(|_| executives),
            risks: if executives { self.risks() } else { Vec::new() },
            decision: self.decision().filter(|_| executives),
            checkpoints: if role == Role::EndUsers {
                Vec::new()
            } else {
                self.checkpoints()
            },
            actions: self.actions(),
            contact: self.contact(),
            object_by: self.object_by().filter(|_| role == Role::DepartmentHeads),
            dates: if role == Role::EndUsers {
                Vec::new()
            } else {
                self.dates()
            },
            next: following(self.case.timeline, self.occurrence).map(|next| next.moment),
            briefing: self.briefing(),
            hyper_care: self.hyper_care(),
            short_notice: self.short_notice(),
            event: None,
            link: plan.link.clone(),
        }
    }

    fn ahead(&self, instant: Instant) -> bool {
        instant > self.occurrence.moment
    }

    fn meant(&self, ids: &[Id]) -> bool {
        ids.is_empty()
            || ids
                .iter()
                .any(|id| *id == self.audience.id || self.group.departments.contains(id))
    }

    fn window_facts(&self) -> WindowFacts {
        let (plan, window) = (self.case.plan, self.window);
        let services = self.group.services.iter().filter_map(|id| {
            let (_, impact) = window.services.iter().find(|(touched, _)| touched == id)?;
            let service = plan.service(id);
            Some(ServiceFacts {
                id: id.to_string(),
                name: service.name.clone(),
                impact: *impact,
                high_severity: service.severity == crate::plan::service::Severity::High,
                workaround: service.workaround.clone(),
                contingency: service.contingency.clone(),
                still_works: service.still_works.clone(),
            })
        });
        let mut services: Vec<_> = services.collect();
        services.sort_by_key(|service| (std::cmp::Reverse(service.impact), !service.high_severity));
        let alone = |id: &Id| !window.services.iter().any(|(touched, _)| touched == id);
        let unaffected = plan.services.iter().filter(|service| alone(&service.id));
        let way_back = WayBack {
            point_of_no_return: window.point_of_no_return,
            minutes: window.way_back,
        };
        let has_way_back = way_back.point_of_no_return.is_some() || way_back.minutes.is_some();
        WindowFacts {
            id: window.id.to_string(),
            phase: self.phase.name.clone(),
            start: window.start,
            end: window.end,
            zone: window.zone.name().to_owned(),
            provisional: window.status == Status::Provisional,
            services,
            unaffected: unaffected.map(|service| service.name.clone()).collect(),
            way_back: has_way_back.then_some(way_back),
            alternatives: window
                .alternatives
                .iter()
                .map(|other| facts::Alternative {
                    start: other.start,
                    end: other.end,
                    because: other.because.clone(),
                })
                .collect(),
        }
    }

    fn department(&self) -> Option<DepartmentFacts> {
        if self.audience.role != Role::DepartmentHeads {
            return None;
        }
        let plan = self.case.plan;
        let departments: Vec<_> = self
            .group
            .departments
            .iter()
            .filter_map(|id| plan.department(id))
            .collect();
        let first = departments.first()?;
        let names: Vec<&str> = departments
            .iter()
            .map(|department| department.name.as_str())
            .collect();
        let known = departments
            .iter()
            .filter_map(|department| department.people);
        Some(DepartmentFacts {
            id: first.id.to_string(),
            name: in_a_row(&names),
            people: (known.clone().count() == departments.len()).then(|| known.sum()),
            concerns: departments
                .iter()
                .flat_map(|department| department.concerns.clone())
                .collect(),
        })
    }

    fn benefit(&self) -> Option<String> {
        let benefits = &self.case.plan.case.benefits;
        let of = |id: &str| {
            benefits
                .iter()
                .find(|(audience, _)| audience.as_str() == id)
                .map(|(_, text)| text.clone())
        };
        of(self.audience.id.as_str()).or_else(|| of(self.audience.role.slug()))
    }

    fn case_studies(&self) -> Vec<CaseStudy> {
        let studies = self.case.plan.case.case_studies.iter();
        let study = |study: &crate::plan::case::CaseStudy| CaseStudy {
            who: study.who.clone(),
            what: study.what.clone(),
            result: study.result.clone(),
            source: study.source.clone(),
        };
        studies.map(study).collect()
    }

    fn questions(&self) -> Vec<Question> {
        let questions = self.case.plan.case.questions.iter();
        let ours = questions.filter(|question| self.meant(&question.meant_for));
        ours.map(|asked| Question {
            question: asked.question.clone(),
            answer: asked.answer.clone(),
        })
        .collect()
    }

    fn money(&self) -> Option<MoneyFacts> {
        let money = &self.case.plan.case.money;
        let words = |estimate: &Option<Estimate>, unit: &str| {
            estimate
                .as_ref()
                .map(|estimate| format!("{}{unit}", in_words(estimate, &money.currency)))
        };
        let facts = MoneyFacts {
            cost_of_window: words(&money.cost_of_windows, ""),
            cost_of_waiting: words(&money.cost_of_waiting, " a year"),
            benefit: words(&money.benefit_per_year, " a year"),
        };
        let any = [
            &facts.cost_of_window,
            &facts.cost_of_waiting,
            &facts.benefit,
        ]
        .into_iter()
        .any(Option::is_some);
        any.then_some(facts)
    }

    fn risks(&self) -> Vec<RiskFacts> {
        let risks = self.case.plan.case.risks.iter().take(3);
        risks
            .map(|risk| RiskFacts {
                text: risk.text.clone(),
                level: risk.level().in_words().to_owned(),
                owner: risk.owner.clone(),
                response: risk.response.clone(),
            })
            .collect()
    }

    fn decision(&self) -> Option<DecisionFacts> {
        let plan = self.case.plan;
        let decision = plan.case.decision.as_ref()?;
        let about = decision.window.as_ref().or(plan.main_window());
        if about != Some(&self.window.id) {
            return None;
        }
        let evening = self.case.plan.calendar.hours.to();
        let by = self.case.plan.zone.instant(decision.by.and_time(evening));
        self.ahead(by).then(|| DecisionFacts {
            ask: decision.ask.clone(),
            by: Some(by),
            who: decision.who.clone(),
        })
    }

    fn checkpoints(&self) -> Vec<Checkpoint> {
        let ahead = self
            .window
            .checkpoints
            .iter()
            .filter(|checkpoint| self.ahead(checkpoint.at));
        ahead
            .map(|checkpoint| Checkpoint {
                at: checkpoint.at,
                owner: checkpoint.owner.clone(),
                criteria: checkpoint.criteria.clone(),
            })
            .collect()
    }

    fn actions(&self) -> Actions {
        let [before, during, after] = [0, 1, 2].map(|part| {
            let ours = self.window.actions[part]
                .iter()
                .filter(|action| self.meant(&action.meant_for));
            let open = ours.filter(|action| action.by.is_none_or(|by| self.ahead(by)));
            open.map(|action| Action {
                text: action.text.clone(),
                by: action.by,
                owner: action.owner.clone(),
            })
            .collect()
        });
        Actions {
            before,
            during,
            after,
        }
    }

    fn contact(&self) -> ContactFacts {
        let plan = self.case.plan;
        let named = |person: &Option<Person>| {
            let person = person
                .as_ref()
                .filter(|_| self.audience.role != Role::EndUsers)?;
            Some(PersonContact {
                name: person.name.clone(),
                email: person.email.as_ref().map(ToString::to_string),
                phone: person.phone.clone(),
            })
        };
        ContactFacts {
            team: plan.contact.team.clone(),
            email: Some(plan.contact.email.to_string()),
            phone: plan.contact.phone.clone(),
            hours: plan.contact.hours.clone(),
            person: named(&plan.owner),
            deputy: named(&plan.deputy),
        }
    }

    /// Until when another date can be asked for: as the policy says, or some days before the
    /// notice that confirms the date.
    fn object_by(&self) -> Option<Instant> {
        let plan = self.case.plan;
        let days = match plan.size(self.window) {
            Size::Major => 35,
            Size::Significant => 19,
            Size::Minor => 10,
        };
        let usual = Lead {
            length: Length::Days(days),
            before: true,
            anchor: Anchor::Start,
            time: None,
        };
        let lead = plan.policy.object_until.unwrap_or(usual);
        let time = lead.time.unwrap_or(plan.calendar.hours.to());
        let by = self.window.moment(
            &Lead {
                time: Some(time),
                ..lead
            },
            &plan.calendar,
        );
        let civil = plan.calendar.previous_moment(plan.zone.civil(by))?.to;
        Some(plan.zone.instant(civil)).filter(|by| self.ahead(*by))
    }

    /// The dates ahead, in order; the reader's next reminders among them.
    fn dates(&self) -> Vec<DateFact> {
        let fact = |at, day_only, what: &str| DateFact {
            at,
            day_only,
            what: what.to_owned(),
        };
        let mut dates = Vec::new();
        if self.audience.role == Role::DepartmentHeads {
            dates.extend(
                self.object_by()
                    .map(|by| fact(by, true, "Last day to ask for another date")),
            );
            dates.extend(
                self.reminders()
                    .map(|moment| fact(moment, true, "Next reminder from us")),
            );
        }
        dates.extend(
            self.decision()
                .and_then(|decision| decision.by)
                .map(|by| fact(by, true, "Your decision")),
        );
        dates.extend(
            self.briefing()
                .map(|briefing| fact(briefing.start, false, "Briefing")),
        );
        let checkpoints = self.checkpoints();
        dates.extend(
            checkpoints
                .iter()
                .map(|checkpoint| fact(checkpoint.at, false, "Decision to go ahead or not")),
        );
        dates.push(fact(self.window.start, false, "The window starts"));
        dates.push(fact(self.window.end, false, "The window ends"));
        dates.extend(
            self.hyper_care()
                .map(|help| fact(help.until, true, "Last day of extra help")),
        );
        dates.retain(|date| self.ahead(date.at));
        dates.sort_by_key(|date| date.at);
        dates
    }

    /// The first reminder after this notice.
    fn reminders(&self) -> Option<Instant> {
        use Milestone::{Detail, Reminder1, Reminder3, Reminder7, Reminder14};
        let reminds = |milestone| {
            matches!(
                milestone,
                Detail | Reminder14 | Reminder7 | Reminder3 | Reminder1
            )
        };
        let same = |other: &&Occurrence| other.shares_readers(self.occurrence);
        let later = self.case.timeline.occurrences.iter().filter(same);
        later
            .filter(|other| reminds(other.milestone) && self.ahead(other.moment))
            .map(|other| other.moment)
            .next()
    }

    fn briefing(&self) -> Option<BriefingFacts> {
        let briefings = self.case.plan.briefings.iter();
        let mut ours = briefings.filter(|briefing| {
            briefing.window == self.window.id
                && briefing.audience == self.audience.id
                && self.ahead(briefing.start)
        });
        let briefing = match &self.occurrence.briefing {
            Some(id) => ours.find(|briefing| briefing.id == *id),
            None => ours.min_by_key(|briefing| briefing.start),
        }?;
        Some(BriefingFacts {
            id: briefing.id.to_string(),
            start: briefing.start,
            end: briefing.end,
            join: briefing.join.clone(),
            place: briefing.place.clone(),
            agenda: briefing.agenda.clone(),
            bring: briefing.bring.clone(),
            otherwise: briefing.otherwise.clone(),
        })
    }

    fn hyper_care(&self) -> Option<HyperCareFacts> {
        let help = self.phase.hyper_care.as_ref()?;
        let evening = NaiveTime::from_hms_opt(17, 0, 0).expect("five o'clock exists");
        let support = help.support.iter().map(|support| SupportChannel {
            channel: support.channel.clone(),
            number: support.number.clone(),
            hours: support.hours.clone(),
        });
        Some(HyperCareFacts {
            start: help.start,
            until: self.case.plan.zone.instant(help.until.and_time(evening)),
            support: support.collect(),
            exit_when: help.exit_when.clone(),
            afterwards: help.afterwards.clone(),
        })
    }

    fn short_notice(&self) -> Option<Waiver> {
        let plan = self.case.plan;
        let before = self.occurrence.moment < self.window.start;
        let waiver = plan
            .policy
            .waivers
            .iter()
            .find(|waiver| waiver.window == self.window.id);
        let waiver = waiver.filter(|_| {
            before && lead_time::breach(self.case, self.window, &self.audience.id).is_some()
        })?;
        Some(Waiver {
            by: waiver.by.clone(),
            because: waiver.because.clone(),
        })
    }
}

/// `Wards, Clinics and Finance`.
fn in_a_row(names: &[&str]) -> String {
    match names {
        [] => String::new(),
        [only] => (*only).to_owned(),
        [front @ .., last] => format!("{} and {last}", front.join(", ")),
    }
}

/// `12,000 to 16,000 GBP`, or one figure when low and high are the same.
fn in_words(estimate: &Estimate, currency: &str) -> String {
    let [low, high] = [&estimate.low, &estimate.high].map(|amount| grouped(amount.value));
    let range = if low == high {
        low
    } else {
        format!("{low} to {high}")
    };
    format!("{range} {currency}").trim_end().to_owned()
}

fn grouped(value: rust_decimal::Decimal) -> String {
    let text = value.round_dp(2).normalize().to_string();
    let (whole, cents) = text
        .split_once('.')
        .map_or((text.as_str(), None), |(whole, cents)| (whole, Some(cents)));
    let mut grouped = String::new();
    for (index, digit) in whole.chars().enumerate() {
        if index > 0 && (whole.len() - index).is_multiple_of(3) {
            grouped.push(',');
        }
        grouped.push(digit);
    }
    cents.map_or(grouped.clone(), |cents| format!("{grouped}.{cents:0<2}"))
}
