//! Whole conversations in virtual time: simulated clients, with str0m for their side of the media,
//! talk to the engine over a network that delays, reorders and loses by a seed. No sockets, no sleeps.

mod client;
mod coming_and_going;
mod limits;
mod meeting;
mod world;
