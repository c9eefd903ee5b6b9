//! Forms as they come in: what was typed is kept whatever is wrong with it (ALL-6), each field may
//! carry one error, and a handler gets typed values or a form to show again.
//!
//! ```text
//! async fn add(page: Page, mut form: Filled) -> Result<Response, Problem> {
//!     let title = form.required("title", 120);
//!     let price = form.amount("price", page.look.currency);
//!     let (Some(title), Some(price)) = (title, price) else {
//!         return Ok(form.again(show(&page, &form)));
//!     };
//!     …
//! }
//! ```

use std::ops::RangeInclusive;

use axum::extract::rejection::FormRejection;
use axum::extract::{Form, FromRequest, Request};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use jiff::civil;
use jiff::tz::TimeZone;
use maud::Markup;
use visavis_domain::money::{Currency, Money};

use crate::problem::Problem;
use crate::words::Say;

mod amount;
mod extract;
mod upload;

pub use amount::{read_amount, typed_amount};
pub use extract::{Body, Path, Query};
pub use upload::{Received, Upload};

/// The largest form without files.
pub const FORM_BYTES_MAX: usize = 256 * 1024;

/// A form with what stands in its fields and what is wrong with them.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Filled {
    values: Vec<(String, String)>,
    errors: Vec<(String, Say)>,
    prefix: &'static str,
}

impl Filled {
    /// An empty form.
    pub fn new() -> Self {
        Self::default()
    }

    /// A form with these values in it, for editing what exists.
    pub fn of<N: Into<String>, V: Into<String>>(values: impl IntoIterator<Item = (N, V)>) -> Self {
        let values = values.into_iter().map(|(name, value)| (name.into(), printable(value.into())));
        Self { values: values.collect(), ..Self::default() }
    }

    /// Tells the ids of this form's fields from those of another on the same page.
    #[must_use]
    pub fn prefixed(mut self, prefix: &'static str) -> Self {
        self.prefix = prefix;
        self
    }

    /// Puts a value into a field.
    #[must_use]
    pub fn with(mut self, name: &str, value: impl Into<String>) -> Self {
        self.values.retain(|(known, _)| known != name);
        self.values.push((name.to_owned(), value.into()));
        self
    }

    /// The id of a field of this form.
    pub fn id(&self, name: &str) -> String {
        format!("{}{name}", self.prefix)
    }

    /// What stands in a field, as it was typed.
    pub fn value(&self, name: &str) -> &str {
        self.values.iter().find(|(known, _)| known == name).map_or("", |(_, value)| value)
    }

    /// Everything that stands in fields of this name (check boxes).
    pub fn values<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a str> {
        self.values.iter().filter(move |(known, _)| known == name).map(|(_, value)| value.as_str())
    }

    /// Whether a box is ticked, or a button was pressed.
    pub fn has(&self, name: &str) -> bool {
        self.values.iter().any(|(known, _)| known == name)
    }

    /// Whether a box of several of the same name is ticked.
    pub fn is_chosen(&self, name: &str, value: &str) -> bool {
        self.values(name).any(|chosen| chosen == value)
    }

    /// What is wrong with a field.
    pub fn error(&self, name: &str) -> Option<&Say> {
        self.errors.iter().find(|(known, _)| known == name).map(|(_, say)| say)
    }

    /// Every error, in the order in which they were found.
    pub fn errors(&self) -> &[(String, Say)] {
        &self.errors
    }

    /// Whether anything is wrong.
    pub fn is_wrong(&self) -> bool {
        !self.errors.is_empty()
    }

    /// Marks a field as wrong. The first error of a field stays.
    pub fn refuse(&mut self, name: &str, say: Say) {
        if self.error(name).is_none() {
            self.errors.push((name.to_owned(), say));
        }
    }

    /// The page with this form in it, once more: 422.
    pub fn again(&self, page: Markup) -> Response {
        (StatusCode::UNPROCESSABLE_ENTITY, page).into_response()
    }

    /// The same for a program.
    pub fn problem(&self) -> Problem {
        Problem::unprocessable(self.errors.clone())
    }

    /// A text that must not be empty, of at most so many characters.
    pub fn required(&mut self, name: &str, max: usize) -> Option<String> {
        let text = self.optional(name, max)?;
        if text.is_empty() {
            self.refuse(name, Say::new("error-needed"));
            return None;
        }
        Some(text)
    }

    /// A text that may be empty, of at most so many characters.
    pub fn optional(&mut self, name: &str, max: usize) -> Option<String> {
        let text = clean(self.value(name));
        if text.chars().count() > max {
            self.refuse(name, Say::new("error-too-long").with("max", max));
            return None;
        }
        Some(text)
    }

