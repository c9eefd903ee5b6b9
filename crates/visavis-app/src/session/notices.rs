//! Which words go to whom: a notice of the domain becomes a frozen message in the outbox.

use jiff::{SignedDuration, Timestamp};
use visavis_domain::ids::{LinkId, ParticipantId};
use visavis_domain::ledger::Realm;
use visavis_domain::money::Money;
use visavis_domain::session::{CancelReason, Date, Notice, Outcome, Party, Phase, Session, Sold};
use visavis_reach::message::{
    Audience, Invite, LinkRef, Message, RefundReason, Resolution, SessionCard, Side,
    Split as SplitView,
};
use visavis_store::cast::{Cast, Reachable};
use visavis_store::{Tx, access, cast};

use super::effects;
use crate::outbox::{self, Mail};
use crate::{App, Failure};

/// What all messages about one session need.
pub(crate) struct Desk<'a> {
    session: &'a Session,
    cast: &'a Cast,
    links: Vec<(Party, LinkId)>,
    price: Money,
}

impl<'a> Desk<'a> {
    /// Collects it.
    pub(crate) async fn of(
        app: &App,
        tx: &mut Tx,
        session: &'a Session,
        cast: &'a Cast,
    ) -> Result<Self, Failure> {
        let mut links = vec![];
        for participant in access::participants(tx, session.id).await? {
            if let Some(id) = live_link(tx, participant.id).await? {
                links.push((participant.party, id));
            }
        }
        let free = Money::zero(app.site.get().currency);
        Ok(Self { session, cast, links, price: session.price().unwrap_or(free) })
    }

    fn link(&self, party: Party) -> Option<LinkId> {
        self.links.iter().find(|(whose, _)| *whose == party).map(|(_, id)| *id)
    }

    fn access(&self, party: Party) -> Result<LinkId, Failure> {
        self.link(party).ok_or_else(|| {
            Failure::inside(format!("{} has no access link for {party:?}", self.session.id))
        })
    }

    /// How this side opens the session: by the page with an account, else by the link (PAY-16).
    fn open(&self, party: Party) -> LinkRef {
        match (party, self.cast.client_has_password, self.link(party)) {
            (Party::Client, false, Some(link)) => LinkRef::Access { link },
            (Party::Client, false, None) | (Party::Client, true, _) | (Party::Host, _, _) => {
                LinkRef::Session { session: self.session.id }
            }
        }
    }

    /// The session as the messages show it.
    pub(crate) fn card(&self, reader: Party) -> SessionCard {
        let terms = &self.session.terms;
        SessionCard {
            session: self.session.id,
            title: terms.title.clone(),
            minutes: terms.minutes,
            price: self.price,
            host: self.cast.host.name.clone(),
            host_zone: self.cast.host_zone.clone(),
            client: self.cast.client.name.clone(),
            start: self.session.slot().map(|slot| slot.starts_at),
            open: self.open(reader),
        }
    }

    fn invite(&self, stamp: Timestamp) -> Option<Invite> {
        let sequence = match self.session.phase.sold()?.date {
            Date::Open => return None,
            Date::Agreed { sequence, .. } => sequence,
        };
        Some(Invite { sequence, stamp })
    }
}

impl Desk<'_> {
    /// What takes a date out of the reader's calendar again.
    fn cancelled_invite(&self, stamp: Timestamp) -> Option<Invite> {
        let Phase::Cancelled { slot: Some(_), sequence, .. } = &self.session.phase else {
            return None;
        };
        Some(Invite { sequence: sequence + 1, stamp })
    }
}

async fn live_link(tx: &mut Tx, participant: ParticipantId) -> Result<Option<LinkId>, Failure> {
    Ok(access::live_link(tx, participant).await?.map(|link| link.id))
}

/// After *Not me* there is no link any more (PAY-15); the mail with the date brings a new one.
async fn ensure_link(
    app: &App,
    tx: &mut Tx,
    session: &Session,
    party: Party,
) -> Result<(), Failure> {
    let everybody = access::participants(tx, session.id).await?;
    let Some(whose) = everybody.iter().find(|one| one.party == party) else { return Ok(()) };
    if live_link(tx, whose.id).await?.is_none() {
        effects::issue_link(app, tx, session.id, whose.id).await?;
    }
    Ok(())
}

const fn side(party: Party) -> Side {
    match party {
        Party::Host => Side::Host,
        Party::Client => Side::Client,
    }
}

fn days(count: u32) -> SignedDuration {
    SignedDuration::from_hours(i64::from(count) * 24)
}

