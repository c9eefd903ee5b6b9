//! `/operator/outbox`: every message as it left or will leave, with its state and *Retry* (ALL-4). In
//! a demo everybody reads it, at `/demo/outbox`: no message leaves the machine there.

use axum::http::HeaderMap;
use axum::http::header::CONTENT_TYPE;
use axum::response::{IntoResponse, Response};
use maud::{Markup, PreEscaped};
use visavis_app::outbox::page::{self as app_outbox, Content, Opened};
use visavis_store::outbox::{Entry, Filter, Status, StatusCount};

use crate::caller::Caller;
use crate::form::{Filled, Path, Query};
use crate::headers::Policy;
use crate::page::{Flash, Page};
use crate::problem::Problem;
use crate::route::{Route, routes};

mod samples;
mod show;

pub use samples::SAMPLES;

/// The operator's pages, and the same for everybody in a demo.
pub const ROUTES: &[Route] = routes![
    page "/operator/outbox" Operator => list_for_operator,
    get "/operator/outbox/list" Operator => rows_for_operator,
    page "/operator/outbox/{id}" Operator => open_for_operator,
    get "/operator/outbox/{id}/html" Operator => html_of,
    post "/operator/outbox/{id}/retry" Operator => retry_for_operator,
    page "/demo/outbox" Demo => list_for_all,
    get "/demo/outbox/list" Demo => rows_for_all,
    page "/demo/outbox/{id}" Demo => open_for_all,
    get "/demo/outbox/{id}/html" Demo => html_of,
    post "/demo/outbox/{id}/retry" Demo => retry_for_all,
];

/// How many messages stand on one page.
const PER_PAGE: u32 = 25;

/// For whom the page is, and so where it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Door {
    Operator,
    Demo,
}

impl Door {
    const fn base(self) -> &'static str {
        match self {
            Self::Operator => "/operator/outbox",
            Self::Demo => "/demo/outbox",
        }
    }
}

/// One line of the list.
#[derive(Debug, Clone)]
struct Row {
    entry: Entry,
    title: String,
}

/// What the page shows.
struct View {
    door: Door,
    status: Option<Status>,
    wanted: String,
    rows: Vec<Row>,
    counts: Vec<StatusCount>,
    has_more: bool,
    opened: Option<Opened>,
    /// The address of the site, to make the links of a message local.
    base_url: String,
}

async fn look(caller: &Caller, query: &Filled, door: Door) -> Result<View, Problem> {
    let status = Status::named(query.value("status"));
    let wanted = query.value("q").trim().to_owned();
    let is_subject = ["ses_", "pop_", "acc_"].iter().any(|prefix| wanted.starts_with(prefix));
    let some = (!wanted.is_empty()).then_some(wanted.as_str());
    let filter = Filter {
        topic: None,
        status,
        subject_id: some.filter(|_| is_subject),
        recipient: some.filter(|_| !is_subject),
        before: query.value("before").parse().ok(),
    };
    let app = &caller.app;
    let (mut entries, counts) = app_outbox::list(app, &filter, PER_PAGE + 1).await?;
    let size = usize::try_from(PER_PAGE).unwrap_or(usize::MAX);
    let has_more = entries.len() > size;
    entries.truncate(size);
    let rows = entries
        .into_iter()
        .map(|entry| Row { title: app_outbox::title(app, &entry), entry })
        .collect();
    let base_url = app.config.base_url.clone();
    Ok(View { door, status, wanted, rows, counts, has_more, opened: None, base_url })
}

async fn list_for_operator(
    page: Page,
    caller: Caller,
    Query(query): Query,
) -> Result<Markup, Problem> {
    Ok(show::page(&page, &look(&caller, &query, Door::Operator).await?))
}

async fn list_for_all(page: Page, caller: Caller, Query(query): Query) -> Result<Markup, Problem> {
    Ok(show::page(&page, &look(&caller, &query, Door::Demo).await?))
}

async fn rows_for_operator(
    page: Page,
    caller: Caller,
    Query(query): Query,
) -> Result<Markup, Problem> {
    Ok(show::list(&page, &look(&caller, &query, Door::Operator).await?))
}

async fn rows_for_all(page: Page, caller: Caller, Query(query): Query) -> Result<Markup, Problem> {
    Ok(show::list(&page, &look(&caller, &query, Door::Demo).await?))
}

async fn open(
    page: &Page,
    caller: &Caller,
    query: &Filled,
    id: i64,
    door: Door,
) -> Result<Response, Problem> {
    let opened = app_outbox::open(&caller.app, id).await?;
    let view = View { opened: Some(opened), ..look(caller, query, door).await? };
    Ok((Policy::PageWithFrames, show::page(page, &view)).into_response())
}

async fn open_for_operator(
    page: Page,
    caller: Caller,
    Path(id): Path<i64>,
    Query(query): Query,
) -> Result<Response, Problem> {
    open(&page, &caller, &query, id, Door::Operator).await
}

async fn open_for_all(
    page: Page,
    caller: Caller,
    Path(id): Path<i64>,
    Query(query): Query,
) -> Result<Response, Problem> {
    open(&page, &caller, &query, id, Door::Demo).await
}

/// The message's own HTML: for a frame that can do nothing.
async fn html_of(caller: Caller, Path(id): Path<i64>) -> Result<Response, Problem> {
    let opened = app_outbox::open(&caller.app, id).await?;
    match opened.content {
        Content::Mail { rendered, .. } => {
            Ok((Policy::FramedMessage, PreEscaped(rendered.html)).into_response())
        }
        Content::Text { words, .. } => {
            let mut headers = HeaderMap::new();
            let kind = axum::http::HeaderValue::from_static("text/plain; charset=utf-8");
            headers.insert(CONTENT_TYPE, kind);
            Ok((Policy::FramedMessage, headers, words).into_response())
        }
        Content::Work { .. } => Err(Problem::not_found()),
    }
}

async fn retry(page: &Page, caller: &Caller, id: i64, door: Door) -> Result<Response, Problem> {
    app_outbox::retry(&caller.app, id).await?;
    let back = format!("{}/{id}", door.base());
    Ok(page.see_other_saying(&back, &Flash::ok("flash-retry")))
}

async fn retry_for_operator(
    page: Page,
    caller: Caller,
    Path(id): Path<i64>,
) -> Result<Response, Problem> {
    retry(&page, &caller, id, Door::Operator).await
}

async fn retry_for_all(
    page: Page,
    caller: Caller,
    Path(id): Path<i64>,
) -> Result<Response, Problem> {
    retry(&page, &caller, id, Door::Demo).await
}
