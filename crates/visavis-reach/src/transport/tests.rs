//! Against a small mail server on loopback, in the same task.

use tokio::io::{AsyncBufReadExt, AsyncWriteExt, BufReader};
use tokio::net::TcpListener;

use super::*;
use crate::calendar::{CalendarFile, Method};

fn content(calendar: bool) -> Rendered {
    Rendered {
        subject: "Booked: Zoé’s session".to_owned(),
        text: "Tuesday, €103.70\n.\nhttps://visavis.example/s#abc\n".to_owned(),
        html: "<!doctype html><p>Tuesday, €103.70</p>".to_owned(),
        calendar: calendar.then(|| CalendarFile {
            method: Method::Request,
            ics: "BEGIN:VCALENDAR\r\nEND:VCALENDAR\r\n".to_owned(),
            filename: "grief-session.ics".to_owned(),
        }),
    }
}

fn mail<'a>(to: &'a str, content: &'a Rendered) -> Mail<'a> {
    Mail {
        key: "confirmation:ses_1:client",
        thread: Some("ses_1"),
        at: "2026-11-22T13:30:00Z".parse().expect("a valid instant"),
        domain: "visavis.example",
        from: Correspondent { name: "Visavis", email: "hello@visavis.example" },
        to: Correspondent { name: "Zoé, Client\r\nBcc: x@example.org", email: to },
        content,
    }
}

fn settings(port: u16, security: Security) -> SmtpSettings {
    SmtpSettings {
        host: "127.0.0.1".to_owned(),
        port,
        security,
        login: None,
        hello: "visavis.example".to_owned(),
        patience: Duration::from_secs(5),
    }
}

/// Answers one connection: refuses `gone@` for good and `later@` for now, keeps what it takes.
async fn serve(listener: TcpListener) -> String {
    let (stream, _) = listener.accept().await.expect("a client comes");
    let (read, mut write) = stream.into_split();
    let mut lines = BufReader::new(read).lines();
    let mut taken = String::new();
    let mut answer = "220 sink ready\r\n";
    loop {
        write.write_all(answer.as_bytes()).await.expect("the client listens");
        let Ok(Some(line)) = lines.next_line().await else { return taken };
        answer = match line.split([' ', ':']).next() {
            Some("EHLO") => "250-sink\r\n250 8BITMIME\r\n",
            Some("RCPT") if line.contains("gone@") => "550 5.1.1 no such person\r\n",
            Some("RCPT") if line.contains("later@") => "450 4.2.0 try again later\r\n",
            Some("RCPT") if line.contains("login@") => "530 5.7.0 authentication required\r\n",
            Some("DATA") => {
                write.write_all(b"354 go on\r\n").await.expect("the client listens");
                while let Ok(Some(line)) = lines.next_line().await {
                    if line == "." {
                        break;
                    }
                    taken.push_str(&line);
                    taken.push('\n');
                }
                "250 2.0.0 taken as 4711\r\n"
            }
            Some("QUIT") => "221 bye\r\n",
            _ => "250 ok\r\n",
        };
    }
}

async fn deliver(to: &str, security: Security) -> (Result<Sent, SendError>, String) {
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
    let port = listener.local_addr().expect("it is bound").port();
    let smtp = Smtp::new(&settings(port, security)).expect("the settings are valid");
    let transport = Transport::Smtp(Box::new(smtp));
    let content = content(true);
    let send = async {
        let sent = transport.send(&mail(to, &content)).await;
        drop(transport);
        sent
    };
    tokio::join!(send, serve(listener))
}

