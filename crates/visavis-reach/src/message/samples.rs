//! One example of each message and reader, for tests, previews and the design of mails.

use jiff::Timestamp;
use visavis_domain::ids::{ConversationId, LinkId, SessionId, mint};
use visavis_domain::money::{Currency, Money};
use visavis_domain::session::DeliveredBy;

use super::{
    AlarmReader, Audience, Invite, LinkRef, Message, RefundReason, Resolution, SessionCard, Side,
    Split, TokenRef,
};

/// Every message, under a name that can be a file's.
pub fn all() -> Vec<(&'static str, Message)> {
    let mut all = account();
    all.extend(booking());
    all.extend(afterwards());
    all.extend(money());
    all.extend(trouble());
    all
}

/// The moment at which the samples happen: Sunday 22 November 2026, 13:30 UTC.
pub const NOW: Timestamp = Timestamp::constant(1_795_354_200, 0);

const HOUR: i64 = 3600;

fn later(hours: i64) -> Timestamp {
    NOW.checked_add(jiff::SignedDuration::from_secs(hours * HOUR)).unwrap_or(Timestamp::MAX)
}

const fn eur(minor: i64) -> Money {
    Money::new(minor, Currency::EUR)
}

/// The session of the samples, without a date.
pub fn undated() -> SessionCard {
    let session = SessionId::from_uuid(mint(NOW, [1; 10]));
    SessionCard {
        session,
        title: "Grief session".to_owned(),
        minutes: 50,
        price: eur(10_370),
        host: "Sofia Marchetti".to_owned(),
        host_zone: "Europe/Rome".to_owned(),
        client: "rosewater".to_owned(),
        start: None,
        open: LinkRef::Session { session },
    }
}

/// The same with a date: Tuesday 24 November 2026, 15:00 UTC.
pub fn dated() -> SessionCard {
    SessionCard {
        start: Some(later(49).checked_add(jiff::SignedDuration::from_mins(30)).unwrap_or(NOW)),
        ..undated()
    }
}

/// The access link of the samples.
pub fn access() -> LinkId {
    LinkId::from_uuid(mint(NOW, [2; 10]))
}

const fn invite(sequence: u32) -> Invite {
    Invite { sequence, stamp: NOW }
}

fn token() -> TokenRef {
    TokenRef("token".to_owned())
}

fn card_name() -> String {
    "Visa ending 4242".to_owned()
}

fn account() -> Vec<(&'static str, Message)> {
    let valid_until = later(24);
    vec![
        ("verify-email", Message::VerifyEmail { token: token(), valid_until }),
        ("already-registered", Message::AlreadyRegistered),
        ("sign-in-link", Message::SignInLink { token: token(), valid_until: later(1) }),
        ("password-reset", Message::PasswordReset { token: token(), valid_until: later(1) }),
        ("password-changed", Message::PasswordChanged { at: NOW }),
        ("confirm-new-email", Message::ConfirmNewEmail { token: token(), valid_until }),
        ("email-changed", Message::EmailChanged { at: NOW }),
        ("operator-invite", Message::OperatorInvite { token: token(), valid_until }),
    ]
}

fn booking() -> Vec<(&'static str, Message)> {
    let confirmation = |to, card: SessionCard| {
        let invite = card.start.map(|_| invite(0));
        Message::Confirmation { to, card, access: access(), paid_with: card_name(), invite }
    };
    let agreed = |to, sequence| Message::DateAgreed {
        to,
        card: dated(),
        access: access(),
        invite: invite(sequence),
    };
    let times = || vec![later(49), later(73), later(120)];
    vec![
        ("confirmation-client", confirmation(Side::Client, dated())),
        ("confirmation-host", confirmation(Side::Host, dated())),
        ("confirmation-client-undated", confirmation(Side::Client, undated())),
        ("confirmation-host-undated", confirmation(Side::Host, undated())),
        (
            "times-proposed-client",
            Message::TimesProposed { to: Side::Client, card: undated(), times: times() },
        ),
        (
            "times-proposed-host",
            Message::TimesProposed { to: Side::Host, card: undated(), times: times() },
        ),
        ("date-agreed-client", agreed(Side::Client, 0)),
        ("date-moved-host", agreed(Side::Host, 2)),
        (
            "schedule-reminder",
            Message::ScheduleReminder {
                card: undated(),
                paid_at: NOW,
                refundable_from: later(14 * 24),
            },
        ),
        ("refund-offered", Message::RefundOffered { card: undated() }),
    ]
}

