//! The chart of accounts, kept once per realm and currency.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Deserializer, Serialize, Serializer, de};

use crate::ids::{AccountId, HostId, SessionId};

/// The side of an entry, and the side on which an account grows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Side {
    /// Assets and expenses grow here.
    Debit,
    /// Liabilities and revenue grow here.
    Credit,
}

/// Where a tax is owed: a country of ISO 3166-1 or a subdivision of ISO 3166-2, or not stated where
/// the site has a single one.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Jurisdiction([u8; 6]);

impl Jurisdiction {
    /// The only one of the site.
    pub const UNSTATED: Self = Self([0; 6]);

    /// `DE`, `US-CA`, or nothing.
    pub fn code(&self) -> &str {
        let length = self.0.iter().position(|byte| *byte == 0).unwrap_or(self.0.len());
        std::str::from_utf8(&self.0[..length]).expect("made from ASCII alone")
    }
}

impl FromStr for Jurisdiction {
    type Err = AccountError;

    fn from_str(text: &str) -> Result<Self, AccountError> {
        let (country, part) = text.split_once('-').unwrap_or((text, ""));
        let is_country = country.len() == 2 && country.bytes().all(|b| b.is_ascii_uppercase());
        let is_part = part.len() <= 3
            && part.bytes().all(|b| b.is_ascii_uppercase() || b.is_ascii_digit())
            && part.is_empty() != text.contains('-');
        if text.is_empty() {
            return Ok(Self::UNSTATED);
        }
        if !is_country || !is_part {
            return Err(AccountError::Owner);
        }
        let mut bytes = [0; 6];
        bytes[..text.len()].copy_from_slice(text.as_bytes());
        Ok(Self(bytes))
    }
}

impl fmt::Debug for Jurisdiction {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(self.code())
    }
}

impl Serialize for Jurisdiction {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.code())
    }
}

impl<'de> Deserialize<'de> for Jurisdiction {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer)?.parse().map_err(de::Error::custom)
    }
}

/// An account of the books.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Account {
    /// Told to the provider, its balance transaction not seen yet; returns to zero.
    Clearing,
    /// What the provider holds for the site.
    Psp,
    /// What reached the operator's bank, less what was paid out by hand.
    Bank,
    /// Withdrawn by the provider for a dispute that is still open.
    Disputed,
    /// What a host owes the site after a refund or a lost dispute.
    HostReceivable(HostId),
    /// A fee that a client has not paid yet.
    ClientReceivable(AccountId),
    /// A client's prepaid credit.
    Wallet(AccountId),
    /// Paid in, or reserved, for one session; zero once the session is closed.
    Escrow(SessionId),
    /// A host's earnings in the days in which a problem may be reported.
    HostPending(HostId),
    /// A host's earnings that can be paid out.
    HostAvailable(HostId),
    /// A host's earnings on their way.
    HostTransit(HostId),
    /// A host's earnings that a dispute holds back.
    HostFrozen(HostId),
    /// Tax on sales; may go to the other side after refunds.
    Tax(Jurisdiction),
    /// The site's share of sales.
    Commission,
    /// Cancellation fees that the operator keeps.
    Cancellation,
    /// What the provider keeps for its work.
    Processing,
    /// What the provider keeps for disputes.
    DisputeFee,
    /// Refunds and lost disputes that the operator bears.
    Loss,
    /// Discounts that the operator pays for.
    Promo,
}

/// Why a row is not an account of ours.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum AccountError {
    /// No such account in the chart.
    #[error("the chart of accounts has no such code")]
    Code,
    /// The owner does not belong to the code, or is not an id of the right kind.
    #[error("the owner does not fit the account")]
    Owner,
}

