//! The frame around every page: head, header, navigation, footer.
//!
//! A page chooses one shell and hands its `main` in:
//! [`public`] for visitors, [`client`] and [`host`] and [`operator`] for those at home,
//! [`bare`] for sign-in and errors, [`lobby`] and [`room`] for the meeting, [`till`] for test money.

use std::borrow::Cow;

use maud::{DOCTYPE, Markup, html};

use crate::assets;
use crate::page::{Page, Theme};
use crate::parts::{self, Avatar, icon};
use crate::paths;
use crate::site::Realm;

mod look;
mod nav;

pub use look::ROUTES;
pub use nav::{ClientNav, HostNav, Nav, OperatorNav, PublicNav, targets};

/// What a page says about itself to the browser and to its shell.
#[derive(Debug, Clone)]
pub struct Frame<'a> {
    title: Cow<'a, str>,
    description: Option<Cow<'a, str>>,
    body: &'static str,
    main: &'static str,
    is_hidden: bool,
    is_wide: bool,
}

impl<'a> Frame<'a> {
    /// A page of this title (the site's name is added in the browser's tab).
    pub fn new(title: impl Into<Cow<'a, str>>) -> Self {
        Self {
            title: title.into(),
            description: None,
            body: "",
            main: "",
            is_hidden: false,
            is_wide: false,
        }
    }

    /// The sentence for search engines and link previews.
    #[must_use]
    pub fn described(mut self, description: impl Into<Cow<'a, str>>) -> Self {
        self.description = Some(description.into());
        self
    }

    /// Classes of `<body>`.
    #[must_use]
    pub fn body(mut self, classes: &'static str) -> Self {
        self.body = classes;
        self
    }

    /// Classes of `<main>`.
    #[must_use]
    pub fn main(mut self, classes: &'static str) -> Self {
        self.main = classes;
        self
    }

    /// Not for search engines. The shells of those at home are so by themselves.
    #[must_use]
    pub fn hidden(mut self) -> Self {
        self.is_hidden = true;
        self
    }

    /// Gives a host's or operator's page the whole width.
    #[must_use]
    pub fn wide(mut self) -> Self {
        self.is_wide = true;
        self
    }
}

/// The head of a page at home: what stands beside and under its title.
#[derive(Debug, Clone, Default)]
pub struct Head {
    /// One line under the title.
    pub sub: Option<String>,
    /// Where *Back* leads; without it there is no arrow.
    pub back: Option<String>,
    /// Buttons at the end.
    pub actions: Option<Markup>,
}

impl Head {
    /// A head with one line under the title.
    pub fn with(sub: impl Into<String>) -> Self {
        Self { sub: Some(sub.into()), ..Self::default() }
    }

    fn show(&self, page: &Page, title: &str) -> Markup {
        html! {
            header.page-head {
                @if let Some(back) = &self.back {
                    a.btn.icon href=(back) aria-label=(page.t("layout-back")) { (icon("arrow-left")) }
                }
                div.grow {
                    h1 { (title) }
                    @if let Some(sub) = &self.sub { p.md.muted { (sub) } }
                }
                @if let Some(actions) = &self.actions { (actions) }
            }
        }
    }
}

/// The address of one drawing in the icon sprite.
pub fn sprite(name: &str) -> String {
    format!("{}#{name}", assets::asset("icons.svg"))
}

/// For visitors: the directory, profiles, help. `main` holds its own `h1`.
pub fn public(page: &Page, current: PublicNav, frame: &Frame<'_>, main: &Markup) -> Markup {
    let inner = html! {
        (topbar(page, &nav::public(page, current), &html! {}))
        div.wrap { (flash(page)) }
        main id="main" class=[class(frame.main)] { (main) }
        (footer(page))
    };
    document(page, frame, &Script::App, &inner)
}

/// For a client at home. `main` holds its own `h1`.
pub fn client(page: &Page, current: ClientNav, frame: &Frame<'_>, main: &Markup) -> Markup {
    let items = nav::client(page, current);
    let tabs = tabs(&page.t("layout-nav-client"), &items);
    let inner = html! {
        (topbar(page, &items, &html! {}))
        div.wrap { (flash(page)) }
        main id="main" class=[class(frame.main)] { (main) }
        (footer(page))
        (tabs)
    };
    let frame = Frame { body: "has-tabs", is_hidden: true, ..frame.clone() };
    document(page, &frame, &Script::App, &inner)
}

