//! `/till/{payment}`: the test till's own page, with a button for every outcome, no field for a card
//! number and a look that nobody takes for money; and `/webhooks/{provider}`, where providers tell
//! what happened (PAY-12).

use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use bytes::Bytes;
use maud::{Markup, html};
use visavis_app::pay;
use visavis_app::{Failure, Realm};
use visavis_domain::money::Money;
use visavis_pay::till::{After, Button, PressError, Stage, TillPayment};

use crate::caller::Caller;
use crate::form::{Filled, Path};
use crate::layout::{self, Frame};
use crate::page::Page;
use crate::parts::{self, Fact};
use crate::problem::Problem;
use crate::route::{Route, routes};
use crate::sample::{Reader, Sample, scene};
use crate::words::Say;

/// The largest event that a provider may tell.
const EVENT_BYTES_MAX: usize = 64 * 1024;

/// The till and the inbox.
pub const ROUTES: &[Route] = routes![
    page "/till/{payment}" Public => show_till,
    post "/till/{payment}" Public => press,
    post "/webhooks/{provider}" Machine [EVENT_BYTES_MAX] => receive,
];

const PAGE: &str = "/till/{payment}";

/// Its stages.
pub const SAMPLES: &[Sample] = &[
    Sample::page("till", PAGE, Reader::Visitor, |page| {
        draw(page, Stage::Open, &[Button::Approve, Button::Decline, Button::ApproveLate])
    }),
    Sample::page("till-bank", PAGE, Reader::Visitor, |page| {
        draw(page, Stage::Challenged, &[Button::Approve, Button::Decline])
    }),
    Sample::page("till-paid", PAGE, Reader::Visitor, |page| {
        let stage = Stage::Paid { captured: 8_500, refunded: 0 };
        draw(page, stage, &[Button::LoseNextAnswer])
    }),
    Sample::page("till-closed", PAGE, Reader::Visitor, |page| draw(page, Stage::Expired, &[])),
    Sample::page("till-no-answer", PAGE, Reader::Visitor, no_answer),
];

fn draw(page: &Page, stage: Stage, buttons: &[Button]) -> Markup {
    let view = View {
        id: "test_pay_1",
        what: "Grief session",
        amount: scene::PRICE,
        stage,
        buttons,
        shop: "/checkout/ses_1",
    };
    show(page, &view)
}

struct View<'a> {
    id: &'a str,
    what: &'a str,
    amount: Money,
    stage: Stage,
    buttons: &'a [Button],
    shop: &'a str,
}

impl<'a> View<'a> {
    fn of(payment: &'a TillPayment) -> Self {
        Self {
            id: payment.id(),
            what: payment.description(),
            amount: payment.amount(),
            stage: payment.stage(),
            buttons: payment.buttons(),
            shop: payment.return_url(),
        }
    }
}

/// The payment; where money is real there is no test till.
async fn payment(caller: &Caller, id: &str) -> Result<TillPayment, Problem> {
    match caller.app.config.realm {
        Realm::Live => Err(Problem::not_found()),
        Realm::Test => {
            let found = caller.app.till.payment(id).await;
            let found = found.map_err(|error| Problem::internal(&error))?;
            found.ok_or_else(Problem::not_found)
        }
    }
}

async fn show_till(page: Page, caller: Caller, Path(id): Path<String>) -> Result<Markup, Problem> {
    let payment = payment(&caller, &id).await?;
    Ok(show(&page, &View::of(&payment)))
}

async fn press(
    page: Page,
    caller: Caller,
    Path(id): Path<String>,
    form: Filled,
) -> Result<Response, Problem> {
    payment(&caller, &id).await?;
    let here = format!("/till/{id}");
    let pressed = match form.value("outcome").parse::<Button>() {
        Ok(button) => caller.app.till.press(&id, button).await,
        Err(error) => Err(error),
    };
    // What the till has to say is said by its own task, like any provider's.
    caller.app.till_wake.notify_one();
    match pressed {
        Ok(After::Return { url }) => Ok(page.see_other(&url)),
        Ok(After::Stay) => Ok(page.see_other(&here)),
        Ok(After::NoAnswer) => Ok(no_answer(&page).into_response()),
        Err(PressError::NoSuchPayment) => Err(Problem::not_found()),
        Err(PressError::NotOffered) => {
            Err(Problem::conflict("/problems/changed", Say::new("till-moved-on")))
        }
        Err(PressError::Store(error)) => Err(Problem::internal(&error)),
    }
}

