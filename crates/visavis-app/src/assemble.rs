//! Putting the product together from what the binary or a test brings.

use std::sync::Arc;

use tokio::sync::Notify;
use visavis_media::Embedded;
use visavis_pay::{TestTill, TillSettings, WebhookSecret};
use visavis_reach::render::Renderer;
use visavis_reach::transport::Transport;
use visavis_store::Db;

use crate::limits::Limits;
use crate::pay::till::TillRows;
use crate::room::Rooms;
use crate::secrets::Purpose;
use crate::site::SiteCell;
use crate::{App, Bus, Clock, Config, Failure, MoveClock, Parts, Random, Secrets};

/// What comes from outside.
pub struct Setup {
    /// The database, opened.
    pub store: Db,
    /// The clock.
    pub clock: Clock,
    /// Randomness.
    pub random: Random,
    /// The key under which this site derives its secrets.
    pub secrets: Secrets,
    /// What the operator fixed.
    pub config: Config,
    /// How mail leaves.
    pub transport: Transport,
    /// The media engine, started.
    pub media: Embedded,
    /// Moves the clock of a demonstration.
    pub demo_clock: Option<MoveClock>,
}

/// The product, with the test till as its gateway and default settings.
pub fn assemble(setup: Setup) -> Result<App, Failure> {
    let Setup { store, clock, random, secrets, config, transport, media, demo_clock } = setup;
    let renderer = Renderer::new().map_err(|error| Failure::inside(error.to_string()))?;
    let page_base = format!("{}/till", config.base_url);
    let secret = WebhookSecret::new(secrets.sign(Purpose::Till, b"webhook").into_bytes());
    let till_clock = clock.clone();
    let till = Arc::new(TestTill::new(
        TillRows(store.clone()),
        TillSettings::new(page_base),
        secret,
        move || till_clock.now(),
    ));
    Ok(App::new(Parts {
        limits: Limits::new(&clock),
        store,
        clock,
        random,
        secrets,
        bus: Bus::default(),
        config,
        site: SiteCell::default(),
        transport,
        renderer,
        gateway: Arc::clone(&till) as crate::pay::Gateway,
        till,
        rooms: Rooms::default(),
        media,
        demo_clock,
        outbox_wake: Notify::new(),
        pay_wake: Notify::new(),
        deadline_wake: Notify::new(),
        till_wake: Notify::new(),
    }))
}
