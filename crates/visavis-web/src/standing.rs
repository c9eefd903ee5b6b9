//! How a session stands, in a badge and a sentence, and what its reader can do now: the same in
//! every list and on its page.

use jiff::Timestamp;
use maud::{Markup, html};
use visavis_app::books::Entry;
use visavis_domain::session::{
    CancelReason, DeliveredBy, Door, Outcome, Party, Phase, PhaseName, Session, Sold,
};
use visavis_reach::format;

use crate::page::Page;
use crate::parts::button::{self, Button};
use crate::parts::{Badge, SessionRow, SessionTime};

/// The address of a session's page.
pub fn path(session: &Session) -> String {
    format!("/sessions/{}", session.id)
}

/// The address of something below it.
pub fn below(session: &Session, what: &str) -> String {
    format!("/sessions/{}/{what}", session.id)
}

/// The address of an image of ours.
pub fn picture(file: Option<visavis_domain::ids::FileId>) -> Option<String> {
    file.map(|file| format!("/images/{file}"))
}

/// Colour, drawing and word of how a session stands for this side.
pub fn badge(page: &Page, session: &Session, side: Party) -> Markup {
    let (badge, drawing, key) = match &session.phase {
        Phase::AwaitingPayment { .. } => (Badge::Due, "hourglass", "standing-unpaid"),
        Phase::ToSchedule(sold) => without_date(sold, side),
        Phase::Scheduled(sold) if sold.offer.as_ref().is_some_and(|offer| offer.by != side) => {
            (Badge::Ring, "calendar-clock", "standing-pick-new")
        }
        Phase::Scheduled(_) => (Badge::Info, "calendar-check", "standing-booked"),
        Phase::Open(_) => (Badge::Busy, "door-open", "standing-open"),
        Phase::Live(_) => (Badge::On, "video", "standing-live"),
        Phase::Paused(_) => (Badge::Due, "pause", "standing-paused"),
        Phase::Ended { .. } => match side {
            Party::Host => (Badge::Ring, "circle-check", "standing-to-mark"),
            Party::Client => (Badge::Off, "clock", "standing-ended"),
        },
        Phase::Delivered { .. } => (Badge::On, "circle-check", "standing-delivered"),
        Phase::Disputed { .. } => (Badge::Bad, "flag", "standing-disputed"),
        Phase::Settled { .. } => (Badge::On, "circle-check", "standing-settled"),
        Phase::Cancelled { .. } => (Badge::Off, "calendar-x", "standing-cancelled"),
        Phase::Lapsed { .. } => (Badge::Off, "clock", "standing-lapsed"),
        Phase::Ringing { .. } | Phase::Finalizing | Phase::Declined | Phase::NoShow { .. } => {
            (Badge::Off, "clock", phase_key(session.phase.name()))
        }
    };
    badge.show(drawing, &page.t(key))
}

fn without_date(sold: &Sold, side: Party) -> (Badge, &'static str, &'static str) {
    match (&sold.offer, side) {
        (Some(offer), side) if offer.by == side => (Badge::Due, "hourglass", "standing-times-sent"),
        (Some(_), Party::Host | Party::Client) => (Badge::Ring, "calendar-clock", "standing-pick"),
        (None, Party::Host) => (Badge::Ring, "calendar-clock", "standing-no-date"),
        (None, Party::Client) => (Badge::Due, "calendar-clock", "standing-no-date"),
    }
}

/// The word for a phase alone, as operators filter by it.
pub const fn phase_key(phase: PhaseName) -> &'static str {
    match phase {
        PhaseName::AwaitingPayment => "standing-unpaid",
        PhaseName::ToSchedule => "standing-no-date",
        PhaseName::Scheduled => "standing-booked",
        PhaseName::Ringing => "standing-ringing",
        PhaseName::Open => "standing-open",
        PhaseName::Live => "standing-live",
        PhaseName::Paused => "standing-paused",
        PhaseName::Ended => "standing-ended",
        PhaseName::Delivered => "standing-delivered",
        PhaseName::Finalizing => "standing-finalizing",
        PhaseName::Settled => "standing-settled",
        PhaseName::Lapsed => "standing-lapsed",
        PhaseName::Declined => "standing-declined",
        PhaseName::Cancelled => "standing-cancelled",
        PhaseName::NoShow => "standing-no-show",
        PhaseName::Disputed => "standing-disputed",
    }
}

