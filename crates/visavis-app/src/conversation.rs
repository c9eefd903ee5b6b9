//! What host and client write to each other: one conversation for each pair, in the room and beside
//! it (PAY-16, RING-5).

use jiff::{SignedDuration, Timestamp};
use visavis_domain::ids::{
    AccountId, ConversationId, FileId, HostId, MessageId, ParticipantId, SessionId,
};
use visavis_domain::session::Party;
use visavis_reach::message::{LinkRef, Message};
use visavis_store::access;
use visavis_store::cast::{self, Cast};
use visavis_store::conversation::{self, Conversation, Head, NewMessage, Said};
use visavis_store::{Tx, session as sessions};

use crate::bus::Pair;
use crate::outbox::{self, Mail};
use crate::room::{Chat, SentFile};
use crate::{App, Failure, Topic, file};

/// The most characters of one message.
pub const TEXT_MAX: usize = 4_000;
/// How many messages a page shows.
pub const SHOWN: u16 = 100;
/// How many conversations a list shows.
const LISTED: u16 = 100;
/// The longest mark of a sender.
const NONCE_MAX: usize = 64;
/// Whoever leaves messages unread is written to again after so long a silence.
const QUIET_MINS: i64 = 30;

/// Something to be said.
#[derive(Debug, Clone, Copy)]
pub struct Words<'a> {
    /// The sender's own mark: the same words sent twice are said once.
    pub nonce: &'a str,
    /// The words; may be empty beside a file.
    pub text: &'a str,
    /// A file that comes with them.
    pub file: Option<Brought<'a>>,
}

/// A file as its sender brought it.
#[derive(Debug, Clone, Copy)]
pub struct Brought<'a> {
    /// The name that it had.
    pub name: &'a str,
    /// What is in it.
    pub content: &'a [u8],
}

/// A conversation as one of the two sees it.
#[derive(Debug, Clone)]
pub struct Thread {
    /// The conversation.
    pub conversation: Conversation,
    /// Host and client.
    pub cast: Cast,
    /// The latest messages, in the order in which they were said.
    pub said: Vec<Said>,
}

impl Thread {
    /// Which side this person is on, if on any.
    pub fn party(&self, account: AccountId) -> Option<Party> {
        party(&self.conversation, account)
    }

    /// Until when the other side has read.
    pub const fn read_by_other(&self, party: Party) -> Timestamp {
        match party {
            Party::Host => self.conversation.client_read_at,
            Party::Client => self.conversation.host_read_at,
        }
    }
}

fn party(conversation: &Conversation, account: AccountId) -> Option<Party> {
    if conversation.host.account() == account {
        Some(Party::Host)
    } else if conversation.client == account {
        Some(Party::Client)
    } else {
        None
    }
}

/// The conversation of this pair, if it has begun.
pub async fn of_pair(
    app: &App,
    host: HostId,
    client: AccountId,
) -> Result<Option<Thread>, Failure> {
    let mut tx = app.store.read().await?;
    match conversation::by_pair(&mut tx, host, client).await? {
        None => Ok(None),
        Some(found) => Ok(Some(thread(&mut tx, found).await?)),
    }
}

/// A conversation, for one of the two; to everybody else there is none (ALL-5).
pub async fn by_id(app: &App, reader: AccountId, id: ConversationId) -> Result<Thread, Failure> {
    let mut tx = app.store.read().await?;
    let found = conversation::by_id(&mut tx, id).await?.ok_or(Failure::NotFound)?;
    party(&found, reader).ok_or(Failure::NotFound)?;
    thread(&mut tx, found).await
}

async fn thread(tx: &mut Tx, found: Conversation) -> Result<Thread, Failure> {
    let said = conversation::messages(tx, found.id, SHOWN).await?;
    let cast = cast::of_pair(tx, found.host, found.client).await?;
    Ok(Thread { conversation: found, cast, said })
}

/// All conversations of a person, the latest first.
pub async fn of_account(app: &App, account: AccountId) -> Result<Vec<Head>, Failure> {
    let mut tx = app.store.read().await?;
    Ok(conversation::heads(&mut tx, account, LISTED).await?)
}

