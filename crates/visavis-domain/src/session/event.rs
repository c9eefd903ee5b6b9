//! What can be asked of a session, what becomes a fact, what the world is then asked to do, and why
//! something is refused.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::terms::Slot;
use crate::ids::PaymentOpId;
use crate::money::Money;

/// One of the two who meet.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Party {
    /// The one who sells time.
    Host,
    /// The one who owes the money.
    Client,
}

impl Party {
    /// The one on the other side.
    pub const fn other(self) -> Self {
        match self {
            Self::Host => Self::Client,
            Self::Client => Self::Host,
        }
    }
}

/// Who is provably in the room.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Present {
    /// The room is empty.
    Nobody,
    /// The host alone.
    Host,
    /// The client alone.
    Client,
    /// Both: they meet.
    Both,
}

/// Who marked a session as delivered.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum DeliveredBy {
    /// The host, after a proven meeting.
    Host,
    /// The host, who confirmed it without proof; the client is shown that (PAY-22).
    HostUnproven,
    /// Nobody: 72 hours went by after a proven meeting.
    Itself,
}

/// Whether the host confirmed to mark a session as delivered without proof of a meeting.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Confirmed {
    /// Only asked.
    No,
    /// Confirmed on the page that says what it means.
    Yes,
}

/// What somebody, a provider or the clock asks of a session.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "command")]
pub enum Command {
    /// The provider says that the price was paid. May come twice, late, or for a second checkout.
    Pay {
        /// The purchase that was paid.
        op: PaymentOpId,
        /// What was paid.
        amount: Money,
    },
    /// As [`Command::Pay`], but the time that was reserved is somebody else's by now (ALL-2).
    PayTooLate {
        /// The purchase that was paid.
        op: PaymentOpId,
        /// What was paid.
        amount: Money,
    },
    /// The client gives up before paying.
    Abandon {
        /// Who asks.
        by: Party,
    },
    /// One side offers times; a new offer replaces the old one.
    ProposeTimes {
        /// Who offers.
        by: Party,
        /// One to five beginnings.
        times: Vec<Timestamp>,
    },
    /// The other side picks one of the offered times.
    PickTime {
        /// Who picks.
        by: Party,
        /// The beginning that was picked.
        starts_at: Timestamp,
    },
    /// The client takes the money back because no date was found in time (PAY-16).
    TakeRefund {
        /// Who asks.
        by: Party,
    },
    /// The host calls the session off before anybody met: the client gets everything back.
    Cancel {
        /// Who asks.
        by: Party,
        /// Why, in the host's words.
        why: String,
    },
    /// The room says who is provably there, and how long both have been, all in all.
    Attend {
        /// Who is there.
        present: Present,
        /// Seconds in which both were provably there, since the sale.
        proven_secs: u32,
    },
    /// The host ends the meeting.
    End {
        /// Who asks.
        by: Party,
    },
    /// The host says that the service was rendered (PAY-22).
    MarkDelivered {
        /// Who asks.
        by: Party,
        /// Whether it was confirmed without proof.
        confirmed: Confirmed,
    },
    /// The client says that something went wrong (PAY-22).
    ReportProblem {
        /// Who asks.
        by: Party,
        /// What went wrong.
        words: String,
    },
    /// The operator ends a reported problem: the earning is freed, less what is refunded.
    Resolve {
        /// What goes back to the client: nothing, a part, or all.
        refund: Money,
        /// Why, for both.
        reason: String,
    },
    /// A deadline has come.
    Tick,
}

/// A fact about a session, kept for good.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "event")]
pub enum Event {
    /// The price was paid.
    Paid {
        /// The purchase.
        op: PaymentOpId,
        /// What was paid.
        amount: Money,
        /// The time that the client had reserved, if any.
        slot: Option<Slot>,
    },
    /// Money came that was not owed any more; it goes back.
    PaidInVain {
        /// The purchase.
        op: PaymentOpId,
        /// What goes back.
        amount: Money,
    },
    /// The checkout ran out.
    Lapsed,
    /// Times were offered.
    TimesProposed {
        /// By whom.
        by: Party,
        /// The beginnings.
        times: Vec<Timestamp>,
    },
    /// Both agreed on a time.
    DateAgreed {
        /// Who picked it.
        by: Party,
        /// The time.
        slot: Slot,
    },
    /// The host was reminded to agree on a date; the number says which reminder.
    ScheduleReminded {
        /// Counted from one.
        n: u32,
    },
    /// The client was told that the money can be taken back.
    RefundOffered,
    /// The client came while nobody else was there: join evidence.
    ClientWaited,
    /// The host opened the room.
    Opened,
    /// The host left before anybody came.
    Emptied,
    /// Both are there. The first time starts the countdown (PAY-20).
    Met,
    /// One of them left, or the line broke.
    Parted {
        /// Seconds in which both were provably there, since the sale.
        proven_secs: u32,
    },
    /// More joint time was proven while both stayed.
    Proven {
        /// Seconds in which both were provably there, since the sale.
        proven_secs: u32,
    },
    /// The host ended the meeting.
    Ended,
    /// The host was reminded to mark it as delivered.
    DeliveryReminded {
        /// Counted from one.
        n: u32,
    },
    /// Both were told that nobody met.
    UnmetNoticed {
        /// Counted from one.
        n: u32,
    },
    /// The service was rendered; the money is settled.
    Delivered {
        /// By whom.
        by: DeliveredBy,
    },
    /// The client reported a problem; the earning waits.
    ProblemReported {
        /// What went wrong.
        words: String,
    },
    /// The operator ended the problem.
    Resolved {
        /// What goes back to the client.
        refund: Money,
        /// Why.
        reason: String,
    },
    /// The earning is the host's to have.
    Settled,
    /// It will not take place; everything goes back.
    Cancelled {
        /// Why.
        why: CancelReason,
    },
}

