//! The rules of the house that neither the compiler nor clippy checks. Run by `cargo xtask tidy`
//! and, so that nobody can forget it, by a test.

mod arrows;
mod documents;
mod pages;
mod sources;
mod words;

use std::fmt;
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::shell::{Failure, Outcome, output, root};

/// One breach of one rule.
#[derive(Debug, PartialEq, Eq)]
pub struct Fault {
    file: String,
    /// Counted from 1; 0 is the file as a whole.
    line: usize,
    what: String,
}

impl Fault {
    fn new(file: &str, line: usize, what: impl Into<String>) -> Self {
        Self { file: file.to_owned(), line, what: what.into() }
    }
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.line {
            0 => write!(f, "{}: {}", self.file, self.what),
            line => write!(f, "{}:{line}: {}", self.file, self.what),
        }
    }
}

/// A text file of the repository, by its path from the root.
#[derive(Debug)]
pub struct Source {
    path: String,
    text: String,
}

impl Source {
    fn is_a(&self, extension: &str) -> bool {
        Path::new(&self.path).extension().is_some_and(|own| own == extension)
    }
}

pub fn verb() -> Outcome {
    let faults = faults(&root())?;
    for fault in &faults {
        println!("{fault}");
    }
    match faults.len() {
        0 => {
            println!("tidy");
            Ok(())
        }
        count => Err(Failure::new(format!("{count} breaches of the rules of the house"))),
    }
}

fn faults(root: &Path) -> Outcome<Vec<Fault>> {
    let sources = read_all(root)?;
    let mut faults = arrows::faults(&sources);
    faults.extend(pages::faults(&sources));
    faults.extend(documents::faults(&sources));
    for source in &sources {
        faults.extend(sources::faults(source));
        faults.extend(words::faults(source));
    }
    faults.sort_by(|a, b| (&a.file, a.line).cmp(&(&b.file, b.line)));
    Ok(faults)
}

/// Every text file that is, or is about to be, part of the repository.
fn read_all(root: &Path) -> Outcome<Vec<Source>> {
    let mut sources = Vec::new();
    for path in paths(root) {
        let file = root.join(&path);
        // A file that git still lists may be deleted already; pictures and fonts are no text.
        let Ok(bytes) = std::fs::read(&file) else { continue };
        if let Ok(text) = String::from_utf8(bytes) {
            sources.push(Source { path, text });
        }
    }
    if sources.is_empty() {
        return Err(Failure::new(format!("there is nothing to read under {}", root.display())));
    }
    Ok(sources)
}

fn paths(root: &Path) -> Vec<String> {
    let listed = output(
        Command::new("git")
            .args(["ls-files", "--cached", "--others", "--exclude-standard"])
            .current_dir(root),
    );
    // An unpacked archive has no git; then the folders are walked.
    let mut paths: Vec<String> = match listed {
        Ok(list) if !list.trim().is_empty() => list.lines().map(str::to_owned).collect(),
        Ok(_) | Err(_) => walk(root, root),
    };
    paths.sort();
    paths.dedup();
    paths
}

fn walk(root: &Path, dir: &Path) -> Vec<String> {
    let not_ours = ["target", "node_modules", ".git", "dist", "visavis-data"];
    let entries = std::fs::read_dir(dir).into_iter().flatten().flatten();
    let inside = |path: PathBuf| -> Vec<String> {
        if path.is_dir() {
            return walk(root, &path);
        }
        let relative = path.strip_prefix(root).unwrap_or(&path);
        vec![relative.to_string_lossy().replace('\\', "/")]
    };
    entries
        .filter(|entry| !not_ours.iter().any(|name| entry.file_name() == *name))
        .flat_map(|entry| inside(entry.path()))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_workspace_is_tidy() {
        let faults = faults(&root()).expect("the workspace can be read");
        let list: Vec<String> = faults.iter().map(Fault::to_string).collect();
        assert!(list.is_empty(), "\n{}", list.join("\n"));
    }
}
