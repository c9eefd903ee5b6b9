//! Who is sent what, and in which section.

use std::collections::BTreeMap;
use std::time::{Duration, Instant};

use super::Engine;
use super::feed::Feed;
use super::peer::{Asked, Need, OfferStage, Peer, PeerId, Receiving, Single, TrackId, Wiring};
use super::sdp::{Flow, Plan, Section};
use super::transport::{MediaKind, Mid, OfferChange, Outlet};
use crate::wire::signal_response::Message;
use crate::wire::{MediaSectionsRequirement, SessionDescription, TrackSubscribed};

/// A client that was asked for an offer and has not made it for so long is asked again.
const ASK_AGAIN_AFTER: Duration = Duration::from_secs(5);
/// A client whose offer brought nothing of what it was asked for is left alone for so long.
const ASK_SAME_AFTER: Duration = Duration::from_secs(2);

impl Engine {
    /// A newcomer gets everything that it wants of what is there.
    pub(super) fn subscribe_to_all(&mut self, id: PeerId) {
        let Some(room) = self.peers.get(&id).and_then(|peer| self.rooms.get(&peer.room)) else {
            return;
        };
        let others = room.peers.iter().filter(|other| **other != id);
        let tracks: Vec<TrackId> = others
            .filter_map(|other| self.peers.get(other))
            .flat_map(|other| &other.tracks)
            .filter(|track| track.mid.is_some())
            .map(|track| track.id)
            .collect();
        for track in tracks {
            self.subscribe(id, track);
        }
    }

    /// A new track goes to everybody else who wants it.
    pub(super) fn subscribe_everybody(&mut self, owner: PeerId, track: TrackId) {
        let Some(room) = self.peers.get(&owner).and_then(|peer| self.rooms.get(&peer.room)) else {
            return;
        };
        let others: Vec<PeerId> = room.peers.iter().copied().filter(|id| *id != owner).collect();
        for other in others {
            self.subscribe(other, track);
        }
    }

    /// Starts a feed, if the track is there to be had and wanted. [`Engine::arrange`] gives it a place.
    pub(super) fn subscribe(&mut self, id: PeerId, track: TrackId) {
        let Some((owner, published)) = self.published(track) else { return };
        let kind = published.kind;
        let Some(peer) = self.peers.get_mut(&id) else { return };
        if owner == id || !peer.wants(track) {
            return;
        }
        peer.feeds.entry(track).or_insert_with(|| Feed::new(kind));
    }

    pub(super) fn unsubscribe(&mut self, id: PeerId, track: TrackId) {
        if let Some(route) = self.routes.get_mut(&track) {
            route.receivers.retain(|receiver| *receiver != id);
        }
        let Some(peer) = self.peers.get_mut(&id) else { return };
        let mid = peer.feeds.remove(&track).and_then(|feed| feed.mid);
        // With one connection the section is freed when the client offers again.
        if let (Wiring::Dual(dual), Some(mid)) = (&mut peer.wiring, mid) {
            dual.ended.push(mid);
        }
    }

    /// A track is gone for everybody.
    pub(super) fn withdraw(&mut self, track: TrackId, now: Instant) {
        self.routes.remove(&track);
        let receivers: Vec<PeerId> = self
            .peers
            .values()
            .filter(|peer| peer.feeds.contains_key(&track))
            .map(|peer| peer.id)
            .collect();
        for id in receivers {
            self.unsubscribe(id, track);
            self.arrange(id, now);
        }
    }

    /// Gets new feeds a place and old ones away.
    pub(super) fn arrange(&mut self, id: PeerId, now: Instant) {
        self.ask_for_sections(id, now);
        self.make_offer(id, now);
    }

    pub(super) fn arrange_everybody(&mut self, but: PeerId, now: Instant) {
        let Some(room) = self.peers.get(&but).and_then(|peer| self.rooms.get(&peer.room)) else {
            return;
        };
        for id in room.peers.clone().into_iter().filter(|id| *id != but) {
            self.arrange(id, now);
        }
    }

