//! `/operator`: how the site stands, its hosts, its sessions, reported problems, and its settings.

use crate::route::{Route, routes};
use crate::sample::Sample;

mod cases;
mod hosts;
mod overview;
mod sessions;
mod settings;

/// Everything but the outbox.
pub const ROUTES: &[Route] = routes![
    page "/operator" Operator => overview::show_overview,
    get "/operator/now" Operator => overview::show_now,
    page "/operator/hosts" Operator => hosts::show_hosts,
    page "/operator/hosts/{id}" Operator => hosts::show_host,
    post "/operator/hosts/{id}" Operator => hosts::set_standing,
    page "/operator/sessions" Operator => sessions::show_sessions,
    page "/operator/cases/{id}" Operator => cases::show_case,
    post "/operator/cases/{id}" Operator => cases::resolve,
    page "/operator/settings" Operator => settings::show_settings,
    post "/operator/settings" Operator => settings::save,
];

/// The overview and the hosts.
pub const SAMPLES: &[Sample] = overview::SAMPLES;
/// The hosts.
pub const HOST_SAMPLES: &[Sample] = hosts::SAMPLES;
/// The sessions.
pub const SESSION_SAMPLES: &[Sample] = sessions::SAMPLES;
/// Reported problems.
pub const CASE_SAMPLES: &[Sample] = cases::SAMPLES;
/// The settings.
pub const SETTING_SAMPLES: &[Sample] = settings::SAMPLES;
