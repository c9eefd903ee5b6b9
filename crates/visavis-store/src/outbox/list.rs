//! The outbox page: what was sent, what waits, what failed.

use jiff::Timestamp;
use serde_json::Value;

use super::{Topic, topic};
use crate::sql::sql;
use crate::{Row, StoreError, Tx, args};

/// Where an entry stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Status {
    /// To be sent, now or later.
    Waiting,
    /// Sent.
    Sent,
    /// Given up; a person has to look.
    Dead,
}

impl Status {
    /// As it is written in addresses and queries.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Waiting => "waiting",
            Self::Sent => "sent",
            Self::Dead => "dead",
        }
    }

    /// The status of that name.
    pub fn named(text: &str) -> Option<Self> {
        [Self::Waiting, Self::Sent, Self::Dead].into_iter().find(|status| status.name() == text)
    }
}

/// An entry as a page shows it.
#[derive(Debug, Clone, PartialEq)]
pub struct Entry {
    /// Its number; the newest have the highest.
    pub id: i64,
    /// By which way.
    pub topic: Topic,
    /// Its key.
    pub dedupe: String,
    /// To whom.
    pub recipient: String,
    /// About what.
    pub subject_id: String,
    /// What the sender got.
    pub payload: Value,
    /// Where it stands.
    pub status: Status,
    /// When it was written.
    pub created_at: Timestamp,
    /// When it is, or was, to be sent.
    pub due_at: Timestamp,
    /// How often it was tried.
    pub attempts: u32,
    /// When it was sent.
    pub sent_at: Option<Timestamp>,
    /// When it was given up.
    pub dead_at: Option<Timestamp>,
    /// Why it was not sent the last time.
    pub last_error: Option<String>,
}

/// Which entries; each part that is absent lets all through.
#[derive(Debug, Clone, Copy, Default)]
pub struct Filter<'a> {
    /// Only this way.
    pub topic: Option<Topic>,
    /// Only this status.
    pub status: Option<Status>,
    /// Only about this object.
    pub subject_id: Option<&'a str>,
    /// Only to this recipient.
    pub recipient: Option<&'a str>,
    /// Only older ones than this: the last of the page before.
    pub before: Option<i64>,
}

/// How many entries stand so.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct StatusCount {
    /// Which way.
    pub topic: Topic,
    /// Which status.
    pub status: Status,
    /// How many.
    pub count: i64,
}

macro_rules! columns {
    () => {
        "id, topic, dedupe, recipient, subject_id, payload, created_at, due_at, attempts, sent_at,
         dead_at, last_error"
    };
}

macro_rules! status {
    () => {
        "CASE WHEN sent_at IS NOT NULL THEN 'sent' WHEN dead_at IS NOT NULL THEN 'dead'
         ELSE 'waiting' END"
    };
}

sql! { LIST = concat!("SELECT ", columns!(), " FROM outbox
    WHERE (CAST($1 AS TEXT) IS NULL OR topic = $1)
        AND (CAST($2 AS TEXT) IS NULL OR ", status!(), " = $2)
        AND (CAST($3 AS TEXT) IS NULL OR subject_id = $3)
        AND (CAST($4 AS TEXT) IS NULL OR recipient = $4)
        AND (CAST($5 AS BIGINT) IS NULL OR id < $5)
    ORDER BY id DESC
    LIMIT $6") }

sql! { BY_ID = concat!("SELECT ", columns!(), " FROM outbox WHERE id = $1") }

sql! { COUNTS = concat!("SELECT topic, ", status!(), ", COUNT(*) FROM outbox
GROUP BY 1, 2 ORDER BY 1, 2") }

/// The newest first, at most `limit`.
pub async fn list(tx: &mut Tx, filter: &Filter<'_>, limit: u32) -> Result<Vec<Entry>, StoreError> {
    let topic = filter.topic.map(Topic::name);
    let status = filter.status.map(Status::name);
    let args = args![topic, status, filter.subject_id, filter.recipient, filter.before, limit];
    tx.slow_rows(LIST, args).await?.iter().map(entry).collect()
}

/// One entry.
pub async fn by_id(tx: &mut Tx, id: i64) -> Result<Option<Entry>, StoreError> {
    tx.opt(BY_ID, args![id]).await?.as_ref().map(entry).transpose()
}

/// How many wait, were sent, are dead, by way.
pub async fn counts(tx: &mut Tx) -> Result<Vec<StatusCount>, StoreError> {
    let rows = tx.slow_rows(COUNTS, args![]).await?;
    rows.iter()
        .map(|row| {
            let text: String = row.get(1)?;
            let status = Status::named(&text)
                .ok_or_else(|| StoreError::bug(format!("{text} is no status")))?;
            Ok(StatusCount { topic: topic(row, 0)?, status, count: row.get(2)? })
        })
        .collect()
}

fn entry(row: &Row) -> Result<Entry, StoreError> {
    let sent_at: Option<Timestamp> = row.get(9)?;
    let dead_at: Option<Timestamp> = row.get(10)?;
    let status = match (sent_at, dead_at) {
        (Some(_), _) => Status::Sent,
        (None, Some(_)) => Status::Dead,
        (None, None) => Status::Waiting,
    };
    Ok(Entry {
        id: row.get(0)?,
        topic: topic(row, 1)?,
        dedupe: row.get(2)?,
        recipient: row.get(3)?,
        subject_id: row.get(4)?,
        payload: row.get(5)?,
        status,
        created_at: row.get(6)?,
        due_at: row.get(7)?,
        attempts: row.get(8)?,
        sent_at,
        dead_at,
        last_error: row.get(11)?,
    })
}
