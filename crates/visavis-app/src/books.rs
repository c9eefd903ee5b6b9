//! What people ask about their own meetings and money: lists of sessions on both sides, one session
//! with everything around it, earnings.

use jiff::{SignedDuration, Timestamp};
use visavis_domain::ids::{AccountId, HostId, SessionId};
use visavis_domain::ledger::Account;
use visavis_domain::money::Money;
use visavis_domain::session::{Date, Party, Session, Stamped};
use visavis_domain::split::Split;
use visavis_reach::calendar::CalendarFile;
use visavis_reach::message::{Invite, Message, Side};
use visavis_store::books::{self, Settled};
use visavis_store::cast::{self, Cast};
use visavis_store::conversation::{self, Conversation};
use visavis_store::payment::PaymentOp;
use visavis_store::session::Page;
use visavis_store::{Tx, access, ledger, payment, people as accounts, session as sessions};

use crate::outbox::{self, To};
use crate::session::Desk;
use crate::{App, Failure};

/// How many sessions stand on one page of a list.
pub const PER_PAGE: u32 = 20;
/// How many days the line of earnings covers.
pub const TREND_DAYS: usize = 14;

/// A session with both people, seen from one side.
#[derive(Debug, Clone)]
pub struct Entry {
    /// The session.
    pub session: Session,
    /// Host and client.
    pub cast: Cast,
    /// Whose view it is.
    pub side: Party,
}

/// One page of a list.
#[derive(Debug, Clone)]
pub struct Listed {
    /// What is on it.
    pub entries: Vec<Entry>,
    /// Whether there is another page behind it.
    pub has_more: bool,
}

/// Which half of somebody's sessions.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Half {
    /// What is still to come, to be done or to be paid.
    Open,
    /// What is over.
    Past,
}

/// One page of a person's sessions, as host and as client at once. Pages count from 0.
pub async fn mine(
    app: &App,
    account: AccountId,
    half: Half,
    number: u32,
) -> Result<Listed, Failure> {
    let size = i64::from(PER_PAGE);
    let page = Page { limit: size + 1, offset: size * i64::from(number) };
    let mut tx = app.store.read().await?;
    let mut found = match half {
        Half::Open => books::open_of(&mut tx, account, page).await?,
        Half::Past => books::past_of(&mut tx, account, page).await?,
    };
    let has_more = found.len() > usize::try_from(PER_PAGE).unwrap_or(usize::MAX);
    found.truncate(usize::try_from(PER_PAGE).unwrap_or(usize::MAX));
    Ok(Listed { entries: entries(&mut tx, account, found).await?, has_more })
}

async fn entries(
    tx: &mut Tx,
    account: AccountId,
    found: Vec<Session>,
) -> Result<Vec<Entry>, Failure> {
    let mut entries = Vec::with_capacity(found.len());
    for session in found {
        let cast = cast::of_pair(tx, session.host, session.client).await?;
        let side = if session.host.account() == account { Party::Host } else { Party::Client };
        entries.push(Entry { session, cast, side });
    }
    Ok(entries)
}

/// What surrounds one session on its page.
#[derive(Debug, Clone)]
pub struct Around {
    /// Every fact, in order.
    pub events: Vec<Stamped>,
    /// What was asked of the payment provider.
    pub ops: Vec<PaymentOp>,
    /// The conversation of the two, once there is one.
    pub conversation: Option<Conversation>,
}

/// What surrounds a session.
pub async fn around(app: &App, session: &Session) -> Result<Around, Failure> {
    let mut tx = app.store.read().await?;
    Ok(Around {
        events: sessions::events(&mut tx, session.id).await?,
        ops: payment::of_session(&mut tx, session.id).await?,
        conversation: conversation::by_pair(&mut tx, session.host, session.client).await?,
    })
}

