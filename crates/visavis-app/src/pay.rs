//! Payments: what providers are asked, and what their facts do. Only the webhook inbox completes a
//! payment, the test till's too.

pub mod till;

use std::sync::Arc;

use jiff::SignedDuration;
use serde_json::json;
use visavis_domain::ids::PaymentOpId;
use visavis_domain::ledger;
use visavis_domain::money::Money;
use visavis_domain::session::{Command, RefundFrom, Session};
use visavis_pay::{
    Booked, EventCursor, Fact, GatewayError, Order, Provider, ProviderEvent, Refund, may_repeat,
};
use visavis_store::inbox::{self, EventKey};
use visavis_store::payment::{self, Closing, PaymentOp};
use visavis_store::{StoreError, Tx, session as sessions, settings};

use crate::failure::Tries;
use crate::outbox::Attempt;
use crate::session::{self, RefundDetail};
use crate::{App, Failure};

/// The provider of this site.
pub type Gateway = Arc<dyn Provider>;

/// Where the point up to which events were listed is kept.
const CURSOR: &str = "pay.cursor";
/// Events may appear a little behind the cursor; so far it is set back at each reading.
const OVERLAP: SignedDuration = SignedDuration::from_mins(5);

/// Opens the checkout of a purchase at the provider.
pub(crate) async fn open_checkout(app: &App, id: PaymentOpId) -> Result<Attempt, Failure> {
    let (op, session) = match begin(app, id).await? {
        Begun::Asking(asking) => *asking,
        // What ran out or was refused needs no page any more.
        Begun::Done | Begun::Failed => return Ok(Attempt::Sent),
        Begun::TooOld => return Ok(Attempt::Refused(TOO_OLD.to_owned())),
    };
    let order = Order {
        op: id,
        amount: op.amount,
        description: session.terms.title.clone(),
        return_url: format!("{}/checkout/{}", app.config.base_url, session.id),
        expires_at: op.expires_at.unwrap_or(session.created_at),
    };
    match app.gateway.create_checkout(&order).await {
        Ok(checkout) => {
            let mut tx = app.store.write().await?;
            payment::answered(&mut tx, id, &checkout.payment, Some(&checkout.page_url)).await?;
            tx.commit().await?;
            app.bus.publish(session::topic(&session));
            Ok(Attempt::Sent)
        }
        Err(error) => {
            let attempt = refused(app, id, error).await?;
            // Somebody is looking at a page that waits for the provider.
            app.bus.publish(session::topic(&session));
            Ok(attempt)
        }
    }
}

/// Gives money back through the provider.
pub(crate) async fn send_refund(app: &App, id: PaymentOpId) -> Result<Attempt, Failure> {
    let op = match begin(app, id).await? {
        Begun::Asking(asking) => asking.0,
        Begun::Done => return Ok(Attempt::Sent),
        // Trying again does not give the money back; the entry must not look as if it had.
        Begun::Failed => {
            return Ok(Attempt::Refused("the provider refused this refund".to_owned()));
        }
        Begun::TooOld => return Ok(Attempt::Refused(TOO_OLD.to_owned())),
    };
    let detail = refund_detail(&op)?;
    let mut tx = app.store.read().await?;
    let purchase = payment::by_id(&mut tx, detail.of).await?;
    drop(tx);
    let Some(name) = purchase.and_then(|purchase| purchase.provider_ref) else {
        return Ok(Attempt::Refused("the purchase has no name at the provider".to_owned()));
    };
    let request = Refund { op: id, payment: name, amount: op.amount };
    match app.gateway.refund(&request).await {
        Ok(sent) => {
            let mut tx = app.store.write().await?;
            payment::answered(&mut tx, id, &sent.refund, None).await?;
            tx.commit().await?;
            Ok(Attempt::Sent)
        }
        Err(error) => refused(app, id, error).await,
    }
}

/// How an operation stands before it is sent.
enum Begun {
    /// It is being sent.
    Asking(Box<(PaymentOp, Session)>),
    /// It is done already.
    Done,
    /// It was refused for good.
    Failed,
    /// It was sent so long ago that sending it again may do it twice.
    TooOld,
}

const TOO_OLD: &str = "it was sent long ago; whether it was done has to be looked up";

