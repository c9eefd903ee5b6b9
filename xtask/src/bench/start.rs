//! How soon the product answers after its start on an existing database, how much memory it
//! holds when idle, and how large it is. The floor is the same program that only says its version:
//! what loading the binary costs on this machine in this minute.

use std::io::{Read, Write};
use std::net::TcpStream;
use std::path::Path;
use std::process::Command;
use std::time::Duration;

use super::Figure;
use crate::demo::{self, DemoServer, Place, Profile};
use crate::shell::{Failure, Outcome, fresh_dir, now, output, target_dir};
use crate::web;

const RUNS: usize = 9;
const READY_LIMIT: Duration = Duration::from_millis(100);
const IDLE_LIMIT_MB: f64 = 64.0;
const SIZE_LIMIT_MB: f64 = 40.0;
const SETTLING: Duration = Duration::from_secs(5);

pub fn figures() -> Outcome<Vec<Figure>> {
    web::build()?;
    let binary = demo::build(Profile::Release)?;
    let folder = target_dir().join("bench/start");
    fresh_dir(&folder)?;
    let (data, log) = (folder.join("data"), folder.join("server.log"));
    let place = Place { data: &data, log: &log, postgres_url: None };
    // The first start makes the database; it is not measured.
    drop(DemoServer::start(&binary, &place, &[])?);
    let mut ready = Vec::new();
    let mut floor = Vec::new();
    for _ in 0..RUNS {
        floor.push(version_time(&binary)?);
        ready.push(ready_time(&binary, &place)?);
    }
    let server = DemoServer::start(&binary, &place, &[])?;
    answer(&server.url)?;
    std::thread::sleep(SETTLING);
    let idle_mb = resident_mb(server.process_id())?;
    let size_mb = megabytes(&binary)?;
    let (ready, floor) = (median(ready), median(floor));
    Ok(vec![
        Figure {
            what: format!("start to first answer, median of {RUNS}"),
            measured: format!("{:.1} ms", millis(ready)),
            compared_with: format!("--version {:.1} ms", millis(floor)),
            ratio: format!("{:.1}", millis(ready) / millis(floor).max(0.001)),
            limit: format!("{} ms", READY_LIMIT.as_millis()),
            is_met: ready <= READY_LIMIT,
        },
        absolute("idle memory", idle_mb, IDLE_LIMIT_MB),
        absolute("release binary, stripped", size_mb, SIZE_LIMIT_MB),
    ])
}

fn absolute(what: &str, measured_mb: f64, limit_mb: f64) -> Figure {
    Figure {
        what: what.to_owned(),
        measured: format!("{measured_mb:.1} MB"),
        compared_with: "the limit".to_owned(),
        ratio: format!("{:.2}", measured_mb / limit_mb),
        limit: format!("{limit_mb:.0} MB"),
        is_met: measured_mb <= limit_mb,
    }
}

fn version_time(binary: &Path) -> Outcome<Duration> {
    let begun = now();
    output(Command::new(binary).arg("--version"))?;
    Ok(begun.elapsed())
}

fn ready_time(binary: &Path, place: &Place<'_>) -> Outcome<Duration> {
    let begun = now();
    let server = DemoServer::start(binary, place, &[])?;
    answer(&server.url)?;
    Ok(begun.elapsed())
}

/// Asks for the directory and insists on a good answer.
fn answer(url: &str) -> Outcome {
    let address = url.trim_start_matches("http://");
    let failure = |error: std::io::Error| Failure::new(format!("{url} does not answer: {error}"));
    let mut stream = TcpStream::connect(address).map_err(failure)?;
    write!(stream, "GET / HTTP/1.1\r\nHost: {address}\r\nConnection: close\r\n\r\n")
        .map_err(failure)?;
    let mut answer = String::new();
    stream.read_to_string(&mut answer).map_err(failure)?;
    if answer.starts_with("HTTP/1.1 200") {
        return Ok(());
    }
    Err(Failure::new(format!("{url} answered {}", answer.lines().next().unwrap_or("nothing"))))
}

fn resident_mb(process_id: u32) -> Outcome<f64> {
    let status = std::fs::read_to_string(format!("/proc/{process_id}/status"))
        .map_err(|error| Failure::new(format!("cannot read the server's memory: {error}")))?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:"));
    let kilobytes = line.and_then(|line| line.split_whitespace().next()?.parse::<f64>().ok());
    kilobytes.map(|kb| kb / 1024.0).ok_or_else(|| Failure::new("the server's memory is not told"))
}

fn megabytes(file: &Path) -> Outcome<f64> {
    let metadata = file
        .metadata()
        .map_err(|error| Failure::new(format!("cannot read {}: {error}", file.display())))?;
    // Whole kilobytes are exact enough, and fit a float exactly.
    let kilobytes = u32::try_from(metadata.len() / 1024).unwrap_or(u32::MAX);
    Ok(f64::from(kilobytes) / 1024.0)
}

fn median(mut times: Vec<Duration>) -> Duration {
    times.sort();
    times.get(times.len() / 2).copied().unwrap_or_default()
}

fn millis(time: Duration) -> f64 {
    time.as_secs_f64() * 1000.0
}