/// The calendar file of an agreed date for one of the two: the very one of the mail.
pub async fn calendar(app: &App, id: SessionId, party: Party) -> Result<CalendarFile, Failure> {
    let mut tx = app.store.read().await?;
    let session = sessions::by_id(&mut tx, id).await?.ok_or(Failure::NotFound)?.session;
    let sequence = match session.phase.sold().map(|sold| sold.date) {
        Some(Date::Agreed { sequence, .. }) => sequence,
        Some(Date::Open) | None => return Err(Failure::NotFound),
    };
    let cast = cast::of_pair(&mut tx, session.host, session.client).await?;
    let everybody = access::participants(&mut tx, id).await?;
    let whose = everybody.into_iter().find(|one| one.party == party).ok_or(Failure::NotFound)?;
    let link = access::live_link(&mut tx, whose.id).await?.ok_or(Failure::NotFound)?;
    let desk = Desk::of(app, &mut tx, &session, &cast).await?;
    let to = match party {
        Party::Host => Side::Host,
        Party::Client => Side::Client,
    };
    let invite = Invite { sequence, stamp: app.clock.now() };
    let message = Message::DateAgreed { to, card: desk.card(party), access: link.id, invite };
    let reach = &cast.player(party).reach;
    let reader = To {
        email: reach.email.clone(),
        name: reach.name.clone(),
        locale: reach.locale.clone(),
        tz: reach.tz.clone(),
    };
    outbox::rendered(app, &reader, &message)?.calendar.ok_or(Failure::NotFound)
}

/// Whether the browser in which somebody bought without an account may go straight in: only when
/// the account was made by this very purchase. Anybody can type the address of somebody else, and
/// must not see what that person said before.
pub async fn is_newcomers_purchase(app: &App, session: &Session) -> Result<bool, Failure> {
    let mut tx = app.store.read().await?;
    let client = accounts::by_id(&mut tx, session.client).await?.ok_or(Failure::NotFound)?;
    let earlier = books::earlier_of_client(&mut tx, session.client, session.created_at).await?;
    let known = client.password_hash.is_some() || client.email_verified_at.is_some();
    Ok(!known && earlier == 0)
}

/// What a host has earned.
#[derive(Debug, Clone)]
pub struct Earnings {
    /// In the days in which a problem may be reported.
    pub pending: Money,
    /// To be paid out.
    pub available: Money,
    /// On its way.
    pub in_transit: Money,
    /// Settled in the last days, all in all.
    pub recent: Money,
    /// The same by day, the oldest first.
    pub by_day: Vec<i64>,
    /// Settled today, in the host's zone.
    pub today: Money,
}

/// What a host has earned, in days of this zone.
pub async fn earnings(
    app: &App,
    host: HostId,
    zone: &jiff::tz::TimeZone,
) -> Result<Earnings, Failure> {
    let now = app.clock.now();
    let currency = app.site.get().currency;
    let realm = app.config.realm;
    let mut tx = app.store.read().await?;
    let mut held = async |account| ledger::balance(&mut tx, realm, account, currency).await;
    let pending = held(Account::HostPending(host)).await?;
    let available = held(Account::HostAvailable(host)).await?;
    let in_transit = held(Account::HostTransit(host)).await?;
    let days = i64::try_from(TREND_DAYS).unwrap_or(14);
    let since = now - SignedDuration::from_hours(24 * days);
    let page = Page { limit: 2_000, offset: 0 };
    let settled = books::settled_of_host(&mut tx, host, since, page).await?;
    let by_day = by_day(&settled, now, zone);
    let sum = |minor: i64| Money::new(minor, currency);
    let today = sum(by_day.last().copied().unwrap_or(0));
    let recent = sum(by_day.iter().sum());
    Ok(Earnings { pending, available, in_transit, recent, by_day, today })
}

