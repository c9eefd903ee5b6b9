//! Hosts: becoming one, what they say about themselves, what they sell, and being found.
//!
//! Whether clients see a host is decided anew in the transaction of every change (PAY-10), and with
//! it the words under which the host is found and the lowest price.

mod directory;
mod fold;
mod lists;
mod profile;
mod services;

use visavis_domain::ids::{AccountId, HostId};
use visavis_domain::profile::{Missing, Offering, Reminder};
use visavis_store::host::{self, HostRow, ServiceRow};
use visavis_store::{StoreError, Tx, people as accounts};

use crate::{App, Failure, Topic, people};

pub use directory::{Card, Listing, Offer, PER_PAGE, PublicHost, Search, Seen, directory, public};
pub use lists::{COUNTRIES, LANGUAGES};
pub use profile::{
    ABOUT_MAX, HEADLINE_MAX, LANGUAGES_MAX, LINKS_MAX, Mine, TOPIC_MAX, TOPICS_MAX, TypedProfile,
    change_profile, mine, zones,
};
pub use services::{
    add_service, duplicate_service, edit_service, enable_service, new_service_id, service, services,
};

/// How often a slug that somebody else took meanwhile is replaced by the next.
const SLUG_TRIES: u32 = 5;
/// The most characters of a host's words that the search looks at.
const SEARCH_MAX: usize = 20_000;

/// Makes an account a host; an account that is one already stays as it is. Nothing but a verified
/// address and a name is asked for: the rest is filled in at the host's own pace.
pub async fn begin(app: &App, account: AccountId, name: &str) -> Result<HostId, Failure> {
    let name = people::checked_name("name", name).map_err(|fault| Failure::Invalid(vec![fault]))?;
    let id = HostId::of(account);
    for _ in 0..SLUG_TRIES {
        let mut tx = app.store.write().await?;
        let person = accounts::by_id(&mut tx, account).await?.ok_or(Failure::NotFound)?;
        if person.email_verified_at.is_none() {
            return Err(Failure::field("name", "fault-host-email"));
        }
        if host::by_id(&mut tx, id).await?.is_some() {
            return Ok(id);
        }
        let slug = free_slug(app, &mut tx, &name).await?;
        // Nobody told us UTC: it stands where a browser named no zone.
        let tz = if person.tz == "UTC" { "" } else { person.tz.as_str() };
        match host::insert(&mut tx, id, &slug, &name, tz, app.clock.now()).await {
            Ok(()) => {}
            // The same name at the same moment; the next number is free.
            Err(StoreError::Constraint(_)) => continue,
            Err(error) => return Err(error.into()),
        }
        refresh(&mut tx, id).await?;
        tx.commit().await?;
        tell(app, id);
        return Ok(id);
    }
    Err(Failure::Taken("host_slug_once".to_owned()))
}

/// The address of a new host: from the name, with a number where others had it first.
async fn free_slug(app: &App, tx: &mut Tx, name: &str) -> Result<String, Failure> {
    let base = fold::slug(name);
    if !host::is_slug_taken(tx, &base).await? {
        return Ok(base);
    }
    for n in 2..20 {
        let slug = format!("{base}-{n}");
        if !host::is_slug_taken(tx, &slug).await? {
            return Ok(slug);
        }
    }
    let [a, b, c, _] = app.random.bytes::<4>();
    Ok(format!("{base}-{}", u32::from_be_bytes([0, a, b, c])))
}

/// What a host has on offer.
fn offering(row: &HostRow, services: &[ServiceRow]) -> Offering {
    let enabled = services.iter().filter(|service| service.enabled).count();
    Offering {
        services: u32::try_from(enabled).unwrap_or(u32::MAX),
        channels: 0,
        standing: row.standing,
    }
}

/// What still keeps this host from being seen (PAY-10).
fn missing(row: &HostRow, services: &[ServiceRow]) -> Vec<Missing> {
    row.profile.missing(offering(row, services))
}

/// What is recommended and not there yet (PAY-2).
fn reminders(row: &HostRow) -> Vec<Reminder> {
    let lacking =
        [(row.avatar.is_none(), Reminder::Avatar), (row.cover.is_none(), Reminder::Cover)];
    lacking.into_iter().filter_map(|(lacking, what)| lacking.then_some(what)).collect()
}

/// How a host is found, as it follows from everything the host says and sells.
#[derive(PartialEq, Eq)]
struct View {
    visible: bool,
    search: String,
    from_minor: Option<i64>,
}

impl View {
    async fn of(tx: &mut Tx, id: HostId) -> Result<Self, Failure> {
        let row = host::by_id(tx, id).await?.ok_or(Failure::NotFound)?;
        let services = host::services(tx, id).await?;
        let offered = services.iter().filter(|service| service.enabled);
        Ok(Self {
            visible: row.profile.is_visible(offering(&row, &services)),
            search: search_text(&row, &services),
            from_minor: offered.map(|service| service.draft.price.minor).min(),
        })
    }

    async fn write(&self, tx: &mut Tx, id: HostId) -> Result<(), Failure> {
        Ok(host::show(tx, id, self.visible, &self.search, self.from_minor).await?)
    }
}

/// Decides anew whether clients see the host and how it is found. To be called in the transaction
/// of every change of a host, a service or a standing.
pub async fn refresh(tx: &mut Tx, id: HostId) -> Result<(), Failure> {
    let view = View::of(tx, id).await?;
    view.write(tx, id).await?;
    // On PostgreSQL another change may have come between reading and writing. The row is ours from
    // the write on, so a second look sees all that counts.
    let now = View::of(tx, id).await?;
    if now == view { Ok(()) } else { now.write(tx, id).await }
}

/// Tells open pages that this host changed.
pub fn tell(app: &App, id: HostId) {
    app.bus.publish(Topic::Directory);
    app.bus.publish(Topic::Sessions(id.account()));
}

fn search_text(row: &HostRow, services: &[ServiceRow]) -> String {
    let profile = &row.profile;
    let mut said = vec![profile.name.as_str(), &profile.headline];
    said.extend(profile.topics.iter().map(String::as_str));
    let offered = || services.iter().filter(|service| service.enabled);
    said.extend(offered().map(|service| service.draft.title.as_str()));
    said.push(&profile.about);
    said.extend(offered().map(|service| service.draft.description.as_str()));
    let text = fold::words(&said.join(" ")).collect::<Vec<_>>().join(" ");
    text.chars().take(SEARCH_MAX).collect()
}
