//! One field of a form with its label, its hint, its error and its counter, tied together.

use maud::{Markup, html};

use crate::form::Filled;
use crate::page::Page;
use crate::parts::icon;

/// What a field takes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum FieldKind {
    /// One line; the word is the `type` of the input.
    Line(&'static str),
    /// Several lines.
    Area {
        /// How many are in view.
        rows: u8,
    },
    /// One of a list: value and text of each.
    Select(Vec<(String, String)>),
    /// The zone of the reader; the browser's own is chosen where nothing is yet.
    Zone(Vec<(String, String)>),
    /// An amount; the text before it is the currency's code.
    Amount(String),
    /// A password, which can be shown.
    Password,
    /// A file; the word is what it accepts.
    File(&'static str),
}

/// A field, ready to show.
#[derive(Debug, Clone)]
pub struct Field {
    name: &'static str,
    label: String,
    kind: FieldKind,
    hint: Option<String>,
    placeholder: Option<String>,
    icon: Option<&'static str>,
    autocomplete: Option<&'static str>,
    inputmode: Option<&'static str>,
    max: Option<usize>,
    bounds: Option<(String, String)>,
    is_required: bool,
    is_label_hidden: bool,
}

#[expect(clippy::return_self_not_must_use, reason = "a field that is not shown is seen at once")]
impl Field {
    /// A field of any kind.
    pub fn new(name: &'static str, label: impl Into<String>, kind: FieldKind) -> Self {
        Self {
            name,
            label: label.into(),
            kind,
            hint: None,
            placeholder: None,
            icon: None,
            autocomplete: None,
            inputmode: None,
            max: None,
            bounds: None,
            is_required: false,
            is_label_hidden: false,
        }
    }

    /// One line of text.
    pub fn text(name: &'static str, label: impl Into<String>) -> Self {
        Self::new(name, label, FieldKind::Line("text"))
    }

    /// An e-mail address.
    pub fn email(name: &'static str, label: impl Into<String>) -> Self {
        let field = Self::new(name, label, FieldKind::Line("email"));
        field.icon("mail").autocomplete("email")
    }

    /// A web address.
    pub fn url(name: &'static str, label: impl Into<String>) -> Self {
        Self::new(name, label, FieldKind::Line("url")).icon("link")
    }

    /// A whole number.
    pub fn number(name: &'static str, label: impl Into<String>) -> Self {
        Self { inputmode: Some("numeric"), ..Self::text(name, label) }
    }

    /// A date.
    pub fn date(name: &'static str, label: impl Into<String>) -> Self {
        Self::new(name, label, FieldKind::Line("date"))
    }

    /// A time of day.
    pub fn time(name: &'static str, label: impl Into<String>) -> Self {
        Self::new(name, label, FieldKind::Line("time"))
    }

    /// A search.
    pub fn search(name: &'static str, label: impl Into<String>) -> Self {
        Self::new(name, label, FieldKind::Line("search")).icon("search")
    }

    /// A colour.
    pub fn colour(name: &'static str, label: impl Into<String>) -> Self {
        Self::new(name, label, FieldKind::Line("color"))
    }

    /// A password.
    pub fn password(name: &'static str, label: impl Into<String>) -> Self {
        Self::new(name, label, FieldKind::Password).icon("lock")
    }

    /// Several lines of text.
    pub fn area(name: &'static str, label: impl Into<String>, rows: u8) -> Self {
        Self::new(name, label, FieldKind::Area { rows })
    }

    /// One of a list of values and texts.
    pub fn select(
        name: &'static str,
        label: impl Into<String>,
        options: Vec<(String, String)>,
    ) -> Self {
        Self::new(name, label, FieldKind::Select(options))
    }

    /// An amount in the site's currency.
    pub fn amount(page: &Page, name: &'static str, label: impl Into<String>) -> Self {
        let code = page.look.currency.code().to_owned();
        let field = Self::new(name, label, FieldKind::Amount(code));
        Self { inputmode: Some("decimal"), ..field }
    }

    /// A line of help under it.
    pub fn hint(mut self, hint: impl Into<String>) -> Self {
        self.hint = Some(hint.into());
        self
    }

    /// An example in it.
    pub fn placeholder(mut self, text: impl Into<String>) -> Self {
        self.placeholder = Some(text.into());
        self
    }

    /// A drawing at its start.
    pub fn icon(mut self, name: &'static str) -> Self {
        self.icon = Some(name);
        self
    }

    /// What the browser may fill in.
    pub fn autocomplete(mut self, what: &'static str) -> Self {
        self.autocomplete = Some(what);
        self
    }

    /// So many characters at most, counted in view.
    pub fn max(mut self, max: usize) -> Self {
        self.max = Some(max);
        self
    }

    /// The least and the most (`min`, `max` of the input).
    pub fn between(mut self, least: impl Into<String>, most: impl Into<String>) -> Self {
        self.bounds = Some((least.into(), most.into()));
        self
    }

    /// Must be filled. Without this, the label says *optional*.
    pub fn required(mut self) -> Self {
        self.is_required = true;
        self
    }

    /// The label is for screen readers only: a drawing or the place says it to the others.
    pub fn label_hidden(mut self) -> Self {
        self.is_label_hidden = true;
        self
    }

    /// The field with what `form` holds for it.
    pub fn show(&self, page: &Page, form: &Filled) -> Markup {
        let id = form.id(self.name);
        html! {
            div.field {
                label for=(id) class=[self.is_label_hidden.then_some("sr")] {
                    (self.label)
                    @if self.is_optional() {
                        " " span.faint.sm { (page.t("form-optional")) }
                    }
                }
                (self.control(page, form, &id))
                @if let Some(hint) = &self.hint { p.hint id={ (id) "-h" } { (hint) } }
                @if let Some(max) = self.max {
                    vv-counter.hint.num data-for=(id) data-max=(max)
                        data-text=(page.t("form-counter")) {}
                }
                @if let Some(error) = form.error(self.name) {
                    p.error id={ (id) "-e" } { (icon("circle-alert")) (page.say(error)) }
                }
            }
        }
    }

    /// Whether the label must say that nothing need be typed: a list or a colour always has a value.
    fn is_optional(&self) -> bool {
        let typed = match &self.kind {
            FieldKind::Line(kind) => !matches!(*kind, "search" | "color"),
            FieldKind::Area { .. } | FieldKind::Amount(_) | FieldKind::File(_) => true,
            FieldKind::Select(_) | FieldKind::Zone(_) | FieldKind::Password => false,
        };
        typed && !self.is_required && !self.is_label_hidden
    }

    /// The ids of what describes the control.
    fn described_by(&self, form: &Filled, id: &str) -> Option<String> {
        let hint = self.hint.as_ref().map(|_| format!("{id}-h"));
        let error = form.error(self.name).map(|_| format!("{id}-e"));
        let ids: Vec<String> = hint.into_iter().chain(error).collect();
        (!ids.is_empty()).then(|| ids.join(" "))
    }

    fn control(&self, page: &Page, form: &Filled, id: &str) -> Markup {
        let described = self.described_by(form, id);
        let invalid = form.error(self.name).map(|_| "true");
        let value = form.value(self.name);
        match &self.kind {
            FieldKind::Line(kind) => self.with_icon(&self.input(form, id, kind, value)),
            FieldKind::Password => html! {
                vv-password {
                    span.in {
                        @if let Some(name) = self.icon { (icon(name)) }
                        // What was typed never goes back to the browser.
                        (self.input(form, id, "password", ""))
                        button.btn.ghost.icon.sm type="button" hidden aria-pressed="false"
                            aria-label=(page.t("form-show-password")) { (icon("eye")) }
                    }
                }
            },
            FieldKind::Amount(code) => html! {
                span.in { span.faint { (code) } (self.input(form, id, "text", value)) }
            },
            FieldKind::File(accept) => html! {
                input.in type="file" id=(id) name=(self.name) accept=(accept)
                    required[self.is_required] aria-describedby=[described] aria-invalid=[invalid];
            },
            FieldKind::Area { rows } => html! {
                textarea.in id=(id) name=(self.name) rows=(rows) required[self.is_required]
                    placeholder=[self.placeholder.as_deref()] aria-describedby=[described]
                    aria-invalid=[invalid] { "\n" (value) }
            },
            FieldKind::Select(options) => self.options(form, id, options),
            FieldKind::Zone(options) => html! { vv-zone { (self.options(form, id, options)) } },
        }
    }

    fn input(&self, form: &Filled, id: &str, kind: &str, value: &str) -> Markup {
        let (least, most) = self.bounds.clone().unzip();
        let bare = self.icon.is_none() && matches!(self.kind, FieldKind::Line(_));
        html! {
            input class=[bare.then_some("in")] id=(id) name=(self.name) type=(kind)
                value=[(!value.is_empty()).then_some(value)] required[self.is_required]
                placeholder=[self.placeholder.as_deref()] autocomplete=[self.autocomplete]
                inputmode=[self.inputmode] min=[least] max=[most]
                aria-describedby=[self.described_by(form, id)]
                aria-invalid=[form.error(self.name).map(|_| "true")];
        }
    }

    fn with_icon(&self, input: &Markup) -> Markup {
        html! {
            @match self.icon {
                Some(name) => span.in { (icon(name)) (input) },
                None => (input),
            }
        }
    }

    fn options(&self, form: &Filled, id: &str, options: &[(String, String)]) -> Markup {
        html! {
            select.in id=(id) name=(self.name) required[self.is_required]
                autocomplete=[self.autocomplete] aria-describedby=[self.described_by(form, id)]
                aria-invalid=[form.error(self.name).map(|_| "true")] {
                @for (value, text) in options {
                    option value=(value) selected[form.value(self.name) == value] { (text) }
                }
            }
        }
    }
}

/// What is wrong, above the form, each with its field's label and a link to the field. It takes the
/// focus by itself. `labels` holds name and label of each field.
pub fn error_summary(page: &Page, form: &Filled, labels: &[(&str, String)]) -> Markup {
    let label = |name: &str| labels.iter().find(|(known, _)| *known == name);
    let line = |name: &str, error: String| match label(name) {
        Some((_, label)) => {
            page.tn("form-error-of", &[("label", label.into()), ("error", error.into())])
        }
        None => error,
    };
    html! {
        @if form.is_wrong() {
            div.errors role="alert" tabindex="-1" id="errors" {
                h2 { (page.t1("form-errors", "count", form.errors().len())) }
                ul {
                    @for (name, say) in form.errors() {
                        li { a href={ "#" (form.id(name)) } { (line(name, page.say(say))) } }
                    }
                }
            }
        }
    }
}
