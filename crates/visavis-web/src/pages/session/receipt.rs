//! `/sessions/{id}/receipt`: what was paid for what, with the timeline; the client's copy, and the
//! host's, which shows the nickname only and how the sum was shared.

use maud::{Markup, html};
use visavis_app::books;
use visavis_app::session::{paid_with, receipt_number, split};
use visavis_domain::ids::SessionId;
use visavis_domain::money::Money;
use visavis_domain::session::{Outcome, Party, Phase, Session, Stamped};
use visavis_domain::split::Split;
use visavis_reach::format;

use super::seated;
use crate::caller::Caller;
use crate::form::Path;
use crate::layout::{self, Frame, sprite};
use crate::page::Page;
use crate::parts::{self, Avatar, Badge, icon};
use crate::problem::Problem;
use crate::seat::Seat;
use crate::standing::{path, picture};
use crate::timeline::{self, Stretch};

/// A receipt, ready to be drawn.
#[derive(Debug, Clone)]
pub(super) struct Receipt {
    pub(super) seat: Seat,
    pub(super) events: Vec<Stamped>,
    pub(super) number: String,
    pub(super) paid_with: String,
    pub(super) whole: Split,
    pub(super) kept: Split,
}

/// Whether there is a receipt: once the session is delivered.
pub(super) fn exists(session: &Session) -> bool {
    matches!(
        session.phase,
        Phase::Delivered { .. } | Phase::Disputed { .. } | Phase::Settled { .. }
    )
}

/// What went back to the client after a reported problem, and why.
fn given_back(session: &Session) -> Option<(Money, &str)> {
    match &session.phase {
        Phase::Settled { outcome: Outcome::Resolved { refund, reason }, .. }
            if !refund.is_zero() =>
        {
            Some((*refund, reason))
        }
        Phase::Settled { .. }
        | Phase::AwaitingPayment { .. }
        | Phase::ToSchedule(_)
        | Phase::Scheduled(_)
        | Phase::Ringing { .. }
        | Phase::Open(_)
        | Phase::Live(_)
        | Phase::Paused(_)
        | Phase::Ended { .. }
        | Phase::Delivered { .. }
        | Phase::Finalizing
        | Phase::Lapsed { .. }
        | Phase::Declined
        | Phase::Cancelled { .. }
        | Phase::NoShow { .. }
        | Phase::Disputed { .. } => None,
    }
}

/// The sum as it was shared, and as it stands after a refund.
pub(super) fn splits(session: &Session) -> Result<(Split, Split), Problem> {
    let paid = session.phase.sold().ok_or_else(Problem::not_found)?.paid.amount;
    let whole = split(session, paid)?;
    let Some((refund, _)) = given_back(session) else { return Ok((whole, whole)) };
    let left = paid.checked_sub(refund).map_err(|error| Problem::internal(&error))?;
    Ok((whole, split(session, left)?))
}

pub(super) async fn show_receipt(
    page: Page,
    caller: Caller,
    Path(id): Path<SessionId>,
) -> Result<Markup, Problem> {
    let seat = Seat::find(&caller, id).await?;
    if !exists(&seat.session) {
        return Err(Problem::not_found());
    }
    let (whole, kept) = splits(&seat.session)?;
    let around = books::around(&caller.app, &seat.session).await?;
    let receipt = Receipt {
        number: receipt_number(caller.app.config.realm, &seat.session),
        paid_with: paid_with(&caller.app),
        events: around.events,
        whole,
        kept,
        seat,
    };
    let page = seated(page, &receipt.seat);
    Ok(show(&page, &receipt))
}

pub(super) fn show(page: &Page, receipt: &Receipt) -> Markup {
    let session = &receipt.seat.session;
    let title = page.t("receipt-title");
    let tools = html! {
        a.btn.ghost.sm href=(path(session)) { (icon("arrow-left")) (page.t("receipt-back")) }
        vv-print { button.btn.sm type="button" { (icon("printer")) (page.t("receipt-print")) } }
    };
    let main = html! {
        article.receipt {
            (top(page, receipt))
            (parties(page, receipt))
            (time(page, receipt))
            section aria-label=(page.t("receipt-sum")) { (lines(page, receipt)) }
            footer.sm.muted { p { (footnote(page, receipt)) } }
        }
    };
    let frame = Frame::new(title).hidden().main("receipt-page");
    layout::bare(page, &frame, &tools, &main)
}

fn top(page: &Page, receipt: &Receipt) -> Markup {
    let session = &receipt.seat.session;
    let paid = session.phase.sold().map(|sold| &sold.paid);
    let badge = if given_back(session).is_some() {
        Badge::Off.show("rotate-ccw", &page.t("receipt-partly-back"))
    } else {
        Badge::On.show("circle-check", &page.t("receipt-paid"))
    };
    let how = [
        ("how", receipt.paid_with.as_str().into()),
        ("when", paid.map_or(String::new(), |paid| page.moment(paid.at)).into()),
    ];
    html! {
        header.row.between.at-top {
            span.logo {
                svg.logo-mark aria-hidden="true" { use href=(sprite("brand")) {} }
                span { (page.look.name) }
            }
            div.receipt-id {
                h1 { (page.t("receipt-title")) }
                p.sm.muted { (page.t1("receipt-number", "number", &receipt.number)) }
                @if let Some(paid) = paid { p.sm.muted { (page.date(paid.at)) } }
            }
        }
        div.receipt-paid {
            (badge)
            b.receipt-sum { (page.money(receipt.whole.total)) }
            span.md.muted { (page.tn("receipt-how", &how)) }
        }
    }
}

