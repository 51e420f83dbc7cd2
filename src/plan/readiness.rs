//! Readiness: what must be done, and proven, before the start.

use super::address::Address;
use super::continuity::clock_time;
use super::id::Id;
use super::length::Lead;
use super::person;
use super::reading::{Reading, optional};
use super::scan;
use super::written::{ItemStateFile, OwnerFile, PlanFile, ProofFile, ReadinessFile};
use crate::diagnostic::{Code, Diagnostic, Span, Spanned};
use chrono::NaiveDate;

/// How far something is.
pub use super::written::ItemStateFile as State;

/// A test that is due before the start.
pub use super::written::TestFile as Test;

/// Something that must be ready before the start.
#[derive(Debug, Clone)]
pub struct Readiness {
    /// What.
    pub item: String,
    /// Who sees to it.
    pub owner: Owner,
    /// By when; by the start when absent.
    pub due: Option<Lead>,
    /// Where that is written, or the whole.
    pub due_span: Span,
    /// Before which window; before each of them when absent.
    pub window: Option<Id>,
    /// What was tried, when it is a test.
    pub test: Option<Test>,
    /// Where the proof lies.
    pub proof: Option<Proof>,
    /// How far it is.
    pub state: State,
}

/// Who sees to something.
#[derive(Debug, Clone)]
pub struct Owner {
    /// Name.
    pub name: String,
    /// Address, when it is written there.
    pub email: Option<Address>,
}

/// Where the proof of something lies.
#[derive(Debug, Clone, Default)]
pub struct Proof {
    /// In words.
    pub text: Option<String>,
    /// When it was seen.
    pub date: Option<NaiveDate>,
    /// Where.
    pub place: Option<String>,
    /// Minutes that it took.
    pub took: Option<i64>,
    /// Minutes that the way back took.
    pub way_back_took: Option<i64>,
}

/// Reads what must be ready, in the order written.
pub fn read(reading: &mut Reading, plan: &PlanFile) -> Vec<Readiness> {
    let items = plan.readiness.iter();
    let items: Vec<_> = items.filter_map(|file| item(reading, file)).collect();
    let tests = plan
        .readiness
        .iter()
        .filter_map(|item| item.value.test.as_ref());
    for test in tests.filter(|test| test.value == Test::Scan) {
        scan::lacking(reading, plan, test.span);
    }
    items
}

fn item(reading: &mut Reading, file: &Spanned<ReadinessFile>) -> Option<Readiness> {
    let written = &file.value;
    let item = reading.line(&written.item, "item", file.span);
    let owner = reading.required(&written.owner, "owner", file.span);
    let owner = owner.and_then(|file| self::owner(reading, file));
    let window = written.window.as_ref();
    let window = window.filter(|id| reading.refers(id, "window", |known| &known.windows));
    if written
        .test
        .as_ref()
        .is_some_and(|test| test.value == Test::Scan)
    {
        refuse_word(reading, written);
    }
    let proof = written.proof.as_ref();
    let due = written.due.as_ref();
    Some(Readiness {
        item: item?,
        owner: owner?,
        due: due.map(|lead| lead.value),
        due_span: due.map_or(file.span, |lead| lead.span),
        window: window.map(|id| id.value.clone()),
        test: written.test.as_ref().map(|test| test.value),
        proof: proof.map(|file| self::proof(reading, file)),
        state: state(reading, written),
    })
}

/// Of a scan counts what is on record, and not what somebody writes.
fn refuse_word(reading: &mut Reading, written: &ReadinessFile) {
    let places = [
        written.proof.as_ref().map(|proof| proof.span),
        written.done.as_ref().map(|done| done.span),
        written.state.as_ref().map(|state| state.span),
    ];
    for place in places.into_iter().flatten() {
        let message = "how a scan went is on record, and not written in the plan";
        let finding = Diagnostic::new(Code::WRONG_VALUE, message).at(place, "");
        reading.report(
            finding.help("leave it out: `forewarn scan --plan PLAN --record` puts it on record"),
        );
    }
}

/// Reads who sees to something.
pub(super) fn owner(reading: &mut Reading, file: &Spanned<OwnerFile>) -> Option<Owner> {
    match &file.value {
        OwnerFile::Name(name) => {
            let name = Spanned::new(name.clone(), file.span);
            let name = reading.optional_line(&Some(name))?;
            Some(Owner { name, email: None })
        }
        OwnerFile::Person(written) => {
            let written = Spanned::new((**written).clone(), file.span);
            let person = person::read_named(reading, &written)?;
            Some(Owner {
                name: person.name,
                email: person.email,
            })
        }
    }
}

fn proof(reading: &mut Reading, file: &Spanned<ProofFile>) -> Proof {
    let seen = match &file.value {
        ProofFile::Said(text) => {
            return Proof {
                text: Some(text.0.clone()),
                ..Proof::default()
            };
        }
        ProofFile::Seen(seen) => seen,
    };
    let took = seen.took.as_ref();
    let way_back_took = seen.way_back_took.as_ref();
    Proof {
        text: None,
        date: seen.date.as_ref().map(|date| reading.date(date)),
        place: optional(&seen.place),
        took: took.and_then(|took| clock_time(reading, took)),
        way_back_took: way_back_took.and_then(|took| clock_time(reading, took)),
    }
}

/// How far an item is; `done` and `state` may not contradict each other.
fn state(reading: &mut Reading, written: &ReadinessFile) -> State {
    let done = written.done.as_ref();
    let Some(state) = &written.state else {
        let is_done = done.is_some_and(|done| done.value);
        return if is_done { State::Done } else { State::Open };
    };
    if let Some(done) = done.filter(|done| done.value != (state.value == ItemStateFile::Done)) {
        let message = "`done` and `state` contradict each other";
        let finding = Diagnostic::new(Code::WRONG_VALUE, message)
            .at(done.span, "")
            .at(state.span, "");
        reading.report(finding.help("keep one of them"));
    }
    state.value
}
