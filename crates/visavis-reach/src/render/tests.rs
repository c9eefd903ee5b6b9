//! Every mail, in every language, for what it must say and must not.

use super::*;
use crate::calendar::Method;
use crate::format::zone_named;
use crate::message::{Invite, SessionCard, Side, samples};
use crate::words::{MISSING, pseudo};

const SECRET: &str = "https://visavis.example/s#4f0c9b2e";

fn link(link: &LinkRef) -> String {
    match link {
        LinkRef::Access { .. } => SECRET.to_owned(),
        LinkRef::Session { .. } => "https://visavis.example/sessions/1?a=1&b=2".to_owned(),
        LinkRef::Receipt { .. } => "https://visavis.example/receipts/1".to_owned(),
        LinkRef::Conversation { .. } => "https://visavis.example/messages/1".to_owned(),
        LinkRef::LostLink => "https://visavis.example/links".to_owned(),
        LinkRef::Page { path } => format!("https://visavis.example{path}"),
        LinkRef::VerifyEmail { token }
        | LinkRef::ChangeEmail { token }
        | LinkRef::SignIn { token }
        | LinkRef::ResetPassword { token }
        | LinkRef::Operator { token } => format!("https://visavis.example/t#{}", token.0),
    }
}

fn reader(locale: Locale) -> Reader {
    Reader {
        locale,
        zone: zone_named("Europe/Lisbon"),
        name: "Marta".to_owned(),
        email: "marta@example.org".to_owned(),
    }
}

fn look() -> Look {
    Look {
        site_name: "Visavis".to_owned(),
        base_url: "https://visavis.example".to_owned(),
        email: "hello@visavis.example".to_owned(),
        colours: Colours::default(),
        test_realm: false,
    }
}

fn render(message: &Message) -> Rendered {
    let renderer = Renderer::new().expect("the frames compile");
    renderer.render(message, &reader(Locale::En), &look(), &link).expect("the message renders")
}

fn each(mut check: impl FnMut(&str, Locale, &Message, &Rendered)) {
    let renderer = Renderer::new().expect("the frames compile");
    for locale in Locale::ALL {
        for (name, message) in samples::all() {
            let mail = renderer
                .render(&message, &reader(locale), &look(), &link)
                .unwrap_or_else(|error| panic!("{name}: {error:?}"));
            check(name, locale, &message, &mail);
        }
    }
}

/// What a person reads of an HTML document, comments for old mail programs left out.
fn visible(html: &str) -> String {
    let mut out = String::new();
    let mut rest = html;
    while let Some(open) = rest.find('<') {
        out.push_str(&rest[..open]);
        out.push(' ');
        rest = &rest[open..];
        let end = if rest.starts_with("<!--") {
            rest.find("-->").map(|at| at + 3)
        } else if rest.starts_with("<style") {
            rest.find("</style>").map(|at| at + 8)
        } else {
            rest.find('>').map(|at| at + 1)
        };
        rest = &rest[end.expect("each tag is closed")..];
    }
    out.push_str(rest);
    out.replace("&amp;", "&").replace("&#39;", "'").replace("&quot;", "\"")
}

#[test]
fn every_mail_is_whole_in_every_language() {
    each(|name, _, _, mail| {
        assert!(!mail.subject.trim().is_empty(), "{name}");
        assert!(!mail.subject.contains(char::is_control), "{name}: {}", mail.subject);
        for (form, text) in [("subject", &mail.subject), ("text", &mail.text)] {
            assert!(!text.contains(['{', '}']), "{name}: {form}: {text}");
        }
        for form in [&mail.subject, &mail.text, &mail.html] {
            assert!(!form.contains(MISSING), "{name}: {form}");
        }
        assert!(!mail.html.contains("{{") && !mail.html.contains("{%"), "{name}: {}", mail.html);
    });
}

