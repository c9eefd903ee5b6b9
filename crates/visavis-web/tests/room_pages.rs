//! Links, lobby, room, socket and messages as a browser meets them.

use std::time::Duration;

use futures_util::{SinkExt as _, StreamExt as _};
use jiff::SignedDuration;
use serde_json::{Value, json};
use tokio::net::{TcpListener, TcpStream};
use tokio_tungstenite::tungstenite::client::IntoClientRequest as _;
use tokio_tungstenite::tungstenite::{Error, Message};
use tokio_tungstenite::{MaybeTlsStream, WebSocketStream, connect_async};
use visavis_app::testing::market::{Market, account};
use visavis_app::{Purpose, access, room};
use visavis_domain::ids::SessionId;
use visavis_domain::session::{Command, Party};
use visavis_store::people;
use visavis_testkit::both_engines;
use visavis_web::testing::{Browser, TestSite};

/// The secret of this side's link, as its mail has it.
async fn secret(market: &Market, id: SessionId, party: Party) -> String {
    let app = market.app();
    let everybody = access::participants(app, id).await.expect("participants");
    let me = everybody.iter().find(|one| one.party == party).expect("a part").id;
    let mut tx = app.store.read().await.expect("a transaction");
    let link =
        visavis_store::access::live_link(&mut tx, me).await.expect("a query").expect("a link");
    app.secrets.derive(Purpose::AccessLink, link.id.uuid()).reveal().to_owned()
}

async fn stranger(site: &TestSite, market: &Market) -> Browser {
    let app = market.app();
    let eve = account(app, "eve@example.org", "eve");
    let mut tx = app.store.write().await.expect("a transaction");
    people::insert(&mut tx, &eve).await.expect("a stranger");
    tx.commit().await.expect("kept");
    site.browser_of(eve.id).await
}

