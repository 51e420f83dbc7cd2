//! A line to the mail server that mends itself: a broken conversation is followed by a fresh one.
//!
//! Gives one receipt per delivery; never delivers what was not offered, never offers twice.

use super::relay::Relay;
use super::session::{Session, Stop};
use super::stuffing::{END, stuff};
use super::witness::Witness;
use crate::channel::{Envelope, Line, Unreachable};
use crate::notice::receipt::{Against, Receipt};
use rustls::ClientConfig;
use std::sync::Arc;

/// The largest message buffer that is kept between deliveries.
const KEPT: usize = 1 << 20;

pub(super) struct SmtpLine {
    relay: Arc<Relay>,
    trust: Option<Arc<ClientConfig>>,
    witness: Arc<Witness>,
    session: Option<Session>,
    /// The server waits for a message.
    offered: bool,
    /// Who was offered one last.
    reader: String,
    /// Whether MAIL, RCPT and DATA may go out in one breath.
    at_once: bool,
    /// Why connecting again is useless: trying a refused login again locks accounts.
    hopeless: Option<String>,
    /// Why nothing is taken before a setting is mended, until it was asked for.
    shut: Option<Unreachable>,
    stuffed: Vec<u8>,
    /// So much of what is stuffed has gone out already.
    handed_over: usize,
}

impl SmtpLine {
    pub(super) fn open(
        relay: Arc<Relay>,
        trust: Option<Arc<ClientConfig>>,
        witness: Arc<Witness>,
    ) -> Result<Self, Unreachable> {
        let session = Session::open(&relay, trust.as_ref(), &witness)?;
        Ok(Self {
            relay,
            trust,
            witness,
            session: Some(session),
            offered: false,
            reader: String::new(),
            at_once: true,
            hopeless: None,
            shut: None,
            stuffed: Vec::new(),
            handed_over: 0,
        })
    }

    fn ready(&mut self) -> Result<&mut Session, Receipt> {
        if std::mem::take(&mut self.offered) {
            // It waits for a message that never came; there is no way back but to hang up.
            self.session = None;
        }
        let limit = self.relay.per_connection.get();
        if let Some(session) = self.session.take_if(|session| session.carried >= limit) {
            session.quit(&self.relay);
        }
        if let Some(reason) = &self.hopeless {
            return Err(Receipt::Deferred {
                answer: reason.clone(),
            });
        }
        if self.session.is_none() {
            let session = Session::open(&self.relay, self.trust.as_ref(), &self.witness);
            self.session = Some(session.map_err(|unreachable| {
                if !unreachable.passing {
                    self.hopeless = Some(unreachable.what.clone());
                }
                Receipt::Deferred {
                    answer: unreachable.what,
                }
            })?);
        }
        Ok(self.session.as_mut().expect("it was opened just now"))
    }

    fn stop(&mut self, stop: Stop) -> Receipt {
        if !stop.usable {
            self.session = None;
        }
        if let Some(shut) = stop.shut {
            self.hopeless = Some(shut.what.clone());
            self.shut = Some(shut);
        }
        if stop.confused {
            self.at_once = false;
        }
        stop.receipt
    }

    /// Finds out whether an address that was refused is alone in that, while the server takes
    /// messages to somebody else.
    fn examine(&mut self, receipt: Receipt, envelope: &Envelope) -> Receipt {
        let Receipt::Refused {
            answer,
            against: Against::Address,
        } = receipt
        else {
            return receipt;
        };
        let mut against = Against::Address;
        if let Some(other) = self.witness.besides(&envelope.recipient)
            && check(&other).is_ok()
            && let Some(session) = self.session.as_mut()
        {
            match session.compare(&self.relay, (&envelope.sender, &other)) {
                Some(seen) => against = seen,
                None => self.session = None,
            }
        }
        Receipt::Refused { answer, against }
    }
}

impl Line for SmtpLine {
    fn offer(&mut self, envelope: &Envelope, size: usize) -> Result<(), Receipt> {
        for address in [&envelope.sender, &envelope.recipient] {
            check(address)?;
        }
        let relay = Arc::clone(&self.relay);
        let at_once = self.at_once;
        let offered = self.ready()?.offer(&relay, envelope, size, at_once);
        if let Err(stop) = offered {
            let receipt = self.stop(stop);
            return Err(self.examine(receipt, envelope));
        }
        self.offered = true;
        self.reader.clone_from(&envelope.recipient);
        self.handed_over = 0;
        Ok(())
    }

    fn hand_over(&mut self, message: &[u8]) -> Result<(), Receipt> {
        let session = waiting(self.session.as_mut(), &mut self.offered)?;
        if let Err(unfit) = stuff(message, &mut self.stuffed) {
            self.session = None;
            return Err(Receipt::Refused {
                answer: format!("not sent: {unfit}"),
                against: Against::Message,
            });
        }
        let before_end = self.stuffed.len() - END.len();
        let handed_over = session.hand_over(&self.relay, &self.stuffed[..before_end]);
        handed_over.map_err(|stop| self.stop(stop))?;
        self.offered = true;
        self.handed_over = before_end;
        Ok(())
    }

    fn deliver(&mut self, message: &[u8]) -> Receipt {
        if self.handed_over == 0
            && let Err(receipt) = self.hand_over(message)
        {
            return receipt;
        }
        let session = match waiting(self.session.as_mut(), &mut self.offered) {
            Ok(session) => session,
            Err(receipt) => return receipt,
        };
        let rest = &self.stuffed[std::mem::take(&mut self.handed_over)..];
        let finished = session.finish(&self.relay, rest);
        if self.stuffed.capacity() > KEPT {
            self.stuffed = Vec::new();
        }
        if let Ok(Receipt::Accepted { .. }) = finished {
            self.witness.saw(&self.reader);
        }
        finished.unwrap_or_else(|stop| self.stop(stop))
    }

    fn shut(&mut self) -> Option<Unreachable> {
        self.shut.take()
    }

    fn close(&mut self) {
        match self.session.take() {
            Some(session) if !self.offered => session.quit(&self.relay),
            _ => self.offered = false,
        }
    }
}

/// The session that waits for a message, if there is one; from now on it waits no more.
fn waiting<'s>(
    session: Option<&'s mut Session>,
    offered: &mut bool,
) -> Result<&'s mut Session, Receipt> {
    match session {
        Some(session) if std::mem::take(offered) => Ok(session),
        _ => Err(Receipt::Deferred {
            answer: "the mail server was not waiting for a message".to_owned(),
        }),
    }
}

/// An address that cannot end the command it stands in.
fn check(address: &str) -> Result<(), Receipt> {
    let plain = |byte: u8| byte.is_ascii_graphic() && !b"<>".contains(&byte);
    if address.contains('@') && address.len() <= 320 && address.bytes().all(plain) {
        return Ok(());
    }
    Err(Receipt::Refused {
        answer: format!(
            "`{}` is not an address a mail server can be given",
            address.escape_debug()
        ),
        against: Against::Message,
    })
}
