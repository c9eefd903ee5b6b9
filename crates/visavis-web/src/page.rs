//! What every page knows about its reader and its place, taken from the request once.

use std::convert::Infallible;
use std::sync::Arc;

use axum::extract::{FromRequestParts, Request, State};
use axum::http::header::{ACCEPT_LANGUAGE, CONTENT_TYPE, LOCATION, SET_COOKIE};
use axum::http::request::Parts;
use axum::http::{HeaderMap, HeaderValue, StatusCode};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use jiff::Timestamp;
use jiff::tz::TimeZone;
use maud::{Markup, html};
use visavis_domain::ids::AccountId;
use visavis_domain::money::Money;
use visavis_reach::format;
use visavis_reach::words::{Locale, Value, pseudo};

use crate::cookie::{self, Cookie};
use crate::site::{Look, Realm, Site};
use crate::words::{Say, WORDS};

/// Remembers light or dark.
pub const THEME_COOKIE: &str = "vv-theme";
/// Remembers the language of somebody without an account.
pub const LANGUAGE_COOKIE: &str = "vv-lang";
/// Carries one message over a redirect.
const FLASH_COOKIE: &str = "vv-flash";

/// Who reads, as far as the header of a page must know. The layer that reads sign-ins puts it into
/// the request's extensions.
#[derive(Debug, Clone)]
pub struct Viewer {
    /// Whose account.
    pub account: AccountId,
    /// The name that stands in the header.
    pub name: String,
    /// The address of the avatar, if there is one.
    pub avatar: Option<String>,
    /// The address of the public page, if there is one.
    pub public_page: Option<String>,
    /// Whether the person sells time.
    pub is_host: bool,
    /// Whether the person runs the site.
    pub is_operator: bool,
    /// Messages not read yet.
    pub unread: u32,
    /// The language chosen in the account.
    pub locale: Option<Locale>,
    /// The time zone of the account.
    pub zone: TimeZone,
}

/// Light, dark, or as the system says.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Theme {
    /// As the system says.
    #[default]
    Auto,
    /// Always light.
    Light,
    /// Always dark.
    Dark,
}

impl Theme {
    /// All of them, for a choice.
    pub const ALL: [Self; 3] = [Self::Auto, Self::Light, Self::Dark];

    /// The word in the cookie and in forms.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Auto => "auto",
            Self::Light => "light",
            Self::Dark => "dark",
        }
    }

    /// Reads that word.
    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|theme| theme.name() == name)
    }
}

/// What a flash message is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Mood {
    /// It is done.
    Ok,
    /// It could not be done.
    Bad,
    /// Something waits.
    Wait,
    /// Good to know.
    Info,
}

impl Mood {
    const ALL: [Self; 4] = [Self::Ok, Self::Bad, Self::Wait, Self::Info];

    /// The word in classes (`is-ok`) and in the cookie.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Ok => "ok",
            Self::Bad => "bad",
            Self::Wait => "wait",
            Self::Info => "info",
        }
    }
}

/// One message that the next page shows. Its key starts with `flash-`; the only blank is `$name`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Flash {
    /// What it is about.
    pub mood: Mood,
    key: &'static str,
    name: Option<String>,
}

impl Flash {
    /// It is done.
    pub const fn ok(key: &'static str) -> Self {
        Self { mood: Mood::Ok, key, name: None }
    }

    /// A message of any mood.
    pub const fn new(mood: Mood, key: &'static str) -> Self {
        Self { mood, key, name: None }
    }

    /// Fills the blank `$name`.
    #[must_use]
    pub fn named(mut self, name: impl Into<String>) -> Self {
        self.name = Some(name.into());
        self
    }

    /// The sentence in a language.
    pub fn text(&self, locale: Locale) -> String {
        match &self.name {
            Some(name) => WORDS.text(locale, self.key, &[("name", name.into())]),
            None => WORDS.text(locale, self.key, &[]),
        }
    }

    fn to_cookie(&self) -> String {
        let name = self.name.as_deref().map(|name| URL_SAFE_NO_PAD.encode(name));
        format!("{}.{}.{}", self.mood.name(), self.key, name.unwrap_or_default())
    }

