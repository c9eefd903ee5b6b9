//! Amounts as people type them.

use visavis_domain::money::{Currency, Money};

/// Reads `85`, `85.5`, `85,50`, `1 284,60`, `€ 85`, `85 EUR`. A separator followed by exactly the
/// currency's decimals (or fewer) is the decimal one; any before it must group by three.
pub fn read_amount(text: &str, currency: Currency) -> Option<Money> {
    let text = text.replace(currency.code(), "");
    let text: String = text
        .chars()
        .filter(|letter| !letter.is_whitespace() && !matches!(letter, '€' | '$' | '£' | '\'' | '’'))
        .collect();
    let decimals = usize::try_from(currency.exponent()).ok()?;
    let (whole, fraction) = match text.rfind(['.', ',']) {
        Some(at) if text.len() - at - 1 <= decimals => (&text[..at], &text[at + 1..]),
        Some(_) | None => (text.as_str(), ""),
    };
    let whole = ungrouped(whole)?;
    let digits = format!("{whole}{fraction:0<decimals$}");
    let all_digits = digits.bytes().all(|byte| byte.is_ascii_digit());
    if !all_digits || whole.is_empty() {
        return None;
    }
    digits.parse().ok().map(|minor| Money::new(minor, currency))
}

/// `1,284` and `1.284.000` without their marks; `12,84` is no grouping.
fn ungrouped(text: &str) -> Option<String> {
    let mut groups = text.split(['.', ',']);
    let first = groups.next()?;
    let mut out = first.to_owned();
    for group in groups {
        if group.len() != 3 || first.is_empty() || first.len() > 3 {
            return None;
        }
        out.push_str(group);
    }
    Some(out)
}

/// An amount as it stands in a field: `85.50`, without symbol and grouping.
pub fn typed_amount(amount: Money) -> String {
    let parts = amount.parts();
    let sign = if parts.negative { "-" } else { "" };
    let decimals = usize::try_from(parts.decimals).unwrap_or(0);
    if decimals == 0 {
        return format!("{sign}{}", parts.whole);
    }
    format!("{sign}{}.{:0decimals$}", parts.whole, parts.fraction)
}
