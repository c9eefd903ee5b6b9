//! Sees every step of a session, keeps its books, and objects to what must never happen.

use std::collections::{BTreeMap, HashSet};

use crate::ids::PaymentOpId;
use crate::ledger::{Account, Balances, JournalDraft, Jurisdiction, payout, refund, sale};
use crate::money::{BasisPoints, Money};
use crate::session::*;
use crate::split::{Rates, Split};

/// More facts than this in one decision are a loop.
const FACTS_MAX: usize = 40;

macro_rules! hold {
    ($holds:expr, $($otherwise:tt)+) => {
        if !$holds {
            return Err(format!($($otherwise)+));
        }
    };
}

/// A session under observation.
pub(super) struct Witness {
    pub(super) session: Session,
    /// How often each kind of fact happened.
    pub(super) facts: BTreeMap<&'static str, u32>,
    beginning: Session,
    recorded: Vec<Stamped>,
    books: Balances,
    captured: BTreeMap<PaymentOpId, Money>,
    refunded: BTreeMap<PaymentOpId, Money>,
    /// What is settled, less what was refunded of it.
    settled: Option<Split>,
    once: HashSet<String>,
}

impl Witness {
    pub(super) fn new(session: Session) -> Self {
        Self {
            beginning: session.clone(),
            session,
            facts: BTreeMap::new(),
            recorded: vec![],
            books: Balances::default(),
            captured: BTreeMap::new(),
            refunded: BTreeMap::new(),
            settled: None,
            once: HashSet::new(),
        }
    }

    /// One command, as through the one door: decided, recorded, its effects carried out.
    pub(super) fn step(&mut self, command: &Command, now: Timestamp) -> Result<Verdict, String> {
        let verdict = self.session.decide(command.clone(), now);
        let Decision { events, effects } = &verdict.decision;
        hold!(events.len() <= FACTS_MAX, "{} facts at once", events.len());
        let proven = proven_secs(&self.session);
        for stamped in events {
            hold!(stamped.at == now, "a fact of another time: {stamped:?}");
            if verdict.refusal.is_some() {
                hold!(is_deadline(&stamped.event), "refused, but recorded: {stamped:?}");
            }
            self.fact(stamped, command, now)?;
        }
        for effect in effects {
            self.effect(effect)?;
        }
        let noticed = |stamped: &&Stamped| matches!(stamped.event, Event::UnmetNoticed { .. });
        let told = |effect: &&Effect| matches!(effect, Effect::Notify(Notice::NotMet { .. }));
        let (noticed, told) =
            (events.iter().filter(noticed).count(), effects.iter().filter(told).count());
        hold!(told == 2 * noticed, "{noticed} notices, {told} letters (PAY-22)");
        let kept = self.session.phase.sold().is_none() || proven_secs(&self.session) >= proven;
        hold!(kept, "proven time was lost");
        // Where the operator's numbers are zero, what a command leads to may be due at once.
        let at_rest = *command == Command::Tick || self.session.policy == Policy::default();
        let due = self.session.next_deadline();
        hold!(!at_rest || due.is_none_or(|at| at > now), "still due since {due:?}");
        self.standing(now)?;
        Ok(verdict)
    }

    /// The state survives being stored, and the stored facts alone lead to it.
    pub(super) fn store_and_read(&mut self) -> Result<(), String> {
        let stored = serde_json::to_string(&self.session).map_err(|error| error.to_string())?;
        let read: Session = serde_json::from_str(&stored).map_err(|error| error.to_string())?;
        hold!(read == self.session, "stored {stored}, read {read:?}");
        self.session = read;
        Ok(())
    }

    /// At the end of a story: the facts alone tell the whole of it, and the money adds up.
    pub(super) fn close(&self) -> Result<(), String> {
        let stored = serde_json::to_string(&self.recorded).map_err(|error| error.to_string())?;
        let facts: Vec<Stamped> =
            serde_json::from_str(&stored).map_err(|error| error.to_string())?;
        let mut told = self.beginning.clone();
        for stamped in &facts {
            told.apply(stamped);
        }
        hold!(told == self.session, "the facts tell {told:?}, not {:?}", self.session);
        let sum: i64 = self.books.open().map(|(_, balance)| balance.minor).sum();
        hold!(sum == 0, "the books are out of balance by {sum}");
        let kept = total(&self.captured) - total(&self.refunded);
        let clearing = self.held(Account::Clearing).minor;
        hold!(clearing == kept, "{clearing} came and stayed, {kept} was asked for");
        let settled = self.settled.map_or(0, |split| split.total.minor);
        let escrow = self.escrow().minor;
        hold!(kept == settled + escrow, "{kept} kept, {settled} settled, {escrow} in escrow");
        Ok(())
    }

