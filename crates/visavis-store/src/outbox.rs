//! What is to be told to the world, written in the transaction of the fact that causes it (ALL-4).
//!
//! A worker takes due entries under a lease and sends them outside any transaction. Should it die,
//! the lease runs out and another takes the entry: delivery is at least once, and `dedupe` is given
//! on so that the receiver can tell. Each taking raises `claim`; who finishes with an old claim is
//! too late and is told so ([`StoreError::Conflict`]).

mod list;
#[cfg(test)]
mod tests;

pub use list::{Entry, Filter, Status, StatusCount, by_id, counts, list};

use std::fmt;

use jiff::{SignedDuration, Timestamp};
use serde_json::Value;

use crate::sql::sql;
use crate::{Row, StoreError, Tx, args};

/// By which way an entry leaves.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Topic {
    /// An e-mail.
    Mail,
    /// A text message.
    Sms,
    /// A call of the payment provider.
    Pay,
}

impl Topic {
    /// All ways.
    pub const ALL: &[Self] = &[Self::Mail, Self::Sms, Self::Pay];

    /// As it is stored.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Mail => "mail",
            Self::Sms => "sms",
            Self::Pay => "pay",
        }
    }

    /// The way of that name.
    pub fn named(text: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|topic| topic.name() == text)
    }
}

impl fmt::Display for Topic {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(self.name())
    }
}

/// An entry to be written.
#[derive(Debug, Clone, Copy)]
pub struct NewEntry<'a> {
    /// By which way.
    pub topic: Topic,
    /// Unique for ever: the same fact written twice is sent once.
    pub dedupe: &'a str,
    /// To whom, as a person would write it.
    pub recipient: &'a str,
    /// The object it is about, for those who look for it.
    pub subject_id: &'a str,
    /// What the sender needs.
    pub payload: &'a Value,
    /// Not before.
    pub due_at: Timestamp,
}

/// An entry that this worker has taken.
#[derive(Debug, Clone, PartialEq)]
pub struct Taken {
    /// Its number.
    pub id: i64,
    /// How often it has been taken: the proof that it is still ours.
    pub claim: i64,
    /// How often it was tried since it was last queued, this time included.
    pub attempts: u32,
    /// By which way.
    pub topic: Topic,
    /// The key for the receiver.
    pub dedupe: String,
    /// To whom.
    pub recipient: String,
    /// About what.
    pub subject_id: String,
    /// What the sender needs.
    pub payload: Value,
    /// When it was written.
    pub created_at: Timestamp,
}

/// What becomes of an entry that could not be sent.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fate {
    /// It will be tried again then.
    Again(Timestamp),
    /// It has been tried often enough; a person has to look.
    Dead,
}

/// The pauses after the first, second, … failure, in seconds: about sixteen hours in all.
const PAUSES: [i64; 10] = [5, 15, 60, 300, 900, 1_800, 3_600, 7_200, 14_400, 28_800];

