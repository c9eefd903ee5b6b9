//! `/`: the directory of hosts, for everybody (PAY-11). Filters are a plain form, so that a search can
//! be kept and shared as an address.

mod results;
mod samples;

use axum::response::{IntoResponse, Response};
use maud::{Markup, html};
use visavis_app::host::{self, Listing, Search};
use visavis_domain::money::Money;
use visavis_domain::session::Channel;

use crate::assets;
use crate::caller::Caller;
use crate::form::{Filled, Query, typed_amount};
use crate::layout::{self, Frame, PublicNav};
use crate::page::Page;
use crate::pages::{channel, lands};
use crate::parts::{icon, icon_sized};
use crate::paths;
use crate::problem::Problem;
use crate::route::{Route, query_escaped, routes};

pub(super) use results::checkout_path;
pub use samples::SAMPLES;
pub(super) use samples::offer;

/// The page.
pub const ROUTES: &[Route] = routes![
    page "/" Public => show_directory,
];

/// What the page shows.
struct View {
    search: Search,
    form: Filled,
    listing: Listing,
    emergency: String,
}

async fn show_directory(
    page: Page,
    caller: Caller,
    Query(mut form): Query,
) -> Result<Response, Problem> {
    let search = read(&page, &mut form);
    let is_part = form.value("part") == "results";
    let listing = host::directory(&caller.app, &search).await?;
    let emergency = caller.app.site.get().emergency_note.clone();
    let view = View { search, form, listing, emergency };
    Ok(if is_part { results::inner(&page, &view) } else { show(&page, &view) }.into_response())
}

/// What was asked for. A price that is none is said beside its field and left out.
fn read(page: &Page, form: &mut Filled) -> Search {
    let currency = page.look.currency;
    let mut price = |name: &str| match form.value(name) {
        "" => None,
        _ => form.amount(name, currency),
    };
    let (mut min, mut max) = (price("min"), price("max"));
    if let (Some(low), Some(high)) = (min, max)
        && low.minor > high.minor
    {
        (min, max) = (max, min);
    }
    Search {
        words: form.value("q").trim().to_owned(),
        topic: form.value("topic").to_owned(),
        language: form.value("language").to_owned(),
        channel: channel::parse(form.value("channel")),
        min,
        max,
        by_price: form.value("sort") == "price",
        page: form.value("page").parse().unwrap_or(1),
    }
}

/// The address of the directory with another search: a change begins at the first page.
fn address(search: &Search, change: impl FnOnce(&mut Search)) -> String {
    let mut other = Search { page: 1, ..search.clone() };
    change(&mut other);
    let said: Vec<String> = pairs(&other)
        .into_iter()
        .map(|(name, value)| format!("{name}={}", query_escaped(&value)))
        .collect();
    if said.is_empty() { paths::HOME.to_owned() } else { format!("/?{}", said.join("&")) }
}

/// A search as the fields of a form; what is any is not there.
fn pairs(search: &Search) -> Vec<(&'static str, String)> {
    let amount = |amount: Option<Money>| amount.map(typed_amount).unwrap_or_default();
    let page = if search.page > 1 { search.page.to_string() } else { String::new() };
    let mut pairs = vec![
        ("q", search.words.clone()),
        ("topic", search.topic.clone()),
        ("language", search.language.clone()),
        ("channel", search.channel.map(channel::name).unwrap_or_default().to_owned()),
        ("min", amount(search.min)),
        ("max", amount(search.max)),
        ("sort", if search.by_price { "price".to_owned() } else { String::new() }),
        ("page", page),
    ];
    pairs.retain(|(_, value)| !value.is_empty());
    pairs
}

fn show(page: &Page, view: &View) -> Markup {
    let main = html! {
        (hero(page, view))
        div.wrap.dir {
            div.desk { (filters(page, view, "")) }
            details.filters-fold.phone {
                summary.btn.sm {
                    (icon("sliders-horizontal"))
                    (page.t1("directory-filters", "count", count_filters(&view.search)))
                }
                (filters(page, view, "fold-"))
            }
            section id="results" aria-label=(page.t("directory-results"))
                hx-get=(part(&view.search)) hx-trigger="vv:directory from:body" hx-swap="innerMorph" {
                (results::inner(page, view))
                (emergency(&view.emergency))
            }
        }
    };
    let frame = Frame::new(page.t("directory-title")).described(page.t("directory-lead"));
    layout::public(page, PublicNav::Find, &frame, &main)
}

/// Where the results alone are fetched from when hosts change.
fn part(search: &Search) -> String {
    let whole = address(search, |other| other.page = search.page);
    let mark = if whole.contains('?') { '&' } else { '?' };
    format!("{whole}{mark}part=results")
}

/// The operator's note for people in an emergency (ALL-10).
pub(super) fn emergency(note: &str) -> Markup {
    html! {
        @if !note.trim().is_empty() {
            p.flash.is-wait role="note" { (icon("life-buoy")) span.grow { (note) } }
        }
    }
}

