//! PAY from purchase to earning, through the app's own functions, on both engines.

use std::time::Duration;

use visavis_app::people::Person;
use visavis_app::sale::{self, Purchase};
use visavis_app::testing::{START, TestApp};
use visavis_app::{App, Failure, host, pay, session};
use visavis_domain::ids::{AccountId, HostId, ServiceId, SessionId, SignInId};
use visavis_domain::ledger::{Account, Realm};
use visavis_domain::money::{Currency, Money};
use visavis_domain::service::Draft;
use visavis_domain::session::{Channel, Command, Confirmed, Party, PhaseName, Present, Session};
use visavis_pay::till::Button;
use visavis_store::outbox::{Filter, Topic};
use visavis_store::people::{Account as Row, Role};
use visavis_store::{Db, ledger, outbox, people, session as sessions};
use visavis_testkit::both_engines;

const PRICE: i64 = 8_500;

struct Market {
    test: TestApp,
    host: HostId,
    client: Person,
    service: ServiceId,
}

fn account(app: &App, email: &str, nickname: &str) -> Row {
    Row {
        id: AccountId::from_uuid(app.random.uuid(START)),
        email: email.to_owned(),
        email_verified_at: Some(START),
        name: nickname.to_owned(),
        nickname: nickname.to_owned(),
        tz: "Europe/Rome".to_owned(),
        locale: "en".to_owned(),
        avatar: None,
        password_hash: Some("none".to_owned()),
        role: Role::Person,
        created_at: START,
        version: 1,
    }
}

impl Market {
    async fn open(db: Db) -> Self {
        let test = TestApp::new(db);
        let app = &test.app;
        let (seller, buyer) =
            (account(app, "sofia@example.org", "sofia"), account(app, "marta@example.org", "rose"));
        let mut tx = app.store.write().await.expect("a transaction");
        people::insert(&mut tx, &seller).await.expect("a host's account");
        people::insert(&mut tx, &buyer).await.expect("a client's account");
        tx.commit().await.expect("accounts are kept");
        let host = host::begin(app, seller.id, "Sofia Marchetti").await.expect("a host");
        let typed = host::TypedProfile {
            name: "Sofia Marchetti".to_owned(),
            headline: "Grief counselor".to_owned(),
            about: "Slow, practical conversations.".to_owned(),
            tz: "Europe/Rome".to_owned(),
            version: 1,
            ..host::TypedProfile::default()
        };
        host::change_profile(app, host, &typed).await.expect("a profile");
        let draft = Draft {
            title: "Grief session".to_owned(),
            description: "Fifty minutes.".to_owned(),
            channel: Channel::Video,
            price: Money::new(PRICE, Currency::EUR),
            minutes: 50,
        };
        let service = host::new_service_id(app);
        host::add_service(app, host, service, draft).await.expect("a service");
        let client =
            Person { account: buyer, sign_in: SignInId::from_uuid(app.random.uuid(START)) };
        Self { test, host, client, service }
    }

    fn app(&self) -> &App {
        &self.test.app
    }

    fn purchase(&self, key: &str) -> Purchase {
        Purchase {
            service: self.service,
            seen_minor: PRICE,
            key: key.to_owned(),
            slot: None,
            email: String::new(),
            name: String::new(),
            tz: "Europe/Rome".to_owned(),
            locale: "en".to_owned(),
        }
    }

    async fn buy(&self, key: &str) -> SessionId {
        let address = TestApp::visitor().address;
        let id = sale::buy(self.app(), Some(&self.client), &self.purchase(key), address)
            .await
            .expect("it can be bought");
        self.test.settle().await;
        id
    }

    /// Presses a button on the till's page of this session.
    async fn press(&self, id: SessionId, button: Button) {
        let checkout = sale::checkout(self.app(), id).await.expect("a checkout");
        let url = checkout.page_url.expect("the till has opened its page");
        let payment = url.rsplit('/').next().expect("an address has an end").to_owned();
        self.app().till.press(&payment, button).await.expect("the button is on the page");
        self.test.pass(Duration::from_secs(2)).await;
    }

    async fn sold(&self) -> SessionId {
        let id = self.buy("one").await;
        self.press(id, Button::Approve).await;
        id
    }

    async fn session(&self, id: SessionId) -> Session {
        let mut tx = self.app().store.read().await.expect("a transaction");
        sessions::by_id(&mut tx, id).await.expect("a query").expect("the session").session
    }

    async fn tell(&self, id: SessionId, command: Command) -> Result<Session, Failure> {
        session::execute(self.app(), id, command).await
    }

    async fn met(&self, id: SessionId) {
        for (present, proven_secs) in [(Present::Both, 0), (Present::Both, 40), (Present::Host, 40)]
        {
            self.tell(id, Command::Attend { present, proven_secs }).await.expect("they may meet");
        }
    }

    async fn mails(&self, kind: &str) -> usize {
        let mut tx = self.app().store.read().await.expect("a transaction");
        let filter = Filter { topic: Some(Topic::Mail), ..Filter::default() };
        let entries = outbox::list(&mut tx, &filter, 500).await.expect("a list");
        entries.iter().filter(|entry| entry.payload["message"]["kind"] == kind).count()
    }

    async fn balance(&self, account: Account) -> i64 {
        let mut tx = self.app().store.read().await.expect("a transaction");
        let found = ledger::balance(&mut tx, Realm::Test, account, Currency::EUR).await;
        found.expect("a balance").minor
    }

    async fn books_are_sound(&self) {
        let mut tx = self.app().store.read().await.expect("a transaction");
        let findings = ledger::verify(&mut tx, Realm::Test).await.expect("a verdict");
        assert!(findings.is_empty(), "{findings:?}");
    }
}

both_engines! {
    /// PAY-12, PAY-16: both hear of it once, also when the provider reports twice.
    async fn pay_12_a_payment_told_twice_is_confirmed_once(db: Db) {
        let market = Market::open(db).await;
        let id = market.buy("one").await;
        assert_eq!(market.mails("confirmation").await, 0);
        market.press(id, Button::ApproveTwice).await;
        market.test.pass(Duration::from_secs(60)).await;
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