/// Notes that the operation is being sent, if it still has to be.
async fn begin(app: &App, id: PaymentOpId) -> Result<Begun, Failure> {
    let now = app.clock.now();
    let mut tx = app.store.write().await?;
    let op = payment::by_id(&mut tx, id).await?.ok_or(Failure::NotFound)?;
    match op.state.as_str() {
        "done" => return Ok(Begun::Done),
        "failed" => return Ok(Begun::Failed),
        _ => {}
    }
    if op.first_sent_at.is_some_and(|first| !may_repeat(first, now)) {
        return Ok(Begun::TooOld);
    }
    payment::sent(&mut tx, id, now).await?;
    let session = sessions::by_id(&mut tx, op.session).await?.ok_or(Failure::NotFound)?.session;
    tx.commit().await?;
    Ok(Begun::Asking(Box::new((op, session))))
}

async fn refused(app: &App, id: PaymentOpId, error: GatewayError) -> Result<Attempt, Failure> {
    match error {
        // The same request under the same key is safe for a day; `begin` counts the hours.
        GatewayError::Retry | GatewayError::Unknown => Ok(Attempt::Again(error.to_string())),
        GatewayError::Refused { .. } | GatewayError::Misuse { .. } => {
            let mut tx = app.store.write().await?;
            payment::close(&mut tx, id, Closing::Failed).await?;
            tx.commit().await?;
            Ok(Attempt::Refused(error.to_string()))
        }
    }
}

fn refund_detail(op: &PaymentOp) -> Result<RefundDetail, Failure> {
    serde_json::from_value(op.detail.clone())
        .map_err(|error| Failure::inside(format!("{}: {error}", op.id)))
}

/// Takes what a provider delivers: verified, kept once, acted on. `Ok` means "do not send again".
pub async fn receive(app: &App, signature: &str, body: &[u8]) -> Result<(), Failure> {
    let event = app
        .gateway
        .read_webhook(signature, body, app.clock.now())
        .map_err(|_| Failure::Forbidden)?;
    keep(app, std::slice::from_ref(&event)).await?;
    act_on_waiting(app).await
}

/// Keeps events, those that were heard before as they are; all in one transaction, because a page
/// of the provider's list is mostly old.
async fn keep(app: &App, events: &[ProviderEvent]) -> Result<(), Failure> {
    let mut tx = app.store.write().await?;
    for event in events {
        let key = EventKey { source: app.gateway.name().to_owned(), event_id: event.id.clone() };
        let payload =
            serde_json::to_value(event).map_err(|error| Failure::inside(error.to_string()))?;
        inbox::keep(&mut tx, &key, &payload, app.clock.now()).await?;
    }
    Ok(tx.commit().await?)
}

/// Does what events in the inbox ask for, each in one transaction with its mark. One that fails
/// stays and is tried again with the next.
pub async fn act_on_waiting(app: &App) -> Result<(), Failure> {
    let mut tx = app.store.read().await?;
    let waiting = inbox::waiting(&mut tx, 100).await?;
    drop(tx);
    for key in waiting {
        if let Err(failure) = act(app, &key).await {
            tracing::warn!(event = %key.event_id, error = %failure, "a payment event must wait");
            let mut tx = app.store.write().await?;
            inbox::failed(&mut tx, &key, &failure.to_string()).await?;
            tx.commit().await?;
        }
    }
    Ok(())
}

