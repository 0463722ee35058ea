//! The rooms of src/ import only what docs/ARCHITECTURE.md allows them.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

/// What each room may import, by the table of the document.
type Rooms = BTreeMap<String, BTreeSet<String>>;

/// Crates that are rooms of their own in the table: whatever begins so counts as the second name.
const OUTSIDE: [(&str, &str); 3] = [("burn", "burn"), ("cubecl", "burn"), ("leptos", "leptos")];

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// Reads the table: rows of a room, what it is for, and what it may import, names in backticks.
fn rooms() -> Rooms {
    let text = std::fs::read_to_string(root().join("docs/ARCHITECTURE.md")).expect("the document");
    let rows = text.lines().filter(|line| line.starts_with("| `"));
    let names = |cell: &str| -> Vec<String> { cell.split('`').skip(1).step_by(2).map(str::to_owned).collect() };
    rows.map(|row| {
        let cells: Vec<&str> = row.trim_matches('|').split('|').collect();
        assert_eq!(cells.len(), 3, "a row has a room, its purpose and what it may import: {row}");
        (names(cells[0])[0].clone(), names(cells[2]).into_iter().collect())
    })
    .collect()
}

/// Every source file, by its path within src/.
fn files() -> Vec<String> {
    let mut folders = vec![root().join("src")];
    let mut files = Vec::new();
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(&folder).expect("a folder of sources") {
            let path: PathBuf = entry.expect("an entry").path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|extension| extension == "rs") {
                let within = path.strip_prefix(root().join("src")).expect("within src/");
                files.push(within.to_string_lossy().replace('\\', "/"));
            }
        }
    }
    files.sort();
    files
}

/// The room of a file. The binaries are one room; lib.rs only lists the rooms and is in none.
fn room(file: &str) -> Option<&str> {
    match file {
        "lib.rs" => None,
        "main.rs" => Some("bin"),
        _ => file.split('/').next().map(|first| first.trim_end_matches(".rs")),
    }
}

/// Names and marks of a source text, without its comments, strings and characters.
fn tokens(text: &str) -> Vec<String> {
    let chars: Vec<char> = text.chars().collect();
    let at = |index: usize| chars.get(index).copied().unwrap_or('\0');
    let mut tokens = Vec::new();
    let mut i = 0;
    while i < chars.len() {
        let start = i;
        match at(i) {
            '/' if at(i + 1) == '/' => i += chars[i..].iter().take_while(|char| **char != '\n').count(),
            '/' if at(i + 1) == '*' => {
                let mut depth = 0;
                while i < chars.len() {
                    match (at(i), at(i + 1)) {
                        ('/', '*') => (depth, i) = (depth + 1, i + 2),
                        ('*', '/') => (depth, i) = (depth - 1, i + 2),
                        _ => i += 1,
                    }
                    if depth == 0 {
                        break;
                    }
                }
            }
            '"' => i = after_string(&chars, i),
            'r' if at(i + 1) == '"' || (at(i + 1) == '#' && matches!(at(i + 2), '#' | '"')) => {
                let hashes = chars[i + 1..].iter().take_while(|char| **char == '#').count();
                let end: Vec<char> = std::iter::once('"').chain(std::iter::repeat_n('#', hashes)).collect();
                let body = i + hashes + 2;
                let length = chars[body..].windows(end.len()).position(|window| window == end);
                i = length.map_or(chars.len(), |length| body + length + end.len());
            }
            '\'' if at(i + 1) == '\\' => i += 3 + chars[i + 3..].iter().take_while(|char| **char != '\'').count(),
            '\'' if at(i + 2) == '\'' => i += 3,
            ':' if at(i + 1) == ':' => i += 2,
            char if char.is_alphanumeric() || char == '_' => {
                i += chars[i..].iter().take_while(|char| char.is_alphanumeric() || **char == '_').count();
            }
            _ => i += 1,
        }
        let token: String = chars[start..i.min(chars.len())].iter().collect();
        let first = token.chars().next().unwrap_or(' ');
        if !first.is_whitespace()
            && !token.starts_with(['/', '"', '\''])
            && !token.starts_with("r\"")
            && !token.starts_with("r#")
        {
            tokens.push(token);
        }
    }
    tokens
}

fn after_string(chars: &[char], quote: usize) -> usize {
    let mut i = quote + 1;
    while i < chars.len() && chars[i] != '"' {
        i += if chars[i] == '\\' { 2 } else { 1 };
    }
    i + 1
}

/// The rooms and outside crates that a file names in a path, in `use` or elsewhere.
fn imports(file: &str, text: &str) -> BTreeSet<String> {
    let tokens = tokens(text);
    let is = |index: usize, token: &str| tokens.get(index).is_some_and(|found| found == token);
    // ui/panels/verdict.rs is three modules below the crate, ui/panels/mod.rs two.
    let depth = file.split('/').filter(|part| !matches!(*part, "mod.rs" | "lib.rs" | "main.rs")).count();
    let mut found = BTreeSet::new();
    let (mut braces, mut inline) = (0, Vec::new());
    for (i, token) in tokens.iter().enumerate() {
        match token.as_str() {
            "{" => {
                braces += 1;
                if i >= 2 && is(i - 2, "mod") {
                    inline.push(braces);
                }
            }
            "}" => {
                inline.pop_if(|depth| *depth == braces);
                braces -= 1;
            }
            _ => {}
        }
        if i > 0 && is(i - 1, "::") || !is(i + 1, "::") {
            continue;
        }
        match token.as_str() {
            "crate" | "flatline" => found.extend(heads(&tokens[i + 2..])),
            "super" => {
                let supers = tokens[i..].chunks(2).take_while(|pair| pair[0] == "super").count();
                if supers >= depth + inline.len() {
                    found.extend(heads(&tokens[i + 2 * supers..]));
                }
            }
            name => {
                let outside = OUTSIDE.iter().find(|(crate_name, _)| name.starts_with(crate_name));
                found.extend(outside.map(|(_, room)| (*room).to_owned()));
            }
        }
    }
    found
}