#[test]
fn the_html_says_what_the_text_says() {
    each(|name, _, _, mail| {
        let squeeze = |text: &str| text.split_whitespace().collect::<Vec<_>>().join(" ");
        let seen = squeeze(&visible(&mail.html));
        for line in mail.text.lines().filter(|line| !matches!(line.trim(), "" | "--")) {
            let line = line.strip_prefix("> ").or(line.strip_prefix("- ")).unwrap_or(line);
            for part in line.split(" / ") {
                // Labels and values stand in cells of their own.
                let found = seen.contains(&squeeze(part))
                    || part.split_once(": ").is_some_and(|(label, value)| {
                        seen.contains(&squeeze(label)) && seen.contains(&squeeze(value))
                    })
                    || seen.contains(part.trim_end_matches(':'));
                assert!(found, "{name}: {part:?} is not in {seen}");
            }
        }
    });
}

#[test]
fn nothing_is_fetched_and_nothing_runs() {
    // ALL-7.
    each(|name, _, _, mail| {
        let html = mail.html.to_ascii_lowercase();
        for bad in ["<script", "<link", "<img", "@import", "src=", "url(", "onload", "<iframe"] {
            assert!(!html.contains(bad), "{name}: {bad}");
        }
        for (at, _) in html.match_indices("http") {
            let known = ["https://visavis.example", "http://www.w3.org/", "http-equiv"];
            let rest = &html[at..];
            assert!(known.iter().any(|start| rest.starts_with(start)), "{name}: {}", &rest[..40]);
        }
    });
}

#[test]
fn mails_are_calm_and_say_why_they_come() {
    each(|name, locale, _, mail| {
        assert!(!mail.text.contains('!') && !mail.subject.contains('!'), "{name}");
        if locale == Locale::En {
            assert!(mail.text.contains("Sent to Marta because"), "{name}: {}", mail.text);
        }
    });
}

#[test]
fn no_word_of_a_mail_misses_the_translator() {
    let data = [
        "Grief session",
        "Sofia Marchetti",
        "rosewater",
        "Visavis",
        "Marta",
        "Visa ending 4242",
        "VV-2026-004831",
        "The picture froze after ten minutes",
        "and nobody came back",
        "Half of the time was lost to a bad line.",
        "I have fallen ill.",
        "The log shows that the host's line dropped.",
        "SM",
    ];
    each(|name, locale, _, mail| {
        if locale != Locale::Pseudo {
            return;
        }
        for form in [&mail.subject, &mail.text, &visible(&mail.html)] {
            let words = form.split_whitespace().filter(|word| !word.starts_with("https://"));
            let text = words.collect::<Vec<_>>().join(" ");
            assert_eq!(pseudo::leaks(&text, &data), Vec::<String>::new(), "{name}: {text}");
        }
    });
}

#[test]
fn a_message_survives_the_outbox() {
    // ALL-4: what is stored is what was meant, and its kind is its tag.
    for (name, message) in samples::all() {
        let stored = serde_json::to_value(&message).expect("a message is plain data");
        assert_eq!(stored["kind"], message.kind(), "{name}");
        let read: Message = serde_json::from_value(stored).expect("it is read back");
        assert_eq!(read, message, "{name}");
    }
}

#[test]
fn a_stored_message_holds_no_secret() {
    // PAY-14.
    for (name, message) in samples::all() {
        let stored = serde_json::to_string(&message).expect("a message is plain data");
        assert!(!stored.contains("4f0c9b2e") && !stored.contains("https://"), "{name}: {stored}");
        let mail = render(&message);
        let shows = mail.text.contains(SECRET) || mail.text.contains("/t#token");
        assert_eq!(shows, message.holds_secret(), "{name}");
    }
}

