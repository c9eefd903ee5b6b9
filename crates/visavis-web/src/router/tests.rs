//! What every answer has in common, asked of the whole router.

use std::collections::BTreeSet;

use axum::body::{Body, to_bytes};
use axum::http::header::{
    ALLOW, CACHE_CONTROL, CONTENT_SECURITY_POLICY, CONTENT_TYPE, LOCATION, RETRY_AFTER, SET_COOKIE,
};
use axum::http::{HeaderMap, Method, Request, StatusCode};
use axum::routing::get;
use tower::ServiceExt as _;

use super::*;
use crate::page::{Flash, Page, Viewer};
use crate::route::{Access, Verb};
use crate::sample::{self, Reader};

struct Answer {
    status: StatusCode,
    headers: HeaderMap,
    body: String,
}

impl Answer {
    fn header(&self, name: impl axum::http::header::AsHeaderName) -> &str {
        self.headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or_default()
    }
}

/// Routes that fail in all the ways there are.
fn faulty(routes: Router<Site>) -> Router<Site> {
    routes
        .route("/t/panic", get(|| async { panic!("insides") as () }))
        .route("/t/late", get(|| async { Problem::too_many(7) }))
        .route("/t/cause", get(|| async { Problem::internal(&std::io::Error::other("insides")) }))
        .route("/t/bare", get(|| async { (StatusCode::BAD_REQUEST, "library text") }))
        .route(
            "/t/form",
            axum::routing::post(
                |form: crate::form::Filled| async move { form.value("a").to_owned() },
            ),
        )
        .route(
            "/t/flash",
            get(|page: Page| async move {
                page.see_other_saying("/how-it-works", &Flash::ok("flash-saved"))
            }),
        )
}

async fn ask(request: Request<Body>) -> Answer {
    answer_of(router_with(sample::site(), faulty), request).await
}

async fn answer_of(router: Router, request: Request<Body>) -> Answer {
    let answer = router.oneshot(request).await.expect("the router cannot fail");
    let (parts, body) = answer.into_parts();
    let body = to_bytes(body, usize::MAX).await.expect("a whole body");
    let body = String::from_utf8_lossy(&body).into_owned();
    Answer { status: parts.status, headers: parts.headers, body }
}

fn request(method: &str, path: &str, headers: &[(&str, &str)]) -> Request<Body> {
    let mut request = Request::builder().method(method).uri(path).header("host", "visavis.example");
    for (name, value) in headers {
        request = request.header(*name, *value);
    }
    request.body(Body::empty()).expect("a request")
}

#[tokio::test]
async fn every_answer_is_dressed_errors_included() {
    for path in ["/how-it-works", "/nothing", "/t/panic", "/t/late", "/t/bare", "/assets/no.js"] {
        let answer = ask(request("GET", path, &[])).await;
        let csp = answer.header(CONTENT_SECURITY_POLICY);
        assert!(csp.starts_with("default-src 'none'; script-src 'self'"), "{path}: {csp}");
        assert!(csp.contains("wss://visavis.example"), "{path}: {csp}");
        assert!(!csp.contains("unsafe"), "{path}: {csp}");
        for (name, value) in [
            ("x-content-type-options", "nosniff"),
            ("referrer-policy", "no-referrer"),
            ("cross-origin-opener-policy", "same-origin"),
            ("strict-transport-security", "max-age=31536000"),
        ] {
            assert_eq!(answer.header(name), value, "{path}");
        }
        assert!(answer.header("permissions-policy").contains("camera=(self)"), "{path}");
    }
}

#[tokio::test]
async fn a_personal_page_is_never_kept() {
    let plain = ask(request("GET", "/how-it-works", &[("cookie", "vv-theme=dark")])).await;
    assert_eq!(plain.header(CACHE_CONTROL), "private, no-cache");
    assert!(plain.body.contains("data-theme=\"dark\""));
    let known = ask(request("GET", "/how-it-works", &[("cookie", "__Host-vv-in=x")])).await;
    assert_eq!(known.header(CACHE_CONTROL), "no-store");
}

