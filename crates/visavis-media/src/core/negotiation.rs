//! Offers and answers.

use std::collections::BTreeMap;
use std::time::Instant;

use super::Engine;
use super::peer::{Dual, OfferStage, PeerId, TrackId, Wiring};
use super::transport::{Answer, Offer, TransportError};
use crate::wire::SessionDescription;
use crate::wire::signal_response::Message;

impl Engine {
    /// A client's offer: what it sends and, with one connection, where it can receive.
    pub(super) fn accept_offer(&mut self, id: PeerId, offer_id: u32, offer: Offer, now: Instant) {
        let Some(peer) = self.peers.get_mut(&id) else { return };
        if !peer.offers.take(now) {
            tracing::info!(peer.id = id.0, "a client offers too often and is sent away");
            return self.send_away(id, now);
        }
        let transport = peer.upstream();
        let is_single = matches!(peer.wiring, Wiring::Single(_));
        self.bind_tracks(id, &offer.sections, now);
        let plan = self.plan(id, &offer.sections);
        let plans = self.write_plan(&plan);
        let Some(connection) = self.transports.get_mut(&transport) else { return };
        for mid in &plan.renewed {
            connection.renew_source(*mid, now, &mut self.sink);
        }
        let answer = connection.accept_offer(offer, &plans, now, &mut self.sink);
        match answer {
            Ok(sdp) => {
                self.learn_ufrag(transport);
                let mid_to_track_id =
                    if is_single { self.names_by_mid(id) } else { BTreeMap::new() };
                self.say(
                    id,
                    Message::Answer(SessionDescription {
                        kind: "answer".to_owned(),
                        sdp,
                        id: offer_id,
                        mid_to_track_id,
                    }),
                );
            }
            Err(error) => return self.refused(id, &error, now),
        }
        self.open_feeds(id, &plan.opened, now);
        self.arrange(id, now);
        self.arrange_everybody(id, now);
    }

    /// A client's answer to the newest of our offers; older ones no longer matter.
    pub(super) fn accept_answer(
        &mut self,
        id: PeerId,
        offer_id: u32,
        answer: Answer,
        now: Instant,
    ) {
        let Some(peer) = self.peers.get(&id) else { return };
        let Wiring::Dual(Dual { subscriber, offer_id: newest, stage, .. }) = &peer.wiring else {
            return;
        };
        let is_newest = offer_id == 0 || offer_id == *newest;
        if !is_newest || !matches!(stage, OfferStage::Waiting | OfferStage::WaitingWithMore) {
            return;
        }
        let Some(transport) = self.transports.get_mut(subscriber) else { return };
        if let Err(error) = transport.accept_answer(answer, now, &mut self.sink) {
            return self.refused(id, &error, now);
        }
        self.set_stage(id, OfferStage::Settled);
        let placed: Vec<TrackId> = self
            .peers
            .get(&id)
            .map(|peer| &peer.feeds)
            .into_iter()
            .flatten()
            .filter(|(_, feed)| feed.mid.is_some())
            .map(|(track, _)| *track)
            .filter(|track| {
                !self.routes.get(track).is_some_and(|route| route.receivers.contains(&id))
            })
            .collect();
        self.open_feeds(id, &placed, now);
        self.make_offer(id, now);
    }

    fn refused(&mut self, id: PeerId, error: &TransportError, now: Instant) {
        tracing::info!(peer.id = id.0, %error, "a session description was refused");
        self.start_over(id, now);
    }
}
