//! How the site stands: hosts, sessions by phase, messages, money, and what needs a person.

use maud::{Markup, html};
use visavis_app::overview::{self, Overview, Seen};
use visavis_domain::money::Money;
use visavis_domain::session::{Phase, PhaseName};
use visavis_store::outbox::{Status, StatusCount, Topic};

use crate::caller::Caller;
use crate::layout::{self, Frame, Head, OperatorNav};
use crate::page::Page;
use crate::parts::{self, Avatar, Badge, Fact, button, icon_sized, presence_glyph};
use crate::paths;
use crate::problem::Problem;
use crate::sample::scene::{self, Stage};
use crate::sample::{Reader, Sample};
use crate::standing;

/// Busy and empty.
pub(super) const SAMPLES: &[Sample] = &[
    Sample::page("operator", paths::OPERATOR, Reader::Operator, |page| {
        show(page, &sample(true), scene::NOW)
    })
    .data(&["The sound was gone for half of it."]),
    Sample::page("operator-new", paths::OPERATOR, Reader::Operator, |page| {
        show(page, &sample(false), scene::NOW)
    }),
];

fn sample(busy: bool) -> Overview {
    let money = |minor| Money::new(minor, scene::PRICE.currency);
    if !busy {
        return Overview {
            hosts: (0, 0),
            phases: vec![],
            outbox: vec![],
            money: vec![],
            findings: vec![],
            problems: vec![],
        };
    }
    let count = |topic, status, count| StatusCount { topic, status, count };
    let problem = Seen { session: scene::session(Stage::Disputed), cast: scene::cast() };
    Overview {
        hosts: (12, 10),
        phases: [("live", 2), ("to_schedule", 3), ("scheduled", 4), ("disputed", 1)]
            .map(|(name, count)| (name.to_owned(), count))
            .to_vec(),
        outbox: vec![
            count(Topic::Mail, Status::Sent, 120),
            count(Topic::Mail, Status::Waiting, 2),
            count(Topic::Mail, Status::Dead, 1),
        ],
        money: vec![
            ("A:psp", money(412_300)),
            ("L:escrow", money(92_000)),
            ("L:host:pending", money(51_200)),
            ("L:tax", money(68_700)),
            ("R:commission", money(74_100)),
        ],
        findings: vec![visavis_store::ledger::Finding::Total(money(1))],
        problems: vec![problem],
    }
}

pub(super) async fn show_overview(page: Page, caller: Caller) -> Result<Markup, Problem> {
    let overview = overview::overview(&caller.app).await?;
    Ok(show(&page, &overview, caller.app.clock.now()))
}

pub(super) async fn show_now(page: Page, caller: Caller) -> Result<Markup, Problem> {
    let overview = overview::overview(&caller.app).await?;
    Ok(region(&page, &overview))
}

fn show(page: &Page, overview: &Overview, now: jiff::Timestamp) -> Markup {
    let main = html! {
        div.stack.g4 id="overview" hx-get="/operator/now" hx-swap="innerMorph"
            hx-trigger="vv:operator from:body delay:1s" {
            (region(page, overview))
        }
    };
    let books = if overview.findings.is_empty() { "op-books-fine" } else { "op-books-wrong" };
    let frame = Frame::new(page.date(now)).wide();
    layout::operator(page, OperatorNav::Overview, &frame, &Head::with(page.t(books)), &main)
}

fn region(page: &Page, overview: &Overview) -> Markup {
    html! {
        (figures(page, overview))
        div.two-cols {
            div.stack.g4 {
                (phases(page, overview))
                (money(page, overview))
            }
            div.stack.g4 {
                (needs(page, overview))
                (states(page, overview))
            }
        }
    }
}

fn dead(overview: &Overview) -> i64 {
    messages(overview, Status::Dead)
}

fn messages(overview: &Overview, status: Status) -> i64 {
    overview.outbox.iter().filter(|one| one.status == status).map(|one| one.count).sum()
}

