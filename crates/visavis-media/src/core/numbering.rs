//! The numbers under which packets leave: one unbroken row for each receiver, whichever simulcast
//! layer of the sender feeds it at the moment.
//!
//! Sequence numbers begin below 65,536, because a receiver assumes that no roll-over went before.

use std::time::Instant;

use super::transport::{Packet, Vp8Descriptor, Vp8Patch};

/// Numbers for one packet.
#[derive(Debug)]
pub struct Numbers {
    pub seq: u64,
    pub time: u32,
    pub vp8_patch: Option<Vp8Patch>,
}

/// The state belongs to the outgoing source number and is thrown away with it.
#[derive(Debug, Default)]
pub struct Numbering {
    run: Option<Run>,
    last: Option<Last>,
}

/// How numbers of the current layer become ours.
#[derive(Debug)]
struct Run {
    first_in: u64,
    first_out: u64,
    time_offset: u32,
    picture_offset: u16,
    tl0_offset: u8,
}

#[derive(Debug)]
struct Last {
    seq: u64,
    time: u32,
    at: Instant,
    picture_id: u16,
    tl0: u8,
}

const FIRST_SEQ: u64 = 1;
const PICTURE_IDS: u16 = 0x7fff;

impl Numbering {
    /// Goes on with another layer, of which this is the first packet.
    pub fn switch(&mut self, packet: &Packet) {
        let vp8 = Vp8Descriptor::parse(&packet.payload).ok();
        let picture_in = vp8.as_ref().and_then(Vp8Descriptor::picture_id).unwrap_or(0);
        let tl0_in = vp8.as_ref().and_then(Vp8Descriptor::tl0_pic_idx).unwrap_or(0);
        self.run = Some(match &self.last {
            None => Run {
                first_in: packet.seq,
                first_out: FIRST_SEQ,
                time_offset: 0,
                picture_offset: 0,
                tl0_offset: 0,
            },
            Some(last) => Run {
                first_in: packet.seq,
                first_out: last.seq + 1,
                time_offset: (last.time.wrapping_add(ticks_since(last.at, packet)))
                    .wrapping_sub(packet.time),
                picture_offset: last.picture_id.wrapping_add(1).wrapping_sub(picture_in),
                tl0_offset: last.tl0.wrapping_add(1).wrapping_sub(tl0_in),
            },
        });
    }

    /// The numbers of a packet of the current layer; none for one from before the switch.
    pub fn number(&mut self, packet: &Packet) -> Option<Numbers> {
        let run = self.run.as_ref()?;
        let seq = packet.seq.checked_sub(run.first_in)? + run.first_out;
        let time = packet.time.wrapping_add(run.time_offset);
        let is_newest = self.last.as_ref().is_none_or(|last| seq > last.seq);
        let vp8 = (!packet.format.is_audio())
            .then(|| Vp8Descriptor::parse(&packet.payload).ok())
            .flatten();
        let picture = vp8
            .as_ref()
            .and_then(Vp8Descriptor::picture_id)
            .map(|id| id.wrapping_add(run.picture_offset) & PICTURE_IDS);
        let tl0 = vp8
            .as_ref()
            .and_then(Vp8Descriptor::tl0_pic_idx)
            .map(|index| index.wrapping_add(run.tl0_offset));
        let is_shifted = run.picture_offset != 0 || run.tl0_offset != 0;
        let vp8_patch = vp8.filter(|_| is_shifted).and_then(|vp8| patch(&vp8, picture, tl0));
        if is_newest {
            let before = self.last.as_ref().map_or((0, 0), |last| (last.picture_id, last.tl0));
            self.last = Some(Last {
                seq,
                time,
                at: packet.arrived,
                picture_id: picture.unwrap_or(before.0),
                tl0: tl0.unwrap_or(before.1),
            });
        }
        Some(Numbers { seq, time, vp8_patch })
    }
}

/// A sender with 7 bit picture ids cannot take all of ours; browsers send 15 bit ones.
fn patch(vp8: &Vp8Descriptor, picture: Option<u16>, tl0: Option<u8>) -> Option<Vp8Patch> {
    let mut patch = vp8.patch();
    if let Some(picture) = picture {
        patch = patch.picture_id(picture);
    }
    if let Some(tl0) = tl0 {
        patch = patch.tl0_pic_idx(tl0);
    }
    patch.build().ok()
}

/// At least one, so that two frames never share a time.
fn ticks_since(at: Instant, packet: &Packet) -> u32 {
    let micros = packet.arrived.saturating_duration_since(at).as_micros();
    let ticks = micros * u128::from(packet.format.clock_rate()) / 1_000_000;
    u32::try_from(ticks).unwrap_or(u32::MAX).max(1)
}

#[cfg(test)]
mod tests;