    fn fact(&mut self, stamped: &Stamped, command: &Command, now: Timestamp) -> Result<(), String> {
        let before = self.session.clone();
        self.session.apply(stamped);
        self.recorded.push(stamped.clone());
        let (from, to) = (before.phase.name(), self.session.phase.name());
        hold!(from == to || is_arrow(from, to), "{from:?} to {to:?} by {stamped:?}");
        *self.facts.entry(name(&stamped.event)).or_default() += 1;
        let once = match &stamped.event {
            Event::Paid { .. } => "paid",
            Event::Lapsed => "lapsed",
            Event::RefundOffered => "refund offered",
            Event::Ended => "ended",
            Event::Delivered { .. } => "delivered",
            Event::Cancelled { .. } => "cancelled",
            Event::ProblemReported { .. } => "problem reported",
            Event::Settled | Event::Resolved { .. } => "settled",
            Event::PaidInVain { .. }
            | Event::TimesProposed { .. }
            | Event::DateAgreed { .. }
            | Event::ScheduleReminded { .. }
            | Event::ClientWaited
            | Event::Opened
            | Event::Emptied
            | Event::Met
            | Event::Parted { .. }
            | Event::Proven { .. }
            | Event::DeliveryReminded { .. }
            | Event::UnmetNoticed { .. } => "",
        };
        hold!(once.is_empty() || self.once.insert(once.to_owned()), "{once} twice: {stamped:?}");
        let event = &stamped.event;
        let warranted = is_warranted(&before, event, command, now);
        hold!(warranted, "nothing warrants {event:?} by {command:?} at {now} in {before:?}");
        Ok(())
    }

    /// Carries an effect out in the books, and sees that nothing is asked for twice.
    fn effect(&mut self, effect: &Effect) -> Result<(), String> {
        let id = self.session.id;
        match effect {
            Effect::Capture { op, amount } => {
                hold!(self.captured.insert(*op, *amount).is_none(), "captured twice: {op}");
                self.post(sale::capture(&op.to_string(), id, *amount))
            }
            Effect::Refund { op, amount, from } => {
                let captured = self.captured.get(op).map_or(0, |captured| captured.minor);
                hold!(amount.minor <= captured, "{amount:?} of {captured} refunded: {op}");
                hold!(self.refunded.insert(*op, *amount).is_none(), "refunded twice: {op}");
                match from {
                    RefundFrom::Escrow => {
                        self.post(refund::before_settlement(&format!("{op}:refund"), id, *amount))
                    }
                    RefundFrom::Settled => self.refund_settled(*op, *amount),
                }
            }
            Effect::Settle { total } => {
                hold!(self.settled.is_none(), "settled twice");
                hold!(self.escrow() == *total, "{total:?} settled of {:?}", self.escrow());
                let split = Split::of(*total, self.rates()).map_err(|error| error.to_string())?;
                self.settled = Some(split);
                self.post(sale::settle(id, self.session.host, &split, Jurisdiction::UNSTATED))
            }
            Effect::Clear => {
                hold!(self.settled.is_some(), "cleared, but not settled");
                hold!(self.once.insert("Clear".to_owned()), "cleared twice");
                let pending = self.held(Account::HostPending(self.session.host));
                if pending.is_zero() {
                    return Ok(());
                }
                self.post(payout::clear(id, self.session.host, pending))
            }
            Effect::Notify(notice) => self.notice(notice),
            Effect::OpenConversation | Effect::IssueLinks => {
                hold!(self.once.insert(format!("{effect:?}")), "twice: {effect:?}");
                hold!(self.session.phase.sold().is_some(), "unpaid: {effect:?}");
                Ok(())
            }
            Effect::CloseRoom => {
                let door = self.session.door(Timestamp::MAX);
                hold!(door == Door::Closed, "closed, but the door is {door:?}");
                Ok(())
            }
        }
    }

