//! `/sign-in`: by password or by a link from a mail; in a demonstration also as one of its people.
//! Known and unknown addresses get the same answer.

use axum::extract::State;
use axum::http::HeaderMap;
use axum::response::{IntoResponse, Response};
use maud::{Markup, html};
use visavis_app::demo::{self, Entry, Part};
use visavis_app::{Failure, people};
use visavis_store::people::TokenPurpose;

use super::one_time::{self, Kind};
use super::{files, onward};
use crate::caller::{Caller, SIGN_IN_COOKIE};
use crate::cookie::Cookie;
use crate::form::Filled;
use crate::layout::{self, Frame};
use crate::page::{Flash, Mood, Page};
use crate::parts::{Avatar, Check, Field, button, error_summary, icon, icon_sized};
use crate::paths;
use crate::problem::Problem;
use crate::refusal::into_form;
use crate::route::{Route, routes};
use crate::sample::{Reader, SOFIA, Sample};
use crate::site::Site;
use crate::words::Say;

/// The pages and forms.
pub const ROUTES: &[Route] = routes![
    page "/sign-in" Public => show_sign_in,
    post "/sign-in" Public => sign_in,
    page "/sign-in/link" Public => show_link,
    post "/sign-in/link" Public => use_link,
    post "/sign-out" Public => sign_out,
];

const LINK: Kind = Kind {
    action: "/sign-in/link",
    title: "sign-in-link-title",
    lead: "sign-in-link-lead",
    act: "layout-sign-in",
    again: (paths::SIGN_IN, "sign-in-again"),
};

/// Their pictures.
pub const SAMPLES: &[Sample] = &[
    Sample::page("sign-in", paths::SIGN_IN, Reader::Visitor, |page| {
        show(page, &Filled::new().with("stay", "on"), &sample_people())
    })
    .data(&["Rust and PostgreSQL engineer", "Grief and couples counselor"]),
    Sample::new("sign-in-plain", |page| show(page, &Filled::new().with("stay", "on"), &[])),
    Sample::page("sign-in-wrong", paths::SIGN_IN, Reader::Visitor, |page| {
        let mut form = Filled::of([("email", "rosewater@example.org")]).with("stay", "on");
        form.refuse("password", Say::new("fault-sign-in"));
        show(page, &form, &[])
    })
    .data(&["rosewater@example.org"]),
    Sample::page("sign-in-link", LINK.action, Reader::Visitor, |page| {
        one_time::opening(page, LINK)
    }),
    Sample::new("sign-in-link-dead", |page| one_time::dead_page(page, LINK)),
];

fn sample_people() -> Vec<Entry> {
    let entry = |id, name: &str, part, headline| Entry {
        id,
        name: name.to_owned(),
        part,
        headline,
        portrait: None,
    };
    vec![
        entry("sofia", SOFIA, Part::Host, Some("Grief and couples counselor")),
        entry("idris", "Idris Bello", Part::Host, Some("Rust and PostgreSQL engineer")),
        entry("marta", "Marta Ferreira", Part::Client, None),
        entry("olga", "Olga Reyes", Part::Operator, None),
    ]
}

async fn show_sign_in(page: Page, caller: Caller, form: Filled) -> Result<Response, Problem> {
    // In a demonstration one changes from one person to another.
    let tried = demo::people(&caller.app).await?;
    if caller.person.is_some() && tried.is_empty() {
        return Ok(page.see_other(onward::wanted(&form).unwrap_or(paths::DASHBOARD)));
    }
    Ok(show(&page, &form.with("stay", "on"), &tried).into_response())
}

async fn sign_in(
    State(site): State<Site>,
    page: Page,
    caller: Caller,
    mut form: Filled,
) -> Result<Response, Problem> {
    let is_link = match form.value("by") {
        "link" => true,
        "password" => false,
        // Sent by the Enter key.
        _ => form.value("password").is_empty(),
    };
    let Some(email) = form.email("email") else {
        return again(&page, &caller, &form).await;
    };
    let outcome =
        if is_link { ask(&caller, &email).await } else { enter(&caller, &form, &email).await };
    match outcome {
        Ok(None) => {
            let flash = Flash::new(Mood::Info, "flash-link-sent");
            Ok(onward::keep(&site, &form, page.see_other_saying(LINK.action, &flash)))
        }
        Ok(Some(signed_in)) => {
            let to = onward::wanted(&form).unwrap_or(paths::DASHBOARD);
            let mut answer = page.see_other(to);
            if form.has("stay") {
                return Ok(Caller::signed_in(&site, &signed_in, answer));
            }
            // Forgotten with the browser's window.
            Cookie::secret(&site.place().origin, SIGN_IN_COOKIE, signed_in.token.reveal())
                .add_to(answer.headers_mut());
            Ok(answer)
        }
        Err(failure) => {
            into_form(failure, &mut form)?;
            again(&page, &caller, &form).await
        }
    }
}

async fn ask(caller: &Caller, email: &str) -> Result<Option<people::SignedIn>, Failure> {
    let purpose = TokenPurpose::SignIn;
    people::ask_for_link(&caller.app, email, purpose, &caller.visitor).await.map(|()| None)
}

