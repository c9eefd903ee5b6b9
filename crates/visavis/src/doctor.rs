//! `visavis doctor`: what is configured, what is simulated, what is wrong.

use std::process::ExitCode;

use visavis_domain::ledger::Realm;
use visavis_reach::transport::Transport;
use visavis_store::{Db, OpenError, ledger};

use crate::serve;
use crate::settings::Settings;

/// One finding.
enum Finding {
    Good(String),
    Simulated(String),
    Wrong(String),
}

/// Examines everything and prints it; fails if something is wrong.
pub async fn examine(settings: &Settings) -> anyhow::Result<ExitCode> {
    let mut findings = vec![];
    findings.push(match &settings.file {
        Some(file) => Finding::Good(format!("settings file: {}", file.display())),
        None => Finding::Good("settings: defaults, environment and options; no file".to_owned()),
    });
    findings.push(match settings.danger() {
        Some(danger) => Finding::Wrong(danger),
        None => Finding::Good(format!("browsers: {}", settings.listen)),
    });
    findings.extend(tls(settings));
    findings.extend(database(settings).await);
    findings.push(media(settings));
    findings.push(mail(settings).await);
    findings.push(Finding::Simulated("payments: the test till, no real money".to_owned()));
    findings.push(Finding::Simulated("text messages and calls: shown in the outbox".to_owned()));
    let mut code = ExitCode::SUCCESS;
    for finding in findings {
        match finding {
            Finding::Good(text) => println!("ok         {text}"),
            Finding::Simulated(text) => println!("simulated  {text}"),
            Finding::Wrong(text) => {
                println!("WRONG      {text}");
                code = ExitCode::FAILURE;
            }
        }
    }
    Ok(code)
}

fn tls(settings: &Settings) -> Option<Finding> {
    let tls = settings.tls.as_ref()?;
    let readable = |path: &std::path::Path| std::fs::File::open(path).is_ok();
    Some(if readable(&tls.certificate) && readable(&tls.key) {
        Finding::Good("HTTPS: certificate and key can be read".to_owned())
    } else {
        Finding::Wrong("HTTPS: certificate or key cannot be read".to_owned())
    })
}

async fn database(settings: &Settings) -> Vec<Finding> {
    let config = match settings.database() {
        Ok(config) => config,
        Err(error) => return vec![Finding::Wrong(format!("database: {error:#}"))],
    };
    let store = match Db::open(&config).await {
        Ok(store) => store,
        // One program owns a file; that it is owned is a sign of health.
        Err(OpenError::InUse { .. }) => {
            return vec![Finding::Good(
                "database: a server is running on it; stop it to have the books verified"
                    .to_owned(),
            )];
        }
        Err(error) => return vec![Finding::Wrong(format!("database: {error}"))],
    };
    let mut findings = vec![Finding::Good(format!("database: {config:?}"))];
    let verified = async {
        let mut tx = store.read().await?;
        ledger::verify(&mut tx, Realm::Test).await
    };
    findings.push(match verified.await {
        Ok(wrong) if wrong.is_empty() => Finding::Good("books: balanced".to_owned()),
        Ok(wrong) => Finding::Wrong(format!("books: {} differences: {wrong:?}", wrong.len())),
        Err(error) => Finding::Wrong(format!("books: {error}")),
    });
    if store.is_short_of_disk() {
        findings.push(Finding::Wrong("disk: the reserve is in use, make room".to_owned()));
    }
    findings
}

fn media(settings: &Settings) -> Finding {
    match std::net::UdpSocket::bind(settings.media_listen) {
        Ok(_) => Finding::Good(format!("media: UDP {} is free", settings.media_listen)),
        Err(error) if error.kind() == std::io::ErrorKind::AddrInUse => Finding::Good(format!(
            "media: UDP {} is in use, by a running server",
            settings.media_listen
        )),
        Err(error) => Finding::Wrong(format!(
            "media: UDP {} cannot be opened: {error}",
            settings.media_listen
        )),
    }
}

async fn mail(settings: &Settings) -> Finding {
    match serve::transport(settings) {
        Ok(Transport::Simulated) => {
            Finding::Simulated("mails: shown in the outbox, no mail server".to_owned())
        }
        Ok(Transport::Smtp(smtp)) => match smtp.check().await {
            Ok(()) => Finding::Good("mails: the mail server answers".to_owned()),
            Err(error) => Finding::Wrong(format!("mails: {error}")),
        },
        Err(error) => Finding::Wrong(format!("mails: {error:#}")),
    }
}
