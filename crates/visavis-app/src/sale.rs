//! Buying a service: the terms are frozen, the operation is written down, and the client goes to the
//! provider's page. Nothing is sold before the provider's fact arrives (PAY-12).

use std::net::IpAddr;
use std::time::Duration;

use jiff::SignedDuration;
use visavis_domain::ids::{AccountId, PaymentOpId, ServiceId, SessionId};
use visavis_domain::money::Money;
use visavis_domain::session::{
    BillingStart, BookingMode, Phase, PricingMode, Sale, Session, Slot, Terms,
};
use visavis_store::host::{self, HostRow, ServiceRow};
use visavis_store::idempotency::{self, Earlier, Request};
use visavis_store::payment::{self, PaymentOp};
use visavis_store::{Tx, people as accounts, session as sessions};

use crate::failure::Tries;
use crate::limits::Gate;
use crate::outbox::{self, Job};
use crate::people::{self, Person};
use crate::{App, Bus, Failure, Fault, session};

/// What is on offer: a service and who sells it.
#[derive(Debug, Clone)]
pub struct Offered {
    /// The service with its current terms.
    pub service: ServiceRow,
    /// Who sells it.
    pub host: HostRow,
}

/// What the client sends to buy.
#[derive(Debug, Clone)]
pub struct Purchase {
    /// Which service.
    pub service: ServiceId,
    /// The price that the client saw: a dearer one is not charged without being shown.
    pub seen_minor: i64,
    /// The key of this form: sent twice, it is bought once.
    pub key: String,
    /// The time that was picked, if one was.
    pub slot: Option<Slot>,
    /// The address of somebody who buys without an account.
    pub email: String,
    /// The name of somebody who buys without an account.
    pub name: String,
    /// The browser's zone.
    pub tz: String,
    /// The language of the page.
    pub locale: String,
}

/// The service as it can be bought now; what is not on offer does not exist (ALL-5).
pub async fn offered(app: &App, id: ServiceId) -> Result<Offered, Failure> {
    let mut tx = app.store.read().await?;
    offered_in(&mut tx, id).await
}

async fn offered_in(tx: &mut Tx, id: ServiceId) -> Result<Offered, Failure> {
    let service = host::service_by_id(tx, id).await?.ok_or(Failure::NotFound)?;
    let seller = host::by_id(tx, service.host).await?.ok_or(Failure::NotFound)?;
    if service.enabled && seller.visible {
        Ok(Offered { service, host: seller })
    } else {
        Err(Failure::NotFound)
    }
}

/// Buys. Answers with the session, whose checkout opens in a moment.
pub async fn buy(
    app: &App,
    buyer: Option<&Person>,
    purchase: &Purchase,
    address: IpAddr,
) -> Result<SessionId, Failure> {
    let subject = buyer.map_or(purchase.email.as_str(), |person| person.account.email.as_str());
    app.limits.check(Gate::Checkout, subject, address)?;
    let mut tries = Tries::new(&app.clock);
    loop {
        let bought = match buy_once(app, buyer, purchase).await {
            // An account that was opened at this very moment is a known one when we look again.
            Err(Failure::Taken(name)) if name.starts_with("account_") => Err(Failure::Changed),
            bought => bought,
        };
        match bought {
            // The other half of a double click was faster; now its answer is there.
            Err(failure) if tries.again(&app.clock, &failure) => {}
            bought => return bought,
        }
    }
}

async fn buy_once(
    app: &App,
    buyer: Option<&Person>,
    purchase: &Purchase,
) -> Result<SessionId, Failure> {
    let mut tx = app.store.write().await?;
    let client = match buyer {
        Some(person) => person.account.clone(),
        None => guest(app, &mut tx, purchase).await?,
    };
    let request_hash = hash(purchase);
    let request = Request { actor: client.id.uuid(), key: &purchase.key, hash: &request_hash };
    match idempotency::earlier(&mut tx, request).await? {
        Earlier::Same(answer) => {
            return answer.parse().map_err(|_| Failure::inside("a kept answer is no session"));
        }
        Earlier::Other => return Err(Failure::Changed),
        Earlier::None => {}
    }
    let offered = offered_in(&mut tx, purchase.service).await?;
    check(&offered, purchase, client.id)?;
    // The answer comes first: the second of two equal requests waits here for the first one, and
    // not at the time that the first one has taken.
    let id = SessionId::from_uuid(app.random.uuid(app.clock.now()));
    idempotency::keep(&mut tx, request, &id.to_string(), app.clock.now()).await?;
    let session = sell(app, &mut tx, &offered, purchase, (id, client.id)).await?;
    tx.commit().await?;
    session::announce(app, &session);
    Ok(session.id)
}

async fn guest(app: &App, tx: &mut Tx, purchase: &Purchase) -> Result<accounts::Account, Failure> {
    let mut faults = vec![];
    let email = people::checked_email(&purchase.email).map_err(|fault| faults.push(fault));
    let name = people::checked_name("name", &purchase.name).map_err(|fault| faults.push(fault));
    let (Ok(email), Ok(name)) = (email, name) else {
        return Err(Failure::Invalid(faults));
    };
    people::by_email_or_new(app, tx, &email, &name, &purchase.tz, &purchase.locale).await
}

