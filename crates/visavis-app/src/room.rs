//! Being written.

/// Being written.
#[derive(Debug, Default)]
pub struct Rooms;

impl Rooms {
    /// Being written.
    pub fn session_changed(&self, _session: &visavis_domain::session::Session) {}
}

/// Being written.
pub async fn beat(_app: &crate::App) {}
