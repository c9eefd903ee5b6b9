//! What a client may not do, and what it costs it.

#![expect(clippy::wildcard_enum_match_arm, reason = "a test looks for what it is about")]

use std::fmt::Write as _;
use std::time::Duration;

use super::world::{ROOM, World};
use crate::core::limits::{SDP_BYTES, SECTIONS, TRACKS_PER_PARTICIPANT};
use crate::core::transport::{Offer, TransportError};
use crate::core::{Dialect, Input, Request, SocketId};
use crate::token::Grants;
use crate::wire::signal_response::Message;
use crate::wire::{RequestReason, TrackSource, UpdateParticipantMetadata, UpdateTrackSettings};

const SECOND: Duration = Duration::from_secs(1);

fn refusals(world: &World, index: usize) -> Vec<RequestReason> {
    let heard = world.clients[index].heard.iter();
    heard
        .filter_map(|message| match message {
            Message::RequestResponse(response) => Some(response.reason()),
            _ => None,
        })
        .collect()
}

#[test]
fn only_what_the_token_allows_is_published() {
    let mut world = World::new(50);
    let grants = Grants { sources: vec![TrackSource::Microphone], ..Grants::default() };
    let client = world.join_with("listener", Dialect::Single, grants);
    let now = world.now;
    world.clients[client].publish(TrackSource::Camera, false, now);
    world.collect(client);
    assert_eq!(refusals(&world, client), [RequestReason::NotAllowed]);
    assert!(world.clients[client].track_sids().is_empty());
    let mute = Grants { can_publish: false, ..Grants::default() };
    let guest = world.join_with("guest", Dialect::Single, mute);
    let now = world.now;
    world.clients[guest].publish(TrackSource::Microphone, false, now);
    world.collect(guest);
    assert_eq!(refusals(&world, guest), [RequestReason::NotAllowed]);
}

#[test]
fn nobody_hears_who_may_not() {
    let mut world = World::new(51);
    let deaf = Grants { can_subscribe: false, ..Grants::default() };
    let guest = world.join_with("guest", Dialect::Single, deaf);
    let host = world.join("host", Dialect::Single);
    let now = world.now;
    world.clients[host].publish(TrackSource::Microphone, false, now);
    world.collect(host);
    world.run_for(3 * SECOND);
    assert!(world.clients[guest].received.is_empty());
}

#[test]
fn tracks_are_limited() {
    let mut world = World::new(52);
    let client = world.join("host", Dialect::Single);
    let now = world.now;
    for _ in 0..=TRACKS_PER_PARTICIPANT {
        world.clients[client].publish(TrackSource::Camera, false, now);
        world.collect(client);
    }
    assert_eq!(refusals(&world, client), [RequestReason::LimitExceeded]);
    assert_eq!(world.clients[client].track_sids().len(), TRACKS_PER_PARTICIPANT);
}

#[test]
fn who_offers_without_end_is_sent_away() {
    let mut world = World::new(53);
    let client = world.join("host", Dialect::Single);
    world.run_for(SECOND);
    let socket = world.clients[client].socket;
    let heard = world.clients[client].heard.len();
    let text = offer_of(2);
    for id in 2..60 {
        let offer = Offer::parse(&text).expect("readable");
        world.input(Input::Request(socket, Box::new(Request::Offer(id, offer))));
    }
    assert!(world.clients[client].is_cut_off);
    let news = &world.clients[client].heard[heard..];
    assert!(news.iter().any(|message| matches!(message, Message::Leave(_))));
    assert!(world.engine.presence(ROOM).is_empty());
}

#[test]
fn an_oversized_offer_is_not_even_parsed() {
    assert!(matches!(Offer::parse(&"a".repeat(SDP_BYTES + 1)), Err(TransportError::TooLong)));
    let many = offer_of(SECTIONS + 1);
    assert!(matches!(Offer::parse(&many), Err(TransportError::TooManySections)));
    assert!(matches!(Offer::parse("hello"), Err(TransportError::Unreadable(_))));
}

#[test]
fn nobody_renames_oneself() {
    let mut world = World::new(54);
    let client = world.join("host", Dialect::Single);
    let rename = UpdateParticipantMetadata {
        metadata: String::new(),
        name: "Somebody else".to_owned(),
        request_id: 9,
    };
    world.clients[client].requests.push_back(Request::UpdateMetadata(rename));
    world.collect(client);
    assert_eq!(refusals(&world, client), [RequestReason::NotAllowed]);
}

#[test]
fn what_makes_no_sense_is_ignored() {
    let mut world = World::new(55);
    let client = world.join("host", Dialect::Single);
    let nowhere = SocketId(999);
    world.input(Input::Request(nowhere, Box::new(Request::Leave)));
    world.input(Input::SocketClosed(nowhere));
    let settings =
        UpdateTrackSettings { track_sids: vec!["TR_none".to_owned()], ..Default::default() };
    world.clients[client].requests.push_back(Request::TrackSetting(settings));
    world.collect(client);
    let stranger = "192.0.2.7:9".parse().expect("an address");
    for junk in [&[][..], &[0; 3], &[0x80; 100], &[0xff; 1500], &[0x16, 0xfe, 0xfd, 0, 0]] {
        world.input(Input::Datagram { from: stranger, bytes: junk });
    }
    world.run_for(SECOND);
    assert!(world.clients[client].is_connected());
}

fn offer_of(sections: usize) -> String {
    let mut text = "v=0\r\no=- 1 2 IN IP4 127.0.0.1\r\ns=-\r\nt=0 0\r\n".to_owned();
    text.push_str("a=group:BUNDLE");
    for mid in 0..sections {
        let _ = write!(text, " {mid}");
    }
    text.push_str("\r\n");
    for mid in 0..sections {
        let _ = write!(
            text,
            "m=audio 9 UDP/TLS/RTP/SAVPF 111\r\nc=IN IP4 0.0.0.0\r\na=ice-ufrag:abcd\r\n\
             a=ice-pwd:abcdefghijklmnopqrstuvwx\r\na=fingerprint:sha-256 {}\r\na=setup:actpass\r\n\
             a=mid:{mid}\r\na=recvonly\r\na=rtcp-mux\r\na=rtpmap:111 opus/48000/2\r\n",
            ["AA"; 32].join(":")
        );
    }
    text
}