/// Notes that one of the two has seen everything in it.
pub async fn read(app: &App, thread: &Thread, reader: AccountId) -> Result<(), Failure> {
    let Some(side) = thread.party(reader) else { return Err(Failure::NotFound) };
    let seen = match side {
        Party::Host => thread.conversation.host_read_at,
        Party::Client => thread.conversation.client_read_at,
    };
    let is_news = thread.said.iter().any(|one| one.sender != reader && one.at > seen);
    if !is_news {
        return Ok(());
    }
    let id = thread.conversation.id;
    if let Err(failure) = note_read(app, id, side).await {
        // A full disk keeps nobody from reading; the words stay unread until it can be noted.
        tracing::warn!(error = %failure, "nobody could note that something was read");
        return Ok(());
    }
    app.bus.publish(Topic::Messages(reader));
    // The other side sees what was read.
    app.bus.publish(Topic::Conversation(id, pair(&thread.conversation)));
    Ok(())
}

async fn note_read(app: &App, id: ConversationId, side: Party) -> Result<(), Failure> {
    let now = app.clock.now();
    let mut tx = app.store.write().await?;
    match side {
        Party::Host => conversation::read_by_host(&mut tx, id, now).await?,
        Party::Client => conversation::read_by_client(&mut tx, id, now).await?,
    }
    Ok(tx.commit().await?)
}

fn pair(conversation: &Conversation) -> Pair {
    Pair { host: conversation.host.account(), client: conversation.client }
}

/// Says something in a session: in its room, or on its page. The caller has seen that `sender` has a
/// part in it.
pub async fn say_in(
    app: &App,
    session: SessionId,
    sender: AccountId,
    words: &Words<'_>,
) -> Result<Said, Failure> {
    checked(words)?;
    let now = app.clock.now();
    let mut tx = app.store.write().await?;
    let found = sessions::by_id(&mut tx, session).await?.ok_or(Failure::NotFound)?.session;
    // Before the payment there is nobody to write to.
    let is_sold = !access::participants(&mut tx, session).await?.is_empty();
    let is_party = sender == found.client || sender == found.host.account();
    if !is_sold || !is_party {
        return Err(Failure::NotFound);
    }
    let new = ConversationId::from_uuid(app.random.uuid(now));
    let open = conversation::open(&mut tx, new, found.host, found.client, now).await?;
    say(app, tx, Place { conversation: open, session: Some(session) }, sender, words).await
}

/// Says something in a conversation, outside of any session.
pub async fn say_to(
    app: &App,
    id: ConversationId,
    sender: AccountId,
    words: &Words<'_>,
) -> Result<Said, Failure> {
    checked(words)?;
    let mut tx = app.store.write().await?;
    let found = conversation::by_id(&mut tx, id).await?.ok_or(Failure::NotFound)?;
    party(&found, sender).ok_or(Failure::NotFound)?;
    say(app, tx, Place { conversation: found, session: None }, sender, words).await
}

fn checked(words: &Words<'_>) -> Result<(), Failure> {
    let wrong = |key| Err(Failure::field("text", key));
    if words.text.trim().is_empty() && words.file.is_none() {
        return wrong("fault-message-empty");
    }
    if words.text.chars().count() > TEXT_MAX {
        return wrong("fault-message-long");
    }
    if words.nonce.is_empty() || words.nonce.len() > NONCE_MAX {
        return wrong("fault-message-mark");
    }
    Ok(())
}

/// Where something is said.
struct Place {
    conversation: Conversation,
    session: Option<SessionId>,
}

async fn say(
    app: &App,
    mut tx: Tx,
    place: Place,
    sender: AccountId,
    words: &Words<'_>,
) -> Result<Said, Failure> {
    let now = app.clock.now();
    let Place { conversation: thread, session } = &place;
    let file = match &words.file {
        None => None,
        Some(Brought { name, content }) => {
            Some(file::keep_chat_file(app, &mut tx, sender, thread.id, name, content).await?)
        }
    };
    // NUL is no letter; PostgreSQL could not keep it.
    let body = words.text.replace('\0', "");
    let body = body.trim();
    let new = NewMessage {
        id: MessageId::from_uuid(app.random.uuid(now)),
        conversation: thread.id,
        session: *session,
        sender,
        nonce: words.nonce,
        body,
        file,
        at: now,
    };
    let (said, is_new) = conversation::say(&mut tx, &new).await?;
    if is_new {
        notify(app, &mut tx, &place, &said).await?;
        tx.commit().await?;
        app.outbox_wake.notify_one();
        app.bus.publish(Topic::Conversation(thread.id, pair(thread)));
        app.bus.publish(Topic::Messages(thread.host.account()));
        app.bus.publish(Topic::Messages(thread.client));
    } else {
        // Said before: what was kept for the repetition goes with this transaction.
        drop(tx);
    }
    // Also a repetition is answered in the room: its sender waits for it.
    app.rooms.said(thread.host, thread.client, words.nonce, &said);
    Ok(said)
}

