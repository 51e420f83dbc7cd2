//! Names of calendar events: the same event has the same name for life (RFC 7986 section 5.3).
//!
//! A name is a UUID of version 5 (RFC 9562 section 5.5), made of the plan, the kind of event and
//! its key in the plan, so that no file need remember it. **How it is made is frozen**: another
//! namespace or another order of its parts would double every event in every calendar.

use sha1::{Digest as _, Sha1};

const SEPARATOR: &str = "\u{1f}";

/// The namespace of our names: the UUID of `urn:forewarn:calendar:v1` among URLs. Frozen.
const NAMESPACE: [u8; 16] = [
    0x46, 0xb2, 0x90, 0xe3, 0xbc, 0xf8, 0x55, 0x25, 0xae, 0x4d, 0xcf, 0x68, 0x0a, 0x9d, 0xa4, 0xee,
];

/// What can stand in a calendar.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Kind {
    /// A window of the plan.
    Window,
    /// A briefing.
    Briefing,
    /// A window as machines are told of it; it has stages that people's calendars do not know, and
    /// so numbers of its own.
    Maintenance,
}

impl Kind {
    /// Its name inside the names of events, and in ledgers.
    pub fn slug(self) -> &'static str {
        match self {
            Self::Window => "window",
            Self::Briefing => "briefing",
            Self::Maintenance => "maintenance",
        }
    }

    /// The kind of a name.
    pub fn from_slug(slug: &str) -> Option<Self> {
        let mut all = [Self::Window, Self::Briefing, Self::Maintenance].into_iter();
        all.find(|kind| kind.slug() == slug)
    }
}

/// The name of one event, for life.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Uid(String);

impl Uid {
    /// The name of the event `key` of a plan.
    pub fn derive(plan: &str, kind: Kind, key: &str) -> Self {
        Self::within(NAMESPACE, plan, kind, key)
    }

    /// The same in another namespace.
    pub fn within(namespace: [u8; 16], plan: &str, kind: Kind, key: &str) -> Self {
        let name = [plan, kind.slug(), key].join(SEPARATOR);
        Self(written(uuid(namespace, name.as_bytes())))
    }

    /// A name read back from a ledger.
    pub fn from_stored(text: impl Into<String>) -> Self {
        Self(text.into())
    }

    /// `68302dd0-072d-5760-bd2f-54dfcf9fc652`.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl std::fmt::Display for Uid {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str(&self.0)
    }
}

/// The UUID of a name in a namespace (RFC 9562 section 5.5).
fn uuid(namespace: [u8; 16], name: &[u8]) -> [u8; 16] {
    let mut hash = Sha1::new();
    hash.update(namespace);
    hash.update(name);
    let mut bytes = [0; 16];
    bytes.copy_from_slice(&hash.finalize()[..16]);
    bytes[6] = bytes[6] & 0x0f | 0x50;
    bytes[8] = bytes[8] & 0x3f | 0x80;
    bytes
}

fn written(bytes: [u8; 16]) -> String {
    let mut text = String::with_capacity(36);
    for (at, byte) in bytes.iter().enumerate() {
        if matches!(at, 4 | 6 | 8 | 10) {
            text.push('-');
        }
        text.push_str(&format!("{byte:02x}"));
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The namespace for URLs (RFC 9562 section 6.6).
    const URL: [u8; 16] = [
        0x6b, 0xa7, 0xb8, 0x11, 0x9d, 0xad, 0x11, 0xd1, 0x80, 0xb4, 0x00, 0xc0, 0x4f, 0xd4, 0x30,
        0xc8,
    ];

    /// The name behind our namespace. It names the project and need not lead anywhere.
    const NAMESPACE_NAME: &str = "urn:forewarn:calendar:v1";

    #[test]
    fn our_namespace_is_made_of_our_name() {
        assert_eq!(NAMESPACE, uuid(URL, NAMESPACE_NAME.as_bytes()));
    }

    #[test]
    fn names_are_those_of_other_implementations() {
        let namespace = uuid(URL, b"https://forewarn.example/ns/v1");
        assert_eq!(written(namespace), "e0b2951b-d4b5-5c34-93ad-5b9b8a566214");
        let window = Uid::within(namespace, "ehr-2026", Kind::Window, "cutover");
        assert_eq!(window.as_str(), "68302dd0-072d-5760-bd2f-54dfcf9fc652");
        let briefing = Uid::within(namespace, "ehr-2026", Kind::Briefing, "dept-heads-1");
        assert_eq!(briefing.as_str(), "b3436fe9-0846-5173-a4e2-560bc6574f2e");
    }

    #[test]
    fn names_that_calendars_already_hold_never_change() {
        let window = Uid::derive("ehr-2026", Kind::Window, "cutover");
        assert_eq!(window.as_str(), "1d86c416-1be9-5e77-9bbe-1b8b44a55a89");
        let briefing = Uid::derive("ehr-2026", Kind::Briefing, "dept-heads-1");
        assert_eq!(briefing.as_str(), "1f7f56a4-8bf6-53e2-8d6e-e6a75c8d985f");
    }
}
