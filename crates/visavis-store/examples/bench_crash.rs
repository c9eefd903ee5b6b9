//! A server is killed in the middle of its work, again and again. Afterwards everything that it had
//! acknowledged must be there, whole, in a sound file; and where `strace` is installed, an `fsync`
//! must be seen between each commit and its answer (kill -9 alone proves nothing about the disk).
//!
//! The server here is this program itself, started as a child: eight tasks commit a journal and an
//! outbox entry each and write the number to a pipe once `commit` has returned.

use std::collections::BTreeSet;
use std::io::{BufRead as _, BufReader, Write as _};
use std::path::Path;
use std::process::{Command, Stdio};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

use jiff::Timestamp;
use uuid::Uuid;
use visavis_domain::ids::{AccountId, JournalId};
use visavis_domain::ledger::{Account, Drafting, JournalDraft, JournalKind, Realm};
use visavis_domain::money::{Currency, Money};
use visavis_store::outbox::{self, NewEntry, Topic};
use visavis_store::{Db, DbConfig, Sql, StoreError, args, ledger};
use visavis_testkit::{FakeRandom, TestFolder};

const KILLS: u64 = 20;
const TASKS: usize = 8;
const TRACED: usize = 50;

const SOURCES: Sql = Sql::unregistered("SELECT source FROM journal");
const DEDUPES: Sql = Sql::unregistered("SELECT dedupe FROM outbox");
const CHECK: Sql = Sql::unregistered("PRAGMA integrity_check");

fn main() {
    let runtime = tokio::runtime::Runtime::new().expect("a runtime can be started");
    let words: Vec<String> = std::env::args().skip(1).collect();
    match words.iter().map(String::as_str).collect::<Vec<_>>().as_slice() {
        ["serve", path, first] => {
            let first = first.parse().expect("a number");
            runtime.block_on(serve(Path::new(path), first));
        }
        ["one-by-one", path] => runtime.block_on(one_by_one(Path::new(path))),
        _ => {
            runtime.block_on(kill_again_and_again());
            fsync_before_each_answer();
        }
    }
}

async fn open(path: &Path) -> Db {
    let config = DbConfig::Sqlite { path: path.to_owned() };
    Db::open(&config).await.expect("the database opens")
}

/// One fact: a journal, and a letter about it.
async fn commit(db: &Db, n: u64) -> Result<(), StoreError> {
    let at = Timestamp::from_second(1_780_300_800).expect("within the years of jiff");
    let client = AccountId::from_uuid(Uuid::from_u128(u128::from(n % 7)));
    let draft = JournalDraft::begin(JournalKind::TopUp, n.to_string())
        .transfer(Account::Bank, Account::Wallet(client), Money::new(100, Currency::EUR))
        .and_then(Drafting::done)
        .expect("a journal");
    let id = JournalId::from_uuid(Uuid::from_u128(u128::from(n)));
    let mut tx = db.write().await?;
    ledger::post(&mut tx, id, Realm::Test, &draft, None, at).await?;
    let entry = NewEntry {
        topic: Topic::Mail,
        dedupe: &n.to_string(),
        recipient: "ada@example.com",
        subject_id: "",
        payload: &serde_json::Value::Null,
        due_at: at,
    };
    outbox::enqueue(&mut tx, &entry, at).await?;
    tx.commit().await
}

fn acknowledge(n: u64) {
    // One write, so that a line is whole or missing.
    let line = format!("{n}\n");
    std::io::stdout().lock().write_all(line.as_bytes()).expect("the parent listens");
    std::io::stdout().lock().flush().expect("the parent listens");
}

/// Works until it is killed.
async fn serve(path: &Path, first: u64) {
    let db = open(path).await;
    let next = Arc::new(AtomicU64::new(first));
    let mut working = tokio::task::JoinSet::new();
    for _ in 0..TASKS {
        let (db, next) = (db.clone(), Arc::clone(&next));
        working.spawn(async move {
            loop {
                let n = next.fetch_add(1, Ordering::Relaxed);
                commit(&db, n).await.expect("committed");
                acknowledge(n);
            }
        });
    }
    working.join_all().await;
}

async fn one_by_one(path: &Path) {
    let db = open(path).await;
    for n in 0..TRACED as u64 {
        commit(&db, n).await.expect("committed");
        acknowledge(n);
    }
}

