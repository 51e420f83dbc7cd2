//! `simulate`: plays every cron run of the months ahead, with what may happen, and shows every mail
//! anyone would get. Keeps nothing and sends nothing; only `--out` writes.

use super::failure::Failure;
use super::kept::Kept;
use super::obstacle::{refuse_removed, unmade};
use super::pages::Pages;
use super::record::refusal;
use super::warnings::mention;
use super::workspace::{Workspace, attachments};
use super::{Done, Surroundings};
use crate::belief::Beliefs;
use crate::calendar::zone::Instant;
use crate::diagnostic::{Code, Findings, Sources};
use crate::directory::Recipient;
use crate::ledger::{MemoryLedger, SqliteBook};
use crate::mailing::Mailing;
use crate::plan::address::Mailbox;
use crate::plan::moment::{WrittenDate, WrittenMoment};
use crate::plan::reading::in_words;
use crate::plan::{Plan, file, load};
use crate::report::story::Telling;
use crate::simulation::{Before, Manuscript, Refused, Simulation, Stop, Turn, Unlawful};
use chrono::{Days, NaiveTime, TimeDelta};
use std::collections::BTreeSet;
use std::path::PathBuf;
use std::process::ExitCode;

/// Play the months ahead, with what may happen, and show every mail anyone would get.
#[derive(clap::Args)]
pub struct Simulate {
    /// The plan
    plan: PathBuf,
    /// The first moment: `2027-03-01` (from midnight on) or `2027-03-01T09:00` [default: now]
    #[arg(long, value_name = "DATE")]
    from: Option<String>,
    /// The last moment: `2027-04-11` (the whole day) or `2027-04-11T09:00` [default: when nothing more
    /// is to come]
    #[arg(long, value_name = "DATE")]
    to: Option<String>,
    /// Something that happens, such as `2027-03-12 move cutover +14d`; may be given several times
    ///
    /// A change of the plan, at 09:00 unless a time is given: `move WINDOW +14d`, `move WINDOW -2h`,
    /// `move WINDOW to 2027-04-10 22:00` (the deadlines in its own lines move along),
    /// `postpone WINDOW [by DATE]`, `cancel WINDOW`, `confirm WINDOW`. The briefings about that window
    /// alone move along or are called off with it. One by itself: `move briefing ID +3d`,
    /// `move briefing ID to 2027-03-10 14:00`, `cancel briefing ID`.
    /// Something that is recorded of a night, at its usual moment of that night unless a time is given:
    /// `go`, `no-go`, `start`, `progress [late]`, `extend +90m` or `extend until 04:00`, `complete`,
    /// `rollback`, `reopen`, each with the window behind the first word. A reason may stand at the end:
    /// `because a disk is slow`.
    #[arg(long = "event", value_name = "EVENT")]
    events: Vec<String>,
    /// Only what this person will get
    #[arg(long = "for", value_name = "ADDRESS")]
    person: Option<String>,
    /// How it is printed
    #[arg(long, value_name = "FORMAT", default_value = "human")]
    format: Format,
    /// Write one mail for all who read the same into a folder, too, with a page to leaf through them
    #[arg(long, value_name = "DIR")]
    out: Option<PathBuf>,
    /// The ledger that knows what was told [default: beside the plan]
    #[arg(long, value_name = "FILE")]
    ledger: Option<PathBuf>,
    /// Leave the ledger aside: people know all that was due before, as if it had left on time
    #[arg(long, conflicts_with = "ledger")]
    fresh: bool,
}

#[derive(Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
enum Format {
    /// For people
    Human,
    /// For programs
    Json,
}

impl Format {
    fn told(self, telling: &Telling) -> String {
        match self {
            Self::Human => telling.text(),
            Self::Json => format!("{:#}\n", telling.json()),
        }
    }
}

