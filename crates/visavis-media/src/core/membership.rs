//! Coming, coming back, and going.

use std::collections::{BTreeMap, HashMap};
use std::time::Instant;

use super::headroom::Headroom;
use super::peer::{Channels, Dual, Link, OfferStage, Peer, PeerId, Single, Wiring};
use super::quality::Quality;
use super::speakers::Speakers;
use super::transport::TransportId;
use super::{Dialect, Engine, Join, Output, PROTOCOL, Return, Room, SocketId, limits};
use crate::wire::signal_response::Message;
use crate::wire::{
    Codec, DisconnectReason, JoinResponse, LeaveAction, LeaveRequest, ParticipantState,
    ParticipantUpdate, ReconnectResponse, RoomUpdate, ServerInfo,
};

/// Seconds between a client's pings, and until it gives up on our answer.
const PING_INTERVAL: i32 = 5;
const PING_TIMEOUT: i32 = 15;

impl Engine {
    pub(super) fn join(&mut self, join: Join, now: Instant) {
        if !self.has_place(&join) {
            return self.turn_away(
                join.socket,
                DisconnectReason::JoinFailure,
                LeaveAction::Disconnect,
            );
        }
        if let Some(before) = self.peer_named(&join.seat.room, &join.seat.identity) {
            self.dismiss(before, DisconnectReason::DuplicateIdentity, LeaveAction::Disconnect, now);
        }
        let Join { socket, seat, dialect, is_auto_subscribed, tracks, offer } = join;
        let id = PeerId(self.next_id());
        let Some(wiring) = self.wire(id, dialect, now) else {
            return self.turn_away(socket, DisconnectReason::JoinFailure, LeaveAction::Disconnect);
        };
        let peer = Peer {
            id,
            sid: self.sid("PA"),
            room: seat.room.clone(),
            identity: seat.identity,
            name: seat.name,
            grants: seat.grants,
            state: ParticipantState::Joined,
            joined_at: now,
            joined_at_ms: self.unix_ms(now),
            version: 1,
            link: Link::Up(socket),
            wiring,
            is_auto_subscribed,
            tracks: Vec::new(),
            feeds: BTreeMap::new(),
            choices: HashMap::new(),
            headroom: Headroom::default(),
            quality: Quality::default(),
            channels: Channels::default(),
            last_sequence: 0,
            last_media: None,
            last_heard: now,
            offers: limits::offers(),
            data: limits::data_packets(),
            media: limits::media_packets(),
        };
        self.enter(seat.room, peer, now);
        self.sockets.insert(socket, id);
        self.greet(id, dialect);
        self.announce(id);
        self.subscribe_to_all(id);
        for track in tracks {
            self.add_track(id, track);
        }
        if let Some((offer_id, offer)) = offer {
            self.accept_offer(id, offer_id, offer, now);
        }
        self.make_offer(id, now);
    }

    /// The same participant on a new socket. Whom we do not know must join anew.
    pub(super) fn come_back(&mut self, come_back: Return, now: Instant) {
        let Return { socket, seat, participant_sid } = come_back;
        let known = self
            .peer_named(&seat.room, &seat.identity)
            .filter(|id| self.peers.get(id).is_some_and(|peer| peer.sid == participant_sid));
        let Some(id) = known else {
            let reason = DisconnectReason::StateMismatch;
            return self.turn_away(socket, reason, LeaveAction::Reconnect);
        };
        let Some(peer) = self.peers.get_mut(&id) else { return };
        if let Link::Up(old) = std::mem::replace(&mut peer.link, Link::Up(socket)) {
            self.sockets.remove(&old);
            self.outputs.push_back(Output::Hangup(old));
        }
        peer.last_heard = now;
        if let Wiring::Single(single) = &mut peer.wiring {
            single.asked = None;
        }
        let (room, last_message_seq) = (peer.room.clone(), peer.last_sequence);
        self.sockets.insert(socket, id);
        self.say(
            id,
            Message::Reconnect(ReconnectResponse {
                server_info: Some(server_info()),
                last_message_seq,
            }),
        );
        let participants = self.infos(&room, None);
        self.say(id, Message::Update(ParticipantUpdate { participants }));
        let room = self.room_info(&room);
        self.say(id, Message::RoomUpdate(RoomUpdate { room }));
        self.restart_ice(id, now);
    }

    pub(super) fn socket_closed(&mut self, socket: SocketId, now: Instant) {
        let Some(id) = self.sockets.remove(&socket) else { return };
        if let Some(peer) = self.peers.get_mut(&id) {
            peer.link = Link::Down { since: now };
        }
    }

