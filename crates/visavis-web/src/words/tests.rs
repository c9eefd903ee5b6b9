//! Every text that a page asks for exists, and every text that exists is asked for.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use super::*;

/// What asks for a text by a literal key.
const ASKS: [&str; 7] =
    [".t(\"", ".t1(\"", ".tn(\"", ".linked(\"", "Say::new(\"", ".own(\"", "say(\""];

/// The product's source, without the tests in it (they stand at the end of a file).
fn sources() -> Vec<(String, String)> {
    fn gather(folder: &Path, found: &mut Vec<(String, String)>) {
        for entry in fs::read_dir(folder).expect("the source folder") {
            let path = entry.expect("an entry").path();
            let name = path.display().to_string();
            if path.is_dir() {
                gather(&path, found);
            } else if path.extension().is_some_and(|kind| kind == "rs")
                && !name.ends_with("tests.rs")
            {
                let text = fs::read_to_string(&path).expect("a source file");
                let product = text.split("#[cfg(test)]\nmod tests").next().unwrap_or_default();
                let spoken = product.lines().filter(|line| !line.trim_start().starts_with("//"));
                found.push((name, spoken.collect::<Vec<_>>().join("\n")));
            }
        }
    }
    let mut found = Vec::new();
    let here = Path::new(env!("CARGO_MANIFEST_DIR"));
    gather(&here.join("src"), &mut found);
    // What the product refuses it names by the key of a sentence.
    gather(&here.join("../visavis-app/src"), &mut found);
    found
}

/// Every string literal of a source that could be a key.
fn literals(source: &str) -> impl Iterator<Item = &str> {
    source.split('"').filter(|part| {
        !part.is_empty()
            && part.bytes().all(|byte| {
                byte.is_ascii_lowercase() || byte.is_ascii_digit() || b"-.".contains(&byte)
            })
    })
}

#[test]
fn every_text_that_a_page_asks_for_exists() {
    let mut missing = Vec::new();
    for (file, source) in sources() {
        for ask in ASKS {
            for (at, _) in source.match_indices(ask) {
                let key = source[at + ask.len()..].split('"').next().unwrap_or_default();
                if !WORDS.has(key) {
                    missing.push(format!("{file}: {key}"));
                }
            }
        }
    }
    assert!(missing.is_empty(), "no text for {missing:#?}");
}

#[test]
fn every_text_is_used() {
    let sources = sources();
    let used: BTreeSet<&str> = sources.iter().flat_map(|(_, source)| literals(source)).collect();
    let unused: Vec<&str> = WORDS.keys().filter(|key| !used.contains(key)).collect();
    assert!(unused.is_empty(), "nobody asks for {unused:#?}");
}

#[test]
fn a_sentence_waits_for_its_language() {
    let say = Say::new("error-too-long").with("max", 80_i64);
    assert!(say.text(Locale::En).contains("80"));
    assert!(say.text(Locale::Pseudo).starts_with('⟦'));
}
