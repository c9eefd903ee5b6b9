//! Seeing and hearing each other, two and more (RING-2, RING-4; nothing knows the number two).

#![expect(clippy::wildcard_enum_match_arm, reason = "a test looks for what it is about")]

use std::time::Duration;

use prost::Message as _;

use super::world::{Network, World};
use crate::core::{Dialect, Request};
use crate::wire::signal_response::Message;
use crate::wire::{
    MuteTrackRequest, TrackSource, UpdateSubscription, UpdateTrackSettings, VideoQuality,
};

const SECOND: Duration = Duration::from_secs(1);

/// Everybody joins and publishes microphone and camera; the sids come in this order.
fn meeting(world: &mut World, dialects: &[Dialect]) -> Vec<[String; 2]> {
    for (index, dialect) in dialects.iter().enumerate() {
        let client = world.join(&format!("p{index}"), *dialect);
        world.clients[client].publish(TrackSource::Microphone, false, world.now);
        world.clients[client].publish(TrackSource::Camera, true, world.now);
        world.collect(client);
    }
    let sids = |world: &World| -> Vec<Vec<String>> {
        world.clients.iter().map(super::client::Client::track_sids).collect()
    };
    world.run_until("all tracks are published", 3 * SECOND, |world| {
        sids(world).iter().all(|sids| sids.len() == 2)
    });
    sids(world).into_iter().map(|sids| [sids[0].clone(), sids[1].clone()]).collect()
}

#[track_caller]
fn all_see_all(world: &mut World, sids: &[[String; 2]], limit: Duration) {
    let before: Vec<Vec<usize>> = world
        .clients
        .iter()
        .map(|client| sids.iter().flatten().map(|sid| client.packets_of(sid)).collect())
        .collect();
    world.run_until("everybody gets 25 packets of every track of the others", limit, |world| {
        world.clients.iter().enumerate().all(|(index, client)| {
            sids.iter().enumerate().filter(|(owner, _)| *owner != index).all(|(owner, tracks)| {
                tracks.iter().enumerate().all(|(kind, sid)| {
                    client.packets_of(sid) >= before[index][owner * 2 + kind] + 25
                })
            })
        })
    });
}

#[test]
fn two_see_and_hear_each_other() {
    let mut world = World::new(1);
    let sids = meeting(&mut world, &[Dialect::Single, Dialect::Single]);
    all_see_all(&mut world, &sids, 4 * SECOND);
    for client in &world.clients {
        for ((track, _), received) in &client.received {
            assert_ne!(received.begins_with_keyframe, Some(false), "{track}");
        }
    }
}

#[test]
fn the_older_protocol_sees_and_hears_as_well() {
    let mut world = World::new(2);
    let sids = meeting(&mut world, &[Dialect::Dual, Dialect::Dual]);
    all_see_all(&mut world, &sids, 4 * SECOND);
}

#[test]
fn five_people_of_both_generations_see_each_other() {
    let mut world = World::new(3);
    let (single, dual) = (Dialect::Single, Dialect::Dual);
    let sids = meeting(&mut world, &[single, dual, single, dual, single]);
    all_see_all(&mut world, &sids, 10 * SECOND);
}

#[test]
fn nobody_gets_back_what_it_sends_nor_what_belongs_to_another_room() {
    let mut world = World::new(4);
    let sids = meeting(&mut world, &[Dialect::Single, Dialect::Single]);
    all_see_all(&mut world, &sids, 4 * SECOND);
    for (index, own) in sids.iter().enumerate() {
        assert!(own.iter().all(|sid| world.clients[index].packets_of(sid) == 0));
    }
    assert!(world.engine.presence("ses_2").is_empty());
    let present = world.engine.presence(super::world::ROOM);
    assert_eq!(present.iter().map(|p| p.identity.as_str()).collect::<Vec<_>>(), ["p0", "p1"]);
    assert!(present.iter().all(|peer| peer.is_connected && peer.last_media.is_some()));
}

/// Two lossy ways would lose 15 % if nothing were asked for again. How much is asked for again is bounded,
/// so that a bad line does not drown in repeats; hence some loss stays.
#[test]
fn a_lossy_line_loses_little_of_the_picture() {
    let (mut missing, mut whole) = (0, 0);
    for seed in 10..16 {
        let mut world = World::new(seed);
        world.network = Network { loss_percent: 8, delay_ms: (5, 40) };
        let sids = meeting(&mut world, &[Dialect::Single, Dialect::Single, Dialect::Dual]);
        all_see_all(&mut world, &sids, 20 * SECOND);
        world.run_for(5 * SECOND);
        world.clients.iter_mut().for_each(|client| client.pause(true));
        world.run_for(3 * SECOND);
        let streams = world.clients.iter().flat_map(|client| client.received.values());
        for picture in streams.filter(|received| received.begins_with_keyframe.is_some()) {
            let (first, last) = (picture.seqs.first(), picture.seqs.last());
            let (Some(first), Some(last)) = (first, last) else { continue };
            let expected = usize::try_from(last - first + 1).expect("small");
            whole += expected;
            missing += expected - picture.seqs.len();
        }
    }
    assert!(whole > 4000, "{whole}");
    assert!(missing * 20 <= whole, "lost {missing} of {whole}");
}

