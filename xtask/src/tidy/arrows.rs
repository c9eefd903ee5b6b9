//! Dependencies point one way: `visavis → web → app → store, pay, reach, media → domain`, and the
//! domain knows no runtime, no database and no network, not even through another crate.

use std::collections::{BTreeMap, BTreeSet};

use super::{Fault, Source};

/// The layers from the top down. An arrow goes to a lower layer, never up and never sideways.
const LAYERS: [&[&str]; 5] = [
    &["visavis"],
    &["visavis-web"],
    &["visavis-app"],
    &["visavis-store", "visavis-pay", "visavis-reach", "visavis-media"],
    &["visavis-domain"],
];
const TESTKIT: &str = "visavis-testkit";
const DOMAIN_MANIFEST: &str = "crates/visavis-domain/Cargo.toml";
const FORBIDDEN_IN_DOMAIN: [&str; 8] =
    ["tokio", "rusqlite", "axum", "tokio-postgres", "hyper", "reqwest", "socket2", "async-std"];

pub fn faults(sources: &[Source]) -> Vec<Fault> {
    let lock = sources.iter().find(|source| source.path == "Cargo.lock");
    let packages = lock.map(|lock| locked_packages(&lock.text)).unwrap_or_default();
    sources
        .iter()
        .filter(|source| source.path.ends_with("/Cargo.toml"))
        .flat_map(|source| manifest_faults(&source.path, &source.text, &packages))
        .collect()
}

fn manifest_faults(
    path: &str,
    manifest: &str,
    packages: &BTreeMap<String, BTreeSet<String>>,
) -> Vec<Fault> {
    let mut faults = Vec::new();
    let Some(own) = package_name(manifest) else { return faults };
    for (line, kind, dependency) in dependencies(manifest) {
        if let Some(why) = wrong_arrow(&own, kind, &dependency) {
            faults.push(Fault::new(path, line, format!("{own} → {dependency}: {why}")));
        }
        if path == DOMAIN_MANIFEST && kind != Kind::Dev {
            for forbidden in reached(&dependency, packages) {
                faults.push(Fault::new(
                    path,
                    line,
                    format!("{forbidden} under the domain (through {dependency})"),
                ));
            }
        }
    }
    faults
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    Normal,
    Build,
    Dev,
}

fn wrong_arrow(from: &str, kind: Kind, to: &str) -> Option<&'static str> {
    if !to.starts_with("visavis") {
        return None;
    }
    if to == TESTKIT {
        return (kind != Kind::Dev).then_some("the testkit is for tests only");
    }
    // A crate's own integration tests ask for its test builders by a feature.
    if from == to && kind == Kind::Dev {
        return None;
    }
    if from == "xtask" {
        return Some("the scripts must be built in a second and depend on no crate of ours");
    }
    let Some(to) = layer(to) else {
        return Some("this crate has no layer yet: decide its place and name it in tidy");
    };
    match layer(from) {
        Some(from) if to <= from => Some("this arrow points up or sideways"),
        Some(_) | None => None,
    }
}

fn layer(name: &str) -> Option<usize> {
    LAYERS.iter().position(|layer| layer.contains(&name))
}

fn package_name(manifest: &str) -> Option<String> {
    let line = manifest.lines().find(|line| line.starts_with("name = "))?;
    line.split('"').nth(1).map(str::to_owned)
}

/// Line, kind and name of each dependency. Manifests here are plain: one dependency on a line, or
/// a table of its own.
fn dependencies(manifest: &str) -> Vec<(usize, Kind, String)> {
    let mut found = Vec::new();
    let mut section = None;
    for (index, line) in manifest.lines().enumerate() {
        let line = line.trim();
        if let Some(header) = line.strip_prefix('[') {
            let header = header.trim_end_matches(']');
            section = kind_of(header.rsplit_once('.').map_or(header, |(first, _)| first))
                .or_else(|| kind_of(header));
            // `[dependencies.name]` is itself a dependency; its lines are not.
            if let (Some(kind), Some((table, name))) = (section, header.rsplit_once('.'))
                && kind_of(table).is_some()
                && kind_of(header).is_none()
            {
                found.push((index + 1, kind, name.to_owned()));
                section = None;
            }
            continue;
        }
        if let (Some(kind), Some(name)) = (section, dependency_name(line)) {
            found.push((index + 1, kind, name));
        }
    }
    found
}

