//! Fitted: a subject that none of its draft's wordings makes short enough, with less of the names of
//! services. Never takes a word from the status in front of them, nor a date.

use crate::compose::draft::SUBJECT;
use crate::compose::view::What;
use crate::compose::words::spoken;

/// So much of a name is kept, whatever stands around it.
const LEAST: usize = 6;

/// A subject that is no longer than lists show: without how many services there are besides the first,
/// and then without the last words of that one's name.
pub(super) fn fitted(subject: String, what: &What) -> String {
    let count = |text: &str| text.chars().count();
    let label = spoken(what.label.as_str());
    if count(&subject) <= SUBJECT || label.is_empty() || !subject.contains(&label) {
        return subject;
    }
    let around = count(&subject) - count(&label);
    let room = SUBJECT.saturating_sub(around).max(LEAST);
    subject.replacen(&label, &what.shortened(room), 1)
}
