//! What a metered session costs: proven seconds, summed first, rounded once, in the client's favour
//! (RING-19). The cap and the funds cut the seconds, not the sum, so they can never be passed
//! (RING-23).

use std::num::NonZeroU32;

use serde::{Deserialize, Serialize};

use crate::money::{BasisPoints, Money, MoneyError};

#[cfg(test)]
mod tests;

/// A number of whole seconds.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize,
)]
#[serde(transparent)]
pub struct Seconds(u64);

impl Seconds {
    /// None.
    pub const ZERO: Self = Self(0);

    /// So many.
    pub const fn new(secs: u64) -> Self {
        Self(secs)
    }

    /// The whole seconds in these intervals. They are added up in milliseconds first: a session that
    /// was interrupted costs what an uninterrupted one of the same length costs.
    pub fn proven(intervals_ms: &[u64]) -> Self {
        Self(intervals_ms.iter().fold(0_u64, |sum, ms| sum.saturating_add(*ms)) / 1000)
    }

    /// The number.
    pub const fn get(self) -> u64 {
        self.0
    }
}

/// What is counted as one: always agreed, and shown in words, before the start.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum BillingUnit {
    /// Every second for itself.
    #[default]
    Second,
    /// Every started six seconds.
    SixSeconds,
    /// Every started half minute.
    HalfMinute,
    /// Every started minute.
    Minute,
}

impl BillingUnit {
    /// How many seconds are one unit.
    pub const fn secs(self) -> u64 {
        match self {
            Self::Second => 1,
            Self::SixSeconds => 6,
            Self::HalfMinute => 30,
            Self::Minute => 60,
        }
    }
}

/// The terms of a metered session, agreed at the request and never changed while it runs (RING-7).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Terms {
    /// The price of a minute, tax included.
    pub rate: Money,
    /// What the seconds are rounded up to.
    pub unit: BillingUnit,
    /// The first seconds, which are free.
    pub free: Seconds,
    /// The least that is billed once anything is.
    pub minimum: Seconds,
    /// Below so many proven seconds nothing is charged at all.
    pub connect: Seconds,
    /// The most that the client agreed to spend.
    pub cap: Option<Money>,
    /// The smallest step in which the provider can charge, in minor units.
    pub step: NonZeroU32,
}

impl Terms {
    /// Below so many proven seconds nothing is charged, unless the operator says otherwise (RING-19).
    pub const CONNECT: Seconds = Seconds(20);

    /// By the second at this rate per minute, nothing free, no minimum, no cap.
    pub const fn per_minute(rate: Money) -> Self {
        Self {
            rate,
            unit: BillingUnit::Second,
            free: Seconds::ZERO,
            minimum: Seconds::ZERO,
            connect: Self::CONNECT,
            cap: None,
            step: NonZeroU32::MIN,
        }
    }

    /// The least that a session can cost once it costs anything: so much must be covered before it
    /// starts, or its meter would pause in the first second.
    pub fn least_charge(&self) -> Result<Money, MoneyError> {
        self.price(Seconds(self.unit.secs()).max(self.minimum))
    }

    fn billed(&self, counted: Seconds) -> Seconds {
        let paid = counted.0.saturating_sub(self.free.0);
        if counted < self.connect || paid == 0 {
            return Seconds::ZERO;
        }
        let unit = self.unit.secs();
        Seconds(paid.div_ceil(unit).saturating_mul(unit)).max(self.minimum)
    }

    fn price(&self, billed: Seconds) -> Result<Money, MoneyError> {
        let rate = i128::from(self.rate.not_negative()?.minor);
        let exact = rate.checked_mul(i128::from(billed.0)).ok_or(MoneyError::Overflow)? / 60;
        let minor = exact - exact % i128::from(self.step.get());
        let minor = i64::try_from(minor).map_err(|_| MoneyError::Overflow)?;
        Ok(Money::new(minor, self.rate.currency))
    }

    /// The smaller of the cap and the funds; `None` when neither limits.
    fn most(&self, funds: Option<Money>) -> Result<Option<Money>, MoneyError> {
        let nothing = Money::zero(self.rate.currency);
        let mut most = None;
        for limit in self.cap.into_iter().chain(funds) {
            nothing.same(limit)?;
            let limit = limit.not_negative()?;
            most = Some(most.map_or(Ok(limit), |other| limit.lesser(other))?);
        }
        Ok(most)
    }
}