    /// Asks a client with one connection for an offer, with more sections if it has too few.
    pub(super) fn ask_for_sections(&mut self, id: PeerId, now: Instant) {
        let Some(peer) = self.peers.get_mut(&id) else { return };
        let (feeds, Wiring::Single(single)) = (&peer.feeds, &mut peer.wiring) else { return };
        if !single.has_answered {
            return;
        }
        let waiting = |kind| feeds.values().filter(|f| f.kind == kind && f.mid.is_none()).count();
        let free = |kind| {
            let sections = single.receiving.values();
            sections.filter(|section| section.kind == kind && section.carries.is_none()).count()
        };
        let is_stale = single
            .receiving
            .values()
            .any(|section| section.carries.is_some_and(|track| !feeds.contains_key(&track)));
        let (audios, videos) = (waiting(MediaKind::Audio), waiting(MediaKind::Video));
        if audios + videos == 0 && !is_stale {
            return;
        }
        let need = Need { audios, videos, is_stale, sections: single.receiving.len() };
        let is_too_soon = single.asked.as_ref().is_some_and(|asked| {
            let since = now.saturating_duration_since(asked.at);
            (asked.is_open && since < ASK_AGAIN_AFTER)
                || (asked.need == need && since < ASK_SAME_AFTER)
        });
        if is_too_soon {
            return;
        }
        let missing = |waiting: usize, kind| {
            u32::try_from(waiting.saturating_sub(free(kind))).unwrap_or(u32::MAX)
        };
        let requirement = MediaSectionsRequirement {
            num_audios: missing(audios, MediaKind::Audio),
            num_videos: missing(videos, MediaKind::Video),
        };
        single.asked = Some(Asked { at: now, need, is_open: true });
        self.say(id, Message::MediaSectionsRequirement(requirement));
    }

    /// Decides what each receiving section of an offer will carry.
    pub(super) fn plan(&mut self, id: PeerId, sections: &[Section]) -> SectionPlan {
        let Some(peer) = self.peers.get_mut(&id) else { return SectionPlan::default() };
        let Wiring::Single(single) = &mut peer.wiring else { return SectionPlan::default() };
        let mut plan = SectionPlan::default();
        if let Some(asked) = &mut single.asked {
            asked.is_open = false;
        }
        single.has_answered = true;
        let is_gone = |mid: &Mid| !sections.iter().any(|section| section.mid == *mid);
        // Browsers give the place of a stopped section to a new one.
        for (_, gone) in single.receiving.extract_if(.., |mid, _| is_gone(mid)) {
            if let Some(feed) = gone.carries.and_then(|track| peer.feeds.get_mut(&track)) {
                feed.mid = None;
            }
        }
        for section in sections {
            place(single, &mut peer.feeds, section, &mut plan);
        }
        plan
    }

    /// What the answer says in each receiving section.
    pub(super) fn write_plan(&self, plan: &SectionPlan) -> BTreeMap<Mid, Plan> {
        let silence = plan.silent.iter().map(|mid| (*mid, Plan::Silence));
        let sending = plan.sending.iter().map(|(mid, track)| (*mid, self.plan_for(*track)));
        silence.chain(sending).collect()
    }

    fn plan_for(&self, track: TrackId) -> Plan {
        let named = self.published(track).and_then(|(owner, published)| {
            let owner = self.peers.get(&owner)?;
            let track = published.info.sid.clone();
            Some(Plan::Send { stream: published.stream(&owner.sid), track })
        });
        named.unwrap_or(Plan::Silence)
    }

    /// The names of the tracks in their sections, for the client to tell them apart.
    pub(super) fn names_by_mid(&self, id: PeerId) -> BTreeMap<String, String> {
        let feeds = self.peers.get(&id).map(|peer| &peer.feeds).into_iter().flatten();
        feeds
            .filter_map(|(track, feed)| {
                let (_, published) = self.published(*track)?;
                Some((feed.mid?.to_string(), published.info.sid.clone()))
            })
            .collect()
    }

    /// These feeds have a place now: packets may flow.
    pub(super) fn open_feeds(&mut self, id: PeerId, tracks: &[TrackId], now: Instant) {
        for track in tracks {
            let Some(route) = self.routes.get_mut(track) else { continue };
            if !route.receivers.contains(&id) {
                route.receivers.push(id);
            }
            if let Some((owner, published)) = self.published(*track) {
                let track_sid = published.info.sid.clone();
                self.say(owner, Message::TrackSubscribed(TrackSubscribed { track_sid }));
            }
        }
        self.choose_layers(id, now);
    }

    /// Offers to a client with two connections whatever has changed for it.
    pub(super) fn make_offer(&mut self, id: PeerId, now: Instant) {
        self.offer_again(id, IceRestart::No, now);
    }

    /// After a resume both sides begin anew to look for a path. A client with one connection offers
    /// that itself.
    pub(super) fn restart_ice(&mut self, id: PeerId, now: Instant) {
        if let Some(Wiring::Dual(dual)) = self.peers.get_mut(&id).map(|peer| &mut peer.wiring) {
            // The answer to an offer on the old socket may never come.
            if dual.stage != OfferStage::Fresh {
                dual.stage = OfferStage::Settled;
            }
        }
        self.offer_again(id, IceRestart::Yes, now);
    }

