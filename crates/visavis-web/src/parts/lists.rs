//! Lists: key and value, facts, tabs, pages, things to do.

use maud::{Markup, html};

use crate::page::Page;
use crate::parts::{icon, icon_sized};

/// One line of a list of keys and values.
#[derive(Debug, Clone)]
pub struct Fact {
    key: String,
    value: Markup,
    is_total: bool,
}

impl Fact {
    /// A word and what belongs to it.
    pub fn new(key: impl Into<String>, value: Markup) -> Self {
        Self { key: key.into(), value, is_total: false }
    }

    /// A word and a text.
    pub fn text(key: impl Into<String>, value: &str) -> Self {
        Self::new(key, html! { (value) })
    }

    /// The last line of a sum.
    #[must_use]
    pub fn total(mut self) -> Self {
        self.is_total = true;
        self
    }
}

/// Lines with amounts at the end: price, tax, total.
pub fn key_values(lines: &[Fact]) -> Markup {
    html! {
        dl.kv {
            @for line in lines {
                div.tot[line.is_total] { dt { (line.key) } dd.num { (line.value) } }
            }
        }
    }
}

/// Facts side by side: speaks, topics, answers in.
pub fn facts(lines: &[Fact]) -> Markup {
    html! {
        dl.facts { @for line in lines { div { dt { (line.key) } dd { (line.value) } } } }
    }
}

/// One of several views of the same page.
#[derive(Debug, Clone)]
pub struct Tab {
    /// Where it leads.
    pub path: String,
    /// Its word.
    pub text: String,
    /// Whether it is shown now.
    pub is_current: bool,
}

/// Links that choose a view.
pub fn tabs(label: &str, tabs: &[Tab]) -> Markup {
    html! {
        nav.seg aria-label=(label) {
            @for tab in tabs {
                a href=(tab.path) aria-current=[tab.is_current.then_some("true")] { (tab.text) }
            }
        }
    }
}

/// The ways to the pages before and after.
#[derive(Debug, Clone, Default)]
pub struct Pager {
    /// The page before.
    pub newer: Option<String>,
    /// The page after.
    pub older: Option<String>,
}

/// *Newer* and *Older* under a long list; nothing when all is in view.
pub fn pager(page: &Page, pager: &Pager) -> Markup {
    html! {
        @if pager.newer.is_some() || pager.older.is_some() {
            nav.row.between.g2 aria-label=(page.t("parts-pages")) {
                @match &pager.newer {
                    Some(path) => a.btn.sm href=(path) { (icon("chevron-left")) (page.t("parts-newer")) },
                    None => span {},
                }
                @if let Some(path) = &pager.older {
                    a.btn.sm href=(path) { (page.t("parts-older")) (icon("chevron-right")) }
                }
            }
        }
    }
}

/// One thing to do.
#[derive(Debug, Clone)]
pub struct Todo {
    /// What.
    pub text: String,
    /// Where, and the word on the link; without it there is nothing to press.
    pub way: Option<(String, String)>,
    /// Whether it is done.
    pub is_done: bool,
}

/// What is done and what is missing.
pub fn todo_list(page: &Page, todos: &[Todo]) -> Markup {
    html! {
        ul.todo-list {
            @for todo in todos {
                li.is-done[todo.is_done] {
                    (icon_sized(if todo.is_done { "circle-check" } else { "circle" }, "s20"))
                    span.grow {
                        (todo.text)
                        @if todo.is_done { span.sr { " " (page.t("parts-done")) } }
                    }
                    @if let Some((path, text)) = &todo.way { a href=(path) { (text) } }
                }
            }
        }
    }
}
