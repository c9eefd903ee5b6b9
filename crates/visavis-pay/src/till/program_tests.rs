//! Random programs of a shop and its clients against the till: whatever is pressed, lost, repeated,
//! delivered twice, late or never, nobody is charged twice, and the shop's books end where the
//! till's do (ALL-1, PAY-12).

use std::collections::{BTreeMap, HashSet};

use proptest::prelude::*;
use uuid::Uuid;
use visavis_domain::ids::SessionId;
use visavis_domain::ledger::{Account, Balances, refund, sale};
use visavis_domain::money::Currency;

use super::memory::{Bench, eur, op, run};
use super::*;
use crate::event::{Booked, Fact, ProviderEvent};
use crate::provider::{
    AuthoriseOrder, Cancel, Capture, EventCursor, GatewayError, Order, Provider, Refund,
};

const PAYMENTS: u8 = 3;

/// One step of a program. Payments are counted from 0; calls have a number of their own, so the
/// same call can be sent again, and also, wrongly, with another amount or for another payment.
#[derive(Debug, Clone, Copy)]
enum Step {
    Open { payment: u8 },
    OpenChanged { payment: u8 },
    Press { payment: u8, button: Button },
    Capture { payment: u8, call: u8, minor: i64 },
    Refund { payment: u8, call: u8, minor: i64 },
    Cancel { payment: u8, call: u8 },
    Deliver,
    RejectOne,
    Replay { pick: prop::sample::Index },
    Advance { secs: i64 },
    Meet { others: u32 },
}

fn step() -> impl Strategy<Value = Step> {
    let payment = 0..PAYMENTS;
    let call = 0_u8..6;
    let minor = prop_oneof![Just(1_000_i64), Just(2_500), Just(6_000), 1_i64..7_000];
    let button = prop::sample::select(&Button::ALL[..]);
    prop_oneof![
        3 => payment.clone().prop_map(|payment| Step::Open { payment }),
        1 => payment.clone().prop_map(|payment| Step::OpenChanged { payment }),
        6 => (payment.clone(), button).prop_map(|(payment, button)| Step::Press { payment, button }),
        3 => (payment.clone(), call.clone(), minor.clone())
            .prop_map(|(payment, call, minor)| Step::Capture { payment, call, minor }),
        6 => (payment.clone(), call.clone(), minor)
            .prop_map(|(payment, call, minor)| Step::Refund { payment, call, minor }),
        1 => (payment, call).prop_map(|(payment, call)| Step::Cancel { payment, call }),
        4 => Just(Step::Deliver),
        1 => Just(Step::RejectOne),
        1 => any::<prop::sample::Index>().prop_map(|pick| Step::Replay { pick }),
        3 => prop_oneof![1_i64..60, 1_000_i64..4_000].prop_map(|secs| Step::Advance { secs }),
        1 => (0_u32..4).prop_map(|others| Step::Meet { others }),
    ]
}

/// A shop as it should be: an inbox that knows every event once, and books that know every fact
/// once.
struct Shop {
    bench: Bench,
    orders: Vec<Order>,
    inbox: HashSet<String>,
    books: Balances,
    arrived: Vec<Delivery>,
}

impl Shop {
    fn new() -> Self {
        let bench = Bench::new();
        let orders = (0..PAYMENTS).map(|n| bench.order(n, 6_000)).collect();
        let books = Balances::default();
        Self { bench, orders, inbox: HashSet::new(), books, arrived: Vec::new() }
    }

    fn session(object: &str) -> SessionId {
        let digits = object.rsplit('_').next().expect("there is a last part");
        let uuid: Uuid = format!("pop_{digits}")
            .parse::<visavis_domain::ids::PaymentOpId>()
            .expect("the till names payments after their operation")
            .uuid();
        SessionId::from_uuid(uuid)
    }

    fn hear(&mut self, event: &ProviderEvent) {
        if !self.inbox.insert(event.id.clone()) {
            return;
        }
        let session = Self::session(&event.object);
        let journal = match &event.fact {
            Fact::CheckoutCompleted { amount } | Fact::Captured { amount } => {
                sale::capture(&event.object, session, *amount)
            }
            Fact::Refunded { amount, refund } => {
                refund::before_settlement(refund, session, *amount)
            }
            Fact::BalanceTransaction { transaction, booked, amount, fee } => match booked {
                Booked::Charge => sale::charge_cleared(transaction, *amount, *fee),
                Booked::Refund => refund::cleared(transaction, *amount, *fee),
            },
            Fact::CheckoutDeclined { .. }
            | Fact::CheckoutExpired
            | Fact::Authorised { .. }
            | Fact::Released { .. } => return,
        };
        // A refund may be heard of before its payment; then the books wait for the list of events.
        if self.books.post(&journal.expect("something moves")).is_err() {
            self.inbox.remove(&event.id);
        }
    }

    fn deliver(&mut self) {
        for delivery in run(self.bench.till.deliveries(100)).expect("works") {
            self.take(&delivery);
            run(self.bench.till.accepted(&delivery)).expect("works");
            self.arrived.push(delivery);
        }
    }

    fn take(&mut self, delivery: &Delivery) {
        let signed = (&delivery.signature, &delivery.body);
        // An old delivery that is played again much later is refused, which is as good.
        if let Ok(event) = self.bench.till.read_webhook(signed.0, signed.1, self.bench.now()) {
            self.hear(&event);
        }
    }

