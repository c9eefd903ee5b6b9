//! The people and sessions that other stories need, written by hand so that a story can also write
//! what the product never would.

use jiff::Timestamp;
use uuid::Uuid;
use visavis_domain::ids::{AccountId, HostId, SessionId};
use visavis_store::{Db, Sql, StoreError, Tx, args};

const ACCOUNT: Sql = Sql::unregistered(
    "INSERT INTO account (id, email, email_key, name, nickname, nickname_key, tz, locale, role, created_at)
     VALUES ($1, $2, $2, 'Somebody', $2, $2, 'UTC', 'en', 'person', 0)",
);
const HOST: Sql = Sql::unregistered(
    "INSERT INTO host (id, slug, name, links, state, visible, created_at)
     VALUES ($1, $2, 'Somebody', '[]', 'active', TRUE, 0)",
);
const SESSION: Sql = Sql::unregistered(
    "INSERT INTO session (id, host_id, client_id, phase, starts_at, ends_at, state, created_at, updated_at)
     VALUES ($1, $2, $3, $4, $5, $6, '{}', 0, 0)",
);

/// A moment, so many minutes after the beginning.
pub fn minute(n: i64) -> Timestamp {
    Timestamp::from_second(1_780_300_800 + 60 * n).expect("within the years of jiff")
}

/// The same number is the same person.
pub async fn account(tx: &mut Tx, n: u128) -> AccountId {
    let id = AccountId::from_uuid(Uuid::from_u128(n));
    tx.exec(ACCOUNT, args![id, format!("{n}@example.com")]).await.expect("an account");
    id
}

/// A host, who is also an account.
pub async fn host(tx: &mut Tx, n: u128) -> HostId {
    let id = HostId::of(account(tx, n).await);
    tx.exec(HOST, args![id, format!("host-{n}")]).await.expect("a host");
    id
}

/// A session to be inserted; the state is left empty.
#[derive(Debug, Clone, Copy)]
pub struct Booking {
    pub id: u128,
    pub host: HostId,
    pub client: AccountId,
    pub phase: &'static str,
    pub minutes: Option<(i64, i64)>,
}

/// Inserts a session, or tells why the database will not have it.
pub async fn book(tx: &mut Tx, booking: Booking) -> Result<SessionId, StoreError> {
    let id = SessionId::from_uuid(Uuid::from_u128(booking.id));
    let starts_at = booking.minutes.map(|(from, _)| minute(from));
    let ends_at = booking.minutes.map(|(_, to)| minute(to));
    let Booking { host, client, phase, .. } = booking;
    tx.exec_one(SESSION, args![id, host, client, phase, starts_at, ends_at]).await?;
    Ok(id)
}

/// One host (1), one client (2) and a session (3) between them, without a date.
pub async fn one_session(db: &Db) -> (HostId, AccountId, SessionId) {
    let mut tx = db.write().await.expect("a transaction");
    let (host, client) = (host(&mut tx, 1).await, account(&mut tx, 2).await);
    let booking = Booking { id: 3, host, client, phase: "to_schedule", minutes: None };
    let session = book(&mut tx, booking).await.expect("booked");
    tx.commit().await.expect("committed");
    (host, client, session)
}

/// How many rows a query counts.
pub async fn count(db: &Db, text: &'static str) -> i64 {
    let mut tx = db.read().await.expect("a snapshot");
    tx.one(Sql::unregistered(text), args![]).await.expect("a row").get(0).expect("a number")
}
