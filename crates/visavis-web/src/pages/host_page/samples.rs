//! Pictures of a host's page: whole, with one service, and before it can be seen.

use jiff::Timestamp;
use maud::Markup;
use uuid::Uuid;
use visavis_app::host::{PublicHost, Seen};
use visavis_domain::ids::HostId;
use visavis_domain::profile::{Missing, Profile};
use visavis_domain::session::Channel;

use super::{View, show};
use crate::page::Page;
use crate::pages::directory::offer;
use crate::sample::{Reader, SOFIA, Sample};

const PATH: &str = "/hosts/{slug}";

/// All of them.
pub const SAMPLES: &[Sample] = &[
    Sample::page("host", PATH, Reader::Visitor, |page| show(page, &view(Seen::ByAll))).data(DATA),
    Sample::page("host-one-service", PATH, Reader::Client, one_service).data(DATA),
    Sample::page("host-preview", PATH, Reader::Host, preview).data(DATA),
    Sample::page("host-held-back", PATH, Reader::Host, |page| show(page, &view(Seen::HeldBack)))
        .data(DATA),
];

const ABOUT: &str = "I worked on a hospice ward for eleven years before I opened this practice. Most \
    people come in the first weeks after a loss, or in the second year when everyone else has \
    stopped asking.\n\nWe speak slowly and you decide what we skip.";

const DATA: &[&str] = &[
    "I worked on a hospice ward for eleven years before I opened this practice. Most people come in \
    the first weeks after a loss, or in the second year when everyone else has stopped asking.",
    "We speak slowly and you decide what we skip.",
    "Grief and couples counselor",
    "Grief",
    "Couples",
    "Anxiety",
    "First conversation",
    "Couples session",
    "Letter review",
    "We find out whether we fit. No notes beforehand.",
    "A full session with a short written summary the day after.",
    "Both of you, from one place or two. Up to three participants.",
    "You send a letter you cannot finish. We finish it by chat.",
    "Europe/Rome",
    "marchetti.example",
    "Please keep your emergency number at hand.",
];

/// Ten to three on 24 November 2026.
const NOW: Timestamp = Timestamp::constant(1_795_531_800, 0);

fn view(seen: Seen) -> View {
    let texts = |texts: &[&str]| texts.iter().map(|text| (*text).to_owned()).collect();
    let host = PublicHost {
        id: HostId::from_uuid(Uuid::nil()),
        slug: "sofia-marchetti".to_owned(),
        profile: Profile {
            name: SOFIA.to_owned(),
            headline: "Grief and couples counselor".to_owned(),
            about: ABOUT.to_owned(),
            tz: "Europe/Rome".to_owned(),
            country: "IT".to_owned(),
            languages: texts(&["en", "it"]),
            topics: texts(&["Grief", "Couples", "Anxiety"]),
            links: texts(&["https://www.marchetti.example/"]),
        },
        avatar: None,
        cover: None,
        offers: vec![
            offer(
                "First conversation",
                "We find out whether we fit. No notes beforehand.",
                Channel::Video,
                35,
                25,
            ),
            offer(
                "Grief session",
                "A full session with a short written summary the day after.",
                Channel::Video,
                85,
                50,
            ),
            offer(
                "Couples session",
                "Both of you, from one place or two. Up to three participants.",
                Channel::Video,
                130,
                75,
            ),
            offer(
                "Letter review",
                "You send a letter you cannot finish. We finish it by chat.",
                Channel::Chat,
                48,
                40,
            ),
        ],
        seen,
    };
    let emergency = "Please keep your emergency number at hand.".to_owned();
    View { host, now: NOW, emergency }
}

fn one_service(page: &Page) -> Markup {
    let mut view = view(Seen::ByAll);
    view.host.offers.truncate(1);
    view.host.profile.links.clear();
    show(page, &view)
}

fn preview(page: &Page) -> Markup {
    let missing = vec![Missing::Headline, Missing::About, Missing::TimeZone, Missing::Offer];
    let mut view = view(Seen::Unfinished(missing));
    view.host.offers.clear();
    view.host.profile = Profile { name: SOFIA.to_owned(), ..Profile::default() };
    view.emergency.clear();
    show(page, &view)
}
