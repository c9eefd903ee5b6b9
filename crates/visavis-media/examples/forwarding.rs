//! What forwarding costs: one sender, many receivers, on loopback.
//!
//! `cargo run --release -p visavis-media --example forwarding -- RECEIVERS SECONDS` prints the CPU time of
//! the engine's thread per forwarded packet, its share of a core, what was lost and how late packets were.
//! Load: 400 packets of picture of 1,100 bytes and 50 of sound of 80 bytes a second, as a 720p call sends.

#[path = "../src/server/tests/websocket.rs"]
mod websocket;

use std::net::{Ipv4Addr, SocketAddr, UdpSocket};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::time::{Duration, Instant};

use base64::Engine as _;
use jiff::Timestamp;
use prost::Message as _;
use str0m::change::{SdpAnswer, SdpPendingOffer};
use str0m::format::Codec;
use str0m::media::{Direction, MediaKind, Mid};
use str0m::net::{Protocol, Receive};
use str0m::rtp::RtpWrite;
use str0m::{Candidate, Event, Input, Output, Rtc};
use visavis_media::wire::signal_response::Message;
use visavis_media::wire::{
    AddTrackRequest, JoinRequest, SessionDescription, SignalRequest, SignalResponse, TrackType,
    WrappedJoinRequest, signal_request,
};
use visavis_media::{Clock, Embedded, Grants, MediaConfig, Seat, Secret};
use websocket::{BINARY, WebSocket};

const PICTURE_EVERY: Duration = Duration::from_micros(2_500);
const SOUND_EVERY: Duration = Duration::from_millis(20);

/// What the receivers saw.
#[derive(Default)]
struct Tally {
    packets: AtomicU64,
    late_us: AtomicU64,
    latest_us: AtomicU64,
}

#[expect(clippy::disallowed_methods, reason = "a program of its own, so it owns its clocks")]
fn now() -> Instant {
    Instant::now()
}

#[expect(clippy::disallowed_methods, reason = "a program of its own, so it owns its clocks")]
fn wall() -> Timestamp {
    Timestamp::now()
}

#[expect(clippy::disallowed_methods, reason = "a program of its own, so it owns its randomness")]
fn randomness(bytes: &mut [u8]) {
    getrandom::fill(bytes).expect("the system has randomness");
}

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let mut arguments = std::env::args().skip(1);
    let receivers: usize = arguments.next().ok_or("how many receivers?")?.parse()?;
    let seconds: u64 = arguments.next().ok_or("how many seconds?")?.parse()?;
    if !(1..=200).contains(&receivers) || !(1..=20).contains(&seconds) {
        return Err("1 to 200 receivers, 1 to 20 seconds".into());
    }
    let runtime = tokio::runtime::Runtime::new()?;
    let media = start(&runtime)?;
    let listener = runtime.block_on(tokio::net::TcpListener::bind("127.0.0.1:0"))?;
    let server = listener.local_addr()?;
    let routes = media.routes();
    let _serving = runtime.spawn(async move { axum::serve(listener, routes).await });
    let start = now();
    let sender = runtime.block_on(Client::join(&media, server, "sender", Role::Sender))?;
    let mut all = vec![sender];
    for index in 0..receivers {
        let name = format!("receiver{index}");
        all.push(runtime.block_on(Client::join(&media, server, &name, Role::Receiver))?);
    }
    let (tally, is_over) = (Arc::new(Tally::default()), Arc::new(AtomicBool::new(false)));
    let threads: Vec<_> = all
        .into_iter()
        .map(|client| {
            let (tally, is_over) = (Arc::clone(&tally), Arc::clone(&is_over));
            std::thread::spawn(move || client.run(start, &tally, &is_over))
        })
        .collect();
    std::thread::sleep(Duration::from_secs(2));
    let (cpu, packets, begun) = (engine_cpu()?, tally.packets.load(Ordering::Relaxed), now());
    tally.late_us.store(0, Ordering::Relaxed);
    tally.latest_us.store(0, Ordering::Relaxed);
    std::thread::sleep(Duration::from_secs(seconds));
    let (cpu, elapsed) = (engine_cpu()?.saturating_sub(cpu), now() - begun);
    let packets = tally.packets.load(Ordering::Relaxed) - packets;
    let late = tally.late_us.load(Ordering::Relaxed);
    is_over.store(true, Ordering::Relaxed);
    for thread in threads {
        thread.join().map_err(|_| "a client failed")?;
    }
    let expected = u64::try_from(receivers)? * 450 * u64::try_from(elapsed.as_millis())? / 1000;
    println!("receivers            {receivers}");
    println!("packets forwarded    {packets} of about {expected}");
    println!("CPU per packet       {} ns", cpu.as_nanos() / u128::from(packets.max(1)));
    println!("share of a core      {} %", cpu.as_micros() * 100 / elapsed.as_micros());
    println!("mean way             {} us", late / packets.max(1));
    println!("longest way          {} us", tally.latest_us.load(Ordering::Relaxed));
    Ok(())
}

