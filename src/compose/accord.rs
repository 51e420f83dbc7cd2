//! Accord: in what several notices in one mail agree, so that their readers read it once: the
//! case for the change, its gravest risks, the services that are hit alike.

use crate::calendar::zone::Instant;
use crate::notice::Notice;
use crate::notice::facts::{Facts, RiskFacts, Role};
use crate::plan::milestone::Milestone;
use std::cmp::Reverse;
use std::collections::BTreeSet;

/// How many risks executives are told of in one mail, however many windows it is about.
const TOP_RISKS: usize = 3;

/// In what several notices in one mail agree.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Accord {
    /// Whether executives read of several windows.
    pub windows: bool,
    /// Whether the same happens to the same services in each of these windows.
    pub services: bool,
    /// Whether all these windows may still move.
    pub provisional: bool,
    /// From the first start of their windows to the last end.
    pub span: Option<(Instant, Instant)>,
}

impl Accord {
    pub(super) fn of(notices: &[&Notice]) -> Self {
        let facts = || notices.iter().map(|notice| &notice.facts);
        let ids: BTreeSet<&str> = facts().map(|facts| facts.window.id.as_str()).collect();
        let windows = ids.len() > 1 && facts().all(|facts| facts.role == Role::Executives);
        let is_ahead = |facts: &Facts| {
            use Milestone::{Detail, First, Reminder7};
            matches!(facts.milestone, First | Detail | Reminder7)
        };
        let services = |facts: &Facts| {
            let services = facts.window.services.iter();
            let hit = services.map(|service| (service.name.clone(), service.impact));
            hit.collect::<Vec<_>>()
        };
        let mut all = facts().map(services);
        let first = all.next();
        let starts = facts().map(|facts| facts.window.start);
        let ends = facts().map(|facts| facts.window.end);
        Self {
            windows,
            span: starts.min().zip(ends.max()),
            provisional: windows
                && facts().all(|facts| is_ahead(facts) && facts.window.provisional),
            services: windows && facts().all(is_ahead) && all.all(|other| Some(other) == first),
        }
    }
}

/// The same notices, none of which calls a service unaffected that another one touches, nor names a
/// window that another is about, nor says to executives what holds for all of them once more; the
/// first says when the next message about any of them comes.
pub(super) fn agreed(notices: &[&Notice]) -> Vec<Notice> {
    let agreed = |notice: &&Notice| {
        let mut agreed = (*notice).clone();
        let unaffected = |name: &String| {
            let mut notices = notices.iter();
            notices.all(|other| other.facts.window.unaffected.contains(name))
        };
        agreed.facts.window.unaffected.retain(unaffected);
        let is_elsewhere = |id: &str| notices.iter().all(|other| other.facts.window.id != id);
        agreed.facts.covered.retain(|other| is_elsewhere(&other.id));
        agreed
    };
    let mut agreed: Vec<Notice> = notices.iter().map(agreed).collect();
    if Accord::of(notices).windows {
        say_once(&mut agreed);
        hear_next(&mut agreed);
    }
    agreed
}

/// Has the one that leads say when the first message about any of them comes.
fn hear_next(notices: &mut [Notice]) {
    let next = |notice: &Notice| Some((notice.facts.next?, notice.facts.next_milestone));
    let next = notices.iter().filter_map(next).min_by_key(|(at, _)| *at);
    if let Some((at, milestone)) = next {
        let facts = &mut notices[0].facts;
        (facts.next, facts.next_milestone) = (Some(at), milestone);
    }
}

/// Leaves the case for the change to one notice, with the gravest risks of all.
fn say_once(notices: &mut [Notice]) {
    let tells = |milestone| {
        let mut notices = notices.iter();
        notices.position(|notice| notice.facts.milestone == milestone)
    };
    let Some(teller) = tells(Milestone::First).or_else(|| tells(Milestone::Detail)) else {
        return;
    };
    let risks = gravest(notices);
    let case = notices[teller].facts.clone();
    for (place, notice) in notices.iter_mut().enumerate() {
        let facts = &mut notice.facts;
        if place == teller {
            facts.risks.clone_from(&risks);
        } else if tells_case(facts) {
            facts.risks.clear();
            facts
                .benefit
                .take_if(|own| case.benefit.as_ref() == Some(own));
            facts.why.take_if(|own| case.why.as_ref() == Some(own));
            facts.money.take_if(|own| case.money.as_ref() == Some(own));
        }
    }
}

fn tells_case(facts: &Facts) -> bool {
    matches!(facts.milestone, Milestone::First | Milestone::Detail)
}

/// The gravest risks that these notices tell, each once.
fn gravest(notices: &[Notice]) -> Vec<RiskFacts> {
    let telling = notices.iter().filter(|notice| tells_case(&notice.facts));
    let own = telling.flat_map(|notice| notice.facts.risks.iter().enumerate());
    let mut own: Vec<(usize, &RiskFacts)> = own.collect();
    own.sort_by_key(|(place, risk)| (Reverse(risk.level), *place));
    let mut gravest: Vec<RiskFacts> = Vec::new();
    for (_, risk) in own {
        if gravest.len() < TOP_RISKS && !gravest.contains(risk) {
            gravest.push(risk.clone());
        }
    }
    gravest
}