impl Simulate {
    /// Plays, and shows what was played.
    pub fn run(&self, around: &Surroundings) -> Done {
        let mut workspace = self.open(around)?;
        let (from, to) = self.span(&workspace)?;
        let turns = self.turns(&workspace.plan, (from, to))?;
        let person = self.person.as_ref();
        let person = person.map(|person| workspace.person(person)).transpose()?;
        let ledger = self.ledger(&workspace, from)?;
        if ledger.is_none() {
            // What was due before counts as told on time, so nothing of it is overdue.
            workspace
                .findings
                .retain(|finding| finding.code != Code::OVERDUE);
        }
        mention(&workspace, around);
        let known = ledger.as_ref().map(|(path, _)| path.display().to_string());
        let within = |reader: &Recipient| workspace.settings.allows(&reader.address);
        let simulation = Simulation {
            manuscript: self.manuscript(around)?,
            templates: &workspace.templates,
            letterhead: &workspace.letterhead,
            within: &within,
            doubt: workspace.settings.doubt(),
            before: match ledger {
                Some((_, ledger)) => Before::Ledger(Box::new(ledger)),
                None => Before::AsPlanned,
            },
            turns,
            from,
            to,
        };
        let pages = self.out.as_deref();
        let pages = pages.map(|out| Pages::open(out, &workspace, around, person.as_ref()));
        let mut pages = pages.transpose()?;
        let mut witness = |at: Instant, due: &[Mailing]| {
            if let Some(pages) = &mut pages {
                pages.show(at, due);
            }
        };
        let played = simulation.play(&mut witness);
        let mut story = match played {
            Ok(story) => story,
            Err(stop) => return Err(given_up(pages, stopped(&workspace, around, stop))),
        };
        if let Some(person) = &person {
            story.keep_only(person);
        }
        let telling = Telling {
            story: &story,
            plan: &workspace.plan,
            ledger: known,
            only_for: person.as_ref().map(Mailbox::as_str),
            forbidden: forbidden(&workspace),
            width: around.terminal.width,
        };
        around.terminal.say(&self.format.told(&telling));
        if let Some(pages) = pages {
            let page = pages.close()?;
            let line = format!("open {} to leaf through the mails\n", page.display());
            around.terminal.complain(&line);
        }
        Ok(ExitCode::SUCCESS)
    }

    fn open(&self, around: &Surroundings) -> Result<Box<Workspace>, Failure> {
        let kept = Kept::at(self.ledger.as_deref());
        Workspace::open_with(&self.plan, around, &kept, &[])
    }

    /// The first moment, and the last if there is one.
    fn span(&self, workspace: &Workspace) -> Result<(Instant, Option<Instant>), Failure> {
        let plan = &workspace.plan;
        let from = self.from.as_deref().map(|text| bound("--from", text, plan));
        let from = from.transpose()?.map(|(first, _)| first);
        let from = from.unwrap_or(workspace.now);
        let to = self.to.as_deref().map(|text| bound("--to", text, plan));
        let to = to.transpose()?.map(|(_, last)| last);
        if to.is_some_and(|to| to < from) {
            let hint = "name a `--to` that is later; without `--from` it begins now";
            return Err(Failure::usage("`--to` lies before `--from`", hint));
        }
        Ok((from, to))
    }

    /// What happens, all of it within the span.
    fn turns(
        &self,
        plan: &Plan,
        (from, to): (Instant, Option<Instant>),
    ) -> Result<Vec<Turn>, Failure> {
        let day = |at: Instant| {
            plan.zone
                .civil(at)
                .format("%a %-d %b %Y, %H:%M")
                .to_string()
        };
        let mut turns = Vec::new();
        for text in &self.events {
            let turn = Turn::read(text, plan).map_err(refused)?;
            let (earliest, latest) = turn.bounds(&plan.zone);
            if latest < from {
                return Err(Failure::usage(
                    format!("`{text}` lies before the first moment, {}", day(from)),
                    "give it a later date, or begin earlier with `--from`",
                ));
            }
            if let Some(to) = to.filter(|to| earliest > *to) {
                return Err(Failure::usage(
                    format!("`{text}` lies after the last moment, {}", day(to)),
                    "give it an earlier date, or end later with `--to`",
                ));
            }
            turns.push(turn);
        }
        Ok(turns)
    }