fn afterwards() -> Vec<(&'static str, Message)> {
    let not_met = |to| Message::NotMetNotice { to, card: dated(), refund_at: later(16 * 24) };
    let delivered = |by| Message::Delivered { card: dated(), by, report_until: later(123) };
    vec![
        (
            "undelivered-reminder",
            Message::UndeliveredReminder { card: dated(), auto_at: later(123) },
        ),
        ("not-met-client", not_met(Side::Client)),
        ("not-met-host", not_met(Side::Host)),
        ("delivered", delivered(DeliveredBy::Host)),
        ("delivered-unproven", delivered(DeliveredBy::HostUnproven)),
        ("delivered-by-itself", delivered(DeliveredBy::Itself)),
    ]
}

fn money() -> Vec<(&'static str, Message)> {
    let split = Split {
        gross: eur(10_370),
        tax: eur(1870),
        tax_bp: 2200,
        commission: eur(1275),
        commission_bp: 1500,
        earning: eur(7225),
    };
    let refunded = |reason, amount, invite: Option<Invite>| Message::Refunded {
        card: if invite.is_some() { dated() } else { undated() },
        amount: eur(amount),
        paid_with: card_name(),
        reason,
        invite,
    };
    let reason = "Half of the time was lost to a bad line.".to_owned();
    vec![
        (
            "cancelled",
            Message::Cancelled {
                card: dated(),
                reason: RefundReason::ByHost { words: "I have fallen ill.".to_owned() },
                invite: Some(Invite { sequence: 1, stamp: NOW }),
            },
        ),
        ("earning", Message::Earning { card: dated(), split, available_at: later(123) }),
        (
            "receipt",
            Message::Receipt {
                card: dated(),
                number: "VV-2026-004831".to_owned(),
                paid_at: NOW,
                paid_with: card_name(),
                paid: eur(10_370),
                tax: eur(1870),
                tax_bp: 2200,
            },
        ),
        ("refunded-no-date", refunded(RefundReason::NoDate, 10_370, None)),
        ("refunded-not-met", refunded(RefundReason::NotMet, 10_370, None)),
        ("refunded-cancelled", refunded(RefundReason::Cancelled, 10_370, Some(invite(1)))),
        ("refunded-operator", refunded(RefundReason::Operator { reason }, 5185, None)),
        (
            "slot-lost-refund",
            Message::SlotLostRefund { card: dated(), amount: eur(10_370), paid_with: card_name() },
        ),
    ]
}

fn trouble() -> Vec<(&'static str, Message)> {
    let words = "The picture froze after ten minutes,\nand nobody came back.".to_owned();
    let reported = |to| Message::ProblemReported { to, card: dated(), words: words.clone() };
    let resolved = |to, resolution| Message::ProblemResolved {
        to,
        card: dated(),
        resolution,
        reason: "The log shows that the host's line dropped.".to_owned(),
    };
    let alarm =
        |to| Message::SeatAlarm { to, card: dated(), whose: "rosewater".to_owned(), at: later(49) };
    let conversation = ConversationId::from_uuid(mint(NOW, [3; 10]));
    vec![
        ("problem-reported-host", reported(Audience::Host)),
        ("problem-reported-operator", reported(Audience::Operator)),
        ("problem-full-client", resolved(Side::Client, Resolution::Full { amount: eur(10_370) })),
        ("problem-part-host", resolved(Side::Host, Resolution::Part { amount: eur(5185) })),
        ("problem-none-client", resolved(Side::Client, Resolution::NoRefund)),
        ("seat-alarm-participant", alarm(AlarmReader::Participant)),
        ("seat-alarm-operator", alarm(AlarmReader::Operator)),
        (
            "link-reissued",
            Message::LinkReissued { to: Side::Client, card: dated(), access: access() },
        ),
        (
            "new-message",
            Message::NewMessage {
                conversation,
                from: "Sofia Marchetti".to_owned(),
                unread: 2,
                open: LinkRef::Conversation { conversation },
            },
        ),
    ]
}
