//! The loops that keep promises while nobody looks: outbox, deadlines, the test till, rooms, sweeps.
//!
//! Each wakes when something was committed, when something is due, and at least every few seconds;
//! none holds state of its own, so any of them may die and be started again.

use std::time::Duration;

use visavis_domain::session::Command;
use visavis_store::outbox::Topic as Way;
use visavis_store::{access, idempotency, people, session as sessions, till};

use crate::{App, Failure, outbox, pay, room, session};

/// The longest that a loop sleeps without being woken.
const LONGEST: Duration = Duration::from_secs(1);
/// How many due sessions are read at once.
const DUE_AT_ONCE: u16 = 100;

/// Sends mail and text messages, for ever.
pub async fn post(app: App) {
    loop {
        let mut sent = 0;
        for way in [Way::Mail, Way::Sms] {
            sent += counted("outbox", outbox::send_due(&app, way).await);
        }
        if sent == 0 {
            let _ = tokio::time::timeout(LONGEST, app.outbox_wake.notified()).await;
        }
    }
}

/// Asks payment providers, for ever; beside the mails, so that a slow provider delays none.
pub async fn payments(app: App) {
    loop {
        if counted("payments", outbox::send_due(&app, Way::Pay).await) == 0 {
            let _ = tokio::time::timeout(LONGEST / 4, app.pay_wake.notified()).await;
        }
    }
}

/// Sends every due session its tick, for ever.
pub async fn deadlines(app: App) {
    loop {
        if counted("deadlines", tick_due(&app).await) == 0 {
            let _ = tokio::time::timeout(LONGEST, app.deadline_wake.notified()).await;
        }
    }
}

/// Lets the test till deliver, for ever: a task of its own, as a provider would be.
pub async fn till(app: App) {
    loop {
        let wait = match pay::till::deliver(&app).await {
            Ok(_) => until_due(&app).await,
            // What is due stays due: without a pause we would try it without end.
            failed @ Err(_) => {
                counted("till", failed);
                LONGEST
            }
        };
        let _ = tokio::time::timeout(wait, app.till_wake.notified()).await;
    }
}

async fn until_due(app: &App) -> Duration {
    let next = async {
        let mut tx = app.store.read().await?;
        Ok::<_, Failure>(till::next_due(&mut tx).await?)
    };
    match next.await {
        Ok(Some(at)) => {
            let wait = at.duration_since(app.clock.now());
            Duration::try_from(wait).unwrap_or(Duration::ZERO).min(LONGEST)
        }
        Ok(None) | Err(_) => LONGEST,
    }
}

/// Keeps rooms honest, for ever: pings, proofs, presence, take-overs.
pub async fn rooms(app: App) {
    let mut beat = tokio::time::interval(Duration::from_millis(500));
    loop {
        beat.tick().await;
        room::beat(&app).await;
    }
}

/// What is done now and then, for ever: lost webhooks, old cookies, quiet limits.
pub async fn housekeeping(app: App) {
    let mut round = tokio::time::interval(Duration::from_mins(1));
    loop {
        round.tick().await;
        app.limits.sweep();
        if let Err(error) = app.store.maintain().await {
            tracing::warn!(%error, "the store could not be maintained");
        }
        if app.store.is_short_of_disk() {
            tracing::error!("the disk is full; the reserve is in use, make room");
        }
        if let Err(failure) = pay::catch_up(&app).await {
            tracing::warn!(error = %failure, "the provider's events could not be listed");
        }
        if let Err(failure) = forget(&app).await {
            tracing::warn!(error = %failure, "old rows could not be dropped");
        }
    }
}

async fn forget(app: &App) -> Result<(), Failure> {
    let now = app.clock.now();
    let month = jiff::SignedDuration::from_hours(24 * 30);
    let mut tx = app.store.write().await?;
    people::drop_old_sign_ins(&mut tx, now).await?;
    access::drop_old_grants(&mut tx, now).await?;
    idempotency::forget_before(&mut tx, now - month).await?;
    tx.commit().await?;
    Ok(())
}

/// Ticks what is due, once around; says how many sessions moved on.
///
/// One that cannot be ticked stays due. It is no reason to come back at once, and it stands in
/// nobody's way: those behind it are reached by passing over it.
pub async fn tick_due(app: &App) -> Result<usize, Failure> {
    let (mut kept, mut stuck) = (0, 0);
    loop {
        let mut tx = app.store.read().await?;
        let due = sessions::due(&mut tx, app.clock.now(), DUE_AT_ONCE, stuck).await?;
        drop(tx);
        for id in &due {
            match session::execute(app, *id, Command::Tick).await {
                Ok(_) => kept += 1,
                Err(failure) => {
                    stuck += 1;
                    tracing::error!(session.id = %id, error = %failure, "a deadline could not be kept");
                }
            }
        }
        if kept > 0 || due.len() < usize::from(DUE_AT_ONCE) {
            return Ok(kept);
        }
    }
}

fn counted(what: &'static str, done: Result<usize, Failure>) -> usize {
    match done {
        Ok(count) => count,
        Err(failure) => {
            tracing::error!(%what, error = %failure, "a round of work failed");
            0
        }
    }
}

/// Works until nothing is due: for tests and for the moment before the program ends.
pub async fn until_quiet(app: &App) -> Result<(), Failure> {
    loop {
        let mut done = tick_due(app).await?;
        for way in [Way::Pay, Way::Mail, Way::Sms] {
            done += outbox::send_due(app, way).await?;
        }
        done += pay::till::deliver(app).await?;
        if done == 0 {
            return Ok(());
        }
    }
}
