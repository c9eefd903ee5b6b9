//! Buttons, and links that look like them.

use std::borrow::Cow;

use maud::{Markup, Render, html};

use crate::parts::icon;

/// What presses well.
#[derive(Debug, Clone)]
pub struct Button<'a> {
    kind: Kind<'a>,
    text: Cow<'a, str>,
    icon: Option<&'a str>,
    variant: &'static str,
    size: &'static str,
    is_block: bool,
    is_disabled: bool,
    busy: Option<Cow<'a, str>>,
    more: Option<Cow<'a, str>>,
}

#[derive(Debug, Clone)]
enum Kind<'a> {
    Submit,
    Choice { name: &'a str, value: Cow<'a, str> },
    Link { path: Cow<'a, str> },
}

/// Sends the form that it stands in.
pub fn submit<'a>(text: impl Into<Cow<'a, str>>) -> Button<'a> {
    new(Kind::Submit, text.into())
}

/// Sends the form with one more field: which of several buttons was pressed.
pub fn choice<'a>(
    name: &'a str,
    value: impl Into<Cow<'a, str>>,
    text: impl Into<Cow<'a, str>>,
) -> Button<'a> {
    new(Kind::Choice { name, value: value.into() }, text.into())
}

/// Leads somewhere.
pub fn link<'a>(path: impl Into<Cow<'a, str>>, text: impl Into<Cow<'a, str>>) -> Button<'a> {
    new(Kind::Link { path: path.into() }, text.into())
}

fn new<'a>(kind: Kind<'a>, text: Cow<'a, str>) -> Button<'a> {
    Button {
        kind,
        text,
        icon: None,
        variant: "",
        size: "",
        is_block: false,
        is_disabled: false,
        busy: None,
        more: None,
    }
}

#[expect(clippy::return_self_not_must_use, reason = "a button that is not printed shows at once")]
impl<'a> Button<'a> {
    /// The one decision of the page.
    pub const fn primary(mut self) -> Self {
        self.variant = " primary";
        self
    }

    /// Goes live: answer, enter, start.
    pub const fn go_live(mut self) -> Self {
        self.variant = " live";
        self
    }

    /// Loses something.
    pub const fn bad(mut self) -> Self {
        self.variant = " bad";
        self
    }

    /// Hardly there.
    pub const fn ghost(mut self) -> Self {
        self.variant = " ghost";
        self
    }

    /// Tinted.
    pub const fn soft(mut self) -> Self {
        self.variant = " soft";
        self
    }

    /// Small.
    pub const fn small(mut self) -> Self {
        self.size = " sm";
        self
    }

    /// Big.
    pub const fn big(mut self) -> Self {
        self.size = " big";
        self
    }

    /// As wide as its place.
    pub const fn block(mut self) -> Self {
        self.is_block = true;
        self
    }

    /// With a drawing before the word.
    pub const fn icon(mut self, name: &'a str) -> Self {
        self.icon = Some(name);
        self
    }

    /// Cannot be pressed now; the text says when.
    pub const fn disabled(mut self) -> Self {
        self.is_disabled = true;
        self
    }

    /// The word while the form is under way.
    pub fn busy(mut self, text: impl Into<Cow<'a, str>>) -> Self {
        self.busy = Some(text.into());
        self
    }

    /// More words for those who do not see what stands beside it: *Choose* Grief session.
    pub fn about(mut self, more: impl Into<Cow<'a, str>>) -> Self {
        self.more = Some(more.into());
        self
    }
}

impl Render for Button<'_> {
    fn render(&self) -> Markup {
        let block = if self.is_block { " block" } else { "" };
        let class = format!("btn{}{}{block}", self.variant, self.size);
        let inner = html! {
            @if let Some(name) = self.icon { (icon(name)) }
            (self.text)
            @if let Some(more) = &self.more { span.sr { " " (more) } }
        };
        match &self.kind {
            Kind::Link { path } if !self.is_disabled => html! {
                a class=(class) href=(path) { (inner) }
            },
            Kind::Link { .. } => html! {
                button type="button" class=(class) disabled { (inner) }
            },
            Kind::Submit => html! {
                button class=(class) disabled[self.is_disabled] data-busy=[&self.busy] { (inner) }
            },
            Kind::Choice { name, value } => html! {
                button class=(class) name=(name) value=(value) disabled[self.is_disabled]
                    data-busy=[&self.busy] { (inner) }
            },
        }
    }
}
