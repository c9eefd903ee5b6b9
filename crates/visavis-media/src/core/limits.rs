//! What one client may cost us, and a bucket that holds a rate to it.

use std::time::{Duration, Instant};

/// One frame of signalling; real ones stay below 30 KiB even with an offer inside.
pub const SIGNAL_BYTES: usize = 256 * 1024;
/// A session description; livekit-client's offers are about 20 KiB.
pub const SDP_BYTES: usize = 128 * 1024;
/// What a compressed join request may become.
pub const JOIN_REQUEST_BYTES: usize = 192 * 1024;
/// Media sections in one offer. Each is parsed, kept and repeated in every answer.
pub const SECTIONS: usize = 96;
/// Microphone, camera, screen, screen's sound, twice over for a change of device.
pub const TRACKS_PER_PARTICIPANT: usize = 8;
pub const PARTICIPANTS_PER_ROOM: usize = 64;
pub const ROOMS: usize = 4096;
/// One data packet; LiveKit's clients cut larger ones to 15 KiB chunks themselves.
pub const DATA_BYTES: usize = 64 * 1024;

/// How long a participant whose socket dropped may come back to the same media.
pub const RESUME_WITHIN: Duration = Duration::from_secs(15);
/// A socket that sends nothing for so long is dead; clients ping every five seconds.
pub const SILENT_SOCKET: Duration = Duration::from_secs(30);

/// Offers cost milliseconds of CPU each.
pub const fn offers() -> Bucket {
    Bucket::new(30, 5)
}

/// Anything said on the socket.
pub const fn signals() -> Bucket {
    Bucket::new(200, 50)
}

/// Data packets of one participant. Chat with files sends bursts of chunks.
pub const fn data_packets() -> Bucket {
    Bucket::new(600, 200)
}

const TOKEN: u64 = 1_000_000;

/// Packets of sound and picture of one participant. A 720p camera in three layers sends 500 a second.
pub const fn media_packets() -> Bucket {
    Bucket::new(8000, 4000)
}

/// A token bucket: `burst` at once, `per_second` in the long run.
#[derive(Clone, Debug)]
pub struct Bucket {
    burst: u32,
    per_second: u32,
    /// Millionths of a token, so that intervals of microseconds refill too.
    level_micro: u64,
    filled_at: Option<Instant>,
}

impl Bucket {
    pub const fn new(burst: u32, per_second: u32) -> Self {
        Self { burst, per_second, level_micro: burst as u64 * TOKEN, filled_at: None }
    }

    /// Takes one token, or says that there is none.
    pub fn take(&mut self, now: Instant) -> bool {
        let since = self.filled_at.map_or(Duration::ZERO, |at| now.saturating_duration_since(at));
        let micros = u64::try_from(since.as_micros()).unwrap_or(u64::MAX);
        let refill = micros.saturating_mul(u64::from(self.per_second));
        self.level_micro =
            self.level_micro.saturating_add(refill).min(u64::from(self.burst) * TOKEN);
        self.filled_at = Some(now);
        let has_one = self.level_micro >= TOKEN;
        if has_one {
            self.level_micro -= TOKEN;
        }
        has_one
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_bucket_gives_its_burst_and_then_its_rate() {
        #[expect(clippy::disallowed_methods, reason = "any instant will do as a start")]
        let start = Instant::now();
        let mut bucket = Bucket::new(3, 2);
        assert_eq!((0..5).filter(|_| bucket.take(start)).count(), 3);
        let later = start + Duration::from_secs(1);
        assert_eq!((0..5).filter(|_| bucket.take(later)).count(), 2);
        let much_later = start + Duration::from_mins(1);
        assert_eq!((0..5).filter(|_| bucket.take(much_later)).count(), 3);
    }
}
