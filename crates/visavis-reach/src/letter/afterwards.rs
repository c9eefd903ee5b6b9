//! Letters between the meeting and the settlement (PAY-22).

use jiff::Timestamp;
use visavis_domain::session::DeliveredBy;

use super::Letter;
use super::about::About;

pub(super) fn undelivered(about: &About<'_>, auto_at: Timestamp) -> Letter {
    let (pen, mut args) = (about.pen, about.args());
    args.push(("auto-at", pen.moment(auto_at).into()));
    let mut letter = about.letter("undelivered-reminder", &args);
    letter.lead(pen.say("undelivered-reminder.lead", &args)).facts(about.facts()).button(
        pen,
        pen.say("undelivered-reminder.action", &args),
        &about.card.open,
    );
    letter
}

pub(super) fn not_met(about: &About<'_>, refund_at: Timestamp) -> Letter {
    let (pen, mut args, key) = (about.pen, about.args(), about.sided("not-met"));
    args.push(("refund-at", pen.moment(refund_at).into()));
    let mut letter = about.letter(&key, &args);
    letter.lead(pen.say(&format!("{key}.lead"), &args)).facts(about.facts()).button(
        pen,
        pen.say(&format!("{key}.action"), &args),
        &about.card.open,
    );
    letter
}

pub(super) fn delivered(about: &About<'_>, by: DeliveredBy, report_until: Timestamp) -> Letter {
    let (pen, mut args) = (about.pen, about.args());
    args.push(("report-until", pen.moment(report_until).into()));
    let mut letter = about.letter("delivered", &args);
    let lead = match by {
        DeliveredBy::Host => "delivered.lead",
        DeliveredBy::HostUnproven => "delivered.lead-unproven",
        DeliveredBy::Itself => {
            letter.title = pen.say("delivered.title-by-itself", &args);
            "delivered.lead"
        }
    };
    let mut facts = about.facts();
    facts.push(pen.fact("fact-paid", pen.money(about.card.price)));
    letter
        .lead(pen.say(lead, &args))
        .facts(facts)
        .button(pen, pen.say("delivered.action", &args), &about.card.open)
        .note(pen.say("delivered.note", &args));
    letter
}
