//! What every test wants: a database of its own on either engine, a clock moved by hand, chance
//! that repeats.
//!
//! ```
//! use visavis_store::Db;
//! use visavis_testkit::both_engines;
//!
//! both_engines! {
//!     async fn a_host_is_booked_once(db: Db) {
//!         let mut tx = db.write().await.expect("a transaction");
//!         // …
//!     }
//! }
//! ```
//! makes the tests `a_host_is_booked_once::sqlite` and `a_host_is_booked_once::postgres`. Store tests
//! stand in `tests/*.rs`: inside the crate they would meet two copies of it.

mod clock;
mod database;
mod folder;
mod postgres;
mod random;

pub use clock::FakeClock;
pub use database::{TestDb, on_postgres, on_sqlite};
pub use folder::TestFolder;
pub use random::FakeRandom;

/// Runs one asynchronous test function on SQLite and on PostgreSQL.
#[macro_export]
macro_rules! both_engines {
    ($($(#[$doc:meta])* async fn $name:ident($db:ident: Db) $body:block)+) => {$(
        $(#[$doc])*
        mod $name {
            #[expect(clippy::wildcard_imports, reason = "the test sees what stands around it")]
            use super::*;

            async fn story($db: visavis_store::Db) $body

            #[test]
            fn sqlite() {
                $crate::on_sqlite(story);
            }

            #[test]
            fn postgres() {
                $crate::on_postgres(story);
            }
        }
    )+};
}
