//! All pages, one slice each: its routes and its samples.
//!
//! A new page is a new module here and one line in [`ALL`].

use crate::route::Route;
use crate::sample::Sample;

pub mod help;
pub mod parts_show;
pub mod preferences;

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
];