/// Why a paid session did not take place.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "reason")]
pub enum CancelReason {
    /// The client took the money back because no date was found (PAY-16).
    NoDate,
    /// The host called it off.
    ByHost {
        /// In the host's words.
        words: String,
    },
    /// Nobody met within two weeks of the date (PAY-22).
    NeverMet,
    /// The time was somebody else's when the payment came (ALL-2).
    SlotLost,
    /// The client gave up before paying.
    Abandoned,
}

/// What the world is asked to do, written into the outbox or the books with the facts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Effect {
    /// Tell somebody something.
    Notify(Notice),
    /// Open the conversation between host and client (PAY-16).
    OpenConversation,
    /// Make each side's personal access link (PAY-14).
    IssueLinks,
    /// The provider has the client's money: it now stands in the session's escrow.
    Capture {
        /// The purchase.
        op: PaymentOpId,
        /// What was paid.
        amount: Money,
    },
    /// Divide the escrow between host, site and tax; once (PAY-22).
    Settle {
        /// What is divided.
        total: Money,
    },
    /// The host's pending share becomes available.
    Clear,
    /// Give money back through the provider.
    Refund {
        /// The purchase that it came with.
        op: PaymentOpId,
        /// How much.
        amount: Money,
        /// Where the money stands in the books.
        from: RefundFrom,
    },
    /// Everybody out of the room; the session is over.
    CloseRoom,
}

/// Where refunded money stands in the books.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RefundFrom {
    /// Not divided yet.
    Escrow,
    /// Divided already: each part gives back its difference.
    Settled,
}

/// A message that somebody is owed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "notice")]
pub enum Notice {
    /// Bought and paid (PAY-12, PAY-13).
    Confirmation {
        /// To whom.
        to: Party,
    },
    /// Times were offered.
    TimesProposed {
        /// To whom.
        to: Party,
    },
    /// A time was agreed, with a calendar file.
    DateAgreed {
        /// To whom.
        to: Party,
    },
    /// The host still owes the client a date.
    ScheduleReminder {
        /// Counted from one.
        n: u32,
    },
    /// The client may take the money back.
    RefundOffered,
    /// The host still has to mark it as delivered.
    UndeliveredReminder {
        /// Counted from one.
        n: u32,
    },
    /// Nobody met; the refund comes by itself.
    NotMet {
        /// To whom.
        to: Party,
        /// Counted from one.
        n: u32,
    },
    /// Delivered; a problem can be reported for 72 hours.
    Delivered,
    /// What the host earns.
    Earning,
    /// What the client paid.
    Receipt,
    /// Money goes back to the client.
    Refunded {
        /// How much.
        amount: Money,
    },
    /// The money that came too late goes back.
    SlotLost {
        /// How much.
        amount: Money,
    },
    /// It will not take place: the host is told, the client hears it with the refund.
    Cancelled,
    /// The client reported a problem: the host is told.
    ProblemReported,
    /// The operator is told of a problem.
    ProblemForOperator,
    /// How the problem ended.
    ProblemResolved {
        /// To whom.
        to: Party,
        /// What went back.
        refund: Money,
    },
}

/// Why a command is refused. Each says what the person can do.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    /// Nothing like that is possible at this stage.
    #[error("this is not possible at this stage of the session")]
    WrongPhase,
    /// Only the host can do that.
    #[error("only the host can do this")]
    OnlyHost,
    /// Only the client can do that.
    #[error("only the client can do this")]
    OnlyClient,
    /// The room opens later (HELP-12).
    #[error("the room opens at {opens_at}")]
    TooEarly {
        /// When.
        opens_at: Timestamp,
    },
    /// One to five times are needed.
    #[error("offer one to five times")]
    TimesCount,
    /// A time lies in the past or more than a year ahead.
    #[error("offer times that lie ahead, within a year")]
    TimesRange,
    /// The time was not offered, or was replaced by a newer offer.
    #[error("this time is not on offer any more")]
    NotOffered,
    /// Nobody can pick from one's own offer.
    #[error("the other side picks from the times you offered")]
    OwnOffer,
    /// The time has passed.
    #[error("this time has passed")]
    TimePassed,
    /// There is no proof that both met; it must be confirmed (PAY-22).
    #[error("there is no proof that both met; please confirm")]
    Unproven,
    /// The money can be taken back later.
    #[error("the refund can be taken from {from} on")]
    RefundLater {
        /// From when on.
        from: Timestamp,
    },
    /// The time for a report is over.
    #[error("the time to report a problem is over")]
    WindowClosed,
    /// Words are needed.
    #[error("please say what happened")]
    WordsMissing,
    /// More than was paid cannot go back.
    #[error("no more than the price can be refunded")]
    RefundTooLarge,
    /// The amount paid is not the price.
    #[error("the amount paid is not the price of the session")]
    WrongAmount,
}
