//! Money: integer minor units in one currency, checked arithmetic, never a float (ALL-1).

use std::fmt;

use serde::{Deserialize, Serialize};

mod currency;
mod share;
#[cfg(test)]
mod tests;
mod typed;

pub use currency::Currency;
pub use share::BasisPoints;
pub use typed::TypedAmountError;

/// Why an amount cannot be computed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum MoneyError {
    /// The result does not fit into 64 bits.
    #[error("the amount is too large")]
    Overflow,
    /// Two currencies met in one sum.
    #[error("two currencies cannot be added")]
    Mixed,
    /// The three letters are not a currency that we know.
    #[error("this is not a currency code that we know")]
    Currency,
    /// A price, a rate, a cap or a fund below zero.
    #[error("the amount is below zero")]
    Negative,
    /// More is to be taken than there is.
    #[error("the amount is larger than what it is taken from")]
    Short,
    /// An amount is to be shared, and nobody has a share.
    #[error("there are no shares to divide the amount by")]
    NoShares,
    /// A share of more than the whole.
    #[error("a share is between 0 and 10000 basis points")]
    Share,
}

/// An amount in the minor units of its currency: cents for EUR, yen for JPY.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Money {
    /// Minor units; negative only in differences.
    pub minor: i64,
    /// The currency that `minor` counts.
    pub currency: Currency,
}

/// An amount taken apart for print, so that a locale can group the whole and place the symbol.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Parts {
    /// Whether a minus sign is due.
    pub negative: bool,
    /// What stands before the decimal separator.
    pub whole: u64,
    /// What stands after it, to be written with `decimals` digits.
    pub fraction: u64,
    /// How many digits stand after the separator; with 0 there is no separator either.
    pub decimals: u32,
    /// The currency.
    pub currency: Currency,
}

impl Parts {
    /// The digits after the separator with their leading zeros; empty where there are none.
    pub fn fraction_digits(&self) -> String {
        match self.decimals {
            0 => String::new(),
            width => format!("{:0width$}", self.fraction, width = width as usize),
        }
    }
}

impl Money {
    /// So many minor units.
    pub const fn new(minor: i64, currency: Currency) -> Self {
        Self { minor, currency }
    }

    /// Nothing, in this currency.
    pub const fn zero(currency: Currency) -> Self {
        Self { minor: 0, currency }
    }

    /// Whether this is exactly nothing.
    pub const fn is_zero(self) -> bool {
        self.minor == 0
    }

    /// Whether this is below nothing.
    pub const fn is_negative(self) -> bool {
        self.minor < 0
    }

    /// The sum.
    pub fn checked_add(self, other: Self) -> Result<Self, MoneyError> {
        self.same(other)?;
        let minor = self.minor.checked_add(other.minor).ok_or(MoneyError::Overflow)?;
        Ok(Self { minor, ..self })
    }

    /// The difference.
    pub fn checked_sub(self, other: Self) -> Result<Self, MoneyError> {
        self.same(other)?;
        let minor = self.minor.checked_sub(other.minor).ok_or(MoneyError::Overflow)?;
        Ok(Self { minor, ..self })
    }

    /// So many times the amount.
    pub fn checked_mul(self, times: i64) -> Result<Self, MoneyError> {
        let minor = self.minor.checked_mul(times).ok_or(MoneyError::Overflow)?;
        Ok(Self { minor, ..self })
    }

    /// The smaller of two amounts.
    pub fn lesser(self, other: Self) -> Result<Self, MoneyError> {
        self.same(other)?;
        Ok(if other.minor < self.minor { other } else { self })
    }

    /// Whether the amount is at most another one of the same currency.
    pub fn is_at_most(self, other: Self) -> Result<bool, MoneyError> {
        self.same(other)?;
        Ok(self.minor <= other.minor)
    }

    /// All of these added up, starting from nothing in `currency`.
    pub fn sum(
        currency: Currency,
        amounts: impl IntoIterator<Item = Self>,
    ) -> Result<Self, MoneyError> {
        amounts.into_iter().try_fold(Self::zero(currency), Self::checked_add)
    }

    /// Shares the amount out by weights so that the parts add up to it exactly: everyone gets the
    /// rounded-down share, and what remains goes, unit by unit, to the largest remainders (to the
    /// earlier one where two are equal).
    pub fn allocate(self, weights: &[u64]) -> Result<Vec<Self>, MoneyError> {
        let all: u128 = weights.iter().copied().map(u128::from).sum();
        if all == 0 {
            return Err(MoneyError::NoShares);
        }
        let amount = u128::from(self.minor.unsigned_abs());
        let mut parts: Vec<u128> =
            weights.iter().map(|weight| amount * u128::from(*weight) / all).collect();
        let mut by_remainder: Vec<usize> = (0..weights.len()).collect();
        // The sort is stable, so equal remainders keep their order.
        by_remainder
            .sort_by_key(|place| std::cmp::Reverse(amount * u128::from(weights[*place]) % all));
        let mut left = amount - parts.iter().sum::<u128>();
        for place in by_remainder {
            if left == 0 {
                break;
            }
            parts[place] += 1;
            left -= 1;
        }
        let sign = if self.is_negative() { -1 } else { 1 };
        parts
            .into_iter()
            .map(|part| {
                let signed = i128::try_from(part).map_err(|_| MoneyError::Overflow)? * sign;
                let minor = i64::try_from(signed).map_err(|_| MoneyError::Overflow)?;
                Ok(Self { minor, ..self })
            })
            .collect()
    }

    /// The amount taken apart for print.
    pub const fn parts(self) -> Parts {
        let decimals = self.currency.exponent();
        let unit = 10_u64.pow(decimals);
        let minor = self.minor.unsigned_abs();
        Parts {
            negative: self.minor < 0,
            whole: minor / unit,
            fraction: minor % unit,
            decimals,
            currency: self.currency,
        }
    }

    pub(crate) fn same(self, other: Self) -> Result<(), MoneyError> {
        if self.currency == other.currency { Ok(()) } else { Err(MoneyError::Mixed) }
    }

    pub(crate) fn not_negative(self) -> Result<Self, MoneyError> {
        if self.is_negative() { Err(MoneyError::Negative) } else { Ok(self) }
    }
}

/// `25.13 EUR`: plain digits, a point, the code. Pages print [`Money::parts`] in their locale.
impl fmt::Display for Money {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let parts = self.parts();
        let sign = if parts.negative { "-" } else { "" };
        let point = if parts.decimals == 0 { "" } else { "." };
        let digits = parts.fraction_digits();
        write!(out, "{sign}{}{point}{digits} {}", parts.whole, self.currency)
    }
}

impl fmt::Debug for Money {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "{} {}", self.minor, self.currency)
    }
}
