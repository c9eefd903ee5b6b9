//! SQLite for a server that writes much: one queued writer, a few readers, every commit on disk.

mod error;
mod readers;
mod reserve;
mod setup;
mod statement;
mod writer;

pub(crate) use error::unnamed as sort_unnamed;
pub(crate) use readers::ReadTx;
pub(crate) use setup::{is_sound, make_private, open_copy, vacuum_into};
pub(crate) use writer::WriteTx;

use std::fs::File;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use tokio::sync::Mutex;

use crate::migrate::Migration;
use crate::{OpenError, StoreError};
use readers::Readers;
use reserve::Reserve;
use writer::Writer;

/// How long anybody stands in the queue for the writer or a reader before being sent away.
const QUEUE_WAIT: Duration = Duration::from_secs(5);

/// An open SQLite file.
pub(crate) struct Lite {
    path: PathBuf,
    writer: Arc<Mutex<Writer>>,
    readers: Arc<Readers>,
    reserve: Arc<Reserve>,
    /// Locked for as long as this server lives, so that a second one is refused.
    _lock: File,
}

impl Lite {
    pub(crate) async fn open(
        path: PathBuf,
        migrations: &'static [Migration],
    ) -> Result<Arc<Self>, OpenError> {
        on_a_thread(move || {
            let lock = setup::lock(&path)?;
            make_private(&path)?;
            let mut connection = setup::open_writer(&path)?;
            crate::migrate::sqlite(&mut connection, migrations)?;
            let names = setup::unique_names(&connection).map_err(|error| error::unnamed(&error))?;
            // From here on a foreign lock is waited for without blocking a thread (writer.rs).
            connection.busy_timeout(Duration::ZERO).map_err(|error| error::unnamed(&error))?;
            let reserve = Arc::new(Reserve::beside(&path));
            Ok(Arc::new(Self {
                writer: Arc::new(Mutex::new(Writer::new(connection, names, Arc::clone(&reserve)))),
                readers: Arc::new(Readers::new(path.clone())),
                reserve,
                path,
                _lock: lock,
            }))
        })
        .await?
    }

    pub(crate) fn path(&self) -> &Path {
        &self.path
    }

    pub(crate) async fn read(&self) -> Result<ReadTx, StoreError> {
        ReadTx::begin(Arc::clone(&self.readers)).await
    }

    pub(crate) async fn write(&self) -> Result<WriteTx, StoreError> {
        WriteTx::begin(Arc::clone(&self.writer)).await
    }

    pub(crate) fn is_short_of_disk(&self) -> bool {
        self.reserve.is_released()
    }

    pub(crate) async fn maintain(&self) -> Result<(), StoreError> {
        let reserve = Arc::clone(&self.reserve);
        on_a_thread(move || reserve.keep()).await?;
        let writer = tokio::time::timeout(QUEUE_WAIT, Arc::clone(&self.writer).lock_owned())
            .await
            .map_err(|_| StoreError::Busy)?;
        on_a_thread(move || writer.optimize()).await?
    }
}

/// Runs what may wait for the disk where no task waits behind it.
pub(crate) async fn on_a_thread<T: Send + 'static>(
    work: impl FnOnce() -> T + Send + 'static,
) -> Result<T, StoreError> {
    tokio::task::spawn_blocking(work)
        .await
        .map_err(|error| StoreError::Unavailable(Arc::new(error)))
}
