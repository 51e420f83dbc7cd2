//! One conversation with a mail server, from its greeting to the end (RFC 5321).
//!
//! Gives verdicts that know on which side of the final dot something broke; never retries.

use super::hindrance::{
    locked, login_failed, login_refused, no_encryption, refuse_login_in_clear, turned_away,
    unusable,
};
use super::relay::{Login, Relay, Security};
use super::reply::{Offers, Reply};
use super::wire::{Broken, Wire};
use super::witness::Witness;
use crate::channel::{Envelope, Unreachable};
use crate::notice::receipt::{Against, Receipt};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use rustls::ClientConfig;
use rustls::pki_types::ServerName;
use std::sync::Arc;

/// A conversation that has got as far as taking messages.
pub(super) struct Session {
    wire: Wire,
    offers: Offers,
    /// Messages that were answered after their dot.
    pub(super) carried: usize,
}

/// A delivery that did not succeed, and whether the conversation can go on.
pub(super) struct Stop {
    pub(super) receipt: Receipt,
    pub(super) usable: bool,
    /// The server lost its way among several commands at once.
    pub(super) confused: bool,
    /// Nothing is taken before a setting is mended.
    pub(super) shut: Option<Unreachable>,
}

impl Session {
    /// Connects, encrypts, logs in.
    pub(super) fn open(
        relay: &Relay,
        trust: Option<&Arc<ClientConfig>>,
        witness: &Witness,
    ) -> Result<Self, Unreachable> {
        refuse_login_in_clear(relay)?;
        let wire = Wire::connect(&relay.host, relay.port, relay.deadlines.connect);
        let wire = wire.map_err(|reason| Unreachable {
            what: format!(
                "the mail server {} cannot be reached: {reason}",
                relay.endpoint()
            ),
            hint: "check host and port in the mail server settings, and that this machine may \
                   connect there"
                .to_owned(),
            passing: true,
        })?;
        let mut session = Self {
            wire,
            offers: Offers::default(),
            carried: 0,
        };
        if let (Security::Implicit, Some(trust)) = (relay.security, trust) {
            session.secure(relay, trust)?;
        }
        session.greet(relay)?;
        session.hello(relay)?;
        if let (Security::StartTls, Some(trust)) = (relay.security, trust) {
            session.start_tls(relay, trust)?;
        }
        if relay.security != Security::Plain && !session.wire.is_secure() {
            return Err(no_encryption(relay));
        }
        session.login(relay, witness)?;
        Ok(session)
    }

    fn greet(&mut self, relay: &Relay) -> Result<(), Unreachable> {
        let greeting = self.wire.reply(relay.deadlines.greeting);
        let greeting = greeting.map_err(|broken| unusable(relay, "greeting", &broken))?;
        match greeting.code {
            220 => Ok(()),
            _ => Err(turned_away(relay, "does not take mail from us", &greeting)),
        }
    }

    fn hello(&mut self, relay: &Relay) -> Result<(), Unreachable> {
        let reply = self
            .ask(
                &format!("EHLO {}\r\n", relay.hello),
                relay.deadlines.greeting,
            )
            .map_err(|broken| unusable(relay, "EHLO", &broken))?;
        if !reply.is_positive() {
            return Err(turned_away(relay, "did not accept our EHLO", &reply));
        }
        self.offers = Offers::read(&reply);
        Ok(())
    }

    fn start_tls(&mut self, relay: &Relay, trust: &Arc<ClientConfig>) -> Result<(), Unreachable> {
        if !self.offers.starttls {
            return Err(no_encryption(relay));
        }
        let reply = self
            .ask("STARTTLS\r\n", relay.deadlines.greeting)
            .map_err(|broken| unusable(relay, "STARTTLS", &broken))?;
        if reply.code != 220 {
            return Err(turned_away(relay, "did not start encryption", &reply));
        }
        self.secure(relay, trust)?;
        // What was offered in clear may have been anybody's (RFC 3207 section 4.2).
        self.hello(relay)
    }

    fn secure(&mut self, relay: &Relay, trust: &Arc<ClientConfig>) -> Result<(), Unreachable> {
        let name = ServerName::try_from(relay.host.clone()).map_err(|_| Unreachable {
            what: format!(
                "`{}` is not a name a certificate can be checked for",
                relay.host
            ),
            hint: "set the host to the mail server's full name".to_owned(),
            passing: false,
        })?;
        let secured = self.wire.secure(trust, name, relay.deadlines.greeting);
        secured.map_err(|broken| unusable(relay, "encryption", &broken))
    }

