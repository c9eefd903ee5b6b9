//! What can go wrong, sorted by what the caller can do about it.

use std::error::Error;
use std::path::PathBuf;
use std::sync::Arc;

use crate::Constraint;

/// The engine's own error. Shared, because a whole group of commits may fail for one reason.
pub type Cause = Arc<dyn Error + Send + Sync>;

/// Why a transaction did not happen. After any error the transaction is over and changed nothing.
#[derive(Debug, Clone, thiserror::Error)]
pub enum StoreError {
    /// The database forbids this state. Tell the person, by the constraint's name.
    #[error("the database refuses this: {0}")]
    Constraint(Constraint),
    /// The row was changed since it was read. Read again, decide again.
    #[error("somebody else changed this meanwhile")]
    Conflict,
    /// Too many writers, a deadlock or a foreign lock. Try again later (503, Retry-After).
    #[error("the database is busy")]
    Busy,
    /// No space is left on the disk. Page the operator; reading goes on (503, Retry-After).
    #[error("the database's disk is full")]
    Full,
    /// The database cannot be reached, or its disk failed. Try again later, page the operator.
    #[error("the database cannot be reached")]
    Unavailable(#[source] Cause),
    /// The file is damaged. Stop, restore a backup.
    #[error("the database is damaged")]
    Corrupt(#[source] Cause),
    /// A statement or its use is wrong. Page us.
    #[error("a statement was refused")]
    Bug(#[source] Cause),
}

impl StoreError {
    /// A defect of ours, in words.
    pub(crate) fn bug(words: impl Into<String>) -> Self {
        Self::Bug(Arc::new(Words(words.into())))
    }

    /// The violated constraint, if that is what happened.
    pub fn constraint(&self) -> Option<Constraint> {
        match self {
            Self::Constraint(constraint) => Some(*constraint),
            Self::Conflict
            | Self::Busy
            | Self::Full
            | Self::Unavailable(_)
            | Self::Corrupt(_)
            | Self::Bug(_) => None,
        }
    }

    /// Whether the same transaction, run again from its beginning, may succeed.
    pub fn is_worth_retrying(&self) -> bool {
        match self {
            Self::Conflict | Self::Busy => true,
            Self::Constraint(_)
            | Self::Full
            | Self::Unavailable(_)
            | Self::Corrupt(_)
            | Self::Bug(_) => false,
        }
    }
}

/// A cause that no engine told us, only our own words.
#[derive(Debug, thiserror::Error)]
#[error("{0}")]
struct Words(String);

/// Why the database could not be opened, backed up or restored. Each is a sentence for the operator.
#[derive(Debug, thiserror::Error)]
pub enum OpenError {
    /// Another server has the file open.
    #[error(
        "another Visavis server is using {}; stop it first, or give this one its own folder",
        path.display()
    )]
    InUse {
        /// The database file.
        path: PathBuf,
    },
    /// The address of the PostgreSQL server is not one.
    #[error("the address of the PostgreSQL database cannot be read (postgres://user@host/name)")]
    Address(#[source] tokio_postgres::Error),
    /// A migration that was applied has been edited since.
    #[error(
        "migration {n:04} ({name}) was changed after it had been applied to this database; \
         migrations are never edited, a new one is added"
    )]
    Edited {
        /// The migration's number.
        n: u32,
        /// Its name in this program.
        name: String,
    },
    /// The database was used by a newer program.
    #[error("this database was written by a newer Visavis (migration {n:04}); use that one")]
    Newer {
        /// The first migration that this program does not know.
        n: u32,
    },
    /// A migration failed and changed nothing.
    #[error("migration {n:04} ({name}) failed; nothing was changed")]
    Migration {
        /// The migration's number.
        n: u32,
        /// Its name.
        name: String,
        /// What the engine said.
        #[source]
        source: StoreError,
    },
    /// A file or folder could not be used.
    #[error("{} cannot be used", path.display())]
    File {
        /// The file or folder.
        path: PathBuf,
        /// What the system said.
        #[source]
        source: std::io::Error,
    },
    /// A backup goes into a new file, a restored database into an empty place.
    #[error("{} exists already; choose a place where nothing is", path.display())]
    NotEmpty {
        /// What is in the way.
        path: PathBuf,
    },
    /// The file is not a sound database.
    #[error("{} is not a sound database: {finding}", path.display())]
    Unsound {
        /// The file.
        path: PathBuf,
        /// The first finding of the integrity check.
        finding: String,
    },
    /// PostgreSQL has its own tools for this.
    #[error(
        "this database is on PostgreSQL: back it up with pg_dump --format=custom and restore it \
         with pg_restore into an empty database"
    )]
    UsePgDump,
    /// The engine refused.
    #[error("the database could not be opened")]
    Store(#[from] StoreError),
}
