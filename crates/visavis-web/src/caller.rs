//! Who asks: the product, the person behind the cookie, and from where.
//!
//! [`read_sign_in`] runs before every route and puts [`App`], the [`Viewer`] and the caller into the
//! request; a handler takes [`Caller`] and asks it.

use std::net::{IpAddr, Ipv4Addr};

use axum::extract::{FromRequestParts, Request, State};
use axum::http::HeaderMap;
use axum::http::header::{ACCEPT_LANGUAGE, USER_AGENT};
use axum::http::request::Parts;
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use jiff::tz::TimeZone;
use visavis_app::people::{self, Person, SignedIn, Visitor};
use visavis_app::{App, Failure};
use visavis_domain::ids::HostId;
use visavis_reach::words::Locale;
use visavis_store::people::Role;

use crate::cookie::{self, Cookie};
use crate::page::{LANGUAGE_COOKIE, Viewer};
use crate::problem::Problem;
use crate::site::Site;

/// The cookie of a login.
pub const SIGN_IN_COOKIE: &str = "vv-sign-in";
/// The cookie of an opened access link.
pub const SEAT_COOKIE: &str = "vv-seat";
/// How long a browser keeps the login cookie; the login itself may end earlier.
const COOKIE_SECS: u32 = 30 * 24 * 3600;

/// The network address of the caller, as the server believes it: the peer's, or what a trusted
/// proxy says. The binary puts it into the request.
#[derive(Debug, Clone, Copy)]
pub struct ClientAddress(pub IpAddr);

/// Who asks.
#[derive(Clone)]
pub struct Caller {
    /// The product.
    pub app: App,
    /// The signed-in person, if there is one.
    pub person: Option<Person>,
    /// The secret of an opened access link, if the browser has one.
    pub seat_cookie: Option<String>,
    /// From where, on what.
    pub visitor: Visitor,
}

impl Caller {
    /// The signed-in person, or the way to the sign-in page.
    pub fn person(&self) -> Result<&Person, Problem> {
        self.person.as_ref().ok_or_else(Problem::sign_in_first)
    }

    /// The host that the signed-in person is or may become; routes with `Host` access have checked
    /// that it is one.
    pub fn host(&self) -> Result<HostId, Problem> {
        Ok(HostId::of(self.person()?.account.id))
    }

    /// The answer with a new login's cookie.
    pub fn signed_in(site: &Site, signed_in: &SignedIn, mut answer: Response) -> Response {
        Cookie::secret(&site.place().origin, SIGN_IN_COOKIE, signed_in.token.reveal())
            .for_secs(COOKIE_SECS)
            .add_to(answer.headers_mut());
        answer
    }

    /// The answer without a login's cookie.
    pub fn signed_out(site: &Site, mut answer: Response) -> Response {
        Cookie::secret(&site.place().origin, SIGN_IN_COOKIE, "")
            .gone()
            .add_to(answer.headers_mut());
        answer
    }

    /// The answer with the cookie of an opened access link.
    pub fn seated(site: &Site, secret: &str, mut answer: Response) -> Response {
        Cookie::secret(&site.place().origin, SEAT_COOKIE, secret)
            .for_secs(2 * COOKIE_SECS)
            .add_to(answer.headers_mut());
        answer
    }
}

impl<S: Send + Sync> FromRequestParts<S> for Caller {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, _state: &S) -> Result<Self, Problem> {
        parts.extensions.get::<Self>().cloned().ok_or_else(|| {
            Problem::internal(&Failure::inside("a route stands outside of read_sign_in"))
        })
    }
}

/// The layer's state.
pub type Wiring = (Site, App);

