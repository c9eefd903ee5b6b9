//! Every word that a person reads: Fluent texts by key and locale.
//!
//! English is the source language. The pseudo-locale is made from it by accenting each letter and
//! wrapping each text in ⟦…⟧, so that a page test sees at once what did not come through here.

use std::borrow::Cow;
use std::collections::BTreeSet;
use std::fmt;
use std::str::FromStr;
use std::sync::Arc;

use fluent_bundle::concurrent::FluentBundle;
use fluent_bundle::{FluentArgs, FluentError, FluentResource, FluentValue};
use fluent_syntax::ast;
use serde::{Deserialize, Deserializer, Serialize, Serializer, de};

pub mod pseudo;

/// A language in which the site can speak.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Default)]
pub enum Locale {
    /// English, the source of all others.
    #[default]
    En,
    /// English with accents, for tests and for finding texts that nobody can translate.
    Pseudo,
}

impl Locale {
    /// Every locale, for tests that walk all of them.
    pub const ALL: [Self; 2] = [Self::En, Self::Pseudo];

    /// What a person may choose in the account settings.
    pub const OFFERED: [Self; 1] = [Self::En];

    /// The BCP 47 code, for `lang` attributes and the store.
    pub const fn code(self) -> &'static str {
        match self {
            Self::En => "en",
            Self::Pseudo => "en-XA",
        }
    }

    /// The direction of writing, for `dir` attributes.
    pub const fn dir(self) -> &'static str {
        match self {
            Self::En | Self::Pseudo => "ltr",
        }
    }

    /// The best locale for an `Accept-Language` header; English when nothing fits.
    pub fn from_accept_language(header: &str) -> Self {
        let mut best = (0, Self::En);
        for part in header.split(',') {
            let (range, weight) = part.split_once(';').unwrap_or((part, ""));
            let quality = quality(weight);
            if quality > best.0
                && let Ok(locale) = range.trim().parse()
            {
                best = (quality, locale);
            }
        }
        best.1
    }
}

/// The `q` of one language range, in thousandths; a malformed one counts as unwanted.
fn quality(weight: &str) -> u16 {
    let Some(value) = weight.trim().strip_prefix("q=") else {
        return if weight.trim().is_empty() { 1000 } else { 0 };
    };
    let (whole, decimals) = value.split_once('.').unwrap_or((value, ""));
    let thousandths = format!("{decimals:0<3}").parse::<u16>();
    match (whole, thousandths) {
        ("1", Ok(0)) => 1000,
        ("0", Ok(part)) if part < 1000 => part,
        _ => 0,
    }
}

/// The text names no language of this site.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("this is not a language of this site")]
pub struct UnknownLocale;

impl FromStr for Locale {
    type Err = UnknownLocale;

    fn from_str(name: &str) -> Result<Self, UnknownLocale> {
        let name = name.to_ascii_lowercase();
        match name.split('-').next() {
            Some("en") if name == "en-xa" => Ok(Self::Pseudo),
            Some("en") => Ok(Self::En),
            _ => Err(UnknownLocale),
        }
    }
}

impl fmt::Display for Locale {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(self.code())
    }
}

impl Serialize for Locale {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.code())
    }
}

impl<'de> Deserialize<'de> for Locale {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer)?.parse().map_err(de::Error::custom)
    }
}

/// What stands in for a placeable: a text as it is, or a number that picks a plural form.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Value<'a> {
    /// Printed as it is.
    Text(Cow<'a, str>),
    /// Grouped as the locale does, and usable as a selector.
    Number(i64),
}

impl<'a> From<&'a str> for Value<'a> {
    fn from(text: &'a str) -> Self {
        Self::Text(Cow::Borrowed(text))
    }
}

impl<'a> From<&'a String> for Value<'a> {
    fn from(text: &'a String) -> Self {
        Self::Text(Cow::Borrowed(text))
    }
}

impl From<String> for Value<'_> {
    fn from(text: String) -> Self {
        Self::Text(Cow::Owned(text))
    }
}

impl From<i64> for Value<'_> {
    fn from(number: i64) -> Self {
        Self::Number(number)
    }
}

impl From<i32> for Value<'_> {
    fn from(number: i32) -> Self {
        Self::Number(number.into())
    }
}

impl From<u32> for Value<'_> {
    fn from(number: u32) -> Self {
        Self::Number(number.into())
    }
}

impl From<usize> for Value<'_> {
    fn from(number: usize) -> Self {
        Self::Number(i64::try_from(number).unwrap_or(i64::MAX))
    }
}

/// Why the embedded texts cannot be used.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
pub enum WordsError {
    /// A source is not Fluent.
    #[error("a text source for {locale} has an error near “{near}”")]
    Syntax {
        /// Whose source.
        locale: Locale,
        /// The line at fault.
        near: String,
    },
    /// A key stands twice, so that one of the two texts would never be seen.
    #[error("the key {key} stands twice for {locale}")]
    Duplicate {
        /// Whose source.
        locale: Locale,
        /// The key.
        key: String,
    },
    /// The pseudo-locale is made from English and has no source of its own.
    #[error("the pseudo-locale is made from English; give it no source")]
    PseudoSource,
}

type Bundle = FluentBundle<Arc<FluentResource>>;

/// The texts of one part of the program, in all its locales.
pub struct Words {
    english: Bundle,
    pseudo: Bundle,
    keys: BTreeSet<String>,
}

impl fmt::Debug for Words {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "Words({} keys)", self.keys.len())
    }
}

