//! The page of one session.

use jiff::Timestamp;
use maud::{Markup, html};
use visavis_domain::session::{Command, Confirmed, Offer, Party, Phase, Session, Slot};
use visavis_reach::format;

use super::Shown;
use crate::layout::{self, Frame, Head, HostNav};
use crate::page::Page;
use crate::pages::thread;
use crate::parts::{self, Avatar, Fact, button, icon, icon_sized};
use crate::paths;
use crate::standing::{self, below, picture};
use crate::timeline;

/// A page about a session, in the frame that its reader is used to; whoever came by the link alone
/// gets the plain one.
pub(super) fn framed(
    page: &Page,
    title: &str,
    head: &Head,
    classes: &'static str,
    main: &Markup,
) -> Markup {
    if page.viewer.is_some() {
        let frame = Frame::new(title).main(classes);
        return layout::home(page, HostNav::Sessions, &frame, head, main);
    }
    let way = html! { a.btn.ghost.sm href=(paths::SIGN_IN) { (page.t("layout-sign-in")) } };
    let inner = html! {
        header.page-head {
            @if let Some(back) = &head.back {
                a.btn.icon href=(back) aria-label=(page.t("layout-back")) { (icon("arrow-left")) }
            }
            div.grow { h1 { (title) } @if let Some(sub) = &head.sub { p.md.muted { (sub) } } }
        }
        div class=(classes) { (main) }
    };
    layout::bare(page, &Frame::new(title).hidden().main("wrap page"), &way, &inner)
}

/// A page that asks before something is done.
pub(super) fn asking(page: &Page, title: &str, main: &Markup) -> Markup {
    if page.viewer.is_some() {
        let inner = html! { div.narrow { (main) } };
        let way = html! { a.btn.ghost.sm href=(paths::SESSIONS) { (page.t("layout-sessions")) } };
        return layout::bare(page, &Frame::new(title).hidden().main("wrap page"), &way, &inner);
    }
    let frame = Frame::new(title).hidden().main("wrap page");
    layout::bare(page, &frame, &html! {}, &html! { div.narrow { (main) } })
}

/// The whole page.
pub(super) fn page(page: &Page, shown: &Shown) -> Markup {
    let session = &shown.seat.session;
    let back = page.viewer.is_some().then(|| paths::SESSIONS.to_owned());
    let head = Head { back, ..Head::with(sub(page, session)) };
    let topic = format!("vv:session:{} from:body", session.id);
    let main = html! {
        div id="session" hx-get=(below(session, "now")) hx-trigger=(topic) hx-swap="innerMorph" {
            (region(page, shown))
        }
        // Outside of what fetches itself, so that nothing typed is ever lost.
        @if let Some(view) = &shown.thread { (thread::thread(page, view)) }
    };
    framed(page, &session.terms.title, &head, "stack g4", &main)
}

fn sub(page: &Page, session: &Session) -> String {
    let args = [
        ("channel", standing::channel(page, session).into()),
        ("duration", format::duration(page.locale, session.terms.minutes).into()),
    ];
    page.tn("session-sub", &args)
}

/// What is fetched anew when the session changes.
pub(super) fn region(page: &Page, shown: &Shown) -> Markup {
    let seat = &shown.seat;
    html! {
        div.two-cols {
            div.stack.g4 {
                (when(page, shown))
                @if let Some(offer) = seat.session.phase.sold().and_then(|sold| sold.offer.as_ref()) {
                    (offered(page, shown, offer))
                }
                (people(page, shown))
                (terms(page, shown))
            }
            div.stack.g4 {
                (acts(page, shown))
                (link_card(page, shown))
                (history(page, shown))
            }
        }
    }
}

/// The zone of the other side.
fn others_zone(shown: &Shown) -> &str {
    match shown.seat.party {
        Party::Host => &shown.seat.cast.client.reach.tz,
        Party::Client => &shown.seat.cast.host_zone,
    }
}

/// `16:00 in Rome`: the same moment on the other side's wall, where it shows another time.
pub(super) fn there(page: &Page, at: Timestamp, tz: &str) -> String {
    let zone = format::zone_named(tz);
    let time = format::time(page.locale, at, &zone);
    if zone.to_offset(at) == page.zone.to_offset(at) {
        return String::new();
    }
    let city = tz.rsplit('/').next().unwrap_or(tz).replace('_', " ");
    page.tn("session-there", &[("time", time.into()), ("city", city.into())])
}