    fn notice(&mut self, notice: &Notice) -> Result<(), String> {
        match notice {
            Notice::TimesProposed { .. } | Notice::DateAgreed { .. } => {}
            // One for each payment that goes back, which is once each.
            Notice::Refunded { .. } => {}
            // Two for each fact, and the facts are counted; a new date starts them anew (PAY-22).
            Notice::NotMet { .. } => {}
            Notice::Confirmation { .. }
            | Notice::ScheduleReminder { .. }
            | Notice::RefundOffered
            | Notice::UndeliveredReminder { .. }
            | Notice::Delivered
            | Notice::Earning
            | Notice::Receipt
            | Notice::SlotLost { .. }
            | Notice::Cancelled
            | Notice::ProblemReported
            | Notice::ProblemForOperator
            | Notice::ProblemResolved { .. } => {
                hold!(self.once.insert(format!("{notice:?}")), "told twice: {notice:?}");
            }
        }
        Ok(())
    }

    fn refund_settled(&mut self, op: PaymentOpId, amount: Money) -> Result<(), String> {
        let split = self.settled.ok_or_else(|| format!("{op} is not settled"))?;
        let (given, left) =
            split.refund(amount, self.rates()).map_err(|error| error.to_string())?;
        self.settled = Some(left);
        let host = self.session.host;
        let funds = refund::HostFunds {
            host,
            frozen: Money::zero(amount.currency),
            pending: self.held(Account::HostPending(host)),
            available: self.held(Account::HostAvailable(host)),
        };
        let name = format!("{op}:refund");
        self.post(refund::after_settlement(&name, &given, &funds, Jurisdiction::UNSTATED))?;
        let owed = self.held(Account::HostReceivable(host));
        hold!(owed.is_zero(), "the host owes {owed:?} although the earning waited");
        Ok(())
    }

    /// What must be true between any two steps.
    fn standing(&self, now: Timestamp) -> Result<(), String> {
        let phase = &self.session.phase;
        let due = self.session.next_deadline();
        let escrow = self.escrow().minor;
        let kept = match (phase.sold(), &self.settled) {
            (Some(sold), None) => sold.paid.amount.minor,
            (Some(_), Some(_)) | (None, _) => 0,
        };
        hold!(escrow == kept, "{escrow} in escrow, {kept} expected: {phase:?}");
        if self.session.door(now) == Door::Open {
            hold!(kept > 0, "the door is open, but nothing is paid");
            if let Phase::Scheduled(sold) = phase {
                let early = i64::from(self.session.policy.open_before_mins);
                let early = SignedDuration::from_mins(early);
                let late = sold.slot().is_none_or(|slot| now >= slot.starts_at - early);
                hold!(late, "the door is open too early (HELP-12)");
            }
        }
        // Each phase that holds a client's money ends by itself, or asks for a person's word.
        let asked = match phase {
            Phase::Disputed { .. } => true,
            Phase::ToSchedule(sold) | Phase::Open(sold) => sold.told.refund > 0,
            Phase::AwaitingPayment { .. }
            | Phase::Scheduled(_)
            | Phase::Ringing { .. }
            | Phase::Live(_)
            | Phase::Paused(_)
            | Phase::Ended { .. }
            | Phase::Delivered { .. }
            | Phase::Finalizing
            | Phase::Settled { .. }
            | Phase::Lapsed { .. }
            | Phase::Declined
            | Phase::Cancelled { .. }
            | Phase::NoShow { .. } => false,
        };
        hold!(kept == 0 || due.is_some() || asked, "money without a deadline: {phase:?}");
        Ok(())
    }

    fn post(
        &mut self,
        journal: Result<JournalDraft, crate::ledger::LedgerError>,
    ) -> Result<(), String> {
        let journal = journal.map_err(|error| format!("no journal: {error}"))?;
        self.books.post(&journal).map_err(|error| format!("{}: {error}", journal.source()))
    }

    fn held(&self, account: Account) -> Money {
        let currency = self.session.price().map_or(super::PRICE.currency, |price| price.currency);
        self.books.held(account, currency)
    }

    fn escrow(&self) -> Money {
        self.held(Account::Escrow(self.session.id))
    }

    fn rates(&self) -> Rates {
        let share = |bp: u32| {
            let bp = u16::try_from(bp).expect("a share fits");
            BasisPoints::new(bp).expect("a share is at most the whole")
        };
        let terms = &self.session.terms;
        Rates { tax: share(terms.tax_bp), commission: share(terms.commission_bp) }
    }
}

