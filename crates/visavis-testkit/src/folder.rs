//! A folder that is gone after the test.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::OnceLock;
use std::sync::atomic::{AtomicU32, Ordering};

/// An empty folder of this test's own.
#[derive(Debug)]
pub struct TestFolder(PathBuf);

static COUNT: AtomicU32 = AtomicU32::new(0);

impl TestFolder {
    /// Makes it among the system's temporary files.
    #[expect(clippy::new_without_default, reason = "making a folder is not a default value")]
    pub fn new() -> Self {
        Self::within(&std::env::temp_dir())
    }

    /// Makes it in memory where there is plenty: a hundred tests that wait for the disk at every
    /// commit, as the product does, wait for one another.
    pub fn in_memory() -> Self {
        static HAS_PLENTY: OnceLock<bool> = OnceLock::new();
        let memory = Path::new("/dev/shm");
        if *HAS_PLENTY.get_or_init(|| has_a_gigabyte(memory)) {
            Self::within(memory)
        } else {
            Self::new()
        }
    }

    fn within(parent: &Path) -> Self {
        let n = COUNT.fetch_add(1, Ordering::Relaxed);
        let path = parent.join(format!("visavis-test-{}-{n}", std::process::id()));
        // Left over from a killed run whose process had the same number.
        let _ = fs::remove_dir_all(&path);
        fs::create_dir_all(&path).expect("the place for temporary files can be written");
        Self(path)
    }

    /// Where it is.
    pub fn path(&self) -> &Path {
        &self.0
    }
}

fn has_a_gigabyte(place: &Path) -> bool {
    let answer = Command::new("df").args(["--output=avail", "--block-size=1M"]).arg(place).output();
    let text = answer.map(|answer| answer.stdout).unwrap_or_default();
    let text = String::from_utf8_lossy(&text);
    let free = text.lines().last().and_then(|line| line.trim().parse::<u64>().ok());
    free.is_some_and(|megabytes| megabytes >= 1024)
}

impl Drop for TestFolder {
    fn drop(&mut self) {
        // What cannot be removed is the system's to clean up.
        let _ = fs::remove_dir_all(&self.0);
    }
}
