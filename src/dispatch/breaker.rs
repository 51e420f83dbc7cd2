//! The circuit breaker: tells a server that refuses everything from one that refuses somebody.
//!
//! A refusal is final only when it is about the reader: the channel may know that, RFC 3463 puts
//! what is wrong with a mailbox under `X.1.Z` and `X.2.Z`, and without such a code its words decide.
//! Providers tell a sender whose day is full in the same codes (`5.1.90`, `5.2.2`), so words about
//! sending go first.
//! What is refused to everybody is refused to nobody in particular, and only put off. Words that say
//! neither are judged by what becomes of others: several alike in a row are a question, and the
//! inquiry answers it.

use crate::dispatch::refusal::{Meant, enhanced_status, meant, reply_code};
use crate::dispatch::stop::Stop;
use crate::notice::{Against, Receipt};

/// So many alike in a row are no accident.
pub const LIMIT: usize = 5;

/// Watches the answers of a run.
#[derive(Debug, Default)]
pub struct Breaker {
    words: String,
    row: usize,
}

/// What an answer means for the run.
#[derive(Debug)]
pub struct Seen {
    /// The answer as it is to be settled: a refusal that is not about the reader is a deferral.
    pub receipt: Receipt,
    /// Whether it becomes a refusal when a message to somebody else is taken after it.
    pub suspect: bool,
    /// Why the run may have to end, at the answer that raises the question.
    pub trips: Option<Trip>,
}

/// So many in a row have ended alike.
#[derive(Debug)]
pub enum Trip {
    /// Were refused; somebody else may still be welcome.
    Refusing {
        /// The server's words.
        answer: String,
        /// Whether they were said to readers' addresses.
        at_address: bool,
    },
    /// Could not be handed over.
    Breaking(Stop),
}

impl Breaker {
    /// Starts counting again: the row had its answer.
    pub fn start_over(&mut self) {
        self.row = 0;
    }

    /// Sees how a delivery to `recipient` ended.
    pub fn see(&mut self, recipient: &str, receipt: Receipt) -> Seen {
        let meant = match &receipt {
            Receipt::Refused { answer, against } => Some(meant(answer, *against, recipient)),
            _ => None,
        };
        let Some((words, answer)) = complaint(&receipt, meant) else {
            if matches!(receipt, Receipt::Accepted { .. }) {
                self.row = 0;
            }
            return Seen {
                receipt,
                suspect: false,
                trips: None,
            };
        };
        let answer = answer.to_owned();
        if words != self.words {
            self.words = words;
            self.row = 0;
        }
        self.row += 1;
        let refused = match receipt {
            Receipt::Refused { against, .. } => Some(against),
            _ => None,
        };
        // Said once for each row: its end is an answer of another kind.
        let trips = (self.row == LIMIT).then(|| trip(refused, answer.clone()));
        Seen {
            suspect: refused == Some(Against::Address) && meant == Some(Meant::Either),
            trips,
            receipt: match refused {
                Some(_) => Receipt::Deferred { answer },
                None => receipt,
            },
        }
    }
}

fn trip(refused: Option<Against>, answer: String) -> Trip {
    match refused {
        Some(against) => Trip::Refusing {
            answer,
            at_address: matches!(against, Against::Address | Against::Everybody),
        },
        None => Trip::Breaking(Stop::Breaking {
            answer,
            times: LIMIT,
        }),
    }
}

