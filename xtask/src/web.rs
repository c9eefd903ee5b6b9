//! The web part: npm and esbuild, run only when something is newer than what they left.

use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::SystemTime;

use crate::shell::{Failure, Outcome, find_program, output, root, run};

const NODE_MAJOR_MIN: u32 = 20;

pub fn verb(args: &[String]) -> Outcome {
    match args {
        [] => build(),
        [watch] if watch == "--watch" => {
            install(&root().join("web"))?;
            run(node()?.args(["build.mjs", "--dev", "--watch"]).current_dir(root().join("web")))
        }
        _ => Err(Failure::new("usage: cargo xtask web [--watch]")),
    }
}

/// Packages and bundle, each only when stale.
pub fn build() -> Outcome {
    let web = root().join("web");
    install(&web)?;
    let sources = ["src", "static", "build.mjs", "package-lock.json", "tsconfig.json"];
    let newest = sources.iter().filter_map(|name| newest_change(&web.join(name))).max();
    if !is_stale(newest, bundled_at(&web.join("dist/manifest.json"))) {
        println!("web: up to date");
        return Ok(());
    }
    run(node()?.arg("build.mjs").current_dir(&web))
}

/// Types, lints and format of the web part, and of the stories by the same tools.
pub fn check() -> Outcome {
    let web = root().join("web");
    install(&web)?;
    run(npm()?.args(["run", "--silent", "check"]).current_dir(&web))?;
    let biome = web.join("node_modules/@biomejs/biome/bin/biome");
    run(node()?.arg(biome).args(["check", "."]).current_dir(root().join("e2e")))
}

/// `npm ci` when the installed packages are older than the lock file.
pub fn install(folder: &Path) -> Outcome {
    let lock = changed_at(&folder.join("package-lock.json"));
    let installed = changed_at(&folder.join("node_modules/.package-lock.json"));
    if !is_stale(lock, installed) {
        return Ok(());
    }
    run(npm()?.args(["ci", "--no-audit", "--no-fund"]).current_dir(folder))
}

/// A node that is new enough.
pub fn node() -> Outcome<Command> {
    let missing = || {
        Failure::new(format!("Install Node.js {NODE_MAJOR_MIN} or newer: there is no node on PATH"))
    };
    let program =
        find_program(if cfg!(windows) { "node.exe" } else { "node" }).ok_or_else(missing)?;
    let version = output(Command::new(&program).arg("--version"))?;
    if node_major(&version).is_none_or(|major| major < NODE_MAJOR_MIN) {
        let version = version.trim();
        return Err(Failure::new(format!(
            "Install Node.js {NODE_MAJOR_MIN} or newer: here is {version}"
        )));
    }
    Ok(Command::new(program))
}

fn npm() -> Outcome<Command> {
    node()?;
    let program = find_program(if cfg!(windows) { "npm.cmd" } else { "npm" })
        .ok_or_else(|| Failure::new("Install npm (it comes with Node.js): it is not on PATH"))?;
    Ok(Command::new(program))
}

fn node_major(version: &str) -> Option<u32> {
    version.trim().strip_prefix('v')?.split('.').next()?.parse().ok()
}

fn is_stale(source: Option<SystemTime>, product: Option<SystemTime>) -> bool {
    match (source, product) {
        (_, None) => true,
        (None, Some(_)) => false,
        (Some(source), Some(product)) => source > product,
    }
}

/// A build without Node leaves an empty manifest to stand in; that is no bundle.
fn bundled_at(manifest: &Path) -> Option<SystemTime> {
    let is_bundle = std::fs::read_to_string(manifest).is_ok_and(|text| text.trim() != "{}");
    changed_at(manifest).filter(|_| is_bundle)
}

fn changed_at(file: &Path) -> Option<SystemTime> {
    file.metadata().and_then(|metadata| metadata.modified()).ok()
}

/// The latest change in a file, or in a folder and everything under it. The folder's own date
/// counts too: it is all that a deleted file leaves.
fn newest_change(path: &Path) -> Option<SystemTime> {
    let own = changed_at(path);
    let inner = path.is_dir().then(|| children(path)).into_iter().flatten();
    inner.filter_map(|child| newest_change(&child)).chain(own).max()
}

fn children(dir: &Path) -> Vec<PathBuf> {
    std::fs::read_dir(dir).into_iter().flatten().flatten().map(|entry| entry.path()).collect()
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;

    #[test]
    fn a_product_is_stale_when_missing_or_older_than_its_source() {
        let early = SystemTime::UNIX_EPOCH;
        let late = early + Duration::from_secs(1);
        assert!(is_stale(Some(early), None));
        assert!(is_stale(Some(late), Some(early)));
        assert!(!is_stale(Some(early), Some(late)));
        assert!(!is_stale(Some(early), Some(early)));
    }

    #[test]
    fn the_major_version_of_node_is_read() {
        assert_eq!(node_major("v20.20.2\n"), Some(20));
        assert_eq!(node_major("nonsense"), None);
    }
}
