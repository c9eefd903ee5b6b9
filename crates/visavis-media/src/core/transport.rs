//! One peer connection. The only file that names str0m: its releases break often, and nothing but
//! this file has to follow them.
//!
//! str0m wants to be drained after every single change. Each method here that changes the connection
//! therefore takes the [`Sink`] and drains into it before it returns, so that no caller can forget.

use std::collections::{BTreeMap, BTreeSet, HashMap, VecDeque};
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::{Duration, Instant};

use str0m::change::{SdpAnswer, SdpOffer, SdpPendingOffer};
use str0m::channel::{ChannelConfig, Reliability};
use str0m::format::{Codec, PayloadParams};
use str0m::media::{Direction, KeyframeRequestKind};
use str0m::net::{Protocol, Receive};
use str0m::rtp::{ExtensionValues, RtpPacket, RtpWrite, Ssrc, VideoOrientation};
use str0m::{Candidate, Event, IceConnectionState, Input, Output, Rtc};

pub use str0m::channel::ChannelId;
pub use str0m::media::{MediaKind, Mid, Pt, Rid};
pub use str0m::rtp::{Vp8Descriptor, Vp8Patch};

use super::format::{Format, starts_keyframe};
use super::sdp::{self, Plan, Section};

/// How often the losses of the other side are summed up.
const LOSS_EVERY: Duration = Duration::from_secs(1);

/// Names one connection within the engine.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct TransportId(pub u64);

