//! Cookies: reading them from a request, and writing the few kinds that the site sets.

use axum::http::header::{COOKIE, SET_COOKIE};
use axum::http::{HeaderMap, HeaderValue};

use crate::site::Origin;

/// The value of a cookie, from the first pair with that name.
pub fn read<'a>(headers: &'a HeaderMap, name: &str) -> Option<&'a str> {
    all(headers).find_map(|(known, value)| (known == name).then_some(value))
}

/// Every cookie of the request, in order.
pub fn all(headers: &HeaderMap) -> impl Iterator<Item = (&str, &str)> {
    headers
        .get_all(COOKIE)
        .iter()
        .filter_map(|header| header.to_str().ok())
        .flat_map(|header| header.split(';'))
        .filter_map(|pair| pair.trim().split_once('='))
}

/// The full name of a cookie that grants something.
///
/// `__Host-` binds it to exactly this host over https. Browsers refuse the prefix on plain
/// loopback (Safari) or accept it only there by exception, so plain http goes without.
pub fn secret_name(origin: &Origin, name: &str) -> String {
    if origin.is_secure() { format!("__Host-{name}") } else { name.to_owned() }
}

/// Whether a cookie only remembers how somebody likes the site to look or speak.
pub fn is_taste(name: &str) -> bool {
    matches!(name, crate::page::THEME_COOKIE | crate::page::LANGUAGE_COOKIE)
}

/// A cookie to set. The value must be plain cookie text (letters, digits, `-_.~`), which every
/// value of ours is by being hex, base64url or a key.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Cookie {
    name: String,
    value: String,
    max_age_secs: Option<u32>,
    script_may_read: bool,
    secure: bool,
}

impl Cookie {
    /// A cookie that grants something: never readable by script, bound to the host.
    pub fn secret(origin: &Origin, name: &str, value: &str) -> Self {
        Self {
            name: secret_name(origin, name),
            value: value.to_owned(),
            max_age_secs: None,
            script_may_read: false,
            secure: origin.is_secure(),
        }
    }

    /// A cookie that only remembers a choice; script may read it.
    pub fn plain(origin: &Origin, name: &str, value: &str) -> Self {
        Self {
            name: name.to_owned(),
            value: value.to_owned(),
            max_age_secs: None,
            script_may_read: true,
            secure: origin.is_secure(),
        }
    }

    /// How long the browser keeps it; without this, until it is closed.
    #[must_use]
    pub fn for_secs(mut self, secs: u32) -> Self {
        self.max_age_secs = Some(secs);
        self
    }

    /// Takes it away from the browser.
    #[must_use]
    pub fn gone(mut self) -> Self {
        self.value.clear();
        self.max_age_secs = Some(0);
        self
    }

    /// The `Set-Cookie` line; `None` when the value is no cookie text.
    pub fn header(&self) -> Option<HeaderValue> {
        let plain = |byte: u8| byte.is_ascii_alphanumeric() || b"-_.~:".contains(&byte);
        if !self.value.bytes().all(plain) {
            return None;
        }
        let mut line = format!("{}={}; Path=/; SameSite=Lax", self.name, self.value);
        if let Some(secs) = self.max_age_secs {
            line.push_str("; Max-Age=");
            line.push_str(&secs.to_string());
        }
        if !self.script_may_read {
            line.push_str("; HttpOnly");
        }
        if self.secure {
            line.push_str("; Secure");
        }
        HeaderValue::from_str(&line).ok()
    }

    /// Adds the cookie to the headers of an answer.
    pub fn add_to(&self, headers: &mut HeaderMap) {
        if let Some(line) = self.header() {
            headers.append(SET_COOKIE, line);
        }
    }
}

impl axum::response::IntoResponseParts for Cookie {
    type Error = std::convert::Infallible;

    fn into_response_parts(
        self,
        mut answer: axum::response::ResponseParts,
    ) -> Result<axum::response::ResponseParts, Self::Error> {
        self.add_to(answer.headers_mut());
        Ok(answer)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_secret_cookie_is_bound_to_the_host_and_hidden_from_script() {
        let https = Origin::parse("https://example.org").expect("an address");
        let line = Cookie::secret(&https, "vv-in", "abc").for_secs(60).header();
        assert_eq!(
            line.as_ref().and_then(|line| line.to_str().ok()),
            Some("__Host-vv-in=abc; Path=/; SameSite=Lax; Max-Age=60; HttpOnly; Secure")
        );
        let http = Origin::parse("http://127.0.0.1:8080").expect("an address");
        let line = Cookie::secret(&http, "vv-in", "abc").gone().header();
        assert_eq!(
            line.as_ref().and_then(|line| line.to_str().ok()),
            Some("vv-in=; Path=/; SameSite=Lax; Max-Age=0; HttpOnly")
        );
    }

    #[test]
    fn a_value_cannot_smuggle_attributes() {
        let https = Origin::parse("https://example.org").expect("an address");
        assert_eq!(Cookie::plain(&https, "vv-theme", "dark; Domain=org").header(), None);
    }

    #[test]
    fn cookies_are_found_by_their_whole_name() {
        let mut headers = HeaderMap::new();
        headers.insert(COOKIE, HeaderValue::from_static("vv-theme-x=1; vv-theme=dark;a=b"));
        assert_eq!(read(&headers, "vv-theme"), Some("dark"));
        assert_eq!(read(&headers, "a"), Some("b"));
        assert_eq!(read(&headers, "theme"), None);
    }
}
