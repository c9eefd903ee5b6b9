//! Boxes to tick and choices of one.

use maud::{Markup, html};

use crate::form::Filled;
use crate::page::Page;
use crate::parts::{icon, icon_sized};

/// One box.
#[derive(Debug, Clone)]
pub struct Check {
    name: &'static str,
    value: String,
    text: String,
    more: Option<String>,
}

impl Check {
    /// A box that is on or off.
    pub fn new(name: &'static str, text: impl Into<String>) -> Self {
        Self { name, value: "on".to_owned(), text: text.into(), more: None }
    }

    /// One of several boxes of the same name.
    #[must_use]
    pub fn value(mut self, value: impl Into<String>) -> Self {
        self.value = value.into();
        self
    }

    /// A small line under it.
    #[must_use]
    pub fn more(mut self, more: impl Into<String>) -> Self {
        self.more = Some(more.into());
        self
    }

    /// The box.
    pub fn show(&self, form: &Filled) -> Markup {
        html! {
            label.check {
                input type="checkbox" name=(self.name) value=(self.value)
                    checked[form.is_chosen(self.name, &self.value)];
                span { (self.text) @if let Some(more) = &self.more { small { (more) } } }
            }
        }
    }

    /// The same as a switch.
    pub fn switch(&self, form: &Filled) -> Markup {
        html! {
            label.switch-row {
                span.grow { b { (self.text) } @if let Some(more) = &self.more { small { (more) } } }
                input.switch type="checkbox" role="switch" name=(self.name) value=(self.value)
                    checked[form.is_chosen(self.name, &self.value)];
            }
        }
    }
}

/// One of several, as joined cards.
#[derive(Debug, Clone)]
pub struct Joined {
    /// What the form sends.
    pub value: String,
    /// Its drawing.
    pub icon: &'static str,
    /// Its word.
    pub text: String,
    /// A small line.
    pub more: Option<String>,
}

/// A question with one answer of several.
#[derive(Debug, Clone)]
pub struct Choices {
    name: &'static str,
    legend: String,
    options: Vec<Joined>,
}

impl Choices {
    /// The question and its answers.
    pub fn new(name: &'static str, legend: impl Into<String>, options: Vec<Joined>) -> Self {
        Self { name, legend: legend.into(), options }
    }

    /// The answers side by side; the first field carries the id that an error links to.
    pub fn show(&self, page: &Page, form: &Filled) -> Markup {
        let id = form.id(self.name);
        let error = form.error(self.name);
        html! {
            fieldset aria-describedby=[error.map(|_| format!("{id}-e"))] {
                legend.lab { (self.legend) }
                div.face.to-rows {
                    @for (place, option) in self.options.iter().enumerate() {
                        label.face-opt {
                            input type="radio" name=(self.name) value=(option.value)
                                id=[(place == 0).then_some(&id)]
                                checked[form.is_chosen(self.name, &option.value)];
                            span.face-ic { (icon_sized(option.icon, "s20")) }
                            span.face-tx {
                                b { (option.text) }
                                @if let Some(more) = &option.more { small { (more) } }
                            }
                        }
                    }
                }
                @if let Some(error) = error {
                    p.error id={ (id) "-e" } { (icon("circle-alert")) (page.say(error)) }
                }
            }
        }
    }
}
