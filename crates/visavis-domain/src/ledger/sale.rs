//! From a client's payment to the shares of a settled session.

use super::{Account, JournalDraft, JournalKind, Jurisdiction, LedgerError};
use crate::ids::{AccountId, HostId, SessionId};
use crate::money::Money;
use crate::split::Split;

/// A purchase was paid, or a hold captured: `payment` is the provider's name for it.
pub fn capture(
    payment: &str,
    session: SessionId,
    amount: Money,
) -> Result<JournalDraft, LedgerError> {
    JournalDraft::begin(JournalKind::Capture, format!("{payment}:capture"))
        .transfer(Account::Clearing, Account::Escrow(session), amount)?
        .done()
}

/// A client's credit was paid in.
pub fn top_up(
    payment: &str,
    client: AccountId,
    amount: Money,
) -> Result<JournalDraft, LedgerError> {
    JournalDraft::begin(JournalKind::TopUp, format!("{payment}:capture"))
        .transfer(Account::Clearing, Account::Wallet(client), amount)?
        .done()
}

/// The provider booked a payment on its balance and kept its fee, as told by it. A fee above the
/// payment itself comes out of the balance.
pub fn charge_cleared(
    transaction: &str,
    gross: Money,
    fee: Money,
) -> Result<JournalDraft, LedgerError> {
    let within = fee.lesser(gross)?;
    JournalDraft::begin(JournalKind::BalanceTransaction, transaction)
        .transfer(Account::Psp, Account::Clearing, gross.checked_sub(within)?)?
        .transfer(Account::Processing, Account::Clearing, within)?
        .transfer(Account::Processing, Account::Psp, fee.checked_sub(within)?)?
        .done()
}

/// Credit is set aside for a session; `n` counts the times.
pub fn reserve(
    client: AccountId,
    session: SessionId,
    n: u32,
    amount: Money,
) -> Result<JournalDraft, LedgerError> {
    JournalDraft::begin(JournalKind::Reserve, format!("{session}:reserve{n}"))
        .transfer(Account::Wallet(client), Account::Escrow(session), amount)?
        .done()
}

/// Credit that a session did not need goes back.
pub fn release(
    client: AccountId,
    session: SessionId,
    amount: Money,
) -> Result<JournalDraft, LedgerError> {
    JournalDraft::begin(JournalKind::Release, format!("{session}:release"))
        .transfer(Account::Escrow(session), Account::Wallet(client), amount)?
        .done()
}

/// The operator pays for a part of a session, which is then settled in full.
pub fn promote(session: SessionId, amount: Money) -> Result<JournalDraft, LedgerError> {
    JournalDraft::begin(JournalKind::Promo, format!("{session}:promo"))
        .transfer(Account::Promo, Account::Escrow(session), amount)?
        .done()
}

/// A session's sum is shared out: once, for ever. Corrections are refunds.
pub fn settle(
    session: SessionId,
    host: HostId,
    split: &Split,
    tax: Jurisdiction,
) -> Result<JournalDraft, LedgerError> {
    let escrow = Account::Escrow(session);
    JournalDraft::begin(JournalKind::Settle, format!("{session}:settle"))
        .transfer(escrow, Account::HostPending(host), split.host)?
        .transfer(escrow, Account::Commission, split.commission)?
        .transfer(escrow, Account::Tax(tax), split.tax)?
        .done()
}

/// A cancellation fee that the operator keeps whole, but for the tax in it.
pub fn keep_fee(
    session: SessionId,
    split: &Split,
    tax: Jurisdiction,
) -> Result<JournalDraft, LedgerError> {
    let escrow = Account::Escrow(session);
    JournalDraft::begin(JournalKind::KeepFee, format!("{session}:settle"))
        .transfer(escrow, Account::Cancellation, split.base)?
        .transfer(escrow, Account::Tax(tax), split.tax)?
        .done()
}

/// A fee that could not be collected, on a site that vouches for its clients to the hosts.
pub fn client_debt(
    session: SessionId,
    client: AccountId,
    host: HostId,
    amount: Money,
) -> Result<JournalDraft, LedgerError> {
    JournalDraft::begin(JournalKind::ClientDebt, format!("{session}:debt"))
        .transfer(Account::ClientReceivable(client), Account::HostPending(host), amount)?
        .done()
}

/// The client paid such a fee after all.
pub fn debt_paid(
    payment: &str,
    client: AccountId,
    amount: Money,
) -> Result<JournalDraft, LedgerError> {
    JournalDraft::begin(JournalKind::DebtPaid, format!("{payment}:capture"))
        .transfer(Account::Clearing, Account::ClientReceivable(client), amount)?
        .done()
}
