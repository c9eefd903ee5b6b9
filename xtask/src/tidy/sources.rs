//! Rules about single source files: length, purpose, names, exceptions, and what belongs in one
//! crate only.

use super::{Fault, Source};

const LINES_MAX: usize = 1_000;
const CODE: [&str; 7] = ["rs", "ts", "mjs", "css", "sql", "html", "ftl"];
const NAMELESS_MODULES: [&str; 6] =
    ["mod.rs", "utils.rs", "util.rs", "common.rs", "helpers.rs", "types.rs"];

/// The store, and the testkit, which makes and drops throw-away databases.
const MAY_SPEAK_SQL: [&str; 2] = ["crates/visavis-store/", "crates/visavis-testkit/"];

/// A text that may not stand in a file, and the reason.
struct Ban {
    /// In two halves, so that this file itself is clean.
    text: (&'static str, &'static str),
    why: &'static str,
}

const BANNED_IN_RUST: [Ban; 4] = [
    Ban { text: ("#[al", "low("), why: "say #[expect(lint, reason = \"…\")] instead" },
    Ban {
        text: ("#![al", "low("),
        why: "say #[expect(lint, reason = \"…\")] at the smallest scope",
    },
    Ban { text: ("#[ig", "nore"), why: "a test runs or is not written" },
    Ban { text: ("#[should_", "panic"), why: "assert on the error instead" },
];

/// The strict content security policy blocks all of these in the browser, where no test of the
/// server would notice.
const BANNED_IN_PAGES: [Ban; 6] = [
    Ban { text: ("hx-", "on:"), why: "htmx evaluates it as script; use a custom element" },
    Ban { text: ("hx-", "on="), why: "htmx evaluates it as script; use a custom element" },
    Ban { text: ("\"j", "s:"), why: "htmx evaluates it as script; use a custom element" },
    Ban { text: ("sty", "le=\""), why: "style attributes are blocked; use a class" },
    Ban { text: ("on", "click="), why: "inline script is blocked; use a custom element" },
    Ban { text: ("on", "submit="), why: "inline script is blocked; use a custom element" },
];

pub fn faults(source: &Source) -> Vec<Fault> {
    let Source { path, text } = source;
    let mut faults = Vec::new();
    if CODE.iter().any(|extension| source.is_a(extension)) {
        let lines = text.lines().count();
        if lines > LINES_MAX {
            faults.push(Fault::new(
                path,
                0,
                format!("{lines} lines: split it ({LINES_MAX} at most)"),
            ));
        }
        faults.extend(unreasoned_marks(path, text));
    }
    if !source.is_a("rs") {
        return faults;
    }
    let name = path.rsplit('/').next().unwrap_or(path);
    if NAMELESS_MODULES.contains(&name) {
        faults.push(Fault::new(path, 0, "a module is named for what it holds"));
    }
    // A file of tests says by its name what it is for.
    if !name.ends_with("tests.rs") && !text.trim_start().starts_with("//!") {
        faults.push(Fault::new(path, 1, "begins with no `//!` that says what it is for"));
    }
    faults.extend(banned(path, text, &BANNED_IN_RUST));
    if path.starts_with("crates/visavis-web/src/") && !name.ends_with("tests.rs") {
        faults.extend(banned(path, text, &BANNED_IN_PAGES));
    }
    if path.starts_with("crates/") && !MAY_SPEAK_SQL.iter().any(|home| path.starts_with(home)) {
        faults.extend(statements(path, text));
    }
    faults
}

fn banned(path: &str, text: &str, bans: &[Ban]) -> Vec<Fault> {
    let mut faults = Vec::new();
    for (index, line) in text.lines().enumerate() {
        for Ban { text: (first, second), why } in bans {
            let ban = format!("{first}{second}");
            if line.contains(&ban) {
                faults.push(Fault::new(path, index + 1, format!("{ban}: {why}")));
            }
        }
    }
    faults
}

