//! The facade itself: what goes in comes out, what fails leaves nothing, on both engines.

use jiff::Timestamp;
use uuid::Uuid;
use visavis_domain::ids::SessionId;
use visavis_store::{Constraint, Db, Sql, StoreError, args};
use visavis_testkit::{FakeRandom, both_engines};

const MAKE: Sql = Sql {
    name: "MAKE",
    lite: "CREATE TABLE thing (id BLOB NOT NULL PRIMARY KEY, n INTEGER, ok INTEGER, doc TEXT,
           bytes BLOB, name TEXT, CONSTRAINT settlement_adds_up CHECK (n < 100)) STRICT",
    pg: "CREATE TABLE thing (id UUID PRIMARY KEY, n BIGINT, ok BOOLEAN, doc JSONB,
         bytes BYTEA, name TEXT, CONSTRAINT settlement_adds_up CHECK (n < 100))",
};
const INSERT: Sql = Sql::unregistered(
    "INSERT INTO thing (id, n, ok, doc, bytes, name) VALUES ($1, $2, $3, $4, $5, $6)",
);
const ALL: Sql = Sql::unregistered("SELECT id, n, ok, doc, bytes, name FROM thing ORDER BY n");
const COUNT: Sql = Sql::unregistered("SELECT COUNT(*) FROM thing");

async fn make(db: &Db) {
    let mut tx = db.write().await.expect("a transaction");
    tx.exec(MAKE, args![]).await.expect("a table");
    tx.commit().await.expect("committed");
}

async fn count(db: &Db) -> i64 {
    let mut tx = db.read().await.expect("a snapshot");
    tx.one(COUNT, args![]).await.expect("a row").get(0).expect("a number")
}

both_engines! {
    async fn every_type_comes_back_as_it_went(db: Db) {
        make(&db).await;
        let id = SessionId::from_uuid(Uuid::from_u128(7));
        let at = Timestamp::from_millisecond(-9_780_300_800_123).expect("a moment");
        let doc = serde_json::json!({"a": [1, null, "é"]});
        let mut tx = db.write().await.expect("a transaction");
        tx.exec(INSERT, args![id, at, true, &doc, &[0_u8, 255], "Zoë"]).await.expect("inserted");
        let none: Option<i64> = None;
        let empty: Option<&str> = None;
        let nothing: Option<Vec<u8>> = None;
        let other = Uuid::from_u128(8);
        tx.exec(INSERT, args![other, none, false, empty, nothing, empty]).await.expect("inserted");
        tx.commit().await.expect("committed");
        let mut tx = db.read().await.expect("a snapshot");
        let mut rows = tx.rows(ALL, args![]).await.expect("rows");
        rows.sort_by_key(|row| row.get::<Uuid>(0).expect("an id"));
        let row = &rows[0];
        assert_eq!(row.get::<SessionId>(0).expect("an id"), id);
        assert_eq!(row.get::<Option<Timestamp>>(1).expect("a moment"), Some(at));
        assert!(row.get::<bool>(2).expect("a truth"));
        assert_eq!(row.get::<serde_json::Value>(3).expect("JSON"), doc);
        assert_eq!(row.get::<Vec<u8>>(4).expect("bytes"), vec![0, 255]);
        assert_eq!(row.get::<String>(5).expect("text"), "Zoë");
        assert!(matches!(row.get::<i64>(5), Err(StoreError::Bug(_))));
        let row = &rows[1];
        assert_eq!(row.get::<Option<i64>>(1).expect("nothing"), None);
        assert!(!row.get::<bool>(2).expect("a truth"));
        assert_eq!(row.get::<Option<Vec<u8>>>(4).expect("nothing"), None);
        assert!(row.get::<String>(5).is_err());
    }

    async fn an_error_ends_the_transaction_and_leaves_nothing(db: Db) {
        make(&db).await;
        let random = FakeRandom::seeded(1);
        let row = || random.uuid(Timestamp::UNIX_EPOCH);
        let mut tx = db.write().await.expect("a transaction");
        tx.exec(INSERT, args![row(), 1, true, "{}", &[0], "a"]).await.expect("inserted");
        let refused = tx.exec(INSERT, args![row(), 100, true, "{}", &[0], "b"]).await;
        let error = refused.expect_err("the number is too large");
        assert_eq!(error.constraint(), Some(Constraint::SettlementAddsUp));
        let after = tx.exec(INSERT, args![row(), 2, true, "{}", &[0], "c"]).await;
        assert!(matches!(after, Err(StoreError::Bug(_))));
        assert!(matches!(tx.commit().await, Err(StoreError::Bug(_))));
        assert_eq!(count(&db).await, 0);
    }

    async fn dropping_rolls_back_and_reading_cannot_write(db: Db) {
        make(&db).await;
        let mut tx = db.write().await.expect("a transaction");
        tx.exec(INSERT, args![Uuid::nil(), 1, true, "{}", &[0], "a"]).await.expect("inserted");
        drop(tx);
        assert_eq!(count(&db).await, 0);
        let mut tx = db.read().await.expect("a snapshot");
        let refused = tx.exec(INSERT, args![Uuid::nil(), 1, true, "{}", &[0], "a"]).await;
        assert!(matches!(refused, Err(StoreError::Bug(_))), "{refused:?}");
    }

    async fn a_snapshot_does_not_move(db: Db) {
        make(&db).await;
        let mut reading = db.read().await.expect("a snapshot");
        let before: i64 = reading.one(COUNT, args![]).await.expect("a row").get(0).expect("n");
        let mut tx = db.write().await.expect("a transaction");
        tx.exec(INSERT, args![Uuid::nil(), 1, true, "{}", &[0], "a"]).await.expect("inserted");
        tx.commit().await.expect("committed");
        let rows = reading.slow_rows(COUNT, args![]).await.expect("a row");
        assert_eq!(rows[0].get::<i64>(0).expect("n"), before);
        assert_eq!(count(&db).await, before + 1);
    }

    async fn text_that_one_engine_cannot_keep_is_refused_by_both(db: Db) {
        make(&db).await;
        let mut tx = db.write().await.expect("a transaction");
        let refused = tx.exec(INSERT, args![Uuid::nil(), 1, true, "{}", &[0], "a\0b"]).await;
        assert!(matches!(refused, Err(StoreError::Bug(_))));
    }
}
