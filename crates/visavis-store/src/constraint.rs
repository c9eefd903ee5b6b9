//! The constraints that a caller may meet, by the same name on both engines.
//!
//! PostgreSQL names the violated constraint. SQLite names the trigger's message, a named CHECK, or
//! only the columns of a unique index; [`UniqueNames`] turns those columns back into the name. A
//! violation of anything that is not listed here is a defect of ours.

use std::collections::HashMap;
use std::fmt;

macro_rules! constraints {
    ($($(#[$doc:meta])* $name:ident = $text:literal,)+) => {
        /// A rule that the database itself keeps.
        #[derive(Debug, Clone, Copy, PartialEq, Eq)]
        pub enum Constraint {
            $($(#[$doc])* $name,)+
            /// A row points to one that does not exist, or is still pointed to.
            ForeignKey,
        }

        impl Constraint {
            /// All that have a name in the schema.
            pub const NAMED: &[Self] = &[$(Self::$name,)+];

            /// The constraint that the database calls so.
            pub fn named(text: &str) -> Option<Self> {
                match text {
                    $($text => Some(Self::$name),)+
                    _ => None,
                }
            }

            /// The name in the database.
            pub const fn name(self) -> &'static str {
                match self {
                    $(Self::$name => $text,)+
                    Self::ForeignKey => "foreign_key",
                }
            }
        }
    };
}

constraints! {
    /// An e-mail address has one account.
    AccountEmailOnce = "account_email_once",
    /// A nickname has one account (RING-13).
    AccountNicknameOnce = "account_nickname_once",
    /// A sign-in's token is its own.
    SignInTokenOnce = "sign_in_token_once",
    /// A mailed secret is its own.
    OneTimeTokenOnce = "one_time_token_once",
    /// A public address leads to one host.
    HostSlugOnce = "host_slug_once",
    /// A service has each revision once.
    ServiceRevisionOnce = "service_revision_once",
    /// A service is disabled, never deleted (PAY-6).
    ServiceNeverDeleted = "service_never_deleted",
    /// The price and duration of a revision stay (PAY-8).
    ServiceRevisionFrozen = "service_revision_frozen",
    /// A session lasts more than nothing and at most a day.
    SessionInterval = "session_interval",
    /// A host's booked intervals never overlap (ALL-2).
    SessionNoOverlap = "session_no_overlap",
    /// At most one session of a host is ringing, open or live (ALL-2).
    SessionOneLive = "session_one_live",
    /// An account takes part in a session once.
    ParticipantOnce = "participant_once",
    /// An access link's secret is its own.
    AccessLinkOnce = "access_link_once",
    /// A host and a customer have one conversation.
    ConversationOnce = "conversation_once",
    /// A message that was sent twice is one.
    MessageOnce = "message_once",
    /// One payment operation per session, purpose and number.
    PaymentOpOnce = "payment_op_once",
    /// A provider's object belongs to one operation.
    PaymentOpRefOnce = "payment_op_ref_once",
    /// What was asked of a provider stays as it was asked.
    PaymentOpFrozen = "payment_op_frozen",
    /// A ledger account exists once.
    LedgerAccountOnce = "ledger_account_once",
    /// An account that may not go below zero would.
    LedgerOverdraft = "ledger_overdraft",
    /// A fact is posted once (ALL-1).
    JournalOnce = "journal_once",
    /// Nothing is transferred from an account to itself.
    TransferTwoSides = "transfer_two_sides",
    /// A transfer stays in one realm and one currency.
    LedgerMixed = "ledger_mixed",
    /// The books are added to, never edited.
    LedgerFrozen = "ledger_frozen",
    /// A session is settled once.
    SessionSettledOnce = "session_settled_once",
    /// The parts of a settlement make its total.
    SettlementAddsUp = "settlement_adds_up",
    /// The test till has one payment per operation.
    TillPaymentOnce = "till_payment_once",
    /// What is to be sent is written once.
    OutboxOnce = "outbox_once",
}

impl fmt::Display for Constraint {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(self.name())
    }
}

/// On SQLite: from the columns of a unique index, as the engine's message lists them, to its name.
#[derive(Debug, Default, Clone)]
pub(crate) struct UniqueNames(HashMap<String, String>);

impl UniqueNames {
    /// Notes a `CREATE UNIQUE INDEX`.
    pub(crate) fn insert(&mut self, table: &str, index: &str, columns: &[String]) {
        let listed: Vec<String> =
            columns.iter().map(|column| format!("{table}.{column}")).collect();
        self.0.insert(listed.join(", "), index.to_owned());
    }

    /// Notes every `CONSTRAINT name UNIQUE (a, b)` of a `CREATE TABLE`, for SQLite forgets the name.
    pub(crate) fn read_table(&mut self, table: &str, text: &str) {
        for after in text.split("CONSTRAINT ").skip(1) {
            let Some((name, rest)) = after.split_once(char::is_whitespace) else { continue };
            let Some(rest) = rest.trim_start().strip_prefix("UNIQUE") else { continue };
            let Some(rest) = rest.trim_start().strip_prefix('(') else { continue };
            let Some((columns, _)) = rest.split_once(')') else { continue };
            let columns: Vec<String> =
                columns.split(',').map(|column| column.trim().to_owned()).collect();
            self.insert(table, name, &columns);
        }
    }

    /// The constraint behind what follows `UNIQUE constraint failed: ` in SQLite's message.
    pub(crate) fn find(&self, listed: &str) -> Option<Constraint> {
        if let Some(name) = self.0.get(listed) {
            return Constraint::named(name);
        }
        // An index over an expression is named by the engine itself.
        listed
            .strip_prefix("index '")
            .and_then(|rest| rest.strip_suffix('\''))
            .and_then(Constraint::named)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_lead_back_to_the_name() {
        let mut names = UniqueNames::default();
        names.read_table(
            "message",
            "CREATE TABLE message (a TEXT CONSTRAINT x CHECK (a > 0),
             CONSTRAINT message_once UNIQUE (conversation_id, sender_id, nonce),
             CONSTRAINT host_slug_once UNIQUE (a)) STRICT",
        );
        names.insert("session", "session_one_live", &["host_id".to_owned()]);
        let check = |listed, want| assert_eq!(names.find(listed), want, "{listed}");
        check(
            "message.conversation_id, message.sender_id, message.nonce",
            Some(Constraint::MessageOnce),
        );
        check("message.a", Some(Constraint::HostSlugOnce));
        check("session.host_id", Some(Constraint::SessionOneLive));
        check("index 'outbox_once'", Some(Constraint::OutboxOnce));
        check("session.id", None);
    }

    #[test]
    fn names_and_constraints_are_one_to_one() {
        for constraint in Constraint::NAMED {
            assert_eq!(Constraint::named(constraint.name()), Some(*constraint));
        }
    }
}