#[test]
fn a_confirmation_says_name_cost_duration_link_and_not_to_share_it() {
    // PAY-13, PAY-15.
    for (to, other) in [(Side::Client, "Sofia Marchetti"), (Side::Host, "rosewater")] {
        for card in [samples::undated(), samples::dated()] {
            let invite = card.start.map(|_| Invite { sequence: 0, stamp: samples::NOW });
            let mail = render(&Message::Confirmation {
                to,
                card,
                access: samples::access(),
                paid_with: "Test till".to_owned(),
                invite,
            });
            for form in [&mail.text, &visible(&mail.html)] {
                let facts = ["Grief session", "€103.70", "50 minutes", SECRET, other];
                for fact in facts {
                    assert!(form.contains(fact), "{fact}: {form}");
                }
                assert!(form.contains("Do not pass it on."), "{form}");
                let means = form.contains("€103.70 with Test till");
                assert_eq!(means, to == Side::Client, "how one pays is one's own affair: {form}");
            }
            assert!(mail.html.contains(&format!("href=\"{SECRET}\"")), "{}", mail.html);
            assert_eq!(mail.calendar.is_some(), invite.is_some());
        }
    }
}

#[test]
fn a_client_without_a_password_gets_the_access_link_and_the_warning() {
    // PAY-16: the access link is the account.
    let open = LinkRef::Access { link: samples::access() };
    let card = SessionCard { open, ..samples::undated() };
    let mail = render(&Message::RefundOffered { card });
    assert!(mail.text.contains(SECRET) && mail.text.contains("This link is yours alone."));
}

#[test]
fn a_date_names_the_readers_zone_and_tells_the_client_the_hosts_time() {
    // HOST-6, ALL-3; RING-13: the host learns nothing of the client's zone.
    let message = |to| Message::DateAgreed {
        to,
        card: samples::dated(),
        access: samples::access(),
        invite: Invite { sequence: 0, stamp: samples::NOW },
    };
    let mail = render(&message(Side::Client));
    let when = "Tuesday 24 November 2026, 15:00 to 15:50 (Europe/Lisbon, UTC+0)";
    assert!(mail.text.contains(when), "{}", mail.text);
    let host = "16:00 for Sofia Marchetti (Europe/Rome, UTC+1)";
    assert!(mail.text.contains(host), "{}", mail.text);
    let mail = render(&message(Side::Host));
    assert!(!mail.text.contains("Europe/Rome"), "{}", mail.text);
}

#[test]
fn an_invitation_is_for_its_reader_alone_and_moves_by_sequence() {
    let file = |to, sequence| {
        let message = Message::DateAgreed {
            to,
            card: samples::dated(),
            access: samples::access(),
            invite: Invite { sequence, stamp: samples::NOW },
        };
        render(&message).calendar.expect("a date has a calendar file")
    };
    let first = file(Side::Client, 0);
    let moved = file(Side::Client, 3);
    let hosts = file(Side::Host, 0);
    let uid = |ics: &str| {
        let unfolded = ics.replace("\r\n ", "");
        let line = unfolded.lines().find(|line| line.starts_with("UID:")).map(str::to_owned);
        line.expect("an event has a UID")
    };
    assert_eq!(uid(&first.ics), uid(&moved.ics));
    assert_ne!(uid(&first.ics), uid(&hosts.ics));
    assert!(moved.ics.contains("SEQUENCE:3\r\n"), "{}", moved.ics);
    assert_eq!(first.method, Method::Request);
    assert_eq!(first.filename, "grief-session-with-sofia-marchetti.ics");
    assert_eq!(first.ics.matches("ATTENDEE").count(), 1);
}

#[test]
fn a_cancelled_date_leaves_the_calendar() {
    let all = samples::all();
    let (_, message) =
        all.iter().find(|(name, _)| *name == "refunded-cancelled").expect("is there");
    let calendar = render(message).calendar.expect("the date stood in the calendar");
    assert_eq!(calendar.method, Method::Cancel);
    assert!(calendar.ics.contains("STATUS:CANCELLED\r\n"), "{}", calendar.ics);
    assert!(calendar.ics.contains("SEQUENCE:1\r\n"), "{}", calendar.ics);
}

#[test]
fn a_test_realm_cannot_be_mistaken() {
    let renderer = Renderer::new().expect("the frames compile");
    let look = Look { test_realm: true, ..look() };
    for (name, message) in samples::all() {
        let mail = renderer.render(&message, &reader(Locale::En), &look, &link).expect("renders");
        assert!(mail.subject.starts_with("[TEST] "), "{name}: {}", mail.subject);
        for form in [&mail.text, &mail.html] {
            assert!(form.contains("This is a test. No real money moves"), "{name}");
        }
    }
}

