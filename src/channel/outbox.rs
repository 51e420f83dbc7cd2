//! A folder of .eml files as a channel: for trying out, for tests, for machines without a network.
//!
//! Gives one file per delivery, named by its key, complete or not there at all; delivering the
//! same key again replaces the file. Never sends anything.
#![expect(clippy::disallowed_methods, reason = "door: writes the outbox folder")]

use crate::channel::{Channel, Envelope, Line, Unreachable, whole_file};
use crate::notice::receipt::{Against, Receipt};
use std::fs;
use std::io::{self, ErrorKind};
use std::num::NonZeroUsize;
use std::path::PathBuf;

/// Few enough not to matter, many enough to hide the waits of a slow disk.
const WIDTH: NonZeroUsize = NonZeroUsize::new(4).expect("it is not nought");

/// The folder.
#[derive(Debug, Clone)]
pub struct Outbox {
    folder: PathBuf,
}

impl Outbox {
    /// An outbox in `folder`, which is made when the first line is opened.
    pub fn new(folder: impl Into<PathBuf>) -> Self {
        Self {
            folder: folder.into(),
        }
    }

    /// Makes the folder if it is not there.
    pub fn prepare(&self) -> Result<(), Unreachable> {
        fs::create_dir_all(&self.folder).map_err(|error| Unreachable {
            what: format!(
                "the outbox folder {} cannot be used: {}",
                self.folder.display(),
                reason(&error)
            ),
            hint: "choose another folder for the outbox, or make this one writable".to_owned(),
            passing: passing(&error),
        })
    }

    /// The file of a delivery.
    pub fn path(&self, key: &str) -> PathBuf {
        self.folder.join(format!("{key}.eml"))
    }
}

impl Channel for Outbox {
    fn connect(&self) -> Result<Box<dyn Line>, Unreachable> {
        self.prepare()?;
        Ok(Box::new(Slip {
            outbox: self.clone(),
            key: None,
        }))
    }

    fn width(&self) -> NonZeroUsize {
        WIDTH
    }

    fn find(&self, key: &str) -> Option<bool> {
        if !is_safe(key) {
            return None;
        }
        match fs::metadata(self.path(key)) {
            Ok(found) => Some(found.is_file()),
            Err(error) if error.kind() == ErrorKind::NotFound => Some(false),
            Err(_) => None,
        }
    }
}

struct Slip {
    outbox: Outbox,
    key: Option<String>,
}

impl Line for Slip {
    fn offer(&mut self, envelope: &Envelope, _size: usize) -> Result<(), Receipt> {
        self.key = None;
        if !is_safe(&envelope.key) {
            return Err(Receipt::Refused {
                answer: format!(
                    "`{}` cannot be the name of a file in the outbox",
                    envelope.key.escape_debug()
                ),
                against: Against::Message,
            });
        }
        self.key = Some(envelope.key.clone());
        Ok(())
    }

    fn deliver(&mut self, message: &[u8]) -> Receipt {
        let Some(key) = self.key.take() else {
            return Receipt::Deferred {
                answer: "nothing was offered to the outbox before this message".to_owned(),
            };
        };
        let path = self.outbox.path(&key);
        match whole_file::write(&path, message) {
            Ok(()) => Receipt::Accepted {
                answer: format!("written to {}", path.display()),
            },
            // Safe to try again even when only the last step failed: it replaces the same file.
            Err(error) => Receipt::Deferred {
                answer: format!("{} was not written: {}", path.display(), reason(&error)),
            },
        }
    }

    fn close(&mut self) {
        self.key = None;
    }
}

fn is_safe(key: &str) -> bool {
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || b"-_.@+".contains(&byte);
    (1..=200).contains(&key.len()) && !key.starts_with('.') && key.bytes().all(plain)
}

fn passing(error: &io::Error) -> bool {
    matches!(
        error.kind(),
        ErrorKind::StorageFull | ErrorKind::QuotaExceeded | ErrorKind::Interrupted
    )
}

