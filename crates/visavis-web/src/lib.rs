//! The pages of Visavis, its API and its live stream.
//!
//! HTML first: every page reads and every form works by links and forms. A page lives in
//! `pages/x.rs` with its route table on top and its samples below; [`layout`] frames it, [`parts`]
//! fill it, [`form`] reads what comes back, [`problem`] says what went wrong.

pub mod assets;
pub mod cache;
pub mod caller;
pub mod cookie;
pub mod form;
pub mod headers;
pub mod layout;
pub mod live;
pub mod origin;
pub mod page;
pub mod pages;
pub mod parts;
pub mod paths;
pub mod problem;
pub mod refusal;
pub mod route;
pub mod router;
pub mod sample;
pub mod seat;
pub mod site;
pub mod standing;
#[cfg(feature = "testing")]
pub mod testing;
pub mod timeline;
pub mod words;

pub use router::router;
pub use site::Site;
