//! Chance that repeats: the same seed gives the same bytes, ids and secrets.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use jiff::Timestamp;
use uuid::Uuid;
use visavis_domain::ids;

/// A seeded source, shared by its clones. Never for secrets outside tests.
#[derive(Debug, Clone)]
pub struct FakeRandom(Arc<AtomicU64>);

impl FakeRandom {
    /// The source with this seed.
    pub fn seeded(seed: u64) -> Self {
        Self(Arc::new(AtomicU64::new(seed)))
    }

    /// The next 64 bits (SplitMix64).
    pub fn next(&self) -> u64 {
        const STEP: u64 = 0x9e37_79b9_7f4a_7c15;
        let mut bits = self.0.fetch_add(STEP, Ordering::Relaxed).wrapping_add(STEP);
        bits = (bits ^ (bits >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        bits = (bits ^ (bits >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        bits ^ (bits >> 31)
    }

    /// A number below `bound`.
    pub fn below(&self, bound: u64) -> u64 {
        self.next() % bound.max(1)
    }

    /// Fills the bytes, as a source of randomness for the product does.
    pub fn fill(&self, bytes: &mut [u8]) {
        for part in bytes.chunks_mut(8) {
            part.copy_from_slice(&self.next().to_le_bytes()[..part.len()]);
        }
    }

    /// So many bytes.
    pub fn bytes<const N: usize>(&self) -> [u8; N] {
        let mut bytes = [0; N];
        self.fill(&mut bytes);
        bytes
    }

    /// The bits of a new id.
    pub fn uuid(&self, now: Timestamp) -> Uuid {
        ids::mint(now, self.bytes())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_same_seed_tells_the_same_story() {
        let (one, two) = (FakeRandom::seeded(7), FakeRandom::seeded(7));
        assert_eq!(one.bytes::<19>(), two.bytes::<19>());
        assert_ne!(one.next(), FakeRandom::seeded(8).next());
    }
}
