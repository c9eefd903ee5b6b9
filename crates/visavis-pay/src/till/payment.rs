//! One payment at the till, from the opened page to the last refund: pure, with the time as an
//! argument.

mod calls;

use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};
use visavis_domain::ids::PaymentOpId;
use visavis_domain::ledger::Realm;
use visavis_domain::money::Money;

use super::button::{After, Button, PressError};
use super::delivery::{TillEvent, later};
use super::{PREFIX, TillSettings};
use crate::event::{Booked, Fact, ProviderEvent};
use crate::provider::{Authorisation, AuthoriseOrder, Checkout, Order, PaymentState, Standing};
use calls::Call;

/// When something happens, how the till behaves, and what it says about it.
pub(super) struct Moment<'a> {
    /// The time.
    pub(super) now: Timestamp,
    /// The till.
    pub(super) settings: &'a TillSettings,
    /// What is told, in order.
    pub(super) events: Vec<TillEvent>,
}

/// Where a payment stands at the till.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "stage", rename_all = "snake_case")]
pub enum Stage {
    /// The page is open.
    Open,
    /// The bank has asked for the client: 3-D Secure.
    Challenged,
    /// The bank said no.
    Declined,
    /// The page closed without a payment.
    Expired,
    /// The amount is held.
    Held {
        /// After this moment it is released by itself.
        capture_before: Timestamp,
    },
    /// The hold is gone.
    Released,
    /// Money was taken, and perhaps a part of it, or all, given back.
    Paid {
        /// Taken, in minor units.
        captured: i64,
        /// Given back, in minor units.
        refunded: i64,
    },
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
enum Purpose {
    /// Taken as soon as it is approved.
    Purchase,
    /// Held first.
    Hold,
}

/// How the webhooks of a payment arrive.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
enum Arrival {
    Once,
    Twice,
    Late,
    Never,
}

/// A payment at the till.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct TillPayment {
    id: String,
    op: PaymentOpId,
    purpose: Purpose,
    amount: Money,
    description: String,
    return_url: String,
    expires_at: Timestamp,
    saved_method: Option<String>,
    opened_at: Timestamp,
    #[serde(flatten)]
    stage: Stage,
    arrival: Arrival,
    lose_next_answer: bool,
    calls: Vec<Call>,
    events_told: u32,
}

/// A name of the till made from an operation: the same operation always gets the same name, which
/// is what makes opening a payment twice impossible.
pub(super) fn till_name(kind: &str, op: PaymentOpId) -> String {
    let text = op.to_string();
    let digits = text.rsplit('_').next().unwrap_or(&text);
    format!("{PREFIX}{kind}_{digits}")
}

impl TillPayment {
    /// A page on which the amount is paid at once.
    pub(super) fn purchase(order: &Order, moment: &Moment<'_>) -> Self {
        Self::open(order, Purpose::Purchase, None, moment)
    }

    /// An amount to be held: at once with a saved means of payment, else by a page.
    pub(super) fn hold(order: &AuthoriseOrder, moment: &mut Moment<'_>) -> Self {
        let saved = order.saved_method.clone();
        let at_once = saved.is_some();
        let mut payment = Self::open(&order.order, Purpose::Hold, saved, moment);
        if at_once {
            payment.approve(moment);
        }
        payment
    }

    fn open(
        order: &Order,
        purpose: Purpose,
        saved_method: Option<String>,
        moment: &Moment<'_>,
    ) -> Self {
        Self {
            id: till_name("pay", order.op),
            op: order.op,
            purpose,
            amount: order.amount,
            description: order.description.clone(),
            return_url: order.return_url.clone(),
            expires_at: order.expires_at,
            saved_method,
            opened_at: moment.now,
            stage: Stage::Open,
            arrival: Arrival::Once,
            lose_next_answer: false,
            calls: Vec::new(),
            events_told: 0,
        }
    }

    /// Whether another payment was ordered in exactly the same words.
    pub(super) fn same_order(&self, other: &Self) -> bool {
        let words = |payment: &Self| {
            let Self { op, purpose, amount, expires_at, .. } = payment;
            (*op, *purpose, *amount, *expires_at)
        };
        words(self) == words(other)
            && self.description == other.description
            && self.return_url == other.return_url
            && self.saved_method == other.saved_method
    }

    /// The till's name for it.
    pub fn id(&self) -> &str {
        &self.id
    }

    /// The operation that asked for it.
    pub const fn op(&self) -> PaymentOpId {
        self.op
    }

    /// What is to be paid or held.
    pub const fn amount(&self) -> Money {
        self.amount
    }

