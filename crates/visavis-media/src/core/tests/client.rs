//! A client as LiveKit's are, with str0m in place of a browser.

#![expect(clippy::wildcard_enum_match_arm, reason = "a test looks for what it is about")]

use std::collections::{BTreeMap, BTreeSet, HashMap, VecDeque};
use std::net::SocketAddr;
use std::time::{Duration, Instant};

use str0m::change::{SdpAnswer, SdpOffer, SdpPendingOffer};
use str0m::channel::{ChannelConfig, ChannelId, Reliability};
use str0m::format::PayloadParams;
use str0m::media::{Direction, MediaKind, Mid, Rid, Simulcast, SimulcastLayer};
use str0m::net::{Protocol, Receive};
use str0m::rtp::{ExtensionValues, RtpPacket, RtpWrite};
use str0m::{Candidate, Event, Input, Output, Rtc};

use crate::core::transport::{Answer, Offer};
use crate::core::{Dialect, Request, SocketId};
use crate::wire::signal::SimulcastCodec;
use crate::wire::signal_response::Message;
use crate::wire::{AddTrackRequest, TrackSource, VideoLayer, VideoQuality};

/// One peer connection with its address.
struct Line {
    rtc: Rtc,
    address: SocketAddr,
    wake_at: Instant,
}

/// What a client publishes.
struct Sending {
    cid: String,
    mid: Option<Mid>,
    kind: MediaKind,
    rids: Vec<Option<Rid>>,
    frame: u64,
    next_at: Instant,
    audio_level: i8,
    wants_keyframe: bool,
    is_paused: bool,
}

/// What came in under one source number.
#[derive(Debug, Default)]
pub struct Received {
    pub packets: usize,
    pub seqs: BTreeSet<u64>,
    pub layers: BTreeSet<u8>,
    pub last_layer: u8,
    pub begins_with_keyframe: Option<bool>,
    pub picture_ids: Vec<u16>,
}

pub struct Client {
    pub identity: String,
    pub socket: SocketId,
    pub dialect: Dialect,
    /// The connection on which it sends, and with two of them the one on which it receives.
    lines: Vec<Line>,
    sending: Vec<Sending>,
    pending: Option<(u32, SdpPendingOffer)>,
    wants_offer: bool,
    restarts_ice: bool,
    last_offer: u32,
    extra: Vec<MediaKind>,
    ended: Vec<Mid>,
    reliable: Option<ChannelId>,
    lossy: Option<ChannelId>,
    mids: BTreeMap<String, String>,
    pub heard: Vec<Message>,
    pub data: Vec<Vec<u8>>,
    /// By track name and source number.
    pub received: HashMap<(String, u32), Received>,
    pub datagrams: Vec<(SocketAddr, SocketAddr, Vec<u8>)>,
    pub requests: VecDeque<Request>,
    pub is_cut_off: bool,
}

const AUDIO_EVERY: Duration = Duration::from_millis(20);
const VIDEO_EVERY: Duration = Duration::from_millis(40);

impl Client {
    pub fn new(
        index: usize,
        identity: &str,
        socket: SocketId,
        dialect: Dialect,
        now: Instant,
    ) -> Self {
        let ports: &[u16] = match dialect {
            Dialect::Single => &[5000],
            Dialect::Dual => &[5000, 5001],
        };
        let lines = ports
            .iter()
            .map(|port| {
                let address = format!("10.0.0.{}:{port}", index + 1).parse().expect("an address");
                let mut rtc = Rtc::builder().set_rtp_mode(true).build(now);
                let candidate = Candidate::host(address, Protocol::Udp).expect("a host address");
                rtc.add_local_candidate(candidate);
                Line { rtc, address, wake_at: now }
            })
            .collect();
        Self {
            identity: identity.to_owned(),
            socket,
            dialect,
            lines,
            sending: Vec::new(),
            pending: None,
            wants_offer: false,
            restarts_ice: false,
            last_offer: 0,
            extra: Vec::new(),
            ended: Vec::new(),
            reliable: None,
            lossy: None,
            mids: BTreeMap::new(),
            heard: Vec::new(),
            data: Vec::new(),
            received: HashMap::new(),
            datagrams: Vec::new(),
            requests: VecDeque::new(),
            is_cut_off: false,
        }
    }

