//! The test till's books in the product's database, and the task that delivers its webhooks late,
//! twice or never, as it was asked to.

use jiff::Timestamp;
use visavis_pay::till::{Stored, TillEvent, TillPayment, TillStore, TillStoreError, Versioned};
use visavis_pay::{EventCursor, ProviderEvent, TestTill};
use visavis_store::till::{self as rows, Event, Payment};
use visavis_store::{Db, StoreError};

use crate::{App, Failure};

/// The till of this site.
pub type Till = TestTill<TillRows>;

/// The till's rows.
#[derive(Clone)]
pub struct TillRows(pub Db);

fn failed(error: StoreError) -> TillStoreError {
    match error {
        StoreError::Conflict => TillStoreError::Conflict,
        StoreError::Constraint(_)
        | StoreError::Busy
        | StoreError::Full
        | StoreError::Unavailable(_)
        | StoreError::Corrupt(_)
        | StoreError::Bug(_) => TillStoreError::Unavailable(Box::new(error)),
    }
}

fn json(value: &impl serde::Serialize) -> Result<serde_json::Value, TillStoreError> {
    serde_json::to_value(value).map_err(|error| TillStoreError::Unavailable(Box::new(error)))
}

fn read<T: serde::de::DeserializeOwned>(value: serde_json::Value) -> Result<T, TillStoreError> {
    serde_json::from_value(value).map_err(|error| TillStoreError::Unavailable(Box::new(error)))
}

async fn add_events(
    tx: &mut visavis_store::Tx,
    events: &[TillEvent],
) -> Result<(), TillStoreError> {
    for event in events {
        let data = json(event)?;
        let row = Event {
            id: &event.event.id,
            at: event.event.at,
            deliver_at: event.deliver_at,
            times: event.times,
            data: &data,
        };
        if !rows::add_event(tx, &row).await.map_err(failed)? {
            return Err(TillStoreError::Taken);
        }
    }
    Ok(())
}

impl TillStore for TillRows {
    fn add<'a>(&'a self, payment: &'a TillPayment, events: &'a [TillEvent]) -> Stored<'a, ()> {
        Box::pin(async move {
            let data = json(payment)?;
            let row = Payment {
                id: payment.id(),
                op: payment.op().uuid(),
                closes_at: payment.closes_at(),
                data: &data,
            };
            let mut tx = self.0.write().await.map_err(failed)?;
            if !rows::insert(&mut tx, &row).await.map_err(failed)? {
                return Err(TillStoreError::Taken);
            }
            add_events(&mut tx, events).await?;
            tx.commit().await.map_err(failed)
        })
    }

    fn load<'a>(&'a self, id: &'a str) -> Stored<'a, Option<Versioned>> {
        Box::pin(async move {
            let mut tx = self.0.read().await.map_err(failed)?;
            match rows::by_id(&mut tx, id).await.map_err(failed)? {
                None => Ok(None),
                Some((data, version)) => Ok(Some(Versioned { payment: read(data)?, version })),
            }
        })
    }

    fn save<'a>(&'a self, changed: &'a Versioned, events: &'a [TillEvent]) -> Stored<'a, ()> {
        Box::pin(async move {
            let payment = &changed.payment;
            let data = json(payment)?;
            let row = Payment {
                id: payment.id(),
                op: payment.op().uuid(),
                closes_at: payment.closes_at(),
                data: &data,
            };
            let mut tx = self.0.write().await.map_err(failed)?;
            rows::update(&mut tx, &row, changed.version).await.map_err(failed)?;
            add_events(&mut tx, events).await?;
            tx.commit().await.map_err(failed)
        })
    }

    fn closing(&self, now: Timestamp, limit: u16) -> Stored<'_, Vec<String>> {
        Box::pin(async move {
            let mut tx = self.0.read().await.map_err(failed)?;
            rows::closing(&mut tx, now, limit).await.map_err(failed)
        })
    }

    fn due(&self, now: Timestamp, limit: u16) -> Stored<'_, Vec<TillEvent>> {
        Box::pin(async move {
            let mut tx = self.0.read().await.map_err(failed)?;
            let due = rows::due(&mut tx, now, limit).await.map_err(failed)?;
            due.into_iter().map(read).collect()
        })
    }

    fn keep_event<'a>(&'a self, event: &'a TillEvent) -> Stored<'a, ()> {
        Box::pin(async move {
            let data = json(event)?;
            let row = Event {
                id: &event.event.id,
                at: event.event.at,
                deliver_at: event.deliver_at,
                times: event.times,
                data: &data,
            };
            let mut tx = self.0.write().await.map_err(failed)?;
            rows::keep_event(&mut tx, &row).await.map_err(failed)?;
            tx.commit().await.map_err(failed)
        })
    }

    fn events<'a>(&'a self, after: &'a EventCursor, limit: u16) -> Stored<'a, Vec<ProviderEvent>> {
        Box::pin(async move {
            let mut tx = self.0.read().await.map_err(failed)?;
            let found = rows::events(&mut tx, after.at, &after.id, limit).await.map_err(failed)?;
            let kept: Result<Vec<TillEvent>, _> = found.into_iter().map(read).collect();
            Ok(kept?.into_iter().map(|event| event.event).collect())
        })
    }
}

/// Delivers what the till has to say to the webhook inbox, as a provider would, once around.
pub async fn deliver(app: &App) -> Result<usize, Failure> {
    let inside = |error: TillStoreError| Failure::inside(error.to_string());
    app.till.close_overdue(50).await.map_err(inside)?;
    let deliveries = app.till.deliveries(50).await.map_err(inside)?;
    for delivery in &deliveries {
        match super::receive(app, &delivery.signature, &delivery.body).await {
            Ok(()) => app.till.accepted(delivery).await.map_err(inside)?,
            Err(failure) => {
                tracing::warn!(error = %failure, "the inbox refused a delivery of the test till");
                app.till.rejected(delivery).await.map_err(inside)?;
            }
        }
    }
    Ok(deliveries.len())
}