impl Account {
    /// The code of the account in the chart, without its owner.
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Clearing => "A:clearing",
            Self::Psp => "A:psp",
            Self::Bank => "A:bank",
            Self::Disputed => "A:disputed",
            Self::HostReceivable(_) => "A:host_receivable",
            Self::ClientReceivable(_) => "A:client_receivable",
            Self::Wallet(_) => "L:wallet",
            Self::Escrow(_) => "L:escrow",
            Self::HostPending(_) => "L:host:pending",
            Self::HostAvailable(_) => "L:host:available",
            Self::HostTransit(_) => "L:host:transit",
            Self::HostFrozen(_) => "L:host:frozen",
            Self::Tax(_) => "L:tax",
            Self::Commission => "R:commission",
            Self::Cancellation => "R:cancellation",
            Self::Processing => "X:processing",
            Self::DisputeFee => "X:dispute_fee",
            Self::Loss => "X:loss",
            Self::Promo => "X:promo",
        }
    }

    /// Whose it is: the text of an id, a jurisdiction, or empty for the site's own.
    pub fn owner(&self) -> String {
        match self {
            Self::HostReceivable(host)
            | Self::HostPending(host)
            | Self::HostAvailable(host)
            | Self::HostTransit(host)
            | Self::HostFrozen(host) => host.to_string(),
            Self::ClientReceivable(client) | Self::Wallet(client) => client.to_string(),
            Self::Escrow(session) => session.to_string(),
            Self::Tax(jurisdiction) => jurisdiction.code().to_owned(),
            Self::Clearing
            | Self::Psp
            | Self::Bank
            | Self::Disputed
            | Self::Commission
            | Self::Cancellation
            | Self::Processing
            | Self::DisputeFee
            | Self::Loss
            | Self::Promo => String::new(),
        }
    }

    /// The account of a stored row.
    pub fn from_parts(code: &str, owner: &str) -> Result<Self, AccountError> {
        fn id<T: FromStr>(owner: &str) -> Result<T, AccountError> {
            owner.parse().map_err(|_| AccountError::Owner)
        }
        let own = |account: Self| {
            if owner.is_empty() { Ok(account) } else { Err(AccountError::Owner) }
        };
        match code {
            "A:clearing" => own(Self::Clearing),
            "A:psp" => own(Self::Psp),
            "A:bank" => own(Self::Bank),
            "A:disputed" => own(Self::Disputed),
            "A:host_receivable" => id(owner).map(Self::HostReceivable),
            "A:client_receivable" => id(owner).map(Self::ClientReceivable),
            "L:wallet" => id(owner).map(Self::Wallet),
            "L:escrow" => id(owner).map(Self::Escrow),
            "L:host:pending" => id(owner).map(Self::HostPending),
            "L:host:available" => id(owner).map(Self::HostAvailable),
            "L:host:transit" => id(owner).map(Self::HostTransit),
            "L:host:frozen" => id(owner).map(Self::HostFrozen),
            "L:tax" => id(owner).map(Self::Tax),
            "R:commission" => own(Self::Commission),
            "R:cancellation" => own(Self::Cancellation),
            "X:processing" => own(Self::Processing),
            "X:dispute_fee" => own(Self::DisputeFee),
            "X:loss" => own(Self::Loss),
            "X:promo" => own(Self::Promo),
            _ => Err(AccountError::Code),
        }
    }

    /// The side on which the account grows: it follows from the first letter of its code.
    pub const fn normal(&self) -> Side {
        match self {
            Self::Clearing
            | Self::Psp
            | Self::Bank
            | Self::Disputed
            | Self::HostReceivable(_)
            | Self::ClientReceivable(_)
            | Self::Processing
            | Self::DisputeFee
            | Self::Loss
            | Self::Promo => Side::Debit,
            Self::Wallet(_)
            | Self::Escrow(_)
            | Self::HostPending(_)
            | Self::HostAvailable(_)
            | Self::HostTransit(_)
            | Self::HostFrozen(_)
            | Self::Tax(_)
            | Self::Commission
            | Self::Cancellation => Side::Credit,
        }
    }

    /// Whether the account may never be overdrawn. Other people's money may not; the mirrors of the
    /// provider, tax, income and cost may.
    pub const fn floor_zero(&self) -> bool {
        match self {
            Self::Disputed
            | Self::HostReceivable(_)
            | Self::ClientReceivable(_)
            | Self::Wallet(_)
            | Self::Escrow(_)
            | Self::HostPending(_)
            | Self::HostAvailable(_)
            | Self::HostTransit(_)
            | Self::HostFrozen(_) => true,
            Self::Clearing
            | Self::Psp
            | Self::Bank
            | Self::Tax(_)
            | Self::Commission
            | Self::Cancellation
            | Self::Processing
            | Self::DisputeFee
            | Self::Loss
            | Self::Promo => false,
        }
    }
}

impl fmt::Display for Account {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let owner = self.owner();
        out.write_str(self.code())?;
        if owner.is_empty() { Ok(()) } else { write!(out, ":{owner}") }
    }
}
