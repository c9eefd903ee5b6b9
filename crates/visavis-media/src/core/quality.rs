//! How good each participant's line is, for the others to see: LiveKit's four words for it.

use std::time::{Duration, Instant};

use crate::wire::ConnectionQuality;

/// A lossy second is no news; this long a line must be better or worse before it is told. Losing it and
/// having it back is told at once.
const STEADY: Duration = Duration::from_secs(2);
/// Reports older than this say nothing.
const STALE: Duration = Duration::from_secs(5);
const GOOD_FROM: f32 = 0.03;
const POOR_FROM: f32 = 0.10;
/// How much a new report counts against those before.
const WEIGHT: f32 = 0.3;

#[derive(Debug, Default)]
pub struct Quality {
    loss: f32,
    reported_at: Option<Instant>,
    is_interrupted: bool,
    told: Option<ConnectionQuality>,
    next: Option<(ConnectionQuality, Instant)>,
}

impl Quality {
    /// A report of what was lost lately, in either direction.
    pub fn hear(&mut self, loss: f32, now: Instant) {
        self.loss += (loss - self.loss) * WEIGHT;
        self.reported_at = Some(now);
    }

    /// Media finds no path.
    pub fn interrupted(&mut self) {
        self.is_interrupted = true;
    }

    /// Media finds a path again.
    pub fn restored(&mut self) {
        self.is_interrupted = false;
    }

    /// What was told last.
    pub fn told(&self) -> Option<ConnectionQuality> {
        self.told
    }

    /// What is to be told now, if it is news.
    pub fn news(&mut self, has_socket: bool, now: Instant) -> Option<ConnectionQuality> {
        let quality = self.assess(has_socket, now);
        if self.told == Some(quality) {
            self.next = None;
            return None;
        }
        let since = match self.next {
            Some((next, since)) if next == quality => since,
            Some(_) | None => now,
        };
        self.next = Some((quality, since));
        let lost = Some(ConnectionQuality::Lost);
        let is_urgent = self.told.is_none() || self.told == lost || Some(quality) == lost;
        if !is_urgent && now.saturating_duration_since(since) < STEADY {
            return None;
        }
        self.told = Some(quality);
        self.told
    }

    fn assess(&self, has_socket: bool, now: Instant) -> ConnectionQuality {
        if !has_socket || self.is_interrupted {
            return ConnectionQuality::Lost;
        }
        let is_stale = self.reported_at.is_none_or(|at| now.saturating_duration_since(at) >= STALE);
        if is_stale || self.loss < GOOD_FROM {
            ConnectionQuality::Excellent
        } else if self.loss < POOR_FROM {
            ConnectionQuality::Good
        } else {
            ConnectionQuality::Poor
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_worse_line_is_told_when_it_stays_worse_and_a_lost_one_at_once() {
        #[expect(clippy::disallowed_methods, reason = "any instant will do as a start")]
        let start = Instant::now();
        let at = |seconds| start + Duration::from_secs(seconds);
        let mut quality = Quality::default();
        assert_eq!(quality.news(true, at(0)), Some(ConnectionQuality::Excellent));
        assert_eq!(quality.news(true, at(1)), None);
        quality.hear(0.5, at(2));
        assert_eq!(quality.news(true, at(2)), None);
        quality.hear(0.5, at(4));
        assert_eq!(quality.news(true, at(4)), Some(ConnectionQuality::Poor));
        assert_eq!(quality.news(false, at(5)), Some(ConnectionQuality::Lost));
        quality.interrupted();
        assert_eq!(quality.news(true, at(6)), None, "still lost");
        quality.restored();
        assert_eq!(quality.news(true, at(7)), Some(ConnectionQuality::Poor));
        assert_eq!(quality.news(true, at(12)), None);
        assert_eq!(quality.news(true, at(14)), Some(ConnectionQuality::Excellent));
    }
}
