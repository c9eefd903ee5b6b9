//! Values in PostgreSQL's binary form.

use std::error::Error;

use bytes::{BufMut, BytesMut};
use tokio_postgres::types::{FromSql, IsNull, ToSql, Type, to_sql_checked};
use uuid::Uuid;

use super::{Column, Val};

type Failure = Box<dyn Error + Sync + Send>;

impl ToSql for Val<'_> {
    fn to_sql(&self, ty: &Type, out: &mut BytesMut) -> Result<IsNull, Failure> {
        match self {
            Val::Null => Ok(IsNull::Yes),
            Val::Int(number) if *ty == Type::INT8 => number.to_sql(ty, out),
            Val::Int(number) if *ty == Type::INT4 => i32::try_from(*number)?.to_sql(ty, out),
            Val::Int(number) if *ty == Type::INT2 => i16::try_from(*number)?.to_sql(ty, out),
            Val::Bool(truth) if *ty == Type::BOOL => truth.to_sql(ty, out),
            Val::Text(text) if *ty == Type::JSONB => {
                // The binary form of JSONB is the text behind one byte of version.
                out.put_u8(1);
                out.put_slice(text.as_bytes());
                Ok(IsNull::No)
            }
            Val::Text(text) if *ty == Type::TEXT || *ty == Type::VARCHAR || *ty == Type::JSON => {
                out.put_slice(text.as_bytes());
                Ok(IsNull::No)
            }
            Val::Bytes(bytes) if *ty == Type::BYTEA => bytes.as_ref().to_sql(ty, out),
            Val::Uuid(uuid) if *ty == Type::UUID => uuid.to_sql(ty, out),
            Val::Int(_) | Val::Bool(_) | Val::Text(_) | Val::Bytes(_) | Val::Uuid(_) => {
                Err(format!("an argument does not fit a parameter of type {ty}").into())
            }
        }
    }

    fn accepts(_: &Type) -> bool {
        true
    }

    to_sql_checked!();
}

impl<'a> FromSql<'a> for Column {
    fn from_sql(ty: &Type, raw: &'a [u8]) -> Result<Self, Failure> {
        match *ty {
            Type::INT8 => i64::from_sql(ty, raw).map(Self::Int),
            Type::INT4 => i32::from_sql(ty, raw).map(|number| Self::Int(number.into())),
            Type::INT2 => i16::from_sql(ty, raw).map(|number| Self::Int(number.into())),
            Type::BOOL => bool::from_sql(ty, raw).map(Self::Bool),
            Type::FLOAT8 => f64::from_sql(ty, raw).map(Self::Real),
            Type::FLOAT4 => f32::from_sql(ty, raw).map(|fraction| Self::Real(fraction.into())),
            Type::TEXT | Type::VARCHAR | Type::NAME | Type::JSON => {
                Ok(Self::Text(std::str::from_utf8(raw)?.to_owned()))
            }
            Type::JSONB => Ok(Self::Text(std::str::from_utf8(raw.get(1..).unwrap_or(&[]))?.into())),
            Type::BYTEA => Ok(Self::Bytes(raw.to_vec())),
            Type::UUID => Uuid::from_sql(ty, raw).map(Self::Uuid),
            // SUM over BIGINT is NUMERIC here: write CAST(SUM(x) AS BIGINT), which both engines read.
            _ => Err(format!("a column of type {ty} is not read").into()),
        }
    }

    fn from_sql_null(_: &Type) -> Result<Self, Failure> {
        Ok(Self::Null)
    }

    fn accepts(_: &Type) -> bool {
        true
    }
}
