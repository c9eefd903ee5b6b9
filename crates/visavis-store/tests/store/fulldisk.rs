//! A full disk, on a small one of our own: reading goes on, the reserve lets one delete, and with
//! new space all is as before, without a restart (ALL-4; docs: disk full).

use std::fs;
use std::path::Path;
use std::process::Command;

use visavis_store::{Db, DbConfig, Sql, StoreError, args};
use visavis_testkit::TestFolder;

use crate::people::count;

const FILL: Sql = Sql::unregistered("INSERT INTO blob_chunk (sha256, n, data) VALUES ($1, $2, $3)");
const CLEAR: Sql = Sql::unregistered("DELETE FROM blob_chunk WHERE n % 2 = 0");

/// A disk of 48 MB; gone with its value.
struct SmallDisk(TestFolder);

impl SmallDisk {
    fn mount() -> Option<Self> {
        let folder = TestFolder::new();
        let mount = Command::new("mount")
            .args(["-t", "tmpfs", "-o", "size=48m", "visavis-test"])
            .arg(folder.path())
            .output();
        mount.is_ok_and(|done| done.status.success()).then_some(Self(folder))
    }

    fn path(&self) -> &Path {
        self.0.path()
    }
}

impl Drop for SmallDisk {
    fn drop(&mut self) {
        let unmounted = Command::new("umount").arg("--lazy").arg(self.path()).status();
        assert!(unmounted.is_ok_and(|status| status.success()), "the small disk is busy");
    }
}

async fn fill(db: &Db, n: i64) -> Result<(), StoreError> {
    let mut tx = db.write().await?;
    tx.exec(FILL, args![&[7; 32], n, vec![7; 256 * 1024]]).await?;
    tx.commit().await
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_full_disk_stops_writing_only_until_there_is_room() {
    let Some(disk) = SmallDisk::mount() else {
        eprintln!("not run: mounting a small disk takes root");
        return;
    };
    let config = DbConfig::Sqlite { path: disk.path().join("visavis.db") };
    let db = Db::open(&config).await.expect("it opens");
    db.maintain().await.expect("the reserve is made");
    assert!(!db.is_short_of_disk());
    let mut stored = 0;
    let full = loop {
        match fill(&db, stored).await {
            Ok(()) => stored += 1,
            Err(error) => break error,
        }
    };
    assert!(matches!(full, StoreError::Full), "{full:?}");
    assert!(db.is_short_of_disk());
    assert_eq!(count(&db, "SELECT COUNT(*) FROM blob_chunk").await, stored, "nothing is lost");
    // The reserve has made room for this.
    let mut tx = db.write().await.expect("a transaction");
    tx.exec(CLEAR, args![]).await.expect("deleting works");
    tx.commit().await.expect("committed");
    fill(&db, stored + 1).await.expect("writing works");
    // Now everything is used up, the reserve too.
    let ballast = disk.path().join("ballast");
    let _ = fs::write(&ballast, vec![7; 48 * 1024 * 1024]);
    let mut n = 10_000;
    while fill(&db, n).await.is_ok() {
        n += 1;
    }
    assert!(count(&db, "SELECT COUNT(*) FROM blob_chunk").await > 0, "reading goes on");
    // The operator makes room.
    fs::remove_file(&ballast).expect("removed");
    fill(&db, 20_000).await.expect("no restart is needed");
    drop(db);
    let db = Db::open(&config).await.expect("it opens again");
    let check = Sql::unregistered("PRAGMA integrity_check");
    let mut tx = db.read().await.expect("a snapshot");
    let answer: String = tx.one(check, args![]).await.expect("a row").get(0).expect("text");
    assert_eq!(answer, "ok");
}
