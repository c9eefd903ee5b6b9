//! The rooms of this process: who sits where on which device, who is provably there, and for how
//! long both were (PAY-14 to PAY-22, RING-20).
//!
//! Each page in a room holds one socket. The server pings it every two seconds and the page's script
//! answers; nothing else proves presence. [`beat`] turns that into what the session is told through
//! the one door. Rooms live in memory only: after a restart pages come back by themselves, and what
//! was proven until then is in the database.

mod hall;
mod line;
mod proof;
mod wire;

use std::collections::HashMap;
use std::net::IpAddr;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use futures_util::future::join_all;
use tokio::sync::mpsc;
use visavis_domain::ids::{AccountId, HostId, ParticipantId, SessionId};
use visavis_domain::session::{Command, Door, Party, Present, Refusal, Session};
use visavis_reach::message::{AlarmReader, Message};
use visavis_store::access::{self, Participant};
use visavis_store::conversation::Said;
use visavis_store::{cast, session as sessions};

use self::hall::{Admitted, Hall, Report, Someone};
use self::line::Line;
pub use self::wire::{Chat, FromPage, Hello, Media, Person, SentFile, ToPage, Why, You};
use crate::limits::Gate;
use crate::outbox::{self, Mail};
use crate::session::{Desk, execute};
use crate::{App, Failure, conversation};

/// The longest name of a device.
const DEVICE_MAX: usize = 64;

/// Who is in which room, in this process.
#[derive(Debug, Default)]
pub struct Rooms(Arc<Mutex<Building>>);

#[derive(Debug, Default)]
struct Building {
    halls: HashMap<SessionId, Hall>,
    /// Rooms whose picture and sound end at the next beat.
    closing: Vec<SessionId>,
    lines: u64,
    /// How many live pages each person has open.
    pages: HashMap<AccountId, u32>,
}

/// One open socket of a room.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct LineId {
    session: SessionId,
    party: Party,
    number: u64,
}

/// What a page gets that came into a room.
#[derive(Debug)]
pub struct Entrance {
    /// The name of its socket, for [`hear`] and [`leave`]; none if it is sent away at once.
    pub line: Option<LineId>,
    /// What it is told. When this ends, so does the socket.
    pub told: mpsc::Receiver<ToPage>,
}

/// Counts a live page of a person for as long as it is kept.
#[derive(Debug)]
pub struct OnPage {
    building: Arc<Mutex<Building>>,
    account: AccountId,
}

impl Drop for OnPage {
    fn drop(&mut self) {
        let mut building = self.building.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(count) = building.pages.get_mut(&self.account) {
            *count -= 1;
            if *count == 0 {
                building.pages.remove(&self.account);
            }
        }
    }
}

impl Rooms {
    /// Takes over what was committed: pages in the room learn of it, and a room whose session is over
    /// empties and closes.
    pub fn session_changed(&self, session: &Session) {
        let mut building = self.building();
        let closes =
            building.halls.get_mut(&session.id).is_some_and(|hall| hall.session_changed(session));
        if closes {
            building.closing.push(session.id);
        }
    }

    /// Notes that a person has a live page open.
    pub fn on_page(&self, account: AccountId) -> OnPage {
        *self.building().pages.entry(account).or_default() += 1;
        OnPage { building: Arc::clone(&self.0), account }
    }

    /// Whether a person sits in a room with somebody of this pair now.
    pub fn is_in_room(&self, host: HostId, client: AccountId, who: AccountId) -> bool {
        self.building().halls.values_mut().any(|hall| {
            is_of(hall, host, client)
                && [Party::Host, Party::Client].into_iter().any(|party| {
                    let seat = hall.seat(party);
                    seat.who.account == who && seat.held.is_some()
                })
        })
    }

    /// Whether a person has a live page open.
    pub fn is_on_page(&self, account: AccountId) -> bool {
        self.building().pages.contains_key(&account)
    }

    /// Who is provably in the room of this session now.
    pub fn present(&self, session: SessionId, now: Duration) -> Present {
        self.building().halls.get(&session).map_or(Present::Nobody, |hall| hall.present(now))
    }

