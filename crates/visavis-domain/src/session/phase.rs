//! Where a session stands: each phase carries the data that is valid in it, and a fact moves it on.

use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};

use super::event::{CancelReason, DeliveredBy, Event, Party};
use super::terms::Slot;
use super::{Session, Stamped};
use crate::ids::PaymentOpId;
use crate::money::Money;

/// The payment that stands behind a session.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Paid {
    /// The purchase.
    pub op: PaymentOpId,
    /// The price, tax included.
    pub amount: Money,
    /// When it was paid.
    pub at: Timestamp,
}

/// Whether there is a date.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "date")]
pub enum Date {
    /// Not yet (PAY-16).
    Open,
    /// Agreed.
    Agreed {
        /// The time.
        slot: Slot,
        /// How often it was changed: the SEQUENCE of the calendar file.
        sequence: u32,
    },
}

/// Times that one side offers to the other.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Offer {
    /// Who offers.
    pub by: Party,
    /// One to five beginnings, in order.
    pub times: Vec<Timestamp>,
    /// When it was offered.
    pub at: Timestamp,
}

/// What is known of the meeting itself.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Meeting {
    /// The first instant with both there: the countdown's start (PAY-20).
    pub met_at: Option<Timestamp>,
    /// The last instant at which both were known to be there.
    pub last_at: Option<Timestamp>,
    /// Seconds in which both were provably there.
    pub proven_secs: u32,
    /// Whether the client ever came: join evidence.
    pub client_came: bool,
    /// Whether the host ever came: join evidence.
    pub host_came: bool,
}

/// Which reminders went out already.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Told {
    /// To agree on a date.
    pub schedule: u32,
    /// That the money can be taken back.
    pub refund: u32,
    /// To mark as delivered.
    pub delivery: u32,
    /// That nobody met.
    pub unmet: u32,
    /// When that was told last.
    pub unmet_at: Option<Timestamp>,
}

/// What is true of every paid session.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Sold {
    /// The payment.
    pub paid: Paid,
    /// Whether there is a date.
    pub date: Date,
    /// The times on offer, if any.
    pub offer: Option<Offer>,
    /// What is known of the meeting.
    pub meeting: Meeting,
    /// Which reminders went out.
    pub told: Told,
}

impl Sold {
    /// The agreed time, if there is one, and the SEQUENCE of its calendar file.
    const fn calendar(&self) -> (Option<Slot>, u32) {
        match self.date {
            Date::Open => (None, 0),
            Date::Agreed { slot, sequence } => (Some(slot), sequence),
        }
    }

    /// The agreed time, if there is one.
    pub const fn slot(&self) -> Option<Slot> {
        match self.date {
            Date::Open => None,
            Date::Agreed { slot, .. } => Some(slot),
        }
    }
}

/// How the money of a session ended.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "outcome")]
pub enum Outcome {
    /// As sold.
    Whole,
    /// After a reported problem.
    Resolved {
        /// What went back to the client.
        refund: Money,
        /// Why.
        reason: String,
    },
}

/// Where a session stands.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "phase")]
pub enum Phase {
    /// Bought, not paid.
    AwaitingPayment {
        /// The time that the client picked, if any.
        slot: Option<Slot>,
        /// When the checkout runs out.
        until: Timestamp,
    },
    /// Paid, without a date.
    ToSchedule(Sold),
    /// Paid, with a date.
    Scheduled(Sold),
    /// A host is being called. Not walked by PAY.
    Ringing {
        /// When the call lapses.
        until: Timestamp,
    },
    /// The host is in the room alone; nobody met yet.
    Open(Sold),
    /// Both are there.
    Live(Sold),
    /// They met, and now not both are there.
    Paused(Sold),
    /// The host ended the meeting.
    Ended {
        /// The sale.
        sold: Sold,
        /// When.
        at: Timestamp,
    },
    /// Rendered: the money is settled, the client may report a problem.
    Delivered {
        /// The sale.
        sold: Sold,
        /// When.
        at: Timestamp,
        /// By whom.
        by: DeliveredBy,
    },
    /// A metered session whose sum may still be lowered. Not walked by PAY.
    Finalizing,
    /// Over, and the money is where it belongs.
    Settled {
        /// The sale.
        sold: Sold,
        /// When.
        at: Timestamp,
        /// How the money ended.
        outcome: Outcome,
    },
    /// The checkout ran out.
    Lapsed {
        /// The time that the client had picked, if any.
        slot: Option<Slot>,
    },
    /// The host did not take the call. Not walked by PAY.
    Declined,
    /// It will not take place.
    Cancelled {
        /// Why.
        why: CancelReason,
        /// The payment that went back, if there was one.
        paid: Option<Paid>,
        /// The date that falls away, if there was one.
        slot: Option<Slot>,
        /// The SEQUENCE of the calendar file that named it.
        sequence: u32,
        /// When.
        at: Timestamp,
    },
    /// Somebody did not come. Not walked by PAY.
    NoShow {
        /// Who.
        who: Party,
    },
    /// The client reported a problem; the earning waits for the operator.
    Disputed {
        /// The sale.
        sold: Sold,
        /// When.
        at: Timestamp,
        /// What went wrong.
        words: String,
    },
}