    /// A secret as it was typed: nothing is trimmed.
    pub fn secret(&mut self, name: &str, length: RangeInclusive<usize>) -> Option<String> {
        let text = self.value(name).to_owned();
        let count = text.chars().count();
        if text.is_empty() {
            self.refuse(name, Say::new("error-needed"));
        } else if count < *length.start() {
            self.refuse(name, Say::new("error-too-short").with("min", *length.start()));
        } else if count > *length.end() {
            self.refuse(name, Say::new("error-too-long").with("max", *length.end()));
        } else {
            return Some(text);
        }
        None
    }

    /// An e-mail address: something, an at sign, a host with a dot or not, no spaces. Whether it
    /// exists only a message can tell.
    pub fn email(&mut self, name: &str) -> Option<String> {
        let text = self.required(name, 254)?;
        let plain = !text.chars().any(|letter| letter.is_whitespace() || letter.is_control());
        let whole = text.rsplit_once('@').is_some_and(|(who, host)| {
            !who.is_empty()
                && who.len() <= 64
                && !host.is_empty()
                && !host.starts_with(['.', '-'])
                && !host.ends_with('.')
                && !host.contains("..")
                && host.chars().all(|c| c.is_alphanumeric() || matches!(c, '.' | '-'))
        });
        if plain && whole && !text.contains([',', ';', '<', '>']) {
            return Some(text);
        }
        self.refuse(name, Say::new("error-email"));
        None
    }

    /// A whole number within bounds.
    pub fn whole(&mut self, name: &str, bounds: RangeInclusive<i64>) -> Option<i64> {
        let text = self.required(name, 20)?;
        let Ok(number) = text.replace([' ', '\u{a0}'], "").parse::<i64>() else {
            self.refuse(name, Say::new("error-number"));
            return None;
        };
        if bounds.contains(&number) {
            return Some(number);
        }
        let say = Say::new("error-bounds");
        self.refuse(name, say.with("min", *bounds.start()).with("max", *bounds.end()));
        None
    }

    /// An amount of money, as people type it: `85`, `85,50`, `€85.50`.
    pub fn amount(&mut self, name: &str, currency: Currency) -> Option<Money> {
        let text = self.required(name, 30)?;
        let amount = read_amount(&text, currency);
        if amount.is_none() {
            self.refuse(
                name,
                Say::new("error-amount").with("currency", currency.code().to_owned()),
            );
        }
        amount
    }

    /// A date, as a date field sends it.
    pub fn date(&mut self, name: &str) -> Option<civil::Date> {
        let text = self.required(name, 20)?;
        let date = text.parse().ok();
        if date.is_none() {
            self.refuse(name, Say::new("error-date"));
        }
        date
    }

    /// A time of day, as a time field sends it.
    pub fn time(&mut self, name: &str) -> Option<civil::Time> {
        let text = self.required(name, 20)?;
        let time = text.parse().ok();
        if time.is_none() {
            self.refuse(name, Say::new("error-time"));
        }
        time
    }

    /// A time zone by its name.
    pub fn zone(&mut self, name: &str) -> Option<TimeZone> {
        let text = self.required(name, 64)?;
        let zone = TimeZone::get(&text).ok();
        if zone.is_none() {
            self.refuse(name, Say::new("error-zone"));
        }
        zone
    }

    /// One of several: `read` knows the words.
    pub fn choice<T>(&mut self, name: &str, read: impl FnOnce(&str) -> Option<T>) -> Option<T> {
        let chosen = read(self.value(name));
        if chosen.is_none() {
            self.refuse(name, Say::new("error-choose"));
        }
        chosen
    }

    fn put(&mut self, name: String, value: String) {
        self.values.push((name, printable(value)));
    }
}

/// Without what no field of ours can mean: edges of white space, Windows line ends, control marks.
fn clean(text: &str) -> String {
    let lines = text.replace("\r\n", "\n");
    let kept = lines.chars().filter(|letter| !letter.is_control() || matches!(letter, '\n' | '\t'));
    kept.collect::<String>().trim().to_owned()
}

/// The body of a form, or the query of a page with a GET form. Never a 500, and never an error for
/// a missing field: handlers ask for what they need.
impl<S: Send + Sync> FromRequest<S> for Filled {
    type Rejection = Problem;

    async fn from_request(request: Request, state: &S) -> Result<Self, Problem> {
        let read = Form::<Vec<(String, String)>>::from_request(request, state).await;
        let Form(values) = read.map_err(|rejection| refused(&rejection))?;
        Ok(Self::of(values))
    }
}

/// NUL is no letter, nobody types it, and PostgreSQL cannot keep it.
fn printable(value: String) -> String {
    if value.contains('\0') { value.replace('\0', "") } else { value }
}

fn refused(rejection: &FormRejection) -> Problem {
    if rejection.status() == StatusCode::PAYLOAD_TOO_LARGE {
        Problem::too_large()
    } else {
        Problem::bad_request()
    }
}

#[cfg(test)]
mod tests;