async fn enter(
    caller: &Caller,
    form: &Filled,
    email: &str,
) -> Result<Option<people::SignedIn>, Failure> {
    let password = form.value("password");
    people::sign_in(&caller.app, email, password, &caller.visitor).await.map(Some)
}

async fn again(page: &Page, caller: &Caller, form: &Filled) -> Result<Response, Problem> {
    let tried = demo::people(&caller.app).await?;
    Ok(form.again(show(page, form, &tried)))
}

fn show(page: &Page, form: &Filled, tried: &[Entry]) -> Markup {
    let labels = [("email", page.t("people-email")), ("password", page.t("people-password"))];
    let main = html! {
        div {
            h1 { (page.t("layout-sign-in")) }
            p.muted { (page.t("sign-in-lead")) }
            (error_summary(page, form, &labels))
            form.stack.g4 method="post" action=(paths::SIGN_IN) {
                (onward::field(form))
                // What the Enter key presses; the server sees which fields are filled.
                button.sr name="by" value="enter" tabindex="-1" aria-hidden="true" {
                    (page.t("layout-sign-in"))
                }
                (Field::email("email", page.t("people-email")).autocomplete("username").required()
                    .placeholder(page.t("people-email-example")).show(page, form))
                (button::choice("by", "link", page.t("sign-in-send")).icon("mail").primary().big()
                    .block())
                p.or { span { (page.t("sign-in-or")) } }
                (Field::password("password", page.t("people-password"))
                    .autocomplete("current-password").show(page, form))
                div.row.between {
                    (Check::new("stay", page.t("sign-in-stay")).show(form))
                    a.md href="/reset" { (page.t("sign-in-forgotten")) }
                }
                (button::choice("by", "password", page.t("layout-sign-in")).big().block())
            }
            p.sm.muted {
                (page.linked("sign-in-new", &[
                    &onward::path(paths::SIGN_UP, form), paths::BECOME_HOST, paths::OPEN_LINK,
                ]))
            }
        }
        @if !tried.is_empty() { (try_as(page, form, tried)) }
    };
    let classes = if tried.is_empty() { "wrap signin is-single" } else { "wrap signin" };
    let frame = Frame::new(page.t("layout-sign-in")).main(classes).hidden();
    let help = button::link(paths::HELP, page.t("layout-help")).ghost().small();
    layout::bare(page, &frame, &html! { (help) }, &main)
}

fn try_as(page: &Page, form: &Filled, tried: &[Entry]) -> Markup {
    html! {
        section.card.demo aria-labelledby="demo" {
            header { div {
                h2 id="demo" { (page.t("demo-title")) }
                p.sm.muted { (page.t("demo-lead")) }
            } }
            ul.demo-list {
                @for entry in tried {
                    li {
                        form method="post" action="/demo/as" {
                            (onward::field(form))
                            button name="as" value=(entry.id) { (person(page, entry)) }
                        }
                    }
                }
            }
            p.sm.muted.demo-tip { (icon("info")) span { (page.t("demo-tip")) } }
        }
    }
}

fn person(page: &Page, entry: &Entry) -> Markup {
    let portrait = entry.portrait.map(files::picture_path);
    let (part, more) = match entry.part {
        Part::Host => ("demo-host", "demo-host-more"),
        Part::Client => ("demo-client", "demo-client-more"),
        Part::Operator => ("demo-operator", "demo-operator-more"),
    };
    html! {
        (Avatar::new(&entry.name, portrait.as_deref()).size(56))
        span.grow {
            b { (entry.name) }
            span.sm.muted { (entry.headline.map_or_else(|| page.t(part), str::to_owned)) }
            span.xs.faint { (page.t(more)) }
        }
        (icon_sized("arrow-right", "s20"))
    }
}

async fn show_link(page: Page) -> Markup {
    one_time::opening(&page, LINK)
}

async fn use_link(
    State(site): State<Site>,
    page: Page,
    caller: Caller,
    headers: HeaderMap,
    form: Filled,
) -> Result<Response, Problem> {
    let secret = one_time::pasted(&form);
    let purpose = TokenPurpose::SignIn;
    match people::use_link(&caller.app, &secret, purpose, None, &caller.visitor).await {
        Ok(signed_in) => Ok(onward::arrive(&site, &page, &headers, &signed_in, None)),
        Err(Failure::NotFound) => Ok(one_time::dead(&page, LINK)),
        Err(other) => Err(other.into()),
    }
}

/// Ends this login; who was out already is out.
async fn sign_out(
    State(site): State<Site>,
    page: Page,
    caller: Caller,
) -> Result<Response, Problem> {
    if let Some(person) = &caller.person {
        match people::sign_out(&caller.app, person.account.id, person.sign_in).await {
            Ok(()) | Err(Failure::NotFound) => {}
            Err(other) => return Err(other.into()),
        }
    }
    let answer = page.see_other_saying(paths::HOME, &Flash::ok("flash-signed-out"));
    Ok(Caller::signed_out(&site, answer))
}
