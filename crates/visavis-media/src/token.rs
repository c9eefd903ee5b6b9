//! Tickets into a room, as LiveKit's clients present them: JSON web tokens signed with HMAC-SHA-256.
//!
//! There are two kinds. A *join* token is handed to a page; it opens one connection, within 60 seconds.
//! A *return* token is handed to a connected client over its own socket, so that it can come back after
//! a broken connection or a restart of ours; it is good for some minutes and renewed while the client
//! stays. Both name one room and one identity, and both die when that seat is revoked.

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use hmac::{Hmac, KeyInit as _, Mac as _};
use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};
use sha2::Sha256;

use crate::wire::TrackSource;

/// Fills a buffer with randomness. The binary owns the source.
pub type Randomness = std::sync::Arc<dyn Fn(&mut [u8]) + Send + Sync>;

/// From its making to its first and only use.
pub const JOIN_WITHIN: SignedDuration = SignedDuration::from_secs(60);
/// How long a client may be away and still come back with what it has.
pub const RETURN_WITHIN: SignedDuration = SignedDuration::from_mins(10);
/// Tokens of a hostile size are not even decoded.
const TOKEN_BYTES: usize = 4096;

/// A text that must not be printed; it has no `Debug` on purpose.
#[derive(Clone)]
pub struct Secret(String);

impl Secret {
    pub fn new(secret: impl Into<String>) -> Self {
        Self(secret.into())
    }
}

/// What the holder of a token may do.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Grants {
    pub can_publish: bool,
    pub can_subscribe: bool,
    pub can_publish_data: bool,
    /// What may be published; nothing named means anything.
    pub sources: Vec<TrackSource>,
}

impl Default for Grants {
    fn default() -> Self {
        Self { can_publish: true, can_subscribe: true, can_publish_data: true, sources: vec![] }
    }
}

/// A seat in a room.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Seat {
    pub room: String,
    pub identity: String,
    pub name: String,
    pub grants: Grants,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum TokenError {
    #[error("the token cannot be read")]
    Unreadable,
    #[error("the token is not signed by this server")]
    Foreign,
    #[error("the token has expired")]
    Expired,
    #[error("the token has been used")]
    Used,
    #[error("the seat has been revoked")]
    Revoked,
    #[error("the token opens no room")]
    NoRoom,
}

#[derive(Serialize, Deserialize)]
struct Header {
    alg: String,
    #[serde(default)]
    typ: String,
}

#[derive(Serialize, Deserialize)]
struct Claims {
    iss: String,
    sub: String,
    #[serde(default)]
    name: String,
    nbf: i64,
    exp: i64,
    jti: String,
    /// The seat's generation when the token was made; see [`Tokens::revoke`].
    #[serde(default)]
    seat: u64,
    #[serde(rename = "use", default)]
    purpose: Purpose,
    video: VideoGrant,
}

#[derive(Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
enum Purpose {
    #[default]
    Join,
    Return,
}

#[derive(Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[expect(clippy::struct_excessive_bools, reason = "LiveKit's claims are flags")]
struct VideoGrant {
    #[serde(default)]
    room: String,
    #[serde(default)]
    room_join: bool,
    #[serde(default = "granted")]
    can_publish: bool,
    #[serde(default = "granted")]
    can_subscribe: bool,
    #[serde(default = "granted")]
    can_publish_data: bool,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    can_publish_sources: Vec<String>,
}

/// LiveKit's default for what a token does not say.
const fn granted() -> bool {
    true
}

/// Makes, checks, spends and revokes tokens.
pub struct Tokens {
    key: String,
    secret: Secret,
    randomness: Randomness,
    ledger: Mutex<Ledger>,
}

#[derive(Default)]
struct Ledger {
    /// Spent join tokens until they would expire anyway.
    spent: HashMap<String, i64>,
    /// How often each seat was revoked. An entry outlives every token made before it.
    generations: HashMap<(String, String), Generation>,
    /// The same for whole rooms.
    rooms: HashMap<String, Generation>,
}

