//! What providers told us, kept as it came, once each (PAY-12).
//!
//! The webhook is answered as soon as the event is kept. Its effects come in another transaction,
//! together with the mark that they have been done: `lock`, apply, `done`, commit.

use jiff::Timestamp;
use serde_json::Value;

use crate::sql::sql;
use crate::{Row, StoreError, Tx, args};

/// The name of an event: who told it, under which number.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct EventKey {
    /// The provider.
    pub source: String,
    /// The provider's own number.
    pub event_id: String,
}

/// An event whose effects are to be done.
#[derive(Debug, Clone, PartialEq)]
pub struct Event {
    /// Its name.
    pub key: EventKey,
    /// What was said.
    pub payload: Value,
    /// When we heard it first.
    pub received_at: Timestamp,
    /// Why it could not be done so far.
    pub last_error: Option<String>,
}

sql! { KEEP = "INSERT INTO inbox (source, event_id, payload, received_at)
    VALUES ($1, $2, $3, $4)
    ON CONFLICT (source, event_id) DO NOTHING" }

// Those that failed come after the fresh ones, so that a bad one holds nobody up.
sql! { WAITING = "SELECT source, event_id FROM inbox
    WHERE done_at IS NULL
    ORDER BY CASE WHEN last_error IS NULL THEN 0 ELSE 1 END, received_at
    LIMIT $1" }

sql! { LOCK =
lite: "SELECT source, event_id, payload, received_at, last_error FROM inbox
    WHERE source = $1 AND event_id = $2 AND done_at IS NULL",
pg: "SELECT source, event_id, payload, received_at, last_error FROM inbox
        WHERE source = $1 AND event_id = $2 AND done_at IS NULL
        FOR UPDATE SKIP LOCKED" }

sql! { DONE = "UPDATE inbox SET done_at = $1, last_error = NULL
WHERE source = $2 AND event_id = $3 AND done_at IS NULL" }

sql! { FAILED = "UPDATE inbox SET last_error = $1
WHERE source = $2 AND event_id = $3 AND done_at IS NULL" }

/// Keeps an event; `false` if it was heard before.
pub async fn keep(
    tx: &mut Tx,
    key: &EventKey,
    payload: &Value,
    now: Timestamp,
) -> Result<bool, StoreError> {
    Ok(tx.exec(KEEP, args![&key.source, &key.event_id, payload, now]).await? == 1)
}

/// Events whose effects have not been done, the oldest first.
pub async fn waiting(tx: &mut Tx, limit: u32) -> Result<Vec<EventKey>, StoreError> {
    let rows = tx.rows(WAITING, args![limit]).await?;
    rows.iter().map(|row| Ok(EventKey { source: row.get(0)?, event_id: row.get(1)? })).collect()
}

/// The event, ours until the transaction ends; nothing if it is done, or somebody else is at it.
pub async fn lock(tx: &mut Tx, key: &EventKey) -> Result<Option<Event>, StoreError> {
    tx.opt(LOCK, args![&key.source, &key.event_id]).await?.as_ref().map(event).transpose()
}

/// Its effects are in this transaction. [`StoreError::Conflict`] if they were in another one.
pub async fn done(tx: &mut Tx, key: &EventKey, now: Timestamp) -> Result<(), StoreError> {
    tx.exec_one(DONE, args![now, &key.source, &key.event_id]).await
}

/// Its effects could not be done; in a transaction of its own, since that one is lost.
pub async fn failed(tx: &mut Tx, key: &EventKey, error: &str) -> Result<(), StoreError> {
    tx.exec(FAILED, args![error, &key.source, &key.event_id]).await?;
    Ok(())
}

fn event(row: &Row) -> Result<Event, StoreError> {
    Ok(Event {
        key: EventKey { source: row.get(0)?, event_id: row.get(1)? },
        payload: row.get(2)?,
        received_at: row.get(3)?,
        last_error: row.get(4)?,
    })
}
