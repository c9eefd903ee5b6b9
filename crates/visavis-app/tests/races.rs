//! What happens when everything happens at once, twice, or half: racing buyers, double clicks,
//! repeated webhooks, a worker that dies, work that can never be done.

use std::net::IpAddr;
use std::time::Duration;

use futures_util::future::join_all;
use jiff::SignedDuration;
use visavis_app::bus::Hint;
use visavis_app::testing::TestApp;
use visavis_app::testing::market::{Market, PRICE};
use visavis_app::{Failure, outbox, pay, sale, session, work};
use visavis_domain::ids::SessionId;
use visavis_domain::ledger::Account;
use visavis_domain::money::{Currency, Money};
use visavis_domain::session::{Command, Confirmed, Party, PhaseName, Slot};
use visavis_pay::till::Button;
use visavis_store::outbox::{self as rows, Entry, Filter, Status, Topic};
use visavis_store::payment::{self, Closing};
use visavis_store::session as sessions;
use visavis_testkit::both_engines;

/// How many buy at once; a rush on a bigger machine sets it higher.
fn racers() -> u16 {
    std::env::var("VISAVIS_RACERS").ok().and_then(|text| text.parse().ok()).unwrap_or(24)
}

fn tomorrow(market: &Market) -> Slot {
    let starts_at = market.app().clock.now() + SignedDuration::from_hours(24);
    Slot { starts_at, ends_at: starts_at + SignedDuration::from_mins(50) }
}

/// Presses a button without letting the till deliver.
async fn press_quietly(market: &Market, id: SessionId, button: Button) {
    let checkout = sale::checkout(market.app(), id).await.expect("a checkout");
    let url = checkout.page_url.expect("the till has opened its page");
    let payment = url.rsplit('/').next().expect("an address has an end").to_owned();
    market.app().till.press(&payment, button).await.expect("the button is on the page");
}

async fn entries(market: &Market, topic: Topic) -> Vec<Entry> {
    let mut tx = market.app().store.read().await.expect("a transaction");
    let filter = Filter { topic: Some(topic), ..Filter::default() };
    rows::list(&mut tx, &filter, 500).await.expect("a list")
}

/// The line of a mail that its receiver tells repeats by.
async fn message_id(market: &Market, id: i64) -> String {
    let opened = outbox::page::open(market.app(), id).await.expect("an entry");
    let outbox::page::Content::Mail { headers, .. } = opened.content else {
        panic!("not a mail");
    };
    let line = headers.lines().find(|line| line.to_lowercase().starts_with("message-id"));
    line.expect("every mail has its own name").to_owned()
}