fn when(page: &Page, shown: &Shown) -> Markup {
    let (session, side) = (&shown.seat.session, shown.seat.party);
    html! {
        section.card.when aria-label=(page.t("session-when")) {
            div {
                div.row.g2.wrap-x { (standing::badge(page, session, side)) }
                @match session.slot() {
                    Some(slot) => (date(page, shown, slot)),
                    None => @if session.phase.sold().is_some() && !session.phase.is_over() {
                        p.when-big { (page.t("standing-no-date")) }
                    },
                }
                p.md.muted { (standing::note(page, session, side, shown.now)) }
                @if let Phase::Cancelled { why: visavis_domain::session::CancelReason::ByHost { words }, .. } = &session.phase {
                    blockquote.md { (words) }
                }
            }
            span.grow {}
            @if let Some(way) = standing::enter(page, session, shown.now, true) {
                div.stack.g2 {
                    (way)
                    @if let Some(slot) = session.slot().filter(|slot| slot.starts_at > shown.now) {
                        p.sm.muted.center {
                            (page.t("session-starts-in")) " "
                            (parts::countdown(page, shown.now, slot.starts_at))
                        }
                    }
                }
            }
        }
    }
}

fn date(page: &Page, shown: &Shown, slot: Slot) -> Markup {
    html! {
        p.when-big {
            (page.time(slot.starts_at)) " "
            span.faint { (page.t1("session-to", "time", page.time(slot.ends_at))) }
        }
        p.md { (page.date(slot.starts_at)) }
        p.sm.muted {
            (page.t1("session-zone", "zone", page.zone_at(slot.starts_at))) " "
            (there(page, slot.starts_at, others_zone(shown)))
        }
    }
}

/// The times on offer: buttons for the side that picks.
fn offered(page: &Page, shown: &Shown, offer: &Offer) -> Markup {
    let session = &shown.seat.session;
    let zone = others_zone(shown);
    let time = |at: &Timestamp| {
        html! {
            b { (page.time(*at)) }
            span { (format::date_short(page.locale, *at, &page.zone)) }
            small { (there(page, *at, zone)) }
        }
    };
    let is_mine = offer.by == shown.seat.party;
    let title = if is_mine { "session-offer-mine" } else { "session-offer-theirs" };
    html! {
        section.card.pad aria-labelledby="offer" {
            div.proposal {
                div.row.between.wrap-x {
                    h2.md id="offer" { (page.t1(title, "count", offer.times.len())) }
                    span.badge.info {
                        (icon("calendar-clock")) (format::duration(page.locale, session.terms.minutes))
                    }
                }
                @if is_mine {
                    div.proposal-times {
                        @for at in &offer.times {
                            div class=(time_class(*at, shown.now)) { (time(at)) }
                        }
                    }
                } @else {
                    form method="post" action=(below(session, "pick")) {
                        div.proposal-times {
                            @for at in &offer.times {
                                @if *at > shown.now {
                                    button.proposal-time name="at" value=(at.as_millisecond()) {
                                        span.sr { (page.t("session-take")) " " } (time(at))
                                    }
                                } @else {
                                    div.proposal-time.is-gone { (time(at)) }
                                }
                            }
                        }
                    }
                }
                p.xs.muted { (page.t1("session-zone", "zone", page.zone_at(shown.now))) }
            }
        }
    }
}

fn time_class(at: Timestamp, now: Timestamp) -> &'static str {
    if at > now { "proposal-time" } else { "proposal-time is-gone" }
}

fn people(page: &Page, shown: &Shown) -> Markup {
    let seat = &shown.seat;
    let other = seat.cast.player(seat.party.other());
    let role = match seat.party {
        Party::Host => page.t("session-your-client"),
        Party::Client => page.t("session-your-host"),
    };
    let avatar = picture(other.avatar);
    html! {
        section aria-labelledby="people" {
            h2.sr id="people" { (page.t("session-people")) }
            ul.people {
                li.person-tile {
                    (Avatar::new(&other.name, avatar.as_deref()).size(72))
                    div {
                        h3 {
                            (other.name) " "
                            span.sm.faint { (there(page, shown.now, others_zone(shown))) }
                        }
                        div.person-meta { span { (role) } }
                    }
                    div.row.g2 {
                        @if seat.party == Party::Client {
                            (button::link(format!("/hosts/{}", seat.cast.slug), page.t("session-their-page")).small().ghost())
                        }
                    }
                }
            }
        }
    }
}

fn terms(page: &Page, shown: &Shown) -> Markup {
    let session = &shown.seat.session;
    let price = session.price().map_or(String::new(), |price| page.money(price));
    let state = match &session.phase {
        Phase::Cancelled { paid: Some(_), .. } => page.t("session-paid-back"),
        Phase::Cancelled { paid: None, .. } | Phase::Lapsed { .. } => page.t("standing-lapsed"),
        Phase::AwaitingPayment { .. } => page.t("standing-unpaid"),
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
        | Phase::Declined
        | Phase::NoShow { .. }
        | Phase::Disputed { .. } => page.t("session-paid"),
    };
    let mut facts = vec![
        Fact::text(page.t("session-channel"), &standing::channel(page, session)),
        Fact::text(
            page.t("session-duration"),
            &format::duration(page.locale, session.terms.minutes),
        ),
    ];
    if let Some(sold) = session.phase.sold() {
        facts.push(Fact::text(page.t("session-paid-at"), &page.moment(sold.paid.at)));
    }
    facts.push(Fact::text(state, &price).total());
    html! {
        (parts::card("terms", &page.t("session-terms"), &html! {
            @if !session.terms.description.is_empty() {
                div.prose { p { (session.terms.description) } }
            }
            (parts::key_values(&facts))
            p.sm.muted { (page.t("session-terms-frozen")) }
        }))
    }
}