    /// Whether the amount is only held when it is approved.
    pub fn is_hold(&self) -> bool {
        self.purpose == Purpose::Hold
    }

    /// What it is for.
    pub fn description(&self) -> &str {
        &self.description
    }

    /// Where the page leads back to.
    pub fn return_url(&self) -> &str {
        &self.return_url
    }

    /// When the page was opened.
    pub const fn opened_at(&self) -> Timestamp {
        self.opened_at
    }

    /// When the page closes.
    pub const fn expires_at(&self) -> Timestamp {
        self.expires_at
    }

    /// Where it stands.
    pub const fn stage(&self) -> Stage {
        self.stage
    }

    /// When it will change by itself.
    pub const fn closes_at(&self) -> Option<Timestamp> {
        match self.stage {
            Stage::Open | Stage::Challenged => Some(self.expires_at),
            Stage::Held { capture_before } => Some(capture_before),
            Stage::Declined | Stage::Expired | Stage::Released | Stage::Paid { .. } => None,
        }
    }

    /// Whether its means of payment can be used again for the same client.
    pub(super) const fn is_proven(&self) -> bool {
        match self.stage {
            Stage::Held { .. } | Stage::Released | Stage::Paid { .. } => true,
            Stage::Open | Stage::Challenged | Stage::Declined | Stage::Expired => false,
        }
    }

