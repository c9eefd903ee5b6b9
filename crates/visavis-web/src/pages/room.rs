//! The room: one page, always dark, in a window of its own or as a tab on a phone (PAY-19). Its
//! script draws everything; the server says who, what, and where the socket is.

use axum::response::{IntoResponse, Response};
use maud::{Markup, html};
use visavis_app::file;
use visavis_domain::ids::SessionId;
use visavis_domain::session::{Door, Party};

use crate::caller::Caller;
use crate::form::Path;
use crate::layout::{self, Frame};
use crate::page::Page;
use crate::problem::Problem;
use crate::route::{Route, routes};
use crate::sample::{Reader, SOFIA, Sample};
use crate::seat::Seat;

mod socket;
pub mod words;

/// The page and its socket.
pub const ROUTES: &[Route] = routes![
    page "/sessions/{id}/room" Party => show_room,
    get "/sessions/{id}/socket" Party => socket::open,
];

const PATH: &str = "/sessions/{id}/room";

/// Its pictures.
pub const SAMPLES: &[Sample] = &[
    Sample::page("room", PATH, Reader::Client, |page| {
        show(page, &View { party: Party::Client, other: SOFIA.to_owned(), ..View::sample() })
    }),
    Sample::page("room-host", PATH, Reader::Host, |page| show(page, &View::sample())),
];

pub use socket::ERRORS;

/// What the room is told by its page.
struct View {
    home: String,
    title: String,
    other: String,
    party: Party,
}

impl View {
    fn sample() -> Self {
        Self {
            home: "/sessions/ses_1".to_owned(),
            title: "Grief session".to_owned(),
            other: "rosewater".to_owned(),
            party: Party::Host,
        }
    }
}

/// The page of a session, to which its rooms lead back.
pub fn home_of(id: SessionId) -> String {
    format!("/sessions/{id}")
}

async fn show_room(
    page: Page,
    caller: Caller,
    Path(id): Path<SessionId>,
) -> Result<Response, Problem> {
    let seat = Seat::find(&caller, id).await?;
    seat.participant()?;
    let home = home_of(id);
    match seat.session.door(caller.app.clock.now()) {
        Door::Open => {}
        Door::OpensAt(_) => return Ok(page.see_other(&format!("{home}/lobby"))),
        Door::Closed => return Ok(page.see_other(&home)),
    }
    let view = View {
        home,
        title: seat.session.terms.title.clone(),
        other: seat.cast.player(seat.party.other()).name.clone(),
        party: seat.party,
    };
    Ok(show(&page, &view).into_response())
}

fn show(page: &Page, view: &View) -> Markup {
    let home = &view.home;
    let host_only = |path: &str| match view.party {
        Party::Host => Some(format!("{home}/{path}")),
        Party::Client => None,
    };
    let inner = html! {
        vv-room id="main" data-socket={ (home) "/socket" } data-upload={ (home) "/files" }
            data-back=(home) data-max-file=(file::CHAT_BYTES_MAX)
            data-end=[host_only("end")] data-deliver=[host_only("delivered")]
            data-title=(view.title) data-with=(page.t1("room-page-with", "name", view.other.as_str())) {
            h1.sr { (view.title) }
            p.room-wait { (page.t("room-page-wait")) }
            noscript { (page.t("room-page-script")) }
        }
        (words::island(page))
    };
    // The room has a socket of its own and needs no second stream.
    let page = page.clone().live(false);
    layout::room(&page, &Frame::new(view.title.as_str()), &inner)
}
