//! All parts on one page, for the gallery and the tests: no route leads here.

use jiff::Timestamp;
use maud::{Markup, html};

use crate::form::Filled;
use crate::layout::{self, Frame, Head, HostNav, OperatorNav};
use crate::page::{Flash, Mood, Page};
use crate::parts::{self, Avatar, Badge, Check, Choices, Confirm, Fact, Field, FieldKind, Joined};
use crate::parts::{Pager, Presence, SessionRow, SessionTime, Tab, Todo, button};
use crate::paths;
use crate::sample::{Reader, SOFIA, Sample};
use crate::words::Say;

/// The parts in every shell.
pub const SAMPLES: &[Sample] = &[
    Sample::new("parts-host", |page| {
        let frame = Frame::new(page.t("layout-today")).main("stack g4");
        let head = Head { back: Some("/".to_owned()), ..Head::with(page.t("help-lead")) };
        layout::host(page, HostNav::Today, &frame, &head, &lists(page))
    })
    .by(Reader::Host),
    Sample::new("parts-operator", |page| {
        let frame = Frame::new(page.t("layout-overview")).wide();
        let mut page = page.clone();
        page.flash = Some(Flash::ok("flash-saved"));
        let page = &page;
        layout::operator(page, OperatorNav::Overview, &frame, &Head::default(), &people(page))
    })
    .by(Reader::Operator),
    Sample::new("parts-form", |page| {
        let frame = Frame::new(page.t("layout-account")).main("narrow stack g4");
        layout::home(page, HostNav::Account, &frame, &Head::default(), &fields(page))
    })
    .by(Reader::Client)
    .data(&["Sofia, about us", "Lisbon"]),
    Sample::new("parts-confirm", |page| {
        let frame = Frame::new(page.t("layout-sign-out")).main("wrap");
        layout::bare(page, &frame, &html! {}, &confirm(page))
    }),
    Sample::new("parts-lobby", |page| {
        let main = html! { h1 { (page.t("layout-today")) } };
        layout::lobby(page, &Frame::new(page.t("layout-today")), &html! {}, &main)
    }),
    Sample::new("parts-room", |page| {
        let inner = html! { vv-room id="main" { h1.sr { (page.t("layout-today")) } } };
        layout::room(page, &Frame::new(page.t("layout-today")), &inner)
    }),
    Sample::new("parts-till", |page| {
        let main = html! { h1 { (page.t("layout-today")) } };
        layout::till(page, &Frame::new(page.t("layout-today")), &main)
    }),
];

/// Ten to three on 24 November 2026, in Lisbon and in UTC.
const SOON: Timestamp = Timestamp::constant(1_795_531_800, 0);

fn lists(page: &Page) -> Markup {
    let later = SOON + jiff::SignedDuration::from_mins(50);
    let row = |time: SessionTime, act: Option<Markup>| SessionRow {
        time,
        title: "Grief session".to_owned(),
        path: "/sessions/1".to_owned(),
        people: vec![("rosewater".to_owned(), None)],
        note: page.moment(SOON),
        badge: Badge::On.show("circle-check", &page.t("parts-done")),
        price: "€85.00".to_owned(),
        act,
    };
    let start = html! { (button::link("/", page.t("parts-newer")).primary().small()) };
    let at = SessionTime::At { first: page.time(SOON), second: page.date(SOON) };
    let rows = [row(at, Some(start)), row(SessionTime::Open(page.t("parts-older")), None)];
    let todos = [true, false].map(|is_done| Todo {
        text: page.t("layout-profile"),
        way: (!is_done).then(|| (paths::PROFILE.to_owned(), page.t("form-back"))),
        is_done,
    });
    let tab = |key: &str, is_current| Tab { path: "/".to_owned(), text: page.t(key), is_current };
    html! {
        (parts::tabs(&page.t("parts-pages"), &[tab("parts-newer", true), tab("parts-older", false)]))
        (parts::card_list("sessions", &page.t("layout-sessions"), &html! {}, &parts::session_rows(&rows)))
        (parts::card("todo", &page.t("layout-profile"), &parts::todo_list(page, &todos)))
        (parts::card_with("sum", &page.t("layout-services"), &parts::moment(page, SOON), &html! {
            (parts::big_sum("€1,284.60"))
            (parts::key_values(&[
                Fact::text(page.t("parts-newer"), "€85.00"),
                Fact::text(page.t("parts-older"), "€85.00").total(),
            ]))
            p { (parts::moment_span(page, SOON, later)) " " (parts::countdown(page, SOON, later)) }
            p { (parts::date_tag(page, SOON)) " " (parts::time_tag(page, SOON)) " " (page.zone_at(SOON)) }
        }))
        (parts::empty("empty", &page.t("layout-sessions"), &page.t("help-lead"), &html! {
            (button::link("/", page.t("layout-find")).primary().big())
        }))
        (parts::pager(page, &Pager { newer: Some("/".to_owned()), older: Some("/".to_owned()) }))
    }
}

