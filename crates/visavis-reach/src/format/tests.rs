//! Money, zones and days with a change of the clock.

use visavis_domain::money::Currency;

use super::*;

fn at(text: &str) -> Timestamp {
    text.parse().expect("a valid instant")
}

fn amount_of(minor: i64, code: &str) -> String {
    money(Locale::En, Money::new(minor, code.parse().expect("three letters")))
}

#[test]
fn money_shows_symbol_groups_and_the_decimals_of_its_currency() {
    assert_eq!(money(Locale::En, Money::new(128_460, Currency::EUR)), "€1,284.60");
    assert_eq!(amount_of(5, "EUR"), "€0.05");
    assert_eq!(amount_of(-1230, "EUR"), "−€12.30");
    assert_eq!(amount_of(123_456, "JPY"), "¥123,456");
    assert_eq!(amount_of(1890, "KWD"), "KWD\u{a0}1.890");
    assert_eq!(amount_of(9000, "CHF"), "CHF\u{a0}90.00");
    assert_eq!(amount_of(i64::MIN, "USD"), "−$92,233,720,368,547,758.08");
}

#[test]
fn numbers_and_shares_read_as_people_write_them() {
    assert_eq!(number(Locale::En, -1_234_567), "-1,234,567");
    assert_eq!(percent(Locale::En, 1500), "15%");
    assert_eq!(percent(Locale::En, 888), "8.88%");
    assert_eq!(percent(Locale::En, 1250), "12.5%");
}

#[test]
fn a_time_always_names_its_zone_and_offset() {
    // HOST-6.
    let noon = at("2026-11-22T13:30:00Z");
    for (zone, want) in [
        ("Europe/Berlin", "Sunday 22 November 2026, 14:30 (Europe/Berlin, UTC+1)"),
        ("Asia/Kolkata", "Sunday 22 November 2026, 19:00 (Asia/Kolkata, UTC+5:30)"),
        ("America/St_Johns", "Sunday 22 November 2026, 10:00 (America/St_Johns, UTC-3:30)"),
        ("Pacific/Kiritimati", "Monday 23 November 2026, 03:30 (Pacific/Kiritimati, UTC+14)"),
        ("Europe/Lisbon", "Sunday 22 November 2026, 13:30 (Europe/Lisbon, UTC+0)"),
        ("UTC", "Sunday 22 November 2026, 13:30 (UTC)"),
        ("Nowhere/Atall", "Sunday 22 November 2026, 13:30 (UTC)"),
    ] {
        assert_eq!(moment(Locale::En, noon, &zone_named(zone)), want);
    }
}

#[test]
fn the_offset_follows_the_season() {
    let berlin = zone_named("Europe/Berlin");
    let summer = moment(Locale::En, at("2026-07-01T12:00:00Z"), &berlin);
    assert_eq!(summer, "Wednesday 1 July 2026, 14:00 (Europe/Berlin, UTC+2)");
    // ALL-3: the hour that happens twice is told apart by its offset.
    let first = moment(Locale::En, at("2026-10-25T00:30:00Z"), &berlin);
    let second = moment(Locale::En, at("2026-10-25T01:30:00Z"), &berlin);
    assert_eq!(first, "Sunday 25 October 2026, 02:30 (Europe/Berlin, UTC+2)");
    assert_eq!(second, "Sunday 25 October 2026, 02:30 (Europe/Berlin, UTC+1)");
}

#[test]
fn a_span_says_only_what_differs() {
    let berlin = zone_named("Europe/Berlin");
    let spans = [
        (
            ("2026-11-22T13:30:00Z", "2026-11-22T14:20:00Z"),
            "Sunday 22 November 2026, 14:30 to 15:20 (Europe/Berlin, UTC+1)",
        ),
        (
            ("2026-11-22T22:30:00Z", "2026-11-22T23:20:00Z"),
            "Sunday 22 November 2026, 23:30 to Monday 23 November 2026, 00:20 \
             (Europe/Berlin, UTC+1)",
        ),
        (
            ("2026-03-29T00:30:00Z", "2026-03-29T01:20:00Z"),
            "Sunday 29 March 2026, 01:30 (Europe/Berlin, UTC+1) to \
             Sunday 29 March 2026, 03:20 (Europe/Berlin, UTC+2)",
        ),
    ];
    for ((from, to), want) in spans {
        assert_eq!(span(Locale::En, at(from), at(to), &berlin), want);
    }
}

#[test]
fn short_forms_fit_into_lists() {
    let lisbon = zone_named("Europe/Lisbon");
    let start = at("2026-11-24T15:00:00Z");
    assert_eq!(moment_short(Locale::En, start, &lisbon), "Tue 24 Nov, 15:00");
    assert_eq!(date(Locale::En, start, &lisbon), "Tuesday 24 November 2026");
    assert_eq!(date_short(Locale::En, start, &lisbon), "Tue 24 Nov");
    assert_eq!(weekday(Locale::En, start, &lisbon), "Tuesday");
    assert_eq!(time(Locale::En, start, &lisbon), "15:00");
    assert_eq!(zone(Locale::En, start, &lisbon), "Europe/Lisbon, UTC+0");
}

#[test]
fn durations_use_the_right_plural() {
    for (minutes, want) in [
        (0, "0 minutes"),
        (1, "1 minute"),
        (50, "50 minutes"),
        (60, "1 hour"),
        (90, "1 hour 30 minutes"),
        (1441, "1 day 1 minute"),
        (4320, "3 days"),
    ] {
        assert_eq!(duration(Locale::En, minutes), want);
    }
    assert_eq!(elapsed(Locale::En, 1458), "24 min 18 s");
    assert_eq!(elapsed(Locale::En, 18), "18 s");
    assert_eq!(elapsed(Locale::En, 3723), "1 h 2 min 3 s");
    assert_eq!(clock(1458), "24:18");
    assert_eq!(clock(3723), "1:02:03");
}

#[test]
fn the_pseudo_locale_marks_a_date_once() {
    let berlin = zone_named("Europe/Berlin");
    let text = moment(Locale::Pseudo, at("2026-11-22T13:30:00Z"), &berlin);
    assert_eq!(text, "⟦Šûñðáý 22 Ñöṽéɱƀéŕ 2026, 14:30 (Europe/Berlin, UTC+1)⟧");
    assert_eq!(duration(Locale::Pseudo, 90), "⟦1 ĥöûŕ 30 ɱîñûţéš⟧");
}
