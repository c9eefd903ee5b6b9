//! `/messages`: all conversations of a person, and one of them (RING-27, PAY-16).

use axum::response::Response;
use jiff::Timestamp;
use maud::{Markup, html};
use visavis_app::conversation;
use visavis_app::limits::Gate;
use visavis_domain::ids::{AccountId, ConversationId};
use visavis_store::conversation::Head as Kept;

use super::thread::{self, View};
use crate::caller::Caller;
use crate::form::{Path, Upload};
use crate::layout::{self, Frame, Head, HostNav};
use crate::page::Page;
use crate::parts::{self, Avatar, button};
use crate::paths::{self, MESSAGES};
use crate::problem::Problem;
use crate::refusal;
use crate::route::{Route, routes};
use crate::sample::{Reader, SOFIA, Sample};

/// The list and one conversation.
pub const ROUTES: &[Route] = routes![
    page "/messages" SignedIn => show_all,
    get "/messages/list" SignedIn => list_part,
    page "/messages/{id}" SignedIn => show_one,
    get "/messages/{id}/thread" SignedIn => thread_part,
    post "/messages/{id}" SignedIn [thread::BODY_BYTES_MAX] => say,
];
const LIST: &str = "/messages/list";

/// Their pictures.
pub const SAMPLES: &[Sample] = &[
    Sample::page("messages-empty", MESSAGES, Reader::Host, |page| show(page, &[], None)),
    Sample::page("messages-empty-client", MESSAGES, Reader::Client, |page| show(page, &[], None)),
    Sample::page("messages", MESSAGES, Reader::Host, |page| show(page, &sample(page), None))
        .data(SAMPLE_DATA),
    Sample::page("message-thread", "/messages/{id}", Reader::Host, |page| {
        let thread = thread::thread(page, &View::sample(page));
        show(page, &sample(page), Some(("/messages/con_1", &thread)))
    })
    .data(SAMPLE_ALL),
    Sample::page("message-thread-client", "/messages/{id}", Reader::Client, |page| {
        let thread = thread::thread(page, &View::sample(page));
        show(page, &sample(page), Some(("/messages/con_1", &thread)))
    })
    .data(SAMPLE_ALL),
];

const SAMPLE_DATA: &[&str] =
    &["Thursday evening works. 19:00?", "picture-of-the-garden.jpg", "The code is the same."];

const SAMPLE_ALL: &[&str] = &[
    "Thursday evening works. 19:00?",
    "picture-of-the-garden.jpg",
    "The code is the same.",
    "Here is the second page.",
    "letter-draft-2.pdf",
    "Read it:",
    "https://visavis.example/x",
];

/// One conversation in the list.
struct Row {
    path: String,
    other: String,
    avatar: Option<String>,
    last: String,
    is_mine: bool,
    at: Timestamp,
    unread: i64,
}

fn row(kept: Kept, me: AccountId) -> Row {
    let Kept { conversation, other, avatar, unread, last } = kept;
    let is_mine = last.as_ref().is_some_and(|last| last.sender == me);
    let last = last.map_or(String::new(), |last| match last.file {
        Some(file) if last.body.is_empty() => file,
        Some(_) | None => last.body,
    });
    Row {
        path: format!("{MESSAGES}/{}", conversation.id),
        other,
        avatar: avatar.map(|file| format!("/images/{file}")),
        last,
        is_mine,
        at: conversation.last_at,
        unread,
    }
}

async fn rows(caller: &Caller) -> Result<Vec<Row>, Problem> {
    let me = caller.person()?.account.id;
    let kept = conversation::of_account(&caller.app, me).await?;
    Ok(kept.into_iter().map(|kept| row(kept, me)).collect())
}

async fn show_all(page: Page, caller: Caller) -> Result<Markup, Problem> {
    Ok(show(&page, &rows(&caller).await?, None))
}

async fn list_part(page: Page, caller: Caller) -> Result<Markup, Problem> {
    Ok(list(&page, &rows(&caller).await?, None))
}

async fn load(caller: &Caller, id: ConversationId) -> Result<View, Problem> {
    let me = caller.person()?.account.id;
    let found = conversation::by_id(&caller.app, me, id).await?;
    let party = found.party(me).ok_or_else(Problem::not_found)?;
    conversation::read(&caller.app, &found, me).await?;
    Ok(View::of_thread(caller, &found, me, party))
}

async fn show_one(
    page: Page,
    caller: Caller,
    Path(id): Path<ConversationId>,
) -> Result<Markup, Problem> {
    let view = load(&caller, id).await?;
    let thread = thread::thread(&page, &view);
    Ok(show(&page, &rows(&caller).await?, Some((&view.action, &thread))))
}

async fn thread_part(
    page: Page,
    caller: Caller,
    Path(id): Path<ConversationId>,
) -> Result<Markup, Problem> {
    Ok(thread::lines(&page, &load(&caller, id).await?.lines))
}

