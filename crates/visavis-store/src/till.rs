//! The test till's own books: it is a payment provider that happens to live in this database.

use jiff::Timestamp;
use uuid::Uuid;

use crate::sql::sql;
use crate::{Row, StoreError, Tx, args};

sql! { INSERT = "INSERT INTO till_payment (id, op_id, closes_at, data) VALUES ($1, $2, $3, $4)
ON CONFLICT DO NOTHING" }

sql! { BY_ID = "SELECT data, version FROM till_payment WHERE id = $1" }

sql! { UPDATE = "UPDATE till_payment SET data = $1, closes_at = $2, version = version + 1 WHERE id = $3 AND version = $4" }

sql! { CLOSING = "SELECT id FROM till_payment WHERE closes_at IS NOT NULL AND closes_at <= $1 ORDER BY closes_at LIMIT $2" }

sql! { ADD_EVENT = "INSERT INTO till_event (id, at, deliver_at, times, data) VALUES ($1, $2, $3, $4, $5)
ON CONFLICT DO NOTHING" }

sql! { KEEP_EVENT = "UPDATE till_event SET deliver_at = $1, times = $2, data = $3 WHERE id = $4" }

sql! { DUE = "SELECT data FROM till_event WHERE times > 0 AND deliver_at <= $1 ORDER BY deliver_at, id LIMIT $2" }

sql! { NEXT_DUE = "SELECT min(deliver_at) FROM till_event WHERE times > 0" }

sql! { EVENTS = "SELECT data FROM till_event WHERE at > $1 OR (at = $1 AND id > $2) ORDER BY at, id LIMIT $3" }

/// A payment of the till, as one JSON text with the columns that are asked for.
#[derive(Debug, Clone)]
pub struct Payment<'a> {
    /// The till's id.
    pub id: &'a str,
    /// Our operation.
    pub op: Uuid,
    /// When it changes by itself.
    pub closes_at: Option<Timestamp>,
    /// The till's record.
    pub data: &'a serde_json::Value,
}

/// An event of the till.
#[derive(Debug, Clone)]
pub struct Event<'a> {
    /// The till's id.
    pub id: &'a str,
    /// When it happened.
    pub at: Timestamp,
    /// When it is delivered next.
    pub deliver_at: Timestamp,
    /// How often it is still to be delivered.
    pub times: u8,
    /// The till's record.
    pub data: &'a serde_json::Value,
}

/// Keeps a new payment; says whether its id and its operation were free.
pub async fn insert(tx: &mut Tx, new: &Payment<'_>) -> Result<bool, StoreError> {
    Ok(tx.exec(INSERT, args![new.id, new.op, new.closes_at, new.data]).await? == 1)
}

/// A payment and its version.
pub async fn by_id(tx: &mut Tx, id: &str) -> Result<Option<(serde_json::Value, i64)>, StoreError> {
    let row = tx.opt(BY_ID, args![id]).await?;
    row.map(|row| Ok((row.json(0)?, row.get(1)?))).transpose()
}

/// Writes a payment back; [`StoreError::Conflict`] if somebody was faster.
pub async fn update(tx: &mut Tx, changed: &Payment<'_>, version: i64) -> Result<(), StoreError> {
    tx.exec_one(UPDATE, args![changed.data, changed.closes_at, changed.id, version]).await
}

/// Payments that change by themselves now.
pub async fn closing(tx: &mut Tx, now: Timestamp, limit: u16) -> Result<Vec<String>, StoreError> {
    tx.rows(CLOSING, args![now, limit]).await?.iter().map(|row| row.get(0)).collect()
}

/// Keeps a new event; says whether its id was free.
pub async fn add_event(tx: &mut Tx, new: &Event<'_>) -> Result<bool, StoreError> {
    let values = args![new.id, new.at, new.deliver_at, new.times, new.data];
    Ok(tx.exec(ADD_EVENT, values).await? == 1)
}

/// Notes when and how often an event is still to be delivered.
pub async fn keep_event(tx: &mut Tx, event: &Event<'_>) -> Result<(), StoreError> {
    let values = args![event.deliver_at, event.times, event.data, event.id];
    tx.exec_one(KEEP_EVENT, values).await
}

/// Events to be delivered now, the longest due first.
pub async fn due(
    tx: &mut Tx,
    now: Timestamp,
    limit: u16,
) -> Result<Vec<serde_json::Value>, StoreError> {
    tx.rows(DUE, args![now, limit]).await?.iter().map(|row: &Row| row.json(0)).collect()
}

/// When the next event is to be delivered.
pub async fn next_due(tx: &mut Tx) -> Result<Option<Timestamp>, StoreError> {
    tx.one(NEXT_DUE, args![]).await?.get(0)
}

/// Events behind a point in time, oldest first.
pub async fn events(
    tx: &mut Tx,
    at: Timestamp,
    id: &str,
    limit: u16,
) -> Result<Vec<serde_json::Value>, StoreError> {
    let rows = tx.rows(EVENTS, args![at, id, limit]).await?;
    rows.iter().map(|row| row.json(0)).collect()
}
