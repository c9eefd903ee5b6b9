//! How good a picture a receiver's line can carry, learnt from the losses that it reports.
//!
//! Heavy loss takes one simulcast layer away; a line that stays clear gets it back to try. A try that fails
//! makes the next one wait twice as long, so that a weak line is not shaken every few seconds.

use std::time::{Duration, Instant};

use super::layers::{LAYERS, Layer};

/// Above this share of lost packets a picture breaks up whatever is sent again.
const HEAVY: f32 = 0.10;
/// Below this the line is as good as clear.
const LIGHT: f32 = 0.03;
/// After a change, reports still tell of the time before it.
const SETTLES_IN: Duration = Duration::from_secs(3);
/// How long a line must be clear before more is tried, at first and at most.
const PATIENCE: Duration = Duration::from_secs(8);
const MOST_PATIENCE: Duration = Duration::from_mins(2);

#[derive(Debug)]
pub struct Headroom {
    best: Layer,
    changed_at: Option<Instant>,
    tried_at: Option<Instant>,
    clear_since: Option<Instant>,
    patience: Duration,
}

impl Default for Headroom {
    fn default() -> Self {
        Self {
            best: LAYERS - 1,
            changed_at: None,
            tried_at: None,
            clear_since: None,
            patience: PATIENCE,
        }
    }
}

impl Headroom {
    /// The best layer to be tried on this line.
    pub fn best(&self) -> Layer {
        self.best
    }

    /// The receiver reports which share of a picture's packets was lost lately.
    pub fn hear(&mut self, loss: f32, now: Instant) {
        let since_change = self.changed_at.map(|at| now.saturating_duration_since(at));
        if since_change.is_some_and(|since| since < SETTLES_IN) {
            return;
        }
        if loss > LIGHT {
            self.clear_since = None;
        }
        if loss > HEAVY && self.best > 0 {
            // Only a try that failed shortly after it was made speaks against trying.
            let since_try = self.tried_at.take().map(|at| now.saturating_duration_since(at));
            self.patience = match since_try {
                Some(since) if since < self.patience => (self.patience * 2).min(MOST_PATIENCE),
                Some(_) => PATIENCE,
                None => self.patience,
            };
            self.change(self.best - 1, now);
        }
        if loss <= LIGHT {
            let clear_since = *self.clear_since.get_or_insert(now);
            let is_clear = now.saturating_duration_since(clear_since) >= self.patience;
            if is_clear && self.best < LAYERS - 1 {
                self.change(self.best + 1, now);
                self.tried_at = Some(now);
            }
        }
    }

    fn change(&mut self, best: Layer, now: Instant) {
        self.best = best;
        self.changed_at = Some(now);
        self.clear_since = None;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[expect(clippy::disallowed_methods, reason = "any instant will do as a start")]
    fn start() -> Instant {
        Instant::now()
    }

    /// Seconds until the best layer is this one, on a line that loses so much.
    fn seconds_until(headroom: &mut Headroom, now: &mut Instant, loss: f32, best: Layer) -> u32 {
        (0..600)
            .find(|_| {
                *now += Duration::from_secs(1);
                headroom.hear(loss, *now);
                headroom.best() == best
            })
            .expect("within ten minutes")
    }

    #[test]
    fn a_clear_line_carries_the_best_and_a_bad_one_the_least() {
        let (mut headroom, mut now) = (Headroom::default(), start());
        assert_eq!(headroom.best(), 2);
        assert!(seconds_until(&mut headroom, &mut now, 0.3, 0) <= 5);
        assert!(seconds_until(&mut headroom, &mut now, 0.0, 2) <= 25);
        headroom.hear(0.05, now);
        assert_eq!(headroom.best(), 2, "some loss is mended by sending again");
    }

    #[test]
    fn a_line_that_fails_a_try_is_tried_less_often() {
        let (mut headroom, mut now) = (Headroom::default(), start());
        seconds_until(&mut headroom, &mut now, 0.3, 1);
        let waits: Vec<u32> = (0..4)
            .map(|_| {
                let wait = seconds_until(&mut headroom, &mut now, 0.0, 2);
                seconds_until(&mut headroom, &mut now, 0.3, 1);
                wait
            })
            .collect();
        assert!(waits.windows(2).all(|pair| pair[0] < pair[1]), "{waits:?}");
    }
}
