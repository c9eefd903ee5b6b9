//! The engine without its sockets: what goes in, what comes out, and nothing else happens.
//!
//! [`Engine::handle`] takes one [`Input`] and the time; [`Engine::poll`] is then called until it says
//! [`Output::Wait`]. There is no clock, no thread and no socket in here, so whole conversations of many
//! participants run in tests in virtual time.

pub mod data;
pub mod demux;
pub mod feed;
pub mod format;
pub mod headroom;
pub mod layers;
pub mod limits;
mod membership;
mod negotiation;
pub mod numbering;
pub mod peer;
mod publishing;
pub mod quality;
mod reporting;
mod routing;
pub mod sdp;
mod signals;
pub mod speakers;
mod subscribing;
pub mod transport;

use std::collections::{BTreeMap, HashMap, VecDeque};
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::{Duration, Instant};

use crate::token::{Randomness, Seat};
use crate::wire::signal_response::Message;
use crate::wire::{
    AddTrackRequest, MuteTrackRequest, Ping, SyncState, UpdateParticipantMetadata,
    UpdateSubscription, UpdateTrackSettings,
};
use demux::Demux;
use peer::{Link, Peer, PeerId, TrackId};
use quality::Quality;
use speakers::Speakers;
use transport::{Answer, Offer, Sink, Transport, TransportEvent, TransportId};

/// Names one signalling socket.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct SocketId(pub u64);

/// The generation of the signalling protocol that a client speaks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Dialect {
    /// `/rtc/v1`: one connection both ways.
    Single,
    /// `/rtc`: one connection for each way.
    Dual,
}

/// A client at the door, with a token that was good.
#[derive(Debug)]
pub struct Join {
    pub socket: SocketId,
    pub seat: Seat,
    pub dialect: Dialect,
    pub is_auto_subscribed: bool,
    pub tracks: Vec<AddTrackRequest>,
    pub offer: Option<(u32, Offer)>,
}

/// A client that comes back on a new socket to what it has.
#[derive(Debug)]
pub struct Return {
    pub socket: SocketId,
    pub seat: Seat,
    pub participant_sid: String,
}

/// What a client may say, read and within limits.
#[derive(Debug)]
pub enum Request {
    Offer(u32, Offer),
    Answer(u32, Answer),
    AddTrack(AddTrackRequest),
    Mute(MuteTrackRequest),
    Subscription(UpdateSubscription),
    TrackSetting(UpdateTrackSettings),
    UpdateMetadata(UpdateParticipantMetadata),
    SyncState(SyncState),
    Ping(i64),
    PingReq(Ping),
    Leave,
}

#[derive(Debug)]
pub enum Input<'a> {
    Join(Box<Join>),
    Return(Return),
    Request(SocketId, Box<Request>),
    SocketClosed(SocketId),
    Datagram {
        from: SocketAddr,
        bytes: &'a [u8],
    },
    /// Sends one participant away for good.
    Remove {
        room: &'a str,
        identity: &'a str,
    },
    /// Sends everybody in a room away for good.
    CloseRoom {
        room: &'a str,
    },
    /// This process ends; clients may come back to the next one.
    Shutdown,
    Tick,
}

#[derive(Debug)]
pub enum Output {
    Signal(SocketId, Box<Message>),
    /// Close this socket after what was said on it has gone out.
    Hangup(SocketId),
    Datagram {
        to: SocketAddr,
        bytes: Vec<u8>,
    },
    /// Nothing more now; call again with a tick at this time.
    Wait(Option<Instant>),
}

/// One who is in a room, for those who watch over meetings.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Presence {
    pub identity: String,
    pub sid: String,
    pub joined_at: Instant,
    /// Its signalling socket is up.
    pub is_connected: bool,
    /// When the last packet of sound or picture came from it.
    pub last_media: Option<Instant>,
}

/// What the engine must know from the start.
#[derive(Clone)]
pub struct EngineConfig {
    /// Where clients reach the media port, as they see it.
    pub addresses: Arc<[SocketAddr]>,
    /// A moment on the engine's clock, and the same moment in Unix milliseconds.
    pub epoch: (Instant, i64),
    pub randomness: Randomness,
}

