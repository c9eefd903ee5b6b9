//! The rules of the trade, pure: no clock, no randomness, no I/O, no async.
//!
//! Time, chance and the outside world come in as arguments; what must happen in the world leaves as
//! [`session::Effect`]s. Everything here is integer arithmetic and enums.

pub mod charge;
pub mod ids;
pub mod ledger;
pub mod money;
pub mod profile;
pub mod service;
pub mod session;
pub mod split;