    /// As LiveKit's single-connection clients do, this offer comes along with the join request.
    pub fn first_offer(&mut self, now: Instant) -> Option<(u32, Offer)> {
        let rtc = &mut self.lines[0].rtc;
        let mut api = rtc.sdp_api();
        api.add_channel("_reliable".to_owned());
        api.add_channel_with_config(ChannelConfig {
            label: "_lossy".to_owned(),
            ordered: false,
            reliability: Reliability::MaxRetransmits { retransmits: 0 },
            ..ChannelConfig::default()
        });
        if self.dialect == Dialect::Dual {
            let (offer, pending) = api.apply().expect("channels are news");
            self.last_offer = 1;
            self.pending = Some((1, pending));
            let offer = Offer::parse(&offer.to_sdp_string()).expect("readable");
            self.requests.push_back(Request::Offer(1, offer));
            self.drain(0, now);
            return None;
        }
        for kind in [MediaKind::Audio, MediaKind::Video, MediaKind::Video] {
            api.add_media(kind, Direction::RecvOnly, None, None, None);
        }
        let (offer, pending) = api.apply().expect("sections are news");
        self.last_offer = 1;
        self.pending = Some((1, pending));
        self.drain(0, now);
        Some((1, Offer::parse(&offer.to_sdp_string()).expect("readable")))
    }

    /// Announces a track; it is sent from the next offer on. Its name is its kind and number.
    pub fn publish(&mut self, source: TrackSource, is_simulcast: bool, now: Instant) -> String {
        let kind = match source {
            TrackSource::Microphone | TrackSource::ScreenShareAudio => MediaKind::Audio,
            TrackSource::Camera | TrackSource::ScreenShare | TrackSource::Unknown => {
                MediaKind::Video
            }
        };
        let cid = format!("{}-{source:?}-{}", self.identity, self.sending.len());
        let layers =
            [(VideoQuality::Low, 320), (VideoQuality::Medium, 640), (VideoQuality::High, 1280)]
                .map(|(quality, width)| VideoLayer {
                    quality: quality.into(),
                    width,
                    height: width * 9 / 16,
                    ..VideoLayer::default()
                })
                .to_vec();
        let codec = if kind == MediaKind::Audio { "" } else { "vp8" };
        self.requests.push_back(Request::AddTrack(AddTrackRequest {
            cid: cid.clone(),
            kind: i32::from(kind == MediaKind::Video),
            source: source.into(),
            simulcast_codecs: vec![SimulcastCodec {
                codec: codec.to_owned(),
                cid: cid.clone(),
                layers: if is_simulcast { layers } else { vec![] },
            }],
            ..AddTrackRequest::default()
        }));
        let rids = if is_simulcast {
            ["q", "h", "f"].map(|rid| Some(Rid::from(rid))).to_vec()
        } else {
            vec![None]
        };
        self.sending.push(Sending {
            cid: cid.clone(),
            mid: None,
            kind,
            rids,
            frame: 0,
            next_at: now,
            audio_level: -90,
            wants_keyframe: true,
            is_paused: false,
        });
        self.offer(now);
        cid
    }

    pub fn unpublish(&mut self, cid: &str, now: Instant) {
        let index = self.sending.iter().position(|track| track.cid == cid).expect("published");
        let track = self.sending.remove(index);
        self.ended.extend(track.mid);
        self.offer(now);
    }

    pub fn speak(&mut self, level: i8) {
        self.sending.iter_mut().for_each(|track| track.audio_level = level);
    }

    /// The encoder switches the best layer off, as browsers do on a weak line.
    pub fn drop_best_layer(&mut self) {
        self.sending.iter_mut().for_each(|track| {
            track.rids.pop();
        });
    }

    pub fn pause(&mut self, is_paused: bool) {
        self.sending.iter_mut().for_each(|track| track.is_paused = is_paused);
    }

