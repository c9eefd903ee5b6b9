//! A client's bank takes a payment back.

use super::refund::HostFunds;
use super::{Account, JournalDraft, JournalKind, Jurisdiction, LedgerError};
use crate::ids::HostId;
use crate::money::Money;
use crate::split::Split;

/// Who bears the host's part of a lost dispute.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Bearer {
    /// The host: from these funds, and the rest becomes a debt.
    Host(HostFunds),
    /// The operator.
    Operator,
}

/// The provider withdrew the amount and its fee.
pub fn opened(dispute: &str, amount: Money, fee: Money) -> Result<JournalDraft, LedgerError> {
    JournalDraft::begin(JournalKind::DisputeOpened, format!("{dispute}:withdrawn"))
        .transfer(Account::Disputed, Account::Psp, amount)?
        .transfer(Account::DisputeFee, Account::Psp, fee)?
        .done()
}

/// The host's part is held back while the dispute is open.
pub fn freeze(dispute: &str, host: HostId, amount: Money) -> Result<JournalDraft, LedgerError> {
    JournalDraft::begin(JournalKind::Freeze, format!("{dispute}:freeze"))
        .transfer(Account::HostPending(host), Account::HostFrozen(host), amount)?
        .done()
}

/// The host's part is free again.
pub fn unfreeze(dispute: &str, host: HostId, amount: Money) -> Result<JournalDraft, LedgerError> {
    JournalDraft::begin(JournalKind::Unfreeze, format!("{dispute}:unfreeze"))
        .transfer(Account::HostFrozen(host), Account::HostPending(host), amount)?
        .done()
}

/// The fee for answering, returned only if the dispute is won.
pub fn answered(dispute: &str, fee: Money) -> Result<JournalDraft, LedgerError> {
    JournalDraft::begin(JournalKind::DisputeAnswered, format!("{dispute}:countered_fee"))
        .transfer(Account::DisputeFee, Account::Psp, fee)?
        .done()
}

/// The dispute was lost: every part of the disputed sum (the difference of two splits) is borne by
/// whoever had it.
pub fn lost(
    dispute: &str,
    given: &Split,
    bearer: Bearer,
    tax: Jurisdiction,
) -> Result<JournalDraft, LedgerError> {
    let draft = JournalDraft::begin(JournalKind::DisputeLost, format!("{dispute}:lost"));
    let draft = match bearer {
        Bearer::Host(funds) => funds.draw(draft, Account::Disputed, given.host)?,
        Bearer::Operator => draft.transfer(Account::Loss, Account::Disputed, given.host)?,
    };
    draft
        .transfer(Account::Commission, Account::Disputed, given.commission)?
        .transfer(Account::Tax(tax), Account::Disputed, given.tax)?
        .done()
}

/// The dispute was won: the amount is back, and of the fees what the provider returns.
pub fn won(dispute: &str, amount: Money, returned_fee: Money) -> Result<JournalDraft, LedgerError> {
    JournalDraft::begin(JournalKind::DisputeWon, format!("{dispute}:won"))
        .transfer(Account::Psp, Account::Disputed, amount)?
        .transfer(Account::Psp, Account::DisputeFee, returned_fee)?
        .done()
}
