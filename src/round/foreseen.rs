//! Foreseen: a notice of the night as somebody can approve it before the night.
//!
//! Only the night gives the times at which something happened or is promised, the end that takes the
//! place of the planned one, the reason, who decided and what was kept. A notice is as it was foreseen
//! when all else is the same: the template and every fact of the plan that it says.

use crate::belief::Correction;
use crate::compose::compose;
use crate::mailing::{Fault, Mailing, Office};
use crate::notice::event::EventFacts;
use crate::notice::{Facts, Notice};
use crate::plan::milestone::Milestone;

/// Stands for what only the night gives.
const GIVEN: &str = "as said on the night";

/// The name under which a notice of the night is approved, whatever its number: the window, the kind,
/// and what is said to hold, such as `cutover-extended-certain`.
pub fn name(mailing: &Mailing) -> String {
    let facts = &mailing.notice.facts;
    let state = facts.event.as_ref().and_then(|event| event.state);
    let mut state = state.map_or_else(String::new, |state| format!("-{}", state.slug()));
    let is = |said: fn(&EventFacts) -> bool| facts.event.as_ref().is_some_and(said);
    let is_start = facts.milestone == Milestone::Start && facts.tells_the_night();
    let is_begun = is_start && !is(|event| event.is_early);
    for (is_so, said) in [
        (is(|event| event.is_sooner), "-sooner"),
        (is(|event| event.is_early), "-early"),
        (is_begun, "-begun"),
        (facts.first_word || facts.again, "-newcomers"),
    ] {
        state.push_str(if is_so { said } else { "" });
    }
    let window = &mailing.occurrence().first.window;
    format!("{window}-{}{state}", facts.milestone.slug())
}

/// The fingerprint of its words as far as they can be known before.
pub fn content(office: Office, mailing: &Mailing) -> Result<String, Fault> {
    let mut notice = mailing.notice.clone();
    blank(office, &mut notice);
    let message = compose(&notice, office.templates).map_err(Fault::Words)?;
    Ok(mailing.content_of(&message))
}

/// A correction as it can be known before: all that it says but the reason and the promise.
pub fn correction(mut correction: Correction) -> Correction {
    let end = correction.window.end;
    let no_go = correction.no_go.filter(|_| correction.is_recorded);
    correction.no_go = no_go.map(|_| (GIVEN.to_owned(), Some(end)));
    correction
}

/// Puts what is the same on every night in the place of what only this one gives.
fn blank(office: Office, notice: &mut Notice) {
    let Facts {
        window,
        event,
        actions,
        ..
    } = &mut notice.facts;
    let night = office.beliefs.history.nights.of(&window.id);
    let (start, end) = night.map_or((window.start, window.end), |night| night.planned());
    (window.start, window.end) = (start, end);
    actions.before.clear();
    let said = || Some(GIVEN.to_owned());
    if let Some(event) = event {
        *event = EventFacts {
            decided_by: said(),
            reason: said(),
            next_update: Some(end),
            since: Some(end),
            old_end: Some(end),
            data_kept: said(),
            state: event.state,
            is_sooner: event.is_sooner,
            is_early: event.is_early,
            cost_per_hour: event.cost_per_hour.take(),
            actions: std::mem::take(&mut event.actions),
            ..EventFacts::default()
        };
    }
    let facts = &mut notice.facts;
    if let Some(help) = &mut facts.hyper_care {
        (help.start, help.until) = (end, end);
    }
    facts.moment = start;
    (facts.ordinal, facts.of) = (1, 1);
    facts.dates.clear();
    facts.checkpoints.clear();
    (facts.next, facts.next_milestone) = (None, None);
    facts.decision = None;
    facts.covered.clear();
    facts.second_dates.clear();
    facts.decides_all = true;
    (facts.decision_elsewhere, facts.decision_comes) = (None, None);
    (facts.object_by, facts.briefing) = (None, None);
}
