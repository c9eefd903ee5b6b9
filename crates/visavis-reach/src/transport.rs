//! Sending mail: over SMTP, or not at all in the simulated transport.
//!
//! Delivery is at least once (ALL-4), so the Message-ID comes from the outbox row's dedupe key: a
//! repeat after a crash carries the same one, and mail programs show it once (PAY-12).

use std::error::Error as _;
use std::fmt::Write as _;
use std::time::{Duration, SystemTime};

use jiff::Timestamp;
use lettre::address::AddressError;
use lettre::message::header::{
    ContentTransferEncoding, ContentType, HeaderName, HeaderValue, InReplyTo, References,
};
use lettre::message::{Attachment, Mailbox, MultiPart, SinglePart};
use lettre::transport::smtp::authentication::Credentials;
use lettre::transport::smtp::client::{Tls, TlsParameters};
use lettre::transport::smtp::extension::ClientId;
use lettre::{AsyncSmtpTransport, AsyncTransport, Tokio1Executor};

use crate::render::Rendered;

/// A name and an address on an envelope.
#[derive(Debug, Clone, Copy)]
pub struct Correspondent<'a> {
    /// What is shown; may be empty.
    pub name: &'a str,
    /// The address.
    pub email: &'a str,
}

/// A rendered message on its way.
#[derive(Debug, Clone, Copy)]
pub struct Mail<'a> {
    /// The outbox row's dedupe key.
    pub key: &'a str,
    /// What all mails of one session or conversation share ([`crate::message::Message::thread`]).
    pub thread: Option<&'a str>,
    /// When it was caused: the Date header, the same in a repeat.
    pub at: Timestamp,
    /// The site's own domain, for ids.
    pub domain: &'a str,
    /// The site.
    pub from: Correspondent<'a>,
    /// The reader.
    pub to: Correspondent<'a>,
    /// What is said.
    pub content: &'a Rendered,
}

/// Taken by the next server, or by nobody in the simulated transport.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sent {
    /// With angle brackets.
    pub message_id: String,
    /// The answer of the server, for the operator.
    pub answer: String,
}

/// Why a mail was not taken.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum SendError {
    /// Sending the same again cannot help: the address is wrong or refused.
    #[error("refused for good: {reason}")]
    Permanent {
        /// In the server's words.
        reason: String,
    },
    /// Worth another try: busy, out of reach, or our own settings need mending.
    #[error("not taken now: {reason}")]
    Transient {
        /// In the server's words.
        reason: String,
    },
}

impl SendError {
    /// Whether the outbox should give up at once.
    pub const fn is_permanent(&self) -> bool {
        match self {
            Self::Permanent { .. } => true,
            Self::Transient { .. } => false,
        }
    }
}

/// How the connection to the mail server is protected.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Security {
    /// TLS from the first byte, usually port 465.
    Implicit,
    /// TLS after STARTTLS, usually port 587; never in clear when the server offers none.
    StartTls,
    /// In clear: only to a server on this machine or in a network of your own.
    Plain,
}

/// A user name and password for the mail server. Not printable.
#[derive(Clone)]
pub struct Login {
    /// The user name.
    pub user: String,
    /// The password.
    pub password: String,
}

/// Which mail server takes our mail.
#[derive(Clone)]
pub struct SmtpSettings {
    /// Its name.
    pub host: String,
    /// Its port.
    pub port: u16,
    /// How the connection is protected.
    pub security: Security,
    /// Where it wants one.
    pub login: Option<Login>,
    /// How we introduce ourselves: the site's domain.
    pub hello: String,
    /// How long a server may take for one answer.
    pub patience: Duration,
}

/// Why there can be no such transport.
#[derive(Debug, thiserror::Error)]
pub enum SetupError {
    /// A password over an open line.
    #[error("a password is never sent in clear; choose STARTTLS or TLS for the mail server")]
    PasswordInClear,
    /// The name of the server or the certificates of this machine cannot be used for TLS.
    #[error("TLS to the mail server cannot be set up")]
    Tls(#[source] lettre::transport::smtp::Error),
}

/// A connection to one mail server, made anew for each mail.
pub struct Smtp {
    server: AsyncSmtpTransport<Tokio1Executor>,
}

impl Smtp {
    /// Prepares, without connecting.
    pub fn new(settings: &SmtpSettings) -> Result<Self, SetupError> {
        let tls = || TlsParameters::new(settings.host.clone()).map_err(SetupError::Tls);
        let security = match settings.security {
            Security::Implicit => Tls::Wrapper(tls()?),
            Security::StartTls => Tls::Required(tls()?),
            Security::Plain if settings.login.is_some() => return Err(SetupError::PasswordInClear),
            Security::Plain => Tls::None,
        };
        let mut builder = AsyncSmtpTransport::<Tokio1Executor>::builder_dangerous(&settings.host)
            .port(settings.port)
            .tls(security)
            .hello_name(ClientId::Domain(settings.hello.clone()))
            .timeout(Some(settings.patience));
        if let Some(login) = &settings.login {
            let (user, password) = (login.user.clone(), login.password.clone());
            builder = builder.credentials(Credentials::new(user, password));
        }
        Ok(Self { server: builder.build() })
    }

