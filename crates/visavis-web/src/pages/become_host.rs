//! `/become-a-host`: what offering time here means, and the one step that it takes (PAY-1).

use axum::response::{IntoResponse, Response};
use maud::{Markup, html};
use visavis_app::host;

use crate::caller::Caller;
use crate::form::Filled;
use crate::layout::{self, Frame, PublicNav};
use crate::page::{Flash, Page};
use crate::parts::{self, Field, button, icon_sized};
use crate::paths;
use crate::problem::Problem;
use crate::refusal::into_form;
use crate::route::{Route, query_escaped, routes};
use crate::sample::{Reader, Sample};
use crate::words::Say;

/// The page and its form.
pub const ROUTES: &[Route] = routes![
    page "/become-a-host" Public => show_begin,
    post "/become-a-host" SignedIn => begin,
];

/// Its pictures.
pub const SAMPLES: &[Sample] = &[
    Sample::page("become-host", paths::BECOME_HOST, Reader::Visitor, |page| {
        show(page, &Filled::new(), &Stage::Visitor)
    }),
    Sample::page("become-host-client", paths::BECOME_HOST, Reader::Client, |page| {
        show(page, &Filled::of([("name", "Marta Ferreira")]), &Stage::Person)
    }),
    Sample::page("become-host-unverified", paths::BECOME_HOST, Reader::Client, |page| {
        show(page, &Filled::new(), &Stage::Unproven("marta@example.org".to_owned()))
    })
    .data(&["marta@example.org"]),
    Sample::page("become-host-faults", paths::BECOME_HOST, Reader::Client, |page| {
        let mut form = Filled::new();
        form.refuse("name", Say::new("fault-name-missing"));
        show(page, &form, &Stage::Person)
    }),
];

/// How far the reader has come.
enum Stage {
    /// Without an account.
    Visitor,
    /// With an account whose address is not proven yet.
    Unproven(String),
    /// Ready to begin.
    Person,
}

async fn show_begin(page: Page, caller: Caller) -> Response {
    if page.viewer.as_ref().is_some_and(|viewer| viewer.is_host) {
        return page.see_other(paths::PROFILE);
    }
    let name = caller.person.as_ref().map_or("", |person| person.account.name.as_str());
    show(&page, &Filled::of([("name", name)]), &reader(&caller)).into_response()
}

fn reader(caller: &Caller) -> Stage {
    match &caller.person {
        None => Stage::Visitor,
        Some(person) if person.account.email_verified_at.is_none() => {
            Stage::Unproven(person.account.email.clone())
        }
        Some(_) => Stage::Person,
    }
}

async fn begin(page: Page, caller: Caller, mut form: Filled) -> Result<Response, Problem> {
    let account = caller.person()?.account.id;
    match host::begin(&caller.app, account, form.value("name")).await {
        Ok(_) => Ok(page.see_other_saying(paths::PROFILE, &Flash::ok("flash-host-begun"))),
        Err(failure) => {
            into_form(failure, &mut form)?;
            Ok(form.again(show(&page, &form, &reader(&caller))))
        }
    }
}

fn show(page: &Page, form: &Filled, reader: &Stage) -> Markup {
    let points = [
        ("tag", "become-host-services"),
        ("wallet", "become-host-money"),
        ("video", "become-host-room"),
        ("shield-check", "become-host-free"),
    ];
    let main = html! {
        header.page-head {
            div.grow {
                h1 { (page.t("become-host-title")) }
                p.muted { (page.t("become-host-lead")) }
            }
        }
        div.two-cols {
            section.card aria-label=(page.t("become-host-what")) {
                ul.mini {
                    @for (drawing, point) in points {
                        li {
                            span.mini-ic { (icon_sized(drawing, "s20")) }
                            span.grow { (page.t(point)) }
                        }
                    }
                }
            }
            (step(page, form, reader))
        }
    };
    let frame = Frame::new(page.t("become-host-title"));
    let frame = frame.described(page.t("become-host-lead")).main("wrap page");
    layout::public(page, PublicNav::Elsewhere, &frame, &main)
}

fn step(page: &Page, form: &Filled, reader: &Stage) -> Markup {
    html! {
        @match reader {
            Stage::Visitor => section.card.pad.stack.g3 aria-labelledby="step" {
                h2 id="step" { (page.t("become-host-account")) }
                p.muted { (page.t("become-host-account-text")) }
                (button::link(with_way_back(paths::SIGN_UP), page.t("become-host-sign-up")).primary().block())
                (button::link(with_way_back(paths::SIGN_IN), page.t("layout-sign-in")).block())
            },
            Stage::Unproven(email) => section.card.pad.stack.g3 aria-labelledby="step" {
                h2 id="step" { (page.t("become-host-unproven")) }
                p.muted { (page.t1("become-host-unproven-text", "email", email)) }
                (button::link(paths::ACCOUNT, page.t("become-host-send-again")).block())
            },
            Stage::Person => form.form.card.pad method="post" action=(paths::BECOME_HOST) {
                (parts::error_summary(page, form, &[("name", page.t("profile-name"))]))
                (Field::text("name", page.t("profile-name")).hint(page.t("become-host-name-hint"))
                    .autocomplete("name").required().show(page, form))
                (button::submit(page.t("become-host-begin")).primary().big().block())
            },
        }
    }
}

fn with_way_back(path: &str) -> String {
    format!("{path}?next={}", query_escaped(paths::BECOME_HOST))
}
