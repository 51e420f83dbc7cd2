//! The circuit breaker: tells a server that refuses everything from one that refuses somebody.
//!
//! A refusal counts against the run only when it is not about the reader: RFC 3463 puts what is
//! wrong with a mailbox under `X.1.Z` and `X.2.Z`, and most servers name the address.

use crate::dispatch::stop::Stop;
use crate::notice::{DeliveryId, Receipt};

/// So many alike in a row are no accident.
pub const LIMIT: usize = 5;

/// Watches the answers of a run.
#[derive(Debug, Default)]
pub struct Breaker {
    words: String,
    row: Vec<DeliveryId>,
    tripped: bool,
}

/// What an answer means for the run.
#[derive(Debug)]
pub struct Seen {
    /// The answer as it is to be settled: what is refused to everybody is refused to nobody in
    /// particular, and only deferred.
    pub receipt: Receipt,
    /// Earlier deliveries of the same row whose refusals are to be taken back.
    pub taken_back: Vec<DeliveryId>,
    /// Why the run must end, at the answer that decides it.
    pub stop: Option<Stop>,
}

impl Breaker {
    /// Sees how a delivery to `recipient` ended.
    pub fn see(&mut self, id: &DeliveryId, recipient: &str, receipt: Receipt) -> Seen {
        let mut seen = Seen {
            receipt,
            taken_back: Vec::new(),
            stop: None,
        };
        let Some((words, answer)) = complaint(&seen.receipt, recipient) else {
            if matches!(seen.receipt, Receipt::Accepted { .. }) {
                self.row.clear();
            }
            return seen;
        };
        if words != self.words && !self.tripped {
            self.words.clone_from(&words);
            self.row.clear();
        }
        if words != self.words {
            return seen;
        }
        let answer = answer.to_owned();
        let refused = matches!(seen.receipt, Receipt::Refused { .. });
        self.row.push(id.clone());
        if self.row.len() >= LIMIT && !self.tripped {
            self.tripped = true;
            self.row.pop();
            if refused {
                seen.taken_back = std::mem::take(&mut self.row);
            }
            seen.stop = Some(stop(refused, answer.clone()));
        }
        if self.tripped && refused {
            seen.receipt = Receipt::Deferred { answer };
        }
        seen
    }
}

fn stop(refused: bool, answer: String) -> Stop {
    let times = LIMIT;
    if refused {
        Stop::Refusing { answer, times }
    } else {
        Stop::Breaking { answer, times }
    }
}

/// What an answer says against the whole run, in words that are alike when the cause is, and as it
/// was said; nothing when it is about this reader or this moment only.
fn complaint<'r>(receipt: &'r Receipt, recipient: &str) -> Option<(String, &'r str)> {
    match receipt {
        Receipt::Refused { answer } if !is_about(answer, recipient) => {
            Some((format!("refused {}", alike(answer)), answer))
        }
        // A server that defers has read the mail and wants it later; one that does not speak, or
        // says goodbye (421), takes nothing at all now.
        Receipt::Deferred { answer } if reply_code(answer).is_none_or(|code| code == 421) => {
            Some((format!("broken {}", alike(answer)), answer))
        }
        _ => None,
    }
}

/// Whether a refusal is about the reader's mailbox.
fn is_about(answer: &str, recipient: &str) -> bool {
    if answer.to_lowercase().contains(&recipient.to_lowercase()) {
        return true;
    }
    let status = answer.split_whitespace().find_map(enhanced_status);
    match status {
        // 5.1.7 and 5.1.8 are about the sender's address, 5.2.3 about the message.
        Some((1, detail)) => !matches!(detail, 7 | 8),
        Some((2, detail)) => detail != 3,
        _ => false,
    }
}

/// Subject and detail of an enhanced status code such as `5.1.1`.
fn enhanced_status(word: &str) -> Option<(u32, u32)> {
    let mut parts = word.splitn(3, '.');
    let class = parts.next()?;
    if !matches!(class, "2" | "4" | "5") {
        return None;
    }
    let subject = parts.next()?.parse().ok()?;
    let detail = parts.next()?.parse().ok()?;
    Some((subject, detail))
}

