//! The demonstration: a small marketplace that has been alive for a few weeks.
//!
//! Nothing is written past the product's own doors: a second [`App`] on the same database, with a
//! clock of its own, lives through the weeks before now. People sign up, buy at the test till, agree
//! on dates, meet and report, so that books, mails and timelines are what they would really be.

mod cast;
mod plot;

use std::collections::HashMap;
use std::net::{IpAddr, Ipv4Addr};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use bytes::Bytes;
use jiff::{SignedDuration, Timestamp};
use serde_json::json;
use visavis_domain::ids::{
    AccountId, ConversationId, FileId, HostId, MessageId, SessionId, SignInId,
};
use visavis_domain::money::Money;
use visavis_domain::service::Draft;
use visavis_domain::session::{Command, Confirmed, Party, Phase, Present, Session};
use visavis_pay::till::Button;
use visavis_reach::transport::Transport;
use visavis_store::conversation::{self, NewMessage};
use visavis_store::people::{self as accounts, Account, Role};
use visavis_store::session::Page;
use visavis_store::{payment, session as sessions, settings};

use crate::assemble::{Setup, assemble};
use crate::file::{self, Picture};
use crate::host::TypedProfile;
use crate::people::{self, Person, SignedIn, Visitor};
use crate::sale::{self, Purchase};
use crate::{App, Clock, Demo, Failure, host, session, work};
use cast::{CLIENTS, HOSTS, OPERATOR, Seller, Someone};
use plot::{Act, Beat, plot};

/// Where it stands that everything is there.
const DONE: &str = "demo.seeded";
/// How long ago the marketplace opened.
const OPENED_DAYS: i64 = 40;
/// Who can be tried, in the order of the list.
const TRIED: [&str; 5] = ["sofia", "idris", "marta", "felix", "olga"];

/// What somebody on the list *Try it as …* is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Part {
    /// Sells time.
    Host,
    /// Buys it.
    Client,
    /// Runs the site.
    Operator,
}

/// Somebody to be tried.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    /// What the form sends.
    pub id: &'static str,
    /// The name.
    pub name: String,
    /// What that person does here.
    pub part: Part,
    /// What a host says about oneself in one line.
    pub headline: Option<&'static str>,
    /// The portrait.
    pub portrait: Option<FileId>,
}

fn address(id: &str) -> String {
    format!("{id}@demo.visavis.example")
}

/// Who can be tried; nobody outside of a demonstration.
pub async fn people(app: &App) -> Result<Vec<Entry>, Failure> {
    if app.config.demo == Demo::Off {
        return Ok(vec![]);
    }
    let mut tx = app.store.read().await?;
    let mut found = vec![];
    for id in TRIED {
        let Some(account) = accounts::by_email(&mut tx, &address(id)).await? else { continue };
        let seller = HOSTS.iter().find(|seller| seller.id == id);
        let part = match (seller, id == OPERATOR.id) {
            (Some(_), _) => Part::Host,
            (None, true) => Part::Operator,
            (None, false) => Part::Client,
        };
        let headline = seller.map(|seller| seller.headline);
        found.push(Entry { id, name: account.name, part, headline, portrait: account.avatar });
    }
    Ok(found)
}

/// Signs in as somebody of the cast. Outside of a demonstration, and for anybody else, there is no
/// such thing.
pub async fn sign_in_as(app: &App, id: &str, visitor: &Visitor) -> Result<SignedIn, Failure> {
    if app.config.demo == Demo::Off || !TRIED.contains(&id) {
        return Err(Failure::NotFound);
    }
    let mut tx = app.store.write().await?;
    let account = accounts::by_email(&mut tx, &address(id)).await?.ok_or(Failure::NotFound)?;
    let signed_in = people::begin(app, &mut tx, account.id, visitor).await?;
    tx.commit().await?;
    Ok(signed_in)
}

/// Whether this one of the list runs the site.
pub fn is_operator(id: &str) -> bool {
    id == OPERATOR.id
}

/// Moves the demonstration's clock ahead; there is none to move elsewhere.
pub fn move_clock(app: &App, by: Duration) -> Result<(), Failure> {
    let Some(move_clock) = app.demo_clock.as_ref().filter(|_| app.config.demo == Demo::On) else {
        return Err(Failure::NotFound);
    };
    move_clock(by);
    for wake in [&app.outbox_wake, &app.pay_wake, &app.deadline_wake, &app.till_wake] {
        wake.notify_one();
    }
    Ok(())
}

