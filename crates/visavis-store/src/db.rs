//! The database: opened once, cloned freely.

use std::fmt;
use std::path::PathBuf;
use std::sync::Arc;

use crate::lite::Lite;
use crate::migrate::{MIGRATIONS, Migration};
use crate::pg::Pg;
use crate::tx::Tx;
use crate::{OpenError, StoreError};

/// The name of the database file inside the data folder.
pub const DATABASE_FILE: &str = "visavis.db";

/// Where the data is.
#[derive(Clone, PartialEq, Eq)]
pub enum DbConfig {
    /// One file, one server. The default.
    Sqlite {
        /// The database file; made if it is missing, in a folder that exists.
        path: PathBuf,
    },
    /// A PostgreSQL server, for several nodes.
    Postgres {
        /// `postgres://user:password@host/name`, or libpq's `key=value` form.
        url: String,
    },
}

impl fmt::Debug for DbConfig {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Sqlite { path } => out.debug_struct("Sqlite").field("path", path).finish(),
            // The address may hold a password.
            Self::Postgres { url: _ } => out.write_str("Postgres"),
        }
    }
}

/// Which engine it is. Only pages for the operator need to know.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Engine {
    /// The built-in SQLite.
    Sqlite,
    /// A PostgreSQL server.
    Postgres,
}

#[derive(Clone)]
enum Backend {
    Lite(Arc<Lite>),
    Pg(Arc<Pg>),
}

/// A handle on the database. Cloning it is cheap; the last clone closes it.
#[derive(Clone)]
pub struct Db {
    backend: Backend,
}

impl fmt::Debug for Db {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "Db({:?})", self.engine())
    }
}

impl Db {
    /// Opens the database, makes it if it is missing, and brings it up to date.
    pub async fn open(config: &DbConfig) -> Result<Self, OpenError> {
        Self::open_with(config, MIGRATIONS).await
    }

    /// As [`Db::open`], with other migrations than the product's. For tests.
    pub async fn open_with(
        config: &DbConfig,
        migrations: &'static [Migration],
    ) -> Result<Self, OpenError> {
        let backend = match config {
            DbConfig::Sqlite { path } => Backend::Lite(Lite::open(path.clone(), migrations).await?),
            DbConfig::Postgres { url } => Backend::Pg(Pg::open(url, migrations).await?),
        };
        Ok(Self { backend })
    }

    /// A transaction that only reads: one consistent moment, never in a writer's way.
    pub async fn read(&self) -> Result<Tx, StoreError> {
        match &self.backend {
            Backend::Lite(lite) => lite.read().await.map(Tx::lite_read),
            Backend::Pg(pg) => pg.read().await.map(Tx::pg),
        }
    }

    /// A transaction that may write. On SQLite one at a time, in the order of asking: do nothing
    /// slow while holding it.
    pub async fn write(&self) -> Result<Tx, StoreError> {
        match &self.backend {
            Backend::Lite(lite) => lite.write().await.map(Tx::lite_write),
            Backend::Pg(pg) => pg.write().await.map(Tx::pg),
        }
    }

    /// The engine behind.
    pub fn engine(&self) -> Engine {
        match &self.backend {
            Backend::Lite(_) => Engine::Sqlite,
            Backend::Pg(_) => Engine::Postgres,
        }
    }

    /// Housekeeping, to be called at start and every hour: keeps the reserve for a full disk and
    /// the query planner's statistics.
    pub async fn maintain(&self) -> Result<(), StoreError> {
        match &self.backend {
            Backend::Lite(lite) => lite.maintain().await,
            Backend::Pg(_) => Ok(()),
        }
    }

    /// Whether the disk ran full and the reserve is being used up: tell the operator.
    pub fn is_short_of_disk(&self) -> bool {
        match &self.backend {
            Backend::Lite(lite) => lite.is_short_of_disk(),
            Backend::Pg(_) => false,
        }
    }

    /// Copies the running database into the new file `to`, and checks the copy.
    pub async fn backup(&self, to: PathBuf) -> Result<(), OpenError> {
        match &self.backend {
            Backend::Lite(lite) => {
                let from = lite.path().to_owned();
                crate::lite::on_a_thread(move || crate::backup::backup_file(&from, &to)).await?
            }
            Backend::Pg(_) => Err(OpenError::UsePgDump),
        }
    }
}
