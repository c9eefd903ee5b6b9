//! The room's own socket: what the app says goes out, what the page says goes in. Whoever may not
//! come in is told so in the room's own language, for a page can read no status of a socket.

use std::net::IpAddr;
use std::time::Duration;

use axum::extract::State;
use axum::extract::ws::rejection::WebSocketUpgradeRejection;
use axum::extract::ws::{Message, WebSocket, WebSocketUpgrade};
use axum::http::HeaderMap;
use axum::response::Response;
use futures_util::{SinkExt as _, StreamExt as _};
use serde_json::json;
use visavis_app::room::{self, Entrance, ToPage, Why};
use visavis_app::{App, Failure};
use visavis_domain::ids::SessionId;
use visavis_domain::session::Refusal;
use visavis_reach::words::Locale;

use crate::caller::Caller;
use crate::form::{Path, Query};
use crate::origin;
use crate::page::Page;
use crate::problem::Problem;
use crate::seat::Seat;
use crate::site::Site;
use crate::words::Say;

/// The largest message from a page.
const MESSAGE_BYTES_MAX: usize = 16 * 1024;
/// A reader who takes longer for one message is gone.
const SLOWEST: Duration = Duration::from_secs(10);

/// The sentences that the app sends into a room by their keys.
pub const ERRORS: [&str; 5] = [
    "room-error-early",
    "room-error-elsewhere",
    "room-error-failed",
    "room-error-refused",
    "room-error-too-many",
];

pub(super) async fn open(
    State(site): State<Site>,
    page: Page,
    caller: Caller,
    Path(id): Path<SessionId>,
    Query(query): Query,
    headers: HeaderMap,
    upgrade: Result<WebSocketUpgrade, WebSocketUpgradeRejection>,
) -> Result<Response, Problem> {
    let seat = Seat::find(&caller, id).await;
    let Ok(upgrade) = upgrade else {
        seat?;
        return Err(Problem::bad_request());
    };
    // Nothing else keeps a foreign page from opening it with the reader's cookies.
    if !origin::may_open_socket(&site, &headers) {
        return Err(Problem::foreign_origin());
    }
    let entrance = match seat.and_then(|seat| seat.participant().cloned()) {
        Ok(participant) => {
            let device = query.value("device");
            match room::enter(&caller.app, id, &participant, device).await {
                Ok(entrance) => entrance,
                Err(failure) => room::farewell(refusal(&failure)),
            }
        }
        Err(_) => room::farewell(ToPage::Taken { why: Why::Revoked }),
    };
    let (app, locale, address) = (caller.app, page.locale, caller.visitor.address);
    Ok(upgrade
        .max_message_size(MESSAGE_BYTES_MAX)
        .max_frame_size(MESSAGE_BYTES_MAX)
        .on_upgrade(move |socket| serve(socket, app, entrance, address, locale)))
}

fn refusal(failure: &Failure) -> ToPage {
    match failure {
        Failure::NotFound | Failure::Forbidden => ToPage::Taken { why: Why::Revoked },
        Failure::Refused(Refusal::TooEarly { .. }) => ToPage::Error { text: "room-error-early" },
        Failure::Refused(_)
        | Failure::Invalid(_)
        | Failure::Taken(_)
        | Failure::Changed
        | Failure::TooMany(_)
        | Failure::Store(_)
        | Failure::Inside(_) => ToPage::Error { text: "room-error-failed" },
    }
}

async fn serve(socket: WebSocket, app: App, entrance: Entrance, address: IpAddr, locale: Locale) {
    let Entrance { line, mut told } = entrance;
    let (mut out, mut inward) = socket.split();
    let write = async {
        while let Some(message) = told.recv().await {
            let text = as_json(&message, locale);
            let sent = tokio::time::timeout(SLOWEST, out.send(Message::Text(text.into()))).await;
            if !matches!(sent, Ok(Ok(()))) {
                return;
            }
        }
        // The other side answers the close; an error means that it is gone already.
        let _ = tokio::time::timeout(SLOWEST, out.close()).await;
    };
    let read = async {
        while let Some(Ok(message)) = inward.next().await {
            match message {
                Message::Text(text) => {
                    if let Some(line) = line {
                        room::hear(&app, line, address, &text).await;
                    }
                }
                Message::Close(_) => return,
                Message::Binary(_) | Message::Ping(_) | Message::Pong(_) => {}
            }
        }
    };
    tokio::select! {
        () = write => {}
        () = read => {}
    }
    if let Some(line) = line {
        room::leave(&app, line);
    }
}

/// Errors come as keys and leave as sentences.
fn as_json(message: &ToPage, locale: Locale) -> String {
    if let ToPage::Error { text } = message {
        return json!({ "t": "error", "text": Say::new(text).text(locale) }).to_string();
    }
    serde_json::to_string(message).unwrap_or_else(|error| {
        tracing::error!(%error, "a message to a room is no JSON");
        json!({ "t": "error", "text": Say::new("room-error-failed").text(locale) }).to_string()
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::words::WORDS;

    #[test]
    fn an_error_reaches_the_page_as_a_sentence() {
        for key in ERRORS {
            assert!(WORDS.has(key), "{key}");
        }
        let sent = as_json(&ToPage::Error { text: "room-error-too-many" }, Locale::En);
        assert!(sent.contains(r#""t":"error""#) && !sent.contains("room-error"), "{sent}");
    }
}