/// Fills an empty demonstration; one that is there already stays as it is. After an interrupted
/// start the people are completed, and sessions that were begun go on by their own deadlines.
pub async fn seed(app: &App) -> Result<(), Failure> {
    if app.config.demo == Demo::Off {
        return Err(Failure::Forbidden);
    }
    let now = app.clock.now();
    let mut tx = app.store.read().await?;
    if settings::current(&mut tx, DONE).await?.is_some() {
        return Ok(());
    }
    let were_there = !sessions::all(&mut tx, "", Page { limit: 1, offset: 0 }).await?.is_empty();
    drop(tx);
    let past = Past::of(app, now - SignedDuration::from_hours(24 * OPENED_DAYS))?;
    past.fill(now).await?;
    if !were_there {
        past.play(plot(now)).await?;
        past.until(now).await?;
    }
    let mut tx = app.store.write().await?;
    settings::change(&mut tx, DONE, 0, &json!(true), None, now).await?;
    tx.commit().await?;
    Ok(())
}

struct Hands {
    wall: Timestamp,
    steady: Duration,
}

/// The product, some weeks ago.
struct Past {
    app: App,
    hands: Arc<Mutex<Hands>>,
}

fn seen(hands: &Mutex<Hands>) -> MutexGuard<'_, Hands> {
    hands.lock().unwrap_or_else(PoisonError::into_inner)
}

impl Past {
    fn of(app: &App, at: Timestamp) -> Result<Self, Failure> {
        let hands = Arc::new(Mutex::new(Hands { wall: at, steady: Duration::ZERO }));
        let (wall, steady) = (Arc::clone(&hands), Arc::clone(&hands));
        let clock = Clock::new(move || seen(&wall).wall, move || seen(&steady).steady);
        let past = assemble(Setup {
            store: app.store.clone(),
            clock,
            random: app.random.clone(),
            secrets: app.secrets.clone(),
            config: app.config.clone(),
            transport: Transport::Simulated,
            media: app.media.clone(),
            demo_clock: None,
        })?;
        past.site.set((*app.site.get()).clone());
        Ok(Self { app: past, hands })
    }

    fn now(&self) -> Timestamp {
        seen(&self.hands).wall
    }

    fn set(&self, at: Timestamp) {
        let mut hands = seen(&self.hands);
        let by = Duration::try_from(at.duration_since(hands.wall)).unwrap_or(Duration::ZERO);
        hands.steady += by;
        hands.wall += SignedDuration::try_from(by).unwrap_or(SignedDuration::ZERO);
    }

    fn pass(&self, by: SignedDuration) {
        self.set(self.now() + by);
    }

    /// Lives until then: every deadline in between is kept at its own time.
    async fn until(&self, at: Timestamp) -> Result<(), Failure> {
        loop {
            let mut tx = self.app.store.read().await?;
            let due = sessions::next_due(&mut tx).await?;
            drop(tx);
            let Some(due) = due.filter(|due| *due <= at) else { break };
            self.set(due);
            if work::tick_due(&self.app).await? == 0 {
                break;
            }
            work::until_quiet(&self.app).await?;
        }
        self.set(at);
        Ok(())
    }

    /// Everybody signs up, one after the other.
    async fn fill(&self, now: Timestamp) -> Result<(), Failure> {
        self.person(&OPERATOR, Role::Operator).await?;
        for client in CLIENTS {
            self.person(client, Role::Person).await?;
        }
        for seller in HOSTS {
            self.pass(SignedDuration::from_hours(11));
            self.seller(seller).await?;
        }
        debug_assert!(self.now() < now, "the cast is there before its story begins");
        Ok(())
    }

    async fn account(&self, id: &str, name: &str, tz: &str) -> Result<Account, Failure> {
        let app = &self.app;
        let mut tx = app.store.write().await?;
        let account = people::by_email_or_new(app, &mut tx, &address(id), name, tz, "en").await?;
        accounts::verify(&mut tx, account.id, self.now()).await?;
        let account = accounts::by_id(&mut tx, account.id).await?.ok_or(Failure::NotFound)?;
        tx.commit().await?;
        Ok(account)
    }

