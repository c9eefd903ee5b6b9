//! The doors: `/rtc/v1` and `/rtc`, and what clients ask when a door stays shut.

use axum::Router;
use axum::extract::ws::{WebSocket, WebSocketUpgrade};
use axum::extract::{Query, State};
use axum::http::{HeaderMap, HeaderName, StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use serde::Deserialize;

use super::{Embedded, join_request, socket};
use crate::core::limits::SIGNAL_BYTES;
use crate::core::transport::Offer;
use crate::core::{Dialect, Join, Return, SocketId};
use crate::token::{Seat, TokenError};

pub(super) fn routes(media: Embedded) -> Router {
    Router::new()
        .route("/rtc/v1", get(enter_single))
        .route("/rtc", get(enter_dual))
        .route("/rtc/v1/validate", get(validate))
        .route("/rtc/validate", get(validate))
        .with_state(media)
}

/// What clients put into the URL. Flags come as `1`, `0`, `true` or `false`.
#[derive(Deserialize)]
struct Parameters {
    access_token: Option<String>,
    join_request: Option<String>,
    reconnect: Option<String>,
    sid: Option<String>,
    auto_subscribe: Option<String>,
}

/// How a client comes in.
pub(super) enum Entry {
    Join(Box<Join>),
    Return(Return),
}

/// Why it may not. The texts are shown to developers only.
#[derive(Debug, thiserror::Error)]
enum Refusal {
    #[error("no token")]
    NoToken,
    #[error("{0}")]
    Token(#[from] TokenError),
    #[error("the join request cannot be read")]
    Unreadable,
    #[error("too many connections of this participant")]
    TooOften,
}

impl IntoResponse for Refusal {
    fn into_response(self) -> Response {
        // 401 tells clients to stop trying with this token.
        let status = match self {
            Self::NoToken | Self::Token(_) => StatusCode::UNAUTHORIZED,
            Self::Unreadable => StatusCode::BAD_REQUEST,
            Self::TooOften => StatusCode::TOO_MANY_REQUESTS,
        };
        (status, ANY_ORIGIN, self.to_string()).into_response()
    }
}

/// The token is what counts, not the page it comes from; clients of other origins ask here too.
const ANY_ORIGIN: [(HeaderName, &str); 1] = [(header::ACCESS_CONTROL_ALLOW_ORIGIN, "*")];

/// After a door stayed shut, clients ask here why. Does not spend the token.
async fn validate(
    State(media): State<Embedded>,
    Query(parameters): Query<Parameters>,
    headers: HeaderMap,
) -> Result<Response, Refusal> {
    let token = token(&parameters, &headers)?;
    media.shared.tokens.check(&token, media.wall())?;
    Ok((ANY_ORIGIN, "success").into_response())
}

async fn enter_single(
    State(media): State<Embedded>,
    Query(parameters): Query<Parameters>,
    headers: HeaderMap,
    upgrade: WebSocketUpgrade,
) -> Result<Response, Refusal> {
    let text = parameters.join_request.as_deref().unwrap_or_default();
    let request = join_request::read(text).map_err(|_| Refusal::Unreadable)?;
    let offer = request
        .publisher_offer
        .map(|offer| Offer::parse(&offer.sdp).map(|parsed| (offer.id, parsed)))
        .transpose()
        .map_err(|_| Refusal::Unreadable)?;
    let seat = spend(&media, &parameters, &headers)?;
    let socket = media.next_socket();
    let entry = if request.reconnect {
        Entry::Return(Return {
            socket,
            seat: seat.clone(),
            participant_sid: request.participant_sid,
        })
    } else {
        Entry::Join(Box::new(Join {
            socket,
            seat: seat.clone(),
            dialect: Dialect::Single,
            is_auto_subscribed: request.connection_settings.is_none_or(|said| said.auto_subscribe),
            tracks: request.add_track_requests,
            offer,
        }))
    };
    Ok(accept(media, upgrade, Guest { socket, seat, entry }))
}

async fn enter_dual(
    State(media): State<Embedded>,
    Query(parameters): Query<Parameters>,
    headers: HeaderMap,
    upgrade: WebSocketUpgrade,
) -> Result<Response, Refusal> {
    let seat = spend(&media, &parameters, &headers)?;
    let socket = media.next_socket();
    let entry = if is_set(parameters.reconnect.as_deref(), false) {
        let participant_sid = parameters.sid.unwrap_or_default();
        Entry::Return(Return { socket, seat: seat.clone(), participant_sid })
    } else {
        Entry::Join(Box::new(Join {
            socket,
            seat: seat.clone(),
            dialect: Dialect::Dual,
            is_auto_subscribed: is_set(parameters.auto_subscribe.as_deref(), true),
            tracks: Vec::new(),
            offer: None,
        }))
    };
    Ok(accept(media, upgrade, Guest { socket, seat, entry }))
}

/// A client whose token was good.
pub(super) struct Guest {
    pub socket: SocketId,
    pub seat: Seat,
    pub entry: Entry,
}

fn accept(media: Embedded, upgrade: WebSocketUpgrade, guest: Guest) -> Response {
    upgrade
        .max_message_size(SIGNAL_BYTES)
        .max_frame_size(SIGNAL_BYTES)
        .on_upgrade(move |socket: WebSocket| socket::serve(media, socket, guest))
        .into_response()
}

fn spend(media: &Embedded, parameters: &Parameters, headers: &HeaderMap) -> Result<Seat, Refusal> {
    let token = token(parameters, headers)?;
    let now = media.wall();
    let seat = media.shared.tokens.check(&token, now)?;
    if !media.may_enter(&seat) {
        return Err(Refusal::TooOften);
    }
    Ok(media.shared.tokens.spend(&token, now)?)
}

fn token(parameters: &Parameters, headers: &HeaderMap) -> Result<String, Refusal> {
    let in_header = headers
        .get(header::AUTHORIZATION)
        .and_then(|value| value.to_str().ok())
        .and_then(|value| value.strip_prefix("Bearer "));
    in_header.or(parameters.access_token.as_deref()).map(str::to_owned).ok_or(Refusal::NoToken)
}

fn is_set(flag: Option<&str>, otherwise: bool) -> bool {
    match flag {
        Some("1" | "true") => true,
        Some("0" | "false") => false,
        Some(_) | None => otherwise,
    }
}
