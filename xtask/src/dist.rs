//! The release archive: one stripped binary, licences and the documents for operators.

use std::path::Path;
use std::process::Command;

use crate::demo::{self, Profile};
use crate::shell::{Failure, Outcome, fresh_dir, output, root, run, target_dir};
use crate::web;

const DOCUMENTS: [&str; 5] =
    ["LICENSE-MIT", "LICENSE-APACHE", "README.md", "CHANGELOG.md", "SECURITY.md"];

pub fn verb() -> Outcome {
    web::build()?;
    let binary = demo::build(Profile::Release)?;
    let name = format!("visavis-{}-{}", env!("CARGO_PKG_VERSION"), host()?);
    let dist = target_dir().join("dist");
    let folder = dist.join(&name);
    fresh_dir(&folder)?;
    // The release profile strips symbols already; this only copies.
    copy(&binary, &folder.join("visavis"))?;
    for document in DOCUMENTS {
        copy(&root().join(document), &folder.join(document))?;
    }
    run(Command::new("cp").arg("-R").arg(root().join("docs")).arg(folder.join("docs")))?;
    let archive = format!("{name}.tar.gz");
    // The same commit gives the same archive: order, owner and date are fixed.
    run(Command::new("tar")
        .args(["--sort=name", "--owner=0", "--group=0", "--numeric-owner"])
        .arg(format!("--mtime=@{}", commit_time()))
        .args(["--use-compress-program=gzip -n -9", "--create", "--file", &archive, &name])
        .current_dir(&dist))?;
    let sum = output(Command::new("sha256sum").arg(&archive).current_dir(&dist))?;
    std::fs::write(dist.join(format!("{archive}.sha256")), &sum)
        .map_err(|error| Failure::new(format!("cannot write the checksum: {error}")))?;
    println!("{}\n{sum}", dist.join(archive).display());
    Ok(())
}

fn host() -> Outcome<String> {
    let about = output(Command::new("rustc").arg("-vV"))?;
    let line = about.lines().find_map(|line| line.strip_prefix("host: "));
    line.map(str::to_owned).ok_or_else(|| Failure::new("rustc does not name its host"))
}

fn commit_time() -> String {
    let time = output(Command::new("git").args(["log", "-1", "--format=%ct"]).current_dir(root()));
    time.map_or_else(|_| "0".to_owned(), |time| time.trim().to_owned())
}

fn copy(from: &Path, to: &Path) -> Outcome {
    std::fs::copy(from, to)
        .map(drop)
        .map_err(|error| Failure::new(format!("cannot copy {}: {error}", from.display())))
}
