//! How clients find hosts: the list with its filters, and one host's public page (PAY-10, PAY-11).

use visavis_domain::ids::{AccountId, FileId, HostId, ServiceId};
use visavis_domain::money::Money;
use visavis_domain::profile::{Missing, Profile, Standing};
use visavis_domain::session::Channel;
use visavis_store::Tx;
use visavis_store::host::{self, HostRow, Order, ServiceRow, Wanted};
use visavis_store::session::Page;

use super::{LANGUAGES, fold};
use crate::{App, Failure};

/// How many hosts stand on one page.
pub const PER_PAGE: i64 = 12;
/// How many words of a search count.
const WORDS_MAX: usize = 3;
/// How many topics and languages are offered as filters.
const FACETS: u16 = 12;
/// The most characters of a filter.
const FILTER_MAX: usize = 100;

/// What a visitor asks for. Empty means any; what makes no sense means any, too.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Search {
    /// As typed.
    pub words: String,
    /// A topic's key.
    pub topic: String,
    /// A language's tag.
    pub language: String,
    /// How to meet.
    pub channel: Option<Channel>,
    /// The lowest price.
    pub min: Option<Money>,
    /// The highest price.
    pub max: Option<Money>,
    /// Whether the cheapest come first.
    pub by_price: bool,
    /// The page, from 1.
    pub page: i64,
}

/// One page of the directory.
#[derive(Debug, Clone, Default)]
pub struct Listing {
    /// The hosts.
    pub cards: Vec<Card>,
    /// How many fit in all.
    pub total: i64,
    /// Which page this is, from 1.
    pub page: i64,
    /// How many pages there are.
    pub pages: i64,
    /// Topics to choose from: key, as written, how many hosts.
    pub topics: Vec<(String, String, i64)>,
    /// Languages to choose from: tag, how many hosts.
    pub languages: Vec<(String, i64)>,
}

/// One host in the list.
#[derive(Debug, Clone)]
pub struct Card {
    /// The address of the host's page.
    pub slug: String,
    /// The name.
    pub name: String,
    /// The headline.
    pub headline: String,
    /// About the host; the page shows the beginning.
    pub about: String,
    /// The portrait.
    pub avatar: Option<FileId>,
    /// The topics.
    pub topics: Vec<String>,
    /// Tags of the languages.
    pub languages: Vec<String>,
    /// What the host sells.
    pub offers: Vec<Offer>,
}

/// One service as a client sees it.
#[derive(Debug, Clone)]
pub struct Offer {
    /// Which one.
    pub id: ServiceId,
    /// What it is called.
    pub title: String,
    /// What is done in that time.
    pub description: String,
    /// How to meet.
    pub channel: Channel,
    /// What it costs, tax included.
    pub price: Money,
    /// How long it takes, in minutes.
    pub minutes: u32,
}

/// A host's public page.
#[derive(Debug, Clone)]
pub struct PublicHost {
    /// Whose page.
    pub id: HostId,
    /// Its address.
    pub slug: String,
    /// What the host says.
    pub profile: Profile,
    /// The portrait.
    pub avatar: Option<FileId>,
    /// The cover picture.
    pub cover: Option<FileId>,
    /// What the host sells.
    pub offers: Vec<Offer>,
    /// Who sees it.
    pub seen: Seen,
}

/// Who sees a host's page.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Seen {
    /// Everybody.
    ByAll,
    /// The host alone, because this is missing (PAY-10).
    Unfinished(Vec<Missing>),
    /// The host alone, because the operator holds it back.
    HeldBack,
}

/// A page of the directory.
pub async fn directory(app: &App, search: &Search) -> Result<Listing, Failure> {
    let wanted = wanted(search);
    let mut tx = app.store.read().await?;
    let total = host::find_count(&mut tx, &wanted).await?;
    let pages = (total + PER_PAGE - 1) / PER_PAGE;
    let page = search.page.clamp(1, pages.max(1));
    let place = Page { limit: PER_PAGE, offset: (page - 1) * PER_PAGE };
    let mut cards = vec![];
    for row in host::find(&mut tx, &wanted, place).await? {
        cards.push(card(&mut tx, row).await?);
    }
    let topics = host::topic_counts(&mut tx, FACETS).await?;
    let languages = host::language_counts(&mut tx, FACETS).await?;
    Ok(Listing { cards, total, page, pages, topics, languages })
}

fn wanted(search: &Search) -> Wanted {
    let filter =
        |text: &str| text.chars().filter(|c| !c.is_control()).take(FILTER_MAX).collect::<String>();
    let known = LANGUAGES.split(' ').any(|tag| tag == search.language);
    Wanted {
        words: fold::words(&filter(&search.words)).take(WORDS_MAX).collect(),
        topic: filter(&search.topic).to_lowercase(),
        language: if known { search.language.clone() } else { String::new() },
        channel: search.channel,
        min_minor: search.min.map_or(0, |min| min.minor),
        max_minor: search.max.map_or(i64::MAX, |max| max.minor),
        order: if search.by_price { Order::Price } else { Order::Recommended },
    }
}

async fn card(tx: &mut Tx, row: HostRow) -> Result<Card, Failure> {
    let offers = offers(tx, row.id).await?;
    let profile = row.profile;
    Ok(Card {
        slug: row.slug,
        name: profile.name,
        headline: profile.headline,
        about: profile.about,
        avatar: row.avatar,
        topics: profile.topics,
        languages: profile.languages,
        offers,
    })
}

async fn offers(tx: &mut Tx, id: HostId) -> Result<Vec<Offer>, Failure> {
    let services = host::services(tx, id).await?;
    Ok(services.into_iter().filter(|service| service.enabled).map(offer).collect())
}

fn offer(row: ServiceRow) -> Offer {
    let draft = row.draft;
    Offer {
        id: row.id,
        title: draft.title,
        description: draft.description,
        channel: draft.channel,
        price: draft.price,
        minutes: draft.minutes,
    }
}

/// A host's page by its address. Clients see it once it is complete; the host sees it before, and
/// what is missing; to all others it is not there (PAY-10, ALL-5).
pub async fn public(
    app: &App,
    slug: &str,
    reader: Option<AccountId>,
) -> Result<PublicHost, Failure> {
    let mut tx = app.store.read().await?;
    let clean: String = slug.chars().filter(|letter| !letter.is_control()).collect();
    let row = host::by_slug(&mut tx, &clean).await?.ok_or(Failure::NotFound)?;
    let is_own = reader == Some(row.id.account());
    if !row.visible && !is_own {
        return Err(Failure::NotFound);
    }
    let services = host::services(&mut tx, row.id).await?;
    let seen = match row.standing {
        Standing::Active if row.visible => Seen::ByAll,
        Standing::Active => Seen::Unfinished(super::missing(&row, &services)),
        Standing::Suspended | Standing::Removed => Seen::HeldBack,
    };
    Ok(PublicHost {
        id: row.id,
        slug: row.slug,
        profile: row.profile,
        avatar: row.avatar,
        cover: row.cover,
        offers: services.into_iter().filter(|service| service.enabled).map(offer).collect(),
        seen,
    })
}