    async fn person(&self, someone: &Someone, role: Role) -> Result<(), Failure> {
        let account = self.account(someone.id, someone.name, someone.tz).await?;
        let id = account.id;
        let named = Account { nickname: someone.nickname.to_owned(), ..account };
        let mut tx = self.app.store.write().await?;
        accounts::update(&mut tx, &named).await?;
        accounts::set_role(&mut tx, id, role).await?;
        tx.commit().await?;
        if let Some(portrait) = someone.portrait {
            self.picture(id, Picture::Avatar, portrait).await?;
        }
        Ok(())
    }

    async fn picture(
        &self,
        of: AccountId,
        which: Picture,
        drawn: &'static [u8],
    ) -> Result<(), Failure> {
        file::set_picture(&self.app, of, which, Some(Bytes::from_static(drawn))).await
    }

    async fn seller(&self, seller: &Seller) -> Result<(), Failure> {
        let app = &self.app;
        let account = self.account(seller.id, seller.name, seller.tz).await?;
        let id = host::begin(app, account.id, seller.name).await?;
        let mine = host::mine(app, id).await?;
        let typed = TypedProfile {
            name: seller.name.to_owned(),
            headline: seller.headline.to_owned(),
            about: seller.about.to_owned(),
            tz: seller.tz.to_owned(),
            country: seller.country.to_owned(),
            languages: seller.languages.iter().map(|tag| (*tag).to_owned()).collect(),
            topics: seller.topics.to_owned(),
            links: String::new(),
            version: mine.row.version,
        };
        host::change_profile(app, id, &typed).await?;
        self.picture(account.id, Picture::Avatar, seller.portrait).await?;
        self.picture(account.id, Picture::Cover, seller.cover).await?;
        let there = host::services(app, id).await?.len();
        let currency = app.site.get().currency;
        for cast::Sold(title, minutes, price, channel, description) in
            seller.services.iter().skip(there)
        {
            let draft = Draft {
                title: (*title).to_owned(),
                description: (*description).to_owned(),
                channel: *channel,
                price: Money::new(*price, currency),
                minutes: *minutes,
            };
            host::add_service(app, id, host::new_service_id(app), draft).await?;
        }
        Ok(())
    }

    async fn play(&self, beats: Vec<Beat>) -> Result<(), Failure> {
        let mut begun: HashMap<&'static str, SessionId> = HashMap::new();
        for Beat { at, key, act } in beats {
            self.until(at).await?;
            if let Act::Buy { client, host, service } = act {
                begun.insert(key, self.buy(key, client, host, service).await?);
            } else {
                let id = begun.get(key).copied();
                let id = id.ok_or_else(|| Failure::inside(format!("{key} was never bought")))?;
                self.act(id, act).await?;
            }
            work::until_quiet(&self.app).await?;
        }
        Ok(())
    }

    async fn buy(
        &self,
        key: &str,
        client: &str,
        seller: &str,
        service: usize,
    ) -> Result<SessionId, Failure> {
        let app = &self.app;
        let mut tx = app.store.read().await?;
        let client =
            accounts::by_email(&mut tx, &address(client)).await?.ok_or(Failure::NotFound)?;
        let seller =
            accounts::by_email(&mut tx, &address(seller)).await?.ok_or(Failure::NotFound)?;
        drop(tx);
        let services = host::services(app, HostId::of(seller.id)).await?;
        let service = services.get(service).ok_or(Failure::NotFound)?;
        let purchase = Purchase {
            service: service.id,
            seen_minor: service.draft.price.minor,
            key: format!("demo-{key}"),
            slot: None,
            email: client.email.clone(),
            name: client.name.clone(),
            tz: client.tz.clone(),
            locale: client.locale.clone(),
        };
        let sign_in = SignInId::from_uuid(app.random.uuid(self.now()));
        let buyer = Person { account: client, sign_in };
        let id = sale::buy(app, Some(&buyer), &purchase, IpAddr::V4(Ipv4Addr::LOCALHOST)).await?;
        work::until_quiet(app).await?;
        self.pay(id).await?;
        Ok(id)
    }

    /// Approves at the test till; its webhooks come a moment later, as they do.
    async fn pay(&self, id: SessionId) -> Result<(), Failure> {
        let app = &self.app;
        let mut tx = app.store.read().await?;
        let ops = payment::of_session(&mut tx, id).await?;
        drop(tx);
        let name = ops.into_iter().find_map(|op| op.provider_ref);
        let name = name.ok_or_else(|| Failure::inside("the till did not open a checkout"))?;
        self.pass(SignedDuration::from_secs(40));
        let pressed = app.till.press(&name, Button::Approve).await;
        pressed.map_err(|error| Failure::inside(error.to_string()))?;
        for _ in 0..2 {
            self.pass(SignedDuration::from_secs(5));
            work::until_quiet(app).await?;
        }
        Ok(())
    }

