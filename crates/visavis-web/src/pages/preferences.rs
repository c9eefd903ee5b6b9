//! `/preferences`: theme and language of a browser, kept in cookies, without an account.

use axum::response::{IntoResponse, Response};
use visavis_reach::words::Locale;

use crate::cookie::Cookie;
use crate::form::Filled;
use crate::page::{LANGUAGE_COOKIE, Page, THEME_COOKIE, Theme};
use crate::paths;
use crate::route::{Route, local_path, routes};

/// The form in every footer.
pub const ROUTES: &[Route] = routes![
    post "/preferences" Public => choose,
];

const YEAR_SECS: u32 = 31_536_000;

async fn choose(page: Page, form: Filled) -> Response {
    let origin = &page.site().place().origin;
    let back = local_path(form.value("back")).unwrap_or(paths::HOME);
    let answer = page.see_other(back);
    if let Some(theme) = Theme::parse(form.value("theme")) {
        let cookie = Cookie::plain(origin, THEME_COOKIE, theme.name()).for_secs(YEAR_SECS);
        return (cookie, answer).into_response();
    }
    if let Ok(locale) = form.value("language").parse::<Locale>() {
        let cookie = Cookie::plain(origin, LANGUAGE_COOKIE, locale.code()).for_secs(YEAR_SECS);
        return (cookie, answer).into_response();
    }
    answer
}