both_engines! {
    /// ALL-2, F13: one slot, many buyers, one winner; the others are told that it is taken.
    async fn all_2_of_many_who_buy_one_time_at_once_one_gets_it(db: Db) {
        let market = Market::open(db).await;
        let slot = Some(tomorrow(&market));
        let market = &market;
        let all = join_all((0..racers()).map(|n| async move {
            let purchase = sale::Purchase {
                slot,
                email: format!("buyer-{n}@example.org"),
                name: format!("Buyer {n}"),
                ..market.purchase(&format!("key-{n}"))
            };
            let [high, low] = n.to_be_bytes();
            let address = IpAddr::from([10, 0, high, low]);
            sale::buy(market.app(), None, &purchase, address).await
        }))
        .await;
        let bought = all.iter().filter(|one| one.is_ok()).count();
        assert_eq!(bought, 1, "{all:?}");
        for one in all {
            let Err(failure) = one else { continue };
            let Failure::Taken(why) = &failure else { panic!("{failure:?}") };
            assert_eq!(why, "session_no_overlap");
        }
    }

    /// PAY-12: the same form twice at the same moment, with an address that nobody knew before.
    async fn a_double_click_of_a_newcomer_buys_once_and_refuses_nobody(db: Db) {
        let market = Market::open(db).await;
        let market = &market;
        let slot = Some(tomorrow(market));
        let all = join_all((0..4).map(|_| async move {
            let purchase = sale::Purchase {
                slot,
                email: "new@example.org".to_owned(),
                name: "New".to_owned(),
                ..market.purchase("one-form")
            };
            sale::buy(market.app(), None, &purchase, TestApp::visitor().address).await
        }))
        .await;
        let ids: Vec<SessionId> =
            all.into_iter().map(|one| one.expect("a double click is harmless")).collect();
        assert!(ids.iter().all(|id| *id == ids[0]), "{ids:?}");
    }

    /// F10: one event, several deliveries at the same moment.
    async fn f10_one_event_delivered_by_several_at_once_acts_once(db: Db) {
        let market = Market::open(db).await;
        let id = market.buy("one").await;
        press_quietly(&market, id, Button::Approve).await;
        market.test.hands.advance(Duration::from_secs(2));
        let app = market.app();
        let deliveries = app.till.deliveries(50).await.expect("the till has something to say");
        assert!(!deliveries.is_empty());
        let copies = deliveries.iter().flat_map(|one| [one; 4]);
        let heard = join_all(copies.map(|one| pay::receive(app, &one.signature, &one.body))).await;
        assert!(heard.iter().all(Result::is_ok), "{heard:?}");
        market.test.settle().await;
        assert_eq!(market.session(id).await.phase.name(), PhaseName::ToSchedule);
        assert_eq!(market.mails("confirmation").await, 2);
        assert_eq!(market.balance(Account::Escrow(id)).await.abs(), PRICE);
        assert_eq!(market.balance(Account::Clearing).await, 0);
        market.books_are_sound().await;
    }

    /// ALL-1: delivered by many clicks at once, settled once.
    async fn all_1_a_session_marked_by_many_at_once_is_settled_once(db: Db) {
        let market = Market::open(db).await;
        let id = market.sold().await;
        market.met(id).await;
        let marks = (0..6).map(|_| {
            let mark = Command::MarkDelivered { by: Party::Host, confirmed: Confirmed::No };
            market.tell(id, mark)
        });
        let done = join_all(marks).await;
        assert!(done.iter().all(Result::is_ok), "{done:?}");
        market.test.settle().await;
        let share = session::split(&market.session(id).await, Money::new(PRICE, Currency::EUR))
            .expect("it can be split");
        assert_eq!(market.balance(Account::HostPending(market.host)).await, share.host.minor);
        for kind in ["delivered", "earning", "receipt"] {
            assert_eq!(market.mails(kind).await, 1, "{kind}");
        }
        market.books_are_sound().await;
    }

    /// Deadlines of one host's sessions that meet in the books on different ways, many at once: a
    /// deadlock that the database breaks is nobody's loss (PAY-22).
    async fn pay_22_sessions_of_one_host_settle_and_clear_at_the_same_moment(db: Db) {
        let market = Market::open(db).await;
        let mut ids = vec![];
        for n in 0..6 {
            let id = market.buy(&format!("key-{n}")).await;
            market.press(id, Button::Approve).await;
            market.met(id).await;
            if n % 2 == 0 {
                let mark = Command::MarkDelivered { by: Party::Host, confirmed: Confirmed::No };
                market.tell(id, mark).await.expect("the host marks it");
            } else {
                market.tell(id, Command::End { by: Party::Host }).await.expect("it ends");
            }
            ids.push(id);
        }
        market.test.hands.advance(Duration::from_hours(24 * 7));
        let done = join_all(ids.iter().map(|id| market.tell(*id, Command::Tick))).await;
        assert!(done.iter().all(Result::is_ok), "{done:?}");
        market.test.settle().await;
        market.test.pass(Duration::from_hours(24 * 7)).await;
        assert_eq!(market.balance(Account::HostPending(market.host)).await, 0);
        market.books_are_sound().await;
    }

    /// Several look for lost webhooks at the same moment; nobody is refused for it.
    async fn those_who_come_back_together_are_all_answered(db: Db) {
        let market = Market::open(db).await;
        let id = market.buy("one").await;
        market.press(id, Button::ApproveNever).await;
        let back = join_all((0..4).map(|_| sale::come_back(market.app(), id))).await;
        for one in back {
            one.expect("the page can be shown");
        }
        assert_eq!(market.session(id).await.phase.name(), PhaseName::ToSchedule);
        market.test.settle().await;
        assert_eq!(market.mails("confirmation").await, 2);
        market.books_are_sound().await;
    }

    /// PAY-12, F1: the worker dies between taking a mail and sending it.
    async fn pay_12_a_mail_whose_worker_died_is_sent_under_the_same_name(db: Db) {
        let market = Market::open(db).await;
        let id = market.buy("one").await;
        press_quietly(&market, id, Button::Approve).await;
        market.test.hands.advance(Duration::from_secs(2));
        let app = market.app();
        pay::till::deliver(app).await.expect("the till delivers");
        let mut tx = app.store.write().await.expect("a transaction");
        let lease = SignedDuration::from_secs(60);
        let taken = rows::take_due(&mut tx, Topic::Mail, app.clock.now(), lease, 20).await;
        let taken = taken.expect("they can be taken");
        tx.commit().await.expect("the lease is kept");
        assert_eq!(taken.len(), 2, "the host's and the client's");
        let before = message_id(&market, taken[0].id).await;
        market.test.settle().await;
        let waits = |entry: &Entry| entry.status == Status::Waiting;
        assert_eq!(entries(&market, Topic::Mail).await.iter().filter(|one| waits(one)).count(), 2);
        market.test.pass(Duration::from_secs(61)).await;
        for entry in entries(&market, Topic::Mail).await {
            assert_eq!((entry.status, entry.attempts), (Status::Sent, 2));
        }
        assert_eq!(message_id(&market, taken[0].id).await, before);
        // The dead worker wakes up after all: it is too late and changes nothing.
        let mut tx = app.store.write().await.expect("a transaction");
        rows::finish(&mut tx, &taken[0], app.clock.now()).await.expect_err("it is not theirs");
    }

    /// A session whose deadline cannot be kept holds up neither the others nor the loop.
    async fn a_deadline_that_cannot_be_kept_stops_nobody(db: Db) {
        let market = Market::open(db).await;
        let id = market.sold().await;
        market.met(id).await;
        let app = market.app();
        let mut tx = app.store.write().await.expect("a transaction");
        let found = sessions::for_update(&mut tx, id).await.expect("a query").expect("a session");
        let mut broken = found.session;
        broken.terms.tax_bp = 99_999;
        let now = app.clock.now();
        sessions::update(&mut tx, &broken, found.version, now).await.expect("it is written");
        tx.commit().await.expect("and kept");
        let other = market.buy("other").await;
        market.test.hands.advance(Duration::from_hours(24 * 7));
        assert_eq!(work::tick_due(app).await.expect("a round"), 1, "the other one lapses");
        assert_eq!(market.session(other).await.phase.name(), PhaseName::Lapsed);
        assert_eq!(work::tick_due(app).await.expect("a round"), 0, "nothing is left to be done");
        market.test.settle().await;
    }

    /// ALL-4: a refund that the provider refused never looks as if it had been sent.
    async fn all_4_a_refused_refund_stays_visible_however_often_it_is_retried(db: Db) {
        let market = Market::open(db).await;
        let id = market.sold().await;
        let cancel = Command::Cancel { by: Party::Host, why: "I am ill.".to_owned() };
        market.tell(id, cancel).await.expect("the host may call it off");
        let app = market.app();
        let mut tx = app.store.write().await.expect("a transaction");
        let ops = payment::of_session(&mut tx, id).await.expect("a list");
        let refund = ops.iter().find(|op| op.purpose == "refund").expect("it was asked for");
        payment::close(&mut tx, refund.id, Closing::Failed).await.expect("the provider said no");
        tx.commit().await.expect("that is kept");
        for _ in 0..2 {
            market.test.settle().await;
            let all = entries(&market, Topic::Pay).await;
            let entry = all.iter().find(|one| one.subject_id == refund.id.to_string());
            let entry = entry.expect("its entry");
            assert_eq!(entry.status, Status::Dead);
            outbox::page::retry(app, entry.id).await.expect("the operator tries again");
        }
    }

    /// A checkout that the provider refuses is told to the page that waits for it.
    async fn a_refused_checkout_is_told_to_who_waits_for_it(db: Db) {
        let market = Market::open(db).await;
        let address = TestApp::visitor().address;
        let app = market.app();
        let purchase = market.purchase("one");
        let id = sale::buy(app, Some(&market.client), &purchase, address).await.expect("bought");
        // The provider hears of it when its page could not be paid any more.
        market.test.hands.advance(Duration::from_hours(24));
        let mut hints = app.bus.subscribe();
        outbox::send_due(app, Topic::Pay).await.expect("a round");
        let topic = session::topic(&market.session(id).await);
        let told = std::iter::from_fn(|| hints.now()).any(|hint| hint == Hint::Changed(topic));
        assert!(told, "whoever looks at the page is told");
        assert!(sale::checkout_soon(app, id).await.expect("a checkout").failed);
    }

    /// F10: a provider forgets its keys after a day; an old refund is looked up, not sent again.
    async fn f10_a_refund_sent_long_ago_is_never_sent_again_by_itself(db: Db) {
        let market = Market::open(db).await;
        let id = market.sold().await;
        let cancel = Command::Cancel { by: Party::Host, why: "I am ill.".to_owned() };
        market.tell(id, cancel).await.expect("the host may call it off");
        let app = market.app();
        let mut tx = app.store.write().await.expect("a transaction");
        let ops = payment::of_session(&mut tx, id).await.expect("a list");
        let refund = ops.iter().find(|op| op.purpose == "refund").expect("it was asked for");
        payment::sent(&mut tx, refund.id, app.clock.now()).await.expect("it was on its way");
        tx.commit().await.expect("then the line broke");
        market.test.hands.advance(Duration::from_hours(24));
        for _ in 0..2 {
            market.test.settle().await;
            let all = entries(&market, Topic::Pay).await;
            let entry = all.iter().find(|one| one.subject_id == refund.id.to_string());
            let entry = entry.expect("its entry");
            assert_eq!(entry.status, Status::Dead);
            outbox::page::retry(app, entry.id).await.expect("the operator tries again");
        }
        assert_eq!(market.balance(Account::Escrow(id)).await.abs(), PRICE, "nothing was sent");
    }

    /// The first sending is not a repetition, however long it had to wait.
    async fn f10_a_refund_that_had_to_wait_for_days_is_sent(db: Db) {
        let market = Market::open(db).await;
        let id = market.sold().await;
        let cancel = Command::Cancel { by: Party::Host, why: "I am ill.".to_owned() };
        market.tell(id, cancel).await.expect("the host may call it off");
        market.test.pass(Duration::from_hours(48)).await;
        market.test.pass(Duration::from_secs(5)).await;
        assert_eq!(market.balance(Account::Escrow(id)).await, 0);
        market.books_are_sound().await;
    }
}
