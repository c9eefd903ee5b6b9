//! The till button by button, and everything that is unpleasant about it.

use std::sync::atomic::Ordering;

use jiff::SignedDuration;
use visavis_domain::ledger::Realm;

use super::memory::{Bench, eur, op, run};
use super::*;
use crate::event::{Booked, Fact};
use crate::provider::{
    Authorisation, AuthoriseOrder, Cancel, Capture, Checkout, EventCursor, GatewayError, PayOut,
    PaymentState, Provider, Reason, Refund, may_repeat,
};
use crate::signature::WebhookError;

impl Bench {
    fn checkout(&self, n: u8, minor: i64) -> Checkout {
        run(self.till.create_checkout(&self.order(n, minor))).expect("a plain order")
    }

    fn hold(&self, n: u8, minor: i64) -> String {
        let order = AuthoriseOrder { order: self.order(n, minor), saved_method: None };
        match run(self.till.authorise(&order)).expect("a plain order") {
            Authorisation::NeedsClient(checkout) => checkout.payment,
            Authorisation::Held { .. } => panic!("no means of payment is known yet"),
        }
    }

    fn press(&self, payment: &str, button: Button) -> After {
        run(self.till.press(payment, button)).expect("the button is on the page")
    }

    fn capture(&self, n: u8, payment: &str, minor: i64) -> Result<(), GatewayError> {
        let request = Capture { op: op(n), payment: payment.to_owned(), amount: eur(minor) };
        run(self.till.capture(&request))
    }

    fn cancel(&self, n: u8, payment: &str) -> Result<(), GatewayError> {
        run(self.till.cancel(&Cancel { op: op(n), payment: payment.to_owned() }))
    }

    fn refund(&self, n: u8, payment: &str, minor: i64) -> Result<(), GatewayError> {
        let request = Refund { op: op(n), payment: payment.to_owned(), amount: eur(minor) };
        run(self.till.refund(&request)).map(|_| ())
    }

    fn state(&self, n: u8) -> PaymentState {
        run(self.till.standing(op(n))).expect("the storage works").expect("it was opened").state
    }

    /// Delivers what is due, and answers what was told, in order.
    fn deliver(&self) -> Vec<&'static str> {
        let deliveries = run(self.till.deliveries(100)).expect("the storage works");
        let told = deliveries.iter().map(|delivery| {
            run(self.till.accepted(delivery)).expect("the storage works");
            let read = self.till.read_webhook(&delivery.signature, &delivery.body, self.now());
            let event = read.expect("signed by the till");
            assert_eq!(event, delivery.event().event);
            event.kind()
        });
        told.collect()
    }
}

fn paid(captured: i64, refunded: i64) -> PaymentState {
    PaymentState::Paid { captured: eur(captured), refunded: eur(refunded) }
}

fn refused<T>(reason: Reason) -> Result<T, GatewayError> {
    Err(GatewayError::Refused { reason })
}

#[test]
fn an_approved_payment_is_told_once_and_booked_with_its_fee() {
    let bench = Bench::new();
    let checkout = bench.checkout(1, 6000);
    assert!(checkout.payment.starts_with("test_pay_"), "{}", checkout.payment);
    assert_eq!(checkout.page_url, format!("https://shop.example/till/{}", checkout.payment));
    let after = bench.press(&checkout.payment, Button::Approve);
    assert_eq!(after, After::Return { url: "https://shop.example/sessions/1".to_owned() });
    assert_eq!(bench.deliver(), ["checkout.completed"]);
    bench.advance(1);
    assert_eq!(bench.deliver(), ["balance_transaction"]);
    bench.advance(1000);
    assert_eq!(bench.deliver(), [""; 0]);
    let booked = bench.memory.all_events().into_iter().find_map(|told| match told.event.fact {
        Fact::BalanceTransaction { booked, amount, fee, transaction: _ } => {
            Some((booked, amount, fee))
        }
        Fact::CheckoutCompleted { .. }
        | Fact::CheckoutDeclined { .. }
        | Fact::CheckoutExpired
        | Fact::Authorised { .. }
        | Fact::Released { .. }
        | Fact::Captured { .. }
        | Fact::Refunded { .. } => None,
    });
    assert_eq!(booked, Some((Booked::Charge, eur(6000), eur(115))));
    assert_eq!(bench.state(1), paid(6000, 0));
}