fn people(page: &Page) -> Markup {
    let everyone = [Presence::Online, Presence::Busy, Presence::Break, Presence::Offline];
    let moods = [Mood::Ok, Mood::Bad, Mood::Wait, Mood::Info];
    let badges =
        [Badge::On, Badge::Busy, Badge::Due, Badge::Ring, Badge::Info, Badge::Bad, Badge::Off];
    html! {
        div.row.g2.wrap-x {
            @for presence in everyone {
                (Avatar::new(SOFIA, None).size(56).dot(presence))
                (parts::presence(page, presence))
            }
            (Avatar::new(SOFIA, Some("/assets/favicon.svg")).size(72))
            (parts::stars(page, 49, 412))
        }
        div.row.g2.wrap-x {
            @for badge in badges { (badge.show("zap", &page.t("parts-done"))) }
            (Badge::Line.plain(&page.t("parts-done")))
        }
        @for mood in moods { (parts::flash(mood, &page.t("parts-done"))) }
        (parts::facts(&[Fact::text(page.t("layout-language"), "3")]))
        div.row.g2.wrap-x {
            (button::submit(page.t("form-back")).go_live().busy(page.t("form-back")))
            (button::choice("as", "1", page.t("form-back")).soft().block().about("Grief session"))
            (button::link("/", page.t("form-back")).ghost().disabled())
            (button::submit(page.t("form-back")).bad().small())
        }
    }
}

fn fields(page: &Page) -> Markup {
    let mut form =
        Filled::of([("title", "Sofia, about us"), ("zone", "Europe/Lisbon")]).with("on", "on");
    form.refuse("title", Say::new("error-too-long").with("max", 8_i64));
    form.refuse("price", Say::new("error-needed"));
    form.refuse("kind", Say::new("error-choose"));
    let label = page.t("layout-profile");
    let zones = vec![("Europe/Lisbon".to_owned(), "Lisbon".to_owned())];
    let kinds = ["video", "phone"].map(|kind| Joined {
        value: kind.to_owned(),
        icon: kind,
        text: page.t("layout-services"),
        more: Some(page.t("layout-sessions")),
    });
    html! {
        (parts::error_summary(page, &form, &[("title", page.t("layout-profile"))]))
        form.form.card.pad method="post" action="/" {
            (Field::text("title", &label).hint(page.t("form-back")).max(80).show(page, &form))
            (Field::email("email", &label).required().placeholder(page.t("form-back")).show(page, &form))
            (Field::amount(page, "price", &label).required().show(page, &form))
            (Field::password("password", &label).autocomplete("current-password").show(page, &form))
            (Field::area("about", &label, 5).max(4000).show(page, &form))
            (Field::new("zone", &label, FieldKind::Zone(zones.clone())).show(page, &form))
            (Field::select("city", &label, zones).show(page, &form))
            (Field::new("file", &label, FieldKind::File("image/*")).show(page, &form))
            (Field::number("minutes", &label).between("5", "480").required().show(page, &form))
            (Field::date("day", &label).required().show(page, &form))
            (Field::time("at", &label).required().show(page, &form))
            (Field::url("web", &label).show(page, &form))
            (Field::colour("colour", &label).show(page, &form))
            (Field::search("q", &label).label_hidden().show(page, &form))
            (Choices::new("kind", &label, kinds.to_vec()).show(page, &form))
            (Check::new("on", &label).more(page.t("form-back")).show(&form))
            (Check::new("l", &label).value("en").switch(&form))
            div.form-acts { (button::submit(page.t("form-back")).primary()) }
        }
        (layout::preferences(page))
    }
}

fn confirm(page: &Page) -> Markup {
    Confirm {
        title: page.t("layout-sign-out"),
        text: page.t("help-lead"),
        action: "/sign-out",
        yes: page.t("layout-sign-out"),
        back: "/",
        is_destructive: true,
    }
    .show(page, &html! {})
}
