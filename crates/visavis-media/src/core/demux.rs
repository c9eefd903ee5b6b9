//! Many connections on one UDP port: which of them a datagram is for.
//!
//! ICE checks name their connection; everything else is known by where it comes from. An address is
//! believed only once its connection has answered to it, which it does only to checks that were signed
//! with its password; so nobody can draw another's packets to oneself by guessing names.

use std::collections::HashMap;
use std::net::SocketAddr;

use super::transport::TransportId;

#[derive(Debug, Default)]
pub struct Demux {
    by_address: HashMap<SocketAddr, TransportId>,
    by_ufrag: HashMap<String, TransportId>,
}

impl Demux {
    /// The connection a datagram is for, if any of ours.
    pub fn target(&self, from: SocketAddr, bytes: &[u8]) -> Option<TransportId> {
        ufrag(bytes)
            .and_then(|ufrag| self.by_ufrag.get(ufrag))
            .or_else(|| self.by_address.get(&from))
            .copied()
    }

    /// A connection answers to this name from now on; a restart of ICE gives it another.
    pub fn answers_to(&mut self, id: TransportId, ufrag: String) {
        self.by_ufrag.retain(|_, known| *known != id);
        self.by_ufrag.insert(ufrag, id);
    }

    /// A connection sends to this address.
    pub fn moved(&mut self, id: TransportId, address: SocketAddr) {
        self.by_address.insert(address, id);
    }

    pub fn forget(&mut self, id: TransportId) {
        self.by_ufrag.retain(|_, known| *known != id);
        self.by_address.retain(|_, known| *known != id);
    }
}

const STUN_HEADER: usize = 20;
const STUN_COOKIE: [u8; 4] = [0x21, 0x12, 0xa4, 0x42];
const STUN_USERNAME: u16 = 0x0006;

/// Our part of the user name in an ICE check (RFC 8445, 7.2.2), which is the part before the colon.
fn ufrag(bytes: &[u8]) -> Option<&str> {
    if bytes.first()? & 0xc0 != 0 || bytes.get(4..8)? != STUN_COOKIE {
        return None;
    }
    let mut attributes = bytes.get(STUN_HEADER..)?;
    while let [kind_high, kind_low, length_high, length_low, rest @ ..] = attributes {
        let length = usize::from(u16::from_be_bytes([*length_high, *length_low]));
        let value = rest.get(..length)?;
        if u16::from_be_bytes([*kind_high, *kind_low]) == STUN_USERNAME {
            return std::str::from_utf8(value).ok()?.split(':').next();
        }
        // Attributes are padded to four bytes.
        attributes = rest.get(length.next_multiple_of(4)..)?;
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(user: &str) -> Vec<u8> {
        let mut packet = vec![0x00, 0x01, 0x00, 0x00];
        packet.extend(STUN_COOKIE);
        packet.extend([7; 12]);
        packet.extend([0x80, 0x22, 0x00, 0x03, b'a', b'b', b'c', 0]);
        let length = u16::try_from(user.len()).expect("short").to_be_bytes();
        packet.extend([0x00, 0x06, length[0], length[1]]);
        packet.extend(user.bytes());
        packet
    }

    #[test]
    fn a_check_goes_to_the_connection_it_names() {
        let mut demux = Demux::default();
        let from: SocketAddr = "192.0.2.1:5000".parse().expect("an address");
        demux.answers_to(TransportId(1), "ours".to_owned());
        demux.answers_to(TransportId(2), "else".to_owned());
        assert_eq!(demux.target(from, &check("ours:theirs")), Some(TransportId(1)));
        assert_eq!(demux.target(from, &check("nobody:theirs")), None);
        assert_eq!(demux.target(from, &[0x80; 40]), None);
    }

    #[test]
    fn an_address_counts_once_the_connection_has_answered_to_it() {
        let mut demux = Demux::default();
        let from: SocketAddr = "192.0.2.1:5000".parse().expect("an address");
        demux.moved(TransportId(1), from);
        assert_eq!(demux.target(from, &[0x80; 40]), Some(TransportId(1)));
        demux.forget(TransportId(1));
        assert_eq!(demux.target(from, &[0x80; 40]), None);
    }

    #[test]
    fn a_restart_of_ice_ends_the_old_name() {
        let mut demux = Demux::default();
        let from: SocketAddr = "192.0.2.1:5000".parse().expect("an address");
        demux.answers_to(TransportId(1), "old".to_owned());
        demux.answers_to(TransportId(1), "new".to_owned());
        assert_eq!(demux.target(from, &check("old:x")), None);
        assert_eq!(demux.target(from, &check("new:x")), Some(TransportId(1)));
    }

    proptest::proptest! {
        #[test]
        fn no_bytes_make_it_panic(mut bytes: Vec<u8>) {
            let _ = ufrag(&bytes);
            if let Some(cookie) = bytes.get_mut(4..8) {
                cookie.copy_from_slice(&STUN_COOKIE);
            }
            let _ = ufrag(&bytes);
        }
    }
}
