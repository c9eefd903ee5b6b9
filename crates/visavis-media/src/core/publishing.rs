//! Tracks that participants publish: announced, bound to a section of an offer, withdrawn.

use std::time::Instant;

use super::layers::{Alive, LAYERS};
use super::peer::{Peer, PeerId, Published, TrackId};
use super::sdp::{Flow, Section};
use super::speakers::Loudness;
use super::transport::{MediaKind, Mid};
use super::{Engine, Route, limits};
use crate::wire::signal_response::Message;
use crate::wire::{
    AddTrackRequest, RequestReason, RequestResponse, SimulcastCodecInfo, TrackInfo,
    TrackPublishedResponse, TrackType, TrackUnpublishedResponse, VideoLayer,
};

impl Engine {
    /// A client announces what it is about to send.
    pub(super) fn add_track(&mut self, id: PeerId, request: AddTrackRequest) {
        let Some(kind) = media_kind(request.kind()) else { return };
        let Some(peer) = self.peers.get_mut(&id) else { return };
        if peer.tracks.len() >= limits::TRACKS_PER_PARTICIPANT {
            // The oldest announcement that nothing followed was given up by the client.
            let given_up = peer.tracks.iter().position(|track| track.mid.is_none());
            given_up.map(|index| peer.tracks.remove(index));
        }
        if let Err((reason, message)) = may_publish(peer, &request) {
            let response = RequestResponse {
                request_id: 0,
                reason: reason.into(),
                message: message.to_owned(),
            };
            return self.say(id, Message::RequestResponse(response));
        }
        let track = TrackId(self.next_id());
        let sid = self.sid(match kind {
            MediaKind::Audio => "TR_A",
            MediaKind::Video => "TR_V",
        });
        let Some(peer) = self.peers.get_mut(&id) else { return };
        let info = describe(sid, kind, &request);
        let codec_cids = request.simulcast_codecs.iter().map(|codec| codec.cid.clone());
        let cids: Vec<String> = std::iter::once(request.cid.clone())
            .chain(codec_cids.filter(|cid| !cid.is_empty()))
            .collect();
        peer.tracks.push(Published {
            id: track,
            kind,
            cids,
            info: info.clone(),
            mid: None,
            alive: Alive::default(),
            is_simulcast: false,
            keyframe_asked: [None; LAYERS],
            loudness: Loudness::default(),
        });
        let published = TrackPublishedResponse { cid: request.cid, track: Some(info) };
        self.say(id, Message::TrackPublished(published));
    }

    /// Brings the tracks of a participant in line with the sections of its offer.
    pub(super) fn bind_tracks(&mut self, id: PeerId, sections: &[Section], now: Instant) {
        let ended: Vec<TrackId> = self
            .peers
            .get(&id)
            .into_iter()
            .flat_map(|peer| &peer.tracks)
            .filter(|track| track.mid.is_some_and(|mid| has_ended(track, mid, sections)))
            .map(|track| track.id)
            .collect();
        let mut has_changed = !ended.is_empty();
        for track in ended {
            self.unpublish(id, track, now);
        }
        for section in sections {
            has_changed |= self.bind(id, section);
        }
        if has_changed {
            self.announce(id);
        }
    }

    /// Gives a sending section the announced track that it carries.
    fn bind(&mut self, id: PeerId, section: &Section) -> bool {
        let sends = matches!(section.flow, Flow::SendRecv | Flow::SendOnly);
        let Some(peer) = self.peers.get_mut(&id) else { return false };
        if !sends || peer.track_by_mid(section.mid).is_some() {
            return false;
        }
        let is_free = |track: &Published| track.mid.is_none() && track.kind == section.kind;
        let named = peer.tracks.iter().position(|track| {
            is_free(track) && section.track.as_ref().is_some_and(|cid| track.cids.contains(cid))
        });
        // Some clients name sections otherwise than tracks; then the order decides.
        let Some(index) = named.or_else(|| peer.tracks.iter().position(is_free)) else {
            return false;
        };
        let track = &mut peer.tracks[index];
        track.mid = Some(section.mid);
        let mid = section.mid.to_string();
        track.info.mid.clone_from(&mid);
        for codec in &mut track.info.codecs {
            codec.mid.clone_from(&mid);
        }
        let track = track.id;
        self.routes.insert(track, Route { owner: id, receivers: Vec::new() });
        self.subscribe_everybody(id, track);
        true
    }

