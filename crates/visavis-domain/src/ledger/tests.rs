//! What the books refuse, and the postings that the table of vectors does not walk.

use proptest::prelude::*;
use uuid::Uuid;

use super::refund::HostFunds;
use super::*;
use crate::ids::{AccountId, HostId, SessionId};
use crate::money::{BasisPoints, Currency, Money, MoneyError};
use crate::split::{Rates, Split};

const SESSION: SessionId = SessionId::from_uuid(Uuid::from_u128(1));
const HOST: HostId = HostId::from_uuid(Uuid::from_u128(2));
const CLIENT: AccountId = AccountId::from_uuid(Uuid::from_u128(3));

fn eur(minor: i64) -> Money {
    Money::new(minor, Currency::EUR)
}

fn rates() -> Rates {
    let fifth = BasisPoints::new(2_000).expect("a fifth");
    Rates { tax: fifth, commission: fifth }
}

fn split(total: i64) -> Split {
    Split::of(eur(total), rates()).expect("a plain total")
}

fn lines(journal: &JournalDraft) -> Vec<(String, String, i64)> {
    let code = |account: Account| account.code().to_owned();
    let row = |line: &Posting| (code(line.debit), code(line.credit), line.amount.minor);
    journal.lines().iter().map(row).collect()
}

fn row(debit: &str, credit: &str, amount: i64) -> (String, String, i64) {
    (debit.to_owned(), credit.to_owned(), amount)
}

fn every_account() -> Vec<Account> {
    let tax = "US-CA".parse().expect("a subdivision");
    vec![
        Account::Clearing,
        Account::Psp,
        Account::Bank,
        Account::Disputed,
        Account::HostReceivable(HOST),
        Account::ClientReceivable(CLIENT),
        Account::Wallet(CLIENT),
        Account::Escrow(SESSION),
        Account::HostPending(HOST),
        Account::HostAvailable(HOST),
        Account::HostTransit(HOST),
        Account::HostFrozen(HOST),
        Account::Tax(Jurisdiction::UNSTATED),
        Account::Tax(tax),
        Account::Commission,
        Account::Cancellation,
        Account::Processing,
        Account::DisputeFee,
        Account::Loss,
        Account::Promo,
    ]
}

#[test]
fn an_account_survives_its_row() {
    for account in every_account() {
        assert_eq!(Account::from_parts(account.code(), &account.owner()), Ok(account));
        let grows_left = account.code().starts_with(['A', 'X']);
        assert_eq!(account.normal() == Side::Debit, grows_left, "{account}");
    }
    assert_eq!(Account::from_parts("A:gold", ""), Err(AccountError::Code));
    assert_eq!(Account::from_parts("L:escrow", &HOST.to_string()), Err(AccountError::Owner));
    assert_eq!(Account::from_parts("A:psp", "me"), Err(AccountError::Owner));
    for wrong in ["de", "DEU", "D", "US-", "US-CALI", "US-ca", "-", "É"] {
        assert_eq!(wrong.parse::<Jurisdiction>(), Err(AccountError::Owner), "{wrong}");
    }
}

#[test]
fn a_kind_survives_its_name_and_no_two_share_one() {
    for kind in JournalKind::ALL {
        assert_eq!(kind.name().parse(), Ok(*kind));
    }
}

#[test]
fn a_journal_that_moves_nothing_or_mixes_currencies_cannot_be_drawn_up() {
    assert_eq!(sale::capture("test_1", SESSION, eur(0)), Err(LedgerError::Empty));
    assert_eq!(sale::capture("test_1", SESSION, eur(-5)), Err(LedgerError::Negative));
    let begin = || JournalDraft::begin(JournalKind::Promo, "x");
    let same = begin().transfer(Account::Psp, Account::Psp, eur(1)).map(|_| ());
    assert_eq!(same, Err(LedgerError::SameAccount));
    let mixed = begin()
        .transfer(Account::Psp, Account::Bank, eur(1))
        .and_then(|draft| draft.transfer(Account::Psp, Account::Bank, Money::new(1, Currency::USD)))
        .map(|_| ());
    assert_eq!(mixed, Err(LedgerError::Money(MoneyError::Mixed)));
}

#[test]
fn the_same_fact_is_posted_once() {
    let mut books = Balances::default();
    let journal = sale::capture("test_1", SESSION, eur(6000)).expect("a sale");
    assert_eq!(books.post(&journal), Ok(()));
    let again = Overdraft::Posted { source_name: "test_1:capture".to_owned() };
    assert_eq!(books.post(&journal), Err(again));
    assert_eq!(books.held(Account::Escrow(SESSION), Currency::EUR), eur(6000));
}

#[test]
fn an_overdraft_in_the_last_line_undoes_the_whole_journal() {
    let mut books = Balances::default();
    books.post(&sale::capture("test_1", SESSION, eur(5999)).expect("a sale")).expect("posted");
    let settle = sale::settle(SESSION, HOST, &split(6000), Jurisdiction::UNSTATED).expect("parts");
    let escrow = Account::Escrow(SESSION);
    assert_eq!(books.post(&settle), Err(Overdraft::Account { account: escrow }));
    assert_eq!(books.held(escrow, Currency::EUR), eur(5999));
    assert_eq!(books.held(Account::Commission, Currency::EUR), eur(0));
}

