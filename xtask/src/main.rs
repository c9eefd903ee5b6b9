//! Every script of this project, in Rust: `cargo xtask VERB`. No dependencies, so that it is
//! built in a second on a fresh clone. The verbs are told by `cargo xtask help`.

mod bench;
mod check;
mod demo;
mod dist;
mod postgres;
mod prerequisites;
mod report;
mod shell;
mod story;
mod tidy;
mod web;

use std::process::ExitCode;

use shell::{Failure, Outcome};

const HELP: &str = "\
usage: cargo xtask VERB

  demo [--release] [ARGS]    build everything and start a demo marketplace on loopback
  run [--release] [ARGS]     build everything and start `visavis serve`
  check                      the quick checks: format, tidy, clippy, types and lints of the web part
  test                       everything that is ever checked; installs what it needs where it may
  web [--watch]              build the web part when it is stale; --watch builds on every change
  story NAME [--postgres]    one story in a browser against a fresh demo server; pictures of every
                             step are left in target/story/NAME
  bench [NAME]               figures, each against a floor or a peer in the same run; `bench list`
  tidy                       the rules of the house that no compiler checks
  dist                       a release archive in target/dist
";

fn main() -> ExitCode {
    let args: Vec<String> = std::env::args().skip(1).collect();
    match verb(&args) {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => {
            eprintln!("xtask: {failure}");
            ExitCode::FAILURE
        }
    }
}

fn verb(args: &[String]) -> Outcome {
    let Some((verb, rest)) = args.split_first() else {
        print!("{HELP}");
        return Ok(());
    };
    match verb.as_str() {
        "demo" => demo::start("demo", rest),
        "run" => demo::start("serve", rest),
        "check" => check::quick(),
        "test" => check::everything(),
        "web" => web::verb(rest),
        "story" => story::verb(rest),
        "bench" => bench::verb(rest),
        "tidy" => tidy::verb(),
        "dist" => dist::verb(),
        "help" | "--help" | "-h" => {
            print!("{HELP}");
            Ok(())
        }
        unknown => Err(Failure::new(format!("there is no verb {unknown}\n\n{HELP}"))),
    }
}
