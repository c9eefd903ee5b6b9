//! What participants are told about each other's lines and voices.

use std::time::Instant;

use super::Engine;
use super::feed::Feed;
use super::peer::{Link, Peer, PeerId};
use super::quality::Quality;
use super::transport::{MediaKind, Mid};
use crate::wire::signal_response::Message;
use crate::wire::{
    ConnectionQuality, ConnectionQualityInfo, ConnectionQualityUpdate, SpeakerInfo, SpeakersChanged,
};

impl Engine {
    /// A receiver tells what it missed of a section. Only pictures can be made smaller.
    pub(super) fn line_reported(&mut self, id: PeerId, mid: Mid, loss: f32, now: Instant) {
        let Some(peer) = self.peers.get_mut(&id) else { return };
        let is_picture = |feed: &Feed| feed.mid == Some(mid) && feed.kind == MediaKind::Video;
        if !peer.feeds.values().any(is_picture) {
            return;
        }
        let before = peer.headroom.best();
        peer.headroom.hear(loss, now);
        peer.quality.hear(loss, now);
        let best = peer.headroom.best();
        if best != before {
            tracing::debug!(peer.id = id.0, loss, best, "the line carries other layers");
            self.choose_layers(id, now);
        }
    }

    /// We missed a share of what a participant sent.
    pub(super) fn uplink_reported(&mut self, id: PeerId, loss: f32, now: Instant) {
        if let Some(peer) = self.peers.get_mut(&id) {
            peer.quality.hear(loss, now);
        }
    }

    pub(super) fn path_changed(&mut self, id: PeerId, change: fn(&mut Quality)) {
        if let Some(peer) = self.peers.get_mut(&id) {
            change(&mut peer.quality);
        }
    }

    /// Tells each room whose line became better or worse.
    pub(super) fn tell_quality(&mut self, now: Instant) {
        let news: Vec<(PeerId, ConnectionQuality)> = self
            .peers
            .iter_mut()
            .filter_map(|(id, peer)| {
                let has_socket = matches!(peer.link, Link::Up(_));
                peer.quality.news(has_socket, now).map(|quality| (*id, quality))
            })
            .collect();
        for (id, quality) in news {
            let Some(peer) = self.peers.get(&id) else { continue };
            let (room, updates) = (peer.room.clone(), vec![describe(peer, quality)]);
            let message = Message::ConnectionQuality(ConnectionQualityUpdate { updates });
            self.tell_others(&room, id, &message);
            self.say(id, message);
        }
    }

    /// Tells a newcomer what is known of the others.
    pub(super) fn tell_known_quality(&mut self, id: PeerId) {
        let Some(room) = self.peers.get(&id).and_then(|peer| self.rooms.get(&peer.room)) else {
            return;
        };
        let others = room.peers.iter().filter_map(|other| self.peers.get(other));
        let updates: Vec<ConnectionQualityInfo> =
            others.filter_map(|other| Some(describe(other, other.quality.told()?))).collect();
        if !updates.is_empty() {
            self.say(id, Message::ConnectionQuality(ConnectionQualityUpdate { updates }));
        }
    }

    /// Tells each room who began and who ceased to speak.
    pub(super) fn tell_speakers(&mut self, now: Instant) {
        let rooms: Vec<String> = self.rooms.keys().cloned().collect();
        for name in rooms {
            let Some(room) = self.rooms.get_mut(&name) else { continue };
            if !room.speakers.is_due(now) {
                continue;
            }
            let members = room.peers.clone();
            let heard: Vec<(PeerId, Option<f32>)> = members
                .iter()
                .map(|id| (*id, self.peers.get_mut(id).and_then(take_level)))
                .collect();
            let changes = room.speakers.changes(&heard);
            let speakers: Vec<SpeakerInfo> = changes
                .into_iter()
                .filter_map(|(id, level)| {
                    let sid = self.peers.get(&id)?.sid.clone();
                    Some(SpeakerInfo { sid, level, active: level > 0.0 })
                })
                .collect();
            if speakers.is_empty() {
                continue;
            }
            for id in members {
                let speakers = speakers.clone();
                self.say(id, Message::SpeakersChanged(SpeakersChanged { speakers }));
            }
        }
    }
}

fn describe(peer: &Peer, quality: ConnectionQuality) -> ConnectionQualityInfo {
    let score = match quality {
        ConnectionQuality::Excellent => 5.0,
        ConnectionQuality::Good => 3.5,
        ConnectionQuality::Poor => 2.0,
        ConnectionQuality::Lost => 0.0,
    };
    ConnectionQualityInfo { participant_sid: peer.sid.clone(), quality: quality.into(), score }
}

/// The loudest of a participant's tracks in this window. Every window must be taken, heard or not.
fn take_level(peer: &mut Peer) -> Option<f32> {
    peer.tracks
        .iter_mut()
        .filter_map(|track| {
            let level = track.loudness.take();
            level.filter(|_| !track.info.muted)
        })
        .max_by(f32::total_cmp)
}
