//! Randomness as an argument: the system's in the binary, a seeded one in tests.

use std::fmt;
use std::sync::Arc;

use jiff::Timestamp;
use uuid::Uuid;
use visavis_domain::ids;

/// Gives random bytes and mints ids.
#[derive(Clone)]
pub struct Random(Arc<Fill>);

type Fill = dyn Fn(&mut [u8]) + Send + Sync;

impl Random {
    /// A source from a function that fills bytes.
    pub fn new(fill: impl Fn(&mut [u8]) + Send + Sync + 'static) -> Self {
        Self(Arc::new(fill))
    }

    /// So many random bytes.
    pub fn bytes<const N: usize>(&self) -> [u8; N] {
        let mut bytes = [0; N];
        (self.0)(&mut bytes);
        bytes
    }

    /// The bits of a new id, for any of the types in [`visavis_domain::ids`].
    pub fn uuid(&self, now: Timestamp) -> Uuid {
        ids::mint(now, self.bytes())
    }
}

impl fmt::Debug for Random {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str("Random")
    }
}