    /// Anybody can write a cookie of their own: only known keys are shown, and the name as text.
    fn from_cookie(value: &str) -> Option<Self> {
        let mut parts = value.split('.');
        let (mood, key, name) = (parts.next()?, parts.next()?, parts.next()?);
        let mood = Mood::ALL.into_iter().find(|known| known.name() == mood)?;
        let key = WORDS.keys().find(|known| *known == key && known.starts_with("flash-"))?;
        let name = URL_SAFE_NO_PAD.decode(name).ok().and_then(|name| String::from_utf8(name).ok());
        Some(Self { mood, key, name: name.filter(|name| !name.is_empty()) })
    }
}

/// The context of one page.
#[derive(Clone)]
pub struct Page {
    /// The language of the page.
    pub locale: Locale,
    /// The zone in which times are shown.
    pub zone: TimeZone,
    /// Light or dark.
    pub theme: Theme,
    /// Names and colours of the site.
    pub look: Arc<Look>,
    /// Who reads, if signed in.
    pub viewer: Option<Viewer>,
    /// The path of the page, for marks in the navigation.
    pub path: String,
    /// What the page before had to say.
    pub flash: Option<Flash>,
    /// Whether the page listens to the live stream.
    pub is_live: bool,
    site: Site,
}

impl Page {
    /// The context for a request.
    pub fn of(site: &Site, path: &str, headers: &HeaderMap, viewer: Option<Viewer>) -> Self {
        let chosen = viewer.as_ref().and_then(|viewer| viewer.locale);
        let kept =
            cookie::read(headers, LANGUAGE_COOKIE).and_then(|name| name.parse::<Locale>().ok());
        let asked = headers.get(ACCEPT_LANGUAGE).and_then(|value| value.to_str().ok());
        let locale = chosen
            .or(kept)
            .unwrap_or_else(|| asked.map_or(Locale::En, Locale::from_accept_language));
        let theme = cookie::read(headers, THEME_COOKIE).and_then(Theme::parse);
        Self {
            locale,
            zone: viewer.as_ref().map_or(TimeZone::UTC, |viewer| viewer.zone.clone()),
            theme: theme.unwrap_or_default(),
            look: site.look(),
            is_live: viewer.is_some(),
            viewer,
            path: path.to_owned(),
            flash: cookie::read(headers, FLASH_COOKIE).and_then(Flash::from_cookie),
            site: site.clone(),
        }
    }

    /// The site, for its address and realm.
    pub fn site(&self) -> &Site {
        &self.site
    }

    /// How serious the site is.
    pub fn realm(&self) -> Realm {
        self.site.place().realm
    }

    /// The same page listening to the live stream (or not).
    #[must_use]
    pub fn live(mut self, is_live: bool) -> Self {
        self.is_live = is_live;
        self
    }

    /// A text without blanks.
    pub fn t(&self, key: &str) -> String {
        WORDS.text(self.locale, key, &[])
    }

