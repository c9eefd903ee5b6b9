//! Numbers, money, dates and durations as a person reads them, in that person's language.
//!
//! A time that leaves the site always names its zone and offset (HOST-6, ALL-3): "14:30" alone is
//! a missed session for someone. The short forms are for lists on pages that name the zone once.

use std::sync::LazyLock;

use jiff::tz::{Offset, TimeZone};
use jiff::{Timestamp, Zoned};
use visavis_domain::money::Money;

use crate::words::{Locale, Value, Words, group, pseudo};

static WORDS: LazyLock<Words> = LazyLock::new(|| {
    Words::new(&[(Locale::En, include_str!("../words/en/format.ftl"))])
        .expect("a test reads the embedded texts")
});

/// The zone of this IANA name; UTC when there is none, so that a time is never without a zone.
pub fn zone_named(name: &str) -> TimeZone {
    TimeZone::get(name).unwrap_or(TimeZone::UTC)
}

/// A whole number: `12,345`.
pub fn number(locale: Locale, number: i64) -> String {
    match locale {
        Locale::En | Locale::Pseudo => group(&number.to_string()),
    }
}

/// An amount with its symbol: `€1,284.60`, `−€12.30`, `CHF 90.00`.
pub fn money(locale: Locale, money: Money) -> String {
    let sign = if money.minor < 0 { "\u{2212}" } else { "" };
    let exponent = usize::try_from(money.currency.exponent()).unwrap_or(0);
    let digits = format!("{:0>width$}", money.minor.unsigned_abs(), width = exponent + 1);
    let (whole, decimals) = digits.split_at(digits.len() - exponent);
    let point = if exponent == 0 { "" } else { "." };
    let code = money.currency.code();
    let symbol = match code {
        "EUR" => "€",
        "USD" => "$",
        "GBP" => "£",
        "JPY" => "¥",
        "INR" => "₹",
        "KRW" => "₩",
        "ILS" => "₪",
        "UAH" => "₴",
        "AUD" => "A$",
        "CAD" => "CA$",
        "NZD" => "NZ$",
        _ => &format!("{code}\u{a0}"),
    };
    match locale {
        Locale::En | Locale::Pseudo => format!("{sign}{symbol}{}{point}{decimals}", group(whole)),
    }
}

/// A share given in basis points: `15%`, `8.88%`.
pub fn percent(locale: Locale, basis_points: u32) -> String {
    let (whole, part) = (basis_points / 100, basis_points % 100);
    let value = if part == 0 {
        whole.to_string()
    } else {
        format!("{whole}.{part:02}").trim_end_matches('0').to_owned()
    };
    say(locale, "percent", &[("value", value.into())])
}

/// `Sunday 22 November 2026`, as the calendar on that zone's wall shows it.
pub fn date(locale: Locale, at: Timestamp, zone: &TimeZone) -> String {
    marked(locale, date_of(locale, &at.to_zoned(zone.clone())))
}

/// `Tue 24 Nov`, for lists of coming days.
pub fn date_short(locale: Locale, at: Timestamp, zone: &TimeZone) -> String {
    marked(locale, short_date_of(locale, &at.to_zoned(zone.clone())))
}

/// `14:30`. Only where the zone stands beside it.
pub fn time(locale: Locale, at: Timestamp, zone: &TimeZone) -> String {
    match locale {
        Locale::En | Locale::Pseudo => time_of(&at.to_zoned(zone.clone())),
    }
}

/// `Sunday`.
pub fn weekday(locale: Locale, at: Timestamp, zone: &TimeZone) -> String {
    let day = at.to_zoned(zone.clone()).weekday().to_monday_one_offset();
    say(locale, &format!("weekday-{day}"), &[])
}

/// `Sunday 22 November 2026, 14:30 (Europe/Berlin, UTC+1)`.
pub fn moment(locale: Locale, at: Timestamp, zone: &TimeZone) -> String {
    marked(locale, moment_of(locale, &at.to_zoned(zone.clone())))
}

/// `Tue 24 Nov, 15:00`, for subjects and lists where the zone is named nearby.
pub fn moment_short(locale: Locale, at: Timestamp, zone: &TimeZone) -> String {
    let at = at.to_zoned(zone.clone());
    let args = [("date", short_date_of(locale, &at).into()), ("time", time_of(&at).into())];
    say(locale, "moment-short", &args)
}

/// `Sunday 22 November 2026, 14:30 to 15:20 (Europe/Berlin, UTC+1)`, with both dates over
/// midnight and both offsets over a change of the clock.
pub fn span(locale: Locale, from: Timestamp, to: Timestamp, zone: &TimeZone) -> String {
    let (start, end) = (from.to_zoned(zone.clone()), to.to_zoned(zone.clone()));
    if start.offset() != end.offset() {
        let args =
            [("start", moment_of(locale, &start).into()), ("end", moment_of(locale, &end).into())];
        return say(locale, "span-over-change", &args);
    }
    let named = ("zone", zone_of(locale, &start).into());
    if start.date() == end.date() {
        let date = ("date", date_of(locale, &start).into());
        let times = [("start", time_of(&start).into()), ("end", time_of(&end).into())];
        let [start, end] = times;
        return say(locale, "span", &[date, start, end, named]);
    }
    let whole = |at: &Zoned| {
        let args = [("date", date_of(locale, at).into()), ("time", time_of(at).into())];
        WORDS.unmarked(locale, "moment-short", &args)
    };
    let args = [("start", whole(&start).into()), ("end", whole(&end).into()), named];
    say(locale, "span-over-midnight", &args)
}

