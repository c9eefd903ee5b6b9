//! From a settled session to the host's bank.

use super::{Account, JournalDraft, JournalKind, LedgerError};
use crate::ids::{HostId, SessionId};
use crate::money::Money;

/// The days for reporting a problem are over: the earning of a session can be paid out (PAY-22).
pub fn clear(session: SessionId, host: HostId, amount: Money) -> Result<JournalDraft, LedgerError> {
    JournalDraft::begin(JournalKind::Clear, format!("clear:{session}"))
        .transfer(Account::HostPending(host), Account::HostAvailable(host), amount)?
        .done()
}

/// What a host owes is kept from the earning of a session, as far as both go.
pub fn offset(
    session: SessionId,
    host: HostId,
    owed: Money,
    available: Money,
) -> Result<JournalDraft, LedgerError> {
    JournalDraft::begin(JournalKind::Offset, format!("offset:{session}"))
        .transfer(
            Account::HostAvailable(host),
            Account::HostReceivable(host),
            owed.lesser(available)?,
        )?
        .done()
}

/// A transfer to a host is ordered; written together with the order itself.
pub fn order(transfer: &str, host: HostId, amount: Money) -> Result<JournalDraft, LedgerError> {
    JournalDraft::begin(JournalKind::Transfer, format!("{transfer}:cmd"))
        .transfer(Account::HostAvailable(host), Account::HostTransit(host), amount)?
        .done()
}

/// The provider booked the transfer on its balance.
pub fn sent(transaction: &str, host: HostId, amount: Money) -> Result<JournalDraft, LedgerError> {
    JournalDraft::begin(JournalKind::BalanceTransaction, transaction)
        .transfer(Account::HostTransit(host), Account::Psp, amount)?
        .done()
}

/// The transfer failed: the money can be paid out again, by another operation.
pub fn failed(transfer: &str, host: HostId, amount: Money) -> Result<JournalDraft, LedgerError> {
    JournalDraft::begin(JournalKind::TransferFailed, format!("{transfer}:failed"))
        .transfer(Account::HostTransit(host), Account::HostAvailable(host), amount)?
        .done()
}

/// A transfer was taken back: it covers what the host owes first.
pub fn reversed(
    reversal: &str,
    host: HostId,
    owed: Money,
    amount: Money,
) -> Result<JournalDraft, LedgerError> {
    let covers = owed.lesser(amount)?;
    JournalDraft::begin(JournalKind::TransferReversed, reversal)
        .transfer(Account::Psp, Account::HostReceivable(host), covers)?
        .transfer(Account::Psp, Account::HostAvailable(host), amount.checked_sub(covers)?)?
        .done()
}

/// The operator paid the host outside the provider.
pub fn by_hand(payout: &str, host: HostId, amount: Money) -> Result<JournalDraft, LedgerError> {
    JournalDraft::begin(JournalKind::PaidByHand, payout)
        .transfer(Account::HostAvailable(host), Account::Bank, amount)?
        .done()
}

/// The provider paid the operator's bank.
pub fn to_bank(transaction: &str, amount: Money) -> Result<JournalDraft, LedgerError> {
    JournalDraft::begin(JournalKind::BankPayout, transaction)
        .transfer(Account::Bank, Account::Psp, amount)?
        .done()
}

/// That payout came back.
pub fn to_bank_failed(transaction: &str, amount: Money) -> Result<JournalDraft, LedgerError> {
    JournalDraft::begin(JournalKind::BankPayoutFailed, transaction)
        .transfer(Account::Psp, Account::Bank, amount)?
        .done()
}
