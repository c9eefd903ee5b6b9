//! The outbox: what is owed to the world is written with its cause and leaves from here, later,
//! again if need be (ALL-4).

pub mod page;
mod post;

use jiff::SignedDuration;
use serde::{Deserialize, Serialize};
use visavis_domain::ids::{AccountId, PaymentOpId};
use visavis_reach::message::Message;
use visavis_reach::render::Rendered;
use visavis_store::cast::Reachable;
use visavis_store::outbox::{self as rows, Fate, NewEntry, Taken, Topic};
use visavis_store::payment::PaymentOp;
use visavis_store::people::TokenPurpose;
use visavis_store::{StoreError, Tx};

use crate::failure::Tries;
use crate::{App, Failure, pay, people, phone};

/// How long a worker may take before another one tries.
const LEASE: SignedDuration = SignedDuration::from_secs(60);
/// How many entries one round takes.
const BATCH: u32 = 20;

/// What an entry asks for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "job", rename_all = "snake_case")]
pub enum Job {
    /// Send this mail.
    Mail {
        /// To whom.
        to: Box<To>,
        /// What.
        message: Box<Message>,
    },
    /// Somebody asked for a sign-in link: a mail follows if the address is known.
    SignInLink {
        /// What was typed.
        email: String,
    },
    /// Somebody asked for a new password: a mail follows if the address is known.
    ResetLink {
        /// What was typed.
        email: String,
    },
    /// Somebody asked for the proof of an address again.
    VerifyLink {
        /// What was typed.
        email: String,
    },
    /// Somebody lost the links to the own sessions: one mail for each that is still to come.
    LostLinks {
        /// What was typed.
        email: String,
    },
    /// The code that proves a mobile number (PAY-1). The code itself is derived when it is sent.
    PhoneCode {
        /// Whose.
        account: AccountId,
        /// Where to.
        number: String,
        /// From what it is derived.
        id: uuid::Uuid,
    },
    /// Open a checkout at the provider.
    Checkout {
        /// The operation.
        op: PaymentOpId,
    },
    /// Give money back through the provider.
    Refund {
        /// The operation.
        op: PaymentOpId,
    },
}

/// The reader of a mail, frozen with it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct To {
    /// The address.
    pub email: String,
    /// The name; may be empty.
    pub name: String,
    /// The language.
    pub locale: String,
    /// The time zone.
    pub tz: String,
}

/// A mail to be written into the outbox.
pub struct Mail<'a> {
    /// Unique for ever: the same cause is told once.
    pub dedupe: String,
    /// To whom.
    pub reader: Reachable,
    /// What.
    pub message: &'a Message,
}

fn json(job: &Job) -> Result<serde_json::Value, Failure> {
    serde_json::to_value(job).map_err(|error| Failure::inside(error.to_string()))
}

/// Writes a mail into the outbox, in the transaction of its cause.
pub async fn enqueue_mail(app: &App, tx: &mut Tx, mail: Mail<'_>) -> Result<(), Failure> {
    let now = app.clock.now();
    let Reachable { email, locale, tz, name } = mail.reader;
    let subject = mail.message.session().map_or(String::new(), |id| id.to_string());
    let recipient = email.clone();
    let to = Box::new(To { email, name, locale, tz });
    let job = Job::Mail { to, message: Box::new(mail.message.clone()) };
    let entry = NewEntry {
        topic: Topic::Mail,
        dedupe: &mail.dedupe,
        recipient: &recipient,
        subject_id: &subject,
        payload: &json(&job)?,
        due_at: now,
    };
    rows::enqueue(tx, &entry, now).await?;
    Ok(())
}

/// Writes a job that an anonymous visitor asked for: the same work for any address.
pub async fn enqueue_job(app: &App, job: &Job) -> Result<(), Failure> {
    let mut tx = app.store.write().await?;
    enqueue_job_in(app, &mut tx, job).await?;
    tx.commit().await?;
    app.outbox_wake.notify_one();
    Ok(())
}

/// As [`enqueue_job`], as a part of a larger transaction.
pub async fn enqueue_job_in(app: &App, tx: &mut Tx, job: &Job) -> Result<(), Failure> {
    let now = app.clock.now();
    let (topic, recipient, subject, dedupe) = match job {
        Job::Mail { to, .. } => (Topic::Mail, to.email.clone(), String::new(), None),
        Job::SignInLink { email }
        | Job::ResetLink { email }
        | Job::VerifyLink { email }
        | Job::LostLinks { email } => (Topic::Mail, email.clone(), String::new(), None),
        Job::PhoneCode { account, number, id } => {
            (Topic::Sms, number.clone(), account.to_string(), Some(id.to_string()))
        }
        Job::Checkout { op } => {
            (Topic::Pay, String::new(), op.to_string(), Some(format!("{op}:checkout")))
        }
        Job::Refund { op } => {
            (Topic::Pay, String::new(), op.to_string(), Some(format!("{op}:refund")))
        }
    };
    let dedupe = dedupe.unwrap_or_else(|| app.random.uuid(now).to_string());
    let entry = NewEntry {
        topic,
        dedupe: &dedupe,
        recipient: &recipient,
        subject_id: &subject,
        payload: &json(job)?,
        due_at: now,
    };
    rows::enqueue(tx, &entry, now).await?;
    Ok(())
}

