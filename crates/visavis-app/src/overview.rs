//! What the operator looks at and does: how the site stands, hosts, sessions, reported problems.

use serde_json::json;
use visavis_domain::ids::{AccountId, HostId, SessionId};
use visavis_domain::ledger::Account;
use visavis_domain::money::Money;
use visavis_domain::profile::Standing;
use visavis_domain::session::{Command, PhaseName, Session, Stamped};
use visavis_store::books::{self, Note};
use visavis_store::cast::{self, Cast};
use visavis_store::host::{self as hosts, HostRow};
use visavis_store::ledger::{self, Finding, NewSettlement};
use visavis_store::outbox::{self as entries, StatusCount};
use visavis_store::session::{self as sessions, Page};
use visavis_store::{Tx, people as accounts};

use crate::session::{announce, execute_in};
use crate::{App, Failure, host};

/// How many rows stand on one page of a list.
pub const PER_PAGE: u32 = 25;

/// How the site stands.
#[derive(Debug, Clone)]
pub struct Overview {
    /// How many hosts there are, and how many of them clients can see.
    pub hosts: (i64, i64),
    /// How many sessions are in each phase.
    pub phases: Vec<(String, i64)>,
    /// How many messages wait, were sent, failed.
    pub outbox: Vec<StatusCount>,
    /// What the accounts hold, added up by kind.
    pub money: Vec<(&'static str, Money)>,
    /// What does not add up; empty when the books are in order.
    pub findings: Vec<Finding>,
    /// Reported problems that wait for the operator.
    pub problems: Vec<Seen>,
}

impl Overview {
    /// How many sessions are in any of these phases.
    pub fn sessions_in(&self, phases: &[PhaseName]) -> i64 {
        let wanted = |name: &str| phases.iter().any(|phase| phase.as_str() == name);
        self.phases.iter().filter(|(name, _)| wanted(name)).map(|(_, count)| count).sum()
    }
}

/// A session as the operator sees it.
#[derive(Debug, Clone)]
pub struct Seen {
    /// The session.
    pub session: Session,
    /// Host and client.
    pub cast: Cast,
}

/// How the site stands now.
pub async fn overview(app: &App) -> Result<Overview, Failure> {
    let realm = app.config.realm;
    let mut tx = app.store.read().await?;
    let page = Page { limit: 20, offset: 0 };
    let disputed = sessions::all(&mut tx, PhaseName::Disputed.as_str(), page).await?;
    Ok(Overview {
        hosts: hosts::count(&mut tx).await?,
        phases: sessions::count_by_phase(&mut tx).await?,
        outbox: entries::counts(&mut tx).await?,
        money: by_code(ledger::balances(&mut tx, realm).await?, app.site.get().currency)?,
        findings: ledger::verify(&mut tx, realm).await?,
        problems: seen(&mut tx, disputed).await?,
    })
}

/// Adds up the accounts of each kind in the site's currency; those that hold nothing are left out.
fn by_code(
    balances: Vec<(Account, Money)>,
    currency: visavis_domain::money::Currency,
) -> Result<Vec<(&'static str, Money)>, Failure> {
    let mut sums: Vec<(&'static str, Money)> = vec![];
    for (account, held) in balances {
        if held.currency != currency {
            continue;
        }
        let code = account.code();
        match sums.iter_mut().find(|(known, _)| *known == code) {
            Some((_, sum)) => {
                *sum = sum.checked_add(held).map_err(|error| Failure::inside(error.to_string()))?;
            }
            None => sums.push((code, held)),
        }
    }
    sums.retain(|(_, sum)| !sum.is_zero());
    Ok(sums)
}

async fn seen(tx: &mut Tx, found: Vec<Session>) -> Result<Vec<Seen>, Failure> {
    let mut all = Vec::with_capacity(found.len());
    for session in found {
        let cast = cast::of_pair(tx, session.host, session.client).await?;
        all.push(Seen { session, cast });
    }
    Ok(all)
}

fn page_of(number: u32) -> Page {
    let size = i64::from(PER_PAGE);
    Page { limit: size + 1, offset: size * i64::from(number) }
}

fn cut<T>(mut found: Vec<T>) -> (Vec<T>, bool) {
    let size = usize::try_from(PER_PAGE).unwrap_or(usize::MAX);
    let has_more = found.len() > size;
    found.truncate(size);
    (found, has_more)
}

/// One page of all sessions in a phase, or in any. Pages count from 0.
pub async fn list_sessions(
    app: &App,
    phase: Option<PhaseName>,
    number: u32,
) -> Result<(Vec<Seen>, bool), Failure> {
    let mut tx = app.store.read().await?;
    let name = phase.map_or("", PhaseName::as_str);
    let (found, has_more) = cut(sessions::all(&mut tx, name, page_of(number)).await?);
    Ok((seen(&mut tx, found).await?, has_more))
}

/// A host as the operator sees it.
#[derive(Debug, Clone)]
pub struct SeenHost {
    /// The host.
    pub row: HostRow,
    /// The address.
    pub email: String,
    /// How many services are on offer.
    pub services: usize,
}

/// One page of all hosts. Pages count from 0.
pub async fn list_hosts(app: &App, number: u32) -> Result<(Vec<SeenHost>, bool), Failure> {
    let mut tx = app.store.read().await?;
    let (found, has_more) = cut(hosts::all(&mut tx, page_of(number)).await?);
    let mut all = Vec::with_capacity(found.len());
    for row in found {
        all.push(seen_host(&mut tx, row).await?);
    }
    Ok((all, has_more))
}

async fn seen_host(tx: &mut Tx, row: HostRow) -> Result<SeenHost, Failure> {
    let account = accounts::by_id(tx, row.id.account()).await?.ok_or(Failure::NotFound)?;
    let services = hosts::services(tx, row.id).await?;
    let services = services.iter().filter(|service| service.enabled).count();
    Ok(SeenHost { row, email: account.email, services })
}

/// One host with what was done to it by hand.
pub async fn one_host(app: &App, id: HostId) -> Result<(SeenHost, Vec<Note>), Failure> {
    let mut tx = app.store.read().await?;
    let row = hosts::by_id(&mut tx, id).await?.ok_or(Failure::NotFound)?;
    let notes = books::notes_on(&mut tx, &id.to_string(), 50).await?;
    Ok((seen_host(&mut tx, row).await?, notes))
}

/// Hides a host or lets it be seen again; the reason stays on record. What was sold goes on.
pub async fn set_standing(
    app: &App,
    operator: AccountId,
    id: HostId,
    standing: Standing,
    reason: &str,
) -> Result<(), Failure> {
    let reason = reason.trim();
    if reason.is_empty() {
        return Err(Failure::field("reason", "fault-reason"));
    }
    let mut tx = app.store.write().await?;
    let row = hosts::by_id(&mut tx, id).await?.ok_or(Failure::NotFound)?;
    if row.standing == standing {
        return Ok(());
    }
    hosts::set_standing(&mut tx, id, standing).await?;
    host::refresh(&mut tx, id).await?;
    let action = match standing {
        Standing::Active => "host_restored",
        Standing::Suspended => "host_suspended",
        Standing::Removed => "host_removed",
    };
    let note = Note {
        at: app.clock.now(),
        actor: Some(operator),
        action: action.to_owned(),
        subject: id.to_string(),
        detail: json!({ "reason": reason }),
    };
    books::note(&mut tx, &note).await?;
    tx.commit().await?;
    host::tell(app, id);
    app.bus.publish(crate::Topic::Operator);
    Ok(())
}

/// A session with everything that an operator needs to decide about it.
#[derive(Debug, Clone)]
pub struct Case {
    /// The session.
    pub session: Session,
    /// Host and client.
    pub cast: Cast,
    /// Every fact, in order.
    pub events: Vec<Stamped>,
    /// How the sum was shared, once it was.
    pub settlement: Option<NewSettlement>,
}

/// A session, for the operator.
pub async fn case(app: &App, id: SessionId) -> Result<Case, Failure> {
    let mut tx = app.store.read().await?;
    let session = sessions::by_id(&mut tx, id).await?.ok_or(Failure::NotFound)?.session;
    Ok(Case {
        cast: cast::of_pair(&mut tx, session.host, session.client).await?,
        events: sessions::events(&mut tx, id).await?,
        settlement: ledger::settlement_of(&mut tx, id).await?,
        session,
    })
}

/// Ends a reported problem (PAY-22); who did it stays on record with it.
pub async fn resolve(
    app: &App,
    operator: AccountId,
    id: SessionId,
    refund: Money,
    reason: &str,
) -> Result<(), Failure> {
    let reason = reason.trim().to_owned();
    let note = Note {
        at: app.clock.now(),
        actor: Some(operator),
        action: "problem_resolved".to_owned(),
        subject: id.to_string(),
        detail: json!({ "refund_minor": refund.minor, "reason": reason }),
    };
    let mut tx = app.store.write().await?;
    let done = execute_in(app, &mut tx, id, Command::Resolve { refund, reason }).await?;
    if let Some(refusal) = done.refusal {
        return Err(refusal.into());
    }
    books::note(&mut tx, &note).await?;
    tx.commit().await?;
    announce(app, &done.session);
    Ok(())
}
