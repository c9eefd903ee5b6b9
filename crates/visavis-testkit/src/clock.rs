//! A clock that stands still until somebody moves it.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use jiff::{SignedDuration, Timestamp};

/// Shared by all its clones.
#[derive(Debug, Clone)]
pub struct FakeClock(Arc<Mutex<Hands>>);

#[derive(Debug)]
struct Hands {
    wall: Timestamp,
    steady: Duration,
}

impl FakeClock {
    /// A clock that shows this moment.
    pub fn at(wall: Timestamp) -> Self {
        Self(Arc::new(Mutex::new(Hands { wall, steady: Duration::ZERO })))
    }

    /// The time of day.
    pub fn now(&self) -> Timestamp {
        self.hands().wall
    }

    /// Time since the clock was made, whatever was done to the time of day.
    pub fn steady(&self) -> Duration {
        self.hands().steady
    }

    /// Lets time pass.
    pub fn advance(&self, by: Duration) {
        let mut hands = self.hands();
        hands.steady += by;
        hands.wall += SignedDuration::try_from(by).expect("tests do not last for ages");
    }

    /// Sets the time of day, as an operator or a time server may: no time passes.
    pub fn set(&self, wall: Timestamp) {
        self.hands().wall = wall;
    }

    fn hands(&self) -> MutexGuard<'_, Hands> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Default for FakeClock {
    /// A Monday morning in June 2026.
    fn default() -> Self {
        Self::at(Timestamp::from_second(1_780_300_800).expect("within the years of jiff"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_step_of_the_wall_clock_is_not_time_passing() {
        let clock = FakeClock::default();
        let shared = clock.clone();
        shared.advance(Duration::from_secs(5));
        assert_eq!(clock.steady(), Duration::from_secs(5));
        clock.set(Timestamp::UNIX_EPOCH);
        assert_eq!((shared.now(), shared.steady()), (Timestamp::UNIX_EPOCH, clock.steady()));
    }
}
