//! The headers that every answer carries, errors included: one layer, so that none can forget them.

use axum::extract::{Request, State};
use axum::http::header::{
    CACHE_CONTROL, CONTENT_SECURITY_POLICY, HOST, REFERRER_POLICY, SET_COOKIE,
    STRICT_TRANSPORT_SECURITY, X_CONTENT_TYPE_OPTIONS,
};
use axum::http::{HeaderMap, HeaderName, HeaderValue, Method};
use axum::middleware::Next;
use axum::response::{IntoResponseParts, Response, ResponseParts};

use crate::cookie;
use crate::site::Site;

const PERMISSIONS: &str = "camera=(self), microphone=(self), display-capture=(self), \
     autoplay=(self), fullscreen=(self), geolocation=(), payment=(), usb=(), serial=(), midi=()";

/// How much an answer may do in the browser. Without one, an answer is a [`Policy::Page`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Policy {
    /// A page of ours.
    Page,
    /// A page of ours that shows other answers of ours in frames (the outbox).
    PageWithFrames,
    /// A file that somebody sent: it may do nothing at all, and is saved rather than shown.
    UserFile,
    /// A message with its own styles, shown in a frame of ours: no script, no requests.
    FramedMessage,
}

impl IntoResponseParts for Policy {
    type Error = std::convert::Infallible;

    fn into_response_parts(self, mut answer: ResponseParts) -> Result<ResponseParts, Self::Error> {
        answer.extensions_mut().insert(self);
        Ok(answer)
    }
}

impl Policy {
    /// The `Content-Security-Policy` of this answer, for a site reached at `host`.
    fn csp(self, site: &Site, host: &str) -> String {
        match self {
            Self::Page => page_csp(site, host, "'none'"),
            Self::PageWithFrames => page_csp(site, host, "'self'"),
            Self::UserFile => "default-src 'none'; sandbox; frame-ancestors 'none'".to_owned(),
            Self::FramedMessage => "default-src 'none'; img-src 'self' data:; \
                 style-src 'unsafe-inline'; sandbox allow-popups; frame-ancestors 'self'"
                .to_owned(),
        }
    }
}

/// Nothing inline, nothing foreign (ALL-7). `'self'` does not cover WebSockets in every browser,
/// so our own is named.
fn page_csp(site: &Site, host: &str, frames: &str) -> String {
    let place = site.place();
    let socket = if place.origin.is_secure() { "wss" } else { "ws" };
    let media = sources(&place.media_hosts);
    let checkout = sources(&place.checkout_hosts);
    format!(
        "default-src 'none'; script-src 'self'; style-src 'self'; font-src 'self'; \
         img-src 'self' data: blob:; media-src 'self' blob:; \
         connect-src 'self' {socket}://{host}{media}; worker-src 'self'; manifest-src 'self'; \
         frame-src {frames}; form-action 'self'{checkout}; base-uri 'none'; \
         frame-ancestors 'none'"
    )
}

fn sources(hosts: &[String]) -> String {
    hosts.iter().fold(String::new(), |all, host| all + " " + host)
}

/// The layer. It stands outermost.
pub async fn secure(State(site): State<Site>, request: Request, next: Next) -> Response {
    let host = named_host(request.headers())
        .map_or_else(|| site.place().origin.authority().to_owned(), str::to_owned);
    let personal = is_personal(&request);
    let mut answer = next.run(request).await;
    let policy = answer.extensions().get::<Policy>().copied().unwrap_or(Policy::Page);
    let sets_cookie = answer.headers().contains_key(SET_COOKIE);
    let no_store = personal || sets_cookie || !answer.status().is_success();
    let headers = answer.headers_mut();
    if let Ok(csp) = HeaderValue::from_str(&policy.csp(&site, &host)) {
        headers.insert(CONTENT_SECURITY_POLICY, csp);
    }
    let fixed = [
        (X_CONTENT_TYPE_OPTIONS, "nosniff"),
        (REFERRER_POLICY, "no-referrer"),
        (HeaderName::from_static("cross-origin-opener-policy"), "same-origin"),
        (HeaderName::from_static("cross-origin-resource-policy"), "same-origin"),
        (HeaderName::from_static("permissions-policy"), PERMISSIONS),
    ];
    for (name, value) in fixed {
        headers.insert(name, HeaderValue::from_static(value));
    }
    if site.place().origin.is_secure() {
        headers.insert(STRICT_TRANSPORT_SECURITY, HeaderValue::from_static("max-age=31536000"));
    }
    if !headers.contains_key(CACHE_CONTROL) {
        let rule = if no_store { "no-store" } else { "private, no-cache" };
        headers.insert(CACHE_CONTROL, HeaderValue::from_static(rule));
    }
    answer
}

/// A page is personal when the request says who asks: it must not be found in a cache later.
fn is_personal(request: &Request) -> bool {
    !matches!(*request.method(), Method::GET | Method::HEAD)
        || request.headers().contains_key(axum::http::header::AUTHORIZATION)
        || cookie::all(request.headers()).any(|(name, _)| !cookie::is_taste(name))
}

/// The host that the request names, if it can stand in a header of ours.
pub fn named_host(headers: &HeaderMap) -> Option<&str> {
    let host = headers.get(HOST)?.to_str().ok()?;
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || b".-:[]".contains(&byte);
    (!host.is_empty() && host.len() <= 255 && host.bytes().all(plain)).then_some(host)
}
