//! From checkout to confirmation: PAY-12, ALL-2.

use super::*;

#[test]
fn pay_12_each_side_gets_one_confirmation_when_the_price_is_paid() {
    check(&bought(None), &[(day(0), pay(1))], &want(PhaseName::ToSchedule, sold()));
    check(&bought(Some(slot())), &[(day(0), pay(1))], &want(PhaseName::Scheduled, sold()));
}

#[test]
fn pay_12_nobody_is_confirmed_anything_before_the_payment() {
    let abandon = |by| Command::Abandon { by };
    let later = day(0) + mins(1);
    check(&bought(None), &[(later, abandon(Party::Client))], &want(PhaseName::Cancelled, []));
    check(&bought(None), &[(day(1), Command::Tick)], &want(PhaseName::Lapsed, []));
    check(
        &bought(None),
        &[
            (later, abandon(Party::Host)),
            (later, attend(Present::Both, 0)),
            (later, end(Party::Host)),
        ],
        &want(PhaseName::AwaitingPayment, []).refusing([
            Refusal::OnlyClient,
            Refusal::WrongPhase,
            Refusal::WrongPhase,
        ]),
    );
}

#[test]
fn pay_12_a_payment_that_is_reported_twice_is_confirmed_once() {
    let twice = [(day(0), pay(1)), (day(0) + mins(1), pay(1)), (day(3), pay(1))];
    check(
        &bought(None),
        &twice,
        &want(PhaseName::ToSchedule, {
            let mut effects = sold();
            effects.push(tell_of(Notice::ScheduleReminder { n: 2 }));
            effects
        }),
    );
    for session in [undated(), dated(), live(), parted(), missed(), delivered(), disputed()] {
        let repeat = [(day(11), pay(1)), (day(11), pay_too_late(1))];
        let quiet = after(&session, &[(day(11), Command::Tick)]);
        check(&quiet, &repeat, &want(quiet.phase.name(), []));
    }
}

#[test]
fn pay_12_a_second_payment_goes_back_once_and_the_client_is_told() {
    let again = |now| [(now, pay(2)), (now, pay(2)), (now, pay_too_late(2)), (now, pay(1))];
    check(&dated(), &again(day(1)), &want(PhaseName::Scheduled, sent_back(2)));
    check(&delivered(), &again(day(11)), &want(PhaseName::Delivered, sent_back(2)));
    let called_off = after(&dated(), &[(day(1), cancel(Party::Host, "I am ill."))]);
    check(&called_off, &again(day(1)), &want(PhaseName::Cancelled, sent_back(2)));
}

#[test]
fn a_payment_that_meets_a_session_already_given_up_goes_back_once() {
    let abandoned = after(&bought(None), &[(day(0), Command::Abandon { by: Party::Client })]);
    let late = [(day(0) + mins(1), pay(1)), (day(0) + mins(2), pay(1)), (day(1), pay(1))];
    check(&abandoned, &late, &want(PhaseName::Cancelled, sent_back(1)));
}

#[test]
fn all_2_a_slot_is_kept_for_ten_minutes_and_a_checkout_lives_for_thirty() {
    assert_eq!(bought(Some(slot())).next_deadline(), Some(day(0) + mins(10)));
    assert_eq!(bought(None).next_deadline(), Some(day(0) + mins(30)));
    let (lapsed, log) = wait(&bought(Some(slot())), day(1));
    assert_eq!(log, [(day(0) + mins(10), vec![])]);
    assert_eq!(lapsed.phase, Phase::Lapsed { slot: Some(slot()) });
}

#[test]
fn all_2_a_late_payment_takes_the_slot_if_it_is_still_free() {
    let late = [(day(0) + mins(25), pay(1))];
    check(&bought(Some(slot())), &late, &want(PhaseName::Scheduled, sold()));
    assert_eq!(after(&bought(Some(slot())), &late).slot(), Some(slot()));
    check(&bought(None), &[(day(2), pay(1))], &want(PhaseName::ToSchedule, sold()));
}

#[test]
fn all_2_a_late_payment_for_a_slot_that_is_gone_goes_back_once_and_says_so() {
    let back = [capture(1), refund(1), tell_of(Notice::SlotLost { amount: PRICE })];
    let now = day(0) + mins(25);
    let thrice = [(now, pay_too_late(1)), (now, pay_too_late(1)), (now, pay(1))];
    check(&bought(Some(slot())), &thrice, &want(PhaseName::Cancelled, back.clone()));
    // Another checkout of the same session comes back as well.
    let other = [(now, pay_too_late(1)), (now, pay_too_late(2)), (now, pay_too_late(2))];
    let wanted = [back.to_vec(), sent_back(2)].concat();
    check(&bought(Some(slot())), &other, &want(PhaseName::Cancelled, wanted));
    // The time itself has come: nobody can use it any more.
    check(&bought(Some(slot())), &[(day(10), pay(1))], &want(PhaseName::Cancelled, back));
}

#[test]
fn another_amount_or_currency_than_the_price_is_refused() {
    let wrong = |amount| (day(0), Command::Pay { op: op(1), amount });
    let amounts = [eur(8_499), eur(0), eur(-8_500), Money::new(8_500, Currency::USD)].map(wrong);
    let refused = vec![Refusal::WrongAmount; 4];
    check(&bought(None), &amounts, &want(PhaseName::AwaitingPayment, []).refusing(refused));
}

#[test]
fn a_deadline_is_recorded_even_if_the_command_that_meets_it_is_refused() {
    let verdict = bought(None).decide(end(Party::Host), day(1));
    assert_eq!(verdict.refusal, Some(Refusal::WrongPhase));
    assert_eq!(verdict.decision.events, [Stamped { at: day(1), event: Event::Lapsed }]);

    let verdict = parted().decide(end(Party::Host), day(14));
    assert_eq!(verdict.refusal, None, "the host ended what was delivered meanwhile");
    assert_eq!(verdict.decision.effects, rendered());

    let verdict = delivered().decide(report(Party::Client, "Too late."), day(14));
    assert_eq!(verdict.refusal, Some(Refusal::WindowClosed));
    assert_eq!(verdict.decision.effects, [Effect::Clear]);
}

#[test]
fn the_next_deadline_follows_from_the_state_alone() {
    for session in [bought(None), undated(), dated(), live(), parted(), missed(), delivered()] {
        let stored = serde_json::to_value(&session).expect("a session can be stored");
        let read: Session = serde_json::from_value(stored).expect("and read");
        assert_eq!(read.next_deadline(), session.next_deadline());
        let ticked = after(&session, &[(day(0), Command::Tick)]);
        assert_eq!(ticked, session, "a tick before its time changes nothing");
    }
    assert_eq!(disputed().next_deadline(), None, "a person decides");
}

#[test]
fn numbers_beyond_the_calendar_never_come_due() {
    let mut session = bought(None);
    session.policy = Policy {
        refund_unscheduled_days: u32::MAX,
        schedule_reminder_hours: vec![],
        unmet_refund_days: u32::MAX,
        ..Policy::default()
    };
    let session = after(&session, &[(day(0), pay(1))]);
    assert_eq!(session.next_deadline(), Some(Timestamp::MAX));
}
