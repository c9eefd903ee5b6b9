//! A host's public profile: what is missing before clients can see it, and whether they do (PAY-10).

use serde::{Deserialize, Serialize};

/// What a host writes about oneself (PAY-1). The mobile number is no part of it: it is never shown.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Profile {
    /// The name that clients see.
    pub name: String,
    /// One line: what one does.
    pub headline: String,
    /// In one's own words.
    pub about: String,
    /// IANA name of the time zone; empty until chosen.
    pub tz: String,
    /// ISO 3166 code of the country; empty if not told.
    pub country: String,
    /// BCP 47 tags.
    pub languages: Vec<String>,
    /// Free words, as the host writes them.
    pub topics: Vec<String>,
    /// Addresses of own pages.
    pub links: Vec<String>,
}

/// What still keeps a host from being seen.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Missing {
    /// The name.
    Name,
    /// The headline.
    Headline,
    /// The words about oneself.
    About,
    /// The time zone.
    TimeZone,
    /// At least one enabled service or channel.
    Offer,
}

/// What is recommended, but keeps nobody from being seen (PAY-2).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Reminder {
    /// A portrait.
    Avatar,
    /// A cover picture.
    Cover,
}

/// How many things a host has on offer, and whether the operator lets the host be seen.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Offering {
    /// Services that are enabled.
    pub services: u32,
    /// Per-minute channels that are switched on.
    pub channels: u32,
    /// The operator's word.
    pub standing: Standing,
}

/// The operator's word on a host.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Standing {
    /// In good standing.
    Active,
    /// Hidden for now.
    Suspended,
    /// Removed.
    Removed,
}

impl Profile {
    /// What is missing, in the order of the form; empty when clients can see the host.
    pub fn missing(&self, offering: Offering) -> Vec<Missing> {
        [
            (self.name.trim().is_empty(), Missing::Name),
            (self.headline.trim().is_empty(), Missing::Headline),
            (self.about.trim().is_empty(), Missing::About),
            (self.tz.is_empty(), Missing::TimeZone),
            (offering.services == 0 && offering.channels == 0, Missing::Offer),
        ]
        .into_iter()
        .filter_map(|(lacking, what)| lacking.then_some(what))
        .collect()
    }

    /// Whether clients see the host (PAY-10).
    pub fn is_visible(&self, offering: Offering) -> bool {
        match offering.standing {
            Standing::Active => self.missing(offering).is_empty(),
            Standing::Suspended | Standing::Removed => false,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn profile() -> Profile {
        Profile {
            name: "Sofia Marchetti".to_owned(),
            headline: "Grief and couples counselor".to_owned(),
            about: "Slow, practical conversations.".to_owned(),
            tz: "Europe/Rome".to_owned(),
            ..Profile::default()
        }
    }

    const ONE_SERVICE: Offering = Offering { services: 1, channels: 0, standing: Standing::Active };

    #[test]
    fn pay_10_a_complete_profile_with_one_offer_is_visible() {
        assert!(profile().is_visible(ONE_SERVICE));
        assert!(profile().is_visible(Offering { services: 0, channels: 1, ..ONE_SERVICE }));
    }

    #[test]
    fn pay_10_disabling_the_last_offer_hides_the_host() {
        let nothing = Offering { services: 0, ..ONE_SERVICE };
        assert_eq!(profile().missing(nothing), [Missing::Offer]);
        assert!(!profile().is_visible(nothing));
    }

    #[test]
    fn pay_10_all_that_is_missing_is_said_at_once() {
        let missing = Profile::default().missing(ONE_SERVICE);
        assert_eq!(missing, [Missing::Name, Missing::Headline, Missing::About, Missing::TimeZone]);
    }

    #[test]
    fn a_suspended_host_is_hidden_however_complete() {
        let suspended = Offering { standing: Standing::Suspended, ..ONE_SERVICE };
        assert!(!profile().is_visible(suspended));
        assert_eq!(profile().missing(suspended), []);
    }
}
