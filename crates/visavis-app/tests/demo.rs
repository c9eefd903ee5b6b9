//! The demonstration as it stands after its first start: visible hosts, every interesting session,
//! books that balance.

use std::collections::BTreeMap;

use visavis_app::testing::TestApp;
use visavis_app::{Failure, demo, host, people};
use visavis_domain::ledger::Realm;
use visavis_store::ledger;
use visavis_store::session::{self as sessions, Page};
use visavis_testkit::both_engines;

async fn phases(app: &TestApp) -> BTreeMap<String, usize> {
    let mut tx = app.app.store.read().await.expect("a reader");
    let all = sessions::all(&mut tx, "", Page { limit: 100, offset: 0 }).await.expect("sessions");
    all.iter().fold(BTreeMap::new(), |mut counted, session| {
        *counted.entry(session.phase.name().as_str().to_owned()).or_default() += 1;
        counted
    })
}

both_engines! {
    async fn the_demonstration_is_alive_and_its_books_balance(db: Db) {
        let app = TestApp::new(db);
        demo::seed(&app.app).await.expect("the demonstration is set up");

        let found = host::directory(&app.app, &host::Search::default()).await.expect("a directory");
        assert_eq!(found.total, 13, "every host is visible");

        let counted = phases(&app).await;
        let want = [
            ("cancelled", 1), ("delivered", 1), ("disputed", 1), ("ended", 1), ("scheduled", 2),
            ("settled", 5), ("to_schedule", 2),
        ];
        let want: BTreeMap<_, _> = want.map(|(name, n)| (name.to_owned(), n)).into();
        assert_eq!(counted, want);

        let mut tx = app.app.store.read().await.expect("a reader");
        let findings = ledger::verify(&mut tx, Realm::Test).await.expect("the books are read");
        assert!(findings.is_empty(), "{findings:?}");
        let waiting = visavis_store::inbox::waiting(&mut tx, 10).await.expect("the inbox is read");
        assert!(waiting.is_empty(), "no payment event is stuck: {waiting:?}");
        drop(tx);

        // Starting again changes nothing.
        demo::seed(&app.app).await.expect("nothing is left to do");
        app.settle().await;
        assert_eq!(phases(&app).await, want);
        only_the_cast_can_be_tried(&app).await;
    }
}

async fn only_the_cast_can_be_tried(app: &TestApp) {
    let list = demo::people(&app.app).await.expect("the list");
    assert_eq!(list.len(), 5);
    assert!(list.iter().filter(|entry| entry.id != "olga").all(|entry| entry.portrait.is_some()));
    for entry in &list {
        let visitor = TestApp::visitor();
        let signed_in = demo::sign_in_as(&app.app, entry.id, &visitor).await.expect("may be tried");
        let who = people::who(&app.app, signed_in.token.reveal()).await.expect("a look");
        assert_eq!(who.map(|person| person.account.name), Some(entry.name.clone()));
    }
    let stranger = demo::sign_in_as(&app.app, "nobody", &TestApp::visitor()).await;
    assert!(matches!(stranger, Err(Failure::NotFound)));
}
