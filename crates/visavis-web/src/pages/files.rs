//! `/images/…` and `/files/…`: pictures for everybody, and files for the two people of a
//! conversation.

use axum::body::Body;
use axum::http::header::{
    CACHE_CONTROL, CONTENT_DISPOSITION, CONTENT_LENGTH, CONTENT_TYPE, ETAG, IF_NONE_MATCH,
};
use axum::http::{HeaderMap, HeaderValue, StatusCode};
use axum::response::{IntoResponse, Response};
use futures_util::stream;
use visavis_app::{App, Failure, file};
use visavis_domain::ids::FileId;
use visavis_store::file::File;

use crate::caller::Caller;
use crate::form::{Path, Query};
use crate::headers::Policy;
use crate::problem::Problem;
use crate::route::{Route, query_escaped, routes};

/// Both.
pub const ROUTES: &[Route] = routes![
    get "/images/{id}" Public => picture,
    get "/files/{id}" Party => chat_file,
];

/// The address of a portrait or a cover.
pub fn picture_path(id: FileId) -> String {
    format!("/images/{id}")
}

/// A picture never changes under its id, so browsers keep it for good.
async fn picture(
    caller: Caller,
    Path(id): Path<FileId>,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let etag = format!("\"{id}\"");
    let kept = headers.get(IF_NONE_MATCH).and_then(|value| value.to_str().ok());
    let (file, content) = file::picture(&caller.app, id).await?;
    let mut answer = if kept == Some(etag.as_str()) {
        StatusCode::NOT_MODIFIED.into_response()
    } else {
        (Policy::UserFile, content).into_response()
    };
    let fixed = HeaderValue::from_static("public, max-age=31536000, immutable");
    answer.headers_mut().insert(CACHE_CONTROL, fixed);
    put(&mut answer, CONTENT_TYPE, &file.mime);
    put(&mut answer, ETAG, &etag);
    Ok(answer)
}

/// Saved, never shown: whatever is in it, no browser takes it for a page of ours.
async fn chat_file(
    caller: Caller,
    Path(id): Path<FileId>,
    Query(query): Query,
) -> Result<Response, Problem> {
    let until = query.value("until").parse().unwrap_or(0);
    let reader = caller.person.as_ref().map(|person| person.account.id);
    let found = file::chat_file(&caller.app, id, until, query.value("sign"), reader).await?;
    let name = disposition(&found.name);
    let (mime, size) = (found.mime.clone(), found.size);
    let body = Body::from_stream(parts(caller.app, found));
    let mut answer = (Policy::UserFile, body).into_response();
    put(&mut answer, CONTENT_TYPE, &mime);
    put(&mut answer, CONTENT_LENGTH, &size.to_string());
    put(&mut answer, CONTENT_DISPOSITION, &name);
    answer.headers_mut().insert(CACHE_CONTROL, HeaderValue::from_static("private, no-store"));
    Ok(answer)
}

/// A part at a time, each read on its own: a slow reader holds no transaction.
fn parts(app: App, found: File) -> impl futures_util::Stream<Item = Result<Vec<u8>, Failure>> {
    stream::unfold((app, found, 0), async |(app, found, n)| {
        match file::part(&app, &found, n).await {
            Ok(None) => None,
            Ok(Some(part)) => Some((Ok(part), (app, found, n + 1))),
            // The length was promised: the reader's browser sees that something is missing. A
            // negative number is past the end.
            Err(failure) => Some((Err(failure), (app, found, i64::MIN))),
        }
    })
}

/// The name for old browsers in ASCII, for all others as it is (RFC 6266).
fn disposition(name: &str) -> String {
    let plain: String = name
        .chars()
        .map(|c| if c.is_ascii_graphic() && !"\"\\%;".contains(c) || c == ' ' { c } else { '_' })
        .collect();
    let whole = query_escaped(name).replace('/', "%2F");
    format!("attachment; filename=\"{plain}\"; filename*=UTF-8''{whole}")
}

fn put(answer: &mut Response, name: axum::http::HeaderName, value: &str) {
    if let Ok(value) = HeaderValue::from_str(value) {
        answer.headers_mut().insert(name, value);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_cannot_leave_its_header() {
        assert_eq!(
            disposition("Brief é\"; x.pdf"),
            "attachment; filename=\"Brief ___ x.pdf\"; \
             filename*=UTF-8''Brief%20%C3%A9%22%3B%20x.pdf"
        );
    }
}
