//! Who takes part in a session, the personal links into it, and the cookies that opened links became.

use jiff::Timestamp;
use visavis_domain::ids::{AccountId, LinkId, ParticipantId, SessionId};
use visavis_domain::session::Party;

use crate::sql::sql;
use crate::{Row, StoreError, Tx, args};

sql! { INSERT_PARTICIPANT = "INSERT INTO participant (id, session_id, role, account_id, name) VALUES ($1, $2, $3, $4, $5)" }

sql! { PARTICIPANTS = "SELECT id, role, account_id, name FROM participant WHERE session_id = $1 ORDER BY role DESC, id" }

sql! { INSERT_LINK = "INSERT INTO access_link (id, session_id, participant_id, token_hash, created_at) VALUES ($1, $2, $3, $4, $5)" }

sql! { LINK_BY_HASH = "SELECT l.id, l.session_id, l.participant_id, l.revoked_at, l.opened_at
FROM access_link l
WHERE l.token_hash = $1" }

sql! { LIVE_LINK = "SELECT id, session_id, participant_id, revoked_at, opened_at
FROM access_link
WHERE participant_id = $1 AND revoked_at IS NULL
ORDER BY created_at DESC
LIMIT 1" }

sql! { FIRST_LINK = "SELECT l.id, l.session_id, l.participant_id, l.revoked_at, l.opened_at
FROM access_link l
WHERE l.participant_id = $1 AND l.created_at >= $2
AND NOT EXISTS (SELECT 1 FROM access_link r WHERE r.participant_id = $1 AND r.revoked_at IS NOT NULL)
ORDER BY l.created_at
LIMIT 1" }

sql! { DROP_UNPROVEN_GRANTS = "DELETE FROM access_grant WHERE link_id IN (
SELECT l.id FROM access_link l
JOIN participant p ON p.id = l.participant_id
JOIN account a ON a.id = p.account_id
WHERE a.id = $1 AND a.email_verified_at IS NULL)" }

sql! { OPEN_LINK = "UPDATE access_link SET opened_at = coalesce(opened_at, $1) WHERE id = $2" }

sql! { REVOKE_LINKS = "UPDATE access_link SET revoked_at = $1 WHERE participant_id = $2 AND revoked_at IS NULL" }

sql! { INSERT_GRANT = "INSERT INTO access_grant (token_hash, link_id, created_at, expires_at) VALUES ($1, $2, $3, $4)" }

sql! { GRANT = "SELECT l.session_id, l.participant_id, p.role, p.account_id, p.name, l.id
FROM access_grant g
JOIN access_link l ON l.id = g.link_id
JOIN participant p ON p.id = l.participant_id
WHERE g.token_hash = $1 AND g.expires_at > $2 AND l.revoked_at IS NULL" }

sql! { DROP_OLD_GRANTS = "DELETE FROM access_grant WHERE expires_at < $1" }

/// One person's part in a session.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Participant {
    /// Its id.
    pub id: ParticipantId,
    /// Which side; guests come with a later way of working.
    pub party: Party,
    /// The account behind it.
    pub account: AccountId,
    /// The name that the others see.
    pub name: String,
}

/// A personal link, without its secret.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Link {
    /// Its id, from which the secret is derived.
    pub id: LinkId,
    /// The session that it leads to.
    pub session: SessionId,
    /// Whose it is.
    pub participant: ParticipantId,
    /// When it was revoked, if it was.
    pub revoked_at: Option<Timestamp>,
    /// When it was first opened, if it was.
    pub opened_at: Option<Timestamp>,
}

/// What a valid seat cookie stands for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Grant {
    /// The session.
    pub session: SessionId,
    /// The part in it.
    pub participant: Participant,
    /// The link that was opened.
    pub link: LinkId,
}

/// A new link with the hash of its secret.
#[derive(Debug, Clone, Copy)]
pub struct NewLink<'a> {
    /// Its id.
    pub id: LinkId,
    /// The session that it leads to.
    pub session: SessionId,
    /// Whose it is.
    pub participant: ParticipantId,
    /// The hash of its secret.
    pub token_hash: &'a [u8],
}

fn party(role: &str) -> Result<Party, StoreError> {
    match role {
        "host" => Ok(Party::Host),
        "client" => Ok(Party::Client),
        other => Err(StoreError::bug(format!("a participant has the role {other}"))),
    }
}

