//! What a public page costs beside the work of the store: CPU time of the directory through all
//! layers, against an axum route that answers with the same bytes, in the same minute.

use std::time::Duration;

use axum::Router;
use axum::body::{Body, to_bytes};
use axum::http::Request;
use axum::routing::get;
use tower::ServiceExt as _;
use visavis_app::{demo, host};
use visavis_testkit::TestDb;
use visavis_web::testing::TestSite;

/// How often each is asked; the best of five rounds counts.
const ASKED: u32 = 400;

fn main() {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .expect("a runtime can be made");
    runtime.block_on(run());
}

async fn run() {
    let database = TestDb::sqlite().await;
    let site = TestSite::new(database.db());
    let app = &site.product.app;
    demo::seed(app).await.expect("the demonstration can be set up");
    let browser = site.browser();
    let page = browser.get("/").await;
    let bytes = page.body.len();
    let same: &'static str = Box::leak(page.body.into_boxed_str());
    let raw: Router = Router::new().route("/", get(async move || axum::response::Html(same)));
    let (mut whole, mut store, mut floor) = (Duration::MAX, Duration::MAX, Duration::MAX);
    for _ in 0..5 {
        let before = cpu();
        for _ in 0..ASKED {
            std::hint::black_box(browser.get("/").await);
        }
        whole = whole.min(cpu().saturating_sub(before));
        let before = cpu();
        for _ in 0..ASKED {
            let found = host::directory(app, &host::Search::default()).await;
            std::hint::black_box(found.expect("the directory can be read"));
        }
        store = store.min(cpu().saturating_sub(before));
        let before = cpu();
        for _ in 0..ASKED {
            std::hint::black_box(ask(&raw).await);
        }
        floor = floor.min(cpu().saturating_sub(before));
    }
    let each = |all: Duration| all.as_secs_f64() * 1e6 / f64::from(ASKED);
    let (page, floor) = (each(whole.saturating_sub(store)), each(floor));
    println!("{bytes} bytes; store {:.0} µs, counted apart", each(store));
    let ratio = page / floor;
    println!(
        "figure: directory page, CPU without the store | {page:.1} µs | raw axum {floor:.1} µs | \
         {ratio:.2} | 1.5 | {}",
        if ratio <= 1.5 { "ok" } else { "over" }
    );
}

async fn ask(routes: &Router) -> usize {
    let request = Request::builder().uri("/").body(Body::empty()).expect("a request");
    let response = match routes.clone().oneshot(request).await {
        Ok(response) => response,
        Err(never) => match never {},
    };
    to_bytes(response.into_body(), usize::MAX).await.expect("a body").len()
}

/// CPU time of this thread's process, from the kernel.
fn cpu() -> Duration {
    let stat = std::fs::read_to_string("/proc/self/schedstat").unwrap_or_default();
    let nanos = stat.split_whitespace().next().and_then(|text| text.parse().ok()).unwrap_or(0);
    Duration::from_nanos(nanos)
}
