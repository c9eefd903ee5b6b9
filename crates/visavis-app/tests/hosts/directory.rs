//! PAY-10, PAY-11: how hosts are found.

use visavis_app::host::{self, PER_PAGE, Search, Seen};
use visavis_app::{Failure, Topic};
use visavis_domain::ids::HostId;
use visavis_domain::money::{Currency, Money};
use visavis_domain::profile::{Missing, Standing};
use visavis_domain::session::Channel;
use visavis_store::host as hosts;
use visavis_testkit::both_engines;

use super::stage::{app, draft, found, names, newcomer, person, profile, seller, sells};

fn words(words: &str) -> Search {
    Search { words: words.to_owned(), ..Search::default() }
}

both_engines! {
    async fn pay_11_words_find_hosts_whatever_their_accents(db: Db) {
        let app = app(db);
        seller(&app, "zoe", "Zoë Ångström", 3_500).await;
        let tutor = seller(&app, "tomas", "Tomas Lind", 4_000).await;
        sells(&app, tutor, draft("Calculus, step by step", 2_000)).await;
        for (asked, want) in [
            ("zoe", vec!["Zoë Ångström"]),
            ("ANGSTROM grief", vec!["Zoë Ångström"]),
            ("calculus", vec!["Tomas Lind"]),
            ("grief", vec!["Tomas Lind", "Zoë Ångström"]),
            ("grief nobody", vec![]),
            ("%", vec!["Tomas Lind", "Zoë Ångström"]),
        ] {
            let mut names = names(&app, words(asked)).await;
            names.sort_unstable();
            assert_eq!(names, want, "{asked}");
        }
    }

    async fn pay_11_filters_narrow_and_prices_order(db: Db) {
        let app = app(db);
        seller(&app, "dear", "Dear", 9_000).await;
        let cheap = seller(&app, "cheap", "Cheap", 1_000).await;
        let chat = visavis_domain::service::Draft { channel: Channel::Chat, ..draft("Letter", 1_500) };
        sells(&app, cheap, chat).await;
        let price = |minor| Some(Money::new(minor, Currency::EUR));
        let any = Search::default;
        let cases = [
            (Search { channel: Some(Channel::Chat), ..any() }, vec!["Cheap"]),
            (Search { max: price(5_000), ..any() }, vec!["Cheap"]),
            (Search { min: price(5_000), ..any() }, vec!["Dear"]),
            (Search { channel: Some(Channel::Chat), max: price(1_200), ..any() }, vec![]),
            (Search { topic: "GRIEF".to_owned(), by_price: true, ..any() }, vec!["Cheap", "Dear"]),
            (Search { topic: "rust".to_owned(), ..any() }, vec![]),
            (Search { language: "it".to_owned(), by_price: true, ..any() }, vec!["Cheap", "Dear"]),
            (Search { language: "de".to_owned(), ..any() }, vec![]),
            (Search { language: "xx".to_owned(), by_price: true, ..any() }, vec!["Cheap", "Dear"]),
        ];
        for (search, want) in cases {
            assert_eq!(names(&app, search.clone()).await, want, "{search:?}");
        }
        let listing = found(&app, any()).await;
        assert!(listing.topics.contains(&("grief".to_owned(), "Grief".to_owned(), 2)));
        assert!(listing.languages.contains(&("it".to_owned(), 2)));
    }

    async fn pages_hold_twelve_and_a_page_too_far_is_the_last(db: Db) {
        let app = app(db);
        for n in 0..PER_PAGE + 2 {
            seller(&app, &format!("host{n}"), &format!("Host {n}"), 1_000 + n).await;
        }
        let page = |page| Search { page, by_price: true, ..Search::default() };
        let first = found(&app, page(1)).await;
        assert_eq!((first.total, first.pages, first.cards.len()), (14, 2, 12));
        let last = found(&app, page(99)).await;
        assert_eq!((last.page, last.cards.len()), (2, 2));
        assert_eq!(last.cards[1].name, "Host 13");
        assert_eq!(found(&app, page(-5)).await.page, 1);
    }

    async fn pay_10_an_unfinished_page_is_there_for_its_host_alone(db: Db) {
        let app = app(db);
        let id = newcomer(&app, "sofia", "Sofia").await;
        let stranger = person(&app, "marta").await;
        for reader in [None, Some(stranger)] {
            let page = host::public(&app, "sofia", reader).await;
            assert!(matches!(page, Err(Failure::NotFound)), "{page:?}");
        }
        let page = host::public(&app, "sofia", Some(id.account())).await.expect("a preview");
        let missing = vec![Missing::Headline, Missing::About, Missing::Offer];
        assert_eq!(page.seen, Seen::Unfinished(missing));
        let version = host::mine(&app, id).await.expect("a profile").row.version;
        host::change_profile(&app, id, &profile("Sofia", version)).await.expect("saved");
        let service = sells(&app, id, draft("First conversation", 3_500)).await;
        let off = sells(&app, id, draft("Not now", 3_500)).await;
        host::enable_service(&app, id, off, false).await.expect("off");
        let page = host::public(&app, "sofia", None).await.expect("everybody sees it");
        assert_eq!(page.seen, Seen::ByAll);
        let offered: Vec<_> = page.offers.iter().map(|offer| offer.id).collect();
        assert_eq!(offered, [service], "what is off is not offered (PAY-7)");
        let nobody = host::public(&app, "nobody\0", None).await;
        assert!(matches!(nobody, Err(Failure::NotFound)), "{nobody:?}");
    }

    async fn a_suspended_host_is_hidden_from_all_but_oneself(db: Db) {
        let app = app(db);
        let id = seller(&app, "sofia", "Sofia", 3_500).await;
        let mut tx = app.store.write().await.expect("a transaction");
        hosts::set_standing(&mut tx, id, Standing::Suspended).await.expect("suspended");
        host::refresh(&mut tx, id).await.expect("hidden");
        tx.commit().await.expect("kept");
        assert!(matches!(host::public(&app, "sofia", None).await, Err(Failure::NotFound)));
        let own = host::public(&app, "sofia", Some(id.account())).await.expect("a preview");
        assert_eq!(own.seen, Seen::HeldBack);
        assert_eq!(names(&app, Search::default()).await, Vec::<String>::new());
    }

    async fn open_pages_hear_of_a_change(db: Db) {
        let app = app(db);
        let id = newcomer(&app, "sofia", "Sofia").await;
        let mut hints = app.bus.subscribe();
        sells(&app, id, draft("First conversation", 3_500)).await;
        let heard = [hints.next().await, hints.next().await];
        let want = [Topic::Directory, Topic::Sessions(id.account())];
        assert_eq!(heard, want.map(|topic| Some(visavis_app::bus::Hint::Changed(topic))));
    }

    /// Two changes at the same moment: what is shown follows from both.
    async fn racing_changes_leave_a_host_seen_or_hidden_rightly(db: Db) {
        let app = app(db);
        let id = seller(&app, "sofia", "Sofia", 3_500).await;
        let first = host::services(&app, id).await.expect("a list")[0].id;
        let second = sells(&app, id, draft("Second", 2_000)).await;
        for enabled in [false, true, false] {
            let (one, two) = tokio::join!(
                host::enable_service(&app, id, first, enabled),
                host::enable_service(&app, id, second, enabled),
            );
            assert!(one.is_ok() && two.is_ok(), "{one:?} {two:?}");
            assert_eq!(is_visible(&app, id).await, enabled);
        }
    }
}

async fn is_visible(app: &visavis_app::App, id: HostId) -> bool {
    host::mine(app, id).await.expect("a profile").row.visible
}