#[tokio::test]
async fn a_problem_is_a_calm_page_for_people_and_rfc_9457_for_programs() {
    let page = ask(request("GET", "/nothing", &[("accept", "text/html")])).await;
    assert_eq!(page.status, StatusCode::NOT_FOUND);
    assert!(page.body.contains("There is nothing here for you"), "{}", page.body);
    assert!(page.body.contains("name=\"token\""), "PAY-14: a field for link or code");
    let json = ask(request("GET", "/nothing", &[("accept", "application/json")])).await;
    assert_eq!(json.header(CONTENT_TYPE), "application/problem+json");
    assert!(json.body.contains("\"type\":\"/problems/not-found\""), "{}", json.body);
    assert!(json.body.contains("\"status\":404"), "{}", json.body);
    let api = ask(request("GET", "/api/v1/nothing", &[])).await;
    assert_eq!(api.header(CONTENT_TYPE), "application/problem+json");
}

#[tokio::test]
async fn nothing_of_our_insides_reaches_the_reader() {
    for path in ["/t/panic", "/t/cause", "/t/bare"] {
        let answer = ask(request("GET", path, &[])).await;
        assert!(!answer.body.contains("insides"), "{path}: {}", answer.body);
        assert!(!answer.body.contains("library text"), "{path}: {}", answer.body);
        assert!(answer.body.contains("<h1>"), "{path}: {}", answer.body);
    }
    assert_eq!(ask(request("GET", "/t/panic", &[])).await.status.as_u16(), 500);
}

#[tokio::test]
async fn a_caller_learns_when_and_how_to_come_again() {
    let late = ask(request("GET", "/t/late", &[])).await;
    assert_eq!((late.status.as_u16(), late.header(RETRY_AFTER)), (429, "7"));
    let wrong = ask(request("DELETE", "/how-it-works", &[])).await;
    assert_eq!((wrong.status.as_u16(), wrong.header(ALLOW)), (405, "GET,HEAD"));
}

#[tokio::test]
async fn a_foreign_page_changes_nothing() {
    for (headers, status) in [
        (vec![("origin", "https://evil.example")], 403),
        (vec![("sec-fetch-site", "cross-site")], 403),
        (vec![("origin", "https://visavis.example")], 303),
    ] {
        let answer =
            ask(form_request("/preferences", "theme=dark&back=/how-it-works", &headers)).await;
        assert_eq!(answer.status.as_u16(), status, "{headers:?}");
    }
    let mut named = request("GET", "/how-it-works", &[]);
    named.headers_mut().insert("host", "evil.example".parse().expect("a host"));
    assert_eq!(ask(named).await.status, StatusCode::MISDIRECTED_REQUEST);
}

fn form_request(path: &str, body: &str, headers: &[(&str, &str)]) -> Request<Body> {
    let mut asked = request("POST", path, headers);
    let kind = "application/x-www-form-urlencoded".parse().expect("a content type");
    asked.headers_mut().insert(CONTENT_TYPE, kind);
    *asked.body_mut() = Body::from(body.to_owned());
    asked
}

#[tokio::test]
async fn theme_and_language_are_kept_and_nobody_is_led_away() {
    let dark = ask(form_request("/preferences", "theme=dark&back=/how-it-works", &[])).await;
    assert_eq!(dark.header(LOCATION), "/how-it-works");
    assert!(dark.header(SET_COOKIE).starts_with("vv-theme=dark; Path=/"), "{:?}", dark.headers);
    let language = ask(form_request("/preferences", "language=en-XA", &[])).await;
    assert!(language.header(SET_COOKIE).starts_with("vv-lang=en-XA;"));
    let away = ask(form_request("/preferences", "theme=dark&back=//evil.example", &[])).await;
    assert_eq!(away.header(LOCATION), "/");
    let odd = ask(form_request("/preferences", "theme=pink", &[])).await;
    assert_eq!((odd.status.as_u16(), odd.header(SET_COOKIE)), (303, ""));
}

