//! What can be done about a session besides its date: end, mark delivered, call off, take the money
//! back, report a problem, get a new link (PAY-14, PAY-15, PAY-16, PAY-22).

use axum::response::{IntoResponse, Response};
use maud::{Markup, html};
use visavis_app::session::execute;
use visavis_app::{Failure, access};
use visavis_domain::ids::SessionId;
use visavis_domain::session::{Command, Confirmed, Party, Refusal};

use super::{seated, show};
use crate::caller::Caller;
use crate::form::{Filled, Path};
use crate::page::{Flash, Page};
use crate::parts::{Confirm, Field, error_summary};
use crate::paths;
use crate::problem::Problem;
use crate::seat::Seat;
use crate::standing::{below, path};
use crate::timeline::elapsed;
use crate::words::Say;

/// The most characters of a reason or a report.
const WORDS_MAX: usize = 2_000;

/// The viewer's seat, on the side that may do this; to the other side there is no such page.
async fn seat_of(caller: &Caller, id: SessionId, party: Party) -> Result<Seat, Problem> {
    let seat = Seat::find(caller, id).await?;
    if seat.party == party { Ok(seat) } else { Err(Problem::not_found()) }
}

pub(super) async fn ask_end(
    page: Page,
    caller: Caller,
    Path(id): Path<SessionId>,
) -> Result<Markup, Problem> {
    let seat = seat_of(&caller, id, Party::Host).await?;
    Ok(end_page(&seated(page, &seat), &seat))
}

pub(super) fn end_page(page: &Page, seat: &Seat) -> Markup {
    let (action, back) = (below(&seat.session, "end"), path(&seat.session));
    let confirm = Confirm {
        title: page.t("session-end-title"),
        text: page.t("session-end-text"),
        action: &action,
        yes: page.t("session-end"),
        back: &back,
        is_destructive: false,
    };
    show::asking(page, &confirm.title, &confirm.show(page, &html! {}))
}

pub(super) async fn end(
    page: Page,
    caller: Caller,
    Path(id): Path<SessionId>,
) -> Result<Response, Problem> {
    let seat = seat_of(&caller, id, Party::Host).await?;
    let session = execute(&caller.app, id, Command::End { by: seat.party }).await?;
    Ok(page.see_other_saying(&path(&session), &Flash::ok("flash-ended")))
}

pub(super) async fn ask_delivered(
    page: Page,
    caller: Caller,
    Path(id): Path<SessionId>,
) -> Result<Markup, Problem> {
    let seat = seat_of(&caller, id, Party::Host).await?;
    Ok(delivered_page(&seated(page, &seat), &seat))
}

/// Asks for confirmation; without proof it says what the client will read.
pub(super) fn delivered_page(page: &Page, seat: &Seat) -> Markup {
    let session = &seat.session;
    let (action, back) = (below(session, "delivered"), path(session));
    let sold = session.phase.sold();
    let is_proven = sold.is_some_and(|sold| session.is_proven(sold));
    let secs = sold.map_or(0, |sold| sold.meeting.proven_secs);
    let text = if is_proven {
        page.t1("session-delivered-text", "time", elapsed(page, secs.into()))
    } else {
        page.t("session-delivered-unproven")
    };
    let confirm = Confirm {
        title: page.t("session-delivered-title"),
        text,
        action: &action,
        yes: if is_proven { page.t("standing-mark") } else { page.t("session-delivered-confirm") },
        back: &back,
        is_destructive: false,
    };
    let fields = html! {
        @if !is_proven { input type="hidden" name="confirmed" value="yes"; }
    };
    show::asking(page, &confirm.title, &confirm.show(page, &fields))
}

pub(super) async fn mark_delivered(
    page: Page,
    caller: Caller,
    Path(id): Path<SessionId>,
    form: Filled,
) -> Result<Response, Problem> {
    let seat = seat_of(&caller, id, Party::Host).await?;
    let confirmed = if form.value("confirmed") == "yes" { Confirmed::Yes } else { Confirmed::No };
    let command = Command::MarkDelivered { by: seat.party, confirmed };
    match execute(&caller.app, id, command).await {
        Ok(session) => Ok(page.see_other_saying(&path(&session), &Flash::ok("flash-delivered"))),
        // The room's own dialog cannot know of the proof: the question is asked here.
        Err(Failure::Refused(Refusal::Unproven)) => {
            Ok(form.again(delivered_page(&seated(page, &seat), &seat)))
        }
        Err(failure) => Err(failure.into()),
    }
}

pub(super) async fn ask_cancel(
    page: Page,
    caller: Caller,
    Path(id): Path<SessionId>,
) -> Result<Markup, Problem> {
    let seat = seat_of(&caller, id, Party::Host).await?;
    Ok(cancel_page(&seated(page, &seat), &seat, &Filled::new()))
}

pub(super) fn cancel_page(page: &Page, seat: &Seat, form: &Filled) -> Markup {
    let session = &seat.session;
    let (action, back) = (below(session, "cancel"), path(session));
    let price = session.price().map_or(String::new(), |price| page.money(price));
    let label = page.t("session-cancel-why");
    let confirm = Confirm {
        title: page.t("session-cancel-title"),
        text: page.t1("session-cancel-text", "amount", price),
        action: &action,
        yes: page.t("session-cancel"),
        back: &back,
        is_destructive: true,
    };
    let fields = html! {
        (error_summary(page, form, &[("words", label.clone())]))
        (Field::area("words", &label, 4).required().max(WORDS_MAX).hint(page.t("session-cancel-hint")).show(page, form))
    };
    show::asking(page, &confirm.title, &confirm.show(page, &fields))
}

