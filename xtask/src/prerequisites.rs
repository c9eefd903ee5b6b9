//! What the checks need from the machine: a browser and PostgreSQL. As root on Debian they are
//! installed; elsewhere it is said plainly what is missing.

use std::path::PathBuf;
use std::process::Command;

use crate::postgres;
use crate::shell::{Failure, Outcome, find_program, is_root, run};

/// A program outside this repository that some step cannot do without.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Need {
    Browser,
    Postgres,
}

impl Need {
    pub const ALL: [Self; 2] = [Self::Browser, Self::Postgres];

    pub fn is_met(self) -> bool {
        match self {
            Self::Browser => browser().is_some(),
            Self::Postgres => postgres::bin_dir().is_some(),
        }
    }

    fn debian_package(self) -> &'static str {
        match self {
            Self::Browser => "chromium",
            Self::Postgres => "postgresql",
        }
    }

    pub fn sentence(self) -> &'static str {
        match self {
            Self::Browser => {
                "Chromium is missing: install the package chromium, or set VISAVIS_CHROMIUM"
            }
            Self::Postgres => {
                "PostgreSQL is missing: install the package postgresql, or set VISAVIS_PG_BIN"
            }
        }
    }
}

/// The browser of the stories.
pub fn browser() -> Option<PathBuf> {
    if let Some(chosen) = std::env::var_os("VISAVIS_CHROMIUM") {
        return Some(PathBuf::from(chosen)).filter(|file| file.is_file());
    }
    ["chromium", "chromium-browser", "google-chrome"].iter().find_map(|name| find_program(name))
}

/// Installs what is missing where that is allowed, then says what is still missing.
pub fn secure() -> Outcome {
    let missing: Vec<Need> = Need::ALL.into_iter().filter(|need| !need.is_met()).collect();
    if !missing.is_empty() && is_root() && find_program("apt-get").is_some() {
        let packages = missing.iter().map(|need| need.debian_package());
        apt_get().arg("update").status().ok();
        run(apt_get().args(["install", "--yes", "--no-install-recommends"]).args(packages))?;
    }
    let sentences: Vec<&str> =
        Need::ALL.into_iter().filter(|need| !need.is_met()).map(Need::sentence).collect();
    if sentences.is_empty() {
        println!("a browser and PostgreSQL are here");
        return Ok(());
    }
    Err(Failure::new(sentences.join("; ")))
}

fn apt_get() -> Command {
    let mut command = Command::new("apt-get");
    command.arg("--quiet").env("DEBIAN_FRONTEND", "noninteractive");
    command
}
