//! What the product asks of a payment provider, in words that fit any of them.
//!
//! Every request that changes something carries the id of its operation, which the product has
//! written down before. It is the provider's idempotency key: the same request under the same id is
//! done once and answered the same again; another request under that id is [`GatewayError::Misuse`].
//!
//! A trait, and not an enum of providers: the providers come from settings, drag in very different
//! things, and tests bring hostile ones. The answers are boxed futures because the trait is used as
//! `dyn Provider`; beside a network call a box is nothing, and it needs no macro.

use std::num::NonZeroU32;
use std::pin::Pin;

use jiff::{SignedDuration, Timestamp};
use visavis_domain::ids::PaymentOpId;
use visavis_domain::ledger::Realm;
use visavis_domain::money::{Currency, Money};

use crate::event::ProviderEvent;
use crate::signature::WebhookError;

/// The answer of a provider, some time later.
pub type Answer<'a, T> = Pin<Box<dyn Future<Output = Result<T, GatewayError>> + Send + 'a>>;

/// A payment provider.
pub trait Provider: Send + Sync {
    /// Its name in rows and in the inbox; never changes.
    fn name(&self) -> &'static str;

    /// Whether its money is real.
    fn realm(&self) -> Realm;

    /// The least that it charges in a currency; less is waived.
    fn minimum(&self, currency: Currency) -> Money;

    /// The smallest step in which it charges in a currency, in minor units.
    fn step(&self, currency: Currency) -> NonZeroU32;

    /// Opens a page on which the client pays at once.
    fn create_checkout<'a>(&'a self, order: &'a Order) -> Answer<'a, Checkout>;

    /// Holds an amount without taking it, with a saved means of payment or by a page.
    fn authorise<'a>(&'a self, order: &'a AuthoriseOrder) -> Answer<'a, Authorisation>;

    /// Takes a held amount or a part of it, once; the rest is released.
    fn capture<'a>(&'a self, request: &'a Capture) -> Answer<'a, ()>;

    /// Closes a page on which nobody has paid yet, or releases a hold.
    fn cancel<'a>(&'a self, request: &'a Cancel) -> Answer<'a, ()>;

    /// Gives back a taken amount or a part of it.
    fn refund<'a>(&'a self, request: &'a Refund) -> Answer<'a, RefundSent>;

    /// Sends money to a host.
    fn pay_out<'a>(&'a self, request: &'a PayOut) -> Answer<'a, PayOutSent>;

    /// What became of a checkout or a hold, found by the operation that asked for it; `None` when
    /// the provider never heard of it. This is how an unknown outcome is resolved.
    fn standing(&self, op: PaymentOpId) -> Answer<'_, Option<Standing>>;

    /// What happened after a point in time, oldest first, delivered or not.
    fn list_events<'a>(&'a self, after: &'a EventCursor, limit: u16) -> Answer<'a, EventPage>;

    /// Reads an event that was delivered, if it is really the provider's and fresh.
    fn read_webhook(
        &self,
        signature: &str,
        body: &[u8],
        now: Timestamp,
    ) -> Result<ProviderEvent, WebhookError>;
}

/// Why a provider did not do what it was asked.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum GatewayError {
    /// No answer, or a passing trouble. Whether it was done is not known; the same request under
    /// the same id is safe, as long as [`may_repeat`].
    #[error("the payment provider did not answer")]
    Retry,
    /// It will not be done, now or later.
    #[error("the payment provider refused: {reason}")]
    Refused {
        /// Why.
        reason: Reason,
    },
    /// It may have been done, and asking again is not safe: look it up ([`Provider::standing`],
    /// [`Provider::list_events`]) before anything else.
    #[error("what became of the payment is not known")]
    Unknown,
    /// The request itself is wrong. This is a fault of the product, not of a person.
    #[error("the payment provider was asked for something impossible: {what}")]
    Misuse {
        /// What is wrong with it.
        what: &'static str,
    },
}

