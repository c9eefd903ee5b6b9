//! `/how-it-works`: what a visitor should know before buying or offering time (ALL-8).

use jiff::civil::{Date, date};
use jiff::tz::TimeZone;
use maud::{Markup, html};
use visavis_reach::format;

use crate::layout::{self, Frame, PublicNav};
use crate::page::Page;
use crate::parts::{button, icon_sized};
use crate::paths;
use crate::route::{Route, routes};
use crate::sample::{Reader, Sample};

/// The page.
pub const ROUTES: &[Route] = routes![
    page "/how-it-works" Public => show_help,
];

/// Its pictures.
pub const SAMPLES: &[Sample] = &[
    Sample::page("how-it-works", paths::HELP, Reader::Visitor, show),
    Sample::page("how-it-works-client", paths::HELP, Reader::Client, show),
];

/// When somebody last held this page against what the program does.
const REVIEWED: Date = date(2026, 11, 22);

async fn show_help(page: Page) -> Markup {
    show(&page)
}

fn show(page: &Page) -> Markup {
    let main = html! {
        header.page-head {
            div.grow {
                h1 { (page.t("help-title")) }
                p.muted { (page.t("help-lead")) }
            }
        }
        div.narrow.stack.g6 {
            (section(page, "help-buy", &[
                ("search", "help-buy-find"),
                ("credit-card", "help-buy-pay"),
                ("calendar-clock", "help-buy-date"),
                ("video", "help-buy-meet"),
            ]))
            (section(page, "help-link", &[
                ("link", "help-link-yours"),
                ("laptop", "help-link-device"),
                ("key-round", "help-link-lost"),
            ]))
            (section(page, "help-money", &[
                ("shield-check", "help-money-held"),
                ("rotate-ccw", "help-money-back"),
                ("flag", "help-money-problem"),
            ]))
            (section(page, "help-sell", &[
                ("contact", "help-sell-profile"),
                ("tag", "help-sell-services"),
                ("circle-check", "help-sell-deliver"),
            ]))
            (section(page, "help-private", &[
                ("eye-off", "help-private-recording"),
                ("lock", "help-private-third"),
            ]))
            div.row.g2.wrap-x {
                (button::link(paths::HOME, page.t("layout-find")).primary().icon("search"))
                (button::link(paths::BECOME_HOST, page.t("layout-become-host")))
            }
            p.sm.faint { (reviewed(page)) }
        }
    };
    let title = page.t("help-title");
    let frame = Frame::new(title).described(page.t("help-lead")).main("wrap page");
    layout::public(page, PublicNav::Help, &frame, &main)
}

/// One heading and its points. The heading's key is also its id.
fn section(page: &Page, heading: &'static str, points: &[(&str, &'static str)]) -> Markup {
    html! {
        section.card aria-labelledby=(heading) {
            header { h2 id=(heading) { (page.t(heading)) } }
            ul.mini {
                @for (drawing, point) in points {
                    li {
                        span.mini-ic { (icon_sized(drawing, "s20")) }
                        span.grow { (page.t(point)) }
                    }
                }
            }
        }
    }
}

fn reviewed(page: &Page) -> String {
    let day = REVIEWED.to_zoned(TimeZone::UTC).map(|day| day.timestamp());
    let day = day.map(|day| format::date(page.locale, day, &TimeZone::UTC));
    page.t1("help-reviewed", "date", day.unwrap_or_default())
}
