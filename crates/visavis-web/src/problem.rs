//! What went wrong, as a page for people and as RFC 9457 for programs. Never a word about our
//! insides, and never a word about whether something exists that one may not see.

use std::error::Error;
use std::panic::AssertUnwindSafe;

use axum::Json;
use axum::extract::{Request, State};
use axum::http::header::{ACCEPT, CONTENT_TYPE, RETRY_AFTER};
use axum::http::{HeaderMap, HeaderValue, StatusCode};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use futures_util::FutureExt as _;
use serde::Serialize;
use visavis_reach::words::Locale;

use crate::page::Page;
use crate::site::Site;
use crate::words::Say;

mod show;

pub use show::SAMPLES;

/// One refusal or failure, ready to be shown.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Problem {
    status: StatusCode,
    /// The documented address of this kind; API clients branch on it.
    kind: &'static str,
    title: Say,
    /// What was wrong, or what to do.
    detail: Say,
    retry_after_secs: Option<u32>,
    fields: Vec<(String, Say)>,
}

impl Problem {
    /// A problem of a documented kind, in its own words.
    pub const fn new(status: StatusCode, kind: &'static str, title: Say, detail: Say) -> Self {
        Self { status, kind, title, detail, retry_after_secs: None, fields: Vec::new() }
    }

    /// 400: the request cannot be read.
    pub const fn bad_request() -> Self {
        Self::new(
            StatusCode::BAD_REQUEST,
            "/problems/bad-request",
            Say::new("problem-bad-request"),
            Say::new("problem-bad-request-what"),
        )
    }

    /// 401: one must sign in before doing this.
    pub const fn sign_in_first() -> Self {
        Self::new(
            StatusCode::UNAUTHORIZED,
            "/problems/sign-in-first",
            Say::new("problem-sign-in-first"),
            Say::new("problem-sign-in-first-what"),
        )
    }

    /// 403: one may know of it, but not do it.
    pub const fn forbidden() -> Self {
        Self::new(
            StatusCode::FORBIDDEN,
            "/problems/forbidden",
            Say::new("problem-forbidden"),
            Say::new("problem-forbidden-what"),
        )
    }

    /// 403: a page for hosts, and the reader is none yet.
    pub const fn hosts_only() -> Self {
        Self::new(
            StatusCode::FORBIDDEN,
            "/problems/hosts-only",
            Say::new("problem-hosts-only"),
            Say::new("problem-hosts-only-what"),
        )
    }

    /// 403: a foreign page sent this.
    pub const fn foreign_origin() -> Self {
        Self::new(
            StatusCode::FORBIDDEN,
            "/problems/foreign-origin",
            Say::new("problem-foreign-origin"),
            Say::new("problem-foreign-origin-what"),
        )
    }

    /// 404: there is nothing, or nothing for this reader.
    pub const fn not_found() -> Self {
        Self::new(
            StatusCode::NOT_FOUND,
            "/problems/not-found",
            Say::new("problem-not-found"),
            Say::new("problem-not-found-what"),
        )
    }

    /// 405: not in this way.
    pub const fn method_not_allowed() -> Self {
        Self::new(
            StatusCode::METHOD_NOT_ALLOWED,
            "/problems/method-not-allowed",
            Say::new("problem-method-not-allowed"),
            Say::new("problem-method-not-allowed-what"),
        )
    }

    /// 409 of a documented kind: the stage is wrong, or it was changed meanwhile.
    pub const fn conflict(kind: &'static str, detail: Say) -> Self {
        Self::new(StatusCode::CONFLICT, kind, Say::new("problem-conflict"), detail)
    }

    /// 413: too large.
    pub const fn too_large() -> Self {
        Self::new(
            StatusCode::PAYLOAD_TOO_LARGE,
            "/problems/too-large",
            Say::new("problem-too-large"),
            Say::new("problem-too-large-what"),
        )
    }

    /// 421: the request names a host that is not this site.
    pub const fn misdirected() -> Self {
        Self::new(
            StatusCode::MISDIRECTED_REQUEST,
            "/problems/misdirected",
            Say::new("problem-misdirected"),
            Say::new("problem-misdirected-what"),
        )
    }

    /// 422: the fields hold something that cannot be taken.
    pub fn unprocessable(fields: Vec<(String, Say)>) -> Self {
        Self {
            fields,
            ..Self::new(
                StatusCode::UNPROCESSABLE_ENTITY,
                "/problems/unprocessable",
                Say::new("problem-unprocessable"),
                Say::new("problem-unprocessable-what"),
            )
        }
    }

    /// 429: too often; again after so many seconds.
    pub fn too_many(retry_after_secs: u32) -> Self {
        let what = Say::new("problem-too-many-what").with("seconds", retry_after_secs);
        Self {
            retry_after_secs: Some(retry_after_secs),
            ..Self::new(
                StatusCode::TOO_MANY_REQUESTS,
                "/problems/too-many",
                Say::new("problem-too-many"),
                what,
            )
        }
    }

