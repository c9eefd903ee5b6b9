//! Which simulcast layer a receiver gets: the best that is alive and not above what it asked for.

use std::time::{Duration, Instant};

use super::transport::Rid;
use crate::wire::{UpdateTrackSettings, VideoLayer, VideoQuality};

/// The layers of livekit-client, named q, h and f; a sender without simulcast has the lowest only.
pub const LAYERS: usize = 3;

/// A layer that sent nothing for so long has been switched off by its sender.
const SILENT_AFTER: Duration = Duration::from_millis(1500);

/// Index of a layer, the lowest first.
pub type Layer = usize;

/// Which layer a packet belongs to; none for a name that livekit-client never uses.
pub fn layer_of(rid: Option<Rid>) -> Option<Layer> {
    match rid.as_deref() {
        None | Some("q") => Some(0),
        Some("h") => Some(1),
        Some("f") => Some(2),
        Some(_) => None,
    }
}

/// The name of a layer in the sender's session description.
pub fn rid_of(layer: Layer, is_simulcast: bool) -> Option<Rid> {
    is_simulcast.then(|| Rid::from(["q", "h", "f"][layer.min(LAYERS - 1)]))
}

/// What a receiver asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Wish {
    Nothing,
    UpTo(Layer),
}

impl Default for Wish {
    fn default() -> Self {
        Self::UpTo(LAYERS - 1)
    }
}

impl Wish {
    /// The wish, as far as the line carries it.
    pub fn at_most(self, best: Layer) -> Self {
        match self {
            Self::Nothing => Self::Nothing,
            Self::UpTo(layer) => Self::UpTo(layer.min(best)),
        }
    }

    /// Reads a client's settings against the layers that the sender announced. A size asks for the
    /// smallest layer that fills it.
    pub fn read(settings: &UpdateTrackSettings, layers: &[VideoLayer]) -> Self {
        if settings.disabled || settings.quality() == VideoQuality::Off {
            return Self::Nothing;
        }
        if settings.width > 0 && settings.height > 0 && !layers.is_empty() {
            let fills = |layer: &&VideoLayer| {
                layer.width >= settings.width || layer.height >= settings.height
            };
            let smallest = layers.iter().filter(fills).min_by_key(|layer| layer.width);
            return Self::UpTo(smallest.map_or(LAYERS - 1, |layer| of_quality(layer.quality())));
        }
        Self::UpTo(of_quality(settings.quality()))
    }
}

fn of_quality(quality: VideoQuality) -> Layer {
    match quality {
        VideoQuality::Off | VideoQuality::Low => 0,
        VideoQuality::Medium => 1,
        VideoQuality::High => 2,
    }
}

/// When each layer of one track was last heard of.
#[derive(Clone, Debug, Default)]
pub struct Alive([Option<Instant>; LAYERS]);

impl Alive {
    pub fn heard(&mut self, layer: Layer, now: Instant) {
        self.0[layer] = Some(now);
    }

    pub fn is_alive(&self, layer: Layer, now: Instant) -> bool {
        self.0[layer].is_some_and(|at| now.saturating_duration_since(at) < SILENT_AFTER)
    }

    /// The layer to send: the best living one within the wish, else the lowest living one.
    pub fn best(&self, wish: Wish, now: Instant) -> Option<Layer> {
        match wish {
            Wish::Nothing => None,
            Wish::UpTo(limit) => (0..=limit)
                .rev()
                .find(|layer| self.is_alive(*layer, now))
                .or_else(|| (0..LAYERS).find(|layer| self.is_alive(*layer, now))),
        }
    }
}

#[cfg(test)]
mod tests;
