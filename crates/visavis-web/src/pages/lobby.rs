//! The lobby: camera, microphone and way are tried before one goes in, and nobody is kept out by a
//! device (PAY-18, RING-15). Before the door opens it says when (HELP-12).

use axum::response::{IntoResponse, Response};
use jiff::Timestamp;
use maud::{Markup, html};
use visavis_domain::ids::SessionId;
use visavis_domain::session::{Door, Party, Present, Slot};

use super::room::{home_of, words};
use crate::caller::Caller;
use crate::form::Path;
use crate::layout::{self, Frame};
use crate::page::Page;
use crate::parts::{self, Avatar, Presence, button, icon_sized};
use crate::problem::Problem;
use crate::route::{Route, routes};
use crate::sample::{Reader, SOFIA, Sample};
use crate::seat::Seat;

/// The page.
pub const ROUTES: &[Route] = routes![
    page "/sessions/{id}/lobby" Party => show_lobby,
];

const PATH: &str = "/sessions/{id}/lobby";

/// Its pictures.
pub const SAMPLES: &[Sample] = &[
    Sample::page("lobby", PATH, Reader::Client, |page| show(page, &View::sample())),
    Sample::page("lobby-visitor", PATH, Reader::Visitor, |page| show(page, &View::sample())),
    Sample::page("lobby-early", PATH, Reader::Client, |page| {
        let opens_at = SOON - jiff::SignedDuration::from_mins(10);
        show(page, &View { door: Door::OpensAt(opens_at), is_here: false, ..View::sample() })
    }),
    Sample::page("lobby-undated", PATH, Reader::Host, |page| {
        let view = View { other: "rosewater".to_owned(), slot: None, ..View::sample() };
        show(page, &View { is_here: false, ..view })
    }),
];

const SOON: Timestamp = Timestamp::constant(1_795_531_800, 0);

/// What the lobby shows.
struct View {
    home: String,
    title: String,
    slot: Option<Slot>,
    door: Door,
    other: String,
    avatar: Option<String>,
    is_here: bool,
    now: Timestamp,
}

impl View {
    fn sample() -> Self {
        let ends_at = SOON + jiff::SignedDuration::from_mins(50);
        Self {
            home: "/sessions/ses_1".to_owned(),
            title: "Grief session".to_owned(),
            slot: Some(Slot { starts_at: SOON, ends_at }),
            door: Door::Open,
            other: SOFIA.to_owned(),
            avatar: None,
            is_here: true,
            now: SOON - jiff::SignedDuration::from_mins(24),
        }
    }
}

async fn show_lobby(
    page: Page,
    caller: Caller,
    Path(id): Path<SessionId>,
) -> Result<Response, Problem> {
    let seat = Seat::find(&caller, id).await?;
    seat.participant()?;
    let now = caller.app.clock.now();
    let door = seat.session.door(now);
    if door == Door::Closed {
        return Ok(page.see_other(&home_of(id)));
    }
    let present = caller.app.rooms.present(id, caller.app.clock.steady());
    let is_here = match (seat.party.other(), present) {
        (_, Present::Both) | (Party::Host, Present::Host) | (Party::Client, Present::Client) => {
            true
        }
        (Party::Host | Party::Client, Present::Host | Present::Client | Present::Nobody) => false,
    };
    let other = seat.cast.player(seat.party.other());
    let view = View {
        home: home_of(id),
        title: seat.session.terms.title.clone(),
        slot: seat.session.slot(),
        door,
        other: other.name.clone(),
        avatar: other.avatar.map(|file| format!("/images/{file}")),
        is_here,
        now,
    };
    Ok(show(&page, &view).into_response())
}

fn show(page: &Page, view: &View) -> Markup {
    let path = format!("{}/lobby", view.home);
    let main = html! {
        @match view.door {
            Door::Open | Door::Closed => div id="lobby-door" { (ready(page, view)) },
            // Asked again now and then, so that nobody has to reload; without script the link does.
            Door::OpensAt(opens_at) => {
                div id="lobby-door" hx-get=(path) hx-trigger="every 15s" hx-select="#lobby-door"
                    hx-swap="outerHTML" {
                    (early(page, view, opens_at))
                }
            }
        }
        (words::island(page))
    };
    let private = html! {
        span.row.g2.sm.muted { (icon_sized("lock", "s16")) (page.t("lobby-private")) }
    };
    layout::lobby(page, &Frame::new(view.title.as_str()), &private, &main)
}

fn ready(page: &Page, view: &View) -> Markup {
    html! {
        vv-lobby data-room={ (view.home) "/room" } data-ping="/assets/favicon.svg" data-devices="1" {
            noscript { (page.t("lobby-script")) }
        }
        template id="vv-lobby-side" {
            (who(page, view))
            (what(page, view))
            (advice(page))
        }
    }
}

fn early(page: &Page, view: &View, opens_at: Timestamp) -> Markup {
    let lobby = format!("{}/lobby", view.home);
    html! {
        section.card.pad.stack.g4.narrow aria-labelledby="lobby-title" {
            (who(page, view))
            (what(page, view))
            p.lg {
                (page.t("lobby-opens")) " " (parts::moment(page, opens_at)) ", "
                (page.t("lobby-opens-in")) " "
                b.num { (parts::countdown(page, view.now, opens_at)) }
            }
            p.muted { (page.t("lobby-wait")) }
            (advice(page))
            div.row.g2.wrap-x {
                (button::link(lobby, page.t("lobby-again")).primary().icon("refresh-cw"))
                (button::link(view.home.as_str(), page.t("lobby-back")).icon("arrow-left"))
            }
        }
    }
}

fn who(page: &Page, view: &View) -> Markup {
    let face = Avatar::new(&view.other, view.avatar.as_deref()).size(56);
    html! {
        div.row.g3 {
            @if view.is_here { (face.dot(Presence::Online)) } @else { (face) }
            span {
                b { (view.other) }
                span.md.muted.stack {
                    @if view.is_here { (page.t("lobby-here")) } @else { (page.t("lobby-away")) }
                }
            }
        }
    }
}

fn what(page: &Page, view: &View) -> Markup {
    html! {
        div {
            h1 id="lobby-title" { (view.title) }
            p.muted {
                @match view.slot {
                    Some(slot) => {
                        (parts::moment(page, slot.starts_at)) " " (page.t("lobby-to")) " "
                        (parts::time_tag(page, slot.ends_at))
                    }
                    None => (page.t("lobby-undated")),
                }
            }
        }
    }
}

/// Where the act is (ALL-8, PAY-15).
fn advice(page: &Page) -> Markup {
    html! {
        p.sm.muted { (icon_sized("shield-alert", "s16")) " " (page.t("lobby-advice")) }
    }
}
