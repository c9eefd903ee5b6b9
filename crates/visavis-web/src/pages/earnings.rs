//! `/earnings`: what a host has earned, what waits and what can be paid out, session by session.

use maud::{Markup, html};
use visavis_app::books::{self, Earned, Earnings};
use visavis_domain::money::Money;
use visavis_domain::split::Split;

use crate::caller::Caller;
use crate::form::Query;
use crate::layout::{self, Frame, Head, HostNav};
use crate::page::Page;
use crate::pages::home::spark;
use crate::parts::{self, Pager, button};
use crate::paths;
use crate::problem::Problem;
use crate::route::{Route, routes};
use crate::sample::scene::{self, Stage};
use crate::sample::{Reader, Sample};
use crate::standing::{self, below};

/// The page.
pub const ROUTES: &[Route] = routes![
    page "/earnings" Host => show_earnings,
];

/// Full and empty.
pub const SAMPLES: &[Sample] = &[
    Sample::page("earnings", paths::EARNINGS, Reader::Host, |page| show(page, &sample(true))),
    Sample::page("earnings-empty", paths::EARNINGS, Reader::Host, |page| {
        show(page, &sample(false))
    }),
];

struct View {
    earnings: Earnings,
    earned: Vec<Earned>,
    number: u32,
    has_more: bool,
}

fn sample(full: bool) -> View {
    let money = |minor| Money::new(minor, scene::PRICE.currency);
    let one = |stage| Earned {
        session: scene::session(stage),
        client: scene::cast().client.name,
        split: Split {
            total: money(8_500),
            base: money(7_083),
            tax: money(1_417),
            commission: money(1_416),
            host: money(5_667),
        },
        at: scene::NOW,
    };
    let sum = |minor| money(if full { minor } else { 0 });
    View {
        earnings: Earnings {
            pending: sum(5_667),
            available: sum(86_210),
            in_transit: sum(12_000),
            recent: sum(128_460),
            by_day: vec![0, 20, 10, 40, 30, 60, 10, 0, 50, 70, 60, 90, 80, 100],
            today: sum(5_667),
        },
        earned: if full {
            vec![one(Stage::Delivered), one(Stage::Disputed), one(Stage::Resolved)]
        } else {
            vec![]
        },
        number: 0,
        has_more: full,
    }
}

async fn show_earnings(page: Page, caller: Caller, Query(query): Query) -> Result<Markup, Problem> {
    let number = query.value("page").parse().unwrap_or(0).min(1_000);
    let host = caller.host()?;
    let earnings = books::earnings(&caller.app, host, &page.zone).await?;
    let (earned, has_more) = books::earned(&caller.app, host, number).await?;
    Ok(show(&page, &View { earnings, earned, number, has_more }))
}

fn show(page: &Page, view: &View) -> Markup {
    let earned = &view.earnings;
    let figure = |key: &str, sum: Money, note: &str| {
        html! {
            div.figure {
                span.sm.muted { (page.t(key)) }
                b.num { (page.money(sum)) }
                span.sm { (page.t(note)) }
            }
        }
    };
    let main = html! {
        div.face.figures {
            (figure("earnings-pending", earned.pending, "earnings-pending-note"))
            (figure("earnings-available", earned.available, "earnings-available-note"))
            (figure("earnings-transit", earned.in_transit, "earnings-transit-note"))
        }
        (parts::card("recent", &page.t("home-fortnight"), &html! {
            (parts::big_sum(&page.money(earned.recent)))
            (spark(&earned.by_day))
        }))
        @if view.earned.is_empty() {
            (parts::empty("empty", &page.t("earnings-none"), &page.t("earnings-none-text"), &html! {
                (button::link(paths::SESSIONS, page.t("layout-sessions")).primary().big())
            }))
        } @else {
            (parts::card_list("list", &page.t("earnings-list"), &html! {}, &table(page, view)))
        }
    };
    let head =
        Head { back: Some(paths::DASHBOARD.to_owned()), ..Head::with(page.t("earnings-lead")) };
    let frame = Frame::new(page.t("earnings-title")).main("stack g4");
    layout::host(page, HostNav::Earnings, &frame, &head, &main)
}

fn table(page: &Page, view: &View) -> Markup {
    let way = |number: u32| format!("{}?page={number}", paths::EARNINGS);
    let pager = Pager {
        newer: view.number.checked_sub(1).map(way),
        older: view.has_more.then(|| way(view.number + 1)),
    };
    html! {
        div.table-scroll tabindex="0" role="group" aria-label=(page.t("earnings-list")) {
            table.table {
                thead { tr {
                    th { (page.t("earnings-session")) }
                    th { (page.t("earnings-state")) }
                    th.n { (page.t("earnings-paid")) }
                    th.n { (page.t("earnings-tax")) }
                    th.n { (page.t("earnings-share")) }
                    th.n { (page.t("earnings-yours")) }
                } }
                tbody {
                    @for one in &view.earned {
                        tr {
                            td {
                                b { a href=(below(&one.session, "receipt")) { (one.session.terms.title) } }
                                span.sm.muted { (one.client) " " (parts::moment(page, one.at)) }
                            }
                            td { (standing::badge(page, &one.session, visavis_domain::session::Party::Host)) }
                            td.n.num { (page.money(one.split.total)) }
                            td.n.num { (page.money(one.split.tax)) }
                            td.n.num { (page.money(one.split.commission)) }
                            td.n.num { b { (page.money(one.split.host)) } }
                        }
                    }
                }
            }
        }
        @if view.has_more || view.number > 0 { div.card-body { (parts::pager(page, &pager)) } }
    }
}
