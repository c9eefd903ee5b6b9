//! Amounts as people type them into a form.

use super::{Currency, Money};

/// Why a typed text is not an amount.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum TypedAmountError {
    /// Nothing was typed.
    #[error("an amount is missing")]
    Empty,
    /// Something else than digits with at most one point or comma among them.
    #[error("write the amount as digits, like 12 or 12.50, without separators for thousands")]
    NotANumber,
    /// A minus sign.
    #[error("the amount must not be negative")]
    Negative,
    /// More digits after the point than the currency has.
    #[error("{currency} has {decimals} decimals, not more")]
    TooManyDecimals {
        /// The currency that the amount is in.
        currency: Currency,
        /// How many digits may follow the point.
        decimals: u32,
    },
    /// More than fits.
    #[error("the amount is too large")]
    TooLarge,
}

impl Money {
    /// Reads `12`, `12.5` or `12,50`. A text that could be read in two ways, as a comma for
    /// thousands, is refused rather than guessed.
    pub fn typed(text: &str, currency: Currency) -> Result<Self, TypedAmountError> {
        let text = text.trim();
        if text.is_empty() {
            return Err(TypedAmountError::Empty);
        }
        if text.starts_with(['-', '\u{2212}']) {
            return Err(TypedAmountError::Negative);
        }
        let (whole, fraction) = text.split_once(['.', ',']).unwrap_or((text, "0"));
        let is_digits = |part: &str| !part.is_empty() && part.bytes().all(|b| b.is_ascii_digit());
        if !is_digits(whole) || !is_digits(fraction) {
            return Err(TypedAmountError::NotANumber);
        }
        let decimals = currency.exponent();
        let width = decimals as usize;
        if text.len() > whole.len() && fraction.len() > width {
            return Err(TypedAmountError::TooManyDecimals { currency, decimals });
        }
        let minor =
            if width == 0 { whole.parse() } else { format!("{whole}{fraction:0<width$}").parse() };
        Ok(Self { minor: minor.map_err(|_| TypedAmountError::TooLarge)?, currency })
    }

    /// The text that [`Money::typed`] reads back as this amount, to fill a field with.
    pub fn to_typed(self) -> String {
        let parts = self.parts();
        let sign = if parts.negative { "-" } else { "" };
        match parts.decimals {
            0 => format!("{sign}{}", parts.whole),
            1.. => format!("{sign}{}.{}", parts.whole, parts.fraction_digits()),
        }
    }
}
