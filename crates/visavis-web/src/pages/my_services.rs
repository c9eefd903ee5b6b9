//! `/services`: *My services*, where a host adds, mends, copies and switches (PAY-3 to PAY-8). There is
//! no way to delete one.

mod editor;
mod samples;

use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use maud::{Markup, html};
use visavis_app::{App, Failure, host};
use visavis_domain::ids::ServiceId;
use visavis_domain::service::{Change, Draft};
use visavis_store::host::ServiceRow;

use crate::caller::Caller;
use crate::form::{Filled, Path, typed_amount};
use crate::layout::{self, Frame, Head, HostNav};
use crate::page::{Flash, Mood, Page};
use crate::pages::channel;
use crate::parts::{self, Badge, button, icon_sized};
use crate::paths;
use crate::problem::Problem;
use crate::route::{Route, routes};
use editor::Editor;

pub use samples::SAMPLES;

/// The pages and their forms.
pub const ROUTES: &[Route] = routes![
    page "/services" Host => show_services,
    page "/services/new" Host => show_new,
    post "/services/new" Host => add,
    page "/services/{id}" Host => show_one,
    post "/services/{id}" Host => edit,
    post "/services/{id}/duplicate" Host => duplicate,
    post "/services/{id}/switch" Host => switch,
];

/// One row of the list, with the id that a copy of it would get: pressed twice, it is copied once.
struct Line {
    row: ServiceRow,
    copy: ServiceId,
}

async fn show_services(page: Page, caller: Caller) -> Result<Markup, Problem> {
    let services = host::services(&caller.app, caller.host()?).await?;
    let line = |row| Line { row, copy: host::new_service_id(&caller.app) };
    Ok(show(&page, &services.into_iter().map(line).collect::<Vec<_>>()))
}

async fn show_new(page: Page, caller: Caller) -> Result<Markup, Problem> {
    let id = host::new_service_id(&caller.app);
    let form = Filled::of([("id", id.to_string()), ("channel", "video".to_owned())]);
    Ok(editor::show(&page, &form, &Editor::of(&caller.app, None)))
}

async fn add(page: Page, caller: Caller, mut form: Filled) -> Result<Response, Problem> {
    let id: ServiceId = form.value("id").parse().map_err(|_| Problem::bad_request())?;
    let editor = Editor::of(&caller.app, None);
    let Some(draft) = editor::read(&page, &editor, &mut form) else {
        return Ok(form.again(editor::show(&page, &form, &editor)));
    };
    let title = draft.title.clone();
    match host::add_service(&caller.app, caller.host()?, id, draft).await {
        Ok(()) => {
            let flash = Flash::ok("flash-service-added").named(title);
            Ok(page.see_other_saying(paths::SERVICES, &flash))
        }
        Err(failure) => {
            editor::refuse(&page, &editor, failure, &mut form)?;
            Ok(form.again(editor::show(&page, &form, &editor)))
        }
    }
}

async fn show_one(
    page: Page,
    caller: Caller,
    Path(id): Path<ServiceId>,
) -> Result<Markup, Problem> {
    let row = host::service(&caller.app, caller.host()?, id).await?;
    let form = filled(&row.draft, row.version);
    Ok(editor::show(&page, &form, &Editor::of(&caller.app, Some(id))))
}

fn filled(draft: &Draft, version: i64) -> Filled {
    Filled::of([
        ("title", draft.title.clone()),
        ("description", draft.description.clone()),
        ("channel", channel::name(draft.channel).to_owned()),
        ("price", typed_amount(draft.price)),
        ("minutes", draft.minutes.to_string()),
        ("version", version.to_string()),
    ])
}

async fn edit(
    page: Page,
    caller: Caller,
    Path(id): Path<ServiceId>,
    mut form: Filled,
) -> Result<Response, Problem> {
    let (app, host) = (&caller.app, caller.host()?);
    let editor = Editor::of(app, Some(id));
    let row = host::service(app, host, id).await?;
    let Some(draft) = editor::read(&page, &editor, &mut form) else {
        return Ok(form.again(editor::show(&page, &form, &editor)));
    };
    let version = form.value("version").parse().unwrap_or(0);
    match host::edit_service(app, host, id, version, draft).await {
        Ok(change) => {
            let key = match change {
                Change::Nothing | Change::Words => "flash-saved",
                Change::NewRevision => "flash-service-revised",
            };
            Ok(page.see_other_saying(paths::SERVICES, &Flash::ok(key)))
        }
        Err(Failure::Changed) => {
            // What was typed stays; saved once more, it counts.
            let form = form.with("version", row.version.to_string());
            let mut page = page;
            page.flash = Some(Flash::new(Mood::Wait, "flash-changed-meanwhile"));
            Ok((StatusCode::CONFLICT, editor::show(&page, &form, &editor)).into_response())
        }
        Err(failure) => {
            editor::refuse(&page, &editor, failure, &mut form)?;
            Ok(form.again(editor::show(&page, &form, &editor)))
        }
    }
}

