//! All sessions, by phase.

use maud::{Markup, html};
use visavis_app::overview::{self, Seen};
use visavis_domain::session::{Party, PhaseName};

use crate::caller::Caller;
use crate::form::Query;
use crate::layout::{self, Frame, Head, OperatorNav};
use crate::page::Page;
use crate::parts::{self, Pager, button};
use crate::paths;
use crate::problem::Problem;
use crate::sample::scene::{self, Stage};
use crate::sample::{Reader, Sample};
use crate::standing;

/// Some and none.
pub(super) const SAMPLES: &[Sample] = &[
    Sample::page("operator-sessions", paths::OPERATOR_SESSIONS, Reader::Operator, |page| {
        let seen = |stage| Seen { session: scene::session(stage), cast: scene::cast() };
        let found = [Stage::Unpaid, Stage::Booked, Stage::Live, Stage::Disputed, Stage::Resolved];
        let found = found.map(seen).to_vec();
        show(page, &View { found, phase: None, number: 1, has_more: true })
    }),
    Sample::page("operator-sessions-none", paths::OPERATOR_SESSIONS, Reader::Operator, |page| {
        let phase = Some(PhaseName::NoShow);
        show(page, &View { found: vec![], phase, number: 0, has_more: false })
    }),
];

struct View {
    found: Vec<Seen>,
    phase: Option<PhaseName>,
    number: u32,
    has_more: bool,
}

pub(super) async fn show_sessions(
    page: Page,
    caller: Caller,
    Query(query): Query,
) -> Result<Markup, Problem> {
    let wanted = query.value("phase");
    let phase = PhaseName::ALL.iter().copied().find(|phase| phase.as_str() == wanted);
    let number = query.value("page").parse().unwrap_or(0).min(10_000);
    let (found, has_more) = overview::list_sessions(&caller.app, phase, number).await?;
    Ok(show(&page, &View { found, phase, number, has_more }))
}

fn show(page: &Page, view: &View) -> Markup {
    let chosen = view.phase.map_or("", PhaseName::as_str);
    let way = |number: u32| format!("{}?phase={chosen}&page={number}", paths::OPERATOR_SESSIONS);
    let pager = Pager {
        newer: view.number.checked_sub(1).map(way),
        older: view.has_more.then(|| way(view.number + 1)),
    };
    let main = html! {
        form.row.g2.wrap-x method="get" action=(paths::OPERATOR_SESSIONS) {
            label.row.g2 {
                span.md.m { (page.t("op-phase")) }
                select.in name="phase" {
                    option value="" { (page.t("op-any-phase")) }
                    @for phase in PhaseName::ALL {
                        option value=(phase.as_str()) selected[view.phase == Some(*phase)] {
                            (page.t(standing::phase_key(*phase)))
                        }
                    }
                }
            }
            (button::submit(page.t("op-show")))
        }
        @if view.found.is_empty() {
            (parts::empty("empty", &page.t("op-no-sessions"), &page.t("op-no-sessions-text"), &html! {
                (button::link(paths::OPERATOR_SESSIONS, page.t("op-any-phase")))
            }))
        } @else {
            (parts::card_list("sessions", &page.t("layout-sessions"), &html! {}, &table(page, &view.found)))
            (parts::pager(page, &pager))
        }
    };
    let frame = Frame::new(page.t("layout-sessions")).wide().main("stack g4");
    layout::operator(
        page,
        OperatorNav::Sessions,
        &frame,
        &Head::with(page.t("op-sessions-lead")),
        &main,
    )
}

fn table(page: &Page, found: &[Seen]) -> Markup {
    html! {
        div.table-scroll tabindex="0" role="group" aria-label=(page.t("layout-sessions")) {
            table.table {
                thead { tr {
                    th { (page.t("op-who")) }
                    th { (page.t("earnings-session")) }
                    th { (page.t("op-when")) }
                    th { (page.t("earnings-state")) }
                    th.n { (page.t("session-paid")) }
                } }
                tbody { @for seen in found { (row(page, seen)) } }
            }
        }
    }
}

fn row(page: &Page, seen: &Seen) -> Markup {
    let session = &seen.session;
    let when = session.slot().map(|slot| slot.starts_at);
    html! {
        tr {
            td {
                div.row.g2 {
                    (super::overview::pair(seen))
                    span { (seen.cast.host.name) span.sm.muted { " " (seen.cast.client.name) } }
                }
            }
            td { a href={ "/operator/cases/" (session.id) } { (session.terms.title) } }
            td {
                @match when {
                    Some(at) => (parts::moment(page, at)),
                    None => span.faint { (page.t("standing-no-date")) },
                }
            }
            td { (standing::badge(page, session, Party::Client)) }
            td.n.num { @if let Some(price) = session.price() { (page.money(price)) } }
        }
    }
}