both_engines! {
    /// PAY-14: a form turns the secret into a cookie; looking alone opens nothing.
    async fn pay_14_a_link_opens_by_a_form_and_never_by_a_look(db: Db) {
        let site = TestSite::new(db);
        let market = Market::on(site.product.clone()).await;
        let id = market.sold().await;
        let link = secret(&market, id, Party::Client).await;
        let robot = site.browser();
        for _ in 0..3 {
            robot.get("/s").await.assert_status(200).assert_text("vv-secret-link");
        }
        robot.get(&format!("/sessions/{id}/lobby")).await.assert_status(404);
        let guest = site.browser();
        let opened = guest.post("/s", &[("token", &format!("https://visavis.test/s#{link}"))]).await;
        assert_eq!((opened.status.as_u16(), opened.location()), (303, &*format!("/sessions/{id}")));
        guest.get(&format!("/sessions/{id}/lobby")).await.assert_status(200).assert_text("Grief session");
        guest.get(&format!("/sessions/{id}/room")).await.assert_status(200).assert_text("vv-room");
        // On a second browser the same link opens as well: the seat is what there is one of.
        let phone = site.browser();
        phone.post("/s", &[("token", &link)]).await.assert_status(303);
    }

    /// ALL-5: wrong, replaced and foreign are one answer.
    async fn all_5_dead_links_are_one_calm_page(db: Db) {
        let site = TestSite::new(db);
        let market = Market::on(site.product.clone()).await;
        let id = market.sold().await;
        let old = secret(&market, id, Party::Client).await;
        let guest = site.browser();
        guest.post("/s", &[("token", &old)]).await.assert_status(303);
        guest.get(&format!("/sessions/{id}/link")).await.assert_status(200);
        let done = guest.post(&format!("/sessions/{id}/link"), &[]).await;
        assert_eq!((done.status.as_u16(), done.location()), (303, "/"), "its own cookie died too");
        guest.get(&format!("/sessions/{id}/room")).await.assert_status(404);
        assert_eq!(market.mails("link_reissued").await, 1);
        let nobody = site.browser();
        let revoked = nobody.post("/s", &[("token", &old)]).await;
        let wrong = nobody.post("/s", &[("token", "never-was-one")]).await;
        let empty = nobody.post("/s", &[("token", "")]).await;
        revoked.assert_status(404).assert_text("This link does not open a session");
        assert_eq!(revoked.body, wrong.body);
        assert_eq!(revoked.body, empty.body);
        let new = secret(&market, id, Party::Client).await;
        nobody.post("/s", &[("token", &new)]).await.assert_status(303);
    }

    /// The same answer for every address; a mail only where there is something to send.
    async fn lost_links_are_sent_again_without_saying_to_whom(db: Db) {
        let site = TestSite::new(db);
        let market = Market::on(site.product.clone()).await;
        market.sold().await;
        for email in ["marta@example.org", "nobody@example.org"] {
            let answer = site.browser().post("/s/lost", &[("email", email)]).await;
            assert_eq!((answer.status.as_u16(), answer.location()), (303, "/s/lost"));
        }
        site.product.settle().await;
        assert_eq!(market.mails("link_reissued").await, 1);
        site.browser().post("/s/lost", &[("email", "marta")]).await.assert_status(422);
    }

    /// ALL-5: somebody else's session does not exist, whichever way one asks.
    async fn all_5_a_foreign_session_does_not_exist(db: Db) {
        let site = TestSite::new(db);
        let market = Market::on(site.product.clone()).await;
        let id = market.sold().await;
        let never = SessionId::from_uuid(market.app().random.uuid(market.test.hands.now()));
        let eve = stranger(&site, &market).await;
        for path in ["lobby", "room", "socket", "thread", "link"] {
            let foreign = eve.get(&format!("/sessions/{id}/{path}")).await;
            let nothing = eve.get(&format!("/sessions/{never}/{path}")).await;
            foreign.assert_status(404);
            let same = foreign.body.replace(&id.to_string(), &never.to_string());
            assert_eq!(same, nothing.body, "{path}");
        }
        let fields = [("nonce", "a"), ("text", "hello")];
        for path in ["messages", "files"] {
            let path = format!("/sessions/{id}/{path}");
            eve.post_files(&path, &fields, &[("file", "a.txt", "hi")]).await.assert_status(404);
        }
        eve.post(&format!("/sessions/{id}/link"), &[]).await.assert_status(404);
    }

    /// HELP-12: before its time the room says when it opens; over, it leads back to the session.
    async fn help_12_the_lobby_says_when_the_room_opens(db: Db) {
        let site = TestSite::new(db);
        let market = Market::on(site.product.clone()).await;
        let id = market.sold().await;
        let starts_at = market.test.hands.now() + SignedDuration::from_hours(3);
        let times = Command::ProposeTimes { by: Party::Host, times: vec![starts_at] };
        market.tell(id, times).await.expect("proposed");
        let pick = Command::PickTime { by: Party::Client, starts_at };
        market.tell(id, pick).await.expect("picked");
        let client = site.browser_of(market.client.account.id).await;
        let lobby = format!("/sessions/{id}/lobby");
        let early = client.get(&lobby).await;
        early.assert_status(200).assert_text("vv-countdown").assert_no_text("<vv-lobby");
        let room = client.get(&format!("/sessions/{id}/room")).await;
        assert_eq!((room.status.as_u16(), room.location()), (303, &*lobby));
        market.test.hands.advance(Duration::from_mins(171));
        client.get(&lobby).await.assert_text("<vv-lobby");
        market.met(id).await;
        market.tell(id, Command::End { by: Party::Host }).await.expect("ended");
        let over = client.get(&lobby).await;
        assert_eq!((over.status.as_u16(), over.location()), (303, &*format!("/sessions/{id}")));
    }

    /// PAY-22: what only the host can do, only the host's room offers.
    async fn pay_22_only_the_hosts_room_ends_and_delivers(db: Db) {
        let site = TestSite::new(db);
        let market = Market::on(site.product.clone()).await;
        let id = market.sold().await;
        let path = format!("/sessions/{id}/room");
        let host = site.browser_of(market.host.account()).await.get(&path).await;
        host.assert_text("data-end=").assert_text("data-deliver=");
        let client = site.browser_of(market.client.account.id).await.get(&path).await;
        client.assert_no_text("data-end=").assert_no_text("data-deliver=");
    }

    /// Words and files go from page to page, and what cannot be said is kept and explained (ALL-6).
    async fn all_6_words_go_from_page_to_page(db: Db) {
        let site = TestSite::new(db);
        let market = Market::on(site.product.clone()).await;
        let id = market.sold().await;
        let client = site.browser_of(market.client.account.id).await;
        let host = site.browser_of(market.host.account()).await;
        let path = format!("/sessions/{id}/messages");
        let fields = [("nonce", "a"), ("text", "Good <b>evening</b>")];
        for _ in 0..2 {
            let sent = client.post_files(&path, &fields, &[]).await;
            assert_eq!(sent.location(), format!("/sessions/{id}#thread-title"));
        }
        let file = [("file", "letter.txt", "Dear Sofia,")];
        let room = client.post_files(&format!("/sessions/{id}/files"), &[], &file).await;
        room.assert_status(204);
        let part = client.get(&format!("/sessions/{id}/thread")).await;
        assert_eq!(part.body.matches("Good &lt;b&gt;evening").count(), 1, "{}", part.body);
        let link = part.body.split("href=\"").find(|part| part.contains("/files/")).expect("a link");
        let link = link.split('"').next().unwrap_or_default().to_owned();
        let address = client.get(&link).await;
        client.get(address.location()).await.assert_status(200).assert_text("Dear Sofia,");
        let list = host.get("/messages").await;
        list.assert_status(200).assert_text("letter.txt").assert_text("2 unread messages");
        let thread = list.body.split("href=\"").find(|part| part.starts_with("/messages/cnv_"));
        let thread = thread.and_then(|part| part.split('"').next()).expect("a thread").to_owned();
        host.get(&thread).await.assert_status(200).assert_text("Good &lt;b&gt;evening");
        host.get("/messages").await.assert_no_text("unread message");
        let long = "x".repeat(4_001);
        let refused = host.post_files(&thread, &[("nonce", "b"), ("text", &long)], &[]).await;
        refused.assert_status(422).assert_text(&long).assert_text("longer than 4,000");
        let eve = stranger(&site, &market).await;
        eve.get(&thread).await.assert_status(404);
        eve.get(&link).await.assert_status(404);
        site.browser().get("/messages").await.assert_status(303);
    }
}

