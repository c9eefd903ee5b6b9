//! What the outbox page shows: every message as it left or will leave (ALL-4).

use jiff::Timestamp;
use visavis_reach::render::Rendered;
use visavis_store::outbox::{self as rows, Entry, Filter, StatusCount};

use super::post::{self, Envelope};
use super::{Job, To};
use crate::{App, Failure};

/// One entry, opened.
#[derive(Debug)]
pub struct Opened {
    /// The entry.
    pub entry: Entry,
    /// What it holds.
    pub content: Content,
}

/// What an entry holds.
#[derive(Debug)]
pub enum Content {
    /// A mail.
    Mail {
        /// To whom.
        to: To,
        /// The kind in a word.
        kind: &'static str,
        /// As it is sent.
        rendered: Box<Rendered>,
        /// The header lines.
        headers: String,
    },
    /// A text message.
    Text {
        /// To which number.
        number: String,
        /// The words.
        words: String,
    },
    /// Work that is not a message itself.
    Work {
        /// What, in a word.
        what: &'static str,
    },
}

/// One page of the list, and how many entries there are of each sort.
pub async fn list(
    app: &App,
    filter: &Filter<'_>,
    limit: u32,
) -> Result<(Vec<Entry>, Vec<StatusCount>), Failure> {
    let mut tx = app.store.read().await?;
    let entries = rows::list(&mut tx, filter, limit).await?;
    let counts = rows::counts(&mut tx).await?;
    Ok((entries, counts))
}

/// One entry with its contents.
pub async fn open(app: &App, id: i64) -> Result<Opened, Failure> {
    let mut tx = app.store.read().await?;
    let entry = rows::by_id(&mut tx, id).await?.ok_or(Failure::NotFound)?;
    let content = content(app, &entry)?;
    Ok(Opened { entry, content })
}

/// The subject line or the work of an entry, for a list.
pub fn title(app: &App, entry: &Entry) -> String {
    match content(app, entry) {
        Ok(Content::Mail { rendered, .. }) => rendered.subject,
        Ok(Content::Text { words, .. }) => words,
        Ok(Content::Work { what }) => what.to_owned(),
        Err(_) => entry.dedupe.clone(),
    }
}

fn content(app: &App, entry: &Entry) -> Result<Content, Failure> {
    let job: Job = serde_json::from_value(entry.payload.clone())
        .map_err(|error| Failure::inside(error.to_string()))?;
    Ok(match job {
        Job::Mail { to, message } => {
            let rendered = post::render(app, &to, &message)?;
            let at: Timestamp = entry.created_at;
            let envelope =
                Envelope { key: &entry.dedupe, at, to: &to, message: &message, content: &rendered };
            let headers = envelope.headers(app).unwrap_or_else(|error| error.to_string());
            let kind = message.kind();
            Content::Mail { to: *to, kind, rendered: Box::new(rendered), headers }
        }
        Job::PhoneCode { number, id, .. } => {
            let words = crate::phone::words(app, id);
            Content::Text { number, words }
        }
        Job::SignInLink { .. } => Content::Work { what: "sign_in_link" },
        Job::ResetLink { .. } => Content::Work { what: "reset_link" },
        Job::VerifyLink { .. } => Content::Work { what: "verify_link" },
        Job::LostLinks { .. } => Content::Work { what: "lost_links" },
        Job::Checkout { .. } => Content::Work { what: "checkout" },
        Job::Refund { .. } => Content::Work { what: "refund" },
    })
}

/// Somebody pressed *Retry*.
pub async fn retry(app: &App, id: i64) -> Result<(), Failure> {
    let mut tx = app.store.write().await?;
    rows::requeue(&mut tx, id, app.clock.now()).await?;
    tx.commit().await?;
    app.outbox_wake.notify_one();
    Ok(())
}
