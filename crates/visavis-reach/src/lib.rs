//! Reaching people: the words of the site in every language, and the messages that leave it.
//!
//! A message is frozen when its cause is recorded ([`message::Message`]) and turned into text only
//! when it is sent ([`render::Renderer`]), so that the secret links in it are never stored.

pub mod calendar;
pub mod format;
mod letter;
pub mod message;
pub mod render;
pub mod transport;
pub mod words;
