//! The one who makes and drops databases, on a thread of its own: a test's runtime ends with the
//! test, and would take the connection with it.

use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::mpsc;

use tokio::sync::{mpsc as jobs, oneshot};
use tokio_postgres::{Client, NoTls};
use visavis_store::{Db, DbConfig};

use super::server::{self, Server};
use crate::database::{locked, template_name};

enum Job {
    Create { name: String, template: Option<String>, done: oneshot::Sender<()> },
    Drop { name: String },
}

/// Makes and drops databases.
pub(crate) struct Keeper {
    server: Server,
    jobs: jobs::UnboundedSender<Job>,
    count: AtomicU32,
}

impl std::fmt::Debug for Keeper {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        out.write_str("Keeper")
    }
}

fn url(server: &Server, name: &str) -> String {
    format!("host={} user=visavis dbname={name}", server.sockets.display())
}

impl Keeper {
    pub(super) fn start() -> Result<Self, String> {
        let server = server::start()?;
        let (jobs, work) = jobs::unbounded_channel();
        let (told, ready) = mpsc::channel();
        let (admin, template) = (url(&server, "postgres"), url(&server, "tpl_new"));
        std::thread::spawn(move || {
            let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
            match runtime {
                Ok(runtime) => runtime.block_on(keep(&admin, &template, work, &told)),
                Err(error) => drop(told.send(Err(error.to_string()))),
            }
        });
        ready.recv().map_err(|_| "its keeper died".to_owned())??;
        Ok(Self { server, jobs, count: AtomicU32::new(0) })
    }

    /// The address of a database.
    pub(crate) fn url(&self, name: &str) -> String {
        url(&self.server, name)
    }

    /// Makes a database and answers with its name.
    pub(crate) async fn create_database(&self, template: Option<&str>) -> String {
        let n = self.count.fetch_add(1, Ordering::Relaxed);
        let name = format!("t_{}_{n}", std::process::id());
        let (done, made) = oneshot::channel();
        let template = template.map(str::to_owned);
        let job = Job::Create { name: name.clone(), template, done };
        assert!(self.jobs.send(job).is_ok(), "the keeper lives as long as the process");
        made.await.expect("the database is made");
        name
    }

    /// Drops a database, some time soon.
    pub(crate) fn drop_database(&self, name: &str) {
        // At the end of the process nobody may be there to do it; the next run's start does.
        let _ = self.jobs.send(Job::Drop { name: name.to_owned() });
    }
}

async fn keep(
    admin: &str,
    template: &str,
    mut work: jobs::UnboundedReceiver<Job>,
    told: &mpsc::Sender<Result<(), String>>,
) {
    let client = match prepare(admin, template).await {
        Ok(client) => client,
        Err(error) => return drop(told.send(Err(error))),
    };
    if told.send(Ok(())).is_err() {
        return;
    }
    while let Some(job) = work.recv().await {
        let outcome = match job {
            Job::Create { name, template, done } => {
                let template = template.as_deref().unwrap_or("template1");
                let text = format!("CREATE DATABASE {name} TEMPLATE {template}");
                // On an error `done` is dropped, and the test says so.
                client.batch_execute(&text).await.map(|()| {
                    // A test that no longer waits has failed already.
                    let _ = done.send(());
                })
            }
            Job::Drop { name } => {
                client.batch_execute(&format!("DROP DATABASE IF EXISTS {name} WITH (FORCE)")).await
            }
        };
        if let Err(error) = outcome {
            eprintln!("the throw-away PostgreSQL: {error:?}");
        }
    }
}

/// Sweeps up after dead processes and migrates the template, once per set of migrations.
async fn prepare(admin: &str, template: &str) -> Result<Client, String> {
    let failed = |error: tokio_postgres::Error| format!("{error:?}");
    let client = connect(admin).await?;
    let _lock = locked("template.lock");
    let rows = client
        .query("SELECT datname FROM pg_database WHERE datname LIKE 't\\_%'", &[])
        .await
        .map_err(failed)?;
    for row in rows {
        let name: String = row.get(0);
        let process = name.split('_').nth(1).unwrap_or_default();
        if !std::path::Path::new("/proc").join(process).exists() {
            let text = format!("DROP DATABASE IF EXISTS {name} WITH (FORCE)");
            client.batch_execute(&text).await.map_err(failed)?;
        }
    }
    let wanted = template_name();
    let text = "SELECT 1 FROM pg_database WHERE datname = $1";
    if client.query_opt(text, &[&wanted]).await.map_err(failed)?.is_none() {
        let text = "DROP DATABASE IF EXISTS tpl_new WITH (FORCE)";
        client.batch_execute(text).await.map_err(failed)?;
        client.batch_execute("CREATE DATABASE tpl_new").await.map_err(failed)?;
        let migrated = Db::open(&DbConfig::Postgres { url: template.to_owned() }).await;
        drop(migrated.map_err(|error| chain(&error))?);
        let text =
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = 'tpl_new'";
        client.batch_execute(text).await.map_err(failed)?;
        // The sessions end a moment later; renaming waits for them, up to five seconds.
        let text = format!("ALTER DATABASE tpl_new RENAME TO {wanted}");
        client.batch_execute(&text).await.map_err(failed)?;
    }
    Ok(client)
}

#[expect(clippy::disallowed_methods, reason = "on the keeper's own runtime, which ends with it")]
async fn connect(admin: &str) -> Result<Client, String> {
    let mut last = String::new();
    // The socket is there a moment before the server takes connections.
    for _ in 0..200 {
        match tokio_postgres::connect(admin, NoTls).await {
            Ok((client, connection)) => {
                tokio::spawn(connection);
                return Ok(client);
            }
            Err(error) => last = format!("{error:?}"),
        }
        tokio::time::sleep(std::time::Duration::from_millis(50)).await;
    }
    Err(last)
}

fn chain(error: &dyn std::error::Error) -> String {
    let mut text = error.to_string();
    let mut next = error.source();
    while let Some(source) = next {
        text = format!("{text}: {source}");
        next = source.source();
    }
    text
}
