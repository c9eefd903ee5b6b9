//! PostgreSQL: a pool of connections, none of which ever comes back inside a transaction.

mod error;

use std::sync::Arc;
use std::time::Duration;

use deadpool_postgres::{
    Manager, ManagerConfig, Object, Pool, PoolError, RecyclingMethod, Runtime,
};
use tokio_postgres::types::ToSql;
use tokio_postgres::{Config, NoTls};

use crate::migrate::Migration;
use crate::{Column, OpenError, Row, Sql, StoreError, Val};

pub(crate) use error::sort;

/// Connections per node.
const CONNECTIONS: usize = 16;
/// How long anybody waits for a free connection, or for a new one.
const QUEUE_WAIT: Duration = Duration::from_secs(5);
/// A connection that does not roll back within this time is thrown away.
const ROLLBACK_WAIT: Duration = Duration::from_secs(5);
/// A lock is waited for as long as on SQLite; a forgotten transaction frees its locks.
const LIMITS: &str = "-c lock_timeout=5s -c statement_timeout=30s \
                      -c idle_in_transaction_session_timeout=60s";

/// A pool of connections to one PostgreSQL database.
pub(crate) struct Pg {
    pool: Pool,
}

impl Pg {
    pub(crate) async fn open(
        url: &str,
        migrations: &'static [Migration],
    ) -> Result<Arc<Self>, OpenError> {
        let mut config: Config = url.parse().map_err(OpenError::Address)?;
        let given = config.get_options().unwrap_or_default().to_owned();
        // What the operator wrote comes last and wins.
        config.options(format!("{LIMITS} {given}").trim_end());
        config.application_name("visavis");
        config.connect_timeout(QUEUE_WAIT);
        let fast = ManagerConfig { recycling_method: RecyclingMethod::Fast };
        let pool = Pool::builder(Manager::from_config(config, NoTls, fast))
            .max_size(CONNECTIONS)
            .runtime(Runtime::Tokio1)
            .wait_timeout(Some(QUEUE_WAIT))
            .create_timeout(Some(QUEUE_WAIT))
            .build()
            .map_err(|error| StoreError::Unavailable(Arc::new(error)))?;
        let mut client = pool.get().await.map_err(pool_error)?;
        crate::migrate::postgres(&mut client, migrations).await?;
        drop(client);
        Ok(Arc::new(Self { pool }))
    }

    pub(crate) async fn read(&self) -> Result<PgTx, StoreError> {
        self.begin("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY").await
    }

    pub(crate) async fn write(&self) -> Result<PgTx, StoreError> {
        self.begin("BEGIN ISOLATION LEVEL READ COMMITTED READ WRITE").await
    }

    async fn begin(&self, begin: &'static str) -> Result<PgTx, StoreError> {
        let client = self.pool.get().await.map_err(pool_error)?;
        // The guard comes first: whoever drops us while BEGIN is on its way must not hand the
        // connection on inside a transaction (every later commit on it would be lost).
        let tx = PgTx { client: Unfinished(Some(client)) };
        tx.client()?.batch_execute(begin).await.map_err(|error| sort(&error))?;
        Ok(tx)
    }
}

fn pool_error(error: PoolError) -> StoreError {
    match error {
        PoolError::Backend(error) => sort(&error),
        PoolError::Timeout(deadpool_postgres::TimeoutType::Wait) => StoreError::Busy,
        PoolError::Timeout(_)
        | PoolError::Closed
        | PoolError::NoRuntimeSpecified
        | PoolError::PostCreateHook(_) => StoreError::Unavailable(Arc::new(error)),
    }
}

/// A connection that may be inside a transaction. Dropped as it is, it leaves the pool and closes,
/// which the server answers by rolling back.
struct Unfinished(Option<Object>);

impl Unfinished {
    /// The connection is outside any transaction: back into the pool.
    fn finished(&mut self) {
        self.0 = None;
    }
}

impl Drop for Unfinished {
    fn drop(&mut self) {
        if let Some(client) = self.0.take() {
            drop(Object::take(client));
        }
    }
}

/// One transaction on one connection.
pub(crate) struct PgTx {
    client: Unfinished,
}

impl PgTx {
    fn client(&self) -> Result<&Object, StoreError> {
        self.client.0.as_ref().ok_or_else(|| StoreError::bug("the transaction has ended"))
    }

    pub(crate) async fn prepare(&mut self, sql: Sql) -> Result<(), StoreError> {
        self.client()?.prepare(sql.pg).await.map(drop).map_err(|error| sort(&error))
    }

    pub(crate) async fn exec(&mut self, sql: Sql, args: &[Val<'_>]) -> Result<u64, StoreError> {
        let client = self.client()?;
        let statement = client.prepare_cached(sql.pg).await.map_err(|error| sort(&error))?;
        check_count(&statement, args)?;
        client.execute(&statement, &parameters(args)).await.map_err(|error| sort(&error))
    }

    pub(crate) async fn rows(
        &mut self,
        sql: Sql,
        args: &[Val<'_>],
    ) -> Result<Vec<Row>, StoreError> {
        let client = self.client()?;
        let statement = client.prepare_cached(sql.pg).await.map_err(|error| sort(&error))?;
        check_count(&statement, args)?;
        let rows =
            client.query(&statement, &parameters(args)).await.map_err(|error| sort(&error))?;
        rows.iter().map(row).collect()
    }

    pub(crate) async fn commit(mut self) -> Result<(), StoreError> {
        self.client()?.batch_execute("COMMIT").await.map_err(|error| sort(&error))?;
        self.client.finished();
        Ok(())
    }
}

/// The driver would panic.
fn check_count(statement: &tokio_postgres::Statement, args: &[Val<'_>]) -> Result<(), StoreError> {
    let expected = statement.params().len();
    if expected == args.len() {
        Ok(())
    } else {
        Err(StoreError::bug(format!("{} arguments for {expected} parameters", args.len())))
    }
}

fn parameters<'a>(args: &'a [Val<'a>]) -> Vec<&'a (dyn ToSql + Sync)> {
    args.iter().map(|arg| arg as &(dyn ToSql + Sync)).collect()
}

fn row(row: &tokio_postgres::Row) -> Result<Row, StoreError> {
    let columns: Result<Vec<Column>, _> = (0..row.len()).map(|n| row.try_get(n)).collect();
    Ok(Row { columns: columns.map_err(|error| sort(&error))? })
}

impl Drop for PgTx {
    fn drop(&mut self) {
        let Some(client) = self.client.0.take() else { return };
        let mut client = Unfinished(Some(client));
        let Ok(runtime) = tokio::runtime::Handle::try_current() else { return };
        // Rolling back needs an answer from the server, and a drop cannot wait for one. A BEGIN
        // still on its way is answered before this ROLLBACK.
        runtime.spawn(async move {
            let Some(open) = client.0.as_ref() else { return };
            let rolled_back =
                tokio::time::timeout(ROLLBACK_WAIT, open.batch_execute("ROLLBACK")).await;
            if matches!(rolled_back, Ok(Ok(()))) {
                client.finished();
            }
        });
    }
}
