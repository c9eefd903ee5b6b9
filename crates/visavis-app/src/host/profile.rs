//! What a host says about oneself (PAY-1, PAY-2): reading, checking and writing it.

use jiff::tz::{TimeZone, db};
use visavis_domain::ids::HostId;
use visavis_domain::profile::{Missing, Profile, Reminder};
use visavis_store::host::{self, HostRow};

use super::{COUNTRIES, LANGUAGES};
use crate::{App, Failure, Fault, people};

/// The most characters of a headline.
pub const HEADLINE_MAX: usize = 120;
/// The most characters about oneself.
pub const ABOUT_MAX: usize = 5_000;
/// The most topics.
pub const TOPICS_MAX: usize = 12;
/// The most characters of a topic.
pub const TOPIC_MAX: usize = 40;
/// The most languages.
pub const LANGUAGES_MAX: usize = 12;
/// The most links.
pub const LINKS_MAX: usize = 5;
/// The most characters of a link.
const LINK_MAX: usize = 300;

/// A host's own view of the profile.
#[derive(Debug, Clone)]
pub struct Mine {
    /// What the database keeps.
    pub row: HostRow,
    /// What still keeps clients from seeing it.
    pub missing: Vec<Missing>,
    /// What is recommended.
    pub reminders: Vec<Reminder>,
}

/// The profile as a host types it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct TypedProfile {
    /// The name.
    pub name: String,
    /// The headline; may wait.
    pub headline: String,
    /// About oneself; may wait.
    pub about: String,
    /// The zone; may wait.
    pub tz: String,
    /// The country, or nothing.
    pub country: String,
    /// Tags of languages.
    pub languages: Vec<String>,
    /// Topics, separated by commas or lines.
    pub topics: String,
    /// Addresses, separated by blanks or lines.
    pub links: String,
    /// The version that was read.
    pub version: i64,
}

/// The profile of a host, to be edited.
pub async fn mine(app: &App, id: HostId) -> Result<Mine, Failure> {
    let mut tx = app.store.read().await?;
    let row = host::by_id(&mut tx, id).await?.ok_or(Failure::NotFound)?;
    let services = host::services(&mut tx, id).await?;
    let missing = super::missing(&row, &services);
    Ok(Mine { missing, reminders: super::reminders(&row), row })
}

/// Writes a profile. A change made meanwhile is not overwritten: [`Failure::Changed`].
pub async fn change_profile(app: &App, id: HostId, typed: &TypedProfile) -> Result<(), Failure> {
    let profile = checked(typed).map_err(Failure::Invalid)?;
    let mut tx = app.store.write().await?;
    host::update(&mut tx, id, &profile, typed.version).await?;
    super::refresh(&mut tx, id).await?;
    tx.commit().await?;
    super::tell(app, id);
    Ok(())
}

/// The zones that can be chosen, by name: places, and UTC.
pub fn zones() -> Vec<String> {
    let place = |name: &str| {
        let area = name.split_once('/').map(|(area, _)| area);
        let known = [
            "Africa",
            "America",
            "Antarctica",
            "Arctic",
            "Asia",
            "Atlantic",
            "Australia",
            "Europe",
            "Indian",
            "Pacific",
        ];
        name == "UTC" || area.is_some_and(|area| known.contains(&area))
    };
    let names = db().available().map(|name| name.as_str().to_owned());
    let mut names: Vec<String> = names.filter(|name| place(name)).collect();
    names.sort_unstable();
    names.dedup();
    names
}

/// The profile, or everything that is wrong with it.
fn checked(typed: &TypedProfile) -> Result<Profile, Vec<Fault>> {
    let mut faults = vec![];
    let mut refuse = |field, key| faults.push(Fault { field, key });
    let name = match people::checked_name("name", &typed.name) {
        Ok(name) => name,
        Err(fault) => {
            refuse(fault.field, fault.key);
            String::new()
        }
    };
    let headline = one_line(&typed.headline);
    if headline.chars().count() > HEADLINE_MAX {
        refuse("headline", "fault-headline-long");
    }
    let about = plain(&typed.about);
    if about.chars().count() > ABOUT_MAX {
        refuse("about", "fault-about-long");
    }
    if !typed.tz.is_empty() && TimeZone::get(&typed.tz).is_err() {
        refuse("tz", "fault-zone");
    }
    let is_in = |list: &str, code: &str| list.split(' ').any(|known| known == code);
    if !typed.country.is_empty() && !is_in(COUNTRIES, &typed.country) {
        refuse("country", "fault-country");
    }
    let languages = once(typed.languages.iter().cloned(), str::to_owned);
    if languages.iter().any(|tag| !is_in(LANGUAGES, tag)) {
        refuse("language", "fault-language");
    } else if languages.len() > LANGUAGES_MAX {
        refuse("language", "fault-languages-many");
    }
    let topics = topics(&typed.topics);
    if topics.len() > TOPICS_MAX {
        refuse("topics", "fault-topics-many");
    } else if topics.iter().any(|topic| topic.chars().count() > TOPIC_MAX) {
        refuse("topics", "fault-topic-long");
    }
    let links = links(&typed.links);
    if links.as_ref().is_some_and(|links| links.len() > LINKS_MAX) {
        refuse("links", "fault-links-many");
    } else if links.is_none() {
        refuse("links", "fault-link");
    }
    if !faults.is_empty() {
        return Err(faults);
    }
    let (tz, country) = (typed.tz.clone(), typed.country.clone());
    let links = links.unwrap_or_default();
    Ok(Profile { name, headline, about, tz, country, languages, topics, links })
}

