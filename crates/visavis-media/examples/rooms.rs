//! Rooms without the rest of the product, to try the media engine with LiveKit's own client.
//!
//! `cargo run -p visavis-media --example rooms -- PORT PATH_TO/livekit-client.umd.js`, then open
//! `/?room=r&identity=ada` and `/?room=r&identity=bob` on that port.

use std::net::{Ipv4Addr, SocketAddr};
use std::sync::Arc;
use std::time::Instant;

use axum::Router;
use axum::extract::{Path, State};
use axum::http::header;
use axum::response::{Html, IntoResponse};
use axum::routing::get;
use jiff::Timestamp;
use visavis_media::{Clock, Embedded, Grants, MediaConfig, Seat, Secret};

const PAGE: &str = include_str!("rooms/page.html");

#[expect(clippy::disallowed_methods, reason = "a program of its own, so it owns its clocks")]
fn clock() -> Clock {
    Clock { monotonic: Arc::new(Instant::now), wall: Arc::new(Timestamp::now) }
}

#[expect(clippy::disallowed_methods, reason = "a program of its own, so it owns its randomness")]
fn randomness(bytes: &mut [u8]) {
    getrandom::fill(bytes).expect("the system has randomness");
}

#[derive(Clone)]
struct Site {
    media: Embedded,
    clock: Clock,
    client: Arc<str>,
}

#[tokio::main]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    tracing_subscriber::fmt()
        .with_env_filter(tracing_subscriber::EnvFilter::from_default_env())
        .init();
    let mut arguments = std::env::args().skip(1);
    let port: u16 = arguments.next().ok_or("which port?")?.parse()?;
    let client = std::fs::read_to_string(arguments.next().ok_or("where is livekit-client?")?)?;
    let address = SocketAddr::from((Ipv4Addr::LOCALHOST, port));
    let media = Embedded::start(
        MediaConfig {
            udp: address,
            public_addresses: vec![],
            api_key: "visavis".to_owned(),
            api_secret: Secret::new("an example keeps no secrets"),
            clock: clock(),
        },
        Arc::new(randomness),
    )?;
    let site = Site { media: media.clone(), clock: clock(), client: client.into() };
    let routes = Router::new()
        .route("/", get(|| async { Html(PAGE) }))
        .route("/livekit-client.js", get(script))
        .route("/token/{room}/{identity}", get(token))
        .route("/presence/{room}", get(presence))
        .route("/remove/{room}/{identity}", get(remove))
        .route("/close/{room}", get(close))
        .with_state(site)
        .merge(media.routes());
    let listener = tokio::net::TcpListener::bind(address).await?;
    println!("http://{address}/?room=r&identity=ada");
    axum::serve(listener, routes).await?;
    Ok(())
}

async fn script(State(site): State<Site>) -> impl IntoResponse {
    ([(header::CONTENT_TYPE, "text/javascript")], site.client.to_string())
}

async fn token(State(site): State<Site>, Path((room, identity)): Path<(String, String)>) -> String {
    let seat = Seat { room, name: identity.clone(), identity, grants: Grants::default() };
    site.media.token(&seat, (site.clock.wall)())
}

async fn presence(State(site): State<Site>, Path(room): Path<String>) -> String {
    let now = (site.clock.monotonic)();
    let present = site.media.presence(&room).await.into_iter().map(|peer| {
        let quiet = peer.last_media.map(|at| now.saturating_duration_since(at).as_millis());
        format!("{} connected={} quiet_ms={quiet:?}\n", peer.identity, peer.is_connected)
    });
    present.collect()
}

async fn remove(
    State(site): State<Site>,
    Path((room, identity)): Path<(String, String)>,
) -> &'static str {
    site.media.remove(&room, &identity);
    "removed"
}

async fn close(State(site): State<Site>, Path(room): Path<String>) -> &'static str {
    site.media.close_room(&room);
    "closed"
}
