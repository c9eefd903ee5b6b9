//! What every request may ask about the place itself: its address, its realm and its look.

use std::sync::{Arc, PoisonError, RwLock};

use axum::http::Uri;
use axum::http::uri::Authority;
use visavis_app::SiteSettings;
use visavis_domain::money::Currency;

/// The state of the router.
#[derive(Clone)]
pub struct Site {
    place: Arc<Place>,
    look: Arc<RwLock<Arc<Look>>>,
}

/// What is fixed while the program runs.
#[derive(Debug, Clone)]
pub struct Place {
    /// Where people reach the site.
    pub origin: Origin,
    /// How serious it is.
    pub realm: Realm,
    /// Media servers beside our own address, as CSP sources (`wss://media.example`).
    pub media_hosts: Vec<String>,
    /// Payment pages that a form may lead to, as CSP sources (`https://checkout.stripe.com`).
    pub checkout_hosts: Vec<String>,
}

/// How serious the place is. Anything but [`Realm::Live`] is said on every page, in a banner that
/// no look of the operator's can hide.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Realm {
    /// Real people and real money.
    Live,
    /// Payments or messages are simulated.
    Test,
    /// Demo data, *Try it as …* buttons, loopback only.
    Demo,
}

/// What the operator gives the site: names and colours.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Look {
    /// The name in the header and in every title.
    pub name: String,
    /// One sentence under the name, for search engines and the front page.
    pub tagline: String,
    /// The currency of the site (ALL-1: one).
    pub currency: Currency,
    /// What replaces the plum of decisions, if anything.
    pub primary: Option<Colour>,
    /// What replaces the ember of the mark, if anything.
    pub accent: Option<Colour>,
}

impl Look {
    /// The look that the operator's settings ask for.
    pub fn of(settings: &SiteSettings) -> Self {
        Self {
            name: settings.name.clone(),
            tagline: String::new(),
            currency: settings.currency,
            primary: Colour::parse(&settings.primary_colour),
            accent: Colour::parse(&settings.accent_colour),
        }
    }

    /// The look of a site whose operator has changed nothing.
    pub fn standard() -> Self {
        Self {
            name: "Visavis".to_owned(),
            tagline: String::new(),
            currency: Currency::EUR,
            primary: None,
            accent: None,
        }
    }
}

/// A colour as `#rrggbb`, checked, so that it may stand in a style sheet.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Colour([u8; 3]);

impl Colour {
    /// Reads `#rrggbb` (the form that a colour field sends).
    pub fn parse(text: &str) -> Option<Self> {
        let digits = text.strip_prefix('#')?;
        if digits.len() != 6 || !digits.bytes().all(|byte| byte.is_ascii_hexdigit()) {
            return None;
        }
        let part = |at: usize| u8::from_str_radix(&digits[at..at + 2], 16).ok();
        Some(Self([part(0)?, part(2)?, part(4)?]))
    }
}

impl std::fmt::Display for Colour {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let [red, green, blue] = self.0;
        write!(out, "#{red:02x}{green:02x}{blue:02x}")
    }
}

/// Scheme and authority of the public address.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Origin {
    secure: bool,
    authority: Authority,
}

/// The text is no address that a site can have.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{text} is not a web address such as https://example.org")]
pub struct BadOrigin {
    /// What was given.
    pub text: String,
}

impl Origin {
    /// Reads `https://example.org` or `http://127.0.0.1:8080`.
    pub fn parse(text: &str) -> Result<Self, BadOrigin> {
        let bad = || BadOrigin { text: text.to_owned() };
        let uri: Uri = text.parse().map_err(|_| bad())?;
        let secure = match uri.scheme_str() {
            Some("https") => true,
            Some("http") => false,
            Some(_) | None => return Err(bad()),
        };
        let authority = uri.authority().ok_or_else(bad)?.clone();
        if authority.as_str().contains('@') || !matches!(uri.path(), "" | "/") {
            return Err(bad());
        }
        Ok(Self { secure, authority })
    }

    /// Whether the address is https.
    pub fn is_secure(&self) -> bool {
        self.secure
    }

    /// Host and port, as a `Host` header has them.
    pub fn authority(&self) -> &str {
        self.authority.as_str()
    }

    /// The host alone.
    pub fn host(&self) -> &str {
        self.authority.host()
    }

    /// The absolute address of a path of the site.
    pub fn url(&self, path: &str) -> String {
        format!("{self}{path}")
    }
}

impl std::fmt::Display for Origin {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(out, "{}://{}", if self.secure { "https" } else { "http" }, self.authority)
    }
}

impl Site {
    /// A site at this place, with this look.
    pub fn new(place: Place, look: Look) -> Self {
        Self { place: Arc::new(place), look: Arc::new(RwLock::new(Arc::new(look))) }
    }

    /// What is fixed.
    pub fn place(&self) -> &Place {
        &self.place
    }

    /// The look of this moment.
    pub fn look(&self) -> Arc<Look> {
        // A poisoned lock still holds a whole look: writers replace it in one step.
        Arc::clone(&self.look.read().unwrap_or_else(PoisonError::into_inner))
    }

    /// Puts another look on; pages rendered from now on have it.
    pub fn set_look(&self, look: Look) {
        *self.look.write().unwrap_or_else(PoisonError::into_inner) = Arc::new(look);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_origin_is_scheme_and_authority_and_nothing_else() {
        for (text, want) in [
            ("https://example.org", Some("https://example.org")),
            ("https://example.org/", Some("https://example.org")),
            ("http://127.0.0.1:8080", Some("http://127.0.0.1:8080")),
            ("http://[::1]:8080", Some("http://[::1]:8080")),
            ("https://example.org/shop", None),
            ("https://ann@example.org", None),
            ("ftp://example.org", None),
            ("example.org", None),
        ] {
            let origin = Origin::parse(text).ok().map(|origin| origin.to_string());
            assert_eq!(origin.as_deref(), want, "{text}");
        }
    }

    #[test]
    fn a_colour_is_six_digits_and_cannot_carry_style() {
        assert_eq!(Colour::parse("#6B2650").map(|c| c.to_string()).as_deref(), Some("#6b2650"));
        for text in ["6b2650", "#6b265", "#6b26501", "#zzzzzz", "red", "#6b\u{e9}50"] {
            assert_eq!(Colour::parse(text), None, "{text}");
        }
    }
}
