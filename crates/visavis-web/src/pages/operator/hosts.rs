//! All hosts, and hiding one or letting one be seen again, with a reason that stays on record.

use axum::response::{IntoResponse, Response};
use maud::{Markup, html};
use visavis_app::Failure;
use visavis_app::overview::{self, SeenHost};
use visavis_domain::ids::HostId;
use visavis_domain::profile::{Profile, Standing};
use visavis_store::books::Note;
use visavis_store::host::HostRow;

use crate::caller::Caller;
use crate::form::{Filled, Path, Query};
use crate::layout::{self, Frame, Head, OperatorNav};
use crate::page::{Flash, Page};
use crate::parts::{self, Avatar, Badge, Fact, Field, Pager, button, error_summary};
use crate::paths;
use crate::problem::Problem;
use crate::refusal;
use crate::sample::{Reader, SOFIA, Sample, scene};
use crate::standing::picture;
use crate::words::Say;

/// The most characters of a reason.
const REASON_MAX: usize = 2_000;
const ONE: &str = "/operator/hosts/{id}";
const TYPED: &[&str] = &["sofia@example.org", "Two clients complained."];

/// The list and one of them.
pub(super) const SAMPLES: &[Sample] = &[
    Sample::page("operator-hosts", paths::OPERATOR_HOSTS, Reader::Operator, |page| {
        let found = vec![sample(Standing::Active), sample(Standing::Suspended)];
        show_list(page, &found, 0, true)
    })
    .data(TYPED),
    Sample::page("operator-hosts-none", paths::OPERATOR_HOSTS, Reader::Operator, |page| {
        show_list(page, &[], 0, false)
    }),
    Sample::page("operator-host", ONE, Reader::Operator, |page| {
        let mut form = Filled::new();
        form.refuse("reason", Say::new("error-needed"));
        show_one(page, &sample(Standing::Active), &[], &form)
    })
    .data(TYPED),
    Sample::page("operator-host-suspended", ONE, Reader::Operator, |page| {
        let note = Note {
            at: scene::NOW,
            actor: None,
            action: "host_suspended".to_owned(),
            subject: String::new(),
            detail: serde_json::json!({ "reason": "Two clients complained." }),
        };
        show_one(page, &sample(Standing::Suspended), &[note], &Filled::new())
    })
    .data(TYPED),
];

fn sample(standing: Standing) -> SeenHost {
    let name = SOFIA.to_owned();
    let row = HostRow {
        id: HostId::of(scene::HOST),
        slug: "sofia-marchetti".to_owned(),
        profile: Profile { name, ..Profile::default() },
        avatar: None,
        cover: None,
        phone: None,
        phone_verified_at: None,
        standing,
        visible: standing == Standing::Active,
        created_at: scene::NOW,
        version: 1,
    };
    SeenHost { row, email: "sofia@example.org".to_owned(), services: 3 }
}

pub(super) async fn show_hosts(
    page: Page,
    caller: Caller,
    Query(query): Query,
) -> Result<Markup, Problem> {
    let number = query.value("page").parse().unwrap_or(0).min(10_000);
    let (found, has_more) = overview::list_hosts(&caller.app, number).await?;
    Ok(show_list(&page, &found, number, has_more))
}

pub(super) async fn show_host(
    page: Page,
    caller: Caller,
    Path(id): Path<HostId>,
) -> Result<Markup, Problem> {
    let (seen, notes) = overview::one_host(&caller.app, id).await?;
    Ok(show_one(&page, &seen, &notes, &Filled::new()))
}

pub(super) async fn set_standing(
    page: Page,
    caller: Caller,
    Path(id): Path<HostId>,
    mut form: Filled,
) -> Result<Response, Problem> {
    let standing = match form.value("standing") {
        "suspended" => Standing::Suspended,
        "active" => Standing::Active,
        _ => return Err(Problem::bad_request()),
    };
    let reason = form.required("reason", REASON_MAX);
    let operator = caller.person()?.account.id;
    let done = match reason {
        Some(reason) => overview::set_standing(&caller.app, operator, id, standing, &reason).await,
        None => Err(Failure::Invalid(vec![])),
    };
    if let Err(failure) = done {
        refusal::into_form(failure, &mut form)?;
        let (seen, notes) = overview::one_host(&caller.app, id).await?;
        return Ok(form.again(show_one(&page, &seen, &notes, &form)));
    }
    let flash = match standing {
        Standing::Active => Flash::ok("flash-host-restored"),
        Standing::Suspended | Standing::Removed => Flash::ok("flash-host-suspended"),
    };
    Ok(page.see_other_saying(&format!("{}/{id}", paths::OPERATOR_HOSTS), &flash).into_response())
}

fn badge(page: &Page, row: &HostRow) -> Markup {
    match (row.standing, row.visible) {
        (Standing::Suspended, true | false) => Badge::Bad.show("ban", &page.t("op-host-suspended")),
        (Standing::Removed, true | false) => Badge::Off.show("ban", &page.t("op-host-removed")),
        (Standing::Active, true) => Badge::On.show("eye", &page.t("op-host-visible")),
        (Standing::Active, false) => Badge::Off.show("eye-off", &page.t("op-host-hidden")),
    }
}

