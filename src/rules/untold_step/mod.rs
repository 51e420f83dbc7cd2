//! `untold-step`: whoever has to do something before a window reads of it with a working day left to
//! do it.

mod late;
mod nobody;

use super::Case;
use crate::calendar::midnight::said;
use crate::calendar::zone::Instant;
use crate::calendar::{Calendar, hours};
use crate::diagnostic::{Code, Diagnostic, Findings, Level, Span};
use crate::directory::{Group, groups};
use crate::plan::action::Action;
use crate::plan::audience::Audience;
use crate::plan::milestone::Milestone;
use crate::plan::phase::Phase;
use crate::plan::window::{Status, Window};
use crate::timeline::Occurrence;
use chrono::NaiveDate;

/// How many working days before a deadline the advice lets people hear of it.
const AHEAD: u32 = 5;

/// How people fall short of a step. Of those who do so in several ways the greatest is reported: what
/// the plan can mend comes before what is too late for it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Lack {
    /// The deadline is over already, and no notice that has the step has left.
    Missed,
    /// Less than a working day is left.
    Short,
    /// The deadline is over.
    Over,
    /// No notice of theirs has it.
    Untold,
}

/// Readers who read of a step too late.
struct Shortfall<'a> {
    lack: Lack,
    audience: &'a Audience,
    calendar: &'a Calendar,
    telling: Option<Telling<'a>>,
}

/// People who share what they are told of a window.
struct Readers<'a> {
    audience: &'a Audience,
    group: Group,
    /// Whether they should have heard of it by now, and have not.
    are_late: bool,
}

/// The first notice with the steps in it.
#[derive(Clone, Copy)]
struct Telling<'a> {
    notice: &'a Occurrence,
    /// When it leaves, if not at its own moment, which has passed.
    leaves: Instant,
}

/// Reports steps that nobody reads of in time.
pub fn check(case: Case, findings: &mut Findings) {
    nobody::check(case, findings);
    for (phase, window) in case.plan.windows() {
        if window.status == Status::Cancelled || window.start <= case.now {
            continue;
        }
        let dated = |action: &&Action| action.by.is_some_and(|by| by <= window.start);
        let steps: Vec<&Action> = window.actions[0].iter().filter(dated).collect();
        if steps.is_empty() {
            continue;
        }
        let readers = readers(case, window);
        for step in steps {
            let short = readers
                .iter()
                .filter_map(|readers| lack(case, window, step, readers));
            let mut short: Vec<Shortfall> = short.collect();
            let Some(worst) = short.iter().map(|found| found.lack).max() else {
                continue;
            };
            // Whoever reads of it late, if less so, is to be told sooner, too.
            let all = named(&short);
            short.retain(|found| found.lack == worst);
            findings.push(finding(case, (phase, window), step, &short, &all));
        }
    }
}

fn readers<'a>(case: Case<'a>, window: &Window) -> Vec<Readers<'a>> {
    let mut readers = Vec::new();
    for audience in &case.plan.audiences {
        if !audience.role.reads_steps() {
            continue;
        }
        let late = late::places(case, window, &audience.id);
        let groups = groups(case.plan, case.directory, audience, window);
        readers.extend(groups.into_iter().map(|group| Readers {
            audience,
            are_late: late.contains(&group.place),
            group,
        }));
    }
    readers
}

/// Whether a notice says all that is to be done before the start.
fn tells_steps(notice: &Occurrence) -> bool {
    notice.milestone == Milestone::Start
        || notice.milestone.informs() && notice.words != Milestone::First
}

fn lack<'a>(
    case: Case<'a>,
    window: &Window,
    step: &Action,
    readers: &Readers<'a>,
) -> Option<Shortfall<'a>> {
    let Readers {
        audience, group, ..
    } = readers;
    let by = step
        .by
        .filter(|_| group.is_meant(&audience.id, &step.meant_for))?;
    let calendar = &case.directory.places[group.place].calendar;
    let telling = late::telling(case, window, readers);
    let lack = match telling {
        _ if by <= case.now && !late::is_news(case, window, readers) => return None,
        None if by <= case.now => return None,
        None => Lack::Untold,
        Some(telling) if by < telling.leaves && by <= case.now => Lack::Missed,
        Some(telling) if by < telling.leaves => Lack::Over,
        Some(telling) if !leaves_a_day(calendar, telling.leaves, by) => Lack::Short,
        Some(_) => return None,
    };
    Some(Shortfall {
        lack,
        audience,
        calendar,
        telling,
    })
}

/// Whether a working day lies between a mail and a deadline: from the hour of the mail until the same
/// hour of the next working day.
fn leaves_a_day(calendar: &Calendar, told: Instant, by: Instant) -> bool {
    let [told, by] = [told, by].map(|at| calendar.zone.civil(at));
    let next = calendar.business_days_after(told.date(), 1);
    by >= next.and_time(told.time())
}

/// Who falls short, each audience once.
fn named<'a>(short: &[Shortfall<'a>]) -> Vec<&'a Audience> {
    let mut audiences: Vec<&Audience> = short.iter().map(|found| found.audience).collect();
    audiences.dedup_by_key(|audience| &audience.id);
    audiences
}

