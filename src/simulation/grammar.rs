//! The grammar of turns: a date, a word, a window, and what the word needs.

use super::Refused;
use super::turn::{Edit, Night, Until, WhatIf};
use crate::plan::decode::did_you_mean;
use crate::plan::length::Length;
use crate::plan::moment::{self, WrittenDate, WrittenMoment};
use crate::plan::{Id, Plan};
use chrono::{NaiveDate, NaiveTime};

const EXAMPLE: &str = "write a date, what happens, and the window, such as `2027-03-12 move cutover +14d` or `2027-03-28 02:00 extend cutover +90m`";

/// What can happen.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Verb {
    Move,
    Postpone,
    Cancel,
    Confirm,
    Go,
    NoGo,
    Start,
    Progress,
    Extend,
    Complete,
    RollBack,
    Reopen,
}

/// Every word for something that happens: first as the help has it, then as plans and `record` do.
const VERBS: [(&str, Verb); 20] = [
    ("move", Verb::Move),
    ("postpone", Verb::Postpone),
    ("cancel", Verb::Cancel),
    ("cancelled", Verb::Cancel),
    ("confirm", Verb::Confirm),
    ("confirmed", Verb::Confirm),
    ("go", Verb::Go),
    ("no-go", Verb::NoGo),
    ("start", Verb::Start),
    ("started", Verb::Start),
    ("progress", Verb::Progress),
    ("extend", Verb::Extend),
    ("extended", Verb::Extend),
    ("complete", Verb::Complete),
    ("completed", Verb::Complete),
    ("rollback", Verb::RollBack),
    ("roll-back", Verb::RollBack),
    ("rolled-back", Verb::RollBack),
    ("reopen", Verb::Reopen),
    ("reopened", Verb::Reopen),
];

/// Advice of `record` in the words of turns: each between backticks as the help has it.
pub(super) fn in_words_of_turns(advice: &str) -> String {
    let mut said = advice.to_owned();
    for alike in VERBS.chunk_by(|(_, one), (_, other)| one == other) {
        let (first, others) = (alike[0].0, &alike[1..]);
        for (other, _) in others {
            said = said.replace(&format!("`{other}`"), &format!("`{first}`"));
        }
    }
    said.replace("record ", "play ")
        .replace("recorded", "played")
}

/// The words of a turn that are not understood yet.
pub(super) struct Words<'t> {
    text: &'t str,
    rest: Vec<&'t str>,
}

impl<'t> Words<'t> {
    pub(super) fn of(text: &'t str) -> Self {
        let text = text.trim();
        Self {
            text,
            rest: text.split_whitespace().collect(),
        }
    }

    /// The whole turn.
    pub(super) fn text(&self) -> &'t str {
        self.text
    }

    /// The next word.
    pub(super) fn take_front(&mut self) -> Option<&'t str> {
        (!self.rest.is_empty()).then(|| self.rest.remove(0))
    }

    /// Takes what stands behind `because`; an empty reason is left to be refused.
    pub(super) fn because(&mut self) -> Option<String> {
        let at = self.rest.iter().position(|word| *word == "because")?;
        if at + 1 == self.rest.len() {
            return None;
        }
        let words = self.rest.split_off(at);
        Some(words[1..].join(" "))
    }

    /// All words but the date.
    pub(super) fn undated(mut self) -> String {
        let _ = dated(&mut self);
        self.rest.join(" ")
    }

    /// Refuses words that nothing asked for.
    pub(super) fn end(&self) -> Result<(), Refused> {
        match self.rest.first() {
            None => Ok(()),
            Some(&"because") => Err(self.refused(
                "gives no reason behind `because`".into(),
                "write the reason in a few words behind `because`, or leave it out",
            )),
            Some(word) => Err(self.refused(
                format!("means nothing with `{word}`"),
                "leave it out; a reason stands behind `because`",
            )),
        }
    }

    fn refused(&self, what: String, hint: &str) -> Refused {
        Refused::new(format!("`{}` {what}", self.text), hint)
    }

    /// The length of the words up to the end, behind a sign.
    fn signed(&mut self, example: &str) -> Result<(i64, Length), Refused> {
        let words = std::mem::take(&mut self.rest).join(" ");
        let hint = format!("write `{example}`: `+` or `-`, a number, and `d`, `h` or `m`");
        let (sign, length) = match words.split_at_checked(1) {
            Some(("+", length)) => (1, length),
            Some(("-", length)) => (-1, length),
            _ => {
                let what = format!("does not say how far: `{words}`");
                return Err(self.refused(what, &hint));
            }
        };
        let length: Length = length
            .trim()
            .parse()
            .map_err(|_| self.refused(format!("does not say how far: `{words}`"), &hint))?;
        if matches!(length, Length::WorkingDays(_)) {
            let what = "counts in working days, and `move` goes by the calendar".to_owned();
            return Err(self.refused(what, &hint));
        }
        Ok((sign, length))
    }
}

