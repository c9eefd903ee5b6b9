//! Reading the sections of a client's offer, and putting our names into the answer.
//!
//! str0m answers every receiving section of an offer as if it would send there, with a stream name of
//! its own making. LiveKit's clients learn from that name whose track they see, and must not be told
//! of a stream where there is none yet; so the answer, which is our own text, is edited before it leaves.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use super::transport::{MediaKind, Mid};

/// Which way media flows in a section, as its author says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Flow {
    SendRecv,
    SendOnly,
    RecvOnly,
    Inactive,
}

/// One audio or video section of an offer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Section {
    pub mid: Mid,
    pub kind: MediaKind,
    pub flow: Flow,
    /// The client's own id of the track that it sends here.
    pub track: Option<String>,
}

/// What the answer shall say of one receiving section.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Plan {
    /// This track is sent here.
    Send { stream: String, track: String },
    /// Nothing is sent here now.
    Silence,
}

/// The audio and video sections of an offer, in order. A section without a name is skipped: nothing
/// could ever be bound to it.
pub fn sections(offer: &str) -> Vec<Section> {
    split(offer).into_iter().filter_map(section).collect()
}

fn section(lines: &str) -> Option<Section> {
    let media = lines.lines().next()?.strip_prefix("m=")?;
    let mut words = media.split_ascii_whitespace();
    let kind = match words.next()? {
        "audio" => MediaKind::Audio,
        "video" => MediaKind::Video,
        _ => return None,
    };
    let is_rejected = words.next() == Some("0") && !has_line(lines, "a=bundle-only");
    let mid = attribute(lines, "a=mid:")?;
    let flow = if is_rejected || has_line(lines, "a=inactive") {
        Flow::Inactive
    } else if has_line(lines, "a=sendonly") {
        Flow::SendOnly
    } else if has_line(lines, "a=recvonly") {
        Flow::RecvOnly
    } else {
        Flow::SendRecv
    };
    let track = attribute(lines, "a=msid:")
        .and_then(|msid| msid.split_ascii_whitespace().nth(1))
        .map(str::to_owned);
    Some(Section { mid: Mid::from(mid), kind, flow, track })
}

/// The answer with our names in the planned sections. Sections without a plan stay as they are.
pub fn patch_answer(answer: &str, plans: &BTreeMap<Mid, Plan>) -> String {
    let mut patched = String::with_capacity(answer.len() + 256);
    for part in split(answer) {
        let plan = attribute(part, "a=mid:").and_then(|mid| plans.get(&Mid::from(mid)));
        match plan {
            None => patched.push_str(part),
            Some(plan) => patch_section(part, plan, &mut patched),
        }
    }
    patched
}

fn patch_section(part: &str, plan: &Plan, patched: &mut String) {
    for line in part.split_inclusive("\r\n") {
        match plan {
            Plan::Send { stream, track } => {
                if line.starts_with("a=msid:") {
                    // Writing to a string cannot fail.
                    let _ = write!(patched, "a=msid:{stream} {track}\r\n");
                } else if let Some(ssrc) = msid_of_ssrc(line) {
                    let _ = write!(patched, "a=ssrc:{ssrc} msid:{stream} {track}\r\n");
                } else {
                    patched.push_str(line);
                }
            }
            Plan::Silence => {
                let is_named = ["a=msid:", "a=ssrc:", "a=ssrc-group:"]
                    .iter()
                    .any(|prefix| line.starts_with(prefix));
                if line.trim_end() == "a=sendonly" {
                    patched.push_str("a=inactive\r\n");
                } else if !is_named {
                    patched.push_str(line);
                }
            }
        }
    }
}

/// The number in a line like `a=ssrc:123 msid:stream track`.
fn msid_of_ssrc(line: &str) -> Option<&str> {
    let (ssrc, rest) = line.strip_prefix("a=ssrc:")?.split_once(' ')?;
    rest.starts_with("msid:").then_some(ssrc)
}

/// The session part and every `m=` part, each with its line ends.
fn split(sdp: &str) -> Vec<&str> {
    let mut parts = Vec::new();
    let mut start = 0;
    for (at, _) in sdp.match_indices("\nm=") {
        parts.push(&sdp[start..=at]);
        start = at + 1;
    }
    parts.push(&sdp[start..]);
    parts
}

fn attribute<'a>(part: &'a str, prefix: &str) -> Option<&'a str> {
    part.lines().find_map(|line| line.strip_prefix(prefix)).map(str::trim)
}

fn has_line(part: &str, wanted: &str) -> bool {
    part.lines().any(|line| line.trim_end() == wanted)
}

#[cfg(test)]
mod tests;
