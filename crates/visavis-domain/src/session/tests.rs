//! Stories of sessions, told as data: a beginning, what is asked when, and what must come of it.

mod date;
mod delivery;
mod meeting;
mod payment;

use jiff::{SignedDuration, Timestamp};
use uuid::Uuid;

use super::*;
use crate::money::Currency;

/// A beginning, what is asked of it when, and what must have come of it at the end.
#[track_caller]
fn check(start: &Session, story: &[(Timestamp, Command)], want: &Want) {
    let (end, effects, refused) = tell(start, story);
    assert_eq!(end.phase.name(), want.phase, "the phase at the end");
    assert_eq!(effects, want.effects, "what the world is asked to do");
    assert_eq!(refused, want.refused, "what is refused");
}

/// What a story must come to.
struct Want {
    phase: PhaseName,
    effects: Vec<Effect>,
    refused: Vec<Refusal>,
}

fn want(phase: PhaseName, effects: impl Into<Vec<Effect>>) -> Want {
    Want { phase, effects: effects.into(), refused: vec![] }
}

impl Want {
    fn refusing(self, refused: impl Into<Vec<Refusal>>) -> Self {
        Self { refused: refused.into(), ..self }
    }
}

/// Runs a story. Whatever it tells, its facts alone lead to the same state, the state survives being
/// stored, and no deadline stays behind.
#[track_caller]
fn tell(start: &Session, story: &[(Timestamp, Command)]) -> (Session, Vec<Effect>, Vec<Refusal>) {
    let mut session = start.clone();
    let (mut effects, mut refused) = (vec![], vec![]);
    for (now, command) in story {
        let verdict = session.decide(command.clone(), *now);
        for stamped in &verdict.decision.events {
            let stored = serde_json::to_string(stamped).expect("a fact can be stored");
            session.apply(&serde_json::from_str(&stored).expect("a stored fact can be read"));
        }
        let stored = serde_json::to_string(&session).expect("a session can be stored");
        assert_eq!(serde_json::from_str::<Session>(&stored).expect("and read"), session);
        assert!(session.next_deadline().is_none_or(|deadline| deadline > *now), "{session:?}");
        effects.extend(verdict.decision.effects);
        refused.extend(verdict.refusal);
    }
    (session, effects, refused)
}

#[track_caller]
fn after(start: &Session, story: &[(Timestamp, Command)]) -> Session {
    let (session, _, refused) = tell(start, story);
    assert_eq!(refused, [], "a beginning holds no refusal");
    session
}

// When.

/// So many days after the purchase.
fn day(n: i64) -> Timestamp {
    let bought: Timestamp = "2026-06-01T09:00:00Z".parse().expect("a valid instant");
    bought + hours(24 * n)
}

const fn hours(n: i64) -> SignedDuration {
    SignedDuration::from_hours(n)
}

const fn mins(n: i64) -> SignedDuration {
    SignedDuration::from_mins(n)
}

const fn secs(n: i64) -> SignedDuration {
    SignedDuration::from_secs(n)
}

/// The date of the sessions that have one: fifty minutes on the tenth day.
fn slot() -> Slot {
    Slot { starts_at: day(10), ends_at: day(10) + mins(50) }
}

// Beginnings.

const PRICE: Money = eur(8_500);

const fn eur(minor: i64) -> Money {
    Money::new(minor, Currency::EUR)
}

const fn op(n: u128) -> PaymentOpId {
    PaymentOpId::from_uuid(Uuid::from_u128(n))
}

