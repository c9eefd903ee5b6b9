//! Documents stay short enough to be read, and point at files that exist.

use super::{Fault, Source};

const ARCHITECTURE: &str = "ARCHITECTURE.md";
const OUTCOMES: &str = "docs/outcomes.md";
const SETTINGS: &str = "crates/visavis/src/settings.rs";
const OPERATORS_GUIDE: &str = "docs/operators-guide.md";
const ARCHITECTURE_LINES_MAX: usize = 250;

pub fn faults(sources: &[Source]) -> Vec<Fault> {
    let mut faults = Vec::new();
    for document in sources.iter().filter(|source| source.is_a("md")) {
        let lines = document.text.lines().count();
        if document.path == ARCHITECTURE && lines > ARCHITECTURE_LINES_MAX {
            let what = format!("{lines} lines ({ARCHITECTURE_LINES_MAX} at most)");
            faults.push(Fault::new(ARCHITECTURE, 0, what));
        }
        for (line, target) in links(&document.text) {
            let path = resolve(&document.path, &target);
            // Pictures are no text and so not among the sources; a folder is where a source is.
            let is_picture = [".png", ".svg", ".jpg"].iter().any(|suffix| path.ends_with(suffix));
            let folder = format!("{}/", path.trim_end_matches('/'));
            let exists = sources
                .iter()
                .any(|source| source.path == path || source.path.starts_with(&folder));
            if !is_picture && !exists {
                faults.push(Fault::new(&document.path, line, format!("{target} does not exist")));
            }
        }
    }
    faults.extend(undecided_dependencies(sources));
    faults.extend(untold_settings(sources));
    faults.extend(unproven_outcomes(sources));
    faults
}

/// Every test, bench or story that proves an outcome exists.
fn unproven_outcomes(sources: &[Source]) -> Vec<Fault> {
    let Some(outcomes) = sources.iter().find(|source| source.path == OUTCOMES) else {
        return Vec::new();
    };
    let is_story =
        |name: &str| sources.iter().any(|source| source.path == format!("e2e/stories/{name}.mjs"));
    let is_test = |name: &str| {
        let (function, example) = (format!("fn {name}("), format!("/examples/{name}.rs"));
        sources
            .iter()
            .any(|source| source.path.ends_with(&example) || source.text.contains(&function))
    };
    let mut faults = Vec::new();
    for (index, line) in outcomes.text.lines().enumerate() {
        let Some(proof) = line.trim_end().trim_end_matches('|').rsplit('|').next() else {
            continue;
        };
        let is_row = line.starts_with("| ") && !line.starts_with("| what happens");
        for name in proof.split('`').skip(1).step_by(2).filter(|_| is_row) {
            if !is_story(name) && !is_test(name) {
                faults.push(Fault::new(OUTCOMES, index + 1, format!("nothing is named {name}")));
            }
        }
    }
    faults
}

/// The operator's guide tells every setting that the binary reads.
fn untold_settings(sources: &[Source]) -> Vec<Fault> {
    let text_of = |path: &str| sources.iter().find(|source| source.path == path);
    let (Some(settings), Some(guide)) = (text_of(SETTINGS), text_of(OPERATORS_GUIDE)) else {
        return Vec::new();
    };
    let named = settings.text.lines().enumerate().filter_map(|(index, line)| {
        let (_, rest) = line.split_once("env = \"")?;
        Some((index, rest.split_once('"')?.0))
    });
    named
        .filter(|(_, name)| !guide.text.contains(&format!("`{name}`")))
        .map(|(index, name)| {
            Fault::new(SETTINGS, index + 1, format!("the operator's guide does not tell {name}"))
        })
        .collect()
}

