//! Resuming, coming anew, leaving and being sent away (PAY-15, RING-20).

#![expect(clippy::wildcard_enum_match_arm, reason = "a test looks for what it is about")]

use std::time::Duration;

use super::world::{ROOM, World};
use crate::core::{Dialect, Input, Request, Return};
use crate::token::{Grants, Seat};
use crate::wire::signal_response::Message;
use crate::wire::{
    ConnectionQuality, ConnectionQualityInfo, DisconnectReason, LeaveAction, ParticipantState,
    TrackSource,
};

const SECOND: Duration = Duration::from_secs(1);

/// A host with a camera and a viewer who sees it.
fn viewing(world: &mut World, dialect: Dialect) -> (usize, usize, String) {
    let (viewer, host) = (world.join("viewer", dialect), world.join("host", Dialect::Single));
    let now = world.now;
    world.clients[host].publish(TrackSource::Camera, true, now);
    world.collect(host);
    world.run_until("it is published", 2 * SECOND, |world| {
        !world.clients[host].track_sids().is_empty()
    });
    let sid = world.clients[host].track_sids()[0].clone();
    world.run_until("it is seen", 4 * SECOND, |world| world.clients[viewer].packets_of(&sid) > 20);
    (viewer, host, sid)
}

fn come_back(world: &mut World, index: usize, participant_sid: String) {
    let socket = world.next_socket();
    let now = world.now;
    world.clients[index].resume(socket, now);
    let seat = Seat {
        room: ROOM.to_owned(),
        identity: world.clients[index].identity.clone(),
        name: String::new(),
        grants: Grants::default(),
    };
    world.input(Input::Return(Return { socket, seat, participant_sid }));
    world.collect(index);
}

fn farewell(world: &World, index: usize) -> Option<(DisconnectReason, LeaveAction)> {
    world.clients[index].heard.iter().rev().find_map(|message| match message {
        Message::Leave(leave) => Some((leave.reason(), leave.action())),
        _ => None,
    })
}

/// What `index` was last told about the state of somebody.
fn state_of(world: &World, index: usize, identity: &str) -> Option<ParticipantState> {
    let told = world.clients[index].heard.iter().rev().find_map(|message| match message {
        Message::Update(update) => update.participants.iter().find(|p| p.identity == identity),
        _ => None,
    });
    told.map(crate::wire::ParticipantInfo::state)
}

#[test]
fn a_dropped_socket_resumes_where_it_was() {
    for dialect in [Dialect::Single, Dialect::Dual] {
        let mut world = World::new(30);
        let (viewer, host, sid) = viewing(&mut world, dialect);
        let own = world.clients[viewer].sid();
        let old = world.clients[viewer].socket;
        world.input(Input::SocketClosed(old));
        world.run_for(5 * SECOND);
        assert!(!world.engine.presence(ROOM)[0].is_connected);
        let (count, heard) =
            (world.clients[viewer].packets_of(&sid), world.clients[viewer].heard.len());
        come_back(&mut world, viewer, own);
        let news = &world.clients[viewer].heard[heard..];
        assert!(matches!(news[0], Message::Reconnect(_)), "{dialect:?}: it comes first");
        world.run_for(2 * SECOND);
        assert!(world.clients[viewer].packets_of(&sid) > count + 25, "{dialect:?}");
        assert_eq!(world.clients[viewer].sources_of(&sid).len(), 1, "{dialect:?}: same stream");
        assert_ne!(state_of(&world, host, "viewer"), Some(ParticipantState::Disconnected));
        assert_eq!(world.engine.presence(ROOM).len(), 2);
    }
}

#[test]
fn the_others_are_told_of_a_lost_line_at_once_and_of_its_return() {
    let mut world = World::new(40);
    let (viewer, host, _) = viewing(&mut world, Dialect::Single);
    let sid = world.clients[viewer].sid();
    let quality = |world: &World, index: usize| {
        world.clients[index].heard.iter().rev().find_map(|message| match message {
            Message::ConnectionQuality(news) => {
                let mut updates = news.updates.iter();
                updates
                    .find(|update| update.participant_sid == sid)
                    .map(ConnectionQualityInfo::quality)
            }
            _ => None,
        })
    };
    assert_eq!(quality(&world, host), Some(ConnectionQuality::Excellent));
    let (own, old) = (world.clients[viewer].sid(), world.clients[viewer].socket);
    world.input(Input::SocketClosed(old));
    world.ms(300);
    assert_eq!(quality(&world, host), Some(ConnectionQuality::Lost));
    let late = world.join("late", Dialect::Single);
    assert_eq!(quality(&world, late), Some(ConnectionQuality::Lost), "a newcomer knows as well");
    come_back(&mut world, viewer, own);
    world.run_for(SECOND);
    assert_eq!(quality(&world, host), Some(ConnectionQuality::Excellent));
}

#[test]
fn after_fifteen_seconds_without_a_socket_one_is_gone() {
    let mut world = World::new(31);
    let (viewer, host, _) = viewing(&mut world, Dialect::Single);
    let (own, old) = (world.clients[viewer].sid(), world.clients[viewer].socket);
    world.input(Input::SocketClosed(old));
    world.run_for(14 * SECOND);
    assert_eq!(world.engine.presence(ROOM).len(), 2);
    world.run_for(2 * SECOND);
    assert_eq!(world.engine.presence(ROOM).len(), 1);
    assert_eq!(state_of(&world, host, "viewer"), Some(ParticipantState::Disconnected));
    come_back(&mut world, viewer, own);
    let told = farewell(&world, viewer);
    assert_eq!(told, Some((DisconnectReason::StateMismatch, LeaveAction::Reconnect)));
    assert!(world.clients[viewer].is_cut_off);
}

