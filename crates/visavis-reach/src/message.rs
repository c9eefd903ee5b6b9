//! What is said to people: one variant per occasion, frozen when its cause is recorded (ALL-4).
//!
//! A message holds facts and ids, never secrets and never finished sentences: links are
//! [`LinkRef`]s that become addresses when the message is sent, amounts and instants become words
//! in the reader's language and zone then.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use visavis_domain::ids::{ConversationId, LinkId, SessionId};
use visavis_domain::money::Money;
use visavis_domain::session::DeliveredBy;

pub mod samples;

/// The name under which the app finds a one-time token; not the secret in the link.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct TokenRef(pub String);

/// Where a link in a message leads. The caller of the renderer turns it into an address, and adds
/// the secret where there is one.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "to", rename_all = "snake_case")]
pub enum LinkRef {
    /// The personal access link of one participant (PAY-14).
    Access {
        /// Which link.
        link: LinkId,
    },
    /// Confirms the address of a new account.
    VerifyEmail {
        /// Which token.
        token: TokenRef,
    },
    /// Confirms a changed address.
    ChangeEmail {
        /// Which token.
        token: TokenRef,
    },
    /// Signs in once.
    SignIn {
        /// Which token.
        token: TokenRef,
    },
    /// Sets a new password.
    ResetPassword {
        /// Which token.
        token: TokenRef,
    },
    /// Makes the reader an operator.
    Operator {
        /// Which token.
        token: TokenRef,
    },
    /// The session's page, for those who can sign in.
    Session {
        /// Which session.
        session: SessionId,
    },
    /// The receipt of a session, the reader's own copy.
    Receipt {
        /// Which session.
        session: SessionId,
    },
    /// A conversation.
    Conversation {
        /// Which conversation.
        conversation: ConversationId,
    },
    /// The page that sends all links of an address again.
    LostLink,
    /// A page of the site by its path, which starts with a slash.
    Page {
        /// The path.
        path: String,
    },
}

/// Which side of a session the reader is on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Side {
    /// Who sells the time.
    Host,
    /// Who owes the money.
    Client,
}

/// The session that a message is about, as it stood when the message was caused.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SessionCard {
    /// Which session.
    pub session: SessionId,
    /// Its name: the title of the service sold.
    pub title: String,
    /// The bought duration.
    pub minutes: u32,
    /// What the client pays, tax included.
    pub price: Money,
    /// The host's public name.
    pub host: String,
    /// The host's zone, in which the host keeps the calendar.
    pub host_zone: String,
    /// What the host sees of the client: the nickname (RING-13).
    pub client: String,
    /// The agreed start, if there is one yet.
    pub start: Option<Timestamp>,
    /// How this reader opens the session: the page, or the access link of a client who has no
    /// password (PAY-16).
    pub open: LinkRef,
}

/// What makes a calendar file: a file replaces those of the same session with a lower sequence.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Invite {
    /// 0 for the first date, one more with each change of it.
    pub sequence: u32,
    /// When the date was agreed or changed.
    pub stamp: Timestamp,
}

/// Who reads about a problem.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Audience {
    /// The host of the session.
    Host,
    /// The operator of the site.
    Operator,
}

/// Who learns that a link was given away.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum AlarmReader {
    /// Whose link it was.
    Participant,
    /// The operator of the site.
    Operator,
}

/// Why money goes back.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "why", rename_all = "snake_case")]
pub enum RefundReason {
    /// No date was agreed and the client took the money back (PAY-16).
    NoDate,
    /// Neither marked nor proven 14 days after the date (PAY-22).
    NotMet,
    /// The session was cancelled before it began.
    Cancelled,
    /// The host called it off, with these words.
    ByHost {
        /// In the host's words.
        words: String,
    },
    /// The operator decided so, with this explanation.
    Operator {
        /// In the operator's words.
        reason: String,
    },
}

