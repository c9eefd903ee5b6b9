//! What host and client write to each other, outside of the room.

use std::time::Duration;

use visavis_app::conversation::{self, Brought, Words};
use visavis_app::testing::market::{Market, account};
use visavis_app::{App, Failure};
use visavis_domain::ids::AccountId;
use visavis_store::conversation::Said;
use visavis_store::people;
use visavis_testkit::both_engines;

const fn words<'a>(nonce: &'a str, text: &'a str) -> Words<'a> {
    Words { nonce, text, file: None }
}

async fn unread(app: &App, account: AccountId) -> i64 {
    let all = conversation::of_account(app, account).await.expect("a list");
    all.iter().map(|head| head.unread).sum()
}

async fn said(market: &Market, by: AccountId, nonce: &str) -> Said {
    let app = market.app();
    let thread = conversation::of_pair(app, market.host, market.client.account.id)
        .await
        .expect("a query")
        .expect("it has begun");
    conversation::say_to(app, thread.conversation.id, by, &words(nonce, nonce)).await.expect("said")
}

both_engines! {
    /// PAY-16: a conversation opens by itself with the payment, and both can write.
    async fn pay_16_a_conversation_opens_by_itself(db: Db) {
        let market = Market::open(db).await;
        let (app, host, client) = (market.app(), market.host.account(), market.client.account.id);
        assert!(conversation::of_account(app, host).await.expect("a list").is_empty());
        let unpaid = market.buy("one").await;
        let early = conversation::say_in(app, unpaid, client, &words("a", "hello")).await;
        assert!(matches!(early, Err(Failure::NotFound)), "nothing is sold yet");
        let id = market.sold().await;
        let first = conversation::say_in(app, id, client, &words("a", " hello ")).await.expect("said");
        let again = conversation::say_in(app, id, client, &words("a", "hello")).await.expect("said");
        assert_eq!(first, again, "sent twice, said once");
        assert_eq!((first.body.as_str(), first.session), ("hello", Some(id)));
        let heads = conversation::of_account(app, host).await.expect("a list");
        assert_eq!((heads.len(), heads[0].unread, heads[0].other.as_str()), (1, 1, "rose"));
        assert_eq!(heads[0].last.as_ref().map(|last| last.body.as_str()), Some("hello"));
        let own = conversation::of_account(app, client).await.expect("a list");
        assert_eq!((own[0].unread, own[0].other.as_str()), (0, "Sofia Marchetti"));
    }

    /// Read marks: what was seen waits no more, and the other side can tell.
    async fn what_was_read_waits_no_more(db: Db) {
        let market = Market::open(db).await;
        market.sold().await;
        let (app, host, client) = (market.app(), market.host.account(), market.client.account.id);
        let one = said(&market, client, "one").await;
        market.test.hands.advance(Duration::from_secs(5));
        let thread = conversation::of_pair(app, market.host, client).await.expect("a query").expect("one");
        assert!(thread.read_by_other(visavis_domain::session::Party::Client) < one.at);
        conversation::read(app, &thread, host).await.expect("read");
        assert_eq!(unread(app, host).await, 0);
        let thread = conversation::by_id(app, client, thread.conversation.id).await.expect("one");
        assert!(thread.read_by_other(visavis_domain::session::Party::Client) >= one.at);
        market.test.hands.advance(Duration::from_secs(5));
        said(&market, client, "two").await;
        assert_eq!(unread(app, host).await, 1);
    }

    /// One mail for a burst of words; another only after half an hour of silence, unread.
    async fn a_burst_of_words_is_one_mail(db: Db) {
        let market = Market::open(db).await;
        market.sold().await;
        let (app, client) = (market.app(), market.client.account.id);
        for nonce in ["one", "two", "three"] {
            said(&market, client, nonce).await;
            market.test.hands.advance(Duration::from_mins(10));
        }
        assert_eq!(market.mails("new_message").await, 1);
        market.test.hands.advance(Duration::from_mins(31));
        said(&market, client, "four").await;
        assert_eq!(market.mails("new_message").await, 2);
        // Whoever has a page open sees it there.
        let here = app.rooms.on_page(client);
        said(&market, market.host.account(), "five").await;
        assert_eq!(market.mails("new_message").await, 2);
        drop(here);
        market.test.hands.advance(Duration::from_mins(31));
        said(&market, market.host.account(), "six").await;
        assert_eq!(market.mails("new_message").await, 3);
    }

    /// ALL-5: a conversation of two is nobody else's.
    async fn all_5_a_conversation_of_two_is_nobody_elses(db: Db) {
        let market = Market::open(db).await;
        let id = market.sold().await;
        let app = market.app();
        let stranger = account(app, "eve@example.org", "eve");
        let mut tx = app.store.write().await.expect("a transaction");
        people::insert(&mut tx, &stranger).await.expect("a stranger");
        tx.commit().await.expect("kept");
        let thread = conversation::of_pair(app, market.host, market.client.account.id).await;
        let thread = thread.expect("a query").expect("one").conversation.id;
        let read = conversation::by_id(app, stranger.id, thread).await;
        assert!(matches!(read, Err(Failure::NotFound)));
        let said = conversation::say_to(app, thread, stranger.id, &words("a", "hi")).await;
        assert!(matches!(said, Err(Failure::NotFound)));
        let said = conversation::say_in(app, id, stranger.id, &words("a", "hi")).await;
        assert!(matches!(said, Err(Failure::NotFound)));
    }

    /// A file goes with its message, once, and only the two find it.
    async fn a_file_goes_with_its_message(db: Db) {
        let market = Market::open(db).await;
        let id = market.sold().await;
        let (app, client) = (market.app(), market.client.account.id);
        let text = Brought { name: "letter.txt", content: b"Dear Sofia," };
        let sent = Words { nonce: "f", text: "", file: Some(text) };
        let first = conversation::say_in(app, id, client, &sent).await.expect("said");
        let again = conversation::say_in(app, id, client, &sent).await.expect("said");
        assert_eq!(first.file, again.file);
        let file = first.file.expect("a file").id;
        let address = conversation::file_address(app, market.host, client, file).await;
        assert!(address.expect("an address").starts_with("/files/"));
        let other = account(app, "eve@example.org", "eve").id;
        let foreign = conversation::file_address(app, market.host, other, file).await;
        assert!(matches!(foreign, Err(Failure::NotFound)));
    }

    /// ALL-6: what cannot be said is refused with the reason.
    async fn all_6_too_much_and_nothing_are_refused(db: Db) {
        let market = Market::open(db).await;
        let id = market.sold().await;
        let client = market.client.account.id;
        for (text, key) in [
            ("", "fault-message-empty"),
            (" \n ", "fault-message-empty"),
            (&"é".repeat(4_001), "fault-message-long"),
        ] {
            let refused = conversation::say_in(market.app(), id, client, &words("a", text)).await;
            assert!(matches!(&refused, Err(Failure::Invalid(faults)) if faults[0].key == key), "{refused:?}");
        }
        let longest = "é".repeat(4_000);
        conversation::say_in(market.app(), id, client, &words("a", &longest)).await.expect("said");
    }
}
