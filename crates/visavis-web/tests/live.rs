//! The stream of a page ends with the right to listen.

use futures_util::future::join;
use visavis_app::testing::market::Market;
use visavis_app::{Purpose, access, people};
use visavis_domain::session::Party;
use visavis_testkit::both_engines;
use visavis_web::testing::{Answer, Browser, TestSite};

/// Listens until the stream ends. `then` happens once the page listens.
async fn listen(market: &Market, browser: &Browser, then: impl AsyncFnOnce() -> ()) -> Answer {
    let account = market.client.account.id;
    let act = async {
        while !market.app().rooms.is_on_page(account) {
            tokio::task::yield_now().await;
        }
        then().await;
    };
    join(browser.get("/live"), act).await.0
}

both_engines! {
    /// PAY-14: who came by a link that was replaced hears nothing any more.
    async fn pay_14_a_replaced_link_ends_the_stream_of_its_page(db: Db) {
        let site = TestSite::new(db);
        let market = Market::on(site.product.clone()).await;
        let id = market.sold().await;
        let app = market.app();
        let everybody = access::participants(app, id).await.expect("participants");
        let me = everybody.iter().find(|one| one.party == Party::Client).expect("a part").id;
        let mut tx = app.store.read().await.expect("a transaction");
        let link = visavis_store::access::live_link(&mut tx, me).await.expect("a query");
        drop(tx);
        let secret = app.secrets.derive(Purpose::AccessLink, link.expect("a link").id.uuid());
        let guest = site.browser();
        guest.post("/s", &[("token", secret.reveal())]).await.assert_status(303);
        let heard = listen(&market, &guest, async || {
            access::reissue(app, id, me).await.expect("a new link");
        })
        .await;
        heard.assert_status(200).assert_no_text("changed");
    }

    /// Whoever was signed out elsewhere hears nothing any more.
    async fn a_login_that_was_ended_ends_the_stream_of_its_page(db: Db) {
        let site = TestSite::new(db);
        let market = Market::on(site.product.clone()).await;
        let id = market.sold().await;
        let app = market.app();
        let browser = site.browser_of(market.client.account.id).await;
        let heard = listen(&market, &browser, async || {
            people::sign_out_others(app, &market.client).await.expect("all others are out");
            visavis_app::session::announce(app, &market.session(id).await);
        })
        .await;
        heard.assert_status(200).assert_no_text("changed");
    }
}
