//! A conversation as pages show it: on the session's page, under messages, and what is sent from
//! there (PAY-16, RING-5). The room shows the same words over its own socket.

use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use jiff::Timestamp;
use maud::{Markup, html};
use visavis_app::conversation::{self, Brought, TEXT_MAX, Thread, Words};
use visavis_app::limits::Gate;
use visavis_app::{Failure, file};
use visavis_domain::ids::{AccountId, FileId, SessionId};
use visavis_domain::session::Party;
use visavis_store::conversation::Said;

use crate::caller::Caller;
use crate::form::{Filled, Path, Upload};
use crate::layout::{self, Frame};
use crate::page::Page;
use crate::parts::{self, Avatar, icon_sized};
use crate::problem::Problem;
use crate::refusal;
use crate::route::{Route, routes};
use crate::sample::Sample;
use crate::seat::Seat;
use crate::site::Site;
use crate::words::Say;

mod text;

/// The largest body with a file in it.
pub const BODY_BYTES_MAX: usize = file::CHAT_BYTES_MAX + 64 * 1024;

/// What is said in a session, outside of its room.
pub const ROUTES: &[Route] = routes![
    get "/sessions/{id}/thread" Party => part,
    post "/sessions/{id}/messages" Party [BODY_BYTES_MAX] => say,
    post "/sessions/{id}/files" Party [BODY_BYTES_MAX] => upload,
    get "/sessions/{id}/files/{file}" Party => download,
];

/// Its pictures.
pub const SAMPLES: &[Sample] = &[
    Sample::new("thread-again", |page| {
        let mut form = Filled::of([("text", "Grief session")]);
        form.refuse("text", Say::new("fault-message-long"));
        not_said(page, &View::sample(page), &form)
    })
    .data(SAMPLE_DATA),
    Sample::new("thread-empty", |page| {
        let view = View { lines: vec![], ..View::sample(page) };
        not_said(page, &view, &Filled::new())
    }),
];

/// The sentences of what a message is refused for.
pub const FAULTS: [&str; 3] = ["fault-message-empty", "fault-message-long", "fault-message-mark"];

/// A conversation, ready to be shown to one of the two.
#[derive(Debug, Clone)]
pub struct View {
    /// The name of the other one.
    pub other: String,
    /// The address of the other one's portrait.
    pub avatar: Option<String>,
    /// What was said, in order.
    pub lines: Vec<Line>,
    /// Where the form sends.
    pub action: String,
    /// Where the list fetches itself again.
    pub part: String,
    /// The topic on which it does.
    pub topic: Option<String>,
    /// The mark of the next message: sent twice, it is said once.
    pub nonce: String,
}

/// Something said.
#[derive(Debug, Clone)]
pub struct Line {
    /// Whether the reader said it.
    pub is_mine: bool,
    /// Whether the other one has read it.
    pub is_read: bool,
    /// The words.
    pub text: String,
    /// When.
    pub at: Timestamp,
    /// The file that came with it.
    pub file: Option<FileLink>,
}

/// A file that was sent.
#[derive(Debug, Clone)]
pub struct FileLink {
    /// Its name.
    pub name: String,
    /// Its size in bytes.
    pub size: i64,
    /// Where it is.
    pub path: String,
}

impl View {
    /// The conversation of a session, for the page of that session. It notes that it was read.
    pub async fn of_session(caller: &Caller, seat: &Seat) -> Result<Self, Problem> {
        let id = seat.session.id;
        let me = my_account(seat);
        let found =
            conversation::of_pair(&caller.app, seat.session.host, seat.session.client).await?;
        if let Some(found) = &found {
            conversation::read(&caller.app, found, me).await?;
        }
        let other = seat.cast.player(seat.party.other());
        let lines = found.iter().flat_map(|found| {
            let read_at = found.read_by_other(seat.party);
            let path = |file| conversation::file_path(id, file);
            found.said.iter().map(move |said| Line::of(said, me, read_at, path))
        });
        Ok(Self {
            other: other.name.clone(),
            avatar: other.avatar.map(|file| format!("/images/{file}")),
            lines: lines.collect(),
            action: format!("/sessions/{id}/messages"),
            part: format!("/sessions/{id}/thread"),
            topic: found.map(|found| format!("conversation:{}", found.conversation.id)),
            nonce: nonce(caller),
        })
    }

    /// A conversation on the page of messages.
    pub fn of_thread(caller: &Caller, found: &Thread, me: AccountId, party: Party) -> Self {
        let other = found.cast.player(party.other());
        let id = found.conversation.id;
        let read_at = found.read_by_other(party);
        let path = |sent| file::signed_path(&caller.app, sent);
        Self {
            other: other.name.clone(),
            avatar: other.avatar.map(|file| format!("/images/{file}")),
            lines: found.said.iter().map(|said| Line::of(said, me, read_at, path)).collect(),
            action: format!("/messages/{id}"),
            part: format!("/messages/{id}/thread"),
            topic: Some(format!("conversation:{id}")),
            nonce: nonce(caller),
        }
    }

