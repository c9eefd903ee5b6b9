//! The nouns: rooms, participants, tracks.

/// What may be published or heard, and how a participant is told about it.
#[derive(Clone, PartialEq, prost::Message)]
pub struct ParticipantPermission {
    #[prost(bool, tag = "1")]
    pub can_subscribe: bool,
    #[prost(bool, tag = "2")]
    pub can_publish: bool,
    #[prost(bool, tag = "3")]
    pub can_publish_data: bool,
    #[prost(enumeration = "TrackSource", repeated, tag = "9")]
    pub can_publish_sources: Vec<i32>,
}

/// One person (or one device of a person) in a room.
#[derive(Clone, PartialEq, prost::Message)]
pub struct ParticipantInfo {
    #[prost(string, tag = "1")]
    pub sid: String,
    #[prost(string, tag = "2")]
    pub identity: String,
    #[prost(enumeration = "ParticipantState", tag = "3")]
    pub state: i32,
    #[prost(message, repeated, tag = "4")]
    pub tracks: Vec<TrackInfo>,
    #[prost(int64, tag = "6")]
    pub joined_at: i64,
    #[prost(string, tag = "9")]
    pub name: String,
    /// Grows with every change; clients ignore an older one that overtakes a newer one.
    #[prost(uint32, tag = "10")]
    pub version: u32,
    #[prost(message, optional, tag = "11")]
    pub permission: Option<ParticipantPermission>,
    #[prost(bool, tag = "13")]
    pub is_publisher: bool,
    #[prost(enumeration = "DisconnectReason", tag = "16")]
    pub disconnect_reason: i32,
    #[prost(int64, tag = "17")]
    pub joined_at_ms: i64,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, prost::Enumeration)]
#[repr(i32)]
pub enum ParticipantState {
    Joining = 0,
    Joined = 1,
    Active = 2,
    Disconnected = 3,
}

/// One published microphone, camera or screen.
#[expect(clippy::struct_excessive_bools, reason = "the flags are LiveKit's")]
#[derive(Clone, PartialEq, prost::Message)]
pub struct TrackInfo {
    #[prost(string, tag = "1")]
    pub sid: String,
    #[prost(enumeration = "TrackType", tag = "2")]
    pub kind: i32,
    #[prost(string, tag = "3")]
    pub name: String,
    #[prost(bool, tag = "4")]
    pub muted: bool,
    #[prost(uint32, tag = "5")]
    pub width: u32,
    #[prost(uint32, tag = "6")]
    pub height: u32,
    /// Long superseded by `codecs`, but still what clients look at.
    #[prost(bool, tag = "7")]
    pub simulcast: bool,
    #[prost(bool, tag = "8")]
    pub disable_dtx: bool,
    #[prost(enumeration = "TrackSource", tag = "9")]
    pub source: i32,
    #[prost(message, repeated, tag = "10")]
    pub layers: Vec<VideoLayer>,
    #[prost(string, tag = "11")]
    pub mime_type: String,
    #[prost(string, tag = "12")]
    pub mid: String,
    #[prost(message, repeated, tag = "13")]
    pub codecs: Vec<SimulcastCodecInfo>,
    #[prost(bool, tag = "14")]
    pub stereo: bool,
    #[prost(bool, tag = "15")]
    pub disable_red: bool,
    #[prost(string, tag = "17")]
    pub stream: String,
}

#[derive(Clone, PartialEq, prost::Message)]
pub struct SimulcastCodecInfo {
    #[prost(string, tag = "1")]
    pub mime_type: String,
    #[prost(string, tag = "2")]
    pub mid: String,
    #[prost(string, tag = "3")]
    pub cid: String,
    #[prost(message, repeated, tag = "4")]
    pub layers: Vec<VideoLayer>,
}

