//! What goes over a room's own socket, as JSON. Picture and sound go another way.

use serde::{Deserialize, Serialize};
use visavis_domain::session::Party;

/// What the server tells a page.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(tag = "t", rename_all = "snake_case")]
pub enum ToPage {
    /// The seat is yours; this is how things stand.
    Hello(Box<Hello>),
    /// Are you there? Answered by the page's script, which a frozen page cannot do.
    Ping {
        /// Which one.
        n: u64,
    },
    /// Who else is there.
    Presence {
        /// Everybody but the reader.
        others: Vec<Person>,
    },
    /// The session moved on.
    Phase {
        /// The phase's name.
        phase: &'static str,
        /// The first instant with both there, in milliseconds.
        met_at: Option<i64>,
    },
    /// A ticket for picture and sound.
    Media(Media),
    /// Something was said.
    Chat(Box<Chat>),
    /// The seat is not yours any more.
    Taken {
        /// Why.
        why: Why,
    },
    /// Another device wants the seat.
    TakeoverAsked {
        /// So many milliseconds to say no.
        deadline_ms: u64,
    },
    /// The seat is in use on another device.
    SeatBusy,
    /// The session is over.
    Ended {
        /// By whom, if by somebody here.
        by: String,
        /// Whether it is marked as delivered.
        delivered: bool,
    },
    /// Something was refused. Whoever writes to the socket puts the sentence in.
    Error {
        /// The key of the sentence in the words of the pages.
        text: &'static str,
    },
}

/// Why a seat is lost.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Why {
    /// It moved to another device (PAY-15).
    Moved,
    /// The link was closed.
    Revoked,
}

/// How things stand when one comes in.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Hello {
    /// The reader.
    pub you: You,
    /// Everybody else.
    pub others: Vec<Person>,
    /// The phase's name.
    pub phase: &'static str,
    /// The first instant with both there, in milliseconds.
    pub met_at: Option<i64>,
    /// What was bought, in seconds.
    pub duration_s: u32,
    /// The server's time, in milliseconds.
    pub now: i64,
    /// A ticket for picture and sound.
    pub media: Option<Media>,
}

/// The reader.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct You {
    /// The part in the session; also the name towards the media server.
    pub identity: String,
    /// The name.
    pub name: String,
    /// Which side.
    pub role: Party,
}

/// Somebody else.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Person {
    /// The part in the session; also the name towards the media server.
    pub identity: String,
    /// The name.
    pub name: String,
    /// Which side.
    pub role: Party,
    /// Whether provably there.
    pub here: bool,
}

/// A ticket for picture and sound.
#[derive(Clone, PartialEq, Eq, Serialize)]
pub struct Media {
    /// Where the media server is.
    pub url: String,
    /// What opens it once.
    pub token: String,
}

impl std::fmt::Debug for Media {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(out, "Media({}, …)", self.url)
    }
}

/// Something that was said.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Chat {
    /// Its id.
    pub id: String,
    /// Who said it.
    pub from: String,
    /// The name of who said it.
    pub name: String,
    /// Whether the reader said it.
    pub mine: bool,
    /// Whether it was said before the reader came in.
    pub old: bool,
    /// The words.
    pub text: String,
    /// When, in milliseconds.
    pub at: i64,
    /// The file that came with it.
    pub file: Option<SentFile>,
    /// The sender's own mark, for the sender.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub nonce: Option<String>,
}

/// A file that was sent.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct SentFile {
    /// Its name.
    pub name: String,
    /// Its size in bytes.
    pub size: i64,
    /// Where it is, for a while.
    pub url: String,
}

/// What a page tells the server.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(tag = "t", rename_all = "snake_case")]
pub enum FromPage {
    /// I am here.
    Pong {
        /// Which ping it answers.
        n: u64,
    },
    /// Say something.
    Chat {
        /// The sender's own mark: sent twice, it is said once.
        nonce: String,
        /// The words.
        text: String,
    },
    /// The ticket for picture and sound is spent; another one, please.
    Token,
    /// This device wants the seat.
    TakeOver,
    /// Whoever wants the seat is not me.
    NotMe,
    /// I go.
    Leave,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_pages_script_and_the_server_speak_alike() {
        for (message, json) in [
            (ToPage::Ping { n: 7 }, r#"{"t":"ping","n":7}"#),
            (ToPage::SeatBusy, r#"{"t":"seat_busy"}"#),
            (ToPage::Taken { why: Why::Moved }, r#"{"t":"taken","why":"moved"}"#),
            (
                ToPage::TakeoverAsked { deadline_ms: 10_000 },
                r#"{"t":"takeover_asked","deadline_ms":10000}"#,
            ),
            (
                ToPage::Phase { phase: "live", met_at: Some(5) },
                r#"{"t":"phase","phase":"live","met_at":5}"#,
            ),
            (
                ToPage::Media(Media { url: "/".to_owned(), token: "x".to_owned() }),
                r#"{"t":"media","url":"/","token":"x"}"#,
            ),
            (
                ToPage::Presence {
                    others: vec![Person {
                        identity: "par_1".to_owned(),
                        name: "Sofia".to_owned(),
                        role: Party::Host,
                        here: true,
                    }],
                },
                r#"{"t":"presence","others":[{"identity":"par_1","name":"Sofia","role":"host","here":true}]}"#,
            ),
        ] {
            assert_eq!(serde_json::to_string(&message).unwrap(), json);
        }
        for (json, message) in [
            (r#"{"t":"pong","n":7}"#, FromPage::Pong { n: 7 }),
            (r#"{"t":"take_over"}"#, FromPage::TakeOver),
            (r#"{"t":"not_me"}"#, FromPage::NotMe),
            (r#"{"t":"token"}"#, FromPage::Token),
            (r#"{"t":"leave"}"#, FromPage::Leave),
            (
                r#"{"t":"chat","nonce":"a","text":"hi"}"#,
                FromPage::Chat { nonce: "a".to_owned(), text: "hi".to_owned() },
            ),
        ] {
            assert_eq!(serde_json::from_str::<FromPage>(json).unwrap(), message);
        }
        let too_wrong = serde_json::from_str::<FromPage>(r#"{"t":"deliver"}"#);
        assert!(too_wrong.is_err(), "a page cannot invent commands");
    }
}
