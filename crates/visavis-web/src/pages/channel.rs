//! How host and client meet, as pages name and draw it.

use visavis_domain::session::Channel;

use crate::page::Page;

/// All of them, in the order in which they are offered.
pub const ALL: [Channel; 3] = [Channel::Video, Channel::Chat, Channel::Phone];

/// The word in forms and addresses.
pub const fn name(channel: Channel) -> &'static str {
    match channel {
        Channel::Video => "video",
        Channel::Chat => "chat",
        Channel::Phone => "phone",
    }
}

/// Reads that word.
pub fn parse(name_of: &str) -> Option<Channel> {
    ALL.into_iter().find(|channel| name(*channel) == name_of)
}

/// The drawing.
pub const fn icon(channel: Channel) -> &'static str {
    match channel {
        Channel::Video => "video",
        Channel::Chat => "message-circle",
        Channel::Phone => "phone",
    }
}

/// The word that people read.
pub fn word(page: &Page, channel: Channel) -> String {
    page.t(match channel {
        Channel::Video => "channel-video",
        Channel::Chat => "channel-chat",
        Channel::Phone => "channel-phone",
    })
}

/// A small line that says what it means.
pub fn more(page: &Page, channel: Channel) -> String {
    page.t(match channel {
        Channel::Video => "channel-video-more",
        Channel::Chat => "channel-chat-more",
        Channel::Phone => "channel-phone-more",
    })
}
