//! Every page has a sample: what renders it in a test, in every language, without a database.

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
    let mut parts = sources.iter().filter(|source| source.path.starts_with(&folder));
    says_sample(&page.text) || parts.any(|part| says_sample(&part.text))
}

fn says_sample(text: &str) -> bool {
    text.lines().any(|line| {
        let line = line.trim_start();
        line.contains("fn sample") && !line.starts_with("//")
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn source(path: &str, text: &str) -> Source {
        Source { path: format!("{PAGES}{path}"), text: text.to_owned() }
    }

    #[test]
    fn a_page_or_one_of_its_parts_has_the_sample() {
        let sources = [
            source("receipt.rs", "pub fn sample() -> Receipt {}"),
            source("session.rs", "mod parts;"),
            source("session/parts.rs", "impl View { fn sample() -> Self {} }"),
        ];
        assert_eq!(faults(&sources), []);
    }

    #[test]
    fn a_page_without_a_sample_is_named() {
        let sources = [source("receipt.rs", "// fn sample is missing")];
        assert_eq!(faults(&sources).len(), 1);
    }
}
