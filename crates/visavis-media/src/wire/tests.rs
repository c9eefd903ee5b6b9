//! Our subset says byte for byte what the official crate says.

use prost::Message as _;

use super::model::{ClientInfo, ConnectionSettings};
use super::signal::{SimulcastCodec, TrickleRequest};
use super::signal_request::Message as Ask;
use super::signal_response::Message as Tell;
use super::*;

const GOLDEN: &str = include_str!("../../testdata/wire-golden.txt");

fn golden(name: &str) -> Vec<u8> {
    let line = GOLDEN.lines().find_map(|line| line.strip_prefix(&format!("{name} ")));
    let hex = line.unwrap_or_else(|| panic!("{name} is recorded"));
    let digits: Vec<u32> =
        hex.chars().map(|digit| digit.to_digit(16).expect("hexadecimal")).collect();
    digits
        .chunks_exact(2)
        .map(|pair| u8::try_from(pair[0] * 16 + pair[1]).expect("a byte"))
        .collect()
}

#[track_caller]
fn ask(name: &str, message: Ask) {
    let request = SignalRequest { message: Some(message) };
    let bytes = golden(&format!("request.{name}"));
    assert_eq!(SignalRequest::decode(bytes.as_slice()).as_ref(), Ok(&request), "{name}");
    assert_eq!(request.encode_to_vec(), bytes, "{name}");
}

#[track_caller]
fn tell(name: &str, message: Tell) {
    let response = SignalResponse { message: Some(message) };
    let bytes = golden(&format!("response.{name}"));
    assert_eq!(SignalResponse::decode(bytes.as_slice()).as_ref(), Ok(&response), "{name}");
    assert_eq!(response.encode_to_vec(), bytes, "{name}");
}

fn text(text: &str) -> String {
    text.to_owned()
}

fn description(kind: &str) -> SessionDescription {
    SessionDescription {
        kind: text(kind),
        sdp: text("v=0"),
        id: 3,
        mid_to_track_id: [(text("1"), text("TR_1"))].into(),
    }
}

fn layer() -> VideoLayer {
    VideoLayer {
        quality: VideoQuality::High.into(),
        width: 1280,
        height: 720,
        bitrate: 1_700_000,
        ssrc: 9,
        spatial_layer: 2,
        rid: text("f"),
    }
}

fn track() -> TrackInfo {
    TrackInfo {
        sid: text("TR_1"),
        kind: TrackType::Video.into(),
        name: text("n"),
        muted: true,
        width: 1280,
        height: 720,
        simulcast: true,
        disable_dtx: true,
        source: TrackSource::Camera.into(),
        layers: vec![layer()],
        mime_type: text("video/VP8"),
        mid: text("4"),
        codecs: vec![SimulcastCodecInfo {
            mime_type: text("video/VP8"),
            mid: text("4"),
            cid: text("c"),
            layers: vec![layer()],
        }],
        stereo: true,
        disable_red: true,
        stream: text("s"),
    }
}

fn participant() -> ParticipantInfo {
    ParticipantInfo {
        sid: text("PA_1"),
        identity: text("ses_1/host"),
        state: ParticipantState::Active.into(),
        tracks: vec![track()],
        joined_at: 1_800_000_000,
        name: text("Ada"),
        version: 7,
        permission: Some(ParticipantPermission {
            can_subscribe: true,
            can_publish: true,
            can_publish_data: true,
            can_publish_sources: vec![TrackSource::Camera.into(), TrackSource::Microphone.into()],
        }),
        is_publisher: true,
        disconnect_reason: DisconnectReason::DuplicateIdentity.into(),
        joined_at_ms: 1_800_000_000_123,
    }
}

fn room() -> Room {
    Room {
        sid: text("RM_1"),
        name: text("ses_1"),
        creation_time: 1_800_000_000,
        num_participants: 2,
        num_publishers: 1,
        creation_time_ms: 1_800_000_000_123,
    }
}

fn server() -> ServerInfo {
    ServerInfo { version: text("0.1.0"), protocol: 17 }
}

#[test]
fn what_clients_say_is_read_right() {
    ask("offer", Ask::Offer(description("offer")));
    ask("answer", Ask::Answer(description("answer")));
    ask("trickle", Ask::Trickle(TrickleRequest { candidate_init: text("{}"), target: 1 }));
    ask("mute", Ask::Mute(MuteTrackRequest { sid: text("TR_1"), muted: true }));
    ask(
        "subscription",
        Ask::Subscription(UpdateSubscription {
            track_sids: vec![text("TR_1")],
            subscribe: true,
            participant_tracks: vec![ParticipantTracks {
                participant_sid: text("PA_1"),
                track_sids: vec![text("TR_2")],
            }],
        }),
    );
    ask(
        "track_setting",
        Ask::TrackSetting(UpdateTrackSettings {
            track_sids: vec![text("TR_1")],
            disabled: true,
            quality: VideoQuality::Medium.into(),
            width: 640,
            height: 360,
        }),
    );
    ask(
        "leave",
        Ask::Leave(LeaveRequest {
            can_reconnect: true,
            reason: DisconnectReason::ClientInitiated.into(),
            action: LeaveAction::Disconnect.into(),
        }),
    );
    ask(
        "sync_state",
        Ask::SyncState(SyncState {
            subscription: Some(UpdateSubscription {
                track_sids: vec![text("TR_1")],
                ..UpdateSubscription::default()
            }),
            track_sids_disabled: vec![text("TR_3")],
        }),
    );
    ask("ping", Ask::Ping(42));
    ask("ping_req", Ask::PingReq(Ping { timestamp: 1_234_567_890_123, rtt: 17 }));
    ask(
        "update_metadata",
        Ask::UpdateMetadata(UpdateParticipantMetadata {
            metadata: text("m"),
            name: text("n"),
            request_id: 5,
        }),
    );
}

