//! `/sessions/{id}`: one session, for its two people: when, who, what was agreed, what happened, and
//! everything that can be done about it (PAY-15, PAY-16, PAY-22).
//!
//! Each thing that can be done is a page of its own with a form, which the script may lift into a
//! dialog; so the page itself can fetch itself anew whenever the session changes.

use axum::http::header::{CONTENT_DISPOSITION, CONTENT_TYPE};
use axum::response::{IntoResponse, Response};
use jiff::Timestamp;
use maud::Markup;
use visavis_app::books;
use visavis_domain::ids::SessionId;
use visavis_domain::session::{Phase, Stamped};
use visavis_reach::format;

use crate::caller::Caller;
use crate::form::Path;
use crate::page::Page;
use crate::pages::thread;
use crate::problem::Problem;
use crate::route::{Route, routes};
use crate::seat::Seat;

mod acts;
mod receipt;
mod samples;
mod show;
mod times;

pub use samples::SAMPLES;

/// The page and everything below it.
pub const ROUTES: &[Route] = routes![
    page "/sessions/{id}" Party => show_session,
    get "/sessions/{id}/now" Party => show_now,
    page "/sessions/{id}/times" Party => times::ask,
    post "/sessions/{id}/times" Party => times::propose,
    post "/sessions/{id}/pick" Party => times::pick,
    page "/sessions/{id}/cancel" Party => acts::ask_cancel,
    post "/sessions/{id}/cancel" Party => acts::cancel,
    page "/sessions/{id}/refund" Party => acts::ask_refund,
    post "/sessions/{id}/refund" Party => acts::take_refund,
    page "/sessions/{id}/end" Party => acts::ask_end,
    post "/sessions/{id}/end" Party => acts::end,
    page "/sessions/{id}/delivered" Party => acts::ask_delivered,
    post "/sessions/{id}/delivered" Party => acts::mark_delivered,
    page "/sessions/{id}/problem" Party => acts::ask_problem,
    post "/sessions/{id}/problem" Party => acts::report_problem,
    page "/sessions/{id}/link" Party => acts::ask_link,
    post "/sessions/{id}/link" Party => acts::new_link,
    page "/sessions/{id}/receipt" Party => receipt::show_receipt,
    get "/sessions/{id}/calendar.ics" Party => calendar_file,
];

/// Everything that the page shows.
#[derive(Debug, Clone)]
struct Shown {
    seat: Seat,
    events: Vec<Stamped>,
    thread: Option<thread::View>,
    now: Timestamp,
}

/// The page as this person sees it: somebody who came by the link alone has no sign-in to say in
/// which zone to tell the time, but a zone all the same.
fn seated(mut page: Page, seat: &Seat) -> Page {
    if seat.by_link {
        page.zone = format::zone_named(&seat.cast.player(seat.party).reach.tz);
    }
    page.live(true)
}

async fn look(caller: &Caller, id: SessionId) -> Result<Shown, Problem> {
    let seat = Seat::find(caller, id).await?;
    let around = books::around(&caller.app, &seat.session).await?;
    Ok(Shown { seat, events: around.events, thread: None, now: caller.app.clock.now() })
}

async fn show_session(
    page: Page,
    caller: Caller,
    Path(id): Path<SessionId>,
) -> Result<Response, Problem> {
    let mut shown = look(&caller, id).await?;
    let unpaid =
        matches!(shown.seat.session.phase, Phase::AwaitingPayment { .. } | Phase::Lapsed { .. });
    if unpaid {
        return Ok(page.see_other(&format!("/checkout/{id}")));
    }
    shown.thread = Some(thread::View::of_session(&caller, &shown.seat).await?);
    let page = seated(page, &shown.seat);
    Ok(show::page(&page, &shown).into_response())
}

async fn show_now(
    page: Page,
    caller: Caller,
    Path(id): Path<SessionId>,
) -> Result<Markup, Problem> {
    let shown = look(&caller, id).await?;
    let page = seated(page, &shown.seat);
    Ok(show::region(&page, &shown))
}

async fn calendar_file(caller: Caller, Path(id): Path<SessionId>) -> Result<Response, Problem> {
    let seat = Seat::find(&caller, id).await?;
    let file = books::calendar(&caller.app, id, seat.party).await?;
    let kind = format!("text/calendar; charset=utf-8; method={}", file.method.name());
    let save = format!("attachment; filename=\"{}\"", file.filename);
    Ok(([(CONTENT_TYPE, kind), (CONTENT_DISPOSITION, save)], file.ics).into_response())
}
