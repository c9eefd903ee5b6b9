//! One session as the operator sees it, and the end of a reported problem: a refund in full, in part
//! or none, with a reason that both read (PAY-22).

use axum::response::{IntoResponse, Response};
use maud::{Markup, html};
use visavis_app::overview::{self, Case};
use visavis_app::{Failure, session::split};
use visavis_domain::ids::SessionId;
use visavis_domain::money::Money;
use visavis_domain::session::{Outcome, Party, Phase};
use visavis_reach::format;

use crate::caller::Caller;
use crate::form::{Filled, Path};
use crate::layout::{self, Frame, Head, OperatorNav};
use crate::page::{Flash, Page};
use crate::parts::{self, Avatar, Choices, Fact, Field, Joined, button, error_summary};
use crate::paths;
use crate::problem::Problem;
use crate::refusal;
use crate::sample::scene::{self, Stage};
use crate::sample::{Reader, Sample};
use crate::standing::{self, picture};
use crate::timeline;
use crate::words::Say;

/// The most characters of a reason.
const REASON_MAX: usize = 2_000;
const PAGE: &str = "/operator/cases/{id}";
const TYPED: &[&str] = &[
    "The sound was gone for half of it.",
    "Half of the time could not be used.",
    "sofia@example.org",
    "marta@example.org",
];

/// Open, refused, closed.
pub(super) const SAMPLES: &[Sample] = &[
    Sample::page("operator-case", PAGE, Reader::Operator, |page| {
        show(page, &sample(Stage::Disputed), &Filled::new())
    })
    .data(TYPED),
    Sample::page("operator-case-wrong", PAGE, Reader::Operator, |page| {
        let mut form = Filled::of([("outcome", "part"), ("amount", "900")]);
        form.refuse("amount", Say::new("refusal-refund-too-large"));
        form.refuse("reason", Say::new("error-needed"));
        show(page, &sample(Stage::Disputed), &form)
    })
    .data(TYPED),
    Sample::page("operator-case-closed", PAGE, Reader::Operator, |page| {
        show(page, &sample(Stage::Resolved), &Filled::new())
    })
    .data(TYPED),
    Sample::page("operator-case-open", PAGE, Reader::Operator, |page| {
        show(page, &sample(Stage::Booked), &Filled::new())
    })
    .data(TYPED),
];

fn sample(stage: Stage) -> Case {
    let (session, events) = scene::story(stage);
    Case { session, cast: scene::cast(), events, settlement: None }
}

pub(super) async fn show_case(
    page: Page,
    caller: Caller,
    Path(id): Path<SessionId>,
) -> Result<Markup, Problem> {
    let case = overview::case(&caller.app, id).await?;
    Ok(show(&page, &case, &Filled::new()))
}

pub(super) async fn resolve(
    page: Page,
    caller: Caller,
    Path(id): Path<SessionId>,
    mut form: Filled,
) -> Result<Response, Problem> {
    let case = overview::case(&caller.app, id).await?;
    let paid = case.session.phase.sold().map(|sold| sold.paid.amount);
    let paid = paid.ok_or_else(Problem::not_found)?;
    let refund = read_refund(&mut form, paid);
    let reason = form.required("reason", REASON_MAX);
    let (Some(refund), Some(reason)) = (refund, reason) else {
        return Ok(form.again(show(&page, &case, &form)));
    };
    let operator = caller.person()?.account.id;
    match overview::resolve(&caller.app, operator, id, refund, &reason).await {
        Ok(()) => Ok(page
            .see_other_saying(&format!("/operator/cases/{id}"), &Flash::ok("flash-case-closed"))
            .into_response()),
        Err(failure @ Failure::Refused(_)) => {
            let say = refusal::sentence(&failure).unwrap_or(Say::new("refusal-wrong-phase"));
            form.refuse("outcome", say);
            Ok(form.again(show(&page, &case, &form)))
        }
        Err(failure) => Err(failure.into()),
    }
}

fn read_refund(form: &mut Filled, paid: Money) -> Option<Money> {
    match form.value("outcome") {
        "full" => Some(paid),
        "none" => Some(Money::zero(paid.currency)),
        "part" => {
            let part = form.amount("amount", paid.currency)?;
            if part.minor > 0 && part.minor <= paid.minor {
                return Some(part);
            }
            form.refuse("amount", Say::new("refusal-refund-too-large"));
            None
        }
        _ => {
            form.refuse("outcome", Say::new("error-choose"));
            None
        }
    }
}

fn show(page: &Page, case: &Case, form: &Filled) -> Markup {
    let session = &case.session;
    let main = html! {
        div.stack.g4 {
            (problem(page, case, form))
            (people(page, case))
        }
        div.stack.g4 {
            (money(page, case))
            (history(page, case))
        }
    };
    let sub = [
        ("channel", standing::channel(page, session).into()),
        ("duration", format::duration(page.locale, session.terms.minutes).into()),
    ];
    let head = Head {
        back: Some(paths::OPERATOR_SESSIONS.to_owned()),
        sub: Some(page.tn("session-sub", &sub)),
        actions: Some(standing::badge(page, session, Party::Client)),
    };
    let frame = Frame::new(session.terms.title.as_str()).wide().main("two-cols");
    layout::operator(page, OperatorNav::Sessions, &frame, &head, &main)
}