/// How often feeds, lost participants and speakers are looked at.
const ROUND: Duration = Duration::from_millis(200);
/// Our level of LiveKit's protocol. From 18 on, data channels are numbered beforehand, which is of no
/// use to us; clients speak the lower of the two levels.
const PROTOCOL: i32 = 17;

pub struct Engine {
    config: EngineConfig,
    rooms: BTreeMap<String, Room>,
    peers: BTreeMap<PeerId, Peer>,
    sockets: HashMap<SocketId, PeerId>,
    transports: HashMap<TransportId, Transport>,
    owners: HashMap<TransportId, PeerId>,
    routes: HashMap<TrackId, Route>,
    demux: Demux,
    sink: Sink,
    outputs: VecDeque<Output>,
    next_round: Option<Instant>,
    last_id: u64,
}

/// Whose a track is that media can come of, and who is sent it.
struct Route {
    owner: PeerId,
    receivers: Vec<PeerId>,
}

struct Room {
    sid: String,
    created_ms: i64,
    peers: Vec<PeerId>,
    speakers: Speakers,
}

impl Engine {
    pub fn new(config: EngineConfig) -> Self {
        Self {
            config,
            rooms: BTreeMap::new(),
            peers: BTreeMap::new(),
            sockets: HashMap::new(),
            transports: HashMap::new(),
            owners: HashMap::new(),
            routes: HashMap::new(),
            demux: Demux::default(),
            sink: Sink::default(),
            outputs: VecDeque::new(),
            next_round: None,
            last_id: 0,
        }
    }

    /// Takes one thing that happened. Drain [`Engine::poll`] before the next one.
    pub fn handle(&mut self, input: Input<'_>, now: Instant) {
        match input {
            Input::Join(join) => self.join(*join, now),
            Input::Return(come_back) => self.come_back(come_back, now),
            Input::Request(socket, request) => self.request(socket, *request, now),
            Input::SocketClosed(socket) => self.socket_closed(socket, now),
            Input::Datagram { from, bytes } => self.datagram(from, bytes, now),
            Input::Remove { room, identity } => self.remove(room, identity, now),
            Input::CloseRoom { room } => self.close_room(room, now),
            Input::Shutdown => self.shut_down(now),
            Input::Tick => {}
        }
        self.wake_transports(now);
        self.round(now);
        self.settle(now);
    }

    /// The next thing to do.
    pub fn poll(&mut self) -> Output {
        if let Some(output) = self.outputs.pop_front() {
            return output;
        }
        if let Some((to, bytes)) = self.sink.datagrams.pop_front() {
            return Output::Datagram { to, bytes };
        }
        let timer = self.sink.next_timer().map(|(at, _)| at);
        Output::Wait([timer, self.next_round].into_iter().flatten().min())
    }

    /// Who is in a room.
    pub fn presence(&self, room: &str) -> Vec<Presence> {
        let peers = self.rooms.get(room).map_or(&[][..], |room| &room.peers);
        peers
            .iter()
            .filter_map(|id| self.peers.get(id))
            .map(|peer| Presence {
                identity: peer.identity.clone(),
                sid: peer.sid.clone(),
                joined_at: peer.joined_at,
                is_connected: matches!(peer.link, Link::Up(_)),
                last_media: peer.last_media,
            })
            .collect()
    }

    fn datagram(&mut self, from: SocketAddr, bytes: &[u8], now: Instant) {
        let Some(id) = self.demux.target(from, bytes) else { return };
        if let Some(transport) = self.transports.get_mut(&id) {
            transport.receive(from, bytes, now, &mut self.sink);
        }
    }

    fn wake_transports(&mut self, now: Instant) {
        while let Some((at, id)) = self.sink.next_timer() {
            if at > now {
                break;
            }
            let Some(transport) = self.transports.get_mut(&id) else { break };
            transport.wake(now, &mut self.sink);
        }
    }