fn show_list(page: &Page, found: &[SeenHost], number: u32, has_more: bool) -> Markup {
    let way = |number: u32| format!("{}?page={number}", paths::OPERATOR_HOSTS);
    let pager =
        Pager { newer: number.checked_sub(1).map(way), older: has_more.then(|| way(number + 1)) };
    let list = html! {
        div.table-scroll tabindex="0" role="group" aria-label=(page.t("layout-hosts")) {
            table.table {
                thead { tr {
                    th { (page.t("receipt-host")) }
                    th { (page.t("earnings-state")) }
                    th.n { (page.t("layout-services")) }
                    th { (page.t("op-since")) }
                } }
                tbody {
                    @for seen in found {
                        tr {
                            td {
                                div.row.g3 {
                                    (Avatar::new(&seen.row.profile.name, picture(seen.row.avatar).as_deref()).size(36))
                                    span {
                                        b { a href={ (paths::OPERATOR_HOSTS) "/" (seen.row.id) } { (seen.row.profile.name) } }
                                        " " span.sm.muted { (seen.email) }
                                    }
                                }
                            }
                            td { (badge(page, &seen.row)) }
                            td.n.num { (seen.services) }
                            td { (parts::date_tag(page, seen.row.created_at)) }
                        }
                    }
                }
            }
        }
    };
    let main = html! {
        @if found.is_empty() {
            (parts::empty("empty", &page.t("op-no-hosts"), &page.t("op-no-hosts-text"), &html! {
                (button::link(paths::HOME, page.t("layout-find")))
            }))
        } @else {
            (parts::card_list("hosts", &page.t("layout-hosts"), &html! {}, &list))
            (parts::pager(page, &pager))
        }
    };
    let frame = Frame::new(page.t("layout-hosts")).wide().main("stack g4");
    layout::operator(page, OperatorNav::Hosts, &frame, &Head::with(page.t("op-hosts-lead")), &main)
}

fn show_one(page: &Page, seen: &SeenHost, notes: &[Note], form: &Filled) -> Markup {
    let row = &seen.row;
    let (to, key, lead) = match row.standing {
        Standing::Active => ("suspended", "op-suspend", "op-suspend-lead"),
        Standing::Suspended | Standing::Removed => ("active", "op-restore", "op-restore-lead"),
    };
    let facts = [
        Fact::text(page.t("checkout-email"), &seen.email),
        Fact::text(page.t("layout-services"), &seen.services.to_string()),
        Fact::text(page.t("op-since"), &page.date(row.created_at)),
    ];
    let submit = button::submit(page.t(key));
    let submit = if to == "suspended" { submit.bad() } else { submit.primary() };
    let main = html! {
        div.stack.g4 {
            (parts::card_with("about", &page.t("op-host-about"), &badge(page, row), &parts::key_values(&facts)))
            section.stack.g4 aria-labelledby="standing" {
                h2 id="standing" { (page.t(key)) }
                (error_summary(page, form, &[("reason", page.t("op-reason"))]))
                form.form.card.pad method="post" action={ (paths::OPERATOR_HOSTS) "/" (row.id) } {
                    p.muted { (page.t(lead)) }
                    input type="hidden" name="standing" value=(to);
                    (Field::area("reason", page.t("op-reason"), 3).required().max(REASON_MAX)
                        .hint(page.t("op-record-hint")).show(page, form))
                    div.form-acts { (submit) }
                }
            }
        }
        div.stack.g4 { (record(page, notes)) }
    };
    let actions = html! {
        (button::link(format!("/hosts/{}", row.slug), page.t("layout-public-page")).small())
    };
    let head =
        Head { back: Some(paths::OPERATOR_HOSTS.to_owned()), sub: None, actions: Some(actions) };
    let frame = Frame::new(row.profile.name.as_str()).wide().main("two-cols");
    layout::operator(page, OperatorNav::Hosts, &frame, &head, &main)
}

/// What was done to this host by hand.
fn record(page: &Page, notes: &[Note]) -> Markup {
    parts::card(
        "record",
        &page.t("op-record"),
        &html! {
            @if notes.is_empty() { p.muted { (page.t("op-no-record")) } }
            ol.history {
                @for note in notes {
                    @let (key, class) = match note.action.as_str() {
                        "host_restored" => ("op-noted-restored", "ok"),
                        "host_suspended" => ("op-noted-suspended", "bad"),
                        _ => ("op-noted-other", ""),
                    };
                    li class=(class) {
                        span {
                            (page.t(key))
                            @if let Some(reason) = note.detail.get("reason").and_then(|text| text.as_str()) {
                                q.md { (reason) }
                            }
                            span.sm.muted { (parts::moment(page, note.at)) }
                        }
                    }
                }
            }
        },
    )
}