/// Whether somebody who may, or a deadline that has come, stands behind a fact.
fn is_warranted(before: &Session, event: &Event, command: &Command, now: Timestamp) -> bool {
    let sold = before.phase.sold();
    match event {
        Event::Ended => matches!(command, Command::End { by: Party::Host }),
        Event::Delivered { by } => may_deliver(before, *by, command, now),
        Event::Cancelled { why } => may_cancel(before, why, command, now),
        Event::ProblemReported { .. } => {
            matches!(command, Command::ReportProblem { by: Party::Client, .. })
                && before.problem_until().is_some_and(|until| now < until)
        }
        Event::Resolved { .. } => matches!(command, Command::Resolve { .. }),
        Event::Settled => before.problem_until().is_some_and(|until| now >= until),
        Event::RefundOffered => {
            before.slot().is_none() && sold.is_some_and(|sold| now >= before.refund_from(sold))
        }
        Event::TimesProposed { by, .. } => {
            matches!(command, Command::ProposeTimes { by: asked, .. } if asked == by)
        }
        Event::DateAgreed { by, slot } => {
            let offer = sold.and_then(|sold| sold.offer.as_ref());
            let offered =
                offer.is_some_and(|offer| offer.by != *by && offer.times.contains(&slot.starts_at));
            offered && slot.starts_at > now
        }
        Event::ScheduleReminded { n } => sold.is_some_and(|sold| sold.told.schedule + 1 == *n),
        Event::DeliveryReminded { n } => sold.is_some_and(|sold| sold.told.delivery + 1 == *n),
        Event::UnmetNoticed { n } => {
            is_apart(before, now) && sold.is_some_and(|sold| sold.told.unmet + 1 == *n)
        }
        Event::Paid { slot, .. } => *slot == before.slot(),
        Event::PaidInVain { .. }
        | Event::Lapsed
        | Event::ClientWaited
        | Event::Opened
        | Event::Emptied
        | Event::Met
        | Event::Parted { .. }
        | Event::Proven { .. } => true,
    }
}

fn hours(n: u32) -> SignedDuration {
    SignedDuration::from_hours(i64::from(n))
}

/// Whether what follows a notice that nobody met comes no sooner after it than was planned, so that
/// a server that was away does not send all of it in one hour.
fn is_apart(before: &Session, now: Timestamp) -> bool {
    let Some(sold) = before.phase.sold() else { return false };
    let mut days = before.policy.unmet_notice_days.clone();
    days.push(before.policy.unmet_refund_days);
    let next = sold.told.unmet as usize;
    let gap = if next == 0 { 0 } else { days[next].saturating_sub(days[next - 1]) };
    sold.told.unmet_at.is_none_or(|at| now >= at + hours(24 * gap))
}

fn may_deliver(before: &Session, by: DeliveredBy, command: &Command, now: Timestamp) -> bool {
    let proven = proven_secs(before) >= before.policy.meeting_secs;
    match by {
        DeliveredBy::Host => {
            proven && matches!(command, Command::MarkDelivered { by: Party::Host, .. })
        }
        DeliveredBy::HostUnproven => {
            let sure = Command::MarkDelivered { by: Party::Host, confirmed: Confirmed::Yes };
            !proven && *command == sure
        }
        DeliveredBy::Itself => {
            let last = before.phase.sold().and_then(|sold| sold.meeting.last_at);
            proven && last.is_some_and(|at| now >= at + hours(before.policy.deliver_after_hours))
        }
    }
}

fn may_cancel(before: &Session, why: &CancelReason, command: &Command, now: Timestamp) -> bool {
    let policy = &before.policy;
    let proven = proven_secs(before) >= policy.meeting_secs;
    let sold = before.phase.sold();
    match why {
        CancelReason::NoDate => {
            let wait = hours(24 * policy.refund_unscheduled_days);
            let waited = sold.is_some_and(|sold| now >= sold.paid.at + wait);
            let undated = sold.is_some_and(|sold| sold.date == Date::Open);
            waited && undated && *command == Command::TakeRefund { by: Party::Client }
        }
        CancelReason::ByHost { .. } => {
            !proven && matches!(command, Command::Cancel { by: Party::Host, .. })
        }
        CancelReason::NeverMet => {
            let ends_at = sold.and_then(Sold::slot).map_or(Timestamp::MIN, |slot| slot.ends_at);
            let told = sold.map_or(0, |sold| sold.told.unmet as usize);
            let warned = told == policy.unmet_notice_days.len();
            !proven
                && warned
                && is_apart(before, now)
                && now >= ends_at + hours(24 * policy.unmet_refund_days)
        }
        CancelReason::SlotLost => {
            matches!(command, Command::Pay { .. } | Command::PayTooLate { .. })
        }
        CancelReason::Abandoned => *command == Command::Abandon { by: Party::Client },
    }
}