/// How the operator ended a reported problem (PAY-22).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "result", rename_all = "snake_case")]
pub enum Resolution {
    /// Nothing goes back.
    NoRefund,
    /// A part goes back.
    Part {
        /// How much.
        amount: Money,
    },
    /// All goes back.
    Full {
        /// How much that is.
        amount: Money,
    },
}

/// How the price of one session is split; the parts sum to `gross`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Split {
    /// What the client paid.
    pub gross: Money,
    /// The tax in it.
    pub tax: Money,
    /// The tax rate in basis points.
    pub tax_bp: u32,
    /// The site's commission.
    pub commission: Money,
    /// The commission's rate in basis points.
    pub commission_bp: u32,
    /// What the host gets.
    pub earning: Money,
}

/// One occasion to write to one person.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Message {
    /// A new account's address must be confirmed.
    VerifyEmail {
        /// Confirms it.
        token: TokenRef,
        /// The last moment.
        valid_until: Timestamp,
    },
    /// Someone signed up with an address that has an account; the page answered as for a new one.
    AlreadyRegistered,
    /// Sign in without a password.
    SignInLink {
        /// Signs in.
        token: TokenRef,
        /// The last moment.
        valid_until: Timestamp,
    },
    /// Set a new password.
    PasswordReset {
        /// Opens the form.
        token: TokenRef,
        /// The last moment.
        valid_until: Timestamp,
    },
    /// The password was changed.
    PasswordChanged {
        /// When.
        at: Timestamp,
    },
    /// The new address of an account must be confirmed; goes to the new one.
    ConfirmNewEmail {
        /// Confirms it.
        token: TokenRef,
        /// The last moment.
        valid_until: Timestamp,
    },
    /// The address was changed; goes to the old one.
    EmailChanged {
        /// When.
        at: Timestamp,
    },
    /// Become the operator of this site.
    OperatorInvite {
        /// Opens the form.
        token: TokenRef,
        /// The last moment.
        valid_until: Timestamp,
    },
    /// The client has paid (PAY-12, PAY-13).
    Confirmation {
        /// The reader.
        to: Side,
        /// What was bought.
        card: SessionCard,
        /// The reader's access link.
        access: LinkId,
        /// How it was paid: "Visa ending 4242", "Test till".
        paid_with: String,
        /// Present when the card has a date.
        invite: Option<Invite>,
    },
    /// The other side proposes times (PAY-16).
    TimesProposed {
        /// The reader, who picks.
        to: Side,
        /// The session without a date.
        card: SessionCard,
        /// The proposed starts.
        times: Vec<Timestamp>,
    },
    /// A date is agreed, or moved by agreement (PAY-16).
    DateAgreed {
        /// The reader.
        to: Side,
        /// The session with its date.
        card: SessionCard,
        /// The reader's access link.
        access: LinkId,
        /// The calendar entry.
        invite: Invite,
    },
    /// 24 h and 72 h after the purchase there is no date yet; to the host (PAY-16).
    ScheduleReminder {
        /// The session without a date.
        card: SessionCard,
        /// When it was paid.
        paid_at: Timestamp,
        /// From when the client may take the money back.
        refundable_from: Timestamp,
    },
    /// 14 days without a date: the client may take a full refund (PAY-16).
    RefundOffered {
        /// The session without a date.
        card: SessionCard,
    },
    /// Both met, the host has not marked it delivered (PAY-22).
    UndeliveredReminder {
        /// The session.
        card: SessionCard,
        /// When it is marked by itself.
        auto_at: Timestamp,
    },
    /// Neither marked nor proven: the client will be refunded (PAY-22).
    NotMetNotice {
        /// The reader.
        to: Side,
        /// The session.
        card: SessionCard,
        /// When the refund happens by itself.
        refund_at: Timestamp,
    },
    /// Delivered; to the client, who may report a problem until then (PAY-22).
    Delivered {
        /// The session.
        card: SessionCard,
        /// Who said so, and with what proof.
        by: DeliveredBy,
        /// The end of the 72 h window.
        report_until: Timestamp,
    },
    /// What the host earned (RING-25).
    Earning {
        /// The session.
        card: SessionCard,
        /// The amounts.
        split: Split,
        /// When it becomes available, if nobody reports a problem.
        available_at: Timestamp,
    },
    /// What the client paid (RING-25).
    Receipt {
        /// The session.
        card: SessionCard,
        /// The receipt's number.
        number: String,
        /// When it was paid.
        paid_at: Timestamp,
        /// How it was paid.
        paid_with: String,
        /// What was paid.
        paid: Money,
        /// The tax in it.
        tax: Money,
        /// Its rate in basis points.
        tax_bp: u32,
    },
    /// Money goes back to the client.
    Refunded {
        /// The session.
        card: SessionCard,
        /// How much.
        amount: Money,
        /// Where it goes: the means it was paid with.
        paid_with: String,
        /// Why.
        reason: RefundReason,
        /// Present when a date falls away that stands in the reader's calendar.
        invite: Option<Invite>,
    },
    /// A session that was sold does not take place; to the host.
    Cancelled {
        /// The session.
        card: SessionCard,
        /// Why.
        reason: RefundReason,
        /// Present when a date falls away that stands in the reader's calendar.
        invite: Option<Invite>,
    },
    /// The payment came when the slot was taken; the money goes back by itself (ALL-2).
    SlotLostRefund {
        /// What was to be bought.
        card: SessionCard,
        /// How much goes back.
        amount: Money,
        /// Where it goes.
        paid_with: String,
    },
    /// The client reports a problem (PAY-22).
    ProblemReported {
        /// The reader.
        to: Audience,
        /// The session.
        card: SessionCard,
        /// The client's words.
        words: String,
    },
    /// The operator has ended a reported problem (PAY-22).
    ProblemResolved {
        /// The reader.
        to: Side,
        /// The session.
        card: SessionCard,
        /// The result.
        resolution: Resolution,
        /// The operator's words.
        reason: String,
    },
    /// Somebody pressed *Not me*: the link is revoked (PAY-15).
    SeatAlarm {
        /// The reader.
        to: AlarmReader,
        /// The session.
        card: SessionCard,
        /// Whose link it was, by the name the others see.
        whose: String,
        /// When.
        at: Timestamp,
    },
    /// A personal link was replaced; the old one is dead (PAY-14).
    LinkReissued {
        /// The reader.
        to: Side,
        /// The session.
        card: SessionCard,
        /// The new link.
        access: LinkId,
    },
    /// Someone wrote in a conversation.
    NewMessage {
        /// The conversation.
        conversation: ConversationId,
        /// Who wrote, by the name that the reader may see.
        from: String,
        /// How many messages wait unread.
        unread: u32,
        /// How this reader opens it.
        open: LinkRef,
    },
}