    fn building(&self) -> MutexGuard<'_, Building> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn with_hall<T>(&self, session: SessionId, act: impl FnOnce(&mut Hall) -> T) -> Option<T> {
        self.building().halls.get_mut(&session).map(act)
    }

    /// Hands something said to everybody in a room of this pair.
    pub(crate) fn said(&self, host: HostId, client: AccountId, nonce: &str, said: &Said) {
        for hall in self.building().halls.values_mut().filter(|hall| is_of(hall, host, client)) {
            let session = hall.session;
            let sender =
                if hall.host.who.account == said.sender { &hall.host } else { &hall.client };
            let words = conversation::chat(said, session, &sender.who.name, sender.who.participant);
            for party in [Party::Host, Party::Client] {
                let seat = hall.seat(party);
                let mine = seat.who.account == said.sender;
                let nonce = mine.then(|| nonce.to_owned());
                let words = Chat { mine, nonce, ..words.clone() };
                if let Some(held) = &mut seat.held {
                    held.say(ToPage::Chat(Box::new(words)));
                }
            }
        }
    }
}

fn is_of(hall: &Hall, host: HostId, client: AccountId) -> bool {
    hall.host.who.account == host.account() && hall.client.who.account == client
}

/// A page comes into the room on one device. `participant` has been checked by the caller.
///
/// Refused before the door opens; when the session is over the page is told so and sent away.
pub async fn enter(
    app: &App,
    session: SessionId,
    participant: &Participant,
    device: &str,
) -> Result<Entrance, Failure> {
    let device: String = device.chars().take(DEVICE_MAX).collect();
    let (found, host, client) = load(app, session).await?;
    match found.door(app.clock.now()) {
        Door::Open => {}
        Door::OpensAt(opens_at) => return Err(Refusal::TooEarly { opens_at }.into()),
        Door::Closed => return Ok(farewell(hall::ended(&found, host.participant))),
    }
    let now = app.clock.steady();
    let party = participant.party;
    let (line, told, admitted) = {
        let mut building = app.rooms.building();
        building.lines += 1;
        let number = building.lines;
        let hall = building.halls.entry(session).or_insert_with(|| Hall::new(&found, host, client));
        hall.session_changed(&found);
        let (line, told) = Line::new(number, &device, now);
        let admitted = hall.come(party, line, now);
        (LineId { session, party, number }, told, admitted)
    };
    match admitted {
        Admitted::Seated => welcome(app, line).await?,
        Admitted::Waiting => {}
    }
    Ok(Entrance { line: Some(line), told })
}

/// A socket that says one thing and closes.
pub fn farewell(last: ToPage) -> Entrance {
    let (out, told) = mpsc::channel(1);
    // The queue is new and has room for one.
    let _ = out.try_send(last);
    Entrance { line: None, told }
}

async fn load(app: &App, id: SessionId) -> Result<(Session, Someone, Someone), Failure> {
    let mut tx = app.store.read().await?;
    let found = sessions::by_id(&mut tx, id).await?.ok_or(Failure::NotFound)?.session;
    let everybody = access::participants(&mut tx, id).await?;
    let of = |party| everybody.iter().find(|one| one.party == party).map(Someone::from);
    let (Some(host), Some(client)) = (of(Party::Host), of(Party::Client)) else {
        return Err(Failure::NotFound);
    };
    Ok((found, host, client))
}

/// Says hello to who holds a seat now: how things stand, a ticket, and what was said before.
async fn welcome(app: &App, line: LineId) -> Result<(), Failure> {
    let (found, host, client) = load(app, line.session).await?;
    let before = conversation::of_pair(app, found.host, found.client).await?;
    let me = match line.party {
        Party::Host => host.account,
        Party::Client => client.account,
    };
    let media = ticket(app, line, &found);
    let now = app.clock.now().as_millisecond();
    let steady = app.clock.steady();
    app.rooms.with_hall(line.session, |hall| {
        let hello = Hello {
            you: hall.you(line.party),
            others: hall.others(line.party, steady),
            phase: hall.standing.phase.as_str(),
            met_at: hall.standing.met_at,
            duration_s: hall.standing.duration_s,
            now,
            media,
        };
        let Some(held) = hall.holder(line.party, line.number) else { return };
        held.say(ToPage::Hello(Box::new(hello)));
        for said in before.iter().flat_map(|thread| &thread.said) {
            let who = if said.sender == host.account { &host } else { &client };
            let mut chat = conversation::chat(said, line.session, &who.name, who.participant);
            chat.mine = said.sender == me;
            chat.old = true;
            held.say(ToPage::Chat(Box::new(chat)));
        }
    });
    Ok(())
}

