//! A small market for tests: one host with one service, one client, and what the two do.

use std::time::Duration;

use visavis_domain::ids::{AccountId, HostId, ServiceId, SessionId, SignInId};
use visavis_domain::ledger::{Account, Realm};
use visavis_domain::money::{Currency, Money};
use visavis_domain::service::Draft;
use visavis_domain::session::{Channel, Command, Present, Session};
use visavis_pay::till::Button;
use visavis_store::outbox::{Filter, Topic};
use visavis_store::people::{Account as Row, Role};
use visavis_store::{Db, ledger, outbox, people, session as sessions};

use super::{START, TestApp};
use crate::people::Person;
use crate::sale::{self, Purchase};
use crate::{App, Failure, host, session};

/// What the service costs, in cents.
pub const PRICE: i64 = 8_500;

/// One host with one service, and one client.
#[derive(Clone)]
pub struct Market {
    /// The product and its clock.
    pub test: TestApp,
    /// Who sells.
    pub host: HostId,
    /// Who buys.
    pub client: Person,
    /// What is sold.
    pub service: ServiceId,
}

/// An account with a verified address.
pub fn account(app: &App, email: &str, nickname: &str) -> Row {
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
    /// A market on this database.
    pub async fn open(db: Db) -> Self {
        Self::on(TestApp::new(db)).await
    }

    /// A market in this product.
    pub async fn on(test: TestApp) -> Self {
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

    /// The product.
    pub fn app(&self) -> &App {
        &self.test.app
    }

    /// The form that buys the service.
    pub fn purchase(&self, key: &str) -> Purchase {
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

    /// Buys; the checkout is open afterwards.
    pub async fn buy(&self, key: &str) -> SessionId {
        let address = TestApp::visitor().address;
        let id = sale::buy(self.app(), Some(&self.client), &self.purchase(key), address)
            .await
            .expect("it can be bought");
        self.test.settle().await;
        id
    }

    /// Presses a button on the till's page of this session.
    pub async fn press(&self, id: SessionId, button: Button) {
        let checkout = sale::checkout(self.app(), id).await.expect("a checkout");
        let url = checkout.page_url.expect("the till has opened its page");
        let payment = url.rsplit('/').next().expect("an address has an end").to_owned();
        self.app().till.press(&payment, button).await.expect("the button is on the page");
        self.test.pass(Duration::from_secs(2)).await;
    }

    /// Buys and pays.
    pub async fn sold(&self) -> SessionId {
        let id = self.buy("one").await;
        self.press(id, Button::Approve).await;
        id
    }

    /// The session as it stands.
    pub async fn session(&self, id: SessionId) -> Session {
        let mut tx = self.app().store.read().await.expect("a transaction");
        sessions::by_id(&mut tx, id).await.expect("a query").expect("the session").session
    }

    /// A command through the one door.
    pub async fn tell(&self, id: SessionId, command: Command) -> Result<Session, Failure> {
        session::execute(self.app(), id, command).await
    }

    /// Both meet for long enough, then one leaves.
    pub async fn met(&self, id: SessionId) {
        for (present, proven_secs) in [(Present::Both, 0), (Present::Both, 40), (Present::Host, 40)]
        {
            self.tell(id, Command::Attend { present, proven_secs }).await.expect("they may meet");
        }
    }

    /// How many mails of this kind were written.
    pub async fn mails(&self, kind: &str) -> usize {
        let mut tx = self.app().store.read().await.expect("a transaction");
        let filter = Filter { topic: Some(Topic::Mail), ..Filter::default() };
        let entries = outbox::list(&mut tx, &filter, 500).await.expect("a list");
        entries.iter().filter(|entry| entry.payload["message"]["kind"] == kind).count()
    }

    /// What an account of the books holds.
    pub async fn balance(&self, account: Account) -> i64 {
        let mut tx = self.app().store.read().await.expect("a transaction");
        let found = ledger::balance(&mut tx, Realm::Test, account, Currency::EUR).await;
        found.expect("a balance").minor
    }

    /// Fails the test unless the books balance.
    pub async fn books_are_sound(&self) {
        let mut tx = self.app().store.read().await.expect("a transaction");
        let findings = ledger::verify(&mut tx, Realm::Test).await.expect("a verdict");
        assert!(findings.is_empty(), "{findings:?}");
    }
}