fn parties(page: &Page, receipt: &Receipt) -> Markup {
    let cast = &receipt.seat.cast;
    let own = &cast.client.reach.name;
    // A host never learns a client's own name (RING-13).
    let client = match receipt.seat.party {
        Party::Client if !own.is_empty() => own,
        Party::Client | Party::Host => &cast.client.name,
    };
    let one = |role: String, name: &str, avatar: Option<String>| {
        html! {
            div {
                (Avatar::new(name, avatar.as_deref()))
                span { span.sm.muted { (role) } b { (name) } }
            }
        }
    };
    html! {
        div.parties {
            (one(page.t("receipt-host"), &cast.host.name, picture(cast.host.avatar)))
            (one(page.t("receipt-client"), client, picture(cast.client.avatar)))
        }
    }
}

fn time(page: &Page, receipt: &Receipt) -> Markup {
    let stretches = timeline::stretches(&receipt.events);
    let lines = timeline::lines(page, &receipt.seat.cast, &receipt.events);
    let mut before = None;
    let days: Vec<Option<String>> = lines
        .iter()
        .map(|line| {
            let day = line.at.to_zoned(page.zone.clone()).date();
            let is_new = before.replace(day) != Some(day);
            is_new.then(|| format::date_short(page.locale, line.at, &page.zone))
        })
        .collect();
    let proven = receipt.seat.session.phase.sold().map_or(0, |sold| sold.meeting.proven_secs);
    html! {
        section aria-labelledby="course" {
            h2 id="course" { (page.t("receipt-course")) }
            @if !stretches.is_empty() { (bar(&stretches)) }
            div.timeline-key.sm.muted {
                span {
                    i.tl-on {}
                    (page.t1("receipt-together", "time", timeline::elapsed(page, proven.into())))
                }
            }
            ol.events {
                @for (day, line) in days.iter().zip(&lines) {
                    @if let Some(day) = day { li { span {} b.sm { (day) } } }
                    li {
                        time datetime=(line.at) { (page.time(line.at)) }
                        span { (line.text) }
                    }
                }
            }
        }
    }
}

/// The time in the room as a bar, to scale.
fn bar(stretches: &[Stretch]) -> Markup {
    let whole: u64 = stretches.iter().map(|one| one.secs).sum();
    let scaled = |secs: u64| secs * 640 / whole.max(1);
    let mut x = 0;
    let placed = stretches.iter().map(|one| {
        x += one.secs;
        (x - one.secs, one)
    });
    html! {
        svg.timeline viewBox="0 0 640 22" preserveAspectRatio="none" aria-hidden="true" {
            rect.tl-rest x="0" y="0" width="640" height="22" {}
            @for (from, one) in placed {
                @if one.is_together {
                    rect.tl-on x=(scaled(from)) y="0" width=(scaled(one.secs)) height="22" {}
                }
            }
        }
    }
}

fn lines(page: &Page, receipt: &Receipt) -> Markup {
    let session = &receipt.seat.session;
    let terms = &session.terms;
    let what = [
        ("channel", crate::standing::channel(page, session).into()),
        ("duration", format::duration(page.locale, terms.minutes).into()),
    ];
    let percent = |bp: u32| format::percent(page.locale, bp);
    let minus = |sum: Money| page.money(Money::new(-sum.minor, sum.currency));
    let tax = page.t1("receipt-tax", "percent", percent(terms.tax_bp));
    let commission = page.t1("receipt-commission", "percent", percent(terms.commission_bp));
    html! {
        table.lines {
            thead.sr { tr { th { (page.t("receipt-what")) } th { (page.t("receipt-amount")) } } }
            tbody {
                tr {
                    td { (terms.title) span.sm.muted { (page.tn("session-sub", &what)) } }
                    td.num { (page.money(receipt.whole.total)) }
                }
                @if let Some((refund, reason)) = given_back(session) {
                    tr {
                        td { (page.t("receipt-refund")) span.sm.muted { q { (reason) } } }
                        td.num { (minus(refund)) }
                    }
                }
                @match receipt.seat.party {
                    Party::Client => {
                        @if terms.tax_bp > 0 {
                            tr.sub { td { (tax) } td.num { (page.money(receipt.kept.tax)) } }
                        }
                        tr.tot {
                            td { (page.t("receipt-total")) }
                            td.num { (page.money(receipt.kept.total)) }
                        }
                    }
                    Party::Host => {
                        @if terms.tax_bp > 0 {
                            tr.sub { td { (tax) } td.num { (minus(receipt.kept.tax)) } }
                        }
                        tr.sub { td { (commission) } td.num { (minus(receipt.kept.commission)) } }
                        tr.tot {
                            td { (page.t("receipt-earning")) }
                            td.num { (page.money(receipt.kept.host)) }
                        }
                    }
                }
            }
        }
    }
}

fn footnote(page: &Page, receipt: &Receipt) -> Markup {
    let session = &receipt.seat.session;
    let zone = session.phase.sold().map(|sold| page.zone_at(sold.paid.at));
    html! {
        (page.t1("receipt-zone", "zone", zone.unwrap_or_default())) " "
        @match receipt.seat.party {
            Party::Client => (page.t("receipt-note-client")),
            Party::Host => (page.t("receipt-note-host")),
        }
        @if let Some(until) = session.problem_until() {
            " " (page.t("receipt-problem-until")) " " (parts::moment(page, until))
        }
    }
}