    /// Whether the server can be reached and lets us in; for `doctor`.
    pub async fn check(&self) -> Result<(), SendError> {
        match self.server.test_connection().await {
            Ok(true) => Ok(()),
            Ok(false) => {
                Err(SendError::Transient { reason: "the server closed the connection".to_owned() })
            }
            Err(error) => Err(refusal(&error)),
        }
    }
}

/// What takes mails.
pub enum Transport {
    /// Takes everything and sends nothing: the outbox page is where it is read.
    Simulated,
    /// A real mail server.
    Smtp(Box<Smtp>),
}

impl Transport {
    /// Hands one mail over. Both kinds build the whole mail, so that what no server could take
    /// is refused in the demo too.
    pub async fn send(&self, mail: &Mail<'_>) -> Result<Sent, SendError> {
        let message = assemble(mail)?;
        let message_id = message_id(mail.key, mail.domain);
        match self {
            Self::Simulated => Ok(Sent { message_id, answer: "simulated".to_owned() }),
            Self::Smtp(smtp) => match smtp.server.send(message).await {
                Ok(answer) => {
                    let answer = answer.message().collect::<Vec<_>>().join(" ");
                    Ok(Sent { message_id, answer })
                }
                Err(error) => Err(refusal(&error)),
            },
        }
    }
}

/// The header lines of a mail as they would be sent, for the outbox page.
pub fn headers(mail: &Mail<'_>) -> Result<String, SendError> {
    Ok(assemble(mail)?.headers().to_string())
}

/// The Message-ID of an outbox row: the same key gives the same id, another key another one.
pub fn message_id(key: &str, domain: &str) -> String {
    let mut id = String::from("<");
    for byte in key.bytes() {
        if byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_') {
            id.push(char::from(byte));
        } else {
            let _ = write!(id, "={byte:02x}");
        }
    }
    format!("{id}@{domain}>")
}

fn assemble(mail: &Mail<'_>) -> Result<lettre::Message, SendError> {
    let mut builder = lettre::Message::builder()
        .from(mailbox(&mail.from)?)
        .to(mailbox(&mail.to)?)
        .subject(&mail.content.subject)
        .date(SystemTime::from(mail.at))
        .message_id(Some(message_id(mail.key, mail.domain)))
        .raw_header(raw("Auto-Submitted", "auto-generated"));
    if let Some(thread) = mail.thread {
        // No mail has this id; naming it in each is what keeps them together.
        let thread = message_id(thread, mail.domain);
        builder = builder.header(References::from(thread.clone())).header(InReplyTo::from(thread));
    }
    let refused = |error: lettre::error::Error| SendError::Permanent { reason: error.to_string() };
    builder.multipart(body(mail.content)).map_err(refused)
}

/// `alternative(text, HTML)`; with a date `mixed(alternative(text, HTML, calendar), attachment)`,
/// which is what both Outlook and the others understand.
fn body(content: &Rendered) -> MultiPart {
    let forms = MultiPart::alternative()
        .singlepart(SinglePart::plain(content.text.clone()))
        .singlepart(SinglePart::html(content.html.clone()));
    let Some(calendar) = &content.calendar else { return forms };
    let method = calendar.method.name();
    let kind = |text: String| ContentType::parse(&text).expect("a fixed type, names are tokens");
    let inline = SinglePart::builder()
        .header(kind(format!("text/calendar; method={method}; charset=utf-8")))
        .header(ContentTransferEncoding::Base64)
        .body(calendar.ics.clone());
    let attached = Attachment::new(calendar.filename.clone())
        .body(calendar.ics.clone(), kind("application/ics".to_owned()));
    MultiPart::mixed().multipart(forms.singlepart(inline)).singlepart(attached)
}

fn mailbox(who: &Correspondent<'_>) -> Result<Mailbox, SendError> {
    let refused = |error: AddressError| SendError::Permanent {
        reason: format!("{} is not an e-mail address: {error}", who.email),
    };
    let name = who.name.replace(char::is_control, " ");
    let name = Some(name.trim().to_owned()).filter(|name| !name.is_empty());
    Ok(Mailbox::new(name, who.email.parse().map_err(refused)?))
}

fn raw(name: &'static str, value: &str) -> HeaderValue {
    HeaderValue::new(HeaderName::new_from_ascii_str(name), value.to_owned())
}

/// 5xx is for good, but for those that speak of us and not of the address: the operator mends the
/// settings, and the mail goes out then.
fn refusal(error: &lettre::transport::smtp::Error) -> SendError {
    let mut reason = error.to_string();
    if let Some(source) = error.source() {
        let source = source.to_string();
        if !reason.contains(&source) {
            let _ = write!(reason, ": {source}");
        }
    }
    let code = error.status().map(u16::from);
    let ours = matches!(code, Some(502 | 503 | 530 | 534 | 535 | 538));
    if error.is_permanent() && !ours {
        SendError::Permanent { reason }
    } else {
        SendError::Transient { reason }
    }
}

#[cfg(test)]
mod tests;
