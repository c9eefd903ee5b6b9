//! One session in a list: when, what, with whom, how it stands, and the one thing to do now.

use maud::{Markup, html};

use crate::parts::{Avatar, icon_sized};

/// When a session is.
#[derive(Debug, Clone)]
pub enum SessionTime {
    /// At a time (`14:45` and `50 min`, or `Tue 24 Nov` and `14:45`).
    At {
        /// The large line.
        first: String,
        /// The small line.
        second: String,
    },
    /// Not agreed yet; the word says so.
    Open(String),
}

/// The row, ready to print.
#[derive(Debug, Clone)]
pub struct SessionRow {
    /// When.
    pub time: SessionTime,
    /// What was sold.
    pub title: String,
    /// Where the session's page is.
    pub path: String,
    /// With whom: name and picture.
    pub people: Vec<(String, Option<String>)>,
    /// One line on how it stands.
    pub note: String,
    /// The badge.
    pub badge: Markup,
    /// The price, as a text.
    pub price: String,
    /// What to do now, if anything.
    pub act: Option<Markup>,
}

impl SessionRow {
    fn show(&self) -> Markup {
        html! {
            li {
                @match &self.time {
                    SessionTime::At { first, second } => div.ses-time {
                        b { (first) } span.sm.faint { (second) }
                    },
                    SessionTime::Open(text) => div.ses-time.is-open {
                        (icon_sized("calendar-clock", "s24")) span.sr { (text) }
                    },
                }
                div.grow {
                    div.row.g2 { b { a href=(self.path) { (self.title) } } }
                    div.ses-people {
                        @for (name, picture) in &self.people {
                            span.person { (Avatar::new(name, picture.as_deref()).size(28)) (name) }
                        }
                    }
                    p.sm.faint { (self.note) }
                }
                div.ses-pay { (self.badge) span.md.num { (self.price) } }
                div.ses-act { @if let Some(act) = &self.act { (act) } }
            }
        }
    }
}

/// The list of them, as it stands in a card.
pub fn session_rows(rows: &[SessionRow]) -> Markup {
    html! { ul.ses { @for row in rows { (row.show()) } } }
}