fn hash(purchase: &Purchase) -> [u8; 32] {
    let text = format!(
        "{}|{}|{:?}|{}",
        purchase.service, purchase.seen_minor, purchase.slot, purchase.email
    );
    let digest = crate::secrets::hash(&text);
    digest.try_into().unwrap_or([0; 32])
}

fn check(offered: &Offered, purchase: &Purchase, client: AccountId) -> Result<(), Failure> {
    if offered.host.id.account() == client {
        return Err(Failure::field("service", "fault-own-service"));
    }
    if offered.service.draft.price.minor != purchase.seen_minor {
        return Err(Failure::Invalid(vec![Fault { field: "service", key: "fault-price-changed" }]));
    }
    Ok(())
}

async fn sell(
    app: &App,
    tx: &mut Tx,
    offered: &Offered,
    purchase: &Purchase,
    (id, client): (SessionId, AccountId),
) -> Result<Session, Failure> {
    let now = app.clock.now();
    let site = app.site.get();
    let draft = &offered.service.draft;
    let terms = Terms {
        service: Some((offered.service.id, offered.service.revision)),
        title: draft.title.clone(),
        description: draft.description.clone(),
        channel: draft.channel,
        minutes: draft.minutes,
        pricing: PricingMode::Fixed { price: draft.price },
        booking: match purchase.slot {
            Some(_) => BookingMode::OpenSlot,
            None => BookingMode::Unscheduled,
        },
        billing_start: BillingStart::BothConnected,
        tax_bp: site.tax_bp,
        commission_bp: site.commission_bp,
    };
    let sale = Sale {
        id,
        host: offered.host.id,
        client,
        terms,
        policy: site.policy.clone(),
        slot: purchase.slot,
    };
    let session = Session::buy(sale, now);
    sessions::insert(tx, &session).await?;
    let op = op_for(app, &session, draft.price);
    payment::insert_op(tx, &op).await?;
    outbox::enqueue_job_in(app, tx, &Job::Checkout { op: op.id }).await?;
    Ok(session)
}

fn op_for(app: &App, session: &Session, price: Money) -> PaymentOp {
    let now = app.clock.now();
    let minutes = i64::from(session.policy.checkout_mins);
    PaymentOp {
        id: PaymentOpId::from_uuid(app.random.uuid(now)),
        realm: app.config.realm.name().to_owned(),
        provider: app.gateway.name().to_owned(),
        session: session.id,
        purpose: "purchase".to_owned(),
        seq: 1,
        amount: price,
        state: "pending".to_owned(),
        provider_ref: None,
        checkout_url: None,
        expires_at: Some(now + SignedDuration::from_mins(minutes)),
        first_sent_at: None,
        created_at: now,
        detail: serde_json::Value::Null,
    }
}

/// How a checkout stands, for the page between shop and provider.
#[derive(Debug, Clone)]
pub struct Checkout {
    /// The session.
    pub session: Session,
    /// Where the client pays, once the provider has answered.
    pub page_url: Option<String>,
    /// Whether the provider closed it without a payment.
    pub failed: bool,
}

/// The checkout of a session, for its buyer.
pub async fn checkout(app: &App, id: SessionId) -> Result<Checkout, Failure> {
    let mut tx = app.store.read().await?;
    let session = sessions::by_id(&mut tx, id).await?.ok_or(Failure::NotFound)?.session;
    let ops = payment::of_session(&mut tx, id).await?;
    let purchase = ops.into_iter().find(|op| op.purpose == "purchase");
    let failed = purchase.as_ref().is_some_and(|op| op.state == "failed");
    Ok(Checkout { session, page_url: purchase.and_then(|op| op.checkout_url), failed })
}

/// As [`checkout`], but waits a little for the provider's page, so that most people never see the
/// page in between.
pub async fn checkout_soon(app: &App, id: SessionId) -> Result<Checkout, Failure> {
    let mut hints = Bus::subscribe(&app.bus);
    let arrived = async {
        loop {
            let now = checkout(app, id).await?;
            let waits = matches!(now.session.phase, Phase::AwaitingPayment { .. });
            if now.page_url.is_some() || now.failed || !waits {
                return Ok(now);
            }
            if hints.next().await.is_none() {
                return Ok(now);
            }
        }
    };
    match tokio::time::timeout(Duration::from_secs(2), arrived).await {
        Ok(found) => found,
        Err(_) => checkout(app, id).await,
    }
}

/// The client comes back from the provider: whatever happened there is looked up at once, in case
/// its webhook is late or lost.
pub async fn come_back(app: &App, id: SessionId) -> Result<Checkout, Failure> {
    let now = checkout(app, id).await?;
    if matches!(now.session.phase, Phase::AwaitingPayment { .. } | Phase::Lapsed { .. }) {
        // The page can say how things stand without it, too.
        if let Err(failure) = crate::pay::catch_up(app).await {
            tracing::warn!(session.id = %id, error = %failure, "the provider could not be asked");
        }
        return checkout(app, id).await;
    }
    Ok(now)
}
