//! A throw-away PostgreSQL server, shared by all tests of all crates that run at the same time.
//!
//! The first who needs it starts it, under a lock in the build folder. Every test process holds
//! another lock, shared; a small watcher waits for that one exclusively, gets it when the last
//! process is gone (however it went), and stops the server. The cluster stays for the next time.
//! Durability is off, sockets are files in a private folder, and it never runs as root.

mod keeper;
mod server;

pub(crate) use keeper::Keeper;

use std::sync::OnceLock;

/// The server's keeper in this process, or why there is none.
pub(crate) fn keeper() -> Result<&'static Keeper, &'static str> {
    static KEEPER: OnceLock<Result<Keeper, String>> = OnceLock::new();
    KEEPER.get_or_init(Keeper::start).as_ref().map_err(String::as_str)
}
