//! No circle of files inside a module: nothing that a file names leads back to it, by way of however many others.
//!
//! Only paths that are written out count (`use` and `crate::`, `super::`). A path that leads through an import of another file
//! counts as a path to where that import leads, and a table may name its rows.

use super::module_of;
use super::source::{assert_none, read, rust_files, without_comments};
use std::collections::{BTreeMap, BTreeSet, VecDeque};
use std::path::{Path, PathBuf};

/// The names from the root of the crate to a module or to something in it.
type Names = Vec<String>;

/// What a file names.
#[derive(Debug)]
struct Named {
    file: PathBuf,
    /// What it uses itself.
    used: Vec<Names>,
    /// What others reach through it, by the name under which it imports it.
    handed_on: BTreeMap<String, Names>,
}

#[test]
fn no_file_leads_back_to_itself_inside_its_module() {
    let files = files();
    let mut breaches = Vec::new();
    let mut told = BTreeSet::new();
    for module in files.keys() {
        if told.contains(module) {
            continue;
        }
        if let Some(circle) = circle(module, &files) {
            let names: Vec<String> = circle.iter().map(|module| module.join("/")).collect();
            breaches.push(names.join(" -> "));
            told.extend(circle);
        }
    }
    assert_none(&breaches);
}

#[test]
fn a_tree_of_names_is_spread_out() {
    let mut found = Vec::new();
    spread("crate::a::{self, b::{C as D, E}, F}", &[], &mut found);
    let found: Vec<String> = found.iter().map(|(path, name)| format!("{} {name}", path.join("::"))).collect();
    assert_eq!(found, ["crate::a a", "crate::a::b::C D", "crate::a::b::E E", "crate::a::F F"]);
}

/// Every file of the library by its module.
fn files() -> BTreeMap<Names, Named> {
    let files: Vec<PathBuf> =
        rust_files("src").into_iter().filter(|file| !file.ends_with("main.rs")).collect();
    let modules: BTreeSet<Names> = files.iter().map(|file| names_of(file)).collect();
    files.into_iter().map(|file| (names_of(&file), named(file, &modules))).collect()
}

fn names_of(file: &Path) -> Names {
    let mut names: Names =
        file.with_extension("").iter().skip(1).map(|name| name.to_string_lossy().into_owned()).collect();
    if matches!(names.last().map(String::as_str), Some("mod" | "lib")) {
        names.pop();
    }
    names
}

fn named(file: PathBuf, modules: &BTreeSet<Names>) -> Named {
    let module = names_of(&file);
    let code = without_comments(&read(&file));
    let library = code.split("#[cfg(test)]").next().unwrap_or_default();
    let mut named = Named { file, used: Vec::new(), handed_on: BTreeMap::new() };
    let mut rest = String::new();
    let mut statement = String::new();
    for line in library.lines() {
        let begins = line.trim_start();
        let begins = begins.starts_with("use ") || begins.starts_with("pub") && begins.contains(" use ");
        if statement.is_empty() && !begins {
            rest.push_str(line);
            rest.push('\n');
            continue;
        }
        statement.push_str(line);
        if line.ends_with(';') {
            let is_public = statement.trim_start().starts_with("pub");
            let tree = statement.split_once("use ").map_or("", |(_, tree)| tree).trim_end_matches(';');
            let mut found = Vec::new();
            spread(tree, &[], &mut found);
            for (path, name) in found {
                let Some(path) = absolute(&path, &module, modules) else { continue };
                if !is_public {
                    named.used.push(path.clone());
                }
                named.handed_on.insert(name, path);
            }
            statement.clear();
        }
    }
    let written_out = written_out(&rest);
    named.used.extend(written_out.iter().filter_map(|path| absolute(path, &module, modules)));
    named
}