#[derive(Clone, Copy, Default)]
struct Generation {
    number: u64,
    forget_at: i64,
}

impl Generation {
    fn advance(&mut self, now: Timestamp) {
        self.number += 1;
        self.forget_at = now.as_second() + RETURN_WITHIN.as_secs() + 60;
    }
}

impl Ledger {
    fn forget(&mut self, now: Timestamp) {
        let now = now.as_second();
        self.generations.retain(|_, generation| generation.forget_at >= now);
        self.rooms.retain(|_, generation| generation.forget_at >= now);
        self.spent.retain(|_, expires| *expires >= now);
    }

    /// Grows whenever the seat or its whole room is revoked.
    fn generation(&self, room: &str, identity: &str) -> u64 {
        let key = (room.to_owned(), identity.to_owned());
        let seat = self.generations.get(&key).map_or(0, |generation| generation.number);
        seat + self.rooms.get(room).map_or(0, |generation| generation.number)
    }
}

impl Tokens {
    pub fn new(key: String, secret: Secret, randomness: Randomness) -> Self {
        Self { key, secret, randomness, ledger: Mutex::default() }
    }

    /// A token for one connection within [`JOIN_WITHIN`].
    pub fn join(&self, seat: &Seat, now: Timestamp) -> String {
        self.mint(seat, Purpose::Join, JOIN_WITHIN, now)
    }

    /// A token for a connected client to come back with.
    pub fn come_back(&self, seat: &Seat, now: Timestamp) -> String {
        self.mint(seat, Purpose::Return, RETURN_WITHIN, now)
    }

    /// Whose token this is, if it is good now. Leaves it unspent.
    pub fn check(&self, token: &str, now: Timestamp) -> Result<Seat, TokenError> {
        self.verify(token, now).map(|(_, seat)| seat)
    }

    /// As [`Tokens::check`], and spends a join token.
    pub fn spend(&self, token: &str, now: Timestamp) -> Result<Seat, TokenError> {
        let (claims, seat) = self.verify(token, now)?;
        if claims.purpose == Purpose::Join {
            let mut ledger = self.ledger.lock().unwrap_or_else(PoisonError::into_inner);
            ledger.forget(now);
            if ledger.spent.insert(claims.jti, claims.exp).is_some() {
                return Err(TokenError::Used);
            }
        }
        Ok(seat)
    }

    /// Makes every token of this seat worthless that was made until now.
    pub fn revoke(&self, room: &str, identity: &str, now: Timestamp) {
        let mut ledger = self.ledger.lock().unwrap_or_else(PoisonError::into_inner);
        ledger.forget(now);
        let key = (room.to_owned(), identity.to_owned());
        ledger.generations.entry(key).or_default().advance(now);
    }

    /// The same for every seat in a room.
    pub fn revoke_room(&self, room: &str, now: Timestamp) {
        let mut ledger = self.ledger.lock().unwrap_or_else(PoisonError::into_inner);
        ledger.forget(now);
        ledger.rooms.entry(room.to_owned()).or_default().advance(now);
    }

    fn mint(
        &self,
        seat: &Seat,
        purpose: Purpose,
        within: SignedDuration,
        now: Timestamp,
    ) -> String {
        let now = now.as_second();
        let mut jti = [0_u8; 16];
        (self.randomness)(&mut jti);
        let claims = Claims {
            iss: self.key.clone(),
            sub: seat.identity.clone(),
            name: seat.name.clone(),
            nbf: now,
            exp: now + within.as_secs(),
            jti: URL_SAFE_NO_PAD.encode(jti),
            seat: self.generation(&seat.room, &seat.identity),
            purpose,
            video: VideoGrant {
                room: seat.room.clone(),
                room_join: true,
                can_publish: seat.grants.can_publish,
                can_subscribe: seat.grants.can_subscribe,
                can_publish_data: seat.grants.can_publish_data,
                can_publish_sources: seat.grants.sources.iter().copied().map(source_name).collect(),
            },
        };
        let header = Header { alg: "HS256".to_owned(), typ: "JWT".to_owned() };
        let signed = format!("{}.{}", encode(&header), encode(&claims));
        let signature = self.mac(&signed).finalize().into_bytes();
        format!("{signed}.{}", URL_SAFE_NO_PAD.encode(signature))
    }

