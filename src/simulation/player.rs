//! The player: goes from one moment at which something can happen to the next.

use super::edit::{self, Known};
use super::manuscript::{Manuscript, Version};
use super::memory::Memory;
use super::pending::{Pending, Timed};
use super::run::{Equipment, Ran, look, run};
use super::story::{Ending, Meeting, Scene, Standing, Story, Turned};
use super::teller::Teller;
use super::turn::{self, Edit, Turn, WhatIf};
use super::{Refused, Stop, Unlawful, happening, session};
use crate::calendar::zone::Instant;
use crate::compose::templates::Templates;
use crate::diagnostic::Span;
use crate::directory::Recipient;
use crate::dispatch::Doubt;
use crate::ledger::{Book as _, Error, Event, Ledger as _, MemoryLedger};
use crate::mailing::{Letterhead, Mailing, Office};
use crate::night::{Nights, Stage};
use crate::plan::Id;
use crate::plan::window::Status;
use chrono::TimeDelta;
use std::collections::BTreeSet;
use std::ops::Bound;

/// What people were told before a simulation begins.
pub enum Before {
    /// What a ledger says.
    Ledger(Box<MemoryLedger>),
    /// Everything, at its moment.
    AsPlanned,
}

/// What sees the mailings of each run that mails somebody.
pub type Witness<'w> = &'w mut dyn FnMut(Instant, &[Mailing]);

/// What is played.
pub struct Simulation<'a> {
    /// The plan.
    pub manuscript: Manuscript<'a>,
    /// Its words.
    pub templates: &'a Templates,
    /// Who its mails are from.
    pub letterhead: &'a Letterhead,
    /// Who may be written to.
    pub within: &'a dyn Fn(&Recipient) -> bool,
    /// What to do with deliveries in doubt.
    pub doubt: Doubt,
    /// What people were told before.
    pub before: Before,
    /// What happens.
    pub turns: Vec<Turn>,
    /// The first moment.
    pub from: Instant,
    /// The last; when nothing more is to come if there is none.
    pub to: Option<Instant>,
}

/// Long enough after a night for all its notices to have come.
const NIGHT_IS_OVER: TimeDelta = TimeDelta::days(30);

struct Player<'a> {
    manuscript: Manuscript<'a>,
    version: Version,
    ledger: MemoryLedger,
    nights: Nights,
    memory: Memory,
    /// When something can happen by plan or because of a night.
    moments: BTreeSet<Instant>,
    pending: Pending,
    /// Which turns have changed which window.
    turned: Vec<(Id, String)>,
    equipment: Equipment<'a>,
    from: Instant,
    /// Whether every night before the beginning went as planned.
    went_by_plan: bool,
    scenes: Vec<Scene>,
    runs: usize,
}

impl Simulation<'_> {
    /// Plays it; `witness` sees the mailings.
    pub fn play(self, witness: Witness) -> Result<Story, Stop> {
        let (from, to) = (self.from, self.to);
        let (ledger, begins_with_ledger) = match self.before {
            Before::Ledger(ledger) => (*ledger, true),
            Before::AsPlanned => (MemoryLedger::new(), false),
        };
        let version = self.manuscript.version(None, (&ledger, from))?;
        let mut player = Player {
            manuscript: self.manuscript,
            version,
            ledger,
            nights: Nights::default(),
            memory: Memory::default(),
            moments: BTreeSet::new(),
            pending: Pending(self.turns),
            turned: Vec::new(),
            equipment: Equipment {
                templates: self.templates,
                letterhead: self.letterhead,
                within: self.within,
                doubt: self.doubt,
            },
            from,
            went_by_plan: !begins_with_ledger,
            scenes: Vec::new(),
            runs: 0,
        };
        player.survey(from)?;
        let first = player.moments.first().copied();
        let begin = first.filter(|_| !begins_with_ledger).unwrap_or(from);
        let last = player.go_on(begin.min(from), to, witness)?;
        let to = to.unwrap_or(last.max(from));
        let ending = player.end(to)?;
        Ok(Story {
            from,
            to,
            begins_with_ledger,
            scenes: player.scenes,
            ending,
            runs: player.runs,
        })
    }
}

