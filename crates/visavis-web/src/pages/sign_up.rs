//! `/sign-up`: an account, and the proof of its address. The answer is always the same: look into
//! your mail.

use axum::extract::State;
use axum::http::HeaderMap;
use axum::response::{IntoResponse, Response};
use maud::{Markup, html};
use visavis_app::people::{self, SignUp};
use visavis_app::{Failure, password};
use visavis_store::people::TokenPurpose;

use super::one_time::{self, Kind};
use super::onward;
use crate::caller::Caller;
use crate::cookie::{self, Cookie};
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

/// Tells the browser that signed up from whoever else answers its mail.
const NEWCOMER_COOKIE: &str = "vv-newcomer";
/// As long as the proof of an address is good.
const NEWCOMER_SECS: u32 = 48 * 3600;

/// The pages and forms.
pub const ROUTES: &[Route] = routes![
    page "/sign-up" Public => show_sign_up,
    post "/sign-up" Public => sign_up,
    page "/sign-up/verify" Public => show_verify,
    post "/sign-up/verify" Public => verify,
];

const VERIFY: Kind = Kind {
    action: "/sign-up/verify",
    title: "verify-title",
    lead: "verify-lead",
    act: "verify-act",
    again: (paths::SIGN_IN, "verify-again"),
};

/// Their pictures.
pub const SAMPLES: &[Sample] = &[
    Sample::page("sign-up", paths::SIGN_UP, Reader::Visitor, |page| show(page, &Filled::new())),
    Sample::page("sign-up-wrong", paths::SIGN_UP, Reader::Visitor, |page| {
        let mut form = Filled::of([("email", "rosewater")]);
        form.refuse("name", Say::new("fault-name-missing"));
        form.refuse("email", Say::new("fault-email"));
        form.refuse("password", Say::new("fault-password-short"));
        show(page, &form)
    })
    .data(&["rosewater"]),
    Sample::page("sign-up-verify", VERIFY.action, Reader::Visitor, |page| {
        one_time::opening(page, VERIFY)
    }),
    Sample::new("sign-up-verify-dead", |page| one_time::dead_page(page, VERIFY)),
];

async fn show_sign_up(page: Page, caller: Caller, form: Filled) -> Response {
    if caller.person.is_some() {
        return page.see_other(onward::wanted(&form).unwrap_or(paths::DASHBOARD));
    }
    show(&page, &form).into_response()
}

/// What was typed to get an account.
pub(super) fn typed(form: &Filled) -> SignUp {
    SignUp {
        email: form.value("email").to_owned(),
        name: form.value("name").to_owned(),
        password: form.value("password").to_owned(),
        tz: form.value("tz").to_owned(),
    }
}

async fn sign_up(
    State(site): State<Site>,
    page: Page,
    caller: Caller,
    mut form: Filled,
) -> Result<Response, Problem> {
    match people::sign_up(&caller.app, &typed(&form), &caller.visitor).await {
        Ok(()) => {
            let flash = Flash::new(Mood::Info, "flash-look-into-mail");
            let mut answer = page.see_other_saying(VERIFY.action, &flash);
            let mark = people::newcomer_mark(&caller.app, form.value("email"));
            Cookie::secret(&site.place().origin, NEWCOMER_COOKIE, &mark)
                .for_secs(NEWCOMER_SECS)
                .add_to(answer.headers_mut());
            Ok(onward::keep(&site, &form, answer))
        }
        Err(failure) => {
            into_form(failure, &mut form)?;
            Ok(form.again(show(&page, &form)))
        }
    }
}

/// The fields of a new account, here and for the first operator.
pub(super) fn fields(page: &Page, form: &Filled) -> Markup {
    html! {
        (Field::text("name", page.t("people-name")).autocomplete("name").required()
            .hint(page.t("people-name-hint")).show(page, form))
        (Field::email("email", page.t("people-email")).autocomplete("username").required()
            .placeholder(page.t("people-email-example")).show(page, form))
        (Field::password("password", page.t("people-password")).autocomplete("new-password")
            .hint(page.t1("people-password-hint", "min", password::PASSWORD_MIN)).show(page, form))
        vv-zone { input type="hidden" name="tz" value=(form.value("tz")); }
    }
}

/// The labels of those fields, for the list of errors.
pub(super) fn labels(page: &Page) -> [(&'static str, String); 3] {
    [
        ("name", page.t("people-name")),
        ("email", page.t("people-email")),
        ("password", page.t("people-password")),
    ]
}

fn show(page: &Page, form: &Filled) -> Markup {
    let main = html! {
        h1 { (page.t("sign-up-title")) }
        p.muted { (page.t("sign-up-lead")) }
        (error_summary(page, form, &labels(page)))
        form.stack.g4 method="post" action=(paths::SIGN_UP) {
            (onward::field(form))
            (fields(page, form))
            (button::submit(page.t("sign-up-act")).primary().big().block()
                .busy(page.t("sign-up-busy")))
        }
        p.sm.muted {
            (page.linked("sign-up-known", &[&onward::path(paths::SIGN_IN, form)]))
        }
    };
    one_time::single(page, &page.t("sign-up-title"), &main)
}

async fn show_verify(page: Page) -> Markup {
    one_time::opening(&page, VERIFY)
}

async fn verify(
    State(site): State<Site>,
    page: Page,
    caller: Caller,
    headers: HeaderMap,
    form: Filled,
) -> Result<Response, Problem> {
    let secret = one_time::pasted(&form);
    let purpose = TokenPurpose::VerifyEmail;
    let name = cookie::secret_name(&site.place().origin, NEWCOMER_COOKIE);
    let mark = cookie::read(&headers, &name);
    match people::use_link(&caller.app, &secret, purpose, mark, &caller.visitor).await {
        Ok(signed_in) => {
            let flash = Flash::ok("flash-verified");
            Ok(onward::arrive(&site, &page, &headers, &signed_in, Some(&flash)))
        }
        Err(Failure::NotFound) => Ok(one_time::dead(&page, VERIFY)),
        Err(other) => Err(other.into()),
    }
}