/// Writes a notice into the outbox, once for each cause.
pub(super) async fn record(
    app: &App,
    tx: &mut Tx,
    session: &Session,
    cast: &Cast,
    notice: &Notice,
) -> Result<(), Failure> {
    if let Notice::DateAgreed { to } = notice {
        ensure_link(app, tx, session, *to).await?;
    }
    let desk = Desk::of(app, tx, session, cast).await?;
    let (to, message) = message(app, &desk, notice)?;
    let readers = match to {
        Reader::Party(party) => vec![cast.player(party).reach.clone()],
        Reader::Operators => cast::operators(tx).await?,
    };
    for reader in readers {
        let mail = Mail { dedupe: dedupe(session, notice, &reader), reader, message: &message };
        outbox::enqueue_mail(app, tx, mail).await?;
    }
    Ok(())
}

enum Reader {
    Party(Party),
    Operators,
}

/// One row per cause: the same notice of the same date is never written twice (PAY-12).
fn dedupe(session: &Session, notice: &Notice, reader: &Reachable) -> String {
    let sequence = match session.phase.sold().map(|sold| sold.date) {
        Some(Date::Agreed { sequence, .. }) => i64::from(sequence),
        Some(Date::Open) | None => -1,
    };
    let offered = session
        .phase
        .sold()
        .and_then(|sold| sold.offer.as_ref())
        .map_or(0, |offer| offer.at.as_millisecond());
    let name = serde_json::to_string(notice).unwrap_or_default();
    let cause = format!("{name}:{sequence}:{offered}:{}", reader.email);
    let digest = crate::secrets::hash(&cause);
    let short = digest.iter().take(8).fold(0_u64, |sum, byte| (sum << 8) | u64::from(*byte));
    format!("{}-{short:016x}", session.id)
}

fn message(app: &App, desk: &Desk<'_>, notice: &Notice) -> Result<(Reader, Message), Failure> {
    let session = desk.session;
    let now = app.clock.now();
    let message = match notice {
        Notice::Confirmation { to } => Message::Confirmation {
            to: side(*to),
            card: desk.card(*to),
            access: desk.access(*to)?,
            paid_with: paid_with(app),
            invite: desk.invite(now),
        },
        Notice::TimesProposed { to } => Message::TimesProposed {
            to: side(*to),
            card: desk.card(*to),
            times: sold(session)?.offer.as_ref().map_or(vec![], |offer| offer.times.clone()),
        },
        Notice::DateAgreed { to } => Message::DateAgreed {
            to: side(*to),
            card: desk.card(*to),
            access: desk.access(*to)?,
            invite: desk.invite(now).ok_or_else(|| Failure::inside("a date without a date"))?,
        },
        Notice::ScheduleReminder { .. } => Message::ScheduleReminder {
            card: desk.card(Party::Host),
            paid_at: sold(session)?.paid.at,
            refundable_from: session.refund_from(sold(session)?),
        },
        Notice::RefundOffered => Message::RefundOffered { card: desk.card(Party::Client) },
        Notice::UndeliveredReminder { .. } => {
            let met = sold(session)?.meeting.last_at.unwrap_or(now);
            let hours = i64::from(session.policy.deliver_after_hours);
            let auto_at = met + SignedDuration::from_hours(hours);
            Message::UndeliveredReminder { card: desk.card(Party::Host), auto_at }
        }
        Notice::NotMet { to, .. } => {
            let ends_at = session.slot().map_or(now, |slot| slot.ends_at);
            let refund_at = ends_at + days(session.policy.unmet_refund_days);
            Message::NotMetNotice { to: side(*to), card: desk.card(*to), refund_at }
        }
        Notice::Delivered => delivered(desk, now)?,
        Notice::Earning => earning(desk, now)?,
        Notice::Receipt => receipt(app, desk)?,
        Notice::Refunded { amount } => refunded(app, desk, *amount, now),
        Notice::SlotLost { amount } => Message::SlotLostRefund {
            card: desk.card(Party::Client),
            amount: *amount,
            paid_with: paid_with(app),
        },
        Notice::Cancelled => Message::Cancelled {
            card: desk.card(Party::Host),
            reason: refund_reason(session),
            invite: desk.cancelled_invite(now),
        },
        Notice::ProblemReported => problem(desk, Audience::Host)?,
        Notice::ProblemForOperator => problem(desk, Audience::Operator)?,
        Notice::ProblemResolved { to, refund } => resolved(desk, *to, *refund)?,
    };
    Ok((reader_of(notice), message))
}

