//! Who may do what: every route, every role, with an object of one's own and with somebody else's
//! (ALL-5). A route without a row here fails the test.

use std::time::Duration;

use visavis_app::testing::market::{Market, account};
use visavis_app::{access, conversation, host};
use visavis_domain::ids::{AccountId, ConversationId, FileId, SessionId};
use visavis_domain::session::{Command, Confirmed, Party};
use visavis_store::conversation as rows;
use visavis_store::outbox::{self, Filter, Topic};
use visavis_store::people::{self, Role};
use visavis_testkit::TestDb;
use visavis_web::caller::SEAT_COOKIE;
use visavis_web::route::Verb;
use visavis_web::router::all_routes;
use visavis_web::testing::{Browser, TestSite};

/// What a role gets.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Want {
    /// Through the door: whatever the form then lacks.
    In,
    /// As if there were nothing.
    Gone,
    /// The way to the sign-in page.
    SignIn,
    /// Known, but this is for hosts.
    HostsOnly,
    /// The one calm page for a link that leads nowhere, whoever holds it.
    DeadLink,
    /// Refused by its own proof: a webhook's signature.
    Refused,
}
use Want::{DeadLink, Gone, HostsOnly, In, Refused, SignIn};

/// In this order: nobody known, the client by the link alone, the client, the host, another client,
/// another host, the operator.
const ROLES: [&str; 7] =
    ["anonymous", "by link", "client", "host", "other client", "other host", "operator"];

const EVERYBODY: [Want; 7] = [In; 7];
const SIGNED_IN: [Want; 7] = [SignIn, SignIn, In, In, In, In, In];
const HOSTS: [Want; 7] = [SignIn, SignIn, HostsOnly, In, HostsOnly, In, HostsOnly];
const OWN_SERVICE: [Want; 7] = [SignIn, SignIn, HostsOnly, In, HostsOnly, Gone, HostsOnly];
const OPERATORS: [Want; 7] = [SignIn, SignIn, Gone, Gone, Gone, Gone, In];
const BOTH: [Want; 7] = [Gone, In, In, In, Gone, Gone, Gone];
const BOTH_SIGNED_IN: [Want; 7] = [SignIn, SignIn, In, In, Gone, Gone, Gone];
const BUYER: [Want; 7] = [Gone, Gone, In, Gone, Gone, Gone, Gone];
const OWN_HOST: [Want; 7] = [Gone, Gone, Gone, In, Gone, Gone, Gone];
const OWN_CLIENT: [Want; 7] = [Gone, In, In, Gone, Gone, Gone, Gone];
const PROVIDERS: [Want; 7] = [Refused; 7];