/// Something left to do names why it is left: the mark, a reason in brackets, a colon.
fn unreasoned_marks(path: &str, text: &str) -> Vec<Fault> {
    let mark = ["TO", "DO"].concat();
    let nameless = ["FIX", "ME"].concat();
    let has_mark = |line: &str, mark: &str| {
        line.match_indices(mark).any(|(at, _)| {
            let before = line[..at].chars().next_back();
            let after = line[at + mark.len()..].chars().next();
            let is_word =
                |char: Option<char>| char.is_some_and(|c| c.is_alphanumeric() || c == '_');
            !is_word(before) && !is_word(after)
        })
    };
    let has_reason = |line: &str| {
        let after = line.split_once(&mark).map_or("", |(_, after)| after);
        after
            .strip_prefix('(')
            .and_then(|rest| rest.split_once("):"))
            .is_some_and(|(why, _)| why.len() > 3)
    };
    let mut faults = Vec::new();
    for (index, line) in text.lines().enumerate() {
        if has_mark(line, &mark) && !has_reason(line) {
            faults.push(Fault::new(path, index + 1, format!("a {mark} without a reason")));
        }
        if has_mark(line, &nameless) {
            let what = format!("{nameless}: mend it or say {mark}(why):");
            faults.push(Fault::new(path, index + 1, what));
        }
    }
    faults
}

/// SQL lives in the store only. Keywords are upper-case there, so prose is not caught.
fn statements(path: &str, text: &str) -> Vec<Fault> {
    let is_statement = |line: &str| {
        let words: Vec<&str> = line
            .split(|char: char| !char.is_ascii_alphabetic())
            .filter(|word| !word.is_empty())
            .collect();
        words.windows(2).any(|pair| {
            matches!(pair, ["INSERT", "INTO"] | ["DELETE", "FROM"] | ["ORDER" | "GROUP", "BY"])
        }) || (words.contains(&"SELECT") && words.contains(&"FROM"))
            || (words.contains(&"UPDATE") && words.contains(&"SET"))
    };
    let lines = text.lines().enumerate().filter(|(_, line)| is_statement(line));
    lines.map(|(index, _)| Fault::new(path, index + 1, "SQL outside visavis-store")).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(path: &str, text: &str) -> Vec<String> {
        let source = Source { path: path.to_owned(), text: text.to_owned() };
        faults(&source).into_iter().map(|fault| fault.what).collect()
    }

    #[test]
    fn a_clean_file_has_no_fault() {
        let text = "//! What it is for.\n\nfn select_from_a_list() {}\n";
        assert_eq!(found("crates/visavis-app/src/list.rs", text), Vec::<String>::new());
    }

    #[test]
    fn a_file_says_what_it_is_for_and_ends_in_time() {
        assert_eq!(found("xtask/src/a.rs", "fn a() {}\n").len(), 1);
        let long = format!("//! Long.\n{}", "\n".repeat(LINES_MAX));
        assert_eq!(found("xtask/src/a.rs", &long).len(), 1);
        assert_eq!(found("web/src/app.ts", &"\n".repeat(LINES_MAX + 1)).len(), 1);
    }

    #[test]
    fn what_is_left_to_do_has_a_reason() {
        let mark = ["TO", "DO"].concat();
        assert_eq!(found("web/src/app.ts", &format!("// {mark}: later\n")).len(), 1);
        assert_eq!(found("web/src/app.ts", &format!("// {mark}(needs HTTP/3): later\n")).len(), 0);
        assert_eq!(found("web/src/app.ts", &format!("const {mark}S = 1\n")).len(), 0);
    }

    #[test]
    fn exceptions_are_expected_with_a_reason() {
        let text = ["//! A.\n#[al", "low(dead_code)]\nfn a() {}\n"].concat();
        assert_eq!(found("crates/visavis-app/src/a.rs", &text).len(), 1);
    }

    #[test]
    fn statements_live_in_the_store() {
        let text = ["//! A.\nconst A: &str = \"SEL", "ECT id FROM session\";\n"].concat();
        assert_eq!(found("crates/visavis-app/src/a.rs", &text).len(), 1);
        assert_eq!(found("crates/visavis-store/src/a.rs", &text).len(), 0);
    }

    #[test]
    fn what_the_content_security_policy_blocks_is_not_written() {
        let text = ["//! A.\nlet a = html! { p sty", "le=\"color:red\" {} };\n"].concat();
        assert_eq!(found("crates/visavis-web/src/pages/a.rs", &text).len(), 1);
    }

    #[test]
    fn leftovers_have_no_module() {
        assert_eq!(found("crates/visavis-app/src/utils.rs", "//! A.\n").len(), 1);
        assert_eq!(found("crates/visavis-app/src/session/mod.rs", "//! A.\n").len(), 1);
    }
}
