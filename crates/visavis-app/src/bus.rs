//! Hints between the parts of this process: "something about this changed, look again".
//!
//! A hint carries no truth and may be lost; who was away too long gets [`Hint::Resync`] and reads
//! everything anew. Truth is in the database.

use tokio::sync::broadcast;
use visavis_domain::ids::{AccountId, ConversationId, SessionId};

/// Whose business something is: the host's and the client's account.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Pair {
    /// The host's account.
    pub host: AccountId,
    /// The client.
    pub client: AccountId,
}

/// What changed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Topic {
    /// The sessions of this person, as host or client: lists and dashboards.
    Sessions(AccountId),
    /// One session: the business of these two alone.
    Session(SessionId, Pair),
    /// One conversation: the business of these two alone.
    Conversation(ConversationId, Pair),
    /// The messages of this person: unread counts.
    Messages(AccountId),
    /// The public directory.
    Directory,
    /// The outbox and the operator's overview.
    Operator,
}

/// What a subscriber receives.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Hint {
    /// This changed.
    Changed(Topic),
    /// Hints were lost; everything may have changed.
    Resync,
}

/// The hints of one process.
#[derive(Debug, Clone)]
pub struct Bus(broadcast::Sender<Topic>);

/// One listener.
#[derive(Debug)]
pub struct Hints(broadcast::Receiver<Topic>);

impl Default for Bus {
    fn default() -> Self {
        Self(broadcast::Sender::new(1024))
    }
}

impl Bus {
    /// Tells all who listen now. Nobody listening is no error.
    pub fn publish(&self, topic: Topic) {
        let _ = self.0.send(topic);
    }

    /// Listens from now on.
    pub fn subscribe(&self) -> Hints {
        Hints(self.0.subscribe())
    }
}

impl Hints {
    /// A hint that is already there.
    pub fn now(&mut self) -> Option<Hint> {
        match self.0.try_recv() {
            Ok(topic) => Some(Hint::Changed(topic)),
            Err(broadcast::error::TryRecvError::Lagged(_)) => Some(Hint::Resync),
            Err(broadcast::error::TryRecvError::Empty | broadcast::error::TryRecvError::Closed) => {
                None
            }
        }
    }

    /// The next hint; `None` when the process ends.
    pub async fn next(&mut self) -> Option<Hint> {
        match self.0.recv().await {
            Ok(topic) => Some(Hint::Changed(topic)),
            Err(broadcast::error::RecvError::Lagged(_)) => Some(Hint::Resync),
            Err(broadcast::error::RecvError::Closed) => None,
        }
    }
}
