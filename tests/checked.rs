//! A plan file read, dated and judged as the program does it, from the bytes to the last finding.

use chrono::{DateTime, Utc};
use forewarn::calendar::zone::Zones;
use forewarn::diagnostic::{Findings, Sources};
use forewarn::directory::{self, Directory};
use forewarn::plan::{Plan, file, load};
use forewarn::rules;
use forewarn::rules::told::Told;
use forewarn::timeline::{self, Timeline};
use std::collections::BTreeMap;
use std::path::Path;

/// What a plan file turned out to be.
pub struct Checked {
    /// Every text that was read.
    pub sources: Sources,
    /// Everything that was found.
    pub findings: Findings,
    /// The plan with its people and dates, when it can be used.
    pub dated: Option<(Plan, Directory, Timeline)>,
}

/// Reads a plan file and everything it names.
pub fn check(path: &Path, now: DateTime<Utc>) -> Checked {
    let (mut sources, mut findings) = (Sources::default(), Findings::default());
    let dated = dated(path, now, &mut sources, &mut findings);
    findings.sort();
    Checked {
        sources,
        findings,
        dated,
    }
}

fn dated(
    path: &Path,
    now: DateTime<Utc>,
    sources: &mut Sources,
    findings: &mut Findings,
) -> Option<(Plan, Directory, Timeline)> {
    let zones = Zones::bundled();
    let file = load::text(path, sources, findings).expect("the plan file is there");
    let written = file::read(file, sources, findings)?;
    let mut holidays = BTreeMap::new();
    for name in written.holiday_files() {
        if let Some(file) = load::named(path, &name, sources, findings) {
            holidays.insert(name.value, sources.get(file).text.clone());
        }
    }
    let mut people = directory::Files::new();
    for name in written.people_files() {
        if !people.contains_key(&name.value)
            && let Some(file) = load::named(path, &name, sources, findings)
        {
            people.insert(name.value, file);
        }
    }
    let plan = written.mean(&zones, &holidays, findings)?;
    let directory = directory::gather(&plan, &zones, &people, sources, findings);
    let timeline = timeline::schedule(&plan, &directory, findings);
    let case = rules::Case {
        plan: &plan,
        directory: &directory,
        timeline: &timeline,
        told: &Told::default(),
        now,
    };
    rules::check(case, findings);
    Some((plan, directory, timeline))
}
