//! Both homes as they look.

use maud::Markup;
use visavis_app::books::{Earnings, Entry};
use visavis_app::host::Mine;
use visavis_domain::ids::HostId;
use visavis_domain::money::Money;
use visavis_domain::profile::{Missing, Profile, Reminder, Standing};
use visavis_domain::session::Party;
use visavis_store::host::HostRow;

use super::{Home, Selling, show};
use crate::page::Page;
use crate::paths;
use crate::sample::scene::{self, Stage};
use crate::sample::{Reader, SOFIA, Sample};

/// Full and empty.
pub(super) const SAMPLES: &[Sample] = &[
    Sample::page("home-host", paths::DASHBOARD, Reader::Host, |page| {
        let open = entries(&[Stage::Live, Stage::Booked, Stage::NoDate, Stage::Ended], Party::Host);
        draw(page, open, vec![], Some(selling(vec![])))
    }),
    Sample::page("home-host-new", paths::DASHBOARD, Reader::Host, |page| {
        let missing = vec![Missing::Headline, Missing::Offer];
        draw(page, vec![], vec![], Some(selling(missing)))
    }),
    Sample::page("home-host-empty", paths::DASHBOARD, Reader::Host, |page| {
        draw(page, vec![], vec![], Some(selling(vec![])))
    }),
    Sample::page("home-host-suspended", paths::DASHBOARD, Reader::Host, |page| {
        let mut selling = selling(vec![]);
        selling.mine.row.standing = Standing::Suspended;
        draw(page, entries(&[Stage::Booked], Party::Client), vec![], Some(selling))
    }),
    Sample::page("home-client", paths::DASHBOARD, Reader::Client, |page| {
        let open = entries(&[Stage::Booked], Party::Client);
        let past = entries(&[Stage::Delivered, Stage::Resolved], Party::Client);
        draw(page, open, past, None)
    }),
    Sample::page("home-client-waiting", paths::DASHBOARD, Reader::Client, |page| {
        draw(page, entries(&[Stage::Offered, Stage::Unpaid], Party::Client), vec![], None)
    }),
    Sample::page("home-client-empty", paths::DASHBOARD, Reader::Client, |page| {
        draw(page, vec![], vec![], None)
    }),
];

fn entries(stages: &[Stage], side: Party) -> Vec<Entry> {
    let entry =
        |stage: &Stage| Entry { session: scene::session(*stage), cast: scene::cast(), side };
    stages.iter().map(entry).collect()
}

fn selling(missing: Vec<Missing>) -> Selling {
    let money = |minor| Money::new(minor, scene::PRICE.currency);
    let row = HostRow {
        id: HostId::of(scene::HOST),
        slug: "sofia-marchetti".to_owned(),
        profile: Profile { name: SOFIA.to_owned(), ..Profile::default() },
        avatar: None,
        cover: None,
        phone: None,
        phone_verified_at: None,
        standing: Standing::Active,
        visible: missing.is_empty(),
        created_at: scene::NOW,
        version: 1,
    };
    let by_day = vec![40, 60, 45, 90, 80, 30, 10, 60, 95, 70, 110, 85, 130, 140];
    let earnings = Earnings {
        pending: money(7_430),
        available: money(86_210),
        in_transit: money(0),
        recent: money(128_460),
        by_day,
        today: money(7_430),
    };
    let reminders = vec![Reminder::Avatar, Reminder::Cover];
    Selling { mine: Mine { row, missing, reminders }, earnings }
}

fn draw(page: &Page, open: Vec<Entry>, past: Vec<Entry>, selling: Option<Selling>) -> Markup {
    show(page, &Home { open, past, selling, now: scene::NOW })
}
