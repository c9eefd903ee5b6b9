//! Finding a date, changing it, giving up: PAY-16.

use super::*;

const HOST: Party = Party::Host;
const CLIENT: Party = Party::Client;

#[test]
fn pay_16_the_host_proposes_times_and_the_client_picks_one() {
    let story =
        [(day(0), propose(HOST, [day(10), day(11)])), (day(0) + hours(1), pick(CLIENT, day(10)))];
    let mut effects = vec![tell_of(Notice::TimesProposed { to: CLIENT })];
    effects.extend(both(|to| Notice::DateAgreed { to }));
    check(&undated(), &story, &want(PhaseName::Scheduled, effects));
    assert_eq!(after(&undated(), &story).slot(), Some(slot()));
}

#[test]
fn pay_16_the_client_proposes_times_and_the_host_picks_one() {
    let story = [(day(0), propose(CLIENT, [day(10)])), (day(0), pick(HOST, day(10)))];
    let mut effects = vec![tell_of(Notice::TimesProposed { to: HOST })];
    effects.extend(both(|to| Notice::DateAgreed { to }));
    check(&undated(), &story, &want(PhaseName::Scheduled, effects));
}

#[test]
fn pay_16_nobody_picks_from_an_own_old_or_foreign_offer() {
    let story = [
        (day(0), pick(CLIENT, day(9))),
        (day(0), propose(HOST, [day(9)])),
        (day(0), pick(HOST, day(9))),
        (day(0), propose(HOST, [day(10)])),
        (day(0), pick(CLIENT, day(9))),
    ];
    let told = vec![tell_of(Notice::TimesProposed { to: CLIENT }); 2];
    let refused = [Refusal::NotOffered, Refusal::OwnOffer, Refusal::NotOffered];
    check(&undated(), &story, &want(PhaseName::ToSchedule, told).refusing(refused));
    let passed = [
        (day(0), propose(HOST, [day(0) + mins(5)])),
        (day(0) + mins(5), pick(CLIENT, day(0) + mins(5))),
    ];
    let told = [tell_of(Notice::TimesProposed { to: CLIENT })];
    check(&undated(), &passed, &want(PhaseName::ToSchedule, told).refusing([Refusal::TimePassed]));
}

#[test]
fn one_to_five_times_within_a_year_can_be_offered() {
    let six: Vec<Timestamp> = (1..=6).map(day).collect();
    let story = [
        (day(0), propose(HOST, [])),
        (day(0), propose(HOST, six.clone())),
        (day(0), propose(HOST, [day(0)])),
        (day(0), propose(HOST, [day(3), day(400)])),
        // The same time twice is one time.
        (day(0), propose(HOST, [&six[..5], &six[..1]].concat())),
    ];
    let told = [tell_of(Notice::TimesProposed { to: CLIENT })];
    let refused =
        [Refusal::TimesCount, Refusal::TimesCount, Refusal::TimesRange, Refusal::TimesRange];
    check(&undated(), &story, &want(PhaseName::ToSchedule, told).refusing(refused));
}

#[test]
fn double_clicks_on_dates_tell_the_other_side_once() {
    let story = [
        (day(0), propose(HOST, [day(10)])),
        (day(0), propose(HOST, [day(10)])),
        (day(0), pick(CLIENT, day(10))),
        (day(0), pick(CLIENT, day(10))),
    ];
    let mut effects = vec![tell_of(Notice::TimesProposed { to: CLIENT })];
    effects.extend(both(|to| Notice::DateAgreed { to }));
    check(&undated(), &story, &want(PhaseName::Scheduled, effects));
}

#[test]
fn rescheduling_raises_the_sequence_of_the_calendar_file() {
    let sequence = |session: &Session| match session.phase.sold().expect("it is sold").date {
        Date::Open => None,
        Date::Agreed { sequence, .. } => Some(sequence),
    };
    let moved = |session: &Session, to| {
        after(session, &[(day(1), propose(CLIENT, [to])), (day(1), pick(HOST, to))])
    };
    assert_eq!(sequence(&undated()), None);
    assert_eq!(sequence(&moved(&undated(), day(5))), Some(0), "the first date is no change");
    assert_eq!(sequence(&dated()), Some(0));
    let once = moved(&dated(), day(12));
    assert_eq!(sequence(&once), Some(1));
    assert_eq!(sequence(&moved(&once, day(13))), Some(2));
}