/// Every route with what the roles get.
const TABLE: &[([Want; 7], &[&str])] = &[
    (
        EVERYBODY,
        &[
            "GET /",
            "GET /look.css",
            "GET /live",
            "GET /how-it-works",
            "GET /hosts/{slug}",
            "GET /become-a-host",
            "GET /checkout/new",
            "POST /checkout",
            "GET /till/{payment}",
            "POST /till/{payment}",
            "POST /preferences",
            "GET /s",
            "GET /s/lost",
            "POST /s/lost",
            "GET /sign-in",
            "POST /sign-in",
            "POST /sign-out",
            "GET /sign-up",
            "POST /sign-up",
            "GET /account/email/confirm",
            "GET /operator/begin",
            "POST /operator/begin",
            "GET /reset",
            "POST /reset",
            "POST /reset/new",
            "GET /sign-in/link",
            "GET /sign-up/verify",
            "GET /demo/outbox",
            "GET /demo/outbox/list",
            "GET /demo/outbox/{id}",
            "GET /demo/outbox/{id}/html",
            "POST /demo/outbox/{id}/retry",
            "POST /demo/clock",
        ],
    ),
    (
        SIGNED_IN,
        &[
            "POST /become-a-host",
            "GET /account",
            "POST /account",
            "POST /account/avatar",
            "GET /account/email",
            "POST /account/email",
            "GET /account/password",
            "POST /account/password",
            "GET /account/sign-ins",
            "POST /account/sign-ins/end-others",
            // The same answer for one's own login, another's and none: see the test below.
            "POST /account/sign-ins/{id}/end",
            "GET /home",
            "GET /home/now",
            "GET /messages",
            "GET /messages/list",
            "GET /sessions",
            "GET /sessions/list",
        ],
    ),
    (
        HOSTS,
        &[
            "GET /earnings",
            "GET /profile",
            "POST /profile",
            "POST /profile/avatar",
            "POST /profile/cover",
            "POST /profile/phone",
            "POST /profile/phone/code",
            "POST /profile/phone/remove",
            "GET /services",
            "GET /services/new",
            "POST /services/new",
        ],
    ),
    (
        OWN_SERVICE,
        &[
            "GET /services/{id}",
            "POST /services/{id}",
            "POST /services/{id}/duplicate",
            "POST /services/{id}/switch",
        ],
    ),
    (
        OPERATORS,
        &[
            "GET /operator",
            "GET /operator/now",
            "GET /operator/hosts",
            "GET /operator/hosts/{id}",
            "POST /operator/hosts/{id}",
            "GET /operator/sessions",
            "GET /operator/cases/{id}",
            "POST /operator/cases/{id}",
            "GET /operator/outbox",
            "GET /operator/outbox/list",
            "GET /operator/outbox/{id}",
            "GET /operator/outbox/{id}/html",
            "POST /operator/outbox/{id}/retry",
            "GET /operator/settings",
            "POST /operator/settings",
        ],
    ),
    (
        BOTH,
        &[
            "GET /sessions/{id}",
            "GET /sessions/{id}/calendar.ics",
            "GET /sessions/{id}/files/{file}",
            "GET /sessions/{id}/now",
            "GET /sessions/{id}/thread",
            "POST /sessions/{id}/messages",
            "POST /sessions/{id}/files",
            "GET /sessions/{id}/lobby",
            "GET /sessions/{id}/room",
            "GET /sessions/{id}/socket",
            "GET /sessions/{id}/times",
            "POST /sessions/{id}/times",
            "POST /sessions/{id}/pick",
            "GET /sessions/{id}/link",
            "POST /sessions/{id}/link",
            "GET /sessions/{id}/receipt",
        ],
    ),
    (BOTH_SIGNED_IN, &["GET /messages/{id}", "POST /messages/{id}", "GET /messages/{id}/thread"]),
    (
        OWN_HOST,
        &[
            "GET /sessions/{id}/cancel",
            "POST /sessions/{id}/cancel",
            "GET /sessions/{id}/delivered",
            "POST /sessions/{id}/delivered",
            "GET /sessions/{id}/end",
            "POST /sessions/{id}/end",
        ],
    ),
    (
        OWN_CLIENT,
        &[
            "GET /sessions/{id}/problem",
            "POST /sessions/{id}/problem",
            "GET /sessions/{id}/refund",
            "POST /sessions/{id}/refund",
        ],
    ),
    (
        [DeadLink; 7],
        &[
            "POST /s",
            "POST /account/email/confirm",
            "POST /operator/begin/open",
            "POST /reset/open",
            "POST /sign-in/link",
            "POST /sign-up/verify",
        ],
    ),
    // Nobody is chosen to be tried.
    ([Gone; 7], &["POST /demo/as"]),
    // No such picture, no such asset: what is public is as absent to all.
    ([Gone; 7], &["GET /images/{id}", "GET /assets/{*path}"]),
    // Without its short-lived signature, a file's address opens for the two who are signed in alone.
    ([Gone, Gone, In, In, Gone, Gone, Gone], &["GET /files/{id}"]),
    (BUYER, &["GET /checkout/{id}", "GET /checkout/{id}/now"]),
    (PROVIDERS, &["POST /webhooks/{provider}"]),
];

/// A site with one paid session, and a browser for each role.
struct World {
    site: TestSite,
    market: Market,
    session: SessionId,
    payment: String,
    conversation: ConversationId,
    file: FileId,
    browsers: [Browser; 7],
    client_sign_in: String,
    mail: i64,
}

async fn keep(market: &Market, email: &str, name: &str, role: Role) -> AccountId {
    let mut row = account(market.app(), email, name);
    row.role = role;
    let mut tx = market.app().store.write().await.expect("a transaction");
    people::insert(&mut tx, &row).await.expect("an account");
    tx.commit().await.expect("the account is kept");
    row.id
}

