//! The route table: one row per method and path, read by the router and by the tests alike, so
//! that no route can exist which the authorisation matrix does not know.

use axum::extract::{Request, State};
use axum::http::header::LOCATION;
use axum::http::{HeaderValue, Method, StatusCode};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use axum::routing::MethodRouter;

use crate::page::Viewer;
use crate::problem::Problem;
use crate::site::{Realm, Site};

/// One row.
#[derive(Clone, Copy)]
pub struct Route {
    /// What the row answers to, and how.
    pub verb: Verb,
    /// The path, with `{name}` for what varies.
    pub path: &'static str,
    /// Who may come through at all.
    pub access: Access,
    /// Makes the handler.
    pub handler: fn() -> MethodRouter<Site>,
}

/// Method and kind of answer of a row.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Verb {
    /// A page to read. It has a sample.
    Page,
    /// Anything else that is only read: a file, a stream, a redirect.
    Get,
    /// A form or a call that changes something.
    Post,
    /// A call that replaces something.
    Put,
    /// A call that takes something away.
    Delete,
}

impl Verb {
    /// The HTTP method.
    pub const fn method(self) -> Method {
        match self {
            Self::Page | Self::Get => Method::GET,
            Self::Post => Method::POST,
            Self::Put => Method::PUT,
            Self::Delete => Method::DELETE,
        }
    }
}

/// Who may come through a route. What one may do with a single object is decided behind it, by
/// one's part in that object (ALL-5).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Access {
    /// Anyone.
    Public,
    /// Anyone with a part in the object, by account or by personal link; the handler asks, and
    /// everybody else finds nothing.
    Party,
    /// Whoever is signed in.
    SignedIn,
    /// Whoever sells time here.
    Host,
    /// The operator. To all others there is nothing.
    Operator,
    /// Anyone, in a demo. Elsewhere there is nothing.
    Demo,
    /// Another program that proves itself by a signature or a key; no cookie counts.
    Machine,
}

/// Writes a route table.
///
/// ```text
/// pub const ROUTES: &[Route] = routes![
///     page "/services" Host => show_services,
///     post "/services" Host => add_service,
///     post "/avatar" SignedIn [AVATAR_BYTES_MAX] => upload_avatar,
/// ];
/// ```
/// In brackets: the largest body in bytes, where a form of 256 KiB is not enough.
macro_rules! routes {
    ($($verb:ident $path:literal $access:ident $([$limit:expr])? => $handler:path),* $(,)?) => {
        &[$($crate::route::Route {
            verb: $crate::route::routes!(@verb $verb),
            path: $path,
            access: $crate::route::Access::$access,
            handler: || $crate::route::routes!(@method $verb)($handler)
                $(.route_layer(::axum::extract::DefaultBodyLimit::max($limit)))?,
        }),*]
    };
    (@verb page) => { $crate::route::Verb::Page };
    (@verb get) => { $crate::route::Verb::Get };
    (@verb post) => { $crate::route::Verb::Post };
    (@verb put) => { $crate::route::Verb::Put };
    (@verb delete) => { $crate::route::Verb::Delete };
    (@method page) => { ::axum::routing::get };
    (@method get) => { ::axum::routing::get };
    (@method post) => { ::axum::routing::post };
    (@method put) => { ::axum::routing::put };
    (@method delete) => { ::axum::routing::delete };
}
pub(crate) use routes;

/// The layer of one row: lets through who may pass.
pub async fn guard(
    State((site, access)): State<(Site, Access)>,
    request: Request,
    next: Next,
) -> Response {
    match refusal(&site, access, &request) {
        None => next.run(request).await,
        Some(Refusal::SignIn) => to_sign_in(&request),
        Some(Refusal::Hosts) => Problem::hosts_only().into_response(),
        Some(Refusal::Nothing) => Problem::not_found().into_response(),
    }
}

enum Refusal {
    SignIn,
    Hosts,
    Nothing,
}

fn refusal(site: &Site, access: Access, request: &Request) -> Option<Refusal> {
    let viewer = request.extensions().get::<Viewer>();
    match access {
        Access::Public | Access::Party | Access::Machine => None,
        Access::SignedIn => viewer.is_none().then_some(Refusal::SignIn),
        Access::Host => match viewer {
            None => Some(Refusal::SignIn),
            Some(viewer) => (!viewer.is_host).then_some(Refusal::Hosts),
        },
        Access::Operator => match viewer {
            None => Some(Refusal::SignIn),
            Some(viewer) => (!viewer.is_operator).then_some(Refusal::Nothing),
        },
        Access::Demo => (site.place().realm != Realm::Demo).then_some(Refusal::Nothing),
    }
}

/// A page waits behind the sign-in; anything else is refused.
fn to_sign_in(request: &Request) -> Response {
    let reads = matches!(*request.method(), Method::GET | Method::HEAD);
    if !reads || crate::problem::wants_json(request.uri().path(), request.headers()) {
        return Problem::sign_in_first().into_response();
    }
    let wanted = request.uri().path_and_query().map_or("/", |wanted| wanted.as_str());
    let target = format!("{}?next={}", crate::paths::SIGN_IN, query_escaped(wanted));
    let mut answer = StatusCode::SEE_OTHER.into_response();
    if let Ok(target) = HeaderValue::from_str(&target) {
        answer.headers_mut().insert(LOCATION, target);
    }
    answer
}

/// A text as the value in a query string.
pub fn query_escaped(text: &str) -> String {
    use std::fmt::Write as _;
    text.bytes().fold(String::with_capacity(text.len()), |mut out, byte| {
        if byte.is_ascii_alphanumeric() || b"-_.~/".contains(&byte) {
            out.push(char::from(byte));
        } else {
            // Writing into a String cannot fail.
            let _ = write!(out, "%{byte:02X}");
        }
        out
    })
}

/// A path of ours to come back to, or `None`: never another site.
pub fn local_path(text: &str) -> Option<&str> {
    let safe = text.starts_with('/')
        && !text.starts_with("//")
        && text.bytes().all(|byte| byte.is_ascii_graphic() && byte != b'\\');
    safe.then_some(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nobody_is_sent_to_another_site() {
        for (text, want) in [
            ("/sessions?past=1", true),
            ("/", true),
            ("//evil.example", false),
            ("/\\evil.example", false),
            ("https://evil.example", false),
            ("/a\r\nset-cookie: b=c", false),
            ("", false),
        ] {
            assert_eq!(local_path(text).is_some(), want, "{text:?}");
        }
    }

    #[test]
    fn a_path_survives_as_a_query_value() {
        assert_eq!(query_escaped("/a?b=c&d=é"), "/a%3Fb%3Dc%26d%3D%C3%A9");
    }
}
