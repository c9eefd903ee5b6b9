//! The session's pages as they look at each stage, for both sides.

use maud::Markup;
use visavis_domain::session::Party;

use super::receipt::{Receipt, show, splits};
use super::{Shown, acts, show as session_show, times};
use crate::form::Filled;
use crate::page::Page;
use crate::pages::thread;
use crate::sample::scene::{self, Stage};
use crate::sample::{Reader, Sample};
use crate::seat::Seat;
use crate::words::Say;

const PAGE: &str = "/sessions/{id}";

/// What people typed.
const TYPED: &[&str] = &[
    "Slow and practical.",
    "The sound was gone for half of it.",
    "Half of the time could not be used.",
    "Here is the second page.",
    "letter-draft-2.pdf",
    "Read it:",
    "https://visavis.example/x",
    "Thursday evening works. 19:00?",
];

/// Every page.
pub const SAMPLES: &[Sample] = &[
    stage("session-host", Reader::Host, |page| draw(page, Stage::Booked, Party::Host)),
    stage("session-client", Reader::Client, |page| draw(page, Stage::Booked, Party::Client)),
    stage("session-by-link", Reader::Visitor, |page| draw(page, Stage::Offered, Party::Client)),
    stage("session-no-date", Reader::Host, |page| draw(page, Stage::NoDate, Party::Host)),
    stage("session-waiting", Reader::Client, |page| draw(page, Stage::NoDate, Party::Client)),
    stage("session-offered", Reader::Host, |page| draw(page, Stage::Offered, Party::Host)),
    stage("session-wished", Reader::Host, |page| draw(page, Stage::Wished, Party::Host)),
    stage("session-live", Reader::Host, |page| draw(page, Stage::Live, Party::Host)),
    stage("session-ended", Reader::Host, |page| draw(page, Stage::Ended, Party::Host)),
    stage("session-delivered", Reader::Client, |page| draw(page, Stage::Delivered, Party::Client)),
    stage("session-disputed", Reader::Host, |page| draw(page, Stage::Disputed, Party::Host)),
    stage("session-resolved", Reader::Client, |page| draw(page, Stage::Resolved, Party::Client)),
    Sample::page("session-times", "/sessions/{id}/times", Reader::Host, |page| {
        let form = Filled::of([("day1", "2026-11-26"), ("at1", "16:00")]);
        times::form_page(page, &seat(Stage::NoDate, Party::Host), &form, scene::NOW)
    }),
    Sample::page("session-times-wrong", "/sessions/{id}/times", Reader::Visitor, |page| {
        let mut form = Filled::of([("day2", "2026-11-26")]);
        form.refuse("day1", Say::new("refusal-times-range"));
        form.refuse("at2", Say::new("error-needed"));
        times::form_page(page, &seat(Stage::NoDate, Party::Client), &form, scene::NOW)
    }),
    Sample::page("session-cancel", "/sessions/{id}/cancel", Reader::Host, |page| {
        acts::cancel_page(page, &seat(Stage::Booked, Party::Host), &acts::refused("words"))
    }),
    Sample::page("session-refund", "/sessions/{id}/refund", Reader::Client, |page| {
        acts::refund_page(page, &seat(Stage::NoDate, Party::Client))
    }),
    Sample::page("session-end", "/sessions/{id}/end", Reader::Host, |page| {
        acts::end_page(page, &seat(Stage::Live, Party::Host))
    }),
    Sample::page("session-deliver", "/sessions/{id}/delivered", Reader::Host, |page| {
        acts::delivered_page(page, &seat(Stage::Ended, Party::Host))
    }),
    Sample::page("session-deliver-unproven", "/sessions/{id}/delivered", Reader::Host, |page| {
        acts::delivered_page(page, &seat(Stage::Booked, Party::Host))
    }),
    Sample::page("session-problem", "/sessions/{id}/problem", Reader::Client, |page| {
        let seat = seat(Stage::Delivered, Party::Client);
        acts::problem_page(page, &seat, &acts::refused("words"))
    }),
    Sample::page("session-link", "/sessions/{id}/link", Reader::Visitor, |page| {
        acts::link_page(page, &seat(Stage::Booked, Party::Client))
    }),
    Sample::page("receipt-client", "/sessions/{id}/receipt", Reader::Client, |page| {
        receipt(page, Stage::Delivered, Party::Client)
    })
    .data(TYPED),
    Sample::page("receipt-host", "/sessions/{id}/receipt", Reader::Host, |page| {
        receipt(page, Stage::Resolved, Party::Host)
    })
    .data(TYPED),
];

const fn stage(name: &'static str, reader: Reader, render: fn(&Page) -> Markup) -> Sample {
    Sample::page(name, PAGE, reader, render).data(TYPED)
}

fn seat(stage: Stage, party: Party) -> Seat {
    let session = scene::session(stage);
    let cast = scene::cast();
    let participant = visavis_store::access::Participant {
        id: visavis_domain::ids::ParticipantId::from_uuid(uuid::Uuid::from_u128(9)),
        party,
        account: cast.player(party).account,
        name: cast.player(party).name.clone(),
    };
    Seat { session, party, participant: Some(participant), cast, by_link: false }
}

fn draw(page: &Page, stage: Stage, party: Party) -> Markup {
    let shown = Shown {
        seat: seat(stage, party),
        events: scene::story(stage).1,
        thread: Some(thread::View::sample(page)),
        now: scene::NOW,
    };
    session_show::page(page, &shown)
}

fn receipt(page: &Page, stage: Stage, party: Party) -> Markup {
    let seat = seat(stage, party);
    let Ok((whole, kept)) = splits(&seat.session) else {
        return maud::html! {};
    };
    let receipt = Receipt {
        events: scene::story(stage).1,
        number: "T-0000000003".to_owned(),
        paid_with: "Test till".to_owned(),
        whole,
        kept,
        seat,
    };
    show(page, &receipt)
}
