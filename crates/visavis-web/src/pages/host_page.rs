//! `/hosts/…`: what clients see of one host (PAY-1, PAY-3, PAY-10), and what the host sees before
//! they do.

mod samples;

use jiff::Timestamp;
use jiff::tz::TimeZone;
use maud::{Markup, html};
use visavis_app::host::{self, Offer, PublicHost, Seen};
use visavis_reach::format;

use crate::caller::Caller;
use crate::form::Path;
use crate::layout::{self, Frame, PublicNav};
use crate::page::Page;
use crate::pages::directory::{checkout_path, emergency};
use crate::pages::my_profile::missing_todos;
use crate::pages::{channel, files, lands};
use crate::parts::{self, Fact, button, icon, icon_sized, initials};
use crate::paths;
use crate::problem::Problem;
use crate::route::{Route, routes};

pub use samples::SAMPLES;

/// The page.
pub const ROUTES: &[Route] = routes![
    page "/hosts/{slug}" Public => show_host,
];

/// What the page shows.
struct View {
    host: PublicHost,
    now: Timestamp,
    emergency: String,
}

async fn show_host(
    page: Page,
    caller: Caller,
    Path(slug): Path<String>,
) -> Result<Markup, Problem> {
    let reader = caller.person.as_ref().map(|person| person.account.id);
    let host = host::public(&caller.app, &slug, reader).await?;
    let emergency = caller.app.site.get().emergency_note.clone();
    Ok(show(&page, &View { host, now: caller.app.clock.now(), emergency }))
}

fn show(page: &Page, view: &View) -> Markup {
    let host = &view.host;
    let profile = &host.profile;
    let main = html! {
        div.cover {
            @if let Some(cover) = host.cover {
                img.cover-art src=(files::picture_path(cover)) alt="" width="1600" height="400";
            }
        }
        div.wrap.profile {
            div.profile-main.stack.g8 {
                (head(&view.host))
                (preview(page, &host.seen))
                (facts(page, view))
                @if !profile.about.is_empty() {
                    section {
                        h2 { (page.t("host-about")) }
                        div.prose { (paragraphs(&profile.about)) }
                    }
                }
                (services(page, &host.offers))
                (links(page, &profile.links))
            }
            (side(page, view))
        }
        (buy_bar(page, &host.offers))
    };
    let described = if profile.headline.is_empty() {
        profile.name.clone()
    } else {
        format!("{}: {}", profile.name, profile.headline)
    };
    let frame = Frame::new(profile.name.as_str()).described(described);
    let frame = if host.seen == Seen::ByAll { frame } else { frame.hidden() };
    layout::public(page, PublicNav::Find, &frame, &main)
}

fn head(host: &PublicHost) -> Markup {
    let profile = &host.profile;
    html! {
        header.profile-head {
            div.profile-face {
                @match host.avatar {
                    Some(avatar) => img.portrait src=(files::picture_path(avatar)) alt="" width="148" height="148";,
                    None => span.av-ini aria-hidden="true" { (initials(&profile.name)) },
                }
            }
            div.grow {
                h1 { (profile.name) }
                p.muted { (profile.headline) }
            }
        }
    }
}

/// What the host alone is told (PAY-10).
fn preview(page: &Page, seen: &Seen) -> Markup {
    match seen {
        Seen::ByAll => html! {},
        Seen::HeldBack => parts::flash(crate::page::Mood::Wait, &page.t("host-held-back")),
        Seen::Unfinished(missing) => html! {
            section.card.pad.stack.g3 aria-labelledby="preview" {
                h2 id="preview" { (page.t("host-preview")) }
                p.muted { (page.t("host-preview-text")) }
                (parts::todo_list(page, &missing_todos(page, missing)))
            }
        },
    }
}

fn facts(page: &Page, view: &View) -> Markup {
    let profile = &view.host.profile;
    let languages = lands::languages(page, &profile.languages);
    let zone = TimeZone::get(&profile.tz).ok().filter(|_| !profile.tz.is_empty());
    let mut facts = vec![];
    if !languages.is_empty() {
        facts.push(Fact::text(page.t("host-speaks"), &languages.join(", ")));
    }
    if let Some(country) = lands::country(page, &profile.country) {
        facts.push(Fact::text(page.t("host-country"), &country));
    }
    if let Some(zone) = zone {
        let there = format::time(page.locale, view.now, &zone);
        let place = html! {
            span.num { (there) } " " span.faint.sm { (profile.tz.replace('_', " ")) }
        };
        facts.push(Fact::new(page.t("host-local-time"), place));
    }
    if !profile.topics.is_empty() {
        let topics = html! {
            span.row.g1.wrap-x { @for topic in &profile.topics { span.tag { (topic) } } }
        };
        facts.push(Fact::new(page.t("host-topics"), topics));
    }
    html! { @if !facts.is_empty() { (parts::facts(&facts)) } }
}