/// One sentence on what is next, for this side.
pub fn note(page: &Page, session: &Session, side: Party, now: Timestamp) -> String {
    let told = |host: &'static str, client: &'static str| match side {
        Party::Host => page.t(host),
        Party::Client => page.t(client),
    };
    match &session.phase {
        Phase::AwaitingPayment { until, .. } => {
            page.t1("standing-unpaid-until", "time", page.time(*until))
        }
        Phase::ToSchedule(sold) => match &sold.offer {
            Some(offer) if offer.by == side => page.t("standing-other-picks"),
            Some(offer) => page.t1("standing-you-pick", "count", offer.times.len()),
            None => told("standing-propose-host", "standing-propose-client"),
        },
        Phase::Scheduled(_) => match session.door(now) {
            Door::OpensAt(at) => page.t1("standing-opens-at", "when", page.moment(at)),
            Door::Open | Door::Closed => page.t("standing-can-enter"),
        },
        Phase::Open(_) => told("standing-open-host", "standing-open-client"),
        Phase::Live(_) => page.t("standing-live-note"),
        Phase::Paused(_) => page.t("standing-paused-note"),
        Phase::Ended { .. } => told("standing-ended-host", "standing-ended-client"),
        Phase::Delivered { by, .. } => delivered_note(page, session, *by, side),
        Phase::Disputed { .. } => told("standing-disputed-host", "standing-disputed-client"),
        Phase::Settled { outcome, .. } => match outcome {
            Outcome::Whole => page.t("standing-settled-note"),
            Outcome::Resolved { refund, .. } if refund.is_zero() => {
                page.t("standing-resolved-none")
            }
            Outcome::Resolved { refund, .. } => {
                page.t1("standing-resolved", "amount", page.money(*refund))
            }
        },
        Phase::Cancelled { why, .. } => page.t(cancelled_key(why)),
        Phase::Lapsed { .. } => page.t("standing-lapsed-note"),
        Phase::Ringing { .. } | Phase::Finalizing | Phase::Declined | Phase::NoShow { .. } => {
            page.t(phase_key(session.phase.name()))
        }
    }
}

fn delivered_note(page: &Page, session: &Session, by: DeliveredBy, side: Party) -> String {
    let until = session.problem_until().map_or(String::new(), |at| page.moment(at));
    let key = match (by, side) {
        (DeliveredBy::HostUnproven, Party::Client) => "standing-unproven-client",
        (DeliveredBy::Host | DeliveredBy::Itself, Party::Client) => "standing-delivered-client",
        (DeliveredBy::Host | DeliveredBy::Itself | DeliveredBy::HostUnproven, Party::Host) => {
            "standing-delivered-host"
        }
    };
    page.t1(key, "until", until)
}

const fn cancelled_key(why: &CancelReason) -> &'static str {
    match why {
        CancelReason::NoDate => "standing-cancelled-no-date",
        CancelReason::ByHost { .. } => "standing-cancelled-by-host",
        CancelReason::NeverMet => "standing-cancelled-never-met",
        CancelReason::SlotLost => "standing-cancelled-slot-lost",
        CancelReason::Abandoned => "standing-cancelled-abandoned",
    }
}

/// The way into the room: open, or when it opens (HELP-12), or nothing once it is over. It opens a
/// window of its own on large screens (PAY-19).
pub fn enter(page: &Page, session: &Session, now: Timestamp, big: bool) -> Option<Markup> {
    let sized = |button: Button<'static>| if big { button.big() } else { button.small() };
    match session.door(now) {
        Door::Open => {
            let way = button::link(below(session, "lobby"), page.t("standing-enter"));
            let way = match &session.phase {
                Phase::ToSchedule(_) => way,
                Phase::Open(_) | Phase::Live(_) | Phase::Paused(_) => way.go_live(),
                Phase::AwaitingPayment { .. }
                | Phase::Scheduled(_)
                | Phase::Ringing { .. }
                | Phase::Ended { .. }
                | Phase::Delivered { .. }
                | Phase::Finalizing
                | Phase::Settled { .. }
                | Phase::Lapsed { .. }
                | Phase::Declined
                | Phase::Cancelled { .. }
                | Phase::NoShow { .. }
                | Phase::Disputed { .. } => way.primary(),
            };
            Some(html! { vv-window { (sized(way.icon("door-open"))) } })
        }
        Door::OpensAt(at) => {
            let text = page.t1("standing-opens", "time", page.time(at));
            let way = button::link(below(session, "lobby"), text);
            Some(html! { (sized(way.disabled().icon("lock"))) })
        }
        Door::Closed => None,
    }
}