    fn login(&mut self, relay: &Relay, witness: &Witness) -> Result<(), Unreachable> {
        let encode = |text: String| STANDARD.encode(text);
        let (secret, steps) = match &relay.login {
            Login::None => return Ok(()),
            Login::Token { user, secret } if self.offers.knows("XOAUTH2") => {
                let token = secret.expose();
                let proof = encode(format!("user={user}\x01auth=Bearer {token}\x01\x01"));
                // On failure the server explains itself and waits for an empty line.
                (
                    secret,
                    vec![format!("AUTH XOAUTH2 {proof}\r\n"), "\r\n".to_owned()],
                )
            }
            Login::Password { user, secret } if self.offers.knows("PLAIN") => {
                let proof = encode(format!("\0{user}\0{}", secret.expose()));
                (secret, vec![format!("AUTH PLAIN {proof}\r\n")])
            }
            Login::Password { user, secret } if self.offers.knows("LOGIN") => {
                let user = encode(user.clone()) + "\r\n";
                let proof = encode(secret.expose().to_owned()) + "\r\n";
                (secret, vec!["AUTH LOGIN\r\n".to_owned(), user, proof])
            }
            Login::Password { .. } | Login::Token { .. } => return Err(self.no_login(relay)),
        };
        // Some servers repeat what they were told.
        let encoded = encode(secret.expose().to_owned());
        let mut said = vec![secret.expose(), &encoded];
        let proofs = steps
            .iter()
            .filter_map(|step| step.split_whitespace().last());
        said.extend(proofs.filter(|word| *word != "LOGIN"));
        let mut last = None;
        for step in &steps {
            let reply = self
                .ask(step, relay.deadlines.greeting)
                .map_err(|broken| login_failed(relay, broken, &said))?;
            let more = reply.is_intermediate();
            last = Some(reply);
            if !more {
                break;
            }
        }
        match last {
            Some(reply) if reply.is_positive() => Ok(()),
            Some(reply) => {
                let refused = login_refused(relay, &reply, &said);
                if !refused.passing {
                    witness.saw_refusal(&refused.what);
                }
                Err(refused)
            }
            None => Ok(()),
        }
    }

    fn no_login(&self, relay: &Relay) -> Unreachable {
        let offered = match self.offers.mechanisms.as_slice() {
            [] => "it offers none".to_owned(),
            some => format!("it offers {}", some.join(", ")),
        };
        Unreachable {
            what: format!(
                "the mail server {} does not take the kind of login that is set ({offered})",
                relay.endpoint()
            ),
            hint: "ask the mail team whether to log in with a password, with a token (XOAUTH2), \
                   or not at all"
                .to_owned(),
            passing: false,
        }
    }

    /// MAIL, RCPT and DATA, up to the moment when the server waits for the message.
    pub(super) fn offer(
        &mut self,
        relay: &Relay,
        envelope: &Envelope,
        size: usize,
        at_once: bool,
    ) -> Result<(), Stop> {
        let size = match self.offers.size {
            true => format!(" SIZE={size}"),
            false => String::new(),
        };
        let deadlines = &relay.deadlines;
        let mail = format!("MAIL FROM:<{}>{size}\r\n", envelope.sender);
        let rcpt = format!("RCPT TO:<{}>\r\n", envelope.recipient);
        let steps = [
            (mail, deadlines.mail, Against::Sender),
            (rcpt, deadlines.rcpt, Against::Address),
            ("DATA\r\n".to_owned(), deadlines.data, Against::Message),
        ];
        let at_once = at_once && self.offers.pipelining;
        if at_once {
            let batch: String = steps.iter().map(|(command, ..)| command.as_str()).collect();
            let sent = self.wire.send(batch.as_bytes(), relay.deadlines.mail);
            sent.map_err(|broken| lost(&broken, false))?;
        }
        let mut refused: Option<Receipt> = None;
        let last = steps.len() - 1;
        for (at, (command, patience, against)) in steps.iter().enumerate() {
            if !at_once {
                let sent = self.wire.send(command.as_bytes(), *patience);
                sent.map_err(|broken| lost(&broken, false))?;
            }
            let reply = self
                .wire
                .reply(*patience)
                .map_err(|broken| lost(&broken, at_once))?;
            let yes = match at == last {
                true => reply.code == 354,
                false => reply.is_positive(),
            };
            if reply.is_closing() {
                return Err(broken_off(reply.verdict(*against)));
            }
            // At an address it may be meant for those of other domains only.
            if *against != Against::Address {
                refuse_locked(relay, &reply)?;
            }
            if at == last && yes && refused.is_some() {
                // It waits for a message to nobody: an empty one, which it should refuse.
                self.retreat(relay)?;
            } else if !yes && refused.is_none() {
                if reply.is_positive() || reply.is_intermediate() {
                    return Err(lost(&Broken::Garbage(reply.words()), at_once));
                }
                refused = Some(reply.verdict(*against));
                if !at_once {
                    break;
                }
            }
        }
        match refused {
            None => Ok(()),
            Some(receipt) => Err(self.give_up(relay, receipt)),
        }
    }