    fn verify(&self, token: &str, now: Timestamp) -> Result<(Claims, Seat), TokenError> {
        if token.len() > TOKEN_BYTES {
            return Err(TokenError::Unreadable);
        }
        let (signed, signature) = token.rsplit_once('.').ok_or(TokenError::Unreadable)?;
        let (header, claims) = signed.split_once('.').ok_or(TokenError::Unreadable)?;
        let signature = URL_SAFE_NO_PAD.decode(signature).map_err(|_| TokenError::Unreadable)?;
        // In constant time, and before anything inside is believed.
        self.mac(signed).verify_slice(&signature).map_err(|_| TokenError::Foreign)?;
        let header: Header = decode(header)?;
        let claims: Claims = decode(claims)?;
        if header.alg != "HS256" || claims.iss != self.key {
            return Err(TokenError::Foreign);
        }
        let now = now.as_second();
        if claims.exp < now || claims.nbf > now + 1 {
            return Err(TokenError::Expired);
        }
        if !claims.video.room_join || claims.video.room.is_empty() || claims.sub.is_empty() {
            return Err(TokenError::NoRoom);
        }
        if claims.seat != self.generation(&claims.video.room, &claims.sub) {
            return Err(TokenError::Revoked);
        }
        let is_spent = self
            .ledger
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .spent
            .contains_key(&claims.jti);
        if is_spent {
            return Err(TokenError::Used);
        }
        let seat = Seat {
            room: claims.video.room.clone(),
            identity: claims.sub.clone(),
            name: claims.name.clone(),
            grants: Grants {
                can_publish: claims.video.can_publish,
                can_subscribe: claims.video.can_subscribe,
                can_publish_data: claims.video.can_publish_data,
                sources: claims
                    .video
                    .can_publish_sources
                    .iter()
                    .filter_map(|name| source_named(name))
                    .collect(),
            },
        };
        Ok((claims, seat))
    }

    fn generation(&self, room: &str, identity: &str) -> u64 {
        let ledger = self.ledger.lock().unwrap_or_else(PoisonError::into_inner);
        ledger.generation(room, identity)
    }

    fn mac(&self, signed: &str) -> Hmac<Sha256> {
        let mut mac = Hmac::<Sha256>::new_from_slice(self.secret.0.as_bytes())
            .expect("HMAC takes keys of any length");
        mac.update(signed.as_bytes());
        mac
    }
}

fn encode(value: &impl Serialize) -> String {
    let json = serde_json::to_vec(value).expect("plain structs of texts and numbers become JSON");
    URL_SAFE_NO_PAD.encode(json)
}

fn decode<T: for<'a> Deserialize<'a>>(part: &str) -> Result<T, TokenError> {
    let json = URL_SAFE_NO_PAD.decode(part).map_err(|_| TokenError::Unreadable)?;
    serde_json::from_slice(&json).map_err(|_| TokenError::Unreadable)
}

/// LiveKit's names of the sources in tokens.
const SOURCES: [(TrackSource, &str); 4] = [
    (TrackSource::Camera, "camera"),
    (TrackSource::Microphone, "microphone"),
    (TrackSource::ScreenShare, "screen_share"),
    (TrackSource::ScreenShareAudio, "screen_share_audio"),
];

fn source_name(source: TrackSource) -> String {
    let named = SOURCES.iter().find(|(known, _)| *known == source);
    named.map_or("unknown", |(_, name)| name).to_owned()
}

fn source_named(name: &str) -> Option<TrackSource> {
    SOURCES.iter().find(|(_, known)| *known == name).map(|(source, _)| *source)
}

#[cfg(test)]
mod tests;
