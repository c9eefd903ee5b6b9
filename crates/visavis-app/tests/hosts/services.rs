//! PAY-3 to PAY-8: services are added, mended, copied and switched, and never deleted.

use visavis_app::{Failure, host};
use visavis_domain::service::{Change, Draft, TITLE_MAX};
use visavis_testkit::both_engines;

use super::stage::{app, draft, faults, newcomer, seller, sells};

both_engines! {
    async fn pay_5_a_host_has_any_number_of_services_in_order(db: Db) {
        let app = app(db);
        let id = newcomer(&app, "sofia", "Sofia").await;
        for title in ["One", "Two", "Three"] {
            sells(&app, id, draft(title, 3_500)).await;
        }
        let titles: Vec<String> = host::services(&app, id)
            .await
            .expect("a list")
            .into_iter()
            .map(|row| row.draft.title)
            .collect();
        assert_eq!(titles, ["One", "Two", "Three"]);
    }

    async fn a_form_sent_twice_adds_one_service(db: Db) {
        let app = app(db);
        let id = newcomer(&app, "sofia", "Sofia").await;
        let new = host::new_service_id(&app);
        for _ in 0..2 {
            host::add_service(&app, id, new, draft("One", 3_500)).await.expect("it is there");
        }
        let copy = host::new_service_id(&app);
        for _ in 0..2 {
            host::duplicate_service(&app, id, new, copy, "(copy)").await.expect("it is there");
        }
        assert_eq!(host::services(&app, id).await.expect("a list").len(), 2);
    }

    async fn pay_8_words_are_mended_and_a_new_price_is_a_new_revision(db: Db) {
        let app = app(db);
        let id = newcomer(&app, "sofia", "Sofia").await;
        let service = sells(&app, id, draft("One", 3_500)).await;
        let first = host::service(&app, id, service).await.expect("a service");
        let words = draft("One, mended", 3_500);
        let change = host::edit_service(&app, id, service, first.version, words.clone()).await;
        assert_eq!(change.expect("saved"), Change::Words);
        let second = host::service(&app, id, service).await.expect("a service");
        assert_eq!((second.revision, second.n), (first.revision, 1));
        let dearer = draft("One, mended", 4_000);
        let change = host::edit_service(&app, id, service, second.version, dearer).await;
        assert_eq!(change.expect("saved"), Change::NewRevision);
        let third = host::service(&app, id, service).await.expect("a service");
        assert_eq!((third.n, third.draft.price.minor), (2, 4_000));
        assert_ne!(third.revision, first.revision);
        let late = host::edit_service(&app, id, service, first.version, words).await;
        assert!(matches!(late, Err(Failure::Changed)), "{late:?}");
    }

    async fn pay_7_disabling_the_last_service_hides_the_host(db: Db) {
        let app = app(db);
        let id = seller(&app, "sofia", "Sofia", 3_500).await;
        let only = host::services(&app, id).await.expect("a list")[0].id;
        assert!(host::mine(&app, id).await.expect("a profile").row.visible);
        host::enable_service(&app, id, only, false).await.expect("off");
        assert!(!host::mine(&app, id).await.expect("a profile").row.visible);
        host::enable_service(&app, id, only, true).await.expect("on");
        host::enable_service(&app, id, only, true).await.expect("a double click is harmless");
        assert!(host::mine(&app, id).await.expect("a profile").row.visible);
    }

    async fn pay_8_duplicate_copies_the_terms_and_keeps_the_title_in_bounds(db: Db) {
        let app = app(db);
        let id = newcomer(&app, "sofia", "Sofia").await;
        let service = sells(&app, id, draft(&"long ".repeat(24), 3_500)).await;
        host::enable_service(&app, id, service, false).await.expect("off");
        let copy = host::new_service_id(&app);
        host::duplicate_service(&app, id, service, copy, "(copy)").await.expect("a copy");
        let row = host::service(&app, id, copy).await.expect("a service");
        assert!(row.draft.title.ends_with(" (copy)"));
        assert!(row.draft.title.chars().count() <= TITLE_MAX);
        assert!(!row.enabled, "a copy of what is off is off");
        assert_eq!((row.draft.price.minor, row.draft.minutes), (3_500, 50));
    }

    async fn all_5_a_foreign_service_is_not_there(db: Db) {
        let app = app(db);
        let one = newcomer(&app, "one", "One").await;
        let other = newcomer(&app, "two", "Two").await;
        let service = sells(&app, one, draft("Mine", 3_500)).await;
        let copy = host::new_service_id(&app);
        let refusals = [
            host::service(&app, other, service).await.map(|_| ()),
            host::edit_service(&app, other, service, 1, draft("Theirs", 100)).await.map(|_| ()),
            host::duplicate_service(&app, other, service, copy, "(copy)").await,
            host::enable_service(&app, other, service, false).await.map(|_| ()),
            host::add_service(&app, other, service, draft("Theirs", 100)).await,
        ];
        for refusal in refusals {
            assert!(matches!(refusal, Err(Failure::NotFound)), "{refusal:?}");
        }
        let row = host::service(&app, one, service).await.expect("a service");
        assert_eq!((row.draft.title.as_str(), row.enabled), ("Mine", true));
    }

    async fn pay_4_only_emptiness_and_impossible_numbers_are_refused(db: Db) {
        let app = app(db);
        let id = newcomer(&app, "sofia", "Sofia").await;
        let empty = Draft { description: " ".to_owned(), minutes: 0, ..draft(" ", 49) };
        let new = host::new_service_id(&app);
        let refused = host::add_service(&app, id, new, empty).await.expect_err("refused");
        assert_eq!(
            faults(&refused),
            [
                "fault-service-title",
                "fault-service-description",
                "fault-service-price-low",
                "fault-service-minutes"
            ]
        );
        let short = Draft { description: "y".to_owned(), ..draft("x", 50) };
        host::add_service(&app, id, new, short).await.expect("short is fine");
    }
}
