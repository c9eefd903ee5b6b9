//! Pages that a one-time link from a mail leads to. The secret stands in the fragment, so that no
//! server log and no mail scanner gets it; only a form that is sent uses it up.

use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use maud::{Markup, html};

use crate::form::Filled;
use crate::layout::{self, Frame};
use crate::page::Page;
use crate::parts::{Field, button};
use crate::paths;
use crate::site::Realm;

/// One kind of link: its words and its ways. The keys of the words are `{key}-title` and so on.
#[derive(Clone, Copy)]
pub(super) struct Kind {
    /// Where the form goes.
    pub action: &'static str,
    /// The heading.
    pub title: &'static str,
    /// What to do.
    pub lead: &'static str,
    /// The word on the button.
    pub act: &'static str,
    /// Where a new link is asked for, and the word for it.
    pub again: (&'static str, &'static str),
}

/// The secret in what somebody pasted: the whole link, or its end.
pub(super) fn pasted(form: &Filled) -> String {
    let text = form.value("token").trim().trim_matches(['<', '>', '"']);
    text.rsplit_once('#').map_or(text, |(_, secret)| secret).trim().to_owned()
}

/// The form that hands the secret in: by itself with script, else by pasting.
pub(super) fn hand_in(page: &Page, kind: Kind) -> Markup {
    html! {
        vv-secret-link data-busy=(page.t("one-time-busy")) {
            p.muted data-busy-note="" { (page.t(kind.lead)) }
            form.empty-form method="post" action=(kind.action) {
                (Field::text("token", page.t("one-time-field")).icon("link").autocomplete("off")
                    .required().placeholder(page.t("one-time-placeholder"))
                    .show(page, &Filled::new()))
                (button::submit(page.t(kind.act)).primary().big())
            }
        }
    }
}

/// The page that the link opens. Reading it uses nothing up.
pub(super) fn opening(page: &Page, kind: Kind) -> Markup {
    let title = page.t(kind.title);
    let (again, word) = kind.again;
    let main = html! {
        h1 { (title) }
        (hand_in(page, kind))
        div.row.g2.wrap-x.empty-acts {
            @if page.realm() == Realm::Demo {
                (button::link("/demo/outbox", page.t("one-time-outbox")).icon("mail"))
            }
            (button::link(again, page.t(word)).ghost())
        }
    };
    calm(page, &title, &main)
}

/// The one page for every link that does nothing any more, and for those that never did.
pub(super) fn dead(page: &Page, kind: Kind) -> Response {
    (StatusCode::NOT_FOUND, dead_page(page, kind)).into_response()
}

/// The same as a picture.
pub(super) fn dead_page(page: &Page, kind: Kind) -> Markup {
    let (again, word) = kind.again;
    let title = page.t("one-time-dead");
    let main = html! {
        svg.empty-mark aria-hidden="true" { use href=(layout::sprite("gap")) {} }
        h1 { (title) }
        p.muted { (page.t("one-time-dead-what")) }
        div.row.g2.wrap-x.empty-acts {
            (button::link(again, page.t(word)).primary())
            (button::link(paths::HOME, page.t("problem-to-start")).icon("house"))
        }
    };
    calm(page, &title, &main)
}

/// A page with one thing in the middle.
pub(super) fn calm(page: &Page, title: &str, main: &Markup) -> Markup {
    let frame = Frame::new(title).main("wrap empty empty-page").hidden();
    let help = button::link(paths::HELP, page.t("layout-help")).ghost().small();
    layout::bare(page, &frame, &html! { (help) }, main)
}

/// One column with a form, as on the sign-in page.
pub(super) fn single(page: &Page, title: &str, main: &Markup) -> Markup {
    let frame = Frame::new(title).main("wrap signin is-single").hidden();
    let help = button::link(paths::HELP, page.t("layout-help")).ghost().small();
    layout::bare(page, &frame, &html! { (help) }, &html! { div { (main) } })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_whole_link_may_be_pasted_or_only_its_end() {
        for text in ["https://visavis.example/reset#s3cret", " <https://a.b/#s3cret> ", "s3cret"] {
            assert_eq!(pasted(&Filled::of([("token", text)])), "s3cret", "{text}");
        }
    }
}
