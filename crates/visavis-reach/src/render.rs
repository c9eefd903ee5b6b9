//! From a frozen message to what is sent: subject, text, HTML and calendar file.
//!
//! The HTML frame is MJML, compiled once when the renderer is made; minijinja fills it, and the
//! text frame, for each message. All words come from Fluent.

use std::fmt;
use std::str::FromStr;

use jiff::tz::TimeZone;
use minijinja::syntax::SyntaxConfig;
use minijinja::value::Serde;
use minijinja::{AutoEscape, Environment, Error, ErrorKind, Output, State, UndefinedBehavior};
use serde::Serialize;

use crate::calendar::CalendarFile;
use crate::letter::{self, Block, Pen, WORDS};
use crate::message::{LinkRef, Message};
use crate::words::Locale;

/// Who reads.
#[derive(Debug, Clone)]
pub struct Reader {
    /// The language of the words.
    pub locale: Locale,
    /// The zone in which times are told.
    pub zone: TimeZone,
    /// How the reader is called; empty when not known.
    pub name: String,
    /// The reader's own address, which the calendar file names.
    pub email: String,
}

/// A colour as six hexadecimal digits; anything else would be a hole in the style sheet.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Colour([u8; 3]);

/// The text is not a colour.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("write a colour as # and six hexadecimal digits")]
pub struct ColourError;

impl FromStr for Colour {
    type Err = ColourError;

    fn from_str(text: &str) -> Result<Self, ColourError> {
        let digits = text.strip_prefix('#').filter(|digits| digits.len() == 6);
        let number = digits
            .filter(|digits| digits.bytes().all(|digit| digit.is_ascii_hexdigit()))
            .and_then(|digits| u32::from_str_radix(digits, 16).ok())
            .ok_or(ColourError)?;
        let [_, red, green, blue] = number.to_be_bytes();
        Ok(Self([red, green, blue]))
    }
}

impl fmt::Display for Colour {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let [red, green, blue] = self.0;
        write!(out, "#{red:02x}{green:02x}{blue:02x}")
    }
}

/// The two colours of a site.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Colours {
    /// What one decides: buttons, links. White stands on it.
    pub primary: Colour,
    /// The second half of the mark.
    pub accent: Colour,
}

impl Default for Colours {
    /// Plum and ember.
    fn default() -> Self {
        Self { primary: Colour([0x6b, 0x26, 0x50]), accent: Colour([0xe8, 0x65, 0x2c]) }
    }
}

/// How the site presents itself.
#[derive(Debug, Clone)]
pub struct Look {
    /// The operator's name for it.
    pub site_name: String,
    /// Where it stands: `https://visavis.example`, without a slash at the end.
    pub base_url: String,
    /// The sender's address, also the organizer of calendar entries.
    pub email: String,
    /// Its colours.
    pub colours: Colours,
    /// Whether money is simulated; then every message says so.
    pub test_realm: bool,
}

impl Look {
    /// The host of the base address, for ids that must be unique in the world.
    pub fn domain(&self) -> &str {
        let rest = self.base_url.split_once("://").map_or(self.base_url.as_str(), |(_, rest)| rest);
        rest.split(['/', ':']).next().unwrap_or(rest)
    }
}

/// A message as it is sent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rendered {
    /// One line.
    pub subject: String,
    /// The plain form, with the same facts and links.
    pub text: String,
    /// The complete HTML document.
    pub html: String,
    /// What goes into the reader's calendar.
    pub calendar: Option<CalendarFile>,
}