/// What a metered session costs before any discount.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Charge {
    /// The seconds in which both sides were provably present.
    pub proven: Seconds,
    /// The seconds that are paid for: within the limit, without the free ones, rounded to the unit.
    pub billed: Seconds,
    /// Their price.
    pub gross: Money,
}

/// The price of so many proven seconds under these terms, with these funds secured (`None`: funds do
/// not limit).
pub fn charge(terms: &Terms, proven: Seconds, funds: Option<Money>) -> Result<Charge, MoneyError> {
    let counted = limit_secs(terms, funds)?.map_or(proven, |limit| proven.min(limit));
    let billed = terms.billed(counted);
    let gross = terms.price(billed)?;
    debug_assert!(
        terms.most(funds)?.is_none_or(|most| gross.minor <= most.minor),
        "a charge beyond what was agreed"
    );
    Ok(Charge { proven, billed, gross })
}

/// The largest number of proven seconds that cap and funds allow: there the meter pauses itself.
/// A unit is entered only if it is wholly covered. `None` when nothing limits.
pub fn limit_secs(terms: &Terms, funds: Option<Money>) -> Result<Option<Seconds>, MoneyError> {
    let rate = i128::from(terms.rate.not_negative()?.minor);
    let Some(most) = terms.most(funds)? else { return Ok(None) };
    if rate == 0 {
        return Ok(None);
    }
    // Prices are rounded down to the step, so all that stays below the next step is covered.
    let step = i128::from(terms.step.get());
    let beyond = (i128::from(most.minor) / step + 1) * step;
    let affordable = u64::try_from((beyond * 60 - 1) / rate).unwrap_or(u64::MAX);
    let costless = terms.free.0.max(terms.connect.0.saturating_sub(1));
    if affordable < terms.minimum.0 {
        return Ok(Some(Seconds(costless)));
    }
    let unit = terms.unit.secs();
    let paid = affordable / unit * unit;
    Ok(Some(Seconds(terms.free.0.saturating_add(paid).max(costless))))
}

/// What a host takes off at the end (HELP-11). It can only lower.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Discount {
    /// Nothing.
    #[default]
    None,
    /// A share, rounded up.
    Share(BasisPoints),
    /// A fixed sum, at most the price.
    Fixed(Money),
    /// Everything: the session is free.
    Waive,
}

/// A price with what was taken off it; both stay on the record.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Discounted {
    /// What was taken off.
    pub discount: Money,
    /// What is left to pay.
    pub total: Money,
}

impl Discount {
    /// Takes the discount off a price. What is left is rounded down to the provider's step, for the
    /// client again.
    pub fn off(self, gross: Money, step: NonZeroU32) -> Result<Discounted, MoneyError> {
        let gross = gross.not_negative()?;
        let wanted = match self {
            Self::None => Money::zero(gross.currency),
            Self::Share(share) => share.ceil_of(gross),
            Self::Fixed(sum) => sum.not_negative()?.lesser(gross)?,
            Self::Waive => gross,
        };
        let left = gross.checked_sub(wanted)?.minor;
        let total = Money::new(left - left % i64::from(step.get()), gross.currency);
        Ok(Discounted { discount: gross.checked_sub(total)?, total })
    }
}

/// What becomes of a final sum.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Collection {
    /// Nothing is due: holds are cancelled, nothing is posted.
    Nothing,
    /// Something is due, but less than the provider can charge: it is waived, and the host reads why.
    BelowMinimum {
        /// The least that the provider charges.
        minimum: Money,
    },
    /// To be taken.
    Take(Money),
}

/// Decides what becomes of a final sum at a provider that charges no less than `minimum`.
pub fn collection(total: Money, minimum: Money) -> Result<Collection, MoneyError> {
    if total.not_negative()?.is_zero() {
        return Ok(Collection::Nothing);
    }
    if total.is_at_most(minimum)? && total != minimum {
        return Ok(Collection::BelowMinimum { minimum });
    }
    Ok(Collection::Take(total))
}

/// How a total is taken from several holds: the oldest first, the last one in part. The answer has
/// one amount for each hold; a hold with nothing is to be cancelled.
pub fn captures(total: Money, holds: &[Money]) -> Result<Vec<Money>, MoneyError> {
    let mut left = total.not_negative()?;
    let mut taken = Vec::with_capacity(holds.len());
    for hold in holds {
        let part = hold.not_negative()?.lesser(left)?;
        left = left.checked_sub(part)?;
        taken.push(part);
    }
    if left.is_zero() { Ok(taken) } else { Err(MoneyError::Short) }
}
