//! When a session next needs a look, derived from its state alone, and what that look comes to.

use jiff::{SignedDuration, Timestamp};

use super::event::{CancelReason, DeliveredBy, Effect, Event, Notice, Party};
use super::phase::{Phase, Sold};
use super::{Outcomes, Session, call_off, deliver, notify};

/// What is due, with its instant.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Due {
    Lapse,
    ScheduleReminder(u32),
    RefundOffer,
    UnmetNotice(u32),
    UnmetRefund,
    DeliveryReminder(u32),
    Delivery,
    Settlement,
}

/// An operator's number may be beyond the end of the calendar; then it never comes.
pub(super) fn later(from: Timestamp, by: SignedDuration) -> Timestamp {
    from.saturating_add(by).unwrap_or(Timestamp::MAX)
}

fn hours(count: u32) -> SignedDuration {
    SignedDuration::from_hours(i64::from(count))
}

fn days(count: u32) -> SignedDuration {
    hours(count.saturating_mul(24))
}

/// The reminder after `sent` ones, if the list has one.
fn reminder(list: &[u32], sent: u32) -> Option<(u32, u32)> {
    let index = usize::try_from(sent).ok()?;
    list.get(index).map(|delay| (sent + 1, *delay))
}

impl Session {
    /// When this session next needs a [`super::Command::Tick`].
    pub fn next_deadline(&self) -> Option<Timestamp> {
        self.next_due().map(|(at, _)| at)
    }

    /// From when on the client may take the money back without a date (PAY-16).
    pub fn refund_from(&self, sold: &Sold) -> Timestamp {
        later(sold.paid.at, days(self.policy.refund_unscheduled_days))
    }

    /// Until when a problem can be reported; `None` when there is nothing to report yet or any more.
    pub fn problem_until(&self) -> Option<Timestamp> {
        match &self.phase {
            Phase::Delivered { at, .. } => Some(later(*at, hours(self.policy.problem_hours))),
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

    fn next_due(&self) -> Option<(Timestamp, Due)> {
        match &self.phase {
            // A reserved slot is freed after ten minutes, the checkout may live on (ALL-2): the
            // database lets go of the slot by the phase, so both end here.
            Phase::AwaitingPayment { slot, until } => {
                let reserve = SignedDuration::from_mins(i64::from(self.policy.reserve_mins));
                let until = slot.map_or(*until, |_| (*until).min(later(self.created_at, reserve)));
                Some((until, Due::Lapse))
            }
            // A host who waits alone in the room holds nothing up.
            Phase::ToSchedule(sold) | Phase::Scheduled(sold) | Phase::Open(sold) => {
                match sold.slot() {
                    Some(slot) => Some(self.due_unmet(sold, slot.ends_at)),
                    None => self.due_without_date(sold),
                }
            }
            // Each proof of life moves the deadline of a meeting ahead, so that nothing happens
            // while both are there (PAY-21); but a room that died unseen keeps nobody's money.
            Phase::Live(sold) | Phase::Paused(sold) => {
                let last = sold.meeting.last_at.unwrap_or(sold.paid.at);
                Some(self.due_after_meeting(sold, last))
            }
            Phase::Ended { sold, at } => Some(self.due_after_meeting(sold, *at)),
            Phase::Delivered { .. } => self.problem_until().map(|at| (at, Due::Settlement)),
            Phase::Ringing { .. }
            | Phase::Finalizing
            | Phase::Settled { .. }
            | Phase::Lapsed { .. }
            | Phase::Declined
            | Phase::Cancelled { .. }
            | Phase::NoShow { .. }
            | Phase::Disputed { .. } => None,
        }
    }

    fn due_without_date(&self, sold: &Sold) -> Option<(Timestamp, Due)> {
        let reminders = &self.policy.schedule_reminder_hours;
        if let Some((n, delay)) = reminder(reminders, sold.told.schedule) {
            return Some((later(sold.paid.at, hours(delay)), Due::ScheduleReminder(n)));
        }
        (sold.told.refund == 0).then(|| (self.refund_from(sold), Due::RefundOffer))
    }

    /// Two notices to both, then the refund (PAY-22): after a long standstill they are not skipped
    /// but keep their distance, since nobody shall lose an earning unwarned.
    fn due_unmet(&self, sold: &Sold, date: Timestamp) -> (Timestamp, Due) {
        let notices = &self.policy.unmet_notice_days;
        let (day, due) = match reminder(notices, sold.told.unmet) {
            Some((n, day)) => (day, Due::UnmetNotice(n)),
            None => (self.policy.unmet_refund_days, Due::UnmetRefund),
        };
        let told = sold.told.unmet.checked_sub(1).and_then(|before| reminder(notices, before));
        let apart = match (sold.told.unmet_at, told) {
            (Some(at), Some((_, told_day))) => later(at, days(day.saturating_sub(told_day))),
            (Some(_) | None, None) | (None, Some(_)) => date,
        };
        (later(date, days(day)).max(apart), due)
    }

    fn due_after_meeting(&self, sold: &Sold, last: Timestamp) -> (Timestamp, Due) {
        if !self.is_proven(sold) {
            let date = sold.slot().map_or(last, |slot| slot.ends_at.max(last));
            return self.due_unmet(sold, date);
        }
        let met = sold.meeting.last_at.unwrap_or(last);
        let reminders = &self.policy.deliver_reminder_hours;
        if let Some((n, delay)) = reminder(reminders, sold.told.delivery) {
            return (met + hours(delay), Due::DeliveryReminder(n));
        }
        (met + hours(self.policy.deliver_after_hours), Due::Delivery)
    }

    /// Applies the first due deadline. A reminder that comes so late that the next one is due as
    /// well is recorded without being sent.
    pub(super) fn expire(&self, now: Timestamp) -> Outcomes {
        let (Some((_, due)), Some(sold)) = (self.next_due(), self.phase.sold()) else {
            return (vec![Event::Lapsed], vec![]);
        };
        let (event, effects) = match due {
            Due::Lapse => (Event::Lapsed, vec![]),
            Due::ScheduleReminder(n) => {
                (Event::ScheduleReminded { n }, notify([Notice::ScheduleReminder { n }]))
            }
            Due::RefundOffer => (Event::RefundOffered, notify([Notice::RefundOffered])),
            Due::UnmetNotice(n) => (
                Event::UnmetNoticed { n },
                notify([Party::Client, Party::Host].map(|to| Notice::NotMet { to, n })),
            ),
            Due::UnmetRefund => return call_off(sold, CancelReason::NeverMet),
            Due::DeliveryReminder(n) => {
                (Event::DeliveryReminded { n }, notify([Notice::UndeliveredReminder { n }]))
            }
            Due::Delivery => return deliver(sold, DeliveredBy::Itself),
            Due::Settlement => (Event::Settled, vec![Effect::Clear]),
        };
        if self.is_superseded(&event, now) { (vec![event], vec![]) } else { (vec![event], effects) }
    }

    fn is_superseded(&self, event: &Event, now: Timestamp) -> bool {
        let reminds =
            matches!(event, Event::ScheduleReminded { .. } | Event::DeliveryReminded { .. });
        let mut after = self.clone();
        after.apply(&super::Stamped { at: now, event: event.clone() });
        reminds && after.next_deadline().is_some_and(|next| next <= now)
    }
}
