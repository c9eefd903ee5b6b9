//! Letters from the payment to the agreed date.

use jiff::Timestamp;

use super::about::About;
use super::{Block, Letter};
use crate::calendar::Method;
use crate::message::{Invite, LinkRef, Side};

/// PAY-12, PAY-13: paid; name, cost, duration, link, and the calendar file once there is a date.
pub(super) fn confirmation(
    about: &About<'_>,
    access: &LinkRef,
    paid_with: &str,
    invite: Option<Invite>,
) -> Letter {
    let (pen, args, key) = (about.pen, about.args(), about.sided("confirmation"));
    let mut letter = about.letter(&key, &args);
    let dated = if about.card.start.is_some() { "-dated" } else { "" };
    if about.card.start.is_some() {
        letter.subject = pen.say(&format!("{key}.subject-dated"), &args);
        letter.title = pen.say(&format!("{key}.title-dated"), &args);
    } else {
        letter.lead(pen.say(&format!("{key}.lead"), &args));
    }
    let mut facts = about.facts();
    let amount = pen.money(about.card.price);
    let paid = match about.side {
        // How a client pays is not the host's to know.
        Side::Host => amount,
        Side::Client => {
            let args = [("amount", amount.into()), ("means", paid_with.into())];
            pen.say("fact-paid-with", &args)
        }
    };
    facts.push(pen.fact("fact-paid", paid));
    letter
        .facts(facts)
        .button(pen, pen.say(&format!("{key}.action{dated}"), &args), access)
        .note(pen.say(&format!("{key}.note{dated}"), &args));
    letter.calendar = invite.and_then(|invite| about.calendar(Method::Request, invite, access));
    letter
}

pub(super) fn times_proposed(about: &About<'_>, times: &[Timestamp]) -> Letter {
    let (pen, args, key) = (about.pen, about.args(), about.sided("times-proposed"));
    let mut letter = about.letter(&key, &args);
    letter.lead(pen.say(&format!("{key}.lead"), &args));
    letter.blocks.push(Block::List { rows: times.iter().map(|at| pen.moment(*at)).collect() });
    letter.button(pen, pen.say(&format!("{key}.action"), &args), &about.card.open);
    let mut facts = about.facts();
    facts.push(pen.fact("fact-price", pen.money(about.card.price)));
    letter.facts(facts);
    letter
}

pub(super) fn date_agreed(about: &About<'_>, access: &LinkRef, invite: Invite) -> Letter {
    let (pen, args, key) = (about.pen, about.args(), about.sided("date-agreed"));
    let mut letter = about.letter(&key, &args);
    let lead =
        if invite.sequence == 0 { format!("{key}.lead") } else { "date-moved.lead".to_owned() };
    let mut facts = about.facts();
    facts.push(pen.fact("fact-price", pen.money(about.card.price)));
    letter
        .lead(pen.say(&lead, &args))
        .facts(facts)
        .button(pen, pen.say(&format!("{key}.action"), &args), access)
        .note(pen.say(&format!("{key}.note"), &args));
    letter.calendar = about.calendar(Method::Request, invite, access);
    letter
}

pub(super) fn schedule_reminder(
    about: &About<'_>,
    paid_at: Timestamp,
    refundable_from: Timestamp,
) -> Letter {
    let (pen, mut args) = (about.pen, about.args());
    args.push(("paid-at", pen.moment(paid_at).into()));
    args.push(("refundable-from", pen.moment(refundable_from).into()));
    let mut letter = about.letter("schedule-reminder", &args);
    letter
        .lead(pen.say("schedule-reminder.lead", &args))
        .facts(about.facts())
        .button(pen, pen.say("schedule-reminder.action", &args), &about.card.open)
        .note(pen.say("schedule-reminder.note", &args));
    letter
}

pub(super) fn refund_offered(about: &About<'_>) -> Letter {
    let (pen, args) = (about.pen, about.args());
    let mut letter = about.letter("refund-offered", &args);
    let mut facts = about.facts();
    facts.push(pen.fact("fact-paid", pen.money(about.card.price)));
    letter.lead(pen.say("refund-offered.lead", &args)).facts(facts).button(
        pen,
        pen.say("refund-offered.action", &args),
        &about.card.open,
    );
    letter
}

pub(super) fn link_reissued(about: &About<'_>, access: &LinkRef) -> Letter {
    let (pen, args) = (about.pen, about.args());
    let mut letter = about.letter("link-reissued", &args);
    letter.lead(pen.say("link-reissued.lead", &args)).facts(about.facts()).button(
        pen,
        pen.say("link-reissued.action", &args),
        access,
    );
    letter
}
