//! What the checkout looks like.

use maud::{Markup, html};
use visavis_domain::money::Money;
use visavis_domain::session::Channel;
use visavis_reach::format;

use super::{Offer, Stand, Waiting, refused, tax_of};
use crate::form::Filled;
use crate::layout::{self, Frame};
use crate::page::Page;
use crate::parts::{self, Fact, Field, FieldKind, button, error_summary, icon_sized};
use crate::paths;
use crate::route::query_escaped;
use crate::sample::scene::{self, Stage};
use crate::sample::{Reader, Sample};
use crate::standing::{channel_key, picture};

const NEW: &str = "/checkout/new";
const WAIT: &str = "/checkout/{id}";

/// Every page of it.
pub const SAMPLES: &[Sample] = &[
    Sample::page("checkout", NEW, Reader::Client, |page| {
        offer(page, &sample_offer(), &Filled::new())
    }),
    Sample::page("checkout-guest", NEW, Reader::Visitor, |page| {
        offer(page, &sample_offer(), &Filled::new())
    }),
    Sample::page("checkout-wrong", NEW, Reader::Visitor, |page| {
        let form = refused(Filled::of([("email", "marta"), ("zone", "Europe/Lisbon")]));
        offer(page, &sample_offer(), &form)
    }),
    Sample::page("checkout-own", NEW, Reader::Host, |page| {
        offer(page, &Offer { is_own: true, ..sample_offer() }, &Filled::new())
    }),
    Sample::page("checkout-waiting", WAIT, Reader::Visitor, |page| {
        waiting(page, &sample_waiting(Stand::Payable("/till/test_pay_1".to_owned())))
    }),
    Sample::page("checkout-opening", WAIT, Reader::Client, |page| {
        waiting(page, &sample_waiting(Stand::Opening))
    }),
    Sample::page("checkout-declined", WAIT, Reader::Client, |page| {
        waiting(page, &sample_waiting(Stand::Declined))
    }),
    Sample::page("checkout-lapsed", WAIT, Reader::Client, |page| {
        waiting(page, &sample_waiting(Stand::Lapsed))
    }),
    Sample::page("checkout-too-late", WAIT, Reader::Client, |page| {
        waiting(page, &sample_waiting(Stand::TooLate))
    }),
    Sample::page("checkout-abandoned", WAIT, Reader::Client, |page| {
        waiting(page, &sample_waiting(Stand::Abandoned))
    }),
    Sample::page("checkout-paid", WAIT, Reader::Visitor, |page| {
        waiting(page, &sample_waiting(Stand::Paid))
    }),
];

fn sample_waiting(stand: Stand) -> Waiting {
    let session = scene::session(Stage::Unpaid);
    Waiting { session, cast: scene::cast(), stand, now: scene::NOW }
}

fn sample_offer() -> Offer {
    use visavis_domain::ids::{HostId, RevisionId, ServiceId};
    use visavis_domain::profile::{Profile, Standing};
    use visavis_domain::service::Draft;
    use visavis_store::host::{HostRow, ServiceRow};
    let id = uuid::Uuid::from_u128(5);
    let host = HostId::of(scene::HOST);
    let name = crate::sample::SOFIA.to_owned();
    let service = ServiceRow {
        id: ServiceId::from_uuid(id),
        host,
        enabled: true,
        n: 1,
        version: 1,
        revision: RevisionId::from_uuid(id),
        draft: Draft {
            title: "Grief session".to_owned(),
            description: "Slow and practical.".to_owned(),
            channel: Channel::Video,
            price: scene::PRICE,
            minutes: 50,
        },
    };
    let row = HostRow {
        id: host,
        slug: "sofia-marchetti".to_owned(),
        profile: Profile { name, tz: "Europe/Rome".to_owned(), ..Profile::default() },
        avatar: None,
        cover: None,
        phone: None,
        phone_verified_at: None,
        standing: Standing::Active,
        visible: true,
        created_at: scene::NOW,
        version: 1,
    };
    let offered = visavis_app::sale::Offered { service, host: row };
    let tax = Some(Money::new(1_417, scene::PRICE.currency));
    let zones = vec!["Europe/Lisbon".to_owned()];
    let key = "0123456789abcdef".to_owned();
    Offer { offered, tax, tax_bp: 2_000, key, is_own: false, zones }
}

