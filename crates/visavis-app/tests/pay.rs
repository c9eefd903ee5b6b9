//! PAY from purchase to earning, through the app's own functions, on both engines.

use std::time::Duration;

use visavis_app::testing::market::{Market, PRICE};
use visavis_app::{Failure, pay, sale, session};
use visavis_domain::ledger::Account;
use visavis_domain::money::{Currency, Money};
use visavis_domain::session::{Command, Confirmed, Party, PhaseName};
use visavis_pay::till::Button;
use visavis_testkit::both_engines;

both_engines! {
    /// PAY-12, PAY-16: both hear of it once, also when the provider reports twice.
    async fn pay_12_a_payment_told_twice_is_confirmed_once(db: Db) {
        let market = Market::open(db).await;
        let id = market.buy("one").await;
        assert_eq!(market.mails("confirmation").await, 0);
        market.press(id, Button::ApproveTwice).await;
        market.test.pass(Duration::from_mins(1)).await;
        assert_eq!(market.session(id).await.phase.name(), PhaseName::ToSchedule);
        assert_eq!(market.mails("confirmation").await, 2);
        assert_eq!(market.balance(Account::Escrow(id)).await.abs(), PRICE);
        market.books_are_sound().await;
    }

    /// A webhook that never comes is found by looking.
    async fn a_payment_that_nobody_told_is_found_when_the_client_comes_back(db: Db) {
        let market = Market::open(db).await;
        let id = market.buy("one").await;
        market.press(id, Button::ApproveNever).await;
        assert_eq!(market.session(id).await.phase.name(), PhaseName::AwaitingPayment);
        let back = sale::come_back(market.app(), id).await.expect("the page can be shown");
        assert_eq!(back.session.phase.name(), PhaseName::ToSchedule);
        market.test.settle().await;
        assert_eq!(market.mails("confirmation").await, 2);
        market.books_are_sound().await;
    }

    /// A double click buys once.
    async fn a_form_sent_twice_buys_once(db: Db) {
        let market = Market::open(db).await;
        let first = market.buy("same").await;
        assert_eq!(market.buy("same").await, first);
        assert_ne!(market.buy("other").await, first);
    }

    /// PAY-22: delivered, divided, available after 72 hours.
    async fn pay_22_a_delivered_session_pays_its_host(db: Db) {
        let market = Market::open(db).await;
        let id = market.sold().await;
        market.met(id).await;
        market.tell(id, Command::End { by: Party::Host }).await.expect("the host ends it");
        let deliver = Command::MarkDelivered { by: Party::Host, confirmed: Confirmed::No };
        market.tell(id, deliver.clone()).await.expect("the host marks it");
        market.tell(id, deliver).await.expect("a double click is harmless");
        market.test.settle().await;
        let share = session::split(&market.session(id).await, Money::new(PRICE, Currency::EUR))
            .expect("it can be split");
        assert_eq!(market.balance(Account::Escrow(id)).await, 0);
        assert_eq!(market.balance(Account::HostPending(market.host)).await, share.host.minor);
        for kind in ["delivered", "earning", "receipt"] {
            assert_eq!(market.mails(kind).await, 1, "{kind}");
        }
        market.test.pass(Duration::from_hours(73)).await;
        assert_eq!(market.session(id).await.phase.name(), PhaseName::Settled);
        assert_eq!(market.balance(Account::HostPending(market.host)).await, 0);
        assert_eq!(market.balance(Account::HostAvailable(market.host)).await, share.host.minor);
        market.books_are_sound().await;
    }

    /// PAY-22: a problem that ends with half of the money back.
    async fn pay_22_a_part_goes_back_after_a_reported_problem(db: Db) {
        let market = Market::open(db).await;
        let id = market.sold().await;
        market.met(id).await;
        let deliver = Command::MarkDelivered { by: Party::Host, confirmed: Confirmed::No };
        market.tell(id, deliver).await.expect("the host marks it");
        let report =
            Command::ReportProblem { by: Party::Client, words: "The line broke.".to_owned() };
        market.tell(id, report).await.expect("the client reports it");
        let refund = Money::new(PRICE / 2, Currency::EUR);
        let resolve = Command::Resolve { refund, reason: "Half of it was lost.".to_owned() };
        market.tell(id, resolve).await.expect("the operator ends it");
        market.test.pass(Duration::from_secs(5)).await;
        market.test.pass(Duration::from_secs(5)).await;
        assert_eq!(market.session(id).await.phase.name(), PhaseName::Settled);
        assert_eq!(market.balance(Account::HostPending(market.host)).await, 0);
        assert_eq!(market.mails("problem_resolved").await, 2);
        assert_eq!(market.balance(Account::Clearing).await, 0);
        market.books_are_sound().await;
    }

    /// PAY-16: two weeks without a date, and the money goes back by one click.
    async fn pay_16_the_client_takes_the_money_back_without_a_date(db: Db) {
        let market = Market::open(db).await;
        let id = market.sold().await;
        let take = Command::TakeRefund { by: Party::Client };
        assert!(matches!(market.tell(id, take.clone()).await, Err(Failure::Refused(_))));
        for _ in 0..15 {
            market.test.pass(Duration::from_hours(24)).await;
        }
        assert_eq!(market.mails("schedule_reminder").await, 2);
        assert_eq!(market.mails("refund_offered").await, 1);
        market.tell(id, take).await.expect("two weeks have passed");
        market.test.pass(Duration::from_secs(5)).await;
        market.test.pass(Duration::from_secs(5)).await;
        assert_eq!(market.session(id).await.phase.name(), PhaseName::Cancelled);
        assert_eq!(market.balance(Account::Escrow(id)).await, 0);
        assert_eq!(market.balance(Account::Clearing).await, 0);
        assert_eq!(market.mails("refunded").await, 1);
        assert_eq!(market.mails("cancelled").await, 1);
        market.books_are_sound().await;
    }

    /// PAY-12: a webhook with a wrong signature does nothing.
    async fn a_forged_webhook_is_refused(db: Db) {
        let market = Market::open(db).await;
        let id = market.buy("one").await;
        let forged = pay::receive(market.app(), "t=1,v1=00", b"{}").await;
        assert!(matches!(forged, Err(Failure::Forbidden)));
        assert_eq!(market.session(id).await.phase.name(), PhaseName::AwaitingPayment);
    }
}
