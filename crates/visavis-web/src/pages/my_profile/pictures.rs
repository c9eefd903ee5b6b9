//! Portrait and cover: recommended, not required (PAY-2).

use axum::response::Response;
use maud::{Markup, html};
use visavis_app::file::{self, PICTURE_BYTES_MAX, Picture};

use super::{View, show};
use crate::caller::Caller;
use crate::form::Upload;
use crate::page::{Flash, Page};
use crate::pages::files;
use crate::parts::{self, button, icon, initials};
use crate::paths;
use crate::problem::Problem;
use crate::refusal::into_form;
use crate::words::Say;

/// A new portrait, or none.
pub(super) async fn set_avatar(
    page: Page,
    caller: Caller,
    upload: Upload,
) -> Result<Response, Problem> {
    set(page, caller, upload, Picture::Avatar, "avatar").await
}

/// A new cover, or none.
pub(super) async fn set_cover(
    page: Page,
    caller: Caller,
    upload: Upload,
) -> Result<Response, Problem> {
    set(page, caller, upload, Picture::Cover, "cover").await
}

async fn set(
    page: Page,
    caller: Caller,
    upload: Upload,
    which: Picture,
    field: &'static str,
) -> Result<Response, Problem> {
    let owner = caller.person()?.account.id;
    let content = upload.file(field).map(|received| received.content.clone());
    let is_removal = upload.form.has("remove");
    let outcome = match content {
        None if !is_removal => Err(None),
        content => {
            let content = content.filter(|_| !is_removal);
            file::set_picture(&caller.app, owner, which, content).await.map_err(Some)
        }
    };
    let Err(failure) = outcome else {
        return Ok(page.see_other_saying(paths::PROFILE, &Flash::ok("flash-saved")));
    };
    let mut view = View::of(&caller).await?;
    match failure {
        None => view.pictures.refuse(field, Say::new("error-picture-none")),
        Some(failure) => into_form(failure, &mut view.pictures)?,
    }
    Ok(view.pictures.again(show(&page, &view)))
}

/// Both pictures, each with a form of its own.
pub(super) fn card(page: &Page, view: &View) -> Markup {
    let row = &view.mine.row;
    let avatar = row.avatar.map(files::picture_path);
    let cover = row.cover.map(files::picture_path);
    let body = html! {
        div.stack.g5 {
            (upload(page, view, &One {
                field: "avatar",
                action: "/profile/avatar",
                label: page.t("profile-avatar"),
                choose: page.t("profile-avatar-choose"),
                hint: page.t("profile-avatar-hint"),
                class: "upload",
                picture: avatar.as_deref(),
                blank: html! { span aria-hidden="true" { (initials(&row.profile.name)) } },
            }))
            (upload(page, view, &One {
                field: "cover",
                action: "/profile/cover",
                label: page.t("profile-cover"),
                choose: page.t("profile-cover-choose"),
                hint: page.t("profile-cover-hint"),
                class: "upload is-cover",
                picture: cover.as_deref(),
                blank: html! { span aria-hidden="true" { (icon("image")) } },
            }))
        }
    };
    parts::card("pictures", &page.t("profile-pictures"), &body)
}

struct One<'a> {
    field: &'static str,
    action: &'static str,
    label: String,
    choose: String,
    hint: String,
    class: &'static str,
    picture: Option<&'a str>,
    blank: Markup,
}

fn upload(page: &Page, view: &View, one: &One<'_>) -> Markup {
    let error = view.pictures.error(one.field);
    let id = one.field;
    html! {
        form.stack.g2 method="post" action=(one.action) enctype="multipart/form-data" {
            vv-upload data-max=(PICTURE_BYTES_MAX) data-too-big=(page.t("fault-picture-large")) {
                div class=(one.class) {
                    span.upload-face {
                        @match one.picture {
                            Some(path) => img src=(path) alt="";,
                            None => (one.blank),
                        }
                    }
                    div.stack.g1 {
                        label.btn.sm {
                            (icon("upload")) (one.choose)
                            input.sr type="file" id=(id) name=(id)
                                accept="image/jpeg,image/png,image/webp"
                                aria-describedby={ (id) "-h" } aria-invalid=[error.map(|_| "true")];
                        }
                        p.hint id={ (id) "-h" } { (one.hint) }
                        p.error hidden[error.is_none()] {
                            @if let Some(error) = error { (icon("circle-alert")) (page.say(error)) }
                        }
                    }
                }
            }
            div.row.g2 {
                (button::submit(page.t("profile-picture-save")).small().about(one.label.as_str()))
                @if one.picture.is_some() {
                    (button::choice("remove", "1", page.t("profile-picture-remove")).small().ghost()
                        .about(one.label.as_str()))
                }
            }
        }
    }
}