fn steps(page: &Page, is_paying: bool) -> Markup {
    let check = || html! { span { (icon_sized("check", "s14")) } };
    html! {
        ol.steps.end aria-label=(page.t("checkout-steps")) {
            li.is-done { (check()) (page.t("checkout-step-service")) }
            @if is_paying {
                li.is-done { (check()) (page.t("checkout-step-you")) }
                li.is-now aria-current="step" { span { "3" } (page.t("checkout-step-pay")) }
            } @else {
                li.is-now aria-current="step" { span { "2" } (page.t("checkout-step-you")) }
                li { span { "3" } (page.t("checkout-step-pay")) }
            }
        }
    }
}

/// What is bought from whom for how much, as two faces side by side.
struct Summary<'a> {
    title: &'a str,
    host: &'a str,
    avatar: Option<String>,
    channel: Channel,
    minutes: u32,
    price: Money,
    tax: Option<Money>,
    tax_bp: u32,
}

fn summary(page: &Page, it: &Summary<'_>) -> Markup {
    let me = page.viewer.as_ref();
    let mine = me.and_then(|me| me.avatar.clone());
    let initial = |name: &str| name.chars().next().map(String::from).unwrap_or_default();
    let face = |name: &str, picture: Option<&str>| {
        html! {
            @match picture {
                Some(address) => img.portrait src=(address) alt="" width="190" height="148";,
                None if name.is_empty() => span.tint-p { (icon_sized("user", "s24")) },
                None => span.tint-p aria-hidden="true" { (initial(name)) },
            }
        }
    };
    let mut lines =
        vec![Fact::text(format::duration(page.locale, it.minutes), &page.money(it.price))];
    if let Some(tax) = it.tax {
        let percent = format::percent(page.locale, it.tax_bp);
        lines.push(Fact::text(page.t1("checkout-tax", "percent", percent), &page.money(tax)));
    }
    lines.push(Fact::text(page.t("checkout-total"), &page.money(it.price)).total());
    html! {
        section.card.summary aria-labelledby="summary" {
            div.summary-pair {
                div.summary-l { (face(me.map_or("", |me| me.name.as_str()), mine.as_deref())) }
                div.summary-r { (face(it.host, it.avatar.as_deref())) }
            }
            div.summary-body {
                h2 id="summary" { (it.title) }
                p.md.muted { (page.t1("checkout-with", "name", it.host)) }
                ul.summary-list {
                    li {
                        (icon_sized("video", "s20"))
                        span { (page.t(channel_key(it.channel))) }
                    }
                    li {
                        (icon_sized("calendar-clock", "s20"))
                        span { (page.t("checkout-date-later")) }
                    }
                }
                (parts::key_values(&lines))
                p.assure.sm { (icon_sized("shield-check", "s20")) span { (page.t("checkout-promise")) } }
            }
        }
    }
}

pub(super) fn offer(page: &Page, offer: &Offer, form: &Filled) -> Markup {
    let (service, host) = (&offer.offered.service, &offer.offered.host);
    let draft = &service.draft;
    let it = Summary {
        title: &draft.title,
        host: &host.profile.name,
        avatar: picture(host.avatar),
        channel: draft.channel,
        minutes: draft.minutes,
        price: draft.price,
        tax: offer.tax,
        tax_bp: offer.tax_bp,
    };
    let price = page.money(draft.price);
    let key = if form.value("key").is_empty() { offer.key.as_str() } else { form.value("key") };
    let labels = [
        ("email", page.t("checkout-email")),
        ("name", page.t("checkout-name")),
        ("service", page.t("checkout-step-service")),
    ];
    let main = html! {
        form.stack.g6 id="service" method="post" action="/checkout" {
            div {
                h1 { (page.t("checkout-title")) }
                p.muted { (page.t1("checkout-lead", "amount", &price)) }
            }
            (error_summary(page, form, &labels))
            input type="hidden" name="service" value=(service.id);
            input type="hidden" name="seen_minor" value=(draft.price.minor);
            input type="hidden" name="key" value=(key);
            @if offer.is_own {
                (parts::flash(crate::page::Mood::Info, &page.t("fault-own-service")))
                div.form-acts { (button::link(paths::SERVICES, page.t("layout-services"))) }
            } @else {
                @if page.viewer.is_none() { (guest(page, offer, form)) }
                (next(page))
                (button::submit(page.t1("checkout-pay", "amount", &price))
                    .primary().big().block().icon("lock").busy(page.t("checkout-busy")))
                p.sm.muted.center { (page.t("checkout-terms")) }
            }
        }
        (summary(page, &it))
    };
    let frame = Frame::new(page.t("checkout-title")).hidden().main("wrap checkout");
    layout::bare(page, &frame, &steps(page, false), &main)
}

