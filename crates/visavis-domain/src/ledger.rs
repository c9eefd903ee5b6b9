//! The books: a chart of accounts, journals that cannot be out of balance, and the postings of every
//! movement of money (ALL-1).
//!
//! A journal is a list of transfers, each from one account to another, so debits equal credits by
//! construction. It is named by the fact that caused it and written once; what was wrong is
//! corrected by another journal.

mod account;
mod balances;
pub mod dispute;
mod journal;
pub mod payout;
pub mod refund;
pub mod sale;
#[cfg(test)]
mod tests;

pub use account::{Account, AccountError, Jurisdiction, Side};
pub use balances::{Balances, Overdraft};
pub use journal::{Drafting, JournalDraft, JournalKind, LedgerError, Posting, Realm};
