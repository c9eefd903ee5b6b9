//! Addresses that more than one page links to.

/// The front page: the directory of hosts.
pub const HOME: &str = "/";
/// Where one signs in.
pub const SIGN_IN: &str = "/sign-in";
/// Where one signs out (POST).
pub const SIGN_OUT: &str = "/sign-out";
/// Where one opens an account.
pub const SIGN_UP: &str = "/sign-up";
/// Where one becomes a host.
pub const BECOME_HOST: &str = "/become-a-host";
/// What stands today, for hosts and clients.
pub const DASHBOARD: &str = "/home";
/// *My sessions*, for hosts and clients.
pub const SESSIONS: &str = "/sessions";
/// Conversations, for hosts and clients.
pub const MESSAGES: &str = "/messages";
/// What a host earned.
pub const EARNINGS: &str = "/earnings";
/// *My services*.
pub const SERVICES: &str = "/services";
/// *My profile*.
pub const PROFILE: &str = "/profile";
/// Name, time zone, language, avatar, password, sign-ins.
pub const ACCOUNT: &str = "/account";
/// The operator's overview.
pub const OPERATOR: &str = "/operator";
/// The operator's list of hosts.
pub const OPERATOR_HOSTS: &str = "/operator/hosts";
/// The operator's list of sessions.
pub const OPERATOR_SESSIONS: &str = "/operator/sessions";
/// The operator's settings.
pub const OPERATOR_SETTINGS: &str = "/operator/settings";
/// Every message that left the site.
pub const OUTBOX: &str = "/operator/outbox";
/// How the site works.
pub const HELP: &str = "/how-it-works";
/// Theme and language (POST).
pub const PREFERENCES: &str = "/preferences";
/// Opens a personal link (the secret is in the fragment; POST exchanges it).
pub const OPEN_LINK: &str = "/s";
/// The live stream.
pub const LIVE: &str = "/live";