    /// Every second payment is a hold.
    fn open(&self, payment: u8, changed: bool) -> Result<(), GatewayError> {
        let mut order = self.orders[usize::from(payment)].clone();
        if changed {
            order.amount = eur(5_999);
        }
        if payment.is_multiple_of(2) {
            run(self.bench.till.create_checkout(&order)).map(|_| ())
        } else {
            run(self.bench.till.authorise(&AuthoriseOrder { order, saved_method: None }))
                .map(|_| ())
        }
    }

    fn step(&mut self, step: Step) {
        let name = |payment: u8| payment::till_name("pay", op(payment));
        let call = |call: u8| op(PAYMENTS + call);
        match step {
            Step::Open { payment } => {
                let _ = self.open(payment, false);
            }
            Step::OpenChanged { payment } => {
                let known = run(self.bench.till.standing(op(payment))).expect("works").is_some();
                if known {
                    let got = self.open(payment, true);
                    assert!(matches!(got, Err(GatewayError::Misuse { .. })), "{got:?}");
                }
            }
            Step::Press { payment, button } => {
                let _ = run(self.bench.till.press(&name(payment), button));
            }
            Step::Capture { payment, call: n, minor } => {
                let request = Capture { op: call(n), payment: name(payment), amount: eur(minor) };
                let _ = run(self.bench.till.capture(&request));
            }
            Step::Refund { payment, call: n, minor } => {
                let request = Refund { op: call(n), payment: name(payment), amount: eur(minor) };
                let _ = run(self.bench.till.refund(&request));
            }
            Step::Cancel { payment, call: n } => {
                let request = Cancel { op: call(n), payment: name(payment) };
                let _ = run(self.bench.till.cancel(&request));
            }
            Step::Deliver => self.deliver(),
            Step::RejectOne => {
                for delivery in run(self.bench.till.deliveries(1)).expect("works") {
                    run(self.bench.till.rejected(&delivery)).expect("works");
                }
            }
            Step::Replay { pick } => {
                if !self.arrived.is_empty() {
                    let delivery = self.arrived[pick.index(self.arrived.len())].clone();
                    self.take(&delivery);
                }
            }
            Step::Advance { secs } => {
                self.bench.advance(secs);
                run(self.bench.till.close_overdue(100)).expect("works");
            }
            Step::Meet { others } => {
                self.bench.memory.conflicts.store(others, std::sync::atomic::Ordering::Relaxed);
            }
        }
    }

    /// Reads the whole list of events, as a shop does that was not reached.
    fn catch_up(&mut self) {
        let start = EventCursor::since(Timestamp::UNIX_EPOCH);
        for _ in 0..3 {
            let page = run(self.bench.till.list_events(&start, u16::MAX)).expect("works");
            for event in &page.events {
                self.hear(event);
            }
        }
    }

    /// What must hold at the till after every step: at most one charge for a payment, no more taken
    /// than held, no more given back than taken, and every fact told exactly once.
    fn check(&self) {
        let mut charged: BTreeMap<String, Vec<i64>> = BTreeMap::new();
        let mut returned: BTreeMap<String, i64> = BTreeMap::new();
        let mut refund_ops = HashSet::new();
        for told in self.bench.memory.all_events() {
            let event = told.event;
            match event.fact {
                Fact::CheckoutCompleted { amount } | Fact::Captured { amount } => {
                    charged.entry(event.object).or_default().push(amount.minor);
                }
                Fact::Refunded { amount, refund } => {
                    assert!(refund_ops.insert(refund), "a refund was done twice");
                    *returned.entry(event.object).or_default() += amount.minor;
                }
                Fact::CheckoutDeclined { .. }
                | Fact::CheckoutExpired
                | Fact::Authorised { .. }
                | Fact::Released { .. }
                | Fact::BalanceTransaction { .. } => {}
            }
        }
        for payment in self.bench.memory.all_payments() {
            let told = charged.remove(payment.id()).unwrap_or_default();
            let back = returned.remove(payment.id()).unwrap_or_default();
            match payment.stage() {
                Stage::Paid { captured, refunded } => {
                    assert_eq!((told, back), (vec![captured], refunded));
                    assert!(captured <= payment.amount().minor && refunded <= captured);
                }
                Stage::Open
                | Stage::Challenged
                | Stage::Declined
                | Stage::Expired
                | Stage::Held { .. }
                | Stage::Released => assert_eq!((told, back), (Vec::new(), 0)),
            }
        }
        assert!(charged.is_empty() && returned.is_empty(), "told of a payment that is not there");
    }

    /// At the end the shop's books say what the till's payments say.
    fn check_books(&self) {
        let held = |account| self.books.held(account, Currency::EUR).minor;
        let mut balance = 0;
        for payment in self.bench.memory.all_payments() {
            let escrow = held(Account::Escrow(Self::session(payment.id())));
            if let Stage::Paid { captured, refunded } = payment.stage() {
                let fee = self.bench.till.settings.fee(eur(captured)).minor;
                balance += captured - refunded - fee;
                assert_eq!(escrow, captured - refunded);
            } else {
                assert_eq!(escrow, 0);
            }
        }
        assert_eq!((held(Account::Psp), held(Account::Clearing)), (balance, 0));
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(1_000))]

    #[test]
    fn no_program_charges_twice_or_loses_a_cent(
        steps in proptest::collection::vec(step(), 1..60),
    ) {
        let mut shop = Shop::new();
        for step in steps {
            shop.step(step);
            shop.check();
        }
        shop.catch_up();
        shop.check_books();
    }
}
