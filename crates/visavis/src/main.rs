//! The `visavis` program: command line, settings, wiring. The only place that reads the clock and
//! asks the system for randomness.

mod doctor;
mod people;
mod serve;
mod settings;
mod sources;

use std::path::PathBuf;
use std::process::ExitCode;

use anyhow::Context as _;
use clap::{Parser, Subcommand};

use crate::settings::{Settings, SettingsArgs};

/// A place where people sell their live time, face to face.
///
/// Start with `visavis demo` to look around, or with `visavis serve` to open your own place. Every
/// setting can be given by option, by environment variable or in the settings file, in that order;
/// `visavis settings` lists them all.
#[derive(Parser)]
#[command(name = "visavis", version)]
struct Cli {
    #[command(flatten)]
    settings: SettingsArgs,
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Serves the site.
    Serve,
    /// Serves a demonstration with living data, on this machine only.
    Demo {
        /// Forget what was done in the demonstration before.
        #[arg(long)]
        fresh: bool,
    },
    /// Prints a link that makes its reader an operator, once.
    Operator,
    /// Writes a sound copy of the database into a new file, while the site runs.
    Backup {
        /// The new file.
        to: PathBuf,
    },
    /// Puts a copy back, into an empty folder.
    Restore {
        /// The copy.
        from: PathBuf,
        /// The folder; it becomes the data folder.
        into: PathBuf,
    },
    /// Says what is configured, what is simulated and what is wrong.
    Doctor,
    /// Lists all settings with their meaning, their default and their present value.
    Settings,
}

fn main() -> ExitCode {
    let cli = Cli::parse();
    match run(cli) {
        Ok(code) => code,
        Err(error) => {
            eprintln!("visavis: {error:#}");
            ExitCode::FAILURE
        }
    }
}

fn run(cli: Cli) -> anyhow::Result<ExitCode> {
    let is_demo = matches!(cli.command, Command::Demo { .. });
    let settings = Settings::load(&cli.settings, is_demo)?;
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build()
        .context("the program's threads could not be started")?;
    match cli.command {
        Command::Serve => runtime.block_on(serve::serve(settings))?,
        Command::Demo { fresh } => runtime.block_on(serve::demo(settings, fresh))?,
        Command::Operator => runtime.block_on(people::invite_operator(settings))?,
        Command::Backup { to } => {
            visavis_store::backup(&settings.database()?, &to)?;
            println!("A sound copy is in {}.", to.display());
            println!(
                "Keep {} with it: without this key, links in old mails are dead.",
                settings.key_file().display()
            );
        }
        Command::Restore { from, into } => {
            let file = visavis_store::restore(&from, &into)?;
            println!("The database is back in {}.", file.display());
            println!("Copy the key file beside it, then start with --data {}.", into.display());
        }
        Command::Doctor => return runtime.block_on(doctor::examine(&settings)),
        Command::Settings => print!("{}", settings.list()),
    }
    Ok(ExitCode::SUCCESS)
}
