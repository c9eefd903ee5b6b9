//! The site's settings: names, colours, the site's share, tax, currency. Each change is a version of
//! its own and stays to be seen.

use axum::extract::State;
use axum::response::{IntoResponse, Response};
use maud::{Markup, html};
use visavis_app::settings::{self, Change, Settings};
use visavis_app::{Failure, SiteSettings};
use visavis_domain::money::Currency;
use visavis_reach::format;
use visavis_store::settings::Setting;

use crate::caller::Caller;
use crate::form::{Filled, typed_amount};
use crate::layout::{self, Frame, Head, OperatorNav};
use crate::page::{Flash, Page};
use crate::parts::{self, Field, FieldKind, button, error_summary};
use crate::paths;
use crate::problem::Problem;
use crate::refusal;
use crate::sample::{Reader, Sample, scene};
use crate::site::{Colour, Look, Site};
use crate::words::Say;

/// How many earlier versions stand on the page.
const HISTORY: u32 = 20;

/// As they are, refused, with a history.
pub(super) const SAMPLES: &[Sample] = &[
    Sample::page("operator-settings", paths::OPERATOR_SETTINGS, Reader::Operator, |page| {
        let settings = sample();
        show(page, &settings, &[change()], &form_of(&settings))
    })
    .data(&["Olga Reyes"]),
    Sample::page("operator-settings-wrong", paths::OPERATOR_SETTINGS, Reader::Operator, |page| {
        let settings = Settings { is_priced: true, ..sample() };
        let mut form = form_of(&settings).with("name", "");
        form.refuse("name", Say::new("error-needed"));
        form.refuse("commission", Say::new("fault-share"));
        show(page, &settings, &[], &form)
    }),
];

fn sample() -> Settings {
    Settings { site: SiteSettings::default(), version: 3, is_priced: false }
}

fn change() -> Change {
    let setting = Setting {
        key: "site".to_owned(),
        version: 3,
        value: serde_json::json!({ "commission_bp": 2_000, "tax_bp": 2_000 }),
        changed_by: None,
        changed_at: scene::NOW,
    };
    Change { setting, by: "Olga Reyes".to_owned() }
}

pub(super) async fn show_settings(page: Page, caller: Caller) -> Result<Markup, Problem> {
    let settings = settings::current(&caller.app).await?;
    let history = settings::history(&caller.app, HISTORY).await?;
    Ok(show(&page, &settings, &history, &form_of(&settings)))
}

pub(super) async fn save(
    State(site): State<Site>,
    page: Page,
    caller: Caller,
    mut form: Filled,
) -> Result<Response, Problem> {
    let app = &caller.app;
    let now = settings::current(app).await?;
    let seen = form.value("version").parse().unwrap_or(-1);
    if let Some(wanted) = read(&now.site, &mut form) {
        let by = caller.person()?.account.id;
        match settings::save(app, by, seen, wanted).await {
            Ok(()) => {
                site.set_look(Look::of(&app.site.get()));
                let flash = Flash::ok("flash-saved");
                return Ok(page.see_other_saying(paths::OPERATOR_SETTINGS, &flash).into_response());
            }
            Err(Failure::Changed) => form.refuse("name", Say::new("refusal-changed")),
            Err(failure) => refusal::into_form(failure, &mut form)?,
        }
    }
    let history = settings::history(app, HISTORY).await?;
    // What was typed stays; the version is the one that is in force now.
    let form = form.with("version", now.version.to_string());
    Ok(form.again(show(&page, &now, &history, &form)))
}

/// The form with the settings in it.
fn form_of(settings: &Settings) -> Filled {
    let site = &settings.site;
    let amount = |minor| typed_amount(visavis_domain::money::Money::new(minor, site.currency));
    Filled::of([
        ("version", settings.version.to_string()),
        ("name", site.name.clone()),
        ("tagline", site.tagline.clone()),
        ("contact", site.contact_email.clone()),
        ("primary", site.primary_colour.clone()),
        ("accent", site.accent_colour.clone()),
        ("commission", typed_share(site.commission_bp)),
        ("tax", typed_share(site.tax_bp)),
        ("currency", site.currency.code().to_owned()),
        ("price_min", amount(site.price.min_minor)),
        ("price_max", amount(site.price.max_minor)),
        ("emergency", site.emergency_note.clone()),
    ])
}

