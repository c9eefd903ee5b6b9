//! All route tables, put together under the layers that every answer passes.

use axum::Router;
use axum::extract::DefaultBodyLimit;
use axum::middleware::from_fn_with_state;
use tower_http::CompressionLevel;
use tower_http::compression::CompressionLayer;
use visavis_app::App;

use crate::cache::{PublicPages, give_out};
use crate::caller::read_sign_in;
use crate::form::FORM_BYTES_MAX;
use crate::page::spend_flash;
use crate::pages;
use crate::problem::{Problem, calm};
use crate::route::{Route, guard};
use crate::site::Site;
use crate::{headers, origin};

/// Every row there is.
pub fn all_routes() -> impl Iterator<Item = &'static Route> {
    pages::ALL.iter().flat_map(|slice| slice.routes)
}

/// The whole site without a product behind it: for samples and for tests of the frame itself.
pub fn router(site: Site) -> Router {
    router_with(site, |routes| routes)
}

/// The whole site, served by this product.
pub fn serve(site: &Site, app: App) -> Router {
    let pages = PublicPages::new(site, &app);
    let wiring = (site.clone(), app);
    router_with(site.clone(), |routes| routes.layer(from_fn_with_state(wiring, read_sign_in)))
        // A kept page has passed every guard and has its headers on.
        .layer(from_fn_with_state(pages, give_out))
        // Outside of all: pages, problems and fragments alike. Streams, pictures and what is compressed
        // already are left alone.
        .layer(CompressionLayer::new().quality(CompressionLevel::Precise(4)))
}

/// The whole site, with further layers next to the routes: inside of everything that guards and
/// dresses an answer, outside of each route's own guard. The layer that reads sign-ins and puts a
/// [`crate::page::Viewer`] into the request goes here.
pub fn router_with(site: Site, inner: impl FnOnce(Router<Site>) -> Router<Site>) -> Router {
    let mut routes = Router::new();
    for row in all_routes() {
        let access = from_fn_with_state((site.clone(), row.access), guard);
        routes = routes.route(row.path, (row.handler)().route_layer(access));
    }
    let routes = routes.fallback(async || Problem::not_found());
    inner(routes)
        .layer(DefaultBodyLimit::max(FORM_BYTES_MAX))
        .layer(from_fn_with_state(site.clone(), spend_flash))
        .layer(from_fn_with_state(site.clone(), origin::guard))
        .layer(from_fn_with_state(site.clone(), calm))
        .layer(from_fn_with_state(site.clone(), headers::secure))
        .with_state(site)
}

#[cfg(test)]
mod tests;
