//! Starting the server, once for everybody.

use std::fs::{self, File, OpenOptions};
use std::os::unix::fs::{MetadataExt as _, PermissionsExt as _, chown};
use std::os::unix::net::UnixStream;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::Duration;

use crate::database::{locked, shared_folder};

/// SIGINT ends open sessions; SIGTERM would wait for them for ever.
const WATCH: &str = r#"
"$@" > "$LOG" 2>&1 < /dev/null &
server=$!
exec > /dev/null 2>&1
flock --exclusive "$USERS" sh -c "kill -INT $server; while kill -0 $server; do sleep 0.05; done"
"#;

/// A running server, for as long as this lives.
pub(super) struct Server {
    pub(super) sockets: PathBuf,
    _user: File,
}

/// Starts the server unless it runs.
pub(super) fn start() -> Result<Server, String> {
    let binaries = binaries()?;
    let user = ServerUser::find()?;
    let folder = user.folder()?;
    let users = folder.join("users.lock");
    let holds = OpenOptions::new()
        .create(true)
        .append(true)
        .open(&users)
        .map_err(|error| format!("{}: {error}", users.display()))?;
    // Waits while a watcher is stopping the server.
    holds.lock_shared().map_err(|error| format!("{}: {error}", users.display()))?;
    let _starting = locked("postgres.lock");
    let sockets = sockets(&user)?;
    let server = Server { sockets, _user: holds };
    if is_up(&server.sockets) {
        return Ok(server);
    }
    let data = folder.join("data");
    if !data.join("PG_VERSION").exists() {
        init(&binaries, &user, &data)?;
    }
    // Of a server that was killed.
    let _ = fs::remove_file(data.join("postmaster.pid"));
    run(&binaries, &user, &folder, &server.sockets)?;
    for _ in 0..600 {
        if is_up(&server.sockets) {
            return Ok(server);
        }
        std::thread::sleep(Duration::from_millis(50));
    }
    Err(format!("the server does not answer; see {}", folder.join("log").display()))
}

fn init(binaries: &Path, user: &ServerUser, data: &Path) -> Result<(), String> {
    let unfinished = data.with_extension("new");
    // Of a run that was interrupted.
    let _ = fs::remove_dir_all(&unfinished);
    let answer = user
        .command(&binaries.join("initdb"))
        .args(["--no-sync", "--auth=trust", "--username=visavis"])
        .args(["--encoding=UTF8", "--locale=C", "--pgdata"])
        .arg(&unfinished)
        .output()
        .map_err(|error| format!("initdb: {error}"))?;
    if !answer.status.success() {
        return Err(format!("initdb: {}", String::from_utf8_lossy(&answer.stderr)));
    }
    fs::rename(&unfinished, data).map_err(|error| error.to_string())
}

fn run(binaries: &Path, user: &ServerUser, folder: &Path, sockets: &Path) -> Result<(), String> {
    let mut server = user.command(&binaries.join("postgres"));
    server.arg("-D").arg(folder.join("data")).arg("-k").arg(sockets);
    for setting in [
        "listen_addresses=",
        "fsync=off",
        "full_page_writes=off",
        "synchronous_commit=off",
        "shared_buffers=64MB",
        "max_connections=300",
        "autovacuum=off",
    ] {
        server.args(["-c", setting]);
    }
    // In a session of its own: an interrupt at the terminal is for the tests, not for the watcher.
    Command::new("setsid")
        .args(["--fork", "sh", "-c", WATCH, "sh"])
        .arg(server.get_program())
        .args(server.get_args())
        .env("LOG", folder.join("log"))
        .env("USERS", folder.join("users.lock"))
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .status()
        .map_err(|error| format!("setsid: {error}"))?;
    Ok(())
}

fn is_up(sockets: &Path) -> bool {
    UnixStream::connect(sockets.join(".s.PGSQL.5432")).is_ok()
}

