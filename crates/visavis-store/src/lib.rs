//! All SQL, and everything that keeps money and time true on disk.
//!
//! # Use
//! ```
//! # use visavis_store::{Db, DbConfig, Sql, StoreError, Tx, args};
//! // In a query module of this crate: statements are registered constants, one text for SQLite and
//! // PostgreSQL. A test prepares all of them on both. Where dialects differ:
//! // `sql! { CLAIM = lite: "…", pg: "… FOR UPDATE SKIP LOCKED" }`.
//! //     use crate::sql::sql;
//! //     sql! { RENAME = "UPDATE thing SET name = $1, version = version + 1
//! //                      WHERE id = $2 AND version = $3" }
//! # const RENAME: Sql = Sql::unregistered("UPDATE thing SET name = $1, version = version + 1 WHERE id = $2 AND version = $3");
//! # const NAME_OF: Sql = Sql::unregistered("SELECT name FROM thing WHERE id = $1");
//! async fn rename(tx: &mut Tx, id: i64, version: i64, name: &str) -> Result<(), StoreError> {
//!     tx.exec_one(RENAME, args![name, id, version]).await // `Conflict` if somebody was faster
//! }
//! async fn name_of(tx: &mut Tx, id: i64) -> Result<Option<String>, StoreError> {
//!     tx.opt(NAME_OF, args![id]).await?.map(|row| row.get(0)).transpose()
//! }
//! // Outside: nothing happened before `commit` has returned; dropping rolls back.
//! async fn elsewhere(db: &Db) -> Result<(), StoreError> {
//!     let mut tx = db.write().await?; // `db.read()` for a page
//!     rename(&mut tx, 1, 7, "new").await?;
//!     tx.commit().await
//! }
//! ```
//! Rules of both engines: an error ends the `Tx` (insert with `ON CONFLICT … DO NOTHING` and look at
//! the count, instead of catching an error); sums are `CAST(SUM(x) AS BIGINT)`; a parameter that is
//! only tested for NULL is `CAST($1 AS TEXT)`; moments are `TS` (milliseconds), ids typed, JSON is
//! `serde_json::Value`; every unique index and CHECK that a caller may meet has a name, listed in
//! `constraint.rs`; never read-then-write without a version, a constraint or a row lock.

pub mod access;
mod backup;
pub mod books;
pub mod cast;
mod constraint;
pub mod conversation;
mod db;
mod error;
pub mod file;
pub mod host;
pub mod idempotency;
pub mod inbox;
pub mod ledger;
mod lite;
mod migrate;
pub mod outbox;
pub mod payment;
pub mod people;
mod pg;
pub mod session;
pub mod settings;
mod sql;
pub mod till;
mod tx;
mod value;

pub use backup::{backup, restore};
pub use constraint::Constraint;
pub use db::{DATABASE_FILE, Db, DbConfig, Engine};
pub use error::{Cause, OpenError, StoreError};
pub use migrate::{MIGRATIONS, Migration, expand};
pub use sql::{STATEMENTS, Sql};
pub use tx::Tx;
pub use value::{Column, FromColumn, Row, Val};
