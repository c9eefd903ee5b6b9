//! Personal access links: opening one, giving out a new one, sending lost ones again (PAY-14).

use jiff::SignedDuration;
use visavis_domain::ids::{ParticipantId, SessionId};
use visavis_domain::session::Party;
use visavis_reach::message::{Message, Side};
use visavis_store::access::{self, Grant, Link, Participant};
use visavis_store::session::Page;
use visavis_store::{Tx, cast, people, session as sessions};

use crate::limits::Gate;
use crate::outbox::{self, Mail};
use crate::people::Visitor;
use crate::secrets::{self, Secret, Secrets};
use crate::session::{Desk, issue_link, topic};
use crate::{App, Failure, room};

/// How long a seat cookie lives.
const GRANT_DAYS: i64 = 60;

/// How long after the payment its browser may go straight in.
const STRAIGHT_IN: SignedDuration = SignedDuration::from_hours(1);

/// A link that was opened: where to go, and the cookie to take along.
#[derive(Debug)]
pub struct OpenedLink {
    /// The session.
    pub session: SessionId,
    /// What goes into the seat cookie.
    pub cookie: Secret,
}

/// Exchanges a link's secret for a seat cookie. Wrong, revoked and foreign look the same (ALL-5).
pub async fn open(app: &App, secret: &str, visitor: &Visitor) -> Result<OpenedLink, Failure> {
    app.limits.check(Gate::Secret, "", visitor.address)?;
    let mut tx = app.store.write().await?;
    let link: Link = access::link_by_hash(&mut tx, &secrets::hash(secret.trim()))
        .await?
        .filter(|link| link.revoked_at.is_none())
        .ok_or(Failure::NotFound)?;
    let opened = grant(app, &mut tx, &link).await?;
    tx.commit().await?;
    Ok(opened)
}

async fn grant(app: &App, tx: &mut Tx, link: &Link) -> Result<OpenedLink, Failure> {
    let now = app.clock.now();
    let cookie = Secrets::random(&app.random);
    let expires_at = now + SignedDuration::from_hours(24 * GRANT_DAYS);
    access::add_grant(tx, link.id, &cookie.hash(), now, expires_at).await?;
    Ok(OpenedLink { session: link.session, cookie })
}

/// A seat cookie for the browser in which the client has just paid, so that nobody has to wait for
/// the mail. `None` until the payment has arrived, some time after it, and once the link was
/// replaced: whoever got a new one does not want the buyer of then in any more (PAY-14).
pub async fn seat_after_payment(
    app: &App,
    session: SessionId,
) -> Result<Option<OpenedLink>, Failure> {
    let mut tx = app.store.write().await?;
    let everybody = access::participants(&mut tx, session).await?;
    let Some(client) = everybody.into_iter().find(|one| one.party == Party::Client) else {
        return Ok(None);
    };
    // The client's only session: what another one opens may be somebody else's (ALL-5).
    let page = Page { limit: 2, offset: 0 };
    if sessions::of_client(&mut tx, client.account, page).await?.len() > 1 {
        return Ok(None);
    }
    let since = app.clock.now() - STRAIGHT_IN;
    let Some(link) = access::first_link(&mut tx, client.id, since).await? else {
        return Ok(None);
    };
    let opened = grant(app, &mut tx, &link).await?;
    tx.commit().await?;
    Ok(Some(opened))
}

/// What a seat cookie stands for, if it still stands for anything.
pub async fn seat(app: &App, cookie: &str) -> Result<Option<Grant>, Failure> {
    let mut tx = app.store.read().await?;
    Ok(access::grant(&mut tx, &secrets::hash(cookie), app.clock.now()).await?)
}

/// Everybody who takes part in a session, the host first.
pub async fn participants(app: &App, session: SessionId) -> Result<Vec<Participant>, Failure> {
    let mut tx = app.store.read().await?;
    Ok(access::participants(&mut tx, session).await?)
}

/// Gives somebody a new link; the old one is dead, and so are the cookies that it became, and so is
/// what they opened.
pub async fn reissue(
    app: &App,
    session: SessionId,
    participant: ParticipantId,
) -> Result<(), Failure> {
    let now = app.clock.now();
    let mut tx = app.store.write().await?;
    let found = sessions::by_id(&mut tx, session).await?.ok_or(Failure::NotFound)?.session;
    let everybody = access::participants(&mut tx, session).await?;
    let whose = everybody.into_iter().find(|one| one.id == participant).ok_or(Failure::NotFound)?;
    access::revoke_links(&mut tx, participant, now).await?;
    let link = issue_link(app, &mut tx, session, participant).await?;
    let cast = cast::of_pair(&mut tx, found.host, found.client).await?;
    let desk = Desk::of(app, &mut tx, &found, &cast).await?;
    let to = match whose.party {
        Party::Host => Side::Host,
        Party::Client => Side::Client,
    };
    let message = Message::LinkReissued { to, card: desk.card(whose.party), access: link };
    let reader = cast.player(whose.party).reach.clone();
    let dedupe = format!("{link}-reissued");
    outbox::enqueue_mail(app, &mut tx, Mail { dedupe, reader, message: &message }).await?;
    tx.commit().await?;
    app.outbox_wake.notify_one();
    // Whoever came by the old link is sent away now, not when the page asks next.
    room::send_away(app, session, whose.party, participant);
    app.bus.publish(topic(&found));
    Ok(())
}

/// Sends the live links of an address again, one mail for each session that is not over (PAY-16).
pub(crate) async fn send_lost_links(app: &App, tx: &mut Tx, email: &str) -> Result<(), Failure> {
    let Some(account) = people::by_email(tx, email).await? else {
        return Ok(());
    };
    let page = Page { limit: 50, offset: 0 };
    for session in sessions::of_client(tx, account.id, page).await? {
        if session.phase.is_over() || session.phase.sold().is_none() {
            continue;
        }
        let everybody = access::participants(tx, session.id).await?;
        let Some(client) = everybody.into_iter().find(|one| one.party == Party::Client) else {
            continue;
        };
        let Some(link) = access::live_link(tx, client.id).await? else { continue };
        let cast = cast::of_pair(tx, session.host, session.client).await?;
        let desk = Desk::of(app, tx, &session, &cast).await?;
        let card = desk.card(Party::Client);
        let message = Message::LinkReissued { to: Side::Client, card, access: link.id };
        let id = app.random.uuid(app.clock.now());
        let dedupe = format!("{}-again-{}", link.id, id.simple());
        let reader = cast.client.reach.clone();
        outbox::enqueue_mail(app, tx, Mail { dedupe, reader, message: &message }).await?;
    }
    Ok(())
}
