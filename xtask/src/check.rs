//! `check`, the quick part, and `test`, everything that is ever checked.

use crate::prerequisites::{self, Need};
use crate::report::{Report, cargo_test};
use crate::shell::{Failure, Outcome, cargo, find_program, is_ci, run};
use crate::story::{self, Engine};
use crate::{demo, tidy, web};

pub fn quick() -> Outcome {
    let mut report = Report::default();
    format_tidy_clippy(&mut report);
    report.step("web: types and lints", web::check);
    report.close()
}

pub fn everything() -> Outcome {
    let mut report = Report::default();
    secure_prerequisites(&mut report);
    report.step("web: build", web::build);
    report.step("web: types and lints", web::check);
    format_tidy_clippy(&mut report);
    deny(&mut report);
    stories(&mut report);
    // Last, so that the run closes with cargo test's own summary lines.
    report.counted("cargo test", || cargo_test(&mut tests()));
    report.close()
}

fn secure_prerequisites(report: &mut Report) {
    match prerequisites::secure() {
        Ok(()) => {
            report.step("prerequisites", || Ok(()));
        }
        // Elsewhere the steps that need them say so themselves.
        Err(failure) if !is_ci() => report.skipped("prerequisites", &failure.to_string()),
        Err(failure) => {
            report.step("prerequisites", || Err(failure));
        }
    }
}

fn format_tidy_clippy(report: &mut Report) {
    report.step("format", || run(cargo().args(["fmt", "--all", "--check"])));
    report.step("tidy", tidy::verb);
    report.step("clippy", || {
        run(cargo().args(["clippy", "--workspace", "--all-targets", "--", "-D", "warnings"]))
    });
}

/// Licences, sources and doubled crates. Advisories need a download, so they are not part of a
/// run that must also pass without a network; CONTRIBUTING.md says when they are looked at.
fn deny(report: &mut Report) {
    if find_program("cargo-deny").is_none() {
        report.skipped("cargo-deny", "it is not installed (cargo install --locked cargo-deny)");
        return;
    }
    report.step("cargo-deny", || {
        run(cargo().args(["deny", "--offline", "check", "bans", "licenses", "sources"]))
    });
}

fn stories(report: &mut Report) {
    report.step("build", || demo::build(demo::Profile::Dev).map(drop));
    for name in story::names() {
        one_story(report, &format!("story {name}, SQLite"), &[Need::Browser], || {
            story::tell(&name, Engine::Sqlite)
        });
        one_story(report, &format!("story {name}, PostgreSQL"), &Need::ALL, || {
            story::tell(&name, Engine::Postgres)
        });
    }
}

fn one_story(report: &mut Report, step: &str, needs: &[Need], tell: impl FnOnce() -> Outcome) {
    match needs.iter().find(|need| !need.is_met()) {
        None => {
            report.step(step, tell);
        }
        Some(need) if is_ci() => {
            report.step(step, || Err(Failure::new(need.sentence())));
        }
        Some(need) => report.skipped(step, need.sentence()),
    }
}

/// Where PostgreSQL is at hand its half of the tests is owed, exactly as in a CI run.
fn tests() -> std::process::Command {
    let mut command = cargo();
    command.args(["test", "--workspace", "--no-fail-fast"]);
    if Need::Postgres.is_met() {
        command.env("CI", "true");
    }
    command
}
