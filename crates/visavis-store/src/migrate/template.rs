//! One template, two dialects: type words and marked lines.
//!
//! Lines that begin with `@PG` or `@LITE` are for one engine. In the others the words
//! `ID TS MONEY INT8 BOOL JSON BYTES SERIAL8` stand for the engine's types, and `STRICT` and
//! `WITHOUT ROWID` behind a table are SQLite's.

use crate::Engine;

/// The template in one engine's dialect.
pub fn expand(template: &str, engine: Engine) -> String {
    let mut text = String::with_capacity(template.len() * 2);
    for line in template.lines() {
        if let Some(line) = for_engine(line, engine) {
            expand_line(line, engine, &mut text);
        }
        text.push('\n');
    }
    text
}

/// The line without its mark, or nothing if it is the other engine's.
fn for_engine(line: &str, engine: Engine) -> Option<&str> {
    let (mark, other) = match engine {
        Engine::Sqlite => ("@LITE", "@PG"),
        Engine::Postgres => ("@PG", "@LITE"),
    };
    let trimmed = line.trim_start();
    if trimmed.starts_with(other) {
        return None;
    }
    Some(trimmed.strip_prefix(mark).unwrap_or(line))
}

fn expand_line(line: &str, engine: Engine, text: &mut String) {
    // Words in a comment or in a string are left alone.
    let mut outside_string = true;
    let mut rest = line;
    let mut expanded = String::with_capacity(line.len() * 2);
    while let Some(first) = rest.chars().next() {
        if outside_string && rest.starts_with("--") {
            break;
        }
        let is_word = |c: char| c.is_ascii_alphanumeric() || c == '_';
        let end = if is_word(first) {
            rest.find(|c| !is_word(c)).unwrap_or(rest.len())
        } else {
            first.len_utf8()
        };
        let (token, after) = rest.split_at(end);
        if first == '\'' {
            outside_string = !outside_string;
        }
        expanded.push_str(if outside_string { word(token, engine) } else { token });
        rest = after;
    }
    text.push_str(&mend(&expanded, engine));
}

fn word(token: &str, engine: Engine) -> &str {
    let (lite, pg) = match token {
        "ID" => ("BLOB", "UUID"),
        "TS" | "MONEY" | "INT8" => ("INTEGER", "BIGINT"),
        "BOOL" => ("INTEGER", "BOOLEAN"),
        "JSON" => ("TEXT", "JSONB"),
        "BYTES" => ("BLOB", "BYTEA"),
        "SERIAL8" => ("INTEGER PRIMARY KEY", "BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY"),
        other => (other, other),
    };
    match engine {
        Engine::Sqlite => lite,
        Engine::Postgres => pg,
    }
}

fn mend(line: &str, engine: Engine) -> String {
    match engine {
        // SQLite's PRIMARY KEY takes NULL, unlike everybody's.
        Engine::Sqlite => line
            .replace("BLOB PRIMARY KEY", "BLOB NOT NULL PRIMARY KEY")
            .replace("TEXT PRIMARY KEY", "TEXT NOT NULL PRIMARY KEY"),
        Engine::Postgres => line
            .replace(") STRICT, WITHOUT ROWID;", ");")
            .replace(") WITHOUT ROWID, STRICT;", ");")
            .replace(") STRICT;", ");"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(template: &str, lite: &str, pg: &str) {
        assert_eq!(expand(template, Engine::Sqlite).trim_end(), lite);
        assert_eq!(expand(template, Engine::Postgres).trim_end(), pg);
    }

    #[test]
    fn type_words_become_the_engines_types() {
        check(
            "CREATE TABLE t (id ID PRIMARY KEY, at TS, ok BOOL NOT NULL, doc JSON) STRICT;",
            "CREATE TABLE t (id BLOB NOT NULL PRIMARY KEY, at INTEGER, ok INTEGER NOT NULL, doc TEXT) STRICT;",
            "CREATE TABLE t (id UUID PRIMARY KEY, at BIGINT, ok BOOLEAN NOT NULL, doc JSONB);",
        );
        check(
            "n SERIAL8, a BYTES, b MONEY",
            "n INTEGER PRIMARY KEY, a BLOB, b INTEGER",
            "n BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY, a BYTEA, b BIGINT",
        );
    }

    #[test]
    fn strings_comments_and_longer_words_are_left_alone() {
        check(
            "CHECK (a IN ('ID', 'TS')), IDS ID",
            "CHECK (a IN ('ID', 'TS')), IDS BLOB",
            "CHECK (a IN ('ID', 'TS')), IDS UUID",
        );
        check("a TS -- an ID's TS", "a INTEGER", "a BIGINT");
    }

    #[test]
    fn marked_lines_are_for_one_engine() {
        check("@PG one ID\n@LITE two ID", "\n two BLOB", " one UUID");
    }
}