#[test]
fn a_declined_payment_takes_nothing_and_stays_declined() {
    let bench = Bench::new();
    let payment = bench.checkout(1, 6000).payment;
    bench.press(&payment, Button::Decline);
    bench.press(&payment, Button::Decline);
    assert_eq!(bench.deliver(), ["checkout.declined"]);
    assert_eq!(bench.state(1), PaymentState::Declined);
    let late = run(bench.till.press(&payment, Button::Approve));
    assert!(matches!(late, Err(PressError::NotOffered)));
}

#[test]
fn three_d_secure_asks_first_and_can_go_either_way() {
    let bench = Bench::new();
    for (n, button, want) in
        [(1, Button::Approve, paid(6000, 0)), (2, Button::Decline, PaymentState::Declined)]
    {
        let payment = bench.checkout(n, 6000).payment;
        assert_eq!(bench.press(&payment, Button::Challenge), After::Stay);
        assert_eq!(bench.state(n), PaymentState::Open);
        let shown = run(bench.till.payment(&payment)).expect("works").expect("known");
        assert_eq!(shown.buttons(), [Button::Approve, Button::Decline]);
        bench.press(&payment, button);
        assert_eq!(bench.state(n), want);
    }
}

#[test]
fn webhooks_come_twice_late_or_never_as_asked() {
    let bench = Bench::new();
    let [twice, late, never] = [1, 2, 3].map(|n| bench.checkout(n, 6000).payment);
    bench.press(&twice, Button::ApproveTwice);
    assert_eq!(bench.deliver(), ["checkout.completed"]);
    bench.advance(1);
    assert_eq!(bench.deliver(), ["checkout.completed", "balance_transaction"]);
    bench.advance(1);
    assert_eq!(bench.deliver(), ["balance_transaction"]);
    bench.press(&late, Button::ApproveLate);
    bench.advance(29);
    assert_eq!(bench.deliver(), [""; 0]);
    bench.advance(2);
    assert_eq!(bench.deliver(), ["checkout.completed", "balance_transaction"]);
    bench.press(&never, Button::ApproveNever);
    bench.advance(100_000);
    assert_eq!(bench.deliver(), [""; 0]);
    let start = EventCursor::since(Timestamp::UNIX_EPOCH);
    let page = run(bench.till.list_events(&start, 100)).expect("the storage works");
    let of_never = page.events.iter().filter(|event| event.object == never).count();
    assert_eq!((page.events.len(), of_never, page.next), (6, 2, None));
}

#[test]
fn a_lost_answer_leads_nowhere_but_the_payment_stands() {
    let bench = Bench::new();
    let payment = bench.checkout(1, 6000).payment;
    assert_eq!(bench.press(&payment, Button::ApproveLoseAnswer), After::NoAnswer);
    assert_eq!(bench.state(1), paid(6000, 0));
    assert_eq!(bench.deliver(), ["checkout.completed"]);
    bench.press(&payment, Button::LoseNextAnswer);
    assert_eq!(bench.refund(2, &payment, 1000), Err(GatewayError::Retry));
    assert_eq!(bench.refund(2, &payment, 1000), Ok(()));
    assert_eq!(bench.state(1), paid(6000, 1000));
}

#[test]
fn the_same_request_is_done_once_and_another_one_under_its_id_is_misuse() {
    let bench = Bench::new();
    let order = bench.order(1, 6000);
    let first = run(bench.till.create_checkout(&order));
    assert_eq!(run(bench.till.create_checkout(&order)), first);
    let mut other = order.clone();
    other.amount = eur(5999);
    let misuse = |got: Result<(), GatewayError>| {
        assert!(matches!(got, Err(GatewayError::Misuse { .. })), "{got:?}");
    };
    misuse(run(bench.till.create_checkout(&other)).map(|_| ()));
    let hold = AuthoriseOrder { order, saved_method: None };
    misuse(run(bench.till.authorise(&hold)).map(|_| ()));
    let payment = first.expect("a plain order").payment;
    let second = bench.checkout(2, 6000).payment;
    for paid in [&payment, &second] {
        bench.press(paid, Button::Approve);
    }
    assert_eq!(bench.refund(3, &payment, 1000), Ok(()));
    assert_eq!(bench.refund(3, &payment, 1000), Ok(()));
    misuse(bench.refund(3, &payment, 999));
    misuse(bench.refund(3, &second, 1000));
    misuse(bench.refund(1, &payment, 1000));
    misuse(bench.cancel(3, &payment));
    assert_eq!((bench.state(1), bench.state(2)), (paid(6000, 1000), paid(6000, 0)));
}