/// `Europe/Berlin, UTC+1`: the zone and the offset it has at that instant.
pub fn zone(locale: Locale, at: Timestamp, zone: &TimeZone) -> String {
    zone_of(locale, &at.to_zoned(zone.clone()))
}

/// `UTC+5:30`.
pub fn offset(offset: Offset) -> String {
    let seconds = offset.seconds();
    let sign = if seconds < 0 { '-' } else { '+' };
    let (hours, minutes) = (seconds.abs() / 3600, seconds.abs() / 60 % 60);
    if minutes == 0 {
        format!("UTC{sign}{hours}")
    } else {
        format!("UTC{sign}{hours}:{minutes:02}")
    }
}

/// A length that was agreed: `50 minutes`, `1 hour 30 minutes`, `3 days`.
pub fn duration(locale: Locale, minutes: u32) -> String {
    let (days, hours, rest) = (minutes / 1440, minutes / 60 % 24, minutes % 60);
    let mut parts = [("days", days), ("hours", hours), ("minutes", rest)]
        .into_iter()
        .filter(|(_, count)| *count > 0)
        .map(|(key, count)| WORDS.unmarked(locale, key, &[("count", count.into())]));
    let Some(first) = parts.next() else {
        return say(locale, "minutes", &[("count", 0.into())]);
    };
    let whole = parts.fold(first, |first, second| {
        let args = [("first", first.into()), ("second", second.into())];
        WORDS.unmarked(locale, "two-parts", &args)
    });
    marked(locale, whole)
}

/// A time that was measured: `24 min 18 s`.
pub fn elapsed(locale: Locale, seconds: u64) -> String {
    let text = |part: u64| Value::from(part.to_string());
    let (hours, minutes, rest) = (seconds / 3600, seconds / 60 % 60, seconds % 60);
    let args = [("hours", text(hours)), ("minutes", text(minutes)), ("seconds", text(rest))];
    let key = match (hours, minutes) {
        (0, 0) => "seconds-short",
        (0, _) => "minutes-short",
        (_, _) => "hours-short",
    };
    say(locale, key, &args)
}

/// A running clock: `24:18`, `1:02:03`. The same in every language.
pub fn clock(seconds: u64) -> String {
    let (hours, minutes, rest) = (seconds / 3600, seconds / 60 % 60, seconds % 60);
    if hours == 0 {
        format!("{minutes}:{rest:02}")
    } else {
        format!("{hours}:{minutes:02}:{rest:02}")
    }
}

fn say(locale: Locale, key: &str, args: &[(&str, Value<'_>)]) -> String {
    WORDS.text(locale, key, args)
}

fn marked(locale: Locale, text: String) -> String {
    match locale {
        Locale::En => text,
        Locale::Pseudo => pseudo::mark(&text),
    }
}

fn time_of(at: &Zoned) -> String {
    format!("{:02}:{:02}", at.hour(), at.minute())
}

fn date_of(locale: Locale, at: &Zoned) -> String {
    let weekday = format!("weekday-{}", at.weekday().to_monday_one_offset());
    let month = format!("month-{}", at.month());
    let args = [
        ("weekday", WORDS.unmarked(locale, &weekday, &[]).into()),
        ("day", at.day().to_string().into()),
        ("month", WORDS.unmarked(locale, &month, &[]).into()),
        ("year", at.year().to_string().into()),
    ];
    WORDS.unmarked(locale, "date", &args)
}

fn short_date_of(locale: Locale, at: &Zoned) -> String {
    let weekday = format!("weekday-short-{}", at.weekday().to_monday_one_offset());
    let month = format!("month-short-{}", at.month());
    let args = [
        ("weekday", WORDS.unmarked(locale, &weekday, &[]).into()),
        ("day", at.day().to_string().into()),
        ("month", WORDS.unmarked(locale, &month, &[]).into()),
    ];
    WORDS.unmarked(locale, "date-short", &args)
}

fn moment_of(locale: Locale, at: &Zoned) -> String {
    let args = [
        ("date", date_of(locale, at).into()),
        ("time", time_of(at).into()),
        ("zone", zone_of(locale, at).into()),
    ];
    WORDS.unmarked(locale, "moment", &args)
}

fn zone_of(locale: Locale, at: &Zoned) -> String {
    let shift = offset(at.offset());
    match at.time_zone().iana_name() {
        Some("UTC" | "Etc/UTC") => "UTC".to_owned(),
        Some(name) => {
            WORDS.unmarked(locale, "zone", &[("name", name.into()), ("offset", shift.into())])
        }
        None => shift,
    }
}

#[cfg(test)]
mod tests;
