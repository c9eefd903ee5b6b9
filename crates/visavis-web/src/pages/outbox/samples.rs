//! The outbox with its messages, opened, failed and empty.

use jiff::SignedDuration;
use visavis_app::outbox::To;
use visavis_app::outbox::page::{Content, Opened};
use visavis_reach::render::Rendered;
use visavis_store::outbox::{Entry, Status, StatusCount, Topic};

use super::{Door, Row, View, show};
use crate::paths;
use crate::sample::scene::NOW;
use crate::sample::{Reader, Sample};

const ONE: &str = "/operator/outbox/{id}";
const TYPED: &[&str] = &[
    "Booked: Grief session",
    "marta@example.org",
    "+49 151 23456789",
    "The server answered 451",
    "Your code is 123456",
    "Good to see you.",
    "/s#abcdef…",
    "https://visavis.example/s#abcdefgh",
    "Message-ID: 1",
    "BEGIN:VCALENDAR",
];

/// Every state of it, by both doors.
pub const SAMPLES: &[Sample] = &[
    Sample::page("outbox", paths::OUTBOX, Reader::Operator, |page| {
        show::page(page, &view(Door::Operator, rows(), None))
    })
    .data(TYPED),
    Sample::page("outbox-empty", paths::OUTBOX, Reader::Operator, |page| {
        show::page(page, &view(Door::Operator, vec![], None))
    }),
    Sample::page("outbox-opened", ONE, Reader::Operator, |page| {
        show::page(page, &view(Door::Operator, rows(), Some(mail())))
    })
    .data(TYPED),
    Sample::page("outbox-dead", ONE, Reader::Operator, |page| {
        let content = Content::Text {
            number: "+49 151 23456789".to_owned(),
            words: "Your code is 123456".to_owned(),
        };
        let opened = Opened { entry: entry(2, Status::Dead, Topic::Sms), content };
        show::page(page, &view(Door::Operator, rows(), Some(opened)))
    })
    .data(TYPED),
    Sample::page("outbox-work", ONE, Reader::Operator, |page| {
        let entry = entry(3, Status::Waiting, Topic::Pay);
        let opened = Opened { entry, content: Content::Work { what: "checkout" } };
        show::page(page, &view(Door::Operator, rows(), Some(opened)))
    })
    .data(TYPED),
    Sample::page("demo-outbox", "/demo/outbox", Reader::Visitor, |page| {
        show::page(page, &view(Door::Demo, rows(), None))
    })
    .data(TYPED),
    Sample::page("demo-outbox-opened", "/demo/outbox/{id}", Reader::Client, |page| {
        show::page(page, &view(Door::Demo, rows(), Some(mail())))
    })
    .data(TYPED),
];

fn entry(id: i64, status: Status, topic: Topic) -> Entry {
    Entry {
        id,
        topic,
        dedupe: "key".to_owned(),
        recipient: match topic {
            Topic::Mail => "marta@example.org".to_owned(),
            Topic::Sms => "+49 151 23456789".to_owned(),
            Topic::Pay => String::new(),
        },
        subject_id: String::new(),
        payload: serde_json::Value::Null,
        status,
        created_at: NOW,
        due_at: NOW + SignedDuration::from_mins(4),
        attempts: u32::from(status != Status::Sent) * 3,
        sent_at: (status == Status::Sent).then_some(NOW),
        dead_at: (status == Status::Dead).then_some(NOW),
        last_error: (status == Status::Dead).then(|| "The server answered 451".to_owned()),
    }
}

fn rows() -> Vec<Row> {
    let row = |id, status, topic, title: &str| Row {
        entry: entry(id, status, topic),
        title: title.to_owned(),
    };
    vec![
        row(4, Status::Sent, Topic::Mail, "Booked: Grief session"),
        row(3, Status::Waiting, Topic::Pay, "checkout"),
        row(2, Status::Dead, Topic::Sms, "Your code is 123456"),
        row(1, Status::Sent, Topic::Mail, "sign_in_link"),
    ]
}

fn mail() -> Opened {
    let to = To {
        email: "marta@example.org".to_owned(),
        name: "Marta Ferreira".to_owned(),
        locale: "en".to_owned(),
        tz: "Europe/Lisbon".to_owned(),
    };
    let rendered = Rendered {
        subject: "Booked: Grief session".to_owned(),
        text: "Good to see you. https://visavis.example/s#abcdefgh".to_owned(),
        html: String::new(),
        calendar: Some(visavis_reach::calendar::CalendarFile {
            method: visavis_reach::calendar::Method::Request,
            ics: "BEGIN:VCALENDAR".to_owned(),
            filename: "grief-session.ics".to_owned(),
        }),
    };
    let content = Content::Mail {
        to,
        kind: "confirmation",
        rendered: Box::new(rendered),
        headers: "Message-ID: 1".to_owned(),
    };
    Opened { entry: entry(4, Status::Sent, Topic::Mail), content }
}

fn view(door: Door, rows: Vec<Row>, opened: Option<Opened>) -> View {
    let count = |status, count| StatusCount { topic: Topic::Mail, status, count };
    View {
        door,
        status: None,
        wanted: String::new(),
        has_more: !rows.is_empty(),
        rows,
        counts: vec![count(Status::Sent, 2), count(Status::Waiting, 1), count(Status::Dead, 1)],
        opened,
        base_url: "https://visavis.example".to_owned(),
    }
}
