//! The site's settings: each change is a new version, and the old ones stay to be seen.

use jiff::Timestamp;
use serde_json::Value;
use visavis_domain::ids::AccountId;

use crate::sql::sql;
use crate::{Row, StoreError, Tx, args};

/// One version of one setting.
#[derive(Debug, Clone, PartialEq)]
pub struct Setting {
    /// Its name.
    pub key: String,
    /// Counted from 1.
    pub version: i64,
    /// What it is set to.
    pub value: Value,
    /// By whom; nobody if the program itself did it.
    pub changed_by: Option<AccountId>,
    /// When.
    pub changed_at: Timestamp,
}

sql! { CURRENT = "SELECT key, version, value, changed_by, changed_at FROM setting
    WHERE key = $1
    ORDER BY version DESC
    LIMIT 1" }

sql! { ALL = "SELECT s.key, s.version, s.value, s.changed_by, s.changed_at FROM setting s
    WHERE s.version = (SELECT MAX(o.version) FROM setting o WHERE o.key = s.key)
    ORDER BY s.key" }

sql! { HISTORY = "SELECT key, version, value, changed_by, changed_at FROM setting
    WHERE key = $1
    ORDER BY version DESC
    LIMIT $2" }

// Nothing is inserted when the version that was read is no longer the last one.
sql! { CHANGE = "INSERT INTO setting (key, version, value, changed_by, changed_at)
    SELECT $1, $2, $3, $4, $5
    WHERE (SELECT COALESCE(MAX(o.version), 0) FROM setting o WHERE o.key = $1) = $6
    ON CONFLICT (key, version) DO NOTHING" }

sql! { FORGET = "DELETE FROM setting WHERE key = $1 AND version < $2" }

/// A setting as it is now.
pub async fn current(tx: &mut Tx, key: &str) -> Result<Option<Setting>, StoreError> {
    tx.opt(CURRENT, args![key]).await?.as_ref().map(setting).transpose()
}

/// All settings as they are now.
pub async fn all(tx: &mut Tx) -> Result<Vec<Setting>, StoreError> {
    tx.rows(ALL, args![]).await?.iter().map(setting).collect()
}

/// The last changes of a setting, the newest first.
pub async fn history(tx: &mut Tx, key: &str, limit: u32) -> Result<Vec<Setting>, StoreError> {
    tx.rows(HISTORY, args![key, limit]).await?.iter().map(setting).collect()
}

/// Sets it anew and answers with the new version. `seen` is the version that was read, 0 where
/// there was none; [`StoreError::Conflict`] if somebody changed it since.
pub async fn change(
    tx: &mut Tx,
    key: &str,
    seen: i64,
    value: &Value,
    by: Option<AccountId>,
    now: Timestamp,
) -> Result<i64, StoreError> {
    let version = seen + 1;
    tx.exec_one(CHANGE, args![key, version, value, by, now, seen]).await?;
    Ok(version)
}

/// Drops the versions before this one, of what the program keeps here for itself.
pub async fn forget_before(tx: &mut Tx, key: &str, version: i64) -> Result<u64, StoreError> {
    tx.exec(FORGET, args![key, version]).await
}

fn setting(row: &Row) -> Result<Setting, StoreError> {
    Ok(Setting {
        key: row.get(0)?,
        version: row.get(1)?,
        value: row.get(2)?,
        changed_by: row.get(3)?,
        changed_at: row.get(4)?,
    })
}