/// `20` or `7.5`.
fn typed_share(bp: u32) -> String {
    let (whole, part) = (bp / 100, bp % 100);
    if part == 0 {
        whole.to_string()
    } else {
        format!("{whole}.{part:02}").trim_end_matches('0').to_owned()
    }
}

/// Reads a share in percent with at most two decimals.
fn read_share(form: &mut Filled, name: &'static str) -> Option<u32> {
    let text = form.required(name, 10)?.replace(',', ".");
    let text = text.trim_end_matches('%').trim();
    let (whole, part) = text.split_once('.').unwrap_or((text, ""));
    let digits = format!("{whole}{part:0<2}");
    let fits = part.len() <= 2 && digits.bytes().all(|byte| byte.is_ascii_digit());
    let share = fits.then(|| digits.parse::<u32>().ok()).flatten();
    let share = share.filter(|share| *share <= 10_000);
    if share.is_none() {
        form.refuse(name, Say::new("fault-share"));
    }
    share
}

fn read_colour(form: &mut Filled, name: &'static str) -> Option<String> {
    let text = form.value(name).to_owned();
    let colour = Colour::parse(&text).map(|colour| colour.to_string());
    if colour.is_none() {
        form.refuse(name, Say::new("error-choose"));
    }
    colour
}

/// The settings as typed, on top of what no field shows.
fn read(now: &SiteSettings, form: &mut Filled) -> Option<SiteSettings> {
    let name = form.required("name", 60);
    let tagline = form.optional("tagline", 160);
    let contact = if form.value("contact").trim().is_empty() {
        Some(String::new())
    } else {
        form.email("contact")
    };
    let primary = read_colour(form, "primary");
    let accent = read_colour(form, "accent");
    let commission = read_share(form, "commission");
    let tax = read_share(form, "tax");
    // Where the currency stands the field is not even there.
    let currency = match form.value("currency") {
        "" => Some(now.currency),
        _ => form.choice("currency", |code| code.parse::<Currency>().ok()),
    };
    let in_currency = currency.unwrap_or(now.currency);
    let min = form.amount("price_min", in_currency);
    let max = form.amount("price_max", in_currency);
    let emergency = form.optional("emergency", 2_000);
    let mut wanted = now.clone();
    wanted.name = name?;
    wanted.tagline = tagline?;
    wanted.contact_email = contact?;
    wanted.primary_colour = primary?;
    wanted.accent_colour = accent?;
    wanted.commission_bp = commission?;
    wanted.tax_bp = tax?;
    wanted.currency = currency?;
    wanted.price.min_minor = min?.minor;
    wanted.price.max_minor = max?.minor;
    wanted.emergency_note = emergency?;
    Some(wanted)
}

