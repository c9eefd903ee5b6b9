//! `/sessions`: everything that somebody sold or bought, what is open and what is past (PAY-9). A new
//! one appears without a reload (PAY-17).

use jiff::Timestamp;
use maud::{Markup, html};
use visavis_app::books::{self, Entry, Half, Listed};
use visavis_domain::session::Party;

use crate::caller::Caller;
use crate::form::Query;
use crate::layout::{self, Frame, Head, HostNav};
use crate::page::Page;
use crate::parts::{self, Pager, Tab, button};
use crate::paths;
use crate::problem::Problem;
use crate::route::{Route, routes};
use crate::sample::scene::{self, Stage};
use crate::sample::{Reader, Sample};
use crate::standing;

/// The lists.
pub const ROUTES: &[Route] = routes![
    page "/sessions" SignedIn => show_sessions,
    get "/sessions/list" SignedIn => show_list,
];

/// Full, of both sides, and empty.
pub const SAMPLES: &[Sample] = &[
    Sample::page("sessions-host", paths::SESSIONS, Reader::Host, |page| {
        sample(page, Half::Open, Party::Host)
    }),
    Sample::page("sessions-client", paths::SESSIONS, Reader::Client, |page| {
        sample(page, Half::Open, Party::Client)
    }),
    Sample::page("sessions-past", paths::SESSIONS, Reader::Client, |page| {
        sample(page, Half::Past, Party::Client)
    }),
    Sample::page("sessions-empty-host", paths::SESSIONS, Reader::Host, |page| {
        show(page, &empty(Half::Open))
    }),
    Sample::page("sessions-empty-client", paths::SESSIONS, Reader::Client, |page| {
        show(page, &empty(Half::Open))
    }),
    Sample::page("sessions-empty-past", paths::SESSIONS, Reader::Client, |page| {
        show(page, &empty(Half::Past))
    }),
];

/// One page of one half.
struct View {
    half: Half,
    number: u32,
    listed: Listed,
    now: Timestamp,
}

fn empty(half: Half) -> View {
    let listed = Listed { entries: vec![], has_more: false };
    View { half, number: 0, listed, now: scene::NOW }
}

fn sample(page: &Page, half: Half, side: Party) -> Markup {
    let stages: &[Stage] = match half {
        Half::Open => &[
            Stage::Live,
            Stage::Booked,
            Stage::Ended,
            Stage::NoDate,
            Stage::Offered,
            Stage::Wished,
            Stage::Unpaid,
            Stage::Disputed,
        ],
        Half::Past => &[Stage::Delivered, Stage::Resolved],
    };
    let entry =
        |stage: &Stage| Entry { session: scene::session(*stage), cast: scene::cast(), side };
    let listed = Listed { entries: stages.iter().map(entry).collect(), has_more: true };
    show(page, &View { half, number: 1, listed, now: scene::NOW })
}

async fn look(caller: &Caller, query: &crate::form::Filled) -> Result<View, Problem> {
    let half = if query.has("past") { Half::Past } else { Half::Open };
    let number = query.value("page").parse().unwrap_or(0).min(1_000);
    let account = caller.person()?.account.id;
    let listed = books::mine(&caller.app, account, half, number).await?;
    Ok(View { half, number, listed, now: caller.app.clock.now() })
}

async fn show_sessions(page: Page, caller: Caller, Query(query): Query) -> Result<Markup, Problem> {
    Ok(show(&page, &look(&caller, &query).await?))
}

async fn show_list(page: Page, caller: Caller, Query(query): Query) -> Result<Markup, Problem> {
    Ok(list(&page, &look(&caller, &query).await?))
}

/// The address of a page of a half, of the whole page or of its list alone.
fn at(base: &str, half: Half, number: u32) -> String {
    match (half, number) {
        (Half::Open, 0) => base.to_owned(),
        (Half::Open, number) => format!("{base}?page={number}"),
        (Half::Past, 0) => format!("{base}?past=1"),
        (Half::Past, number) => format!("{base}?past=1&page={number}"),
    }
}

fn show(page: &Page, view: &View) -> Markup {
    let tab = |half, key: &str| Tab {
        path: at(paths::SESSIONS, half, 0),
        text: page.t(key),
        is_current: half == view.half,
    };
    let tabs = [tab(Half::Open, "sessions-open"), tab(Half::Past, "sessions-past")];
    let part = at("/sessions/list", view.half, view.number);
    let main = html! {
        (parts::tabs(&page.t("sessions-which"), &tabs))
        div.stack.g4 id="list" hx-get=(part) hx-trigger="vv:sessions from:body" hx-swap="innerMorph" {
            (list(page, view))
        }
    };
    let zone = page.t1("sessions-zone", "zone", page.zone_at(view.now));
    let frame = Frame::new(page.t("sessions-title")).main("stack g4");
    layout::home(page, HostNav::Sessions, &frame, &Head::with(zone), &main)
}

fn list(page: &Page, view: &View) -> Markup {
    if view.listed.entries.is_empty() {
        return nothing(page, view.half);
    }
    let rows: Vec<_> =
        view.listed.entries.iter().map(|entry| standing::row(page, entry, view.now)).collect();
    let key = match view.half {
        Half::Open => "sessions-open-title",
        Half::Past => "sessions-past-title",
    };
    let newer = view.number.checked_sub(1);
    let older = view.listed.has_more.then(|| view.number + 1);
    let way = |number| at(paths::SESSIONS, view.half, number);
    html! {
        (parts::card_list("sessions", &page.t(key), &html! {}, &parts::session_rows(&rows)))
        (parts::pager(page, &Pager { newer: newer.map(way), older: older.map(way) }))
    }
}

fn nothing(page: &Page, half: Half) -> Markup {
    let is_host = page.viewer.as_ref().is_some_and(|viewer| viewer.is_host);
    match (half, is_host) {
        (Half::Past, true | false) => parts::empty(
            "empty",
            &page.t("sessions-none-past"),
            &page.t("sessions-none-past-text"),
            &html! { (button::link(paths::SESSIONS, page.t("sessions-open"))) },
        ),
        (Half::Open, true) => parts::empty(
            "empty",
            &page.t("sessions-none"),
            &page.t("sessions-none-host"),
            &html! {
                (button::link(paths::SERVICES, page.t("layout-services")).primary().big())
                (button::link(paths::PROFILE, page.t("layout-profile")).big())
            },
        ),
        (Half::Open, false) => parts::empty(
            "empty",
            &page.t("sessions-none"),
            &page.t("sessions-none-client"),
            &html! { (button::link(paths::HOME, page.t("layout-find")).primary().big().icon("search")) },
        ),
    }
}
