//! The verbs: what travels on the signalling WebSocket, one message a frame.

use std::collections::BTreeMap;

use super::model::{
    ClientInfo, Codec, ConnectionQualityInfo, ConnectionSettings, DisconnectReason,
    ParticipantInfo, Room, ServerInfo, SpeakerInfo, TrackInfo, TrackSource, TrackType, VideoLayer,
    VideoQuality,
};

/// From client to server. Variants that we have no use for decode to `None`.
#[derive(Clone, PartialEq, prost::Message)]
pub struct SignalRequest {
    #[prost(oneof = "signal_request::Message", tags = "1, 2, 3, 4, 5, 6, 7, 8, 12, 14, 15, 16")]
    pub message: Option<signal_request::Message>,
}

pub mod signal_request {
    #[derive(Clone, PartialEq, prost::Oneof)]
    pub enum Message {
        #[prost(message, tag = "1")]
        Offer(super::SessionDescription),
        #[prost(message, tag = "2")]
        Answer(super::SessionDescription),
        #[prost(message, tag = "3")]
        Trickle(super::TrickleRequest),
        #[prost(message, tag = "4")]
        AddTrack(super::AddTrackRequest),
        #[prost(message, tag = "5")]
        Mute(super::MuteTrackRequest),
        #[prost(message, tag = "6")]
        Subscription(super::UpdateSubscription),
        #[prost(message, tag = "7")]
        TrackSetting(super::UpdateTrackSettings),
        #[prost(message, tag = "8")]
        Leave(super::LeaveRequest),
        #[prost(message, tag = "12")]
        SyncState(super::SyncState),
        #[prost(int64, tag = "14")]
        Ping(i64),
        #[prost(message, tag = "15")]
        UpdateMetadata(super::UpdateParticipantMetadata),
        #[prost(message, tag = "16")]
        PingReq(super::Ping),
    }
}

/// From server to client.
#[derive(Clone, PartialEq, prost::Message)]
pub struct SignalResponse {
    #[prost(
        oneof = "signal_response::Message",
        tags = "1, 2, 3, 5, 6, 8, 9, 10, 11, 12, 16, 17, 18, 19, 20, 22, 23, 25"
    )]
    pub message: Option<signal_response::Message>,
}

pub mod signal_response {
    #[derive(Clone, PartialEq, prost::Oneof)]
    pub enum Message {
        #[prost(message, tag = "1")]
        Join(super::JoinResponse),
        #[prost(message, tag = "2")]
        Answer(super::SessionDescription),
        #[prost(message, tag = "3")]
        Offer(super::SessionDescription),
        #[prost(message, tag = "5")]
        Update(super::ParticipantUpdate),
        #[prost(message, tag = "6")]
        TrackPublished(super::TrackPublishedResponse),
        #[prost(message, tag = "8")]
        Leave(super::LeaveRequest),
        #[prost(message, tag = "9")]
        Mute(super::MuteTrackRequest),
        #[prost(message, tag = "10")]
        SpeakersChanged(super::SpeakersChanged),
        #[prost(message, tag = "11")]
        RoomUpdate(super::RoomUpdate),
        #[prost(message, tag = "12")]
        ConnectionQuality(super::ConnectionQualityUpdate),
        #[prost(string, tag = "16")]
        RefreshToken(String),
        #[prost(message, tag = "17")]
        TrackUnpublished(super::TrackUnpublishedResponse),
        #[prost(int64, tag = "18")]
        Pong(i64),
        #[prost(message, tag = "19")]
        Reconnect(super::ReconnectResponse),
        #[prost(message, tag = "20")]
        PongResp(super::Pong),
        #[prost(message, tag = "22")]
        RequestResponse(super::RequestResponse),
        #[prost(message, tag = "23")]
        TrackSubscribed(super::TrackSubscribed),
        #[prost(message, tag = "25")]
        MediaSectionsRequirement(super::MediaSectionsRequirement),
    }
}

#[derive(Clone, PartialEq, Eq, prost::Message)]
pub struct SessionDescription {
    #[prost(string, tag = "1")]
    pub kind: String,
    #[prost(string, tag = "2")]
    pub sdp: String,
    /// An answer carries the id of its offer; clients drop answers with another one.
    #[prost(uint32, tag = "3")]
    pub id: u32,
    #[prost(btree_map = "string, string", tag = "4")]
    pub mid_to_track_id: BTreeMap<String, String>,
}

#[derive(Clone, PartialEq, Eq, prost::Message)]
pub struct TrickleRequest {
    #[prost(string, tag = "1")]
    pub candidate_init: String,
    #[prost(int32, tag = "2")]
    pub target: i32,
}

