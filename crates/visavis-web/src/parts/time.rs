//! Times, for people and for machines at once: the text in the reader's zone, the instant beside it.

use jiff::Timestamp;
use maud::{Markup, html};
use visavis_reach::format;

use crate::page::Page;

/// `Tue 24 Nov, 15:00`, which the browser puts into its own zone where the page knows none.
pub fn moment(page: &Page, at: Timestamp) -> Markup {
    localised(page, "datetime", &html! { time datetime=(at) { (page.moment(at)) } })
}

/// `Sunday 22 November 2026`.
pub fn date_tag(page: &Page, at: Timestamp) -> Markup {
    localised(page, "date", &html! { time datetime=(at) { (page.date(at)) } })
}

/// `14:30`. Only where the zone stands nearby.
pub fn time_tag(page: &Page, at: Timestamp) -> Markup {
    localised(page, "time", &html! { time datetime=(at) { (page.time(at)) } })
}

/// `Sunday 22 November 2026, 14:30 to 15:20 (Europe/Berlin, UTC+1)`: the whole truth, zone and all.
pub fn moment_span(page: &Page, from: Timestamp, to: Timestamp) -> Markup {
    html! { time datetime=(from) { (format::span(page.locale, from, to, &page.zone)) } }
}

/// Counts down to `end` in the browser; without script it stands at what is left now.
pub fn countdown(page: &Page, now: Timestamp, end: Timestamp) -> Markup {
    let left = u64::try_from(end.as_second() - now.as_second()).unwrap_or(0);
    html! {
        vv-countdown role="timer" data-end=(end.as_millisecond()) data-now=(now.as_millisecond())
            data-over=(page.t("parts-countdown-over")) { (format::clock(left)) }
    }
}

/// Somebody who is signed in has a zone of their own, which the server has used already.
fn localised(page: &Page, show: &str, time: &Markup) -> Markup {
    html! {
        @if page.viewer.is_some() { (time) }
        @else { vv-local-time data-show=(show) { (time) } }
    }
}
