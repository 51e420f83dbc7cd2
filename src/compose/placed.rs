//! Placed: a subject that names the sites of a window, where they fit. Never moves a word out of it.

use crate::compose::draft::SUBJECT;
use crate::compose::view::What;
use crate::compose::words::spoken;

/// A subject with the sites behind the services, as headlines have them, unless it gets too long.
///
/// They do not stand behind the hour: there they would read as the clock it goes by.
pub(super) fn placed(subject: &str, what: &What) -> String {
    let Some(sites) = &what.sites else {
        return subject.to_owned();
    };
    let [label, sites] = [&what.label, sites].map(|words| spoken(words.as_str()));
    if label.is_empty() || subject.contains(&sites) {
        return subject.to_owned();
    }
    let placed = subject.replacen(&label, &format!("{label} ({sites})"), 1);
    let fits = placed.chars().count() <= SUBJECT;
    if fits { placed } else { subject.to_owned() }
}
