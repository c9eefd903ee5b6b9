//! Letters about the account itself, and the hint that somebody wrote.

use jiff::Timestamp;

use super::{Letter, Pen};
use crate::message::LinkRef;

/// A letter with a link that works once and until a certain moment.
pub(super) fn once(pen: &Pen<'_>, key: &str, valid_until: Timestamp, link: &LinkRef) -> Letter {
    let args = pen.site_args();
    let mut letter = pen.letter(key, "why-account", &args);
    letter
        .lead(pen.say(&format!("{key}.lead"), &args))
        .button(pen, pen.word(&format!("{key}.action")), link)
        .facts(vec![pen.fact("fact-valid", pen.moment(valid_until))])
        .note(pen.say(&format!("{key}.note"), &args));
    letter
}

pub(super) fn already_registered(pen: &Pen<'_>) -> Letter {
    let args = pen.site_args();
    let mut letter = pen.letter("already-registered", "why-account", &args);
    let link = LinkRef::Page { path: "/sign-in".to_owned() };
    letter
        .lead(pen.say("already-registered.lead", &args))
        .button(pen, pen.word("already-registered.action"), &link)
        .note(pen.say("already-registered.note", &args));
    letter
}

/// A notice of something that was done already.
pub(super) fn changed(pen: &Pen<'_>, key: &str, at: Timestamp) -> Letter {
    let mut args = pen.site_args();
    args.push(("at", pen.moment(at).into()));
    let mut letter = pen.letter(key, "why-account", &args);
    let link = LinkRef::Page { path: "/account".to_owned() };
    letter
        .lead(pen.say(&format!("{key}.lead"), &args))
        .button(pen, pen.word(&format!("{key}.action")), &link)
        .note(pen.say(&format!("{key}.note"), &args));
    letter
}

pub(super) fn new_message(pen: &Pen<'_>, from: &str, unread: u32, open: &LinkRef) -> Letter {
    let mut args = pen.site_args();
    args.push(("from", from.into()));
    args.push(("unread", unread.into()));
    let mut letter = pen.letter("new-message", "why-conversation", &args);
    letter.lead(pen.say("new-message.lead", &args)).button(
        pen,
        pen.word("new-message.action"),
        open,
    );
    letter
}
