//! Public pages for people who are not signed in: rendered once, given out many times, until
//! something on them changes, with the headers that dressed them. A rush on the directory then costs hardly more than a static file.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use axum::body::{Body, Bytes, to_bytes};
use axum::extract::{Request, State};
use axum::http::header::{ACCEPT_LANGUAGE, HOST, SET_COOKIE};
use axum::http::{HeaderMap, HeaderValue, Method, StatusCode};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use jiff::{SignedDuration, Timestamp};
use visavis_app::bus::{Hint, Hints};
use visavis_app::{App, Topic};
use visavis_reach::words::Locale;

use crate::cookie;
use crate::page::{LANGUAGE_COOKIE, THEME_COOKIE};
use crate::site::{Look, Site};

/// How long a page is given out at most: times of day stand on some.
const FRESH: SignedDuration = SignedDuration::from_secs(20);
/// How many pages are kept.
const KEPT: usize = 512;
/// The longest page that is kept.
const LONGEST: usize = 1 << 20;

/// The pages of one process.
#[derive(Clone)]
pub struct PublicPages {
    site: Site,
    app: App,
    shelf: Arc<Mutex<Shelf>>,
}

struct Shelf {
    hints: Hints,
    look: Arc<Look>,
    /// Counts how often the shelf was emptied.
    round: u64,
    pages: HashMap<Key, Kept>,
}

/// What decides how a page looks to somebody whom we do not know.
#[derive(Clone, PartialEq, Eq, Hash)]
struct Key {
    host: Option<HeaderValue>,
    address: String,
    locale: &'static str,
    theme: String,
}

#[derive(Clone)]
struct Kept {
    at: Timestamp,
    headers: HeaderMap,
    body: Bytes,
}

impl PublicPages {
    /// No page yet.
    pub fn new(site: &Site, app: &App) -> Self {
        let shelf = Shelf {
            hints: app.bus.subscribe(),
            look: site.look(),
            round: 0,
            pages: HashMap::new(),
        };
        Self { site: site.clone(), app: app.clone(), shelf: Arc::new(Mutex::new(shelf)) }
    }

    /// The shelf, emptied if anything changed since the last look.
    fn shelf(&self) -> MutexGuard<'_, Shelf> {
        let mut shelf = self.shelf.lock().unwrap_or_else(PoisonError::into_inner);
        let mut changed = false;
        while let Some(hint) = shelf.hints.now() {
            changed |= matches!(hint, Hint::Resync | Hint::Changed(Topic::Directory));
        }
        let look = self.site.look();
        if changed || !Arc::ptr_eq(&look, &shelf.look) || shelf.pages.len() >= KEPT {
            shelf.pages.clear();
            shelf.look = look;
            shelf.round += 1;
        }
        shelf
    }

    fn find(&self, key: &Key) -> Option<Kept> {
        let now = self.app.clock.now();
        let kept = self.shelf().pages.get(key).cloned()?;
        let age = now.duration_since(kept.at);
        (age < FRESH && age >= SignedDuration::ZERO).then_some(kept)
    }
}

/// Whether everybody whom we do not know sees the same at this address.
fn key(request: &Request) -> Option<Key> {
    let path = request.uri().path();
    let is_public = path == "/" || path.starts_with("/hosts/") || path.starts_with("/help");
    let headers = request.headers();
    if request.method() != Method::GET
        || !is_public
        || cookie::all(headers).any(|(name, _)| !cookie::is_taste(name))
        || headers.contains_key("hx-request")
    {
        return None;
    }
    let language = headers.get(ACCEPT_LANGUAGE).and_then(|value| value.to_str().ok());
    let locale = cookie::read(headers, LANGUAGE_COOKIE)
        .and_then(|code| code.parse::<Locale>().ok())
        .unwrap_or_else(|| Locale::from_accept_language(language.unwrap_or_default()));
    Some(Key {
        host: headers.get(HOST).cloned(),
        address: request.uri().to_string(),
        locale: locale.code(),
        theme: cookie::read(headers, THEME_COOKIE).unwrap_or_default().to_owned(),
    })
}

/// The layer.
pub async fn give_out(State(pages): State<PublicPages>, request: Request, next: Next) -> Response {
    let Some(key) = key(&request) else {
        return next.run(request).await;
    };
    if let Some(kept) = pages.find(&key) {
        return (kept.headers, kept.body).into_response();
    }
    let (at, round) = (pages.app.clock.now(), pages.shelf().round);
    let answer = next.run(request).await;
    if answer.status() != StatusCode::OK || answer.headers().contains_key(SET_COOKIE) {
        return answer;
    }
    let (parts, body) = answer.into_parts();
    let Ok(body) = to_bytes(body, LONGEST).await else {
        return StatusCode::INTERNAL_SERVER_ERROR.into_response();
    };
    let kept = Kept { at, headers: parts.headers.clone(), body: body.clone() };
    let mut shelf = pages.shelf();
    // What changed while this page was being rendered may be missing on it.
    if shelf.round == round {
        shelf.pages.insert(key, kept);
    }
    drop(shelf);
    Response::from_parts(parts, Body::from(body))
}
