//! Many at once: the database itself lets one win, and forgets nobody's commit.

use std::future::Future;
use std::pin::pin;
use std::sync::Arc;
use std::task::{Context, Poll, Waker};

use tokio::sync::Barrier;
use uuid::Uuid;
use visavis_store::{Constraint, Sql, StoreError, args};
use visavis_testkit::{FakeRandom, TestDb, both_engines};

use crate::people::{self, Booking, book, count, minute};

/// Starts all at one moment and counts the winners; everybody else must have lost like this.
async fn race<F: Future<Output = Result<(), StoreError>> + Send + 'static>(
    runners: impl IntoIterator<Item = F>,
    lost: fn(&StoreError) -> bool,
) -> usize {
    let runners: Vec<_> = runners.into_iter().collect();
    let start = Arc::new(Barrier::new(runners.len()));
    let mut racing = tokio::task::JoinSet::new();
    for runner in runners {
        let start = Arc::clone(&start);
        racing.spawn(async move {
            start.wait().await;
            runner.await
        });
    }
    let mut winners = 0;
    while let Some(outcome) = racing.join_next().await {
        match outcome.expect("no panic") {
            Ok(()) => winners += 1,
            Err(error) => assert!(lost(&error), "{error:?}"),
        }
    }
    winners
}

const VERSIONED: Sql = Sql::unregistered(
    "UPDATE session SET version = version + 1, updated_at = $1 WHERE id = $2 AND version = $3",
);
const MOVE: Sql =
    Sql::unregistered("UPDATE session SET starts_at = $1, ends_at = $2 WHERE id = $3");

