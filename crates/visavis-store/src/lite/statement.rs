//! Running one statement on a SQLite connection.

use std::sync::LazyLock;

use rusqlite::types::{ToSqlOutput, Value, ValueRef};
use rusqlite::{Connection, Error, Statement};

use crate::{Column, Row, Sql, Val};

/// `$1` is a *named* parameter for SQLite, numbered by first appearance; so we bind by name.
static PARAMETERS: LazyLock<Vec<String>> =
    LazyLock::new(|| (1..=64).map(|n| format!("${n}")).collect());

pub(super) fn exec(connection: &Connection, sql: Sql, args: &[Val<'_>]) -> Result<u64, Error> {
    let mut statement = connection.prepare_cached(sql.lite)?;
    bind(&mut statement, args)?;
    statement.raw_execute().map(|changed| changed as u64)
}

/// Reads a statement without running it, and checks that its parameters are `$1` to `$n`.
pub(super) fn prepare(connection: &Connection, sql: Sql) -> Result<(), Error> {
    let statement = connection.prepare(sql.lite)?;
    let mut expected = PARAMETERS.iter().take(statement.parameter_count());
    expected.try_for_each(|name| match statement.parameter_index(name)? {
        Some(_) => Ok(()),
        None => Err(Error::InvalidParameterName(name.clone())),
    })
}

pub(super) fn rows(connection: &Connection, sql: Sql, args: &[Val<'_>]) -> Result<Vec<Row>, Error> {
    let mut statement = connection.prepare_cached(sql.lite)?;
    bind(&mut statement, args)?;
    let width = statement.column_count();
    let mut cursor = statement.raw_query();
    let mut found = Vec::new();
    // To the very end: an INSERT … RETURNING is only then complete.
    while let Some(row) = cursor.next()? {
        let columns: Result<_, Error> =
            (0..width).map(|n| row.get_ref(n).and_then(column)).collect();
        found.push(Row { columns: columns? });
    }
    Ok(found)
}

fn bind(statement: &mut Statement<'_>, args: &[Val<'_>]) -> Result<(), Error> {
    let expected = statement.parameter_count();
    if expected != args.len() || expected > PARAMETERS.len() {
        return Err(Error::InvalidParameterCount(args.len(), expected));
    }
    for (arg, name) in args.iter().zip(PARAMETERS.iter()) {
        let index = statement
            .parameter_index(name)?
            .ok_or_else(|| Error::InvalidParameterName(name.clone()))?;
        statement.raw_bind_parameter(index, output(arg))?;
    }
    Ok(())
}

fn output<'a>(arg: &'a Val<'_>) -> ToSqlOutput<'a> {
    match arg {
        Val::Null => ToSqlOutput::Owned(Value::Null),
        Val::Int(number) => ToSqlOutput::Owned(Value::Integer(*number)),
        Val::Bool(truth) => ToSqlOutput::Owned(Value::Integer(i64::from(*truth))),
        Val::Text(text) => ToSqlOutput::Borrowed(ValueRef::Text(text.as_bytes())),
        Val::Bytes(bytes) => ToSqlOutput::Borrowed(ValueRef::Blob(bytes)),
        Val::Uuid(uuid) => ToSqlOutput::Borrowed(ValueRef::Blob(uuid.as_bytes())),
    }
}

fn column(value: ValueRef<'_>) -> Result<Column, Error> {
    Ok(match value {
        ValueRef::Null => Column::Null,
        ValueRef::Integer(number) => Column::Int(number),
        ValueRef::Real(fraction) => Column::Real(fraction),
        ValueRef::Text(text) => Column::Text(std::str::from_utf8(text)?.to_owned()),
        ValueRef::Blob(bytes) => Column::Bytes(bytes.to_vec()),
    })
}