    /// 500. The cause is logged here, whole and once; the reader learns nothing of it.
    pub fn internal(cause: &(dyn Error + 'static)) -> Self {
        let mut chain = cause.to_string();
        let mut next = cause.source();
        while let Some(cause) = next {
            chain.push_str(": ");
            chain.push_str(&cause.to_string());
            next = cause.source();
        }
        tracing::error!(error = chain, "a request failed");
        Self::broken()
    }

    const fn broken() -> Self {
        Self::new(
            StatusCode::INTERNAL_SERVER_ERROR,
            "/problems/internal",
            Say::new("problem-internal"),
            Say::new("problem-internal-what"),
        )
    }

    /// 503: not now; again after so many seconds.
    pub fn unavailable(retry_after_secs: u32) -> Self {
        Self {
            retry_after_secs: Some(retry_after_secs),
            ..Self::new(
                StatusCode::SERVICE_UNAVAILABLE,
                "/problems/unavailable",
                Say::new("problem-unavailable"),
                Say::new("problem-unavailable-what"),
            )
        }
    }

    /// The same problem with another sentence of what was wrong.
    #[must_use]
    pub fn because(mut self, detail: Say) -> Self {
        self.detail = detail;
        self
    }

    /// The status.
    pub const fn status(&self) -> StatusCode {
        self.status
    }

    /// The documented kind.
    pub const fn kind(&self) -> &'static str {
        self.kind
    }

    /// What stands for an error answer of a library, by its status alone.
    fn of_status(status: StatusCode) -> Self {
        match status {
            StatusCode::UNAUTHORIZED => Self::sign_in_first(),
            StatusCode::FORBIDDEN => Self::forbidden(),
            StatusCode::NOT_FOUND => Self::not_found(),
            StatusCode::METHOD_NOT_ALLOWED => Self::method_not_allowed(),
            StatusCode::PAYLOAD_TOO_LARGE => Self::too_large(),
            StatusCode::UNPROCESSABLE_ENTITY => Self::unprocessable(Vec::new()),
            StatusCode::TOO_MANY_REQUESTS => Self::too_many(30),
            StatusCode::SERVICE_UNAVAILABLE => Self::unavailable(5),
            status if status.is_client_error() => Self { status, ..Self::bad_request() },
            status => Self { status, ..Self::broken() },
        }
    }

    fn json(&self, locale: Locale) -> Response {
        let fields = self.fields.iter();
        let body = Body {
            kind: self.kind,
            title: self.title.text(locale),
            status: self.status.as_u16(),
            detail: self.detail.text(locale),
            errors: fields
                .map(|(name, say)| FieldError { name: name.clone(), detail: say.text(locale) })
                .collect(),
        };
        let mut answer = (self.status, Json(body)).into_response();
        answer
            .headers_mut()
            .insert(CONTENT_TYPE, HeaderValue::from_static("application/problem+json"));
        answer
    }
}

/// RFC 9457, with `errors` for single fields.
#[derive(Serialize)]
struct Body {
    #[serde(rename = "type")]
    kind: &'static str,
    title: String,
    status: u16,
    detail: String,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    errors: Vec<FieldError>,
}

#[derive(Serialize)]
struct FieldError {
    name: String,
    detail: String,
}

/// The problem travels in the answer's extensions to [`calm`], which knows the reader.
impl IntoResponse for Problem {
    fn into_response(self) -> Response {
        let mut answer = self.status.into_response();
        answer.extensions_mut().insert(self);
        answer
    }
}

/// The layer that gives every error a body in the reader's language, catches panics, and mends the
/// bare errors of the libraries below (a wrong method, a body that is no form).
pub async fn calm(State(site): State<Site>, request: Request, next: Next) -> Response {
    let path = request.uri().path().to_owned();
    let headers = reader(request.headers());
    // A panicking handler leaves nothing half done: every change is one transaction.
    let answer = AssertUnwindSafe(next.run(request)).catch_unwind().await;
    let answer = answer.unwrap_or_else(|_| Problem::broken().into_response());
    let Some(problem) = found_in(&answer) else { return answer };
    let page = Page::of(&site, &path, &headers, None);
    let mut shown = if wants_json(&path, &headers) {
        problem.json(page.locale)
    } else {
        (problem.status, show::show(&page, &problem)).into_response()
    };
    // What a lower layer had to add (`Allow`, cookies) stays, but for the old body's description.
    for (name, value) in answer.headers() {
        if name != CONTENT_TYPE && name != axum::http::header::CONTENT_LENGTH {
            shown.headers_mut().append(name, value.clone());
        }
    }
    if let Some(secs) = problem.retry_after_secs {
        shown.headers_mut().insert(RETRY_AFTER, HeaderValue::from(secs));
    }
    shown
}

/// What of the request decides how an error is shown.
fn reader(headers: &HeaderMap) -> HeaderMap {
    let mut kept = HeaderMap::new();
    for name in [ACCEPT, axum::http::header::ACCEPT_LANGUAGE, axum::http::header::COOKIE] {
        for value in headers.get_all(&name) {
            kept.append(&name, value.clone());
        }
    }
    kept
}

fn found_in(answer: &Response) -> Option<Problem> {
    if let Some(problem) = answer.extensions().get::<Problem>() {
        return Some(problem.clone());
    }
    let status = answer.status();
    if !status.is_client_error() && !status.is_server_error() {
        return None;
    }
    // A form shown again with its errors, and the JSON of an API handler, are meant as they are.
    let kind = answer.headers().get(CONTENT_TYPE).and_then(|kind| kind.to_str().ok());
    let bare = kind.is_none_or(|kind| kind.starts_with("text/plain"));
    bare.then(|| Problem::of_status(status))
}

/// Whether the answer goes to a program.
pub fn wants_json(path: &str, headers: &HeaderMap) -> bool {
    let accept = headers.get_all(ACCEPT).iter().filter_map(|value| value.to_str().ok());
    let (mut json, mut html) = (false, false);
    for value in accept {
        json |= value.contains("json");
        html |= value.contains("text/html");
    }
    path.starts_with("/api/") || (json && !html)
}
