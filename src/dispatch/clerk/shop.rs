//! The shop: errands over the counter to the workers, and what they ask for in turn, until all is
//! settled or the run is over. Writes nothing itself; it says when to.

use super::Clerk;
use crate::channel::Line;
use crate::dispatch::desk::{Desk, Errand, Request};
use crate::dispatch::order::Order;
use crate::dispatch::pace::Pace;
use crate::dispatch::stop::Stop;
use crate::dispatch::worker::Worker;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{
    Receiver, RecvTimeoutError, Sender, SyncSender, TryRecvError, TrySendError, channel,
    sync_channel,
};
use std::sync::{Arc, Mutex};
use std::time::Duration;

/// So often the clerk looks away before it writes.
const GLANCES: usize = 4;

/// What was settled waits so long for an intent to share a group with.
const LINGER: Duration = Duration::from_millis(2);

impl<'o, I: Iterator<Item = Order<'o>>> Clerk<'_, 'o, I> {
    /// Opens the lines and serves them until everything is settled or the run is over.
    pub(super) fn keep_shop(&mut self, first: Box<dyn Line>) {
        let lines = self.channel.width();
        let width = lines.get();
        let (errands, taken) = sync_channel(width * 2);
        let (requests, inbox) = channel();
        let per_minute = self.dispatch.per_minute;
        let desk = Desk {
            errands: Mutex::new(taken),
            pace: per_minute.map(|per_minute| Mutex::new(Pace::new(per_minute, lines))),
            run: Arc::clone(&self.run),
            halted: AtomicBool::new(false),
            stop: self.dispatch.stop,
            now: self.dispatch.now,
            sleep: self.dispatch.sleep,
        };
        let mut line = Some(first);
        let mut verdicts = Vec::with_capacity(width);
        std::thread::scope(|scope| {
            let mut workers = Vec::with_capacity(width);
            for number in 0..width {
                let (verdict, told) = sync_channel(1);
                verdicts.push(verdict);
                let worker = Worker {
                    number,
                    desk: &desk,
                    channel: self.channel,
                    line: line.take(),
                    requests: Sender::clone(&requests),
                    verdicts: told,
                };
                workers.push(scope.spawn(move || worker.work()));
            }
            drop(requests);
            self.serve(errands, &inbox, &verdicts, &desk.halted);
            for worker in workers {
                // One that broke down has told the clerk on its way out.
                let _ = worker.join();
            }
        });
    }

    fn serve(
        &mut self,
        errands: SyncSender<Errand<'o>>,
        inbox: &Receiver<Request<'o>>,
        verdicts: &[SyncSender<bool>],
        halted: &AtomicBool,
    ) {
        let mut counter = Some(errands);
        loop {
            self.heed_operator();
            if self.tally.stopped.is_some() {
                halted.store(true, Ordering::Relaxed);
                counter = None;
            }
            self.hand_out(&mut counter);
            let Some((requests, idle)) = self.gather(inbox) else {
                return self.close();
            };
            let mut asking = Vec::new();
            for request in requests {
                match self.take(request) {
                    Some(worker) if self.tally.stopped.is_none() => asking.push(worker),
                    Some(worker) => answer(&verdicts[worker], false),
                    None => {}
                }
            }
            let full = self.group.is_full();
            let durable = !(idle || full || !asking.is_empty()) || self.commit();
            for worker in asking {
                answer(&verdicts[worker], durable);
            }
        }
    }

    /// All workers are gone. When the last went because it could open no line, something is left.
    fn close(&mut self) {
        let is_left = self.outstanding > 0
            || self.inquiry.is_some()
            || !self.queue.is_empty()
            || self.queue.holds_back()
            || self.orders.is_some();
        if let Some(why) = self.unreachable.take().filter(|_| is_left) {
            self.halt(Stop::Cut(why));
        }
    }

    /// Puts errands on the counter while there is room; closes it when nothing can come any more.
    fn hand_out(&mut self, counter: &mut Option<SyncSender<Errand<'o>>>) {
        let Some(errands) = counter else {
            return;
        };
        if self.inquiry.is_none() {
            self.refill();
        }
        while let Some(errand) = self.next_errand() {
            let mailbox = errand.outgoing.planned.mailbox();
            match errands.try_send(errand) {
                Ok(()) => {
                    self.outstanding += 1;
                    self.queue.engage(mailbox);
                }
                Err(TrySendError::Full(errand) | TrySendError::Disconnected(errand)) => {
                    self.take_back(errand);
                    return;
                }
            }
        }
        self.conclude();
        let is_done = self.orders.is_none() && self.inquiry.is_none() && self.outstanding == 0;
        if is_done || self.tally.stopped.is_some() {
            *counter = None;
        }
    }

    /// The requests at hand, and whether there is time to write; nothing when all workers are gone.
    fn gather(&self, inbox: &Receiver<Request<'o>>) -> Option<(Vec<Request<'o>>, bool)> {
        let looks_on = self.inquiry.is_none() && self.queue.is_empty() && self.may_take_more();
        let first = if looks_on {
            // There are orders to look at meanwhile.
            match inbox.try_recv() {
                Ok(request) => request,
                Err(TryRecvError::Empty) => return Some((Vec::new(), false)),
                Err(TryRecvError::Disconnected) => return None,
            }
        } else if self.group.is_empty() {
            inbox.recv().ok()?
        } else {
            match inbox.recv_timeout(LINGER) {
                Ok(request) => request,
                Err(RecvTimeoutError::Timeout) => return Some((Vec::new(), true)),
                Err(RecvTimeoutError::Disconnected) => return None,
            }
        };
        let mut requests = vec![first];
        // The other lines are often about to ask too: one sync for all is worth a short look away.
        for _ in 0..GLANCES {
            requests.extend(inbox.try_iter());
            std::thread::yield_now();
        }
        requests.extend(inbox.try_iter());
        Some((requests, false))
    }
}

fn answer(worker: &SyncSender<bool>, durable: bool) {
    // A worker that is gone needs no answer.
    let _ = worker.send(durable);
}
