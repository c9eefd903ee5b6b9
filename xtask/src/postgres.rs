//! A PostgreSQL of our own for one story: an own folder, an own socket, no port, gone afterwards.

use std::os::unix::fs::{PermissionsExt, chown};
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use crate::shell::{
    Failure, Outcome, cannot_start, find_program, fresh_dir, is_root, output, stop, succeeds,
    waited_until,
};

const READY_WITHIN: Duration = Duration::from_mins(1);

/// Stopped and removed when it is dropped.
#[derive(Debug)]
pub struct Cluster {
    dir: PathBuf,
    server: Child,
}

/// PostgreSQL refuses to run as root, so root lends it an ordinary user.
#[derive(Debug, Clone, Copy)]
struct Owner {
    uid: u32,
    gid: u32,
}

impl Cluster {
    pub fn start() -> Outcome<Self> {
        let bin = bin_dir().ok_or_else(|| Failure::new("PostgreSQL is not installed"))?;
        // Under the temporary folder: sockets allow no long paths, and the ordinary user may not
        // be able to enter the folder of this workspace.
        let dir = std::env::temp_dir().join(format!("visavis-pg-{}", std::process::id()));
        fresh_dir(&dir)?;
        let owner = is_root().then(ordinary_user).transpose()?;
        own(&dir, owner)
            .map_err(|error| Failure::new(format!("cannot prepare {}: {error}", dir.display())))?;
        output(
            as_owner(&bin.join("initdb"), &dir, owner)
                .args(["--username=visavis", "--auth=trust", "--encoding=UTF8"])
                .args(["--locale=C", "--no-sync", "--pgdata"])
                .arg(dir.join("data")),
        )?;
        let log = std::fs::File::create(dir.join("log"))
            .map_err(|error| Failure::new(format!("cannot write PostgreSQL's log: {error}")))?;
        let mut command = as_owner(&bin.join("postgres"), &dir, owner);
        command.arg("-D").arg(dir.join("data")).arg("-k").arg(&dir);
        for setting in
            ["listen_addresses=", "fsync=off", "full_page_writes=off", "synchronous_commit=off"]
        {
            command.args(["-c", setting]);
        }
        command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(log);
        let server = command.spawn().map_err(|error| cannot_start(&command, &error))?;
        let cluster = Self { dir, server };
        cluster.wait_until_ready(&bin)?;
        output(cluster.client(&bin.join("createdb")).arg("visavis"))?;
        Ok(cluster)
    }

    /// Where the server finds its database.
    pub fn url(&self) -> String {
        let socket_dir = self.dir.display().to_string().replace('/', "%2F");
        format!("postgres://visavis@{socket_dir}/visavis")
    }

    fn wait_until_ready(&self, bin: &Path) -> Outcome {
        let program = bin.join("pg_isready");
        if waited_until(READY_WITHIN, || succeeds(&mut self.client(&program))) {
            return Ok(());
        }
        let log = std::fs::read_to_string(self.dir.join("log")).unwrap_or_default();
        Err(Failure::new(format!("PostgreSQL did not become ready: {log}")))
    }

    fn client(&self, program: &Path) -> Command {
        let mut command = Command::new(program);
        command.arg("--host").arg(&self.dir).arg("--username=visavis");
        command
    }
}

impl Drop for Cluster {
    fn drop(&mut self) {
        // INT is PostgreSQL's fast shutdown; on TERM it would wait for every client to leave.
        stop(&mut self.server, "INT");
        std::fs::remove_dir_all(&self.dir).ok();
    }
}

/// `VISAVIS_PG_BIN`, else the newest of Debian's, else what is on PATH.
pub fn bin_dir() -> Option<PathBuf> {
    if let Some(chosen) = std::env::var_os("VISAVIS_PG_BIN") {
        return Some(PathBuf::from(chosen)).filter(|dir| dir.join("initdb").is_file());
    }
    let debian = std::fs::read_dir("/usr/lib/postgresql").into_iter().flatten().flatten();
    debian
        .filter_map(|entry| {
            let version: u32 = entry.file_name().to_str()?.parse().ok()?;
            Some((version, entry.path().join("bin")))
        })
        .filter(|(_, bin)| bin.join("initdb").is_file())
        .max()
        .map(|(_, bin)| bin)
        .or_else(|| find_program("initdb")?.parent().map(Path::to_path_buf))
}

fn own(dir: &Path, owner: Option<Owner>) -> std::io::Result<()> {
    std::fs::set_permissions(dir, std::fs::Permissions::from_mode(0o700))?;
    owner.map_or(Ok(()), |owner| chown(dir, Some(owner.uid), Some(owner.gid)))
}

fn as_owner(program: &Path, dir: &Path, owner: Option<Owner>) -> Command {
    let mut command = Command::new(program);
    command.current_dir(dir);
    if let Some(owner) = owner {
        command.uid(owner.uid).gid(owner.gid);
    }
    command
}

fn ordinary_user() -> Outcome<Owner> {
    let users = std::fs::read_to_string("/etc/passwd")
        .map_err(|error| Failure::new(format!("cannot read the list of users: {error}")))?;
    user(&users, "postgres")
        .or_else(|| user(&users, "nobody"))
        .ok_or_else(|| Failure::new("there is neither a user postgres nor nobody"))
}

fn user(users: &str, name: &str) -> Option<Owner> {
    let line = users.lines().find(|line| line.split(':').next() == Some(name))?;
    let mut ids = line.split(':').skip(2);
    Some(Owner { uid: ids.next()?.parse().ok()?, gid: ids.next()?.parse().ok()? })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_user_is_found_by_its_whole_name() {
        let users = "postgresql:x:7:7::/:/bin/sh\npostgres:x:101:104:admin:/var:/bin/bash\n";
        let owner = user(users, "postgres").expect("it is on the list");
        assert_eq!((owner.uid, owner.gid), (101, 104));
        assert!(user(users, "nobody").is_none());
    }
}
