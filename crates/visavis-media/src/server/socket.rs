//! One signalling WebSocket: reads and checks what the client says, writes what the engine answers.
//!
//! Everything that takes long to read is read here, on the site's threads.

use std::time::Duration;

use axum::extract::ws::{CloseFrame, Message as Frame, WebSocket, close_code};
use jiff::{SignedDuration, Timestamp};
use prost::Message as _;
use tokio::sync::mpsc;

use super::Embedded;
use super::engine_thread::Command;
use super::routes::{Entry, Guest};
use crate::core::transport::{Answer, Offer};
use crate::core::{Request, limits};
use crate::wire::signal_response::Message;
use crate::wire::{SignalRequest, SignalResponse, signal_request};

/// Messages that a client may leave unread before it is cut off.
const UNREAD: usize = 256;
/// A frame that the network does not take for so long is the last one.
const SEND_WITHIN: Duration = Duration::from_secs(10);
/// How long the other side may take to answer the end of a conversation.
const GOODBYE_WITHIN: Duration = Duration::from_secs(2);
/// How often a client gets a fresh token to come back with. Well below the life of one.
const RENEW_EVERY: SignedDuration = SignedDuration::from_mins(3);

pub(super) async fn serve(media: Embedded, mut frames: WebSocket, guest: Guest) {
    let Guest { socket, seat, entry } = guest;
    let (sender, mut messages) = mpsc::channel(UNREAD);
    media.command(match entry {
        Entry::Join(join) => Command::Join(join, sender),
        Entry::Return(come_back) => Command::Return(come_back, sender),
    });
    let mut bucket = limits::signals();
    let mut renewed: Option<Timestamp> = None;
    loop {
        tokio::select! {
            frame = frames.recv() => {
                let Some(Ok(frame)) = frame else { break };
                if !bucket.take(media.monotonic()) {
                    tracing::info!(socket.id = socket.0, "a client says too much and is cut off");
                    break;
                }
                match read(&frame) {
                    Said::Request(request) => media.command(Command::Request(socket, request)),
                    Said::Nothing => {}
                    Said::Junk => break,
                }
            }
            message = messages.recv() => {
                let Some(message) = message else { break };
                let is_greeting = matches!(message, Message::Join(_) | Message::Reconnect(_));
                let is_pong = matches!(message, Message::Pong(_) | Message::PongResp(_));
                if !write(&mut frames, message).await {
                    break;
                }
                let now = media.wall();
                let is_old = renewed.is_none_or(|at| now.duration_since(at) >= RENEW_EVERY);
                if is_greeting || (is_pong && is_old) {
                    renewed = Some(now);
                    let token = media.shared.tokens.come_back(&seat, now);
                    if !write(&mut frames, Message::RefreshToken(token)).await {
                        break;
                    }
                }
            }
        }
    }
    media.command(Command::SocketClosed(socket));
    say_goodbye(&mut frames).await;
}

/// Closes in order, so that a client takes it for an end and not for an accident. The other side may
/// be gone already.
async fn say_goodbye(frames: &mut WebSocket) {
    let normal = CloseFrame { code: close_code::NORMAL, reason: "".into() };
    let goodbye = async {
        // Refused where the other side said it first; its answer then leaves with the next read.
        let _ = frames.send(Frame::Close(Some(normal))).await;
        while let Some(Ok(_)) = frames.recv().await {}
    };
    let _ = tokio::time::timeout(GOODBYE_WITHIN, goodbye).await;
}

async fn write(frames: &mut WebSocket, message: Message) -> bool {
    let bytes = SignalResponse { message: Some(message) }.encode_to_vec();
    let sent = tokio::time::timeout(SEND_WITHIN, frames.send(Frame::Binary(bytes.into()))).await;
    matches!(sent, Ok(Ok(())))
}

enum Said {
    Request(Box<Request>),
    Nothing,
    Junk,
}

fn read(frame: &Frame) -> Said {
    match frame {
        Frame::Binary(bytes) => match SignalRequest::decode(bytes.as_ref()) {
            Ok(request) => request.message.map_or(Said::Nothing, understand),
            Err(_) => Said::Junk,
        },
        Frame::Ping(_) | Frame::Pong(_) => Said::Nothing,
        // Clients send JSON only when they are told to, and ours is not.
        Frame::Text(_) | Frame::Close(_) => Said::Junk,
    }
}

fn understand(message: signal_request::Message) -> Said {
    use signal_request::Message as Wire;
    let request = match message {
        Wire::Offer(offer) => match Offer::parse(&offer.sdp) {
            Ok(parsed) => Request::Offer(offer.id, parsed),
            Err(_) => return Said::Junk,
        },
        Wire::Answer(answer) => match Answer::parse(&answer.sdp) {
            Ok(parsed) => Request::Answer(answer.id, parsed),
            Err(_) => return Said::Junk,
        },
        // Our side is ICE-lite: clients' checks tell us their addresses.
        Wire::Trickle(_) => return Said::Nothing,
        Wire::AddTrack(track) => Request::AddTrack(track),
        Wire::Mute(mute) => Request::Mute(mute),
        Wire::Subscription(update) => Request::Subscription(update),
        Wire::TrackSetting(settings) => Request::TrackSetting(settings),
        Wire::Leave(_) => Request::Leave,
        Wire::SyncState(state) => Request::SyncState(state),
        Wire::Ping(sent) => Request::Ping(sent),
        Wire::UpdateMetadata(update) => Request::UpdateMetadata(update),
        Wire::PingReq(ping) => Request::PingReq(ping),
    };
    Said::Request(Box::new(request))
}
