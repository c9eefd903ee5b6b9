//! What a host sells (PAY-3 to PAY-8): adding, mending, copying, taking off. Nothing is ever deleted.

use visavis_domain::ids::{HostId, RevisionId, ServiceId};
use visavis_domain::service::{self, Change, Draft, TITLE_MAX};
use visavis_store::Tx;
use visavis_store::host::{self, ServiceRow};

use super::{refresh, tell};
use crate::{App, Failure, Fault};

/// All services of a host, those that are off too.
pub async fn services(app: &App, id: HostId) -> Result<Vec<ServiceRow>, Failure> {
    let mut tx = app.store.read().await?;
    Ok(host::services(&mut tx, id).await?)
}

/// One's own service; somebody else's is not there (ALL-5).
pub async fn service(app: &App, id: HostId, service: ServiceId) -> Result<ServiceRow, Failure> {
    let mut tx = app.store.read().await?;
    own(&mut tx, id, service).await
}

async fn own(tx: &mut Tx, id: HostId, service: ServiceId) -> Result<ServiceRow, Failure> {
    let row = host::service_by_id(tx, service).await?;
    row.filter(|row| row.host == id).ok_or(Failure::NotFound)
}

/// The id of a service that a form is about to add. Sent twice, the form adds one.
pub fn new_service_id(app: &App) -> ServiceId {
    ServiceId::from_uuid(app.random.uuid(app.clock.now()))
}

/// Adds a service under an id from [`new_service_id`]; it is on offer at once.
pub async fn add_service(
    app: &App,
    id: HostId,
    new: ServiceId,
    draft: Draft,
) -> Result<(), Failure> {
    let draft = checked(app, draft)?;
    let mut tx = app.store.write().await?;
    if is_there(&mut tx, id, new).await? {
        return Ok(());
    }
    insert(app, &mut tx, id, new, draft, true).await?;
    tx.commit().await?;
    tell(app, id);
    Ok(())
}

/// Whether a form was sent before. An id of somebody else's is no id of ours.
async fn is_there(tx: &mut Tx, id: HostId, new: ServiceId) -> Result<bool, Failure> {
    match host::service_by_id(tx, new).await? {
        Some(row) if row.host == id => Ok(true),
        Some(_) => Err(Failure::NotFound),
        None => Ok(false),
    }
}

async fn insert(
    app: &App,
    tx: &mut Tx,
    id: HostId,
    new: ServiceId,
    draft: Draft,
    enabled: bool,
) -> Result<(), Failure> {
    let now = app.clock.now();
    let row = ServiceRow {
        id: new,
        host: id,
        enabled,
        n: 1,
        version: 1,
        revision: RevisionId::from_uuid(app.random.uuid(now)),
        draft,
    };
    host::add_service(tx, &row, now).await?;
    refresh(tx, id).await
}

/// Changes a service: words are mended in place, a new price, duration or channel makes a new
/// revision, and what was sold keeps its own copy either way (PAY-8).
pub async fn edit_service(
    app: &App,
    id: HostId,
    service: ServiceId,
    version: i64,
    draft: Draft,
) -> Result<Change, Failure> {
    let draft = checked(app, draft)?;
    let now = app.clock.now();
    let mut tx = app.store.write().await?;
    let mut row = own(&mut tx, id, service).await?;
    let change = draft.change_from(&row.draft);
    if change == Change::Nothing {
        return Ok(change);
    }
    if row.version != version {
        return Err(Failure::Changed);
    }
    row.draft = draft;
    match change {
        Change::Nothing => {}
        Change::Words => host::mend_words(&mut tx, &row).await?,
        Change::NewRevision => {
            row.n += 1;
            row.revision = RevisionId::from_uuid(app.random.uuid(now));
            host::revise(&mut tx, &row, now).await?;
        }
    }
    refresh(&mut tx, id).await?;
    tx.commit().await?;
    tell(app, id);
    Ok(change)
}

/// Copies a service under an id from [`new_service_id`]; `mark` follows its title. The copy is on
/// offer if the original is.
pub async fn duplicate_service(
    app: &App,
    id: HostId,
    service: ServiceId,
    copy: ServiceId,
    mark: &str,
) -> Result<(), Failure> {
    let mut tx = app.store.write().await?;
    let row = own(&mut tx, id, service).await?;
    if is_there(&mut tx, id, copy).await? {
        return Ok(());
    }
    let room = TITLE_MAX.saturating_sub(mark.chars().count() + 1);
    let title: String = row.draft.title.chars().take(room).collect();
    let draft = Draft { title: format!("{} {mark}", title.trim_end()), ..row.draft };
    insert(app, &mut tx, id, copy, draft, row.enabled).await?;
    tx.commit().await?;
    tell(app, id);
    Ok(())
}

/// Puts a service on offer, or takes it off; sold sessions are untouched (PAY-7).
pub async fn enable_service(
    app: &App,
    id: HostId,
    service: ServiceId,
    enabled: bool,
) -> Result<ServiceRow, Failure> {
    let mut tx = app.store.write().await?;
    let mut row = own(&mut tx, id, service).await?;
    if row.enabled != enabled {
        host::set_enabled(&mut tx, service, enabled).await?;
        refresh(&mut tx, id).await?;
        tx.commit().await?;
        tell(app, id);
        row.enabled = enabled;
    }
    Ok(row)
}

fn checked(app: &App, draft: Draft) -> Result<Draft, Failure> {
    let site = app.site.get();
    if draft.price.currency != site.currency {
        return Err(Failure::field("price", "fault-service-currency"));
    }
    draft
        .checked(site.price)
        .map_err(|faults| Failure::Invalid(faults.into_iter().map(fault).collect()))
}

const fn fault(fault: service::Fault) -> Fault {
    let (field, key) = match fault {
        service::Fault::TitleMissing => ("title", "fault-service-title"),
        service::Fault::TitleLong => ("title", "fault-service-title-long"),
        service::Fault::DescriptionMissing => ("description", "fault-service-description"),
        service::Fault::DescriptionLong => ("description", "fault-service-description-long"),
        service::Fault::PriceLow => ("price", "fault-service-price-low"),
        service::Fault::PriceHigh => ("price", "fault-service-price-high"),
        service::Fault::Minutes => ("minutes", "fault-service-minutes"),
    };
    Fault { field, key }
}