/// Whether this would be taken now: the session itself is asked, so that no button promises what
/// its form refuses.
fn can(session: &Session, command: Command, now: Timestamp) -> bool {
    let verdict = session.decide(command, now);
    verdict.refusal.is_none() && !verdict.decision.events.is_empty()
}

fn acts(page: &Page, shown: &Shown) -> Markup {
    let (session, by, now) = (&shown.seat.session, shown.seat.party, shown.now);
    let way = |what: &str, key: &str, drawing: &'static str| {
        button::link(below(session, what), page.t(key)).icon(drawing).block()
    };
    let soon = vec![now + jiff::SignedDuration::from_hours(1)];
    let propose = can(session, Command::ProposeTimes { by, times: soon }, now);
    let end = can(session, Command::End { by }, now);
    // Before its date nothing can have been rendered.
    let is_ahead = session.slot().is_some_and(|slot| slot.starts_at > now);
    let confirmed = Confirmed::Yes;
    let deliver = !is_ahead && can(session, Command::MarkDelivered { by, confirmed }, now);
    let cancel = can(session, Command::Cancel { by, why: "-".to_owned() }, now);
    let refund = can(session, Command::TakeRefund { by }, now);
    let problem = can(session, Command::ReportProblem { by, words: "-".to_owned() }, now);
    let has_receipt = super::receipt::exists(session);
    let dated = session.slot().is_some() && session.phase.sold().is_some();
    let is_over = session.phase.is_over();
    let ended = matches!(session.phase, Phase::Ended { .. });
    let any = propose || end || deliver || cancel || refund || problem || has_receipt || dated;
    html! {
        @if any {
            section.card.pad.stack.g2 aria-label=(page.t("session-acts")) {
                @if propose {
                    @let way = way("times", "session-propose", "calendar-clock");
                    @if session.slot().is_none() { (way.primary()) } @else { (way) }
                }
                @if end { vv-confirm { (way("end", "session-end", "log-out")) } }
                @if deliver {
                    @let way = way("delivered", "standing-mark", "circle-check");
                    vv-confirm { @if ended { (way.primary()) } @else { (way) } }
                }
                @if dated && !is_over { (way("calendar.ics", "session-calendar", "calendar-plus")) }
                @if has_receipt { (way("receipt", "standing-receipt", "receipt-text")) }
                @if problem { (way("problem", "session-problem", "flag")) }
                @if refund {
                    vv-confirm { (way("refund", "session-refund", "rotate-ccw")) }
                } @else if let Some(text) = refund_later(page, shown) { p.sm.muted { (text) } }
                @if cancel { (way("cancel", "session-cancel", "calendar-x").ghost()) }
            }
        }
    }
}

/// From when on the client may take the money back, as long as there is no date (PAY-16).
fn refund_later(page: &Page, shown: &Shown) -> Option<String> {
    let session = &shown.seat.session;
    let Phase::ToSchedule(sold) = &session.phase else { return None };
    let from = session.refund_from(sold);
    (shown.seat.party == Party::Client && shown.now < from)
        .then(|| page.t1("session-refund-from", "date", page.date(from)))
}

/// The personal link, and that it is not to be shared (PAY-15).
fn link_card(page: &Page, shown: &Shown) -> Markup {
    let session = &shown.seat.session;
    if session.phase.is_over() || shown.seat.participant.is_none() {
        return html! {};
    }
    html! {
        section.card.pad.stack.g2 aria-labelledby="link" {
            h2.md.row.g2 id="link" { (icon_sized("key-round", "s16")) (page.t("session-link")) }
            p.sm.muted { (page.t("session-link-alone")) }
            vv-confirm {
                (button::link(below(session, "link"), page.t("session-link-new")).small())
            }
        }
    }
}

fn history(page: &Page, shown: &Shown) -> Markup {
    let lines = timeline::lines(page, &shown.seat.cast, &shown.events);
    html! {
        @if !lines.is_empty() {
            (parts::card("history", &page.t("session-history"), &html! {
                ol.history {
                    @for line in lines.iter().rev() {
                        li class=(line.mark.class()) {
                            span {
                                (line.text)
                                @if let Some(words) = &line.words { q.md { (words) } }
                                span.sm.muted { (parts::moment(page, line.at)) }
                            }
                        }
                    }
                }
            }))
        }
    }
}