/// Whether one may enter the room.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Door {
    /// Come in.
    Open,
    /// Not before this instant (HELP-12).
    OpensAt(Timestamp),
    /// Not yet paid, or over.
    Closed,
}

macro_rules! phase_names {
    ($($name:ident = $text:literal,)+) => {
        /// A phase without its data: what lists, columns and badges need.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
        #[expect(missing_docs, reason = "the names are those of `Phase`, explained there")]
        pub enum PhaseName {
            $($name,)+
        }

        impl PhaseName {
            /// Every phase.
            pub const ALL: &'static [Self] = &[$(Self::$name,)+];

            /// The name in columns and addresses.
            pub const fn as_str(self) -> &'static str {
                match self {
                    $(Self::$name => $text,)+
                }
            }
        }
    };
}

phase_names! {
    AwaitingPayment = "awaiting_payment",
    ToSchedule = "to_schedule",
    Scheduled = "scheduled",
    Ringing = "ringing",
    Open = "open",
    Live = "live",
    Paused = "paused",
    Ended = "ended",
    Delivered = "delivered",
    Finalizing = "finalizing",
    Settled = "settled",
    Lapsed = "lapsed",
    Declined = "declined",
    Cancelled = "cancelled",
    NoShow = "no_show",
    Disputed = "disputed",
}

impl Phase {
    /// The phase without its data.
    pub const fn name(&self) -> PhaseName {
        match self {
            Self::AwaitingPayment { .. } => PhaseName::AwaitingPayment,
            Self::ToSchedule(_) => PhaseName::ToSchedule,
            Self::Scheduled(_) => PhaseName::Scheduled,
            Self::Ringing { .. } => PhaseName::Ringing,
            Self::Open(_) => PhaseName::Open,
            Self::Live(_) => PhaseName::Live,
            Self::Paused(_) => PhaseName::Paused,
            Self::Ended { .. } => PhaseName::Ended,
            Self::Delivered { .. } => PhaseName::Delivered,
            Self::Finalizing => PhaseName::Finalizing,
            Self::Settled { .. } => PhaseName::Settled,
            Self::Lapsed { .. } => PhaseName::Lapsed,
            Self::Declined => PhaseName::Declined,
            Self::Cancelled { .. } => PhaseName::Cancelled,
            Self::NoShow { .. } => PhaseName::NoShow,
            Self::Disputed { .. } => PhaseName::Disputed,
        }
    }

    /// The sale, once paid and as long as it stands.
    pub const fn sold(&self) -> Option<&Sold> {
        match self {
            Self::ToSchedule(sold)
            | Self::Scheduled(sold)
            | Self::Open(sold)
            | Self::Live(sold)
            | Self::Paused(sold)
            | Self::Ended { sold, .. }
            | Self::Delivered { sold, .. }
            | Self::Disputed { sold, .. }
            | Self::Settled { sold, .. } => Some(sold),
            Self::AwaitingPayment { .. }
            | Self::Ringing { .. }
            | Self::Finalizing
            | Self::Lapsed { .. }
            | Self::Declined
            | Self::Cancelled { .. }
            | Self::NoShow { .. } => None,
        }
    }

    /// Whether it belongs among the past sessions.
    pub const fn is_over(&self) -> bool {
        match self {
            Self::Delivered { .. }
            | Self::Settled { .. }
            | Self::Lapsed { .. }
            | Self::Declined
            | Self::Cancelled { .. }
            | Self::NoShow { .. } => true,
            Self::AwaitingPayment { .. }
            | Self::ToSchedule(_)
            | Self::Scheduled(_)
            | Self::Ringing { .. }
            | Self::Open(_)
            | Self::Live(_)
            | Self::Paused(_)
            | Self::Ended { .. }
            | Self::Finalizing
            | Self::Disputed { .. } => false,
        }
    }
}

