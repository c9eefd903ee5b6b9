//! Whole conversations on the doors, over real WebSockets on loopback (no media is sent).

#![expect(clippy::wildcard_enum_match_arm, reason = "a test looks for what it is about")]

use std::future::Future;
use std::io::Write as _;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use flate2::write::GzEncoder;
use prost::Message as _;

use super::websocket::{BINARY, WebSocket};
use super::{Embedded, SocketAddr, seat, start};
use crate::core::limits::SIGNAL_BYTES;
use crate::token::Seat;
use crate::wire::signal_response::Message;
use crate::wire::{
    Compression, JoinRequest, LeaveAction, SignalRequest, SignalResponse, WrappedJoinRequest,
    signal_request,
};

/// What clients send when they are told to speak JSON.
const TEXT: u8 = 1;

/// Runs a test against a server on a port that the system chooses.
async fn with_server<F: Future<Output = ()>>(test: impl FnOnce(Embedded, SocketAddr) -> F) {
    let media = start();
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.expect("a free port");
    let address = listener.local_addr().expect("bound");
    let routes = media.routes();
    tokio::select! {
        served = axum::serve(listener, routes) => panic!("the server ended: {served:?}"),
        () = test(media.clone(), address) => {}
    }
    media.stop().await;
}

fn join_request(request: &JoinRequest) -> String {
    let mut packed = GzEncoder::new(Vec::new(), flate2::Compression::fast());
    packed.write_all(&request.encode_to_vec()).expect("memory");
    let wrapped = WrappedJoinRequest {
        compression: Compression::Gzip.into(),
        join_request: packed.finish().expect("memory"),
    };
    URL_SAFE_NO_PAD.encode(wrapped.encode_to_vec())
}

fn path(token: &str) -> String {
    format!("/rtc/v1?access_token={token}&join_request={}", join_request(&JoinRequest::default()))
}

async fn hear(socket: &mut WebSocket) -> Option<Message> {
    let bytes = socket.next().await?;
    SignalResponse::decode(bytes.as_slice()).expect("readable").message
}

async fn say(socket: &mut WebSocket, message: signal_request::Message) {
    let request = SignalRequest { message: Some(message) };
    socket.send(BINARY, &request.encode_to_vec()).await;
}

/// Comes in and returns the socket, the own sid, and the token to come back with.
async fn enter(media: &Embedded, server: SocketAddr) -> (WebSocket, String, String) {
    let token = media.token(&seat(), media.wall());
    let mut socket = WebSocket::open(server, &path(&token)).await.expect("let in");
    let Some(Message::Join(join)) = hear(&mut socket).await else { panic!("it comes first") };
    let token = wait_for(&mut socket, |message| match message {
        Message::RefreshToken(token) => Some(token),
        _ => None,
    })
    .await;
    (socket, join.participant.expect("told").sid, token)
}

/// Skips what is said until it is this.
async fn wait_for<T>(socket: &mut WebSocket, wanted: impl Fn(Message) -> Option<T>) -> T {
    loop {
        if let Some(found) = wanted(hear(socket).await.expect("open")) {
            return found;
        }
    }
}

async fn goodbye(socket: &mut WebSocket) -> Option<LeaveAction> {
    let mut action = None;
    while let Some(message) = hear(socket).await {
        if let Message::Leave(leave) = message {
            action = Some(leave.action());
        }
    }
    action
}

#[tokio::test]
async fn both_doors_let_in_who_has_a_token_once() {
    with_server(async |media, server| {
        let single = media.token(&seat(), media.wall());
        let other = Seat { identity: "ses_1/host".to_owned(), ..seat() };
        let dual = format!("/rtc?access_token={}", media.token(&other, media.wall()));
        let mut first = WebSocket::open(server, &path(&single)).await.expect("let in");
        assert!(matches!(hear(&mut first).await, Some(Message::Join(_))));
        assert_eq!(WebSocket::open(server, &path(&single)).await.err(), Some(401), "spent");
        let mut second = WebSocket::open(server, &dual).await.expect("let in");
        let Some(Message::Join(join)) = hear(&mut second).await else { panic!("it comes first") };
        assert!(join.subscriber_primary);
        assert_eq!(join.other_participants[0].identity, "ses_1/client");
        assert_eq!(WebSocket::open(server, &dual).await.err(), Some(401), "spent");
        assert_eq!(media.presence("ses_1").await.len(), 2);
    })
    .await;
}

