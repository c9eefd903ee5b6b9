//! One sold meeting, from purchase to settlement: the state machine behind all four ways of working.
//!
//! [`Session::decide`] says what a command means now, [`Session::apply`] makes a fact part of the
//! state, and [`Session::next_deadline`] derives from the state alone when the next
//! [`Command::Tick`] is due, so that there is no timer to cancel and a restart forgets nothing.
//! PAY's paths are walked; the phases of the other ways stand here so that their columns, names
//! and constraints need no second migration.

mod deadline;
mod event;
mod phase;
mod terms;

#[cfg(test)]
mod random_tests;
#[cfg(test)]
mod tests;

use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};

use self::deadline::later;
pub use self::event::{
    CancelReason, Command, Confirmed, DeliveredBy, Effect, Event, Notice, Party, Present,
    RefundFrom, Refusal,
};
pub use self::phase::{Date, Door, Meeting, Offer, Outcome, Paid, Phase, PhaseName, Sold, Told};
pub use self::terms::{BillingStart, BookingMode, Channel, Policy, PricingMode, Slot, Terms};
use crate::ids::{AccountId, HostId, PaymentOpId, SessionId};
use crate::money::Money;

/// The most times that one offer may hold.
pub const MAX_TIMES: usize = 5;
const YEAR: SignedDuration = SignedDuration::from_hours(366 * 24);

/// One sold meeting.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Session {
    /// Its id.
    pub id: SessionId,
    /// Who sells the time.
    pub host: HostId,
    /// Who owes the money.
    pub client: AccountId,
    /// What was agreed, frozen.
    pub terms: Terms,
    /// The operator's numbers at the time of the sale, frozen.
    pub policy: Policy,
    /// When it was made.
    pub created_at: Timestamp,
    /// Where it stands.
    pub phase: Phase,
    /// Payments that went back at once, because nothing was owed any more (PAY-12).
    pub returned: Vec<PaymentOpId>,
}

/// A fact and its instant.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Stamped {
    /// When it became a fact.
    pub at: Timestamp,
    /// The fact.
    #[serde(flatten)]
    pub event: Event,
}

/// Facts and requests that belong into one transaction.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Decision {
    /// What becomes a fact, in order.
    pub events: Vec<Stamped>,
    /// What the world is asked to do, in order.
    pub effects: Vec<Effect>,
}

/// What a command comes to. Due deadlines are part of the decision even if the command itself is
/// refused: the lapse is recorded all the same.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Verdict {
    /// What is to be recorded.
    pub decision: Decision,
    /// Why the command itself is not.
    pub refusal: Option<Refusal>,
}

/// What one command adds; without instants, which [`Session::decide`] stamps.
type Outcomes = (Vec<Event>, Vec<Effect>);

impl Session {
    /// A session that waits for its payment. A reserved `slot` is free again after
    /// [`Policy::reserve_mins`]; the checkout itself lives for [`Policy::checkout_mins`].
    pub fn buy(sale: Sale, now: Timestamp) -> Self {
        let minutes = i64::from(sale.policy.checkout_mins);
        Self {
            id: sale.id,
            host: sale.host,
            client: sale.client,
            terms: sale.terms,
            policy: sale.policy,
            created_at: now,
            phase: Phase::AwaitingPayment {
                slot: sale.slot,
                until: later(now, SignedDuration::from_mins(minutes)),
            },
            returned: vec![],
        }
    }

    /// What `command` comes to now. Every due deadline is applied first, in order; the command
    /// meets the state that they leave.
    pub fn decide(&self, command: Command, now: Timestamp) -> Verdict {
        let mut state = self.clone();
        let mut decision = Decision::default();
        while state.next_deadline().is_some_and(|deadline| deadline <= now) {
            let outcomes = state.expire(now);
            state.take(outcomes, now, &mut decision);
        }
        match state.respond(command, now) {
            Ok(outcomes) => {
                state.take(outcomes, now, &mut decision);
                Verdict { decision, refusal: None }
            }
            Err(refusal) => Verdict { decision, refusal: Some(refusal) },
        }
    }

    fn take(&mut self, (events, effects): Outcomes, now: Timestamp, decision: &mut Decision) {
        for event in events {
            let stamped = Stamped { at: now, event };
            self.apply(&stamped);
            decision.events.push(stamped);
        }
        decision.effects.extend(effects);
    }

