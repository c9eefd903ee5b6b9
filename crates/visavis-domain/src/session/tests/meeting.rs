//! The room: when it opens, who is there, and that a countdown does nothing. HELP-12, PAY-18 to PAY-22.

use super::*;

#[test]
fn help_12_the_door_opens_ten_minutes_before_and_not_earlier() {
    let opens_at = day(10) - mins(10);
    let early = opens_at - secs(1);
    assert_eq!(dated().door(early), Door::OpensAt(opens_at));
    assert_eq!(dated().door(opens_at), Door::Open);
    let knock = |now| {
        [Present::Client, Present::Host, Present::Both].map(|present| (now, attend(present, 0)))
    };
    let refused = vec![Refusal::TooEarly { opens_at }; 3];
    check(&dated(), &knock(early), &want(PhaseName::Scheduled, []).refusing(refused));
    check(&dated(), &knock(opens_at), &want(PhaseName::Live, []));
}

#[test]
fn the_door_is_open_only_while_a_paid_session_lasts() {
    assert_eq!(bought(None).door(day(0)), Door::Closed);
    assert_eq!(undated().door(day(0)), Door::Open, "without a date they meet when they like");
    for session in [live(), parted(), broken()] {
        assert_eq!(session.door(day(10) + hours(5)), Door::Open);
    }
    let called_off = after(&dated(), &[(day(1), cancel(Party::Host, "I am ill."))]);
    for session in [called_off, missed(), delivered(), disputed()] {
        assert_eq!(session.door(day(10) + hours(5)), Door::Closed);
        assert_eq!(tell(&session, &[(day(11), end(Party::Client))]).2, [Refusal::OnlyHost]);
    }
}

#[test]
fn presence_moves_a_session_between_waiting_meeting_and_pause() {
    let now = day(10);
    let story = [
        (now, attend(Present::Client, 0), PhaseName::Scheduled),
        (now, attend(Present::Nobody, 0), PhaseName::Scheduled),
        (now, attend(Present::Host, 0), PhaseName::Open),
        (now, attend(Present::Host, 0), PhaseName::Open),
        (now, attend(Present::Nobody, 0), PhaseName::Scheduled),
        (now, attend(Present::Host, 0), PhaseName::Open),
        (now, attend(Present::Both, 0), PhaseName::Live),
        (now + mins(5), attend(Present::Both, 300), PhaseName::Live),
        (now + mins(6), attend(Present::Client, 360), PhaseName::Paused),
        (now + mins(7), attend(Present::Nobody, 360), PhaseName::Paused),
        (now + mins(8), attend(Present::Both, 360), PhaseName::Live),
        (now + mins(9), attend(Present::Host, 420), PhaseName::Paused),
        (now + mins(9), end(Party::Host), PhaseName::Ended),
        (now + mins(9), attend(Present::Nobody, 420), PhaseName::Ended),
    ];
    let mut session = dated();
    for (at, command, phase) in story {
        session = after(&session, &[(at, command.clone())]);
        assert_eq!(session.phase.name(), phase, "after {command:?}");
    }
    let meeting = &session.phase.sold().expect("it is sold").meeting;
    assert_eq!(meeting.met_at, Some(now), "the countdown starts once");
    assert_eq!(meeting.proven_secs, 420);
}

#[test]
fn who_came_is_kept_as_join_evidence() {
    let came = |session: &Session| {
        let meeting = &session.phase.sold().expect("it is sold").meeting;
        (meeting.host_came, meeting.client_came)
    };
    let now = day(10);
    let host = after(&dated(), &[(now, attend(Present::Host, 0))]);
    assert_eq!(came(&dated()), (false, false));
    assert_eq!(came(&after(&dated(), &[(now, attend(Present::Client, 0))])), (false, true));
    assert_eq!(came(&host), (true, false));
    // The host leaves at the instant at which the client comes.
    assert_eq!(came(&after(&host, &[(now, attend(Present::Client, 0))])), (true, true));
    assert_eq!(came(&live()), (true, true));
}

