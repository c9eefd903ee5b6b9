//! The engine, its clients, and the network between them.

use std::collections::{BTreeMap, HashMap};
use std::net::{IpAddr, SocketAddr};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use super::client::Client;
use crate::core::{Dialect, Engine, EngineConfig, Input, Join, Output, SocketId};
use crate::token::{Grants, Randomness, Seat};

pub const SERVER: &str = "10.0.0.254:7000";
pub const ROOM: &str = "ses_1";

/// A small generator, so that a run is repeated by its seed (xorshift64*).
pub struct Dice(u64);

impl Dice {
    pub fn new(seed: u64) -> Self {
        Self(seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1)
    }

    pub fn roll(&mut self, sides: u64) -> u64 {
        self.0 ^= self.0 >> 12;
        self.0 ^= self.0 << 25;
        self.0 ^= self.0 >> 27;
        (self.0.wrapping_mul(0x2545_f491_4f6c_dd1d) >> 33) % sides
    }
}

#[derive(Clone, Copy)]
pub struct Network {
    pub loss_percent: u64,
    /// Delays lie between these; so packets overtake each other.
    pub delay_ms: (u64, u64),
}

pub const GOOD: Network = Network { loss_percent: 0, delay_ms: (5, 5) };

pub struct World {
    pub engine: Engine,
    pub now: Instant,
    pub clients: Vec<Client>,
    pub network: Network,
    /// Lines that carry only so many bits in a millisecond, and until when they are busy.
    pub narrow: HashMap<IpAddr, (u64, Instant)>,
    dice: Dice,
    /// What is on its way, by time of arrival.
    wire: BTreeMap<(Instant, u64), (SocketAddr, SocketAddr, Vec<u8>)>,
    sent: u64,
    last_socket: u64,
}

impl World {
    pub fn new(seed: u64) -> Self {
        #[expect(clippy::disallowed_methods, reason = "any instant will do as a start")]
        let now = Instant::now();
        let server: SocketAddr = SERVER.parse().expect("an address");
        let engine = Engine::new(EngineConfig {
            addresses: Arc::new([server]),
            epoch: (now, 1_800_000_000_000),
            randomness: randomness(seed),
        });
        Self {
            engine,
            now,
            clients: Vec::new(),
            network: GOOD,
            narrow: HashMap::new(),
            dice: Dice::new(seed),
            wire: BTreeMap::new(),
            sent: 0,
            last_socket: 0,
        }
    }

    /// A client joins with all rights; its index is its name here.
    pub fn join(&mut self, identity: &str, dialect: Dialect) -> usize {
        self.join_with(identity, dialect, Grants::default())
    }

    pub fn join_with(&mut self, identity: &str, dialect: Dialect, grants: Grants) -> usize {
        let index = self.clients.len();
        let socket = self.next_socket();
        let mut client = Client::new(index, identity, socket, dialect, self.now);
        let offer = client.first_offer(self.now);
        self.clients.push(client);
        let seat = Seat {
            room: ROOM.to_owned(),
            identity: identity.to_owned(),
            name: identity.to_uppercase(),
            grants,
        };
        let join =
            Join { socket, seat, dialect, is_auto_subscribed: true, tracks: Vec::new(), offer };
        self.input(Input::Join(Box::new(join)));
        index
    }

    pub fn next_socket(&mut self) -> SocketId {
        self.last_socket += 1;
        SocketId(self.last_socket)
    }

    pub fn input(&mut self, input: Input<'_>) {
        self.engine.handle(input, self.now);
        self.drain();
    }

    pub fn run_for(&mut self, duration: Duration) {
        let end = self.now + duration;
        while self.step(end) {}
        self.now = end;
    }

    /// Runs until it is so; fails the test if it takes longer than the limit.
    #[track_caller]
    pub fn run_until(&mut self, what: &str, limit: Duration, is_so: impl Fn(&Self) -> bool) {
        let end = self.now + limit;
        while !is_so(self) {
            assert!(self.step(end), "within {limit:?}: {what}");
        }
    }

