//! Reasons: why a window, or the whole plan, is no longer what people were told.

use super::change::Plan;
use super::id::Id;
use super::reading::Reading;
use super::written::ChangeFile;
use crate::diagnostic::{Span, Spanned};
use chrono::NaiveDate;
use std::cmp::Reverse;

/// Why something was changed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reason {
    /// Which window; the whole plan when there is none.
    pub window: Option<Id>,
    /// On which day it was changed.
    pub on: NaiveDate,
    /// Why, in one line.
    pub because: String,
    /// Where it is written.
    pub span: Span,
}

impl Plan {
    /// Why a window was changed, by what was said of it or of the whole plan: the latest first, and of
    /// one day what was written last. That is the lower line, or the upper one of a list that has the
    /// newest on top.
    pub fn reasons(&self, window: &Id) -> Vec<&Reason> {
        let about = |reason: &&Reason| reason.window.as_ref().is_none_or(|named| named == window);
        let mut reasons: Vec<&Reason> = self.changes.iter().filter(about).collect();
        let ends = self.changes.first().zip(self.changes.last());
        if ends.is_none_or(|(top, bottom)| top.on <= bottom.on) {
            reasons.reverse();
        }
        reasons.sort_by_key(|reason| Reverse(reason.on));
        reasons
    }
}

/// Reads why something was changed.
pub fn read(reading: &mut Reading, file: &Spanned<ChangeFile>) -> Option<Reason> {
    let written = &file.value;
    let named = written.window.as_ref();
    let known = named.is_none_or(|id| reading.refers(id, "window", |known| &known.windows));
    let on = reading.required(&written.on, "on", file.span);
    let on = on.map(|on| reading.date(on));
    let because = reading.line(&written.because, "because", file.span);
    if !known {
        return None;
    }
    Some(Reason {
        window: named.map(|id| id.value.clone()),
        on: on?,
        because: because?,
        span: file.span,
    })
}

#[cfg(test)]
mod tests {
    use crate::calendar::zone::Zones;
    use crate::diagnostic::{Code, Findings, Sources};
    use crate::plan::{Plan, file};

    fn read(changes: &str) -> (Option<Plan>, Vec<Code>) {
        let text = format!(
            "plan: records-move
title: Patient records move
organisation: St Brannock Hospitals
timezone: Europe/London
contact: {{team: IT Change Team, email: change@stbrannock.example}}
services: {{records: {{name: Records, used-by: [everyone]}}}}
changes: {changes}
phases:
  - id: main
    name: Main
    windows:
      - {{id: pilot, start: 2027-02-20 22:00, length: 3h, services: {{records: off}}}}
      - {{id: cutover, start: 2027-03-20 22:00, length: 3h, services: {{records: off}}}}
"
        );
        let (mut sources, mut findings) = (Sources::default(), Findings::default());
        let id = file::text("plan.yaml", text.as_bytes(), &mut sources, &mut findings);
        let written = file::read(id, &sources, &mut findings).unwrap();
        let plan = written.mean(&Zones::bundled(), &Default::default(), &mut findings);
        let codes = findings.iter().map(|finding| finding.code).collect();
        (plan, codes)
    }

    fn latest<'p>(plan: &'p Plan, window: &str) -> Option<&'p str> {
        let reasons = plan.reasons(&window.parse().unwrap());
        reasons.first().map(|reason| reason.because.as_str())
    }

    #[test]
    fn the_latest_reason_counts_and_of_one_day_the_last_written() {
        let (plan, codes) = read(
            "
  - {window: cutover, on: 2027-01-12, because: The room is not free.}
  - {on: 2027-01-05, because: All dates were looked at again.}
  - {window: cutover, on: 2027-01-12, because: The rehearsal took too long.}",
        );
        assert_eq!(codes, []);
        let plan = plan.unwrap();
        assert_eq!(
            latest(&plan, "cutover"),
            Some("The rehearsal took too long.")
        );
        assert_eq!(
            latest(&plan, "pilot"),
            Some("All dates were looked at again.")
        );
    }

    #[test]
    fn of_one_day_the_upper_line_counts_where_the_newest_stands_on_top() {
        let (plan, _) = read(
            "
  - {window: cutover, on: 2027-01-12, because: The rehearsal took too long.}
  - {window: cutover, on: 2027-01-12, because: The room is not free.}
  - {on: 2027-01-05, because: All dates were looked at again.}",
        );
        let plan = plan.unwrap();
        assert_eq!(
            latest(&plan, "cutover"),
            Some("The rehearsal took too long.")
        );
    }

    #[test]
    fn without_changes_there_is_no_reason() {
        let (plan, _) = read("[]");
        assert_eq!(latest(&plan.unwrap(), "cutover"), None);
    }

    #[test]
    fn a_reason_has_a_day_one_line_and_a_window_there_is() {
        let (_, codes) = read("[{because: No day.}]");
        assert_eq!(codes, [Code::MISSING_FIELD]);
        let (_, codes) = read("[{on: 2027-01-12}]");
        assert_eq!(codes, [Code::MISSING_FIELD]);
        let (_, codes) = read("[{on: 2027-01-12, because: \"Two\\nlines.\"}]");
        assert_eq!(codes, [Code::WRONG_VALUE]);
        let (_, codes) = read("[{window: cut, on: 2027-01-12, because: Why not.}]");
        assert_eq!(codes, [Code::UNKNOWN_ID]);
    }
}
