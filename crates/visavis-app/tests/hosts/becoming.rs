//! PAY-1: becoming a host takes a verified address and a name.

use visavis_app::testing::market::account;
use visavis_app::{Failure, host};
use visavis_domain::ids::HostId;
use visavis_store::people;
use visavis_testkit::both_engines;

use super::stage::{app, faults, newcomer, person};

both_engines! {
    async fn pay_1_a_name_is_enough_and_gives_the_address(db: Db) {
        let app = app(db);
        let id = newcomer(&app, "zoe", "Zoë  O’Neill").await;
        let mine = host::mine(&app, id).await.expect("a profile");
        assert_eq!(mine.row.slug, "zoe-oneill");
        assert!(!mine.row.visible, "an empty profile is not shown (PAY-10)");
        let again = newcomer(&app, "other", "Zoe ONeill").await;
        assert_eq!(host::mine(&app, again).await.expect("a profile").row.slug, "zoe-oneill-2");
    }

    async fn becoming_a_host_twice_changes_nothing(db: Db) {
        let app = app(db);
        let account = person(&app, "sofia").await;
        let first = host::begin(&app, account, "Sofia").await.expect("a host");
        assert_eq!(host::begin(&app, account, "Other").await.expect("the same"), first);
        assert_eq!(host::mine(&app, first).await.expect("a profile").row.profile.name, "Sofia");
    }

    async fn without_a_verified_address_nobody_becomes_a_host(db: Db) {
        let app = app(db);
        let mut row = account(&app, "new@example.org", "new");
        row.email_verified_at = None;
        let mut tx = app.store.write().await.expect("a transaction");
        people::insert(&mut tx, &row).await.expect("an account");
        tx.commit().await.expect("it is kept");
        let refused = host::begin(&app, row.id, "New").await.expect_err("not yet");
        assert_eq!(faults(&refused), ["fault-host-email"]);
        let nobody = host::mine(&app, HostId::of(row.id)).await;
        assert!(matches!(nobody, Err(Failure::NotFound)));
    }

    async fn two_of_the_same_name_at_once_get_two_addresses(db: Db) {
        let app = app(db);
        let (one, two) = (person(&app, "one").await, person(&app, "two").await);
        let (one, two) =
            tokio::join!(host::begin(&app, one, "Ana Luz"), host::begin(&app, two, "Ana Luz"));
        let mut slugs = vec![];
        for id in [one.expect("a host"), two.expect("a host")] {
            slugs.push(host::mine(&app, id).await.expect("a profile").row.slug);
        }
        slugs.sort_unstable();
        assert_eq!(slugs, ["ana-luz", "ana-luz-2"]);
    }
}