#[tokio::test]
async fn a_mail_arrives_with_both_forms_and_the_calendar_file() {
    let (sent, taken) = deliver("zoe@example.org", Security::Plain).await;
    let sent = sent.expect("the server took it");
    assert!(sent.answer.contains("taken as 4711"), "{sent:?}");
    let id = "<confirmation=3ases_1=3aclient@visavis.example>";
    assert_eq!(sent.message_id, id);
    for part in [
        format!("Message-ID: {id}"),
        "Date: Sun, 22 Nov 2026 13:30:00 +0000".to_owned(),
        "From: Visavis <hello@visavis.example>".to_owned(),
        "References: <ses_1@visavis.example>".to_owned(),
        "Auto-Submitted: auto-generated".to_owned(),
        "Content-Type: multipart/mixed".to_owned(),
        "Content-Type: multipart/alternative".to_owned(),
        "Content-Type: text/plain; charset=utf-8".to_owned(),
        "Content-Type: text/html; charset=utf-8".to_owned(),
        "Content-Type: text/calendar; method=REQUEST; charset=utf-8".to_owned(),
        "Content-Type: application/ics".to_owned(),
        "filename=\"grief-session.ics\"".to_owned(),
    ] {
        assert!(taken.contains(&part), "{part} is missing in {taken}");
    }
    // A name cannot smuggle in a header, and transactional mail has no unsubscribe link.
    assert!(!taken.contains("\nBcc") && !taken.contains("List-Unsubscribe"), "{taken}");
    let order = ["text/plain", "text/html", "text/calendar", "application/ics"];
    let places: Vec<_> = order.iter().map(|kind| taken.find(kind)).collect();
    assert!(places.is_sorted(), "{places:?}");
}

#[tokio::test]
async fn a_refused_address_is_final_and_a_busy_server_is_not() {
    let (gone, taken) = deliver("gone@example.org", Security::Plain).await;
    let gone = gone.expect_err("the address is refused");
    assert!(gone.is_permanent() && gone.to_string().contains("no such person"), "{gone}");
    assert_eq!(taken, "");
    let (later, _) = deliver("later@example.org", Security::Plain).await;
    let later = later.expect_err("not now");
    assert!(!later.is_permanent() && later.to_string().contains("try again later"), "{later}");
    // Our own missing password is no fault of the address.
    let (login, _) = deliver("login@example.org", Security::Plain).await;
    assert!(!login.expect_err("a login is wanted").is_permanent());
}

#[tokio::test]
async fn without_starttls_nothing_goes_out_in_clear() {
    let (sent, taken) = deliver("zoe@example.org", Security::StartTls).await;
    let error = sent.expect_err("the server offers no TLS");
    assert!(!error.is_permanent(), "{error}");
    assert_eq!(taken, "");
}

#[tokio::test]
async fn a_server_out_of_reach_is_worth_another_try() {
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
    let port = listener.local_addr().expect("it is bound").port();
    drop(listener);
    let smtp = Smtp::new(&settings(port, Security::Plain)).expect("the settings are valid");
    assert!(smtp.check().await.is_err());
    let content = content(false);
    let sent = Transport::Smtp(Box::new(smtp)).send(&mail("zoe@example.org", &content)).await;
    assert!(matches!(sent, Err(SendError::Transient { .. })), "{sent:?}");
}

#[tokio::test]
async fn the_simulated_transport_takes_what_a_server_could_take() {
    let content = content(false);
    let sent = Transport::Simulated.send(&mail("zoe@example.org", &content)).await;
    assert_eq!(sent.map(|sent| sent.answer), Ok("simulated".to_owned()));
    let bad = Transport::Simulated.send(&mail("not an address", &content)).await;
    assert!(bad.expect_err("no server could take it").is_permanent());
}

#[test]
fn a_repeat_has_the_same_message_id_and_another_row_another() {
    // PAY-12.
    let id = |key| message_id(key, "visavis.example");
    assert_eq!(id("a:b"), id("a:b"));
    assert_ne!(id("a:b"), id("a.b"));
    assert_ne!(id("a:b"), id("a=3ab"));
    assert!(id("ü <x>@y").is_ascii());
}

#[test]
fn the_outbox_page_can_show_the_headers() {
    let content = content(true);
    let headers = headers(&mail("zoe@example.org", &content)).expect("it can be assembled");
    assert!(headers.contains("Message-ID: <confirmation=3ases_1=3aclient@visavis.example>"));
    assert!(headers.contains("Subject: "), "{headers}");
}

#[test]
fn a_password_never_travels_in_clear() {
    let login = Login { user: "visavis".to_owned(), password: "secret".to_owned() };
    let settings = SmtpSettings { login: Some(login), ..settings(25, Security::Plain) };
    assert!(matches!(Smtp::new(&settings), Err(SetupError::PasswordInClear)));
    let tls = SmtpSettings { security: Security::Implicit, ..settings };
    assert!(Smtp::new(&tls).is_ok(), "TLS is built in");
}
