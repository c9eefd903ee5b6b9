//! Identifiers: a UUIDv7 inside, shown as a TypeID (`ses_01k…`), one newtype per kind.
//!
//! An id is not a secret and grants nothing: version 7 tells when it was minted. Ids are made in
//! the binary alone, from its clock and its randomness, by [`mint`].

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Deserializer, Serialize, Serializer, de};
use uuid::Uuid;

/// Makes the bits of a UUIDv7 from a moment and 80 random bits.
pub fn mint(at: jiff::Timestamp, random: [u8; 10]) -> Uuid {
    let millis = u64::try_from(at.as_millisecond()).unwrap_or(0);
    uuid::Builder::from_unix_timestamp_millis(millis, &random).into_uuid()
}

/// Why a text is not an id of the wanted kind.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum IdError {
    /// The prefix before the underscore belongs to another kind, or is missing.
    #[error("an id that starts with {expected}_ was expected")]
    Prefix {
        /// The prefix of the wanted kind.
        expected: &'static str,
    },
    /// The 26 characters after the prefix are not a number of 128 bits.
    #[error("the id is mistyped or cut off")]
    Digits,
}

const ALPHABET: &[u8; 32] = b"0123456789abcdefghjkmnpqrstvwxyz";

fn encode(id: Uuid, out: &mut fmt::Formatter<'_>) -> fmt::Result {
    let bits = id.as_u128();
    for place in (0..26).rev() {
        let digit = usize::try_from((bits >> (place * 5)) & 31).unwrap_or(0);
        fmt::Write::write_char(out, char::from(ALPHABET[digit]))?;
    }
    Ok(())
}

fn decode(text: &str) -> Result<Uuid, IdError> {
    if text.len() != 26 || !matches!(text.as_bytes()[0], b'0'..=b'7') {
        return Err(IdError::Digits);
    }
    text.bytes()
        .try_fold(0_u128, |bits, byte| {
            let digit = ALPHABET.iter().position(|known| *known == byte)?;
            Some((bits << 5) | digit as u128)
        })
        .map(Uuid::from_u128)
        .ok_or(IdError::Digits)
}

macro_rules! id_types {
    ($($(#[$doc:meta])* $name:ident = $prefix:literal,)+) => {$(
        $(#[$doc])*
        #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub struct $name(Uuid);

        impl $name {
            /// What stands before the underscore.
            pub const PREFIX: &'static str = $prefix;

            /// The id with these bits.
            pub const fn from_uuid(uuid: Uuid) -> Self {
                Self(uuid)
            }

            /// The bits, as the store keeps them.
            pub const fn uuid(self) -> Uuid {
                self.0
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
                out.write_str(concat!($prefix, "_"))?;
                encode(self.0, out)
            }
        }

        impl fmt::Debug for $name {
            fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
                fmt::Display::fmt(self, out)
            }
        }

        impl FromStr for $name {
            type Err = IdError;

            fn from_str(text: &str) -> Result<Self, IdError> {
                let digits = text
                    .strip_prefix(concat!($prefix, "_"))
                    .ok_or(IdError::Prefix { expected: $prefix })?;
                decode(digits).map(Self)
            }
        }

        impl Serialize for $name {
            fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.collect_str(self)
            }
        }

        impl<'de> Deserialize<'de> for $name {
            fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                String::deserialize(deserializer)?.parse().map_err(de::Error::custom)
            }
        }
    )+};
}

id_types! {
    /// A person who can sign in, or who bought with an e-mail address alone.
    AccountId = "acc",
    /// A person who sells time. The same bits as the account's.
    HostId = "hst",
    /// What a host sells at a fixed price.
    ServiceId = "svc",
    /// The frozen terms under which a service was sold.
    RevisionId = "rev",
    /// One sold meeting between a client and a host, from purchase to settlement.
    SessionId = "ses",
    /// One person's part in a session.
    ParticipantId = "par",
    /// A personal access link to a session (not the secret in it).
    LinkId = "lnk",
    /// One login of an account on one device.
    SignInId = "sgn",
    /// One operation asked of a payment provider.
    PaymentOpId = "pop",
    /// A group of balanced postings with one cause.
    JournalId = "jrn",
    /// A conversation between a host and a customer.
    ConversationId = "cnv",
    /// One message in a conversation.
    MessageId = "msg",
    /// A file that somebody sent or uploaded.
    FileId = "fil",
}

impl HostId {
    /// The host that an account is, or may become.
    pub const fn of(account: AccountId) -> Self {
        Self(account.uuid())
    }

    /// The account behind the host.
    pub const fn account(self) -> AccountId {
        AccountId(self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_id_survives_its_text_form() {
        let id = SessionId::from_uuid(mint(jiff::Timestamp::UNIX_EPOCH, [7; 10]));
        let text = id.to_string();
        assert!(text.starts_with("ses_0"), "{text}");
        assert_eq!(text.len(), 4 + 26);
        assert_eq!(text.parse::<SessionId>(), Ok(id));
    }

    #[test]
    fn the_published_typeid_vector_holds() {
        let uuid: Uuid = "01890a5d-ac96-774b-bcce-b302099a8057".parse().expect("a valid UUID");
        assert_eq!(SessionId::from_uuid(uuid).to_string(), "ses_01h455vb4pex5vsknk084sn02q");
    }

    #[test]
    fn an_id_of_another_kind_is_refused() {
        let text = AccountId::from_uuid(Uuid::nil()).to_string();
        assert_eq!(text.parse::<SessionId>(), Err(IdError::Prefix { expected: "ses" }));
        assert_eq!("ses_8zzzzzzzzzzzzzzzzzzzzzzzzz".parse::<SessionId>(), Err(IdError::Digits));
        assert_eq!("ses_é".parse::<SessionId>(), Err(IdError::Digits));
    }
}
