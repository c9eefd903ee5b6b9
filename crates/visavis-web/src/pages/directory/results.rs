//! The list itself: topics, count, order, cards, pages.

use maud::{Markup, html};
use visavis_app::host::{Card, Offer, Search};
use visavis_domain::money::Money;

use super::{View, address, channel_mark};
use crate::page::Page;
use crate::pages::{files, lands};
use crate::parts::{self, Avatar, button, icon, icon_sized};

/// How much of what a host says stands on a card.
const PITCH_MAX: usize = 180;
/// How many topics stand on a card.
const TOPICS_SHOWN: usize = 3;
/// How many languages stand on a card.
const LANGUAGES_SHOWN: usize = 2;
/// How many services stand on a card.
const OFFERS_SHOWN: usize = 3;

/// What the live region holds.
pub(super) fn inner(page: &Page, view: &View) -> Markup {
    let listing = &view.listing;
    html! {
        div.row.between.dir-head {
            (topics(page, view))
            (order(page, &view.search))
        }
        p.md.muted.dir-count role="status" { (page.t1("directory-count", "count", listing.total)) }
        @if listing.cards.is_empty() {
            (nobody(page, view))
        } @else {
            div.host-cards { @for card in &listing.cards { (host_card(page, card)) } }
            (pages(page, view))
        }
    }
}

fn topics(page: &Page, view: &View) -> Markup {
    let chosen = view.search.topic.to_lowercase();
    let topics = &view.listing.topics;
    let is_listed = topics.iter().any(|(key, _, _)| *key == chosen);
    html! {
        nav.row.g2.chips aria-label=(page.t("directory-topics")) {
            a.chip href=(address(&view.search, |search| search.topic.clear()))
                aria-current=[chosen.is_empty().then_some("true")] { (page.t("directory-all")) }
            // A topic that came from a card and is too rare to be offered here.
            @if !chosen.is_empty() && !is_listed {
                a.chip aria-current="true" href=(address(&view.search, |_| {})) { (view.search.topic) }
            }
            @for (key, word, _) in topics {
                a.chip href=(address(&view.search, |search| search.topic.clone_from(key)))
                    aria-current=[(*key == chosen).then_some("true")] { (word) }
            }
        }
    }
}

fn order(page: &Page, search: &Search) -> Markup {
    let (text, by_price) =
        if search.by_price { ("directory-by-newest", false) } else { ("directory-by-price", true) };
    html! {
        a.btn.ghost.sm.desk href=(address(search, |other| other.by_price = by_price)) {
            (icon(if by_price { "trending-up" } else { "sparkles" })) (page.t(text))
        }
    }
}

fn nobody(page: &Page, view: &View) -> Markup {
    let is_asked = view.search != Search { page: view.search.page, ..Search::default() };
    let (title, text) = if is_asked {
        ("directory-nobody-fits", "directory-nobody-fits-text")
    } else {
        ("directory-nobody-yet", "directory-nobody-yet-text")
    };
    let acts = html! {
        @if is_asked {
            (button::link(crate::paths::HOME, page.t("directory-see-all")).primary())
        } @else {
            (button::link(crate::paths::BECOME_HOST, page.t("layout-become-host")).primary())
        }
        (button::link(crate::paths::HELP, page.t("layout-help")))
    };
    parts::empty("nobody", &page.t(title), &page.t(text), &acts)
}

fn host_card(page: &Page, card: &Card) -> Markup {
    let path = format!("/hosts/{}", card.slug);
    let picture = card.avatar.map(files::picture_path);
    let from = card.offers.iter().map(|offer| offer.price).min_by_key(|price| price.minor);
    let languages = lands::languages(page, &card.languages);
    html! {
        article.card.host-card {
            div.row.at-top.g4 {
                (Avatar::new(&card.name, picture.as_deref()).size(72))
                div.grow {
                    h2 { a href=(path) { (card.name) } }
                    p.md.muted { (card.headline) }
                }
            }
            p.host-pitch { (pitch(&card.about)) }
            div.row.g1.wrap-x {
                @for topic in card.topics.iter().take(TOPICS_SHOWN) {
                    span.tag { (topic) }
                }
                @if !languages.is_empty() {
                    span.sm.faint.end.nowrap {
                        (icon_sized("languages", "s14")) " "
                        (languages[..languages.len().min(LANGUAGES_SHOWN)].join(", "))
                        @if languages.len() > LANGUAGES_SHOWN { " +" (languages.len() - LANGUAGES_SHOWN) }
                    }
                }
            }
            div.trio { @for offer in card.offers.iter().take(OFFERS_SHOWN) { (third(page, offer)) } }
            div.row.between.md.host-foot {
                span.muted.row.g2 { @if let Some(from) = from { (from_price(page, card, from)) } }
                a.b href=(path) {
                    (page.t("directory-see"))
                    span.sr { " " (page.t1("directory-see-of", "name", &card.name)) }
                }
            }
        }
    }
}

fn from_price(page: &Page, card: &Card, from: Money) -> String {
    let count = card.offers.len();
    let price = page.money(from);
    page.tn("directory-offers", &[("count", count.into()), ("price", (&price).into())])
}

/// One service as a third of the card: how long, how, for how much.
fn third(page: &Page, offer: &Offer) -> Markup {
    html! {
        a href=(checkout_path(offer)) {
            span.trio-k {
                (channel_mark(offer.channel))
                (page.t1("directory-minutes", "minutes", offer.minutes))
            }
            small.num { (page.money(offer.price)) }
            span.sr { (page.t1("directory-choose", "title", &offer.title)) }
        }
    }
}

/// Where a service is bought.
pub(in crate::pages) fn checkout_path(offer: &Offer) -> String {
    format!("/checkout/new?service={}", offer.id)
}

/// The beginning of what a host says.
fn pitch(about: &str) -> String {
    let first = about.lines().find(|line| !line.trim().is_empty()).unwrap_or_default();
    if first.chars().count() <= PITCH_MAX {
        return first.trim().to_owned();
    }
    let cut: String = first.chars().take(PITCH_MAX).collect();
    let whole = cut.rsplit_once(' ').map_or(cut.as_str(), |(whole, _)| whole);
    format!("{}…", whole.trim_end_matches([',', '.', ';']))
}

fn pages(page: &Page, view: &View) -> Markup {
    let listing = &view.listing;
    let to = |n: i64| address(&view.search, |search| search.page = n);
    html! {
        @if listing.pages > 1 {
            nav.row.between.g2.dir-pages aria-label=(page.t("parts-pages")) {
                @if listing.page > 1 {
                    a.btn.sm href=(to(listing.page - 1)) rel="prev" {
                        (icon("chevron-left")) (page.t("directory-before"))
                    }
                } @else { span {} }
                span.md.muted {
                    (page.tn("directory-page", &[
                        ("page", listing.page.into()),
                        ("pages", listing.pages.into()),
                    ]))
                }
                @if listing.page < listing.pages {
                    a.btn.sm href=(to(listing.page + 1)) rel="next" {
                        (page.t("directory-after")) (icon("chevron-right"))
                    }
                } @else { span {} }
            }
        }
    }
}
