//! Letterhead: who our mails are from, and the headers they all carry.

use crate::calendar::zone::{Instant, Zone};
use crate::channel::mime::Mailbox;
use crate::invite::{Organizer, Party, Tracks};
use crate::notice::Notice;
use crate::plan::Plan;
use crate::plan::milestone::Milestone;
use chrono::{DateTime, FixedOffset, Offset, TimeDelta, Utc};

/// How near a window is when news of its date cannot wait.
const NEAR: TimeDelta = TimeDelta::hours(72);

/// How a reader without a name is greeted, unless a letterhead says otherwise.
pub const NAMELESS: &str = "colleague";

/// A list's name is for filters and small columns.
const LONGEST_PHRASE: usize = 60;

/// Who our mails are from.
#[derive(Debug, Clone)]
pub struct Letterhead {
    /// The team, with a real mailbox.
    pub from: Mailbox,
    /// Where answers go: a mailbox that somebody reads.
    pub reply_to: Mailbox,
    /// Where bounces go: the reverse-path.
    pub sender: String,
    /// The domain of our Message-IDs and list ids; one we own.
    pub domain: String,
    /// The zone of our `Date`.
    pub zone: Zone,
    /// How a reader without a name is greeted.
    pub nameless: String,
    /// What stands before every subject, when these are only samples.
    pub mark: Option<String>,
    /// What calendars were told before; nothing where no ledger is at hand.
    pub tracks: Tracks,
    /// Since when the plan says what it says, as far as anybody wrote that down.
    pub revised: Instant,
    /// Whether a call goes as a file, too, for mail programs that only know files.
    pub calendar_copy: bool,
}

impl Letterhead {
    /// The letterhead of a plan that says what it says since some instant: its contact is who writes.
    pub fn of(plan: &Plan, revised: Instant) -> Self {
        let contact = &plan.contact;
        let from = Mailbox {
            name: Some(contact.team.clone()),
            address: contact.email.to_string(),
        };
        Self {
            sender: from.address.clone(),
            domain: contact.email.domain().to_owned(),
            reply_to: from.clone(),
            from,
            zone: plan.zone.clone(),
            nameless: NAMELESS.to_owned(),
            mark: None,
            tracks: Tracks::default(),
            revised,
            calendar_copy: true,
        }
    }

    /// Who answers for our calendar events: the mailbox that somebody reads.
    pub fn organizer(&self) -> Organizer {
        let Self { from, reply_to, .. } = self;
        let is_same = from.address.eq_ignore_ascii_case(&reply_to.address);
        let name = reply_to.name.as_ref().or(from.name.as_ref());
        Organizer {
            party: Party {
                name: name.cloned().unwrap_or_default(),
                address: reply_to.address.clone(),
            },
            sent_by: (!is_same).then(|| from.address.clone()),
        }
    }

    /// An instant as our `Date` shows it.
    pub fn date(&self, instant: Instant) -> DateTime<FixedOffset> {
        let seconds = self.zone.offset_minutes(instant) * 60;
        let offset = FixedOffset::east_opt(seconds).unwrap_or_else(|| Utc.fix());
        instant.with_timezone(&offset)
    }

    /// A subject as it leaves.
    pub fn subject(&self, subject: &str) -> String {
        let mark = self.mark.as_ref();
        mark.map_or_else(|| subject.to_owned(), |mark| format!("{mark}{subject}"))
    }

    /// The headers of a notice beyond those every mail has.
    pub fn headers(&self, notice: &Notice) -> Vec<(String, String)> {
        let facts = &notice.facts;
        let list = format!("{}.{}.{}", facts.plan, notice.first.audience, self.domain);
        let header = |name: &str, value: String| (name.to_owned(), value);
        let mut headers = vec![
            header(
                "List-Id",
                format!("{} <{list}>", phrase(&facts.title))
                    .trim_start()
                    .to_owned(),
            ),
            header("Thread-Topic", facts.title.clone()),
            header("X-Forewarn-Plan", facts.plan.clone()),
            header("X-Forewarn-Notice", notice.id.clone()),
            header("X-Forewarn-Revision", notice.revision.to_string()),
            header("X-Forewarn-Audience", notice.first.audience.clone()),
        ];
        if is_important(notice) {
            headers.push(header("Importance", "high".to_owned()));
        }
        headers
    }
}

/// Whether a notice must be seen at once: somebody may be at work in what stops now, or counts with
/// what is not so.
fn is_important(notice: &Notice) -> bool {
    use Milestone::{
        Cancelled, Changed, Extended, Progress, Reopened, Rescheduled, RolledBack, Start,
    };
    let facts = &notice.facts;
    let told = facts.event.as_ref();
    let told = told.and_then(|event| event.old_start.zip(event.old_end));
    // Nobody counts with a date that she knows to be off.
    let is_off = facts
        .event
        .as_ref()
        .is_some_and(|event| event.last.is_some());
    let window = Some((facts.window.start, facts.window.end)).filter(|_| !is_off);
    let mut spans = told.into_iter().chain(window);
    let is_running = |(start, end): (Instant, Instant)| (start..end).contains(&facts.moment);
    let is_near = |(start, end)| {
        let ahead: TimeDelta = start - facts.moment;
        is_running((start, end)) || (TimeDelta::zero()..=NEAR).contains(&ahead)
    };
    match facts.milestone {
        Start | Extended | RolledBack | Reopened => true,
        Rescheduled | Cancelled => spans.any(is_near),
        Changed => spans.any(is_running),
        Progress => {
            let event = facts.event.as_ref();
            event.is_some_and(|event| event.is_early || event.is_unexpected)
        }
        _ => false,
    }
}

/// Words that may stand before the brackets of a List-Id (RFC 2919 section 3); none when the title
/// is in no letters of ASCII, since a List-Id means its bytes literally.
fn phrase(title: &str) -> String {
    let title = title.replace('\u{2019}', "'");
    let plain = |letter: char| letter.is_ascii_alphanumeric() || letter == '\'';
    let words = title.split(|letter: char| !plain(letter));
    let words = words.map(|word| word.trim_matches('\''));
    let words: Vec<&str> = words.filter(|word| !word.is_empty()).collect();
    words.join(" ").chars().take(LONGEST_PHRASE).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_apostrophe_parts_no_word_of_a_title() {
        for (title, words) in [
            (
                "The group\u{2019}s 'new' data centre",
                "The group's new data centre",
            ),
            ("Mail & files: O'Neill hall", "Mail files O'Neill hall"),
            ("Переезд", ""),
        ] {
            assert_eq!(phrase(title), words);
        }
    }
}