#[test]
fn a_hostile_title_stays_text() {
    let title = "<script>alert(1)</script>\" onload=x\r\nBcc: all@example.org".to_owned();
    let card =
        SessionCard { title, host: "{{ secret }} & {% raw %}".to_owned(), ..samples::dated() };
    let mail = render(&Message::DateAgreed {
        to: Side::Client,
        card,
        access: samples::access(),
        invite: Invite { sequence: 0, stamp: samples::NOW },
    });
    assert!(!mail.html.contains("<script"), "{}", mail.html);
    assert!(mail.html.contains("&lt;script&gt;alert(1)&lt;/script&gt;&quot; onload=x"));
    assert!(mail.html.contains("{{ secret }} &amp; {% raw %}"), "no template in a name is filled");
    assert!(!mail.subject.contains(char::is_control), "{}", mail.subject);
    let calendar = mail.calendar.expect("a date has a calendar file");
    assert!(!calendar.ics.contains("\r\nBcc"), "{}", calendar.ics);
}

#[test]
fn a_link_that_is_no_web_address_is_refused() {
    let renderer = Renderer::new().expect("the frames compile");
    for bad in ["", "/sessions/1", "javascript:alert(1)", "https://a b"] {
        let links = |_: &LinkRef| bad.to_owned();
        let mail =
            renderer.render(&Message::AlreadyRegistered, &reader(Locale::En), &look(), &links);
        assert!(matches!(mail, Err(RenderError::Link { .. })), "{bad}: {mail:?}");
    }
}

#[test]
fn a_reader_without_a_name_is_addressed_all_the_same() {
    let renderer = Renderer::new().expect("the frames compile");
    let reader = Reader { name: String::new(), ..reader(Locale::En) };
    let mail = renderer.render(&Message::AlreadyRegistered, &reader, &look(), &link);
    let text = mail.expect("renders").text;
    assert!(text.contains("Sent to you because"), "{text}");
}

#[test]
fn a_colour_is_six_digits_and_nothing_else() {
    assert_eq!("#6B2650".parse::<Colour>().map(|colour| colour.to_string()), Ok("#6b2650".into()));
    for bad in ["", "red", "#fff", "#12345g", "#+12345", "#000000;}"] {
        assert_eq!(bad.parse::<Colour>(), Err(ColourError), "{bad}");
    }
}

#[test]
fn the_domain_is_the_host_of_the_site() {
    for (base_url, want) in
        [("https://visavis.example", "visavis.example"), ("http://127.0.0.1:8080", "127.0.0.1")]
    {
        assert_eq!(Look { base_url: base_url.to_owned(), ..look() }.domain(), want);
    }
}

/// Two complete mails as files, for the eye and for the diff. With `UPDATE_TESTDATA=1` they are
/// written anew.
#[test]
fn two_whole_mails_look_as_agreed() {
    for name in ["confirmation-client", "earning"] {
        let all = samples::all();
        let (_, message) = all.iter().find(|(sample, _)| *sample == name).expect("is there");
        let mail = render(message);
        let text = format!("Subject: {}\n\n{}", mail.subject, mail.text);
        compare(&format!("{name}.txt"), &text);
        compare(&format!("{name}.html"), &mail.html);
        if let Some(calendar) = mail.calendar {
            compare(&format!("{name}.ics"), &calendar.ics);
        }
    }
}

fn compare(file: &str, got: &str) {
    let path = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("testdata").join(file);
    if std::env::var_os("UPDATE_TESTDATA").is_some() {
        std::fs::write(&path, got).expect("testdata can be written");
    }
    let want = std::fs::read_to_string(&path).unwrap_or_default();
    assert!(want == got, "{file} differs; look at it with UPDATE_TESTDATA=1 and git diff");
}
