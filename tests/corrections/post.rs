//! A post that takes, puts off or loses messages, and knows what really arrived.

use forewarn::channel::{Channel, Envelope, Line, Unreachable};
use forewarn::notice::Receipt;
use std::collections::HashMap;
use std::num::NonZeroUsize;
use std::sync::{Arc, Mutex};

/// What becomes of a message.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Luck {
    Taken,
    PutOff,
    /// It arrives, and the answer is lost.
    ArrivesUnseen,
    /// It is lost, and so is the answer.
    Lost,
}

#[derive(Default)]
struct Sack {
    /// The fates of the messages to come; then all are taken.
    luck: Vec<Luck>,
    /// How often the answer to a message was lost.
    doubts: HashMap<String, u32>,
    /// How many answers were lost since one was not.
    row: u32,
    /// What was handed over, by its key, what became of it, and the message.
    handled: Vec<(String, Luck, Vec<u8>)>,
}

/// The post.
#[derive(Clone, Default)]
pub struct Post(Arc<Mutex<Sack>>);

impl Post {
    /// Settles the fates of the next messages.
    pub fn expect(&self, luck: &[Luck]) {
        self.0.lock().unwrap().luck = luck.iter().rev().copied().collect();
    }

    /// What was handed over since it was asked last.
    pub fn empty(&self) -> Vec<(String, Luck, Vec<u8>)> {
        std::mem::take(&mut self.0.lock().unwrap().handled)
    }
}

impl Channel for Post {
    fn connect(&self) -> Result<Box<dyn Line>, Unreachable> {
        Ok(Box::new(Counter {
            post: self.clone(),
            key: String::new(),
            luck: Luck::Taken,
        }))
    }

    fn width(&self) -> NonZeroUsize {
        NonZeroUsize::MIN
    }

    fn find(&self, _: &str) -> Option<bool> {
        None
    }
}

struct Counter {
    post: Post,
    key: String,
    luck: Luck,
}

impl Line for Counter {
    fn offer(&mut self, envelope: &Envelope, _: usize) -> Result<(), Receipt> {
        let mut sack = self.post.0.lock().unwrap();
        self.key.clone_from(&envelope.key);
        self.luck = sack.luck.pop().unwrap_or(Luck::Taken);
        let doubts = sack.doubts.entry(self.key.clone()).or_default();
        // Three lost answers end every try, and then nobody can be told any more.
        let again = *doubts > 0;
        // After five in a row the sender believes that the server is broken, and stops.
        if (again || sack.row == 4) && matches!(self.luck, Luck::ArrivesUnseen | Luck::Lost) {
            self.luck = Luck::Taken;
        }
        if self.luck == Luck::PutOff {
            return Err(Receipt::Deferred {
                answer: "451 later".into(),
            });
        }
        Ok(())
    }

    fn deliver(&mut self, message: &[u8]) -> Receipt {
        let mut sack = self.post.0.lock().unwrap();
        sack.handled
            .push((self.key.clone(), self.luck, message.to_vec()));
        if self.luck == Luck::Taken {
            sack.row = 0;
            return Receipt::Accepted {
                answer: "250 ok".into(),
            };
        }
        *sack.doubts.entry(self.key.clone()).or_default() += 1;
        sack.row += 1;
        Receipt::InDoubt {
            answer: "no answer".into(),
        }
    }

    fn close(&mut self) {}
}
