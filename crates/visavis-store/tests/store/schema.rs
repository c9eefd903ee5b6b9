//! The schema: the same on both engines, migrated once, never edited.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use visavis_store::{
    Constraint, Db, DbConfig, Engine, MIGRATIONS, Migration, OpenError, Sql, args, expand,
};
use visavis_testkit::{TestDb, TestFolder};

use crate::people::count;

// `ledger_applying` stands for what PostgreSQL knows by itself: how deep a trigger is.
const LITE_COLUMNS: Sql = Sql::unregistered(
    "SELECT t.name, c.name, c.type, CASE WHEN c.\"notnull\" = 1 OR (c.pk = 1 AND c.type = 'INTEGER') THEN 1 ELSE 0 END
     FROM sqlite_schema t, pragma_table_info(t.name) c
     WHERE t.type = 'table' AND t.name NOT IN ('migration', 'ledger_applying') AND t.name NOT LIKE 'sqlite_%'",
);
const PG_COLUMNS: Sql = Sql::unregistered(
    "SELECT CAST(table_name AS TEXT), CAST(column_name AS TEXT), CAST(data_type AS TEXT),
        CASE WHEN is_nullable = 'NO' THEN 1 ELSE 0 END
     FROM information_schema.columns
     WHERE table_schema = 'public' AND table_name <> 'migration'",
);
const LITE_INDEXES: Sql =
    Sql::unregistered("SELECT name FROM sqlite_schema WHERE type = 'index' AND sql IS NOT NULL");
const PG_INDEXES: Sql = Sql::unregistered(
    "SELECT CAST(i.indexname AS TEXT) FROM pg_indexes i
     WHERE i.schemaname = 'public'
        AND NOT EXISTS (SELECT 1 FROM pg_constraint c WHERE c.conname = i.indexname)",
);

async fn set(db: &Db, sql: Sql, show: impl Fn(&visavis_store::Row) -> String) -> BTreeSet<String> {
    let mut tx = db.read().await.expect("a snapshot");
    tx.rows(sql, args![]).await.expect("rows").iter().map(show).collect()
}

fn column(row: &visavis_store::Row) -> String {
    let text = |n| row.get::<String>(n).expect("text");
    let kind = match text(2).as_str() {
        "BLOB" | "uuid" | "bytea" => "bytes",
        "INTEGER" | "bigint" | "boolean" => "number",
        "TEXT" | "text" | "jsonb" => "text",
        _ => panic!("{}.{} is a {}", text(0), text(1), text(2)),
    };
    let needed = row.get::<i64>(3).expect("a number") == 1;
    format!("{}.{} {kind}{}", text(0), text(1), if needed { " NOT NULL" } else { "" })
}

#[tokio::test]
async fn both_engines_have_the_same_tables() {
    let Some(pg) = TestDb::postgres().await else { return };
    let lite = TestDb::sqlite().await;
    let on_lite = set(&lite.db(), LITE_COLUMNS, column).await;
    let on_pg = set(&pg.db(), PG_COLUMNS, column).await;
    let differ: Vec<_> = on_lite.symmetric_difference(&on_pg).collect();
    assert!(differ.is_empty(), "{differ:#?}");
    assert!(on_lite.len() > 100, "the schema was compared");
    let name = |row: &visavis_store::Row| row.get::<String>(0).expect("a name");
    let on_lite = set(&lite.db(), LITE_INDEXES, name).await;
    let on_pg = set(&pg.db(), PG_INDEXES, name).await;
    let differ: Vec<_> = on_lite.symmetric_difference(&on_pg).collect();
    assert!(differ.is_empty(), "{differ:#?}");
}

#[test]
fn every_constraint_that_callers_meet_is_in_both_dialects() {
    for engine in [Engine::Sqlite, Engine::Postgres] {
        let schema: String = MIGRATIONS.iter().map(|one| expand(one.template, engine)).collect();
        for constraint in Constraint::NAMED {
            assert!(schema.contains(constraint.name()), "{constraint} is missing on {engine:?}");
        }
    }
}

#[test]
fn every_named_constraint_is_known_to_callers() {
    let schema: String =
        MIGRATIONS.iter().map(|one| expand(one.template, Engine::Postgres)).collect();
    for after in schema.split("CONSTRAINT ").skip(1) {
        let name = after.split_whitespace().next().expect("a name");
        if name != "=" {
            assert!(Constraint::named(name).is_some(), "{name} is not in constraint.rs");
        }
    }
    for after in schema.split("CREATE UNIQUE INDEX ").skip(1) {
        let name = after.split_whitespace().next().expect("a name");
        assert!(Constraint::named(name).is_some(), "{name} is not in constraint.rs");
    }
}

