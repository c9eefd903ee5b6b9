//! Where somebody wanted to go before signing in: carried through forms, and through a mail by a
//! short-lived cookie. Never to another site.

use axum::http::HeaderMap;
use axum::response::Response;
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use maud::{Markup, html};
use visavis_app::people::SignedIn;

use crate::caller::Caller;
use crate::cookie::{self, Cookie};
use crate::form::Filled;
use crate::page::{Flash, Page};
use crate::paths;
use crate::route::{local_path, query_escaped};
use crate::site::Site;

/// Carries the address over a mail.
const COOKIE: &str = "vv-next";
/// As long as the link in the mail is good.
const COOKIE_SECS: u32 = 30 * 60;
/// A longer address is not worth a cookie.
const LONGEST: usize = 500;

/// The wanted address in a form or a query, if it is one of ours.
pub(super) fn wanted(form: &Filled) -> Option<&str> {
    local_path(form.value("next")).filter(|path| path.len() <= LONGEST)
}

/// The hidden field that carries it on.
pub(super) fn field(form: &Filled) -> Markup {
    html! { @if let Some(next) = wanted(form) { input type="hidden" name="next" value=(next); } }
}

/// A path of ours with the wanted address behind it.
pub(super) fn path(to: &str, form: &Filled) -> String {
    wanted(form).map_or(to.to_owned(), |next| format!("{to}?next={}", query_escaped(next)))
}

/// Remembers the wanted address in this browser while a mail is under way.
pub(super) fn keep(site: &Site, form: &Filled, mut answer: Response) -> Response {
    if let Some(next) = wanted(form) {
        Cookie::secret(&site.place().origin, COOKIE, &URL_SAFE_NO_PAD.encode(next))
            .for_secs(COOKIE_SECS)
            .add_to(answer.headers_mut());
    }
    answer
}

fn kept(site: &Site, headers: &HeaderMap) -> Option<String> {
    let name = cookie::secret_name(&site.place().origin, COOKIE);
    let text = URL_SAFE_NO_PAD.decode(cookie::read(headers, &name)?).ok()?;
    let next = String::from_utf8(text).ok()?;
    local_path(&next).map(str::to_owned)
}

/// Somebody came in by a mail: on to what was wanted, or to `home`.
pub(super) fn arrive(
    site: &Site,
    page: &Page,
    headers: &HeaderMap,
    signed_in: &SignedIn,
    flash: Option<&Flash>,
) -> Response {
    let next = kept(site, headers);
    let to = next.as_deref().unwrap_or(paths::DASHBOARD);
    let mut answer = match flash {
        Some(flash) => page.see_other_saying(to, flash),
        None => page.see_other(to),
    };
    if next.is_some() {
        let origin = &site.place().origin;
        Cookie::secret(origin, COOKIE, "").gone().add_to(answer.headers_mut());
    }
    Caller::signed_in(site, signed_in, answer)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_our_own_addresses_are_carried_on() {
        let form = |next: &str| Filled::of([("next", next)]);
        assert_eq!(path("/sign-up", &form("/a?b=c")), "/sign-up?next=/a%3Fb%3Dc");
        assert_eq!(path("/sign-up", &form("//evil.example")), "/sign-up");
        assert_eq!(wanted(&form(&format!("/{}", "a".repeat(600)))), None);
    }
}