impl Session {
    /// Makes a fact part of the state. Facts are only made by [`Session::decide`], so one that does
    /// not fit the phase changes nothing.
    pub fn apply(&mut self, stamped: &Stamped) {
        let at = stamped.at;
        match &stamped.event {
            Event::Paid { op, amount, slot } => {
                if matches!(self.phase, Phase::AwaitingPayment { .. } | Phase::Lapsed { .. }) {
                    self.phase = started(Paid { op: *op, amount: *amount, at }, *slot);
                }
            }
            Event::PaidInVain { op, .. } => self.returned.push(*op),
            Event::Lapsed => {
                if let Phase::AwaitingPayment { slot, .. } = self.phase {
                    self.phase = Phase::Lapsed { slot };
                }
            }
            Event::Cancelled { why } => {
                let paid = self.phase.sold().map(|sold| sold.paid.clone());
                let (slot, sequence) = self.phase.sold().map_or((None, 0), Sold::calendar);
                self.phase = Phase::Cancelled { why: why.clone(), paid, slot, sequence, at };
            }
            Event::ProblemReported { words } => {
                let words = words.clone();
                self.replace(|sold| Phase::Disputed { sold, at, words });
            }
            Event::Resolved { refund, reason } => {
                let outcome = Outcome::Resolved { refund: *refund, reason: reason.clone() };
                self.replace(|sold| Phase::Settled { sold, at, outcome });
            }
            Event::Settled => {
                self.replace(|sold| Phase::Settled { sold, at, outcome: Outcome::Whole });
            }
            Event::Delivered { by } => {
                let by = *by;
                self.replace(|sold| Phase::Delivered { sold, at, by });
            }
            Event::Ended => self.replace(|sold| Phase::Ended { sold, at }),
            Event::TimesProposed { .. }
            | Event::DateAgreed { .. }
            | Event::ScheduleReminded { .. }
            | Event::RefundOffered
            | Event::ClientWaited
            | Event::Opened
            | Event::Emptied
            | Event::Met
            | Event::Parted { .. }
            | Event::Proven { .. }
            | Event::DeliveryReminded { .. }
            | Event::UnmetNoticed { .. } => self.apply_before_end(stamped),
        }
    }

    /// The facts between payment and end, which all change the sale itself.
    fn apply_before_end(&mut self, stamped: &Stamped) {
        let at = stamped.at;
        match &stamped.event {
            Event::TimesProposed { by, times } => {
                let offer = Offer { by: *by, times: times.clone(), at };
                self.change(|sold| sold.offer = Some(offer));
            }
            Event::DateAgreed { slot, .. } => {
                let slot = *slot;
                self.replace(|mut sold| {
                    sold.date = agreed(sold.date, slot);
                    sold.offer = None;
                    sold.told.unmet = 0;
                    sold.told.unmet_at = None;
                    // What broke off before it was a meeting counts no minutes down (PAY-20).
                    sold.meeting.met_at = None;
                    sold.meeting.last_at = None;
                    Phase::Scheduled(sold)
                });
            }
            Event::ScheduleReminded { n } => self.change(|sold| sold.told.schedule = *n),
            Event::RefundOffered => self.change(|sold| sold.told.refund = 1),
            Event::DeliveryReminded { n } => self.change(|sold| sold.told.delivery = *n),
            Event::UnmetNoticed { n } => self.change(|sold| {
                sold.told.unmet = *n;
                sold.told.unmet_at = Some(at);
            }),
            Event::ClientWaited => self.change(|sold| sold.meeting.client_came = true),
            Event::Opened => self.replace(|mut sold| {
                sold.meeting.host_came = true;
                Phase::Open(sold)
            }),
            Event::Emptied => self.replace(|sold| match sold.date {
                Date::Open => Phase::ToSchedule(sold),
                Date::Agreed { .. } => Phase::Scheduled(sold),
            }),
            Event::Met => self.replace(|mut sold| {
                let meeting = &mut sold.meeting;
                meeting.met_at = Some(meeting.met_at.unwrap_or(at));
                meeting.last_at = Some(at);
                meeting.client_came = true;
                Phase::Live(sold)
            }),
            Event::Parted { proven_secs } => {
                let secs = *proven_secs;
                self.replace(|mut sold| {
                    prove(&mut sold.meeting, secs, at);
                    Phase::Paused(sold)
                });
            }
            Event::Proven { proven_secs } => {
                let secs = *proven_secs;
                self.change(|sold| prove(&mut sold.meeting, secs, at));
            }
            Event::Paid { .. }
            | Event::PaidInVain { .. }
            | Event::Lapsed
            | Event::Ended
            | Event::Delivered { .. }
            | Event::ProblemReported { .. }
            | Event::Resolved { .. }
            | Event::Settled
            | Event::Cancelled { .. } => {}
        }
    }

