//! Money that goes back to a client.

use super::{Account, Drafting, JournalDraft, JournalKind, Jurisdiction, LedgerError};
use crate::ids::{HostId, SessionId};
use crate::money::Money;
use crate::split::Split;

/// What a host's accounts hold that may be drawn on: frozen first, then pending, then available.
/// What they do not cover becomes the host's debt.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct HostFunds {
    /// Whose they are.
    pub host: HostId,
    /// Held back for this dispute.
    pub frozen: Money,
    /// Still in the days for reporting a problem.
    pub pending: Money,
    /// Ready to be paid out.
    pub available: Money,
}

impl HostFunds {
    /// Takes an amount from the host, to the credit of `to`.
    pub(super) fn draw(
        &self,
        mut draft: Drafting,
        to: Account,
        amount: Money,
    ) -> Result<Drafting, LedgerError> {
        let mut left = amount;
        for (account, holds) in [
            (Account::HostFrozen(self.host), self.frozen),
            (Account::HostPending(self.host), self.pending),
            (Account::HostAvailable(self.host), self.available),
        ] {
            let part = left.lesser(holds)?;
            draft = draft.transfer(account, to, part)?;
            left = left.checked_sub(part)?;
        }
        draft.transfer(Account::HostReceivable(self.host), to, left)
    }
}

/// A refund of a session that is not settled yet; `refund` names the operation.
pub fn before_settlement(
    refund: &str,
    session: SessionId,
    amount: Money,
) -> Result<JournalDraft, LedgerError> {
    JournalDraft::begin(JournalKind::Refund, refund)
        .transfer(Account::Escrow(session), Account::Clearing, amount)?
        .done()
}

/// A refund of a settled session: every part gives back the difference of two splits
/// ([`Split::refund`]).
pub fn after_settlement(
    refund: &str,
    given: &Split,
    funds: &HostFunds,
    tax: Jurisdiction,
) -> Result<JournalDraft, LedgerError> {
    let draft = JournalDraft::begin(JournalKind::Refund, refund);
    funds
        .draw(draft, Account::Clearing, given.host)?
        .transfer(Account::Commission, Account::Clearing, given.commission)?
        .transfer(Account::Tax(tax), Account::Clearing, given.tax)?
        .done()
}

/// The provider booked a refund on its balance. It keeps its fee for the payment; what it takes for
/// the refund itself, if anything, is `fee`.
pub fn cleared(transaction: &str, amount: Money, fee: Money) -> Result<JournalDraft, LedgerError> {
    JournalDraft::begin(JournalKind::BalanceTransaction, transaction)
        .transfer(Account::Clearing, Account::Psp, amount)?
        .transfer(Account::Processing, Account::Psp, fee)?
        .done()
}

/// The provider could not deliver a refund: its journal is undone, and somebody has to look at it.
pub fn failed(refund: &JournalDraft) -> JournalDraft {
    refund.reversed(JournalKind::RefundFailed, format!("{}:failed", refund.source()))
}
