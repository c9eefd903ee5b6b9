//! `/s`: a personal link is opened here. Its secret stands in the fragment, which no server and no
//! link preview ever sees; a form hands it in, and a cookie comes back (PAY-14).
//!
//! Wrong, replaced, revoked and foreign links all meet one calm page that says what to do (ALL-5).

use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use maud::{Markup, html};
use visavis_app::limits::Gate;
use visavis_app::outbox::{self, Job};
use visavis_app::{Failure, access};

use crate::caller::Caller;
use crate::form::Filled;
use crate::layout::{self, Frame};
use crate::page::{Flash, Mood, Page};
use crate::parts::{Field, button};
use crate::paths;
use crate::problem::Problem;
use crate::route::{Route, routes};
use crate::sample::{Reader, Sample};
use crate::site::Site;

/// The pages around personal links.
pub const ROUTES: &[Route] = routes![
    page "/s" Public => show_open,
    post "/s" Public => open,
    page "/s/lost" Public => show_lost,
    post "/s/lost" Public => send_lost,
];

/// Where lost links are asked for.
pub const LOST: &str = "/s/lost";

/// Their pictures.
pub const SAMPLES: &[Sample] = &[
    Sample::page("link", paths::OPEN_LINK, Reader::Visitor, opening),
    Sample::page("link-dead", paths::OPEN_LINK, Reader::Visitor, |page| {
        dead(page, &Filled::new().prefixed("lost-"))
    }),
    Sample::page("link-lost", LOST, Reader::Visitor, |page| lost(page, &Filled::new())),
    Sample::page("link-lost-wrong", LOST, Reader::Visitor, |page| {
        let mut form = Filled::of([("email", "rosewater")]);
        form.email("email");
        lost(page, &form)
    })
    .data(&["rosewater"]),
];

/// A link-preview robot that reads this page opens nothing: only a form does.
async fn show_open(page: Page) -> Markup {
    opening(&page)
}

async fn open(
    State(site): State<Site>,
    page: Page,
    caller: Caller,
    form: Filled,
) -> Result<Response, Problem> {
    let secret = pasted(form.value("token"));
    match access::open(&caller.app, secret, &caller.visitor).await {
        Ok(opened) => {
            let answer = page.see_other(&format!("/sessions/{}", opened.session));
            Ok(Caller::seated(&site, opened.cookie.reveal(), answer))
        }
        Err(Failure::NotFound) => {
            let form = Filled::new().prefixed("lost-");
            Ok((StatusCode::NOT_FOUND, dead(&page, &form)).into_response())
        }
        Err(other) => Err(other.into()),
    }
}

/// The secret in what somebody pasted: the whole link, or its end.
fn pasted(text: &str) -> &str {
    let text = text.trim().trim_matches(['<', '>', '"']);
    text.rsplit_once('#').map_or(text, |(_, secret)| secret).trim()
}

fn opening(page: &Page) -> Markup {
    let main = html! {
        h1 { (page.t("link-title")) }
        vv-secret-link data-busy=(page.t("link-busy")) {
            p.muted data-busy-note="" { (page.t("link-lead")) }
            form.empty-form method="post" action=(paths::OPEN_LINK) {
                div.grow {
                    (Field::text("token", page.t("link-field")).autocomplete("off").required()
                        .placeholder(page.t("link-placeholder")).show(page, &Filled::new()))
                }
                (button::submit(page.t("link-open")).primary().big())
            }
        }
        div.row.g2.wrap-x.empty-acts {
            (button::link(LOST, page.t("link-lost")).icon("mail"))
            (button::link(paths::SIGN_IN, page.t("layout-sign-in")).icon("log-in"))
        }
    };
    calm(page, &page.t("link-title"), &main)
}

/// The one page for every link that opens nothing.
fn dead(page: &Page, form: &Filled) -> Markup {
    let main = html! {
        (mark())
        h1 { (page.t("link-dead")) }
        p.muted { (page.t("link-dead-what")) }
        (lost_form(page, form))
        div.row.g2.wrap-x.empty-acts {
            (button::link(paths::OPEN_LINK, page.t("link-again")).icon("link"))
            (button::link(paths::SIGN_IN, page.t("layout-sign-in")).icon("log-in"))
        }
    };
    calm(page, &page.t("link-dead"), &main)
}

fn mark() -> Markup {
    html! { svg.empty-mark aria-hidden="true" { use href=(layout::sprite("gap")) {} } }
}

fn calm(page: &Page, title: &str, main: &Markup) -> Markup {
    let frame = Frame::new(title).main("wrap empty empty-page").hidden();
    let help = button::link(paths::HELP, page.t("layout-help")).ghost().small();
    layout::bare(page, &frame, &html! { (help) }, main)
}

async fn show_lost(page: Page) -> Markup {
    lost(&page, &Filled::new())
}

/// The same answer for every address, in the same time: what differs happens in the outbox.
async fn send_lost(page: Page, caller: Caller, mut form: Filled) -> Result<Response, Problem> {
    let Some(email) = form.email("email") else {
        return Ok(form.again(lost(&page, &form)));
    };
    caller.app.limits.check(Gate::Mail, &email, caller.visitor.address)?;
    outbox::enqueue_job(&caller.app, &Job::LostLinks { email }).await?;
    Ok(page.see_other_saying(LOST, &Flash::new(Mood::Info, "flash-links-sent")))
}

fn lost(page: &Page, form: &Filled) -> Markup {
    let main = html! {
        (mark())
        h1 { (page.t("link-lost")) }
        p.muted { (page.t("link-lost-what")) }
        (lost_form(page, form))
        div.row.g2.wrap-x.empty-acts {
            (button::link(paths::OPEN_LINK, page.t("link-again")).icon("link"))
            (button::link(paths::SIGN_IN, page.t("layout-sign-in")).icon("log-in"))
        }
    };
    calm(page, &page.t("link-lost"), &main)
}

fn lost_form(page: &Page, form: &Filled) -> Markup {
    html! {
        form.empty-form method="post" action=(LOST) {
            div.grow {
                (Field::email("email", page.t("link-lost-label")).icon("mail").required()
                    .placeholder(page.t("link-lost-placeholder")).show(page, form))
            }
            (button::submit(page.t("link-lost-send")).primary().big())
        }
        p.sm.muted { (page.t("link-lost-same")) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pay_14_a_whole_link_may_be_pasted_or_only_its_end() {
        for text in [
            "https://visavis.example/s#s3cret",
            "  <https://visavis.example/s#s3cret>\n",
            "#s3cret",
            "s3cret ",
        ] {
            assert_eq!(pasted(text), "s3cret", "{text}");
        }
    }
}
