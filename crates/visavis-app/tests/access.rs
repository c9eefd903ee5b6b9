//! Who gets in and who is out again: links, the cookies they become, and addresses that may be
//! somebody else's (PAY-14, PAY-15, PAY-16, ALL-5).

use std::time::Duration;

use visavis_app::access;
use visavis_app::room::{self, ToPage, Why};
use visavis_app::sale::{self, Purchase};
use visavis_app::testing::TestApp;
use visavis_app::testing::market::Market;
use visavis_domain::ids::{AccountId, SessionId};
use visavis_domain::session::{Command, Party};
use visavis_pay::till::Button;
use visavis_store::access::{self as links, Participant};
use visavis_store::people;
use visavis_testkit::both_engines;

async fn guest_buys(market: &Market, key: &str) -> SessionId {
    let purchase = Purchase {
        email: "guest@example.org".to_owned(),
        name: "Guest".to_owned(),
        ..market.purchase(key)
    };
    let address = TestApp::visitor().address;
    let id = sale::buy(market.app(), None, &purchase, address).await.expect("it can be bought");
    market.test.settle().await;
    market.press(id, Button::Approve).await;
    id
}

async fn seated(market: &Market, id: SessionId) -> Option<String> {
    let seat = access::seat_after_payment(market.app(), id).await.expect("an answer");
    seat.map(|opened| opened.cookie.reveal().to_owned())
}

async fn is_in(market: &Market, cookie: &str) -> bool {
    access::seat(market.app(), cookie).await.expect("an answer").is_some()
}

async fn part(market: &Market, id: SessionId, party: Party) -> Participant {
    let everybody = access::participants(market.app(), id).await.expect("participants");
    everybody.into_iter().find(|one| one.party == party).expect("a part in it")
}

async fn prove(market: &Market, account: AccountId) {
    let app = market.app();
    let mut tx = app.store.write().await.expect("a transaction");
    people::verify(&mut tx, account, app.clock.now()).await.expect("the address is proven");
    tx.commit().await.expect("and stays so");
}

both_engines! {
    /// PAY-14: the browser that paid goes straight in for a while, and never after a new link.
    async fn pay_14_who_paid_goes_straight_in_but_not_for_ever(db: Db) {
        let market = Market::open(db).await;
        let id = guest_buys(&market, "one").await;
        assert!(seated(&market, id).await.is_some());
        let me = part(&market, id, Party::Client).await.id;
        access::reissue(market.app(), id, me).await.expect("a new link");
        assert_eq!(seated(&market, id).await, None, "the new link is in the mail alone");
        let late = guest_buys(&market, "two").await;
        market.test.pass(Duration::from_hours(2)).await;
        assert_eq!(seated(&market, late).await, None, "by now the mail is there");
    }

    /// PAY-16: a stranger who typed my address first is out as soon as I prove that it is mine.
    async fn pay_16_a_proven_address_ends_what_strangers_opened_under_it(db: Db) {
        let market = Market::open(db).await;
        let id = guest_buys(&market, "one").await;
        let stranger = seated(&market, id).await.expect("a seat");
        assert!(is_in(&market, &stranger).await);
        let mine = part(&market, id, Party::Client).await.account;
        prove(&market, mine).await;
        assert!(!is_in(&market, &stranger).await);
    }

    /// ALL-5: nor does the stranger read on when I buy from the same host: we have one conversation.
    async fn all_5_a_new_purchase_ends_unproven_seats_of_earlier_ones(db: Db) {
        let market = Market::open(db).await;
        let first = guest_buys(&market, "one").await;
        let stranger = seated(&market, first).await.expect("a seat");
        guest_buys(&market, "two").await;
        assert!(!is_in(&market, &stranger).await);
    }

    /// A client who proved the address keeps every seat.
    async fn a_known_client_keeps_seats_when_buying_again(db: Db) {
        let market = Market::open(db).await;
        let id = market.sold().await;
        let cookie = seated(&market, id).await.expect("a seat");
        let again = market.buy("again").await;
        market.press(again, Button::Approve).await;
        assert!(is_in(&market, &cookie).await);
    }

    /// PAY-14: a new link empties the seat that the old one opened, at once.
    async fn pay_14_a_new_link_sends_away_who_came_by_the_old_one(db: Db) {
        let market = Market::open(db).await;
        let id = market.sold().await;
        let app = market.app();
        let me = part(&market, id, Party::Client).await;
        let mut inside = room::enter(app, id, &me, "one").await.expect("the door is open");
        let mut second = room::enter(app, id, &me, "two").await.expect("it may wait");
        access::reissue(app, id, me.id).await.expect("a new link");
        for entrance in [&mut inside, &mut second] {
            let mut last = None;
            while let Some(message) = entrance.told.recv().await {
                last = Some(message);
            }
            assert_eq!(last, Some(ToPage::Taken { why: Why::Revoked }));
        }
        assert_eq!(market.mails("link_reissued").await, 1);
    }

    /// ALL-5: a stranger's earlier, later paid purchase under my address opens nothing of mine.
    async fn all_5_one_of_two_purchases_under_an_address_opens_no_seat(db: Db) {
        let market = Market::open(db).await;
        let first = guest_buys(&market, "one").await;
        guest_buys(&market, "two").await;
        assert_eq!(seated(&market, first).await, None);
    }

    /// PAY-15: after *Not me* there is no link; the two can still agree on a date, and the mail
    /// that says so brings a new one.
    async fn pay_15_a_date_can_be_agreed_when_the_links_are_dead(db: Db) {
        let market = Market::open(db).await;
        let id = market.sold().await;
        let app = market.app();
        let mut tx = app.store.write().await.expect("a transaction");
        for party in [Party::Host, Party::Client] {
            let who = part(&market, id, party).await.id;
            links::revoke_links(&mut tx, who, app.clock.now()).await.expect("they are dead");
        }
        tx.commit().await.expect("and stay so");
        let starts_at = app.clock.now() + jiff::SignedDuration::from_hours(48);
        let offer = Command::ProposeTimes { by: Party::Host, times: vec![starts_at] };
        market.tell(id, offer).await.expect("the host offers a time");
        let pick = Command::PickTime { by: Party::Client, starts_at };
        market.tell(id, pick).await.expect("the client takes it");
        market.test.settle().await;
        assert_eq!(market.mails("date_agreed").await, 2);
    }
}