#[test]
fn a_hold_is_captured_once_and_in_part() {
    let bench = Bench::new();
    let payment = bench.hold(1, 6000);
    assert_eq!(bench.capture(2, &payment, 100), refused(Reason::NotPaid));
    bench.press(&payment, Button::Approve);
    assert!(matches!(bench.state(1), PaymentState::Held { .. }));
    assert_eq!(bench.capture(2, &payment, 6001), refused(Reason::TooMuch));
    assert_eq!(bench.capture(2, &payment, 2513), Ok(()));
    assert_eq!(bench.capture(2, &payment, 2513), Ok(()));
    assert_eq!(bench.capture(3, &payment, 1), refused(Reason::Paid));
    assert_eq!(bench.cancel(4, &payment), refused(Reason::Paid));
    assert_eq!(bench.state(1), paid(2513, 0));
    bench.advance(1);
    assert_eq!(bench.deliver(), ["authorised", "captured", "balance_transaction"]);
}

#[test]
fn a_hold_with_a_saved_means_of_payment_needs_no_page() {
    let bench = Bench::new();
    let first = bench.hold(1, 3000);
    let again = |n, saved: &str| {
        let saved_method = Some(saved.to_owned());
        run(bench.till.authorise(&AuthoriseOrder { order: bench.order(n, 3000), saved_method }))
    };
    assert_eq!(again(2, &first), refused(Reason::NoSuchMethod));
    bench.press(&first, Button::Approve);
    let held = again(2, &first);
    assert!(matches!(held, Ok(Authorisation::Held { .. })), "{held:?}");
    let Ok(Authorisation::Held { payment, capture_before: _ }) = &held else { return };
    assert_eq!(bench.capture(3, payment, 3000), Ok(()));
    assert_eq!(again(2, &first), held);
}

#[test]
fn what_nobody_pays_or_captures_in_time_closes_by_itself() {
    let bench = Bench::new();
    let hold = bench.hold(1, 6000);
    bench.press(&hold, Button::Approve);
    bench.checkout(2, 6000);
    bench.advance(30 * 60 - 1);
    assert_eq!(run(bench.till.close_overdue(100)).expect("works"), 0);
    bench.advance(1);
    assert_eq!(run(bench.till.close_overdue(100)).expect("works"), 1);
    assert_eq!(bench.state(2), PaymentState::Expired);
    bench.advance(7 * 24 * 3600);
    assert_eq!(bench.capture(3, &hold, 6000), refused(Reason::Closed));
    assert_eq!(bench.state(1), PaymentState::Released);
    assert_eq!(run(bench.till.close_overdue(100)).expect("works"), 0);
    assert_eq!(bench.deliver(), ["authorised", "checkout.expired", "released"]);
}

#[test]
fn an_expired_page_takes_no_payment() {
    let bench = Bench::new();
    let payment = bench.checkout(1, 6000).payment;
    bench.advance(30 * 60);
    let pressed = run(bench.till.press(&payment, Button::Approve));
    assert!(matches!(pressed, Err(PressError::NotOffered)));
    assert_eq!(bench.deliver(), ["checkout.expired"]);
    let other = bench.checkout(2, 6000).payment;
    assert_eq!(bench.cancel(3, &other), Ok(()));
    assert_eq!(bench.cancel(3, &other), Ok(()));
    assert_eq!(bench.cancel(4, &other), Ok(()));
    assert_eq!(bench.deliver(), ["checkout.expired"]);
}

#[test]
fn what_cannot_be_ordered_is_refused() {
    let bench = Bench::new();
    let order = |n, minor| run(bench.till.create_checkout(&bench.order(n, minor))).map(|_| ());
    assert_eq!(order(1, 49), refused(Reason::TooSmall { minimum: eur(50) }));
    assert!(matches!(order(1, 0), Err(GatewayError::Misuse { .. })));
    let mut late = bench.order(1, 6000);
    late.expires_at = bench.now();
    assert_eq!(run(bench.till.create_checkout(&late)).map(|_| ()), refused(Reason::Closed));
    assert_eq!(bench.refund(2, "test_pay_none", 1), refused(Reason::NoSuchPayment));
    assert_eq!(run(bench.till.standing(op(9))).expect("works"), None);
    assert!(bench.memory.all_payments().is_empty());
}

