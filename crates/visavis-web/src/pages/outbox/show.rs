//! The outbox as it looks: the list at the left, the message that was opened at the right.

use maud::{Markup, html};
use visavis_app::outbox::page::{Content, Opened};
use visavis_store::outbox::{Entry, Status, Topic};

use super::{Door, Row, View};
use crate::layout::{self, Frame, Head, OperatorNav, PublicNav};
use crate::page::Page;
use crate::parts::{self, Badge, Pager, Tab, button, icon};
use crate::route::query_escaped;

pub(super) fn page(page: &Page, view: &View) -> Markup {
    let part = address(view, "/list", view.status, None);
    let main = html! {
        section.card aria-labelledby="messages" {
            header.wrap-x {
                h2.sr id="messages" { (page.t("outbox-list")) }
                (filters(page, view))
                span.grow {}
                (search(page, view))
            }
            div id="outbox-list" hx-get=(part) hx-swap="innerMorph"
                hx-trigger="vv:operator from:body delay:500ms" {
                (list(page, view))
            }
        }
        @match &view.opened {
            Some(opened) => (message(page, view, opened)),
            None => section.card.pad aria-labelledby="none" {
                h2.md id="none" { (page.t("outbox-choose")) }
                p.muted { (page.t("outbox-choose-text")) }
            },
        }
    };
    let title = page.t("layout-outbox");
    match view.door {
        Door::Operator => {
            let frame = Frame::new(title).wide().main("outbox");
            let head = Head::with(page.t("outbox-lead"));
            layout::operator(page, OperatorNav::Outbox, &frame, &head, &main)
        }
        Door::Demo => {
            let frame = Frame::new(title.as_str()).hidden().main("wrap page");
            let inner = html! {
                header.page-head { div.grow { h1 { (title) } p.md.muted { (page.t("outbox-lead-demo")) } } }
                div.outbox { (main) }
            };
            layout::public(page, PublicNav::Elsewhere, &frame, &inner)
        }
    }
}

/// An address of the list with its filters.
fn address(view: &View, below: &str, status: Option<Status>, before: Option<i64>) -> String {
    let mut pairs = vec![];
    if let Some(status) = status {
        pairs.push(format!("status={}", status.name()));
    }
    if !view.wanted.is_empty() {
        pairs.push(format!("q={}", query_escaped(&view.wanted)));
    }
    if let Some(before) = before {
        pairs.push(format!("before={before}"));
    }
    let query = if pairs.is_empty() { String::new() } else { format!("?{}", pairs.join("&")) };
    format!("{}{below}{query}", view.door.base())
}

fn filters(page: &Page, view: &View) -> Markup {
    let count = |status| {
        let all = view.counts.iter().filter(|one| one.status == status);
        all.map(|one| one.count).sum::<i64>()
    };
    let all = count(Status::Sent) + count(Status::Waiting) + count(Status::Dead);
    let tab = |status: Option<Status>, key: &str, count: i64| Tab {
        path: address(view, "", status, None),
        text: page.t1(key, "count", count),
        is_current: status == view.status,
    };
    let tabs = [
        tab(None, "outbox-all", all),
        tab(Some(Status::Waiting), "outbox-waiting", count(Status::Waiting)),
        tab(Some(Status::Dead), "outbox-dead", count(Status::Dead)),
        tab(Some(Status::Sent), "outbox-sent", count(Status::Sent)),
    ];
    parts::tabs(&page.t("outbox-which"), &tabs)
}

fn search(page: &Page, view: &View) -> Markup {
    html! {
        form role="search" method="get" action=(view.door.base()) {
            @if let Some(status) = view.status {
                input type="hidden" name="status" value=(status.name());
            }
            label.in {
                (icon("search"))
                span.sr { (page.t("outbox-search")) }
                input type="search" name="q" value=(view.wanted) placeholder=(page.t("outbox-search"));
            }
        }
    }
}

pub(super) fn list(page: &Page, view: &View) -> Markup {
    if view.rows.is_empty() {
        return html! {
            div.card-body { p.muted { (page.t("outbox-none")) } }
        };
    }
    let older = view
        .rows
        .last()
        .filter(|_| view.has_more)
        .map(|last| address(view, "", view.status, Some(last.entry.id)));
    let open = view.opened.as_ref().map(|opened| opened.entry.id);
    html! {
        div.table-scroll tabindex="0" role="group" aria-label=(page.t("outbox-list")) {
            table.table {
                thead { tr {
                    th { (page.t("outbox-message")) }
                    th { (page.t("outbox-to")) }
                    th { (page.t("outbox-time")) }
                    th { (page.t("earnings-state")) }
                } }
                tbody {
                    @for row in &view.rows {
                        tr.is-sel[open == Some(row.entry.id)] {
                            td {
                                (icon(drawing(row.entry.topic))) " "
                                a href={ (address(view, &format!("/{}", row.entry.id), view.status, None)) }
                                    aria-current=[(open == Some(row.entry.id)).then_some("true")] {
                                    (title(page, row))
                                }
                            }
                            td.sm { (row.entry.recipient) }
                            td { (parts::moment(page, row.entry.created_at)) }
                            td { (badge(page, &row.entry)) }
                        }
                    }
                }
            }
        }
        @if older.is_some() { div.card-body { (parts::pager(page, &Pager { newer: None, older })) } }
    }
}

const fn drawing(topic: Topic) -> &'static str {
    match topic {
        Topic::Mail => "mail",
        Topic::Sms => "smartphone",
        Topic::Pay => "credit-card",
    }
}