/// Takes the moment or the date that stands in front.
pub(super) fn dated(
    words: &mut Words,
) -> Result<(Option<WrittenMoment>, Option<WrittenDate>), Refused> {
    for taken in (1..=3.min(words.rest.len())).rev() {
        let text = words.rest[..taken].join(" ");
        let found = match text.parse::<WrittenMoment>() {
            Ok(moment) => (Some(moment), None),
            Err(_) => match text.parse::<WrittenDate>() {
                Ok(date) => (None, Some(date)),
                Err(_) => continue,
            },
        };
        words.rest.drain(..taken);
        return Ok(found);
    }
    let first = words.rest.first().copied().unwrap_or_default();
    if first.starts_with(|letter: char| letter.is_ascii_digit()) {
        let refusal = first.parse::<WrittenDate>().err().unwrap_or_default();
        let (what, hint) = refusal.split_once('\n').unwrap_or((&refusal, EXAMPLE));
        return Err(Refused::new(format!("`{}`: {what}", words.text), hint));
    }
    Err(words.refused("does not begin with a date".into(), EXAMPLE))
}

/// What happens, by its word.
pub(super) fn verb(named: Option<&str>, words: &Words) -> Result<Verb, Refused> {
    let all = VERBS.chunk_by(|(_, one), (_, other)| one == other);
    let all = all.map(|words| format!("`{}`", words[0].0));
    let all = format!("it is one of {}", all.collect::<Vec<_>>().join(", "));
    let Some(named) = named else {
        return Err(words.refused("does not say what happens".into(), &all));
    };
    if let Some((_, verb)) = VERBS.iter().find(|(word, _)| *word == named) {
        return Ok(*verb);
    }
    let near = did_you_mean(named, VERBS.iter().map(|(word, _)| *word));
    let what = format!("says that something happens that is not known: `{named}`");
    Err(words.refused(what, &near.unwrap_or(all)))
}

/// The briefing that is meant, one of the plan's, when the turn says `briefing` before its id.
pub(super) fn briefing(plan: &Plan, verb: Verb, words: &mut Words) -> Result<Option<Id>, Refused> {
    let all = plan.briefings.iter().chain(&plan.cancelled_briefings);
    let ids: Vec<&Id> = all.map(|briefing| &briefing.id).collect();
    let named = words.rest.get(1).copied();
    let found = ids.iter().find(|id| Some(id.as_str()) == named);
    let dated = plan.windows().into_iter().map(|(_, window)| &window.id);
    let mut windows = dated.chain(plan.undecided.iter().map(|window| &window.id));
    let is_a_window = windows.any(|id| id.as_str() == "briefing");
    let word = words.rest.first().filter(|word| **word == "briefing");
    if word.is_none() || (found.is_none() && is_a_window) {
        return Ok(None);
    }
    let names = || ids.iter().map(|id| id.as_str());
    let all = match ids.as_slice() {
        [] => "the plan has no briefings".to_owned(),
        _ => format!(
            "the plan's briefings are: {}",
            names().collect::<Vec<_>>().join(", ")
        ),
    };
    let Some(named) = named else {
        return Err(words.refused("does not say to which briefing".into(), &all));
    };
    let Some(id) = found else {
        let near = did_you_mean(named, names());
        let what = format!("`{}`: the plan has no briefing `{named}`", words.text);
        return Err(Refused::new(what, near.unwrap_or(all)));
    };
    if !matches!(verb, Verb::Move | Verb::Cancel) {
        let what = "says of a briefing what happens to windows only".to_owned();
        let hint = format!("write `move briefing {id} +3d` or `cancel briefing {id}`");
        return Err(words.refused(what, &hint));
    }
    words.rest.drain(..2);
    Ok(Some((*id).clone()))
}

/// The window that is meant, one of the plan's.
pub(super) fn known(plan: &Plan, words: &mut Words) -> Result<Id, Refused> {
    let dated = plan.windows().into_iter().map(|(_, window)| &window.id);
    let undecided = plan.undecided.iter().map(|window| &window.id);
    let ids: Vec<&Id> = dated.chain(undecided).collect();
    let names = || ids.iter().map(|id| id.as_str());
    let all = format!(
        "the plan's windows are: {}",
        names().collect::<Vec<_>>().join(", ")
    );
    let Some(named) = words.take_front() else {
        return Err(words.refused("does not say to which window".into(), &all));
    };
    if let Some(id) = ids.iter().find(|id| id.as_str() == named) {
        return Ok((*id).clone());
    }
    let mut briefings = plan.briefings.iter().chain(&plan.cancelled_briefings);
    let briefing = briefings.find(|briefing| briefing.id.as_str() == named);
    let briefing = briefing.map(|briefing| {
        let id = &briefing.id;
        format!("`{id}` is a briefing: write `move briefing {id} +3d` or `cancel briefing {id}`")
    });
    let near = briefing.or_else(|| did_you_mean(named, names()));
    let what = format!("`{}`: the plan has no window `{named}`", words.text);
    Err(Refused::new(what, near.unwrap_or(all)))
}