impl Message {
    /// The kind in a word, as the stored form and lists of the outbox name it.
    pub const fn kind(&self) -> &'static str {
        match self {
            Self::VerifyEmail { .. } => "verify_email",
            Self::AlreadyRegistered => "already_registered",
            Self::SignInLink { .. } => "sign_in_link",
            Self::PasswordReset { .. } => "password_reset",
            Self::PasswordChanged { .. } => "password_changed",
            Self::ConfirmNewEmail { .. } => "confirm_new_email",
            Self::EmailChanged { .. } => "email_changed",
            Self::OperatorInvite { .. } => "operator_invite",
            Self::Confirmation { .. } => "confirmation",
            Self::TimesProposed { .. } => "times_proposed",
            Self::DateAgreed { .. } => "date_agreed",
            Self::ScheduleReminder { .. } => "schedule_reminder",
            Self::RefundOffered { .. } => "refund_offered",
            Self::UndeliveredReminder { .. } => "undelivered_reminder",
            Self::NotMetNotice { .. } => "not_met_notice",
            Self::Delivered { .. } => "delivered",
            Self::Earning { .. } => "earning",
            Self::Receipt { .. } => "receipt",
            Self::Refunded { .. } => "refunded",
            Self::Cancelled { .. } => "cancelled",
            Self::SlotLostRefund { .. } => "slot_lost_refund",
            Self::ProblemReported { .. } => "problem_reported",
            Self::ProblemResolved { .. } => "problem_resolved",
            Self::SeatAlarm { .. } => "seat_alarm",
            Self::LinkReissued { .. } => "link_reissued",
            Self::NewMessage { .. } => "new_message",
        }
    }

    /// The session it is about.
    pub const fn session(&self) -> Option<SessionId> {
        match self {
            Self::Confirmation { card, .. }
            | Self::TimesProposed { card, .. }
            | Self::DateAgreed { card, .. }
            | Self::ScheduleReminder { card, .. }
            | Self::RefundOffered { card }
            | Self::UndeliveredReminder { card, .. }
            | Self::NotMetNotice { card, .. }
            | Self::Delivered { card, .. }
            | Self::Earning { card, .. }
            | Self::Receipt { card, .. }
            | Self::Refunded { card, .. }
            | Self::Cancelled { card, .. }
            | Self::SlotLostRefund { card, .. }
            | Self::ProblemReported { card, .. }
            | Self::ProblemResolved { card, .. }
            | Self::SeatAlarm { card, .. }
            | Self::LinkReissued { card, .. } => Some(card.session),
            Self::VerifyEmail { .. }
            | Self::AlreadyRegistered
            | Self::SignInLink { .. }
            | Self::PasswordReset { .. }
            | Self::PasswordChanged { .. }
            | Self::ConfirmNewEmail { .. }
            | Self::EmailChanged { .. }
            | Self::OperatorInvite { .. }
            | Self::NewMessage { .. } => None,
        }
    }

    /// What its mail program threads it under: the session, or the conversation.
    pub fn thread(&self) -> Option<String> {
        if let Self::NewMessage { conversation, .. } = self {
            return Some(conversation.to_string());
        }
        self.session().map(|session| session.to_string())
    }

    /// Whether the text holds a link that signs its bearer in, so that a page which shows sent
    /// messages can keep it from those who may not see it.
    pub const fn holds_secret(&self) -> bool {
        match self {
            Self::VerifyEmail { .. }
            | Self::SignInLink { .. }
            | Self::PasswordReset { .. }
            | Self::ConfirmNewEmail { .. }
            | Self::OperatorInvite { .. }
            | Self::Confirmation { .. }
            | Self::DateAgreed { .. }
            | Self::LinkReissued { .. } => true,
            Self::TimesProposed { card, .. }
            | Self::ScheduleReminder { card, .. }
            | Self::RefundOffered { card }
            | Self::UndeliveredReminder { card, .. }
            | Self::NotMetNotice { card, .. }
            | Self::Delivered { card, .. }
            | Self::Earning { card, .. }
            | Self::Receipt { card, .. }
            | Self::Refunded { card, .. }
            | Self::Cancelled { card, .. }
            | Self::SlotLostRefund { card, .. }
            | Self::ProblemReported { card, .. }
            | Self::ProblemResolved { card, .. }
            | Self::SeatAlarm { card, .. } => card.open.is_secret(),
            Self::NewMessage { open, .. } => open.is_secret(),
            Self::AlreadyRegistered | Self::PasswordChanged { .. } | Self::EmailChanged { .. } => {
                false
            }
        }
    }
}

impl LinkRef {
    /// Whether the address grants something to whoever holds it.
    pub const fn is_secret(&self) -> bool {
        match self {
            Self::Access { .. }
            | Self::VerifyEmail { .. }
            | Self::ChangeEmail { .. }
            | Self::SignIn { .. }
            | Self::ResetPassword { .. }
            | Self::Operator { .. } => true,
            Self::Session { .. }
            | Self::Receipt { .. }
            | Self::Conversation { .. }
            | Self::LostLink
            | Self::Page { .. } => false,
        }
    }
}
