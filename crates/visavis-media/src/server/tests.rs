//! The doors, as clients find them: the whole server on a loopback port that the system chooses.

mod doors;
mod websocket;

use std::net::Ipv4Addr;

use axum::body::Body;
use axum::http::{Request, StatusCode, header};
use tower::ServiceExt as _;

use super::*;
use crate::token::Grants;

#[expect(clippy::disallowed_methods, reason = "the server under test has a real thread and socket")]
fn clock() -> Clock {
    Clock { monotonic: Arc::new(Instant::now), wall: Arc::new(Timestamp::now) }
}

fn start() -> Embedded {
    let next = AtomicU64::new(1);
    let randomness: Randomness = Arc::new(move |bytes: &mut [u8]| {
        let number = next.fetch_add(1, Ordering::Relaxed).to_be_bytes();
        bytes.iter_mut().zip(number.iter().cycle()).for_each(|(byte, random)| *byte = *random);
    });
    let config = MediaConfig {
        udp: SocketAddr::from((Ipv4Addr::LOCALHOST, 0)),
        public_addresses: vec![],
        api_key: "visavis".to_owned(),
        api_secret: Secret::new("secret"),
        clock: clock(),
    };
    Embedded::start(config, randomness).expect("a free port")
}

fn seat() -> Seat {
    Seat {
        room: "ses_1".to_owned(),
        identity: "ses_1/client".to_owned(),
        name: "Ada".to_owned(),
        grants: Grants::default(),
    }
}

async fn ask(media: &Embedded, uri: &str) -> (StatusCode, Option<String>) {
    let request = Request::get(uri).body(Body::empty()).expect("a request");
    let response = media.routes().oneshot(request).await.expect("an answer");
    let origin = response.headers().get(header::ACCESS_CONTROL_ALLOW_ORIGIN);
    let origin = origin.map(|value| value.to_str().expect("text").to_owned());
    (response.status(), origin)
}

#[tokio::test]
async fn clients_learn_why_a_door_stays_shut() {
    let media = start();
    let token = media.token(&seat(), media.wall());
    let any = Some("*".to_owned());
    for path in ["/rtc/validate", "/rtc/v1/validate"] {
        let good = ask(&media, &format!("{path}?access_token={token}")).await;
        assert_eq!(good, (StatusCode::OK, any.clone()), "and it is not spent by asking");
        let bad = ask(&media, &format!("{path}?access_token=x{token}")).await;
        assert_eq!(bad, (StatusCode::UNAUTHORIZED, any.clone()), "clients do not try again");
        assert_eq!(ask(&media, path).await, (StatusCode::UNAUTHORIZED, any.clone()));
    }
    media.remove("ses_1", "ses_1/client");
    let gone = ask(&media, &format!("/rtc/validate?access_token={token}")).await;
    assert_eq!(gone.0, StatusCode::UNAUTHORIZED);
    media.stop().await;
}

#[tokio::test]
async fn a_token_is_not_spent_by_what_is_no_websocket() {
    let media = start();
    let token = media.token(&seat(), media.wall());
    for path in ["/rtc", "/rtc/v1"] {
        let (status, _) = ask(&media, &format!("{path}?access_token={token}")).await;
        assert!(status.is_client_error(), "{status}");
    }
    let (status, _) = ask(&media, &format!("/rtc/validate?access_token={token}")).await;
    assert_eq!(status, StatusCode::OK);
    media.stop().await;
}

#[tokio::test]
async fn an_empty_room_has_nobody_and_a_stopped_server_too() {
    let media = start();
    assert_ne!(media.address().port(), 0);
    assert!(media.presence("ses_1").await.is_empty());
    let handle = media.clone();
    media.stop().await;
    handle.ended().await;
    assert!(handle.presence("ses_1").await.is_empty());
}

#[test]
fn a_seat_that_knocks_too_often_waits() {
    let media = start();
    let tries = (0..40).filter(|_| media.may_enter(&seat())).count();
    assert!((12..20).contains(&tries), "{tries}");
    let other = Seat { identity: "ses_1/host".to_owned(), ..seat() };
    assert!(media.may_enter(&other));
}

#[test]
fn a_port_on_all_addresses_needs_a_public_one() {
    let everywhere = SocketAddr::from((Ipv4Addr::UNSPECIFIED, 7000));
    assert!(matches!(reachable(everywhere, &[]), Err(MediaError::NoAddress)));
    let public: IpAddr = "203.0.113.9".parse().expect("an address");
    let offered = reachable(everywhere, &[public]).expect("reachable");
    assert_eq!(*offered, [SocketAddr::new(public, 7000)]);
}
