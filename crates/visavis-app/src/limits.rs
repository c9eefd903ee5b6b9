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

    /// Counts one try by `subject` (what was typed, or who asks; empty where nothing is known yet)
    /// from `address`.
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
        // Whoever tries secrets is known by the address alone; all of them are not one person.
        let subject = subject.trim().to_lowercase();
        if !subject.is_empty() {
            self.one(&layers.subject, &subject)?;
        }
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

#[cfg(test)]
mod tests {
    use std::net::{Ipv4Addr, Ipv6Addr};
    use std::sync::Arc;
    use std::sync::atomic::{AtomicU64, Ordering};

    use jiff::Timestamp;

    use super::*;

    fn limits() -> (Limits, Arc<AtomicU64>) {
        let secs = Arc::new(AtomicU64::new(0));
        let steady = Arc::clone(&secs);
        let clock = Clock::new(
            || Timestamp::UNIX_EPOCH,
            move || Duration::from_secs(steady.load(Ordering::Relaxed)),
        );
        (Limits::new(&clock), secs)
    }

    fn home(last: u8) -> IpAddr {
        IpAddr::V4(Ipv4Addr::new(10, 0, 0, last))
    }

    fn passed(limits: &Limits, gate: Gate, subject: &str, tries: u8) -> usize {
        let ok = |n: &u8| limits.check(gate, subject, home(*n)).is_ok();
        (0..tries).filter(ok).count()
    }

    #[test]
    fn one_account_is_not_guessed_at_from_many_addresses() {
        let (limits, secs) = limits();
        assert_eq!(passed(&limits, Gate::Password, "marta@example.org", 20), 10);
        assert_eq!(passed(&limits, Gate::Password, " Marta@Example.org ", 20), 0, "one person");
        assert_eq!(passed(&limits, Gate::Password, "felix@example.org", 5), 5);
        secs.store(61, Ordering::Relaxed);
        assert_eq!(passed(&limits, Gate::Password, "marta@example.org", 20), 1, "it comes back");
    }

    #[test]
    fn a_refusal_says_how_long_to_wait() {
        let (limits, _) = limits();
        let refused = (0..20).find_map(|n| limits.check(Gate::Mail, "a@b.c", home(n)).err());
        let Some(Failure::TooMany(wait)) = refused else { panic!("nobody was refused") };
        assert!(wait >= Duration::from_secs(1) && wait <= Duration::from_mins(5), "{wait:?}");
    }

    #[test]
    fn links_of_different_people_do_not_wait_for_each_other() {
        let (limits, _) = limits();
        assert_eq!(passed(&limits, Gate::Secret, "", 200), 200);
        let one = |_: &u8| limits.check(Gate::Secret, "", home(1)).is_ok();
        assert!((0..100).filter(one).count() < 100, "one address alone is held back");
    }

    #[test]
    fn a_household_is_one_network_whatever_its_devices() {
        let first = IpAddr::V6(Ipv6Addr::new(0x2001, 0xdb8, 1, 2, 3, 4, 5, 6));
        let second = IpAddr::V6(Ipv6Addr::new(0x2001, 0xdb8, 1, 2, 9, 9, 9, 9));
        assert_eq!(network(first), network(second));
        let mapped = IpAddr::V6(Ipv4Addr::new(10, 0, 0, 1).to_ipv6_mapped());
        assert_eq!(network(mapped), network(home(1)));
    }
}
