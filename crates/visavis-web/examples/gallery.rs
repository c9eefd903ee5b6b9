//! Serves every sample of every page on loopback, to look at them beside their pictures:
//!
//! ```text
//! cargo run -p visavis-web --example gallery [-- 127.0.0.1:4810]
//! ```
//! `/gallery` lists them; `?lang=en-XA` speaks the pseudo-locale, `?theme=dark` is dark.

use axum::Router;
use axum::extract::{Path, State};
use axum::routing::get;
use maud::{DOCTYPE, Markup, html};
use tokio::net::TcpListener;
use visavis_reach::words::Locale;
use visavis_web::form::Query;
use visavis_web::page::Theme;
use visavis_web::problem::Problem;
use visavis_web::sample::Sample;
use visavis_web::site::{Look, Origin, Place, Realm};
use visavis_web::{Site, pages, router, sample};

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let address = std::env::args().nth(1).unwrap_or_else(|| "127.0.0.1:4810".to_owned());
    let place = Place {
        origin: Origin::parse(&format!("http://{address}"))?,
        realm: Realm::Demo,
        media_hosts: Vec::new(),
        checkout_hosts: Vec::new(),
    };
    let site = Site::new(place, Look::standard());
    let gallery = |routes: Router<Site>| {
        routes.route("/gallery", get(list)).route("/gallery/{name}", get(show))
    };
    println!("http://{address}/gallery");
    axum::serve(TcpListener::bind(&address).await?, router::router_with(site, gallery)).await?;
    Ok(())
}

fn samples() -> impl Iterator<Item = &'static Sample> {
    pages::ALL.iter().flat_map(|slice| slice.samples)
}

async fn list() -> Markup {
    html! {
        (DOCTYPE)
        html lang="en" {
            head { meta charset="utf-8"; title { "Gallery" } }
            body { ul { @for sample in samples() {
                li { a href={ "/gallery/" (sample.name) } { (sample.name) } }
            } } }
        }
    }
}

async fn show(
    State(site): State<Site>,
    Path(name): Path<String>,
    Query(query): Query,
) -> Result<Markup, Problem> {
    let sample = samples().find(|sample| sample.name == name).ok_or_else(Problem::not_found)?;
    let locale = query.value("lang").parse().unwrap_or(Locale::En);
    let mut page = sample::page(&site, locale, sample);
    page.theme = Theme::parse(query.value("theme")).unwrap_or_default();
    page.is_live = false;
    Ok((sample.render)(&page))
}
