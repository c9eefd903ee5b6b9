//! `/account`: name, nickname, zone, language, portrait, address, password and sign-ins.

mod email;
mod password;
mod sign_ins;

use axum::response::{IntoResponse, Response};
use maud::{Markup, html};
use visavis_app::file::{self, PICTURE_BYTES_MAX, Picture};
use visavis_app::people::{self, Changes};
use visavis_app::{Failure, host};
use visavis_reach::words::Locale;

use super::files;
use crate::caller::Caller;
use crate::form::{Filled, Upload};
use crate::layout::{self, Frame, Head, HostNav};
use crate::page::{Flash, Page};
use crate::parts::{self, Badge, Fact, Field, FieldKind, button, error_summary, icon, initials};
use crate::paths;
use crate::problem::Problem;
use crate::refusal::into_form;
use crate::route::{Route, routes};
use crate::sample::{Reader, Sample};
use crate::site::Realm;
use crate::words::Say;

/// A picture and the form around it.
const UPLOAD_MAX: usize = PICTURE_BYTES_MAX + 64 * 1024;

/// The pages and forms.
pub const ROUTES: &[Route] = routes![
    page "/account" SignedIn => show_account,
    post "/account" SignedIn => change,
    post "/account/avatar" SignedIn [UPLOAD_MAX] => set_avatar,
    page "/account/password" SignedIn => password::show_password,
    post "/account/password" SignedIn => password::change,
    page "/account/email" SignedIn => email::show_email,
    post "/account/email" SignedIn => email::ask,
    page "/account/email/confirm" Public => email::show_confirm,
    post "/account/email/confirm" Public => email::confirm,
    page "/account/sign-ins" SignedIn => sign_ins::show_sign_ins,
    post "/account/sign-ins/end-others" SignedIn => sign_ins::end_others,
    post "/account/sign-ins/{id}/end" SignedIn => sign_ins::end,
];

/// Their pictures.
pub const SAMPLES: &[Sample] = &[
    Sample::page("account", paths::ACCOUNT, Reader::Client, |page| show(page, &View::sample()))
        .data(EMAIL),
    Sample::page("account-host", paths::ACCOUNT, Reader::Host, |page| {
        show(page, &View { picture: Filled::new(), ..View::sample() })
    })
    .data(EMAIL),
    Sample::page("account-faults", paths::ACCOUNT, Reader::Client, |page| {
        let mut view = View { is_verified: false, has_password: false, ..View::sample() };
        view.form.refuse("nickname", Say::new("fault-nickname-taken"));
        view.picture.refuse("avatar", Say::new("error-picture-none"));
        show(page, &view)
    })
    .data(EMAIL),
    Sample::page("account-password", "/account/password", Reader::Client, |page| {
        password::show(page, &Filled::new(), true)
    }),
    Sample::new("account-password-first", |page| password::show(page, &Filled::new(), false))
        .by(Reader::Client),
    Sample::new("account-password-wrong", |page| {
        let mut form = Filled::new();
        form.refuse("old_password", Say::new("fault-old-password"));
        form.refuse("password", Say::new("fault-password-short"));
        password::show(page, &form, true)
    })
    .by(Reader::Client),
    Sample::page("account-email", "/account/email", Reader::Client, |page| {
        email::show(page, &Filled::new(), true)
    }),
    Sample::new("account-email-wrong", |page| {
        let mut form = Filled::of([("email", "rosewater")]);
        form.refuse("email", Say::new("fault-email"));
        form.refuse("password", Say::new("fault-old-password"));
        email::show(page, &form, true)
    })
    .by(Reader::Client),
    Sample::page("account-email-confirm", "/account/email/confirm", Reader::Visitor, email::sample),
    Sample::new("account-email-dead", email::sample_dead),
    Sample::page("account-sign-ins", "/account/sign-ins", Reader::Client, |page| {
        sign_ins::show(page, &sign_ins::sample())
    })
    .data(&["Firefox, Linux", "Safari, iPhone"]),
    Sample::new("account-sign-ins-one", |page| sign_ins::show(page, &sign_ins::sample()[..1]))
        .by(Reader::Client)
        .data(&["Firefox, Linux"]),
];

const EMAIL: &[&str] = &["marta@example.org", "Marta"];

/// What the page shows.
struct View {
    form: Filled,
    picture: Filled,
    zones: Vec<String>,
    email: String,
    is_verified: bool,
    has_password: bool,
    avatar: Option<String>,
}

