//! A turn: something that happens in a simulation, as a person writes it:
//! `2027-03-12 move cutover +14d`, `2027-03-28 02:00 extend cutover +90m because a disk is slow`.

use super::grammar::{Words, dated, known};
use super::{Refused, grammar};
use crate::calendar::zone::{Instant, Zone};
use crate::plan::moment::{WrittenDate, WrittenMoment};
use crate::plan::reading::in_words;
use crate::plan::{Id, Plan};
use chrono::{NaiveDate, NaiveTime, TimeDelta};

/// The time of day of a turn that names none.
pub const MORNING: (u32, u32) = (9, 0);

/// Something that happens.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Turn {
    /// As it was written.
    pub text: String,
    /// When.
    pub when: When,
    /// To which window, or to which briefing.
    pub subject: Id,
    /// What.
    pub what: WhatIf,
    /// Why, in one line that people read.
    pub because: Option<String>,
}

/// When something happens.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum When {
    /// Then.
    At(Instant),
    /// Some time on this day.
    On(NaiveDate),
}

/// What happens.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum WhatIf {
    /// The lines of a window are changed.
    Edit(Edit),
    /// Those of a briefing are: it moves, or is called off.
    Briefing(Edit),
    /// Something is recorded of the night.
    Night(Night),
}

/// A change of the plan's lines about a window or a briefing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Edit {
    /// Start and end move by so many days, keeping their time of day.
    Days(i64),
    /// Start and end move by so many minutes of real time.
    Minutes(i64),
    /// It starts on this date, and at this time when one is given.
    To(NaiveDate, Option<NaiveTime>),
    /// The date is taken back; a new one is promised by this day.
    Postpone(Option<NaiveDate>),
    /// It is called off.
    Cancel,
    /// Its date is firm.
    Confirm,
}

/// Something that is recorded of a night.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Night {
    /// It is decided that it starts.
    Go,
    /// It is decided that it does not start.
    NoGo,
    /// The work starts.
    Started,
    /// The work goes on; behind, or not.
    Progress(bool),
    /// The end is later.
    Extended(Until),
    /// All is open, on the new system.
    Completed,
    /// All is open, on the old system.
    RolledBack,
    /// It is closed again, until then if that is known.
    Reopened(Option<Until>),
}

/// A new end.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Until {
    /// So many minutes after the one that holds.
    Longer(i64),
    /// The next time clocks show this.
    Clock(NaiveTime),
    /// Then.
    At(WrittenMoment),
}

impl Turn {
    /// Reads a turn about a window or a briefing of a plan.
    pub fn read(text: &str, plan: &Plan) -> Result<Self, Refused> {
        let mut words = Words::of(text);
        let (when, untimed) = dated(&mut words)?;
        let named = words.take_front().map(str::to_lowercase);
        let verb = grammar::verb(named.as_deref(), &words)?;
        let briefing = grammar::briefing(plan, verb, &mut words)?;
        let is_briefing = briefing.is_some();
        let subject = briefing.map_or_else(|| known(plan, &mut words), Ok)?;
        let because = words.because();
        let what = match grammar::what(verb, &mut words)? {
            WhatIf::Edit(edit) if is_briefing => WhatIf::Briefing(edit),
            what => what,
        };
        words.end()?;
        let when = moment(text, (when, untimed), plan, &what)?;
        Ok(Self {
            text: words.text().to_owned(),
            when,
            subject,
            what,
            because,
        })
    }

    /// Advice of `record` in the words of turns.
    pub fn advice(recording: &str) -> String {
        grammar::in_words_of_turns(recording)
    }

    /// What it says, without its date.
    pub fn words(&self) -> String {
        let words = Words::of(&self.text);
        words.undated()
    }

    /// The first and the last instant at which it may happen, by its date alone.
    pub fn bounds(&self, zone: &Zone) -> (Instant, Instant) {
        match self.when {
            When::At(at) => (at, at),
            When::On(day) => {
                // Somewhere on earth it is that day.
                let midnight = zone.instant(day.and_time(NaiveTime::MIN));
                let elsewhere = TimeDelta::hours(14);
                (
                    midnight - elsewhere,
                    midnight + TimeDelta::days(1) + elsewhere,
                )
            }
        }
    }
}

fn moment(
    text: &str,
    (moment, date): (Option<WrittenMoment>, Option<WrittenDate>),
    plan: &Plan,
    what: &WhatIf,
) -> Result<When, Refused> {
    let wrong = |why: String| {
        let hint = "mend the date; when the clocks show a time twice, an offset behind it says which: `2027-10-31 01:30+01:00`";
        Refused::new(format!("`{text}`: {why}"), hint)
    };
    let zone = &plan.zone;
    if let Some(moment) = moment {
        let at = moment.instant(zone);
        return Ok(When::At(
            at.map_err(|fault| wrong(in_words(&fault, zone.name())))?,
        ));
    }
    let date = date.expect("a turn has a moment or a date");
    if let Some(fault) = date.fault() {
        return Err(wrong(in_words(&fault, zone.name())));
    }
    if matches!(what, WhatIf::Night(_)) {
        return Ok(When::On(date.date));
    }
    Ok(When::At(morning(date.date, zone)))
}