fn reply_code(answer: &str) -> Option<u32> {
    let digits = answer.get(..3)?;
    let ends = answer[3..].chars().next();
    let is_code = digits.bytes().all(|byte| byte.is_ascii_digit())
        && ends.is_none_or(|next| next == ' ' || next == '-');
    is_code.then(|| digits.parse().ok()).flatten()
}

/// An answer without what differs from message to message: queue ids, addresses, times.
fn alike(answer: &str) -> String {
    let is_name = |word: &str| {
        word.contains('@')
            || (word.bytes().any(|byte| byte.is_ascii_digit())
                && enhanced_status(word).is_none()
                && reply_code(word).is_none())
    };
    let words = answer.split_whitespace().filter(|word| !is_name(word));
    words.collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn trips(answers: &[&str]) -> Option<usize> {
        let mut breaker = Breaker::default();
        answers.iter().enumerate().find_map(|(number, answer)| {
            let id = DeliveryId::from_stored(number.to_string());
            let recipient = format!("reader-{number}@example.org");
            let answer = answer.replace("WHO", &recipient);
            let receipt = match answer.as_bytes()[0] {
                b'2' => Receipt::Accepted { answer },
                b'5' => Receipt::Refused { answer },
                _ => Receipt::Deferred { answer },
            };
            let refused = matches!(receipt, Receipt::Refused { .. });
            let seen = breaker.see(&id, &recipient, receipt);
            seen.stop.as_ref()?;
            assert!(matches!(seen.receipt, Receipt::Deferred { .. }));
            let others = if refused { LIMIT - 1 } else { 0 };
            assert_eq!(seen.taken_back.len(), others);
            Some(number)
        })
    }

    #[test]
    fn five_refusals_of_the_content_stop_the_run() {
        let answers = ["554 5.7.1 message 4F1A refused"; 9];
        assert_eq!(trips(&answers), Some(4));
        assert_eq!(trips(&["550 no"; 9]), Some(4));
    }

    #[test]
    fn queue_ids_do_not_make_answers_different() {
        let answers = [
            "554 5.6.0 A1: bad",
            "554 5.6.0 B2: bad",
            "554 5.6.0 C3: bad",
            "554 5.6.0 D4: bad",
            "554 5.6.0 E5: bad",
        ];
        assert_eq!(trips(&answers), Some(4));
    }

    #[test]
    fn unknown_people_do_not_stop_the_run() {
        assert_eq!(trips(&["550 5.1.1 user unknown"; 50]), None);
        assert_eq!(trips(&["550 <WHO>: no such person"; 50]), None);
        assert_eq!(trips(&["552 5.2.2 mailbox full"; 50]), None);
    }

    #[test]
    fn a_sender_that_is_not_wanted_stops_the_run() {
        assert_eq!(trips(&["550 5.1.8 bad sender"; 9]), Some(4));
    }

    #[test]
    fn refusals_that_come_in_after_the_stop_are_only_deferred() {
        let mut breaker = Breaker::default();
        let mut last = None;
        for number in 0..=LIMIT {
            let answer = "554 no".to_owned();
            let id = DeliveryId::from_stored(number.to_string());
            last = Some(breaker.see(&id, "a@example.org", Receipt::Refused { answer }));
        }
        let last = last.unwrap();
        assert!(matches!(last.receipt, Receipt::Deferred { .. }));
        assert!(last.stop.is_none() && last.taken_back.is_empty());
    }

    #[test]
    fn one_that_gets_through_starts_the_count_again() {
        let mut answers = vec!["554 no"; 4];
        answers.push("250 ok");
        answers.extend(["554 no"; 4]);
        assert_eq!(trips(&answers), None);
    }

    #[test]
    fn other_words_start_the_count_again() {
        let answers = ["554 no", "554 never", "554 no", "554 never", "554 no"];
        assert_eq!(trips(&answers), None);
    }

    #[test]
    fn a_server_that_asks_to_come_later_is_believed() {
        assert_eq!(trips(&["451 4.7.1 greylisted"; 50]), None);
    }

    #[test]
    fn a_server_that_is_gone_stops_the_run() {
        assert_eq!(trips(&["connection refused by mail:25"; 9]), Some(4));
        assert_eq!(trips(&["421 4.3.2 shutting down"; 9]), Some(4));
    }
}