/// Adds up the host's shares by calendar day; the last entry is today.
fn by_day(settled: &[Settled], now: Timestamp, zone: &jiff::tz::TimeZone) -> Vec<i64> {
    let mut days = vec![0_i64; TREND_DAYS];
    let today = now.to_zoned(zone.clone()).date();
    for one in settled {
        let day = one.at.to_zoned(zone.clone()).date();
        let Ok(ago) = today.since(day) else { continue };
        let place =
            usize::try_from(ago.get_days()).ok().and_then(|ago| TREND_DAYS.checked_sub(ago + 1));
        if let Some(sum) = place.and_then(|place| days.get_mut(place)) {
            *sum = sum.saturating_add(one.split.host.minor);
        }
    }
    days
}

/// One settled session in the list of earnings, with the client's nickname.
#[derive(Debug, Clone)]
pub struct Earned {
    /// The session.
    pub session: Session,
    /// The client's nickname; hosts see nothing else (RING-13).
    pub client: String,
    /// How the sum was shared.
    pub split: Split,
    /// When.
    pub at: Timestamp,
}

/// One page of a host's settled sessions, and whether there is another one. Pages count from 0.
pub async fn earned(app: &App, host: HostId, number: u32) -> Result<(Vec<Earned>, bool), Failure> {
    let size = i64::from(PER_PAGE);
    let page = Page { limit: size + 1, offset: size * i64::from(number) };
    let mut tx = app.store.read().await?;
    let mut found = books::settled_of_host(&mut tx, host, Timestamp::UNIX_EPOCH, page).await?;
    let has_more = found.len() > usize::try_from(PER_PAGE).unwrap_or(usize::MAX);
    found.truncate(usize::try_from(PER_PAGE).unwrap_or(usize::MAX));
    let mut earned = Vec::with_capacity(found.len());
    for Settled { session, split, at, .. } in found {
        let cast = cast::of_pair(&mut tx, session.host, session.client).await?;
        earned.push(Earned { session, client: cast.client.name, split, at });
    }
    Ok((earned, has_more))
}

#[cfg(test)]
mod tests {
    use jiff::tz::TimeZone;
    use uuid::Uuid;
    use visavis_domain::money::Currency;
    use visavis_domain::session::{
        BillingStart, BookingMode, Channel, Policy, PricingMode, Sale, Terms,
    };

    use super::*;

    fn settled(at: Timestamp, minor: i64) -> Settled {
        let money = |minor| Money::new(minor, Currency::EUR);
        let id = SessionId::from_uuid(Uuid::nil());
        let terms = Terms {
            service: None,
            title: "Grief session".to_owned(),
            description: String::new(),
            channel: Channel::Video,
            minutes: 50,
            pricing: PricingMode::Fixed { price: money(8_500) },
            booking: BookingMode::Unscheduled,
            billing_start: BillingStart::BothConnected,
            tax_bp: 0,
            commission_bp: 0,
        };
        let account = AccountId::from_uuid(Uuid::nil());
        let (host, policy) = (HostId::of(account), Policy::default());
        let sale = Sale { id, host, client: account, terms, policy, slot: None };
        let split = Split {
            total: money(minor),
            base: money(minor),
            tax: money(0),
            commission: money(0),
            host: money(minor),
        };
        Settled { id, session: Session::buy(sale, at), split, at }
    }

    #[test]
    fn earnings_fall_on_the_days_of_the_hosts_own_calendar() {
        let zone = TimeZone::get("Europe/Rome").expect("a zone that there is");
        let now: Timestamp = "2026-11-22T12:00:00Z".parse().expect("a moment");
        // Half past midnight in Rome, still the day before in UTC.
        let night: Timestamp = "2026-11-21T23:30:00Z".parse().expect("a moment");
        let evening: Timestamp = "2026-11-21T22:30:00Z".parse().expect("a moment");
        let long_ago: Timestamp = "2026-10-01T12:00:00Z".parse().expect("a moment");
        let all = [settled(night, 100), settled(evening, 20), settled(long_ago, 3)];
        let days = by_day(&all, now, &zone);
        assert_eq!(days.len(), TREND_DAYS);
        assert_eq!(days[TREND_DAYS - 2..], [20, 100]);
        assert_eq!(days.iter().sum::<i64>(), 120);
    }
}
