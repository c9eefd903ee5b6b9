//! A site in process for tests: a browser without a screen that keeps its cookies and follows nothing
//! by itself.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};

use axum::Router;
use axum::body::{Body, to_bytes};
use axum::http::header::{CONTENT_TYPE, COOKIE, HOST, LOCATION, ORIGIN, SET_COOKIE};
use axum::http::{HeaderMap, Method, Request, StatusCode};
use axum::response::Response;
use tower::ServiceExt as _;
use visavis_app::people;
use visavis_app::testing::TestApp;
use visavis_domain::ids::AccountId;
use visavis_store::Db;

use crate::caller::SIGN_IN_COOKIE;
use crate::route::query_escaped;
use crate::router;
use crate::site::{Look, Origin, Place, Realm, Site};

/// A whole site.
#[derive(Clone)]
pub struct TestSite {
    /// The product and its clock.
    pub product: TestApp,
    routes: Router,
}

/// A browser.
#[derive(Clone)]
pub struct Browser {
    routes: Router,
    cookies: Arc<Mutex<BTreeMap<String, String>>>,
}

/// An answer, read to its end.
#[derive(Debug, Clone)]
pub struct Answer {
    /// The status.
    pub status: StatusCode,
    /// The headers.
    pub headers: HeaderMap,
    /// The body as text.
    pub body: String,
}

impl TestSite {
    /// A fresh site on this database.
    pub fn new(store: Db) -> Self {
        let product = TestApp::new(store);
        let place = Place {
            origin: Origin::parse("http://visavis.test").expect("a fixed address is one"),
            realm: Realm::Demo,
            media_hosts: vec![],
            checkout_hosts: vec![],
        };
        let site = Site::new(place, Look::standard());
        let routes = router::serve(&site, product.app.clone());
        Self { product, routes }
    }

    /// The site's routes, to be served on a real socket.
    pub fn routes(&self) -> Router {
        self.routes.clone()
    }

    /// A browser that nobody has used.
    pub fn browser(&self) -> Browser {
        Browser { routes: self.routes.clone(), cookies: Arc::default() }
    }

    /// A browser in which this person is signed in.
    pub async fn browser_of(&self, account: AccountId) -> Browser {
        let app = &self.product.app;
        let mut tx = app.store.write().await.expect("the store can be written");
        let signed_in = people::begin(app, &mut tx, account, &TestApp::visitor())
            .await
            .expect("a login can be made");
        tx.commit().await.expect("the login can be kept");
        let browser = self.browser();
        browser.keep(SIGN_IN_COOKIE, signed_in.token.reveal());
        browser
    }
}

impl Browser {
    /// Keeps a cookie as if a page had set it; an empty value takes it away.
    pub fn keep(&self, name: &str, value: &str) {
        let mut cookies = self.cookies.lock().unwrap_or_else(PoisonError::into_inner);
        if value.is_empty() {
            cookies.remove(name);
        } else {
            cookies.insert(name.to_owned(), value.to_owned());
        }
    }

    /// Looks at a page.
    pub async fn get(&self, path: &str) -> Answer {
        self.send(Method::GET, path, None).await
    }

    /// Sends a form with files: its fields, and each file's field, name and content.
    pub async fn post_files(
        &self,
        path: &str,
        fields: &[(&str, &str)],
        files: &[(&str, &str, &str)],
    ) -> Answer {
        const EDGE: &str = "----edge-of-a-test";
        let part = |head: String, content: &str| format!("--{EDGE}\r\n{head}\r\n\r\n{content}\r\n");
        let named = |name: &str| format!("Content-Disposition: form-data; name=\"{name}\"");
        let fields = fields.iter().map(|(name, value)| part(named(name), value));
        let files = files.iter().map(|(field, name, content)| {
            part(format!("{}; filename=\"{name}\"", named(field)), content)
        });
        let body: String = fields.chain(files).chain([format!("--{EDGE}--\r\n")]).collect();
        let kind = format!("multipart/form-data; boundary={EDGE}");
        self.send(Method::POST, path, Some((&kind, body))).await
    }

    /// What the browser would send as its `Cookie` header.
    pub fn cookies(&self) -> String {
        let kept = self.cookies.lock().unwrap_or_else(PoisonError::into_inner);
        let pairs: Vec<String> =
            kept.iter().map(|(name, value)| format!("{name}={value}")).collect();
        pairs.join("; ")
    }

    /// Sends a form.
    pub async fn post(&self, path: &str, fields: &[(&str, &str)]) -> Answer {
        let pairs: Vec<String> = fields
            .iter()
            .map(|(name, value)| format!("{}={}", query_escaped(name), query_escaped(value)))
            .collect();
        let kind = "application/x-www-form-urlencoded";
        self.send(Method::POST, path, Some((kind, pairs.join("&")))).await
    }

    /// The answer without its body, for streams that never end.
    pub async fn peek(&self, path: &str) -> (StatusCode, HeaderMap) {
        let response = self.ask(Method::GET, path, None).await;
        (response.status(), response.headers().clone())
    }

    async fn send(&self, method: Method, path: &str, form: Option<(&str, String)>) -> Answer {
        let (parts, body) = self.ask(method, path, form).await.into_parts();
        let bytes = to_bytes(body, 32 << 20).await.expect("the body can be read");
        Answer {
            status: parts.status,
            headers: parts.headers,
            body: String::from_utf8_lossy(&bytes).into_owned(),
        }
    }

    async fn ask(&self, method: Method, path: &str, form: Option<(&str, String)>) -> Response {
        let mut request = Request::builder()
            .method(method)
            .uri(path)
            .header(HOST, "visavis.test")
            .header(ORIGIN, "http://visavis.test")
            .header("sec-fetch-site", "same-origin")
            .header(COOKIE, self.cookies());
        if let Some((kind, _)) = &form {
            request = request.header(CONTENT_TYPE, *kind);
        }
        let body = form.map_or(Body::empty(), |(_, body)| Body::from(body));
        let request = request.body(body).expect("the request is well-formed");
        let response = match self.routes.clone().oneshot(request).await {
            Ok(response) => response,
            Err(never) => match never {},
        };
        for header in response.headers().get_all(SET_COOKIE) {
            let text = header.to_str().unwrap_or_default();
            let pair = text.split(';').next().unwrap_or_default();
            if let Some((name, value)) = pair.split_once('=') {
                self.keep(name, value);
            }
        }
        response
    }
}

impl Answer {
    /// Where the answer sends the browser.
    pub fn location(&self) -> &str {
        self.headers.get(LOCATION).and_then(|value| value.to_str().ok()).unwrap_or_default()
    }

    /// Fails the test unless the status is this one.
    #[track_caller]
    pub fn assert_status(&self, want: u16) -> &Self {
        assert_eq!(self.status.as_u16(), want, "{}", self.body);
        self
    }

    /// Fails the test unless this text is on the page.
    #[track_caller]
    pub fn assert_text(&self, want: &str) -> &Self {
        assert!(self.body.contains(want), "{want:?} is not in\n{}", self.body);
        self
    }

    /// Fails the test if this text is on the page.
    #[track_caller]
    pub fn assert_no_text(&self, unwanted: &str) -> &Self {
        assert!(!self.body.contains(unwanted), "{unwanted:?} is in\n{}", self.body);
        self
    }
}
