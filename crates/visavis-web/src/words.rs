//! The words of the pages: one Fluent file per area in `words/en/`, all read at start.

use std::sync::LazyLock;

use visavis_reach::words::{Locale, Value, Words};

/// Every file of `words/en/`, by name. The build script lists them.
pub const SOURCES: &[(&str, &str)] = include!(concat!(env!("OUT_DIR"), "/words.rs"));

/// The texts, in all locales.
pub static WORDS: LazyLock<Words> = LazyLock::new(|| {
    let sources: Vec<(Locale, &str)> =
        SOURCES.iter().map(|(_, source)| (Locale::En, *source)).collect();
    Words::new(&sources).expect("a test reads the embedded texts")
});

/// A sentence by its key, made where the language of the reader is not known: a form error, a
/// refusal, a flash message.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Say {
    key: &'static str,
    args: Vec<(&'static str, Value<'static>)>,
}

impl Say {
    /// A sentence without blanks.
    pub const fn new(key: &'static str) -> Self {
        Self { key, args: Vec::new() }
    }

    /// Fills one blank.
    #[must_use]
    pub fn with(mut self, name: &'static str, value: impl Into<Value<'static>>) -> Self {
        self.args.push((name, value.into()));
        self
    }

    /// Which sentence.
    pub const fn key(&self) -> &'static str {
        self.key
    }

    /// The sentence in a language.
    pub fn text(&self, locale: Locale) -> String {
        WORDS.text(locale, self.key, &self.args)
    }
}

#[cfg(test)]
mod tests;
