//! Where the till keeps its rows: the product's database, or memory in tests.

use std::pin::Pin;

use jiff::Timestamp;

use super::{TillEvent, TillPayment};
use crate::event::ProviderEvent;
use crate::provider::EventCursor;

/// The answer of the storage, some time later.
pub type Stored<'a, T> = Pin<Box<dyn Future<Output = Result<T, TillStoreError>> + Send + 'a>>;

/// Why the storage did not do what it was asked.
#[derive(Debug, thiserror::Error)]
pub enum TillStoreError {
    /// The payment was changed since it was loaded: load it again.
    #[error("the payment was changed meanwhile")]
    Conflict,
    /// A payment or an event of that name exists.
    #[error("the name is taken at the test till")]
    Taken,
    /// The storage itself failed.
    #[error("the storage of the test till failed")]
    Unavailable(#[source] Box<dyn std::error::Error + Send + Sync>),
}

/// A payment and the version that was loaded.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Versioned {
    /// The payment.
    pub payment: TillPayment,
    /// Its version; 1 after [`TillStore::add`].
    pub version: i64,
}

/// The rows of the till. Payments are kept as one JSON text each with the few columns that are
/// asked for: the id, the operation, [`TillPayment::closes_at`], a version. Events likewise: the id,
/// when it happened, when it is due, how many times.
pub trait TillStore: Send + Sync {
    /// Keeps a new payment and its events, all or nothing; [`TillStoreError::Taken`] when its id or
    /// its operation exists.
    fn add<'a>(&'a self, payment: &'a TillPayment, events: &'a [TillEvent]) -> Stored<'a, ()>;

    /// A payment by its id.
    fn load<'a>(&'a self, id: &'a str) -> Stored<'a, Option<Versioned>>;

    /// Keeps a changed payment under the next version, with its new events, all or nothing;
    /// [`TillStoreError::Conflict`] when the stored version is not the loaded one, and
    /// [`TillStoreError::Taken`] when an event of that id exists.
    fn save<'a>(&'a self, changed: &'a Versioned, events: &'a [TillEvent]) -> Stored<'a, ()>;

    /// Ids of the payments whose [`TillPayment::closes_at`] has come.
    fn closing(&self, now: Timestamp, limit: u16) -> Stored<'_, Vec<String>>;

    /// Events with `times > 0` and `deliver_at <= now`, the longest due first.
    fn due(&self, now: Timestamp, limit: u16) -> Stored<'_, Vec<TillEvent>>;

    /// Keeps when and how often an event is still to be delivered.
    fn keep_event<'a>(&'a self, event: &'a TillEvent) -> Stored<'a, ()>;

    /// Events behind the cursor by the moment they happened and then by id, delivered or not.
    fn events<'a>(&'a self, after: &'a EventCursor, limit: u16) -> Stored<'a, Vec<ProviderEvent>>;
}