#[test]
fn proven_time_only_grows_whatever_is_reported_late_or_out_of_order() {
    let proven = |story: &[(Timestamp, Command)]| {
        after(&live(), story).phase.sold().expect("it is sold").meeting.proven_secs
    };
    let at = |n, present, secs| (day(10) + mins(n), attend(present, secs));
    assert_eq!(proven(&[at(1, Present::Both, 60), at(2, Present::Both, 30)]), 60);
    assert_eq!(proven(&[at(1, Present::Both, 60), at(2, Present::Nobody, 30)]), 60);
    let late = [at(1, Present::Nobody, 15), at(2, Present::Nobody, 25)];
    assert_eq!(proven(&late), 25, "the last beat came after the room was empty");
    let ended = [(day(10) + mins(1), end(Party::Host)), at(1, Present::Nobody, 58)];
    assert_eq!(proven(&ended), 58, "the last beat came after the host had ended it");
}

#[test]
fn pay_20_the_countdown_starts_when_both_are_connected() {
    let met_at = |session: &Session| session.phase.sold().and_then(|sold| sold.meeting.met_at);
    let waiting = after(&dated(), &[(day(10), attend(Present::Host, 0))]);
    assert_eq!(met_at(&waiting), None);
    let met = after(&waiting, &[(day(10) + mins(3), attend(Present::Both, 0))]);
    assert_eq!(met_at(&met), Some(day(10) + mins(3)));
}

#[test]
fn pay_21_nothing_happens_at_zero_and_overtime_charges_nothing() {
    let zero = day(10) + mins(50);
    let mut story = vec![];
    for minute in 1..=180 {
        let now = day(10) + mins(minute);
        let proven = u32::try_from(minute * 60).expect("three hours fit");
        story.extend([(now, Command::Tick), (now, attend(Present::Both, proven))]);
    }
    check(&live(), &story, &want(PhaseName::Live, []));
    assert_eq!(live().door(zero), Door::Open, "who drops out at zero comes back in");
    let overtime = after(&live(), &story);
    let rendered_once = [(day(10) + hours(3), deliver(Party::Host, Confirmed::No))];
    check(&overtime, &rendered_once, &want(PhaseName::Delivered, rendered()));
}

#[test]
fn pay_22_only_the_host_ends_and_a_second_click_is_harmless() {
    let now = day(10) + mins(30);
    let story = [(now, end(Party::Client)), (now, end(Party::Host)), (now, end(Party::Host))];
    check(
        &live(),
        &story,
        &want(PhaseName::Ended, [Effect::CloseRoom]).refusing([Refusal::OnlyHost]),
    );
    let (_, _, refused) = tell(&dated(), &[(day(10), end(Party::Host))]);
    assert_eq!(refused, [Refusal::WrongPhase], "nothing has begun");
}

#[test]
fn pay_22_closing_the_window_is_not_delivering() {
    for present in [Present::Nobody, Present::Client, Present::Host] {
        let story = [(day(10) + mins(50), attend(present, 3_000))];
        check(&live(), &story, &want(PhaseName::Paused, []));
    }
    let story = [(day(10) + mins(50), end(Party::Host))];
    check(&live(), &story, &want(PhaseName::Ended, [Effect::CloseRoom]));
}

#[test]
fn a_room_that_died_unseen_keeps_nobodys_money() {
    let proven = after(&live(), &[(day(10) + mins(1), attend(Present::Both, 60))]);
    assert_eq!(wait(&proven, day(60)).0.phase.name(), PhaseName::Settled);
    assert_eq!(wait(&live(), day(60)).0.phase.name(), PhaseName::Cancelled);
    let alone = after(&dated(), &[(day(10), attend(Present::Host, 0))]);
    assert_eq!(wait(&alone, day(60)).0.phase.name(), PhaseName::Cancelled);
}
