//! What happened in a session, fact by fact, in sentences for one of its readers.

use jiff::Timestamp;
use visavis_domain::session::{CancelReason, DeliveredBy, Event, Party, Stamped};
use visavis_reach::format;
use visavis_store::cast::Cast;

use crate::page::Page;

/// How a fact is marked in a list.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Mark {
    /// Good news.
    Ok,
    /// Bad news.
    Bad,
    /// News.
    Plain,
}

impl Mark {
    /// The class of the list's item.
    pub const fn class(self) -> &'static str {
        match self {
            Self::Ok => "ok",
            Self::Bad => "bad",
            Self::Plain => "",
        }
    }
}

/// One line.
#[derive(Debug, Clone)]
pub struct Line {
    /// When.
    pub at: Timestamp,
    /// What.
    pub text: String,
    /// The words that somebody gave for it, if any.
    pub words: Option<String>,
    /// Good or bad.
    pub mark: Mark,
}

/// The whole story, the oldest first. What only the clock did is left out where nobody needs it.
pub fn lines(page: &Page, cast: &Cast, events: &[Stamped]) -> Vec<Line> {
    events.iter().filter_map(|stamped| line(page, cast, stamped)).collect()
}

fn line(page: &Page, cast: &Cast, stamped: &Stamped) -> Option<Line> {
    let (text, mark) = before_end(page, cast, &stamped.event)
        .or_else(|| about_money(page, cast, &stamped.event))?;
    Some(Line { at: stamped.at, text, words: words(&stamped.event), mark })
}

fn name(cast: &Cast, party: Party) -> &str {
    &cast.player(party).name
}

/// What happened until the meeting was over.
fn before_end(page: &Page, cast: &Cast, event: &Event) -> Option<(String, Mark)> {
    let host = || name(cast, Party::Host);
    let said = |key: &str, who: &str| page.t1(key, "name", who);
    Some(match event {
        Event::TimesProposed { by, times } => {
            let args = [("name", name(cast, *by).into()), ("count", times.len().into())];
            (page.tn("timeline-times", &args), Mark::Plain)
        }
        Event::DateAgreed { by, slot } => {
            let when = page.moment(slot.starts_at);
            let args = [("name", name(cast, *by).into()), ("when", when.into())];
            (page.tn("timeline-date", &args), Mark::Ok)
        }
        Event::ClientWaited => (said("timeline-waited", name(cast, Party::Client)), Mark::Plain),
        Event::Opened => (said("timeline-opened", host()), Mark::Plain),
        Event::Emptied => (page.t("timeline-emptied"), Mark::Plain),
        Event::Met => (page.t("timeline-met"), Mark::Ok),
        Event::Parted { .. } => (page.t("timeline-parted"), Mark::Plain),
        Event::Ended => (said("timeline-ended", host()), Mark::Plain),
        Event::UnmetNoticed { .. } => (page.t("timeline-unmet"), Mark::Bad),
        Event::RefundOffered => (page.t("timeline-refund-offered"), Mark::Plain),
        Event::Lapsed => (page.t("timeline-lapsed"), Mark::Plain),
        Event::Delivered { by } => {
            let key = match by {
                DeliveredBy::Host => "timeline-delivered",
                DeliveredBy::HostUnproven => "timeline-delivered-unproven",
                DeliveredBy::Itself => "timeline-delivered-itself",
            };
            (said(key, host()), Mark::Ok)
        }
        // The seconds stand in the sum; a line for each proof would bury the rest.
        Event::Proven { .. }
        | Event::ScheduleReminded { .. }
        | Event::DeliveryReminded { .. }
        | Event::Paid { .. }
        | Event::PaidInVain { .. }
        | Event::ProblemReported { .. }
        | Event::Resolved { .. }
        | Event::Settled
        | Event::Cancelled { .. } => return None,
    })
}