/// `$VISAVIS_PG_BIN`, else Debian's newest, else wherever `initdb` is found.
fn binaries() -> Result<PathBuf, String> {
    if let Some(folder) = std::env::var_os("VISAVIS_PG_BIN").map(PathBuf::from) {
        let is_there = folder.join("initdb").exists();
        return if is_there { Ok(folder) } else { Err("it is not in $VISAVIS_PG_BIN".to_owned()) };
    }
    let versions = fs::read_dir("/usr/lib/postgresql").into_iter().flatten().flatten();
    let newest = versions
        .filter(|version| version.path().join("bin/initdb").exists())
        .filter_map(|version| Some((version.file_name().to_str()?.parse::<u32>().ok()?, version)))
        .max_by_key(|(number, _)| *number);
    if let Some((_, version)) = newest {
        return Ok(version.path().join("bin"));
    }
    let path = std::env::var_os("PATH").unwrap_or_default();
    std::env::split_paths(&path)
        .find(|folder| folder.join("initdb").exists())
        .ok_or_else(|| "it is not installed (apt-get install postgresql)".to_owned())
}

/// Whom the server runs as: us, or somebody harmless if we are root.
struct ServerUser {
    other: Option<(u32, u32)>,
}

impl ServerUser {
    fn find() -> Result<Self, String> {
        let us = fs::metadata("/proc/self").map_err(|error| error.to_string())?.uid();
        if us != 0 {
            return Ok(Self { other: None });
        }
        let people = fs::read_to_string("/etc/passwd").map_err(|error| error.to_string())?;
        let find = |name: &str| {
            let line = people.lines().find(|line| line.split(':').next() == Some(name))?;
            let mut numbers = line.split(':').skip(2);
            Some((numbers.next()?.parse().ok()?, numbers.next()?.parse().ok()?))
        };
        let other = find("postgres").or_else(|| find("nobody"));
        other.map(|found| Self { other: Some(found) }).ok_or_else(|| {
            "it does not run as root, and there is no user postgres or nobody".to_owned()
        })
    }

    fn command(&self, program: &Path) -> Command {
        let mut command = Command::new("setpriv");
        // Should the watcher be killed, the server goes with it.
        command.args(["--pdeathsig", "INT"]);
        if let Some((user, group)) = self.other {
            command.args([&format!("--reuid={user}"), &format!("--regid={group}")]);
            command.arg("--clear-groups");
        }
        command.arg(program).current_dir("/");
        command
    }

    /// Makes a folder private to the server.
    fn own(&self, folder: &Path) -> Result<(), String> {
        let made = fs::create_dir_all(folder)
            .and_then(|()| fs::set_permissions(folder, fs::Permissions::from_mode(0o700)))
            .and_then(|()| match self.other {
                Some((user, group)) => chown(folder, Some(user), Some(group)),
                None => Ok(()),
            });
        made.map_err(|error| format!("{}: {error}", folder.display()))
    }

    /// A folder for the cluster: in the build folder, or among the temporary files where the
    /// server's user may not walk there.
    fn folder(&self) -> Result<PathBuf, String> {
        let near = shared_folder().join("postgres");
        let far = std::env::temp_dir().join(format!("visavis-postgres-{}", checkout()));
        for folder in [near, far] {
            self.own(&folder)?;
            let mut test = self.command(Path::new("test"));
            if test.arg("-w").arg(&folder).status().is_ok_and(|status| status.success()) {
                return Ok(folder);
            }
        }
        Err("the server's user cannot write anywhere".to_owned())
    }
}

/// A path to a socket has at most 107 bytes, so it cannot be in the build folder.
fn sockets(user: &ServerUser) -> Result<PathBuf, String> {
    let folder = std::env::temp_dir().join(format!("visavis-pg-{}", checkout()));
    user.own(&folder)?;
    Ok(folder)
}

/// Tells apart several copies of the sources on one machine, and their users.
fn checkout() -> String {
    let folder = shared_folder();
    let owner = fs::metadata("/proc/self").map_or(0, |me| me.uid());
    let sum =
        folder.as_os_str().as_encoded_bytes().iter().fold(u64::from(owner), |sum, byte| {
            sum.wrapping_mul(0x0100_0000_01b3) ^ u64::from(*byte)
        });
    format!("{sum:016x}")
}
