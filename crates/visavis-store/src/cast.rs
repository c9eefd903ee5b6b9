//! The two people of a session, as messages and pages need them.

use visavis_domain::ids::{AccountId, FileId, HostId};
use visavis_domain::session::Party;

use crate::sql::sql;
use crate::{Row, StoreError, Tx, args};

sql! { PAIR = "SELECT h.name, h.slug, h.tz, a.email, a.locale, a.tz, a.avatar_file,
c.nickname, c.email, c.locale, c.tz, c.avatar_file, c.name, CASE WHEN c.password_hash IS NULL THEN 0 ELSE 1 END
FROM host h
JOIN account a ON a.id = h.id
JOIN account c ON c.id = $2
WHERE h.id = $1" }

sql! { OPERATORS = "SELECT email, locale, tz, name FROM account WHERE role = 'operator' ORDER BY created_at" }

/// How to reach a person, and how that person reads.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reachable {
    /// The address.
    pub email: String,
    /// The language of choice.
    pub locale: String,
    /// The time zone, an IANA name.
    pub tz: String,
    /// How the person is addressed; may be empty.
    pub name: String,
}

/// One of the two people.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Player {
    /// The account.
    pub account: AccountId,
    /// The name that the other side sees: a host's public name, a client's nickname (RING-13).
    pub name: String,
    /// The portrait.
    pub avatar: Option<FileId>,
    /// How to reach the person.
    pub reach: Reachable,
}

/// Host and client.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Cast {
    /// Who sells the time.
    pub host: Player,
    /// The host's address on the site.
    pub slug: String,
    /// The zone in which the host works.
    pub host_zone: String,
    /// Who owes the money.
    pub client: Player,
    /// Whether the client can sign in with a password; without, the access link is the account.
    pub client_has_password: bool,
}

impl Cast {
    /// The person on this side.
    pub const fn player(&self, party: Party) -> &Player {
        match party {
            Party::Host => &self.host,
            Party::Client => &self.client,
        }
    }
}

fn player(
    row: &Row,
    account: AccountId,
    name: usize,
    rest: usize,
    own_name: usize,
) -> Result<Player, StoreError> {
    Ok(Player {
        account,
        name: row.get(name)?,
        avatar: row.get(rest + 3)?,
        reach: Reachable {
            email: row.get(rest)?,
            locale: row.get(rest + 1)?,
            tz: row.get(rest + 2)?,
            name: row.get(own_name)?,
        },
    })
}

/// The two people of a session between this host and this client.
pub async fn of_pair(tx: &mut Tx, host: HostId, client: AccountId) -> Result<Cast, StoreError> {
    let row = tx.one(PAIR, args![host, client]).await?;
    let own_zone: String = row.get(2)?;
    let host = player(&row, host.account(), 0, 3, 0)?;
    Ok(Cast {
        slug: row.get(1)?,
        host_zone: if own_zone.is_empty() { host.reach.tz.clone() } else { own_zone },
        host,
        client: player(&row, client, 7, 8, 12)?,
        client_has_password: row.get(13)?,
    })
}

/// Everybody who runs the site.
pub async fn operators(tx: &mut Tx) -> Result<Vec<Reachable>, StoreError> {
    let rows = tx.rows(OPERATORS, args![]).await?;
    rows.iter()
        .map(|row| {
            Ok(Reachable {
                email: row.get(0)?,
                locale: row.get(1)?,
                tz: row.get(2)?,
                name: row.get(3)?,
            })
        })
        .collect()
}
