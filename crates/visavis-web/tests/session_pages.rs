//! Buying, dating, delivering, disputing and settling a session by forms alone, and who may see it.

use std::time::Duration;

use visavis_app::testing::market::{Market, PRICE, account};
use visavis_domain::ids::{AccountId, SessionId};
use visavis_domain::ledger::Account;
use visavis_domain::session::PhaseName;
use visavis_pay::till::Button;
use visavis_store::Db;
use visavis_store::people::{self, Role};
use visavis_testkit::both_engines;
use visavis_web::testing::{Answer, Browser, TestSite};

const DAY: Duration = Duration::from_hours(24);

async fn open(db: Db) -> (TestSite, Market) {
    let site = TestSite::new(db);
    let market = Market::on(site.product.clone()).await;
    (site, market)
}

async fn person(site: &TestSite, nickname: &str, role: Role) -> (Browser, AccountId) {
    let app = &site.product.app;
    let row =
        people::Account { role, ..account(app, &format!("{nickname}@example.org"), nickname) };
    let mut tx = app.store.write().await.expect("a transaction");
    people::insert(&mut tx, &row).await.expect("an account");
    if role == Role::Operator {
        people::set_role(&mut tx, row.id, role).await.expect("a role");
    }
    tx.commit().await.expect("kept");
    (site.browser_of(row.id).await, row.id)
}

/// What stands in a hidden field.
fn hidden(page: &Answer, name: &str) -> String {
    let mark = format!("name=\"{name}\" value=\"");
    let rest =
        page.body.split(&mark).nth(1).unwrap_or_else(|| panic!("no {name} in {}", page.body));
    rest.split('"').next().unwrap_or_default().to_owned()
}

fn session_in(path: &str) -> SessionId {
    let id = path.rsplit('/').next().unwrap_or_default();
    id.parse().unwrap_or_else(|_| panic!("{path} leads to no session"))
}

/// The till's page, as the waiting page links to it.
async fn till_of(browser: &Browser, id: SessionId) -> String {
    let page = browser.get(&format!("/checkout/{id}")).await;
    let rest = page.body.split("/till/").nth(1).unwrap_or_else(|| panic!("{}", page.body));
    format!("/till/{}", rest.split('"').next().unwrap_or_default())
}