fn figures(page: &Page, overview: &Overview) -> Markup {
    use PhaseName::{Ended, Live, Open, Paused, Scheduled, ToSchedule};
    let (hosts, visible) = overview.hosts;
    let live = overview.sessions_in(&[Open, Live, Paused]);
    let coming = overview.sessions_in(&[ToSchedule, Scheduled, Ended]);
    let commission = overview.money.iter().find(|(code, _)| *code == "R:commission");
    let commission = commission.map_or(Money::zero(page.look.currency), |(_, sum)| *sum);
    html! {
        div.face.figures {
            div.figure.is-live[live > 0] {
                span.sm.muted { (page.t("op-live")) }
                b.num { (live) }
                span.sm { (page.t("op-live-note")) }
            }
            div.figure {
                span.sm.muted { (page.t("op-coming")) }
                b.num { (coming) }
                span.sm { (page.t("op-coming-note")) }
            }
            div.figure {
                span.sm.muted { (page.t("layout-hosts")) }
                b.num { (visible) }
                span.sm { (page.t1("op-hosts-all", "count", hosts)) }
            }
            div.figure {
                span.sm.muted { (page.t("op-commission")) }
                b.num { (page.money(commission)) }
                span.sm { (page.t("op-commission-note")) }
            }
            div.figure.is-ring[dead(overview) > 0] {
                span.sm.muted { (page.t("layout-outbox")) }
                b.num { (dead(overview)) }
                span.sm { (page.t("op-outbox-note")) }
            }
        }
    }
}

fn phases(page: &Page, overview: &Overview) -> Markup {
    let facts: Vec<Fact> = PhaseName::ALL
        .iter()
        .filter_map(|phase| {
            let count = overview.sessions_in(&[*phase]);
            (count > 0).then(|| {
                let path = format!("{}?phase={}", paths::OPERATOR_SESSIONS, phase.as_str());
                Fact::new(
                    page.t(standing::phase_key(*phase)),
                    html! {
                        a href=(path) { (count) span.sr { " " (page.t(standing::phase_key(*phase))) } }
                    },
                )
            })
        })
        .collect();
    parts::card(
        "phases",
        &page.t("op-phases"),
        &html! {
            @if facts.is_empty() { p.muted { (page.t("op-no-sessions")) } }
            @else { (parts::key_values(&facts)) }
        },
    )
}

/// What an account of the books is called; the chart's code where there is no word.
fn account_key(code: &str) -> Option<&'static str> {
    Some(match code {
        "A:clearing" => "op-account-clearing",
        "A:psp" => "op-account-psp",
        "A:bank" => "op-account-bank",
        "A:disputed" => "op-account-disputed",
        "A:host_receivable" => "op-account-host-owes",
        "A:client_receivable" => "op-account-client-owes",
        "L:wallet" => "op-account-wallet",
        "L:escrow" => "op-account-escrow",
        "L:host:pending" => "op-account-pending",
        "L:host:available" => "op-account-available",
        "L:host:transit" => "op-account-transit",
        "L:host:frozen" => "op-account-frozen",
        "L:tax" => "op-account-tax",
        "R:commission" => "op-account-commission",
        "R:cancellation" => "op-account-cancellation",
        "X:processing" => "op-account-processing",
        "X:dispute_fee" => "op-account-dispute-fee",
        "X:loss" => "op-account-loss",
        "X:promo" => "op-account-promo",
        _ => return None,
    })
}

