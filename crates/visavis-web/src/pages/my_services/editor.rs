//! The form of one service, with its inline help (PAY-4).

use maud::{Markup, html};
use visavis_app::{App, Failure};
use visavis_domain::ids::ServiceId;
use visavis_domain::money::Money;
use visavis_domain::service::{DESCRIPTION_MAX, Draft, MINUTES_MAX, PriceBounds, TITLE_MAX};
use visavis_reach::format;

use crate::form::Filled;
use crate::layout::{self, Frame, Head, HostNav};
use crate::page::Page;
use crate::pages::channel;
use crate::parts::{self, Choices, Field, Joined, button, icon};
use crate::paths;
use crate::problem::Problem;
use crate::refusal::into_form;
use crate::words::Say;

/// What the form must know beside what stands in it.
pub(super) struct Editor {
    /// Which service; none for a new one.
    pub id: Option<ServiceId>,
    /// What a price may be.
    pub bounds: PriceBounds,
    /// The site's share, in basis points.
    pub commission_bp: u32,
}

impl Editor {
    /// The form for one service, or for a new one.
    pub(super) fn of(app: &App, id: Option<ServiceId>) -> Self {
        let site = app.site.get();
        Self { id, bounds: site.price, commission_bp: site.commission_bp }
    }

    fn price_error(&self, page: &Page) -> Say {
        let price = |minor| page.money(Money::new(minor, page.look.currency));
        Say::new("error-price-bounds")
            .with("min", price(self.bounds.min_minor))
            .with("max", price(self.bounds.max_minor))
    }
}

/// What was typed, or nothing where something is wrong: then it is said beside its field.
pub(super) fn read(page: &Page, editor: &Editor, form: &mut Filled) -> Option<Draft> {
    let title = form.required("title", TITLE_MAX);
    let description = form.required("description", DESCRIPTION_MAX);
    let channel = form.choice("channel", channel::parse);
    let price = form.amount("price", page.look.currency);
    let minutes = form.whole("minutes", 1..=i64::from(MINUTES_MAX));
    let bounds = editor.bounds.min_minor..=editor.bounds.max_minor;
    if price.is_some_and(|price| !bounds.contains(&price.minor)) {
        form.refuse("price", editor.price_error(page));
    }
    if form.is_wrong() {
        return None;
    }
    let minutes = u32::try_from(minutes?).ok()?;
    Some(Draft {
        title: title?,
        description: description?,
        channel: channel?,
        price: price?,
        minutes,
    })
}

/// What the product refused, beside its field; the bounds of a price by their amounts.
pub(super) fn refuse(
    page: &Page,
    editor: &Editor,
    failure: Failure,
    form: &mut Filled,
) -> Result<(), Problem> {
    if let Failure::Invalid(faults) = &failure
        && faults.iter().any(|fault| fault.field == "price")
    {
        form.refuse("price", editor.price_error(page));
    }
    into_form(failure, form)
}

/// The page.
pub(super) fn show(page: &Page, form: &Filled, editor: &Editor) -> Markup {
    let (title, action, save) = match editor.id {
        Some(id) => ("services-edit-title", format!("/services/{id}"), "services-save"),
        None => ("services-new-title", "/services/new".to_owned(), "services-add"),
    };
    let labels = [
        ("title", page.t("services-name")),
        ("description", page.t("services-description")),
        ("channel", page.t("services-channel")),
        ("price", page.t("services-price")),
        ("minutes", page.t("services-minutes")),
    ];
    let main = html! {
        (parts::error_summary(page, form, &labels))
        div.two-cols {
            form.form.card.pad method="post" action=(action) {
                input type="hidden" name="id" value=(form.value("id"));
                input type="hidden" name="version" value=(form.value("version"));
                (Field::text("title", page.t("services-name")).hint(page.t("services-name-hint"))
                    .max(TITLE_MAX).required().show(page, form))
                (Field::area("description", page.t("services-description"), 8)
                    .hint(page.t("services-description-hint")).max(DESCRIPTION_MAX).required()
                    .show(page, form))
                (Choices::new("channel", page.t("services-channel"), channels(page)).show(page, form))
                div.form-2 {
                    (Field::amount(page, "price", page.t("services-price"))
                        .hint(page.t("services-price-hint")).required().show(page, form))
                    (Field::number("minutes", page.t("services-minutes"))
                        .hint(page.t("services-minutes-hint")).required().show(page, form))
                }
                div.form-acts {
                    (button::link(paths::SERVICES, page.t("form-back")))
                    (button::submit(page.t(save)).primary())
                }
            }
            (help(page, editor))
        }
    };
    let head = Head { back: Some(paths::SERVICES.to_owned()), ..Head::default() };
    let frame = Frame::new(page.t(title)).main("stack g4");
    layout::host(page, HostNav::Services, &frame, &head, &main)
}

fn channels(page: &Page) -> Vec<Joined> {
    let option = |known| Joined {
        value: channel::name(known).to_owned(),
        icon: channel::icon(known),
        text: channel::word(page, known),
        more: Some(channel::more(page, known)),
    };
    channel::ALL.map(option).to_vec()
}

/// What makes a service easy to choose; nothing of it is forced (PAY-4).
fn help(page: &Page, editor: &Editor) -> Markup {
    let points = [
        ("tag", page.t("services-help-title")),
        ("list-checks", page.t("services-help-description")),
        ("clock", page.t("services-help-minutes")),
        (
            "wallet",
            page.t1(
                "services-help-price",
                "share",
                format::percent(page.locale, editor.commission_bp),
            ),
        ),
    ];
    let body = html! {
        ul.mini {
            @for (drawing, text) in &points {
                li { span.mini-ic { (icon(drawing)) } span.grow.md { (text) } }
            }
            @if editor.id.is_some() {
                li { span.mini-ic { (icon("history")) } span.grow.md { (page.t("services-help-sold")) } }
            }
        }
    };
    parts::card_list("help", &page.t("services-help"), &html! {}, &body)
}