impl Player<'_> {
    /// Plays from one moment to the last; gives the last at which something could happen.
    fn go_on(
        &mut self,
        begin: Instant,
        to: Option<Instant>,
        witness: Witness,
    ) -> Result<Instant, Stop> {
        let mut now = begin;
        loop {
            while let Some(timed) = self.pending.take(now, (&self.version, &self.nights)) {
                self.turn(&timed)?;
                self.survey(now)?;
            }
            let is_shown = now >= self.from;
            if self.went_by_plan && !is_shown {
                for event in happening::by_plan(&self.version, &self.nights, now) {
                    self.ledger.note(&event)?;
                    self.survey(now)?;
                }
            }
            let seen: Option<Witness> = match is_shown {
                true => Some(&mut *witness),
                false => None,
            };
            let ran = run(
                &self.equipment,
                (&mut self.version, &mut self.memory),
                &mut self.ledger,
                now,
                seen,
            )?;
            if is_shown {
                self.runs += 1;
                let Self {
                    version, turned, ..
                } = &*self;
                let mailed = Teller { version, turned }.mailed(now, &ran.left);
                self.scenes.extend(mailed.into_iter().map(Scene::Mailed));
            }
            match self
                .next(now, &ran)
                .filter(|next| to.is_none_or(|to| *next <= to))
            {
                Some(next) => now = next,
                None => return Ok(now),
            }
        }
    }

    /// The next moment at which something can happen.
    fn next(&self, now: Instant, ran: &Ran) -> Option<Instant> {
        let after = (Bound::Excluded(now), Bound::Unbounded);
        let planned = self.moments.range(after).next().copied();
        let turn = self.pending.next(&self.version, &self.nights);
        let waiting = ran.next.iter().copied().filter(|next| *next > now);
        planned.into_iter().chain(turn).chain(waiting).min()
    }

    /// Looks up when something can happen from now on.
    fn survey(&mut self, now: Instant) -> Result<(), Error> {
        let Version {
            plan,
            directory,
            timeline,
            ..
        } = &self.version;
        self.nights = Nights::read(self.ledger.events()?, plan);
        self.memory.renew(&self.nights);
        let ends = plan.windows().into_iter().map(|(_, window)| window.end);
        let ends = ends.chain(self.nights.all().map(|night| night.end()));
        let late = ends.chain([now]).max().unwrap_or(now) + NIGHT_IS_OVER;
        let (mut plan, mut timeline) = (plan.clone(), timeline.clone());
        let mut nights = self.nights.clone();
        nights.enter(&mut plan, &mut timeline, directory, late);
        let moments = timeline.occurrences.iter().map(|told| told.moment);
        self.moments = moments.chain([self.from]).collect();
        Ok(())
    }

    /// Lets something happen.
    fn turn(&mut self, timed: &Timed) -> Result<(), Stop> {
        let subject = &timed.turn.subject;
        let before = self.version.findings.clone();
        let briefings = match &timed.turn.what {
            WhatIf::Edit(edit) => self.edit(timed, edit)?,
            WhatIf::Briefing(edit) => self.edit_briefing(timed, edit)?,
            WhatIf::Night(what) => {
                self.record(timed, what)?;
                Vec::new()
            }
        };
        let words = timed.turn.words();
        let briefings: Vec<Meeting> = self.version.meetings(&briefings).collect();
        let window = match &timed.turn.what {
            WhatIf::Briefing(_) => None,
            _ => Some(self.standing(subject)?),
        };
        let about = briefings
            .iter()
            .flat_map(|briefing| briefing.windows.clone());
        let about = about.chain(window.as_ref().map(|window| window.id.clone()));
        self.turned.extend(about.map(|id| (id, words.clone())));
        self.scenes.push(Scene::Turned(Turned {
            at: timed.at,
            words,
            window,
            briefings,
            warnings: self.version.warnings_since(&before),
        }));
        Ok(())
    }

    /// How a window stands.
    fn standing(&self, id: &Id) -> Result<Standing, Stop> {
        let plan = &self.version.plan;
        let nights = Nights::read(self.ledger.events()?, plan);
        let known = plan.window(id).map(|(_, window)| window);
        let night = nights.of(id.as_str());
        let mut undecided = plan.undecided.iter().filter(|other| other.id == *id);
        Ok(Standing {
            id: id.clone(),
            dates: known.map(|known| (known.start, night.map_or(known.end, |night| night.end()))),
            is_cancelled: known.is_some_and(|known| known.status == Status::Cancelled)
                || undecided.any(|known| !known.waits()),
            stage: night.map_or(Stage::Ahead, |night| night.stage()),
        })
    }

    /// Changes the lines of a window; gives the briefings that went with it.
    fn edit(&mut self, timed: &Timed, edit: &Edit) -> Result<Vec<Id>, Stop> {
        let turn = &timed.turn;
        let plan = &self.version.plan;
        let window = plan.window(&turn.subject).map(|(_, window)| window);
        let is_off = window.is_some_and(|window| window.status == Status::Cancelled);
        if is_off && !matches!(edit, Edit::Cancel | Edit::Confirm) {
            return Err(Stop::Refused(Refused::new(
                format!("`{}`: `{}` is called off by then", turn.text, turn.subject),
                format!("let it take place first: `… confirm {}`", turn.subject),
            )));
        }
        let known = Known {
            id: &turn.subject,
            dates: window.map(|window| (window.start, window.end)),
            zone: window.map_or(&plan.zone, |window| &window.zone),
        };
        let places = edit::carry_out(edit, &known, &mut self.manuscript.written);
        let mut places = places.map_err(|refused| refused.of(turn))?;
        let about = (plan, &turn.subject, timed.at);
        let (briefings, theirs) = session::along(edit, about, &mut self.manuscript.written);
        places.extend(theirs);
        self.rewrite(timed, places, std::slice::from_ref(&turn.subject))?;
        Ok(briefings)
    }

    /// Changes the lines of a briefing; gives it.
    fn edit_briefing(&mut self, timed: &Timed, edit: &Edit) -> Result<Vec<Id>, Stop> {
        let turn = &timed.turn;
        let known = (&self.version.plan, timed.at);
        let written = &mut self.manuscript.written;
        let places = session::carry_out((turn, edit), known, written);
        let places = places.map_err(|refused| refused.of(turn))?;
        let briefings = vec![turn.subject.clone()];
        let meetings = self.version.meetings(&briefings);
        let windows: Vec<Id> = meetings.flat_map(|meeting| meeting.windows).collect();
        self.rewrite(timed, places, &windows)?;
        Ok(briefings)
    }

    /// Takes the plan as it is written since a turn, which has changed these places and may explain
    /// what becomes of some windows.
    fn rewrite(
        &mut self,
        timed: &Timed,
        places: Vec<(Span, String)>,
        windows: &[Id],
    ) -> Result<(), Stop> {
        for (place, words) in places {
            self.manuscript.sources.overwrite(place, &words);
        }
        if let Some(because) = &timed.turn.because {
            let day = self.version.plan.zone.civil(timed.at).date();
            for window in windows {
                edit::explain(&mut self.manuscript.written, window, (day, because));
            }
        }
        let turn = Some(&timed.turn);
        self.version = self.manuscript.version(turn, (&self.ledger, timed.at))?;
        self.memory = Memory::default();
        Ok(())
    }

    fn record(&mut self, timed: &Timed, what: &turn::Night) -> Result<(), Stop> {
        let turn = &timed.turn;
        let window = self.version.plan.window(&turn.subject);
        let night = self.nights.of(turn.subject.as_str());
        let Some(((_, window), night)) = window.zip(night) else {
            return Err(Stop::Refused(Refused::new(
                format!(
                    "`{}`: `{}` has no date by then, or is called off, so nothing can happen in it",
                    turn.text, turn.subject
                ),
                format!(
                    "give it a date first: `… move {} to 2027-04-10 22:00`",
                    turn.subject
                ),
            )));
        };
        let what = happening::event(turn, what, (night, &window.zone, timed.at))?;
        if let Err(why) = night.allows(&what, timed.at) {
            return Err(Stop::Unlawful(Box::new(Unlawful {
                turn: turn.text.clone(),
                is_untimed: timed.is_untimed,
                window: window.clone(),
                night: night.clone(),
                why,
            })));
        }
        let event = Event {
            window: turn.subject.to_string(),
            at: timed.at,
            planned: (window.start, window.end),
            what,
        };
        Ok(self.ledger.note(&event)?)
    }

    /// What is left.
    fn end(&mut self, at: Instant) -> Result<Ending, Stop> {
        let moments = self.version.timeline.occurrences.iter();
        let later = moments.filter(|told| told.moment > at).count();
        let equipment = &self.equipment;
        let see = &mut |office: Office, _: &mut MemoryLedger| {
            let beliefs = office.beliefs;
            let directory = office.case.directory;
            let mut mistaken: BTreeSet<_> = beliefs.beyond_reach.iter().cloned().collect();
            for correction in &beliefs.corrections {
                let told = &correction.occurrence;
                let readers = directory.recipients(&told.audience);
                let members = correction.group.members.iter();
                mistaken.extend(
                    members
                        .map(|index| (told.window.to_string(), readers[*index].address.mailbox())),
                );
            }
            let history = &beliefs.history;
            let is_known = |window: &str| history.is_known(window);
            let dated = (office.case.plan, office.case.timeline);
            Ok(Ending {
                mistaken,
                nags: history.nights.nags(dated, at, is_known),
                later,
            })
        };
        let known = (&mut self.version, &mut self.memory);
        let ending = look(equipment, known, &mut self.ledger, at, see)?;
        Ok(ending)
    }
}