/// What an answer says against the whole run, in words that are alike when the cause is, and as it
/// was said; nothing when it is about this reader or this moment only.
fn complaint(receipt: &Receipt, meant: Option<Meant>) -> Option<(String, &str)> {
    match receipt {
        Receipt::Refused { answer, .. } if meant != Some(Meant::Reader) => {
            Some((format!("refused {}", alike(answer)), answer))
        }
        // A server that defers has read the mail and wants it later; one that does not speak, or
        // says goodbye (421), takes nothing at all now.
        Receipt::Deferred { answer } if reply_code(answer).is_none_or(|code| code == 421) => {
            Some((format!("broken {}", alike(answer)), answer))
        }
        Receipt::InDoubt { answer } => Some((format!("doubtful {}", alike(answer)), answer)),
        _ => None,
    }
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

    fn receipt(answer: &str) -> Receipt {
        let doubtful = answer.strip_prefix("doubt: ");
        let answer = doubtful.unwrap_or(answer).to_owned();
        match answer.as_bytes()[0] {
            _ if doubtful.is_some() => Receipt::InDoubt { answer },
            b'2' => Receipt::Accepted { answer },
            b'5' => Receipt::Refused {
                answer,
                against: Against::Address,
            },
            _ => Receipt::Deferred { answer },
        }
    }

    fn trips(answers: &[&str]) -> Option<usize> {
        let mut breaker = Breaker::default();
        answers.iter().enumerate().find_map(|(number, answer)| {
            let recipient = format!("reader-{number}@example.org");
            let receipt = receipt(&answer.replace("WHO", &recipient));
            let trips = breaker.see(&recipient, receipt).trips;
            trips.is_some().then_some(number)
        })
    }

    fn is_final(answer: &str) -> bool {
        let answer = answer.replace("WHO", "a.khan@example.org");
        let seen = Breaker::default().see("a.khan@example.org", receipt(&answer));
        matches!(seen.receipt, Receipt::Refused { .. })
    }

    #[test]
    fn a_refusal_that_is_about_the_reader_is_final_from_the_first() {
        for answer in [
            "550 User unknown",
            "550 5.1.1 no such mailbox",
            "550 5.1.1 <WHO>: Recipient address rejected: User unknown in relay recipient table",
            "550 <WHO>: no such person",
            "552 5.2.2 mailbox full",
            "550 no mailbox here by that name",
            "550 #5.1.0 address rejected WHO",
            "550 no (5.1.1)",
            "550 5.1.1: no",
        ] {
            assert!(is_final(answer), "{answer}");
        }
    }

    #[test]
    fn a_refusal_that_is_not_about_the_reader_is_only_put_off_from_the_first() {
        for answer in [
            "550 5.7.1 relaying denied",
            "554 5.7.1 <WHO>: Relay access denied",
            "550 <WHO>: relaying denied",
            "553 sender address rejected: not owned by user",
            "550 5.1.0 <change@example.org>: Sender address rejected: User unknown in local table",
            "550 5.4.1 Recipient address rejected: Access denied. AS(201806281)",
            "500 5.3.0 no",
            "530 5.7.0 authentication required",
            "554 5.6.0 content refused",
            "554 no",
        ] {
            assert!(!is_final(answer), "{answer}");
        }
    }

    #[test]
    fn a_sender_whose_day_is_full_is_refused_for_everybody_and_nobody_is_suspected() {
        for answer in [
            "550 5.4.5 Daily user sending limit exceeded. See https://support.example/a/166852",
            "550-5.4.5 Daily user sending quota exceeded",
            "550 5.1.90 Your message can't be sent because you've reached your daily limit for message recipients",
            "554 5.2.2 mailbox full; STOREDRV.Submission; Submission quota exceeded",
            "550 too many messages per hour from this account",
            "503 5.5.1 no valid recipients",
            "554 5.5.1 Error: no valid recipients",
        ] {
            let seen = Breaker::default().see("a@example.org", receipt(answer));
            assert!(matches!(seen.receipt, Receipt::Deferred { .. }), "{answer}");
            assert!(!seen.suspect, "{answer}");
            assert_eq!(trips(&[answer; 9]), Some(4), "{answer}");
        }
        assert!(!is_final(
            "550 5.2.252 SendAsDenied; a@example.org not allowed to send as b"
        ));
    }

    #[test]
    fn messages_that_are_left_in_doubt_in_a_row_stop_the_run_and_stay_in_doubt() {
        assert_eq!(trips(&["doubt: no answer after the last line"; 9]), Some(4));
        let seen = Breaker::default().see("a@example.org", receipt("doubt: no answer"));
        assert!(matches!(seen.receipt, Receipt::InDoubt { .. }));
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
    fn a_row_is_noticed_once() {
        let mut breaker = Breaker::default();
        let seen = (0..LIMIT * 3).map(|_| breaker.see("a@example.org", receipt("554 no")));
        assert_eq!(seen.filter(|seen| seen.trips.is_some()).count(), 1);
    }

    #[test]
    fn what_the_channel_knows_goes_before_what_the_words_say() {
        let seen = |against| {
            let answer = "550 5.4.1 Recipient address rejected: Access denied".to_owned();
            let receipt = Receipt::Refused { answer, against };
            let seen = Breaker::default().see("a@example.org", receipt);
            (
                seen.suspect,
                matches!(seen.receipt, Receipt::Refused { .. }),
            )
        };
        assert_eq!(seen(Against::Reader), (false, true));
        assert_eq!(seen(Against::Address), (true, false));
        assert_eq!(seen(Against::Everybody), (false, false));
        assert_eq!(seen(Against::Sender), (false, false));
        assert_eq!(seen(Against::Message), (false, false));
        for against in [Against::Sender, Against::Everybody] {
            let answer = "550 5.1.1 User unknown".to_owned();
            let unknown = Receipt::Refused { answer, against };
            let seen = Breaker::default().see("a@example.org", unknown);
            assert!(matches!(seen.receipt, Receipt::Deferred { .. }));
        }
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
