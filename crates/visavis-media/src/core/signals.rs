//! What clients say on their sockets, one case each.

use std::time::Instant;

use super::layers::Wish;
use super::peer::{Channels, PeerId, TrackId};
use super::transport::{ChannelId, TransportId};
use super::{Engine, Request, SocketId, data, limits};
use crate::wire::signal_response::Message;
use crate::wire::{
    DisconnectReason, MuteTrackRequest, ParticipantTracks, Pong, RequestReason, RequestResponse,
    SyncState, UpdateSubscription, UpdateTrackSettings,
};

impl Engine {
    pub(super) fn request(&mut self, socket: SocketId, request: Request, now: Instant) {
        let Some(id) = self.sockets.get(&socket).copied() else { return };
        let Some(peer) = self.peers.get_mut(&id) else { return };
        peer.last_heard = now;
        match request {
            Request::Offer(offer_id, offer) => self.accept_offer(id, offer_id, offer, now),
            Request::Answer(offer_id, answer) => self.accept_answer(id, offer_id, answer, now),
            Request::AddTrack(track) => self.add_track(id, track),
            Request::Mute(mute) => self.mute(id, &mute, now),
            Request::Subscription(update) => self.update_subscription(id, &update, now),
            Request::TrackSetting(settings) => self.track_setting(id, &settings, now),
            Request::UpdateMetadata(update) => {
                // Names come from the token alone: nobody renames oneself in a paid meeting.
                let response = RequestResponse {
                    request_id: update.request_id,
                    reason: RequestReason::NotAllowed.into(),
                    message: "the name is given by the site".to_owned(),
                };
                self.say(id, Message::RequestResponse(response));
            }
            Request::SyncState(state) => self.sync_state(id, &state, now),
            Request::Ping(sent) => self.say(id, Message::Pong(sent)),
            Request::PingReq(ping) => {
                let timestamp = self.unix_ms(now);
                let pong = Pong { last_ping_timestamp: ping.timestamp, timestamp };
                self.say(id, Message::PongResp(pong));
            }
            Request::Leave => self.depart(id, DisconnectReason::ClientInitiated, now),
        }
    }

    fn mute(&mut self, id: PeerId, mute: &MuteTrackRequest, now: Instant) {
        let Some(peer) = self.peers.get_mut(&id) else { return };
        let Some(track) = peer.tracks.iter_mut().find(|track| track.info.sid == mute.sid) else {
            return;
        };
        if track.info.muted == mute.muted {
            return;
        }
        track.info.muted = mute.muted;
        let (track, is_live) = (track.id, track.mid.is_some());
        if is_live {
            self.announce(id);
        }
        if !mute.muted {
            self.refresh_receivers(track, now);
        }
    }

    fn update_subscription(&mut self, id: PeerId, update: &UpdateSubscription, now: Instant) {
        let in_groups = |tracks: &ParticipantTracks| tracks.track_sids.clone();
        let grouped = update.participant_tracks.iter().flat_map(in_groups);
        let sids: Vec<String> = update.track_sids.iter().cloned().chain(grouped).collect();
        for sid in sids {
            let Some(track) = self.track_named(id, &sid) else { continue };
            if let Some(peer) = self.peers.get_mut(&id) {
                peer.choices.insert(track, update.subscribe);
            }
            if update.subscribe {
                self.subscribe(id, track);
            } else {
                self.unsubscribe(id, track);
            }
        }
        self.arrange(id, now);
    }

    fn track_setting(&mut self, id: PeerId, settings: &UpdateTrackSettings, now: Instant) {
        for sid in &settings.track_sids {
            let Some(track) = self.track_named(id, sid) else { continue };
            let layers = self.published(track).map(|(_, track)| track.info.layers.clone());
            let wish = Wish::read(settings, &layers.unwrap_or_default());
            if let Some(feed) = self.peers.get_mut(&id).and_then(|peer| peer.feeds.get_mut(&track))
            {
                feed.wish = wish;
            }
        }
        self.choose_layers(id, now);
    }

    /// A resuming client repeats what it does not want to receive.
    fn sync_state(&mut self, id: PeerId, state: &SyncState, now: Instant) {
        if let Some(subscription) = &state.subscription {
            self.update_subscription(id, subscription, now);
        }
        let disabled = UpdateTrackSettings {
            track_sids: state.track_sids_disabled.clone(),
            disabled: true,
            ..UpdateTrackSettings::default()
        };
        self.track_setting(id, &disabled, now);
    }

    /// A track of the participant's own room, by the name that clients know.
    fn track_named(&self, id: PeerId, sid: &str) -> Option<TrackId> {
        let room = self.rooms.get(&self.peers.get(&id)?.room)?;
        room.peers
            .iter()
            .filter_map(|member| self.peers.get(member))
            .flat_map(|member| &member.tracks)
            .find(|track| track.info.sid == sid)
            .map(|track| track.id)
    }

    pub(super) fn channel_open(
        &mut self,
        id: PeerId,
        transport: TransportId,
        channel: ChannelId,
        label: &str,
    ) {
        let Some(peer) = self.peers.get_mut(&id) else { return };
        if peer.upstream() == transport && label == "_reliable" {
            peer.channels.incoming_reliable = Some(channel);
        }
        // With two connections we write on our own channels; the client's are only read.
        if peer.downstream() != transport {
            return;
        }
        match label {
            "_reliable" => peer.channels.reliable = Some(channel),
            "_lossy" => peer.channels.lossy = Some(channel),
            // Data tracks and whatever comes next; not spoken.
            _ => {}
        }
    }

    pub(super) fn channel_closed(
        &mut self,
        id: PeerId,
        transport: TransportId,
        channel: ChannelId,
    ) {
        let Some(peer) = self.peers.get_mut(&id) else { return };
        if peer.downstream() != transport {
            return;
        }
        let Channels { reliable, lossy, .. } = &mut peer.channels;
        for slot in [reliable, lossy] {
            if *slot == Some(channel) {
                *slot = None;
            }
        }
    }

    /// Passes a data packet on to those it names, or to everybody else.
    pub(super) fn data(&mut self, id: PeerId, channel: ChannelId, bytes: &[u8], now: Instant) {
        let Some(peer) = self.peers.get_mut(&id) else { return };
        if !peer.grants.can_publish_data || bytes.len() > limits::DATA_BYTES || !peer.data.take(now)
        {
            return;
        }
        let sender = data::Sender { identity: &peer.identity, sid: &peer.sid };
        let Ok(packet) = data::forward(bytes, sender) else { return };
        let is_reliable = peer.channels.incoming_reliable == Some(channel);
        if packet.sequence > 0 {
            if packet.sequence <= peer.last_sequence {
                // Sent again after a resume although it had arrived.
                return;
            }
            peer.last_sequence = packet.sequence;
        }
        let room = peer.room.clone();
        let members = self.rooms.get(&room).map(|room| room.peers.clone()).unwrap_or_default();
        for member in members.into_iter().filter(|member| *member != id) {
            let Some(receiver) = self.peers.get(&member) else { continue };
            let is_meant =
                packet.destinations.is_empty() || packet.destinations.contains(&receiver.identity);
            let Channels { reliable, lossy, .. } = receiver.channels;
            let channel = if is_reliable { reliable } else { lossy };
            let (true, Some(channel)) = (is_meant, channel) else { continue };
            let Some(transport) = self.transports.get_mut(&receiver.downstream()) else { continue };
            if !transport.send_data(channel, &packet.bytes, now, &mut self.sink) {
                tracing::debug!(peer.id = member.0, "a data packet was dropped");
            }
        }
    }
}