fn total(amounts: &BTreeMap<PaymentOpId, Money>) -> i64 {
    amounts.values().map(|amount| amount.minor).sum()
}

fn proven_secs(session: &Session) -> u32 {
    session.phase.sold().map_or(0, |sold| sold.meeting.proven_secs)
}

fn name(event: &Event) -> &'static str {
    match event {
        Event::Paid { .. } => "paid",
        Event::PaidInVain { .. } => "paid in vain",
        Event::Lapsed => "lapsed",
        Event::TimesProposed { .. } => "times proposed",
        Event::DateAgreed { .. } => "date agreed",
        Event::ScheduleReminded { .. } => "schedule reminded",
        Event::RefundOffered => "refund offered",
        Event::ClientWaited => "client waited",
        Event::Opened => "opened",
        Event::Emptied => "emptied",
        Event::Met => "met",
        Event::Parted { .. } => "parted",
        Event::Proven { .. } => "proven",
        Event::Ended => "ended",
        Event::DeliveryReminded { .. } => "delivery reminded",
        Event::UnmetNoticed { .. } => "unmet noticed",
        Event::Delivered { by: DeliveredBy::Host } => "delivered by the host",
        Event::Delivered { by: DeliveredBy::HostUnproven } => "delivered unproven",
        Event::Delivered { by: DeliveredBy::Itself } => "delivered by itself",
        Event::ProblemReported { .. } => "problem reported",
        Event::Resolved { .. } => "resolved",
        Event::Settled => "settled",
        Event::Cancelled { why: CancelReason::NoDate } => "refund taken",
        Event::Cancelled { why: CancelReason::ByHost { .. } } => "called off",
        Event::Cancelled { why: CancelReason::NeverMet } => "never met",
        Event::Cancelled { why: CancelReason::SlotLost } => "slot lost",
        Event::Cancelled { why: CancelReason::Abandoned } => "abandoned",
    }
}

/// What may become a fact although the command is refused.
fn is_deadline(event: &Event) -> bool {
    match event {
        Event::Lapsed
        | Event::ScheduleReminded { .. }
        | Event::RefundOffered
        | Event::DeliveryReminded { .. }
        | Event::UnmetNoticed { .. }
        | Event::Delivered { by: DeliveredBy::Itself }
        | Event::Cancelled { why: CancelReason::NeverMet }
        | Event::Settled => true,
        Event::Delivered { by: DeliveredBy::Host | DeliveredBy::HostUnproven }
        | Event::Cancelled {
            why:
                CancelReason::NoDate
                | CancelReason::ByHost { .. }
                | CancelReason::SlotLost
                | CancelReason::Abandoned,
        }
        | Event::Paid { .. }
        | Event::PaidInVain { .. }
        | Event::TimesProposed { .. }
        | Event::DateAgreed { .. }
        | Event::ClientWaited
        | Event::Opened
        | Event::Emptied
        | Event::Met
        | Event::Parted { .. }
        | Event::Proven { .. }
        | Event::Ended
        | Event::ProblemReported { .. }
        | Event::Resolved { .. } => false,
    }
}

/// The arrows that PAY walks.
fn is_arrow(from: PhaseName, to: PhaseName) -> bool {
    use PhaseName as P;
    let arrows: &[P] = match from {
        P::AwaitingPayment => &[P::ToSchedule, P::Scheduled, P::Lapsed, P::Cancelled],
        P::Lapsed => &[P::ToSchedule, P::Scheduled, P::Cancelled],
        P::ToSchedule => &[P::Scheduled, P::Open, P::Delivered, P::Cancelled],
        P::Scheduled => &[P::Open, P::Delivered, P::Cancelled],
        P::Open => &[P::ToSchedule, P::Scheduled, P::Live, P::Ended, P::Delivered, P::Cancelled],
        P::Live => &[P::Paused, P::Ended, P::Delivered, P::Cancelled],
        P::Paused => &[P::Scheduled, P::Live, P::Ended, P::Delivered, P::Cancelled],
        P::Ended => &[P::Delivered, P::Cancelled],
        P::Delivered => &[P::Disputed, P::Settled],
        P::Disputed => &[P::Settled],
        P::Settled | P::Cancelled => &[],
        P::Ringing | P::Finalizing | P::Declined | P::NoShow => &[],
    };
    arrows.contains(&to)
}
