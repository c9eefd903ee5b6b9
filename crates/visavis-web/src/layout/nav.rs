//! What stands in each navigation, and in which order.

use maud::{Markup, html};
use visavis_reach::words::Locale;

use crate::page::{Page, Theme, Viewer};
use crate::parts::icon_sized;
use crate::paths;
use crate::site::Realm;

/// One entry, ready to print.
#[derive(Debug, Clone)]
pub struct Nav {
    /// Where it leads.
    pub path: &'static str,
    /// Its drawing.
    pub icon: &'static str,
    /// Its word.
    pub text: String,
    /// How many things wait there.
    pub count: u32,
    /// Whether the reader is there.
    pub is_current: bool,
    /// Whether it also stands in the bar at the foot of a phone.
    pub is_tab: bool,
}

impl Nav {
    /// The value of `aria-current`.
    pub fn current(&self) -> Option<&'static str> {
        self.is_current.then_some("page")
    }

    /// The same with how many things wait there.
    fn waiting(self, count: u32) -> Self {
        Self { count, ..self }
    }

    /// The same, on wide screens alone: a phone's bar holds five.
    fn at_the_side(self) -> Self {
        Self { is_tab: false, ..self }
    }

    /// The entry as it stands at the side.
    pub fn row(&self) -> Markup {
        html! {
            a href=(self.path) aria-current=[self.current()] {
                (icon_sized(self.icon, "s20"))
                span.grow { (self.text) }
                @if self.count > 0 { span.count { (self.count) } }
            }
        }
    }
}

/// Where a visitor is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PublicNav {
    /// In the directory.
    Find,
    /// Reading how it works.
    Help,
    /// Anywhere else.
    Elsewhere,
}

/// Where a client is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ClientNav {
    /// At home.
    Home,
    /// In the directory.
    Find,
    /// *My sessions*, and a session.
    Sessions,
    /// Conversations.
    Messages,
    /// Account settings.
    Account,
    /// Anywhere else.
    Elsewhere,
}

/// Where a host is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum HostNav {
    /// The dashboard.
    Today,
    /// *My sessions*, and a session.
    Sessions,
    /// Conversations.
    Messages,
    /// *My services*.
    Services,
    /// What was earned.
    Earnings,
    /// *My profile*.
    Profile,
    /// Account settings.
    Account,
}

/// Where the operator is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum OperatorNav {
    /// The overview.
    Overview,
    /// The hosts.
    Hosts,
    /// The sessions.
    Sessions,
    /// Every message.
    Outbox,
    /// Names, colours, commission.
    Settings,
}

pub(super) fn public(page: &Page, current: PublicNav) -> Vec<Nav> {
    vec![
        entry(paths::HOME, "search", page.t("layout-find"), current == PublicNav::Find),
        entry(paths::HELP, "circle-help", page.t("layout-help"), current == PublicNav::Help),
    ]
}

fn unread(page: &Page) -> u32 {
    page.viewer.as_ref().map_or(0, |viewer| viewer.unread)
}

pub(super) fn client(page: &Page, current: ClientNav) -> Vec<Nav> {
    let word = |key| page.t(key);
    let (sessions, messages) = (word("layout-sessions"), word("layout-messages"));
    vec![
        entry(paths::DASHBOARD, "house", word("layout-home"), current == ClientNav::Home),
        entry(paths::HOME, "search", word("layout-find"), current == ClientNav::Find),
        entry(paths::SESSIONS, "calendar", sessions, current == ClientNav::Sessions),
        entry(paths::MESSAGES, "message-square", messages, current == ClientNav::Messages)
            .waiting(unread(page)),
        entry(paths::ACCOUNT, "user", word("layout-account"), current == ClientNav::Account),
    ]
}

