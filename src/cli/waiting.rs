//! Waiting: what waits for its readers' sending hours, in words.

use super::outcome::moment;
use super::workspace::Workspace;
use crate::calendar::zone::Instant;
use crate::timeline::Occurrence;

/// What waits for its readers' sending hours, a line for each notice.
pub fn waiting(workspace: &Workspace, after_hours: &[(&Occurrence, Instant, usize)]) -> String {
    let mut lines: Vec<(String, Instant, usize)> = Vec::new();
    for (occurrence, opens, readers) in after_hours {
        let notice = occurrence.notice_id();
        let same = |line: &&mut (String, Instant, usize)| line.0 == notice && line.1 == *opens;
        match lines.iter_mut().find(same) {
            Some(line) => line.2 += readers,
            None => lines.push((notice, *opens, *readers)),
        }
    }
    let words = |(notice, opens, readers): &(String, Instant, usize)| {
        let opens = moment(workspace, *opens);
        let wait = match readers {
            1 => "waits for its reader's",
            _ => "wait for their readers'",
        };
        format!("{readers:>6}  {wait} sending hours: {notice}, {opens}\n")
    };
    lines.iter().map(words).collect()
}
