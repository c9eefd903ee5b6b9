//! Requests that change something must come from our own pages.
//!
//! Browsers say where a request comes from (`Sec-Fetch-Site`, `Origin`) and pages cannot forge
//! that. A caller that sends neither is no browser: an API client or a payment provider's webhook,
//! which carries no cookie that a stranger could borrow.

use std::net::IpAddr;

use axum::extract::{Request, State};
use axum::http::header::ORIGIN;
use axum::http::{HeaderMap, Method};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};

use crate::headers::named_host;
use crate::problem::Problem;
use crate::site::{Origin, Site};

/// The layer: refuses what a foreign page sent, and a host name that is not ours.
pub async fn guard(State(site): State<Site>, request: Request, next: Next) -> Response {
    let own = &site.place().origin;
    if !is_our_host(own, &request) {
        return Problem::misdirected().into_response();
    }
    let reads = matches!(*request.method(), Method::GET | Method::HEAD | Method::OPTIONS);
    if !reads && is_foreign(own, request.headers()) {
        return Problem::foreign_origin().into_response();
    }
    next.run(request).await
}

/// Whether a WebSocket may be opened: browsers always name the page's origin there, and nothing
/// else guards a WebSocket against a foreign page.
pub fn may_open_socket(site: &Site, headers: &HeaderMap) -> bool {
    headers.contains_key(ORIGIN) && !is_foreign(&site.place().origin, headers)
}

fn is_foreign(own: &Origin, headers: &HeaderMap) -> bool {
    let text = |name: &str| headers.get(name).map(|value| value.to_str().unwrap_or("?"));
    let site = text("sec-fetch-site");
    if site.is_some_and(|from| !matches!(from, "same-origin" | "none")) {
        return true;
    }
    match text("origin") {
        None => false,
        // Our pages tell nobody where they are (`Referrer-Policy`), and browsers then name no origin
        // for their forms either. A page that has none is called "cross-site", so this one is ours.
        Some("null") => site != Some("same-origin"),
        Some(from) => !is_our_origin(own, named_host(headers), from),
    }
}

/// The configured address, or the very host that the request was sent to (a loopback site answers
/// to several names; which hosts it answers to at all is [`is_our_host`]'s matter).
fn is_our_origin(own: &Origin, host: Option<&str>, from: &str) -> bool {
    Origin::parse(from).is_ok_and(|from| {
        from == *own
            || (from.is_secure() == own.is_secure()
                && host.is_some_and(|host| host.eq_ignore_ascii_case(from.authority())))
    })
}

/// A foreign *name* that points at our address would make a foreign page same-origin with us
/// (DNS rebinding). A bare address or `localhost` cannot.
fn is_our_host(own: &Origin, request: &Request) -> bool {
    let named = named_host(request.headers());
    // HTTP/2 names the host in the request line.
    let named = named.or_else(|| request.uri().authority().map(axum::http::uri::Authority::as_str));
    let Some(named) = named else { return true };
    let name = without_port(named);
    name.eq_ignore_ascii_case(own.host())
        || name.eq_ignore_ascii_case("localhost")
        || name.trim_start_matches('[').trim_end_matches(']').parse::<IpAddr>().is_ok()
}

fn without_port(host: &str) -> &str {
    match host.rsplit_once(':') {
        Some((name, port)) if port.bytes().all(|byte| byte.is_ascii_digit()) => name,
        Some(_) | None => host,
    }
}

#[cfg(test)]
mod tests {
    use axum::body::Body;
    use axum::http::HeaderValue;

    use super::*;

    fn check(own: &str, headers: &[(&'static str, &'static str)], foreign: bool) {
        let own = Origin::parse(own).expect("an address");
        let mut asked = HeaderMap::new();
        for (name, value) in headers {
            asked.insert(*name, HeaderValue::from_static(value));
        }
        assert_eq!(is_foreign(&own, &asked), foreign, "{own} {headers:?}");
    }

    #[test]
    fn only_our_own_pages_may_change_something() {
        let own = "https://example.org";
        check(own, &[("origin", "https://example.org")], false);
        check(own, &[("sec-fetch-site", "same-origin")], false);
        check(own, &[("sec-fetch-site", "none")], false);
        check(own, &[], false);
        check(own, &[("origin", "https://evil.example")], true);
        check(own, &[("origin", "http://example.org"), ("host", "example.org")], true);
        check(own, &[("origin", "https://example.org:444"), ("host", "example.org")], true);
        check(own, &[("origin", "null")], true);
        check(own, &[("origin", "null"), ("sec-fetch-site", "same-origin")], false);
        check(own, &[("origin", "null"), ("sec-fetch-site", "cross-site")], true);
        check(own, &[("origin", "null"), ("sec-fetch-site", "none")], true);
        check(own, &[("sec-fetch-site", "same-site")], true);
        check(own, &[("sec-fetch-site", "cross-site"), ("origin", "https://example.org")], true);
    }

    #[test]
    fn a_loopback_site_answers_to_its_names() {
        let own = "http://127.0.0.1:8080";
        check(own, &[("origin", "http://localhost:8080"), ("host", "localhost:8080")], false);
        check(own, &[("origin", "http://localhost:9090"), ("host", "localhost:8080")], true);
    }

    #[test]
    fn a_foreign_name_for_our_address_is_refused() {
        let own = Origin::parse("http://127.0.0.1:8080").expect("an address");
        for (host, ours) in [
            ("127.0.0.1:8080", true),
            ("localhost:8080", true),
            ("[::1]:8080", true),
            ("192.168.1.7:8080", true),
            ("evil.example:8080", false),
            ("localhost.evil.example", false),
        ] {
            let request = Request::builder().header("host", host).body(Body::empty());
            let request = request.expect("a request");
            assert_eq!(is_our_host(&own, &request), ours, "{host}");
        }
    }

    #[test]
    fn a_socket_needs_an_origin_that_is_ours() {
        let site = crate::sample::site();
        let mut headers = HeaderMap::new();
        assert!(!may_open_socket(&site, &headers));
        headers.insert(ORIGIN, HeaderValue::from_static("https://evil.example"));
        assert!(!may_open_socket(&site, &headers));
        headers.insert(ORIGIN, HeaderValue::from_static("https://visavis.example"));
        assert!(may_open_socket(&site, &headers));
    }
}
