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
        sold.paid.at + days(self.policy.refund_unscheduled_days)
    }

    /// Until when a problem can be reported; `None` when there is nothing to report yet or any more.
    pub fn problem_until(&self) -> Option<Timestamp> {
        match &self.phase {
            Phase::Delivered { at, .. } => Some(*at + hours(self.policy.problem_hours)),
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
                let until = slot.map_or(*until, |_| (*until).min(self.created_at + reserve));
                Some((until, Due::Lapse))
            }
            Phase::ToSchedule(sold) => self.due_without_date(sold),
            Phase::Scheduled(sold) => {
                let date = sold.slot().map_or(sold.paid.at, |slot| slot.ends_at);
                Some(self.due_unmet(sold, date))
            }
            Phase::Paused(sold) => {
                let last = sold.meeting.last_at.unwrap_or(sold.paid.at);
                Some(self.due_after_meeting(sold, last))
            }
            Phase::Ended { sold, at } => Some(self.due_after_meeting(sold, *at)),
            Phase::Delivered { .. } => self.problem_until().map(|at| (at, Due::Settlement)),
            // Presence ends these; a room that died is emptied when the program starts again.
            Phase::Open(_) | Phase::Live(_) => None,
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
            return Some((sold.paid.at + hours(delay), Due::ScheduleReminder(n)));
        }
        (sold.told.refund == 0).then(|| (self.refund_from(sold), Due::RefundOffer))
    }

    fn due_unmet(&self, sold: &Sold, date: Timestamp) -> (Timestamp, Due) {
        if let Some((n, delay)) = reminder(&self.policy.unmet_notice_days, sold.told.unmet) {
            return (date + days(delay), Due::UnmetNotice(n));
        }
        (date + days(self.policy.unmet_refund_days), Due::UnmetRefund)
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
        let reminds = matches!(
            event,
            Event::ScheduleReminded { .. }
                | Event::DeliveryReminded { .. }
                | Event::UnmetNoticed { .. }
        );
        let mut after = self.clone();
        after.apply(&super::Stamped { at: now, event: event.clone() });
        reminds && after.next_deadline().is_some_and(|next| next <= now)
    }
}
