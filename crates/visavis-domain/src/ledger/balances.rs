//! Balances recomputed from journals: what the store's sums are verified against.

use std::collections::{BTreeMap, HashSet};

use super::{Account, JournalDraft, Side};
use crate::money::{Currency, Money};

/// Why a journal is refused.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Overdraft {
    /// An account that may not fall below zero would.
    #[error("{account} would be overdrawn")]
    Account {
        /// The account.
        account: Account,
    },
    /// The same fact again.
    #[error("{source_name} is posted already")]
    Posted {
        /// The fact.
        source_name: String,
    },
    /// A sum beyond 64 bits.
    #[error("a balance is too large")]
    Overflow,
}

/// The balance of every account after some journals of one realm.
#[derive(Debug, Clone, Default)]
pub struct Balances {
    debit_minus_credit: BTreeMap<(Account, Currency), i64>,
    posted: HashSet<String>,
}

impl Balances {
    /// Posts a journal, wholly or not at all.
    pub fn post(&mut self, journal: &JournalDraft) -> Result<(), Overdraft> {
        if self.posted.contains(journal.source()) {
            return Err(Overdraft::Posted { source_name: journal.source().to_owned() });
        }
        let mut before = Vec::with_capacity(2 * journal.lines().len());
        for line in journal.lines() {
            let amount = line.amount;
            for (account, delta) in [(line.debit, amount.minor), (line.credit, -amount.minor)] {
                let place = (account, amount.currency);
                before.push((place, self.debit_minus_credit.get(&place).copied().unwrap_or(0)));
                if let Err(refusal) = self.add(place, delta) {
                    self.debit_minus_credit.extend(before.into_iter().rev());
                    return Err(refusal);
                }
            }
        }
        self.posted.insert(journal.source().to_owned());
        Ok(())
    }

    fn add(&mut self, place: (Account, Currency), delta: i64) -> Result<(), Overdraft> {
        let (account, _) = place;
        let balance = self.debit_minus_credit.entry(place).or_default();
        *balance = balance.checked_add(delta).ok_or(Overdraft::Overflow)?;
        let overdrawn = match account.normal() {
            Side::Debit => *balance < 0,
            Side::Credit => *balance > 0,
        };
        if account.floor_zero() && overdrawn {
            return Err(Overdraft::Account { account });
        }
        Ok(())
    }

    /// What an account holds, counted on the side on which it grows.
    pub fn held(&self, account: Account, currency: Currency) -> Money {
        let debit = self.debit_minus_credit.get(&(account, currency)).copied().unwrap_or(0);
        let minor = match account.normal() {
            Side::Debit => debit,
            Side::Credit => -debit,
        };
        Money::new(minor, currency)
    }

    /// Every account that is not at zero; debit balances are positive, credit balances negative.
    pub fn open(&self) -> impl Iterator<Item = (Account, Money)> + '_ {
        let rows = self.debit_minus_credit.iter().filter(|(_, balance)| **balance != 0);
        rows.map(|((account, currency), balance)| (*account, Money::new(*balance, *currency)))
    }
}
