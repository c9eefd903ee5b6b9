//! A message in the reader's words: the parts of a letter, which HTML and text only arrange.
//!
//! Both forms are printed from the same parts, so that no fact or link can be in one and missing
//! in the other.

use std::sync::LazyLock;

use jiff::Timestamp;
use serde::Serialize;
use visavis_domain::money::Money;

use crate::calendar::CalendarFile;
use crate::format;
use crate::message::{LinkRef, Message, SessionCard, Side};
use crate::render::{Look, Reader};
use crate::words::{Locale, Value, Words};

use self::about::About;

mod about;
mod account;
mod afterwards;
mod booking;
mod money;
mod trouble;

/// The words of all mails.
pub(crate) static WORDS: LazyLock<Words> = LazyLock::new(|| {
    Words::new(&[(Locale::En, include_str!("../words/en/mail.ftl"))])
        .expect("a test reads the embedded texts")
});

/// What a mail is made of, in order.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub(crate) enum Block {
    /// Two people, facing each other.
    Pair { left: Tile, right: Tile },
    /// An ordinary paragraph.
    Lead { text: String },
    /// Labels and values.
    Facts { rows: Vec<Fact> },
    /// Amounts that sum up to the last one.
    Amounts { rows: Vec<Amount>, total: Amount },
    /// One large figure.
    Figure { label: String, value: String, below: String },
    /// Lines of equal weight.
    List { rows: Vec<String> },
    /// Somebody's own words.
    Quote { text: String },
    /// The one thing to do.
    Button { label: String, url: String },
    /// A warning that must be seen.
    Warning { strong: String, text: String },
    /// The small print.
    Note { text: String },
}

/// One of two people.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub(crate) struct Tile {
    pub initials: String,
    pub name: String,
}

/// One row of facts.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub(crate) struct Fact {
    pub label: String,
    pub value: String,
    /// A second line, or nothing.
    pub detail: String,
    pub strong: bool,
}

/// One row of amounts.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub(crate) struct Amount {
    pub label: String,
    pub value: String,
}

/// A mail before it has a form.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Letter {
    pub subject: String,
    pub title: String,
    pub blocks: Vec<Block>,
    /// Why the reader gets it.
    pub why: String,
    pub calendar: Option<CalendarFile>,
}

/// Writes the letter of a message.
#[expect(clippy::too_many_lines, reason = "a flat match: one arm for each message")]
pub(crate) fn compose(pen: &Pen<'_>, message: &Message) -> Letter {
    match message {
        Message::VerifyEmail { token, valid_until } => {
            let link = LinkRef::VerifyEmail { token: token.clone() };
            account::once(pen, "verify-email", *valid_until, &link)
        }
        Message::AlreadyRegistered => account::already_registered(pen),
        Message::SignInLink { token, valid_until } => {
            let link = LinkRef::SignIn { token: token.clone() };
            account::once(pen, "sign-in-link", *valid_until, &link)
        }
        Message::PasswordReset { token, valid_until } => {
            let link = LinkRef::ResetPassword { token: token.clone() };
            account::once(pen, "password-reset", *valid_until, &link)
        }
        Message::PasswordChanged { at } => account::changed(pen, "password-changed", *at),
        Message::ConfirmNewEmail { token, valid_until } => {
            let link = LinkRef::ChangeEmail { token: token.clone() };
            account::once(pen, "confirm-new-email", *valid_until, &link)
        }
        Message::EmailChanged { at } => account::changed(pen, "email-changed", *at),
        Message::OperatorInvite { token, valid_until } => {
            let link = LinkRef::Operator { token: token.clone() };
            account::once(pen, "operator-invite", *valid_until, &link)
        }
        Message::NewMessage { conversation: _, from, unread, open } => {
            account::new_message(pen, from, *unread, open)
        }
        Message::Confirmation { to, card, access, paid_with, invite } => {
            let access = LinkRef::Access { link: *access };
            booking::confirmation(&pen.about(*to, card), &access, paid_with, *invite)
        }
        Message::TimesProposed { to, card, times } => {
            booking::times_proposed(&pen.about(*to, card), times)
        }
        Message::DateAgreed { to, card, access, invite } => {
            let access = LinkRef::Access { link: *access };
            booking::date_agreed(&pen.about(*to, card), &access, *invite)
        }
        Message::ScheduleReminder { card, paid_at, refundable_from } => {
            booking::schedule_reminder(&pen.about(Side::Host, card), *paid_at, *refundable_from)
        }
        Message::RefundOffered { card } => booking::refund_offered(&pen.about(Side::Client, card)),
        Message::LinkReissued { to, card, access } => {
            let access = LinkRef::Access { link: *access };
            booking::link_reissued(&pen.about(*to, card), &access)
        }
        Message::UndeliveredReminder { card, auto_at } => {
            afterwards::undelivered(&pen.about(Side::Host, card), *auto_at)
        }
        Message::NotMetNotice { to, card, refund_at } => {
            afterwards::not_met(&pen.about(*to, card), *refund_at)
        }
        Message::Delivered { card, by, report_until } => {
            afterwards::delivered(&pen.about(Side::Client, card), *by, *report_until)
        }
        Message::Earning { card, split, available_at } => {
            money::earning(&pen.about(Side::Host, card), split, *available_at)
        }
        Message::Receipt { card, number, paid_at, paid_with, paid, tax, tax_bp } => {
            let sum = money::Paid { amount: *paid, tax: *tax, tax_bp: *tax_bp, at: *paid_at };
            money::receipt(&pen.about(Side::Client, card), number, paid_with, &sum)
        }
        Message::Refunded { card, amount, paid_with, reason, invite } => {
            money::refunded(&pen.about(Side::Client, card), *amount, paid_with, reason, *invite)
        }
        Message::Cancelled { card, reason, invite } => {
            money::cancelled(&pen.about(Side::Host, card), reason, *invite)
        }
        Message::SlotLostRefund { card, amount, paid_with } => {
            money::slot_lost(&pen.about(Side::Client, card), *amount, paid_with)
        }
        Message::ProblemReported { to, card, words } => {
            trouble::reported(&pen.about(Side::Host, card), *to, words)
        }
        Message::ProblemResolved { to, card, resolution, reason } => {
            trouble::resolved(&pen.about(*to, card), *resolution, reason)
        }
        Message::SeatAlarm { to, card, whose, at } => {
            trouble::seat_alarm(&pen.about(Side::Client, card), *to, whose, *at)
        }
    }
}