/// Why a provider refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Reason {
    /// The client's bank said no.
    #[error("the payment was declined")]
    Declined,
    /// Less than the provider charges.
    #[error("the amount is below the least that can be charged, {minimum}")]
    TooSmall {
        /// The least.
        minimum: Money,
    },
    /// More than was held, or more than is left to give back.
    #[error("the amount is larger than what is there")]
    TooMuch,
    /// The page or the hold is closed.
    #[error("it has expired or was cancelled")]
    Closed,
    /// It is taken already: only a refund can undo it.
    #[error("it is paid already")]
    Paid,
    /// Nothing was taken yet.
    #[error("nothing was paid yet")]
    NotPaid,
    /// The provider does not know the payment.
    #[error("there is no such payment")]
    NoSuchPayment,
    /// The saved means of payment cannot be used.
    #[error("the saved means of payment cannot be used")]
    NoSuchMethod,
    /// This provider pays nobody out.
    #[error("payouts are off: the test till holds no money")]
    PayoutsOff,
}

/// Whether a request that was first sent then may be sent again under the same id. Providers forget
/// their keys after a day, and a forgotten key acts a second time; after this the outcome has to be
/// looked up.
pub fn may_repeat(first_sent: Timestamp, now: Timestamp) -> bool {
    now.duration_since(first_sent) < SignedDuration::from_hours(23)
}

/// Something to be paid on a page of the provider.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Order {
    /// The operation.
    pub op: PaymentOpId,
    /// What is to be paid or held, all of it.
    pub amount: Money,
    /// What it is for, in the client's words.
    pub description: String,
    /// Where the provider sends the client afterwards, however it went.
    pub return_url: String,
    /// When the page closes.
    pub expires_at: Timestamp,
}

/// A page of the provider.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Checkout {
    /// The provider's name for the payment.
    pub payment: String,
    /// Where the client pays.
    pub page_url: String,
    /// When it closes.
    pub expires_at: Timestamp,
}

/// An amount to be held.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AuthoriseOrder {
    /// What and how much.
    pub order: Order,
    /// An earlier payment of the same client whose means of payment is to be used again; without it
    /// the client is asked on a page.
    pub saved_method: Option<String>,
}

/// What became of a request to hold an amount.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Authorisation {
    /// It is held.
    Held {
        /// The provider's name for the payment.
        payment: String,
        /// After this moment it is released by itself.
        capture_before: Timestamp,
    },
    /// The client has to do something first.
    NeedsClient(Checkout),
}

/// A held amount to be taken.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Capture {
    /// The operation.
    pub op: PaymentOpId,
    /// The payment.
    pub payment: String,
    /// At most what is held.
    pub amount: Money,
}

/// A page to be closed, or a hold to be released.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Cancel {
    /// The operation.
    pub op: PaymentOpId,
    /// The payment.
    pub payment: String,
}

/// A taken amount to be given back.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Refund {
    /// The operation.
    pub op: PaymentOpId,
    /// The payment.
    pub payment: String,
    /// At most what is left of it.
    pub amount: Money,
}

/// A refund on its way.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RefundSent {
    /// The provider's name for the refund.
    pub refund: String,
}

/// Money to be sent to a host.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PayOut {
    /// The operation.
    pub op: PaymentOpId,
    /// The provider's name for the host's account.
    pub destination: String,
    /// How much.
    pub amount: Money,
}

/// A payout on its way.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PayOutSent {
    /// The provider's name for it.
    pub transfer: String,
}

/// What became of a checkout or a hold.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Standing {
    /// The provider's name for the payment.
    pub payment: String,
    /// The operation that asked for it.
    pub op: PaymentOpId,
    /// What was to be paid or held.
    pub amount: Money,
    /// Where it stands.
    pub state: PaymentState,
}

/// Where a payment stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PaymentState {
    /// The page is open.
    Open,
    /// The bank said no.
    Declined,
    /// The page closed without a payment.
    Expired,
    /// The amount is held.
    Held {
        /// After this moment it is released by itself.
        capture_before: Timestamp,
    },
    /// The hold was released.
    Released,
    /// Money was taken.
    Paid {
        /// How much.
        captured: Money,
        /// How much of it went back.
        refunded: Money,
    },
}

/// A point in the list of events. Events may appear a little behind it, so a reader starts some
/// minutes before the last one that it has seen and drops what it knows already.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EventCursor {
    /// Events of this moment or later...
    pub at: Timestamp,
    /// ...and, of this very moment, only those with a greater id.
    pub id: String,
}

impl EventCursor {
    /// From a moment on.
    pub const fn since(at: Timestamp) -> Self {
        Self { at, id: String::new() }
    }
}

/// Some events, and where the next ones begin.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EventPage {
    /// The events, oldest first.
    pub events: Vec<ProviderEvent>,
    /// Behind the last of them; `None` when there were fewer than asked for.
    pub next: Option<EventCursor>,
}
