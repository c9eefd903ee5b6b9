//! `/demo/as` and `/demo/clock`: being one of the demonstration's people, and moving its clock. There
//! is no such thing anywhere else.

use std::time::Duration;

use axum::extract::State;
use axum::response::Response;
use visavis_app::{Failure, demo, people};

use super::onward;
use crate::caller::Caller;
use crate::form::Filled;
use crate::page::{Flash, Page};
use crate::paths;
use crate::problem::Problem;
use crate::route::{Route, local_path, routes};
use crate::site::Site;

/// The forms.
pub const ROUTES: &[Route] = routes![
    post "/demo/as" Demo => try_as,
    post "/demo/clock" Demo => move_clock,
];

/// The furthest that the clock is moved at once: a year.
const FURTHEST_SECS: i64 = 366 * 24 * 3600;

async fn try_as(
    State(site): State<Site>,
    page: Page,
    caller: Caller,
    form: Filled,
) -> Result<Response, Problem> {
    let id = form.value("as");
    let signed_in = demo::sign_in_as(&caller.app, id, &caller.visitor).await?;
    if let Some(before) = &caller.person {
        match people::sign_out(&caller.app, before.account.id, before.sign_in).await {
            Ok(()) | Err(Failure::NotFound) => {}
            Err(other) => return Err(other.into()),
        }
    }
    let home = if demo::is_operator(id) { paths::OPERATOR } else { paths::DASHBOARD };
    let answer = page.see_other(onward::wanted(&form).unwrap_or(home));
    Ok(Caller::signed_in(&site, &signed_in, answer))
}

async fn move_clock(page: Page, caller: Caller, mut form: Filled) -> Result<Response, Problem> {
    let Some(secs) = form.whole("seconds", 1..=FURTHEST_SECS) else {
        return Err(form.problem());
    };
    demo::move_clock(&caller.app, Duration::from_secs(secs.unsigned_abs()))?;
    let back = local_path(form.value("back")).unwrap_or(paths::HOME);
    Ok(page.see_other_saying(back, &Flash::ok("flash-clock-moved")))
}
