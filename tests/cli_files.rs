//! The command line's files: what is read, what is refused, and that an output takes nothing with it.
#![cfg(feature = "cli")]

#[path = "support/command.rs"]
mod command;

use std::path::{Path, PathBuf};
use std::process::Output;

use command::{Folder, flatline, stderr};

const SMALL: &str = r#"{"depth": 2, "width": 4}"#;

fn path(path: &Path) -> &str {
    path.to_str().expect("a path of text")
}

fn lines(output: &Path) -> usize {
    std::fs::read_to_string(output).expect("an output").lines().count()
}

/// What lies in a folder.
fn names(folder: &Folder) -> Vec<String> {
    let entries = std::fs::read_dir(&folder.0).expect("the folder");
    let mut names: Vec<String> =
        entries.map(|entry| entry.expect("an entry").file_name().to_string_lossy().into_owned()).collect();
    names.sort();
    names
}

fn refused(output: &Output, words: &[&str]) {
    let said = stderr(output);
    assert_eq!(output.status.code(), Some(2), "{said}");
    assert!(words.iter().all(|word| said.contains(word)), "{words:?}: {said}");
}

/// A safetensors file of one tensor with this name.
fn safetensors(name: &str, kind: &str) -> Vec<u8> {
    let bytes = if kind == "F32" { 4 } else { 2 };
    let entry = serde_json::json!({ "dtype": kind, "shape": [1], "data_offsets": [0, bytes] });
    let header = serde_json::json!({ name: entry }).to_string();
    [&(header.len() as u64).to_le_bytes(), header.as_bytes(), &vec![0; bytes]].concat()
}

#[test]
fn an_output_that_is_an_input_is_refused_and_the_input_stays() {
    let folder = Folder::new("own-input");
    let story = folder.write("e.json", SMALL);
    let data = folder.write("d.csv", "1,2,0\n3,4,1\n");
    let parameters = folder.write("p.safetensors", "whatever");
    std::fs::create_dir(folder.0.join("sub")).expect("a folder");
    // The same file by another name is the same file.
    let by_another_way = folder.0.join("sub").join("..").join("d.csv");
    #[cfg(unix)]
    let linked = {
        let linked = folder.0.join("link.json");
        std::os::unix::fs::symlink(&story, &linked).expect("a link");
        linked
    };
    #[cfg(not(unix))]
    let linked = story.clone();
    let before = names(&folder);
    for (output, word) in [
        (&story, "is read"),
        (&linked, "is read"),
        (&data, "data"),
        (&by_another_way, "data"),
        (&parameters, "parameters"),
    ] {
        let arguments =
            [path(&story), "--data", path(&data), "--parameters", path(&parameters), "--output", path(output)];
        refused(&flatline(&arguments), &[path(output), word, "choose another one for the output"]);
    }
    assert_eq!(std::fs::read_to_string(&story).expect("the story"), SMALL);
    assert_eq!(std::fs::read_to_string(&data).expect("the data"), "1,2,0\n3,4,1\n");
    assert_eq!(std::fs::read_to_string(&parameters).expect("the parameters"), "whatever");
    assert_eq!(names(&folder), before);
}

