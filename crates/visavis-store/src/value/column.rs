//! What a row holds, and how it becomes a type of the domain.

use jiff::Timestamp;
use uuid::Uuid;
use visavis_domain::money::Currency;

use crate::StoreError;

/// One value of a row, as the engine gave it.
#[derive(Debug, Clone, PartialEq)]
pub enum Column {
    /// No value.
    Null,
    /// A number, a moment, an amount; on SQLite also truth.
    Int(i64),
    /// Truth, on PostgreSQL.
    Bool(bool),
    /// A fraction: only ever a rank or an average, never money.
    Real(f64),
    /// Text, or JSON.
    Text(String),
    /// Bytes; on SQLite also an id.
    Bytes(Vec<u8>),
    /// An id, on PostgreSQL.
    Uuid(Uuid),
}

/// A type that can be read from a column.
pub trait FromColumn: Sized {
    /// The value, or nothing if the column holds something else.
    fn from_column(column: &Column) -> Option<Self>;
}

/// One row of an answer.
#[derive(Debug, Clone)]
pub struct Row {
    pub(crate) columns: Vec<Column>,
}

impl Row {
    /// The value of the `n`th column, counted from zero, as a `T`.
    pub fn get<T: FromColumn>(&self, n: usize) -> Result<T, StoreError> {
        self.columns.get(n).and_then(T::from_column).ok_or_else(|| {
            let wanted = std::any::type_name::<T>();
            // The kind only: a value may be personal and would land in a log.
            let found = self.columns.get(n).map_or("nothing", Column::kind);
            StoreError::bug(format!("column {n} is not a {wanted} but {found}"))
        })
    }

    /// The value of the `n`th column, read from its JSON text.
    pub fn json<T: serde::de::DeserializeOwned>(&self, n: usize) -> Result<T, StoreError> {
        let text: String = self.get(n)?;
        serde_json::from_str(&text)
            .map_err(|error| StoreError::bug(format!("column {n} is not the JSON wanted: {error}")))
    }

    /// How many columns there are.
    pub fn width(&self) -> usize {
        self.columns.len()
    }
}

impl Column {
    fn kind(&self) -> &'static str {
        match self {
            Self::Null => "NULL",
            Self::Int(_) => "a number",
            Self::Bool(_) => "a truth",
            Self::Real(_) => "a fraction",
            Self::Text(_) => "text",
            Self::Bytes(_) => "bytes",
            Self::Uuid(_) => "an id",
        }
    }
}

impl<T: FromColumn> FromColumn for Option<T> {
    fn from_column(column: &Column) -> Option<Self> {
        match column {
            Column::Null => Some(None),
            Column::Int(_)
            | Column::Bool(_)
            | Column::Real(_)
            | Column::Text(_)
            | Column::Bytes(_)
            | Column::Uuid(_) => T::from_column(column).map(Some),
        }
    }
}

impl FromColumn for i64 {
    fn from_column(column: &Column) -> Option<Self> {
        if let Column::Int(number) = column { Some(*number) } else { None }
    }
}

macro_rules! small_numbers {
    ($($number:ty),+) => {$(
        impl FromColumn for $number {
            fn from_column(column: &Column) -> Option<Self> {
                i64::from_column(column).and_then(|number| number.try_into().ok())
            }
        }
    )+};
}
small_numbers!(i32, i16, u64, u32, u16, u8, usize);

impl FromColumn for bool {
    fn from_column(column: &Column) -> Option<Self> {
        match column {
            Column::Bool(truth) => Some(*truth),
            Column::Int(0) => Some(false),
            Column::Int(1) => Some(true),
            Column::Int(_)
            | Column::Null
            | Column::Real(_)
            | Column::Text(_)
            | Column::Bytes(_)
            | Column::Uuid(_) => None,
        }
    }
}

impl FromColumn for f64 {
    fn from_column(column: &Column) -> Option<Self> {
        if let Column::Real(fraction) = column { Some(*fraction) } else { None }
    }
}

impl FromColumn for String {
    fn from_column(column: &Column) -> Option<Self> {
        if let Column::Text(text) = column { Some(text.clone()) } else { None }
    }
}

impl FromColumn for Vec<u8> {
    fn from_column(column: &Column) -> Option<Self> {
        if let Column::Bytes(bytes) = column { Some(bytes.clone()) } else { None }
    }
}

impl<const N: usize> FromColumn for [u8; N] {
    fn from_column(column: &Column) -> Option<Self> {
        if let Column::Bytes(bytes) = column { bytes.as_slice().try_into().ok() } else { None }
    }
}

impl FromColumn for Uuid {
    fn from_column(column: &Column) -> Option<Self> {
        match column {
            Column::Uuid(uuid) => Some(*uuid),
            Column::Bytes(bytes) => Self::from_slice(bytes).ok(),
            Column::Null | Column::Int(_) | Column::Bool(_) | Column::Real(_) | Column::Text(_) => {
                None
            }
        }
    }
}

impl FromColumn for Timestamp {
    fn from_column(column: &Column) -> Option<Self> {
        i64::from_column(column).and_then(|millis| Self::from_millisecond(millis).ok())
    }
}

impl FromColumn for Currency {
    fn from_column(column: &Column) -> Option<Self> {
        if let Column::Text(text) = column { text.parse().ok() } else { None }
    }
}

impl FromColumn for serde_json::Value {
    fn from_column(column: &Column) -> Option<Self> {
        if let Column::Text(text) = column { serde_json::from_str(text).ok() } else { None }
    }
}