pub(super) async fn cancel(
    page: Page,
    caller: Caller,
    Path(id): Path<SessionId>,
    mut form: Filled,
) -> Result<Response, Problem> {
    let seat = seat_of(&caller, id, Party::Host).await?;
    let Some(why) = form.required("words", WORDS_MAX) else {
        return Ok(form.again(cancel_page(&seated(page, &seat), &seat, &form)));
    };
    let session = execute(&caller.app, id, Command::Cancel { by: seat.party, why }).await?;
    Ok(page.see_other_saying(&path(&session), &Flash::ok("flash-cancelled")))
}

pub(super) async fn ask_refund(
    page: Page,
    caller: Caller,
    Path(id): Path<SessionId>,
) -> Result<Markup, Problem> {
    let seat = seat_of(&caller, id, Party::Client).await?;
    Ok(refund_page(&seated(page, &seat), &seat))
}

pub(super) fn refund_page(page: &Page, seat: &Seat) -> Markup {
    let session = &seat.session;
    let (action, back) = (below(session, "refund"), path(session));
    let price = session.price().map_or(String::new(), |price| page.money(price));
    let confirm = Confirm {
        title: page.t("session-refund-title"),
        text: page.t1("session-refund-text", "amount", price),
        action: &action,
        yes: page.t("session-refund"),
        back: &back,
        is_destructive: true,
    };
    show::asking(page, &confirm.title, &confirm.show(page, &html! {}))
}

pub(super) async fn take_refund(
    page: Page,
    caller: Caller,
    Path(id): Path<SessionId>,
) -> Result<Response, Problem> {
    let seat = seat_of(&caller, id, Party::Client).await?;
    let session = execute(&caller.app, id, Command::TakeRefund { by: seat.party }).await?;
    Ok(page.see_other_saying(&path(&session), &Flash::ok("flash-refund-taken")))
}

pub(super) async fn ask_problem(
    page: Page,
    caller: Caller,
    Path(id): Path<SessionId>,
) -> Result<Markup, Problem> {
    let seat = seat_of(&caller, id, Party::Client).await?;
    Ok(problem_page(&seated(page, &seat), &seat, &Filled::new()))
}

pub(super) fn problem_page(page: &Page, seat: &Seat, form: &Filled) -> Markup {
    let session = &seat.session;
    let (action, back) = (below(session, "problem"), path(session));
    let until = session.problem_until().map_or(String::new(), |at| page.moment(at));
    let label = page.t("session-problem-what");
    let confirm = Confirm {
        title: page.t("session-problem-title"),
        text: page.t1("session-problem-text", "until", until),
        action: &action,
        yes: page.t("session-problem"),
        back: &back,
        is_destructive: false,
    };
    let fields = html! {
        (error_summary(page, form, &[("words", label.clone())]))
        (Field::area("words", &label, 6).required().max(WORDS_MAX).hint(page.t("session-problem-hint")).show(page, form))
    };
    show::asking(page, &confirm.title, &confirm.show(page, &fields))
}

pub(super) async fn report_problem(
    page: Page,
    caller: Caller,
    Path(id): Path<SessionId>,
    mut form: Filled,
) -> Result<Response, Problem> {
    let seat = seat_of(&caller, id, Party::Client).await?;
    let Some(words) = form.required("words", WORDS_MAX) else {
        return Ok(form.again(problem_page(&seated(page, &seat), &seat, &form)));
    };
    let command = Command::ReportProblem { by: seat.party, words };
    let session = execute(&caller.app, id, command).await?;
    Ok(page.see_other_saying(&path(&session), &Flash::ok("flash-problem-reported")))
}

pub(super) async fn ask_link(
    page: Page,
    caller: Caller,
    Path(id): Path<SessionId>,
) -> Result<Markup, Problem> {
    let seat = Seat::find(&caller, id).await?;
    seat.participant()?;
    Ok(link_page(&seated(page, &seat), &seat))
}

pub(super) fn link_page(page: &Page, seat: &Seat) -> Markup {
    let session = &seat.session;
    let (action, back) = (below(session, "link"), path(session));
    let email = &seat.cast.player(seat.party).reach.email;
    let confirm = Confirm {
        title: page.t("session-link-title"),
        text: page.t1("session-link-text", "email", email),
        action: &action,
        yes: page.t("session-link-new"),
        back: &back,
        is_destructive: false,
    };
    show::asking(page, &confirm.title, &confirm.show(page, &html! {}))
}

/// The old link dies, and with it every browser that came by it: this one too, if it did.
pub(super) async fn new_link(
    page: Page,
    caller: Caller,
    Path(id): Path<SessionId>,
) -> Result<Response, Problem> {
    let seat = Seat::find(&caller, id).await?;
    let participant = seat.participant()?.id;
    let subject = participant.to_string();
    caller.app.limits.check(visavis_app::limits::Gate::Mail, &subject, caller.visitor.address)?;
    access::reissue(&caller.app, id, participant).await?;
    let to = if seat.by_link { paths::HOME.to_owned() } else { path(&seat.session) };
    Ok(page.see_other_saying(&to, &Flash::ok("flash-link-replaced")).into_response())
}

/// A form that was sent empty, for the samples.
pub(super) fn refused(name: &str) -> Filled {
    let mut form = Filled::new();
    form.refuse(name, Say::new("error-needed"));
    form
}
