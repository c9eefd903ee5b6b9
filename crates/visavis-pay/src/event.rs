//! What a provider tells, in words that fit any of them: as the body of a webhook, and in lists.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use visavis_domain::ids::PaymentOpId;
use visavis_domain::ledger::Realm;
use visavis_domain::money::Money;

/// One thing that happened at the provider. It may be told twice, late, or out of order: it is
/// stored by its id, and its effect is keyed by the object, because two events can tell one fact.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ProviderEvent {
    /// The provider's id of the event.
    pub id: String,
    /// Whether real money is meant.
    pub realm: Realm,
    /// When it happened.
    pub at: Timestamp,
    /// The payment that it happened to.
    pub object: String,
    /// The operation that caused it.
    pub op: PaymentOpId,
    /// What happened.
    #[serde(flatten)]
    pub fact: Fact,
}

impl ProviderEvent {
    /// The name of what happened.
    pub const fn kind(&self) -> &'static str {
        match self.fact {
            Fact::CheckoutCompleted { .. } => "checkout.completed",
            Fact::CheckoutDeclined { .. } => "checkout.declined",
            Fact::CheckoutExpired => "checkout.expired",
            Fact::Authorised { .. } => "authorised",
            Fact::Released { .. } => "released",
            Fact::Captured { .. } => "captured",
            Fact::Refunded { .. } => "refunded",
            Fact::BalanceTransaction { .. } => "balance_transaction",
        }
    }

    /// The amount that it is about.
    pub const fn amount(&self) -> Option<Money> {
        match self.fact {
            Fact::CheckoutCompleted { amount }
            | Fact::CheckoutDeclined { amount }
            | Fact::Authorised { amount, capture_before: _ }
            | Fact::Released { amount }
            | Fact::Captured { amount }
            | Fact::Refunded { amount, refund: _ }
            | Fact::BalanceTransaction { amount, fee: _, transaction: _, booked: _ } => {
                Some(amount)
            }
            Fact::CheckoutExpired => None,
        }
    }
}

/// What happened.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind")]
pub enum Fact {
    /// The client paid on the page: the amount is taken.
    #[serde(rename = "checkout.completed")]
    CheckoutCompleted {
        /// How much.
        amount: Money,
    },
    /// The client's bank said no, and nothing was taken.
    #[serde(rename = "checkout.declined")]
    CheckoutDeclined {
        /// How much would have been taken.
        amount: Money,
    },
    /// The page closed without a payment.
    #[serde(rename = "checkout.expired")]
    CheckoutExpired,
    /// An amount is held.
    #[serde(rename = "authorised")]
    Authorised {
        /// How much.
        amount: Money,
        /// After this moment it is released by itself.
        capture_before: Timestamp,
    },
    /// A hold is gone, and nothing of it was taken.
    #[serde(rename = "released")]
    Released {
        /// How much was held.
        amount: Money,
    },
    /// Of a held amount so much was taken, and the rest released.
    #[serde(rename = "captured")]
    Captured {
        /// How much.
        amount: Money,
    },
    /// So much went back to the client.
    #[serde(rename = "refunded")]
    Refunded {
        /// How much, of this refund alone.
        amount: Money,
        /// The provider's name for the refund.
        refund: String,
    },
    /// The provider booked something on its balance and says what it keeps for it.
    #[serde(rename = "balance_transaction")]
    BalanceTransaction {
        /// The provider's name for the booking.
        transaction: String,
        /// What was booked.
        booked: Booked,
        /// The amount, without the fee.
        amount: Money,
        /// What the provider keeps.
        fee: Money,
    },
}

/// What a provider books on its balance.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Booked {
    /// A payment came in.
    Charge,
    /// A refund went out.
    Refund,
}
