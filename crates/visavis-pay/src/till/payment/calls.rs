//! What is asked of a payment after it was ordered: capture, cancel, refund, each done once under
//! its operation.

use serde::{Deserialize, Serialize};
use visavis_domain::ids::PaymentOpId;
use visavis_domain::money::Money;

use super::{Moment, Stage, TillPayment, till_name};
use crate::event::{Booked, Fact};
use crate::provider::{Cancel, Capture, GatewayError, Reason, Refund, RefundSent};

/// A request that was done; the same one is answered the same again.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Call {
    op: PaymentOpId,
    #[serde(flatten)]
    request: Request,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "request", rename_all = "snake_case")]
enum Request {
    Capture { amount: Money },
    Cancel,
    Refund { amount: Money },
}

const OP_REUSED: GatewayError =
    GatewayError::Misuse { what: "this operation was already used for another request" };

impl TillPayment {
    /// Takes a held amount or a part of it.
    pub(in crate::till) fn capture(
        &mut self,
        asked: &Capture,
        moment: &mut Moment<'_>,
    ) -> Result<(), GatewayError> {
        let amount = asked.amount;
        let request = Request::Capture { amount };
        if self.is_repeated(asked.op, request)? {
            return Ok(());
        }
        self.positive(amount)?;
        match self.stage {
            Stage::Held { .. } if amount.minor > self.amount.minor => Err(refused(Reason::TooMuch)),
            Stage::Held { .. } => {
                self.stage = Stage::Paid { captured: amount.minor, refunded: 0 };
                self.tell(moment, asked.op, Fact::Captured { amount });
                self.book(moment, asked.op, Booked::Charge, amount);
                self.done(asked.op, request, ())
            }
            Stage::Paid { .. } => Err(refused(Reason::Paid)),
            Stage::Open | Stage::Challenged | Stage::Declined => Err(refused(Reason::NotPaid)),
            Stage::Expired | Stage::Released => Err(refused(Reason::Closed)),
        }
    }

    /// Closes an open page, or releases a hold. What is closed already stays so.
    pub(in crate::till) fn cancel(
        &mut self,
        asked: &Cancel,
        moment: &mut Moment<'_>,
    ) -> Result<(), GatewayError> {
        if self.is_repeated(asked.op, Request::Cancel)? {
            return Ok(());
        }
        match self.stage {
            Stage::Open
            | Stage::Challenged
            | Stage::Held { .. }
            | Stage::Declined
            | Stage::Expired
            | Stage::Released => {
                self.close(asked.op, moment);
                self.done(asked.op, Request::Cancel, ())
            }
            Stage::Paid { .. } => Err(refused(Reason::Paid)),
        }
    }

    /// Gives back a taken amount or a part of it.
    pub(in crate::till) fn refund(
        &mut self,
        asked: &Refund,
        moment: &mut Moment<'_>,
    ) -> Result<RefundSent, GatewayError> {
        let amount = asked.amount;
        let request = Request::Refund { amount };
        let refund = till_name("re", asked.op);
        if self.is_repeated(asked.op, request)? {
            return Ok(RefundSent { refund });
        }
        self.positive(amount)?;
        match self.stage {
            Stage::Paid { captured, refunded } if amount.minor > captured - refunded => {
                Err(refused(Reason::TooMuch))
            }
            Stage::Paid { captured, refunded } => {
                self.stage = Stage::Paid { captured, refunded: refunded + amount.minor };
                self.tell(moment, asked.op, Fact::Refunded { amount, refund: refund.clone() });
                self.book(moment, asked.op, Booked::Refund, amount);
                self.done(asked.op, request, RefundSent { refund })
            }
            Stage::Open
            | Stage::Challenged
            | Stage::Declined
            | Stage::Expired
            | Stage::Held { .. }
            | Stage::Released => Err(refused(Reason::NotPaid)),
        }
    }

    /// Whether the very same request was done before under this operation.
    fn is_repeated(&self, op: PaymentOpId, request: Request) -> Result<bool, GatewayError> {
        if op == self.op {
            return Err(OP_REUSED);
        }
        match self.calls.iter().find(|call| call.op == op) {
            None => Ok(false),
            Some(call) if call.request == request => Ok(true),
            Some(_) => Err(OP_REUSED),
        }
    }

    /// Remembers what was done, and loses the answer if the page asked for it.
    fn done<T>(&mut self, op: PaymentOpId, request: Request, answer: T) -> Result<T, GatewayError> {
        self.calls.push(Call { op, request });
        if std::mem::take(&mut self.lose_next_answer) {
            Err(GatewayError::Retry)
        } else {
            Ok(answer)
        }
    }

    fn positive(&self, amount: Money) -> Result<(), GatewayError> {
        if amount.currency != self.amount.currency {
            return Err(GatewayError::Misuse { what: "the payment is in another currency" });
        }
        if amount.minor <= 0 {
            return Err(GatewayError::Misuse { what: "the amount must be more than nothing" });
        }
        Ok(())
    }
}

const fn refused(reason: Reason) -> GatewayError {
    GatewayError::Refused { reason }
}
