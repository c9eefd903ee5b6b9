//! Packets on their way from one to many, and the key frames that many ask of one.

use std::time::{Duration, Instant};

use super::Engine;
use super::layers::{Layer, layer_of, rid_of};
use super::peer::{PeerId, TrackId};
use super::transport::{MediaKind, Mid, Outgoing, Packet, Transport};

/// A sender is not asked for key frames of one layer more often than this: they are large.
const KEYFRAME_EVERY: Duration = Duration::from_millis(500);

impl Engine {
    pub(super) fn forward(&mut self, owner: PeerId, packet: &Packet, now: Instant) {
        let Some(layer) = layer_of(packet.rid) else { return };
        let Some(peer) = self.peers.get_mut(&owner) else { return };
        if !peer.media.take(now) {
            return;
        }
        peer.last_media = Some(now);
        let Some(track) = peer.track_by_mid(packet.mid) else { return };
        track.alive.heard(layer, now);
        track.is_simulcast = packet.rid.is_some();
        if let (MediaKind::Audio, Some(level)) = (track.kind, packet.audio_level) {
            track.loudness.hear(level);
        }
        let track = track.id;
        let Some(route) = self.routes.get(&track) else { return };
        for id in &route.receivers {
            let Some(receiver) = self.peers.get_mut(id) else { continue };
            let Some(transport) = self.transports.get_mut(&receiver.downstream()) else { continue };
            // Before the keys are agreed a packet could only wait, and would come too late.
            if !transport.is_connected() {
                continue;
            }
            let Some(feed) = receiver.feeds.get_mut(&track) else { continue };
            let Some(mid) = feed.mid else { continue };
            let Some(numbers) = feed.admit(layer, packet) else { continue };
            let outgoing = Outgoing {
                packet,
                seq: numbers.seq,
                time: numbers.time,
                vp8_patch: numbers.vp8_patch,
            };
            transport.send(mid, &outgoing, now, &mut self.sink);
        }
    }

    /// A receiver lost its picture.
    pub(super) fn keyframe_wanted(&mut self, id: PeerId, mid: Mid, now: Instant) {
        let Some(peer) = self.peers.get(&id) else { return };
        let Some((track, feed)) = peer.feeds.iter().find(|(_, feed)| feed.mid == Some(mid)) else {
            return;
        };
        let (track, layer) = (*track, feed.awaits().or(feed.current()));
        if let Some(layer) = layer {
            self.ask_keyframe(track, layer, now);
        }
    }

    /// Decides which layers a participant is sent, and asks for the key frames that this needs.
    pub(super) fn choose_layers(&mut self, id: PeerId, now: Instant) {
        let Some(peer) = self.peers.get(&id) else { return };
        let is_connected =
            self.transports.get(&peer.downstream()).is_some_and(Transport::is_connected);
        let best = peer.headroom.best();
        let tracks: Vec<TrackId> = peer.feeds.keys().copied().collect();
        for track in tracks {
            let alive = self.published(track).map(|(_, published)| published.alive.clone());
            let Some(alive) = alive else { continue };
            let Some(feed) = self.peers.get_mut(&id).and_then(|peer| peer.feeds.get_mut(&track))
            else {
                continue;
            };
            feed.choose(&alive, best, now);
            let awaited = feed.awaits().filter(|_| feed.kind == MediaKind::Video);
            if let (true, Some(layer)) = (is_connected, awaited) {
                self.ask_keyframe(track, layer, now);
            }
        }
    }

    /// All receivers of a track need a fresh start, such as after it was muted.
    pub(super) fn refresh_receivers(&mut self, track: TrackId, now: Instant) {
        let receivers = self.routes.get(&track).map(|route| route.receivers.clone());
        for id in receivers.unwrap_or_default() {
            let feed = self.peers.get(&id).and_then(|peer| peer.feeds.get(&track));
            if let Some(layer) = feed.and_then(|feed| feed.awaits().or(feed.current())) {
                self.ask_keyframe(track, layer, now);
            }
        }
    }

    fn ask_keyframe(&mut self, track: TrackId, layer: Layer, now: Instant) {
        let Some((owner, _)) = self.published(track) else { return };
        let Some(peer) = self.peers.get_mut(&owner) else { return };
        let transport = peer.upstream();
        let Some(published) = peer.tracks.iter_mut().find(|known| known.id == track) else {
            return;
        };
        let is_recent = published.keyframe_asked[layer]
            .is_some_and(|at| now.saturating_duration_since(at) < KEYFRAME_EVERY);
        let (Some(mid), MediaKind::Video, false) = (published.mid, published.kind, is_recent)
        else {
            return;
        };
        let rid = rid_of(layer, published.is_simulcast);
        published.keyframe_asked[layer] = Some(now);
        if let Some(transport) = self.transports.get_mut(&transport) {
            transport.request_keyframe(mid, rid, now, &mut self.sink);
        }
    }
}
