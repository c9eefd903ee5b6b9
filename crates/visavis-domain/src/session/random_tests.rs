//! Whatever is asked of a session, in whatever order, by whomever and however often: what must
//! never happen never does. [`witness`] says what that is, [`simulation`] plays whole lives.
//!
//! To see that these tests are alive, break a rule in the machine and watch them turn red: in
//! `owed` forget that a payment is known; in `mark_delivered` go on when it is delivered already; in
//! `end` drop `only`; in `due_after_meeting` skip `is_proven`; let `Resolved` leave the phase as it
//! is, which refunds twice; in `next_due` give `Open` or `Live` no deadline. Both the random
//! commands and the whole lives object to each of these.

mod simulation;
mod witness;

use jiff::{SignedDuration, Timestamp};
use proptest::prelude::*;
use proptest::test_runner::TestCaseError;
use uuid::Uuid;

use self::witness::Witness;
use super::*;
use crate::money::Currency;

const PRICE: Money = Money::new(8_501, Currency::EUR);

fn op(n: u8) -> PaymentOpId {
    PaymentOpId::from_uuid(Uuid::from_u128(u128::from(n)))
}

fn bought_at() -> Timestamp {
    "2026-03-20T09:00:00Z".parse().expect("a valid instant")
}

fn purchase(policy: Policy, slot: Option<Slot>) -> Session {
    let terms = Terms {
        service: None,
        title: "Grief session".to_owned(),
        description: "Slow and practical.".to_owned(),
        channel: Channel::Video,
        minutes: 50,
        pricing: PricingMode::Fixed { price: PRICE },
        booking: BookingMode::Unscheduled,
        billing_start: BillingStart::BothConnected,
        tax_bp: 888,
        commission_bp: 1_500,
    };
    let id = SessionId::from_uuid(Uuid::from_u128(1));
    let host = HostId::from_uuid(Uuid::from_u128(2));
    let client = AccountId::from_uuid(Uuid::from_u128(3));
    Session::buy(Sale { id, host, client, terms, policy, slot }, bought_at())
}

/// What somebody tries; made a command only when its turn has come, so that it often fits.
#[derive(Debug, Clone)]
enum Try {
    Pay {
        op: u8,
        minor: i64,
    },
    PayTooLate {
        op: u8,
    },
    Abandon(Party),
    Propose(Party, Vec<i32>),
    /// One of the times on offer, if there is any.
    Pick(Party, usize),
    TakeRefund(Party),
    Cancel(Party, bool),
    Attend(Present, u32),
    End(Party),
    Deliver(Party, Confirmed),
    Report(Party, bool),
    Resolve(i64),
    Tick,
    /// An earlier command comes once more, however late.
    Again(usize),
}

impl Try {
    fn command(&self, session: &Session, now: Timestamp, before: &[Command]) -> Command {
        let words = |some: bool| if some { "So be it.".to_owned() } else { " ".to_owned() };
        let hours = |n: &i32| now + SignedDuration::from_hours(i64::from(*n));
        match self {
            Self::Pay { op: n, minor } => {
                Command::Pay { op: op(*n), amount: Money::new(*minor, PRICE.currency) }
            }
            Self::PayTooLate { op: n } => Command::PayTooLate { op: op(*n), amount: PRICE },
            Self::Abandon(by) => Command::Abandon { by: *by },
            Self::Propose(by, ahead) => {
                Command::ProposeTimes { by: *by, times: ahead.iter().map(hours).collect() }
            }
            Self::Pick(by, which) => {
                let offer = session.phase.sold().and_then(|sold| sold.offer.as_ref());
                let times = offer.map_or(&[][..], |offer| &offer.times);
                let starts_at = times.get(which % times.len().max(1)).copied().unwrap_or(now);
                Command::PickTime { by: *by, starts_at }
            }
            Self::TakeRefund(by) => Command::TakeRefund { by: *by },
            Self::Cancel(by, some) => Command::Cancel { by: *by, why: words(*some) },
            Self::Attend(present, proven_secs) => {
                Command::Attend { present: *present, proven_secs: *proven_secs }
            }
            Self::End(by) => Command::End { by: *by },
            Self::Deliver(by, confirmed) => {
                Command::MarkDelivered { by: *by, confirmed: *confirmed }
            }
            Self::Report(by, some) => Command::ReportProblem { by: *by, words: words(*some) },
            Self::Resolve(minor) => {
                Command::Resolve { refund: Money::new(*minor, PRICE.currency), reason: words(true) }
            }
            Self::Tick => Command::Tick,
            Self::Again(which) => {
                before.get(which % before.len().max(1)).cloned().unwrap_or(Command::Tick)
            }
        }
    }
}

fn party() -> impl Strategy<Value = Party> {
    prop_oneof![Just(Party::Host), Just(Party::Client)]
}

