//! Every statement of the product is understood by both engines.

use std::error::Error as _;
use std::fs;
use std::path::Path;

use visavis_store::STATEMENTS;
use visavis_testkit::both_engines;

both_engines! {
    async fn every_statement_is_understood(db: Db) {
        let mut refused = Vec::new();
        for sql in STATEMENTS {
            // Each in its own, since an error ends a transaction.
            let mut tx = db.write().await.expect("a transaction");
            if let Err(error) = tx.prepare(*sql).await {
                let mut chain = error.to_string();
                let mut next = error.source();
                while let Some(source) = next {
                    chain = format!("{chain}: {source}");
                    next = source.source();
                }
                refused.push(format!("{}: {chain}", sql.name));
            }
        }
        assert!(refused.is_empty(), "{}", refused.join("\n"));
    }
}

#[test]
fn every_statement_is_registered() {
    fn count(folder: &Path) -> usize {
        let entries = fs::read_dir(folder).expect("the sources are there").flatten();
        entries
            .map(|entry| {
                let path = entry.path();
                if path.is_dir() {
                    return count(&path);
                }
                let text = fs::read_to_string(path).expect("a source is text");
                text.lines().filter(|line| line.starts_with("sql! {")).count()
            })
            .sum()
    }
    let written = count(&Path::new(env!("CARGO_MANIFEST_DIR")).join("src"));
    assert!(written > 0);
    assert_eq!(STATEMENTS.len(), written, "linked statements and those in the sources");
}

#[test]
fn every_statement_has_a_name_of_its_own() {
    let mut names: Vec<_> = STATEMENTS.iter().map(|sql| sql.name).collect();
    names.sort_unstable();
    let all = names.len();
    names.dedup();
    assert_eq!(names.len(), all);
}
