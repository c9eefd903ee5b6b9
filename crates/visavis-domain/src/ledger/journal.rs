//! Journals: what one outside fact does to the books.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

use super::Account;
use crate::money::{Currency, Money, MoneyError};

/// Whether the money is real. A site has one realm, and the two never meet in a row.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Realm {
    /// Play money: the test till.
    Test,
    /// Real money.
    Live,
}

impl Realm {
    /// As it is stored.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Test => "test",
            Self::Live => "live",
        }
    }
}

/// Why a journal cannot be drawn up.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum LedgerError {
    /// A transfer of less than nothing.
    #[error("a transfer cannot be negative")]
    Negative,
    /// A transfer from an account to itself.
    #[error("a transfer needs two accounts")]
    SameAccount,
    /// Nothing moves, so there is nothing to write.
    #[error("a journal without a transfer")]
    Empty,
    /// A stored row names a kind that we do not know.
    #[error("there is no such kind of journal")]
    Kind,
    /// The parts of a split or of a host's funds do not fit together.
    #[error("the amounts of a journal do not fit together")]
    Money(#[from] MoneyError),
}

macro_rules! journal_kinds {
    ($($(#[$doc:meta])* $name:ident = $text:literal,)+) => {
        /// What kind of fact a journal tells.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum JournalKind {
            $($(#[$doc])* $name,)+
        }

        impl JournalKind {
            /// All kinds.
            pub const ALL: &'static [Self] = &[$(Self::$name,)+];

            /// As it is stored.
            pub const fn name(self) -> &'static str {
                match self {
                    $(Self::$name => $text,)+
                }
            }
        }
    };
}

journal_kinds! {
    /// A purchase was paid, or a hold captured, for a session.
    Capture = "capture",
    /// A client's credit was paid in.
    TopUp = "top_up",
    /// The provider booked a payment, a refund, a transfer or a payout on its balance.
    BalanceTransaction = "balance_transaction",
    /// Credit was set aside for a session.
    Reserve = "reserve",
    /// Credit that a session did not need went back.
    Release = "release",
    /// The operator pays for a part of a session.
    Promo = "promo",
    /// The sum of a session was shared out.
    Settle = "settle",
    /// The operator kept a cancellation fee.
    KeepFee = "keep_fee",
    /// The site vouches for a fee that a client has not paid.
    ClientDebt = "client_debt",
    /// A client paid such a fee.
    DebtPaid = "debt_paid",
    /// A payment went back to the client.
    Refund = "refund",
    /// The provider could not deliver a refund.
    RefundFailed = "refund_failed",
    /// The days for reporting a problem are over: the earning can be paid out.
    Clear = "clear",
    /// What a host owed was kept from an earning.
    Offset = "offset",
    /// A transfer to a host was ordered.
    Transfer = "transfer",
    /// It failed.
    TransferFailed = "transfer_failed",
    /// It was taken back.
    TransferReversed = "transfer_reversed",
    /// The operator paid a host outside the provider.
    PaidByHand = "paid_by_hand",
    /// The provider paid the operator.
    BankPayout = "bank_payout",
    /// That payout came back.
    BankPayoutFailed = "bank_payout_failed",
    /// A bank took a payment back until a dispute is decided.
    DisputeOpened = "dispute_opened",
    /// The fee for answering a dispute.
    DisputeAnswered = "dispute_answered",
    /// A dispute ended for the client.
    DisputeLost = "dispute_lost",
    /// A dispute ended for the site.
    DisputeWon = "dispute_won",
    /// A host's part is held back during a dispute.
    Freeze = "freeze",
    /// It is given free.
    Unfreeze = "unfreeze",
}

impl FromStr for JournalKind {
    type Err = LedgerError;

    fn from_str(text: &str) -> Result<Self, LedgerError> {
        Self::ALL.iter().copied().find(|kind| kind.name() == text).ok_or(LedgerError::Kind)
    }
}

impl fmt::Display for JournalKind {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(self.name())
    }
}

/// One transfer: the same amount on the debit side of one account and the credit side of another.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Posting {
    /// The account that is debited.
    pub debit: Account,
    /// The account that is credited.
    pub credit: Account,
    /// More than nothing.
    pub amount: Money,
}

/// A journal to be written: at least one transfer, all in one currency, none of zero.
///
/// `source` names the outside fact and is unique for ever; writing it a second time must be refused
/// by the store, and means that the fact was posted already.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct JournalDraft {
    kind: JournalKind,
    source: String,
    lines: Vec<Posting>,
}

impl JournalDraft {
    /// Begins a journal.
    pub fn begin(kind: JournalKind, source: impl Into<String>) -> Drafting {
        Drafting(Self { kind, source: source.into(), lines: Vec::new() })
    }

    /// What kind of fact it tells.
    pub const fn kind(&self) -> JournalKind {
        self.kind
    }

    /// The fact that caused it.
    pub fn source(&self) -> &str {
        &self.source
    }

    /// The transfers, in order.
    pub fn lines(&self) -> &[Posting] {
        &self.lines
    }

    /// The currency of all transfers.
    pub fn currency(&self) -> Currency {
        self.lines[0].amount.currency
    }

    /// The journal that undoes this one.
    #[must_use]
    pub fn reversed(&self, kind: JournalKind, source: impl Into<String>) -> Self {
        let turn = |line: &Posting| Posting { debit: line.credit, credit: line.debit, ..*line };
        Self { kind, source: source.into(), lines: self.lines.iter().rev().map(turn).collect() }
    }
}

/// A journal that is being drawn up.
#[derive(Debug)]
#[must_use]
pub struct Drafting(JournalDraft);

impl Drafting {
    /// Adds a transfer; one of nothing is left out.
    pub fn transfer(
        mut self,
        debit: Account,
        credit: Account,
        amount: Money,
    ) -> Result<Self, LedgerError> {
        if amount.is_negative() {
            return Err(LedgerError::Negative);
        }
        if debit == credit {
            return Err(LedgerError::SameAccount);
        }
        if self.0.lines.first().is_some_and(|first| first.amount.currency != amount.currency) {
            return Err(LedgerError::Money(MoneyError::Mixed));
        }
        if !amount.is_zero() {
            self.0.lines.push(Posting { debit, credit, amount });
        }
        Ok(self)
    }

    /// The finished journal, unless nothing moves.
    pub fn done(self) -> Result<JournalDraft, LedgerError> {
        if self.0.lines.is_empty() { Err(LedgerError::Empty) } else { Ok(self.0) }
    }
}
