//! Reading the books: balances, a session's journals, and whether all adds up.

use std::str::FromStr as _;

use jiff::Timestamp;
use visavis_domain::ids::{JournalId, SessionId};
use visavis_domain::ledger::{Account, JournalKind, Posting, Realm, Side};
use visavis_domain::money::{Currency, Money};

use super::NewSettlement;
use crate::sql::sql;
use crate::{Row, StoreError, Tx, args};

sql! { IS_POSTED = "SELECT COUNT(*) FROM journal
WHERE realm = $1 AND kind = $2 AND source = $3" }

sql! { BALANCE = "SELECT debits, credits FROM ledger_account
WHERE realm = $1 AND code = $2 AND owner = $3 AND currency = $4" }

sql! { BALANCES = "SELECT code, owner, currency, debits, credits FROM ledger_account
    WHERE realm = $1
    ORDER BY code, owner, currency" }

sql! { JOURNALS_OF = "SELECT j.id, j.kind, j.source, j.at, t.amount_minor, d.currency,
        d.code, d.owner, c.code, c.owner
    FROM journal j
    JOIN transfer t ON t.journal_id = j.id
    JOIN ledger_account d ON d.id = t.debit
    JOIN ledger_account c ON c.id = t.credit
    WHERE j.session_id = $1
    ORDER BY j.at, j.id, t.n" }

sql! { SETTLEMENT_OF = "SELECT journal_id, currency, total_minor, tax_minor, commission_minor,
        host_minor, at
    FROM settlement WHERE session_id = $1" }

sql! { WRONG_SUMS = "SELECT a.code, a.owner, a.currency,
        a.debits - CAST(COALESCE((SELECT SUM(t.amount_minor) FROM transfer t WHERE t.debit = a.id), 0) AS BIGINT),
        a.credits - CAST(COALESCE((SELECT SUM(t.amount_minor) FROM transfer t WHERE t.credit = a.id), 0) AS BIGINT)
    FROM ledger_account a
    WHERE a.realm = $1
        AND (a.debits <> COALESCE((SELECT SUM(t.amount_minor) FROM transfer t WHERE t.debit = a.id), 0)
            OR a.credits <> COALESCE((SELECT SUM(t.amount_minor) FROM transfer t WHERE t.credit = a.id), 0))
    ORDER BY a.code, a.owner, a.currency" }

sql! { WRONG_TOTALS = "SELECT currency, CAST(SUM(debits) - SUM(credits) AS BIGINT)
    FROM ledger_account
    WHERE realm = $1
    GROUP BY currency
    HAVING SUM(debits) <> SUM(credits)
    ORDER BY currency" }

/// A journal as it was written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct JournalRow {
    /// Its id.
    pub id: JournalId,
    /// What kind of fact.
    pub kind: JournalKind,
    /// Which fact.
    pub source: String,
    /// When.
    pub at: Timestamp,
    /// Its transfers, in order.
    pub lines: Vec<JournalLine>,
}

/// One transfer of a journal.
pub type JournalLine = Posting;

/// Something that does not add up.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Finding {
    /// The sums of an account differ from its transfers, by so much.
    Account {
        /// Which account.
        account: Account,
        /// Of which currency.
        currency: Currency,
        /// Too much on the debit side.
        debits: i64,
        /// Too much on the credit side.
        credits: i64,
    },
    /// Debits and credits of a currency differ, by so much.
    Total(Money),
}

/// Whether a fact has been posted.
pub async fn is_posted(
    tx: &mut Tx,
    realm: Realm,
    kind: JournalKind,
    source: &str,
) -> Result<bool, StoreError> {
    let count: i64 = tx.one(IS_POSTED, args![realm.name(), kind.name(), source]).await?.get(0)?;
    Ok(count > 0)
}

/// What an account holds, counted on the side on which it grows.
pub async fn balance(
    tx: &mut Tx,
    realm: Realm,
    account: Account,
    currency: Currency,
) -> Result<Money, StoreError> {
    let owner = account.owner();
    let args = args![realm.name(), account.code(), &owner, currency];
    match tx.opt(BALANCE, args).await? {
        Some(row) => held(&account, currency, row.get(0)?, row.get(1)?),
        None => Ok(Money::zero(currency)),
    }
}

/// What every account holds, those at zero included.
pub async fn balances(tx: &mut Tx, realm: Realm) -> Result<Vec<(Account, Money)>, StoreError> {
    let rows = tx.slow_rows(BALANCES, args![realm.name()]).await?;
    rows.iter()
        .map(|row| {
            let account = account(row, 0)?;
            Ok((account, held(&account, row.get(2)?, row.get(3)?, row.get(4)?)?))
        })
        .collect()
}

/// The journals of a session, the oldest first.
pub async fn journals_of(tx: &mut Tx, session: SessionId) -> Result<Vec<JournalRow>, StoreError> {
    let mut journals: Vec<JournalRow> = Vec::new();
    for row in &tx.rows(JOURNALS_OF, args![session]).await? {
        let id: JournalId = row.get(0)?;
        let line = Posting {
            debit: account(row, 6)?,
            credit: account(row, 8)?,
            amount: Money::new(row.get(4)?, row.get(5)?),
        };
        match journals.last_mut() {
            Some(last) if last.id == id => last.lines.push(line),
            Some(_) | None => {
                let kind: String = row.get(1)?;
                let kind = JournalKind::from_str(&kind)
                    .map_err(|error| StoreError::bug(format!("{kind}: {error}")))?;
                let (source, at) = (row.get(2)?, row.get(3)?);
                journals.push(JournalRow { id, kind, source, at, lines: vec![line] });
            }
        }
    }
    Ok(journals)
}

/// The final sum of a session, once it is settled.
pub async fn settlement_of(
    tx: &mut Tx,
    session: SessionId,
) -> Result<Option<NewSettlement>, StoreError> {
    let Some(row) = tx.opt(SETTLEMENT_OF, args![session]).await? else { return Ok(None) };
    let currency: Currency = row.get(1)?;
    let money = |n: usize| row.get(n).map(|minor| Money::new(minor, currency));
    let (total, tax, commission, host) = (money(2)?, money(3)?, money(4)?, money(5)?);
    let base = total.checked_sub(tax).map_err(|error| StoreError::bug(error.to_string()))?;
    let split = visavis_domain::split::Split { total, base, tax, commission, host };
    Ok(Some(NewSettlement { session, journal: row.get(0)?, split, at: row.get(6)? }))
}

/// Adds everything up again; empty when the books are in order.
pub async fn verify(tx: &mut Tx, realm: Realm) -> Result<Vec<Finding>, StoreError> {
    let mut findings = Vec::new();
    for row in &tx.slow_rows(WRONG_SUMS, args![realm.name()]).await? {
        findings.push(Finding::Account {
            account: account(row, 0)?,
            currency: row.get(2)?,
            debits: row.get(3)?,
            credits: row.get(4)?,
        });
    }
    for row in &tx.slow_rows(WRONG_TOTALS, args![realm.name()]).await? {
        findings.push(Finding::Total(Money::new(row.get(1)?, row.get(0)?)));
    }
    Ok(findings)
}

fn account(row: &Row, n: usize) -> Result<Account, StoreError> {
    let (code, owner): (String, String) = (row.get(n)?, row.get(n + 1)?);
    Account::from_parts(&code, &owner)
        .map_err(|error| StoreError::bug(format!("account {code}: {error}")))
}

fn held(
    account: &Account,
    currency: Currency,
    debits: i64,
    credits: i64,
) -> Result<Money, StoreError> {
    let (debits, credits) = (Money::new(debits, currency), Money::new(credits, currency));
    let held = match account.normal() {
        Side::Debit => debits.checked_sub(credits),
        Side::Credit => credits.checked_sub(debits),
    };
    held.map_err(|error| StoreError::bug(error.to_string()))
}
