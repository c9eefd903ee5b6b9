//! A folder that is gone after the test.

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU32, Ordering};

/// An empty folder of this test's own.
#[derive(Debug)]
pub struct TestFolder(PathBuf);

static COUNT: AtomicU32 = AtomicU32::new(0);

impl TestFolder {
    /// Makes it among the system's temporary files.
    #[expect(clippy::new_without_default, reason = "making a folder is not a default value")]
    pub fn new() -> Self {
        let n = COUNT.fetch_add(1, Ordering::Relaxed);
        let path = std::env::temp_dir().join(format!("visavis-test-{}-{n}", std::process::id()));
        // Left over from a killed run whose process had the same number.
        let _ = fs::remove_dir_all(&path);
        fs::create_dir_all(&path).expect("the system's temporary folder can be written");
        Self(path)
    }

    /// Where it is.
    pub fn path(&self) -> &Path {
        &self.0
    }
}

impl Drop for TestFolder {
    fn drop(&mut self) {
        // What cannot be removed is the system's to clean up.
        let _ = fs::remove_dir_all(&self.0);
    }
}