/// A page's socket.
struct Line {
    socket: WebSocketStream<MaybeTlsStream<TcpStream>>,
    heard: Vec<Value>,
}

impl Line {
    async fn open(
        address: &str,
        path: &str,
        browser: &Browser,
        origin: Option<&str>,
    ) -> Result<Self, u16> {
        let mut request =
            format!("ws://{address}{path}").into_client_request().expect("an address");
        let headers = request.headers_mut();
        headers.insert("cookie", browser.cookies().parse().expect("cookies"));
        if let Some(origin) = origin {
            headers.insert("origin", origin.parse().expect("an origin"));
        }
        match connect_async(request).await {
            Ok((socket, _)) => Ok(Self { socket, heard: vec![] }),
            Err(Error::Http(answer)) => Err(answer.status().as_u16()),
            Err(other) => panic!("the socket broke: {other}"),
        }
    }

    async fn say(&mut self, message: Value) {
        self.socket.send(Message::text(message.to_string())).await.expect("the line is up");
    }

    /// The next message of this kind; pings on the way are answered.
    async fn hear(&mut self, kind: &str) -> Value {
        let find = async {
            loop {
                let Some(message) = self.next().await else { panic!("closed before {kind}") };
                if message["t"] == "ping" {
                    self.say(json!({ "t": "pong", "n": message["n"] })).await;
                }
                self.heard.push(message.clone());
                if message["t"] == kind {
                    return message;
                }
            }
        };
        tokio::time::timeout(Duration::from_secs(20), find).await.expect("it comes in time")
    }

    /// Says something and waits until it comes back: whatever was sent before has arrived then.
    async fn echo(&mut self, nonce: &str) {
        self.say(json!({ "t": "chat", "nonce": nonce, "text": nonce })).await;
        while self.hear("chat").await["nonce"] != nonce {}
    }

