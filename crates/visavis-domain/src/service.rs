//! What a host sells at a fixed price, and how its terms change (PAY-3 to PAY-8).

use serde::{Deserialize, Serialize};

use crate::money::Money;
use crate::session::Channel;

/// The longest title, in characters.
pub const TITLE_MAX: usize = 120;
/// The longest description, in characters.
pub const DESCRIPTION_MAX: usize = 8_000;
/// The longest service, in minutes: a day.
pub const MINUTES_MAX: u32 = 1_440;

/// The terms of a service as the host writes them.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Draft {
    /// What it is called.
    pub title: String,
    /// What is done in that time.
    pub description: String,
    /// How they meet.
    pub channel: Channel,
    /// What it costs, tax included.
    pub price: Money,
    /// How long it takes, in minutes.
    pub minutes: u32,
}

/// What is wrong with one field of a draft.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Fault {
    /// A title is needed; nothing more is forced (PAY-4).
    #[error("the service needs a title")]
    TitleMissing,
    /// The title is too long.
    #[error("the title has more than {TITLE_MAX} characters")]
    TitleLong,
    /// A description is needed.
    #[error("say what you will do in that time")]
    DescriptionMissing,
    /// The description is too long.
    #[error("the description has more than {DESCRIPTION_MAX} characters")]
    DescriptionLong,
    /// The price is below nothing or below what the payment provider takes.
    #[error("the price is below the smallest that can be paid")]
    PriceLow,
    /// The price is beyond reason.
    #[error("the price is above the largest that can be paid")]
    PriceHigh,
    /// The duration is not between a minute and a day.
    #[error("the duration must be between 1 and {MINUTES_MAX} minutes")]
    Minutes,
}

/// The bounds of a price on this site, in minor units of its currency.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct PriceBounds {
    /// The smallest price that the provider takes.
    pub min_minor: i64,
    /// The largest price.
    pub max_minor: i64,
}

impl Draft {
    /// The draft with outer blanks removed, or everything that is wrong with it.
    pub fn checked(mut self, bounds: PriceBounds) -> Result<Self, Vec<Fault>> {
        self.title = self.title.trim().to_owned();
        self.description = self.description.trim().to_owned();
        let faults: Vec<Fault> = [
            (self.title.is_empty(), Fault::TitleMissing),
            (self.title.chars().count() > TITLE_MAX, Fault::TitleLong),
            (self.description.is_empty(), Fault::DescriptionMissing),
            (self.description.chars().count() > DESCRIPTION_MAX, Fault::DescriptionLong),
            (self.price.minor < bounds.min_minor, Fault::PriceLow),
            (self.price.minor > bounds.max_minor, Fault::PriceHigh),
            (self.minutes < 1 || self.minutes > MINUTES_MAX, Fault::Minutes),
        ]
        .into_iter()
        .filter_map(|(wrong, fault)| wrong.then_some(fault))
        .collect();
        if faults.is_empty() { Ok(self) } else { Err(faults) }
    }

    /// Whether this change of `before` needs a new revision, or only mends its words (PAY-8).
    pub fn change_from(&self, before: &Self) -> Change {
        if self.price != before.price
            || self.minutes != before.minutes
            || self.channel != before.channel
        {
            Change::NewRevision
        } else if self == before {
            Change::Nothing
        } else {
            Change::Words
        }
    }
}

/// What an edit comes to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Change {
    /// Nothing was changed.
    Nothing,
    /// Title or description only.
    Words,
    /// Price, duration or channel: a new revision; what was sold keeps the old one.
    NewRevision,
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::money::Currency;

    const BOUNDS: PriceBounds = PriceBounds { min_minor: 50, max_minor: 1_000_000 };

    fn draft() -> Draft {
        Draft {
            title: " Grief session ".to_owned(),
            description: "Slow and practical.".to_owned(),
            channel: Channel::Video,
            price: Money::new(8_500, Currency::EUR),
            minutes: 50,
        }
    }

    #[test]
    fn pay_4_nothing_is_forced_but_non_empty_words() {
        let short = Draft { title: "x".to_owned(), description: "y".to_owned(), ..draft() };
        assert!(short.checked(BOUNDS).is_ok());
        let empty =
            Draft { title: " ".to_owned(), description: String::new(), minutes: 0, ..draft() };
        assert_eq!(
            empty.checked(BOUNDS),
            Err(vec![Fault::TitleMissing, Fault::DescriptionMissing, Fault::Minutes])
        );
    }

    #[test]
    fn a_price_outside_the_bounds_is_refused() {
        let price = |minor| Draft { price: Money::new(minor, Currency::EUR), ..draft() };
        assert_eq!(price(49).checked(BOUNDS), Err(vec![Fault::PriceLow]));
        assert_eq!(price(1_000_001).checked(BOUNDS), Err(vec![Fault::PriceHigh]));
        assert!(price(50).checked(BOUNDS).is_ok());
    }

    #[test]
    fn pay_8_words_are_mended_and_a_price_makes_a_revision() {
        let before = draft();
        let words = Draft { description: "Otherwise.".to_owned(), ..draft() };
        let dearer = Draft { price: Money::new(9_000, Currency::EUR), ..draft() };
        let longer = Draft { minutes: 60, ..draft() };
        assert_eq!(draft().change_from(&before), Change::Nothing);
        assert_eq!(words.change_from(&before), Change::Words);
        assert_eq!(dearer.change_from(&before), Change::NewRevision);
        assert_eq!(longer.change_from(&before), Change::NewRevision);
    }
}