/// A message as its reader gets it, without sending it.
pub(crate) fn rendered(app: &App, to: &To, message: &Message) -> Result<Rendered, Failure> {
    post::render(app, to, message)
}

/// Writes what a provider is to be asked.
pub async fn enqueue_refund(app: &App, tx: &mut Tx, op: &PaymentOp) -> Result<(), Failure> {
    enqueue_job_in(app, tx, &Job::Refund { op: op.id }).await
}

/// How an attempt ended.
pub(crate) enum Attempt {
    /// Done.
    Sent,
    /// Worth another try.
    Again(String),
    /// Never.
    Refused(String),
}

/// Sends what is due, once around; says how many entries there were.
pub async fn send_due(app: &App, topic: Topic) -> Result<usize, Failure> {
    let now = app.clock.now();
    let mut tx = app.store.write().await?;
    let taken = rows::take_due(&mut tx, topic, now, LEASE, BATCH).await?;
    tx.commit().await?;
    for entry in &taken {
        // A slow receiver has used the lease up: whoever takes the rest next must not meet us.
        if app.clock.now() >= now + LEASE / 2 {
            break;
        }
        let attempt = match attempt(app, entry).await {
            Ok(attempt) => attempt,
            Err(failure) => Attempt::Again(failure.to_string()),
        };
        if let Err(failure) = conclude(app, entry, &attempt).await {
            // The lease runs out and it is sent once more, under the same key.
            tracing::error!(outbox.id = entry.id, error = %failure, "an attempt could not be noted");
        }
        app.bus.publish(crate::Topic::Operator);
    }
    Ok(taken.len())
}

/// Notes how an attempt ended. Only a crash may forget it, not a moment in which others write
/// (PAY-12).
async fn conclude(app: &App, entry: &Taken, attempt: &Attempt) -> Result<(), Failure> {
    let mut tries = Tries::new(&app.clock);
    loop {
        match conclude_once(app, entry, attempt).await {
            Err(failure) if tries.again(&app.clock, &failure) => {}
            noted => return noted,
        }
    }
}

async fn conclude_once(app: &App, entry: &Taken, attempt: &Attempt) -> Result<(), Failure> {
    let now = app.clock.now();
    let mut tx = app.store.write().await?;
    // Mail servers repeat the address in their refusals; logs hold no personal data.
    let in_log = |error: &str| match entry.recipient.as_str() {
        "" => error.to_owned(),
        recipient => error.replace(recipient, "…"),
    };
    let noted = match attempt {
        Attempt::Sent => rows::finish(&mut tx, entry, now).await,
        Attempt::Again(error) => {
            tracing::warn!(
                outbox.id = entry.id,
                error = in_log(error),
                "an outbox entry could not be sent"
            );
            match rows::fail(&mut tx, entry, error, now).await {
                Ok(Fate::Dead) => {
                    tracing::error!(outbox.id = entry.id, "an outbox entry is given up");
                    Ok(())
                }
                Ok(Fate::Again(_)) => Ok(()),
                Err(error) => Err(error),
            }
        }
        Attempt::Refused(error) => {
            tracing::error!(
                outbox.id = entry.id,
                error = in_log(error),
                "an outbox entry was refused for good"
            );
            rows::give_up(&mut tx, entry, error, now).await
        }
    };
    match noted {
        Ok(()) => Ok(tx.commit().await?),
        // The lease ran out and another worker has it now; it will conclude.
        Err(StoreError::Conflict) => Ok(()),
        Err(error) => Err(error.into()),
    }
}

async fn attempt(app: &App, entry: &Taken) -> Result<Attempt, Failure> {
    let job: Job = match serde_json::from_value(entry.payload.clone()) {
        Ok(job) => job,
        Err(error) => return Ok(Attempt::Refused(format!("the entry cannot be read: {error}"))),
    };
    match job {
        Job::Mail { to, message } => post::send(app, entry, &to, &message).await,
        Job::SignInLink { email } => link(app, &email, TokenPurpose::SignIn).await,
        Job::ResetLink { email } => link(app, &email, TokenPurpose::ResetPassword).await,
        Job::VerifyLink { email } => link(app, &email, TokenPurpose::VerifyEmail).await,
        Job::LostLinks { email } => {
            let mut tx = app.store.write().await?;
            crate::access::send_lost_links(app, &mut tx, &email).await?;
            tx.commit().await?;
            app.outbox_wake.notify_one();
            Ok(Attempt::Sent)
        }
        Job::PhoneCode { number, id, .. } => Ok(phone::send_code(app, &number, id)),
        Job::Checkout { op } => pay::open_checkout(app, op).await,
        Job::Refund { op } => pay::send_refund(app, op).await,
    }
}

async fn link(app: &App, email: &str, purpose: TokenPurpose) -> Result<Attempt, Failure> {
    let mut tx = app.store.write().await?;
    people::send_link(app, &mut tx, email, purpose).await?;
    tx.commit().await?;
    // What was written just now is due at once.
    app.outbox_wake.notify_one();
    Ok(Attempt::Sent)
}
