//! How a paid total is shared: tax, the site's commission, the host's part.
//!
//! A total is always split by one formula, with the tax inside it, at the rates frozen at the sale.
//! Every part grows with the total, one unit at a time, so a refund is the difference of two splits
//! and needs no formula of its own.

use serde::{Deserialize, Serialize};

use crate::money::{BasisPoints, Money, MoneyError};

#[cfg(test)]
mod tests;

/// The rates at which a session is settled, frozen at its sale (PAY-8).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
pub struct Rates {
    /// Tax, as a share of the price without it.
    pub tax: BasisPoints,
    /// The site's share of the price without tax.
    pub commission: BasisPoints,
}

/// Whether a fixed price is written with its tax or without. Rates per minute always include it
/// (ALL-1).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum TaxMode {
    /// The price is what the client pays.
    #[default]
    Included,
    /// Tax comes on top of the price, from the first page on.
    OnTop,
}

/// What a client pays for a fixed price: the only place where tax is ever put on top of a sum.
pub fn total_to_pay(price: Money, mode: TaxMode, tax: BasisPoints) -> Result<Money, MoneyError> {
    let price = price.not_negative()?;
    match mode {
        TaxMode::Included => Ok(price),
        TaxMode::OnTop => price.checked_add(tax.half_up_of(price)),
    }
}

/// A total and its parts. `tax + commission + host` is the total, always.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Split {
    /// What the client paid.
    pub total: Money,
    /// The total without tax: what the commission is computed from.
    pub base: Money,
    /// The tax.
    pub tax: Money,
    /// The site's part.
    pub commission: Money,
    /// The host's part.
    pub host: Money,
}

impl Split {
    /// Splits a total: the base to the nearest unit, the commission rounded down, the rest is tax
    /// and the host's.
    pub fn of(total: Money, rates: Rates) -> Result<Self, MoneyError> {
        let total = total.not_negative()?;
        let whole = 10_000 + i128::from(rates.tax.get());
        let base = (i128::from(total.minor) * 20_000 + whole) / (2 * whole);
        let base = i64::try_from(base).map_err(|_| MoneyError::Overflow)?;
        let base = Money::new(base, total.currency);
        let commission = rates.commission.floor_of(base);
        let host = base.checked_sub(commission)?;
        Ok(Self { total, base, tax: total.checked_sub(base)?, commission, host })
    }

    /// What each part gives back when `amount` of this total is refunded. The split of what is left
    /// is the second answer, from which the next refund starts.
    pub fn refund(&self, amount: Money, rates: Rates) -> Result<(Self, Self), MoneyError> {
        let left = self.total.checked_sub(amount.not_negative()?)?;
        if left.is_negative() {
            return Err(MoneyError::Short);
        }
        let after = Self::of(left, rates)?;
        let given = Self {
            total: amount,
            base: self.base.checked_sub(after.base)?,
            tax: self.tax.checked_sub(after.tax)?,
            commission: self.commission.checked_sub(after.commission)?,
            host: self.host.checked_sub(after.host)?,
        };
        Ok((given, after))
    }
}
