//! The test till: a provider that takes no money. Its page has buttons for every outcome and no
//! field for a card number, its realm is `test`, its names begin with `test_`, and it pays nobody
//! out, so that nothing it says can be mistaken for money.
//!
//! It behaves like any provider in all that is unpleasant: its answers get lost, its webhooks come
//! late, twice or never. Its rows live in the product's database behind [`TillStore`], because an
//! open checkout has to survive a restart; what may happen to a payment is decided in
//! [`TillPayment`], which is pure.

mod button;
mod delivery;
mod payment;
mod provider;
mod store;

#[cfg(test)]
mod memory;
#[cfg(test)]
mod program_tests;
#[cfg(test)]
mod tests;

use std::sync::Arc;

use jiff::{SignedDuration, Timestamp};
use visavis_domain::money::{BasisPoints, Money};

pub use button::{After, Button, PressError};
pub use delivery::{Delivery, TillEvent};
pub use payment::{Stage, TillPayment};
pub use store::{Stored, TillStore, TillStoreError, Versioned};

use crate::signature::WebhookSecret;
use payment::Moment;

/// What every name of the till begins with.
pub const PREFIX: &str = "test_";

/// How the till behaves.
#[derive(Debug, Clone)]
pub struct TillSettings {
    /// The address of its pages; the name of the payment is put behind it.
    pub page_base: String,
    /// The share that it keeps of a payment.
    pub fee_share: BasisPoints,
    /// What it keeps beside that, in minor units.
    pub fee_fixed_minor: i64,
    /// How late a late webhook is.
    pub late: SignedDuration,
    /// How long after a payment it is booked on the balance.
    pub booking: SignedDuration,
    /// How long an amount is held.
    pub hold: SignedDuration,
}

impl TillSettings {
    /// The usual till: 1.5 % and 25, thirty seconds late, holds for a week.
    pub fn new(page_base: impl Into<String>) -> Self {
        Self {
            page_base: page_base.into(),
            fee_share: BasisPoints::new(150).expect("1.5 % is less than the whole"),
            fee_fixed_minor: 25,
            late: SignedDuration::from_secs(30),
            booking: SignedDuration::from_secs(1),
            hold: SignedDuration::from_hours(7 * 24),
        }
    }

    /// What the till keeps of a payment.
    pub fn fee(&self, amount: Money) -> Money {
        let share = self.fee_share.half_up_of(amount);
        Money { minor: share.minor.saturating_add(self.fee_fixed_minor), ..share }
    }
}

/// The test till on some storage.
pub struct TestTill<S> {
    store: S,
    settings: TillSettings,
    secret: WebhookSecret,
    clock: Arc<dyn Fn() -> Timestamp + Send + Sync>,
}

/// How often a change is tried again when somebody else changed the payment meanwhile.
const TRIES: usize = 8;

impl<S: TillStore> TestTill<S> {
    /// A till; its clock comes from outside like everybody's.
    pub fn new(
        store: S,
        settings: TillSettings,
        secret: WebhookSecret,
        clock: impl Fn() -> Timestamp + Send + Sync + 'static,
    ) -> Self {
        Self { store, settings, secret, clock: Arc::new(clock) }
    }

    /// A payment, for its page; one that has run out is shown as such.
    pub async fn payment(&self, id: &str) -> Result<Option<TillPayment>, TillStoreError> {
        self.change(id, |payment, _| payment.clone()).await
    }

    /// A button on the page of a payment was pressed.
    pub async fn press(&self, id: &str, button: Button) -> Result<After, PressError> {
        self.change(id, |payment, moment| payment.press(button, moment))
            .await?
            .ok_or(PressError::NoSuchPayment)?
    }

    /// Closes what has run out: pages without a payment, holds without a capture. Answers how many.
    pub async fn close_overdue(&self, limit: u16) -> Result<usize, TillStoreError> {
        let overdue = self.store.closing((self.clock)(), limit).await?;
        for id in &overdue {
            self.change(id, |_, _| ()).await?;
        }
        Ok(overdue.len())
    }

    /// What is to be delivered to the webhook inbox now, signed. After each one, say how it went:
    /// [`TestTill::accepted`] or [`TestTill::rejected`].
    pub async fn deliveries(&self, limit: u16) -> Result<Vec<Delivery>, TillStoreError> {
        let now = (self.clock)();
        let due = self.store.due(now, limit).await?;
        due.into_iter().map(|event| Delivery::new(event, &self.secret, now)).collect()
    }

    /// The inbox took a delivery.
    pub async fn accepted(&self, delivery: &Delivery) -> Result<(), TillStoreError> {
        self.store.keep_event(&delivery.event().accepted((self.clock)())).await
    }

    /// The inbox did not take a delivery: it is tried again, later each time.
    pub async fn rejected(&self, delivery: &Delivery) -> Result<(), TillStoreError> {
        self.store.keep_event(&delivery.event().rejected((self.clock)())).await
    }

    fn moment(&self) -> Moment<'_> {
        Moment { now: (self.clock)(), settings: &self.settings, events: Vec::new() }
    }

    /// Lets what has run out run out, does `act`, and keeps what came of it together with its
    /// events. `None` when there is no such payment.
    async fn change<T: Send>(
        &self,
        id: &str,
        act: impl Fn(&mut TillPayment, &mut Moment<'_>) -> T + Send + Sync,
    ) -> Result<Option<T>, TillStoreError> {
        for _ in 0..TRIES {
            let Some(found) = self.store.load(id).await? else { return Ok(None) };
            let mut after = found.payment.clone();
            let mut moment = self.moment();
            after.lapse(&mut moment);
            let answer = act(&mut after, &mut moment);
            if after == found.payment {
                return Ok(Some(answer));
            }
            let after = Versioned { payment: after, version: found.version };
            match self.store.save(&after, &moment.events).await {
                Ok(()) => return Ok(Some(answer)),
                Err(TillStoreError::Conflict) => {}
                Err(other) => return Err(other),
            }
        }
        Err(TillStoreError::Conflict)
    }
}
