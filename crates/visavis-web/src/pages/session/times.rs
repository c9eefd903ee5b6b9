//! Agreeing on a date: one side proposes one to five times, the other picks one (PAY-16).

use axum::response::{IntoResponse, Response};
use jiff::civil::DateTime;
use jiff::{SignedDuration, Timestamp};
use maud::{Markup, html};
use visavis_app::Failure;
use visavis_app::session::execute;
use visavis_domain::ids::SessionId;
use visavis_domain::session::Command;
use visavis_reach::format;

use super::{seated, show};
use crate::caller::Caller;
use crate::form::{Filled, Path};
use crate::layout::Head;
use crate::page::{Flash, Page};
use crate::parts::{Field, button, error_summary};
use crate::problem::Problem;
use crate::refusal;
use crate::seat::Seat;
use crate::standing::{below, path};
use crate::words::Say;

/// Names of the fields of each time.
const FIELDS: [(&str, &str); 5] =
    [("day1", "at1"), ("day2", "at2"), ("day3", "at3"), ("day4", "at4"), ("day5", "at5")];

pub(super) async fn ask(
    page: Page,
    caller: Caller,
    Path(id): Path<SessionId>,
) -> Result<Markup, Problem> {
    let seat = Seat::find(&caller, id).await?;
    let page = seated(page, &seat);
    Ok(form_page(&page, &seat, &Filled::new(), caller.app.clock.now()))
}

pub(super) async fn propose(
    page: Page,
    caller: Caller,
    Path(id): Path<SessionId>,
    mut form: Filled,
) -> Result<Response, Problem> {
    let seat = Seat::find(&caller, id).await?;
    let page = seated(page, &seat);
    let again = |form: &Filled, page: &Page| {
        form.again(form_page(page, &seat, form, caller.app.clock.now()))
    };
    let Some(times) = read_times(&page, &mut form) else {
        return Ok(again(&form, &page));
    };
    let command = Command::ProposeTimes { by: seat.party, times };
    match execute(&caller.app, id, command).await {
        Ok(session) => Ok(page.see_other_saying(&path(&session), &Flash::ok("flash-times-sent"))),
        Err(failure @ Failure::Refused(_)) => {
            let say = refusal::sentence(&failure).unwrap_or(Say::new("refusal-times-range"));
            form.refuse("day1", say);
            Ok(again(&form, &page))
        }
        Err(failure) => Err(failure.into()),
    }
}

/// The times that were typed, in the typist's own zone; empty rows are none.
fn read_times(page: &Page, form: &mut Filled) -> Option<Vec<Timestamp>> {
    let mut times = vec![];
    for (place, (day, at)) in FIELDS.into_iter().enumerate() {
        let is_empty = form.value(day).trim().is_empty() && form.value(at).trim().is_empty();
        if is_empty && place > 0 {
            continue;
        }
        let (date, time) = (form.date(day), form.time(at));
        if let (Some(date), Some(time)) = (date, time) {
            match DateTime::from_parts(date, time).to_zoned(page.zone.clone()) {
                Ok(zoned) => times.push(zoned.timestamp()),
                Err(_) => form.refuse(day, Say::new("error-date")),
            }
        }
    }
    (!form.is_wrong()).then_some(times)
}

pub(super) async fn pick(
    page: Page,
    caller: Caller,
    Path(id): Path<SessionId>,
    form: Filled,
) -> Result<Response, Problem> {
    let seat = Seat::find(&caller, id).await?;
    let millis = form.value("at").parse().ok();
    let starts_at = millis
        .and_then(|millis| Timestamp::from_millisecond(millis).ok())
        .ok_or_else(Problem::bad_request)?;
    let command = Command::PickTime { by: seat.party, starts_at };
    let session = execute(&caller.app, id, command).await?;
    let page = seated(page, &seat);
    let flash = Flash::ok("flash-booked").named(page.moment(starts_at));
    Ok(page.see_other_saying(&path(&session), &flash).into_response())
}

pub(super) fn form_page(page: &Page, seat: &Seat, form: &Filled, now: Timestamp) -> Markup {
    let session = &seat.session;
    let today = now.to_zoned(page.zone.clone()).date();
    let last = (now + SignedDuration::from_hours(24 * 365)).to_zoned(page.zone.clone()).date();
    let other = seat.cast.player(seat.party.other());
    let label = |key: &'static str, place: usize| page.t1(key, "n", place + 1);
    let labels: Vec<(&str, String)> = FIELDS
        .into_iter()
        .enumerate()
        .flat_map(|(place, (day, at))| {
            [(day, label("session-day", place)), (at, label("session-time", place))]
        })
        .collect();
    let row = |place: usize, (day, at): (&'static str, &'static str)| {
        let date = Field::date(day, label("session-day", place))
            .between(today.to_string(), last.to_string());
        let time = Field::time(at, label("session-time", place));
        let (date, time) =
            if place == 0 { (date.required(), time.required()) } else { (date, time) };
        html! { div.propose { (date.show(page, form)) (time.show(page, form)) } }
    };
    let main = html! {
        (error_summary(page, form, &labels))
        form.form.card.pad method="post" action=(below(session, "times")) {
            p { (page.t1("session-times-lead", "name", &other.name)) }
            p.sm.muted {
                (page.t1("session-zone", "zone", page.zone_at(now))) " "
                (show::there(page, now, others_zone(seat)))
            }
            @for (place, fields) in FIELDS.into_iter().enumerate() { (row(place, fields)) }
            p.sm.muted {
                (page.t1("session-times-length", "duration", format::duration(page.locale, session.terms.minutes)))
            }
            div.form-acts {
                (button::link(path(session), page.t("form-back")))
                (button::submit(page.t("session-propose")).primary().busy(page.t("session-busy")))
            }
        }
    };
    let head = Head { back: Some(path(session)), ..Head::with(session.terms.title.clone()) };
    show::framed(page, &page.t("session-times-title"), &head, "narrow stack g4", &main)
}

fn others_zone(seat: &Seat) -> &str {
    match seat.party {
        visavis_domain::session::Party::Host => &seat.cast.client.reach.tz,
        visavis_domain::session::Party::Client => &seat.cast.host_zone,
    }
}
