//! Hosts, what they sell, and how clients find them.

use jiff::Timestamp;
use visavis_domain::ids::{FileId, HostId, RevisionId, ServiceId};
use visavis_domain::money::{Currency, Money};
use visavis_domain::profile::{Profile, Standing};
use visavis_domain::service::Draft;
use visavis_domain::session::Channel;

use crate::sql::sql;
use crate::{Row, StoreError, Tx, args};

sql! { INSERT = "INSERT INTO host (id, slug, name, tz, links, state, visible, created_at) VALUES ($1, $2, $3, $4, $5, 'active', $6, $7)" }

sql! { BY_ID = "SELECT h.id, h.slug, h.name, h.headline, h.about, h.tz, h.country, h.links, h.cover_file, h.phone, h.phone_verified_at, h.state, h.visible, h.created_at, h.version, a.avatar_file
FROM host h JOIN account a ON a.id = h.id WHERE h.id = $1" }

sql! { BY_SLUG = "SELECT h.id, h.slug, h.name, h.headline, h.about, h.tz, h.country, h.links, h.cover_file, h.phone, h.phone_verified_at, h.state, h.visible, h.created_at, h.version, a.avatar_file
FROM host h JOIN account a ON a.id = h.id WHERE h.slug = $1" }

sql! { ALL = "SELECT h.id, h.slug, h.name, h.headline, h.about, h.tz, h.country, h.links, h.cover_file, h.phone, h.phone_verified_at, h.state, h.visible, h.created_at, h.version, a.avatar_file
FROM host h JOIN account a ON a.id = h.id
ORDER BY h.created_at DESC
LIMIT $1 OFFSET $2" }

sql! { COUNT = "SELECT count(*), coalesce(sum(CASE WHEN visible THEN 1 ELSE 0 END), 0) FROM host" }

sql! { SLUG_TAKEN = "SELECT count(*) FROM host WHERE slug = $1" }

sql! { TOPICS = "SELECT topic FROM host_topic WHERE host_id = $1 ORDER BY n" }

sql! { LANGUAGES = "SELECT language FROM host_language WHERE host_id = $1 ORDER BY language" }

sql! { UPDATE = "UPDATE host SET name = $1, headline = $2, about = $3, tz = $4, country = $5, links = $6, version = version + 1 WHERE id = $7 AND version = $8" }

sql! { DROP_TOPICS = "DELETE FROM host_topic WHERE host_id = $1" }

sql! { ADD_TOPIC = "INSERT INTO host_topic (host_id, n, topic, topic_key) VALUES ($1, $2, $3, $4)" }

sql! { DROP_LANGUAGES = "DELETE FROM host_language WHERE host_id = $1" }

sql! { ADD_LANGUAGE = "INSERT INTO host_language (host_id, language) VALUES ($1, $2)" }

sql! { SHOW = "UPDATE host SET visible = $1, search = $2, from_minor = $3 WHERE id = $4" }

sql! { SET_STATE = "UPDATE host SET state = $1, version = version + 1 WHERE id = $2" }

sql! { SET_COVER = "UPDATE host SET cover_file = $1, version = version + 1 WHERE id = $2" }

sql! { SET_PHONE = "UPDATE host SET phone = $1, phone_verified_at = $2, version = version + 1 WHERE id = $3" }

sql! { INSERT_SERVICE = "INSERT INTO service (id, host_id, enabled, n, position, created_at)
VALUES ($1, $2, $3, 1, (SELECT coalesce(max(position), 0) + 1 FROM service WHERE host_id = $2), $4)" }

sql! { INSERT_REVISION = "INSERT INTO service_revision (id, service_id, n, title, description, channel, price_minor, currency, minutes, created_at)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)" }

sql! { SERVICE = "SELECT s.id, s.host_id, s.enabled, s.n, s.version, r.id, r.title, r.description, r.channel, r.price_minor, r.currency, r.minutes
FROM service s JOIN service_revision r ON r.service_id = s.id AND r.n = s.n
WHERE s.id = $1" }

sql! { SERVICES = "SELECT s.id, s.host_id, s.enabled, s.n, s.version, r.id, r.title, r.description, r.channel, r.price_minor, r.currency, r.minutes
FROM service s JOIN service_revision r ON r.service_id = s.id AND r.n = s.n
WHERE s.host_id = $1
ORDER BY s.position" }

sql! { MEND_WORDS = "UPDATE service_revision SET title = $1, description = $2 WHERE id = $3" }

sql! { NEXT_REVISION = "UPDATE service SET n = $1, version = version + 1 WHERE id = $2 AND version = $3" }

sql! { TOUCH_SERVICE = "UPDATE service SET version = version + 1 WHERE id = $1 AND version = $2" }

sql! { SET_ENABLED = "UPDATE service SET enabled = $1, version = version + 1 WHERE id = $2" }

// One statement serves every filter: an empty value means "any". Ordered by what one can buy first.
sql! { FIND = "SELECT h.id, h.slug, h.name, h.headline, h.about, h.tz, h.country, h.links, h.cover_file, h.phone, h.phone_verified_at, h.state, h.visible, h.created_at, h.version, a.avatar_file
FROM host h JOIN account a ON a.id = h.id
WHERE h.visible
AND ($1 = '' OR h.search LIKE $1)
AND ($2 = '' OR h.search LIKE $2)
AND ($3 = '' OR h.search LIKE $3)
AND ($4 = '' OR EXISTS (SELECT 1 FROM host_topic t WHERE t.host_id = h.id AND t.topic_key = $4))
AND ($5 = '' OR EXISTS (SELECT 1 FROM host_language l WHERE l.host_id = h.id AND l.language = $5))
AND EXISTS (SELECT 1 FROM service s JOIN service_revision r ON r.service_id = s.id AND r.n = s.n
  WHERE s.host_id = h.id AND s.enabled
  AND ($6 = '' OR r.channel = $6) AND r.price_minor >= $7 AND r.price_minor <= $8)
ORDER BY CASE WHEN $9 = 'price' THEN h.from_minor ELSE 0 END, h.created_at DESC, h.id
LIMIT $10 OFFSET $11" }

sql! { FIND_COUNT = "SELECT count(*)
FROM host h
WHERE h.visible
AND ($1 = '' OR h.search LIKE $1)
AND ($2 = '' OR h.search LIKE $2)
AND ($3 = '' OR h.search LIKE $3)
AND ($4 = '' OR EXISTS (SELECT 1 FROM host_topic t WHERE t.host_id = h.id AND t.topic_key = $4))
AND ($5 = '' OR EXISTS (SELECT 1 FROM host_language l WHERE l.host_id = h.id AND l.language = $5))
AND EXISTS (SELECT 1 FROM service s JOIN service_revision r ON r.service_id = s.id AND r.n = s.n
  WHERE s.host_id = h.id AND s.enabled
  AND ($6 = '' OR r.channel = $6) AND r.price_minor >= $7 AND r.price_minor <= $8)" }

sql! { TOPIC_COUNTS = "SELECT t.topic_key, min(t.topic), count(*) FROM host_topic t JOIN host h ON h.id = t.host_id WHERE h.visible GROUP BY t.topic_key ORDER BY count(*) DESC, t.topic_key LIMIT $1" }

sql! { LANGUAGE_COUNTS = "SELECT l.language, count(*) FROM host_language l JOIN host h ON h.id = l.host_id WHERE h.visible GROUP BY l.language ORDER BY count(*) DESC, l.language LIMIT $1" }

/// A host as the database keeps it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HostRow {
    /// Its id.
    pub id: HostId,
    /// Its address on the site.
    pub slug: String,
    /// What the host wrote.
    pub profile: Profile,
    /// The portrait.
    pub avatar: Option<FileId>,
    /// The cover picture.
    pub cover: Option<FileId>,
    /// The mobile number; never shown to anyone else (PAY-1).
    pub phone: Option<String>,
    /// When the number was verified, if it was.
    pub phone_verified_at: Option<Timestamp>,
    /// The operator's word.
    pub standing: Standing,
    /// Whether clients see the host (PAY-10).
    pub visible: bool,
    /// Since when.
    pub created_at: Timestamp,
    /// The version under which it may be written back.
    pub version: i64,
}

/// A service with its current terms.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ServiceRow {
    /// Its id.
    pub id: ServiceId,
    /// Who sells it.
    pub host: HostId,
    /// Whether it is on offer (PAY-7).
    pub enabled: bool,
    /// The number of the current revision.
    pub n: i64,
    /// The version under which it may be written back.
    pub version: i64,
    /// The current revision.
    pub revision: RevisionId,
    /// The current terms.
    pub draft: Draft,
}

/// What a visitor looks for. Empty text and zero mean any.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Wanted {
    /// Up to three words, without accents and in lower case.
    pub words: Vec<String>,
    /// A topic's key.
    pub topic: String,
    /// A language's tag.
    pub language: String,
    /// How to meet.
    pub channel: Option<Channel>,
    /// The lowest price, in minor units.
    pub min_minor: i64,
    /// The highest price, in minor units.
    pub max_minor: i64,
    /// Whether the cheapest come first.
    pub order: Order,
}

/// In which order hosts are listed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Order {
    /// The newest first, until there are reviews to go by.
    Recommended,
    /// The cheapest first.
    Price,
}

const fn channel_name(channel: Channel) -> &'static str {
    match channel {
        Channel::Video => "video",
        Channel::Chat => "chat",
        Channel::Phone => "phone",
    }
}

fn channel(text: &str) -> Result<Channel, StoreError> {
    match text {
        "video" => Ok(Channel::Video),
        "chat" => Ok(Channel::Chat),
        "phone" => Ok(Channel::Phone),
        other => Err(StoreError::bug(format!("{other} is no channel"))),
    }
}

const fn standing_name(standing: Standing) -> &'static str {
    match standing {
        Standing::Active => "active",
        Standing::Suspended => "suspended",
        Standing::Removed => "removed",
    }
}

fn standing(text: &str) -> Result<Standing, StoreError> {
    match text {
        "active" => Ok(Standing::Active),
        "suspended" => Ok(Standing::Suspended),
        "removed" => Ok(Standing::Removed),
        other => Err(StoreError::bug(format!("{other} is no standing"))),
    }
}

async fn host(tx: &mut Tx, row: &Row) -> Result<HostRow, StoreError> {
    let id: HostId = row.get(0)?;
    let texts = |rows: Vec<Row>| rows.iter().map(|row| row.get(0)).collect();
    let topics: Result<Vec<String>, _> = texts(tx.rows(TOPICS, args![id]).await?);
    let languages: Result<Vec<String>, _> = texts(tx.rows(LANGUAGES, args![id]).await?);
    Ok(HostRow {
        id,
        slug: row.get(1)?,
        profile: Profile {
            name: row.get(2)?,
            headline: row.get(3)?,
            about: row.get(4)?,
            tz: row.get(5)?,
            country: row.get(6)?,
            links: row.json(7)?,
            topics: topics?,
            languages: languages?,
        },
        cover: row.get(8)?,
        phone: row.get(9)?,
        phone_verified_at: row.get(10)?,
        standing: standing(&row.get::<String>(11)?)?,
        visible: row.get(12)?,
        created_at: row.get(13)?,
        version: row.get(14)?,
        avatar: row.get(15)?,
    })
}

async fn hosts(tx: &mut Tx, rows: Vec<Row>) -> Result<Vec<HostRow>, StoreError> {
    let mut found = Vec::with_capacity(rows.len());
    for row in rows {
        found.push(host(tx, &row).await?);
    }
    Ok(found)
}

fn service(row: &Row) -> Result<ServiceRow, StoreError> {
    let currency: Currency = row.get(10)?;
    Ok(ServiceRow {
        id: row.get(0)?,
        host: row.get(1)?,
        enabled: row.get(2)?,
        n: row.get(3)?,
        version: row.get(4)?,
        revision: row.get(5)?,
        draft: Draft {
            title: row.get(6)?,
            description: row.get(7)?,
            channel: channel(&row.get::<String>(8)?)?,
            price: Money::new(row.get(9)?, currency),
            minutes: row.get(11)?,
        },
    })
}

/// Makes an account a host, with nothing said yet.
pub async fn insert(
    tx: &mut Tx,
    id: HostId,
    slug: &str,
    name: &str,
    tz: &str,
    now: Timestamp,
) -> Result<(), StoreError> {
    let links = serde_json::Value::Array(vec![]);
    tx.exec(INSERT, args![id, slug, name, tz, links, false, now]).await?;
    Ok(())
}

/// One host, visible or not.
pub async fn by_id(tx: &mut Tx, id: HostId) -> Result<Option<HostRow>, StoreError> {
    match tx.opt(BY_ID, args![id]).await? {
        Some(row) => host(tx, &row).await.map(Some),
        None => Ok(None),
    }
}

/// One host by address, visible or not.
pub async fn by_slug(tx: &mut Tx, slug: &str) -> Result<Option<HostRow>, StoreError> {
    match tx.opt(BY_SLUG, args![slug]).await? {
        Some(row) => host(tx, &row).await.map(Some),
        None => Ok(None),
    }
}

/// All hosts, the newest first.
pub async fn all(tx: &mut Tx, page: crate::session::Page) -> Result<Vec<HostRow>, StoreError> {
    let rows = tx.rows(ALL, args![page.limit, page.offset]).await?;
    hosts(tx, rows).await
}

/// How many hosts there are, and how many of them are visible.
pub async fn count(tx: &mut Tx) -> Result<(i64, i64), StoreError> {
    let row = tx.one(COUNT, args![]).await?;
    Ok((row.get(0)?, row.get(1)?))
}

/// Whether a host has this address.
pub async fn is_slug_taken(tx: &mut Tx, slug: &str) -> Result<bool, StoreError> {
    let count: i64 = tx.one(SLUG_TAKEN, args![slug]).await?.get(0)?;
    Ok(count > 0)
}

/// Writes what a host says; [`StoreError::Conflict`] if somebody was faster.
pub async fn update(
    tx: &mut Tx,
    id: HostId,
    profile: &Profile,
    version: i64,
) -> Result<(), StoreError> {
    let links = serde_json::json!(profile.links);
    let values = args![
        &profile.name,
        &profile.headline,
        &profile.about,
        &profile.tz,
        &profile.country,
        links,
        id,
        version
    ];
    tx.exec_one(UPDATE, values).await?;
    tx.exec(DROP_TOPICS, args![id]).await?;
    for (topic, n) in profile.topics.iter().zip(0_i64..) {
        tx.exec(ADD_TOPIC, args![id, n, topic, topic.to_lowercase()]).await?;
    }
    tx.exec(DROP_LANGUAGES, args![id]).await?;
    for language in &profile.languages {
        tx.exec(ADD_LANGUAGE, args![id, language]).await?;
    }
    Ok(())
}

/// Writes what the domain decided about being found.
pub async fn show(
    tx: &mut Tx,
    id: HostId,
    visible: bool,
    search: &str,
    from_minor: Option<i64>,
) -> Result<(), StoreError> {
    tx.exec_one(SHOW, args![visible, search, from_minor, id]).await
}

/// The operator's word on a host.
pub async fn set_standing(tx: &mut Tx, id: HostId, standing: Standing) -> Result<(), StoreError> {
    tx.exec_one(SET_STATE, args![standing_name(standing), id]).await
}

/// Sets or removes the cover picture.
pub async fn set_cover(tx: &mut Tx, id: HostId, file: Option<FileId>) -> Result<(), StoreError> {
    tx.exec_one(SET_COVER, args![file, id]).await
}

/// Sets the verified mobile number, or removes it.
pub async fn set_phone(
    tx: &mut Tx,
    id: HostId,
    number: Option<&str>,
    verified_at: Option<Timestamp>,
) -> Result<(), StoreError> {
    tx.exec_one(SET_PHONE, args![number, verified_at, id]).await
}

/// Adds a service with its first terms.
pub async fn add_service(tx: &mut Tx, new: &ServiceRow, now: Timestamp) -> Result<(), StoreError> {
    tx.exec(INSERT_SERVICE, args![new.id, new.host, new.enabled, now]).await?;
    add_revision(tx, new, now).await
}

async fn add_revision(tx: &mut Tx, new: &ServiceRow, now: Timestamp) -> Result<(), StoreError> {
    let draft = &new.draft;
    let values = args![
        new.revision,
        new.id,
        new.n,
        &draft.title,
        &draft.description,
        channel_name(draft.channel),
        draft.price.minor,
        draft.price.currency,
        draft.minutes,
        now
    ];
    tx.exec(INSERT_REVISION, values).await?;
    Ok(())
}

/// One service with its current terms.
pub async fn service_by_id(tx: &mut Tx, id: ServiceId) -> Result<Option<ServiceRow>, StoreError> {
    tx.opt(SERVICE, args![id]).await?.as_ref().map(service).transpose()
}

/// All services of a host, disabled ones too, in the host's order.
pub async fn services(tx: &mut Tx, host: HostId) -> Result<Vec<ServiceRow>, StoreError> {
    tx.rows(SERVICES, args![host]).await?.iter().map(service).collect()
}

/// Mends title and description; what was sold keeps its own copy (PAY-8).
pub async fn mend_words(tx: &mut Tx, changed: &ServiceRow) -> Result<(), StoreError> {
    tx.exec_one(TOUCH_SERVICE, args![changed.id, changed.version]).await?;
    let draft = &changed.draft;
    tx.exec_one(MEND_WORDS, args![&draft.title, &draft.description, changed.revision]).await
}

/// Puts new terms in force; the old ones stay for what was sold (PAY-8).
pub async fn revise(tx: &mut Tx, changed: &ServiceRow, now: Timestamp) -> Result<(), StoreError> {
    tx.exec_one(NEXT_REVISION, args![changed.n, changed.id, changed.version]).await?;
    add_revision(tx, changed, now).await
}

/// Puts a service on offer or takes it off (PAY-7).
pub async fn set_enabled(tx: &mut Tx, id: ServiceId, enabled: bool) -> Result<(), StoreError> {
    tx.exec_one(SET_ENABLED, args![enabled, id]).await
}

/// The filters of [`FIND`] as they stand in the statement.
fn filters(wanted: &Wanted) -> [crate::Val<'static>; 8] {
    let word = |n: usize| {
        let like = wanted.words.get(n).map(|word| format!("%{}%", word.replace(['%', '_'], "")));
        crate::Val::from(like.unwrap_or_default())
    };
    [
        word(0),
        word(1),
        word(2),
        wanted.topic.clone().into(),
        wanted.language.clone().into(),
        wanted.channel.map_or("", channel_name).into(),
        wanted.min_minor.into(),
        wanted.max_minor.into(),
    ]
}

/// One page of the visible hosts that fit.
pub async fn find(
    tx: &mut Tx,
    wanted: &Wanted,
    page: crate::session::Page,
) -> Result<Vec<HostRow>, StoreError> {
    let order = match wanted.order {
        Order::Recommended => "new",
        Order::Price => "price",
    };
    let mut values = filters(wanted).to_vec();
    values.extend([order.into(), page.limit.into(), page.offset.into()]);
    let rows = tx.slow_rows(FIND, &values).await?;
    hosts(tx, rows).await
}

/// How many visible hosts fit.
pub async fn find_count(tx: &mut Tx, wanted: &Wanted) -> Result<i64, StoreError> {
    tx.one(FIND_COUNT, &filters(wanted)).await?.get(0)
}

/// The topics of visible hosts with how many have each: key, as written, count.
pub async fn topic_counts(
    tx: &mut Tx,
    limit: u16,
) -> Result<Vec<(String, String, i64)>, StoreError> {
    let rows = tx.rows(TOPIC_COUNTS, args![limit]).await?;
    rows.iter().map(|row| Ok((row.get(0)?, row.get(1)?, row.get(2)?))).collect()
}

/// The languages of visible hosts with how many speak each.
pub async fn language_counts(tx: &mut Tx, limit: u16) -> Result<Vec<(String, i64)>, StoreError> {
    let rows = tx.rows(LANGUAGE_COUNTS, args![limit]).await?;
    rows.iter().map(|row| Ok((row.get(0)?, row.get(1)?))).collect()
}