#[test]
fn the_list_of_migrations_is_the_folder() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("migrations");
    let mut files: Vec<_> = fs::read_dir(folder)
        .expect("the folder is there")
        .map(|file| file.expect("it can be read").file_name().into_string().expect("ASCII"))
        .collect();
    files.sort();
    let listed: Vec<_> =
        MIGRATIONS.iter().map(|one| format!("{:04}_{}.sql", one.n, one.name)).collect();
    assert_eq!(files, listed);
    assert!((1..).zip(MIGRATIONS).all(|(n, one)| one.n == n), "numbered without gaps");
}

const FIRST: Migration =
    Migration { n: 1, name: "first", template: "CREATE TABLE one (id ID PRIMARY KEY) STRICT;" };
const SECOND: Migration =
    Migration { n: 2, name: "second", template: "CREATE TABLE two (id ID PRIMARY KEY) STRICT;" };
const EDITED: Migration = Migration { template: "CREATE TABLE three (id ID) STRICT;", ..FIRST };
const BROKEN: Migration =
    Migration { n: 2, name: "broken", template: "CREATE TABLE two (id ID); CREATE NONSENSE;" };

async fn migrations_run_once_and_stay(config: &DbConfig) {
    let open = |list: &'static [Migration]| Db::open_with(config, list);
    drop(open(&[FIRST]).await.expect("the first runs"));
    let broken = open(&[FIRST, BROKEN]).await.expect_err("nonsense");
    assert!(matches!(broken, OpenError::Migration { n: 2, .. }), "{broken}");
    let db = open(&[FIRST, SECOND]).await.expect("nothing of the broken one is left");
    assert_eq!(count(&db, "SELECT COUNT(*) FROM two").await, 0);
    drop(db);
    let edited = open(&[EDITED, SECOND]).await.expect_err("it was edited");
    assert!(matches!(edited, OpenError::Edited { n: 1, .. }), "{edited}");
    let older = open(&[FIRST]).await.expect_err("the database is newer");
    assert!(matches!(older, OpenError::Newer { n: 2 }), "{older}");
}

#[tokio::test]
async fn migrations_run_once_and_stay_on_sqlite() {
    let folder = TestFolder::new();
    let config = DbConfig::Sqlite { path: folder.path().join("new.db") };
    migrations_run_once_and_stay(&config).await;
}

#[tokio::test]
async fn migrations_run_once_and_stay_on_postgres() {
    let Some((config, _remains)) = TestDb::empty_postgres().await else { return };
    migrations_run_once_and_stay(&config).await;
}

#[tokio::test]
async fn two_nodes_may_start_together() {
    let Some((config, _remains)) = TestDb::empty_postgres().await else { return };
    let (one, two) = tokio::join!(Db::open(&config), Db::open(&config));
    let (one, _two) = (one.expect("the first starts"), two.expect("so does the second"));
    assert_eq!(
        count(&one, "SELECT COUNT(*) FROM migration").await,
        i64::try_from(MIGRATIONS.len()).expect("few")
    );
}

#[tokio::test]
async fn a_second_server_is_refused_until_the_first_has_gone() {
    let first = TestDb::sqlite().await;
    let refused = Db::open(first.config()).await.expect_err("the file is in use");
    assert!(matches!(refused, OpenError::InUse { .. }), "{refused}");
    let DbConfig::Sqlite { path } = first.config().clone() else { panic!("it is SQLite") };
    let copy = TestFolder::new();
    fs::copy(&path, copy.path().join("visavis.db")).expect("copied");
    let config = DbConfig::Sqlite { path: copy.path().join("visavis.db") };
    drop(Db::open(&config).await.expect("nobody uses the copy"));
    Db::open(&config).await.expect("and nobody does any more");
}

#[tokio::test]
async fn a_file_that_is_no_database_is_said_to_be_damaged() {
    let folder = TestFolder::new();
    let path = folder.path().join("visavis.db");
    fs::write(&path, "this is not a database, but it is long enough to be looked at".repeat(99))
        .expect("written");
    let error = Db::open(&DbConfig::Sqlite { path }).await.expect_err("no database");
    let OpenError::Store(error) = error else { panic!("{error}") };
    assert!(matches!(error, visavis_store::StoreError::Corrupt(_)), "{error:?}");
}
