//! The pages of hosts in a browser without a screen: directory, profile, services, files.

use visavis_app::testing::TestApp;
use visavis_app::testing::market::{Market, account};
use visavis_app::{file, host};
use visavis_domain::ids::{AccountId, ConversationId};
use visavis_store::{conversation, people};
use visavis_testkit::both_engines;
use visavis_web::route::Verb;
use visavis_web::router::all_routes;
use visavis_web::testing::{Browser, TestSite};

async fn person(product: &TestApp, name: &str) -> AccountId {
    let row = account(&product.app, &format!("{name}@example.org"), name);
    let mut tx = product.app.store.write().await.expect("a transaction");
    people::insert(&mut tx, &row).await.expect("an account");
    tx.commit().await.expect("it is kept");
    row.id
}

/// The value of a hidden field of the first form that has it.
fn hidden(page: &str, name: &str) -> String {
    let mark = format!("name=\"{name}\" value=\"");
    let (_, rest) = page.split_once(&mark).expect("the field is on the page");
    rest.split('"').next().expect("it has a value").to_owned()
}

const SERVICE: [(&str, &str); 5] = [
    ("title", "Couples session"),
    ("description", "Both of you."),
    ("channel", "video"),
    ("price", "130"),
    ("minutes", "75"),
];

async fn add_service(browser: &Browser, fields: &[(&str, &str)]) -> String {
    let id = hidden(&browser.get("/services/new").await.body, "id");
    let fields: Vec<_> = [("id", id.as_str())].iter().chain(fields).copied().collect();
    browser.post("/services/new", &fields).await.assert_status(303);
    id
}

