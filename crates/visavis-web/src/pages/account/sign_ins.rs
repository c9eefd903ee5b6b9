//! `/account/sign-ins`: where this account is signed in, and how to end that.

use axum::response::Response;
use jiff::{SignedDuration, Timestamp};
use maud::{Markup, html};
use uuid::Uuid;
use visavis_app::{Failure, people};
use visavis_domain::ids::SignInId;

use super::frame;
use crate::caller::Caller;
use crate::form::Path;
use crate::page::{Flash, Page};
use crate::parts::{Badge, button, icon, moment};
use crate::paths;
use crate::problem::Problem;
use crate::sample::scene;

/// One of them, ready to print.
#[derive(Clone)]
pub(super) struct Line {
    id: SignInId,
    device: String,
    since: Timestamp,
    seen: Timestamp,
    is_this: bool,
}

const LIST: &str = "/account/sign-ins";

pub(super) async fn show_sign_ins(page: Page, caller: Caller) -> Result<Markup, Problem> {
    let person = caller.person()?;
    let found = people::sign_ins(&caller.app, person).await?;
    let lines: Vec<Line> = found
        .into_iter()
        .map(|one| Line {
            is_this: one.id == person.sign_in,
            id: one.id,
            device: one.device,
            since: one.created_at,
            seen: one.seen_at,
        })
        .collect();
    Ok(show(&page, &lines))
}

pub(super) async fn end(
    page: Page,
    caller: Caller,
    Path(id): Path<SignInId>,
) -> Result<Response, Problem> {
    match people::sign_out(&caller.app, caller.person()?.account.id, id).await {
        // A double click, or it ended by itself meanwhile.
        Ok(()) | Err(Failure::NotFound) => {
            Ok(page.see_other_saying(LIST, &Flash::ok("flash-sign-in-ended")))
        }
        Err(other) => Err(other.into()),
    }
}

pub(super) async fn end_others(page: Page, caller: Caller) -> Result<Response, Problem> {
    people::sign_out_others(&caller.app, caller.person()?).await?;
    Ok(page.see_other_saying(LIST, &Flash::ok("flash-sign-ins-ended")))
}

pub(super) fn show(page: &Page, lines: &[Line]) -> Markup {
    let main = html! {
        section.card aria-labelledby="list" {
            header { h2 id="list" { (page.t("sign-ins-where")) } }
            ul.mini { @for line in lines { (item(page, line)) } }
        }
        @if lines.iter().any(|line| !line.is_this) {
            form method="post" action="/account/sign-ins/end-others" {
                (button::submit(page.t("sign-ins-end-others")).bad())
            }
            p.sm.muted { (page.t("sign-ins-hint")) }
        }
    };
    frame(page, &page.t("sign-ins-title"), Some(paths::ACCOUNT), &main)
}

fn item(page: &Page, line: &Line) -> Markup {
    let device =
        if line.device.is_empty() { page.t("sign-ins-unknown") } else { line.device.clone() };
    html! {
        li {
            span.mini-ic { (icon("monitor")) }
            span.grow {
                b.md { (device) }
                span.sm.muted {
                    (page.t("sign-ins-seen")) " " (moment(page, line.seen)) ". "
                    (page.t("sign-ins-since")) " " (moment(page, line.since)) "."
                }
            }
            @if line.is_this {
                (Badge::On.show("circle-check", &page.t("sign-ins-this")))
            } @else {
                form method="post" action={ "/account/sign-ins/" (line.id) "/end" } {
                    (button::submit(page.t("sign-ins-end")).small().about(device.as_str()))
                }
            }
        }
    }
}

pub(super) fn sample() -> Vec<Line> {
    let line = |n, device: &str, is_this| Line {
        id: SignInId::from_uuid(Uuid::from_u128(n)),
        device: device.to_owned(),
        since: scene::NOW - SignedDuration::from_hours(50),
        seen: scene::NOW,
        is_this,
    };
    vec![line(1, "Firefox, Linux", true), line(2, "Safari, iPhone", false), line(3, "", false)]
}
