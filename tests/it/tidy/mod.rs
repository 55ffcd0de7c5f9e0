//! What a machine can check of how the house is kept: who imports whom, what is absent where, and how files begin and end.

mod circles;
mod pages;
mod source;
mod words;

use source::{assert_none, kept_files, read, rust_files, without_comments};
use std::fs;
use std::path::{Path, PathBuf};

/// Which module may import which of ours. Values flow down only.
const MAY_IMPORT: &[(&str, &[&str])] = &[
    ("state", &[]),
    ("model", &["state"]),
    ("stats", &[]),
    ("text", &[]),
    ("lang", &[]),
    ("cluster", &["model"]),
    ("record", &["model", "state"]),
    ("policy", &["model", "cluster", "state", "text"]),
    ("log", &["model", "stats", "state", "text"]),
    ("workload", &["model", "log", "state"]),
    ("faults", &["model"]),
    ("fit", &["model", "stats", "log", "text"]),
    ("snapshot", &["model", "log", "text"]),
    ("scenario", &["model", "policy", "log", "workload", "faults", "cluster", "ledger", "text"]),
    ("transfer", &["model"]),
    ("engine", &["model", "cluster", "policy", "record", "state", "transfer"]),
    ("metrics", &["model", "stats", "record", "state"]),
    ("ledger", &["model", "record", "stats", "state", "text"]),
    // The checker shares no code with what it checks.
    ("verify", &["model", "record"]),
    (
        "experiment",
        &[
            "model", "stats", "cluster", "record", "policy", "log", "workload", "faults", "fit", "scenario",
            "engine", "metrics", "ledger", "state", "text", "snapshot",
        ],
    ),
    ("report", RESULTS),
    (
        "page",
        &[
            "model",
            "stats",
            "record",
            "policy",
            "log",
            "scenario",
            "metrics",
            "ledger",
            "experiment",
            "report",
            "state",
            "text",
            "lang",
        ],
    ),
    (
        "plot",
        &[
            "model",
            "stats",
            "record",
            "policy",
            "log",
            "workload",
            "fit",
            "scenario",
            "metrics",
            "ledger",
            "experiment",
            "report",
            "text",
            "lang",
        ],
    ),
    ("serve", EVERYTHING),
    ("cli", EVERYTHING),
    ("main", &["cli"]),
    ("lib", &[]),
];

/// Results, and the nouns they speak of; not the machinery that makes them.
const RESULTS: &[&str] = &[
    "model",
    "stats",
    "record",
    "policy",
    "log",
    "workload",
    "fit",
    "scenario",
    "metrics",
    "ledger",
    "experiment",
    "snapshot",
    "state",
    "text",
    "lang",
];

const EVERYTHING: &[&str] = &[
    "state",
    "model",
    "stats",
    "cluster",
    "record",
    "policy",
    "log",
    "workload",
    "fit",
    "snapshot",
    "scenario",
    "engine",
    "metrics",
    "ledger",
    "verify",
    "experiment",
    "report",
    "plot",
    "page",
    "serve",
    "text",
    "lang",
];

/// A word that only some modules may use, and why.
struct Ban {
    words: &'static [&'static str],
    only_in: &'static [&'static str],
    reason: &'static str,
}

const BANS: &[Ban] = &[
    Ban {
        words: &[
            "rayon",
            "use std::thread",
            "thread::spawn",
            "thread::scope",
            "thread::Builder",
            "thread::sleep",
        ],
        only_in: &["experiment"],
        reason: "only experiment knows threads",
    },
    Ban {
        words: &["std::env", "env::var", "env::args"],
        only_in: &["cli", "main"],
        reason: "only the command line reads the environment",
    },
    Ban {
        words: &["process::exit", "process::abort", "ExitCode"],
        only_in: &["main"],
        reason: "only main ends the process",
    },
    Ban {
        words: &["Instant", "SystemTime"],
        only_in: &["cli"],
        reason: "results must not depend on a clock",
    },
    Ban {
        words: &["HashMap", "HashSet", "RandomState"],
        only_in: &[],
        reason: "hash order is not the same from run to run",
    },
    Ban {
        words: &["println!", "print!", "eprintln!", "eprint!", "dbg!", "stdout()", "stderr()"],
        only_in: &["cli"],
        reason: "the library never prints",
    },
    Ban {
        words: &["File::open", "File::create", "fs::read", "fs::write"],
        only_in: &["cli", "log", "workload", "fit", "scenario", "report", "plot", "serve"],
        reason: "what computes knows no file",
    },
    Ban {
        words: &["Rc<RefCell", "static mut", "thread_local!", "OnceLock", "LazyLock"],
        only_in: &[],
        reason: "state is plain data that somebody owns",
    },
];

