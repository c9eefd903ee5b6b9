//! Who speaks: from the level that each audio packet carries in its header, so nothing is decoded.

use std::collections::HashMap;
use std::time::{Duration, Instant};

use super::peer::PeerId;

/// How often speakers are told.
pub const TELL_EVERY: Duration = Duration::from_millis(400);
/// Louder than this counts as speech, in dB below full scale.
const SPEECH_DB: i8 = -35;
/// A window counts as spoken in when this share of its packets was loud.
const LOUD_PERCENT: u32 = 15;
/// Levels are told in this many steps, so that small changes stay untold.
const STEPS: f32 = 8.0;

/// What the packets of one window said.
#[derive(Clone, Copy, Debug, Default)]
pub struct Loudness {
    packets: u32,
    loud: u32,
    loudest: Option<i8>,
}

impl Loudness {
    pub fn hear(&mut self, level_db: i8) {
        self.packets += 1;
        if level_db >= SPEECH_DB {
            self.loud += 1;
        }
        self.loudest = Some(self.loudest.map_or(level_db, |loudest| loudest.max(level_db)));
    }

    /// The level of speech in the window from 0 to 1; none if there was no speech.
    pub fn take(&mut self) -> Option<f32> {
        let heard = std::mem::take(self);
        let loudest = heard.loudest?;
        let is_speech = heard.loud * 100 >= heard.packets * LOUD_PERCENT && heard.loud > 0;
        is_speech.then(|| {
            let linear = 10_f32.powf(f32::from(loudest) / 20.0);
            // The square root spreads speech over the scale; full scale is never reached by voices.
            ((linear.sqrt() * STEPS).ceil() / STEPS).clamp(0.0, 1.0)
        })
    }
}

/// The speakers of one room as last told.
#[derive(Debug, Default)]
pub struct Speakers {
    told: HashMap<PeerId, f32>,
    next: Option<Instant>,
}

impl Speakers {
    /// True once per window.
    pub fn is_due(&mut self, now: Instant) -> bool {
        let is_due = self.next.is_none_or(|next| next <= now);
        if is_due {
            self.next = Some(now + TELL_EVERY);
        }
        is_due
    }

    /// What changed since the last time, as levels; 0 for one who fell silent.
    pub fn changes(&mut self, heard: &[(PeerId, Option<f32>)]) -> Vec<(PeerId, f32)> {
        let mut changes = Vec::new();
        for (peer, level) in heard {
            let before = self.told.get(peer).copied();
            match (before, *level) {
                (Some(before), Some(level)) if (before - level).abs() < f32::EPSILON => {}
                (_, Some(level)) => {
                    self.told.insert(*peer, level);
                    changes.push((*peer, level));
                }
                (Some(_), None) => {
                    self.told.remove(peer);
                    changes.push((*peer, 0.0));
                }
                (None, None) => {}
            }
        }
        changes
    }

    pub fn forget(&mut self, peer: PeerId) {
        self.told.remove(&peer);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn speech_is_told_once_and_silence_once() {
        let mut speakers = Speakers::default();
        let peer = PeerId(1);
        let window = |levels: &[i8]| {
            let mut loudness = Loudness::default();
            for level in levels {
                loudness.hear(*level);
            }
            vec![(peer, loudness.take())]
        };
        let spoken = speakers.changes(&window(&[-20, -22, -60]));
        assert!(matches!(spoken.as_slice(), [(_, level)] if *level > 0.0), "{spoken:?}");
        assert!(speakers.changes(&window(&[-20, -25])).is_empty());
        assert_eq!(speakers.changes(&window(&[-90, -80])), vec![(peer, 0.0)]);
        assert!(speakers.changes(&window(&[-90])).is_empty());
        assert!(speakers.changes(&window(&[])).is_empty());
    }

    #[test]
    fn one_cough_is_no_speech() {
        let mut loudness = Loudness::default();
        loudness.hear(-10);
        for _ in 0..20 {
            loudness.hear(-80);
        }
        assert_eq!(loudness.take(), None);
    }
}