    pub(super) fn remove(&mut self, room: &str, identity: &str, now: Instant) {
        if let Some(id) = self.peer_named(room, identity) {
            let reason = DisconnectReason::ParticipantRemoved;
            self.dismiss(id, reason, LeaveAction::Disconnect, now);
        }
    }

    pub(super) fn close_room(&mut self, room: &str, now: Instant) {
        let peers = self.rooms.get(room).map(|room| room.peers.clone()).unwrap_or_default();
        for id in peers {
            self.dismiss(id, DisconnectReason::RoomClosed, LeaveAction::Disconnect, now);
        }
    }

    pub(super) fn shut_down(&mut self, now: Instant) {
        let peers: Vec<PeerId> = self.peers.keys().copied().collect();
        for id in peers {
            self.dismiss(id, DisconnectReason::ServerShutdown, LeaveAction::Reconnect, now);
        }
    }

    /// The connection is beyond repair. With a socket left, the client is told to join anew at once.
    pub(super) fn transport_closed(&mut self, id: PeerId, transport: TransportId, now: Instant) {
        tracing::debug!(peer.id = id.0, transport.id = transport.0, "a media connection ended");
        self.start_over(id, now);
    }

    /// A client that costs more than it may.
    pub(super) fn send_away(&mut self, id: PeerId, now: Instant) {
        self.dismiss(id, DisconnectReason::ParticipantRemoved, LeaveAction::Disconnect, now);
    }

    /// Nothing can be agreed with this client as it stands. It may join anew.
    pub(super) fn start_over(&mut self, id: PeerId, now: Instant) {
        self.dismiss(id, DisconnectReason::StateMismatch, LeaveAction::Reconnect, now);
    }

    pub(super) fn connected(&mut self, id: PeerId, transport: TransportId, now: Instant) {
        let Some(peer) = self.peers.get_mut(&id) else { return };
        if peer.downstream() != transport {
            return;
        }
        if peer.state == ParticipantState::Joined {
            peer.state = ParticipantState::Active;
            self.announce(id);
        }
        self.choose_layers(id, now);
    }

    /// Those whose socket has been gone or silent for too long.
    pub(super) fn drop_lost(&mut self, now: Instant) {
        let silent: Vec<SocketId> = self
            .peers
            .values()
            .filter(|peer| peer.is_silent(now))
            .filter_map(Peer::socket)
            .collect();
        for socket in silent {
            self.outputs.push_back(Output::Hangup(socket));
            self.socket_closed(socket, now);
        }
        let lost: Vec<PeerId> =
            self.peers.values().filter(|peer| peer.is_lost(now)).map(|peer| peer.id).collect();
        for id in lost {
            self.depart(id, DisconnectReason::SignalClose, now);
        }
    }

    /// Tells a participant to go, and lets it go.
    fn dismiss(&mut self, id: PeerId, reason: DisconnectReason, action: LeaveAction, now: Instant) {
        if let Some(socket) = self.peers.get(&id).and_then(Peer::socket) {
            self.turn_away(socket, reason, action);
        }
        self.depart(id, reason, now);
    }

    fn turn_away(&mut self, socket: SocketId, reason: DisconnectReason, action: LeaveAction) {
        let leave = LeaveRequest {
            can_reconnect: action != LeaveAction::Disconnect,
            reason: reason.into(),
            action: action.into(),
        };
        self.outputs.push_back(Output::Signal(socket, Box::new(Message::Leave(leave))));
        self.outputs.push_back(Output::Hangup(socket));
    }

    /// Takes a participant out of its room and tells the others.
    pub(super) fn depart(&mut self, id: PeerId, reason: DisconnectReason, now: Instant) {
        let tracks: Vec<_> = self
            .peers
            .get(&id)
            .map(|peer| peer.tracks.iter().map(|track| track.id).collect())
            .unwrap_or_default();
        for track in tracks {
            self.withdraw(track, now);
        }
        let Some(mut peer) = self.peers.remove(&id) else { return };
        if let Some(socket) = peer.socket() {
            self.sockets.remove(&socket);
        }
        for route in self.routes.values_mut() {
            route.receivers.retain(|receiver| *receiver != id);
        }
        for transport in peer.transports() {
            self.drop_transport(transport);
        }
        if let Some(room) = self.rooms.get_mut(&peer.room) {
            room.peers.retain(|member| *member != id);
            room.speakers.forget(id);
            if room.peers.is_empty() {
                self.rooms.remove(&peer.room);
            }
        }
        peer.state = ParticipantState::Disconnected;
        peer.version += 1;
        peer.tracks.clear();
        let mut info = peer.info();
        info.disconnect_reason = reason.into();
        self.tell_others(
            &peer.room,
            id,
            &Message::Update(ParticipantUpdate { participants: vec![info] }),
        );
    }