#[test]
fn modules_import_only_what_the_table_allows() {
    let mut breaches = Vec::new();
    for file in rust_files("src") {
        let module = module_of(&file);
        let Some((_, allowed)) = MAY_IMPORT.iter().find(|(name, _)| *name == module) else {
            breaches.push(format!("{}: the module {module} is in no row of the table", file.display()));
            continue;
        };
        for import in imports(&code_of(&file), &file) {
            if import != module && !allowed.contains(&import.as_str()) {
                breaches.push(format!("{}: {module} must not import {import}", file.display()));
            }
        }
    }
    assert_none(&breaches);
}

#[test]
fn what_is_absent_stays_absent() {
    let mut breaches = Vec::new();
    for file in rust_files("src") {
        let module = module_of(&file);
        let code = code_of(&file);
        for ban in BANS.iter().filter(|ban| !ban.only_in.contains(&module.as_str())) {
            for word in ban.words.iter().filter(|word| holds_word(&code, word)) {
                breaches.push(format!("{}: `{word}`: {}", file.display(), ban.reason));
            }
        }
    }
    assert_none(&breaches);
}

/// What goes to the terminal goes through one door, at which nothing in it hides.
#[test]
fn only_the_console_writes_to_the_terminal() {
    let words = ["stdout().lock", "stderr().lock", "println!", "print!", "eprintln!", "eprint!"];
    let writes = |file: &Path| {
        let code = code_of(file);
        !file.ends_with("cli/console.rs") && words.iter().any(|word| code.contains(word))
    };
    let found: Vec<PathBuf> = rust_files("src").into_iter().filter(|file| writes(file)).collect();
    assert!(found.is_empty(), "{found:?}");
}

#[test]
fn files_open_with_a_sentence_and_are_one_idea_long() {
    let mut breaches = Vec::new();
    for file in ["src", "tests", "benches"].into_iter().flat_map(rust_files) {
        let text = read(&file);
        let lines = text.lines().count();
        if 400 < lines {
            breaches.push(format!("{}: {lines} lines, 400 at most", file.display()));
        }
        if !text.starts_with("//! ") {
            breaches.push(format!("{}: begins without `//!` and what it is for", file.display()));
        }
    }
    assert_none(&breaches);
}

#[test]
fn nothing_is_imported_by_a_star_outside_tests() {
    let starred = |file: &PathBuf| {
        let code = code_of(file);
        let library = code.split("#[cfg(test)]").next().unwrap_or_default();
        library.lines().any(|line| line.contains("use ") && line.contains("::*"))
    };
    let breaches: Vec<String> =
        rust_files("src").into_iter().filter(starred).map(|file| file.display().to_string()).collect();
    assert_none(&breaches);
}

#[test]
fn no_file_names_a_particular_machine_or_registry() {
    // Put together here, so that this file does not hold them.
    let patterns: Vec<String> = ["home", "root", "work", "Users", "mnt"]
        .map(|folder| format!("/{folder}/"))
        .into_iter()
        .chain([["C:", "\\Users"].concat(), ["replace", "-with"].concat(), ["local", "-registry"].concat()])
        .collect();
    let mut breaches = Vec::new();
    for file in kept_files() {
        let Ok(text) = fs::read_to_string(&file) else { continue };
        for (number, line) in text.lines().enumerate() {
            // A slash within a path of ours or an address is no root.
            let rooted = |pattern: &String| {
                line.match_indices(pattern.as_str()).any(|(at, _)| {
                    let before = line[..at].chars().next_back();
                    before.is_none_or(|letter| !letter.is_alphanumeric() && letter != '.' && letter != '}')
                })
            };
            if let Some(pattern) = patterns.iter().find(|pattern| rooted(pattern)) {
                breaches.push(format!("{}:{}: `{pattern}`", file.display(), number + 1));
            }
            let foreign = line.trim_start().starts_with("source = \"")
                && file.ends_with("Cargo.lock")
                && !line.contains("registry+https://github.com/rust-lang/crates.io-index");
            if foreign {
                breaches.push(format!("{}:{}: another registry than crates.io", file.display(), number + 1));
            }
        }
    }
    assert_none(&breaches);
}