fn money(page: &Page, overview: &Overview) -> Markup {
    let facts: Vec<Fact> = overview
        .money
        .iter()
        .filter_map(|(code, sum)| {
            account_key(code).map(|key| Fact::text(page.t(key), &page.money(*sum)))
        })
        .collect();
    let state = if overview.findings.is_empty() {
        Badge::On.show("circle-check", &page.t("op-books-balanced"))
    } else {
        Badge::Bad.show("circle-alert", &page.t("op-books-differ"))
    };
    parts::card_with(
        "money",
        &page.t("op-money"),
        &state,
        &html! {
            @if facts.is_empty() { p.muted { (page.t("op-no-money")) } }
            @else { (parts::key_values(&facts)) }
            @for finding in &overview.findings { p.error { (finding_text(page, finding)) } }
        },
    )
}

fn finding_text(page: &Page, finding: &visavis_store::ledger::Finding) -> String {
    use visavis_store::ledger::Finding;
    match finding {
        Finding::Account { account, debits, credits, .. } => page.tn(
            "op-finding-account",
            &[
                ("account", account.to_string().into()),
                ("debits", (*debits).into()),
                ("credits", (*credits).into()),
            ],
        ),
        Finding::Total(sum) => page.t1("op-finding-total", "sum", page.money(*sum)),
    }
}

fn needs(page: &Page, overview: &Overview) -> Markup {
    let dead = dead(overview);
    let waits = overview.problems.len() + usize::from(dead > 0);
    parts::card_list(
        "needs",
        &page.t("op-needs"),
        &html! { @if waits > 0 { span.count { (waits) } } },
        &html! {
            @if waits == 0 { div.card-body { p.muted { (page.t("op-nothing")) } } }
            ul.mini {
                @for seen in &overview.problems {
                    li {
                        span.mini-ic.ring { (icon_sized("flag", "s20")) }
                        span.grow {
                            b.md { (page.t1("op-problem-with", "name", &seen.cast.host.name)) }
                            span.sm.muted { (words(seen)) }
                        }
                        (button::link(format!("/operator/cases/{}", seen.session.id), page.t("op-open"))
                            .small().about(seen.session.terms.title.clone()))
                    }
                }
                @if dead > 0 {
                    li {
                        span.mini-ic { (icon_sized("send", "s20")) }
                        span.grow { b.md { (page.t1("op-dead", "count", dead)) } }
                        (button::link(format!("{}?status=dead", paths::OUTBOX), page.t("op-open")).small().about(page.t("layout-outbox")))
                    }
                }
            }
        },
    )
}

fn words(seen: &Seen) -> &str {
    if let Phase::Disputed { words, .. } = &seen.session.phase { words } else { "" }
}

fn states(page: &Page, overview: &Overview) -> Markup {
    let (dead, waiting) = (dead(overview), messages(overview, Status::Waiting));
    let row = |fine: bool, name: String, text: String| {
        html! {
            li class=(if fine { "on" } else { "err" }) {
                (presence_glyph(if fine { parts::Presence::Online } else { parts::Presence::Offline }))
                span.grow { b.md.m { (name) } }
                span.sm.muted { (text) }
            }
        }
    };
    let books = if overview.findings.is_empty() { "op-books-balanced" } else { "op-books-differ" };
    let play = match page.realm() {
        crate::site::Realm::Live => "op-payments-live",
        crate::site::Realm::Test | crate::site::Realm::Demo => "op-payments-test",
    };
    parts::card(
        "states",
        &page.t("op-states"),
        &html! {
            ul.states {
                (row(overview.findings.is_empty(), page.t("op-books"), page.t(books)))
                (row(true, page.t("op-payments"), page.t(play)))
                (row(dead == 0, page.t("op-messages"), page.t1("op-messages-waiting", "count", waiting)))
            }
        },
    )
}

/// Two faces side by side.
pub(super) fn pair(seen: &Seen) -> Markup {
    let face = |name: &str, avatar| {
        let address = standing::picture(avatar);
        html! { (Avatar::new(name, address.as_deref()).size(36)) }
    };
    html! {
        span.av-pair {
            (face(&seen.cast.host.name, seen.cast.host.avatar))
            (face(&seen.cast.client.name, seen.cast.client.avatar))
        }
    }
}
