//! Serving: everything is put together here, the loops are started, and at the end all is brought to
//! rest.

use std::net::{IpAddr, SocketAddr};
use std::sync::Arc;
use std::time::Duration;

use anyhow::{Context as _, bail};
use axum::Router;
use axum::extract::{ConnectInfo, Request, State};
use axum::middleware::{Next, from_fn_with_state};
use axum::response::Response;
use axum_server::Handle;
use axum_server::tls_rustls::RustlsConfig;
use tokio::net::TcpListener;
use tracing_subscriber::EnvFilter;
use visavis_app::assemble::{Setup, assemble};
use visavis_app::{App, Config, Demo, Realm, Secrets, demo as marketplace, people, room, work};
use visavis_media::{Embedded, MediaConfig};
use visavis_reach::transport::{Login, Security, Smtp, SmtpSettings, Transport};
use visavis_store::{Db, DbConfig};
use visavis_web::caller::ClientAddress;
use visavis_web::site::{Look, Origin, Place, Site};

use crate::settings::Settings;
use crate::sources;

/// What is logged by default. str0m warns at each join of a codec that nobody asked for.
const QUIET: &str = "warn,visavis=info,visavis_app=info,str0m::format::payload_params=error";

/// How long calls and requests may take to come to rest.
const REST: Duration = Duration::from_secs(10);

/// Serves the site.
pub async fn serve(settings: Settings) -> anyhow::Result<()> {
    start_log();
    if let Some(danger) = settings.danger() {
        bail!("{danger}");
    }
    run(settings, Demo::Off).await
}

/// Serves a demonstration.
pub async fn demo(settings: Settings, fresh: bool) -> anyhow::Result<()> {
    start_log();
    if fresh {
        forget(&settings)?;
    }
    run(settings, Demo::On).await
}

fn start_log() {
    let filter = EnvFilter::try_from_env("VISAVIS_LOG").unwrap_or_else(|_| EnvFilter::new(QUIET));
    // A second log in one process is none of our cases; the first one stays.
    let _ =
        tracing_subscriber::fmt().with_env_filter(filter).with_writer(std::io::stderr).try_init();
}

fn forget(settings: &Settings) -> anyhow::Result<()> {
    if settings.postgres.is_some() {
        bail!("--fresh forgets a file; drop and create the PostgreSQL database yourself");
    }
    match std::fs::remove_dir_all(&settings.data) {
        Ok(()) => Ok(()),
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(()),
        Err(error) => {
            Err(error).with_context(|| format!("{} cannot be emptied", settings.data.display()))
        }
    }
}

/// The product on these settings, for serving and for the commands beside it.
pub struct Product {
    /// The product.
    pub app: App,
    /// Where it stands and how it looks.
    pub site: Site,
}

/// The key of the site: made once, kept beside the database, never in it.
fn key(settings: &Settings) -> anyhow::Result<[u8; 32]> {
    let path = settings.key_file();
    if let Ok(bytes) = std::fs::read(&path) {
        return bytes.try_into().map_err(|_| {
            anyhow::anyhow!("{} is not a key of this program (32 bytes)", path.display())
        });
    }
    let mut key = [0; 32];
    sources::fill(&mut key);
    write_private(&path, &key).with_context(|| format!("{} cannot be written", path.display()))?;
    Ok(key)
}

#[cfg(unix)]
fn write_private(path: &std::path::Path, bytes: &[u8]) -> std::io::Result<()> {
    use std::io::Write as _;
    use std::os::unix::fs::OpenOptionsExt as _;
    let mut file =
        std::fs::OpenOptions::new().write(true).create_new(true).mode(0o600).open(path)?;
    file.write_all(bytes)?;
    file.sync_all()
}

#[cfg(not(unix))]
fn write_private(path: &std::path::Path, bytes: &[u8]) -> std::io::Result<()> {
    std::fs::write(path, bytes)
}

