//! Settings: by option, environment variable or file, in that order; one list says them all.

use std::fmt::Write as _;
use std::net::{IpAddr, SocketAddr};
use std::path::{Path, PathBuf};

use anyhow::{Context as _, bail};
use clap::Args;
use serde::Deserialize;
use visavis_store::DbConfig;

/// The settings as options and environment variables.
#[derive(Args, Debug, Clone, Default)]
pub struct SettingsArgs {
    /// The settings file.
    #[arg(long, global = true, env = "VISAVIS_CONFIG", value_name = "FILE")]
    config: Option<PathBuf>,
    /// The folder for the database and the key.
    #[arg(long, global = true, env = "VISAVIS_DATA", value_name = "FOLDER")]
    data: Option<PathBuf>,
    /// Where to listen for browsers.
    #[arg(long, global = true, env = "VISAVIS_LISTEN", value_name = "ADDRESS:PORT")]
    listen: Option<SocketAddr>,
    /// The address under which people reach the site.
    #[arg(long, global = true, env = "VISAVIS_BASE_URL", value_name = "URL")]
    base_url: Option<String>,
    /// A PostgreSQL database in place of the file.
    #[arg(
        long,
        global = true,
        env = "VISAVIS_POSTGRES",
        value_name = "URL",
        hide_env_values = true
    )]
    postgres: Option<String>,
    /// The certificate chain for HTTPS, as PEM.
    #[arg(long, global = true, env = "VISAVIS_TLS_CERTIFICATE", value_name = "FILE")]
    tls_certificate: Option<PathBuf>,
    /// The certificate's key, as PEM.
    #[arg(long, global = true, env = "VISAVIS_TLS_KEY", value_name = "FILE")]
    tls_key: Option<PathBuf>,
    /// A proxy that ends HTTPS and may say who the client is; several with commas.
    #[arg(
        long,
        global = true,
        env = "VISAVIS_TRUSTED_PROXIES",
        value_name = "ADDRESS",
        value_delimiter = ','
    )]
    trusted_proxies: Vec<IpAddr>,
    /// Where to listen for sound and picture.
    #[arg(long, global = true, env = "VISAVIS_MEDIA_LISTEN", value_name = "ADDRESS:PORT")]
    media_listen: Option<SocketAddr>,
    /// Addresses at which browsers reach the media port; several with commas.
    #[arg(
        long,
        global = true,
        env = "VISAVIS_MEDIA_ADDRESSES",
        value_name = "ADDRESS",
        value_delimiter = ','
    )]
    media_addresses: Vec<IpAddr>,
    /// The mail server; without one, mails are only shown in the outbox.
    #[arg(long, global = true, env = "VISAVIS_SMTP_HOST", value_name = "HOST")]
    smtp_host: Option<String>,
    /// The mail server's port.
    #[arg(long, global = true, env = "VISAVIS_SMTP_PORT", value_name = "PORT")]
    smtp_port: Option<u16>,
    /// The user at the mail server.
    #[arg(long, global = true, env = "VISAVIS_SMTP_USER", value_name = "NAME")]
    smtp_user: Option<String>,
    /// The password at the mail server. Better in the environment or the file than as an option.
    #[arg(long, global = true, env = "VISAVIS_SMTP_PASSWORD", hide_env_values = true)]
    smtp_password: Option<String>,
}

/// The settings file: the same names.
#[derive(Deserialize, Debug, Default)]
#[serde(deny_unknown_fields, default)]
struct File {
    data: Option<PathBuf>,
    listen: Option<SocketAddr>,
    base_url: Option<String>,
    postgres: Option<String>,
    tls_certificate: Option<PathBuf>,
    tls_key: Option<PathBuf>,
    trusted_proxies: Vec<IpAddr>,
    media_listen: Option<SocketAddr>,
    media_addresses: Vec<IpAddr>,
    smtp_host: Option<String>,
    smtp_port: Option<u16>,
    smtp_user: Option<String>,
    smtp_password: Option<String>,
}

/// A mail server.
#[derive(Clone)]
pub struct Smtp {
    /// Its host name.
    pub host: String,
    /// Its port; 465 is TLS from the first byte, others STARTTLS.
    pub port: u16,
    /// User and password, if it wants them.
    pub login: Option<(String, String)>,
}

/// The files of HTTPS.
#[derive(Clone, Debug)]
pub struct Tls {
    /// The certificate chain.
    pub certificate: PathBuf,
    /// Its key.
    pub key: PathBuf,
}

/// All settings, checked.
#[derive(Clone)]
pub struct Settings {
    /// The settings file that was read.
    pub file: Option<PathBuf>,
    /// The data folder.
    pub data: PathBuf,
    /// Where to listen.
    pub listen: SocketAddr,
    /// The address of the site, if it was given.
    pub base_url: Option<String>,
    /// PostgreSQL, if it is used.
    pub postgres: Option<String>,
    /// HTTPS by ourselves.
    pub tls: Option<Tls>,
    /// Proxies that are believed.
    pub trusted_proxies: Vec<IpAddr>,
    /// The media port.
    pub media_listen: SocketAddr,
    /// How browsers reach it.
    pub media_addresses: Vec<IpAddr>,
    /// The mail server.
    pub smtp: Option<Smtp>,
}

