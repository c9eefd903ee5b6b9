//! The operator's settings in the store: read at start, changed by form, every version kept.

use visavis_domain::ids::AccountId;
use visavis_store::books;
use visavis_store::people as accounts;
use visavis_store::settings::{self as rows, Setting};

use crate::{App, Failure, SiteSettings, Topic};

/// Under which name the settings of the site are kept.
const KEY: &str = "site";
/// The largest share that a form may set, in basis points: all of it.
const SHARE_MAX: u32 = 10_000;

/// The settings with what one needs to change them.
#[derive(Debug, Clone)]
pub struct Settings {
    /// As they are now.
    pub site: SiteSettings,
    /// The version that was read.
    pub version: i64,
    /// Whether something is priced already, so that the currency stands (ALL-1).
    pub is_priced: bool,
}

/// One earlier version, with the name of whoever made it.
#[derive(Debug, Clone)]
pub struct Change {
    /// The version.
    pub setting: Setting,
    /// Who made it; empty where the program did.
    pub by: String,
}

/// Puts the kept settings in force: to be called at start.
pub async fn load(app: &App) -> Result<(), Failure> {
    let settings = current(app).await?;
    app.site.set(settings.site);
    Ok(())
}

/// The settings as they are kept.
pub async fn current(app: &App) -> Result<Settings, Failure> {
    let mut tx = app.store.read().await?;
    let kept = rows::current(&mut tx, KEY).await?;
    let is_priced = books::is_priced(&mut tx).await?;
    let version = kept.as_ref().map_or(0, |kept| kept.version);
    let site = match kept {
        Some(kept) => read(kept.value)?,
        None => SiteSettings::clone(&app.site.get()),
    };
    Ok(Settings { site, version, is_priced })
}

fn read(value: serde_json::Value) -> Result<SiteSettings, Failure> {
    serde_json::from_value(value)
        .map_err(|error| Failure::inside(format!("the settings cannot be read: {error}")))
}

/// Keeps new settings and puts them in force; [`Failure::Changed`] if somebody else changed them
/// since `seen` was read.
pub async fn save(app: &App, by: AccountId, seen: i64, site: SiteSettings) -> Result<(), Failure> {
    check(&site)?;
    let before = app.site.get();
    let value = serde_json::to_value(&site).map_err(|error| Failure::inside(error.to_string()))?;
    let mut tx = app.store.write().await?;
    if site.currency != before.currency && books::is_priced(&mut tx).await? {
        return Err(Failure::field("currency", "fault-currency-stands"));
    }
    rows::change(&mut tx, KEY, seen, &value, Some(by), app.clock.now()).await?;
    tx.commit().await?;
    app.site.set(site);
    app.bus.publish(Topic::Operator);
    app.bus.publish(Topic::Directory);
    Ok(())
}

fn check(site: &SiteSettings) -> Result<(), Failure> {
    if site.name.trim().is_empty() {
        return Err(Failure::field("name", "fault-name-missing"));
    }
    if site.commission_bp > SHARE_MAX {
        return Err(Failure::field("commission", "fault-share"));
    }
    if site.tax_bp > SHARE_MAX {
        return Err(Failure::field("tax", "fault-share"));
    }
    if site.price.min_minor < 1 || site.price.min_minor > site.price.max_minor {
        return Err(Failure::field("price_min", "fault-price-bounds"));
    }
    Ok(())
}

/// The last versions, the newest first.
pub async fn history(app: &App, limit: u32) -> Result<Vec<Change>, Failure> {
    let mut tx = app.store.read().await?;
    let kept = rows::history(&mut tx, KEY, limit).await?;
    let mut changes = Vec::with_capacity(kept.len());
    for setting in kept {
        let by = match setting.changed_by {
            Some(id) => accounts::by_id(&mut tx, id).await?.map_or(String::new(), |by| by.name),
            None => String::new(),
        };
        changes.push(Change { setting, by });
    }
    Ok(changes)
}
