//! Pictures of *My services*: none, several, a new one, an old one, and faults.

use maud::Markup;
use uuid::Uuid;
use visavis_domain::ids::{HostId, RevisionId, ServiceId};
use visavis_domain::money::{Currency, Money};
use visavis_domain::service::{Draft, PriceBounds};
use visavis_domain::session::Channel;
use visavis_store::host::ServiceRow;

use super::editor::{self, Editor};
use super::{Line, filled, show};
use crate::form::Filled;
use crate::page::Page;
use crate::paths;
use crate::sample::{Reader, Sample};

/// All of them.
pub const SAMPLES: &[Sample] = &[
    Sample::page("services", paths::SERVICES, Reader::Host, |page| show(page, &lines(true)))
        .data(DATA),
    Sample::page("services-all-off", paths::SERVICES, Reader::Host, |page| {
        show(page, &lines(false))
    })
    .data(DATA),
    Sample::page("services-none", paths::SERVICES, Reader::Host, |page| show(page, &[])),
    Sample::page("service-new", "/services/new", Reader::Host, |page| {
        editor::show(page, &Filled::of([("channel", "video")]), &editor(None))
    }),
    Sample::page("service-edit", "/services/{id}", Reader::Host, |page| {
        let line = &lines(true)[1].row;
        editor::show(page, &filled(&line.draft, 1), &editor(Some(line.id)))
    })
    .data(DATA),
    Sample::page("service-faults", "/services/new", Reader::Host, faults).data(DATA),
];

const DATA: &[&str] = &[
    "First conversation",
    "Couples session",
    "Letter review",
    "We find out whether we fit. No notes beforehand.",
    "A full session with a short written summary the day after.",
    "You send a letter you cannot finish. We finish it by chat.",
    "cheap",
    "85.00",
    "ages",
];

fn lines(enabled: bool) -> Vec<Line> {
    let all = [
        (
            "First conversation",
            "We find out whether we fit. No notes beforehand.",
            Channel::Video,
            3_500,
            25,
            enabled,
        ),
        (
            "Grief session",
            "A full session with a short written summary the day after.",
            Channel::Video,
            8_500,
            50,
            enabled,
        ),
        (
            "Letter review",
            "You send a letter you cannot finish. We finish it by chat.",
            Channel::Chat,
            4_800,
            40,
            false,
        ),
    ];
    let line = |(title, text, channel, minor, minutes, enabled): (&str, &str, _, _, _, _)| {
        let id = ServiceId::from_uuid(Uuid::nil());
        let draft = Draft {
            title: title.to_owned(),
            description: text.to_owned(),
            channel,
            price: Money::new(minor, Currency::EUR),
            minutes,
        };
        let host = HostId::from_uuid(Uuid::nil());
        let revision = RevisionId::from_uuid(Uuid::nil());
        Line { copy: id, row: ServiceRow { id, host, enabled, n: 1, version: 1, revision, draft } }
    };
    all.map(line).into_iter().collect()
}

fn editor(id: Option<ServiceId>) -> Editor {
    let bounds = PriceBounds { min_minor: 50, max_minor: 1_000_000 };
    Editor { id, bounds, commission_bp: 2_000 }
}

fn faults(page: &Page) -> Markup {
    let mut form = Filled::of([("price", "cheap"), ("minutes", "ages")]);
    let editor = editor(None);
    assert!(editor::read(page, &editor, &mut form).is_none());
    editor::show(page, &form, &editor)
}