async fn say(
    page: Page,
    caller: Caller,
    Path(id): Path<ConversationId>,
    sent: Upload,
) -> Result<Response, Problem> {
    let me = caller.person()?.account.id;
    caller.app.limits.check(Gate::Message, &me.to_string(), caller.visitor.address)?;
    let Upload { mut form, files } = sent;
    let words = thread::words(&form, files.first());
    let done = conversation::say_to(&caller.app, id, me, &words).await;
    match done {
        Ok(_) => Ok(page.see_other(&format!("{MESSAGES}/{id}"))),
        Err(failure) => {
            refusal::into_form(failure, &mut form)?;
            let view = load(&caller, id).await?;
            let thread = thread::filled(&page, &view, &form);
            Ok(form.again(show(&page, &rows(&caller).await?, Some((&view.action, &thread)))))
        }
    }
}

/// The list, and beside it the conversation at this path.
fn show(page: &Page, rows: &[Row], open: Option<(&str, &Markup)>) -> Markup {
    let is_host = page.viewer.as_ref().is_some_and(|viewer| viewer.is_host);
    let frame = Frame::new(page.t("messages-title"));
    if rows.is_empty() {
        let (text, act) = if is_host {
            let services = button::link(paths::SERVICES, page.t("layout-services"));
            (page.t("messages-empty-host"), html! { (services.primary().icon("tag")) })
        } else {
            let find = button::link(paths::HOME, page.t("layout-find"));
            (page.t("messages-empty-client"), html! { (find.primary().icon("search")) })
        };
        let main = parts::empty("messages-none", &page.t("messages-empty"), &text, &act);
        return layout::home(page, HostNav::Messages, &frame, &Head::default(), &main);
    }
    let main = html! {
        section.card.threads aria-label=(page.t("messages-all")) {
            div id="threads" hx-get=(LIST) hx-trigger="vv:messages from:body" hx-swap="innerMorph" {
                (list(page, rows, open.map(|(path, _)| path)))
            }
        }
        @match open {
            Some((_, thread)) => (thread),
            None => {
                div.desk {
                    (parts::empty("messages-choose", &page.t("messages-choose"),
                        &page.t("messages-choose-what"), &html! {}))
                }
            }
        }
    };
    let class = if open.is_some() { "messages has-thread" } else { "messages" };
    let lead = if is_host { page.t("messages-lead-host") } else { page.t("messages-lead-client") };
    let head = Head { back: open.map(|_| MESSAGES.to_owned()), ..Head::with(lead) };
    layout::home(
        page,
        HostNav::Messages,
        &frame.wide(),
        &head,
        &html! { div class=(class) { (main) } },
    )
}

fn list(page: &Page, rows: &[Row], open: Option<&str>) -> Markup {
    html! {
        ul {
            @for row in rows {
                @let is_open = open == Some(row.path.as_str());
                li class=(state(row, is_open)) {
                    (Avatar::new(&row.other, row.avatar.as_deref()))
                    span.grow {
                        span.row.between {
                            a href=(row.path) aria-current=[is_open.then_some("true")] { (row.other) }
                            span.xs { (parts::moment(page, row.at)) }
                        }
                        span.threads-text dir="auto" {
                            @if row.is_mine { (page.t1("messages-you", "text", row.last.as_str())) }
                            @else { (row.last) }
                        }
                    }
                    @if row.unread > 0 {
                        span.unread { span.sr { (page.t1("messages-unread", "n", row.unread)) } }
                    }
                }
            }
        }
    }
}

const fn state(row: &Row, is_open: bool) -> &'static str {
    match (is_open, row.unread > 0) {
        (true, true) => "is-sel is-new",
        (true, false) => "is-sel",
        (false, true) => "is-new",
        (false, false) => "",
    }
}

fn sample(page: &Page) -> Vec<Row> {
    let at = Timestamp::constant(1_795_531_800, 0);
    let is_host = page.viewer.as_ref().is_some_and(|viewer| viewer.is_host);
    let row = |number: u8, other: &str, last: &str, unread| Row {
        path: format!("{MESSAGES}/con_{number}"),
        other: other.to_owned(),
        avatar: None,
        last: last.to_owned(),
        is_mine: number == 3,
        at: at - jiff::SignedDuration::from_hours(i64::from(number) * 20),
        unread,
    };
    let first = if is_host { "rosewater" } else { SOFIA };
    vec![
        row(1, first, "Thursday evening works. 19:00?", 1),
        row(2, "Idris Bello", "picture-of-the-garden.jpg", 0),
        row(3, "Marta Ferreira", "The code is the same.", 0),
    ]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_row_says_what_it_is_to_its_reader() {
        let row = |unread| Row {
            path: String::new(),
            other: String::new(),
            avatar: None,
            last: String::new(),
            is_mine: false,
            at: Timestamp::UNIX_EPOCH,
            unread,
        };
        assert_eq!(state(&row(2), true), "is-sel is-new");
        assert_eq!(state(&row(0), false), "");
    }
}
