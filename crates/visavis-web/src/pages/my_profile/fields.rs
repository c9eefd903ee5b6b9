//! The fields of *My profile*.

use maud::{Markup, html};
use visavis_app::host::{ABOUT_MAX, HEADLINE_MAX, Mine};

use super::View;
use crate::form::Filled;
use crate::page::Page;
use crate::pages::lands;
use crate::parts::{Field, FieldKind, button, icon};
use crate::paths;

/// The languages that stand in view before anything is chosen.
const COMMON: [&str; 10] = ["en", "es", "fr", "de", "it", "pt", "ar", "zh", "hi", "ru"];

/// What the database keeps, as a form.
pub(super) fn filled(mine: &Mine) -> Filled {
    let row = &mine.row;
    let profile = &row.profile;
    let mut values: Vec<(&str, String)> = vec![
        ("name", profile.name.clone()),
        ("headline", profile.headline.clone()),
        ("about", profile.about.clone()),
        ("tz", profile.tz.clone()),
        ("country", profile.country.clone()),
        ("topics", profile.topics.join(", ")),
        ("links", profile.links.join("\n")),
        ("version", row.version.to_string()),
    ];
    values.extend(profile.languages.iter().map(|tag| ("language", tag.clone())));
    Filled::of(values)
}

/// The labels of everything on the page that can be wrong.
pub(super) fn labels(page: &Page) -> Vec<(&'static str, String)> {
    [
        ("name", "profile-name"),
        ("headline", "profile-headline"),
        ("about", "profile-about"),
        ("tz", "profile-zone"),
        ("country", "profile-country"),
        ("language", "profile-languages"),
        ("topics", "profile-topics"),
        ("links", "profile-links"),
        ("avatar", "profile-avatar"),
        ("cover", "profile-cover"),
        ("phone", "profile-phone"),
        ("code", "profile-code"),
    ]
    .map(|(name, key)| (name, page.t(key)))
    .to_vec()
}

/// The form.
pub(super) fn card(page: &Page, view: &View) -> Markup {
    let form = &view.form;
    html! {
        form.form.card.pad method="post" action=(paths::PROFILE) {
            input type="hidden" name="version" value=(form.value("version"));
            (Field::text("name", page.t("profile-name")).autocomplete("name").required().show(page, form))
            (Field::text("headline", page.t("profile-headline"))
                .hint(page.t("profile-headline-hint")).max(HEADLINE_MAX).show(page, form))
            (Field::area("about", page.t("profile-about"), 9)
                .hint(page.t("profile-about-hint")).max(ABOUT_MAX).show(page, form))
            (Field::text("topics", page.t("profile-topics"))
                .hint(page.t("profile-topics-hint")).show(page, form))
            (languages(page, form))
            div.form-2 {
                (Field::new("tz", page.t("profile-zone"), FieldKind::Zone(zones(page, &view.zones)))
                    .hint(page.t("profile-zone-hint")).show(page, form))
                (Field::select("country", page.t("profile-country"), countries(page))
                    .autocomplete("country").show(page, form))
            }
            (Field::area("links", page.t("profile-links"), 3)
                .hint(page.t("profile-links-hint")).show(page, form))
            div.form-acts { (button::submit(page.t("profile-save")).primary()) }
        }
    }
}

fn zones(page: &Page, zones: &[String]) -> Vec<(String, String)> {
    let choose = (String::new(), page.t("profile-zone-choose"));
    let zones = zones.iter().map(|zone| (zone.clone(), zone.replace('_', " ")));
    std::iter::once(choose).chain(zones).collect()
}

fn countries(page: &Page) -> Vec<(String, String)> {
    let none = (String::new(), page.t("profile-country-none"));
    std::iter::once(none).chain(lands::all_countries(page)).collect()
}

/// The chosen and the common ones in view, all others folded away.
fn languages(page: &Page, form: &Filled) -> Markup {
    let is_near = |tag: &str| COMMON.contains(&tag) || form.is_chosen("language", tag);
    let (near, far): (Vec<_>, Vec<_>) =
        lands::all_languages(page).into_iter().partition(|(tag, _)| is_near(tag));
    let error = form.error("language");
    html! {
        fieldset id=(form.id("language")) aria-describedby=[error.map(|_| "language-e")] {
            legend.lab { (page.t("profile-languages")) }
            div.row.g3.wrap-x { @for (tag, word) in &near { (language(form, tag, word)) } }
            details {
                summary.btn.sm { (page.t("profile-languages-more")) }
                div.row.g3.wrap-x { @for (tag, word) in &far { (language(form, tag, word)) } }
            }
            @if let Some(error) = error {
                p.error id="language-e" { (icon("circle-alert")) (page.say(error)) }
            }
        }
    }
}

fn language(form: &Filled, tag: &str, word: &str) -> Markup {
    html! {
        label.check {
            input type="checkbox" name="language" value=(tag) checked[form.is_chosen("language", tag)];
            span { (word) }
        }
    }
}
