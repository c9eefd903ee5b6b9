//! Accounts in a browser: every flow, the same answers for known and unknown addresses, and what
//! bad luck meets.

use std::time::Duration;

use visavis_app::demo;
use visavis_app::outbox::page::{self, Content};
use visavis_app::people;
use visavis_store::outbox::Filter;
use visavis_testkit::both_engines;
use visavis_web::testing::{Answer, Browser, TestSite};

const MARTA: &str = "marta@example.org";
const PASSWORD: &str = "four words and rain";

/// The address in the newest mail of a kind, as its reader sees it: path and secret.
async fn link(site: &TestSite, email: &str, kind: &str) -> (String, String) {
    site.product.settle().await;
    let filter = Filter {
        topic: None,
        status: None,
        subject_id: None,
        recipient: Some(email),
        before: None,
    };
    let app = &site.product.app;
    let (entries, _) = page::list(app, &filter, 50).await.expect("the outbox is read");
    for entry in entries {
        let opened = page::open(app, entry.id).await.expect("an entry");
        let Content::Mail { kind: known, rendered, .. } = opened.content else { continue };
        if known == kind {
            let (_, rest) = rendered.text.split_once("http://visavis.test").expect("an address");
            let (path, rest) = rest.split_once('#').expect("a secret in the fragment");
            let secret = rest.split_whitespace().next().expect("a secret");
            return (path.to_owned(), secret.to_owned());
        }
    }
    panic!("no {kind} to {email}");
}

async fn sign_up(browser: &Browser, email: &str) -> Answer {
    let fields = [
        ("name", "Marta Ferreira"),
        ("email", email),
        ("password", PASSWORD),
        ("tz", "Europe/Lisbon"),
    ];
    browser.post("/sign-up", &fields).await
}

/// A browser in which Marta is signed in, by the ways that a person takes.
async fn marta(site: &TestSite) -> Browser {
    let browser = site.browser();
    sign_up(&browser, MARTA).await.assert_status(303);
    let (path, secret) = link(site, MARTA, "verify_email").await;
    assert_eq!(path, "/sign-up/verify");
    let answer = browser.post(&path, &[("token", &secret)]).await;
    assert_eq!(answer.assert_status(303).location(), "/home");
    browser
}

/// What an answer shows a stranger: all but what differs in every answer.
fn shown(answer: &Answer) -> (u16, String, String) {
    (answer.status.as_u16(), answer.location().to_owned(), answer.body.clone())
}