/// Why a message cannot be rendered. Trying again does not help.
#[derive(Debug, thiserror::Error)]
pub enum RenderError {
    /// The MJML frame does not compile.
    #[error("the frame of the mails is not valid MJML")]
    Frame(#[source] mrml::prelude::parser::Error),
    /// The compiled frame cannot be turned into HTML.
    #[error("the frame of the mails cannot be laid out")]
    Layout(#[source] mrml::prelude::render::Error),
    /// A template has an error, or misses a value.
    #[error("a template of the mails has an error")]
    Template(#[source] Error),
    /// A link did not become an address of the web.
    #[error("the link to {link:?} has no address")]
    Link {
        /// Which link.
        link: LinkRef,
    },
}

/// The compiled frames.
#[derive(Debug)]
pub struct Renderer {
    templates: Environment<'static>,
}

/// What the frames may use.
#[derive(Serialize)]
struct Frame<'a> {
    lang: &'static str,
    dir: &'static str,
    start: &'static str,
    end: &'static str,
    subject: &'a str,
    preview: &'a str,
    title: &'a str,
    blocks: &'a [Block],
    has_figure: bool,
    why: &'a str,
    site: &'a str,
    base_url: &'a str,
    test_realm: bool,
    primary: String,
    accent: String,
    link_colour: String,
}

impl Renderer {
    /// Compiles the frames; done once, for MJML takes its time.
    pub fn new() -> Result<Self, RenderError> {
        let frame = mrml::parse(include_str!("../templates/letter.mjml"))
            .map_err(RenderError::Frame)?
            .element;
        let html = frame
            .render(&mrml::prelude::render::RenderOptions::default())
            .map_err(RenderError::Layout)?;
        let mut templates = Environment::new();
        templates.set_undefined_behavior(UndefinedBehavior::Strict);
        let syntax = SyntaxConfig::builder().trim_blocks(true).lstrip_blocks(true).build();
        templates.set_syntax(syntax.map_err(RenderError::Template)?);
        templates.set_auto_escape_callback(|name| match name {
            "letter.html" => AutoEscape::Html,
            _ => AutoEscape::None,
        });
        templates.set_formatter(escape);
        templates.add_function("t", translate);
        templates.add_filter("quoted", quoted);
        templates.add_template_owned("letter.html", html).map_err(RenderError::Template)?;
        templates
            .add_template("letter.txt", include_str!("../templates/letter.txt"))
            .map_err(RenderError::Template)?;
        Ok(Self { templates })
    }

    /// Renders one message for one reader. `links` turns each reference into a full address, and
    /// adds the secret where there is one.
    pub fn render(
        &self,
        message: &Message,
        reader: &Reader,
        look: &Look,
        links: &dyn Fn(&LinkRef) -> String,
    ) -> Result<Rendered, RenderError> {
        let broken = std::cell::RefCell::new(None);
        let checked = |link: &LinkRef| {
            let url = links(link);
            if !is_web_address(&url) {
                broken.replace(Some(link.clone()));
            }
            url
        };
        let pen = Pen { reader, look, links: &checked };
        let letter = letter::compose(&pen, message);
        let mut subject = one_line(&letter.subject);
        if look.test_realm {
            subject = pen.say("frame-test-subject", &[("subject", subject.into())]);
        }
        if let Some(link) = broken.take() {
            return Err(RenderError::Link { link });
        }
        let preview = letter.blocks.iter().find_map(|block| match block {
            Block::Lead { text } => Some(text.as_str()),
            Block::Figure { below, .. } => Some(below.as_str()),
            Block::Pair { .. }
            | Block::Facts { .. }
            | Block::Amounts { .. }
            | Block::List { .. }
            | Block::Quote { .. }
            | Block::Button { .. }
            | Block::Warning { .. }
            | Block::Note { .. } => None,
        });
        let rtl = reader.locale.dir() == "rtl";
        let frame = Frame {
            lang: reader.locale.code(),
            dir: reader.locale.dir(),
            start: if rtl { "right" } else { "left" },
            end: if rtl { "left" } else { "right" },
            subject: &subject,
            preview: preview.unwrap_or(&letter.title),
            title: &letter.title,
            blocks: &letter.blocks,
            has_figure: letter.blocks.iter().any(|block| matches!(block, Block::Figure { .. })),
            why: &letter.why,
            site: &look.site_name,
            base_url: &look.base_url,
            test_realm: look.test_realm,
            primary: look.colours.primary.to_string(),
            accent: look.colours.accent.to_string(),
            link_colour: look.colours.primary.to_string(),
        };
        let values = minijinja::Value::from(Serde(&frame));
        let fill = |name| self.templates.get_template(name)?.render(&values);
        let html = fill("letter.html").map_err(RenderError::Template)?;
        let text = fill("letter.txt").map_err(RenderError::Template)?;
        let text = format!("{}\n", text.trim());
        Ok(Rendered { subject, text, html, calendar: letter.calendar })
    }
}

/// Words of the frame itself: `t("key")`.
fn translate(state: &State<'_, '_>, key: &str) -> Result<String, Error> {
    let name = state.lookup("lang").map(|lang| lang.to_string()).unwrap_or_default();
    let locale = name.parse::<Locale>().map_err(|error| {
        Error::new(ErrorKind::InvalidOperation, "no language for t()").with_source(error)
    })?;
    Ok(WORDS.text(locale, key, &[]))
}

/// A quotation in a plain mail.
fn quoted(text: &str) -> String {
    text.lines().map(|line| format!("> {line}")).collect::<Vec<_>>().join("\n")
}

/// Escapes what HTML needs and leaves slashes alone, so that addresses stay readable.
fn escape(
    out: &mut Output<'_>,
    state: &mut State<'_, '_>,
    value: &minijinja::Value,
) -> Result<(), Error> {
    let text = match value.as_str() {
        Some(text) if matches!(state.auto_escape(), AutoEscape::Html) && !value.is_safe() => text,
        _ => return minijinja::escape_formatter(out, state, value),
    };
    for letter in text.chars() {
        match letter {
            '&' => out.write_str("&amp;")?,
            '<' => out.write_str("&lt;")?,
            '>' => out.write_str("&gt;")?,
            '"' => out.write_str("&quot;")?,
            '\'' => out.write_str("&#39;")?,
            other => fmt::Write::write_char(out, other)?,
        }
    }
    Ok(())
}

/// A subject is one line, whatever a title contains.
fn one_line(text: &str) -> String {
    let spaced = text.replace(char::is_control, " ");
    spaced.split(' ').filter(|word| !word.is_empty()).collect::<Vec<_>>().join(" ")
}

fn is_web_address(url: &str) -> bool {
    let web = url.starts_with("https://") || url.starts_with("http://");
    web && !url.contains(|letter: char| letter.is_whitespace() || letter.is_control())
}

#[cfg(test)]
mod tests;
