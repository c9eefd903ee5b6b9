//! All pages, one slice each: its routes and its samples.
//!
//! A new page is a new module here and one line in [`ALL`].

use crate::route::Route;
use crate::sample::Sample;

pub mod access_link;
pub mod become_host;
pub mod channel;
pub mod directory;
pub mod files;
pub mod help;
pub mod host_page;
pub mod lands;
pub mod lobby;
pub mod messages;
pub mod my_profile;
pub mod my_services;
pub mod parts_show;
pub mod preferences;
pub mod room;
pub mod thread;

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
];