const fn reader_of(notice: &Notice) -> Reader {
    match notice {
        Notice::Confirmation { to }
        | Notice::TimesProposed { to }
        | Notice::DateAgreed { to }
        | Notice::NotMet { to, .. }
        | Notice::ProblemResolved { to, .. } => Reader::Party(*to),
        Notice::ScheduleReminder { .. }
        | Notice::Cancelled
        | Notice::UndeliveredReminder { .. }
        | Notice::Earning
        | Notice::ProblemReported => Reader::Party(Party::Host),
        Notice::RefundOffered
        | Notice::Delivered
        | Notice::Receipt
        | Notice::Refunded { .. }
        | Notice::SlotLost { .. } => Reader::Party(Party::Client),
        Notice::ProblemForOperator => Reader::Operators,
    }
}

fn sold(session: &Session) -> Result<&Sold, Failure> {
    session.phase.sold().ok_or_else(|| Failure::inside(format!("{} is not sold", session.id)))
}

/// How it was paid, in words.
pub fn paid_with(app: &App) -> String {
    match app.config.realm {
        Realm::Test => "Test till".to_owned(),
        Realm::Live => "Card".to_owned(),
    }
}

fn delivered(desk: &Desk<'_>, now: Timestamp) -> Result<Message, Failure> {
    let Phase::Delivered { by, .. } = desk.session.phase else {
        return Err(Failure::inside(format!("{} is not delivered", desk.session.id)));
    };
    let report_until = desk.session.problem_until().unwrap_or(now);
    Ok(Message::Delivered { card: desk.card(Party::Client), by, report_until })
}

fn earning(desk: &Desk<'_>, now: Timestamp) -> Result<Message, Failure> {
    let session = desk.session;
    let split = effects::split(session, sold(session)?.paid.amount)?;
    Ok(Message::Earning {
        card: desk.card(Party::Host),
        split: SplitView {
            gross: split.total,
            tax: split.tax,
            tax_bp: session.terms.tax_bp,
            commission: split.commission,
            commission_bp: session.terms.commission_bp,
            earning: split.host,
        },
        available_at: session.problem_until().unwrap_or(now),
    })
}

fn receipt(app: &App, desk: &Desk<'_>) -> Result<Message, Failure> {
    let session = desk.session;
    let paid = &sold(session)?.paid;
    let split = effects::split(session, paid.amount)?;
    Ok(Message::Receipt {
        card: desk.card(Party::Client),
        number: receipt_number(app.config.realm, session),
        paid_at: paid.at,
        paid_with: paid_with(app),
        paid: paid.amount,
        tax: split.tax,
        tax_bp: session.terms.tax_bp,
    })
}

/// The number of a session's receipt: play money has a series of its own.
pub fn receipt_number(realm: Realm, session: &Session) -> String {
    let id = session.id.to_string();
    let tail = id.chars().rev().take(10).collect::<Vec<_>>();
    let tail: String = tail.into_iter().rev().collect();
    match realm {
        Realm::Test => format!("T-{}", tail.to_uppercase()),
        Realm::Live => format!("R-{}", tail.to_uppercase()),
    }
}

fn refund_reason(session: &Session) -> RefundReason {
    let Phase::Cancelled { why, .. } = &session.phase else {
        return RefundReason::Cancelled;
    };
    match why {
        CancelReason::NoDate => RefundReason::NoDate,
        CancelReason::NeverMet => RefundReason::NotMet,
        CancelReason::ByHost { words } => RefundReason::ByHost { words: words.clone() },
        CancelReason::SlotLost | CancelReason::Abandoned => RefundReason::Cancelled,
    }
}

fn refunded(app: &App, desk: &Desk<'_>, amount: Money, now: Timestamp) -> Message {
    Message::Refunded {
        card: desk.card(Party::Client),
        amount,
        paid_with: paid_with(app),
        reason: refund_reason(desk.session),
        invite: desk.cancelled_invite(now),
    }
}

fn problem(desk: &Desk<'_>, to: Audience) -> Result<Message, Failure> {
    let Phase::Disputed { words, .. } = &desk.session.phase else {
        return Err(Failure::inside("a problem without words"));
    };
    Ok(Message::ProblemReported { to, card: desk.card(Party::Host), words: words.clone() })
}

fn resolved(desk: &Desk<'_>, to: Party, refund: Money) -> Result<Message, Failure> {
    let Phase::Settled { sold, outcome: Outcome::Resolved { reason, .. }, .. } =
        &desk.session.phase
    else {
        return Err(Failure::inside("a problem that was not resolved"));
    };
    let resolution = if refund.is_zero() {
        Resolution::NoRefund
    } else if refund == sold.paid.amount {
        Resolution::Full { amount: refund }
    } else {
        Resolution::Part { amount: refund }
    };
    Ok(Message::ProblemResolved {
        to: side(to),
        card: desk.card(to),
        resolution,
        reason: reason.clone(),
    })
}