/// The subject, or what the work is.
fn title(page: &Page, row: &Row) -> String {
    work_key(&row.title).map_or_else(|| row.title.clone(), |key| page.t(key))
}

fn work_key(what: &str) -> Option<&'static str> {
    Some(match what {
        "sign_in_link" => "outbox-work-sign-in",
        "reset_link" => "outbox-work-reset",
        "verify_link" => "outbox-work-verify",
        "lost_links" => "outbox-work-lost",
        "checkout" => "outbox-work-checkout",
        "refund" => "outbox-work-refund",
        _ => return None,
    })
}

fn badge(page: &Page, entry: &Entry) -> Markup {
    match entry.status {
        Status::Sent => Badge::On.show("check", &page.t("outbox-is-sent")),
        Status::Waiting if entry.attempts > 0 => Badge::Due
            .show("hourglass", &page.t1("outbox-retry-at", "time", page.time(entry.due_at))),
        Status::Waiting => Badge::Due.show("hourglass", &page.t("outbox-is-waiting")),
        Status::Dead => {
            Badge::Bad.show("circle-alert", &page.t1("outbox-is-dead", "count", entry.attempts))
        }
    }
}

fn message(page: &Page, view: &View, opened: &Opened) -> Markup {
    let entry = &opened.entry;
    let heading = match &opened.content {
        Content::Mail { rendered, .. } => rendered.subject.clone(),
        Content::Text { .. } => page.t("outbox-text-message"),
        Content::Work { what } => work_key(what).map_or(String::new(), |key| page.t(key)),
    };
    html! {
        section.card aria-labelledby="opened" {
            header { h2 id="opened" { (heading) } span.grow {} (badge(page, entry)) }
            @match &opened.content {
                Content::Mail { to, rendered, headers, .. } => {
                    (mail(page, view, entry, &to.name))
                    (links(page, &view.base_url, &rendered.text))
                    (folded(page, "outbox-plain", &rendered.text))
                    (folded(page, "outbox-headers", headers))
                    @if let Some(file) = &rendered.calendar {
                        (folded(page, "outbox-calendar", &file.ics))
                    }
                }
                Content::Text { number, words } => {
                    div.card-body { p { b { (number) } } pre.mail-text { (words) } }
                }
                Content::Work { .. } => {
                    div.card-body { p.muted { (page.t("outbox-work")) } }
                }
            }
            (history(page, entry))
            @if entry.status != Status::Sent {
                div.row.g2.card-acts {
                    form method="post" action={ (view.door.base()) "/" (entry.id) "/retry" } {
                        (button::submit(page.t("outbox-retry")).icon("refresh-cw"))
                    }
                }
            }
        }
    }
}

fn mail(page: &Page, view: &View, entry: &Entry, name: &str) -> Markup {
    html! {
        div.mail {
            dl.mail-head {
                div { dt { (page.t("outbox-to")) } dd { (name) " " (entry.recipient) } }
            }
            iframe.mail-body sandbox="" loading="lazy" title=(page.t("outbox-as-mail"))
                src={ (view.door.base()) "/" (entry.id) "/html" } {}
        }
    }
}

/// The message's own links, which its frame cannot follow.
fn links(page: &Page, base_url: &str, text: &str) -> Markup {
    let mut found: Vec<&str> = vec![];
    for word in text.split_whitespace() {
        let Some(path) = word.trim_matches(['<', '>', '(', ')', ',', '.']).strip_prefix(base_url)
        else {
            continue;
        };
        if path.starts_with('/') && !found.contains(&path) {
            found.push(path);
        }
    }
    html! {
        @if !found.is_empty() {
            div.card-body {
                h3.md { (page.t("outbox-links")) }
                ul.stack.g1 {
                    @for path in found { li { a href=(path) { code { (shortened(path)) } } } }
                }
            }
        }
    }
}

/// A path with most of its secret left out: it is there to be pressed, not to be read.
fn shortened(path: &str) -> String {
    match path.split_once('#') {
        Some((plain, secret)) => {
            format!("{plain}#{}…", secret.chars().take(6).collect::<String>())
        }
        None => path.to_owned(),
    }
}

fn folded(page: &Page, key: &str, text: &str) -> Markup {
    html! {
        details.card-body {
            summary.b { (page.t(key)) }
            pre.mail-text tabindex="0" { (text) }
        }
    }
}

fn history(page: &Page, entry: &Entry) -> Markup {
    let line = |class: &str, text: String, at: jiff::Timestamp| {
        html! { li class=(class) { span { (text) span.sm.muted { (parts::moment(page, at)) } } } }
    };
    html! {
        ol.history.card-body {
            @if let Some(at) = entry.sent_at { (line("ok", page.t("outbox-was-sent"), at)) }
            @if let Some(at) = entry.dead_at { (line("bad", page.t("outbox-was-dead"), at)) }
            @if let Some(error) = &entry.last_error {
                li.bad { span { (page.t1("outbox-tries", "count", entry.attempts)) q.sm { (error) } } }
            }
            @if entry.status == Status::Waiting { (line("", page.t("outbox-due"), entry.due_at)) }
            (line("", page.t("outbox-was-written"), entry.created_at))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_secret_is_not_spelled_out() {
        assert_eq!(shortened("/s#abcdefghijkl"), "/s#abcdef…");
        assert_eq!(shortened("/sessions/ses_1"), "/sessions/ses_1");
    }
}
