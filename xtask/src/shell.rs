//! Starting other programs, and saying plainly how they failed.

use std::ffi::OsStr;
use std::fmt;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

/// What went wrong, in one sentence for the person at the terminal.
#[derive(Debug)]
pub struct Failure(String);

pub type Outcome<T = ()> = Result<T, Failure>;

impl Failure {
    pub fn new(sentence: impl Into<String>) -> Self {
        Self(sentence.into())
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// The folder of the workspace.
pub fn root() -> PathBuf {
    let own = std::env::var_os("CARGO_MANIFEST_DIR")
        .map_or_else(|| PathBuf::from(env!("CARGO_MANIFEST_DIR")), PathBuf::from);
    own.parent().map_or_else(|| own.clone(), Path::to_path_buf)
}

pub fn target_dir() -> PathBuf {
    std::env::var_os("CARGO_TARGET_DIR").map_or_else(|| root().join("target"), PathBuf::from)
}

/// The same cargo that runs this program, in the workspace's folder.
pub fn cargo() -> Command {
    let mut command = Command::new(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
    command.current_dir(root());
    // `cargo run` leaves these in our environment; build scripts must not take them for theirs.
    for name in ["CARGO_MANIFEST_DIR", "CARGO_MANIFEST_PATH"] {
        command.env_remove(name);
    }
    command
}

/// Runs to the end; the program's output goes to the terminal.
pub fn run(command: &mut Command) -> Outcome {
    let status = command.status().map_err(|error| cannot_start(command, &error))?;
    if status.success() { Ok(()) } else { Err(failed(command, &status.to_string())) }
}

/// Runs to the end and returns what it printed; what it complained of is part of the failure.
pub fn output(command: &mut Command) -> Outcome<String> {
    let output = command.output().map_err(|error| cannot_start(command, &error))?;
    if output.status.success() {
        return Ok(String::from_utf8_lossy(&output.stdout).into_owned());
    }
    let complaint = String::from_utf8_lossy(&output.stderr);
    Err(failed(command, &format!("{}: {}", output.status, complaint.trim())))
}

/// Runs to the end without a word; true when it succeeded.
pub fn succeeds(command: &mut Command) -> bool {
    command
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .status()
        .is_ok_and(|status| status.success())
}

pub fn cannot_start(command: &Command, error: &std::io::Error) -> Failure {
    Failure::new(format!("cannot start {}: {error}", words(command)))
}

fn failed(command: &Command, how: &str) -> Failure {
    Failure::new(format!("{} failed ({how})", words(command)))
}

fn words(command: &Command) -> String {
    let program = Path::new(command.get_program()).file_name().unwrap_or_default();
    std::iter::once(program)
        .chain(command.get_args())
        .map(OsStr::to_string_lossy)
        .collect::<Vec<_>>()
        .join(" ")
}

/// The first program of this name on PATH.
pub fn find_program(name: &str) -> Option<PathBuf> {
    let path = std::env::var_os("PATH")?;
    std::env::split_paths(&path).map(|dir| dir.join(name)).find(|file| file.is_file())
}

/// Asks a child to stop by `signal` (`INT`, `TERM`), and ends it for good when it does not within
/// ten seconds.
pub fn stop(child: &mut Child, signal: &str) {
    let asked =
        succeeds(Command::new("kill").arg(format!("-{signal}")).arg(child.id().to_string()));
    let patience = if asked { Duration::from_secs(10) } else { Duration::ZERO };
    if !waited_until(patience, || matches!(child.try_wait(), Ok(Some(_)))) {
        child.kill().ok();
        child.wait().ok();
    }
}

/// Looks again every 20 ms until it is so; false when `patience` ends first.
pub fn waited_until(patience: Duration, mut is_so: impl FnMut() -> bool) -> bool {
    let begun = now();
    loop {
        if is_so() {
            return true;
        }
        if begun.elapsed() >= patience {
            return false;
        }
        std::thread::sleep(Duration::from_millis(20));
    }
}

#[expect(clippy::disallowed_methods, reason = "scripts time what they run; no rule reads this")]
pub fn now() -> Instant {
    Instant::now()
}

pub fn is_root() -> bool {
    output(Command::new("id").arg("-u")).is_ok_and(|id| id.trim() == "0")
}

/// A continuous-integration run: nothing that is missing may be passed over there.
pub fn is_ci() -> bool {
    std::env::var("CI").is_ok_and(|value| !value.is_empty() && value != "0" && value != "false")
}

pub fn make_dir(dir: &Path) -> Outcome {
    std::fs::create_dir_all(dir)
        .map_err(|error| Failure::new(format!("cannot make {}: {error}", dir.display())))
}

/// An empty folder, whatever was there before.
pub fn fresh_dir(dir: &Path) -> Outcome {
    if dir.exists() {
        std::fs::remove_dir_all(dir)
            .map_err(|error| Failure::new(format!("cannot empty {}: {error}", dir.display())))?;
    }
    make_dir(dir)
}
