//! A migrated database of the test's own, on either engine, in a tenth of a second.

use std::fs::{self, File};
use std::future::Future;
use std::path::PathBuf;
use std::sync::OnceLock;

use sha2::{Digest as _, Sha256};
use visavis_store::{Db, DbConfig, MIGRATIONS};

use crate::TestFolder;
use crate::postgres::{self, Keeper};

/// A database that disappears with its last use.
#[derive(Debug)]
pub struct TestDb {
    db: Db,
    config: DbConfig,
    // After `db`, so that it is closed before its file or server-side database goes.
    _remains: Remains,
}

#[derive(Debug)]
enum Remains {
    Sqlite { _folder: TestFolder },
    Postgres { name: String, keeper: &'static Keeper },
}

impl Drop for Remains {
    fn drop(&mut self) {
        match self {
            Self::Sqlite { _folder: _ } => {}
            Self::Postgres { name, keeper } => keeper.drop_database(name),
        }
    }
}

impl TestDb {
    /// A copy of a migrated SQLite file.
    pub async fn sqlite() -> Self {
        let folder = TestFolder::in_memory();
        let path = folder.path().join("visavis.db");
        fs::copy(sqlite_template().await, &path).expect("a template is there to be copied");
        let config = DbConfig::Sqlite { path };
        let db = Db::open(&config).await.expect("the copy opens");
        Self { db, config, _remains: Remains::Sqlite { _folder: folder } }
    }

    /// A copy of a migrated PostgreSQL database; nothing where no PostgreSQL is installed, which is
    /// said aloud, and which is a failure in continuous integration.
    pub async fn postgres() -> Option<Self> {
        Self::on_server(Some(&template_name())).await
    }

    /// As [`TestDb::postgres`], before any migration: only its configuration is of use.
    pub async fn empty_postgres() -> Option<(DbConfig, impl Drop)> {
        let keeper = keeper()?;
        let name = keeper.create_database(None).await;
        let config = DbConfig::Postgres { url: keeper.url(&name) };
        Some((config, Remains::Postgres { name, keeper }))
    }

    async fn on_server(template: Option<&str>) -> Option<Self> {
        let keeper = keeper()?;
        let name = keeper.create_database(template).await;
        let config = DbConfig::Postgres { url: keeper.url(&name) };
        let db = Db::open(&config).await.expect("the copy opens");
        Some(Self { db, config, _remains: Remains::Postgres { name, keeper } })
    }

    /// The database.
    pub fn db(&self) -> Db {
        self.db.clone()
    }

    /// How it was opened, for tests that open it once more.
    pub fn config(&self) -> &DbConfig {
        &self.config
    }
}

fn keeper() -> Option<&'static Keeper> {
    match postgres::keeper() {
        Ok(keeper) => Some(keeper),
        Err(reason) if std::env::var_os("CI").is_none() => {
            eprintln!("not run on PostgreSQL: {reason}");
            None
        }
        Err(reason) => panic!("PostgreSQL is wanted in continuous integration: {reason}"),
    }
}

/// Runs a test on SQLite.
pub fn on_sqlite<F: Future<Output = ()>>(story: impl FnOnce(Db) -> F) {
    runtime().block_on(async {
        let test = TestDb::sqlite().await;
        story(test.db()).await;
    });
}

/// Runs a test on PostgreSQL.
pub fn on_postgres<F: Future<Output = ()>>(story: impl FnOnce(Db) -> F) {
    runtime().block_on(async {
        if let Some(test) = TestDb::postgres().await {
            story(test.db()).await;
        }
    });
}

fn runtime() -> tokio::runtime::Runtime {
    tokio::runtime::Builder::new_multi_thread()
        .worker_threads(2)
        .enable_all()
        .build()
        .expect("a runtime can be started")
}

/// Differs as soon as a migration does.
pub(crate) fn fingerprint() -> String {
    let mut hash = Sha256::new();
    for migration in MIGRATIONS {
        hash.update(migration.template);
    }
    hash.finalize().iter().take(8).map(|byte| format!("{byte:02x}")).collect::<Vec<_>>().concat()
}

pub(crate) fn template_name() -> String {
    format!("tpl_{}", fingerprint())
}

/// Where things that outlive a test process are kept: inside the build folder.
pub(crate) fn shared_folder() -> PathBuf {
    let target = PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/../../target/testkit"));
    fs::create_dir_all(&target).expect("the build folder can be written");
    target.canonicalize().expect("it has just been made")
}

/// Waits for the lock; it is given back with the file.
pub(crate) fn locked(name: &str) -> File {
    let file = File::options()
        .create(true)
        .write(true)
        .truncate(false)
        .open(shared_folder().join(name))
        .expect("a lock file can be made");
    file.lock().expect("locks work in the build folder");
    file
}

async fn sqlite_template() -> PathBuf {
    static PATH: OnceLock<PathBuf> = OnceLock::new();
    if let Some(path) = PATH.get() {
        return path.clone();
    }
    let path = shared_folder().join(format!("{}.db", template_name()));
    let _lock = tokio::task::spawn_blocking(|| locked("sqlite.lock")).await.expect("no panic");
    if !path.exists() {
        let folder = TestFolder::new();
        let config = DbConfig::Sqlite { path: folder.path().join("new.db") };
        let db = Db::open(&config).await.expect("the migrations run on SQLite");
        let unnamed = folder.path().join("template.db");
        db.backup(unnamed.clone()).await.expect("a copy without a log is made");
        fs::copy(&unnamed, path.with_extension("part")).expect("the build folder can be written");
        fs::rename(path.with_extension("part"), &path).expect("and renamed in");
    }
    PATH.get_or_init(|| path).clone()
}