    fn retreat(&mut self, relay: &Relay) -> Result<(), Stop> {
        let reply = self.ask(".\r\n", relay.deadlines.data);
        let reply = reply.map_err(|broken| lost(&broken, false))?;
        match reply.is_closing() {
            true => Err(broken_off(reply.verdict(Against::Message))),
            false => Ok(()),
        }
    }

    /// A clean slate after a refusal, so that the next delivery can use the same connection.
    fn give_up(&mut self, relay: &Relay, receipt: Receipt) -> Stop {
        let reset = self.ask("RSET\r\n", relay.deadlines.mail);
        Stop {
            receipt,
            usable: reset.is_ok_and(|reset| reset.is_positive()),
            confused: false,
            shut: None,
        }
    }

    /// What the refusal of an address was against, by asking for another one, to whom a message was
    /// taken before; nothing when the conversation broke over it.
    pub(super) fn compare(
        &mut self,
        relay: &Relay,
        (sender, other): (&str, &str),
    ) -> Option<Against> {
        let steps = [
            (format!("MAIL FROM:<{sender}>\r\n"), relay.deadlines.mail),
            (format!("RCPT TO:<{other}>\r\n"), relay.deadlines.rcpt),
        ];
        let mut against = Against::Reader;
        for (command, patience) in &steps {
            let reply = self.ask(command, *patience).ok()?;
            if reply.is_closing() {
                return None;
            }
            if !reply.is_positive() {
                // One that is put off says nothing of either.
                against = match reply.code / 100 {
                    5 => Against::Everybody,
                    _ => Against::Address,
                };
                break;
            }
        }
        let reset = self.ask("RSET\r\n", relay.deadlines.mail).ok()?;
        reset.is_positive().then_some(against)
    }

    /// Part of the stuffed message, or all of it. After an error the dot is not out.
    pub(super) fn hand_over(&mut self, relay: &Relay, stuffed: &[u8]) -> Result<(), Stop> {
        let sent = self.wire.send(stuffed, relay.deadlines.block);
        sent.map_err(|broken| {
            // A server that hangs up in the middle may have said why.
            let why = match broken {
                Broken::Lost(_) => self.wire.reply(relay.deadlines.quit).ok(),
                _ => None,
            };
            match why.filter(|reply| reply.code >= 400) {
                Some(reply) => broken_off(reply.verdict(Against::Message)),
                None => lost(&broken, false),
            }
        })
    }

    /// The rest of the stuffed message with its final dot, and the verdict on it.
    pub(super) fn finish(&mut self, relay: &Relay, rest: &[u8]) -> Result<Receipt, Stop> {
        self.hand_over(relay, rest)?;
        let doubt = |answer: String| broken_off(Receipt::InDoubt { answer });
        let reply = self.wire.reply(relay.deadlines.dot);
        let reply = reply.map_err(|broken| doubt(format!("after the message, {broken}")))?;
        self.carried += 1;
        refuse_locked(relay, &reply)?;
        match reply.code / 100 {
            2 => Ok(Receipt::Accepted {
                answer: reply.words(),
            }),
            4 | 5 if reply.is_closing() => Err(broken_off(reply.verdict(Against::Message))),
            4 | 5 => Ok(reply.verdict(Against::Message)),
            _ => Err(doubt(format!(
                "after the message, an odd answer: {}",
                reply.words()
            ))),
        }
    }

    /// Says goodbye; nobody waits long for the answer.
    pub(super) fn quit(mut self, relay: &Relay) {
        let _ = self.ask("QUIT\r\n", relay.deadlines.quit);
    }

    fn ask(&mut self, command: &str, patience: std::time::Duration) -> Result<Reply, Broken> {
        self.wire.send(command.as_bytes(), patience)?;
        self.wire.reply(patience)
    }
}

fn lost(broken: &Broken, confused: bool) -> Stop {
    Stop {
        receipt: Receipt::Deferred {
            answer: format!("before the message, {broken}"),
        },
        usable: false,
        confused: confused && !matches!(broken, Broken::Lost(_)),
        shut: None,
    }
}

fn broken_off(receipt: Receipt) -> Stop {
    Stop {
        receipt,
        usable: false,
        confused: false,
        shut: None,
    }
}

/// An answer that is about the connection is about nobody's message.
fn refuse_locked(relay: &Relay, reply: &Reply) -> Result<(), Stop> {
    let answer = reply.words();
    match locked(relay, reply) {
        None => Ok(()),
        shut => Err(Stop {
            shut,
            ..broken_off(Receipt::Deferred { answer })
        }),
    }
}