impl View {
    fn of(caller: &Caller) -> Result<Self, Problem> {
        let account = &caller.person()?.account;
        Ok(Self {
            form: Filled::of([
                ("name", &account.name),
                ("nickname", &account.nickname),
                ("tz", &account.tz),
                ("locale", &account.locale),
            ]),
            picture: Filled::new(),
            zones: host::zones(),
            email: account.email.clone(),
            is_verified: account.email_verified_at.is_some(),
            has_password: account.password_hash.is_some(),
            avatar: account.avatar.map(files::picture_path),
        })
    }

    fn sample() -> Self {
        Self {
            form: Filled::of([
                ("name", "Marta Ferreira"),
                ("nickname", "rosewater"),
                ("tz", "Europe/Lisbon"),
                ("locale", "en"),
            ]),
            picture: Filled::new(),
            zones: vec!["Europe/Lisbon".to_owned(), "UTC".to_owned()],
            email: "marta@example.org".to_owned(),
            is_verified: true,
            has_password: true,
            avatar: None,
        }
    }
}

async fn show_account(page: Page, caller: Caller) -> Result<Markup, Problem> {
    Ok(show(&page, &View::of(&caller)?))
}

async fn change(page: Page, caller: Caller, form: Filled) -> Result<Response, Problem> {
    let changes = Changes {
        name: form.value("name").to_owned(),
        nickname: form.value("nickname").to_owned(),
        tz: form.value("tz").to_owned(),
        locale: form.value("locale").to_owned(),
    };
    let outcome = people::change(&caller.app, caller.person()?, &changes).await;
    let Err(failure) = outcome else {
        return Ok(page.see_other_saying(paths::ACCOUNT, &Flash::ok("flash-saved")));
    };
    let mut view = View { form, ..View::of(&caller)? };
    into_form(failure, &mut view.form)?;
    Ok(view.form.again(show(&page, &view)))
}

async fn set_avatar(page: Page, caller: Caller, upload: Upload) -> Result<Response, Problem> {
    let owner = caller.person()?.account.id;
    let is_removal = upload.form.has("remove");
    let content = upload.file("avatar").map(|received| received.content.clone());
    let outcome = match content {
        None if !is_removal => Err(Failure::field("avatar", "error-picture-none")),
        content => {
            let content = content.filter(|_| !is_removal);
            file::set_picture(&caller.app, owner, Picture::Avatar, content).await
        }
    };
    let Err(failure) = outcome else {
        return Ok(page.see_other_saying(paths::ACCOUNT, &Flash::ok("flash-saved")));
    };
    let mut view = View::of(&caller)?;
    into_form(failure, &mut view.picture)?;
    Ok(view.picture.again(show(&page, &view)))
}

/// The frame of all account pages; those behind the first lead back to it.
fn frame(page: &Page, title: &str, back: Option<&str>, main: &Markup) -> Markup {
    let frame = Frame::new(title).main("narrow stack g4").hidden();
    let head = Head { back: back.map(str::to_owned), ..Head::default() };
    layout::home(page, HostNav::Account, &frame, &head, main)
}

fn show(page: &Page, view: &View) -> Markup {
    let labels = [
        ("name", page.t("people-name")),
        ("nickname", page.t("account-nickname")),
        ("tz", page.t("account-zone")),
        ("avatar", page.t("account-picture")),
    ];
    // Two forms, one list of what is wrong.
    let mut wrong = view.form.clone();
    for (name, say) in view.picture.errors() {
        wrong.refuse(name, say.clone());
    }
    let main = html! {
        (error_summary(page, &wrong, &labels))
        (you(page, view))
        (picture(page, view))
        (parts::card("looks", &page.t("layout-theme"), &layout::preferences(page)))
        (safety(page, view))
        @if !page.viewer.as_ref().is_some_and(|viewer| viewer.is_host) {
            p.sm.muted { (page.linked("account-become-host", &[paths::BECOME_HOST])) }
        }
    };
    frame(page, &page.t("layout-account"), None, &main)
}

fn you(page: &Page, view: &View) -> Markup {
    let zones: Vec<(String, String)> =
        view.zones.iter().map(|zone| (zone.clone(), zone.clone())).collect();
    let is_listed = view.zones.iter().any(|zone| zone == view.form.value("tz"));
    // A zone of an older list stays chosen until somebody chooses another one.
    let kept = (!is_listed).then(|| view.form.value("tz").to_owned());
    let zones = kept.into_iter().map(|zone| (zone.clone(), zone)).chain(zones).collect();
    let body = html! {
        form.stack.g4 method="post" action=(paths::ACCOUNT) {
            (Field::text("name", page.t("people-name")).autocomplete("name").required()
                .hint(page.t("people-name-hint")).show(page, &view.form))
            (Field::text("nickname", page.t("account-nickname")).autocomplete("nickname").required()
                .hint(page.t("account-nickname-hint")).show(page, &view.form))
            div.form-2 {
                (Field::new("tz", page.t("account-zone"), FieldKind::Zone(zones))
                    .hint(page.t("account-zone-hint")).show(page, &view.form))
                (Field::select("locale", page.t("layout-language"), languages(page))
                    .show(page, &view.form))
            }
            div.form-acts { (button::submit(page.t("account-save")).primary()) }
        }
    };
    parts::card("you", &page.t("account-you"), &body)
}

