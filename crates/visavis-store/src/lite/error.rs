//! What SQLite says, sorted by what the caller can do.

use std::sync::Arc;

use rusqlite::{Error, ErrorCode, ffi};

use crate::constraint::UniqueNames;
use crate::{Constraint, StoreError};

/// Sorts an error met where no constraint is expected.
pub(crate) fn unnamed(error: &Error) -> StoreError {
    sort(error, &UniqueNames::default())
}

/// Sorts an error; `names` turns the columns of a unique index into its name.
#[expect(clippy::wildcard_enum_match_arm, reason = "the engine's codes; the rest are our defects")]
pub(super) fn sort(error: &Error, names: &UniqueNames) -> StoreError {
    let words = || StoreError::bug(error.to_string());
    let cause = || Arc::new(Words(error.to_string()));
    let Error::SqliteFailure(failure, message) = error else { return words() };
    let message = message.as_deref().unwrap_or("");
    match failure.code {
        ErrorCode::ConstraintViolation => constraint(failure.extended_code, message, names)
            .map_or_else(words, StoreError::Constraint),
        ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked => StoreError::Busy,
        ErrorCode::DiskFull => StoreError::Full,
        ErrorCode::DatabaseCorrupt | ErrorCode::NotADatabase => StoreError::Corrupt(cause()),
        ErrorCode::SystemIoFailure
        | ErrorCode::CannotOpen
        | ErrorCode::OutOfMemory
        | ErrorCode::PermissionDenied
        | ErrorCode::FileLockingProtocolFailed => StoreError::Unavailable(cause()),
        _ => words(),
    }
}

/// The message is `UNIQUE constraint failed: t.a, t.b`, `CHECK constraint failed: name`, or the
/// text of a trigger's RAISE. A missing value, a wrong type or an id used twice is our own defect.
fn constraint(code: i32, message: &str, names: &UniqueNames) -> Option<Constraint> {
    let detail = message.split_once("constraint failed: ").map_or("", |(_, detail)| detail);
    match code {
        ffi::SQLITE_CONSTRAINT_UNIQUE => names.find(detail),
        ffi::SQLITE_CONSTRAINT_CHECK => Constraint::named(detail),
        ffi::SQLITE_CONSTRAINT_TRIGGER => Constraint::named(message),
        ffi::SQLITE_CONSTRAINT_FOREIGNKEY => Some(Constraint::ForeignKey),
        _ => None,
    }
}

#[derive(Debug, thiserror::Error)]
#[error("{0}")]
struct Words(String);