/// `204` means "do not send it again".
async fn receive(
    caller: Caller,
    Path(provider): Path<String>,
    headers: HeaderMap,
    body: Bytes,
) -> Result<StatusCode, Problem> {
    let app = &caller.app;
    if provider != app.gateway.name() {
        return Err(Problem::not_found());
    }
    let header = format!("{provider}-signature");
    let signature = headers.get(header).and_then(|value| value.to_str().ok());
    let signature = signature.ok_or(Failure::Forbidden)?;
    pay::receive(app, signature, &body).await?;
    Ok(StatusCode::NO_CONTENT)
}

fn show(page: &Page, view: &View<'_>) -> Markup {
    let (key, can_return) = match view.stage {
        Stage::Open => ("till-open", false),
        Stage::Challenged => ("till-challenged", false),
        Stage::Declined => ("till-declined", true),
        Stage::Expired => ("till-expired", true),
        Stage::Held { .. } => ("till-held", true),
        Stage::Released => ("till-released", true),
        Stage::Paid { .. } => ("till-paid", true),
    };
    let facts = [
        Fact::text(page.t("till-what"), view.what),
        Fact::text(page.t("till-amount"), &page.money(view.amount)).total(),
    ];
    let main = html! {
        h1 { (page.t("till-title")) }
        p { (page.t("till-lead")) }
        (parts::key_values(&facts))
        p role="status" { (page.t(key)) }
        @if !view.buttons.is_empty() {
            form.till-acts method="post" action={ "/till/" (view.id) } {
                @for button in view.buttons {
                    button class=(class(*button)) name="outcome" value=(button.name()) {
                        (page.t(button_key(*button)))
                    }
                }
            }
        }
        @if can_return { a.btn href=(local(view.shop)) { (page.t("till-back")) } }
    };
    layout::till(page, &Frame::new(page.t("till-title")), &main)
}

/// The path of an address of ours: links on a page name no host.
fn local(url: &str) -> &str {
    let rest = url.split_once("://").map_or(url, |(_, rest)| rest);
    if rest.len() == url.len() {
        return url;
    }
    rest.find('/').map_or("/", |at| &rest[at..])
}

const fn class(button: Button) -> &'static str {
    match button {
        Button::Approve => "btn primary",
        Button::Decline | Button::Expire => "btn bad",
        Button::Challenge
        | Button::ApproveLoseAnswer
        | Button::ApproveTwice
        | Button::ApproveLate
        | Button::ApproveNever
        | Button::LoseNextAnswer => "btn",
    }
}

const fn button_key(button: Button) -> &'static str {
    match button {
        Button::Approve => "till-approve",
        Button::Decline => "till-decline",
        Button::Challenge => "till-challenge",
        Button::Expire => "till-expire",
        Button::ApproveLoseAnswer => "till-lose-answer",
        Button::ApproveTwice => "till-twice",
        Button::ApproveLate => "till-late",
        Button::ApproveNever => "till-never",
        Button::LoseNextAnswer => "till-lose-next",
    }
}

fn no_answer(page: &Page) -> Markup {
    let main = html! {
        h1 { (page.t("till-lost")) }
        p { (page.t("till-lost-lead")) }
    };
    layout::till(page, &Frame::new(page.t("till-lost")), &main)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_way_back_names_no_host() {
        for (url, want) in [
            ("http://127.0.0.1:8080/checkout/ses_1", "/checkout/ses_1"),
            ("https://visavis.example", "/"),
            ("/checkout/ses_1", "/checkout/ses_1"),
        ] {
            assert_eq!(local(url), want);
        }
    }
}
