//! Splits add up, each part grows with the total, and refunds end at nothing.

use proptest::prelude::*;

use super::*;
use crate::money::Currency;

fn eur(minor: i64) -> Money {
    Money::new(minor, Currency::EUR)
}

fn rates(tax: u16, commission: u16) -> Rates {
    let share = |bp| BasisPoints::new(bp).expect("at most the whole");
    Rates { tax: share(tax), commission: share(commission) }
}

fn parts(split: &Split) -> [i64; 4] {
    [split.base.minor, split.tax.minor, split.commission.minor, split.host.minor]
}

#[test]
fn sixty_euros_with_twenty_percent_tax_and_commission() {
    let split = Split::of(eur(6000), rates(2000, 2000)).expect("a plain total");
    assert_eq!(parts(&split), [5000, 1000, 1000, 4000]);
}

#[test]
fn more_than_was_paid_cannot_be_refunded() {
    let rates = rates(2000, 2000);
    let split = Split::of(eur(6000), rates).expect("a plain total");
    assert_eq!(split.refund(eur(6001), rates), Err(MoneyError::Short));
    assert_eq!(split.refund(eur(-1), rates), Err(MoneyError::Negative));
}

#[test]
fn the_largest_amount_is_split_without_overflow() {
    let split = Split::of(eur(i64::MAX), rates(0, 10_000)).expect("no tax on top");
    assert_eq!(parts(&split), [i64::MAX, 0, i64::MAX, 0]);
}

proptest! {
    #[test]
    fn parts_add_up_and_each_grows_with_the_total(
        total in 0_i64..=1_000_000_000_000,
        tax in 0_u16..=10_000,
        commission in 0_u16..=10_000,
    ) {
        let rates = rates(tax, commission);
        let split = Split::of(eur(total), rates).expect("fits");
        let next = Split::of(eur(total + 1), rates).expect("fits");
        prop_assert_eq!(split.tax.minor + split.commission.minor + split.host.minor, total);
        prop_assert_eq!(split.base.minor, split.commission.minor + split.host.minor);
        for (before, after) in parts(&split).into_iter().zip(parts(&next)) {
            prop_assert!(before >= 0 && before <= after && after <= before + 1);
        }
    }

    #[test]
    fn refunds_take_every_part_back_to_nothing(
        total in 1_i64..10_000_000,
        cuts in proptest::collection::vec(0_u16..=10_000, 0..8),
        tax in 0_u16..=10_000,
        commission in 0_u16..=10_000,
    ) {
        let rates = rates(tax, commission);
        let mut left = Split::of(eur(total), rates).expect("fits");
        let mut given = [0; 4];
        let amounts = cuts.iter().map(|bp| Some(BasisPoints::new(*bp).expect("a share")));
        for share in amounts.chain([None]) {
            let amount = share.map_or(left.total, |share| share.floor_of(left.total));
            let (back, after) = left.refund(amount, rates).expect("no more than is left");
            prop_assert!(parts(&back).iter().all(|part| *part >= 0));
            prop_assert_eq!(back.tax.minor + back.commission.minor + back.host.minor, amount.minor);
            given = std::array::from_fn(|place| given[place] + parts(&back)[place]);
            left = after;
        }
        let whole = Split::of(eur(total), rates).expect("fits");
        prop_assert_eq!(given, parts(&whole));
        prop_assert_eq!(parts(&left), [0; 4]);
    }

    #[test]
    fn tax_put_on_top_is_found_again_inside_the_total(
        price in 0_i64..=1_000_000_000_000,
        tax in 0_u16..=10_000,
    ) {
        let rates = rates(tax, 0);
        let total = total_to_pay(eur(price), TaxMode::OnTop, rates.tax).expect("fits");
        prop_assert_eq!(Split::of(total, rates).expect("fits").base, eur(price));
    }
}
