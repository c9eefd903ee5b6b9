//! Letters about money: earned, paid, given back.

use jiff::Timestamp;
use visavis_domain::money::Money;

use super::about::About;
use super::{Amount, Block, Letter, Pen};
use crate::calendar::Method;
use crate::format;
use crate::message::{Invite, LinkRef, RefundReason, Split};

/// A payment, as the receipt shows it.
pub(super) struct Paid {
    pub amount: Money,
    pub tax: Money,
    pub tax_bp: u32,
    pub at: Timestamp,
}

/// The amount with its sign turned, for what is taken off.
fn less(money: Money) -> Money {
    Money { minor: money.minor.saturating_neg(), ..money }
}

/// RING-25, PAY-22: what the host earned, and from when it can be paid out.
pub(super) fn earning(about: &About<'_>, split: &Split, available_at: Timestamp) -> Letter {
    let (pen, locale, mut args) = (about.pen, about.locale(), about.args());
    args.push(("earning", pen.money(split.earning).into()));
    args.push(("tax-rate", format::percent(locale, split.tax_bp).into()));
    args.push(("commission-rate", format::percent(locale, split.commission_bp).into()));
    args.push(("available-at", pen.moment(available_at).into()));
    let row =
        |key: &str, amount: Money| Amount { label: pen.say(key, &args), value: pen.money(amount) };
    let mut rows = vec![row("earning.gross", split.gross)];
    if !split.tax.is_zero() {
        rows.push(row("earning.tax", less(split.tax)));
    }
    rows.push(row("earning.commission", less(split.commission)));
    let total = row("earning.yours", split.earning);
    let note = if split.tax.is_zero() { "earning.note-untaxed" } else { "earning.note" };
    let mut letter = about.letter("earning", &args);
    letter.blocks = vec![
        Block::Figure {
            label: pen.word("earning.figure"),
            value: pen.money(split.earning),
            below: pen.say("calendar-summary", &args),
        },
        Block::Facts { rows: about.facts() },
        Block::Amounts { rows, total },
    ];
    letter.note(pen.say(note, &args));
    let receipt = LinkRef::Receipt { session: about.card.session };
    letter.button(pen, pen.say("earning.action", &args), &receipt);
    letter
}

pub(super) fn receipt(about: &About<'_>, number: &str, paid_with: &str, paid: &Paid) -> Letter {
    let (pen, mut args) = (about.pen, about.args());
    args.push(("number", number.into()));
    args.push(("tax-rate", format::percent(about.locale(), paid.tax_bp).into()));
    let row =
        |key: &str, amount: Money| Amount { label: pen.say(key, &args), value: pen.money(amount) };
    let net = Money { minor: paid.amount.minor.saturating_sub(paid.tax.minor), ..paid.amount };
    let mut rows = vec![row("receipt.service", net)];
    if !paid.tax.is_zero() {
        rows.push(row("receipt.tax", paid.tax));
    }
    let total = row("receipt.total", paid.amount);
    let means = [("amount", pen.money(paid.amount).into()), ("means", paid_with.into())];
    let mut facts = about.facts();
    facts.extend([
        pen.fact("fact-number", number.to_owned()),
        pen.fact("fact-paid", pen.say("fact-paid-with", &means)),
        pen.fact("fact-paid-at", pen.moment(paid.at)),
    ]);
    let mut letter = about.letter("receipt", &args);
    letter.blocks = vec![
        Block::Figure {
            label: pen.word("receipt.figure"),
            value: pen.money(paid.amount),
            below: pen.say("calendar-summary", &args),
        },
        Block::Amounts { rows, total },
        Block::Facts { rows: facts },
    ];
    let receipt = LinkRef::Receipt { session: about.card.session };
    letter
        .button(pen, pen.say("receipt.action", &args), &receipt)
        .note(pen.say("receipt.note", &args));
    letter
}

pub(super) fn refunded(
    about: &About<'_>,
    amount: Money,
    paid_with: &str,
    reason: &RefundReason,
    invite: Option<Invite>,
) -> Letter {
    let (pen, mut args) = (about.pen, about.args());
    args.push(("amount", pen.money(amount).into()));
    args.push(("means", paid_with.into()));
    let why = why(pen, reason);
    let mut facts = about.facts();
    facts.extend([
        pen.fact("fact-amount", pen.money(amount)),
        pen.fact("fact-back-to", paid_with.to_owned()),
        pen.fact("fact-reason", why),
    ]);
    let mut letter = about.letter("refunded", &args);
    letter.lead(pen.say("refunded.lead", &args)).facts(facts).button(
        pen,
        pen.say("refunded.action", &args),
        &about.card.open,
    );
    let link = &about.card.open;
    letter.calendar = invite.and_then(|invite| about.calendar(Method::Cancel, invite, link));
    letter
}

/// The host's side of a session that does not take place.
pub(super) fn cancelled(
    about: &About<'_>,
    reason: &RefundReason,
    invite: Option<Invite>,
) -> Letter {
    let (pen, args) = (about.pen, about.args());
    let mut facts = about.facts();
    facts.push(pen.fact("fact-reason", why(pen, reason)));
    let mut letter = about.letter("cancelled", &args);
    letter.lead(pen.say("cancelled.lead", &args)).facts(facts).button(
        pen,
        pen.say("cancelled.action", &args),
        &about.card.open,
    );
    let link = &about.card.open;
    letter.calendar = invite.and_then(|invite| about.calendar(Method::Cancel, invite, link));
    letter
}

fn why(pen: &Pen<'_>, reason: &RefundReason) -> String {
    match reason {
        RefundReason::NoDate => pen.word("refunded.reason-no-date"),
        RefundReason::NotMet => pen.word("refunded.reason-not-met"),
        RefundReason::Cancelled => pen.word("refunded.reason-cancelled"),
        RefundReason::ByHost { words } => words.clone(),
        RefundReason::Operator { reason } => reason.clone(),
    }
}

/// ALL-2: paid after the reservation, and the slot was gone.
pub(super) fn slot_lost(about: &About<'_>, amount: Money, paid_with: &str) -> Letter {
    let (pen, mut args) = (about.pen, about.args());
    args.push(("amount", pen.money(amount).into()));
    args.push(("means", paid_with.into()));
    let mut letter = about.letter("slot-lost-refund", &args);
    let mut facts = about.facts();
    facts.push(pen.fact("fact-amount", pen.money(amount)));
    facts.push(pen.fact("fact-back-to", paid_with.to_owned()));
    letter.lead(pen.say("slot-lost-refund.lead", &args)).facts(facts).button(
        pen,
        pen.say("slot-lost-refund.action", &args),
        &about.card.open,
    );
    letter
}