#[test]
fn a_republished_camera_comes_under_a_new_source_number() {
    for dialect in [Dialect::Single, Dialect::Dual] {
        let mut world = World::new(5);
        let viewer = world.join("viewer", dialect);
        let host = world.join("host", Dialect::Single);
        let mut seen: Vec<u32> = Vec::new();
        for round in 0..4 {
            let now = world.now;
            let cid = world.clients[host].publish(TrackSource::Camera, true, now);
            world.collect(host);
            world.run_until("it is published", 3 * SECOND, |world| {
                world.clients[host].track_sids().len() == round + 1
            });
            let sid = world.clients[host].track_sids()[round].clone();
            world.run_until("it is seen", 5 * SECOND, |world| {
                world.clients[viewer].packets_of(&sid) > 20
            });
            let sources = world.clients[viewer].sources_of(&sid);
            assert_eq!(sources.len(), 1, "{dialect:?}");
            assert!(!seen.contains(&sources[0]), "{dialect:?}: round {round} reused a number");
            seen.extend(sources);
            let now = world.now;
            world.clients[host].unpublish(&cid, now);
            world.collect(host);
            world.ms(400);
            let count = world.clients[viewer].packets_of(&sid);
            world.ms(500);
            assert_eq!(world.clients[viewer].packets_of(&sid), count, "it has ended");
        }
    }
}

#[test]
fn muting_is_told_to_the_others() {
    let mut world = World::new(6);
    let sids = meeting(&mut world, &[Dialect::Single, Dialect::Dual, Dialect::Single]);
    world.run_for(SECOND);
    let mute = MuteTrackRequest { sid: sids[0][0].clone(), muted: true };
    world.clients[0].requests.push_back(Request::Mute(mute));
    world.collect(0);
    world.ms(50);
    for other in [1, 2] {
        let last = world.clients[other].heard.iter().rev().find_map(|message| match message {
            Message::Update(update) => update.participants.iter().find(|p| p.identity == "p0"),
            _ => None,
        });
        let tracks = &last.expect("told").tracks;
        assert!(tracks.iter().any(|track| track.sid == sids[0][0] && track.muted));
        assert!(tracks.iter().any(|track| track.sid == sids[0][1] && !track.muted));
    }
}

#[test]
fn a_small_picture_gets_a_small_layer_and_numbers_go_on() {
    let mut world = World::new(7);
    let sids = meeting(&mut world, &[Dialect::Single, Dialect::Single]);
    all_see_all(&mut world, &sids, 4 * SECOND);
    let camera = sids[0][1].clone();
    let last_layer = |world: &World| {
        let received = &world.clients[1].received;
        let (_, camera) = received.iter().find(|((sid, _), _)| *sid == camera).expect("received");
        camera.last_layer
    };
    world.run_for(SECOND);
    assert_eq!(last_layer(&world), 2, "the best layer unless less is asked for");
    for (quality, layer) in [(VideoQuality::Low, 0), (VideoQuality::High, 2)] {
        world.clients[1].requests.push_back(Request::TrackSetting(UpdateTrackSettings {
            track_sids: vec![camera.clone()],
            quality: quality.into(),
            ..UpdateTrackSettings::default()
        }));
        world.collect(1);
        world.run_for(2 * SECOND);
        assert_eq!(last_layer(&world), layer, "{quality:?}");
    }
    world.clients[0].drop_best_layer();
    world.run_for(4 * SECOND);
    assert_eq!(last_layer(&world), 1, "the best one that the sender still sends");
    let received = &world.clients[1].received;
    let (_, received) = received.iter().find(|((sid, _), _)| *sid == camera).expect("received");
    let (first, last) = (received.seqs.first().copied(), received.seqs.last().copied());
    assert_eq!(first, Some(1));
    assert_eq!(last, Some(received.seqs.len() as u64), "no gap at any switch");
    let is_row = |pair: &[u16]| pair[1] == pair[0].wrapping_add(1) & 0x7fff;
    assert!(received.picture_ids.windows(2).all(is_row), "{:?}", received.picture_ids);
}

/// The layers of the simulated camera need about 90, 170 and 270 kbit/s, sound included. Now and then more
/// is tried, so most of the time counts.
#[test]
fn a_narrow_line_gets_a_smaller_picture_and_the_others_the_best() {
    for (kbit, fitting) in [(220, 1), (120, 0)] {
        let mut world = World::new(60);
        world.narrow.insert("10.0.0.2".parse().expect("an address"), (kbit, world.now));
        let sids = meeting(&mut world, &[Dialect::Single; 3]);
        world.clients[1].pause(true);
        world.clients[2].pause(true);
        world.run_for(8 * SECOND);
        let camera = &sids[0][1];
        let layer = |world: &World, index: usize| {
            let received = world.clients[index].received.iter();
            received.filter(|((sid, _), _)| sid == camera).map(|(_, r)| r.last_layer).max()
        };
        let mut fits = 0;
        for _ in 0..16 {
            world.run_for(SECOND);
            fits += usize::from(layer(&world, 1).is_some_and(|layer| layer <= fitting));
            assert_eq!(layer(&world, 2), Some(2), "the others lose nothing by it");
        }
        assert!(fits >= 11, "{kbit} kbit/s: {fits} of 16 seconds");
    }
}

