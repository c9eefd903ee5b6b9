//! A backup is taken while the site runs, restored into an empty folder, and life goes on from it.

use std::time::Duration;

use visavis_app::testing::TestApp;
use visavis_app::testing::market::Market;
use visavis_domain::ledger::Account;
use visavis_domain::session::{Command, Confirmed, Party, PhaseName};
use visavis_store::{Db, DbConfig, restore};
use visavis_testkit::{TestDb, TestFolder};

#[tokio::test]
async fn a_sold_session_is_delivered_after_a_restore() {
    let database = TestDb::sqlite().await;
    let market = Market::open(database.db()).await;
    let id = market.sold().await;
    market.met(id).await;
    let place = TestFolder::new();
    let copy = place.path().join("copy.db");
    market.app().store.backup(copy.clone()).await.expect("a backup while the site runs");
    // What happens after the backup is not in it.
    let deliver = Command::MarkDelivered { by: Party::Host, confirmed: Confirmed::No };
    market.tell(id, deliver.clone()).await.expect("the host marks it");

    let file = restore(&copy, &place.path().join("again")).expect("an empty folder takes it");
    let store = Db::open(&DbConfig::Sqlite { path: file }).await.expect("it opens");
    let test = TestApp::new(store);
    test.hands.advance(Duration::from_hours(1));
    let again = Market { test, ..market.clone() };
    assert_eq!(again.session(id).await.phase.name(), PhaseName::Paused);
    again.tell(id, deliver).await.expect("the host marks it once more");
    again.test.settle().await;
    assert_eq!(again.session(id).await.phase.name(), PhaseName::Delivered);
    assert_eq!(again.balance(Account::Escrow(id)).await, 0);
    assert_eq!(again.mails("receipt").await, 1);
    again.books_are_sound().await;
}