impl Words {
    /// Reads embedded `.ftl` sources; several of one locale are put together.
    pub fn new(sources: &[(Locale, &str)]) -> Result<Self, WordsError> {
        let mut words =
            Self { english: bundle(None), pseudo: bundle(Some(accent)), keys: BTreeSet::new() };
        for (locale, source) in sources {
            words.add(*locale, source)?;
        }
        Ok(words)
    }

    fn add(&mut self, locale: Locale, source: &str) -> Result<(), WordsError> {
        match locale {
            Locale::En => {}
            Locale::Pseudo => return Err(WordsError::PseudoSource),
        }
        let resource =
            Arc::new(FluentResource::try_new(source.to_owned()).map_err(|(_, errors)| {
                let at = errors.first().map_or(0, |error| error.pos.start);
                let near =
                    source.get(at..).unwrap_or_default().lines().find(|line| !line.is_empty());
                WordsError::Syntax { locale, near: near.unwrap_or("the end").to_owned() }
            })?);
        for entry in resource.entries() {
            if let ast::Entry::Message(message) = entry {
                let own = message.value.is_some().then(|| message.id.name.to_owned());
                let parts = message.attributes.iter();
                let parts = parts.map(|part| format!("{}.{}", message.id.name, part.id.name));
                for key in own.into_iter().chain(parts) {
                    if let Some(key) = self.keys.replace(key) {
                        return Err(WordsError::Duplicate { locale, key });
                    }
                }
            }
        }
        for bundle in [&mut self.english, &mut self.pseudo] {
            bundle.add_resource(Arc::clone(&resource)).map_err(|errors| {
                let key = errors.iter().find_map(|error| match error {
                    FluentError::Overriding { id, .. } => Some(id.clone()),
                    FluentError::ParserError(_) | FluentError::ResolverError(_) => None,
                });
                WordsError::Duplicate { locale, key: key.unwrap_or_default() }
            })?;
        }
        Ok(())
    }

    /// The text of a key (`name`, or `name.attribute`) with its placeables filled.
    ///
    /// A key that does not exist is shown itself, and loudly so in debug builds: a page is never
    /// withheld for a missing word.
    pub fn text(&self, locale: Locale, key: &str, args: &[(&str, Value<'_>)]) -> String {
        let plain = self.unmarked(locale, key, args);
        match locale {
            Locale::En => plain,
            Locale::Pseudo => pseudo::mark(&plain),
        }
    }

    /// The text without the marks of the pseudo-locale, for building larger texts.
    pub(crate) fn unmarked(&self, locale: Locale, key: &str, args: &[(&str, Value<'_>)]) -> String {
        let bundle = match locale {
            Locale::En => &self.english,
            Locale::Pseudo => &self.pseudo,
        };
        let (name, attribute) = key.split_once('.').map_or((key, None), |(n, a)| (n, Some(a)));
        let pattern = bundle.get_message(name).and_then(|message| match attribute {
            None => message.value(),
            Some(attribute) => message.get_attribute(attribute).map(|found| found.value()),
        });
        let Some(pattern) = pattern else { return missing(key) };
        let mut fluent = FluentArgs::with_capacity(args.len());
        for (name, value) in args {
            match value {
                Value::Text(text) => fluent.set(*name, text.as_ref()),
                Value::Number(number) => fluent.set(*name, *number),
            }
        }
        let mut errors = Vec::new();
        let text = bundle.format_pattern(pattern, Some(&fluent), &mut errors);
        if errors.is_empty() || !cfg!(debug_assertions) {
            text.into_owned()
        } else {
            format!("{MISSING}{key}: {text}{MISSING}")
        }
    }

    /// Whether there is such a text.
    pub fn has(&self, key: &str) -> bool {
        self.keys.contains(key)
    }

    /// Every key, attributes as `name.attribute`, in order.
    pub fn keys(&self) -> impl Iterator<Item = &str> {
        self.keys.iter().map(String::as_str)
    }
}

/// What surrounds a missing key, or a text whose placeables were not all given, in debug builds.
pub const MISSING: &str = "‼";

fn missing(key: &str) -> String {
    if cfg!(debug_assertions) { format!("{MISSING}{key}{MISSING}") } else { key.to_owned() }
}

fn bundle(transform: Option<fn(&str) -> Cow<'_, str>>) -> Bundle {
    let english = "en".parse().expect("en is a language code");
    let mut bundle = FluentBundle::new_concurrent(vec![english]);
    // The invisible isolation marks would make every SMS a Unicode one and break copied links.
    bundle.set_use_isolating(false);
    bundle.set_transform(transform);
    bundle.set_formatter(Some(|value, _| match value {
        FluentValue::Number(number) => Some(group(&number.as_string())),
        FluentValue::String(_)
        | FluentValue::Custom(_)
        | FluentValue::None
        | FluentValue::Error => None,
    }));
    bundle
}

fn accent(text: &str) -> Cow<'_, str> {
    Cow::Owned(pseudo::accent(text))
}

/// Sets a comma between each three digits of a whole number; anything else stays as it is.
pub(crate) fn group(digits: &str) -> String {
    let (sign, number) = digits.strip_prefix('-').map_or(("", digits), |rest| ("-", rest));
    if !number.bytes().all(|byte| byte.is_ascii_digit()) {
        return digits.to_owned();
    }
    let mut out = String::from(sign);
    for (place, digit) in number.chars().enumerate() {
        if place > 0 && (number.len() - place) % 3 == 0 {
            out.push(',');
        }
        out.push(digit);
    }
    out
}

#[cfg(test)]
mod tests;
