//! `visavis operator`: a link that makes its reader an operator.

use std::net::SocketAddr;

use visavis_app::{Demo, people};

use crate::serve::{self, Product};
use crate::settings::Settings;

/// Prints the link. Another server may be running on the same PostgreSQL database; with a file the
/// server has to be stopped, since one program owns it.
pub async fn invite_operator(settings: Settings) -> anyhow::Result<()> {
    let listening: SocketAddr = settings.listen;
    let media = SocketAddr::from(([127, 0, 0, 1], 0));
    let settings = Settings { media_listen: media, ..settings };
    let Product { app, .. } = serve::product(&settings, Demo::Off, listening).await?;
    let secret = people::invite_another_operator(&app).await?;
    let base = &app.config.base_url;
    println!("Open this once, within a day: {base}/operator/begin#{}", secret.reveal());
    Ok(())
}
