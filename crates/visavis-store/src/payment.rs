//! What is asked of payment providers: written down before anything is asked.

use jiff::Timestamp;
use visavis_domain::ids::{PaymentOpId, SessionId};
use visavis_domain::money::{Currency, Money};

use crate::sql::sql;
use crate::{Row, StoreError, Tx, args};

sql! { INSERT_OP = "INSERT INTO payment_op (id, realm, provider, session_id, purpose, seq, amount_minor, currency, state, expires_at, detail, created_at)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, 'pending', $9, $10, $11)" }

sql! { OP = "SELECT id, realm, provider, session_id, purpose, seq, amount_minor, currency, state, provider_ref, checkout_url, expires_at, first_sent_at, created_at, detail
FROM payment_op WHERE id = $1" }

sql! { OPS_OF_SESSION = "SELECT id, realm, provider, session_id, purpose, seq, amount_minor, currency, state, provider_ref, checkout_url, expires_at, first_sent_at, created_at, detail
FROM payment_op WHERE session_id = $1 ORDER BY created_at, seq" }

sql! { NEXT_SEQ = "SELECT coalesce(max(seq), 0) + 1 FROM payment_op WHERE session_id = $1 AND purpose = $2" }

sql! { SENT = "UPDATE payment_op SET state = 'sent', first_sent_at = coalesce(first_sent_at, $1) WHERE id = $2 AND state IN ('pending', 'sent', 'unknown')" }

sql! { ANSWERED = "UPDATE payment_op SET provider_ref = $1, checkout_url = $2 WHERE id = $3" }

// Forward only: what is done or failed stays so.
sql! { CLOSE = "UPDATE payment_op SET state = $1 WHERE id = $2 AND state NOT IN ('done', 'failed')" }

/// One thing asked of a provider.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PaymentOp {
    /// Its id, which is also the key under which the provider does it once.
    pub id: PaymentOpId,
    /// `test` or `live`.
    pub realm: String,
    /// Which provider.
    pub provider: String,
    /// For which session.
    pub session: SessionId,
    /// What: `purchase`, `refund`, …
    pub purpose: String,
    /// The how-manieth of its purpose.
    pub seq: i64,
    /// How much.
    pub amount: Money,
    /// `pending`, `sent`, `done`, `failed` or `unknown`.
    pub state: String,
    /// What the provider calls it.
    pub provider_ref: Option<String>,
    /// Where the client pays.
    pub checkout_url: Option<String>,
    /// Until when it can be paid.
    pub expires_at: Option<Timestamp>,
    /// When it was first sent.
    pub first_sent_at: Option<Timestamp>,
    /// When it was written down.
    pub created_at: Timestamp,
    /// What the effect needs when the fact arrives; its shape is the app's.
    pub detail: serde_json::Value,
}

fn op(row: &Row) -> Result<PaymentOp, StoreError> {
    let currency: Currency = row.get(7)?;
    Ok(PaymentOp {
        id: row.get(0)?,
        realm: row.get(1)?,
        provider: row.get(2)?,
        session: row.get(3)?,
        purpose: row.get(4)?,
        seq: row.get(5)?,
        amount: Money::new(row.get(6)?, currency),
        state: row.get(8)?,
        provider_ref: row.get(9)?,
        checkout_url: row.get(10)?,
        expires_at: row.get(11)?,
        first_sent_at: row.get(12)?,
        created_at: row.get(13)?,
        detail: row.json(14)?,
    })
}

/// Writes down what is going to be asked, before anything is asked.
pub async fn insert_op(tx: &mut Tx, op: &PaymentOp) -> Result<(), StoreError> {
    tx.exec(
        INSERT_OP,
        args![
            op.id,
            &op.realm,
            &op.provider,
            op.session,
            &op.purpose,
            op.seq,
            op.amount.minor,
            op.amount.currency,
            op.expires_at,
            &op.detail,
            op.created_at,
        ],
    )
    .await?;
    Ok(())
}

/// The number of the next operation of this purpose.
pub async fn next_seq(tx: &mut Tx, session: SessionId, purpose: &str) -> Result<i64, StoreError> {
    tx.one(NEXT_SEQ, args![session, purpose]).await?.get(0)
}

/// One operation.
pub async fn by_id(tx: &mut Tx, id: PaymentOpId) -> Result<Option<PaymentOp>, StoreError> {
    tx.opt(OP, args![id]).await?.as_ref().map(op).transpose()
}

/// All operations of a session.
pub async fn of_session(tx: &mut Tx, id: SessionId) -> Result<Vec<PaymentOp>, StoreError> {
    tx.rows(OPS_OF_SESSION, args![id]).await?.iter().map(op).collect()
}

/// Notes that it is being sent: from now on its outcome may be unknown.
pub async fn sent(tx: &mut Tx, id: PaymentOpId, now: Timestamp) -> Result<(), StoreError> {
    tx.exec(SENT, args![now, id]).await?;
    Ok(())
}

/// Notes what the provider calls it, and where the client pays.
pub async fn answered(
    tx: &mut Tx,
    id: PaymentOpId,
    provider_ref: &str,
    checkout_url: Option<&str>,
) -> Result<(), StoreError> {
    tx.exec(ANSWERED, args![provider_ref, checkout_url, id]).await?;
    Ok(())
}

/// How an operation ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Closing {
    /// As asked.
    Done,
    /// Refused for good.
    Failed,
}

/// Closes an operation; says whether it was still open.
pub async fn close(tx: &mut Tx, id: PaymentOpId, closing: Closing) -> Result<bool, StoreError> {
    let state = match closing {
        Closing::Done => "done",
        Closing::Failed => "failed",
    };
    Ok(tx.exec(CLOSE, args![state, id]).await? == 1)
}
