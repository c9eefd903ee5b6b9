//! The codecs that pass through, and where a decoder can begin.

use super::transport::Vp8Descriptor;

/// What a packet carries. Other codecs are not negotiated; see `enabled_publish_codecs`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Format {
    Opus,
    Vp8,
    H264,
}

impl Format {
    pub const fn is_audio(self) -> bool {
        match self {
            Self::Opus => true,
            Self::Vp8 | Self::H264 => false,
        }
    }

    /// Ticks of the RTP clock in a second.
    pub const fn clock_rate(self) -> u32 {
        match self {
            Self::Opus => 48_000,
            Self::Vp8 | Self::H264 => 90_000,
        }
    }
}

/// True for the first packet of something that can be decoded without what came before.
pub fn starts_keyframe(format: Format, payload: &[u8]) -> bool {
    match format {
        Format::Opus => true,
        Format::Vp8 => Vp8Descriptor::parse(payload)
            .is_ok_and(|descriptor| descriptor.starts_keyframe(payload)),
        Format::H264 => h264_starts_keyframe(payload),
    }
}

const IDR: u8 = 5;
const SPS: u8 = 7;
const STAP_A: u8 = 24;
const FU_A: u8 = 28;

/// An IDR picture or the parameter sets that precede it, alone, aggregated, or as the first fragment
/// (RFC 6184, 5.6 to 5.8).
fn h264_starts_keyframe(payload: &[u8]) -> bool {
    let begins = |unit: u8| matches!(unit & 0x1f, IDR | SPS);
    match payload {
        [head, header, ..] if head & 0x1f == FU_A => header & 0x80 != 0 && begins(*header),
        [head, units @ ..] if head & 0x1f == STAP_A => {
            let mut rest = units;
            while let [high, low, tail @ ..] = rest {
                let length = usize::from(u16::from_be_bytes([*high, *low]));
                if tail.first().is_some_and(|unit| begins(*unit)) {
                    return true;
                }
                rest = tail.get(length..).unwrap_or_default();
            }
            false
        }
        [head, ..] => begins(*head),
        [] => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_vp8_key_frame_begins_with_its_first_partition() {
        // Extended descriptor with a 15 bit picture id, start of partition 0, key frame bit clear.
        assert!(starts_keyframe(Format::Vp8, &[0x90, 0x80, 0x81, 0x23, 0x10, 0x02, 0x00]));
        // The same for a frame that refers to earlier ones.
        assert!(!starts_keyframe(Format::Vp8, &[0x90, 0x80, 0x81, 0x23, 0x11, 0x02, 0x00]));
        // A later packet of the key frame.
        assert!(!starts_keyframe(Format::Vp8, &[0x80, 0x80, 0x81, 0x23, 0x10, 0x02, 0x00]));
        assert!(!starts_keyframe(Format::Vp8, &[]));
    }

    #[test]
    fn an_h264_key_frame_begins_alone_aggregated_or_fragmented() {
        assert!(starts_keyframe(Format::H264, &[0x65, 0x88]));
        assert!(starts_keyframe(Format::H264, &[0x78, 0, 2, 0x67, 0x42, 0, 1, 0x68]));
        assert!(starts_keyframe(Format::H264, &[0x7c, 0x85, 0x00]));
        assert!(!starts_keyframe(Format::H264, &[0x7c, 0x05, 0x00]));
        assert!(!starts_keyframe(Format::H264, &[0x61, 0x9a]));
        assert!(!starts_keyframe(Format::H264, &[0x78, 0xff, 0xff, 0x61]));
    }
}