fn attempt() -> impl Strategy<Value = Try> {
    let present = prop_oneof![
        1 => Just(Present::Nobody),
        1 => Just(Present::Host),
        1 => Just(Present::Client),
        2 => Just(Present::Both),
    ];
    let confirmed = prop_oneof![Just(Confirmed::No), Just(Confirmed::Yes)];
    let minor = prop_oneof![8 => Just(PRICE.minor), 1 => -2_i64..20_000];
    let refund = prop_oneof![
        2 => Just(0),
        2 => Just(PRICE.minor),
        2 => 1..PRICE.minor,
        1 => Just(PRICE.minor + 1),
        1 => Just(-1_i64),
    ];
    prop_oneof![
        4 => (1_u8..4, minor).prop_map(|(op, minor)| Try::Pay { op, minor }),
        1 => (1_u8..4).prop_map(|op| Try::PayTooLate { op }),
        1 => party().prop_map(Try::Abandon),
        3 => (party(), prop::collection::vec(-2_i32..600, 0..7))
            .prop_map(|(by, ahead)| Try::Propose(by, ahead)),
        4 => (party(), 0_usize..6).prop_map(|(by, which)| Try::Pick(by, which)),
        2 => party().prop_map(Try::TakeRefund),
        1 => (party(), any::<bool>()).prop_map(|(by, some)| Try::Cancel(by, some)),
        6 => (present, 0_u32..60).prop_map(|(present, secs)| Try::Attend(present, secs)),
        2 => party().prop_map(Try::End),
        2 => (party(), confirmed).prop_map(|(by, confirmed)| Try::Deliver(by, confirmed)),
        2 => (party(), any::<bool>()).prop_map(|(by, some)| Try::Report(by, some)),
        2 => refund.prop_map(Try::Resolve),
        3 => Just(Try::Tick),
        4 => (0_usize..60).prop_map(Try::Again),
    ]
}

/// How many seconds go by; now and then the clock is set back.
fn gap() -> impl Strategy<Value = i64> {
    prop_oneof![
        3 => Just(0),
        4 => 1_i64..90,
        4 => 60_i64..7_200,
        4 => 3_600_i64..200_000,
        1 => 200_000_i64..3_000_000,
        1 => -3_600_i64..0,
    ]
}

/// How far the session has come before anything goes, so that its last phases are not seldom.
fn beginning() -> impl Strategy<Value = Vec<(i64, Try)>> {
    let whole = [
        (0, Try::Pay { op: 1, minor: PRICE.minor }),
        (13 * 24 * 3_600, Try::Attend(Present::Both, 0)),
        (60, Try::Attend(Present::Both, 60)),
        (60, Try::Deliver(Party::Host, Confirmed::Yes)),
        (60, Try::Report(Party::Client, true)),
    ];
    (0..=whole.len()).prop_map(move |far| whole[..far].to_vec())
}

fn policy() -> impl Strategy<Value = Policy> {
    let strange = (0_u32..3, 0_u32..3, prop::collection::vec(0_u32..9, 0..4)).prop_map(
        |(some, more, list)| Policy {
            checkout_mins: some,
            reserve_mins: more,
            schedule_reminder_hours: list.clone(),
            refund_unscheduled_days: some,
            open_before_mins: more,
            meeting_secs: 1 + some,
            deliver_reminder_hours: list.clone(),
            deliver_after_hours: more,
            problem_hours: some,
            unmet_notice_days: list,
            unmet_refund_days: more,
        },
    );
    prop_oneof![4 => Just(Policy::default()), 1 => strange]
}

fn reserved() -> impl Strategy<Value = Option<Slot>> {
    prop::option::of(-1_i64..300).prop_map(|hours| {
        let starts_at = bought_at() + SignedDuration::from_hours(hours?);
        Some(Slot { starts_at, ends_at: starts_at + SignedDuration::from_mins(50) })
    })
}

proptest! {
    #[test]
    fn no_sequence_of_commands_breaks_a_promise(
        policy in policy(),
        slot in reserved(),
        beginning in beginning(),
        story in prop::collection::vec((gap(), attempt()), 1..60),
    ) {
        let mut witness = Witness::new(purchase(policy, slot));
        let mut now = bought_at();
        let mut before = vec![];
        for (gap, attempt) in beginning.into_iter().chain(story) {
            now += SignedDuration::from_secs(gap);
            let command = attempt.command(&witness.session, now, &before);
            before.push(command.clone());
            let step = witness.step(&command, now).and_then(|_| witness.store_and_read());
            step.map_err(TestCaseError::fail)?;
        }
        witness.close().map_err(TestCaseError::fail)?;
    }

    #[test]
    fn any_command_repeated_at_once_asks_nothing_more_of_the_world(
        slot in reserved(),
        beginning in beginning(),
        story in prop::collection::vec((gap(), attempt()), 1..40),
    ) {
        let mut witness = Witness::new(purchase(Policy::default(), slot));
        let mut now = bought_at();
        for (gap, attempt) in beginning.into_iter().chain(story) {
            now += SignedDuration::from_secs(gap.max(0));
            let command = attempt.command(&witness.session, now, &[]);
            witness.step(&command, now).map_err(TestCaseError::fail)?;
            let again = witness.step(&command, now).map_err(TestCaseError::fail)?;
            prop_assert_eq!(again.decision.effects, vec![]);
        }
    }
}
