//! *Today*: what a host has to do now, who comes next, and what was earned (PAY-10, PAY-17).

use maud::{Markup, html};
use visavis_app::books::{Earnings, Entry};
use visavis_domain::profile::{Missing, Reminder};
use visavis_domain::session::{Party, Phase};

use super::{Home, Selling, all_sessions, unread};
use crate::page::Page;
use crate::parts::{self, Fact, Todo, button};
use crate::paths;
use crate::standing;

/// The whole part that stays up to date.
pub(super) fn today(page: &Page, home: &Home, selling: &Selling) -> Markup {
    html! {
        (profile(page, selling))
        (unread(page))
        (list(page, home, "todo", "home-todo", needs_me))
        (list(page, home, "next", "home-next", is_next))
        @if home.open_as(Party::Host).next().is_none() && selling.mine.missing.is_empty() {
            (parts::empty("empty", &page.t("sessions-none"), &page.t("sessions-none-host"), &html! {
                (button::link(format!("/hosts/{}", selling.mine.row.slug), page.t("layout-public-page")).primary().big())
                (button::link(paths::SERVICES, page.t("layout-services")).big())
            }))
        }
        (bought(page, home))
        div.dash-side {
            (earnings(page, &selling.earnings))
            (reminders(page, selling))
        }
    }
}

/// Whether the host has to do something before it goes on.
fn needs_me(entry: &Entry) -> bool {
    match &entry.session.phase {
        Phase::ToSchedule(sold) => {
            sold.offer.as_ref().is_none_or(|offer| offer.by == Party::Client)
        }
        Phase::Scheduled(sold) => {
            sold.offer.as_ref().is_some_and(|offer| offer.by == Party::Client)
        }
        Phase::Ended { .. } => true,
        Phase::AwaitingPayment { .. }
        | Phase::Ringing { .. }
        | Phase::Open(_)
        | Phase::Live(_)
        | Phase::Paused(_)
        | Phase::Delivered { .. }
        | Phase::Finalizing
        | Phase::Settled { .. }
        | Phase::Lapsed { .. }
        | Phase::Declined
        | Phase::Cancelled { .. }
        | Phase::NoShow { .. }
        | Phase::Disputed { .. } => false,
    }
}

fn is_next(entry: &Entry) -> bool {
    !needs_me(entry)
}

fn list(page: &Page, home: &Home, id: &str, key: &str, wanted: fn(&Entry) -> bool) -> Markup {
    let rows: Vec<_> = home
        .open_as(Party::Host)
        .filter(|entry| wanted(entry))
        .map(|entry| standing::row(page, entry, home.now))
        .collect();
    html! {
        @if !rows.is_empty() {
            (parts::card_list(id, &page.t(key), &all_sessions(page, false), &parts::session_rows(&rows)))
        }
    }
}

/// What a host bought from others.
fn bought(page: &Page, home: &Home) -> Markup {
    let rows: Vec<_> =
        home.open_as(Party::Client).map(|entry| standing::row(page, entry, home.now)).collect();
    html! {
        @if !rows.is_empty() {
            (parts::card_list("bought", &page.t("home-bought"), &html! {}, &parts::session_rows(&rows)))
        }
    }
}

/// What keeps clients from seeing the host (PAY-10).
fn profile(page: &Page, selling: &Selling) -> Markup {
    use visavis_domain::profile::Standing;
    match selling.mine.row.standing {
        Standing::Active => {}
        Standing::Suspended | Standing::Removed => {
            return parts::flash(crate::page::Mood::Bad, &page.t("home-suspended"));
        }
    }
    if selling.mine.missing.is_empty() {
        return html! {};
    }
    let all = [Missing::Name, Missing::Headline, Missing::About, Missing::TimeZone, Missing::Offer];
    let todos = all.map(|what| {
        let is_done = !selling.mine.missing.contains(&what);
        let (key, to) = match what {
            Missing::Name => ("home-missing-name", paths::PROFILE),
            Missing::Headline => ("home-missing-headline", paths::PROFILE),
            Missing::About => ("home-missing-about", paths::PROFILE),
            Missing::TimeZone => ("home-missing-zone", paths::PROFILE),
            Missing::Offer => ("home-missing-offer", paths::SERVICES),
        };
        let way = (!is_done).then(|| (to.to_owned(), page.t("home-add")));
        Todo { text: page.t(key), way, is_done }
    });
    parts::card(
        "profile",
        &page.t("home-hidden"),
        &html! {
            p.md.muted { (page.t("home-hidden-text")) }
            (parts::todo_list(page, &todos))
        },
    )
}

/// A gentle reminder of the pictures (PAY-2).
fn reminders(page: &Page, selling: &Selling) -> Markup {
    let todos: Vec<Todo> = selling
        .mine
        .reminders
        .iter()
        .map(|what| {
            let key = match what {
                Reminder::Avatar => "home-remind-avatar",
                Reminder::Cover => "home-remind-cover",
            };
            let way = Some((paths::PROFILE.to_owned(), page.t("home-add")));
            Todo { text: page.t(key), way, is_done: false }
        })
        .collect();
    html! {
        @if !todos.is_empty() {
            (parts::card("pictures", &page.t("home-remind"), &parts::todo_list(page, &todos)))
        }
    }
}

fn earnings(page: &Page, earned: &Earnings) -> Markup {
    let more = html! { a.md.m href=(paths::EARNINGS) { (page.t("home-all")) } };
    let facts = [
        Fact::text(page.t("home-today"), &page.money(earned.today)),
        Fact::text(page.t("earnings-pending"), &page.money(earned.pending)),
        Fact::text(page.t("earnings-available"), &page.money(earned.available)),
    ];
    parts::card_with(
        "earnings",
        &page.t("earnings-title"),
        &more,
        &html! {
            (parts::big_sum(&page.money(earned.recent)))
            p.sm.muted { (page.t("home-fortnight")) }
            (spark(&earned.by_day))
            (parts::key_values(&facts))
        },
    )
}

/// The last days as a line.
pub(crate) fn spark(days: &[i64]) -> Markup {
    let most = days.iter().copied().max().unwrap_or(0).max(1);
    let steps = i64::try_from(days.len().saturating_sub(1)).unwrap_or(1).max(1);
    let points: Vec<String> = (0_i64..)
        .zip(days)
        .map(|(place, sum)| format!("{},{}", place * 280 / steps, 56 - sum.max(&0) * 52 / most))
        .collect();
    let line = format!("M{}", points.join("L"));
    html! {
        svg.spark viewBox="0 0 280 60" preserveAspectRatio="none" aria-hidden="true" {
            path.spark-area d={ (line) "L280,60L0,60Z" } {}
            path.spark-line d=(line) vector-effect="non-scaling-stroke" {}
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_day_without_earnings_lies_at_the_foot_of_the_line() {
        let drawn = spark(&[0, 100, 50]).into_string();
        assert!(drawn.contains("d=\"M0,56L140,4L280,30\""), "{drawn}");
        // Nothing at all is a flat line, not a division by zero.
        assert!(spark(&[0, 0]).into_string().contains("M0,56L280,56"));
        assert!(spark(&[]).into_string().contains("spark-line"));
    }
}