#[test]
fn nobody_resumes_as_somebody_else() {
    let mut world = World::new(32);
    let (viewer, host, _) = viewing(&mut world, Dialect::Single);
    let hosts_sid = world.clients[host].sid();
    come_back(&mut world, viewer, hosts_sid);
    let told = farewell(&world, viewer);
    assert_eq!(told, Some((DisconnectReason::StateMismatch, LeaveAction::Reconnect)));
    assert_eq!(farewell(&world, host), None);
}

#[test]
fn a_full_reconnect_replaces_the_old_connection() {
    let mut world = World::new(33);
    let (viewer, host, sid) = viewing(&mut world, Dialect::Single);
    let again = world.join("viewer", Dialect::Single);
    let told = farewell(&world, viewer);
    assert_eq!(told, Some((DisconnectReason::DuplicateIdentity, LeaveAction::Disconnect)));
    assert!(world.clients[viewer].is_cut_off);
    world.run_until("the new connection sees", 4 * SECOND, |world| {
        world.clients[again].packets_of(&sid) > 20
    });
    assert_eq!(world.engine.presence(ROOM).len(), 2);
    assert_eq!(state_of(&world, host, "viewer"), Some(ParticipantState::Active));
}

#[test]
fn a_newcomer_sees_in_the_first_answer_what_is_there() {
    let mut world = World::new(34);
    let (_, _, sid) = viewing(&mut world, Dialect::Single);
    let late = world.join("late", Dialect::Single);
    let first = &world.clients[late].heard;
    assert!(matches!(first[0], Message::Join(_)), "clients wait for it");
    let answer = first.iter().find_map(|message| match message {
        Message::Answer(answer) => Some(answer),
        _ => None,
    });
    let named: Vec<&String> = answer.expect("answered").mid_to_track_id.values().collect();
    assert_eq!(named, [&sid], "no further round trip is needed");
    world.run_until("seen within a second", SECOND, |world| {
        world.clients[late].packets_of(&sid) > 0
    });
}

#[test]
fn who_leaves_is_gone_at_once() {
    let mut world = World::new(35);
    let (viewer, host, sid) = viewing(&mut world, Dialect::Single);
    world.clients[host].requests.push_back(Request::Leave);
    world.collect(host);
    world.ms(100);
    assert_eq!(state_of(&world, viewer, "host"), Some(ParticipantState::Disconnected));
    let count = world.clients[viewer].packets_of(&sid);
    world.run_for(SECOND);
    assert_eq!(world.clients[viewer].packets_of(&sid), count);
    assert_eq!(world.engine.presence(ROOM).len(), 1);
}

#[test]
fn a_seat_taken_over_puts_the_old_device_out() {
    let mut world = World::new(36);
    let (viewer, host, _) = viewing(&mut world, Dialect::Single);
    world.input(Input::Remove { room: ROOM, identity: "viewer" });
    let told = farewell(&world, viewer);
    assert_eq!(told, Some((DisconnectReason::ParticipantRemoved, LeaveAction::Disconnect)));
    assert_eq!(state_of(&world, host, "viewer"), Some(ParticipantState::Disconnected));
    // Somebody who is not there is no error.
    world.input(Input::Remove { room: ROOM, identity: "nobody" });
    world.input(Input::Remove { room: "ses_2", identity: "viewer" });
    assert_eq!(farewell(&world, host), None);
}

#[test]
fn the_end_of_a_session_empties_its_room() {
    let mut world = World::new(37);
    let (viewer, host, _) = viewing(&mut world, Dialect::Dual);
    world.input(Input::CloseRoom { room: ROOM });
    for client in [viewer, host] {
        let told = farewell(&world, client);
        assert_eq!(told, Some((DisconnectReason::RoomClosed, LeaveAction::Disconnect)));
    }
    assert!(world.engine.presence(ROOM).is_empty());
}

#[test]
fn a_restart_asks_everybody_to_come_back() {
    let mut world = World::new(38);
    let (viewer, host, _) = viewing(&mut world, Dialect::Single);
    world.input(Input::Shutdown);
    for client in [viewer, host] {
        let told = farewell(&world, client);
        assert_eq!(told, Some((DisconnectReason::ServerShutdown, LeaveAction::Reconnect)));
    }
}

#[test]
fn a_client_that_has_fallen_silent_is_let_go() {
    let mut world = World::new(39);
    let (_, host, _) = viewing(&mut world, Dialect::Single);
    for _ in 0..12 {
        world.clients[host].requests.push_back(Request::Ping(1));
        world.collect(host);
        world.run_for(5 * SECOND);
    }
    let present = world.engine.presence(ROOM);
    assert_eq!(present.iter().map(|p| p.identity.as_str()).collect::<Vec<_>>(), ["host"]);
    assert!(world.clients[host].heard.iter().any(|message| matches!(message, Message::Pong(1))));
}
