//! Writes every mail as HTML and text into a folder: `cargo run --example preview -- FOLDER`.

use std::error::Error;
use std::fs;
use std::path::Path;

use visavis_reach::format::zone_named;
use visavis_reach::message::{LinkRef, samples};
use visavis_reach::render::{Colours, Look, Reader, Renderer};
use visavis_reach::words::Locale;

fn main() -> Result<(), Box<dyn Error>> {
    let folder = std::env::args().nth(1).ok_or("name the folder to write into")?;
    let folder = Path::new(&folder);
    fs::create_dir_all(folder)?;
    let renderer = Renderer::new()?;
    let look = Look {
        site_name: "Visavis".to_owned(),
        base_url: "https://visavis.example".to_owned(),
        email: "hello@visavis.example".to_owned(),
        colours: Colours::default(),
        test_realm: false,
    };
    let links = |link: &LinkRef| match link {
        LinkRef::Access { .. } => {
            "https://visavis.example/s#q7Rk29ZtXcMw81LpV0q7Rk29ZtXcMw81LpV0aaaaaaa".to_owned()
        }
        LinkRef::Page { path } => format!("https://visavis.example{path}"),
        LinkRef::LostLink => "https://visavis.example/links".to_owned(),
        LinkRef::Session { session } => format!("https://visavis.example/sessions/{session}"),
        LinkRef::Receipt { session } => format!("https://visavis.example/receipts/{session}"),
        LinkRef::Conversation { conversation } => {
            format!("https://visavis.example/messages/{conversation}")
        }
        LinkRef::VerifyEmail { token }
        | LinkRef::ChangeEmail { token }
        | LinkRef::SignIn { token }
        | LinkRef::ResetPassword { token }
        | LinkRef::Operator { token } => format!("https://visavis.example/t#{}", token.0),
    };
    for locale in Locale::ALL {
        let reader = Reader {
            locale,
            zone: zone_named("Europe/Lisbon"),
            name: "Marta".to_owned(),
            email: "marta@example.org".to_owned(),
        };
        for (name, message) in samples::all() {
            let look = Look { test_realm: name == "earning", ..look.clone() };
            let mail = renderer.render(&message, &reader, &look, &links)?;
            let name = format!("{name}.{locale}");
            fs::write(folder.join(format!("{name}.html")), &mail.html)?;
            let text = format!("Subject: {}\n\n{}", mail.subject, mail.text);
            fs::write(folder.join(format!("{name}.txt")), text)?;
            if let Some(calendar) = mail.calendar {
                fs::write(folder.join(format!("{name}.ics")), calendar.ics)?;
            }
        }
    }
    Ok(())
}
