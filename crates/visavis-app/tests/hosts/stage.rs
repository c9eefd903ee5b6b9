//! What the tests of hosts share: people, drafts, and what a visitor sees.

use visavis_app::host::{self, Listing, Search, TypedProfile};
use visavis_app::testing::TestApp;
use visavis_app::testing::market::account;
use visavis_app::{App, Failure};
use visavis_domain::ids::{AccountId, HostId, ServiceId};
use visavis_domain::money::{Currency, Money};
use visavis_domain::service::Draft;
use visavis_domain::session::Channel;
use visavis_store::{Db, people};

/// A product with nobody in it.
pub fn app(db: Db) -> App {
    TestApp::new(db).app
}

/// Somebody with a verified address.
pub async fn person(app: &App, name: &str) -> AccountId {
    let row = account(app, &format!("{name}@example.org"), name);
    let mut tx = app.store.write().await.expect("a transaction");
    people::insert(&mut tx, &row).await.expect("an account");
    tx.commit().await.expect("it is kept");
    row.id
}

/// A host who has said nothing yet.
pub async fn newcomer(app: &App, nickname: &str, name: &str) -> HostId {
    let account = person(app, nickname).await;
    host::begin(app, account, name).await.expect("a host")
}

/// A whole profile.
pub fn profile(name: &str, version: i64) -> TypedProfile {
    TypedProfile {
        name: name.to_owned(),
        headline: "Grief counselor".to_owned(),
        about: "Slow, practical conversations.".to_owned(),
        tz: "Europe/Rome".to_owned(),
        country: "IT".to_owned(),
        languages: vec!["en".to_owned(), "it".to_owned()],
        topics: "Grief, Couples".to_owned(),
        links: "example.org".to_owned(),
        version,
    }
}

/// A draft at a price in cents.
pub fn draft(title: &str, minor: i64) -> Draft {
    Draft {
        title: title.to_owned(),
        description: "What we do in that time.".to_owned(),
        channel: Channel::Video,
        price: Money::new(minor, Currency::EUR),
        minutes: 50,
    }
}

/// A service that is on.
pub async fn sells(app: &App, host: HostId, draft: Draft) -> ServiceId {
    let id = host::new_service_id(app);
    host::add_service(app, host, id, draft).await.expect("a service");
    id
}

/// A host that everybody sees.
pub async fn seller(app: &App, nickname: &str, name: &str, minor: i64) -> HostId {
    let id = newcomer(app, nickname, name).await;
    let version = host::mine(app, id).await.expect("a profile").row.version;
    host::change_profile(app, id, &profile(name, version)).await.expect("it is written");
    sells(app, id, draft("First conversation", minor)).await;
    id
}

/// What the directory answers.
pub async fn found(app: &App, search: Search) -> Listing {
    host::directory(app, &search).await.expect("a directory")
}

/// The names in the directory.
pub async fn names(app: &App, search: Search) -> Vec<String> {
    found(app, search).await.cards.into_iter().map(|card| card.name).collect()
}

/// The keys of what is wrong.
pub fn faults(failure: &Failure) -> Vec<&'static str> {
    let Failure::Invalid(faults) = failure else { panic!("{failure:?} names no fields") };
    faults.iter().map(|fault| fault.key).collect()
}