fn labels(page: &Page) -> [(&'static str, String); 11] {
    [
        ("name", "op-site-name"),
        ("tagline", "op-site-tagline"),
        ("contact", "op-site-contact"),
        ("primary", "op-site-primary"),
        ("accent", "op-site-accent"),
        ("commission", "op-site-commission"),
        ("tax", "op-site-tax"),
        ("currency", "op-site-currency"),
        ("price_min", "op-site-price-min"),
        ("price_max", "op-site-price-max"),
        ("emergency", "op-site-emergency"),
    ]
    .map(|(name, key)| (name, page.t(key)))
}

fn show(page: &Page, settings: &Settings, history: &[Change], form: &Filled) -> Markup {
    let main = html! {
        (error_summary(page, form, &labels(page)))
        form.stack.g4 method="post" action=(paths::OPERATOR_SETTINGS) {
            input type="hidden" name="version" value=(form.value("version"));
            (looks(page, form))
            (money(page, settings, form))
            div.form-acts { (button::submit(page.t("op-save")).primary()) }
        }
        (versions(page, history))
    };
    let frame = Frame::new(page.t("layout-settings")).main("stack g4");
    layout::operator(
        page,
        OperatorNav::Settings,
        &frame,
        &Head::with(page.t("op-settings-lead")),
        &main,
    )
}

fn looks(page: &Page, form: &Filled) -> Markup {
    html! {
        section.card.pad.form aria-labelledby="looks" {
            h2 id="looks" { (page.t("op-site-looks")) }
            (Field::text("name", page.t("op-site-name")).required().show(page, form))
            (Field::text("tagline", page.t("op-site-tagline")).hint(page.t("op-site-tagline-hint")).show(page, form))
            (Field::email("contact", page.t("op-site-contact")).hint(page.t("op-site-contact-hint")).show(page, form))
            div.form-2 {
                (Field::colour("primary", page.t("op-site-primary")).show(page, form))
                (Field::colour("accent", page.t("op-site-accent")).show(page, form))
            }
            (Field::area("emergency", page.t("op-site-emergency"), 3).hint(page.t("op-site-emergency-hint")).show(page, form))
        }
    }
}

fn money(page: &Page, settings: &Settings, form: &Filled) -> Markup {
    let currencies: Vec<(String, String)> = Currency::all()
        .map(|one| (one.code().to_owned(), page.t1("op-site-currency-code", "code", one.code())))
        .collect();
    let code = settings.site.currency.code().to_owned();
    let amount = |name: &'static str, key: &str| {
        Field::new(name, page.t(key), FieldKind::Amount(code.clone())).required().show(page, form)
    };
    html! {
        section.card.pad.form aria-labelledby="money" {
            h2 id="money" { (page.t("op-money")) }
            div.form-2 {
                (Field::text("commission", page.t("op-site-commission")).required().hint(page.t("op-site-commission-hint")).show(page, form))
                (Field::text("tax", page.t("op-site-tax")).required().hint(page.t("op-site-tax-hint")).show(page, form))
            }
            div.form-2 {
                (amount("price_min", "op-site-price-min"))
                (amount("price_max", "op-site-price-max"))
            }
            @if settings.is_priced {
                p id="currency" { b { (page.t("op-site-currency")) } " " (code) }
                p.hint { (page.t("fault-currency-stands")) }
            } @else {
                (Field::select("currency", page.t("op-site-currency"), currencies).show(page, form))
            }
            p.hint { (page.t("op-site-frozen")) }
        }
    }
}

fn versions(page: &Page, history: &[Change]) -> Markup {
    let share = |change: &Change, name: &str| {
        let bp = change.setting.value.get(name).and_then(serde_json::Value::as_u64).unwrap_or(0);
        format::percent(page.locale, u32::try_from(bp).unwrap_or(0))
    };
    html! {
        @if !history.is_empty() {
            (parts::card("versions", &page.t("op-versions"), &html! {
                ol.history {
                    @for change in history {
                        @let args = [
                            ("version", change.setting.version.into()),
                            ("commission", share(change, "commission_bp").into()),
                            ("tax", share(change, "tax_bp").into()),
                        ];
                        li {
                            span {
                                (page.tn("op-version", &args))
                                span.sm.muted { (change.by) " " (parts::moment(page, change.setting.changed_at)) }
                            }
                        }
                    }
                }
            }))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_share_is_typed_in_percent_and_kept_in_hundredths() {
        for (typed, want) in [
            ("20", Some(2_000)),
            ("7.5", Some(750)),
            ("7,25 %", Some(725)),
            ("0", Some(0)),
            ("100", Some(10_000)),
            ("100.01", None),
            ("7.555", None),
            ("-1", None),
            ("a", None),
        ] {
            let mut form = Filled::of([("tax", typed)]);
            assert_eq!(read_share(&mut form, "tax"), want, "{typed}");
        }
        assert_eq!([typed_share(2_000), typed_share(750), typed_share(725)], ["20", "7.5", "7.25"]);
    }
}