#[test]
fn pay_16_the_host_is_reminded_after_24_and_72_hours_and_the_client_after_14_days() {
    let (session, log) = wait(&undated(), day(60));
    let reminder = |n| vec![tell_of(Notice::ScheduleReminder { n })];
    assert_eq!(
        log,
        [
            (day(1), reminder(1)),
            (day(3), reminder(2)),
            (day(14), vec![tell_of(Notice::RefundOffered)]),
        ]
    );
    assert_eq!(session.phase.name(), PhaseName::ToSchedule, "a date can still be found");
}

#[test]
fn reminders_stop_with_a_date_and_late_ones_are_dropped() {
    let story = [(day(0), propose(HOST, [day(10)])), (day(0), pick(CLIENT, day(10)))];
    assert_eq!(wait(&after(&undated(), &story), day(10)).1, []);
    // Four days of standstill: only the second reminder is still worth sending.
    check(
        &undated(),
        &[(day(4), Command::Tick)],
        &want(PhaseName::ToSchedule, [tell_of(Notice::ScheduleReminder { n: 2 })]),
    );
    check(
        &undated(),
        &[(day(20), Command::Tick)],
        &want(PhaseName::ToSchedule, [tell_of(Notice::RefundOffered)]),
    );
}

#[test]
fn pay_16_the_refund_can_be_taken_after_14_days_and_by_the_client_only() {
    let quiet = wait(&undated(), day(13)).0;
    let early = [(day(14) - secs(1), take_refund(CLIENT)), (day(14) - secs(1), take_refund(HOST))];
    let refused = [Refusal::RefundLater { from: day(14) }, Refusal::OnlyClient];
    check(&quiet, &early, &want(PhaseName::ToSchedule, []).refusing(refused));

    let effects = [vec![tell_of(Notice::RefundOffered)], called_off()].concat();
    let twice = [(day(14), take_refund(CLIENT)), (day(14), take_refund(CLIENT))];
    check(&quiet, &twice, &want(PhaseName::Cancelled, effects));
}

#[test]
fn pay_16_with_a_date_there_is_nothing_to_take_back() {
    let story = [(day(15), take_refund(CLIENT))];
    let date = [(day(1), propose(HOST, [day(30)])), (day(1), pick(CLIENT, day(30)))];
    check(
        &after(&undated(), &date),
        &story,
        &want(PhaseName::Scheduled, []).refusing([Refusal::WrongPhase]),
    );
}

#[test]
fn pay_16_the_host_cannot_keep_the_money_by_waiting_in_the_room() {
    let alone = after(&undated(), &[(day(13), attend(Present::Host, 0))]);
    let ended = after(&alone, &[(day(13), end(HOST))]);
    for session in [alone, ended] {
        let session = wait(&session, day(14)).0;
        assert!(session.phase.sold().is_some());
        let refunded = after(&session, &[(day(14), take_refund(CLIENT))]);
        assert_eq!(refunded.phase.name(), PhaseName::Cancelled);
    }
}

#[test]
fn the_host_calls_off_what_was_not_a_meeting_and_all_goes_back_once() {
    for session in [undated(), dated(), broken(), missed()] {
        let now = wait(&session, day(11)).0;
        let story = [
            (day(11), cancel(CLIENT, "No.")),
            (day(11), cancel(HOST, " ")),
            (day(11), cancel(HOST, "I am ill.")),
            (day(11), cancel(HOST, "I am ill.")),
        ];
        let refused = [Refusal::OnlyHost, Refusal::WordsMissing];
        check(&now, &story, &want(PhaseName::Cancelled, called_off()).refusing(refused));
    }
    for session in [live(), parted(), delivered(), disputed()] {
        let story = [(day(11), cancel(HOST, "I am ill."))];
        let (end, effects, refused) = tell(&session, &story);
        assert!(!effects.contains(&refund(1)), "{end:?}");
        assert_eq!(refused, [Refusal::WrongPhase]);
    }
}

#[test]
fn a_date_can_be_found_anew_when_the_line_broke_before_there_was_a_meeting() {
    let story = [(day(10) + hours(1), propose(HOST, [day(12)])), (day(11), pick(CLIENT, day(12)))];
    let again = after(&broken(), &story);
    assert_eq!(again.phase.name(), PhaseName::Scheduled);
    let meeting = &again.phase.sold().expect("it is sold").meeting;
    assert_eq!(meeting.met_at, None, "the countdown starts anew (PAY-20)");
    let (_, _, refused) = tell(&parted(), &story[..1]);
    assert_eq!(refused, [Refusal::WrongPhase], "they met");
}
