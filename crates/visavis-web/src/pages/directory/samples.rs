//! Pictures of the directory: full, with filters and a mistyped price, and empty.

use maud::Markup;
use uuid::Uuid;
use visavis_app::host::{Card, Listing, Offer, Search};
use visavis_domain::ids::ServiceId;
use visavis_domain::money::{Currency, Money};
use visavis_domain::session::Channel;

use super::{View, read, show};
use crate::form::Filled;
use crate::page::Page;
use crate::paths;
use crate::sample::{Reader, SOFIA, Sample};

/// All of them.
pub const SAMPLES: &[Sample] = &[
    Sample::page("directory", paths::HOME, Reader::Visitor, |page| full(page, &[])).data(DATA),
    Sample::page("directory-client", paths::HOME, Reader::Client, |page| full(page, &[]))
        .data(DATA),
    Sample::page("directory-filtered", paths::HOME, Reader::Visitor, |page| {
        full(
            page,
            &[
                ("q", "grief"),
                ("language", "it"),
                ("channel", "video"),
                ("min", "lots"),
                ("topic", "grief"),
                ("sort", "price"),
                ("page", "2"),
            ],
        )
    })
    .data(DATA),
    Sample::page("directory-nobody-fits", paths::HOME, Reader::Visitor, |page| {
        empty(page, &[("q", "basket weaving")])
    })
    .data(&["basket", "weaving"]),
    Sample::page("directory-empty", paths::HOME, Reader::Visitor, |page| empty(page, &[])),
];

/// Words that hosts wrote.
const DATA: &[&str] = &[
    ABOUT_SOFIA,
    ABOUT_IDRIS,
    ABOUT_TOMAS,
    "Grief and couples counselor",
    "Rust and PostgreSQL engineer",
    "Maths tutor, school to degree",
    "Tomas Lind",
    "TL",
    "Grief",
    "Couples",
    "Anxiety",
    "Rust",
    "PostgreSQL",
    "Calculus",
    "Statistics",
    "First conversation",
    "Couples session",
    "Letter review",
    "Code review",
    "Pairing hour",
    "One lesson",
    "grief",
    "lots",
    "12:41",
];

const ABOUT_SOFIA: &str = "Slow, practical conversations for the weeks after a loss.";
const ABOUT_IDRIS: &str = "I read the stack trace with you and stay until it builds.";
const ABOUT_TOMAS: &str = "We draw it first. The algebra comes second.";

fn view(page: &Page, fields: &[(&str, &str)], listing: Listing) -> View {
    let mut form = Filled::of(fields.iter().map(|(name, value)| (*name, *value)));
    let search: Search = read(page, &mut form);
    View { search, form, listing, emergency: String::new() }
}

fn full(page: &Page, fields: &[(&str, &str)]) -> Markup {
    let topics = [("grief", "Grief", 8), ("couples", "Couples", 5), ("rust", "Rust", 3)];
    let listing = Listing {
        cards: vec![sofia(), idris(), tomas()],
        total: 38,
        page: 2,
        pages: 4,
        topics: topics.map(|(key, word, n)| (key.to_owned(), word.to_owned(), n)).to_vec(),
        languages: [("en", 36), ("de", 12), ("it", 7)].map(|(tag, n)| (tag.to_owned(), n)).to_vec(),
    };
    show(page, &view(page, fields, listing))
}

fn empty(page: &Page, fields: &[(&str, &str)]) -> Markup {
    show(page, &view(page, fields, Listing { page: 1, ..Listing::default() }))
}

/// A service of the samples.
pub(in crate::pages) fn offer(
    title: &str,
    text: &str,
    channel: Channel,
    euros: i64,
    minutes: u32,
) -> Offer {
    Offer {
        id: ServiceId::from_uuid(Uuid::nil()),
        title: title.to_owned(),
        description: text.to_owned(),
        channel,
        price: Money::new(euros * 100, Currency::EUR),
        minutes,
    }
}

fn card(
    name: &str,
    headline: &str,
    about: &str,
    topics: &[&str],
    languages: &[&str],
    offers: Vec<Offer>,
) -> Card {
    let texts = |texts: &[&str]| texts.iter().map(|text| (*text).to_owned()).collect();
    Card {
        slug: name.to_lowercase().replace(' ', "-"),
        name: name.to_owned(),
        headline: headline.to_owned(),
        about: about.to_owned(),
        avatar: None,
        topics: texts(topics),
        languages: texts(languages),
        offers,
    }
}

fn sofia() -> Card {
    let offers = vec![
        offer("First conversation", "", Channel::Video, 35, 25),
        offer("Grief session", "", Channel::Video, 85, 50),
        offer("Letter review", "", Channel::Chat, 48, 40),
        offer("Couples session", "", Channel::Video, 130, 75),
    ];
    let topics = ["Grief", "Couples", "Anxiety"];
    card(SOFIA, "Grief and couples counselor", ABOUT_SOFIA, &topics, &["en", "it"], offers)
}

fn idris() -> Card {
    let offers = vec![
        offer("Code review", "", Channel::Chat, 60, 30),
        offer("Pairing hour", "", Channel::Video, 120, 60),
    ];
    let topics = ["Rust", "PostgreSQL"];
    let tags = ["en", "fr", "yo"];
    card("Idris Bello", "Rust and PostgreSQL engineer", ABOUT_IDRIS, &topics, &tags, offers)
}

fn tomas() -> Card {
    let offers = vec![offer("One lesson", "", Channel::Phone, 40, 45)];
    let topics = ["Calculus", "Statistics"];
    card("Tomas Lind", "Maths tutor, school to degree", ABOUT_TOMAS, &topics, &["en", "sv"], offers)
}
