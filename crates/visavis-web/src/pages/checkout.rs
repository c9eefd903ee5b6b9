//! `/checkout`: from a service to its payment and back: once, whatever is clicked twice, and with a
//! way on from every way in which it can end (PAY-12, PAY-16, ALL-2).

use axum::http::{HeaderMap, HeaderName, HeaderValue};
use axum::response::{IntoResponse, Response};
use jiff::Timestamp;
use maud::Markup;
use visavis_app::sale::{self, Offered, Purchase};
use visavis_app::secrets::Purpose;
use visavis_app::session::split;
use visavis_app::{Failure, access, books};
use visavis_domain::ids::{ServiceId, SessionId};
use visavis_domain::money::Money;
use visavis_domain::session::{CancelReason, Phase, Session};
use visavis_store::cast::{self, Cast};

use crate::caller::Caller;
use crate::cookie::{self, Cookie};
use crate::form::{Filled, Path, Query};
use crate::page::{Flash, Page};
use crate::problem::Problem;
use crate::refusal;
use crate::route::{Route, routes};
use crate::site::Site;
use crate::words::Say;

mod show;

pub use show::SAMPLES;

/// From the service's page to the provider's and back.
pub const ROUTES: &[Route] = routes![
    page "/checkout/new" Public => begin,
    post "/checkout" Public => buy,
    page "/checkout/{id}" Party => wait,
    get "/checkout/{id}/now" Party => wait_now,
];

/// Remembers which checkouts were begun in this browser, each under a signature of ours.
const COOKIE: &str = "vv-checkout";
/// How long: a day more than any checkout lives.
const COOKIE_SECS: u32 = 2 * 24 * 3600;
/// How many of them.
const COOKIE_MOST: usize = 4;

/// What the page before the payment shows.
struct Offer {
    offered: Offered,
    tax: Option<Money>,
    tax_bp: u32,
    key: String,
    is_own: bool,
    zones: Vec<String>,
}

async fn offer(caller: &Caller, id: ServiceId) -> Result<Offer, Problem> {
    let app = &caller.app;
    let offered = sale::offered(app, id).await?;
    let site = app.site.get();
    let price = offered.service.draft.price;
    let tax = tax_in(price, site.tax_bp).filter(|tax| !tax.is_zero());
    let me = caller.person.as_ref().map(|person| person.account.id);
    let key = app.random.uuid(app.clock.now()).simple().to_string();
    let is_own = me == Some(offered.host.id.account());
    // Who is signed in has a zone.
    let zones = if caller.person.is_some() { vec![] } else { visavis_app::host::zones() };
    Ok(Offer { offered, tax, tax_bp: site.tax_bp, key, is_own, zones })
}

/// The tax inside a price.
fn tax_in(price: Money, tax_bp: u32) -> Option<Money> {
    use visavis_domain::money::BasisPoints;
    use visavis_domain::split::{Rates, Split};
    let tax = BasisPoints::new(u16::try_from(tax_bp).ok()?).ok()?;
    let rates = Rates { tax, commission: BasisPoints::ZERO };
    Split::of(price, rates).ok().map(|split| split.tax)
}

async fn begin(page: Page, caller: Caller, Query(query): Query) -> Result<Markup, Problem> {
    let service = query.value("service").parse().map_err(|_| Problem::not_found())?;
    let offer = offer(&caller, service).await?;
    Ok(show::offer(&page, &offer, &Filled::new()))
}

async fn buy(
    page: Page,
    caller: Caller,
    headers: HeaderMap,
    mut form: Filled,
) -> Result<Response, Problem> {
    let service: ServiceId = form.value("service").parse().map_err(|_| Problem::not_found())?;
    let app = &caller.app;
    let purchase = Purchase {
        service,
        seen_minor: form.value("seen_minor").parse().unwrap_or(-1),
        key: key_of(&form).ok_or_else(Problem::bad_request)?,
        slot: None,
        email: form.value("email").to_owned(),
        name: form.value("name").to_owned(),
        tz: form.value("zone").to_owned(),
        locale: page.locale.code().to_owned(),
    };
    let address = caller.visitor.address;
    let id = match sale::buy(app, caller.person.as_ref(), &purchase, address).await {
        Ok(id) => id,
        // A double click whose first half is still under way: its answer is there in a moment.
        Err(Failure::Changed) => sale::buy(app, caller.person.as_ref(), &purchase, address).await?,
        Err(failure) => {
            refusal::into_form(failure, &mut form)?;
            let offer = offer(&caller, service).await?;
            return Ok(form.again(show::offer(&page, &offer, &form)));
        }
    };
    let checkout = sale::checkout_soon(app, id).await?;
    let way = format!("/checkout/{id}");
    let to = match (&checkout.session.phase, &checkout.page_url) {
        (Phase::AwaitingPayment { .. }, Some(url)) => url,
        (_, Some(_) | None) => &way,
    };
    let answer = page.see_other(to);
    Ok(match caller.person {
        Some(_) => answer,
        None => remember(&page, &caller, &headers, id, answer),
    })
}

/// The key of the form; a form without one was not made by us.
fn key_of(form: &Filled) -> Option<String> {
    let key = form.value("key");
    let fits = (16..=64).contains(&key.len()) && key.bytes().all(|b| b.is_ascii_alphanumeric());
    fits.then(|| key.to_owned())
}

fn signature(caller: &Caller, id: &str) -> String {
    caller.app.secrets.sign(Purpose::Checkout, id.as_bytes())
}