fn child(words: &[&str]) -> Command {
    let mut command = Command::new(std::env::current_exe().expect("this program has a path"));
    command.args(words).stdout(Stdio::piped());
    command
}

#[expect(clippy::disallowed_methods, reason = "a bench measures")]
async fn kill_again_and_again() {
    let folder = TestFolder::new();
    let path = folder.path().join("visavis.db");
    let random = FakeRandom::seeded(1);
    let mut acknowledged = BTreeSet::new();
    let (mut lost, mut torn, mut unsound) = (0, 0, 0);
    let mut ready = Duration::ZERO;
    for round in 0..KILLS {
        let first = (round * 1_000_000).to_string();
        let mut server =
            child(&["serve", &path.to_string_lossy(), &first]).spawn().expect("started");
        let mut lines = BufReader::new(server.stdout.take().expect("a pipe")).lines();
        // From the first answer on, so that it dies at work and not at start.
        let mut heard: Vec<String> = lines.next().into_iter().flatten().collect();
        let listening = std::thread::spawn(move || {
            heard.extend(lines.map_while(Result::ok));
            heard
        });
        std::thread::sleep(Duration::from_millis(20 + random.below(230)));
        server.kill().expect("killed");
        server.wait().expect("gone");
        for line in listening.join().expect("no panic") {
            acknowledged.insert(line);
        }
        let start = Instant::now();
        let db = open(&path).await;
        ready = ready.max(start.elapsed());
        let mut tx = db.read().await.expect("a snapshot");
        let mut set = async |sql| -> BTreeSet<String> {
            let rows = tx.rows(sql, args![]).await.expect("rows");
            rows.iter().map(|row| row.get(0).expect("text")).collect()
        };
        let (journals, letters) = (set(SOURCES).await, set(DEDUPES).await);
        lost += acknowledged.difference(&journals).count();
        torn += journals.symmetric_difference(&letters).count();
        let findings = ledger::verify(&mut tx, Realm::Test).await.expect("verified");
        let answer: String = tx.one(CHECK, args![]).await.expect("a row").get(0).expect("text");
        unsound += findings.len() + usize::from(answer != "ok");
    }
    let all = acknowledged.len();
    figure(
        &format!("acknowledged commits lost in {KILLS} kills"),
        &format!("{lost} of {all}"),
        lost == 0,
    );
    figure("facts without their letter, or the reverse", &torn.to_string(), torn == 0);
    figure("findings of ledger and integrity checks", &unsound.to_string(), unsound == 0);
    println!(
        "figure: slowest opening after a kill | {} ms | - | - | 1000 ms | {}",
        ready.as_millis(),
        verdict(ready < Duration::from_secs(1))
    );
}

/// Looks at the system calls of a server with one task: between two answers the log is synced.
fn fsync_before_each_answer() {
    let folder = TestFolder::new();
    let (path, log) = (folder.path().join("visavis.db"), folder.path().join("calls"));
    let traced = child(&["one-by-one", &path.to_string_lossy()]);
    let started = Command::new("strace")
        .args(["-f", "-e", "trace=fsync,fdatasync,write", "-o"])
        .arg(&log)
        .arg(traced.get_program())
        .args(traced.get_args())
        .stdout(Stdio::null())
        .status();
    if !started.is_ok_and(|status| status.success()) {
        println!("not looked at system calls: strace is not installed, or may not trace");
        return;
    }
    let calls = std::fs::read_to_string(&log).expect("the log of calls");
    let (mut synced, mut answers, mut unsynced) = (false, 0, 0);
    for call in calls.lines() {
        if call.contains("sync") && call.ends_with("= 0") {
            synced = true;
        } else if call.contains(&format!("write(1, \"{answers}\\n\"")) {
            answers += 1;
            unsynced += usize::from(!synced);
            synced = false;
        }
    }
    let what = format!("answers of {answers} before an fsync of their commit");
    figure(&what, &unsynced.to_string(), unsynced == 0 && answers == TRACED);
}

fn figure(what: &str, measured: &str, is_met: bool) {
    println!("figure: {what} | {measured} | - | - | 0 | {}", verdict(is_met));
}

fn verdict(is_met: bool) -> &'static str {
    if is_met { "ok" } else { "over" }
}
