//! The steps of a long run: what each took, how it ended, and the sum in one plain last line.

use std::io::{BufRead, BufReader};
use std::process::{Command, Stdio};
use std::time::Duration;

use crate::shell::{Failure, Outcome, cannot_start, now};

/// How many single tests passed and failed.
#[derive(Debug, Default, Clone, Copy, PartialEq, Eq)]
pub struct Tally {
    pub passed: u64,
    pub failed: u64,
}

#[derive(Debug)]
enum End {
    Done(Tally),
    Failed { tally: Tally, why: String },
    Skipped { why: String },
}

#[derive(Debug, Default)]
pub struct Report {
    steps: Vec<(String, Duration, End)>,
}

impl Report {
    /// A step that counts as one test.
    pub fn step(&mut self, name: &str, work: impl FnOnce() -> Outcome) -> bool {
        self.counted(name, || (Tally::default(), work()))
    }

    /// A step that counts the tests in it.
    pub fn counted(&mut self, name: &str, work: impl FnOnce() -> (Tally, Outcome)) -> bool {
        println!("\n=== {name}");
        let begun = now();
        let (tally, outcome) = work();
        let end = match outcome {
            Ok(()) if tally == Tally::default() => End::Done(Tally { passed: 1, failed: 0 }),
            Ok(()) => End::Done(tally),
            Err(failure) => {
                println!("{name}: {failure}");
                // A step that failed before any test did is itself the failure.
                let failed = tally.failed.max(1);
                End::Failed { tally: Tally { failed, ..tally }, why: failure.to_string() }
            }
        };
        let passed = matches!(end, End::Done(_));
        self.steps.push((name.to_owned(), begun.elapsed(), end));
        passed
    }

    /// Nothing is passed over in silence.
    pub fn skipped(&mut self, name: &str, why: &str) {
        println!("\n=== {name}\nskipped: {name}: {why}");
        self.steps.push((name.to_owned(), Duration::ZERO, End::Skipped { why: why.to_owned() }));
    }

    /// Prints the table, then every failure and skipped step, then the sum as the last line.
    pub fn close(self) -> Outcome {
        let (table, sum) = self.table();
        print!("\n{table}");
        println!("{} passed, {} failed", sum.passed, sum.failed);
        if sum.failed == 0 { Ok(()) } else { Err(Failure::new("not everything passed")) }
    }

    fn table(&self) -> (String, Tally) {
        let mut sum = Tally::default();
        let mut lines = Vec::new();
        let mut remarks = Vec::new();
        for (name, took, end) in &self.steps {
            let result = match end {
                End::Done(tally) => {
                    sum = sum.plus(*tally);
                    "ok"
                }
                End::Failed { tally, why } => {
                    sum = sum.plus(*tally);
                    remarks.push(format!("failed: {name}: {why}"));
                    "FAILED"
                }
                End::Skipped { why } => {
                    remarks.push(format!("skipped: {name}: {why}"));
                    "skipped"
                }
            };
            lines.push(format!("{name:<28} {:>8.1} s  {result}", took.as_secs_f64()));
        }
        let total: Duration = self.steps.iter().map(|(_, took, _)| *took).sum();
        lines.push(format!("{:<28} {:>8.1} s", "total", total.as_secs_f64()));
        lines.append(&mut remarks);
        (lines.join("\n") + "\n", sum)
    }
}

impl Tally {
    fn plus(self, other: Self) -> Self {
        Self { passed: self.passed + other.passed, failed: self.failed + other.failed }
    }

    /// Adds what one line of `cargo test` says: `test result: ok. 12 passed; 0 failed; …`.
    fn read(self, line: &str) -> Self {
        let Some((_, result)) = line.split_once("test result: ") else { return self };
        let count = |word: &str| -> u64 {
            result
                .split([';', '.'])
                .filter_map(|part| part.trim().strip_suffix(word))
                .find_map(|number| number.trim().parse().ok())
                .unwrap_or(0)
        };
        self.plus(Self { passed: count("passed"), failed: count("failed") })
    }
}

/// Runs `cargo test`, shows its output as it comes and counts its summary lines.
pub fn cargo_test(command: &mut Command) -> (Tally, Outcome) {
    let mut tally = Tally::default();
    let mut child = match command.stdout(Stdio::piped()).spawn() {
        Ok(child) => child,
        Err(error) => return (tally, Err(cannot_start(command, &error))),
    };
    if let Some(stdout) = child.stdout.take() {
        for line in BufReader::new(stdout).lines().map_while(Result::ok) {
            tally = tally.read(&line);
            println!("{line}");
        }
    }
    let outcome = match child.wait() {
        Ok(status) if status.success() => Ok(()),
        Ok(status) => Err(Failure::new(format!("cargo test ended with {status}"))),
        Err(error) => Err(Failure::new(format!("cargo test was lost: {error}"))),
    };
    (tally, outcome)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_summary_lines_of_cargo_test_are_added_up() {
        let tally = Tally::default()
            .read("test result: ok. 12 passed; 0 failed; 1 ignored; 0 measured; 3 filtered out")
            .read("running 12 tests")
            .read("test result: FAILED. 3 passed; 2 failed; 0 ignored; 0 measured");
        assert_eq!(tally, Tally { passed: 15, failed: 2 });
    }

    #[test]
    fn a_failed_step_without_a_failed_test_counts_as_one() {
        let mut report = Report::default();
        report.step("format", || Ok(()));
        report.counted("tests", || {
            (Tally { passed: 4, failed: 0 }, Err(Failure::new("it did not compile")))
        });
        let (_, sum) = report.table();
        assert_eq!(sum, Tally { passed: 5, failed: 1 });
    }

    #[test]
    fn a_skipped_step_is_told_with_its_reason() {
        let mut report = Report::default();
        report.skipped("cargo-deny", "it is not installed");
        let (table, sum) = report.table();
        assert!(table.contains("skipped: cargo-deny: it is not installed"));
        assert_eq!(sum, Tally::default());
    }
}
