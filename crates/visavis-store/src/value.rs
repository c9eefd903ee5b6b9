//! Values on their way into and out of a statement, the same for both engines.
//!
//! Ids are 16 bytes, moments are milliseconds since 1970 in UTC, JSON is text, truth is 0 or 1 on
//! SQLite; PostgreSQL has its own types for all but moments. Nobody outside has to know.

mod column;
mod pg;

pub use column::{Column, FromColumn, Row};

use std::borrow::Cow;

use jiff::Timestamp;
use uuid::Uuid;
use visavis_domain::ids;
use visavis_domain::money::Currency;

/// One argument of a statement. Made by [`args!`](crate::args) from any type of the domain.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Val<'a> {
    /// No value.
    Null,
    /// A number, a moment or an amount.
    Int(i64),
    /// Truth.
    Bool(bool),
    /// Text, or JSON.
    Text(Cow<'a, str>),
    /// Bytes.
    Bytes(Cow<'a, [u8]>),
    /// An id.
    Uuid(Uuid),
}

impl Val<'_> {
    /// The same value, owning what it points to.
    pub(crate) fn into_owned(self) -> Val<'static> {
        match self {
            Self::Null => Val::Null,
            Self::Int(number) => Val::Int(number),
            Self::Bool(truth) => Val::Bool(truth),
            Self::Text(text) => Val::Text(Cow::Owned(text.into_owned())),
            Self::Bytes(bytes) => Val::Bytes(Cow::Owned(bytes.into_owned())),
            Self::Uuid(uuid) => Val::Uuid(uuid),
        }
    }
}

/// The arguments of a statement, in the order of `$1, $2, …`.
#[macro_export]
macro_rules! args {
    () => { &[] as &[$crate::Val<'_>] };
    ($($value:expr),+ $(,)?) => { &[$($crate::Val::from($value)),+] as &[$crate::Val<'_>] };
}

impl<T: Into<Self>> From<Option<T>> for Val<'_> {
    fn from(value: Option<T>) -> Self {
        value.map_or(Val::Null, Into::into)
    }
}

macro_rules! small_numbers {
    ($($number:ty),+) => {$(
        impl From<$number> for Val<'_> {
            fn from(value: $number) -> Self {
                Val::Int(i64::from(value))
            }
        }
    )+};
}
small_numbers!(i64, i32, i16, u32, u16, u8);

impl From<bool> for Val<'_> {
    fn from(value: bool) -> Self {
        Val::Bool(value)
    }
}

impl<'a> From<&'a str> for Val<'a> {
    fn from(value: &'a str) -> Self {
        Val::Text(Cow::Borrowed(value))
    }
}

impl<'a> From<&'a String> for Val<'a> {
    fn from(value: &'a String) -> Self {
        Val::Text(Cow::Borrowed(value))
    }
}

impl From<String> for Val<'_> {
    fn from(value: String) -> Self {
        Val::Text(Cow::Owned(value))
    }
}

impl<'a> From<&'a [u8]> for Val<'a> {
    fn from(value: &'a [u8]) -> Self {
        Val::Bytes(Cow::Borrowed(value))
    }
}

impl<'a, const N: usize> From<&'a [u8; N]> for Val<'a> {
    fn from(value: &'a [u8; N]) -> Self {
        Val::Bytes(Cow::Borrowed(value))
    }
}

impl<'a> From<&'a Vec<u8>> for Val<'a> {
    fn from(value: &'a Vec<u8>) -> Self {
        Val::Bytes(Cow::Borrowed(value))
    }
}

impl From<Vec<u8>> for Val<'_> {
    fn from(value: Vec<u8>) -> Self {
        Val::Bytes(Cow::Owned(value))
    }
}

impl From<&serde_json::Value> for Val<'_> {
    fn from(value: &serde_json::Value) -> Self {
        Val::Text(Cow::Owned(value.to_string()))
    }
}

impl From<serde_json::Value> for Val<'_> {
    fn from(value: serde_json::Value) -> Self {
        Val::from(&value)
    }
}

impl From<Timestamp> for Val<'_> {
    fn from(value: Timestamp) -> Self {
        Val::Int(value.as_millisecond())
    }
}

impl From<Currency> for Val<'_> {
    fn from(value: Currency) -> Self {
        Val::Text(Cow::Owned(value.code().to_owned()))
    }
}

impl From<Uuid> for Val<'_> {
    fn from(value: Uuid) -> Self {
        Val::Uuid(value)
    }
}

macro_rules! typed_ids {
    ($($id:ident),+ $(,)?) => {$(
        impl From<ids::$id> for Val<'_> {
            fn from(value: ids::$id) -> Self {
                Val::Uuid(value.uuid())
            }
        }

        impl FromColumn for ids::$id {
            fn from_column(column: &Column) -> Option<Self> {
                Uuid::from_column(column).map(ids::$id::from_uuid)
            }
        }
    )+};
}
// Every kind that `visavis_domain::ids` declares.
typed_ids!(
    AccountId,
    HostId,
    ServiceId,
    RevisionId,
    SessionId,
    ParticipantId,
    LinkId,
    SignInId,
    PaymentOpId,
    JournalId,
    ConversationId,
    MessageId,
    FileId,
);