/// A dependency of the workspace is named, with its reason, in some decision.
fn undecided_dependencies(sources: &[Source]) -> Vec<Fault> {
    let Some(manifest) = sources.iter().find(|source| source.path == "Cargo.toml") else {
        return Vec::new();
    };
    let decided = |name: &str| {
        let name = format!("`{name}`");
        let mut decisions =
            sources.iter().filter(|source| source.path.starts_with("docs/decisions/"));
        decisions.any(|decision| decision.text.contains(&name))
    };
    let lines = manifest.text.lines().enumerate();
    lines
        .skip_while(|(_, line)| line.trim() != "[workspace.dependencies]")
        .skip(1)
        .take_while(|(_, line)| !line.starts_with('['))
        .filter_map(|(index, line)| Some((index, line.split_once(" = ")?.0.trim())))
        .filter(|(_, name)| !name.starts_with("visavis") && !name.starts_with('#'))
        .filter(|(_, name)| !decided(name))
        .map(|(index, name)| {
            Fault::new("Cargo.toml", index + 1, format!("no decision names `{name}`"))
        })
        .collect()
}

/// Links to files of the repository, with their lines.
fn links(text: &str) -> Vec<(usize, String)> {
    let mut found = Vec::new();
    for (index, line) in text.lines().enumerate() {
        for (at, _) in line.match_indices("](") {
            let target = line[at + 2..].split([')', '#', ' ']).next().unwrap_or_default();
            let is_local = !target.is_empty() && !target.contains(':');
            if is_local {
                found.push((index + 1, target.to_owned()));
            }
        }
    }
    found
}

fn resolve(document: &str, target: &str) -> String {
    let mut parts: Vec<&str> = document.split('/').collect();
    parts.pop();
    for part in target.split('/') {
        match part {
            "." | "" => {}
            ".." => {
                parts.pop();
            }
            name => parts.push(name),
        }
    }
    parts.join("/")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn links_are_resolved_from_their_document() {
        assert_eq!(resolve("docs/decisions/README.md", "../outcomes.md"), "docs/outcomes.md");
        assert_eq!(resolve("README.md", "docs/decisions/"), "docs/decisions");
    }

    #[test]
    fn a_dead_link_is_found_and_a_foreign_one_is_left_alone() {
        let text = "[a](gone.md) [b](https://example.org) [c](#part) [d](README.md#part)\n";
        let sources = [Source { path: "README.md".to_owned(), text: text.to_owned() }];
        let faults = faults(&sources);
        assert_eq!(faults.len(), 1);
        assert_eq!(faults[0].what, "gone.md does not exist");
    }

    #[test]
    fn a_dependency_wants_a_decision() {
        let manifest = "[workspace.dependencies]\nvisavis-a = { path = \"a\" }\nserde = \"1\"\n\
                        tokio = \"1\"\n[workspace.lints]\nunsafe_code = \"deny\"\n";
        let sources = [
            Source { path: "Cargo.toml".to_owned(), text: manifest.to_owned() },
            Source { path: "docs/decisions/0001.md".to_owned(), text: "`serde`".to_owned() },
        ];
        let faults = undecided_dependencies(&sources);
        assert_eq!(faults.len(), 1);
        assert_eq!(faults[0].what, "no decision names `tokio`");
    }

    #[test]
    fn a_setting_is_told_to_operators() {
        let settings = "#[arg(env = \"VISAVIS_DATA\")]\n#[arg(env = \"VISAVIS_NEW\")]\n";
        let sources = [
            Source { path: SETTINGS.to_owned(), text: settings.to_owned() },
            Source { path: OPERATORS_GUIDE.to_owned(), text: "`VISAVIS_DATA`".to_owned() },
        ];
        let faults = untold_settings(&sources);
        assert_eq!(faults.len(), 1);
        assert_eq!(faults[0].line, 2);
    }

    #[test]
    fn an_outcome_names_a_proof_that_exists() {
        let row = "| it breaks | `Sorry` | nothing | `it_says_sorry`, the story `pay`, `gone` |\n";
        let sources = [
            Source { path: OUTCOMES.to_owned(), text: row.to_owned() },
            Source { path: "e2e/stories/pay.mjs".to_owned(), text: String::new() },
            Source { path: "a/tests.rs".to_owned(), text: "fn it_says_sorry() {}".to_owned() },
        ];
        let faults = unproven_outcomes(&sources);
        assert_eq!(faults.len(), 1);
        assert_eq!(faults[0].what, "nothing is named gone");
    }
}