both_engines! {
    async fn pay_11_visitors_find_hosts_and_can_narrow(db: Db) {
        let site = TestSite::new(db);
        site.browser().get("/").await.assert_status(200).assert_text("No host yet");
        let market = Market::on(site.product.clone()).await;
        let visitor = site.browser();
        let page = visitor.get("/").await;
        page.assert_text("Sofia Marchetti").assert_text("€85.00").assert_text("One host");
        page.assert_text(&format!("/checkout/new?service={}", market.service));
        visitor.get("/?q=couples").await.assert_text("Nobody fits yet").assert_text("value=\"couples\"");
        visitor.get("/?q=GRIEF&max=90").await.assert_text("Sofia Marchetti");
        visitor.get("/?min=lots").await.assert_status(200).assert_text("Type an amount");
        visitor.get("/?page=-1&channel=smoke&language=%00&sort=x").await.assert_status(200);
        let part = visitor.get("/?part=results").await;
        part.assert_text("host-card").assert_no_text("<html");
    }

    async fn pay_1_a_person_becomes_a_host_and_fills_in_the_profile(db: Db) {
        let site = TestSite::new(db);
        let visitor = site.browser();
        visitor.get("/become-a-host").await.assert_status(200).assert_text("/sign-up?next=");
        let browser = site.browser_of(person(&site.product, "idris").await).await;
        browser.get("/profile").await.assert_status(403).assert_text("for hosts");
        browser.post("/become-a-host", &[("name", " ")]).await.assert_status(422);
        let begun = browser.post("/become-a-host", &[("name", "Idris Bello")]).await;
        assert_eq!(begun.assert_status(303).location(), "/profile");
        let page = browser.get("/profile").await;
        page.assert_text("Not visible yet").assert_text("A portrait helps people");
        assert_eq!(browser.get("/become-a-host").await.location(), "/profile");
        visitor.get("/hosts/idris-bello").await.assert_status(404);
        browser.get("/hosts/idris-bello").await.assert_text("Only you see this page");
        let version = hidden(&page.body, "version");
        let fields = [
            ("name", "Idris Bello"),
            ("headline", "Rust engineer"),
            ("about", "I read the stack trace with you.\r\n\r\nThen it builds <b>."),
            ("tz", "Africa/Lagos"),
            ("country", "NG"),
            ("language", "en"),
            ("language", "yo"),
            ("topics", "Rust, rust, SQL"),
            ("links", "https://example.org"),
            ("version", &version),
        ];
        browser.post("/profile", &fields).await.assert_status(303);
        add_service(&browser, &SERVICE).await;
        let page = visitor.get("/hosts/idris-bello").await;
        page.assert_status(200).assert_text("Rust engineer").assert_text("Yoruba");
        page.assert_text("<p>I read the stack trace with you.</p><p>Then it builds &lt;b&gt;.</p>");
        page.assert_text("Nigeria").assert_text("14:30").assert_text("€130.00");
        browser.get("/profile").await.assert_text("Everybody can find you");
    }

    async fn all_6_a_refused_profile_keeps_what_was_typed(db: Db) {
        let site = TestSite::new(db);
        let market = Market::on(site.product.clone()).await;
        let browser = site.browser_of(market.host.account()).await;
        let version = hidden(&browser.get("/profile").await.body, "version");
        let long = "x".repeat(121);
        let wrong = [
            ("name", ""),
            ("headline", long.as_str()),
            ("about", "Kept words."),
            ("tz", "Europe/Rome"),
            ("links", "javascript:alert(1)"),
            ("version", &version),
        ];
        let page = browser.post("/profile", &wrong).await;
        page.assert_status(422).assert_text("3 things need your attention");
        page.assert_text("Kept words.").assert_text("javascript:alert(1)").assert_text(&long);
        let stale = [("name", "Second"), ("tz", "Europe/Rome"), ("version", "1")];
        let page = browser.post("/profile", &stale).await;
        page.assert_status(409).assert_text("value=\"Second\"").assert_text("in another window");
        let again = hidden(&page.body, "version");
        let saved = [("name", "Second"), ("tz", "Europe/Rome"), ("version", &again)];
        browser.post("/profile", &saved).await.assert_status(303);
        browser.get("/profile").await.assert_text("value=\"Second\"");
    }

    async fn pay_3_to_pay_8_services_are_added_mended_copied_and_switched(db: Db) {
        let site = TestSite::new(db);
        let market = Market::on(site.product.clone()).await;
        let browser = site.browser_of(market.host.account()).await;
        let wrong = [("id", "svc_nonsense"), ("title", "x")];
        browser.post("/services/new", &wrong).await.assert_status(400);
        let id = hidden(&browser.get("/services/new").await.body, "id");
        let wrong = [("id", id.as_str()), ("title", "Kept title"), ("price", "0.10"), ("minutes", "0")];
        let page = browser.post("/services/new", &wrong).await;
        page.assert_status(422).assert_text("4 things need").assert_text("Kept title");
        page.assert_text("from €0.50 to €10,000.00").assert_text(&id);
        let id = add_service(&browser, &SERVICE).await;
        let one = format!("/services/{id}");
        let list = browser.get("/services").await;
        list.assert_text("Couples session is on offer.").assert_no_text("/delete");
        let version = hidden(&browser.get(&one).await.body, "version");
        let mut fields = SERVICE.to_vec();
        fields.extend([("version", version.as_str())]);
        fields[3] = ("price", "140,50");
        browser.post(&one, &fields).await.assert_status(303);
        browser.get("/services").await.assert_text("what was sold keeps its own").assert_text("€140.50");
        fields[3] = ("price", "150");
        browser.post(&one, &fields).await.assert_status(409).assert_text("value=\"150\"");
        let copied = browser.post(&format!("{one}/duplicate"), &[]).await;
        browser.get(copied.assert_status(303).location()).await.assert_text("Couples session (copy)");
        for to in ["off", "on", "off"] {
            browser.post(&format!("{one}/switch"), &[("to", to)]).await.assert_status(303);
        }
        browser.post(&format!("{one}/switch"), &[("to", "away")]).await.assert_status(400);
        browser.get("/services").await.assert_text("Couples session is off.");
        let public = site.browser().get("/hosts/sofia-marchetti").await;
        public.assert_text("Couples session (copy)").assert_no_text(&id);
    }

    async fn all_5_nobody_reaches_the_services_of_another(db: Db) {
        let site = TestSite::new(db);
        let market = Market::on(site.product.clone()).await;
        let other = person(&site.product, "other").await;
        host::begin(market.app(), other, "Other").await.expect("a host");
        let path = format!("/services/{}", market.service);
        let browser = site.browser_of(other).await;
        browser.get(&path).await.assert_status(404);
        browser.get("/services/svc_nonsense").await.assert_status(404);
        let fields: Vec<_> = SERVICE.iter().copied().chain([("version", "1")]).collect();
        browser.post(&path, &fields).await.assert_status(404);
        browser.post(&format!("{path}/duplicate"), &[]).await.assert_status(404);
        browser.post(&format!("{path}/switch"), &[("to", "off")]).await.assert_status(404);
        let client = site.browser_of(market.client.account.id).await;
        client.post(&format!("{path}/switch"), &[("to", "off")]).await.assert_status(403);
        let visitor = site.browser();
        visitor.post(&format!("{path}/switch"), &[("to", "off")]).await.assert_status(401);
        let to_sign_in = visitor.get("/services").await;
        assert!(to_sign_in.location().starts_with("/sign-in?next="));
        visitor.get("/").await.assert_text("Grief session");
    }

    async fn pay_1_a_number_is_verified_by_its_code_and_shown_to_nobody(db: Db) {
        let site = TestSite::new(db);
        let market = Market::on(site.product.clone()).await;
        let browser = site.browser_of(market.host.account()).await;
        let page = browser.post("/profile/phone", &[("phone", "0151 23456789")]).await;
        page.assert_status(422).assert_text("0151 23456789").assert_text("with its country");
        let sent = browser.post("/profile/phone", &[("phone", "+49 151 23456789")]).await;
        assert_eq!(sent.assert_status(303).location(), "/profile?code#code");
        browser.get("/profile?code").await.assert_text("Code from the message");
        let page = browser.post("/profile/phone/code", &[("code", "12")]).await;
        page.assert_status(422).assert_text("This is not the code");
        site.browser().get("/hosts/sofia-marchetti").await.assert_no_text("23456789");
        browser.post("/profile/phone/remove", &[]).await.assert_status(303);
    }

    async fn pay_2_what_is_no_picture_is_said_beside_its_field(db: Db) {
        let site = TestSite::new(db);
        let market = Market::on(site.product.clone()).await;
        let browser = site.browser_of(market.host.account()).await;
        for which in ["avatar", "cover"] {
            let path = format!("/profile/{which}");
            let page = browser.post_files(&path, &[], &[(which, "a.png", "no picture")]).await;
            page.assert_status(422).assert_text("Choose a JPEG, PNG or WebP picture.");
            let page = browser.post_files(&path, &[], &[]).await;
            page.assert_status(422).assert_text("Choose a picture first.");
            browser.post_files(&path, &[("remove", "1")], &[]).await.assert_status(303);
        }
    }

    async fn files_are_saved_and_never_shown_as_pages(db: Db) {
        let site = TestSite::new(db);
        let market = Market::on(site.product.clone()).await;
        let app = market.app();
        let (client, now) = (market.client.account.id, app.clock.now());
        let mut tx = app.store.write().await.expect("a transaction");
        let new = ConversationId::from_uuid(app.random.uuid(now));
        let between = conversation::open(&mut tx, new, market.host, client, now).await;
        let between = between.expect("a conversation").id;
        let content = b"<script>alert(1)</script>";
        let id = file::keep_chat_file(app, &mut tx, client, between, "page é.html", content).await;
        let id = id.expect("kept");
        tx.commit().await.expect("kept");
        let visitor = site.browser();
        let answer = visitor.get(&file::signed_path(app, id)).await;
        answer.assert_status(200).assert_text("<script>alert(1)</script>");
        let header = |name: &str| answer.headers[name].to_str().expect("a text").to_owned();
        assert_eq!(header("content-type"), "text/plain; charset=utf-8");
        assert_eq!(header("x-content-type-options"), "nosniff");
        assert!(header("content-security-policy").contains("sandbox"));
        assert!(header("content-disposition").starts_with("attachment; filename=\"page _.html\""));
        let bare = format!("/files/{id}");
        for path in [bare.as_str(), "/files/fil_x", &format!("{bare}?until=9&sign=x")] {
            visitor.get(path).await.assert_status(404);
        }
        visitor.get(&format!("/images/{id}")).await.assert_status(404);
        site.browser_of(client).await.get(&bare).await.assert_status(200);
        let stranger = person(&site.product, "stranger").await;
        site.browser_of(stranger).await.get(&bare).await.assert_status(404);
    }
}

#[test]
fn pay_6_no_address_deletes_a_service() {
    for row in all_routes().filter(|row| row.path.contains("service")) {
        assert_ne!(row.verb, Verb::Delete, "{}", row.path);
        assert!(!row.path.contains("delete") && !row.path.contains("remove"), "{}", row.path);
    }
}
