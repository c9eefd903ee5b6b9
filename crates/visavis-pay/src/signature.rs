//! Signatures of webhooks: `t=SECONDS,v1=HEX`, where the second is HMAC-SHA256 of `t.body`.
//!
//! Providers agree on this form. The time is signed with the body, so an old delivery cannot be
//! played again later.

use std::fmt::Write as _;

use hmac::{Hmac, KeyInit, Mac};
use jiff::{SignedDuration, Timestamp};
use sha2::Sha256;

/// How far the signed time may lie from now, either way.
pub const TOLERANCE: SignedDuration = SignedDuration::from_secs(300);

/// What the signer and the reader of webhooks share. It is never printed.
#[derive(Clone)]
pub struct WebhookSecret(Vec<u8>);

/// Why a delivery is not believed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum WebhookError {
    /// Not signed by the provider.
    #[error("the signature of the webhook is missing or wrong")]
    Signature,
    /// Signed, but too long ago, or in the future.
    #[error("the webhook was signed more than five minutes from now")]
    Stale,
    /// Signed, but not an event that we can read.
    #[error("the body of the webhook is not an event")]
    Body,
    /// Real money where there is play money, or the other way round.
    #[error("the webhook belongs to the other realm")]
    Realm,
}

impl WebhookSecret {
    /// From the bytes of the secret.
    pub fn new(bytes: impl Into<Vec<u8>>) -> Self {
        Self(bytes.into())
    }

    /// The header for a body that is sent now.
    pub fn sign(&self, body: &[u8], now: Timestamp) -> String {
        let seconds = now.as_second();
        let mut header = format!("t={seconds},v1=");
        for byte in self.digest(&seconds.to_string(), body).finalize().into_bytes() {
            write!(header, "{byte:02x}").expect("writing to a text cannot fail");
        }
        header
    }

    /// Checks a header. Several `v1` may be given while a secret is being exchanged; one of them
    /// has to fit. The comparison takes the same time for all wrong ones.
    pub fn verify(&self, header: &str, body: &[u8], now: Timestamp) -> Result<(), WebhookError> {
        let fields = || header.split(',').filter_map(|field| field.trim().split_once('='));
        let (_, time) = fields().find(|(name, _)| *name == "t").ok_or(WebhookError::Signature)?;
        let fits = fields().filter(|(name, _)| *name == "v1").any(|(_, hex)| {
            from_hex(hex).is_some_and(|given| self.digest(time, body).verify_slice(&given).is_ok())
        });
        if !fits {
            return Err(WebhookError::Signature);
        }
        let signed = time.parse().ok().and_then(|seconds| Timestamp::from_second(seconds).ok());
        let signed = signed.ok_or(WebhookError::Signature)?;
        if now.duration_since(signed).abs() > TOLERANCE {
            return Err(WebhookError::Stale);
        }
        Ok(())
    }

    fn digest(&self, time: &str, body: &[u8]) -> Hmac<Sha256> {
        let mut mac =
            Hmac::<Sha256>::new_from_slice(&self.0).expect("a key of any length is allowed");
        mac.update(time.as_bytes());
        mac.update(b".");
        mac.update(body);
        mac
    }
}

fn from_hex(text: &str) -> Option<Vec<u8>> {
    let digit = |byte: u8| char::from(byte).to_digit(16).and_then(|d| u8::try_from(d).ok());
    let (pairs, []) = text.as_bytes().as_chunks::<2>() else { return None };
    pairs.iter().map(|[high, low]| Some(digit(*high)? << 4 | digit(*low)?)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(second: i64) -> Timestamp {
        Timestamp::from_second(second).expect("in range")
    }

    fn secret() -> WebhookSecret {
        WebhookSecret::new(*b"whsec_of_a_test")
    }

    #[test]
    fn the_header_is_what_others_compute() {
        // printf '1700000000.{}' | openssl dgst -sha256 -hmac whsec_of_a_test
        assert_eq!(secret().sign(b"{}", at(1_700_000_000)), HEADER);
    }

    const HEADER: &str =
        "t=1700000000,v1=939411f43abe15284f0fa962622ab91d463a7bd54e483577900235631e5e516d";

    #[test]
    fn a_delivery_is_believed_for_five_minutes() {
        let header = secret().sign(b"{}", at(1_000));
        for (now, want) in [
            (1_000, Ok(())),
            (1_300, Ok(())),
            (700, Ok(())),
            (1_301, Err(WebhookError::Stale)),
            (699, Err(WebhookError::Stale)),
        ] {
            assert_eq!(secret().verify(&header, b"{}", at(now)), want, "{now}");
        }
    }

    #[test]
    fn one_of_several_signatures_has_to_fit() {
        let good = secret().sign(b"{}", at(1_000));
        let both = good.replace("v1=", "v1=00ff, v1=");
        assert_eq!(secret().verify(&both, b"{}", at(1_000)), Ok(()));
    }

    #[test]
    fn what_the_provider_did_not_sign_is_refused() {
        let good = secret().sign(b"{}", at(1_000));
        let other = WebhookSecret::new(*b"another").sign(b"{}", at(1_000));
        let moved = good.replace("t=1000", "t=1001");
        let short = &good[..good.len() - 2];
        for header in ["", "t=1000", "v1=00", "t=x,v1=zz", "t=1000,v1=é", &other, &moved, short] {
            let got = secret().verify(header, b"{}", at(1_000));
            assert_eq!(got, Err(WebhookError::Signature), "{header:?}");
        }
        assert_eq!(secret().verify(&good, b"{ }", at(1_000)), Err(WebhookError::Signature));
    }
}