fn problem(page: &Page, case: &Case, form: &Filled) -> Markup {
    match &case.session.phase {
        Phase::Disputed { words, at, .. } => html! {
            (parts::card("problem", &page.t("op-problem"), &html! {
                blockquote { p { (words) } }
                p.sm.muted { (case.cast.client.name) ", " (parts::moment(page, *at)) }
            }))
            (decision(page, case, form))
        },
        Phase::Settled { outcome: Outcome::Resolved { refund, reason }, .. } => parts::card(
            "problem",
            &page.t("op-problem-closed"),
            &html! {
                p { (page.t1("op-refunded", "amount", page.money(*refund))) }
                blockquote { p { (reason) } }
            },
        ),
        Phase::Settled { outcome: Outcome::Whole, .. }
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
        | Phase::NoShow { .. } => parts::card(
            "problem",
            &page.t("op-problem"),
            &html! {
                p.muted { (page.t("op-no-problem")) }
            },
        ),
    }
}

fn decision(page: &Page, case: &Case, form: &Filled) -> Markup {
    let option = |value: &str, icon: &'static str, key: &str, more: &str| Joined {
        value: value.to_owned(),
        icon,
        text: page.t(key),
        more: Some(page.t(more)),
    };
    let options = vec![
        option("full", "rotate-ccw", "op-refund-full", "op-refund-full-note"),
        option("part", "badge-percent", "op-refund-part", "op-refund-part-note"),
        option("none", "ban", "op-refund-none", "op-refund-none-note"),
    ];
    let labels = [
        ("outcome", page.t("op-decision")),
        ("amount", page.t("op-refund-amount")),
        ("reason", page.t("op-reason")),
    ];
    html! {
        section.stack.g4 aria-labelledby="decide" {
            h2 id="decide" { (page.t("op-decision")) }
            (error_summary(page, form, &labels))
            form.form.card.pad method="post" action={ "/operator/cases/" (case.session.id) } {
                (Choices::new("outcome", page.t("op-decision"), options).show(page, form))
                (Field::amount(page, "amount", page.t("op-refund-amount")).hint(page.t("op-refund-amount-hint")).show(page, form))
                (Field::area("reason", page.t("op-reason"), 4).required().max(REASON_MAX).hint(page.t("op-reason-hint")).show(page, form))
                div.form-acts { (button::submit(page.t("op-close-case")).primary()) }
            }
        }
    }
}

fn people(page: &Page, case: &Case) -> Markup {
    let one = |role: String, party: Party| {
        let player = case.cast.player(party);
        html! {
            li.person-tile {
                (Avatar::new(&player.name, picture(player.avatar).as_deref()).size(72))
                div {
                    h3 { (player.name) }
                    div.person-meta { span { (role) } span { (player.reach.email) } }
                }
            }
        }
    };
    html! {
        section aria-labelledby="people" {
            h2.sr id="people" { (page.t("session-people")) }
            ul.people {
                (one(page.t("receipt-host"), Party::Host))
                (one(page.t("receipt-client"), Party::Client))
            }
        }
    }
}

fn money(page: &Page, case: &Case) -> Markup {
    let session = &case.session;
    let paid = session.phase.sold().map(|sold| sold.paid.amount);
    let shared = paid.and_then(|paid| split(session, paid).ok());
    let proven = session.phase.sold().map_or(0, |sold| sold.meeting.proven_secs);
    let mut facts =
        vec![Fact::text(page.t("op-together"), &timeline::elapsed(page, proven.into()))];
    if let Some(shared) = shared {
        facts.push(Fact::text(page.t("earnings-tax"), &page.money(shared.tax)));
        facts.push(Fact::text(page.t("earnings-share"), &page.money(shared.commission)));
        facts.push(Fact::text(page.t("receipt-host"), &page.money(shared.host)));
        facts.push(Fact::text(page.t("session-paid"), &page.money(shared.total)).total());
    }
    parts::card("money", &page.t("op-money"), &parts::key_values(&facts))
}

fn history(page: &Page, case: &Case) -> Markup {
    let lines = timeline::lines(page, &case.cast, &case.events);
    parts::card(
        "history",
        &page.t("session-history"),
        &html! {
            @if lines.is_empty() { p.muted { (page.t("op-no-history")) } }
            ol.history {
                @for line in lines.iter().rev() {
                    li class=(line.mark.class()) {
                        span { (line.text) span.sm.muted { (parts::moment(page, line.at)) } }
                    }
                }
            }
        },
    )
}