    /// Offers again on a new socket with a new search for a path.
    pub fn resume(&mut self, socket: SocketId, now: Instant) {
        self.socket = socket;
        self.is_cut_off = false;
        self.pending = None;
        self.restarts_ice = true;
        self.offer(now);
    }

    pub fn sid(&self) -> String {
        self.heard
            .iter()
            .find_map(|message| match message {
                Message::Join(join) => join.participant.as_ref().map(|own| own.sid.clone()),
                _ => None,
            })
            .expect("joined")
    }

    /// The server's names of what this client announced, in order.
    pub fn track_sids(&self) -> Vec<String> {
        self.heard
            .iter()
            .filter_map(|message| match message {
                Message::TrackPublished(published) => {
                    published.track.as_ref().map(|track| track.sid.clone())
                }
                _ => None,
            })
            .collect()
    }

    /// Packets of one track, whatever its source numbers.
    pub fn packets_of(&self, track: &str) -> usize {
        self.received.iter().filter(|((name, _), _)| name == track).map(|(_, r)| r.packets).sum()
    }

    pub fn sources_of(&self, track: &str) -> Vec<u32> {
        self.received.keys().filter(|(name, _)| name == track).map(|(_, ssrc)| *ssrc).collect()
    }

    pub fn is_connected(&self) -> bool {
        self.lines.iter().all(|line| line.rtc.is_connected())
    }

    pub fn send_data(&mut self, is_reliable: bool, bytes: &[u8], now: Instant) {
        let channel = if is_reliable { self.reliable } else { self.lossy }.expect("open");
        let mut channel = self.lines[0].rtc.channel(channel).expect("open");
        assert!(channel.write(true, bytes).expect("written"));
        self.drain(0, now);
    }

    pub fn is_at(&self, address: SocketAddr) -> bool {
        self.lines.iter().any(|line| line.address == address)
    }

    pub fn next_time(&self) -> Option<Instant> {
        let lines = self.lines.iter().map(|line| line.wake_at);
        let sending = self.sending.iter().filter(|track| track.mid.is_some()).map(|t| t.next_at);
        lines.chain(sending).min()
    }

    pub fn wake(&mut self, now: Instant) {
        for line in 0..self.lines.len() {
            if self.lines[line].wake_at <= now {
                self.drain(line, now);
            }
        }
        for index in 0..self.sending.len() {
            if self.sending[index].mid.is_some() && self.sending[index].next_at <= now {
                self.send(index, now);
            }
        }
    }

    pub fn receive(&mut self, from: SocketAddr, to: SocketAddr, bytes: &[u8], now: Instant) {
        let line = self.lines.iter().position(|line| line.address == to).expect("ours");
        let Ok(receive) = Receive::new(Protocol::Udp, from, to, bytes) else { return };
        self.lines[line].rtc.handle_input(Input::Receive(now, receive)).expect("alive");
        self.drain(line, now);
    }

    pub fn hear(&mut self, message: Message, now: Instant) {
        match &message {
            Message::Answer(answer) => self.answered(answer.id, &answer.sdp, now),
            Message::Offer(offer) => {
                self.mids.clone_from(&offer.mid_to_track_id);
                let sdp = SdpOffer::from_sdp_string(&offer.sdp).expect("readable");
                let answer = self.lines[1].rtc.sdp_api().accept_offer(sdp).expect("acceptable");
                self.drain(1, now);
                let answer = Answer::parse(&answer.to_sdp_string()).expect("readable");
                self.requests.push_back(Request::Answer(offer.id, answer));
            }
            Message::MediaSectionsRequirement(required) => {
                for _ in 0..required.num_audios {
                    self.extra.push(MediaKind::Audio);
                }
                for _ in 0..required.num_videos {
                    self.extra.push(MediaKind::Video);
                }
                self.offer(now);
            }
            _ => {}
        }
        if let Message::Answer(answer) = &message
            && self.dialect == Dialect::Single
        {
            self.mids.clone_from(&answer.mid_to_track_id);
        }
        self.heard.push(message);
    }