    async fn act(&self, id: SessionId, act: Act) -> Result<(), Failure> {
        let command = match act {
            Act::Buy { .. } => return Err(Failure::inside("a purchase has no session before it")),
            Act::Say(by, words) => return self.say(id, by, words).await,
            Act::Read(by) => return self.read(id, by).await,
            Act::Meet(minutes) => return self.meet(id, minutes).await,
            Act::Propose(by, times) => Command::ProposeTimes { by, times },
            Act::Pick(by, starts_at) => Command::PickTime { by, starts_at },
            Act::Deliver => Command::MarkDelivered { by: Party::Host, confirmed: Confirmed::No },
            Act::Report(words) => {
                Command::ReportProblem { by: Party::Client, words: words.to_owned() }
            }
            Act::Resolve(percent, reason) => {
                let Phase::Disputed { sold, .. } = self.session(id).await?.phase else {
                    return Err(Failure::inside("there is no problem to be resolved"));
                };
                let paid = sold.paid.amount;
                let refund = Money::new(paid.minor * percent / 100, paid.currency);
                Command::Resolve { refund, reason: reason.to_owned() }
            }
            Act::CallOff(why) => Command::Cancel { by: Party::Host, why: why.to_owned() },
        };
        session::execute(&self.app, id, command).await?;
        // What the provider is asked now is in the books a moment later.
        work::until_quiet(&self.app).await?;
        self.pass(SignedDuration::from_secs(5));
        Ok(())
    }

    async fn session(&self, id: SessionId) -> Result<Session, Failure> {
        let mut tx = self.app.store.read().await?;
        Ok(sessions::by_id(&mut tx, id).await?.ok_or(Failure::NotFound)?.session)
    }

    /// The host comes a minute early, then both are there, then the host ends it.
    async fn meet(&self, id: SessionId, minutes: i64) -> Result<(), Failure> {
        let attend = |present, proven_secs| Command::Attend { present, proven_secs };
        let proven = u32::try_from(minutes * 60).unwrap_or(0);
        session::execute(&self.app, id, attend(Present::Host, 0)).await?;
        self.pass(SignedDuration::from_mins(1));
        session::execute(&self.app, id, attend(Present::Both, 0)).await?;
        self.pass(SignedDuration::from_mins(minutes));
        session::execute(&self.app, id, attend(Present::Both, proven)).await?;
        session::execute(&self.app, id, Command::End { by: Party::Host }).await?;
        Ok(())
    }

    async fn say(&self, id: SessionId, by: Party, words: &str) -> Result<(), Failure> {
        let now = self.now();
        let (conversation, sender) = self.conversation(id, by).await?;
        let mut tx = self.app.store.write().await?;
        let message = MessageId::from_uuid(self.app.random.uuid(now));
        let nonce = message.to_string();
        let new = NewMessage {
            id: message,
            conversation,
            session: Some(id),
            sender,
            nonce: &nonce,
            body: words,
            file: None,
            at: now,
        };
        conversation::say(&mut tx, &new).await?;
        tx.commit().await?;
        // Who writes has read what came before.
        self.read(id, by).await
    }

    async fn read(&self, id: SessionId, by: Party) -> Result<(), Failure> {
        let now = self.now();
        let (conversation, _) = self.conversation(id, by).await?;
        let mut tx = self.app.store.write().await?;
        match by {
            Party::Host => conversation::read_by_host(&mut tx, conversation, now).await?,
            Party::Client => conversation::read_by_client(&mut tx, conversation, now).await?,
        }
        tx.commit().await?;
        Ok(())
    }

    async fn conversation(
        &self,
        id: SessionId,
        by: Party,
    ) -> Result<(ConversationId, AccountId), Failure> {
        let session = self.session(id).await?;
        let mut tx = self.app.store.read().await?;
        let found = conversation::by_pair(&mut tx, session.host, session.client).await?;
        let found = found.ok_or_else(|| Failure::inside("the sale opened no conversation"))?;
        let sender = match by {
            Party::Host => session.host.account(),
            Party::Client => session.client,
        };
        Ok((found.id, sender))
    }
}
