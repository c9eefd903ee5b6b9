//! The product itself: started for a person, or in the background for a story or a figure.

use std::fs::File;
use std::io::{BufRead, BufReader, Write};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::mpsc;
use std::time::Duration;

use crate::shell::{Failure, Outcome, cannot_start, cargo, run, stop, target_dir};
use crate::web;

const ANNOUNCED_BY: &str = "listening on ";
const READY_WITHIN: Duration = Duration::from_mins(1);

/// The cargo profile that a binary is built with.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Profile {
    Dev,
    Release,
}

/// `cargo xtask demo` and `run`: builds what is stale, then hands the terminal over.
pub fn start(subcommand: &str, args: &[String]) -> Outcome {
    let is_release = |arg: &String| arg == "--release";
    let profile = if args.iter().any(is_release) { Profile::Release } else { Profile::Dev };
    web::build()?;
    let binary = build(profile)?;
    run(Command::new(binary).arg(subcommand).args(args.iter().filter(|arg| !is_release(arg))))
}

/// Builds the binary and says where it lies.
pub fn build(profile: Profile) -> Outcome<PathBuf> {
    let mut command = cargo();
    command.args(["build", "--package", "visavis"]);
    let folder = match profile {
        Profile::Dev => "debug",
        Profile::Release => {
            command.arg("--release");
            "release"
        }
    };
    run(&mut command)?;
    Ok(target_dir().join(folder).join("visavis"))
}

/// A demo server in the background; stopped when it is dropped.
#[derive(Debug)]
pub struct DemoServer {
    child: Child,
    pub url: String,
}

/// Where a background server keeps its state.
#[derive(Debug)]
pub struct Place<'a> {
    pub data: &'a Path,
    pub log: &'a Path,
    /// `None` is the SQLite file in the data folder.
    pub postgres_url: Option<&'a str>,
}

impl DemoServer {
    /// Starts on a free port of loopback and returns once the server has announced its address.
    pub fn start(binary: &Path, place: &Place<'_>, more: &[&str]) -> Outcome<Self> {
        let log = File::create(place.log).map_err(|error| unwritable(place.log, &error))?;
        let complaints = log.try_clone().map_err(|error| unwritable(place.log, &error))?;
        let mut command = Command::new(binary);
        command.arg("demo").arg("--data").arg(place.data);
        command.args(["--listen", "127.0.0.1:0"]).args(more);
        if let Some(url) = place.postgres_url {
            command.args(["--postgres", url]);
        }
        command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(complaints);
        let mut child = command.spawn().map_err(|error| cannot_start(&command, &error))?;
        let announced = announcement(&mut child, log);
        // Made before the wait, so that a server that never speaks is stopped as well.
        let mut server = Self { child, url: String::new() };
        server.url = announced.recv_timeout(READY_WITHIN).map_err(|_| {
            let log = std::fs::read_to_string(place.log).unwrap_or_default();
            Failure::new(format!("the server did not start:\n{log}"))
        })?;
        Ok(server)
    }

    pub fn process_id(&self) -> u32 {
        self.child.id()
    }
}

impl Drop for DemoServer {
    fn drop(&mut self) {
        stop(&mut self.child, "TERM");
    }
}

/// Copies the server's words into the log for as long as it speaks, and passes on the address.
fn announcement(child: &mut Child, mut log: File) -> mpsc::Receiver<String> {
    let (tell, announced) = mpsc::channel();
    if let Some(stdout) = child.stdout.take() {
        std::thread::spawn(move || {
            for line in BufReader::new(stdout).lines().map_while(Result::ok) {
                writeln!(log, "{line}").ok();
                if let Some(url) = address(&line) {
                    tell.send(url).ok();
                }
            }
        });
    }
    announced
}

fn address(line: &str) -> Option<String> {
    let (_, rest) = line.split_once(ANNOUNCED_BY)?;
    let url = rest.split_whitespace().next()?.trim_end_matches(['/', '.', ',']);
    url.starts_with("http").then(|| url.to_owned())
}

fn unwritable(file: &Path, error: &std::io::Error) -> Failure {
    Failure::new(format!("cannot write {}: {error}", file.display()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_address_is_read_from_the_announcement() {
        assert_eq!(
            address("listening on http://127.0.0.1:4711").as_deref(),
            Some("http://127.0.0.1:4711")
        );
        assert_eq!(address("listening on a socket"), None);
        assert_eq!(address("hello"), None);
    }
}