/// The settings file that is read when none is named and this one exists.
const USUAL_FILE: &str = "visavis.toml";

impl Settings {
    /// Reads them all. A demonstration keeps to itself: its own folder, loopback, no mail server.
    pub fn load(args: &SettingsArgs, is_demo: bool) -> anyhow::Result<Self> {
        let usual = Path::new(USUAL_FILE);
        let path =
            args.config.clone().or_else(|| (!is_demo && usual.exists()).then(|| usual.to_owned()));
        let file = match &path {
            None => File::default(),
            Some(path) => {
                let text = std::fs::read_to_string(path).with_context(|| {
                    format!("the settings file {} cannot be read", path.display())
                })?;
                toml::from_str(&text)
                    .with_context(|| format!("the settings file {} has an error", path.display()))?
            }
        };
        let folder = if is_demo { "visavis-data/demo" } else { "visavis-data" };
        let settings = Self {
            data: args.data.clone().or(file.data).unwrap_or_else(|| folder.into()),
            listen: args.listen.or(file.listen).unwrap_or(([127, 0, 0, 1], 8080).into()),
            base_url: args.base_url.clone().or(file.base_url),
            postgres: args.postgres.clone().or(file.postgres),
            tls: tls(
                args.tls_certificate.clone().or(file.tls_certificate),
                args.tls_key.clone().or(file.tls_key),
            )?,
            trusted_proxies: either(&args.trusted_proxies, file.trusted_proxies),
            media_listen: args
                .media_listen
                .or(file.media_listen)
                .unwrap_or_else(|| default_media(is_demo)),
            media_addresses: either(&args.media_addresses, file.media_addresses),
            smtp: smtp(
                args.smtp_host.clone().or(file.smtp_host),
                args.smtp_port.or(file.smtp_port),
                args.smtp_user.clone().or(file.smtp_user),
                args.smtp_password.clone().or(file.smtp_password),
            )?,
            file: path,
        };
        if is_demo {
            settings.keeps_to_itself()?;
        }
        Ok(settings)
    }

    fn keeps_to_itself(&self) -> anyhow::Result<()> {
        if !self.listen.ip().is_loopback() {
            bail!(
                "a demonstration listens on this machine only (127.0.0.1): it lets anybody in as \
                 anybody. Use `visavis serve` for others"
            );
        }
        if self.smtp.is_some() {
            bail!("a demonstration sends no mail; leave the mail server's settings out");
        }
        Ok(())
    }

    /// The database.
    pub fn database(&self) -> anyhow::Result<DbConfig> {
        std::fs::create_dir_all(&self.data)
            .with_context(|| format!("the data folder {} cannot be made", self.data.display()))?;
        Ok(match &self.postgres {
            Some(url) => DbConfig::Postgres { url: url.clone() },
            None => DbConfig::Sqlite { path: self.data.join(visavis_store::DATABASE_FILE) },
        })
    }

    /// The file with the site's key.
    pub fn key_file(&self) -> PathBuf {
        self.data.join("secret.key")
    }

    /// Whether browsers reach us by HTTPS, by ourselves or through a proxy.
    pub fn is_https(&self) -> bool {
        self.tls.is_some()
            || self.base_url.as_deref().is_some_and(|url| url.starts_with("https://"))
    }

    /// What is wrong with listening like this, if anything: passwords must not cross a network in
    /// clear text.
    pub fn danger(&self) -> Option<String> {
        if self.listen.ip().is_loopback() || self.tls.is_some() {
            return None;
        }
        if self.trusted_proxies.is_empty() || !self.is_https() {
            return Some(format!(
                "{} can be reached from other machines without HTTPS. Either name certificate and \
                 key (tls_certificate, tls_key), or put a proxy in front that ends HTTPS and name \
                 it (trusted_proxies) with base_url = \"https://…\"; or listen on 127.0.0.1",
                self.listen
            ));
        }
        None
    }

    /// All settings with meaning, default and value, as text.
    pub fn list(&self) -> String {
        let mut text = String::from(
            "Each setting by its name in the settings file; as an option with hyphens, in the\n\
             environment in capitals after VISAVIS_ (data: --data, VISAVIS_DATA).\n\n",
        );
        for (name, meaning) in MEANINGS {
            let value = self.value(name);
            let _ = writeln!(text, "{name:<16} {meaning}\n{:<16} = {value}\n", "");
        }
        text
    }