    /// The time that is kept for this session: agreed, or reserved during checkout.
    pub const fn slot(&self) -> Option<Slot> {
        if let Phase::AwaitingPayment { slot, .. } | Phase::Lapsed { slot } = &self.phase {
            return *slot;
        }
        match self.phase.sold() {
            Some(sold) => sold.slot(),
            None => None,
        }
    }

    /// Whether one may enter the room now (PAY-18, HELP-12). Without a date both may meet at any
    /// time: they agreed on it in their conversation.
    pub fn door(&self, now: Timestamp) -> Door {
        match &self.phase {
            Phase::ToSchedule(_) | Phase::Open(_) | Phase::Live(_) | Phase::Paused(_) => Door::Open,
            Phase::Scheduled(sold) => match sold.slot() {
                None => Door::Open,
                Some(slot) => {
                    let early = SignedDuration::from_mins(i64::from(self.policy.open_before_mins));
                    let opens_at = slot.starts_at - early;
                    if now < opens_at { Door::OpensAt(opens_at) } else { Door::Open }
                }
            },
            Phase::AwaitingPayment { .. }
            | Phase::Ringing { .. }
            | Phase::Ended { .. }
            | Phase::Delivered { .. }
            | Phase::Finalizing
            | Phase::Settled { .. }
            | Phase::Lapsed { .. }
            | Phase::Declined
            | Phase::Cancelled { .. }
            | Phase::NoShow { .. }
            | Phase::Disputed { .. } => Door::Closed,
        }
    }

    fn change(&mut self, change: impl FnOnce(&mut Sold)) {
        if let Some(sold) = sold_mut(&mut self.phase) {
            change(sold);
        }
    }

    fn replace(&mut self, phase: impl FnOnce(Sold) -> Phase) {
        if let Some(sold) = self.phase.sold().cloned() {
            self.phase = phase(sold);
        }
    }
}

fn started(paid: Paid, slot: Option<Slot>) -> Phase {
    let date = slot.map_or(Date::Open, |slot| Date::Agreed { slot, sequence: 0 });
    let sold = Sold { paid, date, offer: None, meeting: Meeting::default(), told: Told::default() };
    match date {
        Date::Open => Phase::ToSchedule(sold),
        Date::Agreed { .. } => Phase::Scheduled(sold),
    }
}

const fn agreed(before: Date, slot: Slot) -> Date {
    match before {
        Date::Open => Date::Agreed { slot, sequence: 0 },
        Date::Agreed { sequence, .. } => Date::Agreed { slot, sequence: sequence + 1 },
    }
}

/// Proven time only grows, whatever is reported twice or out of order.
fn prove(meeting: &mut Meeting, proven_secs: u32, at: Timestamp) {
    meeting.proven_secs = meeting.proven_secs.max(proven_secs);
    meeting.last_at = Some(at);
}

const fn sold_mut(phase: &mut Phase) -> Option<&mut Sold> {
    match phase {
        Phase::ToSchedule(sold)
        | Phase::Scheduled(sold)
        | Phase::Open(sold)
        | Phase::Live(sold)
        | Phase::Paused(sold)
        | Phase::Ended { sold, .. }
        | Phase::Delivered { sold, .. }
        | Phase::Disputed { sold, .. }
        | Phase::Settled { sold, .. } => Some(sold),
        Phase::AwaitingPayment { .. }
        | Phase::Ringing { .. }
        | Phase::Finalizing
        | Phase::Lapsed { .. }
        | Phase::Declined
        | Phase::Cancelled { .. }
        | Phase::NoShow { .. } => None,
    }
}