#[test]
fn an_announced_track_is_read_right() {
    ask(
        "add_track",
        Ask::AddTrack(AddTrackRequest {
            cid: text("c"),
            name: text("n"),
            kind: TrackType::Video.into(),
            width: 1280,
            height: 720,
            muted: true,
            disable_dtx: true,
            source: TrackSource::Camera.into(),
            layers: vec![layer()],
            simulcast_codecs: vec![SimulcastCodec {
                codec: text("vp8"),
                cid: text("c"),
                layers: vec![layer()],
            }],
            stereo: true,
            stream: text("s"),
        }),
    );
}

#[test]
fn what_we_say_is_what_clients_read() {
    tell(
        "join",
        Tell::Join(JoinResponse {
            room: Some(room()),
            participant: Some(participant()),
            other_participants: vec![participant()],
            server_version: text("0.1.0"),
            subscriber_primary: true,
            ping_timeout: 15,
            ping_interval: 5,
            server_info: Some(server()),
            enabled_publish_codecs: vec![Codec { mime: text("audio/opus"), fmtp_line: text("x") }],
            fast_publish: true,
        }),
    );
    tell("answer", Tell::Answer(description("answer")));
    tell("offer", Tell::Offer(description("offer")));
    tell("update", Tell::Update(ParticipantUpdate { participants: vec![participant()] }));
    tell(
        "track_published",
        Tell::TrackPublished(TrackPublishedResponse { cid: text("c"), track: Some(track()) }),
    );
    tell(
        "leave",
        Tell::Leave(LeaveRequest {
            can_reconnect: true,
            reason: DisconnectReason::StateMismatch.into(),
            action: LeaveAction::Reconnect.into(),
        }),
    );
    tell("mute", Tell::Mute(MuteTrackRequest { sid: text("TR_1"), muted: true }));
    tell(
        "speakers_changed",
        Tell::SpeakersChanged(SpeakersChanged {
            speakers: vec![SpeakerInfo { sid: text("PA_1"), level: 0.5, active: true }],
        }),
    );
    tell("room_update", Tell::RoomUpdate(RoomUpdate { room: Some(room()) }));
    tell("refresh_token", Tell::RefreshToken(text("t")));
    tell(
        "track_unpublished",
        Tell::TrackUnpublished(TrackUnpublishedResponse { track_sid: text("TR_1") }),
    );
    tell("pong", Tell::Pong(43));
    let pong = Pong { last_ping_timestamp: 1_234_567_890_123, timestamp: 1_234_567_890_140 };
    tell("pong_resp", Tell::PongResp(pong));
    tell(
        "reconnect",
        Tell::Reconnect(ReconnectResponse { server_info: Some(server()), last_message_seq: 9 }),
    );
    tell(
        "request_response",
        Tell::RequestResponse(RequestResponse {
            request_id: 5,
            reason: RequestReason::NotAllowed.into(),
            message: text("no"),
        }),
    );
    let subscribed = TrackSubscribed { track_sid: text("TR_1") };
    tell("track_subscribed", Tell::TrackSubscribed(subscribed));
    let required = MediaSectionsRequirement { num_audios: 1, num_videos: 2 };
    tell("media_sections_requirement", Tell::MediaSectionsRequirement(required));
}

#[test]
fn the_state_of_a_line_is_told_right() {
    tell(
        "connection_quality",
        Tell::ConnectionQuality(ConnectionQualityUpdate {
            updates: vec![ConnectionQualityInfo {
                participant_sid: text("PA_1"),
                quality: ConnectionQuality::Lost.into(),
                score: 4.5,
            }],
        }),
    );
}

#[test]
fn the_way_in_is_read_right() {
    let request = JoinRequest {
        client_info: Some(ClientInfo {
            sdk: 1,
            version: text("2.23.0"),
            protocol: 17,
            browser: text("chromium"),
        }),
        connection_settings: Some(ConnectionSettings {
            auto_subscribe: true,
            adaptive_stream: true,
        }),
        add_track_requests: vec![AddTrackRequest { cid: text("c"), ..Default::default() }],
        publisher_offer: Some(description("offer")),
        reconnect: true,
        participant_sid: text("PA_1"),
    };
    assert_eq!(request.encode_to_vec(), golden("join_request"));
    let wrapped = WrappedJoinRequest::decode(golden("wrapped_join_request").as_slice());
    let wrapped = wrapped.expect("readable");
    assert_eq!(wrapped.compression(), Compression::Gzip);
    assert_eq!(JoinRequest::decode(wrapped.join_request.as_slice()), Ok(request));
}

#[test]
fn a_data_packet_of_the_official_crate_is_forwarded() {
    use crate::core::data::{Sender, forward};
    let sender = Sender { identity: "ses_1/client", sid: "PA_2" };
    let forwarded = forward(&golden("data_packet"), sender).expect("readable");
    assert_eq!(forwarded.destinations, ["ses_1/host"]);
    assert_eq!(forwarded.sequence, 4);
}