/// Puts the product together. `listening` is the address that was really opened.
pub async fn product(
    settings: &Settings,
    demo: Demo,
    listening: SocketAddr,
) -> anyhow::Result<Product> {
    let config: DbConfig = settings.database()?;
    let store = Db::open(&config).await.context("the database could not be opened")?;
    let secrets = Secrets::new(key(settings)?);
    let (clock, demo_clock) = match demo {
        Demo::Off => (sources::clock(), None),
        Demo::On => {
            let (clock, mover) = sources::movable_clock();
            (clock, Some(mover))
        }
    };
    let scheme = if settings.tls.is_some() { "https" } else { "http" };
    let base_url = settings.base_url.clone().unwrap_or_else(|| format!("{scheme}://{listening}"));
    let origin = Origin::parse(&base_url)?;
    let media = media(settings, &clock, &secrets)?;
    let setup = Setup {
        store,
        clock,
        random: sources::random(),
        secrets,
        // Real money needs a real provider; until one is configured there is only the test till.
        config: Config { base_url: origin.to_string(), demo, realm: Realm::Test },
        transport: transport(settings)?,
        media,
        demo_clock,
    };
    let app = assemble(setup)?;
    visavis_app::settings::load(&app).await?;
    let realm = match demo {
        Demo::On => visavis_web::site::Realm::Demo,
        Demo::Off => visavis_web::site::Realm::Test,
    };
    let place = Place { origin, realm, media_hosts: vec![], checkout_hosts: vec![] };
    let look = Look::of(&app.site.get());
    Ok(Product { app, site: Site::new(place, look) })
}

fn media(
    settings: &Settings,
    clock: &visavis_app::Clock,
    secrets: &Secrets,
) -> anyhow::Result<Embedded> {
    let config = MediaConfig {
        udp: settings.media_listen,
        public_addresses: settings.media_addresses.clone(),
        api_key: "visavis".to_owned(),
        api_secret: visavis_media::Secret::new(
            secrets.sign(visavis_app::Purpose::Media, b"tokens"),
        ),
        clock: sources::media_clock(clock),
    };
    Embedded::start(config, Arc::new(sources::fill))
        .context("the media engine could not be started")
}

pub fn transport(settings: &Settings) -> anyhow::Result<Transport> {
    let Some(smtp) = &settings.smtp else {
        return Ok(Transport::Simulated);
    };
    let security = if smtp.port == 465 { Security::Implicit } else { Security::StartTls };
    let login = smtp.login.clone().map(|(user, password)| Login { user, password });
    let settings = SmtpSettings {
        host: smtp.host.clone(),
        port: smtp.port,
        security,
        login,
        hello: "visavis".to_owned(),
        patience: Duration::from_secs(30),
    };
    let smtp = Smtp::new(&settings).context("the mail server's settings cannot be used")?;
    Ok(Transport::Smtp(Box::new(smtp)))
}

async fn run(settings: Settings, demo: Demo) -> anyhow::Result<()> {
    let listener = TcpListener::bind(settings.listen)
        .await
        .with_context(|| format!("{} cannot be listened on", settings.listen))?;
    let address = listener.local_addr().context("the address is not known")?;
    let Product { app, site } = product(&settings, demo, address).await?;
    if demo == Demo::On {
        marketplace::seed(&app).await.context("the demonstration could not be set up")?;
    }
    room::sweep(&app).await.context("rooms of the last run could not be emptied")?;
    start_work(&app);
    let routes = visavis_web::router::serve(&site, app.clone())
        .merge(app.media.routes())
        .layer(from_fn_with_state(Arc::new(settings.trusted_proxies.clone()), client_address));
    greet(&settings, &app, demo, address).await?;
    let handle = Handle::new();
    start_watch(handle.clone());
    listen(&settings, listener, routes, handle).await?;
    app.media.clone().stop().await;
    Ok(())
}

