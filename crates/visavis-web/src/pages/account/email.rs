//! `/account/email`: another address. It is in force once its own mail is answered; the old one is
//! told.

use axum::response::Response;
use maud::{Markup, html};
use visavis_app::{Failure, people};

use super::{again, form_card};
use crate::caller::Caller;
use crate::form::Filled;
use crate::page::{Flash, Mood, Page};
use crate::pages::one_time::{self, Kind};
use crate::parts::{Field, button, error_summary};
use crate::paths;
use crate::problem::Problem;

const CONFIRM: Kind = Kind {
    action: "/account/email/confirm",
    title: "email-confirm-title",
    lead: "email-confirm-lead",
    act: "verify-act",
    again: ("/account/email", "email-confirm-again"),
};

pub(super) async fn show_email(page: Page, caller: Caller) -> Result<Markup, Problem> {
    let has_password = caller.person()?.account.password_hash.is_some();
    Ok(show(&page, &Filled::new(), has_password))
}

/// The same answer whether or not the address is somebody's.
pub(super) async fn ask(page: Page, caller: Caller, form: Filled) -> Result<Response, Problem> {
    let person = caller.person()?;
    let (email, typed) = (form.value("email"), form.value("password"));
    match people::ask_for_new_email(&caller.app, person, email, typed, &caller.visitor).await {
        Ok(()) => {
            let flash = Flash::new(Mood::Info, "flash-look-into-mail");
            Ok(page.see_other_saying(CONFIRM.action, &flash))
        }
        Err(failure) => {
            let has_password = person.account.password_hash.is_some();
            again(form, failure, |form| show(&page, form, has_password))
        }
    }
}

pub(super) fn show(page: &Page, form: &Filled, has_password: bool) -> Markup {
    let labels = [("email", page.t("account-email-new")), ("password", page.t("people-password"))];
    let body = html! {
        (error_summary(page, form, &labels))
        form.stack.g4 method="post" action="/account/email" {
            p.muted { (page.t("account-email-lead")) }
            (Field::email("email", page.t("account-email-new")).required()
                .placeholder(page.t("people-email-example")).show(page, form))
            @if has_password {
                (Field::password("password", page.t("people-password"))
                    .autocomplete("current-password").hint(page.t("account-email-password"))
                    .show(page, form))
            }
            div.form-acts { (button::submit(page.t("account-email-act")).primary()) }
        }
    };
    form_card(page, &page.t("account-email-title"), &body)
}

pub(super) async fn show_confirm(page: Page) -> Markup {
    one_time::opening(&page, CONFIRM)
}

/// On any device: whoever reads the mail of the new address holds it.
pub(super) async fn confirm(page: Page, caller: Caller, form: Filled) -> Result<Response, Problem> {
    let secret = one_time::pasted(&form);
    match people::confirm_new_email(&caller.app, &secret, &caller.visitor).await {
        Ok(()) => {
            let to = if caller.person.is_some() { paths::ACCOUNT } else { paths::SIGN_IN };
            Ok(page.see_other_saying(to, &Flash::ok("flash-email-changed")))
        }
        Err(Failure::NotFound) => Ok(one_time::dead(&page, CONFIRM)),
        Err(other) => Err(other.into()),
    }
}

pub(super) fn sample(page: &Page) -> Markup {
    one_time::opening(page, CONFIRM)
}

pub(super) fn sample_dead(page: &Page) -> Markup {
    one_time::dead_page(page, CONFIRM)
}
