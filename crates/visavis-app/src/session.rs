//! The one door: every change to a session comes through [`execute`], whoever asks.

mod effects;
mod notices;

use visavis_domain::ids::SessionId;
use visavis_domain::session::{Command, Refusal, Session, Verdict};
use visavis_store::{Tx, session as sessions};

pub use effects::split;
pub(crate) use effects::{RefundDetail, issue_link, post_journal, refund_after_settlement};
pub(crate) use notices::Desk;
pub use notices::{paid_with, receipt_number};

use crate::bus::Pair;
use crate::failure::Tries;
use crate::{App, Failure, Topic};

/// Decides a command on the session as it stands now and records what follows from it: state,
/// facts, next deadline, outbox and books in one transaction.
///
/// Due deadlines are recorded even when the command itself is refused.
pub async fn execute(app: &App, id: SessionId, command: Command) -> Result<Session, Failure> {
    let mut tries = Tries::new(&app.clock);
    loop {
        match execute_once(app, id, command.clone()).await {
            Ok(Done { session, refusal }) => {
                announce(app, &session);
                return refusal.map_or(Ok(session), |refusal| Err(refusal.into()));
            }
            // Decided anew on what somebody else made of the session meanwhile.
            Err(failure) if tries.again(&app.clock, &failure) => {}
            Err(failure) => return Err(failure),
        }
    }
}

async fn execute_once(app: &App, id: SessionId, command: Command) -> Result<Done, Failure> {
    let mut tx = app.store.write().await?;
    let done = execute_in(app, &mut tx, id, command).await?;
    tx.commit().await?;
    Ok(done)
}

/// What a command came to, inside a transaction that is still open.
#[derive(Debug)]
pub struct Done {
    /// The session after it.
    pub session: Session,
    /// Why the command itself was refused, if it was; due deadlines are recorded all the same.
    pub refusal: Option<Refusal>,
}

/// As [`execute`], as a part of a larger transaction: the provider's fact and its effect belong
/// together. The caller commits and then calls [`announce`].
pub async fn execute_in(
    app: &App,
    tx: &mut Tx,
    id: SessionId,
    command: Command,
) -> Result<Done, Failure> {
    let now = app.clock.now();
    let found = sessions::for_update(tx, id).await?.ok_or(Failure::NotFound)?;
    let before = found.session;
    let Verdict { decision, refusal } = before.decide(command, now);
    let mut session = before;
    for stamped in &decision.events {
        session.apply(stamped);
    }
    if !decision.events.is_empty() {
        sessions::update(tx, &session, found.version, now).await?;
        sessions::add_events(tx, id, &decision.events).await?;
    }
    if !decision.effects.is_empty() {
        effects::record(app, tx, &session, &decision.effects).await?;
    }
    Ok(Done { session, refusal })
}

/// After the commit: tells the pages, wakes the loops, and empties a room that is over.
pub fn announce(app: &App, session: &Session) {
    app.bus.publish(topic(session));
    app.bus.publish(Topic::Sessions(session.host.account()));
    app.bus.publish(Topic::Sessions(session.client));
    app.bus.publish(Topic::Operator);
    app.outbox_wake.notify_one();
    app.pay_wake.notify_one();
    app.deadline_wake.notify_one();
    app.rooms.session_changed(session);
}

/// The hint that this session changed.
pub fn topic(session: &Session) -> Topic {
    Topic::Session(session.id, Pair { host: session.host.account(), client: session.client })
}
