//! The meeting of the samples: Sofia sells a grief session to rosewater, at every stage that a
//! session of fixed price can have.

use jiff::{SignedDuration, Timestamp};
use uuid::Uuid;
use visavis_domain::ids::{AccountId, HostId, PaymentOpId, ServiceId, SessionId};
use visavis_domain::money::{Currency, Money};
use visavis_domain::session::{
    BillingStart, BookingMode, Channel, Command, Confirmed, Party, Policy, Present, PricingMode,
    Sale, Session, Stamped, Terms,
};
use visavis_store::cast::{Cast, Player, Reachable};

use super::SOFIA;

/// Tuesday 24 November 2026, 14:36 UTC: the moment at which samples are looked at.
pub const NOW: Timestamp = Timestamp::constant(1_795_530_960, 0);
/// What the session costs.
pub const PRICE: Money = Money::new(8_500, Currency::EUR);
/// Its agreed beginning, 15:00 UTC on that day.
pub const STARTS: Timestamp = Timestamp::constant(1_795_532_400, 0);

/// How far the story has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Stage {
    /// Bought, not paid.
    Unpaid,
    /// Paid, no date.
    NoDate,
    /// The host has offered times.
    Offered,
    /// The client has offered times.
    Wished,
    /// A date is agreed, for today.
    Booked,
    /// Both are in the room.
    Live,
    /// The host has ended it.
    Ended,
    /// Marked as delivered.
    Delivered,
    /// The client reported a problem.
    Disputed,
    /// Closed with a part of the price back.
    Resolved,
}

const fn id(number: u128) -> Uuid {
    Uuid::from_u128(number)
}

/// The host's account.
pub const HOST: AccountId = AccountId::from_uuid(id(1));
/// The client's account.
pub const CLIENT: AccountId = AccountId::from_uuid(id(2));
/// The session.
pub const SESSION: SessionId = SessionId::from_uuid(id(3));
const OP: PaymentOpId = PaymentOpId::from_uuid(id(4));

fn terms() -> Terms {
    Terms {
        service: Some((
            ServiceId::from_uuid(id(5)),
            visavis_domain::ids::RevisionId::from_uuid(id(6)),
        )),
        title: "Grief session".to_owned(),
        description: "Slow and practical.".to_owned(),
        channel: Channel::Video,
        minutes: 50,
        pricing: PricingMode::Fixed { price: PRICE },
        booking: BookingMode::Unscheduled,
        billing_start: BillingStart::BothConnected,
        tax_bp: 2_000,
        commission_bp: 2_000,
    }
}

/// The session at a stage, with the facts that led there.
pub fn story(stage: Stage) -> (Session, Vec<Stamped>) {
    let hours = |count| NOW - SignedDuration::from_hours(count);
    let host = HostId::of(HOST);
    let policy = Policy::default();
    let sale = Sale { id: SESSION, host, client: CLIENT, terms: terms(), policy, slot: None };
    let mut session = Session::buy(sale, hours(50));
    let mut facts = vec![];
    let mut play = |command: Command, at: Timestamp| {
        let verdict = session.decide(command, at);
        for stamped in &verdict.decision.events {
            session.apply(stamped);
        }
        facts.extend(verdict.decision.events);
    };
    let later = |days: i64| STARTS + SignedDuration::from_hours(24 * days);
    let times = vec![STARTS, later(1), later(2)];
    if stage >= Stage::NoDate {
        play(Command::Pay { op: OP, amount: PRICE }, hours(50));
    }
    if stage == Stage::Wished {
        play(Command::ProposeTimes { by: Party::Client, times: times.clone() }, hours(24));
    } else if stage >= Stage::Offered {
        play(Command::ProposeTimes { by: Party::Host, times }, hours(24));
    }
    if stage == Stage::Booked {
        play(Command::PickTime { by: Party::Client, starts_at: STARTS }, hours(20));
    }
    // What lies behind a meeting is told as if it had been two hours ago.
    if stage >= Stage::Live {
        let both = Present::Both;
        play(Command::Attend { present: both, proven_secs: 0 }, hours(2));
        let at = hours(1);
        play(Command::Attend { present: both, proven_secs: 3_012 }, at);
    }
    if stage >= Stage::Ended {
        play(Command::End { by: Party::Host }, hours(1));
    }
    if stage >= Stage::Delivered {
        let confirmed = Confirmed::No;
        play(Command::MarkDelivered { by: Party::Host, confirmed }, hours(1));
    }
    if stage >= Stage::Disputed {
        let words = "The sound was gone for half of it.".to_owned();
        play(Command::ReportProblem { by: Party::Client, words }, hours(1));
    }
    if stage >= Stage::Resolved {
        let refund = Money::new(4_250, Currency::EUR);
        let reason = "Half of the time could not be used.".to_owned();
        play(Command::Resolve { refund, reason }, NOW);
    }
    (session, facts)
}

/// The session at a stage.
pub fn session(stage: Stage) -> Session {
    story(stage).0
}

/// The two people.
pub fn cast() -> Cast {
    let player = |account, name: &str, own: &str, email: &str, tz: &str| Player {
        account,
        name: name.to_owned(),
        avatar: None,
        reach: Reachable {
            email: email.to_owned(),
            locale: "en".to_owned(),
            tz: tz.to_owned(),
            name: own.to_owned(),
        },
    };
    Cast {
        host: player(HOST, SOFIA, SOFIA, "sofia@example.org", "Europe/Rome"),
        slug: "sofia-marchetti".to_owned(),
        host_zone: "Europe/Rome".to_owned(),
        client: player(CLIENT, "rosewater", "Marta Ferreira", "marta@example.org", "Europe/Lisbon"),
        client_has_password: true,
    }
}