    /// The client sends this track no more.
    fn unpublish(&mut self, id: PeerId, track: TrackId, now: Instant) {
        let Some(peer) = self.peers.get_mut(&id) else { return };
        let Some(index) = peer.tracks.iter().position(|known| known.id == track) else { return };
        let removed = peer.tracks.remove(index);
        self.say(
            id,
            Message::TrackUnpublished(TrackUnpublishedResponse { track_sid: removed.info.sid }),
        );
        self.withdraw(track, now);
    }

    /// A track of which media can come, and whose it is.
    pub(super) fn published(&self, track: TrackId) -> Option<(PeerId, &Published)> {
        let owner = self.routes.get(&track)?.owner;
        let published = self.peers.get(&owner)?.tracks.iter().find(|known| known.id == track)?;
        Some((owner, published))
    }
}

/// The section of a track is gone, sends no more, or sends something else.
fn has_ended(track: &Published, mid: Mid, sections: &[Section]) -> bool {
    let Some(section) = sections.iter().find(|section| section.mid == mid) else { return true };
    match section.flow {
        Flow::SendRecv | Flow::SendOnly => {
            section.track.as_ref().is_some_and(|cid| !track.cids.contains(cid))
        }
        Flow::RecvOnly | Flow::Inactive => true,
    }
}

fn media_kind(kind: TrackType) -> Option<MediaKind> {
    match kind {
        TrackType::Audio => Some(MediaKind::Audio),
        TrackType::Video => Some(MediaKind::Video),
        TrackType::Data => None,
    }
}

fn may_publish(
    peer: &Peer,
    request: &AddTrackRequest,
) -> Result<(), (RequestReason, &'static str)> {
    let sources = &peer.grants.sources;
    if !peer.grants.can_publish || !(sources.is_empty() || sources.contains(&request.source())) {
        return Err((RequestReason::NotAllowed, "this may not be published here"));
    }
    if peer.tracks.len() >= limits::TRACKS_PER_PARTICIPANT {
        return Err((RequestReason::LimitExceeded, "too many tracks"));
    }
    Ok(())
}

/// The track as clients will know it. The codec named first is the one that the client must use.
fn describe(sid: String, kind: MediaKind, request: &AddTrackRequest) -> TrackInfo {
    let wanted = request.simulcast_codecs.first();
    let mime_type = match (kind, wanted.map(|codec| codec.codec.to_ascii_lowercase()).as_deref()) {
        (MediaKind::Audio, _) => "audio/opus",
        (MediaKind::Video, Some("h264")) => "video/H264",
        (MediaKind::Video, _) => "video/VP8",
    }
    .to_owned();
    let layers: Vec<VideoLayer> = wanted
        .map(|codec| codec.layers.clone())
        .filter(|layers| !layers.is_empty())
        .unwrap_or_else(|| request.layers.clone());
    TrackInfo {
        sid,
        kind: request.kind,
        name: request.name.clone(),
        muted: request.muted,
        width: request.width,
        height: request.height,
        simulcast: layers.len() > 1,
        disable_dtx: request.disable_dtx,
        source: request.source,
        codecs: vec![SimulcastCodecInfo {
            mime_type: mime_type.clone(),
            mid: String::new(),
            cid: wanted.map_or_else(|| request.cid.clone(), |codec| codec.cid.clone()),
            layers: layers.clone(),
        }],
        layers,
        mime_type,
        mid: String::new(),
        stereo: request.stereo,
        // Redundant audio is not negotiated yet.
        disable_red: true,
        stream: request.stream.clone(),
    }
}
