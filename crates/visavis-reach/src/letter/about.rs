//! What all letters about a session share: its facts, its placeables, its calendar file.

use jiff::Timestamp;

use super::{Args, Block, Fact, Letter, Pen, Tile};
use crate::calendar::{self, CalendarFile, Event, Method, Party};
use crate::format;
use crate::message::{Invite, LinkRef, SessionCard, Side};
use crate::words::Locale;

/// A pen, a session, and the side on which the reader is.
pub(crate) struct About<'a> {
    pub pen: &'a Pen<'a>,
    pub side: Side,
    pub card: &'a SessionCard,
}

impl About<'_> {
    /// The placeables that every letter about a session may use.
    pub fn args(&self) -> Args<'_> {
        let (card, locale, zone) = (self.card, self.locale(), &self.pen.reader.zone);
        let mut args = vec![
            ("title", (&card.title).into()),
            ("host", (&card.host).into()),
            ("client", (&card.client).into()),
            ("other", self.other().into()),
            ("site", (&self.pen.look.site_name).into()),
            ("price", self.pen.money(card.price).into()),
            ("duration", format::duration(locale, card.minutes).into()),
        ];
        if let Some(start) = card.start {
            args.push(("short", format::moment_short(locale, start, zone).into()));
            args.push(("weekday", format::weekday(locale, start, zone).into()));
        }
        args
    }

    pub const fn locale(&self) -> Locale {
        self.pen.reader.locale
    }

    /// The name of the one whom the reader meets.
    pub fn other(&self) -> &str {
        match self.side {
            Side::Host => &self.card.client,
            Side::Client => &self.card.host,
        }
    }

    /// `NAME-client` or `NAME-host`.
    pub fn sided(&self, name: &str) -> String {
        match self.side {
            Side::Host => format!("{name}-host"),
            Side::Client => format!("{name}-client"),
        }
    }

    pub const fn why(&self) -> &'static str {
        match self.side {
            Side::Host => "why-host",
            Side::Client => "why-client",
        }
    }

    /// A letter that begins with the two faces, as everything between two people does.
    pub fn letter(&self, key: &str, args: &Args<'_>) -> Letter {
        let mut letter = self.pen.letter(key, self.why(), args);
        let (left, right) = match self.side {
            Side::Host => (&self.card.host, &self.card.client),
            Side::Client => (&self.card.client, &self.card.host),
        };
        letter.blocks.push(Block::Pair { left: tile(left), right: tile(right) });
        letter
    }

    /// Name, other side, date and length: what PAY-13 wants in each confirmation.
    pub fn facts(&self) -> Vec<Fact> {
        let other = match self.side {
            Side::Host => "fact-client",
            Side::Client => "fact-with",
        };
        vec![
            self.pen.fact("fact-session", self.card.title.clone()),
            self.pen.fact(other, self.other().to_owned()),
            self.when(),
            self.pen.fact("fact-length", format::duration(self.locale(), self.card.minutes)),
        ]
    }

    /// Both names, for the operator.
    pub fn facts_of_both(&self) -> Vec<Fact> {
        vec![
            self.pen.fact("fact-session", self.card.title.clone()),
            self.pen.fact("fact-host", self.card.host.clone()),
            self.pen.fact("fact-client", self.card.client.clone()),
            self.when(),
            self.pen.fact("fact-price", self.pen.money(self.card.price)),
        ]
    }

    fn when(&self) -> Fact {
        let Some(start) = self.card.start else {
            return self.pen.fact("fact-when", self.pen.word("fact-when-open"));
        };
        let zone = &self.pen.reader.zone;
        let mut fact =
            self.pen.fact("fact-when", format::span(self.locale(), start, self.end(start), zone));
        fact.strong = true;
        let hosts = format::zone_named(&self.card.host_zone);
        let differs = hosts.to_offset(start) != zone.to_offset(start);
        // The client may know the host's zone, for it stands in the profile; not the reverse.
        if self.side == Side::Client && differs {
            let same_day =
                start.to_zoned(hosts.clone()).date() == start.to_zoned(zone.clone()).date();
            let time = if same_day {
                format::time(self.locale(), start, &hosts)
            } else {
                format::moment_short(self.locale(), start, &hosts)
            };
            let place = format::zone(self.locale(), start, &hosts);
            let args =
                [("time", time.into()), ("host", (&self.card.host).into()), ("zone", place.into())];
            fact.detail = self.pen.say("fact-when-host", &args);
        }
        fact
    }

    fn end(&self, start: Timestamp) -> Timestamp {
        let length = jiff::SignedDuration::from_mins(self.card.minutes.into());
        start.checked_add(length).unwrap_or(start)
    }

    /// The entry for the reader's calendar, or its removal; none without a date.
    pub fn calendar(&self, method: Method, invite: Invite, link: &LinkRef) -> Option<CalendarFile> {
        let start = self.card.start?;
        let (pen, url) = (self.pen, self.pen.link(link));
        let mut args = self.args();
        args.push(("link", (&url).into()));
        let side = match self.side {
            Side::Host => "host",
            Side::Client => "client",
        };
        let description =
            if link.is_secret() { "calendar-description" } else { "calendar-description-plain" };
        let event = Event {
            uid: &format!("{}-{side}@{}", self.card.session, pen.look.domain()),
            sequence: invite.sequence,
            stamp: invite.stamp,
            start,
            minutes: self.card.minutes,
            summary: &pen.say("calendar-summary", &args),
            description: &pen.say(description, &args),
            url: &url,
            organizer: Party { name: &pen.look.site_name, email: &pen.look.email },
            attendee: Party { name: &pen.reader.name, email: &pen.reader.email },
        };
        Some(calendar::file(method, &event))
    }
}

/// The name, and the first letters of its first two words.
fn tile(name: &str) -> Tile {
    let words = name.split_whitespace().filter_map(|word| word.chars().next());
    let initials = words.take(2).flat_map(char::to_uppercase).collect();
    Tile { initials, name: name.to_owned() }
}
