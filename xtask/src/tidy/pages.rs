//! Every page has a sample: what renders it in a test, in every language, without a database.
//! A module whose routes only take forms shows nothing and needs none.

use super::{Fault, Source};

const PAGES: &str = "crates/visavis-web/src/pages/";

pub fn faults(sources: &[Source]) -> Vec<Fault> {
    let pages = sources.iter().filter(|source| page_name(&source.path).is_some());
    pages
        .filter(|page| !has_sample(page, sources))
        .map(|page| Fault::new(&page.path, 0, "a page without a `sample`"))
        .collect()
}

/// `session` for `pages/session.rs`; a file in `pages/session/` is a part of that page.
fn page_name(path: &str) -> Option<&str> {
    let name = path.strip_prefix(PAGES)?.strip_suffix(".rs")?;
    (!name.contains('/') && name != "tests").then_some(name)
}

fn has_sample(page: &Source, sources: &[Source]) -> bool {
    let Some(name) = page_name(&page.path) else { return true };
    let folder = format!("{PAGES}{name}/");
    let parts = sources.iter().filter(|source| source.path.starts_with(&folder));
    let texts: Vec<&str> = parts.chain([page]).map(|source| source.text.as_str()).collect();
    !texts.iter().any(|text| shows_page(text)) || texts.iter().any(|text| draws_sample(text))
}

/// A route of the table in `routes!` that answers with a page.
fn shows_page(text: &str) -> bool {
    code(text).any(|line| line.starts_with("page \"/"))
}

fn draws_sample(text: &str) -> bool {
    code(text).any(|line| line.contains("Sample::"))
}

fn code(text: &str) -> impl Iterator<Item = &str> {
    text.lines().map(str::trim_start).filter(|line| !line.starts_with("//"))
}

#[cfg(test)]
mod tests {
    use super::*;

    const ROUTE: &str = "page \"/receipts/{id}\" Signed => show_receipt,\n";
    const SAMPLE: &str = "Sample::page(\"receipt\", \"/receipts/1\", Reader::Client, show),\n";

    fn source(path: &str, text: &str) -> Source {
        Source { path: format!("{PAGES}{path}"), text: text.to_owned() }
    }

    #[test]
    fn a_page_or_one_of_its_parts_has_the_sample() {
        let sources = [
            source("receipt.rs", &format!("{ROUTE}{SAMPLE}")),
            source("session.rs", ROUTE),
            source("session/parts.rs", SAMPLE),
        ];
        assert_eq!(faults(&sources), []);
    }

    #[test]
    fn a_page_without_a_sample_is_named() {
        let sources = [source("receipt.rs", &format!("{ROUTE}// {SAMPLE}"))];
        assert_eq!(faults(&sources).len(), 1);
    }

    #[test]
    fn a_form_that_shows_nothing_needs_no_sample() {
        let sources = [source("preferences.rs", "post \"/preferences\" Public => choose,\n")];
        assert_eq!(faults(&sources), []);
    }
}