fn languages(page: &Page) -> Vec<(String, String)> {
    let offered: &[Locale] = match page.realm() {
        Realm::Live => &Locale::OFFERED,
        Realm::Test | Realm::Demo => &Locale::ALL,
    };
    let word = |locale: &Locale| match locale {
        Locale::En => page.t("layout-language-en"),
        Locale::Pseudo => page.t("layout-language-pseudo"),
    };
    offered.iter().map(|locale| (locale.code().to_owned(), word(locale))).collect()
}

fn picture(page: &Page, view: &View) -> Markup {
    let error = view.picture.error("avatar");
    let label = page.t("account-picture");
    let body = html! {
        form.stack.g2 method="post" action="/account/avatar" enctype="multipart/form-data" {
            vv-upload data-max=(PICTURE_BYTES_MAX) data-too-big=(page.t("fault-picture-large")) {
                div.upload {
                    span.upload-face {
                        @match &view.avatar {
                            Some(path) => img src=(path) alt="";,
                            None => span aria-hidden="true" {
                                (initials(view.form.value("name")))
                            },
                        }
                    }
                    div.stack.g1 {
                        label.btn.sm {
                            (icon("upload")) (page.t("account-picture-choose"))
                            input.sr type="file" id="avatar" name="avatar"
                                accept="image/jpeg,image/png,image/webp"
                                aria-describedby="avatar-h"
                                aria-invalid=[error.map(|_| "true")];
                        }
                        p.hint id="avatar-h" { (page.t("account-picture-hint")) }
                        p.error hidden[error.is_none()] {
                            @if let Some(error) = error { (icon("circle-alert")) (page.say(error)) }
                        }
                    }
                }
            }
            div.row.g2 {
                (button::submit(page.t("account-save")).small().about(label.as_str()))
                @if view.avatar.is_some() {
                    (button::choice("remove", "1", page.t("account-picture-remove")).small().ghost()
                        .about(label.as_str()))
                }
            }
        }
    };
    parts::card("picture", &label, &body)
}

/// The ways in: address, password, sign-ins.
fn safety(page: &Page, view: &View) -> Markup {
    let proven = if view.is_verified {
        Badge::On.show("circle-check", &page.t("account-email-proven"))
    } else {
        Badge::Due.show("hourglass", &page.t("account-email-unproven"))
    };
    let password = if view.has_password { "account-password-is" } else { "account-password-none" };
    let change = |path: &'static str, about: &str| {
        button::link(path, page.t("account-change")).small().about(about.to_owned())
    };
    let facts = [
        Fact::new(
            page.t("people-email"),
            html! {
                span.row.g2.wrap-x {
                    (view.email) (proven) (change("/account/email", &page.t("people-email")))
                }
            },
        ),
        Fact::new(
            page.t("people-password"),
            html! {
                span.row.g2.wrap-x {
                    (page.t(password)) (change("/account/password", &page.t("people-password")))
                }
            },
        ),
        Fact::new(
            page.t("sign-ins-title"),
            html! {
                (button::link("/account/sign-ins", page.t("account-sign-ins-show")).small())
            },
        ),
    ];
    let body = html! {
        (parts::key_values(&facts))
        form method="post" action=(paths::SIGN_OUT) {
            div.form-acts {
                (button::submit(page.t("layout-sign-out")).icon("log-out").small())
            }
        }
    };
    parts::card("safety", &page.t("account-safety"), &body)
}

/// A form of the account pages in its card.
fn form_card(page: &Page, title: &str, body: &Markup) -> Markup {
    let card = html! { section.card.pad { (body) } };
    frame(page, title, Some(paths::ACCOUNT), &card)
}

/// The page that a refused form becomes, or the problem that it is.
fn again(
    mut form: Filled,
    failure: Failure,
    draw: impl FnOnce(&Filled) -> Markup,
) -> Result<Response, Problem> {
    into_form(failure, &mut form)?;
    let drawn = draw(&form);
    Ok(form.again(drawn).into_response())
}
