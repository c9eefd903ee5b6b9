//! Clock and randomness: the only place in the product that asks the system for them.

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};
use std::time::{Duration, Instant};

use jiff::{SignedDuration, Timestamp};
use visavis_app::{Clock, MoveClock, Random};

#[expect(clippy::disallowed_methods, reason = "the binary owns the clock")]
fn wall() -> Timestamp {
    Timestamp::now()
}

#[expect(clippy::disallowed_methods, reason = "the binary owns the clock")]
fn instant() -> Instant {
    Instant::now()
}

/// The system's clock.
pub fn clock() -> Clock {
    let start = instant();
    Clock::new(wall, move || instant().duration_since(start))
}

/// A clock that can be moved ahead, and what moves it.
pub fn movable_clock() -> (Clock, MoveClock) {
    let ahead = Arc::new(AtomicI64::new(0));
    let start = instant();
    let moved = Arc::clone(&ahead);
    let clock = Clock::new(
        move || wall() + SignedDuration::from_millis(ahead.load(Ordering::Relaxed)),
        move || instant().duration_since(start),
    );
    let move_clock: MoveClock = Arc::new(move |by: Duration| {
        let millis = i64::try_from(by.as_millis()).unwrap_or(i64::MAX);
        moved.fetch_add(millis, Ordering::Relaxed);
    });
    (clock, move_clock)
}

/// The media engine's clocks. Its monotonic one is never moved, in no demonstration.
pub fn media_clock(clock: &Clock) -> visavis_media::Clock {
    let wall = clock.clone();
    visavis_media::Clock { monotonic: Arc::new(instant), wall: Arc::new(move || wall.now()) }
}

/// Fills bytes from the system.
#[expect(clippy::disallowed_methods, reason = "the binary owns the source of randomness")]
pub fn fill(bytes: &mut [u8]) {
    // Without randomness no secret is one; going on would be worse than stopping.
    getrandom::fill(bytes).expect("the system gives randomness");
}

/// The system's randomness.
pub fn random() -> Random {
    Random::new(fill)
}
