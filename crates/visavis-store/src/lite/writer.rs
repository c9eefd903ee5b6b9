//! The one writer, and the group commit that lets many transactions share one `fsync`.
//!
//! Writers queue at a fair mutex. Each runs in a savepoint of one open SQLite transaction. A commit
//! releases its savepoint, hands the mutex on and waits; the first of a group also sends a
//! *flusher* to the end of the same queue. Whoever was already waiting gets in before the flusher
//! and joins the group; then the flusher commits for all and wakes them. So a commit returns only
//! after the `fsync`, the group's size is the length of the queue, and since the flusher is a task
//! of its own, it does not matter who stops waiting.

use std::sync::Arc;
use std::time::Duration;

use rusqlite::Connection;
use tokio::sync::{Mutex, OwnedMutexGuard, oneshot};

use crate::constraint::UniqueNames;
use crate::{Row, Sql, StoreError, Val};

use super::reserve::Reserve;
use super::{QUEUE_WAIT, error, on_a_thread, statement};

/// A foreign process may hold the file's write lock (an operator's tool): ask again this often.
const FOREIGN_LOCK_TRIES: u32 = 100;
const FOREIGN_LOCK_PAUSE: Duration = Duration::from_millis(20);

/// The writing connection and those who wait for its next commit.
pub(super) struct Writer {
    connection: Connection,
    names: UniqueNames,
    reserve: Arc<Reserve>,
    group: Vec<oneshot::Sender<Result<(), StoreError>>>,
    flusher_is_queued: bool,
}

impl Writer {
    pub(super) fn new(connection: Connection, names: UniqueNames, reserve: Arc<Reserve>) -> Self {
        Self { connection, names, reserve, group: Vec::new(), flusher_is_queued: false }
    }

    /// Sorts an error and looks whether it ended more than the one statement.
    fn failed(&mut self, error: &rusqlite::Error) -> StoreError {
        let sorted = error::sort(error, &self.names);
        if matches!(sorted, StoreError::Full) {
            self.reserve.release();
        }
        // A full disk, a failed one or lack of memory may roll back the whole transaction.
        if self.connection.is_autocommit() {
            self.wake_group(&Err(sorted.clone()));
        }
        sorted
    }

    fn wake_group(&mut self, outcome: &Result<(), StoreError>) {
        for waiting in self.group.drain(..) {
            // One who has stopped waiting does not need to know.
            let _ = waiting.send(outcome.clone());
        }
    }

    fn batch(&mut self, text: &str) -> Result<(), StoreError> {
        match self.connection.execute_batch(text) {
            Ok(()) => Ok(()),
            Err(error) => Err(self.failed(&error)),
        }
    }

    fn begin(&mut self) -> Result<(), StoreError> {
        if self.connection.is_autocommit() {
            self.batch("BEGIN IMMEDIATE")?;
        }
        self.batch("SAVEPOINT one")
    }

    /// Undoes what the present transaction did, and nothing of the group's.
    fn roll_back_one(&mut self) {
        if self.connection.is_autocommit() {
            return;
        }
        if !self.group.is_empty() {
            match self.batch("ROLLBACK TO one; RELEASE one") {
                Ok(()) => return,
                Err(error) => self.wake_group(&Err(error)),
            }
        }
        self.roll_back_all();
    }

    fn roll_back_all(&mut self) {
        if !self.connection.is_autocommit()
            && let Err(error) = self.connection.execute_batch("ROLLBACK")
        {
            tracing::error!(%error, "the database could not roll back");
        }
    }

    /// One `fsync` for everybody; all get the same answer.
    fn flush(&mut self) {
        self.flusher_is_queued = false;
        if self.group.is_empty() {
            return;
        }
        let outcome = self.batch("COMMIT");
        if outcome.is_err() {
            self.roll_back_all();
        }
        self.wake_group(&outcome);
    }

    pub(super) fn optimize(&self) -> Result<(), StoreError> {
        if self.connection.is_autocommit() {
            self.connection
                .execute_batch("PRAGMA optimize")
                .map_err(|error| error::sort(&error, &self.names))?;
        }
        Ok(())
    }
}

/// One writing transaction: the writer's mutex, held.
pub(crate) struct WriteTx {
    queue: Arc<Mutex<Writer>>,
    /// Missing only after the end.
    writer: Option<OwnedMutexGuard<Writer>>,
}

impl WriteTx {
    pub(super) async fn begin(queue: Arc<Mutex<Writer>>) -> Result<Self, StoreError> {
        let writer = tokio::time::timeout(QUEUE_WAIT, Arc::clone(&queue).lock_owned())
            .await
            .map_err(|_| StoreError::Busy)?;
        let mut tx = Self { queue, writer: Some(writer) };
        for attempt in 1.. {
            match tx.writer()?.begin() {
                Err(StoreError::Busy) if attempt < FOREIGN_LOCK_TRIES => {
                    tokio::time::sleep(FOREIGN_LOCK_PAUSE).await;
                }
                outcome => {
                    outcome?;
                    break;
                }
            }
        }
        Ok(tx)
    }

    fn writer(&mut self) -> Result<&mut Writer, StoreError> {
        self.writer.as_deref_mut().ok_or_else(|| StoreError::bug("the transaction has ended"))
    }

    pub(crate) fn prepare(&mut self, sql: Sql) -> Result<(), StoreError> {
        let writer = self.writer()?;
        statement::prepare(&writer.connection, sql).map_err(|error| writer.failed(&error))
    }

    pub(crate) fn exec(&mut self, sql: Sql, args: &[Val<'_>]) -> Result<u64, StoreError> {
        let writer = self.writer()?;
        statement::exec(&writer.connection, sql, args).map_err(|error| writer.failed(&error))
    }

    pub(crate) fn rows(&mut self, sql: Sql, args: &[Val<'_>]) -> Result<Vec<Row>, StoreError> {
        let writer = self.writer()?;
        statement::rows(&writer.connection, sql, args).map_err(|error| writer.failed(&error))
    }

    pub(crate) async fn commit(mut self) -> Result<(), StoreError> {
        let (told, outcome) = oneshot::channel();
        let writer = self.writer()?;
        writer.batch("RELEASE one")?;
        writer.group.push(told);
        let is_first = !std::mem::replace(&mut writer.flusher_is_queued, true);
        // From here on there is no await before the mutex is handed on: nothing can be lost.
        if is_first {
            send_flusher(&self.queue);
        }
        self.writer = None;
        outcome.await.unwrap_or_else(|error| Err(StoreError::Unavailable(Arc::new(error))))
    }
}

#[expect(
    clippy::disallowed_methods,
    reason = "the flusher belongs to the group, not to whoever happened to be first in it"
)]
fn send_flusher(queue: &Arc<Mutex<Writer>>) {
    let queue = Arc::clone(queue);
    tokio::spawn(async move {
        let mut writer = queue.lock_owned().await;
        // The commit waits for the disk.
        if let Err(error) = on_a_thread(move || writer.flush()).await {
            tracing::error!(%error, "the flusher was stopped");
        }
    });
}

impl Drop for WriteTx {
    fn drop(&mut self) {
        if let Some(writer) = self.writer.as_deref_mut() {
            writer.roll_back_one();
        }
    }
}
