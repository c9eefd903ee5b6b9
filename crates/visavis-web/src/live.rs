//! `/live`: the one stream of a page. It says what changed; regions of the page fetch themselves.

use std::convert::Infallible;

use axum::response::sse::{Event, KeepAlive, Sse};
use axum::response::{IntoResponse, Response};
use futures_util::stream;
use visavis_app::bus::{Hint, Hints, Pair};
use visavis_app::room::OnPage;
use visavis_app::{Topic, access, people};
use visavis_domain::ids::AccountId;
use visavis_store::access::Grant;

use crate::caller::Caller;
use crate::problem::Problem;
use crate::route::{Route, routes};

/// The stream's row.
pub const ROUTES: &[Route] = routes![
    get "/live" Public => live,
];

/// What one listener may hear of.
struct Ears {
    caller: Caller,
    account: Option<AccountId>,
    is_operator: bool,
    seat: Option<Grant>,
    hints: Hints,
    /// As long as this page listens, its reader is here: no mail about what the page shows.
    _on_page: Option<OnPage>,
}

impl Ears {
    /// The topic as pages name it, if it is this listener's business (ALL-5).
    fn name(&self, topic: Topic) -> Option<String> {
        let mine = |account: AccountId| self.account == Some(account);
        let ours = |pair: Pair| mine(pair.host) || mine(pair.client);
        match topic {
            Topic::Sessions(account) => mine(account).then(|| "sessions".to_owned()),
            Topic::Messages(account) => mine(account).then(|| "messages".to_owned()),
            Topic::Session(id, pair) => {
                let seated = self.seat.as_ref().is_some_and(|seat| seat.session == id);
                (seated || ours(pair)).then(|| format!("session:{id}"))
            }
            Topic::Conversation(id, pair) => {
                let seated = self.seat.as_ref().map(|seat| seat.participant.account);
                let listens = seated.is_some_and(|one| one == pair.host || one == pair.client);
                (listens || ours(pair)).then(|| format!("conversation:{id}"))
            }
            Topic::Directory => Some("directory".to_owned()),
            Topic::Operator => self.is_operator.then(|| "operator".to_owned()),
        }
    }

    async fn next(&mut self) -> Option<Event> {
        loop {
            match self.hints.next().await? {
                Hint::Resync => return Some(Event::default().event("changed").data("all")),
                Hint::Changed(topic) => {
                    let Some(name) = self.name(topic) else { continue };
                    if topic != Topic::Directory && !self.may_still_listen().await {
                        return None;
                    }
                    return Some(Event::default().event("changed").data(name));
                }
            }
        }
    }

    /// Whether login and link are still what they were when the page began to listen. When not, the
    /// stream ends; the page asks again and hears what it may hear then (PAY-14).
    async fn may_still_listen(&self) -> bool {
        let app = &self.caller.app;
        if let Some(person) = &self.caller.person {
            let logins = people::sign_ins(app, person).await;
            if !logins.is_ok_and(|all| all.iter().any(|one| one.id == person.sign_in)) {
                return false;
            }
        }
        match (&self.seat, &self.caller.seat_cookie) {
            (Some(seat), Some(cookie)) => {
                let now = access::seat(app, cookie).await;
                now.is_ok_and(|now| now.as_ref() == Some(seat))
            }
            (Some(_), None) | (None, Some(_) | None) => true,
        }
    }
}

async fn live(caller: Caller) -> Result<Response, Problem> {
    let seat = match &caller.seat_cookie {
        Some(cookie) => access::seat(&caller.app, cookie).await?,
        None => None,
    };
    let here = caller.person.as_ref().map(|person| person.account.id);
    let here = here.or(seat.as_ref().map(|seat| seat.participant.account));
    let ears = Ears {
        _on_page: here.map(|account| caller.app.rooms.on_page(account)),
        account: caller.person.as_ref().map(|person| person.account.id),
        is_operator: caller
            .person
            .as_ref()
            .is_some_and(|person| person.account.role == visavis_store::people::Role::Operator),
        seat,
        hints: caller.app.bus.subscribe(),
        caller,
    };
    let events = stream::unfold(ears, async |mut ears| {
        let event = ears.next().await?;
        Some((Ok::<_, Infallible>(event), ears))
    });
    Ok(Sse::new(events).keep_alive(KeepAlive::default()).into_response())
}