    /// A text with one blank.
    pub fn t1<'a>(&self, key: &str, name: &'a str, value: impl Into<Value<'a>>) -> String {
        WORDS.text(self.locale, key, &[(name, value.into())])
    }

    /// A text with several blanks: `p.tn("price-for", &[("price", …into()), ("minutes", …into())])`.
    pub fn tn(&self, key: &str, args: &[(&str, Value<'_>)]) -> String {
        WORDS.text(self.locale, key, args)
    }

    /// A sentence made elsewhere.
    pub fn say(&self, say: &Say) -> String {
        say.text(self.locale)
    }

    /// A text with links in it: `New here? [Open an account](1) or [become a host](2).`, filled
    /// with addresses in that order.
    pub fn linked(&self, key: &str, targets: &[&str]) -> Markup {
        let text = self.t(key);
        match self.locale {
            Locale::En => links(&text, targets, str::to_owned),
            // The label stands in an element of its own and needs a mark of its own.
            Locale::Pseudo => links(&text, targets, pseudo::mark),
        }
    }

    /// An amount with its symbol.
    pub fn money(&self, amount: Money) -> String {
        format::money(self.locale, amount)
    }

    /// `Tue 24 Nov, 15:00` in the reader's zone.
    pub fn moment(&self, at: Timestamp) -> String {
        format::moment_short(self.locale, at, &self.zone)
    }

    /// `Sunday 22 November 2026` in the reader's zone.
    pub fn date(&self, at: Timestamp) -> String {
        format::date(self.locale, at, &self.zone)
    }

    /// `14:30` in the reader's zone.
    pub fn time(&self, at: Timestamp) -> String {
        format::time(self.locale, at, &self.zone)
    }

    /// `Europe/Berlin, UTC+1` as it is at that moment.
    pub fn zone_at(&self, at: Timestamp) -> String {
        format::zone(self.locale, at, &self.zone)
    }

    /// An answer that leads to another page (after a form: 303).
    pub fn see_other(&self, path: &str) -> Response {
        let mut answer = StatusCode::SEE_OTHER.into_response();
        if let Ok(target) = HeaderValue::from_str(path) {
            answer.headers_mut().insert(LOCATION, target);
        }
        answer
    }

    /// The same, with a message that the next page shows.
    pub fn see_other_saying(&self, path: &str, flash: &Flash) -> Response {
        let origin = &self.site.place().origin;
        let cookie = Cookie::plain(origin, FLASH_COOKIE, &flash.to_cookie()).for_secs(60);
        (cookie, self.see_other(path)).into_response()
    }
}

impl FromRequestParts<Site> for Page {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, site: &Site) -> Result<Self, Infallible> {
        let viewer = parts.extensions.get::<Viewer>().cloned();
        Ok(Self::of(site, parts.uri.path(), &parts.headers, viewer))
    }
}

/// The layer that takes a flash message away once a page has shown it.
pub async fn spend_flash(State(site): State<Site>, request: Request, next: Next) -> Response {
    let had = cookie::read(request.headers(), FLASH_COOKIE).is_some();
    let mut answer = next.run(request).await;
    if had {
        let headers = answer.headers_mut();
        let kind = headers.get(CONTENT_TYPE).and_then(|kind| kind.to_str().ok());
        let shown = kind.is_some_and(|kind| kind.starts_with("text/html"));
        let sets = |line: &HeaderValue| line.as_bytes().starts_with(FLASH_COOKIE.as_bytes());
        if shown && !headers.get_all(SET_COOKIE).iter().any(sets) {
            Cookie::plain(&site.place().origin, FLASH_COOKIE, "").gone().add_to(headers);
        }
    }
    answer
}

/// Puts addresses into `[label](1)`. A text without such a mark stays as it is.
fn links(text: &str, targets: &[&str], label_of: impl Fn(&str) -> String) -> Markup {
    let mut rest = text;
    let mut parts = Vec::new();
    while let Some((before, label, place, after)) = next_link(rest) {
        let target = place.checked_sub(1).and_then(|place| targets.get(place)).copied();
        parts.push(html! { (before) a href=[target] { (label_of(label)) } });
        rest = after;
    }
    html! { @for part in &parts { (part) } (rest) }
}

fn next_link(text: &str) -> Option<(&str, &str, usize, &str)> {
    let (before, tail) = text.split_once('[')?;
    let (label, tail) = tail.split_once("](")?;
    let (place, after) = tail.split_once(')')?;
    Some((before, label, place.parse().ok()?, after))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_flash_survives_its_cookie_and_nobody_can_invent_one() {
        let flash = Flash::ok("flash-saved").named("Grief session; é");
        assert_eq!(Flash::from_cookie(&flash.to_cookie()), Some(flash));
        for value in ["ok.problem-not-found.", "ok.flash-nowhere.", "odd.flash-saved.", "", "ok"] {
            assert_eq!(Flash::from_cookie(value), None, "{value}");
        }
    }

    #[test]
    fn a_text_keeps_its_links_where_the_translator_put_them() {
        let markup = links(
            "New? [Open <b>](1) or [join](2).",
            &["/sign-up", "/join?a=1&b=2"],
            str::to_owned,
        );
        assert_eq!(
            markup.into_string(),
            "New? <a href=\"/sign-up\">Open &lt;b&gt;</a> or \
             <a href=\"/join?a=1&amp;b=2\">join</a>."
        );
        assert_eq!(links("no [link here", &[], str::to_owned).into_string(), "no [link here");
    }
}
