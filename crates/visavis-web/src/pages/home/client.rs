//! A client's home: the next session as two faces, what waits, whom one has met.

use std::collections::BTreeSet;

use maud::{Markup, html};
use visavis_app::books::Entry;
use visavis_domain::session::Phase;

use super::{Home, all_sessions, unread};
use crate::page::Page;
use crate::parts::{self, Avatar, button};
use crate::paths;
use crate::standing::{self, below, path, picture};

/// How many faces and receipts stand here.
const FEW: usize = 3;

/// The whole part that stays up to date.
pub(super) fn home(page: &Page, home: &Home) -> Markup {
    let next = home.open.iter().find(|entry| entry.session.slot().is_some());
    let others: Vec<_> = home
        .open
        .iter()
        .filter(|entry| next.is_none_or(|next| next.session.id != entry.session.id))
        .map(|entry| standing::row(page, entry, home.now))
        .collect();
    let name = page.viewer.as_ref().map_or("", |viewer| viewer.name.as_str());
    html! {
        div.home-main {
            div {
                h1 { (page.t1("home-hello", "name", name)) }
                p.md.muted { (page.t1("sessions-zone", "zone", page.zone_at(home.now))) }
            }
            @if let Some(next) = next { (next_card(page, home, next)) }
            @if !others.is_empty() {
                (parts::card_list("waiting", &page.t("home-open"), &all_sessions(page, false), &parts::session_rows(&others)))
            }
            @if home.open.is_empty() {
                (parts::empty("empty", &page.t("sessions-none"), &page.t("sessions-none-client"), &html! {
                    (button::link(paths::HOME, page.t("layout-find")).primary().big().icon("search"))
                }))
            }
            (met(page, home))
        }
        div.home-side {
            (unread(page))
            (receipts(page, home))
        }
    }
}

/// One of the two halves: the picture, or an initial on a soft tint.
fn half(class: &str, name: &str, address: Option<&str>) -> Markup {
    let initial: String = name.chars().take(1).flat_map(char::to_uppercase).collect();
    html! {
        @match address {
            Some(address) => div class=(class) {
                img.portrait src=(address) alt="" width="216" height="288";
            },
            None => div class={ (class) " tint-p" } aria-hidden="true" { (initial) },
        }
    }
}

fn next_card(page: &Page, home: &Home, next: &Entry) -> Markup {
    let session = &next.session;
    let other = next.cast.player(next.side.other());
    let me = next.cast.player(next.side);
    let (mine, theirs) = (picture(me.avatar), picture(other.avatar));
    let Some(slot) = session.slot() else { return html! {} };
    html! {
        section.card.next aria-labelledby="next" {
            div.next-pair {
                (half("next-l", &me.name, mine.as_deref()))
                (half("next-r", &other.name, theirs.as_deref()))
                @if slot.starts_at > home.now {
                    div.cap {
                        small { (page.t("home-in")) }
                        span.num { (parts::countdown(page, home.now, slot.starts_at)) }
                    }
                }
            }
            div.next-body {
                div { (standing::badge(page, session, next.side)) }
                h2 id="next" { a href=(path(session)) { (session.terms.title) } }
                p.muted { (page.t1("checkout-with", "name", &other.name)) }
                p.next-when {
                    b { (page.date(slot.starts_at)) ", " (page.time(slot.starts_at)) " " }
                    span.sm.muted { (page.zone_at(slot.starts_at)) }
                }
                div.next-acts {
                    @if let Some(way) = standing::enter(page, session, home.now, false) { (way) }
                    (button::link(path(session), page.t("home-look")).small())
                    (button::link(below(session, "calendar.ics"), page.t("session-calendar")).small().icon("calendar-plus"))
                }
                p.sm.muted { (standing::note(page, session, next.side, home.now)) }
            }
        }
    }
}

/// Hosts of past sessions, each once.
fn met(page: &Page, home: &Home) -> Markup {
    let mut known = BTreeSet::new();
    let hosts: Vec<&Entry> = home
        .past
        .iter()
        .filter(|entry| has_met(entry) && known.insert(entry.session.host))
        .take(FEW)
        .collect();
    html! {
        @if !hosts.is_empty() {
            section aria-labelledby="met" {
                div.row.between.section-head { h2 id="met" { (page.t("home-met")) } }
                ul.met {
                    @for entry in hosts {
                        @let host = &entry.cast.host;
                        li.card.met-host {
                            div.row.g3 {
                                (Avatar::new(&host.name, picture(host.avatar).as_deref()).size(56))
                                div.grow {
                                    h3 { (host.name) }
                                    p.sm.muted { (entry.session.terms.title) }
                                }
                            }
                            a.md.m href={ "/hosts/" (entry.cast.slug) } {
                                (page.t("home-again")) span.sr { " " (host.name) }
                            }
                        }
                    }
                }
            }
        }
    }
}

fn has_met(entry: &Entry) -> bool {
    entry.session.phase.sold().is_some_and(|sold| sold.meeting.met_at.is_some())
}

fn receipts(page: &Page, home: &Home) -> Markup {
    let delivered = |entry: &&Entry| {
        matches!(entry.session.phase, Phase::Delivered { .. } | Phase::Settled { .. })
    };
    let found: Vec<&Entry> = home.past.iter().filter(delivered).take(FEW).collect();
    html! {
        @if !found.is_empty() {
            (parts::card_list("receipts", &page.t("home-receipts"), &all_sessions(page, true), &html! {
                ul.mini {
                    @for entry in found {
                        li {
                            span.grow {
                                b.md { (entry.cast.host.name) }
                                span.sm.muted { (entry.session.terms.title) }
                            }
                            @if let Some(price) = entry.session.price() {
                                span.num { (page.money(price)) }
                            }
                            a.btn.sm href=(below(&entry.session, "receipt")) {
                                (page.t("standing-receipt"))
                                span.sr { " " (entry.session.terms.title) }
                            }
                        }
                    }
                }
            }))
        }
    }
}
