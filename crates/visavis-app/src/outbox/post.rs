//! Turning a frozen message into a mail: links get their secrets here and nowhere else.

use jiff::Timestamp;
use jiff::tz::TimeZone;
use visavis_reach::message::{LinkRef, Message};
use visavis_reach::render::{Colours, Look, Reader, Rendered};
use visavis_reach::transport::{self, Correspondent};
use visavis_store::outbox::Taken;

use super::{Attempt, To};
use crate::secrets::Purpose;
use crate::{App, Failure, Realm};

/// How the site presents itself in mails.
pub(crate) fn look(app: &App) -> Look {
    let site = app.site.get();
    let defaults = Colours::default();
    let mut look = Look {
        site_name: site.name.clone(),
        base_url: app.config.base_url.clone(),
        email: site.contact_email.clone(),
        colours: Colours {
            primary: site.primary_colour.parse().unwrap_or(defaults.primary),
            accent: site.accent_colour.parse().unwrap_or(defaults.accent),
        },
        test_realm: app.config.realm == Realm::Test,
    };
    if look.email.is_empty() {
        look.email = format!("hello@{}", look.domain());
    }
    look
}

/// The full address behind a reference, with its secret in the fragment, where no server, proxy or
/// log sees it (PAY-14).
pub(crate) fn address(app: &App, link: &LinkRef) -> String {
    let base = &app.config.base_url;
    let one_time = |path: &str, token: &str| {
        // A reference that is not an id is a defect; the link then leads to the page that says so.
        let secret = uuid::Uuid::parse_str(token)
            .map(|id| app.secrets.derive(Purpose::OneTime, id).reveal().to_owned())
            .unwrap_or_default();
        format!("{base}{path}#{secret}")
    };
    match link {
        LinkRef::Access { link } => {
            let secret = app.secrets.derive(Purpose::AccessLink, link.uuid());
            format!("{base}/s#{}", secret.reveal())
        }
        LinkRef::VerifyEmail { token } => one_time("/sign-up/verify", &token.0),
        LinkRef::ChangeEmail { token } => one_time("/account/email/confirm", &token.0),
        LinkRef::SignIn { token } => one_time("/sign-in/link", &token.0),
        LinkRef::ResetPassword { token } => one_time("/reset", &token.0),
        LinkRef::Operator { token } => one_time("/operator/begin", &token.0),
        LinkRef::Session { session } => format!("{base}/sessions/{session}"),
        LinkRef::Receipt { session } => format!("{base}/sessions/{session}/receipt"),
        LinkRef::Conversation { conversation } => format!("{base}/messages/{conversation}"),
        LinkRef::LostLink => format!("{base}/s/lost"),
        LinkRef::Page { path } => format!("{base}{path}"),
    }
}

/// The message as it is sent, or shown on the outbox page.
pub(crate) fn render(app: &App, to: &To, message: &Message) -> Result<Rendered, Failure> {
    let reader = Reader {
        locale: to.locale.parse().unwrap_or_default(),
        zone: TimeZone::get(&to.tz).unwrap_or(TimeZone::UTC),
        name: to.name.clone(),
        email: to.email.clone(),
    };
    app.renderer
        .render(message, &reader, &look(app), &|link| address(app, link))
        .map_err(|error| Failure::inside(error.to_string()))
}

/// The envelope around a rendered message.
pub(crate) struct Envelope<'a> {
    /// The dedupe key of the entry.
    pub key: &'a str,
    /// When it was caused.
    pub at: Timestamp,
    /// The reader.
    pub to: &'a To,
    /// The message.
    pub message: &'a Message,
    /// As it is sent.
    pub content: &'a Rendered,
}

impl Envelope<'_> {
    /// Calls `with` with the mail that the transport takes.
    pub(crate) async fn send(&self, app: &App) -> Result<transport::Sent, transport::SendError> {
        let look = look(app);
        let thread = self.message.thread();
        let mail = self.mail(&look, thread.as_deref());
        app.transport.send(&mail).await
    }

    /// The header lines, for the outbox page.
    pub(crate) fn headers(&self, app: &App) -> Result<String, transport::SendError> {
        let look = look(app);
        let thread = self.message.thread();
        transport::headers(&self.mail(&look, thread.as_deref()))
    }

    fn mail<'m>(&'m self, look: &'m Look, thread: Option<&'m str>) -> transport::Mail<'m> {
        transport::Mail {
            key: self.key,
            thread,
            at: self.at,
            domain: look.domain(),
            from: Correspondent { name: &look.site_name, email: &look.email },
            to: Correspondent { name: &self.to.name, email: &self.to.email },
            content: self.content,
        }
    }
}

/// Hands a mail over.
pub(super) async fn send(
    app: &App,
    entry: &Taken,
    to: &To,
    message: &Message,
) -> Result<Attempt, Failure> {
    let content = render(app, to, message)?;
    let envelope =
        Envelope { key: &entry.dedupe, at: entry.created_at, to, message, content: &content };
    match envelope.send(app).await {
        Ok(_) => Ok(Attempt::Sent),
        Err(error) if error.is_permanent() => Ok(Attempt::Refused(error.to_string())),
        Err(error) => Ok(Attempt::Again(error.to_string())),
    }
}
