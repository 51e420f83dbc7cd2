//! A played story: day by day for a terminal, and the same for programs.

use super::row::name;
use super::scene::scene;
use super::table::{cut, fold};
use crate::calendar::zone::{Civil, Instant, Zone};
use crate::night::{Nag, Stage};
use crate::plan::{Id, Plan};
use crate::simulation::story::{Meeting, Standing, Turned};
use crate::simulation::{Cause, Mails, Scene, Story, Summary};
use chrono::NaiveDate;
use serde_json::{Value, json};
use std::collections::BTreeMap;

const LEFT: usize = 9;
const PEOPLE: usize = 5;
/// So many of those who are left with a mistake are named.
const NAMED: usize = 5;

/// A story as it is shown.
pub struct Telling<'a> {
    /// The story.
    pub story: &'a Story,
    /// Its plan, as it was at the beginning.
    pub plan: &'a Plan,
    /// The ledger that it begins with, when it begins with one.
    pub ledger: Option<String>,
    /// The one person it is for.
    pub only_for: Option<&'a str>,
    /// How many people lie outside the domains that may be written to.
    pub forbidden: usize,
    /// How many columns there are.
    pub width: usize,
}

impl Telling<'_> {
    /// For people.
    pub fn text(&self) -> String {
        let mut text = self.heading();
        let mails = self.story.mails();
        let wide = mails.map(|mails| mails.audience_name.chars().count()).max();
        let kinds = self.story.mails().map(|mails| name(mails.milestone).len());
        let columns = [wide, kinds.max()].map(|wide| wide.unwrap_or_default().min(20));
        let mut today = None;
        let mut scenes = self.story.scenes.iter().peekable();
        while let Some(scene) = scenes.next() {
            let civil = self.zone().civil(moment(scene));
            if today != Some(civil.date()) {
                text.push_str(&format!("\n{}\n", day(civil.date())));
                today = Some(civil.date());
            }
            match scene {
                Scene::Turned(turned) => text.push_str(&self.turned(turned, civil)),
                Scene::Mailed(mails) => {
                    text.push_str(&self.mailed(mails, civil, columns));
                    let said = scenes.peek().is_some_and(|next| is_same_cause(next, mails));
                    if let Some(why) = self.why(mails).filter(|_| !said) {
                        text.push_str(&fold(&why, LEFT, self.width));
                    }
                }
            }
        }
        if self.story.mails().next().is_none() {
            text.push_str("\nNobody gets a mail.\n");
        }
        text + &self.sum()
    }

    fn zone(&self) -> &Zone {
        &self.plan.zone
    }

    fn heading(&self) -> String {
        let [from, to] = [self.story.from, self.story.to].map(|at| self.moment(at));
        let known = match &self.ledger {
            Some(ledger) => format!("People know what {ledger} says they were told."),
            None => "No ledger: people know all that was due before, as if it had left on time, and every night before went by plan."
                .to_owned(),
        };
        let lines = [
            self.plan.title.clone(),
            format!(
                "Every run of `send` from {from} to {to}, clocks of {}.",
                self.zone().name()
            ),
            known,
            "Each approval counts as given. Nothing is sent.".to_owned(),
        ];
        lines.map(|line| fold(&line, 0, self.width)).concat()
    }

    fn turned(&self, turned: &Turned, civil: Civil) -> String {
        let front = format!("  {}  ", civil.format("%H:%M"));
        let words = fold(&format!("> {}", turned.words), LEFT, self.width);
        let words = words.get(LEFT..).unwrap_or_default();
        let window = turned.window.iter().map(|window| self.state(window));
        let briefings = turned
            .briefings
            .iter()
            .map(|briefing| self.meeting(briefing));
        let states = window.chain(briefings);
        let state: String = states
            .map(|state| fold(&state, LEFT + 2, self.width))
            .collect();
        let warned = warned(&turned.warnings);
        let warned = warned.map_or_else(String::new, |line| fold(&line, LEFT + 2, self.width));
        format!("{front}{words}{state}{warned}")
    }

    /// How a window stands.
    fn state(&self, window: &Standing) -> String {
        let Standing { id, stage, .. } = window;
        let Some((start, end)) = window.dates.filter(|_| !window.is_cancelled) else {
            let what = if window.is_cancelled {
                "called off"
            } else {
                "without a date"
            };
            return format!("{id} is {what}");
        };
        let night = match stage {
            Stage::Ahead => String::new(),
            stage => format!(" ({})", stage.slug()),
        };
        let [start, end] = [start, end].map(|at| self.moment(at));
        format!("{id}: {start} to {end}{night}")
    }

    /// How a briefing stands.
    fn meeting(&self, briefing: &Meeting) -> String {
        let id = &briefing.id;
        let Some((start, _)) = briefing.dates else {
            return format!("briefing {id} is called off");
        };
        let windows = briefing.windows.iter().map(Id::as_str);
        let windows = windows.collect::<Vec<_>>().join(", ");
        format!("briefing {id}: {} (about {windows})", self.moment(start))
    }

    fn mailed(&self, mails: &Mails, civil: Civil, [audience, kind]: [usize; 2]) -> String {
        let front = format!(
            "  {}  {:<audience$}  {:<kind$}{:>PEOPLE$}  ",
            civil.format("%H:%M"),
            cut(&mails.audience_name, audience),
            name(mails.milestone),
            mails.readers.len(),
        );
        let room = self.width.saturating_sub(front.chars().count());
        let mut text = if room >= mails.subject.chars().count() {
            format!("{front}{}\n", mails.subject)
        } else {
            let subject = fold(&mails.subject, LEFT, self.width);
            format!("{}\n{subject}", front.trim_end())
        };
        let theirs = mails.zone.civil(mails.at);
        if theirs != civil {
            let zone = mails.zone.name();
            let words = format!("{} in {zone}", theirs.format("%a %H:%M"));
            text.push_str(&fold(&words, LEFT, self.width));
        }
        text
    }

    /// Why mails leave, when that is not by plan.
    fn why(&self, mails: &Mails) -> Option<String> {
        match &mails.cause {
            Cause::Plan => None,
            Cause::Turn(words) => Some(format!("because of: {words}")),
            Cause::Silence => Some(format!(
                "because nobody has said what became of it; extra help is told once somebody has: `--event \"{} complete {}\"`",
                self.zone().civil(mails.at).format("%Y-%m-%d"),
                mails.window,
            )),
            Cause::Difference => Some("because the plan is not what they were told".to_owned()),
        }
    }

    fn sum(&self) -> String {
        let summary = self.story.summary();
        let who = self.only_for.unwrap_or("everybody together");
        let mut text = format!("\nIn sum, for {who}\n");
        let wide = summary
            .audiences
            .iter()
            .map(|(_, name, ..)| name.chars().count());
        let wide = wide.max().unwrap_or_default();
        for (_, name, mails, people) in &summary.audiences {
            let people = counted(*people, "person", "people");
            text.push_str(&format!("{mails:>6}  {name:<wide$}  to {people}\n"));
        }
        text.push_str(&format!("{:>6}  in all\n", summary.mails));
        text.push_str(&fold(&self.fullest(&summary), 2, self.width));
        for line in self.waits() {
            text.push_str(&fold(&line, 2, self.width));
        }
        text
    }

    fn fullest(&self, summary: &Summary) -> String {
        let Some(fullest) = &summary.fullest else {
            return "Nobody gets more than one mail in a week.".to_owned();
        };
        let mails = counted(fullest.mails, "mail", "mails");
        let others = match fullest.others {
            0 => String::new(),
            others => format!(
                ", and {} as many in a week",
                counted(others, "other gets", "others get")
            ),
        };
        let week = day(fullest.week);
        format!(
            "Most in one week: {mails}, to {} in the week of {week}{others}.",
            fullest.address
        )
    }

    /// What waits at the end, and who is left with a mistake.
    fn waits(&self) -> Vec<String> {
        let ending = &self.story.ending;
        let mut lines = Vec::new();
        if ending.later > 0 && self.only_for.is_none() {
            let notices = counted(ending.later, "notice lies", "notices lie");
            lines.push(format!("{notices} later by plan."));
        }
        lines.extend(ending.nags.iter().map(|nag| self.nag(nag)));
        if self.forbidden > 0 {
            let people = counted(self.forbidden, "person lies", "people lie");
            lines.push(format!(
                "{people} outside `allowed-domains` and get nothing."
            ));
        }
        lines.extend(self.mistaken());
        lines
    }

    fn nag(&self, nag: &Nag) -> String {
        let window = nag.window();
        match nag {
            Nag::Unsaid { end, .. } => format!(
                "Waits: somebody has to say what became of {window}, which was to end on {}. Play it with `--event \"{} complete {window}\"`.",
                self.moment(*end),
                self.zone().civil(*end).format("%Y-%m-%d")
            ),
            Nag::Progress { by, .. } => format!(
                "Waits: word on how {window} goes is wanted since {}.",
                self.moment(*by)
            ),
            Nag::NoDate { by, .. } => format!(
                "Waits: {window} came to nothing, and people were promised word of a new date by {}.",
                self.moment(*by)
            ),
            Nag::Undated { by, .. } => format!(
                "Waits: people were promised a new date of {window} by {}, and it has none.",
                day(self.zone().civil(*by).date())
            ),
        }
    }

    fn mistaken(&self) -> Vec<String> {
        let mistaken = &self.story.ending.mistaken;
        if mistaken.is_empty() {
            return vec!["At the end nobody believes anything that is not so.".to_owned()];
        }
        let mut windows: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
        for (window, mailbox) in mistaken {
            windows.entry(window).or_default().push(mailbox.as_str());
        }
        let lines = windows.into_iter().map(|(window, people)| {
            let number = counted(people.len(), "person believes", "people believe");
            let named: Vec<&str> = people.iter().copied().take(NAMED).collect();
            let more = if people.len() > NAMED { " …" } else { "" };
            format!(
                "At the end {number} something of {window} that is not so: {}{more}",
                named.join(", ")
            )
        });
        lines.collect()
    }

    fn moment(&self, at: Instant) -> String {
        self.zone()
            .civil(at)
            .format("%a %-d %b %Y, %H:%M")
            .to_string()
    }

    /// For programs.
    pub fn json(&self) -> Value {
        let story = self.story;
        let summary = story.summary();
        let ending = &story.ending;
        let nags = ending.nags.iter().map(|nag| {
            let (what, at) = match nag {
                Nag::Unsaid { end, .. } => ("unsaid", end),
                Nag::Progress { by, .. } => ("progress", by),
                Nag::NoDate { by, .. } => ("no-date", by),
                Nag::Undated { by, .. } => ("undated", by),
            };
            json!({"window": nag.window().as_str(), "what": what, "since": at})
        });
        json!({
            "plan": self.plan.id.as_str(),
            "from": story.from,
            "to": story.to,
            "timezone": self.zone().name(),
            "told-before": match story.begins_with_ledger {
                true => "ledger",
                false => "as-planned",
            },
            "approvals": "taken-as-given",
            "for": self.only_for,
            "happens": story.scenes.iter().map(scene).collect::<Vec<_>>(),
            "summary": {
                "mails": summary.mails,
                "people": summary.people,
                "audiences": summary.audiences.iter().map(|(id, name, mails, people)| json!({
                    "audience": id.as_str(), "name": name, "mails": mails, "people": people,
                })).collect::<Vec<_>>(),
                "fullest-week": summary.fullest.map(|fullest| json!({
                    "week": fullest.week.format("%Y-%m-%d").to_string(),
                    "mails": fullest.mails, "name": fullest.name, "address": fullest.address,
                    "others": fullest.others,
                })),
                "later": ending.later,
                "forbidden": self.forbidden,
                "waits": nags.collect::<Vec<_>>(),
                "mistaken": ending.mistaken.iter().map(|(window, mailbox)| json!({
                    "window": window, "address": mailbox,
                })).collect::<Vec<_>>(),
            },
        })
    }
}

/// What is not quite right about a plan since a turn: the first, and how many more.
fn warned(warnings: &[String]) -> Option<String> {
    let (first, others) = warnings.split_first()?;
    let more = match others.len() {
        0 => String::new(),
        others => format!(" (and {others} more)"),
    };
    Some(format!("warning: {first}{more}"))
}

fn moment(scene: &Scene) -> Instant {
    match scene {
        Scene::Turned(turned) => turned.at,
        Scene::Mailed(mails) => mails.at,
    }
}

fn is_same_cause(next: &Scene, mails: &Mails) -> bool {
    match next {
        Scene::Mailed(next) => next.at == mails.at && next.cause == mails.cause,
        Scene::Turned(_) => false,
    }
}

fn day(date: NaiveDate) -> String {
    date.format("%a %-d %b %Y").to_string()
}

fn counted(number: usize, one: &str, many: &str) -> String {
    match number {
        1 => format!("1 {one}"),
        _ => format!("{number} {many}"),
    }
}