#[test]
fn an_output_takes_the_old_ones_place_when_it_is_complete() {
    let folder = Folder::new("replace");
    let story = folder.write("e.json", SMALL);
    let output = folder.write("o.jsonl", "old");
    let run = flatline(&[path(&story), "--steps", "5", "--output", path(&output)]);
    assert!(run.status.success(), "{}", stderr(&run));
    assert_eq!(lines(&output), 5);
    let explosion = folder.write("e.json", r#"{"depth": 20, "activation": "relu", "init_scale": 2}"#);
    let run = flatline(&[path(&explosion), "--output", path(&output)]);
    assert_eq!(run.status.code(), Some(3), "{}", stderr(&run));
    let trace = std::fs::read_to_string(&output).expect("what was measured before");
    assert!(trace.lines().count() > 0 && trace.lines().all(|line| line.starts_with('{')), "{trace}");
    assert_eq!(names(&folder), ["e.json", "o.jsonl"]);
}

#[test]
fn a_failure_leaves_the_old_output_as_it_was() {
    let folder = Folder::new("failure");
    let story = folder.write("e.json", SMALL);
    let output = folder.write("o.jsonl", "old");
    for data in ["", "1;2\n1;x\n", "1,2,0\n1,0\n"] {
        let data = folder.write("d.csv", data);
        refused(&flatline(&[path(&story), "--data", path(&data), "--output", path(&output)]), &["d.csv"]);
    }
    let nowhere = folder.0.join("nowhere").join("o.jsonl");
    refused(&flatline(&[path(&story), "--output", path(&nowhere)]), &["nowhere", "folder cannot be written to"]);
    refused(&flatline(&[path(&story), "--output", path(&folder.0)]), &[path(&folder.0)]);
    assert_eq!(std::fs::read_to_string(&output).expect("the old output"), "old");
    assert_eq!(names(&folder), ["d.csv", "e.json", "o.jsonl"]);
}

#[cfg(unix)]
mod unix {
    use std::os::unix::fs::{PermissionsExt, symlink};
    use std::os::unix::process::ExitStatusExt;
    use std::process::{Command, Stdio};
    use std::time::{Duration, Instant};

    use super::*;

    #[test]
    fn an_interrupted_run_leaves_the_old_output_as_it_was() {
        for (signal, number) in [("INT", 2), ("TERM", 15)] {
            let folder = Folder::new(&format!("interrupt-{signal}"));
            let story = folder.write("e.json", SMALL);
            let output = folder.write("o.jsonl", "old");
            let mut run = Command::new(env!("CARGO_BIN_EXE_flatline"))
                .args(["run", path(&story), "--steps", "1000000000", "--output", path(&output)])
                .stderr(Stdio::null())
                .spawn()
                .expect("the binary runs");
            // It is under way when its file has grown.
            let part = || names(&folder).into_iter().find(|name| name.ends_with(".part"));
            let grown = || part().is_some_and(|part| folder.0.join(part).metadata().is_ok_and(|part| part.len() > 0));
            let begin = Instant::now();
            while !grown() {
                assert!(begin.elapsed() < Duration::from_secs(60), "nothing is written beside the output");
                std::thread::sleep(Duration::from_millis(20));
            }
            let kill = Command::new("kill").args([format!("-{signal}"), run.id().to_string()]).status();
            assert!(kill.expect("kill runs").success());
            let status = run.wait().expect("it ends");
            assert_eq!(status.signal(), Some(number), "{status}");
            assert_eq!(std::fs::read_to_string(&output).expect("the old output"), "old");
            assert_eq!(names(&folder), ["e.json", "o.jsonl"]);
        }
    }

    #[test]
    fn a_link_stays_a_link_and_permissions_stay() {
        let folder = Folder::new("link");
        let story = folder.write("e.json", SMALL);
        let target = folder.write("o.jsonl", "old");
        std::fs::set_permissions(&target, PermissionsExt::from_mode(0o640)).expect("permissions");
        let link = folder.0.join("latest.jsonl");
        symlink("o.jsonl", &link).expect("a link");
        let run = flatline(&[path(&story), "--steps", "3", "--output", path(&link)]);
        assert!(run.status.success(), "{}", stderr(&run));
        assert!(link.symlink_metadata().expect("the link").is_symlink());
        let found = target.metadata().expect("the output");
        assert_eq!((lines(&target), found.permissions().mode() & 0o777), (3, 0o640));
    }

    #[test]
    fn devices_and_pipes_are_written_to_directly() {
        let folder = Folder::new("pipes");
        let story = folder.write("e.json", SMALL);
        let run = flatline(&[path(&story), "--steps", "3", "--output", "/dev/stdout"]);
        assert_eq!(String::from_utf8_lossy(&run.stdout).lines().count(), 3, "{}", stderr(&run));
        let run = flatline(&[path(&story), "--steps", "3", "--output", "/dev/null"]);
        assert!(run.status.success(), "{}", stderr(&run));
        let script =
            "mkfifo \"$2/pipe\" && { \"$0\" run \"$1\" --steps 3 --output \"$2/pipe\" & cat \"$2/pipe\"; wait; }";
        let piped = Command::new("sh")
            .args(["-c", script, env!("CARGO_BIN_EXE_flatline"), path(&story), path(&folder.0)])
            .output()
            .expect("sh runs");
        assert_eq!(String::from_utf8_lossy(&piped.stdout).lines().count(), 3, "{}", stderr(&piped));
        // Standard output that is appended to a file stays appended.
        let log = folder.write("log", "before\n");
        let script = "\"$0\" run \"$1\" --steps 3 --output /dev/stdout >> \"$2\"";
        let appended =
            Command::new("sh").args(["-c", script, env!("CARGO_BIN_EXE_flatline"), path(&story), path(&log)]).output();
        assert!(appended.expect("sh runs").status.success());
        assert!(std::fs::read_to_string(&log).expect("the log").starts_with("before\n{"));
        assert_eq!(lines(&log), 4);
        // An input may be a pipe, too.
        let script = "printf '1,2,0\\n3,4,1\\n' | \"$0\" run \"$1\" --steps 3 --data /dev/stdin";
        let piped = Command::new("sh").args(["-c", script, env!("CARGO_BIN_EXE_flatline"), path(&story)]).output();
        let piped = piped.expect("sh runs");
        assert_eq!(String::from_utf8_lossy(&piped.stdout).lines().count(), 3, "{}", stderr(&piped));
    }

    /// Runs it with no more than so many KiB of addresses.
    fn within(kibibytes: u32, arguments: &[&str]) -> Output {
        let script = format!("ulimit -v {kibibytes}; exec \"$0\" run \"$@\"");
        let mut command = Command::new("sh");
        command.args(["-c", &script, env!("CARGO_BIN_EXE_flatline")]).args(arguments).output().expect("sh runs")
    }

    #[cfg(target_os = "linux")]
    #[test]
    fn a_network_that_does_not_fit_is_refused_before_it_takes_memory() {
        let folder = Folder::new("memory");
        let story = folder.write("e.json", r#"{"depth": 1000, "width": 256}"#);
        let output = folder.write("o.jsonl", "old");
        let run = within(2 << 20, &[path(&story), "--steps", "1", "--output", path(&output)]);
        refused(&run, &["This network needs about", "GiB to train and there are 1.", "make it narrower"]);
        assert_eq!(std::fs::read_to_string(&output).expect("the old output"), "old");
        assert_eq!(names(&folder), ["e.json", "o.jsonl"]);
        // A change within the run may need more than its beginning.
        let story = |changes: &str| {
            let begin = r#"{"depth": 1000, "width": 32, "batch_size": 1, "dataset": "digits"}"#;
            folder.write("e.json", format!(r#"{{"experiment": {begin}, "changes": [{changes}]}}"#))
        };
        let run = within(700 << 10, &[path(&story("")), "--steps", "1"]);
        assert!(run.status.success(), "{}", stderr(&run));
        let later = r#"{"step": 5, "batch_size": 1024, "optimizer": "adam", "batch_norm": true, "dropout": 0.1}"#;
        refused(&within(700 << 10, &[path(&story(later)), "--steps", "1"]), &["This network needs about"]);
    }

    #[test]
    fn a_million_columns_are_refused_soon_and_without_memory() {
        let folder = Folder::new("columns");
        let story = folder.write("e.json", SMALL);
        let data = folder.write("wide.csv", "1.5,".repeat(1_000_000) + "0\n");
        let begin = Instant::now();
        let run = within(300 << 10, &[path(&story), "--data", path(&data)]);
        refused(&run, &["wide.csv: Line 1 has more than 65537 columns"]);
        assert!(begin.elapsed() < Duration::from_secs(10), "{:?}", begin.elapsed());
    }

    #[test]
    fn what_never_ends_is_not_read_for_ever() {
        let folder = Folder::new("endless");
        let story = folder.write("e.json", SMALL);
        refused(&flatline(&["/dev/zero"]), &["/dev/zero", "more than 4 MiB"]);
        refused(&flatline(&[path(&story), "--data", "/dev/zero"]), &["/dev/zero", "more than 256 MiB"]);
    }
}

/// UTF-16 with its byte-order mark.
fn utf_16(text: &str) -> Vec<u8> {
    "\u{feff}".encode_utf16().chain(text.encode_utf16()).flat_map(u16::to_le_bytes).collect()
}

#[test]
fn texts_are_read_in_every_usual_encoding() {
    let folder = Folder::new("encodings");
    let csv = "größe;\u{201e}x\u{201c};label\r\n1,5;2;0\r\n3;4;1\r\n";
    let encodings = [
        ("plain", (|text| text.into()) as fn(&str) -> Vec<u8>),
        ("marked", |text| format!("\u{feff}{text}").into()),
        ("utf-16", utf_16),
    ];
    for (name, encoded) in encodings {
        let story = folder.write(&format!("{name}.json"), encoded(SMALL));
        let data = folder.write(&format!("{name}.csv"), encoded(csv));
        let run = flatline(&[path(&story), "--data", path(&data), "--steps", "2"]);
        assert!(run.status.success(), "{name}: {}", stderr(&run));
        assert_eq!(run.stdout.iter().filter(|byte| **byte == b'\n').count(), 2, "{name}");
    }
    let latin_1 = folder.write("latin-1.csv", b"gr\xf6\xdfe,label\n1,0\n");
    let story = folder.write("e.json", SMALL);
    refused(
        &flatline(&[path(&story), "--data", path(&latin_1)]),
        &["latin-1.csv: This is not UTF-8: byte 0xF6 in line 1."],
    );
    let bare = utf_16(SMALL)[2..].to_vec();
    refused(&flatline(&[folder.write("bare.json", bare)]), &["bare.json: This is not a text: byte 0x00 in line 1."]);
}

#[test]
fn what_was_understood_of_the_rows_is_said() {
    let folder = Folder::new("understood");
    let story = folder.write("e.json", SMALL);
    let said = |csv: &str| -> String {
        let data = folder.write("d.csv", csv);
        let run = flatline(&[path(&story), "--data", path(&data), "--steps", "1"]);
        assert!(run.status.success(), "{}", stderr(&run));
        let said = stderr(&run);
        let line = said.lines().find(|line| line.contains("d.csv: ")).expect("a line about the rows").to_owned();
        line.strip_prefix(&format!("flatline: {}: ", path(&data))).expect("it begins with the file").to_owned()
    };
    assert_eq!(
        said("x;y;label\n1;2;0\n3;4;2\n"),
        "2 rows of 2 features, 3 classes, separated by semicolons, first line taken as header"
    );
    assert_eq!(said("1,0\n"), "1 row of 1 feature, 2 classes, separated by commas, no header");
    assert_eq!(
        said("0\t1\t2\n0,5\t2\t0\n1,5\t2\t1\n"),
        "2 rows of 2 features, 2 classes, separated by tabs, with decimal commas, first line taken as header, since it \
         counts the columns"
    );
}

#[test]
fn nothing_of_a_strangers_file_acts_on_the_terminal() {
    let folder = Folder::new("escapes");
    let story = folder.write("e.json", SMALL);
    let csv = |field: &str| folder.write("d.csv", format!("1,2,0\n{field},2,1\n"));
    let evil = "\u{1b}]0 owned\u{7}\u{9b}2J\u{202e}";
    let runs: Vec<(Vec<PathBuf>, &str)> = vec![
        (
            vec![story.clone(), "--data".into(), csv(&format!("x{evil}"))],
            "\"x\\u{1b}]0 owned\\u{7}\\u{9b}2J\\u{202e}\"",
        ),
        (
            vec![story.clone(), "--parameters".into(), folder.write("p.st", safetensors(evil, "F32"))],
            "Parameter \\u{1b}]0 owned",
        ),
        (
            vec![story.clone(), "--parameters".into(), folder.write("h.st", safetensors(evil, "I16"))],
            "Parameter \\u{1b}]0 owned",
        ),
        (
            vec![folder.write("key.json", serde_json::json!({ evil: 1 }).to_string())],
            "There is no setting \"\\u{1b}]0 owned",
        ),
        (
            vec![folder.write("text.json", serde_json::json!({ "activation": evil }).to_string())],
            "activation is \"\\u{1b}]0 owned",
        ),
        (vec![folder.write(&format!("{}.json", evil.replace('/', "")), "[")], "\\u{1b}]0 owned\\u{7}"),
        // Two tensors that overlap: the library names the second one.
        (
            vec![story, "--parameters".into(), folder.write("o.st", overlapping(evil))],
            "details: invalid offset for tensor `\\u{1b}]0 owned",
        ),
    ];
    for (arguments, shown) in runs {
        let run = flatline(&arguments);
        refused(&run, &[shown]);
        let raw = stderr(&run).chars().find(|c| c.is_control() && *c != '\n' || ('\u{202a}'..='\u{202e}').contains(c));
        assert_eq!(raw, None, "{arguments:?}");
    }
}

/// A safetensors file in which a tensor of this name lies where another one does.
fn overlapping(name: &str) -> Vec<u8> {
    let entry = serde_json::json!({ "dtype": "F32", "shape": [1], "data_offsets": [0, 4] });
    let other = serde_json::json!({ "dtype": "F32", "shape": [1], "data_offsets": [1, 5] });
    let header = serde_json::json!({ "a": entry, name: other }).to_string();
    [&(header.len() as u64).to_le_bytes(), header.as_bytes(), &[0; 5]].concat()
}

#[test]
fn what_the_library_says_stands_below_a_sentence_of_ours() {
    let folder = Folder::new("details");
    let story = folder.write("e.json", SMALL);
    let run = flatline(&[path(&story), "--parameters", path(&folder.write("p.st", [0xff; 20]))]);
    let said = stderr(&run);
    let lines: Vec<&str> = said.lines().collect();
    assert_eq!(run.status.code(), Some(2), "{said}");
    assert!(lines[0].ends_with("p.st: This is not a safetensors file."), "{said}");
    assert!(lines[1].starts_with("flatline: details: ") && lines.len() == 2, "{said}");
}