    /// A conversation that samples share.
    pub fn sample(page: &Page) -> Self {
        let at = Timestamp::constant(1_795_531_800, 0);
        let later = |mins| at + jiff::SignedDuration::from_mins(mins);
        let line = |is_mine, text: &str, mins| Line {
            is_mine,
            is_read: is_mine,
            text: text.to_owned(),
            at: later(mins),
            file: None,
        };
        let sent = FileLink {
            name: "letter-draft-2.pdf".to_owned(),
            size: 91_000,
            path: "/files/1".to_owned(),
        };
        let is_host = page.viewer.as_ref().is_some_and(|viewer| viewer.is_host);
        Self {
            other: if is_host { "rosewater" } else { crate::sample::SOFIA }.to_owned(),
            avatar: None,
            lines: vec![
                line(false, "Here is the second page.", 0),
                Line { file: Some(sent), ..line(false, "", 0) },
                line(true, "Read it: https://visavis.example/x.", 3),
                line(false, "Thursday evening works. 19:00?", 1_460),
            ],
            action: "/messages/con_1".to_owned(),
            part: "/messages/con_1/thread".to_owned(),
            topic: Some("conversation:con_1".to_owned()),
            nonce: "1".to_owned(),
        }
    }
}

/// What in [`View::sample`] is no text of ours.
pub const SAMPLE_DATA: &[&str] = &[
    "Here is the second page.",
    "letter-draft-2.pdf",
    "Read it:",
    "https://visavis.example/x",
    "Thursday evening works. 19:00?",
];

impl Line {
    fn of(said: &Said, me: AccountId, read_at: Timestamp, path: impl Fn(FileId) -> String) -> Self {
        let is_mine = said.sender == me;
        Self {
            is_mine,
            is_read: is_mine && said.at <= read_at,
            text: said.body.clone(),
            at: said.at,
            file: said.file.as_ref().map(|sent| FileLink {
                name: sent.name.clone(),
                size: sent.size,
                path: path(sent.id),
            }),
        }
    }
}

/// The account behind a seat: of who signed in, or of the part that a link stands for.
pub fn my_account(seat: &Seat) -> AccountId {
    match seat.party {
        Party::Host => seat.session.host.account(),
        Party::Client => seat.session.client,
    }
}

/// A fresh mark for a message.
pub fn nonce(caller: &Caller) -> String {
    caller.app.random.uuid(caller.app.clock.now()).simple().to_string()
}

/// The whole conversation: who, what was said, and where one writes.
pub fn thread(page: &Page, view: &View) -> Markup {
    filled(page, view, &Filled::new())
}

/// The same with what was typed before.
pub fn filled(page: &Page, view: &View, form: &Filled) -> Markup {
    html! {
        section.card.thread aria-labelledby="thread-title" {
            header {
                (Avatar::new(&view.other, view.avatar.as_deref()))
                span.grow { h2 id="thread-title" { (view.other) } }
            }
            (log(page, view))
            (say_form(page, view, form))
        }
    }
}

fn log(page: &Page, view: &View) -> Markup {
    let trigger = view.topic.as_ref().map(|topic| format!("vv:{topic} from:body"));
    let part = trigger.is_some().then_some(&view.part);
    html! {
        div.log role="log" aria-label=(page.t("thread-messages")) tabindex="0" id="thread-log"
            hx-get=[part] hx-trigger=[trigger] hx-swap="innerMorph" {
            (lines(page, &view.lines))
        }
    }
}

/// What was said, with a note wherever a day begins.
pub fn lines(page: &Page, said: &[Line]) -> Markup {
    let mut day = None;
    html! {
        ol {
            @if said.is_empty() { li.is-note { (page.t("thread-empty")) } }
            @for line in said {
                @if day.replace(day_of(page, line.at)) != Some(day_of(page, line.at)) {
                    li.is-note { (parts::date_tag(page, line.at)) }
                }
                (bubble(page, line))
            }
        }
    }
}

fn day_of(page: &Page, at: Timestamp) -> jiff::civil::Date {
    at.to_zoned(page.zone.clone()).date()
}

fn bubble(page: &Page, line: &Line) -> Markup {
    html! {
        li class=[line.is_mine.then_some("is-mine")] {
            @if !line.text.is_empty() { p dir="auto" { (text::linked(&line.text)) } }
            @if let Some(file) = &line.file {
                a.file href=(file.path) download=(file.name) {
                    (icon_sized("file-text", "s20"))
                    span { b { (file.name) } small { (text::size(page, file.size)) } }
                    (icon_sized("download", "s16"))
                }
            }
            span.xs.faint {
                (parts::time_tag(page, line.at))
                @if line.is_read { ", " (page.t("thread-read")) }
            }
        }
    }
}

