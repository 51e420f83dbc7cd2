//! Workspace: every door opened once; what every command works on.

use super::book;
use super::failure::Failure;
use super::kept::Kept;
use super::settings::Settings;
use super::withheld;
use super::{Surroundings, clock};
use crate::belief::{Beliefs, History};
use crate::calendar::zone::Instant;
use crate::compose::templates::Templates;
use crate::diagnostic::{Code, Diagnostic, Findings, Level, Sources};
use crate::directory::{self, Directory};
use crate::ledger::{self, Book, MemoryLedger, SqliteBook};
use crate::mailing::{Letterhead, Office};
use crate::plan::address::Mailbox;
use crate::plan::content::Content;
use crate::plan::moment::{WrittenDate, WrittenMoment};
use crate::plan::reading::{self, Attachments};
use crate::plan::{Plan, file, load};
use crate::round::Gate;
use crate::rules::told::Told;
use crate::rules::{self, Case};
use crate::timeline::{self, Timeline};
use chrono::TimeDelta;
use std::path::{Path, PathBuf};

/// A plan with all that belongs to it.
pub struct Workspace {
    /// Where the plan lies.
    pub path: PathBuf,
    /// Every text that was read.
    pub sources: Sources,
    /// What was found, in order of place.
    pub findings: Findings,
    /// What the plan's file says.
    pub content: Content,
    /// The plan; once it is known what everybody was told, with the ends that were recorded.
    pub plan: Plan,
    /// The plan as it was read: only by this can be told what was recorded since.
    as_read: Plan,
    /// Its people.
    pub directory: Directory,
    /// Its dates.
    pub timeline: Timeline,
    /// Its words.
    pub templates: Templates,
    /// Who its mails are from.
    pub letterhead: Letterhead,
    /// How they leave.
    pub settings: Settings,
    /// Where its ledger lies, by what was asked for.
    pub ledger: PathBuf,
    /// The file of settings that was asked for by name.
    named_settings: Option<PathBuf>,
    /// Who was told of what by the ledger.
    pub told: Told,
    /// Whether all is looked at as if nobody had been told, for want of a ledger that may be read.
    is_unread: bool,
    /// The instant that counts as now.
    pub now: Instant,
}

/// What a reading gave: a workspace, or only findings.
pub enum Opened {
    /// The plan can be used; there may be warnings.
    Sound(Box<Workspace>),
    /// The plan has errors.
    Faulty(Box<(Findings, Sources)>),
}

impl Workspace {
    /// Opens a plan that has to be sound; it may be late.
    pub fn open(path: &Path, around: &Surroundings) -> Result<Box<Self>, Failure> {
        Self::open_with(path, around, &Kept::if_readable(None), &[])
    }

    /// The same with a ledger that lies elsewhere, and with errors that do no harm here.
    pub fn open_with(
        path: &Path,
        around: &Surroundings,
        kept: &Kept,
        harmless: &[Code],
    ) -> Result<Box<Self>, Failure> {
        match open(path, around, kept, harmless)? {
            Opened::Sound(workspace) => Ok(workspace),
            Opened::Faulty(found) => Err(Failure::Findings(found)),
        }
    }

    /// The mailbox of somebody who is told anything.
    pub fn person(&self, person: &str) -> Result<Mailbox, Failure> {
        self.directory.mailbox(person).map_err(|advice| {
            Failure::usage(
                format!("nobody in the plan has the address `{person}`"),
                advice.unwrap_or_else(|| "check the people of the plan's audiences".to_owned()),
            )
        })
    }

    /// When the first notice of the plan is due; of a plan without any, now.
    pub fn begins(&self) -> Instant {
        begins(&self.timeline, self.now)
    }

    /// What everybody was told by a book, as it stands there.
    pub fn history(&self, book: &dyn Book) -> Result<History, ledger::Error> {
        History::read(book, &self.as_read)
    }

    /// What everybody was told by a ledger, and what happened on the nights, compared with what is
    /// true now. Whoever was told and is in no list any more is taken into the directory. What
    /// calendars were told comes from the same ledger.
    pub fn beliefs(
        &mut self,
        book: &dyn Book,
        assume_cancelled: bool,
    ) -> Result<Beliefs, ledger::Error> {
        let mut history = self.history(book)?;
        history.admit_former(&self.as_read, &mut self.directory);
        self.plan.clone_from(&self.as_read);
        history.nights.enter(
            &mut self.plan,
            &mut self.timeline,
            &self.directory,
            self.now,
        );
        self.letterhead.revised = book::revised(self, book)?;
        self.letterhead.tracks = book::tracks(self, &history.nights, book, assume_cancelled)?;
        Ok(Beliefs::of(self.case(), history, assume_cancelled))
    }