/// For a host at home: navigation at the side, the title (the page's `h1`) in the head.
pub fn host(
    page: &Page,
    current: HostNav,
    frame: &Frame<'_>,
    head: &Head,
    main: &Markup,
) -> Markup {
    let items = nav::host(page, current);
    shell(page, &Side { role: Role::Host, items }, frame, head, main)
}

/// For the operator.
pub fn operator(
    page: &Page,
    current: OperatorNav,
    frame: &Frame<'_>,
    head: &Head,
    main: &Markup,
) -> Markup {
    let items = nav::operator(page, current);
    shell(page, &Side { role: Role::Operator, items }, frame, head, main)
}

/// For somebody at home who may be host or client: *My sessions*, a session, the account.
/// Which navigation stands around it follows from who reads.
pub fn home(
    page: &Page,
    current: HostNav,
    frame: &Frame<'_>,
    head: &Head,
    main: &Markup,
) -> Markup {
    if page.viewer.as_ref().is_some_and(|viewer| viewer.is_host) {
        return host(page, current, frame, head, main);
    }
    let inner = html! {
        (head.show(page, &frame.title))
        div class=[class(frame.main)] { (main) }
    };
    let current = match current {
        HostNav::Today => ClientNav::Home,
        HostNav::Sessions => ClientNav::Sessions,
        HostNav::Account => ClientNav::Account,
        HostNav::Messages => ClientNav::Messages,
        HostNav::Services | HostNav::Earnings | HostNav::Profile => ClientNav::Elsewhere,
    };
    client(page, current, &Frame { main: "wrap page", ..frame.clone() }, &inner)
}

/// Logo and one thing on the right: sign-in, checkout, errors. `main` holds its own `h1`.
pub fn bare(page: &Page, frame: &Frame<'_>, right: &Markup, main: &Markup) -> Markup {
    let inner = html! {
        (slim(page, right))
        div.wrap { (flash(page)) }
        main id="main" class=[class(frame.main)] { (main) }
    };
    document(page, frame, &Script::App, &inner)
}

/// The place before the room: slim, with the room's script.
pub fn lobby(page: &Page, frame: &Frame<'_>, right: &Markup, main: &Markup) -> Markup {
    let inner = html! {
        (slim(page, right))
        div.wrap { (flash(page)) }
        main id="main" class=[class(if frame.main.is_empty() { "wrap" } else { frame.main })] {
            (main)
        }
    };
    let frame = Frame { body: "lobby-page", is_hidden: true, ..frame.clone() };
    document(page, &frame, &Script::Room, &inner)
}

/// The room: always dark, nothing around it. `inner` holds the element with `id="main"`.
pub fn room(page: &Page, frame: &Frame<'_>, inner: &Markup) -> Markup {
    let frame = Frame { body: "room-page", is_hidden: true, ..frame.clone() };
    let mut dark = page.clone();
    dark.theme = Theme::Dark;
    document(&dark, &frame, &Script::Room, inner)
}

/// The test till, which nobody may mistake for a bank. `main` holds its own `h1`.
pub fn till(page: &Page, frame: &Frame<'_>, main: &Markup) -> Markup {
    let inner = html! {
        aside.till-band aria-label=(page.t("layout-till")) { (page.t("layout-till-band")) }
        main id="main" class=[class(if frame.main.is_empty() { "till-box card pad" } else { frame.main })] {
            (main)
        }
    };
    let frame = Frame { body: "till", is_hidden: true, ..frame.clone() };
    document(page, &frame, &Script::App, &inner)
}

enum Script {
    App,
    Room,
}