    fn respond(&self, command: Command, now: Timestamp) -> Result<Outcomes, Refusal> {
        match command {
            Command::Pay { op, amount } => self.pay(op, amount, now),
            Command::PayTooLate { op, amount } => self.pay_too_late(op, amount),
            Command::Abandon { by } => self.abandon(by),
            Command::ProposeTimes { by, times } => self.propose_times(by, times, now),
            Command::PickTime { by, starts_at } => self.pick_time(by, starts_at, now),
            Command::TakeRefund { by } => self.take_refund(by, now),
            Command::Cancel { by, why } => self.cancel(by, why),
            Command::Attend { present, proven_secs } => self.attend(present, proven_secs, now),
            Command::End { by } => self.end(by),
            Command::MarkDelivered { by, confirmed } => self.mark_delivered(by, confirmed),
            Command::ReportProblem { by, words } => self.report_problem(by, words),
            Command::Resolve { refund, reason } => self.resolve(refund, reason),
            // Every due deadline was applied before; one that came early changes nothing.
            Command::Tick => Ok(Outcomes::default()),
        }
    }

    fn pay(&self, op: PaymentOpId, amount: Money, now: Timestamp) -> Result<Outcomes, Refusal> {
        match self.owed(op, amount)? {
            Owed::Known => Ok(Outcomes::default()),
            Owed::Nothing => Ok(paid_again(op, amount)),
            // A slot that has begun by now cannot be used any more.
            Owed::Price { slot: Some(slot) } if slot.starts_at <= now => Ok(slot_lost(op, amount)),
            Owed::Price { slot } => Ok(paid(op, amount, slot)),
        }
    }

    fn pay_too_late(&self, op: PaymentOpId, amount: Money) -> Result<Outcomes, Refusal> {
        match self.owed(op, amount)? {
            Owed::Known => Ok(Outcomes::default()),
            Owed::Nothing => Ok(paid_again(op, amount)),
            Owed::Price { .. } => Ok(slot_lost(op, amount)),
        }
    }

    /// What a payment meets. Money that nobody owes is never refused: it came, so it must go back.
    fn owed(&self, op: PaymentOpId, amount: Money) -> Result<Owed, Refusal> {
        let PricingMode::Fixed { price } = self.terms.pricing else {
            return Err(Refusal::WrongPhase);
        };
        let known = self.paid().is_some_and(|paid| paid.op == op) || self.returned.contains(&op);
        if known {
            return Ok(Owed::Known);
        }
        if amount.currency != price.currency || amount.minor <= 0 {
            return Err(Refusal::WrongAmount);
        }
        match &self.phase {
            Phase::AwaitingPayment { slot, .. } | Phase::Lapsed { slot } => {
                if amount == price {
                    Ok(Owed::Price { slot: *slot })
                } else {
                    Err(Refusal::WrongAmount)
                }
            }
            Phase::Cancelled { .. }
            | Phase::ToSchedule(_)
            | Phase::Scheduled(_)
            | Phase::Open(_)
            | Phase::Live(_)
            | Phase::Paused(_)
            | Phase::Ended { .. }
            | Phase::Delivered { .. }
            | Phase::Disputed { .. }
            | Phase::Settled { .. } => Ok(Owed::Nothing),
            Phase::Ringing { .. } | Phase::Finalizing | Phase::Declined | Phase::NoShow { .. } => {
                Err(Refusal::WrongPhase)
            }
        }
    }

    fn abandon(&self, by: Party) -> Result<Outcomes, Refusal> {
        only(Party::Client, by)?;
        match self.phase.name() {
            PhaseName::AwaitingPayment => {
                Ok((vec![Event::Cancelled { why: CancelReason::Abandoned }], vec![]))
            }
            // It ran out, or was given up before: nothing is left to give up.
            PhaseName::Lapsed | PhaseName::Cancelled => Ok(Outcomes::default()),
            PhaseName::ToSchedule
            | PhaseName::Scheduled
            | PhaseName::Ringing
            | PhaseName::Open
            | PhaseName::Live
            | PhaseName::Paused
            | PhaseName::Ended
            | PhaseName::Delivered
            | PhaseName::Finalizing
            | PhaseName::Settled
            | PhaseName::Declined
            | PhaseName::NoShow
            | PhaseName::Disputed => Err(Refusal::WrongPhase),
        }
    }

