//! What pages of money and meetings ask: a person's sessions on both sides, a host's settled
//! sessions, and what the operator did by hand.

use jiff::Timestamp;
use serde_json::Value;
use visavis_domain::ids::{AccountId, HostId, SessionId};
use visavis_domain::money::{Currency, Money};
use visavis_domain::session::Session;
use visavis_domain::split::Split;

use crate::session::Page;
use crate::sql::sql;
use crate::{Row, StoreError, Tx, args};

// A host sees nothing of a purchase that was never paid: nobody takes part in it.
sql! { OPEN_OF = "SELECT s.state FROM session s
WHERE (s.client_id = $1 OR (s.host_id = $1 AND EXISTS (SELECT 1 FROM participant p WHERE p.session_id = s.id)))
AND s.phase IN ('awaiting_payment', 'to_schedule', 'scheduled', 'ringing', 'open', 'live', 'paused', 'ended', 'finalizing', 'disputed')
ORDER BY CASE WHEN s.phase IN ('open', 'live', 'paused') THEN 0 WHEN s.starts_at IS NULL THEN 2 ELSE 1 END, s.starts_at, s.created_at DESC, s.id
LIMIT $2 OFFSET $3" }

sql! { PAST_OF = "SELECT s.state FROM session s
WHERE (s.client_id = $1 OR s.host_id = $1) AND EXISTS (SELECT 1 FROM participant p WHERE p.session_id = s.id)
AND s.phase IN ('delivered', 'settled', 'declined', 'cancelled', 'no_show')
ORDER BY s.updated_at DESC, s.id
LIMIT $2 OFFSET $3" }

sql! { EARLIER_OF_CLIENT = "SELECT count(*) FROM session WHERE client_id = $1 AND created_at < $2" }

sql! { SETTLED_OF_HOST = "SELECT t.session_id, s.state, t.currency, t.total_minor, t.tax_minor, t.commission_minor, t.host_minor, t.at
FROM settlement t JOIN session s ON s.id = t.session_id
WHERE s.host_id = $1 AND t.at >= $2
ORDER BY t.at DESC
LIMIT $3 OFFSET $4" }

sql! { PRICED = "SELECT (SELECT count(*) FROM payment_op) + (SELECT count(*) FROM service_revision)" }

sql! { NOTE = "INSERT INTO audit (at, actor_id, action, subject_id, detail) VALUES ($1, $2, $3, $4, $5)" }

sql! { NOTES_ON = "SELECT at, actor_id, action, subject_id, detail FROM audit WHERE subject_id = $1 ORDER BY at DESC LIMIT $2" }

fn state(row: &Row) -> Result<Session, StoreError> {
    row.json(0)
}

/// The sessions of a person that are not over, on either side: what runs first, then by date, then
/// those without a date.
pub async fn open_of(
    tx: &mut Tx,
    account: AccountId,
    page: Page,
) -> Result<Vec<Session>, StoreError> {
    tx.rows(OPEN_OF, args![account, page.limit, page.offset]).await?.iter().map(state).collect()
}

/// The sessions of a person that are over, on either side, the latest first.
pub async fn past_of(
    tx: &mut Tx,
    account: AccountId,
    page: Page,
) -> Result<Vec<Session>, StoreError> {
    tx.rows(PAST_OF, args![account, page.limit, page.offset]).await?.iter().map(state).collect()
}

/// How many sessions this client bought before a moment.
pub async fn earlier_of_client(
    tx: &mut Tx,
    client: AccountId,
    before: Timestamp,
) -> Result<i64, StoreError> {
    tx.one(EARLIER_OF_CLIENT, args![client, before]).await?.get(0)
}

/// One settled session of a host.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Settled {
    /// Its id.
    pub id: SessionId,
    /// The session.
    pub session: Session,
    /// How the sum was shared.
    pub split: Split,
    /// When.
    pub at: Timestamp,
}

/// The settled sessions of a host since a moment, the latest first.
pub async fn settled_of_host(
    tx: &mut Tx,
    host: HostId,
    since: Timestamp,
    page: Page,
) -> Result<Vec<Settled>, StoreError> {
    let rows = tx.rows(SETTLED_OF_HOST, args![host, since, page.limit, page.offset]).await?;
    rows.iter().map(settled).collect()
}

fn settled(row: &Row) -> Result<Settled, StoreError> {
    let currency: Currency = row.get(2)?;
    let money = |n: usize| row.get(n).map(|minor| Money::new(minor, currency));
    let (total, tax, commission, host) = (money(3)?, money(4)?, money(5)?, money(6)?);
    let base = total.checked_sub(tax).map_err(|error| StoreError::bug(error.to_string()))?;
    let split = Split { total, base, tax, commission, host };
    Ok(Settled { id: row.get(0)?, session: row.json(1)?, split, at: row.get(7)? })
}

/// Whether anything has been priced or sold in the site's currency.
pub async fn is_priced(tx: &mut Tx) -> Result<bool, StoreError> {
    let count: i64 = tx.one(PRICED, args![]).await?.get(0)?;
    Ok(count > 0)
}

/// Something that somebody did by hand.
#[derive(Debug, Clone, PartialEq)]
pub struct Note {
    /// When.
    pub at: Timestamp,
    /// Who.
    pub actor: Option<AccountId>,
    /// What, in a word.
    pub action: String,
    /// To what.
    pub subject: String,
    /// More about it.
    pub detail: Value,
}

/// Writes it down for good.
pub async fn note(tx: &mut Tx, note: &Note) -> Result<(), StoreError> {
    tx.exec(NOTE, args![note.at, note.actor, &note.action, &note.subject, &note.detail]).await?;
    Ok(())
}

/// What was done to one thing, the latest first.
pub async fn notes_on(tx: &mut Tx, subject: &str, limit: u16) -> Result<Vec<Note>, StoreError> {
    let rows = tx.rows(NOTES_ON, args![subject, limit]).await?;
    rows.iter()
        .map(|row| {
            Ok(Note {
                at: row.get(0)?,
                actor: row.get(1)?,
                action: row.get(2)?,
                subject: row.get(3)?,
                detail: row.json(4)?,
            })
        })
        .collect()
}