async fn greet(
    settings: &Settings,
    app: &App,
    demo: Demo,
    address: SocketAddr,
) -> anyhow::Result<()> {
    let scheme = if settings.tls.is_some() { "https" } else { "http" };
    println!("listening on {scheme}://{address}");
    if demo == Demo::On {
        println!("Open {} and choose somebody under \"Sign in\".", app.config.base_url);
        println!("Every message that would be sent is at {}/demo/outbox.", app.config.base_url);
        return Ok(());
    }
    if app.config.base_url != format!("{scheme}://{address}") {
        println!("people reach it at {}", app.config.base_url);
    }
    println!("Payments go to the test till: no real money moves.");
    if settings.smtp.is_none() {
        println!("Mails are simulated: read them in the operator's outbox.");
    }
    if let Some(secret) = people::invite_operator(app).await? {
        let base = &app.config.base_url;
        println!(
            "Become the operator, once, within a day: {base}/operator/begin#{}",
            secret.reveal()
        );
    }
    Ok(())
}

async fn listen(
    settings: &Settings,
    listener: TcpListener,
    routes: Router,
    handle: Handle<SocketAddr>,
) -> anyhow::Result<()> {
    let listener = listener.into_std().context("the listener cannot be handed over")?;
    let service = routes.into_make_service_with_connect_info::<SocketAddr>();
    match &settings.tls {
        None => axum_server::from_tcp(listener)?.handle(handle).serve(service).await?,
        Some(tls) => {
            rustls::crypto::aws_lc_rs::default_provider()
                .install_default()
                .map_err(|_| anyhow::anyhow!("another TLS library was chosen before"))?;
            let config = RustlsConfig::from_pem_file(&tls.certificate, &tls.key)
                .await
                .context("certificate or key cannot be used")?;
            axum_server::from_tcp_rustls(listener, config)?.handle(handle).serve(service).await?;
        }
    }
    Ok(())
}

/// The caller's address: the peer's own, or what a trusted proxy in front of us says.
async fn client_address(
    State(trusted): State<Arc<Vec<IpAddr>>>,
    ConnectInfo(peer): ConnectInfo<SocketAddr>,
    mut request: Request,
    next: Next,
) -> Response {
    let peer = peer.ip().to_canonical();
    let told = request
        .headers()
        .get("x-forwarded-for")
        .and_then(|value| value.to_str().ok())
        // The last one is what our own proxy saw; those before it are anybody's words.
        .and_then(|list| list.rsplit(',').next())
        .and_then(|text| text.trim().parse::<IpAddr>().ok());
    let address = if trusted.contains(&peer) { told.unwrap_or(peer) } else { peer };
    request.extensions_mut().insert(ClientAddress(address));
    next.run(request).await
}

/// Starts the loops. One that panics ends the program: half a product keeps no promises, and the
/// next start finds everything in the database.
#[expect(clippy::disallowed_methods, reason = "this is the supervisor of all long tasks")]
fn start_work(app: &App) {
    let tasks = [
        tokio::spawn(work::post(app.clone())),
        tokio::spawn(work::payments(app.clone())),
        tokio::spawn(work::deadlines(app.clone())),
        tokio::spawn(work::till(app.clone())),
        tokio::spawn(work::rooms(app.clone())),
        tokio::spawn(work::housekeeping(app.clone())),
    ];
    for task in tasks {
        tokio::spawn(async move {
            if let Err(error) = task.await {
                tracing::error!(%error, "a loop died; the program ends");
                std::process::exit(70);
            }
        });
    }
}

/// Brings the server to rest when the system asks for it.
#[expect(clippy::disallowed_methods, reason = "it lives as long as the program")]
fn start_watch(handle: Handle<SocketAddr>) {
    tokio::spawn(async move {
        asked_to_end().await;
        handle.graceful_shutdown(Some(REST));
    });
}

#[cfg(unix)]
async fn asked_to_end() {
    use tokio::signal::unix::{SignalKind, signal};
    let Ok(mut terminate) = signal(SignalKind::terminate()) else {
        let _ = tokio::signal::ctrl_c().await;
        return;
    };
    tokio::select! {
        _ = terminate.recv() => {}
        _ = tokio::signal::ctrl_c() => {}
    }
}

#[cfg(not(unix))]
async fn asked_to_end() {
    let _ = tokio::signal::ctrl_c().await;
}