    fn propose_times(
        &self,
        by: Party,
        mut times: Vec<Timestamp>,
        now: Timestamp,
    ) -> Result<Outcomes, Refusal> {
        let sold = self.before_meeting()?;
        times.sort_unstable();
        times.dedup();
        if times.is_empty() || times.len() > MAX_TIMES {
            return Err(Refusal::TimesCount);
        }
        if times.iter().any(|time| *time <= now || *time > later(now, YEAR)) {
            return Err(Refusal::TimesRange);
        }
        // A double click tells the other side once.
        if sold.offer.as_ref().is_some_and(|offer| offer.by == by && offer.times == times) {
            return Ok(Outcomes::default());
        }
        let notice = Notice::TimesProposed { to: by.other() };
        Ok((vec![Event::TimesProposed { by, times }], vec![Effect::Notify(notice)]))
    }

    fn pick_time(
        &self,
        by: Party,
        starts_at: Timestamp,
        now: Timestamp,
    ) -> Result<Outcomes, Refusal> {
        let sold = self.before_meeting()?;
        // A double click on the same time is no mistake of anybody's.
        if sold.slot().is_some_and(|slot| slot.starts_at == starts_at) && sold.offer.is_none() {
            return Ok(Outcomes::default());
        }
        let offer = sold.offer.as_ref().ok_or(Refusal::NotOffered)?;
        if offer.by == by {
            return Err(Refusal::OwnOffer);
        }
        if !offer.times.contains(&starts_at) {
            return Err(Refusal::NotOffered);
        }
        if starts_at <= now {
            return Err(Refusal::TimePassed);
        }
        let slot = Slot { starts_at, ends_at: later(starts_at, self.terms.duration()) };
        let effects = [Party::Client, Party::Host].map(|to| Notice::DateAgreed { to });
        Ok((vec![Event::DateAgreed { by, slot }], notify(effects)))
    }

    fn take_refund(&self, by: Party, now: Timestamp) -> Result<Outcomes, Refusal> {
        only(Party::Client, by)?;
        // A double click.
        if self.was_cancelled(|why| *why == CancelReason::NoDate) {
            return Ok(Outcomes::default());
        }
        // Nor does the host keep the money by sitting in the room alone.
        let sold = self.unmet().filter(|sold| sold.slot().is_none()).ok_or(Refusal::WrongPhase)?;
        let from = self.refund_from(sold);
        if now < from {
            return Err(Refusal::RefundLater { from });
        }
        Ok(call_off(sold, CancelReason::NoDate))
    }

    fn cancel(&self, by: Party, words: String) -> Result<Outcomes, Refusal> {
        only(Party::Host, by)?;
        // A double click.
        if self.was_cancelled(|why| matches!(why, CancelReason::ByHost { .. })) {
            return Ok(Outcomes::default());
        }
        let sold = self.unmet().ok_or(Refusal::WrongPhase)?;
        if words.trim().is_empty() {
            return Err(Refusal::WordsMissing);
        }
        Ok(call_off(sold, CancelReason::ByHost { words }))
    }

    fn attend(
        &self,
        present: Present,
        proven_secs: u32,
        now: Timestamp,
    ) -> Result<Outcomes, Refusal> {
        let mut facts = self.presence(present, proven_secs, now)?;
        let known = self.phase.sold().map_or(0, |sold| sold.meeting.proven_secs);
        let meets = match self.phase.name() {
            PhaseName::Live => !facts.contains(&Event::Parted { proven_secs }),
            // The meter may prove the last seconds only after the room has emptied or was closed.
            PhaseName::Paused | PhaseName::Ended => true,
            PhaseName::ToSchedule
            | PhaseName::Scheduled
            | PhaseName::Open
            | PhaseName::AwaitingPayment
            | PhaseName::Ringing
            | PhaseName::Delivered
            | PhaseName::Finalizing
            | PhaseName::Settled
            | PhaseName::Lapsed
            | PhaseName::Declined
            | PhaseName::Cancelled
            | PhaseName::NoShow
            | PhaseName::Disputed => facts.contains(&Event::Met),
        };
        if meets && proven_secs > known {
            facts.push(Event::Proven { proven_secs });
        }
        Ok((facts, vec![]))
    }

