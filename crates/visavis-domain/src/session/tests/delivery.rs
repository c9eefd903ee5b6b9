//! Delivered, unmet, disputed, settled: PAY-22.

use super::*;

const HOST: Party = Party::Host;
const CLIENT: Party = Party::Client;

/// The last instant at which the two of [`parted`] were there.
fn last() -> Timestamp {
    day(10) + mins(1)
}

fn by(session: &Session) -> Option<DeliveredBy> {
    match &session.phase {
        Phase::Delivered { by, .. } => Some(*by),
        Phase::AwaitingPayment { .. }
        | Phase::ToSchedule(_)
        | Phase::Scheduled(_)
        | Phase::Ringing { .. }
        | Phase::Open(_)
        | Phase::Live(_)
        | Phase::Paused(_)
        | Phase::Ended { .. }
        | Phase::Finalizing
        | Phase::Settled { .. }
        | Phase::Lapsed { .. }
        | Phase::Declined
        | Phase::Cancelled { .. }
        | Phase::NoShow { .. }
        | Phase::Disputed { .. } => None,
    }
}

#[test]
fn pay_22_only_the_host_marks_delivered_and_a_second_click_settles_nothing_more() {
    let now = day(10) + hours(1);
    let story = [
        (now, deliver(CLIENT, Confirmed::Yes)),
        (now, deliver(HOST, Confirmed::No)),
        (now, deliver(HOST, Confirmed::No)),
        (now, deliver(HOST, Confirmed::Yes)),
        (now, end(HOST)),
    ];
    let refused = [Refusal::OnlyHost];
    check(&parted(), &story, &want(PhaseName::Delivered, rendered()).refusing(refused));
    assert_eq!(by(&delivered()), Some(DeliveredBy::Host));
}

#[test]
fn pay_22_the_host_may_deliver_out_of_the_running_meeting() {
    let story = [(last(), attend(Present::Both, 60)), (last(), deliver(HOST, Confirmed::No))];
    check(&live(), &story, &want(PhaseName::Delivered, rendered()));
}

#[test]
fn pay_22_without_proof_marking_needs_confirmation_and_is_shown_as_such() {
    let now = day(10) + hours(1);
    for session in [undated(), dated(), live(), broken(), missed()] {
        let asked = [(now, deliver(HOST, Confirmed::No))];
        let session = wait(&session, now).0;
        let refused = [Refusal::Unproven];
        check(&session, &asked, &want(session.phase.name(), []).refusing(refused));
        let confirmed = [(now, deliver(HOST, Confirmed::Yes))];
        check(&session, &confirmed, &want(PhaseName::Delivered, rendered()));
        assert_eq!(by(&after(&session, &confirmed)), Some(DeliveredBy::HostUnproven));
    }
}

#[test]
fn pay_22_twenty_proven_seconds_are_a_meeting_and_nineteen_are_not() {
    let marked = |secs| {
        let parted = (day(10) + mins(1), attend(Present::Nobody, secs));
        tell(&live(), &[parted, (day(10) + mins(1), deliver(HOST, Confirmed::No))])
    };
    assert_eq!(by(&marked(20).0), Some(DeliveredBy::Host));
    assert_eq!(marked(19).2, [Refusal::Unproven]);
}

#[test]
fn pay_22_a_proven_meeting_is_reminded_of_and_delivered_by_itself_after_72_hours() {
    let reminder = |n| vec![tell_of(Notice::UndeliveredReminder { n })];
    let ended = after(&parted(), &[(day(10) + mins(2), end(HOST))]);
    for session in [parted(), ended] {
        let (session, log) = wait(&session, last() + hours(72));
        assert_eq!(
            log,
            [
                (last() + hours(24), reminder(1)),
                (last() + hours(48), reminder(2)),
                (last() + hours(72), rendered()),
            ]
        );
        assert_eq!(by(&session), Some(DeliveredBy::Itself));
    }
}

#[test]
fn pay_22_late_by_a_month_the_client_still_has_the_whole_window() {
    let late = [(day(40), Command::Tick)];
    check(&parted(), &late, &want(PhaseName::Delivered, rendered()));
    assert_eq!(after(&parted(), &late).problem_until(), Some(day(43)));
    // One reminder is still worth sending when only the first one is past.
    check(
        &parted(),
        &[(last() + hours(50), Command::Tick)],
        &want(PhaseName::Paused, reminders(|n| Notice::UndeliveredReminder { n }, [2])),
    );
}

#[test]
fn pay_22_without_a_proven_meeting_both_are_told_twice_then_the_client_is_refunded() {
    let due = |start: Timestamp| {
        [
            (start + hours(7 * 24), both(|to| Notice::NotMet { to, n: 1 }).to_vec()),
            (start + hours(12 * 24), both(|to| Notice::NotMet { to, n: 2 }).to_vec()),
            (start + hours(14 * 24), called_off()),
        ]
    };
    let waiting = after(&dated(), &[(day(10), attend(Present::Host, 0))]);
    for session in [dated(), waiting, broken(), missed()] {
        let (session, log) = wait(&session, day(60));
        assert_eq!(log, due(slot().ends_at));
        let Phase::Cancelled { why, .. } = session.phase else { panic!("{session:?}") };
        assert_eq!(why, CancelReason::NeverMet);
    }
}

