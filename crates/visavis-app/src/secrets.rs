//! Secrets in links and cookies: derived from one key that is not in the database.
//!
//! A link's secret is an HMAC over what it is for and its id, so that a mail can be written again
//! with the same link while the database holds nothing but a hash of it. A cookie's secret is
//! random. Whoever steals the database alone can open nothing.

use std::fmt;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use hmac::{Hmac, KeyInit, Mac};
use sha2::{Digest, Sha256};
use uuid::Uuid;

use crate::Random;

/// What a derived secret is for. Two purposes never share a secret.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Purpose {
    /// A personal access link to a session (PAY-14).
    AccessLink,
    /// A one-time token in a mail.
    OneTime,
    /// The signature of the test till's webhooks.
    Till,
    /// Tokens for the media engine.
    Media,
    /// A code sent to a mobile number.
    PhoneCode,
    /// A short-lived address of a file.
    File,
    /// The browser in which a checkout was begun.
    Checkout,
}

impl Purpose {
    const fn label(self) -> &'static [u8] {
        match self {
            Self::AccessLink => b"access-link",
            Self::OneTime => b"one-time",
            Self::Till => b"till",
            Self::Media => b"media",
            Self::PhoneCode => b"phone-code",
            Self::File => b"file",
            Self::Checkout => b"checkout",
        }
    }
}

/// 256 bits as text. Not printable by accident.
#[derive(Clone, PartialEq, Eq)]
pub struct Secret(String);

impl Secret {
    /// The text that goes into the link or the cookie.
    pub fn reveal(&self) -> &str {
        &self.0
    }

    /// What the database keeps.
    pub fn hash(&self) -> Vec<u8> {
        hash(&self.0)
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str("Secret(…)")
    }
}

/// The hash under which a presented secret is looked up.
pub fn hash(presented: &str) -> Vec<u8> {
    Sha256::digest(presented.as_bytes()).to_vec()
}

/// The key of this site.
#[derive(Clone)]
pub struct Secrets {
    key: [u8; 32],
}

impl Secrets {
    /// Secrets under this key. Losing the key makes every link dead; leaking it opens them.
    pub const fn new(key: [u8; 32]) -> Self {
        Self { key }
    }

    /// The secret of the thing with this id.
    pub fn derive(&self, purpose: Purpose, id: Uuid) -> Secret {
        Secret(URL_SAFE_NO_PAD.encode(self.mac(purpose, id.as_bytes())))
    }

    /// A keyed signature of some bytes, for addresses that are checked without the database.
    pub fn sign(&self, purpose: Purpose, message: &[u8]) -> String {
        URL_SAFE_NO_PAD.encode(self.mac(purpose, message))
    }

    /// A fresh secret.
    pub fn random(random: &Random) -> Secret {
        Secret(URL_SAFE_NO_PAD.encode(random.bytes::<32>()))
    }

    fn mac(&self, purpose: Purpose, message: &[u8]) -> [u8; 32] {
        let mut mac =
            Hmac::<Sha256>::new_from_slice(&self.key).expect("HMAC takes a key of any length");
        mac.update(purpose.label());
        mac.update(&[0]);
        mac.update(message);
        mac.finalize().into_bytes().into()
    }
}

impl fmt::Debug for Secrets {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str("Secrets(…)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pay_14_a_link_has_256_bits_that_only_the_key_can_make() {
        let id = Uuid::from_u128(7);
        let ours = Secrets::new([1; 32]).derive(Purpose::AccessLink, id);
        assert_eq!(ours.reveal().len(), 43);
        assert_eq!(ours, Secrets::new([1; 32]).derive(Purpose::AccessLink, id));
        assert_ne!(ours, Secrets::new([2; 32]).derive(Purpose::AccessLink, id));
        assert_ne!(ours, Secrets::new([1; 32]).derive(Purpose::OneTime, id));
        assert_eq!(ours.hash(), hash(ours.reveal()));
        assert_eq!(format!("{ours:?}"), "Secret(…)");
    }
}
