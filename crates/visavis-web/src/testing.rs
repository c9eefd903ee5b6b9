//! A site in process for tests: a browser without a screen that keeps its cookies and follows nothing
//! by itself.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};

use axum::Router;
use axum::body::{Body, to_bytes};
use axum::http::header::{CONTENT_TYPE, COOKIE, HOST, LOCATION, ORIGIN, SET_COOKIE};
use axum::http::{HeaderMap, Method, Request, StatusCode};
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
    fn keep(&self, name: &str, value: &str) {
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

    /// Sends a form.
    pub async fn post(&self, path: &str, fields: &[(&str, &str)]) -> Answer {
        let pairs: Vec<String> = fields
            .iter()
            .map(|(name, value)| format!("{}={}", query_escaped(name), query_escaped(value)))
            .collect();
        self.send(Method::POST, path, Some(pairs.join("&"))).await
    }

    async fn send(&self, method: Method, path: &str, form: Option<String>) -> Answer {
        let cookies: Vec<String> = {
            let kept = self.cookies.lock().unwrap_or_else(PoisonError::into_inner);
            kept.iter().map(|(name, value)| format!("{name}={value}")).collect()
        };
        let mut request = Request::builder()
            .method(method)
            .uri(path)
            .header(HOST, "visavis.test")
            .header(ORIGIN, "http://visavis.test")
            .header("sec-fetch-site", "same-origin")
            .header(COOKIE, cookies.join("; "));
        if form.is_some() {
            request = request.header(CONTENT_TYPE, "application/x-www-form-urlencoded");
        }
        let body = form.map_or(Body::empty(), Body::from);
        let request = request.body(body).expect("the request is well-formed");
        let response = match self.routes.clone().oneshot(request).await {
            Ok(response) => response,
            Err(never) => match never {},
        };
        let (parts, body) = response.into_parts();
        for header in parts.headers.get_all(SET_COOKIE) {
            let text = header.to_str().unwrap_or_default();
            let pair = text.split(';').next().unwrap_or_default();
            if let Some((name, value)) = pair.split_once('=') {
                self.keep(name, value);
            }
        }
        let bytes = to_bytes(body, 32 << 20).await.expect("the body can be read");
        Answer {
            status: parts.status,
            headers: parts.headers,
            body: String::from_utf8_lossy(&bytes).into_owned(),
        }
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