    fn has_place(&self, join: &Join) -> bool {
        match self.rooms.get(&join.seat.room) {
            Some(room) => room.peers.len() < limits::PARTICIPANTS_PER_ROOM,
            None => self.rooms.len() < limits::ROOMS,
        }
    }

    fn wire(&mut self, id: PeerId, dialect: Dialect, now: Instant) -> Option<Wiring> {
        let transport = self.new_transport(id, now)?;
        match dialect {
            Dialect::Single => Some(Wiring::Single(Single {
                transport,
                receiving: BTreeMap::new(),
                asked: None,
                has_answered: false,
            })),
            Dialect::Dual => Some(Wiring::Dual(Dual {
                publisher: transport,
                subscriber: self.new_transport(id, now)?,
                offer_id: 0,
                stage: OfferStage::Fresh,
                ended: Vec::new(),
            })),
        }
    }

    fn enter(&mut self, name: String, peer: Peer, now: Instant) {
        let (sid, created_ms) = (self.sid("RM"), self.unix_ms(now));
        let room = self.rooms.entry(name).or_insert_with(|| Room {
            sid,
            created_ms,
            peers: Vec::new(),
            speakers: Speakers::default(),
        });
        room.peers.push(peer.id);
        self.peers.insert(peer.id, peer);
    }

    /// The first message on a new socket; clients wait five seconds for it.
    fn greet(&mut self, id: PeerId, dialect: Dialect) {
        let Some(peer) = self.peers.get(&id) else { return };
        let response = JoinResponse {
            room: self.room_info(&peer.room),
            participant: Some(peer.info()),
            other_participants: self.infos(&peer.room, Some(id)),
            server_version: server_info().version,
            subscriber_primary: dialect == Dialect::Dual,
            ping_timeout: PING_TIMEOUT,
            ping_interval: PING_INTERVAL,
            server_info: Some(server_info()),
            enabled_publish_codecs: ["audio/opus", "video/VP8", "video/H264"]
                .map(|mime| Codec { mime: mime.to_owned(), fmtp_line: String::new() })
                .to_vec(),
            fast_publish: true,
        };
        self.say(id, Message::Join(response));
        self.tell_known_quality(id);
    }

    /// Tells everybody, the participant itself included, how it stands now.
    pub(super) fn announce(&mut self, id: PeerId) {
        let Some(peer) = self.peers.get_mut(&id) else { return };
        peer.version += 1;
        let (room, info) = (peer.room.clone(), peer.info());
        let update = Message::Update(ParticipantUpdate { participants: vec![info] });
        self.tell_others(&room, id, &update);
        self.say(id, update);
    }

    pub(super) fn tell_others(&mut self, room: &str, but: PeerId, message: &Message) {
        let others = self.rooms.get(room).map(|room| room.peers.clone()).unwrap_or_default();
        for other in others.into_iter().filter(|other| *other != but) {
            self.say(other, message.clone());
        }
    }

    fn infos(&self, room: &str, but: Option<PeerId>) -> Vec<crate::wire::ParticipantInfo> {
        let members = self.rooms.get(room).map_or(&[][..], |room| &room.peers);
        members
            .iter()
            .filter(|member| Some(**member) != but)
            .filter_map(|member| self.peers.get(member))
            .map(Peer::info)
            .collect()
    }

    fn peer_named(&self, room: &str, identity: &str) -> Option<PeerId> {
        self.rooms
            .get(room)?
            .peers
            .iter()
            .copied()
            .find(|id| self.peers.get(id).is_some_and(|peer| peer.identity == identity))
    }

    fn room_info(&self, name: &str) -> Option<crate::wire::Room> {
        let room = self.rooms.get(name)?;
        let members = room.peers.iter().filter_map(|id| self.peers.get(id));
        let publishers = members.filter(|peer| peer.tracks.iter().any(|track| track.mid.is_some()));
        Some(crate::wire::Room {
            sid: room.sid.clone(),
            name: name.to_owned(),
            creation_time: room.created_ms / 1000,
            num_participants: u32::try_from(room.peers.len()).unwrap_or(u32::MAX),
            num_publishers: u32::try_from(publishers.count()).unwrap_or(u32::MAX),
            creation_time_ms: room.created_ms,
        })
    }
}

fn server_info() -> ServerInfo {
    ServerInfo { version: env!("CARGO_PKG_VERSION").to_owned(), protocol: PROTOCOL }
}
