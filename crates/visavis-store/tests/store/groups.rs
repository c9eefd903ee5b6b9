//! Group commit on SQLite: shared, whole, and nobody's failure but one's own.

use uuid::Uuid;
use visavis_store::{Db, DbConfig, Sql, StoreError, args};
use visavis_testkit::TestDb;

use crate::people::{self, count};

const DELETE: Sql = Sql::unregistered("DELETE FROM account WHERE id = $1");

async fn add(db: Db, n: u128) -> Result<(), StoreError> {
    let mut tx = db.write().await?;
    people::account(&mut tx, n).await;
    tx.commit().await
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_acknowledged_commit_is_in_the_file_at_once() {
    let test = TestDb::sqlite().await;
    let DbConfig::Sqlite { path } = test.config().clone() else { panic!("it is SQLite") };
    let mut writing = tokio::task::JoinSet::new();
    for n in 0..200 {
        let (db, path) = (test.db(), path.clone());
        writing.spawn(async move {
            add(db, n).await.expect("committed");
            // A connection of somebody else sees what has been acknowledged.
            let other = rusqlite::Connection::open(path).expect("opened");
            let found: i64 = other
                .query_row(
                    "SELECT COUNT(*) FROM account WHERE id = ?1",
                    [Uuid::from_u128(n).as_bytes().as_slice()],
                    |row| row.get(0),
                )
                .expect("read");
            assert_eq!(found, 1);
        });
    }
    writing.join_all().await;
    assert_eq!(count(&test.db(), "SELECT COUNT(*) FROM account").await, 200);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn one_that_fails_leaves_its_group_alone() {
    let test = TestDb::sqlite().await;
    add(test.db(), 0).await.expect("committed");
    let mut writing = tokio::task::JoinSet::new();
    for n in 0..150_u128 {
        let db = test.db();
        writing.spawn(async move {
            match n % 3 {
                0 => add(db, 1_000 + n).await.is_ok(),
                1 => {
                    // Rolled back by hand, after changing something.
                    let mut tx = db.write().await.expect("a transaction");
                    people::account(&mut tx, 2_000 + n).await;
                    false
                }
                _ => {
                    let mut tx = db.write().await.expect("a transaction");
                    people::account(&mut tx, 3_000 + n).await;
                    let nowhere = Sql::unregistered("INSERT INTO nowhere VALUES (1)");
                    tx.exec(nowhere, args![]).await.expect_err("no such table");
                    false
                }
            }
        });
    }
    let committed = writing.join_all().await.into_iter().filter(|committed| *committed).count();
    assert_eq!(committed, 50);
    assert_eq!(count(&test.db(), "SELECT COUNT(*) FROM account").await, 51);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn those_who_stop_waiting_hold_nobody_up() {
    let test = TestDb::sqlite().await;
    let first = test.db().write().await.expect("a transaction");
    let mut waiting = tokio::task::JoinSet::new();
    for n in 0..50 {
        waiting.spawn(add(test.db(), n));
    }
    tokio::task::yield_now().await;
    waiting.abort_all();
    drop(first);
    while waiting.join_next().await.is_some() {}
    add(test.db(), 1_000).await.expect("the queue goes on");
    let mut tx = test.db().write().await.expect("a transaction");
    tx.exec_one(DELETE, args![Uuid::from_u128(1_000)]).await.expect("it is there");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_foreign_lock_makes_writers_busy_and_readers_nothing() {
    let test = TestDb::sqlite().await;
    let DbConfig::Sqlite { path } = test.config().clone() else { panic!("it is SQLite") };
    let foreign = rusqlite::Connection::open(path).expect("opened");
    foreign.execute_batch("BEGIN IMMEDIATE").expect("locked");
    let mut writing = tokio::task::JoinSet::new();
    let db = test.db();
    writing.spawn(async move { db.write().await.map(drop) });
    assert_eq!(count(&test.db(), "SELECT COUNT(*) FROM account").await, 0);
    let refused = writing.join_next().await.expect("one is writing").expect("no panic");
    assert!(matches!(refused, Err(StoreError::Busy)));
    foreign.execute_batch("ROLLBACK").expect("unlocked");
    add(test.db(), 1).await.expect("as if nothing had been");
}
