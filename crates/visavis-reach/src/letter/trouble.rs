//! Letters when something went wrong: a reported problem, a link that was given away.

use jiff::Timestamp;

use super::about::About;
use super::{Block, Letter};
use crate::message::{AlarmReader, Audience, LinkRef, Resolution, Side};

pub(super) fn reported(about: &About<'_>, to: Audience, words: &str) -> Letter {
    let (pen, args) = (about.pen, about.args());
    let (key, why, facts) = match to {
        Audience::Host => ("problem-reported-host", "why-host", about.facts()),
        Audience::Operator => ("problem-reported-operator", "why-operator", about.facts_of_both()),
    };
    let mut letter = pen.letter(key, why, &args);
    letter.lead(pen.say(&format!("{key}.lead"), &args));
    letter.blocks.push(Block::Quote { text: words.to_owned() });
    letter.facts(facts).button(pen, pen.say(&format!("{key}.action"), &args), &about.card.open);
    letter
}

pub(super) fn resolved(about: &About<'_>, resolution: Resolution, reason: &str) -> Letter {
    let (pen, mut args) = (about.pen, about.args());
    let key = match resolution {
        Resolution::NoRefund => "problem-resolved.none",
        Resolution::Part { amount } => {
            args.push(("amount", pen.money(amount).into()));
            "problem-resolved.part"
        }
        Resolution::Full { amount } => {
            args.push(("amount", pen.money(amount).into()));
            "problem-resolved.full"
        }
    };
    let subject = match about.side {
        Side::Host => "problem-resolved.subject-host",
        Side::Client => "problem-resolved.subject-client",
    };
    let mut facts = about.facts();
    facts.push(pen.fact("fact-result", pen.say(&about.sided(key), &args)));
    facts.push(pen.fact("fact-reason", reason.to_owned()));
    let mut letter = about.letter("problem-resolved", &args);
    letter.subject = pen.say(subject, &args);
    letter.facts(facts).button(pen, pen.say("problem-resolved.action", &args), &about.card.open);
    letter
}

/// PAY-15: *Not me* was pressed.
pub(super) fn seat_alarm(about: &About<'_>, to: AlarmReader, whose: &str, at: Timestamp) -> Letter {
    let (pen, args) = (about.pen, about.args());
    let session = pen.fact("fact-session", about.card.title.clone());
    let moment = pen.fact("fact-at", pen.moment(at));
    let (key, why, link, facts) = match to {
        AlarmReader::Participant => {
            ("seat-alarm-participant", "why-participant", &LinkRef::LostLink, vec![session, moment])
        }
        AlarmReader::Operator => {
            let mut facts = about.facts_of_both();
            facts.push(pen.fact("fact-link-of", whose.to_owned()));
            facts.push(moment);
            ("seat-alarm-operator", "why-operator", &about.card.open, facts)
        }
    };
    let mut letter = pen.letter(key, why, &args);
    letter.lead(pen.say(&format!("{key}.lead"), &args)).facts(facts).button(
        pen,
        pen.say(&format!("{key}.action"), &args),
        link,
    );
    if to == AlarmReader::Participant {
        letter.note(pen.say("seat-alarm-participant.note", &args));
    }
    letter
}