    /// The buttons on its page.
    pub const fn buttons(&self) -> &'static [Button] {
        match self.stage {
            Stage::Open => &[
                Button::Approve,
                Button::Decline,
                Button::Challenge,
                Button::ApproveLoseAnswer,
                Button::ApproveTwice,
                Button::ApproveLate,
                Button::ApproveNever,
                Button::Expire,
            ],
            Stage::Challenged => &[Button::Approve, Button::Decline],
            Stage::Held { .. } | Stage::Paid { .. } => &[Button::LoseNextAnswer],
            Stage::Declined | Stage::Expired | Stage::Released => &[],
        }
    }

    /// Its page.
    pub(super) fn checkout(&self, settings: &TillSettings) -> Checkout {
        Checkout {
            payment: self.id.clone(),
            page_url: format!("{}/{}", settings.page_base.trim_end_matches('/'), self.id),
            expires_at: self.expires_at,
        }
    }

    /// The answer to the request to hold an amount: the same however often it is asked, whatever
    /// became of the payment meanwhile.
    pub(super) fn authorisation(&self, settings: &TillSettings) -> Authorisation {
        if self.saved_method.is_none() {
            return Authorisation::NeedsClient(self.checkout(settings));
        }
        let capture_before = later(self.opened_at, settings.hold);
        Authorisation::Held { payment: self.id.clone(), capture_before }
    }

    /// Where it stands, in words that fit any provider.
    pub(super) fn standing(&self) -> Standing {
        let money = |minor| Money { minor, ..self.amount };
        let state = match self.stage {
            Stage::Open | Stage::Challenged => PaymentState::Open,
            Stage::Declined => PaymentState::Declined,
            Stage::Expired => PaymentState::Expired,
            Stage::Held { capture_before } => PaymentState::Held { capture_before },
            Stage::Released => PaymentState::Released,
            Stage::Paid { captured, refunded } => {
                PaymentState::Paid { captured: money(captured), refunded: money(refunded) }
            }
        };
        Standing { payment: self.id.clone(), op: self.op, amount: self.amount, state }
    }

    /// Lets run out what has run out.
    pub(super) fn lapse(&mut self, moment: &mut Moment<'_>) {
        if self.closes_at().is_some_and(|closes| closes <= moment.now) {
            self.close(self.op, moment);
        }
    }

    fn close(&mut self, op: PaymentOpId, moment: &mut Moment<'_>) {
        match self.stage {
            Stage::Open | Stage::Challenged => {
                self.stage = Stage::Expired;
                self.tell(moment, op, Fact::CheckoutExpired);
            }
            Stage::Held { .. } => {
                self.stage = Stage::Released;
                self.tell(moment, op, Fact::Released { amount: self.amount });
            }
            Stage::Declined | Stage::Expired | Stage::Released | Stage::Paid { .. } => {}
        }
    }

    /// A button was pressed. Pressing one twice is the same as pressing it once.
    pub(super) fn press(
        &mut self,
        button: Button,
        moment: &mut Moment<'_>,
    ) -> Result<After, PressError> {
        match (self.stage, button) {
            (Stage::Open | Stage::Challenged, Button::Approve) => self.approve(moment),
            (Stage::Open, Button::ApproveLoseAnswer) => {
                self.approve(moment);
                return Ok(After::NoAnswer);
            }
            (Stage::Open, Button::ApproveTwice) => self.approve_arriving(Arrival::Twice, moment),
            (Stage::Open, Button::ApproveLate) => self.approve_arriving(Arrival::Late, moment),
            (Stage::Open, Button::ApproveNever) => self.approve_arriving(Arrival::Never, moment),
            (Stage::Open | Stage::Challenged, Button::Decline) => {
                self.stage = Stage::Declined;
                self.tell(moment, self.op, Fact::CheckoutDeclined { amount: self.amount });
            }
            (Stage::Open, Button::Expire) => self.close(self.op, moment),
            (Stage::Open | Stage::Challenged, Button::Challenge) => {
                self.stage = Stage::Challenged;
                return Ok(After::Stay);
            }
            (Stage::Held { .. } | Stage::Paid { .. }, Button::LoseNextAnswer) => {
                self.lose_next_answer = true;
                return Ok(After::Stay);
            }
            // The second click of a double click finds done what it wanted.
            (
                Stage::Held { .. } | Stage::Paid { .. },
                Button::Approve
                | Button::ApproveLoseAnswer
                | Button::ApproveTwice
                | Button::ApproveLate
                | Button::ApproveNever,
            )
            | (Stage::Declined, Button::Decline)
            | (Stage::Expired, Button::Expire) => {}
            (
                Stage::Open
                | Stage::Challenged
                | Stage::Declined
                | Stage::Expired
                | Stage::Held { .. }
                | Stage::Released
                | Stage::Paid { .. },
                Button::Approve
                | Button::Decline
                | Button::Challenge
                | Button::Expire
                | Button::ApproveLoseAnswer
                | Button::ApproveTwice
                | Button::ApproveLate
                | Button::ApproveNever
                | Button::LoseNextAnswer,
            ) => return Err(PressError::NotOffered),
        }
        Ok(After::Return { url: self.return_url.clone() })
    }

    fn approve_arriving(&mut self, arrival: Arrival, moment: &mut Moment<'_>) {
        self.arrival = arrival;
        self.approve(moment);
    }

    fn approve(&mut self, moment: &mut Moment<'_>) {
        let amount = self.amount;
        match self.purpose {
            Purpose::Purchase => {
                self.stage = Stage::Paid { captured: amount.minor, refunded: 0 };
                self.tell(moment, self.op, Fact::CheckoutCompleted { amount });
                self.book(moment, self.op, Booked::Charge, amount);
            }
            Purpose::Hold => {
                let capture_before = later(moment.now, moment.settings.hold);
                self.stage = Stage::Held { capture_before };
                self.tell(moment, self.op, Fact::Authorised { amount, capture_before });
            }
        }
    }

    fn book(&mut self, moment: &mut Moment<'_>, op: PaymentOpId, booked: Booked, amount: Money) {
        let fee = match booked {
            Booked::Charge => moment.settings.fee(amount),
            Booked::Refund => Money::zero(amount.currency),
        };
        let transaction = till_name("txn", op);
        let fact = Fact::BalanceTransaction { transaction, booked, amount, fee };
        let lag = moment.settings.booking;
        self.tell_after(lag, moment, op, fact);
    }

    fn tell(&mut self, moment: &mut Moment<'_>, op: PaymentOpId, fact: Fact) {
        self.tell_after(SignedDuration::ZERO, moment, op, fact);
    }

    /// Tells a fact. The event is named after the operation that caused it, so an operation that is
    /// used for two payments collides in the storage and is found out.
    fn tell_after(
        &mut self,
        lag: SignedDuration,
        moment: &mut Moment<'_>,
        op: PaymentOpId,
        fact: Fact,
    ) {
        let n = if op == self.op {
            self.events_told += 1;
            self.events_told
        } else {
            let before = moment.events.iter().filter(|told| told.event.op == op).count();
            u32::try_from(before).unwrap_or(u32::MAX).saturating_add(1)
        };
        let (delay, times) = match self.arrival {
            Arrival::Once => (SignedDuration::ZERO, 1),
            Arrival::Twice => (SignedDuration::ZERO, 2),
            Arrival::Late => (moment.settings.late, 1),
            Arrival::Never => (SignedDuration::ZERO, 0),
        };
        let event = ProviderEvent {
            id: format!("{}_{n}", till_name("evt", op)),
            realm: Realm::Test,
            at: moment.now,
            object: self.id.clone(),
            op,
            fact,
        };
        let deliver_at = later(later(moment.now, lag), delay);
        moment.events.push(TillEvent { event, deliver_at, times, refusals: 0 });
    }
}
