//! What LiveKit's clients and servers say to each other, as far as we speak it.
//!
//! These are the messages of LiveKit's `livekit_models.proto` and `livekit_rtc.proto`, cut down to
//! the fields that we read or write; protobuf skips the rest when decoding, so an own subset stays
//! compatible as long as the numbers are right. `testdata/wire-golden.txt`, written with the official
//! `livekit-protocol` crate, holds us to them. Why not that crate: `docs/decisions/0003`.

pub mod model;
pub mod signal;

pub use model::{
    Codec, ConnectionQuality, ConnectionQualityInfo, DisconnectReason, ParticipantInfo,
    ParticipantPermission, ParticipantState, Room, ServerInfo, SimulcastCodecInfo, SpeakerInfo,
    TrackInfo, TrackSource, TrackType, VideoLayer, VideoQuality,
};
pub use signal::{
    AddTrackRequest, Compression, ConnectionQualityUpdate, JoinRequest, JoinResponse, LeaveAction,
    LeaveRequest, MediaSectionsRequirement, MuteTrackRequest, ParticipantTracks, ParticipantUpdate,
    Ping, Pong, ReconnectResponse, RequestReason, RequestResponse, RoomUpdate, SessionDescription,
    SignalRequest, SignalResponse, SpeakersChanged, SyncState, TrackPublishedResponse,
    TrackSubscribed, TrackUnpublishedResponse, UpdateParticipantMetadata, UpdateSubscription,
    UpdateTrackSettings, WrappedJoinRequest, signal_request, signal_response,
};

#[cfg(test)]
mod tests;
