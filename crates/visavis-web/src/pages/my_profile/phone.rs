//! The mobile number: verified by a code, shown to nobody (PAY-1).

use axum::response::Response;
use maud::{Markup, html};
use visavis_app::phone;

use super::{View, show};
use crate::caller::Caller;
use crate::form::Filled;
use crate::page::{Flash, Page};
use crate::parts::{self, Badge, Field, button};
use crate::paths;
use crate::problem::Problem;
use crate::refusal::into_form;

/// The page with the field for the code.
const CODE: &str = "/profile?code#code";

/// Sends a code to a number.
pub(super) async fn ask(page: Page, caller: Caller, form: Filled) -> Result<Response, Problem> {
    let host = caller.host()?;
    let address = caller.visitor.address;
    match phone::ask(&caller.app, host, form.value("phone"), address).await {
        Ok(()) => Ok(page.see_other_saying(CODE, &Flash::ok("flash-phone-code"))),
        Err(failure) => {
            let mut view = View::of(&caller).await?;
            view.phone = form;
            into_form(failure, &mut view.phone)?;
            Ok(view.phone.again(show(&page, &view)))
        }
    }
}

/// Takes the code.
pub(super) async fn confirm(page: Page, caller: Caller, form: Filled) -> Result<Response, Problem> {
    match phone::confirm(&caller.app, caller.host()?, form.value("code")).await {
        Ok(()) => Ok(page.see_other_saying(paths::PROFILE, &Flash::ok("flash-phone-verified"))),
        Err(failure) => {
            let mut view = View::of(&caller).await?;
            view.awaits_code = true;
            view.phone = form;
            into_form(failure, &mut view.phone)?;
            Ok(view.phone.again(show(&page, &view)))
        }
    }
}

/// Forgets the number.
pub(super) async fn remove(page: Page, caller: Caller) -> Result<Response, Problem> {
    phone::remove(&caller.app, caller.host()?).await?;
    Ok(page.see_other_saying(paths::PROFILE, &Flash::ok("flash-phone-removed")))
}

/// The card: a number to verify, a code to type, or what is verified.
pub(super) fn card(page: &Page, view: &View) -> Markup {
    let row = &view.mine.row;
    let verified = row.phone.as_deref().filter(|_| row.phone_verified_at.is_some());
    let badge = html! {
        @if verified.is_some() { (Badge::On.show("check", &page.t("profile-phone-verified"))) }
    };
    let body = html! {
        div.stack.g3 {
            p.md.muted { (page.t("profile-phone-text")) }
            @if let Some(number) = verified {
                form.row.between.g2 method="post" action="/profile/phone/remove" {
                    span.num { (page.t1("profile-phone-ends", "end", last(number))) }
                    (button::submit(page.t("profile-phone-remove")).small().ghost())
                }
            }
            @if view.awaits_code {
                form.stack.g3 method="post" action="/profile/phone/code" {
                    (Field::number("code", page.t("profile-code"))
                        .hint(page.t("profile-code-hint")).autocomplete("one-time-code").required()
                        .show(page, &view.phone))
                    (button::submit(page.t("profile-code-confirm")).primary().small())
                }
            }
            form.stack.g3 method="post" action="/profile/phone" {
                (Field::new("phone", page.t("profile-phone"), parts::FieldKind::Line("tel"))
                    .icon("smartphone").autocomplete("tel").placeholder(page.t("profile-phone-example"))
                    .show(page, &view.phone))
                (button::submit(page.t(if view.awaits_code { "profile-phone-again" } else { "profile-phone-send" }))
                    .small())
            }
        }
    };
    parts::card_with("mobile", &page.t("profile-phone-title"), &badge, &body)
}

/// Enough to know it again, not enough to call it.
fn last(number: &str) -> String {
    let shown: Vec<char> = number.chars().rev().take(2).collect();
    shown.into_iter().rev().collect()
}
