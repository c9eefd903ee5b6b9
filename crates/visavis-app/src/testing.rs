//! A whole product for tests: on any database, with a clock that is moved by hand and chance from a
//! seed. Loops do not run by themselves; [`crate::work::until_quiet`] does what is due.

pub mod market;

use std::net::SocketAddr;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use jiff::Timestamp;
use visavis_media::{Embedded, MediaConfig};
use visavis_reach::transport::Transport;
use visavis_store::Db;

use crate::assemble::{Setup, assemble};
use crate::people::Visitor;
use crate::{App, Clock, Config, Demo, Random, Realm, Secrets};

/// Sunday 22 November 2026, 13:30 UTC: when every test begins.
pub const START: Timestamp = Timestamp::constant(1_795_354_200, 0);

/// The hands of the clock.
#[derive(Clone)]
pub struct Hands(Arc<Mutex<(Timestamp, Duration)>>);

impl Hands {
    /// What time it is.
    pub fn now(&self) -> Timestamp {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).0
    }

    /// Lets time go by, on the wall and on the steady clock.
    pub fn advance(&self, by: Duration) {
        let mut hands = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        hands.0 += by;
        hands.1 += by;
    }
}

/// A product and its clock.
#[derive(Clone)]
pub struct TestApp {
    /// The product.
    pub app: App,
    /// The clock.
    pub hands: Hands,
}

impl TestApp {
    /// A fresh product on this database.
    pub fn new(store: Db) -> Self {
        let hands = Hands(Arc::new(Mutex::new((START, Duration::ZERO))));
        let (wall, steady) = (hands.clone(), hands.clone());
        let clock = Clock::new(
            move || wall.now(),
            move || steady.0.lock().unwrap_or_else(PoisonError::into_inner).1,
        );
        let setup = Setup {
            store,
            media: media(&clock),
            clock,
            random: seeded(7),
            secrets: Secrets::new([9; 32]),
            config: Config {
                base_url: "http://visavis.test".to_owned(),
                demo: Demo::On,
                realm: Realm::Test,
            },
            transport: Transport::Simulated,
            demo_clock: None,
        };
        let app = assemble(setup).expect("the product can be put together");
        Self { app, hands }
    }

    /// A visitor from this machine.
    pub fn visitor() -> Visitor {
        Visitor {
            address: std::net::IpAddr::from([127, 0, 0, 1]),
            device: "a test".to_owned(),
            locale: "en".to_owned(),
        }
    }

    /// Does everything that is due now.
    pub async fn settle(&self) {
        crate::work::until_quiet(&self.app).await.expect("what is due can be done");
    }

    /// Lets time go by and does everything that has become due.
    pub async fn pass(&self, by: Duration) {
        self.hands.advance(by);
        self.settle().await;
    }
}

/// Chance from a seed: the same in every run.
fn seeded(seed: u64) -> Random {
    let state = AtomicU64::new(seed);
    Random::new(move |bytes| {
        for chunk in bytes.chunks_mut(8) {
            // splitmix64
            let step = 0x9e37_79b9_7f4a_7c15;
            let mut z = state.fetch_add(step, Ordering::Relaxed).wrapping_add(step);
            z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
            z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
            let word = (z ^ (z >> 31)).to_le_bytes();
            chunk.copy_from_slice(&word[..chunk.len()]);
        }
    })
}

#[expect(clippy::disallowed_methods, reason = "an instant to count from; tests move the rest")]
fn media(clock: &Clock) -> Embedded {
    let (start, steady, wall) = (Instant::now(), clock.clone(), clock.clone());
    let config = MediaConfig {
        udp: SocketAddr::from(([127, 0, 0, 1], 0)),
        public_addresses: vec![],
        api_key: "test".to_owned(),
        api_secret: visavis_media::Secret::new("test"),
        clock: visavis_media::Clock {
            monotonic: Arc::new(move || start + steady.steady()),
            wall: Arc::new(move || wall.now()),
        },
    };
    let chance = seeded(11);
    let fill = move |bytes: &mut [u8]| {
        let drawn = chance.bytes::<64>();
        for (byte, random) in bytes.iter_mut().zip(drawn.iter().cycle()) {
            *byte = *random;
        }
    };
    Embedded::start(config, Arc::new(fill)).expect("a free port is found")
}
