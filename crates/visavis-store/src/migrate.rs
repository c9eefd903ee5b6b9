//! Migrations: numbered templates, applied once each, never edited afterwards.
//!
//! One template serves both engines (`template.rs`). Everything pending runs in one transaction,
//! under SQLite's writer lock or an advisory lock of PostgreSQL, so that two nodes that start
//! together do not meet.

mod template;

pub use template::expand;

use rusqlite::{Connection, OptionalExtension as _, TransactionBehavior};
use sha2::{Digest as _, Sha256};

use crate::{Engine, OpenError, StoreError};

/// One step of the schema.
#[derive(Debug, Clone, Copy)]
pub struct Migration {
    /// Its number, counted from 1 without gaps.
    pub n: u32,
    /// Its name, as in the file's.
    pub name: &'static str,
    /// The template's text.
    pub template: &'static str,
}

impl Migration {
    /// What the database remembers of it.
    fn fingerprint(&self) -> String {
        hex(&Sha256::digest(self.template))
    }

    fn failed(&self, source: StoreError) -> OpenError {
        OpenError::Migration { n: self.n, name: self.name.to_owned(), source }
    }
}

fn hex(bytes: &[u8]) -> String {
    let digit = |bits: u8| char::from_digit(u32::from(bits), 16).unwrap_or('?');
    bytes.iter().flat_map(|byte| [digit(byte >> 4), digit(byte & 15)]).collect()
}

/// The product's schema. A test compares this list with the folder.
pub const MIGRATIONS: &[Migration] = &[
    Migration {
        n: 1,
        name: "foundation",
        template: include_str!("../migrations/0001_foundation.sql"),
    },
    Migration { n: 2, name: "guards", template: include_str!("../migrations/0002_guards.sql") },
];

const TABLE_LITE: &str = "CREATE TABLE IF NOT EXISTS migration (
    n INTEGER PRIMARY KEY, name TEXT NOT NULL, sha256 TEXT NOT NULL, applied_at INTEGER NOT NULL
) STRICT";
const TABLE_PG: &str = "CREATE TABLE IF NOT EXISTS migration (
    n BIGINT PRIMARY KEY, name TEXT NOT NULL, sha256 TEXT NOT NULL, applied_at BIGINT NOT NULL
)";

/// Any number will do, as long as no other program takes it on the same database.
const ADVISORY_LOCK: i64 = 0x7669_7361_7669_7301;

/// Those that are still to be applied, or why this program must not touch the database.
fn pending<'a>(
    known: &'a [Migration],
    applied: &[(u32, String)],
) -> Result<&'a [Migration], OpenError> {
    for (n, fingerprint) in applied {
        let Some(migration) = known.iter().find(|migration| migration.n == *n) else {
            return Err(OpenError::Newer { n: *n });
        };
        if migration.fingerprint() != *fingerprint {
            return Err(OpenError::Edited { n: *n, name: migration.name.to_owned() });
        }
    }
    Ok(&known[applied.len()..])
}

/// Brings a SQLite file up to date.
pub(crate) fn sqlite(connection: &mut Connection, known: &[Migration]) -> Result<(), OpenError> {
    let sort = |error: rusqlite::Error| crate::lite::sort_unnamed(&error);
    // A start on a database that is up to date writes nothing.
    if pending(known, &sqlite_applied(connection).map_err(sort)?)?.is_empty() {
        return Ok(());
    }
    let tx = connection.transaction_with_behavior(TransactionBehavior::Immediate).map_err(sort)?;
    tx.execute_batch(TABLE_LITE).map_err(sort)?;
    for migration in pending(known, &sqlite_applied(&tx).map_err(sort)?)? {
        tx.execute_batch(&expand(migration.template, Engine::Sqlite))
            .map_err(|error| migration.failed(sort(error)))?;
        tx.execute(
            "INSERT INTO migration (n, name, sha256, applied_at)
             VALUES (?1, ?2, ?3, CAST(unixepoch('subsec') * 1000 AS INTEGER))",
            (migration.n, migration.name, migration.fingerprint()),
        )
        .map_err(sort)?;
    }
    tx.commit().map_err(sort)?;
    Ok(())
}

fn sqlite_applied(connection: &Connection) -> Result<Vec<(u32, String)>, rusqlite::Error> {
    let exists = connection
        .query_row("SELECT 1 FROM sqlite_schema WHERE name = 'migration'", [], |_| Ok(()))
        .optional()?;
    if exists.is_none() {
        return Ok(Vec::new());
    }
    let mut statement = connection.prepare("SELECT n, sha256 FROM migration ORDER BY n")?;
    statement.query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?.collect()
}

/// Brings a PostgreSQL database up to date.
pub(crate) async fn postgres(
    client: &mut tokio_postgres::Client,
    known: &[Migration],
) -> Result<(), OpenError> {
    let sort = |error: tokio_postgres::Error| crate::pg::sort(&error);
    let tx = client.transaction().await.map_err(sort)?;
    tx.execute("SELECT pg_advisory_xact_lock($1)", &[&ADVISORY_LOCK]).await.map_err(sort)?;
    tx.batch_execute(TABLE_PG).await.map_err(sort)?;
    let applied: Vec<(u32, String)> = tx
        .query("SELECT n, sha256 FROM migration ORDER BY n", &[])
        .await
        .map_err(sort)?
        .iter()
        .map(|row| (u32::try_from(row.get::<_, i64>(0)).unwrap_or(u32::MAX), row.get(1)))
        .collect();
    for migration in pending(known, &applied)? {
        tx.batch_execute(&expand(migration.template, Engine::Postgres))
            .await
            .map_err(|error| migration.failed(sort(error)))?;
        tx.execute(
            "INSERT INTO migration (n, name, sha256, applied_at)
             VALUES ($1, $2, $3, CAST(extract(epoch FROM now()) * 1000 AS BIGINT))",
            &[&i64::from(migration.n), &migration.name, &migration.fingerprint()],
        )
        .await
        .map_err(sort)?;
    }
    tx.commit().await.map_err(sort)?;
    Ok(())
}
