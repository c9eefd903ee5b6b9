//! Webhooks of the till: kept until they were delivered as often as they are meant to be.

use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};

use super::TillStoreError;
use crate::event::ProviderEvent;
use crate::signature::WebhookSecret;

/// An event with what is still to be done about its delivery.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct TillEvent {
    /// What is told.
    pub event: ProviderEvent,
    /// When it is delivered next.
    pub deliver_at: Timestamp,
    /// How often it is still to be delivered; an event that never arrives begins with 0.
    pub times: u8,
    /// How often the inbox has refused it.
    pub refusals: u8,
}

/// The longest pause between two tries.
const LONGEST_PAUSE_SECS: i64 = 3600;

impl TillEvent {
    /// After the inbox has taken it.
    #[must_use]
    pub fn accepted(&self, now: Timestamp) -> Self {
        let deliver_at = later(now, SignedDuration::from_secs(1));
        Self { deliver_at, times: self.times.saturating_sub(1), ..self.clone() }
    }

    /// After the inbox has refused it: 2, 4, 8 seconds and so on, up to an hour.
    #[must_use]
    pub fn rejected(&self, now: Timestamp) -> Self {
        let refusals = self.refusals.saturating_add(1);
        let pause = (1_i64 << refusals.min(12)).min(LONGEST_PAUSE_SECS);
        let deliver_at = later(now, SignedDuration::from_secs(pause));
        Self { deliver_at, refusals, ..self.clone() }
    }
}

/// A moment after another one; at the end of time it stands still.
pub(super) fn later(now: Timestamp, by: SignedDuration) -> Timestamp {
    now.checked_add(by).unwrap_or(Timestamp::MAX)
}

/// A signed webhook on its way to the inbox.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Delivery {
    event: TillEvent,
    /// The body, exactly as signed.
    pub body: Vec<u8>,
    /// The header with the signature.
    pub signature: String,
}

impl Delivery {
    pub(super) fn new(
        event: TillEvent,
        secret: &WebhookSecret,
        now: Timestamp,
    ) -> Result<Self, TillStoreError> {
        let body = serde_json::to_vec(&event.event)
            .map_err(|error| TillStoreError::Unavailable(Box::new(error)))?;
        let signature = secret.sign(&body, now);
        Ok(Self { event, body, signature })
    }

    /// What is delivered.
    pub const fn event(&self) -> &TillEvent {
        &self.event
    }
}