#[derive(Debug, thiserror::Error)]
pub enum TransportError {
    #[error("the session description cannot be read")]
    Unreadable(#[source] str0m::error::SdpError),
    #[error("the session description has more than {} sections", super::limits::SECTIONS)]
    TooManySections,
    #[error("the session description is longer than {} bytes", super::limits::SDP_BYTES)]
    TooLong,
    #[error("the connection refused the change")]
    Refused(#[source] str0m::RtcError),
    #[error("the answer belongs to no offer of ours")]
    NoPendingOffer,
    #[error("{0} cannot be offered as an address for media")]
    BadAddress(SocketAddr),
}

/// A client's offer, read. Reading takes milliseconds and is done off the engine's thread.
#[derive(Debug)]
pub struct Offer {
    sdp: SdpOffer,
    pub sections: Vec<Section>,
}

impl Offer {
    pub fn parse(text: &str) -> Result<Self, TransportError> {
        check_size(text)?;
        let sdp = SdpOffer::from_sdp_string(text).map_err(TransportError::Unreadable)?;
        Ok(Self { sdp, sections: sdp::sections(text) })
    }
}

/// A client's answer, read.
#[derive(Debug)]
pub struct Answer(SdpAnswer);

impl Answer {
    pub fn parse(text: &str) -> Result<Self, TransportError> {
        check_size(text)?;
        SdpAnswer::from_sdp_string(text).map(Self).map_err(TransportError::Unreadable)
    }
}

fn check_size(text: &str) -> Result<(), TransportError> {
    if text.len() > super::limits::SDP_BYTES {
        return Err(TransportError::TooLong);
    }
    let sections = text.lines().filter(|line| line.starts_with("m=")).count();
    if sections > super::limits::SECTIONS {
        return Err(TransportError::TooManySections);
    }
    Ok(())
}

/// An RTP packet on its way through.
#[derive(Clone, Debug)]
pub struct Packet {
    pub mid: Mid,
    pub rid: Option<Rid>,
    pub params: PayloadParams,
    pub format: Format,
    /// Extended, so that it never wraps.
    pub seq: u64,
    pub time: u32,
    pub marker: bool,
    pub payload: Arc<[u8]>,
    pub audio_level: Option<i8>,
    pub voice_activity: Option<bool>,
    pub rotation: Option<VideoOrientation>,
    pub is_keyframe_start: bool,
    pub arrived: Instant,
}

/// What happened on a connection.
#[derive(Debug)]
pub enum TransportEvent {
    Connected,
    /// No path at the moment; it may come back.
    Interrupted,
    /// There is a path, perhaps again.
    Restored,
    Media(Packet),
    /// The other side cannot go on without a key frame of what we send in this section.
    KeyframeWanted(Mid),
    /// The share of packets of this section that the other side missed lately.
    Lost(Mid, f32),
    /// The share of packets of the other side that we missed lately.
    Missed(f32),
    ChannelOpen(ChannelId, String),
    ChannelClosed(ChannelId),
    Data(ChannelId, Vec<u8>),
    Closed,
}

/// Where connections pour what they have to send and to tell, and when they want to be woken.
#[derive(Debug, Default)]
pub struct Sink {
    pub datagrams: VecDeque<(SocketAddr, Vec<u8>)>,
    pub events: VecDeque<(TransportId, TransportEvent)>,
    pub moved: Vec<(TransportId, SocketAddr)>,
    timers: BTreeSet<(Instant, TransportId)>,
}

impl Sink {
    /// When the next connection wants to be woken, and which.
    pub fn next_timer(&self) -> Option<(Instant, TransportId)> {
        self.timers.first().copied()
    }
}

/// Section, stream and track names for what we send on a connection whose offers are ours.
#[derive(Debug)]
pub struct Outlet {
    pub kind: MediaKind,
    pub stream: String,
    pub track: String,
}

/// Whether, and under which number, the other side accepts a sender's format.
struct Accepted {
    params: PayloadParams,
    pt: Option<Pt>,
}

pub struct Transport {
    id: TransportId,
    rtc: Rtc,
    addresses: Arc<[SocketAddr]>,
    /// What str0m told us of each incoming stream: asking again for every packet costs too much.
    sources: HashMap<Ssrc, (Mid, Option<Rid>)>,
    /// Under which number a format is sent in a section.
    payload_types: HashMap<(Mid, Pt), Vec<Accepted>>,
    pending: Option<SdpPendingOffer>,
    wake_at: Option<Instant>,
    remote: Option<SocketAddr>,
    is_closed: bool,
}

impl Transport {
    /// A connection that accepts media on these addresses.
    pub fn new(
        id: TransportId,
        addresses: Arc<[SocketAddr]>,
        now: Instant,
    ) -> Result<Self, TransportError> {
        let mut rtc = Rtc::builder()
            .set_ice_lite(true)
            .set_rtp_mode(true)
            .set_stats_interval(Some(LOSS_EVERY))
            .clear_codecs()
            .enable_opus(true, false)
            .enable_vp8(true)
            .enable_h264(true)
            .build(now);
        for address in addresses.iter() {
            let candidate = Candidate::host(*address, Protocol::Udp)
                .map_err(|_| TransportError::BadAddress(*address))?;
            rtc.add_local_candidate(candidate);
        }
        Ok(Self {
            id,
            rtc,
            addresses,
            sources: HashMap::new(),
            payload_types: HashMap::new(),
            pending: None,
            wake_at: None,
            remote: None,
            is_closed: false,
        })
    }

    /// The name by which ICE checks for this connection are recognised. A restart changes it.
    pub fn ufrag(&mut self) -> String {
        self.rtc.direct_api().local_ice_credentials().ufrag
    }

    pub fn is_connected(&self) -> bool {
        self.rtc.is_connected()
    }

    /// Accepts an offer and answers it as planned.
    pub fn accept_offer(
        &mut self,
        offer: Offer,
        plans: &BTreeMap<Mid, Plan>,
        now: Instant,
        sink: &mut Sink,
    ) -> Result<String, TransportError> {
        self.payload_types.clear();
        let answer = self.rtc.sdp_api().accept_offer(offer.sdp);
        self.wake(now, sink);
        let answer = answer.map_err(TransportError::Refused)?;
        Ok(sdp::patch_answer(&answer.to_sdp_string(), plans))
    }

    /// Gives a section that carried another track before a new source number. Browsers decode a new
    /// track under the old number, but show nothing of it.
    ///
    /// str0m's own `reset_stream_tx` keeps finding the stream by its old number only, so neither
    /// packets nor feedback would reach it; a stream is made anew instead.
    pub fn renew_source(&mut self, mid: Mid, now: Instant, sink: &mut Sink) {
        let mut direct = self.rtc.direct_api();
        let old = direct.stream_tx_by_mid(mid, None).map(|tx| (tx.ssrc(), tx.rtx().is_some()));
        let Some((old, has_rtx)) = old else { return };
        direct.remove_stream_tx(old);
        let (ssrc, rtx) = (direct.new_ssrc(), direct.new_ssrc());
        direct.declare_stream_tx(ssrc, has_rtx.then_some(rtx), mid, None);
        self.wake(now, sink);
    }

    /// Writes an offer of our own: new outlets, ended sections, and at the first time the data
    /// channels. The sections of the new outlets come back in their order.
    pub fn offer(&mut self, change: OfferChange, now: Instant, sink: &mut Sink) -> Offered {
        self.payload_types.clear();
        let mut api = self.rtc.sdp_api();
        if change.opens_channels {
            api.add_channel("_reliable".to_owned());
            api.add_channel_with_config(ChannelConfig {
                label: "_lossy".to_owned(),
                ordered: false,
                reliability: Reliability::MaxRetransmits { retransmits: 0 },
                ..ChannelConfig::default()
            });
        }
        for mid in change.ended {
            api.stop_media(mid);
        }
        let mids = change
            .outlets
            .into_iter()
            .map(|outlet| {
                let (stream, track) = (Some(outlet.stream), Some(outlet.track));
                api.add_media(outlet.kind, Direction::SendOnly, stream, track, None)
            })
            .collect();
        if change.restarts_ice {
            api.ice_restart(true);
        }
        let sdp = api.apply().map(|(offer, pending)| {
            self.pending = Some(pending);
            offer.to_sdp_string()
        });
        self.wake(now, sink);
        Offered { mids, sdp }
    }

    /// Accepts the answer to our last offer.
    pub fn accept_answer(
        &mut self,
        answer: Answer,
        now: Instant,
        sink: &mut Sink,
    ) -> Result<(), TransportError> {
        self.payload_types.clear();
        let pending = self.pending.take().ok_or(TransportError::NoPendingOffer)?;
        let accepted = self.rtc.sdp_api().accept_answer(pending, answer.0);
        self.wake(now, sink);
        accepted.map_err(TransportError::Refused)
    }

    /// A datagram that is meant for this connection.
    pub fn receive(&mut self, source: SocketAddr, bytes: &[u8], now: Instant, sink: &mut Sink) {
        let local = self
            .addresses
            .iter()
            .find(|address| address.is_ipv4() == source.is_ipv4())
            .or_else(|| self.addresses.first());
        let Some(local) = local else { return };
        // What is neither STUN nor DTLS nor RTP is nobody's.
        let Ok(receive) = Receive::new(Protocol::Udp, source, *local, bytes) else { return };
        let handled = self.rtc.handle_input(Input::Receive(now, receive));
        self.settle(handled, sink);
    }

    /// Time has come that the connection asked for, or it was changed and wants to see to it.
    pub fn wake(&mut self, now: Instant, sink: &mut Sink) {
        let handled = self.rtc.handle_input(Input::Timeout(now));
        self.settle(handled, sink);
    }

    /// Sends a packet in a section. False if the other side cannot take its format.
    pub fn send(&mut self, mid: Mid, packet: &Outgoing<'_>, now: Instant, sink: &mut Sink) -> bool {
        let Some(pt) = self.payload_type(mid, &packet.packet.params) else { return false };
        let source = packet.packet;
        let ext_vals = ExtensionValues {
            audio_level: source.audio_level,
            voice_activity: source.voice_activity,
            video_orientation: source.rotation,
            ..ExtensionValues::default()
        };
        let mut rtp = RtpWrite::new(
            pt,
            packet.seq.into(),
            packet.time,
            source.arrived,
            Arc::clone(&source.payload),
        )
        .marker(source.marker)
        .ext_vals(ext_vals)
        .nackable(!source.format.is_audio());
        if let Some(patch) = packet.vp8_patch {
            rtp = rtp.vp8_patch(patch);
        }
        let mut direct = self.rtc.direct_api();
        let Some(stream) = direct.stream_tx_by_mid(mid, None) else { return false };
        stream.write_rtp(rtp);
        self.wake(now, sink);
        true
    }

    /// Asks the other side for a key frame of what it sends.
    pub fn request_keyframe(
        &mut self,
        mid: Mid,
        rid: Option<Rid>,
        now: Instant,
        sink: &mut Sink,
    ) -> bool {
        let mut direct = self.rtc.direct_api();
        let Some(rx) = direct.stream_rx_by_mid(mid, rid) else { return false };
        rx.request_keyframe(KeyframeRequestKind::Pli);
        self.wake(now, sink);
        true
    }

    /// Sends on a data channel. False if it is closed or cannot take more now.
    pub fn send_data(
        &mut self,
        channel: ChannelId,
        bytes: &[u8],
        now: Instant,
        sink: &mut Sink,
    ) -> bool {
        let written = self
            .rtc
            .channel(channel)
            .is_some_and(|mut channel| channel.write(true, bytes).unwrap_or(false));
        self.wake(now, sink);
        written
    }

    /// Ends without a word: clients are told on their sockets, and take a closed data channel for an
    /// accident.
    pub fn end(mut self, sink: &mut Sink) {
        if let Some(at) = self.wake_at.take() {
            sink.timers.remove(&(at, self.id));
        }
    }

    fn payload_type(&mut self, mid: Mid, params: &PayloadParams) -> Option<Pt> {
        let known = self.payload_types.entry((mid, params.pt())).or_default();
        if let Some(known) = known.iter().find(|known| known.params.spec() == params.spec()) {
            return known.pt;
        }
        let accepted = self.rtc.media(mid)?.remote_pts();
        let found = self
            .rtc
            .codec_config()
            .match_params(*params)
            .map(PayloadParams::pt)
            .filter(|pt| accepted.contains(pt));
        known.push(Accepted { params: *params, pt: found });
        found
    }

    fn settle(&mut self, handled: Result<(), str0m::RtcError>, sink: &mut Sink) {
        if let Err(error) = handled {
            tracing::debug!(transport.id = self.id.0, %error, "the connection failed");
            self.rtc.disconnect();
        }
        loop {
            match self.rtc.poll_output() {
                Ok(Output::Transmit(transmit)) => {
                    if self.remote != Some(transmit.destination) {
                        self.remote = Some(transmit.destination);
                        sink.moved.push((self.id, transmit.destination));
                    }
                    sink.datagrams.push_back((transmit.destination, transmit.contents.into()));
                }
                Ok(Output::Event(event)) => {
                    if let Some(event) = self.translate(event) {
                        sink.events.push_back((self.id, event));
                    }
                }
                Ok(Output::Timeout(at)) => {
                    self.schedule(at, sink);
                    break;
                }
                Err(error) => {
                    tracing::debug!(transport.id = self.id.0, %error, "the connection failed");
                    self.rtc.disconnect();
                    break;
                }
            }
        }
        if !self.rtc.is_alive() && !self.is_closed {
            self.is_closed = true;
            sink.events.push_back((self.id, TransportEvent::Closed));
            if let Some(at) = self.wake_at.take() {
                sink.timers.remove(&(at, self.id));
            }
        }
    }

    fn schedule(&mut self, at: Instant, sink: &mut Sink) {
        if self.wake_at == Some(at) {
            return;
        }
        if let Some(before) = self.wake_at.replace(at) {
            sink.timers.remove(&(before, self.id));
        }
        sink.timers.insert((at, self.id));
    }

    #[expect(clippy::wildcard_enum_match_arm, reason = "str0m's events grow with every release")]
    fn translate(&mut self, event: Event) -> Option<TransportEvent> {
        match event {
            Event::Connected => Some(TransportEvent::Connected),
            Event::IceConnectionStateChange(IceConnectionState::Disconnected) => {
                Some(TransportEvent::Interrupted)
            }
            Event::IceConnectionStateChange(
                IceConnectionState::Connected | IceConnectionState::Completed,
            ) => Some(TransportEvent::Restored),
            Event::RtpPacket(packet) => self.packet(packet).map(TransportEvent::Media),
            Event::KeyframeRequest(request) => Some(TransportEvent::KeyframeWanted(request.mid)),
            Event::MediaEgressStats(stats) => {
                stats.loss.map(|share| TransportEvent::Lost(stats.mid, share))
            }
            Event::MediaIngressStats(stats) => stats.loss.map(TransportEvent::Missed),
            Event::ChannelOpen(id, label) => Some(TransportEvent::ChannelOpen(id, label)),
            Event::ChannelClose(id) => Some(TransportEvent::ChannelClosed(id)),
            Event::ChannelData(data) => Some(TransportEvent::Data(data.id, data.data)),
            _ => None,
        }
    }

    fn packet(&mut self, rtp: RtpPacket) -> Option<Packet> {
        let ssrc = rtp.header.ssrc;
        let (mid, rid) = if let Some(known) = self.sources.get(&ssrc) {
            *known
        } else {
            let mut direct = self.rtc.direct_api();
            let stream = direct.stream_rx(&ssrc)?;
            let source = (stream.mid(), stream.rid());
            self.sources.insert(ssrc, source);
            source
        };
        let params = *self
            .rtc
            .codec_config()
            .params()
            .iter()
            .find(|params| params.pt() == rtp.header.payload_type)?;
        let format = format_of(params.spec().codec)?;
        Some(Packet {
            mid,
            rid,
            params,
            format,
            seq: *rtp.seq_no,
            time: rtp.header.timestamp,
            marker: rtp.header.marker,
            is_keyframe_start: starts_keyframe(format, &rtp.payload),
            payload: rtp.payload,
            audio_level: rtp.header.ext_vals.audio_level,
            voice_activity: rtp.header.ext_vals.voice_activity,
            rotation: rtp.header.ext_vals.video_orientation,
            arrived: rtp.timestamp,
        })
    }
}

#[expect(clippy::wildcard_enum_match_arm, reason = "codecs that are not switched on cannot arrive")]
fn format_of(codec: Codec) -> Option<Format> {
    match codec {
        Codec::Opus => Some(Format::Opus),
        Codec::Vp8 => Some(Format::Vp8),
        Codec::H264 => Some(Format::H264),
        _ => None,
    }
}

/// A packet with the numbers under which it leaves.
#[derive(Debug)]
pub struct Outgoing<'a> {
    pub packet: &'a Packet,
    pub seq: u64,
    pub time: u32,
    pub vp8_patch: Option<Vp8Patch>,
}

/// What an offer of ours shall change.
#[derive(Debug, Default)]
pub struct OfferChange {
    pub outlets: Vec<Outlet>,
    pub ended: Vec<Mid>,
    pub opens_channels: bool,
    pub restarts_ice: bool,
}

/// An offer of ours; no text where nothing had to be negotiated.
#[derive(Debug)]
pub struct Offered {
    pub mids: Vec<Mid>,
    pub sdp: Option<String>,
}