fn hero(page: &Page, view: &View) -> Markup {
    let search = &view.search;
    html! {
        section.hero {
            div.wrap {
                div {
                    h1 { (page.t("directory-hero")) }
                    p.lg { (page.t("directory-lead")) }
                    form.hero-search role="search" method="get" action=(paths::HOME) {
                        (kept(search, &["topic", "language", "channel", "min", "max", "sort"]))
                        label.in {
                            (icon_sized("search", "s20"))
                            span.sr { (page.t("directory-search-label")) }
                            input name="q" type="search" value=(search.words) maxlength="100"
                                placeholder=(page.t("directory-search-placeholder"));
                        }
                        button.btn.primary.big { (page.t("directory-search")) }
                    }
                }
                div.pair aria-hidden="true" {
                    div.pair-l { (portrait("hero-left.svg")) }
                    div.pair-r { (portrait("hero-right.svg")) }
                    div.pair-cap {
                        span.num { "12:41" }
                        svg.logo-mark { use href=(layout::sprite("brand")) {} }
                        span.num { (page.t1("directory-minutes", "minutes", 50)) }
                    }
                }
            }
        }
    }
}

fn portrait(name: &str) -> Markup {
    html! { img.portrait src=(assets::asset(name)) alt="" width="216" height="248"; }
}

/// What another form asked for, kept by this one.
fn kept(search: &Search, names: &[&str]) -> Markup {
    html! {
        @for (name, value) in pairs(search).iter().filter(|(name, _)| names.contains(name)) {
            input type="hidden" name=(name) value=(value);
        }
    }
}

/// How many filters are set.
fn count_filters(search: &Search) -> usize {
    [
        !search.language.is_empty(),
        search.channel.is_some(),
        search.min.is_some() || search.max.is_some(),
    ]
    .into_iter()
    .filter(|is_set| *is_set)
    .count()
}

fn filters(page: &Page, view: &View, prefix: &str) -> Markup {
    let search = &view.search;
    let languages = view.listing.languages.iter().filter_map(|(tag, count)| {
        lands::language(page, tag).map(|word| (tag.as_str(), word, *count))
    });
    html! {
        form.filters method="get" action=(paths::HOME) {
            (kept(search, &["q", "topic", "sort"]))
            fieldset {
                legend.lab { (page.t("directory-channel")) }
                (option("channel", "", search.channel.is_none(), &page.t("directory-any"), None, None))
                @for known in channel::ALL {
                    (option("channel", channel::name(known), search.channel == Some(known),
                        &channel::word(page, known), Some(channel::icon(known)), None))
                }
            }
            hr.hr;
            fieldset {
                legend.lab { (page.t("directory-price")) }
                div.row.g2 {
                    (amount(page, view, "min", "directory-price-from"))
                    span.faint.sm aria-hidden="true" { (page.t("directory-price-to-short")) }
                    (amount(page, view, "max", "directory-price-to"))
                }
                @for name in ["min", "max"] {
                    @if let Some(error) = view.form.error(name) {
                        p.error id={ (prefix) (name) "-e" } { (icon("circle-alert")) (page.say(error)) }
                    }
                }
            }
            hr.hr;
            fieldset {
                legend.lab { (page.t("directory-language")) }
                (option("language", "", search.language.is_empty(), &page.t("directory-any"), None, None))
                @for (tag, word, count) in languages {
                    (option("language", tag, search.language == tag, &word, None, Some(count)))
                }
            }
            div.row.g2 {
                button.btn.grow { (page.t("directory-show")) }
                @if count_filters(search) > 0 {
                    a.btn.ghost href=(address(search, clear)) { (page.t("directory-clear")) }
                }
            }
        }
    }
}

fn clear(search: &mut Search) {
    search.language.clear();
    search.channel = None;
    search.min = None;
    search.max = None;
}

fn option(
    name: &str,
    value: &str,
    is_chosen: bool,
    text: &str,
    drawing: Option<&str>,
    count: Option<i64>,
) -> Markup {
    html! {
        label.filter-opt {
            input type="radio" name=(name) value=(value) checked[is_chosen];
            @if let Some(drawing) = drawing { (icon(drawing)) }
            span.grow { (text) }
            @if let Some(count) = count { span.faint.num.sm { (count) } }
        }
    }
}

fn amount(page: &Page, view: &View, name: &str, label: &str) -> Markup {
    let invalid = view.form.error(name).map(|_| "true");
    let currency = page.look.currency;
    html! {
        label.in.num {
            span.sr { (page.t(label)) }
            span.faint aria-hidden="true" { (currency.symbol().unwrap_or(currency.code())) }
            input name=(name) inputmode="decimal" value=(view.form.value(name)) maxlength="12"
                aria-invalid=[invalid];
        }
    }
}

/// The drawing and the word of a channel, for a small line.
fn channel_mark(known: Channel) -> Markup {
    icon_sized(channel::icon(known), "s16")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sample;

    #[test]
    fn a_search_survives_as_an_address() {
        let page = Page::of(&sample::site(), "/", &axum::http::HeaderMap::new(), None);
        let mut form = Filled::of([
            ("q", "grief & loss"),
            ("topic", "grief"),
            ("language", "it"),
            ("channel", "video"),
            ("min", "90"),
            ("max", "20,50"),
            ("sort", "price"),
            ("page", "3"),
        ]);
        let search = read(&page, &mut form);
        assert_eq!(
            address(&search, |_| {}),
            "/?q=grief%20%26%20loss&topic=grief&language=it&channel=video&min=20.50&max=90.00&sort=price"
        );
        assert!(part(&search).ends_with("&page=3&part=results"));
        let odd = read(&page, &mut Filled::of([("channel", "smoke"), ("page", "x"), ("min", "?")]));
        assert_eq!(address(&odd, |_| {}), "/");
    }
}
