//! `/operator/begin`: the one-time link that the program prints at its first start makes its holder
//! the operator.

use axum::extract::State;
use axum::response::{IntoResponse, Response};
use maud::{Markup, html};
use visavis_app::{Failure, people};

use super::one_time::{self, Kind};
use super::sign_up::{fields, labels, typed};
use crate::caller::Caller;
use crate::form::Filled;
use crate::page::{Flash, Page};
use crate::parts::{button, error_summary};
use crate::paths;
use crate::problem::Problem;
use crate::refusal::into_form;
use crate::route::{Route, routes};
use crate::sample::{Reader, Sample};
use crate::site::Site;
use crate::words::Say;

/// The page and its forms.
pub const ROUTES: &[Route] = routes![
    page "/operator/begin" Public => show_begin,
    post "/operator/begin" Public => begin,
    post "/operator/begin/open" Public => open,
];

const BEGIN: &str = "/operator/begin";
const OPEN: Kind = Kind {
    action: "/operator/begin/open",
    title: "operator-begin-title",
    lead: "operator-begin-open-lead",
    act: "operator-begin-open",
    again: (BEGIN, "operator-begin-again"),
};

/// Their pictures.
pub const SAMPLES: &[Sample] = &[
    Sample::page("operator-begin", BEGIN, Reader::Visitor, |page| one_time::opening(page, OPEN)),
    Sample::new("operator-begin-form", |page| show(page, &Filled::new())),
    Sample::new("operator-begin-wrong", |page| {
        let mut form = Filled::new();
        form.refuse("password", Say::new("fault-sign-in"));
        show(page, &form)
    }),
    Sample::new("operator-begin-dead", |page| one_time::dead_page(page, OPEN)),
];

async fn show_begin(page: Page) -> Markup {
    one_time::opening(&page, OPEN)
}

async fn open(page: Page, caller: Caller, form: Filled) -> Result<Response, Problem> {
    let secret = one_time::pasted(&form);
    match people::open_invitation(&caller.app, &secret, &caller.visitor).await {
        Ok(()) => {
            let form = Filled::new().with("token", secret);
            Ok(show(&page, &form).into_response())
        }
        Err(Failure::NotFound) => Ok(one_time::dead(&page, OPEN)),
        Err(other) => Err(other.into()),
    }
}

fn show(page: &Page, form: &Filled) -> Markup {
    let main = html! {
        h1 { (page.t("operator-begin-title")) }
        p.muted { (page.t("operator-begin-lead")) }
        (error_summary(page, form, &labels(page)))
        form.stack.g4 method="post" action=(BEGIN) {
            input type="hidden" name="token" value=(form.value("token"));
            (fields(page, form))
            (button::submit(page.t("operator-begin-act")).primary().big().block())
        }
    };
    one_time::single(page, &page.t("operator-begin-title"), &main)
}

async fn begin(
    State(site): State<Site>,
    page: Page,
    caller: Caller,
    mut form: Filled,
) -> Result<Response, Problem> {
    let secret = one_time::pasted(&form);
    match people::become_operator(&caller.app, &secret, &typed(&form), &caller.visitor).await {
        Ok(signed_in) => {
            let flash = Flash::ok("flash-operator");
            let answer = page.see_other_saying(paths::OPERATOR, &flash);
            Ok(Caller::signed_in(&site, &signed_in, answer))
        }
        Err(Failure::NotFound) => Ok(one_time::dead(&page, OPEN)),
        Err(failure) => {
            into_form(failure, &mut form)?;
            Ok(form.again(show(&page, &form)))
        }
    }
}