    fn presence(
        &self,
        present: Present,
        proven_secs: u32,
        now: Timestamp,
    ) -> Result<Vec<Event>, Refusal> {
        let waited = |sold: &Sold| (!sold.meeting.client_came).then_some(Event::ClientWaited);
        match (&self.phase, present) {
            (Phase::ToSchedule(_) | Phase::Scheduled(_), Present::Nobody) => Ok(vec![]),
            (Phase::ToSchedule(sold) | Phase::Scheduled(sold), Present::Client) => {
                self.admitted(now)?;
                Ok(waited(sold).into_iter().collect())
            }
            (Phase::ToSchedule(_) | Phase::Scheduled(_), Present::Host) => {
                self.admitted(now)?;
                Ok(vec![Event::Opened])
            }
            (Phase::ToSchedule(_) | Phase::Scheduled(_), Present::Both) => {
                self.admitted(now)?;
                Ok(vec![Event::Opened, Event::Met])
            }
            (Phase::Open(_), Present::Host) => Ok(vec![]),
            (Phase::Open(_) | Phase::Paused(_), Present::Both) => Ok(vec![Event::Met]),
            (Phase::Open(_), Present::Nobody) => Ok(vec![Event::Emptied]),
            (Phase::Open(sold), Present::Client) => {
                Ok([Event::Emptied].into_iter().chain(waited(sold)).collect())
            }
            (Phase::Live(_), Present::Both) => Ok(vec![]),
            (Phase::Live(_), Present::Host | Present::Client | Present::Nobody) => {
                Ok(vec![Event::Parted { proven_secs }])
            }
            (Phase::Paused(_), Present::Host | Present::Client | Present::Nobody) => Ok(vec![]),
            // Everybody leaves a room that was closed; that is no news.
            (
                Phase::Ended { .. },
                Present::Nobody | Present::Host | Present::Client | Present::Both,
            ) => Ok(vec![]),
            (
                Phase::AwaitingPayment { .. }
                | Phase::Ringing { .. }
                | Phase::Delivered { .. }
                | Phase::Finalizing
                | Phase::Settled { .. }
                | Phase::Lapsed { .. }
                | Phase::Declined
                | Phase::Cancelled { .. }
                | Phase::NoShow { .. }
                | Phase::Disputed { .. },
                Present::Nobody | Present::Host | Present::Client | Present::Both,
            ) => Err(Refusal::WrongPhase),
        }
    }

    fn end(&self, by: Party) -> Result<Outcomes, Refusal> {
        only(Party::Host, by)?;
        match &self.phase {
            Phase::Open(_) | Phase::Live(_) | Phase::Paused(_) => {
                Ok((vec![Event::Ended], vec![Effect::CloseRoom]))
            }
            Phase::Ended { .. } | Phase::Delivered { .. } => Ok(Outcomes::default()),
            Phase::AwaitingPayment { .. }
            | Phase::ToSchedule(_)
            | Phase::Scheduled(_)
            | Phase::Ringing { .. }
            | Phase::Finalizing
            | Phase::Settled { .. }
            | Phase::Lapsed { .. }
            | Phase::Declined
            | Phase::Cancelled { .. }
            | Phase::NoShow { .. }
            | Phase::Disputed { .. } => Err(Refusal::WrongPhase),
        }
    }

    fn mark_delivered(&self, by: Party, confirmed: Confirmed) -> Result<Outcomes, Refusal> {
        only(Party::Host, by)?;
        let sold = match &self.phase {
            Phase::ToSchedule(sold)
            | Phase::Scheduled(sold)
            | Phase::Open(sold)
            | Phase::Live(sold)
            | Phase::Paused(sold)
            | Phase::Ended { sold, .. } => sold,
            // A double click.
            Phase::Delivered { .. } => return Ok(Outcomes::default()),
            Phase::AwaitingPayment { .. }
            | Phase::Ringing { .. }
            | Phase::Finalizing
            | Phase::Settled { .. }
            | Phase::Lapsed { .. }
            | Phase::Declined
            | Phase::Cancelled { .. }
            | Phase::NoShow { .. }
            | Phase::Disputed { .. } => return Err(Refusal::WrongPhase),
        };
        let by = match (self.is_proven(sold), confirmed) {
            (true, Confirmed::Yes | Confirmed::No) => DeliveredBy::Host,
            (false, Confirmed::Yes) => DeliveredBy::HostUnproven,
            (false, Confirmed::No) => return Err(Refusal::Unproven),
        };
        Ok(deliver(sold, by))
    }