/// A ticket for picture and sound, if the door is open.
fn ticket(app: &App, line: LineId, session: &Session) -> Option<Media> {
    let now = app.clock.now();
    if session.door(now) != Door::Open {
        return None;
    }
    let you = app.rooms.with_hall(line.session, |hall| {
        hall.holder(line.party, line.number)?;
        Some(hall.you(line.party))
    });
    let you = you.flatten()?;
    let seat = visavis_media::Seat {
        room: line.session.to_string(),
        identity: you.identity,
        name: you.name,
        grants: visavis_media::Grants::default(),
    };
    // The engine answers under the site's own address.
    Some(Media { url: "/".to_owned(), token: app.media.token(&seat, now) })
}

/// Everybody on this side leaves the room at once: their link was replaced (PAY-14).
pub(crate) fn send_away(app: &App, session: SessionId, party: Party, who: ParticipantId) {
    app.rooms.with_hall(session, |hall| hall.send_away(party));
    app.media.remove(&session.to_string(), &who.to_string());
}

/// A socket closed.
pub fn leave(app: &App, line: LineId) {
    app.rooms.with_hall(line.session, |hall| hall.leave(line.party, line.number));
}

/// Something came from a page. What cannot be read is passed over: an old page after an update.
pub async fn hear(app: &App, line: LineId, address: IpAddr, text: &str) {
    let now = app.clock.steady();
    app.rooms.with_hall(line.session, |hall| {
        if let Some(line) = hall.line(line.party, line.number) {
            line.count(now);
        }
    });
    let Ok(message) = serde_json::from_str::<FromPage>(text) else {
        tracing::debug!(session.id = %line.session, "a page said something unknown in a room");
        return;
    };
    let done = match message {
        FromPage::Pong { n } => {
            let (party, number) = (line.party, line.number);
            app.rooms.with_hall(line.session, |hall| hall.pong(party, number, n, now));
            Ok(())
        }
        FromPage::Leave => {
            leave(app, line);
            Ok(())
        }
        FromPage::TakeOver => {
            app.rooms.with_hall(line.session, |hall| hall.want(line.party, line.number, now));
            Ok(())
        }
        FromPage::Chat { nonce, text } => say(app, line, address, &nonce, &text).await,
        FromPage::Token => renew_ticket(app, line).await,
        FromPage::NotMe => not_me(app, line).await,
    };
    if let Err(failure) = done {
        tracing::debug!(session.id = %line.session, error = %failure, "a room refused something");
        tell(app, line, ToPage::Error { text: sentence(&failure) });
    }
}

/// The key of what a page in a room is told of a failure.
fn sentence(failure: &Failure) -> &'static str {
    match failure {
        Failure::Invalid(faults) => faults.first().map_or("room-error-failed", |fault| fault.key),
        Failure::TooMany(_) => "room-error-too-many",
        Failure::Taken(_) => "room-error-elsewhere",
        Failure::NotFound | Failure::Forbidden | Failure::Refused(_) => "room-error-refused",
        Failure::Changed | Failure::Store(_) | Failure::Inside(_) => "room-error-failed",
    }
}

fn tell(app: &App, line: LineId, message: ToPage) {
    app.rooms.with_hall(line.session, |hall| {
        if let Some(line) = hall.line(line.party, line.number) {
            line.say(message);
        }
    });
}

/// Who holds the seat, if this line does.
fn holder(app: &App, line: LineId) -> Result<Someone, Failure> {
    let who = app.rooms.with_hall(line.session, |hall| {
        hall.holder(line.party, line.number)?;
        Some(hall.seat(line.party).who.clone())
    });
    who.flatten().ok_or(Failure::Forbidden)
}

async fn say(
    app: &App,
    line: LineId,
    address: IpAddr,
    nonce: &str,
    text: &str,
) -> Result<(), Failure> {
    let who = holder(app, line)?;
    app.limits.check(Gate::Message, &who.account.to_string(), address)?;
    let words = conversation::Words { nonce, text, file: None };
    conversation::say_in(app, line.session, who.account, &words).await?;
    Ok(())
}

async fn renew_ticket(app: &App, line: LineId) -> Result<(), Failure> {
    holder(app, line)?;
    let (found, _, _) = load(app, line.session).await?;
    if let Some(media) = ticket(app, line, &found) {
        tell(app, line, ToPage::Media(media));
    }
    Ok(())
}