/// Who has no account needs none: address and name are enough (PAY-16).
fn guest(page: &Page, offer: &Offer, form: &Filled) -> Markup {
    let here = format!("{NEW}?service={}", offer.offered.service.id);
    let way = format!("{}?next={}", paths::SIGN_IN, query_escaped(&here));
    let options = std::iter::once((String::new(), page.t("checkout-zone-auto")))
        .chain(offer.zones.iter().map(|zone| (zone.clone(), zone.clone())))
        .collect();
    html! {
        section.card.pad.stack.g4 aria-labelledby="you" {
            h2.md id="you" { (page.t("checkout-step-you")) }
            p.sm.muted { (page.linked("checkout-sign-in", &[&way])) }
            (Field::email("email", page.t("checkout-email")).required()
                .hint(page.t("checkout-email-hint")).show(page, form))
            (Field::text("name", page.t("checkout-name")).required().autocomplete("name")
                .hint(page.t("checkout-name-hint")).show(page, form))
            (Field::new("zone", page.t("checkout-zone"), FieldKind::Zone(options)).show(page, form))
        }
    }
}

fn next(page: &Page) -> Markup {
    let steps = [
        ("credit-card", "checkout-next-pay"),
        ("mail", "checkout-next-mail"),
        ("calendar-clock", "checkout-next-date"),
    ];
    html! {
        section aria-labelledby="next" {
            h2.md id="next" { (page.t("checkout-next")) }
            ul.mini {
                @for (drawing, key) in steps {
                    li {
                        span.mini-ic { (icon_sized(drawing, "s20")) }
                        span.grow { (page.t(key)) }
                    }
                }
            }
        }
    }
}

pub(super) fn waiting(page: &Page, waiting: &Waiting) -> Markup {
    let session = &waiting.session;
    let it = Summary {
        title: &session.terms.title,
        host: &waiting.cast.host.name,
        avatar: picture(waiting.cast.host.avatar),
        channel: session.terms.channel,
        minutes: session.terms.minutes,
        price: session.price().unwrap_or(Money::zero(page.look.currency)),
        tax: tax_of(session),
        tax_bp: session.terms.tax_bp,
    };
    let still = matches!(waiting.stand, Stand::Payable(_) | Stand::Opening);
    let now = format!("/checkout/{}/now", session.id);
    let main = html! {
        div {
            h1 { (page.t("checkout-payment")) }
            @if still {
                div.stack.g4 id="state" hx-get=(now) hx-trigger="every 3s" hx-swap="innerMorph" {
                    (state(page, waiting))
                }
            } @else {
                div.stack.g4 id="state" { (state(page, waiting)) }
            }
        }
        (summary(page, &it))
    };
    let frame = Frame::new(page.t("checkout-payment")).hidden().main("wrap checkout");
    layout::bare(page, &frame, &steps(page, true), &main)
}

/// What the state is, and the way on from it.
pub(super) fn state(page: &Page, waiting: &Waiting) -> Markup {
    let session = &waiting.session;
    let again = session.terms.service.map(|(service, _)| format!("{NEW}?service={service}"));
    let look = button::link(format!("/checkout/{}", session.id), page.t("checkout-look-again"));
    let told = |key: &str| html! { p role="status" { (page.t(key)) } };
    let retry = |key: &str| {
        html! {
            (told(key))
            div.row.g2.wrap-x {
                @if let Some(again) = &again {
                    (button::link(again.as_str(), page.t("checkout-again")).primary())
                }
                (button::link(format!("/hosts/{}", waiting.cast.slug), page.t("checkout-host")))
            }
        }
    };
    html! {
        @match &waiting.stand {
            Stand::Payable(url) => {
                (told("checkout-payable"))
                @if let visavis_domain::session::Phase::AwaitingPayment { until, .. } = session.phase {
                    p.sm.muted {
                        (page.t("checkout-open-for")) " " (parts::countdown(page, waiting.now, until))
                    }
                }
                div.row.g2.wrap-x {
                    (button::link(url.as_str(), page.t("checkout-to-pay")).primary())
                    (look)
                }
            }
            Stand::Opening => {
                (told("checkout-opening"))
                div.row.g2 { (look) }
            }
            Stand::Declined => (retry("checkout-declined")),
            Stand::Lapsed => (retry("checkout-lapsed")),
            Stand::TooLate => (retry("checkout-too-late")),
            Stand::Abandoned => (retry("checkout-abandoned")),
            Stand::Paid => {
                (told("checkout-paid"))
                div.row.g2 { (button::link(paths::HOME, page.t("layout-find"))) }
            }
        }
    }
}
