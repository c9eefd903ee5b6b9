//! Sessions: the domain's record, the facts behind it, and the columns by which it is found.

use jiff::Timestamp;
use visavis_domain::ids::{AccountId, HostId, SessionId};
use visavis_domain::session::{Session, Stamped};

use crate::sql::sql;
use crate::{Row, StoreError, Tx, args};

sql! { INSERT = "INSERT INTO session (id, host_id, client_id, service_id, phase, starts_at, ends_at, next_deadline, state, created_at, updated_at)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $10)" }

// The row is locked until the transaction ends; on SQLite there is one writer anyway.
sql! { FOR_UPDATE =
lite: "SELECT state, version FROM session WHERE id = $1",
pg: "SELECT state, version FROM session WHERE id = $1 FOR UPDATE" }

sql! { BY_ID = "SELECT state, version FROM session WHERE id = $1" }

sql! { UPDATE = "UPDATE session
SET phase = $1, starts_at = $2, ends_at = $3, next_deadline = $4, state = $5, updated_at = $6, version = version + 1
WHERE id = $7 AND version = $8" }

sql! { LAST_EVENT = "SELECT coalesce(max(n), 0) FROM session_event WHERE session_id = $1" }

sql! { INSERT_EVENT = "INSERT INTO session_event (session_id, n, at, event) VALUES ($1, $2, $3, $4)" }

sql! { EVENTS = "SELECT at, event FROM session_event WHERE session_id = $1 ORDER BY n" }

sql! { DUE = "SELECT id FROM session
WHERE next_deadline IS NOT NULL AND next_deadline <= $1
ORDER BY next_deadline, id
LIMIT $2 OFFSET $3" }

sql! { NEXT_DUE = "SELECT min(next_deadline) FROM session WHERE next_deadline IS NOT NULL" }

sql! { IN_ROOMS = "SELECT id FROM session WHERE phase IN ('open', 'live')" }

sql! { OF_HOST = "SELECT state, version FROM session
WHERE host_id = $1 AND phase NOT IN ('awaiting_payment', 'lapsed')
ORDER BY created_at DESC
LIMIT $2 OFFSET $3" }

sql! { OF_CLIENT = "SELECT state, version FROM session
WHERE client_id = $1 AND phase <> 'lapsed'
ORDER BY created_at DESC
LIMIT $2 OFFSET $3" }

sql! { ALL = "SELECT state, version FROM session
WHERE ($1 = '' OR phase = $1)
ORDER BY created_at DESC
LIMIT $2 OFFSET $3" }

sql! { COUNT_BY_PHASE = "SELECT phase, count(*) FROM session GROUP BY phase" }

sql! { BUSY_OF_HOST = "SELECT starts_at, ends_at FROM session
WHERE host_id = $1 AND starts_at IS NOT NULL AND ends_at > $2 AND starts_at < $3
AND phase IN ('awaiting_payment', 'scheduled', 'ringing', 'open', 'live', 'paused')
ORDER BY starts_at" }

/// A session with the version under which it may be written back.
#[derive(Debug, Clone)]
pub struct Versioned {
    /// The session.
    pub session: Session,
    /// Its version when it was read.
    pub version: i64,
}

fn versioned(row: &Row) -> Result<Versioned, StoreError> {
    Ok(Versioned { session: row.json(0)?, version: row.get(1)? })
}

fn state(session: &Session) -> Result<serde_json::Value, StoreError> {
    serde_json::to_value(session)
        .map_err(|error| StoreError::bug(format!("a session is not JSON: {error}")))
}

/// Which page of a list.
#[derive(Debug, Clone, Copy)]
pub struct Page {
    /// The most rows.
    pub limit: i64,
    /// How many rows to pass over.
    pub offset: i64,
}

/// Keeps a new session.
pub async fn insert(tx: &mut Tx, session: &Session) -> Result<(), StoreError> {
    let slot = session.slot();
    tx.exec(
        INSERT,
        args![
            session.id,
            session.host,
            session.client,
            session.terms.service.map(|(service, _)| service),
            session.phase.name().as_str(),
            slot.map(|slot| slot.starts_at),
            slot.map(|slot| slot.ends_at),
            session.next_deadline(),
            state(session)?,
            session.created_at,
        ],
    )
    .await?;
    Ok(())
}

/// The session, to be changed: nobody else can until this transaction ends.
pub async fn for_update(tx: &mut Tx, id: SessionId) -> Result<Option<Versioned>, StoreError> {
    tx.opt(FOR_UPDATE, args![id]).await?.as_ref().map(versioned).transpose()
}

/// The session, to be read.
pub async fn by_id(tx: &mut Tx, id: SessionId) -> Result<Option<Versioned>, StoreError> {
    tx.opt(BY_ID, args![id]).await?.as_ref().map(versioned).transpose()
}

/// Writes a session back; [`StoreError::Conflict`] if somebody was faster.
pub async fn update(
    tx: &mut Tx,
    session: &Session,
    version: i64,
    now: Timestamp,
) -> Result<(), StoreError> {
    let slot = session.slot();
    tx.exec_one(
        UPDATE,
        args![
            session.phase.name().as_str(),
            slot.map(|slot| slot.starts_at),
            slot.map(|slot| slot.ends_at),
            session.next_deadline(),
            state(session)?,
            now,
            session.id,
            version,
        ],
    )
    .await
}

/// Adds facts, in order.
pub async fn add_events(tx: &mut Tx, id: SessionId, events: &[Stamped]) -> Result<(), StoreError> {
    let last: i64 = tx.one(LAST_EVENT, args![id]).await?.get(0)?;
    for (event, n) in events.iter().zip(last + 1..) {
        let json = serde_json::to_value(event)
            .map_err(|error| StoreError::bug(format!("a fact is not JSON: {error}")))?;
        tx.exec(INSERT_EVENT, args![id, n, event.at, json]).await?;
    }
    Ok(())
}

/// Every fact about a session, in order: its timeline.
pub async fn events(tx: &mut Tx, id: SessionId) -> Result<Vec<Stamped>, StoreError> {
    tx.rows(EVENTS, args![id]).await?.iter().map(|row| row.json(1)).collect()
}

/// Sessions whose deadline has come, the oldest first, after passing over some.
pub async fn due(
    tx: &mut Tx,
    now: Timestamp,
    limit: u16,
    pass_over: u32,
) -> Result<Vec<SessionId>, StoreError> {
    tx.rows(DUE, args![now, limit, pass_over]).await?.iter().map(|row| row.get(0)).collect()
}

/// The next deadline of all.
pub async fn next_due(tx: &mut Tx) -> Result<Option<Timestamp>, StoreError> {
    tx.one(NEXT_DUE, args![]).await?.get(0)
}

/// Sessions in whose rooms somebody was, as far as the database knows.
pub async fn in_rooms(tx: &mut Tx) -> Result<Vec<SessionId>, StoreError> {
    tx.rows(IN_ROOMS, args![]).await?.iter().map(|row| row.get(0)).collect()
}

/// The sold sessions of a host, the newest first.
pub async fn of_host(tx: &mut Tx, host: HostId, page: Page) -> Result<Vec<Session>, StoreError> {
    let rows = tx.rows(OF_HOST, args![host, page.limit, page.offset]).await?;
    rows.iter().map(|row| Ok(versioned(row)?.session)).collect()
}

/// The sessions of a client, the newest first; an unpaid one is among them as long as it can be paid.
pub async fn of_client(
    tx: &mut Tx,
    client: AccountId,
    page: Page,
) -> Result<Vec<Session>, StoreError> {
    let rows = tx.rows(OF_CLIENT, args![client, page.limit, page.offset]).await?;
    rows.iter().map(|row| Ok(versioned(row)?.session)).collect()
}

/// All sessions in a phase, or in any with an empty text, the newest first.
pub async fn all(tx: &mut Tx, phase: &str, page: Page) -> Result<Vec<Session>, StoreError> {
    let rows = tx.rows(ALL, args![phase, page.limit, page.offset]).await?;
    rows.iter().map(|row| Ok(versioned(row)?.session)).collect()
}

/// How many sessions are in each phase.
pub async fn count_by_phase(tx: &mut Tx) -> Result<Vec<(String, i64)>, StoreError> {
    let rows = tx.rows(COUNT_BY_PHASE, args![]).await?;
    rows.iter().map(|row| Ok((row.get(0)?, row.get(1)?))).collect()
}

/// The intervals in which a host is taken, between two instants.
pub async fn busy_of_host(
    tx: &mut Tx,
    host: HostId,
    from: Timestamp,
    until: Timestamp,
) -> Result<Vec<(Timestamp, Timestamp)>, StoreError> {
    let rows = tx.rows(BUSY_OF_HOST, args![host, from, until]).await?;
    rows.iter().map(|row| Ok((row.get(0)?, row.get(1)?))).collect()
}
