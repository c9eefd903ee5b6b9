//! What people type, and what comes of it.

use super::*;

fn filled(value: &str) -> Filled {
    Filled::of([("x", value)])
}

fn amount(text: &str) -> Option<i64> {
    filled(text).amount("x", Currency::EUR).map(|amount| amount.minor)
}

#[test]
fn amounts_are_read_as_people_type_them() {
    for (text, want) in [
        ("85", Some(8500)),
        ("85.5", Some(8550)),
        ("85,50", Some(8550)),
        ("€85.50", Some(8550)),
        ("85 EUR", Some(8500)),
        ("1,284.60", Some(128_460)),
        ("1.284,60", Some(128_460)),
        ("1 284", Some(128_400)),
        ("1,284", Some(128_400)),
        ("0", Some(0)),
        ("85.", Some(8500)),
        ("12,84,00", None),
        ("1234.567", None),
        ("-5", None),
        ("5€5x", None),
        ("99999999999999999999", None),
        (".5", None),
        ("", None),
    ] {
        assert_eq!(amount(text), want, "{text}");
    }
}

#[test]
fn an_amount_goes_back_into_its_field() {
    assert_eq!(typed_amount(Money::new(8505, Currency::EUR)), "85.05");
    assert_eq!(typed_amount(Money::new(128_400, Currency::EUR)), "1284.00");
}

#[test]
fn every_refusal_keeps_what_was_typed() {
    // ALL-6.
    let mut form = filled("  not an address ");
    assert_eq!(form.email("x"), None);
    assert_eq!(form.value("x"), "  not an address ");
    assert_eq!(form.error("x").map(Say::key), Some("error-email"));
}

#[test]
fn addresses_with_an_at_sign_and_a_host_are_taken() {
    for (text, want) in [
        ("ann@example.org", true),
        ("ann+tag@localhost", true),
        ("änn@exämple.org", true),
        ("ann@", false),
        ("@example.org", false),
        ("ann@exa mple.org", false),
        ("ann@example..org", false),
        ("a@b.c, d@e.f", false),
        ("Ann <ann@example.org>", false),
    ] {
        assert_eq!(filled(text).email("x").is_some(), want, "{text}");
    }
}

#[test]
fn texts_are_trimmed_counted_and_freed_of_control_marks() {
    assert_eq!(filled(" a\u{0}b\r\nc ").required("x", 9).as_deref(), Some("ab\nc"));
    let mut form = filled("ééé");
    assert_eq!(form.required("x", 2), None);
    assert_eq!(form.error("x"), Some(&Say::new("error-too-long").with("max", 2_usize)));
    let mut form = filled("   ");
    assert_eq!(form.required("x", 2), None);
    assert_eq!(form.error("x").map(Say::key), Some("error-needed"));
}

#[test]
fn the_first_error_of_a_field_stays() {
    let mut form = filled("");
    form.refuse("x", Say::new("error-needed"));
    form.refuse("x", Say::new("error-email"));
    assert_eq!(form.errors().len(), 1);
    assert_eq!(form.error("x").map(Say::key), Some("error-needed"));
}

#[test]
fn numbers_dates_and_zones_are_read() {
    assert_eq!(filled("50").whole("x", 5..=480), Some(50));
    assert_eq!(filled("4").whole("x", 5..=480), None);
    assert_eq!(filled("5.5").whole("x", 5..=480), None);
    assert_eq!(filled("2026-11-24").date("x"), Some(civil::date(2026, 11, 24)));
    assert_eq!(filled("2026-02-30").date("x"), None);
    assert_eq!(filled("15:30").time("x"), Some(civil::time(15, 30, 0, 0)));
    assert!(filled("Europe/Berlin").zone("x").is_some());
    assert!(filled("Europe/Atlantis").zone("x").is_none());
}

#[test]
fn a_secret_is_taken_as_it_is() {
    assert_eq!(filled(" long enough ").secret("x", 8..=100).as_deref(), Some(" long enough "));
    assert_eq!(filled("short").secret("x", 8..=100), None);
}
