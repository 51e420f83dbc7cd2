//! One message to one recipient by one channel, under a derived, stable key.

use crate::plan::address::Mailbox;
use sha2::{Digest as _, Sha256};

const SEPARATOR: char = '\u{1f}';

/// One telling of a notice to an audience, under the names that they had first.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Telling<'n> {
    /// The notice.
    pub notice: &'n str,
    /// The audience.
    pub audience: &'n str,
    /// How often the notice has been told in other facts; from 1.
    pub revision: u32,
}

/// The key of a delivery: derived from what is told to whom, never random, so that the same notice
/// to the same person is the same delivery on every run.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, serde::Serialize)]
#[serde(transparent)]
pub struct DeliveryId(String);

impl DeliveryId {
    /// The key of what a plan tells a mailbox.
    pub fn of(plan: &str, told: Telling<'_>, to: &Mailbox) -> Self {
        let revision = told.revision.to_string();
        let parts = [
            "forewarn-mid-v1",
            plan,
            told.notice,
            told.audience,
            to.as_str(),
            &revision,
        ];
        Self(fingerprint(&parts))
    }

    /// A key read back from a ledger.
    pub fn from_stored(text: impl Into<String>) -> Self {
        Self(text.into())
    }

    /// Twenty hexadecimal digits.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl std::fmt::Display for DeliveryId {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str(&self.0)
    }
}

/// The Message-ID of a delivery, with its angle brackets (RFC 5322 section 3.6.4).
pub fn message_id(
    plan: &str,
    notice: &str,
    revision: u32,
    id: &DeliveryId,
    domain: &str,
) -> String {
    format!("<{plan}.{notice}.r{revision}.{id}@{domain}>")
}

/// The notice and the delivery after which a mail of a plan is named; see [`message_id`].
pub fn named_after<'m>(message_id: &'m str, plan: &str) -> Option<(&'m str, DeliveryId)> {
    let (local, _) = message_id.strip_prefix('<')?.rsplit_once('@')?;
    let (front, id) = local.rsplit_once('.')?;
    let (front, _revision) = front.rsplit_once('.')?;
    let notice = front.strip_prefix(plan)?.strip_prefix('.')?;
    Some((notice, DeliveryId::from_stored(id)))
}

/// The never-sent root under which mail readers gather one person's notices of a plan.
pub fn thread_root(plan: &str, audience: &str, to: &Mailbox, domain: &str) -> String {
    let digest = fingerprint(&["forewarn-thread-v1", plan, audience, to.as_str()]);
    format!("<{plan}.thread.{digest}@{domain}>")
}

fn fingerprint(parts: &[&str]) -> String {
    let key = parts.join(&SEPARATOR.to_string());
    let hash = Sha256::digest(key.as_bytes());
    hash.iter()
        .take(10)
        .map(|byte| format!("{byte:02x}"))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn reader() -> Mailbox {
        Mailbox::of("A.Khan@wards.example.org")
    }

    fn told(revision: u32) -> DeliveryId {
        let told = Telling {
            notice: "reminder-t7",
            audience: "end_users",
            revision,
        };
        DeliveryId::of("ehr-2026", told, &reader())
    }

    fn reminder(revision: u32) -> String {
        let id = told(revision);
        message_id(
            "ehr-2026",
            "reminder-t7",
            revision,
            &id,
            "notices.example.org",
        )
    }

    #[test]
    fn the_same_notice_to_the_same_person_has_the_same_message_id() {
        assert_eq!(
            reminder(1),
            "<ehr-2026.reminder-t7.r1.e3c0b9df3a1d38b2f8b8@notices.example.org>"
        );
        assert_eq!(
            reminder(2),
            "<ehr-2026.reminder-t7.r2.7ad42a9f052062aeb996@notices.example.org>"
        );
    }

    #[test]
    fn a_mail_says_after_which_notice_it_is_named() {
        let id = told(2);
        let named =
            named_after(&reminder(2), "ehr-2026").map(|(notice, id)| (notice.to_owned(), id));
        assert_eq!(named, Some(("reminder-t7".to_owned(), id)));
        assert_eq!(named_after("<somebody@else.example>", "ehr-2026"), None);
    }

    #[test]
    fn a_thread_root_is_per_person() {
        assert_eq!(
            thread_root("ehr-2026", "end_users", &reader(), "notices.example.org"),
            "<ehr-2026.thread.25d825f5e633398c18d9@notices.example.org>"
        );
    }
}
