//! The operator's colours, as a style sheet of its own: the CSP allows no style in the page.
//!
//! Its address carries the colours, so that it can be kept for good and changes at once.

use axum::extract::State;
use axum::http::header::{CACHE_CONTROL, CONTENT_TYPE};
use axum::response::IntoResponse;

use crate::route::{Route, routes};
use crate::site::{Look, Site};

/// The sheet.
pub const ROUTES: &[Route] = routes![
    get "/look.css" Public => serve,
];

/// Where the colours of this look are, if it has any of its own.
pub(super) fn sheet_path(look: &Look) -> Option<String> {
    let colours = [look.primary, look.accent];
    if colours.iter().all(Option::is_none) {
        return None;
    }
    let version: String = colours
        .iter()
        .map(|colour| colour.map_or_else(|| "-".to_owned(), |colour| colour.to_string()))
        .collect();
    Some(format!("/look.css?v={}", version.replace('#', "")))
}

async fn serve(State(site): State<Site>) -> impl IntoResponse {
    let headers = [
        (CONTENT_TYPE, "text/css; charset=utf-8"),
        (CACHE_CONTROL, "public, max-age=31536000, immutable"),
    ];
    (headers, sheet(&site.look()))
}

/// What the sheet sets, each from the chosen colour: a light and a dark value. Lightness is held
/// where text on it and beside it stays readable (AA), whatever was chosen.
const FROM_PRIMARY: [(&str, &str, &str); 8] = [
    ("primary", "min(l, .45) c h", ".525 c h"),
    ("primary-hover", "min(l, .38) c h", ".47 c h"),
    ("primary-soft", ".973 .011 h", ".29 .05 h"),
    ("primary-soft-2", ".943 .024 h", ".34 .065 h"),
    ("primary-text", ".385 min(c, .108) h", ".885 .05 h"),
    ("link", ".46 min(c, .128) h", ".8 .085 h"),
    ("focus", ".55 c h", ".8 .085 h"),
    ("logo-l", "l c h", ".68 c h"),
];

fn sheet(look: &Look) -> String {
    let primary = look.primary.into_iter().flat_map(|colour| {
        FROM_PRIMARY.iter().map(move |(name, light, dark)| {
            format!(
                "  --{name}: light-dark(oklch(from {colour} {light}), oklch(from {colour} {dark}));\n"
            )
        })
    });
    let accent = look.accent.map(|colour| format!("  --logo-r: {colour};\n"));
    let lines: String = primary.chain(accent).collect();
    format!(":root {{\n{lines}}}\n")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::site::Colour;

    #[test]
    fn a_look_without_colours_needs_no_sheet() {
        assert_eq!(sheet_path(&Look::standard()), None);
    }

    #[test]
    fn a_new_colour_is_a_new_address() {
        let look = Look { primary: Colour::parse("#123456"), ..Look::standard() };
        assert_eq!(sheet_path(&look).as_deref(), Some("/look.css?v=123456-"));
        assert!(sheet(&look).contains("oklch(from #123456 min(l, .45) c h)"));
        assert!(!sheet(&look).contains("--logo-r"));
    }
}