#[test]
fn what_is_disabled_or_unsubscribed_is_not_sent() {
    let mut world = World::new(8);
    let sids = meeting(&mut world, &[Dialect::Single, Dialect::Single]);
    all_see_all(&mut world, &sids, 4 * SECOND);
    let [microphone, camera] = sids[0].clone();
    world.clients[1].requests.push_back(Request::TrackSetting(UpdateTrackSettings {
        track_sids: vec![camera.clone()],
        disabled: true,
        ..UpdateTrackSettings::default()
    }));
    let subscription = |subscribe| {
        Request::Subscription(UpdateSubscription {
            track_sids: vec![microphone.clone()],
            subscribe,
            participant_tracks: vec![],
        })
    };
    world.clients[1].requests.push_back(subscription(false));
    world.collect(1);
    world.ms(200);
    let count = |world: &World| [&microphone, &camera].map(|sid| world.clients[1].packets_of(sid));
    let before = count(&world);
    world.run_for(SECOND);
    assert_eq!(count(&world), before);
    world.clients[1].requests.push_back(subscription(true));
    world.collect(1);
    world.run_for(2 * SECOND);
    assert!(count(&world)[0] > before[0]);
}

#[test]
fn who_speaks_is_told_and_who_falls_silent_too() {
    let mut world = World::new(9);
    let sids = meeting(&mut world, &[Dialect::Single, Dialect::Single]);
    all_see_all(&mut world, &sids, 4 * SECOND);
    let speaking = |world: &World| {
        let sid = world.clients[0].sid();
        world.clients[1].heard.iter().rev().find_map(|message| match message {
            Message::SpeakersChanged(changed) => {
                changed.speakers.iter().find(|speaker| speaker.sid == sid).map(|s| s.active)
            }
            _ => None,
        })
    };
    assert_eq!(speaking(&world), None);
    world.clients[0].speak(-15);
    world.run_for(SECOND);
    assert_eq!(speaking(&world), Some(true));
    world.clients[0].speak(-80);
    world.run_for(SECOND);
    assert_eq!(speaking(&world), Some(false));
}

/// LiveKit's data packet, as far as these tests look into it.
#[derive(Clone, PartialEq, prost::Message)]
struct DataPacket {
    #[prost(string, tag = "4")]
    participant_identity: String,
    #[prost(string, repeated, tag = "5")]
    destination_identities: Vec<String>,
    #[prost(bytes = "vec", tag = "9")]
    chat: Vec<u8>,
    #[prost(uint32, tag = "16")]
    sequence: u32,
}

#[test]
fn data_reaches_whom_it_names_and_says_who_sent_it() {
    let mut world = World::new(20);
    let (single, dual) = (Dialect::Single, Dialect::Dual);
    meeting(&mut world, &[single, dual, single]);
    world.run_for(2 * SECOND);
    let packet = |chat: &str, destinations: &[&str], sequence| {
        DataPacket {
            participant_identity: "p2".to_owned(),
            destination_identities: destinations.iter().map(|&name| name.to_owned()).collect(),
            chat: chat.as_bytes().to_vec(),
            sequence,
        }
        .encode_to_vec()
    };
    let now = world.now;
    world.clients[0].send_data(true, &packet("all", &[], 1), now);
    world.clients[0].send_data(true, &packet("one", &["p1"], 2), now);
    world.clients[0].send_data(true, &packet("again", &[], 2), now);
    world.clients[0].send_data(false, &packet("soon", &[], 0), now);
    world.clients[1].send_data(true, &packet("back", &["p0"], 1), now);
    world.collect(0);
    world.collect(1);
    world.run_for(SECOND);
    let heard = |index: usize| -> Vec<(String, String)> {
        let packets = world.clients[index].data.iter();
        packets
            .map(|bytes| DataPacket::decode(bytes.as_slice()).expect("readable"))
            .map(|packet| {
                assert!(packet.destination_identities.is_empty());
                let chat = String::from_utf8(packet.chat).expect("text");
                (packet.participant_identity, chat)
            })
            .collect()
    };
    let said = |from: &str, what: &[&str]| -> Vec<(String, String)> {
        what.iter().map(|&what| (from.to_owned(), what.to_owned())).collect()
    };
    let sorted = |mut heard: Vec<(String, String)>| {
        heard.sort();
        heard
    };
    assert_eq!(sorted(heard(1)), said("p0", &["all", "one", "soon"]));
    assert_eq!(sorted(heard(2)), said("p0", &["all", "soon"]));
    assert_eq!(sorted(heard(0)), said("p1", &["back"]));
}