/// The one thing to do now, for a row of a list.
fn act(page: &Page, entry: &Entry, now: Timestamp) -> Option<Markup> {
    let session = &entry.session;
    let go = |what: &str, key: &str| {
        let text = page.t(key);
        let way = button::link(below(session, what), text).small().primary();
        Some(html! { (way.about(session.terms.title.clone())) })
    };
    match (&session.phase, entry.side) {
        (Phase::AwaitingPayment { .. }, Party::Client) => {
            let to = format!("/checkout/{}", session.id);
            Some(html! { (button::link(to, page.t("standing-pay")).small().primary()) })
        }
        (Phase::ToSchedule(sold), side) => match &sold.offer {
            Some(offer) if offer.by != side => {
                let way = button::link(path(session), page.t("standing-pick-act")).small();
                Some(html! { (way.primary()) })
            }
            Some(_) => None,
            None => go("times", "standing-propose"),
        },
        (Phase::Ended { .. }, Party::Host) => go("delivered", "standing-mark"),
        (Phase::Delivered { .. } | Phase::Settled { .. }, Party::Host | Party::Client) => {
            let text = page.t("standing-receipt");
            Some(html! { (button::link(below(session, "receipt"), text).small()) })
        }
        (
            Phase::AwaitingPayment { .. }
            | Phase::Scheduled(_)
            | Phase::Ringing { .. }
            | Phase::Open(_)
            | Phase::Live(_)
            | Phase::Paused(_)
            | Phase::Ended { .. }
            | Phase::Finalizing
            | Phase::Lapsed { .. }
            | Phase::Declined
            | Phase::Cancelled { .. }
            | Phase::NoShow { .. }
            | Phase::Disputed { .. },
            Party::Host | Party::Client,
        ) => enter(page, session, now, false),
    }
}

/// A session in a list.
pub fn row(page: &Page, entry: &Entry, now: Timestamp) -> SessionRow {
    let session = &entry.session;
    let other = entry.cast.player(entry.side.other());
    let time = match session.slot() {
        Some(slot) => SessionTime::At {
            first: page.time(slot.starts_at),
            second: format::date_short(page.locale, slot.starts_at, &page.zone),
        },
        None => SessionTime::Open(page.t("standing-no-date")),
    };
    SessionRow {
        time,
        title: session.terms.title.clone(),
        path: match &session.phase {
            Phase::AwaitingPayment { .. } => format!("/checkout/{}", session.id),
            Phase::ToSchedule(_)
            | Phase::Scheduled(_)
            | Phase::Ringing { .. }
            | Phase::Open(_)
            | Phase::Live(_)
            | Phase::Paused(_)
            | Phase::Ended { .. }
            | Phase::Delivered { .. }
            | Phase::Finalizing
            | Phase::Settled { .. }
            | Phase::Lapsed { .. }
            | Phase::Declined
            | Phase::Cancelled { .. }
            | Phase::NoShow { .. }
            | Phase::Disputed { .. } => path(session),
        },
        people: vec![(other.name.clone(), picture(other.avatar))],
        note: note(page, session, entry.side, now),
        badge: badge(page, session, entry.side),
        price: session.price().map_or(String::new(), |price| page.money(price)),
        act: act(page, entry, now),
    }
}

/// How they meet, in a word.
pub fn channel(page: &Page, session: &Session) -> String {
    page.t(channel_key(session.terms.channel))
}

/// The key of that word.
pub const fn channel_key(channel: visavis_domain::session::Channel) -> &'static str {
    match channel {
        visavis_domain::session::Channel::Video => "standing-video",
        visavis_domain::session::Channel::Chat => "standing-chat",
        visavis_domain::session::Channel::Phone => "standing-phone",
    }
}