fn finding(
    case: Case,
    (phase, window): (&Phase, &Window),
    step: &Action,
    short: &[Shortfall],
    all: &[&Audience],
) -> Diagnostic {
    let latest = short
        .iter()
        .max_by_key(|found| found.telling.map(|telling| telling.leaves));
    let last = latest.expect("a finding has somebody who hears too late");
    let audiences = named(short);
    let due = step.by.expect("only steps with a deadline are looked at");
    let (message, told) = words(case, (phase, window), (due, last), &audiences);
    let finding = Diagnostic::new(Code::UNTOLD_STEP, message).at(step.by_span, "due here");
    let (place, told) = told.unwrap_or((window.start_span, "before this start".to_owned()));
    let finding = finding.at(place, told).help(match last.lack {
        Lack::Missed => {
            "name a later deadline, leave the step out, or ask for it in another way".to_owned()
        }
        _ => advice(case, window, (due, last), all),
    });
    // Whoever had a notice by now, or of a date before this one, hears of steps by a correction.
    let told = |audience: &&Audience| {
        let mut about = case.timeline.about(&window.id);
        about.any(|notice| notice.audience == audience.id && notice.moment <= case.now)
    };
    let is_changed = !case.plan.reasons(&window.id).is_empty();
    if matches!(last.lack, Lack::Short | Lack::Missed) || is_changed || audiences.iter().all(told) {
        return Diagnostic {
            level: Level::Warning,
            ..finding
        };
    }
    finding
}

/// What is wrong, and the notice that it hangs on, with its place.
fn words(
    case: Case,
    here: (&Phase, &Window),
    (due, last): (Instant, &Shortfall),
    audiences: &[&Audience],
) -> (String, Option<(Span, String)>) {
    let names: Vec<&str> = audiences.iter().map(|one| one.name.as_str()).collect();
    let names = names.join(" and ");
    let zone = &last.calendar.zone;
    let clock = match *zone == case.plan.zone {
        true => String::new(),
        false => format!(" ({})", zone.name()),
    };
    let said = |at: Instant| format!("{}{clock}", zone.civil(at).format("%a %-d %b %Y, %-H:%M"));
    match last.telling {
        None => (format!("no notice tells {names} to do this"), None),
        Some(telling) => {
            let read = format!("{names} first read of it on {}", said(telling.leaves));
            let message = match last.lack {
                Lack::Missed => format!("this was due on {}, and nobody has read of it", said(due)),
                Lack::Short => format!(
                    "this is due on {}, and {read}: less than a working day is left",
                    said(due)
                ),
                _ => format!(
                    "this is due on {}, and {read}, when it is too late",
                    said(due)
                ),
            };
            let notice = telling.notice.milestone.slug();
            let told = match telling.leaves == telling.notice.moment {
                true => format!("the notice `{notice}` is sent {}", telling.notice.rule),
                false => format!(
                    "the notice `{notice}` of {} has not been sent",
                    said(telling.notice.moment)
                ),
            };
            (message, Some((place(case, here, telling.notice), told)))
        }
    }
}

/// Where the date of a notice comes from: the plan's rule for it, or the start it is counted from.
fn place(case: Case, (phase, window): (&Phase, &Window), first: &Occurrence) -> Span {
    let here = [&phase.id, &window.id];
    let rule = case.plan.rule(first.milestone, &first.audience, here);
    let rule = rule.filter(|rule| rule.at().is_some());
    rule.map_or(window.start_span, |rule| rule.span)
}

/// What to write: in five working days a step can be done, and whoever hears that there is something
/// to come before she reads what it is does not read it the other way round.
fn advice(
    case: Case,
    window: &Window,
    (due, last): (Instant, &Shortfall),
    audiences: &[&Audience],
) -> String {
    let calendar = last.calendar;
    let day = |at: Instant| calendar.zone.civil(at).date();
    let leaves = |day: &NaiveDate| {
        let moved = calendar.previous_moment(day.and_time(hours::morning()));
        moved.is_some_and(|moved| calendar.zone.instant(moved.to) > case.now)
    };
    let details = calendar.business_days_before(day(due), AHEAD);
    let mut about = case.timeline.about(&window.id);
    let is_first = about.any(|notice| {
        let theirs = audiences.iter().any(|one| one.id == notice.audience);
        let zone = &case.directory.places[notice.place()].calendar.zone;
        let at = zone.civil(notice.moment).date();
        theirs && notice.milestone == Milestone::First && details <= at
    });
    let sooner = calendar.business_days_before(details, AHEAD);
    let first = is_first.then_some((Milestone::First, sooner));
    let wanted: Vec<(Milestone, NaiveDate)> = first
        .into_iter()
        .chain([(Milestone::Detail, details)])
        .collect();
    if !wanted.iter().all(|(_, day)| leaves(day)) {
        return "name a later deadline, or tell whoever has to do it in another way".to_owned();
    }
    let ids: Vec<&str> = audiences.iter().map(|one| one.id.as_str()).collect();
    let start = said(calendar.zone.civil(window.start)).date();
    let rules = wanted.iter().map(|(milestone, day)| {
        format!(
            "{{notice: {}, windows: [{}], audiences: [{}], at: {} days before start}}",
            milestone.slug(),
            window.id,
            ids.join(", "),
            (start - *day).num_days()
        )
    });
    let rules: Vec<String> = rules.collect();
    format!(
        "name a later deadline, or send the details sooner: `notices: [{}]`",
        rules.join(", ")
    )
}
