//! The till as a provider like any other.

use std::num::NonZeroU32;

use jiff::Timestamp;
use visavis_domain::ids::PaymentOpId;
use visavis_domain::ledger::Realm;
use visavis_domain::money::{Currency, Money};

use super::TestTill;
use super::payment::{TillPayment, till_name};
use super::store::{TillStore, TillStoreError};
use crate::event::ProviderEvent;
use crate::provider::{
    Answer, Authorisation, AuthoriseOrder, Cancel, Capture, Checkout, EventCursor, EventPage,
    GatewayError, Order, PayOut, PayOutSent, Provider, Reason, Refund, RefundSent, Standing,
};
use crate::signature::WebhookError;

impl From<TillStoreError> for GatewayError {
    fn from(error: TillStoreError) -> Self {
        match error {
            TillStoreError::Conflict | TillStoreError::Unavailable(_) => Self::Retry,
            TillStoreError::Taken => {
                Self::Misuse { what: "this operation was already used for another payment" }
            }
        }
    }
}

impl<S: TillStore> TestTill<S> {
    /// Keeps a new payment, or finds the one that the same order has opened before.
    async fn open(
        &self,
        order: &Order,
        make: impl Fn(&mut super::Moment<'_>) -> TillPayment + Send + Sync,
    ) -> Result<TillPayment, GatewayError> {
        let mut moment = self.moment();
        let payment = make(&mut moment);
        if let Some(found) = self.store.load(payment.id()).await? {
            return same_order(&payment, found.payment);
        }
        let minimum = self.minimum(order.amount.currency);
        if order.amount.minor <= 0 {
            return Err(GatewayError::Misuse { what: "the amount must be more than nothing" });
        }
        if order.amount.minor < minimum.minor {
            return Err(GatewayError::Refused { reason: Reason::TooSmall { minimum } });
        }
        if order.amount.minor % i64::from(self.step(order.amount.currency).get()) != 0 {
            return Err(GatewayError::Misuse { what: "the amount is between two steps" });
        }
        if order.expires_at <= moment.now {
            return Err(GatewayError::Refused { reason: Reason::Closed });
        }
        match self.store.add(&payment, &moment.events).await {
            Ok(()) => Ok(payment),
            // The same request twice at once: the other one was first.
            Err(TillStoreError::Taken) => match self.store.load(payment.id()).await? {
                Some(found) => same_order(&payment, found.payment),
                None => Err(TillStoreError::Taken.into()),
            },
            Err(other) => Err(other.into()),
        }
    }

    async fn check_method(&self, order: &AuthoriseOrder) -> Result<(), GatewayError> {
        let Some(saved) = &order.saved_method else { return Ok(()) };
        let found = self.store.load(saved).await?;
        if found.is_some_and(|found| found.payment.is_proven()) {
            Ok(())
        } else {
            Err(GatewayError::Refused { reason: Reason::NoSuchMethod })
        }
    }

    async fn on<T: Send>(
        &self,
        id: &str,
        act: impl Fn(&mut TillPayment, &mut super::Moment<'_>) -> Result<T, GatewayError> + Send + Sync,
    ) -> Result<T, GatewayError> {
        self.change(id, act)
            .await?
            .ok_or(GatewayError::Refused { reason: Reason::NoSuchPayment })?
    }
}

fn same_order(wanted: &TillPayment, found: TillPayment) -> Result<TillPayment, GatewayError> {
    if wanted.same_order(&found) {
        Ok(found)
    } else {
        Err(GatewayError::Misuse { what: "this operation was already used for another order" })
    }
}

impl<S: TillStore> Provider for TestTill<S> {
    fn name(&self) -> &'static str {
        "till"
    }

    fn realm(&self) -> Realm {
        Realm::Test
    }

    /// About half a euro, as with real providers.
    fn minimum(&self, currency: Currency) -> Money {
        Money::new(if currency.exponent() == 3 { 500 } else { 50 }, currency)
    }

    /// Currencies with three decimals are charged in tens, as with real providers.
    fn step(&self, currency: Currency) -> NonZeroU32 {
        match currency.exponent() {
            3 => NonZeroU32::MIN.saturating_add(9),
            _ => NonZeroU32::MIN,
        }
    }

    fn create_checkout<'a>(&'a self, order: &'a Order) -> Answer<'a, Checkout> {
        Box::pin(async move {
            let payment = self.open(order, |moment| TillPayment::purchase(order, moment)).await?;
            Ok(payment.checkout(&self.settings))
        })
    }

    fn authorise<'a>(&'a self, order: &'a AuthoriseOrder) -> Answer<'a, Authorisation> {
        Box::pin(async move {
            self.check_method(order).await?;
            let payment =
                self.open(&order.order, |moment| TillPayment::hold(order, moment)).await?;
            Ok(payment.authorisation(&self.settings))
        })
    }

    fn capture<'a>(&'a self, request: &'a Capture) -> Answer<'a, ()> {
        Box::pin(self.on(&request.payment, |payment, moment| payment.capture(request, moment)))
    }

    fn cancel<'a>(&'a self, request: &'a Cancel) -> Answer<'a, ()> {
        Box::pin(self.on(&request.payment, |payment, moment| payment.cancel(request, moment)))
    }

    fn refund<'a>(&'a self, request: &'a Refund) -> Answer<'a, RefundSent> {
        Box::pin(self.on(&request.payment, |payment, moment| payment.refund(request, moment)))
    }

    fn pay_out<'a>(&'a self, _request: &'a PayOut) -> Answer<'a, PayOutSent> {
        Box::pin(async { Err(GatewayError::Refused { reason: Reason::PayoutsOff }) })
    }

    fn standing(&self, op: PaymentOpId) -> Answer<'_, Option<Standing>> {
        Box::pin(async move {
            let id = till_name("pay", op);
            Ok(self.change(&id, |payment, _| payment.standing()).await?)
        })
    }

    fn list_events<'a>(&'a self, after: &'a EventCursor, limit: u16) -> Answer<'a, EventPage> {
        Box::pin(async move {
            let events = self.store.events(after, limit).await?;
            let last = events.last().filter(|_| events.len() == usize::from(limit));
            let next = last.map(|event| EventCursor { at: event.at, id: event.id.clone() });
            Ok(EventPage { events, next })
        })
    }

    fn read_webhook(
        &self,
        signature: &str,
        body: &[u8],
        now: Timestamp,
    ) -> Result<ProviderEvent, WebhookError> {
        self.secret.verify(signature, body, now)?;
        let event: ProviderEvent = serde_json::from_slice(body).map_err(|_| WebhookError::Body)?;
        if event.realm == self.realm() { Ok(event) } else { Err(WebhookError::Realm) }
    }
}