#[derive(Clone, PartialEq, prost::Message)]
pub struct AddTrackRequest {
    #[prost(string, tag = "1")]
    pub cid: String,
    #[prost(string, tag = "2")]
    pub name: String,
    #[prost(enumeration = "TrackType", tag = "3")]
    pub kind: i32,
    #[prost(uint32, tag = "4")]
    pub width: u32,
    #[prost(uint32, tag = "5")]
    pub height: u32,
    #[prost(bool, tag = "6")]
    pub muted: bool,
    #[prost(bool, tag = "7")]
    pub disable_dtx: bool,
    #[prost(enumeration = "TrackSource", tag = "8")]
    pub source: i32,
    #[prost(message, repeated, tag = "9")]
    pub layers: Vec<VideoLayer>,
    #[prost(message, repeated, tag = "10")]
    pub simulcast_codecs: Vec<SimulcastCodec>,
    #[prost(bool, tag = "12")]
    pub stereo: bool,
    #[prost(string, tag = "15")]
    pub stream: String,
}

#[derive(Clone, PartialEq, prost::Message)]
pub struct SimulcastCodec {
    #[prost(string, tag = "1")]
    pub codec: String,
    #[prost(string, tag = "2")]
    pub cid: String,
    #[prost(message, repeated, tag = "4")]
    pub layers: Vec<VideoLayer>,
}

#[derive(Clone, PartialEq, Eq, Hash, prost::Message)]
pub struct MuteTrackRequest {
    #[prost(string, tag = "1")]
    pub sid: String,
    #[prost(bool, tag = "2")]
    pub muted: bool,
}

#[derive(Clone, PartialEq, Eq, Hash, prost::Message)]
pub struct UpdateSubscription {
    #[prost(string, repeated, tag = "1")]
    pub track_sids: Vec<String>,
    #[prost(bool, tag = "2")]
    pub subscribe: bool,
    #[prost(message, repeated, tag = "3")]
    pub participant_tracks: Vec<ParticipantTracks>,
}

#[derive(Clone, PartialEq, Eq, Hash, prost::Message)]
pub struct ParticipantTracks {
    #[prost(string, tag = "1")]
    pub participant_sid: String,
    #[prost(string, repeated, tag = "2")]
    pub track_sids: Vec<String>,
}

#[derive(Clone, PartialEq, Eq, Hash, prost::Message)]
pub struct UpdateTrackSettings {
    #[prost(string, repeated, tag = "1")]
    pub track_sids: Vec<String>,
    #[prost(bool, tag = "3")]
    pub disabled: bool,
    #[prost(enumeration = "VideoQuality", tag = "4")]
    pub quality: i32,
    #[prost(uint32, tag = "5")]
    pub width: u32,
    #[prost(uint32, tag = "6")]
    pub height: u32,
}

#[derive(Clone, Copy, PartialEq, Eq, Hash, prost::Message)]
pub struct LeaveRequest {
    #[prost(bool, tag = "1")]
    pub can_reconnect: bool,
    #[prost(enumeration = "DisconnectReason", tag = "2")]
    pub reason: i32,
    #[prost(enumeration = "LeaveAction", tag = "3")]
    pub action: i32,
}

/// What a client is to do about being sent away.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, prost::Enumeration)]
#[repr(i32)]
pub enum LeaveAction {
    Disconnect = 0,
    Resume = 1,
    Reconnect = 2,
}

#[derive(Clone, PartialEq, Eq, prost::Message)]
pub struct UpdateParticipantMetadata {
    #[prost(string, tag = "1")]
    pub metadata: String,
    #[prost(string, tag = "2")]
    pub name: String,
    #[prost(uint32, tag = "4")]
    pub request_id: u32,
}

#[derive(Clone, Copy, PartialEq, Eq, Hash, prost::Message)]
pub struct Ping {
    #[prost(int64, tag = "1")]
    pub timestamp: i64,
    #[prost(int64, tag = "2")]
    pub rtt: i64,
}

#[derive(Clone, Copy, PartialEq, Eq, Hash, prost::Message)]
pub struct Pong {
    #[prost(int64, tag = "1")]
    pub last_ping_timestamp: i64,
    /// Milliseconds: nanoseconds overflow the numbers of JavaScript.
    #[prost(int64, tag = "2")]
    pub timestamp: i64,
}

/// What a client that resumes says it has. We read only the subscriptions that it opted out of.
#[derive(Clone, PartialEq, prost::Message)]
pub struct SyncState {
    #[prost(message, optional, tag = "2")]
    pub subscription: Option<UpdateSubscription>,
    #[prost(string, repeated, tag = "6")]
    pub track_sids_disabled: Vec<String>,
}