fn kind_of(header: &str) -> Option<Kind> {
    let last = header.rsplit('.').next().unwrap_or(header);
    match last {
        "dependencies" => Some(Kind::Normal),
        "build-dependencies" => Some(Kind::Build),
        "dev-dependencies" => Some(Kind::Dev),
        _ => None,
    }
}

fn dependency_name(line: &str) -> Option<String> {
    if line.starts_with('#') {
        return None;
    }
    let end = line.find(['.', '=', ' '])?;
    Some(line[..end].trim_matches('"').to_owned()).filter(|name| !name.is_empty())
}

/// What `Cargo.lock` says that each package depends on.
fn locked_packages(lock: &str) -> BTreeMap<String, BTreeSet<String>> {
    let mut packages: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for block in lock.split("[[package]]").skip(1) {
        let Some(name) = package_name(block.trim_start()) else { continue };
        let list = block.split_once("dependencies = [").and_then(|(_, rest)| rest.split_once(']'));
        let names = list.into_iter().flat_map(|(list, _)| list.split('"').skip(1).step_by(2));
        let names = names.filter_map(|entry| entry.split(' ').next()).map(str::to_owned);
        packages.entry(name).or_default().extend(names);
    }
    packages
}

/// The forbidden crates among a dependency and everything below it.
fn reached(start: &str, packages: &BTreeMap<String, BTreeSet<String>>) -> Vec<String> {
    let mut seen = BTreeSet::new();
    let mut open = vec![start.to_owned()];
    while let Some(name) = open.pop() {
        if let Some(below) = packages.get(&name) {
            open.extend(below.iter().filter(|next| !seen.contains(*next)).cloned());
        }
        seen.insert(name);
    }
    seen.into_iter().filter(|name| FORBIDDEN_IN_DOMAIN.contains(&name.as_str())).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn arrow(from: &str, to: &str) -> bool {
        wrong_arrow(from, Kind::Normal, to).is_none()
    }

    #[test]
    fn arrows_point_down_only() {
        assert!(arrow("visavis-web", "visavis-app"));
        assert!(arrow("visavis-web", "visavis-domain"));
        assert!(!arrow("visavis-app", "visavis-web"));
        assert!(!arrow("visavis-store", "visavis-pay"));
        assert!(!arrow("visavis-domain", "visavis-store"));
        assert!(!arrow("xtask", "visavis-domain"));
        assert!(!arrow("visavis-app", "visavis-leftovers"));
    }

    #[test]
    fn the_testkit_is_for_tests_only() {
        assert!(wrong_arrow("visavis-app", Kind::Dev, TESTKIT).is_none());
        assert!(wrong_arrow("visavis-app", Kind::Normal, TESTKIT).is_some());
    }

    #[test]
    fn every_way_of_writing_a_dependency_is_read() {
        let manifest = "[package]\nname = \"x\"\n[dependencies]\na.workspace = true\n\
                        b = \"1\"\n# c = \"1\"\n[dev-dependencies]\nd = { version = \"1\" }\n\
                        [dependencies.e]\nversion = \"1\"\n[target.'cfg(unix)'.dependencies]\nf = \"1\"\n\
                        [lints]\nworkspace = true\n";
        let names: Vec<(Kind, String)> =
            dependencies(manifest).into_iter().map(|(_, kind, name)| (kind, name)).collect();
        let want = [
            (Kind::Normal, "a"),
            (Kind::Normal, "b"),
            (Kind::Dev, "d"),
            (Kind::Normal, "e"),
            (Kind::Normal, "f"),
        ];
        assert_eq!(names, want.map(|(kind, name)| (kind, name.to_owned())));
    }

    #[test]
    fn a_runtime_is_found_behind_another_crate() {
        let lock = "[[package]]\nname = \"clock\"\ndependencies = [\n \"tokio 1.0.0\",\n]\n\
                    [[package]]\nname = \"tokio\"\n";
        let packages = locked_packages(lock);
        let manifest = "[package]\nname = \"visavis-domain\"\n[dependencies]\nclock = \"1\"\n";
        let faults = manifest_faults(DOMAIN_MANIFEST, manifest, &packages);
        assert_eq!(faults.len(), 1);
        assert!(faults[0].what.contains("tokio under the domain"));
    }
}
