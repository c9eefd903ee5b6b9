//! Whatever the layers of a sender do, a receiver sees one row of numbers.

use std::sync::Arc;
use std::time::Duration;

use proptest::collection::vec;
use proptest::{prop_assert, prop_assert_eq, proptest};
use str0m::format::{Codec, CodecSpec, FormatParams, PayloadParams};
use str0m::media::{Frequency, Pt};

use super::*;
use crate::core::format::Format;
use crate::core::transport::Mid;

#[expect(clippy::disallowed_methods, reason = "any instant will do as a start")]
fn start() -> Instant {
    Instant::now()
}

/// The numbers of one layer of the sender, which begin anywhere.
struct Source {
    seq: u64,
    time: u32,
    picture: u16,
    tl0: u8,
}

impl Source {
    fn next(&mut self, arrived: Instant) -> Packet {
        self.seq += 1;
        self.time = self.time.wrapping_add(3000);
        self.picture = (self.picture + 1) & PICTURE_IDS;
        self.tl0 = self.tl0.wrapping_add(1);
        let [high, low] = (self.picture | 0x8000).to_be_bytes();
        let spec = CodecSpec {
            codec: Codec::Vp8,
            clock_rate: Frequency::NINETY_KHZ,
            channels: None,
            format: FormatParams::default(),
        };
        Packet {
            mid: Mid::from("0"),
            rid: None,
            params: PayloadParams::new(Pt::from(96), None, spec),
            format: Format::Vp8,
            seq: self.seq,
            time: self.time,
            marker: true,
            payload: Arc::from([0x90, 0xe0, high, low, self.tl0, 0, 0, 0].as_slice()),
            audio_level: None,
            voice_activity: None,
            rotation: None,
            is_keyframe_start: true,
            arrived,
        }
    }
}

proptest! {
    /// Runs of packets of changing layers, each run with its layer and its length.
    #[test]
    fn numbers_run_on_over_every_switch(
        begins in vec((0_u64..1 << 33, 0_u32.., 0_u16..0x8000, 0_u8..), 3),
        runs in vec((0_usize..3, 1_usize..40), 1..12),
    ) {
        let mut sources: Vec<Source> = begins
            .into_iter()
            .map(|(seq, time, picture, tl0)| Source { seq, time, picture, tl0 })
            .collect();
        let (mut numbering, mut now) = (Numbering::default(), start());
        let (mut last_seq, mut last_time): (u64, Option<u32>) = (0, None);
        for (layer, length) in runs {
            for index in 0..length {
                now += Duration::from_millis(33);
                let packets: Vec<Packet> = sources.iter_mut().map(|source| source.next(now)).collect();
                let packet = &packets[layer];
                if index == 0 {
                    numbering.switch(packet);
                }
                let numbers = numbering.number(packet).expect("of the current layer");
                prop_assert_eq!(numbers.seq, last_seq + 1);
                if let Some(last) = last_time {
                    let step = numbers.time.wrapping_sub(last);
                    prop_assert!((1..=90_000).contains(&step), "step {}", step);
                }
                (last_seq, last_time) = (numbers.seq, Some(numbers.time));
            }
        }
        prop_assert!(last_seq < 65_536, "a receiver begins without a roll-over");
    }
}

#[test]
fn what_was_sent_before_a_switch_stays_out() {
    let mut source = Source { seq: 500, time: 0, picture: 0, tl0: 0 };
    let now = start();
    let (late, first, second, third) =
        (source.next(now), source.next(now), source.next(now), source.next(now));
    let mut numbering = Numbering::default();
    assert!(numbering.number(&first).is_none(), "nothing before the first switch");
    numbering.switch(&first);
    let seqs = [&first, &third, &second, &late]
        .map(|packet| numbering.number(packet).map(|numbers| numbers.seq));
    assert_eq!(seqs, [Some(1), Some(3), Some(2), None], "and overtaking keeps its place");
}
