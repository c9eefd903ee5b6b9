//! What a decision asks of the world, written down in the decision's own transaction: nothing is
//! sent here.

use serde::{Deserialize, Serialize};
use visavis_domain::ids::{
    ConversationId, JournalId, LinkId, ParticipantId, PaymentOpId, SessionId,
};
use visavis_domain::ledger::{self, JournalDraft, Jurisdiction};
use visavis_domain::money::{BasisPoints, Money};
use visavis_domain::session::{Effect, Outcome, Party, Phase, RefundFrom, Session};
use visavis_domain::split::{Rates, Split};
use visavis_store::access::{self, NewLink, Participant};
use visavis_store::cast::{self, Cast};
use visavis_store::ledger::{NewSettlement, post, settle};
use visavis_store::payment::{self, PaymentOp};
use visavis_store::{Tx, conversation};

use super::notices;
use crate::outbox;
use crate::secrets::Purpose;
use crate::{App, Failure};

/// What a refund needs to know when the provider says that it happened.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct RefundDetail {
    /// The purchase that is given back.
    pub of: PaymentOpId,
    /// Where the money stood in the books.
    pub from: RefundFrom,
}

/// Writes down every effect, in order.
pub(super) async fn record(
    app: &App,
    tx: &mut Tx,
    session: &Session,
    effects: &[Effect],
) -> Result<(), Failure> {
    let cast = cast::of_pair(tx, session.host, session.client).await?;
    for effect in effects {
        match effect {
            Effect::Notify(notice) => {
                notices::record(app, tx, session, &cast, notice).await?;
            }
            Effect::OpenConversation => open_conversation(app, tx, session).await?,
            Effect::IssueLinks => issue_links(app, tx, session, &cast).await?,
            Effect::Capture { op, amount } => {
                let payment = payment::by_id(tx, *op)
                    .await?
                    .ok_or_else(|| Failure::inside(format!("{op} was paid but never asked for")))?;
                // The provider's own name of the payment: one fact, one journal.
                let name = payment.provider_ref.unwrap_or_else(|| op.to_string());
                post_journal(
                    app,
                    tx,
                    session.id,
                    ledger::sale::capture(&name, session.id, *amount),
                )
                .await?;
            }
            Effect::Settle { total } => settle_session(app, tx, session, *total).await?,
            Effect::Clear => clear(app, tx, session).await?,
            Effect::Refund { op, amount, from } => {
                refund(app, tx, session, *amount, RefundDetail { of: *op, from: *from }).await?;
            }
            // Done after the commit: the room is in this process.
            Effect::CloseRoom => {}
        }
    }
    Ok(())
}

async fn open_conversation(app: &App, tx: &mut Tx, session: &Session) -> Result<(), Failure> {
    let now = app.clock.now();
    let id = ConversationId::from_uuid(app.random.uuid(now));
    conversation::open(tx, id, session.host, session.client, now).await?;
    Ok(())
}

async fn issue_links(
    app: &App,
    tx: &mut Tx,
    session: &Session,
    cast: &Cast,
) -> Result<(), Failure> {
    let now = app.clock.now();
    // Who bought under this address before may have been a stranger, and must not read on when its
    // owner comes: the two would share one conversation (PAY-16, ALL-5).
    access::drop_unproven_grants(tx, cast.client.account).await?;
    for party in [Party::Host, Party::Client] {
        let player = cast.player(party);
        let participant = Participant {
            id: ParticipantId::from_uuid(app.random.uuid(now)),
            party,
            account: player.account,
            name: player.name.clone(),
        };
        access::add_participant(tx, session.id, &participant).await?;
        issue_link(app, tx, session.id, participant.id).await?;
    }
    Ok(())
}

/// Makes a new personal link; the caller revokes the old one if there is one (PAY-14).
pub(crate) async fn issue_link(
    app: &App,
    tx: &mut Tx,
    session: SessionId,
    participant: ParticipantId,
) -> Result<LinkId, Failure> {
    let now = app.clock.now();
    let id = LinkId::from_uuid(app.random.uuid(now));
    let token_hash = app.secrets.derive(Purpose::AccessLink, id.uuid()).hash();
    let link = NewLink { id, session, participant, token_hash: &token_hash };
    access::add_link(tx, link, now).await?;
    Ok(id)
}