both_engines! {
    async fn an_account_from_first_page_to_last(db: Db) {
        let site = TestSite::new(db);
        let browser = marta(&site).await;
        browser.get("/account").await.assert_status(200).assert_text("Marta Ferreira").assert_text("Europe/Lisbon");
        let saved = browser
            .post("/account", &[("name", "Marta F."), ("nickname", "rosewater"), ("tz", "Europe/Rome"), ("locale", "en")])
            .await;
        assert_eq!(saved.assert_status(303).location(), "/account");
        browser.get("/account").await.assert_text("Saved.").assert_text("rosewater");
        let wrong = browser
            .post("/account", &[("name", "typed and kept"), ("nickname", ""), ("tz", "Europe/Rome"), ("locale", "en")])
            .await;
        wrong.assert_status(422).assert_text("typed and kept").assert_text("Please write a name.");
        browser.post("/sign-out", &[]).await.assert_status(303);
        assert_eq!(browser.get("/account").await.location(), "/sign-in?next=/account");
    }

    async fn a_language_is_kept_with_the_account(db: Db) {
        let site = TestSite::new(db);
        let browser = marta(&site).await;
        let chosen = browser.post("/preferences", &[("language", "en-XA"), ("back", "/account")]).await;
        assert_eq!(chosen.assert_status(303).location(), "/account");
        browser.get("/account").await.assert_text("lang=\"en-XA\"");
        let phone = site.browser();
        phone.post("/sign-in", &[("email", MARTA), ("password", PASSWORD), ("by", "password")]).await;
        phone.get("/account").await.assert_text("lang=\"en-XA\"");
    }

    async fn a_mail_scanner_uses_nothing_up(db: Db) {
        let site = TestSite::new(db);
        let browser = site.browser();
        sign_up(&browser, MARTA).await;
        let (path, secret) = link(&site, MARTA, "verify_email").await;
        // Neither the address as a browser asks for it, nor one with the secret where a clumsy
        // program puts it, takes the link.
        for look in [path.clone(), format!("{path}?token={secret}"), format!("{path}?{secret}")] {
            site.browser().get(&look).await.assert_status(200).assert_text("Confirm your address");
        }
        browser.post(&path, &[("token", &secret)]).await.assert_status(303);
        let again = browser.post(&path, &[("token", &secret)]).await;
        again.assert_status(404).assert_text("This link does not work any more");
    }

    async fn of_two_browsers_with_one_link_one_gets_in(db: Db) {
        let site = TestSite::new(db);
        marta(&site).await;
        let asked = site.browser().post("/sign-in", &[("email", MARTA), ("by", "link")]).await;
        assert_eq!(asked.assert_status(303).location(), "/sign-in/link");
        let (path, secret) = link(&site, MARTA, "sign_in_link").await;
        let fields = [("token", secret.as_str())];
        let (one, two) = (site.browser(), site.browser());
        let (first, second) = tokio::join!(one.post(&path, &fields), two.post(&path, &fields));
        let mut statuses = [first.status.as_u16(), second.status.as_u16()];
        statuses.sort_unstable();
        assert_eq!(statuses, [303, 404]);
    }

    async fn known_and_unknown_addresses_get_the_same_answers(db: Db) {
        let site = TestSite::new(db);
        marta(&site).await;
        for (path, more) in [
            ("/sign-in", ("by", "link")),
            ("/reset", ("by", "")),
            ("/s/lost", ("by", "")),
        ] {
            let ask = |email| {
                let browser = site.browser();
                async move { browser.post(path, &[("email", email), more]).await }
            };
            assert_eq!(shown(&ask(MARTA).await), shown(&ask("nobody@example.org").await), "{path}");
        }
        let known = sign_up(&site.browser(), MARTA).await;
        let unknown = sign_up(&site.browser(), "nobody@example.com").await;
        assert_eq!(shown(&known), shown(&unknown));
        let enter = |email: &'static str| {
            let browser = site.browser();
            async move { browser.post("/sign-in", &[("email", email), ("password", "wrong one here"), ("by", "password")]).await }
        };
        let (known, unknown) = (enter(MARTA).await, enter("marta@example.com").await);
        known.assert_status(422).assert_text("Address and password do not match.");
        let plain = |answer: &Answer| answer.body.replace("marta@example.com", MARTA);
        assert_eq!(plain(&known), plain(&unknown));
    }

    async fn whoever_wanted_something_gets_there_and_never_elsewhere(db: Db) {
        let site = TestSite::new(db);
        marta(&site).await;
        let enter = |next: &'static str| {
            let browser = site.browser();
            async move {
                let fields = [("email", MARTA), ("password", PASSWORD), ("by", "password"), ("stay", "on"), ("next", next)];
                browser.post("/sign-in", &fields).await
            }
        };
        assert_eq!(enter("/services").await.assert_status(303).location(), "/services");
        assert_eq!(enter("//evil.example").await.assert_status(303).location(), "/home");
        // Also over a mail.
        let browser = site.browser();
        browser.post("/sign-in", &[("email", MARTA), ("by", "link"), ("next", "/become-a-host")]).await;
        let (path, secret) = link(&site, MARTA, "sign_in_link").await;
        let there = browser.post(&path, &[("token", &secret)]).await;
        assert_eq!(there.assert_status(303).location(), "/become-a-host");
        browser.get("/sign-in?next=//evil.example").await.assert_no_text("evil.example");
    }

    async fn the_enter_key_does_what_the_filled_fields_mean(db: Db) {
        let site = TestSite::new(db);
        marta(&site).await;
        let link = site.browser().post("/sign-in", &[("email", MARTA), ("password", ""), ("by", "enter")]).await;
        assert_eq!(link.location(), "/sign-in/link");
        let inside = site.browser().post("/sign-in", &[("email", MARTA), ("password", PASSWORD), ("by", "enter")]).await;
        assert_eq!(inside.location(), "/home");
        assert!(!format!("{:?}", inside.headers).contains("Max-Age=2592000"), "forgotten with the window");
    }

    async fn a_new_password_by_mail(db: Db) {
        let site = TestSite::new(db);
        let before = marta(&site).await;
        site.browser().post("/reset", &[("email", MARTA)]).await.assert_status(303);
        let (path, secret) = link(&site, MARTA, "password_reset").await;
        assert_eq!(path, "/reset");
        let browser = site.browser();
        browser.get(&path).await.assert_status(200).assert_text("/reset/open");
        browser.post("/reset/open", &[("token", &secret)]).await.assert_status(200).assert_text("Your new password");
        let short = browser.post("/reset/new", &[("token", &secret), ("password", "short")]).await;
        short.assert_status(422).assert_text("Use at least 10 characters.").assert_text(&secret);
        let set = browser.post("/reset/new", &[("token", &secret), ("password", "a whole new one")]).await;
        assert_eq!(set.assert_status(303).location(), "/home");
        assert_eq!(before.get("/account").await.status.as_u16(), 303, "other devices are out");
        let again = browser.post("/reset/new", &[("token", &secret), ("password", "a whole new one")]).await;
        again.assert_status(404).assert_text("This link does not work any more");
        browser.post("/reset/open", &[("token", "nonsense")]).await.assert_status(404);
    }

    async fn address_password_and_sign_ins_are_ones_own(db: Db) {
        let site = TestSite::new(db);
        let here = marta(&site).await;
        let there = site.browser();
        there.post("/sign-in", &[("email", MARTA), ("password", PASSWORD), ("by", "password")]).await.assert_status(303);
        here.get("/account/sign-ins").await.assert_status(200).assert_text("This device").assert_text("Sign out all other devices");
        let foreign = "/account/sign-ins/sin_01k0000000000000000000000/end";
        here.post(foreign, &[]).await;
        here.post("/account/sign-ins/end-others", &[]).await.assert_status(303);
        assert_eq!(there.get("/account").await.status.as_u16(), 303);
        here.get("/account").await.assert_status(200);

        let wrong = here.post("/account/password", &[("old_password", "no"), ("password", "the next good one")]).await;
        wrong.assert_status(422).assert_text("This is not your present password.");
        here.post("/account/password", &[("old_password", PASSWORD), ("password", "the next good one")]).await.assert_status(303);

        let new = "marta@new.example.org";
        let asked = here.post("/account/email", &[("email", new), ("password", "the next good one")]).await;
        assert_eq!(asked.assert_status(303).location(), "/account/email/confirm");
        let (path, secret) = link(&site, new, "confirm_new_email").await;
        assert_eq!(path, "/account/email/confirm");
        // On another device, without a login.
        let phone = site.browser();
        phone.get(&path).await.assert_status(200);
        assert_eq!(phone.post(&path, &[("token", &secret)]).await.assert_status(303).location(), "/sign-in");
        here.get("/account").await.assert_text(new);
    }

    async fn guessing_is_slowed_down_calmly(db: Db) {
        let site = TestSite::new(db);
        let browser = site.browser();
        let guess = [("email", MARTA), ("password", "a wrong one, again"), ("by", "password")];
        for _ in 0..10 {
            browser.post("/sign-in", &guess).await.assert_status(422);
        }
        let late = browser.post("/sign-in", &guess).await;
        late.assert_status(429).assert_text("That was a little too often");
        assert!(late.headers.contains_key("retry-after"));
        site.product.hands.advance(Duration::from_secs(61));
        browser.post("/sign-in", &guess).await.assert_status(422);
    }

    async fn the_first_operator_comes_by_the_printed_link(db: Db) {
        let site = TestSite::new(db);
        let secret = people::invite_operator(&site.product.app).await.expect("asked").expect("a link");
        let secret = secret.reveal();
        let browser = site.browser();
        browser.get("/operator/begin").await.assert_status(200);
        browser.post("/operator/begin/open", &[("token", secret)]).await.assert_status(200).assert_text(secret);
        let fields = [("token", secret), ("name", "Olga Reyes"), ("email", "olga@example.org"), ("password", PASSWORD)];
        let empty = [("token", secret), ("name", ""), ("email", "x"), ("password", "short")];
        let wrong = browser.post("/operator/begin", &empty).await;
        wrong.assert_status(422).assert_text("Please write a name.").assert_text("Use at least 10 characters.");
        assert_eq!(browser.post("/operator/begin", &fields).await.assert_status(303).location(), "/operator");
        browser.post("/operator/begin", &fields).await.assert_status(404);
    }

    async fn the_demo_lets_anybody_be_one_of_its_people(db: Db) {
        let site = TestSite::new(db);
        demo::seed(&site.product.app).await.expect("the demonstration is set up");
        let browser = site.browser();
        browser.get("/sign-in").await.assert_status(200).assert_text("Try it as").assert_text("Sofia Marchetti");
        assert_eq!(browser.post("/demo/as", &[("as", "sofia")]).await.assert_status(303).location(), "/home");
        browser.get("/account").await.assert_text("Sofia Marchetti");
        assert_eq!(browser.post("/demo/as", &[("as", "olga")]).await.location(), "/operator");
        browser.get("/account").await.assert_text("Olga Reyes");
        browser.post("/demo/as", &[("as", "mallory")]).await.assert_status(404);
        // No clock was given to this product, so there is none to move.
        browser.post("/demo/clock", &[("seconds", "60")]).await.assert_status(404);
        browser.post("/demo/clock", &[("seconds", "a while")]).await.assert_status(422);
    }
}