/// What every letter needs: the reader, the site, and where links lead.
pub(crate) struct Pen<'a> {
    pub reader: &'a Reader,
    pub look: &'a Look,
    pub links: &'a dyn Fn(&LinkRef) -> String,
}

/// The placeables of one letter.
pub(crate) type Args<'a> = Vec<(&'static str, Value<'a>)>;

impl Pen<'_> {
    pub fn say(&self, key: &str, args: &[(&str, Value<'_>)]) -> String {
        WORDS.text(self.reader.locale, key, args)
    }

    /// The same pen, about one session.
    pub fn about<'b>(&'b self, side: Side, card: &'b SessionCard) -> About<'b> {
        About { pen: self, side, card }
    }

    /// A label or another text that needs nothing.
    pub fn word(&self, key: &str) -> String {
        self.say(key, &[])
    }

    pub fn link(&self, link: &LinkRef) -> String {
        (self.links)(link)
    }

    pub fn money(&self, money: Money) -> String {
        format::money(self.reader.locale, money)
    }

    pub fn moment(&self, at: Timestamp) -> String {
        format::moment(self.reader.locale, at, &self.reader.zone)
    }

    /// The site's name as an argument, for letters about no session.
    pub fn site_args(&self) -> Args<'static> {
        vec![("site", self.look.site_name.clone().into())]
    }

    /// A letter with the subject and title of this key, and the reason why it is sent.
    pub fn letter(&self, key: &str, why: &str, args: &Args<'_>) -> Letter {
        let nameless = self.word("why-nameless");
        let name = if self.reader.name.is_empty() { &nameless } else { &self.reader.name };
        let site = self.look.site_name.as_str();
        Letter {
            subject: self.say(&format!("{key}.subject"), args),
            title: self.say(&format!("{key}.title"), args),
            blocks: Vec::new(),
            why: self.say(why, &[("name", name.into()), ("site", site.into())]),
            calendar: None,
        }
    }

    pub fn fact(&self, key: &str, value: String) -> Fact {
        Fact { label: self.word(key), value, detail: String::new(), strong: false }
    }
}

impl Letter {
    pub fn lead(&mut self, text: String) -> &mut Self {
        self.blocks.push(Block::Lead { text });
        self
    }

    pub fn facts(&mut self, rows: Vec<Fact>) -> &mut Self {
        self.blocks.push(Block::Facts { rows });
        self
    }

    pub fn note(&mut self, text: String) -> &mut Self {
        self.blocks.push(Block::Note { text });
        self
    }

    /// The button, and with a personal link the warning not to share it (PAY-15).
    pub fn button(&mut self, pen: &Pen<'_>, label: String, link: &LinkRef) -> &mut Self {
        self.blocks.push(Block::Button { label, url: pen.link(link) });
        if matches!(link, LinkRef::Access { .. }) {
            let strong = pen.word("frame-own-link");
            self.blocks.push(Block::Warning { strong, text: pen.word("frame-own-link.text") });
        }
        self
    }
}
