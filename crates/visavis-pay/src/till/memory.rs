//! A storage in memory that keeps what a database would keep: texts, versions, unique names. It can
//! be told to let somebody else be faster.

use std::collections::BTreeMap;
use std::pin::pin;
use std::sync::atomic::{AtomicI64, AtomicU32, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::task::{Context, Poll, Waker};

use jiff::{SignedDuration, Timestamp};
use uuid::Uuid;
use visavis_domain::ids::{PaymentOpId, mint};
use visavis_domain::money::{Currency, Money};

use super::*;
use crate::event::ProviderEvent;
use crate::provider::{EventCursor, Order};

#[derive(Default)]
struct Rows {
    /// JSON text, version.
    payments: BTreeMap<String, (String, i64)>,
    events: BTreeMap<String, TillEvent>,
}

#[derive(Clone, Default)]
pub(super) struct Memory {
    rows: Arc<Mutex<Rows>>,
    /// How many of the next changes meet somebody who was faster.
    pub(super) conflicts: Arc<AtomicU32>,
}

impl Memory {
    fn rows(&self) -> MutexGuard<'_, Rows> {
        self.rows.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Every event, delivered or not.
    pub(super) fn all_events(&self) -> Vec<TillEvent> {
        self.rows().events.values().cloned().collect()
    }

    pub(super) fn all_payments(&self) -> Vec<TillPayment> {
        self.rows().payments.values().map(|(text, _)| read(text)).collect()
    }
}

fn read(text: &str) -> TillPayment {
    serde_json::from_str(text).expect("it was written by us")
}

fn write(payment: &TillPayment) -> String {
    serde_json::to_string(payment).expect("it is plain data")
}

fn keep(rows: &mut Rows, events: &[TillEvent]) -> Result<(), TillStoreError> {
    if events.iter().any(|told| rows.events.contains_key(&told.event.id)) {
        return Err(TillStoreError::Taken);
    }
    let named = events.iter().map(|told| (told.event.id.clone(), told.clone()));
    rows.events.extend(named);
    Ok(())
}

fn ready<'a, T: Send + 'a>(answer: Result<T, TillStoreError>) -> Stored<'a, T> {
    Box::pin(std::future::ready(answer))
}

impl TillStore for Memory {
    fn add<'a>(&'a self, payment: &'a TillPayment, events: &'a [TillEvent]) -> Stored<'a, ()> {
        let mut rows = self.rows();
        let answer = if rows.payments.contains_key(payment.id()) {
            Err(TillStoreError::Taken)
        } else {
            keep(&mut rows, events).map(|()| {
                rows.payments.insert(payment.id().to_owned(), (write(payment), 1));
            })
        };
        ready(answer)
    }

    fn load<'a>(&'a self, id: &'a str) -> Stored<'a, Option<Versioned>> {
        let rows = self.rows();
        let found = rows.payments.get(id);
        ready(Ok(found.map(|(text, version)| Versioned { payment: read(text), version: *version })))
    }

    fn save<'a>(&'a self, changed: &'a Versioned, events: &'a [TillEvent]) -> Stored<'a, ()> {
        let mut rows = self.rows();
        let faster = |left: u32| left.checked_sub(1);
        let relaxed = Ordering::Relaxed;
        if self.conflicts.fetch_update(relaxed, relaxed, faster).is_ok() {
            let row = rows.payments.get_mut(changed.payment.id()).expect("it was loaded");
            row.1 += 1;
        }
        if rows.payments.get(changed.payment.id()).map(|row| row.1) != Some(changed.version) {
            return ready(Err(TillStoreError::Conflict));
        }
        let answer = keep(&mut rows, events).map(|()| {
            let row = (write(&changed.payment), changed.version + 1);
            rows.payments.insert(changed.payment.id().to_owned(), row);
        });
        ready(answer)
    }

    fn closing(&self, now: Timestamp, limit: u16) -> Stored<'_, Vec<String>> {
        let payments = self.all_payments().into_iter();
        let over = payments.filter(|payment| payment.closes_at().is_some_and(|at| at <= now));
        ready(Ok(over.map(|payment| payment.id().to_owned()).take(usize::from(limit)).collect()))
    }

    fn due(&self, now: Timestamp, limit: u16) -> Stored<'_, Vec<TillEvent>> {
        let mut due = self.all_events();
        due.retain(|told| told.times > 0 && told.deliver_at <= now);
        due.sort_by_key(|told| told.deliver_at);
        due.truncate(usize::from(limit));
        ready(Ok(due))
    }

    fn keep_event<'a>(&'a self, event: &'a TillEvent) -> Stored<'a, ()> {
        self.rows().events.insert(event.event.id.clone(), event.clone());
        ready(Ok(()))
    }

    fn events<'a>(&'a self, after: &'a EventCursor, limit: u16) -> Stored<'a, Vec<ProviderEvent>> {
        let mut events: Vec<_> = self.all_events().into_iter().map(|told| told.event).collect();
        events.sort_by(|a, b| (a.at, &a.id).cmp(&(b.at, &b.id)));
        events.retain(|event| (event.at, &event.id) > (after.at, &after.id));
        events.truncate(usize::from(limit));
        ready(Ok(events))
    }
}

/// Runs a future that never has to wait: the storage answers at once.
pub(super) fn run<F: Future>(future: F) -> F::Output {
    match pin!(future).poll(&mut Context::from_waker(Waker::noop())) {
        Poll::Ready(output) => output,
        Poll::Pending => panic!("nothing here has anything to wait for"),
    }
}

/// A till with a clock that is moved by hand.
pub(super) struct Bench {
    pub(super) till: TestTill<Memory>,
    pub(super) memory: Memory,
    millis: Arc<AtomicI64>,
}

impl Bench {
    pub(super) fn new() -> Self {
        let memory = Memory::default();
        let millis = Arc::new(AtomicI64::new(1_800_000_000_000));
        let hand = Arc::clone(&millis);
        let clock =
            move || Timestamp::from_millisecond(hand.load(Ordering::Relaxed)).expect("in range");
        let settings = TillSettings::new("https://shop.example/till/");
        let secret = WebhookSecret::new(*b"whsec_of_a_test");
        let till = TestTill::new(memory.clone(), settings, secret, clock);
        Self { till, memory, millis }
    }

    pub(super) fn now(&self) -> Timestamp {
        (self.till.clock)()
    }

    pub(super) fn advance(&self, secs: i64) {
        self.millis.fetch_add(secs * 1000, Ordering::Relaxed);
    }

    /// An order that can be written again word for word.
    pub(super) fn order(&self, n: u8, minor: i64) -> Order {
        Order {
            op: op(n),
            amount: eur(minor),
            description: "Half an hour of advice".to_owned(),
            return_url: format!("https://shop.example/sessions/{n}"),
            expires_at: self.now() + SignedDuration::from_mins(30),
        }
    }
}

pub(super) fn op(n: u8) -> PaymentOpId {
    let epoch = Timestamp::UNIX_EPOCH;
    let random = [n; 10];
    let uuid: Uuid = mint(epoch, random);
    PaymentOpId::from_uuid(uuid)
}

pub(super) fn eur(minor: i64) -> Money {
    Money::new(minor, Currency::EUR)
}
