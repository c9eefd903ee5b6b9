//! Pictures of *My profile*: new, whole, with faults, and while a number is verified.

use jiff::Timestamp;
use maud::Markup;
use uuid::Uuid;
use visavis_app::host::Mine;
use visavis_domain::ids::{FileId, HostId};
use visavis_domain::profile::{Missing, Profile, Reminder, Standing};
use visavis_store::host::HostRow;

use super::{View, fields, show};
use crate::form::Filled;
use crate::page::Page;
use crate::paths;
use crate::sample::{Reader, SOFIA, Sample};
use crate::words::Say;

/// All of them.
pub const SAMPLES: &[Sample] = &[
    Sample::page("my-profile", paths::PROFILE, Reader::Host, |page| show(page, &whole()))
        .data(DATA),
    Sample::page("my-profile-new", paths::PROFILE, Reader::Host, |page| show(page, &new()))
        .data(DATA),
    Sample::page("my-profile-code", paths::PROFILE, Reader::Host, |page| {
        let phone = Filled::of([("phone", "+49 151 23456789")]);
        show(page, &View { awaits_code: true, phone, ..new() })
    })
    .data(DATA),
    Sample::page("my-profile-faults", paths::PROFILE, Reader::Host, faults).data(DATA),
];

const ABOUT: &str = "I worked on a hospice ward for eleven years before I opened this practice.";
const DATA: &[&str] = &[
    ABOUT,
    "Grief and couples counselor",
    "Grief, Couples, Anxiety",
    "https://marchetti.example",
    "Europe/Rome",
    "Europe",
    "Rome",
    "Lisbon",
    "America/New_York",
    "America/New York",
    "89",
];

fn view(row: HostRow, missing: Vec<Missing>, reminders: Vec<Reminder>) -> View {
    let mine = Mine { row, missing, reminders };
    let zones = ["America/New_York", "Europe/Lisbon", "Europe/Rome", "UTC"];
    View {
        form: fields::filled(&mine),
        mine,
        zones: zones.map(str::to_owned).to_vec(),
        pictures: Filled::new(),
        phone: Filled::new(),
        awaits_code: false,
    }
}

fn row(profile: Profile) -> HostRow {
    HostRow {
        id: HostId::from_uuid(Uuid::nil()),
        slug: "sofia-marchetti".to_owned(),
        profile,
        avatar: None,
        cover: None,
        phone: None,
        phone_verified_at: None,
        standing: Standing::Active,
        visible: false,
        created_at: Timestamp::UNIX_EPOCH,
        version: 3,
    }
}

fn new() -> View {
    let profile = Profile { name: SOFIA.to_owned(), ..Profile::default() };
    let missing = vec![Missing::Headline, Missing::About, Missing::TimeZone, Missing::Offer];
    view(row(profile), missing, vec![Reminder::Avatar, Reminder::Cover])
}

fn whole() -> View {
    let texts = |texts: &[&str]| texts.iter().map(|text| (*text).to_owned()).collect();
    let profile = Profile {
        name: SOFIA.to_owned(),
        headline: "Grief and couples counselor".to_owned(),
        about: ABOUT.to_owned(),
        tz: "Europe/Rome".to_owned(),
        country: "IT".to_owned(),
        languages: texts(&["en", "it", "sv"]),
        topics: texts(&["Grief", "Couples", "Anxiety"]),
        links: texts(&["https://marchetti.example"]),
    };
    let row = HostRow {
        avatar: Some(FileId::from_uuid(Uuid::nil())),
        phone: Some("+4915123456789".to_owned()),
        phone_verified_at: Some(Timestamp::UNIX_EPOCH),
        visible: true,
        ..row(profile)
    };
    view(row, vec![], vec![Reminder::Cover])
}

fn faults(page: &Page) -> Markup {
    let mut view = new();
    for (field, key) in [
        ("name", "fault-name-missing"),
        ("headline", "fault-headline-long"),
        ("about", "fault-about-long"),
        ("tz", "fault-zone"),
        ("country", "fault-country"),
        ("language", "fault-languages-many"),
        ("topics", "fault-topic-long"),
        ("links", "fault-link"),
    ] {
        view.form.refuse(field, Say::new(key));
    }
    view.pictures.refuse("cover", Say::new("fault-picture-kind"));
    view.phone.refuse("phone", Say::new("fault-phone"));
    show(page, &view)
}
