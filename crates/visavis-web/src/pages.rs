//! All pages, one slice each: its routes and its samples.
//!
//! A new page is a new module here and one line in [`ALL`].

use crate::route::Route;
use crate::sample::Sample;

pub mod access_link;
pub mod account;
pub mod become_host;
pub mod channel;
pub mod checkout;
pub mod directory;
pub mod earnings;
pub mod files;
pub mod first_operator;
pub mod help;
pub mod home;
pub mod host_page;
pub mod lands;
pub mod lobby;
pub mod messages;
pub mod my_profile;
pub mod my_services;
mod one_time;
mod onward;
pub mod operator;
pub mod outbox;
pub mod parts_show;
pub mod preferences;
pub mod reset;
pub mod room;
pub mod session;
pub mod sessions;
pub mod sign_in;
pub mod sign_up;
pub mod thread;
pub mod till;
pub mod try_it;

/// What a page module brings.
pub struct Slice {
    /// Its rows of the route table.
    pub routes: &'static [Route],
    /// Its pictures.
    pub samples: &'static [Sample],
}

/// Every slice of the site.
pub const ALL: &[Slice] = &[
    Slice { routes: crate::assets::ROUTES, samples: &[] },
    Slice { routes: crate::layout::ROUTES, samples: &[] },
    Slice { routes: crate::live::ROUTES, samples: &[] },
    Slice { routes: &[], samples: crate::problem::SAMPLES },
    Slice { routes: &[], samples: parts_show::SAMPLES },
    Slice { routes: preferences::ROUTES, samples: &[] },
    Slice { routes: help::ROUTES, samples: help::SAMPLES },
    Slice { routes: access_link::ROUTES, samples: access_link::SAMPLES },
    Slice { routes: lobby::ROUTES, samples: lobby::SAMPLES },
    Slice { routes: messages::ROUTES, samples: messages::SAMPLES },
    Slice { routes: room::ROUTES, samples: room::SAMPLES },
    Slice { routes: thread::ROUTES, samples: thread::SAMPLES },
    Slice { routes: become_host::ROUTES, samples: become_host::SAMPLES },
    Slice { routes: directory::ROUTES, samples: directory::SAMPLES },
    Slice { routes: files::ROUTES, samples: &[] },
    Slice { routes: host_page::ROUTES, samples: host_page::SAMPLES },
    Slice { routes: my_profile::ROUTES, samples: my_profile::SAMPLES },
    Slice { routes: my_services::ROUTES, samples: my_services::SAMPLES },
    Slice { routes: checkout::ROUTES, samples: checkout::SAMPLES },
    Slice { routes: earnings::ROUTES, samples: earnings::SAMPLES },
    Slice { routes: home::ROUTES, samples: home::SAMPLES },
    Slice { routes: session::ROUTES, samples: session::SAMPLES },
    Slice { routes: sessions::ROUTES, samples: sessions::SAMPLES },
    Slice { routes: till::ROUTES, samples: till::SAMPLES },
    Slice { routes: sign_in::ROUTES, samples: sign_in::SAMPLES },
    Slice { routes: sign_up::ROUTES, samples: sign_up::SAMPLES },
    Slice { routes: reset::ROUTES, samples: reset::SAMPLES },
    Slice { routes: first_operator::ROUTES, samples: first_operator::SAMPLES },
    Slice { routes: account::ROUTES, samples: account::SAMPLES },
    Slice { routes: try_it::ROUTES, samples: &[] },
    Slice { routes: operator::ROUTES, samples: operator::SAMPLES },
    Slice { routes: &[], samples: operator::HOST_SAMPLES },
    Slice { routes: &[], samples: operator::SESSION_SAMPLES },
    Slice { routes: &[], samples: operator::CASE_SAMPLES },
    Slice { routes: &[], samples: operator::SETTING_SAMPLES },
    Slice { routes: outbox::ROUTES, samples: outbox::SAMPLES },
];