async fn duplicate(
    page: Page,
    caller: Caller,
    Path(id): Path<ServiceId>,
    form: Filled,
) -> Result<Response, Problem> {
    let copy = copy_id(&caller.app, &form)?;
    let mark = page.t("services-copy-mark");
    host::duplicate_service(&caller.app, caller.host()?, id, copy, &mark).await?;
    let path = format!("/services/{copy}");
    Ok(page.see_other_saying(&path, &Flash::ok("flash-service-copied")))
}

/// The id from the form, or a fresh one where the button stands alone.
fn copy_id(app: &App, form: &Filled) -> Result<ServiceId, Problem> {
    match form.value("copy") {
        "" => Ok(host::new_service_id(app)),
        id => id.parse().map_err(|_| Problem::bad_request()),
    }
}

async fn switch(
    page: Page,
    caller: Caller,
    Path(id): Path<ServiceId>,
    form: Filled,
) -> Result<Response, Problem> {
    let enabled = match form.value("to") {
        "on" => true,
        "off" => false,
        _ => return Err(Problem::bad_request()),
    };
    let row = host::enable_service(&caller.app, caller.host()?, id, enabled).await?;
    let key = if enabled { "flash-service-on" } else { "flash-service-off" };
    let flash = Flash::ok(key).named(row.draft.title);
    Ok(page.see_other_saying(paths::SERVICES, &flash))
}

fn show(page: &Page, lines: &[Line]) -> Markup {
    let add = || button::link("/services/new", page.t("services-add")).primary().icon("plus");
    let main = html! {
        @if lines.is_empty() {
            (parts::empty("none", &page.t("services-none"), &page.t("services-none-text"), &html! {
                (add().big())
            }))
        } @else {
            @if !lines.iter().any(|line| line.row.enabled) {
                (parts::flash(Mood::Wait, &page.t("services-all-off")))
            }
            (parts::card_list("list", &page.t1("services-count", "count", lines.len()), &html! {}, &html! {
                ul.services { @for line in lines { (service(page, line)) } }
            }))
            p.sm.faint { (page.t("services-kept")) }
        }
    };
    let actions = (!lines.is_empty()).then(|| html! { (add()) });
    let head = Head { actions, ..Head::with(page.t("services-lead")) };
    let frame = Frame::new(page.t("services-title")).main("stack g4");
    layout::host(page, HostNav::Services, &frame, &head, &main)
}

fn service(page: &Page, line: &Line) -> Markup {
    let row = &line.row;
    let draft = &row.draft;
    let path = format!("/services/{}", row.id);
    let (badge, to, word) = if row.enabled {
        (Badge::On.show("circle-check", &page.t("services-on")), "off", "services-switch-off")
    } else {
        (Badge::Off.show("circle", &page.t("services-off")), "on", "services-switch-on")
    };
    html! {
        li.service.is-off[!row.enabled] {
            span.service-ic { (icon_sized(channel::icon(draft.channel), "s20")) }
            div.grow {
                h3 { a href=(path) { (draft.title) } }
                p.md.muted { (first_line(&draft.description)) }
                div.row.g2.wrap-x.service-acts {
                    (badge)
                    (button::link(path.as_str(), page.t("services-edit")).small().ghost().icon("pencil")
                        .about(draft.title.as_str()))
                    form method="post" action={ (path) "/duplicate" } {
                        input type="hidden" name="copy" value=(line.copy);
                        (button::submit(page.t("services-duplicate")).small().ghost().icon("copy-plus")
                            .about(draft.title.as_str()))
                    }
                    form method="post" action={ (path) "/switch" } {
                        (button::choice("to", to, page.t(word)).small().ghost()
                            .icon(if row.enabled { "toggle-right" } else { "toggle-left" })
                            .about(draft.title.as_str()))
                    }
                }
            }
            div.service-price {
                b { (page.money(draft.price)) }
                span.sm.faint { (page.t1("directory-minutes", "minutes", draft.minutes)) }
            }
        }
    }
}

/// Enough of a description to tell it from another.
fn first_line(text: &str) -> String {
    const MAX: usize = 140;
    let line = text.lines().next().unwrap_or_default();
    if line.chars().count() <= MAX {
        return line.to_owned();
    }
    let cut: String = line.chars().take(MAX).collect();
    format!("{}…", cut.trim_end())
}
