//! Shares of an amount in basis points, and the three ways to round them.

use serde::{Deserialize, Serialize};

use super::{Money, MoneyError};

/// A share in hundredths of a percent, from nothing to the whole.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize,
)]
#[serde(try_from = "u16", into = "u16")]
pub struct BasisPoints(u16);

impl BasisPoints {
    /// Nothing of it.
    pub const ZERO: Self = Self(0);
    /// All of it.
    pub const WHOLE: Self = Self(10_000);

    /// So many hundredths of a percent.
    pub const fn new(bp: u16) -> Result<Self, MoneyError> {
        if bp <= Self::WHOLE.0 { Ok(Self(bp)) } else { Err(MoneyError::Share) }
    }

    /// The number.
    pub const fn get(self) -> u16 {
        self.0
    }

    /// This share of an amount, rounded down.
    pub fn floor_of(self, amount: Money) -> Money {
        self.of(amount, 0)
    }

    /// This share of an amount, rounded up.
    pub fn ceil_of(self, amount: Money) -> Money {
        self.of(amount, 9_999)
    }

    /// This share of an amount, rounded to the nearest, halves up.
    pub fn half_up_of(self, amount: Money) -> Money {
        self.of(amount, 5_000)
    }

    fn of(self, amount: Money, push: i128) -> Money {
        let minor = (i128::from(amount.minor) * i128::from(self.0) + push).div_euclid(10_000);
        let minor = i64::try_from(minor).expect("a share is never larger than the whole");
        Money { minor, ..amount }
    }
}

impl TryFrom<u16> for BasisPoints {
    type Error = MoneyError;

    fn try_from(bp: u16) -> Result<Self, MoneyError> {
        Self::new(bp)
    }
}

impl From<BasisPoints> for u16 {
    fn from(share: BasisPoints) -> Self {
        share.0
    }
}
