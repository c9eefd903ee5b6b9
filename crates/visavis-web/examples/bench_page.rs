//! What a public page costs: CPU time of the thread that serves the directory over a real socket,
//! against a thread that serves the same bytes with axum alone, by turns in the same minutes. The
//! store works on threads of its own and so counts apart.

use std::io::{Read as _, Write as _};
use std::net::{SocketAddr, TcpStream};
use std::path::{Path, PathBuf};
use std::sync::mpsc;
use std::time::Duration;

use axum::Router;
use axum::routing::get;
use visavis_app::demo;
use visavis_testkit::TestDb;
use visavis_web::testing::TestSite;

/// How often each is asked in one round; the median of the rounds counts.
const ASKED: u32 = 4_000;
const ROUNDS: usize = 5;
const LIMIT: f64 = 1.5;

fn main() {
    let runtime = tokio::runtime::Runtime::new().expect("a runtime can be made");
    let (site, html) = runtime.block_on(async {
        let database = TestDb::sqlite().await;
        let site = TestSite::new(database.db());
        demo::seed(&site.product.app).await.expect("the demonstration can be set up");
        let html = site.browser().get("/").await.body;
        // The database lives as long as the program.
        std::mem::forget(database);
        (site, html)
    });
    let bytes = html.len();
    let same: &'static str = Box::leak(html.into_boxed_str());
    let raw = Router::new().route("/", get(async move || axum::response::Html(same)));
    let (ours, floor) = (Served::start(site.routes()), Served::start(raw));
    let (mut page, mut least) = (vec![], vec![]);
    for _ in 0..ROUNDS {
        page.push(ours.cost(bytes));
        least.push(floor.cost(bytes));
    }
    let (page, least) = (median(page), median(least));
    let ratio = page / least;
    println!("{bytes} bytes, {ASKED} times in each of {ROUNDS} rounds");
    println!(
        "figure: directory page, CPU of the serving thread | {page:.1} µs | raw axum {least:.1} µs \
         | {ratio:.2} | {LIMIT} | {}",
        if ratio <= LIMIT { "ok" } else { "over" }
    );
}

/// Routes on a socket and a thread of their own.
struct Served {
    address: SocketAddr,
    /// Where the kernel says what the thread has used.
    thread: PathBuf,
}

impl Served {
    fn start(routes: Router) -> Self {
        let (tell, told) = mpsc::channel();
        std::thread::spawn(move || {
            let thread = std::fs::read_link("/proc/thread-self").expect("Linux names threads");
            let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
            runtime.expect("a runtime can be made").block_on(async move {
                let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.expect("a port");
                let address = listener.local_addr().expect("it is bound");
                tell.send((address, thread)).expect("somebody waits");
                axum::serve(listener, routes).await.expect("it serves until the end");
            });
        });
        let (address, thread) = told.recv().expect("it starts");
        Self { address, thread: Path::new("/proc").join(thread).join("schedstat") }
    }

    /// Microseconds of CPU for one answer.
    fn cost(&self, bytes: usize) -> f64 {
        let mut stream = TcpStream::connect(self.address).expect("it listens");
        stream.set_nodelay(true).expect("a socket has this option");
        ask(&mut stream, bytes);
        let before = self.cpu();
        for _ in 0..ASKED {
            ask(&mut stream, bytes);
        }
        self.cpu().saturating_sub(before).as_secs_f64() * 1e6 / f64::from(ASKED)
    }

    fn cpu(&self) -> Duration {
        let stat = std::fs::read_to_string(&self.thread).expect("the kernel counts");
        let nanos = stat.split_whitespace().next().and_then(|text| text.parse().ok());
        Duration::from_nanos(nanos.expect("it is a number"))
    }
}

/// One request and its whole answer, over a connection that stays open.
fn ask(stream: &mut TcpStream, bytes: usize) {
    stream.write_all(b"GET / HTTP/1.1\r\nHost: visavis.test\r\n\r\n").expect("it is sent");
    let mut answer = Vec::with_capacity(bytes + 4096);
    let mut part = vec![0; 64 * 1024];
    loop {
        let count = stream.read(&mut part).expect("it answers");
        assert!(count > 0, "the connection closed: {}", String::from_utf8_lossy(&answer));
        answer.extend_from_slice(&part[..count]);
        let head = answer.windows(4).position(|four| four == b"\r\n\r\n").map(|at| at + 4);
        if head.is_some_and(|head| answer.len() >= head + bytes) {
            assert!(answer.starts_with(b"HTTP/1.1 200"), "it is no page");
            return;
        }
    }
}

fn median(mut all: Vec<f64>) -> f64 {
    all.sort_by(f64::total_cmp);
    all[all.len() / 2]
}
