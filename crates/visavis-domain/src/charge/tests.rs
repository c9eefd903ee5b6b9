//! The edges that the table of vectors does not show, and what must hold for every charge.

use proptest::prelude::*;

use super::*;
use crate::money::Currency;

fn eur(minor: i64) -> Money {
    Money::new(minor, Currency::EUR)
}

fn check(terms: &Terms, proven: u64, funds: Option<i64>, billed: u64, gross: i64) {
    let proven = Seconds::new(proven);
    let want = Charge { proven, billed: Seconds::new(billed), gross: eur(gross) };
    assert_eq!(charge(terms, proven, funds.map(eur)), Ok(want), "{terms:?}");
}

#[test]
fn below_twenty_proven_seconds_nothing_is_charged() {
    let terms = Terms::per_minute(eur(200));
    check(&terms, 19, None, 0, 0);
    check(&terms, 20, None, 20, 66);
}

#[test]
fn free_seconds_longer_than_the_session_cost_nothing() {
    let terms = Terms { free: Seconds::new(180), ..Terms::per_minute(eur(200)) };
    check(&terms, 180, None, 0, 0);
    check(&terms, 181, None, 1, 3);
}

#[test]
fn a_rate_of_zero_is_never_limited() {
    let terms = Terms { cap: Some(eur(0)), ..Terms::per_minute(eur(0)) };
    assert_eq!(limit_secs(&terms, Some(eur(0))), Ok(None));
    check(&terms, 1_000_000, Some(0), 1_000_000, 0);
}

#[test]
fn a_minimum_that_is_not_covered_never_starts_to_cost() {
    let terms = Terms { minimum: Seconds::new(180), ..Terms::per_minute(eur(200)) };
    assert_eq!(terms.least_charge(), Ok(eur(600)));
    assert_eq!(limit_secs(&terms, Some(eur(599))), Ok(Some(Seconds::new(19))));
    check(&terms, 400, Some(599), 0, 0);
    check(&terms, 45, Some(600), 180, 600);
}

#[test]
fn what_cannot_be_a_price_is_refused() {
    let negative = Terms::per_minute(eur(-1));
    assert_eq!(charge(&negative, Seconds::new(60), None), Err(MoneyError::Negative));
    let mixed = Terms { cap: Some(Money::new(1, Currency::USD)), ..Terms::per_minute(eur(1)) };
    assert_eq!(limit_secs(&mixed, None), Err(MoneyError::Mixed));
    let huge = Terms::per_minute(eur(i64::MAX));
    assert_eq!(charge(&huge, Seconds::new(u64::MAX), None), Err(MoneyError::Overflow));
}

#[test]
fn a_discount_of_all_percent_is_free_and_a_fixed_one_stops_at_zero() {
    let step = NonZeroU32::MIN;
    let whole = Discount::Share(BasisPoints::WHOLE).off(eur(2513), step);
    assert_eq!(whole, Ok(Discounted { discount: eur(2513), total: eur(0) }));
    assert_eq!(whole, Discount::Fixed(eur(9999)).off(eur(2513), step));
    assert_eq!(Discount::Fixed(eur(-1)).off(eur(5), step), Err(MoneyError::Negative));
}

#[test]
fn what_is_left_after_a_discount_stays_on_the_step_of_the_provider() {
    let step = NonZeroU32::new(10).expect("ten is not zero");
    let quarter = BasisPoints::new(2_500).expect("a quarter");
    let got = Discount::Share(quarter).off(eur(1890), step);
    assert_eq!(got, Ok(Discounted { discount: eur(480), total: eur(1410) }));
}

#[test]
fn less_than_the_provider_can_charge_is_waived() {
    assert_eq!(collection(eur(0), eur(50)), Ok(Collection::Nothing));
    let waived = Collection::BelowMinimum { minimum: eur(50) };
    assert_eq!(collection(eur(49), eur(50)), Ok(waived));
    assert_eq!(collection(eur(50), eur(50)), Ok(Collection::Take(eur(50))));
}

