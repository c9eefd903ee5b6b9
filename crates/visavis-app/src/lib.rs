//! What the product does, above storage and below pages: the one door for sessions, what pages ask,
//! and the loops that keep promises (outbox, deadlines, test till, room beats).
//!
//! Every change to a session goes through [`session::execute`]: load, due deadlines, decide, and one
//! transaction that holds state, facts, next deadline, outbox and books. Time and chance come from
//! [`Clock`] and [`Random`], which only the binary and the tests make.

pub mod access;
pub mod assemble;
pub mod books;
pub mod bus;
pub mod chance;
pub mod clock;
pub mod conversation;
pub mod demo;
pub mod failure;
pub mod file;
pub mod host;
pub mod limits;
pub mod outbox;
pub mod overview;
pub mod password;
pub mod pay;
pub mod people;
pub mod phone;
pub mod room;
pub mod sale;
pub mod secrets;
pub mod session;
pub mod settings;
pub mod site;
#[cfg(feature = "testing")]
pub mod testing;
pub mod work;

use std::sync::Arc;

use tokio::sync::Notify;
use visavis_store::Db;

pub use bus::{Bus, Topic};
pub use chance::Random;
pub use clock::Clock;
pub use failure::{Failure, Fault};
pub use secrets::{Purpose, Secret, Secrets};
pub use site::SiteSettings;
pub use visavis_domain::ledger::Realm;

/// The whole product, cheap to clone and shared by all requests and loops.
#[derive(Clone)]
pub struct App(Arc<Parts>);

/// What the binary puts together; everything in it is chosen outside.
pub struct Parts {
    /// The database.
    pub store: Db,
    /// The only clock.
    pub clock: Clock,
    /// The only source of chance.
    pub random: Random,
    /// Derives and checks secrets.
    pub secrets: Secrets,
    /// Hints between pages and loops of this process.
    pub bus: Bus,
    /// What the operator fixed before the start.
    pub config: Config,
    /// The operator's settings, as last read.
    pub site: site::SiteCell,
    /// Limits on guessing and flooding.
    pub limits: limits::Limits,
    /// How mail leaves.
    pub transport: visavis_reach::transport::Transport,
    /// The templates of mails, compiled once.
    pub renderer: visavis_reach::render::Renderer,
    /// Who takes payments.
    pub gateway: pay::Gateway,
    /// The test till, which is also the gateway as long as money is play money.
    pub till: Arc<pay::till::Till>,
    /// Who is in which room.
    pub rooms: room::Rooms,
    /// The embedded media engine.
    pub media: visavis_media::Embedded,
    /// Moves the clock of a demonstration; nothing in production.
    pub demo_clock: Option<MoveClock>,
    /// Wakes the outbox loop.
    pub outbox_wake: Notify,
    /// Wakes the loop that asks payment providers.
    pub pay_wake: Notify,
    /// Wakes the deadline loop.
    pub deadline_wake: Notify,
    /// Wakes the test till.
    pub till_wake: Notify,
}

/// Moves a demonstration's clock ahead.
pub type MoveClock = Arc<dyn Fn(std::time::Duration) + Send + Sync>;

/// What the operator fixed before the start: from the settings file and the environment.
#[derive(Debug, Clone)]
pub struct Config {
    /// The address under which people reach the site, without a slash at the end.
    pub base_url: String,
    /// Whether this is a demonstration with try-it buttons and a movable clock.
    pub demo: Demo,
    /// Whether money is play money.
    pub realm: Realm,
}

/// Whether the demonstration's doors are there at all.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Demo {
    /// Never in production.
    Off,
    /// On loopback only.
    On,
}

impl std::ops::Deref for App {
    type Target = Parts;

    fn deref(&self) -> &Parts {
        &self.0
    }
}

impl App {
    /// The product from its parts.
    pub fn new(parts: Parts) -> Self {
        Self(Arc::new(parts))
    }
}
