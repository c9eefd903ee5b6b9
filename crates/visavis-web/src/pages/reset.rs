//! `/reset`: a new password by a link from a mail.

use axum::extract::State;
use axum::http::HeaderMap;
use axum::response::{IntoResponse, Response};
use maud::{Markup, html};
use visavis_app::{Failure, password, people};
use visavis_store::people::TokenPurpose;

use super::one_time::{self, Kind};
use super::onward;
use crate::caller::Caller;
use crate::form::Filled;
use crate::page::{Flash, Mood, Page};
use crate::parts::{Field, button, error_summary};
use crate::paths;
use crate::problem::Problem;
use crate::refusal::into_form;
use crate::route::{Route, routes};
use crate::sample::{Reader, Sample};
use crate::site::Site;
use crate::words::Say;

/// The pages and forms.
pub const ROUTES: &[Route] = routes![
    page "/reset" Public => show_reset,
    post "/reset" Public => ask,
    post "/reset/open" Public => open,
    post "/reset/new" Public => set_new,
];

const RESET: &str = "/reset";
const OPEN: Kind = Kind {
    action: "/reset/open",
    title: "reset-title",
    lead: "reset-open-lead",
    act: "reset-open",
    again: (RESET, "reset-again"),
};

/// Their pictures.
pub const SAMPLES: &[Sample] = &[
    Sample::page("reset", RESET, Reader::Visitor, |page| show(page, &Filled::new())),
    Sample::page("reset-wrong", RESET, Reader::Visitor, |page| {
        let mut form = Filled::of([("email", "rosewater")]);
        form.email("email");
        show(page, &form)
    })
    .data(&["rosewater"]),
    Sample::new("reset-new", |page| new_password(page, &Filled::new())),
    Sample::new("reset-new-wrong", |page| {
        let mut form = Filled::new();
        form.refuse("password", Say::new("fault-password-short"));
        new_password(page, &form)
    }),
    Sample::new("reset-dead", |page| one_time::dead_page(page, OPEN)),
];

async fn show_reset(page: Page) -> Markup {
    show(&page, &Filled::new())
}

/// The same answer for every address: what differs happens in the outbox.
async fn ask(page: Page, caller: Caller, mut form: Filled) -> Result<Response, Problem> {
    let Some(email) = form.email("email") else {
        return Ok(form.again(show(&page, &form)));
    };
    let purpose = TokenPurpose::ResetPassword;
    match people::ask_for_link(&caller.app, &email, purpose, &caller.visitor).await {
        Ok(()) => {
            let flash = Flash::new(Mood::Info, "flash-reset-sent");
            Ok(page.see_other_saying(RESET, &flash))
        }
        Err(failure) => {
            into_form(failure, &mut form)?;
            Ok(form.again(show(&page, &form)))
        }
    }
}

fn show(page: &Page, form: &Filled) -> Markup {
    let main = html! {
        h1 { (page.t("reset-title")) }
        p.muted { (page.t("reset-lead")) }
        form.empty-form method="post" action=(RESET) {
            (Field::email("email", page.t("people-email")).autocomplete("username").required()
                .placeholder(page.t("people-email-example")).show(page, form))
            (button::submit(page.t("reset-send")).primary().big())
        }
        (one_time::hand_in(page, OPEN))
        div.row.g2.wrap-x.empty-acts {
            (button::link(paths::SIGN_IN, page.t("layout-sign-in")).icon("log-in").ghost())
        }
    };
    one_time::calm(page, &page.t("reset-title"), &main)
}

/// Looks at the link without using it up: the new password does that.
async fn open(page: Page, caller: Caller, form: Filled) -> Result<Response, Problem> {
    let secret = one_time::pasted(&form);
    match people::open_reset(&caller.app, &secret, &caller.visitor).await {
        Ok(()) => {
            let form = Filled::new().with("token", secret);
            Ok(new_password(&page, &form).into_response())
        }
        Err(Failure::NotFound) => Ok(one_time::dead(&page, OPEN)),
        Err(other) => Err(other.into()),
    }
}

fn new_password(page: &Page, form: &Filled) -> Markup {
    let labels = [("password", page.t("people-password-new"))];
    let main = html! {
        h1 { (page.t("reset-new-title")) }
        p.muted { (page.t("reset-new-lead")) }
        (error_summary(page, form, &labels))
        form.stack.g4 method="post" action="/reset/new" {
            input type="hidden" name="token" value=(form.value("token"));
            (Field::password("password", page.t("people-password-new"))
                .autocomplete("new-password")
                .hint(page.t1("people-password-hint", "min", password::PASSWORD_MIN))
                .show(page, form))
            (button::submit(page.t("reset-new-act")).primary().big().block())
        }
    };
    one_time::single(page, &page.t("reset-new-title"), &main)
}

async fn set_new(
    State(site): State<Site>,
    page: Page,
    caller: Caller,
    headers: HeaderMap,
    mut form: Filled,
) -> Result<Response, Problem> {
    let (secret, typed) = (one_time::pasted(&form), form.value("password"));
    match people::reset_password(&caller.app, &secret, typed, &caller.visitor).await {
        Ok(signed_in) => {
            let flash = Flash::ok("flash-password-changed");
            Ok(onward::arrive(&site, &page, &headers, &signed_in, Some(&flash)))
        }
        Err(Failure::NotFound) => Ok(one_time::dead(&page, OPEN)),
        Err(failure) => {
            into_form(failure, &mut form)?;
            Ok(form.again(new_password(&page, &form)))
        }
    }
}
