//! One line and its errands: make the message, ask for the intent, offer and hand over meanwhile,
//! end the message only when the intent is durable.

use crate::calendar::useful::is_over;
use crate::calendar::zone::Instant;
use crate::channel::{Channel, Line, Unreachable};
use crate::dispatch::desk::{Attempts, Desk, Errand, Request, Settled};
use crate::dispatch::order::{Make, Outgoing};
use crate::ledger::digest::body_digest;
use crate::ledger::{Attempt, Entry, Planned};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
use std::sync::mpsc::{Receiver, Sender};

/// One of the run's hands.
pub(super) struct Worker<'a, 'o> {
    pub number: usize,
    pub desk: &'a Desk<'a, 'o>,
    pub channel: &'a dyn Channel,
    /// Opened at the first errand, unless the clerk did.
    pub line: Option<Box<dyn Line>>,
    pub requests: Sender<Request<'o>>,
    /// Whether the intent just asked for is durable.
    pub verdicts: Receiver<bool>,
}

impl<'o> Worker<'_, 'o> {
    /// Works until there are no more errands.
    pub fn work(mut self) {
        while let Some(errand) = self.desk.next() {
            if self.desk.is_over() {
                self.ask(Request::Dropped(all(&errand.outgoing)));
            } else if let Err(why) = self.open_line() {
                self.ask(Request::Returned(errand, why));
                return;
            } else {
                self.carry(errand);
            }
        }
        if let Some(mut line) = self.line.take() {
            line.close();
        }
    }

    fn open_line(&mut self) -> Result<(), Unreachable> {
        if self.line.is_none() {
            self.line = Some(self.channel.connect()?);
        }
        Ok(())
    }

    fn carry(&mut self, errand: Errand<'o>) {
        if !self.desk.wait_for_turn() {
            return self.ask(Request::Dropped(all(&errand.outgoing)));
        }
        let now = (self.desk.now)();
        // It was in time when it was handed out, but the others before it may have taken long.
        let useful = errand.outgoing.latest_useful();
        if is_over(useful, now) {
            return self.ask(Request::Late(errand));
        }
        let Errand { outgoing, tries } = errand;
        let planned = all(&outgoing);
        let bytes = match make(outgoing.message, now) {
            Ok(bytes) => bytes,
            Err(because) => return self.ask(Request::Unmade { planned, because }),
        };
        let (entries, attempts) = self.begin(planned, &bytes, now);
        let worker = self.number;
        self.ask(Request::Begin { worker, entries });
        let line = self.line.as_mut().expect("a line was opened before");
        // All but its end goes out while the intent is written down.
        let offered = line
            .offer(&outgoing.envelope, bytes.len())
            .and_then(|()| line.hand_over(&bytes));
        if !self.verdicts.recv().unwrap_or(false) {
            if offered.is_ok() {
                // The channel waits for a message: even a goodbye would become one.
                self.line = None;
            }
            let abandoned = attempts.into_iter().map(|(attempt, planned)| {
                attempt.abandon();
                planned
            });
            return self.ask(Request::Dropped(abandoned.collect()));
        }
        let at = (self.desk.now)();
        let receipt = match offered {
            Ok(()) if is_over(useful, at) => {
                self.line = None;
                return self.ask(Request::Overtaken { attempts, at });
            }
            Ok(()) => line.deliver(&bytes),
            Err(receipt) => receipt,
        };
        let shut = line.shut();
        self.ask(Request::Settle(Box::new(Settled {
            worker,
            attempts,
            receipt,
            shut,
            at: (self.desk.now)(),
            tries,
        })));
    }

    /// The entries of intent of all that a message tells, and what they open.
    fn begin(
        &self,
        planned: Vec<Arc<Planned>>,
        bytes: &[u8],
        now: Instant,
    ) -> (Vec<Entry>, Attempts) {
        let digest = body_digest(bytes);
        let begun = planned.into_iter().map(|planned| {
            let run = &self.desk.run;
            let (entry, attempt) = Attempt::begin(Arc::clone(&planned), digest.clone(), now, run);
            (entry, (attempt, planned))
        });
        begun.unzip()
    }

    fn ask(&self, request: Request<'o>) {
        // A clerk that is gone has panicked; what is begun stays begun, which is the truth.
        let _ = self.requests.send(request);
    }
}

impl Drop for Worker<'_, '_> {
    fn drop(&mut self) {
        if std::thread::panicking() {
            self.ask(Request::Lost);
        }
    }
}

/// The delivery that leads, and those that ride with it.
fn all(outgoing: &Outgoing<'_>) -> Vec<Arc<Planned>> {
    let lead = std::iter::once(&outgoing.planned);
    lead.chain(&outgoing.riders).cloned().collect()
}

/// Makes one message; a defect in the making of one must not take the others down.
fn make(message: Make<'_>, now: Instant) -> Result<Vec<u8>, String> {
    catch_unwind(AssertUnwindSafe(|| message(now)))
        .unwrap_or_else(|_| Err("the message could not be made: a defect of this program".into()))
}
