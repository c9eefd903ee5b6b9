//! One participant in a room: its sockets, connections, what it publishes and what it is sent.

use std::collections::{BTreeMap, HashMap};
use std::time::{Duration, Instant};

use super::SocketId;
use super::feed::Feed;
use super::headroom::Headroom;
use super::layers::Alive;
use super::limits::{self, Bucket};
use super::quality::Quality;
use super::speakers::Loudness;
use super::transport::{ChannelId, MediaKind, Mid, TransportId};
use crate::token::Grants;
use crate::wire::{
    DisconnectReason, ParticipantInfo, ParticipantPermission, ParticipantState, TrackInfo,
};

/// Names a participant within the engine, for as long as it is there.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct PeerId(pub u64);

/// Names a published track within the engine.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct TrackId(pub u64);

#[derive(Debug)]
pub struct Peer {
    pub id: PeerId,
    pub sid: String,
    pub room: String,
    pub identity: String,
    pub name: String,
    pub grants: Grants,
    pub state: ParticipantState,
    pub joined_at: Instant,
    pub joined_at_ms: i64,
    /// Grows with each change that others are told of.
    pub version: u32,
    pub link: Link,
    pub wiring: Wiring,
    pub is_auto_subscribed: bool,
    pub tracks: Vec<Published>,
    pub feeds: BTreeMap<TrackId, Feed>,
    /// What the client said about single tracks, against or beyond `is_auto_subscribed`.
    pub choices: HashMap<TrackId, bool>,
    pub headroom: Headroom,
    pub quality: Quality,
    pub channels: Channels,
    /// The last reliable packet that came, for a resuming client to go on from.
    pub last_sequence: u32,
    pub last_media: Option<Instant>,
    pub last_heard: Instant,
    pub offers: Bucket,
    pub data: Bucket,
    pub media: Bucket,
}

/// The signalling socket, or since when there is none.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Link {
    Up(SocketId),
    Down { since: Instant },
}

/// How media is wired: the two generations of LiveKit's protocol.
#[derive(Debug)]
pub enum Wiring {
    /// One connection both ways; all offers are the client's.
    Single(Single),
    /// The client offers what it sends, we offer what we send.
    Dual(Dual),
}

#[derive(Debug)]
pub struct Single {
    pub transport: TransportId,
    pub receiving: BTreeMap<Mid, Receiving>,
    pub asked: Option<Asked>,
    /// The first offer has been answered; before that the client knows of no sections.
    pub has_answered: bool,
}

/// When and for what the client was last asked for an offer.
#[derive(Debug)]
pub struct Asked {
    pub at: Instant,
    pub need: Need,
    /// No offer has come since.
    pub is_open: bool,
}

/// What an offer is needed for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Need {
    pub audios: usize,
    pub videos: usize,
    /// A section carries a track that is gone.
    pub is_stale: bool,
    pub sections: usize,
}

/// A section in which the client is ready to receive.
#[derive(Clone, Debug)]
pub struct Receiving {
    pub kind: MediaKind,
    pub carries: Option<TrackId>,
    /// It carried a track before, so the next one needs a new source number.
    pub is_used: bool,
}

#[derive(Debug)]
pub struct Dual {
    pub publisher: TransportId,
    pub subscriber: TransportId,
    pub offer_id: u32,
    pub stage: OfferStage,
    pub ended: Vec<Mid>,
}

/// Whether an offer of ours is under way, and whether another must follow it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum OfferStage {
    /// Nothing offered yet; the first offer opens the data channels.
    Fresh,
    Settled,
    Waiting,
    WaitingWithMore,
}

/// The data channels on which we write, and the one on which nothing may be lost towards us.
#[derive(Clone, Copy, Debug, Default)]
pub struct Channels {
    pub incoming_reliable: Option<ChannelId>,
    pub reliable: Option<ChannelId>,
    pub lossy: Option<ChannelId>,
}