/// Text of a person: paragraphs at empty lines, breaks at line ends, and nothing else in it.
pub(super) fn paragraphs(text: &str) -> Markup {
    let lines: Vec<&str> = text.lines().map(str::trim_end).collect();
    let blocks = lines.split(|line| line.is_empty()).filter(|block| !block.is_empty());
    html! {
        @for block in blocks {
            p { @for (n, line) in block.iter().enumerate() { @if n > 0 { br; } (line) } }
        }
    }
}

fn services(page: &Page, offers: &[Offer]) -> Markup {
    html! {
        section id="services" aria-labelledby="services-head" {
            div.row.between {
                h2 id="services-head" { (page.t("host-services")) }
                span.sm.faint { (page.t("host-services-paid")) }
            }
            @if offers.is_empty() { p.muted { (page.t("host-services-none")) } }
            ul.services { @for offer in offers { (service(page, offer)) } }
        }
    }
}

fn service(page: &Page, offer: &Offer) -> Markup {
    html! {
        li.service {
            span.service-ic { (icon_sized(channel::icon(offer.channel), "s20")) }
            div.grow {
                h3 { (offer.title) }
                p.sm.faint { (channel::word(page, offer.channel)) }
                p.md.muted.service-text { (offer.description) }
            }
            div.service-price {
                b { (page.money(offer.price)) }
                span.sm.faint { (page.t1("directory-minutes", "minutes", offer.minutes)) }
            }
            (button::link(checkout_path(offer), page.t("host-choose")).small().about(offer.title.as_str()))
        }
    }
}

fn links(page: &Page, links: &[String]) -> Markup {
    html! {
        @if !links.is_empty() {
            section {
                h2 { (page.t("host-links")) }
                ul.row.g4.wrap-x.profile-links {
                    @for link in links {
                        li.row.g2 {
                            (icon_sized("external-link", "s16"))
                            a href=(link) rel="nofollow noopener noreferrer ugc" { (short(link)) }
                        }
                    }
                }
            }
        }
    }
}

/// An address as people say it.
fn short(link: &str) -> &str {
    let rest = link.split_once("://").map_or(link, |(_, rest)| rest);
    rest.trim_start_matches("www.").trim_end_matches('/')
}

/// How buying works, where the decision is made (ALL-8).
fn side(page: &Page, view: &View) -> Markup {
    let offers = &view.host.offers;
    let cheapest = offers.iter().min_by_key(|offer| offer.price.minor);
    let steps = [
        ("credit-card", "host-step-pay"),
        ("calendar-clock", "host-step-date"),
        ("video", "host-step-meet"),
    ];
    html! {
        div.profile-side {
            section.card aria-labelledby="how" {
                h2 id="how" { (page.t("host-how")) }
                ul.mini {
                    @for (drawing, step) in steps {
                        li { span.mini-ic { (icon(drawing)) } span.grow.md { (page.t(step)) } }
                    }
                }
                @if let Some(offer) = cheapest {
                    a.btn.primary.big.block href=(if offers.len() == 1 { checkout_path(offer) } else { "#services".to_owned() }) {
                        (page.t1("host-from", "price", page.money(offer.price)))
                    }
                }
                p.assure.sm { (icon_sized("shield-check", "s20")) span { (page.t("host-assure")) } }
                p.sm { a href=(paths::HELP) { (page.t("host-how-more")) } }
            }
            (emergency(&view.emergency))
        }
    }
}

/// On a phone, the way to the services is always at hand.
fn buy_bar(page: &Page, offers: &[Offer]) -> Markup {
    let Some(cheapest) = offers.iter().min_by_key(|offer| offer.price.minor) else {
        return html! {};
    };
    html! {
        nav.buybar.phone.no-print aria-label=(page.t("host-buy")) {
            @if offers.len() == 1 {
                a.btn.primary.grow href=(checkout_path(cheapest)) {
                    (icon(channel::icon(cheapest.channel)))
                    (page.tn("host-buy-one", &[
                        ("minutes", cheapest.minutes.into()),
                        ("price", page.money(cheapest.price).into()),
                    ]))
                }
            } @else {
                a.btn.primary.grow href="#services" {
                    (page.t1("host-buy-from", "price", page.money(cheapest.price)))
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_person_wrote_is_text_and_nothing_else() {
        let html = paragraphs("One\ntwo <script>\n\n\n&three").into_string();
        assert_eq!(html, "<p>One<br>two &lt;script&gt;</p><p>&amp;three</p>");
        assert_eq!(short("https://www.example.org/"), "example.org");
    }
}
