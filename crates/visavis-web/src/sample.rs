//! Samples: every page can be drawn without a store, for tests in every language and for the
//! gallery (`cargo run -p visavis-web --example gallery`).

use jiff::tz::TimeZone;
use maud::Markup;
use uuid::Uuid;
use visavis_domain::ids::AccountId;
use visavis_reach::words::Locale;

use crate::page::{Page, Viewer};
use crate::site::{Look, Origin, Place, Realm, Site};

pub mod scene;

/// One picture of a page.
#[derive(Clone, Copy)]
pub struct Sample {
    /// Its name in the gallery, unique on the site.
    pub name: &'static str,
    /// The route that it pictures, if it pictures one.
    pub path: Option<&'static str>,
    /// Who reads it.
    pub reader: Reader,
    /// What on it is no text of ours: names, titles, addresses, words that people typed.
    pub data: &'static [&'static str],
    /// Draws it.
    pub render: fn(&Page) -> Markup,
}

/// Who reads a sample.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reader {
    /// Nobody we know.
    Visitor,
    /// A client, signed in.
    Client,
    /// A host, signed in.
    Host,
    /// The operator, signed in.
    Operator,
}

impl Sample {
    /// A picture for visitors, of no route in particular.
    pub const fn new(name: &'static str, render: fn(&Page) -> Markup) -> Self {
        Self { name, path: None, reader: Reader::Visitor, data: &[], render }
    }

    /// A picture of a page of the route table.
    pub const fn page(
        name: &'static str,
        path: &'static str,
        reader: Reader,
        render: fn(&Page) -> Markup,
    ) -> Self {
        Self { name, path: Some(path), reader, data: &[], render }
    }

    /// For another reader.
    #[must_use]
    pub const fn by(mut self, reader: Reader) -> Self {
        self.reader = reader;
        self
    }

    /// Names what on it is no text of ours.
    #[must_use]
    pub const fn data(mut self, data: &'static [&'static str]) -> Self {
        self.data = data;
        self
    }
}

/// The people and things that samples share, so that they need not be named again.
pub const DATA: &[&str] = &[
    "Visavis",
    SOFIA,
    "Idris Bello",
    "Marta Ferreira",
    "Olga Reyes",
    "rosewater",
    "Grief session",
    "Europe/Lisbon",
    "EUR",
    "UTC",
    "SM",
    "MF",
    "OR",
    "IB",
];

/// A host.
pub const SOFIA: &str = "Sofia Marchetti";

/// The site of the samples.
pub fn site() -> Site {
    let origin = Origin::parse("https://visavis.example").expect("a plain address");
    let place =
        Place { origin, realm: Realm::Demo, media_hosts: Vec::new(), checkout_hosts: Vec::new() };
    Site::new(place, Look::standard())
}

/// The context of a sample for its reader.
pub fn page(site: &Site, locale: Locale, sample: &Sample) -> Page {
    let viewer = viewer(sample.reader);
    let path = sample.path.unwrap_or("/nowhere");
    let mut page = Page::of(site, path, &axum::http::HeaderMap::new(), viewer);
    page.locale = locale;
    page
}

/// Somebody signed in.
pub fn viewer(reader: Reader) -> Option<Viewer> {
    let (name, unread) = match reader {
        Reader::Visitor => return None,
        Reader::Client => ("Marta Ferreira", 1),
        Reader::Host => (SOFIA, 2),
        Reader::Operator => ("Olga Reyes", 0),
    };
    Some(Viewer {
        account: AccountId::from_uuid(Uuid::nil()),
        name: name.to_owned(),
        avatar: None,
        public_page: (reader == Reader::Host).then(|| "/hosts/sofia-marchetti".to_owned()),
        is_host: reader == Reader::Host,
        is_operator: reader == Reader::Operator,
        unread,
        locale: None,
        zone: TimeZone::get("Europe/Lisbon").unwrap_or(TimeZone::UTC),
    })
}

#[cfg(test)]
mod tests;