fn class(classes: &'static str) -> Option<&'static str> {
    (!classes.is_empty()).then_some(classes)
}

fn document(page: &Page, frame: &Frame<'_>, script: &Script, inner: &Markup) -> Markup {
    let theme = match page.theme {
        Theme::Auto => None,
        Theme::Light | Theme::Dark => Some(page.theme.name()),
    };
    html! {
        (DOCTYPE)
        html lang=(page.locale.code()) dir=(page.locale.dir()) data-theme=[theme] {
            (html_head(page, frame, script))
            body class=[class(frame.body)] data-live=[page.is_live.then_some(paths::LIVE)] {
                a.skip href="#main" { (page.t("layout-skip")) }
                (realm_band(page))
                (inner)
            }
        }
    }
}

fn html_head(page: &Page, frame: &Frame<'_>, script: &Script) -> Markup {
    let canonical = (!frame.is_hidden).then(|| page.site().place().origin.url(&page.path));
    html! {
        head {
            meta charset="utf-8";
            meta name="viewport" content="width=device-width, initial-scale=1";
            title { (frame.title) " · " (page.look.name) }
            @if let Some(description) = &frame.description {
                meta name="description" content=(description);
            } @else if !page.look.tagline.is_empty() {
                meta name="description" content=(page.look.tagline);
            }
            meta name="color-scheme" content="light dark";
            @if let Some(canonical) = canonical {
                link rel="canonical" href=(canonical);
            } @else {
                meta name="robots" content="noindex";
            }
            link rel="icon" href="/assets/favicon.svg" type="image/svg+xml";
            link rel="manifest" href="/assets/site.webmanifest";
            @if assets::has("style.css") {
                link rel="stylesheet" href=(assets::asset("style.css"));
            }
            @if let Some(sheet) = look::sheet_path(&page.look) {
                link rel="stylesheet" href=(sheet);
            }
            @if assets::has("app.js") {
                script type="module" src=(assets::asset("app.js")) {}
            }
            @if matches!(script, Script::Room) && assets::has("room.js") {
                script type="module" src=(assets::asset("room.js")) {}
            }
        }
    }
}

/// Said on every page of a site that is not serious, in every shell, beyond the operator's reach.
fn realm_band(page: &Page) -> Markup {
    let text = match page.realm() {
        Realm::Live => return html! {},
        Realm::Test => page.t("layout-realm-test"),
        Realm::Demo => page.t("layout-realm-demo"),
    };
    html! { aside.realm-band.no-print aria-label=(page.t("layout-realm")) { (text) } }
}

fn logo(page: &Page) -> Markup {
    html! {
        a.logo href=(paths::HOME) {
            svg.logo-mark aria-hidden="true" { use href=(sprite("brand")) {} }
            span { (page.look.name) }
        }
    }
}

fn flash(page: &Page) -> Markup {
    html! {
        @if let Some(flash) = &page.flash {
            (parts::flash(flash.mood, &flash.text(page.locale)))
        }
    }
}

fn slim(page: &Page, right: &Markup) -> Markup {
    html! {
        header.topbar.slim.no-print {
            div.wrap { (logo(page)) div.row.g3.end { (right) } }
        }
    }
}

fn topbar(page: &Page, items: &[Nav], right: &Markup) -> Markup {
    html! {
        header.topbar.no-print {
            div.wrap {
                (logo(page))
                nav.topbar-nav.desk aria-label=(page.t("layout-nav-main")) {
                    @for item in items {
                        a href=(item.path) aria-current=[item.current()] { (item.text) }
                    }
                }
                div.row.g2.end {
                    (right)
                    @match &page.viewer {
                        Some(_) => (account_menu(page, items)),
                        None => (visitor_menu(page, items)),
                    }
                }
            }
        }
    }
}

fn visitor_menu(page: &Page, items: &[Nav]) -> Markup {
    html! {
        a.btn.ghost.sm.desk href=(paths::SIGN_IN) { (page.t("layout-sign-in")) }
        a.btn.sm.desk href=(paths::BECOME_HOST) { (page.t("layout-become-host")) }
        vv-menu.phone {
            details.menu {
                summary.btn.ghost.icon aria-label=(page.t("layout-menu")) { (icon("menu")) }
                nav.menu-list aria-label=(page.t("layout-menu")) {
                    @for item in items { (menu_link(item)) }
                    hr.hr;
                    a href=(paths::SIGN_IN) { (icon("log-in")) (page.t("layout-sign-in")) }
                    a href=(paths::BECOME_HOST) { (icon("briefcase")) (page.t("layout-become-host")) }
                }
            }
        }
    }
}

/// The menu under one's own picture.
fn account_menu(page: &Page, items: &[Nav]) -> Markup {
    let Some(viewer) = &page.viewer else { return html! {} };
    let home = nav::home_of(page, viewer);
    html! {
        vv-menu {
            details.menu {
                summary.row.g2.topbar-me {
                    (Avatar::new(&viewer.name, viewer.avatar.as_deref()).size(36))
                    span.desk.md.m { (viewer.name) }
                    span.sr { (page.t("layout-menu")) }
                }
                nav.menu-list aria-label=(page.t("layout-menu")) {
                    @for item in &home { (menu_link(item)) }
                    @for item in items.iter().filter(|item| !home.iter().any(|h| h.path == item.path)) {
                        (menu_link(item))
                    }
                    hr.hr;
                    (sign_out(page))
                }
            }
        }
    }
}

fn menu_link(item: &Nav) -> Markup {
    html! { a href=(item.path) aria-current=[item.current()] { (icon(item.icon)) (item.text) } }
}

fn sign_out(page: &Page) -> Markup {
    html! {
        form method="post" action=(paths::SIGN_OUT) {
            button { (icon("log-out")) (page.t("layout-sign-out")) }
        }
    }
}

enum Role {
    Host,
    Operator,
}

struct Side {
    role: Role,
    items: Vec<Nav>,
}

fn shell(page: &Page, side: &Side, frame: &Frame<'_>, head: &Head, main: &Markup) -> Markup {
    let label = match side.role {
        Role::Host => page.t("layout-nav-host"),
        Role::Operator => page.t("layout-nav-operator"),
    };
    let side_class = match side.role {
        Role::Host => "shell-side desk",
        Role::Operator => "shell-side desk is-operator",
    };
    let inner = html! {
        div.shell {
            aside class=(side_class) {
                div.shell-logo {
                    (logo(page))
                    @if matches!(side.role, Role::Operator) {
                        span.shell-role { (page.t("layout-role-operator")) }
                    }
                }
                nav aria-label=(label) {
                    ul { @for item in &side.items { li { (item.row()) } } }
                }
                (me(page))
            }
            div class=(if frame.is_wide { "shell-main wide" } else { "shell-main" }) {
                (head.show(page, &frame.title))
                (flash(page))
                main id="main" class=[class(frame.main)] { (main) }
            }
            (tabs(&label, &side.items))
        }
    };
    let frame = Frame { is_hidden: true, ..frame.clone() };
    document(page, &frame, &Script::App, &inner)
}

/// Who one is, at the foot of the side, with the ways that do not fit into the navigation.
fn me(page: &Page) -> Markup {
    let Some(viewer) = &page.viewer else { return html! {} };
    html! {
        div.shell-me {
            (Avatar::new(&viewer.name, viewer.avatar.as_deref()).size(36))
            span.grow {
                b.md { (viewer.name) }
                @if let Some(path) = &viewer.public_page {
                    a.sm.faint href=(path) { (page.t("layout-public-page")) }
                }
            }
            vv-menu {
                details.menu {
                    summary.btn.ghost.icon.sm aria-label=(page.t("layout-menu")) {
                        (icon("chevrons-up-down"))
                    }
                    nav.menu-list aria-label=(page.t("layout-menu")) {
                        @for item in &nav::home_of(page, viewer) { (menu_link(item)) }
                        hr.hr;
                        (sign_out(page))
                    }
                }
            }
        }
    }
}

/// The bar at the foot of a phone: up to five.
fn tabs(label: &str, items: &[Nav]) -> Markup {
    html! {
        nav.tabs.phone.no-print aria-label=(label) {
            @for item in items.iter().filter(|item| item.is_tab).take(5) {
                a href=(item.path) aria-current=[item.current()] {
                    (parts::icon_sized(item.icon, "s24"))
                    span { (item.text) }
                }
            }
        }
    }
}

fn footer(page: &Page) -> Markup {
    html! {
        footer.site-foot.no-print {
            div.wrap.row.between.wrap-x.g4.sm.muted {
                span { (page.look.name) }
                a href=(paths::HELP) { (page.t("layout-help")) }
                (preferences(page))
            }
        }
    }
}

/// Theme and, where there is a choice, language: for footers and for the account page.
pub fn preferences(page: &Page) -> Markup {
    let languages = nav::languages(page.realm());
    html! {
        form.row.g2.wrap-x method="post" action=(paths::PREFERENCES) {
            input type="hidden" name="back" value=(page.path);
            div.seg role="group" aria-label=(page.t("layout-theme")) {
                @for theme in Theme::ALL {
                    button name="theme" value=(theme.name()) aria-pressed=(theme == page.theme) {
                        (page.t(nav::theme_key(theme)))
                    }
                }
            }
            @if languages.len() > 1 {
                div.seg role="group" aria-label=(page.t("layout-language")) {
                    @for locale in languages {
                        button name="language" value=(locale.code())
                            aria-pressed=(*locale == page.locale) {
                            (page.t(nav::language_key(*locale)))
                        }
                    }
                }
            }
        }
    }
}