    fn report_problem(&self, by: Party, words: String) -> Result<Outcomes, Refusal> {
        only(Party::Client, by)?;
        if words.trim().is_empty() {
            return Err(Refusal::WordsMissing);
        }
        match &self.phase {
            Phase::Delivered { .. } => Ok((
                vec![Event::ProblemReported { words }],
                notify([Notice::ProblemReported, Notice::ProblemForOperator]),
            )),
            Phase::Settled { .. } => Err(Refusal::WindowClosed),
            // A double click: the first report stands.
            Phase::Disputed { .. } => Ok(Outcomes::default()),
            Phase::AwaitingPayment { .. }
            | Phase::ToSchedule(_)
            | Phase::Scheduled(_)
            | Phase::Ringing { .. }
            | Phase::Open(_)
            | Phase::Live(_)
            | Phase::Paused(_)
            | Phase::Ended { .. }
            | Phase::Finalizing
            | Phase::Lapsed { .. }
            | Phase::Declined
            | Phase::Cancelled { .. }
            | Phase::NoShow { .. } => Err(Refusal::WrongPhase),
        }
    }

    fn resolve(&self, refund: Money, reason: String) -> Result<Outcomes, Refusal> {
        let resolved = Outcome::Resolved { refund, reason: reason.clone() };
        // A double click.
        if matches!(&self.phase, Phase::Settled { outcome, .. } if *outcome == resolved) {
            return Ok(Outcomes::default());
        }
        let Phase::Disputed { sold, .. } = &self.phase else {
            return Err(Refusal::WrongPhase);
        };
        if reason.trim().is_empty() {
            return Err(Refusal::WordsMissing);
        }
        let price = sold.paid.amount;
        if refund.currency != price.currency || refund.minor < 0 || refund.minor > price.minor {
            return Err(Refusal::RefundTooLarge);
        }
        let mut effects = vec![];
        if !refund.is_zero() {
            effects.push(Effect::Refund {
                op: sold.paid.op,
                amount: refund,
                from: RefundFrom::Settled,
            });
        }
        effects.push(Effect::Clear);
        effects.extend(notify(
            [Party::Client, Party::Host].map(|to| Notice::ProblemResolved { to, refund }),
        ));
        Ok((vec![Event::Resolved { refund, reason }], effects))
    }

    /// The sale, while a date can still be found or changed: also when the host waits in vain, or
    /// the line broke before there was a meeting.
    fn before_meeting(&self) -> Result<&Sold, Refusal> {
        if matches!(self.phase, Phase::Ended { .. }) {
            return Err(Refusal::WrongPhase);
        }
        self.unmet().ok_or(Refusal::WrongPhase)
    }

    /// The sale, as long as nobody provably met and the money is still the client's to have back.
    fn unmet(&self) -> Option<&Sold> {
        match &self.phase {
            Phase::ToSchedule(sold) | Phase::Scheduled(sold) | Phase::Open(sold) => Some(sold),
            Phase::Paused(sold) | Phase::Ended { sold, .. } => {
                (!self.is_proven(sold)).then_some(sold)
            }
            Phase::AwaitingPayment { .. }
            | Phase::Ringing { .. }
            | Phase::Live(_)
            | Phase::Delivered { .. }
            | Phase::Finalizing
            | Phase::Settled { .. }
            | Phase::Lapsed { .. }
            | Phase::Declined
            | Phase::Cancelled { .. }
            | Phase::NoShow { .. }
            | Phase::Disputed { .. } => None,
        }
    }

    /// The payment behind the session, also after it went back.
    fn paid(&self) -> Option<&Paid> {
        if let Phase::Cancelled { paid, .. } = &self.phase {
            return paid.as_ref();
        }
        self.phase.sold().map(|sold| &sold.paid)
    }

    fn was_cancelled(&self, because: impl FnOnce(&CancelReason) -> bool) -> bool {
        matches!(&self.phase, Phase::Cancelled { why, .. } if because(why))
    }