/// A track that a participant publishes, from its announcement on.
#[derive(Debug)]
pub struct Published {
    pub id: TrackId,
    pub kind: MediaKind,
    /// The client's own ids for it; the first is that of the announcement.
    pub cids: Vec<String>,
    pub info: TrackInfo,
    /// The section it arrives in, once an offer had one for it.
    pub mid: Option<Mid>,
    pub alive: Alive,
    pub is_simulcast: bool,
    pub keyframe_asked: [Option<Instant>; super::layers::LAYERS],
    pub loudness: Loudness,
}

impl Published {
    /// Tracks of one source are played in step, so they share a stream.
    pub fn stream(&self, owner: &str) -> String {
        use crate::wire::TrackSource as Source;
        let group = match self.info.source() {
            Source::ScreenShare | Source::ScreenShareAudio => "screen",
            Source::Camera | Source::Microphone => "camera",
            Source::Unknown => "other",
        };
        format!("{owner}|{group}")
    }
}

impl Peer {
    pub fn socket(&self) -> Option<SocketId> {
        match self.link {
            Link::Up(socket) => Some(socket),
            Link::Down { .. } => None,
        }
    }

    /// The connection on which this participant is sent media and data.
    pub fn downstream(&self) -> TransportId {
        match &self.wiring {
            Wiring::Single(single) => single.transport,
            Wiring::Dual(dual) => dual.subscriber,
        }
    }

    /// The connection on which it sends.
    pub fn upstream(&self) -> TransportId {
        match &self.wiring {
            Wiring::Single(single) => single.transport,
            Wiring::Dual(dual) => dual.publisher,
        }
    }

    pub fn transports(&self) -> Vec<TransportId> {
        match &self.wiring {
            Wiring::Single(single) => vec![single.transport],
            Wiring::Dual(dual) => vec![dual.publisher, dual.subscriber],
        }
    }

    /// Whether this track shall be sent to it.
    pub fn wants(&self, track: TrackId) -> bool {
        self.grants.can_subscribe
            && self.choices.get(&track).copied().unwrap_or(self.is_auto_subscribed)
    }

    /// Its socket has been gone, or silent, for longer than it may take to come back.
    pub fn is_lost(&self, now: Instant) -> bool {
        match self.link {
            Link::Up(_) => false,
            Link::Down { since } => elapsed(since, now) >= limits::RESUME_WITHIN,
        }
    }

    /// Neither pings nor media: timers of a page in the background may sleep while its sound goes on.
    pub fn is_silent(&self, now: Instant) -> bool {
        let last = self.last_media.map_or(self.last_heard, |media| media.max(self.last_heard));
        elapsed(last, now) >= limits::SILENT_SOCKET
    }

    pub fn track_by_mid(&mut self, mid: Mid) -> Option<&mut Published> {
        self.tracks.iter_mut().find(|track| track.mid == Some(mid))
    }

    /// As others see it. Tracks are shown once media can come.
    pub fn info(&self) -> ParticipantInfo {
        let sources = self.grants.sources.iter().map(|source| i32::from(*source)).collect();
        ParticipantInfo {
            sid: self.sid.clone(),
            identity: self.identity.clone(),
            state: self.state.into(),
            tracks: self
                .tracks
                .iter()
                .filter(|track| track.mid.is_some())
                .map(|track| track.info.clone())
                .collect(),
            joined_at: self.joined_at_ms / 1000,
            name: self.name.clone(),
            version: self.version,
            permission: Some(ParticipantPermission {
                can_subscribe: self.grants.can_subscribe,
                can_publish: self.grants.can_publish,
                can_publish_data: self.grants.can_publish_data,
                can_publish_sources: sources,
            }),
            is_publisher: self.tracks.iter().any(|track| track.mid.is_some()),
            disconnect_reason: DisconnectReason::UnknownReason.into(),
            joined_at_ms: self.joined_at_ms,
        }
    }
}

fn elapsed(since: Instant, now: Instant) -> Duration {
    now.saturating_duration_since(since)
}