    async fn next(&mut self) -> Option<Value> {
        loop {
            match self.socket.next().await? {
                Ok(Message::Text(text)) => return serde_json::from_str(&text).ok(),
                Ok(Message::Close(_)) | Err(_) => return None,
                Ok(_) => {}
            }
        }
    }
}

#[expect(clippy::disallowed_methods, reason = "the test is the supervisor of its server")]
async fn serve(site: &TestSite) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
    let address = listener.local_addr().expect("an address").to_string();
    let routes = site.routes();
    tokio::spawn(async move { axum::serve(listener, routes).await });
    address
}

both_engines! {
    /// The whole way over real sockets: two pages meet, talk, and one is put out at the end.
    async fn pay_20_two_pages_meet_over_real_sockets(db: Db) {
        let site = TestSite::new(db);
        let market = Market::on(site.product.clone()).await;
        let id = market.sold().await;
        let address = serve(&site).await;
        let own = format!("http://{address}");
        let path = format!("/sessions/{id}/socket?device=one");
        let client = site.browser_of(market.client.account.id).await;
        let host = site.browser_of(market.host.account()).await;

        // CSWSH: a foreign page, and one that does not say where it is from.
        for origin in [Some("https://evil.example"), None] {
            let refused = Line::open(&address, &path, &client, origin).await.err();
            assert_eq!(refused, Some(403), "{origin:?}");
        }

        let mut marta = Line::open(&address, &path, &client, Some(&own)).await.expect("hers");
        let mut sofia = Line::open(&address, &path, &host, Some(&own)).await.expect("hers");
        let hello = marta.hear("hello").await;
        assert_eq!(hello["you"]["role"], "client");
        assert_eq!(hello["others"][0]["here"], false);
        assert_eq!(hello["duration_s"], 3_000);
        assert!(hello["media"]["token"].as_str().is_some_and(|token| token.len() > 100));
        sofia.hear("hello").await;
        for round in 0..2 {
            room::beat(market.app()).await;
            tokio::join!(marta.hear("ping"), sofia.hear("ping"));
            // The answers are on their way; one's own words behind them say that they came.
            let (mine, hers) = (format!("m{round}"), format!("s{round}"));
            tokio::join!(marta.echo(&mine), sofia.echo(&hers));
            market.test.hands.advance(Duration::from_secs(2));
        }
        room::beat(market.app()).await;
        marta.echo("m2").await;
        let went_live = |one: &Value| one["t"] == "phase" && one["phase"] == "live";
        assert!(marta.heard.iter().any(went_live), "{:?}", marta.heard);
        marta.say(json!({ "t": "token" })).await;
        assert_eq!(marta.hear("media").await["url"], "/");
        marta.say(json!({ "t": "chat", "nonce": "three", "text": " " })).await;
        assert_eq!(marta.hear("error").await["text"], "Write something, or attach a file.");
        market.tell(id, Command::End { by: Party::Host }).await.expect("ended");
        assert_eq!(marta.hear("ended").await["delivered"], false);
        assert_eq!(marta.next().await, None, "the socket closes with its room");
        assert_eq!(sofia.hear("ended").await["by"], hello["others"][0]["identity"]);
    }

    /// Whoever may not come in learns nothing but that.
    async fn all_5_a_strangers_socket_is_told_to_go(db: Db) {
        let site = TestSite::new(db);
        let market = Market::on(site.product.clone()).await;
        let id = market.sold().await;
        let address = serve(&site).await;
        let own = format!("http://{address}");
        let never = SessionId::from_uuid(market.app().random.uuid(market.test.hands.now()));
        let eve = stranger(&site, &market).await;
        for session in [id, never] {
            let path = format!("/sessions/{session}/socket?device=x");
            let mut line = Line::open(&address, &path, &eve, Some(&own)).await.expect("a socket");
            assert_eq!(line.next().await, Some(json!({ "t": "taken", "why": "revoked" })));
            assert_eq!(line.next().await, None);
        }
    }
}
