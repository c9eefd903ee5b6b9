//! Conversations between a host and a customer: one for each pair (RING-27, PAY-16).

use jiff::Timestamp;
use visavis_domain::ids::{AccountId, ConversationId, FileId, HostId, MessageId, SessionId};

use crate::sql::sql;
use crate::{Row, StoreError, Tx, args};

sql! { OPEN = "INSERT INTO conversation (id, host_id, client_id, created_at, last_at) VALUES ($1, $2, $3, $4, $4)
ON CONFLICT (host_id, client_id) DO NOTHING" }

sql! { BY_PAIR = "SELECT id, host_id, client_id, last_at, host_read_at, client_read_at FROM conversation WHERE host_id = $1 AND client_id = $2" }

sql! { BY_ID = "SELECT id, host_id, client_id, last_at, host_read_at, client_read_at FROM conversation WHERE id = $1" }

sql! { OF_ACCOUNT = "SELECT id, host_id, client_id, last_at, host_read_at, client_read_at FROM conversation
WHERE host_id = $1 OR client_id = $1
ORDER BY last_at DESC
LIMIT $2" }

sql! { SAY = "INSERT INTO message (id, conversation_id, session_id, sender_id, nonce, body, file_id, at)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
ON CONFLICT (conversation_id, sender_id, nonce) DO NOTHING" }

sql! { TOUCH = "UPDATE conversation SET last_at = $1 WHERE id = $2 AND last_at < $1" }

sql! { MESSAGES = "SELECT m.id, m.session_id, m.sender_id, m.body, m.at, m.file_id, f.name, f.size, f.mime
FROM message m
LEFT JOIN file f ON f.id = m.file_id
WHERE m.conversation_id = $1
ORDER BY m.at DESC, m.id DESC
LIMIT $2" }

sql! { BY_NONCE = "SELECT m.id, m.session_id, m.sender_id, m.body, m.at, m.file_id, f.name, f.size, f.mime
FROM message m
LEFT JOIN file f ON f.id = m.file_id
WHERE m.conversation_id = $1 AND m.sender_id = $2 AND m.nonce = $3" }

sql! { READ_BY_HOST = "UPDATE conversation SET host_read_at = $1 WHERE id = $2 AND host_read_at < $1" }

sql! { READ_BY_CLIENT = "UPDATE conversation SET client_read_at = $1 WHERE id = $2 AND client_read_at < $1" }

sql! { UNREAD = "SELECT count(*) FROM message m
JOIN conversation c ON c.id = m.conversation_id
WHERE m.sender_id <> $1
AND ((c.host_id = $1 AND m.at > c.host_read_at) OR (c.client_id = $1 AND m.at > c.client_read_at))" }

// What a list of conversations shows, in one go: the other's name, the last words, what waits.
sql! { HEADS = "SELECT c.id, c.host_id, c.client_id, c.last_at, c.host_read_at, c.client_read_at,
h.name, a.avatar_file, p.nickname, p.avatar_file,
(SELECT count(*) FROM message m
 WHERE m.conversation_id = c.id AND m.sender_id <> $1
 AND m.at > CASE WHEN c.host_id = $1 THEN c.host_read_at ELSE c.client_read_at END),
(SELECT m.sender_id FROM message m WHERE m.conversation_id = c.id ORDER BY m.at DESC, m.id DESC LIMIT 1),
(SELECT m.body FROM message m WHERE m.conversation_id = c.id ORDER BY m.at DESC, m.id DESC LIMIT 1),
(SELECT f.name FROM message m LEFT JOIN file f ON f.id = m.file_id
 WHERE m.conversation_id = c.id ORDER BY m.at DESC, m.id DESC LIMIT 1)
FROM conversation c
JOIN host h ON h.id = c.host_id
JOIN account a ON a.id = c.host_id
JOIN account p ON p.id = c.client_id
WHERE c.host_id = $1 OR c.client_id = $1
ORDER BY c.last_at DESC, c.id DESC
LIMIT $2" }

/// One conversation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Conversation {
    /// Its id.
    pub id: ConversationId,
    /// The host.
    pub host: HostId,
    /// The customer.
    pub client: AccountId,
    /// When something was last said.
    pub last_at: Timestamp,
    /// Until when the host has read it.
    pub host_read_at: Timestamp,
    /// Until when the customer has read it.
    pub client_read_at: Timestamp,
}

/// A file that was sent with a message.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sent {
    /// Its id.
    pub id: FileId,
    /// Its name, as its sender had it.
    pub name: String,
    /// Its size in bytes.
    pub size: i64,
    /// What it was found to be.
    pub mime: String,
}

/// One thing said.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Said {
    /// Its id.
    pub id: MessageId,
    /// In which session it was said, if in one.
    pub session: Option<SessionId>,
    /// By whom.
    pub sender: AccountId,
    /// The words.
    pub body: String,
    /// When.
    pub at: Timestamp,
    /// The file that came with it.
    pub file: Option<Sent>,
}

/// A new message. The `nonce` is the sender's own mark: sent twice, it is said once.
#[derive(Debug, Clone)]
pub struct NewMessage<'a> {
    /// Its id.
    pub id: MessageId,
    /// Where.
    pub conversation: ConversationId,
    /// In which session, if in one.
    pub session: Option<SessionId>,
    /// By whom.
    pub sender: AccountId,
    /// The sender's mark.
    pub nonce: &'a str,
    /// The words.
    pub body: &'a str,
    /// The file that comes with it.
    pub file: Option<FileId>,
    /// When.
    pub at: Timestamp,
}

fn conversation(row: &Row) -> Result<Conversation, StoreError> {
    Ok(Conversation {
        id: row.get(0)?,
        host: row.get(1)?,
        client: row.get(2)?,
        last_at: row.get(3)?,
        host_read_at: row.get(4)?,
        client_read_at: row.get(5)?,
    })
}

fn said(row: &Row) -> Result<Said, StoreError> {
    let file: Option<FileId> = row.get(5)?;
    let file = match file {
        None => None,
        Some(id) => Some(Sent { id, name: row.get(6)?, size: row.get(7)?, mime: row.get(8)? }),
    };
    Ok(Said {
        id: row.get(0)?,
        session: row.get(1)?,
        sender: row.get(2)?,
        body: row.get(3)?,
        at: row.get(4)?,
        file,
    })
}

/// The conversation of this pair; `new` is its id if there is none yet.
pub async fn open(
    tx: &mut Tx,
    new: ConversationId,
    host: HostId,
    client: AccountId,
    now: Timestamp,
) -> Result<Conversation, StoreError> {
    tx.exec(OPEN, args![new, host, client, now]).await?;
    conversation(&tx.one(BY_PAIR, args![host, client]).await?)
}

/// The conversation of this pair, if there is one.
pub async fn by_pair(
    tx: &mut Tx,
    host: HostId,
    client: AccountId,
) -> Result<Option<Conversation>, StoreError> {
    tx.opt(BY_PAIR, args![host, client]).await?.as_ref().map(conversation).transpose()
}

/// One conversation.
pub async fn by_id(tx: &mut Tx, id: ConversationId) -> Result<Option<Conversation>, StoreError> {
    tx.opt(BY_ID, args![id]).await?.as_ref().map(conversation).transpose()
}

/// All conversations of a person, on either side, the latest first.
pub async fn of_account(
    tx: &mut Tx,
    account: AccountId,
    limit: u16,
) -> Result<Vec<Conversation>, StoreError> {
    tx.rows(OF_ACCOUNT, args![account, limit]).await?.iter().map(conversation).collect()
}

/// A conversation as it stands in a list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Head {
    /// The conversation.
    pub conversation: Conversation,
    /// The name of the other side: a host's public name, a client's nickname (RING-13).
    pub other: String,
    /// The portrait of the other side.
    pub avatar: Option<FileId>,
    /// How many messages wait for the reader.
    pub unread: i64,
    /// What was said last, if anything.
    pub last: Option<Last>,
}

/// What was said last in a conversation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Last {
    /// By whom.
    pub sender: AccountId,
    /// The words.
    pub body: String,
    /// The name of the file that came with it.
    pub file: Option<String>,
}

/// All conversations of a person as a list shows them, the latest first.
pub async fn heads(tx: &mut Tx, reader: AccountId, limit: u16) -> Result<Vec<Head>, StoreError> {
    tx.rows(HEADS, args![reader, limit]).await?.iter().map(|row| head(row, reader)).collect()
}

fn head(row: &Row, reader: AccountId) -> Result<Head, StoreError> {
    let conversation = conversation(row)?;
    let (name, avatar) = if conversation.host.account() == reader { (8, 9) } else { (6, 7) };
    let sender: Option<AccountId> = row.get(11)?;
    let last = match sender {
        None => None,
        Some(sender) => Some(Last { sender, body: row.get(12)?, file: row.get(13)? }),
    };
    Ok(Head {
        conversation,
        other: row.get(name)?,
        avatar: row.get(avatar)?,
        unread: row.get(10)?,
        last,
    })
}

/// Says something; the message as it stands, whether it was new or a repetition, and which it was.
pub async fn say(tx: &mut Tx, new: &NewMessage<'_>) -> Result<(Said, bool), StoreError> {
    let values = args![
        new.id,
        new.conversation,
        new.session,
        new.sender,
        new.nonce,
        new.body,
        new.file,
        new.at
    ];
    let is_new = tx.exec(SAY, values).await? == 1;
    if is_new {
        tx.exec(TOUCH, args![new.at, new.conversation]).await?;
    }
    let row = tx.one(BY_NONCE, args![new.conversation, new.sender, new.nonce]).await?;
    Ok((said(&row)?, is_new))
}

/// The latest messages, in the order in which they were said.
pub async fn messages(
    tx: &mut Tx,
    id: ConversationId,
    limit: u16,
) -> Result<Vec<Said>, StoreError> {
    let rows = tx.rows(MESSAGES, args![id, limit]).await?;
    rows.iter().rev().map(said).collect()
}

/// Notes that the host has read it.
pub async fn read_by_host(
    tx: &mut Tx,
    id: ConversationId,
    now: Timestamp,
) -> Result<(), StoreError> {
    tx.exec(READ_BY_HOST, args![now, id]).await?;
    Ok(())
}

/// Notes that the customer has read it.
pub async fn read_by_client(
    tx: &mut Tx,
    id: ConversationId,
    now: Timestamp,
) -> Result<(), StoreError> {
    tx.exec(READ_BY_CLIENT, args![now, id]).await?;
    Ok(())
}

/// How many messages wait for this person.
pub async fn unread(tx: &mut Tx, account: AccountId) -> Result<i64, StoreError> {
    tx.one(UNREAD, args![account]).await?.get(0)
}
