//! Backup and restore of the SQLite file.
//!
//! `VACUUM INTO` copies one consistent moment beside a running server, which it hardly slows. (The
//! engine's online backup starts over at every foreign write and never ends on a busy server.)

use std::fs::{self, File};
use std::io;
use std::path::{Path, PathBuf};

use crate::db::DATABASE_FILE;
use crate::lite;
use crate::{DbConfig, OpenError};

/// Copies the database into the new file `to`, and checks the copy. Works beside a running server.
pub fn backup(config: &DbConfig, to: &Path) -> Result<(), OpenError> {
    match config {
        DbConfig::Sqlite { path } => backup_file(path, to),
        DbConfig::Postgres { url: _ } => Err(OpenError::UsePgDump),
    }
}

/// Puts the backup `from` into the empty or missing `folder`; answers with the database's path.
pub fn restore(from: &Path, folder: &Path) -> Result<PathBuf, OpenError> {
    let connection = lite::open_copy(from)?;
    lite::is_sound(&connection, from)?;
    drop(connection);
    fs::create_dir_all(folder).map_err(failed(folder))?;
    if fs::read_dir(folder).map_err(failed(folder))?.next().is_some() {
        return Err(OpenError::NotEmpty { path: folder.to_owned() });
    }
    let path = folder.join(DATABASE_FILE);
    lite::make_private(&path)?;
    let copy = || {
        let mut source = File::open(from)?;
        io::copy(&mut source, &mut File::options().write(true).open(&path)?)
    };
    copy().map_err(failed(&path))?;
    on_disk(&path)?;
    Ok(path)
}

pub(crate) fn backup_file(from: &Path, to: &Path) -> Result<(), OpenError> {
    if !from.exists() {
        return Err(failed(from)(io::ErrorKind::NotFound.into()));
    }
    if to.exists() {
        return Err(OpenError::NotEmpty { path: to.to_owned() });
    }
    lite::make_private(to)?;
    let copied = lite::vacuum_into(from, to).and_then(|()| {
        let copy = lite::open_copy(to)?;
        lite::is_sound(&copy, to)
    });
    match copied {
        Ok(()) => on_disk(to),
        Err(error) => {
            // Half a backup is worse than none; it may not exist at all.
            let _ = fs::remove_file(to);
            Err(error)
        }
    }
}

/// The file and its name in the folder survive a power cut.
fn on_disk(path: &Path) -> Result<(), OpenError> {
    File::open(path).and_then(|file| file.sync_all()).map_err(failed(path))?;
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty());
    let folder = folder.unwrap_or(Path::new("."));
    File::open(folder).and_then(|folder| folder.sync_all()).map_err(failed(folder))
}

fn failed(path: &Path) -> impl Fn(io::Error) -> OpenError + '_ {
    move |source| OpenError::File { path: path.to_owned(), source }
}