fn terms() -> Terms {
    Terms {
        service: None,
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

fn bought(slot: Option<Slot>) -> Session {
    let sale = Sale {
        id: SessionId::from_uuid(Uuid::from_u128(1)),
        host: HostId::from_uuid(Uuid::from_u128(2)),
        client: AccountId::from_uuid(Uuid::from_u128(3)),
        terms: terms(),
        policy: Policy::default(),
        slot,
    };
    Session::buy(sale, day(0))
}

/// Paid at once, without a date.
fn undated() -> Session {
    after(&bought(None), &[(day(0), pay(1))])
}

/// Paid at once, for the tenth day.
fn dated() -> Session {
    after(&bought(Some(slot())), &[(day(0), pay(1))])
}

/// Both came to the minute.
fn live() -> Session {
    after(&dated(), &[(day(10), attend(Present::Both, 0))])
}

/// They met for a minute, and both left.
fn parted() -> Session {
    after(&live(), &[(day(10) + mins(1), attend(Present::Nobody, 60))])
}

/// They met for five seconds, and the line broke.
fn broken() -> Session {
    after(&live(), &[(day(10) + secs(5), attend(Present::Nobody, 5))])
}

/// The host waited alone, and ended it.
fn missed() -> Session {
    let end = (day(10) + mins(30), end(Party::Host));
    after(&dated(), &[(day(10), attend(Present::Host, 0)), end])
}

/// They met for a minute, and an hour after the beginning the host marked it.
fn delivered() -> Session {
    after(&parted(), &[(day(10) + hours(1), deliver(Party::Host, Confirmed::No))])
}

fn disputed() -> Session {
    after(&delivered(), &[(day(11), report(Party::Client, "You were asleep."))])
}

// What is asked.

const fn pay(n: u128) -> Command {
    Command::Pay { op: op(n), amount: PRICE }
}

const fn pay_too_late(n: u128) -> Command {
    Command::PayTooLate { op: op(n), amount: PRICE }
}

fn propose(by: Party, times: impl Into<Vec<Timestamp>>) -> Command {
    Command::ProposeTimes { by, times: times.into() }
}

const fn pick(by: Party, starts_at: Timestamp) -> Command {
    Command::PickTime { by, starts_at }
}

const fn take_refund(by: Party) -> Command {
    Command::TakeRefund { by }
}

fn cancel(by: Party, why: &str) -> Command {
    Command::Cancel { by, why: why.to_owned() }
}

const fn attend(present: Present, proven_secs: u32) -> Command {
    Command::Attend { present, proven_secs }
}

const fn end(by: Party) -> Command {
    Command::End { by }
}

const fn deliver(by: Party, confirmed: Confirmed) -> Command {
    Command::MarkDelivered { by, confirmed }
}

fn report(by: Party, words: &str) -> Command {
    Command::ReportProblem { by, words: words.to_owned() }
}

fn resolve(refund: Money, reason: &str) -> Command {
    Command::Resolve { refund, reason: reason.to_owned() }
}

// What must come of it.

const fn capture(n: u128) -> Effect {
    Effect::Capture { op: op(n), amount: PRICE }
}

const fn refund(n: u128) -> Effect {
    Effect::Refund { op: op(n), amount: PRICE, from: RefundFrom::Escrow }
}

const fn tell_of(notice: Notice) -> Effect {
    Effect::Notify(notice)
}

fn both(notice: impl Fn(Party) -> Notice) -> [Effect; 2] {
    [Party::Client, Party::Host].map(|to| tell_of(notice(to)))
}

/// A first payment: the money is kept, and each side gets one confirmation.
fn sold() -> Vec<Effect> {
    let mut effects = vec![capture(1), Effect::IssueLinks, Effect::OpenConversation];
    effects.extend(both(|to| Notice::Confirmation { to }));
    effects
}

/// A payment that nobody owed.
fn sent_back(n: u128) -> Vec<Effect> {
    vec![capture(n), refund(n), tell_of(Notice::Refunded { amount: PRICE })]
}

/// Everything back to the client; each side is told once.
fn called_off() -> Vec<Effect> {
    let told = [Notice::Refunded { amount: PRICE }, Notice::Cancelled].map(tell_of);
    [vec![Effect::CloseRoom, refund(1)], told.to_vec()].concat()
}

/// Rendered: settled once, and both told of it.
fn rendered() -> Vec<Effect> {
    let mut effects = vec![Effect::CloseRoom, Effect::Settle { total: PRICE }];
    effects.extend([Notice::Delivered, Notice::Earning, Notice::Receipt].map(tell_of));
    effects
}

/// Every reminder of one kind, in order.
fn reminders<const N: usize>(notice: impl Fn(u32) -> Notice, numbers: [u32; N]) -> Vec<Effect> {
    numbers.into_iter().map(|n| tell_of(notice(n))).collect()
}

/// A tick at each deadline as it comes, until `until` has passed.
#[track_caller]
fn wait(start: &Session, until: Timestamp) -> (Session, Vec<(Timestamp, Vec<Effect>)>) {
    let mut session = start.clone();
    let mut log = vec![];
    while let Some(deadline) = session.next_deadline().filter(|deadline| *deadline <= until) {
        let (next, effects, refused) = tell(&session, &[(deadline, Command::Tick)]);
        assert_eq!(refused, [], "a tick is never refused");
        log.push((deadline, effects));
        session = next;
    }
    (session, log)
}
