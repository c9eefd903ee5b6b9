//! Sound and picture: a media server inside the program, spoken to by LiveKit's own clients.
//!
//! [`Embedded`] is started with a UDP port, gives out its WebSocket routes and the tokens for them, and
//! says who is in a room. Under it, `core` is the engine without clock, thread or socket, and `server`
//! brings it among them. No number of participants is special; two is merely what is sold most.
//!
//! Joining and leaving here never decide about money: the meter's own proofs do.

mod core;
mod server;
mod token;
/// LiveKit's messages, for measurements that drive the server from outside.
#[doc(hidden)]
pub mod wire;

pub use crate::core::Presence;
pub use server::{Clock, Embedded, MediaConfig, MediaError};
pub use token::{Grants, JOIN_WITHIN, RETURN_WITHIN, Randomness, Seat, Secret, TokenError};
pub use wire::TrackSource;