pub(super) fn host(page: &Page, current: HostNav) -> Vec<Nav> {
    let word = |key| page.t(key);
    let (sessions, messages) = (word("layout-sessions"), word("layout-messages"));
    vec![
        entry(paths::DASHBOARD, "sun", word("layout-today"), current == HostNav::Today),
        entry(paths::SESSIONS, "calendar", sessions, current == HostNav::Sessions),
        entry(paths::MESSAGES, "message-square", messages, current == HostNav::Messages)
            .waiting(unread(page)),
        entry(paths::SERVICES, "tag", word("layout-services"), current == HostNav::Services),
        entry(paths::EARNINGS, "wallet", word("layout-earnings"), current == HostNav::Earnings)
            .at_the_side(),
        entry(paths::PROFILE, "contact", word("layout-profile"), current == HostNav::Profile)
            .at_the_side(),
        entry(paths::ACCOUNT, "settings", word("layout-account"), current == HostNav::Account),
    ]
}

pub(super) fn operator(page: &Page, current: OperatorNav) -> Vec<Nav> {
    vec![
        entry(
            paths::OPERATOR,
            "layout-dashboard",
            page.t("layout-overview"),
            current == OperatorNav::Overview,
        ),
        entry(
            paths::OPERATOR_HOSTS,
            "users",
            page.t("layout-hosts"),
            current == OperatorNav::Hosts,
        ),
        entry(
            paths::OPERATOR_SESSIONS,
            "calendar",
            page.t("layout-sessions"),
            current == OperatorNav::Sessions,
        ),
        entry(paths::OUTBOX, "send", page.t("layout-outbox"), current == OperatorNav::Outbox),
        entry(
            paths::OPERATOR_SETTINGS,
            "settings",
            page.t("layout-settings"),
            current == OperatorNav::Settings,
        ),
    ]
}

/// The ways home from anywhere: what the menu under one's own picture holds.
pub(super) fn home_of(page: &Page, viewer: &Viewer) -> Vec<Nav> {
    let (word, icon) =
        if viewer.is_host { ("layout-today", "sun") } else { ("layout-home", "house") };
    let mut ways = vec![
        entry(paths::DASHBOARD, icon, page.t(word), false),
        entry(paths::ACCOUNT, "settings", page.t("layout-account"), false),
        entry(paths::HOME, "search", page.t("layout-find"), false),
    ];
    if viewer.is_operator {
        ways.push(entry(paths::OPERATOR, "server", page.t("layout-operator"), false));
    }
    if !viewer.is_host {
        ways.push(entry(paths::BECOME_HOST, "briefcase", page.t("layout-become-host"), false));
    }
    ways
}

/// Every address that the frame of a page leads to; a test holds them against the route table.
pub const fn targets() -> [&'static str; 15] {
    [
        paths::HOME,
        paths::SIGN_IN,
        paths::BECOME_HOST,
        paths::DASHBOARD,
        paths::SESSIONS,
        paths::MESSAGES,
        paths::EARNINGS,
        paths::SERVICES,
        paths::PROFILE,
        paths::ACCOUNT,
        paths::OPERATOR,
        paths::OPERATOR_HOSTS,
        paths::OPERATOR_SESSIONS,
        paths::OPERATOR_SETTINGS,
        paths::OUTBOX,
    ]
}

fn entry(path: &'static str, icon: &'static str, text: String, is_current: bool) -> Nav {
    Nav { path, icon, text, count: 0, is_current, is_tab: true }
}

/// The languages that a visitor may choose; the pseudo-locale is for those who build the site.
pub(super) const fn languages(realm: Realm) -> &'static [Locale] {
    match realm {
        Realm::Live => &Locale::OFFERED,
        Realm::Test | Realm::Demo => &Locale::ALL,
    }
}

pub(super) const fn language_key(locale: Locale) -> &'static str {
    match locale {
        Locale::En => "layout-language-en",
        Locale::Pseudo => "layout-language-pseudo",
    }
}

pub(super) const fn theme_key(theme: Theme) -> &'static str {
    match theme {
        Theme::Auto => "layout-theme-auto",
        Theme::Light => "layout-theme-light",
        Theme::Dark => "layout-theme-dark",
    }
}