sql! { INSERT = "INSERT INTO outbox (topic, dedupe, recipient, subject_id, payload, created_at, due_at)
    VALUES ($1, $2, $3, $4, $5, $6, $7)
    ON CONFLICT (dedupe) DO NOTHING" }

sql! { TAKE =
lite: "UPDATE outbox
        SET lease_until = $1, claim = claim + 1, attempts = attempts + 1
        WHERE id IN (
            SELECT id FROM outbox
            WHERE sent_at IS NULL AND dead_at IS NULL
                AND due_at <= $2 AND lease_until <= $2 AND topic = $3
            ORDER BY due_at, id
            LIMIT $4)
        RETURNING id, claim, attempts, topic, dedupe, recipient, subject_id, payload, created_at",
pg: "WITH due AS MATERIALIZED (
            SELECT id FROM outbox
            WHERE sent_at IS NULL AND dead_at IS NULL
                AND due_at <= $2 AND lease_until <= $2 AND topic = $3
            ORDER BY due_at, id
            LIMIT $4
            FOR UPDATE SKIP LOCKED)
        UPDATE outbox o
        SET lease_until = $1, claim = claim + 1, attempts = attempts + 1
        FROM due
        WHERE o.id = due.id
        RETURNING o.id, o.claim, o.attempts, o.topic, o.dedupe, o.recipient, o.subject_id,
            o.payload, o.created_at" }

sql! { SENT = "UPDATE outbox SET sent_at = $1, last_error = NULL
WHERE id = $2 AND claim = $3 AND sent_at IS NULL AND dead_at IS NULL" }

sql! { AGAIN = "UPDATE outbox SET due_at = $1, lease_until = 0, last_error = $2
WHERE id = $3 AND claim = $4 AND sent_at IS NULL AND dead_at IS NULL" }

sql! { DEAD = "UPDATE outbox SET dead_at = $1, lease_until = 0, last_error = $2
WHERE id = $3 AND claim = $4 AND sent_at IS NULL AND dead_at IS NULL" }

sql! { REQUEUE = "UPDATE outbox
    SET due_at = $1, lease_until = 0, attempts = 0, dead_at = NULL
    WHERE id = $2 AND sent_at IS NULL AND lease_until <= $1" }

sql! { NEXT_DUE =
lite: "SELECT MIN(MAX(due_at, lease_until)) FROM outbox
    WHERE sent_at IS NULL AND dead_at IS NULL AND topic = $1",
pg: "SELECT MIN(GREATEST(due_at, lease_until)) FROM outbox
    WHERE sent_at IS NULL AND dead_at IS NULL AND topic = $1" }

/// Writes an entry; `false` if the same `dedupe` was written before, which is no mistake.
pub async fn enqueue(
    tx: &mut Tx,
    entry: &NewEntry<'_>,
    now: Timestamp,
) -> Result<bool, StoreError> {
    let NewEntry { topic, dedupe, recipient, subject_id, payload, due_at } = *entry;
    let args = args![topic.name(), dedupe, recipient, subject_id, payload, now, due_at];
    Ok(tx.exec(INSERT, args).await? == 1)
}

/// Takes up to `limit` due entries until the lease ends. Commit before sending.
pub async fn take_due(
    tx: &mut Tx,
    topic: Topic,
    now: Timestamp,
    lease: SignedDuration,
    limit: u32,
) -> Result<Vec<Taken>, StoreError> {
    let until = later(now, lease)?;
    let rows = tx.rows(TAKE, args![until, now, topic.name(), limit]).await?;
    let mut taken = rows.iter().map(taken).collect::<Result<Vec<_>, _>>()?;
    // No engine promises an order here.
    taken.sort_by_key(|entry| entry.id);
    Ok(taken)
}

/// It was sent.
pub async fn finish(tx: &mut Tx, entry: &Taken, now: Timestamp) -> Result<(), StoreError> {
    tx.exec_one(SENT, args![now, entry.id, entry.claim]).await
}

/// It could not be sent, this time. The pauses grow; after the last one it is dead.
pub async fn fail(
    tx: &mut Tx,
    entry: &Taken,
    error: &str,
    now: Timestamp,
) -> Result<Fate, StoreError> {
    let Some(pause) = pause(entry.attempts, entry.id) else {
        give_up(tx, entry, error, now).await?;
        return Ok(Fate::Dead);
    };
    let due_at = later(now, pause)?;
    postpone(tx, entry, error, due_at).await?;
    Ok(Fate::Again(due_at))
}

/// It is to be tried again at a moment that the receiver named.
pub async fn postpone(
    tx: &mut Tx,
    entry: &Taken,
    reason: &str,
    due_at: Timestamp,
) -> Result<(), StoreError> {
    tx.exec_one(AGAIN, args![due_at, reason, entry.id, entry.claim]).await
}

/// It can never be sent: no further attempt.
pub async fn give_up(
    tx: &mut Tx,
    entry: &Taken,
    error: &str,
    now: Timestamp,
) -> Result<(), StoreError> {
    tx.exec_one(DEAD, args![now, error, entry.id, entry.claim]).await
}

/// Somebody pressed *Retry*: the entry is due now, dead or waiting.
/// [`StoreError::Conflict`] if it was sent, or is being sent at this moment.
pub async fn requeue(tx: &mut Tx, id: i64, now: Timestamp) -> Result<(), StoreError> {
    tx.exec_one(REQUEUE, args![now, id]).await
}

/// When the next entry wants to be taken.
pub async fn next_due(tx: &mut Tx, topic: Topic) -> Result<Option<Timestamp>, StoreError> {
    tx.one(NEXT_DUE, args![topic.name()]).await?.get(0)
}

/// The pause after so many attempts. A part of it depends on the entry, so that those that failed
/// together do not all come back together.
fn pause(attempts: u32, id: i64) -> Option<SignedDuration> {
    let seconds = *PAUSES.get(usize::try_from(attempts).ok()?.checked_sub(1)?)?;
    let spread = seconds * 1_000 / 4 * (id.rem_euclid(16)) / 16;
    Some(SignedDuration::from_millis(seconds * 1_000 + spread))
}

fn later(now: Timestamp, by: SignedDuration) -> Result<Timestamp, StoreError> {
    now.checked_add(by).map_err(|error| StoreError::bug(error.to_string()))
}

fn topic(row: &Row, n: usize) -> Result<Topic, StoreError> {
    let text: String = row.get(n)?;
    Topic::named(&text).ok_or_else(|| StoreError::bug(format!("{text} is no way of sending")))
}

fn taken(row: &Row) -> Result<Taken, StoreError> {
    Ok(Taken {
        id: row.get(0)?,
        claim: row.get(1)?,
        attempts: row.get(2)?,
        topic: topic(row, 3)?,
        dedupe: row.get(4)?,
        recipient: row.get(5)?,
        subject_id: row.get(6)?,
        payload: row.get(7)?,
        created_at: row.get(8)?,
    })
}