/// Reads the cookies of a request, once.
pub async fn read_sign_in(
    State((site, app)): State<Wiring>,
    mut request: Request,
    next: Next,
) -> Response {
    let origin = &site.place().origin;
    let headers = request.headers();
    let cookie =
        |name: &str| cookie::read(headers, &cookie::secret_name(origin, name)).map(str::to_owned);
    let (login, seat_cookie) = (cookie(SIGN_IN_COOKIE), cookie(SEAT_COOKIE));
    let address = request.extensions().get::<ClientAddress>().copied();
    let visitor = visitor(headers, address);
    let person = match login {
        None => None,
        Some(login) => match people::who(&app, &login).await {
            Ok(person) => person,
            Err(failure) => return Problem::from(failure).into_response(),
        },
    };
    if let Some(person) = &person {
        match viewer(&app, person).await {
            Ok(viewer) => {
                request.extensions_mut().insert(viewer);
            }
            Err(failure) => return Problem::from(failure).into_response(),
        }
    }
    request.extensions_mut().insert(Caller { app, person, seat_cookie, visitor });
    next.run(request).await
}

fn visitor(headers: &HeaderMap, address: Option<ClientAddress>) -> Visitor {
    let text = |name| headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let locale = cookie::read(headers, LANGUAGE_COOKIE)
        .and_then(|code| code.parse::<Locale>().ok())
        .unwrap_or_else(|| Locale::from_accept_language(text(ACCEPT_LANGUAGE)));
    Visitor {
        address: address.map_or(IpAddr::V4(Ipv4Addr::LOCALHOST), |address| address.0),
        device: device(text(USER_AGENT)),
        locale: locale.code().to_owned(),
    }
}

/// Browser and system in a few words, for the list of sign-ins.
fn device(agent: &str) -> String {
    let first = |pairs: &[(&str, &'static str)]| {
        pairs.iter().find(|(mark, _)| agent.contains(mark)).map(|(_, name)| *name)
    };
    let browser = first(&[
        ("Edg/", "Edge"),
        ("OPR/", "Opera"),
        ("Firefox/", "Firefox"),
        ("Chrome/", "Chrome"),
        ("Safari/", "Safari"),
    ]);
    let system = first(&[
        ("Android", "Android"),
        ("iPhone", "iPhone"),
        ("iPad", "iPad"),
        ("Windows", "Windows"),
        ("Mac OS", "macOS"),
        ("Linux", "Linux"),
    ]);
    match (browser, system) {
        (Some(browser), Some(system)) => format!("{browser}, {system}"),
        (Some(one), None) | (None, Some(one)) => one.to_owned(),
        (None, None) => String::new(),
    }
}

async fn viewer(app: &App, person: &Person) -> Result<Viewer, Failure> {
    let account = &person.account;
    let mut tx = app.store.read().await?;
    let host = visavis_store::host::by_id(&mut tx, HostId::of(account.id)).await?;
    let unread = visavis_store::conversation::unread(&mut tx, account.id).await?;
    let name = match &host {
        Some(host) if !host.profile.name.is_empty() => host.profile.name.clone(),
        Some(_) | None => account.name.clone(),
    };
    Ok(Viewer {
        account: account.id,
        name: if name.is_empty() { account.nickname.clone() } else { name },
        avatar: account.avatar.map(|file| format!("/images/{file}")),
        public_page: host.as_ref().map(|host| format!("/hosts/{}", host.slug)),
        is_host: host.is_some(),
        is_operator: account.role == Role::Operator,
        unread: u32::try_from(unread).unwrap_or(u32::MAX),
        locale: account.locale.parse().ok(),
        zone: TimeZone::get(&account.tz).unwrap_or(TimeZone::UTC),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_device_is_named_in_words_that_its_owner_knows() {
        let chrome =
            "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 Chrome/156.0 Safari/537.36";
        assert_eq!(device(chrome), "Chrome, Linux");
        let phone =
            "Mozilla/5.0 (iPhone; CPU iPhone OS 19_0 like Mac OS X) Version/19.0 Safari/604.1";
        assert_eq!(device(phone), "Safari, iPhone");
        assert_eq!(device("curl/8"), "");
    }
}
