//! Limits on guessing and flooding: per account or address typed, per network address, and overall.
//!
//! They live in memory: after a restart everybody starts anew, which costs a guesser more than it
//! gives.

use std::net::IpAddr;
use std::num::NonZeroU32;
use std::time::Duration;

use governor::clock::{Clock as GovernorClock, Reference};
use governor::middleware::NoOpMiddleware;
use governor::nanos::Nanos;
use governor::state::keyed::DashMapStateStore;
use governor::{Quota, RateLimiter};

use crate::{Clock, Failure};

/// What is tried. Each has limits of its own.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Gate {
    /// A password at sign-in.
    Password,
    /// A mail asked for: link, reset, verification.
    Mail,
    /// A new account.
    SignUp,
    /// A personal access link, a one-time token, or a code typed in.
    Secret,
    /// A checkout opened.
    Checkout,
    /// A message or a file.
    Message,
    /// A text message to a number.
    PhoneCode,
}

#[derive(Clone, Debug)]
struct Steady(Clock);

impl GovernorClock for Steady {
    type Instant = Nanos;

    fn now(&self) -> Nanos {
        Nanos::from(self.0.steady())
    }
}

type Keyed = RateLimiter<String, DashMapStateStore<String>, Steady, NoOpMiddleware<Nanos>>;

/// How often something may be tried: at once, and how long one try takes to come back.
struct Rule {
    burst: u32,
    every: Duration,
}

impl Rule {
    fn limiter(&self, clock: &Clock) -> Keyed {
        let burst = NonZeroU32::new(self.burst).unwrap_or(NonZeroU32::MIN);
        let quota = Quota::with_period(self.every)
            .unwrap_or(Quota::per_second(NonZeroU32::MIN))
            .allow_burst(burst);
        RateLimiter::new(quota, DashMapStateStore::default(), Steady(clock.clone()))
    }
}

struct Layers {
    subject: Keyed,
    address: Keyed,
    overall: Keyed,
}

/// All limits of a site.
pub struct Limits {
    clock: Steady,
    password: Layers,
    mail: Layers,
    sign_up: Layers,
    secret: Layers,
    checkout: Layers,
    message: Layers,
    phone_code: Layers,
}

impl Limits {
    /// Fresh limits on this clock.
    pub fn new(clock: &Clock) -> Self {
        let layers = |subject: Rule, address: Rule, overall: Rule| Layers {
            subject: subject.limiter(clock),
            address: address.limiter(clock),
            overall: overall.limiter(clock),
        };
        let rule = |burst, every_ms| Rule { burst, every: Duration::from_millis(every_ms) };
        Self {
            clock: Steady(clock.clone()),
            password: layers(rule(10, 60_000), rule(30, 10_000), rule(200, 100)),
            mail: layers(rule(5, 300_000), rule(20, 60_000), rule(200, 500)),
            sign_up: layers(rule(5, 300_000), rule(20, 60_000), rule(200, 500)),
            secret: layers(rule(10, 30_000), rule(60, 5_000), rule(1_000, 20)),
            checkout: layers(rule(20, 30_000), rule(60, 10_000), rule(1_000, 20)),
            message: layers(rule(40, 1_500), rule(200, 300), rule(2_000, 2)),
            phone_code: layers(rule(3, 600_000), rule(5, 600_000), rule(30, 60_000)),
        }
    }

    /// Counts one try by `subject` (what was typed, or who asks) from `address`.
    pub fn check(&self, gate: Gate, subject: &str, address: IpAddr) -> Result<(), Failure> {
        let layers = match gate {
            Gate::Password => &self.password,
            Gate::Mail => &self.mail,
            Gate::SignUp => &self.sign_up,
            Gate::Secret => &self.secret,
            Gate::Checkout => &self.checkout,
            Gate::Message => &self.message,
            Gate::PhoneCode => &self.phone_code,
        };
        self.one(&layers.address, &network(address))?;
        self.one(&layers.subject, &subject.to_lowercase())?;
        self.one(&layers.overall, "")
    }

    fn one(&self, limiter: &Keyed, key: &str) -> Result<(), Failure> {
        limiter.check_key(&key.to_owned()).map_err(|denied| {
            let wait = denied.earliest_possible().duration_since(self.clock.now());
            Failure::TooMany(Duration::from(wait).max(Duration::from_secs(1)))
        })
    }

    /// Forgets who has been quiet.
    pub fn sweep(&self) {
        for layers in [
            &self.password,
            &self.mail,
            &self.sign_up,
            &self.secret,
            &self.checkout,
            &self.message,
            &self.phone_code,
        ] {
            layers.subject.retain_recent();
            layers.address.retain_recent();
        }
    }
}

impl std::fmt::Debug for Limits {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        out.write_str("Limits")
    }
}

/// One household has one IPv4 address, or a /64 of IPv6.
fn network(address: IpAddr) -> String {
    match address {
        IpAddr::V4(address) => address.to_string(),
        IpAddr::V6(address) => {
            if let Some(address) = address.to_ipv4_mapped() {
                return address.to_string();
            }
            let [a, b, c, d, ..] = address.segments();
            format!("{a:x}:{b:x}:{c:x}:{d:x}")
        }
    }
}
