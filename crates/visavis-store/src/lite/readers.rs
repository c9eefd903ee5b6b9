//! Readers: a few connections that never write and never wait for the writer.

use std::path::PathBuf;
use std::sync::{Arc, Mutex, PoisonError};

use rusqlite::Connection;
use tokio::sync::{OwnedSemaphorePermit, Semaphore};

use crate::{Row, Sql, StoreError, Val};

use super::setup::open_reader;
use super::{QUEUE_WAIT, error, on_a_thread, statement};

/// A snapshot pins the log, and a handler may hold one over an `await`; more would not read faster.
const READERS: usize = 8;

/// The pool. Connections are made when first wanted.
pub(super) struct Readers {
    path: PathBuf,
    free: Arc<Semaphore>,
    idle: Mutex<Vec<Connection>>,
}

impl Readers {
    pub(super) fn new(path: PathBuf) -> Self {
        Self { path, free: Arc::new(Semaphore::new(READERS)), idle: Mutex::new(Vec::new()) }
    }

    fn pop(&self) -> Option<Connection> {
        self.idle.lock().unwrap_or_else(PoisonError::into_inner).pop()
    }

    fn push(&self, connection: Connection) {
        self.idle.lock().unwrap_or_else(PoisonError::into_inner).push(connection);
    }
}

/// One consistent view of the database.
pub(crate) struct ReadTx {
    readers: Arc<Readers>,
    /// Missing only while a thread has it.
    connection: Option<Connection>,
    _permit: OwnedSemaphorePermit,
}

impl ReadTx {
    pub(super) async fn begin(readers: Arc<Readers>) -> Result<Self, StoreError> {
        let permit = tokio::time::timeout(QUEUE_WAIT, Arc::clone(&readers.free).acquire_owned())
            .await
            .map_err(|_| StoreError::Busy)?
            .map_err(|error| StoreError::Unavailable(Arc::new(error)))?;
        let connection = match readers.pop() {
            Some(connection) => connection,
            None => open_reader(&readers.path)?,
        };
        connection.execute_batch("BEGIN").map_err(|error| error::unnamed(&error))?;
        Ok(Self { readers, connection: Some(connection), _permit: permit })
    }

    fn connection(&self) -> Result<&Connection, StoreError> {
        self.connection.as_ref().ok_or_else(|| StoreError::bug("a slow query was interrupted"))
    }

    pub(crate) fn prepare(&mut self, sql: Sql) -> Result<(), StoreError> {
        statement::prepare(self.connection()?, sql).map_err(|error| error::unnamed(&error))
    }

    pub(crate) fn exec(&mut self, sql: Sql, args: &[Val<'_>]) -> Result<u64, StoreError> {
        statement::exec(self.connection()?, sql, args).map_err(|error| error::unnamed(&error))
    }

    pub(crate) fn rows(&mut self, sql: Sql, args: &[Val<'_>]) -> Result<Vec<Row>, StoreError> {
        statement::rows(self.connection()?, sql, args).map_err(|error| error::unnamed(&error))
    }

    /// As `rows`, on a thread of its own. Dropped half-way, the connection is not used again.
    pub(crate) async fn slow_rows(
        &mut self,
        sql: Sql,
        args: &[Val<'_>],
    ) -> Result<Vec<Row>, StoreError> {
        self.connection()?;
        let connection = self.connection.take();
        let args: Vec<Val<'static>> = args.iter().map(|arg| arg.clone().into_owned()).collect();
        let (connection, rows) = on_a_thread(move || {
            let rows = connection.as_ref().map(|open| statement::rows(open, sql, &args));
            (connection, rows)
        })
        .await?;
        self.connection = connection;
        match rows {
            Some(rows) => rows.map_err(|error| error::unnamed(&error)),
            None => Err(StoreError::bug("a slow query had no connection")),
        }
    }
}

impl Drop for ReadTx {
    fn drop(&mut self) {
        if let Some(connection) = self.connection.take()
            && connection.execute_batch("ROLLBACK").is_ok()
        {
            self.readers.push(connection);
        }
    }
}