    fn offer_again(&mut self, id: PeerId, restart: IceRestart, now: Instant) {
        let Some((mut change, tracks)) = self.change_for(id, restart) else { return };
        change.restarts_ice = restart == IceRestart::Yes;
        let Some(peer) = self.peers.get_mut(&id) else { return };
        let Wiring::Dual(dual) = &mut peer.wiring else { return };
        let subscriber = dual.subscriber;
        dual.ended.clear();
        let Some(transport) = self.transports.get_mut(&subscriber) else { return };
        let offered = transport.offer(change, now, &mut self.sink);
        for (track, mid) in tracks.iter().zip(offered.mids) {
            if let Some(feed) = peer.feeds.get_mut(track) {
                feed.begin(mid);
            }
        }
        let Some(sdp) = offered.sdp else { return };
        dual.stage = OfferStage::Waiting;
        dual.offer_id += 1;
        let offer_id = dual.offer_id;
        self.learn_ufrag(subscriber);
        self.say(
            id,
            Message::Offer(SessionDescription {
                kind: "offer".to_owned(),
                sdp,
                id: offer_id,
                mid_to_track_id: self.names_by_mid(id),
            }),
        );
    }

    /// What must be offered, and the tracks of the new outlets in their order. None while an offer is
    /// under way, or when nothing has changed.
    fn change_for(
        &mut self,
        id: PeerId,
        restart: IceRestart,
    ) -> Option<(OfferChange, Vec<TrackId>)> {
        let peer = self.peers.get(&id)?;
        let Wiring::Dual(dual) = &peer.wiring else { return None };
        let waiting: Vec<TrackId> = unplaced(peer);
        let (stage, ended) = (dual.stage, dual.ended.clone());
        let has_changed = !waiting.is_empty() || !ended.is_empty() || restart == IceRestart::Yes;
        match stage {
            OfferStage::Fresh => {}
            OfferStage::Settled if has_changed => {}
            OfferStage::Settled | OfferStage::WaitingWithMore => return None,
            OfferStage::Waiting => {
                if has_changed {
                    self.set_stage(id, OfferStage::WaitingWithMore);
                }
                return None;
            }
        }
        let outlets = waiting.iter().filter_map(|track| {
            let (owner, published) = self.published(*track)?;
            let owner = self.peers.get(&owner)?;
            Some(Outlet {
                kind: published.kind,
                stream: published.stream(&owner.sid),
                track: published.info.sid.clone(),
            })
        });
        let opens_channels = stage == OfferStage::Fresh;
        let outlets = outlets.collect();
        Some((OfferChange { outlets, ended, opens_channels, restarts_ice: false }, waiting))
    }

    pub(super) fn set_stage(&mut self, id: PeerId, stage: OfferStage) {
        if let Some(Wiring::Dual(dual)) = self.peers.get_mut(&id).map(|peer| &mut peer.wiring) {
            dual.stage = stage;
        }
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum IceRestart {
    Yes,
    No,
}

/// Which section carries what after an offer.
#[derive(Debug, Default)]
pub(super) struct SectionPlan {
    pub sending: BTreeMap<Mid, TrackId>,
    pub silent: Vec<Mid>,
    /// Sections that begin to carry a track now and carried another before.
    pub renewed: Vec<Mid>,
    pub opened: Vec<TrackId>,
}

/// Gives one section of the client's offer what it shall carry.
fn place(
    single: &mut Single,
    feeds: &mut BTreeMap<TrackId, Feed>,
    section: &Section,
    plan: &mut SectionPlan,
) {
    let mid = section.mid;
    match section.flow {
        // The client's own track.
        Flow::SendOnly | Flow::SendRecv => return,
        Flow::Inactive => {
            if let Some(before) = single.receiving.remove(&mid).and_then(|known| known.carries)
                && let Some(feed) = feeds.get_mut(&before)
            {
                feed.mid = None;
            }
            return;
        }
        Flow::RecvOnly => {}
    }
    let known = single.receiving.entry(mid).or_insert(Receiving {
        kind: section.kind,
        carries: None,
        is_used: false,
    });
    match known.carries {
        Some(track) if feeds.contains_key(&track) => {
            plan.sending.insert(mid, track);
        }
        Some(_) => {
            // Silent for one answer at least: a browser tells its page of a new track only when a
            // section goes from silence to sending.
            known.carries = None;
            plan.silent.push(mid);
        }
        None => {
            let next = feeds.iter_mut().find(|(_, f)| f.mid.is_none() && f.kind == section.kind);
            let Some((track, feed)) = next else {
                plan.silent.push(mid);
                return;
            };
            feed.begin(mid);
            known.carries = Some(*track);
            if std::mem::replace(&mut known.is_used, true) {
                plan.renewed.push(mid);
            }
            plan.sending.insert(mid, *track);
            plan.opened.push(*track);
        }
    }
}

fn unplaced(peer: &Peer) -> Vec<TrackId> {
    peer.feeds.iter().filter(|(_, feed)| feed.mid.is_none()).map(|(track, _)| *track).collect()
}