#[test]
fn pay_22_after_a_standstill_both_are_still_told_twice_before_the_refund() {
    let late = day(40);
    let (session, effects, _) = tell(&dated(), &[(late, Command::Tick)]);
    assert_eq!(effects, both(|to| Notice::NotMet { to, n: 1 }));
    let (_, log) = wait(&session, day(60));
    assert_eq!(
        log,
        [
            (late + hours(5 * 24), both(|to| Notice::NotMet { to, n: 2 }).to_vec()),
            (late + hours(7 * 24), called_off()),
        ]
    );
}

#[test]
fn pay_22_a_new_date_starts_the_notices_anew() {
    let noticed = wait(&dated(), day(20)).0;
    let moved = [(day(20), propose(CLIENT, [day(25)])), (day(20), pick(HOST, day(25)))];
    let (_, log) = wait(&after(&noticed, &moved), day(60));
    let told: Vec<Timestamp> = log.iter().map(|(at, _)| *at).collect();
    assert_eq!(told, [7, 12, 14].map(|days| day(25 + days) + mins(50)));
}

#[test]
fn pay_22_delivery_opens_a_window_of_72_hours_then_the_earning_is_available() {
    let marked = day(10) + hours(1);
    assert_eq!(delivered().problem_until(), Some(marked + hours(72)));
    let (session, log) = wait(&delivered(), day(60));
    assert_eq!(log, [(marked + hours(72), vec![Effect::Clear])]);
    let Phase::Settled { outcome, .. } = &session.phase else { panic!("{session:?}") };
    assert_eq!(*outcome, Outcome::Whole);
    assert!(session.phase.is_over());
}

#[test]
fn pay_22_within_the_window_the_client_reports_a_problem_and_the_earning_waits() {
    let now = day(10) + hours(73) - secs(1);
    let story = [
        (now, report(HOST, "Not me.")),
        (now, report(CLIENT, "  ")),
        (now, report(CLIENT, "You were asleep.")),
        (now, report(CLIENT, "You were asleep.")),
        (day(60), Command::Tick),
    ];
    let effects = [Notice::ProblemReported, Notice::ProblemForOperator].map(tell_of);
    let refused = [Refusal::OnlyClient, Refusal::WordsMissing];
    check(&delivered(), &story, &want(PhaseName::Disputed, effects).refusing(refused));
    let closed = [(day(10) + hours(73), report(CLIENT, "You were asleep."))];
    let refused = [Refusal::WindowClosed];
    check(&delivered(), &closed, &want(PhaseName::Settled, [Effect::Clear]).refusing(refused));
    for session in [bought(None), undated(), dated(), live(), parted(), missed()] {
        let story = [(day(10), report(CLIENT, "You were asleep."))];
        assert_eq!(tell(&session, &story).2, [Refusal::WrongPhase], "only delivery opens it");
    }
}

#[test]
fn pay_22_the_operator_ends_a_problem_in_full_in_part_or_with_nothing() {
    let told = |refund| both(|to| Notice::ProblemResolved { to, refund });
    let back = |amount| Effect::Refund { op: op(1), amount, from: RefundFrom::Settled };
    for amount in [PRICE, eur(1), eur(0)] {
        let story =
            [(day(12), resolve(amount, "So be it.")), (day(12), resolve(amount, "So be it."))];
        let mut effects = if amount.is_zero() { vec![] } else { vec![back(amount)] };
        effects.push(Effect::Clear);
        effects.extend(told(amount));
        check(&disputed(), &story, &want(PhaseName::Settled, effects));
        let Phase::Settled { outcome, .. } = after(&disputed(), &story).phase else {
            panic!("{amount:?}")
        };
        assert_eq!(outcome, Outcome::Resolved { refund: amount, reason: "So be it.".to_owned() });
    }
}

#[test]
fn pay_22_a_resolution_needs_a_reason_and_returns_no_more_than_was_paid_and_once() {
    let story = [
        (day(12), resolve(eur(1), " ")),
        (day(12), resolve(eur(8_501), "Sorry.")),
        (day(12), resolve(eur(-1), "Sorry.")),
        (day(12), resolve(Money::new(1, Currency::USD), "Sorry.")),
        (day(12), resolve(eur(0), "Sorry.")),
        (day(12), resolve(eur(1), "Sorry.")),
    ];
    let mut effects = vec![Effect::Clear];
    effects.extend(both(|to| Notice::ProblemResolved { to, refund: eur(0) }));
    let refused = [
        Refusal::WordsMissing,
        Refusal::RefundTooLarge,
        Refusal::RefundTooLarge,
        Refusal::RefundTooLarge,
        Refusal::WrongPhase,
    ];
    check(&disputed(), &story, &want(PhaseName::Settled, effects).refusing(refused));
}

#[test]
fn an_ended_session_takes_no_further_commands() {
    let settled = wait(&delivered(), day(60)).0;
    let refunded = wait(&dated(), day(60)).0;
    let lapsed = wait(&bought(Some(slot())), day(60)).0;
    let now = day(60);
    let everything = [
        propose(HOST, [day(70)]),
        pick(CLIENT, day(70)),
        take_refund(CLIENT),
        cancel(HOST, "No."),
        attend(Present::Both, 900),
        end(HOST),
        deliver(HOST, Confirmed::Yes),
        report(CLIENT, "No."),
        resolve(eur(1), "No."),
        Command::Tick,
    ];
    for session in [settled, refunded, lapsed] {
        for command in &everything {
            let (after, effects, _) = tell(&session, &[(now, command.clone())]);
            assert_eq!((&after, effects), (&session, vec![]), "after {command:?}");
            assert_eq!(after.door(now), Door::Closed);
        }
    }
}