#[test]
fn a_refund_draws_on_all_of_the_hosts_funds_before_it_becomes_a_debt() {
    let funds = HostFunds { host: HOST, frozen: eur(0), pending: eur(1500), available: eur(2000) };
    let journal = refund::after_settlement("re_1", &split(6000), &funds, Jurisdiction::UNSTATED);
    let want = [
        row("L:host:pending", "A:clearing", 1500),
        row("L:host:available", "A:clearing", 2000),
        row("A:host_receivable", "A:clearing", 500),
        row("R:commission", "A:clearing", 1000),
        row("L:tax", "A:clearing", 1000),
    ];
    assert_eq!(lines(&journal.expect("it moves money")), want);
}

#[test]
fn a_lost_dispute_takes_the_frozen_part_or_the_operators() {
    let funds = HostFunds { host: HOST, frozen: eur(4000), pending: eur(9), available: eur(9) };
    let lost = |bearer| {
        let journal = dispute::lost("dp_1", &split(6000), bearer, Jurisdiction::UNSTATED);
        lines(&journal.expect("it moves money"))[0].clone()
    };
    assert_eq!(lost(dispute::Bearer::Host(funds)), row("L:host:frozen", "A:disputed", 4000));
    assert_eq!(lost(dispute::Bearer::Operator), row("X:loss", "A:disputed", 4000));
}

#[test]
fn a_fee_above_the_payment_comes_out_of_the_balance() {
    let journal = sale::charge_cleared("txn_1", eur(20), eur(26)).expect("it moves money");
    let want = [row("X:processing", "A:clearing", 20), row("X:processing", "A:psp", 6)];
    assert_eq!(lines(&journal), want);
}

#[test]
fn a_refund_that_failed_is_undone() {
    let mut books = Balances::default();
    books.post(&sale::capture("test_1", SESSION, eur(6000)).expect("a sale")).expect("posted");
    let refund = refund::before_settlement("re_1", SESSION, eur(2500)).expect("a refund");
    books.post(&refund).expect("posted");
    let failed = refund::failed(&refund);
    assert_eq!((failed.source(), failed.kind()), ("re_1:failed", JournalKind::RefundFailed));
    books.post(&failed).expect("posted");
    assert_eq!(books.held(Account::Escrow(SESSION), Currency::EUR), eur(6000));
}

#[test]
fn a_kept_fee_a_debt_a_promotion_and_the_ways_to_a_bank_balance() {
    let none = Jurisdiction::UNSTATED;
    let journals = [
        sale::promote(SESSION, eur(1200)),
        sale::keep_fee(SESSION, &split(1200), none),
        sale::client_debt(SESSION, CLIENT, HOST, eur(700)),
        sale::debt_paid("test_9", CLIENT, eur(700)),
        payout::clear(SESSION, HOST, eur(700)),
        payout::order("tr_1", HOST, eur(300)),
        payout::sent("txn_2", HOST, eur(300)),
        payout::reversed("trr_1", HOST, eur(0), eur(300)),
        payout::by_hand("hand_1", HOST, eur(700)),
        payout::to_bank("txn_3", eur(650)),
        payout::to_bank_failed("txn_4", eur(650)),
    ];
    let mut books = Balances::default();
    for journal in journals {
        let journal = journal.expect("it moves money");
        assert_eq!(books.post(&journal), Ok(()), "{}", journal.source());
    }
    let open: Vec<_> = books.open().map(|(account, sum)| (account.code(), sum.minor)).collect();
    let want = [
        ("A:clearing", 700),
        ("A:bank", -700),
        ("L:tax", -200),
        ("R:cancellation", -1000),
        ("X:promo", 1200),
    ];
    assert_eq!(open, want);
}

proptest! {
    #[test]
    fn whatever_is_sold_and_refunded_the_books_balance_and_end_empty(
        total in 50_i64..1_000_000,
        cuts in proptest::collection::vec(1_u16..=10_000, 0..5),
        cleared: bool,
    ) {
        let none = Jurisdiction::UNSTATED;
        let mut books = Balances::default();
        let mut left = split(total);
        books.post(&sale::capture("p", SESSION, eur(total)).expect("a sale")).expect("once");
        books.post(&sale::settle(SESSION, HOST, &left, none).expect("parts")).expect("once");
        if cleared && left.host.minor > 0 {
            books.post(&payout::clear(SESSION, HOST, left.host).expect("a part")).expect("once");
        }
        for (n, bp) in cuts.iter().chain([&10_000]).enumerate() {
            let amount = BasisPoints::new(*bp).expect("a share").ceil_of(left.total);
            if amount.is_zero() {
                continue;
            }
            let (given, after) = left.refund(amount, rates()).expect("within");
            let held = |account| books.held(account, Currency::EUR);
            let funds = HostFunds {
                host: HOST,
                frozen: eur(0),
                pending: held(Account::HostPending(HOST)),
                available: held(Account::HostAvailable(HOST)),
            };
            let journal = refund::after_settlement(&format!("r{n}"), &given, &funds, none);
            prop_assert_eq!(books.post(&journal.expect("it moves money")), Ok(()));
            let sum: i64 = books.open().map(|(_, balance)| balance.minor).sum();
            prop_assert_eq!(sum, 0);
            left = after;
        }
        prop_assert_eq!(books.open().count(), 0);
    }
}