    fn admitted(&self, now: Timestamp) -> Result<(), Refusal> {
        match self.door(now) {
            Door::Open => Ok(()),
            Door::OpensAt(opens_at) => Err(Refusal::TooEarly { opens_at }),
            Door::Closed => Err(Refusal::WrongPhase),
        }
    }

    /// What the client pays, or the most that may be asked for a session by the minute.
    pub const fn price(&self) -> Option<Money> {
        match self.terms.pricing {
            PricingMode::Fixed { price } => Some(price),
            PricingMode::Metered { cap, .. } => Some(cap),
            PricingMode::Free => None,
        }
    }

    /// Whether both were provably there for long enough to call it a meeting (RING-19).
    pub fn is_proven(&self, sold: &Sold) -> bool {
        sold.meeting.proven_secs >= self.policy.meeting_secs
    }
}

/// What a payment meets.
enum Owed {
    /// The price, for this time if one was reserved.
    Price { slot: Option<Slot> },
    /// Nothing any more.
    Nothing,
    /// The same payment was reported before: a provider may do so (PAY-12).
    Known,
}

/// What is needed to sell a session.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sale {
    /// The new session's id.
    pub id: SessionId,
    /// Who sells the time.
    pub host: HostId,
    /// Who buys it.
    pub client: AccountId,
    /// The terms, frozen from now on.
    pub terms: Terms,
    /// The operator's numbers, frozen from now on.
    pub policy: Policy,
    /// The time that the client picked, if the sale has one.
    pub slot: Option<Slot>,
}

fn only(wanted: Party, by: Party) -> Result<(), Refusal> {
    match (wanted, by) {
        (Party::Host, Party::Host) | (Party::Client, Party::Client) => Ok(()),
        (Party::Host, Party::Client) => Err(Refusal::OnlyHost),
        (Party::Client, Party::Host) => Err(Refusal::OnlyClient),
    }
}

fn notify<const N: usize>(notices: [Notice; N]) -> Vec<Effect> {
    notices.into_iter().map(Effect::Notify).collect()
}

/// The first payment: the money is ours to keep safe, and both hear of it once (PAY-12).
fn paid(op: PaymentOpId, amount: Money, slot: Option<Slot>) -> Outcomes {
    let mut effects = vec![Effect::Capture { op, amount }];
    effects.extend([Effect::IssueLinks, Effect::OpenConversation]);
    effects.extend(notify([Party::Client, Party::Host].map(|to| Notice::Confirmation { to })));
    (vec![Event::Paid { op, amount, slot }], effects)
}

/// Money that nobody owes goes through the books and back.
fn in_vain(op: PaymentOpId, amount: Money) -> Outcomes {
    (
        vec![Event::PaidInVain { op, amount }],
        vec![
            Effect::Capture { op, amount },
            Effect::Refund { op, amount, from: RefundFrom::Escrow },
        ],
    )
}

/// A second payment, or one after the session was given up: the client is told that it goes back.
fn paid_again(op: PaymentOpId, amount: Money) -> Outcomes {
    let (events, mut effects) = in_vain(op, amount);
    effects.push(Effect::Notify(Notice::Refunded { amount }));
    (events, effects)
}

/// The reserved time is gone when the payment comes (ALL-2).
fn slot_lost(op: PaymentOpId, amount: Money) -> Outcomes {
    let (mut events, mut effects) = in_vain(op, amount);
    events.push(Event::Cancelled { why: CancelReason::SlotLost });
    effects.push(Effect::Notify(Notice::SlotLost { amount }));
    (events, effects)
}

fn deliver(sold: &Sold, by: DeliveredBy) -> Outcomes {
    let mut effects = vec![Effect::CloseRoom, Effect::Settle { total: sold.paid.amount }];
    effects.extend(notify([Notice::Delivered, Notice::Earning, Notice::Receipt]));
    (vec![Event::Delivered { by }], effects)
}

/// Everything back to the client, both are told, nobody stays in the room.
fn call_off(sold: &Sold, why: CancelReason) -> Outcomes {
    let amount = sold.paid.amount;
    let mut effects = vec![
        Effect::CloseRoom,
        Effect::Refund { op: sold.paid.op, amount, from: RefundFrom::Escrow },
        Effect::Notify(Notice::Refunded { amount }),
    ];
    effects.push(Effect::Notify(Notice::Cancelled));
    (vec![Event::Cancelled { why }], effects)
}
