//! Why something asked of the product did not happen: sorted by what the asker can do about it.

use std::time::Duration;

use visavis_domain::session::Refusal;
use visavis_store::StoreError;

use crate::Clock;

/// Something wrong with one field of a form. `field` is the form's name for it, `key` the sentence.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fault {
    /// The name of the field.
    pub field: &'static str,
    /// The key of the sentence in the words of the pages.
    pub key: &'static str,
}

/// Why something did not happen.
#[derive(Debug, Clone, thiserror::Error)]
pub enum Failure {
    /// There is no such thing, or it is none of the asker's business: both look the same (ALL-5).
    #[error("there is no such thing")]
    NotFound,
    /// The asker is known and may not do that.
    #[error("this person may not do that")]
    Forbidden,
    /// The session's rules say no.
    #[error("the session refuses")]
    Refused(#[source] Refusal),
    /// What was typed cannot be used; every field that is wrong is named.
    #[error("some fields cannot be used")]
    Invalid(Vec<Fault>),
    /// The database forbids it: the name of the constraint says what. Mostly somebody was faster.
    #[error("somebody else was faster, or this is taken: {0}")]
    Taken(String),
    /// It was changed meanwhile; look again.
    #[error("this was changed meanwhile")]
    Changed,
    /// Too often.
    #[error("too many tries; wait {} s", .0.as_secs())]
    TooMany(Duration),
    /// The store cannot do it now.
    #[error("the store cannot do this now")]
    Store(#[source] StoreError),
    /// A defect of ours.
    #[error("something is wrong inside: {0}")]
    Inside(String),
}

impl From<StoreError> for Failure {
    fn from(error: StoreError) -> Self {
        match error {
            StoreError::Constraint(constraint) => Self::Taken(constraint.to_string()),
            StoreError::Conflict => Self::Changed,
            StoreError::Busy
            | StoreError::Full
            | StoreError::Unavailable(_)
            | StoreError::Corrupt(_)
            | StoreError::Bug(_) => Self::Store(error),
        }
    }
}

impl From<Refusal> for Failure {
    fn from(refusal: Refusal) -> Self {
        Self::Refused(refusal)
    }
}

impl Failure {
    /// One wrong field.
    pub fn field(field: &'static str, key: &'static str) -> Self {
        Self::Invalid(vec![Fault { field, key }])
    }

    /// Whether the same, done again from its beginning, may succeed: somebody else was faster, or
    /// the database broke a deadlock at our cost.
    pub fn is_worth_retrying(&self) -> bool {
        match self {
            Self::Changed => true,
            Self::Store(error) => error.is_worth_retrying(),
            Self::NotFound
            | Self::Forbidden
            | Self::Refused(_)
            | Self::Invalid(_)
            | Self::Taken(_)
            | Self::TooMany(_)
            | Self::Inside(_) => false,
        }
    }

    /// A defect of ours, in words for the log.
    pub fn inside(words: impl Into<String>) -> Self {
        Self::Inside(words.into())
    }
}

/// How often one transaction is tried.
const TRIES: u32 = 5;
/// Nobody is kept waiting longer than this by further tries: then the store is not unlucky but
/// overloaded.
const PATIENCE: Duration = Duration::from_secs(2);

/// Counts the tries of a transaction that others may get in the way of.
#[derive(Debug)]
pub(crate) struct Tries {
    done: u32,
    until: Duration,
}

impl Tries {
    /// None so far.
    pub fn new(clock: &Clock) -> Self {
        Self { done: 0, until: clock.steady() + PATIENCE }
    }

    /// Whether to try once more after this.
    pub fn again(&mut self, clock: &Clock, failure: &Failure) -> bool {
        self.done += 1;
        failure.is_worth_retrying() && self.done < TRIES && clock.steady() < self.until
    }
}
