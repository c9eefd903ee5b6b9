//! One track on its way to one receiver.

use std::time::Instant;

use super::layers::{Alive, Layer, Wish};
use super::numbering::{Numbering, Numbers};
use super::transport::{MediaKind, Mid, Packet};

#[derive(Debug)]
pub struct Feed {
    pub kind: MediaKind,
    /// The section that carries it, once the receiver has one for it.
    pub mid: Option<Mid>,
    pub wish: Wish,
    current: Option<Layer>,
    target: Option<Layer>,
    numbering: Numbering,
}

impl Feed {
    pub fn new(kind: MediaKind) -> Self {
        Self {
            kind,
            mid: None,
            wish: Wish::default(),
            current: None,
            target: None,
            numbering: Numbering::default(),
        }
    }

    /// This section carries it from now on, under a source number of its own.
    pub fn begin(&mut self, mid: Mid) {
        self.mid = Some(mid);
        self.current = None;
        self.numbering = Numbering::default();
    }

    /// The layer that must send a key frame before this feed can go on, if it waits for one.
    pub fn awaits(&self) -> Option<Layer> {
        self.target.filter(|target| self.current != Some(*target))
    }

    /// The layer that the receiver is being shown.
    pub fn current(&self) -> Option<Layer> {
        self.current
    }

    /// Decides anew which layer to send, of those that the line carries.
    pub fn choose(&mut self, alive: &Alive, best: Layer, now: Instant) {
        self.target = alive.best(self.wish.at_most(best), now);
        if self.wish == Wish::Nothing {
            self.current = None;
        }
    }

    /// The numbers under which a packet goes out; none if it is not for this receiver.
    pub fn admit(&mut self, layer: Layer, packet: &Packet) -> Option<Numbers> {
        if self.wish == Wish::Nothing {
            return None;
        }
        let is_waited_for = match self.awaits() {
            Some(target) => target == layer,
            // The first packet of a track may come before layers were chosen.
            None => self.current.is_none(),
        };
        if is_waited_for && packet.is_keyframe_start {
            self.current = Some(layer);
            self.target = Some(layer);
            self.numbering.switch(packet);
        }
        if self.current != Some(layer) {
            return None;
        }
        self.numbering.number(packet)
    }
}