fn link(row: &Row) -> Result<Link, StoreError> {
    Ok(Link {
        id: row.get(0)?,
        session: row.get(1)?,
        participant: row.get(2)?,
        revoked_at: row.get(3)?,
        opened_at: row.get(4)?,
    })
}

/// Adds a person to a session.
pub async fn add_participant(
    tx: &mut Tx,
    session: SessionId,
    participant: &Participant,
) -> Result<(), StoreError> {
    let role = match participant.party {
        Party::Host => "host",
        Party::Client => "client",
    };
    let values = args![participant.id, session, role, participant.account, &participant.name];
    tx.exec(INSERT_PARTICIPANT, values).await?;
    Ok(())
}

/// Everybody who takes part in a session, the host first.
pub async fn participants(tx: &mut Tx, session: SessionId) -> Result<Vec<Participant>, StoreError> {
    let rows = tx.rows(PARTICIPANTS, args![session]).await?;
    rows.iter()
        .map(|row| {
            Ok(Participant {
                id: row.get(0)?,
                party: party(&row.get::<String>(1)?)?,
                account: row.get(2)?,
                name: row.get(3)?,
            })
        })
        .collect()
}

/// Keeps a new link.
pub async fn add_link(tx: &mut Tx, new: NewLink<'_>, now: Timestamp) -> Result<(), StoreError> {
    let values = args![new.id, new.session, new.participant, new.token_hash, now];
    tx.exec(INSERT_LINK, values).await?;
    Ok(())
}

/// The link with this secret's hash, revoked or not.
pub async fn link_by_hash(tx: &mut Tx, hash: &[u8]) -> Result<Option<Link>, StoreError> {
    tx.opt(LINK_BY_HASH, args![hash]).await?.as_ref().map(link).transpose()
}

/// The link of this person that works now.
pub async fn live_link(
    tx: &mut Tx,
    participant: ParticipantId,
) -> Result<Option<Link>, StoreError> {
    tx.opt(LIVE_LINK, args![participant]).await?.as_ref().map(link).transpose()
}

/// The link that this person got first, unless it is older than `since` or any was ever revoked.
pub async fn first_link(
    tx: &mut Tx,
    participant: ParticipantId,
    since: Timestamp,
) -> Result<Option<Link>, StoreError> {
    tx.opt(FIRST_LINK, args![participant, since]).await?.as_ref().map(link).transpose()
}

/// Ends every seat cookie of an account whose address nobody has proven: any of them may belong to
/// somebody who typed a stranger's address. The links themselves go on.
pub async fn drop_unproven_grants(tx: &mut Tx, account: AccountId) -> Result<u64, StoreError> {
    tx.exec(DROP_UNPROVEN_GRANTS, args![account]).await
}

/// Makes every link of this person dead, and with them the cookies they became (PAY-15).
pub async fn revoke_links(
    tx: &mut Tx,
    participant: ParticipantId,
    now: Timestamp,
) -> Result<u64, StoreError> {
    tx.exec(REVOKE_LINKS, args![now, participant]).await
}

/// Turns an opened link into a seat cookie.
pub async fn add_grant(
    tx: &mut Tx,
    link: LinkId,
    token_hash: &[u8],
    now: Timestamp,
    expires_at: Timestamp,
) -> Result<(), StoreError> {
    tx.exec(OPEN_LINK, args![now, link]).await?;
    tx.exec(INSERT_GRANT, args![token_hash, link, now, expires_at]).await?;
    Ok(())
}

/// What the seat cookie with this hash stands for now.
pub async fn grant(
    tx: &mut Tx,
    token_hash: &[u8],
    now: Timestamp,
) -> Result<Option<Grant>, StoreError> {
    let Some(row) = tx.opt(GRANT, args![token_hash, now]).await? else {
        return Ok(None);
    };
    let participant = Participant {
        id: row.get(1)?,
        party: party(&row.get::<String>(2)?)?,
        account: row.get(3)?,
        name: row.get(4)?,
    };
    Ok(Some(Grant { session: row.get(0)?, participant, link: row.get(5)? }))
}

/// Forgets seat cookies that ran out.
pub async fn drop_old_grants(tx: &mut Tx, now: Timestamp) -> Result<u64, StoreError> {
    tx.exec(DROP_OLD_GRANTS, args![now]).await
}