/// The first names of what follows a path's `::`: one, or those of a group.
fn heads(tokens: &[String]) -> Vec<String> {
    if tokens.first().is_none_or(|first| first != "{") {
        return tokens.first().cloned().into_iter().collect();
    }
    let mut depth = 0;
    let mut heads = Vec::new();
    for pair in tokens.windows(2) {
        match pair[0].as_str() {
            "{" => depth += 1,
            "}" => depth -= 1,
            _ => {}
        }
        if depth == 0 {
            break;
        }
        if depth == 1 && matches!(pair[0].as_str(), "{" | ",") && pair[1] != "}" {
            heads.push(pair[1].clone());
        }
    }
    heads
}

/// What a file imports and its room may not. What is no room (a macro at the crate's root) is nobody's.
fn forbidden(file: &str, text: &str, rooms: &Rooms) -> Vec<String> {
    let Some(room) = room(file) else { return Vec::new() };
    let allowed = &rooms[room];
    let watched = |name: &String| rooms.contains_key(name) || OUTSIDE.iter().any(|(_, outside)| outside == name);
    let imports =
        imports(file, text).into_iter().filter(|name| name != room && watched(name) && !allowed.contains(name));
    imports.map(|name| format!("src/{file}: {room} may not import {name}")).collect()
}

#[test]
fn every_room_is_in_the_table_and_the_table_names_no_other() {
    let files = files();
    let found: BTreeSet<&str> = files.iter().filter_map(|file| room(file)).collect();
    let rooms = rooms();
    assert_eq!(found, rooms.keys().map(String::as_str).collect());
    let outside = OUTSIDE.map(|(_, room)| room);
    for (room, allowed) in &rooms {
        for name in allowed {
            assert!(
                rooms.contains_key(name) || outside.contains(&name.as_str()),
                "{room} may import {name}: what is that?"
            );
        }
    }
}

#[test]
fn no_room_imports_what_it_may_not() {
    let rooms = rooms();
    let read = |file: &String| std::fs::read_to_string(root().join("src").join(file)).expect("a source file");
    let wrong: Vec<String> = files().iter().flat_map(|file| forbidden(file, &read(file), &rooms)).collect();
    assert!(wrong.is_empty(), "see docs/ARCHITECTURE.md\n{}", wrong.join("\n"));
}

#[test]
fn no_import_runs_back() {
    let mut left = rooms();
    left.values_mut().for_each(|allowed| allowed.retain(|name| !OUTSIDE.iter().any(|(_, outside)| outside == name)));
    while !left.is_empty() {
        let free: Vec<String> =
            left.iter().filter(|(_, allowed)| allowed.is_empty()).map(|(room, _)| room.clone()).collect();
        assert!(!free.is_empty(), "these rooms import one another in a circle: {:?}", left.keys());
        for room in free {
            left.remove(&room);
            left.values_mut().for_each(|allowed| {
                allowed.remove(&room);
            });
        }
    }
}

#[test]
fn a_forbidden_import_is_found_wherever_it_stands() {
    let rooms = rooms();
    for line in [
        "use crate::training::Run;",
        "use crate::{record::Record, training::{Run, Divergence}};",
        "fn of(run: &crate::training::Run) {}",
        "use super::super::super::training::Run;",
        "mod tests { use super::super::super::super::training::Run; }",
    ] {
        assert_eq!(
            forbidden("ui/panels/verdict.rs", line, &rooms),
            ["src/ui/panels/verdict.rs: ui may not import training"]
        );
    }
    assert_eq!(
        forbidden("ui/store.rs", "use burn::tensor::Tensor;", &rooms),
        ["src/ui/store.rs: ui may not import burn"]
    );
    assert_eq!(
        forbidden("vitals/mod.rs", "use cubecl::prelude::*; use crate::experiment::Experiment;", &rooms),
        ["src/vitals/mod.rs: vitals may not import burn", "src/vitals/mod.rs: vitals may not import experiment"]
    );
    for line in [
        "use crate::record::Record;",
        "use super::super::super::record::Record;",
        "use super::training::Run;",
        "// use crate::training::Run;",
        "/// As [`Run`](crate::training::Run) does. /* crate::network::x */",
        "const WORDS: &str = \"use \\\" crate::training::Run\"; const CHAR: char = '\"';",
        "const RAW: &str = r#\"crate::training::\"Run\"#; fn f<'a>(a: &'a str) {}",
        "use leptos::prelude::*;",
    ] {
        assert_eq!(forbidden("ui/panels/verdict.rs", line, &rooms), [String::new(); 0], "{line}");
    }
}
