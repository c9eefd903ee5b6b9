//! How long two people were provably there together: pure arithmetic over answered pings.
//!
//! A page is known to have been alive at some moment between the sending of a ping and the coming of
//! its answer. So a stretch of proven presence begins when an answer *comes* and reaches to the
//! *sending* of the latest ping that was answered: both ends err towards less. A stretch goes on as
//! long as answers keep coming on the same connection with no silence of more than [`PATIENCE`]; a
//! page that slept longer, or a new connection, begins a new stretch. Joint time is where stretches
//! of both overlap.

use std::collections::VecDeque;
use std::time::Duration;

use visavis_domain::session::Party;

/// The longest silence within one stretch; after it nobody is there (architecture, proven time).
pub const PATIENCE: Duration = Duration::from_secs(10);
/// Stretches that wait for the other side's proofs; older ones are forgotten, which only proves less.
const STRETCHES: usize = 64;

/// An answered ping.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Proof {
    /// The connection that it came on. Numbers are never used twice.
    pub epoch: u64,
    /// When the ping was sent.
    pub sent: Duration,
    /// When the answer came.
    pub came: Duration,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Stretch {
    from: Duration,
    to: Duration,
}

#[derive(Debug, Clone, Default)]
struct Track {
    stretches: VecDeque<Stretch>,
    last: Option<Proof>,
}

impl Track {
    fn prove(&mut self, proof: Proof) {
        let too_late = proof.came.saturating_sub(proof.sent) > PATIENCE;
        let goes_on = !too_late
            && self.last.is_some_and(|last| {
                last.epoch == proof.epoch
                    && proof.came.saturating_sub(last.came) <= PATIENCE
                    && proof.sent.saturating_sub(last.sent) <= PATIENCE
            });
        match self.stretches.back_mut() {
            Some(stretch) if goes_on => stretch.to = stretch.to.max(proof.sent),
            Some(_) | None => {
                self.stretches.push_back(Stretch { from: proof.came, to: proof.came });
                if self.stretches.len() > STRETCHES {
                    self.stretches.pop_front();
                }
            }
        }
        // A ping that was answered too late must not carry the next one across the silence.
        let sent = if too_late { proof.came } else { proof.sent };
        self.last = Some(Proof { sent, ..proof });
    }

    /// Up to here everything is said: what comes later proves only what is later.
    fn until(&self) -> Option<Duration> {
        self.stretches.back().map(|stretch| stretch.to)
    }

    fn forget_before(&mut self, until: Duration) {
        while self.stretches.len() > 1 && self.stretches.front().is_some_and(|s| s.to <= until) {
            self.stretches.pop_front();
        }
    }
}

/// The joint time of host and client in one room.
#[derive(Debug, Clone, Default)]
pub struct Joint {
    host: Track,
    client: Track,
    settled: Duration,
    until: Duration,
}

impl Joint {
    /// Takes an answered ping of one side into account. Proofs come in the order of their coming.
    pub fn prove(&mut self, party: Party, proof: Proof) {
        match party {
            Party::Host => self.host.prove(proof),
            Party::Client => self.client.prove(proof),
        }
        let (Some(host), Some(client)) = (self.host.until(), self.client.until()) else { return };
        let until = host.min(client);
        if until > self.until {
            self.settled += self.overlap(self.until, until);
            self.until = until;
        }
        self.host.forget_before(self.until);
        self.client.forget_before(self.until);
    }

    /// How long both were provably there.
    pub const fn proven(&self) -> Duration {
        self.settled
    }

    fn overlap(&self, from: Duration, until: Duration) -> Duration {
        let pairs = self.host.stretches.iter().flat_map(|host| {
            self.client.stretches.iter().map(move |client| {
                let begin = host.from.max(client.from).max(from);
                host.to.min(client.to).min(until).saturating_sub(begin)
            })
        });
        pairs.sum()
    }
}

#[cfg(test)]
mod tests;