/// What happened to the money.
fn about_money(page: &Page, cast: &Cast, event: &Event) -> Option<(String, Mark)> {
    let client = || name(cast, Party::Client);
    let with = |key: &str, amount| {
        let args = [("name", client().into()), ("amount", page.money(amount).into())];
        page.tn(key, &args)
    };
    Some(match event {
        Event::Paid { amount, .. } => (with("timeline-paid", *amount), Mark::Ok),
        Event::PaidInVain { amount, .. } => (with("timeline-in-vain", *amount), Mark::Bad),
        Event::ProblemReported { .. } => (page.t1("timeline-problem", "name", client()), Mark::Bad),
        Event::Resolved { refund, .. } if refund.is_zero() => {
            (page.t("timeline-resolved-none"), Mark::Plain)
        }
        Event::Resolved { refund, .. } => (with("timeline-resolved", *refund), Mark::Plain),
        Event::Settled => (page.t("timeline-settled"), Mark::Ok),
        Event::Cancelled { why } => {
            let key = match why {
                CancelReason::NoDate => "timeline-cancelled-no-date",
                CancelReason::ByHost { .. } => "timeline-cancelled-by-host",
                CancelReason::NeverMet => "timeline-cancelled-never-met",
                CancelReason::SlotLost => "timeline-cancelled-slot-lost",
                CancelReason::Abandoned => "timeline-cancelled-abandoned",
            };
            let args = [("host", name(cast, Party::Host).into()), ("client", client().into())];
            (page.tn(key, &args), Mark::Bad)
        }
        Event::TimesProposed { .. }
        | Event::DateAgreed { .. }
        | Event::ScheduleReminded { .. }
        | Event::RefundOffered
        | Event::ClientWaited
        | Event::Opened
        | Event::Emptied
        | Event::Met
        | Event::Parted { .. }
        | Event::Proven { .. }
        | Event::Ended
        | Event::DeliveryReminded { .. }
        | Event::UnmetNoticed { .. }
        | Event::Delivered { .. }
        | Event::Lapsed => return None,
    })
}

fn words(event: &Event) -> Option<String> {
    match event {
        Event::ProblemReported { words }
        | Event::Resolved { reason: words, .. }
        | Event::Cancelled { why: CancelReason::ByHost { words } } => Some(words.clone()),
        Event::Cancelled {
            why:
                CancelReason::NoDate
                | CancelReason::NeverMet
                | CancelReason::SlotLost
                | CancelReason::Abandoned,
        }
        | Event::Paid { .. }
        | Event::PaidInVain { .. }
        | Event::Lapsed
        | Event::TimesProposed { .. }
        | Event::DateAgreed { .. }
        | Event::ScheduleReminded { .. }
        | Event::RefundOffered
        | Event::ClientWaited
        | Event::Opened
        | Event::Emptied
        | Event::Met
        | Event::Parted { .. }
        | Event::Proven { .. }
        | Event::Ended
        | Event::DeliveryReminded { .. }
        | Event::UnmetNoticed { .. }
        | Event::Delivered { .. }
        | Event::Settled => None,
    }
}

/// One stretch of time in the room.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Stretch {
    /// Its length in seconds.
    pub secs: u64,
    /// Whether both were there.
    pub is_together: bool,
}

/// The time from the first meeting to the end, cut where somebody came or went.
pub fn stretches(events: &[Stamped]) -> Vec<Stretch> {
    let mut cuts: Vec<(Timestamp, bool)> = vec![];
    for stamped in events {
        match &stamped.event {
            Event::Met => cuts.push((stamped.at, true)),
            Event::Parted { .. } | Event::Ended | Event::Delivered { .. } if !cuts.is_empty() => {
                cuts.push((stamped.at, false));
            }
            Event::Parted { .. }
            | Event::Ended
            | Event::Delivered { .. }
            | Event::Paid { .. }
            | Event::PaidInVain { .. }
            | Event::Lapsed
            | Event::TimesProposed { .. }
            | Event::DateAgreed { .. }
            | Event::ScheduleReminded { .. }
            | Event::RefundOffered
            | Event::ClientWaited
            | Event::Opened
            | Event::Emptied
            | Event::Proven { .. }
            | Event::DeliveryReminded { .. }
            | Event::UnmetNoticed { .. }
            | Event::ProblemReported { .. }
            | Event::Resolved { .. }
            | Event::Settled
            | Event::Cancelled { .. } => {}
        }
        if matches!(stamped.event, Event::Ended | Event::Delivered { .. }) {
            break;
        }
    }
    cuts.windows(2)
        .filter_map(|pair| {
            let secs = pair[1].0.as_second() - pair[0].0.as_second();
            let secs = u64::try_from(secs).ok().filter(|secs| *secs > 0)?;
            Some(Stretch { secs, is_together: pair[0].1 })
        })
        .collect()
}

/// A measured time in words.
pub fn elapsed(page: &Page, secs: u64) -> String {
    format::elapsed(page.locale, secs)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sample::scene::{self, Stage};

    #[test]
    fn a_meeting_is_one_stretch_until_its_end() {
        let (_, events) = scene::story(Stage::Delivered);
        assert_eq!(stretches(&events), [Stretch { secs: 3_600, is_together: true }]);
        assert_eq!(stretches(&scene::story(Stage::Booked).1), []);
    }
}
