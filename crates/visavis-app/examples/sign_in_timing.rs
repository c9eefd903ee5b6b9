//! Whether the time of an answer tells known addresses from unknown ones: medians of 200 tries each
//! for sign-in, sign-up and asking for a link, on SQLite. Build it with `--release`.
//!
//! ```text
//! cargo run --release -p visavis-app --example sign_in_timing
//! ```

use std::process::ExitCode;
use std::time::{Duration, Instant};

use visavis_app::Failure;
use visavis_app::people::{self, SignUp};
use visavis_app::testing::TestApp;
use visavis_store::people::TokenPurpose;
use visavis_testkit::TestDb;

const TRIES: usize = 200;
/// How far the medians may lie apart.
const ALLOWED_PERCENT: f64 = 10.0;
const KNOWN: &str = "known@example.org";

#[derive(Clone, Copy)]
enum Way {
    SignIn,
    SignUp,
    Link,
}

fn main() -> ExitCode {
    let runtime = tokio::runtime::Runtime::new().expect("a runtime can be started");
    if runtime.block_on(measure()) { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}

async fn measure() -> bool {
    let db = TestDb::sqlite().await;
    let test = TestApp::new(db.db());
    let made = people::sign_up(&test.app, &typed(KNOWN), &TestApp::visitor()).await;
    made.expect("the account is made");
    test.settle().await;
    let mut is_even = true;
    for (name, way) in [("sign-in", Way::SignIn), ("sign-up", Way::SignUp), ("link", Way::Link)] {
        let (known, unknown) = medians(&test, way).await;
        let apart = 100.0 * (known.as_secs_f64() / unknown.as_secs_f64() - 1.0);
        println!("{name}: known {known:.2?}, unknown {unknown:.2?}, {apart:+.1} %");
        is_even &= apart.abs() <= ALLOWED_PERCENT;
    }
    is_even
}

/// Known and unknown by turns, each as often first, so that what else the machine does meets both
/// alike.
async fn medians(test: &TestApp, way: Way) -> (Duration, Duration) {
    let (mut known, mut unknown) = (vec![], vec![]);
    for n in 0..TRIES {
        let stranger = format!("unknown{n}@example.org");
        if n % 2 == 0 {
            known.push(once(test, way, KNOWN).await);
            unknown.push(once(test, way, &stranger).await);
        } else {
            unknown.push(once(test, way, &stranger).await);
            known.push(once(test, way, KNOWN).await);
        }
        test.settle().await;
    }
    (median(known), median(unknown))
}

#[expect(clippy::disallowed_methods, reason = "this program measures real time")]
async fn once(test: &TestApp, way: Way, email: &str) -> Duration {
    // So that no limit is met.
    test.hands.advance(Duration::from_hours(1));
    let visitor = TestApp::visitor();
    let before = Instant::now();
    let outcome = match way {
        Way::SignIn => {
            people::sign_in(&test.app, email, "not the password", &visitor).await.map(|_| ())
        }
        Way::SignUp => people::sign_up(&test.app, &typed(email), &visitor).await,
        Way::Link => {
            let purpose = TokenPurpose::ResetPassword;
            people::ask_for_link(&test.app, email, purpose, &visitor).await
        }
    };
    let took = before.elapsed();
    match outcome {
        Ok(()) | Err(Failure::Invalid(_)) => took,
        Err(other) => panic!("{other}"),
    }
}

fn median(mut all: Vec<Duration>) -> Duration {
    all.sort_unstable();
    all[all.len() / 2]
}

fn typed(email: &str) -> SignUp {
    SignUp {
        email: email.to_owned(),
        name: "Somebody".to_owned(),
        password: "four words and rain".to_owned(),
        tz: "UTC".to_owned(),
    }
}
