//! The calm page that stands for every problem.

use maud::{Markup, html};

use super::Problem;
use crate::layout::{self, Frame};
use crate::page::Page;
use crate::parts::{button, icon};
use crate::paths;
use crate::sample::Sample;
use crate::words::Say;
use axum::http::StatusCode;

/// One picture of each.
pub const SAMPLES: &[Sample] = &[
    Sample::new("problem-400", |page| show(page, &Problem::bad_request())),
    Sample::new("problem-401", |page| show(page, &Problem::sign_in_first())),
    Sample::new("problem-403", |page| show(page, &Problem::forbidden())),
    Sample::new("problem-403-hosts", |page| show(page, &Problem::hosts_only())),
    Sample::new("problem-403-origin", |page| show(page, &Problem::foreign_origin())),
    Sample::new("problem-404", |page| show(page, &Problem::not_found())),
    Sample::new("problem-405", |page| show(page, &Problem::method_not_allowed())),
    Sample::new("problem-409", |page| {
        let detail = Say::new("problem-conflict-what");
        show(page, &Problem::conflict("/problems/changed-meanwhile", detail))
    }),
    Sample::new("problem-413", |page| show(page, &Problem::too_large())),
    Sample::new("problem-421", |page| show(page, &Problem::misdirected())),
    Sample::new("problem-422", |page| show(page, &Problem::unprocessable(Vec::new()))),
    Sample::new("problem-429", |page| show(page, &Problem::too_many(30))),
    Sample::new("problem-500", |page| show(page, &Problem::broken())),
    Sample::new("problem-503", |page| show(page, &Problem::unavailable(5))),
];

/// The page: what was wrong, what to do, and the ways on.
pub(super) fn show(page: &Page, problem: &Problem) -> Markup {
    let title = page.say(&problem.title);
    let main = html! {
        svg.empty-mark aria-hidden="true" { use href=(layout::sprite("gap")) {} }
        h1 { (title) }
        p.muted { (page.say(&problem.detail)) }
        @if problem.status == StatusCode::NOT_FOUND { (open_link(page)) }
        div.row.g2.wrap-x.empty-acts { (ways_on(page, problem)) }
    };
    let frame = Frame::new(title).main("wrap empty empty-page").hidden();
    layout::bare(page, &frame, &html! {}, &main)
}

/// Whoever has a link or a code can go on from here (PAY-14): the field is the same whether or not
/// anything exists.
fn open_link(page: &Page) -> Markup {
    html! {
        form.empty-form method="post" action=(paths::OPEN_LINK) {
            div.field.grow {
                label for="token" { (page.t("problem-open-label")) }
                span.in {
                    (icon("link"))
                    input id="token" name="token" required autocomplete="off" spellcheck="false"
                        placeholder=(page.t("problem-open-placeholder"));
                }
            }
            button.btn.primary.big { (page.t("problem-open")) }
        }
    }
}

fn ways_on(page: &Page, problem: &Problem) -> Markup {
    let sign_in = button::link(paths::SIGN_IN, page.t("layout-sign-in")).icon("log-in");
    let home = button::link(paths::HOME, page.t("problem-to-start")).icon("house");
    match problem.kind {
        "/problems/sign-in-first" => html! { (sign_in.primary()) (home) },
        "/problems/hosts-only" => html! {
            (button::link(paths::BECOME_HOST, page.t("layout-become-host")).primary())
            (home)
        },
        "/problems/not-found" => html! { (sign_in) (home) },
        _ => html! { (home) },
    }
}
