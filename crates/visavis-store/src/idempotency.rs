//! The first answer to a request that moves money or takes a slot, for those who ask again.
//!
//! The answer is kept in the transaction of what it tells. Of two that race with one key, the second
//! meets [`StoreError::Conflict`], is rolled back whole, and finds the answer when it asks again.

use jiff::Timestamp;
use uuid::Uuid;

use crate::sql::sql;
use crate::{StoreError, Tx, args};

/// Whether a key has been used.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Earlier {
    /// Never: do it, then [`keep`] the answer.
    None,
    /// For the very same request: give this answer again.
    Same(String),
    /// For another request: refuse.
    Other,
}

/// A key and what was asked under it.
#[derive(Debug, Clone, Copy)]
pub struct Request<'a> {
    /// Whose key it is; keys of different people never meet.
    pub actor: Uuid,
    /// The key.
    pub key: &'a str,
    /// A hash of everything that was asked.
    pub hash: &'a [u8; 32],
}

sql! { FIND = "SELECT request_hash, response FROM idempotency WHERE actor = $1 AND key = $2" }

sql! { KEEP = "INSERT INTO idempotency (actor, key, request_hash, response, created_at)
    VALUES ($1, $2, $3, $4, $5)
    ON CONFLICT (actor, key) DO NOTHING" }

sql! { FORGET = "DELETE FROM idempotency WHERE created_at < $1" }

/// Whether this request was answered before.
pub async fn earlier(tx: &mut Tx, request: Request<'_>) -> Result<Earlier, StoreError> {
    let Some(row) = tx.opt(FIND, args![request.actor, request.key]).await? else {
        return Ok(Earlier::None);
    };
    let same = row.get::<Vec<u8>>(0)? == request.hash;
    if same { row.get(1).map(Earlier::Same) } else { Ok(Earlier::Other) }
}

/// Keeps the answer.
pub async fn keep(
    tx: &mut Tx,
    request: Request<'_>,
    response: &str,
    now: Timestamp,
) -> Result<(), StoreError> {
    let Request { actor, key, hash } = request;
    tx.exec_one(KEEP, args![actor, key, hash, response, now]).await
}

/// Forgets what is older; says how many.
pub async fn forget_before(tx: &mut Tx, moment: Timestamp) -> Result<u64, StoreError> {
    tx.exec(FORGET, args![moment]).await
}
