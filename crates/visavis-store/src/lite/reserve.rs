//! A file that is there to be deleted: on a full disk even a DELETE needs space.

use std::fs::{self, File};
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};

use super::setup::suffixed;

const BYTES: usize = 16 * 1024 * 1024;

/// 16 MiB beside the database, given back to the disk when it runs full.
pub(super) struct Reserve {
    path: PathBuf,
    released: AtomicBool,
}

impl Reserve {
    pub(super) fn beside(database: &Path) -> Self {
        Self { path: suffixed(database, "-reserve"), released: AtomicBool::new(false) }
    }

    /// Makes the file if it is missing. Without space for it there is none, and we say so.
    pub(super) fn keep(&self) {
        if fs::metadata(&self.path).is_ok_and(|file| file.len() == BYTES as u64) {
            return;
        }
        match self.write() {
            Ok(()) => self.released.store(false, Ordering::Relaxed),
            Err(error) => {
                tracing::warn!(%error, "no room for the disk reserve beside the database");
                self.release();
            }
        }
    }

    /// Zeros, written out: a file with a hole would reserve nothing.
    fn write(&self) -> io::Result<()> {
        let mut file = File::create(&self.path)?;
        let zeros = vec![0_u8; 1024 * 1024];
        for _ in 0..BYTES / zeros.len() {
            file.write_all(&zeros)?;
        }
        file.sync_all()
    }

    /// Gives the space back. The next transaction finds it.
    pub(super) fn release(&self) {
        if !self.released.swap(true, Ordering::Relaxed) {
            tracing::error!("the disk is full; the reserve beside the database is given up");
        }
        // Missing is as good as deleted.
        let _ = fs::remove_file(&self.path);
    }

    pub(super) fn is_released(&self) -> bool {
        self.released.load(Ordering::Relaxed)
    }
}