impl World {
    async fn new(database: &TestDb) -> Self {
        let site = TestSite::new(database.db());
        let market = Market::on(site.product.clone()).await;
        let app = market.app().clone();
        let session = market.sold().await;
        let checkout = visavis_app::sale::checkout(&app, session).await.expect("a checkout");
        let url = checkout.page_url.expect("the till opened its page");
        let payment = url.rsplit('/').next().expect("an address has an end").to_owned();
        let stranger = keep(&market, "other@example.org", "other", Role::Person).await;
        let rival = keep(&market, "rival@example.org", "rival", Role::Person).await;
        host::begin(&app, rival, "Rival").await.expect("another host");
        let operator = keep(&market, "op@example.org", "op", Role::Operator).await;
        let client = market.client.account.id;
        let (conversation, file) = talk(&market, client, session).await;
        let by_link = site.browser();
        let opened = access::seat_after_payment(&app, session).await.expect("a query");
        by_link.keep(SEAT_COOKIE, opened.expect("it is paid").cookie.reveal());
        let browsers = [
            site.browser(),
            by_link,
            site.browser_of(client).await,
            site.browser_of(market.host.account()).await,
            site.browser_of(stranger).await,
            site.browser_of(rival).await,
            site.browser_of(operator).await,
        ];
        let mut tx = app.store.read().await.expect("a transaction");
        let logins = people::sign_ins(&mut tx, client, app.clock.now()).await.expect("a list");
        let client_sign_in = logins[0].id.to_string();
        let filter = Filter { topic: Some(Topic::Mail), ..Filter::default() };
        let mails = outbox::list(&mut tx, &filter, 10).await.expect("a list");
        let mail = mails[0].id;
        drop(tx);
        Self { site, market, session, payment, conversation, file, browsers, client_sign_in, mail }
    }

    /// The address of this route with the client's and the host's own objects in it.
    fn address(&self, path: &str) -> String {
        let id = match path {
            path if path.starts_with("/services/") => self.market.service.to_string(),
            path if path.starts_with("/messages/") => self.conversation.to_string(),
            path if path.starts_with("/files/") => self.file.to_string(),
            path if path.starts_with("/account/sign-ins/") => self.client_sign_in.clone(),
            path if path.starts_with("/operator/hosts/") => self.market.host.to_string(),
            path if path.contains("/outbox/") => self.mail.to_string(),
            _ => self.session.to_string(),
        };
        path.replace("{id}", &id)
            .replace("{slug}", "sofia-marchetti")
            .replace("{payment}", &self.payment)
            .replace("{provider}", "till")
            .replace("{file}", &self.file.to_string())
            .replace("{*path}", "no-such-asset")
            .replace("/checkout/new", &format!("/checkout/new?service={}", self.market.service))
    }

    /// Brings the session to where this route has something to show.
    async fn prepare(&self, path: &str) {
        if path.ends_with("/calendar.ics") {
            let starts_at = self.market.test.hands.now() + Duration::from_hours(48);
            let times = vec![starts_at];
            self.tell(Command::ProposeTimes { by: Party::Host, times }).await;
            self.tell(Command::PickTime { by: Party::Client, starts_at }).await;
        }
        if path.ends_with("/receipt") || path.ends_with("/problem") || path.contains("/cases/") {
            self.market.met(self.session).await;
            self.tell(Command::MarkDelivered { by: Party::Host, confirmed: Confirmed::No }).await;
        }
        if path.contains("/cases/") {
            let words = "The line broke.".to_owned();
            self.tell(Command::ReportProblem { by: Party::Client, words }).await;
        }
    }

    async fn tell(&self, command: Command) {
        self.market.tell(self.session, command).await.expect("it fits the session");
    }

    /// What this role gets at this address, and its page.
    async fn ask(&self, role: usize, verb: Verb, address: &str) -> (u16, String, String) {
        let browser = &self.browsers[role];
        if verb == Verb::Post {
            let service = self.market.service.to_string();
            let has_files = ["/messages", "/files", "/avatar", "/cover"];
            let answer = if has_files.iter().any(|part| address.contains(part)) {
                browser.post_files(address, &[("nonce", "two")], &[]).await
            } else {
                browser.post(address, &[("to", "off"), ("service", &service)]).await
            };
            return (answer.status.as_u16(), answer.location().to_owned(), answer.body);
        }
        // A stream never ends, and a file needs no reading here.
        if address == "/live" || address.starts_with("/files/") {
            let (status, _) = browser.peek(address).await;
            return (status.as_u16(), String::new(), String::new());
        }
        let answer = browser.get(address).await;
        (answer.status.as_u16(), answer.location().to_owned(), answer.body)
    }
}