    /// The same once more, at some moment, by a book in which more has arrived, and nothing else
    /// happened.
    pub fn believed_then(
        &self,
        before: &Beliefs,
        book: &dyn Book,
        assume_cancelled: bool,
        at: Instant,
    ) -> Result<Beliefs, ledger::Error> {
        let mut history = self.history(book)?;
        history.nights = before.history.nights.clone();
        let case = Case {
            now: at,
            ..self.case()
        };
        Ok(Beliefs::of(case, history, assume_cancelled))
    }

    /// What may leave for a server, by what a book shows to be approved.
    pub fn gate(&self, book: &dyn Book) -> Result<Gate, ledger::Error> {
        Ok(Gate {
            rule: self.settings.approval(),
            approvals: book.approvals()?,
        })
    }

    /// What mailings are made with.
    pub fn office<'a>(&'a self, beliefs: &'a Beliefs) -> Office<'a> {
        Office {
            case: self.case(),
            beliefs,
            templates: &self.templates,
            letterhead: &self.letterhead,
        }
    }

    /// What its ledger says.
    pub fn told_before(&self) -> Result<Box<dyn Book>, ledger::Error> {
        self.book(&self.ledger)
    }

    /// The ledger at a path, for reading; an empty one when none lies there, or when all is looked at
    /// without it.
    pub fn book(&self, path: &Path) -> Result<Box<dyn Book>, ledger::Error> {
        if self.is_unread {
            return Ok(Box::new(MemoryLedger::new()));
        }
        match SqliteBook::open_read_only(path, self.plan.id.as_str()) {
            Err(ledger::Error::Missing { .. }) => Ok(Box::new(MemoryLedger::new())),
            opened => Ok(Box::new(opened?)),
        }
    }

    /// What to type for another command about the same plan by the same settings.
    pub fn command(&self, verb: &str) -> String {
        let settings = self.named_settings.as_ref();
        let settings = settings.map(|file| format!(" --settings {}", file.display()));
        let settings = settings.unwrap_or_default();
        format!("forewarn {verb} {}{settings}", self.path.display())
    }

    /// What rules and mailings look at.
    pub fn case(&self) -> Case<'_> {
        Case {
            plan: &self.plan,
            directory: &self.directory,
            timeline: &self.timeline,
            told: &self.told,
            now: self.now,
        }
    }
}

/// Opens a plan and everything it names, and lets the rules judge it. A plan that is overdue can
/// still be dated and worded.
pub fn open(
    path: &Path,
    around: &Surroundings,
    kept: &Kept,
    harmless: &[Code],
) -> Result<Opened, Failure> {
    let mut sources = Sources::default();
    // What is wrong with settings and templates says nothing of the plan.
    let mut beside = Findings::default();
    let named_settings = around.global.settings.clone();
    let settings = Settings::open(named_settings.as_deref(), path, &mut sources, &mut beside)?;
    let templates = templates(&settings, &mut sources, &mut beside)?;
    let mut found = Findings::default();
    let id = load::text(path, &mut sources, &mut found)?;
    let written = file::read(id, &sources, &mut found);
    let plan =
        written.and_then(|written| read_plan(path, &written, around, &mut sources, &mut found));
    found.extend(beside);
    let Some((mut plan, files)) = plan else {
        found.sort();
        return Ok(Opened::Faulty(Box::new((found, sources))));
    };
    let now = now(around, &plan)?;
    let records = kept.records(&settings, path, &plan.id)?;
    records.settle(&mut plan)?;
    let directory = directory::gather(&plan, &around.zones, &files, &sources, &mut found);
    let timeline = timeline::schedule(&plan, &directory, &mut found);
    let mut case = Case {
        plan: &plan,
        directory: &directory,
        timeline: &timeline,
        told: &Told::default(),
        now,
    };
    let told = records.told(case, withheld::audiences(&settings, (&plan, &directory)))?;
    case.told = &told;
    rules::check(case, &mut found);
    records.warn(&mut found);
    found.extend(templates.strays(&plan));
    zone_data(&plan, &directory, around, &mut found);
    withheld::warn(&settings, (&plan, &directory), &mut found);
    found.sort();
    if !usable(&found, harmless) {
        return Ok(Opened::Faulty(Box::new((found, sources))));
    }
    let workspace = Workspace {
        path: path.to_owned(),
        content: Content::of(&sources.get(id).text),
        sources,
        findings: found,
        letterhead: settings.letterhead(&plan, begins(&timeline, now)),
        as_read: plan.clone(),
        plan,
        directory,
        timeline,
        templates,
        settings,
        named_settings,
        told,
        is_unread: records.are_unread(),
        ledger: records.path,
        now,
    };
    Ok(Opened::Sound(workspace.into()))
}

