//! Calendar files (RFC 5545 and 5546): one event, for one recipient, in UTC.
//!
//! Times are UTC so that no zone table has to travel along; the mail's text says the local time.
//! The organizer is the platform, and each file names its own recipient alone, so that no address
//! of the other side leaks (one file per recipient).

use std::fmt::Write as _;

use jiff::Timestamp;

/// What a calendar does with the file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Method {
    /// Adds the event, or moves it when the sequence is higher.
    Request,
    /// Takes it out.
    Cancel,
}

impl Method {
    /// The value of the property, and of the MIME parameter.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Request => "REQUEST",
            Self::Cancel => "CANCEL",
        }
    }
}

/// A file to attach.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CalendarFile {
    /// Also needed in the MIME header.
    pub method: Method,
    /// The text, with CRLF.
    pub ics: String,
    /// An ASCII name that ends in `.ics`.
    pub filename: String,
}

/// A name and an address in a calendar file.
#[derive(Debug, Clone, Copy)]
pub struct Party<'a> {
    /// What is shown.
    pub name: &'a str,
    /// The e-mail address.
    pub email: &'a str,
}

/// One meeting in one person's calendar.
#[derive(Debug, Clone, Copy)]
pub struct Event<'a> {
    /// The same for each change of this meeting, for this recipient.
    pub uid: &'a str,
    /// One more with each change.
    pub sequence: u32,
    /// When this version was made; an argument, since nothing here reads a clock.
    pub stamp: Timestamp,
    /// The beginning.
    pub start: Timestamp,
    /// The length.
    pub minutes: u32,
    /// The title in the calendar.
    pub summary: &'a str,
    /// The text below.
    pub description: &'a str,
    /// Where one enters.
    pub url: &'a str,
    /// The platform.
    pub organizer: Party<'a>,
    /// Whose calendar it is.
    pub attendee: Party<'a>,
}

/// The calendar file of one event.
pub fn file(method: Method, event: &Event<'_>) -> CalendarFile {
    let end = event.start.checked_add(jiff::SignedDuration::from_mins(event.minutes.into()));
    let status = match method {
        Method::Request => "CONFIRMED",
        Method::Cancel => "CANCELLED",
    };
    let party = |name: &str, party: &Party<'_>, more: &str| {
        format!("{name};CN={}{more}:mailto:{}", parameter(party.name), bare(party.email))
    };
    let lines = [
        "BEGIN:VCALENDAR".to_owned(),
        "VERSION:2.0".to_owned(),
        "PRODID:-//Visavis//Visavis//EN".to_owned(),
        "CALSCALE:GREGORIAN".to_owned(),
        format!("METHOD:{}", method.name()),
        "BEGIN:VEVENT".to_owned(),
        format!("UID:{}", text(event.uid)),
        format!("SEQUENCE:{}", event.sequence),
        format!("DTSTAMP:{}", utc(event.stamp)),
        format!("DTSTART:{}", utc(event.start)),
        format!("DTEND:{}", utc(end.unwrap_or(event.start))),
        format!("SUMMARY:{}", text(event.summary)),
        format!("DESCRIPTION:{}", text(event.description)),
        format!("URL:{}", bare(event.url)),
        party("ORGANIZER", &event.organizer, ""),
        party("ATTENDEE", &event.attendee, ";ROLE=REQ-PARTICIPANT;PARTSTAT=ACCEPTED;RSVP=FALSE"),
        format!("STATUS:{status}"),
        "TRANSP:OPAQUE".to_owned(),
        "CLASS:PRIVATE".to_owned(),
        "END:VEVENT".to_owned(),
        "END:VCALENDAR".to_owned(),
    ];
    let ics = lines.iter().map(|line| fold(line)).collect();
    CalendarFile { method, ics, filename: filename(event.summary) }
}

fn utc(at: Timestamp) -> String {
    at.strftime("%Y%m%dT%H%M%SZ").to_string()
}

/// A TEXT value: backslash, semicolon, comma and line break are escaped, other controls go.
fn text(value: &str) -> String {
    let mut out = String::with_capacity(value.len());
    for letter in value.chars() {
        match letter {
            '\\' | ';' | ',' => {
                out.push('\\');
                out.push(letter);
            }
            '\n' => out.push_str("\\n"),
            _ if letter.is_control() => {}
            _ => out.push(letter),
        }
    }
    out
}

/// A quoted parameter value, which has no escape for a quotation mark.
fn parameter(value: &str) -> String {
    format!("\"{}\"", bare(value).replace('"', "'"))
}

/// A value that is not escaped at all; a line break in it would begin a new property.
fn bare(value: &str) -> String {
    value.chars().filter(|letter| !letter.is_control()).collect()
}

/// Breaks a line after at most 75 octets, never inside a letter.
fn fold(line: &str) -> String {
    let mut out = String::with_capacity(line.len() + 8);
    let mut width = 0;
    for letter in line.chars() {
        if width + letter.len_utf8() > 75 {
            out.push_str("\r\n ");
            width = 1;
        }
        width += letter.len_utf8();
        out.push(letter);
    }
    out.push_str("\r\n");
    out
}

fn filename(summary: &str) -> String {
    let mut name = String::new();
    for letter in summary.chars().map(|letter| letter.to_ascii_lowercase()) {
        if letter.is_ascii_alphanumeric() {
            let _ = write!(name, "{letter}");
        } else if !name.ends_with('-') && !name.is_empty() {
            name.push('-');
        }
    }
    name.truncate(40);
    let name = name.trim_matches('-');
    if name.is_empty() { "session.ics".to_owned() } else { format!("{name}.ics") }
}

#[cfg(test)]
mod tests;