#[test]
fn tests_have_neither_sleep_nor_ignore() {
    // Put together here, so that this file does not hold them.
    let words = [["::", "sleep("].concat(), ["#[", "ignore"].concat()];
    let breaches: Vec<String> = rust_files("tests")
        .into_iter()
        .filter(|file| words.iter().any(|word| read(file).contains(word)))
        .map(|file| file.display().to_string())
        .collect();
    assert_none(&breaches);
}

#[test]
fn imports_are_found_however_they_are_written() {
    let file = PathBuf::from("src/policy/backfill/easy.rs");
    let found = |code: &str| imports(code, &file);
    assert_eq!(found("use crate::model::Time;"), ["model"]);
    assert_eq!(found("use crate::{cluster::{Plan, Steps}, record};"), ["cluster", "record"]);
    assert_eq!(found("let now = crate::engine::now();"), ["engine"]);
    assert_eq!(found("use super::super::super::engine::Engine;"), ["engine"]);
    assert_eq!(found("use super::super::order::ORDERS;"), [] as [&str; 0]);
    assert_eq!(found("use super::Backfill;"), [] as [&str; 0]);
    assert_eq!(found("use suanli::cli;"), ["cli"]);
}

#[test]
fn a_word_is_found_only_as_a_whole() {
    assert!(holds_word("let began = Instant::now();", "Instant"));
    assert!(!holds_word("enum Instants { Batched }", "Instant"));
    assert!(!holds_word("fn sprint!(", "print!"));
    assert_eq!(without_comments("a // b\n/// c\n\"https://d\"\n"), "a \n\n\"https://d\"\n");
}

/// `src/policy/spec.rs` belongs to `policy`, `src/main.rs` to `main`.
fn module_of(file: &Path) -> String {
    let first = file.components().nth(1).expect("files of src lie in src");
    first.as_os_str().to_string_lossy().trim_end_matches(".rs").to_owned()
}

fn code_of(file: &Path) -> String {
    without_comments(&read(file))
}

fn holds_word(code: &str, word: &str) -> bool {
    let part_of_name = |letter: char| letter.is_alphanumeric() || letter == '_';
    code.match_indices(word).any(|(at, _)| {
        let before = code[..at].chars().next_back();
        let after = code[at + word.len()..].chars().next();
        let begins = before.is_none_or(|letter| !part_of_name(letter));
        let ends = word.ends_with(['!', ')']) || after.is_none_or(|letter| !part_of_name(letter));
        begins && ends
    })
}

/// The modules of ours that a file names, by `crate::`, by the crate's own name, or by climbing with `super::`.
fn imports(code: &str, file: &Path) -> Vec<String> {
    let mut found = Vec::new();
    for root in ["crate::", "suanli::"] {
        for (at, _) in code.match_indices(root) {
            let whole = code[..at].chars().next_back().is_none_or(|letter| !letter.is_alphanumeric());
            if whole {
                found.extend(heads(&code[at + root.len()..]));
            }
        }
    }
    let folders = file.components().skip(1).count() - 1;
    let is_folder = file.ends_with("mod.rs");
    let climbs_out = if is_folder { folders } else { folders + 1 };
    for (at, _) in code.match_indices("super::") {
        let chain = code[at..].split("super::").take_while(|part| part.is_empty()).count();
        let begins = !code[..at].ends_with("super::");
        if begins && climbs_out <= chain {
            found.extend(heads(&code[at + chain * "super::".len()..]));
        }
    }
    found
}

/// The first names of what follows a path: one, or all of a group in braces.
fn heads(rest: &str) -> Vec<String> {
    let name = |text: &str| -> String {
        text.trim_start().chars().take_while(|letter| letter.is_alphanumeric() || *letter == '_').collect()
    };
    let Some(group) = rest.strip_prefix('{') else { return vec![name(rest)] };
    let mut heads = vec![name(group)];
    let mut depth = 1;
    for (at, letter) in group.char_indices() {
        match letter {
            '{' => depth += 1,
            '}' => depth -= 1,
            ',' if depth == 1 => heads.push(name(&group[at + 1..])),
            _ => {}
        }
        if depth == 0 {
            break;
        }
    }
    heads.retain(|head| !head.is_empty());
    heads
}
