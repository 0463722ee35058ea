//! What the command line says of a run: each change of its verdict, and a report.
#![cfg(feature = "cli")]

use std::path::PathBuf;
use std::process::{Command, Output};

use serde_json::Value;

/// Runs an experiment; the file is removed again.
fn flatline(name: &str, experiment: &str, arguments: &[&str]) -> Output {
    let path: PathBuf = std::env::temp_dir().join(format!("flatline-{name}-{}.json", std::process::id()));
    std::fs::write(&path, experiment).expect("a temporary file");
    let run = Command::new(env!("CARGO_BIN_EXE_flatline")).arg("run").arg(&path).args(arguments).output();
    std::fs::remove_file(&path).expect("the temporary file");
    run.expect("the binary runs")
}

fn stderr(output: &Output) -> String {
    String::from_utf8_lossy(&output.stderr).into_owned()
}

#[test]
fn each_change_of_the_verdict_is_said_beside_the_trace() {
    let output = flatline("verdicts", r#"{"activation": "relu"}"#, &["--steps", "120"]);
    let said = stderr(&output);
    let verdicts: Vec<&str> = said.lines().filter(|line| line.starts_with("step ")).collect();
    assert!(verdicts[0].contains(": Learning. The loss "), "{said}");
    assert!(verdicts.last().is_some_and(|last| last.contains(": Learned. The loss is down to")), "{said}");
    let names = verdicts.windows(2).all(|pair| pair[0].split(": ").nth(1) != pair[1].split(": ").nth(1));
    assert!(names, "a verdict is said once: {said}");
    assert!(!said.contains("Evidence"), "a report only where it is asked for: {said}");
    let trace = String::from_utf8_lossy(&output.stdout);
    assert_eq!(trace.lines().count(), 120);
    assert!(trace.lines().all(|line| serde_json::from_str::<Value>(line).is_ok()), "nothing but the trace");
}

#[test]
fn a_flatline_ends_with_what_is_known_of_it() {
    let output = flatline("flatline", "{}", &["--steps", "60", "--diagnose"]);
    let said = stderr(&output);
    assert_eq!(output.status.code(), Some(0), "{said}");
    let report = &said[said.rfind("step 60: ").expect("the report")..];
    assert!(report.starts_with("step 60: Vanishing. The gradient dies on its way back: layer 1 gets "), "{report}");
    for part in ["Layer 1 gradient", "First / last hidden", "sum(After", "vanishing"] {
        assert!(report.contains(part), "{part}: {report}");
    }
}

#[test]
fn a_divergence_is_reported_and_keeps_its_exit_status() {
    let explosion = r#"{"depth": 20, "activation": "relu", "init_scale": 2}"#;
    let output = flatline("divergence", explosion, &["--diagnose"]);
    let said = stderr(&output);
    assert_eq!(output.status.code(), Some(3), "{said}");
    assert!(said.contains(": Diverged. The loss is no longer a number"), "{said}");
}