    pub fn ms(&mut self, milliseconds: u64) {
        self.run_for(Duration::from_millis(milliseconds));
    }

    /// Goes on to the next thing that happens. False if that is after the end.
    fn step(&mut self, end: Instant) -> bool {
        let arrival = self.wire.keys().next().map(|(at, _)| *at);
        let clients = self.clients.iter().map(Client::next_time).min();
        let engine = match self.engine.poll() {
            Output::Wait(at) => at,
            Output::Signal(..) | Output::Hangup(_) | Output::Datagram { .. } => {
                unreachable!("the engine was drained")
            }
        };
        let Some(next) = [arrival, clients.flatten(), engine].into_iter().flatten().min() else {
            return false;
        };
        if next > end {
            return false;
        }
        self.now = self.now.max(next);
        self.deliver();
        if engine.is_some_and(|at| at <= self.now) {
            self.input(Input::Tick);
        }
        for index in 0..self.clients.len() {
            self.clients[index].wake(self.now);
            self.collect(index);
        }
        true
    }

    fn deliver(&mut self) {
        while let Some(entry) = self.wire.first_entry() {
            if entry.key().0 > self.now {
                break;
            }
            let (from, to, bytes) = entry.remove();
            if to.to_string() == SERVER {
                self.input(Input::Datagram { from, bytes: &bytes });
            } else if let Some(index) = self.clients.iter().position(|c| c.is_at(to)) {
                self.clients[index].receive(from, to, &bytes, self.now);
                self.collect(index);
            }
        }
    }

    /// Takes what a client has to send and to say.
    pub fn collect(&mut self, index: usize) {
        for (from, to, bytes) in std::mem::take(&mut self.clients[index].datagrams) {
            self.post(from, to, bytes);
        }
        let socket = self.clients[index].socket;
        // One by one: an answer can make the client say more, which must not overtake the rest.
        while let Some(request) = self.clients[index].requests.pop_front() {
            self.input(Input::Request(socket, Box::new(request)));
        }
    }

    fn post(&mut self, from: SocketAddr, to: SocketAddr, bytes: Vec<u8>) {
        let Network { loss_percent, delay_ms: (least, most) } = self.network;
        if self.dice.roll(100) < loss_percent {
            return;
        }
        let mut now = self.now;
        if let Some((bits_per_ms, free_at)) = self.narrow.get_mut(&to.ip()) {
            // A router's queue of 150 ms; what finds it full is lost.
            now = now.max(*free_at);
            if now > self.now + Duration::from_millis(150) {
                return;
            }
            let bits = u64::try_from(bytes.len() + 28).expect("a datagram") * 8;
            now += Duration::from_micros(bits * 1000 / *bits_per_ms);
            *free_at = now;
        }
        let delay = least + self.dice.roll(most - least + 1);
        self.sent += 1;
        let at = now + Duration::from_millis(delay);
        self.wire.insert((at, self.sent), (from, to, bytes));
    }

    fn drain(&mut self) {
        loop {
            match self.engine.poll() {
                Output::Wait(_) => break,
                Output::Datagram { to, bytes } => {
                    let from = SERVER.parse().expect("an address");
                    self.post(from, to, bytes);
                }
                Output::Signal(socket, message) => {
                    let found = self.clients.iter().position(|client| client.socket == socket);
                    if let Some(index) = found {
                        self.clients[index].hear(*message, self.now);
                        self.collect(index);
                    }
                }
                Output::Hangup(socket) => {
                    for client in &mut self.clients {
                        client.is_cut_off |= client.socket == socket;
                    }
                }
            }
        }
    }
}

fn randomness(seed: u64) -> Randomness {
    let dice = Mutex::new(Dice::new(seed ^ 0xabcd));
    Arc::new(move |bytes: &mut [u8]| {
        let mut dice = dice.lock().expect("no test panics while it holds this");
        bytes.fill_with(|| u8::try_from(dice.roll(256)).expect("below 256"));
    })
}
