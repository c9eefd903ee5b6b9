//! PAY-1, PAY-2, PAY-10: the profile, and when clients see it.

use visavis_app::{Failure, host};
use visavis_domain::profile::{Missing, Reminder};
use visavis_testkit::both_engines;

use super::stage::{app, draft, faults, newcomer, profile, sells};

both_engines! {
    async fn pay_1_what_a_host_writes_is_read_back_clean(db: Db) {
        let app = app(db);
        let id = newcomer(&app, "sofia", "Sofia").await;
        let version = host::mine(&app, id).await.expect("a profile").row.version;
        host::change_profile(&app, id, &profile("Sofia Marchetti", version)).await.expect("saved");
        let read = host::mine(&app, id).await.expect("a profile").row.profile;
        assert_eq!(read.name, "Sofia Marchetti");
        assert_eq!(read.topics, ["Grief", "Couples"]);
        assert_eq!(read.languages, ["en", "it"]);
        assert_eq!(read.links, ["https://example.org"]);
    }

    async fn pay_10_a_host_is_seen_once_everything_is_there(db: Db) {
        let app = app(db);
        let id = newcomer(&app, "sofia", "Sofia").await;
        let mine = host::mine(&app, id).await.expect("a profile");
        assert_eq!(mine.missing, [Missing::Headline, Missing::About, Missing::Offer]);
        assert_eq!(mine.reminders, [Reminder::Avatar, Reminder::Cover]);
        host::change_profile(&app, id, &profile("Sofia", mine.row.version)).await.expect("saved");
        let mine = host::mine(&app, id).await.expect("a profile");
        assert_eq!((mine.missing, mine.row.visible), (vec![Missing::Offer], false));
        sells(&app, id, draft("First conversation", 3_500)).await;
        let mine = host::mine(&app, id).await.expect("a profile");
        assert_eq!((mine.missing, mine.row.visible), (vec![], true));
        let bare = host::TypedProfile { about: String::new(), ..profile("Sofia", mine.row.version) };
        host::change_profile(&app, id, &bare).await.expect("saved");
        assert!(!host::mine(&app, id).await.expect("a profile").row.visible);
    }

    async fn a_change_in_another_window_is_not_overwritten(db: Db) {
        let app = app(db);
        let id = newcomer(&app, "sofia", "Sofia").await;
        let version = host::mine(&app, id).await.expect("a profile").row.version;
        host::change_profile(&app, id, &profile("First", version)).await.expect("saved");
        let late = host::change_profile(&app, id, &profile("Second", version)).await;
        assert!(matches!(late, Err(Failure::Changed)), "{late:?}");
        assert_eq!(host::mine(&app, id).await.expect("a profile").row.profile.name, "First");
    }

    async fn all_6_a_refused_profile_changes_nothing(db: Db) {
        let app = app(db);
        let id = newcomer(&app, "sofia", "Sofia").await;
        let version = host::mine(&app, id).await.expect("a profile").row.version;
        let links = "javascript:alert(1)".to_owned();
        let wrong = host::TypedProfile { tz: "Mars/Base".to_owned(), links, ..profile(" ", version) };
        let refused = host::change_profile(&app, id, &wrong).await.expect_err("refused");
        assert_eq!(faults(&refused), ["fault-name-missing", "fault-zone", "fault-link"]);
        assert_eq!(host::mine(&app, id).await.expect("a profile").row.version, version);
    }
}