    /// The present value of a setting, without its secrets.
    fn value(&self, name: &str) -> String {
        let path = |path: &PathBuf| path.display().to_string();
        let smtp = self.smtp.as_ref();
        let login = smtp.and_then(|smtp| smtp.login.as_ref());
        let optional = match name {
            "config" => self.file.as_ref().map(path),
            "data" => Some(path(&self.data)),
            "listen" => Some(self.listen.to_string()),
            "base_url" => self.base_url.clone(),
            "postgres" => self.postgres.as_ref().map(|_| "set".to_owned()),
            "tls_certificate" => self.tls.as_ref().map(|tls| path(&tls.certificate)),
            "tls_key" => self.tls.as_ref().map(|tls| path(&tls.key)),
            "trusted_proxies" => joined(&self.trusted_proxies),
            "media_listen" => Some(self.media_listen.to_string()),
            "media_addresses" => joined(&self.media_addresses),
            "smtp_host" => smtp.map(|smtp| smtp.host.clone()),
            "smtp_port" => smtp.map(|smtp| smtp.port.to_string()),
            "smtp_user" => login.map(|(user, _)| user.clone()),
            "smtp_password" => login.map(|_| "set".to_owned()),
            other => Some(format!("{other} has no value here")),
        };
        optional.unwrap_or_else(|| "not set".to_owned())
    }
}

/// Every setting and what it means, with its default.
const MEANINGS: [(&str, &str); 14] = [
    ("config", "the settings file (visavis.toml here, if it exists)"),
    ("data", "the folder for database and key (visavis-data)"),
    ("listen", "where to listen for browsers (127.0.0.1:8080)"),
    ("base_url", "the address under which people reach the site (http://LISTEN)"),
    ("postgres", "a PostgreSQL database in place of the file"),
    ("tls_certificate", "the certificate chain for HTTPS, PEM"),
    ("tls_key", "the certificate's key, PEM"),
    ("trusted_proxies", "proxies that end HTTPS and may name the client"),
    ("media_listen", "the UDP port for sound and picture (0.0.0.0:7882)"),
    ("media_addresses", "how browsers reach it (this machine's addresses)"),
    ("smtp_host", "the mail server; without one mails are simulated"),
    ("smtp_port", "its port: 465 is TLS, others STARTTLS (465)"),
    ("smtp_user", "the user there"),
    ("smtp_password", "the password there"),
];

fn joined(list: &[IpAddr]) -> Option<String> {
    let texts: Vec<String> = list.iter().map(ToString::to_string).collect();
    (!texts.is_empty()).then(|| texts.join(", "))
}

fn either<T: Clone>(args: &[T], file: Vec<T>) -> Vec<T> {
    if args.is_empty() { file } else { args.to_vec() }
}

fn default_media(is_demo: bool) -> SocketAddr {
    if is_demo { ([127, 0, 0, 1], 0).into() } else { ([0, 0, 0, 0], 7882).into() }
}

fn tls(certificate: Option<PathBuf>, key: Option<PathBuf>) -> anyhow::Result<Option<Tls>> {
    match (certificate, key) {
        (Some(certificate), Some(key)) => Ok(Some(Tls { certificate, key })),
        (None, None) => Ok(None),
        (Some(_), None) => bail!("tls_certificate is set, tls_key is missing"),
        (None, Some(_)) => bail!("tls_key is set, tls_certificate is missing"),
    }
}

fn smtp(
    host: Option<String>,
    port: Option<u16>,
    user: Option<String>,
    password: Option<String>,
) -> anyhow::Result<Option<Smtp>> {
    let Some(host) = host else {
        if user.is_some() || password.is_some() || port.is_some() {
            bail!("smtp_host is missing beside the other settings of the mail server");
        }
        return Ok(None);
    };
    let login = match (user, password) {
        (Some(user), Some(password)) => Some((user, password)),
        (None, None) => None,
        (Some(_), None) => bail!("smtp_user is set, smtp_password is missing"),
        (None, Some(_)) => bail!("smtp_password is set, smtp_user is missing"),
    };
    Ok(Some(Smtp { host, port: port.unwrap_or(465), login }))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn settings(args: &SettingsArgs) -> anyhow::Result<Settings> {
        Settings::load(args, false)
    }

    #[test]
    fn everything_has_a_default_that_starts() {
        let settings = settings(&SettingsArgs::default()).expect("defaults are complete");
        assert_eq!(settings.danger(), None);
        let list = settings.list();
        assert!(list.contains("media_listen") && !list.contains("no value here"), "{list}");
    }

    #[test]
    fn clear_text_beyond_this_machine_is_a_danger() {
        let open =
            SettingsArgs { listen: Some(([0, 0, 0, 0], 80).into()), ..SettingsArgs::default() };
        assert!(settings(&open).expect("it can be read").danger().is_some());
        let proxied = SettingsArgs {
            trusted_proxies: vec![IpAddr::from([10, 0, 0, 1])],
            base_url: Some("https://example.org".to_owned()),
            ..open
        };
        assert_eq!(settings(&proxied).expect("it can be read").danger(), None);
    }

    #[test]
    fn a_demonstration_stays_on_this_machine() {
        let open =
            SettingsArgs { listen: Some(([0, 0, 0, 0], 8080).into()), ..SettingsArgs::default() };
        assert!(Settings::load(&open, true).is_err());
        assert!(Settings::load(&SettingsArgs::default(), true).is_ok());
    }

    #[test]
    fn half_a_pair_is_refused_with_the_missing_name() {
        let half = SettingsArgs { tls_key: Some("key.pem".into()), ..SettingsArgs::default() };
        let error = settings(&half).err().expect("a key alone is no HTTPS").to_string();
        assert!(error.contains("tls_certificate"), "{error}");
    }
}