#[derive(Clone, PartialEq, prost::Message)]
pub struct VideoLayer {
    #[prost(enumeration = "VideoQuality", tag = "1")]
    pub quality: i32,
    #[prost(uint32, tag = "2")]
    pub width: u32,
    #[prost(uint32, tag = "3")]
    pub height: u32,
    #[prost(uint32, tag = "4")]
    pub bitrate: u32,
    #[prost(uint32, tag = "5")]
    pub ssrc: u32,
    #[prost(int32, tag = "6")]
    pub spatial_layer: i32,
    #[prost(string, tag = "7")]
    pub rid: String,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, prost::Enumeration)]
#[repr(i32)]
pub enum TrackType {
    Audio = 0,
    Video = 1,
    Data = 2,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, prost::Enumeration)]
#[repr(i32)]
pub enum TrackSource {
    Unknown = 0,
    Camera = 1,
    Microphone = 2,
    ScreenShare = 3,
    ScreenShareAudio = 4,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, prost::Enumeration)]
#[repr(i32)]
pub enum VideoQuality {
    Low = 0,
    Medium = 1,
    High = 2,
    Off = 3,
}

/// Why a participant is sent away. Only the reasons that we give.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, prost::Enumeration)]
#[repr(i32)]
pub enum DisconnectReason {
    UnknownReason = 0,
    ClientInitiated = 1,
    DuplicateIdentity = 2,
    ServerShutdown = 3,
    ParticipantRemoved = 4,
    StateMismatch = 6,
    JoinFailure = 7,
    SignalClose = 9,
    RoomClosed = 10,
}

#[derive(Clone, PartialEq, prost::Message)]
pub struct Room {
    #[prost(string, tag = "1")]
    pub sid: String,
    #[prost(string, tag = "2")]
    pub name: String,
    #[prost(int64, tag = "5")]
    pub creation_time: i64,
    #[prost(uint32, tag = "9")]
    pub num_participants: u32,
    #[prost(uint32, tag = "11")]
    pub num_publishers: u32,
    #[prost(int64, tag = "15")]
    pub creation_time_ms: i64,
}

#[derive(Clone, PartialEq, Eq, Hash, prost::Message)]
pub struct Codec {
    #[prost(string, tag = "1")]
    pub mime: String,
    #[prost(string, tag = "2")]
    pub fmtp_line: String,
}

#[derive(Clone, PartialEq, Eq, Hash, prost::Message)]
pub struct ServerInfo {
    #[prost(string, tag = "2")]
    pub version: String,
    #[prost(int32, tag = "3")]
    pub protocol: i32,
}

#[derive(Clone, PartialEq, Eq, Hash, prost::Message)]
pub struct ClientInfo {
    #[prost(int32, tag = "1")]
    pub sdk: i32,
    #[prost(string, tag = "2")]
    pub version: String,
    #[prost(int32, tag = "3")]
    pub protocol: i32,
    #[prost(string, tag = "7")]
    pub browser: String,
}

#[derive(Clone, Copy, PartialEq, Eq, Hash, prost::Message)]
pub struct ConnectionSettings {
    #[prost(bool, tag = "1")]
    pub auto_subscribe: bool,
    #[prost(bool, tag = "2")]
    pub adaptive_stream: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, prost::Enumeration)]
#[repr(i32)]
pub enum ConnectionQuality {
    Poor = 0,
    Good = 1,
    Excellent = 2,
    Lost = 3,
}

#[derive(Clone, PartialEq, prost::Message)]
pub struct ConnectionQualityInfo {
    #[prost(string, tag = "1")]
    pub participant_sid: String,
    #[prost(enumeration = "ConnectionQuality", tag = "2")]
    pub quality: i32,
    /// 0 to 5; clients show the word, not the number.
    #[prost(float, tag = "3")]
    pub score: f32,
}

#[derive(Clone, PartialEq, prost::Message)]
pub struct SpeakerInfo {
    #[prost(string, tag = "1")]
    pub sid: String,
    /// 0 (silence) to 1 (as loud as it gets).
    #[prost(float, tag = "2")]
    pub level: f32,
    #[prost(bool, tag = "3")]
    pub active: bool,
}