fn say_form(page: &Page, view: &View, form: &Filled) -> Markup {
    let error = form.error("text").or_else(|| form.error("file"));
    let nonce = if form.value("nonce").is_empty() { &view.nonce } else { form.value("nonce") };
    html! {
        vv-chat {
            form.say method="post" action=(view.action) enctype="multipart/form-data" {
                input type="hidden" name="nonce" value=(nonce);
                label.btn.ghost.icon.sm {
                    (icon_sized("paperclip", "s20"))
                    span.sr { (page.t("thread-attach")) }
                    input.sr type="file" name="file";
                }
                label.grow {
                    span.sr { (page.t("thread-message")) }
                    textarea name="text" rows="1" maxlength=(TEXT_MAX)
                        aria-invalid=[error.map(|_| "true")]
                        aria-describedby=[error.map(|_| "thread-error")]
                        placeholder=(page.t1("thread-write", "name", view.other.as_str())) {
                        (form.value("text"))
                    }
                }
                button.btn.primary.icon.sm aria-label=(page.t("thread-send")) {
                    (icon_sized("arrow-up", "s20"))
                }
            }
            @if let Some(error) = error {
                p.error id="thread-error" role="alert" { (parts::icon("circle-alert")) (page.say(error)) }
            }
        }
    }
}

/// The list alone, for the page that is open.
async fn part(page: Page, caller: Caller, Path(id): Path<SessionId>) -> Result<Markup, Problem> {
    let seat = Seat::find(&caller, id).await?;
    let view = View::of_session(&caller, &seat).await?;
    Ok(lines(&page, &view.lines))
}

/// A message from the session's page.
async fn say(
    page: Page,
    caller: Caller,
    Path(id): Path<SessionId>,
    sent: Upload,
) -> Result<Response, Problem> {
    let seat = Seat::find(&caller, id).await?;
    seat.participant()?;
    let me = my_account(&seat);
    caller.app.limits.check(Gate::Message, &me.to_string(), caller.visitor.address)?;
    let Upload { mut form, files } = sent;
    let done = conversation::say_in(&caller.app, id, me, &words(&form, files.first())).await;
    match done {
        Ok(_) => Ok(page.see_other(&format!("/sessions/{id}#thread-title"))),
        Err(failure) => {
            refusal::into_form(failure, &mut form)?;
            let view = View::of_session(&caller, &seat).await?;
            Ok(form.again(not_said(&page, &view, &form)))
        }
    }
}

/// What a form brings, to be said.
pub fn words<'a>(form: &'a Filled, file: Option<&'a crate::form::Received>) -> Words<'a> {
    Words {
        nonce: form.value("nonce"),
        text: form.value("text"),
        file: file.map(|file| Brought { name: &file.name, content: &file.content }),
    }
}

/// The conversation alone on a page, with what was typed and what is wrong with it (ALL-6).
pub fn not_said(page: &Page, view: &View, form: &Filled) -> Markup {
    let title = page.t("thread-not-sent");
    let main = html! { h1.sr { (title) } (filled(page, view, form)) };
    layout::bare(page, &Frame::new(title.as_str()).main("narrow").hidden(), &html! {}, &main)
}

/// A file from the room. Its answer is for the room's script; without it the page comes back.
async fn upload(
    State(_site): State<Site>,
    caller: Caller,
    Path(id): Path<SessionId>,
    sent: Upload,
) -> Result<Response, Problem> {
    let seat = Seat::find(&caller, id).await?;
    seat.participant()?;
    let me = my_account(&seat);
    for file in &sent.files {
        caller.app.limits.check(Gate::Message, &me.to_string(), caller.visitor.address)?;
        let nonce = nonce(&caller);
        let file = Brought { name: &file.name, content: &file.content };
        let words = Words { nonce: &nonce, text: "", file: Some(file) };
        conversation::say_in(&caller.app, id, me, &words).await.map_err(whole_sentence)?;
    }
    Ok(StatusCode::NO_CONTENT.into_response())
}

/// The room shows one sentence: what was wrong with the file.
fn whole_sentence(failure: Failure) -> Problem {
    let key = match &failure {
        Failure::Invalid(faults) => faults.first().map(|fault| fault.key),
        Failure::NotFound
        | Failure::Forbidden
        | Failure::Refused(_)
        | Failure::Taken(_)
        | Failure::Changed
        | Failure::TooMany(_)
        | Failure::Store(_)
        | Failure::Inside(_) => None,
    };
    let problem = Problem::from(failure);
    match key {
        Some(key) => problem.because(Say::new(key)),
        None => problem,
    }
}

/// A file of the conversation: its address is good for minutes, this one for as long as the seat.
async fn download(
    page: Page,
    caller: Caller,
    Path((id, file)): Path<(SessionId, FileId)>,
) -> Result<Response, Problem> {
    let seat = Seat::find(&caller, id).await?;
    let Seat { session, .. } = &seat;
    let path = conversation::file_address(&caller.app, session.host, session.client, file).await?;
    Ok(page.see_other(&path))
}