/// One thing said with a file, by the client.
async fn talk(market: &Market, client: AccountId, session: SessionId) -> (ConversationId, FileId) {
    let app = market.app();
    let brought = conversation::Brought { name: "letter.txt", content: b"Dear Sofia" };
    let words = conversation::Words { nonce: "one", text: "Hello", file: Some(brought) };
    let said = conversation::say_in(app, session, client, &words).await.expect("it can be said");
    let mut tx = app.store.read().await.expect("a transaction");
    let found = rows::by_pair(&mut tx, market.host, client).await.expect("a query");
    (found.expect("the conversation is open").id, said.file.expect("the file came along").id)
}

/// What an answer comes to. Somebody else's object has to look like one that does not exist, to the
/// letter: only then is `Gone` granted.
fn verdict(status: u16, location: &str, body: &str, nothing: &str) -> Option<Want> {
    match status {
        303 if location.starts_with("/sign-in") => Some(SignIn),
        401 => Some(SignIn),
        403 if body.contains("host") => Some(HostsOnly),
        403 => Some(Refused),
        404 if body.is_empty() || body == nothing => Some(Gone),
        404 => Some(DeadLink),
        200..=399 | 400 | 409 | 413 | 415 | 422 | 426 => Some(In),
        _ => None,
    }
}

#[test]
fn every_route_has_its_row_and_every_row_its_route() {
    let listed: Vec<String> =
        TABLE.iter().flat_map(|(_, rows)| rows.iter().map(|row| (*row).to_owned())).collect();
    let real: Vec<String> =
        all_routes().map(|row| format!("{} {}", row.verb.method(), row.path)).collect();
    let unlisted: Vec<_> = real.iter().filter(|row| !listed.contains(row)).collect();
    let unreal: Vec<_> = listed.iter().filter(|row| !real.contains(row)).collect();
    assert!(unlisted.is_empty(), "routes without a row in the table: {unlisted:#?}");
    assert!(unreal.is_empty(), "rows without a route: {unreal:#?}");
}

#[test]
fn all_5_each_role_gets_what_the_table_says() {
    let runtime = tokio::runtime::Runtime::new().expect("a runtime");
    runtime.block_on(async {
        let mut wrong = vec![];
        for (wanted, rows) in TABLE {
            for row in *rows {
                wrong.extend(differences(row, wanted).await);
            }
        }
        assert!(wrong.is_empty(), "{} answers differ:\n{}", wrong.len(), wrong.join("\n"));
    });
}

/// Each row has a world of its own, so that what one role did changes nothing for the next row.
async fn differences(row: &str, wanted: &[Want; 7]) -> Vec<String> {
    let database = TestDb::sqlite().await;
    let world = World::new(&database).await;
    let (verb, path) = row.split_once(' ').expect("a verb and a path");
    let verb = if verb == "POST" { Verb::Post } else { Verb::Get };
    world.prepare(path).await;
    let address = world.address(path);
    let mut wrong = vec![];
    for (role, want) in wanted.iter().enumerate() {
        let (_, _, nothing) = world.ask(role, Verb::Get, "/no-such-page").await;
        let (status, location, body) = world.ask(role, verb, &address).await;
        let got = verdict(status, &location, &body, &nothing);
        if got != Some(*want) {
            wrong.push(format!(
                "{row} for {}: wanted {want:?}, got {got:?} ({status} {location})",
                ROLES[role]
            ));
        }
    }
    drop(world.site);
    wrong
}

#[test]
fn nobody_ends_a_login_of_somebody_else() {
    let runtime = tokio::runtime::Runtime::new().expect("a runtime");
    runtime.block_on(async {
        let database = TestDb::sqlite().await;
        let world = World::new(&database).await;
        let stranger = &world.browsers[4];
        stranger.post(&format!("/account/sign-ins/{}/end", world.client_sign_in), &[]).await;
        world.browsers[2].get("/account").await.assert_status(200);
    });
}
