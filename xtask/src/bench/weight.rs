//! What a first visit of the directory transfers, measured by a real browser.

use super::{Figure, figures_of};
use crate::demo::{self, DemoServer, Place, Profile};
use crate::prerequisites::{self, Need};
use crate::shell::{Failure, Outcome, fresh_dir, root, target_dir};
use crate::web;

pub fn figures() -> Outcome<Vec<Figure>> {
    let browser = prerequisites::browser().ok_or_else(|| Failure::new(Need::Browser.sentence()))?;
    let e2e = root().join("e2e");
    web::build()?;
    web::install(&e2e)?;
    let binary = demo::build(Profile::Release)?;
    let folder = target_dir().join("bench/weight");
    fresh_dir(&folder)?;
    let (data, log) = (folder.join("data"), folder.join("server.log"));
    let place = Place { data: &data, log: &log, postgres_url: None };
    let server = DemoServer::start(&binary, &place, &[])?;
    figures_of(
        web::node()?
            .arg("weight.mjs")
            .current_dir(&e2e)
            .env("VISAVIS_URL", &server.url)
            .env("VISAVIS_CHROMIUM", browser),
    )
}
