//! What PostgreSQL says, sorted by what the caller can do.

use std::sync::Arc;

use tokio_postgres::Error;
use tokio_postgres::error::{DbError, SqlState};

use crate::error::Cause;
use crate::{Constraint, StoreError};

/// Sorts an error of the driver or of the server.
pub(crate) fn sort(error: &Error) -> StoreError {
    match error.as_db_error() {
        Some(refusal) => sort_refusal(refusal),
        // Without an answer from the server: the line was cut, or we sent what does not fit.
        None if error.is_closed() || is_io(error) => StoreError::Unavailable(words(error)),
        None => StoreError::Bug(words(error)),
    }
}

fn is_io(error: &Error) -> bool {
    std::error::Error::source(error).is_some_and(<dyn std::error::Error>::is::<std::io::Error>)
}

fn sort_refusal(refusal: &DbError) -> StoreError {
    let cause = || -> Cause { Arc::new(Words(told(refusal))) };
    let code = refusal.code();
    if *code == SqlState::FOREIGN_KEY_VIOLATION {
        return StoreError::Constraint(Constraint::ForeignKey);
    }
    // A trigger may name its constraint, or only say the name.
    let name = refusal
        .constraint()
        .or_else(|| (*code == SqlState::RAISE_EXCEPTION).then(|| refusal.message()));
    if let Some(constraint) = name.and_then(Constraint::named) {
        return StoreError::Constraint(constraint);
    }
    match code.code() {
        // Serialisation, deadlock, lock timeout, cancelled by the statement timeout.
        "40001" | "40P01" | "55P03" | "57014" => StoreError::Busy,
        "53100" => StoreError::Full,
        "XX001" | "XX002" => StoreError::Corrupt(cause()),
        // Connections, resources, shut-down, wrong password or database, read-only standby.
        other if ["08", "53", "57", "28", "3D", "58"].contains(&&other[..2.min(other.len())]) => {
            StoreError::Unavailable(cause())
        }
        _ => StoreError::Bug(cause()),
    }
}

/// What happened and where, without the values: they may be personal and would land in a log.
fn told(refusal: &DbError) -> String {
    let mut text = format!("{} {}", refusal.code().code(), refusal.message());
    for place in [refusal.table(), refusal.column(), refusal.constraint()].into_iter().flatten() {
        text = format!("{text}, {place}");
    }
    text
}

/// The driver's error is not ours to keep, its chain of words is.
fn words(error: &Error) -> Cause {
    let mut text = error.to_string();
    let mut next = std::error::Error::source(error);
    while let Some(source) = next {
        text = format!("{text}: {source}");
        next = source.source();
    }
    Arc::new(Words(text))
}

#[derive(Debug, thiserror::Error)]
#[error("{0}")]
struct Words(String);
