//! `/profile`: *My profile*, where a host says who one is (PAY-1, PAY-2, PAY-10).

mod fields;
mod phone;
mod pictures;
mod samples;

use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use maud::{Markup, html};
use visavis_app::host::{self, Mine, TypedProfile};
use visavis_app::{Failure, file};
use visavis_domain::profile::{Missing, Reminder};

use crate::caller::Caller;
use crate::form::{Filled, Query};
use crate::layout::{self, Frame, Head, HostNav};
use crate::page::{Flash, Mood, Page};
use crate::parts::{self, Todo, button};
use crate::paths;
use crate::problem::Problem;
use crate::refusal::into_form;
use crate::route::{Route, routes};

pub use samples::SAMPLES;

/// A picture and the form around it.
const UPLOAD_MAX: usize = file::PICTURE_BYTES_MAX + 64 * 1024;

/// The page and its forms.
pub const ROUTES: &[Route] = routes![
    page "/profile" Host => show_profile,
    post "/profile" Host => change,
    post "/profile/avatar" Host [UPLOAD_MAX] => pictures::set_avatar,
    post "/profile/cover" Host [UPLOAD_MAX] => pictures::set_cover,
    post "/profile/phone" Host => phone::ask,
    post "/profile/phone/code" Host => phone::confirm,
    post "/profile/phone/remove" Host => phone::remove,
];

/// What the page shows.
struct View {
    mine: Mine,
    zones: Vec<String>,
    /// The profile's fields.
    form: Filled,
    /// The forms of the pictures: only what is wrong with them.
    pictures: Filled,
    /// The number and its code.
    phone: Filled,
    /// Whether a code is on its way.
    awaits_code: bool,
}

impl View {
    async fn of(caller: &Caller) -> Result<Self, Problem> {
        let mine = host::mine(&caller.app, caller.host()?).await?;
        Ok(Self {
            form: fields::filled(&mine),
            mine,
            zones: host::zones(),
            pictures: Filled::new(),
            phone: Filled::new(),
            awaits_code: false,
        })
    }
}

async fn show_profile(page: Page, caller: Caller, Query(query): Query) -> Result<Markup, Problem> {
    let mut view = View::of(&caller).await?;
    view.awaits_code = query.has("code");
    Ok(show(&page, &view))
}

async fn change(page: Page, caller: Caller, form: Filled) -> Result<Response, Problem> {
    let typed = TypedProfile {
        name: form.value("name").to_owned(),
        headline: form.value("headline").to_owned(),
        about: form.value("about").to_owned(),
        tz: form.value("tz").to_owned(),
        country: form.value("country").to_owned(),
        languages: form.values("language").map(str::to_owned).collect(),
        topics: form.value("topics").to_owned(),
        links: form.value("links").to_owned(),
        version: form.value("version").parse().unwrap_or(0),
    };
    match host::change_profile(&caller.app, caller.host()?, &typed).await {
        Ok(()) => Ok(page.see_other_saying(paths::PROFILE, &Flash::ok("flash-saved"))),
        Err(Failure::Changed) => {
            // What was typed stays; saved once more, it counts.
            let mut view = View::of(&caller).await?;
            view.form = form.with("version", view.mine.row.version.to_string());
            let mut page = page;
            page.flash = Some(Flash::new(Mood::Wait, "flash-changed-meanwhile"));
            Ok((StatusCode::CONFLICT, show(&page, &view)).into_response())
        }
        Err(failure) => {
            let mut view = View::of(&caller).await?;
            view.form = form;
            into_form(failure, &mut view.form)?;
            Ok(view.form.again(show(&page, &view)))
        }
    }
}

/// What is missing before clients see the host, each with the way there.
pub(super) fn missing_todos(page: &Page, missing: &[Missing]) -> Vec<Todo> {
    let all = [
        (Missing::Name, "profile-missing-name", "/profile#name"),
        (Missing::Headline, "profile-missing-headline", "/profile#headline"),
        (Missing::About, "profile-missing-about", "/profile#about"),
        (Missing::TimeZone, "profile-missing-zone", "/profile#tz"),
        (Missing::Offer, "profile-missing-offer", "/services/new"),
    ];
    let todo = |(what, key, path): (Missing, &str, &str)| {
        let is_done = !missing.contains(&what);
        let way = (!is_done).then(|| (path.to_owned(), page.t("profile-add")));
        Todo { text: page.t(key), way, is_done }
    };
    all.into_iter().map(todo).collect()
}

fn show(page: &Page, view: &View) -> Markup {
    let labels = fields::labels(page);
    let mut summary = view.form.clone();
    for (name, say) in view.pictures.errors().iter().chain(view.phone.errors()) {
        summary.refuse(name, say.clone());
    }
    let main = html! {
        (parts::error_summary(page, &summary, &labels))
        div.two-cols {
            div.stack.g4 {
                (fields::card(page, view))
            }
            div.stack.g4 {
                (standing(page, &view.mine))
                (pictures::card(page, view))
                (phone::card(page, view))
            }
        }
    };
    let path = format!("/hosts/{}", view.mine.row.slug);
    let see = html! { (button::link(path, page.t("profile-what-clients-see")).icon("eye")) };
    let head = Head { actions: Some(see), ..Head::with(page.t("profile-lead")) };
    let frame = Frame::new(page.t("profile-title")).main("stack g4");
    layout::host(page, HostNav::Profile, &frame, &head, &main)
}

/// Whether clients see the host, and what would help (PAY-2, PAY-10).
fn standing(page: &Page, mine: &Mine) -> Markup {
    let body = if mine.row.visible {
        html! {
            p.md.muted { (page.t("profile-visible-text")) }
            @for reminder in &mine.reminders { (gentle(page, *reminder)) }
        }
    } else if mine.missing.is_empty() {
        html! { p.md.muted { (page.t("host-held-back")) } }
    } else {
        html! {
            p.md.muted { (page.t("profile-hidden-text")) }
            (parts::todo_list(page, &missing_todos(page, &mine.missing)))
            @for reminder in &mine.reminders { (gentle(page, *reminder)) }
        }
    };
    let badge = if mine.row.visible {
        parts::Badge::On.show("eye", &page.t("profile-visible"))
    } else {
        parts::Badge::Due.show("eye-off", &page.t("profile-hidden"))
    };
    parts::card_with("standing", &page.t("profile-standing"), &badge, &body)
}

/// The reminder stays until there is a picture; it holds nothing up.
fn gentle(page: &Page, reminder: Reminder) -> Markup {
    let key = match reminder {
        Reminder::Avatar => "profile-reminder-avatar",
        Reminder::Cover => "profile-reminder-cover",
    };
    html! { p.sm.faint.row.g2 { (parts::icon_sized("sparkles", "s16")) (page.t(key)) } }
}
