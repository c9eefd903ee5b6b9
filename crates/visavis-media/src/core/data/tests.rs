//! Data packets cannot lie about their sender, and lose nothing on the way.

use prost::Message as _;

use super::*;

/// LiveKit's packet, as far as these tests look into it.
#[derive(Clone, PartialEq, prost::Message)]
struct DataPacket {
    #[prost(message, optional, tag = "2")]
    user: Option<UserPacket>,
    #[prost(string, tag = "4")]
    participant_identity: String,
    #[prost(string, repeated, tag = "5")]
    destination_identities: Vec<String>,
    /// A kind of content that the engine knows nothing of.
    #[prost(bytes = "vec", tag = "99")]
    novelty: Vec<u8>,
    #[prost(uint32, tag = "16")]
    sequence: u32,
    #[prost(string, tag = "17")]
    participant_sid: String,
}

#[derive(Clone, PartialEq, prost::Message)]
struct UserPacket {
    #[prost(string, tag = "1")]
    participant_sid: String,
    #[prost(bytes = "vec", tag = "2")]
    payload: Vec<u8>,
    #[prost(string, optional, tag = "4")]
    topic: Option<String>,
    #[prost(string, tag = "5")]
    participant_identity: String,
}

const SENDER: Sender<'_> = Sender { identity: "ses_1/client", sid: "PA_1" };

#[test]
fn the_sender_is_who_the_token_says() {
    let claimed = DataPacket {
        user: Some(UserPacket {
            participant_sid: "PA_other".to_owned(),
            payload: b"hello".to_vec(),
            topic: Some("chat".to_owned()),
            participant_identity: "somebody else".to_owned(),
        }),
        participant_identity: "somebody else".to_owned(),
        destination_identities: vec!["host".to_owned()],
        novelty: vec![],
        sequence: 7,
        participant_sid: "PA_other".to_owned(),
    };
    let forwarded = forward(&claimed.encode_to_vec(), SENDER).expect("readable");
    assert_eq!(forwarded.destinations, ["host"]);
    assert_eq!(forwarded.sequence, 7);
    let read = DataPacket::decode(forwarded.bytes.as_slice()).expect("readable");
    assert_eq!(read.participant_identity, SENDER.identity);
    assert_eq!(read.participant_sid, SENDER.sid);
    assert_eq!(read.destination_identities, Vec::<String>::new());
    let user = read.user.expect("kept");
    assert_eq!(user.payload, b"hello");
    assert_eq!(user.topic.as_deref(), Some("chat"));
    assert_eq!(user.participant_identity, SENDER.identity);
    assert_eq!(user.participant_sid, SENDER.sid);
}

#[test]
fn content_of_a_later_version_passes_whole() {
    let packet = DataPacket { novelty: vec![1, 2, 3, 200], ..DataPacket::default() };
    let forwarded = forward(&packet.encode_to_vec(), SENDER).expect("readable");
    let read = DataPacket::decode(forwarded.bytes.as_slice()).expect("readable");
    assert_eq!(read.novelty, packet.novelty);
}

#[test]
fn broken_packets_are_refused() {
    for broken in [&[0x12, 0x7f, 0x00][..], &[0xff; 11], &[0x0b], &[0x2a, 0x01, 0xff], &[0x09, 1]] {
        assert_eq!(forward(broken, SENDER), Err(Unreadable), "{broken:?}");
    }
}

proptest::proptest! {
    #[test]
    fn no_bytes_make_it_panic(bytes: Vec<u8>) {
        let _ = forward(&bytes, SENDER);
    }
}
