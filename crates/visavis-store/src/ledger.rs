//! The books on disk. Sums on the accounts move by trigger with each transfer; the database itself
//! refuses to post a fact twice, to overdraw a guarded account, to mix realms or currencies, and to
//! edit what was written.

mod query;

pub use query::{
    Finding, JournalLine, JournalRow, balance, balances, is_posted, journals_of, settlement_of,
    verify,
};

use std::collections::BTreeMap;

use jiff::Timestamp;
use visavis_domain::ids::{JournalId, SessionId};
use visavis_domain::ledger::{Account, JournalDraft, Realm, Side};
use visavis_domain::money::Currency;
use visavis_domain::split::Split;

use crate::sql::sql;
use crate::{StoreError, Tx, args};

sql! { INSERT_JOURNAL = "INSERT INTO journal (id, realm, kind, source, session_id, at)
VALUES ($1, $2, $3, $4, $5, $6)" }

sql! { OPEN_ACCOUNT =
"INSERT INTO ledger_account (realm, code, owner, currency, normal, floor_zero)
    VALUES ($1, $2, $3, $4, $5, $6)
    ON CONFLICT (realm, code, owner, currency) DO NOTHING" }

// The row is locked before its sum moves; two journals that meet take the rows in one order.
sql! { ACCOUNT_ID =
lite: "SELECT id FROM ledger_account
    WHERE realm = $1 AND code = $2 AND owner = $3 AND currency = $4",
pg: "SELECT id FROM ledger_account
        WHERE realm = $1 AND code = $2 AND owner = $3 AND currency = $4
        FOR UPDATE" }

sql! { INSERT_TRANSFER = "INSERT INTO transfer (journal_id, n, debit, credit, amount_minor)
VALUES ($1, $2, $3, $4, $5)" }

sql! { INSERT_SETTLEMENT = "INSERT INTO settlement
        (session_id, journal_id, currency, total_minor, tax_minor, commission_minor, host_minor, at)
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8)" }

/// The final sum of a session, to be written once.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct NewSettlement {
    /// Which session.
    pub session: SessionId,
    /// The journal that shared it out.
    pub journal: JournalId,
    /// The sum and its parts.
    pub split: Split,
    /// When.
    pub at: Timestamp,
}

/// Writes a journal. Refused with [`JournalOnce`](crate::Constraint::JournalOnce) if its fact was
/// posted before, and with [`LedgerOverdraft`](crate::Constraint::LedgerOverdraft).
pub async fn post(
    tx: &mut Tx,
    id: JournalId,
    realm: Realm,
    draft: &JournalDraft,
    session: Option<SessionId>,
    at: Timestamp,
) -> Result<(), StoreError> {
    let args = args![id, realm.name(), draft.kind().name(), draft.source(), session, at];
    tx.exec_one(INSERT_JOURNAL, args).await?;
    let mut ids = BTreeMap::new();
    for line in draft.lines() {
        ids.insert(line.debit, 0);
        ids.insert(line.credit, 0);
    }
    // In the order of the map, which is the same for every journal: no deadlock.
    for (account, row) in &mut ids {
        *row = open(tx, realm, *account, draft.currency()).await?;
    }
    for (n, line) in (0_i64..).zip(draft.lines()) {
        let (debit, credit) = (ids[&line.debit], ids[&line.credit]);
        tx.exec_one(INSERT_TRANSFER, args![id, n, debit, credit, line.amount.minor]).await?;
    }
    Ok(())
}

/// The row of an account, made at its first use.
async fn open(
    tx: &mut Tx,
    realm: Realm,
    account: Account,
    currency: Currency,
) -> Result<i64, StoreError> {
    let owner = account.owner();
    let normal = match account.normal() {
        Side::Debit => "D",
        Side::Credit => "C",
    };
    let floor_zero = account.floor_zero();
    let args = args![realm.name(), account.code(), &owner, currency, normal, floor_zero];
    tx.exec(OPEN_ACCOUNT, args).await?;
    let args = args![realm.name(), account.code(), &owner, currency];
    tx.one(ACCOUNT_ID, args).await?.get(0)
}

/// Writes the final sum of a session. Refused with
/// [`SessionSettledOnce`](crate::Constraint::SessionSettledOnce) the second time.
pub async fn settle(tx: &mut Tx, new: &NewSettlement) -> Result<(), StoreError> {
    let split = &new.split;
    let args = args![
        new.session,
        new.journal,
        split.total.currency,
        split.total.minor,
        split.tax.minor,
        split.commission.minor,
        split.host.minor,
        new.at
    ];
    tx.exec_one(INSERT_SETTLEMENT, args).await
}