/// The paths of a tree of names, each with the name under which it is known from then on.
fn spread(tree: &str, before: &[String], found: &mut Vec<(Names, String)>) {
    let tree = tree.trim();
    let Some((head, group)) = tree.split_once('{') else {
        let (path, alias) = tree.split_once(" as ").map_or((tree, None), |(path, alias)| (path, Some(alias)));
        let mut names = before.to_vec();
        names.extend(path.split("::").map(|name| name.trim().to_owned()).filter(|name| !name.is_empty()));
        if before.len() < names.len() && names.last().is_some_and(|last| last == "self") {
            names.pop();
        }
        let name = alias.map(str::to_owned).or_else(|| names.last().cloned());
        if let Some(name) = name {
            found.push((names, name));
        }
        return;
    };
    let mut names = before.to_vec();
    names.extend(head.split("::").map(|name| name.trim().to_owned()).filter(|name| !name.is_empty()));
    let group = group.trim_end().trim_end_matches('}').trim_end_matches(',');
    // The closing brace of an inner group may have gone with the outer one.
    let group = format!(
        "{group}{}",
        "}".repeat(group.matches('{').count().saturating_sub(group.matches('}').count()))
    );
    let (mut depth, mut from) = (0_usize, 0);
    for (at, letter) in group.char_indices().chain([(group.len(), ',')]) {
        match letter {
            '{' => depth += 1,
            '}' => depth -= 1,
            ',' if depth == 0 => {
                if !group[from..at].trim().is_empty() {
                    spread(&group[from..at], &names, found);
                }
                from = at + 1;
            }
            _ => {}
        }
    }
}

/// Paths that begin with `crate::` or `super::` in the midst of code.
fn written_out(code: &str) -> Vec<Names> {
    let letter_of_path = |letter: char| letter.is_alphanumeric() || letter == '_' || letter == ':';
    code.split(|letter| !letter_of_path(letter))
        .filter(|path| path.starts_with("crate::") || path.starts_with("super::"))
        .map(|path| path.split("::").map(str::to_owned).filter(|name| !name.is_empty()).collect())
        .collect()
}

/// A path from the root of the crate; nothing where it leads out of it.
fn absolute(path: &[String], module: &[String], modules: &BTreeSet<Names>) -> Option<Names> {
    let mut base = module.to_vec();
    let mut rest = path;
    match rest.first().map(String::as_str) {
        Some("crate") => return Some(rest[1..].to_vec()),
        Some("super" | "self") => {
            while let Some(climb @ ("super" | "self")) = rest.first().map(String::as_str) {
                if climb == "super" {
                    base.pop();
                }
                rest = &rest[1..];
            }
        }
        Some(child) => {
            base.push(child.to_owned());
            if !modules.contains(&base) {
                return None;
            }
            base.pop();
        }
        None => return None,
    }
    base.extend_from_slice(rest);
    Some(base)
}

/// The module that holds what a path leads to, wherever it is handed on in between.
fn home(path: &[String], files: &BTreeMap<Names, Named>) -> Names {
    let mut path = path.to_vec();
    // Nothing is handed on as often as that.
    for _ in 0..8 {
        let long = (0..=path.len()).rev().find(|long| files.contains_key(&path[..*long])).unwrap_or(0);
        let Some(named) = files.get(&path[..long]) else { break };
        match path.get(long).and_then(|name| named.handed_on.get(name)) {
            Some(further) => path = further.iter().chain(&path[long + 1..]).cloned().collect(),
            None => {
                path.truncate(long);
                break;
            }
        }
    }
    path
}

/// The shortest way from a module back to itself through files of its top-level module.
fn circle(module: &Names, files: &BTreeMap<Names, Named>) -> Option<Vec<Names>> {
    let mut before: BTreeMap<Names, Names> = BTreeMap::new();
    let mut open = VecDeque::from([module.clone()]);
    while let Some(at) = open.pop_front() {
        for next in files[&at].used.iter().map(|path| home(path, files)) {
            if next == *module && at != *module {
                let mut circle = vec![next, at.clone()];
                while let Some(earlier) = circle.last().and_then(|last| before.get(last)) {
                    circle.push(earlier.clone());
                }
                circle.reverse();
                return Some(circle);
            }
            let is_inside = files.get(&next).is_some_and(|named| module_of(&named.file) == module[0]);
            if is_inside && next != at && next != *module && !before.contains_key(&next) {
                before.insert(next.clone(), at.clone());
                open.push_back(next);
            }
        }
    }
    None
}