/// The rates at which a session is settled.
pub(crate) fn rates(session: &Session) -> Result<Rates, Failure> {
    let bp = |value: u32| {
        let small = u16::try_from(value).map_err(|error| Failure::inside(error.to_string()))?;
        BasisPoints::new(small).map_err(|error| Failure::inside(error.to_string()))
    };
    Ok(Rates { tax: bp(session.terms.tax_bp)?, commission: bp(session.terms.commission_bp)? })
}

/// How a sum of this session is shared.
pub fn split(session: &Session, total: Money) -> Result<Split, Failure> {
    Split::of(total, rates(session)?).map_err(|error| Failure::inside(error.to_string()))
}

pub(crate) async fn post_journal(
    app: &App,
    tx: &mut Tx,
    session: SessionId,
    draft: Result<JournalDraft, ledger::LedgerError>,
) -> Result<JournalId, Failure> {
    let draft = draft.map_err(|error| Failure::inside(error.to_string()))?;
    let now = app.clock.now();
    let id = JournalId::from_uuid(app.random.uuid(now));
    post(tx, id, app.config.realm, &draft, Some(session), now).await?;
    Ok(id)
}

async fn settle_session(
    app: &App,
    tx: &mut Tx,
    session: &Session,
    total: Money,
) -> Result<(), Failure> {
    let split = split(session, total)?;
    let draft = ledger::sale::settle(session.id, session.host, &split, Jurisdiction::UNSTATED);
    let journal = post_journal(app, tx, session.id, draft).await?;
    let new = NewSettlement { session: session.id, journal, split, at: app.clock.now() };
    settle(tx, &new).await?;
    Ok(())
}

/// The host's share becomes available, less what a reported problem takes back; that part stays
/// pending until the provider has given it back.
async fn clear(app: &App, tx: &mut Tx, session: &Session) -> Result<(), Failure> {
    let Phase::Settled { sold, outcome, .. } = &session.phase else {
        return Err(Failure::inside(format!("{} is cleared before it is settled", session.id)));
    };
    let whole = split(session, sold.paid.amount)?;
    let kept = match outcome {
        Outcome::Whole => whole,
        Outcome::Resolved { refund, .. } => {
            let (_, kept) = whole
                .refund(*refund, rates(session)?)
                .map_err(|error| Failure::inside(error.to_string()))?;
            kept
        }
    };
    if kept.host.is_zero() {
        return Ok(());
    }
    let draft = ledger::payout::clear(session.id, session.host, kept.host);
    post_journal(app, tx, session.id, draft).await?;
    Ok(())
}

async fn refund(
    app: &App,
    tx: &mut Tx,
    session: &Session,
    amount: Money,
    detail: RefundDetail,
) -> Result<(), Failure> {
    let now = app.clock.now();
    let purchase = payment::by_id(tx, detail.of)
        .await?
        .ok_or_else(|| Failure::inside(format!("{} was never asked for", detail.of)))?;
    let op = PaymentOp {
        id: PaymentOpId::from_uuid(app.random.uuid(now)),
        realm: purchase.realm,
        provider: purchase.provider,
        session: session.id,
        purpose: "refund".to_owned(),
        seq: payment::next_seq(tx, session.id, "refund").await?,
        amount,
        state: "pending".to_owned(),
        provider_ref: None,
        checkout_url: None,
        expires_at: None,
        first_sent_at: None,
        created_at: now,
        detail: serde_json::to_value(detail).map_err(|error| Failure::inside(error.to_string()))?,
    };
    payment::insert_op(tx, &op).await?;
    outbox::enqueue_refund(app, tx, &op).await
}

/// The journal of a refund after settlement. The host's part comes from what this very session left
/// pending, never from the earnings of another one.
pub(crate) fn refund_after_settlement(
    session: &Session,
    name: &str,
    amount: Money,
) -> Result<Result<JournalDraft, ledger::LedgerError>, Failure> {
    let total = session
        .phase
        .sold()
        .map(|sold| sold.paid.amount)
        .ok_or_else(|| Failure::inside(format!("{} is not sold", session.id)))?;
    let (given, _) = split(session, total)?
        .refund(amount, rates(session)?)
        .map_err(|error| Failure::inside(error.to_string()))?;
    let nothing = Money::zero(amount.currency);
    let funds = ledger::refund::HostFunds {
        host: session.host,
        frozen: nothing,
        pending: given.host,
        available: nothing,
    };
    Ok(ledger::refund::after_settlement(name, &given, &funds, Jurisdiction::UNSTATED))
}