/// The words, with those that the settings name instead of the built-in ones.
fn templates(
    settings: &Settings,
    sources: &mut Sources,
    findings: &mut Findings,
) -> Result<Templates, Failure> {
    let folder = settings.templates();
    let overrides = folder.as_deref().map(crate::compose::load::load);
    let overrides = overrides.transpose()?.unwrap_or_default();
    let (templates, found) = Templates::new(&folder.unwrap_or_default(), &overrides, sources);
    findings.extend(found);
    Ok(templates)
}

fn begins(timeline: &Timeline, now: Instant) -> Instant {
    let first = timeline.occurrences.first();
    first.map_or(now, |told| told.moment)
}

/// Whether no error forbids to date and word a plan.
fn usable(findings: &Findings, harmless: &[Code]) -> bool {
    let harmless = |code| code == Code::OVERDUE || harmless.contains(&code);
    let mut errors = findings.iter().filter(|found| found.level == Level::Error);
    errors.all(|error| harmless(error.code))
}

fn read_plan(
    path: &Path,
    written: &file::Written,
    around: &Surroundings,
    sources: &mut Sources,
    findings: &mut Findings,
) -> Option<(Plan, directory::Files)> {
    let (holidays, people) = attachments(path, written, sources, findings);
    let plan = written.mean(&around.zones, &holidays, findings)?;
    Some((plan, people))
}

/// The holidays and the people that stand in files of their own.
pub fn attachments(
    path: &Path,
    written: &file::Written,
    sources: &mut Sources,
    findings: &mut Findings,
) -> (Attachments, directory::Files) {
    let mut holidays = Attachments::new();
    for name in written.holiday_files() {
        if let Some(id) = load::named(path, &name, sources, findings) {
            holidays.insert(name.value.clone(), sources.get(id).text.clone());
        }
    }
    let mut people = directory::Files::new();
    for name in written.people_files() {
        if people.contains_key(&name.value) {
            continue;
        }
        people
            .extend(load::named(path, &name, sources, findings).map(|id| (name.value.clone(), id)));
    }
    (holidays, people)
}

/// The instant that counts as now: `--now`, or the clock's.
fn now(around: &Surroundings, plan: &Plan) -> Result<Instant, Failure> {
    let Some(text) = &around.global.now else {
        return Ok(clock());
    };
    let wrong = |why: &str| {
        // A day alone would begin at midnight, before anything of that day is due: nobody means that.
        let day: Result<WrittenDate, _> = text.parse();
        let hint = match day {
            Ok(day) => format!("write `--now {}T09:00` for nine in the morning of that day", day.date),
            Err(_) => "write `--now 2026-11-23T09:00` for the plan's zone, or with an offset: `2026-11-23T09:00+01:00`".to_owned(),
        };
        Failure::usage(format!("`--now {text}` is no moment: {why}"), hint)
    };
    let written: WrittenMoment = text
        .parse()
        .map_err(|refusal: String| wrong(refusal.lines().next().unwrap_or_default()))?;
    let fault = |fault| wrong(&reading::in_words(&fault, plan.zone.name()));
    written.instant(&plan.zone).map_err(fault)
}

/// Warns where this machine's zone data and ours disagree about the plan's months.
fn zone_data(plan: &Plan, directory: &Directory, around: &Surroundings, findings: &mut Findings) {
    let windows = plan.windows();
    let start = windows.iter().map(|(_, window)| window.start).min();
    let end = windows.iter().map(|(_, window)| window.end).max();
    let Some((start, end)) = start.zip(end) else {
        return;
    };
    let (from, to) = (start - TimeDelta::days(100), end + TimeDelta::days(40));
    let places = directory
        .places
        .iter()
        .map(|place| place.calendar.zone.name());
    let mut names: Vec<&str> = places.chain([plan.zone.name()]).collect();
    names.sort_unstable();
    names.dedup();
    for name in names {
        let Some(difference) = around.zones.difference(name, from, to) else {
            continue;
        };
        let message = format!(
            "the zone data of this machine and our own disagree about {name} from {} on",
            difference.at.format("%Y-%m-%d")
        );
        let finding = Diagnostic::new(Code::ZONE_DATA_DIFFERS, message);
        let release = around.zones.release();
        findings.push(finding.help(format!(
            "release {release} is used; the other is {}",
            difference.other_release
        )));
    }
}