async fn act(app: &App, key: &EventKey) -> Result<(), Failure> {
    let (mut tries, mut late) = (Tries::new(&app.clock), Late::No);
    loop {
        match act_once(app, key, late).await {
            // The reserved time is somebody else's by now: the money goes back by itself (ALL-2).
            Err(Failure::Taken(name)) if late == Late::No && name == "session_no_overlap" => {
                late = Late::Yes;
            }
            Err(failure) if tries.again(&app.clock, &failure) => {}
            done => return done,
        }
    }
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Late {
    No,
    Yes,
}

async fn act_once(app: &App, key: &EventKey, late: Late) -> Result<(), Failure> {
    let mut tx = app.store.write().await?;
    let Some(row) = inbox::lock(&mut tx, key).await? else {
        return Ok(());
    };
    let event: ProviderEvent =
        serde_json::from_value(row.payload).map_err(|error| Failure::inside(error.to_string()))?;
    if event.realm != app.config.realm {
        return Err(Failure::inside("an event of the other realm"));
    }
    let changed = effect(app, &mut tx, &event, late).await?;
    inbox::done(&mut tx, key, app.clock.now()).await?;
    tx.commit().await?;
    if let Some(session) = changed {
        session::announce(app, &session);
    }
    Ok(())
}

async fn effect(
    app: &App,
    tx: &mut Tx,
    event: &ProviderEvent,
    late: Late,
) -> Result<Option<Session>, Failure> {
    let op = payment::by_id(tx, event.op)
        .await?
        .ok_or_else(|| Failure::inside(format!("{} is not ours", event.op)))?;
    match &event.fact {
        Fact::CheckoutCompleted { amount } => {
            if op.provider_ref.is_none() {
                // The answer to our own call was lost; the event tells the name as well.
                payment::answered(tx, op.id, &event.object, op.checkout_url.as_deref()).await?;
            }
            payment::close(tx, op.id, Closing::Done).await?;
            let (op_id, amount) = (op.id, *amount);
            let command = match late {
                Late::No => Command::Pay { op: op_id, amount },
                Late::Yes => Command::PayTooLate { op: op_id, amount },
            };
            let done = session::execute_in(app, tx, op.session, command).await?;
            match done.refusal {
                None => Ok(Some(done.session)),
                Some(refusal) => Err(refusal.into()),
            }
        }
        Fact::CheckoutExpired | Fact::CheckoutDeclined { .. } => {
            payment::close(tx, op.id, Closing::Failed).await?;
            Ok(None)
        }
        Fact::Refunded { amount, refund } => {
            if payment::close(tx, op.id, Closing::Done).await? {
                refunded(app, tx, &op, *amount, refund).await?;
            }
            Ok(None)
        }
        Fact::BalanceTransaction { transaction, booked, amount, fee } => {
            let draft = match booked {
                Booked::Charge => ledger::sale::charge_cleared(transaction, *amount, *fee),
                Booked::Refund => ledger::refund::cleared(transaction, *amount, *fee),
            };
            session::post_journal(app, tx, op.session, draft).await?;
            Ok(None)
        }
        // Amounts are not held in this way of working yet.
        Fact::Authorised { .. } | Fact::Released { .. } | Fact::Captured { .. } => Ok(None),
    }
}

/// The provider gave money back: the books follow, each part its difference.
async fn refunded(
    app: &App,
    tx: &mut Tx,
    op: &PaymentOp,
    amount: Money,
    name: &str,
) -> Result<(), Failure> {
    let detail = refund_detail(op)?;
    let session = sessions::by_id(tx, op.session).await?.ok_or(Failure::NotFound)?.session;
    let draft = match detail.from {
        RefundFrom::Escrow => ledger::refund::before_settlement(name, session.id, amount),
        RefundFrom::Settled => session::refund_after_settlement(&session, name, amount)?,
    };
    session::post_journal(app, tx, session.id, draft).await?;
    Ok(())
}

/// Looks what happened at the provider since the last time, for webhooks that never came, and does
/// what is waiting even if the provider does not answer.
pub async fn catch_up(app: &App) -> Result<(), Failure> {
    let listed = list_missed(app).await;
    act_on_waiting(app).await?;
    listed
}

async fn list_missed(app: &App) -> Result<(), Failure> {
    let mut tx = app.store.read().await?;
    let kept = settings::current(&mut tx, CURSOR).await?;
    drop(tx);
    let seen = kept.as_ref().map_or(0, |setting| setting.version);
    let millis = kept.as_ref().and_then(|setting| setting.value.as_i64()).unwrap_or(0);
    let mut at = jiff::Timestamp::from_millisecond(millis).unwrap_or_default();
    let start = at.checked_sub(OVERLAP).unwrap_or(jiff::Timestamp::UNIX_EPOCH);
    let mut cursor = EventCursor::since(start);
    loop {
        let page = app
            .gateway
            .list_events(&cursor, 100)
            .await
            .map_err(|error| Failure::inside(error.to_string()))?;
        at = page.events.iter().map(|event| event.at).fold(at, jiff::Timestamp::max);
        keep(app, &page.events).await?;
        let Some(next) = page.next else { break };
        cursor = next;
    }
    if at.as_millisecond() != millis {
        let mut tx = app.store.write().await?;
        let now = app.clock.now();
        let value = json!(at.as_millisecond());
        match settings::change(&mut tx, CURSOR, seen, &value, None, now).await {
            Ok(version) => {
                // It moves all the time, and nobody wants to know where it was.
                settings::forget_before(&mut tx, CURSOR, version).await?;
                tx.commit().await?;
            }
            // Two looked at the same time; the next look begins where the other one ended.
            Err(StoreError::Conflict) => {}
            Err(error) => return Err(error.into()),
        }
    }
    Ok(())
}