#[test]
fn holds_are_captured_oldest_first() {
    let holds = [eur(3000), eur(3000), eur(3000)];
    assert_eq!(captures(eur(4350), &holds), Ok(vec![eur(3000), eur(1350), eur(0)]));
    assert_eq!(captures(eur(9001), &holds), Err(MoneyError::Short));
}

fn terms() -> impl Strategy<Value = Terms> {
    let unit = prop_oneof![
        Just(BillingUnit::Second),
        Just(BillingUnit::SixSeconds),
        Just(BillingUnit::HalfMinute),
        Just(BillingUnit::Minute)
    ];
    let cap = proptest::option::of(0_i64..50_000);
    (0_i64..5_000, unit, 0_u64..400, 0_u64..400, 0_u64..60, cap, 1_u32..=10).prop_map(
        |(rate, unit, free, minimum, connect, cap, step)| Terms {
            rate: eur(rate),
            unit,
            free: Seconds::new(free),
            minimum: Seconds::new(minimum),
            connect: Seconds::new(connect),
            cap: cap.map(eur),
            step: NonZeroU32::new(step).expect("at least one"),
        },
    )
}

proptest! {
    #[test]
    fn a_charge_never_passes_the_cap_or_the_funds_and_never_falls(
        terms in terms(),
        funds in proptest::option::of(0_i64..50_000),
        proven in 0_u64..20_000,
    ) {
        let funds = funds.map(eur);
        let now = charge(&terms, Seconds::new(proven), funds).expect("small numbers");
        let later = charge(&terms, Seconds::new(proven + 1), funds).expect("small numbers");
        prop_assert!(now.gross.minor <= later.gross.minor);
        for most in terms.cap.into_iter().chain(funds) {
            prop_assert!(later.gross.minor <= most.minor);
        }
    }

    #[test]
    fn the_limit_is_the_last_second_that_is_covered(terms in terms(), funds in 0_i64..50_000) {
        let free_of_limits = Terms { cap: None, ..terms };
        let most = terms.cap.map_or(funds, |cap| cap.minor.min(funds));
        let price = |secs: u64| {
            charge(&free_of_limits, Seconds::new(secs), None).expect("small numbers").gross.minor
        };
        match limit_secs(&terms, Some(eur(funds))).expect("one currency") {
            None => prop_assert_eq!(terms.rate.minor, 0),
            Some(limit) => {
                prop_assert!(price(limit.get()) <= most);
                prop_assert!(price(limit.get() + 1) > most);
            }
        }
    }

    #[test]
    fn an_interrupted_session_costs_what_an_uninterrupted_one_does(
        terms in terms(),
        intervals in proptest::collection::vec(0_u64..100_000, 0..20),
    ) {
        let together = Seconds::proven(&[intervals.iter().sum()]);
        let apart = Seconds::proven(&intervals);
        prop_assert_eq!(charge(&terms, together, None), charge(&terms, apart, None));
    }

    #[test]
    fn a_discount_only_lowers(gross in 0_i64..1_000_000, bp in 0_u16..=10_000, step in 1_u32..=10) {
        let share = BasisPoints::new(bp).expect("at most the whole");
        let step = NonZeroU32::new(step).expect("at least one");
        let got = Discount::Share(share).off(eur(gross), step).expect("not negative");
        prop_assert!(got.total.minor >= 0 && got.total.minor <= gross);
        prop_assert_eq!(got.total.minor + got.discount.minor, gross);
        prop_assert_eq!(got.total.minor % i64::from(step.get()), 0);
    }

    #[test]
    fn captures_add_up_and_stay_within_their_holds(
        holds in proptest::collection::vec(0_i64..10_000, 0..6),
        share in 0_u16..=10_000,
    ) {
        let holds: Vec<Money> = holds.into_iter().map(eur).collect();
        let all = Money::sum(Currency::EUR, holds.clone()).expect("small numbers");
        let total = BasisPoints::new(share).expect("at most the whole").floor_of(all);
        let taken = captures(total, &holds).expect("covered");
        prop_assert_eq!(Money::sum(Currency::EUR, taken.clone()), Ok(total));
        prop_assert!(taken.iter().zip(&holds).all(|(part, hold)| part.minor <= hold.minor));
    }
}
