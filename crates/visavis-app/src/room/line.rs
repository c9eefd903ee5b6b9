//! One open socket of a page, as the room sees it: a bounded queue towards it and its answered pings.

use std::collections::VecDeque;
use std::time::Duration;

use tokio::sync::mpsc;

use super::proof::Proof;
use super::wire::ToPage;

/// What may wait for a slow reader before it is dropped.
const QUEUE: usize = 256;
/// Between two pings.
const PING_EVERY: Duration = Duration::from_secs(2);
/// A socket that says nothing for so long is dead, whatever the network believes.
const SILENCE: Duration = Duration::from_secs(30);
/// Pings that may still be answered.
const PINGS: usize = 8;
/// Messages from a page within [`FLOOD_WINDOW`] before it is dropped.
const FLOOD: u32 = 200;
const FLOOD_WINDOW: Duration = Duration::from_secs(10);

/// One open socket.
#[derive(Debug)]
pub(super) struct Line {
    /// Never used twice: also the epoch of its proofs.
    pub number: u64,
    /// The name of the tab.
    pub device: String,
    out: mpsc::Sender<ToPage>,
    is_broken: bool,
    pings: VecDeque<(u64, Duration)>,
    last_ping: u64,
    next_ping: Duration,
    heard: Duration,
    window: (Duration, u32),
}

impl Line {
    pub fn new(number: u64, device: &str, now: Duration) -> (Self, mpsc::Receiver<ToPage>) {
        let (out, receiver) = mpsc::channel(QUEUE);
        let line = Self {
            number,
            device: device.to_owned(),
            out,
            is_broken: false,
            pings: VecDeque::new(),
            last_ping: 0,
            next_ping: now,
            heard: now,
            window: (now, 0),
        };
        (line, receiver)
    }

    /// Queues a message. A reader who is too slow, or gone, is dropped at the next beat.
    pub fn say(&mut self, message: ToPage) {
        self.is_broken |= self.out.try_send(message).is_err();
    }

    /// Sends the ping that is due.
    pub fn ping(&mut self, now: Duration) {
        if now < self.next_ping {
            return;
        }
        self.last_ping += 1;
        self.next_ping = now + PING_EVERY;
        self.pings.push_back((self.last_ping, now));
        if self.pings.len() > PINGS {
            self.pings.pop_front();
        }
        self.say(ToPage::Ping { n: self.last_ping });
    }

    /// The proof that lies in an answer; none in one that was not asked for.
    pub fn pong(&mut self, n: u64, now: Duration) -> Option<Proof> {
        let at = self.pings.iter().position(|(known, _)| *known == n)?;
        let (_, sent) = self.pings.remove(at)?;
        self.heard = now;
        Some(Proof { epoch: self.number, sent, came: now })
    }

    /// Counts a message of the page's; too many of them and the line is dropped.
    pub fn count(&mut self, now: Duration) {
        let (since, count) = &mut self.window;
        if now.saturating_sub(*since) > FLOOD_WINDOW {
            (*since, *count) = (now, 0);
        }
        *count += 1;
        self.is_broken |= *count > FLOOD;
    }

    /// Whether nothing can be expected of it any more.
    pub fn is_dead(&self, now: Duration) -> bool {
        self.is_broken || self.out.is_closed() || now.saturating_sub(self.heard) > SILENCE
    }
}