    fn answered(&mut self, id: u32, sdp: &str, now: Instant) {
        let Some((_, pending)) = self.pending.take_if(|(expected, _)| *expected == id) else {
            return;
        };
        let answer = SdpAnswer::from_sdp_string(sdp).expect("readable");
        self.lines[0].rtc.sdp_api().accept_answer(pending, answer).expect("acceptable");
        self.drain(0, now);
        if std::mem::take(&mut self.wants_offer) {
            self.offer(now);
        }
    }

    /// Offers what has changed, or just again; one offer at a time.
    pub fn offer(&mut self, now: Instant) {
        if self.pending.is_some() {
            self.wants_offer = true;
            return;
        }
        let mut api = self.lines[0].rtc.sdp_api();
        for kind in self.extra.drain(..) {
            api.add_media(kind, Direction::RecvOnly, None, None, None);
        }
        for mid in self.ended.drain(..) {
            api.set_direction(mid, Direction::Inactive);
        }
        for track in self.sending.iter_mut().filter(|track| track.mid.is_none()) {
            let simulcast = (track.rids.len() > 1).then(|| {
                let mut simulcast = Simulcast::new();
                for rid in track.rids.iter().flatten() {
                    simulcast.add_send_layer(SimulcastLayer::new(rid));
                }
                simulcast
            });
            let (stream, cid) = (Some("stream".to_owned()), Some(track.cid.clone()));
            track.mid =
                Some(api.add_media(track.kind, Direction::SendOnly, stream, cid, simulcast));
        }
        if std::mem::take(&mut self.restarts_ice) {
            api.ice_restart(true);
        }
        let applied = api.apply();
        self.drain(0, now);
        self.last_offer += 1;
        let Some((offer, pending)) = applied else {
            // Nothing new to str0m, but the server wants an offer: turning a section over and back
            // makes one, as browsers make one whenever they are asked.
            return self.offer_unchanged(now);
        };
        self.pending = Some((self.last_offer, pending));
        let offer = Offer::parse(&offer.to_sdp_string()).expect("readable");
        self.requests.push_back(Request::Offer(self.last_offer, offer));
    }

    fn offer_unchanged(&mut self, now: Instant) {
        let mut api = self.lines[0].rtc.sdp_api();
        // A restart of ICE is an offer without any other change.
        api.ice_restart(true);
        let applied = api.apply();
        self.drain(0, now);
        let (offer, pending) = applied.expect("a restart is news");
        self.pending = Some((self.last_offer, pending));
        let offer = Offer::parse(&offer.to_sdp_string()).expect("readable");
        self.requests.push_back(Request::Offer(self.last_offer, offer));
    }

    /// One frame of every layer: a packet that says which layer it is of.
    fn send(&mut self, index: usize, now: Instant) {
        let track = &mut self.sending[index];
        let is_audio = track.kind == MediaKind::Audio;
        track.next_at = now + if is_audio { AUDIO_EVERY } else { VIDEO_EVERY };
        let mid = track.mid.expect("only bound tracks are sent");
        track.frame += 1;
        let is_key = std::mem::take(&mut track.wants_keyframe) || track.frame == 1;
        if track.is_paused || !self.lines[0].rtc.is_connected() {
            self.sending[index].wants_keyframe = true;
            return;
        }
        let track = &self.sending[index];
        let frame = track.frame;
        let time = u32::try_from(frame).expect("short") * if is_audio { 960 } else { 3600 };
        let rids = track.rids.clone();
        let level = track.audio_level;
        for (layer, rid) in rids.into_iter().enumerate() {
            let rtc = &mut self.lines[0].rtc;
            let Some(pt) = payload_type(rtc, mid, is_audio) else { continue };
            let layer = u8::try_from(layer).expect("three");
            let payload = if is_audio { vec![layer; 40] } else { vp8(layer, frame, is_key) };
            let ext_vals = ExtensionValues {
                audio_level: is_audio.then_some(level),
                voice_activity: is_audio.then_some(level > -50),
                ..Default::default()
            };
            // Each layer counts from elsewhere, as in browsers.
            let seq = frame + 1000 * u64::from(layer);
            let time = time + 77_777 * u32::from(layer);
            let mut direct = rtc.direct_api();
            let Some(stream) = direct.stream_tx_by_mid(mid, rid) else { continue };
            stream.write_rtp(
                RtpWrite::new(pt, seq.into(), time, now, payload)
                    .marker(true)
                    .nackable(!is_audio)
                    .ext_vals(ext_vals),
            );
            self.drain(0, now);
        }
    }

