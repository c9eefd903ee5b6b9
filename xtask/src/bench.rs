//! Figures. A bench is an example named `bench_NAME` in any crate, built in release, which prints
//! lines of the form below; this runner finds them, runs them one after the other and prints all
//! figures as one table, each beside a floor or a peer measured in the same run.
//!
//! `figure: WHAT | MEASURED | FLOOR OR PEER | RATIO | LIMIT | ok`
//!
//! `start` and `weight` measure the built product from outside and so live here and in `e2e/`.

mod start;
mod weight;

use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::{Command, Stdio};

use crate::shell::{Failure, Outcome, cannot_start, cargo, root};

const FIGURE: &str = "figure:";

/// One measured number beside what it is compared with.
#[derive(Debug, PartialEq, Eq)]
pub struct Figure {
    what: String,
    measured: String,
    compared_with: String,
    ratio: String,
    limit: String,
    is_met: bool,
}

/// Where a bench is.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Bench {
    Start,
    Weight,
    Example { package: String, name: String },
}

pub fn verb(args: &[String]) -> Outcome {
    let benches = benches(&root());
    let chosen: Vec<&Bench> = match args {
        [] => benches.iter().collect(),
        [list] if list == "list" => {
            for bench in &benches {
                println!("{}", bench.name());
            }
            return Ok(());
        }
        [name] => benches.iter().filter(|bench| bench.name() == name).collect(),
        _ => Vec::new(),
    };
    if chosen.is_empty() {
        let names: Vec<&str> = benches.iter().map(Bench::name).collect();
        return Err(Failure::new(format!("benches: {}", names.join(", "))));
    }
    let mut figures = Vec::new();
    for bench in chosen {
        println!("\n=== bench {}", bench.name());
        figures.extend(bench.run()?);
    }
    print!("\n{}", table(&figures));
    match figures.iter().filter(|figure| !figure.is_met).count() {
        0 => Ok(()),
        count => Err(Failure::new(format!("{count} of {} figures are over", figures.len()))),
    }
}

impl Bench {
    fn name(&self) -> &str {
        match self {
            Self::Start => "start",
            Self::Weight => "weight",
            Self::Example { name, .. } => name,
        }
    }

    fn run(&self) -> Outcome<Vec<Figure>> {
        match self {
            Self::Start => start::figures(),
            Self::Weight => weight::figures(),
            Self::Example { package, name } => figures_of(
                cargo()
                    .args(["run", "--quiet", "--release", "--package", package])
                    .args(["--example", &format!("bench_{name}")]),
            ),
        }
    }
}

/// All benches, by looking for them: there is no list to forget.
fn benches(root: &Path) -> Vec<Bench> {
    let mut benches = vec![Bench::Start, Bench::Weight];
    let mut crates: Vec<_> = entries(&root.join("crates"));
    crates.sort();
    for package in crates {
        let mut examples = entries(&root.join("crates").join(&package).join("examples"));
        examples.sort();
        for example in examples {
            let name = example.strip_suffix(".rs").unwrap_or(&example);
            if let Some(name) = name.strip_prefix("bench_") {
                let package = package.clone();
                benches.push(Bench::Example { package, name: name.to_owned() });
            }
        }
    }
    benches
}

fn entries(dir: &Path) -> Vec<String> {
    let entries = std::fs::read_dir(dir).into_iter().flatten().flatten();
    entries.filter_map(|entry| entry.file_name().into_string().ok()).collect()
}

/// Runs a program, shows what it says and gathers its figures.
pub fn figures_of(command: &mut Command) -> Outcome<Vec<Figure>> {
    let mut child =
        command.stdout(Stdio::piped()).spawn().map_err(|error| cannot_start(command, &error))?;
    let mut figures = Vec::new();
    if let Some(stdout) = child.stdout.take() {
        for line in BufReader::new(stdout).lines().map_while(Result::ok) {
            match Figure::read(&line) {
                Some(figure) => figures.push(figure),
                None => println!("{line}"),
            }
        }
    }
    let status =
        child.wait().map_err(|error| Failure::new(format!("the bench was lost: {error}")))?;
    if status.success() || !figures.is_empty() {
        return Ok(figures);
    }
    Err(Failure::new(format!("the bench ended with {status}")))
}

impl Figure {
    fn read(line: &str) -> Option<Self> {
        let parts: Vec<&str> = line.strip_prefix(FIGURE)?.split('|').map(str::trim).collect();
        let [what, measured, compared_with, ratio, limit, end] = parts[..] else { return None };
        Some(Self {
            what: what.to_owned(),
            measured: measured.to_owned(),
            compared_with: compared_with.to_owned(),
            ratio: ratio.to_owned(),
            limit: limit.to_owned(),
            is_met: end == "ok",
        })
    }
}

fn table(figures: &[Figure]) -> String {
    let head = ["figure", "measured", "floor or peer", "ratio", "limit", ""];
    let mut rows: Vec<[&str; 6]> = vec![head];
    rows.extend(figures.iter().map(|figure| {
        let end = if figure.is_met { "ok" } else { "OVER" };
        [
            figure.what.as_str(),
            &figure.measured,
            &figure.compared_with,
            &figure.ratio,
            &figure.limit,
            end,
        ]
    }));
    let widths: Vec<usize> = (0..head.len())
        .map(|column| rows.iter().map(|row| row[column].chars().count()).max().unwrap_or(0))
        .collect();
    let line = |row: &[&str; 6]| {
        let cells = row.iter().zip(&widths).map(|(cell, width)| format!("{cell:<width$}"));
        cells.collect::<Vec<_>>().join("  ").trim_end().to_owned() + "\n"
    };
    rows.iter().map(line).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_of_figures_is_read_and_other_lines_are_not() {
        let figure = Figure::read("figure: start | 20 ms | exec 1 ms | 20 | 100 ms | ok");
        assert!(figure.is_some_and(|figure| figure.is_met && figure.what == "start"));
        assert_eq!(Figure::read("warming up"), None);
        assert_eq!(Figure::read("figure: half | a line"), None);
    }

    #[test]
    fn the_table_stands_in_columns() {
        let figure = Figure::read("figure: a | 1 | floor 1 | 1.0 | 2 | over");
        let table = table(&figure.into_iter().collect::<Vec<_>>());
        let lines: Vec<&str> = table.lines().collect();
        assert_eq!(lines.len(), 2);
        assert_eq!(lines[0].find("measured"), lines[1].find('1'));
        assert!(lines[1].ends_with("OVER"));
    }
}
