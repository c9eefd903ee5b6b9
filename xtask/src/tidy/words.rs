//! What may not be named in any file: where packages were downloaded from, and paths of the
//! machine on which somebody happened to work.

use super::{Fault, Source};

/// In halves, so that this file itself is clean.
const HOSTS: [(&str, &str); 4] = [
    ("registry.npm", "js.org"),
    ("static.crat", "es.io"),
    ("index.crat", "es.io"),
    ("deb.debi", "an.org"),
];
const MACHINE_PATHS: [(&str, &str); 3] = [("/wo", "rk/"), ("/tm", "p/"), ("/ro", "ot/")];

pub fn faults(source: &Source) -> Vec<Fault> {
    let mut faults = Vec::new();
    for (index, line) in source.text.lines().enumerate() {
        for (first, second) in HOSTS {
            let host = format!("{first}{second}");
            if line.contains(&host) {
                faults.push(Fault::new(&source.path, index + 1, format!("names the host {host}")));
            }
        }
        for (first, second) in MACHINE_PATHS {
            let path = format!("{first}{second}");
            if names_path(line, &path) {
                faults.push(Fault::new(&source.path, index + 1, format!("names the path {path}")));
            }
        }
    }
    faults
}

/// `homework/` and `example.org/work/` are no paths of a machine.
fn names_path(line: &str, path: &str) -> bool {
    line.match_indices(path).any(|(at, _)| {
        let before = line[..at].chars().next_back();
        before.is_none_or(|char| !char.is_alphanumeric() && !".-_}".contains(char))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn count(text: &str) -> usize {
        faults(&Source { path: "a.md".to_owned(), text: text.to_owned() }).len()
    }

    #[test]
    fn hosts_of_packages_are_found() {
        assert_eq!(count(&["\"resolved\": \"https://registry.npm", "js.org/x\""].concat()), 1);
        assert_eq!(count("https://example.org"), 0);
    }

    #[test]
    fn paths_of_a_machine_are_found_and_routes_are_not() {
        assert_eq!(count(&["see /wo", "rk/x"].concat()), 1);
        assert_eq!(count(&["https://example.org/wo", "rk/x"].concat()), 0);
        assert_eq!(count("homework/1"), 0);
    }
}