#[derive(Clone, PartialEq, prost::Message)]
pub struct JoinResponse {
    #[prost(message, optional, tag = "1")]
    pub room: Option<Room>,
    #[prost(message, optional, tag = "2")]
    pub participant: Option<ParticipantInfo>,
    #[prost(message, repeated, tag = "3")]
    pub other_participants: Vec<ParticipantInfo>,
    #[prost(string, tag = "4")]
    pub server_version: String,
    #[prost(bool, tag = "6")]
    pub subscriber_primary: bool,
    #[prost(int32, tag = "10")]
    pub ping_timeout: i32,
    #[prost(int32, tag = "11")]
    pub ping_interval: i32,
    #[prost(message, optional, tag = "12")]
    pub server_info: Option<ServerInfo>,
    #[prost(message, repeated, tag = "14")]
    pub enabled_publish_codecs: Vec<Codec>,
    #[prost(bool, tag = "15")]
    pub fast_publish: bool,
}

#[derive(Clone, PartialEq, Eq, Hash, prost::Message)]
pub struct ReconnectResponse {
    #[prost(message, optional, tag = "3")]
    pub server_info: Option<ServerInfo>,
    /// The last reliable data packet that reached us; the client sends what came after it again.
    #[prost(uint32, tag = "4")]
    pub last_message_seq: u32,
}

#[derive(Clone, PartialEq, prost::Message)]
pub struct TrackPublishedResponse {
    #[prost(string, tag = "1")]
    pub cid: String,
    #[prost(message, optional, tag = "2")]
    pub track: Option<TrackInfo>,
}

#[derive(Clone, PartialEq, Eq, Hash, prost::Message)]
pub struct TrackUnpublishedResponse {
    #[prost(string, tag = "1")]
    pub track_sid: String,
}

#[derive(Clone, PartialEq, prost::Message)]
pub struct ParticipantUpdate {
    #[prost(message, repeated, tag = "1")]
    pub participants: Vec<ParticipantInfo>,
}

#[derive(Clone, PartialEq, prost::Message)]
pub struct SpeakersChanged {
    #[prost(message, repeated, tag = "1")]
    pub speakers: Vec<SpeakerInfo>,
}

#[derive(Clone, PartialEq, prost::Message)]
pub struct ConnectionQualityUpdate {
    #[prost(message, repeated, tag = "1")]
    pub updates: Vec<ConnectionQualityInfo>,
}

#[derive(Clone, PartialEq, prost::Message)]
pub struct RoomUpdate {
    #[prost(message, optional, tag = "1")]
    pub room: Option<Room>,
}

#[derive(Clone, PartialEq, Eq, Hash, prost::Message)]
pub struct RequestResponse {
    #[prost(uint32, tag = "1")]
    pub request_id: u32,
    #[prost(enumeration = "RequestReason", tag = "2")]
    pub reason: i32,
    #[prost(string, tag = "3")]
    pub message: String,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, prost::Enumeration)]
#[repr(i32)]
pub enum RequestReason {
    Ok = 0,
    NotFound = 1,
    NotAllowed = 2,
    LimitExceeded = 3,
}

#[derive(Clone, PartialEq, Eq, Hash, prost::Message)]
pub struct TrackSubscribed {
    #[prost(string, tag = "1")]
    pub track_sid: String,
}

/// "Add so many receiving sections and offer again"; none at all means only "offer again".
#[derive(Clone, Copy, PartialEq, Eq, Hash, prost::Message)]
pub struct MediaSectionsRequirement {
    #[prost(uint32, tag = "1")]
    pub num_audios: u32,
    #[prost(uint32, tag = "2")]
    pub num_videos: u32,
}

/// The single-connection client's way in, carried in the URL of its WebSocket.
#[derive(Clone, PartialEq, prost::Message)]
pub struct JoinRequest {
    #[prost(message, optional, tag = "1")]
    pub client_info: Option<ClientInfo>,
    #[prost(message, optional, tag = "2")]
    pub connection_settings: Option<ConnectionSettings>,
    #[prost(message, repeated, tag = "5")]
    pub add_track_requests: Vec<AddTrackRequest>,
    #[prost(message, optional, tag = "6")]
    pub publisher_offer: Option<SessionDescription>,
    #[prost(bool, tag = "7")]
    pub reconnect: bool,
    #[prost(string, tag = "9")]
    pub participant_sid: String,
}

#[derive(Clone, PartialEq, Eq, Hash, prost::Message)]
pub struct WrappedJoinRequest {
    #[prost(enumeration = "Compression", tag = "1")]
    pub compression: i32,
    #[prost(bytes = "vec", tag = "2")]
    pub join_request: Vec<u8>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, prost::Enumeration)]
#[repr(i32)]
pub enum Compression {
    None = 0,
    Gzip = 1,
}
