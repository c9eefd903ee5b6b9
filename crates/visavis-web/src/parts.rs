//! The parts that pages are made of: typed functions over ready-to-print values, never over rows
//! of the store. Class names are those of `web/CLASSES.md`.

use maud::{Markup, html};

use crate::layout::sprite;
use crate::page::{Mood, Page};

pub mod button;
mod choice;
mod field;
mod lists;
mod people;
mod session_row;
mod time;

pub use choice::{Check, Choices, Joined};
pub use field::{Field, FieldKind, error_summary};
pub use lists::{Fact, Pager, Tab, Todo, facts, key_values, pager, tabs, todo_list};
pub use people::{Avatar, Presence, Tint, initials, presence, presence_glyph};
pub use session_row::{SessionRow, SessionTime, session_rows};
pub use time::{countdown, date_tag, moment, moment_span, time_tag};

/// A drawing from the sprite, as large as the text beside it.
pub fn icon(name: &str) -> Markup {
    html! { svg.i aria-hidden="true" { use href=(sprite(name)) {} } }
}

/// A drawing of a fixed size: `s14 s16 s20 s24`, `fill` for a star.
pub fn icon_sized(name: &str, size: &str) -> Markup {
    html! { svg class={ "i " (size) } aria-hidden="true" { use href=(sprite(name)) {} } }
}

/// What a badge is about; it decides the colour.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Badge {
    /// Live, paid, done.
    On,
    /// In a session.
    Busy,
    /// Due, waiting.
    Due,
    /// Needs the reader now.
    Ring,
    /// Scheduled, for information.
    Info,
    /// Failed.
    Bad,
    /// Neither this nor that.
    Off,
    /// Only outlined.
    Line,
}

impl Badge {
    const fn class(self) -> &'static str {
        match self {
            Self::On => "badge on",
            Self::Busy => "badge busy",
            Self::Due => "badge brk",
            Self::Ring => "badge ring",
            Self::Info => "badge info",
            Self::Bad => "badge err",
            Self::Off => "badge off",
            Self::Line => "badge line",
        }
    }

    /// The badge with a drawing and a word: colour never says anything alone.
    pub fn show(self, icon_name: &str, text: &str) -> Markup {
        html! { span class=(self.class()) { (icon(icon_name)) (text) } }
    }

    /// The badge with a word alone.
    pub fn plain(self, text: &str) -> Markup {
        html! { span class=(self.class()) { (text) } }
    }
}

/// A message over a page, read out when it appears.
pub fn flash(mood: Mood, text: &str) -> Markup {
    let drawing = match mood {
        Mood::Ok => "circle-check",
        Mood::Bad => "circle-alert",
        Mood::Wait => "hourglass",
        Mood::Info => "info",
    };
    html! {
        div class={ "flash is-" (mood.name()) } role="status" {
            (icon(drawing))
            span.grow { (text) }
        }
    }
}

/// A card with a heading. `id` is the heading's, unique on the page.
pub fn card(id: &str, title: &str, body: &Markup) -> Markup {
    card_with(id, title, &html! {}, body)
}

/// A card with a heading and something beside it (a link, a badge).
pub fn card_with(id: &str, title: &str, beside: &Markup, body: &Markup) -> Markup {
    html! {
        section.card aria-labelledby=(id) {
            header { h2 id=(id) { (title) } span.grow {} (beside) }
            div.card-body { (body) }
        }
    }
}

/// A card whose body brings its own edges: a list of rows, a table.
pub fn card_list(id: &str, title: &str, beside: &Markup, list: &Markup) -> Markup {
    html! {
        section.card aria-labelledby=(id) {
            header { h2 id=(id) { (title) } span.grow {} (beside) }
            (list)
        }
    }
}

/// What stands where there is nothing yet: why, and what to do.
pub fn empty(id: &str, title: &str, text: &str, acts: &Markup) -> Markup {
    html! {
        section.card.empty aria-labelledby=(id) {
            svg.empty-mark aria-hidden="true" { use href=(sprite("gap")) {} }
            h2 id=(id) { (title) }
            p.muted { (text) }
            div.row.g2.wrap-x.empty-acts { (acts) }
        }
    }
}

/// The page before something that cannot be taken back. With script it opens as a dialog.
#[derive(Debug, Clone)]
pub struct Confirm<'a> {
    /// The question, as the page's heading.
    pub title: String,
    /// What happens then.
    pub text: String,
    /// Where the answer goes (POST).
    pub action: &'a str,
    /// The word on the button: the same verb as in the question.
    pub yes: String,
    /// Where *Back* leads.
    pub back: &'a str,
    /// Whether something is lost by it.
    pub is_destructive: bool,
}

impl Confirm<'_> {
    /// The section; `fields` are further fields of the form.
    pub fn show(&self, page: &Page, fields: &Markup) -> Markup {
        html! {
            section.card.pad.confirm data-confirm aria-labelledby="confirm-title" {
                h1 id="confirm-title" { (self.title) }
                p { (self.text) }
                form method="post" action=(self.action) {
                    (fields)
                    div.form-acts {
                        a.btn href=(self.back) data-close { (page.t("form-back")) }
                        button class=(if self.is_destructive { "btn bad" } else { "btn primary" }) {
                            (self.yes)
                        }
                    }
                }
            }
        }
    }
}

/// A rating in words and drawing: 4.9 of 5 stars, 412 reviews.
pub fn stars(page: &Page, tenths: u32, count: u32) -> Markup {
    let rating = format!("{}.{}", tenths / 10, tenths % 10);
    html! {
        span.row.g1.sm.nowrap {
            span.stars aria-hidden="true" { (icon_sized("star", "fill")) }
            span.sr {
                (page.tn("parts-stars", &[("rating", (&rating).into()), ("count", count.into())]))
            }
            b.num aria-hidden="true" { (rating) }
            span.faint.num aria-hidden="true" { "(" (count) ")" }
        }
    }
}

/// A big sum with small decimals, as on dashboards: `€1,284` `.60`.
pub fn big_sum(text: &str) -> Markup {
    let (whole, decimals) = match text.rfind('.') {
        Some(point) => text.split_at(point),
        None => (text, ""),
    };
    html! {
        p.big-sum { (whole) @if !decimals.is_empty() { span { (decimals) } } }
    }
}
