//! One story in a real browser against a fresh demo server, with a picture of every step.

use std::path::Path;

use crate::demo::{self, DemoServer, Place, Profile};
use crate::postgres::Cluster;
use crate::prerequisites::{self, Need};
use crate::shell::{Failure, Outcome, fresh_dir, root, run, target_dir};
use crate::web;

/// The database that a story is told on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Engine {
    Sqlite,
    Postgres,
}

pub fn verb(args: &[String]) -> Outcome {
    let usage = || Failure::new(format!("usage: cargo xtask story NAME [--postgres]\n{}", known()));
    let names: Vec<&String> = args.iter().filter(|arg| !arg.starts_with("--")).collect();
    let engine = match args.iter().filter(|arg| arg.starts_with("--")).collect::<Vec<_>>()[..] {
        [] => Engine::Sqlite,
        [flag] if flag == "--postgres" => Engine::Postgres,
        _ => return Err(usage()),
    };
    let [name] = names[..] else { return Err(usage()) };
    if !root().join("e2e/stories").join(format!("{name}.mjs")).is_file() {
        return Err(usage());
    }
    web::build()?;
    tell(name, engine)
}

/// Every story that there is, by name.
pub fn names() -> Vec<String> {
    let files = std::fs::read_dir(root().join("e2e/stories")).into_iter().flatten().flatten();
    let mut names: Vec<String> = files
        .filter_map(|file| file.file_name().to_str()?.strip_suffix(".mjs").map(str::to_owned))
        .collect();
    names.sort();
    names
}

fn known() -> String {
    format!("stories: {}", names().join(", "))
}

/// Builds what it needs, starts the server, tells the story, stops the server.
pub fn tell(name: &str, engine: Engine) -> Outcome {
    let browser = prerequisites::browser().ok_or_else(|| Failure::new(Need::Browser.sentence()))?;
    let e2e = root().join("e2e");
    web::install(&e2e)?;
    let binary = demo::build(Profile::Dev)?;
    let folder = match engine {
        Engine::Sqlite => name.to_owned(),
        Engine::Postgres => format!("{name}-postgres"),
    };
    let pictures = target_dir().join("story").join(folder);
    fresh_dir(&pictures)?;
    let cluster = match engine {
        Engine::Sqlite => None,
        Engine::Postgres => Some(Cluster::start()?),
    };
    let url = cluster.as_ref().map(Cluster::url);
    let log = pictures.join("server.log");
    let place = Place { data: &pictures.join("data"), log: &log, postgres_url: url.as_deref() };
    // Folder and cluster are new, so there is nothing to forget.
    let server = DemoServer::start(&binary, &place, &[])?;
    let script = format!("stories/{name}.mjs");
    let told = run(web::node()?
        .arg(script)
        .current_dir(&e2e)
        .env("VISAVIS_URL", &server.url)
        .env("VISAVIS_CHROMIUM", browser)
        .env("STORY_PICTURES", &pictures));
    drop(server);
    told.map_err(|failure| with_log(&failure, &log))
}

fn with_log(failure: &Failure, log: &Path) -> Failure {
    let words = std::fs::read_to_string(log).unwrap_or_default();
    let lines: Vec<&str> = words.lines().collect();
    let last = lines[lines.len().saturating_sub(30)..].join("\n");
    Failure::new(format!("{failure}\nthe server's last words ({}):\n{last}", log.display()))
}