#[test]
fn the_till_pays_nobody_out_and_says_so() {
    let bench = Bench::new();
    let request = PayOut { op: op(1), destination: "a host".to_owned(), amount: eur(4000) };
    let refusal = run(bench.till.pay_out(&request)).expect_err("payouts are off");
    assert_eq!(refusal, GatewayError::Refused { reason: Reason::PayoutsOff });
    let sentence = "the payment provider refused: payouts are off: the test till holds no money";
    assert_eq!(refusal.to_string(), sentence);
}

#[test]
fn nothing_of_the_till_can_be_mistaken_for_money() {
    let bench = Bench::new();
    let payment = bench.checkout(1, 6000).payment;
    bench.press(&payment, Button::Approve);
    assert_eq!(bench.refund(2, &payment, 6000), Ok(()));
    assert_eq!(bench.till.realm(), Realm::Test);
    for told in bench.memory.all_events() {
        assert_eq!(told.event.realm, Realm::Test);
        assert!(told.event.id.starts_with(PREFIX) && told.event.object.starts_with(PREFIX));
    }
    let event = bench.memory.all_events().remove(0).event;
    let live = crate::ProviderEvent { realm: Realm::Live, ..event };
    let body = serde_json::to_vec(&live).expect("plain data");
    let signature = WebhookSecret::new(*b"whsec_of_a_test").sign(&body, bench.now());
    let read = bench.till.read_webhook(&signature, &body, bench.now());
    assert_eq!(read, Err(WebhookError::Realm));
}

#[test]
fn a_body_that_is_no_event_is_refused_even_when_signed() {
    let bench = Bench::new();
    let secret = WebhookSecret::new(*b"whsec_of_a_test");
    let signature = secret.sign(b"{}", bench.now());
    let read = bench.till.read_webhook(&signature, b"{}", bench.now());
    assert_eq!(read, Err(WebhookError::Body));
}

#[test]
fn an_inbox_that_refuses_is_asked_again_later_each_time() {
    let bench = Bench::new();
    let payment = bench.checkout(1, 6000).payment;
    bench.press(&payment, Button::Decline);
    let mut waited = Vec::new();
    for _ in 0..14 {
        let deliveries = run(bench.till.deliveries(1)).expect("works");
        run(bench.till.rejected(&deliveries[0])).expect("works");
        let before = bench.now();
        while run(bench.till.deliveries(1)).expect("works").is_empty() {
            bench.advance(1);
        }
        waited.push(bench.now().duration_since(before).as_secs());
    }
    assert_eq!(waited[..4], [2, 4, 8, 16]);
    assert_eq!(waited[13], 3600);
    assert_eq!(bench.deliver(), ["checkout.declined"]);
}

#[test]
fn somebody_faster_costs_a_second_try_and_nothing_else() {
    let bench = Bench::new();
    let payment = bench.checkout(1, 6000).payment;
    bench.memory.conflicts.store(3, Ordering::Relaxed);
    bench.press(&payment, Button::Approve);
    bench.memory.conflicts.store(100, Ordering::Relaxed);
    assert_eq!(bench.refund(2, &payment, 1000), Err(GatewayError::Retry));
    bench.memory.conflicts.store(0, Ordering::Relaxed);
    assert_eq!(bench.refund(2, &payment, 1000), Ok(()));
    assert_eq!(bench.state(1), paid(6000, 1000));
}

#[test]
fn every_button_survives_its_name_and_pages_list_events_in_turn() {
    for button in Button::ALL {
        assert_eq!(button.name().parse::<Button>().expect("its own name"), button);
    }
    let bench = Bench::new();
    for n in 1..=3 {
        let payment = bench.checkout(n, 6000).payment;
        bench.press(&payment, Button::Approve);
    }
    let mut cursor = EventCursor::since(Timestamp::UNIX_EPOCH);
    let mut seen = Vec::new();
    loop {
        let page = run(bench.till.list_events(&cursor, 4)).expect("works");
        seen.extend(page.events.into_iter().map(|event| event.id));
        let Some(next) = page.next else { break };
        cursor = next;
    }
    assert_eq!(seen.len(), 6);
    assert!(seen.is_sorted());
}

#[test]
fn a_key_may_be_repeated_for_less_than_a_day() {
    let sent = Timestamp::UNIX_EPOCH;
    assert!(may_repeat(sent, sent + SignedDuration::from_mins(23 * 60 - 1)));
    assert!(!may_repeat(sent, sent + SignedDuration::from_hours(23)));
}