#[tokio::test]
async fn a_body_that_is_no_form_is_refused_calmly() {
    let mut odd = form_request("/t/form", "{}", &[]);
    odd.headers_mut().insert(CONTENT_TYPE, "application/json".parse().expect("a content type"));
    assert_eq!(ask(odd).await.status, StatusCode::BAD_REQUEST);
    let large = format!("a={}", "x".repeat(FORM_BYTES_MAX));
    assert_eq!(ask(form_request("/t/form", &large, &[])).await.status.as_u16(), 413);
    let twisted = ask(form_request("/t/form", "a=%FF%00&&=&%", &[])).await;
    assert!(twisted.status.is_success() || twisted.status == StatusCode::BAD_REQUEST);
}

#[tokio::test]
async fn a_flash_is_shown_once() {
    let set = ask(request("GET", "/t/flash", &[])).await;
    let cookie = set.header(SET_COOKIE).split(';').next().unwrap_or_default().to_owned();
    let shown = ask(request("GET", "/how-it-works", &[("cookie", &cookie)])).await;
    assert!(shown.body.contains("Saved."), "{}", shown.body);
    assert!(shown.header(SET_COOKIE).starts_with("vv-flash=; "), "{:?}", shown.headers);
}

#[test]
fn every_page_answers_head() {
    visavis_testkit::on_sqlite(|db| async {
        let product = visavis_app::testing::TestApp::new(db);
        let routes = serve(&sample::site(), product.app.clone());
        let public = |row: &&Route| row.verb == Verb::Page && row.access == Access::Public;
        for row in all_routes().filter(public).filter(|row| !row.path.contains('{')) {
            let answer = answer_of(routes.clone(), request("HEAD", row.path, &[])).await;
            assert!(!answer.status.is_server_error(), "{}: {}", row.path, answer.status);
            assert!(answer.body.is_empty());
        }
    });
}

#[tokio::test]
async fn each_row_lets_through_whom_it_names() {
    let check = |access, reader| async move {
        let site = sample::site();
        let guarded = Router::new()
            .route("/t", get(|| async { "in" }))
            .route_layer(from_fn_with_state((site.clone(), access), guard));
        let guarded = match sample::viewer(reader) {
            Some(viewer) => guarded.layer(axum::Extension::<Viewer>(viewer)),
            None => guarded,
        };
        answer_of(guarded.with_state(()), request("GET", "/t?a=b", &[])).await.status.as_u16()
    };
    let readers = [Reader::Visitor, Reader::Client, Reader::Host, Reader::Operator];
    for (access, want) in [
        (Access::Public, [200, 200, 200, 200]),
        (Access::Party, [200, 200, 200, 200]),
        (Access::SignedIn, [303, 200, 200, 200]),
        (Access::Host, [303, 403, 200, 403]),
        (Access::Operator, [303, 404, 404, 200]),
        (Access::Demo, [200, 200, 200, 200]),
        (Access::Machine, [200, 200, 200, 200]),
    ] {
        for (reader, want) in readers.into_iter().zip(want) {
            assert_eq!(check(access, reader).await, want, "{access:?} for {reader:?}");
        }
    }
}

#[test]
fn no_two_rows_claim_the_same_and_paths_are_plain() {
    let mut seen = BTreeSet::new();
    for row in all_routes() {
        assert!(row.path.starts_with('/') && (row.path == "/" || !row.path.ends_with('/')));
        assert!(seen.insert((row.verb.method().to_string(), row.path)), "{} twice", row.path);
        let reads = matches!(row.verb.method(), Method::GET);
        assert_eq!(reads, matches!(row.verb, Verb::Page | Verb::Get));
    }
}