both_engines! {
    // ALL-2
    async fn of_twelve_bookings_of_one_slot_one_wins(db: Db) {
        let mut tx = db.write().await.expect("a transaction");
        let (host, client) = (people::host(&mut tx, 1).await, people::account(&mut tx, 2).await);
        tx.commit().await.expect("committed");
        let runners = (0..12_u32).map(|n| {
            let db = db.clone();
            async move {
                let mut tx = db.write().await?;
                // Each a little later than the other, all within one hour.
                let minutes = Some((i64::from(n), 60 + i64::from(n)));
                let id = 100 + u128::from(n);
                book(&mut tx, Booking { id, host, client, phase: "scheduled", minutes }).await?;
                tx.commit().await
            }
        });
        let overlap = |error: &StoreError| {
            error.constraint() == Some(Constraint::SessionNoOverlap) || matches!(error, StoreError::Busy)
        };
        assert_eq!(race(runners, overlap).await, 1);
        assert_eq!(count(&db, "SELECT COUNT(*) FROM session").await, 1);
    }

    // ALL-2
    async fn a_booking_may_touch_another_but_not_move_onto_it(db: Db) {
        let mut tx = db.write().await.expect("a transaction");
        let (host, client) = (people::host(&mut tx, 1).await, people::account(&mut tx, 2).await);
        let at = |id, from, to| Booking { id, host, client, phase: "scheduled", minutes: Some((from, to)) };
        for n in 0..12_u32 {
            let from = 60 * i64::from(n);
            book(&mut tx, at(100 + u128::from(n), from, from + 60)).await.expect("adjacent");
        }
        let other = people::host(&mut tx, 3).await;
        book(&mut tx, Booking { host: other, ..at(200, 0, 60) }).await.expect("another host's");
        book(&mut tx, Booking { phase: "cancelled", ..at(201, 0, 60) }).await.expect("it is over");
        tx.commit().await.expect("committed");
        for (from, to) in [(30, 90), (59, 60), (0, 720), (-60, 1), (719, 800)] {
            let mut tx = db.write().await.expect("a transaction");
            let refused = book(&mut tx, at(300, from, to)).await.expect_err("overlaps");
            assert_eq!(refused.constraint(), Some(Constraint::SessionNoOverlap), "{from}-{to}");
            let mut tx = db.write().await.expect("a transaction");
            let moved = args![minute(from), minute(to), Uuid::from_u128(105)];
            let refused = tx.exec(MOVE, moved).await.expect_err("overlaps");
            assert_eq!(refused.constraint(), Some(Constraint::SessionNoOverlap), "{from}-{to}");
        }
        let mut tx = db.write().await.expect("a transaction");
        let longer = args![minute(-60), minute(60), Uuid::from_u128(100)];
        tx.exec_one(MOVE, longer).await.expect("it may overlap itself");
    }

    // ALL-2
    async fn a_host_is_live_in_one_session(db: Db) {
        let mut tx = db.write().await.expect("a transaction");
        let (host, client) = (people::host(&mut tx, 1).await, people::account(&mut tx, 2).await);
        tx.commit().await.expect("committed");
        let runners = (0..12).map(|n: u128| {
            let db = db.clone();
            async move {
                let mut tx = db.write().await?;
                let id = 100 + n;
                book(&mut tx, Booking { id, host, client, phase: "ringing", minutes: None }).await?;
                tx.commit().await
            }
        });
        let live = |error: &StoreError| error.constraint() == Some(Constraint::SessionOneLive);
        assert_eq!(race(runners, live).await, 1);
    }

    async fn of_twelve_editors_of_one_version_one_wins(db: Db) {
        let (_, _, session) = people::one_session(&db).await;
        let runners = (0..12).map(|n| {
            let db = db.clone();
            async move {
                let mut tx = db.write().await?;
                tx.exec_one(VERSIONED, args![minute(n), session, 1]).await?;
                tx.commit().await
            }
        });
        let conflict = |error: &StoreError| matches!(error, StoreError::Conflict);
        assert_eq!(race(runners, conflict).await, 1);
    }

    async fn a_cancelled_begin_loses_nobodys_commit(db: Db) {
        let mut acknowledged = 0;
        for polls in 0..200 {
            // Given up after ever more polls: before, within and after the BEGIN.
            {
                let mut begin = pin!(db.write());
                for _ in 0..polls % 12 {
                    if begin.as_mut().poll(&mut Context::from_waker(Waker::noop())).is_ready() {
                        break;
                    }
                    tokio::task::yield_now().await;
                }
            }
            let mut tx = db.write().await.expect("a transaction");
            people::account(&mut tx, 1_000 + polls).await;
            tx.commit().await.expect("committed");
            acknowledged += 1;
        }
        assert_eq!(acknowledged, 200);
        assert_eq!(count(&db, "SELECT COUNT(*) FROM account").await, acknowledged);
        // Nobody is left inside a transaction.
        let mut tx = db.write().await.expect("a transaction");
        people::account(&mut tx, 1).await;
        tx.commit().await.expect("committed");
    }

    async fn a_cancelled_commit_is_whole_or_nothing(db: Db) {
        let random = FakeRandom::seeded(3);
        for n in 0..60_u128 {
            let mut tx = db.write().await.expect("a transaction");
            people::account(&mut tx, 10_000 + 2 * n).await;
            people::account(&mut tx, 10_001 + 2 * n).await;
            let mut commit = pin!(tx.commit());
            for _ in 0..random.below(4) {
                if let Poll::Ready(outcome) =
                    commit.as_mut().poll(&mut Context::from_waker(Waker::noop()))
                {
                    outcome.expect("committed");
                    break;
                }
                tokio::task::yield_now().await;
            }
        }
        // Behind everybody in the queue, so that no commit is still on its way.
        drop(db.write().await.expect("a transaction"));
        assert_eq!(count(&db, "SELECT COUNT(*) % 2 FROM account").await, 0);
    }

    async fn a_dropped_statement_ends_its_transaction(db: Db) {
        let mut tx = db.write().await.expect("a transaction");
        {
            let slow = Sql::unregistered("SELECT COUNT(*) FROM account");
            let mut query = pin!(tx.rows(slow, args![]));
            if query.as_mut().poll(&mut Context::from_waker(Waker::noop())).is_ready() {
                return; // SQLite does not wait for anything here.
            }
        }
        assert!(matches!(tx.commit().await, Err(StoreError::Bug(_))));
    }
}

#[tokio::test]
async fn a_lost_connection_ends_one_transaction_and_no_other() {
    let Some(test) = TestDb::postgres().await else { return };
    let db = test.db();
    let mut tx = db.write().await.expect("a transaction");
    people::account(&mut tx, 1).await;
    let end = Sql::unregistered(
        "SELECT COUNT(pg_terminate_backend(pid)) FROM pg_stat_activity
         WHERE datname = current_database() AND pid <> pg_backend_pid()",
    );
    let mut other = db.write().await.expect("a transaction");
    other.one(end, args![]).await.expect("the others are cut off");
    other.commit().await.expect("committed");
    let lost = tx.rows(Sql::unregistered("SELECT id FROM account"), args![]).await;
    assert!(matches!(lost, Err(StoreError::Unavailable(_))), "{lost:?}");
    let mut tx = db.write().await.expect("the pool goes on");
    people::account(&mut tx, 2).await;
    tx.commit().await.expect("committed");
    assert_eq!(count(&db, "SELECT COUNT(*) FROM account").await, 1);
}