    /// The plan as written, with all it names.
    fn manuscript<'a>(&self, around: &'a Surroundings) -> Result<Manuscript<'a>, Failure> {
        let (mut sources, mut found) = (Sources::default(), Findings::default());
        let id = load::text(&self.plan, &mut sources, &mut found)?;
        let written = file::read(id, &sources, &mut found);
        let Some(written) = written else {
            return Err(Failure::Findings(Box::new((found, sources))));
        };
        let (holidays, people) = attachments(&self.plan, &written, &mut sources, &mut found);
        Ok(Manuscript {
            written,
            zones: &around.zones,
            holidays,
            people,
            sources,
        })
    }

    /// What a ledger says people were told, when one lies there and says anything.
    fn ledger(
        &self,
        workspace: &Workspace,
        from: Instant,
    ) -> Result<Option<(PathBuf, MemoryLedger)>, Failure> {
        let path = &workspace.ledger;
        if self.fresh || (self.ledger.is_none() && !SqliteBook::is_there(path)) {
            return Ok(None);
        }
        let book = workspace.told_before()?;
        let Some(last) = book.last_entry()? else {
            return Ok(None);
        };
        if from < last {
            let zone = &workspace.plan.zone;
            let at = |at| zone.civil(at).format("%a %-d %b %Y, %H:%M:%S").to_string();
            return Err(Failure::usage(
                format!(
                    "the ledger {} knows what was told up to {}, and the simulation would begin before that, {}",
                    path.display(),
                    at(last),
                    at(from)
                ),
                "begin later with `--from`, or leave the ledger aside with `--fresh`",
            ));
        }
        let copy = MemoryLedger::copy_of(&*book)?;
        let history = workspace.history(&copy)?;
        refuse_removed(
            workspace,
            &Beliefs::of(workspace.case(), history, false),
            "Nothing was played",
        )?;
        Ok(Some((path.clone(), copy)))
    }
}

/// First and last instant of what was written: a moment, or a whole day.
fn bound(option: &str, text: &str, plan: &Plan) -> Result<(Instant, Instant), Failure> {
    let zone = &plan.zone;
    let wrong = |why: &str| {
        let hint = format!("write `{option} 2027-03-31` or `{option} 2027-03-31T09:00`");
        Failure::usage(format!("`{option} {text}` is no moment: {why}"), hint)
    };
    if let Ok(moment) = text.parse::<WrittenMoment>() {
        let at = moment.instant(zone);
        let at = at.map_err(|fault| wrong(&in_words(&fault, zone.name())))?;
        return Ok((at, at));
    }
    let date = text.parse::<WrittenDate>();
    let date = date.map_err(|why| wrong(why.lines().next().unwrap_or_default()))?;
    if let Some(fault) = date.fault() {
        return Err(wrong(&in_words(&fault, zone.name())));
    }
    let midnight = |day: chrono::NaiveDate| zone.instant(day.and_time(NaiveTime::MIN));
    let next = midnight(date.date + Days::new(1));
    Ok((midnight(date.date), next - TimeDelta::seconds(1)))
}

/// How many people may not be written to.
fn forbidden(workspace: &Workspace) -> usize {
    let audiences = workspace.plan.audiences.iter();
    let readers = audiences.flat_map(|audience| workspace.directory.recipients(&audience.id));
    let outside = readers.filter(|reader| !workspace.settings.allows(&reader.address));
    let outside: BTreeSet<Mailbox> = outside.map(|reader| reader.address.mailbox()).collect();
    outside.len()
}

fn refused(refused: Refused) -> Failure {
    Failure::usage(refused.what, refused.hint)
}

/// Why nothing can be shown, once nothing is left of what was written for it.
fn given_up(pages: Option<Pages>, why: Failure) -> Failure {
    let taken_back = pages.map_or(Ok(()), Pages::take_back);
    taken_back.err().unwrap_or(why)
}

/// Why it could not be played to the end, for people.
fn stopped(workspace: &Workspace, around: &Surroundings, stop: Stop) -> Failure {
    match stop {
        Stop::Refused(why) => refused(why),
        Stop::Trouble(trouble) => unmade(workspace, trouble),
        Stop::Unlawful(unlawful) => impossible(&unlawful),
        Stop::Invalid(invalid) => {
            if !invalid.turn.is_empty() {
                let turn = &invalid.turn;
                around.terminal.complain(&format!(
                    "`{turn}` would make a plan with errors; what follows is that plan\n\n"
                ));
            }
            Failure::Findings(Box::new((invalid.findings, invalid.sources)))
        }
    }
}

fn impossible(unlawful: &Unlawful) -> Failure {
    let Unlawful {
        turn,
        is_untimed,
        window,
        night,
        why,
    } = unlawful;
    let (what, hint) = refusal::words(window, why);
    let state = night.review();
    let state = state.map_or_else(String::new, |review| {
        format!(" (its night: {})", review.stage.slug())
    });
    if *is_untimed {
        let at = |at: Instant| window.zone.civil(at).format("%Y-%m-%d %H:%M").to_string();
        let (start, end) = (at(window.start), at(night.end()));
        let hint = format!(
            "on that day it would be at 09:00; name the time: `{}` lasts from {start} to {end}",
            window.id
        );
        return Failure::usage(format!("`{turn}`: {what}{state}"), hint);
    }
    let hint = Turn::advice(&hint);
    Failure::usage(format!("`{turn}`: {what}{state}"), hint)
}