fn reason(error: &io::Error) -> String {
    match error.kind() {
        ErrorKind::StorageFull => "the disk is full; make room and run again".to_owned(),
        ErrorKind::QuotaExceeded => "your share of the disk is used up".to_owned(),
        ErrorKind::PermissionDenied => "you are not allowed to write there".to_owned(),
        ErrorKind::ReadOnlyFilesystem => "the disk can only be read".to_owned(),
        ErrorKind::NotADirectory | ErrorKind::AlreadyExists => {
            "there is a file where the folder should be".to_owned()
        }
        ErrorKind::IsADirectory => "there is a folder with that name".to_owned(),
        ErrorKind::NotFound => "the folder is gone".to_owned(),
        _ => error.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::path::Path;

    fn envelope(key: &str) -> Envelope {
        Envelope {
            sender: "change@example.org".into(),
            recipient: "a.khan@wards.example.org".into(),
            key: key.into(),
        }
    }

    fn files(folder: &Path) -> Vec<String> {
        let entries = fs::read_dir(folder).unwrap();
        entries
            .map(|entry| entry.unwrap().file_name().into_string().unwrap())
            .collect()
    }

    #[test]
    fn a_delivery_is_one_file_with_exactly_its_bytes() {
        let world = tempfile::tempdir().unwrap();
        let outbox = Outbox::new(world.path().join("out/box"));
        let mut line = outbox.connect().unwrap();
        assert_eq!(outbox.find("abc"), Some(false));
        line.offer(&envelope("abc"), 5).unwrap();
        let receipt = line.deliver(b"Hi\r\n.\r\n");
        assert!(matches!(receipt, Receipt::Accepted { .. }));
        assert_eq!(outbox.find("abc"), Some(true));
        assert_eq!(fs::read(outbox.path("abc")).unwrap(), b"Hi\r\n.\r\n");
        assert_eq!(files(&outbox.folder), ["abc.eml"]);
    }

    #[test]
    fn delivering_again_replaces_the_file_even_after_a_crash() {
        let world = tempfile::tempdir().unwrap();
        let outbox = Outbox::new(world.path());
        fs::write(world.path().join(".abc.eml.part"), "half a ma").unwrap();
        let mut line = outbox.connect().unwrap();
        for text in ["first", "second"] {
            line.offer(&envelope("abc"), 5).unwrap();
            line.deliver(text.as_bytes());
        }
        assert_eq!(fs::read(outbox.path("abc")).unwrap(), b"second");
        assert_eq!(files(world.path()), ["abc.eml"]);
    }

    #[test]
    fn a_file_where_the_folder_should_be_is_said_so() {
        let world = tempfile::tempdir().unwrap();
        let path = world.path().join("plan.yaml");
        fs::write(&path, "").unwrap();
        let error = Outbox::new(&path).connect().err().unwrap();
        assert!(error.what.contains("a file where the folder should be"));
        assert!(error.what.contains("plan.yaml"));
        assert!(!error.passing);
    }

    #[test]
    fn a_key_that_leaves_the_folder_is_refused() {
        let world = tempfile::tempdir().unwrap();
        let outbox = Outbox::new(world.path());
        let mut line = outbox.connect().unwrap();
        for key in ["../abc", "", "a/b", ".abc", "a\0b", "a\\b"] {
            let refused = line.offer(&envelope(key), 1);
            assert!(matches!(refused, Err(Receipt::Refused { .. })), "{key}");
            assert_eq!(outbox.find(key), None);
        }
    }

    #[test]
    fn a_folder_that_is_gone_defers_and_nothing_is_lost() {
        let world = tempfile::tempdir().unwrap();
        let outbox = Outbox::new(world.path().join("box"));
        let mut line = outbox.connect().unwrap();
        fs::remove_dir_all(&outbox.folder).unwrap();
        line.offer(&envelope("abc"), 1).unwrap();
        let Receipt::Deferred { answer } = line.deliver(b"Hi") else {
            panic!("not deferred");
        };
        assert!(answer.contains("the folder is gone"), "{answer}");
    }

    #[test]
    fn a_message_without_an_offer_is_not_written() {
        let world = tempfile::tempdir().unwrap();
        let mut line = Outbox::new(world.path()).connect().unwrap();
        assert!(matches!(line.deliver(b"Hi"), Receipt::Deferred { .. }));
        assert_eq!(files(world.path()), Vec::<String>::new());
    }
}
