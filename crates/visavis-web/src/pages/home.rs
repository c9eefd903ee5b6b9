//! `/home`: *Today* for hosts, and home for clients. Both fetch themselves anew when something about
//! their sessions changes (PAY-17).

use jiff::Timestamp;
use maud::{Markup, html};
use visavis_app::books::{self, Earnings, Entry, Half};
use visavis_app::host::{self as hosts, Mine};
use visavis_domain::session::Party;

use crate::caller::Caller;
use crate::layout::{self, ClientNav, Frame, Head, HostNav};
use crate::page::Page;
use crate::paths;
use crate::problem::Problem;
use crate::route::{Route, routes};
use crate::sample::Sample;

mod client;
mod host;
mod samples;

pub(crate) use host::spark;

/// The page and its live part.
pub const ROUTES: &[Route] = routes![
    page "/home" SignedIn => show_home,
    get "/home/now" SignedIn => show_now,
];

/// Both homes, full and empty.
pub const SAMPLES: &[Sample] = samples::SAMPLES;

/// What stands on the page of either.
struct Home {
    open: Vec<Entry>,
    past: Vec<Entry>,
    selling: Option<Selling>,
    now: Timestamp,
}

/// What a host has beside that.
struct Selling {
    mine: Mine,
    earnings: Earnings,
}

impl Home {
    /// The sessions on one side.
    fn open_as(&self, side: Party) -> impl Iterator<Item = &Entry> {
        self.open.iter().filter(move |entry| entry.side == side)
    }
}

async fn look(page: &Page, caller: &Caller) -> Result<Home, Problem> {
    let app = &caller.app;
    let account = caller.person()?.account.id;
    let open = books::mine(app, account, Half::Open, 0).await?.entries;
    let past = books::mine(app, account, Half::Past, 0).await?.entries;
    let is_host = page.viewer.as_ref().is_some_and(|viewer| viewer.is_host);
    let selling = if is_host {
        let id = caller.host()?;
        let earnings = books::earnings(app, id, &page.zone).await?;
        Some(Selling { mine: hosts::mine(app, id).await?, earnings })
    } else {
        None
    };
    Ok(Home { open, past, selling, now: app.clock.now() })
}

async fn show_home(page: Page, caller: Caller) -> Result<Markup, Problem> {
    let home = look(&page, &caller).await?;
    Ok(show(&page, &home))
}

async fn show_now(page: Page, caller: Caller) -> Result<Markup, Problem> {
    let home = look(&page, &caller).await?;
    Ok(region(&page, &home))
}

fn show(page: &Page, home: &Home) -> Markup {
    let class = if home.selling.is_some() { "dash" } else { "home" };
    let live = html! {
        div class=(class) id="today" hx-get="/home/now" hx-swap="innerMorph"
            hx-trigger="vv:sessions from:body, vv:messages from:body" {
            (region(page, home))
        }
    };
    if home.selling.is_some() {
        let head = Head::with(page.t1("sessions-zone", "zone", page.zone_at(home.now)));
        let frame = Frame::new(page.date(home.now));
        return layout::host(page, HostNav::Today, &frame, &head, &live);
    }
    let frame = Frame::new(page.t("layout-home")).main("wrap");
    layout::client(page, ClientNav::Home, &frame, &live)
}

fn region(page: &Page, home: &Home) -> Markup {
    match &home.selling {
        Some(selling) => host::today(page, home, selling),
        None => client::home(page, home),
    }
}

/// Messages that wait, with the way to them.
fn unread(page: &Page) -> Markup {
    let count = page.viewer.as_ref().map_or(0, |viewer| viewer.unread);
    html! {
        @if count > 0 {
            a.card.pad.row.g3 href=(paths::MESSAGES) {
                (crate::parts::icon_sized("message-square", "s20"))
                span.grow { (page.t1("home-unread", "count", count)) }
                (crate::parts::icon("chevron-right"))
            }
        }
    }
}

/// The way to all sessions.
fn all_sessions(page: &Page, past: bool) -> Markup {
    let to = if past { format!("{}?past=1", paths::SESSIONS) } else { paths::SESSIONS.to_owned() };
    html! { a.md.m href=(to) { (page.t("home-all")) span.sr { " " (page.t("layout-sessions")) } } }
}