/// *Not me*: every link of this part dies, nobody new gets in, operator and participant are told.
async fn not_me(app: &App, line: LineId) -> Result<(), Failure> {
    let objected = app.rooms.with_hall(line.session, |hall| hall.object(line.party, line.number));
    if objected != Some(true) {
        return Ok(());
    }
    let (found, host, client) = load(app, line.session).await?;
    let whose = match line.party {
        Party::Host => host,
        Party::Client => client,
    };
    let now = app.clock.now();
    let mut tx = app.store.write().await?;
    // Told while the old links still have names; what they open dies here.
    let cast = cast::of_pair(&mut tx, found.host, found.client).await?;
    let card = Desk::of(app, &mut tx, &found, &cast).await?.card(line.party);
    access::revoke_links(&mut tx, whose.participant, now).await?;
    let mut readers = vec![(AlarmReader::Participant, cast.player(line.party).reach.clone())];
    let operators = cast::operators(&mut tx).await?;
    readers.extend(operators.into_iter().map(|one| (AlarmReader::Operator, one)));
    let cause = app.random.uuid(now).simple();
    for (to, reader) in readers {
        let mut card = card.clone();
        // The link is dead: the way in is the account, or a new link asked for.
        card.open = visavis_reach::message::LinkRef::LostLink;
        let message = Message::SeatAlarm { to, card, whose: whose.name.clone(), at: now };
        let dedupe = format!("{}-alarm-{cause}-{}", line.session, reader.email);
        outbox::enqueue_mail(app, &mut tx, Mail { dedupe, reader, message: &message }).await?;
    }
    tx.commit().await?;
    app.outbox_wake.notify_one();
    tracing::warn!(session.id = %line.session, "somebody said that a newcomer in a room is a stranger");
    Ok(())
}

/// Once around all rooms: pings, take-overs, and what sessions are to be told. Called about twice a
/// second.
pub async fn beat(app: &App) {
    let now = app.clock.steady();
    let (closing, todos) = {
        let mut building = app.rooms.building();
        let closing = std::mem::take(&mut building.closing);
        let todos: Vec<_> =
            building.halls.iter_mut().map(|(id, hall)| (*id, hall.beat(now))).collect();
        for (id, todo) in &todos {
            if todo.is_done {
                building.halls.remove(id);
            }
        }
        (closing, todos)
    };
    for session in closing {
        app.media.close_room(&session.to_string());
    }
    let rooms = todos.into_iter().map(|(session, todo)| async move {
        for identity in &todo.moved {
            app.media.remove(&session.to_string(), &identity.to_string());
        }
        for (party, number) in todo.seated {
            let line = LineId { session, party, number };
            if let Err(failure) = welcome(app, line).await {
                tracing::error!(session.id = %session, error = %failure, "nobody could be welcomed");
                leave(app, line);
            }
        }
        if let Some(due) = todo.report {
            report(app, session, due).await;
        }
    });
    join_all(rooms).await;
}

async fn report(app: &App, session: SessionId, due: Report) {
    let Report { present, proven_secs } = due;
    let done = execute(app, session, Command::Attend { present, proven_secs }).await;
    let now = app.clock.steady();
    let Err(failure) = done else {
        app.rooms.with_hall(session, |hall| hall.was_told(due, now));
        return;
    };
    tracing::warn!(session.id = %session, error = %failure, "a session did not take who is there");
    let is_elsewhere = matches!(failure, Failure::Taken(_));
    app.rooms.with_hall(session, |hall| {
        let is_first = hall.was_refused(due, now);
        // The host is in another session: only the host can do something about it (ALL-2).
        if let Some(held) = hall.host.held.as_mut().filter(|_| is_elsewhere && is_first) {
            held.say(ToPage::Error { text: sentence(&failure) });
        }
    });
}

/// At the start of the program: nobody is in a room any more, whatever the database remembers.
pub async fn sweep(app: &App) -> Result<(), Failure> {
    let mut tx = app.store.read().await?;
    let open = sessions::in_rooms(&mut tx).await?;
    let mut known = vec![];
    for id in open {
        if let Some(found) = sessions::by_id(&mut tx, id).await? {
            known.push(found.session);
        }
    }
    drop(tx);
    for session in known {
        let proven_secs = session.phase.sold().map_or(0, |sold| sold.meeting.proven_secs);
        let nobody = Command::Attend { present: Present::Nobody, proven_secs };
        if let Err(failure) = execute(app, session.id, nobody).await {
            tracing::error!(session.id = %session.id, error = %failure, "a room could not be swept");
        }
    }
    Ok(())
}
