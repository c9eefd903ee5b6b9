//! The engine's own thread. Sound must not wait for a database or for a stranger's SDP, so nothing
//! but the engine, its UDP socket and its orders live here.

use std::collections::HashMap;
use std::net::{Ipv6Addr, SocketAddr, UdpSocket};
use std::sync::Arc;
use std::time::Instant;

use socket2::{Domain, Protocol, Socket, Type};
use tokio::sync::{mpsc, oneshot};

use crate::core::{Engine, Input, Join, Output, Presence, Request, Return, SocketId};
use crate::wire::signal_response::Message;

/// Orders to the engine, from WebSockets and from the site.
pub(super) enum Command {
    Join(Box<Join>, mpsc::Sender<Message>),
    Return(Return, mpsc::Sender<Message>),
    Request(SocketId, Box<Request>),
    SocketClosed(SocketId),
    Remove { room: String, identity: String },
    CloseRoom { room: String },
    Presence { room: String, reply: oneshot::Sender<Vec<Presence>> },
    Shutdown { done: oneshot::Sender<()> },
}

/// Media comes in bursts, one per frame of picture and participant.
const SOCKET_BUFFER_BYTES: usize = 4 * 1024 * 1024;
/// The largest datagram that anybody sends; larger ones are nobody's.
const DATAGRAM_BYTES: usize = 2048;
/// Datagrams taken at once before orders get a turn.
const BATCH: usize = 64;

pub(super) fn open(address: SocketAddr) -> std::io::Result<UdpSocket> {
    let socket = Socket::new(Domain::for_address(address), Type::DGRAM, Some(Protocol::UDP))?;
    if address.ip() == Ipv6Addr::UNSPECIFIED {
        socket.set_only_v6(false)?;
    }
    // The system may grant less; that costs packets only under load.
    let _ = socket.set_recv_buffer_size(SOCKET_BUFFER_BYTES);
    let _ = socket.set_send_buffer_size(SOCKET_BUFFER_BYTES);
    socket.set_nonblocking(true)?;
    socket.bind(&address.into())?;
    Ok(socket.into())
}

pub(super) fn start(
    engine: Engine,
    socket: UdpSocket,
    commands: mpsc::UnboundedReceiver<Command>,
    monotonic: Arc<dyn Fn() -> Instant + Send + Sync>,
) -> std::io::Result<()> {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    let is_v6 = socket.local_addr()?.is_ipv6();
    let registered = {
        let _entered = runtime.enter();
        tokio::net::UdpSocket::from_std(socket)
    };
    let socket = match registered {
        Ok(socket) => socket,
        Err(error) => {
            // Merely dropping it would panic where the caller is itself in a runtime.
            runtime.shutdown_background();
            return Err(error);
        }
    };
    let shell = Shell { engine, socket, is_v6, sockets: HashMap::new(), monotonic };
    std::thread::Builder::new()
        .name("media".to_owned())
        .spawn(move || runtime.block_on(shell.run(commands)))?;
    Ok(())
}

struct Shell {
    engine: Engine,
    socket: tokio::net::UdpSocket,
    is_v6: bool,
    sockets: HashMap<SocketId, mpsc::Sender<Message>>,
    monotonic: Arc<dyn Fn() -> Instant + Send + Sync>,
}

impl Shell {
    async fn run(mut self, mut commands: mpsc::UnboundedReceiver<Command>) {
        let mut buffer = vec![0_u8; DATAGRAM_BYTES];
        let mut wake_at = None;
        loop {
            tokio::select! {
                command = commands.recv() => match command {
                    Some(Command::Shutdown { done }) => {
                        self.handle(Input::Shutdown);
                        self.drain();
                        // Fails only if nobody waits for the end any more.
                        let _ = done.send(());
                        break;
                    }
                    Some(command) => self.obey(command),
                    // Every handle is gone, so nobody can be in a room.
                    None => break,
                },
                ready = self.socket.readable() => {
                    if let Err(error) = ready {
                        tracing::error!(%error, "the media port is lost");
                        break;
                    }
                    self.receive(&mut buffer);
                }
                () = sleep_until(wake_at) => self.handle(Input::Tick),
            }
            wake_at = self.drain();
        }
    }

    fn receive(&mut self, buffer: &mut [u8]) {
        for _ in 0..BATCH {
            // Other errors are those of datagrams sent before, to clients that are gone.
            let Ok((length, from)) = self.socket.try_recv_from(buffer) else { break };
            let from = SocketAddr::new(from.ip().to_canonical(), from.port());
            if let Some(bytes) = buffer.get(..length) {
                self.handle(Input::Datagram { from, bytes });
            }
        }
    }

    fn obey(&mut self, command: Command) {
        match command {
            Command::Join(join, socket) => {
                self.sockets.insert(join.socket, socket);
                self.handle(Input::Join(join));
            }
            Command::Return(come_back, socket) => {
                self.sockets.insert(come_back.socket, socket);
                self.handle(Input::Return(come_back));
            }
            Command::Request(socket, request) => self.handle(Input::Request(socket, request)),
            Command::SocketClosed(socket) => {
                self.sockets.remove(&socket);
                self.handle(Input::SocketClosed(socket));
            }
            Command::Remove { room, identity } => {
                self.handle(Input::Remove { room: &room, identity: &identity });
            }
            Command::CloseRoom { room } => self.handle(Input::CloseRoom { room: &room }),
            Command::Presence { room, reply } => {
                // Fails only if nobody waits for the answer any more.
                let _ = reply.send(self.engine.presence(&room));
            }
            Command::Shutdown { .. } => {}
        }
    }

    fn handle(&mut self, input: Input<'_>) {
        let now = (self.monotonic)();
        self.engine.handle(input, now);
    }

    /// Does what the engine wants done, and says when it wants to be woken.
    fn drain(&mut self) -> Option<Instant> {
        loop {
            match self.engine.poll() {
                Output::Datagram { to, bytes } => self.send(to, &bytes),
                Output::Signal(socket, message) => self.signal(socket, *message),
                Output::Hangup(socket) => {
                    self.sockets.remove(&socket);
                }
                Output::Wait(at) => return at,
            }
        }
    }

    fn send(&self, to: SocketAddr, bytes: &[u8]) {
        let to = match to {
            SocketAddr::V4(v4) if self.is_v6 => {
                SocketAddr::new(v4.ip().to_ipv6_mapped().into(), v4.port())
            }
            SocketAddr::V4(_) | SocketAddr::V6(_) => to,
        };
        // A full buffer or an unreachable client loses a datagram, as any router may.
        let _ = self.socket.try_send_to(bytes, to);
    }

    /// A client that does not read its messages is cut off, and comes back if it lives.
    fn signal(&mut self, socket: SocketId, message: Message) {
        let Some(sender) = self.sockets.get(&socket) else { return };
        if sender.try_send(message).is_err() {
            self.sockets.remove(&socket);
            self.handle(Input::SocketClosed(socket));
        }
    }
}

async fn sleep_until(at: Option<Instant>) {
    match at {
        Some(at) => tokio::time::sleep_until(at.into()).await,
        None => std::future::pending().await,
    }
}
