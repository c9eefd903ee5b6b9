//! The engine among sockets: one UDP port, one thread of its own, and WebSockets for signalling.

mod engine_thread;
mod join_request;
mod routes;
mod socket;

use std::collections::HashMap;
use std::net::{IpAddr, SocketAddr};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Instant;

use jiff::Timestamp;
use tokio::sync::{mpsc, oneshot};

use crate::core::limits::Bucket;
use crate::core::{Engine, EngineConfig, Presence, SocketId};
use crate::token::{Randomness, Seat, Secret, Tokens};
use engine_thread::Command;

/// How media is reached and signed for.
pub struct MediaConfig {
    /// The one UDP port for all media.
    pub udp: SocketAddr,
    /// Under which addresses clients reach that port; if none, under the address of `udp` itself.
    pub public_addresses: Vec<IpAddr>,
    /// Name and key of the signer of tokens, as LiveKit calls them.
    pub api_key: String,
    pub api_secret: Secret,
    pub clock: Clock,
}

/// The two clocks, which the binary owns: one that never jumps for media, one that dates tokens.
#[derive(Clone)]
pub struct Clock {
    pub monotonic: Arc<dyn Fn() -> Instant + Send + Sync>,
    pub wall: Arc<dyn Fn() -> Timestamp + Send + Sync>,
}

#[derive(Debug, thiserror::Error)]
pub enum MediaError {
    #[error("the media port {0} cannot be opened")]
    Port(SocketAddr, #[source] std::io::Error),
    #[error(
        "the media port listens on all addresses, so `public_addresses` must say which clients use"
    )]
    NoAddress,
    #[error("the media thread cannot be started")]
    Thread(#[source] std::io::Error),
}

/// The embedded media server. A cheap handle; all clones are the same server.
#[derive(Clone)]
pub struct Embedded {
    shared: Arc<Shared>,
}

struct Shared {
    commands: mpsc::UnboundedSender<Command>,
    tokens: Tokens,
    clock: Clock,
    address: SocketAddr,
    last_socket: AtomicU64,
    entries: Mutex<HashMap<(String, String), Bucket>>,
}

/// How often one seat may knock: a reconnecting client does so a few times in a row.
const ENTRIES: Bucket = Bucket::new(12, 1);
/// Seats whose knocking is remembered before the memory is swept.
const ENTRIES_REMEMBERED: usize = 4096;

impl Embedded {
    /// Opens the media port and starts the engine's thread.
    pub fn start(config: MediaConfig, randomness: Randomness) -> Result<Self, MediaError> {
        let MediaConfig { udp, public_addresses, api_key, api_secret, clock } = config;
        let socket = engine_thread::open(udp).map_err(|error| MediaError::Port(udp, error))?;
        let address = socket.local_addr().map_err(|error| MediaError::Port(udp, error))?;
        let addresses = reachable(address, &public_addresses)?;
        let engine = Engine::new(EngineConfig {
            addresses,
            epoch: ((clock.monotonic)(), (clock.wall)().as_millisecond()),
            randomness: Arc::clone(&randomness),
        });
        let (commands, received) = mpsc::unbounded_channel();
        let monotonic = Arc::clone(&clock.monotonic);
        engine_thread::start(engine, socket, received, monotonic).map_err(MediaError::Thread)?;
        let shared = Shared {
            commands,
            tokens: Tokens::new(api_key, api_secret, randomness),
            clock,
            address,
            last_socket: AtomicU64::new(0),
            entries: Mutex::default(),
        };
        Ok(Self { shared: Arc::new(shared) })
    }

    /// `/rtc/v1`, `/rtc` and their `/validate`, to be merged into the site's routes at the root.
    pub fn routes(&self) -> axum::Router {
        routes::routes(self.clone())
    }

    /// The media port that was opened.
    pub fn address(&self) -> SocketAddr {
        self.shared.address
    }

    /// A token with which one page may enter this seat once, within 60 seconds.
    pub fn token(&self, seat: &Seat, now: Timestamp) -> String {
        self.shared.tokens.join(seat, now)
    }

    /// Sends a participant away for good: its connection ends and its tokens are worthless. A token
    /// made afterwards is good again, so a seat can be given to another device.
    pub fn remove(&self, room: &str, identity: &str) {
        self.shared.tokens.revoke(room, identity, self.wall());
        let (room, identity) = (room.to_owned(), identity.to_owned());
        self.command(Command::Remove { room, identity });
    }

    /// Sends everybody in a room away for good, and makes its tokens worthless.
    pub fn close_room(&self, room: &str) {
        self.shared.tokens.revoke_room(room, self.wall());
        self.command(Command::CloseRoom { room: room.to_owned() });
    }

    /// Who is in a room. Times are of the monotonic clock. Nobody, if the engine has stopped.
    pub async fn presence(&self, room: &str) -> Vec<Presence> {
        let (reply, answer) = oneshot::channel();
        self.command(Command::Presence { room: room.to_owned(), reply });
        answer.await.unwrap_or_default()
    }

    /// Tells all clients that the server goes, so that they come back to the next one, and stops.
    pub async fn stop(self) {
        let (done, stopped) = oneshot::channel();
        self.command(Command::Shutdown { done });
        // An error means that it had stopped before.
        let _ = stopped.await;
    }

    /// Waits until the engine has ended, by [`Embedded::stop`] or by an accident: for whoever supervises it.
    pub async fn ended(&self) {
        self.shared.commands.closed().await;
    }

    fn command(&self, command: Command) {
        // Fails only after the engine has stopped, when nothing is left to be done.
        let _ = self.shared.commands.send(command);
    }

    fn wall(&self) -> Timestamp {
        (self.shared.clock.wall)()
    }

    fn monotonic(&self) -> Instant {
        (self.shared.clock.monotonic)()
    }

    fn next_socket(&self) -> SocketId {
        SocketId(self.shared.last_socket.fetch_add(1, Ordering::Relaxed) + 1)
    }

    /// Whether this seat has not been knocking too often.
    fn may_enter(&self, seat: &Seat) -> bool {
        let now = self.monotonic();
        let mut entries = self.shared.entries.lock().unwrap_or_else(PoisonError::into_inner);
        if entries.len() >= ENTRIES_REMEMBERED {
            entries.clear();
        }
        let key = (seat.room.clone(), seat.identity.clone());
        entries.entry(key).or_insert(ENTRIES).take(now)
    }
}

/// The addresses that are offered to clients.
fn reachable(bound: SocketAddr, public: &[IpAddr]) -> Result<Arc<[SocketAddr]>, MediaError> {
    if public.is_empty() && bound.ip().is_unspecified() {
        return Err(MediaError::NoAddress);
    }
    let named = public.iter().map(|ip| SocketAddr::new(*ip, bound.port()));
    Ok(if public.is_empty() { Arc::new([bound]) } else { named.collect() })
}

#[cfg(test)]
mod tests;