    /// Takes up what the connections had to tell until nothing is left. Forwarding a packet can make
    /// other connections tell something in turn.
    fn settle(&mut self, now: Instant) {
        loop {
            for (id, address) in std::mem::take(&mut self.sink.moved) {
                self.demux.moved(id, address);
            }
            let Some((id, event)) = self.sink.events.pop_front() else { break };
            let Some(owner) = self.owners.get(&id).copied() else { continue };
            self.transport_event(owner, id, event, now);
        }
    }

    fn transport_event(
        &mut self,
        owner: PeerId,
        id: TransportId,
        event: TransportEvent,
        now: Instant,
    ) {
        match event {
            TransportEvent::Media(packet) => self.forward(owner, &packet, now),
            TransportEvent::KeyframeWanted(mid) => self.keyframe_wanted(owner, mid, now),
            TransportEvent::Lost(mid, share) => self.line_reported(owner, mid, share, now),
            TransportEvent::Data(channel, bytes) => self.data(owner, channel, &bytes, now),
            TransportEvent::ChannelOpen(channel, label) => {
                self.channel_open(owner, id, channel, &label);
            }
            TransportEvent::ChannelClosed(channel) => self.channel_closed(owner, id, channel),
            TransportEvent::Connected => self.connected(owner, id, now),
            TransportEvent::Missed(share) => self.uplink_reported(owner, share, now),
            // The client notices as well, and restarts ICE or joins anew.
            TransportEvent::Interrupted => self.path_changed(owner, Quality::interrupted),
            TransportEvent::Restored => self.path_changed(owner, Quality::restored),
            TransportEvent::Closed => self.transport_closed(owner, id, now),
        }
    }

    /// What must be done now and then.
    fn round(&mut self, now: Instant) {
        if self.peers.is_empty() {
            self.next_round = None;
            return;
        }
        if self.next_round.is_some_and(|at| at > now) {
            return;
        }
        self.next_round = Some(now + ROUND);
        self.drop_lost(now);
        let peers: Vec<PeerId> = self.peers.keys().copied().collect();
        for peer in peers {
            self.choose_layers(peer, now);
            self.ask_for_sections(peer, now);
        }
        self.tell_speakers(now);
        self.tell_quality(now);
    }

    fn next_id(&mut self) -> u64 {
        self.last_id += 1;
        self.last_id
    }

    /// A name that cannot be guessed, such as `PA_Jb3…`.
    fn sid(&self, prefix: &str) -> String {
        use base64::Engine as _;
        let mut random = [0_u8; 9];
        (self.config.randomness)(&mut random);
        // Letters and digits only: clients split stream names at `|` and `_`.
        let text = base64::engine::general_purpose::URL_SAFE_NO_PAD.encode(random);
        format!("{prefix}_{}", text.replace(['-', '_'], "x"))
    }

    fn unix_ms(&self, now: Instant) -> i64 {
        let (start, start_ms) = self.config.epoch;
        let since = now.saturating_duration_since(start).as_millis();
        start_ms.saturating_add(i64::try_from(since).unwrap_or(i64::MAX))
    }

    fn new_transport(&mut self, owner: PeerId, now: Instant) -> Option<TransportId> {
        let id = TransportId(self.next_id());
        match Transport::new(id, Arc::clone(&self.config.addresses), now) {
            Ok(transport) => {
                self.transports.insert(id, transport);
                self.owners.insert(id, owner);
                self.learn_ufrag(id);
                Some(id)
            }
            Err(error) => {
                tracing::error!(%error, "media cannot be offered on the configured addresses");
                None
            }
        }
    }

    fn learn_ufrag(&mut self, id: TransportId) {
        if let Some(transport) = self.transports.get_mut(&id) {
            self.demux.answers_to(id, transport.ufrag());
        }
    }

    fn drop_transport(&mut self, id: TransportId) {
        if let Some(transport) = self.transports.remove(&id) {
            transport.end(&mut self.sink);
        }
        self.owners.remove(&id);
        self.demux.forget(id);
    }

    fn say(&mut self, peer: PeerId, message: Message) {
        if let Some(socket) = self.peers.get(&peer).and_then(Peer::socket) {
            self.outputs.push_back(Output::Signal(socket, Box::new(message)));
        }
    }
}

#[cfg(test)]
mod tests;
