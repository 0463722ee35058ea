//! The rooms of src/ import only what docs/ARCHITECTURE.md allows them, and unsafe code is only where it says.

mod imports;

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use imports::{module, paths, tokens};

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

/// What a file imports and its room may not.
fn forbidden(file: &str, text: &str, rooms: &Rooms) -> Vec<String> {
    let Some(room) = room(file) else { return Vec::new() };
    let imported: BTreeSet<String> = paths(file, text).iter().filter_map(|path| imported_room(path, rooms)).collect();
    let wrong = imported.into_iter().filter(|name| name != room && !rooms[room].contains(name));
    wrong.map(|name| format!("src/{file}: {room} may not import {name}")).collect()
}

/// The room or the watched crate that a path begins with. Macros at the crate's root are nobody's.
fn imported_room(path: &str, rooms: &Rooms) -> Option<String> {
    if let Some(own) = path.strip_prefix("crate::") {
        return own.split("::").next().filter(|first| rooms.contains_key(*first)).map(str::to_owned);
    }
    OUTSIDE.iter().find(|(crate_name, _)| path.starts_with(crate_name)).map(|(_, room)| (*room).to_owned())
}

/// The modules of all files, and which others each names. A module is not said to import what lies within it.
fn modules() -> BTreeMap<String, BTreeSet<String>> {
    let files = files();
    let known: BTreeSet<String> = files.iter().map(|file| module(file).join("::")).collect();
    let of = |path: &str| {
        let mut path = path.strip_prefix("crate::")?.to_owned();
        while !known.contains(&path) {
            path.truncate(path.rfind("::")?);
        }
        Some(path)
    };
    let imports = |file: &String| {
        let own = module(file).join("::");
        let named = paths(file, &read(file)).iter().filter_map(|path| of(path)).collect::<BTreeSet<_>>();
        let named =
            named.into_iter().filter(|other| *other != own && !other.starts_with(&format!("{own}::"))).collect();
        (own, named)
    };
    files.iter().map(imports).collect()
}

/// Takes away, again and again, whatever imports nothing that is left or is imported by nothing: what stays is the circles
/// and the ways between them.
fn circle(mut left: BTreeMap<String, BTreeSet<String>>) -> BTreeMap<String, BTreeSet<String>> {
    loop {
        let names: BTreeSet<String> = left.keys().cloned().collect();
        let before = left.len();
        left.values_mut().for_each(|imports| imports.retain(|name| names.contains(name)));
        let imported: BTreeSet<String> = left.values().flatten().cloned().collect();
        left.retain(|name, imports| !imports.is_empty() && imported.contains(name));
        if left.len() == before {
            return left;
        }
    }
}

fn read(file: &String) -> String {
    std::fs::read_to_string(root().join("src").join(file)).expect("a source file")
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
    let wrong: Vec<String> = files().iter().flat_map(|file| forbidden(file, &read(file), &rooms)).collect();
    assert!(wrong.is_empty(), "see docs/ARCHITECTURE.md\n{}", wrong.join("\n"));
}

#[test]
fn no_import_runs_back() {
    assert_eq!(circle(rooms()), BTreeMap::new(), "rooms that may import one another");
    assert_eq!(circle(modules()), BTreeMap::new(), "modules that import one another");
}

/// How often a text says `unsafe`, without its comments and strings.
fn unsafe_words(text: &str) -> usize {
    tokens(text).iter().filter(|token| *token == "unsafe").count()
}

/// The kernels' launches, the processor's vectors, and the one call of the linker's constructors: its declaration and a
/// block. That each block has its reason, a lint checks.
#[test]
fn unsafe_code_is_in_kernels_and_lanes_alone() {
    let most = |file: &str| match file {
        "trainer/serve.rs" => 2,
        _ if file.starts_with("network/fused/launch/") || file.starts_with("stack/lanes/") => usize::MAX,
        _ => 0,
    };
    let files = files();
    let wrong: Vec<&String> = files.iter().filter(|file| unsafe_words(&read(file)) > most(file)).collect();
    assert!(wrong.is_empty(), "see docs/ARCHITECTURE.md: {wrong:?}");
}

#[test]
fn an_unsafe_word_is_found_and_one_in_a_text_is_not() {
    assert_eq!(unsafe_words("fn f() { unsafe { g() } } unsafe impl Send for X {}"), 2);
    assert_eq!(unsafe_words("// unsafe\nconst A: &str = \"unsafe\"; fn unsafe_words() {}"), 0);
}

#[test]
fn a_circle_is_found() {
    let of = |imports: &[(&str, &str)]| -> BTreeMap<String, BTreeSet<String>> {
        imports.iter().map(|(from, to)| ((*from).to_owned(), BTreeSet::from([(*to).to_owned()]))).collect()
    };
    assert!(circle(of(&[("a", "b"), ("b", "c"), ("c", "burn")])).is_empty());
    let found = circle(of(&[("a", "b"), ("b", "c"), ("c", "b"), ("d", "e")]));
    assert_eq!(found.keys().collect::<Vec<_>>(), ["b", "c"]);
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
        assert!(forbidden("ui/panels/verdict.rs", line, &rooms).is_empty(), "{line}");
    }
}
