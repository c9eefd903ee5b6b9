//! Printing, typing and sharing of amounts.

use proptest::prelude::*;

use super::*;

fn currency(code: &str) -> Currency {
    code.parse().expect("a code of the list")
}

fn check_typed(text: &str, code: &str, want: Result<i64, TypedAmountError>) {
    let got = Money::typed(text, currency(code)).map(|money| money.minor);
    assert_eq!(got, want, "{text:?} in {code}");
}

#[test]
fn the_list_of_currencies_is_complete_and_an_unknown_code_is_refused() {
    let all: Vec<String> = Currency::all().map(|known| known.to_string()).collect();
    assert_eq!(all.len(), 154);
    assert!(all.is_sorted());
    for code in ["EURO", "eur", "XXX", "XAU", "ABC", "", "€€"] {
        assert_eq!(code.parse::<Currency>(), Err(MoneyError::Currency), "{code:?}");
    }
    assert!(serde_json::from_str::<Currency>("\"QQQ\"").is_err());
}

#[test]
fn decimals_and_symbols_follow_the_currency() {
    assert_eq!(["JPY", "EUR", "KWD"].map(|code| currency(code).exponent()), [0, 2, 3]);
    assert_eq!(Currency::EUR.symbol(), Some("€"));
    assert_eq!(currency("CHF").symbol(), None);
}

#[test]
fn an_amount_prints_with_the_decimals_of_its_currency() {
    let print = |minor, code| Money::new(minor, currency(code)).to_string();
    assert_eq!(print(2513, "EUR"), "25.13 EUR");
    assert_eq!(print(5, "EUR"), "0.05 EUR");
    assert_eq!(print(-5, "EUR"), "-0.05 EUR");
    assert_eq!(print(152, "JPY"), "152 JPY");
    assert_eq!(print(1_890, "KWD"), "1.890 KWD");
    assert_eq!(print(i64::MIN, "EUR"), "-92233720368547758.08 EUR");
}

#[test]
fn typed_amounts_are_read_with_point_or_comma() {
    check_typed("12", "EUR", Ok(1200));
    check_typed(" 12.5 ", "EUR", Ok(1250));
    check_typed("12,50", "EUR", Ok(1250));
    check_typed("0.05", "EUR", Ok(5));
    check_typed("150", "JPY", Ok(150));
    check_typed("1.25", "KWD", Ok(1250));
}

#[test]
fn what_could_be_read_in_two_ways_is_refused() {
    let too_many = |code: &str, decimals| {
        Err(TypedAmountError::TooManyDecimals { currency: currency(code), decimals })
    };
    check_typed("1.250", "EUR", too_many("EUR", 2));
    check_typed("1,250", "EUR", too_many("EUR", 2));
    check_typed("1.0", "JPY", too_many("JPY", 0));
    check_typed("1,250.00", "EUR", Err(TypedAmountError::NotANumber));
    for text in ["12 50", "€12", "1e3", "+5", ".5", "12.", "twelve", "１２", "."] {
        check_typed(text, "EUR", Err(TypedAmountError::NotANumber));
    }
    check_typed("", "EUR", Err(TypedAmountError::Empty));
    check_typed("-1", "EUR", Err(TypedAmountError::Negative));
    check_typed("99999999999999999999", "EUR", Err(TypedAmountError::TooLarge));
    check_typed("92233720368547758.08", "EUR", Err(TypedAmountError::TooLarge));
}

#[test]
fn what_is_left_goes_to_the_largest_remainders() {
    let shares = |minor, weights: &[u64]| {
        let parts = Money::new(minor, Currency::EUR).allocate(weights).expect("there are shares");
        parts.into_iter().map(|part| part.minor).collect::<Vec<_>>()
    };
    assert_eq!(shares(100, &[1, 1, 1]), [34, 33, 33]);
    assert_eq!(shares(101, &[50, 30, 20]), [51, 30, 20]);
    assert_eq!(shares(-100, &[1, 1, 1]), [-34, -33, -33]);
    assert_eq!(shares(5, &[0, 1]), [0, 5]);
    let nobody = Money::new(5, Currency::EUR).allocate(&[0, 0]);
    assert_eq!(nobody, Err(MoneyError::NoShares));
}

#[test]
fn two_currencies_never_meet_in_a_sum() {
    let one = Money::new(1, Currency::EUR);
    let other = Money::new(1, Currency::USD);
    assert_eq!(one.checked_add(other), Err(MoneyError::Mixed));
    assert_eq!(one.lesser(other), Err(MoneyError::Mixed));
    assert_eq!(Money::new(i64::MAX, Currency::EUR).checked_add(one), Err(MoneyError::Overflow));
}

proptest! {
    #[test]
    fn typed_amounts_survive_their_text(minor in 0..=i64::MAX, comma: bool, place in 0_usize..154) {
        let currency = Currency::all().nth(place).expect("inside the list");
        let money = Money::new(minor, currency);
        let text = money.to_typed();
        let text = if comma { text.replace('.', ",") } else { text };
        prop_assert_eq!(Money::typed(&text, currency), Ok(money));
    }

    #[test]
    fn any_text_is_read_or_refused(text in ".{0,24}") {
        if let Ok(money) = Money::typed(&text, Currency::EUR) {
            prop_assert!(money.minor >= 0);
        }
    }

    #[test]
    fn allocated_parts_add_up_and_stay_within_one_of_their_share(
        minor: i64,
        weights in proptest::collection::vec(0_u64..1_000_000, 1..12),
    ) {
        let money = Money::new(minor, Currency::EUR);
        let all: u64 = weights.iter().sum();
        prop_assume!(all > 0);
        let parts = money.allocate(&weights).expect("there are shares");
        prop_assert_eq!(Money::sum(Currency::EUR, parts.clone()), Ok(money));
        for (part, weight) in parts.iter().zip(&weights) {
            let exact = i128::from(minor) * i128::from(*weight) / i128::from(all);
            prop_assert!((i128::from(part.minor) - exact).abs() <= 1);
        }
    }

    #[test]
    fn the_three_roundings_lie_beside_each_other(minor in 0..=i64::MAX, bp in 0_u16..=10_000) {
        let share = BasisPoints::new(bp).expect("at most the whole");
        let money = Money::new(minor, Currency::EUR);
        let (floor, ceil) = (share.floor_of(money).minor, share.ceil_of(money).minor);
        let nearest = share.half_up_of(money).minor;
        prop_assert!(ceil - floor <= 1 && floor <= nearest && nearest <= ceil);
    }
}
