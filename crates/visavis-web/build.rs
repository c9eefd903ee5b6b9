//! Makes the crate build without Node, and lists the word files so that no hand has to.
//!
//! `web/dist` is made by `cargo xtask web`. Where it is missing, an empty manifest stands in: pages
//! then come without style and script, which is enough for checks and tests.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::{env, fs, io};

fn main() -> io::Result<()> {
    let here = PathBuf::from(env::var_os("CARGO_MANIFEST_DIR").ok_or(io::ErrorKind::NotFound)?);
    let out = PathBuf::from(env::var_os("OUT_DIR").ok_or(io::ErrorKind::NotFound)?);
    ensure_manifest(&here.join("../../web/dist"))?;
    list_words(&here.join("words/en"), &out.join("words.rs"))
}

fn ensure_manifest(dist: &Path) -> io::Result<()> {
    let manifest = dist.join("manifest.json");
    println!("cargo::rerun-if-changed={}", manifest.display());
    if !manifest.exists() {
        fs::create_dir_all(dist)?;
        fs::write(&manifest, "{}\n")?;
        println!("cargo::warning=pages have no style and no script yet: run `cargo xtask web`");
    }
    Ok(())
}

/// Writes `&[("layout", include_str!("…/layout.ftl")), …]`, in the order of the names.
fn list_words(folder: &Path, list: &Path) -> io::Result<()> {
    println!("cargo::rerun-if-changed={}", folder.display());
    let mut files: Vec<PathBuf> = fs::read_dir(folder)?
        .map(|entry| entry.map(|file| file.path()))
        .collect::<Result<_, _>>()?;
    files.retain(|file| file.extension().is_some_and(|extension| extension == "ftl"));
    files.sort();
    let mut source = String::from("&[\n");
    for file in &files {
        let name = file.file_stem().unwrap_or_default().to_string_lossy();
        let _ = writeln!(source, "    ({name:?}, include_str!({:?})),", file.display().to_string());
    }
    source.push(']');
    fs::write(list, source)
}