/// Lets this browser come back to the checkout that it began.
fn remember(
    page: &Page,
    caller: &Caller,
    headers: &HeaderMap,
    id: SessionId,
    answer: Response,
) -> Response {
    let origin = &page.site().place().origin;
    let kept = cookie::read(headers, &cookie::secret_name(origin, COOKIE)).unwrap_or_default();
    let id = id.to_string();
    let mine = format!("{id}.{}", signature(caller, &id));
    let others = kept.split('~').filter(|one| !one.is_empty() && *one != mine);
    let all: Vec<&str> = std::iter::once(mine.as_str()).chain(others).take(COOKIE_MOST).collect();
    let cookie = Cookie::secret(origin, COOKIE, &all.join("~")).for_secs(COOKIE_SECS);
    (cookie, answer).into_response()
}

/// Whether this browser began this checkout.
fn remembers(site: &Site, caller: &Caller, headers: &HeaderMap, id: SessionId) -> bool {
    let name = cookie::secret_name(&site.place().origin, COOKIE);
    let kept = cookie::read(headers, &name).unwrap_or_default();
    let id = id.to_string();
    let mine = format!("{id}.{}", signature(caller, &id));
    kept.split('~').any(|one| one == mine)
}

/// Where a checkout stands, for its buyer.
struct Waiting {
    session: Session,
    cast: Cast,
    stand: Stand,
    now: Timestamp,
}

/// The state of a checkout, as its page tells it.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Stand {
    /// The provider's page is open.
    Payable(String),
    /// The provider has not answered yet.
    Opening,
    /// The provider said no.
    Declined,
    /// It ran out.
    Lapsed,
    /// The money came too late and goes back.
    TooLate,
    /// It was given up.
    Abandoned,
    /// It is paid.
    Paid,
}

async fn standing(
    page: &Page,
    caller: &Caller,
    headers: &HeaderMap,
    id: SessionId,
) -> Result<Waiting, Problem> {
    let app = &caller.app;
    // First whose it is, then what the provider says: strangers cause no work.
    let found = sale::checkout(app, id).await?.session;
    let me = caller.person.as_ref().map(|person| person.account.id);
    if me != Some(found.client) && !remembers(page.site(), caller, headers, id) {
        return Err(Problem::not_found());
    }
    let checkout = sale::come_back(app, id).await?;
    let stand = match &checkout.session.phase {
        Phase::AwaitingPayment { .. } if checkout.failed => Stand::Declined,
        Phase::AwaitingPayment { .. } => match checkout.page_url {
            Some(url) => Stand::Payable(url),
            None => Stand::Opening,
        },
        Phase::Lapsed { .. } if checkout.failed => Stand::Declined,
        Phase::Lapsed { .. } => Stand::Lapsed,
        Phase::Cancelled { why: CancelReason::SlotLost, .. } => Stand::TooLate,
        Phase::Cancelled { why: CancelReason::Abandoned, .. } => Stand::Abandoned,
        Phase::Cancelled { .. }
        | Phase::ToSchedule(_)
        | Phase::Scheduled(_)
        | Phase::Ringing { .. }
        | Phase::Open(_)
        | Phase::Live(_)
        | Phase::Paused(_)
        | Phase::Ended { .. }
        | Phase::Delivered { .. }
        | Phase::Finalizing
        | Phase::Settled { .. }
        | Phase::Declined
        | Phase::NoShow { .. }
        | Phase::Disputed { .. } => Stand::Paid,
    };
    let session = checkout.session;
    let mut tx = app.store.read().await.map_err(Failure::from)?;
    let cast = cast::of_pair(&mut tx, session.host, session.client).await.map_err(Failure::from)?;
    Ok(Waiting { session, cast, stand, now: app.clock.now() })
}

async fn wait(
    page: Page,
    caller: Caller,
    headers: HeaderMap,
    Path(id): Path<SessionId>,
) -> Result<Response, Problem> {
    let waiting = standing(&page, &caller, &headers, id).await?;
    if waiting.stand != Stand::Paid {
        return Ok(show::waiting(&page, &waiting).into_response());
    }
    let way = format!("/sessions/{id}");
    let booked = page.see_other_saying(&way, &Flash::ok("flash-paid"));
    if caller.person.as_ref().is_some_and(|me| me.account.id == waiting.session.client) {
        return Ok(booked);
    }
    // Anybody can type the address of somebody else: only who is new here goes straight in, all
    // others by the link in the mail.
    if books::is_newcomers_purchase(&caller.app, &waiting.session).await?
        && let Some(seat) = access::seat_after_payment(&caller.app, id).await?
    {
        return Ok(Caller::seated(page.site(), seat.cookie.reveal(), booked));
    }
    Ok(show::waiting(&page, &waiting).into_response())
}

/// The waiting page's middle, asked for again and again; once paid it sends the whole page on.
async fn wait_now(
    page: Page,
    caller: Caller,
    headers: HeaderMap,
    Path(id): Path<SessionId>,
) -> Result<Response, Problem> {
    let waiting = standing(&page, &caller, &headers, id).await?;
    let mut answer = show::state(&page, &waiting).into_response();
    if waiting.stand == Stand::Paid
        && let Ok(way) = HeaderValue::from_str(&format!("/checkout/{id}"))
    {
        answer.headers_mut().insert(HeaderName::from_static("hx-redirect"), way);
    }
    Ok(answer)
}

/// The tax inside what is being paid.
fn tax_of(session: &Session) -> Option<Money> {
    let price = session.price()?;
    split(session, price).ok().map(|split| split.tax).filter(|tax| !tax.is_zero())
}

/// A form that was refused, for the samples.
fn refused(mut form: Filled) -> Filled {
    form.refuse("email", Say::new("fault-email"));
    form.refuse("name", Say::new("fault-name-missing"));
    form
}
