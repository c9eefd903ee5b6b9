//! The join request that single-connection clients put into the URL of their WebSocket.

use std::io::Read as _;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use flate2::read::GzDecoder;
use prost::Message as _;

use crate::core::limits::JOIN_REQUEST_BYTES;
use crate::wire::{Compression, JoinRequest, WrappedJoinRequest};

#[derive(Debug, PartialEq, Eq, thiserror::Error)]
#[error("the join request cannot be read")]
pub(super) struct Unreadable;

/// Reads a join request. What would unpack to more than [`JOIN_REQUEST_BYTES`] is refused without being
/// unpacked further.
pub(super) fn read(text: &str) -> Result<JoinRequest, Unreadable> {
    if text.len() > JOIN_REQUEST_BYTES {
        return Err(Unreadable);
    }
    // With and without padding: both are seen.
    let bytes = URL_SAFE_NO_PAD.decode(text.trim_end_matches('=')).map_err(|_| Unreadable)?;
    let wrapped = WrappedJoinRequest::decode(bytes.as_slice()).map_err(|_| Unreadable)?;
    let bytes = match Compression::try_from(wrapped.compression).map_err(|_| Unreadable)? {
        Compression::None => wrapped.join_request,
        Compression::Gzip => inflate(&wrapped.join_request)?,
    };
    JoinRequest::decode(bytes.as_slice()).map_err(|_| Unreadable)
}

fn inflate(packed: &[u8]) -> Result<Vec<u8>, Unreadable> {
    let limit = u64::try_from(JOIN_REQUEST_BYTES).map_err(|_| Unreadable)?;
    let mut bytes = Vec::new();
    GzDecoder::new(packed).take(limit + 1).read_to_end(&mut bytes).map_err(|_| Unreadable)?;
    if bytes.len() > JOIN_REQUEST_BYTES {
        return Err(Unreadable);
    }
    Ok(bytes)
}

#[cfg(test)]
mod tests {
    use std::io::Write as _;

    use flate2::Compression as Level;
    use flate2::write::GzEncoder;

    use super::*;

    fn gzip(bytes: &[u8]) -> Vec<u8> {
        let mut encoder = GzEncoder::new(Vec::new(), Level::best());
        encoder.write_all(bytes).expect("memory");
        encoder.finish().expect("memory")
    }

    fn wrap(compression: Compression, join_request: Vec<u8>) -> String {
        let wrapped = WrappedJoinRequest { compression: compression.into(), join_request };
        URL_SAFE_NO_PAD.encode(wrapped.encode_to_vec())
    }

    #[test]
    fn a_join_request_is_read_plain_and_packed_padded_and_not() {
        let request = JoinRequest { participant_sid: "PA_1".to_owned(), ..JoinRequest::default() };
        let bytes = request.encode_to_vec();
        assert_eq!(read(&wrap(Compression::None, bytes.clone())), Ok(request.clone()));
        let packed = wrap(Compression::Gzip, gzip(&bytes));
        assert_eq!(read(&packed), Ok(request.clone()));
        assert_eq!(read(&format!("{packed}==")), Ok(request));
    }

    #[test]
    fn a_bomb_is_not_unpacked() {
        let bomb = gzip(&vec![0; 64 * 1024 * 1024]);
        assert!(bomb.len() < JOIN_REQUEST_BYTES, "it must get past the first limit");
        assert_eq!(read(&wrap(Compression::Gzip, bomb)), Err(Unreadable));
    }

    #[test]
    fn junk_is_refused() {
        let long = "A".repeat(JOIN_REQUEST_BYTES + 1);
        for junk in ["", "%%%", "AAAA", &long, &wrap(Compression::Gzip, vec![1, 2, 3])] {
            // The empty text is a valid empty request.
            assert!(read(junk).is_err() || junk.is_empty(), "{}", &junk[..junk.len().min(20)]);
        }
    }
}