/// What happens, with all that the word needs.
pub(super) fn what(verb: Verb, words: &mut Words) -> Result<WhatIf, Refused> {
    Ok(match verb {
        Verb::Move => WhatIf::Edit(moved(words)?),
        Verb::Postpone => WhatIf::Edit(Edit::Postpone(promise(words)?)),
        Verb::Cancel => WhatIf::Edit(Edit::Cancel),
        Verb::Confirm => WhatIf::Edit(Edit::Confirm),
        Verb::Go => WhatIf::Night(Night::Go),
        Verb::NoGo => WhatIf::Night(Night::NoGo),
        Verb::Start => WhatIf::Night(Night::Started),
        Verb::Progress => {
            let is_late = words.rest.first() == Some(&"late");
            if is_late {
                words.take_front();
            }
            WhatIf::Night(Night::Progress(is_late))
        }
        Verb::Extend => match until(words)? {
            Some(until) => WhatIf::Night(Night::Extended(until)),
            None => {
                let what = "does not say by how much it is longer".to_owned();
                return Err(words.refused(what, "write `+90m`, or `until 04:00`"));
            }
        },
        Verb::Complete => WhatIf::Night(Night::Completed),
        Verb::RollBack => WhatIf::Night(Night::RolledBack),
        Verb::Reopen => WhatIf::Night(Night::Reopened(until(words)?)),
    })
}

fn moved(words: &mut Words) -> Result<Edit, Refused> {
    if words.rest.first() != Some(&"to") {
        return Ok(match words.signed("+14d")? {
            (sign, Length::Minutes(minutes)) => Edit::Minutes(sign * minutes),
            (sign, Length::Days(days) | Length::WorkingDays(days)) => {
                Edit::Days(sign * i64::from(days))
            }
        });
    }
    words.take_front();
    let (moment, date) = dated(words).map_err(|_| {
        let what = "does not say to which date".to_owned();
        words.refused(
            what,
            "write `to 2027-04-10`, or with a time: `to 2027-04-10 22:00`",
        )
    })?;
    let civil = moment.map(|moment| moment.civil);
    let day = civil.map(|civil| civil.date());
    let day: Option<NaiveDate> = day.or(date.map(|date| date.date));
    let time: Option<NaiveTime> = civil.map(|civil| civil.time());
    Ok(Edit::To(day.unwrap_or_default(), time))
}

/// The day by which a new date is promised.
fn promise(words: &mut Words) -> Result<Option<NaiveDate>, Refused> {
    if words.rest.first() != Some(&"until") && words.rest.first() != Some(&"by") {
        return Ok(None);
    }
    words.take_front();
    let (_, date) = dated(words)?;
    let none = || {
        let what = "does not say by which day people hear of a new date".to_owned();
        words.refused(what, "write `by 2027-04-20`, a day without a time")
    };
    Ok(Some(date.ok_or_else(none)?.date))
}

/// A new end, if one is named.
fn until(words: &mut Words) -> Result<Option<Until>, Refused> {
    match words.rest.first() {
        None => Ok(None),
        Some(&"until") => {
            words.take_front();
            let clock = words.rest.first().and_then(|word| moment::time(word).ok());
            if let Some(clock) = clock {
                words.take_front();
                return Ok(Some(Until::Clock(clock)));
            }
            match dated(words)? {
                (Some(moment), _) => Ok(Some(Until::At(moment))),
                _ => {
                    let what = "does not say until what time".to_owned();
                    Err(words.refused(what, "write `until 04:00` or `until 2027-03-28 04:00`"))
                }
            }
        }
        Some(_) => {
            let said = words.rest.join(" ");
            let wrong = |words: &Words| {
                let what = format!("does not say by how much it is longer: `{said}`");
                words.refused(what, "write `+90m`, or `until 04:00`")
            };
            let (sign, length) = words.signed("+90m").map_err(|_| wrong(words))?;
            let minutes = length.minutes().filter(|_| sign > 0);
            Ok(Some(Until::Longer(minutes.ok_or_else(|| wrong(words))?)))
        }
    }
}