/// Without marks that no text of a person needs, and without blanks around it.
fn plain(text: &str) -> String {
    let text = text.replace("\r\n", "\n");
    let kept = text.chars().filter(|letter| !letter.is_control() || *letter == '\n');
    kept.collect::<String>().trim().to_owned()
}

fn one_line(text: &str) -> String {
    plain(text).split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Each once, in the order in which they came; `key` says what counts as the same.
fn once(texts: impl Iterator<Item = String>, key: impl Fn(&str) -> String) -> Vec<String> {
    let mut kept: Vec<String> = vec![];
    for text in texts {
        if !text.is_empty() && !kept.iter().any(|known| key(known) == key(&text)) {
            kept.push(text);
        }
    }
    kept
}

fn topics(text: &str) -> Vec<String> {
    let parts =
        text.split([',', ';', '\n']).map(|topic| one_line(topic.trim_start_matches([' ', '#'])));
    once(parts, str::to_lowercase)
}

/// The links, or nothing if one of them is no web address.
fn links(text: &str) -> Option<Vec<String>> {
    let links: Option<Vec<String>> = text.split_whitespace().map(link).collect();
    links.map(|links| once(links.into_iter(), str::to_owned))
}

/// A web address, with `https://` added where only a name was typed. Nothing that a browser would
/// run, and no name and password in it.
fn link(text: &str) -> Option<String> {
    let lower = text.to_ascii_lowercase();
    let rest = lower.strip_prefix("https://").or_else(|| lower.strip_prefix("http://"));
    let (whole, rest) = match rest {
        Some(rest) => (text.to_owned(), rest.to_owned()),
        None if lower.contains("://") => return None,
        None => (format!("https://{text}"), lower),
    };
    let host = rest.split(['/', '?', '#']).next().unwrap_or_default();
    let name = host.split(':').next().unwrap_or_default();
    let port_is_fine = host.split_once(':').is_none_or(|(_, port)| port.parse::<u16>().is_ok());
    let labels_are_fine = name.contains('.')
        && name.split('.').all(|label| {
            !label.is_empty() && label.chars().all(|c| c.is_alphanumeric() || c == '-')
        });
    let marks_are_fine = !whole.chars().any(|c| c.is_control() || "<>\"\\`{}|^".contains(c));
    let fine = port_is_fine && labels_are_fine && marks_are_fine && whole.len() <= LINK_MAX;
    fine.then_some(whole)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn typed() -> TypedProfile {
        TypedProfile { name: "Sofia Marchetti".to_owned(), ..TypedProfile::default() }
    }

    fn faults(typed: &TypedProfile) -> Vec<&'static str> {
        checked(typed)
            .map_err(|faults| faults.iter().map(|fault| fault.key).collect())
            .err()
            .unwrap_or_default()
    }

    #[test]
    fn pay_1_a_profile_may_be_filled_in_step_by_step() {
        assert_eq!(faults(&typed()), Vec::<&str>::new());
    }

    #[test]
    fn all_6_everything_that_is_wrong_is_said_at_once() {
        let wrong = TypedProfile {
            name: " ".to_owned(),
            headline: "x".repeat(HEADLINE_MAX + 1),
            about: "x".repeat(ABOUT_MAX + 1),
            tz: "Europe/Atlantis".to_owned(),
            country: "XX".to_owned(),
            languages: vec!["tlh".to_owned()],
            topics: "y".repeat(TOPIC_MAX + 1),
            links: "javascript:alert(1)".to_owned(),
            version: 1,
        };
        let keys = [
            "fault-name-missing",
            "fault-headline-long",
            "fault-about-long",
            "fault-zone",
            "fault-country",
            "fault-language",
            "fault-topic-long",
            "fault-link",
        ];
        assert_eq!(faults(&wrong), keys);
        let many = (0..13).map(|n| format!("topic {n}")).collect::<Vec<_>>().join(",");
        assert_eq!(faults(&TypedProfile { topics: many, ..typed() }), ["fault-topics-many"]);
        let links = (0..6).map(|n| format!("https://e{n}.example")).collect::<Vec<_>>().join(" ");
        assert_eq!(faults(&TypedProfile { links, ..typed() }), ["fault-links-many"]);
    }

    #[test]
    fn topics_are_trimmed_and_kept_once() {
        assert_eq!(
            topics(" Grief, grief ;#Couples\n\n  low   mood,"),
            ["Grief", "Couples", "low mood"]
        );
    }

    #[test]
    fn a_link_is_a_web_address_and_nothing_that_runs() {
        for (text, want) in [
            ("https://example.org/a?b=c", Some("https://example.org/a?b=c")),
            ("http://example.org:8080", Some("http://example.org:8080")),
            ("example.org", Some("https://example.org")),
            ("HTTPS://Example.org", Some("HTTPS://Example.org")),
            ("javascript:alert(1)", None),
            ("data:text/html,x", None),
            ("ftp://example.org", None),
            ("https://ann:pw@example.org", None),
            ("https://", None),
            ("https://localhost", None),
            ("https://a..b", None),
            ("https://example.org/<script>", None),
        ] {
            assert_eq!(link(text).as_deref(), want, "{text}");
        }
    }

    #[test]
    fn zones_are_places_and_utc() {
        let zones = zones();
        for name in ["Europe/Lisbon", "Asia/Kolkata", "UTC", "America/Argentina/Buenos_Aires"] {
            assert!(zones.iter().any(|known| known == name), "{name}");
        }
        assert!(!zones.iter().any(|name| name.starts_with("Etc/") || name == "EST"));
    }
}