/// A mail to the other side, unless that person is here, or has left earlier words unread just now.
async fn notify(app: &App, tx: &mut Tx, place: &Place, said: &Said) -> Result<(), Failure> {
    let thread = &place.conversation;
    let Some(by) = party(thread, said.sender) else { return Ok(()) };
    let (to, read_at) = match by.other() {
        Party::Host => (thread.host.account(), thread.host_read_at),
        Party::Client => (thread.client, thread.client_read_at),
    };
    if app.rooms.is_in_room(thread.host, thread.client, to) || app.rooms.is_on_page(to) {
        return Ok(());
    }
    let all = conversation::messages(tx, thread.id, SHOWN).await?;
    let waiting: Vec<&Said> =
        all.iter().filter(|one| one.sender == said.sender && one.at > read_at).collect();
    let quiet = SignedDuration::from_mins(QUIET_MINS);
    let before = waiting.iter().rev().find(|one| one.id != said.id);
    if before.is_some_and(|before| said.at.duration_since(before.at) < quiet) {
        return Ok(());
    }
    let cast = cast::of_pair(tx, thread.host, thread.client).await?;
    let message = Message::NewMessage {
        conversation: thread.id,
        from: cast.player(by).name.clone(),
        unread: u32::try_from(waiting.len()).unwrap_or(u32::MAX),
        open: way_in(tx, place, &cast, by.other()).await?,
    };
    let reader = cast.player(by.other()).reach.clone();
    let dedupe = format!("{}-new", said.id);
    outbox::enqueue_mail(app, tx, Mail { dedupe, reader, message: &message }).await
}

/// How the reader opens it: with an account by its page, else by the session's link (PAY-16).
async fn way_in(
    tx: &mut Tx,
    place: &Place,
    cast: &Cast,
    reader: Party,
) -> Result<LinkRef, Failure> {
    let by_page = LinkRef::Conversation { conversation: place.conversation.id };
    match reader {
        Party::Host => return Ok(by_page),
        Party::Client if cast.client_has_password => return Ok(by_page),
        Party::Client => {}
    }
    let Some(session) = place.session else { return Ok(LinkRef::LostLink) };
    let everybody = access::participants(tx, session).await?;
    let Some(client) = everybody.into_iter().find(|one| one.party == Party::Client) else {
        return Ok(LinkRef::LostLink);
    };
    let link = access::live_link(tx, client.id).await?;
    Ok(link.map_or(LinkRef::LostLink, |link| LinkRef::Access { link: link.id }))
}

/// Something said, as a room shows it. Whose it is for the reader is the room's to say.
pub(crate) fn chat(
    said: &Said,
    session: SessionId,
    name: &str,
    participant: ParticipantId,
) -> Chat {
    let file = said.file.as_ref().map(|sent| SentFile {
        name: sent.name.clone(),
        size: sent.size,
        url: file_path(session, sent.id),
    });
    Chat {
        id: said.id.to_string(),
        from: participant.to_string(),
        name: name.to_owned(),
        mine: false,
        old: false,
        text: said.body.clone(),
        at: said.at.as_millisecond(),
        file,
        nonce: None,
    }
}

/// The address of a file within a session, for those who have a part in it: it stays good for as
/// long as they have.
pub fn file_path(session: SessionId, id: FileId) -> String {
    format!("/sessions/{session}/files/{id}")
}

/// The address of a file for the next minutes, for somebody who has a part in the conversation of
/// this pair; files of other conversations do not exist.
pub async fn file_address(
    app: &App,
    host: HostId,
    client: AccountId,
    id: FileId,
) -> Result<String, Failure> {
    let mut tx = app.store.read().await?;
    let found = visavis_store::file::by_id(&mut tx, id).await?.ok_or(Failure::NotFound)?;
    let ours = conversation::by_pair(&mut tx, host, client).await?.ok_or(Failure::NotFound)?;
    if found.conversation == Some(ours.id) {
        Ok(file::signed_path(app, id))
    } else {
        Err(Failure::NotFound)
    }
}