#[tokio::test]
async fn without_a_good_token_every_door_stays_shut() {
    with_server(async |media, server| {
        let stale = media.wall() - crate::token::JOIN_WITHIN - crate::token::JOIN_WITHIN;
        let expired = media.token(&seat(), stale);
        for token in ["", "junk", "a.b.c", &expired] {
            assert_eq!(WebSocket::open(server, &path(token)).await.err(), Some(401), "{token}");
            let dual = format!("/rtc?access_token={token}");
            assert_eq!(WebSocket::open(server, &dual).await.err(), Some(401), "{token}");
        }
        assert!(media.presence("ses_1").await.is_empty());
    })
    .await;
}

#[tokio::test]
async fn an_unreadable_join_request_does_not_spend_the_token() {
    with_server(async |media, server| {
        let token = media.token(&seat(), media.wall());
        let mut bomb = GzEncoder::new(Vec::new(), flate2::Compression::best());
        bomb.write_all(&vec![0; 32 * 1024 * 1024]).expect("memory");
        let wrapped = WrappedJoinRequest {
            compression: Compression::Gzip.into(),
            join_request: bomb.finish().expect("memory"),
        };
        let bomb = URL_SAFE_NO_PAD.encode(wrapped.encode_to_vec());
        for junk in ["junk!", &bomb] {
            let path = format!("/rtc/v1?access_token={token}&join_request={junk}");
            assert_eq!(WebSocket::open(server, &path).await.err(), Some(400));
        }
        assert!(WebSocket::open(server, &path(&token)).await.is_ok());
    })
    .await;
}

#[tokio::test]
async fn who_talks_nonsense_or_too_much_is_cut_off() {
    with_server(async |media, server| {
        let nonsense: [(u8, Vec<u8>); 3] =
            [(TEXT, b"{}".to_vec()), (BINARY, vec![0xff; 10]), (BINARY, vec![0; SIGNAL_BYTES + 1])];
        for (opcode, payload) in nonsense {
            let (mut socket, _, _) = enter(&media, server).await;
            socket.send(opcode, &payload).await;
            goodbye(&mut socket).await;
        }
        let (mut socket, _, _) = enter(&media, server).await;
        for _ in 0..400 {
            say(&mut socket, signal_request::Message::Ping(1)).await;
        }
        goodbye(&mut socket).await;
    })
    .await;
}

#[tokio::test]
async fn a_broken_line_comes_back_with_the_token_it_was_given() {
    with_server(async |media, server| {
        let (mut socket, participant_sid, token) = enter(&media, server).await;
        say(&mut socket, signal_request::Message::Ping(7)).await;
        wait_for(&mut socket, |message| (message == Message::Pong(7)).then_some(())).await;
        drop(socket);
        let request = JoinRequest { reconnect: true, participant_sid, ..JoinRequest::default() };
        let path = format!("/rtc/v1?access_token={token}&join_request={}", join_request(&request));
        let mut socket = WebSocket::open(server, &path).await.expect("let in");
        assert!(matches!(hear(&mut socket).await, Some(Message::Reconnect(_))));
        let dual = format!("/rtc?access_token={token}&reconnect=1&sid=PA_unknown");
        let mut stranger = WebSocket::open(server, &dual).await.expect("heard");
        assert_eq!(goodbye(&mut stranger).await, Some(LeaveAction::Reconnect), "join anew");
    })
    .await;
}

#[tokio::test]
async fn who_is_removed_stays_out_until_a_new_token() {
    with_server(async |media, server| {
        let (mut socket, _, back) = enter(&media, server).await;
        media.remove("ses_1", "ses_1/client");
        assert_eq!(goodbye(&mut socket).await, Some(LeaveAction::Disconnect));
        assert_eq!(WebSocket::open(server, &path(&back)).await.err(), Some(401));
        let (mut socket, _, back) = enter(&media, server).await;
        media.close_room("ses_1");
        assert_eq!(goodbye(&mut socket).await, Some(LeaveAction::Disconnect));
        assert_eq!(WebSocket::open(server, &path(&back)).await.err(), Some(401));
        let (mut socket, _, _) = enter(&media, server).await;
        media.clone().stop().await;
        assert_eq!(goodbye(&mut socket).await, Some(LeaveAction::Reconnect), "a restart");
    })
    .await;
}
