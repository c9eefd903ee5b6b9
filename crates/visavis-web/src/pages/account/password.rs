//! `/account/password`: a new password, for somebody who is in.

use axum::response::Response;
use maud::{Markup, html};
use visavis_app::{password, people};

use super::{again, form_card};
use crate::caller::Caller;
use crate::form::Filled;
use crate::page::{Flash, Page};
use crate::parts::{Field, button, error_summary};
use crate::paths;
use crate::problem::Problem;

pub(super) async fn show_password(page: Page, caller: Caller) -> Result<Markup, Problem> {
    let has_one = caller.person()?.account.password_hash.is_some();
    Ok(show(&page, &Filled::new(), has_one))
}

pub(super) async fn change(page: Page, caller: Caller, form: Filled) -> Result<Response, Problem> {
    let person = caller.person()?;
    let (old, new) = (form.value("old_password"), form.value("password"));
    match people::change_password(&caller.app, person, old, new, &caller.visitor).await {
        Ok(()) => {
            let flash = Flash::ok("flash-password-changed");
            Ok(page.see_other_saying(paths::ACCOUNT, &flash))
        }
        Err(failure) => {
            let has_one = person.account.password_hash.is_some();
            again(form, failure, |form| show(&page, form, has_one))
        }
    }
}

pub(super) fn show(page: &Page, form: &Filled, has_one: bool) -> Markup {
    let title = page.t(if has_one { "account-password-title" } else { "account-password-first" });
    let labels = [
        ("old_password", page.t("account-password-old")),
        ("password", page.t("people-password-new")),
    ];
    let body = html! {
        (error_summary(page, form, &labels))
        form.stack.g4 method="post" action="/account/password" {
            p.muted { (page.t("account-password-lead")) }
            @if has_one {
                (Field::password("old_password", page.t("account-password-old"))
                    .autocomplete("current-password").show(page, form))
            }
            (Field::password("password", page.t("people-password-new"))
                .autocomplete("new-password")
                .hint(page.t1("people-password-hint", "min", password::PASSWORD_MIN))
                .show(page, form))
            div.form-acts { (button::submit(page.t("account-password-act")).primary()) }
        }
    };
    form_card(page, &title, &body)
}