    fn drain(&mut self, line: usize, now: Instant) {
        self.lines[line].rtc.handle_input(Input::Timeout(now)).expect("alive");
        loop {
            match self.lines[line].rtc.poll_output().expect("alive") {
                Output::Timeout(at) => {
                    self.lines[line].wake_at = at;
                    break;
                }
                Output::Transmit(transmit) => {
                    let from = self.lines[line].address;
                    self.datagrams.push((from, transmit.destination, transmit.contents.into()));
                }
                Output::Event(event) => self.event(line, event),
            }
        }
    }

    fn event(&mut self, line: usize, event: Event) {
        match event {
            Event::RtpPacket(packet) => self.packet(line, &packet),
            Event::ChannelOpen(id, label) if line == 0 => match label.as_str() {
                "_reliable" => self.reliable = Some(id),
                "_lossy" => self.lossy = Some(id),
                _ => {}
            },
            Event::ChannelData(data) => self.data.push(data.data),
            Event::KeyframeRequest(request) => {
                let wanted = |track: &&mut Sending| track.mid == Some(request.mid);
                if let Some(track) = self.sending.iter_mut().find(wanted) {
                    track.wants_keyframe = true;
                }
            }
            _ => {}
        }
    }

    fn packet(&mut self, line: usize, packet: &RtpPacket) {
        let ssrc = packet.header.ssrc;
        let mut direct = self.lines[line].rtc.direct_api();
        let Some(mid) = direct.stream_rx(&ssrc).map(|stream| stream.mid()) else { return };
        let Some(track) = self.mids.get(&mid.to_string()) else { return };
        let received = self.received.entry((track.clone(), *ssrc)).or_default();
        received.packets += 1;
        assert!(received.seqs.insert(*packet.seq_no), "no packet comes twice");
        let is_video = packet.payload.len() > 60;
        let layer = packet.payload[if is_video { 20 } else { 0 }];
        received.layers.insert(layer);
        received.last_layer = layer;
        if is_video {
            let is_key = packet.payload[6] & 1 == 0;
            received.begins_with_keyframe.get_or_insert(is_key);
            let id = u16::from_be_bytes([packet.payload[2] & 0x7f, packet.payload[3]]);
            received.picture_ids.push(id);
        }
    }
}

fn payload_type(rtc: &Rtc, mid: Mid, is_audio: bool) -> Option<str0m::media::Pt> {
    use str0m::format::Codec;
    let wanted = if is_audio { Codec::Opus } else { Codec::Vp8 };
    let accepted = rtc.media(mid)?.remote_pts();
    let params = rtc.codec_config().params().iter();
    params
        .filter(|p| p.spec().codec == wanted)
        .map(PayloadParams::pt)
        .find(|pt| accepted.contains(pt))
}

/// A VP8 packet with picture id and temporal index, which says its layer in byte 20.
fn vp8(layer: u8, frame: u64, is_key: bool) -> Vec<u8> {
    let id = u16::try_from(frame % 0x8000).expect("15 bits") + 100 * u16::from(layer);
    let [high, low] = (id | 0x8000).to_be_bytes();
    let tl0 = u8::try_from(frame % 256).expect("8 bits");
    let mut payload = vec![0x90, 0xe0, high, low, tl0, 0x00, u8::from(!is_key), 0, 0];
    payload.resize([200, 600, 1100][usize::from(layer)], 0);
    payload[20] = layer;
    payload
}
