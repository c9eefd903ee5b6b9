//! Every page, in every language: well made, accessible in what a machine can tell, and without a
//! word that nobody could translate.

use std::collections::BTreeSet;
use std::path::Path;

use scraper::{ElementRef, Html, Selector};
use visavis_reach::words::{MISSING, pseudo};

use super::*;
use crate::pages;
use crate::route::Verb;
use crate::router::all_routes;

fn samples() -> impl Iterator<Item = &'static Sample> {
    pages::ALL.iter().flat_map(|slice| slice.samples)
}

fn draw(sample: &Sample, locale: Locale) -> String {
    (sample.render)(&page(&site(), locale, sample)).into_string()
}

fn select<'a>(html: &'a Html, selector: &str) -> Vec<ElementRef<'a>> {
    let selector = Selector::parse(selector).expect("a selector");
    html.select(&selector).collect()
}

/// Draws every sample and gathers what `check` finds wrong with each.
fn check_all(check: impl Fn(&Html, &mut Vec<String>)) {
    let mut wrong = Vec::new();
    for sample in samples() {
        for locale in Locale::ALL {
            let mut found = Vec::new();
            check(&Html::parse_document(&draw(sample, locale)), &mut found);
            wrong.extend(found.into_iter().map(|what| format!("{} {locale}: {what}", sample.name)));
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn every_page_has_a_sample_and_every_sample_its_own_name() {
    let pictured: BTreeSet<_> = samples().filter_map(|sample| sample.path).collect();
    let bare: Vec<_> = all_routes()
        .filter(|row| row.verb == Verb::Page && !pictured.contains(row.path))
        .map(|row| row.path)
        .collect();
    assert!(bare.is_empty(), "no sample of {bare:?}");
    let names: BTreeSet<_> = samples().map(|sample| sample.name).collect();
    assert_eq!(names.len(), samples().count(), "two samples share a name");
}

#[test]
fn no_word_of_a_page_escapes_the_translators() {
    let mut leaks = Vec::new();
    for sample in samples() {
        let html = Html::parse_document(&draw(sample, Locale::Pseudo));
        let data: Vec<&str> = DATA.iter().chain(sample.data).copied().collect();
        for text in texts(&html) {
            for word in pseudo::leaks(&text, &data) {
                leaks.push(format!("{}: “{word}” in “{text}”", sample.name));
            }
        }
    }
    assert!(leaks.is_empty(), "{leaks:#?}");
}

/// What a person reads or hears: text, and the attributes that are read out or shown.
fn texts(html: &Html) -> Vec<String> {
    let mut texts = Vec::new();
    for node in html.tree.nodes() {
        let Some(element) = ElementRef::wrap(node) else { continue };
        if matches!(element.value().name(), "script" | "style") {
            continue;
        }
        let own = node.children().filter_map(|child| child.value().as_text());
        texts.push(own.map(|text| text.to_string()).collect::<Vec<_>>().join(" "));
        let spoken = ["alt", "title", "placeholder", "aria-label", "data-busy", "data-done"];
        texts.extend(spoken.iter().filter_map(|name| element.attr(name)).map(str::to_owned));
        if element.value().name() == "meta" && element.attr("name") == Some("description") {
            texts.extend(element.attr("content").map(str::to_owned));
        }
    }
    texts
}

#[test]
fn no_text_of_a_page_is_missing() {
    for sample in samples() {
        for locale in Locale::ALL {
            let html = draw(sample, locale);
            assert!(!html.contains(MISSING), "{} {locale} lacks a text", sample.name);
        }
    }
}

#[test]
fn every_page_names_its_language_and_has_one_heading_and_one_main() {
    check_all(|html, wrong| {
        let root = select(html, "html");
        if root.iter().any(|html| html.attr("lang").is_none() || html.attr("dir").is_none()) {
            wrong.push("no lang or dir".to_owned());
        }
        for (selector, count) in
            [("h1", 1), ("title", 1), ("#main", 1), ("a.skip[href='#main']", 1)]
        {
            let found = select(html, selector).len();
            if found != count {
                wrong.push(format!("{found} times {selector}"));
            }
        }
    });
}

#[test]
fn headings_never_skip_a_level() {
    check_all(|html, wrong| {
        let mut before = 0;
        for heading in select(html, "h1, h2, h3, h4, h5, h6") {
            let level = heading.value().name()[1..].parse::<u8>().unwrap_or(1);
            if before > 0 && level > before + 1 {
                wrong.push(format!("h{level} after h{before}"));
            }
            before = level;
        }
    });
}

#[test]
fn ids_are_unique_and_everything_that_names_one_finds_it() {
    check_all(|html, wrong| {
        let mut ids = BTreeSet::new();
        for element in select(html, "[id]") {
            let id = element.attr("id").unwrap_or_default();
            if !ids.insert(id) {
                wrong.push(format!("two of id {id}"));
            }
        }
        for name in ["for", "aria-labelledby", "aria-describedby", "aria-controls", "data-for"] {
            for element in select(html, &format!("[{name}]")) {
                for id in element.attr(name).unwrap_or_default().split_whitespace() {
                    if !ids.contains(id) {
                        wrong.push(format!("{name} names {id}, which is not there"));
                    }
                }
            }
        }
        for link in select(html, "a[href^='#']") {
            let id = &link.attr("href").unwrap_or("#")[1..];
            if !ids.contains(id) {
                wrong.push(format!("a link leads to #{id}, which is not there"));
            }
        }
    });
}

#[test]
fn every_control_has_a_name() {
    check_all(|html, wrong| {
        let labelled: BTreeSet<_> =
            select(html, "label[for]").iter().filter_map(|label| label.attr("for")).collect();
        for control in select(html, "input:not([type=hidden]), select, textarea") {
            let inside = control
                .ancestors()
                .filter_map(ElementRef::wrap)
                .any(|above| above.value().name() == "label");
            let named = control.attr("aria-label").is_some()
                || control.attr("aria-labelledby").is_some()
                || control.attr("id").is_some_and(|id| labelled.contains(id));
            if !inside && !named {
                wrong.push(format!("no label: {}", control.html()));
            }
        }
        for pressed in select(html, "button, a[href], summary") {
            let words = pressed.text().any(|text| !text.trim().is_empty());
            let named = pressed.attr("aria-label").is_some_and(|label| !label.is_empty());
            if !words && !named {
                wrong.push(format!("no words: {}", pressed.html()));
            }
        }
        for picture in select(html, "img:not([alt]), iframe:not([title])") {
            wrong.push(format!("no alternative: {}", picture.html()));
        }
    });
}

#[test]
fn nothing_stands_on_a_page_that_the_csp_forbids() {
    check_all(|html, wrong| {
        for element in select(html, "*") {
            for (name, value) in element.value().attrs() {
                let forbidden = name == "style"
                    || name.starts_with("on")
                    || name.starts_with("hx-on")
                    || value.trim_start().starts_with("javascript:")
                    || (name.starts_with("hx-") && value.contains("js:"))
                    || (name == "hx-trigger" && value.contains('['));
                if forbidden {
                    wrong.push(format!("{name}=\"{value}\""));
                }
            }
        }
        for script in select(html, "script") {
            let inert = script.attr("type") == Some("application/json");
            if !inert && script.attr("src").is_none() {
                wrong.push("a script in the page".to_owned());
            }
        }
        if !select(html, "style").is_empty() {
            wrong.push("a style in the page".to_owned());
        }
        // ALL-7.
        for element in select(html, "[src], link[href], form[action]") {
            let target = ["src", "href", "action"].iter().find_map(|name| element.attr(name));
            let target = target.unwrap_or_default();
            let canonical = element.attr("rel") == Some("canonical");
            if !canonical && (target.starts_with("http") || target.starts_with("//")) {
                wrong.push(format!("a third party: {target}"));
            }
        }
    });
}

#[test]
fn every_drawing_is_in_the_sprite() {
    let web = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../web");
    let list = std::fs::read_to_string(web.join("src/icons.txt")).expect("the list of drawings");
    let mut known: BTreeSet<String> = list.split_whitespace().map(str::to_owned).collect();
    for mark in std::fs::read_dir(web.join("src/marks")).into_iter().flatten().flatten() {
        let name = mark.file_name().to_string_lossy().into_owned();
        known.insert(name.trim_end_matches(".svg").to_owned());
    }
    check_all(|html, wrong| {
        for drawing in select(html, "use[href]") {
            let name = drawing.attr("href").and_then(|href| href.split_once('#'));
            let name = name.map_or("", |(_, name)| name);
            if !known.contains(name) {
                wrong.push(format!("no drawing {name}"));
            }
        }
    });
}

#[test]
fn a_site_that_is_not_serious_says_so_whatever_its_look() {
    let look = Look { name: "Serious Bank".to_owned(), ..Look::standard() };
    let site = site();
    site.set_look(look);
    for sample in samples() {
        let html = (sample.render)(&page(&site, Locale::En, sample)).into_string();
        assert!(html.contains("no real money moves"), "{}", sample.name);
    }
}
