//! The buttons on the till's page: one for every outcome that a shop must live through.

use std::str::FromStr;

use super::TillStoreError;

/// A button.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Button {
    /// The payment succeeds.
    Approve,
    /// The bank says no.
    Decline,
    /// The bank wants to see the client: 3-D Secure. The page then asks to approve or decline.
    Challenge,
    /// The client closes the page for good.
    Expire,
    /// It succeeds, but the answer is lost: the client never gets back to the shop.
    ApproveLoseAnswer,
    /// It succeeds, and every webhook of this payment comes twice.
    ApproveTwice,
    /// It succeeds, and every webhook of this payment comes late.
    ApproveLate,
    /// It succeeds, and no webhook of this payment ever comes.
    ApproveNever,
    /// The next capture, release or refund is done, but its answer is lost.
    LoseNextAnswer,
}

impl Button {
    /// All of them.
    pub const ALL: [Self; 9] = [
        Self::Approve,
        Self::Decline,
        Self::Challenge,
        Self::Expire,
        Self::ApproveLoseAnswer,
        Self::ApproveTwice,
        Self::ApproveLate,
        Self::ApproveNever,
        Self::LoseNextAnswer,
    ];

    /// Its value in the form.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Approve => "approve",
            Self::Decline => "decline",
            Self::Challenge => "challenge",
            Self::Expire => "expire",
            Self::ApproveLoseAnswer => "approve_lose_answer",
            Self::ApproveTwice => "approve_twice",
            Self::ApproveLate => "approve_late",
            Self::ApproveNever => "approve_never",
            Self::LoseNextAnswer => "lose_next_answer",
        }
    }
}

impl FromStr for Button {
    type Err = PressError;

    fn from_str(text: &str) -> Result<Self, PressError> {
        let mut all = Self::ALL.into_iter();
        all.find(|button| button.name() == text).ok_or(PressError::NotOffered)
    }
}

/// Where the page goes after a button.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum After {
    /// Back to the shop.
    Return {
        /// The shop's address, as ordered.
        url: String,
    },
    /// The page of the payment is shown again: the bank's question, or the same buttons.
    Stay,
    /// Nowhere: the connection broke. The page says so and leads to no shop.
    NoAnswer,
}

/// Why a button did nothing.
#[derive(Debug, thiserror::Error)]
pub enum PressError {
    /// The till does not know the payment.
    #[error("there is no such payment at the test till")]
    NoSuchPayment,
    /// The payment is not in a stage in which the button is on the page; it was pressed in an old
    /// copy of the page.
    #[error("this payment has moved on; load the page again")]
    NotOffered,
    /// The till could not keep what came of it, so nothing happened.
    #[error("the test till could not be reached")]
    Store(#[from] TillStoreError),
}