fn start(runtime: &tokio::runtime::Runtime) -> Result<Embedded, Box<dyn std::error::Error>> {
    let _entered = runtime.enter();
    let config = MediaConfig {
        udp: SocketAddr::from((Ipv4Addr::LOCALHOST, 0)),
        public_addresses: vec![],
        api_key: "visavis".to_owned(),
        api_secret: Secret::new("a measurement keeps no secrets"),
        clock: Clock { monotonic: Arc::new(now), wall: Arc::new(wall) },
    };
    Ok(Embedded::start(config, Arc::new(randomness))?)
}

/// The CPU time that the engine's thread has used, by the kernel's books.
fn engine_cpu() -> Result<Duration, Box<dyn std::error::Error>> {
    for task in std::fs::read_dir("/proc/self/task")? {
        let task = task?.path();
        if std::fs::read_to_string(task.join("comm"))?.trim() == "media" {
            let stat = std::fs::read_to_string(task.join("schedstat"))?;
            let nanoseconds = stat.split(' ').next().ok_or("no schedstat")?.parse()?;
            return Ok(Duration::from_nanos(nanoseconds));
        }
    }
    Err("the engine has no thread".into())
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Role {
    Sender,
    Receiver,
}

struct Client {
    rtc: Rtc,
    socket: UdpSocket,
    role: Role,
    mids: [Mid; 2],
    /// Kept open: without it the engine would let the client go.
    _signalling: WebSocket,
}

impl Client {
    async fn join(
        media: &Embedded,
        server: SocketAddr,
        name: &str,
        role: Role,
    ) -> Result<Self, Box<dyn std::error::Error>> {
        let socket = UdpSocket::bind("127.0.0.1:0")?;
        let mut rtc = Rtc::builder().set_rtp_mode(true).build(now());
        rtc.add_local_candidate(Candidate::host(socket.local_addr()?, Protocol::Udp)?);
        let mut api = rtc.sdp_api();
        let mids = [MediaKind::Audio, MediaKind::Video].map(|kind| match role {
            Role::Sender => {
                let cid = format!("{kind:?}");
                api.add_media(kind, Direction::SendOnly, Some("s".to_owned()), Some(cid), None)
            }
            Role::Receiver => api.add_media(kind, Direction::RecvOnly, None, None, None),
        });
        let (offer, pending) = api.apply().ok_or("nothing to offer")?;
        let announced = |kind: MediaKind| AddTrackRequest {
            cid: format!("{kind:?}"),
            kind: match kind {
                MediaKind::Audio => TrackType::Audio.into(),
                MediaKind::Video => TrackType::Video.into(),
            },
            ..AddTrackRequest::default()
        };
        let request = JoinRequest {
            add_track_requests: match role {
                Role::Sender => vec![announced(MediaKind::Audio), announced(MediaKind::Video)],
                Role::Receiver => vec![],
            },
            publisher_offer: Some(SessionDescription {
                kind: "offer".to_owned(),
                sdp: offer.to_sdp_string(),
                id: 1,
                ..SessionDescription::default()
            }),
            ..JoinRequest::default()
        };
        let signalling = knock(media, server, name, &request, &mut rtc, pending).await?;
        Ok(Self { rtc, socket, role, mids, _signalling: signalling })
    }

    fn run(mut self, start: Instant, tally: &Tally, is_over: &AtomicBool) {
        let mut buffer = vec![0; 2000];
        let (mut picture, mut sound, mut count) = (now(), now(), 0_u64);
        while !is_over.load(Ordering::Relaxed) {
            let wake_at = self.drain(start, tally);
            let mut wait = wake_at.saturating_duration_since(now()).min(Duration::from_millis(20));
            if self.role == Role::Sender && self.rtc.is_connected() {
                for (index, due, every, size) in
                    [(0, &mut sound, SOUND_EVERY, 80), (1, &mut picture, PICTURE_EVERY, 1_100)]
                {
                    while *due <= now() {
                        *due += every;
                        count += 1;
                        self.write(index, count, size, start);
                        self.drain(start, tally);
                    }
                    wait = wait.min(due.saturating_duration_since(now()));
                }
            }
            let wait = wait.max(Duration::from_micros(100));
            self.socket.set_read_timeout(Some(wait)).expect("longer than nothing");
            let input = match self.socket.recv_from(&mut buffer) {
                Ok((length, from)) => {
                    let to = self.socket.local_addr().expect("bound");
                    let Ok(receive) = Receive::new(Protocol::Udp, from, to, &buffer[..length])
                    else {
                        continue;
                    };
                    Input::Receive(now(), receive)
                }
                Err(_) => Input::Timeout(now()),
            };
            self.rtc.handle_input(input).expect("the connection holds");
        }
    }

    /// A packet that says when it was sent; every one can be decoded by itself.
    fn write(&mut self, index: usize, count: u64, size: usize, start: Instant) {
        let mid = self.mids[index];
        let wanted = if index == 0 { Codec::Opus } else { Codec::Vp8 };
        let accepted = self.rtc.media(mid).expect("negotiated").remote_pts().to_vec();
        let params = self.rtc.codec_config().params().iter();
        let pt = params
            .filter(|params| params.spec().codec == wanted)
            .map(str0m::format::PayloadParams::pt)
            .find(|pt| accepted.contains(pt))
            .expect("negotiated");
        let mut payload = vec![0; size];
        payload[0] = 0x10;
        let sent = u64::try_from((now() - start).as_micros()).expect("a short run");
        payload[8..16].copy_from_slice(&sent.to_be_bytes());
        let time = u32::try_from(count * 225 % u64::from(u32::MAX)).expect("32 bits");
        let mut direct = self.rtc.direct_api();
        let stream = direct.stream_tx_by_mid(mid, None).expect("negotiated");
        stream.write_rtp(RtpWrite::new(pt, count.into(), time, now(), payload).marker(true));
        self.rtc.handle_input(Input::Timeout(now())).expect("the connection holds");
    }

    fn drain(&mut self, start: Instant, tally: &Tally) -> Instant {
        loop {
            match self.rtc.poll_output().expect("the connection holds") {
                Output::Timeout(at) => return at,
                Output::Transmit(transmit) => {
                    // Loopback drops only when it is overrun, and then the result shows it.
                    let _ = self.socket.send_to(&transmit.contents, transmit.destination);
                }
                Output::Event(Event::RtpPacket(packet)) => {
                    let Some(sent) = packet.payload.get(8..16) else { continue };
                    let sent = u64::from_be_bytes(sent.try_into().expect("eight bytes"));
                    let here = u64::try_from((now() - start).as_micros()).expect("a short run");
                    let late = here.saturating_sub(sent);
                    tally.packets.fetch_add(1, Ordering::Relaxed);
                    tally.late_us.fetch_add(late, Ordering::Relaxed);
                    tally.latest_us.fetch_max(late, Ordering::Relaxed);
                }
                Output::Event(_) => {}
            }
        }
    }
}

/// Joins and takes the answer to the offer that went along.
async fn knock(
    media: &Embedded,
    server: SocketAddr,
    name: &str,
    request: &JoinRequest,
    rtc: &mut Rtc,
    pending: SdpPendingOffer,
) -> Result<WebSocket, Box<dyn std::error::Error>> {
    let seat = Seat {
        room: "load".to_owned(),
        identity: name.to_owned(),
        name: name.to_owned(),
        grants: Grants::default(),
    };
    let wrapped = WrappedJoinRequest { compression: 0, join_request: request.encode_to_vec() }
        .encode_to_vec();
    let wrapped = base64::engine::general_purpose::URL_SAFE_NO_PAD.encode(wrapped);
    let token = media.token(&seat, wall());
    let path = format!("/rtc/v1?access_token={token}&join_request={wrapped}");
    let opened = WebSocket::open(server, &path).await;
    let mut signalling = opened.map_err(|status| format!("refused with {status}"))?;
    loop {
        let bytes = signalling.next().await.ok_or("cut off")?;
        if let Some(Message::Answer(answer)) = SignalResponse::decode(bytes.as_slice())?.message {
            rtc.sdp_api().accept_answer(pending, SdpAnswer::from_sdp_string(&answer.sdp)?)?;
            break;
        }
    }
    let ping = SignalRequest { message: Some(signal_request::Message::Ping(1)) };
    signalling.send(BINARY, &ping.encode_to_vec()).await;
    Ok(signalling)
}
