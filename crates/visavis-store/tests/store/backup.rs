//! Backup beside a running server, and restore into an empty folder.

use std::fs;
use std::os::unix::fs::PermissionsExt as _;
use std::path::Path;

use visavis_store::{Db, DbConfig, OpenError, backup, restore};
use visavis_testkit::{TestDb, TestFolder};

use crate::people::{self, count};

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_backup_of_a_busy_server_can_be_restored() {
    let test = TestDb::sqlite().await;
    people::one_session(&test.db()).await;
    let folder = TestFolder::new();
    let copy = folder.path().join("copy.db");
    let mut writing = tokio::task::JoinSet::new();
    for n in 0..100 {
        let db = test.db();
        writing.spawn(async move {
            let mut tx = db.write().await.expect("a transaction");
            people::account(&mut tx, 1_000 + n).await;
            tx.commit().await.expect("committed");
        });
    }
    test.db().backup(copy.clone()).await.expect("copied");
    writing.join_all().await;
    let again = test.db().backup(copy.clone()).await.expect_err("a backup is never overwritten");
    assert!(matches!(again, OpenError::NotEmpty { .. }));

    let place = folder.path().join("restored");
    let path = restore(&copy, &place).expect("restored");
    let db = Db::open(&DbConfig::Sqlite { path }).await.expect("the story goes on");
    assert_eq!(count(&db, "SELECT COUNT(*) FROM session").await, 1);
    let mut tx = db.write().await.expect("a transaction");
    people::account(&mut tx, 5_000).await;
    tx.commit().await.expect("committed");
    assert!(matches!(restore(&copy, &place), Err(OpenError::NotEmpty { .. })));
}

fn rights(path: &Path) -> u32 {
    fs::metadata(path).expect("it is there").permissions().mode() & 0o777
}

#[tokio::test]
async fn nobody_else_on_the_machine_can_read_the_data() {
    let folder = TestFolder::new();
    let path = folder.path().join("visavis.db");
    let db = Db::open(&DbConfig::Sqlite { path: path.clone() }).await.expect("opened");
    let copy = folder.path().join("copy.db");
    db.backup(copy.clone()).await.expect("copied");
    let restored = restore(&copy, &folder.path().join("restored")).expect("restored");
    let log = folder.path().join("visavis.db-wal");
    for file in [path, log, copy, restored] {
        assert_eq!(rights(&file), 0o600, "{}", file.display());
    }
}

#[test]
fn what_is_no_database_is_not_restored() {
    let folder = TestFolder::new();
    let copy = folder.path().join("copy.db");
    fs::write(&copy, "nonsense".repeat(1_000)).expect("written");
    let refused = restore(&copy, &folder.path().join("new")).expect_err("damaged");
    assert!(matches!(refused, OpenError::Unsound { .. }), "{refused}");
    assert!(!folder.path().join("new").exists());
}

#[tokio::test]
async fn a_damaged_page_is_found_before_it_is_restored() {
    let test = TestDb::sqlite().await;
    people::one_session(&test.db()).await;
    let folder = TestFolder::new();
    let copy = folder.path().join("copy.db");
    test.db().backup(copy.clone()).await.expect("copied");
    let mut bytes = fs::read(&copy).expect("read");
    let middle = bytes.len() / 2;
    bytes[middle..middle + 4096].fill(0xaa);
    fs::write(&copy, bytes).expect("written");
    let refused = restore(&copy, &folder.path().join("new")).expect_err("damaged");
    assert!(matches!(refused, OpenError::Unsound { .. }), "{refused}");
}

#[test]
fn postgres_is_left_to_its_own_tools() {
    let config = DbConfig::Postgres { url: "postgres://nowhere".to_owned() };
    let refused = backup(&config, "copy.db".as_ref()).expect_err("not ours to do");
    assert!(refused.to_string().contains("pg_dump"), "{refused}");
}
