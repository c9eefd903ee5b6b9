//! Words as people wrote them, web addresses made into links, and sizes of files.

use maud::{Markup, html};

use crate::page::Page;

/// The text with its web addresses as links. They lead away from here, so they take nothing along.
pub(super) fn linked(text: &str) -> Markup {
    html! {
        @for (is_link, part) in split(text) {
            @if is_link {
                a href=(part) target="_blank" rel="noopener noreferrer nofollow" { (part) }
            } @else { (part) }
        }
    }
}

/// The pieces of a text, and whether each is an address.
fn split(text: &str) -> Vec<(bool, &str)> {
    let mut parts = vec![];
    let mut rest = text;
    while let Some(at) = next_link(rest) {
        let (before, tail) = rest.split_at(at);
        let end = tail
            .find(|letter: char| letter.is_whitespace() || "<>\"'".contains(letter))
            .unwrap_or(tail.len());
        let link = tail[..end].trim_end_matches(['.', ',', ';', ':', '!', '?', ')', ']']);
        parts.push((false, before));
        parts.push((true, link));
        rest = &tail[link.len()..];
    }
    parts.push((false, rest));
    parts.retain(|(_, part)| !part.is_empty());
    parts
}

/// Where the next address begins; something has to follow its scheme.
fn next_link(text: &str) -> Option<usize> {
    let mut from = 0;
    while let Some(at) = text[from..].find("http") {
        let at = from + at;
        let tail = &text[at..];
        let host = tail.strip_prefix("https://").or_else(|| tail.strip_prefix("http://"));
        if host.is_some_and(|host| host.starts_with(char::is_alphanumeric)) {
            return Some(at);
        }
        from = at + "http".len();
    }
    None
}

/// `91 KB`, `2.4 MB`.
pub(super) fn size(page: &Page, bytes: i64) -> String {
    if bytes < 1_000_000 {
        return page.t1("thread-kb", "n", (bytes + 500).max(1_000) / 1_000);
    }
    let tenths = bytes / 100_000;
    page.t1("thread-mb", "n", format!("{}.{}", tenths / 10, tenths % 10))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_becomes_a_link_and_nothing_else_does() {
        for (text, links) in [
            ("see https://visavis.example/a?b=1, then", &["https://visavis.example/a?b=1"][..]),
            ("(http://a.example)", &["http://a.example"]),
            ("https:// and http", &[]),
            ("https://a.example https://b.example", &["https://a.example", "https://b.example"]),
            ("javascript:alert(1)", &[]),
        ] {
            let found: Vec<&str> =
                split(text).into_iter().filter(|(is, _)| *is).map(|(_, part)| part).collect();
            assert_eq!(found, links, "{text}");
            let whole: String = split(text).into_iter().map(|(_, part)| part).collect();
            assert_eq!(whole, text);
        }
    }

    #[test]
    fn words_stay_words() {
        let html = linked("<b>1 & 2</b> https://a.example/\"x").into_string();
        assert!(html.starts_with("&lt;b&gt;1 &amp; 2&lt;/b&gt; <a href=\"https://a.example/\""));
    }
}
