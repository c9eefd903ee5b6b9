//! Five hundred buyers of one slot, on both engines: one wins, everybody is answered. And what
//! group commit is worth: many tasks against one connection that commits one after the other.

use std::path::Path;
use std::sync::Arc;
use std::time::{Duration, Instant};

use tokio::sync::Barrier;
use uuid::Uuid;
use visavis_store::{Constraint, Db, DbConfig, Sql, StoreError, args};
use visavis_testkit::{TestDb, TestFolder};

const BUYERS: u32 = 500;
const TASKS: u32 = 32;
const COMMITS: u32 = 100;

const ACCOUNT: Sql = Sql::unregistered(
    "INSERT INTO account (id, email, email_key, name, nickname, nickname_key, tz, locale, role, created_at)
     VALUES ($1, $2, $2, 'Somebody', $2, $2, 'UTC', 'en', 'person', 0)",
);
const HOST: Sql = Sql::unregistered(
    "INSERT INTO host (id, slug, name, links, state, visible, created_at)
     VALUES ($1, 'host', 'Somebody', '[]', 'active', TRUE, 0)",
);
const BOOK: Sql = Sql::unregistered(
    "INSERT INTO session (id, host_id, client_id, phase, starts_at, ends_at, state, created_at, updated_at)
     VALUES ($1, $2, $2, 'awaiting_payment', $3, $4, '{}', 0, 0)",
);
const BOOKED: Sql = Sql::unregistered("SELECT COUNT(*) FROM session");

#[tokio::main]
async fn main() {
    let lite = TestDb::sqlite().await;
    race("SQLite", &lite.db()).await;
    match TestDb::postgres().await {
        Some(pg) => race("PostgreSQL", &pg.db()).await,
        None => println!("figure: buyers on PostgreSQL | not installed | - | - | 1 | over"),
    }
    group_commit().await;
}

fn id(n: u32) -> Uuid {
    Uuid::from_u128(u128::from(n))
}

async fn book(db: &Db, n: u32) -> Result<(), StoreError> {
    let mut tx = db.write().await?;
    let starts_at = 1_780_300_800_000_i64 + i64::from(n % 50) * 1_000;
    tx.exec(BOOK, args![id(1_000 + n), id(1), starts_at, starts_at + 3_600_000]).await?;
    tx.commit().await
}

#[expect(clippy::disallowed_methods, reason = "a bench measures")]
async fn race(engine: &str, db: &Db) {
    let mut tx = db.write().await.expect("a transaction");
    tx.exec(ACCOUNT, args![id(1), "host@example.com"]).await.expect("an account");
    tx.exec(HOST, args![id(1)]).await.expect("a host");
    tx.commit().await.expect("committed");
    let start = Arc::new(Barrier::new(BUYERS as usize));
    let mut buying = tokio::task::JoinSet::new();
    let clock = Instant::now();
    for n in 0..BUYERS {
        let (db, start) = (db.clone(), Arc::clone(&start));
        buying.spawn(async move {
            start.wait().await;
            book(&db, n).await
        });
    }
    let outcomes = buying.join_all().await;
    let took = clock.elapsed();
    let winners = outcomes.iter().filter(|outcome| outcome.is_ok()).count();
    let told_taken = |error: &&StoreError| error.constraint() == Some(Constraint::SessionNoOverlap);
    let told = outcomes.iter().filter_map(|outcome| outcome.as_ref().err()).filter(told_taken);
    let told = told.count();
    let mut tx = db.read().await.expect("a snapshot");
    let rows: i64 = tx.one(BOOKED, args![]).await.expect("a row").get(0).expect("a number");
    let is_met = winners == 1 && rows == 1 && told == BUYERS as usize - 1;
    println!(
        "figure: winners among {BUYERS} racing buyers on {engine} ({told} told that it is taken, \
         {} ms) | {winners} | - | - | 1 | {}",
        took.as_millis(),
        if is_met { "ok" } else { "over" }
    );
}

#[expect(clippy::disallowed_methods, reason = "a bench measures")]
async fn group_commit() {
    // On the disk, where the tests are not.
    let folder = TestFolder::new();
    let alone = one_connection(folder.path());
    let config = DbConfig::Sqlite { path: folder.path().join("visavis.db") };
    let db = Db::open(&config).await.expect("opened");
    let clock = Instant::now();
    let mut writing = tokio::task::JoinSet::new();
    for task in 0..TASKS {
        let db = db.clone();
        writing.spawn(async move {
            for n in 0..COMMITS {
                let n = 10_000 + task * COMMITS + n;
                let mut tx = db.write().await.expect("a transaction");
                tx.exec(ACCOUNT, args![id(n), n.to_string()]).await.expect("an account");
                tx.commit().await.expect("committed");
            }
        });
    }
    writing.join_all().await;
    let grouped = per_second(TASKS * COMMITS, clock.elapsed());
    println!(
        "figure: commits a second, {TASKS} tasks | {grouped:.0} | {alone:.0} (one connection, one \
         by one) | {:.2} | 0.50 | {}",
        grouped / alone,
        if grouped >= alone * 0.5 { "ok" } else { "over" }
    );
}

/// What the disk gives to the same insert on a bare connection with the same durability.
#[expect(clippy::disallowed_methods, reason = "a bench measures")]
fn one_connection(folder: &Path) -> f64 {
    let open = rusqlite::Connection::open(folder.join("alone.db")).expect("opened");
    open.execute_batch(
        "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL;
         CREATE TABLE account (id BLOB PRIMARY KEY, email TEXT UNIQUE, nickname TEXT UNIQUE) STRICT",
    )
    .expect("a table");
    let clock = Instant::now();
    for n in 0..1_000 {
        open.execute(
            "INSERT INTO account VALUES (?1, ?2, ?2)",
            (id(n).as_bytes().as_slice(), n.to_string()),
        )
        .expect("inserted");
    }
    per_second(1_000, clock.elapsed())
}

fn per_second(count: u32, took: Duration) -> f64 {
    f64::from(count) / took.as_secs_f64().max(f64::EPSILON)
}