/// Nine o'clock on a day.
pub fn morning(day: NaiveDate, zone: &Zone) -> Instant {
    let (hour, minute) = MORNING;
    let time = NaiveTime::from_hms_opt(hour, minute, 0).unwrap_or_default();
    zone.instant(day.and_time(time))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::calendar::zone::Zones;
    use crate::diagnostic::{Findings, Sources};
    use crate::plan::file;

    fn plan() -> Plan {
        let text = "plan: records-move
title: Patient records move
organisation: St Brannock Hospitals
timezone: Europe/London
contact: {team: IT Change Team, email: change@stbrannock.example}
services: {records: {name: Records, used-by: [everyone]}}
phases:
  - id: main
    name: Main
    windows: [{id: cutover, start: 2027-03-27 22:00, length: 4h, services: {records: off}}]
audiences: {department-heads: {people: [{name: A, email: a@w.example}]}}
briefings: [{id: heads, for: department-heads, start: 2027-03-09 10:30}]
";
        let (mut sources, mut findings) = (Sources::default(), Findings::default());
        let file = sources.add("plan.yaml", text);
        let written = file::read(file, &sources, &mut findings).unwrap();
        let plan = written.mean(&Zones::bundled(), &Default::default(), &mut findings);
        plan.unwrap_or_else(|| panic!("{findings:?}"))
    }

    fn read(text: &str) -> Result<Turn, Refused> {
        Turn::read(text, &plan())
    }

    #[test]
    fn a_turn_is_read_with_or_without_a_time_and_a_reason() {
        let turn = read("2027-03-12 move cutover +14d").unwrap();
        assert_eq!(turn.what, WhatIf::Edit(Edit::Days(14)));
        assert_eq!(
            turn.when,
            When::At("2027-03-12T09:00:00Z".parse().unwrap()),
            "nine o'clock"
        );
        let turn = read("Sun 2027-03-28 02:00 extend cutover +90m because a disk is slow").unwrap();
        let extended = WhatIf::Night(Night::Extended(Until::Longer(90)));
        assert_eq!(turn.what, extended);
        assert_eq!(turn.because.as_deref(), Some("a disk is slow"));
        assert_eq!(turn.words(), "extend cutover +90m because a disk is slow");
        assert_eq!(turn.when, When::At("2027-03-28T01:00:00Z".parse().unwrap()));
        let turn = read("2027-03-28 extended cutover +1h 30m").unwrap();
        assert_eq!(turn.what, extended);
        assert!(matches!(turn.when, When::On(_)), "its usual time");
    }

    #[test]
    fn a_turn_about_a_briefing_says_so() {
        let turn = read("2027-03-01 move briefing heads +3d").unwrap();
        assert_eq!(turn.what, WhatIf::Briefing(Edit::Days(3)));
        assert_eq!(turn.subject.as_str(), "heads");
        let turn = read("2027-03-01 cancel briefing heads because of the snow").unwrap();
        assert_eq!(turn.what, WhatIf::Briefing(Edit::Cancel));
    }

    #[test]
    fn every_word_of_the_night_has_a_short_form_too() {
        for (short, long) in [
            ("start", "started"),
            ("complete", "completed"),
            ("rollback", "rolled-back"),
            ("reopen", "reopened"),
        ] {
            let what = |word| read(&format!("2027-03-28 01:30 {word} cutover"));
            let what = |word| what(word).map(|turn| turn.what);
            // The clocks jump over half past one that night.
            assert!(what(short).is_err());
            let what = |word| read(&format!("2027-03-28 02:30 {word} cutover")).unwrap();
            assert_eq!(what(short).what, what(long).what, "{short}");
        }
    }

    #[test]
    fn what_cannot_be_read_is_refused_with_what_may_be_meant() {
        for (text, what, hint) in [
            (
                "move cutover +14d",
                "does not begin with a date",
                "2027-03-12",
            ),
            (
                "2027-02-30 move cutover +1d",
                "no day 2027-02-30",
                "such as",
            ),
            ("Mon 2027-03-12 cancel cutover", "is a Friday", "mend"),
            ("2027-03-12 moove cutover +1d", "`moove`", "`move`"),
            ("2027-03-12", "what happens", "`move`"),
            ("2027-03-12 cancel", "which window", "cutover"),
            (
                "2027-03-12 cancel cutovr",
                "no window `cutovr`",
                "`cutover`",
            ),
            ("2027-03-12 move cutover", "how far", "+14d"),
            ("2027-03-12 move cutover 14d", "`14d`", "+14d"),
            (
                "2027-03-12 move cutover +3 working days",
                "working days",
                "+14d",
            ),
            ("2027-03-12 extend cutover -1h", "`-1h`", "+90m"),
            ("2027-03-12 cancel cutover today", "`today`", "because"),
            ("2027-03-12 cancel cutover because", "no reason", "because"),
            (
                "2027-03-01 cancel heads",
                "no window `heads`",
                "`cancel briefing heads`",
            ),
            ("2027-03-01 cancel briefing", "which briefing", "heads"),
            (
                "2027-03-01 cancel briefing head",
                "no briefing `head`",
                "`heads`",
            ),
            (
                "2027-03-01 extend briefing heads +1h",
                "windows only",
                "`move briefing heads +3d`",
            ),
        ] {
            let refused = read(text).unwrap_err();
            assert!(refused.what.contains(what), "{text}: {refused:?}");
            assert!(refused.hint.contains(hint), "{text}: {refused:?}");
        }
    }
}
