//! Data packets: whom they are for, and whom they are from.
//!
//! A packet is rewritten field by field without decoding its content, so that kinds of content that
//! came up after us pass through whole. What a sender claims about itself is cut out and replaced.

use prost::bytes::Buf;
use prost::encoding::{WireType, decode_key, decode_varint, encode_key, encode_varint, string};

/// A packet as its receivers get it.
#[derive(Debug, PartialEq, Eq)]
pub struct Forwarded {
    pub bytes: Vec<u8>,
    /// Nobody named means everybody.
    pub destinations: Vec<String>,
    pub sequence: u32,
}

#[derive(Debug, PartialEq, Eq, thiserror::Error)]
#[error("the data packet cannot be read")]
pub struct Unreadable;

/// Who sends.
#[derive(Clone, Copy, Debug)]
pub struct Sender<'a> {
    pub identity: &'a str,
    pub sid: &'a str,
}

mod packet {
    pub const USER: u32 = 2;
    pub const IDENTITY: u32 = 4;
    pub const DESTINATIONS: u32 = 5;
    pub const SEQUENCE: u32 = 16;
    pub const SID: u32 = 17;
}

/// The same facts inside a user packet, where older clients look for them.
mod user {
    pub const SID: u32 = 1;
    pub const DESTINATION_SIDS: u32 = 3;
    pub const IDENTITY: u32 = 5;
    pub const DESTINATIONS: u32 = 6;
}

/// Reads a packet and writes it anew with the sender's true name.
pub fn forward(bytes: &[u8], sender: Sender<'_>) -> Result<Forwarded, Unreadable> {
    let mut forwarded = Forwarded {
        bytes: Vec::with_capacity(bytes.len() + 64),
        destinations: vec![],
        sequence: 0,
    };
    for field in Fields(bytes) {
        let field = field?;
        match (field.number, field.value) {
            (packet::IDENTITY | packet::SID, _) => {}
            (packet::DESTINATIONS, Value::Bytes(name)) => {
                forwarded.destinations.push(text(name)?);
            }
            (packet::USER, Value::Bytes(content)) => {
                let content = forward_user(content, sender, &mut forwarded.destinations)?;
                encode_key(packet::USER, WireType::LengthDelimited, &mut forwarded.bytes);
                encode_varint(content.len() as u64, &mut forwarded.bytes);
                forwarded.bytes.extend_from_slice(&content);
            }
            (number, value) => {
                if let (packet::SEQUENCE, Value::Varint(sequence)) = (number, value) {
                    forwarded.sequence = u32::try_from(sequence).map_err(|_| Unreadable)?;
                }
                forwarded.bytes.extend_from_slice(field.whole);
            }
        }
    }
    string::encode(packet::IDENTITY, &sender.identity.to_owned(), &mut forwarded.bytes);
    string::encode(packet::SID, &sender.sid.to_owned(), &mut forwarded.bytes);
    Ok(forwarded)
}

fn forward_user(
    bytes: &[u8],
    sender: Sender<'_>,
    destinations: &mut Vec<String>,
) -> Result<Vec<u8>, Unreadable> {
    let mut written = Vec::with_capacity(bytes.len() + 64);
    for field in Fields(bytes) {
        let field = field?;
        match (field.number, field.value) {
            (user::SID | user::IDENTITY | user::DESTINATION_SIDS, _) => {}
            (user::DESTINATIONS, Value::Bytes(name)) => destinations.push(text(name)?),
            (_, Value::Bytes(_) | Value::Varint(_) | Value::Fixed) => {
                written.extend_from_slice(field.whole);
            }
        }
    }
    string::encode(user::SID, &sender.sid.to_owned(), &mut written);
    string::encode(user::IDENTITY, &sender.identity.to_owned(), &mut written);
    Ok(written)
}

fn text(bytes: &[u8]) -> Result<String, Unreadable> {
    String::from_utf8(bytes.to_vec()).map_err(|_| Unreadable)
}

#[derive(Clone, Copy)]
struct Field<'a> {
    number: u32,
    value: Value<'a>,
    /// Key and value as they came.
    whole: &'a [u8],
}

#[derive(Clone, Copy)]
enum Value<'a> {
    Varint(u64),
    Fixed,
    Bytes(&'a [u8]),
}

/// The fields of one message, one after the other; ends after the first unreadable one.
struct Fields<'a>(&'a [u8]);

impl<'a> Iterator for Fields<'a> {
    type Item = Result<Field<'a>, Unreadable>;

    fn next(&mut self) -> Option<Self::Item> {
        if self.0.is_empty() {
            return None;
        }
        let field = self.read();
        if field.is_err() {
            self.0 = &[];
        }
        Some(field)
    }
}

impl<'a> Fields<'a> {
    fn read(&mut self) -> Result<Field<'a>, Unreadable> {
        let start = self.0;
        let (number, wire) = decode_key(&mut self.0).map_err(|_| Unreadable)?;
        let value = match wire {
            WireType::Varint => Value::Varint(decode_varint(&mut self.0).map_err(|_| Unreadable)?),
            WireType::SixtyFourBit => self.skip(8)?,
            WireType::ThirtyTwoBit => self.skip(4)?,
            WireType::LengthDelimited => {
                let length = decode_varint(&mut self.0).map_err(|_| Unreadable)?;
                let length = usize::try_from(length).map_err(|_| Unreadable)?;
                let (bytes, rest) = self.0.split_at_checked(length).ok_or(Unreadable)?;
                self.0 = rest;
                Value::Bytes(bytes)
            }
            WireType::StartGroup | WireType::EndGroup => return Err(Unreadable),
        };
        let whole = &start[..start.len() - self.0.remaining()];
        Ok(Field { number, value, whole })
    }

    fn skip(&mut self, length: usize) -> Result<Value<'a>, Unreadable> {
        self.0 = self.0.get(length..).ok_or(Unreadable)?;
        Ok(Value::Fixed)
    }
}

#[cfg(test)]
mod tests;
