//! Opening a SQLite file the way a server of money has to.

use std::fs::{File, OpenOptions, TryLockError};
use std::io::Write as _;
use std::os::unix::fs::OpenOptionsExt as _;
use std::path::{Path, PathBuf};
use std::time::Duration;

use rusqlite::{Connection, OpenFlags};

use crate::constraint::UniqueNames;
use crate::{OpenError, StoreError};

use super::error;

/// While several connections open at once; the writer itself queues in front of the database.
const OPENING_WAIT: Duration = Duration::from_secs(5);

/// Pages in memory, in KiB, per connection. Small: a server shall idle in 64 MB.
const WRITER_CACHE: &str = "-16384";
const READER_CACHE: &str = "-8192";

/// Takes the lock file beside the database: one file, one server.
pub(super) fn lock(path: &Path) -> Result<File, OpenError> {
    let beside = suffixed(path, "-lock");
    let failed = |source| OpenError::File { path: beside.clone(), source };
    // Not truncated: the file shows the number of the process that holds it.
    let mut file = OpenOptions::new()
        .create(true)
        .write(true)
        .truncate(false)
        .open(&beside)
        .map_err(failed)?;
    match file.try_lock() {
        Ok(()) => {
            file.set_len(0).map_err(failed)?;
            writeln!(file, "{}", std::process::id()).map_err(failed)?;
            Ok(file)
        }
        Err(TryLockError::WouldBlock) => Err(OpenError::InUse { path: path.to_owned() }),
        Err(TryLockError::Error(source)) => Err(failed(source)),
    }
}

/// Makes the file if it is missing, for the server's own user alone: it holds everybody's secrets.
/// SQLite gives its log the same rights.
pub(crate) fn make_private(path: &Path) -> Result<(), OpenError> {
    OpenOptions::new()
        .create(true)
        .append(true)
        .mode(0o600)
        .open(path)
        .map(drop)
        .map_err(|source| OpenError::File { path: path.to_owned(), source })
}

/// The path with something after its last letter: `visavis.db` becomes `visavis.db-lock`.
pub(super) fn suffixed(path: &Path, suffix: &str) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(suffix);
    PathBuf::from(name)
}

pub(super) fn open_writer(path: &Path) -> Result<Connection, StoreError> {
    let flags = OpenFlags::SQLITE_OPEN_READ_WRITE
        | OpenFlags::SQLITE_OPEN_CREATE
        | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    open(path, flags, WRITER_CACHE).map_err(|error| error::unnamed(&error))
}

/// A connection that cannot write.
pub(super) fn open_reader(path: &Path) -> Result<Connection, StoreError> {
    let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let connection = open(path, flags, READER_CACHE).map_err(|error| error::unnamed(&error))?;
    connection.pragma_update(None, "query_only", true).map_err(|error| error::unnamed(&error))?;
    Ok(connection)
}

fn open(path: &Path, flags: OpenFlags, cache: &str) -> Result<Connection, rusqlite::Error> {
    let connection = Connection::open_with_flags(path, flags)?;
    // Before the journal mode: eight connections that open at once lock each other out otherwise.
    connection.busy_timeout(OPENING_WAIT)?;
    let _: String = connection.query_row("PRAGMA journal_mode = WAL", [], |row| row.get(0))?;
    connection.pragma_update(None, "synchronous", "FULL")?;
    connection.pragma_update(None, "foreign_keys", true)?;
    connection.pragma_update(None, "trusted_schema", false)?;
    // Else REPLACE would delete a row of the ledger without its trigger.
    connection.pragma_update(None, "recursive_triggers", true)?;
    connection.pragma_update(None, "cache_size", cache)?;
    let _: i64 =
        connection.query_row("PRAGMA journal_size_limit = 67108864", [], |row| row.get(0))?;
    connection.set_prepared_statement_cache_capacity(512);
    Ok(connection)
}

/// Which columns belong to which unique index, since SQLite's messages list columns only.
pub(super) fn unique_names(connection: &Connection) -> Result<UniqueNames, rusqlite::Error> {
    let mut names = UniqueNames::default();
    let mut tables =
        connection.prepare("SELECT name, sql FROM sqlite_schema WHERE type = 'table'")?;
    let mut rows = tables.query([])?;
    while let Some(row) = rows.next()? {
        let (table, text): (String, Option<String>) = (row.get(0)?, row.get(1)?);
        names.read_table(&table, text.as_deref().unwrap_or_default());
    }
    let mut indexes = connection.prepare(
        "SELECT t.name, i.name, (SELECT json_group_array(c.name) FROM pragma_index_info(i.name) c)
         FROM sqlite_schema t, pragma_index_list(t.name) i
         WHERE t.type = 'table' AND i.\"unique\" = 1 AND i.origin = 'c'",
    )?;
    let mut rows = indexes.query([])?;
    while let Some(row) = rows.next()? {
        let (table, index, columns): (String, String, String) =
            (row.get(0)?, row.get(1)?, row.get(2)?);
        // Over an expression the list holds NULL, is not read, and SQLite's message has the name.
        if let Ok(columns) = serde_json::from_str::<Vec<String>>(&columns) {
            names.insert(&table, &index, &columns);
        }
    }
    Ok(names)
}

/// A finished copy, only to be read: it is not turned into a write-ahead database.
pub(crate) fn open_copy(path: &Path) -> Result<Connection, OpenError> {
    Connection::open_with_flags(path, OpenFlags::SQLITE_OPEN_READ_ONLY)
        .map_err(|error| OpenError::Unsound { path: path.to_owned(), finding: error.to_string() })
}

/// Copies the database `from` as it is at this moment, beside a running server.
pub(crate) fn vacuum_into(from: &Path, to: &Path) -> Result<(), OpenError> {
    let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let copy = || {
        let connection = Connection::open_with_flags(from, flags)?;
        connection.busy_timeout(OPENING_WAIT)?;
        connection.execute("VACUUM INTO ?1", [to.to_string_lossy()])
    };
    copy().map_err(|error| error::unnamed(&error))?;
    Ok(())
}

/// Reads the whole file; the first finding if it is damaged.
pub(crate) fn is_sound(connection: &Connection, path: &Path) -> Result<(), OpenError> {
    let unsound = |finding| OpenError::Unsound { path: path.to_owned(), finding };
    let finding: String = connection
        .query_row("PRAGMA integrity_check(1)", [], |row| row.get(0))
        .map_err(|error| unsound(error.to_string()))?;
    if finding == "ok" { Ok(()) } else { Err(unsound(finding)) }
}