both_engines! {
    /// PAY-16, ALL-5: an address is enough to buy; only the browser that bought comes in by itself.
    async fn pay_16_a_guest_buys_and_only_that_browser_gets_in(db: Db) {
        let (site, market) = open(db).await;
        let guest = site.browser();
        let form = guest.get(&format!("/checkout/new?service={}", market.service)).await;
        form.assert_status(200).assert_text("Pay €85.00 and book").assert_text("sign in");
        let service = market.service.to_string();
        let (key, seen) = (hidden(&form, "key"), hidden(&form, "seen_minor"));
        let fields = |email: &'static str| {
            vec![("service", service.as_str()), ("key", key.as_str()), ("seen_minor", seen.as_str()),
                ("email", email), ("name", "Anna Klein"), ("zone", "Europe/Madrid")]
        };
        guest.post("/checkout", &fields("anna")).await.assert_status(422).assert_text("Anna Klein");
        let bought = guest.post("/checkout", &fields("anna@example.org")).await;
        let id = session_in(bought.assert_status(303).location());
        // ALL-2: the same form again is the same purchase.
        let again = guest.post("/checkout", &fields("anna@example.org")).await;
        assert_eq!(session_in(again.location()), id);
        market.test.settle().await;
        let till = till_of(&guest, id).await;
        guest.get(&till).await.assert_status(200).assert_text("No real money moves here");
        let (stranger, _) = person(&site, "eve", Role::Person).await;
        for path in [format!("/checkout/{id}"), format!("/sessions/{id}")] {
            stranger.get(&path).await.assert_status(404);
        }
        let pressed = guest.post(&till, &[("outcome", "approve")]).await;
        assert!(pressed.location().ends_with(&format!("/checkout/{id}")), "{}", pressed.location());
        let back = guest.get(&format!("/checkout/{id}")).await;
        assert_eq!(back.assert_status(303).location(), format!("/sessions/{id}"));
        guest.get(&format!("/sessions/{id}")).await.assert_status(200)
            .assert_text("No date yet").assert_text("Paid");
        guest.get(&format!("/sessions/{id}/times")).await.assert_text("Europe/Madrid");
        site.browser().get(&format!("/sessions/{id}")).await.assert_status(404);
    }

    /// ALL-5: whoever types the address of somebody else pays, but is not let in as that person.
    async fn all_5_a_foreign_address_opens_nothing(db: Db) {
        let (site, market) = open(db).await;
        market.sold().await;
        let thief = site.browser();
        let form = thief.get(&format!("/checkout/new?service={}", market.service)).await;
        let service = market.service.to_string();
        let (key, seen) = (hidden(&form, "key"), hidden(&form, "seen_minor"));
        let bought = thief.post("/checkout", &[("service", &service), ("key", &key),
            ("seen_minor", &seen), ("email", "marta@example.org"), ("name", "Thief")]).await;
        let id = session_in(bought.location());
        market.test.settle().await;
        let till = till_of(&thief, id).await;
        thief.post(&till, &[("outcome", "approve")]).await.assert_status(303);
        thief.get(&format!("/checkout/{id}")).await.assert_status(200)
            .assert_text("on its way to your e-mail address");
        thief.get(&format!("/sessions/{id}")).await.assert_status(404);
    }

    /// PAY-12: reported twice and late, paid once; each side gets one mail.
    async fn pay_12_a_payment_reported_twice_is_confirmed_once(db: Db) {
        let (site, market) = open(db).await;
        let client = site.browser_of(market.client.account.id).await;
        let id = market.buy("one").await;
        let till = till_of(&client, id).await;
        client.post(&till, &[("outcome", Button::ApproveTwice.name())]).await.assert_status(303);
        for _ in 0..3 {
            client.get(&format!("/checkout/{id}")).await.assert_status(303);
            market.test.pass(Duration::from_mins(2)).await;
        }
        assert_eq!(market.mails("confirmation").await, 2);
        assert_eq!(market.balance(Account::Escrow(id)).await, PRICE);
        // An old copy of the till's page does nothing any more.
        client.post(&till, &[("outcome", "decline")]).await.assert_status(409);
        market.books_are_sound().await;
    }

    /// Declined: nothing is sold, and the way back is one link.
    async fn a_declined_payment_can_be_tried_again(db: Db) {
        let (site, market) = open(db).await;
        let client = site.browser_of(market.client.account.id).await;
        let id = market.buy("one").await;
        let till = till_of(&client, id).await;
        client.post(&till, &[("outcome", "decline")]).await;
        client.get(&format!("/checkout/{id}")).await.assert_status(200)
            .assert_text("declined").assert_text(&format!("/checkout/new?service={}", market.service));
        assert_eq!(market.mails("confirmation").await, 0);
    }

    /// PAY-12: the client never gets an answer, the webhook tells all the same.
    async fn pay_12_a_lost_answer_is_still_a_payment(db: Db) {
        let (site, market) = open(db).await;
        let client = site.browser_of(market.client.account.id).await;
        let id = market.buy("one").await;
        let till = till_of(&client, id).await;
        let lost = client.post(&till, &[("outcome", "approve_lose_answer")]).await;
        lost.assert_status(200).assert_text("No answer").assert_no_text("/checkout/");
        market.test.pass(Duration::from_mins(1)).await;
        assert_eq!(market.mails("confirmation").await, 2);
        client.get(&format!("/sessions/{id}")).await.assert_status(200).assert_text("No date yet");
    }

    /// A page that ran out says so, and money was never asked for.
    async fn a_payment_page_that_ran_out_says_so(db: Db) {
        let (site, market) = open(db).await;
        let client = site.browser_of(market.client.account.id).await;
        let id = market.buy("one").await;
        market.test.pass(Duration::from_mins(31)).await;
        let client_again = site.browser_of(market.client.account.id).await;
        client_again.get(&format!("/checkout/{id}")).await.assert_status(200).assert_text("nothing was charged");
        client.get(&format!("/sessions/{id}")).await.assert_status(303);
    }

    /// ALL-6: a price that changed meanwhile is shown again, not charged.
    async fn a_price_that_changed_is_shown_before_it_is_paid(db: Db) {
        let (site, market) = open(db).await;
        let client = site.browser_of(market.client.account.id).await;
        let form = client.get(&format!("/checkout/new?service={}", market.service)).await;
        let (service, key) = (market.service.to_string(), hidden(&form, "key"));
        let fields = [("service", service.as_str()), ("key", key.as_str()), ("seen_minor", "8400")];
        let told = client.post("/checkout", &fields).await;
        told.assert_status(422).assert_text("The price has changed");
        assert_eq!(hidden(&told, "seen_minor"), "8500");
        let host = site.browser_of(market.host.account()).await;
        host.post("/checkout", &[("service", &service), ("key", &key), ("seen_minor", "8500")]).await
            .assert_status(422).assert_text("your own service");
    }

    /// PAY-12: only the provider completes a payment.
    async fn webhooks_without_a_signature_change_nothing(db: Db) {
        let (site, market) = open(db).await;
        let stranger = site.browser();
        let id = market.buy("one").await;
        for provider in ["test_till", "till", "test-till", "nobody", market.app().gateway.name()] {
            let answer = stranger.post(&format!("/webhooks/{provider}"), &[("event", "paid")]).await;
            assert!(matches!(answer.status.as_u16(), 403 | 404), "{provider}: {}", answer.status);
        }
        assert_eq!(market.session(id).await.phase.name(), PhaseName::AwaitingPayment);
    }

    /// PAY-16, PAY-17: times are proposed and one is picked, each on the other's page.
    async fn pay_16_two_people_agree_on_a_date(db: Db) {
        let (site, market) = open(db).await;
        let client = site.browser_of(market.client.account.id).await;
        let host = site.browser_of(market.host.account()).await;
        let id = market.sold().await;
        let page = format!("/sessions/{id}");
        for browser in [&client, &host] {
            browser.get("/home").await.assert_status(200).assert_text("Grief session");
            browser.get("/sessions").await.assert_status(200).assert_text(&page);
        }
        host.get(&format!("{page}/times")).await.assert_status(200);
        let past = [("day1", "2026-11-20"), ("at1", "16:00")];
        host.post(&format!("{page}/times"), &past).await.assert_status(422).assert_text("2026-11-20");
        let times = [("day1", "2026-11-24"), ("at1", "16:00"), ("day2", "2026-11-25"), ("at2", "10:30")];
        host.post(&format!("{page}/times"), &times).await.assert_status(303);
        client.get(&page).await.assert_text("2 times are offered to you").assert_text("Take this time");
        // Nobody picks from one's own offer.
        host.post(&format!("{page}/pick"), &[("at", "1795532400000")]).await.assert_status(409);
        client.post(&format!("{page}/pick"), &[("at", "1795532460000")]).await.assert_status(409);
        client.post(&format!("{page}/pick"), &[("at", "1795532400000")]).await.assert_status(303);
        client.get(&page).await.assert_text("Booked").assert_text("Opens 15:50");
        host.get(&format!("{page}/calendar.ics")).await.assert_status(200)
            .assert_text("DTSTART:20261124T150000Z");
        assert_eq!(market.mails("date_agreed").await, 2);
    }

    /// PAY-16: after 14 days without a date the client takes everything back with one click.
    async fn pay_16_without_a_date_the_money_comes_back(db: Db) {
        let (site, market) = open(db).await;
        let client = site.browser_of(market.client.account.id).await;
        let id = market.sold().await;
        let page = format!("/sessions/{id}");
        client.get(&page).await.assert_text("with one click from");
        client.post(&format!("{page}/refund"), &[]).await.assert_status(409);
        market.test.pass(14 * DAY).await;
        let client = site.browser_of(market.client.account.id).await;
        client.get(&page).await.assert_text("Take the money back");
        client.post(&format!("{page}/refund"), &[]).await.assert_status(303);
        client.get(&page).await.assert_text("The client got everything back");
        market.test.pass(Duration::from_mins(1)).await;
        assert_eq!(market.balance(Account::Escrow(id)).await, 0);
        market.books_are_sound().await;
    }

    /// PAY-22: without proof it is asked for and told; a problem waits for the operator, who shares
    /// the sum; the receipts of both follow.
    async fn pay_22_delivered_disputed_and_resolved_by_pages(db: Db) {
        let (site, market) = open(db).await;
        let client = site.browser_of(market.client.account.id).await;
        let host = site.browser_of(market.host.account()).await;
        let (operator, _) = person(&site, "olga", Role::Operator).await;
        let id = market.sold().await;
        let page = format!("/sessions/{id}");
        client.get(&format!("{page}/receipt")).await.assert_status(404);
        let delivered = format!("{page}/delivered");
        host.post(&delivered, &[("from", "room")]).await.assert_status(422).assert_text("no proof");
        host.post(&delivered, &[("confirmed", "yes")]).await.assert_status(303);
        client.get(&page).await.assert_text("no proof that both of you were there");
        client.post(&format!("{page}/problem"), &[("words", " ")]).await.assert_status(422);
        client.post(&format!("{page}/problem"), &[("words", "Nobody came.")]).await.assert_status(303);
        operator.get("/operator").await.assert_status(200).assert_text("Nobody came.");
        let case = format!("/operator/cases/{id}");
        operator.get(&case).await.assert_status(200).assert_text("Nobody came.");
        let decide = |outcome: &'static str, amount: &'static str| {
            vec![("outcome", outcome), ("amount", amount), ("reason", "Half was usable.")]
        };
        operator.post(&case, &decide("part", "900")).await.assert_status(422).assert_text("900");
        operator.post(&case, &decide("part", "42.50")).await.assert_status(303);
        market.test.pass(Duration::from_mins(1)).await;
        assert_eq!(market.mails("problem_resolved").await, 2);
        // RING-13: the host's copy knows the nickname alone.
        host.get(&format!("{page}/receipt")).await.assert_status(200)
            .assert_text("Half was usable.").assert_text("rose").assert_text("Your earning")
            .assert_no_text("marta@example.org");
        client.get(&format!("{page}/receipt")).await.assert_text("€42.50").assert_no_text("site&#39;s share");
        host.get("/earnings").await.assert_status(200).assert_text("Grief session");
        operator.get("/operator").await.assert_text("The books are in order");
        market.books_are_sound().await;
    }

    /// A host calls it off, with words that the client reads; everything goes back.
    async fn a_host_calls_off_and_says_why(db: Db) {
        let (site, market) = open(db).await;
        let client = site.browser_of(market.client.account.id).await;
        let host = site.browser_of(market.host.account()).await;
        let id = market.sold().await;
        let page = format!("/sessions/{id}");
        host.post(&format!("{page}/cancel"), &[("words", "")]).await.assert_status(422);
        host.post(&format!("{page}/cancel"), &[("words", "I am ill.")]).await.assert_status(303);
        client.get(&page).await.assert_text("I am ill.").assert_text("gets everything back");
        client.get("/sessions?past=1").await.assert_text("Grief session");
        host.get(&format!("{page}/lobby")).await.assert_no_text("vv-lobby data-room");
    }

    /// ALL-5: to strangers there is no session, whatever they ask; each side has its own doors.
    async fn all_5_a_foreign_session_is_not_there(db: Db) {
        let (site, market) = open(db).await;
        let client = site.browser_of(market.client.account.id).await;
        let host = site.browser_of(market.host.account()).await;
        let (eve, _) = person(&site, "eve", Role::Person).await;
        let id = market.sold().await;
        let all = ["", "/now", "/times", "/cancel", "/refund", "/end", "/delivered", "/problem",
            "/link", "/receipt", "/calendar.ics"];
        for what in all {
            for browser in [&eve, &site.browser()] {
                browser.get(&format!("/sessions/{id}{what}")).await.assert_status(404);
            }
        }
        for what in ["times", "pick", "cancel", "refund", "end", "delivered", "problem", "link"] {
            let filled = [("words", "x"), ("at", "1"), ("day1", "2026-11-24"), ("at1", "16:00")];
            eve.post(&format!("/sessions/{id}/{what}"), &filled).await.assert_status(404);
        }
        for what in ["refund", "problem"] {
            host.post(&format!("/sessions/{id}/{what}"), &[("words", "x")]).await.assert_status(404);
        }
        for what in ["cancel", "end", "delivered"] {
            client.post(&format!("/sessions/{id}/{what}"), &[("words", "x")]).await.assert_status(404);
        }
        eve.get("/sessions/ses_1").await.assert_status(404);
        eve.get(&format!("/operator/cases/{id}")).await.assert_status(404);
        assert_eq!(market.session(id).await.phase.name(), PhaseName::ToSchedule);
    }

    /// PAY-15: a new link ends the old one's browsers.
    async fn pay_15_a_new_link_is_sent_and_the_old_one_dies(db: Db) {
        let (site, market) = open(db).await;
        let client = site.browser_of(market.client.account.id).await;
        let id = market.sold().await;
        client.get(&format!("/sessions/{id}")).await.assert_text("Do not pass it on");
        client.post(&format!("/sessions/{id}/link"), &[]).await.assert_status(303);
        assert_eq!(market.mails("link_reissued").await, 1);
    }

    /// The operator hides a host, changes the site and reads the outbox; nobody else can.
    async fn the_operator_runs_the_site(db: Db) {
        let (site, market) = open(db).await;
        let (operator, _) = person(&site, "olga", Role::Operator).await;
        let client = site.browser_of(market.client.account.id).await;
        market.sold().await;
        for path in ["/operator", "/operator/hosts", "/operator/sessions", "/operator/settings", "/operator/outbox"] {
            operator.get(path).await.assert_status(200);
            client.get(path).await.assert_status(404);
        }
        let host = format!("/operator/hosts/{}", market.host);
        operator.post(&host, &[("standing", "suspended"), ("reason", "")]).await.assert_status(422);
        operator.post(&host, &[("standing", "suspended"), ("reason", "Complaints.")]).await.assert_status(303);
        operator.get(&host).await.assert_text("Complaints.").assert_text("Suspended");
        client.get(&format!("/checkout/new?service={}", market.service)).await.assert_status(404);
        operator.post(&host, &[("standing", "active"), ("reason", "Cleared up.")]).await.assert_status(303);
        client.get(&format!("/checkout/new?service={}", market.service)).await.assert_status(200);

        let form = operator.get("/operator/settings").await;
        form.assert_text("so it stands");
        let version = hidden(&form, "version");
        let fields = |currency: &'static str| vec![("version", version.clone()), ("name", "Beratung".to_owned()),
            ("tagline", String::new()), ("contact", String::new()), ("primary", "#123456".to_owned()),
            ("accent", "#e9722f".to_owned()), ("commission", "12.5".to_owned()), ("tax", "7".to_owned()),
            ("currency", currency.to_owned()), ("price_min", "1".to_owned()), ("price_max", "500".to_owned()),
            ("emergency", String::new())];
        let send = async |currency: &'static str| {
            let fields = fields(currency);
            let fields: Vec<(&str, &str)> = fields.iter().map(|(name, value)| (*name, value.as_str())).collect();
            operator.post("/operator/settings", &fields).await
        };
        send("USD").await.assert_status(422);
        send("").await.assert_status(303);
        operator.get("/operator/settings").await.assert_text("Beratung").assert_text("/look.css?v=123456");
        // Two operators at once: the second one is told.
        send("").await.assert_status(422).assert_text("changed meanwhile");
        assert_eq!(market.app().site.get().commission_bp, 1_250);
    }

    /// ALL-4: every message can be read, and in a demo by everybody.
    async fn all_4_the_outbox_shows_every_message(db: Db) {
        let (site, market) = open(db).await;
        market.sold().await;
        let visitor = site.browser();
        let list = visitor.get("/demo/outbox").await;
        list.assert_status(200).assert_text("Grief session");
        let id = list.body.split("/demo/outbox/").find_map(|rest| rest.split(['"', '?']).next()?.parse::<i64>().ok());
        let one = format!("/demo/outbox/{}", id.expect("a message in the list"));
        visitor.get(&one).await.assert_status(200).assert_text("Plain text");
        let html = visitor.get(&format!("{one}/html")).await;
        let csp = html.headers.get("content-security-policy").and_then(|csp| csp.to_str().ok());
        assert!(csp.unwrap_or_default().contains("sandbox"), "{csp:?}");
        visitor.post(&format!("{one}/retry"), &[]).await.assert_status(409);
        visitor.get("/demo/outbox/999999").await.assert_status(404);
    }
}
