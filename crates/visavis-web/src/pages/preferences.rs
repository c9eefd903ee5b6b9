//! `/preferences`: theme and language of a browser, kept in cookies; who is signed in keeps the
//! language in the account.

use axum::Extension;
use axum::response::{IntoResponse, Response};
use visavis_app::people::{self, Changes};
use visavis_reach::words::Locale;

use crate::caller::Caller;
use crate::cookie::Cookie;
use crate::form::Filled;
use crate::page::{LANGUAGE_COOKIE, Page, THEME_COOKIE, Theme};
use crate::paths;
use crate::problem::Problem;
use crate::route::{Route, local_path, routes};

/// The form in every footer.
pub const ROUTES: &[Route] = routes![
    post "/preferences" Public => choose,
];

const YEAR_SECS: u32 = 31_536_000;

async fn choose(
    page: Page,
    caller: Option<Extension<Caller>>,
    form: Filled,
) -> Result<Response, Problem> {
    let origin = &page.site().place().origin;
    let back = local_path(form.value("back")).unwrap_or(paths::HOME);
    let answer = page.see_other(back);
    if let Some(theme) = Theme::parse(form.value("theme")) {
        let cookie = Cookie::plain(origin, THEME_COOKIE, theme.name()).for_secs(YEAR_SECS);
        return Ok((cookie, answer).into_response());
    }
    if let Ok(locale) = form.value("language").parse::<Locale>() {
        if let Some(Extension(caller)) = caller {
            keep(&caller, locale).await?;
        }
        let cookie = Cookie::plain(origin, LANGUAGE_COOKIE, locale.code()).for_secs(YEAR_SECS);
        return Ok((cookie, answer).into_response());
    }
    Ok(answer)
}

async fn keep(caller: &Caller, locale: Locale) -> Result<(), Problem> {
    let Some(person) = &caller.person else {
        return Ok(());
    };
    let account = &person.account;
    let changes = Changes {
        name: account.name.clone(),
        nickname: account.nickname.clone(),
        tz: account.tz.clone(),
        locale: locale.code().to_owned(),
    };
    Ok(people::change(&caller.app, person, &changes).await?)
}
