//! Pages for people who are not signed in are kept for a moment, and never a moment too long.

use visavis_app::testing::market::Market;
use visavis_app::{Topic, host};
use visavis_testkit::both_engines;
use visavis_web::testing::TestSite;

both_engines! {
    async fn a_changed_profile_is_seen_at_once(db: Db) {
        let site = TestSite::new(db);
        let market = Market::on(site.product.clone()).await;
        let visitor = site.browser();
        visitor.get("/").await.assert_status(200).assert_text("Grief counselor");
        visitor.get("/").await.assert_text("Grief counselor");
        let app = market.app();
        let mine = host::mine(app, market.host).await.expect("a profile");
        let typed = host::TypedProfile {
            name: mine.row.profile.name,
            headline: "Couples counselor".to_owned(),
            about: mine.row.profile.about,
            tz: mine.row.profile.tz,
            version: mine.row.version,
            ..host::TypedProfile::default()
        };
        host::change_profile(app, market.host, &typed).await.expect("it can be changed");
        visitor.get("/").await.assert_text("Couples counselor").assert_no_text("Grief counselor");
    }

    async fn somebody_who_is_signed_in_never_sees_the_kept_page(db: Db) {
        let site = TestSite::new(db);
        let market = Market::on(site.product.clone()).await;
        site.browser().get("/").await.assert_status(200);
        let client = site.browser_of(market.client.account.id).await;
        let page = client.get("/").await;
        page.assert_status(200).assert_text("rose");
        site.product.app.bus.publish(Topic::Directory);
        site.browser().get("/").await.assert_no_text("rose");
    }
}
