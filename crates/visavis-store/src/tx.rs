//! One transaction: everything in it happens, or nothing.

use std::fmt;
use std::sync::Arc;

use crate::error::Cause;
use crate::lite::{ReadTx, WriteTx};
use crate::pg::PgTx;
use crate::{Row, Sql, StoreError, Val};

enum Inner {
    LiteWrite(WriteTx),
    LiteRead(ReadTx),
    Pg(PgTx),
    /// Rolled back after an error; nobody has to wait for the value to be dropped.
    Over,
}

/// A transaction. Dropped without [`Tx::commit`], it is rolled back.
///
/// After any error, or after a call that was dropped half-way, the transaction is over: PostgreSQL
/// would refuse to go on and SQLite would not, so we refuse on both. The rollback is not put off
/// until the drop: on SQLite everybody else is waiting for it.
pub struct Tx {
    inner: Inner,
    /// Set before each call and cleared by its success, so that a dropped call counts as failed.
    failed: bool,
}

impl fmt::Debug for Tx {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(if self.failed { "Tx(failed)" } else { "Tx" })
    }
}

fn over() -> StoreError {
    StoreError::bug("the transaction is over")
}

/// Names the statement in the chain of causes.
#[derive(Debug, thiserror::Error)]
#[error("in {statement}")]
struct InStatement {
    statement: &'static str,
    #[source]
    source: Cause,
}

impl Tx {
    pub(crate) fn lite_write(tx: WriteTx) -> Self {
        Self { inner: Inner::LiteWrite(tx), failed: false }
    }

    pub(crate) fn lite_read(tx: ReadTx) -> Self {
        Self { inner: Inner::LiteRead(tx), failed: false }
    }

    pub(crate) fn pg(tx: PgTx) -> Self {
        Self { inner: Inner::Pg(tx), failed: false }
    }

    /// Changes rows and says how many.
    pub async fn exec(&mut self, sql: Sql, args: &[Val<'_>]) -> Result<u64, StoreError> {
        self.enter(sql, args)?;
        let outcome = match &mut self.inner {
            Inner::LiteWrite(tx) => tx.exec(sql, args),
            Inner::LiteRead(tx) => tx.exec(sql, args),
            Inner::Pg(tx) => tx.exec(sql, args).await,
            Inner::Over => Err(over()),
        };
        self.leave(sql, outcome)
    }

    /// Changes exactly one row, found by its id and version; [`StoreError::Conflict`] if somebody
    /// was faster.
    pub async fn exec_one(&mut self, sql: Sql, args: &[Val<'_>]) -> Result<(), StoreError> {
        let changed = self.exec(sql, args).await?;
        if changed == 1 {
            return Ok(());
        }
        self.end();
        if changed == 0 {
            Err(StoreError::Conflict)
        } else {
            Err(StoreError::bug(format!("{} changed {changed} rows instead of one", sql.name)))
        }
    }

    /// All rows of the answer.
    pub async fn rows(&mut self, sql: Sql, args: &[Val<'_>]) -> Result<Vec<Row>, StoreError> {
        self.enter(sql, args)?;
        let outcome = match &mut self.inner {
            Inner::LiteWrite(tx) => tx.rows(sql, args),
            Inner::LiteRead(tx) => tx.rows(sql, args),
            Inner::Pg(tx) => tx.rows(sql, args).await,
            Inner::Over => Err(over()),
        };
        self.leave(sql, outcome)
    }

    /// As [`Tx::rows`], for a search or a report that may take milliseconds: on SQLite it runs on a
    /// thread of its own, so that no other task waits for it.
    pub async fn slow_rows(&mut self, sql: Sql, args: &[Val<'_>]) -> Result<Vec<Row>, StoreError> {
        self.enter(sql, args)?;
        let outcome = match &mut self.inner {
            Inner::LiteWrite(tx) => tx.rows(sql, args),
            Inner::LiteRead(tx) => tx.slow_rows(sql, args).await,
            Inner::Pg(tx) => tx.rows(sql, args).await,
            Inner::Over => Err(over()),
        };
        self.leave(sql, outcome)
    }

    /// The only row of the answer, or none.
    pub async fn opt(&mut self, sql: Sql, args: &[Val<'_>]) -> Result<Option<Row>, StoreError> {
        let mut rows = self.rows(sql, args).await?;
        if rows.len() > 1 {
            self.end();
            return Err(StoreError::bug(format!("{} found several rows", sql.name)));
        }
        Ok(rows.pop())
    }

    /// The only row of an answer that always has one: a sum, or `RETURNING` after an insert.
    pub async fn one(&mut self, sql: Sql, args: &[Val<'_>]) -> Result<Row, StoreError> {
        if let Some(row) = self.opt(sql, args).await? {
            return Ok(row);
        }
        self.end();
        Err(StoreError::bug(format!("{} found no row", sql.name)))
    }

    /// Lets the engine read a statement without running it. For the test that does so with all.
    pub async fn prepare(&mut self, sql: Sql) -> Result<(), StoreError> {
        self.enter(sql, &[])?;
        let outcome = match &mut self.inner {
            Inner::LiteWrite(tx) => tx.prepare(sql),
            Inner::LiteRead(tx) => tx.prepare(sql),
            Inner::Pg(tx) => tx.prepare(sql).await,
            Inner::Over => Err(over()),
        };
        self.leave(sql, outcome)
    }

    /// Makes it so. When this returns, the changes survive a power cut.
    ///
    /// After [`StoreError::Unavailable`] from here the outcome is unknown; look again by a key.
    pub async fn commit(self) -> Result<(), StoreError> {
        if self.failed {
            return Err(StoreError::bug("a failed transaction cannot be committed"));
        }
        match self.inner {
            Inner::LiteWrite(tx) => tx.commit().await,
            // Nothing was written; ending the snapshot is all there is to do.
            Inner::LiteRead(tx) => {
                drop(tx);
                Ok(())
            }
            Inner::Pg(tx) => tx.commit().await,
            Inner::Over => Err(over()),
        }
    }

    /// Rolls back now.
    fn end(&mut self) {
        self.failed = true;
        self.inner = Inner::Over;
    }

    fn enter(&mut self, sql: Sql, args: &[Val<'_>]) -> Result<(), StoreError> {
        if self.failed {
            return Err(StoreError::bug(format!("{} after the transaction failed", sql.name)));
        }
        // Until the statement has succeeded: its future may be dropped half-way.
        self.failed = true;
        let has_nul = |arg: &Val<'_>| matches!(arg, Val::Text(text) if text.contains('\0'));
        if args.iter().any(has_nul) {
            self.end();
            // PostgreSQL cannot keep one, and what works on one engine has to work on both.
            return Err(StoreError::bug(format!("{} was given text with a NUL in it", sql.name)));
        }
        Ok(())
    }

    fn leave<T>(&mut self, sql: Sql, outcome: Result<T, StoreError>) -> Result<T, StoreError> {
        match &outcome {
            Ok(_) => self.failed = false,
            Err(_) => self.end(),
        }
        outcome.map_err(|error| match error {
            StoreError::Bug(source) => {
                StoreError::Bug(Arc::new(InStatement { statement: sql.name, source }))
            }
            StoreError::Constraint(_)
            | StoreError::Conflict
            | StoreError::Busy
            | StoreError::Full
            | StoreError::Unavailable(_)
            | StoreError::Corrupt(_) => error,
        })
    }
}
