//! The file is read back by the rules of RFC 5545, written here a second time.

use super::*;

/// Unfolds, splits and unescapes, knowing nothing of the writer.
fn read(ics: &str) -> Vec<(String, String)> {
    assert!(ics.ends_with("\r\n"), "each line ends in CRLF");
    assert!(!ics.replace("\r\n", "").contains(['\r', '\n']), "no lone CR or LF");
    for line in ics.split("\r\n") {
        assert!(line.len() <= 75, "{} octets: {line}", line.len());
    }
    let unfolded = ics.replace("\r\n ", "");
    let mut lines = Vec::new();
    for line in unfolded.split_terminator("\r\n") {
        let mut quoted = false;
        let colon = line.find(|letter| {
            quoted ^= letter == '"';
            letter == ':' && !quoted
        });
        let (name, value) = line.split_at(colon.expect("each line has a value"));
        lines.push((name.to_owned(), unescape(&value[1..])));
    }
    lines
}

fn unescape(value: &str) -> String {
    let mut out = String::new();
    let mut letters = value.chars();
    while let Some(letter) = letters.next() {
        match letter {
            '\\' => match letters.next() {
                Some('n' | 'N') => out.push('\n'),
                Some(escaped) => out.push(escaped),
                None => panic!("a lone backslash at the end"),
            },
            _ => out.push(letter),
        }
    }
    out
}

fn event() -> Event<'static> {
    Event {
        uid: "ses_1-client@visavis.example",
        sequence: 0,
        stamp: "2026-11-22T13:30:00Z".parse().expect("a valid instant"),
        start: "2026-11-24T15:00:00Z".parse().expect("a valid instant"),
        minutes: 50,
        summary: "Grief, loss; and \\ hope with Zoé",
        description: "50 minutes\n\nYour link: https://visavis.example/s#abc\u{7}, yours alone",
        url: "https://visavis.example/s#abc\r\nX-EVIL:1",
        organizer: Party { name: "Visavis", email: "hello@visavis.example" },
        attendee: Party {
            name: "Zoé \"Z\"; Client, the very first one", email: "zoe@example.org"
        },
    }
}

fn value<'a>(lines: &'a [(String, String)], name: &str) -> &'a str {
    let mut found = lines.iter().filter(|(line, _)| line.split(';').next() == Some(name));
    let (_, value) = found.next().expect("the property is there");
    assert!(found.next().is_none() || name == "BEGIN" || name == "END", "{name} stands once");
    value
}

#[test]
fn an_invitation_survives_being_read_back() {
    let file = file(Method::Request, &event());
    let lines = read(&file.ics);
    assert_eq!(value(&lines, "METHOD"), "REQUEST");
    assert_eq!(value(&lines, "UID"), "ses_1-client@visavis.example");
    assert_eq!(value(&lines, "SEQUENCE"), "0");
    assert_eq!(value(&lines, "DTSTAMP"), "20261122T133000Z");
    assert_eq!(value(&lines, "DTSTART"), "20261124T150000Z");
    assert_eq!(value(&lines, "DTEND"), "20261124T155000Z");
    assert_eq!(value(&lines, "STATUS"), "CONFIRMED");
    assert_eq!(value(&lines, "SUMMARY"), event().summary);
    assert_eq!(value(&lines, "DESCRIPTION"), event().description.replace('\u{7}', ""));
    assert_eq!(value(&lines, "ATTENDEE"), "mailto:zoe@example.org");
    let attendee = lines.iter().find(|(name, _)| name.starts_with("ATTENDEE")).expect("is there");
    assert!(attendee.0.contains("CN=\"Zoé 'Z'; Client, the very first one\""), "{}", attendee.0);
}

#[test]
fn a_line_break_in_a_value_begins_no_property() {
    let lines = read(&file(Method::Request, &event()).ics);
    assert!(lines.iter().all(|(name, _)| name != "X-EVIL"), "{lines:?}");
}

#[test]
fn a_cancellation_has_the_same_uid_and_a_higher_sequence() {
    let event = Event { sequence: 1, ..event() };
    let lines = read(&file(Method::Cancel, &event).ics);
    assert_eq!(value(&lines, "METHOD"), "CANCEL");
    assert_eq!(value(&lines, "SEQUENCE"), "1");
    assert_eq!(value(&lines, "STATUS"), "CANCELLED");
    assert_eq!(value(&lines, "UID"), event.uid);
}

#[test]
fn a_long_line_is_folded_between_letters() {
    let long = "é".repeat(200);
    let event = Event { summary: &long, ..event() };
    let lines = read(&file(Method::Request, &event).ics);
    assert_eq!(value(&lines, "SUMMARY"), long);
}

#[test]
fn the_file_name_is_plain_ascii() {
    assert_eq!(filename("Grief session with Zoé"), "grief-session-with-zo.ics");
    assert_eq!(filename("日本語"), "session.ics");
    assert_eq!(filename("../../etc/passwd\r\n"), "etc-passwd.ics");
}
